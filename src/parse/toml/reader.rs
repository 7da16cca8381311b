//! Typed access to parsed TOML: what is wrong is reported with its place, and the rest is read.

use std::sync::Arc;

use ::toml::de::DeValue;
use jiff::tz::TimeZone;

use super::{Shape, Table, Value};
use crate::diag::{Diagnostic, Rule, nearest, rules};
use crate::model::config::Config;
use crate::model::date::Moment;
use crate::parse::date;
use crate::paths::{encode_url, url_identity};
use crate::source::{Span, Spanned};

/// One key of a table: its name, its words and its parsing together. The unknown-key hint, the scaffold of `new` and
/// the reference page all follow from it.
pub struct Field<T> {
    pub name: &'static str,
    /// What it is for: a sentence or two.
    pub doc: &'static str,
    /// A value, as TOML.
    pub example: &'static str,
    /// What values it takes; the schema for editors and the reference say so.
    pub shape: Shape,
    pub read: fn(&mut Reader<'_>, &Value<'_>, &mut T),
}

/// Reads values and collects what is wrong with them.
///
/// ```
/// use dateline::parse::toml::{Field, Reader, Shape, parse};
///
/// const FIELDS: &[Field<Option<String>>] = &[Field {
///     name: "topic",
///     doc: "The subject it is filed under.",
///     example: "\"energy\"",
///     shape: Shape::Line,
///     read: |reader, value, topic| *topic = reader.string(value).map(|it| it.value),
/// }];
/// let path = "content/grid.md".into();
/// let mut legible = String::new();
/// let document = parse(&path, "topic = \"energy\"\ntopcis = 1", 0, &mut legible);
/// let mut reader = Reader::new(&path, 0);
/// let mut topic = None;
/// reader.fields(&document.table, FIELDS, &mut topic);
/// assert_eq!(topic.as_deref(), Some("energy"));
/// assert_eq!(reader.diagnostics[0].message, "unknown key `topcis`");
/// ```
pub struct Reader<'a> {
    path: &'a Arc<str>,
    /// Where the TOML begins in its file, in bytes.
    offset: usize,
    config: Option<&'a Config>,
    /// The place that values of another file are said to stand at; their faults were reported with that file.
    stand_in: Option<Span>,
    /// Where a key that is unknown here belongs, as a hint.
    misplaced: fn(&str) -> Option<String>,
    /// The field that is being read; empty at the top.
    key: &'static str,
    zone_assumed: bool,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// Reads a text that begins `offset` bytes into the file at `path`; dates are taken as UTC.
    pub fn new(path: &'a Arc<str>, offset: usize) -> Self {
        Self {
            path,
            offset,
            config: None,
            stand_in: None,
            misplaced: |_| None,
            key: "",
            zone_assumed: false,
            diagnostics: Vec::new(),
        }
    }

    /// Takes the site's zone, its order of slash dates and its scale from the configuration.
    #[must_use]
    pub fn with_config(mut self, config: &'a Config) -> Self {
        self.config = Some(config);
        self
    }

    /// Asks `misplaced` where a key belongs that a table does not know.
    #[must_use]
    pub fn with_homes(mut self, misplaced: fn(&str) -> Option<String>) -> Self {
        self.misplaced = misplaced;
        self
    }

    /// While `span` is set, values come from another file, whose faults have been reported: all stand at `span`.
    pub fn stand_in(&mut self, span: Option<Span>) {
        self.stand_in = span;
    }

    pub fn config(&self) -> Option<&'a Config> {
        self.config
    }

    pub fn path(&self) -> &'a Arc<str> {
        self.path
    }

    /// The name of the field that is being read.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Where a value stands in its file.
    pub fn span(&self, value: &Value<'_>) -> Span {
        self.place(value.span())
    }

    /// Where a range of the TOML stands in its file.
    pub fn place(&self, range: std::ops::Range<usize>) -> Span {
        self.stand_in.unwrap_or_else(|| Span::from(range).shift(self.offset))
    }

    pub fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        if self.stand_in.is_none() {
            self.diagnostics.push(Diagnostic::new(rule, self.path, message).at(span).maybe_hint(hint));
        }
    }

    /// Reports `bad-value` at `value`.
    pub fn bad(&mut self, value: &Value<'_>, message: impl Into<String>, hint: Option<&str>) {
        self.report(&rules::BAD_VALUE, self.span(value), message, hint.map(str::to_owned));
    }

    /// Reports that a value is not of the type its key takes: `expected` is "a string", "an array of strings".
    pub fn wrong(&mut self, value: &Value<'_>, expected: &str) {
        self.bad(value, format!("`{}` must be {expected}, not {}", self.key, kind_of(value)), None);
    }

    fn wrong_entry(&mut self, value: &Value<'_>, expected: &str) {
        self.bad(
            value,
            format!("an entry of `{}` must be {expected}, not {}", self.key, kind_of(value)),
            None,
        );
    }

    /// Reads each key of a table by its row; a key without a row is `unknown-key`.
    pub fn fields<T>(&mut self, table: &Table<'_>, fields: &[Field<T>], into: &mut T) {
        for (name, value) in table {
            if !self.field(name.get_ref(), value, fields, into) {
                self.unknown(name.get_ref(), name.span(), names(fields));
            }
        }
    }

    /// Reads one key by its row; whether it has one.
    pub fn field<T>(&mut self, name: &str, value: &Value<'_>, fields: &[Field<T>], into: &mut T) -> bool {
        let Some(field) = fields.iter().find(|field| field.name == name) else { return false };
        let outer = std::mem::replace(&mut self.key, field.name);
        (field.read)(self, value, into);
        self.key = outer;
        true
    }

    /// Reports a key that its table does not know, with the table it belongs to or the nearest name.
    pub fn unknown<'n>(
        &mut self,
        name: &str,
        range: std::ops::Range<usize>,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let span = self.place(range);
        let here = match self.key {
            "" => String::new(),
            table => format!(" in `{table}`"),
        };
        let known: Vec<_> = known.into_iter().collect();
        let hint = (self.misplaced)(name).unwrap_or_else(|| match nearest(name, known.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if known.contains(&"extra") => "keys of your own go under `[extra]`".to_owned(),
            None => format!("it takes `{}`", known.join("`, `")),
        });
        let message = format!("unknown key `{}`{here}", name.escape_debug());
        self.report(&rules::UNKNOWN_KEY, span, message, Some(hint));
    }

    /// A table by its rows.
    pub fn table<T: Default>(&mut self, value: &Value<'_>, fields: &[Field<T>]) -> Option<T> {
        let mut into = T::default();
        self.table_into(value, fields, &mut into).then_some(into)
    }

    /// A table by its rows into what is there already; whether it was a table.
    pub fn table_into<T>(&mut self, value: &Value<'_>, fields: &[Field<T>], into: &mut T) -> bool {
        match value.get_ref() {
            DeValue::Table(table) => self.fields(table, fields, into),
            _ => self.wrong(value, "a table"),
        }
        matches!(value.get_ref(), DeValue::Table(_))
    }

    /// An array of tables, each with its place.
    pub fn tables<T: Default>(&mut self, value: &Value<'_>, fields: &[Field<T>]) -> Vec<Spanned<T>> {
        let mut out = Vec::new();
        for entry in self.array(value, "an array of tables") {
            match entry.get_ref() {
                DeValue::Table(table) => {
                    let mut into = T::default();
                    self.fields(table, fields, &mut into);
                    out.push(Spanned::new(into, self.span(entry)));
                }
                _ => self.wrong_entry(entry, "a table"),
            }
        }
        out
    }

    /// The entries of an array; `expected` says what it is when it is none: "an array of strings".
    pub fn array<'v, 'i>(&mut self, value: &'v Value<'i>, expected: &str) -> &'v [Value<'i>] {
        match value.get_ref() {
            DeValue::Array(entries) => entries,
            _ => {
                self.wrong(value, expected);
                &[]
            }
        }
    }

    /// A string, as it is.
    pub fn string(&mut self, value: &Value<'_>) -> Option<Spanned<String>> {
        self.str(value, "a string").map(|text| Spanned::new(text.to_owned(), self.span(value)))
    }

    /// A string that is not blank and has one line, without white space around it.
    pub fn line(&mut self, value: &Value<'_>) -> Option<Spanned<String>> {
        let text = self.str(value, "a string")?.trim();
        if text.is_empty() {
            self.bad(value, format!("`{}` is blank", self.key), Some("write it, or remove the key"));
            return None;
        }
        if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_some() {
            self.bad(value, format!("`{}` has more than one line", self.key), Some("write it on one line"));
            return None;
        }
        Some(Spanned::new(text.to_owned(), self.span(value)))
    }

    /// A string, borrowed; `expected` says what else would do: "a string or an integer".
    pub fn str<'v>(&mut self, value: &'v Value<'_>, expected: &str) -> Option<&'v str> {
        match value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => {
                self.wrong(value, expected);
                None
            }
        }
    }

    /// An array of strings that are not blank.
    pub fn strings(&mut self, value: &Value<'_>) -> Vec<Spanned<String>> {
        self.array(value, "an array of strings").iter().filter_map(|entry| self.entry(entry)).collect()
    }

    /// One string, or an array of them.
    pub fn one_or_more(&mut self, value: &Value<'_>) -> Vec<Spanned<String>> {
        match value.get_ref() {
            DeValue::String(_) => self.line(value).into_iter().collect(),
            DeValue::Array(entries) => entries.iter().filter_map(|entry| self.entry(entry)).collect(),
            _ => {
                self.wrong(value, "a string or an array of strings");
                Vec::new()
            }
        }
    }

    /// One string among several, without white space around it, and not blank.
    pub fn entry(&mut self, entry: &Value<'_>) -> Option<Spanned<String>> {
        match entry.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.bad(entry, format!("an entry of `{}` is blank", self.key), Some("remove it"));
                None
            }
            DeValue::String(text) => Some(Spanned::new(text.trim().to_owned(), self.span(entry))),
            _ => {
                self.wrong_entry(entry, "a string");
                None
            }
        }
    }

    /// A string without white space around it; a blank one is absent.
    pub fn text(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.str(value, "a string")?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub fn boolean(&mut self, value: &Value<'_>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(it) => Some(*it),
            _ => {
                self.wrong(value, "`true` or `false`");
                None
            }
        }
    }

    /// An integer within `range`.
    pub fn integer(&mut self, value: &Value<'_>, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong(value, "an integer");
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let within = number.filter(|number| range.contains(number));
        if within.is_none() {
            self.bad(
                value,
                format!("`{}` must be from {} to {}", self.key, range.start(), range.end()),
                None,
            );
        }
        within
    }

    /// A number from 0 to 1.
    pub fn probability(&mut self, value: &Value<'_>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(it) => it.as_str().parse::<f64>().ok(),
            DeValue::Float(it) => it.as_str().parse().ok(),
            _ => {
                self.wrong(value, "a number from 0 to 1");
                return None;
            }
        };
        let within = number.filter(|it| (0.0..=1.0).contains(it));
        if within.is_none() {
            self.bad(value, format!("`{}` must be from 0 to 1", self.key), None);
        }
        within
    }

    /// A well-formed language tag (BCP 47), in its usual case.
    pub fn language(&mut self, value: &Value<'_>) -> Option<Spanned<String>> {
        let tag = self.line(value)?;
        match oxilangtag::LanguageTag::parse_and_normalize(&tag.value) {
            Ok(normal) => Some(Spanned::new(normal.into_inner(), tag.span)),
            Err(_) => {
                let message = format!("`{}` is not a language tag", tag.value.escape_debug());
                self.bad(value, message, Some("write a BCP 47 tag: `en`, `zh-Hans`, `pt-BR`"));
                None
            }
        }
    }

    /// One of a closed set of words, with the nearest one as a hint.
    pub fn word<T>(
        &mut self,
        value: &Value<'_>,
        words: &[&str],
        from: impl Fn(&str) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let word = self.str(value, "a string")?;
        let found = from(word);
        if found.is_none() {
            let all = words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            // A letter is near to every other letter.
            let near = nearest(word, words.iter().copied())
                .filter(|near| near.len() > 2 || near.eq_ignore_ascii_case(word));
            let hint = match near {
                Some(nearest) => format!("did you mean `{nearest}`? One of {all}"),
                None => format!("one of {all}"),
            };
            let message = format!("`{}` does not take `{}`", self.key, word.escape_debug());
            self.bad(value, message, Some(&hint));
        }
        found.map(|it| Spanned::new(it, self.span(value)))
    }

    /// An absolute http or https address, as written but for what must be encoded.
    pub fn url(&mut self, value: &Value<'_>) -> Option<Spanned<String>> {
        self.identified_url(value).map(|(url, _)| url)
    }

    /// An absolute http or https address, as written but for what must be encoded, and its identity.
    pub fn identified_url(&mut self, value: &Value<'_>) -> Option<(Spanned<String>, String)> {
        let written = self.line(value)?;
        match url_identity(&written.value) {
            Some(identity) => Some((Spanned::new(encode_url(&written.value), written.span), identity)),
            None => {
                let message = format!("`{}` must be an http or https address", self.key);
                self.bad(value, message, Some("write it whole: `https://example.org/page`"));
                None
            }
        }
    }

    /// A date in any form of CONTENT_MODEL §2.3; the first of a file without a zone is `date-no-zone`.
    pub fn moment(&mut self, value: &Value<'_>) -> Option<Spanned<Moment>> {
        let utc = TimeZone::UTC;
        let (zone, order) = match self.config {
            Some(config) => (&config.site.timezone, config.date_order),
            None => (&utc, None),
        };
        let read = match value.get_ref() {
            DeValue::Datetime(it) => date::toml(it, zone),
            DeValue::String(text) => date::text(text, zone, order),
            // A year alone reads as an integer.
            DeValue::Integer(number) => date::text(number.as_str(), zone, order),
            _ => {
                self.wrong(value, "a date");
                return None;
            }
        };
        match read {
            Ok(read) => {
                if read.assumed_zone && !std::mem::replace(&mut self.zone_assumed, true) {
                    let zone = zone.iana_name().unwrap_or("UTC");
                    let message = format!("`{}` has a time without a zone", self.key);
                    let hint = format!("`{zone}` was assumed; write the offset: `2026-02-14T22:47:00Z`");
                    self.report(&rules::DATE_NO_ZONE, self.span(value), message, Some(hint));
                }
                Some(Spanned::new(read.moment, self.span(value)))
            }
            Err(fault) => {
                let message = format!("`{}`: {}", self.key, fault.message);
                self.report(fault.rule, self.span(value), message, fault.hint);
                None
            }
        }
    }

    /// Any value as JSON; dates become strings, numbers beyond the range of JSON too.
    pub fn json(&self, value: &Value<'_>) -> serde_json::Value {
        match value.get_ref() {
            DeValue::String(text) => text.as_ref().into(),
            DeValue::Integer(it) => match i64::from_str_radix(it.as_str(), it.radix()) {
                Ok(number) => number.into(),
                Err(_) => it.to_string().into(),
            },
            DeValue::Float(it) => {
                match it.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64) {
                    Some(number) => number.into(),
                    None => it.to_string().into(),
                }
            }
            DeValue::Boolean(it) => (*it).into(),
            DeValue::Datetime(it) => it.to_string().into(),
            DeValue::Array(entries) => entries.iter().map(|entry| self.json(entry)).collect(),
            DeValue::Table(table) => self.json_table(table).into(),
        }
    }

    fn json_table(&self, table: &Table<'_>) -> serde_json::Map<String, serde_json::Value> {
        table.iter().map(|(key, value)| (key.get_ref().to_string(), self.json(value))).collect()
    }

    /// A table of anything, kept as JSON.
    pub fn free(&mut self, value: &Value<'_>) -> serde_json::Map<String, serde_json::Value> {
        match value.get_ref() {
            DeValue::Table(table) => self.json_table(table),
            _ => {
                self.wrong(value, "a table");
                serde_json::Map::new()
            }
        }
    }
}

/// What a value is, in words: "a string", "an array".
pub fn kind_of(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// The names of rows, in their order.
pub fn names<T>(fields: &[Field<T>]) -> impl Iterator<Item = &'static str> + '_ {
    fields.iter().map(|field| field.name)
}

/// Lays `over` onto `under`, table by table.
pub fn merge(
    under: &mut serde_json::Map<String, serde_json::Value>,
    over: serde_json::Map<String, serde_json::Value>,
) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(serde_json::Value::Object(under)), serde_json::Value::Object(over)) => merge(under, over),
            (_, value) => _ = under.insert(key, value),
        }
    }
}
