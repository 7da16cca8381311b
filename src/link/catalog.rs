//! Everything a text can point at: files, slugs, addresses.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashMapExt};
use percent_encoding::percent_decode_str;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::addresses::{page_of, path_of};
use crate::model::address::{self, FeedFormat};
use crate::model::brief::Brief;
use crate::model::page::{FeedOf, Machine, Part, Period, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, Site, SkipReason};
use crate::paths::{Address, UrlStyle, fold};

/// A brief or standing page that is not public, for those who point at it.
pub(super) struct Hidden {
    pub brief: Arc<Brief>,
    pub address: Address,
    pub why: SkipReason,
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Brief(BriefId),
    /// A position in `site.pages`.
    Page(u32),
    /// A position in `site.files`.
    File(u32),
    /// A page or file that is made of many briefs, or beside one.
    Made(Address),
    /// A position among the hidden: it exists and is not public.
    Hidden(usize),
    /// An address of another site.
    Elsewhere,
}

/// What names and addresses lead to.
pub(super) struct Catalog<'a> {
    site: &'a Site,
    hidden: &'a [Hidden],
    /// By path of the file in NFC: briefs, pages, files.
    paths: HashMap<Cow<'a, str>, Found>,
    /// By slug: briefs, the newest of a slug; then pages.
    slugs: HashMap<&'a str, Found>,
    /// By path of the address: briefs, pages, files, aliases.
    addresses: HashMap<&'a str, Found>,
    /// Addresses of what is made of many briefs; most sites never link to one by hand.
    made: OnceLock<HashMap<String, Address>>,
    /// What may stand between double brackets; most sites never use them.
    names: OnceLock<Names>,
}

/// Texts by what they may be called between double brackets, folded, in the order in which the names are believed: by
/// slug, by title, by the path of an alias or the last segment of it.
#[derive(Default)]
struct Names([HashMap<String, Vec<Found>>; 3]);

/// The text that a name stands for.
pub(super) enum Called {
    One(Found),
    /// The texts that share the name.
    Many(Vec<Found>),
    None,
}

impl<'a> Catalog<'a> {
    pub(super) fn new(site: &'a Site, hidden: &'a [Hidden]) -> Self {
        let count = site.briefs.len() + site.pages.len() + site.files.len();
        let mut it = Self {
            site,
            hidden,
            paths: HashMap::with_capacity(count),
            slugs: HashMap::with_capacity(count),
            addresses: HashMap::with_capacity(count),
            made: OnceLock::new(),
            names: OnceLock::new(),
        };
        for (id, linked) in site.briefs.iter().enumerate() {
            it.add(&linked.brief, &linked.address, Found::Brief(id as BriefId));
        }
        for (at, page) in site.pages.iter().enumerate() {
            it.add(&page.page, &page.address, Found::Page(at as u32));
        }
        for (at, file) in site.files.iter().enumerate() {
            it.paths.insert(composed(&file.asset.path), Found::File(at as u32));
            it.addresses.entry(&file.address.path).or_insert(Found::File(at as u32));
        }
        for redirect in &site.redirects {
            if let Some(to) = it.addresses.get(redirect.to.path.as_str()).cloned() {
                it.addresses.entry(&redirect.from.path).or_insert(to);
            }
        }
        for (at, hidden) in hidden.iter().enumerate() {
            it.add(&hidden.brief, &hidden.address, Found::Hidden(at));
        }
        it
    }

    fn add(&mut self, text: &'a Brief, address: &'a Address, found: Found) {
        self.paths.insert(composed(&text.path), found.clone());
        self.slugs.entry(&text.slug.value).or_insert_with(|| found.clone());
        self.addresses.entry(&address.path).or_insert(found);
    }

    /// What a slug or address in front matter leads to. `from` is the path of the file that names it.
    pub(super) fn brief(&self, name: &str, from: &str) -> Option<Found> {
        let inside = match &self.site.config.site.base_url {
            Some(base) => name.strip_prefix(base.trim_end_matches('/')).filter(|it| it.starts_with('/')),
            None => None,
        };
        if inside.is_none() && (name.starts_with("http://") || name.starts_with("https://")) {
            return Some(Found::Elsewhere);
        }
        let found = self.find(inside.unwrap_or(name), from)?;
        matches!(found, Found::Brief(_) | Found::Hidden(_)).then_some(found)
    }

    /// The standing page with a slug, or with folder and slug.
    pub(super) fn page(&self, name: &str) -> Option<u32> {
        self.site.page_names.get(name).copied()
    }

    /// What a written path leads to, percent-encoded as in a link, without fragment and query: an address from the root
    /// (`/2026/02/14/slug/`), a slug, folder and slug of a standing page, or a file relative to the one that names it.
    pub(super) fn find(&self, written: &str, from: &str) -> Option<Found> {
        if written.starts_with('/') {
            let path = path_of(written)?;
            let file = || self.paths.get(format!("content/{path}").as_str()).cloned();
            return self.address(&path).or_else(|| self.address(page_of(&path))).or_else(file);
        }
        let decoded = percent_decode_str(written).decode_utf8().ok()?;
        let path = composed(&decoded);
        let name = path.trim_end_matches('/');
        let file = || {
            let file = join(from, name)?;
            let exact = self.paths.get(file.as_str());
            let found = exact
                .or_else(|| self.paths.get(format!("{file}.md").as_str()))
                .or_else(|| self.paths.get(format!("{file}/index.md").as_str()));
            found.cloned()
        };
        let slug = || self.slugs.get(name).cloned();
        // Standing pages of two folders may have one slug, and each means the one beside it.
        if name.contains('/') || from.starts_with("content/pages/") {
            return file().or_else(slug).or_else(|| self.page(name).map(Found::Page));
        }
        slug().or_else(file)
    }

    /// What a name between double brackets stands for. Of texts that share it, one in the language of the text that names
    /// it is meant; what is not public is meant when nothing public is.
    pub(super) fn called(&self, name: &str, lang: &str) -> Called {
        let key = fold(name.trim_matches('/'));
        let Some(all) = self.names.get_or_init(|| self.names()).0.iter().find_map(|it| it.get(&key)) else {
            return Called::None;
        };
        let public: Vec<&Found> = all.iter().filter(|it| !matches!(it, Found::Hidden(_))).collect();
        let near: Vec<&Found> = public.iter().copied().filter(|it| self.lang(it) == Some(lang)).collect();
        match (&public[..], &near[..]) {
            ([only], _) | (_, [only]) => Called::One((*only).clone()),
            ([], _) => all.first().map_or(Called::None, |it| Called::One(it.clone())),
            (many, _) => Called::Many(many.iter().map(|it| (*it).clone()).collect()),
        }
    }

    fn names(&self) -> Names {
        let mut names = Names::default();
        let briefs = self.site.briefs.iter().zip(0..).map(|(it, id)| (&*it.brief, Found::Brief(id)));
        let pages = self.site.pages.iter().zip(0..).map(|(it, at)| (&*it.page, Found::Page(at)));
        let hidden = self.hidden.iter().enumerate().map(|(at, it)| (&*it.brief, Found::Hidden(at)));
        for (text, found) in briefs.chain(pages).chain(hidden) {
            let mut add = |table: usize, name: &str| {
                let all = names.0[table].entry(fold(name)).or_default();
                if all.last() != Some(&found) {
                    all.push(found.clone());
                }
            };
            add(0, &text.slug.value);
            add(1, &text.front.title.value);
            for alias in &text.front.aliases {
                let path = alias.value.trim_matches('/');
                add(2, path);
                add(2, path.rsplit('/').next().unwrap_or(path));
            }
        }
        names
    }

    fn lang(&self, found: &Found) -> Option<&str> {
        match found {
            Found::Brief(id) => Some(&self.site.brief(*id).lang),
            Found::Page(at) => Some(&self.site.pages[*at as usize].lang),
            _ => None,
        }
    }

    /// The file of a text.
    pub(super) fn file(&self, found: &Found) -> Option<&str> {
        match found {
            Found::Brief(id) => Some(&self.site.brief(*id).brief.path),
            Found::Page(at) => Some(&self.site.pages[*at as usize].page.path),
            _ => None,
        }
    }

    /// Titles of all that is public, for hints.
    pub(super) fn titles(&self) -> impl Iterator<Item = &'a str> {
        let briefs = self.site.briefs.iter().map(|it| it.brief.front.title.value.as_str());
        briefs.chain(self.site.pages.iter().map(|it| it.page.front.title.value.as_str()))
    }

    /// What lives at the path of an address.
    fn address(&self, path: &str) -> Option<Found> {
        let known = self.addresses.get(path).cloned();
        known.or_else(|| self.twin(path)).or_else(|| self.made().get(path).cloned().map(Found::Made))
    }

    /// The JSON or Markdown twin of a brief.
    fn twin(&self, path: &str) -> Option<Found> {
        let config = &self.site.config;
        let extension = ["json", "md"].into_iter().find(|it| {
            config.outputs.brief.contains(*it) && path.strip_suffix(it).is_some_and(|it| it.ends_with('.'))
        })?;
        let stem = &path[..path.len() - extension.len() - 1];
        let page = match config.urls.style {
            UrlStyle::Folder => stem.strip_suffix("/index")?,
            UrlStyle::File => stem,
        };
        match self.addresses.get(page)? {
            Found::Brief(id) => {
                Some(Found::Made(self.site.brief(*id).address.twin(config.urls.style, extension)))
            }
            _ => None,
        }
    }

    pub(super) fn made(&self) -> &HashMap<String, Address> {
        self.made.get_or_init(|| {
            let moved = self.site.redirects.iter().map(|it| (it.from.path.clone(), it.to.clone()));
            moved.chain(made(self.site).into_iter().map(|it| (it.path.clone(), it))).collect()
        })
    }

    /// Slugs of all that is public, for hints.
    pub(super) fn slugs(&self) -> impl Iterator<Item = &'a str> {
        let briefs = self.site.briefs.iter().map(|it| it.brief.slug.value.as_str());
        briefs.chain(self.page_slugs())
    }

    pub(super) fn page_slugs(&self) -> impl Iterator<Item = &'a str> {
        self.site.pages.iter().map(|it| it.page.slug.value.as_str())
    }

    /// Message and hint for one who points at a brief that is not public.
    pub(super) fn hidden(&self, written: &str, at: usize) -> (String, Option<String>) {
        let hidden = &self.hidden[at];
        match hidden.why {
            SkipReason::Draft => (
                format!("`{written}` is a draft: `{}`", hidden.brief.path),
                Some("publish it first, or build with `-D`".to_owned()),
            ),
            SkipReason::Until(instant) => (
                format!("`{written}` is not public before {instant}: `{}`", hidden.brief.path),
                Some("wait until then, or build with `-F`".to_owned()),
            ),
        }
    }
}

/// A path in NFC, borrowed when it is so already.
fn composed(path: &str) -> Cow<'_, str> {
    match path.is_ascii() || is_nfc(path) {
        true => path.into(),
        false => path.nfc().collect::<String>().into(),
    }
}

/// A path relative to the folder of the file `from`; none when it leaves the site.
fn join(from: &str, relative: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |it| it.0);
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The addresses of all that `index` makes of many briefs, less the later pages of lists.
fn made(site: &Site) -> Vec<Address> {
    let config = &site.config;
    let listed = || site.briefs.iter().filter(|it| it.state.listed);
    let mut made = vec![Address::parent("")];
    let feeds = |of: FeedOf| {
        let wanted =
            |it: &FeedFormat| config.site.base_url.is_some() && config.outputs.site.contains(it.name());
        FeedFormat::ALL.into_iter().filter(wanted).map(move |it| of.address(site, it))
    };
    let feeds_for = |kind: &str| config.feeds.kinds.contains(kind);
    if feeds_for("site") {
        made.extend(feeds(FeedOf::Site));
    }
    for kind in TermKind::ALL {
        let terms = site.terms_of(kind);
        if config.has_index(kind.plural()) && terms.iter().any(|it| !it.briefs.is_empty()) {
            made.push(address::index(kind.plural()));
        }
        for (id, term) in terms.iter().enumerate().filter(|it| it.1.paged) {
            made.push(term.address.clone());
            if feeds_for(kind.plural()) {
                made.extend(feeds(FeedOf::Term(kind, id as u32)));
            }
        }
    }
    for (id, source) in site.sources.iter().enumerate().filter(|it| it.1.paged) {
        made.push(source.address.clone());
        if feeds_for("sources") {
            made.extend(feeds(FeedOf::Source(id as u32)));
        }
    }
    made.extend(site.publishers.iter().filter(|it| it.paged).map(|it| it.address.clone()));
    for (id, entity) in site.entities.iter().enumerate().filter(|it| it.1.paged) {
        made.push(entity.address.clone());
        if feeds_for("entities") {
            made.extend(feeds(FeedOf::Entity(id as u32)));
        }
    }
    let any_entity = site.entities.iter().any(|it| !it.briefs.is_empty());
    for (folder, any) in [
        ("sources", site.sources.iter().any(|it| it.paged)),
        ("publishers", site.publishers.iter().any(|it| it.paged)),
        ("entities", any_entity && config.has_index("entities")),
    ] {
        made.extend(any.then(|| address::index(folder)));
    }
    if config.has_index("archive") {
        made.extend(listed().filter_map(|it| it.date()).flat_map(Period::all_of).map(Period::address));
    }
    for brief in listed().filter(|it| it.shows_body()) {
        let claims = &brief.brief.body.claims;
        if config.has_index("confidence") {
            let rungs = claims.iter().filter_map(|it| Some(address::rung(it.confidence.as_ref()?.rung)));
            made.extend(rungs.flat_map(|it| [address::index("confidence"), it]));
        }
        if config.has_index("claims") && !claims.is_empty() {
            made.push(address::index("claims"));
            made.extend(brief.year().map(address::claims));
        }
    }
    let output = |name: &str| config.outputs.site.contains(name);
    if output("json") {
        let claims = listed().any(|it| it.shows_body() && !it.brief.body.claims.is_empty());
        let sources = site.sources.iter().any(|it| !it.uses.is_empty());
        for (any, subject) in [
            (listed().next().is_some(), Subject::SiteJson as fn(Part) -> Subject),
            (claims, Subject::ClaimsJson),
            (sources, Subject::SourcesJson),
            (any_entity, Subject::EntitiesJson),
        ] {
            made.extend(any.then(|| subject(Part::Whole).address(site)));
        }
    }
    made.extend(Machine::of(site).into_iter().map(|it| Subject::Machine(it).address(site)));
    made.extend(output("robots").then(|| Subject::Robots.address(site)));
    if output("sitemap") && config.site.base_url.is_some() {
        made.push(Subject::SitemapIndex { parts: 0 }.address(site));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_paths_stay_inside() {
        let check = |from: &str, relative: &str, expected: Option<&str>| {
            assert_eq!(join(from, relative).as_deref(), expected);
        };
        check("content/2026/a.md", "../2025/b.md", Some("content/2025/b.md"));
        check("content/2026/a.md", "./b.md", Some("content/2026/b.md"));
        check("content/2026/a.md", "../../static/logo.svg", Some("static/logo.svg"));
        check("content/2026/a.md", "../../../secret.md", None);
        check("a.md", "b//c.md", Some("b/c.md"));
    }
}
