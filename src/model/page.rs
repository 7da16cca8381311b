//! The list of pages: every file the site will have, known before any is rendered.

use std::borrow::Cow;
use std::sync::Arc;

use super::date::{Moment, Precision};
use super::front_matter::Rung;
use super::registry::TermKind;
use super::site::{BriefId, EntityId, PublisherId, Site, SourceId, TermId};
use crate::paths::Address;

/// The kind of every file of a brief that is linked from nowhere: `manifest.json` does not say where it lies.
pub const UNLISTED: &str = "unlisted";

/// One file of the output: its address, its kind for the manifest and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub address: Address,
    /// `brief`, `topic`, `feed`, `json`, …
    pub kind: &'static str,
    pub subject: Subject,
    /// The file it is made from; absent for pages of the whole site.
    pub source: Option<Arc<str>>,
    /// Listed in the sitemap.
    pub indexed: bool,
}

/// What a page shows. Ids and ranges only: the view is made from it when the page is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Home(Pager),
    Brief(BriefId),
    /// A position in `site.pages`.
    Standing(u32),
    Archive(Period, Pager),
    /// `/topics/`: all terms of a kind.
    Terms(TermKind, Pager),
    Term(TermKind, TermId, Pager),
    Sources(Pager),
    /// Its uses, newest first.
    Source(SourceId, Pager),
    Publishers(Pager),
    /// Its sources, in order of key.
    Publisher(PublisherId, Pager),
    Entities(Pager),
    /// The briefs that name it, newest first.
    Entity(EntityId, Pager),
    /// `/confidence/`: the rungs and how many claims stand on each.
    Rungs,
    Rung(Rung, Pager),
    /// `/claims/`: all claims, or those of one year.
    Claims(Option<i16>, Pager),
    NotFound,
    /// A position in `site.redirects`.
    Redirect(u32),
    Atom(FeedOf),
    JsonFeed(FeedOf),
    BriefJson(BriefId),
    BriefMarkdown(BriefId),
    SiteJson(Part),
    ClaimsJson(Part),
    SourcesJson(Part),
    EntitiesJson(Part),
    /// All of the sitemap, or one part of it, from 1.
    Sitemap {
        part: Option<u32>,
        entries: Arc<[SitemapEntry]>,
    },
    /// The list of the parts of a sitemap that is too long for one file.
    SitemapIndex {
        parts: u32,
    },
    Robots,
    Machine(Machine),
    /// A position in `site.files`.
    File(u32),
    /// A fingerprinted asset of the theme: its name under `assets/`, and its path in the output.
    Asset {
        name: String,
        path: String,
    },
    /// A file of the theme's `static/`.
    ThemeStatic(String),
}

impl Subject {
    /// A page that people read, redirects included.
    pub fn is_html(&self) -> bool {
        match self {
            Self::Home(_)
            | Self::Brief(_)
            | Self::Standing(_)
            | Self::Archive(..)
            | Self::Terms(..)
            | Self::Term(..)
            | Self::Sources(_)
            | Self::Source(..)
            | Self::Publishers(_)
            | Self::Publisher(..)
            | Self::Entities(_)
            | Self::Entity(..)
            | Self::Rungs
            | Self::Rung(..)
            | Self::Claims(..)
            | Self::NotFound
            | Self::Redirect(_) => true,
            Self::Atom(_)
            | Self::JsonFeed(_)
            | Self::BriefJson(_)
            | Self::BriefMarkdown(_)
            | Self::SiteJson(_)
            | Self::ClaimsJson(_)
            | Self::SourcesJson(_)
            | Self::EntitiesJson(_)
            | Self::Sitemap { .. }
            | Self::SitemapIndex { .. }
            | Self::Robots
            | Self::Machine(_)
            | Self::File(_)
            | Self::Asset { .. }
            | Self::ThemeStatic(_) => false,
        }
    }
}

/// A file of the whole site that people do not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// `llms.txt`: the briefs for programs that read Markdown.
    Llms,
    /// `_redirects` of hosts that send visitors on.
    Redirects,
    /// `_headers` of hosts that set them.
    Headers,
    /// `.nojekyll`: a host that would drop names with an underscore leaves them.
    NoJekyll,
    /// `opensearch.xml`: how a browser asks the publication's search.
    OpenSearch,
    /// `icon.svg`: the first letter of the title, for a publication without a mark.
    Icon,
    /// `site.webmanifest`: name and icons for those who put the site on their screen.
    WebManifest,
    Schema(Schema),
}

/// A JSON Schema of a file of data, under `schemas/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    Brief,
    Briefs,
    Claims,
    Entities,
    Feed,
    Sources,
}

impl Schema {
    pub const ALL: [Self; 6] =
        [Self::Brief, Self::Briefs, Self::Claims, Self::Entities, Self::Feed, Self::Sources];

    /// Its file name without the ending: `brief`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Briefs => "index",
            Self::Claims => "claims",
            Self::Entities => "entities",
            Self::Feed => "feed",
            Self::Sources => "sources",
        }
    }
}

impl Machine {
    /// Those that a site has: what `outputs.site` names and has something to say.
    pub fn of(site: &Site) -> Vec<Self> {
        let config = &site.config;
        let listed = site.briefs.iter().any(|it| it.state.listed);
        let mark = config.site.mark.as_ref().and_then(|mark| site.file(mark));
        let all: [(&str, bool, &[Self]); 8] = [
            ("headers", true, &[Self::Headers]),
            ("icon", mark.is_none(), &[Self::Icon]),
            ("icon", true, &[Self::WebManifest]),
            ("llms", listed, &[Self::Llms]),
            ("nojekyll", true, &[Self::NoJekyll]),
            ("opensearch", config.search_url.is_some(), &[Self::OpenSearch]),
            ("redirects", site.redirects.iter().any(|it| !it.unlisted), &[Self::Redirects]),
            // A schema is known by its address.
            ("schemas", config.site.base_url.is_some(), &Schema::ALL.map(Self::Schema)),
        ];
        let made = all.into_iter().filter(|(word, says, _)| *says && config.outputs.site.contains(*word));
        made.flat_map(|it| it.2).copied().collect()
    }

    /// Where it lies, below the root.
    pub fn path(self) -> Cow<'static, str> {
        match self {
            Self::Llms => "llms.txt".into(),
            Self::Redirects => "_redirects".into(),
            Self::Headers => "_headers".into(),
            Self::NoJekyll => ".nojekyll".into(),
            Self::OpenSearch => "opensearch.xml".into(),
            Self::Icon => "icon.svg".into(),
            Self::WebManifest => "site.webmanifest".into(),
            Self::Schema(it) => format!("schemas/{}.schema.json", it.name()).into(),
        }
    }
}

/// Whose briefs a feed carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedOf {
    Site,
    Term(TermKind, TermId),
    Source(SourceId),
    Entity(EntityId),
}

/// What a JSON file of the whole site holds: a long one is cut by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All rows.
    Whole,
    /// The list of the years that have files of their own, newest first; undated rows last.
    Contents(Vec<Option<i16>>),
    /// The rows of one year, or those without a date.
    Year(Option<i16>),
}

/// One page in the sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    pub address: Address,
    /// The brief it shows, which knows when it changed and its translations.
    pub brief: Option<BriefId>,
}

/// A year, month or day of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub year: i16,
    pub month: Option<i8>,
    pub day: Option<i8>,
}

/// One page of a paginated list: items `first..last` of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pager {
    /// From 1.
    pub number: u32,
    pub of: u32,
    pub first: u32,
    pub last: u32,
    /// Items on all pages.
    pub total: u32,
}

impl Pager {
    /// Cuts a list of `total` items into pages of `size`; an empty list has one empty page.
    pub fn pages(total: usize, size: usize) -> impl Iterator<Item = Self> {
        let size = size.max(1);
        let of = total.div_ceil(size).max(1);
        (0..of).map(move |at| Self {
            number: at as u32 + 1,
            of: of as u32,
            first: (at * size) as u32,
            last: total.min((at + 1) * size) as u32,
            total: total as u32,
        })
    }

    /// The items of this page in the whole list.
    pub fn of<T>(self, items: &[T]) -> &[T] {
        items.get(self.first as usize..self.last as usize).unwrap_or_default()
    }
}

impl Period {
    /// The day of a date, its month and its year, as far as the date is that precise.
    pub fn all_of(date: &Moment) -> impl Iterator<Item = Self> {
        let day = date.civil.date();
        let year = Self { year: day.year(), month: None, day: None };
        let month = Self { month: Some(day.month()), ..year };
        let finest = match date.precision {
            Precision::Year => 1,
            Precision::Month => 2,
            Precision::Day | Precision::Minute | Precision::Second => 3,
        };
        [year, month, Self { day: Some(day.day()), ..month }].into_iter().take(finest)
    }

    /// The period it is part of.
    pub fn parent(self) -> Option<Self> {
        match (self.month, self.day) {
            (Some(_), Some(_)) => Some(Self { day: None, ..self }),
            (Some(_), None) => Some(Self { month: None, ..self }),
            (None, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pagers_cover_the_list_once() {
        let cuts = |total, size| Pager::pages(total, size).map(|it| (it.first, it.last)).collect::<Vec<_>>();
        assert_eq!(cuts(0, 20), [(0, 0)]);
        assert_eq!(cuts(20, 20), [(0, 20)]);
        assert_eq!(cuts(41, 20), [(0, 20), (20, 40), (40, 41)]);
        assert_eq!(cuts(2, 0), [(0, 1), (1, 2)]);
    }
}
