//! What is remembered is never seen: a warm build writes what a cold one writes, and does no work twice.

use std::collections::BTreeMap;
use std::fs;

use dateline::diag::Severity;
use expect_test::{Expect, expect};

use crate::edits::{Edited, build, measure, said};
use crate::site::{TestSite, tree};

/// Random edits that a run of the tests makes; `DATELINE_STEPS=1000` makes more.
const STEPS: usize = 60;

#[test]
fn warm_builds_are_cold_builds() {
    let (steps, seed) = measure(STEPS);
    let mut it = Edited::new(seed);
    let (mut remembered, mut good) = (0, 0);
    let mut faults = BTreeMap::<_, usize>::new();
    for step in 0..steps {
        it.edit();
        if it.dice.roll(4) == 0 {
            it.edit();
        }
        _ = fs::remove_dir_all(it.site.path("cold"));
        let warm = build(it.root(), "output", true, it.hours);
        let cold = build(it.root(), "cold", false, it.hours);
        let after = format!("after step {step} of seed {seed}: {:?}", it.log.last());
        assert_eq!(said(&warm), said(&cold), "{after}");
        assert_eq!(
            (warm.failed, warm.counts, &warm.skipped),
            (cold.failed, cold.counts, &cold.skipped),
            "{after}"
        );
        assert!(warm.work.rendered <= cold.work.rendered, "{after}");
        remembered += cold.work.rendered - warm.work.rendered;
        // A build with errors leaves the last good one; what was done to that by hand stays done.
        if !cold.failed {
            good += 1;
            let (now, last) = (tree(&it.site.path("output")), tree(&it.site.path("cold")));
            let names = |of: &BTreeMap<String, Vec<u8>>| of.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&now), names(&last), "{after}");
            let other: Vec<_> = now.keys().filter(|path| now[*path] != last[*path]).collect();
            assert!(other.is_empty(), "{after}: {other:?} differ");
        } else {
            for fault in cold.diagnostics.iter().filter(|it| it.severity == Severity::Error) {
                *faults.entry(fault.rule.name).or_default() += 1;
            }
            it.mend(&cold.diagnostics);
        }
    }
    assert!(good > steps / 2, "only {good} of {steps} builds were without errors: {faults:?}");
    assert!(remembered > 10 * good, "only {remembered} pages were remembered in {good} builds");
}

/// Three briefs that share a tag, a source and a topic, and one that shares nothing, with every default output.
fn publication() -> TestSite {
    let brief = |title: &str, day: u32, tag: &str, source: &str| {
        format!(
            "+++\ntitle = \"{title}\"\ndate = 2026-02-{day:02}\ntopic = \"{tag}\"\ntags = [\"{tag}\"]\nsources = [\"{source}\"]\n+++\n\
             The berth opened on day {day} [1].\n\nIt stays open.\n\n```python\nprint({day})\n```\n"
        )
    };
    let registry = "[load]\ntitle = \"Load report\"\nurl = \"https://quay.example/load\"\npublisher = \"Quay\"\n\n\
                    [rain]\ntitle = \"Rain report\"\nurl = \"https://weather.example/rain\"\npublisher = \"Weather\"\n";
    TestSite::new()
        .file("content/registry/sources.toml", registry)
        .file("content/a.md", brief("Alpha", 2, "grid", "load"))
        .file("content/b.md", brief("Beta", 9, "grid", "load"))
        .file("content/c.md", brief("Gamma", 16, "grid", "load"))
        .file("content/d.md", brief("Delta", 23, "rain", "rain"))
}

/// The site built, then edited, then built again: what the second build did, and the files it wrote.
fn edited(edit: impl FnOnce(TestSite) -> TestSite) -> (String, Vec<String>) {
    let site = publication().run("build -q").succeeds();
    let before = site.tree("output");
    let site = edit(site).run("build --timings").succeeds();
    let (said, after) = (site.err(), site.tree("output"));
    let work = said.lines().find_map(|line| line.strip_prefix("work: read ")).expect("the ledger");
    // How much is read depends on how long ago the files were written.
    let work = work.split_once(", ").expect("more than that").1.to_owned();
    let other = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
    let mut written: Vec<_> =
        other.map(|(path, _)| path.clone()).filter(|it| it != "manifest.json").collect();
    written.sort();
    (work, written)
}

/// An edit, what the build after it did, and the files that it wrote.
#[track_caller]
fn check(edit: impl FnOnce(TestSite) -> TestSite, expected: Expect) {
    let (work, written) = edited(edit);
    expected.assert_eq(&format!("{work}\n{}\n", written.join("\n")));
}

fn replaced(path: &'static str, from: &'static str, to: &'static str) -> impl FnOnce(TestSite) -> TestSite {
    move |site| {
        let text = fs::read_to_string(site.path(path)).expect("a file of the site");
        assert!(text.contains(from), "{text}");
        site.file(path, text.replace(from, to))
    }
}

#[test]
fn nothing_costs_nothing() {
    assert_eq!(edited(|site| site), ("parse 0, highlight 0, render 0, write 0".to_owned(), vec![]));
    // Not even a look at the files, once their times are past.
    let site = publication().run("build -q").succeeds();
    std::thread::sleep(std::time::Duration::from_millis(50));
    let site = site.run("build -q").succeeds().run("build --timings").succeeds();
    site.stderr_has("work: read 0, parse 0, highlight 0, render 0, write 0");
}

#[test]
fn a_touched_file_costs_a_look() {
    let touch = |site: TestSite| {
        let text = fs::read(site.path("content/a.md")).expect("a brief");
        site.file("content/a.md", text)
    };
    assert_eq!(edited(touch), ("parse 0, highlight 0, render 0, write 0".to_owned(), vec![]));
}

#[test]
fn a_word_in_a_body_costs_its_page_and_what_carries_its_text() {
    check(
        replaced("content/d.md", "stays open", "stays wide open"),
        expect![[r#"
        parse 1, highlight 0, render 4, write 4
        2026/02/23/d/index.html
        2026/02/23/d/index.md
        feed.json
        feed.xml
    "#]],
    );
}

#[test]
fn a_title_costs_the_pages_that_show_it() {
    check(
        replaced("content/d.md", "Delta", "Omega"),
        expect![[r#"
            parse 1, highlight 0, render 18, write 18
            2026/02/23/d/index.html
            2026/02/23/d/index.json
            2026/02/23/d/index.md
            2026/02/23/index.html
            2026/02/index.html
            2026/index.html
            feed.json
            feed.xml
            index.html
            index.json
            llms.txt
            sources/rain/index.html
            tags/rain/feed.json
            tags/rain/feed.xml
            tags/rain/index.html
            topics/rain/feed.json
            topics/rain/feed.xml
            topics/rain/index.html
        "#]],
    );
}

#[test]
fn a_source_costs_the_pages_that_show_it() {
    check(
        replaced("content/registry/sources.toml", "Rain report", "Rain tables"),
        expect![[r#"
        parse 0, highlight 0, render 6, write 6
        2026/02/23/d/index.html
        2026/02/23/d/index.json
        publishers/weather/index.html
        sources.json
        sources/index.html
        sources/rain/index.html
    "#]],
    );
}

#[test]
fn a_template_costs_the_pages_that_reach_it() {
    check(
        |site| site.file("templates/terms.html", "{{ page.title }}"),
        expect![[r#"
        parse 0, highlight 0, render 2, write 2
        tags/index.html
        topics/index.html
    "#]],
    );
}

#[test]
fn code_is_coloured_once() {
    let (work, _) = edited(replaced("content/a.md", "on day 2 ", "on day two "));
    assert!(work.starts_with("parse 1, highlight 0, "), "{work}");
    let (work, _) = edited(replaced("content/a.md", "print(2)", "print(22)"));
    assert!(work.starts_with("parse 1, highlight 1, "), "{work}");
}

#[test]
fn machines_read_the_ledger_as_the_last_line() {
    let site = publication().run("build --timings --format json").succeeds();
    let out = site.out();
    let last: serde_json::Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
    assert_eq!((last["work"]["parsed"].as_u64(), last["work"]["highlighted"].as_u64()), (Some(4), Some(4)));
    assert!(last["milliseconds"]["render"].is_number(), "{last}");
}

#[test]
fn findings_come_back() {
    let site = publication();
    let check = |site: TestSite| site.run("build -v").succeeds();
    let site = check(site);
    let (first, site) = (site.out(), check(site));
    assert!(first.contains("info[") && first == site.out(), "{first}\n{}", site.out());
    let site = site.file("content/e.md", "+++\ntitle = \"E\"\n").run("build").exits(1);
    let first = site.out();
    assert_eq!(site.run("build").exits(1).out(), first);
}

#[test]
fn a_cache_may_be_left_out() {
    let site = publication().run("build --no-cache -q").succeeds();
    assert!(!site.path(".dateline").exists());
    let site = site.run("build -q").succeeds();
    assert!(site.path(".dateline/cache/values").exists());
    site.run("build --no-cache --timings").succeeds().stderr_has("parse 4, highlight 4, render ");
}
