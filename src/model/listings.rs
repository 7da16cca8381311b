//! Lists of the whole site that several pages are cut from.

use std::collections::BTreeMap;

use super::brief::Claim;
use super::front_matter::Rung;
use super::page::Period;
use super::registry::TermKind;
use super::site::{BriefId, EntityId, PublisherId, Site, SourceId, TermId};

/// A claim by its brief and its position there.
pub type ClaimRef = (BriefId, u32);

/// Lists that several pages are cut from; listed briefs only, newest first.
#[derive(Debug, Clone, Default)]
pub struct Listings {
    /// All listed briefs.
    pub briefs: Vec<BriefId>,
    /// Years, months and days that have briefs, each with its briefs. In falling order of [`Period`]: a year comes
    /// after its months, a month after its days.
    pub archive: Vec<(Period, Vec<BriefId>)>,
    /// Briefs `updated` on a day other than their own, by day, newest first.
    pub updated: Vec<(Period, Vec<BriefId>)>,
    /// Terms of each kind with a listed brief, in order of id: the rows of an index page.
    pub terms: BTreeMap<TermKind, Vec<TermId>>,
    /// Sources with a page, in order of key.
    pub sources: Vec<SourceId>,
    /// Publishers with a page, in order of id.
    pub publishers: Vec<PublisherId>,
    /// Entities that a listed brief names: by kind, those of none last, then by name and id.
    pub entities: Vec<EntityId>,
    /// Claims that carry a confidence: all five rungs, from `low` to `high`.
    pub rungs: Vec<(Rung, Vec<ClaimRef>)>,
    /// Claims of listed briefs whose body is shown.
    pub claims: Vec<ClaimRef>,
    pub claims_by_year: Vec<(i16, Vec<ClaimRef>)>,
    /// Citations of all listed briefs, for shares.
    pub citations: u32,
}

impl Listings {
    /// The briefs of a year, month or day.
    pub fn period(&self, period: Period) -> &[BriefId] {
        self.position(period).map_or(&[], |at| &self.archive[at].1)
    }

    /// Briefs updated on a day that is not their own.
    pub fn updated_on(&self, day: Period) -> &[BriefId] {
        let at = self.updated.binary_search_by(|(it, _)| day.cmp(it));
        at.map_or(&[], |at| &self.updated[at].1)
    }

    /// The periods one step finer within this one, newest first.
    pub fn periods_within(&self, period: Period) -> impl Iterator<Item = &(Period, Vec<BriefId>)> {
        // A period follows all that it holds, and all that comes before those is newer than it.
        let end = self.position(period).unwrap_or(0);
        let start = self.archive.partition_point(|(it, _)| {
            it.year > period.year
                || (it.year == period.year && period.month.is_some() && it.month > period.month)
        });
        self.archive[start.min(end)..end].iter().filter(move |(it, _)| it.parent() == Some(period))
    }

    /// The nearest periods of the same length that have briefs: the older and the newer one.
    pub fn periods_around(&self, period: Period) -> (Option<Period>, Option<Period>) {
        let alike = |it: &Period| {
            it.month.is_some() == period.month.is_some() && it.day.is_some() == period.day.is_some()
        };
        let Some(at) = self.position(period) else { return (None, None) };
        let older = self.archive[at + 1..].iter().map(|(it, _)| *it).find(alike);
        let newer = self.archive[..at].iter().rev().map(|(it, _)| *it).find(alike);
        (older, newer)
    }

    fn position(&self, period: Period) -> Option<usize> {
        self.archive.binary_search_by(|(it, _)| period.cmp(it)).ok()
    }

    /// The terms of a kind with a listed brief, in order of id.
    pub fn terms_of(&self, kind: TermKind) -> &[TermId] {
        self.terms.get(&kind).map_or(&[], Vec::as_slice)
    }

    pub fn claim<'a>(&self, site: &'a Site, (brief, claim): ClaimRef) -> &'a Claim {
        &site.brief(brief).brief.body.claims[claim as usize]
    }
}
