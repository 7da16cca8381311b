//! Finds what people put into the output themselves: it stays, and they are told (PROMISES B4).

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::folders::parent;
use super::guard::Manifest;
use super::{STAGE, manifest};

/// Files in the output that the last build did not make, sorted; a folder without any file of ours is named with a
/// slash, and not looked into. A `.gitignore` of the output itself is not worth a word.
pub fn find(output: &Path, old: &Manifest) -> io::Result<Vec<String>> {
    let mut ours = HashSet::new();
    for path in &old.paths {
        let mut folder = parent(path);
        while !folder.is_empty() && ours.insert(folder) {
            folder = parent(folder);
        }
    }
    let mut foreign = Vec::new();
    let mut open = vec![String::new()];
    // Folders of one depth are listed together: ten thousand pages stand in as many folders.
    while !open.is_empty() {
        let listed = open.par_iter().map(|folder| list(output, folder, old, &ours));
        let listed: Vec<Listed> = listed.collect::<io::Result<_>>()?;
        open.clear();
        for it in listed {
            foreign.extend(it.foreign);
            open.extend(it.folders);
        }
    }
    foreign.sort_unstable();
    Ok(foreign)
}

/// What is in one folder: folders that hold files of ours, and what is not ours.
#[derive(Default)]
struct Listed {
    folders: Vec<String>,
    foreign: Vec<String>,
}

fn list(output: &Path, folder: &str, old: &Manifest, ours: &HashSet<&str>) -> io::Result<Listed> {
    let mut listed = Listed::default();
    for entry in fs::read_dir(output.join(folder))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if folder.is_empty() && [STAGE, manifest::NAME, ".gitignore"].contains(&&*name) {
            continue;
        }
        let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
        if !entry.file_type()?.is_dir() {
            if !old.lists(&path) {
                listed.foreign.push(path);
            }
        } else if ours.contains(path.as_str()) {
            listed.folders.push(path);
        } else {
            listed.foreign.push(path + "/");
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use crate::write::tests::{build, site};

    /// PROMISES B4.
    #[test]
    fn b4_foreign_files_stay_and_are_named() {
        let dir = site();
        dir.file("output/.gitignore", "*");
        build(&dir, &[("a/index.html", "")]).expect("a lone .gitignore counts as empty");
        dir.file("output/.git/HEAD", "").file("output/.git/objects/x", "").file("output/CNAME", "");
        dir.file("output/a/note.txt", "").file("output/a/b/c.txt", "");
        let summary = build(&dir, &[("a/index.html", "new")]).expect("our output");
        assert_eq!(summary.foreign_names, [".git/", "CNAME", "a/b/", "a/note.txt"]);
        assert_eq!(summary.foreign, 4);
        assert!(dir.join("output/.git/objects/x").exists());
    }
}
