//! Literate cases: prose, small files, and carets under the text they accuse (`tests/README.md` tells the form).
//!
//! A case is run by writing it anew with the findings of `dateline check`; it passes when that changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::markdown::{Block, blocks};
use crate::site::{TestSite, repository, updating};

/// What a case is built with when it brings no `dateline.toml`: no finding that every small brief would have.
const CONFIG: &str = r#"[site]
base_url = "https://example.org/"
[check.rules]
no-sources = "off"
source-no-archive = "off"
source-no-access-date = "off"
single-publisher = "off"
"#;

#[test]
fn every_case_finds_what_it_says() {
    let wrong: Vec<_> = files()
        .par_iter()
        .filter_map(|path| {
            let text = fs::read_to_string(path).expect("a case is UTF-8");
            let found = rewritten(&text, updating());
            if found == text {
                return None;
            }
            if updating() {
                fs::write(path, &found).expect("a case can be rewritten");
                return None;
            }
            let name = path.strip_prefix(repository()).unwrap_or(path).display();
            Some(format!("{name}\n{}", difference(&text, &found)))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} files of cases differ (+ was found, - was expected); UPDATE_EXPECT=1 rewrites them\n\n{}",
        wrong.len(),
        wrong.join("\n"),
    );
}

/// Every file of cases.
pub fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> = walkdir::WalkDir::new(repository().join("tests/cases"))
        .into_iter()
        .filter_map(|entry| Some(entry.ok()?.into_path()))
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    files.sort();
    files
}

/// The rule that a line of expectation names, when it is one: `^^^ rule`, `^^^ error[rule]: message`.
pub fn rule_of_caret_line(line: &str) -> Option<&str> {
    let rest = line.trim_start().trim_start_matches('^');
    let is_caret = rest.len() < line.trim_start().len();
    let rest = rest.strip_prefix(' ').filter(|_| is_caret)?;
    rule_of_finding(rest).or_else(|| dateline::diag::rules::find(rest).map(|_| rest))
}

/// The rule in `error[rule]: message`.
pub fn rule_of_finding(text: &str) -> Option<&str> {
    let (severity, rest) = text.split_once('[')?;
    let (rule, _) = rest.split_once("]: ")?;
    matches!(severity, "error" | "warning" | "info").then_some(rule)
}

/// A finding of `check`, with columns as a terminal counts them.
struct Finding {
    path: String,
    /// Line and columns, when it has a place.
    place: Option<(usize, std::ops::Range<usize>)>,
    rule: String,
    text: String,
}

/// The file with the findings of each of its cases in place of the expected ones. With `full`, expectations that name
/// only the rule are written out.
fn rewritten(text: &str, full: bool) -> String {
    let lines: Vec<_> = text.lines().collect();
    let blocks = blocks(text);
    let mut replaced: BTreeMap<usize, (usize, Vec<String>)> = BTreeMap::new();
    for case in blocks.chunk_by(|a, b| a.heading == b.heading) {
        for (range, with) in run(case, &lines, full) {
            replaced.insert(range.start, (range.end, with));
        }
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < lines.len() || replaced.contains_key(&at) {
        match replaced.remove(&at) {
            Some((end, with)) => {
                out.extend(with);
                at = end.max(at);
            }
            None => {
                out.push(lines[at].to_owned());
                at += 1;
            }
        }
    }
    out.join("\n") + "\n"
}

/// Runs one case; gives ranges of lines and what they should be.
fn run(case: &[Block], lines: &[&str], full: bool) -> Vec<(std::ops::Range<usize>, Vec<String>)> {
    let mut site = TestSite::empty();
    let shown: Vec<_> = case.iter().filter_map(|block| Some((block, path_of(&block.info)?))).collect();
    let Some((last, _)) = shown.last() else { return Vec::new() };
    if shown.iter().all(|(_, path)| *path != "dateline.toml") {
        site = site.file("dateline.toml", CONFIG);
    }
    for (block, path) in &shown {
        site = site.file(path, content(&lines[block.lines.clone()]).join("\n") + "\n");
    }
    let found: Vec<_> = site.findings("").all.iter().map(|it| finding(it, &shown, lines)).collect();

    let mut edits = Vec::new();
    for (block, path) in &shown {
        let here = found.iter().filter(|it| it.path == *path);
        edits.push((block.lines.clone(), annotated(&lines[block.lines.clone()], here, full)));
    }
    let placeless: Vec<_> =
        found.iter().filter(|it| it.place.is_none()).map(|it| format!("{}: {}", it.path, it.text)).collect();
    match case.iter().find(|block| block.info == "findings") {
        Some(block) if placeless.is_empty() => {
            edits.push((block.lines.start - 1..block.lines.end + 1, Vec::new()));
        }
        Some(block) => edits.push((block.lines.clone(), placeless)),
        None if placeless.is_empty() => {}
        None => {
            let end = last.lines.end + 1;
            let fenced = [vec!["```findings".to_owned()], placeless, vec!["```".to_owned()]].concat();
            edits.push((end..end, fenced));
        }
    }
    edits
}

/// `content/a.md` of the info string `md content/a.md`.
fn path_of(info: &str) -> Option<&str> {
    info.split_once(' ').map(|(_, path)| path.trim())
}

/// The lines of a block without its expectations.
fn content<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().copied().filter(|line| rule_of_caret_line(line).is_none()).collect()
}

/// One JSON diagnostic, placed in the block that shows its file.
fn finding(json: &serde_json::Value, shown: &[(&Block, &str)], lines: &[&str]) -> Finding {
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| json[name].as_u64().and_then(|it| usize::try_from(it).ok());
    let (path, rule) = (text("path"), text("rule"));
    let mut said = format!("{}[{rule}]: {}", text("severity"), text("message"));
    if let Some(hint) = json["hint"].as_str() {
        said += &format!("; {hint}");
    }
    let place = number("line").zip(number("col")).zip(number("end_line")).zip(number("end_col"));
    let Some((((line, col), end_line), end_col)) = place else {
        return Finding { path, place: None, rule, text: said };
    };
    let Some((block, _)) = shown.iter().find(|(_, shown)| *shown == path) else {
        return Finding { path: format!("{path}:{line}:{col}"), place: None, rule, text: said };
    };
    let content = content(&lines[block.lines.clone()]);
    // The end of the file is shown behind its last line.
    let (line, col, end) = match content.get(line - 1) {
        Some(text) if end_line > line => (line, col, text.chars().count() + 1),
        Some(_) => (line, col, end_col),
        None => (content.len(), content.last().map_or(0, |it| it.chars().count()) + 1, 0),
    };
    let columns = |characters: usize| {
        let before: String = content.get(line - 1).unwrap_or(&"").chars().take(characters - 1).collect();
        before.width()
    };
    let start = columns(col);
    let end = columns(end.max(col)).max(start + 1);
    Finding { path, place: Some((line, start..end)), rule, text: said }
}

/// The lines of a block with carets for what was found in it.
fn annotated<'a>(lines: &[&str], found: impl Iterator<Item = &'a Finding>, full: bool) -> Vec<String> {
    let mut carets: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    let mut brief: Vec<(usize, &str)> = Vec::new();
    let mut number = 0;
    for line in lines {
        match rule_of_caret_line(line) {
            Some(_) => brief.push((number, line)),
            None => number += 1,
        }
    }
    for Finding { place, rule, text, .. } in found {
        let Some((line, columns)) = place else { continue };
        let mark = format!("{}{}", " ".repeat(columns.start), "^".repeat(columns.len()));
        let short = format!("{mark} {rule}");
        let is_short = !full && brief.contains(&(*line, short.as_str()));
        let written = if is_short { short } else { format!("{mark} {text}") };
        carets.entry(*line).or_default().push((columns.start, written));
    }
    let mut out = Vec::new();
    for (at, line) in content(lines).into_iter().enumerate() {
        out.push(line.to_owned());
        let mut under = carets.remove(&(at + 1)).unwrap_or_default();
        under.sort();
        out.extend(under.into_iter().map(|(_, line)| line));
    }
    out
}

/// Lines that differ, under the heading they stand below.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let mut out = String::new();
    let (mut a, mut b) = (0, 0);
    let mut heading = "";
    while a < expected.len() || b < found.len() {
        let (left, right) = (expected.get(a), found.get(b));
        if left == right {
            if let Some(line) = left.filter(|line| line.starts_with('#')) {
                heading = line;
            }
            (a, b) = (a + 1, b + 1);
            continue;
        }
        if !heading.is_empty() {
            out += &format!("  {heading}\n");
            heading = "";
        }
        // Only lines of expectations differ, so the nearer match is the right one.
        let ahead = |from: &[&str], line: &str| from.iter().position(|it| *it == line);
        let is_new = match (left, right) {
            (Some(left), Some(right)) => {
                let (new, old) = (ahead(&found[b..], left), ahead(&expected[a..], right));
                new.is_some_and(|new| old.is_none_or(|old| new <= old))
            }
            (left, _) => left.is_none(),
        };
        if is_new {
            out += &format!("+ {}\n", found[b]);
            b += 1;
        } else {
            out += &format!("- {}\n", expected[a]);
            a += 1;
        }
    }
    out
}

/// A path of cases is a promise that there are some.
#[test]
fn there_are_cases() {
    assert!(files().len() > 5, "cases are not found below {}", Path::new("tests/cases").display());
}

#[test]
fn carets_name_rules() {
    let rule = rule_of_caret_line;
    assert_eq!(rule("   ^^^ error[unknown-key]: unknown key `x`"), Some("unknown-key"));
    assert_eq!(rule("^ unknown-key"), Some("unknown-key"));
    for line in ["^^^ no such rule", "unknown-key", "a ^ b", "[^1^]", "^^^", "error[unknown-key]: x"] {
        assert_eq!(rule(line), None, "{line}");
    }
}
