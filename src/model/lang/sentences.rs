//! Where sentences end in plain text, by the abbreviations of the language tables.

use std::ops::Range;
use std::sync::LazyLock;

use super::LANGUAGES;
use super::text::fold;

/// The sentences of a text, in order, without the white space between them.
///
/// `opaque` is code and quotations, where nothing ends. `attached` is citations and markers: one that follows a full
/// stop belongs to the sentence before it (CONTENT_MODEL §2.13). Both are in order; the work is linear in the text.
pub fn split(text: &str, opaque: &[Range<usize>], attached: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let (mut opaque, mut attached) = (opaque.iter().peekable(), attached.iter().peekable());
    let ascii = text.is_ascii();
    let mut start = skip_space(text, 0);
    let mut at = start;
    while let Some(char) = text[at..].chars().next() {
        while opaque.next_if(|it| it.end <= at).is_some() {}
        while attached.next_if(|it| it.end <= at).is_some() {}
        let ranges = [opaque.peek(), attached.peek()].into_iter().flatten();
        let next = ranges.map(|it| it.start).min().unwrap_or(text.len());
        let quiet = quiet(text, ascii, at, next);
        if quiet > at {
            at = quiet;
            continue;
        }
        if let Some(range) = opaque.next_if(|it| it.start <= at && text.is_char_boundary(it.end)) {
            at = range.end;
            // “It is over.” The next sentence.
            // German closes with the sign that others open with.
            let closes = |it: char| it == '“' || CLOSERS.contains(&it);
            let ended = text[..at].trim_end_matches(closes).ends_with(STOPS) && text[..at].ends_with(closes);
            if !ended || !begins(text, at) {
                continue;
            }
        } else if attached.peek().is_some_and(|it| it.start <= at && text.is_char_boundary(it.end)) {
            at = attached.next().map_or(at, |it| it.end);
            continue;
        } else {
            let after = at + char.len_utf8();
            // What ends most sentences: a full stop, one space, and a capital letter that is no citation.
            if char == '.'
                && let Some([b' ', b'A'..=b'Z']) = text.as_bytes().get(after..after + 2)
                && attached.peek().is_none_or(|it| it.start > after + 1)
            {
                if full_stop(text, start, at) {
                    sentences.push(start..after);
                    start = after + 1;
                }
                at = after + 1;
                continue;
            }
            let stops = match char {
                '。' | '！' | '？' => true,
                '.' => full_stop(text, start, at),
                '!' | '?' | '…' | '؟' => true,
                _ => false,
            };
            if !stops {
                at = after;
                continue;
            }
            let wide = matches!(char, '。' | '！' | '？');
            at = after + text[after..].len() - text[after..].trim_start_matches(STOPS).len();
            at += text[at..].len() - text[at..].trim_start_matches(CLOSERS).len();
            let cited = attached.peek().is_some_and(|it| it.start == at || it.start == skip_space(text, at));
            if !wide && !cited && !begins(text, at) {
                continue;
            }
        }
        // A Chinese full stop ends a sentence whatever follows; any other needs white space behind it.
        let wide = text[..at].trim_end_matches(CLOSERS).ends_with(['。', '！', '？']);
        let mut end = at;
        loop {
            let next = skip_space(text, end);
            let Some(range) = attached.next_if(|it| it.start == next && text.is_char_boundary(it.end)) else {
                break;
            };
            end = range.end;
            end += text[end..].len() - text[end..].trim_start_matches(['.', '。']).len();
        }
        // A full stop before a word in lower case ended an abbreviation that no table knows.
        if !wide && end > at && !begins(text, end) && text[end..].starts_with(char::is_alphanumeric) {
            at = end;
            continue;
        }
        sentences.push(start..end);
        start = skip_space(text, end);
        at = start;
    }
    let end = text.trim_end().len();
    if start < end {
        sentences.push(start..end);
    }
    sentences
}

/// The sentence that holds a byte, or the nearest one before it.
pub fn around(sentences: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let index = sentences.partition_point(|it| it.start <= at).saturating_sub(1);
    sentences.get(index).cloned()
}

/// Letters that no abbreviation of the tables in ASCII has.
const LONG: usize = 8;
/// Bytes that no abbreviation of the tables has.
const LONGEST: usize = 17;
const STOPS: [char; 8] = ['.', '!', '?', '…', '。', '！', '？', '؟'];
const CLOSERS: [char; 10] = ['"', '\'', '”', '’', '»', '」', '』', ')', '）', ']'];

/// The first place from `at` on that can matter: `next`, where a range begins, or a sign that may end a sentence.
fn quiet(text: &str, ascii: bool, at: usize, next: usize) -> usize {
    let end = text.ceil_char_boundary(next);
    let ahead = text.as_bytes().get(at..end).unwrap_or_default();
    // The bytes that `STOPS` begin with; none of them is ever inside a character.
    let stop = match ascii {
        true => memchr::memchr3(b'.', b'!', b'?', ahead),
        false => ahead.iter().position(|it| matches!(it, b'.' | b'!' | b'?' | 0xD8 | 0xE2 | 0xE3 | 0xEF)),
    };
    at + stop.unwrap_or(ahead.len())
}

fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Whether a sentence may begin here: at the end, or after white space before anything but a small letter.
fn begins(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    let word = rest.trim_start();
    word.is_empty() || (word.len() < rest.len() && !word.starts_with(char::is_lowercase))
}

/// Abbreviations by their length, and whether each is one only before a number.
static ABBREVIATIONS: LazyLock<[Vec<(&str, bool)>; LONGEST]> = LazyLock::new(|| {
    let mut by_length = [const { Vec::new() }; LONGEST];
    for table in LANGUAGES.iter().map(|it| &it.sentences) {
        for (words, numbered) in [(&table.abbreviations, false), (&table.before_number, true)] {
            for word in words {
                by_length[word.len()].push((word.as_str(), numbered));
            }
        }
    }
    by_length
});

/// Whether the full stop at `at` can end a sentence that began at `start`.
fn full_stop(text: &str, start: usize, at: usize) -> bool {
    let ahead = &text.as_bytes()[start..at];
    // Most words before a full stop are longer than any abbreviation of their script.
    if ahead.last_chunk::<LONG>().is_some_and(|it| it.iter().all(u8::is_ascii_lowercase)) {
        return true;
    }
    let inside = |it: char| it.is_alphanumeric() || matches!(it, '.' | '\'' | '’' | '\u{a0}' | '\u{202f}');
    let token: usize =
        text[start..at].chars().rev().take(12).take_while(|&it| inside(it)).map(char::len_utf8).sum();
    // `l’art. 5`: the article is no part of it.
    let token = text[at - token..at].rsplit(['\'', '’']).next().unwrap_or_default();
    let initial = token.chars().next().is_some_and(char::is_uppercase) && token.chars().nth(1).is_none();
    let number = !token.is_empty() && token.bytes().all(|it| it.is_ascii_digit());
    if initial || (number && (token.len() == ahead.len() || is_ordinal(token, &text[at + 1..]))) {
        return false;
    }
    let numbered = || text[at + 1..].trim_start().starts_with(|it: char| it.is_ascii_digit());
    let known = |token: &str| {
        let mut all = ABBREVIATIONS.get(token.len()).into_iter().flatten();
        all.any(|(word, only)| word.eq_ignore_ascii_case(token) && (!only || numbered()))
    };
    !(if token.is_ascii() { known(token) } else { known(&fold(token).replace(['\u{a0}', '\u{202f}'], "")) })
}

/// Whether a number and its full stop are an ordinal by the word behind them: `14. Februar`.
fn is_ordinal(number: &str, behind: &str) -> bool {
    if number.len() > 2 || !behind.starts_with(char::is_whitespace) {
        return false;
    }
    let word = fold(behind.split_whitespace().next().unwrap_or_default());
    let words = LANGUAGES.iter().flat_map(|it| &it.sentences.after_ordinal);
    words.into_iter().any(|it| it == word.trim_end_matches(|it: char| !it.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expect: Expect) {
        let ends = |at: usize| at + text[at..].find(']').map_or(0, |it| it + 1);
        let clusters: Vec<_> = text.match_indices('[').map(|it| it.0..ends(it.0)).collect();
        let lines: Vec<_> =
            split(text, &[], &clusters).into_iter().map(|it| text[it].to_owned() + "\n").collect();
        expect.assert_eq(&lines.concat());
    }

    #[test]
    fn english() {
        check(
            "It closed. It opened! Did it?  Yes… Or no",
            expect![[r#"
            It closed.
            It opened!
            Did it?
            Yes…
            Or no
        "#]],
        );
        check(
            "The U.S. Navy, e.g. Mr. Marek and J. Quay, paid 3.5 million. See Fig. 3 and No. 5 of v2.0. No. That is all.",
            expect![[r#"
                The U.S. Navy, e.g. Mr. Marek and J. Quay, paid 3.5 million.
                See Fig. 3 and No. 5 of v2.0.
                No.
                That is all.
            "#]],
        );
        check(
            "He said “no.” She left (late.) Then approx. ten est. more came...  and left. 2026 began.",
            expect![[r#"
            He said “no.”
            She left (late.)
            Then approx. ten est. more came...  and left.
            2026 began.
        "#]],
        );
    }

    #[test]
    fn citations_belong_to_the_sentence_before() {
        check(
            "It closed. [1] It opened.[2][3] It stands [4]. And [5], so.",
            expect![[r#"
            It closed. [1]
            It opened.[2][3]
            It stands [4].
            And [5], so.
        "#]],
        );
    }

    #[test]
    fn chinese() {
        check(
            "港口关闭了。[1]船只等待！“他说：好。”然后呢？没有",
            expect![[r#"
                港口关闭了。[1]
                船只等待！
                “他说：好。”
                然后呢？
                没有
            "#]],
        );
    }

    #[test]
    fn other_languages() {
        check(
            "Am 14. Februar 2026 schloss z. B. der Hafen. Es waren 14. Danach kam das 20. Jahrhundert.",
            expect![[r#"
                Am 14. Februar 2026 schloss z. B. der Hafen.
                Es waren 14.
                Danach kam das 20. Jahrhundert.
            "#]],
        );
        check(
            "В. Марек уплатила 3 млрд. рублей в 2026 г. России. Порт закрыт. М. Порт у 2026 р. Одеси. Так.",
            expect![[r#"
                В. Марек уплатила 3 млрд. рублей в 2026 г. России.
                Порт закрыт.
                М. Порт у 2026 р. Одеси.
                Так.
            "#]],
        );
        check(
            "M. Quai, p. ex., cite l’art. 5. Il ferme. La Sra. Marek de EE. UU. llega. ¿Cierra? No.",
            expect![[r#"
                M. Quai, p. ex., cite l’art. 5.
                Il ferme.
                La Sra. Marek de EE. UU. llega.
                ¿Cierra?
                No.
            "#]],
        );
        check(
            "هل أغلق الميناء؟ قال د. مارك نعم. انتهى. 항구는 닫혔다. 그렇다.",
            expect![[r#"
                هل أغلق الميناء؟
                قال د. مارك نعم.
                انتهى.
                항구는 닫혔다.
                그렇다.
            "#]],
        );
    }

    #[test]
    fn quotations_hold_together() {
        let text = "“He left. She stayed,” it says. “Over.” Next.";
        let found =
            split(text, &[0..text.find(" it").unwrap_or(0), 35..text.find(" Next").unwrap_or(0)], &[]);
        let found: Vec<_> = found.into_iter().map(|it| &text[it]).collect();
        assert_eq!(found, ["“He left. She stayed,” it says.", "“Over.”", "Next."]);
    }

    #[test]
    fn any_text_is_cut_without_panic() {
        for text in ["", " ", ".", "...", "。。", "a.", "é.É", "[1]", ". [1]", "\u{3000}。"] {
            check_covers(text);
        }
        assert_eq!(around(&[0..3, 4..8], 5), Some(4..8));
        assert_eq!(around(&[], 5), None);
    }

    fn check_covers(text: &str) {
        let found = split(text, &[], &[]);
        assert!(found.iter().all(|it| it.start < it.end), "{text}");
    }
}
