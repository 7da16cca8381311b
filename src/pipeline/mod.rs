//! The phases joined in one readable function. Threads live here and nowhere else.

#![expect(clippy::disallowed_methods, reason = "phases are timed here")]

pub mod baseline;
mod change;
mod files;
mod last;
pub mod live;
mod ready;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diag::emit::Texts;
use crate::diag::{self, Diagnostic, Reported, Rule, Severity, rules};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::memo::Memo;
use crate::model::config::{Config, Overlay, Profile, Unresolved};
use crate::model::page::{Page, Subject};
use crate::model::site::{Site, Skipped};
use crate::parse;
use crate::paths::UrlStyle;
use crate::read::Listing;
use crate::render::{Prepared, Renderer, theme};
use crate::source::Source;
use crate::workers::Workers;
use crate::write::Left;
use crate::{link, read, write};
use baseline::{Baseline, Entry};
use last::{Note, Seen};
use ready::{Known, Ready};
pub use work::{Done, Progress, Work};

/// What a command asks for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `dateline.toml` and `content/`.
    pub root: PathBuf,
    /// Another configuration file.
    pub config: Option<PathBuf>,
    /// What is laid over the configuration.
    pub overlay: Overlay,
    /// Where the site is written; `output/` below the root when absent.
    pub output: Option<PathBuf>,
    /// In place of `site.base_url`.
    pub base_url: Option<String>,
    pub show: link::Show,
    /// The one instant this build knows as the present.
    pub now: Timestamp,
    /// The strict profile, in which warnings fail.
    pub strict: bool,
    /// Threads; as many as there are processors when absent.
    pub jobs: Option<usize>,
    /// Write the output. Without it everything else is done all the same.
    pub write: bool,
    /// Where results are remembered; nowhere when absent.
    pub cache: Option<PathBuf>,
    /// Findings below it are counted, and need no text to point into.
    pub shown: Severity,
    pub purpose: Purpose,
    /// How far it is, for others to look at while it runs.
    pub progress: Arc<Progress>,
}

/// What a command is after besides findings and pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    #[default]
    Findings,
    /// The text of a baseline that knows all that is found.
    Baseline,
    /// Digests of the texts that were parsed, so that they can be edited.
    Fixes,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sorted by place, with the levels of the configuration; what is off, and what is not shown, is not here.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings are not shown.
    pub hidden: usize,
    /// How many findings the baseline knows; they are not among the others.
    pub known: usize,
    /// With [`Purpose::Baseline`]: the file that the configuration names, and its text.
    pub baseline: Option<(String, String)>,
    /// With [`Purpose::Fixes`]: of each text its digest as it was parsed.
    pub digests: BTreeMap<Arc<str>, Digest>,
    /// The texts of the files that the findings which are shown name.
    pub sources: BTreeMap<Arc<str>, Arc<str>>,
    pub counts: Counts,
    /// Briefs that are not public, and until when.
    pub skipped: Vec<Skipped>,
    /// Absent when nothing was to be written, or the content has errors.
    pub written: Option<write::Summary>,
    pub timings: Vec<(&'static str, Duration)>,
    pub work: Done,
    /// Something was found at or over `check.fail_on`.
    pub failed: bool,
    /// The configuration itself has errors: exit 2.
    pub misconfigured: bool,
    /// A file could not be opened: exit 3.
    pub unreadable: bool,
    /// How addresses became files, for what a command says next.
    pub style: UrlStyle,
}

/// The size of a site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Public briefs.
    pub briefs: usize,
    /// HTML pages.
    pub pages: usize,
    pub sources: usize,
}

/// Reads, parses, links, checks, renders and writes a publication.
///
/// # Errors
/// Faults of the world and of the command line. Faults of the content are in [`Outcome::diagnostics`], and then
/// nothing is written.
pub fn run(options: &Options) -> Result<Outcome> {
    let pool = pool(options)?;
    let memo = Arc::new(Memo::open(options.cache.as_deref()));
    let work = Arc::new(Work { progress: options.progress.clone(), ..Work::default() });
    let build = Build { options, outcome: Outcome::default(), work, clock: Instant::now() };
    let outcome = pool.install(|| build.run(&memo));
    if let Some(memo) = Arc::into_inner(memo) {
        memo.close();
    }
    outcome
}

/// Everything up to the linked site, for commands that tell of a publication and make no page of it. What is remembered
/// is looked up and left as it is.
///
/// # Errors
/// Faults of the world and of the command line. Faults of the content are in [`Outcome::diagnostics`], and what they
/// leave of the site is there.
pub fn survey(options: &Options) -> Result<(Outcome, Site)> {
    let memo = Arc::new(Memo::reader(options.cache.as_deref()));
    let mut build =
        Build { options, outcome: Outcome::default(), work: Arc::default(), clock: Instant::now() };
    pool(options)?.install(|| {
        let listing = Arc::new(read::list(&place(options))?);
        let seen = Seen::of(&listing, options, None);
        let texts = seen.known(&listing, &last::Texts::new());
        let ready = build.ready(Known {
            listing: listing.clone(),
            seen: &seen,
            texts,
            memo,
            last: None,
            lives: false,
        })?;
        build.settle(&ready.config);
        build.outcome.sources = texts_of(&listing, options, &build.outcome.diagnostics);
        Ok((build.outcome, ready.site))
    })
}

/// Draws every kind of page with invented content, and says how many pages that were.
///
/// # Errors
/// Faults of the world and of the command line; those of the theme are in [`Outcome::diagnostics`].
pub fn try_theme(options: &Options) -> Result<(Outcome, usize)> {
    let listing = read::list(&place(options))?;
    let mut outcome = Outcome::default();
    let wanted =
        |it: &read::Entry| if it.is_theme() { read::load(it) } else { Reported::new(None, Vec::new()) };
    let inputs = listing.inputs(listing.entries.iter().map(wanted).collect());
    let about_theme = |it: &Diagnostic| it.rule == &rules::BAD_THEME;
    outcome.diagnostics.extend(inputs.diagnostics.into_iter().filter(about_theme));
    let config =
        parse::config::read_with(&inputs.value.config, &options.overlay).into(&mut outcome.diagnostics);
    let theme = theme::load(&inputs.value.theme, &config).into(&mut outcome.diagnostics);
    let tried = theme::try_all(&theme, &inputs.value.theme, &config.site.language);
    outcome.diagnostics.extend(tried.diagnostics);
    sort(&mut outcome.diagnostics);
    outcome.failed = outcome.diagnostics.iter().any(|it| it.severity == Severity::Error);
    outcome.sources = texts_of(&listing, options, &outcome.diagnostics);
    Ok((outcome, tried.value))
}

/// Where to read.
pub fn place(options: &Options) -> read::Options {
    read::Options {
        root: options.root.clone(),
        config: options.config.clone(),
        overlay: options.overlay.clone(),
        now: options.now,
    }
}

/// The threads that were asked for.
fn pool(options: &Options) -> Result<rayon::ThreadPool> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(jobs) = options.jobs {
        pool = pool.num_threads(jobs);
    }
    pool.build().map_err(|cause| Error::usage(format!("could not start {:?} threads: {cause}", options.jobs)))
}

/// The key of a page; `None` for one that may change unseen.
type Key<'a> = dyn Fn(&Page, &Prepared<'_>) -> Option<Digest> + Sync + 'a;

struct Build<'a> {
    options: &'a Options,
    outcome: Outcome,
    work: Arc<Work>,
    clock: Instant,
}

/// All the threads that a build was given.
struct Cores;

impl Workers for Cores {
    fn map<S, T: Send>(
        &self,
        count: usize,
        scratch: impl Fn() -> S + Send + Sync,
        one: impl Fn(&mut S, usize) -> T + Send + Sync,
    ) -> Vec<T> {
        (0..count).into_par_iter().map_init(scratch, one).collect()
    }
}

impl Build<'_> {
    fn run(mut self, memo: &Arc<Memo>) -> Result<Outcome> {
        let options = self.options;
        let clock = memo.clock();
        let listing = Arc::new(read::list(&place(options))?);
        let seen = Seen::of(&listing, options, clock);
        let output = options.output.clone().unwrap_or_else(|| options.root.join("output"));
        let here = Digest::of(listing.real.as_os_str().as_encoded_bytes());
        let note: Note = memo.note(here).unwrap_or_default();
        if let Some(mut outcome) = note.repeats(options, &seen, &output) {
            outcome.sources = texts_of(&listing, options, &outcome.diagnostics);
            outcome.timings = vec![("read", self.clock.elapsed())];
            return Ok(outcome);
        }
        let unread = seen.known(&listing, &note.texts);
        let known = Known {
            listing: listing.clone(),
            seen: &seen,
            texts: unread,
            memo: memo.clone(),
            last: None,
            lives: false,
        };
        let mut ready = self.ready(known)?;
        let known = std::mem::take(&mut ready.texts);
        let config = ready.config.clone();

        self.forget_known(&config, &listing);
        if !self.settle(&config) {
            let Ready { site, pages, shelf, .. } = &ready;
            let renderer = ready.renderer();
            let left = if options.write { note.left(memo, &output) } else { Vec::new() };
            // What a copied file holds is not read here: as long as it looks the same, it is.
            let key = |page: &Page, prepared: &Prepared<'_>| match &page.subject {
                Subject::File(at) => seen.key(site.files[*at as usize].asset.stat),
                _ => prepared.key(),
            };
            let left = self.render((&renderer, &key), pages, &output, left)?;
            self.settle(&config);
            let outcome = &self.outcome;
            let remember = || {
                let made =
                    |left| last::Made { options, output: &output, seen: &seen, until: site.until, left };
                let Some(left) = left else { return };
                let note = (!shelf.is_torn()).then(|| Note::of(memo, made(left), known, outcome));
                memo.keep_note(here, note.as_ref());
            };
            // A million rows of lists take as long to give back as the note to write.
            rayon::join(remember, move || drop(renderer));
        }
        let (written, removed) = (self.outcome.work.written, self.outcome.work.removed);
        self.outcome.work = Done { written, removed, ..self.work.done() };
        // A command that has nothing left to do does not wait until a large site is taken down.
        let Ready { site, listings, pages, lookup, .. } = ready;
        rayon::spawn(move || drop((site, listings, pages, lookup)));
        self.outcome.sources = texts_of(&listing, options, &self.outcome.diagnostics);
        self.lap("end");
        Ok(self.outcome)
    }

    /// Renders every page whose key is new, and stages each as soon as it is rendered, so that no two pages are held for
    /// longer than it takes. `left` is what stands in the output; returned is what stands there now.
    fn render(
        &mut self,
        (renderer, key): (&Renderer<'_>, &Key<'_>),
        pages: &[Page],
        output: &Path,
        left: Vec<Left>,
    ) -> Result<Option<Vec<Left>>> {
        let staging = match self.options.write {
            true => {
                let (output, root) = (output.to_owned(), self.options.root.clone());
                Some(write::Staging::begin(write::Options { output, root }, left)?)
            }
            false => None,
        };
        let faults = Mutex::new(Vec::new());
        let make = |page: &Page| -> Result<std::result::Result<(), Diagnostic>> {
            let prepared = match renderer.prepare(page) {
                Ok(prepared) => prepared,
                Err(fault) => return Ok(Err(fault)),
            };
            let key = key(page, &prepared);
            if let (Some(staging), Some(key)) = (&staging, key)
                && staging.keep(&prepared.path(), page.kind, page.source.as_ref(), key)?
            {
                return Ok(Ok(()));
            }
            Work::count(&self.work.rendered);
            match (prepared.artifact(), &staging) {
                (Ok(artifact), Some(staging)) => staging.put(&artifact, key.unwrap_or_default()).map(Ok),
                (made, _) => Ok(made.map(drop)),
            }
        };
        self.work.progress.begin("rendering", pages.len());
        pages.par_iter().try_for_each(|page| {
            self.work.progress.step();
            if let Err(fault) = make(page)? {
                faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(fault);
            }
            Ok::<_, Error>(())
        })?;
        let mut faults = faults.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.lap("render");
        if !faults.is_empty() {
            // A broken template fails on every page that uses it; the first page in order stands for all.
            faults.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
            faults.dedup_by(|a, b| (&a.path, a.span) == (&b.path, b.span));
            self.outcome.diagnostics.extend(faults);
            return Ok(None);
        }
        let Some(staging) = staging else { return Ok(None) };
        self.work.progress.begin("writing", 0);
        let (written, left) = staging.commit()?;
        self.outcome.work.written = written.written;
        self.outcome.work.removed = written.removed;
        self.outcome.written = Some(written);
        self.lap("write");
        Ok(Some(left))
    }

    /// Takes out what the baseline knows, and says what it knows in vain.
    fn forget_known(&mut self, config: &Config, listing: &Listing) {
        let Some(path) = &config.check.baseline else { return };
        let found = &mut self.outcome.diagnostics;
        // As it is settled: in order, each once.
        sort(found);
        let may = |it: &Diagnostic| baseline::may_know(it.rule, level(it.rule, config), config);
        let candidates: Vec<Diagnostic> = found.iter().filter(|it| may(it)).cloned().collect();
        let texts = read_texts(listing, self.options, &candidates);
        let entry = |it: &Diagnostic| Entry::of(it, texts.get(&it.path).map(|it| &**it));
        if self.options.purpose == Purpose::Baseline {
            let text = baseline::text(candidates.iter().map(entry).collect());
            self.outcome.baseline = Some((path.clone(), text));
            return;
        }
        let bad = |message: String| {
            let hint = "`dateline check --write-baseline` writes it";
            Diagnostic::new(&rules::BAD_BASELINE, &path.as_str().into(), message).hint(hint)
        };
        let baseline = match read::text(&self.options.root, path).map(|it| Baseline::read(&it)) {
            Some(Ok(baseline)) => Ok(baseline),
            Some(Err(line)) => Err(format!("line {line} of `{path}` is none of a baseline")),
            None => Err(format!("there is no baseline `{path}`")),
        };
        let mut baseline = match baseline {
            Ok(baseline) => baseline,
            Err(message) => return found.push(bad(message)),
        };
        let all = found.len();
        found.retain(|it| !may(it) || !baseline.knows(&entry(it)));
        self.outcome.known = all - found.len();
        found.extend(baseline.leftover(path));
    }

    /// Gives every finding the level of the configuration, sorts them, counts those that are not shown, and says whether
    /// the build fails.
    fn settle(&mut self, config: &Config) -> bool {
        let found = &mut self.outcome.diagnostics;
        for it in found.iter_mut() {
            it.severity = level(it.rule, config);
        }
        found.retain(|it| it.severity != Severity::Off);
        sort(found);
        self.outcome.failed |= found.iter().any(|it| it.severity >= config.check.fail_on);
        let all = found.len();
        found.retain(|it| it.severity >= self.options.shown);
        self.outcome.hidden += all - found.len();
        self.outcome.failed
    }

    fn lap(&mut self, phase: &'static str) {
        self.outcome.timings.push((phase, self.clock.elapsed()));
        self.clock = Instant::now();
    }
}

/// What the command line says wins over the file.
fn override_config(config: &mut Config, options: &Options) -> Result<()> {
    if let Some(base_url) = &options.base_url {
        let base = parse::config::base_url(base_url).map_err(Error::usage)?;
        config.site.base_url = Some(base);
    }
    if options.strict {
        config.check.profile = Profile::Strict;
        config.check.fail_on = config.check.fail_on.min(Severity::Warning);
    }
    Ok(())
}

/// Findings in the order in which they are told, each once.
fn sort(found: &mut Vec<Diagnostic>) {
    found.par_sort_by(|a, b| {
        (&a.path, a.span, a.rule.name, &a.message).cmp(&(&b.path, b.span, b.rule.name, &b.message))
    });
    found.dedup();
}

/// The level of a rule: its own entry in `[check.rules]`, else the profile's.
fn level(rule: &Rule, config: &Config) -> Severity {
    if let Some(level) = config.check.rules.get(rule.name) {
        return *level;
    }
    if rule == &rules::CITE_UNRESOLVED && config.citations.unresolved == Unresolved::Warn {
        return Severity::Warning;
    }
    let [standard, strict] = rule.severity;
    match config.check.profile {
        Profile::Standard => standard,
        Profile::Strict => strict,
        Profile::Lenient if rule.structural => standard,
        Profile::Lenient => match standard {
            Severity::Error => Severity::Warning,
            Severity::Warning | Severity::Info => Severity::Info,
            Severity::Off => Severity::Off,
        },
    }
}

/// The texts that findings point into, secrets covered. Most are not held, so they are read again.
fn texts_of(listing: &Listing, options: &Options, findings: &[Diagnostic]) -> Texts {
    let mut texts = read_texts(listing, options, findings);
    diag::blot(&mut texts, findings);
    texts
}

fn read_texts(listing: &Listing, options: &Options, findings: &[Diagnostic]) -> Texts {
    let named: BTreeSet<&Arc<str>> = findings.iter().map(|it| &it.path).collect();
    let lists = [&listing.briefs, &listing.pages, &listing.entries];
    let entries = lists.into_par_iter().flatten().filter(|it| named.contains(&it.path));
    let read: Vec<Source> = entries.filter_map(|it| read::source(it).value).collect();
    let config = Some(&listing.config).filter(|it| named.contains(&it.path)).cloned();
    let variables =
        options.overlay.variables.iter().map(|(name, text)| Source::new(name.as_str(), text.as_str()));
    read.into_iter().chain(config).chain(variables).map(|it| (it.path, it.text)).collect()
}
