//! Feeds in each format (`outputs.site`), for all that `feeds.for` names. They need absolute addresses.

use super::Index;
use crate::model::address::FeedFormat;
use crate::model::page::{FeedOf, Page, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{EntityId, SourceId, TermId};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let config = &index.site.config;
    if config.site.base_url.is_none() {
        return;
    }
    for format in FeedFormat::ALL.into_iter().filter(|it| config.outputs.site.contains(it.name())) {
        let subject = match format {
            FeedFormat::Atom => Subject::Atom,
            FeedFormat::Json => Subject::JsonFeed,
        };
        pages.extend(subjects(index).map(|of| index.page("feed", subject(of))));
    }
}

/// All that has a feed.
fn subjects<'a>(index: &'a Index<'_>) -> impl Iterator<Item = FeedOf> + 'a {
    let site = index.site;
    let wanted = |kind: &str| site.config.feeds.kinds.contains(kind);
    let whole = wanted("site").then_some(FeedOf::Site);
    let terms = TermKind::ALL.into_iter().filter(move |it| wanted(it.plural())).flat_map(move |kind| {
        let paged = site.terms_of(kind).iter().enumerate().filter(|(_, it)| it.paged);
        paged.map(move |(id, _)| FeedOf::Term(kind, id as TermId))
    });
    let sources = site.sources.iter().enumerate().filter(move |(_, it)| it.paged && wanted("sources"));
    let entities = site.entities.iter().enumerate().filter(move |(_, it)| it.paged && wanted("entities"));
    let sources = sources.map(|(id, _)| FeedOf::Source(id as SourceId));
    let entities = entities.map(|(id, _)| FeedOf::Entity(id as EntityId));
    whole.into_iter().chain(terms).chain(sources).chain(entities)
}
