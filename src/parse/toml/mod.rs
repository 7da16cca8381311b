//! TOML with places: every fault of a text in one run, and typed access that reports what is wrong and goes on.
//!
//! The TOML parser recovers from a fault by inventing what it missed, and each invention breeds further faults. So a
//! statement at fault is reported once, blanked in place, and the rest is parsed again: what is finally read holds
//! nothing that was not written, and every offset is still true.

mod reader;
mod shape;

use std::sync::Arc;

use ::toml::de::{DeTable, DeValue, Error};

use crate::diag::{Diagnostic, rules};
use crate::source::Span;

pub use reader::{Field, Reader, kind_of, merge, names};
pub use shape::{LANGUAGE, ONE_OR_MORE, Row, Rows, STRINGS, Shape, URL};

/// A value with the place it stands at, in bytes of the parsed text.
pub type Value<'a> = ::toml::Spanned<DeValue<'a>>;
/// A table in the order of the text.
pub type Table<'a> = DeTable<'a>;

/// How many faults of one text are reported.
const LIMIT: usize = 10;

/// With so many faults a text is not TOML, and parsing it again after each costs more than it tells.
const HOPELESS: usize = 1000;

/// A parsed text.
#[derive(Debug)]
pub struct Document<'a> {
    /// Every statement that could be read.
    pub table: Table<'a>,
    /// Some statement could not be read, so that what seems absent may only be illegible.
    pub faulty: bool,
    /// Rules `bad-toml` and `duplicate-key`: the first fault of each statement, at most ten.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a text that begins `offset` bytes into the file at `path`. `legible` is where the text is kept without the
/// statements that could not be read, when there are any.
pub fn parse<'a>(path: &Arc<str>, text: &'a str, offset: usize, legible: &'a mut String) -> Document<'a> {
    let (table, errors) = Table::parse_recoverable(text);
    let Some(mut fault) = first(&errors) else {
        return Document { table: table.into_inner(), faulty: false, diagnostics: Vec::new() };
    };
    let mut diagnostics = Vec::new();
    if errors.len() > HOPELESS {
        let mut starts: Vec<_> = errors.iter().filter_map(Error::span).map(|span| span.start).collect();
        starts.sort_unstable();
        let mut end = 0;
        for start in starts {
            if diagnostics.len() < LIMIT && (diagnostics.is_empty() || start > end) {
                let statement = Statement::around(text, start);
                end = statement.end;
                diagnostics
                    .extend(at(&errors, start).map(|fault| describe(&statement, &fault, path, offset)));
            }
        }
        return Document { table: Table::new(), faulty: true, diagnostics };
    }
    text.clone_into(legible);
    loop {
        let statement = Statement::around(legible, fault.0);
        diagnostics.push(describe(&statement, &fault, path, offset));
        if diagnostics.len() == LIMIT {
            return Document { table: Table::new(), faulty: true, diagnostics };
        }
        *legible = statement.blanked();
        match first(&Table::parse_recoverable(legible).1) {
            Some(next) => fault = next,
            None => break,
        }
    }
    let (table, _) = Table::parse_recoverable(legible);
    Document { table: table.into_inner(), faulty: true, diagnostics }
}

/// Where the first fault of a text begins and ends, and what the parser calls it.
type Fault = (usize, usize, String);

fn first(errors: &[Error]) -> Option<Fault> {
    errors
        .iter()
        .map(|error| (error.span().unwrap_or_default(), error))
        .min_by_key(|(span, _)| span.start)
        .map(|(span, error)| (span.start, span.end, error.message().to_owned()))
}

fn at(errors: &[Error], start: usize) -> Option<Fault> {
    let error = errors.iter().find(|error| error.span().is_some_and(|span| span.start == start))?;
    first(std::slice::from_ref(error))
}

/// The statement that a fault lies in: a key with its value, over as many lines as that takes, or a table header.
#[derive(Debug)]
struct Statement<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// A later statement stands inside it, so a bracket was not closed; it ends before that.
    cut: bool,
}

impl<'a> Statement<'a> {
    fn around(text: &'a str, at: usize) -> Self {
        let mut start = 0;
        let mut end = statement_end(text, 0);
        while end < at && end < text.len() {
            start = end + 1;
            end = statement_end(text, start);
        }
        let at = text.floor_char_boundary(at);
        let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let cut = line > start && looks_like_statement(first_line(&text[line..]));
        if cut {
            end = line - 1;
        }
        if text[start..end].trim_start().starts_with('[') {
            // The keys that follow belong to this table, and to no other.
            end = line_end(text.as_bytes(), at);
            end = text[end..]
                .match_indices("\n")
                .map(|(newline, _)| end + newline)
                .find(|newline| first_line(&text[newline + 1..]).trim_start().starts_with('['))
                .unwrap_or(text.len());
        }
        Self { text, start, end, cut }
    }

    fn str(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// The key as written, and where the value begins.
    fn key(&self) -> Option<(&'a str, usize)> {
        let (key, value) = self.str().split_once('=')?;
        let value_start = self.end - value.trim_start().len();
        (!key.contains('\n')).then_some((key.trim(), value_start))
    }

    /// The text with this statement replaced by spaces; every other byte keeps its offset.
    fn blanked(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        out.push_str(&self.text[..self.start]);
        out.extend(self.str().bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        out.push_str(&self.text[self.end..]);
        out
    }
}

fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

/// Whether a line inside a bracket is a statement of its own: `key = …` or `[table]`.
fn looks_like_statement(line: &str) -> bool {
    let bare = |key: &str| {
        let key = key.trim();
        key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    let header = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let header = header.map(|it| it.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(it));
    header.is_some_and(bare) || line.split_once('=').is_some_and(|(key, _)| bare(key))
}

/// The newline that ends the statement beginning at `start`, or the end of the text: brackets and long strings run on.
fn statement_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' if depth == 0 => return at,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => {
                at = line_end(bytes, at);
                continue;
            }
            b'"' | b'\'' => {
                at = string_end(bytes, at, byte);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |newline| from + newline)
}

/// Past the string that opens at `from`; a short string ends with its line at the latest.
fn string_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let long = bytes[from..].starts_with(&[quote; 3]);
    let mut at = from + if long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && quote == b'"' {
            at += 2;
        } else if long && bytes[at..].starts_with(&[quote; 3]) {
            return at + 3;
        } else if !long && byte == quote {
            return at + 1;
        } else if !long && byte == b'\n' {
            return at;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// Says what is wrong with a statement and what to do next.
fn describe(
    statement: &Statement<'_>,
    (start, end, message): &Fault,
    path: &Arc<str>,
    offset: usize,
) -> Diagnostic {
    let report = |span: (usize, usize), message: String, hint: Option<&str>| {
        Diagnostic::new(&rules::BAD_TOML, path, message)
            .at(Span::new(span.0, span.1).shift(offset))
            .maybe_hint(hint.map(str::to_owned))
    };
    let here = (*start, *end);
    let found = statement.text.get(*start..*end).unwrap_or_default();
    let is = |beginning: &str| message.starts_with(beginning);

    if statement.cut || is("unclosed array,") || is("unclosed inline table") || is("invalid multi-line") {
        let (name, at) = statement.key().unwrap_or(("", *start));
        let value = statement.text.get(at..).unwrap_or_default();
        let (width, hint) = match value.chars().next() {
            Some('{') => (1, "end it with `}`"),
            Some('\'') => (3, "end it with `'''`"),
            Some('"') => (3, r#"end it with `"""`"#),
            first => (first.map_or(0, char::len_utf8), "end it with `]`"),
        };
        let end = at + width.min(value.len());
        return report((at, end), format!("the value of `{name}` is not closed"), Some(hint));
    }
    if is("duplicate key") {
        return Diagnostic::new(&rules::DUPLICATE_KEY, path, format!("the key `{found}` is given twice"))
            .at(Span::new(*start, *end).shift(offset))
            .hint("keep one of the two");
    }
    if is("key with no value") || (is("invalid unquoted key") && found == ":") {
        return report(here, "a key without a value".to_owned(), Some("write `key = value`"));
    }
    if is("unquoted keys cannot be empty") {
        return report(here, "a name is missing".to_owned(), Some("write `key = value`, or `[table]`"));
    }
    let no_quote = !statement.str().contains('\'');
    if (is("string values must be quoted") || is("invalid literal string") && no_quote) && found.is_empty() {
        let hint = "write it after the `=`, or remove the key";
        return report(here, "a key without a value".to_owned(), Some(hint));
    }
    if is("string values must be quoted") || is("invalid boolean") {
        let (message, hint) = match found {
            "yes" | "on" | "True" | "TRUE" => (format!("`{found}` is not a value"), "write `true`"),
            "no" | "off" | "False" | "FALSE" => (format!("`{found}` is not a value"), "write `false`"),
            _ if found.starts_with(['“', '”', '„', '‘', '’', '«']) => {
                ("a string between typographic quotes".to_owned(), "write straight quotes: `\"`")
            }
            _ => ("a string without quotes".to_owned(), "write it between quotes: `\"`"),
        };
        return report(here, message, Some(hint));
    }
    if is("invalid basic string, expected `\"`") {
        return report(here, "a string that is not closed".to_owned(), Some("end it with `\"`"));
    }
    if is("invalid literal string, expected `'`") {
        return report(here, "a string that is not closed".to_owned(), Some("end it with `'`"));
    }
    if is("missing escaped value") {
        let hint = r"write `\\` for a backslash, or put the text between single quotes";
        return report(here, "an unknown escape in a string".to_owned(), Some(hint));
    }
    if is("unclosed table") || is("unclosed array table") {
        return report(
            here,
            "a table header that is not closed".to_owned(),
            Some("end it with `]`, or `]]`"),
        );
    }
    if is("cannot recurse further") || is("recursion limit") {
        return report(here, "values nested too deeply".to_owned(), Some("at most 80 levels are read"));
    }
    report(here, message.clone(), None)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// The faults of a text, each with the bytes it accuses, then the keys that could be read.
    fn check(text: &str, expected: Expect) {
        let path = "a.md".into();
        let mut legible = String::new();
        let document = parse(&path, text, 0, &mut legible);
        let mut out = String::new();
        for it in &document.diagnostics {
            let range = it.span.unwrap().range();
            let hint = it.hint.as_deref().unwrap_or("-");
            out += &format!("{range:?} {:?}: {} | {hint}\n", &text[range.clone()], it.message);
        }
        let keys: Vec<_> = document.table.keys().map(|key| key.get_ref().as_ref()).collect();
        out += &format!("{}\n", keys.join(" "));
        expected.assert_eq(&out);
        assert_eq!(document.faulty, !document.diagnostics.is_empty());
    }

    #[test]
    fn first_fault_of_each_statement() {
        check(
            "title = \ndate = 2026-02-30\nx = 1\n",
            expect![[r#"
            8..8 "": a key without a value | write it after the `=`, or remove the key
            16..26 "2026-02-30": invalid date, expected day between 01 and 28 | -
            x
        "#]],
        );
        check(
            "title = \"open\ndate = 2026-02-14\nfoo bar\ny = 2\n",
            expect![[r#"
                13..13 "": a string that is not closed | end it with `"`
                36..36 "": a key without a value | write `key = value`
                date y
            "#]],
        );
        check(
            "title: Foo\ndate: 2026-02-30\ntags = yes\nz = \"\\q\"\n",
            expect![[r#"
                5..6 ":": a key without a value | write `key = value`
                15..16 ":": a key without a value | write `key = value`
                35..38 "yes": `yes` is not a value | write `true`
                45..45 "": an unknown escape in a string | write `\\` for a backslash, or put the text between single quotes

            "#]],
        );
        check(
            "a = 1\na = [\n 2\n]\nb = “x”\n= 3\nc = 4 5\nd = foo\n",
            expect![[r#"
                6..7 "a": the key `a` is given twice | keep one of the two
                21..28 "“x”": a string between typographic quotes | write straight quotes: `"`
                29..29 "": a name is missing | write `key = value`, or `[table]`
                37..40 "4 5": a string without quotes | write it between quotes: `"`
                45..48 "foo": a string without quotes | write it between quotes: `"`
                a
            "#]],
        );
        check(
            "a = 1\u{0}\nb = 2",
            expect![[r#"
            4..6 "1\0": a string without quotes | write it between quotes: `"`
            b
        "#]],
        );
    }

    #[test]
    fn unclosed_values_end_before_the_next_statement() {
        check(
            "a = [1, 2\nb = 3\nc = 4\n",
            expect![[r#"
                4..5 "[": the value of `a` is not closed | end it with `]`
                b c
            "#]],
        );
        check(
            "a = [\n 1,\n 2\n[t]\nc = 4\n",
            expect![[r#"
                4..5 "[": the value of `a` is not closed | end it with `]`
                t
            "#]],
        );
        check(
            "a = [1,\n 2",
            expect![[r#"
                4..5 "[": the value of `a` is not closed | end it with `]`

            "#]],
        );
        check(
            "a = \"\"\"never\nb = 3\n",
            expect![[r#"
                4..7 "\"\"\"": the value of `a` is not closed | end it with `"""`

            "#]],
        );
        check(
            "a = { x = 1, y = }\nb = 1\n",
            expect![[r#"
            17..17 "": a key without a value | write it after the `=`, or remove the key
            b
        "#]],
        );
        check(
            "a = \"\"\"\n\\q\nb = 3\"\"\"\nc = 1",
            expect![[r#"
                9..9 "": an unknown escape in a string | write `\\` for a backslash, or put the text between single quotes
                c
            "#]],
        );
    }

    #[test]
    fn keys_of_a_faulty_table_belong_to_no_other() {
        check(
            "a = 1\n[t\nb = 2\n\n[[u]]\nc = 3\n",
            expect![[r#"
                8..8 "": a table header that is not closed | end it with `]`, or `]]`
                a u
            "#]],
        );
        check(
            "[a]\nb = 1\n[a]\nc = 2\n[d]\n",
            expect![[r#"
            11..12 "a": the key `a` is given twice | keep one of the two
            a d
        "#]],
        );
    }

    #[test]
    fn at_most_ten_faults() {
        let text = "a b\n".repeat(5000);
        let (path, mut legible) = ("a.md".into(), String::new());
        let document = parse(&path, &text, 4, &mut legible);
        assert_eq!(document.diagnostics.len(), 10);
        assert_eq!(document.diagnostics[1].span, Some(Span::new(10, 10)));
        assert!(document.table.is_empty());
    }

    #[test]
    fn a_text_without_end_of_faults_is_parsed_once() {
        let headers: String = (0..2000).map(|it| format!("[t{it}]\n")).collect();
        let text = headers.repeat(2);
        let (path, mut legible) = ("a.md".into(), String::new());
        let document = parse(&path, &text, 0, &mut legible);
        assert_eq!(document.diagnostics.len(), 10);
        assert_eq!(document.diagnostics[0].message, "the key `t0` is given twice");
        assert_eq!(document.diagnostics[9].message, "the key `t9` is given twice");
        assert!(document.faulty && document.table.is_empty());
    }

    #[test]
    fn hostile_nesting_is_refused() {
        for text in [format!("a = {}", "[".repeat(100_000)), format!("a{} = 1", ".a".repeat(100_000))] {
            let (path, mut legible) = ("a.md".into(), String::new());
            let document = parse(&path, &text, 0, &mut legible);
            assert_eq!(document.diagnostics.len(), 1);
            assert_eq!(document.diagnostics[0].message, "values nested too deeply");
        }
    }
}
