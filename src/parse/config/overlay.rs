//! What is laid over the file: the table of an environment, and variables named `DATELINE_SITE__TITLE`.

use std::borrow::Cow;
use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::fields::{self, TABLES};
use crate::diag::{Diagnostic, rules};
use crate::model::config::{Config, Overlay};
use crate::parse::toml::{Document, Reader, Shape, Value, names};

/// What names of variables begin with.
const PREFIX: &str = "DATELINE_";

/// Lays the chosen environment over the file. What is wrong in it was said when the file was read.
pub fn environment(reader: &mut Reader<'_>, document: &Document<'_>, overlay: &Overlay, config: &mut Config) {
    let Some(name) = &overlay.environment else { return };
    let all = document.table.get("env").and_then(|it| it.get_ref().as_table());
    match all.and_then(|it| it.get(name.as_str())) {
        Some(chosen) => fields::environment(&mut Reader::new(reader.path(), 0), chosen, config),
        // What cannot be read may well have been the one.
        None if document.faulty => {}
        None => {
            let known = all.into_iter().flat_map(|it| it.keys());
            let known: Vec<_> = known.map(|it| format!("`{}`", it.get_ref().escape_debug())).collect();
            let message = format!("there is no environment `{}`", name.escape_debug());
            let hint = match known.is_empty() {
                true => format!("write its settings under `[env.{}]`", name.escape_debug()),
                false => format!("there is {}", known.join(", ")),
            };
            let fault = Diagnostic::new(&rules::BAD_VALUE, reader.path(), message).hint(hint);
            reader.diagnostics.push(fault);
        }
    }
}

/// Whether a variable is a setting, well named or not: one that only begins like ours is somebody else's.
///
/// ```
/// use dateline::parse::config::names_setting;
/// assert!(names_setting("DATELINE_SITE__TITLE") && names_setting("DATELINE_SITE"));
/// assert!(!names_setting("DATELINE_VERSION"));
/// ```
pub fn names_setting(name: &str) -> bool {
    let keys = keys(name);
    keys.len() > 1 || names(TABLES).any(|table| keys.first().is_some_and(|it| it == table))
}

/// `DATELINE_SITE__BASE_URL` as `site`, `base_url`.
fn keys(name: &str) -> Vec<String> {
    let keys = name.strip_prefix(PREFIX).unwrap_or(name).split("__");
    keys.map(str::to_ascii_lowercase).collect()
}

/// Reads one variable over the configuration; what is wrong is said with its name for a place.
pub fn variable(name: &str, text: &str, config: &mut Config) -> Vec<Diagnostic> {
    let path: Arc<str> = name.into();
    let mut reader = Reader::new(&path, 0).with_homes(fields::home);
    let (keys, value) = says(name, text);
    let Some((table, inner)) = keys.split_first() else { return Vec::new() };
    let whole = value.span();
    let nest = |value, key: &String| {
        let mut table = DeTable::new();
        table.insert(Spanned::new(0..0, Cow::Owned(key.clone())), value);
        Spanned::new(whole.clone(), DeValue::Table(table))
    };
    let value = inner.iter().rev().fold(value, nest);
    if table == "env" {
        let hint = "choose an environment with `--env` or `DATELINE_ENV`, and set its keys directly";
        let message = "an environment is not written in a variable";
        reader.report(&rules::BAD_VALUE, reader.place(whole), message, Some(hint.to_owned()));
    } else if !reader.field(table, &value, TABLES, config) {
        reader.unknown(table, whole, names(TABLES));
    }
    reader.diagnostics
}

/// The keys that a variable names, and its value: TOML where it is some, else a string. What takes nothing but a string
/// needs no quotes.
pub fn says<'a>(name: &str, text: &'a str) -> (Vec<String>, Value<'a>) {
    let mut keys = keys(name);
    let shape = shape(&mut keys);
    let plain = || Spanned::new(0..text.len(), DeValue::String(Cow::Borrowed(text)));
    let parsed = DeValue::parse(text).ok();
    let string = shape.is_some_and(Shape::is_string);
    let value = parsed.filter(|it| !string || matches!(it.get_ref(), DeValue::String(_)));
    (keys, value.unwrap_or_else(plain))
}

/// The shape at a path of keys. Where names have hyphens, as those of rules, the underscores of a variable become some.
fn shape(keys: &mut [String]) -> Option<Shape> {
    let mut shape = Shape::Table(&TABLES, &[]);
    for key in keys {
        shape = match shape.parts().0 {
            Shape::Table(rows, _) => rows.rows().into_iter().find(|it| it.name == key)?.shape,
            Shape::Map(names, of) => {
                let hyphens = key.replace('_', "-");
                if !names().contains(&key.as_str()) && names().contains(&hyphens.as_str()) {
                    *key = hyphens;
                }
                *of
            }
            _ => return None,
        };
    }
    Some(shape)
}
