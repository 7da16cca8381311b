//! The identity of web addresses.

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
    if is_plain_url(url) {
        return Some(url.to_owned());
    }
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

/// An absolute web address with the signs that none may hold as they are (WHATWG URL, "URL code points") in their
/// encoded form, so that it is one in every place that it is written to; all others stay as the author wrote them.
///
/// ```
/// use dateline::paths::encode_url;
/// assert_eq!(encode_url("https://quay.example/a b?\"<c>"), "https://quay.example/a%20b?%22%3Cc%3E");
/// assert_eq!(encode_url("https://bücher.example/ü%20#ö"), "https://bücher.example/ü%20#ö");
/// ```
pub fn encode_url(url: &str) -> String {
    // Parsers of addresses strip both: WHATWG URL, "basic URL parser", steps 1 and 3.
    let url = url.trim_matches(|c| c <= ' ');
    let encoded =
        |c: u8| matches!(c, 0..=b' ' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x7F);
    // Most addresses hold none. Without an early end the question is answered many bytes at a time.
    if !url.bytes().fold(false, |found, byte| found | encoded(byte)) {
        return url.to_owned();
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')) {
        match c {
            '\0'..=' ' | '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}' | '\x7F' => {
                out.push_str(percent_encoding::percent_encode_byte(c as u8));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Whether an address is so plain that the standard leaves it as it is: most are, and this is much cheaper than to parse
/// them. `https`, a host of small letters, digits and hyphens whose last label makes it no number, and a path of
/// characters that nothing encodes, without segments of dots.
pub fn is_plain_url(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|it| it.split_once('/')) else {
        return false;
    };
    let label =
        |it: &str| !it.is_empty() && it.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    host.split('.').all(label)
        && !host.contains("xn--")
        && host.rsplit('.').next().is_some_and(|it| it.bytes().all(|it| it.is_ascii_lowercase()))
        && path.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b'~' | b'/'))
        && !path.split('/').any(|it| matches!(it, "." | ".."))
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
    fn plain_addresses_are_their_own_identity() {
        for url in [
            "https://quay.example/",
            "https://a-1.quay.example/2026/02-14/Grid_~a.html",
            "https://quay.example//a/.../.b/",
            "https://localhost/a",
            "https://-a.ab--c-.example/",
        ] {
            assert!(is_plain_url(url), "{url}");
            assert_eq!(url::Url::parse(url).map(String::from).as_deref(), Ok(url));
        }
        for url in [
            "https://quay.example",
            "https://quay.example/./a",
            "https://quay.example/a/..",
            "https://quay.example/%2e",
            "https://quay.example/a?b",
            "https://127.0.1/a",
            "https://0x7f/a",
            "https://xn--a/b",
            "https://quay..example/a",
            "https://Quay.example/a",
            "https://desk@quay.example/a",
            "http://quay.example/a",
        ] {
            assert!(!is_plain_url(url), "{url}");
        }
    }

    #[test]
    fn tracking_names_are_sorted_for_the_search() {
        assert!(TRACKING.is_sorted());
    }
}
