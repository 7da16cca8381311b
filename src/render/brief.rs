//! What `brief.html` sees as `brief`.

use crate::model::brief::{Heading, Summary};
use crate::model::front_matter::{Note, Origin};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, Reason, Related};

use super::prose::{Place, Prose};
use super::scene::Scene;
use super::view::{
    AuthorView, BacklinkView, BriefView, LinkView, RelatedView, RevisionView, TocView, TranslationView,
};
use super::{cite, claims, listed, notice, provenance, strings};

/// Words that are read in a minute.
const PACE: u32 = 230;

pub fn view(scene: Scene<'_>, id: BriefId, root: &str) -> BriefView {
    let linked = scene.site.brief(id);
    let brief = &*linked.brief;
    let front = &brief.front;
    let removed = !linked.shows_body();
    let date = |it: &Option<crate::source::Spanned<crate::model::date::Moment>>| {
        it.as_ref().map(|it| scene.date(&it.value))
    };
    let mut prose = Prose::brief(scene, linked, Place::Page { root });
    let body_html = if removed { String::new() } else { prose.body() };
    let mut aside = |text: &Option<Summary>| match text {
        Some(text) if !removed => prose.aside(&text.markup),
        _ => String::new(),
    };
    let (summary_html, bluf_html, abstract_html) =
        (aside(&brief.summary), aside(&brief.bluf), aside(&brief.abstract_));
    BriefView {
        card: scene.card(id),
        original_title: front.original_title.clone(),
        as_of: linked.as_of().map(|it| scene.date(it)),
        review_by: date(&front.review_by),
        expires: date(&front.expires),
        summary_html,
        summary_derived: brief.summary.as_ref().is_some_and(|it| it.origin == Origin::Derived),
        bluf_html,
        abstract_html,
        body_html,
        body_removed: removed,
        toc: if removed || front.toc == Some(false) { Vec::new() } else { contents(&brief.body.headings) },
        reading_minutes: if removed { 0 } else { brief.body.words.div_ceil(PACE) },
        authors: authors(scene, linked),
        provenance: provenance::view(scene, linked),
        sources: if removed { Vec::new() } else { listed::sources(scene, linked, &prose) },
        source_summary: listed::summary(scene, linked),
        claims: if removed { Vec::new() } else { claims::of_brief(scene, linked) },
        notices: notice::views(scene, linked),
        revisions: revisions(scene, linked),
        assumptions: texts(&front.assumptions),
        gaps: texts(&front.gaps),
        biases: texts(&front.biases),
        techniques: texts(&front.techniques),
        regions: front.regions.clone(),
        cite: cite::view(scene, id),
        related: linked
            .related
            .iter()
            .map(|it| RelatedView { card: scene.card(it.brief), reason: reason(scene, it) })
            .collect(),
        backlinks: linked
            .backlinks
            .iter()
            .map(|it| BacklinkView { card: scene.card(it.from), sentence: it.sentence.clone() })
            .collect(),
        previous: linked.previous.map(|id| scene.brief_link(id)),
        next: linked.next.map(|id| scene.brief_link(id)),
        neighbours_in: neighbours_in(scene, linked),
        translations: linked
            .translations
            .iter()
            .map(|&id| {
                let lang = scene.site.brief(id).lang.clone();
                let name = strings::native_name(&lang).to_owned();
                TranslationView { lang, name, url: scene.lookup.brief(id).to_owned() }
            })
            .collect(),
        methodology: methodology(scene, linked),
        has_code: !removed && !brief.body.code.is_empty(),
        twins: scene
            .lookup
            .twins(id)
            .iter()
            .map(|(format, url)| LinkView { name: format.name.to_owned(), url: url.clone() })
            .collect(),
        license: front.license.clone(),
        rights: front.rights.clone(),
        extra: tera::Value::from_serializable(&front.extra),
    }
}

/// Headings as a tree: each stands beneath the nearest one before it of a lower level.
pub fn contents(headings: &[Heading]) -> Vec<TocView> {
    let mut root = Vec::<TocView>::new();
    for heading in headings {
        let mut list = &mut root;
        while list.last().is_some_and(|it| it.level < heading.level) {
            let end = list.len() - 1;
            list = &mut list[end].children;
        }
        list.push(TocView {
            level: heading.level,
            id: heading.id.clone(),
            text: heading.text.clone(),
            children: Vec::new(),
        });
    }
    root
}

fn authors(scene: Scene<'_>, linked: &LinkedBrief) -> Vec<AuthorView> {
    let written = &linked.brief.front.authors;
    written
        .iter()
        .enumerate()
        .map(|(at, author)| {
            let id = linked.authors.get(at).filter(|_| linked.authors.len() == written.len());
            AuthorView {
                name: author.name.clone(),
                url: id.and_then(|&id| scene.lookup.term(TermKind::Author, id)).map(str::to_owned),
                href: author.url.clone(),
            }
        })
        .collect()
}

fn revisions(scene: Scene<'_>, linked: &LinkedBrief) -> Vec<RevisionView> {
    let mut revisions: Vec<_> = linked.brief.front.revisions.iter().collect();
    revisions.sort_by_key(|it| std::cmp::Reverse(it.date.instant));
    revisions
        .into_iter()
        .map(|it| RevisionView {
            date: scene.date(&it.date),
            kind: it.kind.word().to_owned(),
            kind_label: scene.strings().word("revision", it.kind.word()).to_owned(),
            note: it.note.clone(),
            was: it.was.clone(),
            now: it.now.clone(),
            by: it.by.clone(),
            claims: match linked.shows_body() {
                true => it.claims.iter().map(|it| it.value.clone()).collect(),
                false => Vec::new(),
            },
        })
        .collect()
}

fn texts(notes: &[Note]) -> Vec<String> {
    notes.iter().map(|it| it.text.clone()).collect()
}

/// Why a brief is related, in the page's language.
fn reason(scene: Scene<'_>, related: &Related) -> String {
    let words = scene.strings();
    let name = |kind, id| scene.site.term(kind, id).name.as_str();
    match &related.reason {
        Reason::Named => words.word("sentence", "related_named").to_owned(),
        Reason::Sources(ids) => words.count("shared_sources", ids.len()),
        Reason::Tags(ids) => {
            let names: Vec<&str> = ids.iter().map(|&id| name(TermKind::Tag, id)).collect();
            words.sentence("related_tags", &[("names", &words.join(&names))])
        }
        Reason::Topic(id) => words.sentence("related_topic", &[("name", name(TermKind::Topic, *id))]),
    }
}

fn neighbours_in(scene: Scene<'_>, linked: &LinkedBrief) -> Option<LinkView> {
    let kind = linked.neighbours_in?;
    let id = match kind {
        TermKind::Series => linked.series,
        TermKind::Topic => linked.topic,
        _ => None,
    };
    Some(scene.term_link(kind, id?))
}

/// The methodology that the brief names, else the organisation's.
fn methodology(scene: Scene<'_>, linked: &LinkedBrief) -> Option<LinkView> {
    let own = linked.brief.front.methodology.as_ref().map(|it| it.value.as_str());
    let policies = &scene.site.config.organization.policies;
    scene.standing_link(own.or_else(|| policies.get("methodology").map(String::as_str))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_a_tree() {
        let heading = |level, id: &str| Heading {
            level,
            id: id.to_owned(),
            text: String::new(),
            roles: Vec::new(),
            span: Default::default(),
        };
        let tree =
            contents(&[heading(3, "a"), heading(2, "b"), heading(4, "c"), heading(3, "d"), heading(2, "e")]);
        fn show(list: &[TocView]) -> String {
            list.iter().map(|it| format!("{}({})", it.id, show(&it.children))).collect()
        }
        assert_eq!(show(&tree), "a()b(c()d())e()");
    }
}
