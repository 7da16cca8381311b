//! Fills the holes that a parsed text leaves open: links, images, citations, code and words of the interface.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use crate::diag::Diagnostic;
use crate::digest::Digest;
use crate::model::brief::{Body, Citation, Cluster, Code, Component, Datum, Prose};
use crate::model::config::Unresolved;
use crate::model::markup::{Fill, Markup, Word};
use crate::model::site::{ImageTarget, LinkedBrief, LinkedEntity, Named, StandingPage, Target};
use crate::paths::Address;

use super::key::Key;
use super::scene::Scene;
use super::{escape, highlight, strings};

/// A transparent pixel, for an image that leads nowhere: `<img>` may not be without a `src` (WHATWG HTML, 4.8.3).
const BLANK: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";

/// Where a text is shown.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// On its own page; `root` leads back to the root of the site.
    Page { root: &'a str },
    /// In a feed, where every address is absolute: `base` ends in `/`, `page` is the text's own address below it.
    Feed { base: &'a str, page: &'a str },
}

/// Writes the texts of one file. Uses of a source are numbered in the order in which the body is written.
pub struct Filler<'a> {
    scene: Scene<'a>,
    body: &'a Body,
    digest: Digest,
    /// Fetched when it is first needed: what stands beside the body seldom needs it.
    prose: OnceLock<Arc<Prose>>,
    lang: &'a str,
    links: &'a [Target],
    named: &'a [(u32, Named)],
    images: &'a [ImageTarget],
    /// Standing pages list no sources.
    brief: Option<&'a LinkedBrief>,
    place: Place<'a>,
    /// By number of the source: how often it was cited so far.
    uses: Vec<u32>,
    /// Of the first component whose template failed.
    fault: Option<Diagnostic>,
}

impl<'a> Filler<'a> {
    pub fn brief(scene: Scene<'a>, linked: &'a LinkedBrief, place: Place<'a>) -> Self {
        let prose = OnceLock::new();
        Self {
            scene,
            body: &linked.brief.body,
            digest: linked.brief.digest,
            prose,
            lang: &linked.lang,
            links: &linked.links,
            named: &linked.named,
            images: &linked.images,
            brief: Some(linked),
            place,
            uses: Vec::new(),
            fault: None,
        }
    }

    pub fn standing(scene: Scene<'a>, page: &'a StandingPage, place: Place<'a>) -> Self {
        let prose = OnceLock::new();
        Self {
            scene,
            body: &page.page.body,
            digest: page.page.digest,
            prose,
            lang: &page.lang,
            links: &page.links,
            named: &page.named,
            images: &page.images,
            brief: None,
            place,
            uses: Vec::new(),
            fault: None,
        }
    }

    fn prose(&self) -> Arc<Prose> {
        self.prose.get_or_init(|| self.scene.library.prose(self.digest)).clone()
    }

    /// The digest of what the body, and what stands beside it, is made from: the file, and what its slots are filled with.
    pub fn digest(&self) -> Digest {
        let mut key = Key::new("prose");
        key.digest(self.digest);
        match self.place {
            Place::Page { .. } => key.number(0),
            Place::Feed { base, page } => {
                key.number(1);
                key.text(base);
                key.text(page);
            }
        }
        key.number(u64::from(self.scene.site.config.citations.unresolved == Unresolved::Text));
        for name in &self.body.components {
            key.digest(self.scene.template_digest(&template(name)));
        }
        for target in self.links {
            self.add_target(&mut key, target);
        }
        for &(_, text) in self.named {
            let (title, lang) = self.title(text);
            key.text(title);
            key.text(lang);
        }
        for image in self.images {
            self.add_target(&mut key, &image.target);
            let (width, height) = image.dimensions.unwrap_or_default();
            key.number(width.into());
            key.number(height.into());
        }
        for item in self.body.clusters.iter().flat_map(|it| &it.items) {
            let listed = self.number(&item.citation).and_then(|it| self.brief?.listed(it));
            key.number(listed.map_or(0, |it| it.number.into()));
            key.some(listed.map(|it| self.scene.site.source(it.source).key.as_str()));
        }
        for at in 0..self.body.mentions.len() {
            key.some(self.entity(at as u32).map(|it| it.address.path.as_str()));
        }
        key.finish()
    }

    fn add_target(&self, key: &mut Key, target: &Target) {
        match target {
            Target::Internal { address, fragment } => {
                let style = self.scene.lookup.style;
                key.number(0);
                key.text(&match self.place {
                    Place::Page { .. } => address.url(style),
                    Place::Feed { .. } => address.canonical(style),
                });
                key.some(fragment.as_deref());
            }
            Target::Fragment(fragment) => {
                key.number(1);
                key.text(fragment);
            }
            Target::External(url) => {
                key.number(2);
                key.text(url);
            }
            Target::Dead => key.number(3),
        }
    }

    /// The body. On its page each use of a source gets an id, `r-3-1`, that the list of sources leads back to.
    pub fn body(&mut self) -> String {
        let prose = self.prose();
        let code: usize = prose.code.iter().map(|it| it.text.len() * 3).sum();
        let mut out = String::with_capacity(prose.markup.html.len() + prose.markup.slots.len() * 80 + code);
        let ids = matches!(self.place, Place::Page { .. });
        prose.markup.write(&mut out, |out, fill| self.fill(out, fill, ids));
        out
    }

    /// A summary or another text beside the body; what it cites is linked but not counted as a use.
    pub fn aside(&mut self, markup: &Markup) -> String {
        let mut out = String::with_capacity(markup.html.len() + markup.slots.len() * 80);
        markup.write(&mut out, |out, fill| self.fill(out, fill, false));
        out
    }

    /// The fault of a component's template, if one failed.
    pub fn fault(&mut self) -> Option<Diagnostic> {
        self.fault.take()
    }

    /// How often the body cites a source, after [`Filler::body`].
    pub fn uses(&self, number: u16) -> u32 {
        self.uses.get(usize::from(number)).copied().unwrap_or_default()
    }

    fn fill(&mut self, out: &mut String, fill: Fill, ids: bool) {
        let body = self.body;
        match fill {
            Fill::Href(n) => self.href(out, self.links.get(n as usize)),
            Fill::Title(n) => self.named(out, n),
            Fill::Image(n) => self.image(out, self.images.get(n as usize)),
            Fill::Cite(n) => {
                if let Some(cluster) = body.clusters.get(n as usize) {
                    self.cluster(out, cluster, ids);
                }
            }
            Fill::CiteLink(n) => {
                let items = body.clusters.get(n as usize).map_or(&[][..], |it| &it.items);
                if let Some(number) = items.first().and_then(|it| self.number(&it.citation)) {
                    self.cite_attributes(out, number, ids);
                }
            }
            Fill::Code(n) => {
                if let Some(code) = self.prose().code.get(n as usize) {
                    self.code(out, code);
                }
            }
            Fill::Component(n) => {
                let prose = self.prose();
                if let Some(it) = prose.components.get(n as usize) {
                    self.component(out, it, ids);
                }
            }
            Fill::Page => self.page(out),
            Fill::Permalink(n) => {
                let claim = body.claims.get(n as usize);
                if let (Some(claim), Place::Page { .. }) = (claim, self.place) {
                    out.push_str("<a class=\"permalink\" href=\"#");
                    escape::html(out, &claim.id);
                    out.push_str("\" aria-label=\"");
                    escape::html(out, self.scene.strings().word("word", "permalink"));
                    out.push_str("\">#</a>");
                }
            }
            Fill::Mention(n) => {
                if let Some(entity) = self.entity(n) {
                    out.push_str("<a class=\"entity\" href=\"");
                    self.internal(out, &entity.address);
                    out.push_str("\">");
                }
            }
            Fill::MentionEnd(n) => {
                if self.entity(n).is_some() {
                    out.push_str("</a>");
                }
            }
            Fill::Word(word) => escape::html(out, self.scene.strings().word("word", key(word))),
        }
    }

    /// The entity that a mention leads to: one with a page. Feeds name entities without a link.
    fn entity(&self, mention: u32) -> Option<&'a LinkedEntity> {
        let entity = self.scene.site.entity(self.body.mentions.get(mention as usize)?.entity);
        (entity.paged && matches!(self.place, Place::Page { .. })).then_some(entity)
    }

    /// A component as its template draws it.
    fn component(&mut self, out: &mut String, component: &Component, ids: bool) {
        let scene = self.scene;
        let theme = scene.theme();
        let (root, feed) = match self.place {
            Place::Page { root } => (root, false),
            Place::Feed { base, .. } => (base, true),
        };
        let mut context = tera::Context::new();
        let data = self.datum(&component.data, ids);
        context.insert_value("data", data);
        context.insert_value("site", scene.site_value(theme));
        context.insert_value("t", theme.interface(self.lang).clone());
        context.insert("root", root);
        context.insert("lang", self.lang);
        context.insert("feed", &feed);
        match theme.partial(&template(&component.name), &context) {
            Ok(html) => out.push_str(html.trim_end()),
            Err(fault) => self.fault = self.fault.take().or(Some(fault)),
        }
    }

    /// A value of a component's data as its template sees it.
    fn datum(&mut self, datum: &Datum, ids: bool) -> tera::Value {
        match datum {
            Datum::Absent => tera::Value::none(),
            Datum::Text(it) => it.as_str().into(),
            Datum::Markup(markup) => {
                let mut out = String::new();
                markup.write(&mut out, |out, fill| self.fill(out, fill, ids));
                out.into()
            }
            Datum::Integer(it) => (*it).into(),
            Datum::Number(it) => (*it).into(),
            Datum::Boolean(it) => (*it).into(),
            Datum::Date(it) => tera::Value::from_serializable(&self.scene.date(it)),
            Datum::List(all) => all.iter().map(|it| self.datum(it, ids)).collect::<Vec<_>>().into(),
            Datum::Table(all) => {
                let mut map = tera::Map::default();
                for (key, it) in all {
                    let value = self.datum(it, ids);
                    map.insert(key.clone().into(), value);
                }
                map.into()
            }
        }
    }

    /// The page's own address before a fragment.
    fn page(&self, out: &mut String) {
        if let Place::Feed { base, page } = self.place {
            escape::html(out, base);
            escape::html(out, page);
        }
    }

    fn internal(&self, out: &mut String, address: &Address) {
        let style = self.scene.lookup.style;
        let (root, url) = match self.place {
            Place::Page { root } => (root, address.url(style)),
            Place::Feed { base, .. } => (base, address.canonical(style)),
        };
        escape::html(out, root);
        escape::html(out, &url);
    }

    fn href(&self, out: &mut String, target: Option<&Target>) {
        match target {
            Some(Target::Internal { address, fragment }) => {
                out.push_str(" href=\"");
                self.internal(out, address);
                if let Some(fragment) = fragment {
                    out.push('#');
                    escape::html(out, fragment);
                }
                out.push('"');
            }
            Some(Target::Fragment(fragment)) => {
                out.push_str(" href=\"");
                self.page(out);
                out.push('#');
                escape::html(out, fragment);
                out.push('"');
            }
            Some(Target::External(url)) => {
                out.push_str(" href=\"");
                escape::html(out, url);
                out.push_str(if url.starts_with("mailto:") { "\"" } else { "\" rel=\"external\"" });
            }
            // A link that leads nowhere is text: `<a>` without `href` (WHATWG HTML, 4.5.1).
            Some(Target::Dead) | None => {}
        }
    }

    /// What a text is called in another's, and its language.
    fn title(&self, text: Named) -> (&'a str, &'a str) {
        let (text, lang) = match text {
            Named::Brief(id) => {
                let linked = self.scene.site.brief(id);
                (&linked.brief, &linked.lang)
            }
            Named::Page(at) => {
                let page = &self.scene.site.pages[at as usize];
                (&page.page, &page.lang)
            }
        };
        (text.front.short_title.as_ref().unwrap_or(&text.front.title.value), lang)
    }

    /// The words of a link between double brackets; as written when it leads to no text.
    fn named(&self, out: &mut String, n: u32) {
        let Ok(at) = self.named.binary_search_by_key(&n, |it| it.0) else {
            let written = self.body.links.get(n as usize).map_or("", |it| &it.destination);
            return escape::html(out, written.trim_start_matches('#'));
        };
        let (title, lang) = self.title(self.named[at].1);
        if lang == self.lang {
            return escape::html(out, title);
        }
        out.push_str("<span lang=\"");
        escape::html(out, lang);
        out.push_str("\" dir=\"");
        out.push_str(strings::direction(lang));
        out.push_str("\">");
        escape::html(out, title);
        out.push_str("</span>");
    }

    fn image(&self, out: &mut String, image: Option<&ImageTarget>) {
        out.push_str(" src=\"");
        match image.map(|it| &it.target) {
            Some(Target::Internal { address, .. }) => self.internal(out, address),
            Some(Target::External(url)) => escape::html(out, url),
            Some(Target::Fragment(_) | Target::Dead) | None => out.push_str(BLANK),
        }
        out.push('"');
        if let Some((width, height)) = image.and_then(|it| it.dimensions) {
            // Writing to a string cannot fail.
            let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
        }
        out.push_str(" loading=\"lazy\" decoding=\"async\"");
    }

    fn number(&self, citation: &Citation) -> Option<u16> {
        self.brief?.number_of(citation)
    }

    /// A cluster: one `<sup>`, one link a number (CONTENT_MODEL §2.5). A word joiner keeps it off the start of a line.
    fn cluster(&mut self, out: &mut String, cluster: &Cluster, ids: bool) {
        let as_text = self.scene.site.config.citations.unresolved == Unresolved::Text;
        if as_text && cluster.items.iter().all(|it| self.number(&it.citation).is_none()) {
            out.push_str(" [");
            for (at, item) in cluster.items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                written(out, &item.citation);
            }
            out.push(']');
            return;
        }
        out.push_str("\u{2060}<sup class=\"cite\">");
        for (at, item) in cluster.items.iter().enumerate() {
            out.push_str(if at > 0 { ", " } else { "" });
            match self.number(&item.citation) {
                Some(number) => {
                    out.push_str("<a");
                    self.cite_attributes(out, number, ids);
                    let _ = write!(out, ">{number}</a>");
                }
                None => {
                    out.push_str("<span class=\"cite-unresolved\">");
                    written(out, &item.citation);
                    out.push_str("</span>");
                }
            }
            if let Some(locator) = &item.locator {
                out.push_str("<span class=\"cite-locator\">, ");
                escape::html(out, locator);
                out.push_str("</span>");
            }
        }
        out.push_str("</sup>");
    }

    /// The attributes of a link to a listed source, and the id of this use.
    fn cite_attributes(&mut self, out: &mut String, number: u16, ids: bool) {
        out.push_str(" href=\"");
        self.page(out);
        let _ = write!(out, "#s-{number}\"");
        if ids {
            let at = usize::from(number);
            if self.uses.len() <= at {
                self.uses.resize(at + 1, 0);
            }
            self.uses[at] += 1;
            let _ = write!(out, " id=\"r-{number}-{}\"", self.uses[at]);
        }
        if let (Some(listed), Place::Page { .. }) = (self.brief.and_then(|it| it.listed(number)), self.place)
        {
            out.push_str(" data-k=\"");
            escape::html(out, &self.scene.site.source(listed.source).key);
            out.push('"');
        }
    }

    fn code(&self, out: &mut String, Code { language, file, text, .. }: &Code) {
        let language = language.split(',').next().unwrap_or_default();
        let on_page = matches!(self.place, Place::Page { .. });
        // A block that scrolls must be reached by the keyboard. A feed has no style sheet, so nothing scrolls there.
        out.push_str(if on_page { "<pre class=\"code\" tabindex=\"0\"" } else { "<pre" });
        if on_page && !file.is_empty() {
            out.push_str(" data-file=\"");
            escape::html(out, file);
            out.push('"');
        }
        out.push_str("><code");
        if !language.is_empty() {
            out.push_str(" class=\"language-");
            escape::html(out, language);
            out.push('"');
        }
        out.push('>');
        let wanted = on_page && !language.is_empty();
        match wanted.then(|| self.scene.library.code(language, text, highlight::html)).flatten() {
            Some(html) => out.push_str(&html),
            None => escape::html(out, text),
        }
        out.push_str("</code></pre>");
    }
}

/// The template that draws a component.
fn template(component: &str) -> String {
    format!("components/{component}.html")
}

/// A citation as its author wrote it, without brackets.
fn written(out: &mut String, citation: &Citation) {
    match citation {
        Citation::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Citation::Key(key) => {
            out.push('@');
            escape::html(out, key);
        }
    }
}

fn key(word: Word) -> &'static str {
    match word {
        Word::Note => "note",
        Word::Tip => "tip",
        Word::Important => "important",
        Word::Warning => "warning",
        Word::Caution => "caution",
        Word::Footnotes => "footnotes",
        Word::BackToText => "back_to_text",
    }
}

#[cfg(test)]
mod tests {
    use crate::model::config::Unresolved;
    use crate::model::site::Target;
    use crate::render::fixture::{render, site, visible};
    use expect_test::expect;

    const GRID: &str = "2026/02/14/grid/index.html";

    #[test]
    fn holes_are_filled() {
        expect![[r##"
            <h2 id="facts">Facts</h2>
            <p>The <a class="entity" href="../../../../entities/berth/">berth</a> opens in May.\u{2060}<sup class="cite"><a href="#s-1" id="r-1-1" data-k="harbor-1">1</a>, <a href="#s-2" id="r-2-1" data-k="tender">2</a></sup> See <a href="../../../../2026/02/13/port/#a&amp;b">the port</a>.\u{2060}<sup class="cite"><a href="#s-1" id="r-1-2" data-k="harbor-1">1</a>, <span class="cite-unresolved">7</span></sup></p>
            <pre class="code" tabindex="0"><code>a &lt; b</code></pre>"##]].assert_eq(&visible(&render(&site(|_| {}), GRID, "{{ brief.body_html | safe }}")));
    }

    #[test]
    fn uses_in_the_body_have_ids_and_those_in_the_summary_have_none() {
        let template = "{{ brief.summary_html | safe }}\n{{ brief.sources_html | safe }}";
        expect![[r##"
            The berth <em>opens</em> in May.\u{2060}<sup class="cite"><a href="#s-1" data-k="harbor-1">1</a>, <a href="#s-2" data-k="tender">2</a></sup>
            1 Harbour <notice> https://www.port.example/n?a=1&b=2#:~:text=opens%20in%20May port.example B2 (Usually reliable; Probably true) sources/harbor-1/ 0 <a href="#r-1-1">a</a> <a href="#r-1-2">b</a>
            2 Tender https://port.example/t port.example B2 (Usually reliable; Probably true) sources/tender/ 0 <a href="#r-2-1">a</a>
        "##]].assert_eq(&visible(&render(&site(|_| {}), GRID, template)));
    }

    #[test]
    fn links_that_lead_nowhere_are_text() {
        let check = |target: Target, expected: &str| {
            let site = site(|site| site.briefs[0].links[0] = target);
            let html = render(&site, GRID, "{{ brief.body_html | safe }}");
            assert!(html.contains(expected), "{html}");
        };
        check(Target::Dead, "See <a>the port</a>");
        check(Target::Fragment("facts".to_owned()), "See <a href=\"#facts\">");
        check(
            Target::External("https://x.example/?a=\"&b".to_owned()),
            "<a href=\"https://x.example/?a=&quot;&amp;b\" rel=\"external\">",
        );
        check(Target::External("mailto:a@x.example".to_owned()), "<a href=\"mailto:a@x.example\">");
    }

    #[test]
    fn unresolved_citations_can_stay_text() {
        let site = site(|site| {
            std::sync::Arc::make_mut(&mut site.config).citations.unresolved = Unresolved::Text;
            site.briefs[0].sources.clear();
        });
        let html = render(&site, GRID, "{{ brief.body_html | safe }}");
        assert!(html.contains("in May. [1, 2] See"), "{html}");
    }
}
