//! The examples of the CommonMark specification, and every deliberate difference from it.
//!
//! The specification comes from the npm package `commonmark-spec`, which `tests/run` fetches; its text is not ours to
//! keep here.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use dateline::model::brief::{Body, Prose};
use dateline::model::markup::Fill;
use dateline::parse::claims::Scanner;
use dateline::parse::{self, markdown};
use dateline::source::Source;

use crate::site::tool;

/// Where we differ on purpose: the reason, and the numbers of the examples that show it.
const DIFFERENCES: &[(&str, &[u32])] = &[
    (
        "raw HTML is text, but for a few elements without attributes",
        &[
            21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165,
            166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 178, 180, 181, 182, 184, 185, 186, 187,
            188, 189, 190, 191, 201, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623,
            627, 628, 629, 630, 631, 642, 643,
        ],
    ),
    ("comments are dropped", &[177, 179, 183, 308, 309, 625, 626]),
    (
        "an image alone in its paragraph, with a title, is a figure",
        &[572, 573, 576, 577, 584, 585, 586, 588, 589, 591],
    ),
    ("double brackets are a link", &[590]),
];

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
        let spec = plain(&as_ours(html));
        let same = ours == spec;
        match reasons.get(number) {
            None if !same => {
                wrong.push(format!("{number}: {markdown:?}\n  spec: {spec:?}\n  ours: {ours:?}"));
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
    let scanner = Scanner::new(&config);
    let path: Arc<str> = "content/a.md".into();
    let components = parse::component::Components::default();
    let options = markdown::Options {
        config: &config,
        scanner: &scanner,
        components: &components,
        path: &path,
        lang: "en",
        claims: false,
        lexicon: None,
        entities: &[],
    };
    let (mut body, mut prose) = (Body::default(), Prose::default());
    markdown::parse(options, text, 0, 1, (&mut body, &mut prose), &mut Vec::new());
    let mut html = String::new();
    prose.markup.write(&mut html, |out, fill| match fill {
        Fill::Href(link) => attribute(out, "href", &body.links[link as usize].destination),
        Fill::Image(image) => attribute(out, "src", &body.images[image as usize].destination),
        Fill::Code(code) => {
            let code = &prose.code[code as usize];
            out.push_str("<pre><code");
            if !code.language.is_empty() {
                attribute(out, "class", &format!("language-{}", code.language));
            }
            out.push('>');
            dateline::html::escape(out, &code.text);
            out.push_str("</code></pre>");
        }
        _ => {}
    });
    html
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!(" {name}=\""));
    dateline::html::escape(out, value);
    out.push('"');
}

/// HTML of the specification with the two things that every page of ours has: headings one level down when there is a
/// first-level one, since the title is the only `h1` of a page, and ids on headings.
fn as_ours(html: &str) -> String {
    if !html.contains("<h1>") {
        return html.to_owned();
    }
    (1..=5).rev().fold(html.to_owned(), |html, level| {
        let (from, to) = (format!("h{level}>"), format!("h{}>", level + 1));
        html.replace(&format!("<{from}"), &format!("<{to}")).replace(&format!("</{from}"), &format!("</{to}"))
    })
}

/// HTML without what says nothing about Markdown: ids of headings, the order of an image's
/// attributes, ways to write one character or an empty element.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        let (tag, after) = tag.split_at(tag.find('>').map_or(tag.len(), |it| it + 1));
        out.push_str(before);
        if tag.starts_with("<h") && tag.get(3..).is_some_and(|it| it.starts_with(" id=")) {
            out.push_str(&tag[..3]);
            out.push('>');
        } else if let Some(attributes) = tag.strip_prefix("<img ") {
            let attributes = attributes.trim_end_matches(['>', '/', ' ', '"']);
            let mut attributes: Vec<_> = attributes.split("\" ").collect();
            attributes.sort_unstable();
            out.push_str(&format!("<img {}\">", attributes.join("\" ")));
        } else {
            out.push_str(tag);
        }
        rest = after;
    }
    out.push_str(rest);
    let out = out.replace(" />", ">").replace("&quot;", "\"").replace("&#39;", "'");
    // Addresses are percent-encoded when they are linked.
    let out = percent_encoding::percent_decode_str(&out).decode_utf8_lossy().into_owned();
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}
