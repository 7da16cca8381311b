//! The list of pages: every file the site will have, known before any is rendered.

use std::sync::Arc;

use super::front_matter::Rung;
use super::registry::TermKind;
use super::site::{BriefId, PublisherId, SourceId, TermId};
use crate::paths::Address;

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
    Source(SourceId, Pager),
    Publishers(Pager),
    Publisher(PublisherId, Pager),
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
    SiteJson,
    ClaimsJson,
    SourcesJson,
    Sitemap,
    Robots,
    /// A position in `site.files`.
    File(u32),
    /// A fingerprinted asset of the theme, by its name under `assets/`.
    Asset(String),
    /// A file of the theme's `static/`.
    ThemeStatic(String),
}

/// Whose briefs a feed carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedOf {
    Site,
    Term(TermKind, TermId),
    Source(SourceId),
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
