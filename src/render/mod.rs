//! Pages to bytes: a page is a pure function of its view and the theme.

pub mod highlight;
pub mod theme;
pub mod view;

use crate::diag::Diagnostic;
use crate::model::artifact::Artifact;
use crate::model::listings::Listings;
use crate::model::page::Page;
use crate::model::site::Site;
use theme::Theme;

/// Renders pages of one site with one theme; made once, shared by all threads.
pub struct Renderer<'a> {
    site: &'a Site,
    listings: &'a Listings,
    theme: &'a Theme,
}

impl<'a> Renderer<'a> {
    /// Prepares what many pages share (cards, menus).
    pub fn new(site: &'a Site, listings: &'a Listings, theme: &'a Theme) -> Self {
        Self { site, listings, theme }
    }

    /// Renders one page.
    ///
    /// # Errors
    /// A template that fails: rule `template-error`, with the place in the template.
    pub fn page(&self, page: &Page) -> Result<Artifact, Diagnostic> {
        let _ = (self.site, self.listings, self.theme, page);
        todo!()
    }
}
