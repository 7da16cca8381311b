//! The archive by year, month and day.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    if !index.site.config.has_index("archive") {
        return;
    }
    for (period, briefs) in &index.listings.archive {
        pages.extend(index.cards("archive", briefs.len(), |pager| Subject::Archive(*period, pager)));
    }
}
