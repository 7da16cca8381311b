//! Tables made once for a site, so that no page has to search: the addresses of the pages that exist, the archive by
//! period, and counts. A view links to a page only if it stands here, so that no link leads nowhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::model::front_matter::Rung;
use crate::model::page::{FeedOf, Machine, Page, Period, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{
    BriefId, EntityId, LinkedFile, LinkedSource, LinkedTerm, PublisherId, Site, SourceId, TermId,
};
use crate::paths::{Address, UrlStyle};

use super::claims;
use super::scene::step;

/// An output format that a page links to as another form of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// As in `[outputs]`.
    pub name: &'static str,
    /// As people call it.
    pub title: &'static str,
    pub media: &'static str,
}

pub const ATOM: Format = Format { name: "atom", title: "Atom", media: "application/atom+xml" };
pub const JSON_FEED: Format = Format { name: "jsonfeed", title: "JSON Feed", media: "application/feed+json" };
pub const JSON: Format = Format { name: "json", title: "JSON", media: "application/json" };
pub const MARKDOWN: Format = Format { name: "md", title: "Markdown", media: "text/markdown" };

const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

/// How much rests on a source.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weight {
    /// Claims of listed briefs that cite it.
    pub claims: usize,
    /// Those that cite nothing else.
    pub alone: usize,
}

pub struct Lookup {
    pub style: UrlStyle,
    briefs: Vec<String>,
    standing: Vec<String>,
    terms: BTreeMap<TermKind, Vec<Option<String>>>,
    sources: Vec<Option<String>>,
    publishers: Vec<Option<String>>,
    entities: Vec<Option<String>>,
    rungs: BTreeMap<Rung, String>,
    /// Index kind (`topics`, `sources`, `confidence`) to the address of its first page.
    indexes: BTreeMap<&'static str, String>,
    claim_years: BTreeMap<i16, String>,
    periods: BTreeMap<Period, String>,
    feeds: HashMap<FeedOf, Vec<(Format, String)>>,
    /// Companion files of briefs, in the order in which they are offered.
    twins: Vec<Vec<(Format, String)>>,
    /// Counted when a page first shows it: most sources are on no page that somebody looks at.
    weights: Vec<OnceLock<Weight>>,
    /// By kind and id of a term: how many of its briefs stand on each rung, from low to high.
    mixes: BTreeMap<TermKind, Vec<[usize; 5]>>,
    /// The absolute address of the organisation's logo: given so, or that of a file of the site.
    pub logo: Option<String>,
    pub icon: Option<Icon>,
    /// A PNG for the screens of telephones.
    pub touch_icon: Option<String>,
    pub web_manifest: Option<String>,
    pub search: Option<String>,
}

/// The icon of the site.
pub struct Icon {
    pub url: String,
    pub media: &'static str,
    /// Of a PNG, in pixels.
    pub dimensions: Option<(u32, u32)>,
}

impl Lookup {
    /// The tables of a site. `pages` is the whole list: only what stands there has an address.
    pub fn new(site: &Site, pages: &[Page]) -> Self {
        let style = site.config.urls.style;
        let url = |address: &Address| address.url(style);
        let mut lookup = Self {
            style,
            briefs: site.briefs.iter().map(|it| url(&it.address)).collect(),
            standing: site.pages.iter().map(|it| url(&it.address)).collect(),
            terms: site.terms.iter().map(|(&kind, all)| (kind, vec![None; all.len()])).collect(),
            sources: vec![None; site.sources.len()],
            publishers: vec![None; site.publishers.len()],
            entities: vec![None; site.entities.len()],
            rungs: BTreeMap::new(),
            indexes: BTreeMap::new(),
            claim_years: BTreeMap::new(),
            periods: BTreeMap::new(),
            feeds: HashMap::new(),
            twins: vec![Vec::new(); site.briefs.len()],
            weights: site.sources.iter().map(|_| OnceLock::new()).collect(),
            mixes: site
                .terms
                .iter()
                .map(|(&kind, all)| (kind, all.iter().map(|it| mix(site, it)).collect()))
                .collect(),
            logo: logo(site),
            icon: None,
            touch_icon: None,
            web_manifest: None,
            search: None,
        };
        for page in pages {
            lookup.add(page);
            if let Subject::File(at) = page.subject {
                lookup.add_icon(site, &site.files[at as usize]);
            }
        }
        lookup
    }

    fn add(&mut self, page: &Page) {
        if page.subject.pager().is_some_and(|it| it.number > 1) {
            return;
        }
        let url = page.address.url(self.style);
        match &page.subject {
            Subject::Terms(kind, _) => {
                self.indexes.insert(kind.plural(), url);
            }
            Subject::Sources(_) => {
                self.indexes.insert("sources", url);
            }
            Subject::Publishers(_) => {
                self.indexes.insert("publishers", url);
            }
            Subject::Entities(_) => {
                self.indexes.insert("entities", url);
            }
            Subject::Rungs => {
                self.indexes.insert("confidence", url);
            }
            Subject::Claims(None, _) => {
                self.indexes.insert("claims", url);
            }
            Subject::Claims(Some(year), _) => {
                self.claim_years.insert(*year, url);
            }
            Subject::Rung(rung, _) => {
                self.rungs.insert(*rung, url);
            }
            Subject::Archive(period, _) => {
                self.periods.insert(*period, url);
            }
            Subject::Term(kind, id, _) => set(self.terms.get_mut(kind).map(Vec::as_mut_slice), *id, url),
            Subject::Source(id, _) => set(Some(&mut self.sources), *id, url),
            Subject::Publisher(id, _) => set(Some(&mut self.publishers), *id, url),
            Subject::Entity(id, _) => set(Some(&mut self.entities), *id, url),
            Subject::Atom(of) => self.feeds.entry(*of).or_default().insert(0, (ATOM, url)),
            Subject::JsonFeed(of) => self.feeds.entry(*of).or_default().push((JSON_FEED, url)),
            Subject::BriefJson(id) => self.twins[*id as usize].insert(0, (JSON, url)),
            Subject::BriefMarkdown(id) => self.twins[*id as usize].push((MARKDOWN, url)),
            Subject::Machine(Machine::Icon) => {
                self.icon = Some(Icon { url, media: SVG, dimensions: None });
            }
            Subject::Machine(Machine::WebManifest) => self.web_manifest = Some(url),
            Subject::Machine(Machine::OpenSearch) => self.search = Some(url),
            _ => {}
        }
    }

    /// Takes a file of `static/` for the icon that it is.
    fn add_icon(&mut self, site: &Site, file: &LinkedFile) {
        let config = &site.config;
        let path = file.address.path.as_str();
        if file.bundle.is_some() || !config.outputs.site.contains("icon") {
            return;
        }
        let url = || file.address.url(self.style);
        let png = path.to_ascii_lowercase().ends_with(".png");
        if path == "apple-touch-icon.png" {
            self.touch_icon = Some(url());
        }
        // Without a mark, a file in the place of ours.
        if path == config.site.mark.as_deref().unwrap_or("icon.svg") {
            if png && self.touch_icon.is_none() {
                self.touch_icon = Some(url());
            }
            self.icon = Some(Icon {
                url: url(),
                media: if png { PNG } else { SVG },
                dimensions: file.asset.dimensions.filter(|_| png),
            });
        }
    }

    pub fn brief(&self, id: BriefId) -> &str {
        &self.briefs[id as usize]
    }

    /// A standing page, by its position in `site.pages`.
    pub fn standing(&self, at: usize) -> &str {
        &self.standing[at]
    }

    pub fn term(&self, kind: TermKind, id: TermId) -> Option<&str> {
        self.terms.get(&kind)?.get(id as usize)?.as_deref()
    }

    pub fn source(&self, id: SourceId) -> Option<&str> {
        self.sources.get(id as usize)?.as_deref()
    }

    pub fn publisher(&self, id: PublisherId) -> Option<&str> {
        self.publishers.get(id as usize)?.as_deref()
    }

    pub fn entity(&self, id: EntityId) -> Option<&str> {
        self.entities.get(id as usize)?.as_deref()
    }

    pub fn rung(&self, rung: Rung) -> Option<&str> {
        self.rungs.get(&rung).map(String::as_str)
    }

    /// The first page of an index: `topics`, `sources`, `publishers`, `confidence`, `claims`.
    pub fn index(&self, kind: &str) -> Option<&str> {
        self.indexes.get(kind).map(String::as_str)
    }

    pub fn claims_of(&self, year: i16) -> Option<&str> {
        self.claim_years.get(&year).map(String::as_str)
    }

    pub fn period(&self, period: Period) -> Option<&str> {
        self.periods.get(&period).map(String::as_str)
    }

    /// An address relative to the root as it stands in canonical links: a folder without its `index.html`.
    pub fn canonical<'u>(&self, url: &'u str) -> &'u str {
        match url.strip_suffix("index.html") {
            Some(folder) if self.style == UrlStyle::File && (folder.is_empty() || folder.ends_with('/')) => {
                folder
            }
            _ => url,
        }
    }

    /// The feeds of something, Atom first.
    pub fn feeds(&self, of: FeedOf) -> &[(Format, String)] {
        self.feeds.get(&of).map_or(&[], Vec::as_slice)
    }

    /// The JSON and the Markdown form of a brief, when made.
    pub fn twins(&self, id: BriefId) -> &[(Format, String)] {
        &self.twins[id as usize]
    }

    /// Counts the briefs of a term again.
    pub fn recount(&mut self, site: &Site, kind: TermKind, id: TermId) {
        if let Some(mixes) = self.mixes.get_mut(&kind) {
            mixes[id as usize] = mix(site, site.term(kind, id));
        }
    }

    /// How many briefs of a term stand on each rung, from low to high.
    pub fn mix(&self, kind: TermKind, id: TermId) -> [usize; 5] {
        self.mixes[&kind][id as usize]
    }

    pub fn weight(&self, site: &Site, id: SourceId) -> Weight {
        *self.weights[id as usize].get_or_init(|| weight(site, site.source(id)))
    }
}

fn logo(site: &Site) -> Option<String> {
    let logo = site.config.organization.logo.as_deref()?;
    if logo.starts_with("https://") || logo.starts_with("http://") {
        return Some(logo.to_owned());
    }
    let file = site.files.iter().find(|it| it.address.path == logo.trim_start_matches('/'))?;
    site.config.absolute(&file.address.canonical(site.config.urls.style))
}

fn mix(site: &Site, term: &LinkedTerm) -> [usize; 5] {
    let mut mix = [0; 5];
    for confidence in term.briefs.iter().filter_map(|&id| site.brief(id).confidence()) {
        mix[usize::from(step(confidence.rung)) - 1] += 1;
    }
    mix
}

fn weight(site: &Site, source: &LinkedSource) -> Weight {
    let mut weight = Weight::default();
    for used in &source.uses {
        let brief = site.brief(used.brief);
        for &at in &used.claims {
            weight.claims += 1;
            let claim = &brief.brief.body.claims[at as usize];
            weight.alone += usize::from(claims::numbers(brief, claim).len() == 1);
        }
    }
    weight
}

fn set(urls: Option<&mut [Option<String>]>, id: u32, url: String) {
    if let Some(slot) = urls.and_then(|it| it.get_mut(id as usize)) {
        *slot = Some(url);
    }
}
