//! Tests of keys: whatever changes a page changes its key, and a change changes the keys of few others.

use std::collections::BTreeMap;
use std::sync::Arc;

use expect_test::{Expect, expect};

use super::fixture::{self, at, day};
use super::{Lookup, Renderer, theme};
use crate::digest::Digest;
use crate::model::artifact::Content;
use crate::model::brief::Brief;
use crate::model::config::{AiLabel, Config, Unresolved};
use crate::model::front_matter::{Kind, Note, Relation, Rung};
use crate::model::registry::{RegisteredEntity, SourceKind};
use crate::model::site::{Backlink, LinkedBrief, Reason, Site, SourceUsed, Target};
use crate::paths::{Address, UrlStyle};
use crate::source::ThemeFiles;

/// Every page by its place among all: its key and its bytes.
type Made = BTreeMap<usize, (Option<Digest>, Content)>;

fn made(site: &Site, files: &ThemeFiles) -> Made {
    let theme = theme::load(files, &site.config);
    assert_eq!(theme.diagnostics, []);
    let (listings, pages) = (fixture::listings(site), fixture::pages(site));
    let lookup = Lookup::new(site, &pages);
    let renderer = Renderer::new(site, &listings, &theme.value, &lookup, &fixture::Library);
    let made = pages.iter().map(|page| {
        let prepared = renderer.prepare(page).unwrap();
        (prepared.key(), prepared.artifact().unwrap().content)
    });
    made.enumerate().collect()
}

/// Fails for a page whose bytes differ and whose key does not; returns those whose key differs, by name.
fn compare(what: &str, before: &Made, after: &Made) -> String {
    let pages = fixture::pages(&fixture::site(|_| {}));
    let mut felt = String::new();
    for (at, (key, bytes)) in before {
        let name = pages[*at].address.output_path(UrlStyle::Folder);
        let (new_key, new_bytes) = &after[at];
        assert!(bytes == new_bytes || key != new_key, "{what} changes {name} and not its key");
        if key != new_key {
            felt.extend([&name, "\n"]);
        }
    }
    felt
}

fn brief(site: &mut Site) -> &mut Brief {
    Arc::make_mut(&mut site.briefs[0].brief)
}

fn linked(site: &mut Site) -> &mut LinkedBrief {
    &mut site.briefs[0]
}

fn config(site: &mut Site) -> &mut Config {
    Arc::make_mut(&mut site.config)
}

fn entity(site: &mut Site) -> &mut RegisteredEntity {
    site.entities[0].registered.as_mut().unwrap()
}

/// A change of a site, and what it changes.
type Change = (&'static str, fn(&mut Site));

const CHANGES: &[Change] = &[
    ("a title", |it| brief(it).front.title = at("Another")),
    ("a short title", |it| brief(it).front.short_title = Some("Short".to_owned())),
    ("a card title", |it| brief(it).front.card_title = Some("Card".to_owned())),
    ("an original title", |it| brief(it).front.original_title = Some("Orig".to_owned())),
    ("a body", |it| brief(it).digest = Digest::of(b"port")),
    ("a summary", |it| brief(it).summary.as_mut().unwrap().text = "Other".to_owned()),
    ("the markup of a summary", |it| brief(it).summary.as_mut().unwrap().markup.html.push('!')),
    ("a bottom line", |it| brief(it).bluf = brief(it).summary.clone()),
    ("a date", |it| brief(it).front.date = Some(at(day("2026-02-14")))),
    ("an update", |it| brief(it).front.updated = Some(at(day("2026-02-17")))),
    ("an end", |it| brief(it).front.expires = Some(at(day("2027-02-17")))),
    ("a kind", |it| brief(it).front.kind = Kind::FactCheck),
    ("a confidence", |it| brief(it).front.confidence.as_mut().unwrap().rung = Rung::High),
    ("a word of confidence", |it| brief(it).front.confidence.as_mut().unwrap().label = "sure".to_owned()),
    ("a claim", |it| brief(it).body.claims[0].statement = "The berth is late.".to_owned()),
    ("the evidence of a claim", |it| brief(it).body.claims[0].evidence.clear()),
    ("a heading", |it| brief(it).body.headings[0].text = "Fact".to_owned()),
    ("a gap", |it| brief(it).front.gaps.push(Note { text: "gap".to_owned(), ..Default::default() })),
    ("a licence", |it| brief(it).front.license = Some("CC0".to_owned())),
    ("a reviewer", |it| brief(it).front.provenance.reviewed_by = Some("B. Osei".to_owned())),
    ("a model", |it| brief(it).front.models.clear()),
    ("the revisions", |it| brief(it).front.revisions.clear()),
    ("extra", |it| drop(brief(it).front.extra.insert("a".to_owned(), 1.into()))),
    ("the language", |it| linked(it).lang = "ar".to_owned()),
    ("a mark", |it| linked(it).state.stale = true),
    ("a withdrawal", |it| linked(it).state.withdrawn = true),
    ("where a link leads", |it| linked(it).links[0] = Target::External("https://x.example/".to_owned())),
    ("a dead link", |it| linked(it).links[0] = Target::Dead),
    ("a quote", |it| linked(it).sources[0].in_brief.quote = Some("closes".to_owned())),
    ("a locator", |it| linked(it).sources[0].in_brief.locator = Some("p. 4".to_owned())),
    ("a credibility", |it| linked(it).sources[0].in_brief.credibility = Some(5)),
    ("a relation", |it| linked(it).sources[0].in_brief.relation = Relation::Disputes),
    ("a source less", |it| drop(linked(it).sources.pop())),
    ("a reason", |it| linked(it).related[0].reason = Reason::Named),
    ("no related brief", |it| linked(it).related.clear()),
    ("a backlink", |it| linked(it).backlinks.push(Backlink { from: 1, sentence: "See.".to_owned() })),
    ("a neighbour", |it| linked(it).next = Some(1)),
    ("a translation", |it| linked(it).translations.push(1)),
    ("a tag less", |it| linked(it).tags.clear()),
    ("an address", |it| linked(it).address = Address::leaf("2026/02/14/other")),
    ("another's title", |it| Arc::make_mut(&mut it.briefs[1].brief).front.title = at("Other")),
    ("the name of a topic", |it| it.terms.values_mut().for_each(|all| all[0].name.push('!'))),
    ("the key of a source", |it| it.sources[0].key = "other".to_owned()),
    ("the title of a source", |it| it.sources[0].title = "Other".to_owned()),
    ("the address of a source", |it| it.sources[0].fields.url = Some(at("https://x.example/"))),
    ("the kind of a source", |it| it.sources[0].fields.kind = Some(at(SourceKind::Legal))),
    ("the grade of a source", |it| it.sources[0].reliability = Some('A')),
    ("a use of a source", |it| {
        it.sources[0].uses.push(SourceUsed { brief: 1, number: 1, claims: [].into(), mentions: [].into() });
    }),
    ("the name of a publisher", |it| it.publishers[0].name = "Other".to_owned()),
    ("the name of an entity", |it| it.entities[0].name.push('!')),
    ("the address of an entity", |it| it.entities[0].address = Address::leaf("entities/quay")),
    ("the page of an entity", |it| it.entities[0].paged = false),
    ("an office", |it| drop(entity(it).roles.pop())),
    ("a name in another language", |it| entity(it).names.clear()),
    ("an item", |it| entity(it).wikidata = None),
    ("a claim that names an entity", |it| it.entities[0].claims.clear()),
    ("company", |it| it.entities[0].with.push((0, 3))),
    ("what a brief names", |it| linked(it).entities.clear()),
    ("a mention less", |it| brief(it).body.mentions.clear()),
    ("the present", |it| it.now = "2019-06-01T00:00:00Z".parse().unwrap()),
    ("the title of the site", |it| config(it).site.title = "Other".to_owned()),
    ("its description", |it| config(it).site.description = "Other".to_owned()),
    ("its address", |it| config(it).site.base_url = None),
    ("its language", |it| config(it).site.language = "zh".to_owned()),
    ("its author", |it| config(it).site.author = Some("A".to_owned())),
    ("its rights", |it| config(it).site.copyright = Some("A".to_owned())),
    ("its contact", |it| config(it).organization.contact = Some("a@x.example".to_owned())),
    ("its extra", |it| drop(config(it).extra.insert("a".to_owned(), 1.into()))),
    ("the label", |it| config(it).ai_label = AiLabel::Off),
    ("what is made of unknown sources", |it| config(it).citations.unresolved = Unresolved::Text),
    ("short feeds", |it| config(it).feeds.full = !config(it).feeds.full),
    ("fewer entries", |it| config(it).feeds.limit = 1),
    ("addresses of files", |it| config(it).urls.style = UrlStyle::File),
];

#[test]
fn what_changes_a_page_changes_its_key() {
    let files = theme::tests::broadsheet();
    let before = made(&fixture::site(|_| {}), &files);
    assert_eq!(compare("nothing", &before, &made(&fixture::site(|_| {}), &files)), "");
    for (what, change) in CHANGES {
        let felt = compare(what, &before, &made(&fixture::site(change), &files));
        assert!(!felt.is_empty() || *what == "its extra" || *what == "its author", "{what} changes nothing");
    }
}

#[test]
fn a_template_is_felt_by_the_pages_that_reach_it() {
    let files = theme::tests::broadsheet();
    let site = fixture::site(|_| {});
    let before = made(&site, &files);
    let edit = |name: &str| {
        let mut files = files.clone();
        let text = match name.strip_prefix("templates/") {
            Some(template) => match files.templates[template].text.rsplit_once("{% endblock") {
                Some((before, after)) => format!("{before}<!-- edited -->{{% endblock{after}"),
                None => format!("{}<!-- edited -->", files.templates[template].text),
            },
            None => {
                format!("{}\n", files.strings[&("en".to_owned(), 0)].text).replace("Sources", "References")
            }
        };
        theme::tests::add(&mut files, name, text.as_bytes());
        compare(name, &before, &made(&site, &files))
    };
    let check = |name: &str, expected: Expect| expected.assert_eq(&edit(name));
    for name in files.templates.keys() {
        edit(&format!("templates/{name}"));
    }
    edit("lang/en.toml");
    check(
        "templates/partials/card.html",
        expect![[r#"
            index.html
            2026/index.html
            2026/02/index.html
            2026/02/14/index.html
            2026/02/13/index.html
            topics/energy/index.html
            tags/港/index.html
            entities/berth/index.html
        "#]],
    );
    check(
        "templates/partials/source.html",
        expect![[r#"
        2026/02/14/grid/index.html
    "#]],
    );
    check(
        "templates/partials/brief_link.html",
        expect![[r#"
        2026/02/14/grid/index.html
    "#]],
    );
    check(
        "templates/partials/rungs.html",
        expect![[r#"
        topics/energy/index.html
        tags/港/index.html
        confidence/index.html
    "#]],
    );
    check(
        "templates/source.html",
        expect![[r#"
        sources/harbor-1/index.html
        sources/tender/index.html
    "#]],
    );
}

/// A word in a body is felt by the brief, its Markdown and the feeds that carry it, and by nothing else.
#[test]
fn a_body_is_felt_by_its_own_pages() {
    let files = theme::tests::broadsheet();
    let before = made(&fixture::site(|_| {}), &files);
    let after = made(&fixture::site(|site| brief(site).digest = Digest::of(b"port")), &files);
    expect![[r#"
        2026/02/14/grid/index.html
        feed.xml
        feed.json
        2026/02/14/grid/index.md
    "#]]
    .assert_eq(&compare("a body", &before, &after));
}
