//! The default theme renders for every kind of page; faults of a theme are shown at their place.

use std::path::Path;

use expect_test::{Expect, expect};

use super::*;
use crate::source::{Lines, ThemeFile};

/// The files of `themes/broadsheet`, as `read` gives them.
fn broadsheet() -> ThemeFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet");
    let mut files = ThemeFiles { name: "broadsheet".to_owned(), ..ThemeFiles::default() };
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let bytes = std::fs::read(entry.path()).unwrap();
        let path = format!("themes/broadsheet/{name}");
        let source = || Source::new(path.as_str(), String::from_utf8(bytes.clone()).unwrap());
        if name == "theme.toml" {
            files.manifest = Some(source());
        } else if let Some(name) = name.strip_prefix("templates/") {
            files.templates.insert(name.to_owned(), source());
        } else if let Some(name) = name.strip_prefix("lang/") {
            files.strings.insert(name.trim_end_matches(".toml").to_owned(), source());
        } else if let Some(name) = name.strip_prefix("assets/") {
            files.assets.insert(name.to_owned(), ThemeFile { path: path.as_str().into(), bytes: bytes.into() });
        }
    }
    files
}
