//! Confidence and likelihood as front matter writes them.

use ::toml::de::DeValue;

use crate::diag::{nearest, rules};
use crate::model::config::Scale;
use crate::model::front_matter::{Confidence, Likelihood, Rung};
use crate::parse::claims::{confidence_faults, confidence_swapped, confidence_word};
use crate::parse::toml::{Field, Reader, Shape, Value};

/// The rungs; `moderate`, ranges and the words of other languages are read too.
const LEVEL: Shape = Shape::Grammar("a level of confidence", "", Rung::WORDS);
pub const CONFIDENCE: Shape = Shape::OneOf(&[LEVEL, Shape::Table(&PARTS, &[&["level"]])]);
pub const LIKELIHOOD: Shape = Shape::OneOf(&[
    Shape::Grammar("a term of the scale or a percentage", "", &[]),
    Shape::Probability,
    Shape::Between(&Shape::Probability, 2, 2),
]);
use crate::source::Span;

#[derive(Default)]
/// A table of confidence while it is read.
pub struct Parts {
    level: Option<Confidence>,
    given: bool,
    qualifier: Option<String>,
    basis: Option<String>,
}

pub const PARTS: &[Field<Parts>] = &[
    Field {
        name: "level",
        doc: "The rung: low, low-medium, medium, medium-high or high.",
        example: "\"medium\"",
        shape: LEVEL,
        read: |reader, value, parts| {
            parts.given = true;
            parts.level = level(reader, value);
        },
    },
    Field {
        name: "qualifier",
        doc: "What limits it, in a few words.",
        example: "\"single source\"",
        shape: Shape::Text,
        read: |reader, value, parts| parts.qualifier = reader.text(value),
    },
    Field {
        name: "basis",
        doc: "What it rests on, in a sentence.",
        example: "\"Two independent filings.\"",
        shape: Shape::Text,
        read: |reader, value, parts| parts.basis = reader.text(value),
    },
];

/// A rung, or a table of `level`, `qualifier` and `basis`.
pub fn confidence(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Confidence> {
    match value.get_ref() {
        DeValue::String(_) => level(reader, value),
        DeValue::Table(_) => {
            let parts = reader.table(value, PARTS)?;
            if !parts.given {
                let hint = "write `level = \"medium\"`";
                reader.bad(value, "`confidence` needs `level`", Some(hint));
            }
            parts.level.map(|it| Confidence { qualifier: parts.qualifier, basis: parts.basis, ..it })
        }
        _ => {
            reader.wrong(value, "a level or a table");
            None
        }
    }
}

fn level(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Confidence> {
    let word = reader.str(value, "a string")?;
    let span = reader.span(value);
    // The rungs themselves are by far the most frequent.
    let exact = Rung::from_word(word).map(|rung| Confidence {
        rung,
        low: rung,
        high: rung,
        label: word.to_owned(),
        qualifier: None,
        basis: None,
        span,
    });
    if exact.is_some() {
        return exact;
    }
    let found = confidence_word(word);
    if found.is_none() {
        let rungs = Rung::WORDS.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let message = format!("`{}` is not a level of confidence", word.escape_debug());
        reader.report(&rules::CONFIDENCE_BAD_LEVEL, span, message, Some(format!("one of {rungs}")));
    }
    if let Some(fault) = found.as_ref().and_then(|it| confidence_faults(it, confidence_swapped(word))) {
        reader.report(fault.rule, span, fault.message, fault.hint);
    }
    found.map(|it| Confidence { span, ..it })
}

/// A term of the scale, a number from 0 to 1, a percentage, or `[low, high]`.
pub fn likelihood(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Likelihood> {
    let span = reader.span(value);
    let number = |low, high| Likelihood { term: None, low, high, number: true, span };
    match value.get_ref() {
        DeValue::String(text) => match percentage(text) {
            Some(it) if (0.0..=1.0).contains(&it) => {
                certain(reader, it, span);
                Some(number(it, it))
            }
            Some(_) => {
                reader.bad(value, format!("`{}` must be from 0% to 100%", reader.key()), None);
                None
            }
            None => term(reader, value, text, span),
        },
        DeValue::Integer(_) | DeValue::Float(_) => {
            let it = reader.probability(value)?;
            certain(reader, it, span);
            Some(number(it, it))
        }
        DeValue::Array(ends) => {
            let [low, high] = ends.as_ref() else {
                reader.bad(value, format!("`{}` takes two numbers: `[0.55, 0.8]`", reader.key()), None);
                return None;
            };
            let (low, high) = (reader.probability(low)?, reader.probability(high)?);
            if low > high {
                reader.bad(
                    value,
                    format!("`{}` runs from high to low", reader.key()),
                    Some("turn the two round"),
                );
                return None;
            }
            if low == high {
                certain(reader, low, span);
            }
            Some(number(low, high))
        }
        _ => {
            reader.wrong(value, "a term of the scale, a number from 0 to 1, a percentage or `[low, high]`");
            None
        }
    }
}

/// `"65%"` as a number from 0 to 1.
fn percentage(text: &str) -> Option<f64> {
    let number = text.trim().strip_suffix(['%', '％', '٪'])?.trim_end();
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| number.parse::<f64>().ok()).flatten().map(|it| it / 100.0)
}

fn certain(reader: &mut Reader<'_>, number: f64, span: Span) {
    if number == 0.0 || number == 1.0 {
        let message = format!("a `{}` of exactly {number} leaves no room for being wrong", reader.key());
        let hint = "write a number between 0 and 1, or state it as a fact without one".to_owned();
        reader.report(&rules::LIKELIHOOD_CERTAIN, span, message, Some(hint));
    }
}

fn term(reader: &mut Reader<'_>, value: &Value<'_>, text: &str, span: Span) -> Option<Likelihood> {
    let scale: &Scale = &reader.config()?.estimative;
    let word = text.trim().to_lowercase();
    let found = scale.band(text);
    if found.is_none() {
        let words = || scale.terms.iter().flat_map(|term| term.words.iter().map(String::as_str));
        let all = || words().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let hint = match nearest(&word, words()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("one of {}; or a number: `0.65`, `\"65%\"`", all()),
        };
        let message = format!("`{}` is not a term of the scale `{}`", text.escape_debug(), scale.name);
        reader.bad(value, message, Some(&hint));
    }
    found.map(|term| Likelihood {
        term: Some(text.trim().to_owned()),
        low: term.low,
        high: term.high,
        number: false,
        span,
    })
}
