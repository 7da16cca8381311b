//! `dateline check`: all that `build` would find, and nothing written.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::Flags;
use super::report::{self, plural, spoken, verdict};
use crate::error::Result;
use crate::pipeline;

/// Check everything, write nothing
#[derive(Debug, Args)]
pub struct Arguments {}

pub fn run(flags: &Flags) -> Result<ExitCode> {
    let start = Instant::now();
    let outcome = pipeline::run(&flags.pipeline(false)?)?;
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
