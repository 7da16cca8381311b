//! `dateline config`: what holds, and who says so.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::report;
use super::{Flags, printed};
use crate::diag::emit::{self, visible};
use crate::error::Result;
use crate::parse::config::{Origin, Setting};
use crate::source::{Lines, Source};
use crate::{parse, pipeline, read};

/// Print the configuration that holds
///
/// As TOML, each key with whoever says it: the file, its environment, a variable or a flag. Findings in the
/// configuration are printed first, to standard error.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Every key, with what holds when nobody says anything
    #[arg(long)]
    resolved: bool,
}

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    let options = flags.pipeline(false)?;
    let source = read::list(&pipeline::place(&options))?.config;
    let found = parse::config::read_with(&source, &options.overlay).diagnostics;
    let wrong = !found.is_empty();
    let mut texts = emit::Texts::from([(source.path.clone(), source.text.clone())]);
    for (name, text) in &options.overlay.variables {
        texts.insert(name.as_str().into(), text.as_str().into());
    }
    // Nothing sensible can be done when standard error is gone.
    let _ = emit::print(&mut io::stderr().lock(), &found, &texts, flags.findings(), false);

    let mut settings: Vec<Held> =
        parse::config::resolved(&source, &options.overlay).into_iter().map(|it| held(it, &source)).collect();
    for (table, key, value, flag) in flags.settings() {
        if let Some(setting) = settings.iter_mut().find(|it| it.table == table && it.keys == [key]) {
            (setting.value, setting.from) = (Some(value.into()), Some(flag.to_owned()));
        }
    }
    settings.retain(|it| arguments.resolved || it.from.is_some());
    let out = match flags.findings() {
        emit::Format::Json => format!("{:#}\n", json(&settings)),
        emit::Format::Human | emit::Format::Short => toml(&settings),
    };
    printed(io::stdout().lock().write_all(out.as_bytes()))?;
    let errors = found.iter().any(|it| it.severity == crate::diag::Severity::Error);
    if wrong && !errors {
        flags.say(format_args!("{} in the configuration", report::plural(found.len(), "warning")));
    }
    Ok(ExitCode::from(if errors { 2 } else { 0 }))
}

/// A key, its value and who says it; nobody when it is the default.
struct Held {
    table: &'static str,
    keys: Vec<String>,
    value: Option<toml::Value>,
    from: Option<String>,
}

fn held(setting: Setting, source: &Source) -> Held {
    let line = |span: crate::source::Span| {
        let place = Lines::new(&source.text).place(span.start);
        format!("{}:{}", visible(&source.path), place.line)
    };
    let from = match setting.origin {
        Origin::Default => None,
        Origin::File(span) => Some(line(span)),
        Origin::Environment(name, span) => Some(format!("{}, environment `{}`", line(span), visible(&name))),
        Origin::Variable(name) => Some(visible(&name).into_owned()),
    };
    Held { table: setting.table, keys: setting.keys, value: setting.value, from }
}

/// A key of TOML, quoted when it must be.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it));
    if bare { name.to_owned() } else { toml::Value::String(name.to_owned()).to_string() }
}

/// A value as TOML on one line, with escapes of TOML for what a terminal must not see.
fn plain(value: &toml::Value) -> String {
    let text = value.to_string();
    let mut out = String::new();
    for c in text.chars() {
        if visible(c.encode_utf8(&mut [0; 4])) == c.to_string() {
            out.push(c);
        } else {
            out += &format!("\\U{:08X}", u32::from(c));
        }
    }
    out
}

fn toml(settings: &[Held]) -> String {
    let mut out = String::new();
    for table in settings.chunk_by(|a, b| a.table == b.table) {
        if !out.is_empty() {
            out.push('\n');
        }
        out += &format!("[{}]\n", table[0].table);
        for it in table {
            let name = it.keys.iter().map(|it| key(it)).collect::<Vec<_>>().join(".");
            match (&it.value, &it.from) {
                (Some(value), Some(from)) => out += &format!("{name} = {} # {from}\n", plain(value)),
                (Some(value), None) => out += &format!("{name} = {} # default\n", plain(value)),
                (None, _) => out += &format!("# {name} is not set\n"),
            }
        }
    }
    out
}

fn json(settings: &[Held]) -> serde_json::Value {
    let mut out = serde_json::Map::new();
    for it in settings {
        let table = out.entry(it.table).or_insert_with(|| serde_json::json!({}));
        let value = it.value.as_ref().map(|it| serde_json::to_value(it).unwrap_or_default());
        table[it.keys.join(".")] = serde_json::json!({ "value": value, "from": it.from });
    }
    out.into()
}
