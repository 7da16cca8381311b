//! `<meta>`: Highwire and Dublin Core for reference managers, Open Graph for previews (CONTENT_MODEL §4).

use crate::model::page::Subject;
use crate::model::registry::TermKind;
use crate::model::site::BriefId;

use super::cite;
use super::scene::Scene;
use super::view::{MetaView, PageView};

/// `<meta name>`: Highwire's `citation_*`, which reference managers read first, then a few Dublin Core elements.
pub fn names(scene: Scene<'_>, id: BriefId, page: &PageView) -> Vec<MetaView> {
    let linked = scene.site.brief(id);
    let mut all = Pairs::default();
    let authors = cite::authors(scene, linked);
    let date = linked.date().map(|it| it.civil.date().to_string());
    // Google Scholar asks for slashes.
    let slashed = date.as_deref().map(|it| it.replace('-', "/"));
    let keywords = keywords(scene, id).join("; ");
    all.push("citation_title", &page.title);
    for author in &authors {
        all.push("citation_author", author);
    }
    all.push_if("citation_publication_date", slashed.as_deref());
    all.push_if("citation_online_date", slashed.as_deref());
    all.push("citation_language", &linked.lang);
    all.push("citation_keywords", &keywords);
    all.push_if("citation_public_url", page.canonical.as_deref());
    all.push_if("citation_abstract_html_url", page.canonical.as_deref());
    all.push("citation_technical_report_institution", cite::publisher(scene));
    all.push("DC.title", &page.title);
    for author in &authors {
        all.push("DC.creator", author);
    }
    all.push_if("DC.date", date.as_deref());
    all.push("DC.language", &linked.lang);
    all.push("DC.type", "Text");
    all.0
}

/// `<meta property>`: Open Graph, of pages with an address.
pub fn properties(scene: Scene<'_>, subject: &Subject, page: &PageView, canonical: &str) -> Vec<MetaView> {
    let config = &scene.site.config;
    let mut all = Pairs::default();
    all.push("og:type", if matches!(subject, Subject::Brief(_)) { "article" } else { "website" });
    all.push("og:title", &page.title);
    all.push("og:description", &page.description);
    all.push("og:url", canonical);
    all.push("og:site_name", &config.site.title);
    all.push("og:locale", &page.lang.replace('-', "_"));
    all.push_if("og:image", scene.lookup.logo.as_deref());
    if let Subject::Brief(id) = subject {
        let linked = scene.site.brief(*id);
        all.push_if(
            "article:published_time",
            linked.date().map(super::super::model::date::Moment::iso).as_deref(),
        );
        all.push_if(
            "article:modified_time",
            linked.updated().map(super::super::model::date::Moment::iso).as_deref(),
        );
        all.push_if(
            "article:expiration_time",
            linked.brief.front.expires.as_ref().map(|it| it.value.iso()).as_deref(),
        );
        all.push_if(
            "article:section",
            linked.topic.map(|id| scene.site.term(TermKind::Topic, id).name.as_str()),
        );
        for &tag in &linked.tags {
            all.push("article:tag", &scene.site.term(TermKind::Tag, tag).name);
        }
    }
    all.0
}

/// The topic and tags of a brief, by name.
pub fn keywords(scene: Scene<'_>, id: BriefId) -> Vec<&str> {
    let linked = scene.site.brief(id);
    let topic = linked.topic.map(|id| scene.site.term(TermKind::Topic, id).name.as_str());
    let tags = linked.tags.iter().map(|&id| scene.site.term(TermKind::Tag, id).name.as_str());
    topic.into_iter().chain(tags.filter(|it| Some(*it) != topic)).collect()
}

/// Names and contents; what is empty is left out.
#[derive(Default)]
struct Pairs(Vec<MetaView>);

impl Pairs {
    fn push(&mut self, name: &str, content: &str) {
        if !content.is_empty() {
            self.0.push(MetaView { name: name.to_owned(), content: content.to_owned() });
        }
    }

    fn push_if(&mut self, name: &str, content: Option<&str>) {
        self.push(name, content.unwrap_or_default());
    }
}
