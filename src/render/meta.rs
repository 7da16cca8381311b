//! `<meta>`: Highwire and Dublin Core for reference managers, Open Graph for previews (CONTENT_MODEL §4).

use crate::model::date::{Moment, Precision};
use crate::model::page::Subject;
use crate::model::registry::TermKind;
use crate::model::site::BriefId;

use super::head::Facts;
use super::scene::Scene;
use super::{cite, head};

/// `<meta name>`, unless it has nothing to say.
pub fn name(out: &mut String, name: &str, content: &str) {
    if !content.is_empty() {
        head::element(out, &[("<meta name=\"", name), (" content=\"", content)]);
    }
}

fn property(out: &mut String, name: &str, content: &str) {
    if !content.is_empty() {
        head::element(out, &[("<meta property=\"", name), (" content=\"", content)]);
    }
}

/// `<meta name>`: Highwire's `citation_*`, which reference managers read first, then a few Dublin Core elements.
pub fn names(out: &mut String, scene: Scene<'_>, id: BriefId, page: &Facts<'_>, canonical: Option<&str>) {
    let linked = scene.site.brief(id);
    let authors = cite::authors(scene, linked);
    let date = linked.date().map(|it| Moment { precision: Precision::Day, ..*it }.iso()).unwrap_or_default();
    // Google Scholar asks for slashes.
    let slashed = date.replace('-', "/");
    name(out, "citation_title", &page.title);
    for author in &authors {
        name(out, "citation_author", author);
    }
    name(out, "citation_publication_date", &slashed);
    name(out, "citation_online_date", &slashed);
    name(out, "citation_language", &linked.lang);
    name(out, "citation_keywords", &keywords(scene, id).join("; "));
    name(out, "citation_public_url", canonical.unwrap_or_default());
    name(out, "citation_abstract_html_url", canonical.unwrap_or_default());
    name(out, "citation_technical_report_institution", cite::publisher(scene));
    name(out, "DC.title", &page.title);
    for author in &authors {
        name(out, "DC.creator", author);
    }
    name(out, "DC.date", &date);
    name(out, "DC.language", &linked.lang);
    name(out, "DC.type", "Text");
}

/// `<meta property>`: Open Graph, of pages with an address.
pub fn properties(out: &mut String, scene: Scene<'_>, subject: &Subject, page: &Facts<'_>, canonical: &str) {
    property(out, "og:type", if matches!(subject, Subject::Brief(_)) { "article" } else { "website" });
    property(out, "og:title", &page.title);
    property(out, "og:description", &page.description);
    property(out, "og:url", canonical);
    property(out, "og:site_name", &scene.site.config.site.title);
    property(out, "og:locale", &page.lang.replace('-', "_"));
    property(out, "og:image", scene.lookup.logo.as_deref().unwrap_or_default());
    let Subject::Brief(id) = subject else { return };
    let linked = scene.site.brief(*id);
    let iso = |moment: Option<&Moment>| moment.map(Moment::iso).unwrap_or_default();
    property(out, "article:published_time", &iso(linked.date()));
    property(out, "article:modified_time", &iso(linked.updated()));
    property(out, "article:expiration_time", &iso(linked.brief.front.expires.as_ref().map(|it| &it.value)));
    if let Some(id) = linked.topic {
        property(out, "article:section", &scene.site.term(TermKind::Topic, id).name);
    }
    for &tag in &linked.tags {
        property(out, "article:tag", &scene.site.term(TermKind::Tag, tag).name);
    }
}

/// The topic and tags of a brief, by name.
pub fn keywords<'a>(scene: Scene<'a>, id: BriefId) -> Vec<&'a str> {
    let linked = scene.site.brief(id);
    let topic = linked.topic.map(|id| scene.site.term(TermKind::Topic, id).name.as_str());
    let tags = linked.tags.iter().map(|&id| scene.site.term(TermKind::Tag, id).name.as_str());
    topic.into_iter().chain(tags.filter(|it| Some(*it) != topic)).collect()
}
