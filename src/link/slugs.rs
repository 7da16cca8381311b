//! One address segment for each identity of a folder (`tags/`, `publishers/`).

use foldhash::{HashMap, HashMapExt};

use crate::digest::Digest;
use crate::paths::{SlugStyle, slugify};

/// The segments given so far, each with the position of its owner.
pub(super) struct Slugs {
    style: SlugStyle,
    taken: HashMap<String, usize>,
}

impl Slugs {
    pub(super) fn new(style: SlugStyle) -> Self {
        Self { style, taken: HashMap::new() }
    }

    /// The segment of `name`, whose folded identity is `id`; and who has the segment it should have had.
    ///
    /// A name without a letter or digit gets one made from its digest.
    pub(super) fn give(&mut self, name: &str, id: &str, owner: usize) -> (String, Option<usize>) {
        let mut slug = slugify(name, self.style);
        if slug.is_empty() {
            slug = Digest::of(id.as_bytes()).short(8);
        }
        let earlier = self.taken.get(&slug).copied();
        if earlier.is_some() {
            slug = format!("{slug}-{}", Digest::of(id.as_bytes()).short(4));
        }
        self.taken.insert(slug.clone(), owner);
        (slug, earlier)
    }
}
