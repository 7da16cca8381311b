//! `review-overdue` and `assumption-overdue`: a day on which somebody meant to look again has passed.
//!
//! Days go by UTC, as badges do (CONTENT_MODEL §2.13). What is withdrawn, expired or superseded is looked at no more.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diag::{Diagnostic, rules};
use crate::model::site::{LinkedBrief, Site};

pub fn review(_: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    let Some(by) = &brief.brief.front.review_by else { return };
    if brief.state.stale && is_current(brief) {
        let message = format!("this brief was to be reviewed by {}", by.value.civil.date());
        out.push(
            Diagnostic::new(&rules::REVIEW_OVERDUE, &brief.brief.path, message)
                .at(by.span)
                .hint("look at it again, and set `review_by` to the next day on which to do so"),
        );
    }
}

pub fn assumption(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    for it in &brief.brief.front.assumptions {
        let Some(by) = it.review_by.as_ref().map(|it| it.civil.date()) else { continue };
        if by < today(site) && is_current(brief) {
            let name = it.id.as_ref().map_or_else(String::new, |it| format!(" `{it}`"));
            out.push(
                Diagnostic::new(
                    &rules::ASSUMPTION_OVERDUE,
                    &brief.brief.path,
                    format!("the assumption{name} was to be looked at again by {by}"),
                )
                .at(it.span)
                .hint("say whether it still holds, and set `review_by` to a later day"),
            );
        }
    }
}

fn today(site: &Site) -> Date {
    site.now.to_zoned(TimeZone::UTC).date()
}

fn is_current(brief: &LinkedBrief) -> bool {
    let state = brief.state;
    !state.withdrawn && !state.expired && !state.superseded
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn days_that_have_passed() {
        check(
            "review-overdue",
            "",
            &[
                ("review_by = 2026-02-28\n", ""),
                ("review_by = 2026-03-01\n", ""),
                ("review_by = 2026-02-28\nstatus = \"withdrawn\"\n", ""),
                ("review_by = 2026-02-28\n", ""),
                ("supersedes = \"4\"\n", ""),
                ("review_by = 2026-02-28\nexpires = 2026-02-28\n", ""),
            ],
            expect![[r#"
                content/1.md `2026-02-28`: this brief was to be reviewed by 2026-02-28
            "#]],
        );
    }

    #[test]
    fn assumptions() {
        let held = "assumptions = [\"No day.\", { id = \"a1\", text = \"Load is met.\", review_by = 2026-02-28 }, { text = \"B\", review_by = 2026-03-01 }]\n";
        check(
            "assumption-overdue",
            "",
            &[(held, "")],
            expect![[r#"
                content/1.md `{ id = "a1", text = "Load is met.", review_by = 2026-02-28 }`: the assumption `a1` was to be looked at again by 2026-02-28
            "#]],
        );
    }
}
