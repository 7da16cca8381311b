//! The fields of briefs and of standing pages.

use super::{Reading, judgement, people, sources, structures};
use crate::diag::rules;
use crate::model::front_matter::{Kind, Status};
use crate::parse::toml::{Field, LANGUAGE, ONE_OR_MORE, Reader, STRINGS, Shape, Value, names};
use crate::paths::{SlugStyle, slugify};
use crate::source::Spanned;

type Row = Field<Reading>;

/// The fields of a brief (CONTENT_MODEL §2.2).
pub const BRIEF: &[Row] = &[
    TITLE,
    DATE,
    UPDATED,
    SUMMARY,
    KIND,
    STATUS,
    TOPIC,
    TAGS,
    CONFIDENCE,
    MODEL,
    SOURCES,
    SHORT_TITLE,
    CARD_TITLE,
    ORIGINAL_TITLE,
    AS_OF,
    PUBLISH_AT,
    REVIEW_BY,
    EXPIRES,
    UNDATED,
    SLUG,
    ALIASES,
    DRAFT,
    KEEP_BODY,
    LANG,
    TRANSLATION_OF,
    CHANNEL,
    SERIES,
    EDITION,
    ABSTRACT,
    BLUF,
    AUTHORS,
    LIKELIHOOD,
    SOURCES_DECLARED,
    ENTITIES,
    REGIONS,
    TECHNIQUES,
    ASSUMPTIONS,
    GAPS,
    BIASES,
    HYPOTHESES,
    ACH,
    SCENARIOS,
    IMPLICATIONS,
    RECOMMENDATIONS,
    WATCH,
    REVISIONS,
    PROVENANCE,
    METHODOLOGY,
    SUPERSEDES,
    RELATED,
    BASED_ON,
    LICENSE,
    RIGHTS,
    TLP,
    TOC,
    WEIGHT,
    TEMPLATE,
    EXTRA,
];

/// The fields of a standing page (CONTENT_MODEL §2.13).
pub const PAGE: &[Row] =
    &[TITLE, DESCRIPTION, SLUG, LANG, ALIASES, MENU, WEIGHT, TOC, TEMPLATE, DRAFT, EXTRA];

/// Where a key belongs that a table of a standing page does not know.
pub fn home_of_page(name: &str) -> Option<String> {
    if names(PAGE).any(|field| field == name) {
        return Some(format!("`{name}` belongs at the top, before the first `[table]`"));
    }
    let of_briefs = names(BRIEF).any(|field| field == name);
    of_briefs.then(|| format!("`{name}` is a field of briefs, and this is a standing page"))
}

/// What other generators call a field of briefs, and its name here.
const CALLED: &[(&str, &str)] = &[
    ("categories", "topic"),
    ("category", "topic"),
    ("description", "summary"),
    ("excerpt", "summary"),
    ("expiryDate", "expires"),
    ("keywords", "tags"),
    ("lastmod", "updated"),
    ("layout", "template"),
    ("publishDate", "publish_at"),
    ("type", "kind"),
    ("url", "slug"),
];

/// Where a key belongs that a table of a brief does not know.
pub fn home_of_brief(name: &str) -> Option<String> {
    if names(BRIEF).any(|field| field == name) {
        return Some(format!("`{name}` belongs at the top, before the first `[table]`"));
    }
    if let Some((_, ours)) = CALLED.iter().find(|it| it.0 == name) {
        return Some(format!("a brief says it with `{ours}`"));
    }
    if names(PAGE).any(|field| field == name) {
        return Some(format!("`{name}` is a field of standing pages, under `content/pages/`"));
    }
    let tables: &[(&str, &[&str])] = &[
        (
            "[provenance]",
            &["assistance", "review", "responsible", "reviewed_by", "reviewed_at", "prompt_hash", "run_id"],
        ),
        ("[confidence]", &["qualifier", "basis"]),
        ("[[watch]]", &["due", "threshold", "resolved", "resolution", "resolved_by", "carry"]),
    ];
    let (table, _) = tables.iter().find(|(_, keys)| keys.contains(&name))?;
    Some(format!("`{name}` belongs under `{table}`"))
}

const TITLE: Row = Field {
    name: "title",
    doc: "The headline, on one line.",
    example: "\"Harbour tender reopened\"",
    shape: Shape::Line,
    read: |reader, value, it| match value.get_ref().as_str() {
        Some(blank) if blank.trim().is_empty() => {
            let hint = Some("write what the brief says, on one line".to_owned());
            reader.report(&rules::MISSING_TITLE, reader.span(value), "`title` is blank", hint);
        }
        _ => it.front.title = reader.line(value).unwrap_or_default(),
    },
};
const SHORT_TITLE: Row = Field {
    name: "short_title",
    doc: "A shorter title for menus and neighbours.",
    example: "\"Harbour tender\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.short_title = line(reader, value),
};
const CARD_TITLE: Row = Field {
    name: "card_title",
    doc: "The title on cards of lists.",
    example: "\"The tender is back\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.card_title = line(reader, value),
};
const ORIGINAL_TITLE: Row = Field {
    name: "original_title",
    doc: "The title in the language it was first written in.",
    example: "\"港口招标重启\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.original_title = line(reader, value),
};
const DATE: Row = Field {
    name: "date",
    doc: "When it is published; a later one than now is not public yet.",
    example: "2026-02-14T22:47:58Z",
    shape: Shape::Date,
    read: |reader, value, it| it.front.date = reader.moment(value),
};
const UPDATED: Row = Field {
    name: "updated",
    doc: "When it was last changed; the last revision by default.",
    example: "2026-02-16",
    shape: Shape::Date,
    read: |reader, value, it| it.front.updated = reader.moment(value),
};
const AS_OF: Row = Field {
    name: "as_of",
    doc: "The information cut-off; `updated`, else `date`, by default.",
    example: "2026-02-13",
    shape: Shape::Date,
    read: |reader, value, it| it.front.as_of = reader.moment(value),
};
const PUBLISH_AT: Row = Field {
    name: "publish_at",
    doc: "An embargo: it is not public before, whatever `date` says.",
    example: "2026-02-15T06:00:00Z",
    shape: Shape::Date,
    read: |reader, value, it| it.front.publish_at = reader.moment(value),
};
const REVIEW_BY: Row = Field {
    name: "review_by",
    doc: "When it is to be looked at again; afterwards it wears a stale mark.",
    example: "2026-08-14",
    shape: Shape::Date,
    read: |reader, value, it| it.front.review_by = reader.moment(value),
};
const EXPIRES: Row = Field {
    name: "expires",
    doc: "When it leaves lists, feeds and search; the page stays with a notice.",
    example: "2027-02-14",
    shape: Shape::Date,
    read: |reader, value, it| it.front.expires = reader.moment(value),
};
const UNDATED: Row = Field {
    name: "undated",
    doc: "It needs no `date`, and lives under `/undated/`.",
    example: "true",
    shape: Shape::Boolean,
    read: |reader, value, it| it.front.undated = reader.boolean(value).unwrap_or_default(),
};
const SLUG: Row = Field {
    name: "slug",
    doc: "Its name in the address; the file's name less its date by default.",
    example: "\"harbour-tender\"",
    shape: Shape::Grammar("words joined by hyphens", "", &[]),
    read: |reader, value, it| it.front.slug = slug(reader, value),
};
const ALIASES: Row = Field {
    name: "aliases",
    doc: "Former addresses, which lead here.",
    example: "[\"/2025/harbour-tender/\"]",
    shape: Shape::Array(&Shape::Grammar("a path from the root of the site", r"^\s*/", &[])),
    read: |reader, value, it| it.front.aliases = aliases(reader, value),
};
const KIND: Row = Field {
    name: "kind",
    doc: "What sort of text it is: brief, watch, digest, assessment, forecast, analysis, report, fact-check, explainer or note.",
    example: "\"watch\"",
    shape: Shape::Words(Kind::WORDS),
    read: |reader, value, it| {
        it.front.kind =
            reader.word(value, Kind::WORDS, Kind::from_word).map(|it| it.value).unwrap_or_default();
    },
};
const STATUS: Row = Field {
    name: "status",
    doc: "draft, published, unlisted (linked from nowhere) or withdrawn (a notice in place of the text).",
    example: "\"published\"",
    shape: Shape::Words(Status::WORDS),
    read: |reader, value, it| {
        let derived = match value.get_ref().as_str() {
            Some("corrected") => Some("a brief is corrected by a `[[revisions]]` entry of kind `correction`"),
            Some("superseded") => Some("a brief is superseded by `supersedes` in the newer one"),
            _ => None,
        };
        if let Some(hint) = derived {
            return reader.bad(value, "this status is derived, not written", Some(hint));
        }
        if let Some(status) = reader.word(value, Status::WORDS, Status::from_word) {
            it.status = Some(status.span);
            it.front.status = status.value;
        }
    },
};
const DRAFT: Row = Field {
    name: "draft",
    doc: "The same as `status = \"draft\"`.",
    example: "true",
    shape: Shape::Boolean,
    read: |reader, value, it| {
        it.draft = reader.boolean(value).unwrap_or_default().then(|| reader.span(value));
    },
};
const KEEP_BODY: Row = Field {
    name: "keep_body",
    doc: "Whether a withdrawn brief still shows its text beneath the notice.",
    example: "true",
    shape: Shape::Boolean,
    read: |reader, value, it| it.front.keep_body = reader.boolean(value).unwrap_or_default(),
};
const LANG: Row = Field {
    name: "lang",
    doc: "Its language, a BCP 47 tag; the channel's, else the site's, by default.",
    example: "\"zh-Hans\"",
    shape: LANGUAGE,
    read: |reader, value, it| it.front.lang = reader.language(value),
};
const TRANSLATION_OF: Row = Field {
    name: "translation_of",
    doc: "The slug of the brief that it translates.",
    example: "\"harbour-tender\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.translation_of = reader.line(value),
};
const TOPIC: Row = Field {
    name: "topic",
    doc: "The one subject it is filed under.",
    example: "\"infrastructure\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.topic = reader.line(value),
};
const TAGS: Row = Field {
    name: "tags",
    doc: "What it touches, at most 20.",
    example: "[\"ports\", \"tenders\"]",
    shape: Shape::Between(&Shape::Filled, 0, 20),
    read: |reader, value, it| {
        it.front.tags = reader.strings(value);
        if it.front.tags.len() > 20 {
            let message = format!("{} tags, and 20 are allowed", it.front.tags.len());
            reader.bad(value, message, Some("keep those that a reader would look under"));
        }
    },
};
const CHANNEL: Row = Field {
    name: "channel",
    doc: "The channel it appears in, with its own list and feed.",
    example: "\"main\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.channel = reader.line(value),
};
const SERIES: Row = Field {
    name: "series",
    doc: "The series it continues.",
    example: "\"berths\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.series = reader.line(value),
};
const EDITION: Row = Field {
    name: "edition",
    doc: "Its number or name in the series.",
    example: "3",
    shape: Shape::OneOf(&[Shape::Line, Shape::Integer(0, i64::MAX)]),
    read: |reader, value, it| {
        it.front.edition = match value.get_ref() {
            ::toml::de::DeValue::Integer(_) => {
                let number = reader.integer(value, 0..=i64::MAX);
                number.map(|it| Spanned::new(it.to_string(), reader.span(value)))
            }
            ::toml::de::DeValue::String(_) => reader.line(value),
            _ => {
                reader.wrong(value, "a string or an integer");
                None
            }
        };
    },
};
const SUMMARY: Row = Field {
    name: "summary",
    doc: "Inline Markdown; the section with that role, else the first paragraph, by default.",
    example: "\"The tender is open again, with one berth less.\"",
    shape: Shape::Text,
    read: |reader, value, it| it.front.summary = markdown(reader, value),
};
const ABSTRACT: Row = Field {
    name: "abstract",
    doc: "A longer summary, inline Markdown.",
    example: "\"The authority reopened the tender after two protests.\"",
    shape: Shape::Text,
    read: |reader, value, it| it.front.abstract_ = markdown(reader, value),
};
const BLUF: Row = Field {
    name: "bluf",
    doc: "The bottom line up front, inline Markdown.",
    example: "\"Bid before May.\"",
    shape: Shape::Text,
    read: |reader, value, it| it.front.bluf = markdown(reader, value),
};
const MODEL: Row = Field {
    name: "model",
    doc: "The model or models that took part: names, or tables with `name`, `version`, `provider`, `role` and `params`.",
    example: "\"atlas-4\"",
    shape: people::MODELS,
    read: |reader, value, it| it.front.models = people::models(reader, value),
};
const AUTHORS: Row = Field {
    name: "authors",
    doc: "The people or desk that wrote it: names, or tables with `name`, `url` and `id`.",
    example: "[\"Ilse Marek\"]",
    shape: people::AUTHORS,
    read: |reader, value, it| it.front.authors = people::authors(reader, value),
};
const CONFIDENCE: Row = Field {
    name: "confidence",
    doc: "How sure the authors are: low, low-medium, medium, medium-high or high; or a table with `level`, `qualifier` and `basis`.",
    example: "\"medium\"",
    shape: judgement::CONFIDENCE,
    read: |reader, value, it| it.front.confidence = judgement::confidence(reader, value),
};
const LIKELIHOOD: Row = Field {
    name: "likelihood",
    doc: "How probable the event is: a term of the scale, a number from 0 to 1, a percentage, or `[low, high]`.",
    example: "[0.55, 0.8]",
    shape: judgement::LIKELIHOOD,
    read: |reader, value, it| it.front.likelihood = judgement::likelihood(reader, value),
};
const SOURCES: Row = Field {
    name: "sources",
    doc: "What it rests on, in the order that `[n]` counts: keys of the registry, or tables.",
    example: "[\"harbor-2026-02-14\", { title = \"Tender notice\", url = \"https://quay.example/tender\" }]",
    shape: sources::LIST,
    read: |reader, value, it| it.front.sources = sources::list(reader, value),
};
const SOURCES_DECLARED: Row = Field {
    name: "sources_declared",
    doc: "How many sources the producer says there are; another count is a warning.",
    example: "3",
    shape: Shape::Integer(0, u32::MAX as i64),
    read: |reader, value, it| {
        let count = reader.integer(value, 0..=i64::from(u32::MAX)).and_then(|it| u32::try_from(it).ok());
        it.front.sources_declared = count.map(|count| Spanned::new(count, reader.span(value)));
    },
};
const ENTITIES: Row = Field {
    name: "entities",
    doc: "People, organisations and places: ids, or tables with `id`, `name`, `kind` and `role`.",
    example: "[\"ilse-marek\"]",
    shape: people::ENTITIES,
    read: |reader, value, it| it.front.entities = people::entities(reader, value),
};
const REGIONS: Row = Field {
    name: "regions",
    doc: "Where it plays: ISO 3166 codes or names.",
    example: "[\"UA\"]",
    shape: STRINGS,
    read: |reader, value, it| {
        it.front.regions = reader.strings(value).into_iter().map(|it| it.value).collect();
    },
};
const TECHNIQUES: Row = Field {
    name: "techniques",
    doc: "Structured techniques that were applied: strings, or tables with `id`, `text` and `review_by`.",
    example: "[\"Analysis of competing hypotheses\"]",
    shape: people::NOTES,
    read: |reader, value, it| it.front.techniques = people::notes(reader, value),
};
const ASSUMPTIONS: Row = Field {
    name: "assumptions",
    doc: "What is taken for granted.",
    example: "[\"The tender is not withdrawn.\"]",
    shape: people::NOTES,
    read: |reader, value, it| it.front.assumptions = people::notes(reader, value),
};
const GAPS: Row = Field {
    name: "gaps",
    doc: "What is not known.",
    example: "[\"The budget line.\"]",
    shape: people::NOTES,
    read: |reader, value, it| it.front.gaps = people::notes(reader, value),
};
const BIASES: Row = Field {
    name: "biases",
    doc: "What may have bent the view.",
    example: "[\"One side speaks more.\"]",
    shape: people::NOTES,
    read: |reader, value, it| it.front.biases = people::notes(reader, value),
};
const HYPOTHESES: Row = Field {
    name: "hypotheses",
    doc: "Competing explanations. Checked, and not shown yet.",
    example: "[{ id = \"A\", text = \"The tender was planned.\" }]",
    shape: Shape::Array(&Shape::Table(&structures::HYPOTHESES, &[&["id"], &["text"]])),
    read: |reader, value, it| {
        structure(
            it,
            reader.key(),
            structures::tables(reader, value, structures::HYPOTHESES, &["id", "text"]),
        );
    },
};
const ACH: Row = Field {
    name: "ach",
    doc: "The matrix of evidence and hypotheses. Checked, and not shown yet.",
    example: "{ hypotheses = [\"A\", \"B\"], rows = [] }",
    shape: Shape::Table(&structures::ACH, &[&["hypotheses"], &["rows"]]),
    read: |reader, value, it| structure(it, reader.key(), structures::ach(reader, value)),
};
const SCENARIOS: Row = Field {
    name: "scenarios",
    doc: "Possible futures. Checked, and not shown yet.",
    example: "[{ kind = \"best\", text = \"Both berths open.\" }]",
    shape: Shape::Array(&Shape::Table(&structures::SCENARIOS, &[&["kind"], &["text"]])),
    read: |reader, value, it| {
        structure(
            it,
            reader.key(),
            structures::tables(reader, value, structures::SCENARIOS, &["kind", "text"]),
        );
    },
};
const IMPLICATIONS: Row = Field {
    name: "implications",
    doc: "What follows, by domain. Checked, and not shown yet.",
    example: "[{ domain = \"trade\", text = \"Insurers reprice the route.\" }]",
    shape: Shape::Array(&Shape::Table(&structures::IMPLICATIONS, &[&["text"]])),
    read: |reader, value, it| {
        structure(it, reader.key(), structures::tables(reader, value, structures::IMPLICATIONS, &["text"]));
    },
};
const RECOMMENDATIONS: Row = Field {
    name: "recommendations",
    doc: "What to do, by horizon. Checked, and not shown yet.",
    example: "[{ horizon = \"near\", text = \"Ask for the annex.\" }]",
    shape: Shape::Array(&Shape::Table(&structures::RECOMMENDATIONS, &[&["text"]])),
    read: |reader, value, it| {
        structure(
            it,
            reader.key(),
            structures::tables(reader, value, structures::RECOMMENDATIONS, &["text"]),
        );
    },
};
const WATCH: Row = Field {
    name: "watch",
    doc: "What to watch: indicators, events, deadlines and questions. Checked, and not shown yet.",
    example: "[{ id = \"w1\", text = \"The berth plan is published\", due = 2026-03-01 }]",
    shape: Shape::Array(&Shape::Table(&structures::WATCH, &[&["text"]])),
    read: |reader, value, it| {
        structure(it, reader.key(), structures::tables(reader, value, structures::WATCH, &["text"]));
    },
};
const REVISIONS: Row = Field {
    name: "revisions",
    doc: "What was changed after publication, and why.",
    example: "[{ date = 2026-02-16, kind = \"typo\" }]",
    shape: Shape::Array(&Shape::Table(&people::REVISION, &[&["date"], &["kind"]])),
    read: |reader, value, it| it.front.revisions = people::revisions(reader, value),
};
const PROVENANCE: Row = Field {
    name: "provenance",
    doc: "Who and what made the text, and who answers for it.",
    example: "{ assistance = \"generated\", review = \"human\", responsible = \"Ilse Marek\" }",
    shape: Shape::Table(&people::PROVENANCE, &[]),
    read: |reader, value, it| it.front.provenance = people::provenance(reader, value),
};
const METHODOLOGY: Row = Field {
    name: "methodology",
    doc: "The slug of the standing page that says how it was made.",
    example: "\"methodology\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.methodology = reader.line(value),
};
const SUPERSEDES: Row = Field {
    name: "supersedes",
    doc: "Slugs of briefs that it replaces.",
    example: "[\"harbour-tender-2025\"]",
    shape: ONE_OR_MORE,
    read: |reader, value, it| it.front.supersedes = reader.one_or_more(value),
};
const RELATED: Row = Field {
    name: "related",
    doc: "Slugs of briefs to read next.",
    example: "[\"berth-plan\"]",
    shape: ONE_OR_MORE,
    read: |reader, value, it| it.front.related = reader.one_or_more(value),
};
const BASED_ON: Row = Field {
    name: "based_on",
    doc: "Slugs or addresses of what it builds on.",
    example: "[\"https://quay.example/report\"]",
    shape: ONE_OR_MORE,
    read: |reader, value, it| it.front.based_on = reader.one_or_more(value),
};
const LICENSE: Row = Field {
    name: "license",
    doc: "Under which licence it may be used: an SPDX id or an address.",
    example: "\"CC-BY-4.0\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.license = line(reader, value),
};
const RIGHTS: Row = Field {
    name: "rights",
    doc: "Who holds the rights.",
    example: "\"© 2026 Harbour Desk\"",
    shape: Shape::Line,
    read: |reader, value, it| it.front.rights = line(reader, value),
};
const TLP: Row = Field {
    name: "tlp",
    doc: "Its Traffic Light Protocol label; a public site takes `clear` only.",
    example: "\"clear\"",
    shape: Shape::Grammar("a TLP label", "", TLP_LABELS),
    read: |reader, value, it| it.front.tlp = tlp(reader, value),
};
const TOC: Row = Field {
    name: "toc",
    doc: "Whether the page shows its contents.",
    example: "false",
    shape: Shape::Boolean,
    read: |reader, value, it| it.front.toc = reader.boolean(value),
};
const WEIGHT: Row = Field {
    name: "weight",
    doc: "Its place among briefs of one instant, or among the standing pages of a folder: the lighter first.",
    example: "10",
    shape: Shape::Integer(i64::MIN, i64::MAX),
    read: |reader, value, it| {
        it.front.weight = reader.integer(value, i64::MIN..=i64::MAX).unwrap_or_default();
    },
};
const TEMPLATE: Row = Field {
    name: "template",
    doc: "The template that draws it, under `templates/`.",
    example: "\"brief.html\"",
    shape: Shape::Grammar("a path under `templates/`", "", &[]),
    read: |reader, value, it| {
        let Some(name) = reader.line(value) else { return };
        if name.value.starts_with(['/', '\\']) || name.value.split(['/', '\\']).any(|part| part == "..") {
            reader.bad(value, "`template` must be a path under `templates/`", None);
        } else {
            it.front.template = Some(name);
        }
    },
};
const MENU: Row = Field {
    name: "menu",
    doc: "Whether the page is in the main menu.",
    example: "true",
    shape: Shape::Boolean,
    read: |reader, value, it| it.front.menu = reader.boolean(value),
};
const DESCRIPTION: Row = Field {
    name: "description",
    doc: "What the page is for, in a sentence.",
    example: "\"How we work.\"",
    shape: Shape::Text,
    read: |reader, value, it| it.front.description = reader.text(value),
};
const EXTRA: Row = Field {
    name: "extra",
    doc: "Anything, for templates.",
    example: "{ reviewers = 2 }",
    shape: Shape::Free,
    read: |reader, value, it| it.front.extra = reader.free(value),
};

fn line(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    reader.line(value).map(|it| it.value)
}

/// Inline Markdown; a blank one is absent.
fn markdown(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spanned<String>> {
    reader.text(value).map(|text| Spanned::new(text, reader.span(value)))
}

fn structure(reading: &mut Reading, name: &str, kept: serde_json::Value) {
    reading.front.structures.insert(name.to_owned(), kept);
}

fn slug(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spanned<String>> {
    let slug = reader.line(value)?;
    let style = reader.config().map_or(SlugStyle::Unicode, |config| config.urls.slugs);
    let sound = slugify(&slug.value, style);
    if sound == slug.value && !sound.is_empty() {
        return Some(slug);
    }
    let hint = match sound.is_empty() {
        true => "write words joined by hyphens: `harbour-tender`".to_owned(),
        false => format!("write `{sound}`"),
    };
    reader.bad(value, format!("`{}` cannot be a slug", slug.value.escape_debug()), Some(&hint));
    None
}

fn aliases(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Spanned<String>> {
    let mut aliases = Vec::new();
    for entry in reader.array(value, "an array of paths") {
        let Some(alias) = reader.entry(entry) else { continue };
        let path = &alias.value;
        let sound = path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains(|c: char| c.is_control() || c.is_whitespace() || "\\?#".contains(c))
            && !path.split('/').any(|part| matches!(part, "." | ".."));
        if sound {
            aliases.push(alias);
        } else {
            let message = format!("`{}` is not an absolute path", path.escape_debug());
            reader.bad(entry, message, Some("write it from the root of the site: `/2025/harbour-tender/`"));
        }
    }
    aliases
}

/// The labels of TLP 2.0.
const TLP_LABELS: &[&str] = &["clear", "green", "amber", "amber+strict", "red"];

/// A label of TLP 2.0, in lower case and without its prefix.
fn tlp(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spanned<String>> {
    let label = |word: &str| {
        let word = word.to_lowercase();
        let word = word.strip_prefix("tlp:").unwrap_or(&word).trim();
        // TLP 1.0 called it white.
        let word = if word == "white" { "clear" } else { word };
        TLP_LABELS.contains(&word).then(|| word.to_owned())
    };
    let label = reader.word(value, TLP_LABELS, label)?;
    if label.value != "clear" {
        let message = format!("a brief marked TLP:{} in a public build", label.value.to_uppercase());
        let hint = "keep it out of this publication, or mark it `clear`".to_owned();
        reader.report(&rules::TLP_NOT_CLEAR, label.span, message, Some(hint));
    }
    Some(label)
}
