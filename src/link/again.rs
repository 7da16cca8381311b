//! A site linked with one file in another wording. Linking reads no prose, so most edits of a text leave the site as it is
//! but for the text itself.

use std::mem;
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};
use jiff::Timestamp;
use serde_json::Value;

use super::terms::Vocabulary;
use super::{duplicates, keys, related, uses};
use crate::model::brief::{Body, Brief};
use crate::model::rare::Rare;
use crate::model::registry::{RegisteredSource, Registries, SourceDetails, SourceFields, TermKind};
use crate::model::site::{BriefId, LinkedBrief, LinkedSource, Site, SourceId, Target, TermId};
use crate::paths::{Address, fold};
use crate::source::Spanned;
use crate::workers::Workers;

/// What linking does not read, wherever it stands: places, and words that only pages show. Sketches are compared by
/// [`reading`] itself.
const UNREAD: &[&str] = &[
    "span",
    "sketch",
    "text",
    "statement",
    "alt",
    "sentence",
    "sentences",
    "words",
    "code_blocks",
    "components",
];

/// What it does not read of the front matter.
const UNREAD_FRONT: &[&str] =
    &["title", "short_title", "card_title", "original_title", "description", "summary", "bluf", "abstract_"];

/// How many sources are given other titles at once without linking anew.
const RETITLED: usize = 20;

/// Which ids of texts other texts, or their own, rely on.
#[derive(Debug)]
pub struct Anchored {
    briefs: HashSet<BriefId>,
    pages: HashSet<usize>,
    /// What stands between double brackets, folded: it may be a title.
    names: HashSet<String>,
}

impl Anchored {
    /// Finds the texts that a link of a body leads into, or would lead into if they had the place that it names.
    pub fn of(site: &Site) -> Self {
        let mut addresses = HashSet::new();
        let mut own = |body: &Body, targets: &'_ [Target]| {
            let placed = body.links.iter().zip(targets).filter(|(link, _)| link.destination.contains('#'));
            let mut own = false;
            for (_, target) in placed {
                match target {
                    Target::Internal { address, .. } => drop(addresses.insert(address.clone())),
                    Target::Fragment(_) | Target::Dead => own = true,
                    Target::External(_) => {}
                }
            }
            own
        };
        let briefs = (0..).zip(&site.briefs).filter(|(_, it)| own(&it.brief.body, &it.links));
        let mut briefs: HashSet<BriefId> = briefs.map(|it| it.0).collect();
        let pages = site.pages.iter().enumerate().filter(|(_, it)| own(&it.page.body, &it.links));
        let mut pages: HashSet<usize> = pages.map(|it| it.0).collect();
        briefs.extend((0..).zip(&site.briefs).filter(|it| addresses.contains(&it.1.address)).map(|it| it.0));
        let led_into = site.pages.iter().enumerate().filter(|it| addresses.contains(&it.1.address));
        pages.extend(led_into.map(|it| it.0));
        let bodies =
            site.briefs.iter().map(|it| &it.brief.body).chain(site.pages.iter().map(|it| &it.page.body));
        let wiki = bodies.flat_map(|it| &it.links).filter(|it| it.wiki);
        let names =
            wiki.map(|it| fold(it.destination.split('#').next().unwrap_or_default().trim())).collect();
        Self { briefs, pages, names }
    }

    /// Whether a link may find a text by its title, or would if it had that title.
    fn calls(&self, text: &Brief) -> bool {
        !self.names.is_empty() && self.names.contains(&fold(&text.front.title.value))
    }
}

/// A text of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    Brief(BriefId),
    /// A standing page, by its position in [`Site::pages`].
    Page(usize),
}

impl Text {
    /// The text of the site that a file is, by its path.
    pub fn of(site: &Site, path: &str) -> Option<Self> {
        let page = || site.pages.iter().position(|it| &*it.page.path == path).map(Self::Page);
        site.briefs
            .iter()
            .position(|it| &*it.brief.path == path)
            .map(|at| Self::Brief(at as u32))
            .or_else(page)
    }

    pub fn brief(self, site: &Site) -> &Arc<Brief> {
        match self {
            Self::Brief(id) => &site.brief(id).brief,
            Self::Page(at) => &site.pages[at].page,
        }
    }

    pub fn address(self, site: &Site) -> &Address {
        match self {
            Self::Brief(id) => &site.brief(id).address,
            Self::Page(at) => &site.pages[at].address,
        }
    }
}

/// What it means for a site that a file says something else.
#[derive(Debug)]
pub enum Reading {
    /// Nothing: all that differs is what linking does not read.
    Alike,
    /// A brief is filed under other tags, which are all known, and none of them goes.
    Retagged(Retagged),
    /// It must be linked anew.
    Other,
}

/// A brief under other tags.
#[derive(Debug)]
pub struct Retagged {
    id: BriefId,
    tags: Vec<TermId>,
    /// The briefs of each tag that has others now.
    lists: Vec<(TermId, Vec<BriefId>)>,
}

/// Compares what a file of the site says with `new`, which is the same file. `registries` are those of the site.
pub fn reading(
    site: &Site,
    registries: &Registries,
    anchored: &Anchored,
    text: Text,
    new: &Brief,
) -> Reading {
    let (old, keeps_ids) = match text {
        Text::Brief(id) => (&site.brief(id).brief, anchored.briefs.contains(&id)),
        Text::Page(at) => (&site.pages[at].page, anchored.pages.contains(&at)),
    };
    if old.front.title.value != new.front.title.value && (anchored.calls(old) || anchored.calls(new)) {
        return Reading::Other;
    }
    // An alias is told of with its place.
    if !old.front.aliases.is_empty() || old.path != new.path {
        return Reading::Other;
    }
    if let Text::Brief(id) = text
        && old.body.sketch != new.body.sketch
        && [old, new].iter().any(|it| duplicates::any(site, id, &it.body.sketch))
    {
        return Reading::Other;
    }
    let (Some(mut was), Some(mut is)) = (face(old, keeps_ids), face(new, keeps_ids)) else {
        return Reading::Other;
    };
    if was == is {
        return Reading::Alike;
    }
    for it in [&mut was, &mut is] {
        if let Some(front) = it.front.as_object_mut() {
            front.remove("tags");
        }
    }
    match text {
        Text::Brief(id) if was == is => {
            retagged(site, registries, id, new).map_or(Reading::Other, Reading::Retagged)
        }
        _ => Reading::Other,
    }
}

/// Files a brief under its new tags; `None` when that makes other pages or is worth a word.
fn retagged(site: &Site, registries: &Registries, id: BriefId, new: &Brief) -> Option<Retagged> {
    let vocabulary = Vocabulary::new(registries);
    let terms = site.terms_of(TermKind::Tag);
    let mut tags: Vec<TermId> = Vec::new();
    for name in &new.front.tags {
        let folded = fold(&name.value);
        let registered = vocabulary.find(TermKind::Tag, &name.value);
        let key = registered.map_or(folded, |it| fold(&it.id.value));
        let at = terms.binary_search_by(|it| it.id.as_str().cmp(&key)).ok()?;
        // A name that no registry gives is that of the earliest brief.
        if registered.is_none() && terms[at].name != name.value {
            return None;
        }
        if !tags.contains(&(at as TermId)) {
            tags.push(at as TermId);
        }
    }
    let brief = site.brief(id);
    let config = &site.config;
    let watched =
        registries.terms.contains_key(&TermKind::Tag) || config.check.closed_vocab.contains(&TermKind::Tag);
    let changed = differing(&brief.tags, &tags);
    let mut lists = Vec::with_capacity(changed.len());
    for &tag in &changed {
        let term = &terms[tag as usize];
        let others = site.briefs.iter().zip(0..).filter(|(it, other)| *other != id && it.tags.contains(&tag));
        // A tag that nobody else has goes with the brief, and one that only the registry lacks is told of.
        let earliest = others.map(|(it, _)| &it.brief).min_by(|a, b| age(a).cmp(&age(b)))?;
        // What a wider term counts is counted anew.
        if term.is_alike || term.parent.is_some() || !term.children.is_empty() {
            return None;
        }
        if term.registered.is_none() {
            let named = earliest.front.tags.iter().find(|it| fold(&it.value) == term.id);
            if watched || named.is_none_or(|it| it.value != term.name) {
                return None;
            }
        }
        let mut briefs = term.briefs.clone();
        match briefs.binary_search(&id) {
            Ok(at) => drop(briefs.remove(at)),
            Err(at) if brief.state.listed => briefs.insert(at, id),
            Err(_) => {}
        }
        let paged = config.has_index(TermKind::Tag.plural()) && briefs.len() >= config.lists.min_items.max(1);
        if paged != term.paged || briefs.is_empty() != term.briefs.is_empty() {
            return None;
        }
        lists.push((tag, briefs));
    }
    Some(Retagged { id, tags, lists })
}

/// By what a brief is believed before another one.
fn age(brief: &Brief) -> (bool, Option<Timestamp>, &str) {
    let date = brief.front.date.as_ref().map(|it| it.value.instant);
    (date.is_none(), date, &brief.path)
}

/// What is in one of two lists alone.
fn differing(a: &[TermId], b: &[TermId]) -> Vec<TermId> {
    let gone = a.iter().filter(|it| !b.contains(it));
    gone.chain(b.iter().filter(|it| !a.contains(it))).copied().collect()
}

/// Files a brief as [`reading`] found; returns how it was filed, and the tags that have changed.
pub fn retag(site: &mut Site, new: Retagged, workers: &impl Workers) -> (Retagged, Vec<TermId>) {
    let Retagged { id, tags, mut lists } = new;
    let tags = mem::replace(&mut site.briefs[id as usize].tags, tags);
    let changed: Vec<TermId> = lists.iter().map(|it| it.0).collect();
    if let Some(terms) = site.terms.get_mut(&TermKind::Tag) {
        lists.iter_mut().for_each(|(tag, briefs)| mem::swap(briefs, &mut terms[*tag as usize].briefs));
    }
    // How much a tag counts goes by how many share it.
    let shares = |it: &LinkedBrief| it.tags.iter().any(|it| changed.contains(it));
    let ids = (0..).zip(&site.briefs).filter(|(other, it)| *other == id || shares(it));
    let sharing: Vec<BriefId> = ids.map(|it| it.0).collect();
    let related = related::again(site, &sharing, site.config.lists.related, workers);
    for (id, related) in sharing.into_iter().zip(related) {
        site.briefs[id as usize].related = related;
    }
    (Retagged { id, tags, lists }, changed)
}

/// The sources that another wording of the registries gives other titles, by id and key; `None` when it says anything else,
/// or when what briefs say of one of them is compared with it. Titles of sources with an address are only shown.
pub fn retitled(site: &Site, old: &Registries, new: &Registries) -> Option<Vec<(SourceId, String)>> {
    let others = old.publishers == new.publishers && old.terms == new.terms && old.entities == new.entities;
    if old.sources.len() != new.sources.len() || !others {
        return None;
    }
    let mut keys = Vec::new();
    for ((key, was), (other, is)) in old.sources.iter().zip(&new.sources) {
        let uses = |it: &RegisteredSource| (it.accessed, it.quote.clone());
        if key != other || was.path != is.path || uses(was) != uses(is) || !alike_but_title(was, is) {
            return None;
        }
        let title = |it: &'_ RegisteredSource| it.fields.title.as_ref().map(|it| it.value.clone());
        match (title(was), title(is)) {
            (was, is) if was == is => {}
            (Some(_), Some(_)) if was.fields.url.is_some() => keys.push(key),
            _ => return None,
        }
    }
    // With other keys it is described by other entries too. Of many a site is as soon linked anew.
    let has_others = |it: &LinkedSource| {
        keys.iter().any(|key| it.key == **key && !it.aliases.is_empty() || it.aliases.contains(key))
    };
    if keys.len() > RETITLED || site.sources.iter().any(has_others) {
        return None;
    }
    let find =
        |key: &String| site.sources.binary_search_by(|it| it.key.cmp(key)).ok().map(|id| id as SourceId);
    let ids: Vec<_> = keys.into_iter().filter_map(|key| Some((find(key)?, key.clone()))).collect();
    let described = site.briefs.iter().flat_map(|brief| brief.sources.iter().map(move |it| (brief, it)));
    let mut described = described.filter(|(_, it)| ids.iter().any(|(id, _)| *id == it.source));
    let compared = described.any(|(brief, listed)| {
        let used = brief.brief.front.sources.iter().find(|it| it.number == listed.number);
        used.is_some_and(|it| it.fields.title.is_some())
    });
    (!compared).then_some(ids)
}

/// Gives sources the titles of their registry.
pub fn retitle(site: &mut Site, ids: &[(SourceId, String)], registries: &Registries) {
    for (id, key) in ids {
        let source = &mut site.sources[*id as usize];
        source.fields.title = registries.sources.get(key).and_then(|it| it.fields.title.clone());
        source.title = keys::title(&source.fields, key);
    }
}

/// Whether two descriptions say the same but for their titles, wherever they stand.
fn alike_but_title(a: &RegisteredSource, b: &RegisteredSource) -> bool {
    let (SourceFields { title: _, url, publisher, more }, b) = (&a.fields, &b.fields);
    let value = |it: &'_ Option<Spanned<String>>| it.as_ref().map(|it| it.value.clone());
    let details = |it: &Rare<SourceDetails>| {
        let mut value = serde_json::to_value(it).ok()?;
        plain(&mut value);
        Some(value)
    };
    let same =
        || !more.is_set() && !b.more.is_set() || details(more).is_some_and(|it| Some(it) == details(&b.more));
    value(url) == value(&b.url) && value(publisher) == value(&b.publisher) && same()
}

/// What linking reads of a text.
fn face(brief: &Brief, with_ids: bool) -> Option<Face<'_>> {
    let Brief {
        path: _,
        digest: _,
        body_start: _,
        front,
        slug,
        bundle,
        body,
        summary: _,
        bluf: _,
        abstract_: _,
    } = brief;
    let mut front = serde_json::to_value(front).ok()?;
    if let Some(front) = front.as_object_mut() {
        strip(front, UNREAD_FRONT);
        if let Some(more) = front.get_mut("more").and_then(Value::as_object_mut) {
            strip(more, UNREAD_FRONT);
        }
    }
    plain(&mut front);
    let mut parts = serde_json::to_value(body).ok()?;
    if let Some(body) = parts.as_object_mut().filter(|_| !with_ids) {
        body.remove("ids");
        for of in ["headings", "claims"] {
            let all = body.get_mut(of).and_then(Value::as_array_mut).into_iter().flatten();
            for it in all.filter_map(Value::as_object_mut) {
                // An id that the author gave may be named in front matter.
                if it.get("explicit_id") != Some(&Value::Bool(true)) {
                    it.remove("id");
                }
            }
        }
    }
    plain(&mut parts);
    Some(Face {
        named: (&slug.value, *bundle),
        front,
        parts,
        inside: uses::inside(body).collect(),
        // The sentence of a link is told where it leads to.
        sentences: body.links.iter().map(|it| body.sentence(it.sentence)).collect(),
    })
}

/// A text as linking sees it.
#[derive(PartialEq)]
struct Face<'a> {
    named: (&'a str, bool),
    front: Value,
    parts: Value,
    inside: Vec<bool>,
    sentences: Vec<&'a str>,
}

fn strip(from: &mut serde_json::Map<String, Value>, names: &[&str]) {
    from.retain(|name, _| !names.contains(&name.as_str()));
}

/// Takes out what linking reads nowhere.
fn plain(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(plain),
        Value::Object(fields) => {
            strip(fields, UNREAD);
            fields.values_mut().for_each(plain);
        }
        _ => {}
    }
}

/// Lets a file say `new`, which [`reading`] finds alike, or under other tags; returns what it said.
pub fn reword(site: &mut Site, text: Text, new: Arc<Brief>) -> Arc<Brief> {
    match text {
        Text::Brief(id) => {
            let LinkedBrief { brief, .. } = &mut site.briefs[id as usize];
            mem::replace(brief, new)
        }
        Text::Page(at) => mem::replace(&mut site.pages[at].page, new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture::{at, brief, cite, claim, link, parsed, source, wiki};
    use crate::link::site;
    use crate::model::front_matter::Status;
    use crate::workers::OneThread;

    fn text(change: impl FnOnce(&mut Brief)) -> Arc<Brief> {
        brief("content/a.md", "2026-02-01", |it| {
            it.front.topic = Some(at("Ports"));
            source(it, "quay", "https://example.com/quay", "Quay");
            claim(it, 100, &["1"]);
            cite(it, 110, &["1"]);
            link(it, "b");
            it.body.ids = vec!["berths".to_owned()];
            change(it);
        })
    }

    /// Whether a change of the brief is none to the site, of which another brief may link to a place in it.
    fn alike(anchored: bool, change: impl FnOnce(&mut Brief)) -> bool {
        let to = if anchored { "a#berths" } else { "a" };
        let briefs = vec![text(|_| {}), brief("content/b.md", "2026-02-02", |it| link(it, to))];
        let mut site = site(parsed(briefs), &OneThread).value;
        let (anchored, at) = (Anchored::of(&site), Text::of(&site, "content/a.md").unwrap());
        let new = text(change);
        let registries = Registries::default();
        let reading = reading(&site, &registries, &anchored, at, &new);
        let alike = match reading {
            Reading::Alike => true,
            Reading::Retagged(new) => {
                retag(&mut site, new, &OneThread);
                true
            }
            Reading::Other => false,
        };
        if alike {
            let mut others = parsed(vec![new.clone(), site.brief(0).brief.clone()]);
            others.briefs.sort_by(|a, b| a.path.cmp(&b.path));
            let whole = super::super::site(others, &OneThread).value;
            reword(&mut site, at, new);
            assert_eq!(format!("{site:?}"), format!("{whole:?}"));
        }
        alike
    }

    #[test]
    fn words_are_not_read() {
        assert!(alike(false, |_| {}));
        assert!(alike(false, |it| it.front.title = at("Another")));
        assert!(alike(false, |it| it.body.claims[0].statement = "It closed.".to_owned()));
        assert!(alike(false, |it| it.body.words = 17));
        assert!(alike(false, |it| it.body.ids = vec!["piers".to_owned()]));
        assert!(alike(true, |it| it.front.title = at("Another")));
    }

    /// A title is read when something between double brackets is, or would be, that text.
    #[test]
    fn titles_are_read_when_they_are_named() {
        let read = |named: &str, title: &str| {
            let briefs = vec![text(|_| {}), brief("content/b.md", "2026-02-02", |it| wiki(it, named))];
            let site = site(parsed(briefs), &OneThread).value;
            let (anchored, at_) = (Anchored::of(&site), Text::of(&site, "content/a.md").unwrap());
            let new = text(|it| it.front.title = at(title));
            matches!(reading(&site, &Registries::default(), &anchored, at_, &new), Reading::Other)
        };
        assert!(read("a", "Berths"));
        assert!(read("Berths#x", "berths"));
        assert!(!read("b", "Berths"));
    }

    /// A brief among others of its tags, one of them unlisted, is filed under other tags and back again.
    #[test]
    fn known_tags_are_changed_in_place() {
        let tagged = |path: &str, day: u32, tags: &[&str]| {
            brief(path, &format!("2026-02-{day:02}"), |it| {
                it.front.tags = tags.iter().map(|&tag| at(tag)).collect();
                if path.contains("unlisted") {
                    it.front.status = Status::Unlisted;
                }
            })
        };
        let whole = |tags: &[&str]| {
            let briefs = vec![
                tagged("content/a.md", 1, tags),
                tagged("content/b.md", 2, &["x", "y"]),
                tagged("content/c.md", 3, &["y", "z"]),
                tagged("content/d.md", 4, &["z", "x"]),
                tagged("content/unlisted.md", 5, &["y"]),
            ];
            site(parsed(briefs), &OneThread).value
        };
        let registries = Registries::default();
        for (from, to) in [(&["x"][..], &["y", "z"][..]), (&["x", "y"], &["x"]), (&[], &["z"])] {
            let mut site = whole(from);
            let (anchored, text) = (Anchored::of(&site), Text::of(&site, "content/a.md").unwrap());
            let new = tagged("content/a.md", 1, to);
            let Reading::Retagged(retagged) = reading(&site, &registries, &anchored, text, &new) else {
                panic!("{from:?} {to:?}");
            };
            let old = reword(&mut site, text, new);
            let (undo, _) = retag(&mut site, retagged, &OneThread);
            assert_eq!(format!("{site:?}"), format!("{:?}", whole(to)));
            reword(&mut site, text, old);
            retag(&mut site, undo, &OneThread);
            assert_eq!(format!("{site:?}"), format!("{:?}", whole(from)));
        }
        let site = whole(&["x"]);
        let (anchored, text) = (Anchored::of(&site), Text::of(&site, "content/a.md").unwrap());
        let new = tagged("content/a.md", 1, &["new"]);
        assert!(matches!(reading(&site, &registries, &anchored, text, &new), Reading::Other));
    }

    #[test]
    fn titles_of_a_registry_are_changed_in_place() {
        let entry = |key: &str, title: &str, url: &str| {
            let mut text = Brief::clone(&brief("content/x.md", "", |it| source(it, key, url, title)));
            let fields = text.front.sources.remove(0).fields;
            let (path, key) = (Arc::from("content/registry/sources.toml"), at(key));
            RegisteredSource { path, key, fields, accessed: None, quote: None }
        };
        let registries = |quay: &str, url: &str| {
            let all = [entry("pier", "Pier", "https://example.com/pier"), entry("quay", quay, url)];
            Registries { sources: all.map(|it| (it.key.value.clone(), it)).into(), ..Registries::default() }
        };
        let whole = |registries: &Registries, title: &str| {
            let mut it = parsed(vec![brief("content/a.md", "2026-02-01", |it| {
                source(it, "quay", "", title);
                let by_reference = title.is_empty();
                let used = &mut it.front.sources[0];
                used.by_reference = by_reference;
                if by_reference {
                    used.fields = SourceFields::default();
                }
            })]);
            it.registries = registries.clone();
            site(it, &OneThread).value
        };
        let url = "https://example.com/quay";
        let (old, new) = (registries("Quay", url), registries("Quay, north", url));
        let mut linked = whole(&old, "");
        let titles = retitled(&linked, &old, &new).unwrap();
        retitle(&mut linked, &titles, &new);
        assert_eq!(format!("{linked:?}"), format!("{:?}", whole(&new, "")));
        assert_eq!(retitled(&linked, &old, &registries("Quay", "https://example.com/other")), None);
        // The brief's own title may now be another.
        assert_eq!(retitled(&whole(&old, "Quay"), &old, &new), None);
        // Another entry describes it too, under another key.
        let twice = |title: &str| {
            let mut both = registries("Quay", url);
            let twin = entry("wharf", title, url);
            both.sources.insert("wharf".to_owned(), twin);
            both
        };
        let doubled = whole(&twice("Quay"), "");
        assert_eq!(retitled(&doubled, &twice("Quay"), &twice("Wharf")), None);
        // It would be known by its title.
        assert_eq!(retitled(&linked, &registries("Quay", ""), &registries("Quay, north", "")), None);
    }

    #[test]
    fn what_others_see_is_read() {
        assert!(!alike(true, |it| it.body.ids = vec!["piers".to_owned()]));
        // Another brief has long named the place that comes now.
        let briefs = vec![text(|_| {}), brief("content/b.md", "2026-02-02", |it| link(it, "a#piers"))];
        let linked = site(parsed(briefs), &OneThread).value;
        let (anchored, place) = (Anchored::of(&linked), Text::of(&linked, "content/a.md").unwrap());
        let new = text(|it| it.body.ids = vec!["piers".to_owned()]);
        let reading = reading(&linked, &Registries::default(), &anchored, place, &new);
        assert!(matches!(reading, Reading::Other));
        assert!(!alike(false, |it| it.front.topic = Some(at("Piers"))));
        assert!(!alike(false, |it| it.front.tags = vec![at("x")]));
        assert!(!alike(false, |it| it.front.status = Status::Draft));
        assert!(!alike(false, |it| it.slug = at("other")));
        assert!(!alike(false, |it| cite(it, 200, &["1"])));
        assert!(!alike(false, |it| it.body.claims[0].citations.clear()));
        assert!(!alike(false, |it| source(it, "pier", "", "Pier")));
        assert!(!alike(false, |it| link(it, "#berths")));
        assert!(!alike(false, |it| it.front.aliases = vec![at("/old/")]));
        // The citation has left the claim.
        assert!(!alike(false, |it| it.body.clusters[0].span = crate::source::Span::new(160, 163)));
    }
}
