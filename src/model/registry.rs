//! The registries under `content/registry/` (CONTENT_MODEL §2.4); every one is optional.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::date::Moment;
use super::rare::{Rare, rare};
use super::words::words;
use crate::source::Spanned;

words! {
    SourceKind { News = "news", Official = "official", Statement = "statement", Dataset = "dataset", Social = "social",
        Video = "video", Report = "report", Academic = "academic", Book = "book", Legal = "legal", Satellite = "satellite",
        Interview = "interview", Wire = "wire", Other = "other" } default Other
}
words! {
    Access { Open = "open", Registration = "registration", Paywall = "paywall", Removed = "removed", Offline = "offline" } default Open
}
words! {
    SourceOrigin { Primary = "primary", Secondary = "secondary", Aggregator = "aggregator" } default Secondary
}
words! {
    PublisherKind { State = "state", Public = "public", Private = "private", Ngo = "ngo", Intergov = "intergov", Individual = "individual" } default Private
}
words! {
    /// What an entity is.
    EntityKind { Person = "person", Org = "org", Place = "place", Treaty = "treaty", Event = "event", System = "system" } default Person
}

/// What is said of a source in a registry or in a brief: all that merges between uses.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SourceFields {
    pub title: Option<Spanned<String>>,
    /// http or https, as written.
    pub url: Option<Spanned<String>>,
    pub publisher: Option<Spanned<String>>,
    pub more: Rare<SourceDetails>,
}

/// What is said of a source besides its title, address and publisher.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SourceDetails {
    pub authors: Vec<String>,
    pub published: Option<Spanned<Moment>>,
    pub kind: Option<Spanned<SourceKind>>,
    pub access: Option<Spanned<Access>>,
    pub lang: Option<Spanned<String>>,
    pub archived: Option<Spanned<String>>,
    /// Given, or read from the archive's path.
    pub archived_at: Option<Spanned<Moment>>,
    /// Admiralty reliability, `A`–`F`.
    pub reliability: Option<Spanned<char>>,
    pub descriptor: Option<Spanned<String>>,
    pub origin: Option<Spanned<SourceOrigin>>,
    pub independent_of: Vec<Spanned<String>>,
    pub doi: Option<Spanned<String>>,
    #[serde(with = "super::json_text")]
    pub csl: serde_json::Map<String, serde_json::Value>,
}

rare!(SourceDetails of SourceFields);

/// One table of `sources.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisteredSource {
    pub path: Arc<str>,
    pub key: Spanned<String>,
    pub fields: SourceFields,
    /// Defaults for uses that do not say.
    pub accessed: Option<Moment>,
    pub quote: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RegisteredPublisher {
    pub path: Arc<str>,
    pub id: Spanned<String>,
    pub name: String,
    /// Language tag to name, for matching prose.
    pub names: BTreeMap<String, Vec<String>>,
    pub hosts: Vec<String>,
    pub country: Option<String>,
    pub kind: Option<PublisherKind>,
    pub reliability: Option<char>,
    pub descriptor: Option<String>,
    pub ownership: Option<String>,
    pub affiliation: Option<String>,
    pub corrections_url: Option<String>,
}

/// An entry of the topics, tags, series, channels or models registry.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisteredTerm {
    pub path: Arc<str>,
    pub id: Spanned<String>,
    /// What is shown; the id when the registry gives none.
    pub name: String,
    pub description: Option<String>,
    pub aliases: Vec<String>,
    /// Topics and tags: the wider term.
    pub parent: Option<Spanned<String>>,
    /// Channels: the language of their briefs.
    pub lang: Option<String>,
    /// Models: who makes it.
    pub provider: Option<String>,
    pub url: Option<String>,
}

/// A table of `entities.toml` (CONTENT_MODEL §2.11): somebody or something that briefs speak of.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisteredEntity {
    pub path: Arc<str>,
    pub id: Spanned<String>,
    /// What it is called in the language of the site; the id when the registry gives no name.
    pub name: String,
    /// Language tag to names.
    pub names: BTreeMap<String, Vec<String>>,
    pub aliases: Vec<String>,
    pub kind: Option<EntityKind>,
    pub description: Option<String>,
    pub url: Option<String>,
    /// Its item: `Q42`.
    pub wikidata: Option<String>,
    /// In order of the registry.
    pub roles: Vec<EntityRole>,
}

/// An office that an entity holds from one day to another, both included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntityRole {
    pub title: String,
    /// Absent: since ever.
    pub from: Option<Moment>,
    /// Absent: until further notice.
    pub to: Option<Moment>,
    /// Words beside its name that claim the office, besides the title.
    pub matching: Vec<String>,
}

impl RegisteredEntity {
    /// Everything that it is called in prose.
    pub fn all_names(&self) -> impl Iterator<Item = &String> {
        [&self.name].into_iter().chain(self.other_names())
    }

    /// In other languages, and its aliases.
    pub fn other_names(&self) -> impl Iterator<Item = &String> {
        self.names.values().flatten().chain(&self.aliases)
    }
}

impl EntityRole {
    /// Words that claim the office when they stand beside a name.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        [&self.title].into_iter().chain(&self.matching)
    }

    /// Whether the office is held at a moment, as far as both are precise.
    pub fn holds(&self, at: &Moment) -> bool {
        !self.from.is_some_and(|it| it.is_after(at)) && !self.to.is_some_and(|it| at.is_after(&it))
    }
}

/// All registries, each in order of key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registries {
    pub sources: BTreeMap<String, RegisteredSource>,
    pub publishers: BTreeMap<String, RegisteredPublisher>,
    /// By kind, then by folded id. A kind that is absent has no registry.
    pub terms: BTreeMap<TermKind, BTreeMap<String, RegisteredTerm>>,
    /// Those whom briefs are searched for. A mention in a parsed brief names its entity by its position here.
    pub entities: BTreeMap<String, RegisteredEntity>,
}

/// The kinds of term a brief can be filed under, each with an index of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    Topic,
    Tag,
    Channel,
    Series,
    Model,
    Author,
}

impl TermKind {
    pub const ALL: [Self; 6] =
        [Self::Topic, Self::Tag, Self::Channel, Self::Series, Self::Model, Self::Author];

    /// The folder of its index and the name of its registry: `topics`.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Topic => "topics",
            Self::Tag => "tags",
            Self::Channel => "channels",
            Self::Series => "series",
            Self::Model => "models",
            Self::Author => "authors",
        }
    }

    /// The word for one, as in front matter: `topic`.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Tag => "tag",
            Self::Channel => "channel",
            Self::Series => "series",
            Self::Model => "model",
            Self::Author => "author",
        }
    }
}
