//! What is public: the one predicate that every list, feed, count and link asks, by way of [`State`] and [`SkipReason`].

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Show;
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Brief;
use crate::model::front_matter::{FrontMatter, RevisionKind, Status};
use crate::model::site::{SkipReason, State};

/// Where a brief stands at `now`, or why it is left out.
///
/// Instants decide what is public; badges go by the UTC day (CONTENT_MODEL §2.13).
pub(super) fn of(front: &FrontMatter, now: Timestamp, show: Show) -> Result<State, SkipReason> {
    let draft = front.status == Status::Draft;
    if draft && !show.drafts {
        return Err(SkipReason::Draft);
    }
    let future = front.public_from().filter(|&instant| instant > now);
    if let Some(instant) = future
        && !show.future
    {
        return Err(SkipReason::Until(instant));
    }
    let unlisted = front.status == Status::Unlisted;
    let expired = front.expires.as_ref().is_some_and(|it| it.value.instant <= now);
    let today = || now.to_zoned(TimeZone::UTC).date();
    Ok(State {
        listed: !unlisted && (!expired || show.expired),
        draft,
        future: future.is_some(),
        unlisted,
        withdrawn: front.status == Status::Withdrawn,
        expired,
        stale: front.review_by.as_ref().is_some_and(|it| it.value.civil.date() < today()),
        // What is withdrawn says so, and once is enough.
        corrected: front.status != Status::Withdrawn
            && front
                .revisions
                .iter()
                .any(|it| matches!(it.kind, RevisionKind::Correction | RevisionKind::Retraction)),
        superseded: false,
    })
}

/// The first instant after `now` at which [`of`], or a check of what is overdue, says something else; none when neither
/// ever will.
pub(super) fn until(front: &FrontMatter, now: Timestamp, show: Show) -> Option<Timestamp> {
    match of(front, now, show) {
        Err(SkipReason::Draft) => None,
        // Until then nothing else of it can be seen.
        Err(SkipReason::Until(instant)) => Some(instant),
        Ok(_) => {
            let expires = front.expires.as_ref().map(|it| it.value.instant);
            let assumed = front.assumptions.iter().filter_map(|it| it.review_by.as_ref());
            let overdue = front.review_by.as_ref().map(|it| &it.value).into_iter().chain(assumed);
            let overdue = overdue.filter_map(|it| {
                let after = it.civil.date().tomorrow().ok()?;
                Some(after.to_zoned(TimeZone::UTC).ok()?.timestamp())
            });
            let others = [front.public_from(), expires].into_iter().flatten();
            overdue.chain(others).filter(|it| *it > now).min()
        }
    }
}

/// When the published site becomes another because of this brief.
pub fn changes(front: &FrontMatter, now: Timestamp) -> Option<Timestamp> {
    until(front, now, Show::default())
}

/// Says of a brief that is not public yet when it will be.
pub(super) fn future_date(brief: &Brief, until: Timestamp) -> Diagnostic {
    let front = &brief.front;
    let field = [&front.date, &front.publish_at].into_iter().flatten().find(|it| it.value.instant == until);
    let message = format!("`{}` is not public before {until}", brief.slug.value);
    let found =
        Diagnostic::new(&rules::FUTURE_DATE, &brief.path, message).hint("build with `-F` to see it now");
    match field {
        Some(field) => found.at(field.span),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture::{self, NOW};
    use crate::model::front_matter::More;

    fn check(change: impl FnOnce(&mut FrontMatter), show: Show, expect: Expect) {
        let mut front = FrontMatter { date: Some(fixture::date("2026-02-14")), ..Default::default() };
        change(&mut front);
        let shown = match of(&front, NOW.parse().unwrap(), show) {
            Err(why) => format!("skipped: {why:?}"),
            Ok(state) => {
                let flags = [
                    ("listed", state.listed),
                    ("draft", state.draft),
                    ("future", state.future),
                    ("unlisted", state.unlisted),
                    ("withdrawn", state.withdrawn),
                    ("expired", state.expired),
                    ("stale", state.stale),
                ];
                flags.iter().filter(|it| it.1).map(|it| it.0).collect::<Vec<_>>().join(" ")
            }
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn status() {
        let show = Show::default();
        check(|_| {}, show, expect!["listed"]);
        check(|it| it.status = Status::Draft, show, expect!["skipped: Draft"]);
        check(|it| it.status = Status::Draft, Show { drafts: true, ..show }, expect!["listed draft"]);
        check(|it| it.status = Status::Unlisted, show, expect!["unlisted"]);
        check(|it| it.status = Status::Withdrawn, show, expect!["listed withdrawn"]);
    }

    #[test]
    fn future() {
        let show = Show::default();
        let later = |it: &mut FrontMatter| it.publish_at = Some(fixture::date("2026-12-01"));
        check(later, show, expect!["skipped: Until(2026-12-01T00:00:00Z)"]);
        check(later, Show { future: true, ..show }, expect!["listed future"]);
        check(
            |it| {
                it.date = Some(fixture::date("2027-01-01"));
                it.publish_at = Some(fixture::date("2026-12-01"));
            },
            show,
            expect!["skipped: Until(2027-01-01T00:00:00Z)"],
        );
        check(|it| it.date = Some(fixture::date("2026-11-22")), show, expect!["listed"]);
    }

    #[test]
    fn age() {
        let show = Show::default();
        let expired = |it: &mut FrontMatter| it.expires = Some(fixture::date("2026-11-01"));
        check(expired, show, expect!["expired"]);
        check(expired, Show { expired: true, ..show }, expect!["listed expired"]);
        check(|it| it.review_by = Some(fixture::date("2026-11-21")), show, expect!["listed stale"]);
        check(|it| it.review_by = Some(fixture::date("2026-11-22")), show, expect!["listed"]);
    }

    #[test]
    fn nothing_changes_before_until_and_something_does_then() {
        let now: Timestamp = NOW.parse().unwrap();
        let days = [None, Some("2026-11-20"), Some("2026-11-22"), Some("2026-11-23"), Some("2026-12-01")];
        let date = |day: Option<&str>| day.map(fixture::date);
        let mut seen = std::collections::BTreeSet::new();
        for case in 0..days.len().pow(4) * 3 * 8 {
            let mut rest = case;
            let mut pick = |count: usize| {
                let picked = rest % count;
                rest /= count;
                picked
            };
            let show = Show { drafts: pick(2) == 1, future: pick(2) == 1, expired: pick(2) == 1 };
            let status = [Status::Draft, Status::Published, Status::Withdrawn][pick(3)];
            let mut front = FrontMatter { status, date: date(days[pick(days.len())]), ..Default::default() };
            front.publish_at = date(days[pick(days.len())]);
            front.expires = date(days[pick(days.len())]);
            front.review_by = date(days[pick(days.len())]);
            let is = of(&front, now, show);
            let next = until(&front, now, show);
            let last = next.unwrap_or("9999-12-30T00:00:00Z".parse().unwrap());
            let before = last.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap();
            assert!(last > now && of(&front, before, show) == is, "{front:?}");
            assert!(next.is_none_or(|it| of(&front, it, show) != is), "{front:?}");
            seen.insert(next.map(|it| it.to_string()));
        }
        let seen: Vec<_> = seen.iter().map(|it| it.as_deref().unwrap_or("never")).collect();
        expect!["never 2026-11-23T00:00:00Z 2026-11-24T00:00:00Z 2026-12-01T00:00:00Z 2026-12-02T00:00:00Z"]
            .assert_eq(&seen.join(" "));
    }

    #[test]
    fn the_last_day_of_all_is_followed_by_none() {
        let now: Timestamp = NOW.parse().unwrap();
        let more = More { review_by: Some(fixture::date("2026-11-22")), ..Default::default() };
        let mut front = FrontMatter { more: more.into(), ..Default::default() };
        front.review_by.as_mut().unwrap().value.civil = jiff::civil::DateTime::MAX;
        assert_eq!(until(&front, now, Show::default()), None);
    }
}
