//! What a preview adds to a page, and only in the response: the script that reloads, and the banner of what is not public.

use jiff::Timestamp;

use crate::html;
use crate::model::site::State;

/// The start of a page up to its first content, and the rest.
fn body(page: &[u8]) -> Option<usize> {
    let at = memchr::memmem::find(page, b"<body")?;
    memchr::memchr(b'>', &page[at..]).map(|end| at + end + 1)
}

/// What a banner says of a brief; nothing of a public one.
pub fn banner(state: State, until: Option<Timestamp>) -> Option<String> {
    let words = match (state.draft, state.future, until) {
        (true, _, _) => "A draft: it is not published.".to_owned(),
        (_, true, Some(until)) => format!("Not public before {until}."),
        (_, true, None) => "Not public yet.".to_owned(),
        _ => return None,
    };
    Some(words)
}

/// A page with a banner above it and a script below; either may be absent.
pub fn with(page: &[u8], banner: Option<&str>, script: Option<&str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len() + 512);
    let (mut from, start) = (0, body(page));
    if let (Some(words), Some(at)) = (banner, start) {
        out.extend(&page[..at]);
        let mut said = String::new();
        html::escape(&mut said, words);
        out.extend(format!("<p class=\"dateline-banner\" role=\"note\">{said}</p>").bytes());
        from = at;
    }
    let end = memchr::memmem::rfind(page, b"</body>").filter(|it| *it >= from).unwrap_or(page.len());
    out.extend(&page[from..end]);
    if banner.is_some() || script.is_some() {
        out.extend(b"<link rel=\"stylesheet\" href=\"/__dateline/preview.css\">");
    }
    out.extend(script.unwrap_or_default().bytes());
    out.extend(&page[end..]);
    out
}

/// The element that loads the script.
pub fn script(key: &str, generation: u64) -> String {
    format!("<script src=\"/__dateline/client.js\" data-key=\"{key}\" data-seen=\"{generation}\"></script>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_whole_apart_from_what_is_added() {
        let page = b"<html><body class=\"a\">text</body></html>\n";
        assert_eq!(with(page, None, None), page);
        let shown = |banner, script| String::from_utf8(with(page, banner, script)).unwrap();
        let sheet = "<link rel=\"stylesheet\" href=\"/__dateline/preview.css\">";
        assert_eq!(
            shown(Some("1 < 2"), Some("<script></script>")),
            format!(
                "<html><body class=\"a\"><p class=\"dateline-banner\" role=\"note\">1 &lt; 2</p>text{sheet}<script></script></body></html>\n"
            )
        );
        assert_eq!(String::from_utf8(with(b"text", None, Some("x"))).unwrap(), format!("text{sheet}x"));
    }
}
