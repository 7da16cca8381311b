//! `manifest.json`: what a build made, file by file. It is also our mark: a folder that holds one may be written to.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::model::page::UNLISTED;

pub const NAME: &str = "manifest.json";

/// Raised when an older dateline could no longer read it.
const VERSION: u32 = 2;
const GENERATOR: &str = concat!("dateline ", env!("CARGO_PKG_VERSION"));

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub path: String,
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    pub source: Option<Arc<str>>,
    pub kind: &'static str,
}

#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    /// XXH3-128.
    hash: String,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    kind: &'a str,
}

/// A file of a brief that is linked from nowhere. The manifest lies where all may read it, so it says of the path only
/// what those who know it can check.
#[derive(Serialize)]
struct UnlistedLine {
    /// The digest of the path.
    unlisted: String,
    hash: String,
}

/// The manifest of some files in their order: one a line, and nothing in it that changes when they do not.
pub fn print<'a>(records: impl Iterator<Item = &'a Record>) -> String {
    let mut out = format!("{{\n\"version\": {VERSION},\n\"generator\": \"{GENERATOR}\",\n\"files\": [");
    let mut separator = "\n";
    let mut unlisted = Vec::new();
    for record in records {
        if record.kind == UNLISTED {
            let hash = record.digest.to_string();
            unlisted.push(UnlistedLine { unlisted: digest_of(&record.path), hash });
            continue;
        }
        let line = Line {
            path: &record.path,
            hash: record.digest.to_string(),
            size: record.size,
            source: record.source.as_deref(),
            kind: record.kind,
        };
        out += separator;
        out += &serde_json::to_string(&line).expect("strings and numbers are JSON");
        separator = ",\n";
    }
    // In the order of their paths they would stand between those that they lie between.
    unlisted.sort_unstable_by(|a, b| a.unlisted.cmp(&b.unlisted));
    for line in &unlisted {
        out += separator;
        out += &serde_json::to_string(line).expect("strings are JSON");
        separator = ",\n";
    }
    out + "\n]\n}\n"
}

/// What a manifest says of a path that it does not name.
pub fn digest_of(path: &str) -> String {
    Digest::of(path.as_bytes()).to_string()
}

/// The files that a manifest lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Sorted.
    pub paths: Vec<String>,
    /// Those of which it says only [`digest_of`] their path.
    pub unlisted: HashSet<String>,
}

/// The files that a manifest lists; `None` when it is none of ours.
pub fn read(text: &str) -> Option<Listed> {
    #[derive(Deserialize)]
    struct Manifest<'a> {
        version: u32,
        #[serde(borrow)]
        generator: Cow<'a, str>,
        files: Vec<File>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum File {
        Listed { path: String },
        Unlisted { unlisted: String },
    }
    let manifest: Manifest<'_> = serde_json::from_str(text).ok()?;
    let ours = (1..=VERSION).contains(&manifest.version) && manifest.generator.starts_with("dateline ");
    let mut paths = Vec::with_capacity(manifest.files.len());
    let mut unlisted = HashSet::new();
    for file in manifest.files {
        match file {
            File::Listed { path } => paths.push(path),
            File::Unlisted { unlisted: digest } => _ = unlisted.insert(digest),
        }
    }
    // A path that leads out of the folder was not written by us, and could be used to have any file removed.
    if !ours || !paths.iter().all(|it| is_inside(it)) {
        return None;
    }
    if !paths.is_sorted() {
        paths.sort_unstable();
    }
    Some(Listed { paths, unlisted })
}

/// Whether a path stays below the folder it is relative to, and names one thing in one way.
pub fn is_inside(path: &str) -> bool {
    let foreign = |c: char| c == '\0' || cfg!(windows) && matches!(c, '\\' | ':');
    path.split('/').all(|it| !matches!(it, "" | "." | "..")) && !path.contains(foreign)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::write::tests::{build, output, site};

    #[test]
    fn what_is_printed_is_read_again() {
        let record = |path: &str, source: Option<&str>| Record {
            path: path.to_owned(),
            digest: Digest::of(path.as_bytes()),
            size: 7,
            source: source.map(Arc::from),
            kind: "brief",
        };
        let secret = Record { kind: UNLISTED, ..record("secret.html", Some("content/secret.md")) };
        let records = [record("a/\"index\".html", Some("content/a.md")), secret, record("港.html", None)];
        let text = print(records.iter());
        let listed = read(&text).expect("a manifest of ours");
        assert_eq!(listed.paths, ["a/\"index\".html", "港.html"]);
        assert_eq!(listed.unlisted, [digest_of("secret.html")].into());
        expect![[r#"
            {
            "version": 2,
            "generator": "dateline 0.1.0",
            "files": [
            {"path":"a/\"index\".html","hash":"5fc19c96d2ef899f74b6c297672d5f33","size":7,"source":"content/a.md","kind":"brief"},
            {"path":"港.html","hash":"c6336a39cb10ee9dff1aeba9b53155f4","size":7,"kind":"brief"},
            {"unlisted":"ad39bf136c401c4e1b3ba4cbe6af5c1b","hash":"ad39bf136c401c4e1b3ba4cbe6af5c1b"}
            ]
            }
        "#]].assert_eq(&text);
        assert_eq!(read(&print([].iter())), Some(Listed::default()));
    }

    #[test]
    fn other_manifests_are_not_ours() {
        let file = |path: &str| {
            format!(r#"{{"version":1,"generator":"dateline 9","files":[{{"path":"{path}"}}],"more":1}}"#)
        };
        assert!(read(&file("a/b")).is_some());
        for text in [
            "",
            "{",
            "[]",
            r#"{"name":"App","icons":[]}"#,
            r#"{"version":3,"generator":"dateline 9","files":[]}"#,
            r#"{"version":1,"generator":"other","files":[]}"#,
            &file("../a"),
            &file("/etc/passwd"),
            &file("a//b"),
            &file("a/./b"),
            &file(""),
            &file("a\\u0000b"),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_manifest_is_the_same_whatever_the_order() {
        let (one, two) = (site(), site());
        build(&one, &[("a", "1"), ("b/c", "2"), ("b-d", "3")]).expect("an empty output");
        build(&two, &[("b-d", "3"), ("a", "1"), ("b/c", "2")]).expect("an empty output");
        assert_eq!(output(&one), output(&two));
    }
}
