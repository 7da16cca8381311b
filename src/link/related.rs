//! Related briefs: those the author names, then those that share sources, tags, topic.

use std::cmp::Reverse;
use std::ops::Range;

use super::references::References;
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, Reason, Related, Site, TermId};
use crate::workers::Workers;

/// How many neighbours in time are looked at on either side, in the list of each source, tag and topic: what half the
/// site shares says little, and the briefs nearest in time say most.
const WINDOW: usize = 20;

/// How many sources and tags of a brief are looked at.
const LOOKED_AT: usize = 50;

/// How much two briefs have in common, as one number: shared sources before shared tags before the topic.
type Score = u64;

const SOURCE: Score = 1 << 40;
const TOPIC: Score = 1;

/// The rarer a shared tag, the more it counts; all tags of a brief together less than a source.
fn tag_score(briefs: usize) -> Score {
    2 * (1 + 1_000_000 / briefs.max(1) as Score)
}

/// The related briefs of every brief, at most `limit` each.
pub(super) fn of(
    site: &Site,
    references: &References,
    limit: usize,
    workers: &impl Workers,
) -> Vec<Vec<Related>> {
    let count = site.briefs.len();
    workers.map(
        count,
        || (vec![0; count], Vec::new()),
        |(scores, met), id| one(site, id as BriefId, references, limit, scores, met),
    )
}

/// The related briefs of some briefs, once what they share has changed.
pub(super) fn again(site: &Site, ids: &[BriefId], limit: usize, workers: &impl Workers) -> Vec<Vec<Related>> {
    let of = |one: fn(&LinkedBrief) -> &Vec<BriefId>| site.briefs.iter().map(|it| one(it).clone()).collect();
    let named = |it: &LinkedBrief| {
        let named = it.related.iter().filter(|it| it.reason == Reason::Named);
        named.map(|it| it.brief).collect()
    };
    let references = References {
        supersedes: of(|it| &it.supersedes),
        superseded_by: of(|it| &it.superseded_by),
        translations: of(|it| &it.translations),
        // Those that are not suggested now are not for reasons that have not changed.
        named: site.briefs.iter().map(named).collect(),
    };
    let count = site.briefs.len();
    workers.map(
        ids.len(),
        || (vec![0; count], Vec::new()),
        |(scores, met), at| one(site, ids[at], &references, limit, scores, met),
    )
}

/// The related briefs of a brief. `scores` are all 0 before and after, and `met` is empty.
fn one(
    site: &Site,
    id: BriefId,
    references: &References,
    limit: usize,
    scores: &mut [Score],
    met: &mut Vec<BriefId>,
) -> Vec<Related> {
    gather(site, id, scores, met);
    let related = choose(site, id, met.iter().map(|&it| (it, scores[it as usize])), references, limit);
    met.drain(..).for_each(|it| scores[it as usize] = 0);
    related
}

/// Adds up what others have in common with a brief.
fn gather(site: &Site, id: BriefId, scores: &mut [Score], met: &mut Vec<BriefId>) {
    let brief = site.brief(id);
    let mut add = |other: BriefId, more: Score| {
        if other == id {
            return;
        }
        let score = &mut scores[other as usize];
        if *score == 0 {
            met.push(other);
        }
        *score += more;
    };
    for listed in brief.sources.iter().take(LOOKED_AT) {
        let uses = &site.source(listed.source).uses;
        let near = window(uses.len(), uses.partition_point(|it| it.brief < id));
        uses[near].iter().for_each(|it| add(it.brief, SOURCE));
    }
    for &tag in brief.tags.iter().take(LOOKED_AT) {
        let briefs = &site.term(TermKind::Tag, tag).briefs;
        let near = window(briefs.len(), briefs.partition_point(|&it| it < id));
        briefs[near].iter().for_each(|&it| add(it, tag_score(briefs.len())));
    }
    if let Some(topic) = brief.topic {
        let briefs = &site.term(TermKind::Topic, topic).briefs;
        let near = window(briefs.len(), briefs.partition_point(|&it| it < id));
        briefs[near].iter().for_each(|&it| add(it, TOPIC));
    }
}

fn window(count: usize, at: usize) -> Range<usize> {
    at.saturating_sub(WINDOW)..count.min(at + 1 + WINDOW)
}

/// Those the author names, then the best of the candidates.
fn choose(
    site: &Site,
    id: BriefId,
    candidates: impl Iterator<Item = (BriefId, Score)>,
    references: &References,
    limit: usize,
) -> Vec<Related> {
    let at = id as usize;
    let mut related: Vec<Related> = Vec::new();
    for &brief in &references.named[at] {
        let known = related.iter().any(|it| it.brief == brief);
        if related.len() < limit && brief != id && !known && site.brief(brief).state.listed {
            related.push(Related { brief, reason: Reason::Named });
        }
    }
    // What the page shows elsewhere, and what no longer stands, is not suggested.
    let shown = [&references.translations[at], &references.supersedes[at], &references.superseded_by[at]];
    let fit = |other: BriefId| {
        !site.brief(other).state.withdrawn
            && references.superseded_by[other as usize].is_empty()
            && !related.iter().any(|it| it.brief == other)
            && !shown.iter().any(|it| it.contains(&other))
    };
    let wanted = limit - related.len();
    // The best so far, in order: there are few wanted, and most candidates are not among them.
    let mut best: Vec<(Reverse<Score>, u32, BriefId)> = Vec::with_capacity(wanted + 1);
    for (other, score) in candidates {
        let rank = (Reverse(score), other.abs_diff(id), other);
        let beaten = best.len() >= wanted && best.last().is_none_or(|last| *last < rank);
        if !beaten && fit(other) {
            best.truncate(wanted - 1);
            best.insert(best.partition_point(|it| *it < rank), rank);
        }
    }
    let own = site.brief(id);
    let reasons = best.into_iter().filter_map(|(_, _, brief)| Some((brief, reason(own, site.brief(brief))?)));
    related.extend(reasons.map(|(brief, reason)| Related { brief, reason }).collect::<Vec<_>>());
    related
}

/// The strongest thing two briefs share, in full.
fn reason(own: &LinkedBrief, other: &LinkedBrief) -> Option<Reason> {
    let sources = shared(own.sources.iter().map(|it| it.source), other.sources.iter().map(|it| it.source));
    if !sources.is_empty() {
        return Some(Reason::Sources(sources));
    }
    let tags: Vec<TermId> = shared(own.tags.iter().copied(), other.tags.iter().copied());
    if !tags.is_empty() {
        return Some(Reason::Tags(tags));
    }
    own.topic.filter(|_| own.topic == other.topic).map(Reason::Topic)
}

/// Ids that both hold, in order.
fn shared(own: impl Iterator<Item = u32>, other: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut other: Vec<u32> = other.collect();
    other.sort_unstable();
    let mut both: Vec<u32> = own.filter(|it| other.binary_search(it).is_ok()).collect();
    both.sort_unstable();
    both.dedup();
    both
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::link;
    use crate::link::fixture::{at, brief, parsed, source};
    use crate::model::brief::Brief;
    use crate::workers::OneThread;

    /// What is related to the newest of twenty-eight briefs, each changed by its day of February.
    fn check(change: impl Fn(usize, &mut Brief), expect: Expect) {
        let briefs = (1..=28).map(|day| {
            brief(&format!("content/d{day:02}.md"), &format!("2026-02-{day:02}"), |it| change(day, it))
        });
        let site = link::site(parsed(briefs.collect()), &OneThread).value;
        let related = site
            .brief(0)
            .related
            .iter()
            .map(|it| format!("{} {:?}\n", site.brief(it.brief).brief.slug.value, it.reason));
        expect.assert_eq(&related.collect::<String>());
    }

    #[test]
    fn the_author_then_sources_then_tags_then_topic() {
        check(
            |day, it| {
                it.front.topic = Some(at("ports"));
                match day {
                    28 => {
                        it.front.related = vec![at("d02"), at("d02")];
                        source(it, "quay", "", "Quay");
                        source(it, "pier", "", "Pier");
                        it.front.tags = vec![at("rare"), at("common")];
                    }
                    3 => source(it, "pier", "", "Pier"),
                    4 => it.front.tags = vec![at("rare")],
                    5..=9 => it.front.tags = vec![at("common")],
                    _ => {}
                }
            },
            expect![[r#"
                d02 Named
                d03 Sources([0])
                d04 Tags([1])
                d09 Tags([0])
                d08 Tags([0])
            "#]],
        );
    }

    #[test]
    fn what_no_longer_stands_is_not_suggested() {
        check(
            |day, it| {
                use crate::model::front_matter::Status;
                it.front.tags = vec![at("x")];
                match day {
                    27 => it.front.status = Status::Withdrawn,
                    26 => it.front.status = Status::Unlisted,
                    25 => it.front.supersedes = vec![at("d24")],
                    _ => {}
                }
            },
            expect![[r#"
                d25 Tags([0])
                d23 Tags([0])
                d22 Tags([0])
                d21 Tags([0])
                d20 Tags([0])
            "#]],
        );
    }
}
