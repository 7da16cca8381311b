//! The keys of `dateline.toml`, table by table.

use std::collections::BTreeSet;

use ::toml::de::DeValue;
use jiff::tz::TimeZone;

use super::values::{LINK, MENU_ITEMS, link, menu, permalink, search_url};
use super::{base_url, scales, set};
use crate::diag::{self, Severity, nearest, rules};
use crate::model::brief::Role;
use crate::model::config::{AiLabel, Config, DateOrder, Profile, SITE_OUTPUTS, Unresolved};
use crate::model::registry::TermKind;
use crate::parse::toml::{Field, LANGUAGE, Reader, STRINGS, Shape, URL, Value, merge, names};
use crate::paths::{SlugStyle, UrlStyle};

type Row = Field<Config>;

/// Every table of the file.
pub const TABLES: &[Row] = &[
    Field {
        name: "site",
        doc: "The publication.",
        example: "{ title = \"Harbour Desk\" }",
        shape: Shape::Table(&SITE, &[]),
        read: |reader, value, config| _ = reader.table_into(value, SITE, config),
    },
    Field {
        name: "organization",
        doc: "Who publishes it.",
        example: "{ name = \"Harbour Desk\" }",
        shape: Shape::Table(&ORGANIZATION, &[]),
        read: |reader, value, config| _ = reader.table_into(value, ORGANIZATION, config),
    },
    Field {
        name: "menu",
        doc: "The menus; by default the indexes that have content.",
        example: "{ main = [{ name = \"Topics\", url = \"/topics/\" }] }",
        shape: Shape::Table(&MENU, &[]),
        read: |reader, value, config| _ = reader.table_into(value, MENU, config),
    },
    Field {
        name: "urls",
        doc: "How addresses are made.",
        example: "{ style = \"folder\" }",
        shape: Shape::Table(&URLS, &[]),
        read: |reader, value, config| _ = reader.table_into(value, URLS, config),
    },
    Field {
        name: "outputs",
        doc: "What is written of a brief, and for the whole site.",
        example: "{ brief = [\"html\", \"json\", \"md\"] }",
        shape: Shape::Table(&OUTPUTS, &[]),
        read: |reader, value, config| _ = reader.table_into(value, OUTPUTS, config),
    },
    Field {
        name: "indexes",
        doc: "Which indexes are not wanted.",
        example: "{ off = [\"publishers\"] }",
        shape: Shape::Table(&INDEXES, &[]),
        read: |reader, value, config| _ = reader.table_into(value, INDEXES, config),
    },
    Field {
        name: "lists",
        doc: "How long lists are.",
        example: "{ page_size = 20 }",
        shape: Shape::Table(&LISTS, &[]),
        read: |reader, value, config| _ = reader.table_into(value, LISTS, config),
    },
    Field {
        name: "feeds",
        doc: "What has a feed, and what feeds hold.",
        example: "{ full = true }",
        shape: Shape::Table(&FEEDS, &[]),
        read: |reader, value, config| _ = reader.table_into(value, FEEDS, config),
    },
    Field {
        name: "search",
        doc: "The search page.",
        example: "{ enabled = true }",
        shape: Shape::Table(&SEARCH, &[]),
        read: |reader, value, config| _ = reader.table_into(value, SEARCH, config),
    },
    Field {
        name: "estimative",
        doc: "The words of likelihood.",
        example: "{ scale = \"icd203\" }",
        shape: Shape::Table(&ESTIMATIVE, &[]),
        read: |reader, value, config| _ = reader.table_into(value, ESTIMATIVE, config),
    },
    Field {
        name: "dates",
        doc: "How dates are read.",
        example: "{ order = \"dmy\" }",
        shape: Shape::Table(&DATES, &[]),
        read: |reader, value, config| _ = reader.table_into(value, DATES, config),
    },
    Field {
        name: "citations",
        doc: "How citations are read.",
        example: "{ unresolved = \"error\" }",
        shape: Shape::Table(&CITATIONS, &[]),
        read: |reader, value, config| _ = reader.table_into(value, CITATIONS, config),
    },
    Field {
        name: "entities",
        doc: "Pages of people, organisations and places.",
        example: "{ stubs = false }",
        shape: Shape::Table(&ENTITIES, &[]),
        read: |reader, value, config| _ = reader.table_into(value, ENTITIES, config),
    },
    Field {
        name: "roles",
        doc: "Further heading words for a section role.",
        example: "{ watch = [\"signals to follow\"] }",
        shape: Shape::Map(|| Role::ALL.map(Role::name).to_vec(), &STRINGS),
        read: read_roles,
    },
    Field {
        name: "check",
        doc: "What is reported, and what fails a build.",
        example: "{ profile = \"standard\" }",
        shape: Shape::Table(&CHECK, &[]),
        read: |reader, value, config| _ = reader.table_into(value, CHECK, config),
    },
    Field {
        name: "ai",
        doc: "How drafting by a model is disclosed.",
        example: "{ label = \"top\" }",
        shape: Shape::Table(&AI, &[]),
        read: |reader, value, config| _ = reader.table_into(value, AI, config),
    },
    Field {
        name: "watch",
        doc: "The preview while one writes.",
        example: "{ editor = \"vscode://file/{path}:{line}:{col}\" }",
        shape: Shape::Table(&WATCH, &[]),
        read: |reader, value, config| _ = reader.table_into(value, WATCH, config),
    },
    Field {
        name: "theme",
        doc: "Settings of the theme, typed by its `theme.toml`.",
        example: "{ accent = \"navy\" }",
        shape: Shape::Free,
        read: |reader, value, config| merge(&mut config.theme, reader.free(value)),
    },
    Field {
        name: "env",
        doc: "Any of the tables under a name, applied by `--env NAME`.",
        example: "{ preview = { search = { enabled = false } } }",
        shape: Shape::Environments,
        read: read_env,
    },
    Field {
        name: "extra",
        doc: "Anything, for templates.",
        example: "{ contact_line = \"…\" }",
        shape: Shape::Free,
        read: |reader, value, config| merge(&mut config.extra, reader.free(value)),
    },
];

/// The rows of each table that has fixed keys, by its name.
pub(super) const ROWS: &[(&str, &[Row])] = &[
    ("site", SITE),
    ("organization", ORGANIZATION),
    ("menu", MENU),
    ("urls", URLS),
    ("outputs", OUTPUTS),
    ("indexes", INDEXES),
    ("lists", LISTS),
    ("feeds", FEEDS),
    ("search", SEARCH),
    ("estimative", ESTIMATIVE),
    ("dates", DATES),
    ("citations", CITATIONS),
    ("entities", ENTITIES),
    ("check", CHECK),
    ("ai", AI),
    ("watch", WATCH),
];

/// Where a key belongs that its table does not know.
pub fn home(name: &str) -> Option<String> {
    if names(TABLES).any(|table| table == name) {
        return Some(format!("`{name}` is a table of its own: `[{name}]`"));
    }
    let (table, _) = ROWS.iter().find(|(_, rows)| names(rows).any(|key| key == name))?;
    Some(format!("`{name}` belongs under `[{table}]`"))
}

const SITE: &[Row] = &[
    Field {
        name: "title",
        doc: "The name of the publication; `Briefs` when absent.",
        example: "\"Harbour Desk\"",
        shape: Shape::Default(r#""Briefs""#, &Shape::Line),
        read: |reader, value, config| set(&mut config.site.title, reader.line(value).map(|it| it.value)),
    },
    Field {
        name: "base_url",
        doc: "Where the site will be: needed by feeds, sitemap, canonical links and Open Graph.",
        example: "\"https://desk.example/\"",
        shape: Shape::Grammar(
            "an http or https address without query and fragment",
            r"^\s*[Hh][Tt][Tt][Pp][Ss]?:",
            &[],
        ),
        read: |reader, value, config| {
            let Some(text) = reader.line(value) else { return };
            match base_url(&text.value) {
                Ok(url) => config.site.base_url = Some(url),
                Err(fault) => reader.bad(value, fault, Some("write it whole: `https://desk.example/`")),
            }
        },
    },
    Field {
        name: "language",
        doc: "The language of briefs that do not say theirs: a BCP 47 tag.",
        example: "\"en\"",
        shape: Shape::Default(r#""en""#, &LANGUAGE),
        read: |reader, value, config| {
            set(&mut config.site.language, reader.language(value).map(|it| it.value));
        },
    },
    Field {
        name: "timezone",
        doc: "The zone of dates that do not say theirs: an IANA name.",
        example: "\"Europe/Kyiv\"",
        shape: Shape::Default(r#""UTC""#, &Shape::Grammar("an IANA time zone", "", &["UTC"])),
        read: |reader, value, config| {
            let Some(name) = reader.line(value) else { return };
            match TimeZone::get(&name.value) {
                Ok(zone) => config.site.timezone = zone,
                Err(_) => {
                    let known: Vec<_> = jiff::tz::db().available().map(|it| it.to_string()).collect();
                    let hint = match nearest(&name.value, known.iter().map(String::as_str)) {
                        Some(nearest) => format!("did you mean `{nearest}`?"),
                        None => "write an IANA name: `Europe/Kyiv`, `UTC`".to_owned(),
                    };
                    let message = format!("`{}` is not a time zone", name.value.escape_debug());
                    reader.bad(value, message, Some(&hint));
                }
            }
        },
    },
    Field {
        name: "description",
        doc: "What the publication is about, in a sentence.",
        example: "\"Briefs on ports and grids.\"",
        shape: Shape::Default(r#""""#, &Shape::Text),
        read: |reader, value, config| set(&mut config.site.description, reader.text(value)),
    },
    Field {
        name: "author",
        doc: "The author of briefs that name none.",
        example: "\"Harbour Desk\"",
        shape: Shape::Text,
        read: |reader, value, config| config.site.author = reader.text(value),
    },
    Field {
        name: "theme",
        doc: "A folder under `themes/`, or the theme that comes with dateline.",
        example: "\"broadsheet\"",
        shape: Shape::Default(
            r#""broadsheet""#,
            &Shape::Grammar("the name of a folder", "", &["broadsheet"]),
        ),
        read: |reader, value, config| {
            let Some(name) = reader.line(value) else { return };
            if name.value.starts_with('.') || name.value.contains(['/', '\\', '\0']) {
                reader.bad(value, "`theme` must be the name of a folder under `themes/`", None);
            } else {
                config.site.theme = name.value;
            }
        },
    },
    Field {
        name: "copyright",
        doc: "The line at the foot of every page.",
        example: "\"© 2026 Harbour Desk\"",
        shape: Shape::Text,
        read: |reader, value, config| config.site.copyright = reader.text(value),
    },
    Field {
        name: "mark",
        doc: "The icon of the site: an SVG or PNG under `static/`; by default the first letter of the title.",
        example: "\"/mark.svg\"",
        shape: Shape::Grammar("an SVG or PNG under `static/`", r"\.([Ss][Vv][Gg]|[Pp][Nn][Gg])\s*$", &[]),
        read: |reader, value, config| config.site.mark = mark(reader, value),
    },
];

/// A path under `static/` that ends as an SVG or PNG does.
fn mark(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let path = reader.line(value)?.value;
    let name = path.trim_start_matches('/');
    let image = [".svg", ".png"].iter().any(|it| name.to_ascii_lowercase().ends_with(it));
    if image && !name.contains("://") {
        return Some(name.to_owned());
    }
    let hint = "put it under `static/` and write its path: `/mark.svg`";
    reader.bad(value, "`mark` must be an SVG or PNG of this site", Some(hint));
    None
}

const POLICIES: &[&str] = &["ethics", "corrections", "ownership", "methodology"];

const ORGANIZATION: &[Row] = &[
    Field {
        name: "name",
        doc: "Its name.",
        example: "\"Harbour Desk\"",
        shape: Shape::Text,
        read: |reader, value, config| config.organization.name = reader.text(value),
    },
    Field {
        name: "url",
        doc: "Its own site.",
        example: "\"https://desk.example/\"",
        shape: URL,
        read: |reader, value, config| config.organization.url = reader.url(value).map(|it| it.value),
    },
    Field {
        name: "logo",
        doc: "An address, or a path under `static/`.",
        example: "\"/logo.svg\"",
        shape: LINK,
        read: |reader, value, config| config.organization.logo = link(reader, value),
    },
    Field {
        name: "contact",
        doc: "Where to write to: an address of a page or of mail.",
        example: "\"mailto:desk@desk.example\"",
        shape: LINK,
        read: |reader, value, config| config.organization.contact = link(reader, value),
    },
    Field {
        name: "policies",
        doc: "Page slugs or addresses of `ethics`, `corrections`, `ownership` and `methodology`.",
        example: "{ corrections = \"corrections-policy\" }",
        shape: Shape::Map(|| POLICIES.to_vec(), &LINK),
        read: |reader, value, config| {
            let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table") };
            for (name, value) in table {
                if !POLICIES.contains(&name.get_ref().as_ref()) {
                    reader.unknown(name.get_ref(), name.span(), POLICIES.iter().copied());
                } else if let Some(target) = link(reader, value) {
                    config.organization.policies.insert(name.get_ref().to_string(), target);
                }
            }
        },
    },
];

const MENU: &[Row] = &[
    Field {
        name: "main",
        doc: "The menu at the top.",
        example: "[{ name = \"Topics\", url = \"/topics/\" }]",
        shape: MENU_ITEMS,
        read: |reader, value, config| config.menu.main = Some(menu(reader, value)),
    },
    Field {
        name: "footer",
        doc: "The menu at the foot.",
        example: "[{ name = \"About\", url = \"/about/\" }]",
        shape: MENU_ITEMS,
        read: |reader, value, config| config.menu.footer = Some(menu(reader, value)),
    },
];

const URLS: &[Row] = &[
    Field {
        name: "permalink",
        doc: "The address of a brief, made from `{year}`, `{month}`, `{day}`, `{slug}`, `{topic}`, `{channel}`, `{series}` and `{lang}`.",
        example: "\"/{year}/{month}/{day}/{slug}/\"",
        shape: Shape::Default(
            r#""/{year}/{month}/{day}/{slug}/""#,
            &Shape::Grammar(
                "a path with placeholders",
                r"^\s*/.*\{slug\}",
                &["/{year}/{month}/{day}/{slug}/"],
            ),
        ),
        read: |reader, value, config| {
            let Some(pattern) = reader.line(value) else { return };
            match permalink(&pattern.value) {
                Ok(pattern) => config.urls.permalink = pattern,
                Err((message, hint)) => reader.bad(value, message, Some(&hint)),
            }
        },
    },
    Field {
        name: "slugs",
        doc: "Whether slugs keep their script (`unicode`) or are transliterated (`ascii`).",
        example: "\"unicode\"",
        shape: Shape::Default(r#""unicode""#, &Shape::Words(&["unicode", "ascii"])),
        read: |reader, value, config| {
            let choice =
                choose(reader, value, &[("unicode", SlugStyle::Unicode), ("ascii", SlugStyle::Ascii)]);
            set(&mut config.urls.slugs, choice);
        },
    },
    Field {
        name: "style",
        doc: "`folder` for `slug/index.html`; `file` for `slug.html`, which opens from disk too.",
        example: "\"folder\"",
        shape: Shape::Default(r#""folder""#, &Shape::Words(&["folder", "file"])),
        read: |reader, value, config| {
            let choice = choose(reader, value, &[("folder", UrlStyle::Folder), ("file", UrlStyle::File)]);
            set(&mut config.urls.style, choice);
        },
    },
];

const BRIEF_OUTPUTS: &[&str] = &["html", "json", "md", "bib", "ris", "csl", "stix"];
const OUTPUTS: &[Row] = &[
    Field {
        name: "brief",
        doc: "What is written of each brief; `html` is always among it.",
        example: "[\"html\", \"json\", \"md\"]",
        shape: Shape::Default(r#"["html", "json", "md"]"#, &Shape::Array(&Shape::Words(BRIEF_OUTPUTS))),
        read: |reader, value, config| {
            let mut wanted = words(reader, value, BRIEF_OUTPUTS);
            for later in ["bib", "ris", "csl", "stix"].into_iter().filter(|it| wanted.contains(*it)) {
                not_yet(reader, value, format!("`{later}` is not written by this version"));
            }
            wanted.insert("html".to_owned());
            config.outputs.brief = wanted;
        },
    },
    Field {
        name: "site",
        doc: "What is written for the whole site beside its pages.",
        example: "[\"atom\", \"json\", \"sitemap\", \"robots\"]",
        shape: Shape::Default(
            r#"["atom", "headers", "icon", "json", "jsonfeed", "llms", "nojekyll", "opensearch", "redirects", "robots", "schemas", "sitemap"]"#,
            &Shape::Array(&Shape::Words(&SITE_OUTPUTS)),
        ),
        read: |reader, value, config| {
            config.outputs.site = words(reader, value, &SITE_OUTPUTS);
        },
    },
];

const INDEX_KINDS: &[&str] = &[
    "archive",
    "topics",
    "tags",
    "channels",
    "series",
    "sources",
    "publishers",
    "entities",
    "authors",
    "models",
    "confidence",
    "claims",
    "watch",
    "hypotheses",
    "calibration",
    "corrections",
    "techniques",
    "glossary",
];

const INDEXES: &[Row] = &[Field {
    name: "off",
    doc: "Index kinds that are not wanted, by their folder.",
    example: "[\"publishers\", \"claims\"]",
    shape: Shape::Default("[]", &Shape::Array(&Shape::Words(INDEX_KINDS))),
    read: |reader, value, config| {
        config.indexes_off = words(reader, value, INDEX_KINDS);
    },
}];

const LISTS: &[Row] = &[
    Field {
        name: "page_size",
        doc: "Briefs on one page of a list.",
        example: "20",
        shape: Shape::Default("20", &Shape::Integer(1, 1000)),
        read: |reader, value, config| set(&mut config.lists.page_size, count(reader, value, 1..=1000)),
    },
    Field {
        name: "min_items",
        doc: "Briefs that a tag or entity needs for a page of its own.",
        example: "1",
        shape: Shape::Default("1", &Shape::Integer(1, 1000)),
        read: |reader, value, config| set(&mut config.lists.min_items, count(reader, value, 1..=1000)),
    },
    Field {
        name: "related",
        doc: "Related briefs shown beneath a brief.",
        example: "5",
        shape: Shape::Default("5", &Shape::Integer(0, 50)),
        read: |reader, value, config| set(&mut config.lists.related, count(reader, value, 0..=50)),
    },
];

const FEED_KINDS: &[&str] = &["site", "topics", "tags", "series", "channels", "sources", "entities"];

const FEEDS: &[Row] = &[
    Field {
        name: "for",
        doc: "What has a feed.",
        example: "[\"site\", \"topics\", \"tags\", \"series\", \"channels\"]",
        shape: Shape::Default(
            r#"["site", "topics", "tags", "series", "channels"]"#,
            &Shape::Array(&Shape::Words(FEED_KINDS)),
        ),
        read: |reader, value, config| {
            config.feeds.kinds = words(reader, value, FEED_KINDS);
        },
    },
    Field {
        name: "full",
        doc: "Whether the site's feed holds whole briefs; the others carry summaries.",
        example: "true",
        shape: Shape::Default("true", &Shape::Boolean),
        read: |reader, value, config| set(&mut config.feeds.full, reader.boolean(value)),
    },
    Field {
        name: "limit",
        doc: "Briefs in one feed.",
        example: "50",
        shape: Shape::Default("50", &Shape::Integer(1, 1000)),
        read: |reader, value, config| set(&mut config.feeds.limit, count(reader, value, 1..=1000)),
    },
];

const SEARCH: &[Row] = &[
    Field {
        name: "enabled",
        doc: "Whether the site is to have a search page and its index, once a version makes them.",
        example: "true",
        shape: Shape::Default("true", &Shape::Boolean),
        read: |reader, value, config| set(&mut config.search_enabled, reader.boolean(value)),
    },
    Field {
        name: "url",
        doc: "A search service that browsers may ask for this site: an address with `{searchTerms}`.",
        example: "\"https://search.example/?q={searchTerms}+site%3Adesk.example\"",
        shape: Shape::Grammar(
            "the address of a search",
            r"^\s*[Hh][Tt][Tt][Pp][Ss]?:[^{}]*\{searchTerms\}[^{}]*$",
            &[],
        ),
        read: |reader, value, config| config.search_url = search_url(reader, value),
    },
];

const ESTIMATIVE: &[Row] = &[Field {
    name: "scale",
    doc: "`icd203`, `phia`, `kent`, `ipcc`, `efsa`, or a table with `name` and `terms`.",
    example: "\"icd203\"",
    shape: Shape::Default(r#""icd203""#, &Shape::OneOf(&[Shape::Words(scales::NAMES), scales::CUSTOM])),
    read: |reader, value, config| {
        let scale = match value.get_ref() {
            DeValue::Table(_) => scales::custom(reader, value),
            DeValue::String(_) => reader.word(value, scales::NAMES, scales::shipped).map(|it| it.value),
            _ => return reader.wrong(value, "the name of a scale or a table"),
        };
        set(&mut config.estimative, scale);
    },
}];

const DATES: &[Row] = &[Field {
    name: "order",
    doc: "How slash dates are read: `mdy` or `dmy`.",
    example: "\"dmy\"",
    shape: Shape::Words(&["mdy", "dmy"]),
    read: |reader, value, config| {
        let choice = choose(reader, value, &[("mdy", DateOrder::MonthFirst), ("dmy", DateOrder::DayFirst)]);
        config.date_order = choice.or(config.date_order);
    },
}];

const CITATIONS: &[Row] = &[
    Field {
        name: "style",
        doc: "`numeric` is the only one.",
        example: "\"numeric\"",
        shape: Shape::Default(r#""numeric""#, &Shape::Words(&["numeric"])),
        read: |reader, value, _| _ = choose(reader, value, &[("numeric", ())]),
    },
    Field {
        name: "unresolved",
        doc: "What a citation without a source is: an `error`, a warning (`warn`), or `text`.",
        example: "\"error\"",
        shape: Shape::Default(r#""error""#, &Shape::Words(&["error", "warn", "text"])),
        read: |reader, value, config| {
            let choices =
                [("error", Unresolved::Error), ("warn", Unresolved::Warn), ("text", Unresolved::Text)];
            set(&mut config.citations.unresolved, choose(reader, value, &choices));
        },
    },
    Field {
        name: "footnotes_as_sources",
        doc: "Whether a footnote that is only an address is a source.",
        example: "false",
        shape: Shape::Default("false", &Shape::Boolean),
        read: |reader, value, config| set(&mut config.citations.footnotes_as_sources, reader.boolean(value)),
    },
];

const ENTITIES: &[Row] = &[Field {
    name: "stubs",
    doc: "Whether an entity that no registry holds has a page.",
    example: "false",
    shape: Shape::Default("false", &Shape::Boolean),
    read: |reader, value, config| set(&mut config.entity_stubs, reader.boolean(value)),
}];

const VOCABULARIES: &[&str] = &["topics", "tags", "channels", "series", "models", "authors"];

fn rule_names() -> Vec<&'static str> {
    rules::RULES.iter().map(|it| it.name).collect()
}

const CHECK: &[Row] = &[
    Field {
        name: "profile",
        doc: "How severe the checks are: `lenient`, `standard` or `strict`.",
        example: "\"standard\"",
        shape: Shape::Default(r#""standard""#, &Shape::Words(&["lenient", "standard", "strict"])),
        read: |reader, value, config| {
            let choices =
                [("lenient", Profile::Lenient), ("standard", Profile::Standard), ("strict", Profile::Strict)];
            set(&mut config.check.profile, choose(reader, value, &choices));
        },
    },
    Field {
        name: "fail_on",
        doc: "The least severity that fails a build.",
        example: "\"error\"",
        shape: Shape::Default(r#""error""#, &Shape::Words(&["info", "warning", "error"])),
        read: |reader, value, config| set(&mut config.check.fail_on, choose(reader, value, &LEVELS[1..])),
    },
    Field {
        name: "baseline",
        doc: "A file of findings that are known and not reported again.",
        example: "\"check.baseline\"",
        shape: Shape::Grammar("a file of the publication", "", &["check.baseline"]),
        read: |reader, value, config| {
            let Some(file) = reader.line(value) else { return };
            let inside =
                |it: &str| !it.starts_with('/') && !it.contains('\\') && it.split('/').all(|it| it != "..");
            if inside(&file.value) {
                config.check.baseline = Some(file.value);
            } else {
                reader.bad(
                    value,
                    "`baseline` must be a file of the publication",
                    Some("write `check.baseline`"),
                );
            }
        },
    },
    Field {
        name: "closed_vocab",
        doc: "Kinds whose every id must be in its registry.",
        example: "[\"tags\"]",
        shape: Shape::Default("[]", &Shape::Array(&Shape::Words(VOCABULARIES))),
        read: |reader, value, config| {
            let wanted = words(reader, value, VOCABULARIES);
            config.check.closed_vocab =
                TermKind::ALL.into_iter().filter(|kind| wanted.contains(kind.plural())).collect();
        },
    },
    Field {
        name: "rules",
        doc: "The level of a rule: `off`, `info`, `warning` or `error`.",
        example: "{ \"title-long\" = \"off\" }",
        shape: Shape::Map(rule_names, &Shape::Words(&["off", "info", "warning", "error"])),
        read: |reader, value, config| {
            let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table") };
            for (name, value) in table {
                let Some(rule) = rules::find(name.get_ref()) else {
                    let known = rules::RULES.iter().map(|rule| rule.name);
                    let hint = diag::nearest(name.get_ref(), known).map(|it| format!("did you mean `{it}`?"));
                    let message = format!("unknown rule `{}`", name.get_ref().escape_debug());
                    reader.report(&rules::UNKNOWN_KEY, reader.place(name.span()), message, hint);
                    continue;
                };
                let Some(level) = choose(reader, value, LEVELS) else { continue };
                if rule.structural && rule.severity[0] == Severity::Error && level < Severity::Error {
                    let message = format!("`{}` is a fault of structure and stays an error", rule.name);
                    reader.report(&rules::BAD_VALUE, reader.place(value.span()), message, None);
                    continue;
                }
                config.check.rules.insert(rule.name.to_owned(), level);
            }
        },
    },
];

const LEVELS: &[(&str, Severity)] = &[
    ("off", Severity::Off),
    ("info", Severity::Info),
    ("warning", Severity::Warning),
    ("error", Severity::Error),
];

const AI: &[Row] = &[Field {
    name: "label",
    doc: "Where the disclosure stands: `top`, `footer`, or `off` where rule `ai-undisclosed` allows it.",
    example: "\"top\"",
    shape: Shape::Default(r#""top""#, &Shape::Words(&["top", "footer", "off"])),
    read: |reader, value, config| {
        let choices = [("top", AiLabel::Top), ("footer", AiLabel::Footer), ("off", AiLabel::Off)];
        set(&mut config.ai_label, choose(reader, value, &choices));
    },
}];

const WATCH: &[Row] = &[Field {
    name: "editor",
    doc: "A link that opens a file in an editor, with `{path}`, `{line}` and `{col}`; never a command.",
    example: "\"vscode://file/{path}:{line}:{col}\"",
    shape: Shape::Grammar("a link", "://", &["vscode://file/{path}:{line}:{col}"]),
    read: |reader, value, config| {
        let Some(link) = reader.line(value) else { return };
        let scheme = link.value.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
        let runs = ["javascript", "data", "vbscript", "blob", "file"];
        if scheme.is_empty()
            || runs.contains(&scheme.to_ascii_lowercase().as_str())
            || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        {
            let hint = "write `vscode://file/{path}:{line}:{col}`, or what your editor answers to";
            reader.bad(value, "`editor` must be a link", Some(hint));
        } else {
            config.watch_editor = Some(link.value);
        }
    },
}];

/// One of a few words, each with what it means.
fn choose<T: Copy>(reader: &mut Reader<'_>, value: &Value<'_>, choices: &[(&str, T)]) -> Option<T> {
    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
    let find = |word: &str| choices.iter().find(|(name, _)| *name == word).map(|(_, it)| *it);
    reader.word(value, &names, find).map(|it| it.value)
}

/// A set of known words.
fn words(reader: &mut Reader<'_>, value: &Value<'_>, known: &[&str]) -> BTreeSet<String> {
    let entries = reader.array(value, "an array of strings");
    let find = |word: &str| known.contains(&word).then(|| word.to_owned());
    entries.iter().filter_map(|entry| reader.word(entry, known, find)).map(|it| it.value).collect()
}

/// Says that a setting of the contract waits for a later version, so that nobody waits for its effect.
fn not_yet(reader: &mut Reader<'_>, value: &Value<'_>, message: String) {
    reader.report(&rules::NOT_YET, reader.place(value.span()), message, None);
}

fn count(reader: &mut Reader<'_>, value: &Value<'_>, range: std::ops::RangeInclusive<i64>) -> Option<usize> {
    reader.integer(value, range).and_then(|it| usize::try_from(it).ok())
}

fn read_roles(reader: &mut Reader<'_>, value: &Value<'_>, config: &mut Config) {
    let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table") };
    for (name, value) in table {
        let Some(role) = Role::from_name(name.get_ref()) else {
            reader.unknown(name.get_ref(), name.span(), Role::ALL.map(Role::name));
            continue;
        };
        let words = reader.strings(value).into_iter().map(|it| it.value.to_lowercase());
        config.roles.entry(role).or_default().extend(words);
    }
}

/// Checks each environment as what it may override; `--env` applies it later.
fn read_env(reader: &mut Reader<'_>, value: &Value<'_>, config: &mut Config) {
    let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table of tables") };
    for chosen in table.values() {
        environment(reader, chosen, &mut config.clone());
    }
}

/// Reads one environment over what is there.
pub(super) fn environment(reader: &mut Reader<'_>, value: &Value<'_>, config: &mut Config) {
    let DeValue::Table(table) = value.get_ref() else { return reader.wrong(value, "a table") };
    for (name, value) in table {
        if name.get_ref() == "env" {
            reader.bad(value, "an environment holds no environments", None);
        } else if !reader.field(name.get_ref(), value, TABLES, config) {
            reader.unknown(name.get_ref(), name.span(), names(TABLES));
        }
    }
}
