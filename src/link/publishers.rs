//! Publishers: registered ones, those that sources name, and those that only a host tells of.

use foldhash::{HashMap, HashMapExt};

use super::identity::{Description, Draft};
use super::slugs::Slugs;
use crate::diag::{Diagnostic, rules};
use crate::model::registry::{RegisteredPublisher, Registries};
use crate::model::site::{LinkedPublisher, PublisherId};
use crate::paths::{Address, SlugStyle, fold};

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

/// Publishers met so far, in order of meeting.
pub(super) struct Publishers<'a> {
    names: &'a PublisherNames<'a>,
    slugs: Slugs,
    by_id: HashMap<String, usize>,
    /// Names as written, and hosts, so that each is looked up once.
    by_name: HashMap<&'a str, usize>,
    by_host: HashMap<&'a str, usize>,
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
        Self {
            names,
            slugs: Slugs::new(slugs),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            by_host: HashMap::new(),
            found: Vec::new(),
        }
    }

    /// The publisher of a source: the one it names, else the one of its host.
    pub(super) fn of(&mut self, draft: &'a Draft<'a>, out: &mut Vec<Diagnostic>) -> Option<usize> {
        let named = draft.first(|it| &it.publisher).map(|it| it.value.as_str());
        if let Some(name) = named
            && let Some(&known) = self.by_name.get(name)
        {
            return Some(known);
        }
        if let Some(name) = named.filter(|it| !fold(it).is_empty()) {
            let registered = self.names.by_name.get(&fold(name)).copied();
            let at = self.meet(name, registered, Some(draft.descriptions.first()?), out);
            self.by_name.insert(name, at);
            return Some(at);
        }
        let host = draft.host()?;
        if let Some(&known) = self.by_host.get(host) {
            return Some(known);
        }
        let at = self.meet(host, self.names.of_host(host), None, out);
        self.by_host.insert(host, at);
        Some(at)
    }

    /// The publisher of a name or host. `named` is where a file names it.
    fn meet(
        &mut self,
        name: &str,
        registered: Option<&'a RegisteredPublisher>,
        named: Option<&Description<'_>>,
        out: &mut Vec<Diagnostic>,
    ) -> usize {
        let id = fold(registered.map_or(name, |it| &it.id.value));
        if let Some(&known) = self.by_id.get(&id) {
            return known;
        }
        let at = self.found.len();
        let (slug, taken) = self.slugs.give(registered.map_or(name, |it| &it.id.value), &id, at);
        // Hosts are no one's choice of name: where two would share an address, both are right.
        if let Some(named) = named
            && let Some(earlier) = taken.map(|it| &self.found[it]).filter(|it| it.named)
        {
            let message = format!(
                "the publisher `{name}` would have the address of `{}`: an address keeps letters and digits only",
                earlier.name
            );
            out.push(
                Diagnostic::new(&rules::SLUG_COLLISION, named.path, message)
                    .at(named.fields.publisher.as_ref().map_or(named.span, |it| it.span))
                    .hint("give one of them an id of its own in `content/registry/publishers.toml`"),
            );
        }
        let name = registered.map_or(name, |it| &it.name).trim().to_owned();
        self.found.push(Found { id: id.clone(), name, slug, registered, named: named.is_some() });
        self.by_id.insert(id, at);
        at
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
