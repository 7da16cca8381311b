//! Content is untrusted: nothing of it becomes markup, script, an address or a template (PROMISES, "Content is untrusted").

use std::fmt::Write as _;
use std::process::Command;

use crate::site::{BRIEF, CONFIG, TestSite};

/// What a hostile text would like to become. `zzz` is the name that must not turn up as an element or an attribute.
const PAYLOADS: &[&str] = &[
    "</script><script>zzz()</script>",
    "<img src=zzz onerror=zzz()>",
    "\" onmouseover=\"zzz\" zzz=\"",
    "' onfocus='zzz' zzz='",
    "<zzz>&lt;zzz&gt;&#60;zzz&#62;</zzz>",
    "--><zzz>]]><zzz><![CDATA[",
    "</title></style></textarea></noscript><zzz>",
    "\u{2028}\u{2029}\u{202e}zzz\u{202c}",
    "\u{1}\u{8}\u{b}\u{fffe}\u{7f}zzz",
    "{% include 'zzz' %}{# zzz #} zzz",
    "${zzz} `zzz` \\u003czzz\\u003e \\\" \\",
    "javascript:zzz",
];

/// Every payload in every field that is text.
fn site() -> TestSite {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut site = TestSite::empty();
    let hostile = quoted(&PAYLOADS.concat());
    let mut config = CONFIG.replace("\"Test\"", &hostile);
    let _ = write!(config, "description = {hostile}\ncopyright = {hostile}\nauthor = {hostile}\n");
    let _ = write!(config, "[organization]\nname = {hostile}\ncontact = {hostile}\n");
    let _ = write!(config, "[menu]\nmain = [{{ name = {hostile}, url = \"/tags/\" }}]\n");
    // The image that is not there, and what looks like residue, are not what this test is about.
    config.push_str("[check.rules]\ngenerator-leak = \"off\"\nbroken-link = \"warning\"\n");
    site = site.file("dateline.toml", config);
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let it = quoted(payload);
        // Names that must stay apart as addresses carry a number.
        let named = quoted(&format!("{payload} n{number}"));
        let brief = format!(
            r#"+++
title = {it}
short_title = {it}
card_title = {it}
original_title = {it}
date = 2026-02-14
slug = "b{number}"
summary = {it}
bluf = {it}
topic = {named}
tags = [{named}, "shared"]
channel = {named}
series = {named}
edition = {it}
authors = [{{ name = {named} }}]
model = [{{ name = {named}, version = {it}, provider = {it}, role = "draft" }}]
confidence = {{ level = "medium", qualifier = {it}, basis = {it} }}
regions = [{it}]
techniques = [{it}]
assumptions = [{it}]
gaps = [{it}]
license = {it}
rights = {it}
[provenance]
assistance = "generated"
review = "human"
responsible = {it}
reviewed_by = {it}
[[revisions]]
date = 2026-02-15
kind = "correction"
note = {it}
was = {it}
now = {it}
by = {it}
[[sources]]
id = "s{number}"
title = {it}
url = "https://s{number}.example/?q=%22%3E%3Czzz%3E&a=b'c"
publisher = {named}
authors = [{it}]
descriptor = {it}
quote = {it}
locator = {it}
published = 2026-02-13
+++
## {payload}

- **{payload}:** It is so (medium confidence, {payload}) [1]. Evidence: {payload} [1].
- [{payload}](https://zzz.example/ "{payload}") and ![{payload}](zzz.png)

{payload}

```{payload}
{payload}
```

[^n]: {payload}

A note[^n].
"#
        );
        site = site.file(&format!("content/b{number}.md"), brief);
    }
    site
}

#[test]
fn nothing_of_a_text_becomes_markup() {
    let site = site().run("build").succeeds();
    let tree = site.tree("output");
    let mut pages = 0;
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes);
        match path.rsplit('.').next().unwrap_or_default() {
            "html" => {
                assert_page(path, &text);
                pages += 1;
            }
            "json" => {
                serde_json::from_str::<serde_json::Value>(&text)
                    .unwrap_or_else(|fault| panic!("{path}: {fault}"));
            }
            "xml" => assert_xml(&site, path, &text),
            _ => {}
        }
    }
    assert!(pages > PAYLOADS.len() * 3, "{pages} pages");
}

/// No element or attribute of the content's making, no handler, no inline script but JSON, no address with a scheme
/// that runs.
fn assert_page(path: &str, html: &str) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(tag) = Tag::read(&mut rest) else { continue };
        assert!(tag.name != "zzz" && tag.name != "textarea", "{path}: element {tag:?}");
        for (name, value) in &tag.attributes {
            assert!(
                !name.starts_with("on") && name != "zzz" && name != "style",
                "{path}: attribute of {tag:?}"
            );
            let scheme = value.trim_start().to_lowercase();
            let runs = ["javascript:", "data:", "vbscript:"].iter().any(|it| scheme.starts_with(it));
            // The theme draws its icon, and the place of a missing image, from `data:` of its own.
            let runs = runs && scheme.contains("zzz");
            assert!(
                !(matches!(name.as_str(), "href" | "src" | "action") && runs),
                "{path}: address of {tag:?}"
            );
        }
        if tag.name == "script" {
            let (inside, after) =
                rest.split_once("</script").unwrap_or_else(|| panic!("{path}: open script"));
            if tag.has("type", "application/ld+json") || tag.has("type", "application/json") {
                serde_json::from_str::<serde_json::Value>(inside)
                    .unwrap_or_else(|fault| panic!("{path}: {fault}"));
                assert!(!inside.contains(['<', '>', '\u{2028}', '\u{2029}']), "{path}: JSON-LD holds markup");
            } else {
                assert!(
                    inside.trim().is_empty() && tag.attributes.iter().any(|(it, _)| it == "src"),
                    "{path}: {tag:?}"
                );
            }
            rest = after;
        }
    }
}

/// A start or end tag, read as a browser would (HTML, "Tokenization"), which is all that escaping has to withstand.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// Reads a tag after its `<`, and moves `rest` behind it. `None` for text and comments.
    pub fn read(rest: &mut &str) -> Option<Self> {
        let text = rest.strip_prefix('/').unwrap_or(rest);
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = text.find(|c: char| c.is_whitespace() || c == '/' || c == '>')?;
        let mut tag = Self { name: text[..end].to_lowercase(), attributes: Vec::new() };
        let mut text = &text[end..];
        loop {
            text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if let Some(after) = text.strip_prefix('>') {
                *rest = after;
                return Some(tag);
            }
            let end = text.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>'))?;
            let name = text[..end.max(1)].to_lowercase();
            text = text[end.max(1)..].trim_start();
            let mut value = "";
            if let Some(after) = text.strip_prefix('=') {
                let after = after.trim_start();
                (value, text) = match after.chars().next()? {
                    quote @ ('"' | '\'') => after[1..].split_once(quote)?,
                    _ => after.split_at(after.find(|c: char| c.is_whitespace() || c == '>')?),
                };
            }
            tag.attributes.push((name, value.to_owned()));
        }
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.attributes.iter().any(|(n, v)| n == name && v == value)
    }
}

/// Well-formed by XML 1.0, as `xmllint` sees it where there is one.
fn assert_xml(site: &TestSite, path: &str, xml: &str) {
    assert!(!xml.contains("<zzz"), "{path}");
    let control = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    assert!(!xml.contains(|c: char| control(c) && c != '\u{7f}'), "{path} holds a control character");
    let file = site.path("output").join(path);
    if let Ok(output) = Command::new("xmllint").args(["--noout", "--nonet"]).arg(file).output() {
        assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn addresses_that_run_are_dropped_however_they_are_disguised() {
    for address in [
        "javascript:zzz",
        "JaVaScRiPt:zzz",
        "java&#115;cript:zzz",
        "javascript&colon;zzz",
        "&#x6A;avascript:zzz",
        "%6aavascript:zzz",
        "java%0ascript:zzz",
        "\u{1}javascript:zzz",
        "data:text/html,<script>zzz</script>",
        "vbscript:zzz",
        "file:///etc/passwd",
        "blob:zzz",
        "//zzz.example/",
    ] {
        for body in [
            format!("[a](<{address}>)"),
            format!("![a](<{address}>)"),
            format!("[a][r]\n\n[r]: <{address}>"),
            format!("<{address}>"),
        ] {
            let text = format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n+++\n{body}\n");
            let config =
                format!("{CONFIG}[check.rules]\nbroken-link = \"warning\"\nunsafe-url = \"warning\"\n");
            let site = TestSite::empty().file("dateline.toml", config).file("content/a.md", text);
            let site = site.run("build").succeeds();
            assert_page(&body, &site.output("2026/02/14/a/index.html"));
        }
    }
}

#[test]
fn addresses_in_front_matter_are_web_addresses() {
    for field in [
        "[[sources]]\ntitle = \"S\"\nurl = \"javascript:zzz\"",
        "[[sources]]\ntitle = \"S\"\nurl = \"https://a.example/\"\narchived = \"data:text/html,zzz\"",
        "authors = [{ name = \"A\", url = \"javascript:zzz\" }]",
        "aliases = [\"//zzz.example/\"]",
        "aliases = [\"/../../etc/zzz\"]",
        "aliases = [\"javascript:zzz\"]",
        "slug = \"../../zzz\"",
        "template = \"../../../../etc/passwd\"",
    ] {
        let text = format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n{field}\n+++\nBody.\n");
        let found = TestSite::new().file("content/a.md", text).findings("");
        assert!(
            found.all.iter().any(|it| it["severity"] == "error" || it["rule"] == "unsafe-url"),
            "{field}"
        );
        let before = found.site.tree(".").len();
        let site = found.site.run("build").exits(1);
        assert_eq!(site.tree(".").len(), before, "{field} wrote something");
    }
}

/// A page of a source went on quoting what a withdrawn brief had quoted of it.
#[test]
fn what_is_not_public_or_withdrawn_is_said_nowhere() {
    let brief = |name: &str, state: &str| {
        format!(
            "+++\ntitle = \"Of {name}\"\ndate = 2026-02-14\nslug = \"{name}\"\nsummary = \"canary-{name}\"\n{state}\n\
             tags = [\"tag-{name}\"]\n[[sources]]\nid = \"shared\"\nurl = \"https://quay.example/\"\n\
             quote = \"canary-{name}\"\nlocator = \"canary-{name}\"\n[[sources]]\nid = \"of-{name}\"\n\
             url = \"https://{name}.example/\"\n+++\n## Key judgements\n\n- canary-{name} (high confidence) [1][2].\n"
        )
    };
    let site = TestSite::new()
        .file("content/shown.md", brief("shown", ""))
        .file("content/withdrawn.md", brief("withdrawn", "status = \"withdrawn\""))
        .file("content/draft.md", brief("draft", "draft = true"))
        .file("content/future.md", brief("future", "publish_at = 2027-01-01"))
        .run("build")
        .succeeds();
    let hidden = [
        "canary-withdrawn",
        "canary-draft",
        "tag-draft",
        "of-draft",
        "draft.example",
        "canary-future",
        "tag-future",
        "of-future",
        "future.example",
    ];
    for (path, bytes) in site.tree("output") {
        let text = format!("{path} {}", String::from_utf8_lossy(&bytes));
        for word in hidden {
            assert!(!text.contains(word), "`{word}` is in {path}");
        }
    }
}

/// Such an address closed the angle brackets of the Markdown twin, and was none in HTML either.
#[test]
fn addresses_of_sources_are_encoded_where_they_must_be() {
    let text = BRIEF.replace("https://quay.example/load", "https://quay.example/a b><zzz>");
    let site = TestSite::new().file("content/a.md", text).run("build").succeeds();
    for file in ["index.html", "index.md", "index.json"] {
        let text = site.output(&format!("2026/02/14/a/{file}"));
        assert!(
            text.contains("https://quay.example/a%20b%3E%3Czzz%3E") && !text.contains("><zzz>"),
            "{text}"
        );
    }
}

#[test]
fn raw_html_is_text_but_for_a_few_elements() {
    let body = "<script>zzz()</script>\n\n<iframe src=\"https://zzz.example/\"></iframe>\n\nA <kbd>K</kbd> <b onclick=\"zzz\">b</b> \
                <mark style=\"x\">m</mark> <abbr title=\"T\" onfocus=\"zzz\">a</abbr><!-- zzz -->\n";
    let text = format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n+++\n{body}");
    let found = TestSite::new().file("content/a.md", text).findings("").has("raw-html");
    let site = found.site.run("build").succeeds();
    let html = site.output("2026/02/14/a/index.html");
    assert_page("raw html", &html);
    assert!(html.contains("<kbd>K</kbd>") && html.contains("&lt;b onclick="), "{html}");
    assert!(!html.contains("<mark style") && !html.contains("<iframe"), "{html}");
}

#[test]
fn the_tag_reader_sees_what_a_browser_sees() {
    let read = |html: &str| {
        let mut rest = html.strip_prefix('<').expect("a tag");
        Tag::read(&mut rest).map(|it| format!("{} {:?} {rest}", it.name, it.attributes))
    };
    assert_eq!(read("<A x=1 y='2 3' z>t").as_deref(), Some(r#"a [("x", "1"), ("y", "2 3"), ("z", "")] t"#));
    assert_eq!(
        read("<img/src=zzz/onerror=zzz()>").as_deref(),
        Some(r#"img [("src", "zzz/onerror=zzz()")] "#)
    );
    assert_eq!(read("<!-- x -->"), None);
    assert_eq!(read("< a>"), None);
}

/// No document may hold control characters, whichever way they came.
#[test]
fn control_characters_are_dropped() {
    let brief = "+++\ntitle = \"T\\u0001\\u007f\"\ndate = 2026-02-14\n+++\nA &#1;&#11; b \u{1}\u{b}`\u{7f}`.\n\n```\nc\u{1b}\n```\n";
    let site = TestSite::new().file("content/a.md", brief).run("build").succeeds();
    for page in ["2026/02/14/a/index.html", "index.html", "feed.xml"] {
        let text = site.output(page);
        // XML 1.0 has nothing against U+007F.
        let fine = |it: char| matches!(it, '\n' | '\t') || it == '\u{7f}' && page.ends_with(".xml");
        let found: Vec<_> = text.chars().filter(|&it| it.is_control() && !fine(it)).collect();
        assert!(found.is_empty(), "{page}: {found:?}");
    }
}

/// The list of what was written is ours alone.
#[test]
fn nothing_takes_the_address_of_the_manifest() {
    let alias = BRIEF.replace("date = 2026-02-14\n", "date = 2026-02-14\naliases = [\"/manifest.json\"]\n");
    TestSite::new().file("content/a.md", alias).findings("").has("duplicate-url");
    TestSite::new()
        .file("content/a.md", BRIEF)
        .file("static/manifest.json", "{}")
        .findings("")
        .has("duplicate-url");
}
