//! `estimative-two-rows`: ICD 203 asks for terms of one row of its table, and for a note where rows are mixed.

use super::File;
use crate::diag::{Diagnostic, rules};
use crate::model::config::Term;

pub fn check(File { config, brief, .. }: &File<'_>, out: &mut Vec<Diagnostic>) {
    let terms = &config.estimative.terms;
    if terms.iter().all(|it| it.row == 0) {
        return;
    }
    // A term of a language has no row of the scale.
    let of = |word: &str| -> Option<&Term> {
        let word = word.to_lowercase();
        terms.iter().find(|it| it.words.contains(&word))
    };
    let stated = brief.body.claims.iter().filter_map(|it| it.likelihood.as_ref());
    let mut known = stated.filter_map(|it| Some((it, it.term.as_deref()?, of(it.term.as_deref()?)?)));
    let Some((_, first, row)) = known.next().map(|(it, word, term)| (it, word, term.row)) else { return };
    let Some((likelihood, word, term)) = known.find(|(_, _, term)| term.row != row) else { return };
    let same = terms.iter().find(|it| it.row == row && it.low == term.low && it.high == term.high);
    let hint = match same.and_then(|it| it.words.first()) {
        Some(same) => format!("write `{same}`, or keep to the other row throughout"),
        None => "keep to one row throughout".to_owned(),
    };
    let message = format!("`{word}` is of another row of the scale than `{first}`");
    let diagnostic = Diagnostic::new(&rules::ESTIMATIVE_TWO_ROWS, &brief.path, message);
    out.push(diagnostic.at(likelihood.span).hint(hint));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn rows() {
        let rule = "estimative-two-rows";
        let body = |terms: &[&str]| {
            let lines: Vec<_> = terms.iter().map(|it| format!("- It {it} closes.\n")).collect();
            format!("## Assessment\n\n{}", lines.concat())
        };
        check(
            rule,
            "",
            &[
                ("", &body(&["likely", "probably"])),
                ("", &body(&["probably", "very likely", "likely"])),
                ("", &body(&["likely", "very likely"])),
                ("", &body(&["很可能", "probably"])),
                ("", "It likely closes.\n\nIt probably closes.\n"),
            ],
            expect![[r#"
                content/2.md `very likely`: `very likely` is of another row of the scale than `probably`
                content/1.md `probably`: `probably` is of another row of the scale than `likely`
            "#]],
        );
        let phia = "[estimative]\nscale = \"phia\"\n";
        check(rule, phia, &[("", &body(&["likely", "probably"]))], expect![""]);
    }
}
