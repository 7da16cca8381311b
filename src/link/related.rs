//! Related briefs: those the author names, then those that share sources, tags, topic.

use std::cmp::Reverse;

use super::references::References;
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, Reason, Related, Site, TermId};

/// How many neighbours in time are looked at on either side, in the list of each source, tag and topic: what half the
/// site shares says little, and the briefs nearest in time say most.
const WINDOW: usize = 20;

/// How many sources and tags of a brief are looked at.
const LOOKED_AT: usize = 50;

/// How much two briefs have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    sources: u32,
    /// The rarer a shared tag, the more it counts.
    tags: u32,
    topic: bool,
}

/// The related briefs of every brief, at most `limit` each.
pub(super) fn of(site: &Site, references: &References, limit: usize) -> Vec<Vec<Related>> {
    let mut scores = vec![Score::default(); site.briefs.len()];
    let mut met = Vec::new();
    (0..site.briefs.len() as BriefId)
        .map(|id| {
            gather(site, id, &mut scores, &mut met);
            let candidates: Vec<(BriefId, Score)> =
                met.drain(..).map(|it| (it, std::mem::take(&mut scores[it as usize]))).collect();
            choose(site, id, candidates, references, limit)
        })
        .collect()
}

/// Adds up what others have in common with a brief.
fn gather(site: &Site, id: BriefId, scores: &mut [Score], met: &mut Vec<BriefId>) {
    let brief = site.brief(id);
    let mut add = |others: &mut dyn Iterator<Item = BriefId>, change: &dyn Fn(&mut Score)| {
        for other in others.filter(|&it| it != id) {
            let score = &mut scores[other as usize];
            if *score == Score::default() {
                met.push(other);
            }
            change(score);
        }
    };
    for listed in brief.sources.iter().take(LOOKED_AT) {
        let uses = &site.source(listed.source).uses;
        let (start, end) = window(uses.len(), uses.partition_point(|it| it.brief < id));
        add(&mut uses[start..end].iter().map(|it| it.brief), &|score| score.sources += 1);
    }
    for &tag in brief.tags.iter().take(LOOKED_AT) {
        let briefs = &site.term(TermKind::Tag, tag).briefs;
        let weight = 1 + 1_000_000 / briefs.len().max(1) as u32;
        let (start, end) = window(briefs.len(), briefs.partition_point(|&it| it < id));
        add(&mut briefs[start..end].iter().copied(), &|score| score.tags += weight);
    }
    if let Some(topic) = brief.topic {
        let briefs = &site.term(TermKind::Topic, topic).briefs;
        let (start, end) = window(briefs.len(), briefs.partition_point(|&it| it < id));
        add(&mut briefs[start..end].iter().copied(), &|score| score.topic = true);
    }
}

fn window(count: usize, at: usize) -> (usize, usize) {
    (at.saturating_sub(WINDOW), count.min(at + 1 + WINDOW))
}

fn choose(
    site: &Site,
    id: BriefId,
    mut candidates: Vec<(BriefId, Score)>,
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
    candidates.retain(|(other, _)| {
        !site.brief(*other).state.withdrawn
            && references.superseded_by[*other as usize].is_empty()
            && !related.iter().any(|it| it.brief == *other)
            && !shown.iter().any(|it| it.contains(other))
    });
    let order = |it: &(BriefId, Score)| (Reverse(it.1), it.0.abs_diff(id), it.0);
    let wanted = limit.saturating_sub(related.len());
    if wanted < candidates.len() {
        if wanted > 0 {
            candidates.select_nth_unstable_by_key(wanted - 1, order);
        }
        candidates.truncate(wanted);
    }
    candidates.sort_unstable_by_key(order);
    let own = site.brief(id);
    related.extend(
        candidates
            .into_iter()
            .filter_map(|(brief, _)| Some(Related { brief, reason: reason(own, site.brief(brief))? })),
    );
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

    /// What is related to the newest of twenty-eight briefs, each changed by its day of February.
    fn check(change: impl Fn(usize, &mut Brief), expect: Expect) {
        let briefs = (1..=28).map(|day| {
            brief(&format!("content/d{day:02}.md"), &format!("2026-02-{day:02}"), |it| change(day, it))
        });
        let site = link::site(parsed(briefs.collect())).value;
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
