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
