//! `cite-as-link`: `[1](https://…)` with the address of source 1 is a citation that nobody counts.

use crate::diag::{Diagnostic, rules};
use crate::model::site::{LinkedBrief, Site};
use crate::paths::url_identity;

pub fn check(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    for link in &brief.brief.body.links {
        let Some(number) = link.number else { continue };
        let Some(listed) = brief.listed(number) else { continue };
        let url = site.source(listed.source).fields.url.as_ref();
        let same = url
            .and_then(|it| url_identity(&it.value))
            .is_some_and(|it| url_identity(&link.destination) == Some(it));
        if same {
            let message = format!("this link repeats source {number}");
            out.push(
                Diagnostic::new(&rules::CITE_AS_LINK, &brief.brief.path, message)
                    .at(link.span)
                    .hint(format!("write `[{number}]`"))
                    .fix(format!("[{number}]")),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::{SOURCES, check};

    #[test]
    fn only_numbers_with_the_address_of_their_source() {
        check(
            "cite-as-link",
            "",
            &[(
                SOURCES,
                "A [1](https://quay.example/a), [2](https://quay.example/a), [the plan](https://quay.example/a), \
                 [1](https://QUAY.example/a#x), [9](https://quay.example/a).",
            )],
            expect![[r#"
                content/1.md `[1](https://quay.example/a)`: this link repeats source 1
                content/1.md `[1](https://QUAY.example/a#x)`: this link repeats source 1
            "#]],
        );
    }
}
