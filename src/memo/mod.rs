//! Remembered results (STYLE.md, "Remembering results").
//!
//! A stage is a name and a version; a key is a digest of everything that the stage reads; a value holds all that the
//! stage said, findings too. Since keys are made of what goes in, a value is right or absent, whichever machine, folder
//! or day it comes from. [`store`] keeps the values.

#![expect(clippy::disallowed_methods, reason = "it keeps its own files, under `.dateline/cache`")]

pub mod store;

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digest::{Digest, Digester};
use store::Store;

/// Names the program that made a value: its version, and a digest of what it was built from.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("DATELINE_BUILD"));

/// What is remembered.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    name: &'static str,
}

/// A file under `content/`: what it says and what was found in it.
pub const PARSE: Stage = Stage { name: "parse" };
/// The prose of such a file.
pub const PROSE: Stage = Stage { name: "prose" };
/// A block of code in colours.
pub const CODE: Stage = Stage { name: "code" };

/// Values of stages by key.
#[derive(Debug)]
pub struct Memo {
    store: Store,
}

impl Memo {
    /// Opens what is remembered in a folder. Without one, and when it cannot be used, everything is new and stays in memory.
    pub fn open(folder: Option<&Path>) -> Self {
        if let Some(folder) = folder {
            mark(folder);
        }
        Self { store: Store::open(folder, Digest::of(PROGRAM.as_bytes())) }
    }

    /// The value of a key, if it is remembered.
    pub fn recall<T: DeserializeOwned>(&self, stage: Stage, key: Digest) -> Option<T> {
        postcard::from_bytes(&self.store.get(stage.key(key))?).ok()
    }

    /// Whether a key is remembered.
    pub fn knows(&self, stage: Stage, key: Digest) -> bool {
        self.store.has(stage.key(key))
    }

    /// Remembers a value.
    pub fn keep<T: Serialize>(&self, stage: Stage, key: Digest, value: &T) {
        // Nothing of ours fails to serialise; if it did, it would be made again.
        if let Ok(bytes) = postcard::to_extend(value, Vec::with_capacity(16 << 10)) {
            self.store.put(stage.key(key), &bytes);
        }
    }

    /// Ends a build. What cannot be written is made again next time, so a fault here is none of the build's.
    pub fn close(self) {
        let _ = self.store.close();
    }
}

impl Stage {
    fn key(self, key: Digest) -> Digest {
        Digester::default().part(self.name).part(key.bytes()).finish()
    }
}

/// Tells backup programs and git that the folder can be made again (bford.info/cachedir).
fn mark(folder: &Path) {
    if folder.is_dir() || fs::create_dir_all(folder).is_err() {
        return;
    }
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# What dateline remembers between builds; safe to delete.\n";
    // Neither is needed by us.
    let _ = fs::write(folder.join("CACHEDIR.TAG"), tag);
    let _ = fs::write(folder.join(".gitignore"), "*\n");
}
