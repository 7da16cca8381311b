//! Which descriptions are of one source: those with one key, or one address (CONTENT_MODEL §2.4).

use std::sync::Arc;

use foldhash::HashMap;

use super::groups::Groups;
use crate::model::registry::{RegisteredSource, SourceFields};
use crate::paths;
use crate::source::Span;

/// What one file says of a source.
#[derive(Clone, Copy)]
pub(super) struct Description<'a> {
    /// Registries come first, then briefs by date and path: the first to say a thing is believed.
    pub rank: u32,
    pub path: &'a Arc<str>,
    /// Where a fault without a place of its own is shown.
    pub span: Span,
    pub fields: &'a SourceFields,
    /// All may read the file: a registry, or a brief that is listed and shows its text.
    pub public: bool,
}

/// A source being put together.
#[derive(Default)]
pub(super) struct Draft<'a> {
    /// Keys by which it is known, the one it is called by first.
    pub keys: Vec<&'a str>,
    pub registered: Option<&'a RegisteredSource>,
    /// Keys that only briefs give which are in no list, or whose text was withdrawn.
    quiet_keys: Vec<&'a str>,
    /// In order of rank, unless sources were found to be one late.
    pub descriptions: Vec<Description<'a>>,
    /// The identity of its address.
    pub url: Option<String>,
}

impl<'a> Draft<'a> {
    /// What the first to give a field says.
    pub(super) fn first<T>(&self, field: impl Fn(&'a SourceFields) -> &'a Option<T>) -> Option<&'a T> {
        self.descriptions.iter().find_map(|it| field(it.fields).as_ref())
    }

    /// The host of its address without `www.`, in lower case.
    pub(super) fn host(&self) -> Option<&str> {
        // An identity is a URL as the WHATWG standard serialises it, so that its parts can be told by their signs.
        let (_, rest) = self.url.as_ref()?.split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let host = authority.rsplit('@').next()?;
        let end = if host.starts_with('[') { host.find(']').map(|it| it + 1) } else { host.find(':') };
        let host = end.map_or(host, |it| &host[..it]);
        Some(host.strip_prefix("www.").unwrap_or(host)).filter(|it| !it.is_empty())
    }
}

/// All sources of the registries and of the briefs' own tables, while files are still saying what they say of them.
#[derive(Default)]
pub(super) struct Gathering<'a> {
    drafts: Vec<Draft<'a>>,
    /// Which drafts have become one.
    groups: Groups,
    by_key: HashMap<&'a str, usize>,
    by_url: HashMap<String, usize>,
    /// Addresses as written, so that each is taken apart once.
    by_written_url: HashMap<&'a str, usize>,
    /// Sources without address: title and publisher.
    by_title: HashMap<(&'a str, Option<&'a str>), usize>,
}

impl<'a> Gathering<'a> {
    /// Adds what a file says under an optional key, and returns the draft it belongs to.
    pub(super) fn add(
        &mut self,
        key: Option<&'a str>,
        registered: Option<&'a RegisteredSource>,
        description: Description<'a>,
    ) -> usize {
        let written = description.fields.url.as_ref().map(|it| it.value.as_str());
        let by_key = key.and_then(|it| self.find(it));
        let (by_url, new_url) = match written {
            Some(url) => self.find_url(url),
            None => (None, None),
        };
        let at = match (by_key, by_url) {
            (Some(a), Some(b)) if a != b && self.may_join(a, b) => self.join(a, b),
            // Of two that contradict each other the key is believed; the address is then a `source-conflict`.
            (Some(at), _) | (None, Some(at)) => at,
            (None, None) => self.untold(key, description.fields),
        };
        let draft = &mut self.drafts[at];
        if let Some(url) = written
            && draft.url.is_none()
        {
            draft.url = Some(new_url.clone().unwrap_or_else(|| url_identity(url)));
        }
        if let (Some(url), Some(identity)) = (written, new_url) {
            let first = *self.by_url.entry(identity).or_insert(at);
            self.by_written_url.insert(url, first);
        }
        draft.descriptions.push(description);
        draft.registered = draft.registered.or(registered);
        if let Some(key) = key
            && by_key.is_none()
        {
            let keys = if description.public { &mut draft.keys } else { &mut draft.quiet_keys };
            keys.push(key);
            self.by_key.insert(key, at);
        }
        at
    }

    /// All that was said, now that nothing is added. What is not for all to read says nothing of a source that a brief
    /// for all to read describes: every page that shows the source would repeat it.
    pub(super) fn settle(mut self) -> Identities<'a> {
        for draft in &mut self.drafts {
            if draft.descriptions.iter().any(|it| it.public && it.rank > 0) {
                draft.descriptions.retain(|it| it.public);
            } else {
                draft.keys.append(&mut draft.quiet_keys);
            }
        }
        let roots = (0..self.drafts.len()).map(|at| self.groups.root(at)).collect();
        Identities { drafts: self.drafts, roots, by_key: self.by_key }
    }

    /// The draft a key leads to.
    fn find(&mut self, key: &str) -> Option<usize> {
        let at = *self.by_key.get(key)?;
        Some(self.root(at))
    }

    /// The draft an address leads to, and the address's identity when it was not written so before.
    fn find_url(&mut self, written: &'a str) -> (Option<usize>, Option<String>) {
        if let Some(&at) = self.by_written_url.get(written) {
            return (Some(self.root(at)), None);
        }
        let identity = url_identity(written);
        let at = self.by_url.get(&identity).copied();
        (at.map(|it| self.root(it)), Some(identity))
    }

    /// What a draft has become part of.
    fn root(&mut self, at: usize) -> usize {
        self.groups.root(at)
    }

    /// A source that neither key nor address knows: one without either is known by title and publisher.
    fn untold(&mut self, key: Option<&'a str>, fields: &'a SourceFields) -> usize {
        let at = self.drafts.len();
        if key.is_none()
            && fields.url.is_none()
            && let Some(title) = &fields.title
        {
            let publisher = fields.publisher.as_ref().map(|it| it.value.as_str());
            let known = *self.by_title.entry((title.value.as_str(), publisher)).or_insert(at);
            if known != at {
                return self.root(known);
            }
        }
        self.drafts.push(Draft::default());
        self.groups.add()
    }

    /// Two drafts are one when a file gives the key of one and the address of the other, and neither contradicts it.
    fn may_join(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.drafts[a], &self.drafts[b]);
        (a.url.is_none() || b.url.is_none()) && (a.registered.is_none() || b.registered.is_none())
    }

    fn join(&mut self, a: usize, b: usize) -> usize {
        let (stays, goes) = self.groups.join(a, b);
        let later = std::mem::take(&mut self.drafts[goes]);
        let draft = &mut self.drafts[stays];
        draft.keys.extend(later.keys);
        draft.quiet_keys.extend(later.quiet_keys);
        draft.descriptions.extend(later.descriptions);
        draft.descriptions.sort_by_key(|it| it.rank);
        draft.registered = draft.registered.or(later.registered);
        draft.url = draft.url.take().or(later.url);
        stays
    }
}

/// All sources of the registries and of the briefs' own tables.
pub(super) struct Identities<'a> {
    drafts: Vec<Draft<'a>>,
    /// What each draft has become part of.
    roots: Vec<usize>,
    by_key: HashMap<&'a str, usize>,
}

impl<'a> Identities<'a> {
    /// The draft a key leads to.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).map(|&at| self.roots[at])
    }

    /// Every key, for hints.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.by_key.keys().copied()
    }

    /// Every key that a source is said to share its origin with.
    pub(super) fn origins(&self) -> impl Iterator<Item = &'a str> {
        let descriptions = self.drafts.iter().flat_map(|it| &it.descriptions);
        descriptions.flat_map(|it| &it.fields.independent_of).map(|it| it.value.as_str())
    }

    /// What a draft has become part of.
    pub(super) fn root(&self, at: usize) -> usize {
        self.roots[at]
    }

    pub(super) fn draft(&self, at: usize) -> &Draft<'a> {
        &self.drafts[at]
    }

    pub(super) fn len(&self) -> usize {
        self.drafts.len()
    }
}

/// The identity of an address; one that cannot be taken apart is only itself.
pub(super) fn url_identity(url: &str) -> String {
    paths::url_identity(url).unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        let check = |url: &str, expected: Option<&str>| {
            let draft = Draft { url: Some(url_identity(url)), ..Default::default() };
            assert_eq!(draft.host(), expected, "{url}");
        };
        check("https://www.Quay.example:8443/a:b", Some("quay.example"));
        check("https://user:word@quay.example?x=/@y", Some("quay.example"));
        check("http://[2001:db8::1]:80/", Some("[2001:db8::1]"));
        check("not an address", None);
    }
}
