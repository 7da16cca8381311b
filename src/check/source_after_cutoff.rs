//! `source-after-cutoff`: a brief cites what was published after its information cut-off.

use crate::diag::{Diagnostic, rules};
use crate::model::site::{LinkedBrief, Site};

pub fn check(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    let Some(as_of) = brief.as_of() else { return };
    let own = &brief.brief.front.sources;
    for listed in brief.sources.iter().filter(|it| it.cited > 0) {
        let Some(published) = &site.source(listed.source).fields.published else { continue };
        if !published.value.is_after(as_of) {
            continue;
        }
        // The date may stand in another file; then the entry of this one is accused.
        let entry = own.binary_search_by_key(&listed.number, |it| it.number);
        let given = entry.ok().and_then(|it| own[it].fields.published.as_ref());
        let message = format!(
            "source {} was published on {}, after the information cut-off of {}",
            listed.number,
            published.value.iso(),
            as_of.iso()
        );
        out.push(
            Diagnostic::new(&rules::SOURCE_AFTER_CUTOFF, &brief.brief.path, message)
                .at(given.map_or_else(|| brief.place(listed), |it| it.span))
                .hint("move `as_of` (and `updated`), or correct the date of the source"),
        );
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn dates_are_compared_as_far_as_both_are_precise() {
        let sources = r#"as_of = 2026-02-12T10:00:00Z
sources = [
    { id = "a", title = "A", url = "https://a.example/", published = 2026-02-13 },
    { id = "b", title = "B", url = "https://b.example/", published = 2026-02-12 },
    { id = "c", title = "C", url = "https://c.example/", published = 2026-02-12T10:00:01Z },
    { id = "d", title = "D", url = "https://d.example/", published = "2026-02" },
    { id = "e", title = "E", url = "https://e.example/", published = 2026-03-01 },
]
"#;
        check(
            "source-after-cutoff",
            "",
            &[(sources, "It closed [1-4].")],
            expect![[r#"
            content/1.md `2026-02-13`: source 1 was published on 2026-02-13, after the information cut-off of 2026-02-12T10:00:00Z
            content/1.md `2026-02-12T10:00:01Z`: source 3 was published on 2026-02-12T10:00:01Z, after the information cut-off of 2026-02-12T10:00:00Z
        "#]],
        );
    }
}
