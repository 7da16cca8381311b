//! Findings that are known and do not count: `[check] baseline`.
//!
//! An entry names a rule, a file, and a digest of what is accused with the line that it stands in. Where that line stands
//! makes no difference, so an edit above it moves nothing. What is accused twice in like lines has two entries. Faults of
//! structure are never known: a site cannot be made of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::{Diagnostic, Rule, Severity, rules};
use crate::digest::Digester;
use crate::model::config::Config;

/// The first line of a baseline, by which it is told from other files.
pub const HEAD: &str = "# Known findings: `dateline check --write-baseline` writes this file anew.";

/// Hexadecimal digits of a digest.
const DIGITS: usize = 16;

/// One known finding. Entries order as they are written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    path: String,
    rule: String,
    digest: String,
}

impl Entry {
    /// The entry of a finding in a text, as far as that could be read.
    pub fn of(found: &Diagnostic, text: Option<&str>) -> Self {
        let place = found.span.zip(text).and_then(|(span, text)| {
            let accused = text.get(span.range())?;
            let start = text[..span.range().start].rfind('\n').map_or(0, |it| it + 1);
            let line = text[start..].lines().next().unwrap_or_default();
            Some((accused, line.trim()))
        });
        // A message may count what changes from day to day; where nothing is accused there is nothing else.
        let (accused, context) = place.unwrap_or(("", &found.message));
        let digest = Digester::default().part(accused).part(context).finish();
        Self { path: found.path.to_string(), rule: found.rule.name.to_owned(), digest: digest.short(DIGITS) }
    }
}

/// Whether a finding of a rule may be known: infos count nowhere, and faults of structure always.
pub fn may_know(rule: &Rule, level: Severity, config: &Config) -> bool {
    level >= config.check.fail_on.min(Severity::Warning)
        && !(rule.structural && rule.severity[0] == Severity::Error)
}

/// Known findings, each as often as it may occur.
#[derive(Debug, Default, PartialEq)]
pub struct Baseline {
    left: BTreeMap<Entry, usize>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// The number of the first line that is not one of a baseline.
    pub fn read(text: &str) -> Result<Self, usize> {
        let mut baseline = Self::default();
        for (line, number) in text.lines().zip(1..) {
            if number == 1 && line == HEAD {
                continue;
            }
            let mut parts = line.splitn(3, ' ');
            let (Some(rule), Some(digest), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(number);
            };
            if number == 1 || digest.len() != DIGITS || !digest.bytes().all(|it| it.is_ascii_hexdigit()) {
                return Err(number);
            }
            let entry = Entry { path: path.to_owned(), rule: rule.to_owned(), digest: digest.to_owned() };
            *baseline.left.entry(entry).or_default() += 1;
        }
        Ok(baseline)
    }

    /// Whether a finding is known, as often as it was then.
    pub fn knows(&mut self, entry: &Entry) -> bool {
        let left = self.left.get_mut(entry).filter(|it| **it > 0);
        left.map(|it| *it -= 1).is_some()
    }

    /// How many entries nothing has asked for.
    pub fn left(&self) -> usize {
        self.left.values().sum()
    }

    /// Says what is left over.
    pub fn leftover(&self, path: &str) -> Option<Diagnostic> {
        let (first, _) = self.left.iter().find(|it| *it.1 > 0)?;
        let message = match self.left() {
            1 => format!("`{}` in `{}` is known here and occurs no more", first.rule, first.path),
            many => format!(
                "{many} findings are known here and occur no more, the first is `{}` in `{}`",
                first.rule, first.path
            ),
        };
        let hint = "`dateline check --write-baseline` leaves them out";
        Some(Diagnostic::new(&rules::BASELINE_LEFTOVER, &path.into(), message).hint(hint))
    }
}

/// The text of a baseline: one entry a line, in order.
pub fn text(mut entries: Vec<Entry>) -> String {
    // A line that a name broke in two could not be read again.
    entries.retain(|it| !it.path.contains(char::is_control));
    entries.sort();
    let mut text = format!("{HEAD}\n");
    for Entry { path, rule, digest } in entries {
        let _ = writeln!(text, "{rule} {digest} {path}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, accused: &str) -> Entry {
        let at = text.find(accused).expect("the text holds what it accuses");
        let found =
            Diagnostic::new(&rules::DUP_TITLE, &"content/a b.md".into(), "m").at(at..at + accused.len());
        Entry::of(&found, Some(text))
    }

    #[test]
    fn lines_above_move_nothing() {
        let first = entry("a\n\n- one two\nb", "two");
        assert_eq!(first, entry("more\nlines\n\n  - one two\n", "two"));
        assert_ne!(first, entry("- one, two\n", "two"));
        assert_ne!(first, entry("- one two\n", "one"));
    }

    #[test]
    fn what_is_written_is_read() {
        let (a, b) = (entry("one", "one"), entry("two", "two"));
        let written = text(vec![b.clone(), a.clone(), b.clone()]);
        assert_eq!(written.lines().next(), Some(HEAD));
        let mut read = Baseline::read(&written).expect("it is one");
        assert!(read.knows(&a) && read.knows(&b) && read.knows(&b));
        assert!(!read.knows(&a) && read.leftover("base").is_none());
        let mut read = Baseline::read(&written).expect("it is one");
        assert!(read.knows(&a));
        assert_eq!(
            read.leftover("base").expect("two are left").message,
            "2 findings are known here and occur no more, the first is `dup-title` in `content/a b.md`"
        );
    }

    #[test]
    fn other_files_are_no_baselines() {
        assert_eq!(Baseline::read(""), Ok(Baseline::default()));
        assert_eq!(Baseline::read("[site]\n"), Err(1));
        assert_eq!(Baseline::read(&format!("{HEAD}\ndup-title 12 a.md\n")), Err(2));
        assert_eq!(Baseline::read("dup-title 0123456789abcdef a.md\n"), Err(1));
    }
}
