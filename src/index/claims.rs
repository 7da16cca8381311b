//! All claims, and those of each year.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let listings = index.listings;
    if listings.claims.is_empty() || !index.site.config.has_index("claims") {
        return;
    }
    pages.extend(index.lines("claims", listings.claims.len(), |pager| Subject::Claims(None, pager)));
    for (year, claims) in &listings.claims_by_year {
        pages.extend(index.lines("claims", claims.len(), |pager| Subject::Claims(Some(*year), pager)));
    }
}
