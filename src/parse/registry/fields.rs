//! The keys of publishers, of terms and of entities.

use ::toml::de::DeValue;

use crate::model::registry::{PublisherKind, RegisteredPublisher, RegisteredTerm};
use crate::parse::front_matter::people::ENTITY_KINDS;
use crate::parse::front_matter::sources::{GRADES, limited, reliability};
use crate::parse::toml::{Field, LANGUAGE, ONE_OR_MORE, Reader, STRINGS, Shape, URL, Value};
use crate::source::Spanned;

/// The rows of `publishers.toml`.
pub const PUBLISHER: &[Field<RegisteredPublisher>] = &[
    Field {
        name: "name",
        doc: "What it is called; the id by default.",
        example: "\"Harbor Wire\"",
        shape: Shape::Line,
        read: |reader, value, it| set(&mut it.name, reader.line(value).map(|it| it.value)),
    },
    Field {
        name: "names",
        doc: "What it is called in other languages: one name or several a language.",
        example: "{ uk = \"Портовий вісник\" }",
        shape: Shape::Map(Vec::new, &ONE_OR_MORE),
        read: |reader, value, it| {
            let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table") };
            for (lang, names) in table {
                let names = reader.one_or_more(names).into_iter().map(|it| it.value).collect();
                it.names.insert(lang.get_ref().to_string(), names);
            }
        },
    },
    Field {
        name: "hosts",
        doc: "The hosts of its addresses.",
        example: "[\"harbor.example\"]",
        shape: STRINGS,
        read: |reader, value, it| {
            it.hosts = reader.strings(value).into_iter().map(|it| it.value.to_lowercase()).collect();
        },
    },
    Field {
        name: "country",
        doc: "Where it is: an ISO 3166 code or a name.",
        example: "\"UA\"",
        shape: Shape::Text,
        read: |reader, value, it| it.country = reader.text(value),
    },
    Field {
        name: "kind",
        doc: "What it is: state, public, private, ngo, intergov or individual.",
        example: "\"private\"",
        shape: Shape::Words(PublisherKind::WORDS),
        read: |reader, value, it| {
            it.kind = reader.word(value, PublisherKind::WORDS, PublisherKind::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "reliability",
        doc: "Admiralty grade, A to F, of sources that have none of their own.",
        example: "\"B\"",
        shape: Shape::Words(GRADES),
        read: |reader, value, it| it.reliability = reliability(reader, value).map(|it| it.value),
    },
    Field {
        name: "descriptor",
        doc: "Who speaks and with what interest, in at most 240 characters.",
        example: "\"State daily; interest in outcome.\"",
        shape: Shape::Limited(240),
        read: |reader, value, it| it.descriptor = limited(reader, value, 240).map(|it| it.value),
    },
    Field {
        name: "ownership",
        doc: "Who owns it.",
        example: "\"Harbour Holdings\"",
        shape: Shape::Text,
        read: |reader, value, it| it.ownership = reader.text(value),
    },
    Field {
        name: "affiliation",
        doc: "Whom it belongs with.",
        example: "\"Port authority\"",
        shape: Shape::Text,
        read: |reader, value, it| it.affiliation = reader.text(value),
    },
    Field {
        name: "corrections_url",
        doc: "Where it publishes its corrections.",
        example: "\"https://harbor.example/corrections\"",
        shape: URL,
        read: |reader, value, it| it.corrections_url = reader.url(value).map(|it| it.value),
    },
];

/// The rows of the registries of topics, tags, series, channels and models.
pub const TERM: &[Field<RegisteredTerm>] = &[
    Field {
        name: "name",
        doc: "What is shown; the id by default.",
        example: "\"Infrastructure\"",
        shape: Shape::Line,
        read: |reader, value, it| set(&mut it.name, reader.line(value).map(|it| it.value)),
    },
    Field {
        name: "description",
        doc: "What is filed under it, in a sentence.",
        example: "\"Ports, grids and resolvers.\"",
        shape: Shape::Text,
        read: |reader, value, it| it.description = reader.text(value),
    },
    Field {
        name: "aliases",
        doc: "Other names that mean the same.",
        example: "[\"infra\"]",
        shape: STRINGS,
        read: |reader, value, it| it.aliases = reader.strings(value).into_iter().map(|it| it.value).collect(),
    },
    Field {
        name: "parent",
        doc: "The wider term.",
        example: "\"economy\"",
        shape: Shape::Line,
        read: |reader, value, it| it.parent = reader.line(value),
    },
    Field {
        name: "lang",
        doc: "Channels: the language of their briefs, a BCP 47 tag.",
        example: "\"zh-Hans\"",
        shape: LANGUAGE,
        read: |reader, value, it| it.lang = reader.language(value).map(|it| it.value),
    },
    Field {
        name: "provider",
        doc: "Models: who makes it.",
        example: "\"Example Labs\"",
        shape: Shape::Text,
        read: |reader, value, it| it.provider = reader.text(value),
    },
    Field {
        name: "url",
        doc: "A page about it elsewhere.",
        example: "\"https://labs.example/atlas\"",
        shape: URL,
        read: |reader, value, it| it.url = reader.url(value).map(|it| it.value),
    },
];

/// The rows of `entities.toml` (CONTENT_MODEL §2.11): read for their faults, and used later.
pub const ENTITY: &[Field<()>] = &[
    Field {
        name: "name",
        doc: "Its name.",
        example: "\"Ilse Marek\"",
        shape: Shape::Line,
        read: |reader, value, ()| _ = reader.line(value),
    },
    Field {
        name: "names",
        doc: "Its name in other languages.",
        example: "{ uk = \"Ільзе Марек\" }",
        shape: Shape::Map(Vec::new, &ONE_OR_MORE),
        read: |reader, value, ()| {
            let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table") };
            for names in table.values() {
                reader.one_or_more(names);
            }
        },
    },
    Field {
        name: "aliases",
        doc: "Other words that mean it.",
        example: "[\"the commissioner\"]",
        shape: STRINGS,
        read: |reader, value, ()| _ = reader.strings(value),
    },
    Field {
        name: "kind",
        doc: "What it is: person, org, place, treaty, event or system.",
        example: "\"person\"",
        shape: Shape::Words(ENTITY_KINDS),
        read: |reader, value, ()| {
            reader.word(value, ENTITY_KINDS, |word| ENTITY_KINDS.contains(&word).then_some(()));
        },
    },
    Field {
        name: "url",
        doc: "A page about it.",
        example: "\"https://harbour.example/marek\"",
        shape: URL,
        read: |reader, value, ()| _ = reader.url(value),
    },
    Field {
        name: "wikidata",
        doc: "Its Wikidata item.",
        example: "\"Q42\"",
        shape: Shape::Line,
        read: |reader, value, ()| _ = reader.line(value),
    },
    Field {
        name: "roles",
        doc: "Its offices over time: `title`, `from`, `to` and `match`.",
        example: "[{ title = \"Harbour Commissioner\", from = 2019-01-03 }]",
        shape: Shape::Array(&Shape::Table(&ROLE, &[])),
        read: |reader, value, ()| _ = reader.tables(value, ROLE),
    },
];

const ROLE: &[Field<()>] = &[
    Field {
        name: "title",
        doc: "The office.",
        example: "\"Harbour Commissioner\"",
        shape: Shape::Line,
        read: |reader, value, ()| _ = reader.line(value),
    },
    Field {
        name: "from",
        doc: "Since when.",
        example: "2019-01-03",
        shape: Shape::Date,
        read: |reader, value, ()| _ = reader.moment(value),
    },
    Field {
        name: "to",
        doc: "Until when.",
        example: "2025-01-20",
        shape: Shape::Date,
        read: |reader, value, ()| _ = reader.moment(value),
    },
    Field {
        name: "match",
        doc: "Words in prose that claim the office.",
        example: "[\"Commissioner\"]",
        shape: STRINGS,
        read: |reader, value, ()| _ = reader.strings(value),
    },
];

/// Takes a value that was read, and leaves what is there where none was.
fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

pub fn publisher(reader: &mut Reader<'_>, value: &Value<'_>, id: Spanned<String>) -> RegisteredPublisher {
    let mut publisher = RegisteredPublisher {
        path: reader.path().clone(),
        name: id.value.clone(),
        id,
        names: Default::default(),
        hosts: Vec::new(),
        country: None,
        kind: None,
        reliability: None,
        descriptor: None,
        ownership: None,
        affiliation: None,
        corrections_url: None,
    };
    reader.table_into(value, PUBLISHER, &mut publisher);
    publisher
}

pub fn term(reader: &mut Reader<'_>, value: &Value<'_>, id: Spanned<String>) -> RegisteredTerm {
    let mut term = RegisteredTerm {
        path: reader.path().clone(),
        name: id.value.clone(),
        id,
        description: None,
        aliases: Vec::new(),
        parent: None,
        lang: None,
        provider: None,
        url: None,
    };
    reader.table_into(value, TERM, &mut term);
    term
}

pub fn entity(reader: &mut Reader<'_>, value: &Value<'_>) {
    reader.table_into(value, ENTITY, &mut ());
}
