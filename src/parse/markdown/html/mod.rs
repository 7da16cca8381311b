//! Writes a body as markup. Everything that depends on the page that shows it is left open as a slot.

mod blocks;
mod components;
mod footnotes;
mod links;
mod pieces;
mod raw;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, Event};

use super::Sink;
use super::attributes::Attributes;
use super::ids::Outline;
use super::math;
use super::nodes::{Kind, Nodes, Run};
use super::units::{Do, Marks};
use crate::diag::rules;
use crate::html::escape;
use crate::model::brief::{Body, CitedItem, Cluster, Prose};
use crate::model::markup::{Fill, Markup};
use crate::source::Span;

/// Writes the blocks of a body, and adds its code and components to `prose`.
pub fn write(
    nodes: &Nodes<'_>,
    outline: &Outline,
    marks: &Marks,
    body: &mut Body,
    prose: &mut Prose,
    sink: &mut Sink<'_, '_>,
) -> Markup {
    let first_cluster = body.clusters.len() - nodes.clusters.len();
    let mut writer = Writer::new(nodes, Some(outline), marks, body, prose, sink, first_cluster);
    writer.out.html.reserve(nodes.list.last().map_or(0, |it| it.range.end) * 5 / 4);
    writer.all();
    writer.finish()
}

/// Writes a line of the front matter: inline markup only, blocks are taken as their content.
pub fn write_inline(
    nodes: &Nodes<'_>,
    body: &mut Body,
    prose: &mut Prose,
    sink: &mut Sink<'_, '_>,
) -> Markup {
    let first_cluster = body.clusters.len();
    for it in &nodes.clusters {
        let items = it.found.items.iter().map(|item| CitedItem {
            citation: item.citation.clone(),
            locator: item.locator.clone(),
            span: sink.span(0..0),
        });
        let items = items.collect();
        body.clusters.push(Cluster { items, sentence: Span::default(), span: sink.span(0..0) });
    }
    let marks = Marks::default();
    let mut writer = Writer::new(nodes, None, &marks, body, prose, sink, first_cluster);
    writer.all();
    writer.finish()
}

/// What is open inside a block, Markdown's own and raw HTML alike, so that both always nest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Markdown,
    Html(&'static str),
}

struct Footnote {
    number: u32,
    references: u32,
    body: Option<Markup>,
}

struct Writer<'a, 'b, 'c, 'd> {
    nodes: &'b Nodes<'a>,
    /// Absent for a line of the front matter.
    outline: Option<&'b Outline>,
    marks: &'b Marks,
    mark: usize,
    body: &'b mut Body,
    sink: &'b mut Sink<'c, 'd>,
    first_cluster: usize,
    next_heading: usize,
    next_heading_end: &'static str,
    out: Markup,
    inline: Vec<Open>,
    /// Depth of blocks at which a `<details>` was opened.
    details: Vec<usize>,
    depth: usize,
    table: Vec<Alignment>,
    cell: usize,
    head: bool,
    /// The cell at hand heads its column.
    heads: bool,
    footnotes: BTreeMap<String, Footnote>,
    /// Labels in order of first reference.
    order: Vec<String>,
    /// The output around a footnote that is being written, and its label.
    outer: Vec<(String, Markup)>,
    html: String,
    html_at: Range<usize>,
    /// Text of an image is its alternative text.
    image: Option<(usize, String)>,
    code: Option<String>,
    prose: &'b mut Prose,
    /// Inside a link whose words are the title of its target.
    titled: bool,
    /// The name of the component that the open block of code is data for, and where its text stands as far as that is one
    /// piece of the body.
    component: Option<(String, Option<Range<usize>>)>,
    /// What is said of the next block, and the node that says it.
    said: Option<(usize, &'b Attributes)>,
    /// The block of code that is open stands in an element of its own.
    wrapped: bool,
    /// The block that is open holds images that need no words.
    decorative: bool,
    /// Made for the first formula.
    math: Option<math::Maker>,
}

impl<'a, 'b, 'c, 'd> Writer<'a, 'b, 'c, 'd> {
    fn new(
        nodes: &'b Nodes<'a>,
        outline: Option<&'b Outline>,
        marks: &'b Marks,
        body: &'b mut Body,
        prose: &'b mut Prose,
        sink: &'b mut Sink<'c, 'd>,
        first_cluster: usize,
    ) -> Self {
        Self {
            nodes,
            outline,
            marks,
            mark: 0,
            body,
            sink,
            first_cluster,
            next_heading: 0,
            next_heading_end: "",
            out: Markup::default(),
            inline: Vec::new(),
            details: Vec::new(),
            depth: 0,
            table: Vec::new(),
            cell: 0,
            head: false,
            heads: false,
            footnotes: BTreeMap::new(),
            order: Vec::new(),
            outer: Vec::new(),
            html: String::new(),
            html_at: 0..0,
            image: None,
            code: None,
            prose,
            component: None,
            titled: false,
            said: None,
            wrapped: false,
            decorative: false,
            math: None,
        }
    }

    fn all(&mut self) {
        let nodes = self.nodes;
        for (index, node) in nodes.list.iter().enumerate() {
            match &node.kind {
                Kind::Run(run) => self.run(index, run),
                kind => {
                    self.marks_before(index);
                    match kind {
                        Kind::Event(event) => self.event(index, event, &node.range),
                        Kind::Open(own) => self.open_own(*own),
                        Kind::Close(own) => self.close_own(*own),
                        Kind::Attributes(attributes) => self.said = Some((index, attributes)),
                        Kind::Run(_) => {}
                    }
                }
            }
        }
        self.marks_before(nodes.list.len());
    }

    fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    /// Starts a line of the output.
    fn line(&mut self) {
        if !self.out.html.is_empty() && !self.out.html.ends_with('\n') {
            self.out.html.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        if self.titled {
            return;
        }
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
        } else if let Some(code) = &mut self.code {
            code.push_str(text);
        } else {
            escape(&mut self.out.html, text);
        }
    }

    /// Takes back white space just written: a cluster never stands apart from its word (rule (h)).
    fn unspace(&mut self) {
        let floor = self.out.slots.last().map_or(0, |it| it.at as usize);
        let kept = self.out.html.trim_end_matches([' ', '\n', '\u{a0}']).len().max(floor);
        self.out.html.truncate(kept);
    }

    fn run(&mut self, index: usize, run: &Run<'_>) {
        let text: &str = &run.text;
        let mut at = 0;
        let mut cluster = run.clusters.start;
        loop {
            let cite = (cluster < run.clusters.end).then(|| self.nodes.clusters[cluster].found.range.clone());
            let mark = self.marks.list.get(self.mark).filter(|(node, ..)| *node == index).copied();
            match (cite, mark) {
                (Some(range), Some((_, offset, what))) if offset <= range.start => {
                    self.until(text, &mut at, offset);
                    self.act(what, text.len(), &mut at);
                    self.mark += 1;
                }
                (Some(range), _) => {
                    self.until(text, &mut at, range.start);
                    if at <= range.start && self.image.is_none() {
                        self.unspace();
                        self.out.slot(Fill::Cite((self.first_cluster + cluster) as u32));
                    }
                    at = at.max(range.end);
                    cluster += 1;
                }
                (None, Some((_, offset, what))) => {
                    self.until(text, &mut at, offset);
                    self.act(what, text.len(), &mut at);
                    self.mark += 1;
                }
                (None, None) => break,
            }
        }
        self.until(text, &mut at, text.len());
    }

    fn until(&mut self, text: &str, at: &mut usize, end: usize) {
        if *at < end {
            self.text(&text[*at..end]);
            *at = end;
        }
    }

    fn marks_before(&mut self, index: usize) {
        while let Some(&(node, _, what)) = self.marks.list.get(self.mark)
            && node <= index
        {
            self.act(what, 0, &mut 0);
            self.mark += 1;
        }
    }

    fn act(&mut self, what: Do, len: usize, at: &mut usize) {
        match what {
            Do::Close => self.push("</span>"),
            Do::Permalink(claim) => {
                self.unspace();
                self.out.slot(Fill::Permalink(claim));
            }
            Do::Begin(claim) => {
                let id = &self.body.claims[claim as usize].id;
                self.out.html.push_str("<span class=\"claim-start\" id=\"");
                escape(&mut self.out.html, id);
                self.out.html.push_str("\"></span>");
            }
            Do::Confidence(claim) => {
                let rung =
                    self.body.claims[claim as usize].confidence.as_ref().map_or("", |it| it.rung.word());
                self.out.html.push_str("<span class=\"confidence confidence-");
                self.out.html.push_str(rung);
                self.out.html.push_str("\">");
            }
            Do::Mention(at) => self.out.slot(Fill::Mention(at)),
            Do::MentionEnd(at) => self.out.slot(Fill::MentionEnd(at)),
            Do::Likelihood => self.push("<span class=\"likelihood\">"),
            Do::Cut(end) => {
                self.unspace();
                *at = end.min(len).max(*at);
            }
        }
    }

    /// A formula; one that cannot be read is shown as code.
    fn math(&mut self, latex: &str, display: bool, range: &Range<usize>) {
        if self.image.is_some() || self.titled {
            return self.text(latex);
        }
        if self.math.is_none() {
            self.math = math::Maker::new();
        }
        let Some(maker) = &self.math else { return };
        match maker.mathml(latex, display) {
            // A block that scrolls must be reached by the keyboard.
            Ok(mathml) if display => {
                self.push("<span class=\"math\" tabindex=\"0\">");
                self.push(&mathml);
                self.push("</span>");
            }
            Ok(mathml) => self.push(&mathml),
            Err(fault) => {
                let signs = if display { 2 } else { 1 };
                // In a quote the lines of a formula are not those of the text.
                let place = match range.len() == latex.len() + 2 * signs {
                    true => {
                        let start = range.start + signs;
                        let at = start + fault.range.start.min(latex.len());
                        at..(start + fault.range.end.min(latex.len())).max(at + 1)
                    }
                    false => range.clone(),
                };
                let found = self.sink.found(&rules::BAD_MATH, fault.message);
                self.sink.report(found.hint("write LaTeX, or `\\$` for a dollar"), place);
                self.push("<code>");
                self.text(latex);
                self.push("</code>");
            }
        }
    }

    fn event(&mut self, index: usize, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(index, tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => {
                if let Some((_, at)) = &mut self.component {
                    let first = self.code.as_ref().is_some_and(String::is_empty);
                    *at = match at.take() {
                        None if first && text.len() == range.len() => Some(range.clone()),
                        Some(at) if at.end == range.start && text.len() == range.len() => {
                            Some(at.start..range.end)
                        }
                        _ => None,
                    };
                }
                self.text(text);
            }
            Event::Code(code) => {
                if self.image.is_some() {
                    self.text(code);
                } else {
                    self.push("<code>");
                    self.text(code);
                    self.push("</code>");
                }
            }
            Event::Html(html) => {
                if self.html.is_empty() {
                    self.html_at = range.clone();
                }
                self.html.push_str(html);
                self.html_at.end = range.end;
            }
            Event::InlineHtml(html) => self.inline_html(html, range),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak if self.image.is_some() => self.text(" "),
            Event::HardBreak => self.push("<br>\n"),
            Event::Rule => {
                self.line();
                self.push("<hr>\n");
            }
            Event::TaskListMarker(done) => self.push(if *done {
                "<span class=\"box\">\u{2611}</span> "
            } else {
                "<span class=\"box\">\u{2610}</span> "
            }),
            Event::InlineMath(latex) => self.math(latex, false, range),
            Event::DisplayMath(latex) => self.math(latex, true, range),
        }
    }
}
