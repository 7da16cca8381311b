//! Where briefs, pages, aliases and files live.

use std::sync::Arc;

use foldhash::{HashMap, HashSet, HashSetExt};
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::terms::Vocabulary;
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Brief;
use crate::model::registry::TermKind;
use crate::model::site::{LinkedFile, Redirect};
use crate::paths::{Address, SlugStyle, slugify};
use crate::source::Asset;

/// `urls.permalink`, taken apart once.
pub(super) struct Permalink<'a> {
    /// The placeholders and the text between them, by segment.
    segments: Vec<Vec<Part<'a>>>,
    slugs: SlugStyle,
}

enum Part<'a> {
    Text(&'a str),
    Year,
    Month,
    Day,
    Slug,
    Lang,
    Term(TermKind),
}

impl<'a> Permalink<'a> {
    pub(super) fn new(template: &'a str, slugs: SlugStyle) -> Self {
        let segments = template.split('/').filter(|it| !it.is_empty()).map(parts).collect();
        Self { segments, slugs }
    }

    /// The address of a brief. A segment that comes out empty (`{series}` of a brief without one) is left out.
    pub(super) fn of(&self, brief: &Brief, lang: &str, vocabulary: &Vocabulary<'_>) -> Address {
        let Some(date) = brief.front.date.as_ref().map(|it| it.value.civil.date()) else {
            return Address::leaf(format!("undated/{}", brief.slug.value));
        };
        let mut path = String::with_capacity(16 + brief.slug.value.len());
        for segment in &self.segments {
            if !path.is_empty() && !path.ends_with('/') {
                path.push('/');
            }
            for part in segment {
                match part {
                    Part::Text(text) => path.push_str(text),
                    Part::Year => path.push_str(&format!("{:04}", date.year())),
                    Part::Month => push_two(&mut path, date.month()),
                    Part::Day => push_two(&mut path, date.day()),
                    Part::Slug => path.push_str(&brief.slug.value),
                    Part::Lang => path.push_str(&slugify(lang, self.slugs)),
                    Part::Term(kind) => {
                        let front = &brief.front;
                        let name = match kind {
                            TermKind::Channel => &front.channel,
                            TermKind::Series => &front.series,
                            _ => &front.topic,
                        };
                        if let Some(name) = name {
                            path.push_str(&vocabulary.slug(*kind, &name.value, self.slugs));
                        }
                    }
                }
            }
        }
        Address::leaf(path.trim_end_matches('/'))
    }
}

/// The address of a standing page, its folders before its slug; and the folder that it is read in, as in addresses.
pub(super) fn standing(page: &Brief, slugs: SlugStyle) -> (Address, String) {
    let file = page.path.strip_prefix("content/pages/").unwrap_or(&page.path);
    let segment = |name: &str| match slugify(name, slugs) {
        slug if slug.is_empty() => "untitled".to_owned(),
        slug => slug,
    };
    let mut folders: Vec<String> = file.split('/').map(segment).collect();
    folders.pop();
    let folder = folders.join("/");
    if page.bundle {
        folders.pop();
    }
    folders.push(page.slug.value.clone());
    (Address::leaf(folders.join("/")), folder)
}

fn push_two(out: &mut String, number: i8) {
    out.push(char::from(b'0' + (number / 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

fn parts(segment: &str) -> Vec<Part<'_>> {
    let known = |name| {
        Some(match name {
            "year" => Part::Year,
            "month" => Part::Month,
            "day" => Part::Day,
            "slug" => Part::Slug,
            "lang" => Part::Lang,
            "topic" => Part::Term(TermKind::Topic),
            "channel" => Part::Term(TermKind::Channel),
            "series" => Part::Term(TermKind::Series),
            _ => return None,
        })
    };
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{')
        && let Some((name, after)) = after.split_once('}')
    {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        // The reader of the configuration has refused names it does not know.
        parts.extend(known(name));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// An absolute path as a link or alias writes it: decoded, NFC, without slashes at its ends. None when it is not UTF-8,
/// leaves the site, or holds what no address of ours does.
pub(super) fn path_of(written: &str) -> Option<String> {
    let decoded = percent_decode_str(written).decode_utf8().ok()?;
    if decoded.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    let path: String = decoded.nfc().collect();
    let path = path.trim_matches('/');
    let sound = |segment: &str| !segment.is_empty() && segment != "." && segment != "..";
    (path.is_empty() || path.split('/').all(sound)).then(|| path.to_owned())
}

/// The path of the page that a file is, in either style of address: `slug/index.html` and `slug.html` are `slug`.
pub(super) fn page_of(path: &str) -> &str {
    match path.strip_suffix("index.html") {
        Some(parent) if parent.is_empty() || parent.ends_with('/') => parent.trim_end_matches('/'),
        _ => path.strip_suffix(".html").unwrap_or(path),
    }
}

/// Where the redirect from an old address stands, so that any server finds it there: `old.html` is a file, `old` and
/// `old/` a folder. None for a page that begins with a dot, of which a site has none: in an output that is also a
/// repository `.git/` is another's.
fn redirect_at(written: &str) -> Option<Address> {
    let path = written.starts_with('/').then(|| path_of(written)).flatten()?;
    if page_of(&path).is_empty() || path.split('/').any(|segment| segment.starts_with('.')) {
        return None;
    }
    Some(match path.strip_suffix("/index.html") {
        Some(folder) => Address::parent(folder),
        None if path.ends_with(".html") => Address::file(path),
        None => Address::parent(path),
    })
}

/// The redirect pages of one brief or standing page.
pub(super) fn redirects(
    brief: &Brief,
    to: &Address,
    unlisted: bool,
    out: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut known = HashSet::new();
    for alias in &brief.front.aliases {
        let Some(from) = redirect_at(&alias.value) else {
            let message = format!("the alias `{}` is not the address of a page", alias.value);
            out.push(
                Diagnostic::new(&rules::BAD_VALUE, &brief.path, message)
                    .at(alias.span)
                    .hint("write the old address from the root of the site: `/2025/old-slug/`"),
            );
            continue;
        };
        if page_of(&from.path) != to.path && known.insert(from.clone()) {
            let (to, source) = (to.clone(), brief.path.clone());
            redirects.push(Redirect { from, to, unlisted, source, span: alias.span });
        }
    }
    redirects
}

/// A brief or standing page with files beside it.
pub(super) struct Bundle<'a> {
    pub brief: &'a Arc<str>,
    pub address: &'a Address,
    pub unlisted: bool,
}

/// Files with their addresses: those of a bundle beside their brief, those of `static/` at the root. A file of a bundle
/// that is not published is left out, and so is one that stands in no bundle.
pub(super) fn files(files: Vec<Asset>, bundles: &HashMap<&str, Bundle<'_>>) -> Vec<LinkedFile> {
    let place = |asset: &Asset| {
        if let Some(path) = asset.path.strip_prefix("static/") {
            return Some((nfc(path), None, false));
        }
        let mut folder: &str = &asset.path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if let Some(it) = bundles.get(parent) {
                let inside = nfc(&asset.path[parent.len() + 1..]);
                return Some((format!("{}/{inside}", it.address.path), Some(it.brief.clone()), it.unlisted));
            }
            folder = parent;
        }
        None
    };
    files
        .into_iter()
        .filter_map(|asset| {
            let (path, bundle, unlisted) = place(&asset)?;
            Some(LinkedFile { asset, address: Address::file(path), bundle, unlisted })
        })
        .collect()
}

fn nfc(path: &str) -> String {
    path.nfc().collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture;
    use crate::model::registry::Registries;

    fn check(permalink: &str, day: &str, change: impl FnOnce(&mut Brief), expect: Expect) {
        let brief = fixture::brief("content/harbour.md", day, change);
        let registries = Registries::default();
        let vocabulary = Vocabulary::new(&registries);
        let address = Permalink::new(permalink, SlugStyle::Unicode).of(&brief, "en", &vocabulary);
        assert_eq!(address.form, crate::paths::Form::Leaf);
        expect.assert_eq(&address.path);
    }

    #[test]
    fn permalinks() {
        check("/{year}/{month}/{day}/{slug}/", "2026-02-04", |_| {}, expect!["2026/02/04/harbour"]);
        check("/{year}/{slug}", "0026-02-04", |_| {}, expect!["0026/harbour"]);
        check("/{lang}/b-{slug}/", "2026-02-04", |_| {}, expect!["en/b-harbour"]);
        check("/{slug}/", "", |_| {}, expect!["undated/harbour"]);
        let topic = |it: &mut Brief| it.front.topic = Some(fixture::at("Ports & Docks"));
        check("/{topic}/{series}/{slug}/", "2026-02-04", topic, expect!["ports-docks/harbour"]);
        check("/{open/{slug}/", "2026-02-04", |_| {}, expect!["{open/harbour"]);
    }

    #[test]
    fn written_paths() {
        let check = |written: &str, expected: Option<&str>| assert_eq!(path_of(written).as_deref(), expected);
        check("/2026/02/14/slug/", Some("2026/02/14/slug"));
        check("/", Some(""));
        check("/tags/%E8%83%BD%E6%BA%90/", Some("tags/能源"));
        check("/tags/e\u{301}/", Some("tags/é"));
        check("/a/../b/", None);
        check("/a/%2e%2e/b/", None);
        check("/a//b/", None);
        check("/a%00b/", None);
        check("/a%ff/", None);
        check("/\\evil.example/", None);
    }

    #[test]
    fn pages_by_their_files() {
        assert_eq!(page_of("2026/02/14/slug/index.html"), "2026/02/14/slug");
        assert_eq!(page_of("2026/02/14/slug.html"), "2026/02/14/slug");
        assert_eq!(page_of("index.html"), "");
        assert_eq!(page_of("tags/my-index.html"), "tags/my-index");
        assert_eq!(page_of("logo.svg"), "logo.svg");
    }
}
