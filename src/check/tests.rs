//! Small publications for the tests of checks, read and linked as a build does.

use std::sync::Arc;

use expect_test::Expect;

use crate::link::{self, Parsed, Show};
use crate::model::registry::Registries;
use crate::model::site::Site;
use crate::parse::{self, Context, FileKind, claims::Scanner};
use crate::source::Source;

/// Two sources of two publishers.
pub const SOURCES: &str = r#"sources = [
    { id = "a", title = "A", url = "https://quay.example/a", publisher = "Quay" },
    { id = "b", title = "B", url = "https://wire.example/b", publisher = "Wire" },
]
"#;

/// A site of briefs `content/1.md` and so on, each of front matter beside title and date, and a body.
pub fn site(config: &str, briefs: &[(&str, &str)]) -> Site {
    let config = parse::config::read(&Source::new("dateline.toml", config)).value;
    let scanner = Scanner::new(&config);
    let context = Context { config: &config, scanner: &scanner, defaults: &[] };
    let read = |(at, (front, body)): (usize, &(&str, &str))| {
        let day = at + 1;
        let text = format!("+++\ntitle = \"Brief {day}\"\ndate = 2026-02-{day:02}\n{front}+++\n{body}");
        let source = Source::new(format!("content/{day}.md"), text);
        Arc::new(parse::brief::read(context, &source, FileKind::Brief).value)
    };
    let briefs = briefs.iter().enumerate().map(read).collect();
    let parsed = Parsed {
        config: Arc::new(config.clone()),
        registries: Registries::default(),
        briefs,
        pages: Vec::new(),
        files: Vec::new(),
        now: "2026-03-01T12:00:00Z".parse().expect("an instant"),
        show: Show::default(),
    };
    link::site(parsed).value
}

/// What one rule finds in a publication: path, accused text and message, one line each.
pub fn check(rule: &str, config: &str, briefs: &[(&str, &str)], expect: Expect) {
    let site = site(config, briefs);
    let mut lines = Vec::new();
    let linked = (0..site.briefs.len()).map(|id| {
        let brief = &site.brief(id as u32).brief;
        [super::alone(&site.config, brief, &|_| true), super::brief(&site, id as u32)].concat()
    });
    for it in linked.flatten().filter(|it| it.rule.name == rule) {
        let brief =
            site.briefs.iter().find(|brief| brief.brief.path == it.path).expect("a finding names a file");
        let accused = it.span.map_or("", |span| &brief.brief.text[span.range()]);
        lines.push(format!("{} `{accused}`: {}\n", it.path, it.message));
    }
    expect.assert_eq(&lines.concat());
}
