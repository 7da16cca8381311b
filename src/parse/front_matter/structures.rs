//! The structures of judgement (CONTENT_MODEL §2.8, §2.9): checked here, kept as JSON for what comes later.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json};

use super::judgement;
use crate::diag::rules;
use crate::parse::date;
use crate::parse::toml::{Field, Reader, STRINGS, Shape, Value};

/// One table of a structure, by key. A row stores what it reads under its own name.
type Kept = Map<String, Json>;
type Row = Field<Kept>;

/// An array of tables; each needs the keys `needed`, and an `id` is given once.
pub fn tables(reader: &mut Reader<'_>, value: &Value<'_>, rows: &[Row], needed: &[&str]) -> Json {
    let name = reader.key();
    let mut ids = BTreeSet::new();
    let mut kept = Vec::new();
    for (entry, written) in reader.tables(value, rows).into_iter().zip(reader_tables(value)) {
        for need in needed {
            if written.get(*need).is_none() {
                let message = format!("an entry of `{name}` needs `{need}`");
                reader.report(&rules::BAD_VALUE, entry.span, message, None);
            }
        }
        if let Some(Json::String(id)) = entry.value.get("id")
            && !ids.insert(id.clone())
        {
            let message = format!("two entries of `{name}` have the id `{}`", id.escape_debug());
            reader.report(
                &rules::DUPLICATE_ID,
                entry.span,
                message,
                Some("rename one of the two".to_owned()),
            );
        }
        kept.push(Json::Object(entry.value));
    }
    Json::Array(kept)
}

/// The entries of an array that are tables, as [`Reader::tables`] keeps them.
fn reader_tables<'v, 'i>(value: &'v Value<'i>) -> impl Iterator<Item = &'v ::toml::de::DeValue<'i>> {
    let entries = value.get_ref().as_array().map_or(&[][..], |it| it);
    entries.iter().map(toml::Spanned::get_ref).filter(|entry| entry.is_table())
}

/// `[ach]`: the matrix of evidence and hypotheses.
pub fn ach(reader: &mut Reader<'_>, value: &Value<'_>) -> Json {
    let kept = reader.table(value, ACH);
    for need in ["hypotheses", "rows"] {
        if kept.is_some() && value.get_ref().get(need).is_none() {
            reader.bad(value, format!("`ach` needs `{need}`"), None);
        }
    }
    Json::Object(kept.unwrap_or_default())
}

pub const HYPOTHESES: &[Row] = &[
    Field { name: "id", doc: "What it is referred to by.", example: "\"A\"", shape: Shape::Line, read: line },
    Field {
        name: "text",
        doc: "What it says.",
        example: "\"The tender was planned.\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "support",
        doc: "Evidence for it.",
        example: "[\"The notice is dated before [1].\"]",
        shape: STRINGS,
        read: texts,
    },
    Field {
        name: "contra",
        doc: "Evidence against it.",
        example: "[\"No budget line [2].\"]",
        shape: STRINGS,
        read: texts,
    },
    Field {
        name: "likelihood",
        doc: "How probable it is.",
        example: "\"likely\"",
        shape: judgement::LIKELIHOOD,
        read: likelihood,
    },
    Field {
        name: "exclusive",
        doc: "Whether the hypotheses exclude one another.",
        example: "true",
        shape: Shape::Boolean,
        read: |reader, value, kept| {
            let read = reader.boolean(value).map(Json::from);
            keep(reader, kept, read);
        },
    },
    Field {
        name: "verdict",
        doc: "Where it stands: leading, viable, weakened or rejected.",
        example: "\"leading\"",
        shape: Shape::Words(&["leading", "viable", "weakened", "rejected"]),
        read: |reader, value, kept| word(reader, value, kept, &["leading", "viable", "weakened", "rejected"]),
    },
    Field {
        name: "relation",
        doc: "What it subsumes or excludes: ids.",
        example: "{ excludes = [\"B\"] }",
        shape: Shape::Table(&RELATION, &[]),
        read: |reader, value, kept| {
            let read = reader.table(value, RELATION).map(Json::Object);
            keep(reader, kept, read);
        },
    },
];

const RELATION: &[Row] = &[
    Field { name: "subsumes", doc: "Ids it contains.", example: "[\"B\"]", shape: STRINGS, read: texts },
    Field { name: "excludes", doc: "Ids it rules out.", example: "[\"B\"]", shape: STRINGS, read: texts },
];

pub const ACH: &[Row] = &[
    Field {
        name: "hypotheses",
        doc: "The columns: ids of hypotheses.",
        example: "[\"A\", \"B\"]",
        shape: STRINGS,
        read: texts,
    },
    Field {
        name: "rows",
        doc: "The evidence, one row each.",
        example: "[{ text = \"The tender omits the second berth\", cells = [\"I\", \"C\"] }]",
        shape: Shape::Array(&Shape::Table(&ACH_ROW, &[&["text"], &["cells"]])),
        read: |reader, value, kept| {
            let read = tables(reader, value, ACH_ROW, &["text", "cells"]);
            keep(reader, kept, Some(read));
        },
    },
];

const CELLS: &[&str] = &["CC", "C", "N", "I", "II", "-"];

const ACH_ROW: &[Row] = &[
    Field {
        name: "text",
        doc: "The evidence.",
        example: "\"The tender omits the second berth\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "src",
        doc: "Numbers of sources.",
        example: "[1]",
        shape: Shape::Array(&Shape::Integer(1, 999)),
        read: |reader, value, kept| {
            let entries = reader.array(value, "an array of source numbers");
            let read = entries.iter().filter_map(|it| reader.integer(it, 1..=999)).collect();
            keep(reader, kept, Some(read));
        },
    },
    Field {
        name: "credibility",
        doc: "Admiralty grade, 1 to 6.",
        example: "2",
        shape: Shape::Integer(1, 6),
        read: |reader, value, kept| {
            let read = reader.integer(value, 1..=6).map(Json::from);
            keep(reader, kept, read);
        },
    },
    Field {
        name: "relevance",
        doc: "How much it weighs: high, medium or low.",
        example: "\"high\"",
        shape: Shape::Words(&["high", "medium", "low"]),
        read: |reader, value, kept| word(reader, value, kept, &["high", "medium", "low"]),
    },
    Field {
        name: "cells",
        doc: "One judgement a column: CC, C, N, I, II or `-`.",
        example: "[\"I\", \"C\"]",
        shape: Shape::Array(&Shape::Words(CELLS)),
        read: |reader, value, kept| {
            let known = |word: &str| CELLS.contains(&word).then(|| Json::from(word));
            let entries = reader.array(value, "an array of strings");
            let read =
                entries.iter().filter_map(|it| reader.word(it, CELLS, known)).map(|it| it.value).collect();
            keep(reader, kept, Some(read));
        },
    },
];

const HORIZONS: &[&str] = &["immediate", "near", "medium", "long"];

pub const SCENARIOS: &[Row] = &[
    Field {
        name: "kind",
        doc: "Which future: best, worst, most-likely, wildcard or custom.",
        example: "\"best\"",
        shape: Shape::Words(&["best", "worst", "most-likely", "wildcard", "custom"]),
        read: |reader, value, kept| {
            word(reader, value, kept, &["best", "worst", "most-likely", "wildcard", "custom"]);
        },
    },
    Field {
        name: "text",
        doc: "What happens.",
        example: "\"Both berths open.\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "likelihood",
        doc: "How probable it is.",
        example: "[0.55, 0.8]",
        shape: judgement::LIKELIHOOD,
        read: likelihood,
    },
    Field {
        name: "horizon",
        doc: "By when: immediate, near, medium or long.",
        example: "\"medium\"",
        shape: Shape::Words(HORIZONS),
        read: horizon,
    },
    Field {
        name: "indicators",
        doc: "Ids of watch items.",
        example: "[\"w2\"]",
        shape: STRINGS,
        read: texts,
    },
];

pub const IMPLICATIONS: &[Row] = &[
    Field { name: "domain", doc: "What it concerns.", example: "\"cyber\"", shape: Shape::Text, read: text },
    Field {
        name: "text",
        doc: "What follows.",
        example: "\"Insurers reprice the route.\"",
        shape: Shape::Text,
        read: text,
    },
];

pub const RECOMMENDATIONS: &[Row] = &[
    Field {
        name: "horizon",
        doc: "By when: immediate, near, medium or long.",
        example: "\"immediate\"",
        shape: Shape::Words(HORIZONS),
        read: horizon,
    },
    Field {
        name: "window",
        doc: "The time it takes, as it is shown: `P30D`.",
        example: "\"P30D\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "text",
        doc: "What to do.",
        example: "\"Ask for the tender's annex.\"",
        shape: Shape::Text,
        read: text,
    },
];

pub const WATCH: &[Row] = &[
    Field {
        name: "id",
        doc: "Its address on the page of the brief.",
        example: "\"w1\"",
        shape: Shape::Line,
        read: line,
    },
    Field {
        name: "text",
        doc: "What would be seen.",
        example: "\"The berth plan is published\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "kind",
        doc: "What it is: indicator, event, deadline or question.",
        example: "\"indicator\"",
        shape: Shape::Words(&["indicator", "event", "deadline", "question"]),
        read: |reader, value, kept| {
            word(reader, value, kept, &["indicator", "event", "deadline", "question"]);
        },
    },
    Field {
        name: "due",
        doc: "When it is to be settled.",
        example: "2026-03-01",
        shape: Shape::Date,
        read: moment,
    },
    Field {
        name: "window",
        doc: "Or between which dates.",
        example: "\"2026-02/2026-04\"",
        shape: Shape::Grammar("two dates with a slash between", "/", &[]),
        read: |reader, value, kept| {
            let Some(window) = reader.line(value) else { return };
            let dated = |text: &str| date::text(text, &TimeZone::UTC, None).is_ok();
            if !window.value.split_once('/').is_some_and(|(from, to)| dated(from) && dated(to)) {
                reader.bad(value, "`window` must be two dates", Some("write `\"2026-02/2026-04\"`"));
            }
            keep(reader, kept, Some(window.value.into()));
        },
    },
    Field {
        name: "threshold",
        doc: "What counts as seen.",
        example: "\"official statement\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "moves",
        doc: "The claims or hypotheses it raises (+) or lowers (-).",
        example: "[\"A-\"]",
        shape: STRINGS,
        read: texts,
    },
    Field {
        name: "p",
        doc: "The probability given to it, which is then scored.",
        example: "0.4",
        shape: Shape::Probability,
        read: |reader, value, kept| {
            let read = reader.probability(value).map(Json::from);
            keep(reader, kept, read);
        },
    },
    Field {
        name: "status",
        doc: "Where it stands: open, triggered, not-triggered, expired or void.",
        example: "\"open\"",
        shape: Shape::Words(&["open", "triggered", "not-triggered", "expired", "void"]),
        read: |reader, value, kept| {
            word(reader, value, kept, &["open", "triggered", "not-triggered", "expired", "void"]);
        },
    },
    Field {
        name: "resolved",
        doc: "When it was settled.",
        example: "2026-02-20",
        shape: Shape::Date,
        read: moment,
    },
    Field {
        name: "resolution",
        doc: "How, with its source.",
        example: "\"Published [5]\"",
        shape: Shape::Text,
        read: text,
    },
    Field {
        name: "resolved_by",
        doc: "The slug of the brief that settled it.",
        example: "\"berth-plan\"",
        shape: Shape::Line,
        read: line,
    },
    Field {
        name: "carry",
        doc: "The item of an earlier brief that it continues.",
        example: "\"harbour-watch#w7\"",
        shape: Shape::Line,
        read: line,
    },
];

/// Stores what was read under the name of its field.
fn keep(reader: &Reader<'_>, kept: &mut Kept, read: Option<Json>) {
    if let Some(read) = read {
        kept.insert(reader.key().to_owned(), read);
    }
}

fn text(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept) {
    let read = reader.text(value).map(Json::from);
    keep(reader, kept, read);
}

fn line(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept) {
    let read = reader.line(value).map(|it| it.value.into());
    keep(reader, kept, read);
}

fn texts(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept) {
    let read = reader.strings(value).into_iter().map(|it| it.value).collect();
    keep(reader, kept, Some(read));
}

fn moment(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept) {
    let read = reader.moment(value).map(|it| it.value.iso().into());
    keep(reader, kept, read);
}

fn horizon(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept) {
    word(reader, value, kept, HORIZONS);
}

fn word(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept, words: &[&str]) {
    let known = |word: &str| words.contains(&word).then(|| Json::from(word));
    let read = reader.word(value, words, known).map(|it| it.value);
    keep(reader, kept, read);
}

/// `{ "term": "likely", "low": 0.55, "high": 0.8 }`.
fn likelihood(reader: &mut Reader<'_>, value: &Value<'_>, kept: &mut Kept) {
    let read = judgement::likelihood(reader, value).map(|it| {
        let mut json = Map::new();
        if let Some(term) = it.term {
            json.insert("term".to_owned(), term.into());
        }
        json.insert("low".to_owned(), it.low.into());
        json.insert("high".to_owned(), it.high.into());
        Json::Object(json)
    });
    keep(reader, kept, read);
}
