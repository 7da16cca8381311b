//! Reads the registries under `content/registry/` (CONTENT_MODEL §2.4, §2.13); every one is optional.

mod fields;

use std::sync::Arc;

use ::toml::de::DeValue;

use super::front_matter::sources::{Entry, KEY_HINT, REGISTERED, is_key};
use super::toml::{self, Reader, Shape, Value};
use crate::diag::{Diagnostic, Reported, nearest, rules};
use crate::model::config::Config;
use crate::model::registry::{RegisteredSource, Registries, TermKind};
use crate::paths::fold;
use crate::source::{Source, Spanned};

pub use fields::{ENTITY, PUBLISHER, TERM};

/// What a file of the registry holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `sources.toml`, and any file under `sources/`.
    Sources,
    Publishers,
    Entities,
    Terms(TermKind),
}

const FILES: &[(&str, Kind, &str)] = &[
    ("sources.toml", Kind::Sources, "What briefs rest on, each under the key that they cite."),
    ("publishers.toml", Kind::Publishers, "Who publishes the sources."),
    ("entities.toml", Kind::Entities, "People, organisations, places and what else briefs name."),
    ("topics.toml", Kind::Terms(TermKind::Topic), "The subjects that briefs are filed under."),
    ("tags.toml", Kind::Terms(TermKind::Tag), "What briefs touch."),
    ("series.toml", Kind::Terms(TermKind::Series), "What appears in editions."),
    ("channels.toml", Kind::Terms(TermKind::Channel), "Where briefs appear, each with its list and feed."),
    ("models.toml", Kind::Terms(TermKind::Model), "The models that take part in drafting."),
    ("authors.toml", Kind::Terms(TermKind::Author), "Who writes and reviews: people and desks."),
];

/// The registries: the name of each file, what is in it, and the shape of the whole.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str, Shape)> {
    FILES.iter().map(|&(file, kind, doc)| (file, doc, kind.shape()))
}

impl Kind {
    /// A table an entry, by its id.
    fn shape(self) -> Shape {
        match self {
            Self::Sources => Shape::Map(Vec::new, &Shape::Table(&REGISTERED, &[&["title", "url"]])),
            Self::Publishers => Shape::Map(Vec::new, &Shape::Table(&PUBLISHER, &[])),
            Self::Entities => Shape::Map(Vec::new, &Shape::Table(&fields::ENTITY, &[])),
            Self::Terms(_) => Shape::Map(Vec::new, &Shape::Table(&TERM, &[])),
        }
    }
}

/// Reads every registry file. One id twice, in one file or in two, is `duplicate-key`; the first in order of path stays.
pub fn read(config: &Config, sources: &[Source]) -> Reported<Registries> {
    let mut registries = Registries::default();
    let mut diagnostics = Vec::new();
    for source in sources {
        match kind(&source.path) {
            Ok(kind) => read_file(config, source, kind, &mut registries, &mut diagnostics),
            Err(fault) => diagnostics.push(fault),
        }
    }
    Reported::new(registries, diagnostics)
}

/// What a file holds; a name that no registry has is `unknown-registry`.
fn kind(path: &Arc<str>) -> Result<Kind, Diagnostic> {
    let name = path.rsplit_once("/registry/").map_or(path.as_ref(), |(_, name)| name);
    let found = match name.strip_prefix("sources/") {
        Some(file) if file.ends_with(".toml") => Some(Kind::Sources),
        _ => FILES.iter().find(|it| it.0 == name).map(|it| it.1),
    };
    found.ok_or_else(|| {
        let hint = match nearest(name, FILES.iter().map(|it| it.0)) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => {
                let all: Vec<_> = FILES.iter().map(|it| format!("`{}`", it.0)).collect();
                format!("registries are {}, and files under `sources/`", all.join(", "))
            }
        };
        Diagnostic::new(
            &rules::UNKNOWN_REGISTRY,
            path,
            format!("no registry is called `{}`", name.escape_debug()),
        )
        .hint(hint)
    })
}

/// Reads one file: a table an entry, by its id.
fn read_file(
    config: &Config,
    source: &Source,
    kind: Kind,
    registries: &mut Registries,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut legible = String::new();
    let document = toml::parse(&source.path, &source.text, 0, &mut legible);
    diagnostics.extend(document.diagnostics);
    let mut reader = Reader::new(&source.path, 0).with_config(config);
    // An empty registry exists all the same: no id is in it.
    if let Kind::Terms(kind) = kind {
        registries.terms.entry(kind).or_default();
    }
    for (name, value) in &document.table {
        let written = Spanned::new(name.get_ref().to_string(), reader.place(name.span()));
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            let message = format!("`{}` stands outside any entry", written.value.escape_debug());
            let hint = Some("write each entry as a table: `[id]`".to_owned());
            reader.report(&rules::BAD_VALUE, written.span, message, hint);
            continue;
        }
        let Some(id) = identity(&mut reader, &written, kind) else { continue };
        let earlier = match kind {
            Kind::Sources => registries.sources.get(&id).map(|it| (&it.path, &it.key.value)),
            Kind::Publishers => registries.publishers.get(&id).map(|it| (&it.path, &it.id.value)),
            Kind::Entities => registries.entities.get(&id).map(|it| (&it.path, &it.id.value)),
            Kind::Terms(kind) => registries
                .terms
                .get(&kind)
                .and_then(|terms| terms.get(&id))
                .map(|it| (&it.path, &it.id.value)),
        };
        if let Some((path, first)) = earlier {
            let again = written.value.escape_debug();
            let message = match *first == written.value {
                true => format!("`{again}` is in `{path}` already"),
                false => format!("`{again}` is the same as `{first}` in `{path}`"),
            };
            reader.report(
                &rules::DUPLICATE_KEY,
                written.span,
                message,
                Some("keep one of the two".to_owned()),
            );
            continue;
        }
        match kind {
            Kind::Sources => {
                let registered = registered_source(&mut reader, value, written);
                registries.sources.insert(id, registered);
            }
            Kind::Publishers => {
                let publisher = fields::publisher(&mut reader, value, written);
                registries.publishers.insert(id, publisher);
            }
            Kind::Entities => {
                let entity = fields::entity(&mut reader, value, written);
                registries.entities.insert(id, entity);
            }
            Kind::Terms(kind) => {
                let term = fields::term(&mut reader, value, written);
                registries.terms.entry(kind).or_default().insert(id, term);
            }
        }
    }
    diagnostics.append(&mut reader.diagnostics);
}

/// The identity of an entry: keys of sources and entities as written, ids of what briefs name freely folded.
fn identity(reader: &mut Reader<'_>, written: &Spanned<String>, kind: Kind) -> Option<String> {
    match kind {
        Kind::Sources | Kind::Entities if is_key(&written.value) => Some(written.value.clone()),
        Kind::Sources | Kind::Entities => {
            let message = format!("`{}` cannot be a key", written.value.escape_debug());
            reader.report(&rules::BAD_VALUE, written.span, message, Some(KEY_HINT.to_owned()));
            None
        }
        Kind::Publishers | Kind::Terms(_) => {
            let id = fold(&written.value);
            if id.is_empty() {
                reader.report(&rules::BAD_VALUE, written.span, "an id that is blank", None);
            }
            (!id.is_empty()).then_some(id)
        }
    }
}

fn registered_source(reader: &mut Reader<'_>, value: &Value<'_>, key: Spanned<String>) -> RegisteredSource {
    let mut entry = Entry::default();
    reader.table_into(value, REGISTERED, &mut entry);
    entry.check(reader, value);
    let Entry { fields, quote, accessed, .. } = entry;
    RegisteredSource { path: reader.path().clone(), key, fields, accessed, quote }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::model::registry::EntityKind;
    use crate::source::Span;

    fn config() -> Config {
        crate::parse::config::read(&Source::new("dateline.toml", "")).value
    }

    fn sources(files: &[(&str, &str)]) -> Vec<Source> {
        files.iter().map(|(name, text)| Source::new(format!("content/registry/{name}"), *text)).collect()
    }

    fn good(files: &[(&str, &str)]) -> Registries {
        let read = read(&config(), &sources(files));
        assert_eq!(read.diagnostics, []);
        read.value
    }

    fn check(files: &[(&str, &str)], expected: Expect) {
        let sources = sources(files);
        let mut out = String::new();
        for it in read(&config(), &sources).diagnostics {
            let text = &sources.iter().find(|source| source.path == it.path).unwrap().text;
            let accused = it.span.map(|span| &text[span.range()]).unwrap_or_default();
            let hint = it.hint.as_deref().unwrap_or("-");
            out += &format!("{} {} {accused:?}: {} | {hint}\n", it.path, it.rule.name, it.message);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn sources_stand_in_one_file_or_in_many() {
        let registries = good(&[
            (
                "sources.toml",
                "[a]\ntitle = \"A\"\nurl = \"https://a.example/1\"\naccessed = 2026-02-14\nquote = \"w\"\ncsl = { volume = \"1\" }",
            ),
            (
                "sources/wires.toml",
                "[b-1_x]\nurl = \"https://b.example\"\narchived = \"https://archive.example/20260214/x\"\nindependent_of = [\"a\"]",
            ),
        ]);
        assert_eq!(registries.sources.keys().collect::<Vec<_>>(), ["a", "b-1_x"]);
        let a = &registries.sources["a"];
        assert_eq!((a.path.as_ref(), a.key.span), ("content/registry/sources.toml", Span::new(1, 2)));
        assert_eq!(a.quote.as_deref(), Some("w"));
        assert!(a.accessed.is_some());
        assert_eq!(a.fields.csl["volume"], "1");
        let b = &registries.sources["b-1_x"].fields;
        assert_eq!(b.archived_at.as_ref().unwrap().value.iso(), "2026-02-14");
        assert_eq!(b.independent_of[0].value, "a");
    }

    #[test]
    fn terms_are_known_by_their_folded_id() {
        let registries = good(&[
            ("tags.toml", "[\"Supply Chain\"]\naliases = [\"scm\"]\nparent = \"trade\""),
            ("channels.toml", "[zh]\nname = \"中文\"\nlang = \"zh-hans\""),
            ("models.toml", "[atlas-4]\nprovider = \"Labs\"\nurl = \"https://labs.example\""),
            ("topics.toml", ""),
        ]);
        let tag = &registries.terms[&TermKind::Tag]["supply-chain"];
        assert_eq!((tag.name.as_str(), tag.aliases[0].as_str()), ("Supply Chain", "scm"));
        assert_eq!(registries.terms[&TermKind::Channel]["zh"].lang.as_deref(), Some("zh-Hans"));
        assert!(registries.terms[&TermKind::Topic].is_empty());
        assert!(!registries.terms.contains_key(&TermKind::Series));
    }

    #[test]
    fn publishers_and_entities() {
        let registries = good(&[
            (
                "publishers.toml",
                "[harbor-wire]\nname = \"Harbor Wire\"\nnames = { uk = \"Вісник\", de = [\"Hafen\", \"HW\"] }\nhosts = [\"Harbor.Example\"]\nkind = \"state\"\nreliability = \"B\"\ncorrections_url = \"https://h.example/c\"",
            ),
            (
                "entities.toml",
                "[ilse-marek]\nname = \"Ilse Marek\"\nkind = \"person\"\nroles = [{ title = \"C\", from = 2019-01-03, match = [\"C\"] }]",
            ),
        ]);
        let publisher = &registries.publishers["harbor-wire"];
        assert_eq!(publisher.hosts, ["harbor.example"]);
        assert_eq!((publisher.reliability, publisher.names["de"].len()), (Some('B'), 2));
        let entity = &registries.entities["ilse-marek"];
        assert_eq!((entity.id.span, entity.kind), (Span::new(1, 11), Some(EntityKind::Person)));
        assert_eq!(entity.roles[0].words().collect::<Vec<_>>(), ["C", "C"]);
    }

    #[test]
    fn an_id_is_given_once() {
        check(
            &[
                ("sources.toml", "[a]\ntitle = \"A\""),
                ("sources/more.toml", "[a]\ntitle = \"B\""),
                ("tags.toml", "[supply-chain]\n[\"Supply Chain\"]"),
                ("publishers.toml", "[p]\n[P]"),
                ("entities.toml", "[e]\n[e]"),
            ],
            expect![[r#"
                content/registry/sources/more.toml duplicate-key "a": `a` is in `content/registry/sources.toml` already | keep one of the two
                content/registry/tags.toml duplicate-key "\"Supply Chain\"": `Supply Chain` is the same as `supply-chain` in `content/registry/tags.toml` | keep one of the two
                content/registry/publishers.toml duplicate-key "P": `P` is the same as `p` in `content/registry/publishers.toml` | keep one of the two
                content/registry/entities.toml duplicate-key "e": the key `e` is given twice | keep one of the two
            "#]],
        );
    }

    #[test]
    fn entries_are_checked() {
        check(
            &[("sources.toml", "title = \"A\"\n[Bad]\n[b]\n[c]\nurl = \"ftp://x\"\nlocator = \"p\"")],
            expect![[r#"
                content/registry/sources.toml bad-value "title": `title` stands outside any entry | write each entry as a table: `[id]`
                content/registry/sources.toml bad-value "Bad": `Bad` cannot be a key | use lower case letters, digits, `-` and `_`, and begin with a letter or digit
                content/registry/sources.toml bad-value "[b]": a source needs `title` or `url` | -
                content/registry/sources.toml bad-value "\"ftp://x\"": `url` must be an http or https address | write it whole: `https://example.org/page`
                content/registry/sources.toml unknown-key "locator": unknown key `locator` | it takes `title`, `url`, `publisher`, `authors`, `published`, `accessed`, `type`, `access`, `lang`, `archived`, `archived_at`, `reliability`, `descriptor`, `origin`, `independent_of`, `quote`, `doi`, `csl`
            "#]],
        );
        check(
            &[(
                "sources.toml",
                "[a]\ntitel = \"A\"\ntype = \"newz\"\naccess = 1\norigin = \"first\"\nreliability = \"b\"",
            )],
            expect![[r#"
                content/registry/sources.toml unknown-key "titel": unknown key `titel` | did you mean `title`?
                content/registry/sources.toml bad-value "\"newz\"": `type` does not take `newz` | did you mean `news`? One of `news`, `official`, `statement`, `dataset`, `social`, `video`, `report`, `academic`, `book`, `legal`, `satellite`, `interview`, `wire`, `other`
                content/registry/sources.toml bad-value "1": `access` must be a string, not an integer | -
                content/registry/sources.toml bad-value "\"first\"": `origin` does not take `first` | one of `primary`, `secondary`, `aggregator`
                content/registry/sources.toml bad-value "\"b\"": `reliability` does not take `b` | did you mean `B`? One of `A`, `B`, `C`, `D`, `E`, `F`
                content/registry/sources.toml bad-value "[a]": a source needs `title` or `url` | -
            "#]],
        );
        check(
            &[(
                "publishers.toml",
                "[p]\nkind = \"firm\"\nnames = []\ncorrections_url = \"mailto:a@b\"\n[\" \"]",
            )],
            expect![[r#"
                content/registry/publishers.toml bad-value "\"firm\"": `kind` does not take `firm` | one of `state`, `public`, `private`, `ngo`, `intergov`, `individual`
                content/registry/publishers.toml bad-value "[]": `names` must be a table, not an array | -
                content/registry/publishers.toml bad-value "\"mailto:a@b\"": `corrections_url` must be an http or https address | write it whole: `https://example.org/page`
                content/registry/publishers.toml bad-value "\" \"": an id that is blank | -
            "#]],
        );
        check(
            &[("topics.toml", "[t]\nnaem = \"x\"\nlang = \"!\"\n[u\n[v]\nname = 1")],
            expect![[r#"
            content/registry/topics.toml bad-toml "": a table header that is not closed | end it with `]`, or `]]`
            content/registry/topics.toml unknown-key "naem": unknown key `naem` | did you mean `name`?
            content/registry/topics.toml bad-value "\"!\"": `!` is not a language tag | write a BCP 47 tag: `en`, `zh-Hans`, `pt-BR`
            content/registry/topics.toml bad-value "1": `name` must be a string, not an integer | -
        "#]],
        );
        check(
            &[("entities.toml", "[E]\n[f]\nkind = \"ship\"\nroles = [{ from = \"x\", until = 1 }]")],
            expect![[r#"
                content/registry/entities.toml bad-value "E": `E` cannot be a key | use lower case letters, digits, `-` and `_`, and begin with a letter or digit
                content/registry/entities.toml bad-value "\"ship\"": `kind` does not take `ship` | one of `person`, `org`, `place`, `treaty`, `event`, `system`
                content/registry/entities.toml bad-date "\"x\"": `from`: `x` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                content/registry/entities.toml unknown-key "until": unknown key `until` in `roles` | it takes `title`, `from`, `to`, `match`
                content/registry/entities.toml bad-value "{ from = \"x\", until = 1 }": an entry of `roles` needs `title` | -
            "#]],
        );
    }

    #[test]
    fn files_that_are_no_registry_are_named() {
        check(
            &[("source.toml", ""), ("places.toml", ""), ("old/tags.toml", ""), ("sources/a/b.toml", "")],
            expect![[r#"
                content/registry/source.toml unknown-registry "": no registry is called `source.toml` | did you mean `sources.toml`?
                content/registry/places.toml unknown-registry "": no registry is called `places.toml` | registries are `sources.toml`, `publishers.toml`, `entities.toml`, `topics.toml`, `tags.toml`, `series.toml`, `channels.toml`, `models.toml`, `authors.toml`, and files under `sources/`
                content/registry/old/tags.toml unknown-registry "": no registry is called `old/tags.toml` | did you mean `tags.toml`?
            "#]],
        );
    }

    #[test]
    fn entities_are_checked() {
        check(
            &[(
                "entities.toml",
                "[a]\nname = \"A\"\naliases = [\"B\", \"C\", \"B\"]\nnames = { \"x y\" = \"B\" }\nkind = \"ship\"\nwikidata = \"P42\"\nnaem = \"x\"\n\
                 roles = [{ from = 2020 }, { title = \"R\", from = 2021-01-01, to = 2020-12-31 }, { title = \"S\", from = \"soon\" }]",
            )],
            expect![[r#"
                content/registry/entities.toml bad-value "\"B\"": the alias `B` is given twice | remove one
                content/registry/entities.toml bad-value "\"x y\"": `x y` is not a language tag | write a BCP 47 tag: `en`, `zh-Hans`, `pt-BR`
                content/registry/entities.toml bad-value "\"ship\"": `kind` does not take `ship` | one of `person`, `org`, `place`, `treaty`, `event`, `system`
                content/registry/entities.toml bad-value "\"P42\"": `P42` is no item of Wikidata | write its letter and number: `Q42`
                content/registry/entities.toml unknown-key "naem": unknown key `naem` | did you mean `name`?
                content/registry/entities.toml bad-date "2020": `from`: `2020` is a year without a month | write the month too: `2020-02`, or the whole date: `2020-02-14`
                content/registry/entities.toml bad-date "\"soon\"": `from`: `soon` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                content/registry/entities.toml bad-value "{ from = 2020 }": an entry of `roles` needs `title` | -
                content/registry/entities.toml bad-value "{ title = \"R\", from = 2021-01-01, to = 2020-12-31 }": the role `R` ends before it begins | `from` is its first day and `to` its last
            "#]],
        );
    }
}
