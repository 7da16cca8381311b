//! One address, one page: what the publication's own files replace, and what two pages claim.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::diag::{Diagnostic, rules};
use crate::model::page::{Page, Subject};
use crate::model::site::Site;
use crate::paths::UrlStyle;
use crate::source::Span;

/// Files under the publication's `static/` that take the place of ours (CONTENT_MODEL §2.13).
const WINNERS: [&str; 8] = [
    "robots.txt",
    "404.html",
    "_headers",
    "_redirects",
    "icon.svg",
    "llms.txt",
    "opensearch.xml",
    "site.webmanifest",
];

/// The list of what was written, which every output has.
const MANIFEST: &str = "manifest.json";

fn is_manifest(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    first.eq_ignore_ascii_case(MANIFEST)
}

/// The pages in order of path, each address once.
pub(super) fn settle(site: &Site, pages: Vec<Page>, out: &mut Vec<Diagnostic>) -> Vec<Page> {
    let style = site.config.urls.style;
    let pages = yield_to_static(site, pages, out);
    let paths: Vec<String> = pages.iter().map(|page| page.address.output_path(style)).collect();
    let files: Vec<(&str, &Page)> = paths.iter().map(String::as_str).zip(&pages).collect();
    let mut table = Table { site, style, keys: HashMap::with_capacity(files.len()), told: HashSet::new() };
    let mut kept: Vec<usize> = Vec::with_capacity(files.len());
    for (at, (path, page)) in files.iter().enumerate() {
        if is_manifest(path) {
            let place = page.source.as_ref().unwrap_or(&site.config.path);
            let message = format!("`{path}` is kept for the list of what was written");
            out.push(Diagnostic::new(&rules::DUPLICATE_URL, place, message).hint("give it another name"));
            continue;
        }
        match table.keys.entry(key(path, page, style)) {
            Entry::Occupied(taken) => {
                let first = *taken.get();
                table.tell(files[first].1, page, Clash::Same, out);
            }
            Entry::Vacant(free) => {
                free.insert(at);
                kept.push(at);
            }
        }
    }
    table.folders(&files, &kept, out);
    kept.sort_unstable_by_key(|&at| files[at].0);
    let mut pages: Vec<Option<Page>> = pages.into_iter().map(Some).collect();
    kept.into_iter().filter_map(|at| pages[at].take()).collect()
}

/// What may not be twice; most paths are their own key.
fn key<'a>(path: &'a str, page: &Page, style: UrlStyle) -> Cow<'a, str> {
    let plain = path.bytes().all(|it| it.is_ascii() && !it.is_ascii_uppercase());
    if plain { path.into() } else { page.address.collision_key(style).into() }
}

/// The path of the folder that a file stands in.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |it| it.0)
}

/// Drops what a file of the publication's own `static/` stands in for: any file of the theme, and [`WINNERS`]. A file
/// of the theme in turn stands in for one that hosts, browsers or programs read.
fn yield_to_static(site: &Site, mut pages: Vec<Page>, out: &mut Vec<Diagnostic>) -> Vec<Page> {
    let own: HashMap<&str, &Arc<str>> = site
        .files
        .iter()
        .filter(|it| it.bundle.is_none())
        .map(|it| (it.address.path.as_str(), &it.asset.path))
        .collect();
    let winners: Vec<&str> = WINNERS.into_iter().filter(|it| own.contains_key(it)).collect();
    for &name in &winners {
        let replaced = |it: &Page| it.address.path == name && !matches!(it.subject, Subject::File(_));
        if pages.iter().any(replaced) {
            let message = format!("`{}` takes the place of the generated `{name}`", own[name]);
            let found = Diagnostic::new(&rules::STATIC_WINS, own[name], message);
            out.push(found.hint("nothing is to be done if that is meant; else take it out"));
        }
    }
    let of_theme: HashSet<String> = pages
        .iter()
        .filter(|it| matches!(it.subject, Subject::ThemeStatic(_)))
        .map(|it| it.address.path.clone())
        .collect();
    pages.retain(|it| match it.subject {
        Subject::File(_) => true,
        Subject::ThemeStatic(_) => !own.contains_key(it.address.path.as_str()),
        Subject::Machine(_) if of_theme.contains(&it.address.path) => false,
        _ => !winners.contains(&it.address.path.as_str()),
    });
    pages
}

#[derive(Clone, Copy, PartialEq)]
enum Clash {
    /// Two pages with one address.
    Same,
    /// A file where another page needs a folder.
    Folder,
}

/// Addresses taken so far.
struct Table<'a> {
    site: &'a Site,
    style: UrlStyle,
    /// By collision key, the position of the page that has it.
    keys: HashMap<Cow<'a, str>, usize>,
    /// Pairs of files already told of: when two briefs clash, so do their twins.
    told: HashSet<(Arc<str>, Arc<str>)>,
}

impl<'a> Table<'a> {
    /// Tells of each file that stands where another page needs a folder.
    fn folders(&mut self, files: &[(&'a str, &'a Page)], kept: &[usize], out: &mut Vec<Diagnostic>) {
        let mut clashes = Vec::new();
        let mut last = Cow::Borrowed("");
        for &at in kept {
            let (path, page) = files[at];
            let key = key(path, page, self.style);
            let folder = folder_of(&key);
            if folder == folder_of(&last) {
                continue;
            }
            let mut above = folder;
            while !above.is_empty() {
                if let Some(&file) = self.keys.get(above) {
                    clashes.push((file, page));
                }
                above = folder_of(above);
            }
            last = key;
        }
        for (file, page) in clashes {
            self.tell(files[file].1, page, Clash::Folder, out);
        }
    }

    /// Rule `duplicate-url`, at both files.
    fn tell(&mut self, first: &Page, second: &Page, clash: Clash, out: &mut Vec<Diagnostic>) {
        if let (Some(a), Some(b)) = (&first.source, &second.source)
            && !self.told.insert((a.clone(), b.clone()))
        {
            return;
        }
        let path = second.address.output_path(self.style);
        let message = match clash {
            Clash::Same => {
                format!("`{path}` is the address of {} and of {}", self.what(first), self.what(second))
            }
            Clash::Folder => {
                format!("{} is a file where {} needs a folder: `{path}`", self.what(first), self.what(second))
            }
        };
        let mut told = false;
        for (page, other) in [(first, second), (second, first)] {
            let Some(source) = &page.source else { continue };
            if told && Some(source) == other.source.as_ref() {
                continue;
            }
            told = true;
            let found = Diagnostic::new(&rules::DUPLICATE_URL, source, message.clone()).hint(hint(page));
            out.push(match self.span(page) {
                Some(span) => found.at(span),
                None => found,
            });
        }
        if !told {
            out.push(Diagnostic::new(&rules::DUPLICATE_URL, &self.site.config.path, message));
        }
    }

    /// What a page is, in words.
    fn what(&self, page: &Page) -> String {
        match (&page.subject, &page.source) {
            (Subject::Redirect(_), Some(source)) => format!("an alias in `{source}`"),
            (Subject::Term(kind, id, _), _) => {
                format!("the page of the {} `{}`", kind.singular(), self.site.term(*kind, *id).name)
            }
            (Subject::Source(id, _), _) => format!("the page of the source `{}`", self.site.source(*id).key),
            (Subject::Publisher(id, _), _) => {
                format!("the page of the publisher `{}`", self.site.publisher(*id).name)
            }
            (Subject::Entity(id, _), _) => {
                format!("the page of the entity `{}`", self.site.entity(*id).name)
            }
            (Subject::Asset { name, .. }, _) => format!("the theme's `assets/{name}`"),
            (Subject::ThemeStatic(name), _) => format!("the theme's `static/{name}`"),
            (_, Some(source)) => format!("`{source}`"),
            (_, None) => format!("a generated page ({})", page.kind),
        }
    }

    fn span(&self, page: &Page) -> Option<Span> {
        let span = match page.subject {
            Subject::Brief(id) | Subject::BriefJson(id) | Subject::BriefMarkdown(id) => {
                self.site.brief(id).brief.slug.span
            }
            Subject::Standing(at) => self.site.pages[at as usize].page.slug.span,
            Subject::Redirect(at) => self.site.redirects[at as usize].span,
            _ => return None,
        };
        (span != Span::default()).then_some(span)
    }
}

fn hint(page: &Page) -> &'static str {
    match page.subject {
        Subject::Brief(_) | Subject::BriefJson(_) | Subject::BriefMarkdown(_) | Subject::Standing(_) => {
            "give it another `slug`"
        }
        Subject::Redirect(_) => "leave out the alias",
        Subject::File(_) => "rename the file",
        _ => "rename one of them",
    }
}
