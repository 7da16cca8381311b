//! The folders that the system watches for us, kept to what a survey wants.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use notify::RecursiveMode::{NonRecursive, Recursive};
use notify::{ErrorKind, RecursiveMode};

use super::mounts::Mounts;

/// Whatever sends events.
pub type Backend = Box<dyn notify::Watcher + Send>;

/// Why there will be no events, for people.
#[derive(Debug, PartialEq, Eq)]
pub struct Cause(pub String);

/// How much of a folder is to be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// What stands in it.
    Shallow,
    /// All below it; every folder there is wanted as well.
    Deep,
}

pub struct Watches {
    backend: Backend,
    /// Whether one watch covers all below a folder, as on macOS and Windows. Where each folder takes a watch of its own we
    /// set them ourselves: a folder that goes while the library walks would end its walk, with half of the rest unwatched.
    covers: bool,
    armed: BTreeMap<PathBuf, RecursiveMode>,
    wanted: BTreeSet<PathBuf>,
    mounts: Mounts,
}

impl Watches {
    pub fn new(backend: Backend, covers: bool) -> Self {
        let mounts = Mounts::read();
        Self { backend, covers, armed: BTreeMap::new(), wanted: BTreeSet::new(), mounts }
    }

    /// Before a survey. What was `lost` has to be watched anew, with all below it; `None`: everything.
    pub fn begin(&mut self, lost: Option<&BTreeSet<PathBuf>>) {
        self.wanted.clear();
        self.mounts = Mounts::read();
        let gone: Vec<PathBuf> = match lost {
            None => self.armed.keys().cloned().collect(),
            Some(lost) => {
                let below = |it: &&PathBuf| it.ancestors().any(|above| lost.contains(above));
                self.armed.keys().filter(below).cloned().collect()
            }
        };
        for folder in gone {
            self.drop_watch(&folder);
        }
    }

    /// During a survey: watches a real folder. One that has gone, or may not be read, is left to the events of the folder
    /// above it.
    ///
    /// # Errors
    /// When events cannot be had.
    pub fn want(&mut self, folder: &Path, reach: Reach) -> Result<(), Cause> {
        if let Some(kind) = self.mounts.silent(folder) {
            let folder = folder.display();
            return Err(Cause(format!("`{folder}` is on `{kind}`, which does not tell of every change")));
        }
        let mode = if self.covers && reach == Reach::Deep { Recursive } else { NonRecursive };
        let is_covered = |it: &Path| self.wanted.contains(it) && self.armed.get(it) == Some(&Recursive);
        if mode == Recursive && folder.ancestors().skip(1).any(is_covered) {
            return Ok(());
        }
        self.wanted.insert(folder.to_owned());
        match self.armed.get(folder) {
            Some(armed) if *armed == mode || *armed == Recursive => return Ok(()),
            Some(_) => self.drop_watch(folder),
            None => {}
        }
        match self.backend.watch(folder, mode) {
            Ok(()) => drop(self.armed.insert(folder.to_owned(), mode)),
            Err(error) => cause(&error).map_or(Ok(()), Err)?,
        }
        Ok(())
    }

    /// After a survey: what nobody wanted is watched no more.
    pub fn finish(&mut self) {
        let unwanted: Vec<_> = self.armed.keys().filter(|it| !self.wanted.contains(*it)).cloned().collect();
        for folder in unwanted {
            self.drop_watch(&folder);
        }
    }

    /// Waits for an answer from the thread that events come from; `elsewhere` is no folder of the site.
    #[cfg(all(test, unix))]
    pub fn probe(&mut self, elsewhere: &Path) {
        let _ = self.backend.watch(elsewhere, NonRecursive);
        let _ = self.backend.unwatch(elsewhere);
    }

    fn drop_watch(&mut self, folder: &Path) {
        // The library may have dropped it by itself, when the folder went.
        let _ = self.backend.unwatch(folder);
        self.armed.remove(folder);
    }
}

/// Why an error means that events cannot be had; `None` when it is about one folder that went, or is closed to us.
pub fn cause(error: &notify::Error) -> Option<Cause> {
    let limit = |name: &str| {
        let value = fs::read_to_string(format!("/proc/sys/fs/inotify/{name}")).unwrap_or_default();
        if value.is_empty() { String::new() } else { format!(" (fs.inotify.{name} is {})", value.trim()) }
    };
    let message = match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => return None,
        ErrorKind::Io(cause)
            if [
                io::ErrorKind::NotFound,
                io::ErrorKind::PermissionDenied,
                io::ErrorKind::NotADirectory,
                io::ErrorKind::Interrupted,
            ]
            .contains(&cause.kind()) =>
        {
            return None;
        }
        ErrorKind::MaxFilesWatch => {
            format!("the system watches no more folders{}", limit("max_user_watches"))
        }
        // EMFILE.
        ErrorKind::Io(cause) if cfg!(unix) && cause.raw_os_error() == Some(24) => {
            format!("the system has no more queues for events{}", limit("max_user_instances"))
        }
        _ => match error.paths.first() {
            Some(path) => format!("`{}` cannot be watched: {}", path.display(), text(error)),
            None => format!("the system sends no events: {}", text(error)),
        },
    };
    Some(Cause(message))
}

/// The error without its paths.
fn text(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::Io(cause) => cause.to_string(),
        ErrorKind::Generic(text) => text.clone(),
        kind => format!("{kind:?}"),
    }
}
