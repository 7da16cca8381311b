//! `dateline clean`: removes what `build` made, and nothing else.

use std::process::ExitCode;

use clap::Args;

use super::Flags;
use super::report::{self, plural};
use crate::diag::emit::visible;
use crate::error::Result;
use crate::write;

/// Remove what `build` wrote
///
/// Only files that the manifest of the last build lists are removed; anything else in the folder stays.
#[derive(Debug, Args)]
pub struct Arguments {}

pub fn run(flags: &Flags) -> Result<ExitCode> {
    flags.must_be_a_site()?;
    let output = flags.output();
    let name = output.to_string_lossy().into_owned();
    if !output.is_dir() {
        flags.say(format_args!("nothing to remove: there is no `{}`", visible(&name)));
        return Ok(ExitCode::SUCCESS);
    }
    let done = write::clean(write::Options { output, root: flags.root.clone() })?;
    flags.say(format_args!("removed {} from `{}`", plural(done.removed, "file"), visible(&name)));
    report::foreign(flags, &done, &name);
    Ok(ExitCode::SUCCESS)
}
