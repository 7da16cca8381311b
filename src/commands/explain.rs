//! `dateline explain`: what a rule means, from the manual.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use rust_embed::RustEmbed;

use super::{Flags, printed};
use crate::diag::rules::{self, SECTIONS};
use crate::diag::{Rule, Severity, emit::visible, nearest};
use crate::error::{Error, Result};

/// The pages of the manual about rules, in the binary.
#[derive(RustEmbed)]
#[folder = "src/manual/content/pages/rules"]
struct Pages;

/// Explain a rule, or list all of them
///
/// Prints what the rule sees, why it matters and how to mend it, with an example that fails and one that passes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its name, as findings show it; without it every rule is listed
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    let text = match &arguments.rule {
        Some(name) => page(find(name)?, flags.colour()),
        None => list(flags.colour()),
    };
    printed(io::stdout().lock().write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<&'static Rule> {
    let name = name.trim().to_ascii_lowercase();
    rules::find(&name).ok_or_else(|| {
        let known = rules::RULES.iter().map(|it| it.name);
        let hint = match nearest(&name, known) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "`dateline explain` lists them".to_owned(),
        };
        Error::usage(format!("there is no rule `{name}`")).hint(hint)
    })
}

fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// Every rule with its levels, by section.
fn list(colour: bool) -> String {
    let width = rules::RULES.iter().map(|it| it.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for (section, rules) in SECTIONS {
        out += &format!("{}\n", bold(section, colour));
        for rule in *rules {
            out += &format!("  {:<width$}  {:<15}  {}\n", rule.name, levels(rule), rule.summary);
        }
        out.push('\n');
    }
    out += "The second level is that of the strict profile. `dateline explain RULE` tells more.\n";
    out
}

/// `warning/error`, or `error` when both profiles agree.
fn levels(rule: &Rule) -> String {
    match rule.severity {
        [standard, strict] if standard == strict => standard.name().to_owned(),
        [standard, strict] => format!("{}/{}", standard.name(), strict.name()),
    }
}

fn page(rule: &Rule, colour: bool) -> String {
    let [standard, strict] = rule.severity.map(Severity::name);
    let mut out = format!("{}: {}\n", bold(rule.name, colour), rule.summary);
    out += &match (rule.structural && standard == "error", standard == strict) {
        (true, _) => "Always an error.\n".to_owned(),
        (false, true) => format!("Level: {standard}. `[check.rules]` sets another.\n"),
        (false, false) => {
            format!("Level: {standard}, in the strict profile {strict}. `[check.rules]` sets another.\n")
        }
    };
    let file = Pages::get(&format!("{}.md", rule.name));
    let text = file.map(|it| String::from_utf8_lossy(&it.data).into_owned()).unwrap_or_default();
    // The front matter says what has just been printed.
    let body = text.splitn(3, "+++").nth(2).unwrap_or_default().trim();
    if !body.is_empty() {
        out.push('\n');
    }
    // How many backticks close the fence that is open: a longer one holds shorter ones.
    let mut open = 0;
    for line in body.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let fence = ticks >= 3 && (open == 0 || ticks == open && line.len() == ticks);
        if fence {
            open = if open == 0 { ticks } else { 0 };
        }
        let heading = line.trim_start_matches('#').trim_start();
        match line {
            // A fence that opens names its file.
            _ if fence => {
                if let Some((_, file)) = line.trim_start_matches('`').split_once(' ') {
                    out += &format!("    {}\n", bold(&visible(file), colour));
                }
            }
            "" => out.push('\n'),
            _ if open > 0 => out += &format!("    {}\n", visible(line)),
            _ if line.starts_with('#') => out += &format!("{}\n", bold(&visible(heading), colour)),
            _ => out += &format!("{}\n", visible(line)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_rule_nearly_named_is_hinted_at() {
        let fault =
            |name| find(name).err().and_then(|it| it.hint_text().map(str::to_owned)).unwrap_or_default();
        expect!["did you mean `unknown-key`?"].assert_eq(&fault("unknwon-key"));
        expect!["`dateline explain` lists them"].assert_eq(&fault("zzz"));
        assert_eq!(find(" Unknown-Key").unwrap().name, "unknown-key");
    }

    #[test]
    fn pages_are_fit_for_a_terminal() {
        let text = page(&rules::UNKNOWN_KEY, false);
        assert!(
            text.starts_with("unknown-key: a key that dateline does not know\nAlways an error.\n\n"),
            "{text}"
        );
        assert!(!text.contains("+++\ntitle = \"unknown-key\"") && !text.contains("```"), "{text}");
        assert!(text.contains("\nFails\n") && text.contains("\n    topcis ="), "{text}");
        // A fence in the example of a longer one is part of it.
        let text = page(&rules::UNKNOWN_COMPONENT, false);
        assert!(text.contains("\n    ```toml {"), "{text}");
    }

    #[test]
    fn every_rule_stands_in_one_section() {
        let listed: Vec<_> = SECTIONS.iter().flat_map(|it| it.1).map(|it| it.name).collect();
        assert_eq!(listed, rules::RULES.iter().map(|it| it.name).collect::<Vec<_>>());
    }
}
