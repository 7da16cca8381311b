//! JSON-LD of pages in the vocabulary of schema.org (CONTENT_MODEL §4). Only sites with a `base_url` have any. The `@id` of
//! a page is its canonical address; parts of a page are named by their fragments, as the page itself links to them, which
//! resolve against its address (JSON-LD 1.1, 7.1).

mod object;

use crate::model::brief::Claim;
use crate::model::date::{Moment, Precision};
use crate::model::front_matter::{Kind, RevisionKind};
use crate::model::page::Subject;
use crate::model::registry::{EntityKind, TermKind};
use crate::model::site::{BriefId, EntityId, LinkedBrief, ListedSource, NamedEntity, State, TermId};

use object::{Object, object};

use super::head::Facts;
use super::scene::Scene;
use super::{card, cite, claims, entity, meta, provenance};

/// Characters of the verdict of a fact check.
const VERDICT: usize = 200;

/// Writes the JSON-LD of a page as it stands inside its `<script>`.
pub fn write(out: &mut String, scene: Scene<'_>, subject: &Subject, page: &Facts<'_>, canonical: &str) {
    out.push_str("{\"@context\":\"https://schema.org\",\"@graph\":[");
    match subject {
        Subject::Brief(id) => {
            let linked = scene.site.brief(*id);
            if let Some(date) = linked.date().or(linked.updated()) {
                object(out, |it| article(it, scene, *id, page, canonical, date));
                if linked.brief.front.kind == Kind::FactCheck {
                    object(out, |it| review(it, scene, linked, page, canonical, date));
                }
            }
            let provenance = &linked.brief.front.provenance;
            object(out, |it| {
                web_page(it, "WebPage", scene, page, canonical);
                if let Some(name) = &provenance.reviewed_by {
                    it.object("reviewedBy", |it| named(it, "Person", name));
                }
                it.some("lastReviewed", provenance.reviewed_at.as_ref().map(day));
            });
        }
        Subject::Home(_) => object(out, |it| {
            web_site(it, scene);
            let config = &scene.site.config.site;
            it.text("description", &config.description);
            it.text("inLanguage", &config.language);
            it.object("publisher", |it| publisher(it, scene));
        }),
        Subject::Standing(_) => object(out, |it| {
            web_page(it, "WebPage", scene, page, canonical);
            it.text("description", &page.description);
        }),
        _ => object(out, |it| {
            web_page(it, "CollectionPage", scene, page, canonical);
            it.text("description", &page.description);
            if let Subject::Entity(id, _) = subject {
                it.object("about", |it| {
                    known_entity(it, scene, *id);
                    if let Some(known) = &scene.site.entity(*id).registered {
                        it.texts("alternateName", known.other_names().map(String::as_str));
                    }
                });
            }
        }),
    }
    if !matches!(subject, Subject::Home(_)) {
        object(out, |it| breadcrumbs(it, scene, page, canonical));
    }
    out.push_str("]}");
}

fn article(
    it: &mut Object<'_>,
    scene: Scene<'_>,
    id: BriefId,
    page: &Facts<'_>,
    canonical: &str,
    date: &Moment,
) {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let provenance = &front.provenance;
    let term = |kind, id| scene.site.term(kind, id).name.as_str();
    let address = |kind, id| scene.lookup.term(kind, id).and_then(|it| scene.absolute(it));
    it.text(
        "@type",
        match front.kind {
            Kind::Digest => "BackgroundNewsArticle",
            Kind::Report => "Report",
            _ => "AnalysisNewsArticle",
        },
    );
    it.text("@id", "#article");
    it.text("headline", &page.title);
    it.some("alternativeHeadline", front.original_title.as_deref().or(front.short_title.as_deref()));
    it.text("abstract", card::summary(linked));
    it.text("url", canonical);
    it.object("mainEntityOfPage", |it| it.text("@id", canonical));
    it.text("datePublished", &day(date));
    it.some("dateModified", linked.updated().map(day));
    if let Some(moment) = linked.as_of() {
        it.parts("temporalCoverage", &["../", &moment.iso()]);
    }
    it.some("expires", front.expires.as_ref().map(|it| day(&it.value)));
    it.text("inLanguage", &linked.lang);
    it.texts("keywords", meta::keywords(scene, id));
    let about = linked.topic.map(About::Topic).into_iter();
    let declared = linked.entities.iter().filter(|it| it.declared.is_some());
    it.objects("about", about.chain(declared.map(About::Entity)), |it, about| match about {
        About::Topic(id) => {
            named(it, "Thing", term(TermKind::Topic, id));
            it.some("url", address(TermKind::Topic, id));
        }
        About::Entity(entity) => named_entity(it, scene, linked, entity),
    });
    let mentions = linked.entities.iter().filter(|it| it.declared.is_none());
    it.objects("mentions", mentions, |it, entity| named_entity(it, scene, linked, entity));
    authors(it, scene, linked);
    it.object("publisher", |it| publisher(it, scene));
    if let Some(name) = &provenance.responsible {
        it.object("accountablePerson", |it| named(it, "Person", name));
    }
    if let Some(name) = &provenance.reviewed_by {
        it.object("editor", |it| named(it, "Person", name));
    }
    it.text("creditText", &provenance::label(scene, linked));
    it.some("digitalSourceType", provenance::digital_source_type(linked));
    it.text("creativeWorkStatus", status(linked));
    it.number("version", cite::version(linked));
    let corrections = front.revisions.iter();
    let corrections =
        corrections.filter(|it| matches!(it.kind, RevisionKind::Correction | RevisionKind::Retraction));
    it.objects("correction", corrections, |it, revision| {
        let word = revision.kind.word();
        it.text("@type", "CorrectionComment");
        it.text("text", revision.note.as_deref().unwrap_or_else(|| scene.strings().word("revision", word)));
        it.text("datePublished", &day(&revision.date));
    });
    if linked.shows_body() {
        it.objects("citation", &linked.sources, |it, listed| cited(it, scene, listed));
        it.objects("hasPart", &linked.brief.body.claims, |it, claim| self::claim(it, linked, claim));
    }
    if let Some(id) = linked.series {
        it.object("isPartOf", |it| {
            named(it, "CreativeWorkSeries", term(TermKind::Series, id));
            it.some("url", address(TermKind::Series, id));
        });
    }
    it.some("publishingPrinciples", policy(scene, "ethics").or_else(|| policy(scene, "methodology")));
    let methodology = front.methodology.as_ref().and_then(|it| scene.standing_link(&it.value));
    it.some("backstory", methodology.and_then(|it| scene.absolute(it.url)));
    it.some("license", front.license.as_deref());
}

/// What a brief is about.
enum About<'a> {
    Topic(TermId),
    Entity(&'a NamedEntity),
}

/// An entity that a brief names.
fn named_entity(it: &mut Object<'_>, scene: Scene<'_>, linked: &LinkedBrief, entity: &NamedEntity) {
    if let Some(id) = entity.entity {
        return known_entity(it, scene, id);
    }
    let used = entity.declared.map(|at| &linked.brief.front.entities[at as usize]);
    let name = used.and_then(|it| it.name.as_deref().or(it.id.as_ref().map(|it| it.value.as_str())));
    named(it, entity_type(used.and_then(|it| it.kind)), name.unwrap_or_default());
}

fn known_entity(it: &mut Object<'_>, scene: Scene<'_>, id: EntityId) {
    let entity = scene.site.entity(id);
    named(it, entity_type(entity.kind), &entity.name);
    it.some("url", scene.lookup.entity(id).and_then(|it| scene.absolute(it)));
    if let Some(registered) = &entity.registered {
        let wikidata = entity::wikidata(registered);
        it.texts("sameAs", wikidata.as_deref().into_iter().chain(registered.url.as_deref()));
    }
}

/// A treaty or a system is no more than a thing: more telling types ask for what the registry does not hold.
fn entity_type(kind: Option<EntityKind>) -> &'static str {
    match kind {
        Some(EntityKind::Person) => "Person",
        Some(EntityKind::Org) => "Organization",
        Some(EntityKind::Place) => "Place",
        Some(EntityKind::Event | EntityKind::Treaty | EntityKind::System) | None => "Thing",
    }
}

/// A fact check names what it checked and its verdict: its first claim, and its bottom line or summary.
fn review(
    it: &mut Object<'_>,
    scene: Scene<'_>,
    linked: &LinkedBrief,
    page: &Facts<'_>,
    canonical: &str,
    date: &Moment,
) {
    let claims = &linked.brief.body.claims;
    let checked = claims.first().filter(|_| linked.shows_body()).map_or(&*page.title, |it| &it.statement);
    let bluf = linked.brief.bluf.as_ref().map(|it| it.text.as_str()).filter(|_| linked.shows_body());
    let verdict = bluf.unwrap_or(card::summary(linked));
    let verdict = if verdict.is_empty() { status(linked) } else { verdict };
    it.text("@type", "ClaimReview");
    it.text("@id", "#review");
    it.text("headline", &page.title);
    it.text("url", canonical);
    it.text("claimReviewed", checked);
    it.object("reviewRating", |it| {
        it.text("@type", "Rating");
        it.text("alternateName", &card::shorten(verdict, VERDICT));
    });
    authors(it, scene, linked);
    it.text("datePublished", &day(date));
}

fn claim(it: &mut Object<'_>, linked: &LinkedBrief, claim: &Claim) {
    it.text("@type", "Claim");
    it.parts("@id", &["#", &claim.id]);
    it.text("text", &claim.statement);
    it.object("appearance", |it| it.text("@id", "#article"));
    it.objects("citation", claims::numbers(linked, claim), |it, number| {
        it.parts("@id", &["#s-", &number.to_string()]);
    });
}

fn cited(it: &mut Object<'_>, scene: Scene<'_>, listed: &ListedSource) {
    let source = scene.site.source(listed.source);
    let fields = &source.fields;
    let published = fields.published.as_ref().filter(|it| it.value.precision >= Precision::Day);
    // More telling types ask for properties that a source list does not hold.
    it.text("@type", "CreativeWork");
    it.parts("@id", &["#s-", &listed.number.to_string()]);
    it.text("name", &source.title);
    it.some("url", fields.url.as_ref().map(|it| &it.value));
    it.some("archivedAt", fields.archived.as_ref().map(|it| &it.value));
    it.some("datePublished", published.map(|it| it.value.iso()));
    it.objects("author", &fields.authors, |it, name| named(it, "Person", name));
    if let Some(id) = source.publisher {
        it.object("publisher", |it| named(it, "Organization", &scene.site.publisher(id).name));
    }
    it.some("inLanguage", fields.lang.as_ref().map(|it| &it.value));
    it.text("identifier", fields.doi.as_ref().map_or("", |it| &it.value));
}

fn authors(it: &mut Object<'_>, scene: Scene<'_>, linked: &LinkedBrief) {
    let authors = &linked.brief.front.authors;
    if authors.is_empty() {
        return it.objects("author", [()], |it, ()| publisher(it, scene));
    }
    it.objects("author", authors, |it, author| {
        named(it, "Person", &author.name);
        it.some("url", author.url.as_deref().filter(|it| it.starts_with("http")));
    });
}

/// Who publishes the site, with its policies.
fn publisher(it: &mut Object<'_>, scene: Scene<'_>) {
    let organization = &scene.site.config.organization;
    named(it, "Organization", cite::publisher(scene));
    it.some("url", organization.url.as_deref().filter(|it| it.starts_with("http")));
    it.some("logo", scene.lookup.logo.as_deref());
    it.some("ethicsPolicy", policy(scene, "ethics"));
    it.some("correctionsPolicy", policy(scene, "corrections"));
    it.some("ownershipFundingInfo", policy(scene, "ownership"));
}

/// The absolute address of a policy: given so, or that of a standing page.
fn policy(scene: Scene<'_>, name: &str) -> Option<String> {
    let policy = scene.site.config.organization.policies.get(name)?;
    if policy.starts_with("https://") || policy.starts_with("http://") {
        return Some(policy.clone());
    }
    scene.absolute(scene.standing_link(policy)?.url)
}

fn web_page(it: &mut Object<'_>, kind: &'static str, scene: Scene<'_>, page: &Facts<'_>, canonical: &str) {
    it.text("@type", kind);
    it.text("@id", canonical);
    it.text("url", canonical);
    it.text("name", &page.title);
    it.text("inLanguage", page.lang);
    it.object("isPartOf", |it| web_site(it, scene));
}

fn web_site(it: &mut Object<'_>, scene: Scene<'_>) {
    let base = base(scene);
    it.text("@type", "WebSite");
    it.parts("@id", &[base, "#website"]);
    it.text("name", &scene.site.config.site.title);
    it.text("url", base);
}

fn breadcrumbs(it: &mut Object<'_>, scene: Scene<'_>, page: &Facts<'_>, canonical: &str) {
    let home = (scene.site.config.site.title.as_str(), base(scene).to_owned());
    let between = page.breadcrumbs.iter().filter_map(|it| Some((&*it.name, scene.absolute(it.url)?)));
    let all = [home].into_iter().chain(between).chain([(&*page.title, canonical.to_owned())]);
    it.text("@type", "BreadcrumbList");
    it.objects("itemListElement", all.enumerate(), |it, (at, (name, item))| {
        it.text("@type", "ListItem");
        it.number("position", at + 1);
        it.text("name", name);
        it.text("item", &item);
    });
}

fn named(it: &mut Object<'_>, kind: &'static str, name: &str) {
    it.text("@type", kind);
    it.text("name", name);
}

fn base(scene: Scene<'_>) -> &str {
    scene.site.config.site.base_url.as_deref().unwrap_or_default()
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

    const HEAD: &str = "{{ page.head_html | safe }}";

    /// What stands in the script of a head.
    fn json(head: &str) -> Option<&str> {
        Some(head.split_once("<script type=\"application/ld+json\">")?.1.split_once("</script>")?.0)
    }

    fn graph(path: &str, change: impl FnOnce(&mut crate::model::site::Site)) -> serde_json::Value {
        serde_json::from_str(json(&render(&site(change), path, HEAD)).unwrap()).unwrap()
    }

    #[test]
    fn a_brief() {
        let graph = graph("2026/02/14/grid/index.html", |_| {});
        expect![[r##"
            {
              "@context": "https://schema.org",
              "@graph": [
                {
                  "@type": "AnalysisNewsArticle",
                  "@id": "#article",
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
                  "about": [
                    {
                      "@type": "Thing",
                      "name": "Energy",
                      "url": "https://desk.example/briefs/topics/energy/"
                    }
                  ],
                  "mentions": [
                    {
                      "@type": "Place",
                      "name": "Second <berth>",
                      "url": "https://desk.example/briefs/entities/berth/",
                      "sameAs": [
                        "https://www.wikidata.org/wiki/Q1",
                        "https://port.example/berth?a=1&b"
                      ]
                    }
                  ],
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
                      "@id": "#s-1",
                      "name": "Harbour <notice>",
                      "url": "https://www.port.example/n?a=1&b=2",
                      "publisher": {
                        "@type": "Organization",
                        "name": "Port & Co"
                      }
                    },
                    {
                      "@type": "CreativeWork",
                      "@id": "#s-2",
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
                      "@id": "#c-1a2b3c",
                      "text": "The berth opens in May.",
                      "appearance": {
                        "@id": "#article"
                      },
                      "citation": [
                        {
                          "@id": "#s-1"
                        },
                        {
                          "@id": "#s-2"
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
            }"##]].assert_eq(&serde_json::to_string_pretty(&graph).unwrap());
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
        assert_eq!(json(&render(&site, "2026/02/14/grid/index.html", HEAD)), None);
    }
}
