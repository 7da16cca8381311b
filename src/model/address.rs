//! Where every kind of page lives (CONTENT_MODEL §3): the one place that knows, for those who list pages and those
//! who link to them.

use super::front_matter::Rung;
use super::page::{FeedOf, Pager, Part, Period, Subject};
use super::site::Site;
use crate::paths::{Address, UrlStyle};

/// The two formats of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    pub const ALL: [Self; 2] = [Self::Atom, Self::Json];

    /// The word in `outputs.site`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Json => "jsonfeed",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Atom => "xml",
            Self::Json => "json",
        }
    }
}

/// An index with pages beneath it, by its folder: `topics`, `sources`, `confidence`, `claims`.
pub fn index(folder: &str) -> Address {
    Address::parent(folder)
}

/// The claims of one rung: `confidence/medium`.
pub fn rung(rung: Rung) -> Address {
    Address::leaf(format!("confidence/{}", rung.word()))
}

/// The claims of one year: `claims/2026`.
pub fn claims(year: i16) -> Address {
    Address::leaf(format!("claims/{year:04}"))
}

/// Page `number` of a list that begins at `list`; the first page is the list's own address.
pub fn numbered(list: Address, number: u32) -> Address {
    match (number, list.path.as_str()) {
        (0 | 1, _) => list,
        (_, "") => Address::leaf(format!("page/{number}")),
        (_, path) => Address::leaf(format!("{path}/page/{number}")),
    }
}

/// A file of rows of the whole site: `index.json`, or `index-2026.json` for the rows of one year.
fn rows(stem: &str, part: &Part) -> Address {
    Address::file(match part {
        Part::Whole | Part::Contents(_) => format!("{stem}.json"),
        Part::Year(Some(year)) => format!("{stem}-{year:04}.json"),
        Part::Year(None) => format!("{stem}-undated.json"),
    })
}

impl Period {
    /// `2026`, `2026/02`, `2026/02/14`.
    pub fn address(self) -> Address {
        let mut path = format!("{:04}", self.year);
        for part in [self.month, self.day].into_iter().flatten() {
            path.push_str(&format!("/{part:02}"));
        }
        Address::parent(path)
    }
}

impl FeedOf {
    /// `feed.xml` of the site; of a term or source, `feed.xml` beneath its page, or `x.xml` beside it in file style.
    pub fn address(self, site: &Site, format: FeedFormat) -> Address {
        let extension = format.extension();
        let of = match self {
            Self::Site => return Address::file(format!("feed.{extension}")),
            Self::Term(kind, id) => &site.term(kind, id).address,
            Self::Source(id) => &site.source(id).address,
            Self::Entity(id) => &site.entity(id).address,
        };
        Address::file(match site.config.urls.style {
            UrlStyle::Folder => format!("{}/feed.{extension}", of.path),
            UrlStyle::File => format!("{}.{extension}", of.path),
        })
    }
}

impl Subject {
    /// The address of the page that shows it.
    pub fn address(&self, site: &Site) -> Address {
        self.page_address(site, self.pager().map_or(1, |it| it.number))
    }

    /// The address of another page of the same list; of what has no pages, its own.
    pub fn page_address(&self, site: &Site, number: u32) -> Address {
        let style = site.config.urls.style;
        let first = match self {
            Self::Home(_) => Address::parent(""),
            Self::Brief(id) => site.brief(*id).address.clone(),
            Self::Standing(at) => site.pages[*at as usize].address.clone(),
            Self::Archive(period, _) => period.address(),
            Self::Terms(kind, _) => index(kind.plural()),
            Self::Term(kind, id, _) => site.term(*kind, *id).address.clone(),
            Self::Sources(_) => index("sources"),
            Self::Source(id, _) => site.source(*id).address.clone(),
            Self::Publishers(_) => index("publishers"),
            Self::Publisher(id, _) => site.publisher(*id).address.clone(),
            Self::Entities(_) => index("entities"),
            Self::Entity(id, _) => site.entity(*id).address.clone(),
            Self::Rungs => index("confidence"),
            Self::Rung(it, _) => rung(*it),
            Self::Claims(None, _) => index("claims"),
            Self::Claims(Some(year), _) => claims(*year),
            Self::NotFound => Address::file("404.html"),
            Self::Redirect(at) => site.redirects[*at as usize].from.clone(),
            Self::Atom(of) => of.address(site, FeedFormat::Atom),
            Self::JsonFeed(of) => of.address(site, FeedFormat::Json),
            Self::BriefJson(id) => site.brief(*id).address.twin(style, "json"),
            Self::BriefMarkdown(id) => site.brief(*id).address.twin(style, "md"),
            Self::SiteJson(part) => rows("index", part),
            Self::ClaimsJson(part) => rows("claims", part),
            Self::SourcesJson(part) => rows("sources", part),
            Self::EntitiesJson(part) => rows("entities", part),
            Self::Sitemap { part: None, .. } | Self::SitemapIndex { .. } => Address::file("sitemap.xml"),
            Self::Sitemap { part: Some(part), .. } => sitemap_part(*part),
            Self::Robots => Address::file("robots.txt"),
            Self::Machine(it) => Address::file(it.path()),
            Self::File(at) => site.files[*at as usize].address.clone(),
            Self::Asset { path, .. } => Address::file(path.as_str()),
            Self::ThemeStatic(path) => Address::file(path.as_str()),
        };
        numbered(first, number)
    }

    /// Which page of its list it is, if it is one.
    pub fn pager(&self) -> Option<Pager> {
        match self {
            Self::Home(pager)
            | Self::Archive(_, pager)
            | Self::Terms(_, pager)
            | Self::Term(_, _, pager)
            | Self::Sources(pager)
            | Self::Source(_, pager)
            | Self::Publishers(pager)
            | Self::Publisher(_, pager)
            | Self::Entities(pager)
            | Self::Entity(_, pager)
            | Self::Rung(_, pager)
            | Self::Claims(_, pager) => Some(*pager),
            _ => None,
        }
    }
}

/// Part `part` of a sitemap that is cut, from 1.
pub fn sitemap_part(part: u32) -> Address {
    Address::file(format!("sitemap-{part}.xml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_as_many_parts_as_they_name() {
        let day = Period { year: 2026, month: Some(2), day: Some(4) };
        assert_eq!(day.address(), Address::parent("2026/02/04"));
        assert_eq!(Period { day: None, ..day }.address(), Address::parent("2026/02"));
        assert_eq!(Period { year: 26, month: None, day: None }.address(), Address::parent("0026"));
    }

    #[test]
    fn the_first_page_of_a_list_is_the_list() {
        let path = |path: &str, number| numbered(Address::parent(path), number).path;
        assert_eq!(path("topics", 1), "topics");
        assert_eq!(path("topics", 2), "topics/page/2");
        assert_eq!(path("", 1), "");
        assert_eq!(path("", 3), "page/3");
    }

    #[test]
    fn rows_are_named_after_their_year() {
        assert_eq!(rows("claims", &Part::Whole).path, "claims.json");
        assert_eq!(rows("claims", &Part::Year(Some(2026))).path, "claims-2026.json");
        assert_eq!(rows("claims", &Part::Year(None)).path, "claims-undated.json");
    }
}
