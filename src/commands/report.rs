//! What `build` and `check` print: findings on standard output, a closing line on standard error.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::Duration;

use super::{Flags, printed};
use crate::diag::{Severity, emit};
use crate::error::Result;
use crate::model::site::{SkipReason, Skipped};
use crate::pipeline::Outcome;
use crate::write::Summary;

/// Prints the findings: for people without infos unless they ask, for machines all of them.
pub fn findings(flags: &Flags, outcome: &Outcome) -> Result<()> {
    let shown = outcome.diagnostics.iter().filter(|it| it.severity >= flags.shown());
    let mut out = BufWriter::new(io::stdout().lock());
    let result = emit::print(&mut out, shown, &outcome.sources, flags.findings(), flags.colour());
    printed(result.and_then(|()| out.flush()))
}

/// Names what stands in the output and is not ours.
pub fn foreign(flags: &Flags, done: &Summary, output: &str) {
    if done.foreign > 0 {
        let mut names = done.foreign_names.join(", ");
        if done.foreign > done.foreign_names.len() {
            names += ", …";
        }
        flags.say(format_args!(
            "{} in `{}` not made by dateline, left alone: {}",
            plural(done.foreign, "file"),
            emit::visible(output),
            emit::visible(&names),
        ));
    }
}

/// Says what else there is to know, after the closing line.
pub fn asides(flags: &Flags, outcome: &Outcome) {
    if outcome.known > 0 {
        flags.say(format_args!("{} (baseline)", plural(outcome.known, "known finding")));
    }
    if outcome.hidden > 0 {
        flags.say(format_args!("{} not shown; `-v` shows them", plural(outcome.hidden, "info")));
    }
    if flags.verbose {
        outcome.skipped.iter().for_each(|it| flags.say(not_public(it)));
    } else if let Some(line) = left_out(&outcome.skipped) {
        flags.say(line);
    }
    if !outcome.diagnostics.is_empty() && flags.findings() == emit::Format::Human {
        flags.say("`dateline explain RULE` tells more of a finding");
    }
}

/// `--timings`: how long each phase took and what was done. For people it is talk; for machines it is the last line of
/// the results.
pub fn ledger(flags: &Flags, outcome: &Outcome) -> Result<()> {
    let millis = |took: Duration| took.as_secs_f64() * 1000.0;
    if !flags.timings {
        return Ok(());
    }
    if flags.findings() == emit::Format::Json {
        let timings: serde_json::Map<_, _> =
            outcome.timings.iter().map(|(phase, took)| ((*phase).to_owned(), millis(*took).into())).collect();
        let line = serde_json::json!({ "work": outcome.work, "milliseconds": timings });
        return printed(writeln!(io::stdout(), "{line}"));
    }
    for (phase, took) in &outcome.timings {
        flags.say(format_args!("{:>10.1} ms  {phase}", millis(*took)));
    }
    flags.say(format_args!("work: {}", outcome.work));
    Ok(())
}

/// 2 when the configuration itself is wrong, 1 when something was found that fails a build.
pub fn exit_code(outcome: &Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome { unreadable: true, .. } => 3,
        Outcome { misconfigured: true, .. } => 2,
        Outcome { failed, .. } => u8::from(*failed),
    })
}

/// What is left out, in a line: `1 draft and 2 briefs not public yet, the next at …`.
fn left_out(skipped: &[Skipped]) -> Option<String> {
    let instants = skipped.iter().filter_map(|it| match it.why {
        SkipReason::Until(instant) => Some(instant),
        SkipReason::Draft => None,
    });
    let (due, next) = (instants.clone().count(), instants.min());
    let drafts = skipped.len() - due;
    let mut parts = Vec::new();
    if drafts > 0 {
        parts.push(plural(drafts, "draft"));
    }
    if let Some(next) = next {
        parts.push(format!("{} not public yet, the next at {next}", plural(due, "brief")));
    }
    let how =
        if due > 0 { "`dateline list --due` lists them" } else { "`dateline list --drafts` lists them" };
    (!parts.is_empty()).then(|| format!("left out: {}; {how}", parts.join(" and ")))
}

fn not_public(skipped: &Skipped) -> String {
    let path = emit::visible(&skipped.path);
    match skipped.why {
        SkipReason::Draft => format!("not public: {path}, a draft; `-D` includes it"),
        SkipReason::Until(instant) => format!("not public: {path}, until {instant}; `-F` includes it"),
    }
}

/// `2 errors, 3 warnings`.
pub fn verdict(outcome: &Outcome) -> String {
    let number = |severity, word| plural(count(outcome, severity), word);
    format!("{}, {}", number(Severity::Error, "error"), number(Severity::Warning, "warning"))
}

pub fn count(outcome: &Outcome, severity: Severity) -> usize {
    outcome.diagnostics.iter().filter(|it| it.severity == severity).count()
}

/// `1 brief`, `24 briefs`.
pub fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// A duration as a person says it: `42 ms`, `1.3 s`.
pub fn spoken(took: Duration) -> String {
    match took.as_millis() {
        millis @ 0..100 => format!("{millis} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(plural(0, "brief"), "0 briefs");
        assert_eq!(plural(1, "brief"), "1 brief");
        assert_eq!(plural(24, "brief"), "24 briefs");
    }

    #[test]
    fn short_times_are_in_milliseconds() {
        assert_eq!(spoken(Duration::from_micros(900)), "0 ms");
        assert_eq!(spoken(Duration::from_millis(99)), "99 ms");
        assert_eq!(spoken(Duration::from_millis(1340)), "1.3 s");
    }
}
