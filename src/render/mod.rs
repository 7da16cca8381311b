//! Pages to bytes: a page is a pure function of its view and the theme.
//!
//! | Room | For |
//! |---|---|
//! | [`view`] | what templates see |
//! | [`scene`], [`lookup`] | what views are made from: site, language, tables made once |
//! | [`rows`], [`stencil`] | what many pages show, rendered once for all of them |
//! | [`brief`], [`card`], [`list`], [`term`], [`source`], [`publisher`], [`claims`], … | one view each |
//! | [`html`], [`atom`], [`json_feed`], [`json`], [`site_json`], [`markdown_twin`], [`sitemap`] | one output format each |
//! | [`prose`], [`strings`], [`dates`], [`escape`], [`highlight`] | texts |
//! | [`theme`] | templates, assets, strings and settings |

mod atom;
mod brief;
mod card;
mod cite;
mod claims;
mod dates;
mod escape;
mod feed;
#[cfg(test)]
mod fixture;
mod head;
pub mod highlight;
mod html;
mod json;
mod json_feed;
mod json_ld;
mod list;
mod listed;
mod lookup;
mod markdown_twin;
mod meta;
mod notice;
mod prose;
mod provenance;
mod publisher;
mod rows;
mod scene;
mod site_json;
mod sitemap;
mod source;
mod stencil;
mod strings;
mod term;
pub mod theme;
pub mod view;

use crate::diag::{Diagnostic, rules};
use crate::model::artifact::{Artifact, Content};
use crate::model::brief::Library;
use crate::model::listings::Listings;
use crate::model::page::{Page, Subject};
use crate::model::site::Site;
use lookup::Lookup;
use scene::{Packs, Scene};
use theme::Theme;

/// Renders pages of one site with one theme; made once, shared by all threads.
pub struct Renderer<'a> {
    site: &'a Site,
    listings: &'a Listings,
    theme: &'a Theme,
    lookup: Lookup<'a>,
    packs: Packs<'a>,
    library: &'a dyn Library,
}

impl<'a> Renderer<'a> {
    /// Prepares what many pages share (addresses, counts, cards). `pages` is the whole list: views link to what is on it.
    /// `library` has the prose of every brief and standing page.
    pub fn new(
        site: &'a Site,
        listings: &'a Listings,
        theme: &'a Theme,
        pages: &'a [Page],
        library: &'a dyn Library,
    ) -> Self {
        Self {
            site,
            listings,
            theme,
            lookup: Lookup::new(site, listings, pages),
            packs: Packs::new(site, theme),
            library,
        }
    }

    /// Finds all that a page is made from.
    ///
    /// # Errors
    /// As of [`Renderer::page`].
    pub fn prepare(&self, page: &Page) -> Result<Prepared, Diagnostic> {
        Ok(Prepared(self.page(page)?))
    }

    /// Renders one page.
    ///
    /// # Errors
    /// A template that fails: rule `template-error`, with the place in the template; one that a page asks for and the
    /// theme does not have: `bad-value`.
    pub fn page(&self, page: &Page) -> Result<Artifact, Diagnostic> {
        Ok(Artifact {
            path: page.address.output_path(self.lookup.style),
            source: page.source.clone(),
            kind: page.kind,
            content: self.content(page)?,
        })
    }

    fn content(&self, page: &Page) -> Result<Content, Diagnostic> {
        let scene = self.scene(&page.subject);
        let own = || page.address.url(self.lookup.style);
        let text = |text: String| Content::Bytes(text.into_bytes());
        Ok(match &page.subject {
            Subject::Atom(of) => text(atom::write(scene, *of, &own())),
            Subject::JsonFeed(of) => Content::Bytes(json_feed::write(scene, *of, &own())),
            Subject::BriefJson(id) => Content::Bytes(json::write(scene, *id)),
            Subject::BriefMarkdown(id) => text(markdown_twin::write(scene, *id)),
            Subject::SiteJson(part) => Content::Bytes(site_json::briefs(scene, part)),
            Subject::ClaimsJson(part) => Content::Bytes(site_json::claims(scene, part)),
            Subject::SourcesJson(part) => Content::Bytes(site_json::sources(scene, part)),
            Subject::Sitemap { entries, .. } => text(sitemap::write(scene, entries)),
            Subject::SitemapIndex { parts } => text(sitemap::index(scene, *parts)),
            Subject::Robots => text(sitemap::robots(scene)),
            Subject::File(at) => Content::Copy(self.site.files[*at as usize].asset.disk.clone()),
            Subject::Asset { name, .. } => {
                let asset = self.theme.assets.get(name).map(|(_, bytes)| bytes);
                Content::Shared(asset.ok_or_else(|| self.missing(name))?.clone())
            }
            Subject::ThemeStatic(name) => {
                Content::Shared(self.theme.statics.get(name).ok_or_else(|| self.missing(name))?.clone())
            }
            _ => Content::Bytes(html::render(scene, self.theme, page)?),
        })
    }

    /// The site in the language of a page. Twins speak their brief's.
    fn scene(&'a self, subject: &Subject) -> Scene<'a> {
        let lang = match subject {
            Subject::BriefJson(id) | Subject::BriefMarkdown(id) => &self.site.brief(*id).lang,
            _ => html::language(self.site, subject),
        };
        let (pack, rows) = self.packs.of(lang);
        Scene {
            site: self.site,
            listings: self.listings,
            lookup: &self.lookup,
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

/// A page before it is rendered.
pub struct Prepared(Artifact);

impl Prepared {
    pub fn path(&self) -> &str {
        &self.0.path
    }

    pub fn key(&self) -> crate::digest::Digest {
        match &self.0.content {
            Content::Bytes(bytes) => crate::digest::Digest::of(bytes),
            Content::Shared(bytes) => crate::digest::Digest::of(bytes),
            Content::Copy(_) => crate::digest::Digest::default(),
        }
    }

    pub fn artifact(self) -> Result<Artifact, Diagnostic> {
        Ok(self.0)
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
        let renderer = Renderer::new(&site, &listings, &theme, &pages, &fixture::Library);
        let fault = renderer.page(&pages[0]).unwrap_err();
        assert_eq!(fault.rule.name, "template-error");
        assert_eq!(&*fault.path, "templates/home.html");
        assert!(fault.span.is_some());
        assert!(fault.message.ends_with("on the page `index.html`"), "{}", fault.message);
    }
}
