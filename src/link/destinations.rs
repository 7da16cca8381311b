//! Destinations of links as written: untrusted text, which browsers read more kindly than it looks.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::paths::is_plain_url;

/// A destination without what browsers drop from it: control characters anywhere, space at its ends (WHATWG URL §4.4).
pub(super) fn clean(destination: &str) -> Cow<'_, str> {
    let trimmed = destination.trim();
    match trimmed.chars().any(char::is_control) {
        true => trimmed.chars().filter(|it| !it.is_control()).collect::<String>().into(),
        false => trimmed.into(),
    }
}

/// Whether it names a scheme or a host, also when the colon or letters are percent-encoded.
pub(super) fn has_scheme(written: &str) -> bool {
    let scheme = |text: &str| {
        text.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        })
    };
    written.starts_with("//")
        || scheme(written)
        || (written.contains('%') && scheme(&clean(&decoded(written))))
}

/// An http, https or mailto address, normalised; none for any other.
pub(super) fn external(written: &str) -> Option<String> {
    if is_plain_url(written) {
        return Some(written.to_owned());
    }
    let url = match written.starts_with("//") {
        true => Url::parse(&format!("https:{written}")),
        false => Url::parse(written),
    };
    let url = url.ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto").then(|| url.into())
}

/// Percent-decoded and in NFC; as written when it is not UTF-8.
pub(super) fn decoded(text: &str) -> String {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) => decoded.nfc().collect(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised() {
        let check = |written: &str, expected: &str| assert_eq!(external(written).as_deref(), Some(expected));
        check("HTTPS://Example.ORG:443/a b", "https://example.org/a%20b");
        check("//example.org/x", "https://example.org/x");
        check("mailto:desk@example.org", "mailto:desk@example.org");
        check("http://münchen.example/", "http://xn--mnchen-3ya.example/");
    }

    #[test]
    fn other_schemes_are_found_however_they_are_hidden() {
        for written in [
            "javascript:alert(1)",
            "  java\nscript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:alert(1)",
            "javascript%3Aalert(1)",
            "%6aavascript:alert(1)",
            "%01javascript%0a:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "file:///etc/passwd",
            "https://",
            "//",
        ] {
            let written = clean(written);
            assert!(has_scheme(&written) && external(&written).is_none(), "{written}");
        }
        for written in
            ["/\\evil.example/", "\\\\evil.example", "javascript&colon;alert(1)", "a/b:c", "1:2", "#a:b"]
        {
            assert!(!has_scheme(written), "{written}");
        }
    }
}
