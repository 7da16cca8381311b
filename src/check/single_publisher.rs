//! `single-publisher`: everything that a brief cites comes from one publisher or one origin.

use super::corroboration::voices;
use crate::diag::{Diagnostic, rules};
use crate::model::site::{LinkedBrief, ListedSource, Site};

pub fn check(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    let cited: Vec<&ListedSource> = brief.sources.iter().filter(|it| it.cited > 0).collect();
    let Some(first) = cited.first() else { return };
    if voices(site, &cited) > 1 {
        return;
    }
    let publisher = site.source(first.source).publisher.map(|it| &site.publisher(it).name);
    let message = match publisher {
        Some(name) => format!("all that this brief cites comes from `{name}`"),
        None => "all that this brief cites comes from one origin".to_owned(),
    };
    out.push(
        Diagnostic::new(&rules::SINGLE_PUBLISHER, &brief.brief.path, message)
            .at(brief.place(first))
            .hint("cite an independent source; where one is enough, `[check.rules]` turns this off"),
    );
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::{SOURCES, check};

    #[test]
    fn cited_sources_count() {
        check(
            "single-publisher",
            "",
            &[(SOURCES, "It closed [1].")],
            expect![[r#"
            content/1.md `{ id = "a", title = "A", url = "https://quay.example/a", publisher = "Quay" }`: all that this brief cites comes from `Quay`
        "#]],
        );
        check("single-publisher", "", &[(SOURCES, "It closed [1, 2].")], expect![""]);
        check("single-publisher", "", &[(SOURCES, "It closed.")], expect![""]);
    }
}
