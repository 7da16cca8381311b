//! A publication that lives on: whatever is done to its files, it shows what a build would publish.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dateline::diag::{Diagnostic, Severity};
use dateline::model::artifact::Content;
use dateline::pipeline::Options;
use dateline::pipeline::live::{Live, Look};
use jiff::{SignedDuration, Timestamp};

use crate::edits::{Edited, build, measure, options};
use crate::site::tree;

/// Random edits that a run of the tests makes; `DATELINE_STEPS=1000` makes more.
const STEPS: usize = 60;

fn live(root: &Path, warm: bool) -> Live {
    let asked = Options { shown: Severity::Warning, ..options(root, "unused", warm, 0) };
    Live::new(asked).expect("threads")
}

/// The present of the tests after some hours, and of this machine.
fn now(hours: i64) -> (Timestamp, i64) {
    let start: Timestamp = "2026-03-01T12:00:00Z".parse().expect("an instant");
    let clock = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_nanos() as i64;
    (start + SignedDuration::from_hours(hours), clock)
}

/// What every file below a folder looks like.
fn stats(root: &Path) -> BTreeMap<PathBuf, (u64, std::time::SystemTime, Vec<u8>)> {
    let files = ["content", "static", "templates", "dateline.toml"].map(|it| root.join(it));
    let files = files.iter().flat_map(|it| walkdir::WalkDir::new(it).into_iter().flatten());
    let files = files.filter(|it| it.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files
        .map(|it| {
            let stat = fs::metadata(&it).expect("a file");
            let bytes = fs::read(&it).expect("a file");
            (it, (stat.len(), stat.modified().expect("a time"), bytes))
        })
        .collect()
}

fn bytes(live: &Live, path: &str) -> Option<Vec<u8>> {
    Some(match live.page(path)?.expect("templates are well").content {
        Content::Bytes(bytes) => bytes,
        Content::Shared(bytes) => bytes.to_vec(),
        Content::Copy(disk) => fs::read(disk).expect("a file"),
    })
}

fn told<'a>(found: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<String> {
    let shown = found.into_iter().filter(|it| it.severity >= Severity::Warning);
    shown.map(|it| format!("{} {:?} {} {}", it.path, it.span, it.rule.name, it.message)).collect()
}

/// Compares all that is shown with what a build leaves in a folder.
fn compare(live: &Live, built: &Path, after: &str) {
    let built = tree(built);
    let shown = live.read();
    let ready = shown.as_ref().expect("a site is shown").ready();
    let paths: BTreeSet<String> =
        ready.pages.iter().map(|it| it.address.output_path(ready.config.urls.style)).collect();
    let expected: BTreeSet<String> = built.keys().filter(|it| *it != "manifest.json").cloned().collect();
    assert_eq!(paths, expected, "{after}");
    drop(shown);
    let other: Vec<_> =
        expected.iter().filter(|path| bytes(live, path).as_ref() != built.get(*path)).collect();
    assert!(other.is_empty(), "{after}: {other:?} differ");
}

/// After any edit the files that are shown are those of a cold build, and so are the findings.
#[test]
fn w_s10_what_is_shown_is_what_would_be_built() {
    let (steps, seed) = measure(STEPS);
    let mut it = Edited::new(seed);
    let shown = live(it.root(), true);
    let mut good = 0;
    let mut before = BTreeMap::new();
    let mut hours = -1;
    for step in 0..steps {
        it.edit();
        if it.dice.roll(4) == 0 {
            it.edit();
        }
        let after = format!("after step {step} of seed {seed}: {:?}", it.log.last());
        // The watcher names what is new; when time has passed, or nothing is certain, it names nothing.
        let files = stats(it.root());
        let changed: BTreeSet<PathBuf> = before
            .keys()
            .chain(files.keys())
            .filter(|path| before.get(*path) != files.get(*path))
            .cloned()
            .collect();
        let certain = hours == it.hours && it.dice.roll(5) > 0;
        (before, hours) = (files, it.hours);
        let (present, clock) = now(it.hours);
        let look = shown.look(certain.then_some(&changed), present, clock, &["index.html".to_owned()]);

        _ = fs::remove_dir_all(it.site.path("cold"));
        let cold = build(it.root(), "cold", false, it.hours);
        match look {
            Look::Fault(fault) => panic!("{after}: {fault}"),
            Look::Bad { findings } => {
                assert!(cold.failed, "{after}: {:?}", told(&*findings));
                it.mend(&cold.diagnostics);
            }
            Look::Same | Look::Good { .. } => {
                // What is bad stays so until something is done about it.
                if cold.failed && matches!(look, Look::Same) {
                    it.mend(&cold.diagnostics);
                    continue;
                }
                assert!(!cold.failed, "{after}: {:?}", told(&cold.diagnostics));
                good += 1;
                compare(&shown, &it.site.path("cold"), &after);
                let findings = shown.read().as_ref().expect("a site").findings().clone();
                assert_eq!(told(&*findings), told(&cold.diagnostics), "{after}");
            }
        }
    }
    let quick = shown.quick();
    // Few of the kinds of edits are of a text alone, and its briefs are so alike that many are told of together.
    assert!(good > steps / 2 && quick >= steps / 40, "{good} good and {quick} quick looks of {steps}");
}
