//! A small publication made by hand, for the tests of this room: two briefs, two sources, a topic, a tag, a model.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::theme::{self, TEMPLATES, Theme};
use super::view::PARTIALS;
use super::{Lookup, Renderer};
use crate::digest::Digest;
use crate::model::artifact::Content;
use crate::model::brief::{
    Body, Brief, Citation, CitedItem, Claim, Cluster, Code, Evidence, Heading, Mention, Prose, Role, Summary,
};
use crate::model::config::*;
use crate::model::date::{Moment, Precision};
use crate::model::front_matter::{
    Confidence, FrontMatter, Kind, ModelUse, More, Origin, Provenance, Review, Revision, RevisionKind, Rung,
};
use crate::model::listings::Listings;
use crate::model::markup::{Fill, Markup};
use crate::model::page::{FeedOf, Machine, Page, Pager, Part, Period, Schema, SitemapEntry, Subject};
use crate::model::registry::{EntityKind, EntityRole, RegisteredEntity, SourceFields, TermKind};
use crate::model::site::{
    InBrief, LinkedBrief, LinkedEntity, LinkedPublisher, LinkedSource, LinkedTerm, ListedSource, NamedEntity,
    Reason, Related, Site, SourceUsed, State, Target,
};
use crate::paths::Address;
use crate::source::{Source, Span, Spanned, ThemeFiles};

/// The languages of the default theme.
pub const LANGUAGES: [(&str, &str); 10] = [
    ("ar", include_str!("../../themes/broadsheet/lang/ar.toml")),
    ("de", include_str!("../../themes/broadsheet/lang/de.toml")),
    ("en", include_str!("../../themes/broadsheet/lang/en.toml")),
    ("es", include_str!("../../themes/broadsheet/lang/es.toml")),
    ("fr", include_str!("../../themes/broadsheet/lang/fr.toml")),
    ("ja", include_str!("../../themes/broadsheet/lang/ja.toml")),
    ("ko", include_str!("../../themes/broadsheet/lang/ko.toml")),
    ("ru", include_str!("../../themes/broadsheet/lang/ru.toml")),
    ("uk", include_str!("../../themes/broadsheet/lang/uk.toml")),
    ("zh", include_str!("../../themes/broadsheet/lang/zh.toml")),
];

/// The strings of the default theme.
pub fn strings(tag: &str) -> &'static toml::Table {
    static TABLES: OnceLock<BTreeMap<&str, toml::Table>> = OnceLock::new();
    let tables = TABLES.get_or_init(|| LANGUAGES.map(|(tag, text)| (tag, text.parse().unwrap())).into());
    &tables[tag]
}

/// A time with a zone.
pub fn moment(text: &str) -> Moment {
    let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).unwrap();
    let offset = pieces.to_numeric_offset().unwrap();
    let civil = pieces.date().to_datetime(pieces.time().unwrap());
    let instant = offset.to_timestamp(civil).unwrap();
    Moment { instant, civil, offset, precision: Precision::Second }
}

pub fn day(text: &str) -> Moment {
    Moment { precision: Precision::Day, ..moment(&format!("{text}T00:00:00Z")) }
}

pub fn at<T>(value: impl Into<T>) -> Spanned<T> {
    Spanned::new(value.into(), Span::default())
}

/// Markup in which `{name}` is a hole.
pub fn markup(text: &str, fills: &[(&str, Fill)]) -> Markup {
    let mut markup = Markup::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        markup.html.push_str(before);
        markup.slot(fills.iter().find(|(it, _)| *it == name).unwrap().1);
        rest = after;
    }
    markup.html.push_str(rest);
    markup
}

pub fn config() -> Config {
    let mut config =
        Config::new("dateline.toml".into(), Scale { name: "icd203".to_owned(), terms: Vec::new() });
    config.site.title = "Harbour Desk".to_owned();
    config.site.base_url = Some("https://desk.example/briefs/".to_owned());
    config.site.description = "Ports & grids".to_owned();
    config.feeds.kinds = ["site", "topics"].map(str::to_owned).into();
    config
}

/// What the slots of the grid brief's texts are filled with.
const FILLS: [(&str, Fill); 7] = [
    ("a", Fill::Cite(0)),
    ("b", Fill::Cite(1)),
    ("link", Fill::Href(0)),
    ("code", Fill::Code(0)),
    ("permalink", Fill::Permalink(0)),
    ("m", Fill::Mention(0)),
    ("n", Fill::MentionEnd(0)),
];

/// The grid brief's file.
const GRID_TEXT: &str = "+++\ntitle = \"x\"\n+++\nThe berth opens in May. [1][2] <!-- canary -->\n";

/// The prose of the two briefs, by the digest of their slugs.
pub struct Library;

impl crate::model::brief::Library for Library {
    fn prose(&self, digest: Digest) -> Arc<Prose> {
        let grid = || Prose {
            markup: markup(
                "<h2 id=\"facts\">Facts</h2>\n<p>The {m}berth{n} opens in May.{a} See <a{link}>the port</a>.{b}</p>\n{code}",
                &FILLS,
            ),
            code: vec![Code {
                language: String::new(),
                file: String::new(),
                text: "a < b".to_owned(),
                span: Span::default(),
            }],
            components: Vec::new(),
        };
        let port = || Prose { markup: Markup::plain("<p>机密</p>"), ..Prose::default() };
        Arc::new(match digest {
            _ if digest == Digest::of(b"grid") => grid(),
            _ if digest == Digest::of(b"port") => port(),
            _ => Prose::default(),
        })
    }

    fn text(&self, digest: Digest) -> Arc<str> {
        Arc::from(if digest == Digest::of(b"grid") { GRID_TEXT } else { "+++\n+++\n机密\n" })
    }

    fn code(
        &self,
        language: &str,
        text: &str,
        highlight: fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        highlight(language, text)
    }
}

/// The grid brief: cites both sources, links to the other brief, carries a claim, a correction and a model.
fn grid() -> Brief {
    let cluster = |numbers: &[u16]| Cluster {
        items: numbers
            .iter()
            .map(|&it| CitedItem { citation: Citation::Number(it), locator: None, span: Span::default() })
            .collect(),
        sentence: Span::new(0, 23),
        span: Span::default(),
    };
    let confidence = Confidence {
        rung: Rung::Medium,
        low: Rung::Medium,
        high: Rung::Medium,
        label: "moderate".to_owned(),
        qualifier: None,
        basis: None,
        span: Span::default(),
    };
    Brief {
        path: "content/2026/grid.md".into(),
        digest: Digest::of(b"grid"),
        body_start: GRID_TEXT.find("The").unwrap() as u32,
        front: FrontMatter {
            title: at("Grid <capacity> & \"berths\""),
            date: Some(at(moment("2026-02-14T22:47:58Z"))),
            updated: Some(at(day("2026-02-16"))),
            kind: Kind::Assessment,
            confidence: Some(confidence.clone()),
            models: vec![ModelUse { name: at("atlas-4"), ..Default::default() }],
            provenance: Provenance {
                review: Some(Review::Human),
                responsible: Some("I. Marek".to_owned()),
                ..Default::default()
            },
            more: More {
                revisions: vec![Revision {
                    date: day("2026-02-16"),
                    kind: RevisionKind::Correction,
                    note: Some("The berth count was wrong".to_owned()),
                    claims: vec![at("c-1a2b3c")],
                    by: None,
                    was: None,
                    now: None,
                    span: Span::default(),
                }],
                ..Default::default()
            }
            .into(),
            ..Default::default()
        },
        slug: at("grid"),
        bundle: false,
        body: Body {
            headings: vec![Heading {
                level: 2,
                id: "facts".to_owned(),
                text: "Facts".to_owned(),
                roles: vec![Role::Facts],
                span: Span::default(),
            }],
            claims: vec![Claim {
                id: "c-1a2b3c".to_owned(),
                explicit_id: false,
                label: None,
                statement: "The berth opens in May.".to_owned(),
                role: Some(Role::Inference),
                confidence: Some(confidence),
                citations: vec![Citation::Number(1)],
                evidence: vec![Evidence {
                    text: "A tender.".to_owned(),
                    citations: vec![Citation::Number(2)],
                }],
                origin: Origin::Prose,
                more: Default::default(),
                span: Span::default(),
            }],
            clusters: vec![cluster(&[1, 2]), cluster(&[1, 7])],
            links: vec![crate::model::brief::Link {
                destination: "port.md".to_owned(),
                sentence: Span::new(23, 36),
                number: None,
                wiki: false,
                span: Span::default(),
            }],
            mentions: vec![Mention { entity: 0, claim: Some(0), office: None, span: Span::default() }],
            code_blocks: 1,
            sentences: "The berth opens in May.See the port.".to_owned(),
            words: 700,
            ..Default::default()
        },
        summary: Some(Summary {
            markup: markup("The berth <em>opens</em> in May.{a}", &FILLS),
            text: "The berth opens in May.".to_owned(),
            origin: Origin::Prose,
        }),
        bluf: None,
        abstract_: None,
    }
}

/// A Chinese brief that was withdrawn.
fn port() -> Brief {
    Brief {
        path: "content/2026/port.md".into(),
        digest: Digest::of(b"port"),
        body_start: 8,
        front: FrontMatter { title: at("港口"), date: Some(at(day("2026-02-13"))), ..Default::default() },
        slug: at("port"),
        bundle: false,
        body: Body::default(),
        summary: Some(Summary {
            markup: Markup::plain("机密"),
            text: "机密".to_owned(),
            origin: Origin::Derived,
        }),
        bluf: None,
        abstract_: None,
    }
}

fn linked(brief: Brief, lang: &str) -> LinkedBrief {
    let day = brief.front.date.as_ref().unwrap().value.civil.date();
    let path = format!("{:04}/{:02}/{:02}/{}", day.year(), day.month(), day.day(), brief.slug.value);
    LinkedBrief {
        brief: Arc::new(brief),
        address: Address::leaf(path),
        lang: lang.to_owned(),
        state: State { listed: true, ..Default::default() },
        sources: Vec::new(),
        key_numbers: BTreeMap::new(),
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

fn term(kind: TermKind, id: &str, name: &str) -> LinkedTerm {
    LinkedTerm {
        kind,
        id: id.to_owned(),
        name: name.to_owned(),
        address: Address::leaf(format!("{}/{id}", kind.plural())),
        paged: true,
        is_alike: false,
        registered: None,
        briefs: vec![0],
        parent: None,
        children: Vec::new(),
        subtree: 0,
        url: None,
    }
}

fn berth() -> RegisteredEntity {
    let role = |title: &str, from: &str, to: Option<&str>| EntityRole {
        title: title.to_owned(),
        from: Some(day(from)),
        to: to.map(day),
        matching: Vec::new(),
    };
    RegisteredEntity {
        path: "content/registry/entities.toml".into(),
        id: at("berth"),
        name: "Second <berth>".to_owned(),
        names: [("zh".to_owned(), vec!["二号泊位".to_owned()])].into(),
        aliases: vec!["berth".to_owned()],
        kind: Some(EntityKind::Place),
        description: Some("Where the dredger lies.".to_owned()),
        url: Some("https://port.example/berth?a=1&b".to_owned()),
        wikidata: Some("Q1".to_owned()),
        roles: vec![
            role("Coal berth", "1990-01-01", Some("2019-12-31")),
            role("Container berth", "2020-01-01", None),
        ],
    }
}

fn source(key: &str, title: &str, url: &str) -> LinkedSource {
    LinkedSource {
        key: key.to_owned(),
        aliases: Vec::new(),
        address: Address::leaf(format!("sources/{key}")),
        paged: true,
        fields: SourceFields { url: Some(at(url)), ..Default::default() },
        title: title.to_owned(),
        publisher: Some(0),
        reliability: Some('B'),
        origins: [].into(),
        uses: vec![SourceUsed { brief: 0, number: 1, claims: [0].into(), mentions: [1].into() }],
        cocited: Vec::new(),
    }
}

/// The publication, changed as a test needs.
pub fn site(change: impl FnOnce(&mut Site)) -> Site {
    let mut grid = linked(grid(), "en");
    let mut port = linked(port(), "zh");
    grid.state.corrected = true;
    port.state.withdrawn = true;
    grid.topic = Some(0);
    grid.tags = vec![0];
    grid.models = vec![0];
    grid.entities = vec![NamedEntity { entity: Some(0), declared: None, mentions: 1 }];
    grid.links = vec![Target::Internal { address: port.address.clone(), fragment: Some("a&b".to_owned()) }];
    grid.related = vec![Related { brief: 1, reason: Reason::Tags(vec![0]) }];
    let listed = |number, quote: Option<&str>| ListedSource {
        number,
        source: u32::from(number) - 1,
        in_brief: InBrief { quote: quote.map(str::to_owned), credibility: Some(2), ..Default::default() },
        cited: 1,
    };
    grid.sources = vec![listed(1, Some("opens in May")), listed(2, None)];
    let mut second = source("tender", "Tender", "https://port.example/t");
    second.uses[0].number = 2;
    let mut site = Site {
        config: Arc::new(config()),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        until: None,
        briefs: vec![grid, port],
        pages: Vec::new(),
        page_names: Default::default(),
        skipped: Vec::new(),
        sources: vec![source("harbor-1", "Harbour <notice>", "https://www.port.example/n?a=1&b=2"), second],
        publishers: vec![LinkedPublisher {
            id: "port".to_owned(),
            name: "Port & Co".to_owned(),
            address: Address::leaf("publishers/port"),
            paged: true,
            registered: None,
            sources: vec![0, 1],
            briefs: vec![0],
            citations: 3,
        }],
        terms: [
            (TermKind::Topic, vec![term(TermKind::Topic, "energy", "Energy")]),
            (TermKind::Tag, vec![term(TermKind::Tag, "港", "港")]),
            (TermKind::Model, vec![term(TermKind::Model, "atlas-4", "atlas-4")]),
        ]
        .into(),
        entities: vec![LinkedEntity {
            id: "berth".to_owned(),
            name: "Second <berth>".to_owned(),
            kind: Some(EntityKind::Place),
            address: Address::leaf("entities/berth"),
            paged: true,
            registered: Some(berth()),
            briefs: vec![0],
            claims: vec![(0, 0)],
            with: Vec::new(),
        }],
        redirects: Vec::new(),
        files: Vec::new(),
    };
    change(&mut site);
    site
}

pub fn listings(_: &Site) -> Listings {
    let period = |month, day| Period { year: 2026, month, day };
    Listings {
        briefs: vec![0, 1],
        archive: vec![
            (period(Some(2), Some(14)), vec![0]),
            (period(Some(2), Some(13)), vec![1]),
            (period(Some(2), None), vec![0, 1]),
            (period(None, None), vec![0, 1]),
        ],
        updated: Vec::new(),
        terms: [(TermKind::Topic, vec![0]), (TermKind::Tag, vec![0]), (TermKind::Model, vec![0])].into(),
        sources: vec![0, 1],
        publishers: vec![0],
        entities: vec![0],
        rungs: vec![(Rung::Medium, vec![(0, 0)])],
        claims: vec![(0, 0)],
        claims_by_year: vec![(2026, vec![(0, 0)])],
        citations: 3,
    }
}

/// One page of everything there is.
pub fn pages(site: &Site) -> Vec<Page> {
    let one = |total| Pager { number: 1, of: 1, first: 0, last: total, total };
    let period = |month, day| Period { year: 2026, month, day };
    let entry = |id| SitemapEntry { address: site.brief(id).address.clone(), brief: Some(id) };
    let subjects = [
        Subject::Home(one(2)),
        Subject::Brief(0),
        Subject::Brief(1),
        Subject::Archive(period(None, None), one(2)),
        Subject::Archive(period(Some(2), None), one(2)),
        Subject::Archive(period(Some(2), Some(14)), one(1)),
        Subject::Archive(period(Some(2), Some(13)), one(1)),
        Subject::Terms(TermKind::Topic, one(1)),
        Subject::Term(TermKind::Topic, 0, one(1)),
        Subject::Terms(TermKind::Tag, one(1)),
        Subject::Term(TermKind::Tag, 0, one(1)),
        Subject::Sources(one(2)),
        Subject::Source(0, one(1)),
        Subject::Source(1, one(1)),
        Subject::Publishers(one(1)),
        Subject::Publisher(0, one(2)),
        Subject::Entities(one(1)),
        Subject::Entity(0, one(1)),
        Subject::Rungs,
        Subject::Rung(Rung::Medium, one(1)),
        Subject::Claims(None, one(1)),
        Subject::Claims(Some(2026), one(1)),
        Subject::NotFound,
        Subject::Atom(FeedOf::Site),
        Subject::JsonFeed(FeedOf::Site),
        Subject::Atom(FeedOf::Term(TermKind::Topic, 0)),
        Subject::BriefJson(0),
        Subject::BriefJson(1),
        Subject::BriefMarkdown(0),
        Subject::BriefMarkdown(1),
        Subject::SiteJson(Part::Whole),
        Subject::ClaimsJson(Part::Whole),
        Subject::SourcesJson(Part::Whole),
        Subject::EntitiesJson(Part::Whole),
        Subject::Sitemap { part: None, entries: [entry(0), entry(1)].into() },
        Subject::Robots,
        Subject::Machine(Machine::Llms),
        Subject::Machine(Machine::Headers),
        Subject::Machine(Machine::Icon),
        Subject::Machine(Machine::WebManifest),
        Subject::Machine(Machine::OpenSearch),
        Subject::Machine(Machine::Schema(Schema::Claims)),
    ];
    let page = |subject: Subject| Page {
        address: subject.address(site),
        kind: "page",
        indexed: subject != Subject::NotFound,
        subject,
        source: None,
    };
    subjects.map(page).into()
}

/// A theme whose every template is `text`.
pub fn theme(config: &Config, text: &str) -> Theme {
    const ROWS: [(&str, &str); 6] = [
        ("partials/brief_link.html", "{{ card.title }}"),
        ("partials/card.html", "{{ root }}{{ card.url }} {{ card.title }}\n"),
        ("partials/claim_row.html", "{{ root }}{{ claim.url }} {{ claim.statement }}\n"),
        (
            "partials/source.html",
            "{{ source.number }} {{ source.title | safe }} {{ source.href | safe }} {{ source.host }} {{ source.grade }} \
             ({{ source.grade_label }}) {{ source.url }} {{ source.elsewhere }} {{ source.uses_html }}\n",
        ),
        ("partials/source_use.html", "{{ root }}{{ card.url }}#s-{{ number }}"),
        ("partials/source_row.html", "{{ row.key }} {{ root }}{{ row.url }} {{ row.latest.label }}\n"),
    ];
    let source = |name: &str, text: &str| Source::new(format!("templates/{name}"), text);
    let of = |(name, text): (&str, &str)| (name.to_owned(), source(name, text));
    let files = ThemeFiles {
        name: "plain".to_owned(),
        templates: TEMPLATES
            .iter()
            .map(|&name| (name, text))
            .chain(PARTIALS.map(|name| (name, "")))
            .chain(ROWS)
            .map(of)
            .collect(),
        strings: LANGUAGES.map(|(tag, text)| ((tag.to_owned(), 0), source(tag, text))).into(),
        ..Default::default()
    };
    theme::load(&files, config).value
}

/// The file at a path, with `template` as the template of every page.
pub fn render(site: &Site, path: &str, template: &str) -> String {
    let listings = listings(site);
    let pages = pages(site);
    let theme = theme(&site.config, template);
    let lookup = Lookup::new(site, &pages);
    let renderer = Renderer::new(site, &listings, &theme, &lookup, &Library);
    let page = pages.iter().find(|it| it.address.output_path(site.config.urls.style) == path).unwrap();
    match renderer.page(page).unwrap().content {
        Content::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        _ => panic!("{path} is not rendered"),
    }
}

/// A text with its word joiners spelt out, to be seen in an expectation.
pub fn visible(text: &str) -> String {
    text.replace('\u{2060}', "\\u{2060}")
}
