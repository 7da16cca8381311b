//! One escaping function a sink. Whatever comes from a file passes through the one of the place it is written to.

use std::borrow::Cow;

pub use crate::html::escape as html;

/// The bytes that XML has nothing against, whatever follows them.
const XML_PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = byte == b'\t' as usize || byte == b'\n' as usize;
        byte += 1;
    }
    plain[b'&' as usize] = false;
    plain[b'<' as usize] = false;
    plain[b'>' as usize] = false;
    plain[b'"' as usize] = false;
    plain[0xEF] = false;
    plain
};

/// Text and double-quoted attributes of XML 1.0: characters outside its `Char` production (XML 1.0, 2.2) are dropped.
pub fn xml(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if XML_PLAIN[usize::from(byte)] {
            continue;
        }
        let (by, width) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            // A bare carriage return would be read as a line feed (XML 1.0, 2.11).
            b'\r' => ("&#13;", 1),
            0..=0x1F => ("", 1),
            0xEF if text[at..].starts_with(['\u{FFFE}', '\u{FFFF}']) => ("", 3),
            _ => continue,
        };
        // What is replaced begins a character, so every cut is at one.
        out.push_str(&text[from..at]);
        out.push_str(by);
        from = at + width;
    }
    out.push_str(&text[from..]);
}

/// The bytes of a JSON string (RFC 8259, 7) that may not stand as they are inside a `<script>` element: what could close
/// the element or open a comment becomes a `\u` escape, and so do the separators that end a line of script.
const JSON_SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special[b'<' as usize] = true;
    special[b'>' as usize] = true;
    special[b'&' as usize] = true;
    special[0x7F] = true;
    // U+2028 and U+2029.
    special[0xE2] = true;
    special
};

/// The inside of a JSON string, safe in a `<script>` element.
pub fn json_in_script(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    // Most texts hold nothing special. Without an early end the question is answered many bytes at a time.
    if !bytes.iter().fold(false, |found, &byte| found | JSON_SPECIAL[usize::from(byte)]) {
        return out.push_str(text);
    }
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let width = match byte {
            0xE2 if matches!(bytes[at..], [_, 0x80, 0xA8 | 0xA9, ..]) => 3,
            0xE2 => continue,
            byte if JSON_SPECIAL[usize::from(byte)] => 1,
            _ => continue,
        };
        // What is replaced is a character, so every cut is at one.
        out.push_str(&text[from..at]);
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\r' => out.push_str("\\r"),
            _ => {
                let code =
                    if width == 3 { 0x2000 + u32::from(bytes[at + 2] - 0x80) } else { u32::from(byte) };
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.extend(char::from_digit(code >> shift & 0xF, 16));
                }
            }
        }
        from = at + width;
    }
    out.push_str(&text[from..]);
}

/// A value between braces in BibTeX: the ten special characters of LaTeX, and white space folded.
pub fn bibtex(out: &mut String, text: &str) {
    replace(out, &one_line(text), |byte| match byte {
        b'\\' => Some("\\textbackslash{}"),
        b'~' => Some("\\textasciitilde{}"),
        b'^' => Some("\\textasciicircum{}"),
        b'{' => Some("\\{"),
        b'}' => Some("\\}"),
        b'%' => Some("\\%"),
        b'$' => Some("\\$"),
        b'&' => Some("\\&"),
        b'#' => Some("\\#"),
        b'_' => Some("\\_"),
        _ => None,
    });
}

/// The value of a RIS field: one line.
pub fn ris(out: &mut String, text: &str) {
    out.push_str(&one_line(text));
}

/// Without control characters and line ends, each run of which becomes a space.
fn one_line(text: &str) -> Cow<'_, str> {
    // Control characters of ASCII, and the first byte of the others; without an early end many bytes are asked at a time.
    let suspect = |byte: u8| (byte < 0x20) | (byte == 0x7F) | (byte == 0xC2);
    if !text.bytes().fold(false, |found, byte| found | suspect(byte)) || !text.contains(char::is_control) {
        return text.into();
    }
    let parts: Vec<&str> =
        text.split(|c: char| c.is_control() || c == ' ').filter(|it| !it.is_empty()).collect();
    parts.join(" ").into()
}

/// As Tera escapes values. Most have nothing to escape, and are written as they are.
pub fn html_to(text: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    if crate::html::is_plain(text) {
        return out.write_all(text.as_bytes());
    }
    let mut escaped = String::with_capacity(text.len() + 32);
    crate::html::escape_quotes(&mut escaped, text);
    out.write_all(escaped.as_bytes())
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
    fn values_of_templates_close_no_attribute() {
        let mut out = Vec::new();
        html_to("é plain", &mut out).unwrap();
        html_to("<b a='1'>&\"é", &mut out).unwrap();
        assert_eq!(out, "é plain&lt;b a=&#39;1&#39;&gt;&amp;&quot;é".as_bytes());
    }

    #[test]
    fn xml_drops_what_xml_has_no_place_for() {
        assert_eq!(written(xml, "a\u{0}\u{8}b\u{FFFE}\t\r\n<]]>"), "ab\t&#13;\n&lt;]]&gt;");
    }

    #[test]
    fn json_cannot_leave_its_script() {
        let json = written(json_in_script, "</script><!--&\u{2028}\u{2029}–\"\\\n\u{1}\u{7f}");
        assert_eq!(json, r#"\u003c/script\u003e\u003c!--\u0026\u2028\u2029–\"\\\n\u0001\u007f"#);
        let back: String = serde_json::from_str(&format!("\"{json}\"")).unwrap();
        assert_eq!(back, "</script><!--&\u{2028}\u{2029}–\"\\\n\u{1}\u{7f}");
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
