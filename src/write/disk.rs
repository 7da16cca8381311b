//! Every change that a build makes to the disk, one function each, so that tests can cut the power between any two.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::error::Error;

pub fn create_folder(path: &Path) -> io::Result<()> {
    change(|| fs::create_dir(path))
}

/// Opens a file that must not be there yet.
pub fn create_file(path: &Path) -> io::Result<File> {
    change(|| OpenOptions::new().write(true).create_new(true).open(path))
}

pub fn append(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    change(|| file.write_all(bytes))
}

/// Writes a file that must not be there yet.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = create_file(path)?;
    append(&mut file, bytes)?;
    Ok(file)
}

/// Waits until a file would survive a power cut. Those of tests are only played.
pub fn sync(file: &File) -> io::Result<()> {
    change(|| if cfg!(test) { Ok(()) } else { file.sync_all() })
}

pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    change(|| fs::rename(from, to))
}

pub fn remove_file(path: &Path) -> io::Result<()> {
    change(|| fs::remove_file(path))
}

/// Removes a folder, which must be empty.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    change(|| fs::remove_dir(path))
}

/// Removes a folder or file and all that is in it, without following links; fine when there is nothing.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    let remove = || if is_folder(path) { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    if exists(path) { change(remove) } else { Ok(()) }
}

/// Whether anything has this name; a link counts, wherever it leads.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether this is a folder, and no link to one.
pub fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|it| it.is_dir())
}

/// A call that was interrupted is made again (PROMISES B6); `write_all` never is, it sees to that itself.
fn change<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    fault::step()?;
    loop {
        match call() {
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// A fault of the disk, with what can be done about it.
pub fn error(doing: &'static str, path: &Path, cause: io::Error) -> Error {
    /// Too many open files: of this process, and of the whole system (POSIX `EMFILE`, `ENFILE`).
    const TOO_MANY: [Option<i32>; 2] = [Some(24), Some(23)];
    let hint = match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some("free some space; the site is as it was"),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Some("let the user who builds write there, or choose another folder with `--output-dir`")
        }
        _ if cfg!(unix) && TOO_MANY.contains(&cause.raw_os_error()) => {
            Some("raise the limit on open files (`ulimit -n`)")
        }
        _ => None,
    };
    let error = Error::world(doing, path, cause);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// Faults that tests put between two changes of the disk, on their own thread.
#[cfg(test)]
pub mod fault {
    use std::cell::Cell;
    use std::io;

    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        /// The process is killed: no change happens from here on.
        Kill,
        /// One change fails, those after it succeed.
        Fail,
    }

    thread_local! {
        static NEXT: Cell<Option<(usize, Fault)>> = const { Cell::new(None) };
    }

    /// Runs `call` with a fault after `steps` changes; says whether it was met.
    pub fn after<T>(steps: usize, fault: Fault, call: impl FnOnce() -> T) -> (T, bool) {
        NEXT.set(Some((steps, fault)));
        let result = call();
        let met = !matches!(NEXT.take(), Some((left, _)) if left > 0);
        (result, met)
    }

    pub fn step() -> io::Result<()> {
        match NEXT.get() {
            None => return Ok(()),
            Some((0, Fault::Kill)) => {}
            Some((0, Fault::Fail)) => NEXT.set(None),
            Some((left, fault)) => {
                NEXT.set(Some((left - 1, fault)));
                return Ok(());
            }
        }
        Err(io::Error::new(io::ErrorKind::StorageFull, "a fault of the test"))
    }
}
