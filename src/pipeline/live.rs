//! A publication that lives on between looks at its files, whose pages are rendered when somebody asks for them.
//!
//! There is one way from files to pages, and this is it too: a look makes the site ready as a build does, from what is
//! new in it and what is known. Shortcuts leave out what could not come out otherwise: a text that linking reads as before
//! takes its place in the linked site, or under other tags ([`link::reading`]), a registry gives sources other titles
//! ([`link::retitled`]), and a theme in another form is laid over it.
//! Whatever else has changed, everything is looked at again. A site with errors is never shown: the last good one stays.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use self_cell::self_cell;

use super::change::Change;
use super::files::Found;
use super::last::{Note, Seen};
use super::ready::{Known, Ready, in_site};
use super::{Build, Done, Options, Outcome, Work, level};
use crate::diag::{Diagnostic, Reported, Severity};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::link::{self, Reading, Text};
use crate::memo::Memo;
use crate::model::artifact::Content;
use crate::model::config::Config;
use crate::model::page::{Page, Subject};
use crate::model::site::State;
use crate::parse::component;
use crate::read;
use crate::render::Renderer;
use crate::render::theme;

/// A publication and the state it is in. One thread looks, any number ask for pages.
pub struct Live {
    options: Options,
    pool: rayon::ThreadPool,
    good: RwLock<Option<Good>>,
    past: Mutex<Past>,
    work: Arc<Work>,
    config: Mutex<Option<Arc<Config>>>,
    /// Assets of the theme before the last one, by path: a page that was sent a moment ago may yet ask for them.
    left: Mutex<BTreeMap<String, Arc<[u8]>>>,
    spent: Mutex<BTreeMap<String, Spent>>,
}

/// The last site without errors.
pub struct Good {
    shown: Shown,
    findings: Arc<Vec<Diagnostic>>,
    anchored: link::Anchored,
    /// The pages that were before somebody's eyes when it took its place.
    made: BTreeMap<String, Rendered>,
    /// Templates that failed when their pages were asked for, by page.
    faults: Mutex<BTreeMap<String, Diagnostic>>,
}

self_cell! {
    struct Shown {
        owner: Ready,
        #[not_covariant]
        dependent: Renderer,
    }
}

/// What the looks before left behind.
#[derive(Default)]
struct Past {
    /// What was seen of all files when they were last looked at: [`Seen::site`].
    site: Option<Digest>,
    /// What differs on the disk from the site that is shown.
    pending: Pending,
    /// The last look found errors, or the world at fault.
    bad: bool,
    memo: Option<Arc<Memo>>,
    quick: usize,
    /// How long each phase of the last look took.
    timings: Vec<(&'static str, Duration)>,
}

#[derive(Default)]
enum Pending {
    #[default]
    Everything,
    Paths(BTreeSet<PathBuf>),
}

/// What came of a look.
pub enum Look {
    /// Nothing is new.
    Same,
    /// Another site is shown. `saved` is the address of the brief or page that changed, when it was one.
    Good { findings: Arc<Vec<Diagnostic>>, saved: Option<String> },
    /// There are errors; what was shown still is.
    Bad { findings: Arc<Vec<Diagnostic>> },
    /// The world is at fault, or the command line.
    Fault(Error),
}

/// Of a brief, where it stands now and when it becomes public.
pub type Standing = (State, Option<Timestamp>);

/// A page as it is published.
#[derive(Clone)]
pub struct Rendered {
    pub content: Content,
    pub page: Page,
    /// Equal for equal bytes; none for a file that is copied.
    pub key: Option<Digest>,
    pub brief: Option<Standing>,
}

/// What the pages of a template have cost since the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    pub pages: u32,
    pub time: Duration,
}

impl Live {
    /// Nothing is read yet.
    ///
    /// # Errors
    /// Usage: as many threads cannot be had.
    pub fn new(options: Options) -> Result<Self> {
        let pool = super::pool(&options)?;
        let (good, past, config, left, spent) = Default::default();
        Ok(Self { options, pool, good, past, work: Arc::default(), config, left, spent })
    }

    /// Looks at files again, at these or at all. `views` are the files of the site that somebody has before their eyes: a
    /// site whose templates fail on one of them is not good. `clock` is the present as the machine tells it, in
    /// nanoseconds since 1970.
    pub fn look(
        &self,
        changed: Option<&BTreeSet<PathBuf>>,
        now: Timestamp,
        clock: i64,
        views: &[String],
    ) -> Look {
        let past = &mut *lock(&self.past);
        past.pending = match (mem::take(&mut past.pending), changed) {
            (Pending::Paths(mut all), Some(more)) => {
                all.extend(more.iter().cloned());
                Pending::Paths(all)
            }
            _ => Pending::Everything,
        };
        past.timings.clear();
        let (mut look, quick) = self.pool.install(|| {
            let quick = match &past.pending {
                Pending::Paths(paths) => self.look_at(paths, views),
                Pending::Everything => None,
            };
            let is_quick = quick.is_some();
            let all = || {
                past.pending = Pending::Everything;
                self.look_at_all(past, now, clock, views)
            };
            (quick.unwrap_or_else(all), is_quick)
        });
        // The files say again what is shown.
        if past.bad && quick && matches!(look, Look::Same) {
            let findings = self.read().as_ref().map(|it| it.findings.clone()).unwrap_or_default();
            look = Look::Good { findings, saved: None };
        }
        if let (Look::Good { saved: saved @ None, .. }, Some(paths)) = (&mut look, changed) {
            *saved = self.only_text(paths);
        }
        match look {
            Look::Good { .. } => {
                past.quick += usize::from(quick);
                past.bad = false;
                past.pending = Pending::Paths(BTreeSet::new());
            }
            Look::Same if quick => past.pending = Pending::Paths(BTreeSet::new()),
            Look::Same => {}
            Look::Bad { .. } | Look::Fault(_) => past.bad = true,
        }
        look
    }

    /// The address of the one brief or standing page among files.
    fn only_text(&self, paths: &BTreeSet<PathBuf>) -> Option<String> {
        let good = self.read();
        let ready = good.as_ref()?.ready();
        let text = |it: &PathBuf| Text::of(&ready.site, &name(it.strip_prefix(&self.options.root).ok()?)?);
        let mut texts = paths.iter().filter_map(text);
        let only = texts.next().filter(|_| texts.next().is_none())?;
        Some(only.address(&ready.site).url(ready.config.urls.style))
    }

    /// Looks at some files; `None` when that does not do.
    fn look_at(&self, paths: &BTreeSet<PathBuf>, views: &[String]) -> Option<Look> {
        let mut change = Change::default();
        let mut bad = Vec::new();
        let mut said_again = BTreeSet::new();
        {
            let good = self.read();
            let good = good.as_ref()?;
            let ready = good.ready();
            // What is known is known as often as it is in the whole site.
            if ready.config.check.baseline.is_some() {
                return None;
            }
            let (mut themed, mut registered) = (false, false);
            for path in paths {
                let name = name(path.strip_prefix(&self.options.root).ok()?)?;
                let (kind, at) = match ready.shelf.find(&name) {
                    Some(Found::Text(kind, at)) => (kind, at),
                    Some(Found::Theme) => {
                        themed = true;
                        continue;
                    }
                    // What was said of it stands elsewhere now.
                    Some(Found::Registry) if good.findings.iter().all(|it| *it.path != *name) => {
                        registered = true;
                        continue;
                    }
                    // What an editor wrote to, before it took the name of what it saved.
                    None if !read::is_there(path) => continue,
                    Some(Found::Other | Found::Registry) | None => return None,
                };
                let text = Text::of(&ready.site, &name)?;
                let Reported { value: Some(new), diagnostics } = ready.shelf.parse_one(kind, at) else {
                    return None;
                };
                if !diagnostics.is_empty() || ready.joined.contains(&*name) {
                    return None;
                }
                if new.parsed.brief.digest == text.brief(&ready.site).digest {
                    continue;
                }
                let found = self.settled(new.parsed.found.iter().cloned(), &ready.config);
                if fails(&found, &ready.config) {
                    bad.extend(found);
                    bad.extend(self.settled(new.parsed.alone.iter().cloned(), &ready.config));
                    said_again.insert(name);
                } else {
                    let brief = &new.parsed.brief;
                    match link::reading(&ready.site, &ready.registries, &good.anchored, text, brief) {
                        Reading::Alike => {}
                        Reading::Retagged(tags) if paths.len() == 1 => change.tags = Some(tags),
                        Reading::Retagged(_) | Reading::Other => return None,
                    }
                    change.texts.push((text, new));
                }
            }
            if themed {
                let Reported { value: files, diagnostics } = ready.shelf.theme();
                if !diagnostics.is_empty() || !ready.silent_theme {
                    return None;
                }
                // What data a component takes is part of how every text is read.
                if !component::sources(&files).eq(component::sources(&ready.theme_files)) {
                    return None;
                }
                if files != ready.theme_files {
                    let Reported { value: theme, diagnostics } = theme::load(&files, &ready.config);
                    let found = self.settled(diagnostics.into_iter(), &ready.config);
                    if fails(&found, &ready.config) {
                        bad.extend(found);
                    } else if found.is_empty() && ready.places(&theme, &files).is_some() {
                        change.theme = Some(Box::new((theme, files)));
                    } else {
                        return None;
                    }
                }
            }
            if registered {
                let Reported { value: registries, diagnostics } = ready.shelf.registries();
                let titles = link::retitled(&ready.site, &ready.registries, &registries)?;
                if !diagnostics.is_empty() || !change.texts.is_empty() {
                    return None;
                }
                if !titles.is_empty() {
                    change.registries = Some((registries, titles));
                }
            }
            if !bad.is_empty() {
                return Some(Look::Bad { findings: merged(&good.findings, bad, &said_again) });
            }
        }
        if change.texts.is_empty() && change.theme.is_none() && change.registries.is_none() {
            return Some(Look::Same);
        }
        Some(self.apply(change, views))
    }

    /// Shows the site with a change in it, unless that is bad.
    fn apply(&self, change: Change, views: &[String]) -> Look {
        let mut slot = self.good.write().unwrap_or_else(PoisonError::into_inner);
        let Some(good) = slot.take() else { return Look::Same };
        let Good { shown, findings, anchored, made: before, faults: failed_before } = good;
        let mut ready = shown.into_owner();
        let texts: Vec<Text> = change.texts.iter().map(|it| it.0).collect();
        let undo = ready.exchange(change);
        let old_theme = undo.theme.as_ref().map(|it| it.0.assets.clone());
        let (mut said, mut said_again) = (Vec::new(), BTreeSet::new());
        for &text in &texts {
            let brief = text.brief(&ready.site);
            said_again.insert(brief.path.to_string());
            said.extend(ready.shelf.said(brief.digest));
            if let Text::Brief(id) = text {
                said.extend(in_site(&ready.site, id, self.options.shown));
            }
        }
        let said = self.settled(said.into_iter(), &ready.config);
        let failed = fails(&said, &ready.config);
        let new = merged(&findings, said, &said_again);
        let saved = match texts[..] {
            [text] => Some(text.address(&ready.site).url(ready.config.urls.style)),
            _ => None,
        };
        let (made, faults) = Default::default();
        let mut good = Good { shown: show(ready), findings: new.clone(), anchored, made, faults };
        let faults = if failed { Vec::new() } else { self.make(&mut good, views) };
        if !failed && faults.is_empty() {
            *slot = Some(good);
            old_theme.into_iter().for_each(|it| self.leave(&it));
            return Look::Good { findings: new, saved };
        }
        let Good { shown, anchored, .. } = good;
        let mut ready = shown.into_owner();
        ready.exchange(undo);
        *slot = Some(Good { shown: show(ready), findings, anchored, made: before, faults: failed_before });
        Look::Bad { findings: merged(&new, faults, &BTreeSet::new()) }
    }

    fn look_at_all(&self, past: &mut Past, now: Timestamp, clock: i64, views: &[String]) -> Look {
        let options = Options { now, write: false, ..self.options.clone() };
        let cache = options.cache.as_deref();
        // What the first look finds out is kept for the next start and for builds; from then on they may write.
        let memo = past.memo.take().unwrap_or_else(|| {
            let memo = Memo::open(cache);
            Arc::new(if memo.is_kept() { memo } else { Memo::reader(cache) })
        });
        let clock = memo.clock().unwrap_or(clock);
        let place = super::place(&options);
        let listing = match read::list(&place) {
            Ok(listing) => Arc::new(listing),
            Err(fault) => {
                past.site = None;
                past.memo = Some(memo);
                return Look::Fault(fault);
            }
        };
        let seen = Seen::of(&listing, &options, Some(clock));
        let current = self.read();
        let last = current.as_ref().map(Good::ready);
        let lasts = last.is_none_or(|it| it.site.now <= now && it.site.until.is_none_or(|until| now < until));
        if past.site.is_some() && past.site == seen.site && lasts {
            past.memo = Some(memo);
            return Look::Same;
        }
        // At the start, what builds and previews before this one noted.
        let here = Digest::of(listing.real.as_os_str().as_encoded_bytes());
        let note: Note = if memo.is_kept() { memo.note(here).unwrap_or_default() } else { Note::default() };
        let texts = seen.known(&listing, last.map_or(&note.texts, |it| &it.texts));
        let known = Known {
            listing,
            seen: &seen,
            texts,
            memo: memo.clone(),
            last: last.map(|it| &it.shelf),
            lives: true,
        };
        let mut build = Build {
            options: &options,
            outcome: Outcome::default(),
            work: self.work.clone(),
            clock: Instant::now(),
        };
        let ready = build.ready(known);
        drop(current);
        past.site = seen.site;
        past.timings = mem::take(&mut build.outcome.timings);
        let mut ready = match ready {
            Ok(ready) => ready,
            Err(fault) => {
                past.memo = Some(memo);
                return Look::Fault(fault);
            }
        };
        let config = ready.config.clone();
        build.forget_known(&config, &ready.shelf.listing);
        let failed = build.settle(&config);
        let findings = Arc::new(mem::take(&mut build.outcome.diagnostics));
        if memo.is_kept() && !ready.shelf.is_torn() {
            memo.keep_note(here, Some(&note.with(ready.texts.clone())));
        }
        past.memo = Some(release(memo, &mut ready, cache));
        if !failed || self.read().is_none() {
            *lock(&self.config) = Some(config);
        }
        if failed {
            self.pool.spawn(move || drop(ready));
            return Look::Bad { findings };
        }
        let anchored = link::Anchored::of(&ready.site);
        let (made, faults) = Default::default();
        let mut good = Good { shown: show(ready), findings: findings.clone(), anchored, made, faults };
        let faults = self.make(&mut good, views);
        if !faults.is_empty() {
            return Look::Bad { findings: merged(&findings, faults, &BTreeSet::new()) };
        }
        let assets = good.ready().theme.assets.clone();
        let old = self.good.write().unwrap_or_else(PoisonError::into_inner).replace(good);
        if let Some(old) = old.as_ref().map(|it| &it.ready().theme.assets).filter(|it| **it != assets) {
            self.leave(old);
        }
        // A large site takes its time to be taken down.
        self.pool.spawn(move || drop(old));
        Look::Good { findings, saved: None }
    }

    /// Findings with the levels of the configuration, as far as they are shown.
    fn settled(&self, found: impl Iterator<Item = Diagnostic>, config: &Config) -> Vec<Diagnostic> {
        let shown = |mut it: Diagnostic| {
            it.severity = level(it.rule, config);
            (it.severity >= self.options.shown.max(Severity::Info)).then_some(it)
        };
        found.filter_map(shown).collect()
    }

    /// The site that is shown, if there has been a good one. Nothing takes its place while it is held.
    pub fn read(&self) -> RwLockReadGuard<'_, Option<Good>> {
        self.good.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page of the site that is shown, by its place below the output folder; `None` when there is none.
    ///
    /// # Errors
    /// A template that fails, which only its pages show.
    pub fn page(&self, path: &str) -> Option<std::result::Result<Rendered, Diagnostic>> {
        let good = self.read();
        let good = good.as_ref()?;
        match good.made.get(path) {
            Some(made) => Some(Ok(made.clone())),
            None => {
                let made = self.render(good, good.find(path)?);
                let keep =
                    |fault: &Diagnostic| drop(lock(&good.faults).insert(path.to_owned(), fault.clone()));
                Some(made.inspect_err(keep))
            }
        }
    }

    fn render(&self, good: &Good, page: &Page) -> std::result::Result<Rendered, Diagnostic> {
        let clock = Instant::now();
        Work::count(&self.work.rendered);
        let brief = good.state(page);
        good.shown.with_dependent(|_, renderer| {
            let prepared = renderer.prepare(page)?;
            let (key, template) = (prepared.key(), prepared.template().map(str::to_owned));
            let content = prepared.artifact()?.content;
            if let Some(template) = template {
                let mut spent = lock(&self.spent);
                let spent = spent.entry(template).or_default();
                spent.pages += 1;
                spent.time += clock.elapsed();
            }
            Ok(Rendered { content, page: page.clone(), key, brief })
        })
    }

    /// Makes the pages that somebody has before their eyes, and says what is wrong with their templates.
    fn make(&self, good: &mut Good, views: &[String]) -> Vec<Diagnostic> {
        let pages = views.iter().filter_map(|path| Some((path, good.find(path)?)));
        let made: Vec<_> = pages
            .filter(|(_, page)| page.subject.is_html())
            .map(|(path, page)| self.render(good, page).map(|it| (path.clone(), it)))
            .collect();
        let mut faults = Vec::new();
        for it in made {
            match it {
                Ok((path, page)) => drop(good.made.insert(path, page)),
                Err(fault) => faults.push(fault),
            }
        }
        faults
    }

    /// Keeps the assets of a theme that goes.
    fn leave(&self, assets: &BTreeMap<String, (String, Arc<[u8]>)>) {
        *lock(&self.left) = assets.values().cloned().collect();
    }

    /// An asset of the theme as it was before, by its path.
    pub fn left(&self, path: &str) -> Option<Arc<[u8]>> {
        lock(&self.left).get(path).cloned()
    }

    /// The configuration of the site that is shown; until there is one, as it is.
    pub fn config(&self) -> Option<Arc<Config>> {
        lock(&self.config).clone()
    }

    /// How long each phase of the last look took; none for one that needed none of them.
    pub fn timings(&self) -> Vec<(&'static str, Duration)> {
        lock(&self.past).timings.clone()
    }

    /// How many looks changed what is shown without linking it anew.
    pub fn quick(&self) -> usize {
        lock(&self.past).quick
    }

    /// What was done since the start.
    pub fn work(&self) -> Done {
        self.work.done()
    }

    /// What pages have cost, by template.
    pub fn spent(&self) -> BTreeMap<String, Spent> {
        lock(&self.spent).clone()
    }
}

impl Good {
    pub fn ready(&self) -> &Ready {
        self.shown.borrow_owner()
    }

    /// What was found in the site that is shown.
    pub fn findings(&self) -> &Arc<Vec<Diagnostic>> {
        &self.findings
    }

    /// A page by its place below the output folder.
    pub fn find(&self, path: &str) -> Option<&Page> {
        self.ready().find(path).map(|at| &self.ready().pages[at])
    }

    /// The key of a page, which changes when the page does, and the state of the brief that it shows. `None` when there is
    /// no such page, or when it cannot be rendered.
    pub fn key(&self, path: &str) -> Option<(Digest, Option<Standing>)> {
        if let Some(made) = self.made.get(path) {
            return Some((made.key?, made.brief));
        }
        let page = self.find(path)?;
        let key = self.shown.with_dependent(|_, renderer| renderer.prepare(page).ok()?.key())?;
        Some((key, self.state(page)))
    }

    /// The templates that have failed when their pages were asked for, by the page's place below the output folder.
    pub fn faults(&self) -> BTreeMap<String, Diagnostic> {
        lock(&self.faults).clone()
    }

    fn state(&self, page: &Page) -> Option<Standing> {
        match page.subject {
            Subject::Brief(id) => {
                let brief = self.ready().site.brief(id);
                Some((brief.state, brief.brief.front.public_from()))
            }
            _ => None,
        }
    }
}

/// Lets builds write to what is remembered, as soon as the first look is in it: from then on it is only read.
fn release(memo: Arc<Memo>, ready: &mut Ready, cache: Option<&Path>) -> Arc<Memo> {
    if !memo.is_kept() {
        return memo;
    }
    drop(ready.shelf.turn_to(Arc::new(Memo::reader(None))));
    if let Some(memo) = Arc::into_inner(memo) {
        memo.close();
    }
    let reader = Arc::new(Memo::reader(cache));
    drop(ready.shelf.turn_to(reader.clone()));
    reader
}

fn show(ready: Ready) -> Shown {
    Shown::new(ready, |ready| ready.renderer())
}

fn fails(found: &[Diagnostic], config: &Config) -> bool {
    found.iter().any(|it| it.severity >= config.check.fail_on)
}

/// Findings with those of some files told anew.
fn merged(
    old: &Arc<Vec<Diagnostic>>,
    new: Vec<Diagnostic>,
    said_again: &BTreeSet<String>,
) -> Arc<Vec<Diagnostic>> {
    let again = |it: &&Diagnostic| said_again.contains(&*it.path);
    if new.is_empty() && !old.iter().any(|it| again(&it)) {
        return old.clone();
    }
    let mut all: Vec<_> = old.iter().filter(|it| !again(it)).cloned().collect();
    all.extend(new);
    super::sort(&mut all);
    Arc::new(all)
}

/// A path below the root as the site names it.
fn name(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|it| it.to_str()).collect();
    Some(parts?.join("/"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
