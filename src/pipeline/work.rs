//! The ledger: what a build did, and what it found done.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

/// Counted while a build runs, on all threads.
#[derive(Debug, Default)]
pub struct Work {
    pub read: AtomicUsize,
    pub parsed: AtomicUsize,
    pub highlighted: AtomicUsize,
    pub rendered: AtomicUsize,
    /// Shared with whoever waits.
    pub progress: Arc<Progress>,
}

/// How far a build is, for those who wait for it.
#[derive(Debug, Default)]
pub struct Progress {
    phase: AtomicUsize,
    done: AtomicUsize,
    total: AtomicUsize,
}

/// The phases that take long enough to be named.
const PHASES: &[&str] = &["reading", "parsing", "linking", "rendering", "writing"];

impl Progress {
    /// Begins a phase of so many steps; none when they are not counted.
    pub fn begin(&self, phase: &str, total: usize) {
        let at = PHASES.iter().position(|it| *it == phase).unwrap_or_default();
        self.total.store(0, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.phase.store(at, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The phase, the steps done and all steps of it.
    pub fn now(&self) -> (&'static str, usize, usize) {
        let load = |it: &AtomicUsize| it.load(Ordering::Relaxed);
        (PHASES.get(load(&self.phase)).unwrap_or(&"working"), load(&self.done), load(&self.total))
    }
}

/// What a build did. What is not in it was remembered, or stood in the output already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Files that were opened: the configuration, content, registries, the theme.
    pub read: usize,
    /// Briefs and standing pages.
    pub parsed: usize,
    /// Blocks of code.
    pub highlighted: usize,
    /// Files of the site made, of every output format.
    pub rendered: usize,
    /// Files of the output that were written, because they are new or others.
    pub written: usize,
    /// Files of the output that were removed.
    pub removed: usize,
}

impl Work {
    pub fn count(of: &AtomicUsize) {
        Self::add(of, 1);
    }

    pub fn add(of: &AtomicUsize, number: usize) {
        of.fetch_add(number, Ordering::Relaxed);
    }

    /// The ledger as it stands.
    pub fn done(&self) -> Done {
        let number = |of: &AtomicUsize| of.load(Ordering::Relaxed);
        Done {
            read: number(&self.read),
            parsed: number(&self.parsed),
            highlighted: number(&self.highlighted),
            rendered: number(&self.rendered),
            ..Done::default()
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, parsed, highlighted, rendered, written, removed } = self;
        write!(
            f,
            "read {read}, parse {parsed}, highlight {highlighted}, render {rendered}, write {written}"
        )?;
        if *removed > 0 { write!(f, ", remove {removed}") } else { Ok(()) }
    }
}
