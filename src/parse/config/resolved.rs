//! The configuration key by key: what holds, and who says so (`dateline config`).

use std::collections::BTreeMap;

use ::toml::de::DeValue;

use super::fields::TABLES;
use super::overlay;
use crate::model::config::Overlay;
use crate::parse::toml::{self, Shape, Table, Value};
use crate::source::{Source, Span};

/// One key and what holds for it.
#[derive(Debug)]
pub struct Setting {
    pub table: &'static str,
    /// Below its table; more than one in a table of names, as `rules`, `title-long`.
    pub keys: Vec<String>,
    /// Absent when nobody says anything.
    pub value: Option<::toml::Value>,
    pub origin: Origin,
}

/// Who says what a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// The configuration file.
    File(Span),
    /// An environment of it, by name.
    Environment(String, Span),
    /// A variable, by name.
    Variable(String),
}

type Said = BTreeMap<Vec<String>, (::toml::Value, Origin)>;

/// Every key in the order of the reference. Values are as written, right or wrong.
pub fn resolved(source: &Source, laid: &Overlay) -> Vec<Setting> {
    let mut legible = String::new();
    let document = toml::parse(&source.path, &source.text, 0, &mut legible);
    let mut said = Said::new();
    layer(&document.table, &mut said, &|span| Origin::File(span));
    if let Some(name) = &laid.environment
        && let Some(all) = document.table.get("env").and_then(|it| it.get_ref().as_table())
        && let Some(chosen) = all.get(name.as_str()).and_then(|it| it.get_ref().as_table())
    {
        layer(chosen, &mut said, &|span| Origin::Environment(name.clone(), span));
    }
    for (name, text) in &laid.variables {
        let (keys, value) = overlay::says(name, text);
        match value.get_ref() {
            DeValue::Table(table) if keys.len() == 1 => {
                for (key, value) in table {
                    let path = vec![keys[0].clone(), key.get_ref().to_string()];
                    said.insert(path, (owned(value), Origin::Variable(name.clone())));
                }
            }
            _ => _ = said.insert(keys, (owned(&value), Origin::Variable(name.clone()))),
        }
    }
    let mut out = Vec::new();
    for table in TABLES {
        let mut add = |keys: Vec<String>, default: Option<&str>| {
            let path: Vec<_> = [table.name.to_owned()].into_iter().chain(keys.iter().cloned()).collect();
            let default = || Some(owned(&DeValue::parse(default?).ok()?));
            let (value, origin) = match said.get(&path) {
                Some((value, origin)) => (Some(value.clone()), origin.clone()),
                None => (default(), Origin::Default),
            };
            out.push(Setting { table: table.name, keys, value, origin });
        };
        let below = |prefix: &[&str]| {
            let of =
                |it: &&Vec<String>| it.len() > prefix.len() && it.iter().zip(prefix).all(|(a, b)| a == b);
            said.keys().filter(of).map(|it| it[1..].to_vec()).collect::<Vec<_>>()
        };
        match table.shape.parts().0 {
            Shape::Table(rows, _) => {
                for row in rows.rows() {
                    let (shape, default) = row.shape.parts();
                    match shape {
                        Shape::Map(..) => {
                            below(&[table.name, row.name]).into_iter().for_each(|keys| add(keys, None));
                        }
                        _ => add(vec![row.name.to_owned()], default),
                    }
                }
            }
            Shape::Environments => {}
            _ => below(&[table.name]).into_iter().for_each(|keys| add(keys, None)),
        }
    }
    out
}

/// Every key of a file or of an environment, as far as it is one.
fn layer(document: &Table<'_>, said: &mut Said, origin: &dyn Fn(Span) -> Origin) {
    for table in TABLES.iter().filter(|it| !matches!(it.shape, Shape::Environments)) {
        let Some(inner) = document.get(table.name).and_then(|it| it.get_ref().as_table()) else { continue };
        let rows = match table.shape {
            Shape::Table(rows, _) => rows.rows(),
            _ => Vec::new(),
        };
        for (key, value) in inner {
            let name = key.get_ref().to_string();
            let map = rows.iter().any(|it| it.name == name && matches!(it.shape, Shape::Map(..)));
            let mut put = |keys: Vec<String>, value: &Value<'_>, span: std::ops::Range<usize>| {
                said.insert(keys, (owned(value), origin(span.into())));
            };
            match value.get_ref() {
                DeValue::Table(names) if map => {
                    for (inner, value) in names {
                        let keys = vec![table.name.to_owned(), name.clone(), inner.get_ref().to_string()];
                        put(keys, value, inner.span());
                    }
                }
                _ => put(vec![table.name.to_owned(), name], value, key.span()),
            }
        }
    }
}

/// A value that borrows nothing.
fn owned(value: &Value<'_>) -> ::toml::Value {
    match value.get_ref() {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(it) => i64::from_str_radix(it.as_str(), it.radix()).unwrap_or_default().into(),
        DeValue::Float(it) => it.as_str().parse::<f64>().unwrap_or_default().into(),
        DeValue::Boolean(it) => (*it).into(),
        DeValue::Datetime(it) => (*it).into(),
        DeValue::Array(entries) => entries.iter().map(owned).collect::<Vec<_>>().into(),
        DeValue::Table(table) => {
            let pairs = table.iter().map(|(key, it)| (key.get_ref().to_string(), owned(it)));
            ::toml::Value::Table(pairs.collect())
        }
    }
}
