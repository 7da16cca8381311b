//! Scales of likelihood terms, as data (CONTENT_MODEL §7).

use super::set;
use crate::diag::rules;
use crate::model::config::{Scale, Term};
use crate::parse::toml::{Field, Reader, STRINGS, Shape, Value};

/// A scale of the publication's own.
pub const CUSTOM: Shape = Shape::Table(&SCALE, &[&["terms"]]);

/// One band: the words of one row of terms, the first of them shown, and its limits in per cent.
type Band = (u8, f64, f64, &'static [&'static str]);

/// ICD 203 (2015), §6.e(2)(a): two rows of terms for the same seven bands.
const ICD203: &[Band] = &[
    (0, 1.0, 5.0, &["almost no chance"]),
    (1, 1.0, 5.0, &["remote", "remotely"]),
    (0, 5.0, 20.0, &["very unlikely"]),
    (1, 5.0, 20.0, &["highly improbable"]),
    (0, 20.0, 45.0, &["unlikely"]),
    (1, 20.0, 45.0, &["improbable", "improbably"]),
    (0, 45.0, 55.0, &["roughly even chance", "even chance"]),
    (1, 45.0, 55.0, &["roughly even odds", "even odds"]),
    (0, 55.0, 80.0, &["likely"]),
    (1, 55.0, 80.0, &["probable", "probably"]),
    (0, 80.0, 95.0, &["very likely"]),
    (1, 80.0, 95.0, &["highly probable"]),
    (0, 95.0, 99.0, &["almost certain", "almost certainly"]),
    (1, 95.0, 99.0, &["nearly certain"]),
];

/// The PHIA probability yardstick. The gaps between its bands are deliberate; `realistic possibility` ends below 50.
const PHIA: &[Band] = &[
    (0, 0.0, 5.0, &["remote chance", "remote"]),
    (0, 10.0, 20.0, &["highly unlikely"]),
    (0, 25.0, 35.0, &["unlikely"]),
    (0, 40.0, 49.0, &["realistic possibility"]),
    (0, 55.0, 75.0, &["likely", "probable", "probably"]),
    (0, 80.0, 90.0, &["highly likely"]),
    (0, 95.0, 100.0, &["almost certain", "almost certainly"]),
];

/// Sherman Kent, "Words of Estimative Probability" (1964).
const KENT: &[Band] = &[
    (0, 2.0, 12.0, &["almost certainly not", "virtually impossible", "highly unlikely"]),
    (0, 20.0, 40.0, &["probably not", "unlikely", "improbable"]),
    (0, 40.0, 60.0, &["chances about even", "chances a little better than even"]),
    (0, 63.0, 87.0, &["probable", "probably", "likely"]),
    (
        0,
        87.0,
        99.0,
        &["almost certain", "almost certainly", "virtually certain", "highly likely", "highly probable"],
    ),
];

/// IPCC guidance note on uncertainty (2010), table 1. Its bands contain one another.
const IPCC: &[Band] = &[
    (0, 0.0, 1.0, &["exceptionally unlikely"]),
    (0, 0.0, 5.0, &["extremely unlikely"]),
    (0, 0.0, 10.0, &["very unlikely"]),
    (0, 0.0, 33.0, &["unlikely"]),
    (0, 33.0, 66.0, &["about as likely as not"]),
    (0, 50.0, 100.0, &["more likely than not"]),
    (0, 66.0, 100.0, &["likely"]),
    (0, 90.0, 100.0, &["very likely"]),
    (0, 95.0, 100.0, &["extremely likely"]),
    (0, 99.0, 100.0, &["virtually certain"]),
];

/// EFSA guidance on uncertainty analysis (2018), table 4.
const EFSA: &[Band] = &[
    (0, 0.0, 1.0, &["almost impossible"]),
    (0, 1.0, 5.0, &["extremely unlikely"]),
    (0, 5.0, 10.0, &["very unlikely"]),
    (0, 10.0, 33.0, &["unlikely"]),
    (0, 33.0, 66.0, &["about as likely as not"]),
    (0, 66.0, 90.0, &["likely"]),
    (0, 90.0, 95.0, &["very likely"]),
    (0, 95.0, 99.0, &["extremely likely"]),
    (0, 99.0, 100.0, &["almost certain"]),
];

/// Every scale that `[estimative] scale` names.
pub const NAMES: &[&str] = &["icd203", "phia", "kent", "ipcc", "efsa"];

/// The shipped scale with a name.
pub fn shipped(name: &str) -> Option<Scale> {
    let bands = match name {
        "icd203" => ICD203,
        "phia" => PHIA,
        "kent" => KENT,
        "ipcc" => IPCC,
        "efsa" => EFSA,
        _ => return None,
    };
    let terms = bands.iter().map(|&(row, low, high, words)| Term {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        low: low / 100.0,
        high: high / 100.0,
        row,
    });
    Some(Scale { name: name.to_owned(), terms: terms.collect() })
}

pub const SCALE: &[Field<Scale>] = &[
    Field {
        name: "name",
        doc: "What the scale is called.",
        example: "\"house\"",
        shape: Shape::Line,
        read: |reader, value, scale| set(&mut scale.name, reader.line(value).map(|it| it.value)),
    },
    Field {
        name: "terms",
        doc: "The bands of the scale: `words`, `low` and `high` from 0 to 1, and `row`.",
        example: "[{ words = [\"likely\"], low = 0.55, high = 0.8 }]",
        shape: Shape::Between(&Shape::Table(&TERM, &[&["words"], &["low"], &["high"]]), 1, usize::MAX),
        read: |reader, value, scale| {
            for term in reader.tables(value, TERM) {
                let sound = !term.value.words.is_empty() && term.value.low < term.value.high;
                if sound {
                    scale.terms.push(term.value);
                } else {
                    let message = "an entry of `terms` needs `words`, and `low` below `high`";
                    reader.report(&rules::BAD_VALUE, term.span, message, None);
                }
            }
        },
    },
];

pub const TERM: &[Field<Term>] = &[
    Field {
        name: "words",
        doc: "The words of the band; the first is shown.",
        example: "[\"likely\", \"probably\"]",
        shape: STRINGS,
        read: |reader, value, term| {
            term.words = reader.strings(value).into_iter().map(|it| it.value.to_lowercase()).collect();
        },
    },
    Field {
        name: "low",
        doc: "Where the band begins, from 0 to 1.",
        example: "0.55",
        shape: Shape::Probability,
        read: |reader, value, term| set(&mut term.low, reader.probability(value)),
    },
    Field {
        name: "high",
        doc: "Where it ends.",
        example: "0.8",
        shape: Shape::Probability,
        read: |reader, value, term| set(&mut term.high, reader.probability(value)),
    },
    Field {
        name: "row",
        doc: "Terms of different rows are not mixed in one brief.",
        example: "0",
        shape: Shape::Integer(0, 255),
        read: |reader, value, term| {
            set(&mut term.row, reader.integer(value, 0..=255).and_then(|it| u8::try_from(it).ok()));
        },
    },
];

/// A scale of the publication's own: a table with `name` and `terms`.
pub fn custom(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Scale> {
    let mut scale = reader.table(value, SCALE)?;
    if scale.name.is_empty() {
        scale.name = "custom".to_owned();
    }
    if scale.terms.is_empty() {
        reader.bad(
            value,
            "a scale needs `terms`",
            Some("write `terms = [{ words = [\"likely\"], low = 0.55, high = 0.8 }]`"),
        );
        return None;
    }
    scale.terms.sort_by(|a, b| a.low.total_cmp(&b.low).then(a.high.total_cmp(&b.high)));
    Some(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_ordered_and_say_each_word_once() {
        for name in NAMES {
            let scale = shipped(name).unwrap();
            assert!(scale.terms.is_sorted_by(|a, b| (a.low, a.high) <= (b.low, b.high)), "{name}");
            let mut words: Vec<_> = scale.terms.iter().flat_map(|term| &term.words).collect();
            let count = words.len();
            words.sort();
            words.dedup();
            assert_eq!(words.len(), count, "{name}");
            assert!(
                scale.terms.iter().all(|term| 0.0 <= term.low && term.low < term.high && term.high <= 1.0)
            );
        }
    }

    #[test]
    fn icd203_has_two_rows() {
        let scale = shipped("icd203").unwrap();
        let term =
            |word: &str| scale.terms.iter().find(|term| term.words.iter().any(|it| it == word)).unwrap();
        assert_eq!((term("likely").low, term("likely").high, term("likely").row), (0.55, 0.8, 0));
        assert_eq!((term("probably").low, term("probably").high, term("probably").row), (0.55, 0.8, 1));
    }
}
