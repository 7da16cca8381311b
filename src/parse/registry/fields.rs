//! The keys of publishers, of terms and of entities.

use std::collections::{BTreeMap, BTreeSet};

use ::toml::de::DeValue;

use crate::diag::rules;
use crate::model::registry::{
    EntityKind, EntityRole, PublisherKind, RegisteredEntity, RegisteredPublisher, RegisteredTerm,
};
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
        read: |reader, value, it| it.names = names(reader, value),
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

/// The rows of `entities.toml` (CONTENT_MODEL §2.11).
pub const ENTITY: &[Field<RegisteredEntity>] = &[
    Field {
        name: "name",
        doc: "What it is called; the id by default.",
        example: "\"Ilse Marek\"",
        shape: Shape::Line,
        read: |reader, value, it| set(&mut it.name, reader.line(value).map(|it| it.value)),
    },
    Field {
        name: "names",
        doc: "What it is called in other languages: one name or several a language.",
        example: "{ uk = \"Ільзе Марек\" }",
        shape: Shape::Map(Vec::new, &ONE_OR_MORE),
        read: |reader, value, it| it.names = names(reader, value),
    },
    Field {
        name: "aliases",
        doc: "Other words that mean it in prose.",
        example: "[\"Commissioner Marek\"]",
        shape: STRINGS,
        read: |reader, value, it| it.aliases = aliases(reader, value),
    },
    Field {
        name: "kind",
        doc: "What it is: person, org, place, treaty, event or system.",
        example: "\"person\"",
        shape: Shape::Words(EntityKind::WORDS),
        read: |reader, value, it| {
            it.kind = reader.word(value, EntityKind::WORDS, EntityKind::from_word).map(|it| it.value);
        },
    },
    Field {
        name: "description",
        doc: "Who or what it is, in a sentence.",
        example: "\"Head of the harbour commission.\"",
        shape: Shape::Text,
        read: |reader, value, it| it.description = reader.text(value),
    },
    Field {
        name: "url",
        doc: "A page about it elsewhere.",
        example: "\"https://harbour.example/marek\"",
        shape: URL,
        read: |reader, value, it| it.url = reader.url(value).map(|it| it.value),
    },
    Field {
        name: "wikidata",
        doc: "Its Wikidata item.",
        example: "\"Q42\"",
        shape: Shape::Grammar("an item of Wikidata", r"^\s*Q[1-9][0-9]*\s*$", &[]),
        read: |reader, value, it| it.wikidata = wikidata(reader, value),
    },
    Field {
        name: "roles",
        doc: "Its offices over time: `title`, `from`, `to` and `match`.",
        example: "[{ title = \"Harbour Commissioner\", from = 2019-01-03 }]",
        shape: Shape::Array(&Shape::Table(&ROLE, &[&["title"]])),
        read: |reader, value, it| it.roles = roles(reader, value),
    },
];

const ROLE: &[Field<EntityRole>] = &[
    Field {
        name: "title",
        doc: "The office.",
        example: "\"Harbour Commissioner\"",
        shape: Shape::Line,
        read: |reader, value, it| set(&mut it.title, reader.line(value).map(|it| it.value)),
    },
    Field {
        name: "from",
        doc: "Its first day.",
        example: "2019-01-03",
        shape: Shape::Date,
        read: |reader, value, it| it.from = reader.moment(value).map(|it| it.value),
    },
    Field {
        name: "to",
        doc: "Its last day.",
        example: "2025-01-20",
        shape: Shape::Date,
        read: |reader, value, it| it.to = reader.moment(value).map(|it| it.value),
    },
    Field {
        name: "match",
        doc: "Words that claim the office when they stand beside a name, besides the title.",
        example: "[\"Commissioner\"]",
        shape: STRINGS,
        read: |reader, value, it| {
            it.matching = reader.strings(value).into_iter().map(|it| it.value).collect();
        },
    },
];

/// Other names, each once.
fn aliases(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut aliases = Vec::new();
    for Spanned { value: alias, span } in reader.strings(value) {
        if known.insert(alias.clone()) {
            aliases.push(alias);
        } else {
            let message = format!("the alias `{}` is given twice", alias.escape_debug());
            reader.report(&rules::BAD_VALUE, span, message, Some("remove one".to_owned()));
        }
    }
    aliases
}

/// Names by language tag, one or several a language.
fn names(reader: &mut Reader<'_>, value: &Value<'_>) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    let DeValue::Table(table) = value.get_ref() else {
        reader.wrong(value, "a table");
        return all;
    };
    for (lang, names) in table {
        match oxilangtag::LanguageTag::parse_and_normalize(lang.get_ref()) {
            Ok(tag) => {
                let names = reader.one_or_more(names).into_iter().map(|it| it.value).collect();
                all.insert(tag.into_inner(), names);
            }
            Err(_) => {
                let message = format!("`{}` is not a language tag", lang.get_ref().escape_debug());
                let hint = Some("write a BCP 47 tag: `en`, `zh-Hans`, `pt-BR`".to_owned());
                reader.report(&rules::BAD_VALUE, reader.place(lang.span()), message, hint);
            }
        }
    }
    all
}

/// The number of a Wikidata item, with its letter.
fn wikidata(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let item = reader.line(value)?.value;
    let is_number = |it: &str| !it.starts_with('0') && it.bytes().all(|it| it.is_ascii_digit());
    let found = item.strip_prefix('Q').is_some_and(|it| (1..=12).contains(&it.len()) && is_number(it));
    if !found {
        let message = format!("`{}` is no item of Wikidata", item.escape_debug());
        reader.bad(value, message, Some("write its letter and number: `Q42`"));
    }
    found.then_some(item)
}

fn roles(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<EntityRole> {
    let mut roles = Vec::new();
    for Spanned { value: role, span } in reader.tables(value, ROLE) {
        let ends_first = role.from.zip(role.to).is_some_and(|(from, to)| from.is_after(&to));
        let (message, hint) = match role.title.as_str() {
            "" => ("an entry of `roles` needs `title`".to_owned(), None),
            title if ends_first => (
                format!("the role `{}` ends before it begins", title.escape_debug()),
                Some("`from` is its first day and `to` its last".to_owned()),
            ),
            _ => {
                roles.push(role);
                continue;
            }
        };
        reader.report(&rules::BAD_VALUE, span, message, hint);
    }
    roles
}

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

pub fn entity(reader: &mut Reader<'_>, value: &Value<'_>, id: Spanned<String>) -> RegisteredEntity {
    let mut entity = RegisteredEntity {
        path: reader.path().clone(),
        name: id.value.clone(),
        id,
        names: Default::default(),
        aliases: Vec::new(),
        kind: None,
        description: None,
        url: None,
        wikidata: None,
        roles: Vec::new(),
    };
    reader.table_into(value, ENTITY, &mut entity);
    entity
}
