//! Claims: in their brief, and as rows outside it.

use crate::model::brief::{Citation, Claim};
use crate::model::listings::ClaimRef;
use crate::model::site::LinkedBrief;

use super::scene::{Scene, likelihood};
use super::strings;
use super::view::{ClaimRowView, ClaimView, EvidenceView};

/// The claims of a brief, in reading order.
pub fn of_brief(scene: Scene<'_>, linked: &LinkedBrief) -> Vec<ClaimView> {
    linked.brief.body.claims.iter().map(|claim| view(scene, linked, claim)).collect()
}

fn view(scene: Scene<'_>, linked: &LinkedBrief, claim: &Claim) -> ClaimView {
    let resolved = |citations: &[Citation]| resolve(linked, citations);
    ClaimView {
        id: claim.id.clone(),
        label: claim.label.clone(),
        statement: claim.statement.clone(),
        role: claim.role.map_or("", |it| it.name()).to_owned(),
        role_label: role_label(scene, claim),
        confidence: claim.confidence.as_ref().map(|it| scene.confidence(it)),
        likelihood: claim.likelihood.as_ref().map(likelihood),
        citations: resolved(&claim.citations),
        evidence: claim
            .evidence
            .iter()
            .map(|it| EvidenceView { text: it.text.clone(), citations: resolved(&it.citations) })
            .collect(),
        by: claim.by.as_ref().map(|it| scene.date(it)),
        status: claim.status.clone(),
    }
}

/// A claim outside its brief.
pub fn row(scene: Scene<'_>, (id, at): ClaimRef) -> ClaimRowView {
    let linked = scene.site.brief(id);
    let claim = &linked.brief.body.claims[at as usize];
    let cited = numbers(linked, claim);
    let brief = scene.brief_link(id);
    ClaimRowView {
        // A withdrawn body has no place to lead to.
        url: if !linked.shows_body() { brief.url.clone() } else { format!("{}#{}", brief.url, claim.id) },
        label: claim.label.clone(),
        statement: claim.statement.clone(),
        lang: linked.lang.clone(),
        dir: strings::direction(&linked.lang).to_owned(),
        role_label: role_label(scene, claim),
        confidence: claim.confidence.as_ref().map(|it| scene.confidence(it)),
        likelihood: claim.likelihood.as_ref().map(likelihood),
        citation_count: cited.len(),
        brief,
        date: linked.date().map(|it| scene.date(it)),
        single_source: cited.len() == 1,
    }
}

fn role_label(scene: Scene<'_>, claim: &Claim) -> String {
    claim.role.map(|it| scene.strings().word("role", it.name()).to_owned()).unwrap_or_default()
}

/// The numbers of all sources that a claim and its evidence cite, in order, each once.
pub fn numbers(linked: &LinkedBrief, claim: &Claim) -> Vec<u16> {
    let evidence = claim.evidence.iter().flat_map(|it| &it.citations);
    let mut numbers: Vec<u16> =
        claim.citations.iter().chain(evidence).filter_map(|it| linked.number_of(it)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Citations as numbers of the brief's list, as they were written; those that resolve to nothing are left out.
pub fn resolve(linked: &LinkedBrief, citations: &[Citation]) -> Vec<u16> {
    citations.iter().filter_map(|it| linked.number_of(it)).collect()
}
