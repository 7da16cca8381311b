//! The one writer of output: rendered files are staged, then swapped in whole under a journal (PROMISES B1–B6).
//!
//! | Step | Room |
//! |---|---|
//! | refuse a folder that is not ours to write to | `guard` |
//! | take it for this build, end what a killed build left | `stage` |
//! | compare each file, stage what differs | `content`, `folders` |
//! | find out what comes, goes and is in the way | `plan`, `foreign` |
//! | move, or move back | `journal` |
//!
//! Until the swap nothing outside the stage is touched; the stage is in the output, and gone after the build.
//! The journal is synced to the disk before the first move, the files are not: a power cut may cost the bytes of a file,
//! and the next build, which compares bytes, writes it again.

#![expect(clippy::disallowed_methods, reason = "the one writer of output")]

mod content;
mod disk;
mod folders;
mod foreign;
mod guard;
mod journal;
mod manifest;
mod plan;
mod replace;
mod stage;

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::model::artifact::{Artifact, Content};
use crate::source::Stat;
use folders::{Folders, Standing, parent};
use guard::Manifest;
pub use guard::resolve as output_folder;
use journal::Places;
use manifest::Record;
use plan::Plan;
pub use replace::replace;
use stage::Stage;

/// The folder in the output in which a site is prepared.
const STAGE: &str = ".dateline-stage";

/// How many names a message holds at most.
const NAMED: usize = 10;

/// Where to write, and what must not be written to.
#[derive(Debug, Clone)]
pub struct Options {
    pub output: PathBuf,
    /// The site's root: an output that is it, or contains it, is refused.
    pub root: PathBuf,
}

/// What a build did to the output. The manifest is not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// Files in the output that no build of ours made, and folders that hold nothing else.
    pub foreign: usize,
    /// The first ten of them, sorted; folders end in a slash.
    pub foreign_names: Vec<String>,
}

/// A file that a build left in the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Below the output folder.
    pub path: String,
    /// Names what it was made from.
    pub key: Digest,
    /// Of its bytes.
    pub digest: Digest,
    /// As it stood when the build ended; unknown on another machine.
    pub stat: Option<Stat>,
}

impl Left {
    /// Whether the file still stands as it was left.
    pub fn stands(&self, output: &Path) -> bool {
        self.stat.is_some() && stat(output, &self.path) == self.stat
    }
}

/// What the file system says of a file in the output; `None` for a link and a folder, too.
pub fn stat(output: &Path, path: &str) -> Option<Stat> {
    match Standing::of(&output.join(path)) {
        Ok(Standing::File(stat)) => stat,
        _ => None,
    }
}

/// What it says of a folder in the output, which is another as soon as a name in it comes or goes; the output's own is
/// `""`.
pub fn stat_folder(output: &Path, path: &str) -> Option<Stat> {
    let metadata = fs::symlink_metadata(output.join(path)).ok()?;
    metadata.is_dir().then(|| Stat::of(&metadata).of_content())
}

/// The folders that files are in, each once, the output's own included.
pub fn folders(files: &[Left]) -> BTreeSet<&str> {
    let mut folders = BTreeSet::from([""]);
    for file in files {
        let mut folder = parent(&file.path);
        while folders.insert(folder) {
            folder = parent(folder);
        }
    }
    folders
}

/// The digest of the manifest in a folder: it names the state that the last build left there.
pub fn state(output: &Path) -> Option<Digest> {
    content::digest(&output.join(manifest::NAME)).ok()
}

/// An output that is being prepared. Dropped without [`Staging::commit`], it leaves the output as it was.
#[derive(Debug)]
pub struct Staging {
    options: Options,
    stage: Stage,
    old: Manifest,
    folders: Folders,
    /// What the last build left, by path.
    known: HashMap<String, Left>,
    /// What was put, and whether it was staged.
    records: Mutex<Vec<Put>>,
    foreign: OnceLock<Vec<String>>,
}

/// A file of the new site.
#[derive(Debug)]
struct Put {
    record: Record,
    staged: bool,
    key: Digest,
    stat: Option<Stat>,
}

/// Looks at an output before it is refused.
const LOOKS: u32 = 10;

impl Staging {
    /// Takes the output for this build: checks that it may be written to, finishes or undoes what a killed build left.
    ///
    /// # Errors
    /// Usage: an output that is refused, or that another build has taken. World: the disk.
    pub fn begin(options: Options, known: Vec<Left>) -> Result<Self> {
        let real = guard::resolve(&options.output, &options.root)?;
        let mut old = Manifest::default();
        // Refused before anything is made in it. What a killed build left is first put in order; and another build that
        // is just changing the output shows neither the old nor the new site, so one look is not enough to refuse.
        for look in 1.. {
            if disk::is_folder(&real.join(STAGE)) {
                break;
            }
            match guard::manifest(&real, &options.output, Manifest::default()) {
                Ok(manifest) => old = manifest,
                Err(_) if look < LOOKS => continue,
                Err(refused) => return Err(refused),
            }
            break;
        }
        let stage = Stage::enter(&real, &options.output)?;
        let old = guard::manifest(&real, &options.output, old)?;
        let (folders, records, foreign) = Default::default();
        let known = known.into_iter().map(|it| (it.path.clone(), it)).collect();
        Ok(Self { options, stage, old, folders, known, records, foreign })
    }

    /// Whether a file in the output is one that a build of ours made from `key`, and nobody changed since; then it stays.
    /// It is not read, unless the file system has something new to say of it.
    ///
    /// # Errors
    /// World: the disk, with the path and cause.
    pub fn keep(
        &self,
        path: &str,
        kind: &'static str,
        source: Option<&Arc<str>>,
        key: Digest,
    ) -> Result<bool> {
        let Some(left) = self.known.get(path).filter(|it| it.key == key && self.old.lists(path)) else {
            return Ok(false);
        };
        let standing = self.folders.look_at_file(self.places(), path);
        let Standing::File(Some(stat)) = standing.map_err(|cause| self.world("look at", path, cause))? else {
            return Ok(false);
        };
        let same = left.stat == Some(stat)
            || content::digest(&self.places().output.join(path)).is_ok_and(|it| it == left.digest);
        if same {
            let source = source.cloned();
            let record = Record { path: path.to_owned(), digest: left.digest, size: stat.size, source, kind };
            self.push(Put { record, staged: false, key, stat: Some(stat) });
        }
        Ok(same)
    }

    /// Stages one file, made from `key`; leaves it alone when the output has equal bytes. Called from many threads, once
    /// for a path.
    ///
    /// # Errors
    /// Usage: a path that is ours to use. World: the disk, with the path and cause.
    pub fn put(&self, artifact: &Artifact, key: Digest) -> Result<()> {
        let path = artifact.path.as_str();
        self.check(artifact)?;
        let standing = self
            .folders
            .look_at_file(self.places(), path)
            .map_err(|cause| self.world("look at", path, cause))?;
        let (digest, stat, staged) = match &artifact.content {
            Content::Bytes(bytes) => self.put_bytes(path, bytes, standing)?,
            Content::Shared(bytes) => self.put_bytes(path, bytes, standing)?,
            Content::Copy(from) => {
                let mut file = File::open(from).map_err(|cause| disk::error("read", from, cause))?;
                self.put_copy(path, &mut file, standing).map_err(|cause| self.world("write", path, cause))?
            }
        };
        let (source, kind) = (artifact.source.clone(), artifact.kind);
        let record = Record { path: path.to_owned(), digest, size: stat.size, source, kind };
        self.push(Put { record, staged, key, stat: Some(stat) });
        Ok(())
    }

    fn push(&self, put: Put) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(put);
    }

    fn put_bytes(&self, path: &str, bytes: &[u8], standing: Standing) -> Result<(Digest, Stat, bool)> {
        let digest = Digest::of(bytes);
        if let Standing::File(Some(stat)) = standing
            && stat.size == bytes.len() as u64
            && content::equals(&self.places().output.join(path), bytes)
        {
            return Ok((digest, stat, false));
        }
        let staged = self
            .folders
            .stage(self.places(), parent(path))
            .and_then(|()| disk::write(&self.places().new_path(path), bytes)?.metadata());
        let metadata = staged.map_err(|cause| self.world("write", path, cause))?;
        Ok((digest, Stat::of(&metadata).of_content(), true))
    }

    fn put_copy(&self, path: &str, file: &mut File, standing: Standing) -> io::Result<(Digest, Stat, bool)> {
        if let Standing::File(Some(stat)) = standing
            && stat.size == file.metadata()?.len()
        {
            if let Some(digest) = content::same(file, &self.places().output.join(path))? {
                return Ok((digest, stat, false));
            }
            io::Seek::rewind(file)?;
        }
        self.folders.stage(self.places(), parent(path))?;
        let (digest, metadata) = content::copy(file, &self.places().new_path(path))?;
        Ok((digest, Stat::of(&metadata).of_content(), true))
    }

    fn check(&self, artifact: &Artifact) -> Result<()> {
        let path = artifact.path.as_str();
        let from = artifact.source.as_deref().map_or(String::new(), |it| format!(", from `{it}`,"));
        if matches!(path.split('/').next(), Some(manifest::NAME | STAGE)) {
            let message = format!("`{path}`{from} has a name that dateline needs for itself in the output");
            return Err(
                Error::usage(message).hint("rename it; a web app may call its manifest `site.webmanifest`")
            );
        }
        if !manifest::is_inside(path) {
            return Err(Error::usage(format!("`{path}`{from} does not lie in the output")));
        }
        Ok(())
    }

    fn foreign(&self) -> Result<&[String]> {
        if self.foreign.get().is_none() {
            let found = foreign::find(&self.places().output, &self.old);
            let _ = self.foreign.set(found.map_err(|cause| self.world("list", "", cause))?);
        }
        Ok(self.foreign.get().map_or(&[], Vec::as_slice))
    }

    /// Swaps the staged files in, removes what the last manifest lists and this build did not make, writes `manifest.json`.
    ///
    /// # Errors
    /// Usage: a file that is not ours is in the way. World: the disk. The output is then as it was.
    pub fn commit(mut self) -> Result<(Summary, Vec<Left>)> {
        let mut records = std::mem::take(self.records.get_mut().unwrap_or_else(PoisonError::into_inner));
        records.sort_unstable_by(|a, b| a.record.path.cmp(&b.record.path));
        let text = manifest::print(records.iter().map(|it| &it.record));
        if text != self.old.text {
            disk::write(&self.places().new_path(manifest::NAME), text.as_bytes())
                .map_err(|cause| self.world("write", manifest::NAME, cause))?;
        }
        let summary = self.exchange(&records, text != self.old.text, false)?;
        let left =
            |it: Put| Left { path: it.record.path, key: it.key, digest: it.record.digest, stat: it.stat };
        Ok((summary, records.into_iter().map(left).collect()))
    }

    /// Makes the output what the records say. `mark`: a manifest was staged; `clear`: the old one goes.
    fn exchange(&self, records: &[Put], mark: bool, clear: bool) -> Result<Summary> {
        let fault = |(path, cause): (PathBuf, io::Error)| {
            let path = path
                .strip_prefix(&self.places().output)
                .map_or(path.clone(), |it| self.options.output.join(it));
            disk::error("replace", &path, cause)
        };
        let mut plan = Plan::new(self.places(), &self.folders, &self.old);
        for it in records.iter().filter(|it| it.staged) {
            plan.add(&it.record.path).map_err(fault)?;
        }
        if mark {
            plan.add(manifest::NAME).map_err(fault)?;
        }
        let made = |path: &str| records.binary_search_by(|it| it.record.path.as_str().cmp(path)).is_ok();
        for path in self.old.paths.iter().filter(|it| !made(it)) {
            plan.remove(path).map_err(fault)?;
        }
        let removed = plan.removed;
        if clear && !self.old.text.is_empty() {
            plan.remove(manifest::NAME).map_err(fault)?;
        }
        if !plan.in_the_way.is_empty() {
            let paths: Vec<_> =
                plan.in_the_way.iter().map(|it| self.options.output.join(it).display().to_string()).collect();
            let names = name_some(&paths, NAMED);
            let message = match paths.len() {
                1 => format!("{names} is in the way: dateline did not make it, and will not replace it"),
                _ => format!("{names} are in the way: dateline did not make them, and will not replace them"),
            };
            return Err(Error::usage(message).hint("move it out of the output, or into `static/`"));
        }
        // A file of theirs with the bytes of ours is ours now, and with it its folder.
        let made_in = |path: &str| {
            let next = records.partition_point(|it| it.record.path.as_str() < path);
            path.ends_with('/') && records.get(next).is_some_and(|it| it.record.path.starts_with(path))
        };
        let foreign: Vec<_> = self.foreign()?.iter().filter(|it| !made(it) && !made_in(it)).collect();
        let journal = plan.journal();
        if !journal.moves.is_empty() {
            self.places().swap(&journal).map_err(fault)?;
        }
        let written = records.iter().filter(|it| it.staged).count();
        Ok(Summary {
            written,
            unchanged: records.len() - written,
            removed,
            foreign: foreign.len(),
            foreign_names: foreign.into_iter().take(NAMED).cloned().collect(),
        })
    }

    fn places(&self) -> &Places {
        &self.stage.places
    }

    fn world(&self, doing: &'static str, path: &str, cause: io::Error) -> Error {
        disk::error(doing, &self.options.output.join(path), cause)
    }
}

/// Removes what the last build made and nothing else; says what stays. Where files of others stay, so does our mark, an
/// empty manifest, so that the next build knows the folder again.
///
/// # Errors
/// As [`Staging::begin`] and [`Staging::commit`].
pub fn clean(options: Options) -> Result<Summary> {
    let staging = Staging::begin(options, Vec::new())?;
    let others = staging.foreign()?.iter().any(|it| it != ".gitignore");
    if others { Ok(staging.commit()?.0) } else { staging.exchange(&[], false, true) }
}

/// Names as a list for a message, at most so many.
fn name_some(names: &[String], most: usize) -> String {
    let mut listed: Vec<_> = names.iter().take(most).map(|it| format!("`{it}`")).collect();
    if names.len() > most {
        listed.push(format!("{} more", names.len() - most));
    }
    listed.join(", ")
}

#[cfg(test)]
pub(in crate::write) mod tests {
    use super::disk::fault::{self, Fault};
    use super::*;
    use crate::testing::{TempDir, Tree};

    /// A publication with its output in `output/`.
    pub fn site() -> TempDir {
        let dir = TempDir::new();
        dir.file("content/a.md", "").file("static/logo.svg", "logo");
        dir
    }

    pub fn options(dir: &TempDir, output: &str) -> Options {
        Options { output: dir.join(output), root: dir.to_path_buf() }
    }

    /// Builds a site of these files; one with `@` for its content is copied from that path.
    pub fn build(dir: &TempDir, files: &[(&str, &str)]) -> Result<Summary> {
        let staging = Staging::begin(options(dir, "output"), Vec::new())?;
        for (path, text) in files {
            let content = match text.strip_prefix('@') {
                Some(from) => Content::Copy(dir.join(from)),
                None => Content::Bytes(text.as_bytes().to_vec()),
            };
            let source = Some(Arc::from("content/a.md"));
            staging.put(
                &Artifact { path: (*path).to_owned(), source, kind: "brief", content },
                Digest::default(),
            )?;
        }
        Ok(staging.commit()?.0)
    }

    pub fn output(dir: &TempDir) -> Tree {
        dir.tree().into_iter().filter(|(name, _)| name.starts_with("output")).collect()
    }

    pub fn names(dir: &TempDir) -> String {
        let names: Vec<_> = output(dir).into_iter().map(|(name, _)| name).collect();
        names.join(" ").replace("output/", "")
    }

    pub fn counts(summary: &Summary) -> (usize, usize, usize) {
        (summary.written, summary.unchanged, summary.removed)
    }

    /// Modification time and, on Unix, identity of every file.
    fn stamps(dir: &TempDir) -> Vec<String> {
        let stamp = |path: &str| {
            let metadata = fs::metadata(dir.join(path)).expect("it was just listed");
            #[cfg(unix)]
            let id = std::os::unix::fs::MetadataExt::ino(&metadata);
            #[cfg(not(unix))]
            let id = 0;
            format!("{path} {id} {:?}", metadata.modified().ok())
        };
        output(dir).iter().map(|(path, _)| stamp(path)).collect()
    }

    #[test]
    fn a_first_build_writes_everything_and_nothing_else() {
        let dir = site();
        let summary = build(
            &dir,
            &[("index.html", "home"), ("2026/a/index.html", "a"), ("logo.svg", "@static/logo.svg")],
        );
        assert_eq!(counts(&summary.expect("an empty output")), (3, 0, 0));
        assert_eq!(names(&dir), "2026/a/index.html index.html logo.svg manifest.json");
        assert_eq!(fs::read(dir.join("output/logo.svg")).ok().as_deref(), Some(b"logo".as_slice()));
    }

    #[test]
    fn equal_files_are_left_alone() {
        let dir = site();
        let files = [("index.html", "home"), ("2026/a/index.html", "a"), ("logo.svg", "@static/logo.svg")];
        build(&dir, &files).expect("an empty output");
        let before = stamps(&dir);
        assert_eq!(counts(&build(&dir, &files).expect("our output")), (0, 3, 0));
        assert_eq!(stamps(&dir), before);

        dir.file("static/logo.svg", "ogol");
        let edited = [("index.html", "HOME"), ("2026/a/index.html", "a"), ("logo.svg", "@static/logo.svg")];
        assert_eq!(counts(&build(&dir, &edited).expect("our output")), (2, 1, 0));
        assert_eq!(fs::read(dir.join("output/logo.svg")).ok().as_deref(), Some(b"ogol".as_slice()));
        assert_eq!(stamps(&dir)[0], before[0]);
    }

    /// PROMISES B6.
    #[test]
    fn b6_a_full_disk_is_told_with_the_file_and_what_to_do() {
        let dir = site();
        build(&dir, &[("a/index.html", "old")]).expect("an empty output");
        let before = output(&dir);
        let staging = Staging::begin(options(&dir, "output"), Vec::new()).expect("our output");
        let content = Content::Bytes(b"new".to_vec());
        let artifact = Artifact { path: "a/index.html".to_owned(), source: None, kind: "brief", content };
        let (error, _) = fault::after(1, Fault::Fail, || {
            staging.put(&artifact, Digest::default()).expect_err("the disk is full")
        });
        let Error::World { path, hint, .. } = &error else { panic!("{error}") };
        assert_eq!(path, &dir.join("output/a/index.html"));
        assert_eq!(hint.as_deref(), Some("free some space; the site is as it was"));
        drop(staging);
        assert_eq!(output(&dir), before);
    }

    #[test]
    fn names_that_are_ours_or_lead_out_are_refused() {
        let dir = site();
        for path in [
            "manifest.json",
            "manifest.json/index.html",
            ".dateline-stage/new/x",
            "../x",
            "/x",
            "a//b",
            "a/../../x",
            "",
        ] {
            let error = build(&dir, &[(path, "x")]).expect_err("it may not be written");
            assert_eq!(error.exit_code(), 2, "{path}");
        }
        assert_eq!(dir.names(), "content/a.md static/logo.svg");
    }

    #[test]
    fn cleaning_removes_what_was_built_and_names_the_rest() {
        let dir = site();
        dir.file("output/.gitignore", "*");
        build(&dir, &[("index.html", ""), ("a/b/index.html", ""), ("a/c.html", "")])
            .expect("a lone .gitignore");
        dir.file("output/a/mine.txt", "").file("output/CNAME", "");
        let summary = clean(options(&dir, "output")).expect("our output");
        assert_eq!(
            (counts(&summary), summary.foreign_names.join(" ")),
            ((0, 0, 3), "CNAME a/mine.txt".to_owned())
        );
        assert_eq!(names(&dir), ".gitignore CNAME a/mine.txt manifest.json");
        build(&dir, &[("index.html", "")]).expect("the folder still bears our mark");
        assert_eq!(counts(&clean(options(&dir, "none")).expect("there is nothing to clean")), (0, 0, 0));
        assert!(!dir.join("none").exists());
    }
}
