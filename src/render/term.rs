//! Topics, tags, channels, series, models and authors.

use crate::model::front_matter::Rung;
use crate::model::page::{FeedOf, Pager};
use crate::model::registry::TermKind;
use crate::model::site::{LinkedTerm, TermId};

use super::scene::{RUNGS, Scene, step};
use super::strings;
use super::view::{CountView, LinkView, RungView, TermView};

/// A term. Its editions and narrower terms stand on the first page of its list alone: on every page they would cost the
/// square of what they are.
pub fn view<'a>(scene: Scene<'a>, kind: TermKind, id: TermId, pager: Pager) -> TermView<'a> {
    let first = pager.number == 1;
    let term = scene.site.term(kind, id);
    let registered = term.registered.as_ref();
    TermView {
        kind: kind.singular(),
        kind_label: scene.strings().word("term", kind.singular()),
        id: &term.id,
        name: &term.name,
        lang: language(scene, term),
        dir: strings::direction(language(scene, term)),
        description: registered.and_then(|it| it.description.as_deref()),
        provider: registered.and_then(|it| it.provider.as_deref()),
        href: term.url.as_deref().or_else(|| registered.and_then(|it| it.url.as_deref())),
        count: term.briefs.len(),
        subtree: term.subtree,
        briefs_label: scene.strings().count("briefs", term.briefs.len()),
        confidence: if first { rungs(scene, scene.lookup.mix(kind, id)) } else { Vec::new() },
        // A series is listed in order of edition, so its list is its editions.
        editions: if first && kind == TermKind::Series { scene.cards(&term.briefs) } else { Vec::new() },
        parent: term.parent.map(|id| scene.term_link(kind, id)),
        children: if first {
            term.children.iter().map(|&id| count(scene, kind, id)).collect()
        } else {
            Vec::new()
        },
        feeds: scene.feeds(FeedOf::Term(kind, id)),
    }
}

/// The terms that a page of an index shows.
pub fn terms<'a>(scene: Scene<'a>, kind: TermKind, pager: Pager) -> Vec<CountView<'a>> {
    pager.of(scene.listings.terms_of(kind)).iter().map(|&id| count(scene, kind, id)).collect()
}

/// A term with the number of its briefs.
pub fn count<'a>(scene: Scene<'a>, kind: TermKind, id: TermId) -> CountView<'a> {
    let term = scene.site.term(kind, id);
    // Lists are newest first, but for series, and ids order as dates do.
    let newest = if kind == TermKind::Series { term.briefs.iter().min() } else { term.briefs.first() };
    let LinkView { name, url, lang, dir } = scene.term_link(kind, id);
    CountView {
        count: term.briefs.len(),
        description: term.registered.as_ref().and_then(|it| it.description.as_deref()),
        latest: newest.and_then(|&id| scene.site.brief(id).date()).map(|it| scene.date(it)),
        lang,
        dir,
        name,
        url,
    }
}

/// The language of a term's name: a channel's own; else the site's, unless its letters say that it is in another, then
/// that of its newest brief.
pub fn language<'a>(scene: Scene<'a>, term: &'a LinkedTerm) -> &'a str {
    if let Some(lang) = term.registered.as_ref().and_then(|it| it.lang.as_deref()) {
        return lang;
    }
    let newest = term.briefs.first().filter(|_| !term.name.is_ascii());
    newest.map_or(&scene.site.config.site.language, |&id| &scene.site.brief(id).lang)
}

/// The five rungs with their counts, from low to high.
pub fn rungs<'a>(scene: Scene<'a>, counts: [usize; 5]) -> Vec<RungView<'a>> {
    let sum: usize = counts.iter().sum();
    RUNGS.into_iter().zip(counts).map(|(rung, count)| self::rung(scene, rung, count, sum)).collect()
}

pub fn rung<'a>(scene: Scene<'a>, rung: Rung, count: usize, sum: usize) -> RungView<'a> {
    RungView {
        level: rung.word(),
        label: scene.strings().word("rung", rung.word()),
        step: step(rung),
        count,
        claims_label: scene.strings().count("claims", count),
        share: share(count, sum),
        url: scene.lookup.rung(rung),
    }
}

/// Whole percents, rounded; 0 of nothing.
pub fn share(part: usize, sum: usize) -> u8 {
    (part * 100 + sum / 2).checked_div(sum).unwrap_or_default().min(100) as u8
}

#[cfg(test)]
mod tests {
    use super::share;
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn shares_are_whole_percents() {
        assert_eq!([share(1, 3), share(2, 3), share(0, 0), share(5, 5)], [33, 67, 0, 100]);
    }

    #[test]
    fn a_topic() {
        let template = "{{ term.kind_label }} {{ term.name }} {{ term.count }}\n\
            {% for r in term.confidence %}{{ r.label }} {{ r.count }} {{ r.share }} {{ r.url }}\n{% endfor %}\
            {% for m in list.months %}{{ m.label }}: {{ m.cards_html | safe }}{% endfor %}";
        expect![[r#"
            Topic Energy 1
            Low 0 0 
            Low to medium 0 0 
            Medium 1 100 confidence/medium/
            Medium to high 0 0 
            High 0 0 
            February 2026: ../../2026/02/14/grid/ Grid &lt;capacity&gt; &amp; &quot;berths&quot;
        "#]]
        .assert_eq(&render(&site(|_| {}), "topics/energy/index.html", template));
    }

    #[test]
    fn names_in_other_letters_have_the_language_of_their_briefs() {
        let template = "{% for t in terms %}{{ t.name }} {{ t.lang }} {{ t.url }}{% endfor %}";
        let site = site(|site| site.briefs[0].lang = "zh".to_owned());
        assert_eq!(render(&site, "tags/index.html", template), "港 zh tags/%E6%B8%AF/");
        assert_eq!(render(&site, "topics/index.html", template), "Energy en topics/energy/");
    }
}
