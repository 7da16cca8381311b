//! What the head of a page says: titles, canonical address, other forms of the page, and where it stands in the site.

use crate::diag::Diagnostic;
use crate::model::page::{FeedOf, Page, Period, Subject};
use crate::model::registry::TermKind;
use crate::model::site::BriefId;

use super::scene::Scene;
use super::stencil::Fills;
use super::view::{LinkView, PageView, Text};
use super::{card, escape, json_ld, list, meta, rows, strings};

/// What made the pages.
pub const GENERATOR: &str = concat!("dateline ", env!("CARGO_PKG_VERSION"));

/// Characters of a description.
const DESCRIPTION: usize = 200;

/// What the head is made from, besides its subject.
pub struct Facts<'a> {
    pub title: Text<'a>,
    pub description: Text<'a>,
    /// The language that the page is in.
    pub lang: &'a str,
    pub breadcrumbs: Vec<LinkView<'a>>,
}

/// What templates see as `page`. `lang` is the language the page is in, `root` leads to the root of the site.
/// What stands on every page is not in it before [`finish`].
pub fn view<'a>(scene: Scene<'a>, page: &Page, lang: &'a str, root: &str) -> PageView<'a> {
    let url = page.address.url(scene.lookup.style);
    let facts = Facts {
        title: title(scene, &page.subject),
        description: card::shorten(description(scene, &page.subject), DESCRIPTION),
        lang,
        breadcrumbs: breadcrumbs(scene, &page.subject),
    };
    PageView {
        kind: kind(&page.subject),
        section: section(&page.subject),
        head_title: head_title(scene, &page.subject, &facts.title),
        head_html: head(scene, page, &facts, &url, root),
        masthead_html: String::new(),
        footer_html: String::new(),
        title: facts.title,
        url,
        lang,
        dir: strings::direction(lang),
        breadcrumbs: facts.breadcrumbs,
        pager: list::pager(scene, page),
    }
}

/// The partials of what stands on every page.
pub const FRAME: [&str; 3] = ["partials/head.html", "partials/masthead.html", "partials/footer.html"];

/// Whether a page has what stands on every page: nobody sees a redirect for long.
pub fn framed(view: &PageView<'_>) -> bool {
    view.kind != "redirect"
}

/// Puts what stands on every page into its view.
///
/// # Errors
/// A partial of the theme fails.
pub fn finish(view: &mut PageView<'_>, scene: Scene<'_>, root: &str) -> Result<(), Diagnostic> {
    if !framed(view) {
        return Ok(());
    }
    let fills = Fills { root, ..Fills::default() };
    rows::head(scene, view.lang)?.write(&mut view.head_html, fills);
    view.masthead_html = rows::masthead(scene, view.lang, view.section, &view.url)?.fill(root);
    view.footer_html = rows::footer(scene, view.lang)?.fill(root);
    Ok(())
}

/// What machines read: an element a line.
fn head(scene: Scene<'_>, page: &Page, facts: &Facts<'_>, url: &str, root: &str) -> String {
    let subject = &page.subject;
    let canonical = match subject {
        Subject::NotFound => None,
        Subject::Redirect(at) => scene.absolute(&redirect_url(scene, *at)),
        _ => scene.absolute(url),
    };
    let mut out = String::with_capacity(if matches!(subject, Subject::Brief(_)) { 8192 } else { 2048 });
    meta::name(&mut out, "description", &facts.description);
    if !page.indexed {
        meta::name(&mut out, "robots", "noindex");
    }
    meta::name(&mut out, "generator", GENERATOR);
    if let Some(canonical) = &canonical {
        element(&mut out, &[("<link rel=\"canonical\" href=\"", canonical)]);
    }
    if !matches!(subject, Subject::NotFound | Subject::Redirect(_)) {
        alternates(&mut out, scene, subject, url, root);
    }
    if !matches!(subject, Subject::Redirect(_)) {
        of_the_site(&mut out, scene, root);
    }
    if let Subject::Brief(id) = subject {
        meta::names(&mut out, scene, *id, facts, canonical.as_deref());
    }
    if let Some(canonical) = canonical.filter(|_| !matches!(subject, Subject::Redirect(_))) {
        meta::properties(&mut out, scene, subject, facts, &canonical);
        out.push_str("<script type=\"application/ld+json\">");
        json_ld::write(&mut out, scene, subject, facts, &canonical);
        out.push_str("</script>\n");
    }
    out
}

/// Writes an element of attributes: what stands before the value of each, and the value.
pub fn element(out: &mut String, attributes: &[(&str, &str)]) {
    for (before, value) in attributes {
        out.push_str(before);
        escape::html(out, value);
        out.push('"');
    }
    out.push_str(">\n");
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
        Subject::Entities(_) => "entities",
        Subject::Entity(..) => "entity",
        Subject::Rungs => "rungs",
        Subject::Rung(..) => "rung",
        Subject::Claims(..) => "claims",
        Subject::NotFound => "404",
        Subject::Redirect(_) => "redirect",
        _ => "",
    }
}

/// What [`section`] may be.
pub const SECTIONS: [&str; 12] = [
    "",
    "authors",
    "channels",
    "claims",
    "confidence",
    "entities",
    "models",
    "publishers",
    "series",
    "sources",
    "tags",
    "topics",
];

/// The menu entry that a page belongs to.
fn section(subject: &Subject) -> &'static str {
    match subject {
        Subject::Terms(kind, _) | Subject::Term(kind, ..) => kind.plural(),
        Subject::Sources(_) | Subject::Source(..) => "sources",
        Subject::Publishers(_) | Subject::Publisher(..) => "publishers",
        Subject::Entities(_) | Subject::Entity(..) => "entities",
        Subject::Rungs | Subject::Rung(..) => "confidence",
        Subject::Claims(..) => "claims",
        _ => "",
    }
}

/// For `<h1>`, and the same for every page of a list.
fn title<'a>(scene: Scene<'a>, subject: &Subject) -> Text<'a> {
    let site = scene.site;
    let index = |key: &'static str| scene.strings().word("index", key);
    let name: &str = match subject {
        Subject::Archive(period, _) => return scene.pack.calendar.period(*period).into(),
        Subject::Brief(id) => &site.brief(*id).brief.front.title.value,
        Subject::Standing(at) => &site.pages[*at as usize].page.front.title.value,
        Subject::Term(kind, id, _) => &site.term(*kind, *id).name,
        Subject::Source(id, _) => &site.source(*id).title,
        Subject::Publisher(id, _) => &site.publisher(*id).name,
        Subject::Entity(id, _) => &site.entity(*id).name,
        Subject::Rung(rung, _) => {
            let label = scene.strings().word("rung", rung.word());
            return scene.strings().sentence("rung_claims", &[("rung", label)]).into();
        }
        Subject::Claims(Some(year), _) => {
            return scene.strings().sentence("claims_of", &[("year", &year.to_string())]).into();
        }
        Subject::NotFound => index("not_found"),
        Subject::Redirect(_) => index("redirect"),
        Subject::Terms(..)
        | Subject::Sources(_)
        | Subject::Publishers(_)
        | Subject::Entities(_)
        | Subject::Rungs
        | Subject::Claims(..) => index(section(subject)),
        _ => &site.config.site.title,
    };
    name.into()
}

/// For `<title>`: with the number of the page in its list, and the site's name.
fn head_title(scene: Scene<'_>, subject: &Subject, title: &str) -> String {
    let short = match subject {
        Subject::Brief(id) => scene.site.brief(*id).brief.front.short_title.as_deref(),
        _ => None,
    };
    let mut out = String::with_capacity(128);
    out.push_str(short.unwrap_or(title));
    if let Some(pager) = subject.pager().filter(|it| it.number > 1) {
        out.push_str(" · ");
        out.push_str(&scene.strings().sentence("page", &[("n", &pager.number.to_string())]));
    }
    if !matches!(subject, Subject::Home(_)) {
        out.push_str(" · ");
        out.push_str(&scene.site.config.site.title);
    }
    out
}

fn description<'a>(scene: Scene<'a>, subject: &Subject) -> &'a str {
    let site = scene.site;
    match subject {
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
        Subject::Entity(id, _) => {
            let registered = site.entity(*id).registered.as_ref();
            registered.and_then(|it| it.description.as_deref()).unwrap_or_default()
        }
        Subject::Home(_) => &site.config.site.description,
        _ => "",
    }
}

/// Other forms of the page, and the feeds that concern it.
fn alternates(out: &mut String, scene: Scene<'_>, subject: &Subject, url: &str, root: &str) {
    let term = |out: &mut String, kind, id| {
        feeds(out, scene, FeedOf::Term(kind, id), &scene.site.term(kind, id).name, root);
    };
    match subject {
        Subject::Term(kind, id, _) => term(out, *kind, *id),
        Subject::Source(id, _) => {
            feeds(out, scene, FeedOf::Source(*id), &scene.site.source(*id).title, root);
        }
        Subject::Entity(id, _) => {
            feeds(out, scene, FeedOf::Entity(*id), &scene.site.entity(*id).name, root);
        }
        Subject::Brief(id) => {
            let linked = scene.site.brief(*id);
            other_forms(out, scene, *id, url, root);
            if let Some(id) = linked.topic {
                term(out, TermKind::Topic, id);
            }
            if let Some(id) = linked.series {
                term(out, TermKind::Series, id);
            }
        }
        _ => {}
    }
    feeds(out, scene, FeedOf::Site, "", root);
}

/// What browsers keep of the whole site.
fn of_the_site(out: &mut String, scene: Scene<'_>, root: &str) {
    let lookup = scene.lookup;
    let at = |url: &str| format!("{root}{url}");
    if let Some(icon) = &lookup.icon {
        element(out, &[("<link rel=\"icon\" type=\"", icon.media), (" href=\"", &at(&icon.url))]);
    }
    if let Some(url) = &lookup.touch_icon {
        element(out, &[("<link rel=\"apple-touch-icon\" href=\"", &at(url))]);
    }
    if let Some(url) = &lookup.web_manifest {
        element(out, &[("<link rel=\"manifest\" href=\"", &at(url))]);
    }
    if let Some(url) = &lookup.search {
        let title = &scene.site.config.site.title;
        let before = "<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"";
        element(out, &[(before, title), (" href=\"", &at(url))]);
    }
}

/// The feeds of something by its name; the site's own have none.
fn feeds(out: &mut String, scene: Scene<'_>, of: FeedOf, name: &str, root: &str) {
    for (format, url) in scene.lookup.feeds(of) {
        out.push_str("<link rel=\"alternate\" type=\"");
        out.push_str(format.media);
        out.push_str("\" title=\"");
        if !name.is_empty() {
            escape::html(out, name);
            out.push_str(" · ");
        }
        escape::html(out, &scene.site.config.site.title);
        out.push_str(" · ");
        out.push_str(format.title);
        out.push_str("\" href=\"");
        escape::html(out, root);
        element(out, &[("", url)]);
    }
}

/// The address to cite, the twins of a brief, and its translations.
fn other_forms(out: &mut String, scene: Scene<'_>, id: BriefId, url: &str, root: &str) {
    // `cite-as` names the lasting address (RFC 8574), and crawlers want absolute ones for other languages.
    let absolute = |url| scene.absolute(url).unwrap_or_else(|| format!("{root}{url}"));
    element(out, &[("<link rel=\"cite-as\" href=\"", &absolute(url))]);
    for (format, url) in scene.lookup.twins(id) {
        element(
            out,
            &[("<link rel=\"alternate\" type=\"", format.media), (" href=\"", &format!("{root}{url}"))],
        );
    }
    for (lang, url) in languages(scene, id) {
        let href = absolute(url);
        element(out, &[("<link rel=\"alternate\" hreflang=\"", lang), (" href=\"", &href)]);
    }
}

/// The forms of a brief in each language, its own first, and which of them is for those who read none: the one in the
/// language of the site. Empty without a translation, and the same for all of them but for the order.
pub fn languages(scene: Scene<'_>, id: BriefId) -> Vec<(&str, &str)> {
    let translations = &scene.site.brief(id).translations;
    let all = [id].into_iter().chain(translations.iter().copied()).filter(|_| !translations.is_empty());
    let mut out: Vec<_> =
        all.map(|id| (scene.site.brief(id).lang.as_str(), scene.lookup.brief(id))).collect();
    let of_site = scene.site.config.site.language.as_str();
    let default = out.iter().find(|it| it.0 == of_site).map(|it| ("x-default", it.1));
    out.extend(default);
    out
}

/// From the root's child to the parent of the page: the archive for a brief, the index for what it lists.
fn breadcrumbs<'a>(scene: Scene<'a>, subject: &Subject) -> Vec<LinkView<'a>> {
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
        | Subject::Entity(..)
        | Subject::Rung(..)
        | Subject::Claims(Some(_), _) => scene.index_link(section(subject)).into_iter().collect(),
        Subject::Standing(at) => folders_above(scene, *at as usize),
        _ => Vec::new(),
    }
}

/// The pages that stand for the folders a standing page is in, from the outermost.
fn folders_above<'a>(scene: Scene<'a>, at: usize) -> Vec<LinkView<'a>> {
    let pages = &scene.site.pages;
    let folder = pages[at].folder.as_str();
    let ends = folder.match_indices('/').map(|it| it.0).chain([folder.len()]);
    let first = ends.filter_map(|end| scene.site.folder(&folder[..end]).next());
    first.filter(|&it| it != at && pages[it].opens_folder()).map(|it| scene.standing_at(it)).collect()
}

/// Where a redirect leads, relative to the root.
pub fn redirect_url(scene: Scene<'_>, at: u32) -> String {
    scene.site.redirects[at as usize].to.url(scene.lookup.style)
}

#[cfg(test)]
mod tests {
    use crate::model::site::Site;
    use crate::paths::UrlStyle;
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    const HEAD: &str = "{{ page.title }} | {{ page.head_title }} | {{ root }}\n{{ page.head_html | safe }}\n\
        {% for b in page.breadcrumbs %}{{ b.name }} {{ b.url }}\n{% endfor %}";

    /// Without JSON-LD, which has tests of its own.
    fn head(site: &Site, path: &str) -> String {
        let html = render(site, path, HEAD);
        let lines = html.lines().filter(|it| !it.starts_with("<script"));
        lines.flat_map(|it| [it, "\n"]).collect()
    }

    #[test]
    fn of_a_brief() {
        expect![[r#"
            Grid &lt;capacity&gt; &amp; &quot;berths&quot; | Grid &lt;capacity&gt; &amp; &quot;berths&quot; · Harbour Desk | ../../../../
            <meta name="description" content="The berth opens in May.">
            <meta name="generator" content="dateline 0.1.0">
            <link rel="canonical" href="https://desk.example/briefs/2026/02/14/grid/">
            <link rel="cite-as" href="https://desk.example/briefs/2026/02/14/grid/">
            <link rel="alternate" type="application/json" href="../../../../2026/02/14/grid/index.json">
            <link rel="alternate" type="text/markdown" href="../../../../2026/02/14/grid/index.md">
            <link rel="alternate" type="application/atom+xml" title="Energy · Harbour Desk · Atom" href="../../../../topics/energy/feed.xml">
            <link rel="alternate" type="application/atom+xml" title="Harbour Desk · Atom" href="../../../../feed.xml">
            <link rel="alternate" type="application/feed+json" title="Harbour Desk · JSON Feed" href="../../../../feed.json">
            <link rel="icon" type="image/svg+xml" href="../../../../icon.svg">
            <link rel="manifest" href="../../../../site.webmanifest">
            <link rel="search" type="application/opensearchdescription+xml" title="Harbour Desk" href="../../../../opensearch.xml">
            <meta name="citation_title" content="Grid &lt;capacity&gt; &amp; &quot;berths&quot;">
            <meta name="citation_author" content="Harbour Desk">
            <meta name="citation_publication_date" content="2026/02/14">
            <meta name="citation_online_date" content="2026/02/14">
            <meta name="citation_language" content="en">
            <meta name="citation_keywords" content="Energy; 港">
            <meta name="citation_public_url" content="https://desk.example/briefs/2026/02/14/grid/">
            <meta name="citation_abstract_html_url" content="https://desk.example/briefs/2026/02/14/grid/">
            <meta name="citation_technical_report_institution" content="Harbour Desk">
            <meta name="DC.title" content="Grid &lt;capacity&gt; &amp; &quot;berths&quot;">
            <meta name="DC.creator" content="Harbour Desk">
            <meta name="DC.date" content="2026-02-14">
            <meta name="DC.language" content="en">
            <meta name="DC.type" content="Text">
            <meta property="og:type" content="article">
            <meta property="og:title" content="Grid &lt;capacity&gt; &amp; &quot;berths&quot;">
            <meta property="og:description" content="The berth opens in May.">
            <meta property="og:url" content="https://desk.example/briefs/2026/02/14/grid/">
            <meta property="og:site_name" content="Harbour Desk">
            <meta property="og:locale" content="en">
            <meta property="article:published_time" content="2026-02-14T22:47:58Z">
            <meta property="article:modified_time" content="2026-02-16">
            <meta property="article:section" content="Energy">
            <meta property="article:tag" content="港">

            2026 2026/
            February 2026 2026/02/
            14 February 2026 2026/02/14/
        "#]].assert_eq(&head(&site(|_| {}), "2026/02/14/grid/index.html"));
    }

    #[test]
    fn in_file_style() {
        let site = site(|site| std::sync::Arc::make_mut(&mut site.config).urls.style = UrlStyle::File);
        expect![[r#"
            Energy | Energy · Harbour Desk | ../
            <meta name="generator" content="dateline 0.1.0">
            <link rel="canonical" href="https://desk.example/briefs/topics/energy.html">
            <link rel="alternate" type="application/atom+xml" title="Energy · Harbour Desk · Atom" href="../topics/energy.xml">
            <link rel="alternate" type="application/atom+xml" title="Harbour Desk · Atom" href="../feed.xml">
            <link rel="alternate" type="application/feed+json" title="Harbour Desk · JSON Feed" href="../feed.json">
            <link rel="icon" type="image/svg+xml" href="../icon.svg">
            <link rel="manifest" href="../site.webmanifest">
            <link rel="search" type="application/opensearchdescription+xml" title="Harbour Desk" href="../opensearch.xml">
            <meta property="og:type" content="website">
            <meta property="og:title" content="Energy">
            <meta property="og:url" content="https://desk.example/briefs/topics/energy.html">
            <meta property="og:site_name" content="Harbour Desk">
            <meta property="og:locale" content="en">

            Topics topics/index.html
            Topics | Topics · Harbour Desk | ../
            <meta name="generator" content="dateline 0.1.0">
            <link rel="canonical" href="https://desk.example/briefs/topics/">
            <link rel="alternate" type="application/atom+xml" title="Harbour Desk · Atom" href="../feed.xml">
            <link rel="alternate" type="application/feed+json" title="Harbour Desk · JSON Feed" href="../feed.json">
            <link rel="icon" type="image/svg+xml" href="../icon.svg">
            <link rel="manifest" href="../site.webmanifest">
            <link rel="search" type="application/opensearchdescription+xml" title="Harbour Desk" href="../opensearch.xml">
            <meta property="og:type" content="website">
            <meta property="og:title" content="Topics">
            <meta property="og:url" content="https://desk.example/briefs/topics/">
            <meta property="og:site_name" content="Harbour Desk">
            <meta property="og:locale" content="en">

        "#]]
        .assert_eq(&(head(&site, "topics/energy.html") + &head(&site, "topics/index.html")));
    }
}
