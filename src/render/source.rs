//! Sources across the site: each with every claim and brief that rests on it.

use crate::diag::Diagnostic;
use crate::model::page::Pager;
use crate::model::site::{LinkedSource, SourceId, SourceUsed};

use super::listed::{self, credibility_label, label, reliability_label};
use super::parts::Html;
use super::scene::Scene;
use super::view::{CocitedView, LinkView, SourceRowView, SourceUseView, SourceView};
use super::{claims, strings};

/// A source as a row of a list.
pub fn row<'a>(scene: Scene<'a>, id: SourceId) -> SourceRowView<'a> {
    let source = scene.site.source(id);
    let (lang, dir) = listed::language(scene, source);
    let kind = source.fields.kind.as_ref().map_or("", |it| it.value.word());
    let latest = source.uses.first().and_then(|it| scene.site.brief(it.brief).date());
    let claim_count = scene.lookup.weight(scene.site, id).claims;
    SourceRowView {
        key: &source.key,
        title: &source.title,
        lang,
        dir,
        url: scene.lookup.source(id).unwrap_or_default(),
        publisher: source.publisher.map(|id| scene.site.publisher(id).name.as_str()),
        publisher_url: listed::publisher_url(scene, source),
        published: source.fields.published.as_ref().map(|it| scene.date(&it.value)),
        kind,
        kind_label: label(scene, "source_kind", kind),
        reliability: source.reliability,
        brief_count: source.uses.len(),
        briefs_label: scene.strings().count("briefs", source.uses.len()),
        claim_count,
        claims_label: scene.strings().count("claims", claim_count),
        latest: latest.map(|it| scene.date(it)),
    }
}

/// A source and the part of its uses that a page shows.
pub fn view<'a>(scene: Scene<'a>, id: SourceId, pager: Pager) -> SourceView<'a> {
    let source = scene.site.source(id);
    let fields = &source.fields;
    let access = fields.access.as_ref().map_or("", |it| it.value.word());
    let origin = fields.origin.as_ref().map_or("", |it| it.value.word());
    SourceView {
        row: row(scene, id),
        href: listed::original(source, None),
        host: listed::host(source),
        authors: &fields.authors,
        archived: fields.archived.as_ref().map(|it| it.value.as_str()),
        archived_at: fields.archived_at.as_ref().map(|it| scene.date(&it.value)),
        access,
        access_label: label(scene, "access", access),
        origin,
        origin_label: label(scene, "origin", origin),
        descriptor: fields.descriptor.as_ref().map(|it| it.value.as_str()),
        reliability_label: reliability_label(scene, source.reliability),
        reliability_of: match (source.reliability, &fields.reliability) {
            (None, _) => "",
            (Some(_), Some(_)) => "source",
            (Some(_), None) => "publisher",
        },
        doi: fields.doi.as_ref().map(|it| it.value.as_str()),
        aliases: &source.aliases,
        uses: pager.of(&source.uses).iter().map(|used| use_view(scene, used)).collect(),
        single_source_claims: scene.lookup.weight(scene.site, id).alone,
        cocited: source
            .cocited
            .iter()
            .map(|&(id, count)| {
                let source = scene.site.source(id);
                let (lang, dir) = listed::language(scene, source);
                let url = scene.lookup.source(id).unwrap_or_default();
                CocitedView { name: &source.title, lang, dir, url, count }
            })
            .collect(),
        independent_of: grouped(scene, source),
    }
}

fn use_view<'a>(scene: Scene<'a>, used: &SourceUsed) -> SourceUseView<'a> {
    let linked = scene.site.brief(used.brief);
    let own = linked.listed(used.number).map(|it| &it.in_brief);
    let relation = own.map_or("", |it| it.relation.word());
    let credibility = own.and_then(|it| it.credibility);
    let removed = !linked.shows_body();
    let body = &linked.brief.body;
    SourceUseView {
        brief_html: Html::source_use(scene, used.brief, used.number),
        lang: &linked.lang,
        dir: strings::direction(&linked.lang),
        number: used.number,
        credibility: credibility.map(|it| it.to_string()).unwrap_or_default(),
        credibility_label: credibility_label(scene, credibility),
        relation,
        relation_label: label(scene, "relation", relation),
        quote: own.filter(|_| !removed).and_then(|it| it.quote.as_deref()),
        locator: own.filter(|_| !removed).and_then(|it| it.locator.as_deref()),
        claims: match removed {
            true => Vec::new(),
            false => used.claims.iter().map(|&at| claims::said(scene, (used.brief, at))).collect(),
        },
        mentions: match removed {
            true => Vec::new(),
            false => used
                .mentions
                .iter()
                .map(|&at| body.sentence(body.clusters[at as usize].sentence))
                .filter(|it| !it.is_empty())
                .collect(),
        },
    }
}

impl SourceView<'_> {
    /// Makes the briefs that rest on it.
    ///
    /// # Errors
    /// The theme's `partials/source_use.html` fails.
    pub fn finish(&mut self, scene: Scene<'_>, root: &str) -> Result<(), Diagnostic> {
        self.uses.iter_mut().try_for_each(|it| it.brief_html.make(scene, root, None))
    }
}

fn link<'a>(scene: Scene<'a>, id: SourceId) -> LinkView<'a> {
    let source = scene.site.source(id);
    let (lang, dir) = listed::language(scene, source);
    let url = scene.lookup.source(id).unwrap_or_default();
    LinkView { name: source.title.as_str().into(), url, lang, dir }
}

/// Sources that it shares an origin with.
fn grouped<'a>(scene: Scene<'a>, source: &LinkedSource) -> Vec<LinkView<'a>> {
    let find = |key: &str| scene.site.sources.binary_search_by(|it| it.key.as_str().cmp(key)).ok();
    let ids = source.fields.independent_of.iter().filter_map(|it| find(&it.value));
    ids.map(|id| link(scene, id as SourceId)).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn a_source_with_all_that_rests_on_it() {
        let template = "\
            {{ source.row.title | safe }} | {{ source.row.publisher | safe }} {{ source.row.publisher_url }} | {{ source.host }} | \
            {{ source.reliability_label }} ({{ source.reliability_of }}) | {{ source.row.brief_count }} briefs, \
            {{ source.row.claim_count }} claims, {{ source.single_source_claims }} alone\n\
            {% for u in source.uses %}{{ u.brief_html | safe }} as {{ u.number }}: {{ u.relation_label }}, {{ u.credibility_label }}, {{ u.quote }}\n\
            {% for c in u.claims %}- {{ c.url }} {{ c.statement }} {{ c.confidence.label }}\n{% endfor %}\
            {% for m in u.mentions %}- {{ m }}\n{% endfor %}{% endfor %}";
        expect![[r#"
            Harbour <notice> | Port & Co publishers/port/ | port.example | Usually reliable (publisher) | 1 briefs, 1 claims, 0 alone
            ../../2026/02/14/grid/#s-1 as 1: Supports, Probably true, opens in May
            - 2026/02/14/grid/#c-1a2b3c The berth opens in May. moderate
            - The berth opens in May.
        "#]].assert_eq(&render(&site(|_| {}), "sources/harbor-1/index.html", template));
    }
}
