//! What a source is called: its key, its address segment, its title.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::identity::Draft;
use crate::digest::Digest;
use crate::model::registry::SourceFields;
use crate::paths::{SlugStyle, slugify};

/// Keys given so far.
pub(super) struct Keys<'a> {
    /// Those that files give.
    given: HashSet<&'a str>,
    made: HashSet<String>,
    /// Hosts and titles as keys begin with them.
    stems: HashMap<String, String>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(given: impl Iterator<Item = &'a str>) -> Self {
        Self { given: given.collect(), made: HashSet::new(), stems: HashMap::new() }
    }

    /// The first key a source has, else one made from host, date and a hash of its address; a source without an address
    /// gives its title for both.
    pub(super) fn of(&mut self, draft: &Draft<'_>) -> String {
        if let Some(&key) = draft.keys.first() {
            return key.to_owned();
        }
        let title = draft.first(|it| &it.title).map_or("", |it| &it.value);
        let name = draft.host().unwrap_or(title);
        let digest = match &draft.url {
            Some(url) => Digest::of(url.as_bytes()),
            None => {
                let publisher = draft.first(|it| &it.publisher).map_or("", |it| &it.value);
                Digest::of(format!("{title}\n{publisher}").as_bytes())
            }
        };
        let known = self.stems.get(name).cloned();
        let mut stem = known.unwrap_or_else(|| {
            let stem = stem(name);
            self.stems.insert(name.to_owned(), stem.clone());
            stem
        });
        if let Some(published) = draft.first(|it| &it.published) {
            stem.push_str(&format!("-{}", published.value.civil.date()));
        }
        // Four digits are enough for most hosts; where they are not, the later source gets more.
        let mut keys = (4..=32).step_by(4).map(|digits| format!("{stem}-{}", digest.short(digits)));
        let free = |it: &String| !self.made.contains(it) && !self.given.contains(it.as_str());
        let key = keys.find(free).unwrap_or(stem);
        self.made.insert(key.clone());
        key
    }
}

/// What keys of a host or title begin with: at most 60 bytes in ASCII.
fn stem(name: &str) -> String {
    let mut stem = slugify(name, SlugStyle::Ascii);
    stem.truncate(stem.floor_char_boundary(60));
    if stem.is_empty() { "source".to_owned() } else { stem }
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
