//! `source-no-archive` and `source-no-access-date`: what is on the web can change or vanish (ICS 206-01).

use std::sync::Arc;

use crate::diag::{Diagnostic, rules};
use crate::model::site::{LinkedBrief, Site};

pub fn check(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    for listed in &brief.sources {
        let source = site.source(listed.source);
        if source.fields.url.is_none() {
            continue;
        }
        // An archived copy belongs to the source: the first brief that uses it speaks for all.
        let first =
            source.uses.last().is_none_or(|it| Arc::ptr_eq(&site.brief(it.brief).brief, &brief.brief));
        if first && source.fields.archived.is_none() {
            let message = format!("source {} has no archived copy", listed.number);
            out.push(
                Diagnostic::new(&rules::SOURCE_NO_ARCHIVE, &brief.brief.path, message)
                    .at(listed.in_brief.span)
                    .hint("give the address of a copy as `archived`"),
            );
        }
        if listed.in_brief.accessed.is_none() {
            let message = format!("nothing says when source {} was read", listed.number);
            out.push(
                Diagnostic::new(&rules::SOURCE_NO_ACCESS_DATE, &brief.brief.path, message)
                    .at(listed.in_brief.span)
                    .hint("give the day as `accessed`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn of_sources_on_the_web() {
        let sources = r#"sources = [
    { id = "a", title = "A", url = "https://a.example/" },
    { id = "b", title = "B", url = "https://b.example/", accessed = 2026-02-12, archived = "https://archive.example/b" },
    { id = "c", title = "C" },
]
"#;
        check(
            "source-no-archive",
            "",
            &[(sources, ""), (sources, "")],
            expect![[r#"
            content/1.md `{ id = "a", title = "A", url = "https://a.example/" }`: source 1 has no archived copy
        "#]],
        );
        check(
            "source-no-access-date",
            "",
            &[(sources, ""), (sources, "")],
            expect![[r#"
            content/2.md `{ id = "a", title = "A", url = "https://a.example/" }`: nothing says when source 1 was read
            content/1.md `{ id = "a", title = "A", url = "https://a.example/" }`: nothing says when source 1 was read
        "#]],
        );
    }
}
