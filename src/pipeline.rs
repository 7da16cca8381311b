//! The phases joined in one readable function. Threads live here and nowhere else.

#![expect(clippy::disallowed_methods, reason = "phases are timed here")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rayon::prelude::*;

use crate::diag::{Diagnostic, Reported, Severity, rules};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::model::brief::{Brief, Library, Prose};
use crate::model::config::{Config, Profile, Unresolved};
use crate::model::page::Page;
use crate::model::registry::Registries;
use crate::model::site::{Site, Skipped};
use crate::parse::claims::Scanner;
use crate::parse::{self, FileKind};
use crate::paths::UrlStyle;
use crate::render::{Renderer, highlight, theme};
use crate::source::{Inputs, Source};
use crate::{check, index, link, read, write};

/// What a command asks for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `dateline.toml` and `content/`.
    pub root: PathBuf,
    /// Another configuration file.
    pub config: Option<PathBuf>,
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
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sorted by place, with the levels of the configuration; what is off is not here.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts of the files that the diagnostics name.
    pub sources: BTreeMap<Arc<str>, Arc<str>>,
    pub counts: Counts,
    /// Briefs that are not public, and until when.
    pub skipped: Vec<Skipped>,
    /// Absent when nothing was to be written, or the content has errors.
    pub written: Option<write::Summary>,
    pub timings: Vec<(&'static str, Duration)>,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(jobs) = options.jobs {
        pool = pool.num_threads(jobs);
    }
    let pool = pool
        .build()
        .map_err(|cause| Error::usage(format!("could not start {:?} threads: {cause}", options.jobs)))?;
    pool.install(|| {
        Build {
            options,
            outcome: Outcome::default(),
            alone: Vec::new(),
            clock: Instant::now(),
            library: Held::default(),
        }
        .run()
    })
}

struct Build<'a> {
    options: &'a Options,
    outcome: Outcome,
    /// What was found in each file when it was parsed; it counts for those that are published.
    alone: Vec<Diagnostic>,
    clock: Instant,
    library: Held,
}

/// Prose in memory.
#[derive(Default)]
struct Held(HashMap<Digest, Arc<Prose>>);

impl Library for Held {
    fn prose(&self, digest: Digest) -> Arc<Prose> {
        self.0.get(&digest).cloned().unwrap_or_default()
    }
}

impl Build<'_> {
    fn run(mut self) -> Result<Outcome> {
        let options = self.options;
        let place =
            read::Options { root: options.root.clone(), config: options.config.clone(), now: options.now };
        let listing = read::list(&place)?;
        let files = listing.entries.par_iter().map(read::load).collect();
        let inputs = listing.inputs(files).into(&mut self.outcome.diagnostics);
        self.lap("read");

        let mut config = parse::config::read(&inputs.config).into(&mut self.outcome.diagnostics);
        override_config(&mut config, options)?;
        let unreadable = |it: &Diagnostic| it.rule == &rules::UNREADABLE_FILE;
        self.outcome.unreadable = self.outcome.diagnostics.iter().any(unreadable);
        self.outcome.style = config.urls.style;
        let config = Arc::new(config);
        let theme = theme::load(&inputs.theme, &config).into(&mut self.outcome.diagnostics);
        let wrong = |it: &Diagnostic| it.severity == Severity::Error && it.path == config.path;
        self.outcome.misconfigured = self.outcome.diagnostics.iter().any(wrong);
        // A configuration at fault may well have named an address.
        let addressless = parse::config::without_base_url(&config).filter(|_| !self.outcome.misconfigured);
        self.outcome.diagnostics.extend(addressless);
        let (briefs, pages, registries) = self.parse(&config, &inputs);
        self.lap("parse");

        let theme_files = inputs.theme.clone();
        let parsed = link::Parsed {
            config: config.clone(),
            registries,
            briefs,
            pages,
            files: inputs.files.clone(),
            now: inputs.now,
            show: options.show,
        };
        let site = link::site(parsed).into(&mut self.outcome.diagnostics);
        self.lap("link");

        let listings = index::listings(&site);
        let assets: Vec<_> =
            theme.assets.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect();
        let pages = index::pages(&site, &listings, &theme_files, &assets).into(&mut self.outcome.diagnostics);
        self.outcome.counts = Counts {
            briefs: site.briefs.len(),
            pages: pages.iter().filter(|page| page.subject.is_html()).count(),
            sources: site.sources.len(),
        };
        self.outcome.skipped.clone_from(&site.skipped);
        self.lap("index");

        self.check(&site);
        self.lap("check");

        if !self.settle(&config, &inputs) {
            let library = std::mem::take(&mut self.library);
            let renderer = Renderer::new(&site, &listings, &theme, &pages, &library);
            self.render(&renderer, &pages)?;
            self.settle(&config, &inputs);
        }
        Ok(self.outcome)
    }

    fn parse(&mut self, config: &Config, inputs: &Inputs) -> (Vec<Arc<Brief>>, Vec<Arc<Brief>>, Registries) {
        let scanner = Scanner::new(config);
        let defaults =
            parse::front_matter::defaults(config, &inputs.defaults).into(&mut self.outcome.diagnostics);
        let registries =
            parse::registry::read(config, &inputs.registries).into(&mut self.outcome.diagnostics);
        let digest = Digest::default();
        let context = parse::Context { config, scanner: &scanner, defaults: &defaults, digest };
        let read = |sources: &[Source], kind| -> Vec<(Reported<(Brief, Prose)>, Vec<Diagnostic>)> {
            let one = |source: &Source| {
                let read = parse::brief::read(context, source, kind);
                let (brief, prose) = &read.value;
                let file = check::File { config, brief, prose, text: &source.text, knows: &highlight::knows };
                let mut found = match kind {
                    FileKind::Brief => check::alone(&file),
                    FileKind::Page => check::page(&file),
                };
                found.retain(|it| level(it, config) != Severity::Off);
                (read, found)
            };
            sources.par_iter().map(one).collect()
        };
        let (library, alone) = (&mut self.library, &mut self.alone);
        let mut take = |read: Vec<(Reported<(Brief, Prose)>, Vec<Diagnostic>)>| -> Vec<Arc<Brief>> {
            let take = |(it, found): (Reported<(Brief, Prose)>, _)| {
                let (brief, prose) = it.into(&mut self.outcome.diagnostics);
                library.0.insert(brief.digest, Arc::new(prose));
                alone.extend::<Vec<_>>(found);
                Arc::new(brief)
            };
            read.into_iter().map(take).collect()
        };
        let briefs = take(read(&inputs.briefs, FileKind::Brief));
        let pages = take(read(&inputs.pages, FileKind::Page));
        (briefs, pages, registries)
    }

    fn check(&mut self, site: &Site) {
        let hidden: BTreeSet<&Arc<str>> = site.skipped.iter().map(|it| &it.path).collect();
        let public = std::mem::take(&mut self.alone).into_iter().filter(|it| !hidden.contains(&it.path));
        self.outcome.diagnostics.extend(public);
        let found: Vec<Vec<Diagnostic>> = (0..site.briefs.len())
            .into_par_iter()
            .map(|id| {
                let found = check::brief(site, id as u32);
                // Some rules that are off would have something to say of every source of every brief.
                found.into_iter().filter(|it| level(it, &site.config) != Severity::Off).collect()
            })
            .collect();
        self.outcome.diagnostics.extend(found.into_iter().flatten());
    }

    /// Renders every page, and stages each as soon as it is rendered, so that no two pages are held for longer than it takes.
    fn render(&mut self, renderer: &Renderer<'_>, pages: &[Page]) -> Result<()> {
        let staging = match self.options.write {
            true => Some(write::Staging::begin(write::Options {
                output: self.options.output.clone().unwrap_or_else(|| self.options.root.join("output")),
                root: self.options.root.clone(),
            })?),
            false => None,
        };
        let faults = Mutex::new(Vec::new());
        pages.par_iter().try_for_each(|page| match renderer.page(page) {
            Ok(artifact) => staging.as_ref().map_or(Ok(()), |staging| staging.put(&artifact)),
            Err(fault) => {
                faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(fault);
                Ok(())
            }
        })?;
        let mut faults = faults.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.lap("render");
        if !faults.is_empty() {
            // A broken template fails on every page that uses it; the first page in order stands for all.
            faults.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
            faults.dedup_by(|a, b| (&a.path, a.span) == (&b.path, b.span));
            self.outcome.diagnostics.extend(faults);
            return Ok(());
        }
        if let Some(staging) = staging {
            self.outcome.written = Some(staging.commit()?);
            self.lap("write");
        }
        Ok(())
    }

    /// Gives every finding the level of the configuration, sorts them, and says whether the build fails.
    fn settle(&mut self, config: &Config, inputs: &Inputs) -> bool {
        let found = &mut self.outcome.diagnostics;
        for it in found.iter_mut() {
            it.severity = level(it, config);
        }
        found.retain(|it| it.severity != Severity::Off);
        found.sort_by(|a, b| {
            (&a.path, a.span, a.rule.name, &a.message).cmp(&(&b.path, b.span, b.rule.name, &b.message))
        });
        found.dedup();
        self.outcome.failed = found.iter().any(|it| it.severity >= config.check.fail_on);
        let named: BTreeSet<&Arc<str>> = found.iter().map(|it| &it.path).collect();
        let texts = inputs.sources().filter(|source| named.contains(&source.path));
        self.outcome.sources = texts.map(|source| (source.path.clone(), source.text.clone())).collect();
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

/// The level of a finding: the rule's own entry in `[check.rules]`, else the profile's.
fn level(it: &Diagnostic, config: &Config) -> Severity {
    if let Some(level) = config.check.rules.get(it.rule.name) {
        return *level;
    }
    if it.rule == &rules::CITE_UNRESOLVED && config.citations.unresolved == Unresolved::Warn {
        return Severity::Warning;
    }
    let [standard, strict] = it.rule.severity;
    match config.check.profile {
        Profile::Standard => standard,
        Profile::Strict => strict,
        Profile::Lenient if it.rule.structural => standard,
        Profile::Lenient => match standard {
            Severity::Error => Severity::Warning,
            Severity::Warning | Severity::Info => Severity::Info,
            Severity::Off => Severity::Off,
        },
    }
}
