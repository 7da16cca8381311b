//! Briefs and pages: each is looked up by what it would be parsed from, and read and parsed only when it is new.
//! Their prose lies with what is remembered, and is fetched when a page shows it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Work;
use crate::check;
use crate::diag::{Diagnostic, Reported};
use crate::digest::{Digest, Digester};
use crate::memo::{CODE, Memo, PARSE, PROSE};
use crate::model::brief::{Brief, Library, Prose};
use crate::parse::{self, Context, FileKind};
use crate::read::{self, Entry};
use crate::render::highlight;
use crate::source::Source;

/// Bytes of prose that are kept in memory, where it need not be decoded again; the rest is fetched from what is remembered.
const HELD: usize = 8 << 20;

/// One file under `content/`, parsed.
#[derive(Debug, Serialize, Deserialize)]
struct Parsed {
    brief: Brief,
    /// What the parser said.
    found: Vec<Diagnostic>,
    /// What there is to say of the text by itself; it counts for published files only.
    alone: Vec<Diagnostic>,
}

/// Files of one kind.
#[derive(Default)]
pub struct Files {
    pub briefs: Vec<Arc<Brief>>,
    pub found: Vec<Diagnostic>,
    pub alone: Vec<Diagnostic>,
    /// For every entry the digest of its text, when it could be read without a word.
    pub texts: Vec<Option<Digest>>,
}

/// The way from an entry of the listing to its parsed form.
pub struct Shelf<'a> {
    context: Context<'a>,
    memo: &'a Memo,
    work: &'a Work,
    /// Every file by what it was parsed from, for prose that is lost.
    entries: HashMap<Digest, (&'a Entry, FileKind)>,
    held: Mutex<HashMap<Digest, Arc<Prose>>>,
    size: AtomicUsize,
    /// A file was another when it was read again.
    torn: AtomicBool,
}

impl<'a> Shelf<'a> {
    pub fn new(context: Context<'a>, memo: &'a Memo, work: &'a Work) -> Self {
        Self {
            context,
            memo,
            work,
            entries: HashMap::new(),
            held: Mutex::default(),
            size: AtomicUsize::new(0),
            torn: AtomicBool::new(false),
        }
    }

    /// Parses files of one kind. One that cannot be read is left out, with what there is to say about it. `known` are the
    /// digests of the texts that need not be read for them.
    pub fn parse(&mut self, entries: &'a [Entry], known: &[Option<Digest>], kind: FileKind) -> Files {
        let parsed: Vec<_> =
            entries.par_iter().zip(known).map(|(entry, known)| self.file(entry, *known, kind)).collect();
        let mut files = Files::default();
        for (entry, (Reported { value, diagnostics }, text)) in entries.iter().zip(parsed) {
            // Of a file with faults of reading these are to be said again.
            files.texts.push(text.filter(|_| diagnostics.is_empty()));
            files.found.extend(diagnostics);
            let Some(parsed) = value else { continue };
            self.entries.insert(parsed.brief.digest, (entry, kind));
            files.briefs.push(Arc::new(parsed.brief));
            files.found.extend(parsed.found);
            files.alone.extend(parsed.alone);
        }
        files
    }

    fn file(
        &self,
        entry: &Entry,
        known: Option<Digest>,
        kind: FileKind,
    ) -> (Reported<Option<Parsed>>, Option<Digest>) {
        if let Some(text) = known
            && let Some(parsed) = self.recall(self.context.key(&entry.path, kind, text))
        {
            return (Reported::new(Some(parsed), Vec::new()), known);
        }
        Work::count(&self.work.read);
        let Reported { value, diagnostics } = read::source(entry);
        let Some(source) = value else { return (Reported::new(None, diagnostics), None) };
        let text = Digest::of(source.text.as_bytes());
        let key = self.context.key(&source.path, kind, text);
        if let Some(parsed) = self.recall(key) {
            return (Reported::new(Some(parsed), diagnostics), Some(text));
        }
        Work::count(&self.work.parsed);
        let Reported { value: (brief, prose), diagnostics: found } =
            parse::brief::read(self.context, &source, kind);
        let file = check::File {
            config: self.context.config,
            brief: &brief,
            prose: &prose,
            text: &source.text,
            knows: &highlight::knows,
        };
        let alone = match kind {
            FileKind::Brief => check::alone(&file),
            FileKind::Page => check::page(&file),
        };
        let parsed = Parsed { brief, found, alone };
        self.memo.keep(PARSE, key, &parsed);
        self.memo.keep(PROSE, key, &prose);
        self.hold(key, prose);
        (Reported::new(Some(parsed), diagnostics), Some(text))
    }

    /// Whether a file changed while the site was built. What was made then is not what its key says, and must not be
    /// remembered.
    pub fn is_torn(&self) -> bool {
        self.torn.load(Ordering::Relaxed)
    }

    /// A file read again: most texts are not held.
    fn source(&self, digest: Digest) -> Option<(Source, FileKind)> {
        let &(entry, kind) = self.entries.get(&digest)?;
        let source = read::source(entry).value;
        let key = |it: &Source| self.context.key(&it.path, kind, Digest::of(it.text.as_bytes()));
        if source.as_ref().map(key) != Some(digest) {
            self.torn.store(true, Ordering::Relaxed);
        }
        Some((source?, kind))
    }

    fn recall(&self, key: Digest) -> Option<Parsed> {
        self.memo.knows(PROSE, key).then(|| self.memo.recall(PARSE, key))?
    }

    /// Keeps prose at hand as long as there is room.
    fn hold(&self, key: Digest, prose: Prose) -> Arc<Prose> {
        let prose = Arc::new(prose);
        let code: usize = prose.code.iter().map(|it| it.text.len()).sum();
        let size = prose.markup.html.len() + code;
        if self.size.fetch_add(size, Ordering::Relaxed) + size <= HELD {
            self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(key, prose.clone());
        }
        prose
    }
}

impl Library for Shelf<'_> {
    fn prose(&self, digest: Digest) -> Arc<Prose> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        if let Some(held) = held {
            return held;
        }
        if let Some(prose) = self.memo.recall(PROSE, digest) {
            return Arc::new(prose);
        }
        // The store was damaged since it was opened: the file is parsed once more.
        let source = self.source(digest);
        source
            .map(|(it, kind)| Arc::new(parse::brief::read(self.context, &it, kind).value.1))
            .unwrap_or_default()
    }

    fn text(&self, digest: Digest) -> Arc<str> {
        self.source(digest).map_or_else(|| Arc::from(""), |(it, _)| it.text)
    }

    fn code(
        &self,
        language: &str,
        text: &str,
        highlight: fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        let key = Digester::default().part(language).part(text).finish();
        self.memo.recall(CODE, key).unwrap_or_else(|| {
            Work::count(&self.work.highlighted);
            let html = highlight(language, text);
            self.memo.keep(CODE, key, &html);
            html
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::parse::claims::Scanner;
    use crate::testing::TempDir;

    /// An edit during a build, taken back before the next one, left the twin of the edit under the key of the old text.
    #[test]
    fn a_file_that_changes_under_our_eyes_is_noticed() {
        let dir = TempDir::new();
        dir.file("content/a.md", "+++\ntitle = \"A\"\n+++\nOne.\n");
        let place = read::Options { root: dir.to_path_buf(), config: None, now: Timestamp::UNIX_EPOCH };
        let listing = read::list(&place).unwrap();
        let config = parse::config::read(&listing.config).value;
        let scanner = Scanner::new(&config);
        let context =
            Context { config: &config, scanner: &scanner, defaults: &[], digest: Digest::default() };
        let (memo, work) = (Memo::open(None), Work::default());
        let mut shelf = Shelf::new(context, &memo, &work);
        let digest = shelf.parse(&listing.briefs, &[None], FileKind::Brief).briefs[0].digest;
        assert!(shelf.text(digest).ends_with("One.\n") && !shelf.is_torn());
        dir.file("content/a.md", "+++\ntitle = \"A\"\n+++\nTwo.\n");
        assert!(shelf.text(digest).ends_with("Two.\n") && shelf.is_torn());
    }
}
