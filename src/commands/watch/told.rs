//! What browsers are told: the generation of what is shown, and what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::diag::{Diagnostic, Severity, emit, rules};
use crate::paths::encode_path;
use crate::read;

/// Findings that are told one by one; the desk has them all.
const TOLD: usize = 50;

/// The news of one look.
#[derive(Default)]
pub struct Told {
    /// Rises with every news, and never repeats after a restart.
    pub generation: u64,
    /// The first look has ended.
    pub started: bool,
    /// What is shown is what the files say.
    pub good: bool,
    pub findings: Arc<Vec<Diagnostic>>,
    /// Why nothing could be looked at.
    pub fault: Option<String>,
    /// The address of the brief that was saved last, and the generation that showed it.
    pub saved: Option<(String, u64)>,
    /// Worded when a browser first asks.
    pub worded: OnceLock<Findings>,
}

/// Findings in the words of an overlay.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Findings {
    pub errors: usize,
    pub warnings: usize,
    pub findings: Vec<Finding>,
    /// How many are not in the list.
    pub more: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: &'static str,
    pub path: String,
    pub line: Option<u32>,
    pub col: Option<u32>,
    pub message: String,
    pub hint: Option<String>,
    /// The line at fault, with carets beneath it.
    pub excerpt: Option<String>,
    /// A link that opens the place in an editor.
    pub edit: Option<String>,
}

impl Findings {
    /// Words findings, errors first.
    pub fn of(found: &[Diagnostic], root: &Path, editor: Option<&str>) -> Self {
        let of = |severity| found.iter().filter(move |it| it.severity == severity);
        let (errors, warnings) = (of(Severity::Error).count(), of(Severity::Warning).count());
        let mut texts = Texts::new(root);
        let told = of(Severity::Error).chain(of(Severity::Warning)).take(TOLD);
        let findings: Vec<_> = told.map(|it| finding(it, &mut texts, editor)).collect();
        let more = errors + warnings - findings.len();
        Self { errors, warnings, findings, more }
    }
}

/// Words one finding.
pub fn finding(found: &Diagnostic, texts: &mut Texts<'_>, editor: Option<&str>) -> Finding {
    let accused = found.span.and_then(|span| Some(emit::accused(texts.get(&found.path)?, span)));
    let place = accused.as_ref().map(|it| it.0);
    let (line, col) = (place.map(|it| it.line), place.map(|it| it.col));
    Finding {
        rule: found.rule.name,
        severity: found.severity.name(),
        path: found.path.to_string(),
        line,
        col,
        message: found.message.clone(),
        hint: found.hint.clone(),
        // No browser need be told a secret.
        excerpt: accused.filter(|_| found.rule != &rules::SECRET_LIKE).map(|it| it.1),
        edit: edit(texts.root, &found.path, line.unwrap_or(1), col.unwrap_or(1), editor),
    }
}

/// The link that opens a place of a file, by the template of `[watch] editor`.
pub fn edit(root: &Path, path: &str, line: u32, col: u32, editor: Option<&str>) -> Option<String> {
    let file = root.join(path);
    let file = encode_path(&file.to_string_lossy());
    let link = editor?.replace("{line}", &line.to_string()).replace("{col}", &col.to_string());
    // A path begins with a slash, and so may what stands before it in the template.
    Some(link.replace("/{path}", "{path}").replace("{path}", &format!("/{}", file.trim_start_matches('/'))))
}

/// The texts that findings point into, read when the first does.
pub struct Texts<'a> {
    root: &'a Path,
    read: BTreeMap<String, Option<Arc<str>>>,
}

impl<'a> Texts<'a> {
    pub fn new(root: &'a Path) -> Self {
        Self { root, read: BTreeMap::new() }
    }

    pub fn get(&mut self, path: &str) -> Option<&str> {
        let read = self.read.entry(path.to_owned()).or_insert_with_key(|it| read::text(self.root, it));
        read.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_an_editor() {
        let link = |editor| edit(Path::new("/home/é d"), "content/a.md", 3, 7, Some(editor)).unwrap();
        assert_eq!(
            link("vscode://file/{path}:{line}:{col}"),
            "vscode://file/home/%C3%A9%20d/content/a.md:3:7"
        );
        assert_eq!(
            link("editor://open?file={path}&line={line}"),
            "editor://open?file=/home/%C3%A9%20d/content/a.md&line=3"
        );
    }
}
