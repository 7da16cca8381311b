//! `summary-truncated`: a summary or paragraph that stops in mid-sentence, as cut-off output does.

use std::ops::Range;

use super::File;
use super::prose::{above, blocks, ending};
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Role;

/// Shorter paragraphs often end without a full stop on purpose. Characters.
const LONG: usize = 80;

/// Words that no sentence ends with.
const STOP_WORDS: [&str; 12] = ["the", "a", "an", "of", "to", "and", "or", "in", "for", "with", "by", "that"];

/// Looks at the summary and the body of a file.
pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if let Some(summary) = &file.brief.front.summary
        && let Some(end) = cut_off(&summary.value, false)
    {
        report(file, summary.span.range(), &summary.value[end], out);
    }
    for block in blocks(file) {
        let words = &file.text[block.range.clone()];
        if let Some(end) = cut_off(words, block.item).filter(|_| is_prose(file, block.range.start)) {
            let range = block.range.start + end.start..block.range.start + end.end;
            report(file, range, &words[end], out);
        }
    }
}

fn report(file: &File<'_>, range: Range<usize>, last: &str, out: &mut Vec<Diagnostic>) {
    out.push(
        Diagnostic::new(&rules::SUMMARY_TRUNCATED, &file.brief.path, format!("the text stops at `{last}`"))
            .at(range)
            .hint("finish the sentence, or end it with a full stop"),
    );
}

/// The last word of a text that stops in mid-sentence. Of list items only the word decides, since bullets often
/// rightly end without a full stop.
fn cut_off(text: &str, item: bool) -> Option<Range<usize>> {
    let said = ending(text).trim_end();
    let last = said.chars().next_back()?;
    let start = said.trim_end_matches(|it: char| it.is_alphanumeric() || it == ',').len();
    let word = &said[start..];
    let stops = start > 0 && STOP_WORDS.contains(&word);
    let long = || said.chars().nth(LONG - 1).is_some();
    let open = !item && (last.is_alphabetic() || last == ',') && long();
    (stops || open).then_some(start..said.len())
}

/// Lists of tags, names and sources end as they like.
pub fn is_prose(file: &File<'_>, at: usize) -> bool {
    let bare = |it: &Role| {
        matches!(it, Role::Tags | Role::Entities | Role::Techniques | Role::Sources | Role::Chrome)
    };
    !above(file, at).iter().any(bare)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn paragraphs_items_and_summaries() {
        let long = "The reserve was never below the planned one on any day of the month, and load was met";
        check(
            "summary-truncated",
            "",
            &[(
                "summary = \"Load was met by the\"\n",
                &format!(
                    "{long}\n\n{long} [1].\n\n{long} **as** we, [1]\n\nLoad was met\n\nLoad was met by\n\n- {long}\n- Load was met by the [1]\n- the\n\n> {long}\n\n# {long}\n"
                ),
            )],
            expect![[r#"
                content/1.md `"Load was met by the"`: the text stops at `the`
                content/1.md `met`: the text stops at `met`
                content/1.md `we,`: the text stops at `we,`
                content/1.md `by`: the text stops at `by`
                content/1.md `the`: the text stops at `the`
            "#]],
        );
        check(
            "summary-truncated",
            "",
            &[("", &format!("## Thematic tags\n\n{long}\n\n## Sources\n\n{long}\n"))],
            expect![""],
        );
        check(
            "summary-truncated",
            "",
            &[("", &format!("{long} (see below)\n\n{long} “so”\n\n{long}:\n\n- a\n\n{long} in 2026\n"))],
            expect![""],
        );
    }
}
