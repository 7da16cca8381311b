//! The swap: staged files are moved in under a journal, so that the output is the old site or the new one, whole.
//!
//! A journal lists the moves before the first is made. As long as it is there the site is the old one, and whoever finds
//! it moves everything back, told by what stands where; renamed to `done`, the new site stands and the rest is tidying.
//! Each step of either way can be cut off and taken again.

use std::fs;
use std::io::{self, ErrorKind::*};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{disk, manifest};

/// What to move.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Journal {
    pub moves: Vec<Move>,
    /// Folders that may be empty once all is moved, the deepest first.
    pub emptied: Vec<String>,
}

/// One file or whole folder of the output that comes, goes, or makes room for another.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub path: String,
    /// Something of ours stands there and is moved out.
    pub old: bool,
    /// Something was staged and is moved in.
    pub new: bool,
}

/// The places that a swap moves between.
#[derive(Debug, Clone)]
pub struct Places {
    pub output: PathBuf,
    /// Inside the output, and so on the same file system.
    pub stage: PathBuf,
}

impl Places {
    /// Where a file of the site is prepared.
    pub fn new_path(&self, path: &str) -> PathBuf {
        let mut new = self.new_root();
        new.push(path);
        new
    }

    pub fn new_root(&self) -> PathBuf {
        self.stage.join("new")
    }

    fn old_root(&self) -> PathBuf {
        self.stage.join("old")
    }

    fn old_path(&self, index: usize) -> PathBuf {
        self.old_root().join(index.to_string())
    }

    fn journal(&self) -> PathBuf {
        self.stage.join("journal")
    }

    fn done(&self) -> PathBuf {
        self.stage.join("done")
    }

    /// Makes all moves, or none of them.
    ///
    /// # Errors
    /// The disk, with the path that it was about. The next [`Places::settle`] moves everything back.
    pub fn swap(&self, journal: &Journal) -> Result<(), (PathBuf, io::Error)> {
        let at = |path: PathBuf| move |cause| (path, cause);
        self.write(journal).map_err(at(self.journal()))?;
        for (index, it) in journal.moves.iter().enumerate() {
            let path = self.output.join(&it.path);
            self.make(index, it, &path).map_err(at(path))?;
        }
        disk::rename(&self.journal(), &self.done()).map_err(at(self.journal()))
    }

    /// Puts the journal on the disk, whole: a part of one has another name.
    fn write(&self, journal: &Journal) -> io::Result<()> {
        disk::create_folder(&self.old_root())?;
        let draft = self.stage.join("journal.tmp");
        let text = serde_json::to_string(journal).expect("paths and flags are JSON");
        disk::sync(&disk::write(&draft, text.as_bytes())?)?;
        disk::rename(&draft, &self.journal())
    }

    fn make(&self, index: usize, it: &Move, path: &Path) -> io::Result<()> {
        if it.old {
            disk::rename(path, &self.old_path(index))?;
        } else if disk::exists(path) {
            // It came after the plan was made, and not from us.
            return Err(AlreadyExists.into());
        }
        if it.new { disk::rename(&self.new_path(&it.path), path) } else { Ok(()) }
    }

    /// Ends what a swap, or the lack of one, left in the stage: moves are undone or tidied up after, the rest is removed.
    ///
    /// # Errors
    /// The disk; what was to be undone is still there to be undone later.
    pub fn settle(&self) -> io::Result<()> {
        if let Some(journal) = read(&self.journal())? {
            self.undo(&journal)?;
            disk::remove_file(&self.journal())?;
        }
        if let Some(journal) = read(&self.done())? {
            for folder in &journal.emptied {
                match disk::remove_folder(&self.output.join(folder)) {
                    // It holds something that is not ours, or somebody else was first, or it is a mount point.
                    Err(cause)
                        if !matches!(
                            cause.kind(),
                            DirectoryNotEmpty | NotFound | NotADirectory | ResourceBusy
                        ) =>
                    {
                        return Err(cause);
                    }
                    _ => {}
                }
            }
            disk::remove_file(&self.done())?;
        }
        disk::remove_tree(&self.stage.join("journal.tmp"))?;
        disk::remove_tree(&self.old_root())?;
        disk::remove_tree(&self.new_root())
    }

    fn undo(&self, journal: &Journal) -> io::Result<()> {
        for (index, it) in journal.moves.iter().enumerate().rev() {
            let (path, old, new) =
                (self.output.join(&it.path), self.old_path(index), self.new_path(&it.path));
            let moved_out = it.old && disk::exists(&old);
            if it.new && (moved_out || !it.old) && !disk::exists(&new) && disk::exists(&path) {
                disk::rename(&path, &new)?;
            }
            if moved_out {
                disk::rename(&old, &path)?;
            }
        }
        Ok(())
    }
}

/// A journal; `None` when there is none.
fn read(path: &Path) -> io::Result<Option<Journal>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == NotFound => return Ok(None),
        Err(cause) => return Err(cause),
    };
    let journal: Journal = serde_json::from_str(&text)?;
    let mut paths = journal.moves.iter().map(|it| &it.path).chain(&journal.emptied);
    if paths.all(|it| manifest::is_inside(it)) { Ok(Some(journal)) } else { Err(InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::model::artifact::{Artifact, Content};
    use crate::testing::{TempDir, Tree};
    use crate::write::Staging;
    use crate::write::disk::fault::{self, Fault};
    use crate::write::tests::{build, options, output, site};

    /// PROMISES B3.
    #[test]
    fn b3_a_build_that_is_given_up_leaves_no_trace() {
        let dir = site();
        let staging = Staging::begin(options(&dir, "deep/er/output"), Vec::new()).expect("it can be made");
        let content = Content::Shared(Arc::from(b"x".as_slice()));
        staging
            .put(
                &Artifact { path: "a/b".to_owned(), source: None, kind: "brief", content },
                crate::digest::Digest::default(),
            )
            .expect("a free disk");
        drop(staging);
        assert_eq!(dir.names(), "content/a.md static/logo.svg");

        build(&dir, &[("a/b", "old"), ("c", "old")]).expect("an empty output");
        let before = output(&dir);
        build(&dir, &[("a/b", "new"), ("d/e", "new"), ("f", "@static/none")])
            .expect_err("there is no such file");
        assert_eq!(output(&dir), before);
    }

    const BEFORE: [(&str, &str); 7] = [
        ("a/one.html", "one"),
        ("a/two.html", "two"),
        ("b", "file"),
        ("c/d/x.html", "x"),
        ("index.html", "old"),
        ("same.html", "same"),
        ("z/y/gone.html", "gone"),
    ];
    const AFTER: [(&str, &str); 7] = [
        ("a/one.html", "ONE"),
        ("a/three.html", "three"),
        ("b/now/folder.html", "f"),
        ("c/d", "file"),
        ("index.html", "new"),
        ("new/deep/er.html", "n"),
        ("same.html", "same"),
    ];

    /// A site as it was, with a file of the user's, and what it is after the next build.
    fn before_and_after() -> (TempDir, Tree, Tree) {
        let (dir, next) = (site(), site());
        for it in [&dir, &next] {
            build(it, &BEFORE).expect("an empty output");
            it.file("output/a/mine.txt", "mine");
        }
        build(&next, &AFTER).expect("our output");
        let trees = (output(&dir), output(&next));
        (dir, trees.0, trees.1)
    }

    /// PROMISES B3.
    #[test]
    fn b3_after_a_fault_at_any_step_the_site_is_the_old_or_the_new_one() {
        for steps in 0.. {
            let (dir, before, after) = before_and_after();
            let (result, met) = fault::after(steps, Fault::Fail, || build(&dir, &AFTER));
            match result {
                Err(error) => {
                    assert_eq!(output(&dir), before, "fault after {steps} steps");
                    assert!(error.to_string().contains("output"), "{error}");
                }
                Ok(_) => {
                    // The new site stands; if the fault hindered tidying up, that is done now.
                    drop(Staging::begin(options(&dir, "output"), Vec::new()).expect("our output"));
                    assert_eq!(output(&dir), after, "fault after {steps} steps");
                }
            }
            if !met {
                return;
            }
        }
    }

    /// PROMISES B3.
    #[test]
    fn b3_after_a_kill_at_any_step_the_next_run_finds_the_old_or_the_new_site() {
        let (mut old, mut new) = (0, 0);
        for steps in 0.. {
            let (dir, before, after) = before_and_after();
            let (_, met) = fault::after(steps, Fault::Kill, || build(&dir, &AFTER));
            // The run after it is killed as well, as late as it can be without coming to its end.
            for again in 0.. {
                if !fault::after(again, Fault::Kill, || {
                    drop(Staging::begin(options(&dir, "output"), Vec::new()));
                })
                .1
                {
                    break;
                }
            }
            let found = output(&dir);
            assert!(found == before || found == after, "killed after {steps} steps: {found:?}");
            if found == before {
                old += 1;
            } else {
                new += 1;
            }
            if !met {
                break;
            }
        }
        assert!(old > 20 && new > 2, "{old} {new}");
    }

    /// PROMISES B3.
    #[test]
    fn b3_a_killed_first_build_does_not_lock_the_user_out() {
        for steps in 0.. {
            let dir = site();
            let (_, met) = fault::after(steps, Fault::Kill, || build(&dir, &AFTER));
            build(&dir, &AFTER).expect("what the killed build left is ours");
            assert_eq!(output(&dir).len(), AFTER.len() + 1);
            if !met {
                return;
            }
        }
    }

    #[test]
    fn a_forged_journal_moves_nothing_outside() {
        let dir = site();
        build(&dir, &[("index.html", "")]).expect("an empty output");
        dir.file("output/.dateline-stage/old/0", "evil");
        dir.file(
            "output/.dateline-stage/journal",
            r#"{"moves":[{"path":"../x","old":true,"new":false}],"emptied":[]}"#,
        );
        let error = build(&dir, &[("index.html", "")]).expect_err("the journal is not ours");
        assert_eq!(error.exit_code(), 3);
        assert!(!dir.join("x").exists());
    }
}
