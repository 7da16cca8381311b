//! `long-paragraph`: a paragraph that nobody reads to its end.

use super::File;
use super::prose::{above, blocks};
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Role;

/// Words of a paragraph that is still read. A character of a script that is written without spaces (Han, Kana) and a
/// syllable of Hangul count as half a word, as they do in the word count of a brief: so 400 of those.
const WORDS: usize = 200;

pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for block in blocks(file) {
        let text = &file.text[block.range.clone()];
        // No text has more words than this, and most have fewer by far.
        if text.len() / 2 < WORDS {
            continue;
        }
        let words = words(text);
        let listed = above(file, block.range.start).contains(&Role::Sources);
        if words > WORDS && !listed {
            let first = text.find(char::is_whitespace).unwrap_or(text.len()).min(text.ceil_char_boundary(60));
            let message = format!("a paragraph of {words} words; readers lose their way after {WORDS}");
            out.push(
                Diagnostic::new(&rules::LONG_PARAGRAPH, &file.brief.path, message)
                    .at(block.range.start..block.range.start + first)
                    .hint("cut it where a new thought begins, or make a list of it"),
            );
        }
    }
}

fn words(text: &str) -> usize {
    let wide =
        |c: char| matches!(c as u32, 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF);
    let (mut words, mut halves, mut inside) = (0, 0, false);
    for c in text.chars() {
        if wide(c) {
            halves += 1;
            inside = false;
        } else if c.is_whitespace() {
            inside = false;
        } else if !inside && c.is_alphanumeric() {
            inside = true;
            words += 1;
        }
    }
    words + halves / 2
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::check::tests::check;

    #[test]
    fn words_and_characters() {
        for (text, count) in
            [("", 0), ("Load was met.", 3), ("港口延误", 2), ("港口 delay 延误", 3), ("— a – b", 2)]
        {
            assert_eq!(words(text), count, "{text}");
        }
    }

    #[test]
    fn more_than_two_hundred() {
        let body = format!(
            "{}\n\n{}\n\n- {}\n\n> {}\n\n```\n{}\n```\n\n## Sources\n\n{}\n",
            "Long ".repeat(201),
            "Fine ".repeat(200),
            "港".repeat(402),
            "Quoted ".repeat(300),
            "code ".repeat(300),
            "Source ".repeat(300),
        );
        check(
            "long-paragraph",
            "",
            &[("", &body)],
            expect![[r#"
                content/1.md `Long`: a paragraph of 201 words; readers lose their way after 200
                content/1.md `港港港港港港港港港港港港港港港港港港港港`: a paragraph of 201 words; readers lose their way after 200
            "#]],
        );
    }
}
