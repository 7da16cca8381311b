//! The lists of the whole site that pages are cut from.

use std::collections::BTreeMap;

use crate::model::front_matter::Rung;
use crate::model::listings::{ClaimRef, Listings};
use crate::model::page::Period;
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, EntityId, LinkedBrief, Site};
use crate::paths::fold;

/// Makes the lists.
pub fn listings(site: &Site) -> Listings {
    let listed = || site.briefs.iter().enumerate().filter(|(_, it)| it.state.listed);
    let positions =
        |paged: Vec<bool>| (0..).zip(paged).filter(|it| it.1).map(|it| it.0).collect::<Vec<u32>>();
    let mut archive: BTreeMap<Period, Vec<BriefId>> = BTreeMap::new();
    let mut updated: BTreeMap<Period, Vec<BriefId>> = BTreeMap::new();
    for (id, brief) in listed() {
        for period in brief.date().into_iter().flat_map(Period::all_of) {
            archive.entry(period).or_default().push(id as BriefId);
        }
        if let Some(day) = updated_on(brief) {
            updated.entry(day).or_default().push(id as BriefId);
        }
    }
    let terms = TermKind::ALL
        .into_iter()
        .map(|kind| (kind, positions(site.terms_of(kind).iter().map(|it| !it.briefs.is_empty()).collect())));
    let claims = claims(site);
    Listings {
        briefs: listed().map(|(id, _)| id as BriefId).collect(),
        archive: archive.into_iter().rev().collect(),
        updated: updated.into_iter().rev().collect(),
        terms: terms.filter(|(_, ids)| !ids.is_empty()).collect(),
        sources: positions(site.sources.iter().map(|it| !it.uses.is_empty()).collect()),
        publishers: positions(site.publishers.iter().map(|it| !it.briefs.is_empty()).collect()),
        entities: entities(site),
        rungs: rungs(site, &claims),
        claims_by_year: claims_by_year(site, &claims),
        claims,
        citations: listed().flat_map(|(_, it)| &it.sources).map(|it| it.cited).sum(),
    }
}

/// The day of an update that is not the brief's own day.
fn updated_on(brief: &LinkedBrief) -> Option<Period> {
    let day = Period::all_of(brief.updated()?).find(|it| it.day.is_some())?;
    let own = brief.date().and_then(|it| Period::all_of(it).last());
    (own != Some(day)).then_some(day)
}

/// Claims of listed briefs whose body is shown, newest brief first, in reading order.
fn claims(site: &Site) -> Vec<ClaimRef> {
    let shown = site.briefs.iter().enumerate().filter(|(_, it)| it.state.listed && it.shows_body());
    let count = |brief: &LinkedBrief| brief.brief.body.claims.len() as u32;
    shown.flat_map(|(id, brief)| (0..count(brief)).map(move |at| (id as BriefId, at))).collect()
}

fn entities(site: &Site) -> Vec<EntityId> {
    let mut ids: Vec<EntityId> =
        (0..).zip(&site.entities).filter(|(_, it)| !it.briefs.is_empty()).map(|it| it.0).collect();
    ids.sort_by_cached_key(|&id| {
        let it = site.entity(id);
        (it.kind.is_none(), it.kind, fold(&it.name), &it.id)
    });
    ids
}

fn rungs(site: &Site, claims: &[ClaimRef]) -> Vec<(Rung, Vec<ClaimRef>)> {
    let mut rungs =
        [Rung::Low, Rung::LowMedium, Rung::Medium, Rung::MediumHigh, Rung::High].map(|it| (it, Vec::new()));
    for &(brief, at) in claims {
        let claim = &site.brief(brief).brief.body.claims[at as usize];
        if let Some(confidence) = &claim.confidence
            && let Some((_, claims)) = rungs.iter_mut().find(|it| it.0 == confidence.rung)
        {
            claims.push((brief, at));
        }
    }
    rungs.into()
}

/// Newest year first; claims of undated briefs are of no year.
fn claims_by_year(site: &Site, claims: &[ClaimRef]) -> Vec<(i16, Vec<ClaimRef>)> {
    let mut years: BTreeMap<i16, Vec<ClaimRef>> = BTreeMap::new();
    for &claim in claims {
        if let Some(year) = site.brief(claim.0).year() {
            years.entry(year).or_default().push(claim);
        }
    }
    years.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link;
    use crate::link::fixture::{at, brief, cite, claim, date, parsed, source};
    use crate::model::front_matter::Status;
    use crate::workers::OneThread;

    #[test]
    fn lists_hold_what_is_listed() {
        let day = |path: &str, day: &str, status: Status| {
            brief(path, day, |it| {
                it.front.status = status;
                it.front.tags = vec![at(day)];
                source(it, day, "", "T");
                claim(it, 100, &["1"]);
                cite(it, 110, &["1"]);
            })
        };
        let site = link::site(
            parsed(vec![
                day("content/a.md", "2026-02-14", Status::Published),
                day("content/b.md", "2026-02-01", Status::Withdrawn),
                day("content/c.md", "2025-12-31", Status::Unlisted),
                day("content/d.md", "2024-01-01", Status::Published),
            ]),
            &OneThread,
        )
        .value;
        let lists = listings(&site);
        assert_eq!(lists.briefs, [0, 1, 3]);
        assert_eq!(lists.claims, [(0, 0), (3, 0)]);
        assert_eq!(lists.claims_by_year, [(2026, vec![(0, 0)]), (2024, vec![(3, 0)])]);
        assert_eq!(lists.rungs.iter().map(|it| it.1.len()).collect::<Vec<_>>(), [0, 0, 2, 0, 0]);
        assert_eq!(lists.terms_of(TermKind::Tag), [0, 2, 3]);
        assert_eq!(lists.sources, [0, 2, 3]);
        assert_eq!(lists.citations, 3);
        let periods: Vec<_> = lists.archive.iter().map(|it| it.0.address().path).collect();
        assert_eq!(periods, ["2026/02/14", "2026/02/01", "2026/02", "2026", "2024/01/01", "2024/01", "2024"]);
        let month = Period { year: 2026, month: Some(2), day: None };
        let year = Period { month: None, ..month };
        assert_eq!(lists.period(month), [0, 1]);
        assert_eq!(lists.periods_within(year).map(|it| it.0).collect::<Vec<_>>(), [month]);
        assert_eq!(lists.periods_within(month).count(), 2);
        assert_eq!(lists.periods_around(year), (Some(Period { year: 2024, ..year }), None));
        assert_eq!(lists.periods_around(Period { year: 2025, ..year }), (None, None));
    }

    #[test]
    fn updates_stand_on_a_day_of_their_own() {
        let on = |path: &str, updated: &str| {
            brief(path, "2026-02-01", |it| it.front.updated = Some(date(updated)))
        };
        let site = link::site(
            parsed(vec![on("content/a.md", "2026-02-01"), on("content/b.md", "2026-02-03")]),
            &OneThread,
        )
        .value;
        let updated = listings(&site).updated;
        assert_eq!(updated, [(Period { year: 2026, month: Some(2), day: Some(3) }, vec![1])]);
    }
}
