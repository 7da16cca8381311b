//! The finished site in a browser: served under a sub-path, and opened from disk in file style (`tests/browser.mjs`); and
//! a preview while its files are edited (`tests/watch.mjs`).

use std::process::Command;

use crate::site::{TestSite, copy, repository, tool};

#[test]
fn the_demo_publication_works_in_a_browser() {
    let (Some(tools), true) = (tool("node_modules/playwright-core"), repository().join("content").is_dir())
    else {
        return;
    };
    let site = TestSite::empty();
    for folder in ["content", "static", "templates"] {
        let from = repository().join(folder);
        if from.is_dir() {
            copy(&from, &site.path(folder));
        }
    }
    let config = std::fs::read_to_string(repository().join("dateline.toml")).expect("the configuration");
    let parsed: toml::Table = config.parse().expect("TOML");
    assert!(
        parsed.get("urls").and_then(|it| it.get("style")).is_none(),
        "the demo publication is in folder style"
    );
    let in_files = format!("{config}\n[urls]\nstyle = \"file\"\n");
    let site = site.file("dateline.toml", &config).file("files.toml", in_files);
    let now = "--now 2026-11-22T12:00:00Z";
    let site = site.run(&format!("build {now} -o folders -u https://example.org/briefs/")).succeeds();
    let site = site.run(&format!("build {now} -c files.toml -o files")).succeeds();

    let output = Command::new("node")
        .arg(repository().join("tests/browser.mjs"))
        .arg(tools.parent().expect("node_modules"))
        .args([site.path("folders"), site.path("files")])
        .output()
        .expect("node, which tests/run installs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[test]
fn a_preview_follows_its_files_in_a_browser() {
    let (Some(tools), true) = (tool("node_modules/playwright-core"), repository().join("content").is_dir())
    else {
        return;
    };
    let site = TestSite::empty();
    copy(&repository().join("content"), &site.path("content"));
    std::fs::copy(repository().join("dateline.toml"), site.path("dateline.toml")).expect("a file");
    let output = Command::new("node")
        .arg(repository().join("tests/watch.mjs"))
        .arg(tools.parent().expect("node_modules"))
        .arg(env!("CARGO_BIN_EXE_dateline"))
        .arg(site.dir())
        .output()
        .expect("node, which tests/run installs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
