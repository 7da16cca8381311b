//! Which sources share an origin: those that one of them, or both, name in `independent_of`.

use foldhash::{HashMap, HashMapExt};

use super::identity::Identities;
use crate::model::registry::SourceFields;
use crate::model::site::SourceId;

/// Numbers of the origins that sources name.
pub(super) struct Origins<'a> {
    identities: &'a Identities<'a>,
    /// By draft, the source that it became; none when no brief lists it.
    sources: &'a [Option<SourceId>],
    /// Keys that name no source at all.
    strangers: HashMap<&'a str, u32>,
}

impl<'a> Origins<'a> {
    pub(super) fn new(identities: &'a Identities<'a>, sources: &'a [Option<SourceId>]) -> Self {
        let mut strangers = HashMap::new();
        for key in identities.origins().filter(|it| identities.find(it).is_none()) {
            let next = strangers.len() as u32;
            strangers.entry(key).or_insert(next);
        }
        Self { identities, sources, strangers }
    }

    /// What a source shares its origin with: a source by its id, what no brief lists by a number above all ids.
    pub(super) fn of(&self, fields: &SourceFields) -> Box<[u32]> {
        let drafts = self.sources.len() as u32;
        let number = |key: &str| match self.identities.find(key) {
            Some(draft) => self.sources[draft].unwrap_or(drafts + draft as u32),
            None => 2 * drafts + self.strangers.get(key).copied().unwrap_or_default(),
        };
        fields.independent_of.iter().map(|it| number(&it.value)).collect()
    }
}
