//! One escaping function a sink. Whatever comes from a file passes through the one of the place it is written to.

use std::fmt::Write as _;

/// Text and double-quoted attributes of HTML (WHATWG HTML, 13.3 "Serializing HTML fragments", and `<`, `>` besides).
pub fn html(out: &mut String, text: &str) {
    replace(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Text and double-quoted attributes of XML 1.0: characters outside its `Char` production (XML 1.0, 2.2) are dropped.
pub fn xml(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let by = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\t' | '\n' => continue,
            // A bare carriage return would be read as a line feed (XML 1.0, 2.11).
            '\r' => "&#13;",
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => "",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(by);
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
}

/// Finished JSON inside a `<script>` element: what could close the element, open a comment or end a line of script
/// becomes a `\u` escape, which JSON allows inside strings, the only place where these characters occur.
pub fn json_in_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 16);
    let mut from = 0;
    for (at, c) in json.char_indices() {
        if matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') {
            out.push_str(&json[from..at]);
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
            from = at + c.len_utf8();
        }
    }
    out.push_str(&json[from..]);
    out
}

/// A value between braces in BibTeX: the ten special characters of LaTeX, and white space folded.
pub fn bibtex(out: &mut String, text: &str) {
    for c in fold_space(text) {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '%' | '$' | '&' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
}

/// The value of a RIS field: one line.
pub fn ris(out: &mut String, text: &str) {
    out.extend(fold_space(text));
}

/// Control characters and runs of white space as one space each.
fn fold_space(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut space = false;
    text.trim().chars().filter_map(move |c| {
        let blank = c.is_whitespace() || c.is_control();
        let kept = if blank { (!space).then_some(' ') } else { Some(c) };
        space = blank;
        kept
    })
}

fn replace(out: &mut String, text: &str, by: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        // Only ASCII bytes are replaced, so every cut is at a character.
        if let Some(by) = by(byte) {
            out.push_str(&text[from..at]);
            out.push_str(by);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(escape: fn(&mut String, &str), text: &str) -> String {
        let mut out = String::new();
        escape(&mut out, text);
        out
    }

    #[test]
    fn html_closes_nothing() {
        assert_eq!(written(html, r#"<b a="1">&'é"#), "&lt;b a=&quot;1&quot;&gt;&amp;'é");
    }

    #[test]
    fn xml_drops_what_xml_has_no_place_for() {
        assert_eq!(written(xml, "a\u{0}\u{8}b\u{FFFE}\t\r\n<]]>"), "ab\t&#13;\n&lt;]]&gt;");
    }

    #[test]
    fn json_cannot_leave_its_script() {
        let json = json_in_script("{\"a\":\"</script><!--&\u{2028}\"}");
        assert_eq!(json, "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"}");
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["a"], "</script><!--&\u{2028}");
    }

    #[test]
    fn bibtex_and_ris_stay_on_one_line() {
        assert_eq!(
            written(bibtex, "50% of {A_B}\n & ~x^2"),
            r"50\% of \{A\_B\} \& \textasciitilde{}x\textasciicircum{}2"
        );
        assert_eq!(written(ris, " a\r\nER  - b"), "a ER - b");
    }
}
