//! Markdown to [`Body`]: CommonMark and the extensions of the contract, by an HTML writer of our own.
//!
//! Three passes over one list of nodes: [`nodes`] merges the parser's text events into runs and finds citations in
//! them; [`units`] reads paragraphs and list items for claims, roles and sentences and leaves marks on the runs;
//! [`html`] writes. All are linear, and none recurses.

mod attributes;
mod attributions;
mod html;
mod ids;
mod math;
mod nodes;
mod shade;
#[cfg(test)]
mod tests;
mod text;
mod units;
mod wiki;

use std::sync::Arc;

use crate::diag::{Diagnostic, rules};
use crate::model::brief::{Body, Prose, Role};
use crate::model::config::Config;
use crate::model::front_matter::EntityUse;
use crate::model::markup::Markup;
use crate::parse::claims::Scanner;
use crate::parse::component::Components;
use crate::parse::entities::Lexicon;
use crate::parse::{cite, roles};
use crate::source::Span;
use shade::Shaded;

/// Blocks may nest this deep; deeper text is refused with `too-deep`, since no reader needs it and no browser likes it.
pub const MAX_DEPTH: usize = 200;

/// What a body depends on besides its own text.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    pub config: &'a Config,
    /// Made once a build from the configured scale.
    pub scanner: &'a Scanner,
    pub components: &'a Components,
    pub path: &'a Arc<str>,
    /// The language of the prose.
    pub lang: &'a str,
    /// Standing pages make no claims.
    pub claims: bool,
    /// The names to find in the prose, if any.
    pub lexicon: Option<&'a Lexicon>,
    /// Those that the front matter names.
    pub entities: &'a [EntityUse],
}

/// Source lines that the pre-pass took out of a body (CONTENT_MODEL §2.5 (a)).
pub use cite::LiftedSource;

/// What a body lends to the rest of its brief.
#[derive(Debug, Default)]
pub struct Lent {
    pub sources: Vec<LiftedSource>,
    /// The first paragraph outside quotes, as plain text without citations.
    pub first_paragraph: Option<String>,
    /// Plain text of paragraphs and list items under the roles summary and bluf, in reading order.
    pub role_text: Vec<(Role, String)>,
}

/// Parses a body that begins at byte `offset` of its file, adding to the tables of `body` and `prose`, which may already
/// hold the links, citations and code of the front matter's own prose. `first_free` is the number after the last of the source list.
pub fn parse(
    options: Options<'_>,
    text: &str,
    offset: usize,
    first_free: u16,
    (body, prose): (&mut Body, &mut Prose),
    diagnostics: &mut Vec<Diagnostic>,
) -> Lent {
    let lifted =
        cite::lift(text, &|heading| roles::of(heading, &options.config.roles).contains(&Role::Sources));
    let place = |range: std::ops::Range<usize>| Span::from(range).shift(offset);
    let sources_first_free = options.config.citations.footnotes_as_sources.then_some(first_free);
    let shaded = Shaded::new(&lifted.body);
    let nodes = match nodes::collect(&lifted.body, &shaded, sources_first_free) {
        Ok(nodes) => nodes,
        Err(range) => {
            diagnostics.push(too_deep(options.path).at(place(range)));
            return Lent { sources: lifted.sources, ..Lent::default() };
        }
    };
    let mut sink = Sink { options, place: &place, diagnostics };
    nodes::report_citations(&nodes, &mut sink);
    let mut outline = ids::outline(&nodes, &mut sink);
    let marks = units::read(&nodes, &mut outline, body, &mut sink);
    prose.markup = html::write(&nodes, &outline, &marks, body, prose, &mut sink);
    body.code_blocks = prose.code.len() as u32;
    body.headings = outline.headings.into_iter().map(|it| it.heading).collect();
    body.ids = outline.ids.into_sorted();
    // The tables are kept until the last page is rendered.
    body.claims.shrink_to_fit();
    body.clusters.shrink_to_fit();
    body.links.shrink_to_fit();
    body.mentions.shrink_to_fit();
    body.sentences.shrink_to_fit();
    let mut sources = lifted.sources;
    sources.extend(nodes.footnote_sources);
    Lent { sources, first_paragraph: outline.first_paragraph, role_text: outline.role_text }
}

/// Parses a line of inline Markdown from the front matter (`summary`), whose faults are all reported at `span`.
/// Returns its markup and its text without markup and citations.
pub fn inline(
    options: Options<'_>,
    text: &str,
    span: Span,
    (body, prose): (&mut Body, &mut Prose),
    diagnostics: &mut Vec<Diagnostic>,
) -> (Markup, String) {
    let place = |_: std::ops::Range<usize>| span;
    let mut sink = Sink { options: Options { claims: false, ..options }, place: &place, diagnostics };
    let shaded = Shaded::new(text);
    let Ok(nodes) = nodes::collect(text, &shaded, None) else {
        sink.report(too_deep(options.path), 0..0);
        return (Markup::default(), String::new());
    };
    nodes::report_citations(&nodes, &mut sink);
    let plain = text::plain(&nodes);
    let markup = html::write_inline(&nodes, body, prose, &mut sink);
    (markup, plain)
}

fn too_deep(path: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        &rules::TOO_DEEP,
        path,
        format!("nested deeper than {MAX_DEPTH} levels, so the text is left out"),
    )
    .hint("look for a run of `>`, list marks or emphasis that no one meant")
}

/// Where the passes report to: places of the body become places of the file.
struct Sink<'a, 'b> {
    options: Options<'a>,
    place: &'b dyn Fn(std::ops::Range<usize>) -> Span,
    diagnostics: &'b mut Vec<Diagnostic>,
}

impl Sink<'_, '_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        (self.place)(range)
    }

    fn report(&mut self, diagnostic: Diagnostic, range: std::ops::Range<usize>) {
        let span = self.span(range);
        self.diagnostics.push(diagnostic.at(span));
    }

    fn found(&self, rule: &'static crate::diag::Rule, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(rule, self.options.path, message)
    }
}
