//! `generator-leak`: words of the tool that drafted the text, which no reader should see.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::File;
use super::prose::is_code;
use crate::diag::{Diagnostic, rules};

/// A residue: what is searched for (in the case that it is written in, but for the letter before it), and the whole.
struct Residue {
    needle: &'static str,
    /// What stands before the needle, compared without case.
    before: &'static str,
    /// What must follow, if anything is said.
    after: fn(&str) -> bool,
}

const fn residue(before: &'static str, needle: &'static str) -> Residue {
    Residue { needle, before, after: |_| true }
}

const RESIDUES: &[Residue] = &[
    Residue { after: speaks, ..residue("a", "s an AI") },
    residue("p", "lease provide the text"),
    residue("I'", "m unable to"),
    residue("I’", "m unable to"),
    residue("i", "n this snippet"),
    residue("", "{{"),
    residue("", "[INSERT"),
    residue("", "TODO:"),
    residue("", "oaicite"),
    residue("", "turn0search"),
    Residue { after: chat, ..residue("", "utm_source=") },
];

static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| RESIDUES.iter().map(|it| Finder::new(it.needle)).collect());

/// Values that a program prints for nothing.
const NOTHING: [&str; 3] = ["undefined", "NaN", "null"];

/// How much of a residue a message shows, in characters: a run of braces has no end.
const LONGEST: usize = 40;

/// Looks through a whole file, front matter included, code and comments left out.
pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (residue, finder) in RESIDUES.iter().zip(FINDERS.iter()) {
        for at in finder.find_iter(file.text.as_bytes()) {
            // A run of them is one residue, and looked at once.
            if let Some(last) = found.last_mut().filter(|it| it.end == at) {
                last.end += residue.needle.len();
                continue;
            }
            found.extend(
                whole(file.text, at, residue).filter(|_| !is_comment(file, at) && !is_code(file, at)),
            );
        }
    }
    for word in NOTHING {
        for at in memchr::memmem::find_iter(file.text.as_bytes(), word) {
            let range = at..at + word.len();
            if stands_alone(file, &range) && !is_comment(file, at) && !is_code(file, at) {
                found.push(range);
            }
        }
    }
    found.sort_by_key(|it| (it.start, it.end));
    found.dedup_by_key(|it| it.start);
    for range in found {
        let residue = &file.text[range.clone()];
        let shown = residue.char_indices().nth(LONGEST).map_or(residue, |(end, _)| &residue[..end]);
        let message = format!("`{shown}` is residue of the tool that drafted the text");
        out.push(
            Diagnostic::new(&rules::GENERATOR_LEAK, &file.brief.path, message)
                .at(range)
                .hint("write what was meant, or put it between backticks if it is meant as it stands"),
        );
    }
}

fn whole(text: &str, at: usize, residue: &Residue) -> Option<Range<usize>> {
    let start = at.checked_sub(residue.before.len())?;
    let end = at + residue.needle.len();
    let matches = text.get(start..at)?.eq_ignore_ascii_case(residue.before);
    let edge = |it: Option<char>| !it.is_some_and(char::is_alphanumeric);
    let open = residue.before.is_empty() || edge(text[..start].chars().next_back());
    let closed = residue.before.is_empty() || edge(text[end..].chars().next());
    (matches && open && closed && (residue.after)(&text[end..])).then_some(start..end)
}

/// "As an AI, I …", "as an AI language model", and not "as an AI company".
fn speaks(rest: &str) -> bool {
    let word: String = rest.trim_start().chars().take_while(|it| it.is_alphabetic()).collect();
    const SPEAKERS: [&str; 8] =
        ["", "language", "model", "assistant", "chatbot", "i", "developed", "trained"];
    SPEAKERS.contains(&word.to_lowercase().as_str())
}

/// The value of `utm_source` is a chat tool's.
fn chat(rest: &str) -> bool {
    ["chatgpt", "openai", "perplexity", "claude", "gemini", "copilot", "grok", "deepseek", "mistral"]
        .iter()
        .any(|it| rest.get(..it.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(it)))
}

/// A comment of the front matter is not published.
fn is_comment(file: &File<'_>, at: usize) -> bool {
    let start = file.text[..at].rfind('\n').map_or(0, |it| it + 1);
    at < file.brief.body_start as usize && file.text[start..].trim_start().starts_with('#')
}

/// The whole value of a field, or all of a list item.
fn stands_alone(file: &File<'_>, range: &Range<usize>) -> bool {
    let (before, after) = (&file.text[..range.start], &file.text[range.end..]);
    if range.start < file.brief.body_start as usize {
        return ['"', '\''].iter().any(|&it| before.ends_with(it) && after.starts_with(it));
    }
    let line = before.rfind('\n').map_or(before, |it| &before[it + 1..]);
    let marker = line.trim_start().trim_end();
    let number = marker.trim_start_matches(|it: char| it.is_ascii_digit());
    let item =
        matches!(marker, "-" | "*" | "+") || (number.len() < marker.len() && matches!(number, "." | ")"));
    item && line.ends_with(' ') && after.lines().next().is_none_or(|it| it.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn residue_is_found() {
        check(
            "generator-leak",
            "",
            &[(
                "summary = \"undefined\"\n# TODO: a comment\n",
                "As an AI, I cannot say. Please provide the text. I'm unable to, I’m unable to.\n\nIn this snippet, {{ load }} is [INSERT NAME]. \
                 TODO: more :contentReference[oaicite:3] turn0search1 https://a.example/?utm_source=chatgpt.com\n\n- null\n1. NaN\n",
            )],
            expect![[r#"
                content/1.md `undefined`: `undefined` is residue of the tool that drafted the text
                content/1.md `As an AI`: `As an AI` is residue of the tool that drafted the text
                content/1.md `Please provide the text`: `Please provide the text` is residue of the tool that drafted the text
                content/1.md `I'm unable to`: `I'm unable to` is residue of the tool that drafted the text
                content/1.md `I’m unable to`: `I’m unable to` is residue of the tool that drafted the text
                content/1.md `In this snippet`: `In this snippet` is residue of the tool that drafted the text
                content/1.md `{{`: `{{` is residue of the tool that drafted the text
                content/1.md `[INSERT`: `[INSERT` is residue of the tool that drafted the text
                content/1.md `TODO:`: `TODO:` is residue of the tool that drafted the text
                content/1.md `oaicite`: `oaicite` is residue of the tool that drafted the text
                content/1.md `turn0search`: `turn0search` is residue of the tool that drafted the text
                content/1.md `utm_source=`: `utm_source=` is residue of the tool that drafted the text
                content/1.md `null`: `null` is residue of the tool that drafted the text
                content/1.md `NaN`: `NaN` is residue of the tool that drafted the text
            "#]],
        );
    }

    #[test]
    fn words_that_are_meant() {
        check(
            "generator-leak",
            "",
            &[(
                "summary = \"The null hypothesis\"\n",
                "Sold as an AI company. A todo: list. `{{ x }}` and ``a ` TODO:`` stand.\n\n```\n{{ y }}\n```\n\n\
                 - null and void\n- It is undefined\n\nnull\n\nhttps://a.example/?utm_source=newsletter, within this snippet.\n",
            )],
            expect![""],
        );
    }
}
