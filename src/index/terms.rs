//! Topics, tags, channels, series, models and authors: an index of each kind, and a page for each term that has enough.

use super::Index;
use crate::model::page::{Page, Subject};
use crate::model::registry::TermKind;
use crate::model::site::TermId;

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    for kind in TermKind::ALL {
        let terms = index.listings.terms_of(kind);
        if terms.is_empty() || !index.site.config.has_index(kind.plural()) {
            continue;
        }
        pages.extend(index.lines(kind.plural(), terms.len(), |pager| Subject::Terms(kind, pager)));
        terms.iter().for_each(|&id| of(index, kind, id, pages));
    }
}

/// The pages of one term, if it has any.
pub(super) fn of(index: &Index<'_>, kind: TermKind, id: TermId, pages: &mut Vec<Page>) {
    let term = index.site.term(kind, id);
    if term.paged {
        let source = term.registered.as_ref().map(|it| it.path.clone());
        let list = index.cards(kind.singular(), term.briefs.len(), |pager| Subject::Term(kind, id, pager));
        pages.extend(list.map(|page| Page { source: source.clone(), ..page }));
    }
}
