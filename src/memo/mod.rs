//! Remembered results (STYLE.md, "Remembering results").
//!
//! A stage is a name and a version; a key is a digest of everything that the stage reads; a value holds all that the
//! stage said, findings too. Since keys are made of what goes in, a value is right or absent, whichever machine, folder
//! or day it comes from. [`store`] keeps the values.

#![expect(clippy::disallowed_methods, reason = "it keeps its own files, under `.dateline/cache`")]

pub mod store;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digest::{Digest, Digester};
use crate::source::Stat;
use store::Store;

/// The file of [`Memo::note`].
const NOTE: &str = "note";

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

/// A file of the output by what it was made from, by the digest of the manifest that lists it.
pub const LEFT: Stage = Stage { name: "left" };

/// Values of stages by key.
#[derive(Debug)]
pub struct Memo {
    store: Store,
    folder: Option<PathBuf>,
}

impl Memo {
    /// Opens what is remembered in a folder. Without one, and when it cannot be used, everything is new and stays in memory.
    pub fn open(folder: Option<&Path>) -> Self {
        if let Some(folder) = folder {
            mark(folder);
        }
        let store = Store::open(folder, Digest::of(PROGRAM.as_bytes()));
        let folder = folder.filter(|_| store.is_kept()).map(Path::to_owned);
        Self { store, folder }
    }

    /// Opens what is remembered in a folder to look things up, beside whoever else uses it. Nothing is kept.
    pub fn reader(folder: Option<&Path>) -> Self {
        let store = Store::reader(folder, Digest::of(PROGRAM.as_bytes()));
        Self { store, folder: folder.map(Path::to_owned) }
    }

    /// Whether what is kept outlives the process.
    pub fn is_kept(&self) -> bool {
        self.store.is_kept()
    }

    /// What this machine noted of its own files when a build ended here; `place` is where that was.
    pub fn note<T: DeserializeOwned>(&self, place: Digest) -> Option<T> {
        let bytes = fs::read(self.folder.as_ref()?.join(NOTE)).ok()?;
        let (check, bytes) = bytes.split_at_checked(16)?;
        let ours = note_check(place, bytes).bytes() == check;
        ours.then(|| postcard::from_bytes(bytes).ok())?
    }

    /// Notes it, or with `None` forgets it.
    pub fn keep_note<T: Serialize>(&self, place: Digest, note: Option<&T>) {
        let Some(folder) = &self.folder else { return };
        let bytes = note.and_then(|it| postcard::to_extend(it, vec![0; 16]).ok());
        let kept = bytes.is_some_and(|mut bytes| {
            let check = note_check(place, &bytes[16..]).bytes();
            bytes[..16].copy_from_slice(&check);
            store::replace(folder, NOTE, &bytes).is_ok()
        });
        if !kept {
            let _ = fs::remove_file(folder.join(NOTE));
        }
    }

    /// The present as the file system of the cache tells it, in nanoseconds since 1970: what is written from now on is not
    /// older. `None` when it cannot be asked.
    pub fn clock(&self) -> Option<i64> {
        let path = self.folder.as_ref()?.join("clock");
        fs::write(&path, b"").ok()?;
        Some(Stat::of(&fs::metadata(path).ok()?).modified)
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

fn note_check(place: Digest, bytes: &[u8]) -> Digest {
    Digester::default().part(PROGRAM).part(place.bytes()).part(bytes).finish()
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
