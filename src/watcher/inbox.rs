//! Where events arrive: what they tell is kept, in little memory however many there are, until it is quiet for a while.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};

use super::scope::{Scope, Seen};
use super::watches::{Cause, cause};
use crate::paths::is_dropping;

/// With more paths than this in one burst, listing the site again is cheaper than asking for each.
const LIMIT: usize = 1_000;

/// Events that came one shortly after the other.
#[derive(Debug)]
pub struct Burst {
    first: Instant,
    last: Instant,
    /// Files that were touched, where they really are.
    pub paths: BTreeSet<PathBuf>,
    /// Whether more may have changed than those.
    pub structure: bool,
    /// What went, and if it was watched is watched no more; `None`: anything may have.
    pub lost: Option<BTreeSet<PathBuf>>,
    /// Why no more events will come.
    pub end: Option<Cause>,
}

impl Burst {
    fn new(now: Instant) -> Self {
        Self {
            first: now,
            last: now,
            paths: BTreeSet::new(),
            structure: false,
            lost: Some(BTreeSet::new()),
            end: None,
        }
    }

    /// When it is to be reported.
    pub fn due(&self, debounce: Duration, longest: Duration) -> Instant {
        (self.last + debounce).min(self.first + longest)
    }

    fn lose(&mut self, path: PathBuf) {
        if let Some(lost) = &mut self.lost {
            lost.insert(path);
            if lost.len() > LIMIT {
                self.lost = None;
            }
        }
    }

    fn touch(&mut self, path: PathBuf, seen: Seen) {
        if !self.structure && seen == Seen::File && self.paths.len() < LIMIT {
            self.paths.insert(path);
        } else {
            self.structure = true;
            self.paths.clear();
        }
    }
}

/// What the receiver and the thread that events come from share.
#[derive(Debug, Default)]
pub struct Inbox {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Debug, Default)]
pub struct State {
    /// What there is to watch; `None` while that is being found out.
    pub scope: Option<Scope>,
    pub burst: Option<Burst>,
}

impl Inbox {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something arrives where nothing had, and at most so long.
    pub fn wait<'a>(&self, state: MutexGuard<'a, State>, longest: Duration) -> MutexGuard<'a, State> {
        self.bell.wait_timeout(state, longest).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Takes what the system tells, in the thread that it tells it in.
    pub fn put(&self, event: notify::Result<notify::Event>) {
        // Whoever reads the site makes an event for each file; they are dropped before anybody waits for anybody.
        if let Ok(event) = &event
            && matches!(event.kind, EventKind::Access(it) if it != AccessKind::Close(AccessMode::Write))
        {
            return;
        }
        let mut state = self.lock();
        let was_quiet = state.burst.is_none();
        state.add(event, Instant::now());
        // Of a burst that grows, the end alone is waited for.
        if was_quiet && state.burst.is_some() {
            self.bell.notify_all();
        }
    }

    /// Lets the receiver look again, with all watches made anew.
    pub fn put_all(&self) {
        let burst = &mut self.lock().burst;
        let now = Instant::now();
        let burst = burst.get_or_insert_with(|| Burst::new(now));
        burst.structure = true;
        burst.lost = None;
    }
}

impl State {
    fn add(&mut self, event: notify::Result<notify::Event>, now: Instant) {
        let event = match event {
            Ok(event) if event.need_rescan() || event.paths.is_empty() => None,
            Ok(event) => Some(event),
            Err(error) => {
                let burst = self.burst(now);
                burst.end = burst.end.take().or_else(|| cause(&error));
                None
            }
        };
        let Some(event) = event else {
            // Something was not told, and it may have been that a folder went.
            let burst = self.burst(now);
            burst.structure = true;
            burst.lost = None;
            return;
        };
        let about_folder = matches!(
            event.kind,
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder)
        );
        let last = event.paths.len() - 1;
        for (at, path) in event.paths.into_iter().enumerate() {
            let seen = match &self.scope {
                Some(scope) => scope.see(&path),
                // The folder that the event is in may be one that is just coming to be watched.
                None if path.file_name().is_some_and(|it| is_dropping(&it.to_string_lossy())) => {
                    Seen::Nothing
                }
                None => Seen::Structure,
            };
            if seen == Seen::Nothing {
                continue;
            }
            let went = match event.kind {
                EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => true,
                EventKind::Modify(ModifyKind::Name(RenameMode::To)) => false,
                EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => at < last,
                EventKind::Modify(ModifyKind::Name(_)) => true,
                _ => false,
            };
            let burst = self.burst(now);
            if went {
                burst.lose(path.clone());
            }
            burst.touch(path, if about_folder { Seen::Structure } else { seen });
        }
    }

    fn burst(&mut self, now: Instant) -> &mut Burst {
        let burst = self.burst.get_or_insert_with(|| Burst::new(now));
        burst.last = now;
        burst
    }
}
