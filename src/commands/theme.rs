//! `dateline theme`: which themes there are, a copy of the default one to change, and whether a theme works.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::report::{self, plural};
use super::{Flags, init, printed};
use crate::diag::{Severity, emit::visible, nearest};
use crate::error::{Error, Result};
use crate::{pipeline, read};

/// List themes, copy the default one, or try the one in use
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the themes there are, each with where it is
    List,

    /// Copy the default theme, or one file of it, into the publication
    ///
    /// The whole theme goes to `themes/broadsheet/`, a template alone to `templates/`, where it wins over that of the
    /// theme. Files that exist are left as they are. What was copied no longer changes with new versions of dateline.
    Eject {
        /// One file of the theme: `templates/brief.html`, `assets/site.css`
        #[arg(value_name = "FILE")]
        file: Option<String>,
    },

    /// Try every template of the theme in use
    ///
    /// Every kind of page is drawn with invented content, once with everything and once with next to nothing, in several
    /// languages. Faults of templates, settings that the theme does not know, and templates from which no page is made
    /// are reported.
    Check,
}

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    match &arguments.command {
        Command::List => list(flags),
        Command::Eject { file } => eject(file.as_deref(), flags),
        Command::Check => check(flags),
    }
}

fn list(flags: &Flags) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    let mut line = |name: &str, place: &str| writeln!(out, "{}  {}", visible(name), visible(place));
    let themes = read::themes(&flags.root);
    let said = themes.iter().try_for_each(|(name, on_disk, shipped)| match (on_disk, shipped) {
        (true, true) => line(name, &format!("themes/{name}/, over the one inside dateline")),
        (true, false) => line(name, &format!("themes/{name}/")),
        (false, _) => line(name, "inside dateline"),
    });
    printed(said)?;
    Ok(ExitCode::SUCCESS)
}

fn eject(file: Option<&str>, flags: &Flags) -> Result<ExitCode> {
    flags.must_be_a_site()?;
    let files = read::shipped_theme();
    let wanted: Vec<_> = match file {
        None => files,
        Some(name) => {
            let known: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
            let found: Vec<_> = files.into_iter().filter(|(path, _)| path == name).collect();
            if found.is_empty() {
                let near = nearest(name, known.iter().map(String::as_str));
                let hint = near.map(|it| format!("did you mean `{it}`?")).unwrap_or_else(|| {
                    let templates = known.iter().filter(|it| it.starts_with("templates/"));
                    format!("templates are {}", templates.cloned().collect::<Vec<_>>().join(", "))
                });
                return Err(Error::usage(format!("the theme has no file `{name}`")).hint(hint));
            }
            found
        }
    };
    let mut made = 0;
    for (path, bytes) in &wanted {
        let place = match file {
            Some(_) if path.starts_with("templates/") => path.clone(),
            _ => format!("themes/{}/{path}", read::SHIPPED_THEME),
        };
        let disk = flags.below_root(&place);
        if leads_out(&flags.root, &disk) {
            let fault = Error::usage(format!("`{}` would lie outside of the publication", visible(&place)));
            return Err(
                fault.hint("a folder on the way to it is a symbolic link; put a real folder in its place")
            );
        }
        if disk.exists() {
            flags.say(format_args!("kept {}", visible(&place)));
        } else {
            init::replace(&disk, bytes)?;
            flags.say(format_args!("made {}", visible(&place)));
            made += 1;
        }
    }
    flags.say(format_args!("{} copied; `dateline theme check` tries the theme", plural(made, "file")));
    Ok(ExitCode::SUCCESS)
}

/// Whether a file would be written through a symbolic link to somewhere else.
fn leads_out(root: &Path, file: &Path) -> bool {
    let real = file.ancestors().skip(1).find_map(|it| it.canonicalize().ok());
    match (root.canonicalize(), real) {
        (Ok(root), Some(real)) => !real.starts_with(root),
        _ => false,
    }
}

fn check(flags: &Flags) -> Result<ExitCode> {
    let (outcome, pages) = pipeline::try_theme(&flags.pipeline(false)?)?;
    report::findings(flags, &outcome)?;
    let number = |severity, word| plural(report::count(&outcome, severity), word);
    flags.say(format_args!(
        "tried {}: {}, {}",
        plural(pages, "sample page"),
        number(Severity::Error, "error"),
        number(Severity::Warning, "warning"),
    ));
    Ok(report::exit_code(&outcome))
}
