//! Prints diagnostics: for people, one a line, or as JSON.
//!
//! Text of files is hostile until proven otherwise: for a terminal, control characters and the marks that reorder
//! text are shown as escapes (`\u{202e}`), so that a brief can neither colour nor rearrange what is said of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Diagnostic, Severity};
use crate::source::{Lines, Place, Span};

/// `--format`: who reads the diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// With an excerpt and carets.
    #[default]
    Human,
    /// `path:line:col rule severity message; hint`, one a line; `1:1` stands for a file as a whole.
    Short,
    /// One object a line; what is absent is `null`, and `fix`, what to write instead, is there when it is known.
    Json,
}

/// The texts that diagnostics point into, by path.
pub type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// Prints diagnostics in the order given; sorted by path and place, they are printed in linear time.
///
/// # Errors
/// When `out` cannot be written to.
pub fn print<'a>(
    out: &mut dyn Write,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    texts: &Texts,
    format: Format,
    colour: bool,
) -> io::Result<()> {
    let mut file: Option<File<'_>> = None;
    for (at, diagnostic) in diagnostics.into_iter().enumerate() {
        if file.as_ref().is_none_or(|it| it.path != &*diagnostic.path) {
            file = texts.get_key_value(&diagnostic.path).map(|(path, text)| File::new(path, text));
        }
        let place = match (&mut file, diagnostic.span) {
            (Some(file), Some(span)) => Some(file.locate(span)),
            _ => None,
        };
        match format {
            Format::Human => {
                if at > 0 {
                    writeln!(out)?;
                }
                let excerpt = file.as_ref().zip(place).map(|(file, place)| file.excerpt(place));
                human(out, diagnostic, place, excerpt, &Paint { on: colour })?;
            }
            Format::Short => short(out, diagnostic, place)?,
            Format::Json => json(out, diagnostic, place)?,
        }
    }
    Ok(())
}

/// Where a span begins, and its line with carets beneath it.
pub fn accused(text: &str, span: Span) -> (Place, String) {
    let mut file = File::new("", text);
    let place = file.locate(span);
    let Excerpt { text, indent, carets, .. } = file.excerpt(place);
    (place.start, format!("{text}\n{}{}", " ".repeat(indent), "^".repeat(carets)))
}

/// Where a span begins and ends.
#[derive(Debug, Clone, Copy)]
struct Located {
    span: Span,
    start: Place,
    end: Place,
}

/// The file that diagnostics are being printed of.
struct File<'a> {
    path: &'a str,
    text: &'a str,
    lines: Lines<'a>,
    /// The last place asked for: the next one is usually just behind it.
    known: (u32, Place),
}

impl<'a> File<'a> {
    fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, lines: Lines::new(text), known: (0, Place { line: 1, col: 1 }) }
    }

    fn locate(&mut self, span: Span) -> Located {
        let start = self.lines.place_from(self.known, span.start);
        self.known = (span.start, start);
        Located { span, start, end: self.lines.place_from(self.known, span.end.max(span.start)) }
    }

    fn excerpt(&self, at: Located) -> Excerpt {
        let line = self.lines.line(at.start.line);
        let line_start = line.as_ptr() as usize - self.text.as_ptr() as usize;
        let within = |offset: u32| {
            let mut offset = (offset as usize).saturating_sub(line_start).min(line.len());
            while !line.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let (start, end) = (within(at.span.start), within(at.span.end.max(at.span.start)));
        Excerpt::new(line, start, end, (at.end.line - at.start.line) as usize)
    }
}

/// A line of text made fit for a terminal, and where its carets stand.
struct Excerpt {
    text: String,
    /// Columns before the first caret.
    indent: usize,
    /// At least one.
    carets: usize,
    /// Lines of the span after this one.
    further: usize,
}

impl Excerpt {
    /// Columns of a line that is shown whole.
    const WIDTH: usize = 120;
    /// Columns shown before the accused text in a longer line.
    const BEFORE: usize = 40;

    fn new(line: &str, start: usize, end: usize, further: usize) -> Self {
        let whole = line.len() <= Self::WIDTH * 4 && visible(line).width() <= Self::WIDTH;
        let (from, to) = if whole {
            (0, line.len())
        } else {
            let before = reach(line[..start].chars().rev(), Self::BEFORE);
            let after = reach(line[start..].chars(), Self::WIDTH - Self::BEFORE);
            (start - before, start + after)
        };
        let end = end.min(to);
        let lead = format!("{}{}", if from > 0 { "…" } else { "" }, visible(&line[from..start]));
        let accused = visible(&line[start..end]);
        let tail = format!("{}{}", visible(&line[end..to]), if to < line.len() { "…" } else { "" });
        Self {
            indent: lead.width(),
            carets: accused.width().max(1),
            text: format!("{lead}{accused}{tail}").trim_end().to_owned(),
            further,
        }
    }
}

/// How many bytes of `chars` fit into `columns`.
fn reach(chars: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut left = columns;
    chars
        .map_while(|c| {
            let width = if needs_escape(c) { c.escape_default().count() } else { c.width().unwrap_or(0) };
            left = left.checked_sub(width.max(1))?;
            Some(c.len_utf8())
        })
        .sum()
}

/// Text of a file, or a path, fit for one line of a terminal: tabs as four spaces, controls as escapes.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            c if needs_escape(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Controls, separators of lines, and marks that reorder or hide text (Unicode UTS #55, "source code spoofing").
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Colour that says nothing the words do not.
struct Paint {
    on: bool,
}

impl Paint {
    fn severity(&self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info | Severity::Off => "1;34",
        };
        self.with(code, text)
    }

    fn gutter(&self, text: &str) -> String {
        self.with("1;34", text)
    }

    fn with(&self, code: &str, text: &str) -> String {
        if self.on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn human(
    out: &mut dyn Write,
    diagnostic: &Diagnostic,
    place: Option<Located>,
    excerpt: Option<Excerpt>,
    paint: &Paint,
) -> io::Result<()> {
    let Diagnostic { rule, severity, path, message, hint, .. } = diagnostic;
    let label = paint.severity(*severity, &format!("{}[{}]", severity.name(), rule.name));
    writeln!(out, "{label}: {}", visible(message))?;

    let number = place.map_or(String::new(), |it| it.start.line.to_string());
    let margin = " ".repeat(number.len());
    write!(out, "{margin}{} {}", paint.gutter("-->"), visible(path))?;
    match place {
        Some(Located { start, .. }) => writeln!(out, ":{}:{}", start.line, start.col)?,
        None => writeln!(out)?,
    }
    if let Some(excerpt) = excerpt {
        let bar = paint.gutter(&format!("{margin} |"));
        let carets = paint.severity(*severity, &"^".repeat(excerpt.carets));
        writeln!(out, "{bar}")?;
        writeln!(out, "{} {}", paint.gutter(&format!("{number} |")), excerpt.text)?;
        write!(out, "{bar} {}{carets}", " ".repeat(excerpt.indent))?;
        match excerpt.further {
            0 => writeln!(out)?,
            1 => writeln!(out, " and the next line")?,
            lines => writeln!(out, " and the next {lines} lines")?,
        }
        if hint.is_some() {
            writeln!(out, "{bar}")?;
        }
    }
    if let Some(hint) = hint {
        writeln!(out, "{}: {}", paint.with("1", "hint"), visible(hint))?;
    }
    Ok(())
}

fn short(out: &mut dyn Write, diagnostic: &Diagnostic, place: Option<Located>) -> io::Result<()> {
    let Diagnostic { rule, severity, path, message, hint, .. } = diagnostic;
    let Place { line, col } = place.map_or(Place { line: 1, col: 1 }, |it| it.start);
    let (path, message) = (visible(path), visible(message));
    write!(out, "{path}:{line}:{col} {} {} {message}", rule.name, severity.name())?;
    match hint {
        Some(hint) => writeln!(out, "; {}", visible(hint)),
        None => writeln!(out),
    }
}

fn json(out: &mut dyn Write, diagnostic: &Diagnostic, place: Option<Located>) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        rule: &'a str,
        severity: &'a str,
        path: &'a str,
        line: Option<u32>,
        col: Option<u32>,
        end_line: Option<u32>,
        end_col: Option<u32>,
        message: &'a str,
        hint: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        fix: Option<&'a str>,
    }
    let line = Line {
        rule: diagnostic.rule.name,
        severity: diagnostic.severity.name(),
        path: &diagnostic.path,
        line: place.map(|it| it.start.line),
        col: place.map(|it| it.start.col),
        end_line: place.map(|it| it.end.line),
        end_col: place.map(|it| it.end.col),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        fix: diagnostic.fix.as_ref().map(|it| it.text.as_str()),
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::diag::rules;

    const PATH: &str = "content/a.md";

    /// Prints one finding at the first occurrence of `accused` in `text`.
    fn printed(text: &str, accused: &str, message: &str, hint: Option<&str>, format: Format) -> String {
        let path: Arc<str> = PATH.into();
        let start = text.find(accused).expect("the text holds what it accuses");
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_KEY, &path, message)
            .at(start..start + accused.len())
            .maybe_hint(hint.map(str::to_owned));
        let texts = BTreeMap::from([(path, text.into())]);
        let mut out = Vec::new();
        print(&mut out, [&diagnostic], &texts, format, false).expect("a vector takes everything");
        String::from_utf8(out).expect("what is printed is text")
    }

    fn check(text: &str, accused: &str, expected: Expect) {
        expected.assert_eq(&printed(
            text,
            accused,
            "unknown key `x`",
            Some("did you mean `y`?"),
            Format::Human,
        ));
    }

    #[test]
    fn points_at_what_it_accuses() {
        check(
            "+++\ntitle = \"Grid\"\ntopcis = \"energy\"\n+++\n",
            "topcis",
            expect![[r#"
                error[unknown-key]: unknown key `x`
                 --> content/a.md:3:1
                  |
                3 | topcis = "energy"
                  | ^^^^^^
                  |
                hint: did you mean `y`?
            "#]],
        );
    }

    #[test]
    fn the_gutter_is_as_wide_as_the_line_number() {
        check(
            &format!("{}topcis\n", "\n".repeat(99)),
            "topcis",
            expect![[r#"
                error[unknown-key]: unknown key `x`
                   --> content/a.md:100:1
                    |
                100 | topcis
                    | ^^^^^^
                    |
                hint: did you mean `y`?
            "#]],
        );
    }

    #[test]
    fn wide_characters_and_tabs_take_their_columns() {
        check(
            "\t港口 [9] 延误\n",
            "[9]",
            expect![[r#"
                error[unknown-key]: unknown key `x`
                 --> content/a.md:1:5
                  |
                1 |     港口 [9] 延误
                  |          ^^^
                  |
                hint: did you mean `y`?
            "#]],
        );
    }

    #[test]
    fn controls_and_bidirectional_marks_are_escaped() {
        check(
            "a \u{1b}[31m \u{202e}evil\u{202c} b\n",
            "evil",
            expect![[r#"
                error[unknown-key]: unknown key `x`
                 --> content/a.md:1:10
                  |
                1 | a \u{1b}[31m \u{202e}evil\u{202c} b
                  |                      ^^^^
                  |
                hint: did you mean `y`?
            "#]],
        );
    }

    #[test]
    fn a_long_line_is_shown_around_what_is_accused() {
        check(
            &format!("{} HERE {}\n", "before ".repeat(200), "after ".repeat(200)),
            "HERE",
            expect![[r#"
                error[unknown-key]: unknown key `x`
                 --> content/a.md:1:1402
                  |
                1 | …ore before before before before before  HERE after after after after after after after after after after after after aft…
                  |                                          ^^^^
                  |
                hint: did you mean `y`?
            "#]],
        );
    }

    #[test]
    fn a_span_over_lines_is_marked_on_its_first() {
        check(
            "one\ntwo three\nfour\nfive\n",
            "three\nfour\nfi",
            expect![[r#"
                error[unknown-key]: unknown key `x`
                 --> content/a.md:2:5
                  |
                2 | two three
                  |     ^^^^^ and the next 2 lines
                  |
                hint: did you mean `y`?
            "#]],
        );
    }

    #[test]
    fn an_empty_place_has_one_caret() {
        let printed = printed("", "", "empty", None, Format::Human);
        expect![[r"
            error[unknown-key]: empty
             --> content/a.md:1:1
              |
            1 | 
              | ^
        "]]
        .assert_eq(&printed);
    }

    #[test]
    fn a_file_as_a_whole_has_no_place() {
        let diagnostic = Diagnostic::new(&rules::NO_SOURCES, &PATH.into(), "no sources").hint("list some");
        let all = |format| {
            let mut out = Vec::new();
            print(&mut out, [&diagnostic, &diagnostic], &Texts::new(), format, false).expect("a vector");
            String::from_utf8(out).expect("what is printed is text")
        };
        expect![[r"
            warning[no-sources]: no sources
            --> content/a.md
            hint: list some

            warning[no-sources]: no sources
            --> content/a.md
            hint: list some
        "]]
        .assert_eq(&all(Format::Human));
        expect![[r"
            content/a.md:1:1 no-sources warning no sources; list some
            content/a.md:1:1 no-sources warning no sources; list some
        "]]
        .assert_eq(&all(Format::Short));
        expect![[r#"
            {"rule":"no-sources","severity":"warning","path":"content/a.md","line":null,"col":null,"end_line":null,"end_col":null,"message":"no sources","hint":"list some"}
            {"rule":"no-sources","severity":"warning","path":"content/a.md","line":null,"col":null,"end_line":null,"end_col":null,"message":"no sources","hint":"list some"}
        "#]]
        .assert_eq(&all(Format::Json));
    }

    #[test]
    fn machines_get_characters_and_exact_ends() {
        let text = "é [9]\n";
        expect!["content/a.md:1:3 unknown-key error a\\u{a}b\n"].assert_eq(&printed(
            text,
            "[9]",
            "a\nb",
            None,
            Format::Short,
        ));
        expect![[r#"
            {"rule":"unknown-key","severity":"error","path":"content/a.md","line":1,"col":3,"end_line":1,"end_col":6,"message":"a\nb","hint":null}
        "#]]
        .assert_eq(&printed(text, "[9]", "a\nb", None, Format::Json));
    }

    #[test]
    fn offsets_that_fit_no_character_do_not_panic() {
        let path: Arc<str> = PATH.into();
        let texts = BTreeMap::from([(path.clone(), "é\n".into())]);
        for (start, end) in [(1, 2), (0, 1), (3, 9), (9, 3), (2, 2)] {
            let diagnostic = Diagnostic::new(&rules::BAD_DATE, &path, "m").at(start..end);
            for format in [Format::Human, Format::Short, Format::Json] {
                print(&mut Vec::new(), [&diagnostic], &texts, format, true).expect("a vector");
            }
        }
    }

    #[test]
    fn many_findings_in_one_long_line_are_linear() {
        let path: Arc<str> = PATH.into();
        let texts = BTreeMap::from([(path.clone(), "[9] ".repeat(50_000).into())]);
        let all: Vec<_> = (0..50_000)
            .map(|at| Diagnostic::new(&rules::CITE_UNRESOLVED, &path, "m").at(at * 4..at * 4 + 3))
            .collect();
        let mut out = Vec::new();
        print(&mut out, &all, &texts, Format::Short, false).expect("a vector");
        assert!(out.ends_with(b":1:199997 cite-unresolved error m\n"));
    }
}
