//! Publishers: registered ones, those that sources name, and those that only a host tells of.

use std::collections::HashMap;
use std::sync::Arc;

use url::Url;

use super::slugs::Slugs;
use crate::diag::{Diagnostic, rules};
use crate::model::registry::{RegisteredPublisher, Registries, SourceFields};
use crate::model::site::{LinkedPublisher, PublisherId};
use crate::paths::{Address, SlugStyle, fold};
use crate::source::Span;

/// The registry of publishers, by every name and host that leads to an entry.
pub(super) struct PublisherNames<'a> {
    by_name: HashMap<String, &'a RegisteredPublisher>,
    by_host: HashMap<String, &'a RegisteredPublisher>,
}

impl<'a> PublisherNames<'a> {
    pub(super) fn new(registries: &'a Registries) -> Self {
        let entries = || registries.publishers.values();
        let mut by_name = HashMap::new();
        let mut by_host = HashMap::new();
        // An id beats a name, whichever entry comes first.
        for entry in entries() {
            by_name.entry(fold(&entry.id.value)).or_insert(entry);
        }
        for entry in entries() {
            by_name.entry(fold(&entry.name)).or_insert(entry);
            for name in entry.names.values().flatten() {
                by_name.entry(fold(name)).or_insert(entry);
            }
            for host in &entry.hosts {
                by_host.entry(bare(&host.to_lowercase()).to_owned()).or_insert(entry);
            }
        }
        Self { by_name, by_host }
    }

    /// The folded identity of the publisher a source names.
    pub(super) fn identity(&self, name: &str) -> String {
        let folded = fold(name);
        self.by_name.get(&folded).map_or(folded, |it| fold(&it.id.value))
    }

    /// The entry of a host, or of the nearest domain above it.
    fn of_host(&self, host: &str) -> Option<&'a RegisteredPublisher> {
        let mut domain = host;
        loop {
            if let Some(entry) = self.by_host.get(domain) {
                return Some(entry);
            }
            domain = domain.split_once('.')?.1;
        }
    }
}

/// A host without `www.`.
fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// The host of a web address without `www.`, in lower case; names in other scripts as their readers know them.
pub(super) fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(bare(url.host_str()?).to_owned())
}

/// Publishers met so far, in order of meeting.
pub(super) struct Publishers<'a> {
    names: &'a PublisherNames<'a>,
    slugs: Slugs,
    by_id: HashMap<String, usize>,
    found: Vec<Found<'a>>,
}

struct Found<'a> {
    id: String,
    name: String,
    slug: String,
    registered: Option<&'a RegisteredPublisher>,
    /// Named in words, not by a host.
    named: bool,
}

impl<'a> Publishers<'a> {
    pub(super) fn new(names: &'a PublisherNames<'a>, slugs: SlugStyle) -> Self {
        Self { names, slugs: Slugs::new(slugs), by_id: HashMap::new(), found: Vec::new() }
    }

    /// The publisher of a source: the one it names, else the one of its host. `place` is where a fault is shown.
    pub(super) fn of(
        &mut self,
        fields: &SourceFields,
        place: (&Arc<str>, Span),
        out: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        let named = fields.publisher.as_ref().map(|it| it.value.trim()).filter(|it| !fold(it).is_empty());
        let (name, registered) = match named {
            Some(name) => (name.to_owned(), self.names.by_name.get(&fold(name)).copied()),
            None => {
                let host = host(&fields.url.as_ref()?.value)?;
                let registered = self.names.of_host(&host);
                (host, registered)
            }
        };
        let id = fold(registered.map_or(&name, |it| &it.id.value));
        if let Some(&known) = self.by_id.get(&id) {
            return Some(known);
        }
        let at = self.found.len();
        let (slug, taken) = self.slugs.give(registered.map_or(&name, |it| &it.id.value), &id, at);
        if let Some(earlier) = taken.map(|it| &self.found[it])
            && named.is_some()
            && earlier.named
        {
            let message = format!(
                "the publisher `{name}` would have the address of `{}`: an address keeps letters and digits only",
                earlier.name
            );
            out.push(
                Diagnostic::new(&rules::SLUG_COLLISION, place.0, message)
                    .at(place.1)
                    .hint("give one of them an id of its own in `content/registry/publishers.toml`"),
            );
        }
        let name = registered.map_or(name, |it| it.name.clone());
        self.found.push(Found { id: id.clone(), name, slug, registered, named: named.is_some() });
        self.by_id.insert(id, at);
        Some(at)
    }

    /// The publishers in order of id, and where each one met came to stand.
    pub(super) fn finish(self) -> (Vec<LinkedPublisher>, Vec<PublisherId>) {
        let mut order: Vec<usize> = (0..self.found.len()).collect();
        order.sort_by(|&a, &b| self.found[a].id.cmp(&self.found[b].id));
        let mut places = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place as PublisherId;
        }
        let mut publishers: Vec<(PublisherId, LinkedPublisher)> = self
            .found
            .into_iter()
            .enumerate()
            .map(|(at, found)| {
                let publisher = LinkedPublisher {
                    id: found.id,
                    name: found.name,
                    address: Address::leaf(format!("publishers/{}", found.slug)),
                    paged: false,
                    registered: found.registered.cloned(),
                    sources: Vec::new(),
                    briefs: Vec::new(),
                    citations: 0,
                };
                (places[at], publisher)
            })
            .collect();
        publishers.sort_by_key(|it| it.0);
        (publishers.into_iter().map(|it| it.1).collect(), places)
    }
}
