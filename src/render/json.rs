//! `index.json` of a brief (CONTENT_MODEL §4), and the parts it shares with the other files of data.
//!
//! Keys come in a stable order, what is absent has no key, and what was read from prose or derived says so.

use serde::Serialize;

use crate::model::brief::Claim;
use crate::model::front_matter::{self, Origin, Rung};
use crate::model::page::Schema;
use crate::model::registry::{EntityKind, TermKind};
use crate::model::site::{BriefId, LinkedBrief, ListedSource, NamedEntity, Reason, State};

use super::scene::Scene;
use super::view::CiteView;
use super::{cite, claims, provenance, schemas};

/// Of the form, not of the text: raised when a key changes its meaning.
pub const VERSION: u8 = 1;

#[derive(Serialize)]
struct Brief<'a> {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    version: u8,
    url: String,
    slug: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_title: Option<&'a str>,
    lang: &'a str,
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<&'a str>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    models: Vec<Model<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Provenance<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likelihood: Option<Likelihood<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bluf: Option<Text<'a>>,
    claims: Vec<ClaimData<'a>>,
    sources: Vec<Source<'a>>,
    entities: Vec<Entity<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    revisions: Vec<Revision<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translations: Vec<Linked<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supersedes: Vec<Linked<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    superseded_by: Vec<Linked<'a>>,
    backlinks: Vec<Linked<'a>>,
    related: Vec<Linked<'a>>,
    citation: CiteView,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
    origin: Origin,
}

#[derive(Serialize)]
pub struct Model<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
}

#[derive(Serialize)]
pub struct Provenance<'a> {
    assistance: &'static str,
    review: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digital_source_type: Option<&'static str>,
}

#[derive(Serialize)]
pub struct Confidence<'a> {
    level: &'static str,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    qualifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'a str>,
    /// From 0 to 100 (STIX 2.1, appendix B).
    stix_confidence: u8,
}

#[derive(Serialize)]
pub struct Likelihood<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<&'a str>,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
pub struct ClaimData<'a> {
    id: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    statement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    origin: Origin,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likelihood: Option<Likelihood<'a>>,
    citations: Vec<u16>,
    evidence: Vec<Evidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    text: &'a str,
    citations: Vec<u16>,
}

#[derive(Serialize)]
struct Source<'a> {
    number: u16,
    key: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    cited: u32,
    relation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reliability: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credibility: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doi: Option<&'a str>,
}

#[derive(Serialize)]
struct Entity<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// How often the text names it.
    mentions: u32,
    origin: Origin,
}

#[derive(Serialize)]
struct Revision<'a> {
    date: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<&'a str>,
}

/// Another brief, and why it stands here.
#[derive(Serialize)]
struct Linked<'a> {
    url: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

fn entity<'a>(scene: Scene<'a>, linked: &'a LinkedBrief, named: &NamedEntity) -> Entity<'a> {
    let known = named.entity.map(|id| scene.site.entity(id));
    let used = named.declared.map(|at| &linked.brief.front.entities[at as usize]);
    let id = || used?.id.as_ref().map(|it| it.value.as_str());
    Entity {
        id: known.map(|it| it.id.as_str()).or_else(id),
        name: known.map(|it| it.name.as_str()).or_else(|| used?.name.as_deref()),
        kind: known.and_then(|it| it.kind).or_else(|| used?.kind).map(EntityKind::word),
        role: used.and_then(|it| it.role.as_deref()),
        page: named.entity.and_then(|id| scene.lookup.entity(id)).map(|it| scene.address(it)),
        mentions: named.mentions,
        origin: if used.is_some() { Origin::FrontMatter } else { Origin::Prose },
    }
}

/// The data of one brief.
pub fn write(scene: Scene<'_>, id: BriefId) -> Vec<u8> {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let shown = linked.shows_body();
    let url = scene.address(scene.lookup.brief(id));
    let term = |kind, id| scene.site.term(kind, id).id.as_str();
    let text = |it: &'_ Option<crate::model::brief::Summary>| -> Option<(String, Origin)> {
        it.as_ref().filter(|_| shown).map(|it| (it.text.clone(), it.origin))
    };
    let (summary, bluf) = (text(&linked.brief.summary), text(&linked.brief.bluf));
    let other = |id| linked_brief(scene, id);
    bytes(&Brief {
        schema: schemas::address(scene, Schema::Brief),
        version: VERSION,
        slug: &linked.brief.slug.value,
        title: &front.title.value,
        original_title: front.original_title.as_deref(),
        lang: &linked.lang,
        kind: front.kind.word(),
        status: status(linked),
        published: linked.date().map(super::super::model::date::Moment::iso),
        updated: linked.updated().map(super::super::model::date::Moment::iso),
        as_of: linked.as_of().map(super::super::model::date::Moment::iso),
        review_by: front.review_by.as_ref().map(|it| it.value.iso()),
        expires: front.expires.as_ref().map(|it| it.value.iso()),
        topic: linked.topic.map(|id| term(TermKind::Topic, id)),
        channel: linked.channel.map(|id| term(TermKind::Channel, id)),
        series: linked.series.map(|id| term(TermKind::Series, id)),
        edition: front.edition.as_ref().map(|it| it.value.as_str()),
        tags: linked.tags.iter().map(|&id| term(TermKind::Tag, id)).collect(),
        authors: front.authors.iter().map(|it| it.name.as_str()).collect(),
        models: models(linked),
        provenance: Provenance::of(linked),
        confidence: Confidence::of_brief(linked),
        likelihood: front.likelihood.as_ref().map(Likelihood::of),
        summary: summary.as_ref().map(|(text, origin)| Text { text, origin: *origin }),
        bluf: bluf.as_ref().map(|(text, origin)| Text { text, origin: *origin }),
        claims: match shown {
            true => linked.brief.body.claims.iter().map(|it| ClaimData::of(linked, it, &url)).collect(),
            false => Vec::new(),
        },
        sources: match shown {
            true => linked.sources.iter().map(|it| source(scene, it)).collect(),
            false => Vec::new(),
        },
        entities: linked.entities.iter().map(|it| entity(scene, linked, it)).collect(),
        revisions: front
            .revisions
            .iter()
            .map(|it| Revision {
                date: it.date.iso(),
                kind: it.kind.word(),
                note: it.note.as_deref(),
                claims: it.claims.iter().map(|it| it.value.as_str()).collect(),
            })
            .collect(),
        translations: linked
            .translations
            .iter()
            .map(|&id| Linked { lang: Some(&scene.site.brief(id).lang), ..other(id) })
            .collect(),
        supersedes: linked.supersedes.iter().map(|&id| other(id)).collect(),
        superseded_by: linked.superseded_by.iter().map(|&id| other(id)).collect(),
        backlinks: linked
            .backlinks
            .iter()
            .map(|it| Linked { sentence: Some(&it.sentence), ..other(it.from) })
            .collect(),
        related: linked
            .related
            .iter()
            .map(|it| Linked {
                reason: Some(match it.reason {
                    Reason::Named => "named",
                    Reason::Sources(_) => "sources",
                    Reason::Tags(_) => "tags",
                    Reason::Topic(_) => "topic",
                }),
                ..other(it.brief)
            })
            .collect(),
        citation: cite::view(scene, id),
        license: front.license.as_deref(),
        url,
    })
}

/// A value of ours as JSON in one line, the file's only one.
pub fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut out = compact(value);
    out.push(b'\n');
    out
}

/// A value of ours as JSON without white space.
pub fn compact(value: &impl Serialize) -> Vec<u8> {
    // Structs of strings and numbers always become JSON.
    serde_json::to_vec(value).unwrap_or_default()
}

/// Where a brief stands, its most telling word.
pub fn status(linked: &LinkedBrief) -> &'static str {
    match linked.state {
        State { draft: true, .. } => "draft",
        State { withdrawn: true, .. } => "withdrawn",
        State { superseded: true, .. } => "superseded",
        State { corrected: true, .. } => "corrected",
        State { unlisted: true, .. } => "unlisted",
        _ => "published",
    }
}

pub fn models(linked: &LinkedBrief) -> Vec<Model<'_>> {
    let models = linked.brief.front.models.iter();
    models
        .map(|it| Model {
            name: &it.name.value,
            version: it.version.as_deref(),
            provider: it.provider.as_deref(),
            role: it.role.map(super::super::model::front_matter::ModelRole::word),
        })
        .collect()
}

fn source<'a>(scene: Scene<'a>, listed: &'a ListedSource) -> Source<'a> {
    let source = scene.site.source(listed.source);
    let (fields, own) = (&source.fields, &listed.in_brief);
    Source {
        number: listed.number,
        key: &source.key,
        title: &source.title,
        url: fields.url.as_ref().map(|it| it.value.as_str()),
        publisher: source.publisher.map(|id| scene.site.publisher(id).name.as_str()),
        page: scene.lookup.source(listed.source).map(|it| scene.address(it)),
        cited: listed.cited,
        relation: own.relation.word(),
        reliability: source.reliability,
        credibility: own.credibility,
        published: fields.published.as_ref().map(|it| it.value.iso()),
        accessed: own.accessed.as_ref().map(super::super::model::date::Moment::iso),
        archived: fields.archived.as_ref().map(|it| it.value.as_str()),
        quote: own.quote.as_deref(),
        locator: own.locator.as_deref(),
        doi: fields.doi.as_ref().map(|it| it.value.as_str()).filter(|it| !it.is_empty()),
    }
}

fn linked_brief<'a>(scene: Scene<'a>, id: BriefId) -> Linked<'a> {
    Linked {
        url: scene.address(scene.lookup.brief(id)),
        title: &scene.site.brief(id).brief.front.title.value,
        lang: None,
        sentence: None,
        reason: None,
    }
}

impl<'a> ClaimData<'a> {
    /// A claim of a brief; `url` is the brief's.
    pub fn of(linked: &'a LinkedBrief, claim: &'a Claim, url: &str) -> Self {
        Self {
            id: &claim.id,
            url: format!("{url}#{}", claim.id),
            label: claim.label.as_deref(),
            statement: &claim.statement,
            role: claim.role.map(super::super::model::brief::Role::name),
            origin: claim.origin,
            confidence: claim.confidence.as_ref().map(Confidence::of),
            likelihood: claim.likelihood.as_ref().map(Likelihood::of),
            citations: claims::resolve(linked, &claim.citations),
            evidence: claim
                .evidence
                .iter()
                .map(|it| Evidence { text: &it.text, citations: claims::resolve(linked, &it.citations) })
                .collect(),
            by: claim.by.as_ref().map(super::super::model::date::Moment::iso),
            line: claim.line.as_deref(),
            status: claim.status.as_deref(),
        }
    }
}

impl<'a> Provenance<'a> {
    /// None for a text that no model had a part in and nobody is named for.
    pub fn of(linked: &'a LinkedBrief) -> Option<Self> {
        let written = &linked.brief.front.provenance;
        let said = written.assistance.is_some() || written.review.is_some() || written.responsible.is_some();
        (said || provenance::ai(linked)).then(|| Self {
            assistance: provenance::assistance(linked).word(),
            review: provenance::review(linked).word(),
            responsible: written.responsible.as_deref(),
            reviewed_by: written.reviewed_by.as_deref(),
            reviewed_at: written.reviewed_at.as_ref().map(super::super::model::date::Moment::iso),
            digital_source_type: provenance::digital_source_type(linked),
        })
    }
}

impl<'a> Confidence<'a> {
    /// That of a brief: without its words about the text when that was withdrawn.
    pub fn of_brief(linked: &'a LinkedBrief) -> Option<Self> {
        let all = Self::of(linked.confidence()?);
        Some(match linked.shows_body() {
            true => all,
            false => Self { qualifier: None, basis: None, ..all },
        })
    }

    pub fn of(it: &'a front_matter::Confidence) -> Self {
        Self {
            level: it.rung.word(),
            label: &it.label,
            qualifier: it.qualifier.as_deref(),
            basis: it.basis.as_deref(),
            stix_confidence: match it.rung {
                Rung::Low => 15,
                Rung::LowMedium => 32,
                Rung::Medium => 50,
                Rung::MediumHigh => 67,
                Rung::High => 85,
            },
        }
    }
}

impl<'a> Likelihood<'a> {
    pub fn of(it: &'a front_matter::Likelihood) -> Self {
        Self { term: it.term.as_deref(), low: it.low, high: it.high }
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn the_data_of_a_brief() {
        let text = render(&site(|_| {}), "2026/02/14/grid/index.json", "");
        let data: serde_json::Value = serde_json::from_str(&text).unwrap();
        expect![[r#"
            {
              "$schema": "https://desk.example/briefs/schemas/brief.schema.json",
              "version": 1,
              "url": "https://desk.example/briefs/2026/02/14/grid/",
              "slug": "grid",
              "title": "Grid <capacity> & \"berths\"",
              "lang": "en",
              "kind": "assessment",
              "status": "corrected",
              "published": "2026-02-14T22:47:58Z",
              "updated": "2026-02-16",
              "as_of": "2026-02-16",
              "topic": "energy",
              "tags": [
                "港"
              ],
              "models": [
                {
                  "name": "atlas-4"
                }
              ],
              "provenance": {
                "assistance": "generated",
                "review": "human",
                "responsible": "I. Marek",
                "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
              },
              "confidence": {
                "level": "medium",
                "label": "moderate",
                "stix_confidence": 50
              },
              "summary": {
                "text": "The berth opens in May.",
                "origin": "prose"
              },
              "claims": [
                {
                  "id": "c-1a2b3c",
                  "url": "https://desk.example/briefs/2026/02/14/grid/#c-1a2b3c",
                  "statement": "The berth opens in May.",
                  "role": "inference",
                  "origin": "prose",
                  "confidence": {
                    "level": "medium",
                    "label": "moderate",
                    "stix_confidence": 50
                  },
                  "citations": [
                    1
                  ],
                  "evidence": [
                    {
                      "text": "A tender.",
                      "citations": [
                        2
                      ]
                    }
                  ]
                }
              ],
              "sources": [
                {
                  "number": 1,
                  "key": "harbor-1",
                  "title": "Harbour <notice>",
                  "url": "https://www.port.example/n?a=1&b=2",
                  "publisher": "Port & Co",
                  "page": "https://desk.example/briefs/sources/harbor-1/",
                  "cited": 1,
                  "relation": "supports",
                  "reliability": "B",
                  "credibility": 2,
                  "quote": "opens in May"
                },
                {
                  "number": 2,
                  "key": "tender",
                  "title": "Tender",
                  "url": "https://port.example/t",
                  "publisher": "Port & Co",
                  "page": "https://desk.example/briefs/sources/tender/",
                  "cited": 1,
                  "relation": "supports",
                  "reliability": "B",
                  "credibility": 2
                }
              ],
              "entities": [
                {
                  "id": "berth",
                  "name": "Second <berth>",
                  "kind": "place",
                  "page": "https://desk.example/briefs/entities/berth/",
                  "mentions": 1,
                  "origin": "prose"
                }
              ],
              "revisions": [
                {
                  "date": "2026-02-16",
                  "kind": "correction",
                  "note": "The berth count was wrong",
                  "claims": [
                    "c-1a2b3c"
                  ]
                }
              ],
              "backlinks": [],
              "related": [
                {
                  "url": "https://desk.example/briefs/2026/02/13/port/",
                  "title": "港口",
                  "reason": "tags"
                }
              ],
              "citation": {
                "text": "Harbour Desk. “Grid <capacity> & \"berths\"”. 14 Feb 2026. Version 2, as of 16 Feb 2026. https://desk.example/briefs/2026/02/14/grid/. Accessed [date].",
                "bibtex": "@misc{grid,\n  author = {{Harbour Desk}},\n  title = {Grid <capacity> \\& \"berths\"},\n  date = {2026-02-14},\n  version = {2},\n  organization = {Harbour Desk},\n  langid = {en},\n  note = {Drafted by atlas-4, checked by a person; responsible: I. Marek; as of 2026-02-16},\n  url = {https://desk.example/briefs/2026/02/14/grid/},\n  urldate = {}\n}\n",
                "ris": "TY  - BLOG\nTI  - Grid <capacity> & \"berths\"\nAU  - Harbour Desk\nT2  - Harbour Desk\nPB  - Harbour Desk\nPY  - 2026\nDA  - 2026/02/14\nET  - 2\nLA  - en\nAB  - The berth opens in May.\nN1  - Drafted by atlas-4, checked by a person; responsible: I. Marek; as of 2026-02-16\nUR  - https://desk.example/briefs/2026/02/14/grid/\nY2  - \nER  - \n"
              }
            }"#]].assert_eq(&serde_json::to_string_pretty(&data).unwrap());
    }
}
