//! Clusters: groups of numbers, keys, and the forms that other tools leave behind.

use std::ops::Range;

use super::{Cursor, FoundCluster, FoundItem};
use crate::model::brief::Citation;

/// A wider range of numbers is a slip, not a citation.
const MAX_SPAN: u16 = 50;

/// Finds every cluster in `text`, a run of Markdown text after unescaping. `literal` tells of the byte offset of an opening
/// bracket whether a backslash made it literal.
///
/// Linear: an attempt reads up to the next opening bracket at most, but for `[[1][2]]`, whose groups are read once more.
pub fn clusters(text: &str, literal: &dyn Fn(usize) -> bool) -> Vec<FoundCluster> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = next_open(text, from) {
        match cluster(text, open, literal) {
            Some(cluster) => {
                from = cluster.range.end;
                found.push(cluster);
            }
            None => from = open + 1,
        }
    }
    found
}

/// The closing bracket that pairs with an opening one.
fn closing(open: char) -> Option<char> {
    match open {
        '[' => Some(']'),
        '［' => Some('］'),
        '【' => Some('】'),
        '〔' => Some('〕'),
        _ => None,
    }
}

fn next_open(text: &str, mut from: usize) -> Option<usize> {
    // The first bytes of `［` and of `【〔`; none of the three is ever inside a character.
    while let Some(at) = memchr::memchr3(b'[', 0xEF, 0xE3, &text.as_bytes()[from..]) {
        from += at;
        if text[from..].starts_with(['[', '［', '【', '〔']) {
            return Some(from);
        }
        from += 1;
    }
    None
}

fn cluster(text: &str, open: usize, literal: &dyn Fn(usize) -> bool) -> Option<FoundCluster> {
    let mut parser = Parser { text, literal, items: Vec::new(), bad_ranges: Vec::new() };
    let mut legacy: Option<String> = None;
    let mut next = open;
    let mut end = open;
    while let Some(element) = parser.element(next) {
        match &mut legacy {
            Some(all) => {
                all.push_str(&text[end..next]);
                all.push_str(element.fix.as_deref().unwrap_or(&text[next..element.end]));
            }
            None => legacy = element.fix.map(|fix| format!("{}{fix}", &text[open..next])),
        }
        end = element.end;
        let mut cursor = Cursor::new(text, end);
        cursor.space();
        if cursor.eat(|it| matches!(it, ',' | '，' | '、')).is_some() {
            cursor.space();
        }
        next = cursor.at;
    }
    (end > open).then_some(FoundCluster {
        range: open..end,
        items: parser.items,
        legacy,
        bad_ranges: parser.bad_ranges,
    })
}

/// One bracketed part of a cluster.
struct Element {
    end: usize,
    /// What a legacy form should be.
    fix: Option<String>,
}

struct Parser<'a> {
    text: &'a str,
    literal: &'a dyn Fn(usize) -> bool,
    items: Vec<FoundItem>,
    bad_ranges: Vec<Range<usize>>,
}

impl<'a> Parser<'a> {
    /// Reads one part at `at`. What a failed attempt collected is dropped.
    fn element(&mut self, at: usize) -> Option<Element> {
        let kept = (self.items.len(), self.bad_ranges.len());
        let element = self.bracketed(at);
        if element.is_none() {
            self.items.truncate(kept.0);
            self.bad_ranges.truncate(kept.1);
        }
        element
    }

    fn bracketed(&mut self, at: usize) -> Option<Element> {
        let (open, mut cursor) = self.open(at)?;
        match cursor.peek()? {
            '@' if open == '[' => self.keyed(cursor),
            '^' if open == '[' => self.caret(cursor),
            inner if closing(inner).is_some() => self.nested(open, cursor),
            _ => {
                cursor.space();
                self.group(open, cursor)
            }
        }
    }

    /// Steps over an opening bracket that is not literal.
    fn open(&self, at: usize) -> Option<(char, Cursor<'a>)> {
        let mut cursor = Cursor::new(self.text, at);
        let open = cursor.eat(|it| closing(it).is_some())?;
        (!(self.literal)(at)).then_some((open, cursor))
    }

    /// `1, 3–5]`, or `4:0†label】`.
    fn group(&mut self, open: char, mut cursor: Cursor<'a>) -> Option<Element> {
        let close = closing(open)?;
        loop {
            let number = self.item(&mut cursor)?;
            cursor.space();
            if cursor.eat(|it| it == close).is_some() {
                return Some(Element { end: cursor.at, fix: None });
            }
            if open == '【' && matches!(cursor.peek(), Some('†' | ':')) {
                return dagger(number, cursor);
            }
            cursor.eat(|it| matches!(it, ',' | ';' | '，' | '；' | '、'))?;
            cursor.space();
        }
    }

    /// A number or a range; returns its first number.
    fn item(&mut self, cursor: &mut Cursor<'a>) -> Option<u16> {
        let start = cursor.at;
        let first = cursor.number()?;
        let mut ahead = *cursor;
        ahead.space();
        if ahead.eat(|it| matches!(it, '-' | '–' | '—' | '‑')).is_none() {
            self.number(first, start..cursor.at);
            return Some(first);
        }
        ahead.space();
        let last = ahead.number()?;
        *cursor = ahead;
        let range = start..ahead.at;
        if last >= first && last - first <= MAX_SPAN {
            for number in first..=last {
                self.number(number, range.clone());
            }
        } else {
            self.bad_ranges.push(range.clone());
            self.number(first, range.clone());
            self.number(last, range);
        }
        Some(first)
    }

    fn number(&mut self, number: u16, range: Range<usize>) {
        self.items.push(FoundItem { citation: Citation::Number(number), locator: None, range });
    }

    /// `@quay-1, p. 4; @quay-2]`.
    fn keyed(&mut self, mut cursor: Cursor<'a>) -> Option<Element> {
        loop {
            let start = cursor.at;
            cursor.eat(|it| it == '@')?;
            let mut key = String::new();
            while let Some(char) = cursor.eat(|it| {
                it.is_ascii_lowercase() || it.is_ascii_digit() || (!key.is_empty() && "_-".contains(it))
            }) {
                key.push(char);
            }
            if key.is_empty() {
                return None;
            }
            let range = start..cursor.at;
            let locator = match cursor.eat(|it| it == ',') {
                Some(_) => Some(locator(&mut cursor)?),
                None => None,
            };
            self.items.push(FoundItem { citation: Citation::Key(key), locator, range });
            if cursor.eat(|it| it == ']').is_some() {
                return Some(Element { end: cursor.at, fix: None });
            }
            cursor.eat(|it| it == ';')?;
            cursor.space();
        }
    }

    /// `^1^]`.
    fn caret(&mut self, mut cursor: Cursor<'a>) -> Option<Element> {
        cursor.eat(|it| it == '^')?;
        let start = cursor.at;
        let number = cursor.number()?;
        self.number(number, start..cursor.at);
        cursor.eat(|it| it == '^')?;
        cursor.eat(|it| it == ']')?;
        Some(Element { end: cursor.at, fix: Some(format!("[{number}]")) })
    }

    /// `[1]]`, `[1][2]]`: groups inside a second pair of brackets.
    fn nested(&mut self, open: char, mut cursor: Cursor<'a>) -> Option<Element> {
        let close = closing(open)?;
        let start = cursor.at;
        loop {
            let (inner, mut within) = self.open(cursor.at)?;
            within.space();
            let end = self.group(inner, within)?.end;
            cursor.at = end;
            cursor.space();
            if cursor.eat(|it| it == close).is_some() {
                return Some(Element { end: cursor.at, fix: Some(self.text[start..end].to_owned()) });
            }
        }
    }
}

/// `†label】` or `:k†label】` after the number of a source.
fn dagger(number: u16, mut cursor: Cursor<'_>) -> Option<Element> {
    if cursor.eat(|it| it == ':').is_some() {
        cursor.eat(|it| it.is_ascii_digit())?;
        while cursor.eat(|it| it.is_ascii_digit()).is_some() {}
    }
    cursor.eat(|it| it == '†')?;
    while cursor.eat(|it| !matches!(it, '【' | '】')).is_some() {}
    cursor.eat(|it| it == '】')?;
    Some(Element { end: cursor.at, fix: Some(format!("[{number}]")) })
}

/// The text after `@key,` up to the closing bracket or the next `; @`. It holds no bracket, and is not blank.
fn locator(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.at;
    loop {
        match cursor.peek()? {
            '[' => return None,
            ']' => break,
            ';' => {
                let mut ahead = *cursor;
                ahead.eat(|_| true);
                ahead.space();
                if ahead.peek() == Some('@') {
                    break;
                }
                cursor.at = ahead.at;
            }
            _ => {
                cursor.eat(|_| true);
            }
        }
    }
    let locator = cursor.text[start..cursor.at].trim();
    (!locator.is_empty()).then(|| locator.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;

    /// Each cluster as `text -> items`, with `!` before bad ranges and `=>` before the text a legacy form should be.
    fn show(text: &str, literal: &[usize]) -> String {
        let mut out = String::new();
        for found in clusters(text, &|at| literal.contains(&at)) {
            let _ = write!(out, "{} ->", &text[found.range]);
            for item in &found.items {
                let _ = match &item.citation {
                    Citation::Number(number) => write!(out, " {number}"),
                    Citation::Key(key) => write!(out, " @{key}"),
                };
                if let Some(locator) = &item.locator {
                    let _ = write!(out, "({locator})");
                }
            }
            for bad in found.bad_ranges {
                let _ = write!(out, " !{}", &text[bad]);
            }
            if let Some(fix) = found.legacy {
                let _ = write!(out, " => {fix}");
            }
            out.push('\n');
        }
        out
    }

    fn check(text: &str, expect: Expect) {
        expect.assert_eq(&show(text, &[]));
    }

    #[test]
    fn groups() {
        check(
            "So [1], it is [2, 3] and [4,5;6].",
            expect![[r#"
            [1] -> 1
            [2, 3] -> 2 3
            [4,5;6] -> 4 5 6
        "#]],
        );
        check(
            "[ 1 ， 2、3；4 ]［５］ 【6】 and 〔７７〕",
            expect![[r#"
            [ 1 ， 2、3；4 ]［５］ 【6】 -> 1 2 3 4 5 6
            〔７７〕 -> 77
        "#]],
        );
        check(
            "[1-3] a [4 – 5] b [6—7] c [8‑9] d [9-9]",
            expect![[r#"
            [1-3] -> 1 2 3
            [4 – 5] -> 4 5
            [6—7] -> 6 7
            [8‑9] -> 8 9
            [9-9] -> 9
        "#]],
        );
        check(
            "[1-51] [1-52] [5-3]",
            expect![[r#"
            [1-51] [1-52] [5-3] -> 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 1 52 5 3 !1-52 !5-3
        "#]],
        );
    }

    #[test]
    fn keys() {
        check(
            "[@quay-1] [@a, para 4; @b_2;@3c, p. 1; 2]",
            expect![[r#"
            [@quay-1] [@a, para 4; @b_2;@3c, p. 1; 2] -> @quay-1 @a(para 4) @b_2 @3c(p. 1; 2)
        "#]],
        );
        check(
            "[@Quay] [@] [@-a] [@a,] [@a b] [@a, [1] ［@a］ [@a",
            expect![[r#"
            [1] -> 1
        "#]],
        );
    }

    #[test]
    fn clusters_join() {
        check(
            "a[1][3] b [1], [2]、[@k] c [1]. [2], and [3]",
            expect![[r#"
            [1][3] -> 1 3
            [1], [2]、[@k] -> 1 2 @k
            [1] -> 1
            [2] -> 2
            [3] -> 3
        "#]],
        );
    }

    #[test]
    fn legacy_forms() {
        check(
            "【3†L1-L9】 and 【4:0†source】【5】",
            expect![[r#"
            【3†L1-L9】 -> 3 => [3]
            【4:0†source】【5】 -> 4 5 => [4]【5】
        "#]],
        );
        check(
            "[[1]] x [[1][2]] y [^3^][4] z [1], [[2]]",
            expect![[r#"
            [[1]] -> 1 => [1]
            [[1][2]] -> 1 2 => [1][2]
            [^3^][4] -> 3 4 => [3][4]
            [1], [[2]] -> 1 2 => [1], [2]
        "#]],
        );
    }

    #[test]
    fn text_stays_text() {
        for text in [
            "[2024]",
            "[0]",
            "[01]",
            "[1,000]",
            "[x]",
            "[ ]",
            "[]",
            "[!note]",
            "[sic]",
            "[1:2]",
            "[1.5]",
            "[1",
            "1]",
            "[1］",
            "【1]",
            "[1-]",
            "[-1]",
            "[1--2]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[^1]",
            "[^x]",
            "[1†a]",
            "【1†a",
            "【1:†a】",
            "【1:2】",
            "[p. 3]",
            "[３０００]",
            "[1a]",
        ] {
            assert_eq!(show(text, &[]), "", "{text}");
        }
    }

    #[test]
    fn a_backslash_makes_a_bracket_literal() {
        expect![[r#"
            [2] -> 2
        "#]]
        .assert_eq(&show("[1] [2]", &[0]));
        assert_eq!(show("[[1]]", &[0, 1]), "");
        expect![[r#"
            [1] -> 1
        "#]]
        .assert_eq(&show("[[1]]", &[0]));
    }

    #[test]
    fn hostile_brackets_take_linear_time() {
        // Work that grows with the square of these would not come back.
        for piece in
            ["[", "[[1]", "[1", "[1] [[1]", "【1†", "[@a, b; ", "[@a;", "[1]   ", "[1-", "［", "[\u{3000}"]
        {
            clusters(&piece.repeat(100_000), &|_| false);
        }
    }
}
