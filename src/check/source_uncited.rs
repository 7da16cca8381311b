//! `source-uncited` and `no-sources`: the list and the text name the same sources, and there are some.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::diag::{Diagnostic, rules};
use crate::model::brief::Citation;
use crate::model::site::{LinkedBrief, Site};

pub fn check(_: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    let path = &brief.brief.path;
    let front = &brief.brief.front;
    if brief.state.withdrawn {
        return;
    }
    if brief.sources.is_empty() && !brief.state.draft {
        out.push(
            Diagnostic::new(&rules::NO_SOURCES, path, "this brief names no sources")
                .at(front.title.span)
                .hint("list what it rests on as `[[sources]]`, and cite it as `[1]`"),
        );
    }
    let claims = &brief.brief.body.claims;
    // `src=` of a claim cites without a marker in the text.
    let claimed: OnceCell<HashSet<u16>> = OnceCell::new();
    let number = |it: &Citation| brief.number_of(it);
    let all = || claims.iter().flat_map(|it| &it.citations).filter_map(number).collect();
    for listed in brief.sources.iter().filter(|it| it.cited == 0) {
        if !claimed.get_or_init(all).contains(&listed.number) {
            out.push(
                Diagnostic::new(
                    &rules::SOURCE_UNCITED,
                    path,
                    format!("source {} is never cited", listed.number),
                )
                .at(brief.place(listed))
                .hint(format!("cite it as `[{}]`, or take it off the list", listed.number)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::{SOURCES, check};

    #[test]
    fn list_and_text() {
        check(
            "source-uncited",
            "",
            &[(SOURCES, "It closed [1].")],
            expect![[r#"
            content/1.md `{ id = "b", title = "B", url = "https://wire.example/b", publisher = "Wire" }`: source 2 is never cited
        "#]],
        );
        check("source-uncited", "", &[(SOURCES, "It closed [1]. It opens {#open src=2}")], expect![""]);
        check("source-uncited", "", &[(&format!("{SOURCES}status = \"withdrawn\"\n"), "")], expect![""]);
        check(
            "no-sources",
            "",
            &[("", "It closed."), (SOURCES, "")],
            expect![[r#"
            content/1.md `"Brief 1"`: this brief names no sources
        "#]],
        );
    }
}
