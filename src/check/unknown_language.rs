//! `unknown-language`: a code block that asks for colours no grammar gives.

use super::File;
use crate::diag::{Diagnostic, rules};

/// `knows` is the highlighter's word, since a check does not render.
pub fn check(File { brief, prose, knows, .. }: &File<'_>, found: &mut Vec<Diagnostic>) {
    for code in prose.code.iter().filter(|it| !knows(&it.language)) {
        let message =
            format!("no grammar is called `{}`, so the block is shown without colours", code.language);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_LANGUAGE, &brief.path, message);
        found.push(diagnostic.at(code.span).hint("write another name, or `text`"));
    }
}
