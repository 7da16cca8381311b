//! JSON-LD of pages in the vocabulary of schema.org (CONTENT_MODEL §4). Every `@id` is absolute and defined on the page
//! that uses it, so only sites with a `base_url` have any.

mod nodes;

use crate::model::brief::Claim;
use crate::model::date::{Moment, Precision};
use crate::model::front_matter::{Kind, RevisionKind};
use crate::model::page::Subject;
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, ListedSource, State};

use nodes::{
    Article, Breadcrumbs, Cited, ClaimNode, Correction, Crumb, Graph, Named, Node, Rating, Reference, Review,
    Series, WebPage, WebSite,
};

use super::scene::Scene;
use super::view::PageView;
use super::{card, cite, claims, escape, meta, provenance};

/// Characters of the verdict of a fact check.
const VERDICT: usize = 200;

/// The JSON-LD of a page, ready to stand inside its `<script>`; empty for a page that has none.
pub fn write(scene: Scene<'_>, subject: &Subject, page: &PageView, canonical: &str) -> String {
    let base = scene.site.config.site.base_url.as_deref().unwrap_or_default();
    let mut graph = Vec::new();
    match subject {
        Subject::Brief(id) => {
            let linked = scene.site.brief(*id);
            if let Some(date) = linked.date().or(linked.updated()) {
                graph.push(Node::Article(Box::new(article(scene, *id, page, canonical, date))));
                if linked.brief.front.kind == Kind::FactCheck {
                    graph.push(Node::Review(review(scene, linked, page, canonical, date)));
                }
            }
            let provenance = &linked.brief.front.provenance;
            let mut node = web_page("WebPage", scene, page, canonical, base);
            node.reviewed_by = provenance.reviewed_by.as_deref().map(|it| named("Person", it));
            node.last_reviewed = provenance.reviewed_at.as_ref().map(day);
            graph.push(Node::Page(Box::new(node)));
        }
        Subject::Home(_) => {
            let mut site = web_site(scene, base);
            let config = &scene.site.config.site;
            site.description = &config.description;
            site.in_language = Some(&config.language);
            site.publisher = Some(publisher(scene));
            graph.push(Node::Site(site));
        }
        Subject::Standing(_) => {
            graph.push(Node::Page(Box::new(web_page("WebPage", scene, page, canonical, base))));
        }
        _ => graph.push(Node::Page(Box::new(web_page("CollectionPage", scene, page, canonical, base)))),
    }
    if !matches!(subject, Subject::Home(_)) {
        graph.push(Node::Breadcrumbs(breadcrumbs(scene, page, canonical, base)));
    }
    // Structs of strings and numbers always become JSON.
    let json = serde_json::to_string(&Graph { context: "https://schema.org", graph }).unwrap_or_default();
    escape::json_in_script(&json)
}

fn article<'a>(
    scene: Scene<'a>,
    id: BriefId,
    page: &'a PageView,
    canonical: &'a str,
    date: &Moment,
) -> Article<'a> {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let removed = !linked.shows_body();
    let provenance = &front.provenance;
    Article {
        kind: match front.kind {
            Kind::Digest => "BackgroundNewsArticle",
            Kind::Report => "Report",
            _ => "AnalysisNewsArticle",
        },
        id: format!("{canonical}#article"),
        headline: &page.title,
        alternative_headline: front.original_title.as_deref().or(front.short_title.as_deref()),
        abstract_: card::summary(linked),
        url: canonical,
        main_entity_of_page: reference(canonical.to_owned()),
        date_published: day(date),
        date_modified: linked.updated().map(day),
        temporal_coverage: linked.as_of().map(|it| format!("../{}", it.iso())),
        expires: front.expires.as_ref().map(|it| day(&it.value)),
        in_language: &linked.lang,
        keywords: meta::keywords(scene, id),
        about: linked.topic.map(|id| {
            let url = scene.lookup.term(TermKind::Topic, id).and_then(|it| scene.absolute(it));
            Named { url, ..named("Thing", &scene.site.term(TermKind::Topic, id).name) }
        }),
        mentions: front
            .entities
            .iter()
            .filter_map(|it| it.name.as_deref().or(it.id.as_ref().map(|it| it.value.as_str())))
            .map(|name| named("Thing", name))
            .collect(),
        author: authors(scene, linked),
        publisher: publisher(scene),
        accountable_person: provenance.responsible.as_deref().map(|it| named("Person", it)),
        editor: provenance.reviewed_by.as_deref().map(|it| named("Person", it)),
        credit_text: provenance::label(scene, linked),
        digital_source_type: provenance::digital_source_type(linked),
        creative_work_status: status(linked),
        version: cite::version(linked),
        correction: front
            .revisions
            .iter()
            .filter(|it| matches!(it.kind, RevisionKind::Correction | RevisionKind::Retraction))
            .map(|it| Correction {
                kind: "CorrectionComment",
                text: it.note.as_deref().unwrap_or_else(|| scene.strings().word("revision", it.kind.word())),
                date_published: day(&it.date),
            })
            .collect(),
        citation: match removed {
            true => Vec::new(),
            false => linked.sources.iter().map(|it| cited(scene, it, canonical)).collect(),
        },
        has_part: match removed {
            true => Vec::new(),
            false => linked.brief.body.claims.iter().map(|it| claim(linked, it, canonical)).collect(),
        },
        is_part_of: linked.series.map(|id| Series {
            kind: "CreativeWorkSeries",
            name: &scene.site.term(TermKind::Series, id).name,
            url: scene.lookup.term(TermKind::Series, id).and_then(|it| scene.absolute(it)),
        }),
        publishing_principles: policy(scene, "ethics").or_else(|| policy(scene, "methodology")),
        backstory: front
            .methodology
            .as_ref()
            .and_then(|it| scene.standing_link(&it.value))
            .and_then(|it| scene.absolute(&it.url)),
        license: front.license.as_deref(),
    }
}

/// A fact check names what it checked and its verdict: its first claim, and its bottom line or summary.
fn review<'a>(
    scene: Scene<'a>,
    linked: &'a LinkedBrief,
    page: &'a PageView,
    canonical: &'a str,
    date: &Moment,
) -> Review<'a> {
    let claims = &linked.brief.body.claims;
    let checked = claims.first().filter(|_| linked.shows_body()).map_or(&page.title, |it| &it.statement);
    let bluf = linked.brief.bluf.as_ref().map(|it| it.text.as_str()).filter(|_| linked.shows_body());
    let verdict = bluf.unwrap_or(card::summary(linked));
    let verdict = if verdict.is_empty() { status(linked) } else { verdict };
    Review {
        kind: "ClaimReview",
        id: format!("{canonical}#review"),
        headline: &page.title,
        url: canonical,
        claim_reviewed: checked,
        review_rating: Rating { kind: "Rating", alternate_name: card::shorten(verdict, VERDICT) },
        author: authors(scene, linked),
        date_published: day(date),
    }
}

fn claim<'a>(linked: &LinkedBrief, claim: &'a Claim, canonical: &str) -> ClaimNode<'a> {
    ClaimNode {
        kind: "Claim",
        id: format!("{canonical}#{}", claim.id),
        text: &claim.statement,
        appearance: reference(canonical.to_owned()),
        citation: claims::numbers(linked, claim)
            .into_iter()
            .map(|number| reference(format!("{canonical}#s-{number}")))
            .collect(),
    }
}

fn cited<'a>(scene: Scene<'a>, listed: &'a ListedSource, canonical: &str) -> Cited<'a> {
    let source = scene.site.source(listed.source);
    let fields = &source.fields;
    let published = fields.published.as_ref().filter(|it| it.value.precision >= Precision::Day);
    Cited {
        // More telling types ask for properties that a source list does not hold.
        kind: "CreativeWork",
        id: format!("{canonical}#s-{}", listed.number),
        name: &source.title,
        url: fields.url.as_ref().map(|it| it.value.as_str()),
        archived_at: fields.archived.as_ref().map(|it| it.value.as_str()),
        date_published: published.map(|it| it.value.iso()),
        author: fields.authors.iter().map(|it| named("Person", it)).collect(),
        publisher: source.publisher.map(|id| named("Organization", &scene.site.publisher(id).name)),
        in_language: fields.lang.as_ref().map(|it| it.value.as_str()),
        identifier: fields.doi.as_ref().map(|it| it.value.as_str()).filter(|it| !it.is_empty()),
    }
}

fn authors<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<Named<'a>> {
    let authors = &linked.brief.front.authors;
    if authors.is_empty() {
        return vec![publisher(scene)];
    }
    let with_url = |it: &'a crate::model::front_matter::Author| Named {
        url: it.url.clone().filter(|it| it.starts_with("http")),
        ..named("Person", &it.name)
    };
    authors.iter().map(with_url).collect()
}

/// Who publishes the site, with its policies.
fn publisher(scene: Scene<'_>) -> Named<'_> {
    let organization = &scene.site.config.organization;
    Named {
        url: organization.url.clone().filter(|it| it.starts_with("http")),
        logo: scene.lookup.logo.clone(),
        ethics_policy: policy(scene, "ethics"),
        corrections_policy: policy(scene, "corrections"),
        ownership_funding_info: policy(scene, "ownership"),
        ..named("Organization", cite::publisher(scene))
    }
}

/// The absolute address of a policy: given so, or that of a standing page.
fn policy(scene: Scene<'_>, name: &str) -> Option<String> {
    let policy = scene.site.config.organization.policies.get(name)?;
    if policy.starts_with("https://") || policy.starts_with("http://") {
        return Some(policy.clone());
    }
    scene.absolute(&scene.standing_link(policy)?.url)
}

fn web_page<'a>(
    kind: &'static str,
    scene: Scene<'a>,
    page: &'a PageView,
    canonical: &'a str,
    base: &'a str,
) -> WebPage<'a> {
    WebPage {
        kind,
        id: canonical,
        url: canonical,
        name: &page.title,
        description: &page.description,
        in_language: &page.lang,
        is_part_of: web_site(scene, base),
        reviewed_by: None,
        last_reviewed: None,
    }
}

fn web_site<'a>(scene: Scene<'a>, base: &'a str) -> WebSite<'a> {
    WebSite {
        kind: "WebSite",
        id: format!("{base}#website"),
        name: &scene.site.config.site.title,
        url: base,
        description: "",
        in_language: None,
        publisher: None,
    }
}

fn breadcrumbs<'a>(scene: Scene<'a>, page: &'a PageView, canonical: &str, base: &str) -> Breadcrumbs<'a> {
    let home = (scene.site.config.site.title.as_str(), base.to_owned());
    let between = page.breadcrumbs.iter().filter_map(|it| Some((it.name.as_str(), scene.absolute(&it.url)?)));
    let all = [home].into_iter().chain(between).chain([(page.title.as_str(), canonical.to_owned())]);
    let crumb = |(at, (name, item))| Crumb { kind: "ListItem", position: at + 1, name, item };
    Breadcrumbs { kind: "BreadcrumbList", item_list_element: all.enumerate().map(crumb).collect() }
}

fn named<'a>(kind: &'static str, name: &'a str) -> Named<'a> {
    Named {
        kind,
        name,
        url: None,
        logo: None,
        ethics_policy: None,
        corrections_policy: None,
        ownership_funding_info: None,
    }
}

fn reference(id: String) -> Reference {
    Reference { id }
}

/// A date as schema.org takes it: a whole day, or a time with its zone.
fn day(moment: &Moment) -> String {
    Moment { precision: moment.precision.max(Precision::Day), ..*moment }.iso()
}

fn status(linked: &LinkedBrief) -> &'static str {
    match linked.state {
        State { draft: true, .. } => "Draft",
        State { withdrawn: true, .. } => "Withdrawn",
        State { superseded: true, .. } => "Superseded",
        State { corrected: true, .. } => "Corrected",
        _ => "Published",
    }
}

#[cfg(test)]
mod tests {
    use crate::model::front_matter::Kind;
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    fn graph(path: &str, change: impl FnOnce(&mut crate::model::site::Site)) -> serde_json::Value {
        let json = render(&site(change), path, "{{ page.json_ld_html | safe }}");
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn a_brief() {
        let graph = graph("2026/02/14/grid/index.html", |_| {});
        expect![[r#"
            {
              "@context": "https://schema.org",
              "@graph": [
                {
                  "@type": "AnalysisNewsArticle",
                  "@id": "https://desk.example/briefs/2026/02/14/grid/#article",
                  "headline": "Grid <capacity> & \"berths\"",
                  "abstract": "The berth opens in May.",
                  "url": "https://desk.example/briefs/2026/02/14/grid/",
                  "mainEntityOfPage": {
                    "@id": "https://desk.example/briefs/2026/02/14/grid/"
                  },
                  "datePublished": "2026-02-14T22:47:58Z",
                  "dateModified": "2026-02-16",
                  "temporalCoverage": "../2026-02-16",
                  "inLanguage": "en",
                  "keywords": [
                    "Energy",
                    "港"
                  ],
                  "about": {
                    "@type": "Thing",
                    "name": "Energy",
                    "url": "https://desk.example/briefs/topics/energy/"
                  },
                  "author": [
                    {
                      "@type": "Organization",
                      "name": "Harbour Desk"
                    }
                  ],
                  "publisher": {
                    "@type": "Organization",
                    "name": "Harbour Desk"
                  },
                  "accountablePerson": {
                    "@type": "Person",
                    "name": "I. Marek"
                  },
                  "creditText": "Drafted by atlas-4, checked by a person; responsible: I. Marek",
                  "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                  "creativeWorkStatus": "Corrected",
                  "version": 2,
                  "correction": [
                    {
                      "@type": "CorrectionComment",
                      "text": "The berth count was wrong",
                      "datePublished": "2026-02-16"
                    }
                  ],
                  "citation": [
                    {
                      "@type": "CreativeWork",
                      "@id": "https://desk.example/briefs/2026/02/14/grid/#s-1",
                      "name": "Harbour <notice>",
                      "url": "https://www.port.example/n?a=1&b=2",
                      "publisher": {
                        "@type": "Organization",
                        "name": "Port & Co"
                      }
                    },
                    {
                      "@type": "CreativeWork",
                      "@id": "https://desk.example/briefs/2026/02/14/grid/#s-2",
                      "name": "Tender",
                      "url": "https://port.example/t",
                      "publisher": {
                        "@type": "Organization",
                        "name": "Port & Co"
                      }
                    }
                  ],
                  "hasPart": [
                    {
                      "@type": "Claim",
                      "@id": "https://desk.example/briefs/2026/02/14/grid/#c-1a2b3c",
                      "text": "The berth opens in May.",
                      "appearance": {
                        "@id": "https://desk.example/briefs/2026/02/14/grid/"
                      },
                      "citation": [
                        {
                          "@id": "https://desk.example/briefs/2026/02/14/grid/#s-1"
                        },
                        {
                          "@id": "https://desk.example/briefs/2026/02/14/grid/#s-2"
                        }
                      ]
                    }
                  ]
                },
                {
                  "@type": "WebPage",
                  "@id": "https://desk.example/briefs/2026/02/14/grid/",
                  "url": "https://desk.example/briefs/2026/02/14/grid/",
                  "name": "Grid <capacity> & \"berths\"",
                  "description": "The berth opens in May.",
                  "inLanguage": "en",
                  "isPartOf": {
                    "@type": "WebSite",
                    "@id": "https://desk.example/briefs/#website",
                    "name": "Harbour Desk",
                    "url": "https://desk.example/briefs/"
                  }
                },
                {
                  "@type": "BreadcrumbList",
                  "itemListElement": [
                    {
                      "@type": "ListItem",
                      "position": 1,
                      "name": "Harbour Desk",
                      "item": "https://desk.example/briefs/"
                    },
                    {
                      "@type": "ListItem",
                      "position": 2,
                      "name": "2026",
                      "item": "https://desk.example/briefs/2026/"
                    },
                    {
                      "@type": "ListItem",
                      "position": 3,
                      "name": "February 2026",
                      "item": "https://desk.example/briefs/2026/02/"
                    },
                    {
                      "@type": "ListItem",
                      "position": 4,
                      "name": "14 February 2026",
                      "item": "https://desk.example/briefs/2026/02/14/"
                    },
                    {
                      "@type": "ListItem",
                      "position": 5,
                      "name": "Grid <capacity> & \"berths\"",
                      "item": "https://desk.example/briefs/2026/02/14/grid/"
                    }
                  ]
                }
              ]
            }"#]].assert_eq(&serde_json::to_string_pretty(&graph).unwrap());
    }

    #[test]
    fn a_fact_check_is_wrapped_in_a_review() {
        let graph = graph("2026/02/14/grid/index.html", |site| {
            std::sync::Arc::make_mut(&mut site.briefs[0].brief).front.kind = Kind::FactCheck;
        });
        let review = &graph["@graph"][1];
        assert_eq!(review["@type"], "ClaimReview");
        assert_eq!(review["claimReviewed"], "The berth opens in May.");
    }

    #[test]
    fn nothing_of_a_withdrawn_brief_but_its_status() {
        let graph = graph("2026/02/13/port/index.html", |_| {});
        assert_eq!(graph["@graph"][0]["creativeWorkStatus"], "Withdrawn");
        assert!(!graph.to_string().contains("机密"));
    }

    #[test]
    fn a_site_without_an_address_has_none() {
        let site = site(|site| std::sync::Arc::make_mut(&mut site.config).site.base_url = None);
        assert_eq!(render(&site, "2026/02/14/grid/index.html", "{{ page.json_ld_html | safe }}"), "");
    }
}
