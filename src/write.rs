//! The one writer of output: rendered files are staged, then swapped in whole under a journal (PROMISES B1–B6).

use std::path::PathBuf;

use crate::error::Result;
use crate::model::artifact::Artifact;

/// Where to write, and what must not be written to.
#[derive(Debug, Clone)]
pub struct Options {
    pub output: PathBuf,
    /// The site's root: an output that is it, or contains it, is refused.
    pub root: PathBuf,
}

/// What a build did to the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// Files in the output that no build of ours made.
    pub foreign: usize,
}

/// An output that is being prepared. Dropped without [`Staging::commit`], it leaves the output as it was.
pub struct Staging {
    options: Options,
}

impl Staging {
    /// Takes the output for this build: checks that it may be written to, finishes or undoes what a killed build left.
    ///
    /// # Errors
    /// Usage: an output that is refused. World: the disk.
    pub fn begin(options: Options) -> Result<Self> {
        Ok(Self { options })
    }

    /// Stages one file; leaves it alone when the output has equal bytes. Called from many threads.
    ///
    /// # Errors
    /// The disk, with the path and cause.
    pub fn put(&self, artifact: &Artifact) -> Result<()> {
        let _ = (&self.options, artifact);
        todo!()
    }

    /// Swaps the staged files in, removes what the last manifest lists and this build did not make, writes `manifest.json`.
    ///
    /// # Errors
    /// The disk; the output is then as it was.
    pub fn commit(self) -> Result<Summary> {
        todo!()
    }
}
