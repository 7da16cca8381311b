//! One file a command, and the flags they share.
//!
//! The arguments, the environment and the clock are read here and nowhere else. Results go to standard output, talk goes
//! to standard error; what a command returns becomes the exit code: 0 fine, 1 findings in content, 2 usage or
//! configuration, 3 the world (disk, permissions).

#![expect(
    clippy::disallowed_methods,
    reason = "commands are the rim: arguments, environment and clock enter here"
)]

mod build;
mod check;
mod clean;
mod completions;
mod config;
mod explain;
mod fix;
mod init;
mod list;
mod new;
mod progress;
mod report;
mod schema;
mod theme;
mod watch;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::{Timestamp, civil, tz::TimeZone};

use crate::diag::{Severity, emit};
use crate::error::{Error, Result};
use crate::link::Show;
use crate::model::config::Overlay;
use crate::{parse, pipeline};

/// Turns a folder of analytic briefs into a published site.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 fine, 1 findings in content, 2 usage or configuration, 3 disk, permissions or port."
)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Arguments),
    New(new::Arguments),
    Build(build::Arguments),
    Check(check::Arguments),
    Clean(clean::Arguments),
    List(list::Arguments),
    Explain(explain::Arguments),
    Config(config::Arguments),
    Schema(schema::Arguments),
    Theme(theme::Arguments),
    Completions(completions::CompletionsArguments),
    Man(completions::ManArguments),
    #[command(visible_aliases = ["serve", "server"])]
    Watch(watch::Arguments),
}

/// Flags of every command, in any position.
#[derive(Debug, Args)]
#[command(next_help_heading = "Flags of every command")]
struct Flags {
    /// The folder that holds `dateline.toml` and `content/`
    #[arg(short, long, global = true, value_name = "DIR", default_value = ".", hide_default_value = true)]
    root: PathBuf,

    /// Another configuration file than `dateline.toml`
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The environment of the configuration that applies: `[env.NAME]` [default: DATELINE_ENV, else none]
    #[arg(short, long, global = true, value_name = "NAME")]
    env: Option<String>,

    /// Where the site is written [default: `output` in the root]
    #[arg(short, long = "output-dir", global = true, value_name = "DIR")]
    #[arg(visible_short_alias = 'd', visible_alias = "destination", alias = "output")]
    output: Option<PathBuf>,

    /// The address of the published site, in place of the configured one
    #[arg(short = 'u', long, global = true, value_name = "URL")]
    #[arg(alias = "baseURL", short_alias = 'b')]
    base_url: Option<String>,

    /// Include drafts
    #[arg(short = 'D', long, global = true, alias = "buildDrafts")]
    drafts: bool,

    /// Include briefs that are not public yet
    #[arg(short = 'F', long, global = true, alias = "buildFuture")]
    future: bool,

    /// Keep expired briefs in lists and feeds
    #[arg(short = 'E', long, global = true, alias = "buildExpired")]
    expired: bool,

    /// The present, as RFC 3339 or a date [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, global = true, value_name = "TIME", value_parser = instant)]
    now: Option<Timestamp>,

    /// Apply the strict profile, and let warnings fail
    #[arg(long, global = true)]
    strict: bool,

    /// How findings are printed
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    format: Format,

    /// Threads [default: one a core]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Believe nothing that is remembered of earlier builds, and remember nothing
    #[arg(long, global = true)]
    no_cache: bool,

    /// Print how long each phase took, and what was done
    #[arg(long, global = true)]
    timings: bool,

    /// Print findings and errors, nothing else
    #[arg(short, long, global = true)]
    quiet: bool,

    /// Print every finding, infos too, and every brief left out
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,

    /// When to use colour; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", alias = "colour")]
    color: Color,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: findings with an excerpt and carets, lists as tables.
    #[value(alias = "table")]
    Human,
    /// `path:line:col rule severity message; hint`, one a line; `1:1` stands for a file as a whole.
    Short,
    /// Findings as one object a line; what is absent is `null`.
    Json,
    /// Lists as comma-separated values (RFC 4180).
    #[value(hide = true)]
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(confess));
    let parsed = command().try_get_matches().and_then(|it| Cli::from_arg_matches(&it));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(answer) => {
            // Help, version or a fault of usage; a reader who has gone away needs none of them.
            let _ = answer.print();
            return ExitCode::from(if answer.use_stderr() { 2 } else { 0 });
        }
    };
    let flags = &cli.flags;
    let outcome = match &cli.command {
        Command::Init(arguments) => init::run(arguments, flags),
        Command::New(arguments) => new::run(arguments, flags),
        Command::Build(build::Arguments {}) => build::run(flags),
        Command::Check(arguments) => check::run(arguments, flags),
        Command::Clean(clean::Arguments {}) => clean::run(flags),
        Command::List(arguments) => list::run(arguments, flags),
        Command::Explain(arguments) => explain::run(arguments, flags),
        Command::Config(arguments) => config::run(arguments, flags),
        Command::Schema(arguments) => schema::run(arguments, flags),
        Command::Theme(arguments) => theme::run(arguments, flags),
        Command::Completions(arguments) => completions::completions(arguments),
        Command::Man(arguments) => completions::man(arguments, flags),
        Command::Watch(arguments) => watch::run(arguments, flags),
    };
    outcome.unwrap_or_else(|error| {
        complain(&error);
        ExitCode::from(error.exit_code())
    })
}

/// The command line. Flags that every command takes stand in the help of `dateline` alone.
pub fn command() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command.mut_subcommands(|it| {
        it.mut_args(|flag| if flag.is_global_set() { flag.hide(true) } else { flag })
            .after_help("Flags of every command: `dateline --help`.")
    })
}

/// What a panic says: it is our fault, and where. Nobody is served by a backtrace they did not ask for.
fn confess(panic: &std::panic::PanicHookInfo<'_>) {
    let what = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map_or_else(String::new, |it| format!(" at {}:{}", it.file(), it.line()));
    let _ = writeln!(io::stderr(), "dateline has a bug{place}: {}", emit::visible(what));
}

fn complain(error: &Error) {
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "error: {}", emit::visible(&error.to_string()));
    if let Some(hint) = error.hint_text() {
        let _ = writeln!(stderr, "hint: {}", emit::visible(hint));
    }
}

impl Flags {
    /// The one instant this run knows as the present: the flag, else `SOURCE_DATE_EPOCH`, else the clock, read once.
    fn now(&self) -> Result<Timestamp> {
        if let Some(now) = self.now {
            return Ok(now);
        }
        let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|it| !it.is_empty()) else {
            return Ok(Timestamp::now());
        };
        let seconds = epoch.to_str().and_then(|it| it.trim().parse().ok());
        seconds.and_then(|it| Timestamp::from_second(it).ok()).ok_or_else(|| {
            Error::usage(format!("SOURCE_DATE_EPOCH is `{}`", epoch.display()))
                .hint("it must be a number of seconds since 1970")
        })
    }

    /// What `build` and `check` have in common.
    fn pipeline(&self, write: bool) -> Result<pipeline::Options> {
        self.must_be_a_site()?;
        Ok(pipeline::Options {
            root: self.root.clone(),
            config: self.config.clone(),
            overlay: self.overlay()?,
            output: self.output.clone(),
            base_url: self.base_url.clone(),
            show: Show { drafts: self.drafts, future: self.future, expired: self.expired },
            now: self.now()?,
            strict: self.strict,
            jobs: self.jobs.map(usize::from),
            write,
            cache: (!self.no_cache).then(|| self.root.join(".dateline/cache")),
            shown: self.shown(),
            purpose: pipeline::Purpose::Findings,
            progress: Arc::default(),
        })
    }

    /// The least of findings that is printed: for people no infos unless they ask, for machines all.
    fn shown(&self) -> Severity {
        let all = self.verbose || self.findings() != emit::Format::Human;
        if all { Severity::Info } else { Severity::Warning }
    }

    /// How findings are printed.
    fn findings(&self) -> emit::Format {
        match self.format {
            Format::Human | Format::Csv => emit::Format::Human,
            Format::Short => emit::Format::Short,
            Format::Json => emit::Format::Json,
        }
    }

    /// What the environment and `--env` lay over the configuration.
    fn overlay(&self) -> Result<Overlay> {
        let mut overlay = Overlay { environment: self.env.clone(), variables: Vec::new() };
        for (name, text) in std::env::vars_os() {
            let Some(name) = name.to_str().filter(|it| it.starts_with("DATELINE_")) else { continue };
            let Some(text) = text.to_str() else {
                return Err(Error::usage(format!("the variable `{name}` is not UTF-8")));
            };
            if name == "DATELINE_ENV" {
                let chosen = Some(text.to_owned()).filter(|it| !it.is_empty());
                overlay.environment = overlay.environment.or(chosen);
            } else if parse::config::names_setting(name) {
                overlay.variables.push((name.to_owned(), text.to_owned()));
            } else {
                let name = emit::visible(name);
                self.say(format_args!(
                    "warning: the variable `{name}` is no setting and does nothing; one is `DATELINE_SITE__TITLE`"
                ));
            }
        }
        overlay.variables.sort();
        Ok(overlay)
    }

    /// What the flags say in place of the configuration: table, key, value and flag.
    fn settings(&self) -> Vec<(&'static str, &'static str, String, &'static str)> {
        let mut out = Vec::new();
        out.extend(self.base_url.clone().map(|it| ("site", "base_url", it, "--base-url")));
        if self.strict {
            out.push(("check", "profile", "strict".to_owned(), "--strict"));
            out.push(("check", "fail_on", "warning".to_owned(), "--strict"));
        }
        out
    }

    /// The folder the site is written to.
    fn output(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.below_root("output"))
    }

    /// A path in the root, as one would type it: without a leading `./`.
    fn below_root(&self, path: impl AsRef<Path>) -> PathBuf {
        if self.root == Path::new(".") { path.as_ref().to_owned() } else { self.root.join(path) }
    }

    /// A command in the wrong folder would otherwise publish an empty site.
    fn must_be_a_site(&self) -> Result<()> {
        if self.config.is_some() || is_site(&self.root) {
            return Ok(());
        }
        let root = self.root.display();
        if !self.root.is_dir() {
            return Err(Error::usage(format!("`{root}` is not a folder")));
        }
        // Counted on the absolute path, so that the search ends at the root of the disk.
        let levels = std::path::absolute(&self.root).map_or(0, |it| it.components().count());
        let mut above = (1..levels).map(|up| self.below_root(vec![".."; up].join("/")));
        let hint = match above.find(|it| it.join("dateline.toml").is_file()) {
            Some(site) => format!("there is one in `{0}`: add `-r {0}`", site.display()),
            None => "`dateline init` starts one".to_owned(),
        };
        Err(Error::usage(format!("`{root}` holds neither `dateline.toml` nor `content/`")).hint(hint))
    }

    /// Says something to the person at the terminal, unless they asked for quiet.
    fn say(&self, line: impl Display) {
        if !self.quiet {
            // Nothing sensible can be done when standard error is gone.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Whether results are coloured (no-color.org, bixense.com/clicolors).
    fn colour(&self) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|it| !it.is_empty());
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto => {
                std::env::var_os("CLICOLOR_FORCE").is_some_and(|it| !it.is_empty() && it != "0")
                    || io::stdout().is_terminal()
            }
        }
    }
}

/// Whether a folder is a publication.
fn is_site(root: &Path) -> bool {
    root.join("dateline.toml").is_file() || root.join("content").is_dir()
}

/// What went wrong on standard output; a reader that has gone away, as in `dateline check | head`, is no fault.
fn printed(result: io::Result<()>) -> Result<()> {
    match result {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::world("write to", "standard output", cause))
        }
        _ => Ok(()),
    }
}

/// `--now`: an instant, or the start of a day in UTC.
fn instant(text: &str) -> std::result::Result<Timestamp, String> {
    let day = |day: civil::Date| day.to_zoned(TimeZone::UTC).map(|it| it.timestamp());
    text.parse::<Timestamp>()
        .or_else(|_| text.parse::<civil::Date>().and_then(day))
        .map_err(|_| "write a date such as 2026-02-14, or an instant such as 2026-02-14T22:47:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
        command().debug_assert();
    }

    #[test]
    fn the_help_of_a_command_shows_its_own_flags() {
        let mut command = command();
        let new = command.find_subcommand_mut("new").expect("a command").render_long_help().to_string();
        assert!(new.contains("--bundle") && new.contains("`dateline --help`"), "{new}");
        assert!(!new.contains("--no-cache") && new.lines().count() < 60, "{new}");
        assert!(command.render_long_help().to_string().contains("--no-cache"));
        let parsed = self::command().try_get_matches_from(["dateline", "build", "--no-cache", "-q"]);
        assert!(Cli::from_arg_matches(&parsed.unwrap()).unwrap().flags.no_cache);
    }

    #[test]
    fn flags_stand_in_any_position() {
        for line in [
            "dateline -r site -D -o out -u https://a.example build",
            "dateline build --root site --drafts --destination out --baseURL https://a.example",
            "dateline --root=site build -d out --buildDrafts --base-url https://a.example",
        ] {
            let flags = Cli::try_parse_from(line.split(' ')).expect(line).flags;
            assert_eq!(flags.root, Path::new("site"), "{line}");
            assert_eq!(flags.output(), Path::new("out"), "{line}");
            assert_eq!(flags.base_url.as_deref(), Some("https://a.example"), "{line}");
            assert!(flags.drafts && !flags.future, "{line}");
        }
    }

    #[test]
    fn the_present_is_an_instant_or_a_day() {
        assert_eq!(instant("2026-02-14"), instant("2026-02-14T00:00:00Z"));
        assert_eq!(instant("2026-02-14T23:00:00+02:00"), instant("2026-02-14T21:00:00Z"));
        for text in ["", "yesterday", "2026", "2026-13-01", "2026-02-14T25:00:00Z"] {
            assert!(instant(text).is_err(), "{text}");
        }
    }
}
