//! What to move so that the output becomes the new site, and what is in the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::PathBuf;

use super::folders::{Folders, Standing, parent};
use super::guard::Manifest;
use super::journal::{Journal, Move, Places};
use super::manifest;

/// Moves in the making.
pub struct Plan<'a> {
    places: &'a Places,
    folders: &'a Folders,
    /// What the last build made: that alone is replaced or removed.
    old: &'a Manifest,
    /// By path: whether something old is moved out, and something new in.
    moves: BTreeMap<String, (bool, bool)>,
    emptied: BTreeSet<String>,
    /// Paths of the output that we did not make and that a new file would have to replace.
    pub in_the_way: BTreeSet<String>,
    /// Files of the last build that go.
    pub removed: usize,
}

/// What could not be looked at.
type Fault = (PathBuf, io::Error);

impl<'a> Plan<'a> {
    pub fn new(places: &'a Places, folders: &'a Folders, old: &'a Manifest) -> Self {
        Self {
            places,
            folders,
            old,
            moves: BTreeMap::new(),
            emptied: BTreeSet::new(),
            in_the_way: BTreeSet::new(),
            removed: 0,
        }
    }

    /// Moves a staged file in. A folder that the output does not have yet comes with all that is staged in it.
    pub fn add(&mut self, path: &str) -> Result<(), Fault> {
        for (slash, _) in path.match_indices('/') {
            let folder = &path[..slash];
            match self.look(self.folders.look(self.places, folder), folder)? {
                Standing::Folder => {}
                standing => {
                    self.place(folder, standing);
                    return Ok(());
                }
            }
        }
        match self.look(self.folders.look_at_file(self.places, path), path)? {
            Standing::Folder => match self.first_foreign(path) {
                Ok(None) => drop(self.moves.insert(path.to_owned(), (true, true))),
                Ok(Some(foreign)) => drop(self.in_the_way.insert(foreign)),
                Err(cause) => return Err((self.places.output.join(path), cause)),
            },
            standing => self.place(path, standing),
        }
        Ok(())
    }

    /// Moves something in where nothing or a file stands.
    fn place(&mut self, path: &str, standing: Standing) {
        let old = standing != Standing::Nothing;
        if old && !self.old.lists(path) && path != manifest::NAME {
            self.in_the_way.insert(path.to_owned());
        } else if !self.moves.contains_key(path) {
            self.moves.insert(path.to_owned(), (old, true));
        }
    }

    /// Moves out a file that the last build made and this one did not.
    pub fn remove(&mut self, path: &str) -> Result<(), Fault> {
        let makes_room = path.match_indices('/').map(|(slash, _)| &path[..slash]).chain([path]);
        if makes_room.into_iter().any(|it| self.moves.get(it).is_some_and(|(old, _)| *old)) {
            self.removed += 1;
            return Ok(());
        }
        if let Standing::File(_) = self.look(self.folders.look_at_file(self.places, path), path)? {
            self.moves.insert(path.to_owned(), (true, false));
            self.removed += 1;
            let mut folder = parent(path);
            while !folder.is_empty() && self.emptied.insert(folder.to_owned()) {
                folder = parent(folder);
            }
        }
        Ok(())
    }

    fn look(&self, looked: io::Result<Standing>, path: &str) -> Result<Standing, Fault> {
        looked.map_err(|cause| (self.places.output.join(path), cause))
    }

    /// The first thing below a folder that the last build did not make.
    fn first_foreign(&self, folder: &str) -> io::Result<Option<String>> {
        for entry in fs::read_dir(self.places.output.join(folder))? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                if let Some(foreign) = self.first_foreign(&path)? {
                    return Ok(Some(foreign));
                }
            } else if !self.old.lists(&path) {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// The moves in their order. The manifest comes last.
    pub fn journal(mut self) -> Journal {
        let last = self.moves.remove_entry(manifest::NAME);
        let moves = self.moves.into_iter().chain(last);
        Journal {
            moves: moves.map(|(path, (old, new))| Move { path, old, new }).collect(),
            // A folder sorts before what is in it.
            emptied: self.emptied.into_iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::tests::{build, counts, names, output, site};

    /// PROMISES B1.
    #[test]
    fn b1_only_what_the_manifest_lists_is_removed() {
        let dir = site();
        build(
            &dir,
            &[("index.html", ""), ("tags/a/index.html", ""), ("tags/b/index.html", ""), ("old.html", "")],
        )
        .expect("an empty output");
        dir.file("output/tags/b/mine.txt", "").file("output/CNAME", "").file("output/old.html", "edited");
        let summary = build(&dir, &[("index.html", "")]).expect("our output");
        assert_eq!(counts(&summary), (0, 1, 3));
        assert_eq!(names(&dir), "CNAME index.html manifest.json tags/b/mine.txt");
    }

    /// PROMISES B4.
    #[test]
    fn b4_a_foreign_file_in_the_way_is_not_replaced() {
        let dir = site();
        build(&dir, &[("index.html", "")]).expect("an empty output");
        dir.file("output/a/index.html", "mine").file("output/tags", "mine").file("output/b.html/x", "mine");
        let before = output(&dir);
        let files =
            [("index.html", "new"), ("a/index.html", "a"), ("tags/x/index.html", "x"), ("b.html", "b")];
        let error = build(&dir, &files).expect_err("three files are in the way");
        assert_eq!(error.exit_code(), 2);
        for name in ["a/index.html", "tags", "b.html/x"] {
            assert!(error.to_string().contains(&format!("output/{name}`")), "{error}");
        }
        assert_eq!(output(&dir), before);
        // The same bytes are no loss: the file becomes ours.
        fs::remove_file(dir.join("output/tags")).expect("it is there");
        let summary =
            build(&dir, &[("index.html", ""), ("a/index.html", "mine")]).expect("nothing is in the way");
        assert_eq!((counts(&summary), summary.foreign_names), ((0, 2, 0), vec!["b.html/".to_owned()]));
    }

    #[test]
    fn a_file_becomes_a_folder_and_a_folder_a_file() {
        let dir = site();
        build(&dir, &[("a", "file"), ("b/c/index.html", ""), ("b/d.html", "")]).expect("an empty output");
        let summary = build(&dir, &[("a/x/index.html", ""), ("b", "file")]).expect("our output");
        assert_eq!(counts(&summary), (2, 0, 3));
        assert_eq!(names(&dir), "a/x/index.html b manifest.json");
    }
}
