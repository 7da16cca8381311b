//! Reads the front matter of briefs and standing pages: TOML between `+++` fences, one row a field (CONTENT_MODEL §2.2).

mod fields;
mod judgement;
pub(super) mod people;
mod settle;
pub(super) mod sources;
mod structures;

use std::ops::Range;
use std::sync::Arc;

use super::toml::{self, Field, Reader, Table, merge};
use super::{Context, FileKind};
use crate::diag::{Diagnostic, Reported, rules};
use crate::model::config::Config;
use crate::model::front_matter::FrontMatter;
use crate::source::{Source, Span};

pub use fields::{BRIEF, PAGE};
pub use settle::source_count;

/// What the rows fill while a file is read.
#[derive(Default)]
pub struct Reading {
    front: FrontMatter,
    /// Where `draft = true` stands: another way to write a status.
    draft: Option<Span>,
    status: Option<Span>,
}

/// A parsed `_defaults.toml`: front matter for the briefs, or the standing pages, in its folder and below.
pub struct Defaults<'a> {
    /// With a slash at its end: `content/2026/`.
    folder: &'a str,
    table: Table<'a>,
}

/// Where standing pages are.
const PAGES: &str = "content/pages/";

/// The rows of a kind of file, for the reference and for `new`.
pub fn fields(kind: FileKind) -> &'static [Field<Reading>] {
    match kind {
        FileKind::Brief => BRIEF,
        FileKind::Page => PAGE,
    }
}

/// Parses every `_defaults.toml` and reports its faults, once. A file that is not TOML gives no defaults.
pub fn defaults<'a>(config: &Config, sources: &'a [Source]) -> Reported<Vec<Defaults<'a>>> {
    let mut diagnostics = Vec::new();
    let parsed = sources.iter().map(|source| {
        let (table, errors) = Table::parse_recoverable(&source.text);
        if !errors.is_empty() {
            let mut legible = String::new();
            diagnostics.extend(toml::parse(&source.path, &source.text, 0, &mut legible).diagnostics);
        }
        let table = if errors.is_empty() { table.into_inner() } else { Table::new() };
        let folder = source.path.rfind('/').map_or("", |slash| &source.path[..=slash]);
        let kind = if folder.starts_with(PAGES) { FileKind::Page } else { FileKind::Brief };
        let mut reader = Reader::new(&source.path, 0).with_config(config).with_homes(home(kind));
        reader.fields(&table, fields(kind), &mut Reading::default());
        diagnostics.append(&mut reader.diagnostics);
        Defaults { folder, table }
    });
    let parsed = parsed.collect();
    Reported::new(parsed, diagnostics)
}

/// Reads the front matter of a file, folder defaults included, and says where its body begins.
pub fn read(context: Context<'_>, source: &Source, kind: FileKind) -> Reported<(FrontMatter, usize)> {
    let fence = match Fence::find(&source.text) {
        Ok(fence) => fence,
        Err(missing) => return missing.report(&source.path),
    };
    let text = &source.text[fence.toml.clone()];
    let mut legible = String::new();
    let document = toml::parse(&source.path, text, fence.toml.start, &mut legible);

    let mut reader =
        Reader::new(&source.path, fence.toml.start).with_config(context.config).with_homes(home(kind));
    let mut reading = Reading::default();
    reading.front.span = fence.toml.clone().into();
    reader.fields(&document.table, fields(kind), &mut reading);

    let above = above(context.defaults, &source.path, kind);
    let given = |name: &str| {
        document.faulty
            || document.table.contains_key(name)
            || above.iter().any(|defaults| defaults.table.contains_key(name))
    };
    if !above.is_empty() {
        reader.stand_in(Some(fence.opening));
        inherit(&mut reader, &document.table, &above, fields(kind), &mut reading);
        reader.stand_in(None);
    }
    settle::settle(&mut reader, &mut reading, kind, fence.opening, &given);

    let mut diagnostics = document.diagnostics;
    diagnostics.append(&mut reader.diagnostics);
    Reported::new((reading.front, fence.body), diagnostics)
}

/// Where a key belongs that a table of a kind of file does not know.
fn home(kind: FileKind) -> fn(&str) -> Option<String> {
    match kind {
        FileKind::Brief => fields::home_of_brief,
        FileKind::Page => fields::home_of_page,
    }
}

/// A field as somebody wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub name: &'static str,
    pub value: serde_json::Value,
    /// The brief, or the `_defaults.toml` that it inherits from.
    pub file: Arc<str>,
    /// The key, in that file.
    pub span: Span,
}

/// The fields that a brief has from its own front matter and from the defaults above it, as they are written.
pub fn given(source: &Source, defaults: &[Source]) -> Vec<Given> {
    let own = Fence::find(&source.text).map_or(0..0, |it| it.toml);
    let folder = |it: &Source| it.path.rfind('/').map_or(0, |slash| slash + 1);
    let mut above: Vec<_> =
        defaults.iter().filter(|it| source.path.starts_with(&it.path[..folder(it)])).collect();
    above.sort_by_key(|it| std::cmp::Reverse(folder(it)));
    let texts = std::iter::once((source, own)).chain(above.into_iter().map(|it| (it, 0..it.text.len())));
    let mut out: Vec<Given> = Vec::new();
    for (file, range) in texts {
        let mut legible = String::new();
        let document = toml::parse(&file.path, &file.text[range.clone()], range.start, &mut legible);
        let reader = Reader::new(&file.path, range.start);
        for (key, value) in &document.table {
            let Some(row) = BRIEF.iter().find(|it| it.name == key.get_ref()) else { continue };
            let value = reader.json(value);
            match out.iter_mut().find(|it| it.name == row.name) {
                Some(nearer) if row.name == "extra" => {
                    if let (serde_json::Value::Object(over), serde_json::Value::Object(mut under)) =
                        (nearer.value.take(), value)
                    {
                        merge(&mut under, over);
                        nearer.value = under.into();
                    }
                }
                Some(_) => {}
                None => {
                    let span = reader.place(key.span());
                    out.push(Given { name: row.name, value, file: file.path.clone(), span });
                }
            }
        }
    }
    // `draft` and `status` are two ways to say one thing: the nearer one counts.
    let rank = |name: &str| out.iter().position(|it| it.name == name);
    if let (Some(draft), Some(status)) = (rank("draft"), rank("status"))
        && out[draft].file != out[status].file
    {
        out.remove(draft.max(status));
    }
    out
}

/// The defaults that hold for a path, nearest first. Those of briefs are not for standing pages.
fn above<'d, 'a>(defaults: &'d [Defaults<'a>], path: &str, kind: FileKind) -> Vec<&'d Defaults<'a>> {
    let holds = |it: &&Defaults<'_>| {
        path.starts_with(it.folder) && (kind == FileKind::Brief || it.folder.starts_with(PAGES))
    };
    let mut above: Vec<_> = defaults.iter().filter(holds).collect();
    above.sort_by_key(|it| std::cmp::Reverse(it.folder.len()));
    above
}

/// Reads what a file does not say itself from the defaults above it. Tables are taken whole, but `extra` is merged.
fn inherit(
    reader: &mut Reader<'_>,
    own: &Table<'_>,
    above: &[&Defaults<'_>],
    rows: &[Field<Reading>],
    reading: &mut Reading,
) {
    for (nearness, defaults) in above.iter().enumerate() {
        let said = |name: &str| {
            own.contains_key(name) || above[..nearness].iter().any(|it| it.table.contains_key(name))
        };
        // `draft` and `status` are two ways to say one thing.
        let said_otherwise = |name: &str| match name {
            "draft" => said("status"),
            "status" => said("draft"),
            _ => false,
        };
        for (name, value) in &defaults.table {
            let name = name.get_ref().as_ref();
            if name == "extra" {
                let nearer = std::mem::take(&mut reading.front.extra);
                reading.front.extra = reader.free(value);
                merge(&mut reading.front.extra, nearer);
            } else if !said(name) && !said_otherwise(name) {
                reader.field(name, value, rows, reading);
            }
        }
    }
}

#[cfg(test)]
mod tests;

/// Where the front matter of a file stands, in bytes.
#[derive(Debug, PartialEq)]
struct Fence {
    /// The opening `+++`.
    opening: Span,
    /// What stands between the fences.
    toml: Range<usize>,
    /// Where the body begins: after the line of the closing fence.
    body: usize,
}

/// Why a file has no front matter.
#[derive(Debug, PartialEq)]
struct NoFence {
    message: &'static str,
    hint: &'static str,
    at: Option<Span>,
    /// Where the body begins all the same.
    body: usize,
}

impl Fence {
    fn find(text: &str) -> Result<Self, NoFence> {
        let start = text.len() - text.trim_start().len();
        let Some((opening, mut rest)) = lines(text, start).next() else {
            let hint = "begin it with `+++`, `title = \"…\"`, `date = 2026-02-14`, `+++`";
            return Err(NoFence { message: "the file is empty", hint, at: None, body: text.len() });
        };
        let span = Span::new(opening.start, opening.end);
        let line = &text[opening];
        let first = rest;
        if line == "---" {
            // The YAML is no part of the body.
            let body = lines(text, rest)
                .find(|(line, _)| &text[line.clone()] == "---")
                .map_or(start, |(_, next)| next);
            let message = "front matter between `---`";
            let hint = "write it as TOML between `+++`";
            return Err(NoFence { message, hint, at: Some(span), body });
        }
        if line != "+++" {
            let hint = "begin the file with `+++`, `title = \"…\"`, `date = 2026-02-14`, `+++`";
            return Err(NoFence { message: "no front matter", hint, at: Some(span), body: start });
        }
        for (line, next) in lines(text, rest) {
            if &text[line.clone()] == "+++" {
                return Ok(Self { opening: span, toml: first..line.start, body: next });
            }
            rest = next;
        }
        let message = "front matter that is not closed";
        let hint = "end it with a line that holds only `+++`";
        Err(NoFence { message, hint, at: Some(span), body: rest })
    }
}

/// Each line from an offset, without white space at its end, and where the next begins.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (Range<usize>, usize)> + '_ {
    let mut start = from;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end =
            memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |newline| start + newline);
        let line = start..start + text[start..end].trim_end().len();
        start = (end + 1).min(text.len());
        Some((line, start))
    })
}

impl NoFence {
    fn report(self, path: &Arc<str>) -> Reported<(FrontMatter, usize)> {
        let mut fault = Diagnostic::new(&rules::FRONT_MATTER_FENCE, path, self.message).hint(self.hint);
        fault.span = self.at;
        Reported::new((FrontMatter::default(), self.body), vec![fault])
    }
}
