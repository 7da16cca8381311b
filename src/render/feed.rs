//! What a feed carries, whichever format it is written in: its briefs, their dates and their texts.

use std::cmp::Reverse;
use std::sync::OnceLock;

use jiff::Timestamp;

use crate::model::date::Moment;
use crate::model::page::FeedOf;
use crate::model::site::{BriefId, LinkedBrief};

use super::prose::{Filler, Place};
use super::scene::Scene;
use super::{card, escape, notice, provenance};

/// One feed of the site.
pub struct Feed<'a> {
    pub title: String,
    pub description: &'a str,
    /// Absolute addresses of the page that the feed follows, and of the feed itself.
    pub home: String,
    pub itself: String,
    /// The site's feed carries whole texts when `feeds.full` says so; the others carry summaries.
    pub full: bool,
    /// Those with a date, as many as `feeds.limit` allows.
    pub briefs: Vec<BriefId>,
}

/// Entries that carry a summary, by brief: one stands in the feed of its topic and of each of its tags.
pub struct Entries {
    pub atom: Vec<OnceLock<String>>,
    pub json: Vec<OnceLock<Vec<u8>>>,
}

impl Entries {
    pub fn new(briefs: usize) -> Self {
        Self {
            atom: (0..briefs).map(|_| OnceLock::new()).collect(),
            json: (0..briefs).map(|_| OnceLock::new()).collect(),
        }
    }
}

/// By which date a feed is ordered, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Published,
    Updated,
}

/// The feed of something. `url` is the feed's own address, relative to the root.
pub fn feed<'a>(scene: Scene<'a>, of: FeedOf, url: &str, order: Order) -> Feed<'a> {
    let site = scene.site;
    let config = &site.config;
    let title = |name: &str| format!("{name} · {}", config.site.title);
    let (title, description, home, mut briefs): (_, _, _, Vec<BriefId>) = match of {
        FeedOf::Site => {
            let all = scene.listings.briefs.clone();
            (config.site.title.clone(), config.site.description.as_str(), "", all)
        }
        FeedOf::Term(kind, id) => {
            let term = site.term(kind, id);
            let registered = term.registered.as_ref();
            let description = registered.and_then(|it| it.description.as_deref()).unwrap_or_default();
            (
                title(&term.name),
                description,
                scene.lookup.term(kind, id).unwrap_or_default(),
                term.briefs.clone(),
            )
        }
        FeedOf::Source(id) => {
            let source = site.source(id);
            let description = source.fields.descriptor.as_ref().map_or("", |it| it.value.as_str());
            let briefs = source.uses.iter().map(|it| it.brief).collect();
            (title(&source.title), description, scene.lookup.source(id).unwrap_or_default(), briefs)
        }
        FeedOf::Entity(id) => {
            let entity = site.entity(id);
            let registered = entity.registered.as_ref();
            let description = registered.and_then(|it| it.description.as_deref()).unwrap_or_default();
            let home = scene.lookup.entity(id).unwrap_or_default();
            (title(&entity.name), description, home, entity.briefs.clone())
        }
    };
    let instant = |id: &BriefId| {
        let linked = site.brief(*id);
        match order {
            Order::Published => published(linked),
            Order::Updated => updated(linked),
        }
        .map(|it| it.instant)
    };
    briefs.retain(|id| published(site.brief(*id)).is_some());
    // Ids order as dates do, newest first.
    let key = |id: &BriefId| (Reverse(instant(id)), *id);
    if briefs.len() > config.feeds.limit {
        briefs.select_nth_unstable_by_key(config.feeds.limit, key);
        briefs.truncate(config.feeds.limit);
    }
    briefs.sort_by_cached_key(key);
    Feed {
        title,
        description,
        home: scene.address(home),
        itself: scene.address(url),
        full: of == FeedOf::Site && scene.full_feeds(),
        briefs,
    }
}

/// When a brief was first published; `updated` for one that has no other date.
pub fn published(linked: &LinkedBrief) -> Option<&Moment> {
    linked.date().or(linked.updated())
}

/// When it last changed. A day on which something was updated begins before the hour at which it was published.
pub fn updated(linked: &LinkedBrief) -> Option<&Moment> {
    linked.updated().into_iter().chain(linked.date()).max_by_key(|it| it.instant)
}

/// The latest change of any brief of a feed. A feed without any says the epoch: the clock is no part of a build.
pub fn latest(scene: Scene<'_>, feed: &Feed<'_>) -> String {
    let dates = feed.briefs.iter().filter_map(|&id| updated(scene.site.brief(id)));
    let latest = dates.max_by_key(|it| it.instant).map(Moment::rfc3339);
    latest.unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_string())
}

/// The summary as plain text, after the label that says what part a model had.
pub fn summary(scene: Scene<'_>, linked: &LinkedBrief) -> String {
    let label = provenance::feed_label(scene, linked);
    let text = match linked.shows_body() {
        true => card::summary(linked).to_owned(),
        false => withdrawn(scene, linked),
    };
    match (label.is_empty(), text.is_empty()) {
        (true, _) => text,
        (false, true) => label,
        (false, false) => format!("{label}. {text}"),
    }
}

/// How the whole text of a brief is put into a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    Whole,
    /// What it is made from in its place, for a key.
    Digests,
}

/// The whole text as HTML with absolute addresses, after the label and the notices.
pub fn content(scene: Scene<'_>, id: BriefId, texts: Texts) -> String {
    let linked = scene.site.brief(id);
    let mut out = String::new();
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            out.push_str("<p>");
            escape::html(&mut out, text);
            out.push_str("</p>\n");
        }
    };
    paragraph(&provenance::feed_label(scene, linked));
    if !linked.shows_body() {
        paragraph(&withdrawn(scene, linked));
        return out;
    }
    for notice in &notice::views(scene, linked) {
        paragraph(&notice.text);
    }
    let base = scene.site.config.site.base_url.as_deref().unwrap_or_default();
    let page = scene.lookup.canonical(scene.lookup.brief(id));
    let mut filler = Filler::brief(scene, linked, Place::Feed { base, page });
    match texts {
        Texts::Whole => out.push_str(&filler.body()),
        Texts::Digests => out.push_str(&filler.digest().to_string()),
    }
    out
}

/// What stands in place of a text that was withdrawn.
fn withdrawn(scene: Scene<'_>, linked: &LinkedBrief) -> String {
    let notices = notice::views(scene, linked);
    notices.into_iter().find(|it| it.kind == "withdrawn").map(|it| it.text.into_owned()).unwrap_or_default()
}
