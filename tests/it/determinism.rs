//! The same bytes whatever the cores, the folder, the zone, the locale, the order of files and how often.

use std::collections::BTreeMap;
use std::path::Path;

use crate::site::{TestSite, copy, repository};

/// The demo publication in a folder of its own.
fn demo() -> Option<TestSite> {
    let content = repository().join("content");
    if !content.is_dir() {
        eprintln!("skipped: there is no `content/` yet");
        return None;
    }
    let site = TestSite::empty();
    for folder in ["content", "templates", "static"] {
        let from = repository().join(folder);
        if from.is_dir() {
            copy(&from, &site.path(folder));
        }
    }
    std::fs::copy(repository().join("dateline.toml"), site.path("dateline.toml")).expect("the configuration");
    Some(site)
}

fn built(site: TestSite, arguments: &str) -> (BTreeMap<String, Vec<u8>>, TestSite) {
    let site = site.run(&format!("build --now 2026-11-22T12:00:00Z {arguments}")).succeeds();
    (site.tree("output"), site)
}

#[track_caller]
fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(a), names(b));
    let differing: Vec<_> = a.keys().filter(|path| a[*path] != b[*path]).collect();
    assert!(differing.is_empty(), "{differing:?} differ");
}

#[test]
fn cores_folders_and_repetition_change_nothing() {
    let (Some(one), Some(two)) = (demo(), demo()) else { return };
    let (first, one) = built(one, "-j 1");
    assert!(first.len() > 20, "the demo publication is not there");
    let (second, _) = built(two, "-j 8");
    same(&first, &second);
    let (again, one) = built(one, "-j 8");
    same(&first, &again);
    assert!(one.err().contains(": 0 written, "), "{}", one.err());
}

#[test]
fn zone_and_locale_of_the_machine_change_nothing() {
    let (Some(one), Some(two)) = (demo(), demo()) else { return };
    let (first, _) = built(one.env("TZ", "Pacific/Kiritimati").env("LC_ALL", "tr_TR.UTF-8"), "");
    let (second, _) = built(two.env("TZ", "America/Anchorage").env("LANG", "C"), "");
    same(&first, &second);
}

#[test]
fn the_folder_of_the_site_is_named_nowhere() {
    let Some(site) = demo() else { return };
    let (tree, site) = built(site, "");
    let here = site.dir().to_string_lossy().into_owned();
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).to_string_lossy().into_owned();
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&here) && !text.contains(&home), "{path} names a folder of this machine");
    }
}
