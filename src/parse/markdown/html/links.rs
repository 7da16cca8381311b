//! Inline elements, links and images.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{Open, Writer};
use crate::diag::rules;
use crate::html::escape;
use crate::model::brief::{Citation, CitedItem, Cluster, Image, Link};
use crate::model::markup::Fill;
use crate::parse::markdown::nodes::source_number;
use crate::source::Span;

impl Writer<'_, '_, '_, '_> {
    pub(super) fn open_inline(&mut self, html: &str) {
        self.push(html);
        self.inline.push(Open::Markdown);
    }

    /// Closes Markdown's innermost open element, and first any raw HTML left open inside it.
    pub(super) fn close_inline(&mut self, html: &str) {
        while let Some(Open::Html(name)) = self.inline.last().copied() {
            self.close_html(name);
        }
        self.inline.pop();
        self.push(html);
    }

    pub(super) fn close_html(&mut self, name: &str) {
        self.push("</");
        self.push(name);
        self.push(">");
        self.inline.pop();
    }

    pub(super) fn close_all_inline(&mut self) {
        while let Some(Open::Html(name)) = self.inline.last().copied() {
            self.close_html(name);
        }
    }

    pub(super) fn open_link(
        &mut self,
        index: usize,
        kind: LinkType,
        destination: &str,
        title: &str,
        range: &Range<usize>,
    ) {
        self.push("<a");
        if let Some(number) = source_number(destination) {
            let span = self.sink.span(range.clone());
            let item = CitedItem { citation: Citation::Number(number), locator: None, span };
            self.out.slot(Fill::CiteLink(self.body.clusters.len() as u32));
            self.body.clusters.push(Cluster { items: vec![item], sentence: Span::default(), span });
        } else {
            let destination = match kind {
                LinkType::Email => format!("mailto:{destination}"),
                _ => destination.to_owned(),
            };
            let sentence = self.marks.sentences.get(&index).copied().unwrap_or_default();
            self.out.slot(Fill::Href(self.body.links.len() as u32));
            let span = self.sink.span(range.clone());
            let wiki = matches!(kind, LinkType::WikiLink { .. });
            self.body.links.push(Link { destination, sentence, number: None, wiki, span });
        }
        self.title(title);
        self.push(">");
        if kind == (LinkType::WikiLink { has_pothole: false }) {
            self.out.slot(Fill::Title(self.body.links.len() as u32 - 1));
            self.titled = true;
        }
        self.inline.push(Open::Markdown);
    }

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push(" title=\"");
            escape(&mut self.out.html, title);
            self.push("\"");
        }
    }

    /// Images nest in no page: an image inside an image is its text.
    pub(super) fn open_image(&mut self, destination: &str, title: &str, range: &Range<usize>) {
        if let Some((depth, _)) = &mut self.image {
            *depth += 1;
            return;
        }
        self.push("<img");
        self.out.slot(Fill::Image(self.body.images.len() as u32));
        self.title(title);
        let span = self.sink.span(range.clone());
        self.body.images.push(Image { destination: destination.to_owned(), alt: String::new(), span });
        self.image = Some((0, String::new()));
    }

    pub(super) fn close_image(&mut self, range: &Range<usize>) {
        if let Some((depth, _)) = &mut self.image
            && *depth > 0
        {
            *depth -= 1;
            return;
        }
        if let Some((_, alt)) = self.image.take() {
            let alt = if self.decorative { String::new() } else { alt };
            if alt.trim().is_empty() && !self.decorative {
                let found = self.sink.found(&rules::IMAGE_NO_ALT, "an image without words in place of it");
                let hint = "write what it shows: `![words](…)`, or put the line `{.decorative}` before it";
                self.sink.report(found.hint(hint), range.clone());
            }
            self.push(" alt=\"");
            escape(&mut self.out.html, &alt);
            self.push("\">");
            if let Some(image) = self.body.images.last_mut() {
                image.alt = alt;
            }
        }
    }
}
