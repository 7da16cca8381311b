//! What stands in the output, and the same folders in the stage: each is looked at or made once in a build.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use super::disk;
use super::journal::Places;
use crate::source::Stat;

/// What has a name in the output. Links are not followed (PROMISES B2): one is a file, wherever it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Nothing,
    /// Of so many bytes; `None` for a link, a device and the like.
    File(Option<Stat>),
    Folder,
}

impl Standing {
    pub fn of(path: &Path) -> io::Result<Self> {
        match fs::symlink_metadata(path) {
            Ok(it) if it.is_dir() => Ok(Self::Folder),
            Ok(it) => Ok(Self::File(it.is_file().then(|| Stat::of(&it).of_content()))),
            Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Ok(Self::Nothing)
            }
            Err(cause) => Err(cause),
        }
    }
}

/// The folder of a path below the output; the output itself is ``.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What is known of folders, shared by all threads.
#[derive(Debug, Default)]
pub struct Folders {
    seen: RwLock<HashMap<String, Standing>>,
    staged: RwLock<HashSet<String>>,
}

impl Folders {
    /// What stands at the path of a folder. Below what is no folder there is nothing.
    pub fn look(&self, places: &Places, folder: &str) -> io::Result<Standing> {
        if folder.is_empty() {
            return Ok(Standing::Folder);
        }
        if let Some(&known) = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Ok(known);
        }
        let standing = match self.look(places, parent(folder))? {
            Standing::Folder => Standing::of(&places.output.join(folder))?,
            _ => Standing::Nothing,
        };
        self.seen.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned(), standing);
        Ok(standing)
    }

    /// What stands at the path of a file, its folder looked at first.
    pub fn look_at_file(&self, places: &Places, path: &str) -> io::Result<Standing> {
        match self.look(places, parent(path))? {
            Standing::Folder => Standing::of(&places.output.join(path)),
            _ => Ok(Standing::Nothing),
        }
    }

    /// Makes a folder in the stage, with those above it.
    pub fn stage(&self, places: &Places, folder: &str) -> io::Result<()> {
        if folder.is_empty() || self.staged.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        self.stage(places, parent(folder))?;
        match disk::create_folder(&places.new_path(folder)) {
            Err(cause) if cause.kind() != ErrorKind::AlreadyExists => return Err(cause),
            _ => {}
        }
        self.staged.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;
    use crate::write::tests::{build, counts, site};

    /// PROMISES B2.
    #[cfg(unix)]
    #[test]
    fn b2_a_linked_output_is_written_through_and_links_in_it_are_not_followed() {
        use std::os::unix::fs::symlink;
        let (dir, real, elsewhere) = (site(), TempDir::new(), TempDir::new());
        elsewhere.file("index.html", "theirs").file("note.html", "theirs");
        symlink(&*real, dir.join("output")).expect("a link can be made");
        build(&dir, &[("index.html", "home"), ("tags/a.html", "a"), ("tags/b.html", "b")])
            .expect("an empty output");
        assert_eq!(real.names(), "index.html manifest.json tags/a.html tags/b.html");

        // A file of ours became a link: the link is replaced, not what it leads to.
        fs::remove_file(real.join("index.html")).expect("it is there");
        symlink(elsewhere.join("index.html"), real.join("index.html")).expect("a link can be made");
        // A folder of ours became a link: it is not ours any more.
        fs::rename(real.join("tags"), elsewhere.join("tags")).expect("it is there");
        symlink(elsewhere.join("tags"), real.join("tags")).expect("a link can be made");
        let before = elsewhere.tree();
        let error =
            build(&dir, &[("index.html", "home"), ("tags/a.html", "new")]).expect_err("a link is in the way");
        assert!(error.to_string().contains("output/tags`"), "{error}");
        assert_eq!(
            counts(&build(&dir, &[("index.html", "home")]).expect("nothing is in the way")),
            (1, 0, 0)
        );
        assert_eq!(elsewhere.tree(), before);
        assert!(fs::symlink_metadata(dir.join("output")).is_ok_and(|it| it.is_symlink()));
        assert!(fs::symlink_metadata(real.join("index.html")).is_ok_and(|it| it.is_file()));
        assert_eq!(
            real.names(),
            format!("index.html manifest.json tags -> {}", elsewhere.join("tags").display())
        );
    }
}
