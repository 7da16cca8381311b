//! The manual's page for every rule: what it shows as failing fails by that rule, and what it shows as passing passes
//! (`tests/README.md` tells the form). `RULE=unknown-key cargo test --test it rule_pages` runs one page.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use dateline::diag::Rule;
use dateline::diag::rules::{RULES, find};
use rayon::prelude::*;

use crate::markdown::{Block, blocks};
use crate::rules::ELSEWHERE;
use crate::site::{TestSite, repository};

/// What an example is built with when it brings no `dateline.toml`.
const CONFIG: &str = "[site]\nbase_url = \"https://example.org/\"\n";

/// The present of the examples.
const NOW: &str = "2026-11-22T00:00:00Z";

#[test]
fn every_page_does_what_it_shows() {
    let only = std::env::var("RULE").ok();
    let wrong: Vec<_> = pages()
        .into_par_iter()
        .filter(|(name, _)| only.as_ref().is_none_or(|it| it == name))
        .flat_map_iter(|(name, path)| {
            let text = fs::read_to_string(path).expect("a page is UTF-8");
            let faults = match find(&name) {
                Some(rule) => faults(rule, &text),
                None => vec!["no rule has this name".to_owned()],
            };
            faults.into_iter().map(move |it| format!("rules/{name}.md: {it}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} faults in the pages of rules\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_page() {
    let written: BTreeSet<_> = pages().into_iter().map(|(name, _)| name).collect();
    let missing: Vec<_> = RULES.iter().map(|it| it.name).filter(|it| !written.contains(*it)).collect();
    assert!(missing.is_empty(), "write `src/manual/content/pages/rules/NAME.md` for {missing:?}");
}

/// The pages of rules, by name.
fn pages() -> Vec<(String, PathBuf)> {
    let folder = repository().join("src/manual/content/pages/rules");
    let mut pages: Vec<_> = fs::read_dir(folder)
        .expect("the folder of pages can be read")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)))
        .filter(|(name, path)| name != "index" && path.extension().is_some_and(|it| it == "md"))
        .collect();
    pages.sort();
    pages
}

/// All that a page does not keep of its form and of what it shows.
fn faults(rule: &Rule, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let front = format!("+++\ntitle = {:?}\ndescription = {:?}\n", rule.name, rule.summary);
    if !text.starts_with(&front) {
        faults.push(format!("it must begin with the rule's name and summary:\n{front}"));
    }
    let lines: Vec<_> = text.lines().collect();
    let blocks = blocks(text);
    let sections = sections(&lines, &blocks);
    let close = lines.iter().skip(1).position(|it| *it == "+++").map_or(0, |it| it + 2);
    let lead = close..sections.first().map_or(lines.len(), |(_, lines)| lines.start);
    if lines.get(lead).is_none_or(|it| it.iter().all(|it| it.trim().is_empty())) {
        faults.push("it says nothing before its first section".to_owned());
    }
    let titles: Vec<_> = sections.iter().map(|it| it.0).collect();
    if titles == ["How it shows"] {
        if ELSEWHERE.iter().all(|it| it.0 != rule.name) {
            faults.push("a case shows the rule, so files can: write `## Fails` and `## Passes`".to_owned());
        }
        return faults;
    }
    if titles != ["Fails", "Passes"] {
        faults.push(format!("its sections are {titles:?}, not `## Fails` and `## Passes`"));
        return faults;
    }
    for (title, range) in sections {
        let shown: Vec<_> =
            blocks.iter().filter(|it| range.contains(&it.lines.start) && it.info.contains(' ')).collect();
        if shown.is_empty() {
            faults.push(format!("`## {title}` shows no file"));
        }
        for example in shown.chunk_by(|a, b| a.heading == b.heading) {
            let name = &example[0].heading;
            faults.extend(run(rule, title == "Fails", example, &lines).map(|it| format!("`{name}`: {it}")));
        }
    }
    faults
}

/// The sections of the second rank, each with the lines from its heading on.
fn sections<'a>(lines: &[&'a str], blocks: &[Block]) -> Vec<(&'a str, Range<usize>)> {
    let fenced = |at| blocks.iter().any(|it| it.lines.contains(&at));
    let mut sections: Vec<(&str, Range<usize>)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(title) = line.strip_prefix("## ").filter(|_| !fenced(at)) {
            if let Some((_, before)) = sections.last_mut() {
                before.end = at;
            }
            sections.push((title, at..lines.len()));
        }
    }
    sections
}

/// Checks one example; says what is not as it should be.
fn run(rule: &Rule, fails: bool, example: &[&Block], lines: &[&str]) -> Option<String> {
    let mut site = TestSite::empty().file("dateline.toml", CONFIG);
    for block in example {
        let (_, path) = block.info.split_once(' ')?;
        site = site.file(path, lines[block.lines.clone()].join("\n") + "\n");
    }
    let found = site.findings(&format!("--now {NOW}")).all;
    let of_rule = |it: &&serde_json::Value| it["rule"] == rule.name;
    let told: String = found.iter().map(|it| format!("\n  {it}")).collect();
    let severity = rule.severity[0].name();
    match found.iter().find(of_rule) {
        None if fails => Some(format!("`{}` is not found, but{told}", rule.name)),
        Some(it) if fails && it["severity"] != severity => Some(format!("it is no {severity}:{told}")),
        Some(_) if !fails => Some(format!("`{}` is found:{told}", rule.name)),
        None if found.iter().any(|it| it["severity"] == "error") => Some(format!("errors are found:{told}")),
        _ => None,
    }
}

#[test]
fn faults_of_a_page_are_told() {
    let rule = find("unknown-key").expect("the rule");
    let front = "+++\ntitle = \"unknown-key\"\ndescription = \"a key that dateline does not know\"\n+++\n";
    let example = |key: &str| {
        format!(
            "```md content/a.md\n+++\ntitle = \"A\"\ndate = 2026-11-02\n{key} = \"berths\"\n+++\nIt closed.\n```\n"
        )
    };
    let page = |lead: &str, fails: &str, passes: &str| {
        let page = format!("{front}{lead}\n## Fails\n\n{}\n## Passes\n\n{}", example(fails), example(passes));
        faults(rule, &page).join("; ")
    };
    assert_eq!(page("It tells.\n", "topcis", "topic"), "");
    assert_eq!(page("", "topcis", "topic"), "it says nothing before its first section");
    assert!(page("It tells.\n", "topic", "topic").starts_with("`Fails`: `unknown-key` is not found"));
    assert!(page("It tells.\n", "topcis", "topcis").starts_with("`Passes`: `unknown-key` is found"));
    assert!(page("It tells.\n", "topcis", "date").starts_with("`Passes`: errors are found"));
    assert!(faults(rule, "It tells.\n")[0].starts_with("it must begin with the rule's name"));
    let bare = format!("{front}It tells.\n\n## How it shows\n\nThus.\n");
    assert!(faults(rule, &bare)[0].starts_with("a case shows the rule"));
}
