//! Who and what stands behind a brief: models, authors, entities, provenance; and the notes and revisions they leave.

use std::collections::BTreeMap;

use ::toml::de::DeValue;

use crate::diag::rules;
use crate::model::date::Moment;
use crate::model::front_matter::{
    Assistance, Author, EntityUse, ModelRole, ModelUse, Note, Provenance, Review, Revision, RevisionKind,
};
use crate::model::registry::EntityKind;
use crate::parse::toml::{Field, Reader, STRINGS, Shape, URL, Value};

pub const MODELS: Shape =
    Shape::OneOf(&[Shape::Line, MODEL_TABLE, Shape::Array(&Shape::OneOf(&[Shape::Line, MODEL_TABLE]))]);
const MODEL_TABLE: Shape = Shape::Table(&MODEL, &[&["name"]]);
pub const AUTHORS: Shape = Shape::Array(&Shape::OneOf(&[Shape::Filled, Shape::Table(&AUTHOR, &[&["name"]])]));
pub const ENTITIES: Shape =
    Shape::Array(&Shape::OneOf(&[Shape::Filled, Shape::Table(&ENTITY, &[&["name", "id"]])]));
pub const NOTES: Shape = Shape::Array(&Shape::OneOf(&[Shape::Filled, Shape::Table(&NOTE, &[&["text"]])]));
use crate::source::Spanned;

/// A model by name, a table, or an array of either.
pub fn models(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<ModelUse> {
    let entries = match value.get_ref() {
        DeValue::Array(entries) => entries.as_ref(),
        _ => std::slice::from_ref(value),
    };
    entries.iter().filter_map(|entry| model(reader, entry)).collect()
}

pub const MODEL: &[Field<ModelUse>] = &[
    Field {
        name: "name",
        doc: "Its name, which is its id in the registry of models.",
        example: "\"atlas-4\"",
        shape: Shape::Line,
        read: |reader, value, model| model.name = reader.line(value).unwrap_or_default(),
    },
    Field {
        name: "version",
        doc: "Its version.",
        example: "\"2026-01\"",
        shape: Shape::Text,
        read: |reader, value, model| model.version = reader.text(value),
    },
    Field {
        name: "provider",
        doc: "Who makes it.",
        example: "\"Example Labs\"",
        shape: Shape::Text,
        read: |reader, value, model| model.provider = reader.text(value),
    },
    Field {
        name: "role",
        doc: "What it did: research, draft, translate or review.",
        example: "\"draft\"",
        shape: Shape::Words(ModelRole::WORDS),
        read: |reader, value, model| {
            model.role = reader.word(value, ModelRole::WORDS, ModelRole::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "params",
        doc: "How it was set: any keys.",
        example: "{ temperature = 0.2 }",
        shape: Shape::Free,
        read: |reader, value, model| model.params = params(reader, value),
    },
];

fn model(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<ModelUse> {
    match value.get_ref() {
        DeValue::String(_) => Some(ModelUse { name: reader.line(value)?, ..ModelUse::default() }),
        DeValue::Table(_) => {
            let model = reader.table(value, MODEL)?;
            needs(reader, value, "name", !model.name.value.is_empty()).then_some(model)
        }
        _ => {
            reader.wrong(value, "a name, a table, or an array of them");
            None
        }
    }
}

fn params(reader: &mut Reader<'_>, value: &Value<'_>) -> BTreeMap<String, String> {
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    reader.free(value).into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// Reports an absent key of a table, unless it is `there`; a key that was written and is at fault has been reported.
fn needs(reader: &mut Reader<'_>, value: &Value<'_>, name: &str, there: bool) -> bool {
    if !there && value.get_ref().get(name).is_none() {
        reader.bad(value, format!("an entry of `{}` needs `{name}`", reader.key()), None);
    }
    there
}

pub const AUTHOR: &[Field<Author>] = &[
    Field {
        name: "name",
        doc: "The byline.",
        example: "\"Ilse Marek\"",
        shape: Shape::Line,
        read: |reader, value, author| {
            author.name = reader.line(value).map(|it| it.value).unwrap_or_default();
        },
    },
    Field {
        name: "url",
        doc: "A page about the author.",
        example: "\"https://desk.example/ilse\"",
        shape: URL,
        read: |reader, value, author| author.url = reader.url(value).map(|it| it.value),
    },
    Field {
        name: "id",
        doc: "What the author's own page is filed under; the name by default.",
        example: "\"ilse-marek\"",
        shape: Shape::Line,
        read: |reader, value, author| author.id = reader.line(value).map(|it| it.value),
    },
];

pub fn authors(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Author> {
    let mut authors = Vec::new();
    for entry in reader.array(value, "an array of names or tables") {
        match entry.get_ref() {
            DeValue::Table(_) => {
                let Some(author) = reader.table(entry, AUTHOR) else { continue };
                if needs(reader, entry, "name", !author.name.is_empty()) {
                    authors.push(author);
                }
            }
            _ => authors.extend(reader.entry(entry).map(|it| Author { name: it.value, ..Author::default() })),
        }
    }
    authors
}

pub const ENTITY: &[Field<EntityUse>] = &[
    Field {
        name: "id",
        doc: "Its id in the registry of entities.",
        example: "\"ilse-marek\"",
        shape: Shape::Line,
        read: |reader, value, entity| entity.id = reader.line(value),
    },
    Field {
        name: "name",
        doc: "Its name.",
        example: "\"Ilse Marek\"",
        shape: Shape::Line,
        read: |reader, value, entity| entity.name = reader.line(value).map(|it| it.value),
    },
    Field {
        name: "kind",
        doc: "What it is: person, org, place, treaty, event or system.",
        example: "\"person\"",
        shape: Shape::Words(EntityKind::WORDS),
        read: |reader, value, entity| {
            entity.kind = reader.word(value, EntityKind::WORDS, EntityKind::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "role",
        doc: "What it has to do with the brief.",
        example: "\"Harbour Commissioner\"",
        shape: Shape::Text,
        read: |reader, value, entity| entity.role = reader.text(value),
    },
];

pub fn entities(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<EntityUse> {
    let mut entities = Vec::new();
    for entry in reader.array(value, "an array of ids or tables") {
        match entry.get_ref() {
            DeValue::Table(_) => {
                let Some(entity) = reader.table(entry, ENTITY) else { continue };
                if needs(reader, entry, "name", entity.name.is_some() || entity.id.is_some()) {
                    entities.push(entity);
                }
            }
            _ => entities
                .extend(reader.entry(entry).map(|id| EntityUse { id: Some(id), ..EntityUse::default() })),
        }
    }
    entities
}

pub const NOTE: &[Field<Note>] = &[
    Field {
        name: "id",
        doc: "What it is referred to by.",
        example: "\"a1\"",
        shape: Shape::Line,
        read: |reader, value, note| note.id = reader.line(value).map(|it| it.value),
    },
    Field {
        name: "text",
        doc: "What it says.",
        example: "\"The tender is not withdrawn.\"",
        shape: Shape::Text,
        read: |reader, value, note| note.text = reader.text(value).unwrap_or_default(),
    },
    Field {
        name: "review_by",
        doc: "When it is to be looked at again.",
        example: "2026-06-30",
        shape: Shape::Date,
        read: |reader, value, note| note.review_by = reader.moment(value).map(|it| it.value),
    },
];

/// Assumptions, gaps, biases and techniques: strings, or tables with `text`.
pub fn notes(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    for entry in reader.array(value, "an array of strings or tables") {
        match entry.get_ref() {
            DeValue::Table(_) => {
                let Some(note) = reader.table(entry, NOTE) else { continue };
                if needs(reader, entry, "text", !note.text.is_empty()) {
                    notes.push(Note { span: reader.place(entry.span()), ..note });
                }
            }
            _ => notes.extend(reader.entry(entry).map(|it| Note {
                text: it.value,
                span: it.span,
                ..Note::default()
            })),
        }
    }
    notes
}

pub const PROVENANCE: &[Field<Provenance>] = &[
    Field {
        name: "assistance",
        doc: "How much a model did (MISP `ai-computer-assisted`).",
        example: "\"generated-human-directed\"",
        shape: Shape::Words(Assistance::WORDS),
        read: |reader, value, it| {
            it.assistance = reader.word(value, Assistance::WORDS, Assistance::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "review",
        doc: "Who reviewed the text.",
        example: "\"human\"",
        shape: Shape::Words(Review::WORDS),
        read: |reader, value, it| {
            it.review = reader.word(value, Review::WORDS, Review::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "responsible",
        doc: "The person who answers for it.",
        example: "\"Ilse Marek\"",
        shape: Shape::Text,
        read: |reader, value, it| it.responsible = reader.text(value),
    },
    Field {
        name: "reviewed_by",
        doc: "The reviewer.",
        example: "\"Tomas Rell\"",
        shape: Shape::Text,
        read: |reader, value, it| it.reviewed_by = reader.text(value),
    },
    Field {
        name: "reviewed_at",
        doc: "When it was reviewed.",
        example: "2026-02-14",
        shape: Shape::Date,
        read: |reader, value, it| it.reviewed_at = reader.moment(value).map(|it| it.value),
    },
    Field {
        name: "prompt_hash",
        doc: "A hash of the prompt, so that it can be proved later.",
        example: "\"sha256:9f2c\"",
        shape: Shape::Text,
        read: |reader, value, it| it.prompt_hash = reader.text(value),
    },
    Field {
        name: "run_id",
        doc: "The run that produced the draft.",
        example: "\"run-2026-02-14-a\"",
        shape: Shape::Text,
        read: |reader, value, it| it.run_id = reader.text(value),
    },
];

pub fn provenance(reader: &mut Reader<'_>, value: &Value<'_>) -> Provenance {
    let mut provenance = reader.table(value, PROVENANCE).unwrap_or_default();
    provenance.span = Some(reader.span(value));
    provenance
}

#[derive(Default)]
/// An entry of `revisions` while it is read.
pub struct Parts {
    date: Option<Moment>,
    kind: Option<RevisionKind>,
    note: Option<String>,
    claims: Vec<Spanned<String>>,
    by: Option<String>,
    was: Option<String>,
    now: Option<String>,
    given: [bool; 2],
}

pub const REVISION: &[Field<Parts>] = &[
    Field {
        name: "date",
        doc: "When it was published.",
        example: "2026-02-16",
        shape: Shape::Date,
        read: |reader, value, parts| {
            parts.given[0] = true;
            parts.date = reader.moment(value).map(|it| it.value);
        },
    },
    Field {
        name: "kind",
        doc: "What sort of change: typo, clarification, update, correction or retraction.",
        example: "\"typo\"",
        shape: Shape::Words(RevisionKind::WORDS),
        read: |reader, value, parts| {
            parts.given[1] = true;
            parts.kind = reader.word(value, RevisionKind::WORDS, RevisionKind::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "note",
        doc: "What changed, for readers; only a typo needs none.",
        example: "\"The office of the commissioner is corrected.\"",
        shape: Shape::Text,
        read: |reader, value, parts| parts.note = reader.text(value),
    },
    Field {
        name: "claims",
        doc: "The ids of the claims it touches.",
        example: "[\"c-1a2b3c\"]",
        shape: STRINGS,
        read: |reader, value, parts| parts.claims = reader.strings(value),
    },
    Field {
        name: "by",
        doc: "Who made it.",
        example: "\"Ilse Marek\"",
        shape: Shape::Text,
        read: |reader, value, parts| parts.by = reader.text(value),
    },
    Field {
        name: "was",
        doc: "What the text said.",
        example: "\"79 minutes\"",
        shape: Shape::Text,
        read: |reader, value, parts| parts.was = reader.text(value),
    },
    Field {
        name: "now",
        doc: "What it says now.",
        example: "\"78 minutes\"",
        shape: Shape::Text,
        read: |reader, value, parts| parts.now = reader.text(value),
    },
];

/// `[[revisions]]` (CONTENT_MODEL §2.10).
pub fn revisions(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Revision> {
    let mut revisions = Vec::new();
    for Spanned { value: parts, span } in reader.tables(value, REVISION) {
        for (given, name) in parts.given.into_iter().zip(["date", "kind"]) {
            if !given {
                reader.report(
                    &rules::BAD_VALUE,
                    span,
                    format!("an entry of `revisions` needs `{name}`"),
                    None,
                );
            }
        }
        let (Some(date), Some(kind)) = (parts.date, parts.kind) else { continue };
        if parts.note.is_none() && kind != RevisionKind::Typo {
            let message = format!("a revision of kind `{}` needs `note`", kind.word());
            reader.report(&rules::BAD_VALUE, span, message, Some("tell readers what changed".to_owned()));
        }
        let Parts { note, claims, by, was, now, .. } = parts;
        revisions.push(Revision { date, kind, note, claims, by, was, now, span });
    }
    revisions
}
