//! Standing pages, and the redirects from old addresses.

use super::Index;
use crate::model::page::{Page, Subject, UNLISTED};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    for (at, page) in index.site.pages.iter().enumerate() {
        pages.push(Page {
            source: Some(page.page.path.clone()),
            indexed: true,
            ..index.page("page", Subject::Standing(at as u32))
        });
    }
    for (at, redirect) in index.site.redirects.iter().enumerate() {
        pages.push(Page {
            source: Some(redirect.source.clone()),
            ..index.page(if redirect.unlisted { UNLISTED } else { "redirect" }, Subject::Redirect(at as u32))
        });
    }
}
