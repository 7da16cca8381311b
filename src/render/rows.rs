//! What many pages show. A brief stands in a dozen lists, a claim in four, a source in the lists of all briefs that rest
//! on it, and the masthead on every page: each is rendered once a language with the theme's own partial, and copied.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use crate::diag::Diagnostic;
use crate::digest::Digest;
use crate::model::listings::ClaimRef;
use crate::model::site::{BriefId, InBrief, LinkedBrief, ListedSource, Site, SourceId};

use super::parts::Html;
use super::prose::Filler;
use super::scene::Scene;
use super::stencil::{Fills, Hole, Stencil};
use super::theme::Theme;
use super::view::MonthView;
use super::{claims, listed, source, strings};

/// A stencil when it has been asked for, or why there is none.
type Cell<T = Stencil> = OnceLock<Result<T, Box<Diagnostic>>>;

/// The stencils of pages in one language, each rendered when a page first shows it.
pub struct Rows<'a> {
    theme: &'a Theme,
    /// What every partial sees, whatever it is of.
    context: tera::Context,
    cards: Box<[Cell]>,
    /// Briefs that rest on a source, on its page.
    source_uses: Box<[Cell]>,
    brief_links: Box<[Cell]>,
    /// By brief, then by the claim's position in it.
    claims: OfClaims<Result<Stencil, Box<Diagnostic>>>,
    source_rows: Box<[Cell]>,
    /// The entry of each source in lists of briefs, as the first brief that was rendered uses it.
    entries: Box<[Cell<Entry>]>,
    head: Cell,
    footer: Cell,
    /// By section; then those of the pages that the menu leads to, in its order.
    mastheads: BTreeMap<&'static str, Cell>,
    current: OnceLock<Box<[Cell]>>,
    digests: Digests,
}

/// The digests of the views that rows are rendered from, made when a key first needs them.
struct Digests {
    claims: OfClaims<Digest>,
    source_rows: Box<[OnceLock<Digest>]>,
    entries: Box<[OnceLock<Digest>]>,
}

/// What partials of the frame see of the pages that show them.
#[derive(serde::Serialize)]
struct FramedPage<'a> {
    lang: &'a str,
    dir: &'a str,
    section: &'a str,
    /// Of a page that the menu leads to.
    url: Option<&'a str>,
}

/// The entry of a source, and the use that it says.
struct Entry {
    stencil: Stencil,
    own: InBrief,
    cited: bool,
    elsewhere: usize,
}

/// Something of every claim. There are many, and most are never shown again while a preview runs, so those of a brief get
/// their places when the first of them is asked for.
struct OfClaims<T>(Box<[OnceLock<Cells<T>>]>);

/// A place for something of each of many.
type Cells<T> = Box<[OnceLock<T>]>;

impl<T> OfClaims<T> {
    fn new(site: &Site) -> Self {
        Self(cells(site.briefs.len()))
    }

    fn of(&self, site: &Site, (brief, at): ClaimRef) -> &OnceLock<T> {
        let all = self.0[brief as usize].get_or_init(|| cells(site.brief(brief).brief.body.claims.len()));
        &all[at as usize]
    }
}

fn cells<T>(count: usize) -> Cells<T> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

impl<'a> Rows<'a> {
    pub fn new(site: &Site, theme: &'a Theme, lang: &str) -> Self {
        let page = BTreeMap::from([("lang", lang), ("dir", strings::direction(lang))]);
        let mut context = tera::Context::new();
        context.insert("page", &page);
        context.insert_value("root", Hole::Root.value());
        context.insert_value("number", Hole::Number.value());
        context.insert_value("t", theme.interface(lang).clone());
        Self {
            theme,
            context,
            cards: cells(site.briefs.len()),
            source_uses: cells(site.briefs.len()),
            brief_links: cells(site.briefs.len()),
            claims: OfClaims::new(site),
            source_rows: cells(site.sources.len()),
            entries: cells(site.sources.len()),
            head: Cell::new(),
            footer: Cell::new(),
            mastheads: super::head::SECTIONS.map(|it| (it, Cell::new())).into(),
            current: OnceLock::new(),
            digests: Digests {
                claims: OfClaims::new(site),
                source_rows: cells(site.sources.len()),
                entries: cells(site.sources.len()),
            },
        }
    }

    /// The digest of the row of a claim.
    pub fn digest_of_claim(&self, site: &Site, claim: ClaimRef, make: impl FnOnce() -> Digest) -> Digest {
        *self.digests.claims.of(site, claim).get_or_init(make)
    }

    /// The digest of the row of a source.
    pub fn digest_of_row(&self, id: SourceId, make: impl FnOnce() -> Digest) -> Digest {
        *self.digests.source_rows[id as usize].get_or_init(make)
    }

    /// The digest of what the entries of a source have in common.
    pub fn digest_of_entry(&self, id: SourceId, make: impl FnOnce() -> Digest) -> Digest {
        *self.digests.entries[id as usize].get_or_init(make)
    }

    fn card(&self, scene: Scene<'_>, id: BriefId) -> Result<&Stencil, Diagnostic> {
        let render = || self.render(scene, "partials/card.html", "card", scene.card(id));
        get(&self.cards[id as usize], render)
    }

    fn brief_link(&self, scene: Scene<'_>, id: BriefId) -> Result<&Stencil, Diagnostic> {
        let render = || self.render(scene, "partials/brief_link.html", "card", scene.card(id));
        get(&self.brief_links[id as usize], render)
    }

    fn source_use(&self, scene: Scene<'_>, id: BriefId) -> Result<&Stencil, Diagnostic> {
        let render = || self.render(scene, "partials/source_use.html", "card", scene.card(id));
        get(&self.source_uses[id as usize], render)
    }

    fn claim(&self, scene: Scene<'_>, claim: ClaimRef) -> Result<&Stencil, Diagnostic> {
        get(self.claims.of(scene.site, claim), || {
            let view = tera::Value::from_serializable(&claims::row(scene, claim));
            self.render(scene, "partials/claim_row.html", "claim", view)
        })
    }

    fn source_row(&self, scene: Scene<'_>, id: SourceId) -> Result<&Stencil, Diagnostic> {
        get(&self.source_rows[id as usize], || {
            let view = tera::Value::from_serializable(&source::row(scene, id));
            self.render(scene, "partials/source_row.html", "row", view)
        })
    }

    /// Writes the entry of a source in the list of a brief. Most briefs use a source as the first one did; the entry of
    /// one that does not is rendered for it alone.
    fn entry(
        &self,
        scene: Scene<'_>,
        linked: &LinkedBrief,
        listed: &ListedSource,
        out: &mut String,
        fills: Fills<'_>,
    ) -> Result<(), Diagnostic> {
        let cited = !fills.uses.is_empty();
        let elsewhere = listed::elsewhere(scene, linked, listed);
        let own = &listed.in_brief;
        let render = || {
            let view = tera::Value::from_serializable(&listed::view(scene, listed, cited, elsewhere));
            self.render(scene, "partials/source.html", "source", view)
        };
        let first = get(&self.entries[listed.source as usize], || {
            Ok(Entry { stencil: render()?, own: own.clone(), cited, elsewhere })
        })?;
        let same =
            first.cited == cited && first.elsewhere == elsewhere && listed::reads_alike(&first.own, own);
        if same {
            first.stencil.write(out, fills);
        } else {
            render()?.write(out, fills);
        }
        Ok(())
    }

    fn framed<'c>(
        &self,
        scene: Scene<'_>,
        cell: &'c Cell,
        partial: &str,
        lang: &str,
        section: &str,
        url: Option<&str>,
    ) -> Result<&'c Stencil, Diagnostic> {
        get(cell, || {
            let page = FramedPage { lang, dir: strings::direction(lang), section, url };
            self.render(scene, partial, "page", tera::Value::from_serializable(&page))
        })
    }

    fn render(
        &self,
        scene: Scene<'_>,
        partial: &str,
        name: &'static str,
        view: tera::Value,
    ) -> Result<Stencil, Diagnostic> {
        let mut context = self.context.clone();
        context.insert_value("site", scene.site_value(self.theme));
        context.insert_value(name, view);
        Ok(Stencil::new(&self.theme.partial(partial, &context)?))
    }
}

fn get<T>(cell: &Cell<T>, make: impl FnOnce() -> Result<T, Diagnostic>) -> Result<&T, Diagnostic> {
    cell.get_or_init(|| make().map_err(Box::new)).as_ref().map_err(|fault| (**fault).clone())
}

/// The part of the head that all pages share.
///
/// # Errors
/// The theme's `partials/head.html` fails.
pub fn head<'a>(scene: Scene<'a>, lang: &str) -> Result<&'a Stencil, Diagnostic> {
    scene.rows.framed(scene, &scene.rows.head, "partials/head.html", lang, "", None)
}

/// What stands beneath every page.
///
/// # Errors
/// The theme's `partials/footer.html` fails.
pub fn footer<'a>(scene: Scene<'a>, lang: &str) -> Result<&'a Stencil, Diagnostic> {
    scene.rows.framed(scene, &scene.rows.footer, "partials/footer.html", lang, "", None)
}

/// What stands above every page of a section; that of a page that the menu leads to says so.
///
/// # Errors
/// The theme's `partials/masthead.html` fails.
pub fn masthead<'a>(
    scene: Scene<'a>,
    lang: &str,
    section: &'static str,
    url: &str,
) -> Result<&'a Stencil, Diagnostic> {
    let rows = scene.rows;
    let menu = scene.menu_urls(rows.theme);
    let current = rows.current.get_or_init(|| cells(menu.len()));
    match menu.iter().position(|it| it.as_deref() == Some(url)) {
        Some(at) => rows.framed(scene, &current[at], "partials/masthead.html", lang, section, Some(url)),
        None => rows.framed(scene, &rows.mastheads[section], "partials/masthead.html", lang, section, None),
    }
}

/// The cards of briefs, one after another.
///
/// # Errors
/// The theme's `partials/card.html` fails.
pub fn cards(scene: Scene<'_>, ids: &[BriefId], root: &str) -> Result<String, Diagnostic> {
    let mut out = String::with_capacity(ids.len() * 1024);
    for &id in ids {
        scene.rows.card(scene, id)?.write(&mut out, Fills { root, ..Fills::default() });
    }
    Ok(out)
}

/// A brief among those near to another.
///
/// # Errors
/// The theme's `partials/brief_link.html` fails.
pub fn brief_link(scene: Scene<'_>, id: BriefId, root: &str) -> Result<String, Diagnostic> {
    Ok(scene.rows.brief_link(scene, id)?.fill(root))
}

/// A brief that rests on a source, which is `number` of its list.
///
/// # Errors
/// The theme's `partials/source_use.html` fails.
pub fn source_use(scene: Scene<'_>, id: BriefId, number: u16, root: &str) -> Result<String, Diagnostic> {
    let mut out = String::with_capacity(512);
    let fills = Fills { root, number: &number.to_string(), ..Fills::default() };
    scene.rows.source_use(scene, id)?.write(&mut out, fills);
    Ok(out)
}

/// The rows of claims, one after another.
///
/// # Errors
/// The theme's `partials/claim_row.html` fails.
pub fn claims(scene: Scene<'_>, claims: &[ClaimRef], root: &str) -> Result<String, Diagnostic> {
    let mut out = String::new();
    for &claim in claims {
        scene.rows.claim(scene, claim)?.write(&mut out, Fills { root, ..Fills::default() });
    }
    Ok(out)
}

/// The rows of sources, one after another.
///
/// # Errors
/// The theme's `partials/source_row.html` fails.
pub fn sources(scene: Scene<'_>, ids: &[SourceId], root: &str) -> Result<String, Diagnostic> {
    let mut out = String::with_capacity(ids.len() * 1024);
    for &id in ids {
        scene.rows.source_row(scene, id)?.write(&mut out, Fills { root, ..Fills::default() });
    }
    Ok(out)
}

/// The source list of a brief. `prose` has written the body, so that it knows every use.
///
/// # Errors
/// The theme's `partials/source.html` fails.
pub fn source_list(
    scene: Scene<'_>,
    linked: &LinkedBrief,
    prose: &Filler<'_>,
    root: &str,
) -> Result<String, Diagnostic> {
    let mut out = String::with_capacity(linked.sources.len() * 1024);
    let (mut number, mut uses) = (String::new(), String::new());
    for listed in &linked.sources {
        number.clear();
        // Writing to a string cannot fail.
        let _ = write!(number, "{}", listed.number);
        uses.clear();
        listed::uses(&mut uses, &number, prose.uses(listed.number));
        let fills = Fills { root, number: &number, uses: &uses };
        scene.rows.entry(scene, linked, listed, &mut out, fills)?;
    }
    Ok(out)
}

/// The cards of briefs, those of one month that stand together beneath its name.
pub fn months<'a>(scene: Scene<'a>, ids: &'a [BriefId]) -> Vec<MonthView<'a>> {
    let month = |id: &BriefId| scene.site.brief(*id).date().map(|it| (it.civil.year(), it.civil.month()));
    ids.chunk_by(|a, b| month(a) == month(b))
        .map(|ids| {
            let label = scene.site.brief(ids[0]).date().map(super::card::month);
            let label = label.map(|it| scene.pack.calendar.period(it)).unwrap_or_default();
            MonthView { label, cards_html: Html::cards(scene, ids) }
        })
        .collect()
}
