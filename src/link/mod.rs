//! Joins parsed files to a site: permalinks, collisions, references, sources, terms, backlinks, what supersedes what.

mod addresses;
mod again;
mod alike;
mod attributions;
mod catalog;
mod destinations;
mod duplicates;
mod entities;
mod groups;
mod hints;
mod identity;
mod keys;
mod links;
mod merge;
mod neighbours;
mod origins;
mod publishers;
mod redirects;
mod references;
mod related;
mod slugs;
mod sources;
mod terms;
mod together;
mod uses;
mod visibility;
mod wider;

use std::cmp::Reverse;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;

use addresses::{Bundle, Permalink};
pub use again::{Anchored, Reading, Retagged, Text, reading, retag, retitle, retitled, reword};
use catalog::{Catalog, Hidden};
use hints::Hints;
use links::{Linked, Linker};
use terms::Vocabulary;
pub use visibility::changes;

use crate::diag::{Diagnostic, Reported, rules};
use crate::model::brief::Brief;
use crate::model::config::Config;
use crate::model::registry::{Registries, TermKind};
use crate::model::site::{Backlink, BriefId, LinkedBrief, Site, SkipReason, Skipped, StandingPage, State};
use crate::paths::Address;
use crate::source::Asset;
use crate::workers::Workers;

/// What the command line shows that is not public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Show {
    pub drafts: bool,
    pub future: bool,
    /// Keep expired briefs in the lists.
    pub expired: bool,
}

/// All parsed files of a publication.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub config: Arc<Config>,
    pub registries: Registries,
    pub briefs: Vec<Arc<Brief>>,
    pub pages: Vec<Arc<Brief>>,
    pub files: Vec<Asset>,
    pub now: Timestamp,
    pub show: Show,
}

/// Links the site.
///
/// Two pages with one address are no fault here: the list of pages knows all addresses and says so.
pub fn site(parsed: Parsed, workers: &impl Workers) -> Reported<Site> {
    let mut out = Vec::new();
    let config = parsed.config.clone();
    let vocabulary = Vocabulary::new(&parsed.registries);
    let hints = Hints::new();

    let (mut site, hidden) = publish(&parsed, &vocabulary, workers, &mut out);
    let texts: Vec<Arc<Brief>> = site.briefs.iter().map(|it| it.brief.clone()).collect();
    let order = by_date(&site.briefs);
    let registries = &parsed.registries;
    let scope = terms::Scope {
        config: &config,
        vocabulary: &vocabulary,
        registries,
        hints: &hints,
        texts: &texts,
        order: &order,
    };
    terms::link(&mut site, &scope, &mut out);
    wider::link(&mut site, registries, &vocabulary, &hints, &mut out);
    let scope = sources::Scope { config: &config, registries, hints: &hints, texts: &texts, order: &order };
    sources::link(&mut site, &scope, workers, &mut out);
    uses::link(&mut site, &config, workers);
    redirects::of(&mut site, &vocabulary);
    let scope = entities::Scope { config: &config, registries, hints: &hints, texts: &texts, order: &order };
    entities::link(&mut site, &scope, workers, &mut out);

    let catalog = Catalog::new(&site, &hidden);
    let references = references::of(&site, &catalog, &hints, &mut out);
    let linker = Linker { site: &site, catalog: &catalog };
    let (briefs, pages) = linker.all(workers, &hints, &mut out);
    let related = related::of(&site, &references, config.lists.related, workers);

    let backlinks = backlinks(&site, &briefs);
    for (page, linked) in site.pages.iter_mut().zip(pages) {
        page.links = linked.links;
        page.named = linked.named;
        page.images = linked.images;
    }
    let superseded = references.supersedes.into_iter().zip(references.superseded_by);
    let found = briefs.into_iter().zip(backlinks).zip(related).zip(references.translations).zip(superseded);
    for (brief, found) in site.briefs.iter_mut().zip(found) {
        let ((((linked, backlinks), related), translations), (supersedes, superseded_by)) = found;
        brief.links = linked.links;
        brief.named = linked.named;
        brief.images = linked.images;
        brief.backlinks = backlinks;
        brief.related = related;
        brief.translations = translations;
        brief.supersedes = supersedes;
        brief.state.superseded = !superseded_by.is_empty();
        brief.superseded_by = superseded_by;
    }
    neighbours::link(&mut site);
    duplicates::of(&site, &order, &mut out);
    attributions::of(&site, registries, &mut out);
    Reported::new(site, out)
}

/// The site with what is public, in its order and at its addresses; and what is not public.
fn publish(
    parsed: &Parsed,
    vocabulary: &Vocabulary<'_>,
    workers: &impl Workers,
    out: &mut Vec<Diagnostic>,
) -> (Site, Vec<Hidden>) {
    let Parsed { config, now, show, .. } = parsed;
    let permalink = Permalink::new(&config.urls.permalink, config.urls.slugs);
    let mut hidden = Vec::new();
    let key = |it: &'_ Arc<Brief>| Reverse(it.front.date.as_ref().map(|it| it.value.instant));
    let mut order: Vec<_> = parsed.briefs.iter().map(|it| (key(it), it)).collect();
    order.sort_by(|(newer, a), (older, b)| {
        newer.cmp(older).then_with(|| (&a.slug.value, &a.path).cmp(&(&b.slug.value, &b.path)))
    });
    let placed = workers.each(&order, |(_, brief)| {
        let lang = lang(brief, vocabulary, config);
        let address = permalink.of(brief, &lang, vocabulary);
        match visibility::of(&brief.front, *now, *show) {
            Ok(state) => Ok(new_brief(Arc::clone(brief), address, lang, state)),
            Err(why) => Err(Hidden { brief: Arc::clone(brief), address, why }),
        }
    });
    let mut briefs = Vec::with_capacity(placed.len());
    for it in placed {
        match it {
            Ok(brief) => briefs.push(brief),
            Err(it) => hidden.push(it),
        }
    }
    let mut pages = Vec::with_capacity(parsed.pages.len());
    for page in &parsed.pages {
        let (address, folder) = addresses::standing(page, config.urls.slugs);
        match visibility::of(&page.front, *now, *show) {
            Ok(_) => pages.push(StandingPage {
                lang: lang(page, vocabulary, config),
                page: page.clone(),
                address,
                folder,
                links: Vec::new(),
                named: Vec::new(),
                images: Vec::new(),
            }),
            Err(why) => hidden.push(Hidden { brief: page.clone(), address, why }),
        }
    }
    pages.sort_by(|a: &StandingPage, b: &StandingPage| {
        let key = |it: &'_ StandingPage| (!it.opens_folder(), it.page.front.weight);
        let place = (&a.address, &a.page.path).cmp(&(&b.address, &b.page.path));
        (&a.folder, key(a)).cmp(&(&b.folder, key(b))).then(place)
    });
    let by =
        |name: fn(&StandingPage) -> &String| (0..).zip(&pages).map(move |(at, it)| (name(it).clone(), at));
    let mut page_names = HashMap::<String, u32>::default();
    for (name, at) in by(|it| &it.address.path).chain(by(|it| &it.page.slug.value)) {
        page_names.entry(name).or_insert(at);
    }
    let mut skipped: Vec<Skipped> = hidden.iter().map(|it| skip(it, out)).collect();
    skipped.sort_by(|a, b| a.path.cmp(&b.path));

    let texts = || {
        let briefs = briefs.iter().map(|it| (&it.brief, &it.address, it.state.unlisted));
        briefs.chain(pages.iter().map(|it| (&it.page, &it.address, false)))
    };
    let redirects =
        texts().flat_map(|(text, to, unlisted)| addresses::redirects(text, to, unlisted, out)).collect();
    let bundles: HashMap<&str, Bundle<'_>> = texts()
        .filter(|(text, ..)| text.bundle)
        .filter_map(|(text, address, unlisted)| {
            Some((text.path.rsplit_once('/')?.0, Bundle { brief: &text.path, address, unlisted }))
        })
        .collect();
    let files = addresses::files(parsed.files.clone(), &bundles);
    if let Some(mark) = &config.site.mark
        && !files.iter().any(|it| it.bundle.is_none() && it.address.path == *mark)
    {
        let message = format!("the mark of the site leads to `static/{mark}`, which is not there");
        out.push(Diagnostic::new(&rules::BROKEN_LINK, &config.path, message));
    }
    let site = Site {
        config: config.clone(),
        now: *now,
        until: parsed
            .briefs
            .iter()
            .chain(&parsed.pages)
            .filter_map(|it| visibility::until(&it.front, *now, *show))
            .min(),
        briefs,
        pages,
        page_names,
        skipped,
        sources: Vec::new(),
        publishers: Vec::new(),
        terms: Default::default(),
        entities: Vec::new(),
        redirects,
        files,
    };
    (site, hidden)
}

fn skip(hidden: &Hidden, out: &mut Vec<Diagnostic>) -> Skipped {
    let brief = &hidden.brief;
    if let SkipReason::Until(instant) = hidden.why {
        out.push(visibility::future_date(brief, instant));
    }
    Skipped { path: brief.path.clone(), title: brief.front.title.value.clone(), why: hidden.why.clone() }
}

/// Its own language, else its channel's, else the site's.
fn lang(brief: &Brief, vocabulary: &Vocabulary<'_>, config: &Config) -> String {
    let front = &brief.front;
    let channel = || {
        let channel = front.channel.as_ref()?;
        vocabulary.find(TermKind::Channel, &channel.value)?.lang.clone()
    };
    let own = front.lang.as_ref().map(|it| it.value.clone());
    own.or_else(channel).unwrap_or_else(|| config.site.language.clone())
}

fn new_brief(brief: Arc<Brief>, address: Address, lang: String, state: State) -> LinkedBrief {
    LinkedBrief {
        brief,
        address,
        lang,
        state,
        sources: Vec::new(),
        key_numbers: Default::default(),
        topic: None,
        tags: Vec::new(),
        channel: None,
        series: None,
        models: Vec::new(),
        authors: Vec::new(),
        entities: Vec::new(),
        links: Vec::new(),
        named: Vec::new(),
        images: Vec::new(),
        supersedes: Vec::new(),
        superseded_by: Vec::new(),
        translations: Vec::new(),
        backlinks: Vec::new(),
        related: Vec::new(),
        previous: None,
        next: None,
        neighbours_in: None,
    }
}

/// Briefs by date, then path, undated ones last, and behind them those that are not for all to read: the order in which
/// names and descriptions are believed.
fn by_date(briefs: &[LinkedBrief]) -> Vec<BriefId> {
    let key = |(id, it): (BriefId, &'_ LinkedBrief)| {
        let date = it.date().map(|it| it.instant);
        ((!it.is_public(), date.is_none(), date), id)
    };
    let mut order: Vec<_> = (0..).zip(briefs).map(key).collect();
    order.sort_unstable_by(|a, b| {
        let path = |id: BriefId| &briefs[id as usize].brief.path;
        a.0.cmp(&b.0).then_with(|| path(a.1).cmp(path(b.1)))
    });
    order.into_iter().map(|it| it.1).collect()
}

/// What links to each brief: listed briefs whose text is published, newest first.
fn backlinks(site: &Site, linked: &[Linked]) -> Vec<Vec<Backlink>> {
    let mut backlinks = vec![Vec::new(); site.briefs.len()];
    for (from, (brief, linked)) in site.briefs.iter().zip(linked).enumerate() {
        if !brief.state.listed || !brief.shows_body() {
            continue;
        }
        for &(to, link) in linked.briefs.iter().filter(|it| it.0 as usize != from) {
            let body = &brief.brief.body;
            let sentence = body.sentence(body.links[link as usize].sentence).to_owned();
            backlinks[to as usize].push(Backlink { from: from as BriefId, sentence });
        }
    }
    backlinks
}

#[cfg(test)]
pub(crate) mod fixture;

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::fixture::{at, brief, date, file, link, parsed, told};
    use super::*;
    use crate::model::front_matter::Status;
    use crate::workers::OneThread;

    #[test]
    fn newest_first_ties_by_slug_undated_last() {
        let briefs = vec![
            brief("content/none.md", "", |_| {}),
            brief("content/b.md", "2026-02-01", |_| {}),
            brief("content/x/a.md", "2026-02-01", |_| {}),
            brief("content/new.md", "2026-02-02", |_| {}),
        ];
        let site = site(parsed(briefs), &OneThread).value;
        let slugs: Vec<_> = site.briefs.iter().map(|it| it.brief.slug.value.as_str()).collect();
        assert_eq!(slugs, ["new", "a", "b", "none"]);
        assert_eq!(site.brief(3).address, Address::leaf("undated/none"));
    }

    #[test]
    fn what_is_not_public_leaves_no_trace() {
        let canary = |path: &str, change: fn(&mut Brief)| {
            brief(path, "2026-02-01", |it| {
                it.front.tags = vec![at("canary")];
                it.front.aliases = vec![at("/canary/")];
                fixture::source(it, "canary", "https://canary.example/", "Canary");
                link(it, "seen");
                change(it);
            })
        };
        let mut it = parsed(vec![
            brief("content/seen.md", "2026-02-02", |_| {}),
            canary("content/draft/index.md", |it| it.front.status = Status::Draft),
            canary("content/later.md", |it| it.front.publish_at = Some(date("2027-01-01"))),
        ]);
        it.files = vec![file("content/draft/canary.png")];
        let linked = site(it, &OneThread);
        let skipped = std::mem::take(&mut linked.value.clone().skipped);
        expect![[r#"
            [
                (
                    "content/draft/index.md",
                    Draft,
                ),
                (
                    "content/later.md",
                    Until(
                        2027-01-01T00:00:00Z,
                    ),
                ),
            ]
        "#]]
        .assert_debug_eq(&skipped.iter().map(|it| (&it.path, &it.why)).collect::<Vec<_>>());
        let rest = Site { skipped: Vec::new(), ..linked.value };
        assert!(!format!("{rest:?}").contains("canary"));
        expect![[r#"
            content/later.md:7 future-date: `later` is not public before 2027-01-01T00:00:00Z (build with `-F` to see it now)
        "#]]
        .assert_eq(&told(&linked.diagnostics));
    }

    #[test]
    fn a_site_lasts_until_the_first_of_its_files_changes() {
        let until = |change: fn(&mut Brief)| {
            let mut it = parsed(vec![
                brief("content/a.md", "2026-02-01", |it| it.front.expires = Some(date("2027-01-02"))),
                brief("content/draft.md", "2026-02-01", |it| {
                    it.front.status = Status::Draft;
                    it.front.publish_at = Some(date("2026-12-01"));
                }),
            ]);
            it.pages = vec![brief("content/pages/p.md", "", change)];
            site(it, &OneThread).value.until.map(|it| it.to_string())
        };
        assert_eq!(until(|_| {}).as_deref(), Some("2027-01-02T00:00:00Z"));
        let later = until(|it| it.front.publish_at = Some(date("2027-01-01")));
        assert_eq!(later.as_deref(), Some("2027-01-01T00:00:00Z"));
    }

    #[test]
    fn standing_pages_are_in_their_folders() {
        let check = |paths: &[&str], expect: expect_test::Expect| {
            let mut it = parsed(Vec::new());
            let page = |path: &&str| {
                brief(path, "", |it| it.front.weight = if path.contains("last") { 9 } else { 0 })
            };
            it.pages = paths.iter().map(page).collect();
            let site = site(it, &OneThread).value;
            let line = |it: &StandingPage| {
                let around = site.folder(&it.folder);
                format!("/{} in `{}` {around:?}\n", it.address.path, it.folder)
            };
            expect.assert_eq(&site.pages.iter().map(line).collect::<String>());
            for (at, it) in (0..).zip(&site.pages) {
                assert_eq!(site.page_names[&it.address.path], at);
                assert!(site.page_names.contains_key(&it.page.slug.value));
            }
        };
        check(
            &[
                "content/pages/about.md",
                "content/pages/Our Rules/unknown-key.md",
                "content/pages/guide/zones.md",
                "content/pages/guide/last.md",
                "content/pages/guide/a-first.md",
                "content/pages/guide/index.md",
                "content/pages/guide/deep/index.md",
                "content/pages/guide/deep/about.md",
                "content/pages/team/index.md",
                "content/pages/!/x.md",
            ],
            expect![[r#"
                /about in `` 0..1
                /guide in `guide` 1..5
                /guide/a-first in `guide` 1..5
                /guide/zones in `guide` 1..5
                /guide/last in `guide` 1..5
                /guide/deep in `guide/deep` 5..7
                /guide/deep/about in `guide/deep` 5..7
                /our-rules/unknown-key in `our-rules` 7..8
                /team in `team` 8..9
                /untitled/x in `untitled` 9..10
            "#]],
        );
    }

    #[test]
    fn languages_of_channels() {
        let channel = |path: &str, lang: Option<&str>| {
            brief(path, "2026-02-01", |it| {
                it.front.channel = Some(at("简报"));
                it.front.lang = lang.map(at);
            })
        };
        let mut it = parsed(vec![channel("content/a.md", None), channel("content/b.md", Some("fr"))]);
        let entry = crate::model::registry::RegisteredTerm {
            lang: Some("zh".to_owned()),
            ..fixture::term("zh-desk", "简报", &[])
        };
        it.registries.terms.insert(TermKind::Channel, [("zh-desk".to_owned(), entry)].into());
        let site = site(it, &OneThread).value;
        assert_eq!([&site.brief(0).lang, &site.brief(1).lang], ["zh", "fr"]);
    }

    #[test]
    fn aliases_and_files() {
        let mut it = parsed(vec![brief("content/2026/harbour/index.md", "2026-02-14", |it| {
            it.front.aliases = vec![
                at("/old/a%20b/"),
                at("/2026/02/14/harbour/"),
                at("old"),
                at("/../x"),
                at("/a.html"),
                at("/b/index.html"),
                at("/%2egit/hooks/"),
            ];
        })]);
        it.files = vec![
            file("content/2026/harbour/data/berths.csv"),
            file("content/2026/stray.png"),
            file("static/.well-known/security.txt"),
        ];
        let linked = site(it, &OneThread);
        let files: Vec<_> = linked.value.files.iter().map(|it| it.address.path.as_str()).collect();
        assert_eq!(files, ["2026/02/14/harbour/data/berths.csv", ".well-known/security.txt"]);
        let redirects: Vec<_> = linked.value.redirects.iter().map(|it| it.from.path.as_str()).collect();
        assert_eq!(redirects, ["old/a b", "a.html", "b"]);
        expect![[r#"
            content/2026/harbour/index.md:1 bad-value: the alias `old` is not the address of a page (write the old address from the root of the site: `/2025/old-slug/`)
            content/2026/harbour/index.md:1 bad-value: the alias `/../x` is not the address of a page (write the old address from the root of the site: `/2025/old-slug/`)
            content/2026/harbour/index.md:1 bad-value: the alias `/%2egit/hooks/` is not the address of a page (write the old address from the root of the site: `/2025/old-slug/`)
        "#]]
        .assert_eq(&told(&linked.diagnostics));
    }

    #[test]
    fn backlinks_come_once_from_each_listed_brief() {
        let linking = |path: &str, day: &str, status: Status| {
            brief(path, day, |it| {
                link(it, "target");
                link(it, "/2026/02/01/target/");
                it.front.status = status;
            })
        };
        let briefs = vec![
            brief("content/target.md", "2026-02-01", |it| link(it, "target")),
            linking("content/b.md", "2026-02-02", Status::Published),
            linking("content/c.md", "2026-02-03", Status::Published),
            linking("content/d.md", "2026-02-04", Status::Unlisted),
            linking("content/e.md", "2026-02-05", Status::Withdrawn),
        ];
        let site = site(parsed(briefs), &OneThread).value;
        let target = site.briefs.last().unwrap();
        let from: Vec<_> = target
            .backlinks
            .iter()
            .map(|it| (site.brief(it.from).brief.slug.value.as_str(), it.sentence.as_str()))
            .collect();
        assert_eq!(from, [("c", "See target."), ("b", "See target.")]);
    }
}
