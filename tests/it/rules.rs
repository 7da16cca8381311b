//! Every rule has a case that shows it, or says here why it has none.

use std::collections::BTreeSet;
use std::fs;

use dateline::diag::rules::RULES;

use crate::cases;

/// Rules that no literate case can show, and what shows them instead.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("not-utf8", "bytes that are no text: hostile.rs"),
    ("nul-byte", "a byte no case can hold: hostile.rs"),
    ("file-too-large", "a file too large for a case: hostile.rs"),
    ("too-deep", "a file too deep for a case: hostile.rs"),
    ("symlink-outside", "links, which a case has not: hostile.rs"),
    ("symlink-loop", "links, which a case has not: hostile.rs"),
    ("unreadable-file", "permissions, which a case has not: hostile.rs"),
];

#[test]
fn every_rule_is_shown() {
    let shown = shown();
    let elsewhere: BTreeSet<_> = ELSEWHERE.iter().map(|(rule, _)| (*rule).to_owned()).collect();
    let missing: Vec<_> = RULES
        .iter()
        .map(|it| it.name)
        .filter(|it| !shown.contains(*it) && !elsewhere.contains(*it))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    let twice: Vec<_> = elsewhere.intersection(&shown).collect();
    assert!(twice.is_empty(), "a case shows {twice:?}, so the list in this file need not");
}

#[test]
fn exceptions_are_rules_that_tests_name() {
    for (rule, whence) in ELSEWHERE {
        assert!(dateline::diag::rules::find(rule).is_some(), "`{rule}` is no rule");
        let file = whence.rsplit(' ').next().unwrap_or_default();
        let path = crate::site::repository().join("tests/it").join(file);
        let text = fs::read_to_string(&path).expect("the file that shows it");
        assert!(text.contains(&format!("\"{rule}\"")), "{file} does not name `{rule}`");
    }
}

#[test]
fn names_are_distinct_and_plain() {
    let names: BTreeSet<_> = RULES.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), RULES.len(), "two rules with one name");
    for rule in RULES {
        let plain = rule.name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
        assert!(plain && !rule.summary.ends_with('.'), "{rule:?}");
        assert!(rule.severity[0] <= rule.severity[1], "the strict profile is milder for {rule:?}");
    }
}

/// The rules that expectations of cases name.
fn shown() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for path in cases::files() {
        let text = fs::read_to_string(&path).expect("a case is UTF-8");
        for line in text.lines() {
            let placeless = || line.split_once(": ").and_then(|(_, it)| cases::rule_of_finding(it));
            rules.extend(cases::rule_of_caret_line(line).or_else(placeless).map(str::to_owned));
        }
    }
    rules
}
