//! Briefs and pages: each is looked up by what it would be parsed from, and read and parsed only when it is new.
//! Their prose lies with what is remembered, and is fetched when a page shows it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use self_cell::self_cell;
use serde::{Deserialize, Serialize};

use super::Work;
use crate::check;
use crate::diag::{Diagnostic, Reported};
use crate::digest::{Digest, Digester};
use crate::memo::{CODE, Memo, PARSE, PROSE};
use crate::model::brief::{Brief, Library, Prose};
use crate::model::config::Config;
use crate::model::registry::Registries;
use crate::parse::claims::Scanner;
use crate::parse::component::{self, Components};
use crate::parse::entities::Lexicon;
use crate::parse::front_matter::Defaults;
use crate::parse::{self, Context, FileKind};
use crate::read::{self, Entry, Listing};
use crate::render::highlight;
use crate::source::{Inputs, Source, ThemeFiles};

/// Bytes of prose that are kept in memory, where it need not be decoded again; the rest is fetched from what is remembered.
const HELD: usize = 8 << 20;

/// One file under `content/`, parsed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Parsed {
    pub brief: Arc<Brief>,
    /// What the parser said.
    pub found: Vec<Diagnostic>,
    /// What there is to say of the text by itself; it counts for published files only.
    pub alone: Vec<Diagnostic>,
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

type Folders<'a> = Vec<Defaults<'a>>;

self_cell! {
    /// `_defaults.toml` files and what they say.
    struct Above {
        owner: Vec<Source>,
        #[covariant]
        dependent: Folders,
    }
}

/// What every file of a publication is parsed with.
pub struct Setting {
    pub config: Arc<Config>,
    scanner: Scanner,
    /// Absent without entities.
    lexicon: Option<Lexicon>,
    components: Components,
    above: Above,
    digest: Digest,
}

impl Setting {
    /// `digest` names the configuration as it was asked for, without the defaults and the theme.
    pub fn new(
        config: Arc<Config>,
        digest: &mut Digester,
        defaults: Vec<Source>,
        registries: &Registries,
        theme: &ThemeFiles,
    ) -> Reported<Self> {
        for (name, it) in component::sources(theme) {
            digest.part(name).part(&*it.text);
        }
        // To search a text costs little beside parsing it, and its text is at hand then alone: so the names are part of the
        // key, and another name in the registry has every file parsed anew. What else the registry says is not.
        let lexicon = Lexicon::new(&registries.entities);
        if let Some(lexicon) = &lexicon {
            digest.part(lexicon.digest().bytes());
        }
        for it in &defaults {
            digest.part(&*it.path).part(&*it.text);
        }
        let mut found = Vec::new();
        let components = component::read(theme, &mut found);
        let above =
            Above::new(defaults, |sources| parse::front_matter::defaults(&config, sources).into(&mut found));
        let scanner = Scanner::new(&config);
        Reported::new(Self { scanner, components, lexicon, above, digest: digest.finish(), config }, found)
    }

    fn context(&self) -> Context<'_> {
        Context {
            config: &self.config,
            scanner: &self.scanner,
            lexicon: self.lexicon.as_ref(),
            components: &self.components,
            defaults: self.above.borrow_dependent(),
            digest: self.digest,
        }
    }
}

/// A file in another wording.
pub struct Reworded {
    pub parsed: Arc<Parsed>,
    prose: Option<Arc<Prose>>,
}

/// What a file is to the site.
pub enum Found {
    /// A brief or a standing page, by its position in the listing.
    Text(FileKind, usize),
    Theme,
    Registry,
    Other,
}

/// Where a file stands in the listing, and what it says if that is held.
struct Place {
    kind: FileKind,
    at: usize,
    parsed: Option<Arc<Parsed>>,
}

fn entries(listing: &Listing, kind: FileKind) -> &[Entry] {
    match kind {
        FileKind::Brief => &listing.briefs,
        FileKind::Page => &listing.pages,
    }
}

/// The way from an entry of the listing to its parsed form.
pub struct Shelf {
    pub listing: Arc<Listing>,
    setting: Setting,
    memo: Arc<Memo>,
    work: Arc<Work>,
    /// Every file by what it was parsed from, for prose that is lost.
    places: HashMap<Digest, Place>,
    /// Whether it lives on after a build: then parsed files are held, so that the next shelf need not fetch them, and so is
    /// all prose that is not remembered, since the file may say something else by now.
    lives: bool,
    held: Mutex<HashMap<Digest, Arc<Prose>>>,
    size: AtomicUsize,
    /// A file was another when it was read again.
    torn: AtomicBool,
}

impl Shelf {
    pub fn new(listing: Arc<Listing>, setting: Setting, memo: Arc<Memo>, work: Arc<Work>) -> Self {
        Self {
            listing,
            setting,
            memo,
            work,
            places: HashMap::new(),
            lives: false,
            held: Mutex::default(),
            size: AtomicUsize::new(0),
            torn: AtomicBool::new(false),
        }
    }

    /// The same, to be kept.
    pub fn living(self) -> Self {
        Self { lives: true, ..self }
    }

    /// Looks things up in another memo from now on; returns the one before. What that knows need not be held.
    pub fn turn_to(&mut self, memo: Arc<Memo>) -> Arc<Memo> {
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner);
        held.retain(|key, _| !memo.knows(PROSE, *key));
        held.shrink_to_fit();
        std::mem::replace(&mut self.memo, memo)
    }

    /// Parses files of one kind. One that cannot be read is left out, with what there is to say about it. `known` are the
    /// digests of the texts that need not be read for them, and `last` may hold files as they were.
    pub fn parse(&mut self, kind: FileKind, known: &[Option<Digest>], last: Option<&Self>) -> Files {
        let listing = self.listing.clone();
        let all = entries(&listing, kind);
        let one = |(entry, known): (_, &Option<Digest>)| {
            self.work.progress.step();
            self.file(entry, *known, kind, last)
        };
        let parsed: Vec<_> = all.par_iter().zip(known).map(one).collect();
        let mut files = Files::default();
        for (at, (Reported { value, diagnostics }, text)) in parsed.into_iter().enumerate() {
            // Of a file with faults of reading these are to be said again.
            files.texts.push(text.filter(|_| diagnostics.is_empty()));
            files.found.extend(diagnostics);
            let Some(parsed) = value else { continue };
            files.briefs.push(parsed.brief.clone());
            files.found.extend_from_slice(&parsed.found);
            files.alone.extend_from_slice(&parsed.alone);
            self.put(kind, at, parsed);
        }
        files
    }

    /// Parses one file of the listing anew, whatever was known of it.
    pub fn parse_one(&self, kind: FileKind, at: usize) -> Reported<Option<Reworded>> {
        let Reported { value, diagnostics } =
            self.file(&entries(&self.listing, kind)[at], None, kind, Some(self)).0;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let reworded = value.map(|parsed| {
            // That of the file as it stood stays where it is.
            let new = !self.places.contains_key(&parsed.brief.digest);
            let prose = new.then(|| held.remove(&parsed.brief.digest)).flatten();
            Reworded { parsed, prose }
        });
        Reported::new(reworded, diagnostics)
    }

    /// Lets a file that was parsed anew stand where `old` stood; returns that, with its prose if it was held.
    pub fn replace(&mut self, old: Digest, new: Reworded) -> Option<Reworded> {
        let Place { kind, at, parsed } = self.places.remove(&old)?;
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner);
        let prose = held.remove(&old);
        held.extend(new.prose.map(|it| (new.parsed.brief.digest, it)));
        self.put(kind, at, new.parsed);
        Some(Reworded { parsed: parsed?, prose })
    }

    /// Where a file of the site stands, by its path.
    pub fn find(&self, path: &str) -> Option<Found> {
        let at = |all: &[Entry]| all.binary_search_by(|it| (*it.path).cmp(path)).ok();
        let text = |kind| at(entries(&self.listing, kind)).map(|at| Found::Text(kind, at));
        let other = || {
            let entry = &self.listing.entries[at(&self.listing.entries)?];
            Some(match () {
                () if entry.is_theme() => Found::Theme,
                () if entry.is_registry() => Found::Registry,
                () => Found::Other,
            })
        };
        text(FileKind::Brief).or_else(|| text(FileKind::Page)).or_else(other)
    }

    /// The theme as it is now.
    pub fn theme(&self) -> Reported<ThemeFiles> {
        let Reported { value, diagnostics } = self.inputs(Entry::is_theme);
        Reported::new(value.theme, diagnostics)
    }

    /// The registries as they are now.
    pub fn registries(&self) -> Reported<Registries> {
        let Reported { value, diagnostics } = self.inputs(Entry::is_registry);
        let mut registries = parse::registry::read(&self.setting.config, &value.registries);
        registries.diagnostics.extend(diagnostics);
        registries.diagnostics.extend(value.registries.iter().flat_map(check::file));
        registries
    }

    /// Some of the files of the listing.
    fn inputs(&self, wanted: impl Fn(&Entry) -> bool) -> Reported<Inputs> {
        let listing = &self.listing;
        let load = |it: &Entry| if wanted(it) { read::load(it) } else { Reported::new(None, Vec::new()) };
        let mut inputs = listing.inputs(listing.entries.iter().map(load).collect());
        inputs.diagnostics.retain(|it| !listing.diagnostics.contains(it));
        inputs
    }

    fn put(&mut self, kind: FileKind, at: usize, parsed: Arc<Parsed>) {
        let digest = parsed.brief.digest;
        self.places.insert(digest, Place { kind, at, parsed: self.lives.then_some(parsed) });
    }

    /// What was found in a file that is held.
    pub fn said(&self, digest: Digest) -> impl Iterator<Item = Diagnostic> {
        self.held(digest).into_iter().flat_map(|it| it.found.iter().chain(&it.alone)).cloned()
    }

    /// A file of the listing as it is held, by what it was parsed from.
    fn held(&self, digest: Digest) -> Option<&Arc<Parsed>> {
        self.places.get(&digest)?.parsed.as_ref()
    }

    fn file(
        &self,
        entry: &Entry,
        known: Option<Digest>,
        kind: FileKind,
        last: Option<&Self>,
    ) -> (Reported<Option<Arc<Parsed>>>, Option<Digest>) {
        let context = self.setting.context();
        let recall = |key| last.and_then(|it| self.take_over(it, key)).or_else(|| self.recall(key));
        if let Some(text) = known
            && let Some(parsed) = recall(context.key(&entry.path, kind, text))
        {
            return (Reported::new(Some(parsed), Vec::new()), known);
        }
        Work::count(&self.work.read);
        let Reported { value, diagnostics } = read::source(entry);
        let Some(source) = value else { return (Reported::new(None, diagnostics), None) };
        let text = Digest::of(source.text.as_bytes());
        let key = context.key(&source.path, kind, text);
        if let Some(parsed) = recall(key) {
            return (Reported::new(Some(parsed), diagnostics), Some(text));
        }
        Work::count(&self.work.parsed);
        let Reported { value: (brief, prose), diagnostics: found } =
            parse::brief::read(context, &source, kind);
        let file = check::File {
            config: context.config,
            brief: &brief,
            prose: &prose,
            text: &source.text,
            knows: &highlight::knows,
            dated: &parse::date::first,
        };
        let alone = match kind {
            FileKind::Brief => check::alone(&file),
            FileKind::Page => check::page(&file),
        };
        let parsed = Parsed { brief: Arc::new(brief), found, alone };
        self.memo.keep(PARSE, key, &parsed);
        self.memo.keep(PROSE, key, &prose);
        self.hold(key, prose);
        (Reported::new(Some(Arc::new(parsed)), diagnostics), Some(text))
    }

    /// Whether a file changed while the site was built. What was made then is not what its key says, and must not be
    /// remembered.
    pub fn is_torn(&self) -> bool {
        self.torn.load(Ordering::Relaxed)
    }

    /// A file read again: most texts are not held.
    fn source(&self, digest: Digest) -> Option<(Source, FileKind)> {
        let &Place { kind, at, .. } = self.places.get(&digest)?;
        let source = read::source(&entries(&self.listing, kind)[at]).value;
        let context = self.setting.context();
        let key = |it: &Source| context.key(&it.path, kind, Digest::of(it.text.as_bytes()));
        if source.as_ref().map(key) != Some(digest) {
            self.torn.store(true, Ordering::Relaxed);
        }
        Some((source?, kind))
    }

    /// A file as another shelf holds it, with its prose: nobody else may know that.
    fn take_over(&self, last: &Self, key: Digest) -> Option<Arc<Parsed>> {
        let parsed = last.held(key).cloned()?;
        let prose = last.held.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        self.held.lock().unwrap_or_else(PoisonError::into_inner).extend(prose.map(|it| (key, it)));
        Some(parsed)
    }

    fn recall(&self, key: Digest) -> Option<Arc<Parsed>> {
        self.memo.knows(PROSE, key).then(|| self.memo.recall(PARSE, key))?.map(Arc::new)
    }

    /// Keeps prose at hand as long as there is room.
    fn hold(&self, key: Digest, prose: Prose) -> Arc<Prose> {
        let prose = Arc::new(prose);
        let code: usize = prose.code.iter().map(|it| it.text.len()).sum();
        let size = prose.markup.html.len() + code;
        let forgotten = self.lives && !self.memo.is_kept();
        if self.size.fetch_add(size, Ordering::Relaxed) + size <= HELD || forgotten {
            self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(key, prose.clone());
        }
        prose
    }
}

impl Library for Shelf {
    fn prose(&self, digest: Digest) -> Arc<Prose> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        if let Some(held) = held {
            return held;
        }
        if let Some(prose) = self.memo.recall(PROSE, digest) {
            return Arc::new(prose);
        }
        // The store was damaged since it was opened, or keeps nothing: the file is parsed once more.
        let source = self.source(digest);
        source
            .map(|(it, kind)| Arc::new(parse::brief::read(self.setting.context(), &it, kind).value.1))
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
    use crate::testing::TempDir;

    /// An edit during a build, taken back before the next one, left the twin of the edit under the key of the old text.
    #[test]
    fn a_file_that_changes_under_our_eyes_is_noticed() {
        let dir = TempDir::new();
        dir.file("content/a.md", "+++\ntitle = \"A\"\n+++\nOne.\n");
        let place = read::Options {
            root: dir.to_path_buf(),
            config: None,
            overlay: Default::default(),
            now: Timestamp::UNIX_EPOCH,
        };
        let listing = Arc::new(read::list(&place).unwrap());
        let config = Arc::new(parse::config::read(&listing.config).value);
        let setting = Setting::new(
            config,
            &mut Digester::default(),
            Vec::new(),
            &Registries::default(),
            &ThemeFiles::default(),
        )
        .value;
        let mut shelf = Shelf::new(listing, setting, Arc::new(Memo::open(None)), Arc::default());
        let digest = shelf.parse(FileKind::Brief, &[None], None).briefs[0].digest;
        assert!(shelf.text(digest).ends_with("One.\n") && !shelf.is_torn());
        dir.file("content/a.md", "+++\ntitle = \"A\"\n+++\nTwo.\n");
        assert!(shelf.text(digest).ends_with("Two.\n") && shelf.is_torn());
    }

    /// The prose of a file that a later look found unchanged was lost, and then that of a broken save was shown.
    #[test]
    fn r3_prose_is_held_from_look_to_look() {
        let dir = TempDir::new();
        dir.file("content/a.md", "+++\ntitle = \"A\"\n+++\nOne.\n");
        let place = read::Options {
            root: dir.to_path_buf(),
            config: None,
            overlay: Default::default(),
            now: Timestamp::UNIX_EPOCH,
        };
        let listing = Arc::new(read::list(&place).unwrap());
        let config = Arc::new(parse::config::read(&listing.config).value);
        let shelf = || {
            let setting = Setting::new(
                config.clone(),
                &mut Digester::default(),
                Vec::new(),
                &Registries::default(),
                &ThemeFiles::default(),
            )
            .value;
            Shelf::new(listing.clone(), setting, Arc::new(Memo::reader(None)), Arc::default()).living()
        };
        let (mut first, mut second) = (shelf(), shelf());
        let digest = first.parse(FileKind::Brief, &[None], None).briefs[0].digest;
        second.parse(FileKind::Brief, &[None], Some(&first));
        drop(first);
        dir.file("content/a.md", "+++\ntitle = 3\n");
        assert!(second.prose(digest).markup.html.contains("One."));
    }
}
