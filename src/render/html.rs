//! Pages of HTML: the context of each kind, given to its template.

use serde::{Serialize, Serializer};

use crate::diag::Diagnostic;
use crate::digest::Digest;
use crate::model::front_matter::Rung;
use crate::model::listings::ClaimRef;
use crate::model::page::{FeedOf, Page, Pager, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, Site};

use super::key::Key;
use super::parts::Html;
use super::prose::{Filler, Place};
use super::scene::{RUNGS, Scene};
use super::theme::Theme;
use super::view::{
    BriefView, CountView, EntityGroupView, EntityView, FolderView, ListView, PageView, PublisherView,
    RedirectView, RungView, SourceView, StandingView, TermView,
};
use super::{brief, entity, head, list, publisher, source, strings, term};

/// A page and what its template sees.
pub struct Prepared<'a> {
    scene: Scene<'a>,
    theme: &'a Theme,
    page: &'a Page,
    template: &'a str,
    root: String,
    view: PageView<'a>,
    views: Vec<(&'static str, View<'a>)>,
}

/// What the template of a kind sees besides what all see.
#[derive(Serialize)]
#[serde(untagged)]
enum View<'a> {
    Brief(Box<BriefView<'a>>),
    Card(Card<'a>),
    Counts(Vec<CountView<'a>>),
    Entities(Vec<EntityGroupView<'a>>),
    Entity(Box<EntityView<'a>>),
    Html(Html<'a>),
    List(Box<ListView<'a>>),
    Publisher(Box<PublisherView<'a>>),
    Publishers(Vec<PublisherView<'a>>),
    Redirect(RedirectView),
    Rung(RungView<'a>),
    Rungs(Vec<RungView<'a>>),
    Source(Box<SourceView<'a>>),
    Standing(Box<StandingView<'a>>),
    Term(Box<TermView<'a>>),
    Word(&'static str),
}

/// The card of a brief: in a key its digest, in a template the value that all templates share.
struct Card<'a> {
    scene: Scene<'a>,
    id: BriefId,
}

impl Serialize for Card<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => self.scene.card(self.id).serialize(serializer),
            false => serializer.serialize_bytes(&self.scene.card_digest(self.id).bytes()),
        }
    }
}

/// Gathers what a page is made from.
///
/// # Errors
/// A template that its author chose and the theme does not have.
pub fn prepare<'a>(scene: Scene<'a>, theme: &'a Theme, page: &'a Page) -> Result<Prepared<'a>, Diagnostic> {
    let subject = &page.subject;
    let root = root(scene, page);
    let of_kind = match head::kind(subject) {
        "404" => "404.html",
        "archive" => "archive.html",
        "brief" => "brief.html",
        "claims" => "claims.html",
        "entities" => "entities.html",
        "entity" => "entity.html",
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
    let file = match subject {
        Subject::Brief(id) => Some(&scene.site.brief(*id).brief),
        Subject::Standing(at) => Some(&scene.site.pages[*at as usize].page),
        _ => None,
    };
    let template = match file {
        Some(file) => theme.template(file.front.template.as_ref(), of_kind, &file.path)?,
        None => of_kind,
    };
    let view = head::view(scene, page, language(scene.site, subject), &root);
    Ok(Prepared { scene, theme, page, template, root, view, views: views(scene, subject) })
}

impl Prepared<'_> {
    pub fn template(&self) -> &str {
        self.template
    }

    /// The digest of all that the bytes are made from.
    pub fn key(&self) -> Digest {
        let mut key = Key::new("html");
        key.text(self.template);
        key.digest(self.scene.template_digest(self.template));
        if head::framed(&self.view) {
            for partial in head::FRAME {
                key.digest(self.scene.template_digest(partial));
            }
        }
        key.text(&self.root);
        key.view(&self.view);
        for (name, view) in &self.views {
            key.text(name);
            key.view(view);
        }
        key.finish()
    }

    /// Renders the page with its template.
    ///
    /// # Errors
    /// A template that fails.
    pub fn bytes(self) -> Result<Vec<u8>, Diagnostic> {
        let (page, scene) = (self.page, self.scene);
        self.render().map_err(|fault| {
            let shown = page.address.output_path(scene.lookup.style);
            Diagnostic { message: format!("{}, on the page `{shown}`", fault.message), ..fault }
        })
    }

    fn render(mut self) -> Result<Vec<u8>, Diagnostic> {
        let (scene, root) = (self.scene, &self.root);
        let mut context = tera::Context::new();
        head::finish(&mut self.view, scene, root)?;
        for (name, view) in &mut self.views {
            view.finish(scene, &self.page.subject, root)?;
            context.insert(*name, view);
        }
        context.insert_value("site", scene.site_value(self.theme));
        context.insert("page", &self.view);
        context.insert("root", root);
        context.insert_value("t", self.theme.interface(self.view.lang).clone());
        self.theme.page(self.template, &context)
    }
}

impl View<'_> {
    /// Makes the HTML in a view.
    fn finish(&mut self, scene: Scene<'_>, subject: &Subject, root: &str) -> Result<(), Diagnostic> {
        match (self, subject) {
            (Self::Brief(it), Subject::Brief(id)) => it.finish(scene, *id, root),
            (Self::Standing(it), Subject::Standing(at)) => {
                let page = &scene.site.pages[*at as usize];
                it.body_html.make(scene, root, Some(&mut Filler::standing(scene, page, Place::Page { root })))
            }
            (Self::List(it), _) => it.finish(scene, root),
            (Self::Source(it), _) => it.finish(scene, root),
            (Self::Entity(it), _) => it.finish(scene, root),
            (Self::Html(it), _) => it.make(scene, root, None),
            _ => Ok(()),
        }
    }
}

/// The language a page is in: its own, a channel's, else the site's.
pub fn language<'a>(site: &'a Site, subject: &Subject) -> &'a str {
    let of_channel = |id| site.term(TermKind::Channel, id).registered.as_ref()?.lang.as_deref();
    let own = match subject {
        Subject::Brief(id) => Some(site.brief(*id).lang.as_str()),
        Subject::Standing(at) => Some(site.pages[*at as usize].lang.as_str()),
        Subject::Term(TermKind::Channel, id, _)
        | Subject::Atom(FeedOf::Term(TermKind::Channel, id))
        | Subject::JsonFeed(FeedOf::Term(TermKind::Channel, id)) => of_channel(*id),
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
fn views<'a>(scene: Scene<'a>, subject: &'a Subject) -> Vec<(&'static str, View<'a>)> {
    let site = scene.site;
    let claims = |pager: &Pager, all: &[ClaimRef]| {
        ("claims_html", View::Html(Html::claims(scene, pager.of(all).to_vec())))
    };
    match subject {
        Subject::Home(pager) => vec![("list", View::List(Box::new(list::home(scene, *pager))))],
        Subject::Brief(id) => vec![
            ("card", View::Card(Card { scene, id: *id })),
            ("brief", View::Brief(Box::new(brief::view(scene, *id)))),
        ],
        Subject::Standing(at) => {
            vec![("standing", View::Standing(Box::new(standing(scene, *at as usize))))]
        }
        Subject::Archive(period, pager) => {
            vec![("list", View::List(Box::new(list::archive(scene, *period, *pager))))]
        }
        Subject::Terms(kind, pager) => vec![
            ("kind", View::Word(kind.singular())),
            ("terms", View::Counts(term::terms(scene, *kind, *pager))),
        ],
        Subject::Term(kind, id, pager) => vec![
            ("term", View::Term(Box::new(term::view(scene, *kind, *id, *pager)))),
            ("list", View::List(Box::new(list::term(scene, *kind, *id, *pager)))),
        ],
        Subject::Sources(pager) => {
            vec![("sources_html", View::Html(Html::sources(scene, pager.of(&scene.listings.sources))))]
        }
        Subject::Source(id, pager) => {
            vec![("source", View::Source(Box::new(source::view(scene, *id, *pager))))]
        }
        Subject::Publishers(pager) => vec![("publishers", View::Publishers(publisher::rows(scene, *pager)))],
        Subject::Publisher(id, pager) => vec![
            ("publisher", View::Publisher(Box::new(publisher::view(scene, *id)))),
            ("sources_html", View::Html(Html::sources(scene, pager.of(&site.publisher(*id).sources)))),
        ],
        Subject::Entities(pager) => vec![("groups", View::Entities(entity::groups(scene, *pager)))],
        Subject::Entity(id, pager) => vec![
            ("entity", View::Entity(Box::new(entity::view(scene, *id, *pager)))),
            ("list", View::List(Box::new(list::entity(scene, *id, *pager)))),
        ],
        Subject::Rungs => vec![("rungs", View::Rungs(rungs(scene)))],
        Subject::Rung(rung, pager) => {
            let all = scene.listings.rungs.iter().find(|(it, _)| it == rung);
            vec![
                ("rung", View::Rung(self::rung(scene, *rung))),
                claims(pager, all.map_or(&[][..], |(_, all)| all)),
            ]
        }
        Subject::Claims(year, pager) => {
            let all = match year {
                None => scene.listings.claims.as_slice(),
                Some(year) => {
                    let years = &scene.listings.claims_by_year;
                    years.iter().find(|(it, _)| it == year).map_or(&[][..], |(_, all)| all)
                }
            };
            vec![claims(pager, all), ("years", View::Counts(years(scene)))]
        }
        Subject::Redirect(at) => {
            let url = head::redirect_url(scene, *at);
            vec![("redirect", View::Redirect(RedirectView { href: scene.absolute(&url), url }))]
        }
        _ => Vec::new(),
    }
}

/// How many pages of a folder each of them lists.
const FOLDER: usize = 30;

fn standing<'a>(scene: Scene<'a>, at: usize) -> StandingView<'a> {
    let page = &scene.site.pages[at];
    let front = &page.page.front;
    let opens_folder = page.opens_folder();
    // The pages at the top have nothing to do with one another.
    let folder = if page.folder.is_empty() { at..at + 1 } else { scene.site.folder(&page.folder) };
    let neighbour = |it: usize| folder.contains(&it).then(|| scene.standing_at(it));
    let listed = |it: &usize| if opens_folder { *it != at } else { (2..=FOLDER).contains(&folder.len()) };
    let (toc_html, toc_count) = brief::contents(&page.page.body.headings, front.toc);
    StandingView {
        title: &front.title.value,
        description: front.description.as_deref().unwrap_or_default(),
        body_html: Html::body(&Filler::standing(scene, page, Place::Page { root: "" })),
        toc_html,
        toc_count,
        has_code: page.page.body.code_blocks > 0,
        opens_folder,
        folder: folder.clone().filter(listed).map(|it| in_folder(scene, it, it == at)).collect(),
        previous: at.checked_sub(1).and_then(neighbour),
        next: neighbour(at + 1),
        extra: tera::Value::from_serializable(&front.extra),
    }
}

fn in_folder<'a>(scene: Scene<'a>, at: usize, current: bool) -> FolderView<'a> {
    let front = &scene.site.pages[at].page.front;
    FolderView {
        name: &front.title.value,
        url: scene.lookup.standing(at),
        description: front.description.as_deref().unwrap_or_default(),
        current,
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
