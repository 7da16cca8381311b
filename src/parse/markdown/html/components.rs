//! Blocks of data that the theme draws.

use std::ops::Range;

use super::{Sink, Writer};
use crate::diag::{Diagnostic, rules};
use crate::model::brief::{Component, Datum};
use crate::parse::component::Scope;
use crate::parse::{markdown, toml};
use crate::source::Span;

impl Writer<'_, '_, '_, '_> {
    /// Reads the data of a component; its position in the table, or nothing when the block stays code. `at` is where the
    /// text stands in the body, and `block` the whole block.
    pub(super) fn component(
        &mut self,
        name: &str,
        text: &str,
        at: Option<Range<usize>>,
        block: &Range<usize>,
    ) -> Option<u32> {
        let Sink { options, place, .. } = *self.sink;
        // The line that opens it; of an empty block all of it.
        let fence = place(block.start..at.as_ref().map_or(block.end, |it| it.start.saturating_sub(1)));
        if !options.components.has(name) {
            let near = options.components.nearest(name).map(|it| format!("did you mean `{it}`?"));
            let known = || {
                format!(
                    "there is {}",
                    options.components.names().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
                )
            };
            let found = self.sink.found(&rules::UNKNOWN_COMPONENT, format!("there is no component `{name}`"));
            self.sink.diagnostics.push(found.at(fence).hint(near.unwrap_or_else(known)));
            return None;
        }
        let whole = place(block.clone());
        let spot = |range: Range<usize>| match &at {
            Some(at) => place(at.start + range.start..at.start + range.end),
            // In a quote or list its lines are not those of the text.
            None => whole,
        };
        let mut legible = String::new();
        let document = toml::parse(options.path, text, 0, &mut legible);
        let mut found: Vec<Diagnostic> = document
            .diagnostics
            .into_iter()
            .map(|it| {
                let span = it.span.map_or(fence, |it| spot(it.range()));
                let fault = Diagnostic::new(&rules::BAD_COMPONENT, options.path, it.message);
                fault.at(span).maybe_hint(it.hint)
            })
            .collect();
        let (body, prose) = (&mut *self.body, &mut *self.prose);
        let mut line = |text: &str, span: Span, found: &mut Vec<Diagnostic>| {
            Datum::Markup(markdown::inline(options, text, span, (body, prose), found).0)
        };
        let mut scope = Scope {
            path: options.path,
            config: options.config,
            place: &spot,
            markdown: &mut line,
            found: &mut found,
        };
        let data = options.components.data(name, &document.table, fence, &mut scope);
        self.sink.diagnostics.append(&mut found);
        if !self.body.components.iter().any(|it| it == name) {
            self.body.components.push(name.to_owned());
        }
        self.prose.components.push(Component { name: name.to_owned(), data });
        Some(self.prose.components.len() as u32 - 1)
    }
}
