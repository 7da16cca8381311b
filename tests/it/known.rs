//! What a finding leads to besides being told: a baseline that knows it, an edit that puts it right, a level of its own.

use std::fs;

use dateline::diag::Severity;
use dateline::diag::rules::RULES;

use crate::site::TestSite;

const CONFIG: &str = "[site]\nbase_url = \"https://example.org/\"\n[check]\nbaseline = \"check.baseline\"\nfail_on = \"warning\"\n\
    [check.rules]\nno-sources = \"off\"\n";

fn site() -> TestSite {
    TestSite::empty()
        .file("dateline.toml", CONFIG)
        .file("content/a b.md", brief("", "# T\n\nLoad was met.\n\n<b>Not</b>.\n"))
}

fn brief(front: &str, body: &str) -> String {
    format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n{front}+++\n{body}")
}

#[test]
fn what_is_known_does_not_count() {
    let site =
        site().run("check --write-baseline").succeeds().stderr_has("3 known findings in `check.baseline`");
    let text = fs::read_to_string(site.path("check.baseline")).expect("it was written");
    let rules: Vec<_> = text.lines().skip(1).map(|it| it.split_once(' ').expect("an entry").0).collect();
    assert_eq!(rules, ["dup-title", "raw-html", "raw-html"], "{text}");
    let site = site.run("check").succeeds().stdout("").stderr_has("3 known findings (baseline)");
    // Lines above move nothing, and what is new counts.
    let moved = brief("topic = \"Load\"\n", "# T\n\nMore.\n\nLoad was met.\n\n<b>Not</b>.\n\n<i>New</i>.\n");
    let site = site.file("content/a b.md", moved).run("check --format short").exits(1);
    assert_eq!(site.out().matches(" raw-html warning ").count(), 2, "{}", site.out());
    assert!(!site.out().contains("dup-title"), "{}", site.out());
    // What was mended is told of until it is taken out.
    let site = site.file("content/a b.md", brief("", "Load was met.\n"));
    let site = site.run("check -v").succeeds().stdout_has("3 findings are known here and occur no more");
    let site = site.run("check --write-baseline").succeeds().run("check -v").succeeds().stdout("");
    assert_eq!(fs::read_to_string(site.path("check.baseline")).expect("it stands").lines().count(), 1);
}

/// Whether a baseline was read again by a build that had nothing else to do.
#[test]
fn a_build_sees_that_the_baseline_is_another() {
    let site =
        site().run("check --write-baseline").succeeds().run("build").succeeds().run("build").succeeds();
    let head = fs::read_to_string(site.path("check.baseline")).expect("it stands");
    let head = head.lines().next().expect("its first line").to_owned();
    let site = site.stderr_has("3 known findings (baseline)");
    site.file("check.baseline", format!("{head}\n")).run("build").exits(1).stdout_has("dup-title");
}

#[test]
fn a_baseline_is_written_over_nothing_else() {
    let notes = "My notes.\n";
    let site = site()
        .file("check.baseline", notes)
        .run("check --write-baseline")
        .exits(2)
        .stderr_has("is no baseline");
    assert_eq!(fs::read_to_string(site.path("check.baseline")).expect("it stands"), notes);
    let site = site.run("check").exits(1).stdout_has("error[bad-baseline]");
    let none = CONFIG.replace("baseline = \"check.baseline\"\n", "");
    site.file("dateline.toml", none)
        .run("check --write-baseline")
        .exits(2)
        .stderr_has("there is no baseline to write");
}

#[test]
fn faults_of_structure_are_never_known() {
    let site =
        site().file("content/b.md", "+++\ntitle = \"B\"\ntopcis = \"x\"\ndate = 2026-02-14\n+++\nB.\n");
    site.run("check --write-baseline").succeeds().run("check").exits(1).stdout_has("error[unknown-key]");
}

const LEGACY: &str =
    "sources = [{ id = \"a\", url = \"https://quay.example/a\" }]\nsummary = \"Load was met 【1†a】.\"\n";

#[test]
fn what_is_certain_is_put_right() {
    let body = "It closed 【1†plan】, [1](https://quay.example/a).\r\n\r\n[1](https://quay.example/a)(x)\r\n";
    let text = brief(LEGACY, body);
    let site = TestSite::empty().file("content/a.md", &text);
    let site = site.run("check --fix --dry-run --format short");
    assert!(
        site.out().contains("-It closed 【1†plan】, [1](https://quay.example/a).\n+It closed [1], [1].\n"),
        "{}",
        site.out()
    );
    assert_eq!(
        fs::read_to_string(site.path("content/a.md")).expect("it stands"),
        text,
        "a dry run changes nothing"
    );
    let site = site.run("check --fix --format short").stderr_has("2 edits in 1 file made");
    let fixed = fs::read_to_string(site.path("content/a.md")).expect("it stands");
    assert_eq!(
        fixed,
        text.replace("【1†plan】, [1](https://quay.example/a)", "[1], [1]"),
        "all else is as it was"
    );
    assert_eq!(
        site.out().matches("cite-legacy").count(),
        1,
        "the summary is the author's to mend: {}",
        site.out()
    );
    site.run("check --fix").stderr_has("nothing to fix");
}

#[test]
fn a_secret_is_not_shown_again() {
    let secret = "7hq-pluvial-9";
    let body = format!("Read at https://desk:{secret}@quay.example/ and [gone](nowhere.md).\n");
    let site = TestSite::empty().file("content/a.md", brief("", &body));
    for format in ["human", "short", "json"] {
        let found = TestSite::empty()
            .file("content/a.md", brief("", &body))
            .run(&format!("check --format {format}"))
            .exits(1);
        assert!(
            found.out().contains("secret-like") && found.out().contains("broken-link"),
            "{}",
            found.out()
        );
        assert!(!found.out().contains(secret) && !found.err().contains(secret), "{}", found.out());
    }
    site.run("check").exits(1).stdout_has("`desk…` looks like a password in an address");
}

/// One finding of every weight in each profile, and in a table of levels.
#[test]
fn levels_and_profiles() {
    let levels = |config: &str, flags: &str| {
        let text = brief("review_by = 2026-02-20\ntlp = \"red\"\nunkown = 1\n", "Load fell by 40 % <b>.\n");
        let site = TestSite::empty()
            .file("dateline.toml", format!("[site]\nbase_url = \"https://example.org/\"\n{config}"));
        let found = site.file("content/a.md", text).findings(flags).all;
        let level = |rule: &str| {
            found.iter().find(|it| it["rule"] == rule).map_or("off", |it| it["severity"].as_str().unwrap())
        };
        ["unknown-key", "tlp-not-clear", "review-overdue", "raw-html"].map(level).join(" ")
    };
    assert_eq!(levels("", ""), "error error warning warning");
    assert_eq!(levels("[check]\nprofile = \"strict\"\n", ""), "error error error warning");
    assert_eq!(levels("", "--strict"), "error error error warning");
    assert_eq!(levels("[check]\nprofile = \"lenient\"\n", ""), "error warning info info");
    let table = "[check.rules]\ntlp-not-clear = \"info\"\nreview-overdue = \"error\"\nraw-html = \"off\"\n";
    assert_eq!(levels(table, ""), "error info error off");
    assert_eq!(
        levels(table, "--strict"),
        "error info error off",
        "what was set for a rule stands in every profile"
    );
}

/// No fault of structure can be turned down, and every other rule can be turned off.
#[test]
fn every_rule_has_a_level() {
    for rule in RULES {
        let config =
            format!("[site]\nbase_url = \"https://example.org/\"\n[check.rules]\n{} = \"off\"\n", rule.name);
        let site = TestSite::empty().file("dateline.toml", config).run("check");
        let structural = rule.structural && rule.severity[0] == Severity::Error;
        let code = site.exits_with();
        assert_eq!(code, if structural { 2 } else { 0 }, "{}: {}", rule.name, site.out());
    }
}
