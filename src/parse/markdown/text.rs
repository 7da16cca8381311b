//! Nodes as plain text.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::nodes::{Kind, Nodes};

/// Text of all runs and code, without citations: for titles and summaries.
pub fn plain(nodes: &Nodes<'_>) -> String {
    plain_of(nodes, 0..nodes.list.len())
}

/// The same for some of the nodes.
pub fn plain_of(nodes: &Nodes<'_>, range: Range<usize>) -> String {
    let mut text = String::new();
    for node in &nodes.list[range] {
        match &node.kind {
            Kind::Run(run) => {
                let ranges: Vec<_> =
                    nodes.clusters[run.clusters.clone()].iter().map(|it| it.found.range.clone()).collect();
                push_without(&mut text, &run.text, &ranges, 0);
            }
            Kind::Event(Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code)) => {
                text.push_str(code);
            }
            Kind::Event(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph)) => {
                text.push(' ');
            }
            _ => {}
        }
    }
    fold_space(text)
}

/// Appends a text less some ranges of it, each with the space before it (rule (j)); ranges count from `base`.
pub fn push_without(out: &mut String, text: &str, ranges: &[Range<usize>], base: usize) {
    let mut from = 0;
    for range in ranges {
        let (start, end) = (
            range.start.saturating_sub(base).min(text.len()),
            range.end.saturating_sub(base).min(text.len()),
        );
        if start < from {
            continue;
        }
        out.push_str(&text[from..start]);
        out.truncate(out.trim_end_matches([' ', '\n']).len());
        from = end;
    }
    out.push_str(&text[from..]);
}

/// White space folded to single spaces, none at the ends. Most texts are so already, and stay where they are.
pub fn fold_space(text: String) -> String {
    if is_folded(&text) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let sign = |it: u8| matches!(it, 0x09..=0x0D);
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return true };
    if first == b' ' || last == b' ' || sign(last) {
        return false;
    }
    // Without an early end the question is answered many bytes at a time.
    let odd = |odd: bool, (&a, &b): (&u8, &u8)| odd | sign(a) | ((a == b' ') & (b == b' '));
    !bytes.iter().zip(&bytes[1..]).fold(false, odd)
        && (text.is_ascii() || !text.contains(|it: char| !it.is_ascii() && it.is_whitespace()))
}
