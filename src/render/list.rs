//! Lists of briefs: the home page, the archive and the briefs of a term, and the way between the pages of any list.

use crate::diag::Diagnostic;
use crate::model::page::{Page, Pager, Period};
use crate::model::registry::TermKind;
use crate::model::site::{EntityId, TermId};

use super::parts::Html;
use super::scene::Scene;
use super::view::{CountView, LinkView, ListView, PagerLink, PagerView};
use super::{rows, strings, term};

/// The newest briefs; the first page also shows the topics.
pub fn home<'a>(scene: Scene<'a>, pager: Pager) -> ListView<'a> {
    let topics = if pager.number == 1 { scene.listings.terms_of(TermKind::Topic) } else { &[] };
    let briefs = pager.of(&scene.listings.briefs);
    ListView {
        months: rows::months(scene, briefs),
        children: topics
            .iter()
            .filter(|&&id| scene.lookup.term(TermKind::Topic, id).is_some())
            .map(|&id| term::count(scene, TermKind::Topic, id))
            .collect(),
        ..Default::default()
    }
}

/// A year, month or day. The page of a day also shows the claims made and the briefs updated on it.
pub fn archive<'a>(scene: Scene<'a>, period: Period, pager: Pager) -> ListView<'a> {
    let briefs = pager.of(scene.listings.period(period));
    let (previous, next) = scene.listings.periods_around(period);
    let link = |period: Option<Period>| scene.period_link(period?);
    let day = period.day.is_some();
    let claims = briefs.iter().filter(|_| day).flat_map(|&id| {
        let linked = scene.site.brief(id);
        let count = if linked.shows_body() { linked.brief.body.claims.len() } else { 0 };
        (0..count as u32).map(move |at| (id, at))
    });
    let updated: &[_] = match day && pager.number == 1 {
        true => scene.listings.updated_on(period),
        false => &[],
    };
    // The name of a period is in the words of the page.
    let lang = scene.strings().tag;
    ListView {
        months: rows::months(scene, briefs),
        claims_html: Html::claims(scene, claims.collect()),
        updated_html: Html::cards(scene, updated),
        children: scene
            .listings
            .periods_within(period)
            .filter_map(|(period, briefs)| {
                let LinkView { name, url, .. } = scene.period_link(*period)?;
                Some(CountView {
                    name,
                    url,
                    count: briefs.len(),
                    description: None,
                    latest: None,
                    lang,
                    dir: strings::direction(lang),
                })
            })
            .collect(),
        previous: link(previous),
        next: link(next),
    }
}

/// The briefs of a term.
pub fn term<'a>(scene: Scene<'a>, kind: TermKind, id: TermId, pager: Pager) -> ListView<'a> {
    let briefs = pager.of(&scene.site.term(kind, id).briefs);
    ListView { months: rows::months(scene, briefs), ..Default::default() }
}

/// The briefs that name an entity.
pub fn entity<'a>(scene: Scene<'a>, id: EntityId, pager: Pager) -> ListView<'a> {
    let briefs = pager.of(&scene.site.entity(id).briefs);
    ListView { months: rows::months(scene, briefs), ..Default::default() }
}

impl ListView<'_> {
    /// Makes its rows.
    ///
    /// # Errors
    /// The theme's partial of a row fails.
    pub fn finish(&mut self, scene: Scene<'_>, root: &str) -> Result<(), Diagnostic> {
        let months = self.months.iter_mut().map(|it| &mut it.cards_html);
        let all = months.chain([&mut self.claims_html, &mut self.updated_html]);
        all.into_iter().try_for_each(|it| it.make(scene, root, None))
    }
}

/// The way between the pages of a list; none for a list on one page.
pub fn pager(scene: Scene<'_>, page: &Page) -> Option<PagerView> {
    let pager = page.subject.pager().filter(|it| it.of > 1)?;
    let url = |number| page.subject.page_address(scene.site, number).url(scene.lookup.style);
    Some(PagerView {
        number: pager.number,
        of: pager.of,
        total: pager.total,
        first: pager.first + 1,
        last: pager.last,
        previous: (pager.number > 1).then(|| url(pager.number - 1)),
        next: (pager.number < pager.of).then(|| url(pager.number + 1)),
        pages: window(pager.number, pager.of)
            .into_iter()
            .map(|number| PagerLink {
                number: number.unwrap_or_default(),
                url: number.map(url),
                current: number == Some(pager.number),
            })
            .collect(),
    })
}

/// At most nine entries: the first page, the last and those around the current one; none marks a gap.
fn window(number: u32, of: u32) -> Vec<Option<u32>> {
    if of <= 9 {
        return (1..=of).map(Some).collect();
    }
    let first = number.saturating_sub(2).clamp(3, of - 6);
    let mut pages = vec![Some(1), if first > 3 { None } else { Some(2) }];
    pages.extend((first..first + 5).map(Some));
    pages.push(if first + 5 < of - 1 { None } else { Some(of - 1) });
    pages.push(Some(of));
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn windows_of_pages() {
        let show = |number, of| {
            let page = |it: Option<u32>| it.map_or("…".to_owned(), |it| it.to_string());
            window(number, of).into_iter().map(page).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(show(1, 9), "1 2 3 4 5 6 7 8 9");
        assert_eq!(show(1, 10), "1 2 3 4 5 6 7 … 10");
        assert_eq!(show(5, 10), "1 2 3 4 5 6 7 … 10");
        assert_eq!(show(6, 10), "1 … 4 5 6 7 8 9 10");
        assert_eq!(show(10, 10), "1 … 4 5 6 7 8 9 10");
        assert_eq!(show(50, 500), "1 … 48 49 50 51 52 … 500");
    }

    #[test]
    fn the_day_is_a_summary() {
        let template = "{% for m in list.months %}{{ m.label }}: {{ m.cards_html | safe }}{% endfor %}{{ list.claims_html | safe }}\
            {{ list.previous.url }} {{ list.next }}";
        expect![[r#"
            February 2026: ../../../2026/02/14/grid/ Grid &lt;capacity&gt; &amp; &quot;berths&quot;
            ../../../2026/02/14/grid/#c-1a2b3c The berth opens in May.
            2026/02/13/ "#]]
        .assert_eq(&render(&site(|_| {}), "2026/02/14/index.html", template));
    }

    #[test]
    fn a_year_lists_its_months() {
        let template = "{% for c in list.children %}{{ c.name }} {{ c.url }} {{ c.count }}\n{% endfor %}";
        expect![[r#"
            February 2026 2026/02/ 2
        "#]]
        .assert_eq(&render(&site(|_| {}), "2026/index.html", template));
    }

    #[test]
    fn the_home_page_shows_topics() {
        let template =
            "{% for c in list.children %}{{ c.name }} {{ c.count }} {{ c.latest.short }}{% endfor %}";
        assert_eq!(render(&site(|_| {}), "index.html", template), "Energy 1 14 Feb 2026");
    }
}
