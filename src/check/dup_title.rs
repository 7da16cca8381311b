//! `dup-title`: the page shows the title, and then the body shows it again.

use super::File;
use crate::diag::{Diagnostic, rules};

pub fn check(File { brief, .. }: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(first) = brief.body.headings.first() else { return };
    if folded(&first.text).eq(folded(&brief.front.title.value)) && folded(&first.text).next().is_some() {
        out.push(
            Diagnostic::new(&rules::DUP_TITLE, &brief.path, "this heading repeats the title")
                .at(first.span)
                .hint("take it out: the page shows the title above the body"),
        );
    }
}

/// Letters and digits in lower case.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn the_first_heading() {
        check(
            "dup-title",
            "",
            &[("", "# BRIEF 1!\n\nText.")],
            expect![[r#"
            content/1.md `# BRIEF 1!
            `: this heading repeats the title
        "#]],
        );
        check("dup-title", "", &[("", "# Brief 2\n\n## Brief 1\n")], expect![""]);
        check("dup-title", "", &[("", "Text.")], expect![""]);
    }
}
