//! A site linked with one file in another wording. Linking reads no prose, so most edits of a text leave the site as it is
//! but for the text itself.

use std::mem;
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

use super::uses;
use crate::model::brief::Brief;
use crate::model::site::{BriefId, LinkedBrief, Site, Target};
use crate::paths::Address;

/// What linking does not read, wherever it stands: places, and words that only pages show.
const UNREAD: &[&str] =
    &["span", "text", "statement", "alt", "sentence", "sentences", "words", "code_blocks"];

/// What it does not read of the front matter.
const UNREAD_FRONT: &[&str] =
    &["title", "short_title", "card_title", "original_title", "description", "summary", "bluf", "abstract_"];

/// Which ids of texts other texts, or their own, rely on.
#[derive(Debug)]
pub struct Anchored {
    briefs: HashSet<BriefId>,
    pages: HashSet<usize>,
}

impl Anchored {
    /// Finds the texts that a link of a body leads into.
    pub fn of(site: &Site) -> Self {
        let mut all = Self { briefs: HashSet::new(), pages: HashSet::new() };
        let mut addresses = HashSet::new();
        let into = |links: &'_ [Target]| links.iter().any(|it| matches!(it, Target::Fragment(_)));
        for (id, brief) in site.briefs.iter().enumerate() {
            if into(&brief.links) {
                all.briefs.insert(id as BriefId);
            }
        }
        for (at, page) in site.pages.iter().enumerate() {
            if into(&page.links) {
                all.pages.insert(at);
            }
        }
        let links = site.briefs.iter().flat_map(|it| &it.links);
        for link in links.chain(site.pages.iter().flat_map(|it| &it.links)) {
            if let Target::Internal { address, fragment: Some(_) } = link {
                addresses.insert(address);
            }
        }
        if !addresses.is_empty() {
            let ids = (0..).zip(&site.briefs).filter(|it| addresses.contains(&it.1.address));
            all.briefs.extend(ids.map(|it| it.0));
            let places = site.pages.iter().enumerate().filter(|it| addresses.contains(&it.1.address));
            all.pages.extend(places.map(|it| it.0));
        }
        all
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

/// Whether the site would be linked alike if a file said `new` in place of what it says: all that differs is what linking
/// does not read. `new` must be the same file.
pub fn reads_alike(site: &Site, anchored: &Anchored, text: Text, new: &Brief) -> bool {
    let (old, keeps_ids) = match text {
        Text::Brief(id) => (&site.brief(id).brief, anchored.briefs.contains(&id)),
        Text::Page(at) => (&site.pages[at].page, anchored.pages.contains(&at)),
    };
    // An alias is told of with its place.
    let no_aliases = old.front.aliases.is_empty();
    let face = |it| face(it, keeps_ids);
    no_aliases && old.path == new.path && face(old).is_some_and(|old| Some(old) == face(new))
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

/// Lets a file say `new`, which [`reads_alike`]; returns what it said.
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
    use crate::link::fixture::{at, brief, cite, claim, link, parsed, source};
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
        let alike = reads_alike(&site, &anchored, at, &new);
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

    #[test]
    fn what_others_see_is_read() {
        assert!(!alike(true, |it| it.body.ids = vec!["piers".to_owned()]));
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
