//! `dateline completions` and `dateline man`: what a shell and `man` know of the command line.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Flags, init, printed};
use crate::diag::emit::visible;
use crate::error::{Error, Result};

/// Print completions for a shell
///
/// For example `dateline completions bash > ~/.local/share/bash-completion/completions/dateline`.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

pub fn completions(arguments: &CompletionsArguments) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "dateline", &mut script);
    printed(io::stdout().lock().write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Print the manual page, or write one a command
#[derive(Debug, Args)]
pub struct ManArguments {
    /// Write `dateline.1` and one page a command into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn man(arguments: &ManArguments, flags: &Flags) -> Result<ExitCode> {
    let command = super::command();
    let page = |command: &clap::Command| -> Result<Vec<u8>> {
        let mut page = Vec::new();
        let made = clap_mangen::Man::new(command.clone()).render(&mut page);
        made.map_err(|cause| Error::world("make the manual page", "dateline.1", cause))?;
        Ok(page)
    };
    let Some(dir) = &arguments.dir else {
        printed(io::stdout().lock().write_all(&page(&command)?))?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut pages = vec![("dateline.1".to_owned(), page(&command)?)];
    for inner in command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help") {
        let name = inner.get_display_name().unwrap_or(inner.get_name()).to_owned();
        pages.push((format!("{name}.1"), page(inner)?));
    }
    for (name, _) in &pages {
        let place = dir.join(name);
        // What stands there may be somebody's own; an older page of ours has our title.
        let is_ours = |text: Vec<u8>| String::from_utf8_lossy(&text).contains(".TH dateline");
        if !std::fs::read(&place).map_or(true, is_ours) {
            let fault = format!("`{}` is no manual page of dateline", visible(&place.to_string_lossy()));
            return Err(Error::usage(fault).hint("move it away, or give another folder"));
        }
    }
    for (name, text) in &pages {
        init::replace(&dir.join(name), text)?;
    }
    let folder = dir.to_string_lossy();
    flags.say(format_args!("{} manual pages in `{}`", pages.len(), visible(&folder)));
    Ok(ExitCode::SUCCESS)
}
