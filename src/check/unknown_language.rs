//! `unknown-language`: a code block that asks for colours no grammar gives.

use crate::diag::{Diagnostic, rules};
use crate::model::brief::Brief;

/// `knows` is the highlighter's word, since a check does not render.
pub fn check(brief: &Brief, knows: &dyn Fn(&str) -> bool, found: &mut Vec<Diagnostic>) {
    for code in brief.body.code.iter().filter(|it| !knows(&it.language)) {
        let message =
            format!("no grammar is called `{}`, so the block is shown without colours", code.language);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_LANGUAGE, &brief.path, message);
        found.push(diagnostic.at(code.span).hint("write another name, or `text`"));
    }
}
