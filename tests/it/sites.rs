//! Whole sites with expected trees: `tests/sites/NAME/site` is built and compared with `tests/sites/NAME/expected`.
//!
//! `tree.txt` lists every file of the output, with fingerprints as `HASH`; a file nobody expects fails, and so does an
//! expectation that nothing meets. Every other file in `expected` is compared byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::site::{TestSite, copy, repository, tree, updating};

/// Formats whose bytes are expected; pages are looked at by their own tests, since a theme changes them all.
const WHOLE: &[&str] = &["json", "xml", "md", "txt", "bib"];

#[test]
fn every_site_becomes_its_tree() {
    let folder = repository().join("tests/sites");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("tests/sites")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("site").is_dir())
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no sites in {}", folder.display());
    let wrong: Vec<_> = names.iter().flat_map(|it| compare(it)).collect();
    assert!(wrong.is_empty(), "UPDATE_EXPECT=1 rewrites expectations\n{}", wrong.join("\n"));
}

/// Builds one site; gives what differs.
fn compare(folder: &Path) -> Vec<String> {
    let site = TestSite::empty();
    copy(&folder.join("site"), site.dir());
    let site = site.run("build").succeeds();
    let output = site.tree("output");

    let mut found: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    // Sorted once more: where a fingerprint put a file among its neighbours is chance.
    let mut listing: Vec<_> = output.keys().map(|path| without_fingerprint(path) + "\n").collect();
    listing.sort();
    let listing = listing.concat();
    found.insert("tree.txt".to_owned(), listing.into_bytes());
    for (path, bytes) in output {
        let extension = path.rsplit('.').next().unwrap_or_default();
        if WHOLE.contains(&extension) && path != "manifest.json" && !path.starts_with("assets/") {
            found.insert(path, bytes);
        }
    }

    let expected = folder.join("expected");
    if updating() {
        let _ = fs::remove_dir_all(&expected);
        for (path, bytes) in &found {
            let path = expected.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("an expectation");
        }
        return Vec::new();
    }
    let expected = if expected.is_dir() { tree(&expected) } else { BTreeMap::new() };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let missing = expected.keys().filter(|it| !found.contains_key(*it)).map(|it| format!("{name}: no {it}"));
    let changed =
        found.iter().filter(|(path, bytes)| expected.get(*path) != Some(bytes)).map(|(path, bytes)| {
            let old = expected.get(path).map(|it| String::from_utf8_lossy(it)).unwrap_or_default();
            format!("{name}: {path}\n{}", first_difference(&old, &String::from_utf8_lossy(bytes)))
        });
    missing.chain(changed).collect()
}

/// `assets/site.3fa9c1d2.css` as `assets/site.HASH.css`.
fn without_fingerprint(path: &str) -> String {
    let parts = path.split('.').map(|part| {
        let hex = part.len() >= 8 && part.bytes().all(|it| it.is_ascii_hexdigit());
        if hex { "HASH" } else { part }
    });
    parts.collect::<Vec<_>>().join(".")
}

fn first_difference(old: &str, new: &str) -> String {
    let mut lines =
        old.lines().map(Some).chain(std::iter::repeat(None)).zip(new.lines().map(Some).chain([None]));
    let differing = lines.find(|(a, b)| a != b);
    let (a, b) = differing.unwrap_or_default();
    format!("  - {}\n  + {}", a.unwrap_or("(the end)"), b.unwrap_or("(the end)"))
}

/// What is not public once leaked through feeds, twins and counts of generators that filter page by page.
#[test]
fn what_is_not_public_is_nowhere() {
    let site = TestSite::empty();
    copy(&repository().join("tests/sites/harbour/site"), site.dir());
    let site = site.run("build").succeeds();
    for (path, bytes) in site.tree("output") {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("canary") && !path.contains("canary"), "{path} tells of what is not public");
    }
    let site = site.run("build -D -F -o all").succeeds();
    assert!(site.tree("all").keys().any(|it| it.contains("canary")));
}
