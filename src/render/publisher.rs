//! Publishers: who stands behind the sources, and how much of the site rests on each.

use crate::model::page::Pager;
use crate::model::registry::RegisteredPublisher;
use crate::model::site::PublisherId;

use super::listed::{label, reliability_label};
use super::scene::Scene;
use super::term;
use super::view::PublisherView;

/// The publishers that a page of the index shows, in order of id.
pub fn rows<'a>(scene: Scene<'a>, pager: Pager) -> Vec<PublisherView<'a>> {
    pager.of(&scene.listings.publishers).iter().map(|&id| view(scene, id)).collect()
}

pub fn view<'a>(scene: Scene<'a>, id: PublisherId) -> PublisherView<'a> {
    let publisher = scene.site.publisher(id);
    let registered = publisher.registered.as_ref();
    let kind = registered.and_then(|it| it.kind).map_or("", |it| it.word());
    let reliability = registered.and_then(|it| it.reliability);
    let text =
        |pick: fn(&RegisteredPublisher) -> &Option<String>| registered.and_then(|it| pick(it).as_deref());
    PublisherView {
        id: &publisher.id,
        name: &publisher.name,
        url: scene.lookup.publisher(id).unwrap_or_default(),
        kind,
        kind_label: label(scene, "publisher_kind", kind),
        country: text(|it| &it.country),
        reliability,
        reliability_label: reliability_label(scene, reliability),
        descriptor: text(|it| &it.descriptor),
        ownership: text(|it| &it.ownership),
        affiliation: text(|it| &it.affiliation),
        corrections_href: text(|it| &it.corrections_url),
        hosts: registered.map_or(&[], |it| &it.hosts),
        source_count: publisher.sources.len(),
        brief_count: publisher.briefs.len(),
        briefs_label: scene.strings().count("briefs", publisher.briefs.len()),
        citation_count: publisher.citations,
        share: term::share(publisher.citations as usize, scene.listings.citations as usize),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn a_publisher_and_its_sources() {
        let template = "{{ publisher.name | safe }} {{ publisher.source_count }} {{ publisher.brief_count }} {{ publisher.citation_count }} {{ publisher.share }} %\n\
            {{ sources_html | safe }}";
        expect![[r#"
            Port & Co 2 1 3 100 %
            harbor-1 ../../sources/harbor-1/ 14 February 2026, 22:47 UTC
            tender ../../sources/tender/ 14 February 2026, 22:47 UTC
        "#]]
        .assert_eq(&render(&site(|_| {}), "publishers/port/index.html", template));
    }
}
