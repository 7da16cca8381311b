//! What `brief.html` sees as `brief`.

use crate::diag::Diagnostic;
use crate::model::brief::{Heading, Summary};
use crate::model::date::Moment;
use crate::model::front_matter::{FrontMatter, Note, Origin};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, Reason, Related};
use crate::source::Spanned;

use super::parts::Html;
use super::prose::{Filler, Place};
use super::scene::Scene;
use super::view::{
    AuthorView, BacklinkView, BasisView, BriefView, LinkView, RelatedView, RevisionView, TranslationView,
};
use super::{cite, claims, entity, escape, listed, notice, provenance, strings};

/// Words that are read in a minute.
const PACE: u32 = 230;

/// A brief with its text, which is yet to be made.
pub fn view<'a>(scene: Scene<'a>, id: BriefId) -> BriefView<'a> {
    let linked = scene.site.brief(id);
    let brief = &*linked.brief;
    let front = &brief.front;
    let shown = linked.shows_body();
    let date = |it: &Option<Spanned<Moment>>| it.as_ref().map(|it| scene.date(&it.value));
    let prose = Filler::brief(scene, linked, Place::Page { root: "" });
    let aside = |text: &'a Option<Summary>| match text {
        Some(text) if shown => Html::aside(&text.markup, &prose),
        _ => Html::default(),
    };
    let (toc_html, toc_count) = contents(if shown { &brief.body.headings } else { &[] }, front.toc);
    BriefView {
        original_title: front.original_title.as_deref(),
        as_of: linked.as_of().map(|it| scene.date(it)),
        review_by: date(&front.review_by),
        expires: date(&front.expires),
        summary_html: aside(&brief.summary),
        summary_derived: brief.summary.as_ref().is_some_and(|it| it.origin == Origin::Derived),
        bluf_html: aside(&brief.bluf),
        abstract_html: aside(&brief.abstract_),
        body_html: if shown { Html::body(&prose) } else { Html::default() },
        body_removed: !shown,
        toc_html,
        toc_count,
        reading_minutes: if shown { minutes(brief.body.words) } else { 0 },
        authors: authors(scene, linked),
        provenance: provenance::view(scene, linked),
        sources_html: if shown { Html::source_list(scene, linked) } else { Html::default() },
        source_summary: listed::summary(scene, linked),
        claims: if shown { claims::of_brief(scene, linked) } else { Vec::new() },
        notices: notice::views(scene, linked),
        revisions: revisions(scene, linked),
        basis: if shown { basis(front) } else { None },
        entities: entity::of_brief(scene, linked),
        cite: cite::view(scene, id),
        related: linked
            .related
            .iter()
            .map(|it| RelatedView {
                brief_html: Html::brief_link(scene, it.brief),
                reason: reason(scene, it),
            })
            .collect(),
        backlinks: linked
            .backlinks
            .iter()
            .map(|it| {
                let lang = &scene.site.brief(it.from).lang;
                let brief_html = Html::brief_link(scene, it.from);
                BacklinkView { brief_html, sentence: &it.sentence, lang, dir: strings::direction(lang) }
            })
            .collect(),
        previous: linked.previous.map(|id| scene.brief_link(id)),
        next: linked.next.map(|id| scene.brief_link(id)),
        neighbours_in: neighbours_in(scene, linked),
        translations: linked
            .translations
            .iter()
            .map(|&id| {
                let lang = &scene.site.brief(id).lang;
                let dir = strings::direction(lang);
                TranslationView { lang, dir, name: strings::native_name(lang), url: scene.lookup.brief(id) }
            })
            .collect(),
        methodology: methodology(scene, linked),
        has_code: shown && brief.body.code_blocks > 0,
        twins: scene.lookup.twins(id).iter().map(|(format, url)| LinkView::own(format.name, url)).collect(),
        license: front.license.as_deref(),
        rights: front.rights.as_deref(),
        extra: tera::Value::from_serializable(&front.extra),
    }
}

impl BriefView<'_> {
    /// Makes its texts and the rows beside them.
    ///
    /// # Errors
    /// The theme's partial of a source or of a related brief fails.
    pub fn finish(&mut self, scene: Scene<'_>, id: BriefId, root: &str) -> Result<(), Diagnostic> {
        let mut filler = Filler::brief(scene, scene.site.brief(id), Place::Page { root });
        // The body comes first: it counts the uses of each source.
        let texts = [
            &mut self.body_html,
            &mut self.summary_html,
            &mut self.bluf_html,
            &mut self.abstract_html,
            &mut self.sources_html,
        ];
        let related = self.related.iter_mut().map(|it| &mut it.brief_html);
        let backlinks = self.backlinks.iter_mut().map(|it| &mut it.brief_html);
        let all = texts.into_iter().chain(related).chain(backlinks);
        all.into_iter().try_for_each(|it| it.make(scene, root, Some(&mut filler)))
    }
}

/// Whole minutes, rounded; a text of any length takes one.
fn minutes(words: u32) -> u32 {
    (words.saturating_add(PACE / 2) / PACE).max(1)
}

/// Headings as links in lists of two levels, each beneath the nearest one before it of a lower level, and how many there
/// are; none when the author wants none.
pub fn contents(headings: &[Heading], wanted: Option<bool>) -> (String, usize) {
    let mut out = String::with_capacity(headings.len() * 80);
    if wanted == Some(false) || headings.is_empty() {
        return (out, 0);
    }
    out.push_str("<ol>\n");
    let mut count = 0;
    // The levels of the headings above the current one that are in the list.
    let mut outer = None;
    let mut inner: Option<u8> = None;
    for heading in headings {
        let beneath = outer.is_some_and(|it| it < heading.level);
        if beneath && inner.is_some_and(|it| it < heading.level) {
            continue;
        }
        out.push_str(match (beneath, inner) {
            (true, Some(_)) => "</li>\n",
            (true, None) => "\n<ol>\n",
            (false, Some(_)) => "</li>\n</ol></li>\n",
            (false, None) if outer.is_some() => "</li>\n",
            (false, None) => "",
        });
        (outer, inner) = if beneath { (outer, Some(heading.level)) } else { (Some(heading.level), None) };
        out.push_str("<li><a href=\"#");
        escape::html(&mut out, &heading.id);
        out.push_str("\">");
        escape::html(&mut out, &heading.text);
        out.push_str("</a>");
        count += 1;
    }
    out.push_str(if inner.is_some() { "</li>\n</ol></li>\n</ol>\n" } else { "</li>\n</ol>\n" });
    (out, count)
}

fn authors<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<AuthorView<'a>> {
    let written = &linked.brief.front.authors;
    written
        .iter()
        .enumerate()
        .map(|(at, author)| {
            let id = linked.authors.get(at).filter(|_| linked.authors.len() == written.len());
            AuthorView {
                name: &author.name,
                url: id.and_then(|&id| scene.lookup.term(TermKind::Author, id)),
                href: author.url.as_deref(),
            }
        })
        .collect()
}

fn revisions<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<RevisionView<'a>> {
    let mut revisions: Vec<_> = linked.brief.front.revisions.iter().collect();
    revisions.sort_by_key(|it| std::cmp::Reverse(it.date.instant));
    revisions
        .into_iter()
        .map(|it| RevisionView {
            date: scene.date(&it.date),
            kind: it.kind.word(),
            kind_label: scene.strings().word("revision", it.kind.word()),
            note: it.note.as_deref(),
            was: it.was.as_deref(),
            now: it.now.as_deref(),
            by: it.by.as_deref(),
            claims: match linked.shows_body() {
                true => it.claims.iter().map(|it| it.value.as_str()).collect(),
                false => Vec::new(),
            },
        })
        .collect()
}

fn basis(front: &FrontMatter) -> Option<BasisView<'_>> {
    fn texts(notes: &[Note]) -> Vec<&str> {
        notes.iter().map(|it| it.text.as_str()).collect()
    }
    let notes = [&front.assumptions, &front.gaps, &front.biases, &front.techniques];
    if front.regions.is_empty() && notes.iter().all(|it| it.is_empty()) {
        return None;
    }
    let [assumptions, gaps, biases, techniques] = notes.map(|it| texts(it));
    let regions = front.regions.iter().map(String::as_str).collect();
    Some(BasisView { assumptions, gaps, biases, techniques, regions })
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

fn neighbours_in<'a>(scene: Scene<'a>, linked: &LinkedBrief) -> Option<LinkView<'a>> {
    let kind = linked.neighbours_in?;
    let id = match kind {
        TermKind::Series => linked.series,
        TermKind::Topic => linked.topic,
        _ => None,
    };
    Some(scene.term_link(kind, id?))
}

/// The methodology that the brief names, else the organisation's.
fn methodology<'a>(scene: Scene<'a>, linked: &LinkedBrief) -> Option<LinkView<'a>> {
    let own = linked.brief.front.methodology.as_ref().map(|it| it.value.as_str());
    let policies = &scene.site.config.organization.policies;
    scene.standing_link(own.or_else(|| policies.get("methodology").map(String::as_str))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::artifact::Content;
    use crate::model::page::Subject;
    use crate::render::fixture::{self, render, site};
    use crate::render::{Lookup, Renderer};
    use expect_test::expect;

    #[test]
    fn headings_become_lists() {
        let heading = |level, id: &str| Heading {
            level,
            id: id.to_owned(),
            text: id.to_uppercase(),
            roles: Vec::new(),
            span: Default::default(),
        };
        let check = |headings: &[(u8, &str)], expected: &str| {
            let headings: Vec<_> = headings.iter().map(|&(level, id)| heading(level, id)).collect();
            let (html, count) = contents(&headings, None);
            let shown = html.replace('\n', "").replace("<li><a href=\"#", "").replace("</a>", "");
            assert_eq!(shown.replace("</li>", ";"), expected);
            assert_eq!(count, html.matches("<li>").count());
        };
        check(
            &[(3, "a"), (2, "b"), (4, "c"), (3, "d"), (2, "e")],
            "<ol>a\">A;b\">B<ol>c\">C;d\">D;</ol>;e\">E;</ol>",
        );
        check(&[(2, "a"), (3, "b"), (4, "c")], "<ol>a\">A<ol>b\">B;</ol>;</ol>");
        check(&[], "");
        assert_eq!(contents(&[heading(2, "a")], Some(false)), (String::new(), 0));
    }

    const GRID: &str = "2026/02/14/grid/index.html";

    #[test]
    fn the_first_screen() {
        let template = "{{ brief.provenance.label }}\n{{ brief.source_summary.label | safe }}\n\
            {{ card.confidence.label }} {{ card.confidence.step }} {{ card.confidence.url }}\n\
            {% for n in brief.notices %}{{ n.kind }}: {{ n.title }}, {{ n.date.label }}: {{ n.text }}\n{% endfor %}\
            {% for m in card.marks %}{{ m.label }}\n{% endfor %}\
            {{ brief.reading_minutes }} min, as of {{ brief.as_of.label }}\n\
            {% for r in brief.related %}{{ r.brief_html | safe }}: {{ r.reason }}\n{% endfor %}\
            {% for t in brief.twins %}{{ t.name }} {{ t.url }}\n{% endfor %}";
        expect![[r#"
            Drafted by atlas-4, checked by a person; responsible: I. Marek
            2 sources from 1 publisher; 2 graded
            moderate 3 confidence/medium/
            corrected: Corrected, 16 February 2026: The berth count was wrong
            Corrected
            3 min, as of 16 February 2026
            港口: Shared tags: 港
            json 2026/02/14/grid/index.json
            md 2026/02/14/grid/index.md
        "#]]
        .assert_eq(&render(&site(|_| {}), GRID, template));
    }

    #[test]
    fn the_source_list() {
        expect![[r##"
            1 Harbour <notice> https://www.port.example/n?a=1&b=2#:~:text=opens%20in%20May port.example B2 (Usually reliable; Probably true) sources/harbor-1/ 0 <a href="#r-1-1">a</a> <a href="#r-1-2">b</a>
            2 Tender https://port.example/t port.example B2 (Usually reliable; Probably true) sources/tender/ 0 <a href="#r-2-1">a</a>
        "##]].assert_eq(&render(&site(|_| {}), GRID, "{{ brief.sources_html | safe }}"));
    }

    #[test]
    fn pages_speak_their_own_language() {
        let template = "{{ page.lang }} {{ page.dir }} {{ brief.notices[0].title }} {{ card.date.label }}";
        assert_eq!(
            render(&site(|_| {}), "2026/02/13/port/index.html", template),
            "zh ltr 已撤回 2026年2月13日"
        );
    }

    #[test]
    fn what_has_no_page_is_not_linked() {
        let site = site(|_| {});
        let (listings, theme) = (
            fixture::listings(&site),
            fixture::theme(
                &site.config,
                "{{ brief.sources_html }}|{{ card.tags[0].url }}|{{ card.topic.url }}",
            ),
        );
        let mut pages = fixture::pages(&site);
        pages.retain(|it| {
            !matches!(it.subject, Subject::Source(..) | Subject::Term(..) | Subject::Terms(TermKind::Tag, _))
        });
        let lookup = Lookup::new(&site, &pages);
        let renderer = Renderer::new(&site, &listings, &theme, &lookup, &fixture::Library);
        let page = pages.iter().find(|it| it.subject == Subject::Brief(0)).unwrap();
        let Content::Bytes(html) = renderer.page(page).unwrap().content else { panic!() };
        let html = String::from_utf8(html).unwrap();
        assert!(html.ends_with("||topics/"), "{html}");
        assert!(!html.contains("sources/"), "{html}");
    }
}
