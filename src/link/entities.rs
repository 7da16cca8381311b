//! Which entities a brief names, in its front matter or in its text, and what names each.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::hints::Hints;
use super::slugs::Slugs;
use super::together::together;
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Brief;
use crate::model::config::Config;
use crate::model::date::{Moment, Precision};
use crate::model::front_matter::EntityUse;
use crate::model::registry::{RegisteredEntity, Registries};
use crate::model::site::{BriefId, EntityId, LinkedEntity, NamedEntity, Site};
use crate::paths::{Address, fold};
use crate::workers::Workers;

/// What linking entities needs to know.
pub(super) struct Scope<'a> {
    pub config: &'a Config,
    pub registries: &'a Registries,
    pub hints: &'a Hints,
    /// Every brief of the site, by [`BriefId`].
    pub texts: &'a [Arc<Brief>],
    /// Earliest first by date, then path: who names a thing first.
    pub order: &'a [BriefId],
}

/// Finds what every brief names, and lists under each entity what names it.
pub(super) fn link(site: &mut Site, scope: &Scope<'_>, workers: &impl Workers, out: &mut Vec<Diagnostic>) {
    let registry = &scope.registries.entities;
    let mut names = Names::new(registry.values());
    let stubs = stubs(scope, &mut names);
    if registry.is_empty() && stubs.is_empty() && scope.texts.iter().all(|it| it.front.entities.is_empty()) {
        return;
    }
    for &id in scope.order {
        unknown(&scope.texts[id as usize], &names, scope, out);
    }
    let named = workers.map(site.briefs.len(), || (), |(), id| named(&site.briefs[id].brief, &names));
    let mut entities = finish(scope, stubs, out);
    for (id, (brief, named)) in site.briefs.iter_mut().zip(named).enumerate() {
        brief.entities = named;
        let shown = brief.shows_body();
        if !shown {
            // A text that was withdrawn names nobody.
            brief.entities.retain(|it| it.declared.is_some());
            brief.entities.iter_mut().for_each(|it| it.mentions = 0);
        }
        if !brief.state.listed {
            continue;
        }
        let mut claims: Vec<(EntityId, u32)> = Vec::new();
        if shown {
            let mentions = brief.brief.body.mentions.iter();
            claims.extend(mentions.filter_map(|it| Some((it.entity, it.claim?))));
            claims.sort_unstable();
            claims.dedup();
        }
        for it in &brief.entities {
            let Some(entity) = it.entity else { continue };
            let from = claims.partition_point(|claim| claim.0 < entity);
            let own = claims[from..].iter().take_while(|claim| claim.0 == entity).map(|claim| claim.1);
            let (id, entity) = (id as BriefId, &mut entities[entity as usize]);
            entity.briefs.push(id);
            entity.claims.extend(own.map(|claim| (id, claim)));
        }
    }
    let paged = scope.config.has_index("entities");
    for entity in &mut entities {
        entity.paged = paged && entity.briefs.len() >= scope.config.lists.min_items.max(1);
    }
    let uses = |id: usize| entities[id].briefs.iter().copied();
    let list = |brief: BriefId| {
        let all = &site.briefs[brief as usize].entities;
        (all.len(), all.iter().filter_map(|it| it.entity))
    };
    let with = together(entities.len(), uses, list, workers);
    for (entity, with) in entities.iter_mut().zip(with) {
        entity.with = with;
    }
    site.entities = entities;
    let turns = registry.values().flat_map(|it| &it.roles).flat_map(|it| {
        let (first, last) =
            (it.from.and_then(|it| Some(days(&it)?.0)), it.to.and_then(|it| days(&it)?.1.tomorrow().ok()));
        [first, last]
    });
    let instant = |it: Date| Some(it.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let turns = turns.flatten().filter_map(instant).filter(|it| *it > site.now);
    site.until = site.until.into_iter().chain(turns).min();
}

/// The first and the last day of a moment, as precise as it is.
fn days(moment: &Moment) -> Option<(Date, Date)> {
    let day = moment.civil.date();
    Some(match moment.precision {
        Precision::Year => (date(day.year(), 1, 1), date(day.year(), 12, 31)),
        Precision::Month => (day.first_of_month(), day.last_of_month()),
        _ => (day, day),
    })
}

/// What names lead to.
struct Names<'a> {
    by_id: HashMap<String, EntityId>,
    /// None for a name of several.
    by_name: HashMap<&'a str, Option<EntityId>>,
}

impl<'a> Names<'a> {
    fn new(registry: impl Iterator<Item = &'a RegisteredEntity>) -> Self {
        let mut it = Self { by_id: HashMap::new(), by_name: HashMap::new() };
        for (entity, id) in registry.zip(0..) {
            it.by_id.insert(entity.id.value.clone(), id);
            for name in entity.all_names() {
                let known = it.by_name.entry(name).or_insert(Some(id));
                *known = known.filter(|it| *it == id);
            }
        }
        it
    }

    /// The entity that front matter names: by its id, else by a name that is its alone.
    fn find(&self, named: &EntityUse) -> Option<EntityId> {
        let id = named.id.as_ref().map(|it| it.value.as_str());
        let by_id = id.and_then(|it| self.by_id.get(it).or_else(|| self.by_id.get(&fold(it))));
        let name = id.into_iter().chain(named.name.as_deref()).find_map(|it| *self.by_name.get(it)?);
        let folded = || self.by_id.get(&fold(named.name.as_deref()?)).copied();
        by_id.copied().or(name).or_else(folded)
    }
}

/// An entity that only front matter knows.
struct Stub<'a> {
    id: String,
    used: &'a EntityUse,
    brief: &'a Brief,
}

/// Names without an entry, each once, in order of id, when they are to have pages: they go behind the registry.
fn stubs<'a>(scope: &Scope<'a>, names: &mut Names<'_>) -> Vec<Stub<'a>> {
    if !scope.config.entity_stubs {
        return Vec::new();
    }
    let mut stubs: HashMap<String, Stub<'a>> = HashMap::new();
    for &id in scope.order {
        let brief = &*scope.texts[id as usize];
        for used in brief.front.entities.iter().filter(|it| names.find(it).is_none()) {
            let id = fold(called(used));
            if !id.is_empty() {
                stubs.entry(id.clone()).or_insert(Stub { id, used, brief });
            }
        }
    }
    let mut stubs: Vec<_> = stubs.into_values().collect();
    stubs.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let first = scope.registries.entities.len() as EntityId;
    names.by_id.extend(stubs.iter().zip(first..).map(|(it, id)| (it.id.clone(), id)));
    stubs
}

/// What front matter calls an entity: its id, else its name.
fn called(used: &EntityUse) -> &str {
    let id = used.id.as_ref().map(|it| it.value.as_str());
    id.or(used.name.as_deref()).unwrap_or_default()
}

/// Rule `unknown-id`: an id of the front matter that the registry does not hold.
fn unknown(brief: &Brief, names: &Names<'_>, scope: &Scope<'_>, out: &mut Vec<Diagnostic>) {
    let registry = &scope.registries.entities;
    if registry.is_empty() {
        return;
    }
    for used in &brief.front.entities {
        let Some(id) = &used.id else { continue };
        if names.find(used).is_some_and(|it| (it as usize) < registry.len()) {
            continue;
        }
        let message = format!("the entity `{}` is not in the registry of entities", id.value.escape_debug());
        let near = scope.hints.did_you_mean(&id.value, registry.keys().map(String::as_str));
        let hint = near.unwrap_or_else(|| "add it to `content/registry/entities.toml`".to_owned());
        out.push(Diagnostic::new(&rules::UNKNOWN_ID, &brief.path, message).at(id.span).hint(hint));
    }
}

/// What a brief names: first what its front matter does, then the rest in the order of the text.
fn named(brief: &Brief, names: &Names<'_>) -> Vec<NamedEntity> {
    let mut all: Vec<NamedEntity> = Vec::new();
    let mut known: HashMap<EntityId, usize> = HashMap::new();
    for (used, at) in brief.front.entities.iter().zip(0..) {
        let entity = names.find(used);
        if entity.is_some_and(|it| known.contains_key(&it)) {
            continue;
        }
        known.extend(entity.map(|it| (it, all.len())));
        all.push(NamedEntity { entity, declared: Some(at), mentions: 0 });
    }
    for mention in &brief.body.mentions {
        let at = *known.entry(mention.entity).or_insert_with(|| {
            all.push(NamedEntity { entity: Some(mention.entity), declared: None, mentions: 0 });
            all.len() - 1
        });
        all[at].mentions += 1;
    }
    all
}

/// The entities of the registry, then the stubs, still without briefs.
fn finish(scope: &Scope<'_>, stubs: Vec<Stub<'_>>, out: &mut Vec<Diagnostic>) -> Vec<LinkedEntity> {
    let mut slugs = Slugs::new(scope.config.urls.slugs);
    let mut entities: Vec<LinkedEntity> = Vec::new();
    for entity in scope.registries.entities.values() {
        let (slug, _) = slugs.give(&entity.id.value, &entity.id.value, entities.len());
        entities.push(LinkedEntity {
            id: entity.id.value.clone(),
            name: entity.name.clone(),
            kind: entity.kind,
            address: Address::leaf(format!("entities/{slug}")),
            paged: false,
            registered: Some(entity.clone()),
            briefs: Vec::new(),
            claims: Vec::new(),
            with: Vec::new(),
        });
    }
    for Stub { id, used, brief } in stubs {
        let name = used.name.as_deref().unwrap_or_else(|| called(used));
        let (slug, taken) = slugs.give(&id, &id, entities.len());
        if let Some(earlier) = taken {
            let message = format!(
                "the entity `{}` would have the address of `{}`: an address keeps letters and digits only",
                name.escape_debug(),
                entities[earlier].name.escape_debug()
            );
            let found = Diagnostic::new(&rules::SLUG_COLLISION, &brief.path, message)
                .hint("give one of them an id of its own in `content/registry/entities.toml`");
            out.push(match &used.id {
                Some(id) => found.at(id.span),
                None => found,
            });
        }
        entities.push(LinkedEntity {
            id,
            name: name.to_owned(),
            kind: used.kind,
            address: Address::leaf(format!("entities/{slug}")),
            paged: false,
            registered: None,
            briefs: Vec::new(),
            claims: Vec::new(),
            with: Vec::new(),
        });
    }
    entities
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture::{self, at, brief, claim, parsed, told};
    use crate::link::{self, Parsed};
    use crate::model::brief::Mention;
    use crate::model::front_matter::Status;
    use crate::source::Span;
    use crate::workers::OneThread;

    fn entity(id: &str, name: &str, aliases: &[&str]) -> RegisteredEntity {
        RegisteredEntity {
            path: "content/registry/entities.toml".into(),
            id: at(id),
            name: name.to_owned(),
            names: Default::default(),
            aliases: aliases.iter().map(|&it| it.to_owned()).collect(),
            kind: None,
            description: None,
            url: None,
            wikidata: None,
            roles: Vec::new(),
        }
    }

    /// `a` and `b`, who share an alias.
    fn registries() -> Registries {
        let all = [entity("a", "Anna", &["Both"]), entity("b", "Bo", &["Both"])];
        Registries { entities: all.map(|it| (it.id.value.clone(), it)).into(), ..Registries::default() }
    }

    fn mention(brief: &mut Brief, entity: EntityId, claim: Option<u32>) {
        brief.body.mentions.push(Mention { entity, claim, office: None, span: Span::new(50, 54) });
    }

    fn declare(brief: &mut Brief, id: &str, name: &str) {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let used = EntityUse { id: given(id).map(at), name: given(name), ..EntityUse::default() };
        brief.front.entities.push(used);
    }

    /// Every entity: briefs with counts and claims, and company; then every brief with what it names.
    fn check(parsed: Parsed, stubs: bool, expect: Expect) {
        let config = Config { entity_stubs: stubs, ..fixture::config() };
        let linked = link::site(Parsed { config: Arc::new(config), ..parsed }, &OneThread);
        let site = linked.value;
        let mut out = String::new();
        for it in &site.entities {
            let briefs: Vec<_> = it.briefs.iter().map(|&it| &site.brief(it).brief.slug.value).collect();
            out += &format!("{} {} {}: {briefs:?}", it.id, it.address.path, it.paged);
            out += &format!(" {:?} {:?}\n", it.claims, it.with);
        }
        for it in &site.briefs {
            let named = it.entities.iter().map(|it| (it.entity, it.declared, it.mentions));
            out += &format!("{} {:?}\n", it.brief.slug.value, named.collect::<Vec<_>>());
        }
        expect.assert_eq(&(out + &told(&linked.diagnostics)));
    }

    fn with(briefs: Vec<Arc<Brief>>, registries: Registries) -> Parsed {
        Parsed { registries, ..parsed(briefs) }
    }

    #[test]
    fn front_matter_and_text_are_joined() {
        let briefs = vec![
            brief("content/one.md", "2026-02-02", |it| {
                claim(it, 100, &[]);
                mention(it, 1, None);
                mention(it, 0, Some(0));
                mention(it, 1, Some(0));
                mention(it, 1, Some(0));
                declare(it, "a", "");
                declare(it, "Anna", "");
            }),
            brief("content/two.md", "2026-02-01", |it| {
                declare(it, "", "Bo");
                declare(it, "", "Both");
                declare(it, "c", "");
            }),
        ];
        check(
            with(briefs, registries()),
            false,
            expect![[r#"
                a entities/a true: ["one"] [(0, 0)] [(1, 1)]
                b entities/b true: ["one", "two"] [(0, 0)] [(0, 1)]
                one [(Some(0), Some(0), 1), (Some(1), None, 3)]
                two [(Some(1), Some(0), 0), (None, Some(1), 0), (None, Some(2), 0)]
                content/two.md:1 unknown-id: the entity `c` is not in the registry of entities (did you mean `a`?)
            "#]],
        );
    }

    #[test]
    fn names_without_an_entry_may_have_pages() {
        let briefs = || {
            vec![
                brief("content/one.md", "2026-02-02", |it| declare(it, "", "The Quay")),
                brief("content/two.md", "2026-02-01", |it| {
                    declare(it, "", "the quay");
                    declare(it, "a", "");
                    declare(it, "", " ");
                }),
            ]
        };
        check(
            with(briefs(), registries()),
            true,
            expect![[r#"
                a entities/a true: ["two"] [] [(2, 1)]
                b entities/b false: [] [] []
                the-quay entities/the-quay true: ["one", "two"] [] [(0, 1)]
                one [(Some(2), Some(0), 0)]
                two [(Some(2), Some(0), 0), (Some(0), Some(1), 0), (None, Some(2), 0)]
            "#]],
        );
        check(
            with(briefs(), Registries::default()),
            false,
            expect![[r#"
                one [(None, Some(0), 0)]
                two [(None, Some(0), 0), (None, Some(1), 0), (None, Some(2), 0)]
            "#]],
        );
    }

    /// What only a hidden, unlisted or withdrawn text names has no page, count or company from it.
    #[test]
    fn what_is_not_listed_names_nobody() {
        let naming = |path: &str, status: Status| {
            brief(path, "2026-02-02", |it| {
                mention(it, 0, None);
                mention(it, 1, None);
                it.front.status = status;
            })
        };
        let briefs = vec![
            naming("content/draft.md", Status::Draft),
            naming("content/unlisted.md", Status::Unlisted),
            naming("content/withdrawn.md", Status::Withdrawn),
            brief("content/seen.md", "2026-02-01", |it| mention(it, 0, None)),
        ];
        check(
            with(briefs, registries()),
            false,
            expect![[r#"
                a entities/a true: ["seen"] [] []
                b entities/b false: [] [] []
                unlisted [(Some(0), None, 1), (Some(1), None, 1)]
                withdrawn []
                seen [(Some(0), None, 1)]
            "#]],
        );
    }

    #[test]
    fn a_site_lasts_until_an_office_changes_hands() {
        let office = |from: Option<&str>, to: Option<&str>| {
            let mut registries = registries();
            let role = crate::model::registry::EntityRole {
                title: "Chair".to_owned(),
                from: from.map(|it| fixture::date(it).value),
                to: to.map(|it| fixture::date(it).value),
                matching: Vec::new(),
            };
            registries.entities.get_mut("a").unwrap().roles.push(role);
            let site =
                link::site(with(vec![brief("content/a.md", "", |_| {})], registries), &OneThread).value;
            site.until.map(|it| it.to_string())
        };
        assert_eq!(office(Some("2020-01-01"), None), None);
        assert_eq!(office(Some("2027-01-01"), None).as_deref(), Some("2027-01-01T00:00:00Z"));
        assert_eq!(office(None, Some("2026-11-22")).as_deref(), Some("2026-11-23T00:00:00Z"));
    }
}
