//! What is remembered is never seen: a warm build writes what a cold one writes, and does no work twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::diag::Severity;
use dateline::pipeline::{self, Options, Outcome};
use expect_test::{Expect, expect};

use crate::site::{CONFIG, TestSite, copy, tree};

/// Random edits that a run of the tests makes; `DATELINE_STEPS=1000` makes more.
const STEPS: usize = 60;

/// References break all the time here; most should not end a build.
const RULES: &str = "[check.rules]\nbroken-link = \"warning\"\nsource-duplicate = \"warning\"\n";

const REGISTRY: &str = "[load]\ntitle = \"Load\"\nurl = \"https://quay.example/load\"\n";

/// Numbers that look random and are the same every time (Marsaglia, "Xorshift RNGs").
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// A publication that is being edited.
struct Edited {
    site: TestSite,
    dice: Dice,
    /// Hours that have passed.
    hours: i64,
    next: usize,
    log: Vec<String>,
}

impl Edited {
    fn root(&self) -> &Path {
        self.site.dir()
    }

    fn cache(&self) -> PathBuf {
        self.site.path(".dateline/cache")
    }

    fn write(&mut self, path: &str, text: &str) {
        let path = self.site.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("a file of a test can be written");
    }

    /// The text of a brief, made of dice.
    fn brief(&mut self, number: usize) -> String {
        let dice = &mut self.dice;
        let word = *dice.pick(&["berth", "quay", "crane", "tariff", "grid"]);
        let day = 1 + dice.roll(27);
        let tags = ["port", "grid", "rail"];
        let tags: Vec<_> = (0..1 + dice.roll(2)).map(|_| format!("\"{}\"", dice.pick(&tags))).collect();
        let mut front = format!(
            "title = \"Brief {number} of the {word}\"\ndate = 2026-02-{day:02}\ntags = [{}]\ntopic = \"{}\"\n",
            tags.join(", "),
            dice.pick(&["Energy", "Trade"]),
        );
        match dice.roll(9) {
            0 => front += "status = \"draft\"\n",
            1 => front += &format!("publish_at = 2026-03-0{}T06:00:00Z\n", 1 + dice.roll(8)),
            2 => front += &format!("expires = 2026-03-0{}\n", 1 + dice.roll(8)),
            3 => front += "lang = \"zh\"\n",
            4 => front += &format!("supersedes = \"brief-{}\"\n", dice.roll(8)),
            5 => front += &format!("review_by = 2026-03-0{}\n", 1 + dice.roll(8)),
            _ => {}
        }
        let sources: Vec<_> = (0..1 + dice.roll(3))
            .map(|source| match source + dice.roll(5) {
                0 => "\"load\"".to_owned(),
                _ => format!(
                    "{{ title = \"Report {source}\", url = \"https://{word}.example/{source}\", publisher = \"{word}\" }}"
                ),
            })
            .collect();
        front += &format!("sources = [{}]\n", sources.join(", "));
        let mut body = format!("The {word} opened on day {day} [1].\n\n");
        if dice.roll(3) == 0 {
            body += "## What we infer\n\nWe judge with high confidence that it stays open [1].\n\n";
        }
        if dice.roll(4) == 0 {
            body += &format!("```python\nprint({day})\n```\n\n");
        }
        if dice.roll(3) == 0 {
            body += &format!("See [another](brief-{}.md).\n", dice.roll(12));
        }
        format!("+++\n{front}+++\n{body}")
    }

    fn briefs(&self) -> Vec<PathBuf> {
        let mut all: Vec<_> = walkdir::WalkDir::new(self.site.path("content"))
            .into_iter()
            .flatten()
            .map(walkdir::DirEntry::into_path)
            .filter(|it| it.extension().is_some_and(|it| it == "md"))
            .collect();
        all.sort();
        all
    }

    fn one(&mut self) -> Option<PathBuf> {
        let all = self.briefs();
        (!all.is_empty()).then(|| self.dice.pick(&all).clone())
    }

    /// Does something that people, programs and accidents do.
    fn edit(&mut self) {
        let what = self.dice.roll(22);
        let number = self.dice.roll(1000);
        let file = self.one();
        let name = file.as_ref().map_or(String::new(), |it| it.display().to_string());
        self.log.push(format!("{what} ({number}) {name}"));
        match (what, file) {
            (0..=3, Some(file)) => {
                let text = fs::read_to_string(&file).expect("a brief");
                fs::write(&file, text.replace(" opened ", &format!(" opened {number} ")) + "More.\n")
                    .expect("a brief");
            }
            (4, Some(file)) => {
                let text = fs::read_to_string(&file).expect("a brief");
                fs::write(&file, text.replace("title = \"", &format!("title = \"{number} ")))
                    .expect("a brief");
            }
            (5, Some(file)) => fs::remove_file(file).expect("a brief"),
            (6, Some(file)) => {
                let to = self.site.path(&format!("content/moved/brief-{number}.md"));
                fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
                fs::rename(file, to).expect("a brief");
            }
            // What an editor saves whole: another file under the old name, with the old times.
            (7, Some(file)) => {
                let before = fs::metadata(&file).expect("a brief").modified().expect("a time");
                let text = fs::read_to_string(&file).expect("a brief").replace("opened", "closed");
                let beside = file.with_extension("new");
                fs::write(&beside, text).expect("a file");
                fs::File::options()
                    .write(true)
                    .open(&beside)
                    .and_then(|it| it.set_modified(before))
                    .expect("a file");
                fs::rename(beside, file).expect("a brief");
            }
            (8, Some(file)) => {
                let text = fs::read(&file).expect("a brief");
                fs::write(file, text).expect("a brief");
            }
            (9, _) => self.write(
                "content/registry/sources.toml",
                &format!("[load]\ntitle = \"Load report {number}\"\nurl = \"https://quay.example/load\"\n"),
            ),
            (10, _) if number.is_multiple_of(4) => {
                _ = fs::remove_file(self.site.path("content/registry/sources.toml"));
            }
            (11, _) => self.write("templates/partials/toc.html", &format!("<!-- {number} -->")),
            (12, _) => _ = fs::remove_dir_all(self.site.path("templates")),
            (13, _) => self.write("content/_defaults.toml", &format!("license = \"L{number}\"\n")),
            (14, _) => {
                let style = self.dice.pick(&["folder", "file"]);
                let size = 2 + self.dice.roll(3);
                let text = format!(
                    "{RULES}[site]\ntitle = \"Site {number}\"\nbase_url = \"https://example.org/\"\n[urls]\nstyle = \"{style}\"\n[lists]\npage_size = {size}\n"
                );
                self.write("dateline.toml", &text);
            }
            (15, _) => self.write("static/a.txt", &number.to_string()),
            (16, _) => self.hours += 1 + number as i64 % 20,
            (17, _) => self.damage(number),
            (18, _) => {
                let output = self.site.path("output");
                let built: Vec<_> =
                    if output.is_dir() { tree(&output).into_keys().collect() } else { Vec::new() };
                if let Some(path) = built.get(number % built.len().max(1)).filter(|it| *it != "manifest.json")
                {
                    let path = self.site.path("output").join(path);
                    match number % 2 {
                        0 => fs::remove_file(path).expect("a file"),
                        _ => fs::write(path, "not ours").expect("a file"),
                    }
                }
            }
            (19, Some(file)) => fs::write(file, "+++\ntitle = 3\n").expect("a brief"),
            _ => {
                let text = self.brief(self.next);
                self.write(&format!("content/brief-{}.md", self.next % 12), &text);
                self.next += 1;
            }
        }
    }

    /// Takes back what ended a build: the registry that is gone, and files at fault.
    fn mend(&mut self, faults: &[dateline::diag::Diagnostic]) {
        if !self.site.path("content/registry/sources.toml").exists() {
            self.write("content/registry/sources.toml", REGISTRY);
        }
        for fault in faults.iter().filter(|it| it.severity == Severity::Error) {
            if fault.path.ends_with(".md") && fault.rule.name != "source-unknown" {
                _ = fs::remove_file(self.site.path(&fault.path));
            }
        }
    }

    /// What can happen to a cache.
    fn damage(&mut self, number: usize) {
        let cache = self.cache();
        let files: Vec<_> = if cache.is_dir() { tree(&cache).into_keys().collect() } else { Vec::new() };
        match number % 4 {
            0 => fs::remove_dir_all(&cache).unwrap_or_default(),
            1 => {
                for name in files {
                    let path = cache.join(name);
                    let mut bytes = fs::read(&path).expect("a file");
                    let at = number % bytes.len().max(1);
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1;
                    }
                    fs::write(path, bytes).expect("a file");
                }
            }
            2 => {
                for name in files {
                    let path = cache.join(name);
                    let bytes = fs::read(&path).expect("a file");
                    fs::write(path, &bytes[..bytes.len() / 2]).expect("a file");
                }
            }
            // A cache, and sometimes an output, from a copy of the site that went its own way.
            _ => {
                let other = TestSite::empty();
                copy(self.root(), other.dir());
                if let Some(file) = self.one() {
                    let path = file.strip_prefix(self.root()).expect("below").to_owned();
                    _ = fs::remove_file(other.dir().join(path));
                }
                build(other.dir(), "output", true, self.hours);
                _ = fs::remove_dir_all(&cache);
                fs::create_dir_all(&cache).expect("a folder");
                if other.path(".dateline/cache").is_dir() {
                    copy(&other.path(".dateline/cache"), &cache);
                }
                if number % 8 > 3 && other.path("output").is_dir() {
                    _ = fs::remove_dir_all(self.site.path("output"));
                    copy(&other.path("output"), &self.site.path("output"));
                }
            }
        }
    }
}

fn build(root: &Path, output: &str, warm: bool, hours: i64) -> Outcome {
    let now: jiff::Timestamp = "2026-03-01T12:00:00Z".parse().expect("an instant");
    let options = Options {
        root: root.to_owned(),
        config: None,
        output: Some(root.join(output)),
        base_url: None,
        show: Default::default(),
        now: now + jiff::SignedDuration::from_hours(hours),
        strict: false,
        jobs: None,
        write: true,
        cache: warm.then(|| root.join(".dateline/cache")),
        shown: Severity::Info,
    };
    pipeline::run(&options).expect("the world is well")
}

fn said(outcome: &Outcome) -> Vec<String> {
    let line = |it: &dateline::diag::Diagnostic| {
        format!("{} {:?} {} {}", it.path, it.span, it.rule.name, it.message)
    };
    outcome.diagnostics.iter().map(line).collect()
}

#[test]
fn warm_builds_are_cold_builds() {
    let steps = std::env::var("DATELINE_STEPS").ok().and_then(|it| it.parse().ok()).unwrap_or(STEPS);
    let seed = std::env::var("DATELINE_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(0x2026_1122);
    let mut it = Edited { site: TestSite::empty(), dice: Dice(seed), hours: 0, next: 0, log: Vec::new() };
    it.write("dateline.toml", &format!("{RULES}{CONFIG}"));
    it.write("content/registry/sources.toml", REGISTRY);
    for number in 0..8 {
        let text = it.brief(number);
        it.write(&format!("content/brief-{number}.md"), &text);
    }
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
        parse 1, highlight 0, render 17, write 17
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
