//! The README's examples, run: every `console` block is a session in one folder, and what it shows is what is printed.

use std::fs;

use crate::markdown::blocks;
use crate::site::{TestSite, repository};

#[test]
fn every_example_does_what_it_shows() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("README.md");
    let lines: Vec<_> = readme.lines().collect();
    // Only the folder changes from one command to the next, as in a shell.
    let mut site = TestSite::empty().env("SOURCE_DATE_EPOCH", "1771070400");
    let mut commands = 0;
    for block in blocks(&readme).into_iter().filter(|it| it.info == "console") {
        let mut block = lines[block.lines].iter().peekable();
        while let Some(line) = block.next() {
            let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("`{line}` belongs to no command"));
            let mut shown = Vec::new();
            while let Some(line) = block.next_if(|it| !it.starts_with("$ ")) {
                shown.push(*line);
            }
            let words = words(command);
            match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["cd", into] => site = site.cd(into),
                ["dateline", ref arguments @ ..] => {
                    site = site.run_with(arguments).succeeds();
                    assert_shown(command, &shown, &(site.out() + &site.err()));
                    commands += 1;
                }
                _ => panic!("`{command}` is not an example this test can run"),
            }
        }
    }
    assert!(commands >= 4, "the README shows {commands} commands");
}

/// Lines are as printed; `…` stands for anything in a line, and a line of it alone for any lines.
#[track_caller]
fn assert_shown(command: &str, shown: &[&str], printed: &str) {
    let mut left: Vec<_> = printed.lines().collect();
    for line in shown {
        if *line == "…" {
            continue;
        }
        let at = left.iter().position(|it| matches(line, it));
        let at = at.unwrap_or_else(|| panic!("`{command}` does not print `{line}`, but\n{printed}"));
        left.drain(..=at);
    }
}

fn matches(shown: &str, printed: &str) -> bool {
    let mut rest = printed;
    let parts: Vec<_> = shown.split('…').collect();
    for (number, part) in parts.iter().enumerate() {
        let found = if number == 0 { rest.starts_with(part).then_some(0) } else { rest.find(part) };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || parts.last().is_some_and(|it| it.is_empty() && parts.len() > 1)
}

/// Splits a command line at spaces outside double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
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
