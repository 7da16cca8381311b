//! `dateline schema`: JSON Schema of what is written in TOML, for editors.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::{Flags, printed};
use crate::diag::nearest;
use crate::error::{Error, Result};
use crate::parse::schema;

/// Print a JSON Schema, for editors
///
/// Draft 7, as TOML editors read it. Save it and name it at the head of a file, `#:schema ./config.schema.json`, or in
/// `.taplo.toml`. Editors do not look into the front matter of Markdown; `_defaults.toml` files they do check.
#[derive(Debug, Args)]
pub struct Arguments {
    /// `config`, `front-matter`, `defaults`, `page`, or `registry` with a name; without it all names
    #[arg(value_name = "KIND")]
    kind: Option<String>,

    /// Which registry: sources, publishers, entities, topics, tags, series, channels, models or authors
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

pub fn run(arguments: &Arguments, _: &Flags) -> Result<ExitCode> {
    let documents = schema::documents();
    let mut out = io::stdout().lock();
    let Some(kind) = &arguments.kind else {
        let list = documents.iter().try_for_each(|it| writeln!(out, "{:<20} {}", it.name, it.file));
        printed(list)?;
        return Ok(ExitCode::SUCCESS);
    };
    let name = match &arguments.name {
        Some(name) => format!("{kind} {}", name.trim_end_matches(".toml")),
        None => kind.clone(),
    };
    let Some(document) = documents.iter().find(|it| it.name == name) else {
        let names = || documents.iter().map(|it| it.name.as_str());
        let hint = match nearest(&name, names()) {
            Some(nearest) => format!("did you mean `dateline schema {nearest}`?"),
            None => {
                format!("there is {}", names().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
            }
        };
        return Err(Error::usage(format!("there is no schema of `{name}`")).hint(hint));
    };
    printed(writeln!(out, "{:#}", schema::of(document)))?;
    Ok(ExitCode::SUCCESS)
}
