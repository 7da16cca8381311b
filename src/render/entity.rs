//! Entities: who and what briefs speak of.

use std::cmp::Reverse;

use crate::diag::Diagnostic;
use crate::model::date::Moment;
use crate::model::page::{FeedOf, Pager};
use crate::model::registry::{EntityRole, RegisteredEntity};
use crate::model::site::{EntityId, LinkedBrief};

use super::listed::label;
use super::parts::Html;
use super::scene::Scene;
use super::strings;
use super::view::{
    BriefEntityView, CompanyView, EntityGroupView, EntityRowView, EntityView, NameView, OfficeView,
};

/// The entities that a page of the index shows, those of one kind together.
pub fn groups<'a>(scene: Scene<'a>, pager: Pager) -> Vec<EntityGroupView<'a>> {
    let all = &scene.listings.entities;
    let kind = |id: EntityId| scene.site.entity(id).kind;
    let group = |ids: &[EntityId]| {
        let word = kind(ids[0]).map_or("", |it| it.word());
        EntityGroupView {
            kind: word,
            label: label(scene, "entity_kind", word),
            count: all.iter().filter(|&&it| kind(it) == kind(ids[0])).count(),
            entities: ids.iter().map(|&id| row(scene, id)).collect(),
        }
    };
    pager.of(all).chunk_by(|&a, &b| kind(a) == kind(b)).map(group).collect()
}

fn row<'a>(scene: Scene<'a>, id: EntityId) -> EntityRowView<'a> {
    let entity = scene.site.entity(id);
    let kind = entity.kind.map_or("", |it| it.word());
    let latest = entity.briefs.first().and_then(|&id| scene.site.brief(id).date());
    EntityRowView {
        id: &entity.id,
        name: &entity.name,
        url: scene.lookup.entity(id),
        kind,
        kind_label: label(scene, "entity_kind", kind),
        description: entity.registered.as_ref().and_then(|it| it.description.as_deref()),
        brief_count: entity.briefs.len(),
        briefs_label: scene.strings().count("briefs", entity.briefs.len()),
        claim_count: entity.claims.len(),
        claims_label: scene.strings().count("claims", entity.claims.len()),
        latest: latest.map(|it| scene.date(it)),
    }
}

/// An entity, and the claims of the briefs that a page of it shows.
pub fn view<'a>(scene: Scene<'a>, id: EntityId, pager: Pager) -> EntityView<'a> {
    let entity = scene.site.entity(id);
    let registered = entity.registered.as_ref();
    let briefs = pager.of(&entity.briefs);
    let claims = match (briefs.first(), briefs.last()) {
        (Some(first), Some(last)) => {
            let from = entity.claims.partition_point(|it| it.0 < *first);
            let to = entity.claims.partition_point(|it| it.0 <= *last);
            entity.claims[from..to].to_vec()
        }
        _ => Vec::new(),
    };
    EntityView {
        row: row(scene, id),
        names: registered.map_or_else(Vec::new, names),
        aliases: registered.map_or(&[], |it| &it.aliases),
        href: registered.and_then(|it| it.url.as_deref()),
        wikidata: registered.and_then(|it| it.wikidata.as_deref()),
        wikidata_href: registered.and_then(wikidata),
        offices: registered.map_or_else(Vec::new, |it| offices(scene, &it.roles)),
        claims_html: Html::claims(scene, claims),
        with: entity
            .with
            .iter()
            .map(|&(id, count)| {
                let name = scene.site.entity(id).name.as_str();
                CompanyView { name, url: scene.lookup.entity(id), count }
            })
            .collect(),
        feeds: scene.feeds(FeedOf::Entity(id)),
    }
}

/// The page of its Wikidata item.
pub fn wikidata(entity: &RegisteredEntity) -> Option<String> {
    Some(format!("https://www.wikidata.org/wiki/{}", entity.wikidata.as_deref()?))
}

fn names(entity: &RegisteredEntity) -> Vec<NameView<'_>> {
    let all = entity.names.iter().flat_map(|(lang, names)| names.iter().map(move |name| (lang, name)));
    all.map(|(lang, name)| NameView {
        name,
        lang,
        dir: strings::direction(lang),
        language: strings::native_name(lang),
    })
    .collect()
}

/// The newest first; those without a first day last.
fn offices<'a>(scene: Scene<'a>, roles: &'a [EntityRole]) -> Vec<OfficeView<'a>> {
    let today = Moment::day_of(scene.site.now);
    let mut roles: Vec<&EntityRole> = roles.iter().collect();
    roles.sort_by_key(|it| Reverse(it.from.map(|it| it.instant)));
    let view = |it: &'a EntityRole| OfficeView {
        title: &it.title,
        from: it.from.as_ref().map(|it| scene.date(it)),
        to: it.to.as_ref().map(|it| scene.date(it)),
        current: it.holds(&today),
    };
    roles.into_iter().map(view).collect()
}

/// What a brief names: first what its front matter does.
pub fn of_brief<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<BriefEntityView<'a>> {
    let view = |it: &'a crate::model::site::NamedEntity| {
        let known = it.entity.map(|id| scene.site.entity(id));
        let used = it.declared.map(|at| &linked.brief.front.entities[at as usize]);
        let written = used.and_then(|it| it.name.as_deref().or(it.id.as_ref().map(|it| it.value.as_str())));
        let kind = known.and_then(|it| it.kind).or_else(|| used?.kind).map_or("", |it| it.word());
        BriefEntityView {
            name: known.map(|it| it.name.as_str()).or(written).unwrap_or_default(),
            url: it.entity.and_then(|id| scene.lookup.entity(id)),
            kind,
            kind_label: label(scene, "entity_kind", kind),
            role: used.and_then(|it| it.role.as_deref()),
        }
    };
    linked.entities.iter().map(view).collect()
}

impl EntityView<'_> {
    /// Makes the claims that name it.
    ///
    /// # Errors
    /// The theme's `partials/claim_row.html` fails.
    pub fn finish(&mut self, scene: Scene<'_>, root: &str) -> Result<(), Diagnostic> {
        self.claims_html.make(scene, root, None)
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn the_index_by_kind() {
        let template = "{% for g in groups %}{{ g.label }} {{ g.count }}\n\
            {% for e in g.entities %}{{ e.name }} {{ e.url }} {{ e.briefs_label }} {{ e.latest.short }}\n{% endfor %}{% endfor %}";
        expect![[r#"
            Place 1
            Second &lt;berth&gt; entities/berth/ 1 brief 14 Feb 2026
        "#]]
        .assert_eq(&render(&site(|_| {}), "entities/index.html", template));
    }

    #[test]
    fn an_entity_with_all_that_names_it() {
        let template = "{{ entity.row.kind_label }}: {{ entity.row.description }} {{ entity.href | safe }} {{ entity.wikidata_href }}\n\
            {% for n in entity.names %}{{ n.lang }} {{ n.dir }} {{ n.language }}: {{ n.name }}\n{% endfor %}\
            {% for o in entity.offices %}{{ o.title }} {{ o.from.iso }} {% if o.to %}{{ o.to.iso }}{% endif %} {{ o.current }}\n{% endfor %}\
            {{ entity.claims_html | safe }}{% for m in list.months %}{{ m.label }}: {{ m.cards_html | safe }}{% endfor %}";
        expect![[r#"
            Place: Where the dredger lies. https://port.example/berth?a=1&b https://www.wikidata.org/wiki/Q1
            zh ltr 中文: 二号泊位
            Container berth 2020-01-01  true
            Coal berth 1990-01-01 2019-12-31 false
            ../../2026/02/14/grid/#c-1a2b3c The berth opens in May.
            February 2026: ../../2026/02/14/grid/ Grid &lt;capacity&gt; &amp; &quot;berths&quot;
        "#]]
        .assert_eq(&render(&site(|_| {}), "entities/berth/index.html", template));
    }

    #[test]
    fn what_a_brief_names() {
        let template = "{% for e in brief.entities %}{{ e.name }} {{ e.kind_label }} {{ e.url }} {{ e.role }}\n{% endfor %}";
        expect![[r#"
            Second &lt;berth&gt; Place entities/berth/ 
        "#]]
        .assert_eq(&render(&site(|_| {}), "2026/02/14/grid/index.html", template));
    }

    /// Without a page there is nothing to link to, in the list or in the text.
    #[test]
    fn an_entity_without_a_page_is_not_linked() {
        let site = site(|site| {
            site.entities[0].paged = false;
        });
        let html = render(&site, "2026/02/14/grid/index.html", "{{ brief.body_html | safe }}");
        assert!(html.contains("The berth opens"), "{html}");
    }
}
