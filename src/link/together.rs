//! What stands in the same briefs.

use crate::model::site::BriefId;
use crate::workers::Workers;

/// Briefs that hold more than this say nothing about what belongs together, and would cost their square.
const MOST: usize = 100;

/// How much company a thing has at most.
const COMPANY: usize = 10;

/// Of each of `count` things, which others stand in the same briefs and in how many, most often first. `uses` are the
/// briefs that hold a thing, and `list` all that a brief holds, with how much that is.
pub(super) fn together<U: Iterator<Item = BriefId>, L: Iterator<Item = u32>>(
    count: usize,
    uses: impl Fn(usize) -> U + Send + Sync,
    list: impl Fn(BriefId) -> (usize, L) + Send + Sync,
    workers: &impl Workers,
) -> Vec<Vec<(u32, u32)>> {
    let scratch = || (vec![0; count], Vec::new());
    workers.map(count, scratch, |(counts, met): &mut (Vec<u32>, Vec<u32>), id| {
        for brief in uses(id) {
            let (size, list) = list(brief);
            if size > MOST {
                continue;
            }
            for other in list.filter(|it| *it as usize != id) {
                if counts[other as usize] == 0 {
                    met.push(other);
                }
                counts[other as usize] += 1;
            }
        }
        let mut company: Vec<(u32, u32)> =
            met.drain(..).map(|it| (it, std::mem::take(&mut counts[it as usize]))).collect();
        let order = |a: &(u32, u32), b: &(u32, u32)| b.1.cmp(&a.1).then(a.0.cmp(&b.0));
        if company.len() > COMPANY {
            company.select_nth_unstable_by(COMPANY, order);
            company.truncate(COMPANY);
        }
        company.sort_unstable_by(order);
        company
    })
}
