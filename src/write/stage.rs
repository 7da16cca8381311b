//! A build's hold on the output: a folder inside it, locked, in which the new site is prepared, and gone in the end.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::journal::Places;
use super::{STAGE, disk};
use crate::error::{Error, Result};

/// While it lives no other build can have the same output. Dropped, it undoes what was not finished.
#[derive(Debug)]
pub struct Stage {
    pub places: Places,
    lock: PathBuf,
    /// Folders made for the output, the deepest last: removed again if nothing comes to be in them.
    made: Vec<PathBuf>,
    _held: File,
}

impl Stage {
    /// Takes the output, and ends what a killed build left in it.
    ///
    /// # Errors
    /// Usage: another build has it. World: the disk.
    pub fn enter(real: &Path, output: &Path) -> Result<Self> {
        let world = |cause| disk::error("write to", output, cause);
        let made = make_folders(real).map_err(world)?;
        let stage = real.join(STAGE);
        let lock = stage.join("lock");
        let held = match hold(&stage, &lock, output) {
            Ok(held) => held,
            Err(error) => {
                // Only an empty one goes: not that of the build that has it.
                let _ = disk::remove_folder(&stage);
                remove_folders(&made);
                return Err(error);
            }
        };
        let places = Places { output: real.to_owned(), stage };
        let entered = Self { places, lock, made, _held: held };
        entered.places.settle().map_err(world)?;
        disk::create_folder(&entered.places.new_root()).map_err(world)?;
        Ok(entered)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be undone now is left for the next build, with the journal that tells how.
        if self.places.settle().is_ok() {
            let _ = disk::remove_file(&self.lock);
            let _ = disk::remove_folder(&self.places.stage);
            remove_folders(&self.made);
        }
    }
}

fn make_folders(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let missing: Vec<_> = path.ancestors().take_while(|it| !it.exists()).map(Path::to_owned).collect();
    let mut made = Vec::new();
    for folder in missing.into_iter().rev() {
        match disk::create_folder(&folder) {
            Ok(()) => made.push(folder),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
            Err(cause) => {
                remove_folders(&made);
                return Err(cause);
            }
        }
    }
    Ok(made)
}

/// Removes those that are empty.
fn remove_folders(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = disk::remove_folder(folder);
    }
}

/// Makes the stage if it is not there, and locks it.
fn hold(stage: &Path, lock: &Path, output: &Path) -> Result<File> {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let world = |cause| disk::error("write to", output, cause);
    loop {
        match disk::create_folder(stage) {
            Err(cause) if cause.kind() != ErrorKind::AlreadyExists => return Err(world(cause)),
            // It was there a moment ago: whoever had it is just leaving.
            Err(_) if fs::symlink_metadata(stage).is_err() => continue,
            _ if !disk::is_folder(stage) && fs::symlink_metadata(stage).is_ok() => {
                let message =
                    format!("`{}` is in the way: dateline did not make it", output.join(STAGE).display());
                return Err(Error::usage(message).hint("move it away"));
            }
            _ => {}
        }
        let mut file = match OpenOptions::new().read(true).write(true).create(true).truncate(false).open(lock)
        {
            Ok(file) => file,
            // Whoever had it is just leaving, and took the folder away.
            Err(cause) if cause.kind() == ErrorKind::NotFound => continue,
            Err(cause) => return Err(world(cause)),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(taken(lock, output)),
            // Some network file systems know no locks; one build at a time still works there.
            Err(TryLockError::Error(cause)) if cause.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(cause)) => return Err(world(cause)),
        }
        let token = format!("{} {}", std::process::id(), TAKEN.fetch_add(1, Ordering::Relaxed));
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(token.as_bytes()))
            .map_err(|cause| {
                // A full disk takes no token: leave the folder as it was found.
                let _ = disk::remove_file(lock);
                let _ = disk::remove_folder(stage);
                world(cause)
            })?;
        // The lock that was opened may have been removed since, and another one may stand in its place.
        if fs::read_to_string(lock).is_ok_and(|it| it == token) {
            return Ok(file);
        }
    }
}

fn taken(lock: &Path, output: &Path) -> Error {
    let token = fs::read_to_string(lock).unwrap_or_default();
    let process = match token.split(' ').next() {
        Some(id) if !id.is_empty() => format!(" (process {id})"),
        _ => String::new(),
    };
    let message = format!("another build{process} is writing to `{}`", output.display());
    Error::usage(message).hint("wait until it has ended, or choose another folder with `--output-dir`")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::write::Staging;
    use crate::write::tests::{build, names, options, site};

    /// PROMISES B5.
    #[test]
    fn b5_a_second_build_says_who_builds() {
        let dir = site();
        let first = Staging::begin(options(&dir, "output"), Vec::new()).expect("an empty output");
        let error = Staging::begin(options(&dir, "output"), Vec::new()).expect_err("it is taken");
        let expected = format!("another build (process {}) is writing to `", std::process::id());
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(error.exit_code(), 2);
        first.commit().expect("the second did not disturb it");
        build(&dir, &[("index.html", "")]).expect("it is free again");
    }

    /// PROMISES B5.
    #[test]
    fn b5_many_builds_at_once_leave_one_whole_site() {
        let dir = site();
        let built = std::thread::scope(|scope| {
            let run = |text: &'static str| {
                let dir = &dir;
                scope.spawn(move || {
                    let mut built = 0;
                    for _ in 0..50 {
                        match build(dir, &[("a/index.html", text), ("b/index.html", text)]) {
                            Ok(_) => built += 1,
                            Err(error) => assert!(error.to_string().starts_with("another build"), "{error}"),
                        }
                    }
                    built
                })
            };
            let threads = [run("one"), run("two"), run("three")];
            threads.map(|it| it.join().expect("it does not panic")).iter().sum::<usize>()
        });
        assert!(built > 0);
        let (a, b) = (dir.join("output/a/index.html"), dir.join("output/b/index.html"));
        assert_eq!(fs::read(a).expect("one was built"), fs::read(b).expect("one was built"));
        assert_eq!(names(&dir), "a/index.html b/index.html manifest.json");
    }
}
