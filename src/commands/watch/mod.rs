//! `dateline watch`: live previews. The watcher says "look again", the publication lives on, the server shows it.

mod desk;
mod extras;
mod preview;
mod told;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use clap::Args;
use jiff::Timestamp;

use super::Flags;
use super::report::{plural, spoken};
use crate::diag::emit::visible;
use crate::diag::{Diagnostic, Severity, emit};
use crate::error::{Error, Result};
use crate::link::Show;
use crate::pipeline::Options;
use crate::pipeline::live::{Live, Look};
use crate::server;
use crate::watcher::{self, Change, Watcher};
use crate::write;
use preview::{Asked, Preview};
use told::Told;

/// How long a file that is not written to the end may take to be: no fault is shown before.
const PATIENCE: Duration = Duration::from_millis(250);

/// Findings that are printed after one look.
const PRINTED: usize = 20;

/// Show the site while it is written
///
/// Serves the site on this machine and shows every change as soon as it is saved. Nothing is written to the output
/// folder. Drafts and briefs that are not public yet are shown, with a banner saying so.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The port; without it the first free one from 1414 on, and 0 is any
    #[arg(short, long, value_name = "PORT")]
    port: Option<u16>,

    /// An address or a name of this machine, in place of 127.0.0.1 and ::1
    #[arg(short, long, value_name = "ADDRESS", visible_alias = "bind")]
    interface: Option<String>,

    /// Open the site in a browser
    #[arg(short = 'O', long)]
    open: bool,

    /// Look at all files every so many milliseconds, where the system does not tell of changes [default: 1000]
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "1000")]
    #[arg(value_parser = clap::value_parser!(u64).range(50..=3_600_000))]
    poll: Option<u64>,

    /// Milliseconds without another change before a change is looked at
    #[arg(long, value_name = "MS", default_value = "50", value_parser = clap::value_parser!(u64).range(0..=60_000))]
    debounce: u64,

    /// Add no script to pages
    #[arg(long)]
    no_reload: bool,

    /// Show what `build` would publish: no drafts, nothing that is not public yet
    #[arg(long, conflicts_with_all = ["drafts", "future"])]
    as_published: bool,

    /// Lead the browser to the brief that was saved last
    #[arg(long)]
    follow: bool,
}

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    let options = flags.pipeline(false)?;
    let shows = !arguments.as_published;
    let show = Show { drafts: shows, future: shows, ..options.show };
    // A folder that is removed and made again has another `.`.
    let root = std::path::absolute(&options.root).unwrap_or_else(|_| options.root.clone());
    let cache = options.cache.map(|_| root.join(".dateline/cache"));
    let options = Options { root, cache, show, shown: Severity::Warning, ..options };
    // What happens in an output is never looked at: one that holds the site would hide every change.
    if flags.output.is_some() && options.root.is_dir() {
        write::output_folder(&flags.output(), &options.root)?;
    }
    let bound = server::bind(arguments.interface.as_deref(), arguments.port)?;
    let (addresses, bell, moved) = (bound.addresses().to_vec(), bound.bell(), bound.moved());
    let asked = Asked {
        root: options.root.clone(),
        reloads: !arguments.no_reload,
        follows: arguments.follow,
        as_published: arguments.as_published,
    };
    // Before anything is read, so that no change falls between.
    let mut watcher = Watcher::start(watcher::Options {
        root: options.root.clone(),
        config: options.config.clone(),
        output: flags.output(),
        debounce: Duration::from_millis(arguments.debounce),
        longest: Duration::from_millis(arguments.debounce.saturating_mul(10).max(500)),
        poll: arguments.poll.map(Duration::from_millis),
    });
    let preview = Arc::new(Preview::new(Live::new(options)?, asked, generation()));
    let _serving = bound.serve(preview.clone())?;
    let mut watch = Watch { flags, preview: &preview, bell, printed: BTreeSet::new(), held: None };

    let start = Instant::now();
    let look = watch.look(None)?;
    watch.tell(look, start);
    let home = greet(arguments, flags, &addresses, moved, &preview.base());
    if arguments.open
        && let Err(cause) = open::that_detached(&home)
    {
        flags.say(format_args!("could not open a browser: {cause}"));
    }
    watcher.rearm();
    loop {
        for reason in watcher.reasons() {
            flags.say(reason);
        }
        let change = watcher.next(watch.until());
        let start = Instant::now();
        let paths = match &change {
            Some(Change::Paths(paths)) => Some(paths),
            Some(Change::Everything) | None => None,
        };
        // A fault that outlasts our patience is told as it was found.
        let again = BTreeSet::new();
        let paths = if change.is_none() && watch.held.is_some() { Some(&again) } else { paths };
        let look = watch.look(paths)?;
        watch.tell(look, start);
        watcher.rearm();
    }
}

/// Says where the site is, and returns the address of its home page.
fn greet(arguments: &Arguments, flags: &Flags, addresses: &[SocketAddr], moved: bool, path: &str) -> String {
    let port = addresses.first().map_or(server::DEFAULT_PORT, SocketAddr::port);
    let home = match (&arguments.interface, addresses.first()) {
        (Some(_), Some(address)) if !address.ip().is_unspecified() => format!("http://{address}{path}"),
        _ => format!("http://127.0.0.1:{port}{path}"),
    };
    if moved {
        flags.say(format_args!("port {} is taken, so this is {port}", server::DEFAULT_PORT));
    }
    if addresses.iter().any(|it| !it.ip().is_loopback()) {
        flags.say("warning: other machines can see this site, drafts included");
        for address in addresses {
            match address.ip().is_unspecified() {
                true => flags.say(format_args!("  port {port} of every address of this machine, `{path}`")),
                false => flags.say(format_args!("  http://{address}{path}")),
            }
        }
    }
    flags.say(format_args!("watching `{}`: {home}", visible(&flags.root.to_string_lossy())));
    flags.say(format_args!("the editor's desk: http://{}/__dateline/", authority(&home)));
    home
}

/// The host and port of an address.
fn authority(url: &str) -> &str {
    url.trim_start_matches("http://").split('/').next().unwrap_or_default()
}

/// Numbers that no earlier server of this site has given to what it showed.
fn generation() -> u64 {
    UNIX_EPOCH.elapsed().map_or(0, |it| it.as_millis() as u64)
}

/// The loop of looks, and what it has said.
struct Watch<'a> {
    flags: &'a Flags,
    preview: &'a Preview,
    bell: server::Bell,
    /// What was printed and still holds.
    printed: BTreeSet<String>,
    /// A look that found errors and that nobody was told of, and when errors were first seen.
    held: Option<(Instant, Look)>,
}

impl Watch<'_> {
    fn look(&self, changed: Option<&BTreeSet<PathBuf>>) -> Result<Look> {
        let clock = UNIX_EPOCH.elapsed().map_or(0, |it| it.as_nanos() as i64);
        let views = self.preview.views();
        Ok(self.preview.live.look(changed, self.flags.now()?, clock, &views))
    }

    /// When to look again though nothing has changed.
    fn until(&self) -> Option<Instant> {
        if let Some((since, _)) = &self.held {
            return Some(*since + PATIENCE);
        }
        // Given by hand, the present does not pass.
        let until = self.preview.live.read().as_ref().and_then(|it| it.ready().site.until)?;
        let left = until.duration_since(self.flags.now().ok()?);
        // With errors in it the site stays the old one, however late it is; an edit is looked at by itself.
        let least = Duration::from_secs(if self.preview.told().good { 1 } else { 60 });
        let left = Duration::try_from(left).unwrap_or_default().clamp(least, Duration::from_secs(3600));
        Some(Instant::now() + left)
    }

    /// Tells browsers and the terminal what came of a look.
    fn tell(&mut self, look: Look, start: Instant) {
        let told = self.preview.told();
        let (since, look) = match (self.held.take(), look) {
            // What has not changed is as bad as it was.
            (Some(held), Look::Same) => held,
            (held, look) => (held.map_or_else(Instant::now, |it| it.0), look),
        };
        // A file may be half written: the next look may be better.
        if matches!(look, Look::Bad { .. } | Look::Fault(_)) && told.good && since.elapsed() < PATIENCE {
            self.held = Some((since, look));
            return;
        }
        let next = Told { generation: told.generation + 1, saved: told.saved.clone(), ..Told::default() };
        let first = !told.started;
        let next = match look {
            Look::Same if !first => return,
            Look::Same => Told { started: true, ..next },
            Look::Good { findings, saved } => {
                let saved = saved.map(|it| (it, next.generation)).or(told.saved.clone());
                Told { started: true, good: true, findings, saved, ..next }
            }
            Look::Bad { findings } => {
                let next = Told { started: true, findings, ..next };
                // Where files are looked at by the clock, the same is found each time.
                let knows = !first && !told.good && told.fault.is_none();
                if knows && self.preview.worded(&next) == self.preview.worded(&told) {
                    return;
                }
                next
            }
            Look::Fault(fault) => {
                let fault = Some(words(&fault));
                if fault == told.fault {
                    return;
                }
                Told { started: true, fault, ..next }
            }
        };
        // Browsers first: a person reads the terminal later.
        let took = start.elapsed();
        let said_before = Arc::ptr_eq(&told.findings, &next.findings);
        if let Some(worded) = told.worded.get().filter(|_| said_before) {
            _ = next.worded.set(worded.clone());
        }
        self.preview.tell(next);
        self.bell.ring();
        self.print(&self.preview.told(), took, first, said_before);
    }

    /// `said_before` tells that the findings are those that were printed last.
    fn print(&mut self, told: &Told, took: Duration, first: bool, said_before: bool) {
        let flags = self.flags;
        if let Some(fault) = &told.fault {
            flags.say(format_args!("error: {}", visible(fault)));
            return;
        }
        let line = |it: &Diagnostic| format!("{} {:?} {} {}", it.path, it.severity, it.rule.name, it.message);
        let fresh = |it: &&Diagnostic| !said_before && !self.printed.contains(&line(it));
        // The warnings of a large site are listed at the desk; those of an edit are news.
        let fresh = told.findings.iter().filter(fresh);
        let shown: Vec<_> =
            fresh.filter(|it| !first || it.severity == Severity::Error).take(PRINTED).collect();
        let mut out = io::stdout().lock();
        let texts = self.preview.texts(shown.iter().copied());
        let written = emit::print(&mut out, shown.iter().copied(), &texts, flags.findings(), flags.colour());
        // A terminal that has gone, or a full disk behind it, ends no preview.
        let _ = written.and_then(|()| out.flush());
        if !said_before {
            self.printed = told.findings.iter().map(line).collect();
        }

        let count = |severity| told.findings.iter().filter(|it| it.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if flags.timings {
            for (phase, took) in self.preview.live.timings() {
                flags.say(format_args!("{:>10.1} ms  {phase}", took.as_secs_f64() * 1000.0));
            }
            let work = self.preview.live.work();
            flags.say(format_args!("work since the start: {work}"));
        }
        let took = spoken(took);
        let at = self.clock();
        match (first, told.good) {
            (true, true) => {
                let live = self.preview.live.read();
                let ready = live.as_ref().map(|it| it.ready());
                let (briefs, sources) =
                    ready.map_or((0, 0), |it| (it.site.briefs.len(), it.site.sources.len()));
                flags.say(format_args!(
                    "read {}, {} in {took}: {}",
                    plural(briefs, "brief"),
                    plural(sources, "source"),
                    plural(warnings, "warning"),
                ));
            }
            (false, true) => {
                flags.say(format_args!("{at}shown anew after {took}: {}", plural(warnings, "warning")));
            }
            (_, false) => {
                // Under `--strict` it is the warnings that fail.
                let failed = if errors > 0 { plural(errors, "error") } else { plural(warnings, "warning") };
                let shown = match *self.preview.live.read() {
                    Some(_) => "what was good is still shown",
                    None => "the site is shown when they are mended",
                };
                flags.say(format_args!("{at}{failed} after {took}: {shown}"));
            }
        }
    }

    /// The hour, for a person who comes back to the terminal.
    fn clock(&self) -> String {
        let zone = jiff::tz::TimeZone::system();
        Timestamp::now().to_zoned(zone).strftime("%H:%M:%S ").to_string()
    }
}

fn words(fault: &Error) -> String {
    match fault.hint_text() {
        Some(hint) => format!("{fault} ({hint})"),
        None => fault.to_string(),
    }
}
