//! Sources: the rows that a registry and a brief share, and the list of a brief (CONTENT_MODEL §2.4).

use std::collections::BTreeMap;

use ::toml::de::DeValue;
use jiff::tz::TimeZone;

use crate::diag::rules;
use crate::model::date::Moment;
use crate::model::front_matter::{Relation, SourceUse, UseDetails};
use crate::model::registry::{Access, SourceFields, SourceKind, SourceOrigin};
use crate::parse::date;
use crate::parse::toml::{self, Field, LANGUAGE, Reader, STRINGS, Shape, Value};

/// A key of the registry.
const KEY_SHAPE: Shape = Shape::Grammar("a key", r"^\s*[a-z0-9][a-z0-9_-]*\s*$", &[]);
/// The source list of a brief.
pub const LIST: Shape =
    Shape::Array(&Shape::OneOf(&[KEY_SHAPE, Shape::Table(&LISTED, &[&["key", "title", "url"]])]));
use crate::source::Spanned;

/// The longest list whose numbers the citation grammar can write.
const LIMIT: usize = 999;

/// A source as one table says it: what merges, and what belongs to the use.
#[derive(Default)]
pub struct Entry {
    pub fields: SourceFields,
    /// What makes its address the same as another's.
    pub identity: Option<String>,
    /// An address was written, legible or not.
    has_url: bool,
    has_title: bool,
    pub key: Option<Spanned<String>>,
    pub id: Option<Spanned<String>>,
    pub quote: Option<String>,
    pub locator: Option<String>,
    pub credibility: Option<u8>,
    pub relation: Option<Relation>,
    pub accessed: Option<Moment>,
}

impl Entry {
    /// Reports an entry that says neither what it is nor where.
    pub fn check(&self, reader: &mut Reader<'_>, value: &Value<'_>) {
        if self.key.is_none() && !self.has_title && !self.has_url {
            reader.bad(value, "a source needs `title` or `url`", None);
        }
    }
}

/// The rows of a registered source, in the order of the contract.
pub const REGISTERED: &[Field<Entry>] = &[
    TITLE,
    URL,
    PUBLISHER,
    AUTHORS,
    PUBLISHED,
    ACCESSED,
    KIND,
    ACCESS,
    LANG,
    ARCHIVED,
    ARCHIVED_AT,
    RELIABILITY,
    DESCRIPTOR,
    ORIGIN,
    INDEPENDENT_OF,
    QUOTE,
    DOI,
    CSL,
];

/// The rows of a source in a brief: those of the registry, and those of the use.
pub const LISTED: &[Field<Entry>] = &[
    ID,
    KEY,
    TITLE,
    URL,
    PUBLISHER,
    AUTHORS,
    PUBLISHED,
    ACCESSED,
    KIND,
    ACCESS,
    LANG,
    ARCHIVED,
    ARCHIVED_AT,
    RELIABILITY,
    DESCRIPTOR,
    ORIGIN,
    INDEPENDENT_OF,
    QUOTE,
    DOI,
    CSL,
    LOCATOR,
    CREDIBILITY,
    RELATION,
];

const ID: Field<Entry> = Field {
    name: "id",
    doc: "The key under which other briefs can cite it; made from host, date and address by default.",
    example: "\"quay-1\"",
    shape: KEY_SHAPE,
    read: |reader, value, it| it.id = key(reader, value),
};
const KEY: Field<Entry> = Field {
    name: "key",
    doc: "A source of the registry.",
    example: "\"harbor-2026-02-14\"",
    shape: KEY_SHAPE,
    read: |reader, value, it| it.key = key(reader, value),
};
const TITLE: Field<Entry> = Field {
    name: "title",
    doc: "Its title.",
    example: "\"Harbour tender reopened\"",
    shape: Shape::Line,
    read: |reader, value, it| {
        it.has_title = true;
        it.fields.title = reader.line(value);
    },
};
const URL: Field<Entry> = Field {
    name: "url",
    doc: "Its address, http or https.",
    example: "\"https://quay.example/tender\"",
    shape: toml::URL,
    read: |reader, value, it| {
        it.has_url = true;
        if let Some((url, identity)) = reader.identified_url(value) {
            it.fields.url = Some(url);
            it.identity = Some(identity);
        }
    },
};
const PUBLISHER: Field<Entry> = Field {
    name: "publisher",
    doc: "The id or name of its publisher; the host of the address by default.",
    example: "\"harbor-wire\"",
    shape: Shape::Line,
    read: |reader, value, it| it.fields.publisher = reader.line(value),
};
const AUTHORS: Field<Entry> = Field {
    name: "authors",
    doc: "Its authors.",
    example: "[\"Ilse Marek\"]",
    shape: STRINGS,
    read: |reader, value, it| {
        it.fields.authors = reader.strings(value).into_iter().map(|it| it.value).collect();
    },
};
const PUBLISHED: Field<Entry> = Field {
    name: "published",
    doc: "When it was published.",
    example: "2026-02-14",
    shape: Shape::Date,
    read: |reader, value, it| it.fields.published = reader.moment(value),
};
const ACCESSED: Field<Entry> = Field {
    name: "accessed",
    doc: "When it was read.",
    example: "2026-02-14",
    shape: Shape::Date,
    read: |reader, value, it| it.accessed = reader.moment(value).map(|it| it.value),
};
const KIND: Field<Entry> = Field {
    name: "type",
    doc: "What it is: news, official, statement, dataset, social, video, report, academic, book, legal, satellite, interview, wire or other.",
    example: "\"news\"",
    shape: Shape::Words(SourceKind::WORDS),
    read: |reader, value, it| it.fields.kind = reader.word(value, SourceKind::WORDS, SourceKind::from_word),
};
const ACCESS: Field<Entry> = Field {
    name: "access",
    doc: "Who can read it: open, registration, paywall, removed or offline.",
    example: "\"open\"",
    shape: Shape::Words(Access::WORDS),
    read: |reader, value, it| it.fields.access = reader.word(value, Access::WORDS, Access::from_word),
};
const LANG: Field<Entry> = Field {
    name: "lang",
    doc: "Its language: a BCP 47 tag.",
    example: "\"uk\"",
    shape: LANGUAGE,
    read: |reader, value, it| it.fields.lang = reader.language(value),
};
const ARCHIVED: Field<Entry> = Field {
    name: "archived",
    doc: "The address of an archived copy; its date is read from it when it holds one.",
    example: "\"https://web.archive.org/web/20260214100000/https://quay.example/tender\"",
    shape: toml::URL,
    read: |reader, value, it| {
        it.fields.archived = reader.url(value);
        if let (None, Some(archived)) = (&it.fields.archived_at, &it.fields.archived) {
            it.fields.archived_at = snapshot(&archived.value).map(|at| Spanned::new(at, archived.span));
        }
    },
};
const ARCHIVED_AT: Field<Entry> = Field {
    name: "archived_at",
    doc: "When the copy was made.",
    example: "2026-02-14T10:00:00Z",
    shape: Shape::Date,
    read: |reader, value, it| it.fields.archived_at = reader.moment(value),
};
const RELIABILITY: Field<Entry> = Field {
    name: "reliability",
    doc: "Admiralty grade of the source, A to F; its publisher's by default.",
    example: "\"B\"",
    shape: Shape::Words(GRADES),
    read: |reader, value, it| it.fields.reliability = reliability(reader, value),
};
const DESCRIPTOR: Field<Entry> = Field {
    name: "descriptor",
    doc: "Who speaks and with what interest, in at most 240 characters (ICS 206-01).",
    example: "\"State daily; interest in outcome.\"",
    shape: Shape::Limited(240),
    read: |reader, value, it| it.fields.descriptor = limited(reader, value, 240),
};
const ORIGIN: Field<Entry> = Field {
    name: "origin",
    doc: "Whether it saw for itself: primary, secondary or aggregator.",
    example: "\"primary\"",
    shape: Shape::Words(SourceOrigin::WORDS),
    read: |reader, value, it| {
        it.fields.origin = reader.word(value, SourceOrigin::WORDS, SourceOrigin::from_word);
    },
};
const INDEPENDENT_OF: Field<Entry> = Field {
    name: "independent_of",
    doc: "Keys of sources that share its origin: they corroborate one another no more than once.",
    example: "[\"quay-1\"]",
    shape: STRINGS,
    read: |reader, value, it| it.fields.independent_of = reader.strings(value),
};
const QUOTE: Field<Entry> = Field {
    name: "quote",
    doc: "Its exact words, at most 300 characters: the link then leads to them.",
    example: "\"The second berth is not part of the tender.\"",
    shape: Shape::Limited(300),
    read: |reader, value, it| it.quote = limited(reader, value, 300).map(|it| it.value),
};
const DOI: Field<Entry> = Field {
    name: "doi",
    doc: "Its digital object identifier.",
    example: "\"10.1000/182\"",
    shape: Shape::Text,
    read: |reader, value, it| {
        let span = reader.span(value);
        it.fields.doi = reader.text(value).map(|doi| Spanned::new(doi, span));
    },
};
const CSL: Field<Entry> = Field {
    name: "csl",
    doc: "Raw CSL-JSON that wins in exports.",
    example: "{ volume = \"12\" }",
    shape: Shape::Free,
    read: |reader, value, it| it.fields.csl = reader.free(value),
};
const LOCATOR: Field<Entry> = Field {
    name: "locator",
    doc: "The place in the source.",
    example: "\"para 4\"",
    shape: Shape::Text,
    read: |reader, value, it| it.locator = reader.text(value),
};
const CREDIBILITY: Field<Entry> = Field {
    name: "credibility",
    doc: "Admiralty grade of what it says here, 1 to 6.",
    example: "2",
    shape: Shape::Integer(1, 6),
    read: |reader, value, it| {
        it.credibility = reader.integer(value, 1..=6).and_then(|it| u8::try_from(it).ok());
    },
};
const RELATION: Field<Entry> = Field {
    name: "relation",
    doc: "How it bears on the brief: supports, disputes, context, data or authority.",
    example: "\"disputes\"",
    shape: Shape::Words(Relation::WORDS),
    read: |reader, value, it| {
        it.relation = reader.word(value, Relation::WORDS, Relation::from_word).map(|it| it.value);
    },
};

/// A key of the registry: `[a-z0-9][a-z0-9_-]*`.
pub fn is_key(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().next().is_some_and(letter) && text.bytes().all(|byte| letter(byte) || b"_-".contains(&byte))
}

pub const KEY_HINT: &str = "use lower case letters, digits, `-` and `_`, and begin with a letter or digit";

fn key(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spanned<String>> {
    let key = reader.line(value)?;
    if !is_key(&key.value) {
        reader.bad(value, format!("`{}` cannot be a key", key.value.escape_debug()), Some(KEY_HINT));
        return None;
    }
    Some(key)
}

/// Admiralty grades of a source.
pub const GRADES: &[&str] = &["A", "B", "C", "D", "E", "F"];

/// A grade from A to F.
pub fn reliability(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spanned<char>> {
    let grade = |word: &str| GRADES.contains(&word).then(|| word.chars().next()).flatten();
    reader.word(value, GRADES, grade)
}

/// A text of at most so many characters.
pub fn limited(reader: &mut Reader<'_>, value: &Value<'_>, limit: usize) -> Option<Spanned<String>> {
    let text = reader.text(value)?;
    let length = text.chars().count();
    if length > limit {
        let message = format!("`{}` has {length} characters, and {limit} are allowed", reader.key());
        reader.bad(value, message, Some("shorten it"));
    }
    Some(Spanned::new(text, reader.span(value)))
}

/// When an archived copy was made, as the paths of web archives say it: `/web/20260214100000/…`, `/20260214/…`.
fn snapshot(url: &str) -> Option<Moment> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    path.split('/').find_map(|part| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (day, time) = digits.split_at(8);
        let mut text = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
        if time.len() >= 4 {
            let seconds = if time.len() == 6 { &time[4..] } else { "00" };
            text += &format!("T{}:{}:{seconds}Z", &time[..2], &time[2..4]);
        }
        date::text(&text, &TimeZone::UTC, None).ok().map(|read| read.moment)
    })
}

/// The source list of a brief: keys and tables, numbered from 1 in their order.
pub fn list(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<SourceUse> {
    let entries = reader.array(value, "an array of keys and tables");
    if let Some(first) = entries.get(LIMIT) {
        let message = format!("more than {LIMIT} sources cannot be cited by number");
        reader.bad(first, message, Some("split the brief"));
    }
    let mut list: Vec<SourceUse> = Vec::with_capacity(entries.len().min(LIMIT));
    let mut keys = BTreeMap::new();
    let mut identities = BTreeMap::new();
    for (number, value) in (1..).zip(entries.iter().take(LIMIT)) {
        let Some((used, identity)) = entry(reader, value, number) else {
            // The number is taken all the same, or every later citation would mean another source.
            let span = reader.span(value);
            list.push(SourceUse { number, span, ..SourceUse::default() });
            continue;
        };
        let mut duplicate = |first: u16, span, what: String| {
            let hint = Some("list a source once and cite its number again".to_owned());
            let message = format!("source {number} is source {first} again: {what}");
            reader.report(&rules::SOURCE_DUPLICATE, span, message, hint);
        };
        let first_of_key = used.key.as_ref().and_then(|key| keys.insert(key.value.clone(), number));
        let first_of_url = identity.as_ref().and_then(|identity| identities.insert(identity.clone(), number));
        if let (Some(first), Some(key)) = (first_of_key, &used.key) {
            duplicate(first, key.span, format!("both have the key `{}`", key.value));
        } else if let (Some(first), Some(url)) = (first_of_url, &used.fields.url) {
            duplicate(first, url.span, "both have this address".to_owned());
        }
        list.push(used);
    }
    list
}

fn entry(reader: &mut Reader<'_>, value: &Value<'_>, number: u16) -> Option<(SourceUse, Option<String>)> {
    let span = reader.span(value);
    match value.get_ref() {
        DeValue::String(_) => {
            let key = key(reader, value)?;
            Some((
                SourceUse { number, key: Some(key), by_reference: true, span, ..SourceUse::default() },
                None,
            ))
        }
        DeValue::Table(_) => {
            let entry = reader.table(value, LISTED)?;
            entry.check(reader, value);
            if let (Some(_), Some(id)) = (&entry.key, &entry.id) {
                let hint = "keep `key` for a source of the registry, `id` for one that is described here";
                reader.report(&rules::BAD_VALUE, id.span, "`id` beside `key`", Some(hint.to_owned()));
            }
            let Entry { fields, identity, key, id, quote, locator, credibility, relation, accessed, .. } =
                entry;
            let used = SourceUse {
                number,
                by_reference: key.is_some(),
                key: key.or(id),
                fields,
                lifted: false,
                span,
                more: UseDetails {
                    quote,
                    locator,
                    credibility,
                    relation: relation.unwrap_or_default(),
                    accessed,
                }
                .into(),
            };
            Some((used, identity))
        }
        _ => {
            reader.wrong(value, "an array of keys and tables");
            None
        }
    }
}
