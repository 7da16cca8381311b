//! Tells when files of a site may have changed.
//!
//! The system's events are hints, and never more: the receiver looks at the files again and compares what they hold. So it
//! is enough that each change is followed by a hint, and harmless when a hint comes for nothing. Where the system sends no
//! events, or has no more to give, the hint is the clock.
//!
//! Only what the site is made of is watched, folder by folder: its root also holds the output, `.git`, and whatever
//! else is kept there. [`survey`] finds the folders and has them watched, [`scope`] tells what an event is about, [`inbox`]
//! gathers events until it is quiet.

#![expect(clippy::disallowed_methods, reason = "it finds the folders that are to be watched")]

mod inbox;
mod mounts;
mod scope;
mod survey;
#[cfg(test)]
mod tests;
mod watches;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use inbox::{Burst, Inbox};
use survey::Identity;
use watches::{Backend, Cause, Watches};

/// How often we look when the system sends no events, and nobody said how often.
const POLL: Duration = Duration::from_secs(1);

/// How often we ask whether the folders that everything hangs on are still the same (PROMISES W5).
const ANCHORS: Duration = Duration::from_secs(1);

/// What to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// These files alone, as paths below the root as it was given, and the configuration as it was given. Each was there, as
    /// a file, a moment ago; new ones may be among them.
    Paths(BTreeSet<PathBuf>),
    /// Anything may have changed.
    Everything,
}

/// What to watch, and how patiently.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `dateline.toml` and `content/`.
    pub root: PathBuf,
    /// `-c`: another configuration file, wherever it is.
    pub config: Option<PathBuf>,
    /// What happens there is never told.
    pub output: PathBuf,
    /// A change is told when nothing followed it for so long.
    pub debounce: Duration,
    /// A change is told after so long though others follow.
    pub longest: Duration,
    /// `--poll`: look every so often instead of waiting for events.
    pub poll: Option<Duration>,
}

/// Watches one site.
pub struct Watcher {
    options: Options,
    how: How,
    inbox: Arc<Inbox>,
    /// The folders that everything hangs on, as they were when last looked for.
    anchors: Vec<Option<Identity>>,
    /// When to look for them again.
    look: Instant,
    reasons: Vec<String>,
}

enum How {
    Events(Watches),
    /// How often, and since when we wait for the next time, if we do.
    Polling(Duration, Option<Instant>),
}

impl Watcher {
    /// Watches a site from now on. Never fails: what goes wrong becomes polling, with a reason.
    pub fn start(options: Options) -> Self {
        let covers = !cfg!(any(target_os = "linux", target_os = "android"));
        Self::start_with(options, covers, backend)
    }

    fn start_with(
        options: Options,
        covers: bool,
        backend: impl FnOnce(Arc<Inbox>) -> notify::Result<Backend>,
    ) -> Self {
        let mut watcher = Self {
            how: How::Polling(interval(&options), None),
            options,
            inbox: Arc::default(),
            anchors: Vec::new(),
            look: Instant::now(),
            reasons: Vec::new(),
        };
        if watcher.options.poll.is_none() {
            match backend(watcher.inbox.clone()) {
                Ok(backend) => {
                    watcher.how = How::Events(Watches::new(backend, covers));
                    watcher.arm(None);
                }
                Err(error) => watcher.poll(watches::cause(&error)),
            }
        }
        watcher
    }

    /// Waits for a change; `None` when `until` has passed without one.
    pub fn next(&mut self, until: Option<Instant>) -> Option<Change> {
        let inbox = self.inbox.clone();
        loop {
            let now = Instant::now();
            if matches!(self.how, How::Events(_)) && self.look <= now {
                self.look_at_anchors();
            }
            let mut state = inbox.lock();
            let wake = match &mut self.how {
                How::Polling(every, since) => {
                    let due = *since.get_or_insert(now) + *every;
                    if due <= now {
                        *since = None;
                        return Some(Change::Everything);
                    }
                    due
                }
                How::Events(_) => {
                    let due = state.burst.as_ref().map(|it| self.due(it));
                    if let Some(burst) = state.burst.take_if(|_| due.is_some_and(|it| it <= now)) {
                        drop(state);
                        return Some(self.settle(burst));
                    }
                    due.map_or(self.look, |it| it.min(self.look))
                }
            };
            if until.is_some_and(|it| it <= now) {
                return None;
            }
            let wake = until.map_or(wake, |it| it.min(wake));
            drop(inbox.wait(state, wake.saturating_duration_since(now)));
        }
    }

    /// What there is to say on the terminal since the last time, each a line of its own.
    pub fn reasons(&mut self) -> Vec<String> {
        std::mem::take(&mut self.reasons)
    }

    /// After each look: makes sure that the site is still where it is watched; if not, the next hint comes at once.
    /// Folders that come and go are followed before [`Watcher::next`] tells of them.
    pub fn rearm(&mut self) {
        if matches!(self.how, How::Events(_)) {
            self.look_at_anchors();
        }
    }

    fn due(&self, burst: &Burst) -> Instant {
        burst.due(self.options.debounce, self.options.longest.max(self.options.debounce))
    }

    /// What a burst comes to, now that it is over. Watches are set before the receiver looks, so nothing falls between.
    fn settle(&mut self, burst: Burst) -> Change {
        if burst.end.is_some() {
            self.poll(burst.end);
            return Change::Everything;
        }
        if !burst.structure {
            let state = self.inbox.lock();
            if let Some(scope) = &state.scope
                && burst.paths.iter().all(|it| is_plain_file(it) || is_gone(it) && !scope.is_folder(it))
            {
                return Change::Paths(burst.paths.iter().flat_map(|it| scope.names(it)).collect());
            }
        }
        self.arm(burst.lost.as_ref());
        Change::Everything
    }

    /// Finds what there is to watch, and watches it.
    fn arm(&mut self, lost: Option<&BTreeSet<PathBuf>>) {
        let How::Events(watches) = &mut self.how else { return };
        self.inbox.lock().scope = None;
        self.look = Instant::now() + ANCHORS;
        // Asked before the survey: what changes meanwhile is then found out.
        self.anchors = survey::anchors(&self.options);
        watches.begin(lost);
        match survey::survey(&self.options, watches) {
            Ok(scope) => {
                watches.finish();
                self.inbox.lock().scope = Some(scope);
            }
            Err(cause) => self.poll(Some(cause)),
        }
    }

    fn look_at_anchors(&mut self) {
        self.look = Instant::now() + ANCHORS;
        let anchors = survey::anchors(&self.options);
        if anchors != self.anchors {
            self.anchors = anchors;
            self.inbox.put_all();
        }
    }

    fn poll(&mut self, cause: Option<Cause>) {
        let every = interval(&self.options);
        let cause = cause.map_or_else(|| "the system sends no events".to_owned(), |it| it.0);
        self.reasons.push(format!("polling every {} s: {cause}", every.as_secs_f64()));
        self.how = How::Polling(every, None);
    }
}

/// How often to look without events; neither without a pause nor so late that no clock can tell.
fn interval(options: &Options) -> Duration {
    options.poll.unwrap_or(POLL).clamp(Duration::from_millis(10), Duration::from_hours(24))
}

/// The system's own way to tell of changes.
fn backend(inbox: Arc<Inbox>) -> notify::Result<Backend> {
    // The survey follows links itself, and no further than the reader.
    let config = notify::Config::default().with_follow_symlinks(false);
    let backend: notify::RecommendedWatcher = notify::Watcher::new(move |event| inbox.put(event), config)?;
    Ok(Box::new(backend))
}

/// Whether there is a file that is no link, and has this very name where letters of both cases name the same file.
fn is_plain_file(path: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|it| it == path) && path.is_file()
}

/// Whether nothing is there any more, such as what an editor wrote to before it took the name of what it saved.
fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|it| it.kind() == std::io::ErrorKind::NotFound)
}
