//! The rungs of confidence, and the claims that stand on each.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let rungs = || index.listings.rungs.iter().filter(|(_, claims)| !claims.is_empty());
    if rungs().next().is_none() || !index.site.config.has_index("confidence") {
        return;
    }
    pages.push(Page { indexed: true, ..index.page("confidence", Subject::Rungs) });
    for (rung, claims) in rungs() {
        pages.extend(index.lines("confidence", claims.len(), |pager| Subject::Rung(*rung, pager)));
    }
}
