//! The list of pages: one file a kind of index page.

use crate::diag::Reported;
use crate::model::listings::Listings;
use crate::model::page::Page;
use crate::model::site::Site;
use crate::source::ThemeFiles;

/// Makes the lists.
pub fn listings(site: &Site) -> Listings {
    let _ = site;
    todo!()
}

/// Every file of the output, in order of path; two with one address are `duplicate-url`.
/// `assets` are the theme's fingerprinted files: name under `assets/` and path in the output.
pub fn pages(
    site: &Site,
    listings: &Listings,
    theme: &ThemeFiles,
    assets: &[(String, String)],
) -> Reported<Vec<Page>> {
    let _ = (site, listings, theme, assets);
    todo!()
}
