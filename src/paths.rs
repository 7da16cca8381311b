//! Names that become addresses: folding, slugs, and where a page lives.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UrlStyle {
    /// `slug/index.html`.
    #[default]
    Folder,
    /// `slug.html`; the site opens from disk.
    File,
}

/// The identity of a tag, topic, channel, publisher or series: NFKC, case folded, runs of space, `_` and `-` as one `-`.
pub fn fold(name: &str) -> String {
    let folded = unicase::UniCase::unicode(name.nfkc().collect::<String>()).to_folded_case();
    let mut out = String::with_capacity(folded.len());
    for c in folded.nfkc() {
        if c.is_whitespace() || c == '_' || c == '-' {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.push(c);
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    out
}

/// A name as one segment of an address: letters, digits and marks of any script in NFC, joined by single hyphens.
/// Empty when the name holds none.
pub fn slugify(name: &str, style: SlugStyle) -> String {
    let folded = fold(name);
    let text = match style {
        SlugStyle::Unicode => folded,
        SlugStyle::Ascii => deunicode::deunicode_with_tofu(&folded, "-").to_ascii_lowercase(),
    };
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_alphanumeric() || is_mark(c) {
            out.push(c);
        } else if matches!(c, '\'' | '’') {
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// `2026/02/14/slug`, `topics`, `feed.xml`; empty for the home page.
    pub path: String,
    pub form: Form,
}

impl Address {
    pub fn leaf(path: impl Into<String>) -> Self {
        Self { path: path.into(), form: Form::Leaf }
    }

    pub fn parent(path: impl Into<String>) -> Self {
        Self { path: path.into(), form: Form::Parent }
    }

    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), form: Form::File }
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
        encode_path(&path)
    }

    /// The address below `base_url`, percent-encoded, for canonical links, feeds and the sitemap.
    pub fn canonical(&self, style: UrlStyle) -> String {
        let url = self.url(style);
        match url.strip_suffix("index.html") {
            Some(parent) if self.form != Form::File => parent.to_owned(),
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
        unicase::UniCase::unicode(self.output_path(style).nfc().collect::<String>()).to_folded_case()
    }

    /// A companion file of a page: the JSON twin of `slug/` is `slug/index.json`, or `slug.json` in file style.
    pub fn twin(&self, style: UrlStyle, extension: &str) -> Self {
        let html = self.output_path(style);
        Self::file(format!("{}.{extension}", html.strip_suffix(".html").unwrap_or(&html)))
    }
}

/// Percent-encodes the path of an address (RFC 3986 §3.3).
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Query parameters that tell how a reader came to a page, not which page it is; so do all that begin with `utm_`.
const TRACKING: &[&str] = &[
    "_hsenc", "_hsmi", "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid",
    "ref_src", "ttclid", "twclid", "wbraid", "yclid",
];

/// What makes two web addresses one source (CONTENT_MODEL §2.4): scheme and host in lower case, no default port,
/// tracking parameters and fragment dropped; the rest is kept as the WHATWG URL standard serialises it.
/// `None` when `url` is not an absolute http or https address.
///
/// ```
/// use dateline::paths::url_identity;
/// assert_eq!(url_identity("HTTPS://Quay.Example:443/a?utm_source=x&id=7#top").as_deref(), Some("https://quay.example/a?id=7"));
/// assert_eq!(url_identity("mailto:desk@quay.example"), None);
/// ```
pub fn url_identity(url: &str) -> Option<String> {
    let mut url = url::Url::parse(url).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    if let Some(query) = url.query() {
        let kept: Vec<_> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        let kept = (!kept.is_empty()).then(|| kept.join("&"));
        url.set_query(kept.as_deref());
    }
    Some(url.into())
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name).to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.binary_search(&name.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_has_one_identity() {
        for (url, identity) in [
            ("https://quay.example", Some("https://quay.example/")),
            ("HTTP://QUAY.example:80/A", Some("http://quay.example/A")),
            ("https://quay.example:8443/a/", Some("https://quay.example:8443/a/")),
            ("https://quay.example/a?utm_source=x", Some("https://quay.example/a")),
            ("https://quay.example/a?b=1&UTM_Medium=x&c=2#d", Some("https://quay.example/a?b=1&c=2")),
            ("https://quay.example/a?gclid=1&&", Some("https://quay.example/a")),
            ("https://bücher.example/ü", Some("https://xn--bcher-kva.example/%C3%BC")),
            ("javascript:alert(1)", None),
            ("//quay.example/a", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(url_identity(url).as_deref(), identity, "{url}");
        }
    }

    #[test]
    fn tracking_names_are_sorted_for_the_search() {
        assert!(TRACKING.is_sorted());
    }
}
