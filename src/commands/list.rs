//! `dateline list`: the briefs of a publication, with any field, where each stands, and when the site changes by itself.

mod columns;
mod explain;
mod table;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use serde_json::Value as Json;

use super::report::{self, plural};
use super::{Flags, Format, printed};
use crate::diag::{Severity, emit};
use crate::error::{Error, Result};
use crate::link::{self, Show};
use crate::model::registry::TermKind;
use crate::model::site::{LinkedBrief, Site};
use crate::paths::fold;
use crate::pipeline;
use columns::Columns;

/// List briefs
///
/// Every brief, drafts and those that are not public yet too, newest first. Of the flags `--drafts`, `--future`,
/// `--expired`, `--due`, `--unlisted`, `--withdrawn` and `--stale` several add up; `--tag`, `--topic`, `--series` and
/// `--lang` narrow what they leave. A site with errors is listed as far as it can be read.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which columns, by commas: fields of front matter, and path, url, state, public, sources, claims, words, …
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    fields: Vec<String>,

    /// The column to sort by; with `-` before it from high to low
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    sort: Option<String>,

    /// Only what is not public yet, soonest first, and when the site changes next
    #[arg(long)]
    due: bool,

    /// Only what is linked from nowhere
    #[arg(long)]
    unlisted: bool,

    /// Only what was withdrawn
    #[arg(long)]
    withdrawn: bool,

    /// Only what is past its `review_by`
    #[arg(long)]
    stale: bool,

    /// Only briefs with a tag; may be repeated
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,

    /// Only briefs of a topic
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,

    /// Only briefs of a series
    #[arg(long, value_name = "SERIES")]
    series: Option<String>,

    /// Only briefs in a language: a BCP 47 tag, or the beginning of one
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,

    /// Print nothing but the instant at which the site changes by itself, for a job that builds it then
    #[arg(long, conflicts_with_all = ["fields", "sort", "due"])]
    next: bool,

    /// The fields of one brief, each with its value and whence it comes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fields", "sort", "due", "next"])]
    explain: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    let options = flags.pipeline(false)?;
    let options = pipeline::Options {
        show: Show { drafts: true, future: true, expired: true },
        shown: Severity::Error,
        ..options
    };
    let (outcome, site) = pipeline::survey(&options)?;
    if outcome.misconfigured {
        report::findings(flags, &outcome)?;
        return Ok(ExitCode::from(2));
    }
    let errors = report::count(&outcome, Severity::Error);
    if errors > 0 {
        let what = plural(errors, "error");
        flags.say(format_args!(
            "the site has {what}, which `dateline check` shows: the list may lack something"
        ));
    }
    if let Some(file) = &arguments.explain {
        return explain::run(file, flags, &options, &site);
    }
    let next = next(&site);
    if arguments.next {
        let line = next.map(|it| format!("{it}\n")).unwrap_or_default();
        printed(io::stdout().lock().write_all(line.as_bytes()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let columns = Columns::new(&names(arguments), &options)?;
    let mut rows: Vec<Vec<Json>> = site
        .briefs
        .iter()
        .filter(|it| stands(it, arguments, flags) && belongs(it, &site, arguments))
        .map(|it| columns.row(it, &site))
        .collect();
    sort(&mut rows, arguments, &columns)?;
    let names = columns.names();
    let out = match flags.format {
        Format::Json => table::json(&names, &rows),
        Format::Csv => table::csv(&names, &rows),
        Format::Human | Format::Short => table::human(&names, &rows, table::width()),
    };
    printed(io::stdout().lock().write_all(out.as_bytes()))?;
    if arguments.due {
        match next {
            Some(next) => flags.say(format_args!("the site changes next at {next}")),
            None => flags.say("the site does not change by itself"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The columns that were asked for, and those to sort by.
fn names(arguments: &Arguments) -> Vec<String> {
    let given = arguments.fields.iter().map(|it| it.trim()).filter(|it| !it.is_empty());
    let mut names: Vec<String> = given.map(str::to_owned).collect();
    if names.is_empty() {
        let usual: &[&str] =
            if arguments.due { &["public", "title", "path"] } else { &["date", "state", "title", "path"] };
        names = usual.iter().map(|it| (*it).to_owned()).collect();
    }
    names
}

/// When the published site becomes another by itself.
fn next(site: &Site) -> Option<Timestamp> {
    site.briefs.iter().filter_map(|it| link::changes(&it.brief.front, site.now)).min()
}

/// Whether a brief stands where one of the flags says; without any, every brief does.
fn stands(brief: &LinkedBrief, arguments: &Arguments, flags: &Flags) -> bool {
    let state = &brief.state;
    let asked = [
        (flags.drafts, state.draft),
        (flags.future || arguments.due, state.future && !state.draft),
        (flags.expired, state.expired),
        (arguments.unlisted, state.unlisted),
        (arguments.withdrawn, state.withdrawn),
        (arguments.stale, state.stale),
    ];
    asked.iter().all(|(asked, _)| !asked) || asked.iter().any(|(asked, is)| *asked && *is)
}

/// Whether a brief has the tags, the topic, the series and the language that were asked for.
fn belongs(brief: &LinkedBrief, site: &Site, arguments: &Arguments) -> bool {
    let is = |kind, id: u32, name: &str| {
        let term = site.term(kind, id);
        term.id == fold(name) || fold(&term.name) == fold(name)
    };
    let one = |kind, id: Option<u32>, name: &Option<String>| {
        name.as_ref().is_none_or(|name| id.is_some_and(|id| is(kind, id, name)))
    };
    let lang = |tag: &String| {
        let (own, tag) = (brief.lang.to_ascii_lowercase(), tag.to_ascii_lowercase());
        own == tag || own.strip_prefix(&tag).is_some_and(|rest| rest.starts_with('-'))
    };
    arguments.tag.iter().all(|name| brief.tags.iter().any(|id| is(TermKind::Tag, *id, name)))
        && one(TermKind::Topic, brief.topic, &arguments.topic)
        && one(TermKind::Series, brief.series, &arguments.series)
        && arguments.lang.as_ref().is_none_or(lang)
}

/// Sorts rows by a column; what has no value stands last.
fn sort(rows: &mut [Vec<Json>], arguments: &Arguments, columns: &Columns) -> Result<()> {
    let by = match (&arguments.sort, arguments.due) {
        (Some(by), _) => by.as_str(),
        (None, true) if columns.names().contains(&"public") => "public",
        _ => return Ok(()),
    };
    let (name, back) = by.strip_prefix('-').map_or((by, false), |it| (it, true));
    let Some(at) = columns.names().iter().position(|it| *it == name) else {
        let hint = format!("add it: `--fields {},{name}`", columns.names().join(","));
        return Err(Error::usage(format!("`{}` is no column of this list", emit::visible(name))).hint(hint));
    };
    rows.sort_by(|a, b| {
        let (a, b) = (&a[at], &b[at]);
        let order = match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => table::text(a).cmp(&table::text(b)),
        };
        a.is_null().cmp(&b.is_null()).then(if back { order.reverse() } else { order })
    });
    Ok(())
}
