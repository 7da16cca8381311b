//! A line on the terminal that says how far a long build is. It is drawn from what the build counts anyway, by a thread
//! that mostly sleeps, and gone when the build ends.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::Flags;
use crate::diag::emit;
use crate::pipeline::Progress;

/// A build that takes no longer shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two drawings.
const PAUSE: Duration = Duration::from_millis(100);
/// Columns of the bar.
const BAR: usize = 24;

/// Runs `work`, and shows how far it is when somebody sits at a terminal to see it.
pub fn shown<T>(flags: &Flags, progress: &Arc<Progress>, work: impl FnOnce() -> T) -> T {
    let set = |name| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    let dumb = std::env::var_os("TERM").is_none_or(|it| it == "dumb");
    let human = flags.findings() == emit::Format::Human && !flags.quiet;
    if !human || set("CI") || dumb || !io::stderr().is_terminal() {
        return work();
    }
    let (ended, bell) = (Mutex::new(false), Condvar::new());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            let mut pause = PATIENCE;
            let mut drawn = false;
            while !*ended {
                let (now, late) = bell.wait_timeout(ended, pause).unwrap_or_else(PoisonError::into_inner);
                ended = now;
                if late.timed_out() && !*ended {
                    // Nothing sensible can be done when standard error is gone.
                    let _ = write!(io::stderr(), "\r\x1b[2K{}", line(progress.now()));
                    (pause, drawn) = (PAUSE, true);
                }
            }
            if drawn {
                let _ = write!(io::stderr(), "\r\x1b[2K");
            }
        });
        let result = work();
        *ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        result
    })
}

/// `rendering [######------------------] 250 of 1000`.
fn line((phase, done, total): (&str, usize, usize)) -> String {
    if total == 0 {
        return phase.to_owned();
    }
    let full = (done.min(total) * BAR) / total;
    format!("{phase} [{}{}] {} of {total}", "#".repeat(full), "-".repeat(BAR - full), done.min(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is() {
        assert_eq!(line(("linking", 0, 0)), "linking");
        assert_eq!(line(("rendering", 250, 1000)), "rendering [######------------------] 250 of 1000");
        assert_eq!(line(("parsing", 7, 5)), "parsing [########################] 5 of 5");
    }
}
