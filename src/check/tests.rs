//! Small publications for the tests of checks, read and linked as a build does.

use std::sync::Arc;

use expect_test::Expect;

use super::File;
use crate::digest::Digest;
use crate::link::{self, Show};
use crate::model::brief::{Brief, Prose};
use crate::model::config::Config;
use crate::model::registry::Registries;
use crate::model::site::{LinkedBrief, Site};
use crate::parse::{self, Context, FileKind, claims::Scanner};
use crate::source::Source;
use crate::workers::OneThread;

/// Two sources of two publishers.
pub const SOURCES: &str = r#"sources = [
    { id = "a", title = "A", url = "https://quay.example/a", publisher = "Quay" },
    { id = "b", title = "B", url = "https://wire.example/b", publisher = "Wire" },
]
"#;

/// A brief before it is linked.
pub struct Parsed {
    pub brief: Arc<Brief>,
    pub prose: Prose,
    pub source: Source,
}

impl Parsed {
    pub fn file<'a>(&'a self, config: &'a Config) -> File<'a> {
        File {
            config,
            brief: &self.brief,
            prose: &self.prose,
            text: &self.source.text,
            knows: &|_| true,
            dated: &parse::date::first,
        }
    }
}

/// Briefs `content/1.md` and so on, each of front matter beside title and date, and a body; and the site of them.
pub fn site(config: &str, briefs: &[(&str, &str)]) -> (Site, Vec<Parsed>) {
    let config = parse::config::read(&Source::new("dateline.toml", config)).value;
    let scanner = Scanner::new(&config);
    let context = Context {
        config: &config,
        scanner: &scanner,
        lexicon: None,
        components: &Default::default(),
        defaults: &[],
        digest: Digest::default(),
    };
    let read = |(at, (front, body)): (usize, &(&str, &str))| {
        let day = at + 1;
        let text = format!("+++\ntitle = \"Brief {day}\"\ndate = 2026-02-{day:02}\n{front}+++\n{body}");
        let source = Source::new(format!("content/{day}.md"), text);
        let (brief, prose) = parse::brief::read(context, &source, FileKind::Brief).value;
        Parsed { brief: Arc::new(brief), prose, source }
    };
    let briefs: Vec<_> = briefs.iter().enumerate().map(read).collect();
    let site = link::site(
        link::Parsed {
            config: Arc::new(config.clone()),
            registries: Registries::default(),
            briefs: briefs.iter().map(|it| it.brief.clone()).collect(),
            pages: Vec::new(),
            files: Vec::new(),
            now: "2026-03-01T12:00:00Z".parse().expect("an instant"),
            show: Show::default(),
        },
        &OneThread,
    );
    (site.value, briefs)
}

/// What one rule finds in a publication: path, accused text and message, one line each.
pub fn check(rule: &str, config: &str, briefs: &[(&str, &str)], expect: Expect) {
    let (site, parsed) = site(config, briefs);
    let mut lines = Vec::new();
    let of = |brief: &LinkedBrief| {
        parsed.iter().find(|it| it.brief.path == brief.brief.path).expect("it was parsed")
    };
    for (id, linked) in site.briefs.iter().enumerate() {
        let parsed = of(linked);
        let found =
            [super::alone(&parsed.file(&site.config)), super::brief(&site, id as u32, &|it| it.name == rule)]
                .concat();
        for it in found.iter().filter(|it| it.rule.name == rule) {
            let accused = it.span.map_or("", |span| &parsed.source.text[span.range()]);
            lines.push(format!("{} `{accused}`: {}\n", it.path, it.message));
        }
    }
    expect.assert_eq(&lines.concat());
}

#[test]
fn what_is_not_told_of_is_not_looked_for() {
    let (site, _) = site("", &[(SOURCES, "It closed [1].")]);
    let found = |told: &dyn Fn(&str) -> bool| -> Vec<&str> {
        super::brief(&site, 0, &|it| told(it.name)).into_iter().map(|it| it.rule.name).collect()
    };
    assert_eq!(found(&|_| false), [""; 0]);
    assert_eq!(found(&|it| it == "single-publisher"), ["single-publisher"]);
    assert_eq!(found(&|it| it == "no-sources"), ["source-uncited"], "of one family, both are looked for");
}
