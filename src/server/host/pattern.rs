//! Paths with `*` and `:name`, as `_redirects` and `_headers` have them.

use percent_encoding::percent_decode_str;

/// A path that many paths may be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// What is up to the next `/`.
    Name(String),
    /// Anything; at most one in a pattern, so that to match is cheap.
    Splat,
}

/// Longer patterns are nobody's, and to match goes one step down for each piece.
const MOST_PIECES: usize = 200;

/// What the names in a pattern stood for; the `*` is called `splat`.
pub type Captures<'a> = Vec<(&'a str, &'a str)>;

impl Pattern {
    /// Reads a pattern; `None` for what is none of a path, or has two `*`.
    pub fn parse(text: &str) -> Option<Self> {
        let below = text.strip_prefix('/')?;
        let mut pieces = Vec::new();
        let mut plain = String::new();
        for segment in below.split('/') {
            plain.push('/');
            if let Some(name) = segment.strip_prefix(':').filter(|it| is_name(it)) {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(Piece::Name(name.to_owned()));
                continue;
            }
            let mut parts = segment.split('*');
            plain.push_str(&decode(parts.next()?)?);
            for part in parts {
                if pieces.contains(&Piece::Splat) {
                    return None;
                }
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(Piece::Splat);
                plain.push_str(&decode(part)?);
            }
        }
        pieces.push(Piece::Text(plain));
        (pieces.len() <= MOST_PIECES).then_some(Self(pieces))
    }

    /// What the names stand for in a decoded path; `None` when it is not like the pattern. A slash at the end of either
    /// makes no difference, so that `/a/*` is like `/a` too.
    pub fn captures<'a>(&'a self, path: &'a str) -> Option<Captures<'a>> {
        let mut captures = Vec::new();
        if walk(&self.0, path, &mut captures) {
            return Some(captures);
        }
        captures.clear();
        // `/a/*` and `/a`: what is missing is the slash before nothing.
        if let [Piece::Text(text), Piece::Splat, Piece::Text(rest)] = self.0.as_slice()
            && rest.is_empty()
            && text.strip_suffix('/') == Some(path)
        {
            return Some(vec![("splat", "")]);
        }
        None
    }
}

fn walk<'a>(pieces: &'a [Piece], path: &'a str, captures: &mut Captures<'a>) -> bool {
    match pieces {
        [] => path.is_empty() || path == "/",
        [Piece::Text(text)] if text.strip_suffix('/').is_some_and(|it| it == path) => true,
        [Piece::Text(text), rest @ ..] => {
            path.strip_prefix(text.as_str()).is_some_and(|path| walk(rest, path, captures))
        }
        [Piece::Name(name), rest @ ..] => {
            let (value, path) = path.split_at(path.find('/').unwrap_or(path.len()));
            captures.push((name, value));
            !value.is_empty() && walk(rest, path, captures)
        }
        // The last piece is text: when it is empty, everything is the splat's.
        [Piece::Splat, Piece::Text(text)] if text.is_empty() => {
            captures.push(("splat", path));
            true
        }
        [Piece::Splat, rest @ ..] => {
            let before = captures.len();
            // As much as possible is the splat's.
            path.char_indices().map(|(at, _)| at).rev().any(|at| {
                captures.truncate(before);
                captures.push(("splat", &path[..at]));
                walk(rest, &path[at..], captures)
            })
        }
    }
}

/// A text in which each `:name` is what it stood for, as `encode` writes it. Names that stood for nothing stay.
pub fn fill(text: &str, captures: &Captures, encode: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        let name = name_at(&marked[1..]);
        match captures.iter().find(|it| it.0 == name) {
            Some((_, value)) => out.push_str(&encode(value)),
            None => out.push_str(&marked[..=name.len()]),
        }
        rest = &marked[1 + name.len()..];
    }
    out + rest
}

/// The name that a text begins with; empty when it begins with none.
fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && name_at(text).len() == text.len()
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_like_a_pattern() {
        let like = |pattern: &str, path: &str| {
            let pattern = Pattern::parse(pattern)?;
            let captures = pattern.captures(path)?;
            let texts: Vec<_> = captures.iter().map(|(name, value)| format!("{name}={value}")).collect();
            Some(texts.join(" "))
        };
        for (pattern, path, captures) in [
            ("/", "/", Some("")),
            ("/", "/a", None),
            ("/a", "/a", Some("")),
            ("/a", "/a/", Some("")),
            ("/a/", "/a", Some("")),
            ("/a", "/ab", None),
            ("/*", "/", Some("splat=")),
            ("/*", "/a/b", Some("splat=a/b")),
            ("/a/*", "/a", Some("splat=")),
            ("/a/*", "/a/", Some("splat=")),
            ("/a/*", "/ab", None),
            ("/a*", "/abc/d", Some("splat=bc/d")),
            ("/*.html", "/a/b.html", Some("splat=a/b")),
            ("/*.html", "/a.htm", None),
            ("/*/c/:d", "/a/c/b/c/x", Some("splat=a/c/b d=x")),
            ("/:a/:b", "/x/y", Some("a=x b=y")),
            ("/:a/:b", "/x/y/", Some("a=x b=y")),
            ("/:a/:b", "/x", None),
            ("/:a", "/", None),
            ("/:a/*", "/x/y/z", Some("a=x splat=y/z")),
            ("/caf%C3%A9", "/café", Some("")),
            ("/a:b", "/a:b", Some("")),
            ("a", "/a", None),
            ("/*/*", "/a/b", None),
            ("/a/:b.html", "/a/:b.html", Some("")),
            (&"/:a".repeat(101), &"/x".repeat(101), None),
        ] {
            assert_eq!(like(pattern, path).as_deref(), captures, "{pattern} {path}");
        }
    }

    #[test]
    fn names_are_filled_in() {
        let captures = vec![("a", "x"), ("splat", "y/z")];
        let fill = |text| fill(text, &captures, |it| it.to_uppercase());
        assert_eq!(fill("/:a/:splat/:b/:"), "/X/Y/Z/:b/:");
        assert_eq!(fill("https://quay.example:8080/:ab"), "https://quay.example:8080/:ab");
    }
}
