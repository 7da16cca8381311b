//! `dateline list --explain`: every field of one brief, its value and whence it comes.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use super::columns::{again, find, settled};
use super::table;
use crate::commands::{Flags, printed};
use crate::diag::emit::{self, visible};
use crate::error::{Error, Result};
use crate::model::site::Site;
use crate::parse::front_matter::{BRIEF, given};
use crate::pipeline;
use crate::read;
use crate::source::Lines;

pub fn run(file: &Path, flags: &Flags, options: &pipeline::Options, site: &Site) -> Result<ExitCode> {
    let (briefs, defaults) = again(options)?;
    let name = file.display();
    let path = find(&briefs, file, &options.root).ok_or_else(|| {
        Error::usage(format!("`{name}` is no brief of this publication"))
            .hint("`dateline list --fields path` names them all")
    })?;
    let entry = briefs.iter().find(|it| it.path == path);
    let Some(source) = entry.and_then(|it| read::source(it).value) else {
        return Err(Error::usage(format!("`{name}` cannot be read")).hint("`dateline check` says why"));
    };
    let brief = site.briefs.iter().find(|it| it.brief.path == path);
    let said = given(&source, &defaults);
    let mut rows = Vec::new();
    for field in BRIEF {
        if let Some(it) = said.iter().find(|it| it.name == field.name) {
            let text = match it.file == source.path {
                true => &source.text,
                false => match defaults.iter().find(|defaults| defaults.path == it.file) {
                    Some(defaults) => &defaults.text,
                    None => continue,
                },
            };
            let line = Lines::new(text).place(it.span.start).line;
            rows.push((field.name, it.value.clone(), format!("{}:{line}", it.file)));
        } else if let Some((value, whence)) = brief.and_then(|it| settled(field.name, it, site)) {
            rows.push((field.name, value, whence));
        }
    }
    let out = match flags.findings() {
        emit::Format::Json => {
            let object = rows
                .into_iter()
                .map(|(name, value, from)| (name.to_owned(), json!({ "value": value, "from": from })));
            format!("{:#}\n", serde_json::Value::from(object.collect::<serde_json::Map<_, _>>()))
        }
        emit::Format::Human | emit::Format::Short => {
            let cells: Vec<Vec<_>> = rows
                .into_iter()
                .map(|(name, value, from)| vec![name.into(), value, visible(&from).into_owned().into()])
                .collect();
            table::human(&["field", "value", "from"], &cells, table::width())
        }
    };
    printed(io::stdout().lock().write_all(out.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}
