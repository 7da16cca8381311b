//! The examples of the CommonMark specification, and every deliberate difference from it.
//!
//! The specification comes from the npm package `commonmark-spec`, which `tests/run` fetches; its text is not ours to
//! keep here.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use dateline::model::brief::Body;
use dateline::model::markup::Fill;
use dateline::parse::claims::Scanner;
use dateline::parse::{self, markdown};
use dateline::source::Source;

use crate::site::tool;

/// Where we differ on purpose: the reason, and the numbers of the examples that show it.
const DIFFERENCES: &[(&str, &[u32])] = &[];

struct Example {
    number: u32,
    markdown: String,
    html: String,
}

#[test]
fn differences_from_commonmark_are_deliberate() {
    let Some(spec) = tool("node_modules/commonmark-spec/spec.txt") else { return };
    let examples = examples(&fs::read_to_string(spec).expect("the specification"));
    assert!(examples.len() > 600, "{} examples", examples.len());
    let reasons: BTreeMap<u32, &str> =
        DIFFERENCES.iter().flat_map(|(reason, all)| all.iter().map(|it| (*it, *reason))).collect();
    let mut wrong = Vec::new();
    for Example { number, markdown, html } in &examples {
        let ours = plain(&rendered(markdown));
        let same = ours == plain(html);
        match reasons.get(number) {
            None if !same => {
                wrong.push(format!("{number}: {markdown:?}\n  spec: {:?}\n  ours: {ours:?}", plain(html)));
            }
            Some(reason) if same => wrong.push(format!("{number}: no difference any more ({reason})")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} examples\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

/// Examples stand between fences of 32 backticks: Markdown, a line with a full stop, HTML; `→` is a tab.
fn examples(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let mut lines = spec.lines();
    let mut examples = Vec::new();
    while lines.any(|line| line.strip_prefix(&fence).is_some_and(|it| it.trim() == "example")) {
        let mut until = |end: &str| -> String {
            lines
                .by_ref()
                .take_while(|line| *line != end)
                .map(|line| line.replace('→', "\t") + "\n")
                .collect()
        };
        let (markdown, html) = (until("."), until(&fence));
        let number = examples.len() as u32 + 1;
        examples.push(Example { number, markdown, html });
    }
    examples
}

/// The body as the library writes it, with its holes filled the plainest way.
fn rendered(text: &str) -> String {
    let config = parse::config::read(&Source::new("dateline.toml", "")).value;
    let scanner = Scanner::new(&config.estimative, &config.site.timezone, config.date_order);
    let path: Arc<str> = "content/a.md".into();
    let options =
        markdown::Options { config: &config, scanner: &scanner, path: &path, lang: "en", claims: false };
    let mut body = Body::default();
    markdown::parse(options, text, 0, 1, &mut body, &mut Vec::new());
    let mut html = String::new();
    body.markup.write(&mut html, |out, fill| match fill {
        Fill::Href(link) => attribute(out, "href", &body.links[link as usize].destination),
        Fill::Image(image) => attribute(out, "src", &body.images[image as usize].destination),
        Fill::Code(code) => {
            let code = &body.code[code as usize];
            out.push_str("<pre><code");
            if !code.language.is_empty() {
                attribute(out, "class", &format!("language-{}", code.language));
            }
            out.push('>');
            markdown::escape(out, &code.text);
            out.push_str("</code></pre>");
        }
        _ => {}
    });
    html
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!(" {name}=\""));
    markdown::escape(out, value);
    out.push('"');
}

/// HTML without what says nothing about Markdown: ids of headings, line ends around blocks, ways to write one character.
fn plain(html: &str) -> String {
    let mut out = String::new();
    for line in html.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.trim().to_owned()
}
