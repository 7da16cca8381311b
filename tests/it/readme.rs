//! The README's examples, run, and the links of the documents at the top.

use std::fs;

use crate::markdown::blocks;
use crate::sessions::Session;
use crate::site::repository;

#[test]
fn every_example_does_what_it_shows() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("README.md");
    let lines: Vec<_> = readme.lines().collect();
    let mut session = Session::new();
    for block in blocks(&readme).into_iter().filter(|it| it.info == "console") {
        session.console(&block, &lines).unwrap_or_else(|fault| panic!("README.md: {fault}"));
    }
    assert!(session.commands >= 4, "the README shows {} commands", session.commands);
}

/// Links of the documents at the top lead to files that are here.
#[test]
fn every_relative_link_leads_somewhere() {
    for document in ["README.md", "CHANGELOG.md", "SECURITY.md", "tests/README.md"] {
        let path = repository().join(document);
        let text = fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{document}: {fault}"));
        for target in text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if file.contains("://") || file.is_empty() {
                continue;
            }
            assert!(path.with_file_name("").join(file).exists(), "{document} links to `{target}`");
        }
    }
}
