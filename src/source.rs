//! What is read: the text of a file, places in it, and the whole input of a build.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One text file of the publication: its path as the user knows it and its text.
///
/// The text is valid UTF-8 without a byte order mark, and its line ends are `\n`; `read` sees to both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Relative to the site's root, with `/` between its parts: `content/2026/grid.md`.
    pub path: Arc<str>,
    pub text: Arc<str>,
}

impl Source {
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// A half-open range of bytes in the text of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Files over 4 GiB are refused by `read`, so offsets fit.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The same place, seen from a text in which this one begins at `offset`.
    pub fn shift(self, offset: usize) -> Self {
        Self { start: self.start + offset as u32, end: self.end + offset as u32 }
    }

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A value and the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: impl Into<Span>) -> Self {
        Self { value, span: span.into() }
    }
}

/// A one-based line and column; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub col: u32,
}

/// Where the lines of a text begin, so that a byte offset becomes a [`Place`] without a second scan.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { text, starts }
    }

    /// The place of a byte offset; offsets past the end, or inside a character, are moved back to the nearest start.
    pub fn place(&self, offset: u32) -> Place {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= offset);
        let start = self.starts[line - 1] as usize;
        Place { line: line as u32, col: self.text[start..offset].chars().count() as u32 + 1 }
    }

    /// The place of an offset, given one whose place is known. On the line of the known one only the text between the two
    /// is counted, so that many places in one long line are found in linear time when asked for in order.
    pub fn place_from(&self, (known, at): (u32, Place), offset: u32) -> Place {
        let next = self.starts.get(at.line as usize).map_or(u32::MAX, |&start| start);
        match self.text.get(known as usize..offset as usize) {
            Some(between) if offset < next => {
                Place { line: at.line, col: at.col + between.chars().count() as u32 }
            }
            _ => self.place(offset),
        }
    }

    /// The text of a one-based line, without its line end.
    pub fn line(&self, line: u32) -> &'a str {
        let start = self.starts[line as usize - 1] as usize;
        let end = self.starts.get(line as usize).map_or(self.text.len(), |&next| next as usize - 1);
        &self.text[start..end]
    }
}

/// A file that is published as it is: an image beside a brief, or anything under `static/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Relative to the site's root: `content/2026/harbour/map.png`, `static/logo.svg`.
    pub path: Arc<str>,
    /// Where `write` copies it from.
    pub disk: PathBuf,
    pub stat: Stat,
    /// Pixels, of an image whose header names them.
    pub dimensions: Option<(u32, u32)>,
}

/// One file of a theme or of the publication's overrides, already the winner of its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// As the user knows it, for messages: `templates/base.html`, `themes/broadsheet/assets/site.css`.
    pub path: Arc<str>,
    pub bytes: Arc<[u8]>,
}

/// The files of the theme after the publication's own were laid over them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThemeFiles {
    pub name: String,
    /// `theme.toml` of the theme and of those that it extends, by how many themes stand nearer.
    pub manifests: BTreeMap<usize, Source>,
    /// Template name (`brief.html`, `partials/card.html`) to text.
    pub templates: BTreeMap<String, Source>,
    /// Path under `assets/` (`site.css`) to bytes: fingerprinted on output.
    pub assets: BTreeMap<String, ThemeFile>,
    /// Path under `static/` to bytes: copied as they are; the publication's own `static/` is in [`Inputs::files`].
    pub statics: BTreeMap<String, ThemeFile>,
    /// Strings of the interface, by language tag (`en`, `zh`) and how many themes stand nearer: a theme may say one
    /// word differently, and the rest stays.
    pub strings: BTreeMap<(String, usize), Source>,
}

/// What a file system says of a file without reading it. Of two files that agree in it one need not be read, unless
/// [`Stat::is_racy`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    /// When the content was changed: nanoseconds since 1970.
    pub modified: i64,
    /// When anything about the file was changed, which no program can set: nanoseconds since 1970; 0 where there is none.
    pub changed: i64,
    /// 0 where there is none.
    pub inode: u64,
}

impl Stat {
    /// Nanoseconds in which a file can change again without another time: a tick of the kernel's clock, and on file
    /// systems that keep whole seconds only, two of those.
    const TICK: i64 = 20_000_000;
    const SECONDS: i64 = 2_000_000_000;

    /// What metadata say of a file.
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok());
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ctime() * 1_000_000_000 + metadata.ctime_nsec(), metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (0, 0);
        Self { size: metadata.len(), modified: modified.map_or(0, |it| it.as_nanos() as i64), changed, inode }
    }

    /// The same without `changed`, which moves when a file is moved.
    #[must_use]
    pub fn of_content(self) -> Self {
        Self { changed: 0, ..self }
    }

    /// Whether a file may have changed since it was looked at, at `now` (nanoseconds since 1970), and still look the
    /// same (git, "racy-git").
    pub fn is_racy(&self, now: i64) -> bool {
        let latest = self.modified.max(self.changed);
        let tick = if latest % 1_000_000_000 == 0 { Self::SECONDS } else { Self::TICK };
        latest > now.saturating_sub(tick)
    }
}

/// Everything a build depends on but its briefs and pages, of which each is read alone. Between `read` and `write`
/// nothing else is looked at.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// `dateline.toml`; absent means an empty one.
    pub config: Source,
    /// `_defaults.toml` of any folder, in order of path.
    pub defaults: Vec<Source>,
    /// Files under `content/registry/`, in order of path.
    pub registries: Vec<Source>,
    /// Files of bundles, and of `static/`, in order of path.
    pub files: Vec<Asset>,
    pub theme: ThemeFiles,
    /// The one instant a build knows as the present.
    pub now: Timestamp,
}
