//! What Tera and the TOML parser say of a file, as diagnostics at the place.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::ErrorKind;

use crate::diag::{Diagnostic, Rule, nearest};
use crate::source::{Source, Span};

/// Every fault that an error of Tera tells of, at least one. `path` is for those that name no template.
pub(super) fn diagnose(
    rule: &'static Rule,
    error: &tera::Error,
    templates: &BTreeMap<String, Source>,
    path: &Arc<str>,
) -> Vec<Diagnostic> {
    let place = |name: &str| templates.get(name).map_or(path, |it| &it.path);
    let one = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            said(rule, place(report.filename()), report.message()).at(range)
        }
        ErrorKind::MissingParent { current, parent } => {
            let found = templates.get(current).and_then(|it| it.text.find(parent.as_str()));
            let mut fault = Diagnostic::new(rule, place(current), format!("unknown template `{parent}`"))
                .maybe_hint(did_you_mean(parent, templates));
            fault.span = found.map(|at| Span::new(at, at + parent.len()));
            fault
        }
        ErrorKind::TemplateNotFound(name) => {
            Diagnostic::new(rule, path, format!("unknown template `{name}`"))
                .maybe_hint(did_you_mean(name, templates))
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            Diagnostic::new(rule, place(tpl), format!("template `{tpl}` extends itself"))
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            Diagnostic::new(rule, place(tpl), format!("template `{tpl}` includes itself"))
        }
        ErrorKind::Msg(text) => {
            let mut faults: Vec<_> =
                text.split("\n\n").filter_map(|report| from_report(rule, report, templates)).collect();
            if faults.is_empty() {
                faults.push(Diagnostic::new(rule, path, phrase(text)));
            }
            return faults;
        }
        _ => Diagnostic::new(rule, path, phrase(&error.to_string())),
    };
    vec![one]
}

/// A fault of a TOML file, at its place.
pub(super) fn toml(rule: &'static Rule, error: &toml::de::Error, path: &Arc<str>) -> Diagnostic {
    let mut fault = Diagnostic::new(rule, path, phrase(error.message()));
    fault.span = error.span().map(Span::from);
    fault
}

/// Reads a report that Tera has already put into words, which is how it tells of names that nothing defines:
///
/// ```text
/// error: Unknown filter `upcase`
///  --> base.html:3:9
///   |
/// 3 | {{ page | upcase }}
///   |           ^^^^^^
/// ```
fn from_report(
    rule: &'static Rule,
    report: &str,
    templates: &BTreeMap<String, Source>,
) -> Option<Diagnostic> {
    let mut lines = report.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let (rest, column) = lines.next()?.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let template = templates.get(name)?;
    let width = lines.last()?.bytes().filter(|&byte| byte == b'^').count();

    let number: usize = line.parse().ok()?;
    let before: usize = template.text.split_inclusive('\n').take(number.checked_sub(1)?).map(str::len).sum();
    let line = template.text[before..].split('\n').next()?;
    let byte = |chars: usize| line.char_indices().nth(chars).map_or(line.len(), |(at, _)| at);
    let first = column.parse::<usize>().ok()?.checked_sub(1)?;
    let hint = message
        .strip_prefix("Unknown template `")
        .and_then(|rest| did_you_mean(rest.strip_suffix('`')?, templates));
    let span = Span::new(before + byte(first), before + byte(first + width));
    Some(Diagnostic::new(rule, &template.path, phrase(message)).at(span).maybe_hint(hint))
}

fn did_you_mean(name: &str, templates: &BTreeMap<String, Source>) -> Option<String> {
    nearest(name, templates.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
}

/// A finding in the words of a message. Tera tells of a field that is missing together with all that there are.
fn said(rule: &'static Rule, path: &Arc<str>, message: &str) -> Diagnostic {
    let line = phrase(message);
    match line.split_once(". Available fields: ") {
        Some((fault, fields)) => {
            Diagnostic::new(rule, path, fault).hint(format!("there are `{}`", fields.replace(", ", "`, `")))
        }
        None => Diagnostic::new(rule, path, line),
    }
}

/// A message in the form of ours: one line, lower case at the start, no full stop.
fn phrase(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    let line = line.strip_suffix('.').unwrap_or(&line);
    let mut chars = line.chars();
    match chars.next() {
        Some(first) if !chars.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => line.to_owned(),
    }
}
