//! Faults of the world and of the command line; faults of content are diagnostics.

use std::io;
use std::path::{Path, PathBuf};

/// Why a command could not do its work. Met in `commands`, which turns it into an exit code.
#[derive(Debug)]
pub enum Error {
    /// Exit 2: what was asked cannot be done as asked.
    Usage { message: String, hint: Option<String> },
    /// Exit 3: the disk, a port, a permission. `doing` is a phrase: "write", "create the folder".
    World { doing: &'static str, path: PathBuf, cause: io::Error, hint: Option<String> },
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    pub fn world(doing: &'static str, path: impl AsRef<Path>, cause: io::Error) -> Self {
        Self::World { doing, path: path.as_ref().to_owned(), cause, hint: None }
    }

    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        match &mut self {
            Self::Usage { hint, .. } | Self::World { hint, .. } => *hint = Some(text.into()),
        }
        self
    }

    /// What to do next, when it was said.
    pub fn hint_text(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } | Self::World { hint, .. } => hint.as_deref(),
        }
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::World { .. } => 3,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage { message, .. } => write!(f, "{message}"),
            Self::World { doing, path, cause, .. } => {
                write!(f, "could not {doing} `{}`: {cause}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}
