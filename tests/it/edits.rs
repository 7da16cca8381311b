//! A publication that is edited at random, as people, programs and accidents do.

use std::fs;
use std::path::{Path, PathBuf};

use dateline::diag::Severity;
use dateline::pipeline::{self, Options, Outcome};

use crate::site::{CONFIG, TestSite, copy, tree};

/// References break all the time here; most should not end a build.
const RULES: &str = "[check.rules]\nambiguous-link = \"warning\"\nbroken-link = \"warning\"\nsource-duplicate = \"warning\"\n";

pub const REGISTRY: &str = "[load]\ntitle = \"Load\"\nurl = \"https://quay.example/load\"\n";

/// Who is spoken of: names, a name that two share, an office that ends, and words that only pages show.
fn entities(number: usize) -> String {
    let names = ["crane", "quay crane", "port", "berth", "Harbour"];
    let (alias, other) = (names[number % 5], names[number / 5 % 5]);
    let last = 1 + number % 28;
    format!(
        "[ilse-marek]\nname = \"Ilse Marek\"\naliases = [\"Marek\"]\ndescription = \"Entry {number}\"\n\
         roles = [{{ title = \"Commissioner\", to = 2026-03-{last:02} }}]\n\
         [thing]\nname = \"Thing {}\"\naliases = [\"{alias}\"]\nkind = \"system\"\n\
         [other]\naliases = [\"{other}\", \"{alias} {other}\"]\n",
        number % 3
    )
}

/// Numbers that look random and are the same every time (Marsaglia, "Xorshift RNGs").
pub struct Dice(u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// A publication that is being edited.
pub struct Edited {
    pub site: TestSite,
    pub dice: Dice,
    /// Hours that have passed.
    pub hours: i64,
    next: usize,
    pub log: Vec<String>,
}

impl Edited {
    /// A publication of eight briefs; the same edits follow the same seed.
    pub fn new(seed: u64) -> Self {
        let mut it = Self { site: TestSite::empty(), dice: Dice(seed), hours: 0, next: 0, log: Vec::new() };
        it.write("dateline.toml", &format!("{RULES}{CONFIG}"));
        it.write("content/registry/sources.toml", REGISTRY);
        it.write("content/registry/entities.toml", &entities(0));
        for number in 0..8 {
            let text = it.brief(number);
            it.write(&format!("content/brief-{number}.md"), &text);
        }
        it
    }

    pub fn root(&self) -> &Path {
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
        if dice.roll(2) == 0 {
            let name = *dice.pick(&["Ilse Marek", "Commissioner Marek", "The quay crane", "Thing 1"]);
            body +=
                &format!("## Who\n\n{name} spoke of the {word}. It is likely (65%) that Marek stays.\n\n");
        }
        match dice.roll(5) {
            0 => front += "entities = [\"ilse-marek\"]\n",
            1 => front += "entities = [\"thing\", { name = \"A stub\", kind = \"org\" }]\n",
            _ => {}
        }
        if dice.roll(4) == 0 {
            body += &format!("```python\nprint({day})\n```\n\n");
        }
        if dice.roll(3) == 0 {
            body += &format!("See [another](brief-{}.md).\n", dice.roll(12));
        }
        match dice.roll(4) {
            0 => body += &format!("It follows [[brief-{}]].\n", dice.roll(12)),
            1 => body += &format!("It follows [[Brief {} of the {word}]].\n", dice.roll(12)),
            _ => {}
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
    pub fn edit(&mut self) {
        let what = self.dice.roll(26);
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
                let stubs = self.dice.roll(2) == 0;
                let text = format!(
                    "{RULES}[site]\ntitle = \"Site {number}\"\nbase_url = \"https://example.org/\"\n[urls]\nstyle = \"{style}\"\n[lists]\npage_size = {size}\n[entities]\nstubs = {stubs}\n"
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
            (20, Some(file)) => {
                let text = fs::read_to_string(&file).expect("a brief");
                let tags = *self.dice.pick(&["\"port\"", "\"grid\", \"rail\"", "\"rail\", \"port\""]);
                let retag = |it: &str| match it.starts_with("tags = [") {
                    true => format!("tags = [{tags}]"),
                    false => it.to_owned(),
                };
                let lines: Vec<_> = text.lines().map(retag).collect();
                fs::write(&file, lines.join("\n") + "\n").expect("a brief");
            }
            (21, _) => {
                let page = *self.dice.pick(&["index", "start", "more/last"]);
                let text = format!("+++\ntitle = \"Page {number}\"\nweight = {}\n+++\nText.\n", number % 3);
                self.write(&format!("content/pages/guide/{page}.md"), &text);
            }
            (23, _) => self.write("content/registry/entities.toml", &entities(number)),
            (24, _) if number.is_multiple_of(4) => {
                _ = fs::remove_file(self.site.path("content/registry/entities.toml"));
            }
            // Mentions come and go, or change their entity.
            (24 | 25, Some(file)) => {
                let text = fs::read_to_string(&file).expect("a brief");
                let (from, to) = *self.dice.pick(&[
                    ("Marek", "Thing 1"),
                    ("crane", "Ilse Marek"),
                    ("Ilse ", "Commissioner "),
                ]);
                fs::write(&file, text.replace(from, to)).expect("a brief");
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
    pub fn mend(&mut self, faults: &[dateline::diag::Diagnostic]) {
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

pub fn build(root: &Path, output: &str, warm: bool, hours: i64) -> Outcome {
    pipeline::run(&options(root, output, warm, hours)).expect("the world is well")
}

/// What is asked for so many hours after the present of the tests.
pub fn options(root: &Path, output: &str, warm: bool, hours: i64) -> Options {
    let now: jiff::Timestamp = "2026-03-01T12:00:00Z".parse().expect("an instant");
    Options {
        purpose: dateline::pipeline::Purpose::Findings,
        root: root.to_owned(),
        config: None,
        overlay: Default::default(),
        progress: Default::default(),
        output: Some(root.join(output)),
        base_url: None,
        show: Default::default(),
        now: now + jiff::SignedDuration::from_hours(hours),
        strict: false,
        jobs: None,
        write: true,
        cache: warm.then(|| root.join(".dateline/cache")),
        shown: Severity::Info,
    }
}

/// How many edits a test makes, and from which seed: `DATELINE_STEPS` and `DATELINE_SEED`, else `steps` and always the same.
pub fn measure(steps: usize) -> (usize, u64) {
    let number = |name| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    (number("DATELINE_STEPS").map_or(steps, |it| it as usize), number("DATELINE_SEED").unwrap_or(0x2026_1122))
}

pub fn said(outcome: &Outcome) -> Vec<String> {
    let line = |it: &dateline::diag::Diagnostic| {
        format!("{} {:?} {} {}", it.path, it.span, it.rule.name, it.message)
    };
    outcome.diagnostics.iter().map(line).collect()
}
