//! All sources, and each with what rests on it.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let sources = &index.listings.sources;
    if sources.is_empty() || !index.site.config.has_index("sources") {
        return;
    }
    pages.extend(index.lines("sources", sources.len(), Subject::Sources));
    for &id in sources {
        let uses = index.site.source(id).uses.len();
        pages.extend(index.cards("source", uses, |pager| Subject::Source(id, pager)));
    }
}
