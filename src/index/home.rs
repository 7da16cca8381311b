//! The home page: the newest briefs; and the page for addresses that lead nowhere.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    pages.extend(index.cards("home", index.listings.briefs.len(), Subject::Home));
    pages.push(index.page("404", Subject::NotFound));
}
