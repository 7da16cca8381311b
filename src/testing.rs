//! What tests of several rooms need.

#![expect(clippy::disallowed_methods, reason = "tests make folders and run programs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Names of files and what they hold, sorted.
pub type Tree = Vec<(String, Vec<u8>)>;

/// A folder of a test's own, gone after it.
pub struct TempDir(PathBuf);

impl TempDir {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("dateline-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("the folder for temporary files can be written to");
        Self(fs::canonicalize(path).expect("it was just made"))
    }

    /// Writes a file below it, with the folders it needs.
    pub fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the test's folder can be written to");
        fs::write(path, content).expect("the test's folder can be written to");
        self
    }

    /// Every file below it and its content, in order of path; a folder without any is `name/`, a link `name -> target`.
    pub fn tree(&self) -> Tree {
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&self.0).min_depth(1).sort_by_file_name() {
            let entry = entry.expect("the test's folder can be read");
            let name = entry.path().strip_prefix(&self.0).expect("it is below").display().to_string();
            if entry.path_is_symlink() {
                let target = fs::read_link(entry.path()).expect("it is a link");
                files.push((format!("{name} -> {}", target.display()), Vec::new()));
            } else if entry.file_type().is_file() {
                files.push((name, fs::read(entry.path()).expect("the test's file can be read")));
            } else if fs::read_dir(entry.path()).is_ok_and(|mut it| it.next().is_none()) {
                files.push((format!("{name}/"), Vec::new()));
            }
        }
        files
    }

    /// The names of [`TempDir::tree`], joined by spaces.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.tree().into_iter().map(|(name, _)| name).collect();
        names.join(" ")
    }
}

impl std::ops::Deref for TempDir {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
