//! `dateline check`: all that `build` would find, and nothing written; or what is found put right, or noted as known.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::report::{self, plural, spoken, verdict};
use super::{Flags, fix, progress};
use crate::diag::{Severity, emit};
use crate::error::{Error, Result};
use crate::pipeline::baseline::{Baseline, HEAD};
use crate::pipeline::{self, Options, Purpose};
use crate::{read, write};

/// Check everything, write nothing
#[derive(Debug, Args)]
pub struct Arguments {
    /// Put right in `content/` what can be put right for certain
    #[arg(long, conflicts_with = "write_baseline")]
    fix: bool,

    /// With --fix: print what would be changed, and change nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,

    /// Note all that is found in the file of `[check] baseline`, so that it does not count from now on
    #[arg(long)]
    write_baseline: bool,
}

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    let start = Instant::now();
    let options = flags.pipeline(false)?;
    if arguments.write_baseline {
        return write_baseline(&options, flags);
    }
    if arguments.fix {
        // Infos are put right like all else.
        let all = Options { purpose: Purpose::Fixes, shown: Severity::Info, ..options.clone() };
        fix::run(flags, &pipeline::run(&all)?, arguments.dry_run)?;
    }
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

/// Writes the baseline. What no baseline knows is reported: it is to be mended first.
fn write_baseline(options: &Options, flags: &Flags) -> Result<ExitCode> {
    let outcome = pipeline::run(&Options { purpose: Purpose::Baseline, ..options.clone() })?;
    let Some((path, text)) = &outcome.baseline else {
        if outcome.misconfigured {
            report::findings(flags, &outcome)?;
            return Ok(report::exit_code(&outcome));
        }
        let hint = "name one in `dateline.toml`: `baseline = \"check.baseline\"` under `[check]`";
        return Err(Error::usage("there is no baseline to write").hint(hint));
    };
    let shown = emit::visible(path);
    let disk = flags.root.join(path);
    let old = read::text(&flags.root, path);
    let is_ours = old.as_ref().is_some_and(|it| it.is_empty() || Baseline::read(it).is_ok());
    if !is_ours && read::is_there(&disk) {
        let hint = "give the baseline another name";
        return Err(Error::usage(format!("`{shown}` is no baseline, so it is not written over")).hint(hint));
    }
    debug_assert!(text.starts_with(HEAD));
    if old.as_deref() != Some(text.as_str()) {
        write::replace(&disk, text.as_bytes())?;
    }
    let known = text.lines().count() - 1;
    flags.say(format_args!("{} in `{shown}`", plural(known, "known finding")));
    Ok(ExitCode::SUCCESS)
}
