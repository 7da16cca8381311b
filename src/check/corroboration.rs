//! How many voices speak: publishers that do not stand for one another (CONTENT_MODEL §2.4).

use std::collections::HashMap;

use crate::model::brief::Citation;
use crate::model::site::{LinkedBrief, LinkedSource, ListedSource, PublisherId, Site};

/// What makes two sources one voice.
#[derive(PartialEq, Eq, Hash)]
enum Tie<'a> {
    Publisher(PublisherId),
    /// A source by key: its own, or one it shares its origin with.
    Key(&'a str),
}

/// The entries of a brief's list that citations name, each once, in order of number.
pub fn cited<'a>(
    brief: &'a LinkedBrief,
    citations: impl Iterator<Item = &'a Citation>,
) -> Vec<&'a ListedSource> {
    let mut numbers: Vec<_> = citations.filter_map(|it| brief.number_of(it)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().filter_map(|it| brief.listed(it)).collect()
}

/// The number of independent voices among sources: those of one publisher, and those that `independent_of` ties
/// together, are one. Independence is never inferred from addresses.
pub fn voices(site: &Site, sources: &[&ListedSource]) -> usize {
    let mut groups: Vec<usize> = (0..sources.len()).collect();
    let mut first: HashMap<Tie<'_>, usize> = HashMap::new();
    for (at, listed) in sources.iter().enumerate() {
        for tie in ties(site.source(listed.source)) {
            let other = *first.entry(tie).or_insert(at);
            let (a, b) = (root(&mut groups, at), root(&mut groups, other));
            groups[a.max(b)] = a.min(b);
        }
    }
    (0..groups.len()).filter(|&at| groups[at] == at).count()
}

fn ties(source: &LinkedSource) -> impl Iterator<Item = Tie<'_>> {
    let keys = source
        .aliases
        .iter()
        .chain([&source.key])
        .chain(source.fields.independent_of.iter().map(|it| &it.value));
    keys.map(|it| Tie::Key(it)).chain(source.publisher.map(Tie::Publisher))
}

/// The first of a group; what was passed on the way is pointed nearer to it.
fn root(groups: &mut [usize], mut at: usize) -> usize {
    while groups[at] != at {
        groups[at] = groups[groups[at]];
        at = groups[at];
    }
    at
}
