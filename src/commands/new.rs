//! `dateline new`: a brief with its front matter, ready to be written.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;

use super::{Flags, init, printed};
use crate::error::{Error, Result};
use crate::paths::{SlugStyle, slugify};

/// Start a brief, and print its path
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its title
    title: String,

    /// A tag; may be repeated
    #[arg(long = "tag", alias = "tags", value_name = "TAG")]
    tags: Vec<String>,

    /// What it is about
    #[arg(long)]
    topic: Option<String>,

    /// A model that drafts it; may be repeated
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,

    /// Where it is published
    #[arg(long)]
    channel: Option<String>,

    /// The series it belongs to
    #[arg(long)]
    series: Option<String>,

    /// A source, by its key or its address; may be repeated
    #[arg(long = "source", value_name = "KEY|URL")]
    sources: Vec<String>,

    /// Its language, as BCP 47
    #[arg(long)]
    lang: Option<String>,

    /// Give it a folder of its own, for images and data
    #[arg(long)]
    bundle: bool,

    /// Mark it as a draft
    #[arg(long)]
    draft: bool,
}

/// Bytes of a file name made from a title.
const STEM: usize = 80;

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    flags.must_be_a_site()?;
    let title = arguments.title.trim();
    if title.is_empty() || title.contains(['\n', '\r']) {
        return Err(Error::usage("a title is one line that is not blank"));
    }
    let stem = stem(title).ok_or_else(|| {
        Error::usage(format!("`{title}` holds no letter or digit to make a file name of"))
            .hint("add a word to the title; it can be changed in the file afterwards")
    })?;

    let now = flags.now()?;
    let folder = format!("content/{}", now.to_zoned(TimeZone::UTC).strftime("%Y"));
    let single = flags.below_root(format!("{folder}/{stem}.md"));
    let bundle = flags.below_root(format!("{folder}/{stem}/index.md"));
    // A file named `index.md` would be the bundle of its folder.
    let (path, other) = if arguments.bundle || stem == "index" { (bundle, single) } else { (single, bundle) };
    if other.exists() {
        return Err(taken(&other));
    }
    if !init::create(&path, &text(arguments, title, &now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())?)? {
        return Err(taken(&path));
    }
    printed(writeln!(io::stdout(), "{}", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn taken(path: &Path) -> Error {
    Error::usage(format!("`{}` exists already", path.display()))
        .hint("edit it, or choose another title; a brief that replaces it says `supersedes`")
}

/// The title as a file name; `None` when nothing of it can stand in one.
fn stem(title: &str) -> Option<String> {
    let mut stem = slugify(title, SlugStyle::Unicode);
    stem.truncate(stem.floor_char_boundary(STEM));
    stem.truncate(stem.trim_end_matches('-').len());
    (!stem.is_empty()).then_some(stem)
}

/// The front matter, and room for the body.
fn text(arguments: &Arguments, title: &str, date: &str) -> Result<String> {
    let mut out = format!("+++\ntitle = {}\ndate = {date}\n", quoted(title));
    let mut field = |name: &str, value: String| {
        let _ = writeln!(out, "{name} = {value}");
    };
    if arguments.draft {
        field("draft", "true".to_owned());
    }
    for (name, value) in [
        ("lang", &arguments.lang),
        ("topic", &arguments.topic),
        ("channel", &arguments.channel),
        ("series", &arguments.series),
    ] {
        if let Some(value) = value {
            field(name, quoted(value));
        }
    }
    if !arguments.tags.is_empty() {
        field("tags", array(arguments.tags.iter().map(|it| quoted(it))));
    }
    match &arguments.models[..] {
        [] => {}
        [one] => field("model", quoted(one)),
        many => field("model", array(many.iter().map(|it| quoted(it)))),
    }
    if !arguments.sources.is_empty() {
        let sources = arguments.sources.iter().map(|it| source(it)).collect::<Result<Vec<_>>>()?;
        field("sources", array(sources));
    }
    out.push_str("+++\n\n");
    Ok(out)
}

/// An entry of `sources`: a key stands for itself, an address becomes a table.
fn source(text: &str) -> Result<String> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return Ok(format!("{{ url = {} }}", quoted(text)));
    }
    let key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if text.is_empty() || text.starts_with(['_', '-']) || !text.chars().all(key) {
        return Err(Error::usage(format!("`{text}` is neither a source key nor an http(s) address"))
            .hint("a key is made of a-z, 0-9, `-` and `_`: `harbor-2026-02-14`"));
    }
    Ok(quoted(text))
}

/// A TOML string, escaped as it must be.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_file_names() {
        let check = |title, expected: Option<&str>| assert_eq!(stem(title).as_deref(), expected, "{title}");
        check("Berth plan delayed: what we know", Some("berth-plan-delayed-what-we-know"));
        check("港口延误", Some("港口延误"));
        check("../../etc/passwd", Some("etc-passwd"));
        check("!?", None);
        assert!(stem(&"港口 ".repeat(99)).is_some_and(|it| it.len() <= STEM && it.ends_with('港')));
    }

    #[test]
    fn any_text_becomes_toml() {
        for title in ["plain", "a \"b\" \\ c", "tab\there", "+++", "'''", "\u{0}\u{1b}\u{7f}", "\u{2028}港"]
        {
            let line = format!("title = {}", quoted(title));
            let read: toml::Table = line.parse().expect(&line);
            assert_eq!(read["title"].as_str(), Some(title));
        }
    }

    #[test]
    fn sources_are_keys_or_addresses() {
        assert_eq!(source("quay-1").ok().as_deref(), Some("\"quay-1\""));
        assert_eq!(source("https://a.example/").ok().as_deref(), Some("{ url = \"https://a.example/\" }"));
        for text in ["", "Quay", "-x", "javascript:alert(1)", "a b"] {
            assert!(source(text).is_err(), "{text}");
        }
    }
}
