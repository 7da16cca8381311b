//! `dateline build`: the site, written to the output folder.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::report::{self, count, plural, spoken, verdict};
use super::{Flags, progress};
use crate::diag::{Severity, emit::visible};
use crate::error::Result;
use crate::paths::UrlStyle;
use crate::pipeline;

/// Build the site
///
/// Reads `content/`, checks it, and writes the site. A build with errors leaves the last good output as it was.
#[derive(Debug, Args)]
pub struct Arguments {}

pub fn run(flags: &Flags) -> Result<ExitCode> {
    let start = Instant::now();
    let options = flags.pipeline(true)?;
    let outcome = progress::shown(flags, &options.progress, || pipeline::run(&options))?;
    report::findings(flags, &outcome)?;

    let counts = &outcome.counts;
    let output = flags.output().to_string_lossy().into_owned();
    let name = visible(&output);
    match &outcome.written {
        Some(done) => {
            let mut line = format!(
                "built {}, {}, {} in {}: {} written, {} unchanged",
                plural(counts.briefs, "brief"),
                plural(counts.pages, "page"),
                plural(counts.sources, "source"),
                spoken(start.elapsed()),
                done.written,
                done.unchanged,
            );
            if done.removed > 0 {
                line += &format!(", {} removed", done.removed);
            }
            flags.say(format_args!("{line}, {}", plural(count(&outcome, Severity::Warning), "warning")));
            report::foreign(flags, done, &output);
            report::asides(flags, &outcome);
            match outcome.style {
                UrlStyle::Folder => flags.say(format_args!(
                    "next: serve `{name}` with any static server, such as `python3 -m http.server -d {name}`"
                )),
                UrlStyle::File => flags.say(format_args!("next: open `{name}/index.html`")),
            }
        }
        None => {
            flags.say(format_args!(
                "nothing built: {} in {}",
                verdict(&outcome),
                plural(counts.briefs, "brief")
            ));
            report::asides(flags, &outcome);
            flags.say(format_args!("next: mend the errors and build again; `{name}` is as it was"));
        }
    }
    report::ledger(flags, &outcome)?;
    Ok(report::exit_code(&outcome))
}
