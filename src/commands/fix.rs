//! `dateline check --fix`: puts right what a finding knows how to, in the author's own files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use super::report::plural;
use super::{Flags, printed};
use crate::diag::{Edit, emit};
use crate::digest::Digest;
use crate::error::Result;
use crate::pipeline::Outcome;
use crate::source::Lines;
use crate::{read, write};

/// Makes the edits that findings carry, or with `dry` prints them; returns how many were made. A file that has changed
/// since it was read is left alone, and of edits that touch each other the first is made.
///
/// # Errors
/// Of the disk.
pub fn run(flags: &Flags, outcome: &Outcome, dry: bool) -> Result<usize> {
    let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for it in &outcome.diagnostics {
        if let Some(edit) = &it.fix {
            files.entry(&it.path).or_default().push(edit);
        }
    }
    let (mut made, mut changed) = (0, 0);
    for (path, edits) in files {
        // Only briefs and standing pages are the author's prose.
        let Some(digest) = outcome.digests.get(path) else { continue };
        let disk = flags.root.join(path);
        let Some(file) = File::read(&disk, path, *digest) else {
            flags.say(format_args!("{} has changed meanwhile, so it is left as it is", emit::visible(path)));
            continue;
        };
        let edits = file.sound(edits);
        if edits.is_empty() {
            continue;
        }
        if std::fs::metadata(&disk).is_ok_and(|it| it.permissions().readonly()) {
            flags.say(format_args!("{} may not be written, so it is left as it is", emit::visible(path)));
            continue;
        }
        if dry {
            printed(io::stdout().write_all(file.diff(path, &edits).as_bytes()))?;
        } else {
            write::replace(&disk, &file.edited(&edits))?;
            let lines = Lines::new(&file.text);
            for Edit { span, text } in &edits {
                let place = lines.place(span.start);
                let (path, old) = (emit::visible(path), emit::visible(&file.text[span.range()]));
                flags.say(format_args!("fixed {path}:{}:{}: `{old}` is `{text}` now", place.line, place.col));
            }
        }
        made += edits.len();
        changed += 1;
    }
    let (edits, files) = (plural(made, "edit"), plural(changed, "file"));
    match (dry, made) {
        (_, 0) => flags.say("nothing to fix"),
        (true, _) => flags.say(format_args!("{edits} in {files} would be made")),
        (false, _) => flags.say(format_args!("{edits} in {files} made")),
    }
    Ok(made)
}

/// A file as it stands, and its text as it was parsed.
struct File {
    bytes: Vec<u8>,
    text: String,
}

impl File {
    /// `None` when it is another than the one of which `digest` is that of its text.
    fn read(disk: &Path, path: &str, digest: Digest) -> Option<Self> {
        let bytes = read::bytes(disk)?;
        let text = read::decode(path, &bytes)?;
        (Digest::of(text.as_bytes()) == digest).then(|| Self { bytes, text: text.to_string() })
    }

    /// The edits that change nothing but what they are meant to, in order.
    fn sound<'a>(&self, mut edits: Vec<&'a Edit>) -> Vec<&'a Edit> {
        edits.sort_by_key(|it| (it.span.start, it.span.end));
        let mut sound: Vec<&Edit> = Vec::new();
        for it in edits {
            let touches = sound.last().is_some_and(|last| it.span.start < last.span.end);
            if !touches && self.stands_alone(it) {
                sound.push(it);
            }
        }
        sound
    }

    /// Whether what is replaced is one bracketed thing on one line, and its neighbours make no other thing of what takes its
    /// place: `[1](…)` before a bracket, or before a colon at the start of a line.
    fn stands_alone(&self, edit: &Edit) -> bool {
        let Some(old) = self.text.get(edit.span.range()) else { return false };
        let (before, after) = (&self.text[..edit.span.range().start], &self.text[edit.span.range().end..]);
        old.starts_with(['[', '［', '【', '〔'])
            && old.ends_with([']', '］', '】', '〕', ')'])
            && !old.contains('\n')
            && !before.ends_with(['!', '\\', ']', '`'])
            && !after.starts_with(['(', '[', ':', '`'])
    }

    /// The bytes of the file after edits in order. Line ends and a byte order mark stay as they are.
    fn edited(&self, edits: &[&Edit]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len());
        let mut raw = if self.bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        out.extend_from_slice(&self.bytes[..raw]);
        let mut at = 0;
        let mut step = |to: usize, out: &mut Vec<u8>, keep: bool| {
            while at < to {
                // Of a line end of two bytes the text has one.
                at += usize::from(!self.bytes[raw..].starts_with(b"\r\n"));
                out.extend(keep.then_some(self.bytes[raw]));
                raw += 1;
            }
        };
        for Edit { span, text } in edits {
            step(span.range().start, &mut out, true);
            out.extend_from_slice(text.as_bytes());
            step(span.range().end, &mut out, false);
        }
        step(self.text.len(), &mut out, true);
        out
    }

    /// The lines that change, as they are and as they would be.
    fn diff(&self, path: &str, edits: &[&Edit]) -> String {
        let path = emit::visible(path);
        let mut out = format!("--- {path}\n+++ {path}\n");
        let mut edits = edits.iter().peekable();
        let mut start = 0;
        for (line, number) in self.text.split_inclusive('\n').zip(1..) {
            let (mut new, mut at) = (String::new(), 0);
            while let Some(Edit { span, text }) =
                edits.next_if(|it| it.span.range().start < start + line.len())
            {
                new.push_str(&line[at..span.range().start - start]);
                new.push_str(text);
                at = span.range().end - start;
            }
            if at > 0 {
                new.push_str(&line[at..]);
                let (old, new) =
                    (emit::visible(line.trim_end_matches('\n')), emit::visible(new.trim_end_matches('\n')));
                let _ = write!(out, "@@ line {number} @@\n-{old}\n+{new}\n");
            }
            start += line.len();
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn file(raw: &str) -> File {
        let text = read::decode("a.md", raw.as_bytes()).expect("a text");
        File { bytes: raw.as_bytes().to_vec(), text: text.to_string() }
    }

    fn edit(file: &File, old: &str, new: &str) -> Edit {
        let at = file.text.find(old).expect("the text has it");
        Edit { span: Span::new(at, at + old.len()), text: new.to_owned() }
    }

    #[test]
    fn line_ends_and_marks_stay() {
        let file = file("\u{feff}A 【1†x】.\r\nB.\rC [2](u).\r\n");
        let edits = [edit(&file, "【1†x】", "[1]"), edit(&file, "[2](u)", "[2]")];
        let edits = file.sound(edits.iter().rev().collect());
        assert_eq!(String::from_utf8_lossy(&file.edited(&edits)), "\u{feff}A [1].\r\nB.\rC [2].\r\n");
        assert_eq!(
            file.diff("a.md", &edits),
            "--- a.md\n+++ a.md\n@@ line 1 @@\n-A 【1†x】.\n+A [1].\n@@ line 3 @@\n-C [2](u).\n+C [2].\n"
        );
    }

    #[test]
    fn what_would_become_another_thing_is_left() {
        for text in ["[1](u)(v)", "[1](u): x", "![1](u)", "[a][1](u)", "[1](u)[x]", "\\[1](u)"] {
            let file = file(text);
            let edit = edit(&file, "[1](u)", "[1]");
            assert!(file.sound(vec![&edit]).is_empty(), "{text}");
        }
    }

    #[test]
    fn of_two_that_touch_the_first_is_made() {
        let file = file("[[1]] x");
        let edits = [edit(&file, "[1]", "[9]"), edit(&file, "[[1]]", "[1]")];
        assert_eq!(file.edited(&file.sound(edits.iter().collect())), b"[1] x");
    }
}
