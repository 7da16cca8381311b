//! What rests on each source: briefs, claims and sentences; and which sources stand together.

use super::together::together;
use crate::model::brief::{Body, Citation, Claim};
use crate::model::config::Config;
use crate::model::site::{BriefId, LinkedBrief, Site, SourceId, SourceUsed};
use crate::source::Span;
use crate::workers::Workers;

/// Counts citations, and lists under each source and publisher what rests on it.
pub(super) fn link(site: &mut Site, config: &Config, workers: &impl Workers) {
    let counted = workers.map(
        site.briefs.len(),
        || (),
        |(), id| {
            let brief = &site.briefs[id];
            let resting = if brief.state.listed { resting(id as BriefId, brief) } else { Vec::new() };
            (tally(brief), resting)
        },
    );
    for (brief, (cited, resting)) in site.briefs.iter_mut().zip(counted) {
        for (listed, cited) in brief.sources.iter_mut().zip(cited) {
            listed.cited = cited;
        }
        for (source, used) in resting {
            site.sources[source as usize].uses.push(used);
        }
    }
    let paged = config.has_index("sources");
    for source in &mut site.sources {
        source.uses.shrink_to_fit();
        source.paged = paged && !source.uses.is_empty();
    }
    let uses = |id: usize| site.sources[id].uses.iter().map(|it| it.brief);
    let list = |brief: BriefId| {
        let all = &site.briefs[brief as usize].sources;
        (all.len(), all.iter().map(|it| it.source))
    };
    let cocited = together(site.sources.len(), uses, list, workers);
    for (source, cocited) in site.sources.iter_mut().zip(cocited) {
        source.cocited = cocited;
    }
    publishers(site, config.has_index("publishers"));
}

/// The position in a brief's list of the source a citation names.
fn position(brief: &LinkedBrief, citation: &Citation) -> Option<usize> {
    let number = match citation {
        Citation::Number(number) => *number,
        Citation::Key(key) => *brief.key_numbers.get(key)?,
    };
    // A list without gaps, which is the most common one, holds each number at its own place.
    let place = usize::from(number).wrapping_sub(1);
    match brief.sources.get(place) {
        Some(listed) if listed.number == number => Some(place),
        _ => brief.sources.binary_search_by_key(&number, |it| it.number).ok(),
    }
}

/// How often the body cites each entry of the list.
fn tally(brief: &LinkedBrief) -> Vec<u32> {
    let mut cited = vec![0; brief.sources.len()];
    for item in brief.brief.body.clusters.iter().flat_map(|it| &it.items) {
        if let Some(at) = position(brief, &item.citation) {
            cited[at] += 1;
        }
    }
    cited
}

/// Of each cluster, whether it stands inside a claim.
pub(super) fn inside(body: &Body) -> impl Iterator<Item = bool> {
    let mut spans: Vec<Span> = body.claims.iter().map(|it| it.span).collect();
    spans.sort_unstable();
    body.clusters.iter().map(move |cluster| {
        let before = spans.partition_point(|it| it.start <= cluster.span.start);
        before.checked_sub(1).is_some_and(|it| cluster.span.start < spans[it].end)
    })
}

/// Each source of a brief, with what rests on it: the claims that cite it, and the clusters that cite it outside any
/// claim. A text that was withdrawn supports nothing.
fn resting(id: BriefId, brief: &LinkedBrief) -> Vec<(SourceId, SourceUsed)> {
    let Body { claims, clusters, .. } = &brief.brief.body;
    // Entry of the list, whether outside any claim, position.
    let mut found: Vec<(u32, bool, u32)> = Vec::with_capacity(2 * clusters.len());
    if brief.shows_body() {
        for (claim, at) in claims.iter().zip(0..) {
            let entries = citations(claim).filter_map(|it| position(brief, it));
            found.extend(entries.map(|entry| (entry as u32, false, at)));
        }
        for ((cluster, at), inside) in clusters.iter().zip(0..).zip(inside(&brief.brief.body)) {
            if !inside {
                let entries = cluster.items.iter().filter_map(|it| position(brief, &it.citation));
                found.extend(entries.map(|entry| (entry as u32, true, at)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    let mut used: Vec<(SourceId, SourceUsed)> = brief
        .sources
        .iter()
        .map(|it| {
            let (claims, mentions) = Default::default();
            (it.source, SourceUsed { brief: id, number: it.number, claims, mentions })
        })
        .collect();
    for group in found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (entry, outside, _) = group[0];
        let used = &mut used[entry as usize].1;
        let positions = if outside { &mut used.mentions } else { &mut used.claims };
        *positions = group.iter().map(|it| it.2).collect();
    }
    // An entry that repeats an earlier source adds nothing.
    used.sort_unstable_by_key(|(source, used)| (*source, used.number));
    used.dedup_by_key(|it| it.0);
    used
}

/// Citations of a claim's statement and of its evidence.
fn citations(claim: &Claim) -> impl Iterator<Item = &Citation> {
    claim.citations.iter().chain(claim.evidence.iter().flat_map(|it| &it.citations))
}

fn publishers(site: &mut Site, paged: bool) {
    for (id, source) in site.sources.iter().enumerate() {
        let Some(publisher) = source.publisher else { continue };
        let publisher = &mut site.publishers[publisher as usize];
        if !source.uses.is_empty() {
            publisher.sources.push(id as SourceId);
            publisher.briefs.extend(source.uses.iter().map(|it| it.brief));
        }
    }
    for brief in site.briefs.iter().filter(|it| it.state.listed) {
        for listed in &brief.sources {
            if let Some(publisher) = site.sources[listed.source as usize].publisher {
                site.publishers[publisher as usize].citations += listed.cited;
            }
        }
    }
    for publisher in &mut site.publishers {
        publisher.briefs.sort_unstable();
        publisher.briefs.dedup();
        publisher.paged = paged && !publisher.briefs.is_empty();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::link;
    use crate::link::fixture::{brief, cite, claim, parsed, source};
    use crate::model::brief::Brief;
    use crate::model::front_matter::Status;
    use crate::workers::OneThread;

    fn quay(path: &str, change: impl FnOnce(&mut Brief)) -> Arc<Brief> {
        brief(path, "2026-02-01", |it| {
            source(it, "quay", "", "Quay");
            source(it, "pier", "", "Pier");
            claim(it, 100, &["1", "1"]);
            cite(it, 120, &["1"]);
            cite(it, 150, &["1", "2"]);
            change(it);
        })
    }

    #[test]
    fn claims_and_mentions_are_told_apart() {
        let site = link::site(parsed(vec![quay("content/a.md", |_| {})]), &OneThread).value;
        let used = |at: usize| (&site.sources[at].uses[0].claims[..], &site.sources[at].uses[0].mentions[..]);
        assert_eq!(site.sources[1].key, "quay");
        assert_eq!(used(1), (&[0][..], &[1][..]));
        assert_eq!(used(0), (&[][..], &[1][..]));
        assert_eq!(site.brief(0).sources[0].cited, 2);
        assert_eq!(site.sources[1].cocited, [(0, 1)]);
    }

    #[test]
    fn what_is_not_published_rests_on_nothing() {
        let unlisted = quay("content/a.md", |it| it.front.status = Status::Unlisted);
        let withdrawn = quay("content/b.md", |it| it.front.status = Status::Withdrawn);
        let kept = quay("content/c.md", |it| {
            it.front.status = Status::Withdrawn;
            it.front.keep_body = true;
        });
        let site = link::site(parsed(vec![unlisted, withdrawn, kept]), &OneThread).value;
        let uses: Vec<_> = site.sources[1].uses.iter().map(|it| (it.brief, it.claims.len())).collect();
        assert_eq!(uses, [(1, 0), (2, 1)]);
    }

    #[test]
    fn long_lists_do_not_cost_their_square() {
        let long = brief("content/a.md", "2026-02-01", |it| {
            (0..5_000).for_each(|n| source(it, &format!("k{n}"), "", "T"));
        });
        let site = link::site(parsed(vec![long]), &OneThread).value;
        assert!(site.sources.iter().all(|it| it.cocited.is_empty()));
    }
}
