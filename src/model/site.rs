//! The linked site: every brief that is published, what each refers to, and what refers to it.
//!
//! Ids are positions in the tables of [`Site`]; they order as the site does (newest brief first).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;

use super::brief::{Brief, Citation};
use super::config::Config;
use super::date::Moment;
use super::front_matter::{Confidence, Relation};
use super::registry::{
    EntityKind, RegisteredEntity, RegisteredPublisher, RegisteredTerm, SourceFields, TermKind,
};
use crate::paths::Address;
use crate::source::{Asset, Span};

pub type BriefId = u32;
pub type SourceId = u32;
pub type PublisherId = u32;
pub type TermId = u32;
pub type EntityId = u32;

/// What [`link`](crate::link) makes of all parsed files.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Arc<Config>,
    pub now: Timestamp,
    /// The first instant after `now` at which the same files make another site, because a brief becomes public, expires
    /// or grows stale; none when none ever does.
    pub until: Option<Timestamp>,
    /// Published briefs (with `-D`, `-F`: drafts and future ones too), newest instant first, ties by slug.
    pub briefs: Vec<LinkedBrief>,
    /// Standing pages by folder; in a folder its own page first, then by weight, then by address.
    pub pages: Vec<StandingPage>,
    /// What they are named by: folder and slug, and the slug alone, which is the first page's that has it.
    pub page_names: HashMap<String, u32>,
    /// What was left out, and until when.
    pub skipped: Vec<Skipped>,
    /// In order of key.
    pub sources: Vec<LinkedSource>,
    /// In order of id.
    pub publishers: Vec<LinkedPublisher>,
    /// Terms of each kind, in order of id. A term whose briefs are all unlisted has none here and no page.
    pub terms: BTreeMap<TermKind, Vec<LinkedTerm>>,
    /// Those of the registry, in its order, then those that only front matter knows, in order of id. One that no listed
    /// brief names has no page.
    pub entities: Vec<LinkedEntity>,
    /// Redirects: the old address and where it leads.
    pub redirects: Vec<Redirect>,
    /// Files of bundles and of `static/`, each with its address in the site.
    pub files: Vec<LinkedFile>,
}

#[derive(Debug, Clone)]
pub struct LinkedBrief {
    pub brief: Arc<Brief>,
    pub address: Address,
    /// Resolved: own, channel's, site's.
    pub lang: String,
    /// Where it stands now.
    pub state: State,
    /// The brief's list, in order of number; `[@key]` citations of known sources are appended.
    pub sources: Vec<ListedSource>,
    /// What each `[@key]` of the body stands for.
    pub key_numbers: BTreeMap<String, u16>,
    pub topic: Option<TermId>,
    pub tags: Vec<TermId>,
    pub channel: Option<TermId>,
    pub series: Option<TermId>,
    pub models: Vec<TermId>,
    pub authors: Vec<TermId>,
    /// What it names, each once: first what its front matter names, then the rest in the order of the text.
    pub entities: Vec<NamedEntity>,
    /// Parallel to `brief.body.links`.
    pub links: Vec<Target>,
    /// The texts that links between double brackets lead to, by position in `links`.
    pub named: Vec<(u32, Named)>,
    /// Parallel to `brief.body.images`.
    pub images: Vec<ImageTarget>,
    pub supersedes: Vec<BriefId>,
    pub superseded_by: Vec<BriefId>,
    pub translations: Vec<BriefId>,
    pub backlinks: Vec<Backlink>,
    pub related: Vec<Related>,
    /// The neighbours in its series, else in its topic: the older and the newer one.
    pub previous: Option<BriefId>,
    pub next: Option<BriefId>,
    pub neighbours_in: Option<TermKind>,
}

/// Facts about a brief that depend on `now` and on other briefs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    /// In lists, feeds, counts and search. False for unlisted and expired briefs.
    pub listed: bool,
    pub draft: bool,
    /// Shown early because of `-F`.
    pub future: bool,
    pub unlisted: bool,
    pub withdrawn: bool,
    pub expired: bool,
    /// Past `review_by`.
    pub stale: bool,
    pub corrected: bool,
    pub superseded: bool,
}

/// A source in one brief's list.
#[derive(Debug, Clone)]
pub struct ListedSource {
    pub number: u16,
    pub source: SourceId,
    pub in_brief: InBrief,
    /// How often the body cites it.
    pub cited: u32,
}

/// What belongs to one use of a source and never merges with other uses (CONTENT_MODEL §2.13); quote and access date
/// are the registry's where the brief does not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InBrief {
    pub quote: Option<String>,
    pub locator: Option<String>,
    /// Admiralty credibility, 1–6.
    pub credibility: Option<u8>,
    pub relation: Relation,
    pub accessed: Option<Moment>,
    /// Read from a `[n]: url` line or from a list under a sources heading.
    pub lifted: bool,
}

/// A text that a link between double brackets names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    Brief(BriefId),
    /// A position in [`Site::pages`].
    Page(u32),
}

/// Where a link of a body leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page or file of this site, with the fragment if there is one (encoded, without `#`).
    Internal { address: Address, fragment: Option<String> },
    /// A fragment of the page itself.
    Fragment(String),
    /// An http, https or mailto address, normalised.
    External(String),
    /// Written as text: an address that may not be followed, or one that leads nowhere.
    Dead,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageTarget {
    pub target: Target,
    pub dimensions: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlink {
    pub from: BriefId,
    /// The sentence that links.
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub brief: BriefId,
    pub reason: Reason,
}

/// Why a brief is related, strongest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The author says so (`related`, `based_on`).
    Named,
    /// How many sources both list.
    Sources(Vec<SourceId>),
    Tags(Vec<TermId>),
    Topic(TermId),
}

/// A source across the whole site: the merger of its registry entry and every brief's table (CONTENT_MODEL §2.13).
#[derive(Debug, Clone)]
pub struct LinkedSource {
    /// Its key: registry key, `id`, or one made from host, date and hash.
    pub key: String,
    /// Other ids for the same address.
    pub aliases: Vec<String>,
    pub address: Address,
    /// Whether it has a page of its own: only then may it be linked to.
    pub paged: bool,
    pub fields: SourceFields,
    /// What it shares its origin with (`independent_of`): sources by id, and by numbers above all ids what no brief
    /// lists, equal for equal keys.
    pub origins: Box<[u32]>,
    pub title: String,
    pub publisher: Option<PublisherId>,
    /// Its own grade, else the publisher's.
    pub reliability: Option<char>,
    /// Briefs that list it and are listed themselves, newest first.
    pub uses: Vec<SourceUsed>,
    /// Sources cited in the same briefs, most often first, at most ten.
    pub cocited: Vec<(SourceId, u32)>,
}

#[derive(Debug, Clone)]
pub struct SourceUsed {
    pub brief: BriefId,
    pub number: u16,
    /// Claims of that brief that cite it, as positions in its `claims`.
    pub claims: Box<[u32]>,
    /// Clusters that cite it outside any claim, as positions in its `clusters`.
    pub mentions: Box<[u32]>,
}

#[derive(Debug, Clone)]
pub struct LinkedPublisher {
    pub id: String,
    pub name: String,
    pub address: Address,
    /// Whether it has a page of its own: only then may it be linked to.
    pub paged: bool,
    pub registered: Option<RegisteredPublisher>,
    /// Those with a listed use, in order of key.
    pub sources: Vec<SourceId>,
    /// Listed briefs that rest on any of them, newest first.
    pub briefs: Vec<BriefId>,
    /// Citations of its sources in listed briefs.
    pub citations: u32,
}

#[derive(Debug, Clone)]
pub struct LinkedTerm {
    pub kind: TermKind,
    /// The folded identity.
    pub id: String,
    pub name: String,
    pub address: Address,
    /// Whether it has a page of its own (`lists.min_items`, `indexes.off`): only then may it be linked to.
    pub paged: bool,
    /// Another term is told to be the same word (rule `tag-near-duplicate`), at the brief that names it first.
    pub is_alike: bool,
    pub registered: Option<RegisteredTerm>,
    /// Listed briefs, newest first; series in order of edition, then date.
    pub briefs: Vec<BriefId>,
    /// The nearest wider term that is in use, by the registry.
    pub parent: Option<TermId>,
    /// The narrower terms whose `parent` it is, in order of id.
    pub children: Vec<TermId>,
    /// Listed briefs under it or any narrower term; 0 for a term without any.
    pub subtree: u32,
    /// Authors: an address of their own.
    pub url: Option<String>,
}

/// An entity across the whole site.
#[derive(Debug, Clone)]
pub struct LinkedEntity {
    pub id: String,
    pub name: String,
    pub kind: Option<EntityKind>,
    pub address: Address,
    /// Whether it has a page of its own (`lists.min_items`, `indexes.off`): only then may it be linked to.
    pub paged: bool,
    /// Absent for a name that only front matter knows (`entities.stubs`).
    pub registered: Option<RegisteredEntity>,
    /// Listed briefs that name it, newest first.
    pub briefs: Vec<BriefId>,
    /// Claims of theirs whose words name it, by brief and position there.
    pub claims: Vec<(BriefId, u32)>,
    /// Entities named in the same briefs, most often first, at most ten.
    pub with: Vec<(EntityId, u32)>,
}

/// An entity in one brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEntity {
    /// Absent for a name of the front matter that nothing is known of.
    pub entity: Option<EntityId>,
    /// Its position in `front.entities`, if it stands there.
    pub declared: Option<u32>,
    /// How often the text names it.
    pub mentions: u32,
}

/// A file below `content/pages/`.
#[derive(Debug, Clone)]
pub struct StandingPage {
    pub page: Arc<Brief>,
    pub address: Address,
    /// The folder that it is read in, as in addresses: `guide` for `guide/index.md` and `guide/start.md`, empty at the top.
    pub folder: String,
    pub lang: String,
    pub links: Vec<Target>,
    /// As of a brief.
    pub named: Vec<(u32, Named)>,
    pub images: Vec<ImageTarget>,
}

/// A brief that is not public.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Skipped {
    pub path: Arc<str>,
    pub title: String,
    pub why: SkipReason,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum SkipReason {
    Draft,
    /// The instant at which it becomes public.
    Until(Timestamp),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: Address,
    pub to: Address,
    /// It leads to a brief that is linked from nowhere.
    pub unlisted: bool,
    /// The file that gives the alias, and where.
    pub source: Arc<str>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFile {
    pub asset: Asset,
    pub address: Address,
    /// The brief whose bundle it belongs to, by path; absent for `static/`.
    pub bundle: Option<Arc<str>>,
    /// It belongs to a brief that is linked from nowhere.
    pub unlisted: bool,
}

impl Site {
    pub fn brief(&self, id: BriefId) -> &LinkedBrief {
        &self.briefs[id as usize]
    }

    /// A file of `static/` by its path there.
    pub fn file(&self, path: &str) -> Option<&LinkedFile> {
        self.files.iter().find(|it| it.bundle.is_none() && it.address.path == path)
    }

    pub fn source(&self, id: SourceId) -> &LinkedSource {
        &self.sources[id as usize]
    }

    pub fn publisher(&self, id: PublisherId) -> &LinkedPublisher {
        &self.publishers[id as usize]
    }

    /// The standing pages of a folder, as positions in `pages`.
    pub fn folder(&self, folder: &str) -> Range<usize> {
        let first = self.pages.partition_point(|it| it.folder.as_str() < folder);
        first..first + self.pages[first..].partition_point(|it| it.folder == folder)
    }

    /// A term by kind and id.
    ///
    /// # Panics
    /// When no such term was linked; ids come from linking alone.
    pub fn term(&self, kind: TermKind, id: TermId) -> &LinkedTerm {
        &self.terms[&kind][id as usize]
    }

    pub fn entity(&self, id: EntityId) -> &LinkedEntity {
        &self.entities[id as usize]
    }

    pub fn terms_of(&self, kind: TermKind) -> &[LinkedTerm] {
        self.terms.get(&kind).map_or(&[], Vec::as_slice)
    }
}

impl StandingPage {
    /// Whether its address is of one part, so that nothing but the home page is above it.
    pub fn is_top(&self) -> bool {
        !self.address.path.contains('/')
    }

    /// Whether it stands for its folder: `guide/index.md`.
    pub fn opens_folder(&self) -> bool {
        self.page.bundle && !self.folder.is_empty()
    }
}

impl LinkedBrief {
    pub fn date(&self) -> Option<&Moment> {
        self.brief.front.date.as_ref().map(|it| &it.value)
    }

    pub fn updated(&self) -> Option<&Moment> {
        self.brief.front.updated.as_ref().map(|it| &it.value)
    }

    /// The field, else `updated`, else `date` (CONTENT_MODEL §2.2).
    pub fn as_of(&self) -> Option<&Moment> {
        self.brief.front.as_of.as_ref().map(|it| &it.value).or(self.updated()).or(self.date())
    }

    pub fn confidence(&self) -> Option<&Confidence> {
        self.brief.front.confidence.as_ref()
    }

    /// The listed source with a number.
    pub fn listed(&self, number: u16) -> Option<&ListedSource> {
        self.sources.binary_search_by_key(&number, |it| it.number).ok().map(|at| &self.sources[at])
    }

    /// Where the brief names a source of its list: in an entry of its own, or in the citation that brought it there.
    pub fn place(&self, listed: &ListedSource) -> Span {
        let number = listed.number;
        if let Some(used) = self.brief.front.sources.iter().find(|it| it.number == number) {
            return used.span;
        }
        let items = self.brief.body.clusters.iter().flat_map(|it| &it.items);
        let first = items.filter(|it| self.number_of(&it.citation) == Some(number)).map(|it| it.span).next();
        first.unwrap_or_default()
    }

    /// The number a citation stands for in this brief; none when it is unresolved.
    pub fn number_of(&self, citation: &Citation) -> Option<u16> {
        match citation {
            Citation::Number(number) => self.listed(*number).map(|it| it.number),
            Citation::Key(key) => self.key_numbers.get(key).copied(),
        }
    }

    /// Whether its text is published: a withdrawn brief keeps a notice in its place, unless `keep_body`.
    pub fn shows_body(&self) -> bool {
        !self.state.withdrawn || self.brief.front.keep_body
    }

    /// Whether all may read it: it is listed and shows its text.
    pub fn is_public(&self) -> bool {
        self.state.listed && self.shows_body()
    }

    /// The calendar year it was published in, as written.
    pub fn year(&self) -> Option<i16> {
        self.date().map(|it| it.civil.year())
    }
}

impl LinkedEntity {
    /// The year of the newest listed brief that names it: where it stands when lists are cut by year.
    pub fn year(&self, site: &Site) -> Option<i16> {
        self.briefs.first().and_then(|&it| site.brief(it).year())
    }
}

impl LinkedSource {
    /// The year of the newest listed brief that rests on it: where it stands when lists are cut by year.
    pub fn year(&self, site: &Site) -> Option<i16> {
        self.uses.first().and_then(|it| site.brief(it.brief).year())
    }
}
