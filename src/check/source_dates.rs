//! `source-no-archive` and `source-no-access-date`: what is on the web can change or vanish (ICS 206-01).

use std::sync::Arc;

use crate::diag::{Diagnostic, rules};
use crate::model::site::{LinkedBrief, LinkedSource, Site};

/// An archived copy belongs to the source: the first brief that uses it speaks for all.
pub fn archive(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    for listed in &brief.sources {
        let LinkedSource { fields, uses, .. } = site.source(listed.source);
        let first = || uses.last().is_none_or(|it| Arc::ptr_eq(&site.brief(it.brief).brief, &brief.brief));
        if fields.url.is_some() && fields.archived.is_none() && first() {
            let message = format!("source {} has no archived copy", listed.number);
            out.push(
                Diagnostic::new(&rules::SOURCE_NO_ARCHIVE, &brief.brief.path, message)
                    .at(brief.place(listed))
                    .hint("give the address of a copy as `archived`"),
            );
        }
    }
}

pub fn access(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    for listed in brief.sources.iter().filter(|it| it.in_brief.accessed.is_none()) {
        if site.source(listed.source).fields.url.is_some() {
            let message = format!("nothing says when source {} was read", listed.number);
            out.push(
                Diagnostic::new(&rules::SOURCE_NO_ACCESS_DATE, &brief.brief.path, message)
                    .at(brief.place(listed))
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
