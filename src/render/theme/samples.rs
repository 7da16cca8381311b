//! Views to try templates with: for every kind of page one in which all is given, and one in which nothing is.

use tera::{Context, Value};

use super::Theme;
use crate::render::view::*;

/// The name of a sample page, its template and what the template sees.
pub struct Sample {
    pub name: String,
    pub template: &'static str,
    pub context: Context,
}

/// Every kind of page in a language, full and minimal.
pub fn all(theme: &Theme, lang: &str, dir: &'static str) -> Vec<Sample> {
    let mut samples = Vec::new();
    for full in [true, false] {
        let mut make = Make {
            lang,
            dir,
            full,
            page_parts: Default::default(),
            uses_html: String::new(),
            cards_html: String::new(),
            claims_html: String::new(),
            links_html: String::new(),
            entries_html: String::new(),
            rows_html: String::new(),
        };
        let values = |views: Vec<ClaimRowView<'_>>| views.iter().map(value).collect();
        make.cards_html = make.rows(theme, "card.html", "card", make.cards());
        make.links_html = make.rows(theme, "brief_link.html", "card", make.cards());
        make.claims_html = make.rows(theme, "claim_row.html", "claim", values(make.claim_rows()));
        let entries = make.brief_sources().iter().map(value).collect();
        make.entries_html = make.rows(theme, "source.html", "source", entries);
        make.rows_html = make.rows(theme, "source_row.html", "row", vec![value(make.source_row())]);
        let part = |name| {
            let page = serde_json::json!({
                "lang": lang, "dir": dir, "section": "topics", "url": full.then_some("topics/"),
            });
            make.rows(theme, name, "page", vec![value(page)])
        };
        make.page_parts = ["head.html", "masthead.html", "footer.html"].map(part);
        make.uses_html = make.rows(theme, "source_use.html", "card", vec![make.cards().swap_remove(0)]);
        for (template, parts) in make.pages() {
            let mut context = Context::new();
            let kind: &'static str = template.trim_end_matches(".html");
            make.shared(theme, &mut context);
            context.insert("page", &make.page(kind));
            for (name, value) in parts {
                context.insert_value(name, value);
            }
            let name = format!("{kind}-{lang}-{}", if full { "full" } else { "minimal" });
            samples.push(Sample { name, template, context });
        }
    }
    samples
}

fn value(it: impl serde::Serialize) -> Value {
    Value::from_serializable(&it)
}

fn text<T: From<&'static str>>(it: &'static str) -> T {
    it.into()
}

/// Texts of a list that views borrow.
fn texts(all: &[&str]) -> &'static [String] {
    all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>().leak()
}

fn link(name: &'static str, url: &'static str) -> LinkView<'static> {
    LinkView { name: text(name), url, lang: text("en"), dir: "ltr" }
}

fn date(iso: &'static str, label: &'static str, short: &'static str) -> DateView {
    DateView { iso: text(iso), label: text(label), short: text(short) }
}

fn day() -> DateView {
    date("2026-02-14", "14 February 2026", "14 Feb 2026")
}

fn minute() -> DateView {
    date("2026-02-16T09:30Z", "16 February 2026, 09:30 UTC", "16 Feb 2026")
}

fn feed() -> FeedView<'static> {
    FeedView { name: "Atom", media: "application/atom+xml", url: "feed.xml" }
}

/// Makes the samples of one language.
struct Make<'a> {
    lang: &'a str,
    dir: &'static str,
    full: bool,
    page_parts: [String; 3],
    cards_html: String,
    claims_html: String,
    links_html: String,
    entries_html: String,
    rows_html: String,
    uses_html: String,
}

impl<'a> Make<'a> {
    /// What every template sees.
    fn shared(&self, theme: &Theme, context: &mut Context) {
        context.insert("site", &self.site(theme));
        context.insert("root", "./");
        context.insert_value("t", theme.interface(self.lang).clone());
        context.insert("number", "3");
    }

    /// Rows of a list, as `rows` makes them; none of a theme whose partial fails.
    fn rows(&self, theme: &Theme, partial: &str, name: &'static str, views: Vec<Value>) -> String {
        let mut context = Context::new();
        self.shared(theme, &mut context);
        context.insert("page", &serde_json::json!({ "lang": self.lang, "dir": self.dir }));
        let row = |view| {
            context.insert_value(name, view);
            theme.partial(&format!("partials/{partial}"), &context).unwrap_or_default()
        };
        views.into_iter().map(row).collect()
    }

    /// What is there only in a full page.
    fn some<T>(&self, it: T) -> Option<T> {
        self.full.then_some(it)
    }

    fn many<T>(&self, it: Vec<T>) -> Vec<T> {
        if self.full { it } else { Vec::new() }
    }

    fn words<T: From<&'static str>>(&self, it: &'static str) -> T {
        text(if self.full { it } else { "" })
    }

    fn words_of(&self, it: &str) -> String {
        if self.full { it.to_owned() } else { String::new() }
    }

    fn pages(&self) -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
        vec![
            ("404.html", vec![]),
            ("archive.html", vec![("list", value(self.list()))]),
            (
                "brief.html",
                vec![
                    ("brief", value(self.brief())),
                    ("card", value(self.card("The second berth will likely not open before autumn", 3))),
                ],
            ),
            (
                "claims.html",
                vec![
                    ("claims_html", value(&self.claims_html)),
                    ("rung", Value::none()),
                    ("years", value(self.counts())),
                ],
            ),
            ("entities.html", vec![("groups", value(self.entity_groups()))]),
            ("entity.html", vec![("entity", value(self.entity())), ("list", value(self.list()))]),
            ("home.html", vec![("list", value(self.list()))]),
            ("page.html", vec![("standing", value(self.standing()))]),
            (
                "publisher.html",
                vec![
                    ("publisher", value(self.publisher())),
                    ("sources_html", value(self.words_of(&self.rows_html))),
                    ("list", value(self.list())),
                ],
            ),
            ("publishers.html", vec![("publishers", value(vec![self.publisher()]))]),
            (
                "redirect.html",
                vec![("redirect", value(serde_json::json!({"url": "briefs/quay/", "href": null})))],
            ),
            (
                "rung.html",
                vec![("claims_html", value(&self.claims_html)), ("rung", value(self.rungs().swap_remove(2)))],
            ),
            ("rungs.html", vec![("rungs", value(self.rungs()))]),
            ("source.html", vec![("source", value(self.source()))]),
            ("sources.html", vec![("sources_html", value(&self.rows_html))]),
            ("term.html", vec![("term", value(self.term())), ("list", value(self.list()))]),
            ("terms.html", vec![("terms", value(self.counts())), ("kind", value("topic"))]),
        ]
    }

    fn site(&self, theme: &Theme) -> SiteView<'a> {
        SiteView {
            title: text("Harbour Desk"),
            description: self.words("Assessments of ports, grids and the sea lanes between them."),
            lang: text("en"),
            dir: "ltr",
            base_url: None,
            home_url: String::new(),
            author: None,
            copyright: self.some(text("© 2026 Harbour Desk")),
            organization: OrganizationView {
                name: self.some(text("Harbour Desk")),
                href: self.some(text("https://harbour.example/")),
                contact: self.some(text("desk@harbour.example")),
                contact_href: self.some(text("mailto:desk@harbour.example")),
            },
            menu: self.many(
                ["topics", "tags", "sources", "publishers", "models", "confidence", "claims"]
                    .map(|key| MenuView { name: key, lang: "", dir: "", url: Some(key), href: None, key })
                    .to_vec(),
            ),
            footer: self.many(vec![MenuView {
                name: text("Methodology"),
                lang: text("en"),
                dir: "ltr",
                url: Some(text("methodology/")),
                href: None,
                key: "",
            }]),
            feeds: self.many(vec![feed()]),
            icon_url: self.some(text("icon.svg")),
            ai_label: text("top"),
            theme: value(&theme.settings),
            assets: theme.asset_urls.clone(),
            extra: Value::from(tera::Map::default()),
            generator: text("dateline 0.1.0"),
            brief_count: 2,
            source_count: 3,
        }
    }

    fn page(&self, kind: &'static str) -> PageView<'a> {
        PageView {
            kind,
            section: text("topics"),
            title: text("The title of the page"),
            head_title: text("The title of the page · Harbour Desk"),
            head_html: format!(
                "<meta name=\"citation_title\" content=\"A &quot;quoted&quot; title\">\n{}",
                self.page_parts[0]
            ),
            masthead_html: self.page_parts[1].clone(),
            footer_html: self.page_parts[2].clone(),
            url: format!("{kind}/"),
            lang: self.lang,
            dir: self.dir,
            breadcrumbs: self.many(vec![link("Topics", "topics/"), link("Ports", "topics/ports/")]),
            pager: self.some(PagerView {
                number: 2,
                of: 9,
                total: 180,
                first: 21,
                last: 40,
                previous: Some(text("topics/")),
                next: Some(text("topics/page/3/")),
                pages: vec![
                    PagerLink { number: 1, url: Some(text("topics/")), current: false },
                    PagerLink { number: 2, url: Some(text("topics/page/2/")), current: true },
                    PagerLink { number: 0, url: None, current: false },
                    PagerLink { number: 9, url: Some(text("topics/page/9/")), current: false },
                ],
            }),
        }
    }

    fn confidence(&self, step: u8) -> ConfidenceView<'a> {
        let level = ["low", "low-medium", "medium", "medium-high", "high"][usize::from(step) - 1];
        ConfidenceView {
            level,
            step,
            label: level,
            qualifier: self.some(text("pending corroboration")),
            basis: self.some(text("Two official notices and one interview.")),
            url: self.some("confidence/medium/"),
        }
    }

    fn likelihood(&self) -> LikelihoodView<'a> {
        LikelihoodView { term: self.some(text("likely")), low: 55, high: 80, range: text("55–80 %") }
    }

    fn card(&self, title: &'static str, step: u8) -> CardView<'a> {
        CardView {
            url: text("2026/02/14/second-berth/"),
            title,
            lang: self.lang,
            dir: self.dir,
            date: self.some(day()),
            updated: self.some(minute()),
            kind: text("assessment"),
            kind_label: text("Assessment"),
            topic: self.some(value(link("Ports", "topics/ports/"))),
            tags: self.many(vec![value(link("dredging", "tags/dredging/")), value(link("日本語", "tags/x/"))]),
            channel: self.some(value(link("Daily", "channels/daily/"))),
            series: self.some(value(link("Harbour watch", "series/harbour-watch/"))),
            edition: self.some(text("12")),
            confidence: self.some(self.confidence(step)),
            likelihood: self.some(self.likelihood()),
            models: self.many(vec![value(link("desk-draft-1", "models/desk-draft-1/"))]),
            summary: self.words(
                "The tender omits the second berth, and the dredging contract was let without it: the berth will \
                 likely not open before the autumn season.",
            ),
            source_count: usize::from(self.full) * 3,
            sources_label: "3 sources".to_owned(),
            claim_count: 2,
            marks: self.many(vec![MarkView { kind: text("corrected"), label: text("Corrected") }]),
        }
    }

    fn cards(&self) -> Vec<Value> {
        [
            ("The second berth will likely not open before autumn", 3),
            ("Grid operators accept a slower interconnector", 5),
            ("A title long enough that it has to be broken over several lines of a narrow screen, as happens when an \
              analyst wants to be exact about place, time and the people concerned", 1),
        ]
        .map(|(title, step)| value(self.card(title, step)))
        .to_vec()
    }

    fn counts(&self) -> Vec<CountView<'a>> {
        self.many(vec![
            CountView {
                name: text("Ports"),
                url: text("topics/ports/"),
                count: 12,
                description: Some(text("Berths, cranes and dredging.")),
                latest: Some(day()),
                lang: text("en"),
                dir: text("ltr"),
            },
            CountView {
                name: text("港口"),
                url: text("topics/%E6%B8%AF%E5%8F%A3/"),
                count: 1,
                description: None,
                latest: None,
                lang: text("zh"),
                dir: text("ltr"),
            },
        ])
    }

    fn list(&self) -> ListView<'a> {
        ListView {
            children: self.counts(),
            months: vec![MonthView {
                label: text("February 2026"),
                cards_html: self.cards_html.clone().into(),
            }],
            claims_html: self.words_of(&self.claims_html).into(),
            updated_html: self.words_of(&self.cards_html).into(),
            previous: self.some(link("13 February 2026", "2026/02/13/")),
            next: self.some(link("15 February 2026", "2026/02/15/")),
        }
    }

    fn claim_rows(&self) -> Vec<ClaimRowView<'a>> {
        [1, 2, 3, 4, 5]
            .map(|step| ClaimRowView {
                url: text("2026/02/14/second-berth/#c-1a2b3c"),
                label: self.some(text("Berth.")),
                statement: text("The second berth will likely not open before the autumn season."),
                lang: self.lang,
                dir: self.dir,
                role_label: self.words("Assessment"),
                confidence: self.some(self.confidence(step)),
                likelihood: self.some(self.likelihood()),
                citation_count: usize::from(step),
                sources_label: format!("{step} sources"),
                brief: link(
                    "The second berth will likely not open before autumn",
                    "2026/02/14/second-berth/",
                ),
                date: self.some(day()),
                single_source: step == 1,
            })
            .to_vec()
    }

    fn rungs(&self) -> Vec<RungView<'a>> {
        [("low", 4), ("low-medium", 9), ("medium", 40), ("medium-high", 22), ("high", 25)]
            .into_iter()
            .zip(1..)
            .map(|((level, count), step)| RungView {
                level,
                label: level,
                step,
                count,
                claims_label: format!("{count} claims"),
                share: count as u8,
                url: self.some("confidence/medium/"),
            })
            .collect()
    }

    fn term(&self) -> TermView<'a> {
        TermView {
            kind: text("topic"),
            kind_label: text("Topic"),
            id: text("ports"),
            name: text("Ports"),
            lang: text("en"),
            dir: "ltr",
            description: self.some(text("Berths, cranes and dredging.")),
            provider: self.some(text("Desk Models")),
            href: self.some(text("https://models.example/")),
            count: 3,
            subtree: 5,
            briefs_label: "3 briefs".to_owned(),
            confidence: self.many(self.rungs()),
            editions: self.many(self.cards()),
            parent: self.some(link("Transport", "topics/transport/")),
            children: self.counts(),
            feeds: self.many(vec![feed()]),
        }
    }

    fn source_row(&self) -> SourceRowView<'a> {
        SourceRowView {
            key: text("quay-1"),
            title: text("Тендер на другий причал"),
            lang: self.words("uk"),
            dir: text("ltr"),
            url: text("sources/quay-1/"),
            publisher: self.some(text("Port Authority")),
            publisher_url: self.some(text("publishers/port-authority/")),
            published: self.some(day()),
            kind: text("official"),
            kind_label: text("Official document"),
            reliability: self.some('B'),
            brief_count: 1,
            briefs_label: "1 brief".to_owned(),
            claim_count: 2,
            claims_label: "2 claims".to_owned(),
            latest: self.some(day()),
        }
    }

    fn source(&self) -> SourceView<'a> {
        SourceView {
            row: self.source_row(),
            href: self.words("https://port.example/tender"),
            host: self.words("port.example"),
            authors: if self.full { texts(&["A. Marek", "B. Osei"]) } else { &[] },
            archived: self.some(text("https://archive.example/1")),
            archived_at: self.some(day()),
            access: text("open"),
            access_label: text("Open"),
            origin: text("primary"),
            origin_label: self.words("Primary"),
            descriptor: self.some(text("The owner of the berth; has an interest in the schedule.")),
            reliability_label: self.words("Usually reliable"),
            reliability_of: self.words("publisher"),
            doi: self.some(text("10.1000/182")),
            aliases: if self.full { texts(&["quay-one"]) } else { &[] },
            uses: vec![SourceUseView {
                brief_html: self.uses_html.clone().into(),
                lang: self.lang,
                dir: self.dir,
                number: 3,
                credibility: self.words("2"),
                credibility_label: self.words("Probably true"),
                relation: text("supports"),
                relation_label: text("Supports"),
                quote: self.some(text("другий причал не включено")),
                locator: self.some(text("para 4")),
                claims: self.many(vec![SaidView {
                    url: text("2026/02/14/second-berth/#c-1a2b3c"),
                    statement: "The second berth will likely not open before the autumn season.",
                    confidence: self.some(self.confidence(3)),
                    likelihood: self.some(self.likelihood()),
                    single_source: true,
                }]),
                mentions: self.many(vec![text("The notice was published on a Saturday.")]),
            }],
            single_source_claims: usize::from(self.full),
            cocited: self.many(vec![CocitedView {
                lang: text("en"),
                dir: "ltr",
                name: text("Harbour Wire"),
                url: text("sources/wire/"),
                count: 4,
            }]),
            independent_of: self.many(vec![link("Harbour Wire", "sources/wire/")]),
        }
    }

    fn publisher(&self) -> PublisherView<'a> {
        PublisherView {
            id: text("port-authority"),
            name: text("Port Authority"),
            url: text("publishers/port-authority/"),
            kind: text("state"),
            kind_label: self.words("State"),
            country: self.some(text("PL")),
            reliability: self.some('B'),
            reliability_label: self.words("Usually reliable"),
            descriptor: self.some(text("Owner of the harbour.")),
            ownership: self.some(text("Ministry of Transport")),
            affiliation: self.some(text("none stated")),
            corrections_href: self.some(text("https://port.example/corrections")),
            hosts: if self.full { texts(&["port.example", "www.port.example"]) } else { &[] },
            source_count: 3,
            brief_count: 1,
            briefs_label: "1 brief".to_owned(),
            citation_count: 12,
            share: 38,
        }
    }

    fn entity_groups(&self) -> Vec<EntityGroupView<'a>> {
        let of = |kind, label| EntityGroupView { kind, label, count: 1, entities: vec![self.entity_row()] };
        let mut groups = self.many(vec![of("person", "Person")]);
        groups.push(of("", ""));
        groups
    }

    fn entity_row(&self) -> EntityRowView<'a> {
        EntityRowView {
            id: text("ilse-marek"),
            name: text("Ilse Marek"),
            url: self.some(text("entities/ilse-marek/")),
            kind: self.words("person"),
            kind_label: self.words("Person"),
            description: self.some(text("Head of the harbour commission.")),
            brief_count: 2,
            briefs_label: "2 briefs".to_owned(),
            claim_count: 3,
            claims_label: "3 claims".to_owned(),
            latest: self.some(day()),
        }
    }

    fn entity(&self) -> EntityView<'a> {
        let office =
            |title, current: bool| OfficeView { title, from: Some(day()), to: (!current).then(day), current };
        EntityView {
            row: self.entity_row(),
            names: self.many(vec![NameView {
                name: text("Ільзе Марек"),
                lang: text("uk"),
                dir: "ltr",
                language: text("Українська"),
            }]),
            aliases: if self.full { texts(&["Commissioner Marek"]) } else { &[] },
            href: self.some(text("https://harbour.example/marek")),
            wikidata: self.some(text("Q42")),
            wikidata_href: self.some(text("https://www.wikidata.org/wiki/Q42")),
            offices: self.many(vec![office("Minister", true), office("Harbour Commissioner", false)]),
            claims_html: self.words_of(&self.claims_html).into(),
            with: self.many(vec![
                CompanyView { name: text("Port Authority"), url: Some(text("entities/port/")), count: 4 },
                CompanyView { name: text("Berth 2"), url: None, count: 1 },
            ]),
            feeds: self.many(vec![feed()]),
        }
    }

    fn toc(&self) -> String {
        self.words("<ol>\n<li><a href=\"#what-we-know\">What we know</a></li>\n</ol>\n")
    }

    fn standing(&self) -> Value {
        value(serde_json::json!({
            "title": "Methodology",
            "description": self.words::<&str>("How a brief is made, checked and corrected."),
            "body_html": BODY,
            "toc_html": self.toc(),
            "toc_count": 4,
            "has_code": self.full,
            "opens_folder": self.full,
            "folder": self.some(serde_json::json!([{
                "name": "Grades",
                "url": "method/grades/",
                "description": self.words::<&str>("What the letters mean."),
                "current": false,
            }])).unwrap_or_default(),
            "previous": self.some(serde_json::json!({ "name": "Scales", "url": "method/scales/" })),
            "next": self.some(serde_json::json!({ "name": "Terms", "url": "method/terms/" })),
            "extra": {},
        }))
    }

    fn brief_sources(&self) -> Vec<BriefSourceView<'a>> {
        let titles = ["Notice of tender, berth 2", "Тендер на другий причал", "مناقصة الرصيف الثاني"];
        let langs = ["", "uk", "ar"];
        titles
            .iter()
            .zip(1..)
            .map(|(title, number)| BriefSourceView {
                number: value(number),
                key: "quay",
                title,
                lang: langs[number - 1],
                dir: "auto",
                url: self.some("sources/quay/"),
                href: self.words("https://port.example/tender?berth=2&year=2026#:~:text=second%20berth"),
                host: self.words("port.example"),
                publisher: self.some(text("Port Authority")),
                publisher_url: self.some(text("publishers/port-authority/")),
                authors: if self.full { texts(&["A. Marek"]) } else { &[] },
                published: self.some(day()),
                accessed: self.some(day()),
                archived: self.some(text("https://archive.example/1")),
                archived_at: self.some(day()),
                grade: self.words("B2"),
                grade_label: self.words("Usually reliable; probably true"),
                ungraded: false,
                kind: text("official"),
                kind_label: text("Official document"),
                relation: text(if number == 2 { "disputes" } else { "supports" }),
                relation_label: text(if number == 2 { "Disputes" } else { "Supports" }),
                access: text(if number == 3 { "paywall" } else { "open" }),
                access_label: text(if number == 3 { "Paywall" } else { "Open" }),
                origin: text("primary"),
                descriptor: self.some(text("Owner of the berth; has an interest in the schedule.")),
                quote: self.some(text("the second berth is not part of this tender")),
                locator: self.some(text("para 4")),
                doi: self.some(text("10.1000/182")),
                cited: self.full,
                uses_html: Value::safe_string("<a href=\"#r-1-1\">a</a> <a href=\"#r-1-2\">b</a>"),
                elsewhere: number - 1,
            })
            .collect()
    }

    fn claims(&self) -> Vec<ClaimGroupView<'a>> {
        [(5, "c-1a2b3c"), (3, "c-2b3c4d"), (0, "c-3c4d5e")]
            .map(|(step, id)| ClaimGroupView {
                step,
                claims: vec![ClaimView {
                    id,
                    label: self.some("Berth."),
                    statement: "The second berth will likely not open before the autumn season.",
                    role: "inference",
                    role_label: self.words("Assessment"),
                    confidence: (step > 0).then(|| self.confidence(step)),
                    likelihood: self.some(self.likelihood()),
                    citations_html: self.words("<a href=\"#s-1\">1</a>, <a href=\"#s-3\">3</a>"),
                    evidence: self.many(vec![EvidenceView {
                        text: "The tender names one berth only.",
                        citations_html: text("<a href=\"#s-1\">1</a>"),
                    }]),
                    by: self.some(day()),
                    status: self.some("open"),
                }],
            })
            .into()
    }

    fn notices(&self) -> Vec<NoticeView<'a>> {
        let kinds = ["draft", "future", "withdrawn", "superseded", "corrected", "stale", "expired"];
        self.many(
            kinds
                .map(|kind| NoticeView {
                    kind,
                    title: kind,
                    text: text("What this means for the reader, in a sentence or two."),
                    links: vec![link("The later brief", "2026/03/01/berth/")],
                    date: Some(minute()),
                })
                .to_vec(),
        )
    }

    fn brief(&self) -> BriefView<'a> {
        BriefView {
            original_title: self.some(text("Другий причал")),
            as_of: self.some(day()),
            review_by: self.some(day()),
            expires: self.some(day()),
            summary_html: self.words(
                "The tender omits the <em>second</em> berth, and the dredging contract was let without it: the berth \
                 will <span class=\"likelihood\">likely</span> not open before the autumn season.",
            ),
            summary_derived: false,
            bluf_html: self.words("Plan for one berth until October."),
            abstract_html: self.words("A longer account of the question, the sources and the answer."),
            body_html: text(BODY),
            body_removed: false,
            toc_count: 4,
            toc_html: self.toc(),
            reading_minutes: 4,
            authors: self.many(vec![
                AuthorView { name: text("Ilse Marek"), url: Some(text("authors/ilse-marek/")), href: None },
                AuthorView { name: text("B. Osei"), url: None, href: Some(text("https://osei.example/")) },
                AuthorView { name: text("Night desk"), url: None, href: None },
            ]),
            provenance: ProvenanceView {
                ai: self.full,
                label: self.words("Drafted by desk-draft-1, checked by a person; responsible: Ilse Marek"),
                assistance: text("generated"),
                review: text("human"),
                responsible: self.some(text("Ilse Marek")),
                reviewed_by: self.some(text("B. Osei")),
                reviewed_at: self.some(minute()),
                models: self.many(vec![ModelView {
                    name: text("desk-draft-1"),
                    url: Some(text("models/desk-draft-1/")),
                    version: Some(text("2026-01")),
                    provider: Some(text("Desk Models")),
                    role: Some(text("draft")),
                }]),
            },
            sources_html: self.words_of(&self.entries_html).into(),
            source_summary: SourceSummaryView {
                sources: 3,
                publishers: 2,
                primary: 1,
                disputing: 1,
                archived: 3,
                graded: 3,
                label: text("3 sources from 2 publishers, 1 primary, 1 disputing"),
            },
            claims: self.many(self.claims()),
            notices: self.notices(),
            revisions: self.many(vec![RevisionView {
                date: minute(),
                kind: text("correction"),
                kind_label: text("Correction"),
                note: Some(text("The office of the commissioner was given wrongly.")),
                was: Some(text("Harbour Minister")),
                now: Some(text("Harbour Commissioner")),
                by: Some(text("Ilse Marek")),
                claims: vec![text("c-1a2b3c")],
            }]),
            basis: self.some(BasisView {
                assumptions: vec!["The dredger is free in June."],
                gaps: vec!["The contract’s penalty clause is not public."],
                biases: vec!["Anchoring on last year’s delay."],
                techniques: vec!["Key assumptions check"],
                regions: vec!["PL"],
            }),
            entities: self.many(vec![
                BriefEntityView {
                    name: text("Ilse Marek"),
                    url: Some(text("entities/ilse-marek/")),
                    kind: text("person"),
                    kind_label: text("Person"),
                    role: Some(text("Harbour Commissioner")),
                },
                BriefEntityView { name: text("Berth 2"), url: None, kind: "", kind_label: "", role: None },
            ]),
            cite: CiteView {
                text: text("Marek, I. (2026) ‘The second berth will likely not open before autumn’, Harbour Desk."),
                bibtex: self.words("@misc{second-berth,\n  title = {The second berth},\n}"),
                ris: self.words("TY  - RPRT\nTI  - The second berth\nER  -"),
            },
            related: self.many(vec![RelatedView {
                brief_html: self.links_html.clone().into(),
                reason: text("2 shared sources"),
            }]),
            backlinks: self.many(vec![BacklinkView {
                brief_html: self.links_html.clone().into(),
                sentence: text("As we wrote in February, the berth is late."),
                lang: self.lang,
                dir: self.dir,
            }]),
            previous: self.some(link("Harbour watch 11", "2026/02/07/harbour-watch-11/")),
            next: self.some(link("Harbour watch 13", "2026/02/21/harbour-watch-13/")),
            neighbours_in: self.some(link("Harbour watch", "series/harbour-watch/")),
            translations: self.many(vec![TranslationView {
                dir: "ltr",
                lang: text("zh"),
                name: text("中文"),
                url: text("2026/02/14/zh/"),
            }]),
            methodology: self.some(link("Methodology", "methodology/")),
            has_code: self.full,
            twins: self.many(vec![link("JSON", "2026/02/14/second-berth/index.json")]),
            license: self.some(text("CC BY 4.0")),
            rights: self.some(text("© Harbour Desk")),
            extra: Value::from(tera::Map::default()),
        }
    }
}

/// A body with everything that the body writer makes.
const BODY: &str = include_str!("samples/body.html");
