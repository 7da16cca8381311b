//! Publishers: who stands behind the sources, and how much of the site rests on each.

use crate::model::page::Pager;
use crate::model::site::PublisherId;

use super::listed::{label, reliability_label};
use super::scene::Scene;
use super::view::{PublisherView, SourceRowView};
use super::{source, term};

/// The publishers that a page of the index shows, in order of id.
pub fn rows(scene: Scene<'_>, pager: Pager) -> Vec<PublisherView> {
    pager.of(&scene.listings.publishers).iter().map(|&id| view(scene, id)).collect()
}

pub fn view(scene: Scene<'_>, id: PublisherId) -> PublisherView {
    let publisher = scene.site.publisher(id);
    let registered = publisher.registered.as_ref();
    let kind = registered.and_then(|it| it.kind).map_or("", |it| it.word());
    let reliability = registered.and_then(|it| it.reliability);
    let text = |pick: fn(&crate::model::registry::RegisteredPublisher) -> &Option<String>| {
        registered.and_then(|it| pick(it).clone())
    };
    PublisherView {
        id: publisher.id.clone(),
        name: publisher.name.clone(),
        url: scene.lookup.publisher(id).unwrap_or_default().to_owned(),
        kind: kind.to_owned(),
        kind_label: label(scene, "publisher_kind", kind),
        country: text(|it| &it.country),
        reliability: reliability.map(String::from),
        reliability_label: reliability_label(scene, reliability),
        descriptor: text(|it| &it.descriptor),
        ownership: text(|it| &it.ownership),
        affiliation: text(|it| &it.affiliation),
        corrections_href: text(|it| &it.corrections_url),
        hosts: registered.map(|it| it.hosts.clone()).unwrap_or_default(),
        source_count: publisher.sources.len(),
        brief_count: publisher.briefs.len(),
        citation_count: publisher.citations,
        share: term::share(publisher.citations as usize, scene.listings.citations as usize),
    }
}

/// The sources of a publisher that a page shows.
pub fn sources(scene: Scene<'_>, id: PublisherId, pager: Pager) -> Vec<SourceRowView> {
    pager.of(&scene.site.publisher(id).sources).iter().map(|&id| source::row(scene, id)).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn a_publisher_and_its_sources() {
        let template = "{{ publisher.name | safe }} {{ publisher.source_count }} {{ publisher.brief_count }} {{ publisher.citation_count }} {{ publisher.share }} %\n\
            {% for row in rows %}{{ row.key }} {{ row.url }} {{ row.latest.label }}\n{% endfor %}";
        expect![[r#"
            Port & Co 2 1 3 100 %
            harbor-1 sources/harbor-1/ 14 February 2026, 22:47 UTC
            tender sources/tender/ 14 February 2026, 22:47 UTC
        "#]]
        .assert_eq(&render(&site(|_| {}), "publishers/port/index.html", template));
    }
}
