//! What the site is made of on disk, and what an event at a path therefore means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::paths::is_passed_over;

/// A folder or file with this many names through links is not told apart by them.
pub const MANY: usize = 8;

/// The folders and files of a site by where they really are: links followed, letters in their own case.
#[derive(Debug, Default)]
pub struct Scope {
    /// The site as it was given.
    pub root: PathBuf,
    /// Each folder of which every file counts, and the paths under which the site knows it.
    pub folders: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Single files that count, such as the configuration, and the paths under which the site knows them.
    pub files: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Where something that comes or goes changes what is to be watched.
    pub hinges: BTreeSet<PathBuf>,
    /// The output, below which nothing counts.
    pub never: Option<PathBuf>,
}

/// What an event at a path is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    /// One file, if what is there is a file.
    File,
    /// Folders or links: what there is to watch may have changed.
    Structure,
}

impl Scope {
    /// What an event at a path, as the system names it, is about.
    pub fn see(&self, path: &Path) -> Seen {
        if self.is_output(path) {
            return Seen::Nothing;
        }
        if self.folders.contains_key(path) || self.hinges.contains(path) {
            return Seen::Structure;
        }
        if self.files.contains_key(path) {
            return Seen::File;
        }
        let mut inner = Vec::new();
        for folder in path.ancestors() {
            if let Some(names) = self.folders.get(folder) {
                return match inner.len() {
                    _ if !names.iter().any(|it| self.concerns_below(it, &inner)) => Seen::Nothing,
                    1 if names.len() < MANY => Seen::File,
                    // Below a folder that is not known yet.
                    _ => Seen::Structure,
                };
            }
            let Some(name) = folder.file_name() else { break };
            inner.push(name);
        }
        Seen::Nothing
    }

    /// The paths under which the site knows a file.
    pub fn names(&self, file: &Path) -> Vec<PathBuf> {
        let mut names = self.files.get(file).cloned().unwrap_or_default();
        if let (Some(folder), Some(name)) = (file.parent(), file.file_name()) {
            let folders = self.folders.get(folder).into_iter().flatten();
            names.extend(folders.map(|it| it.join(name)).filter(|it| self.concerns(it)));
        }
        names
    }

    /// Whether the reader would look at what is there; the folder it is in is known to count.
    pub fn concerns(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let mut parts = relative.components().filter_map(|it| match it {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        // Beside the parts of a theme stand the tools that make it, with many thousand files.
        let is_of_theme = match (parts.next(), parts.next(), parts.next()) {
            (Some("themes"), Some(_), Some(part)) => {
                ["theme.toml", "templates", "assets", "static", "lang"].contains(&part)
            }
            _ => true,
        };
        is_of_theme && !is_passed_over(path)
    }

    /// Whether every step from a folder down `inner`, last name first, concerns the site.
    fn concerns_below(&self, folder: &Path, inner: &[&std::ffi::OsStr]) -> bool {
        let mut at = folder.to_owned();
        inner.iter().rev().all(|name| {
            at.push(name);
            self.concerns(&at)
        })
    }

    /// Whether the site knew a path as a folder, be it through a link.
    pub fn is_folder(&self, path: &Path) -> bool {
        self.folders.contains_key(path) || self.folders.values().flatten().any(|it| it == path)
    }

    /// Whether a path is the output or lies in it.
    pub fn is_output(&self, path: &Path) -> bool {
        self.never.as_ref().is_some_and(|it| path.starts_with(it))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn events_are_about_files_structure_or_nothing() {
        let names = |list: &[&str]| list.iter().map(PathBuf::from).collect::<Vec<_>>();
        let scope = Scope {
            root: PathBuf::from("site"),
            folders: BTreeMap::from([
                (PathBuf::from("/s/content"), names(&["site/content"])),
                (PathBuf::from("/s/shared"), names(&["site/content/a", "site/static"])),
                (PathBuf::from("/s/static"), names(&["site/static"])),
                (PathBuf::from("/s/themes"), names(&["site/themes"])),
                (PathBuf::from("/s/themes/x"), names(&["site/themes/x"])),
                (PathBuf::from("/s/crowd"), names(&["site/content/crowd"; MANY])),
            ]),
            files: BTreeMap::from([
                (PathBuf::from("/s/dateline.toml"), names(&["site/dateline.toml"])),
                (PathBuf::from("/s/content/real.md"), names(&["site/content/link.md"])),
            ]),
            hinges: BTreeSet::from(["/s", "/s/templates"].map(PathBuf::from)),
            never: Some(PathBuf::from("/s/shared/output")),
        };
        let lines: Vec<_> = [
            "/s",
            "/s/README.md",
            "/s/dateline.toml",
            "/s/templates",
            "/s/templates/a.html",
            "/s/content",
            "/s/content/a.md",
            "/s/content/real.md",
            "/s/content/a.md~",
            "/s/content/new/a.md",
            "/s/content/.git/index",
            "/s/shared/a.md",
            "/s/shared/output",
            "/s/shared/output/a.md",
            "/s/static/.well-known",
            "/s/content/.well-known",
            "/s/themes/x/theme.toml",
            "/s/themes/x/node_modules",
            "/s/themes/y/node_modules/z",
            "/s/crowd/a.md",
        ]
        .iter()
        .map(|it| format!("{it} => {:?} {:?}\n", scope.see(Path::new(it)), scope.names(Path::new(it))))
        .collect();
        expect![[r#"
            /s => Structure []
            /s/README.md => Nothing []
            /s/dateline.toml => File ["site/dateline.toml"]
            /s/templates => Structure []
            /s/templates/a.html => Nothing []
            /s/content => Structure []
            /s/content/a.md => File ["site/content/a.md"]
            /s/content/real.md => File ["site/content/link.md", "site/content/real.md"]
            /s/content/a.md~ => Nothing []
            /s/content/new/a.md => Structure []
            /s/content/.git/index => Nothing []
            /s/shared/a.md => File ["site/content/a/a.md", "site/static/a.md"]
            /s/shared/output => Nothing ["site/content/a/output", "site/static/output"]
            /s/shared/output/a.md => Nothing []
            /s/static/.well-known => File ["site/static/.well-known"]
            /s/content/.well-known => Nothing []
            /s/themes/x/theme.toml => File ["site/themes/x/theme.toml"]
            /s/themes/x/node_modules => Nothing []
            /s/themes/y/node_modules/z => Nothing []
            /s/crowd/a.md => Structure ["site/content/crowd/a.md", "site/content/crowd/a.md", "site/content/crowd/a.md", "site/content/crowd/a.md", "site/content/crowd/a.md", "site/content/crowd/a.md", "site/content/crowd/a.md", "site/content/crowd/a.md"]
        "#]].assert_eq(&lines.concat());
    }
}
