//! Names that become addresses: folding, slugs, and where a page lives.

use std::borrow::Cow;

mod dropping;
mod web;

pub use dropping::{is_dropping, is_passed_over};
pub use web::{encode_url, is_plain_url, url_identity};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use crate::digest::Digest;

/// Bytes escaped in the path of an address: all but RFC 3986 `pchar` and `/`.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// `urls.slugs`: whether slugs keep their script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SlugStyle {
    #[default]
    Unicode,
    Ascii,
}

/// `urls.style`: how an address becomes a file (CONTENT_MODEL §2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum UrlStyle {
    /// `slug/index.html`.
    #[default]
    Folder,
    /// `slug.html`; the site opens from disk.
    File,
}

/// The identity of a tag, topic, channel, publisher or series: NFKC, case folded, runs of space, `_` and `-` as one `-`.
pub fn fold(name: &str) -> String {
    // To NFKC and to case folding, ASCII is lower-cased and nothing else; most names are ASCII.
    if name.is_ascii() {
        return hyphenate(name.chars().map(|c| c.to_ascii_lowercase()), name.len());
    }
    let folded = unicase::UniCase::unicode(name.nfkc().collect::<String>()).to_folded_case();
    hyphenate(folded.nfkc(), folded.len())
}

/// Runs of space, `_` and `-` as one `-`, and none at either end.
fn hyphenate(chars: impl Iterator<Item = char>, capacity: usize) -> String {
    let mut out = String::with_capacity(capacity);
    for c in chars {
        if c.is_whitespace() || c == '_' || c == '-' {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// A name as one segment of an address: letters, digits and marks of any script in NFC, joined by single hyphens.
/// Empty when the name holds none.
pub fn slugify(name: &str, style: SlugStyle) -> String {
    let folded = fold(name);
    let text = match style {
        _ if folded.is_ascii() => folded,
        SlugStyle::Unicode => folded.nfc().collect(),
        SlugStyle::Ascii => deunicode::deunicode_with_tofu(&folded, "-").to_ascii_lowercase(),
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || is_mark(c) {
            out.push(c);
        } else if !matches!(c, '\'' | '’') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// Combining marks belong to the letter before them (Devanagari vowel signs, Arabic points).
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// What an address is in the tree of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A page with nothing beneath it: `slug/` or `slug.html`, by `urls.style`.
    Leaf,
    /// A page with others beneath it: `topics/` in either style.
    Parent,
    /// A file whose name is its address: `feed.xml`.
    File,
}

/// Where a page or file lives, relative to the root of the site: decoded, NFC, no slash at either end.
///
/// The constructors make it a path that every file system can hold and that stays inside the site (PROMISES B8),
/// the same one on every machine. A path that is one already is kept as it is:
///
/// - no empty segment, `.` or `..`; no control character and none of `<>:"\|?*`; no dot or space at a segment's end;
/// - no name that Windows reserves: `con` becomes `con-`;
/// - at most 100 bytes in a segment and 240 in the path of its file; a longer one ends in a hash of what it was, so that
///   two long names stay two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// `2026/02/14/slug`, `topics`, `feed.xml`; empty for the home page.
    pub path: String,
    pub form: Form,
}

impl Address {
    pub fn leaf(path: impl Into<String>) -> Self {
        Self { path: portable(path.into(), PAGE_LIMIT), form: Form::Leaf }
    }

    pub fn parent(path: impl Into<String>) -> Self {
        Self { path: portable(path.into(), PAGE_LIMIT), form: Form::Parent }
    }

    pub fn file(path: impl Into<String>) -> Self {
        Self { path: portable(path.into(), FILE_LIMIT), form: Form::File }
    }

    /// The file below the output folder: `topics/index.html`.
    pub fn output_path(&self, style: UrlStyle) -> String {
        match (self.form, style) {
            (Form::File, _) => self.path.clone(),
            _ if self.path.is_empty() => "index.html".to_owned(),
            (Form::Leaf, UrlStyle::File) => format!("{}.html", self.path),
            _ => format!("{}/index.html", self.path),
        }
    }

    /// The address relative to the root, percent-encoded, to be put behind a page's `root`: `topics/`.
    /// In file style it names the file, so that links work from disk.
    pub fn url(&self, style: UrlStyle) -> String {
        let path = match (self.form, style) {
            (Form::File, _) => self.path.clone(),
            (_, UrlStyle::File) => self.output_path(style),
            _ if self.path.is_empty() => String::new(),
            _ => format!("{}/", self.path),
        };
        match Cow::from(utf8_percent_encode(&path, PATH)) {
            Cow::Borrowed(_) => path,
            Cow::Owned(encoded) => encoded,
        }
    }

    /// The address below `base_url`, percent-encoded, for canonical links, feeds and the sitemap.
    pub fn canonical(&self, style: UrlStyle) -> String {
        let url = self.url(style);
        match url.strip_suffix("index.html") {
            Some(parent) if self.form != Form::File && (parent.is_empty() || parent.ends_with('/')) => {
                parent.to_owned()
            }
            _ => url,
        }
    }

    /// What leads from this page back to the root: `../../`, or `./` at the root itself.
    pub fn root(&self, style: UrlStyle) -> String {
        match self.output_path(style).matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }

    /// What may not be twice in one site: the output path after NFC and case folding (PROMISES B7).
    pub fn collision_key(&self, style: UrlStyle) -> String {
        let mut path = self.output_path(style);
        if path.is_ascii() {
            path.make_ascii_lowercase();
            return path;
        }
        let folded = unicase::UniCase::unicode(path.nfc().collect::<String>()).to_folded_case();
        folded.nfc().collect()
    }

    /// A companion file of a page: the JSON twin of `slug/` is `slug/index.json`, or `slug.json` in file style.
    pub fn twin(&self, style: UrlStyle, extension: &str) -> Self {
        let html = self.output_path(style);
        let path = format!("{}.{extension}", html.strip_suffix(".html").unwrap_or(&html));
        Self { path, form: Form::File }
    }
}

/// Percent-encodes the path of an address (RFC 3986 §3.3).
pub fn encode_path(path: &str) -> String {
    Cow::from(utf8_percent_encode(path, PATH)).into_owned()
}

/// Bytes of one segment.
const SEGMENT_LIMIT: usize = 100;
/// Bytes of the path of a file.
const FILE_LIMIT: usize = 240;
/// Bytes of the address of a page, whose file may be `…/index.html`.
const PAGE_LIMIT: usize = FILE_LIMIT - "/index.html".len();

/// The path as every file system can hold it: see [`Address`].
fn portable(path: String, limit: usize) -> String {
    if path.is_empty() || path.len() <= limit && path.split('/').all(is_portable) {
        return path;
    }
    let mut out = String::with_capacity(path.len());
    for segment in path.nfc().collect::<String>().split('/').map(portable_segment) {
        if !segment.is_empty() {
            if !out.is_empty() {
                out.push('/');
            }
            out.push_str(&segment);
        }
    }
    cut(out, limit)
}

/// Whether a segment is plain enough to be kept without a closer look.
fn is_portable(segment: &str) -> bool {
    !segment.is_empty()
        && segment.len() <= SEGMENT_LIMIT
        && segment.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
        && !segment.ends_with('.')
        && !is_reserved(segment)
}

/// One segment in NFC made portable; empty when nothing of it can stay.
fn portable_segment(segment: &str) -> String {
    let mut name: String =
        segment.chars().map(|c| if c.is_control() || r#"<>:"\|?*"#.contains(c) { '-' } else { c }).collect();
    name.truncate(name.trim_end_matches(['.', ' ']).len());
    if is_reserved(&name) {
        name.insert(name.find('.').unwrap_or(name.len()), '-');
    }
    cut(name, SEGMENT_LIMIT)
}

/// Names that Windows keeps for devices, in any case and with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ');
    let is = |word: &str| stem.eq_ignore_ascii_case(word);
    match stem.len() {
        3 => is("con") || is("prn") || is("aux") || is("nul"),
        4 => {
            let head = stem.get(..3).unwrap_or_default();
            (head.eq_ignore_ascii_case("com") || head.eq_ignore_ascii_case("lpt"))
                && stem.ends_with(|c: char| c.is_ascii_digit())
        }
        6 => is("conin$"),
        7 => is("conout$"),
        _ => false,
    }
}

/// A name over `limit` bytes, cut so that it holds to it with a hash of the whole name behind; the extension stays.
fn cut(name: String, limit: usize) -> String {
    if name.len() <= limit {
        return name;
    }
    let hash = Digest::of(name.as_bytes()).short(8);
    let extension = match name.rfind('.') {
        Some(dot) if name.len() - dot <= 10 && !name[dot..].contains('/') => &name[dot..],
        _ => "",
    };
    let keep = name.floor_char_boundary(limit - extension.len() - hash.len() - 1);
    let stem = name[..keep].trim_end_matches(['.', ' ', '-', '/']);
    format!("{stem}-{hash}{extension}")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check<T: std::fmt::Display>(inputs: &[&str], run: impl Fn(&str) -> T, expected: Expect) {
        let lines: Vec<_> = inputs.iter().map(|it| format!("{it} => {}\n", run(it))).collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn folding_joins_names_that_differ_by_case_space_or_hyphen() {
        check(
            &[
                "Grid Capacity",
                "grid_capacity",
                "--Grid   capacity -",
                "C++",
                "Straße",
                "ＡＢＣ　１",
                "Ⅳ",
                "要闻",
                "Й",
            ],
            fold,
            expect![[r#"
                Grid Capacity => grid-capacity
                grid_capacity => grid-capacity
                --Grid   capacity - => grid-capacity
                C++ => c++
                Straße => strasse
                ＡＢＣ　１ => abc-1
                Ⅳ => iv
                要闻 => 要闻
                Й => й
            "#]],
        );
    }

    #[test]
    fn folding_of_ascii_agrees_with_folding_of_all() {
        for byte in 0..128u8 {
            let name = format!("a{}B", char::from(byte));
            // A letter from outside ASCII leaves the fast path; it is cut off again.
            assert_eq!(format!("{}ж", fold(&name)), fold(&format!("{name}ж")), "byte {byte}");
        }
    }

    #[test]
    fn slugs_keep_their_script_or_are_transliterated() {
        let inputs = [
            "What's new?",
            "C++ & C#",
            "港口 简报",
            "Ödön’s café",
            "हिन्दी समाचार",
            "العربية",
            "!!!",
            "a--b_c",
        ];
        check(
            &inputs,
            |it| slugify(it, SlugStyle::Unicode),
            expect![[r#"
                What's new? => whats-new
                C++ & C# => c-c
                港口 简报 => 港口-简报
                Ödön’s café => ödöns-café
                हिन्दी समाचार => हिन्दी-समाचार
                العربية => العربية
                !!! => 
                a--b_c => a-b-c
            "#]],
        );
        check(
            &inputs,
            |it| slugify(it, SlugStyle::Ascii),
            expect![[r#"
                What's new? => whats-new
                C++ & C# => c-c
                港口 简报 => gang-kou-jian-bao
                Ödön’s café => odons-cafe
                हिन्दी समाचार => hindii-smaacaar
                العربية => l-rby
                !!! => 
                a--b_c => a-b-c
            "#]],
        );
    }

    #[test]
    fn an_address_is_a_file_a_link_and_a_way_back_in_both_styles() {
        let show = |address: &Address| {
            [UrlStyle::Folder, UrlStyle::File].map(|style| {
                let twin = address.twin(style, "json");
                format!(
                    "{} | {} | {} | {} | {}",
                    address.output_path(style),
                    address.url(style),
                    address.canonical(style),
                    address.root(style),
                    twin.path,
                )
            })
        };
        let addresses = [
            Address::leaf(""),
            Address::leaf("2026/02/14/grid"),
            Address::parent("tags"),
            Address::leaf("myindex"),
            Address::file("tags/港口/feed.xml"),
        ];
        let lines: Vec<String> = addresses.iter().flat_map(show).map(|it| it + "\n").collect();
        expect![[r#"
            index.html |  |  | ./ | index.json
            index.html | index.html |  | ./ | index.json
            2026/02/14/grid/index.html | 2026/02/14/grid/ | 2026/02/14/grid/ | ../../../../ | 2026/02/14/grid/index.json
            2026/02/14/grid.html | 2026/02/14/grid.html | 2026/02/14/grid.html | ../../../ | 2026/02/14/grid.json
            tags/index.html | tags/ | tags/ | ../ | tags/index.json
            tags/index.html | tags/index.html | tags/ | ../ | tags/index.json
            myindex/index.html | myindex/ | myindex/ | ../ | myindex/index.json
            myindex.html | myindex.html | myindex.html | ./ | myindex.json
            tags/港口/feed.xml | tags/%E6%B8%AF%E5%8F%A3/feed.xml | tags/%E6%B8%AF%E5%8F%A3/feed.xml | ../../ | tags/港口/feed.xml.json
            tags/港口/feed.xml | tags/%E6%B8%AF%E5%8F%A3/feed.xml | tags/%E6%B8%AF%E5%8F%A3/feed.xml | ../../ | tags/港口/feed.xml.json
        "#]]
        .assert_eq(&lines.concat());
    }

    /// PROMISES B8.
    #[test]
    fn b8_file_names_are_portable() {
        check(
            &[
                "2026/con/NUL.txt",
                "lpt1/com10/auxiliary",
                "/a//b/./../c/",
                "what? <now>: *\"x|y",
                "dots... /sp ace ",
                r"back\slash",
                ".well-known/security.txt",
            ],
            |it| Address::file(it).path,
            expect![[r#"
                2026/con/NUL.txt => 2026/con-/NUL-.txt
                lpt1/com10/auxiliary => lpt1-/com10/auxiliary
                /a//b/./../c/ => a/b/c
                what? <now>: *"x|y => what- -now-- --x-y
                dots... /sp ace  => dots/sp ace
                back\slash => back-slash
                .well-known/security.txt => .well-known/security.txt
            "#]],
        );
        assert_eq!(Address::file("a\0b\u{1b}").path, "a-b-");
        assert_eq!(Address::file("cafe\u{301}").path, "caf\u{e9}");
    }

    /// PROMISES B8.
    #[test]
    fn b8_long_names_are_cut_and_stay_apart() {
        let long = "港".repeat(60);
        let one = Address::leaf(format!("tags/{long}一"));
        let two = Address::leaf(format!("tags/{long}二"));
        assert_ne!(one, two);
        assert_eq!(one.path.len(), "tags/".len() + 90 + "-12345678".len());
        assert_eq!(one, Address::leaf(one.path.clone()), "a cut name is not cut again");

        let photo = Address::file(format!("a/{}.jpeg", "x".repeat(300)));
        assert!(photo.path.ends_with(".jpeg") && photo.path.len() <= 2 + 100, "{photo:?}");

        let deep = ["y".repeat(90), "z".repeat(90), "ü".repeat(45)].join("/");
        let page = Address::leaf(format!("{deep}/one"));
        assert!(page.output_path(UrlStyle::Folder).len() <= 240);
        assert!(page.twin(UrlStyle::Folder, "json").path.len() <= 240);
        assert_ne!(page, Address::leaf(format!("{deep}/two")));
    }

    #[test]
    fn addresses_collide_after_normal_form_and_case() {
        let key = |path: &str| Address::leaf(path).collision_key(UrlStyle::Folder);
        assert_eq!(key("tags/Café"), key("tags/cafe\u{301}"));
        assert_eq!(key("A/B"), key("a/b"));
        assert_ne!(key("a-b"), key("a_b"));
    }

    #[test]
    fn paths_of_links_are_percent_encoded() {
        check(
            &["a/b-c_d.html", "a b", "100%", "港", "q?#[]"],
            encode_path,
            expect![[r#"
                a/b-c_d.html => a/b-c_d.html
                a b => a%20b
                100% => 100%25
                港 => %E6%B8%AF
                q?#[] => q%3F%23%5B%5D
            "#]],
        );
    }
}
