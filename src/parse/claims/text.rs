//! A unit as the scanners see it.

use std::ops::Range;

use super::Unit;
pub use crate::model::lang::text::*;

/// The text of a unit in lower case, of the same length byte for byte, with code and quotations blotted out.
pub struct Text<'a> {
    pub folded: String,
    pub original: &'a str,
    pub clusters: &'a [Range<usize>],
    /// What is blotted out, in order.
    pub opaque: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    /// The unit up to `end`, where its attributes begin.
    pub fn new(unit: &Unit<'a>, end: usize) -> Self {
        let original = &unit.text[..end];
        let mut opaque: Vec<_> = unit.opaque.iter().filter(|it| it.end <= end).cloned().collect();
        opaque.extend(quotations(original));
        opaque.sort_by_key(|it| it.start);
        let mut folded = fold(original);
        if !opaque.is_empty() {
            let mut bytes = folded.into_bytes();
            for range in &opaque {
                bytes[range.clone()].fill(0);
            }
            // Ranges that cut a character in two would be a fault of the caller; then nothing is blotted out.
            folded = String::from_utf8(bytes).unwrap_or_else(|_| fold(original));
        }
        Self { folded, original, clusters: unit.clusters, opaque }
    }
}

/// Steps over white space and citations.
pub fn skip_clusters(text: &Text<'_>, mut at: usize) -> usize {
    loop {
        let next = skip(&text.folded, at, space);
        let index = text.clusters.partition_point(|it| it.start < next);
        match text.clusters.get(index).filter(|it| it.start == next && it.end <= text.folded.len()) {
            Some(range) => at = range.end,
            None => return next,
        }
    }
}
