//! Confidence, likelihood and claims in prose (CONTENT_MODEL §2.6), by language tables that are data.
//!
//! [`confidence`] and [`likelihood`] find markers, [`attributes`] reads what is said outright, [`cut`] makes claims of
//! what they found.

mod attributes;
mod confidence;
mod cut;
mod likelihood;
mod text;

use std::ops::Range;

use jiff::tz::TimeZone;
use memchr::memmem::Finder;

pub use self::confidence::{
    faults as confidence_faults, swapped as confidence_swapped, word as confidence_word,
};
use self::likelihood::Terms;
use self::text::Text;
pub use attributes::KEYS as ATTRIBUTES;

use crate::model::lang::LANGUAGES;

use crate::diag::Rule;
use crate::model::brief::Role;
use crate::model::config::{Config, DateOrder};
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

/// Roles under which a likelihood makes a claim without a number (CONTENT_MODEL §2.13).
const JUDGING: [Role; 7] = [
    Role::Inference,
    Role::Hypotheses,
    Role::Scenarios,
    Role::Watch,
    Role::Implications,
    Role::Bluf,
    Role::Summary,
];

/// Finds claims in units of text. Made once for a publication.
pub struct Scanner {
    /// Pieces of the nouns of every language, but for their first letter, in small letters and in capitals: a unit
    /// without any has no confidence marker, and most units have none. Those in ASCII come first.
    stems: Vec<Finder<'static>>,
    /// How many of them are ASCII: no other can stand in a unit that is.
    ascii_stems: usize,
    terms: Terms,
    zone: TimeZone,
    order: Option<DateOrder>,
}

impl Scanner {
    /// A scanner for the publication's scale of likelihood and its way of writing dates.
    pub fn new(config: &Config) -> Self {
        let mut stems = Vec::new();
        for stem in LANGUAGES.iter().flat_map(|it| &it.confidence.stems) {
            stems.extend([stem.clone(), stem.to_uppercase()]);
        }
        stems.sort_by_key(|it| (!it.is_ascii(), it.len()));
        // Where a longer piece stands, the one inside it stands too.
        let mut apart: Vec<String> = Vec::new();
        for stem in stems {
            if !apart.iter().any(|it| stem.contains(it.as_str())) {
                apart.push(stem);
            }
        }
        Self {
            ascii_stems: apart.partition_point(|it| it.is_ascii()),
            stems: apart.iter().map(|it| Finder::new(it).into_owned()).collect(),
            terms: Terms::new(&config.estimative),
            zone: config.site.timezone.clone(),
            order: config.date_order,
        }
    }

    /// Finds the claims of a unit, in order. Spans inside `Confidence` and `Likelihood` are bytes of the unit.
    pub fn find(&self, unit: &Unit<'_>) -> (Vec<FoundClaim>, Vec<Fault>) {
        let mut faults = Vec::new();
        let attributes = attributes::read(unit.text, &self.zone, self.order, &mut faults);
        let end = attributes.as_ref().map_or(unit.text.len(), |it| it.attributes.range.start);
        let text = &unit.text[..end];
        let judging = unit.roles.iter().any(|it| JUDGING.contains(it));
        let possible = if text.is_ascii() { &self.stems[..self.ascii_stems] } else { &self.stems };
        // In a voiced word the letters of a noun do not stand side by side.
        let voiced = || memchr::memchr(0xD9, text.as_bytes()).is_some() && text.contains(text::vowel);
        let confident =
            possible.iter().any(|it| it.find(text.as_bytes()).is_some()) || (!text.is_ascii() && voiced());
        if attributes.is_none() && !confident && !judging && !has_number_sign(text) {
            return (Vec::new(), faults);
        }
        let text = Text::new(unit, end);
        let markers = if confident { confidence::markers(&text, unit.lead.as_ref()) } else { Vec::new() };
        let terms = self.terms.find(&text);
        if judging {
            faults.extend(self.terms.foreign(&text));
        }
        if attributes.is_none()
            && markers.is_empty()
            && !terms.iter().any(|it| judging || it.number.is_some())
        {
            return (Vec::new(), faults);
        }
        let claims = cut::claims(&text, unit, markers, terms, judging, attributes, &mut faults);
        (claims, faults)
    }
}

/// Whether a text has a sign that stands beside every probability.
fn has_number_sign(text: &str) -> bool {
    memchr::memchr2(b'%', b'=', text.as_bytes()).is_some() || (!text.is_ascii() && text.contains(['％', '٪']))
}

#[cfg(test)]
mod tests;
