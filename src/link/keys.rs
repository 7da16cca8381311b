//! What a source is called: its key, its address segment, its title.

use std::collections::HashSet;

use super::identity::{Draft, url_identity};
use super::publishers::host;
use crate::digest::Digest;
use crate::model::registry::SourceFields;
use crate::paths::{SlugStyle, slugify};

/// Keys given so far.
#[derive(Default)]
pub(super) struct Keys {
    made: HashSet<String>,
}

impl Keys {
    /// The first key a source has, else one made from host, date and a hash of its address; a source without an address
    /// gives its title for both.
    pub(super) fn of(&mut self, draft: &Draft<'_>, fields: &SourceFields) -> String {
        if let Some(&key) = draft.keys.first() {
            return key.to_owned();
        }
        let title = fields.title.as_ref().map_or("", |it| &it.value);
        let (name, identity) = match &fields.url {
            Some(url) => (host(&url.value).unwrap_or_default(), url_identity(&url.value)),
            None => {
                (title.to_owned(), format!("{title}\n{:?}", fields.publisher.as_ref().map(|it| &it.value)))
            }
        };
        let mut stem: String = slugify(&name, SlugStyle::Ascii).chars().take(60).collect();
        if stem.is_empty() {
            stem.push_str("source");
        }
        if let Some(published) = &fields.published {
            stem.push_str(&format!("-{}", published.value.civil.date()));
        }
        let digest = Digest::of(identity.as_bytes());
        // Four digits are enough for most hosts; where they are not, the later source gets more.
        let key = (4..=32).step_by(4).map(|digits| format!("{stem}-{}", digest.short(digits)));
        let key = key.into_iter().find(|it| !self.made.contains(it)).unwrap_or(stem);
        self.made.insert(key.clone());
        key
    }
}

/// A key as an address segment: as it is, when it is one.
pub(super) fn segment(key: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    match !key.is_empty() && key.chars().all(plain) {
        true => key.to_owned(),
        false => format!("{}-{}", slugify(key, SlugStyle::Ascii), Digest::of(key.as_bytes()).short(4)),
    }
}

/// Its title, else its address without the scheme, else its key.
pub(super) fn title(fields: &SourceFields, key: &str) -> String {
    let address = || {
        let url = &fields.url.as_ref()?.value;
        Some(url.split_once("://").map_or(url.as_str(), |it| it.1).trim_end_matches('/').to_owned())
    };
    fields.title.as_ref().map(|it| it.value.clone()).or_else(address).unwrap_or_else(|| key.to_owned())
}
