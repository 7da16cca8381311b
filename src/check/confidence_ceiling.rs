//! `confidence-ceiling`: `high` rests on at least two independent publishers or a primary source, and not on weak
//! material alone (reliability D or E, credibility 4 or 5; F and 6 mean "cannot judge" and are no weakness).

use super::corroboration::{cited, voices};
use crate::diag::{Diagnostic, rules};
use crate::model::front_matter::{Confidence, Rung};
use crate::model::registry::SourceOrigin;
use crate::model::site::{LinkedBrief, ListedSource, Site};

pub fn check(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    let mut judge = |confidence: &Confidence, sources: &[&ListedSource]| {
        if confidence.rung != Rung::High {
            return;
        }
        if let Some(fault) = fault(site, sources) {
            out.push(
                Diagnostic::new(
                    &rules::CONFIDENCE_CEILING,
                    &brief.brief.path,
                    format!("`{}` confidence {fault}", confidence.label),
                )
                .at(confidence.span)
                .hint("cite an independent or a primary source, or lower the confidence"),
            );
        }
    };
    if let Some(confidence) = brief.confidence() {
        judge(confidence, &brief.sources.iter().collect::<Vec<_>>());
    }
    for claim in &brief.brief.body.claims {
        if let Some(confidence) = &claim.confidence {
            let evidence = claim.evidence.iter().flat_map(|it| &it.citations);
            judge(confidence, &cited(brief, claim.citations.iter().chain(evidence)));
        }
    }
}

/// Why sources do not bear high confidence. Without any, other rules speak.
fn fault(site: &Site, sources: &[&ListedSource]) -> Option<&'static str> {
    let weak = |it: &&ListedSource| {
        matches!(site.source(it.source).reliability, Some('D' | 'E'))
            || matches!(it.in_brief.credibility, Some(4 | 5))
    };
    let primary = |it: &&ListedSource| {
        site.source(it.source).fields.origin.as_ref().is_some_and(|it| it.value == SourceOrigin::Primary)
    };
    if sources.is_empty() {
        None
    } else if sources.iter().all(weak) {
        Some("rests on weak material alone (D, E, 4 or 5)")
    } else if !sources.iter().any(primary) && voices(site, sources) < 2 {
        Some("rests on one publisher, and no source of it is primary")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    const SOURCES: &str = r#"confidence = "high"
sources = [
    { id = "a", title = "A", url = "https://a.example/", publisher = "Wire" },
    { id = "b", title = "B", url = "https://b.example/", publisher = "wire" },
    { id = "c", title = "C", url = "https://c.example/", publisher = "Post" },
    { id = "d", title = "D", url = "https://d.example/", publisher = "Gazette", independent_of = ["c"] },
    { id = "e", title = "E", url = "https://e.example/", publisher = "Port", origin = "primary" },
    { id = "f", title = "F", url = "https://f.example/", publisher = "F", reliability = "D" },
    { id = "g", title = "G", url = "https://g.example/", publisher = "G", credibility = 5 },
]
"#;

    #[test]
    fn what_high_confidence_rests_on() {
        check(
            "confidence-ceiling",
            "",
            &[(
                SOURCES,
                "- One publisher (high confidence) [1][2].\n- Two (high confidence) [1], Evidence: see [3].\n- One origin (high confidence) [3, 4].\n\
                 - Primary (high confidence) [5].\n- Weak (high confidence) [6-7].\n- Weak in part (high confidence) [1, 6].\n\
                 - Less (medium confidence) [1].\n- Nothing (high confidence).\n",
            )],
            expect![[r#"
                content/1.md `(high confidence)`: `high` confidence rests on one publisher, and no source of it is primary
                content/1.md `(high confidence)`: `high` confidence rests on one publisher, and no source of it is primary
                content/1.md `(high confidence)`: `high` confidence rests on weak material alone (D, E, 4 or 5)
            "#]],
        );
        let one = "confidence = \"very high\"\nsources = [{ id = \"a\", title = \"A\", url = \"https://a.example/\" }]\n";
        check(
            "confidence-ceiling",
            "",
            &[(one, "")],
            expect![[r#"
            content/1.md `"very high"`: `very high` confidence rests on one publisher, and no source of it is primary
        "#]],
        );
    }
}
