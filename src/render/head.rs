//! What the head of a page says: titles, canonical address, other forms of the page, and where it stands in the site.

use crate::model::page::{FeedOf, Page, Period, Subject};
use crate::model::registry::TermKind;
use crate::model::site::BriefId;

use super::scene::Scene;
use super::view::{AlternateView, LinkView, PageView};
use super::{card, json_ld, list, meta, strings};

/// Characters of a description.
const DESCRIPTION: usize = 200;

/// What templates see as `page`. `lang` is the language the page is in.
pub fn view(scene: Scene<'_>, page: &Page, lang: &str) -> PageView {
    let url = page.address.url(scene.lookup.style);
    let title = title(scene, &page.subject);
    let canonical = match page.subject {
        Subject::NotFound => None,
        Subject::Redirect(at) => scene.absolute(&redirect_url(scene, at)),
        _ => scene.absolute(&url),
    };
    let mut view = PageView {
        kind: kind(&page.subject).to_owned(),
        section: section(&page.subject).to_owned(),
        head_title: head_title(scene, &page.subject, &title),
        description: description(scene, &page.subject),
        canonical,
        lang: lang.to_owned(),
        dir: strings::direction(lang).to_owned(),
        noindex: !page.indexed,
        alternates: alternates(scene, &page.subject, lang, &url),
        meta: Vec::new(),
        properties: Vec::new(),
        json_ld_html: String::new(),
        breadcrumbs: breadcrumbs(scene, &page.subject),
        pager: list::pager(scene, page),
        title,
        url,
    };
    if let Subject::Brief(id) = page.subject {
        view.meta = meta::names(scene, id, &view);
    }
    if let Some(canonical) =
        view.canonical.as_deref().filter(|_| !matches!(page.subject, Subject::Redirect(_)))
    {
        view.properties = meta::properties(scene, &page.subject, &view, canonical);
        view.json_ld_html = json_ld::write(scene, &page.subject, &view, canonical);
    }
    view
}

/// As templates are named.
pub fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Home(_) => "home",
        Subject::Brief(_) => "brief",
        Subject::Standing(_) => "page",
        Subject::Archive(..) => "archive",
        Subject::Terms(..) => "terms",
        Subject::Term(..) => "term",
        Subject::Sources(_) => "sources",
        Subject::Source(..) => "source",
        Subject::Publishers(_) => "publishers",
        Subject::Publisher(..) => "publisher",
        Subject::Rungs => "rungs",
        Subject::Rung(..) => "rung",
        Subject::Claims(..) => "claims",
        Subject::NotFound => "404",
        Subject::Redirect(_) => "redirect",
        _ => "",
    }
}

/// The menu entry that a page belongs to.
fn section(subject: &Subject) -> &'static str {
    match subject {
        Subject::Terms(kind, _) | Subject::Term(kind, ..) => kind.plural(),
        Subject::Sources(_) | Subject::Source(..) => "sources",
        Subject::Publishers(_) | Subject::Publisher(..) => "publishers",
        Subject::Rungs | Subject::Rung(..) => "confidence",
        Subject::Claims(..) => "claims",
        _ => "",
    }
}

/// For `<h1>`, and the same for every page of a list.
fn title(scene: Scene<'_>, subject: &Subject) -> String {
    let site = scene.site;
    let index = |key: &str| scene.strings().word("index", key).to_owned();
    match subject {
        Subject::Brief(id) => site.brief(*id).brief.front.title.value.clone(),
        Subject::Standing(at) => site.pages[*at as usize].page.front.title.value.clone(),
        Subject::Archive(period, _) => scene.pack.calendar.period(*period),
        Subject::Term(kind, id, _) => site.term(*kind, *id).name.clone(),
        Subject::Source(id, _) => site.source(*id).title.clone(),
        Subject::Publisher(id, _) => site.publisher(*id).name.clone(),
        Subject::Rung(rung, _) => {
            let label = scene.strings().word("rung", rung.word());
            scene.strings().sentence("rung_claims", &[("rung", label)])
        }
        Subject::Claims(Some(year), _) => {
            scene.strings().sentence("claims_of", &[("year", &year.to_string())])
        }
        Subject::NotFound => index("not_found"),
        Subject::Redirect(_) => index("redirect"),
        Subject::Terms(..)
        | Subject::Sources(_)
        | Subject::Publishers(_)
        | Subject::Rungs
        | Subject::Claims(..) => index(section(subject)),
        _ => site.config.site.title.clone(),
    }
}

/// For `<title>`: with the number of the page in its list, and the site's name.
fn head_title(scene: Scene<'_>, subject: &Subject, title: &str) -> String {
    let short = match subject {
        Subject::Brief(id) => scene.site.brief(*id).brief.front.short_title.as_deref(),
        _ => None,
    };
    let mut parts = vec![short.unwrap_or(title).to_owned()];
    if let Some(pager) = subject.pager().filter(|it| it.number > 1) {
        parts.push(scene.strings().sentence("page", &[("n", &pager.number.to_string())]));
    }
    if !matches!(subject, Subject::Home(_)) {
        parts.push(scene.site.config.site.title.clone());
    }
    parts.join(" · ")
}

fn description(scene: Scene<'_>, subject: &Subject) -> String {
    let site = scene.site;
    let text = match subject {
        Subject::Brief(id) => card::summary(site.brief(*id)),
        Subject::Standing(at) => {
            let page = &site.pages[*at as usize].page;
            let summary = page.summary.as_ref().map(|it| it.text.as_str());
            page.front.description.as_deref().or(summary).unwrap_or_default()
        }
        Subject::Term(kind, id, _) => {
            let registered = site.term(*kind, *id).registered.as_ref();
            registered.and_then(|it| it.description.as_deref()).unwrap_or_default()
        }
        Subject::Source(id, _) => {
            site.source(*id).fields.descriptor.as_ref().map_or("", |it| it.value.as_str())
        }
        Subject::Publisher(id, _) => {
            let registered = site.publisher(*id).registered.as_ref();
            registered.and_then(|it| it.descriptor.as_deref()).unwrap_or_default()
        }
        Subject::Home(_) => &site.config.site.description,
        _ => "",
    };
    card::shorten(text, DESCRIPTION).into_owned()
}

/// Feeds that concern the page, and other forms of it.
fn alternates(scene: Scene<'_>, subject: &Subject, lang: &str, url: &str) -> Vec<AlternateView> {
    let of_term = |kind, id| scene.feeds(FeedOf::Term(kind, id), &scene.site.term(kind, id).name);
    let mut all = match subject {
        Subject::NotFound | Subject::Redirect(_) => return Vec::new(),
        Subject::Term(kind, id, _) => of_term(*kind, *id),
        Subject::Source(id, _) => scene.feeds(FeedOf::Source(*id), &scene.site.source(*id).title),
        Subject::Brief(id) => {
            let linked = scene.site.brief(*id);
            let mut all = other_forms(scene, *id, lang, url);
            all.extend(linked.topic.map(|id| of_term(TermKind::Topic, id)).unwrap_or_default());
            all.extend(linked.series.map(|id| of_term(TermKind::Series, id)).unwrap_or_default());
            all
        }
        _ => Vec::new(),
    };
    all.extend(scene.feeds(FeedOf::Site, ""));
    all
}

/// The twins of a brief, its translations, and the address to cite.
fn other_forms(scene: Scene<'_>, id: BriefId, lang: &str, url: &str) -> Vec<AlternateView> {
    let entry = |rel: &str, media: &str, url: &str, hreflang: &str| {
        // Crawlers want absolute addresses for other languages, and `cite-as` names the lasting one (RFC 8574).
        let absolute = if media.is_empty() { scene.absolute(url) } else { None };
        AlternateView {
            rel: rel.to_owned(),
            media: media.to_owned(),
            title: String::new(),
            url: absolute.is_none().then(|| url.to_owned()),
            href: absolute,
            hreflang: hreflang.to_owned(),
        }
    };
    let mut all = vec![entry("cite-as", "", url, "")];
    all.extend(scene.lookup.twins(id).iter().map(|(format, url)| entry("alternate", format.media, url, "")));
    let translations = &scene.site.brief(id).translations;
    if !translations.is_empty() {
        all.push(entry("alternate", "", url, lang));
        let others = translations.iter();
        all.extend(
            others.map(|&id| entry("alternate", "", scene.lookup.brief(id), &scene.site.brief(id).lang)),
        );
    }
    all
}

/// From the root's child to the parent of the page: the archive for a brief, the index for what it lists.
fn breadcrumbs(scene: Scene<'_>, subject: &Subject) -> Vec<LinkView> {
    let months = |period: Period| {
        let year = Period { year: period.year, month: None, day: None };
        [year, Period { day: None, ..period }, period]
    };
    match subject {
        Subject::Brief(id) => {
            let Some(date) = scene.site.brief(*id).date() else { return Vec::new() };
            let (year, month, day) = (date.civil.year(), date.civil.month(), date.civil.day());
            let all = months(Period { year, month: Some(month), day: Some(day) });
            all.into_iter().filter_map(|it| scene.period_link(it)).collect()
        }
        Subject::Archive(period, _) => {
            let above = months(*period);
            above.into_iter().take_while(|it| it != period).filter_map(|it| scene.period_link(it)).collect()
        }
        Subject::Term(..)
        | Subject::Source(..)
        | Subject::Publisher(..)
        | Subject::Rung(..)
        | Subject::Claims(Some(_), _) => scene.index_link(section(subject)).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Where a redirect leads, relative to the root.
pub fn redirect_url(scene: Scene<'_>, at: u32) -> String {
    scene.site.redirects[at as usize].to.url(scene.lookup.style)
}

#[cfg(test)]
mod tests {
    use crate::paths::UrlStyle;
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    const HEAD: &str = "{{ page.title }} | {{ page.head_title }} | {{ page.canonical }} | {{ root }}\n\
        {% for a in page.alternates %}{{ a.rel }} {{ a.media }} {{ a.url or a.href }} {{ a.title }}\n{% endfor %}\
        {% for b in page.breadcrumbs %}{{ b.name }} {{ b.url }}\n{% endfor %}";

    #[test]
    fn of_a_brief() {
        expect![[r#"
            Grid &lt;capacity&gt; &amp; &quot;berths&quot; | Grid &lt;capacity&gt; &amp; &quot;berths&quot; · Harbour Desk | https://desk.example/briefs/2026/02/14/grid/ | ../../../../
            cite-as  https://desk.example/briefs/2026/02/14/grid/ 
            alternate application/json 2026/02/14/grid/index.json 
            alternate text/markdown 2026/02/14/grid/index.md 
            alternate application/atom+xml topics/energy/feed.xml Energy · Harbour Desk · Atom
            alternate application/atom+xml feed.xml Harbour Desk · Atom
            alternate application/feed+json feed.json Harbour Desk · JSON Feed
            2026 2026/
            February 2026 2026/02/
            14 February 2026 2026/02/14/
        "#]].assert_eq(&render(&site(|_| {}), "2026/02/14/grid/index.html", HEAD));
    }

    #[test]
    fn in_file_style() {
        let site = site(|site| std::sync::Arc::make_mut(&mut site.config).urls.style = UrlStyle::File);
        expect![[r#"
            Energy | Energy · Harbour Desk | https://desk.example/briefs/topics/energy.html | ../
            alternate application/atom+xml topics/energy.xml Energy · Harbour Desk · Atom
            alternate application/atom+xml feed.xml Harbour Desk · Atom
            alternate application/feed+json feed.json Harbour Desk · JSON Feed
            Topics topics/index.html
            Topics | Topics · Harbour Desk | https://desk.example/briefs/topics/ | ../
            alternate application/atom+xml feed.xml Harbour Desk · Atom
            alternate application/feed+json feed.json Harbour Desk · JSON Feed
        "#]]
        .assert_eq(&(render(&site, "topics/energy.html", HEAD) + &render(&site, "topics/index.html", HEAD)));
    }

    #[test]
    fn metas_of_a_brief() {
        let template = "{% for m in page.meta %}{{ m.name }}: {{ m.content }}\n{% endfor %}\
            {% for m in page.properties %}{{ m.name }}: {{ m.content }}\n{% endfor %}";
        expect![[r#"
            citation_title: Grid &lt;capacity&gt; &amp; &quot;berths&quot;
            citation_author: Harbour Desk
            citation_publication_date: 2026/02/14
            citation_online_date: 2026/02/14
            citation_language: en
            citation_keywords: Energy; 港
            citation_public_url: https://desk.example/briefs/2026/02/14/grid/
            citation_abstract_html_url: https://desk.example/briefs/2026/02/14/grid/
            citation_technical_report_institution: Harbour Desk
            DC.title: Grid &lt;capacity&gt; &amp; &quot;berths&quot;
            DC.creator: Harbour Desk
            DC.date: 2026-02-14
            DC.language: en
            DC.type: Text
            og:type: article
            og:title: Grid &lt;capacity&gt; &amp; &quot;berths&quot;
            og:description: The berth opens in May.
            og:url: https://desk.example/briefs/2026/02/14/grid/
            og:site_name: Harbour Desk
            og:locale: en
            article:published_time: 2026-02-14T22:47:58Z
            article:modified_time: 2026-02-16
            article:section: Energy
            article:tag: 港
        "#]]
        .assert_eq(&render(&site(|_| {}), "2026/02/14/grid/index.html", template));
    }
}
