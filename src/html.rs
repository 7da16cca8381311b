//! Text for HTML: the one escaping that parsed bodies, views and code blocks share.

/// What may not stand as it is, in elements and in quoted attributes of either kind (WHATWG HTML, 13.3 "Serializing HTML
/// fragments"). Control characters, which no document may hold (13.2.3.5), are dropped.
const fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        0..=0x08 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F => Some(""),
        _ => None,
    }
}

/// The bytes that a text is looked at more closely for: those of [`entity`], and the first byte of noncharacters.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = entity(byte as u8).is_some();
        byte += 1;
    }
    special[0xEF] = true;
    special
};

/// Escapes text for elements and double-quoted attributes.
///
/// ```
/// let mut out = String::new();
/// dateline::html::escape(&mut out, "a < \"b\"\u{1}\u{FDD0}");
/// assert_eq!(out, "a &lt; &quot;b&quot;");
/// ```
pub fn escape(out: &mut String, text: &str) {
    if any(text, &SPECIAL) { replace(out, text, false) } else { out.push_str(text) }
}

/// Escapes text for single-quoted attributes too, as templates of any theme may write them.
pub fn escape_quotes(out: &mut String, text: &str) {
    replace(out, text, true);
}

/// Those of [`SPECIAL`], and single quotes.
const SPECIAL_OR_QUOTE: [bool; 256] = {
    let mut special = SPECIAL;
    special[b'\'' as usize] = true;
    special
};

/// Whether [`escape_quotes`] surely leaves a text as it is.
pub fn is_plain(text: &str) -> bool {
    !any(text, &SPECIAL_OR_QUOTE)
}

/// Most texts hold nothing special. Without an early end there is no branch for each byte.
fn any(text: &str, special: &[bool; 256]) -> bool {
    text.bytes().fold(false, |found, byte| found | special[usize::from(byte)])
}

fn replace(out: &mut String, text: &str, quotes: bool) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (by, width) = match byte {
            b'\'' if quotes => ("&#39;", 1),
            0xEF if is_noncharacter(&bytes[at..]) => ("", 3),
            byte => match entity(byte) {
                Some(by) => (by, 1),
                None => continue,
            },
        };
        // What is replaced begins and ends a character, so every cut is at one.
        out.push_str(&text[from..at]);
        out.push_str(by);
        from = at + width;
    }
    out.push_str(&text[from..]);
}

/// U+FDD0–U+FDEF, U+FFFE and U+FFFF (Unicode 23.7), in UTF-8.
fn is_noncharacter(bytes: &[u8]) -> bool {
    matches!(bytes, [0xEF, 0xB7, 0x90..=0xAF, ..] | [0xEF, 0xBF, 0xBE | 0xBF, ..])
}

/// `rtl` or `ltr`, by the script subtag when there is one, else by the script the language is usually written in.
pub fn direction(tag: &str) -> &'static str {
    let script = tag.split('-').skip(1).find(|it| it.len() == 4);
    let rtl = match script {
        Some(script) => {
            ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"].iter().any(|it| it.eq_ignore_ascii_case(script))
        }
        None => matches!(
            tag.split('-').next().unwrap_or(tag),
            "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb"
        ),
    };
    if rtl { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_what_escaping_leaves_alone() {
        for text in ["", "plain é 港", "tab\tand\nline", "a'b", "<", "\u{7f}", "\u{b}", "&amp;"] {
            let mut out = String::new();
            escape_quotes(&mut out, text);
            assert_eq!(out == text, is_plain(text), "{text:?}");
        }
        let mut out = String::new();
        escape_quotes(&mut out, "a，b\u{FDD0}\u{FDEF}\u{FFFF}ﷲ");
        assert_eq!(out, "a，bﷲ");
    }
}
