//! Lists of the whole site that several pages are cut from.

use super::brief::Claim;
use super::front_matter::Rung;
use super::page::Period;
use super::site::{BriefId, Site};

/// A claim by its brief and its position there.
pub type ClaimRef = (BriefId, u32);

/// Lists that several pages are cut from; listed briefs only, newest first.
#[derive(Debug, Clone, Default)]
pub struct Listings {
    /// All listed briefs.
    pub briefs: Vec<BriefId>,
    /// Years, months and days that have briefs, newest first, each with its briefs.
    pub archive: Vec<(Period, Vec<BriefId>)>,
    /// Briefs `updated` on a day other than their own, by day.
    pub updated: Vec<(Period, Vec<BriefId>)>,
    /// Claims of listed briefs that carry a confidence, from `low` to `high`.
    pub rungs: Vec<(Rung, Vec<ClaimRef>)>,
    pub claims: Vec<ClaimRef>,
    pub claims_by_year: Vec<(i16, Vec<ClaimRef>)>,
    /// Citations of all listed briefs, for shares.
    pub citations: u32,
}

impl Listings {
    pub fn claim<'a>(&self, site: &'a Site, (brief, claim): ClaimRef) -> &'a Claim {
        &site.brief(brief).brief.body.claims[claim as usize]
    }
}
