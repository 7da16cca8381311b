//! Likelihood terms of a scale in prose, and the numbers beside them: `likely (65%)`.

use std::ops::Range;

use super::Fault;
use super::text::{
    Text, Words, any_after, any_before, ascii_digits, char_at, closes, dash, digit, fold, opens, skip,
    skip_back, space,
};
use crate::diag::rules;
use crate::model::config::{Scale, Term};
use crate::model::front_matter::Likelihood;
use crate::model::lang::{LANGUAGES, LikelihoodWords};
use crate::parse::config::scales;
use crate::source::Span;

/// The terms that are looked for.
pub struct Terms {
    words: Words<Known>,
    scale: Scale,
}

/// A term and its band.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    word: String,
    low: f64,
    high: f64,
    /// The table that it is of; none for a word of the scale itself, which the words of every table bear on.
    language: Option<usize>,
    /// The scale that it is of, when that is not the publication's.
    scale: Option<&'static str>,
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
        let mut add = |all: &[String], band: &Term, language| {
            let known = |it: &String| Known {
                word: it.clone(),
                low: band.low,
                high: band.high,
                language,
                scale: None,
            };
            words.extend(all.iter().map(|it| (fold(it), known(it))));
        };
        for term in &scale.terms {
            add(&term.words, term, None);
        }
        for (at, language) in LANGUAGES.iter().enumerate() {
            for term in &language.likelihood.terms {
                if let Some(band) = scale.nearest(term.probability) {
                    add(&term.words, band, Some(at));
                }
            }
        }
        let own: Vec<_> = words.iter().map(|it| it.0.clone()).collect();
        for name in scales::NAMES.iter().filter(|it| **it != scale.name) {
            let shipped = scales::shipped(name).into_iter().flat_map(|it| it.terms);
            for (word, band) in
                shipped.flat_map(|it| it.words.clone().into_iter().map(move |word| (word, it.clone())))
            {
                // "probably not" is "probably" and a word more.
                let known = own.iter().any(|it| {
                    word.strip_prefix(it.as_str()).is_some_and(|it| it.is_empty() || it.starts_with(' '))
                });
                if !known {
                    let known = Known {
                        word: word.clone(),
                        low: band.low,
                        high: band.high,
                        language: None,
                        scale: Some(*name),
                    };
                    words.push((word, known));
                }
            }
        }
        Self { words: Words::new(words), scale: scale.clone() }
    }

    /// What is said of a term of another scale, in order.
    pub fn foreign(&self, text: &Text<'_>) -> Vec<Fault> {
        let fault = |(at, known): (Range<usize>, &Known)| {
            let band = self.scale.nearest((known.low + known.high) / 2.0);
            let near = band.and_then(|it| it.words.first());
            Some(Fault {
                rule: &rules::SCALE_MIXED,
                range: at,
                message: format!(
                    "`{}` is a term of the scale `{}`, not of `{}`",
                    known.word, known.scale?, self.scale.name
                ),
                hint: near.map(|it| format!("write `{it}`, or choose the scale under `[estimative]`")),
            })
        };
        self.stated(text).filter_map(fault).collect()
    }

    /// Terms in the words that let them mean their bands, those of other scales among them.
    fn stated<'t>(&'t self, text: &'t Text<'_>) -> impl Iterator<Item = (Range<usize>, &'t Known)> {
        let folded = &text.folded;
        self.words.find(folded).filter(|(at, known)| match known.language {
            Some(language) => stated(folded, at, &LANGUAGES[language].likelihood),
            None => LANGUAGES.iter().all(|it| stated(folded, at, &it.likelihood)),
        })
    }

    /// Every term of the scale that is stated, in order.
    pub fn find(&self, text: &Text<'_>) -> Vec<FoundTerm> {
        let folded = &text.folded;
        let found = self.stated(text).filter(|(_, known)| known.scale.is_none());
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
    // The hypothesis stands behind an adjective in some languages and before it in others.
    let ranks = |superlative: usize| {
        any_after(text, next, &words.superlative_of).is_none()
            && any_before(text, skip_back(text, superlative, space), &words.superlative_of).is_none()
    };
    any_before(text, previous, &words.not_after).is_none()
        && any_after(text, next, &words.not_before).is_none()
        && !any_before(text, previous, &words.superlatives).is_some_and(ranks)
        && only.is_none_or(|it| any_after(text, next, it).is_some())
}

fn percent(char: char) -> bool {
    matches!(char, '%' | '％' | '٪')
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
        at = skip(text, at, about);
        while let Some(end) = any_after(text, at, LANGUAGES.iter().flat_map(|it| &it.likelihood.about)) {
            at = skip(text, end, about);
        }
        let (low, mut end) = decimal(text, at)?;
        let mut high = low;
        let sign = skip(text, end, |it| space(it) || percent(it));
        let joins = |it: char| dash(it) || matches!(it, '~' | '～');
        let joined = match char_at(text, sign) {
            Some(it) if joins(it) => Some(skip(text, sign, |it| space(it) || joins(it))),
            _ => {
                let words = LANGUAGES.iter().flat_map(|it| &it.likelihood.to);
                any_after(text, sign, words).map(|it| skip(text, it, space))
            }
        };
        if let Some(start) = joined {
            (high, end) = decimal(text, start)?;
        }
        let sign = skip(text, end, space);
        end = sign + char_at(text, sign).filter(|&it| percent(it))?.len_utf8();
        (low / 100.0, high / 100.0, end)
    };
    let end = skip(text, end, space);
    let close = char_at(text, end)?;
    let valid = low <= high && high <= 1.0 && (closes(close) || ",;，；،؛、".contains(close));
    valid.then(|| (if closes(close) { end + close.len_utf8() } else { end }, (low, high)))
}

/// A number with the point or comma of its language, and its end.
fn decimal(text: &str, at: usize) -> Option<(f64, usize)> {
    let end = skip(text, at, |it| digit(it).is_some() || matches!(it, '.' | ',' | '٫'));
    let number = text[at..end].trim_end_matches(',');
    let plain = ascii_digits(number).replace([',', '٫'], ".");
    Some((plain.parse().ok()?, at + number.len()))
}
