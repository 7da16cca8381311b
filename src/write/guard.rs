//! Which folder is written to, and which never is (PROMISES B1, B2).

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{self, Component, Path, PathBuf};

use walkdir::WalkDir;

use super::{STAGE, disk, manifest};
use crate::error::{Error, Result};

/// Folders of a site that people write in.
const SOURCES: [&str; 4] = ["content", "static", "templates", "themes"];

/// The folder behind the name: links are followed and `..` is resolved, whether it is there yet or not.
///
/// # Errors
/// Usage: the folder is, or contains, or lies among what people wrote.
pub fn resolve(output: &Path, root: &Path) -> Result<PathBuf> {
    let real = real(output)?;
    let refuse = |why: &str| {
        let message = format!("`{}` cannot be the output: {why}", output.display());
        Err(Error::usage(message).hint("choose a folder of its own with `--output-dir`"))
    };
    let root = fs::canonicalize(root).map_err(|cause| disk::error("open", root, cause))?;
    if root.starts_with(&real) {
        return refuse(if root == real {
            "it is the publication itself"
        } else {
            "it contains the publication"
        });
    }
    if std::env::home_dir().and_then(|it| fs::canonicalize(it).ok()).is_some_and(|it| it.starts_with(&real)) {
        return refuse("it is your home folder, or contains it");
    }
    for name in SOURCES {
        let folder = root.join(name);
        if real.starts_with(fs::canonicalize(&folder).unwrap_or(folder)) {
            return refuse(&format!("it lies in `{name}/`"));
        }
    }
    if real.exists() && !real.is_dir() {
        return refuse("it is a file");
    }
    Ok(real)
}

fn real(output: &Path) -> Result<PathBuf> {
    let absolute = path::absolute(output).map_err(|cause| disk::error("find", output, cause))?;
    let mut parts: Vec<_> = absolute.components().collect();
    let mut missing = Vec::new();
    loop {
        let there: PathBuf = parts.iter().collect();
        match fs::canonicalize(&there) {
            Ok(mut real) => {
                // Where nothing is, there are no links that `..` could lead through.
                for part in missing.iter().rev() {
                    match part {
                        Component::ParentDir => drop(real.pop()),
                        part => real.push(part),
                    }
                }
                return Ok(real);
            }
            Err(cause) if cause.kind() == ErrorKind::NotFound && parts.len() > 1 => {
                // A folder that another build has just made is no link, and leads where its name says.
                if disk::exists(&there) && !disk::is_folder(&there) {
                    let message = format!("`{}` is a link to nothing", there.display());
                    return Err(
                        Error::usage(message).hint("make the folder that it leads to, or remove the link")
                    );
                }
                missing.extend(parts.pop());
            }
            Err(cause) => return Err(disk::error("open", &there, cause)),
        }
    }
}

/// The manifest of the last build; an empty one in an empty folder, one with a `.gitignore` alone, or none at all.
/// It is not parsed again when its text is that of `known`.
///
/// # Errors
/// Usage: the folder holds something and no manifest of ours, so that what is in it is not ours to change.
pub fn manifest(real: &Path, output: &Path, known: Manifest) -> Result<Manifest> {
    let entries = match fs::read_dir(real) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Manifest::default()),
        Err(cause) => return Err(disk::error("open", output, cause)),
    };
    let path = real.join(manifest::NAME);
    let text = fs::symlink_metadata(&path)
        .ok()
        .filter(|it| it.is_file())
        .and_then(|_| fs::read_to_string(path).ok());
    match text {
        Some(text) if text == known.text && !text.is_empty() => return Ok(known),
        Some(text) => {
            if let Some(manifest::Listed { mut paths, unlisted }) = manifest::read(&text) {
                if !unlisted.is_empty() {
                    paths.extend(find(real, &unlisted).map_err(|cause| disk::error("list", output, cause))?);
                    paths.sort_unstable();
                }
                return Ok(Manifest { text, paths });
            }
        }
        None => {}
    }
    let mut others: Vec<_> = entries
        .flatten()
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .filter(|it| it != ".gitignore" && it != STAGE)
        .collect();
    if others.is_empty() {
        return Ok(Manifest::default());
    }
    others.sort_unstable();
    let message = format!(
        "`{}` is not empty and dateline did not write it: it holds {}",
        output.display(),
        super::name_some(&others, 3)
    );
    Err(Error::usage(message).hint("empty it yourself, or choose another folder with `--output-dir`"))
}

/// The files of an output of whose paths the manifest says only a digest.
fn find(real: &Path, unlisted: &HashSet<String>) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let entries =
        WalkDir::new(real).into_iter().filter_entry(|it| it.depth() != 1 || it.file_name() != STAGE);
    for entry in entries {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(real).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        let path = parts.join("/");
        if unlisted.contains(&manifest::digest_of(&path)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// The manifest of the last build; without text when there was none.
#[derive(Debug, Default)]
pub struct Manifest {
    pub text: String,
    /// Sorted.
    pub paths: Vec<String>,
}

impl Manifest {
    /// Whether the last build wrote the file.
    pub fn lists(&self, path: &str) -> bool {
        self.paths.binary_search_by(|it| it.as_str().cmp(path)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::tests::{options, site};
    use crate::write::{Staging, clean};

    /// PROMISES B1 and B4.
    #[test]
    fn b1_an_output_that_is_not_for_us_is_refused_and_left_alone() {
        let dir = site();
        dir.file("docs/notes.txt", "mine")
            .file("app/manifest.json", "{\"name\":\"App\"}")
            .file("file", "")
            .file("blank/manifest.json", "");
        let before = dir.tree();
        for (output, why) in [
            (".", "it is the publication itself"),
            ("content/..", "it is the publication itself"),
            ("none/..", "it is the publication itself"),
            ("..", "it contains the publication"),
            ("/", "it contains the publication"),
            ("content", "it lies in `content/`"),
            ("static/none/deep", "it lies in `static/`"),
            ("templates", "it lies in `templates/`"),
            ("themes/broadsheet", "it lies in `themes/`"),
            ("file", "it is a file"),
            ("docs", "is not empty and dateline did not write it: it holds `notes.txt`"),
            ("blank", "is not empty and dateline did not write it: it holds `manifest.json`"),
            ("app", "is not empty and dateline did not write it: it holds `manifest.json`"),
        ] {
            for error in [
                Staging::begin(options(&dir, output), Vec::new()).map(drop).expect_err(output),
                clean(options(&dir, output)).map(drop).expect_err(output),
            ] {
                assert!(error.to_string().contains(why), "{output}: {error}");
                assert_eq!(error.exit_code(), 2);
            }
        }
        assert_eq!(dir.tree(), before);
    }

    /// PROMISES B1.
    #[test]
    fn b1_home_is_refused() {
        let dir = site();
        let home = std::env::home_dir().expect("who runs tests has a home");
        let error = resolve(&home, &dir).expect_err("it is home");
        assert!(error.to_string().contains("home folder"), "{error}");
    }

    /// PROMISES B2.
    #[cfg(unix)]
    #[test]
    fn b2_links_are_judged_by_where_they_lead() {
        let dir = site();
        for (target, link) in [("content", "to-content"), (".", "to-root"), ("nowhere", "to-nothing")] {
            std::os::unix::fs::symlink(dir.join(target), dir.join(link)).expect("a link can be made");
        }
        for (output, why) in [
            ("to-content", "it lies in `content/`"),
            ("to-root", "it is the publication itself"),
            ("to-root/content/x", "it lies in `content/`"),
            ("to-nothing", "is a link to nothing"),
        ] {
            let error = Staging::begin(options(&dir, output), Vec::new()).map(drop).expect_err(output);
            assert!(error.to_string().contains(why), "{output}: {error}");
        }
    }
}
