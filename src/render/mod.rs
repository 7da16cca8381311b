//! Pages to bytes: a page is a pure function of its view and the theme.
//!
//! | Room | For |
//! |---|---|
//! | [`view`] | what templates see |
//! | [`scene`], [`lookup`] | what views are made from: site, language, tables made once |
//! | [`rows`], [`stencil`] | what many pages show, rendered once for all of them |
//! | [`key`], [`parts`] | what a page is made from, known without rendering it |
//! | [`brief`], [`card`], [`list`], [`term`], [`source`], [`publisher`], [`entity`], [`claims`], … | one view each |
//! | [`html`], [`atom`], [`json_feed`], [`json`], [`site_json`], [`markdown_twin`], [`sitemap`] | one output format each |
//! | [`llms`], [`hosts`], [`icon`], [`opensearch`], [`schemas`] | what programs, hosts and browsers read beside the pages |
//! | [`prose`], [`strings`], [`dates`], [`escape`], [`highlight`] | texts |
//! | [`theme`] | templates, assets, strings and settings |

mod atom;
mod brief;
mod card;
mod cite;
mod claims;
mod dates;
mod entity;
mod escape;
mod feed;
#[cfg(test)]
mod fixture;
mod head;
pub mod highlight;
mod hosts;
mod html;
mod icon;
mod json;
mod json_feed;
mod json_ld;
mod key;
#[cfg(test)]
mod keys;
mod list;
mod listed;
mod llms;
mod lookup;
mod markdown_twin;
mod meta;
mod notice;
mod opensearch;
mod parts;
mod prose;
mod provenance;
mod publisher;
mod rows;
mod scene;
mod schemas;
mod site_json;
mod sitemap;
mod source;
mod stencil;
mod strings;
mod term;
pub mod theme;
pub mod view;

use std::path::Path;
use std::sync::Arc;

use crate::diag::{Diagnostic, rules};
use crate::digest::Digest;
use crate::model::artifact::{Artifact, Content};
use crate::model::brief::Library;
use crate::model::listings::Listings;
use crate::model::page::{FeedOf, Machine, Page, Subject};
use crate::model::site::Site;
use feed::{Entries, Texts};
use key::Key;
pub use lookup::Lookup;
use scene::{Packs, Scene};
use theme::Theme;

/// Renders pages of one site with one theme; made once, shared by all threads.
pub struct Renderer<'a> {
    site: &'a Site,
    listings: &'a Listings,
    theme: &'a Theme,
    lookup: &'a Lookup,
    entries: Entries,
    packs: Packs<'a>,
    library: &'a dyn Library,
}

impl<'a> Renderer<'a> {
    /// Prepares what many pages share and is made when a page first shows it. `lookup` knows the whole list of pages:
    /// views link to what is on it. `library` has the prose of every brief and standing page.
    pub fn new(
        site: &'a Site,
        listings: &'a Listings,
        theme: &'a Theme,
        lookup: &'a Lookup,
        library: &'a dyn Library,
    ) -> Self {
        Self {
            site,
            listings,
            theme,
            lookup,
            entries: Entries::new(site.briefs.len()),
            packs: Packs::new(site, theme),
            library,
        }
    }

    /// Renders one page.
    ///
    /// # Errors
    /// As of [`Renderer::prepare`] and [`Prepared::artifact`].
    pub fn page(&self, page: &Page) -> Result<Artifact, Diagnostic> {
        self.prepare(page)?.artifact()
    }

    /// Gathers all that a page is made from, without running its template: its key costs little.
    ///
    /// # Errors
    /// A template that a page asks for and the theme does not have: rule `bad-value`; an asset that it does not have:
    /// `bad-theme`.
    pub fn prepare<'p>(&'p self, page: &'p Page) -> Result<Prepared<'p>, Diagnostic> {
        let scene = self.scene(&page.subject);
        let own = page.address.url(self.lookup.style);
        let text = |text: String| Made::Bytes(text.into_bytes());
        let made = match &page.subject {
            Subject::Atom(of) => text(atom::write(scene, *of, &own, Texts::Digests)),
            Subject::JsonFeed(of) => Made::Bytes(json_feed::write(scene, *of, &own, Texts::Digests)),
            Subject::BriefJson(id) => Made::Bytes(json::write(scene, *id)),
            Subject::BriefMarkdown(id) => text(markdown_twin::write(scene, *id, Texts::Digests)),
            Subject::SiteJson(part) => Made::Bytes(site_json::briefs(scene, part)),
            Subject::ClaimsJson(part) => Made::Bytes(site_json::claims(scene, part)),
            Subject::SourcesJson(part) => Made::Bytes(site_json::sources(scene, part)),
            Subject::EntitiesJson(part) => Made::Bytes(site_json::entities(scene, part)),
            Subject::Sitemap { entries, .. } => text(sitemap::write(scene, entries)),
            Subject::SitemapIndex { parts } => text(sitemap::index(scene, *parts)),
            Subject::Robots => text(sitemap::robots(scene)),
            Subject::Machine(it) => match it {
                Machine::Llms => text(llms::write(scene)),
                Machine::Redirects => text(hosts::redirects(scene)),
                Machine::Headers => text(hosts::headers(scene, self.theme)),
                // Its presence is all that it says.
                Machine::NoJekyll => text(String::new()),
                Machine::OpenSearch => text(opensearch::write(scene)),
                Machine::Icon => text(icon::monogram(scene, self.theme)),
                Machine::WebManifest => Made::Bytes(icon::manifest(scene, self.theme)),
                Machine::Schema(it) => text(schemas::write(scene, *it)),
            },
            Subject::File(at) => Made::Copy(&self.site.files[*at as usize].asset.disk),
            Subject::Asset { name, .. } => {
                let asset = self.theme.assets.get(name).map(|(_, bytes)| bytes);
                Made::Shared(asset.ok_or_else(|| self.missing(name))?)
            }
            Subject::ThemeStatic(name) => {
                Made::Shared(self.theme.statics.get(name).ok_or_else(|| self.missing(name))?)
            }
            _ => Made::Html(Box::new(html::prepare(scene, self.theme, page)?)),
        };
        Ok(Prepared { scene, page, made })
    }

    /// The site in the language of a page. Twins speak their brief's.
    fn scene(&self, subject: &Subject) -> Scene<'_> {
        let lang = match subject {
            Subject::BriefJson(id) | Subject::BriefMarkdown(id) => &self.site.brief(*id).lang,
            _ => html::language(self.site, subject),
        };
        let (pack, rows) = self.packs.of(lang);
        Scene {
            site: self.site,
            listings: self.listings,
            lookup: self.lookup,
            entries: &self.entries,
            packs: &self.packs,
            pack,
            rows,
            library: self.library,
        }
    }

    fn missing(&self, name: &str) -> Diagnostic {
        let path = &self.site.config.path;
        Diagnostic::new(&rules::BAD_THEME, path, format!("the theme has no file `{name}`"))
    }
}

/// All that a page is made from.
pub struct Prepared<'a> {
    scene: Scene<'a>,
    page: &'a Page,
    made: Made<'a>,
}

/// How far a page is made.
enum Made<'a> {
    Html(Box<html::Prepared<'a>>),
    /// Its bytes, where they cost no more than a key; those of a page with whole texts have digests in their place.
    Bytes(Vec<u8>),
    Shared(&'a Arc<[u8]>),
    Copy(&'a Path),
}

impl Prepared<'_> {
    /// Where the page is written, below the output folder.
    pub fn path(&self) -> String {
        self.page.address.output_path(self.scene.lookup.style)
    }

    /// The template that renders it, if one does.
    pub fn template(&self) -> Option<&str> {
        match &self.made {
            Made::Html(page) => Some(page.template()),
            _ => None,
        }
    }

    /// The digest of all that the bytes are made from: pages with one key have one content. None for a file that is
    /// copied, whose content the disk alone knows.
    pub fn key(&self) -> Option<Digest> {
        match &self.made {
            Made::Html(page) => Some(page.key()),
            Made::Bytes(bytes) => {
                let mut key = Key::new("bytes");
                key.digest(Digest::of(bytes));
                Some(key.finish())
            }
            Made::Shared(bytes) => Some(Digest::of(bytes)),
            Made::Copy(_) => None,
        }
    }

    /// Renders the page.
    ///
    /// # Errors
    /// A template that fails: rule `template-error`, with the place in the template.
    pub fn artifact(self) -> Result<Artifact, Diagnostic> {
        let path = self.path();
        let Self { scene, page, made } = self;
        let own = || page.address.url(scene.lookup.style);
        let text = |text: String| Content::Bytes(text.into_bytes());
        let content = match (made, &page.subject) {
            (Made::Html(page), _) => Content::Bytes(page.bytes()?),
            (Made::Bytes(_), Subject::Atom(FeedOf::Site)) if scene.full_feeds() => {
                text(atom::write(scene, FeedOf::Site, &own(), Texts::Whole))
            }
            (Made::Bytes(_), Subject::JsonFeed(FeedOf::Site)) if scene.full_feeds() => {
                Content::Bytes(json_feed::write(scene, FeedOf::Site, &own(), Texts::Whole))
            }
            (Made::Bytes(_), Subject::BriefMarkdown(id)) => {
                text(markdown_twin::write(scene, *id, Texts::Whole))
            }
            (Made::Bytes(bytes), _) => Content::Bytes(bytes),
            (Made::Shared(bytes), _) => Content::Shared(bytes.clone()),
            (Made::Copy(disk), _) => Content::Copy(disk.to_owned()),
        };
        Ok(Artifact { path, source: page.source.clone(), kind: page.kind, content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixture::{listings, pages, render, site};

    #[test]
    fn a_renderer_serves_all_threads() {
        fn shared<T: Sync>() {}
        shared::<Renderer<'_>>();
    }

    /// Text of a withdrawn brief in a twin or a feed would undo the withdrawal.
    #[test]
    fn withdrawn_text_is_nowhere() {
        let site = site(|_| {});
        let template = "{{ brief | default(value=\"\") }}{{ list | default(value=\"\") }}{{ page }}";
        for page in pages(&site) {
            let path = page.address.output_path(site.config.urls.style);
            assert!(!render(&site, &path, template).contains("机密"), "{path}");
        }
        assert!(render(&site, "2026/02/13/port/index.html", template).contains("撤回"));
    }

    #[test]
    fn comments_are_nowhere() {
        let site = site(|_| {});
        assert!(!render(&site, "2026/02/14/grid/index.md", "").contains("canary"));
    }

    #[test]
    fn a_failing_template_is_named_with_the_page() {
        let site = site(|_| {});
        let (listings, pages) = (listings(&site), pages(&site));
        let theme = fixture::theme(&site.config, "{{ page.title }}\n{{ nothing.here }}");
        let lookup = Lookup::new(&site, &pages);
        let renderer = Renderer::new(&site, &listings, &theme, &lookup, &fixture::Library);
        let fault = renderer.page(&pages[0]).unwrap_err();
        assert_eq!(fault.rule.name, "template-error");
        assert_eq!(&*fault.path, "templates/home.html");
        assert!(fault.span.is_some());
        assert!(fault.message.ends_with("on the page `index.html`"), "{}", fault.message);
    }
}
