//! `dateline check`: all that `build` would find, and nothing written.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::report::{self, plural, spoken, verdict};
use super::{Flags, progress};
use crate::error::Result;
use crate::pipeline;

/// Check everything, write nothing
#[derive(Debug, Args)]
pub struct Arguments {}

pub fn run(flags: &Flags) -> Result<ExitCode> {
    let start = Instant::now();
    let options = flags.pipeline(false)?;
    let outcome = progress::shown(flags, &options.progress, || pipeline::run(&options))?;
    report::findings(flags, &outcome)?;
    flags.say(format_args!(
        "checked {}, {} in {}: {}",
        plural(outcome.counts.briefs, "brief"),
        plural(outcome.counts.sources, "source"),
        spoken(start.elapsed()),
        verdict(&outcome),
    ));
    report::asides(flags, &outcome);
    report::ledger(flags, &outcome)?;
    Ok(report::exit_code(&outcome))
}
