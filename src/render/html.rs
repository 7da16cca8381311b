//! Pages of HTML: the context of each kind, given to its template.

use crate::diag::Diagnostic;
use crate::model::front_matter::Rung;
use crate::model::page::{Page, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{Site, StandingPage};

use super::prose::{Filler, Place};
use super::scene::{RUNGS, Scene};
use super::theme::Theme;
use super::view::{CountView, RedirectView, RungView, StandingView};
use super::{brief, head, list, publisher, rows, source, strings, term};

/// Renders a page with its template.
///
/// # Errors
/// A template that fails, or that the theme does not have.
pub fn render(scene: Scene<'_>, theme: &Theme, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let lang = language(scene.site, &page.subject);
    let root = root(scene, page);
    let kind = head::kind(&page.subject);
    let on_page = |fault: Diagnostic| {
        let shown = page.address.output_path(scene.lookup.style);
        let message = format!("{}, on the page `{shown}`", fault.message);
        Diagnostic { message, ..fault }
    };
    let mut context = tera::Context::new();
    context.insert_value("site", scene.site_value(theme));
    context.insert("page", &head::view(scene, page, lang, &root).map_err(on_page)?);
    context.insert("root", &root);
    context.insert_value("t", theme.interface(lang).clone());
    fill(&mut context, scene, &page.subject, &root).map_err(on_page)?;
    let of_kind = match kind {
        "404" => "404.html",
        "archive" => "archive.html",
        "brief" => "brief.html",
        "claims" => "claims.html",
        "home" => "home.html",
        "publisher" => "publisher.html",
        "publishers" => "publishers.html",
        "redirect" => "redirect.html",
        "rung" => "rung.html",
        "rungs" => "rungs.html",
        "source" => "source.html",
        "sources" => "sources.html",
        "term" => "term.html",
        "terms" => "terms.html",
        _ => "page.html",
    };
    let file = match &page.subject {
        Subject::Brief(id) => Some(&scene.site.brief(*id).brief),
        Subject::Standing(at) => Some(&scene.site.pages[*at as usize].page),
        _ => None,
    };
    let template = match file {
        Some(file) => theme.template(file.front.template.as_ref(), of_kind, &file.path)?,
        None => of_kind,
    };
    theme.page(template, &context).map_err(on_page)
}

/// The language a page is in: its own, a channel's, else the site's.
pub fn language<'a>(site: &'a Site, subject: &Subject) -> &'a str {
    let of_channel = |id| site.term(TermKind::Channel, id).registered.as_ref()?.lang.as_deref();
    let own = match subject {
        Subject::Brief(id) => Some(site.brief(*id).lang.as_str()),
        Subject::Standing(at) => Some(site.pages[*at as usize].lang.as_str()),
        Subject::Term(TermKind::Channel, id, _) => of_channel(*id),
        _ => None,
    };
    own.unwrap_or(&site.config.site.language)
}

/// What leads back to the root. A server shows the 404 page at any address, so its way is the path of `base_url`.
fn root(scene: Scene<'_>, page: &Page) -> String {
    if page.subject != Subject::NotFound {
        return page.address.root(scene.lookup.style);
    }
    let base = scene.site.config.site.base_url.as_deref().unwrap_or_default();
    let path = base.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
    path.unwrap_or("/").to_owned()
}

/// What the template of a kind sees besides what all see.
fn fill(
    context: &mut tera::Context,
    scene: Scene<'_>,
    subject: &Subject,
    root: &str,
) -> Result<(), Diagnostic> {
    let site = scene.site;
    match subject {
        Subject::Home(pager) => context.insert("list", &list::home(scene, *pager, root)?),
        Subject::Brief(id) => {
            context.insert_value("card", scene.card(*id));
            context.insert("brief", &brief::view(scene, *id, root)?);
        }
        Subject::Standing(at) => {
            context.insert("standing", &standing(scene, &site.pages[*at as usize], root));
        }
        Subject::Archive(period, pager) => {
            context.insert("list", &list::archive(scene, *period, *pager, root)?);
        }
        Subject::Terms(kind, pager) => {
            context.insert("kind", kind.singular());
            context.insert("terms", &term::terms(scene, *kind, *pager));
        }
        Subject::Term(kind, id, pager) => {
            context.insert("term", &term::view(scene, *kind, *id, *pager));
            context.insert("list", &list::term(scene, *kind, *id, *pager, root)?);
        }
        Subject::Sources(pager) => {
            let shown = pager.of(&scene.listings.sources);
            context.insert("sources_html", &rows::sources(scene, shown, root)?);
        }
        Subject::Source(id, pager) => context.insert("source", &source::view(scene, *id, *pager, root)?),
        Subject::Publishers(pager) => context.insert("publishers", &publisher::rows(scene, *pager)),
        Subject::Publisher(id, pager) => {
            context.insert("publisher", &publisher::view(scene, *id));
            let shown = pager.of(&site.publisher(*id).sources);
            context.insert("sources_html", &rows::sources(scene, shown, root)?);
        }
        Subject::Rungs => context.insert("rungs", &rungs(scene)),
        Subject::Rung(rung, pager) => {
            let claims =
                scene.listings.rungs.iter().find(|(it, _)| it == rung).map_or(&[][..], |(_, all)| all);
            context.insert("rung", &self::rung(scene, *rung));
            let shown = pager.of(claims).iter().copied();
            context.insert("claims_html", &rows::claims(scene, shown, root)?);
        }
        Subject::Claims(year, pager) => {
            let all = match year {
                None => scene.listings.claims.as_slice(),
                Some(year) => {
                    let years = &scene.listings.claims_by_year;
                    years.iter().find(|(it, _)| it == year).map_or(&[][..], |(_, all)| all)
                }
            };
            let shown = pager.of(all).iter().copied();
            context.insert("claims_html", &rows::claims(scene, shown, root)?);
            context.insert("years", &years(scene));
        }
        Subject::Redirect(at) => {
            let url = head::redirect_url(scene, *at);
            context.insert("redirect", &RedirectView { href: scene.absolute(&url), url });
        }
        _ => {}
    }
    Ok(())
}

fn standing<'a>(scene: Scene<'a>, page: &'a StandingPage, root: &str) -> StandingView<'a> {
    let front = &page.page.front;
    let (toc_html, toc_count) = brief::contents(&page.page.body.headings, front.toc);
    StandingView {
        title: &front.title.value,
        description: front.description.as_deref().unwrap_or_default(),
        body_html: Filler::standing(scene, page, Place::Page { root }).body(),
        toc_html,
        toc_count,
        has_code: page.page.body.code_blocks > 0,
    }
}

/// The five rungs with the number of claims on each.
fn rungs<'a>(scene: Scene<'a>) -> Vec<RungView<'a>> {
    RUNGS.into_iter().map(|rung| self::rung(scene, rung)).collect()
}

fn rung<'a>(scene: Scene<'a>, rung: Rung) -> RungView<'a> {
    let count =
        |rung| scene.listings.rungs.iter().find(|(it, _)| *it == rung).map_or(0, |(_, all)| all.len());
    term::rung(scene, rung, count(rung), RUNGS.into_iter().map(count).sum())
}

/// The years that have claims, newest first.
fn years<'a>(scene: Scene<'a>) -> Vec<CountView<'a>> {
    let lang = scene.strings().tag;
    let all = scene.listings.claims_by_year.iter();
    all.filter_map(|(year, claims)| {
        Some(CountView {
            name: year.to_string().into(),
            url: scene.lookup.claims_of(*year)?,
            count: claims.len(),
            description: None,
            latest: None,
            lang,
            dir: strings::direction(lang),
        })
    })
    .collect()
}
