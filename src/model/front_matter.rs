//! The front matter of a brief, typed (CONTENT_MODEL §2.2).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::date::Moment;
use super::rare::{Rare, rare};
use super::registry::{EntityKind, SourceFields};
use super::words::words;
use crate::source::{Span, Spanned};

/// Where a datum came from, so that consumers can choose (CONTENT_MODEL §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    FrontMatter,
    Attribute,
    Prose,
    Derived,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// The front matter between the fences, for diagnostics about the whole of it.
    pub span: Span,
    pub title: Spanned<String>,
    /// Absent when `undated`, or when it was missing or bad (and said so).
    pub date: Option<Spanned<Moment>>,
    /// The later of the field and the last revision.
    pub updated: Option<Spanned<Moment>>,
    pub as_of: Option<Spanned<Moment>>,
    pub slug: Option<Spanned<String>>,
    pub kind: Kind,
    pub status: Status,
    pub undated: bool,
    pub toc: Option<bool>,
    /// Well-formed BCP 47; absent means the channel's, else the site's.
    pub lang: Option<Spanned<String>>,
    pub topic: Option<Spanned<String>>,
    pub tags: Vec<Spanned<String>>,
    pub channel: Option<Spanned<String>>,
    pub series: Option<Spanned<String>>,
    pub summary: Option<Spanned<String>>,
    pub models: Vec<ModelUse>,
    pub authors: Vec<Author>,
    pub confidence: Option<Confidence>,
    /// In order of `number`. Front matter numbers them from 1 in its own order; lifted lines add theirs.
    pub sources: Vec<SourceUse>,
    pub provenance: Provenance,
    pub more: Rare<More>,
}

/// The fields of front matter that few briefs give.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct More {
    pub short_title: Option<String>,
    pub card_title: Option<String>,
    pub original_title: Option<String>,
    pub publish_at: Option<Spanned<Moment>>,
    pub review_by: Option<Spanned<Moment>>,
    pub expires: Option<Spanned<Moment>>,
    pub aliases: Vec<Spanned<String>>,
    pub keep_body: bool,
    pub translation_of: Option<Spanned<String>>,
    pub edition: Option<Spanned<String>>,
    pub abstract_: Option<Spanned<String>>,
    pub bluf: Option<Spanned<String>>,
    pub likelihood: Option<Likelihood>,
    pub sources_declared: Option<Spanned<u32>>,
    pub entities: Vec<EntityUse>,
    pub regions: Vec<String>,
    pub techniques: Vec<Note>,
    pub assumptions: Vec<Note>,
    pub gaps: Vec<Note>,
    pub biases: Vec<Note>,
    pub revisions: Vec<Revision>,
    /// `hypotheses`, `ach`, `scenarios`, `implications`, `recommendations`, `watch`: checked, kept for what comes later.
    #[serde(with = "super::json_text")]
    pub structures: BTreeMap<String, serde_json::Value>,
    pub methodology: Option<Spanned<String>>,
    pub supersedes: Vec<Spanned<String>>,
    pub related: Vec<Spanned<String>>,
    pub based_on: Vec<Spanned<String>>,
    pub license: Option<String>,
    pub rights: Option<String>,
    pub tlp: Option<Spanned<String>>,
    pub weight: i64,
    pub template: Option<Spanned<String>>,
    /// Standing pages: whether the page is in the main menu.
    pub menu: Option<bool>,
    /// Standing pages: `description`.
    pub description: Option<String>,
    #[serde(with = "super::json_text")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

rare!(More of FrontMatter);

impl FrontMatter {
    /// When the brief becomes public: the later of `date` and `publish_at`.
    pub fn public_from(&self) -> Option<Timestamp> {
        [&self.date, &self.publish_at].into_iter().flatten().map(|it| it.value.instant).max()
    }
}

words! {
    /// What sort of text it is; drives the label and the schema.org type.
    Kind { Brief = "brief", Watch = "watch", Digest = "digest", Assessment = "assessment", Forecast = "forecast",
        Analysis = "analysis", Report = "report", FactCheck = "fact-check", Explainer = "explainer", Note = "note" } default Brief
}
words! {
    /// Where a brief is in its life. Corrected and superseded are derived, not written.
    Status { Draft = "draft", Published = "published", Unlisted = "unlisted", Withdrawn = "withdrawn" } default Published
}
words! {
    /// The five rungs of confidence: how good the basis is.
    Rung { Low = "low", LowMedium = "low-medium", Medium = "medium", MediumHigh = "medium-high", High = "high" } default Medium
}
words! {
    /// How a source bears on the brief; CiTO's citesAsEvidence, disputes, citesForInformation, citesAsDataSource, citesAsAuthority.
    Relation { Supports = "supports", Disputes = "disputes", Context = "context", Data = "data", Authority = "authority" } default Supports
}
words! {
    /// What a model did.
    ModelRole { Research = "research", Draft = "draft", Translate = "translate", Review = "review" } default Draft
}
words! {
    /// MISP `ai-computer-assisted`, assistance.
    Assistance { None = "none", Minor = "minor", Substantial = "substantial", Directed = "generated-human-directed", Generated = "generated" } default None
}
words! {
    /// MISP `ai-computer-assisted`, review.
    Review { Unreviewed = "unreviewed", Ai = "AI", Human = "human", HumanUpdated = "human-updated", MultiParty = "multi-party" } default Unreviewed
}
words! {
    /// What a revision changed.
    RevisionKind { Typo = "typo", Clarification = "clarification", Update = "update", Correction = "correction", Retraction = "retraction" } default Update
}

/// How good the basis is. The author's word is shown, the rung is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    pub rung: Rung,
    /// Both ends of a range such as `low-to-high`; equal for a single word.
    pub low: Rung,
    pub high: Rung,
    /// As written: `moderate`, `low-to-medium`, `中等`.
    pub label: String,
    pub qualifier: Option<String>,
    pub basis: Option<String>,
    pub span: Span,
}

/// How probable the event is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likelihood {
    /// The term of the scale, when one was used.
    pub term: Option<String>,
    /// Probabilities from 0 to 1; equal for a single number.
    pub low: f64,
    pub high: f64,
    /// An explicit number was given.
    pub number: bool,
    pub span: Span,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelUse {
    pub name: Spanned<String>,
    pub version: Option<String>,
    pub provider: Option<String>,
    pub role: Option<ModelRole>,
    /// As TOML gives them, in order.
    pub params: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub name: String,
    pub url: Option<String>,
    pub id: Option<String>,
}

/// One entry of a brief's source list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceUse {
    /// What `[n]` means it; the list may be sparse when lines were lifted.
    pub number: u16,
    /// A registry key, or the `id` of an inline table; absent for a table without either.
    pub key: Option<Spanned<String>>,
    /// What the brief itself says of the source; empty when it names a registry key only.
    pub fields: SourceFields,
    /// Only a key was written: the registry must know it.
    pub by_reference: bool,
    /// Read from a `[n]: url` line or from a list under a sources heading.
    pub lifted: bool,
    pub span: Span,
    pub more: Rare<UseDetails>,
}

/// What few uses of a source say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UseDetails {
    pub quote: Option<String>,
    pub locator: Option<String>,
    /// Admiralty credibility of this use, 1–6.
    pub credibility: Option<u8>,
    pub relation: Relation,
    pub accessed: Option<Moment>,
}

rare!(UseDetails of SourceUse);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityUse {
    pub name: Option<String>,
    pub id: Option<Spanned<String>>,
    pub kind: Option<EntityKind>,
    pub role: Option<String>,
}

/// An assumption, gap, bias or technique.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub id: Option<String>,
    pub text: String,
    pub review_by: Option<Moment>,
    pub span: Span,
}

/// `[[revisions]]` (CONTENT_MODEL §2.10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    pub date: Moment,
    pub kind: RevisionKind,
    pub note: Option<String>,
    pub claims: Vec<Spanned<String>>,
    pub by: Option<String>,
    pub was: Option<String>,
    pub now: Option<String>,
    pub span: Span,
}

/// Who and what made the text, and who answers for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Given, or `generated` when a model is named and nothing was said.
    pub assistance: Option<Assistance>,
    pub review: Option<Review>,
    pub responsible: Option<String>,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<Moment>,
    pub prompt_hash: Option<String>,
    pub run_id: Option<String>,
    pub span: Option<Span>,
}
