//! Claims: in their brief, and as rows outside it.

use std::fmt::Write as _;

use crate::model::brief::{Citation, Claim};
use crate::model::listings::ClaimRef;
use crate::model::site::LinkedBrief;

use super::scene::{Scene, likelihood, step};
use super::strings;
use super::view::{ClaimGroupView, ClaimRowView, ClaimView, EvidenceView, SaidView, Text};

/// The claims of a brief by rung, the highest first.
pub fn of_brief<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<ClaimGroupView<'a>> {
    let all = &linked.brief.body.claims;
    let rung = |it: &Claim| it.confidence.as_ref().map_or(0, |it| step(it.rung));
    let group = |step| {
        let claims: Vec<_> =
            all.iter().filter(|it| rung(it) == step).map(|it| view(scene, linked, it)).collect();
        (!claims.is_empty()).then_some(ClaimGroupView { step, claims })
    };
    (0..=5).rev().filter_map(group).collect()
}

fn view<'a>(scene: Scene<'a>, linked: &'a LinkedBrief, claim: &'a Claim) -> ClaimView<'a> {
    ClaimView {
        id: &claim.id,
        label: claim.label.as_deref(),
        statement: &claim.statement,
        role: claim.role.map_or("", |it| it.name()),
        role_label: role_label(scene, claim),
        confidence: claim.confidence.as_ref().map(|it| scene.confidence(it)),
        likelihood: claim.likelihood.as_ref().map(likelihood),
        citations_html: links(linked, &claim.citations),
        evidence: claim
            .evidence
            .iter()
            .map(|it| EvidenceView { text: &it.text, citations_html: links(linked, &it.citations) })
            .collect(),
        by: claim.by.as_ref().map(|it| scene.date(it)),
        status: claim.status.as_deref(),
    }
}

/// Links to the listed sources that are cited, by number.
fn links(linked: &LinkedBrief, citations: &[Citation]) -> String {
    let mut out = String::with_capacity(citations.len() * 24);
    for number in citations.iter().filter_map(|it| linked.number_of(it)) {
        let before = if out.is_empty() { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(out, "{before}<a href=\"#s-{number}\">{number}</a>");
    }
    out
}

/// A claim outside its brief.
pub fn row<'a>(scene: Scene<'a>, (id, at): ClaimRef) -> ClaimRowView<'a> {
    let linked = scene.site.brief(id);
    let claim = &linked.brief.body.claims[at as usize];
    let cited = numbers(linked, claim);
    let brief = scene.brief_link(id);
    ClaimRowView {
        url: url(linked, brief.url, claim),
        label: claim.label.as_deref(),
        statement: &claim.statement,
        lang: &linked.lang,
        dir: strings::direction(&linked.lang),
        role_label: role_label(scene, claim),
        confidence: claim.confidence.as_ref().map(|it| scene.confidence(it)),
        likelihood: claim.likelihood.as_ref().map(likelihood),
        citation_count: cited.len(),
        sources_label: scene.strings().count("sources", cited.len()),
        brief,
        date: linked.date().map(|it| scene.date(it)),
        single_source: cited.len() == 1,
    }
}

/// A claim on the page of a source that it cites.
pub fn said<'a>(scene: Scene<'a>, (id, at): ClaimRef) -> SaidView<'a> {
    let linked = scene.site.brief(id);
    let claim = &linked.brief.body.claims[at as usize];
    SaidView {
        url: url(linked, scene.lookup.brief(id), claim),
        statement: &claim.statement,
        confidence: claim.confidence.as_ref().map(|it| scene.confidence(it)),
        likelihood: claim.likelihood.as_ref().map(likelihood),
        single_source: numbers(linked, claim).len() == 1,
    }
}

/// A withdrawn body has no place to lead to.
fn url<'a>(linked: &LinkedBrief, brief: &'a str, claim: &Claim) -> Text<'a> {
    if linked.shows_body() { [brief, "#", &claim.id].concat().into() } else { brief.into() }
}

fn role_label<'a>(scene: Scene<'a>, claim: &Claim) -> &'a str {
    claim.role.map_or("", |it| scene.strings().word("role", it.name()))
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
