//! JSON Feed 1.1, with what is ours under `_dateline` and the sources under `_references`.

use serde::Serialize;

use crate::model::front_matter::{Relation, RevisionKind};
use crate::model::page::{FeedOf, Schema, Subject};
use crate::model::site::{BriefId, LinkedBrief};

use super::feed::{self, Order, Texts};
use super::json::{Confidence, Likelihood, Model, Provenance};
use super::scene::Scene;
use super::{cite, html, json, meta, schemas};

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    _dateline: Option<About>,
}

/// What an extension says of itself (JSON Feed 1.1, "Extensions").
#[derive(Serialize)]
struct About {
    about: String,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    language: &'a str,
    _dateline: Dateline<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    _references: Vec<ReferenceItem<'a>>,
}

#[derive(Serialize)]
struct Dateline<'a> {
    version: usize,
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likelihood: Option<Likelihood<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    model: Vec<Model<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Provenance<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    source_count: usize,
    claim_count: usize,
    corrections: usize,
}

/// An entry of the community extension for references.
#[derive(Serialize)]
struct ReferenceItem<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    doi: Option<&'a str>,
    /// The relation in the words of the Citation Typing Ontology.
    cito: [&'static str; 1],
}

/// The feed of something; `url` is its own address, relative to the root.
pub fn write(scene: Scene<'_>, of: FeedOf, url: &str, texts: Texts) -> Vec<u8> {
    let feed = feed::feed(scene, of, url, Order::Published);
    let mut out = json::compact(&JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: &feed.itself,
        description: feed.description,
        language: html::language(scene.site, &Subject::JsonFeed(of)),
        authors: [Author { name: cite::publisher(scene), url: None }],
        _dateline: schemas::address(scene, Schema::Feed).map(|about| About { about }),
    });
    // The items are written one by one behind the head, whose closing brace makes room for them.
    out.pop();
    out.extend_from_slice(b",\"items\":[");
    for (at, &id) in feed.briefs.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if feed.full {
            out.extend(json::compact(&item(scene, id, Some(texts))));
        } else {
            let made = &scene.entries.json[id as usize];
            out.extend_from_slice(made.get_or_init(|| json::compact(&item(scene, id, None))));
        }
    }
    out.extend_from_slice(b"]}\n");
    out
}

fn item(scene: Scene<'_>, id: BriefId, full: Option<Texts>) -> Item<'_> {
    let linked = scene.site.brief(id);
    let scene = scene.speaking(&linked.lang);
    let front = &linked.brief.front;
    let url = scene.address(scene.lookup.brief(id));
    let summary = feed::summary(scene, linked);
    let html = full.map(|texts| feed::content(scene, id, texts)).filter(|it| !it.is_empty());
    Item {
        id: url.clone(),
        url,
        title: &front.title.value,
        // One of the two must be there, and an item without any text still has its title.
        content_text: html.is_none().then(|| match summary.is_empty() {
            true => front.title.value.clone(),
            false => summary.clone(),
        }),
        content_html: html,
        summary,
        date_published: feed::published(linked).map(super::super::model::date::Moment::rfc3339),
        date_modified: linked.updated().map(super::super::model::date::Moment::rfc3339),
        authors: front
            .authors
            .iter()
            .map(|it| Author { name: &it.name, url: it.url.as_deref().filter(|it| it.starts_with("http")) })
            .collect(),
        tags: meta::keywords(scene, id),
        language: &linked.lang,
        _dateline: dateline(linked),
        _references: references(scene, linked),
    }
}

fn dateline(linked: &LinkedBrief) -> Dateline<'_> {
    let front = &linked.brief.front;
    let corrections = front
        .revisions
        .iter()
        .filter(|it| matches!(it.kind, RevisionKind::Correction | RevisionKind::Retraction));
    Dateline {
        version: cite::version(linked),
        kind: front.kind.word(),
        status: json::status(linked),
        confidence: Confidence::of_brief(linked),
        likelihood: front.likelihood.as_ref().map(Likelihood::of),
        model: json::models(linked),
        provenance: Provenance::of(linked),
        as_of: linked.as_of().map(super::super::model::date::Moment::iso),
        source_count: linked.sources.len(),
        claim_count: if linked.shows_body() { linked.brief.body.claims.len() } else { 0 },
        corrections: corrections.count(),
    }
}

fn references<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<ReferenceItem<'a>> {
    if !linked.shows_body() {
        return Vec::new();
    }
    let all = linked.sources.iter();
    all.filter_map(|listed| {
        let fields = &scene.site.source(listed.source).fields;
        Some(ReferenceItem {
            url: &fields.url.as_ref()?.value,
            doi: fields.doi.as_ref().map(|it| it.value.as_str()).filter(|it| !it.is_empty()),
            cito: [match listed.in_brief.relation {
                Relation::Supports => "citesAsEvidence",
                Relation::Disputes => "disputes",
                Relation::Context => "citesForInformation",
                Relation::Data => "citesAsDataSource",
                Relation::Authority => "citesAsAuthority",
            }],
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site, visible};
    use expect_test::expect;

    #[test]
    fn the_feed_of_the_site() {
        let feed: serde_json::Value = serde_json::from_str(&render(&site(|_| {}), "feed.json", "")).unwrap();
        expect![[r#"
            {
              "version": "https://jsonfeed.org/version/1.1",
              "title": "Harbour Desk",
              "home_page_url": "https://desk.example/briefs/",
              "feed_url": "https://desk.example/briefs/feed.json",
              "description": "Ports & grids",
              "language": "en",
              "authors": [
                {
                  "name": "Harbour Desk"
                }
              ],
              "_dateline": {
                "about": "https://desk.example/briefs/schemas/feed.schema.json"
              },
              "items": [
                {
                  "id": "https://desk.example/briefs/2026/02/14/grid/",
                  "url": "https://desk.example/briefs/2026/02/14/grid/",
                  "title": "Grid <capacity> & \"berths\"",
                  "content_html": "<p>Drafted by atlas-4, checked by a person; responsible: I. Marek</p>\n<p>The berth count was wrong</p>\n<h2 id=\"facts\">Facts</h2>\n<p>The berth opens in May.\u{2060}<sup class=\"cite\"><a href=\"https://desk.example/briefs/2026/02/14/grid/#s-1\">1</a>, <a href=\"https://desk.example/briefs/2026/02/14/grid/#s-2\">2</a></sup> See <a href=\"https://desk.example/briefs/2026/02/13/port/#a&amp;b\">the port</a>.\u{2060}<sup class=\"cite\"><a href=\"https://desk.example/briefs/2026/02/14/grid/#s-1\">1</a>, <span class=\"cite-unresolved\">7</span></sup></p>\n<pre><code>a &lt; b</code></pre>",
                  "summary": "Drafted by atlas-4, checked by a person; responsible: I. Marek. The berth opens in May.",
                  "date_published": "2026-02-14T22:47:58Z",
                  "date_modified": "2026-02-16T00:00:00Z",
                  "tags": [
                    "Energy",
                    "港"
                  ],
                  "language": "en",
                  "_dateline": {
                    "version": 2,
                    "kind": "assessment",
                    "status": "corrected",
                    "confidence": {
                      "level": "medium",
                      "label": "moderate",
                      "stix_confidence": 50
                    },
                    "model": [
                      {
                        "name": "atlas-4"
                      }
                    ],
                    "provenance": {
                      "assistance": "generated",
                      "review": "human",
                      "responsible": "I. Marek",
                      "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
                    },
                    "as_of": "2026-02-16",
                    "source_count": 2,
                    "claim_count": 1,
                    "corrections": 1
                  },
                  "_references": [
                    {
                      "url": "https://www.port.example/n?a=1&b=2",
                      "cito": [
                        "citesAsEvidence"
                      ]
                    },
                    {
                      "url": "https://port.example/t",
                      "cito": [
                        "citesAsEvidence"
                      ]
                    }
                  ]
                },
                {
                  "id": "https://desk.example/briefs/2026/02/13/port/",
                  "url": "https://desk.example/briefs/2026/02/13/port/",
                  "title": "港口",
                  "content_html": "<p>本简报已撤回，不应再作依据。</p>\n",
                  "summary": "本简报已撤回，不应再作依据。",
                  "date_published": "2026-02-13T00:00:00Z",
                  "language": "zh",
                  "_dateline": {
                    "version": 1,
                    "kind": "brief",
                    "status": "withdrawn",
                    "as_of": "2026-02-13",
                    "source_count": 0,
                    "claim_count": 0,
                    "corrections": 0
                  }
                }
              ]
            }"#]].assert_eq(&visible(&serde_json::to_string_pretty(&feed).unwrap()));
    }
}
