//! The stages of a build, one by one, on one thread.
//!
//! ```sh
//! cargo bench                       # time, with the change since the last run
//! cargo bench -- render             # those whose names hold a word
//! benches/count                     # instructions, which hardly flicker
//! ```
//!
//! Briefs come from `corpus.rs`: 1,000 of them, with code. "crowded" is a site whose briefs share one tag, one source and
//! one series, with one brief of 999 sources. Files lie below `target/`.

#![expect(clippy::disallowed_methods, reason = "makes and removes the folders that it measures")]

mod corpus;

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use criterion::{BatchSize, Criterion, Throughput};
use jiff::Timestamp;

use corpus::Corpus;
use dateline::check;
use dateline::diag::{Diagnostic, Severity};
use dateline::digest::Digest;
use dateline::index;
use dateline::link;
use dateline::memo::{self, Memo};
use dateline::model::artifact::Artifact;
use dateline::model::brief::{Brief, Library, Prose};
use dateline::model::config::Config;
use dateline::model::listings::Listings;
use dateline::model::page::{FeedOf, Page, Pager, Subject};
use dateline::model::site::Site;
use dateline::parse::{self, FileKind, claims::Scanner};
use dateline::pipeline;
use dateline::read;
use dateline::render::{Lookup, Renderer, highlight, theme, theme::Theme};
use dateline::source::{Inputs, Source};
use dateline::workers::OneThread;
use dateline::write;

fn main() {
    // Wide bounds, since machines are shared: what is small is seen by `benches/count`.
    let mut criterion = Criterion::default().sample_size(20).noise_threshold(0.03).configure_from_args();
    for stage in [
        reading,
        parsing,
        remembering,
        linking,
        indexing,
        checking,
        rendering,
        highlighting,
        writing,
        building,
    ] {
        stage(&mut criterion);
    }
    criterion.final_summary();
}

fn reading(criterion: &mut Criterion) {
    let place = SITE.place();
    measure(criterion, "read/1000 briefs", SITE.briefs(), || (), |()| read(&place));
}

fn parsing(criterion: &mut Criterion) {
    let Made { inputs, briefs, config, .. } = &*SITE;
    let scanner = Scanner::new(config);
    let context = parse::Context {
        config,
        scanner: &scanner,
        lexicon: None,
        components: &Default::default(),
        defaults: &[],
        digest: Digest::default(),
    };
    let one = |at: usize| parse::brief::read(context, &briefs[at], FileKind::Brief);
    measure(criterion, "parse/a brief", 1, || (), |()| one(0));
    let all = || (0..briefs.len()).map(one).collect::<Vec<_>>();
    measure(criterion, "parse/1000 briefs", SITE.briefs(), || (), |()| all());
    let registries = || parse::registry::read(config, &inputs.registries);
    measure(criterion, "parse/registry", 1, || (), |()| registries());
}

fn remembering(criterion: &mut Criterion) {
    let folder = SITE.root.join(".dateline/measured");
    let keep = |()| {
        let memo = Memo::open(Some(&folder));
        for (brief, prose) in &SITE.parsed {
            memo.keep(memo::PARSE, brief.digest, brief.as_ref());
            memo.keep(memo::PROSE, brief.digest, prose.as_ref());
        }
        memo.close();
    };
    measure(criterion, "remember/1000 new briefs", SITE.briefs(), || _ = fs::remove_dir_all(&folder), keep);
    let recall = |_: ()| -> Vec<Brief> {
        let memo = Memo::open(Some(&folder));
        let recalled = SITE.parsed.iter().filter_map(|(brief, _)| memo.recall(memo::PARSE, brief.digest));
        recalled.collect()
    };
    keep(());
    assert_eq!(recall(()).len(), SITE.parsed.len(), "what was kept is there");
    measure(criterion, "remember/1000 known briefs", SITE.briefs(), || (), recall);
}

fn linking(criterion: &mut Criterion) {
    for (name, made) in [("link/1000 briefs", &SITE), ("link/1000 crowded", &CROWDED)] {
        measure(criterion, name, made.briefs(), || made.parsed(), |it| link::site(it, &OneThread));
    }
}

fn indexing(criterion: &mut Criterion) {
    for (name, made) in [("index/1000 briefs", &SITE), ("index/1000 crowded", &CROWDED)] {
        measure(criterion, name, made.briefs(), || (), |()| made.index());
    }
}

fn checking(criterion: &mut Criterion) {
    let Made { briefs, config, parsed, site, .. } = &*SITE;
    let alone = |_: ()| -> Vec<Vec<Diagnostic>> {
        let files = briefs.iter().zip(parsed).map(|(source, (brief, prose))| check::File {
            config,
            brief,
            prose,
            text: &source.text,
            knows: &highlight::knows,
            dated: &parse::date::first,
        });
        files.map(|file| check::alone(&file)).collect()
    };
    measure(criterion, "check/1000 alone", SITE.briefs(), || (), alone);
    let linked =
        |_: ()| (0..site.briefs.len() as u32).map(|id| check::brief(site, id, &|_| true)).collect::<Vec<_>>();
    measure(criterion, "check/1000 in their site", SITE.briefs(), || (), linked);
}

fn rendering(criterion: &mut Criterion) {
    type Shown = fn(&Subject) -> bool;
    let kinds: [(&str, Shown); 7] = [
        ("render/a brief", |it| matches!(it, Subject::Brief(_))),
        ("render/its JSON", |it| matches!(it, Subject::BriefJson(_))),
        ("render/its Markdown", |it| matches!(it, Subject::BriefMarkdown(_))),
        ("render/a source", |it| matches!(it, Subject::Source(..))),
        ("render/a list", |it| matches!(it, Subject::Term(_, _, Pager { of: 2.., .. }))),
        ("render/the feed", |it| matches!(it, Subject::Atom(FeedOf::Site))),
        ("render/the sitemap", |it| matches!(it, Subject::Sitemap { .. })),
    ];
    let renderer = SITE.renderer();
    let shared = || Lookup::new(&SITE.site, &SITE.pages);
    measure(criterion, "render/what pages share", SITE.briefs(), || (), |()| (shared(), SITE.renderer()));
    for (name, shown) in kinds {
        // The first brief without code: highlighting is measured alone.
        let plain = |it: &&Page| match it.subject {
            Subject::Brief(id) => SITE.site.brief(id).brief.body.code_blocks == 0,
            _ => true,
        };
        let page = SITE.pages.iter().filter(|it| shown(&it.subject)).find(plain).expect("the site has one");
        measure(criterion, name, 1, || (), |()| renderer.page(page));
    }
    let renderer = CROWDED.renderer();
    let many = CROWDED.pages.iter().find(|it| {
        matches!(it.subject, Subject::Brief(id) if CROWDED.site.brief(id).brief.front.sources.len() > 100)
    });
    let many = many.expect("the first brief of a crowded site");
    measure(criterion, "render/a brief of 999 sources", 1, || (), |()| renderer.page(many));
}

fn highlighting(criterion: &mut Criterion) {
    for language in corpus::LANGUAGES {
        let code = corpus::block(language, 1);
        measure(criterion, &format!("highlight/{language}"), 1, || (), |()| highlight::html(language, &code));
    }
}

fn writing(criterion: &mut Criterion) {
    let renderer = SITE.renderer();
    let briefs = SITE.pages.iter().filter(|it| matches!(it.subject, Subject::Brief(_)));
    let artifacts: Vec<_> = briefs.map(|page| renderer.page(page).expect("the theme renders")).collect();
    let options = SITE.output("written");
    let put = |options: write::Options| {
        let staging = write::Staging::begin(options, Vec::new()).expect("a folder of ours");
        let put = |it: &Artifact| staging.put(it, Digest::default()).expect("the disk has room");
        artifacts.iter().for_each(put);
        staging.commit().expect("the disk has room")
    };
    let fresh = || {
        _ = fs::remove_dir_all(&options.output);
        options.clone()
    };
    measure(criterion, "write/1000 new pages", SITE.briefs(), fresh, put);
    put(fresh());
    measure(criterion, "write/1000 unchanged pages", SITE.briefs(), || options.clone(), put);
}

/// All of it, on every core.
fn building(criterion: &mut Criterion) {
    let write::Options { root, output } = SITE.output("built");
    let cache = root.join(".dateline/built");
    let options = pipeline::Options {
        purpose: pipeline::Purpose::Findings,
        root,
        config: None,
        overlay: Default::default(),
        progress: Default::default(),
        output: Some(output.clone()),
        base_url: None,
        show: link::Show::default(),
        now: now(),
        strict: false,
        jobs: None,
        write: true,
        cache: Some(cache.clone()),
        shown: Severity::Error,
    };
    let run = |()| pipeline::run(&options).expect("the disk has room");
    let fresh = || {
        _ = fs::remove_dir_all(&output);
        _ = fs::remove_dir_all(&cache);
    };
    measure(criterion, "build/1000 briefs, from nothing", SITE.briefs(), fresh, run);
    run(());
    measure(criterion, "build/1000 briefs, nothing changed", SITE.briefs(), || (), run);
}

/// Runs a benchmark; the routine has run once before, so that what is made on first use is there.
fn measure<I, O>(
    criterion: &mut Criterion,
    name: &str,
    elements: u64,
    mut setup: impl FnMut() -> I,
    mut routine: impl FnMut(I) -> O,
) {
    let (group, name) = name.split_once('/').expect("a name is `stage/what`");
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(elements));
    let mut warm = false;
    group.bench_function(name, |bencher| {
        if !warm {
            black_box(routine(setup()));
            warm = true;
        }
        bencher.iter_batched(&mut setup, |input| counted(|| routine(input)), BatchSize::PerIteration);
    });
    group.finish();
}

/// What `benches/count` counts: nothing outside of it.
#[inline(never)]
fn counted<O>(routine: impl FnOnce() -> O) -> O {
    black_box(routine())
}

fn now() -> Timestamp {
    // 2026-11-22T00:00:00Z
    Timestamp::constant(1_795_305_600, 0)
}

static SITE: LazyLock<Made> =
    LazyLock::new(|| Made::new("site", corpus::Options { briefs: 1_000, code: true, crowded: false }));
static CROWDED: LazyLock<Made> =
    LazyLock::new(|| Made::new("crowded", corpus::Options { briefs: 1_000, code: false, crowded: true }));

/// A site and what each stage makes of it.
struct Made {
    root: PathBuf,
    inputs: Inputs,
    briefs: Vec<Source>,
    config: Arc<Config>,
    theme: Theme,
    parsed: Vec<(Arc<Brief>, Arc<Prose>)>,
    library: Shelf,
    site: Site,
    listings: Listings,
    pages: Vec<Page>,
    lookup: Lookup,
}

struct Shelf(HashMap<Digest, Arc<Prose>>);

impl Library for Shelf {
    fn prose(&self, digest: Digest) -> Arc<Prose> {
        self.0[&digest].clone()
    }

    fn text(&self, _: Digest) -> Arc<str> {
        Arc::from("")
    }

    fn code(
        &self,
        language: &str,
        text: &str,
        highlight: fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        highlight(language, text)
    }
}

impl Made {
    fn new(name: &str, options: corpus::Options) -> Self {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("stages").join(name);
        let corpus = Corpus::new(options);
        _ = fs::remove_dir_all(&root);
        let put = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("below the root")).expect("target/ can be written to");
            fs::write(path, text).expect("target/ can be written to");
        };
        put("dateline.toml", corpus::config(true));
        put("content/registry/sources.toml", &corpus.registry());
        for brief in (0..options.briefs).map(|at| corpus.brief(at)) {
            put(&format!("content/briefs/{}.md", brief.slug), &corpus.markdown(&brief));
        }

        let place =
            read::Options { root: root.clone(), config: None, overlay: Default::default(), now: now() };
        let (inputs, briefs) = read(&place);
        let config = Arc::new(parse::config::read(&inputs.config).value);
        let theme = theme::load(&inputs.theme, &config).value;
        let scanner = Scanner::new(&config);
        let context = parse::Context {
            config: &config,
            scanner: &scanner,
            lexicon: None,
            components: &Default::default(),
            defaults: &[],
            digest: Digest::default(),
        };
        let parse = |source| parse::brief::read(context, source, FileKind::Brief).value;
        let parsed: Vec<(Arc<Brief>, Arc<Prose>)> =
            briefs.iter().map(parse).map(|(brief, prose)| (Arc::new(brief), Arc::new(prose))).collect();
        let library = Shelf(parsed.iter().map(|(brief, prose)| (brief.digest, prose.clone())).collect());
        let site = link::site(all(&config, &inputs, &parsed), &OneThread).value;
        let listings = index::listings(&site);
        let pages = pages(&site, &listings, &inputs, &theme);
        let lookup = Lookup::new(&site, &pages);
        Self { root, inputs, briefs, config, theme, parsed, library, site, listings, pages, lookup }
    }

    fn briefs(&self) -> u64 {
        self.briefs.len() as u64
    }

    fn place(&self) -> read::Options {
        read::Options { root: self.root.clone(), config: None, overlay: Default::default(), now: now() }
    }

    fn output(&self, name: &str) -> write::Options {
        write::Options { output: self.root.join(name), root: self.root.clone() }
    }

    fn parsed(&self) -> link::Parsed {
        all(&self.config, &self.inputs, &self.parsed)
    }

    fn index(&self) -> (Listings, Vec<Page>) {
        let listings = index::listings(&self.site);
        let pages = pages(&self.site, &listings, &self.inputs, &self.theme);
        (listings, pages)
    }

    fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.site, &self.listings, &self.theme, &self.lookup, &self.library)
    }
}

/// All of a site: what is not a brief, and the briefs.
fn read(place: &read::Options) -> (Inputs, Vec<Source>) {
    let listing = read::list(place).expect("a site");
    let briefs = listing.briefs.iter().filter_map(|entry| read::source(entry).value).collect();
    let loaded = listing.entries.iter().map(read::load).collect();
    (listing.inputs(loaded).value, briefs)
}

fn all(config: &Arc<Config>, inputs: &Inputs, parsed: &[(Arc<Brief>, Arc<Prose>)]) -> link::Parsed {
    link::Parsed {
        config: config.clone(),
        registries: parse::registry::read(config, &inputs.registries).value,
        briefs: parsed.iter().map(|(brief, _)| brief.clone()).collect(),
        pages: Vec::new(),
        files: Vec::new(),
        now: inputs.now,
        show: link::Show::default(),
    }
}

fn pages(site: &Site, listings: &Listings, inputs: &Inputs, theme: &Theme) -> Vec<Page> {
    let assets: Vec<_> = theme.assets.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect();
    index::pages(site, listings, &inputs.theme, &assets).value
}
