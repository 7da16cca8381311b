//! Everything up to the pages: reads, parses, links, lists and checks.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use foldhash::{HashSet, HashSetExt};
use rayon::prelude::*;

use super::files::{Setting, Shelf};
use super::last::{Seen, Texts};
use super::{Build, Cores, Counts, Purpose, level, override_config};
use crate::diag::{Diagnostic, Severity, rules};
use crate::digest::{Digest, Digester};
use crate::error::Result;
use crate::memo::Memo;
use crate::model::config::Config;
use crate::model::listings::Listings;
use crate::model::page::Page;
use crate::model::registry::Registries;
use crate::model::site::{BriefId, Site};
use crate::parse::FileKind;
use crate::read::Listing;
use crate::render::theme::{self, Theme};
use crate::render::{Lookup, Renderer};
use crate::source::ThemeFiles;
use crate::{check, index, link, parse, read};

/// A publication made ready: what its pages are rendered from.
pub struct Ready {
    pub config: Arc<Config>,
    pub registries: Registries,
    pub site: Site,
    pub listings: Listings,
    pub pages: Vec<Page>,
    pub lookup: Lookup,
    pub theme: Theme,
    pub theme_files: ThemeFiles,
    pub shelf: Shelf,
    /// Digests of texts that can be believed as long as their files look as they did.
    pub texts: Texts,
    /// Files of which linking and listing had something to say.
    pub joined: HashSet<Arc<str>>,
    /// The theme had nothing to say.
    pub silent_theme: bool,
}

/// What is known before a site is made ready.
pub struct Known<'a> {
    pub listing: Arc<Listing>,
    pub seen: &'a Seen,
    /// Of briefs and of pages, the digests of texts that need not be read.
    pub texts: [Vec<Option<Digest>>; 2],
    pub memo: Arc<Memo>,
    /// The shelf of the site as it was, when this one lives on.
    pub last: Option<&'a Shelf>,
    pub lives: bool,
}

impl Ready {
    /// A renderer of its pages.
    pub fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.site, &self.listings, &self.theme, &self.lookup, &self.shelf)
    }
}

impl Build<'_> {
    /// Makes a site ready. Findings are in the outcome, not settled yet.
    ///
    /// # Errors
    /// Usage: an address on the command line that is none.
    pub fn ready(&mut self, known: Known<'_>) -> Result<Ready> {
        let Known { listing, seen, texts, memo, last, lives } = known;
        let options = self.options;
        let read = listing.entries.iter().filter(|it| it.is_file()).count() + 1;
        self.work.read.fetch_add(read, Ordering::Relaxed);
        let files = listing.entries.par_iter().map(read::load).collect();
        let inputs = listing.inputs(files).into(&mut self.outcome.diagnostics);
        self.lap("read");

        let mut config =
            parse::config::read_with(&inputs.config, &options.overlay).into(&mut self.outcome.diagnostics);
        override_config(&mut config, options)?;
        self.outcome.style = config.urls.style;
        let config = Arc::new(config);
        let plain = inputs.registries.iter().chain(&inputs.defaults).chain([&inputs.config]);
        self.outcome.diagnostics.extend(plain.flat_map(check::file));
        // Names all that every brief is parsed from, whatever stands in it.
        let mut digest = Digester::default();
        digest.part(&*inputs.config.path).part(&*inputs.config.text);
        digest.part(options.base_url.as_deref().unwrap_or_default());
        digest.part(format!("{:?}", options.overlay));
        let registries =
            parse::registry::read(&config, &inputs.registries).into(&mut self.outcome.diagnostics);
        let setting = Setting::new(config.clone(), &mut digest, inputs.defaults, &registries, &inputs.theme)
            .into(&mut self.outcome.diagnostics);
        let shelf = Shelf::new(listing, setting, memo, self.work.clone());
        let mut shelf = if lives { shelf.living() } else { shelf };
        self.work.progress.begin("parsing", texts.iter().map(Vec::len).sum());
        let parse = || {
            let briefs = shelf.parse(FileKind::Brief, &texts[0], last);
            (briefs, shelf.parse(FileKind::Page, &texts[1], last))
        };
        let (theme, (briefs, standing)) = rayon::join(|| theme::load(&inputs.theme, &config), parse);
        let silent_theme = theme.diagnostics.is_empty();
        let theme = theme.into(&mut self.outcome.diagnostics);
        let wrong = |it: &Diagnostic| {
            it.severity == Severity::Error && (it.path == config.path || options.overlay.names(&it.path))
        };
        self.outcome.misconfigured = self.outcome.diagnostics.iter().any(wrong);
        // A configuration at fault may well have named an address.
        let addressless = parse::config::without_base_url(&config).filter(|_| !self.outcome.misconfigured);
        self.outcome.diagnostics.extend(addressless);
        if options.purpose == Purpose::Fixes {
            let entries = shelf.listing.briefs.iter().zip(&briefs.texts);
            let entries = entries.chain(shelf.listing.pages.iter().zip(&standing.texts));
            self.outcome.digests =
                entries.filter_map(|(entry, text)| Some((entry.path.clone(), (*text)?))).collect();
        }
        let texts = seen.settled(&shelf.listing, [briefs.texts, standing.texts]);
        let alone = [briefs.alone, standing.alone];
        self.outcome.diagnostics.extend([briefs.found, standing.found].into_iter().flatten());
        let unreadable = |it: &Diagnostic| it.rule == &rules::UNREADABLE_FILE;
        self.outcome.unreadable = self.outcome.diagnostics.iter().any(unreadable);
        self.lap("parse");

        let parsed = link::Parsed {
            config: config.clone(),
            registries: registries.clone(),
            briefs: briefs.briefs,
            pages: standing.briefs,
            files: inputs.files,
            now: inputs.now,
            show: options.show,
        };
        self.work.progress.begin("linking", 0);
        let mut joining = Vec::new();
        let site = link::site(parsed, &Cores).into(&mut joining);
        self.lap("link");

        let listings = index::listings(&site);
        let assets: Vec<_> =
            theme.assets.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect();
        let pages = index::pages(&site, &listings, &inputs.theme, &assets).into(&mut joining);
        let lookup = Lookup::new(&site, &pages);
        let mut joined = HashSet::new();
        joined.extend(joining.iter().map(|it| it.path.clone()));
        self.outcome.diagnostics.extend(joining);
        self.outcome.counts = Counts {
            briefs: site.briefs.len(),
            pages: pages.iter().filter(|page| page.subject.is_html()).count(),
            sources: site.sources.len(),
        };
        self.outcome.skipped.clone_from(&site.skipped);
        self.lap("index");

        self.check(&site, alone, lives);
        self.lap("check");
        let theme_files = inputs.theme;
        Ok(Ready {
            config,
            registries,
            site,
            listings,
            pages,
            lookup,
            theme,
            theme_files,
            shelf,
            texts,
            joined,
            silent_theme,
        })
    }

    /// `alone` is what was found in each file when it was parsed; it counts for those that are published.
    fn check(&mut self, site: &Site, alone: [Vec<Diagnostic>; 2], lives: bool) {
        let hidden: HashSet<&Arc<str>> = site.skipped.iter().map(|it| &it.path).collect();
        let public = alone.into_iter().flatten();
        let public =
            public.filter(|it| level(it.rule, &site.config) != Severity::Off && !hidden.contains(&it.path));
        self.outcome.diagnostics.extend(public);
        // What is not shown is counted, unless the site lives on.
        let least = if lives { self.options.shown } else { Severity::Info };
        let found: Vec<Vec<Diagnostic>> =
            (0..site.briefs.len()).into_par_iter().map(|id| in_site(site, id as BriefId, least)).collect();
        self.outcome.diagnostics.extend(found.into_iter().flatten());
    }
}

/// What only the site can tell of a brief, and weighs `least` at least. Some rules that are off, or of little weight, would
/// have something to say of every source.
pub fn in_site(site: &Site, id: BriefId, least: Severity) -> Vec<Diagnostic> {
    check::brief(site, id, &|rule| level(rule, &site.config) >= least)
}
