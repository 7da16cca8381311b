//! The list of pages: one file a kind of page, each with its row in [`KINDS`].

mod archive;
mod briefs;
mod claims;
mod collisions;
mod confidence;
mod entities;
mod feeds;
mod files;
mod home;
mod json;
mod listings;
mod machines;
mod publishers;
mod sitemap;
mod sources;
mod standing;
mod terms;

use crate::diag::Reported;
use crate::model::listings::Listings;
use crate::model::page::{Page, Pager, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{Site, TermId};
use crate::source::ThemeFiles;

pub use listings::listings;

/// What a kind of page is made from.
struct Index<'a> {
    site: &'a Site,
    listings: &'a Listings,
    theme: &'a ThemeFiles,
    /// The theme's fingerprinted files: name under `assets/` and path in the output.
    assets: &'a [(String, String)],
}

/// Lists the pages of one kind; a page exists only if it would show something.
type Kind = fn(&Index<'_>, &mut Vec<Page>);

/// Every kind of page. When two pages have one address, the one listed first is kept.
const KINDS: &[Kind] = &[
    briefs::pages,
    standing::pages,
    home::pages,
    archive::pages,
    terms::pages,
    sources::pages,
    publishers::pages,
    entities::pages,
    confidence::pages,
    claims::pages,
    feeds::pages,
    json::pages,
    machines::pages,
    files::pages,
    // Lists what those above have listed.
    sitemap::pages,
];

/// Every file of the output, in order of path; two with one address are `duplicate-url`.
/// `assets` are the theme's fingerprinted files: name under `assets/` and path in the output.
pub fn pages(
    site: &Site,
    listings: &Listings,
    theme: &ThemeFiles,
    assets: &[(String, String)],
) -> Reported<Vec<Page>> {
    let index = Index { site, listings, theme, assets };
    let mut pages = Vec::new();
    for kind in KINDS {
        kind(&index, &mut pages);
    }
    let mut out = Vec::new();
    let pages = collisions::settle(site, pages, &mut out);
    Reported::new(pages, out)
}

/// The pages of one term.
pub fn of_term(
    site: &Site,
    listings: &Listings,
    theme: &ThemeFiles,
    kind: TermKind,
    id: TermId,
) -> Vec<Page> {
    let mut pages = Vec::new();
    terms::of(&Index { site, listings, theme, assets: &[] }, kind, id, &mut pages);
    pages
}

/// How many lines of a table one page holds, for each card that it would hold: a line is shorter than a card.
const LINES_A_CARD: usize = 5;

impl Index<'_> {
    /// A page that is no part of a list and not for search engines.
    fn page(&self, kind: &'static str, subject: Subject) -> Page {
        Page { address: subject.address(self.site), kind, subject, source: None, indexed: false }
    }

    /// The pages of a list of cards, the first of them for search engines.
    fn cards(
        &self,
        kind: &'static str,
        total: usize,
        subject: impl Fn(Pager) -> Subject,
    ) -> impl Iterator<Item = Page> {
        self.list(kind, total, self.site.config.lists.page_size, subject)
    }

    /// The pages of a list of lines.
    fn lines(
        &self,
        kind: &'static str,
        total: usize,
        subject: impl Fn(Pager) -> Subject,
    ) -> impl Iterator<Item = Page> {
        self.list(kind, total, self.site.config.lists.page_size.saturating_mul(LINES_A_CARD), subject)
    }

    fn list(
        &self,
        kind: &'static str,
        total: usize,
        size: usize,
        subject: impl Fn(Pager) -> Subject,
    ) -> impl Iterator<Item = Page> {
        Pager::pages(total, size)
            .map(move |pager| Page { indexed: pager.number == 1, ..self.page(kind, subject(pager)) })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture::{self, at, brief, cite, claim, file, parsed, source, told};
    use crate::link::{self, Parsed};
    use crate::model::brief::Brief;
    use crate::model::config::Config;
    use crate::model::front_matter::{EntityUse, Status};
    use crate::paths::UrlStyle;
    use crate::workers::OneThread;

    /// Every file of the output and what was said.
    fn check(parsed: Parsed, configure: impl FnOnce(&mut Config), expect: Expect) {
        let mut config = fixture::config();
        configure(&mut config);
        let site = link::site(Parsed { config: Arc::new(config), ..parsed }, &OneThread).value;
        let mut theme = ThemeFiles::default();
        for name in ["_headers", "icon.svg"] {
            let bytes: Arc<[u8]> = Arc::from(&b""[..]);
            theme.statics.insert(name.to_owned(), crate::source::ThemeFile { path: name.into(), bytes });
        }
        let assets = [("site.css".to_owned(), "assets/site.1a2b3c4d.css".to_owned())];
        let listed = pages(&site, &listings(&site), &theme, &assets);
        let style = site.config.urls.style;
        let line = |it: &Page| {
            let mark = if it.indexed { "*" } else { "" };
            format!("{} {}{mark}\n", it.address.output_path(style), it.kind)
        };
        let shown: String = listed.value.iter().map(line).collect();
        expect.assert_eq(&(shown + &told(&listed.diagnostics)));
    }

    fn name_entity(brief: &mut Brief, name: &str) {
        brief.front.entities.push(EntityUse { name: Some(name.to_owned()), ..EntityUse::default() });
    }

    fn small() -> Parsed {
        let mut it = parsed(vec![
            brief("content/harbour/index.md", "2026-02-14", |it| {
                it.front.topic = Some(at("Ports"));
                it.front.aliases = vec![at("/old/")];
                source(it, "quay", "https://example.com/quay", "Quay");
                claim(it, 100, &["1"]);
                cite(it, 110, &["1"]);
                name_entity(it, "Quay One");
            }),
            brief("content/hidden.md", "2026-02-15", |it| {
                it.front.status = Status::Unlisted;
                it.front.topic = Some(at("Secret"));
                name_entity(it, "Secret");
                source(it, "secret", "", "Secret");
            }),
        ]);
        it.pages = vec![brief("content/pages/method.md", "", |_| {})];
        it.files = vec![file("content/harbour/map.png"), file("static/logo.svg")];
        it
    }

    #[test]
    fn every_file_of_a_small_site() {
        check(
            small(),
            |_| {},
            expect![[r#"
                .nojekyll machine
                2026/02/14/harbour/index.html brief*
                2026/02/14/harbour/index.json json
                2026/02/14/harbour/index.md md
                2026/02/14/harbour/map.png bundle
                2026/02/14/index.html archive*
                2026/02/15/hidden/index.html unlisted
                2026/02/15/hidden/index.json unlisted
                2026/02/15/hidden/index.md unlisted
                2026/02/index.html archive*
                2026/index.html archive*
                404.html 404
                _headers static
                _redirects machine
                assets/site.1a2b3c4d.css asset
                claims.json json
                claims/2026/index.html claims*
                claims/index.html claims*
                confidence/index.html confidence*
                confidence/medium/index.html confidence*
                feed.json feed
                feed.xml feed
                icon.svg static
                index.html home*
                index.json json
                llms.txt machine
                logo.svg static
                method/index.html page*
                old/index.html redirect
                publishers/example-com/index.html publisher*
                publishers/index.html publishers*
                robots.txt robots
                schemas/brief.schema.json machine
                schemas/claims.schema.json machine
                schemas/entities.schema.json machine
                schemas/feed.schema.json machine
                schemas/index.schema.json machine
                schemas/sources.schema.json machine
                site.webmanifest machine
                sitemap.xml sitemap
                sources.json json
                sources/index.html sources*
                sources/quay/index.html source*
                topics/index.html topics*
                topics/ports/feed.json feed
                topics/ports/feed.xml feed
                topics/ports/index.html topic*
            "#]],
        );
    }

    #[test]
    fn file_style_and_no_address() {
        check(
            small(),
            |it| {
                it.urls.style = UrlStyle::File;
                it.site.base_url = None;
                it.outputs.brief.remove("md");
                it.indexes_off = ["archive", "publishers", "sources"].map(str::to_owned).into();
            },
            expect![[r#"
                .nojekyll machine
                2026/02/14/harbour.html brief*
                2026/02/14/harbour.json json
                2026/02/14/harbour/map.png bundle
                2026/02/15/hidden.html unlisted
                2026/02/15/hidden.json unlisted
                404.html 404
                _headers static
                _redirects machine
                assets/site.1a2b3c4d.css asset
                claims.json json
                claims/2026.html claims*
                claims/index.html claims*
                confidence/index.html confidence*
                confidence/medium.html confidence*
                icon.svg static
                index.html home*
                index.json json
                llms.txt machine
                logo.svg static
                method.html page*
                old/index.html redirect
                robots.txt robots
                site.webmanifest machine
                sources.json json
                topics/index.html topics*
                topics/ports.html topic*
            "#]],
        );
        check(
            small(),
            |it| {
                it.urls.style = UrlStyle::File;
                it.indexes_off =
                    ["archive", "publishers", "sources", "claims", "confidence"].map(str::to_owned).into();
            },
            expect![[r#"
                .nojekyll machine
                2026/02/14/harbour.html brief*
                2026/02/14/harbour.json json
                2026/02/14/harbour.md md
                2026/02/14/harbour/map.png bundle
                2026/02/15/hidden.html unlisted
                2026/02/15/hidden.json unlisted
                2026/02/15/hidden.md unlisted
                404.html 404
                _headers static
                _redirects machine
                assets/site.1a2b3c4d.css asset
                claims.json json
                feed.json feed
                feed.xml feed
                icon.svg static
                index.html home*
                index.json json
                llms.txt machine
                logo.svg static
                method.html page*
                old/index.html redirect
                robots.txt robots
                schemas/brief.schema.json machine
                schemas/claims.schema.json machine
                schemas/entities.schema.json machine
                schemas/feed.schema.json machine
                schemas/index.schema.json machine
                schemas/sources.schema.json machine
                site.webmanifest machine
                sitemap.xml sitemap
                sources.json json
                topics/index.html topics*
                topics/ports.html topic*
                topics/ports.json feed
                topics/ports.xml feed
            "#]],
        );
    }

    #[test]
    fn entities_have_pages_feeds_and_data() {
        check(
            small(),
            |it| {
                it.entity_stubs = true;
                it.feeds.kinds = ["entities".to_owned()].into();
                it.outputs.brief = ["html".to_owned()].into();
                it.outputs.site = ["atom", "json"].map(str::to_owned).into();
                it.indexes_off = ["archive", "topics", "sources", "publishers", "claims", "confidence"]
                    .map(str::to_owned)
                    .into();
            },
            expect![[r#"
                2026/02/14/harbour/index.html brief*
                2026/02/14/harbour/map.png bundle
                2026/02/15/hidden/index.html unlisted
                404.html 404
                _headers static
                assets/site.1a2b3c4d.css asset
                claims.json json
                entities.json json
                entities/index.html entities*
                entities/quay-one/feed.xml feed
                entities/quay-one/index.html entity*
                icon.svg static
                index.html home*
                index.json json
                logo.svg static
                method/index.html page*
                old/index.html redirect
                sources.json json
            "#]],
        );
    }

    #[test]
    fn an_empty_site_has_a_home() {
        check(
            parsed(Vec::new()),
            |_| {},
            expect![[r#"
                .nojekyll machine
                404.html 404
                _headers static
                assets/site.1a2b3c4d.css asset
                feed.json feed
                feed.xml feed
                icon.svg static
                index.html home*
                robots.txt robots
                schemas/brief.schema.json machine
                schemas/claims.schema.json machine
                schemas/entities.schema.json machine
                schemas/feed.schema.json machine
                schemas/index.schema.json machine
                schemas/sources.schema.json machine
                site.webmanifest machine
                sitemap.xml sitemap
            "#]],
        );
    }

    #[test]
    fn long_lists_have_pages() {
        let tagged = |n: usize| {
            brief(&format!("content/b{n}.md"), "2026-02-14", |it| {
                it.front.tags = vec![at("x"), at(format!("t{n}"))];
            })
        };
        check(
            parsed((0..5).map(tagged).collect()),
            |it| {
                it.lists.page_size = 2;
                it.lists.min_items = 2;
                it.outputs.brief = ["html".to_owned()].into();
                it.outputs.site.clear();
                it.indexes_off = ["archive".to_owned()].into();
            },
            expect![[r#"
                2026/02/14/b0/index.html brief*
                2026/02/14/b1/index.html brief*
                2026/02/14/b2/index.html brief*
                2026/02/14/b3/index.html brief*
                2026/02/14/b4/index.html brief*
                404.html 404
                _headers static
                assets/site.1a2b3c4d.css asset
                icon.svg static
                index.html home*
                page/2/index.html home
                page/3/index.html home
                tags/index.html tags*
                tags/x/index.html tag*
                tags/x/page/2/index.html tag
                tags/x/page/3/index.html tag
            "#]],
        );
    }

    #[test]
    fn one_address_one_page() {
        let mut it = parsed(vec![
            brief("content/a/same.md", "2026-02-14", |_| {}),
            brief("content/b/same.md", "2026-02-14", |_| {}),
            brief("content/other.md", "2026-02-14", |it| {
                it.front.aliases = vec![at("/2026/02/14/SAME/"), at("/topics/")];
                it.front.topic = Some(at("x"));
            }),
        ]);
        it.pages = vec![brief("content/pages/2026.md", "", |_| {})];
        it.files = vec![
            file("static/2026/02/14"),
            file("static/_headers"),
            file("static/404.html"),
            file("static/icon.svg"),
        ];
        let only_html = |it: &mut Config| {
            it.outputs.site = ["robots".to_owned()].into();
        };
        check(
            it,
            only_html,
            expect![[r#"
                2026/02/14 static
                2026/02/14/index.html archive*
                2026/02/14/other/index.html brief*
                2026/02/14/other/index.json json
                2026/02/14/other/index.md md
                2026/02/14/same/index.html brief*
                2026/02/14/same/index.json json
                2026/02/14/same/index.md md
                2026/02/index.html archive*
                2026/index.html page*
                404.html static
                _headers static
                assets/site.1a2b3c4d.css asset
                icon.svg static
                index.html home*
                robots.txt robots
                topics/index.html redirect
                topics/x/index.html topic*
                static/404.html static-wins: `static/404.html` takes the place of the generated `404.html` (nothing is to be done if that is meant; else take it out)
                static/_headers static-wins: `static/_headers` takes the place of the generated `_headers` (nothing is to be done if that is meant; else take it out)
                static/icon.svg static-wins: `static/icon.svg` takes the place of the generated `icon.svg` (nothing is to be done if that is meant; else take it out)
                content/a/same.md:3 duplicate-url: `2026/02/14/same/index.html` is the address of `content/a/same.md` and of `content/b/same.md` (give it another `slug`)
                content/b/same.md:3 duplicate-url: `2026/02/14/same/index.html` is the address of `content/a/same.md` and of `content/b/same.md` (give it another `slug`)
                content/a/same.md:3 duplicate-url: `2026/02/14/SAME/index.html` is the address of `content/a/same.md` and of an alias in `content/other.md` (give it another `slug`)
                content/other.md:1 duplicate-url: `2026/02/14/SAME/index.html` is the address of `content/a/same.md` and of an alias in `content/other.md` (leave out the alias)
                content/pages/2026.md:3 duplicate-url: `2026/index.html` is the address of `content/pages/2026.md` and of a generated page (archive) (give it another `slug`)
                content/other.md:1 duplicate-url: `topics/index.html` is the address of an alias in `content/other.md` and of a generated page (topics) (leave out the alias)
                static/2026/02/14 duplicate-url: `static/2026/02/14` is a file where `content/other.md` needs a folder: `2026/02/14/other/index.html` (rename the file)
                content/other.md:3 duplicate-url: `static/2026/02/14` is a file where `content/other.md` needs a folder: `2026/02/14/other/index.html` (give it another `slug`)
                static/2026/02/14 duplicate-url: `static/2026/02/14` is a file where `content/a/same.md` needs a folder: `2026/02/14/same/index.html` (rename the file)
                content/a/same.md:3 duplicate-url: `static/2026/02/14` is a file where `content/a/same.md` needs a folder: `2026/02/14/same/index.html` (give it another `slug`)
                static/2026/02/14 duplicate-url: `static/2026/02/14` is a file where a generated page (archive) needs a folder: `2026/02/14/index.html` (rename the file)
            "#]],
        );
    }

    /// Linking and listing must agree on which pages exist: what one refuses to link to, the other may not make.
    #[test]
    fn a_link_is_whole_just_when_its_page_is_made() {
        let style = UrlStyle::Folder;
        let site = |links: &[String], config: Config| {
            let mut it = small();
            it.briefs.push(brief("content/linking.md", "2026-03-01", |it| {
                it.front.tags = vec![at("x")];
                links.iter().for_each(|to| fixture::link(it, to));
            }));
            link::site(Parsed { config: Arc::new(config), ..it }, &OneThread).value
        };
        let addresses = |site: &Site| -> Vec<String> {
            let pages = pages(site, &listings(site), &ThemeFiles::default(), &[]).value;
            let own = pages.iter().filter(|it| it.address.path != "404.html" && it.kind != "redirect");
            own.map(|it| format!("/{}", it.address.url(style))).collect()
        };
        let full = || {
            let mut config = fixture::config();
            config.feeds.kinds.extend(["sources", "entities"].map(str::to_owned));
            config.entity_stubs = true;
            config
        };
        let all = addresses(&site(&[], full()));
        assert!(all.len() > 40);
        let narrow: [fn(&mut Config); 6] = [
            |_| {},
            |it| it.site.base_url = None,
            |it| it.lists.min_items = 2,
            |it| it.outputs.site.clear(),
            |it| it.feeds.kinds.clear(),
            |it| {
                let off = [
                    "archive",
                    "topics",
                    "tags",
                    "sources",
                    "publishers",
                    "entities",
                    "confidence",
                    "claims",
                ];
                it.indexes_off = off.map(str::to_owned).into();
            },
        ];
        for narrow in narrow {
            let mut config = full();
            narrow(&mut config);
            let site = site(&all, config);
            let made = addresses(&site);
            for (to, target) in all.iter().zip(&site.briefs[0].links) {
                let whole = *target != crate::model::site::Target::Dead;
                assert_eq!(whole, made.contains(to), "{to}");
            }
        }
    }
}
