//! Confidence, likelihood and claims in prose (CONTENT_MODEL §2.6), by language tables that are data.

use std::ops::Range;

use crate::diag::Rule;
use crate::model::brief::Role;
use crate::model::config::Scale;
use crate::model::date::Moment;
use crate::model::front_matter::{Confidence, Likelihood};

/// A list item or paragraph as plain text. Citations stand in it as written (`[1][3]`).
#[derive(Debug, Clone)]
pub struct Unit<'a> {
    pub text: &'a str,
    /// Bytes that are code, math or raw HTML: never scanned. Quotes inside “ ” are found by the scanner.
    pub opaque: &'a [Range<usize>],
    /// Bytes of each citation cluster, in order.
    pub clusters: &'a [Range<usize>],
    /// Bold words at the very start.
    pub lead: Option<Range<usize>>,
    /// Roles of the section it stands in.
    pub roles: &'a [Role],
    pub lang: &'a str,
}

/// What a unit says that one can be held to.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundClaim {
    /// The part of the unit that is this claim; parts do not overlap and are in order.
    pub part: Range<usize>,
    pub label: Option<String>,
    /// Without marker, citations and attributes; white space folded.
    pub statement: String,
    pub confidence: Option<Confidence>,
    /// Bytes of the confidence marker as it stands in the text, brackets included.
    pub confidence_at: Option<Range<usize>>,
    pub likelihood: Option<Likelihood>,
    pub likelihood_at: Option<Range<usize>>,
    /// Positions in [`Unit::clusters`] that belong to the statement.
    pub clusters: Vec<usize>,
    /// Each text with the clusters that belong to it.
    pub evidence: Vec<(String, Vec<usize>)>,
    pub attributes: Option<Attributes>,
}

/// `{#id conf=medium p=0.6 by=2026-06-30 src=1,3 line=western-guarantees status=open}`, the last thing in the unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    pub id: Option<String>,
    pub sources: Vec<u16>,
    pub by: Option<Moment>,
    pub line: Option<String>,
    pub status: Option<String>,
    /// Bytes of the unit, braces included.
    pub range: Range<usize>,
}

/// A fault in a unit: the rule, bytes of the unit, message and hint.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub rule: &'static Rule,
    pub range: Range<usize>,
    pub message: String,
    pub hint: Option<String>,
}

/// Finds the claims of a unit. Spans inside `Confidence` and `Likelihood` are bytes of the unit.
pub fn find(unit: &Unit<'_>, scale: &Scale) -> (Vec<FoundClaim>, Vec<Fault>) {
    let _ = (unit, scale);
    todo!()
}

/// Reads a confidence word or range as front matter has it: `moderate`, `low-to-medium`, `中等`. `None` when it is none.
pub fn confidence_word(word: &str) -> Option<Confidence> {
    let _ = word;
    todo!()
}

pub struct Scanner;
impl Scanner {
    pub fn new(_: &Scale) -> Self {
        Self
    }
    pub fn find(&self, unit: &Unit<'_>) -> (Vec<FoundClaim>, Vec<Fault>) {
        let _ = unit;
        (Vec::new(), Vec::new())
    }
}
pub fn sentence(text: &str, at: usize) -> Range<usize> {
    let _ = at;
    0..text.len()
}
