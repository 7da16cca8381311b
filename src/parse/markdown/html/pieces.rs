//! The raw HTML that passes (CONTENT_MODEL §2.13): `br wbr sub sup kbd mark abbr[title] details summary`, without
//! attributes but those named. Comments are dropped; anything else is text.

/// One piece of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Comment,
    /// `br`, `wbr`.
    Void(&'static str),
    /// An allowed element; `title` of an `abbr`.
    Open(&'static str, Option<String>),
    Close(&'static str),
    /// A tag that does not pass, as written.
    Other(&'a str),
}

const PAIRED: [&str; 7] = ["sub", "sup", "kbd", "mark", "abbr", "details", "summary"];
const VOID: [&str; 2] = ["br", "wbr"];

/// Takes raw HTML apart. Every byte of it is in one piece.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(at) = memchr::memchr(b'<', rest.as_bytes()) else {
            pieces.push(Piece::Text(rest));
            break;
        };
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
            rest = &rest[at..];
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            pieces.push(Piece::Comment);
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let end = tag_end(rest);
        pieces.push(tag(&rest[..end]));
        rest = &rest[end..];
    }
    pieces
}

/// The byte after the tag that `text` begins with; quoted attribute values may hold `>`.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'<') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn tag(text: &str) -> Piece<'_> {
    let inner = text.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or("");
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |it| (true, it));
    let inner = inner.trim_end().trim_end_matches('/').trim_end();
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = (inner[..end].to_ascii_lowercase(), inner[end..].trim());
    if let Some(name) = VOID.into_iter().find(|it| *it == name)
        && !closing
        && attributes.is_empty()
    {
        return Piece::Void(name);
    }
    match PAIRED.into_iter().find(|it| *it == name) {
        Some(name) if attributes.is_empty() => {
            if closing {
                Piece::Close(name)
            } else {
                Piece::Open(name, None)
            }
        }
        Some("abbr") if !closing => match title(attributes) {
            Some(title) => Piece::Open("abbr", Some(title)),
            None => Piece::Other(text),
        },
        _ => Piece::Other(text),
    }
}

/// The value of a lone `title="…"`.
fn title(attributes: &str) -> Option<String> {
    let value = attributes.strip_prefix("title")?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let value = value.strip_prefix(quote)?.strip_suffix(quote)?;
    (!value.contains(quote)).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_list_passes_and_the_rest_is_text() {
        assert_eq!(pieces("a<br/>b"), [Piece::Text("a"), Piece::Void("br"), Piece::Text("b")]);
        assert_eq!(pieces("<KBD>"), [Piece::Open("kbd", None)]);
        assert_eq!(pieces("</sub >"), [Piece::Close("sub")]);
        assert_eq!(pieces("<abbr title=\"a > b\">"), [Piece::Open("abbr", Some("a > b".into()))]);
        for bad in ["<abbr onclick=\"x\">", "<kbd class=x>", "<script>", "<br onload=x>", "<img src=x>", "<b"]
        {
            assert_eq!(pieces(bad), [Piece::Other(bad)], "{bad}");
        }
    }

    #[test]
    fn comments_are_dropped_even_when_they_do_not_end() {
        assert_eq!(pieces("a<!-- x -->b"), [Piece::Text("a"), Piece::Comment, Piece::Text("b")]);
        assert_eq!(pieces("<!-- x"), [Piece::Comment]);
    }

    #[test]
    fn a_hundred_thousand_brackets_take_one_pass() {
        assert_eq!(pieces(&"<".repeat(100_000)).len(), 100_000);
    }
}
