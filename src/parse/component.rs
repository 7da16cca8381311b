//! Blocks of data that the theme draws: ```` ```toml {timeline} ````.
//!
//! A component is two files beside each other, of the theme or, under `templates/`, of the publication:
//! `templates/components/NAME.html` draws it, and `templates/components/NAME.toml` says what data it takes:
//!
//! ```toml
//! doc = "Events in order of time."
//! [keys.title]
//! type = "string"                      # string, integer, number, boolean, date, array or table
//! doc = "What stands above it."
//! [keys.events]
//! type = "array"
//! required = true
//! doc = "The events, in order."
//! [keys.events.of]                     # what an array holds; of a table: `keys`, or `of` for names of one's own
//! type = "table"
//! keys.date = { type = "date", required = true, doc = "When." }
//! keys.text = { type = "string", markdown = true, required = true, doc = "What." }
//! keys.tone = { type = "string", choices = ["plain", "good"], default = "plain", doc = "How." }
//! ```
//!
//! The template sees the data as `data`: an absent key is nothing, a date has `iso`, `label` and `short` in the language
//! of the page, and a text with `markdown = true`, or an array of them, is HTML under the name `KEY_html`. It also sees
//! `site`, `t`, `root`, `lang`, and `feed`, which is true where no style sheet will be.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use ::toml::de::{DeTable, DeValue};
use serde::Deserialize;

use super::date;
use super::toml::{Value, kind_of};
use crate::diag::{Diagnostic, nearest, rules};
use crate::model::brief::Datum;
use crate::model::config::Config;
use crate::source::{Source, Span, ThemeFiles};

/// How deep data may nest.
const DEPTH: usize = 8;

/// The components of a theme, by name.
#[derive(Debug, Default)]
pub struct Components(BTreeMap<String, Schema>);

/// What data a component takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    #[expect(dead_code, reason = "read by people")]
    doc: String,
    #[serde(default)]
    keys: BTreeMap<String, Key>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    default: Option<Preset>,
    /// For a string: all that it may be.
    #[serde(default)]
    choices: Vec<String>,
    /// For a string: inline Markdown, citations too.
    #[serde(default)]
    markdown: bool,
    /// What an array holds, or a table under names of the author's own.
    #[serde(default)]
    of: Option<Box<Key>>,
    /// What a table holds.
    #[serde(default)]
    keys: BTreeMap<String, Key>,
    #[serde(default)]
    #[expect(dead_code, reason = "read by people")]
    doc: String,
}

#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Date,
    Array,
    Table,
}

#[derive(Debug, Deserialize, Clone)]
#[serde(untagged)]
enum Preset {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    String(String),
}

/// The name of the component that a file of the theme's templates describes.
fn described(template: &str) -> Option<&str> {
    template.strip_prefix("components/")?.strip_suffix(".toml")
}

/// The files of a theme that describe components, by template name.
pub fn sources(theme: &ThemeFiles) -> impl Iterator<Item = (&String, &Source)> {
    theme.templates.iter().filter(|it| described(it.0).is_some())
}

/// Reads the descriptions of a theme's components. One that cannot be read is `bad-theme`.
pub fn read(theme: &ThemeFiles, found: &mut Vec<Diagnostic>) -> Components {
    let mut all = BTreeMap::new();
    for (template, source) in sources(theme) {
        let name = described(template).unwrap_or_default();
        match ::toml::from_str::<Schema>(&source.text) {
            Ok(schema) => {
                if !theme.templates.contains_key(&format!("components/{name}.html")) {
                    let message = format!("the component `{name}` has no template");
                    let hint = format!("add `templates/components/{name}.html`");
                    found.push(Diagnostic::new(&rules::BAD_THEME, &source.path, message).hint(hint));
                }
                all.insert(name.to_owned(), schema);
            }
            Err(error) => {
                let message = error.message().replace('\n', " ");
                let fault = Diagnostic::new(&rules::BAD_THEME, &source.path, message);
                found.push(match error.span() {
                    Some(span) => fault.at(span),
                    None => fault,
                });
            }
        }
    }
    Components(all)
}

/// What reading data leans on: `place` makes a range of the TOML one of the file, and `markdown` reads a line of Markdown
/// that stands there.
pub struct Scope<'a> {
    pub path: &'a Arc<str>,
    pub config: &'a Config,
    pub place: &'a dyn Fn(Range<usize>) -> Span,
    pub markdown: &'a mut dyn FnMut(&str, Span, &mut Vec<Diagnostic>) -> Datum,
    pub found: &'a mut Vec<Diagnostic>,
}

impl Components {
    /// Whether there is a component of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The known name nearest to one that is not.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.0.keys().map(String::as_str))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The data of a component as its template sees it; rule `bad-component` for what is wrong, at its place. `whole` is the
    /// block, where what is missing is told.
    pub fn data(&self, name: &str, table: &DeTable<'_>, whole: Span, scope: &mut Scope<'_>) -> Datum {
        match self.0.get(name) {
            Some(schema) => scope.table(&format!("`{name}`"), table, &schema.keys, whole, 0),
            None => Datum::Absent,
        }
    }
}

impl Scope<'_> {
    fn bad(&mut self, at: Span, message: String, hint: Option<String>) {
        let fault = Diagnostic::new(&rules::BAD_COMPONENT, self.path, message);
        self.found.push(fault.at(at).maybe_hint(hint));
    }

    fn table(
        &mut self,
        name: &str,
        table: &DeTable<'_>,
        keys: &BTreeMap<String, Key>,
        at: Span,
        depth: usize,
    ) -> Datum {
        for (key, _) in table.iter().filter(|it| !keys.contains_key(&**it.0.get_ref())) {
            let hint = match nearest(key.get_ref(), keys.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", list(keys.keys())),
            };
            self.bad((self.place)(key.span()), format!("{name} has no key `{}`", key.get_ref()), Some(hint));
        }
        let mut data = Vec::with_capacity(keys.len());
        for (key, wanted) in keys {
            let given = table.iter().find(|it| &**it.0.get_ref() == key.as_str());
            let datum = match given {
                Some((_, value)) => self.value(&format!("`{key}`"), value, wanted, depth + 1),
                None if wanted.required => {
                    self.bad(at, format!("{name} needs `{key}`"), None);
                    Datum::Absent
                }
                None => wanted.default.clone().map_or(Datum::Absent, Datum::from),
            };
            let of = wanted.of.as_deref().filter(|_| wanted.kind == Kind::Array).unwrap_or(wanted);
            data.push((if of.markdown { format!("{key}_html") } else { key.clone() }, datum));
        }
        Datum::Table(data)
    }

    fn value(&mut self, name: &str, value: &Value<'_>, key: &Key, depth: usize) -> Datum {
        let at = (self.place)(value.span());
        if depth > DEPTH {
            self.bad(at, format!("{name} nests deeper than {DEPTH} levels"), None);
            return Datum::Absent;
        }
        let number = |it: &str| it.replace('_', "").parse::<f64>().ok().filter(|it| it.is_finite());
        let read = match (key.kind, value.get_ref()) {
            (Kind::String, DeValue::String(text)) => {
                if !key.choices.is_empty() && !key.choices.iter().any(|it| it == text) {
                    let hint = nearest(text, key.choices.iter().map(String::as_str));
                    let hint = hint.map(|it| format!("did you mean `{it}`?"));
                    let all = list(key.choices.iter());
                    self.bad(at, format!("{name} is one of {all}, not `{}`", text.escape_debug()), hint);
                    return Datum::Absent;
                }
                Some(match key.markdown {
                    true => (self.markdown)(text, at, self.found),
                    false => Datum::Text(text.to_string()),
                })
            }
            (Kind::Integer, DeValue::Integer(it)) => {
                i64::from_str_radix(it.as_str(), it.radix()).ok().map(Datum::Integer)
            }
            (Kind::Number, DeValue::Integer(it)) => number(it.as_str()).map(Datum::Number),
            (Kind::Number, DeValue::Float(it)) => number(it.as_str()).map(Datum::Number),
            (Kind::Boolean, DeValue::Boolean(it)) => Some(Datum::Boolean(*it)),
            (Kind::Date, it @ (DeValue::Datetime(_) | DeValue::String(_))) => {
                let zone = &self.config.site.timezone;
                let read = match it {
                    DeValue::Datetime(it) => date::toml(it, zone),
                    DeValue::String(it) => date::text(it, zone, self.config.date_order),
                    _ => return Datum::Absent,
                };
                match read {
                    Ok(read) => Some(Datum::Date(read.moment)),
                    Err(fault) => {
                        self.bad(at, fault.message, fault.hint);
                        return Datum::Absent;
                    }
                }
            }
            (Kind::Array, DeValue::Array(all)) => Some(Datum::List(match &key.of {
                Some(of) => all
                    .iter()
                    .map(|it| self.value(&format!("an entry of {name}"), it, of, depth + 1))
                    .collect(),
                None => Vec::new(),
            })),
            (Kind::Table, DeValue::Table(table)) => Some(match &key.of {
                Some(of) => {
                    let entry = |(name, it): (&::toml::Spanned<DeString<'_>>, &Value<'_>)| {
                        let name = name.get_ref().to_string();
                        let datum = self.value(&format!("`{name}`"), it, of, depth + 1);
                        (name, datum)
                    };
                    Datum::Table(table.iter().map(entry).collect())
                }
                None => self.table(name, table, &key.keys, at, depth),
            }),
            _ => None,
        };
        read.unwrap_or_else(|| {
            let wanted = match key.kind {
                Kind::String => "a string",
                Kind::Integer => "an integer",
                Kind::Number => "a number",
                Kind::Boolean => "`true` or `false`",
                Kind::Date => "a date",
                Kind::Array => "an array",
                Kind::Table => "a table",
            };
            self.bad(at, format!("{name} is {wanted}, not {}", kind_of(value)), None);
            Datum::Absent
        })
    }
}

type DeString<'a> = std::borrow::Cow<'a, str>;

impl From<Preset> for Datum {
    fn from(it: Preset) -> Self {
        match it {
            Preset::Boolean(it) => Self::Boolean(it),
            Preset::Integer(it) => Self::Integer(it),
            Preset::Number(it) => Self::Number(it),
            Preset::String(it) => Self::Text(it),
        }
    }
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}
