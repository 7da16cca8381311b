//! The one reader of the site directory.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::diag::Reported;
use crate::error::Result;
use crate::source::Inputs;

/// Where to read, and the present.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `dateline.toml` and `content/`.
    pub root: PathBuf,
    /// `-c`: another configuration file.
    pub config: Option<PathBuf>,
    pub now: Timestamp,
}

/// Reads everything a build depends on.
///
/// # Errors
/// When the root cannot be listed. A single file that cannot be read is a diagnostic.
pub fn inputs(options: &Options) -> Result<Reported<Inputs>> {
    let _ = options;
    todo!()
}
