//! Sources across the site: each brief's list resolved, every description of a source merged into one.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::hints::Hints;
use super::identity::{Description, Gathering, Identities, url_identity};
use super::keys::{Keys, segment, title};
use super::merge;
use super::origins::Origins;
use super::publishers::{PublisherNames, Publishers};
use crate::diag::{Diagnostic, rules};
use crate::model::brief::{Brief, Citation};
use crate::model::config::{Config, Unresolved};
use crate::model::front_matter::SourceUse;
use crate::model::registry::{RegisteredSource, Registries};
use crate::model::site::{BriefId, InBrief, LinkedSource, ListedSource, Site, SourceId};
use crate::paths::Address;
use crate::source::{Span, Spanned};
use crate::workers::Workers;

/// A source has no more other keys than this, and no more others of its origin: its pages name them all, and so do the
/// checks of every brief that lists it.
pub(super) const SAID: usize = 100;

/// What linking sources needs to know.
pub(super) struct Scope<'a> {
    pub config: &'a Config,
    pub registries: &'a Registries,
    pub hints: &'a Hints,
    /// Every brief of the site, by [`BriefId`].
    pub texts: &'a [Arc<Brief>],
    /// As of [`super::by_date`]: whose word counts first.
    pub order: &'a [BriefId],
}

/// The list of one brief, its sources still drafts.
#[derive(Default)]
struct List<'a> {
    entries: Vec<(u16, usize, InBrief)>,
    keys: BTreeMap<String, u16>,
    faults: Vec<Fault<'a>>,
}

/// A finding, and the key in it that may be misspelt. Guesses at what was meant are counted, so each waits for its turn.
struct Fault<'a> {
    found: Diagnostic,
    misspelt: Option<&'a str>,
}

/// Resolves every brief's list and makes the tables of sources and publishers.
pub(super) fn link(site: &mut Site, scope: &Scope<'_>, workers: &impl Workers, out: &mut Vec<Diagnostic>) {
    let mut gathering = Gathering::default();
    for source in scope.registries.sources.values() {
        let description = Description {
            rank: 0,
            path: &source.path,
            span: source.key.span,
            fields: &source.fields,
            public: true,
        };
        gathering.add(Some(&source.key.value), Some(source), description);
    }
    // Of each brief in turn, the draft of each use that describes a source.
    let mut described: Vec<Vec<Option<usize>>> = vec![Vec::new(); scope.texts.len()];
    for (rank, &id) in scope.order.iter().enumerate() {
        let brief = &scope.texts[id as usize];
        let public = site.brief(id).is_public();
        described[id as usize] = brief
            .front
            .sources
            .iter()
            .map(|it| {
                let key = it.key.as_ref().map(|key| key.value.as_str());
                let description = Description {
                    rank: rank as u32 + 1,
                    path: &brief.path,
                    span: it.span,
                    fields: &it.fields,
                    public,
                };
                (!it.by_reference).then(|| gathering.add(key, None, description))
            })
            .collect();
    }
    let identities = gathering.settle();
    let Scope { texts, config, .. } = *scope;
    let mut lists: Vec<List<'_>> = workers.map(scope.texts.len(), HashMap::new, |numbers, id| {
        numbers.clear();
        list(&texts[id], &described[id], &identities, numbers, config)
    });
    for mut fault in lists.iter_mut().flat_map(|it| it.faults.drain(..)) {
        let guess = fault.misspelt.and_then(|it| scope.hints.did_you_mean(it, identities.keys()));
        fault.found.hint = guess.or(fault.found.hint);
        out.push(fault.found);
    }

    let names = PublisherNames::new(scope.registries);
    let places = tables(site, &lists, &identities, &names, scope, workers, out);
    for (brief, list) in site.briefs.iter_mut().zip(lists) {
        brief.sources = list
            .entries
            .into_iter()
            .filter_map(|(number, draft, in_brief)| {
                Some(ListedSource { number, source: places[draft]?, in_brief, cited: 0 })
            })
            .collect();
        brief.key_numbers = list.keys;
    }
}

/// Resolves one brief's list: what it describes, what it names by key, and what its text cites by key. `numbers` is
/// empty, and holds in the end the number of each draft.
fn list<'a>(
    brief: &'a Brief,
    described: &[Option<usize>],
    identities: &Identities<'_>,
    numbers: &mut HashMap<usize, u16>,
    config: &Config,
) -> List<'a> {
    let mut list = List::default();
    list.entries.reserve_exact(brief.front.sources.len());
    // Numbers whose key nobody defines: said once, at the key.
    let mut unknown: HashSet<u16> = HashSet::new();
    let mut last = brief.front.sources.iter().map(|it| it.number).max().unwrap_or(0);
    for (used, described) in brief.front.sources.iter().zip(described) {
        let draft = match (described, &used.key) {
            (Some(at), _) => Some(identities.root(*at)),
            (None, Some(key)) => identities.find(&key.value),
            (None, None) => None,
        };
        let Some(draft) = draft else {
            unknown.insert(used.number);
            list.faults.extend(used.key.as_ref().map(|key| source_unknown(brief, key)));
            continue;
        };
        let first = *numbers.entry(draft).or_insert(used.number);
        if first != used.number {
            let found = source_duplicate(brief, used, first);
            list.faults.extend(found.map(|found| Fault { found, misspelt: None }));
        }
        let registered = identities.draft(draft).registered;
        list.entries.push((used.number, draft, in_brief(used, registered)));
    }
    for cluster in &brief.body.clusters {
        for item in &cluster.items {
            let found = match &item.citation {
                Citation::Number(number) => {
                    unknown.contains(number) || list.entries.binary_search_by_key(number, |it| it.0).is_ok()
                }
                Citation::Key(key) if list.keys.contains_key(key) => true,
                Citation::Key(key) => match identities.find(key) {
                    None => false,
                    Some(draft) => {
                        let number = *numbers.entry(draft).or_insert_with(|| {
                            last = last.saturating_add(1);
                            let registered = identities.draft(draft).registered;
                            list.entries.push((last, draft, in_brief(&SourceUse::default(), registered)));
                            last
                        });
                        list.keys.insert(key.clone(), number);
                        true
                    }
                },
            };
            if !found && config.citations.unresolved != Unresolved::Text {
                list.faults.push(cite_unresolved(brief, &item.citation, item.span, list.entries.len()));
            }
        }
    }
    list
}

fn in_brief(used: &SourceUse, registered: Option<&RegisteredSource>) -> InBrief {
    InBrief {
        quote: used.quote.clone().or_else(|| registered.and_then(|it| it.quote.clone())),
        locator: used.locator.clone(),
        credibility: used.credibility,
        relation: used.relation,
        accessed: used.accessed.or_else(|| registered.and_then(|it| it.accessed)),
        lifted: used.lifted,
    }
}

fn source_unknown<'a>(brief: &Brief, key: &'a Spanned<String>) -> Fault<'a> {
    let message = format!("no source has the key `{}`", key.value);
    let found = Diagnostic::new(&rules::SOURCE_UNKNOWN, &brief.path, message)
        .at(key.span)
        .hint("add it to `content/registry/sources.toml`, or write a table");
    Fault { found, misspelt: Some(&key.value) }
}

/// Two entries that only the whole site knows to be one: the reader of a file has said so of equal keys and addresses.
fn source_duplicate(brief: &Brief, used: &SourceUse, first: u16) -> Option<Diagnostic> {
    let earlier = brief.front.sources.iter().find(|it| it.number == first)?;
    let keys = |it: &SourceUse| it.key.as_ref().map(|key| key.value.clone());
    let urls = |it: &SourceUse| it.fields.url.as_ref().map(|url| url_identity(&url.value));
    let said = (keys(used).is_some() && keys(used) == keys(earlier))
        || (urls(used).is_some() && urls(used) == urls(earlier));
    let message = format!("source {} is source {first} again", used.number);
    (!said).then(|| {
        Diagnostic::new(&rules::SOURCE_DUPLICATE, &brief.path, message)
            .at(used.span)
            .hint("list a source once and cite its number again")
    })
}

fn cite_unresolved<'a>(brief: &Brief, citation: &'a Citation, span: Span, listed: usize) -> Fault<'a> {
    let sources = match listed {
        0 => "no sources".to_owned(),
        1 => "1 source".to_owned(),
        _ => format!("{listed} sources"),
    };
    let (message, misspelt) = match citation {
        Citation::Number(number) => (format!("`[{number}]` cites nothing: the brief lists {sources}"), None),
        Citation::Key(key) => {
            (format!("`[@{key}]` cites nothing: no source has this key"), Some(key.as_str()))
        }
    };
    let found = Diagnostic::new(&rules::CITE_UNRESOLVED, &brief.path, message)
        .at(span)
        .hint("add the source to `sources`, or correct the citation");
    Fault { found, misspelt }
}

/// Makes the tables of sources and publishers of what the lists use; returns the source that each draft became.
fn tables(
    site: &mut Site,
    lists: &[List<'_>],
    identities: &Identities<'_>,
    names: &PublisherNames<'_>,
    scope: &Scope<'_>,
    workers: &impl Workers,
    out: &mut Vec<Diagnostic>,
) -> Vec<Option<SourceId>> {
    let mut used = vec![false; identities.len()];
    for (_, draft, _) in lists.iter().flat_map(|it| &it.entries) {
        used[*draft] = true;
    }
    // In order of drafts, which is that of who speaks first: publishers are named as there.
    let mut publishers = Publishers::new(names, scope.config.urls.slugs);
    let mut keys = Keys::new(identities.keys());
    let mut order: Vec<(String, usize, Option<usize>)> = Vec::new();
    for at in (0..used.len()).filter(|&it| used[it]) {
        let draft = identities.draft(at);
        order.push((keys.of(draft), at, publishers.of(draft, out)));
    }
    order.sort_unstable();
    let mut places = vec![None; used.len()];
    for (place, (_, at, _)) in order.iter().enumerate() {
        places[*at] = Some(place as SourceId);
    }
    let origins = Origins::new(identities, &places);
    let (linked, publisher_places) = publishers.finish();
    site.publishers = linked;
    let merged = workers.each(&order, |(key, at, publisher)| {
        let draft = identities.draft(*at);
        let mut found = Vec::new();
        merge::disputes(draft, key, names, &mut found);
        let publisher = publisher.map(|it| publisher_places[it]);
        let graded = || site.publisher(publisher?).registered.as_ref()?.reliability;
        let fields = merge::fields(draft);
        let source = LinkedSource {
            aliases: draft.keys.iter().filter(|it| *it != key).take(SAID).map(|&it| it.to_owned()).collect(),
            address: Address::leaf(format!("sources/{}", segment(key))),
            paged: false,
            title: title(&fields, key),
            publisher,
            reliability: fields.reliability.as_ref().map(|it| it.value).or_else(graded),
            origins: origins.of(&fields),
            fields,
            uses: Vec::new(),
            cocited: Vec::new(),
            key: key.clone(),
        };
        (source, found)
    });
    site.sources.reserve_exact(merged.len());
    for (source, found) in merged {
        site.sources.push(source);
        out.extend(found);
    }
    places
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture::{self, at, brief, cite, parsed, source, told};
    use crate::link::{self, Parsed};
    use crate::model::registry::RegisteredPublisher;
    use crate::workers::OneThread;

    fn check(parsed: Parsed, expect: Expect) {
        let linked = link::site(parsed, &OneThread);
        let site = &linked.value;
        let mut shown = String::new();
        for source in &site.sources {
            let publisher = source.publisher.map_or("-", |it| &site.publisher(it).id);
            let uses: Vec<_> = source
                .uses
                .iter()
                .map(|it| format!("{}[{}]", site.brief(it.brief).brief.slug.value, it.number))
                .collect();
            shown += &format!("{} `{}` {publisher}: {}", source.key, source.title, uses.join(" "));
            if !source.aliases.is_empty() {
                shown += &format!(" (also {})", source.aliases.join(" "));
            }
            shown.push('\n');
        }
        expect.assert_eq(&(shown + &told(&linked.diagnostics)));
    }

    fn registered(key: &str, url: &str, title: &str) -> RegisteredSource {
        let mut text = Brief::clone(&brief("content/x.md", "", |it| source(it, key, url, title)));
        RegisteredSource {
            path: "content/registry/sources.toml".into(),
            key: at(key),
            fields: text.front.sources.remove(0).fields,
            accessed: None,
            quote: Some("as registered".to_owned()),
        }
    }

    #[test]
    fn one_address_is_one_source() {
        let briefs = vec![
            brief("content/b.md", "2026-02-02", |it| source(it, "quay", "https://www.example.com/quay", "")),
            brief("content/a.md", "2026-02-01", |it| {
                source(it, "", "https://www.example.com/quay#top", "Quay");
            }),
            brief("content/c.md", "2026-02-03", |it| source(it, "pier", "https://www.example.com/quay", "")),
            brief("content/d.md", "2026-02-04", |it| source(it, "pier", "", "")),
        ];
        check(
            parsed(briefs),
            expect![[r#"
                quay `Quay` example.com: d[1] c[1] b[1] a[1] (also pier)
            "#]],
        );
    }

    #[test]
    fn keys_are_made_of_host_date_and_hash() {
        let briefs = vec![brief("content/a.md", "2026-02-01", |it| {
            source(it, "", "https://www.example.com/a", "");
            it.front.sources[0].fields.published = Some(fixture::date("2026-01-31"));
            source(it, "", "https://example.com/b", "");
            source(it, "", "", "A Book of Tides");
        })];
        check(
            parsed(briefs),
            expect![[r#"
                a-book-of-tides-674d `A Book of Tides` -: a[3]
                example-com-2026-01-31-8c34 `www.example.com/a` example.com: a[1]
                example-com-5eaa `example.com/b` example.com: a[2]
            "#]],
        );
    }

    #[test]
    fn the_registry_wins_then_the_earliest_brief() {
        let mut it = parsed(vec![
            brief("content/b.md", "2026-02-02", |it| source(it, "quay", "", "Later")),
            brief("content/a.md", "2026-02-01", |it| source(it, "quay", "", "Earlier")),
        ]);
        check(
            it.clone(),
            expect![[r#"
                quay `Earlier` -: b[1] a[1]
                content/b.md:1 source-conflict: the title of source `quay` is `Later` here and `Earlier` in `content/a.md` (the earlier brief is believed: make them agree, or describe the source in a registry)
            "#]],
        );
        it.registries.sources.insert("quay".to_owned(), registered("quay", "", "Earlier"));
        check(
            it,
            expect![[r#"
                quay `Earlier` -: b[1] a[1]
                content/b.md:1 source-conflict: the title of source `quay` is `Later` here and `Earlier` in `content/registry/sources.toml` (the registry is believed: leave the field out here, or correct it there)
            "#]],
        );
    }

    #[test]
    fn two_grades_are_said_and_two_ways_to_write_a_publisher_are_not() {
        let graded = |path: &str, day: &str, grade: char, publisher: &str| {
            brief(path, day, |it| {
                source(it, "quay", "https://example.com/quay", "");
                it.front.sources[0].fields.reliability = Some(fixture::at(grade));
                it.front.sources[0].fields.publisher = Some(at(publisher));
            })
        };
        let briefs = vec![
            graded("content/a.md", "2026-02-01", 'B', "Harbour Wire"),
            graded("content/b.md", "2026-02-02", 'C', "harbour-wire"),
        ];
        check(
            parsed(briefs),
            expect![[r#"
                quay `example.com/quay` harbour-wire: b[1] a[1]
                content/b.md:1 source-graded-twice: the reliability of source `quay` is `C` here and `B` in `content/a.md` (the earlier brief is believed: make them agree, or describe the source in a registry)
            "#]],
        );
    }

    #[test]
    fn a_key_and_an_address_join_what_was_apart() {
        let briefs = vec![
            brief("content/a.md", "2026-02-01", |it| source(it, "quay", "", "Quay")),
            brief("content/b.md", "2026-02-02", |it| source(it, "", "https://example.com/quay", "")),
            brief("content/c.md", "2026-02-03", |it| source(it, "quay", "https://example.com/quay", "")),
        ];
        check(
            parsed(briefs),
            expect![[r#"
                quay `Quay` example.com: c[1] b[1] a[1]
            "#]],
        );
    }

    #[test]
    fn keys_that_nobody_defines() {
        let briefs = vec![brief("content/a.md", "2026-02-01", |it| {
            source(it, "quay-1", "", "Quay");
            source(it, "quay-2", "", "");
            cite(it, 50, &["1", "2", "3"]);
            cite(it, 60, &["@quay-11", "@elsewhere"]);
        })];
        check(
            parsed(briefs),
            expect![[r#"
                quay-1 `Quay` -: a[1]
                content/a.md:1 source-unknown: no source has the key `quay-2` (did you mean `quay-1`?)
                content/a.md:50 cite-unresolved: `[3]` cites nothing: the brief lists 1 source (add the source to `sources`, or correct the citation)
                content/a.md:60 cite-unresolved: `[@quay-11]` cites nothing: no source has this key (did you mean `quay-1`?)
                content/a.md:60 cite-unresolved: `[@elsewhere]` cites nothing: no source has this key (add the source to `sources`, or correct the citation)
            "#]],
        );
    }

    #[test]
    fn cited_keys_join_the_list() {
        let mut it = parsed(vec![brief("content/a.md", "2026-02-01", |it| {
            source(it, "own", "", "Own");
            it.front.sources[0].number = 4;
            cite(it, 50, &["@quay"]);
            cite(it, 60, &["@quay", "@own"]);
        })]);
        it.registries.sources.insert("quay".to_owned(), registered("quay", "", "Quay"));
        let site = link::site(it.clone(), &OneThread).value;
        let brief = site.brief(0);
        let list: Vec<_> = brief.sources.iter().map(|it| (it.number, it.cited)).collect();
        assert_eq!(list, [(4, 1), (5, 2)]);
        assert_eq!(brief.number_of(&Citation::Key("quay".to_owned())), Some(5));
        assert_eq!(brief.sources[1].in_brief.quote.as_deref(), Some("as registered"));
        check(
            it,
            expect![[r#"
                own `Own` -: a[4]
                quay `Quay` -: a[5]
            "#]],
        );
    }

    #[test]
    fn unresolved_citations_may_be_text() {
        let mut it = parsed(vec![brief("content/a.md", "2026-02-01", |it| cite(it, 50, &["1"]))]);
        let mut config = fixture::config();
        config.citations.unresolved = Unresolved::Text;
        it.config = Arc::new(config);
        check(it, expect![""]);
    }

    #[test]
    fn a_second_key_for_a_listed_source_is_a_duplicate() {
        let mut it = parsed(vec![brief("content/a.md", "2026-02-01", |it| {
            source(it, "quay", "", "");
            source(it, "", "https://example.com/quay", "");
        })]);
        let entry = registered("quay", "https://example.com/quay", "Quay");
        it.registries.sources.insert("quay".to_owned(), entry);
        check(
            it,
            expect![[r#"
                quay `Quay` example.com: a[1]
                content/a.md:20 source-duplicate: source 2 is source 1 again (list a source once and cite its number again)
            "#]],
        );
    }

    #[test]
    fn publishers_are_known_by_id_name_and_host() {
        let mut it = parsed(vec![brief("content/a.md", "2026-02-01", |it| {
            source(it, "one", "https://news.wire.example/1", "");
            source(it, "two", "", "Two");
            it.front.sources[1].fields.publisher = Some(at("海港通讯"));
            source(it, "three", "https://other.example/", "");
        })]);
        let wire = RegisteredPublisher {
            path: "content/registry/publishers.toml".into(),
            id: at("harbour-wire"),
            name: "Harbour Wire".to_owned(),
            names: [("zh".to_owned(), vec!["海港通讯".to_owned()])].into(),
            hosts: vec!["wire.example".to_owned()],
            country: None,
            kind: None,
            reliability: Some('B'),
            descriptor: None,
            ownership: None,
            affiliation: None,
            corrections_url: None,
        };
        it.registries.publishers.insert("harbour-wire".to_owned(), wire);
        let site = link::site(it.clone(), &OneThread).value;
        assert_eq!(site.sources[0].reliability, Some('B'));
        assert_eq!(site.publishers[0].sources, [0, 2]);
        check(
            it,
            expect![[r#"
                one `news.wire.example/1` harbour-wire: a[1]
                three `other.example` other.example: a[3]
                two `Two` harbour-wire: a[2]
            "#]],
        );
    }

    #[test]
    fn a_source_is_told_with_a_hundred_names_and_found_by_all() {
        let said = |n: usize| {
            brief(&format!("content/b{n}.md"), "2026-02-01", |it| {
                source(it, &format!("k{n}"), "https://quay.example/a", "");
                it.front.sources[0].fields.independent_of = vec![at(format!("other{n}"))];
            })
        };
        let mut briefs: Vec<_> = (0..300).map(said).collect();
        briefs.push(brief("content/last.md", "2026-02-02", |it| cite(it, 100, &["@k299"])));
        let site = link::site(parsed(briefs), &OneThread).value;
        assert_eq!(site.sources.len(), 1);
        assert_eq!(site.brief(0).sources.len(), 1);
        let quay = &site.sources[0];
        assert_eq!([quay.aliases.len(), quay.fields.independent_of.len(), quay.origins.len()], [SAID; 3]);
    }

    #[test]
    fn origins_are_known_by_any_of_their_names() {
        let listed = |path: &str, key: &str, url: &str, of: &[&str]| {
            brief(path, "2026-02-01", |it| {
                source(it, key, url, "");
                it.front.sources[0].fields.independent_of = of.iter().map(|&it| at(it)).collect();
            })
        };
        let mut it = parsed(vec![
            listed("content/a.md", "a", "https://a.example/", &["also-b", "entry", "nobody"]),
            listed("content/b.md", "b", "https://b.example/", &[]),
            listed("content/c.md", "also-b", "https://b.example/", &["entry", "nobody", "somebody"]),
        ]);
        let entry = registered("entry", "https://entry.example/", "Entry");
        it.registries.sources.insert("entry".to_owned(), entry);
        let site = link::site(it, &OneThread).value;
        let origins = |key: &str| &site.sources.iter().find(|it| it.key == key).unwrap().origins[..];
        let ([b, entry, nobody], [same, also, other]) = (origins("a"), origins("b")) else {
            panic!("three each");
        };
        assert_eq!(site.sources[*b as usize].key, "b");
        assert_eq!((entry, nobody), (same, also));
        let numbers = [entry, nobody, other];
        assert!(numbers.iter().all(|it| **it as usize >= site.sources.len()));
        assert!(entry != nobody && nobody != other && entry != other);
    }
}
