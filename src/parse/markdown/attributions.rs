//! Where prose names who says something: `according to X`, `X reported`.
//!
//! Whether X is a publisher is not known here. What stands where its name would is kept, and compared with the registry
//! when the site is linked (rule `prose-source-unlisted`).

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Words before a name, in lower case.
const BEFORE: &[&str] = &[
    "according to",
    "reported by",
    "d'après",
    "d’après",
    "selon",
    "según",
    "de acuerdo con",
    "laut",
    "nach angaben von",
    "nach angaben der",
    "nach angaben des",
    "по данным",
    "по сообщению",
    "согласно",
    "за даними",
    "за повідомленням",
    "згідно з",
    "据",
    "根据",
    "وفقا ل",
    "وفقًا ل",
    "بحسب",
    "أفادت",
    "ذكرت",
];

/// Words after a name, in lower case.
const AFTER: &[&str] = &[
    "reported",
    "reports",
    "said",
    "says",
    "wrote",
    "writes",
    "informó",
    "informa",
    "rapporte",
    "a rapporté",
    "berichtete",
    "berichtet",
    "meldete",
    "meldet",
    "zufolge",
    "сообщает",
    "сообщил",
    "сообщила",
    "сообщило",
    "повідомляє",
    "повідомив",
    "повідомила",
    "повідомило",
    "报道",
    "によると",
    "によれば",
    "에 따르면",
];

/// Each cue in small letters, and as a sentence begins with it.
static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let begins = |cue: &str| {
        let mut chars = cue.chars();
        let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
        first + chars.as_str()
    };
    let cues = BEFORE.iter().chain(AFTER).flat_map(|it| [(*it).to_owned(), begins(it)]);
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(cues);
    builder.expect("a few short words make a small automaton")
});

/// Characters in which a name may stand.
const REACH: usize = 48;

/// Where names may stand in a text: after the cue, or before it. `opaque` is code, where nobody is named.
pub fn find(text: &str, opaque: &[Range<usize>]) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    for cue in CUES.find_iter(text) {
        let (start, end) = (cue.start(), cue.end());
        let joined =
            |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() && it.is_ascii() || is_spaced(it));
        let first = text[start..].chars().next();
        let last = text[..end].chars().next_back();
        let before = joined(first) && joined(text[..start].chars().next_back());
        let after = joined(last) && joined(text[end..].chars().next()) && !text[..end].ends_with('ل');
        let code = opaque.partition_point(|it| it.end <= start);
        if before || after || opaque.get(code).is_some_and(|it| it.start <= start) {
            continue;
        }
        let follows = cue.pattern().as_usize() / 2 < BEFORE.len();
        let stops = |it: char| ",.;:!?()[]，。；：！？（）“”\"".contains(it);
        let range = if follows {
            let rest = &text[end..];
            let length = rest.char_indices().take(REACH).find(|it| stops(it.1)).map(|it| it.0);
            end..end + length.unwrap_or_else(|| rest.char_indices().nth(REACH).map_or(rest.len(), |it| it.0))
        } else {
            let back = text[..start].char_indices().rev().take(REACH);
            let mut from = start;
            for (at, c) in back {
                if stops(c) {
                    break;
                }
                from = at;
            }
            from..start
        };
        let trimmed = text[range.clone()].trim();
        if !trimmed.is_empty() {
            let at = range.start + text[range.clone()].len() - text[range].trim_start().len();
            found.push((at..at + trimmed.len(), follows));
        }
    }
    found
}

/// A letter of a script that separates its words.
fn is_spaced(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c as u32, 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_and_after() {
        for (text, expected) in [
            ("Load fell, according to the Harbor Wire, by half.", "> the Harbor Wire"),
            ("On Monday the Harbor Wire reported that load fell.", "< On Monday the Harbor Wire"),
            ("据海港报的消息，负荷下降。", "> 海港报的消息"),
            ("海港报报道，负荷下降。", "< 海港报"),
            ("Laut Hafenblatt sank die Last.", "> Hafenblatt sank die Last"),
            ("За даними Вісника порту, впало.", "> Вісника порту"),
            ("It was aforesaid and reportedly so.", ""),
            ("Said nobody.", ""),
        ] {
            let found: Vec<_> = find(text, &[])
                .into_iter()
                .map(|(it, follows)| format!("{} {}", if follows { ">" } else { "<" }, &text[it]))
                .collect();
            assert_eq!(found.join(" | "), expected, "{text}");
        }
        let code = "`according to X`";
        assert!(find(code, std::slice::from_ref(&(0..code.len()))).is_empty());
    }
}
