//! All entities, and each with the briefs that name it.

use super::Index;
use crate::model::page::{Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let entities = &index.listings.entities;
    if entities.is_empty() || !index.site.config.has_index("entities") {
        return;
    }
    pages.extend(index.lines("entities", entities.len(), Subject::Entities));
    for &id in entities {
        let entity = index.site.entity(id);
        if entity.paged {
            let source = entity.registered.as_ref().map(|it| it.path.clone());
            let list = index.cards("entity", entity.briefs.len(), |pager| Subject::Entity(id, pager));
            pages.extend(list.map(|page| Page { source: source.clone(), ..page }));
        }
    }
}
