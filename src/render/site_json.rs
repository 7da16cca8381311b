//! `index.json`, `claims.json`, `sources.json` and `entities.json` of the whole site; a long one is cut by year.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::date::Moment;
use crate::model::page::{Part, Schema, Subject};
use crate::model::registry::{EntityKind, RegisteredEntity, TermKind};
use crate::model::site::{BriefId, EntityId, SourceId};

use super::json::{self, ClaimData, Confidence, VERSION};
use super::lookup::JSON;
use super::scene::Scene;
use super::{card, schemas};

/// One file of rows, under the name of what the rows are.
#[derive(Serialize)]
struct File<'a, T: Serialize> {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    version: u8,
    title: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    briefs: Option<Vec<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Vec<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<Vec<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<Vec<T>>,
}

#[derive(Serialize)]
struct Contents<'a> {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    version: u8,
    title: &'a str,
    url: String,
    parts: Vec<PartRow>,
}

#[derive(Serialize)]
struct PartRow {
    /// Absent for rows without a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
    url: String,
}

#[derive(Serialize)]
struct BriefRow<'a> {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    json: Option<String>,
    slug: &'a str,
    title: &'a str,
    lang: &'a str,
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    source_count: usize,
    claim_count: usize,
}

#[derive(Serialize)]
struct ClaimRow<'a> {
    #[serde(flatten)]
    claim: ClaimData<'a>,
    brief: BriefName<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
}

#[derive(Serialize)]
struct BriefName<'a> {
    url: String,
    title: &'a str,
    lang: &'a str,
}

#[derive(Serialize)]
struct SourceRow<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reliability: Option<char>,
    briefs: Vec<SourceUse<'a>>,
}

#[derive(Serialize)]
struct SourceUse<'a> {
    url: String,
    number: u16,
    /// Ids of the claims that cite it there.
    claims: Vec<&'a str>,
}

#[derive(Serialize)]
struct EntityRow<'a> {
    id: &'a str,
    name: &'a str,
    /// By language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'a BTreeMap<String, Vec<String>>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wikidata: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<EntityOffice<'a>>,
    briefs: Vec<EntityUse<'a>>,
    /// Entities named in the same briefs, most often first.
    with: Vec<EntityCompany<'a>>,
}

#[derive(Serialize)]
struct EntityOffice<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

#[derive(Serialize)]
struct EntityUse<'a> {
    url: String,
    /// Ids of the claims that name it there.
    claims: Vec<&'a str>,
}

#[derive(Serialize)]
struct EntityCompany<'a> {
    id: &'a str,
    briefs: u32,
}

/// The listed briefs.
pub fn briefs(scene: Scene<'_>, part: &Part) -> Vec<u8> {
    if let Part::Contents(years) = part {
        return contents(scene, years, Schema::Briefs, Subject::SiteJson);
    }
    let all = scene.listings.briefs.iter().filter(|&&id| holds(part, scene.site.brief(id).year()));
    file(scene, Schema::Briefs, |it| it.briefs = Some(all.map(|&id| brief(scene, id)).collect()))
}

/// The claims of listed briefs.
pub fn claims(scene: Scene<'_>, part: &Part) -> Vec<u8> {
    if let Part::Contents(years) = part {
        return contents(scene, years, Schema::Claims, Subject::ClaimsJson);
    }
    let all = scene.listings.claims.iter().filter(|(id, _)| holds(part, scene.site.brief(*id).year()));
    let row = |&(id, at): &(BriefId, u32)| {
        let linked = scene.site.brief(id);
        let url = scene.address(scene.lookup.brief(id));
        ClaimRow {
            claim: ClaimData::of(linked, &linked.brief.body.claims[at as usize], &url),
            brief: BriefName { url, title: &linked.brief.front.title.value, lang: &linked.lang },
            published: linked.date().map(super::super::model::date::Moment::iso),
        }
    };
    file(scene, Schema::Claims, |it| it.claims = Some(all.map(row).collect()))
}

/// The sources that listed briefs rest on, in order of key.
pub fn sources(scene: Scene<'_>, part: &Part) -> Vec<u8> {
    if let Part::Contents(years) = part {
        return contents(scene, years, Schema::Sources, Subject::SourcesJson);
    }
    let all =
        scene.listings.sources.iter().filter(|&&id| holds(part, scene.site.source(id).year(scene.site)));
    file(scene, Schema::Sources, |it| it.sources = Some(all.map(|&id| source(scene, id)).collect()))
}

/// The entities that listed briefs name, by kind and name.
pub fn entities(scene: Scene<'_>, part: &Part) -> Vec<u8> {
    if let Part::Contents(years) = part {
        return contents(scene, years, Schema::Entities, Subject::EntitiesJson);
    }
    let all =
        scene.listings.entities.iter().filter(|&&id| holds(part, scene.site.entity(id).year(scene.site)));
    file(scene, Schema::Entities, |it| it.entities = Some(all.map(|&id| entity(scene, id)).collect()))
}

fn holds(part: &Part, year: Option<i16>) -> bool {
    match part {
        Part::Year(wanted) => *wanted == year,
        Part::Whole | Part::Contents(_) => true,
    }
}

fn file<'a, T: Serialize>(scene: Scene<'a>, schema: Schema, rows: impl FnOnce(&mut File<'a, T>)) -> Vec<u8> {
    let mut file = File {
        schema: schemas::address(scene, schema),
        version: VERSION,
        title: &scene.site.config.site.title,
        url: scene.address(""),
        briefs: None,
        claims: None,
        sources: None,
        entities: None,
    };
    rows(&mut file);
    json::bytes(&file)
}

fn contents(
    scene: Scene<'_>,
    years: &[Option<i16>],
    schema: Schema,
    file: impl Fn(Part) -> Subject,
) -> Vec<u8> {
    let row = |year: &Option<i16>| {
        let address = file(Part::Year(*year)).address(scene.site);
        PartRow { year: *year, url: scene.address(&address.url(scene.lookup.style)) }
    };
    json::bytes(&Contents {
        schema: schemas::address(scene, schema),
        version: VERSION,
        title: &scene.site.config.site.title,
        url: scene.address(""),
        parts: years.iter().map(row).collect(),
    })
}

fn brief(scene: Scene<'_>, id: BriefId) -> BriefRow<'_> {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let twin = scene.lookup.twins(id).iter().find(|(format, _)| *format == JSON);
    BriefRow {
        url: scene.address(scene.lookup.brief(id)),
        json: twin.map(|(_, url)| scene.address(url)),
        slug: &linked.brief.slug.value,
        title: &front.title.value,
        lang: &linked.lang,
        kind: front.kind.word(),
        status: json::status(linked),
        published: linked.date().map(super::super::model::date::Moment::iso),
        updated: linked.updated().map(super::super::model::date::Moment::iso),
        topic: linked.topic.map(|id| scene.site.term(TermKind::Topic, id).id.as_str()),
        tags: linked.tags.iter().map(|&id| scene.site.term(TermKind::Tag, id).id.as_str()).collect(),
        confidence: Confidence::of_brief(linked),
        summary: card::summary(linked),
        source_count: linked.sources.len(),
        claim_count: if linked.shows_body() { linked.brief.body.claims.len() } else { 0 },
    }
}

fn source(scene: Scene<'_>, id: SourceId) -> SourceRow<'_> {
    let source = scene.site.source(id);
    let fields = &source.fields;
    SourceRow {
        key: &source.key,
        aliases: source.aliases.iter().map(String::as_str).collect(),
        title: &source.title,
        lang: fields.lang.as_ref().map(|it| it.value.as_str()),
        url: fields.url.as_ref().map(|it| it.value.as_str()),
        publisher: source.publisher.map(|id| scene.site.publisher(id).name.as_str()),
        page: scene.lookup.source(id).map(|it| scene.address(it)),
        kind: fields.kind.as_ref().map(|it| it.value.word()),
        published: fields.published.as_ref().map(|it| it.value.iso()),
        archived: fields.archived.as_ref().map(|it| it.value.as_str()),
        reliability: source.reliability,
        briefs: source
            .uses
            .iter()
            .map(|used| {
                let linked = scene.site.brief(used.brief);
                let claims = if linked.shows_body() { &used.claims[..] } else { &[] };
                SourceUse {
                    url: scene.address(scene.lookup.brief(used.brief)),
                    number: used.number,
                    claims: claims
                        .iter()
                        .map(|&at| linked.brief.body.claims[at as usize].id.as_str())
                        .collect(),
                }
            })
            .collect(),
    }
}

fn entity(scene: Scene<'_>, id: EntityId) -> EntityRow<'_> {
    let entity = scene.site.entity(id);
    let registered = entity.registered.as_ref();
    let text = |pick: fn(&RegisteredEntity) -> &Option<String>| registered.and_then(|it| pick(it).as_deref());
    let roles = registered.map_or(&[][..], |it| &it.roles);
    let named = |&brief: &BriefId| {
        let linked = scene.site.brief(brief);
        let from = entity.claims.partition_point(|it| it.0 < brief);
        let own = entity.claims[from..].iter().take_while(|it| it.0 == brief);
        let body = &linked.brief.body;
        EntityUse {
            url: scene.address(scene.lookup.brief(brief)),
            claims: own.map(|it| body.claims[it.1 as usize].id.as_str()).collect(),
        }
    };
    EntityRow {
        id: &entity.id,
        name: &entity.name,
        names: registered.map(|it| &it.names).filter(|it| !it.is_empty()),
        aliases: registered.map_or(&[], |it| &it.aliases),
        kind: entity.kind.map(EntityKind::word),
        description: text(|it| &it.description),
        url: text(|it| &it.url),
        wikidata: text(|it| &it.wikidata),
        page: scene.lookup.entity(id).map(|it| scene.address(it)),
        roles: roles
            .iter()
            .map(|it| EntityOffice {
                title: &it.title,
                from: it.from.as_ref().map(Moment::iso),
                to: it.to.as_ref().map(Moment::iso),
            })
            .collect(),
        briefs: entity.briefs.iter().map(named).collect(),
        with: entity
            .with
            .iter()
            .map(|&(id, count)| EntityCompany { id: &scene.site.entity(id).id, briefs: count })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn rows_of_the_site() {
        let site = site(|_| {});
        let all = ["index.json", "claims.json", "sources.json", "entities.json"]
            .map(|path| render(&site, path, ""));
        expect![[r#"
            {"$schema":"https://desk.example/briefs/schemas/index.schema.json","version":1,"title":"Harbour Desk","url":"https://desk.example/briefs/","briefs":[{"url":"https://desk.example/briefs/2026/02/14/grid/","json":"https://desk.example/briefs/2026/02/14/grid/index.json","slug":"grid","title":"Grid <capacity> & \"berths\"","lang":"en","kind":"assessment","status":"corrected","published":"2026-02-14T22:47:58Z","updated":"2026-02-16","topic":"energy","tags":["港"],"confidence":{"level":"medium","label":"moderate","stix_confidence":50},"summary":"The berth opens in May.","source_count":2,"claim_count":1},{"url":"https://desk.example/briefs/2026/02/13/port/","json":"https://desk.example/briefs/2026/02/13/port/index.json","slug":"port","title":"港口","lang":"zh","kind":"brief","status":"withdrawn","published":"2026-02-13","tags":[],"source_count":0,"claim_count":0}]}
            {"$schema":"https://desk.example/briefs/schemas/claims.schema.json","version":1,"title":"Harbour Desk","url":"https://desk.example/briefs/","claims":[{"id":"c-1a2b3c","url":"https://desk.example/briefs/2026/02/14/grid/#c-1a2b3c","statement":"The berth opens in May.","role":"inference","origin":"prose","confidence":{"level":"medium","label":"moderate","stix_confidence":50},"citations":[1],"evidence":[{"text":"A tender.","citations":[2]}],"brief":{"url":"https://desk.example/briefs/2026/02/14/grid/","title":"Grid <capacity> & \"berths\"","lang":"en"},"published":"2026-02-14T22:47:58Z"}]}
            {"$schema":"https://desk.example/briefs/schemas/sources.schema.json","version":1,"title":"Harbour Desk","url":"https://desk.example/briefs/","sources":[{"key":"harbor-1","title":"Harbour <notice>","url":"https://www.port.example/n?a=1&b=2","publisher":"Port & Co","page":"https://desk.example/briefs/sources/harbor-1/","reliability":"B","briefs":[{"url":"https://desk.example/briefs/2026/02/14/grid/","number":1,"claims":["c-1a2b3c"]}]},{"key":"tender","title":"Tender","url":"https://port.example/t","publisher":"Port & Co","page":"https://desk.example/briefs/sources/tender/","reliability":"B","briefs":[{"url":"https://desk.example/briefs/2026/02/14/grid/","number":2,"claims":["c-1a2b3c"]}]}]}
            {"$schema":"https://desk.example/briefs/schemas/entities.schema.json","version":1,"title":"Harbour Desk","url":"https://desk.example/briefs/","entities":[{"id":"berth","name":"Second <berth>","names":{"zh":["二号泊位"]},"aliases":["berth"],"kind":"place","description":"Where the dredger lies.","url":"https://port.example/berth?a=1&b","wikidata":"Q1","page":"https://desk.example/briefs/entities/berth/","roles":[{"title":"Coal berth","from":"1990-01-01","to":"2019-12-31"},{"title":"Container berth","from":"2020-01-01"}],"briefs":[{"url":"https://desk.example/briefs/2026/02/14/grid/","claims":["c-1a2b3c"]}],"with":[]}]}
        "#]].assert_eq(&all.concat());
    }
}
