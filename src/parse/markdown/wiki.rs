//! Links between double brackets: `[[slug]]`, `[[Title|words]]`, `[[alias#heading]]`.
//!
//! CommonMark reads them as text, so the parser leaves them whole wherever text may stand, and they are found in the
//! text's source. `[[1]]` is a citation of another tool, and `[[1]](url)` a link whose words stand in brackets.

use std::ops::Range;

use memchr::memmem;

/// What may be a link, if the parser finds text there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Brackets included.
    pub range: Range<usize>,
    /// Without space at either end.
    pub target: Range<usize>,
    pub words: Option<Range<usize>>,
}

/// All candidates of a text, in order. None spans lines, and none holds another.
pub fn find(text: &str) -> Vec<Candidate> {
    memmem::find_iter(text.as_bytes(), b"[[").filter_map(|at| candidate(text, at)).collect()
}

fn candidate(text: &str, start: usize) -> Option<Candidate> {
    let bytes = text.as_bytes();
    if start > 0 && matches!(bytes[start - 1], b'\\' | b'!' | b'[') {
        return None;
    }
    let open = start + 2;
    let close = open + bytes[open..].iter().position(|it| matches!(it, b'[' | b']' | b'\n' | b'\r'))?;
    // What follows makes it the words of a link, or its label.
    if !bytes[close..].starts_with(b"]]") || matches!(bytes.get(close + 2), Some(b'(' | b'[' | b']')) {
        return None;
    }
    let inside = &text[open..close];
    let (target, words) = match inside.find('|') {
        // In a table the bar is written with a backslash.
        Some(bar) => (inside[..bar].trim_end_matches('\\'), Some(open + bar + 1..close)),
        None => (inside, None),
    };
    let lead = target.len() - target.trim_start().len();
    let target = target.trim();
    let is_year = target.len() > 3 && target.bytes().all(|it| it.is_ascii_digit());
    let names = target.contains(char::is_alphabetic) || is_year;
    if !names || target.starts_with(['@', '^']) {
        return None;
    }
    let words = words.filter(|it| !text[it.clone()].trim().is_empty());
    Some(Candidate { range: start..close + 2, target: open + lead..open + lead + target.len(), words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_words() {
        let check = |text: &str, expected: &[(&str, Option<&str>)]| {
            let found = find(text);
            let found: Vec<_> = found
                .iter()
                .map(|it| (&text[it.target.clone()], it.words.clone().map(|it| &text[it])))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check("See [[berth-plan]].", &[("berth-plan", None)]);
        check("[[ Berth plan ]] [[a#b|the plan]]", &[("Berth plan", None), ("a#b", Some("the plan"))]);
        check("| [[a\\|b]] |", &[("a", Some("b"))]);
        check("[[泊位]] [[2024]]", &[("泊位", None), ("2024", None)]);
        check("[[a|]] [[#b]]", &[("a", None), ("#b", None)]);
        for text in [
            "[[1]]",
            "[[1][2]]",
            "[[12]](https://example.org/)",
            "[[a]](b)",
            "[[a]][b]",
            "\\[[a]]",
            "![[a]]",
            "[[a]",
            "[[a\nb]]",
            "[[]]",
            "[[|a]]",
            "[[[a]]]",
            "[[@quay]]",
            "[[^1]]",
            "[[1, 2]]",
            "[[…]]",
            "[[",
            "[[a",
        ] {
            check(text, &[]);
        }
    }
}
