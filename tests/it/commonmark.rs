//! The examples of the CommonMark specification, run through our writer, with each deliberate difference listed.
//!
//! The text of the specification is not ours to commit: `tests/run` fetches it (npm `commonmark-spec`).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use dateline::model::brief::Body;
use dateline::model::markup::Fill;
use dateline::parse::claims::Scanner;
use dateline::parse::{config, markdown};
use dateline::source::Source;

/// Why an example comes out otherwise than the specification says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Raw HTML is text, but for a short list.
    RawHtml,
    /// `[1]: url` lines and `[1]` are citations, not link references.
    Citation,
    /// The page's title is the only `<h1>`: with six levels of heading the last two fall together.
    SixLevels,
    /// Heading attributes, tables, strikethrough, footnotes and definition lists are on.
    Extension,
}

/// Every example that differs, and why.
const DIFFERENCES: &[(u32, Why)] = &[];

struct Example {
    number: u32,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/node_modules/commonmark-spec/spec.txt");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|cause| panic!("{}: {cause}; run `tests/run`, which fetches it", path.display()));
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line != format!("{fence} example") {
            continue;
        }
        let mut take = |end: &str| {
            lines.by_ref().take_while(|line| *line != end).fold(String::new(), |all, line| all + line + "\n")
        };
        let markdown = take(".").replace('→', "\t");
        let html = take(&fence).replace('→', "\t");
        examples.push(Example { number: examples.len() as u32 + 1, markdown, html });
    }
    examples
}

/// Our HTML with every hole filled as the reference implementation would write it.
fn ours(markdown: &str) -> String {
    let config = config::read(&Source::new("dateline.toml", "")).value;
    let scanner = Scanner::new(&config.estimative);
    let path: Arc<str> = "content/a.md".into();
    let options = markdown::Options { config: &config, scanner: &scanner, path: &path, lang: "en", claims: false };
    let mut body = Body::default();
    markdown::parse(options, markdown, 0, 1, &mut body, &mut Vec::new());
    let mut out = String::new();
    body.markup.write(&mut out, |out, fill| match fill {
        Fill::Href(at) => *out += &format!(" href=\"{}\"", href(&body.links[at as usize].destination)),
        Fill::Image(at) => *out += &format!(" src=\"{}\"", href(&body.images[at as usize].destination)),
        Fill::Code(at) => {
            let code = &body.code[at as usize];
            *out += "<pre><code";
            if !code.language.is_empty() {
                *out += &format!(" class=\"language-{}\"", escaped(&code.language));
            }
            *out += &format!(">{}</code></pre>", escaped(&code.text));
        }
        other => *out += &format!("{other:?}"),
    });
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    markdown::escape(&mut out, text);
    out
}

/// Percent-encoding as the reference implementation does it.
fn href(destination: &str) -> String {
    let mut out = String::new();
    for byte in destination.bytes() {
        match byte {
            b'&' => out += "&amp;",
            b'\'' => out += "'",
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(byte as char),
            _ if b"-_.+!*(),%#@?=;:/$~".contains(&byte) => out.push(byte as char),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

/// What no reader sees: the style of void elements, ids of headings, the place of attributes.
fn normal(html: &str, theirs: bool) -> String {
    let mut html = html.replace(" />", ">");
    if theirs {
        // The reference writes `alt` before `title`.
        for image in html.clone().split("<img").skip(1) {
            let image = image.split('>').next().unwrap_or_default();
            if let (Some(alt), Some(title)) = (image.find(" alt="), image.find(" title=")) {
                let moved = format!("{}{}{}", &image[..alt], &image[title..], &image[alt..title]);
                html = html.replace(image, &moved);
            }
        }
        return html;
    }
    while let Some(at) = html.find(" id=\"") {
        let end = html[at + 5..].find('"').map_or(html.len(), |end| at + 5 + end + 1);
        html.replace_range(at..end, "");
    }
    html
}

/// Our headings begin one level lower when the example uses level 1.
fn raised(html: &str) -> String {
    (2..=6).fold(html.to_owned(), |html, level| {
        html.replace(&format!("<h{level}>"), &format!("<h{}>", level - 1))
            .replace(&format!("</h{level}>"), &format!("</h{}>", level - 1))
    })
}

#[test]
fn examples_of_the_specification_come_out_but_for_the_listed_differences() {
    let known: BTreeMap<u32, Why> = DIFFERENCES.iter().copied().collect();
    let examples = examples();
    assert!(examples.len() > 600, "only {} examples were read", examples.len());
    let mut wrong = Vec::new();
    for example in &examples {
        let theirs = normal(&example.html, true);
        let mut ours = normal(&ours(&example.markdown), false);
        if theirs.contains("<h1>") {
            ours = raised(&ours);
        }
        match (ours == theirs, known.get(&example.number)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(why)) => wrong.push(format!("{}: no longer differs ({why:?})", example.number)),
            (false, None) => wrong.push(format!(
                "{}: {:?}\n  theirs {theirs:?}\n  ours   {ours:?}",
                example.number, example.markdown
            )),
        }
    }
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n"));
}
