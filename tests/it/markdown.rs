//! The little of Markdown that literate tests are written in: headings and fenced blocks, line by line.

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Heading last seen before it, without its marks.
    pub heading: String,
    /// Info string.
    pub info: String,
    /// Lines between the fences, as indices into the file's lines.
    pub lines: std::ops::Range<usize>,
}

/// The fenced blocks of a text, in order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut heading = String::new();
    let mut open: Option<(String, String, usize)> = None;
    for (at, line) in text.lines().enumerate() {
        let fence: String = line.chars().take_while(|&c| c == '`').collect();
        match &open {
            None if fence.len() >= 3 => {
                open = Some((fence.clone(), line[fence.len()..].trim().to_owned(), at + 1));
            }
            None if line.starts_with('#') => line.trim_start_matches('#').trim().clone_into(&mut heading),
            Some((opened, info, start)) if fence.len() >= opened.len() && line == fence => {
                blocks.push(Block { heading: heading.clone(), info: info.clone(), lines: *start..at });
                open = None;
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

#[test]
fn finds_blocks_under_their_headings() {
    let text = "# One\n```md a.md\nx\n# no heading\n```\n## Two\n````\n```\n````\n";
    let block =
        |heading: &str, info: &str, lines| Block { heading: heading.into(), info: info.into(), lines };
    assert_eq!(blocks(text), [block("One", "md a.md", 2..4), block("Two", "", 7..8)]);
}
