//! The promises of watching, over real folders and the real events of the system.
//!
//! Nothing here is timed: a test waits, with a generous limit, for what must come. That something does not come is shown by
//! a sentinel: an edit made afterwards, which is then all that is told.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;
use crate::testing::TempDir;

/// Far more than any change takes to be told.
const LIMIT: Duration = Duration::from_secs(30);

struct Site {
    /// Holds the site, so that it has a folder above it and room for links out of it.
    outer: TempDir,
    watcher: Watcher,
    /// When the test has failed, whatever is still told.
    limit: Instant,
}

impl Site {
    /// A site with a few files, watched.
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(prepare: impl FnOnce(&TempDir)) -> Self {
        Self::start(prepare, Watcher::start)
    }

    fn start(prepare: impl FnOnce(&TempDir), start: impl FnOnce(Options) -> Watcher) -> Self {
        let outer = TempDir::new();
        outer
            .file("site/dateline.toml", "")
            .file("site/content/a.md", "first")
            .file("site/content/sentinel.md", "")
            .file("site/output/index.html", "")
            .file("site/.git/HEAD", "");
        prepare(&outer);
        let watcher = start(options(&outer));
        Self { outer, watcher, limit: Instant::now() + LIMIT }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.outer.join("site").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("the test's folder can be written to");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("the test's folder can be written to");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the test's folder can be written to");
    }

    /// Waits until all that has happened has arrived, so that no burst is cut where the machine happened to be busy.
    fn arrive(&mut self) {
        let How::Events(watches) = &mut self.watcher.how else { return };
        // The thread of events answers in between. What it was at may end before the first answer, what was ready besides
        // comes before or after the second; before the third, all has been handed over.
        for _ in 0..3 {
            watches.probe(&self.outer);
        }
    }

    fn next(&mut self) -> Change {
        self.arrive();
        let change = self.watcher.next(Some(self.limit)).expect("a change is told");
        assert!(Instant::now() < self.limit, "not what was waited for, but {change:?}");
        self.watcher.rearm();
        change
    }

    /// Every change until one tells of the file, that one included.
    fn until(&mut self, path: &str) -> Vec<Change> {
        let path = self.path(path);
        let mut changes = Vec::new();
        loop {
            changes.push(self.next());
            if matches!(changes.last(), Some(Change::Paths(paths)) if paths.contains(&path)) {
                return changes;
            }
        }
    }

    /// The next change is about this file alone.
    fn tells_of(&mut self, path: &str) {
        let expected = Change::Paths(BTreeSet::from([self.path(path)]));
        assert_eq!(self.next(), expected);
    }

    /// The next change is about these files, of which some may be gone.
    fn tells_of_all(&mut self, paths: &[&str]) {
        let expected = Change::Paths(paths.iter().map(|it| self.path(it)).collect());
        assert_eq!(self.next(), expected);
    }

    /// Nothing is left to be told: an edit made now is all that comes.
    fn is_quiet(&mut self) {
        self.write("content/sentinel.md", "now");
        self.tells_of("content/sentinel.md");
    }

    /// Everything is to be looked at, now or after other changes.
    fn tells_of_everything(&mut self) {
        while self.next() != Change::Everything {}
    }

    /// Edits of this file are told, whatever else is told before.
    fn watches(&mut self, path: &str) {
        self.settle();
        self.write(path, "edited");
        self.tells_of(path);
    }

    /// Takes what is still told, up to a sentinel. The heart of a slow machine may beat between any two events.
    fn settle(&mut self) {
        self.write("content/sentinel.md", "settled");
        self.until("content/sentinel.md");
    }
}

fn options(outer: &Path) -> Options {
    Options {
        root: outer.join("site"),
        config: None,
        output: outer.join("site/output"),
        debounce: Duration::from_millis(20),
        longest: Duration::from_secs(10),
        poll: None,
    }
}

/// One way to save: told as this file alone, and nothing is left behind.
fn saves(save: impl FnOnce(&Site)) {
    let mut site = Site::new();
    save(&site);
    site.tells_of("content/a.md");
    site.is_quiet();
}

#[test]
fn w1_in_place() {
    saves(|site| site.write("content/a.md", "second"));
}

#[test]
fn w1_helix_and_vs_code_truncate_and_write() {
    saves(|site| {
        let mut file = fs::File::create(site.path("content/a.md")).expect("it is there");
        file.write_all(b"second").and_then(|()| file.sync_all()).expect("it can be written to");
    });
}

#[test]
fn w1_renamed_over() {
    saves(|site| {
        site.write("content/a.md.tmp", "second");
        site.rename("content/a.md.tmp", "content/a.md");
    });
}

/// The temporary file has a name that may be a file of the site.
#[test]
fn w1_renamed_over_from_any_name() {
    let mut site = Site::new();
    site.write("content/sedAx31", "second");
    site.rename("content/sedAx31", "content/a.md");
    site.tells_of_all(&["content/a.md", "content/sedAx31"]);
    site.is_quiet();
}

#[test]
fn w1_vim_with_backup_by_renaming() {
    saves(|site| {
        site.write("content/4913", "");
        site.remove("content/4913");
        site.write("content/.a.md.swp", "swap");
        site.rename("content/a.md", "content/a.md~");
        site.write("content/a.md", "second");
        site.remove("content/a.md~");
        site.remove("content/.a.md.swp");
    });
}

#[test]
fn w1_emacs() {
    saves(|site| {
        symlink("ann@host.1:2", site.path("content/.#a.md")).expect("a link can be made");
        site.write("content/#a.md#", "saved by itself");
        site.rename("content/a.md", "content/a.md~");
        site.write("content/a.md", "second");
        site.remove("content/#a.md#");
        site.remove("content/.#a.md");
    });
}

#[test]
fn w1_jetbrains() {
    saves(|site| {
        site.write("content/a.md___jb_tmp___", "second");
        site.write("content/___jb_tmp___", "second");
        site.rename("content/a.md", "content/___jb_old___");
        site.rename("content/___jb_tmp___", "content/a.md");
        site.remove("content/___jb_old___");
        site.remove("content/a.md___jb_tmp___");
    });
}

#[test]
fn w1_gedit() {
    saves(|site| {
        site.write("content/.goutputstream-X1Y2Z3", "second");
        site.rename("content/.goutputstream-X1Y2Z3", "content/a.md");
    });
}

#[test]
fn w1_a_hard_link_is_replaced() {
    let mut site = Site::with(|outer| {
        let site = outer.join("site");
        fs::hard_link(site.join("content/a.md"), site.join("kept.md")).expect("a link can be made");
    });
    site.write("content/.a.md.new", "second");
    site.rename("content/.a.md.new", "content/a.md");
    site.tells_of("content/a.md");
    site.is_quiet();
}

#[test]
fn w1_five_pieces_are_one_change() {
    let mut site = Site::new();
    // The pauses are far shorter than the quiet that ends a burst, even when this thread has to wait for its turn.
    site.watcher.options.debounce = Duration::from_secs(2);
    let mut file = fs::File::create(site.path("content/a.md")).expect("it is there");
    for _ in 0..5 {
        file.write_all(b"piece\n").expect("it can be written to");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(file);
    site.tells_of("content/a.md");
    site.is_quiet();
}

#[test]
fn w2_the_configuration_theme_and_registries_are_watched_again_and_again() {
    let files = [
        "dateline.toml",
        "content/_defaults.toml",
        "content/registry/sources.toml",
        "static/robots.txt",
        "static/.well-known/security.txt",
        "templates/brief.html",
        "themes/mine/theme.toml",
        "themes/mine/assets/site.css",
    ];
    let mut site = Site::with(|outer| {
        for file in files {
            outer.file(&format!("site/{file}"), "");
        }
    });
    for _ in 0..2 {
        for file in files {
            site.write(file, "edited");
            site.tells_of(file);
            // As many editors do.
            site.write("new.tmp", "renamed over");
            site.rename("new.tmp", file);
            site.tells_of(file);
        }
    }
    site.is_quiet();
}

#[test]
fn w2_a_configuration_elsewhere_is_watched() {
    let outer = TempDir::new();
    outer.file("site/content/a.md", "").file("elsewhere/one.toml", "").file("elsewhere/two.toml", "");
    let config = outer.join("elsewhere/one.toml");
    let mut watcher = Watcher::start(Options { config: Some(config.clone()), ..options(&outer) });
    outer
        .file("elsewhere/two.toml", "edited")
        .file("site/dateline.toml", "")
        .file("elsewhere/one.toml", "edited");
    let change = watcher.next(Some(Instant::now() + LIMIT));
    assert_eq!(change, Some(Change::Paths(BTreeSet::from([config]))));
}

#[test]
fn w2_a_configuration_may_be_a_link_out_of_the_site() {
    let mut site = Site::with(|outer| {
        outer.file("shared/dateline.toml", "").file("shared/other.toml", "");
        let link = outer.join("site/dateline.toml");
        fs::remove_file(&link)
            .and_then(|()| symlink("../shared/dateline.toml", link))
            .expect("a link can be made");
    });
    site.outer.file("shared/other.toml", "edited").file("shared/dateline.toml", "edited");
    site.tells_of("dateline.toml");
    symlink("../shared/other.toml", site.path("next")).expect("a link can be made");
    site.rename("next", "dateline.toml");
    site.tells_of_everything();
    site.outer.file("shared/other.toml", "edited again");
    site.tells_of("dateline.toml");
    site.is_quiet();
}

#[test]
fn w3_droppings_alone_are_not_told() {
    let mut site = Site::new();
    for name in [".a.md.swp", "a.md~", "#a.md#", "a.swp", "a.tmp", "a.bck", "a.orig", "___jb_tmp___", "4913"]
    {
        site.write(&format!("content/{name}"), "dropped");
    }
    fs::create_dir_all(site.path("content/.obsidian/cache")).expect("a folder");
    site.write("content/.obsidian/cache/x.md", "hidden");
    symlink("nobody", site.path("content/.#a.md")).expect("a link can be made");
    site.rename("content/a.tmp", "content/.a.tmp.old");
    site.remove("content/a.md~");
    site.is_quiet();
}

#[test]
fn w4_files_and_folders_that_go_or_move() {
    let mut site = Site::with(|outer| {
        outer.file("site/content/folder/b.md", "");
    });
    site.remove("content/a.md");
    site.tells_of("content/a.md");
    site.rename("content/folder", "content/moved");
    site.tells_of_everything();
    site.watches("content/moved/b.md");
    fs::remove_dir_all(site.path("content/moved")).expect("it is there");
    site.tells_of_everything();
    site.settle();
    site.is_quiet();
}

#[test]
fn w5_content_is_removed_and_made_again() {
    let mut site = Site::new();
    for _ in 0..3 {
        fs::remove_dir_all(site.path("content")).expect("it is there");
        site.tells_of_everything();
        fs::create_dir(site.path("content")).expect("a folder");
        site.write("content/new.md", "");
        site.tells_of_everything();
        site.watches("content/new.md");
    }
}

#[test]
fn w5_content_is_replaced_within_a_burst() {
    let mut site = Site::with(|outer| {
        outer.file("site/content/folder/b.md", "");
    });
    for _ in 0..3 {
        fs::remove_dir_all(site.path("content")).expect("it is there");
        site.outer.file("site/content/folder/b.md", "").file("site/content/sentinel.md", "");
        site.tells_of_everything();
        site.watches("content/folder/b.md");
    }
}

#[test]
fn w5_content_is_renamed_away_and_back() {
    let mut site = Site::with(|outer| {
        outer.file("site/content/folder/b.md", "");
    });
    for pause in [false, true, false] {
        site.rename("content", "aside");
        if pause {
            site.tells_of_everything();
        }
        site.rename("aside", "content");
        site.tells_of_everything();
        site.watches("content/folder/b.md");
    }
}

#[test]
fn w5_content_is_replaced_by_a_link() {
    let mut site = Site::with(|outer| {
        outer.file("site/versions/2/a.md", "").file("site/versions/2/sentinel.md", "");
        outer.file("site/versions/3/a.md", "").file("site/versions/3/sentinel.md", "");
    });
    site.rename("content", "versions/1");
    symlink("versions/2", site.path("content")).expect("a link can be made");
    site.tells_of_everything();
    site.watches("content/a.md");
    site.write("versions/2/a.md", "through its own path");
    site.tells_of("content/a.md");
    // The way of a careful deployment.
    symlink("versions/3", site.path("next")).expect("a link can be made");
    site.rename("next", "content");
    site.tells_of_everything();
    site.watches("content/a.md");
    site.write("versions/2/a.md", "of no interest any more");
    site.is_quiet();
}

#[test]
fn w5_the_site_is_removed_and_made_again() {
    let mut site = Site::new();
    for _ in 0..2 {
        fs::remove_dir_all(site.path("")).expect("it is there");
        site.tells_of_everything();
        site.outer.file("site/content/a.md", "").file("site/content/sentinel.md", "");
        site.tells_of_everything();
        site.watches("content/a.md");
    }
}

#[test]
fn w5_the_site_is_renamed_away_and_another_takes_its_place() {
    let mut site = Site::with(|outer| {
        outer.file("other/content/a.md", "").file("other/content/sentinel.md", "");
    });
    fs::rename(site.path(""), site.outer.join("old")).expect("it is there");
    fs::rename(site.outer.join("other"), site.path("")).expect("it is there");
    site.tells_of_everything();
    site.watches("content/a.md");
    fs::write(site.outer.join("old/content/a.md"), "of no interest any more").expect("it is there");
    site.is_quiet();
}

/// No watch tells that a folder further up was renamed.
#[test]
fn w5_a_folder_above_the_site_is_replaced() {
    let outer = TempDir::new();
    outer.file("up/here/site/content/a.md", "");
    let root = outer.join("up/here/site");
    let mut watcher = Watcher::start(Options { root: root.clone(), ..options(&outer) });
    fs::rename(outer.join("up"), outer.join("aside")).expect("it is there");
    outer.file("up/here/site/content/a.md", "");
    let limit = Instant::now() + LIMIT;
    assert_eq!(watcher.next(Some(limit)), Some(Change::Everything));
    outer.file("up/here/site/content/a.md", "edited");
    let told = Change::Paths(BTreeSet::from([root.join("content/a.md")]));
    while watcher.next(Some(limit)).expect("the edit is told") != told {}
}

#[test]
fn w6_folders_that_come_later_are_watched() {
    let mut site = Site::new();
    for folder in ["static", "templates", "themes", "content/2026"] {
        site.outer.file(&format!("site/{folder}/deep/er/file.md"), "put in at once");
        site.tells_of_everything();
        if folder == "themes" {
            continue;
        }
        site.watches(&format!("{folder}/deep/er/file.md"));
        site.outer.file(&format!("site/{folder}/deep/new/b.md"), "");
        site.tells_of_everything();
        site.watches(&format!("{folder}/deep/new/b.md"));
    }
}

/// Many folders at once, each with a file: whenever one is looked at, all later edits are told.
#[test]
fn w6_many_folders_at_once() {
    let mut site = Site::new();
    for at in 0..200 {
        site.outer.file(&format!("site/content/{at}/x/y/a.md"), "");
    }
    site.tells_of_everything();
    for at in [0, 99, 199] {
        site.watches(&format!("content/{at}/x/y/a.md"));
    }
}

#[test]
fn w7_links_are_followed_inside_the_site_only() {
    let mut site = Site::with(|outer| {
        outer.file("site/shared/c.md", "").file("site/notes/d.md", "").file("outside/secret.md", "");
        let site = outer.join("site");
        for (target, link) in [
            ("../shared", "content/shared"),
            ("../notes/d.md", "content/d.md"),
            ("../../outside", "content/outside"),
            ("../../outside/secret.md", "content/secret.md"),
            ("..", "content/loop"),
            ("nothing", "content/dangling.md"),
            (".", "content/self"),
        ] {
            symlink(target, site.join(link)).expect("a link can be made");
        }
    });
    site.write("shared/c.md", "through the target");
    site.tells_of("content/shared/c.md");
    site.write("content/shared/c.md", "through the link");
    site.tells_of("content/shared/c.md");
    site.write("notes/d.md", "through the target");
    site.tells_of("content/d.md");
    site.write("notes/other.md", "nobody links to it");
    fs::write(site.outer.join("outside/secret.md"), "not of the site").expect("it is there");
    site.is_quiet();
    // New links, and where they lead.
    symlink("../notes", site.path("content/notes")).expect("a link can be made");
    site.tells_of_everything();
    site.watches("content/notes/other.md");
    site.write("notes/d.md", "known under two names");
    let both = ["content/d.md", "content/notes/d.md"].map(|it| site.path(it));
    assert_eq!(site.next(), Change::Paths(BTreeSet::from(both)));
    site.remove("content/notes");
    site.tells_of_everything();
    site.settle();
    site.write("notes/other.md", "nobody links to it");
    site.is_quiet();
    // What was missing comes.
    site.write("content/nothing", "");
    site.tells_of_everything();
}

#[test]
fn w7_links_to_links_and_what_they_lead_to_later() {
    let mut site = Site::with(|outer| {
        outer.file("site/data/one.md", "").file("site/data/two.md", "");
        let site = outer.join("site");
        fs::create_dir(site.join("hops")).expect("a folder");
        symlink("../hops/current.md", site.join("content/b.md")).expect("a link can be made");
        symlink("../data/one.md", site.join("hops/current.md")).expect("a link can be made");
    });
    site.write("data/one.md", "edited");
    site.tells_of("content/b.md");
    site.remove("hops/current.md");
    symlink("../data/two.md", site.path("hops/current.md")).expect("a link can be made");
    site.tells_of_everything();
    site.settle();
    site.write("data/one.md", "of no interest any more");
    site.write("data/two.md", "edited");
    site.tells_of("content/b.md");
}

/// As where one watch covers all below a folder: the library then walks by itself.
#[test]
fn w6_w7_watches_that_cover_all_below() {
    let prepare = |outer: &TempDir| {
        outer.file("site/shared/deep/c.md", "").file("site/content/folder/b.md", "");
        symlink("../shared", outer.join("site/content/shared")).expect("a link can be made");
    };
    let mut site = Site::start(prepare, |options| Watcher::start_with(options, true, backend));
    for file in ["content/a.md", "content/folder/b.md", "content/shared/deep/c.md", "dateline.toml"] {
        site.write(file, "edited");
        site.tells_of(file);
    }
    site.outer.file("site/content/new/deep/d.md", "").file("site/shared/new/e.md", "");
    site.tells_of_everything();
    site.watches("content/new/deep/d.md");
    site.watches("content/shared/new/e.md");
    site.outer.file("site/content/.git/HEAD", "").file("site/content/.git/refs/main", "");
    site.is_quiet();
    fs::remove_dir_all(site.path("content/folder")).expect("it is there");
    site.tells_of_everything();
    site.outer.file("site/static/new/robots.txt", "");
    site.tells_of_everything();
    site.watches("static/new/robots.txt");
}

/// A system that gives so many watches, and sends nothing.
struct Limited {
    left: usize,
    error: fn() -> notify::Error,
}

impl notify::Watcher for Limited {
    fn new<F: notify::EventHandler>(_: F, _: notify::Config) -> notify::Result<Self> {
        Err(notify::Error::generic("not asked for"))
    }

    fn watch(&mut self, path: &Path, _: notify::RecursiveMode) -> notify::Result<()> {
        self.left = self.left.checked_sub(1).ok_or_else(|| (self.error)().add_path(path.to_owned()))?;
        Ok(())
    }

    fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
        Ok(())
    }

    fn kind() -> notify::WatcherKind {
        notify::WatcherKind::NullWatcher
    }
}

/// The reasons, without what differs from machine to machine, when watches fail after so many.
fn reasons(left: usize, error: fn() -> notify::Error) -> String {
    let outer = TempDir::new();
    outer.file("site/content/a/b.md", "");
    let mut watcher = Watcher::start_with(options(&outer), false, |_| Ok(Box::new(Limited { left, error })));
    let reasons = watcher.reasons().join("\n").replace(&outer.display().to_string(), "");
    assert_eq!(watcher.reasons(), Vec::<String>::new(), "each is said once");
    if !reasons.is_empty() {
        // It polls.
        watcher.how = How::Polling(Duration::from_millis(1), None);
        let limit = Instant::now() + LIMIT;
        assert_eq!(watcher.next(Some(limit)), Some(Change::Everything));
        assert_eq!(watcher.next(Some(limit)), Some(Change::Everything));
    }
    reasons.split(" (fs.inotify").next().unwrap_or_default().to_owned()
}

#[test]
fn w8_limits_of_the_system_are_named_and_polling_begins() {
    let limit = || notify::Error::new(notify::ErrorKind::MaxFilesWatch);
    for left in 0..3 {
        assert_eq!(reasons(left, limit), "polling every 1 s: the system watches no more folders");
    }
    assert_eq!(reasons(3, limit), "");
    let queues = || notify::Error::io(std::io::Error::from_raw_os_error(24));
    assert_eq!(reasons(0, queues), "polling every 1 s: the system has no more queues for events");
    let other = || notify::Error::generic("it is broken");
    assert_eq!(reasons(1, other), "polling every 1 s: `/site/content` cannot be watched: it is broken");
}

#[test]
fn w8_a_folder_that_is_closed_or_gone_is_no_limit() {
    let denied = || notify::Error::io(std::io::ErrorKind::PermissionDenied.into());
    assert_eq!(reasons(1, denied), "");
    assert_eq!(reasons(1, notify::Error::path_not_found), "");
}

#[test]
fn w8_limits_met_later_end_in_polling() {
    let mut site = Site::new();
    site.watcher.inbox.put(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)));
    assert_eq!(site.next(), Change::Everything);
    assert!(site.watcher.reasons().concat().contains("watches no more folders"));
    assert_eq!(site.next(), Change::Everything, "nothing happened, and it is looked at");
}

#[test]
fn w8_no_queue_at_all() {
    let outer = TempDir::new();
    outer.file("site/content/a.md", "");
    let error = || Err(notify::Error::io(std::io::Error::from_raw_os_error(24)));
    let mut watcher = Watcher::start_with(options(&outer), false, |_| error());
    assert!(watcher.reasons().concat().contains("no more queues"));
    assert_eq!(watcher.next(Some(Instant::now() + LIMIT)), Some(Change::Everything));
}

#[test]
fn w9_polling_by_hand_needs_no_reason() {
    let outer = TempDir::new();
    outer.file("site/content/a.md", "");
    let poll = Some(Duration::from_millis(10));
    let mut watcher = Watcher::start(Options { poll, ..options(&outer) });
    assert_eq!(watcher.next(Some(Instant::now() + LIMIT)), Some(Change::Everything));
    assert_eq!(watcher.next(Some(Instant::now())), None, "not before its time");
    assert_eq!(watcher.next(Some(Instant::now() + LIMIT)), Some(Change::Everything));
    assert_eq!(watcher.reasons(), Vec::<String>::new());
}

#[test]
fn w9_no_interval_is_too_short_or_too_long() {
    let outer = TempDir::new();
    for poll in [Duration::ZERO, Duration::MAX] {
        let mut watcher = Watcher::start(Options { poll: Some(poll), ..options(&outer) });
        assert_eq!(watcher.next(Some(Instant::now())), None);
    }
}

#[test]
fn w10_output_memory_repositories_and_reading_are_not_told() {
    let mut site = Site::with(|outer| {
        // A link into the output is followed by nobody.
        symlink("../output", outer.join("site/static")).expect("a link can be made");
    });
    for name in ["output/new/a/index.html", ".dateline/cache/x", ".git/index", "target/debug/x", "README.md"]
    {
        site.outer.file(&format!("site/{name}"), "written");
    }
    fs::remove_dir_all(site.path("output")).expect("it is there");
    site.outer.file("site/output/index.html", "written").file("beside", "");
    site.outer.tree();
    site.is_quiet();
}

#[test]
fn w10_the_output_may_come_later_and_lie_anywhere() {
    let outer = TempDir::new();
    outer.file("site/content/a.md", "").file("site/shared/b.md", "");
    symlink("../shared", outer.join("site/content/shared")).expect("a link can be made");
    let root = outer.join("site");
    let mut watcher = Watcher::start(Options { output: root.join("shared/made"), ..options(&outer) });
    outer.file("site/shared/made/b.md", "").file("site/content/a.md", "edited");
    let told = watcher.next(Some(Instant::now() + LIMIT));
    assert_eq!(told, Some(Change::Paths(BTreeSet::from([root.join("content/a.md")]))));
}

#[test]
fn w11_a_thousand_files_are_few_changes() {
    let mut site = Site::new();
    for round in ["first", "last"] {
        for at in 0..1_000 {
            site.write(&format!("content/{at}.md"), round);
        }
    }
    site.write("static", "the end");
    let mut changes = 0;
    // Whoever looks after the last change sees the last state.
    loop {
        changes += 1;
        let change = site.next();
        let seen = fs::read_to_string(site.path("content/999.md")).expect("it is there");
        if change == Change::Everything && seen == "last" {
            break;
        }
    }
    assert!(changes < 20, "{changes}");
    site.settle();
    site.is_quiet();
}

#[test]
fn w11_a_steady_stream_is_told_in_between() {
    let mut site = Site::new();
    site.watcher.options.longest = Duration::from_millis(300);
    let path = site.path("content/a.md");
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let writer = std::thread::spawn(move || {
        while !stopped.load(Ordering::Relaxed) {
            fs::write(&path, "again").expect("it can be written to");
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    // It comes while the stream goes on.
    site.tells_of("content/a.md");
    site.tells_of("content/a.md");
    stop.store(true, Ordering::Relaxed);
    writer.join().expect("the writer only writes");
    site.settle();
}

#[test]
fn w11_what_happens_while_the_receiver_works_is_told_next() {
    let mut site = Site::new();
    site.write("content/a.md", "second");
    site.tells_of("content/a.md");
    site.write("content/a.md", "while it is being read");
    site.tells_of("content/a.md");
    site.is_quiet();
}

#[test]
fn w11_events_that_were_dropped_by_the_system_mean_everything() {
    let mut site = Site::new();
    let dropped = notify::Event::new(notify::EventKind::Other).set_flag(notify::event::Flag::Rescan);
    site.watcher.inbox.put(Ok(dropped));
    assert_eq!(site.next(), Change::Everything);
    site.watches("content/a.md");
}

#[test]
fn w12_same_length_older_time_and_other_case_are_seen() {
    let mut site = Site::new();
    site.write("content/a.md", "tsrif");
    site.tells_of("content/a.md");
    let file = fs::File::options().write(true).open(site.path("content/a.md")).expect("it is there");
    file.set_modified(std::time::UNIX_EPOCH).expect("it has a time");
    drop(file);
    site.tells_of("content/a.md");
    site.rename("content/a.md", "content/A.md");
    site.tells_of_all(&["content/A.md", "content/a.md"]);
    site.watches("content/A.md");
    fs::set_permissions(site.path("content/A.md"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .expect("it is ours");
    site.tells_of("content/A.md");
    site.is_quiet();
}

#[test]
fn nothing_is_told_of_nothing() {
    let mut site = Site::new();
    assert_eq!(site.watcher.next(Some(Instant::now())), None);
    site.watcher.rearm();
    assert_eq!(site.watcher.next(Some(Instant::now() + Duration::from_millis(300))), None);
    assert_eq!(site.watcher.reasons(), Vec::<String>::new());
}

#[test]
fn the_root_may_be_relative_or_a_link() {
    let outer = TempDir::new();
    outer.file("real/content/a.md", "");
    symlink("real", outer.join("site")).expect("a link can be made");
    let mut watcher = Watcher::start(options(&outer));
    let limit = Instant::now() + LIMIT;
    outer.file("real/content/a.md", "edited");
    let told = Change::Paths(BTreeSet::from([outer.join("site/content/a.md")]));
    assert_eq!(watcher.next(Some(limit)), Some(told.clone()));
    outer.file("next/content/a.md", "");
    fs::remove_file(outer.join("site")).expect("it is there");
    symlink("next", outer.join("site")).expect("a link can be made");
    while watcher.next(Some(limit)).expect("the other site is told") != Change::Everything {}
    outer.file("next/content/a.md", "edited");
    while watcher.next(Some(limit)).expect("the edit is told") != told {}
}
