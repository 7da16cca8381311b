//! A parsed brief: everything one file says, and nothing about other files.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::date::Moment;
use super::front_matter::{Confidence, FrontMatter, Likelihood, Origin};
use super::markup::Markup;
use super::rare::{Rare, rare};
use super::site::EntityId;
use super::sketch::Sketch;
use crate::digest::Digest;
use crate::source::{Span, Spanned};

/// One parsed file under `content/` (CONTENT_MODEL §2.1), brief or standing page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub path: Arc<str>,
    /// Names all that it was parsed from, and with that its [`Prose`].
    pub digest: Digest,
    /// Where the body begins in the file.
    pub body_start: u32,
    pub front: FrontMatter,
    /// From the field, the bundle's folder or the file's stem, before collisions are known.
    pub slug: Spanned<String>,
    /// `index.md` of a folder of its own, with files beside it.
    pub bundle: bool,
    pub body: Body,
    /// Field, else role text, else first paragraph; absent when the brief has no prose at all.
    pub summary: Option<Summary>,
    pub bluf: Option<Summary>,
    pub abstract_: Option<Summary>,
}

/// A short text and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Inline HTML.
    pub markup: Markup,
    /// Without markup and without citations.
    pub text: String,
    pub origin: Origin,
}

/// What the body of a brief says to others and refers to. The tables are those of [`Fill`](super::markup::Fill).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub headings: Vec<Heading>,
    pub claims: Vec<Claim>,
    pub clusters: Vec<Cluster>,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    /// Where it names entities of the registry, in reading order.
    pub mentions: Vec<Mention>,
    /// How many blocks of code there are; they stand in [`Prose::code`].
    pub code_blocks: u32,
    /// Names of the components that it shows, each once.
    pub components: Vec<String>,
    /// Every id of the rendered body, sorted, for `broken-anchor`.
    pub ids: Vec<String>,
    /// The sentences of clusters and links, one behind the other: one text takes half the memory of many.
    pub sentences: String,
    /// Where the prose names who says something, each stretch of words once.
    pub attributions: Vec<Attribution>,
    /// The text, to be compared with others for `dup-brief`.
    pub sketch: Sketch,
    /// Words of prose; each Han, Kana or Hangul character counts as half a word.
    pub words: u32,
}

impl Body {
    /// The sentence of a cluster or link.
    pub fn sentence(&self, at: Span) -> &str {
        self.sentences.get(at.range()).unwrap_or_default()
    }

    /// Keeps a sentence.
    pub fn keep_sentence(&mut self, sentence: &str) -> Span {
        let start = self.sentences.len();
        self.sentences.push_str(sentence);
        Span::new(start, self.sentences.len())
    }
}

/// Words that hold the name of whoever says something, if it is one that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    pub phrase: String,
    /// The name would stand at their beginning, after `according to`; else at their end, before `reported`.
    pub follows: bool,
    pub span: Span,
}

/// What only the pages of a brief itself show: the bulk of it, so it is not held for all briefs at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prose {
    pub markup: Markup,
    pub code: Vec<Code>,
    pub components: Vec<Component>,
}

/// A block of data that a template of the theme draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Component {
    pub name: String,
    pub data: Datum,
}

/// A value of a component's data, checked against its description.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Datum {
    Absent,
    Text(String),
    /// Inline Markdown.
    Markup(Markup),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(Moment),
    List(Vec<Datum>),
    /// In order of the description.
    Table(Vec<(String, Datum)>),
}

/// Where the prose of briefs is kept.
pub trait Library: Sync {
    /// The prose of a brief; empty when there is none by that digest.
    fn prose(&self, digest: Digest) -> Arc<Prose>;

    /// The whole file that a brief was parsed from, for its Markdown twin.
    fn text(&self, digest: Digest) -> Arc<str>;

    /// A block of code in colours, as `highlight` makes it of nothing else than these two; `None` without a grammar.
    fn code(&self, language: &str, text: &str, highlight: fn(&str, &str) -> Option<String>)
    -> Option<String>;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    /// Without markup and citations, for contents and titles.
    pub text: String,
    pub roles: Vec<Role>,
    pub span: Span,
}

/// What a section is for (CONTENT_MODEL §2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    Summary,
    Bluf,
    Changed,
    Facts,
    Inference,
    Hypotheses,
    Assumptions,
    Implications,
    Watch,
    Recommendations,
    Scenarios,
    Entities,
    Tags,
    Techniques,
    Sources,
    Conclusion,
    Method,
    Chrome,
}

impl Role {
    pub const ALL: [Self; 18] = [
        Self::Summary,
        Self::Bluf,
        Self::Changed,
        Self::Facts,
        Self::Inference,
        Self::Hypotheses,
        Self::Assumptions,
        Self::Implications,
        Self::Watch,
        Self::Recommendations,
        Self::Scenarios,
        Self::Entities,
        Self::Tags,
        Self::Techniques,
        Self::Sources,
        Self::Conclusion,
        Self::Method,
        Self::Chrome,
    ];

    /// The word in `{role=…}`, in JSON and as a class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Bluf => "bluf",
            Self::Changed => "changed",
            Self::Facts => "facts",
            Self::Inference => "inference",
            Self::Hypotheses => "hypotheses",
            Self::Assumptions => "assumptions",
            Self::Implications => "implications",
            Self::Watch => "watch",
            Self::Recommendations => "recommendations",
            Self::Scenarios => "scenarios",
            Self::Entities => "entities",
            Self::Tags => "tags",
            Self::Techniques => "techniques",
            Self::Sources => "sources",
            Self::Conclusion => "conclusion",
            Self::Method => "method",
            Self::Chrome => "chrome",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// A list item or paragraph (or the part of one up to its marker) that says something one can be held to
/// (CONTENT_MODEL §1.5, §2.6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// `c-1a2b3c`, or the explicit id; unique in its brief.
    pub id: String,
    pub explicit_id: bool,
    /// The lead-in, when there is one: the bold words before the first colon or full stop.
    pub label: Option<String>,
    /// The sentence that holds the marker, without marker and citations.
    pub statement: String,
    pub role: Option<Role>,
    pub confidence: Option<Confidence>,
    /// Citations of the statement.
    pub citations: Vec<Citation>,
    pub evidence: Vec<Evidence>,
    pub origin: Origin,
    pub span: Span,
    pub more: Rare<ClaimDetails>,
}

/// What few claims say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimDetails {
    pub likelihood: Option<Likelihood>,
    /// `by=`: when a forecast comes due.
    pub by: Option<Moment>,
    /// `line=`: the judgement this one continues.
    pub line: Option<String>,
    pub status: Option<String>,
}

rare!(ClaimDetails of Claim);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub text: String,
    pub citations: Vec<Citation>,
}

/// One source as a brief's text names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Citation {
    /// `[3]`: the third of the brief's list.
    Number(u16),
    /// `[@key]`: resolved when the site is linked.
    Key(String),
}

/// Citation markers that stand together: one `<sup>`, one card (CONTENT_MODEL §2.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    pub items: Vec<CitedItem>,
    /// The sentence around it, without citations, for source pages; bytes of [`Body::sentences`].
    pub sentence: Span,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CitedItem {
    pub citation: Citation,
    pub locator: Option<String>,
    pub span: Span,
}

/// A link of the body as written. What it leads to is settled when the site is linked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub destination: String,
    /// The sentence that links, without markup, for backlinks; bytes of [`Body::sentences`].
    pub sentence: Span,
    /// The number that is all of its words: `[3](…)`, which may be meant as a citation.
    pub number: Option<u16>,
    /// Written as `[[destination]]`, which names a text by slug, title or alias.
    pub wiki: bool,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    pub destination: String,
    pub alt: String,
    pub span: Span,
}

/// An entity that the text names, by one of the names that the registry gives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Its position in the registry that the text was searched for; the digest of the brief holds that registry's names.
    pub entity: EntityId,
    /// The claim whose words name it, by its position in [`Body::claims`].
    pub claim: Option<u32>,
    /// The word for one of its offices that stands beside the name.
    pub office: Option<Box<str>>,
    pub span: Span,
}

/// A code block, kept as data until the page that shows it is rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// The first word of the info string; empty when there is none.
    pub language: String,
    /// The second word, when it has a dot or a slash: the file that the block shows; empty when there is none.
    pub file: String,
    pub text: String,
    pub span: Span,
}
