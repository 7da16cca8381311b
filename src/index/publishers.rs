//! All publishers, and each with its sources.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let publishers = &index.listings.publishers;
    if publishers.is_empty() || !index.site.config.has_index("publishers") {
        return;
    }
    pages.extend(index.lines("publishers", publishers.len(), Subject::Publishers));
    for &id in publishers {
        let publisher = index.site.publisher(id);
        let source = publisher.registered.as_ref().map(|it| it.path.clone());
        let list = index.lines("publisher", publisher.sources.len(), |pager| Subject::Publisher(id, pager));
        pages.extend(list.map(|page| Page { source: source.clone(), ..page }));
    }
}
