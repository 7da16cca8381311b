//! The columns of a list: what linking derives, and every field of front matter as it is written.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::diag::{emit::visible, nearest};
use crate::error::{Error, Result};
use crate::model::front_matter::FrontMatter;
use crate::model::registry::TermKind;
use crate::model::site::{LinkedBrief, Site};
use crate::parse::front_matter::{self, BRIEF};
use crate::pipeline;
use crate::read::{self, Entry};
use crate::source::Source;

/// A column that linking knows.
struct Derived {
    name: &'static str,
    read: fn(&LinkedBrief, &Site) -> Json,
}

/// In the order in which hints name them.
const DERIVED: &[Derived] = &[
    Derived { name: "path", read: |it, _| it.brief.path.as_ref().into() },
    Derived { name: "slug", read: |it, _| it.brief.slug.value.as_str().into() },
    Derived { name: "url", read: |it, site| it.address.canonical(site.config.urls.style).into() },
    Derived { name: "state", read: |it, _| state(it).into() },
    Derived { name: "public", read: |it, _| it.brief.front.public_from().map(|it| it.to_string()).into() },
    Derived { name: "title", read: |it, _| it.brief.front.title.value.as_str().into() },
    Derived { name: "date", read: |it, _| it.date().map(|it| it.iso()).into() },
    Derived { name: "updated", read: |it, _| it.updated().map(|it| it.iso()).into() },
    Derived { name: "as_of", read: |it, _| it.as_of().map(|it| it.iso()).into() },
    Derived { name: "kind", read: |it, _| it.brief.front.kind.word().into() },
    Derived { name: "status", read: |it, _| it.brief.front.status.word().into() },
    Derived { name: "lang", read: |it, _| it.lang.as_str().into() },
    Derived { name: "topic", read: |it, site| one(site, TermKind::Topic, it.topic) },
    Derived { name: "tags", read: |it, site| many(site, TermKind::Tag, &it.tags) },
    Derived { name: "channel", read: |it, site| one(site, TermKind::Channel, it.channel) },
    Derived { name: "series", read: |it, site| one(site, TermKind::Series, it.series) },
    Derived { name: "model", read: |it, site| many(site, TermKind::Model, &it.models) },
    Derived { name: "authors", read: |it, site| many(site, TermKind::Author, &it.authors) },
    Derived { name: "confidence", read: |it, _| it.confidence().map(|it| it.rung.word()).into() },
    Derived { name: "sources", read: |it, _| it.sources.len().into() },
    Derived { name: "publishers", read: publishers },
    Derived { name: "claims", read: |it, _| it.brief.body.claims.len().into() },
    Derived { name: "words", read: |it, _| it.brief.body.words.into() },
    Derived { name: "backlinks", read: |it, _| it.backlinks.len().into() },
    Derived { name: "revisions", read: |it, _| it.brief.front.revisions.len().into() },
];

/// Where a brief stands, in a word.
fn state(brief: &LinkedBrief) -> &'static str {
    let it = &brief.state;
    let words = [
        (it.draft, "draft"),
        (it.future, "due"),
        (it.withdrawn, "withdrawn"),
        (it.expired, "expired"),
        (it.unlisted, "unlisted"),
        (it.superseded, "superseded"),
        (it.stale, "stale"),
        (it.corrected, "corrected"),
    ];
    words.iter().find(|(is, _)| *is).map_or("published", |(_, word)| word)
}

fn one(site: &Site, kind: TermKind, id: Option<u32>) -> Json {
    id.map(|id| site.term(kind, id).name.as_str()).into()
}

fn many(site: &Site, kind: TermKind, ids: &[u32]) -> Json {
    ids.iter().map(|id| site.term(kind, *id).name.as_str()).collect()
}

fn publishers(brief: &LinkedBrief, site: &Site) -> Json {
    let all = brief.sources.iter().filter_map(|it| site.source(it.source).publisher);
    all.collect::<std::collections::BTreeSet<_>>().len().into()
}

enum Column {
    Derived(&'static Derived),
    /// A field of front matter as written.
    Written(&'static str),
}

pub struct Columns {
    columns: Vec<Column>,
    /// Where briefs and defaults are read again from, when a column wants what is written.
    written: Option<Written>,
}

struct Written {
    briefs: Vec<Entry>,
    defaults: Vec<Source>,
}

impl Columns {
    /// The columns with these names.
    ///
    /// # Errors
    /// Usage: a name that no field has.
    pub fn new(names: &[String], options: &pipeline::Options) -> Result<Self> {
        let mut columns = Vec::new();
        for name in names {
            let derived = DERIVED.iter().find(|it| it.name == name).map(Column::Derived);
            let written = || BRIEF.iter().find(|it| it.name == name).map(|it| Column::Written(it.name));
            let Some(column) = derived.or_else(written) else {
                let known = || DERIVED.iter().map(|it| it.name).chain(BRIEF.iter().map(|it| it.name));
                let hint = match nearest(name, known()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => {
                        let derived: Vec<_> = DERIVED.iter().map(|it| format!("`{}`", it.name)).collect();
                        format!("one of {}, or a field of front matter", derived.join(", "))
                    }
                };
                return Err(Error::usage(format!("there is no field `{}`", visible(name))).hint(hint));
            };
            columns.push(column);
        }
        let mut written = None;
        if columns.iter().any(|it| matches!(it, Column::Written(_))) {
            let (briefs, defaults) = again(options)?;
            written = Some(Written { briefs, defaults });
        }
        Ok(Self { columns, written })
    }

    pub fn names(&self) -> Vec<&'static str> {
        let name = |it: &Column| match it {
            Column::Derived(it) => it.name,
            Column::Written(name) => name,
        };
        self.columns.iter().map(name).collect()
    }

    /// One brief.
    pub fn row(&self, brief: &LinkedBrief, site: &Site) -> Vec<Json> {
        let given = self.written.as_ref().map(|it| {
            let at = it.briefs.binary_search_by(|entry| entry.path.cmp(&brief.brief.path));
            let source = at.ok().and_then(|at| read::source(&it.briefs[at]).value);
            source.map(|source| front_matter::given(&source, &it.defaults)).unwrap_or_default()
        });
        let cell = |it: &Column| match it {
            Column::Derived(it) => (it.read)(brief, site),
            Column::Written(name) => {
                let said = given.iter().flatten().find(|it| it.name == *name);
                said.map_or(Json::Null, |it| it.value.clone())
            }
        };
        self.columns.iter().map(cell).collect()
    }
}

/// The files of a publication that hold front matter: briefs, in order of path, and defaults.
pub fn again(options: &pipeline::Options) -> Result<(Vec<Entry>, Vec<Source>)> {
    let listing = read::list(&pipeline::place(options))?;
    let defaults = listing.entries.iter().filter(|it| it.path.ends_with("_defaults.toml"));
    let defaults = defaults.filter_map(|it| read::source(it).value).collect();
    Ok((listing.briefs, defaults))
}

/// What a field is when nobody writes it, and how that comes.
pub fn settled(name: &str, brief: &LinkedBrief, site: &Site) -> Option<(Json, String)> {
    let front: &FrontMatter = &brief.brief.front;
    let derived = DERIVED.iter().find(|it| it.name == name);
    let value = derived.map(|it| (it.read)(brief, site));
    let from = |text: &str| text.to_owned();
    let whence = match name {
        "slug" => from("derived from the name of the file"),
        "date" if front.date.is_some() => from("taken from `updated`"),
        "updated" if front.updated.is_some() => from("derived from the last revision"),
        "as_of" if brief.as_of().is_some() => {
            from(if front.updated.is_some() { "derived from `updated`" } else { "derived from `date`" })
        }
        "lang" => {
            let channel = brief.channel.map(|id| site.term(TermKind::Channel, id));
            match channel.and_then(|it| it.registered.as_ref()).filter(|it| it.lang.is_some()) {
                Some(channel) => format!("the channel's, in `{}`", channel.path),
                None => from("the site's, in the configuration"),
            }
        }
        "authors" if !brief.authors.is_empty() => from("the site's, in the configuration"),
        "kind" | "status" => from("default"),
        "summary" | "bluf" | "abstract" => {
            let text = match name {
                "summary" => &brief.brief.summary,
                "bluf" => &brief.brief.bluf,
                _ => &brief.brief.abstract_,
            };
            let text = text.as_ref()?;
            return Some((text.text.as_str().into(), from("read from the text")));
        }
        _ => return None,
    };
    value.filter(|it| !it.is_null()).map(|it| (it, whence))
}

/// A path as the listing knows it, from one that was typed.
pub fn find(briefs: &[Entry], typed: &std::path::Path, root: &std::path::Path) -> Option<Arc<str>> {
    let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
    let direct = typed.to_string_lossy();
    let direct = direct.trim_start_matches("./");
    let named = briefs.iter().find(|it| *it.path == *direct).map(|it| it.path.clone());
    named.or_else(|| {
        let (typed, root) = (real(typed)?, real(root)?);
        let below = typed.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        briefs.iter().find(|it| *it.path == *below).map(|it| it.path.clone())
    })
}
