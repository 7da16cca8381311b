//! Bytes of a file to text that every parser can trust: UTF-8 without a mark, lines ending in `\n`, no NUL.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::diag::{Diagnostic, Reported, rules};
use crate::source::{Source, Span};

/// The largest text that is read, in bytes: a book is a tenth of it.
pub const LIMIT: u64 = 16 << 20;

/// Reads one text file; `None`, with a diagnostic, when it has no text to offer.
pub fn read(path: &Arc<str>, disk: &Path) -> Reported<Option<Source>> {
    let refuse = |diagnostic| Reported::new(None, vec![diagnostic]);
    match bytes(disk) {
        Ok(Some(bytes)) => decode(path, &bytes),
        Ok(None) => {
            let message = format!("`{path}` is over {} MiB, the most that is read of a text", LIMIT >> 20);
            refuse(Diagnostic::new(&rules::FILE_TOO_LARGE, path, message).hint("split it, or take out data"))
        }
        Err(cause) => refuse(unreadable(path, &cause)),
    }
}

/// The content of a file; `None` when it is over the limit, and then it is not read.
pub fn bytes(disk: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(disk)?;
    let size = file.metadata()?.len();
    if size > LIMIT {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    // It may have grown since it was measured.
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LIMIT).then_some(bytes))
}

/// The finding about a file or folder that the system does not let us read.
pub fn unreadable(path: &Arc<str>, cause: &io::Error) -> Diagnostic {
    let message = format!("could not read `{path}`: {cause}");
    let hint = match cause.kind() {
        io::ErrorKind::PermissionDenied => Some("let the user who builds read it".to_owned()),
        io::ErrorKind::NotFound => {
            Some("it is a link to nothing, or was removed during the build".to_owned())
        }
        _ => None,
    };
    Diagnostic::new(&rules::UNREADABLE_FILE, path, message).maybe_hint(hint)
}

/// Makes text of bytes.
pub fn decode(path: &Arc<str>, bytes: &[u8]) -> Reported<Option<Source>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
        Err(error) => return Reported::new(None, vec![not_utf8(path, bytes, error.valid_up_to())]),
    };
    if memchr::memchr2(b'\r', b'\0', text.as_bytes()).is_none() {
        return Reported::new(Some(Source::new(path.clone(), text)), Vec::new());
    }
    let (text, nuls) = normalise(text);
    let diagnostics = nuls.first().map(|&at| {
        let message = match nuls.len() {
            1 => "a NUL byte".to_owned(),
            count => format!("{count} NUL bytes, the first of them here"),
        };
        Diagnostic::new(&rules::NUL_BYTE, path, message)
            .at(Span::new(at, at + '\u{FFFD}'.len_utf8()))
            .hint("take it out; it is no part of a text")
    });
    Reported::new(Some(Source::new(path.clone(), text)), diagnostics.into_iter().collect())
}

/// Ends every line with `\n` and puts U+FFFD for NUL; says where those stand now.
fn normalise(text: &str) -> (String, Vec<usize>) {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut nuls = Vec::new();
    let mut done = 0;
    for at in memchr::memchr2_iter(b'\r', b'\0', bytes) {
        out.push_str(&text[done..at]);
        done = at + 1;
        if bytes[at] == b'\0' {
            nuls.push(out.len());
            out.push('\u{FFFD}');
        } else if bytes.get(done) != Some(&b'\n') {
            out.push('\n');
        }
    }
    out.push_str(&text[done..]);
    (out, nuls)
}

fn not_utf8(path: &Arc<str>, bytes: &[u8], at: usize) -> Diagnostic {
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
    let message = format!("`{path}` is not UTF-8: byte 0x{:02X} at offset {at}, line {line}", bytes[at]);
    let hint = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it looks like UTF-16; save it as UTF-8",
        _ => "save it as UTF-8",
    };
    Diagnostic::new(&rules::NOT_UTF8, path, message).hint(hint)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::TempDir;

    fn check(bytes: &[u8], expected: Expect) {
        let Reported { value, diagnostics } = decode(&Arc::from("a.md"), bytes);
        let text = value.map(|it| it.text);
        let said: Vec<_> = diagnostics
            .iter()
            .map(|it| format!("{} {:?}: {}", it.rule.name, it.span.map(Span::range), it.message))
            .collect();
        expected.assert_eq(&format!("{text:?} {said:?}"));
    }

    #[test]
    fn b9_marks_and_line_ends_are_taken_away() {
        check(b"\xEF\xBB\xBFa\r\nb\rc\n\r\r\nd\r", expect![[r#"Some("a\nb\nc\n\n\nd\n") []"#]]);
        check(b"", expect![[r#"Some("") []"#]]);
        check("\u{FEFF}\u{FEFF}港".as_bytes(), expect![[r#"Some("\u{feff}港") []"#]]);
    }

    #[test]
    fn b9_nul_is_said_once_and_replaced() {
        check(b"a\0b", expect![[r#"Some("a�b") ["nul-byte Some(1..4): a NUL byte"]"#]]);
        check(
            b"\r\n\0\0",
            expect![[r#"Some("\n��") ["nul-byte Some(1..4): 2 NUL bytes, the first of them here"]"#]],
        );
    }

    #[test]
    fn b9_other_encodings_are_refused_with_their_place() {
        check(
            b"ok\ncaf\xE9",
            expect![[r#"None ["not-utf8 None: `a.md` is not UTF-8: byte 0xE9 at offset 6, line 2"]"#]],
        );
        check(
            b"\xFF\xFEa\0",
            expect![[r#"None ["not-utf8 None: `a.md` is not UTF-8: byte 0xFF at offset 0, line 1"]"#]],
        );
        check(
            b"cut \xE6\xB8",
            expect![[r#"None ["not-utf8 None: `a.md` is not UTF-8: byte 0xE6 at offset 4, line 1"]"#]],
        );
    }

    #[test]
    fn b10_a_file_over_the_limit_is_not_read() {
        let dir = TempDir::new();
        let disk = dir.join("big.md");
        File::create(&disk).and_then(|it| it.set_len(50 << 20)).expect("a sparse file");
        let found = read(&Arc::from("content/big.md"), &disk);
        assert_eq!(found.value, None);
        assert_eq!(
            found.diagnostics[0].message,
            "`content/big.md` is over 16 MiB, the most that is read of a text"
        );
    }
}
