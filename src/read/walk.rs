//! Lists the files of the site's folders: inside the root whatever links say, without what editors leave behind.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::text;
use crate::diag::{Diagnostic, rules};
use crate::error::{Error, Result};
use crate::paths::is_passed_over;

/// A file, as the user knows it and where it is.
#[derive(Debug)]
pub struct Found {
    pub path: Arc<str>,
    pub disk: PathBuf,
}

/// Walks folders of one site and keeps what there is to say about them.
pub struct Walk<'a> {
    root: &'a Path,
    /// The root without links, to which every link has to lead back.
    pub real: PathBuf,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    /// # Errors
    /// When there is no such folder, or it may not be entered.
    pub fn new(root: &'a Path) -> Result<Self> {
        let real = fs::canonicalize(root).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => Error::usage(format!("there is no folder `{}`", root.display())),
            _ => Error::world("open", root, cause),
        })?;
        Ok(Self { root, real, diagnostics: Vec::new() })
    }

    /// Whether the site has such a folder, at a path below the root.
    pub fn has_folder(&self, folder: &str) -> bool {
        self.root.join(folder).is_dir()
    }

    /// Every file below a folder, in no order; none when there is no such folder.
    pub fn files(&mut self, folder: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let top = self.root.join(folder);
        if !top.is_dir() || !self.stays_inside(&top) {
            return found;
        }
        let mut entries = WalkDir::new(&top)
            .follow_links(true)
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_passed_over(entry.path()));
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.say(&error);
                    continue;
                }
            };
            if entry.depth() > 0 && !self.admits(&entry, &top) {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
            } else if entry.file_type().is_file() {
                found.push(Found { path: self.name(entry.path()), disk: entry.into_path() });
            } else if !entry.file_type().is_dir() {
                // To read a pipe or a device may take for ever.
                let name = self.name(entry.path());
                let message = format!("`{name}` is neither a file nor a folder");
                self.diagnostics
                    .push(Diagnostic::new(&rules::UNREADABLE_FILE, &name, message).hint("remove it"));
            }
        }
        found
    }

    /// Whether an entry can be taken in; if not, says why.
    fn admits(&mut self, entry: &DirEntry, top: &Path) -> bool {
        let path = entry.path();
        if path.strip_prefix(self.root).unwrap_or(path).to_str().is_none() {
            let name = self.name(path);
            let message = format!("the name of `{name}` is not UTF-8");
            self.diagnostics.push(Diagnostic::new(&rules::NOT_UTF8, &name, message).hint("rename it"));
            return false;
        }
        if !entry.path_is_symlink() {
            return true;
        }
        // `walkdir` sees loops below `top`; a link to something above it leads back as well.
        if fs::canonicalize(path)
            .is_ok_and(|target| fs::canonicalize(top).is_ok_and(|it| it.starts_with(target)))
        {
            self.say_loop(path);
            return false;
        }
        self.stays_inside(path)
    }

    /// Whether a path, links followed, is below the root; if not, says so.
    fn stays_inside(&mut self, path: &Path) -> bool {
        let inside = fs::canonicalize(path).is_ok_and(|target| target.starts_with(&self.real));
        if !inside {
            let name = self.name(path);
            let message = format!("`{name}` is a link that leads out of the site");
            let found = Diagnostic::new(&rules::SYMLINK_OUTSIDE, &name, message);
            self.diagnostics.push(found.hint("copy what it leads to into the site"));
        }
        inside
    }

    fn say(&mut self, error: &walkdir::Error) {
        let path = error.path().unwrap_or(self.root);
        // Emacs locks a file by a link to nothing.
        if is_passed_over(path) {
            return;
        }
        if error.loop_ancestor().is_some() {
            self.say_loop(path);
        } else if let Some(cause) = error.io_error() {
            let found = text::unreadable(&self.name(path), cause);
            self.diagnostics.push(found);
        }
    }

    fn say_loop(&mut self, path: &Path) {
        let name = self.name(path);
        let message = format!("`{name}` is a link to a folder that it stands in");
        self.diagnostics.push(Diagnostic::new(&rules::SYMLINK_LOOP, &name, message).hint("remove the link"));
    }

    /// The path as the user knows it: relative to the root, with `/` between its parts.
    pub fn name(&self, path: &Path) -> Arc<str> {
        let relative = path.strip_prefix(self.root).unwrap_or(path).to_string_lossy();
        if cfg!(windows) { Arc::from(relative.replace('\\', "/")) } else { Arc::from(relative) }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::read::tests::check;
    use crate::testing::TempDir;

    /// PROMISES W3.
    #[test]
    fn w3_droppings_of_editors_are_not_read() {
        let dir = TempDir::new();
        dir.file("content/a.md", "");
        for name in [
            ".a.md.swp",
            "a.md~",
            "#a.md#",
            "a.md.swp",
            "a.md.tmp",
            "a.md.bck",
            "a.md.orig",
            "___jb_tmp___",
            "4913",
            ".git/x.md",
        ] {
            dir.file(&format!("content/{name}"), "").file(&format!("static/{name}"), "");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("user@host.1:2", dir.join("content/.#a.md")).expect("a link can be made");
        check(
            &dir,
            expect![[r#"
            briefs: content/a.md
        "#]],
        );
    }

    /// PROMISES W7.
    #[cfg(unix)]
    #[test]
    fn w7_links_are_followed_inside_the_site_only() {
        use std::os::unix::fs::symlink;
        let (dir, outside) = (TempDir::new(), TempDir::new());
        outside.file("secret.md", "").file("folder/secret.md", "");
        dir.file("content/real/a.md", "").file("content/sub/b.md", "").file("shared/c.md", "");
        for (target, link) in [
            (dir.join("shared"), "content/shared"),
            (dir.join("content/real/a.md"), "content/again.md"),
            (outside.join("secret.md"), "content/secret.md"),
            (outside.join("folder"), "content/folder"),
            (outside.join("folder"), "static"),
            (dir.join("content/sub"), "content/sub/loop"),
            (dir.to_path_buf(), "content/sub/root"),
            (dir.join("nothing"), "content/sub/dangling.md"),
        ] {
            symlink(target, dir.join(link)).expect("a link can be made");
        }
        check(
            &dir,
            expect![[r#"
            briefs: content/again.md content/real/a.md content/shared/c.md content/sub/b.md
            error symlink-outside: `content/folder` is a link that leads out of the site
            error symlink-outside: `content/secret.md` is a link that leads out of the site
            error unreadable-file: could not read `content/sub/dangling.md`: No such file or directory (os error 2)
            error symlink-loop: `content/sub/loop` is a link to a folder that it stands in
            error symlink-loop: `content/sub/root` is a link to a folder that it stands in
            error symlink-outside: `static` is a link that leads out of the site
        "#]],
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn b9_a_name_that_is_not_utf8_is_said() {
        use std::os::unix::ffi::OsStrExt;
        let dir = TempDir::new();
        dir.file("content/a.md", "");
        fs::write(dir.join("content").join(std::ffi::OsStr::from_bytes(b"caf\xE9.md")), "").expect("a file");
        fs::create_dir(dir.join("content").join(std::ffi::OsStr::from_bytes(b"\xFFolder")))
            .expect("a folder");
        check(
            &dir,
            expect![[r#"
            briefs: content/a.md
            error not-utf8: the name of `content/caf�.md` is not UTF-8
            error not-utf8: the name of `content/�older` is not UTF-8
        "#]],
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let dir = TempDir::new();
        dir.file("content/a.md", "");
        let made = std::process::Command::new("mkfifo").arg(dir.join("content/pipe.md")).status();
        assert!(made.is_ok_and(|it| it.success()));
        check(
            &dir,
            expect![[r#"
                briefs: content/a.md
                error unreadable-file: `content/pipe.md` is neither a file nor a folder
            "#]],
        );
    }
}
