//! The target of a request, decoded exactly once and refused when anything about it is doubtful (PROMISES S1, S4).

use percent_encoding::percent_decode_str;

/// The decoded path and the raw query of a target in origin form (RFC 9112, 3.2.1).
///
/// # Errors
/// Why the target is refused, as the end of a sentence that begins with "the address".
pub fn target(target: &str) -> Result<(String, String), &'static str> {
    if target.contains('#') {
        return Err("holds a `#`, which browsers keep to themselves");
    }
    let (raw, query) = target.split_once('?').unwrap_or((target, ""));
    Ok((path(raw)?, query.to_owned()))
}

fn path(raw: &str) -> Result<String, &'static str> {
    let Some(below) = raw.strip_prefix('/') else { return Err("does not begin with `/`") };
    let mut path = String::with_capacity(raw.len());
    let mut segments = below.split('/').peekable();
    while let Some(raw) = segments.next() {
        path.push('/');
        // A browser takes `//name/` for another site, so that no address of ours may look like it.
        if raw.is_empty() && segments.peek().is_some() {
            return Err("has an empty segment (`//`)");
        }
        if !is_encoded(raw) {
            return Err("has a `%` without two hexadecimal digits");
        }
        let Ok(segment) = percent_decode_str(raw).decode_utf8() else { return Err("is not UTF-8") };
        path.push_str(allowed(&segment)?);
    }
    Ok(path)
}

/// Whether a decoded path below a folder cannot lead out of it.
pub fn stays_below(path: &str) -> bool {
    path.split('/').all(|it| allowed(it).is_ok())
}

/// One segment, unless a file system or a browser could take it for something else.
fn allowed(segment: &str) -> Result<&str, &'static str> {
    if segment == "." || segment == ".." {
        return Err("has a segment of dots");
    }
    if segment.contains(['/', '\\']) {
        return Err("has an encoded slash or a backslash");
    }
    if segment.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    if let [letter, b':', ..] = segment.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        return Err("has a segment that begins with a drive letter");
    }
    Ok(segment)
}

/// Whether every `%` begins an encoded byte.
fn is_encoded(raw: &str) -> bool {
    raw.split('%').skip(1).all(|it| it.len() >= 2 && it.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit))
}

/// A name or value of a query.
pub fn form(raw: &str) -> Option<String> {
    let spaced = raw.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(targets: &[&str], expected: Expect) {
        let lines: Vec<_> = targets
            .iter()
            .map(|it| match target(it) {
                Ok((path, query)) => format!("{it} -> {path} {query}\n"),
                Err(why) => format!("{it} {why}\n"),
            })
            .collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn s1_a_path_is_decoded_once() {
        check(
            &[
                "/",
                "/a/b.html",
                "/a/",
                "/caf%C3%A9",
                "/café",
                "/%25%32%65",
                "/a%20b?c=%20",
                "/...",
                "/a..b",
                "/a?b?c//",
            ],
            expect![[r#"
                / -> / 
                /a/b.html -> /a/b.html 
                /a/ -> /a/ 
                /caf%C3%A9 -> /café 
                /café -> /café 
                /%25%32%65 -> /%2e 
                /a%20b?c=%20 -> /a b c=%20
                /... -> /... 
                /a..b -> /a..b 
                /a?b?c// -> /a b?c//
            "#]],
        );
    }

    #[test]
    fn s1_doubtful_paths_are_refused() {
        check(
            &[
                "",
                "*",
                "a",
                "/../etc/passwd",
                "/a/%2e%2E/b",
                "/a/.",
                "/.%2e/",
                "/a%00",
                "/a%0d%0aSet-Cookie",
                "/a\\..\\b",
                "/a%5Cb",
                "/a%2fb",
                "/%2F%2Fevil.example",
                "/C:/Windows",
                "/a/c%3Awindows",
                "/%ff",
                "/%c0%ae%c0%ae/",
                "/100%",
                "/%zz",
                "/%+1",
                "/a#b",
                "//evil.example/",
                "/a//b",
                "///",
            ],
            expect![[r#"
                 does not begin with `/`
                * does not begin with `/`
                a does not begin with `/`
                /../etc/passwd has a segment of dots
                /a/%2e%2E/b has a segment of dots
                /a/. has a segment of dots
                /.%2e/ has a segment of dots
                /a%00 holds a control character
                /a%0d%0aSet-Cookie holds a control character
                /a\..\b has an encoded slash or a backslash
                /a%5Cb has an encoded slash or a backslash
                /a%2fb has an encoded slash or a backslash
                /%2F%2Fevil.example has an encoded slash or a backslash
                /C:/Windows has a segment that begins with a drive letter
                /a/c%3Awindows has a segment that begins with a drive letter
                /%ff is not UTF-8
                /%c0%ae%c0%ae/ is not UTF-8
                /100% has a `%` without two hexadecimal digits
                /%zz has a `%` without two hexadecimal digits
                /%+1 has a `%` without two hexadecimal digits
                /a#b holds a `#`, which browsers keep to themselves
                //evil.example/ has an empty segment (`//`)
                /a//b has an empty segment (`//`)
                /// has an empty segment (`//`)
            "#]],
        );
    }

    #[test]
    fn values_of_forms() {
        assert_eq!(form("a+b%20c%2B").as_deref(), Some("a b c+"));
        assert_eq!(form("%ff"), None);
    }
}
