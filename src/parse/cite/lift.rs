//! Source lines: `[3]: https://…` anywhere, and numbered lines with an address under a sources heading.
//!
//! CommonMark would read `[3]: …` as a link definition and then `[1][3]` as one link with the text 1. Numbers between
//! brackets are citations here, so these lines are taken out before the parser sees them.

use std::borrow::Cow;
use std::ops::Range;

use super::{Cursor, Lifted, LiftedSource, digit};

/// Lifts source lines out of a Markdown body, outside code fences and indented code.
/// `is_sources_heading` tells whether a heading's text has the role `sources`; an attribute `{role=…}` overrules it.
pub fn lift<'a>(body: &'a str, is_sources_heading: &dyn Fn(&str) -> bool) -> Lifted<'a> {
    let mut scan = Scan {
        body,
        is_sources_heading,
        fence: None,
        section: None,
        fresh: true,
        sources: Vec::new(),
        emptied: Vec::new(),
    };
    let mut from = 0;
    while from < body.len() {
        let end = memchr::memchr(b'\n', &body.as_bytes()[from..]).map_or(body.len(), |at| from + at);
        from = scan.line(from..end) + 1;
    }
    scan.close_section(body.len());
    let body = match scan.sources.is_empty() {
        true => Cow::Borrowed(body),
        false => {
            let blank = scan.emptied.iter().chain(scan.sources.iter().map(|it| &it.range));
            Cow::Owned(blanked(body, blank))
        }
    };
    Lifted { body, sources: scan.sources, emptied: scan.emptied }
}

/// The text with a space for every byte of the ranges but the line ends.
fn blanked<'a>(text: &str, ranges: impl Iterator<Item = &'a Range<usize>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in ranges {
        bytes[range.clone()].iter_mut().filter(|it| **it != b'\n').for_each(|it| *it = b' ');
    }
    // Ranges begin and end between characters, so whole characters became spaces.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

struct Fence {
    mark: u8,
    length: usize,
    /// Columns before the fence: what it stands in ends at a line with less.
    indent: usize,
    quoted: bool,
}

/// The section of a heading, until one of its level or above.
struct Section<'a> {
    level: usize,
    start: usize,
    words: &'a str,
    role: Option<&'a str>,
    /// Whether it holds sources; few sections are ever asked.
    sources: Option<bool>,
    lifted: bool,
    /// Something stands in it that is neither a source line nor a heading.
    other: bool,
}

struct Scan<'a> {
    body: &'a str,
    is_sources_heading: &'a dyn Fn(&str) -> bool,
    fence: Option<Fence>,
    section: Option<Section<'a>>,
    /// The line above is blank, a heading, or the edge of the text: a paragraph can begin.
    fresh: bool,
    sources: Vec<LiftedSource>,
    emptied: Vec<Range<usize>>,
}

impl<'a> Scan<'a> {
    /// Takes one line and returns the end of what it took.
    fn line(&mut self, line: Range<usize>) -> usize {
        let body = self.body;
        let text = &body[line.clone()];
        let fresh = std::mem::replace(&mut self.fresh, false);
        if self.in_fence(text) {
            return line.end;
        }
        if text.trim_start().is_empty() {
            self.fresh = true;
            return line.end;
        }
        let indent = text.bytes().take_while(|&it| it == b' ').count();
        let first = text.as_bytes()[indent];
        // Most lines begin with a letter, which begins nothing of what is looked for.
        let words = first.is_ascii_alphabetic();
        if !words && let Some(fence) = fence(text) {
            self.fence = Some(fence);
            self.other();
            return line.end;
        }
        if indent > 3 || first == b'\t' {
            self.other();
            return line.end;
        }
        if first == b'#'
            && let Some((level, heading)) = atx(&text[indent..])
        {
            self.heading(level, heading, line.start);
            return line.end;
        }
        if fresh && !matches!(first, b'-' | b'*' | b'+' | b'>') {
            let below = self.below(line.end);
            if let Some(level) = underline(&self.body[below.clone()]) {
                self.heading(level, text, line.start);
                return below.end;
            }
        }
        if words {
            self.other();
            return line.end;
        }
        if let Some((source, end)) = self.source(line.clone()) {
            self.sources.push(source);
            self.section.iter_mut().for_each(|it| it.lifted = true);
            return end;
        }
        self.other();
        line.end
    }

    /// The line below one that ends at `end`; empty at the end of the text.
    fn below(&self, end: usize) -> Range<usize> {
        let start = (end + 1).min(self.body.len());
        start..memchr::memchr(b'\n', &self.body.as_bytes()[start..]).map_or(self.body.len(), |at| start + at)
    }

    fn other(&mut self) {
        self.section.iter_mut().for_each(|it| it.other = true);
    }

    /// Whether the line is code, or the end of it.
    fn in_fence(&mut self, text: &str) -> bool {
        let Some(fence) = &self.fence else { return false };
        let inner = text.trim_start_matches([' ', '\t']);
        let ended = if fence.quoted {
            !inner.starts_with('>')
        } else {
            !inner.is_empty() && text.len() - inner.len() < fence.indent
        };
        if ended {
            self.fence = None;
            return false;
        }
        let inner = text.trim_start_matches([' ', '\t', '>']).trim_end();
        if inner.len() >= fence.length && inner.bytes().all(|it| it == fence.mark) {
            self.fence = None;
        }
        true
    }

    fn heading(&mut self, level: usize, text: &'a str, start: usize) {
        self.fresh = true;
        if self.section.as_ref().is_some_and(|it| it.level < level) && self.in_sources() {
            return;
        }
        self.close_section(start);
        let (words, role) = attributes(text);
        self.section =
            Some(Section { level, start, words, role, sources: None, lifted: false, other: false });
    }

    /// Whether this place stands under a sources heading.
    fn in_sources(&mut self) -> bool {
        let Some(Section { words, role, sources, .. }) = &mut self.section else { return false };
        *sources.get_or_insert_with(|| {
            role.map_or_else(|| (self.is_sources_heading)(words), |it| it == "sources")
        })
    }

    fn close_section(&mut self, end: usize) {
        if self.section.as_ref().is_some_and(|it| it.lifted && !it.other) && self.in_sources() {
            self.emptied.extend(self.section.as_ref().map(|it| it.start..end));
        }
        self.section = None;
    }

    /// A source line and where it ends: the address of a definition may stand on the line below.
    fn source(&mut self, line: Range<usize>) -> Option<(LiftedSource, usize)> {
        let body = self.body;
        let text = &body[line.clone()];
        if let Some((number, rest)) = label(text) {
            if let Some((url, title)) = destination(rest) {
                return Some((lifted(number, url, title, line.clone()), line.end));
            }
            let below = self.below(line.end);
            if let Some((url, title)) = destination(&self.body[below.clone()])
                && rest.trim().is_empty()
            {
                return Some((lifted(number, url, title, line.start..below.end), below.end));
            }
        }
        let (number, url, title) = numbered(text)?;
        let source = lifted(number, url, title, line.clone());
        self.in_sources().then_some((source, line.end))
    }
}

fn lifted(number: u16, url: &str, title: Option<String>, range: Range<usize>) -> LiftedSource {
    LiftedSource { number, url: Some(url.to_owned()), title, range }
}

/// The start of a code fence, inside list items and quotes too.
fn fence(line: &str) -> Option<Fence> {
    let mut inner = line;
    let mut quoted = false;
    let mut contained = false;
    loop {
        let rest = inner.trim_start_matches(' ');
        if inner.len() - rest.len() > 3 {
            return None;
        }
        if let Some(mark) = rest.bytes().next().filter(|it| matches!(it, b'`' | b'~')) {
            let length = rest.bytes().take_while(|&it| it == mark).count();
            let info = &rest[length..];
            let indent = if contained { line.len() - rest.len() } else { 0 };
            return (length >= 3 && (mark == b'~' || !info.contains('`'))).then_some(Fence {
                mark,
                length,
                indent,
                quoted,
            });
        }
        if let Some(content) = rest.strip_prefix('>') {
            quoted = true;
            inner = content;
            continue;
        }
        let marker = rest.trim_start_matches(|it: char| it.is_ascii_digit());
        inner = marker.strip_prefix(['-', '*', '+', '.', ')'])?.strip_prefix(' ')?;
        contained = true;
    }
}

/// Level and text of `## Heading ##`.
fn atx(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if !(1..=6).contains(&level) || !(text.is_empty() || text.starts_with([' ', '\t'])) {
        return None;
    }
    let text = text.trim();
    let open = text.trim_end_matches('#');
    Some((level, if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { text }))
}

/// The level of the heading that a line of `=` or `-` makes of the line above.
fn underline(line: &str) -> Option<usize> {
    match line.trim().as_bytes() {
        all @ [b'=', ..] if all.iter().all(|&it| it == b'=') => Some(1),
        all @ [b'-', ..] if all.iter().all(|&it| it == b'-') => Some(2),
        _ => None,
    }
}

/// Splits `Signals {#signals role=watch}` into its words and its role.
fn attributes(heading: &str) -> (&str, Option<&str>) {
    let Some((words, list)) = heading.trim_end().strip_suffix('}').and_then(|it| it.rsplit_once('{')) else {
        return (heading, None);
    };
    let role = list.split_whitespace().find_map(|it| it.strip_prefix("role="));
    (words.trim_end(), role.map(|it| it.trim_matches('"')))
}

/// `[3]:` and the rest of its line.
fn label(line: &str) -> Option<(u16, &str)> {
    let mut cursor = Cursor::new(line, 0);
    cursor.space();
    cursor.eat(|it| it == '[')?;
    let number = cursor.number()?;
    cursor.eat(|it| it == ']')?;
    cursor.eat(|it| it == ':')?;
    Some((number, cursor.rest()))
}

/// `<url> "title"`, alone on what is left of a line.
fn destination(rest: &str) -> Option<(&str, Option<String>)> {
    let rest = rest.trim();
    let (url, title) = match rest.strip_prefix('<') {
        Some(inner) => inner.split_once('>')?,
        None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    if url.is_empty() {
        return None;
    }
    let title = title.trim();
    if title.is_empty() {
        return Some((url, None));
    }
    let mut inner = title.chars();
    let pair = (inner.next()?, inner.next_back()?);
    matches!(pair, ('"', '"') | ('\'', '\'') | ('(', ')')).then(|| (url, Some(inner.as_str().to_owned())))
}

/// `1. Title, https://…`, `- [1] <https://…>`, `**2)** [Title](https://…)`: number, address and title.
fn numbered(line: &str) -> Option<(u16, &str, Option<String>)> {
    let start = line.find(|it: char| it.is_alphanumeric() || it == '_')?;
    if line[..start].contains('>') {
        return None;
    }
    let mut cursor = Cursor::new(line, start);
    digit(cursor.peek()?)?;
    let number = cursor.number()?;
    cursor.eat(|it| it == ']');
    while cursor.eat(|it| it == '*').is_some() {}
    cursor.eat(|it| matches!(it, '.' | ':' | ')'));
    while cursor.eat(|it| it == '*').is_some() {}
    cursor.eat(char::is_whitespace)?;
    let rest = cursor.rest();
    let range = web_address(rest)?;
    let url = &rest[range.clone()];
    let before = &rest[..range.start];
    let after = &rest[range.end..];
    let linked = before.strip_suffix("](").or_else(|| before.strip_suffix("](<"));
    let title = match linked.and_then(|it| it.rfind('[').map(|at| &it[at + 1..])) {
        Some(text) => title(text),
        None => title(before).or_else(|| title(after)),
    };
    Some((number, url, title))
}

/// The first http or https address of a line, without the punctuation that follows it.
fn web_address(text: &str) -> Option<Range<usize>> {
    let start = memchr::memmem::find_iter(text.as_bytes(), "http")
        .find(|&at| text[at..].starts_with("https://") || text[at..].starts_with("http://"))?;
    let tail = &text[start..];
    let mut depth = 0usize;
    let end = tail.find(|it: char| match it {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth > 0 => {
            depth -= 1;
            false
        }
        ')' | '<' | '>' | '"' | '”' | '，' | '。' | '；' | '）' | '】' | '」' => true,
        _ => it.is_whitespace(),
    });
    let url = &tail[..end.unwrap_or(tail.len())];
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', ']', '`']);
    (!url.ends_with('/') || url.matches('/').count() > 2).then_some(start..start + url.len())
}

/// What is left of a line without its address, without the punctuation and emphasis around it.
fn title(text: &str) -> Option<String> {
    let edge = |it: char| it.is_whitespace() || "*_`<>[](){}.,;:|-–—。，：；（）".contains(it);
    let text = text.trim_start_matches(edge);
    // A closing parenthesis may belong to the words: "Outlook (2026)".
    let text = text.trim_end_matches(|it: char| edge(it) && !(it == ')' && text.contains('(')));
    let text = [('"', '"'), ('“', '”')]
        .into_iter()
        .find_map(|(open, close)| {
            text.strip_prefix(open)?.strip_suffix(close).filter(|it| !it.contains(open))
        })
        .unwrap_or(text);
    (!text.is_empty()).then(|| text.replace("**", ""))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;

    /// The sources, what was emptied, and the lines of the body that still hold something.
    fn check(body: &str, expect: Expect) {
        let found = lift(body, &|heading| matches!(heading, "Sources" | "Notes" | "来源"));
        assert_eq!(found.body.len(), body.len());
        let breaks = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(breaks(&found.body), breaks(body));
        let mut out = String::new();
        for source in &found.sources {
            let _ = writeln!(
                out,
                "{} {} {}",
                source.number,
                source.url.as_deref().unwrap_or("-"),
                source.title.as_deref().unwrap_or("-")
            );
        }
        for range in found.emptied {
            let lines: Vec<_> = body[range].lines().collect();
            let _ = writeln!(out, "emptied {} lines from {}", lines.len(), lines[0]);
        }
        for line in found.body.lines().filter(|it| !it.trim().is_empty()) {
            let _ = writeln!(out, "| {line}");
        }
        expect.assert_eq(&out);
    }

    #[test]
    fn definitions() {
        check(
            "Text [1][3].\n[1]: https://a.example/x\n   [３]: <https://b.example/é> \"Gründe\"\n\n[12]: https://c.example 'T'\n",
            expect![[r#"
                1 https://a.example/x -
                3 https://b.example/é Gründe
                12 https://c.example T
                | Text [1][3].
            "#]],
        );
        check(
            "[1]:\n  https://a.example\n\n[2]:\n\n[3]: two words\n[2024]: https://b.example\n[a]: https://c.example\n    [4]: https://d.example",
            expect![[r#"
                1 https://a.example -
                | [2]:
                | [3]: two words
                | [2024]: https://b.example
                | [a]: https://c.example
                |     [4]: https://d.example
            "#]],
        );
    }

    #[test]
    fn code_is_left_alone() {
        check(
            "```\n[1]: https://a.example\n```\n~~~~ text\n[2]: https://b.example\n~~~\n[3]: https://c.example\n~~~~\n[4]: https://d.example\n",
            expect![[r#"
                4 https://d.example -
                | ```
                | [1]: https://a.example
                | ```
                | ~~~~ text
                | [2]: https://b.example
                | ~~~
                | [3]: https://c.example
                | ~~~~
            "#]],
        );
        check(
            "- ```\n  [1]: https://a.example\n[2]: https://b.example\n> ~~~\n> [3]: https://c.example\n\n[4]: https://d.example\n``` `x\n[5]: https://e.example",
            expect![[r#"
                2 https://b.example -
                4 https://d.example -
                5 https://e.example -
                | - ```
                |   [1]: https://a.example
                | > ~~~
                | > [3]: https://c.example
                | ``` `x
            "#]],
        );
    }

    #[test]
    fn lines_under_a_sources_heading() {
        check(
            "1. Not here https://z.example\n\n## Sources\n\n1. Harbour Wire, “Berths (2026)”, https://a.example/b.\n- [2] <https://b.example> Quay plan\n* **3)** [The plan](https://c.example/x_(y)), 4 May\n[4] https://d.example\n5: Title - https://e.example;\n",
            expect![[r#"
                1 https://a.example/b Harbour Wire, “Berths (2026)”
                2 https://b.example Quay plan
                3 https://c.example/x_(y) The plan
                4 https://d.example -
                5 https://e.example Title
                emptied 7 lines from ## Sources
                | 1. Not here https://z.example
            "#]],
        );
        check(
            "## 来源\n1. 港口公报，https://a.example/报。\n## Next\n1. https://b.example\n",
            expect![[r#"
                1 https://a.example/报 港口公报
                emptied 2 lines from ## 来源
                | ## Next
                | 1. https://b.example
            "#]],
        );
    }

    #[test]
    fn sections_that_say_more_stay() {
        check(
            "## Sources\nAll read in May.\n1. https://a.example\n- 2024-05-01 https://b.example\n1999 https://c.example\n2. No address\n3.https://d.example",
            expect![[r#"
                1 https://a.example -
                | ## Sources
                | All read in May.
                | - 2024-05-01 https://b.example
                | 1999 https://c.example
                | 2. No address
                | 3.https://d.example
            "#]],
        );
        check(
            "## Sources\n\n## Notes\n",
            expect![[r#"
            | ## Sources
            | ## Notes
        "#]],
        );
    }

    #[test]
    fn headings_of_every_form() {
        check(
            "Sources\n-------\n### Primary\n1. https://a.example\n### Other\n2. https://b.example\n\nNext\n====\n3. https://c.example\n",
            expect![[r#"
                1 https://a.example -
                2 https://b.example -
                emptied 7 lines from Sources
                | Next
                | ====
                | 3. https://c.example
            "#]],
        );
        check(
            "# Links {#l role=sources}\n1. https://a.example\n# Sources {role=watch}\n2. https://b.example\n# Notes #\n3. https://c.example\n#Sources\n",
            expect![[r#"
                1 https://a.example -
                3 https://c.example -
                emptied 2 lines from # Links {#l role=sources}
                | # Sources {role=watch}
                | 2. https://b.example
                | # Notes #
                | #Sources
            "#]],
        );
    }

    #[test]
    fn nothing_panics_at_the_edges() {
        for body in [
            "",
            "\n",
            "[1]:",
            "[1]:\n",
            "[",
            "## Sources\n1. https://",
            "- ",
            "> ",
            "Sources\n=",
            "1. http",
            "[1]: <",
            "[1]: a \"",
        ] {
            lift(body, &|_| true);
        }
    }
}
