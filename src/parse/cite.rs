//! The citation grammar (CONTENT_MODEL §2.5): clusters in running text, and source lines lifted out of the body.

use std::ops::Range;

use crate::model::brief::Citation;

/// One cluster in a run of text.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCluster {
    /// Bytes of the run, from the first opening bracket to the last closing one.
    pub range: Range<usize>,
    pub items: Vec<FoundItem>,
    /// A legacy form was used: rule `cite-legacy`; the text it should be, for the hint.
    pub legacy: Option<String>,
    /// Ranges that run backwards or span more than 50: rule `cite-bad-range`; their bytes in the run.
    pub bad_ranges: Vec<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FoundItem {
    pub citation: Citation,
    pub locator: Option<String>,
    pub range: Range<usize>,
}

/// Finds every cluster in `text`, a run of Markdown text after unescaping. `literal` holds the byte offsets of opening
/// brackets that a backslash made literal.
pub fn clusters(text: &str, literal: &[usize]) -> Vec<FoundCluster> {
    let _ = (text, literal);
    todo!()
}

/// A source line lifted out of the body (rule (a)).
#[derive(Debug, Clone, PartialEq)]
pub struct LiftedSource {
    pub number: u16,
    pub url: Option<String>,
    pub title: Option<String>,
    /// Bytes of the body.
    pub range: Range<usize>,
}

/// The body with its source lines blanked in place (every byte of them but the line end a space, so that offsets hold).
#[derive(Debug, Clone, PartialEq)]
pub struct Lifted {
    pub body: String,
    pub sources: Vec<LiftedSource>,
    /// Sections under a sources heading that held nothing but source lines: the whole range, heading included, was blanked.
    pub emptied: Vec<Range<usize>>,
}

/// Lifts source lines out of a Markdown body, outside code fences and indented code.
/// `is_sources_heading` tells whether a heading's text has the role `sources`.
pub fn lift(body: &str, is_sources_heading: &dyn Fn(&str) -> bool) -> Lifted {
    let _ = (body, is_sources_heading);
    todo!()
}
