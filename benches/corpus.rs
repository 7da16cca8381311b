//! A publication made up for measuring: the same briefs from the same number, on every machine.
//!
//! Names, places and figures are drawn from the lists below and mean nothing; addresses are on example.org, where nobody
//! publishes. A brief has about 800 words in 6.4 kB, three to eight sources and three to six of 300 tags; a fifth have a
//! table, a fifth a code block, one in twenty a paragraph that is not English.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

/// What kind of corpus.
#[derive(Clone, Copy)]
pub struct Options {
    pub briefs: usize,
    /// A code block in a fifth of the briefs.
    pub code: bool,
    /// All briefs share one tag, one source and one series, and the first brief lists 999 sources, the most there may be: what is quadratic
    /// anywhere shows here.
    pub crowded: bool,
}

/// Draws briefs one by one, so that a large corpus need not be held.
pub struct Corpus {
    options: Options,
    sources: Vec<Source>,
}

pub struct Brief {
    pub slug: String,
    pub title: String,
    pub date: Timestamp,
    pub updated: Timestamp,
    pub model: &'static str,
    pub confidence: &'static str,
    pub topic: &'static str,
    pub tags: Vec<String>,
    pub series: Option<&'static str>,
    /// Positions in the corpus's list; [`Corpus::cited`] looks them up.
    sources: Vec<usize>,
    pub summary: String,
    pub body: String,
}

pub struct Source {
    pub id: String,
    pub title: String,
    pub url: String,
    pub publisher: &'static str,
    /// It stands in the registry and briefs name its key; of the others all that is known stands in each brief.
    pub in_registry: bool,
}

/// One source in as many stands in the registry.
const IN_REGISTRY: usize = 10;
/// Sources of the first brief of a crowded corpus.
const MANY_SOURCES: usize = 999;

impl Corpus {
    pub fn new(options: Options) -> Self {
        let mut draw = Draw::new(u64::MAX);
        let least = if options.crowded { MANY_SOURCES } else { 20 };
        let sources = (0..least.max(options.briefs / 2)).map(|at| source(at, &mut draw)).collect();
        Self { options, sources }
    }

    /// The sources of a brief, in the order of its list.
    pub fn cited<'a>(&'a self, brief: &'a Brief) -> impl Iterator<Item = &'a Source> {
        brief.sources.iter().map(|&at| &self.sources[at])
    }

    pub fn brief(&self, at: usize) -> Brief {
        let mut draw = Draw::new(at as u64);
        let span = SignedDuration::from_mins(7 * 365 * 24 * 60);
        // 2019-01-02T06:00:00Z, and seven years from there.
        let first = Timestamp::constant(1_546_408_800, 0);
        let step = span.as_secs() / self.options.briefs.max(1) as i64;
        let date = first + SignedDuration::from_secs(step * at as i64);
        let updated = date + SignedDuration::from_hours(draw.below(480) as i64);

        let title =
            format!("{} {} {} {}", draw.name(), draw.pick(VERBS), draw.pick(ADJECTIVES), draw.pick(NOUNS));
        let slug = format!("{}-{at}", title.to_lowercase().replace(' ', "-"));
        let sources = self.sources_of(at, &mut draw);
        let (tags, series) = match self.options.crowded {
            true => (vec!["shared".to_owned()], Some("Shared series")),
            false => (tags(&mut draw), None),
        };
        let summary = format!("{} {}", draw.sentence(), draw.sentence());
        let [model, topic, confidence] = [MODELS, TOPICS, RUNGS].map(|list| draw.pick(list));
        let body = body(&mut draw, sources.len(), self.options.code);
        Brief { slug, title, date, updated, model, confidence, topic, tags, series, sources, summary, body }
    }

    fn sources_of(&self, at: usize, draw: &mut Draw) -> Vec<usize> {
        if self.options.crowded && at == 0 {
            return (0..MANY_SOURCES).collect();
        }
        let count = 3 + draw.below(6);
        let mut sources = if self.options.crowded { vec![0] } else { Vec::new() };
        while sources.len() < count {
            let one = draw.often_low(self.sources.len(), 2);
            if !sources.contains(&one) {
                sources.push(one);
            }
        }
        sources
    }

    /// The file of a brief in dateline's form.
    pub fn markdown(&self, brief: &Brief) -> String {
        let mut out = String::with_capacity(brief.body.len() + 2_000);
        let Brief { slug, title, date, updated, model, confidence, topic, tags, summary, .. } = brief;
        _ = write!(
            out,
            "+++\ntitle = \"{title}\"\ndate = {date}\nupdated = {updated}\nslug = \"{slug}\"\nmodel = \"{model}\"\n\
             confidence = \"{confidence}\"\ntopic = \"{topic}\"\ntags = {tags:?}\nsummary = \"{summary}\"\n"
        );
        if let Some(series) = brief.series {
            _ = writeln!(out, "series = \"{series}\"");
        }
        for Source { id, title, url, publisher, in_registry } in self.cited(brief) {
            _ = match in_registry {
                true => writeln!(out, "[[sources]]\nkey = \"{id}\""),
                false => writeln!(
                    out,
                    "[[sources]]\nid = \"{id}\"\ntitle = \"{title}\"\nurl = \"{url}\"\npublisher = \"{publisher}\""
                ),
            };
        }
        _ = write!(out, "+++\n\n{}", brief.body);
        out
    }

    /// `content/registry/sources.toml`.
    pub fn registry(&self) -> String {
        let mut out = String::new();
        for Source { id, title, url, publisher, .. } in self.sources.iter().filter(|it| it.in_registry) {
            _ = writeln!(
                out,
                "[{id}]\ntitle = \"{title}\"\nurl = \"{url}\"\npublisher = \"{publisher}\"\naccessed = 2026-03-01\n"
            );
        }
        out
    }
}

/// `dateline.toml`: every default output, or the HTML pages with one feed, which is what other generators make.
pub fn config(every_output: bool) -> &'static str {
    if every_output {
        "[site]\ntitle = \"Measured\"\nbase_url = \"https://example.org/\"\n"
    } else {
        "[site]\ntitle = \"Measured\"\nbase_url = \"https://example.org/\"\n\n[outputs]\nbrief = [\"html\"]\n\
         site = [\"atom\", \"sitemap\", \"robots\"]\n\n[feeds]\nfor = [\"site\"]\n\n[search]\nenabled = false\n"
    }
}

fn source(at: usize, draw: &mut Draw) -> Source {
    let name = draw.name();
    let [about, kind] = [NOUNS, PAPERS].map(|list| draw.pick(list));
    let publisher = draw.pick(PUBLISHERS);
    let id = format!("{}-{about}-{at}", name.to_lowercase());
    let host = publisher.to_lowercase().replace(' ', "-");
    Source {
        title: format!("{name}: {kind} on the {} {about}", draw.pick(ADJECTIVES)),
        url: format!("https://{host}.example.org/{id}"),
        publisher,
        in_registry: at.is_multiple_of(IN_REGISTRY),
        id,
    }
}

fn tags(draw: &mut Draw) -> Vec<String> {
    let mut tags = Vec::new();
    let count = 3 + draw.below(4);
    while tags.len() < count {
        let tag = draw.often_low(300, 3);
        let tag = format!("{}-{}", NOUNS[tag / 10], ASPECTS[tag % 10]);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn body(draw: &mut Draw, sources: usize, code: bool) -> String {
    let mut out = String::with_capacity(8_000);
    let cited = sources.min(8);
    out.push_str("## What changed\n\n");
    for _ in 0..5 + draw.below(3) {
        _ = writeln!(out, "- {} {} {}", draw.rich(), draw.rich(), draw.cite(cited));
    }
    _ = write!(out, "\n## Why it matters\n\n{} {}\n\n{}\n", draw.text(6), draw.cite(cited), draw.text(5));
    if draw.one_in(2) {
        _ = write!(out, "\n> {}\n>\n> — {}, {}\n", draw.text(2), draw.name(), draw.pick(PUBLISHERS));
    }
    out.push_str("\n## Key judgements\n\n");
    for _ in 0..4 + draw.below(3) {
        let rung = draw.pick(RUNGS);
        _ = writeln!(out, "- {} {} ({rung} confidence) {}", draw.rich(), draw.rich(), draw.cite(cited));
    }
    if draw.one_in(5) {
        out.push_str("\n### Figures\n\n| Item | Before | After | Change |\n|---|---:|---:|:---:|\n");
        for _ in 0..5 + draw.below(5) {
            let (before, after) = (20 + draw.below(900), 20 + draw.below(900));
            let change = 100 * (after as i64 - before as i64) / before as i64;
            _ = writeln!(out, "| {} {} | {before} | {after} | {change:+}% |", draw.name(), draw.pick(NOUNS));
        }
    }
    if draw.one_in(5) {
        let language = draw.pick(LANGUAGES);
        // Drawn in any case: without code the rest of the brief stays the same.
        let working = format!(
            "\n### Working\n\n{}\n\n```{language}\n{}```\n",
            draw.rich(),
            block(language, draw.below(1 << 30) as u64)
        );
        if code {
            out.push_str(&working);
        }
    }
    if draw.one_in(20) {
        _ = write!(out, "\n### Reports in other languages\n\n{} {}\n", draw.pick(CHINESE), draw.pick(ARABIC));
    }
    out.push_str("\n## What to watch\n\n");
    for at in 1..3 + draw.below(2) {
        _ = writeln!(out, "{at}. {}\n   - {}\n   - {}", draw.rich(), draw.rich(), draw.rich());
    }
    _ = write!(
        out,
        "\n## Outlook\n\n{} {}\n\n{}\n\n### Method\n\n{}\n",
        draw.text(5),
        draw.cite(cited),
        draw.text(4),
        draw.text(3)
    );
    out
}

/// A code block of about 24 lines in one of [`LANGUAGES`].
pub fn block(language: &str, seed: u64) -> String {
    let mut draw = Draw::new(seed);
    let mut out = String::new();
    let (open, close) = match language {
        "rust" => (
            "use std::collections::BTreeMap;\n\n/// Keeps what is within reach.\nfn reach(rows: &[(String, f64)]) -> BTreeMap<&str, f64> {\n    let mut out = BTreeMap::new();\n",
            "    out\n}\n",
        ),
        "python" => (
            "import math\n\ndef reach(rows, limit=40):\n    \"\"\"Scale each row and keep the largest.\"\"\"\n    total = 0\n",
            "    return total\n",
        ),
        "json" => ("{\n", "  \"end\": null\n}\n"),
        _ => ("# What the estimate rests on.\n", ""),
    };
    out.push_str(open);
    for at in 0..6 {
        let ([noun, other], value) = ([NOUNS, NOUNS].map(|list| draw.pick(list)), draw.below(10_000));
        _ = match language {
            "rust" => writeln!(
                out,
                "    let {noun}_{at} = rows.iter().filter(|row| row.0 == \"{other}\").map(|row| row.1).sum::<f64>();\n    \
                 if {noun}_{at} > {value}.0 {{\n        out.insert(\"{noun}\", {noun}_{at}); // over the limit\n    }}"
            ),
            "python" => writeln!(
                out,
                "    {noun}_{at} = sum(row[\"{other}\"] for row in rows) / {value}\n    \
                 if {noun}_{at} > limit:  # over it\n        total += math.sqrt({noun}_{at})"
            ),
            "json" => {
                writeln!(
                    out,
                    "  \"{noun}_{at}\": {{\n    \"value\": {value},\n    \"unit\": \"{other}\", \"firm\": true\n  }},"
                )
            }
            _ => writeln!(
                out,
                "[{noun}.{at}]\nname = \"{other}\"  # as reported\nvalue = {value}.5\nrange = [{value}, {}]",
                value + 7
            ),
        };
    }
    out.push_str(close);
    out
}

/// Numbers by splitmix64 (Steele, Lea and Flood 2014), which any seed starts well.
struct Draw(u64);

impl Draw {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((it ^ (it >> 31)) % end as u64) as usize
    }

    /// Below `end`, and low ones more often, as a few tags and sources are used much and most of them little.
    fn often_low(&mut self, end: usize, times: u32) -> usize {
        (0..times).fold(end, |end, _| self.below(end) + 1) - 1
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn name(&mut self) -> String {
        let at = self.often_low(HEADS.len() * TAILS.len(), 2);
        format!("{}{}", HEADS[at % HEADS.len()], TAILS[at / HEADS.len()])
    }

    /// A sentence without markup.
    fn sentence(&mut self) -> String {
        let mut out = String::with_capacity(100);
        for part in self.pick(PATTERNS).split_inclusive(' ') {
            let (word, rest) = part.split_at(part.find([' ', ',', '.']).unwrap_or(part.len()));
            match word {
                "ADJ" => out.push_str(self.pick(ADJECTIVES)),
                "NAME" => out.push_str(&self.name()),
                "NOUN" => out.push_str(self.pick(NOUNS)),
                "VERB" => out.push_str(self.pick(VERBS)),
                "WAY" => out.push_str(self.pick(WAYS)),
                "WHEN" => out.push_str(self.pick(MONTHS)),
                "NUM" => _ = write!(out, "{}", 2 + self.below(90)),
                _ => out.push_str(word),
            }
            out.push_str(rest);
        }
        out
    }

    /// A sentence; one in four has a word that is strong, stressed, code or a link.
    fn rich(&mut self) -> String {
        let sentence = self.sentence();
        if !self.one_in(4) {
            return sentence;
        }
        let words: Vec<&str> = sentence.split(' ').collect();
        let marked = words[1 + self.below(words.len() - 2)].trim_end_matches(',');
        let with = match self.below(4) {
            0 => format!("**{marked}**"),
            1 => format!("*{marked}*"),
            2 => format!("`{marked}`"),
            _ => format!("[{marked}](https://example.org/{})", marked.to_lowercase()),
        };
        sentence.replacen(&format!(" {marked}"), &format!(" {with}"), 1)
    }

    fn text(&mut self, sentences: usize) -> String {
        let sentences: Vec<_> = (0..sentences).map(|_| self.rich()).collect();
        sentences.join(" ")
    }

    /// Citations of one to three of the brief's sources, such as `[1][4]`.
    fn cite(&mut self, sources: usize) -> String {
        let mut cited: Vec<_> = (0..1 + self.below(3)).map(|_| 1 + self.below(sources)).collect();
        cited.sort_unstable();
        cited.dedup();
        cited.iter().map(|it| format!("[{it}]")).collect()
    }
}

/// Languages of [`block`].
pub const LANGUAGES: &[&str] = &["json", "python", "rust", "toml"];

// Lists of words, filled like text: rustfmt would give each word a line.
#[rustfmt::skip]
const TOPICS: &[&str] = &[
    "dredging", "ferries", "fisheries", "harbour dues", "ice service", "lighthouses", "pilotage", "salvage",
    "sea cables", "shipyards", "tide tables", "weather",
];
#[rustfmt::skip]
const MODELS: &[&str] = &[
    "buoy-1", "buoy-2", "cutter-small", "cutter-large", "drift-7", "fathom-3", "keel", "sextant-pro",
];
#[rustfmt::skip]
const RUNGS: &[&str] = &[
    "low", "low-medium", "medium", "medium", "medium-high", "high",
];
#[rustfmt::skip]
const PUBLISHERS: &[&str] = &[
    "Anchor Post", "Bollard Review", "Breakwater Daily", "Chart Office", "Ebb Institute", "Fairway Wire",
    "Gangway Journal", "Harbour Gazette", "Mooring Desk", "Quay Ledger", "Sounding Press", "Tideline",
];
#[rustfmt::skip]
const PAPERS: &[&str] = &[
    "a report", "minutes", "a notice", "a tender", "a survey", "a ruling", "a letter", "a table",
];
#[rustfmt::skip]
const ASPECTS: &[&str] = &[
    "access", "cost", "crew", "delay", "law", "risk", "safety", "supply", "upkeep", "yield",
];
#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
];
#[rustfmt::skip]
const WAYS: &[&str] = &[
    "at once", "in part", "quietly", "on paper", "twice", "without notice", "under protest", "as planned",
    "for a season",
];
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "accepted", "amended", "cancelled", "charted", "confirmed", "contested", "counted", "deferred",
    "doubled", "funded", "halved", "inspected", "leased", "lowered", "measured", "moved", "opened",
    "postponed", "published", "raised", "rejected", "repaired", "replaced", "restored", "reviewed",
    "revised", "shared", "sold", "suspended", "widened",
];
#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "annual", "binding", "broad", "coastal", "costly", "deep", "disputed", "draft", "early", "eastern",
    "final", "foreign", "heavy", "idle", "inner", "joint", "late", "local", "narrow", "new", "northern",
    "old", "open", "outer", "partial", "private", "public", "regional", "seasonal", "shallow", "slow",
    "southern", "spare", "sudden", "tidal", "unpaid", "western", "whole",
];
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "anchorage", "auction", "ballast", "barge", "basin", "beacon", "berth", "bridge", "budget", "cable",
    "cargo", "channel", "charter", "contract", "crane", "crew", "current", "customs", "depth", "dock",
    "dredger", "estuary", "ferry", "fleet", "forecast", "fuel", "gauge", "harbour", "hull", "insurer",
    "inquiry", "jetty", "lease", "licence", "lock", "manifest", "mast", "mooring", "network", "notice",
    "permit", "pier", "pilot", "quota", "railway", "reef", "register", "rota", "route", "salvage",
    "schedule", "seawall", "sensor", "shelter", "signal", "strait", "subsidy", "survey", "tariff",
    "terminal", "tonnage", "tug", "vessel", "warehouse", "wharf", "yard",
];
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "Al", "Bel", "Bran", "Cor", "Dal", "Del", "Dor", "El", "Fen", "Gal", "Hal", "Hav", "Il", "Jor", "Kel",
    "Lan", "Lor", "Mar", "Mer", "Nor", "Ol", "Or", "Pel", "Quen", "Ros", "Sal", "Sel", "Tal", "Tor", "Ul",
    "Val", "Ver", "Wen", "Wil", "Yar", "Zel",
];
#[rustfmt::skip]
const TAILS: &[&str] = &[
    "beck", "borne", "bridge", "burgh", "by", "dale", "den", "down", "fell", "field", "firth", "ford",
    "gate", "ham", "haven", "holm", "hurst", "iston", "land", "leigh", "mere", "mouth", "ness", "port",
    "reth", "sea", "shaw", "stead", "stow", "thorpe", "ton", "wick", "worth",
];
const PATTERNS: &[&str] = &[
    "According to published statistics, NOUN throughput near NAME exceeded expectations by NUM per cent.",
    "Consequently the ADJ NOUN programme remains provisional, although NAME VERB comparable NOUN contracts WAY.",
    "Correspondence between NAME and NAME describes ADJ NOUN negotiations, which NOUN operators VERB WAY.",
    "Independent surveyors confirmed that NAME VERB approximately NUM per cent of its NOUN commitments.",
    "NAME subsequently VERB NUM ADJ NOUN arrangements throughout WHEN.",
    "Nothing suggests that NOUN inspectors around NAME VERB the ADJ NOUN infrastructure before WHEN.",
    "Representatives of NAME nevertheless VERB the ADJ NOUN administration WAY.",
    "Throughout WHEN the ADJ NOUN authority considered whether NAME had VERB its NOUN obligations.",
];
const CHINESE: &[&str] = &[
    "港务局表示，新的潮汐表将推迟到秋季公布。渡轮班次因此维持不变，泊位费用也没有调整。",
    "疏浚工程比计划晚了两个月。承包方认为主要原因是天气，而不是经费。",
    "引航员协会要求在三十天内公布全部记录，并重新计算冬季的航道深度。",
];
const ARABIC: &[&str] = &[
    "قالت إدارة الميناء إن جدول المد والجزر الجديد سيصدر في الخريف.",
    "تأخرت أعمال التعميق شهرين بسبب الطقس، ولم تتغير الرسوم حتى الآن.",
];
