//! The Markdown of a file as prose: what is code, and where its paragraphs and list items are.
//!
//! Checks of the text accuse bytes of the file, which rendered text no longer knows.

use std::collections::HashMap;
use std::ops::Range;

use super::File;
use crate::model::brief::Role;

/// Whether a byte of the file stands in code.
pub fn is_code(file: &File<'_>, at: usize) -> bool {
    let code = &file.prose.code;
    let block = code.partition_point(|it| it.span.start as usize <= at);
    let fenced = block.checked_sub(1).is_some_and(|it| at < code[it].span.end as usize);
    fenced || in_code_span(file.text, file.brief.body_start as usize, at)
}

/// Whether a byte stands between runs of backticks of one length in its paragraph (CommonMark, "Code spans").
fn in_code_span(text: &str, from: usize, at: usize) -> bool {
    if at < from {
        return false;
    }
    let start = text[from..at].rfind("\n\n").map_or(from, |it| from + it);
    let end = text[at..].find("\n\n").map_or(text.len(), |it| at + it);
    let runs = backticks(text, start..end);
    let last: HashMap<usize, usize> = runs.iter().map(|it| (it.len(), it.start)).collect();
    let mut runs = runs.into_iter();
    while let Some(open) = runs.next().filter(|it| it.start <= at) {
        if last[&open.len()] > open.start
            && let Some(close) = runs.find(|it| it.len() == open.len())
            && (open.end..close.start).contains(&at)
        {
            return true;
        }
    }
    false
}

/// The runs of backticks that no backslash makes literal.
fn backticks(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'`', &text.as_bytes()[range.clone()]).map(|it| it + range.start) {
        match runs.last_mut().filter(|it| it.end == at) {
            Some(run) => run.end += 1,
            None if text[..at].ends_with('\\') => {}
            None => runs.push(at..at + 1),
        }
    }
    runs
}

/// A paragraph or the text of a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Bytes of the file.
    pub range: Range<usize>,
    pub item: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Item,
    /// A table, a quotation, a definition, HTML, an image: not looked at.
    Other,
}

/// The paragraphs and list items of the body, outside code, quotations, tables and headings.
pub fn blocks(file: &File<'_>) -> Vec<Block> {
    let text = file.text;
    let mut found = Vec::new();
    let mut open: Option<(Kind, Range<usize>)> = None;
    let mut fence: Option<&str> = None;
    let mut in_list = false;
    let mut from = file.brief.body_start as usize;
    while from < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |it| from + it);
        let range = from..end;
        let line = &text[range.clone()];
        from = end + 1;
        let inner = line.trim_start();
        let indent = line.len() - inner.len();
        let marks = inner.trim_start_matches(['>', ' ']);
        if let Some(mark) = fence {
            if marks.starts_with(mark) && marks.trim_end().trim_start_matches(&mark[..1]).is_empty() {
                fence = None;
            }
            continue;
        }
        let item = item_text(inner);
        let code = item.unwrap_or(marks);
        if code.starts_with("```") || code.starts_with("~~~") {
            close(&mut open, &mut found);
            let mark = &code[..1];
            fence = Some(&code[..code.len() - code.trim_start_matches(mark).len()]);
            continue;
        }
        if inner.is_empty() {
            close(&mut open, &mut found);
            continue;
        }
        if let Some(words) = item.filter(|_| indent < 4 || in_list) {
            close(&mut open, &mut found);
            in_list = true;
            open = Some((Kind::Item, end - words.len()..end));
            continue;
        }
        if inner.starts_with('#') && inner.trim_start_matches('#').starts_with([' ', '\t']) {
            close(&mut open, &mut found);
            in_list = false;
            continue;
        }
        match &mut open {
            // An underline makes a heading of the paragraph above, and the second row makes a table of it.
            Some((Kind::Paragraph, _)) if underlines(inner) => open = None,
            Some((kind, block)) => {
                if delimits(inner) {
                    *kind = Kind::Other;
                }
                block.end = end;
            }
            None => {
                in_list &= indent > 0;
                let definition = inner.starts_with('[') && inner.contains("]:");
                let kind = match () {
                    () if inner.starts_with(['>', '|', ':', '<', '!', '$']) || definition => Kind::Other,
                    () if in_list => Kind::Item,
                    () if indent > 3 => Kind::Other,
                    () => Kind::Paragraph,
                };
                open = Some((kind, range.start + indent..end));
            }
        }
    }
    close(&mut open, &mut found);
    found
}

fn close(open: &mut Option<(Kind, Range<usize>)>, found: &mut Vec<Block>) {
    if let Some((kind @ (Kind::Paragraph | Kind::Item), range)) = open.take() {
        found.push(Block { range, item: kind == Kind::Item });
    }
}

/// The text after a list marker.
fn item_text(line: &str) -> Option<&str> {
    let digits = line.trim_start_matches(|it: char| it.is_ascii_digit());
    let marked = if digits.len() < line.len() {
        digits.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '+'])
    };
    marked?.strip_prefix([' ', '\t']).map(str::trim_start)
}

fn underlines(line: &str) -> bool {
    let line = line.trim_end();
    !line.is_empty() && (line.bytes().all(|it| it == b'=') || line.bytes().all(|it| it == b'-'))
}

fn delimits(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.chars().all(|it| "|-: ".contains(it))
}

/// The roles of the section that holds a byte of the file.
pub fn above<'a>(file: &'a File<'_>, at: usize) -> &'a [Role] {
    let headings = &file.brief.body.headings;
    let above = headings.partition_point(|it| it.span.start as usize <= at).checked_sub(1);
    above.map_or(&[], |it| &headings[it].roles)
}

/// What an author wrote last in a text: without citations, attributes, emphasis and white space behind it.
pub fn ending(text: &str) -> &str {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_end().trim_end_matches(['*', '_', '~']);
        let cut = match trimmed.chars().next_back() {
            Some('}') => trimmed.rfind('{').filter(|&at| !trimmed[at..].contains('\n')),
            Some(']' | '］' | '】' | '〕') => {
                trimmed.rfind(['[', '［', '【', '〔']).filter(|&at| is_citation(&trimmed[at..]))
            }
            _ => None,
        };
        match cut {
            Some(at) => rest = &trimmed[..at],
            None if trimmed.len() == rest.len() => return rest,
            None => rest = trimmed,
        }
    }
}

fn is_citation(group: &str) -> bool {
    let inner = group.trim_start_matches(['[', '［', '【', '〔', ' ']);
    inner.starts_with(['@', '^']) || inner.starts_with(|it: char| it.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests;

    #[test]
    fn paragraphs_and_items() {
        let body = "One\nline.\n\n# Head\nTwo.\n\nHead\n----\n\n- A\n  goes on\n\n  and on\n- B\n1. C\n\nThree.\n\n> Quote\n\n```\ncode\n```\n\n\
                    - ~~~\n  code\n  ~~~\n\na | b\n--|--\n1 | 2\n\n[1]: https://a.example\n\n![x](y)\n\n    code\n";
        let (site, parsed) = tests::site("", &[("", body)]);
        let file = parsed[0].file(&site.config);
        let found: Vec<_> = blocks(&file).into_iter().map(|it| (it.item, &file.text[it.range])).collect();
        assert_eq!(
            found,
            [
                (false, "One\nline."),
                (false, "Two."),
                (true, "A\n  goes on"),
                (true, "and on"),
                (true, "B"),
                (true, "C"),
                (false, "Three."),
            ]
        );
    }

    #[test]
    fn code_spans() {
        let text = "a `b` c ``d ` e`` f ` g\n\nh ` i \\`j` k";
        let coded: String = text
            .char_indices()
            .filter(|it| it.1.is_alphabetic() && in_code_span(text, 0, it.0))
            .map(|it| it.1)
            .collect();
        assert_eq!(coded, "bdeij");
    }

    #[test]
    fn endings() {
        for (text, end) in [
            ("It closed [1]. ", "It closed [1]."),
            ("It closed [1][@k, p. 3]", "It closed"),
            ("as *we* [1]{#a conf=low}", "as *we"),
            ("see [x]", "see [x]"),
            ("[1]", ""),
        ] {
            assert_eq!(ending(text).trim_end(), end);
        }
    }
}
