//! Likelihood terms of a scale in prose, and the numbers beside them: `likely (65%)`.

use std::ops::Range;

use super::Fault;
use super::text::{
    Text, Words, any_after, any_before, char_at, closes, dash, fold, opens, skip, skip_back, space,
};
use crate::diag::rules;
use crate::model::config::{Scale, Term};
use crate::model::front_matter::Likelihood;
use crate::model::lang::{LANGUAGES, LikelihoodWords};
use crate::source::Span;

/// The terms that are looked for.
pub struct Terms(Words<Known>);

/// A term and its band.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    word: String,
    low: f64,
    high: f64,
}

/// A term where it stands.
#[derive(Debug, Clone)]
pub struct FoundTerm {
    /// The number beside it included.
    pub at: Range<usize>,
    pub term: String,
    /// The band of the scale.
    pub low: f64,
    pub high: f64,
    /// Two ends, equal for a single number.
    pub number: Option<(f64, f64)>,
    /// The number and its brackets; empty without one.
    pub number_at: Range<usize>,
}

impl Terms {
    pub fn new(scale: &Scale) -> Self {
        let mut words = Vec::new();
        let mut add = |all: &[String], low, high| {
            words.extend(all.iter().map(|it| (fold(it), Known { word: it.clone(), low, high })));
        };
        for term in &scale.terms {
            add(&term.words, term.low, term.high);
        }
        for term in LANGUAGES.iter().flat_map(|it| &it.likelihood.terms) {
            let outside = |it: &Term| (it.low - term.probability).max(term.probability - it.high).max(0.0);
            let off_centre = |it: &Term| ((it.low + it.high) / 2.0 - term.probability).abs();
            let nearer = |a: &&Term, b: &&Term| {
                outside(a).total_cmp(&outside(b)).then_with(|| off_centre(a).total_cmp(&off_centre(b)))
            };
            if let Some(band) = scale.terms.iter().min_by(nearer) {
                add(&term.words, band.low, band.high);
            }
        }
        Self(Words::new(words))
    }

    /// Every term that is stated, in order.
    pub fn find(&self, text: &Text<'_>) -> Vec<FoundTerm> {
        let folded = &text.folded;
        let stated =
            |it: &Range<usize>| LANGUAGES.iter().all(|language| stated(folded, it, &language.likelihood));
        let found = self.0.find(folded).filter(|(at, _)| stated(at));
        found
            .map(|(at, known)| {
                let (end, number) = number_after(folded, at.end).unzip();
                let end = end.unwrap_or(at.end);
                FoundTerm {
                    term: known.word.clone(),
                    at: at.start..end,
                    low: known.low,
                    high: known.high,
                    number,
                    number_at: skip(folded, at.end, space).min(end)..end,
                }
            })
            .collect()
    }
}

impl FoundTerm {
    pub fn likelihood(&self) -> Likelihood {
        let (low, high) = self.number.unwrap_or((self.low, self.high));
        Likelihood {
            term: Some(self.term.clone()),
            low,
            high,
            number: self.number.is_some(),
            span: Span::from(self.at.clone()),
        }
    }
}

/// What is odd about a number, alone or beside a term.
pub fn faults(range: &Range<usize>, number: (f64, f64), term: Option<&FoundTerm>) -> Option<Fault> {
    let percent = |(low, high): (f64, f64)| {
        let one = |it: f64| (it * 1000.0).round() / 10.0;
        if low == high { format!("{}%", one(low)) } else { format!("{}–{}%", one(low), one(high)) }
    };
    if number.0 == number.1 && (number.0 == 0.0 || number.0 == 1.0) {
        return Some(Fault {
            rule: &rules::LIKELIHOOD_CERTAIN,
            range: range.clone(),
            message: format!("a probability of exactly {} leaves no room for being wrong", percent(number)),
            hint: Some("write a number between 0 and 1, or state it as a fact without one".to_owned()),
        });
    }
    let term = term?;
    let slack = 1e-9;
    (number.0 < term.low - slack || number.1 > term.high + slack).then(|| Fault {
        rule: &rules::LIKELIHOOD_BAND,
        range: range.clone(),
        message: format!("`{}` is {}, not {}", term.term, percent((term.low, term.high)), percent(number)),
        hint: Some(format!(
            "write a number within {}, or the term whose band holds {}",
            percent((term.low, term.high)),
            percent(number)
        )),
    })
}

/// Whether the words round a term let it mean its band.
fn stated(text: &str, at: &Range<usize>, words: &LikelihoodWords) -> bool {
    let previous = skip_back(text, at.start, space);
    let next = skip(text, at.end, |it| space(it) || dash(it));
    let only = words.only_before.get(&text[at.clone()]);
    let ranked = any_before(text, previous, &words.superlatives).is_some();
    any_before(text, previous, &words.not_after).is_none()
        && (!ranked || any_after(text, next, &words.superlative_of).is_some())
        && only.is_none_or(|it| any_after(text, next, it).is_some())
}

/// `(65%)`, `（约 65–75%）`, `(p = 0.65)`: its end and its two ends.
fn number_after(text: &str, at: usize) -> Option<(usize, (f64, f64))> {
    let open = skip(text, at, space);
    let mut at = open + char_at(text, open).filter(|&it| opens(it))?.len_utf8();
    at = skip(text, at, space);
    let assigned = text[at..].strip_prefix('p').map(str::trim_start).and_then(|it| it.strip_prefix('='));
    let (low, high, end) = if let Some(rest) = assigned {
        let start = skip(text, text.len() - rest.len(), space);
        let (number, end) = decimal(text, start)?;
        (number, number, end)
    } else {
        let about = |it: char| space(it) || matches!(it, '~' | '≈' | '～');
        let words = LANGUAGES.iter().flat_map(|it| &it.likelihood.about);
        at = skip(text, at, about);
        at = skip(text, any_after(text, at, words).unwrap_or(at), about);
        let (low, mut end) = decimal(text, at)?;
        let mut high = low;
        let sign = skip(text, end, |it| space(it) || matches!(it, '%' | '％'));
        if char_at(text, sign).is_some_and(|it| dash(it) || matches!(it, '~' | '～' | '至' | '到')) {
            let start =
                skip(text, sign, |it| space(it) || dash(it) || matches!(it, '~' | '～' | '至' | '到'));
            (high, end) = decimal(text, start)?;
        }
        let sign = skip(text, end, space);
        end = sign + char_at(text, sign).filter(|it| matches!(it, '%' | '％'))?.len_utf8();
        (low / 100.0, high / 100.0, end)
    };
    let end = skip(text, end, space);
    let close = char_at(text, end)?;
    let valid = low <= high && high <= 1.0 && (closes(close) || ",;，；".contains(close));
    valid.then(|| (if closes(close) { end + close.len_utf8() } else { end }, (low, high)))
}

fn decimal(text: &str, at: usize) -> Option<(f64, usize)> {
    let end = skip(text, at, |it| it.is_ascii_digit() || it == '.');
    Some((text[at..end].parse().ok()?, end))
}
