//! Checks of the linked site: one file a rule.

use crate::diag::Diagnostic;
use crate::model::site::Site;

/// Runs every check over the site.
pub fn all(site: &Site) -> Vec<Diagnostic> {
    let _ = site;
    todo!()
}

pub fn brief(_: &Site, _: u32) -> Vec<Diagnostic> {
    Vec::new()
}
pub fn site(_: &Site) -> Vec<Diagnostic> {
    Vec::new()
}
