//! How many voices speak: publishers that do not stand for one another (CONTENT_MODEL §2.4).

use crate::model::brief::Citation;
use crate::model::site::{LinkedBrief, ListedSource, PublisherId, Site, SourceId};

/// What makes two sources one voice.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Publisher(PublisherId),
    /// One of them is the origin of the other, or both have this one.
    Origin(SourceId),
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
    let mut ties: Vec<(Tie, usize)> = Vec::with_capacity(2 * sources.len());
    for (at, listed) in sources.iter().enumerate() {
        let source = site.source(listed.source);
        ties.push((Tie::Origin(listed.source), at));
        ties.extend(source.origins.iter().map(|&it| (Tie::Origin(it), at)));
        ties.extend(source.publisher.map(|it| (Tie::Publisher(it), at)));
    }
    ties.sort_unstable();
    let mut groups: Vec<usize> = (0..sources.len()).collect();
    for pair in ties.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let (a, b) = (root(&mut groups, pair[0].1), root(&mut groups, pair[1].1));
        groups[a.max(b)] = a.min(b);
    }
    (0..groups.len()).filter(|&at| groups[at] == at).count()
}

/// The first of a group; what was passed on the way is pointed nearer to it.
fn root(groups: &mut [usize], mut at: usize) -> usize {
    while groups[at] != at {
        groups[at] = groups[groups[at]];
        at = groups[at];
    }
    at
}
