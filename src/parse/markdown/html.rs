//! Writes a body as markup. Everything that depends on the page that shows it is left open as a slot.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::Sink;
use super::ids::Outline;
use super::nodes::{Kind, Nodes, Run, source_number};
use super::raw_html::{self, Piece};
use super::units::{Do, Marks};
use crate::diag::rules;
use crate::model::brief::{Body, Citation, CitedItem, Cluster, Code, Image, Link};
use crate::model::markup::{Fill, Markup, Word};

/// Writes the blocks of a body into `body.markup`.
pub fn write(nodes: &Nodes<'_>, outline: &Outline, marks: &Marks, body: &mut Body, sink: &mut Sink<'_, '_>) {
    let first_cluster = body.clusters.len() - nodes.clusters.len();
    let mut writer = Writer::new(nodes, Some(outline), marks, body, sink, first_cluster);
    writer.out.html.reserve(nodes.list.last().map_or(0, |it| it.range.end) * 5 / 4);
    writer.all();
    let markup = writer.finish();
    body.markup = markup;
}

/// Writes a line of the front matter: inline markup only, blocks are taken as their content.
pub fn write_inline(nodes: &Nodes<'_>, body: &mut Body, sink: &mut Sink<'_, '_>) -> Markup {
    let first_cluster = body.clusters.len();
    for it in &nodes.clusters {
        let items = it.found.items.iter().map(|item| CitedItem {
            citation: item.citation.clone(),
            locator: item.locator.clone(),
            span: sink.span(0..0),
        });
        let items = items.collect();
        body.clusters.push(Cluster { items, sentence: String::new(), span: sink.span(0..0) });
    }
    let marks = Marks::default();
    let mut writer = Writer::new(nodes, None, &marks, body, sink, first_cluster);
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
    footnotes: BTreeMap<String, Footnote>,
    /// Labels in order of first reference.
    order: Vec<String>,
    /// The output around a footnote that is being written, and its label.
    outer: Vec<(String, Markup)>,
    html: String,
    html_at: Range<usize>,
    /// Text of an image is its alternative text.
    image: Option<(usize, String)>,
    code: Option<(usize, String)>,
}

impl<'a, 'b, 'c, 'd> Writer<'a, 'b, 'c, 'd> {
    fn new(
        nodes: &'b Nodes<'a>,
        outline: Option<&'b Outline>,
        marks: &'b Marks,
        body: &'b mut Body,
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
            footnotes: BTreeMap::new(),
            order: Vec::new(),
            outer: Vec::new(),
            html: String::new(),
            html_at: 0..0,
            image: None,
            code: None,
        }
    }

    fn all(&mut self) {
        let nodes = self.nodes;
        for (index, node) in nodes.list.iter().enumerate() {
            match &node.kind {
                Kind::Run(run) => self.run(index, run),
                Kind::Event(event) => {
                    self.marks_before(index);
                    self.event(index, event, &node.range);
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
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
        } else if let Some((_, code)) = &mut self.code {
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
            Do::Likelihood => self.push("<span class=\"likelihood\">"),
            Do::Cut(end) => {
                self.unspace();
                *at = end.min(len).max(*at);
            }
        }
    }

    fn event(&mut self, index: usize, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(index, tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(text),
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
            // The options that make these are off.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
        }
    }

    fn open_block(&mut self, index: usize, name: &str, class: &str) {
        self.line();
        self.out.html.push('<');
        self.out.html.push_str(name);
        let claim = self.marks.blocks.get(&index).copied();
        if claim.is_some() || !class.is_empty() {
            self.out.html.push_str(" class=\"");
            self.out.html.push_str(class);
            if claim.is_some() {
                self.out.html.push_str(if class.is_empty() { "claim" } else { " claim" });
            }
            self.out.html.push('"');
        }
        if let Some(claim) = claim {
            self.out.html.push_str(" id=\"");
            escape(&mut self.out.html, &self.body.claims[claim as usize].id);
            self.out.html.push('"');
        }
        self.out.html.push('>');
    }

    fn start(&mut self, index: usize, tag: &Tag<'_>, range: &Range<usize>) {
        if self.image.is_some() && !matches!(tag, Tag::Image { .. }) {
            return;
        }
        let inline_only = self.outline.is_none();
        match tag {
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Superscript => self.open_inline("<sup>"),
            Tag::Subscript => self.open_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_link(index, *link_type, dest_url, title, range)
            }
            Tag::Image { dest_url, title, .. } => self.open_image(dest_url, title, range),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.as_ref(),
                    CodeBlockKind::Indented => "",
                };
                let language = info.split([' ', '\t', ',', '{']).next().unwrap_or("").to_owned();
                let span = self.sink.span(range.clone());
                self.code = Some((self.body.code.len(), String::new()));
                self.body.code.push(Code { language, text: String::new(), span });
            }
            Tag::HtmlBlock => self.html.clear(),
            _ if inline_only => {}
            Tag::Paragraph => {
                self.open_block(index, "p", "");
                self.depth += 1;
            }
            Tag::Heading { .. } => self.open_heading(),
            Tag::BlockQuote(kind) => {
                self.line();
                match kind.map(alert) {
                    Some((class, word)) => {
                        self.push("<div class=\"alert alert-");
                        self.push(class);
                        self.push("\">\n<p class=\"alert-title\">");
                        self.out.slot(Fill::Word(word));
                        self.push("</p>\n");
                    }
                    None => self.push("<blockquote>\n"),
                }
                self.depth += 1;
            }
            Tag::List(first) => {
                self.line();
                match first {
                    None => self.push("<ul>\n"),
                    Some(1) => self.push("<ol>\n"),
                    Some(first) => {
                        let html = format!("<ol start=\"{first}\">\n");
                        self.push(&html);
                    }
                }
                self.depth += 1;
            }
            Tag::Item => {
                let task = self.nodes.list[index + 1..]
                    .iter()
                    .find(|it| !matches!(it.kind, Kind::Event(Event::Start(Tag::Paragraph))))
                    .is_some_and(|it| matches!(it.kind, Kind::Event(Event::TaskListMarker(_))));
                self.open_block(index, "li", if task { "task" } else { "" });
                self.depth += 1;
            }
            Tag::DefinitionList => self.open_plain("<dl>\n"),
            Tag::DefinitionListTitle => self.open_plain("<dt>"),
            Tag::DefinitionListDefinition => self.open_plain("<dd>"),
            Tag::FootnoteDefinition(label) => {
                let outer = std::mem::take(&mut self.out);
                self.outer.push((label.to_string(), outer));
                self.depth += 1;
            }
            Tag::Table(alignments) => {
                self.line();
                self.table.clone_from(alignments);
                self.push("<div class=\"table\" tabindex=\"0\"><table>\n");
                self.depth += 1;
            }
            Tag::TableHead => {
                self.head = true;
                self.cell = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.push("<tr>");
            }
            Tag::TableCell => {
                let (th, td) = match self.table.get(self.cell) {
                    Some(Alignment::Center) => {
                        ("<th scope=\"col\" class=\"center\">", "<td class=\"center\">")
                    }
                    Some(Alignment::Right) => ("<th scope=\"col\" class=\"right\">", "<td class=\"right\">"),
                    _ => ("<th scope=\"col\">", "<td>"),
                };
                self.push(if self.head { th } else { td });
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: &TagEnd, range: &Range<usize>) {
        if self.image.is_some() && !matches!(tag, TagEnd::Image) {
            return;
        }
        let inline_only = self.outline.is_none();
        match tag {
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Superscript => self.close_inline("</sup>"),
            TagEnd::Subscript => self.close_inline("</sub>"),
            TagEnd::Link => self.close_inline("</a>"),
            TagEnd::Image => self.close_image(),
            TagEnd::CodeBlock => {
                if let Some((index, text)) = self.code.take() {
                    self.body.code[index].text = text;
                    self.line();
                    self.out.slot(Fill::Code(index as u32));
                    self.push("\n");
                }
            }
            TagEnd::HtmlBlock => self.html_block(range),
            _ if inline_only => {
                if matches!(tag, TagEnd::Paragraph) {
                    self.close_all_inline();
                }
            }
            TagEnd::Paragraph => {
                self.close_all_inline();
                self.close_plain("</p>\n");
            }
            TagEnd::Heading(_) => {
                self.close_all_inline();
                let end = self.next_heading_end;
                self.push(end);
            }
            TagEnd::BlockQuote(kind) => {
                self.line();
                self.close_plain(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::List(ordered) => self.close_plain(if *ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.close_all_inline();
                self.close_plain("</li>\n");
            }
            TagEnd::DefinitionList => self.close_plain("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.close_all_inline();
                self.close_plain("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.close_all_inline();
                self.close_plain("</dd>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.depth -= 1;
                self.close_details();
                if let Some((label, outer)) = self.outer.pop() {
                    let body = std::mem::replace(&mut self.out, outer);
                    let footnote = self.footnotes.entry(label).or_insert(Footnote {
                        number: 0,
                        references: 0,
                        body: None,
                    });
                    footnote.body.get_or_insert(body);
                }
            }
            TagEnd::Table => self.close_plain("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.head = false;
                self.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.close_all_inline();
                self.push(if self.head { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::MetadataBlock(_) => {}
        }
    }

    fn open_plain(&mut self, html: &str) {
        self.line();
        self.push(html);
        self.depth += 1;
    }

    fn close_plain(&mut self, html: &str) {
        self.depth -= 1;
        self.close_details();
        self.push(html);
    }

    fn open_heading(&mut self) {
        let Some(outlined) = self.outline.and_then(|it| it.headings.get(self.next_heading)) else { return };
        self.next_heading += 1;
        self.line();
        let (open, close) = match outlined.heading.level {
            2 => ("<h2 id=\"", "</h2>\n"),
            3 => ("<h3 id=\"", "</h3>\n"),
            4 => ("<h4 id=\"", "</h4>\n"),
            5 => ("<h5 id=\"", "</h5>\n"),
            _ => ("<h6 id=\"", "</h6>\n"),
        };
        self.next_heading_end = close;
        self.push(open);
        escape(&mut self.out.html, &outlined.heading.id);
        self.push("\"");
        let roles = outlined.heading.roles.iter().map(|it| format!("role-{}", it.name()));
        let classes: Vec<_> = roles.chain(outlined.classes.iter().cloned()).collect();
        if !classes.is_empty() {
            self.push(" class=\"");
            escape(&mut self.out.html, &classes.join(" "));
            self.push("\"");
        }
        self.push(">");
    }

    fn open_inline(&mut self, html: &str) {
        self.push(html);
        self.inline.push(Open::Markdown);
    }

    /// Closes Markdown's innermost open element, and first any raw HTML left open inside it.
    fn close_inline(&mut self, html: &str) {
        while let Some(Open::Html(name)) = self.inline.last().copied() {
            self.close_html(name);
        }
        self.inline.pop();
        self.push(html);
    }

    fn close_html(&mut self, name: &str) {
        self.push("</");
        self.push(name);
        self.push(">");
        self.inline.pop();
    }

    fn close_all_inline(&mut self) {
        while let Some(Open::Html(name)) = self.inline.last().copied() {
            self.close_html(name);
        }
    }

    /// Closes every `<details>` opened deeper than this place.
    fn close_details(&mut self) {
        while self.details.last().is_some_and(|&depth| depth > self.depth) {
            self.details.pop();
            self.line();
            self.push("</details>\n");
        }
    }

    fn open_link(
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
            self.body.clusters.push(Cluster { items: vec![item], sentence: String::new(), span });
        } else {
            let destination = match kind {
                LinkType::Email => format!("mailto:{destination}"),
                _ => destination.to_owned(),
            };
            let sentence = self.marks.sentences.get(&index).cloned().unwrap_or_default();
            self.out.slot(Fill::Href(self.body.links.len() as u32));
            self.body.links.push(Link { destination, sentence, span: self.sink.span(range.clone()) });
        }
        self.title(title);
        self.push(">");
        self.inline.push(Open::Markdown);
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push(" title=\"");
            escape(&mut self.out.html, title);
            self.push("\"");
        }
    }

    /// Images nest in no page: an image inside an image is its text.
    fn open_image(&mut self, destination: &str, title: &str, range: &Range<usize>) {
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

    fn close_image(&mut self) {
        if let Some((depth, _)) = &mut self.image
            && *depth > 0
        {
            *depth -= 1;
            return;
        }
        if let Some((_, alt)) = self.image.take() {
            self.push(" alt=\"");
            escape(&mut self.out.html, &alt);
            self.push("\">");
            if let Some(image) = self.body.images.last_mut() {
                image.alt = alt;
            }
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        for piece in raw_html::pieces(html) {
            match piece {
                Piece::Comment => {}
                Piece::Text(text) => self.text(text),
                _ if self.image.is_some() => {}
                Piece::Void(name) => {
                    self.push("<");
                    self.push(name);
                    self.push(">");
                }
                Piece::Open(name, title) if !matches!(name, "details" | "summary") => {
                    self.push("<");
                    self.push(name);
                    self.title(title.as_deref().unwrap_or(""));
                    self.push(">");
                    self.inline.push(Open::Html(name));
                }
                Piece::Close(name) if self.inline.last() == Some(&Open::Html(name)) => self.close_html(name),
                Piece::Open(..) | Piece::Close(_) | Piece::Other(_) => {
                    self.raw(range.clone());
                    self.text(html);
                    return;
                }
            }
        }
    }

    fn raw(&mut self, range: Range<usize>) {
        let diagnostic = self
            .sink
            .new(&rules::RAW_HTML, "HTML is shown as text")
            .hint("write Markdown; only br, wbr, sub, sup, kbd, mark, abbr, details and summary pass");
        self.sink.report(diagnostic, range);
    }

    /// A block of raw HTML: `<details>` and `<summary>` with their words pass, comments vanish, anything else is text.
    fn html_block(&mut self, range: &Range<usize>) {
        let html = std::mem::take(&mut self.html);
        let pieces = raw_html::pieces(&html);
        if pieces.iter().any(|it| matches!(it, Piece::Other(_))) {
            self.raw(range.start..self.html_at.end.max(range.start + 1));
            return self.html_as_text(&html);
        }
        let mut summary = false;
        let mut waiting = false;
        let mut paragraph = false;
        for piece in pieces {
            if waiting && !matches!(&piece, Piece::Comment | Piece::Open("summary", _)) && !blank(&piece) {
                self.push("<summary>\u{2026}</summary>\n");
                waiting = false;
            }
            match piece {
                Piece::Comment => {}
                Piece::Open("details", _) => {
                    self.end_paragraph(&mut paragraph);
                    self.line();
                    self.push("<details>");
                    self.details.push(self.depth);
                    waiting = true;
                }
                Piece::Close("details") => {
                    self.end_paragraph(&mut paragraph);
                    if self.details.last() == Some(&self.depth) {
                        self.details.pop();
                        self.line();
                        self.push("</details>\n");
                    }
                }
                Piece::Open("summary", _) if waiting => {
                    self.push("<summary>");
                    summary = true;
                    waiting = false;
                }
                Piece::Close("summary") if summary => {
                    self.close_all_inline();
                    self.push("</summary>\n");
                    summary = false;
                }
                Piece::Open("summary", _) | Piece::Close("summary") => {}
                Piece::Text(text) => {
                    if !summary && !paragraph && !text.trim().is_empty() {
                        self.line();
                        self.push("<p>");
                        paragraph = true;
                    }
                    if summary || paragraph {
                        escape_keeping_entities(&mut self.out.html, text);
                    }
                }
                Piece::Void(name) | Piece::Open(name, _) | Piece::Close(name) if !summary && !paragraph => {
                    let _ = name;
                    self.line();
                    self.push("<p>");
                    paragraph = true;
                    self.block_piece(&piece);
                }
                piece => self.block_piece(&piece),
            }
        }
        if waiting {
            self.push("<summary>\u{2026}</summary>\n");
        }
        if summary {
            self.close_all_inline();
            self.push("</summary>\n");
        }
        self.end_paragraph(&mut paragraph);
    }

    fn block_piece(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Void(name) => {
                self.push("<");
                self.push(name);
                self.push(">");
            }
            Piece::Open(name, title) => {
                self.push("<");
                self.push(name);
                self.title(title.as_deref().unwrap_or(""));
                self.push(">");
                self.inline.push(Open::Html(name));
            }
            Piece::Close(name) if self.inline.last() == Some(&Open::Html(name)) => self.close_html(name),
            _ => {}
        }
    }

    fn end_paragraph(&mut self, paragraph: &mut bool) {
        if std::mem::take(paragraph) {
            self.close_all_inline();
            self.unspace();
            self.push("</p>\n");
        }
    }

    fn html_as_text(&mut self, html: &str) {
        self.line();
        self.push("<p>");
        escape(&mut self.out.html, html.trim_end());
        self.push("</p>\n");
    }

    fn footnote_reference(&mut self, label: &str) {
        let next = self.order.len() as u32 + 1;
        let footnote = self.footnotes.entry(label.to_owned()).or_insert(Footnote {
            number: 0,
            references: 0,
            body: None,
        });
        if footnote.number == 0 {
            footnote.number = next;
            self.order.push(label.to_owned());
        }
        footnote.references += 1;
        let (number, use_) = (footnote.number, footnote.references);
        self.unspace();
        self.push("<sup class=\"footnote\"><a href=\"");
        self.out.slot(Fill::Page);
        let id = footnote_use(number, use_);
        let html = format!("#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>");
        self.push(&html);
    }

    /// Puts the footnotes behind the body, in order of first reference.
    fn finish(mut self) -> Markup {
        self.close_all_inline();
        self.depth = 0;
        while self.details.pop().is_some() {
            self.line();
            self.push("</details>\n");
        }
        if self.order.is_empty() {
            return self.out;
        }
        self.line();
        self.push("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        self.out.slot(Fill::Word(Word::Footnotes));
        self.push("\">\n<ol>\n");
        for label in std::mem::take(&mut self.order) {
            let Some(footnote) = self.footnotes.remove(&label) else { continue };
            let html = format!("<li id=\"fn-{}\">\n", footnote.number);
            self.push(&html);
            let mut body = footnote.body.unwrap_or_default();
            let inside = body.html.ends_with("</p>\n");
            if inside {
                body.html.truncate(body.html.len() - "</p>\n".len());
            }
            self.out.append(&body);
            for use_ in 1..=footnote.references {
                self.push(" <a class=\"footnote-back\" href=\"");
                self.out.slot(Fill::Page);
                let html =
                    format!("#{}\" role=\"doc-backlink\" aria-label=\"", footnote_use(footnote.number, use_));
                self.push(&html);
                self.out.slot(Fill::Word(Word::BackToText));
                self.push("\">\u{21a9}\u{fe0e}</a>");
            }
            self.push(if inside { "</p>\n</li>\n" } else { "\n</li>\n" });
        }
        self.push("</ol>\n</section>\n");
        self.out
    }
}

fn footnote_use(number: u32, use_: u32) -> String {
    if use_ == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{use_}") }
}

fn blank(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Text(text) if text.trim().is_empty())
}

fn alert(kind: BlockQuoteKind) -> (&'static str, Word) {
    match kind {
        BlockQuoteKind::Note => ("note", Word::Note),
        BlockQuoteKind::Tip => ("tip", Word::Tip),
        BlockQuoteKind::Important => ("important", Word::Important),
        BlockQuoteKind::Warning => ("warning", Word::Warning),
        BlockQuoteKind::Caution => ("caution", Word::Caution),
    }
}

/// Escapes text for HTML, in elements and in quoted attributes.
pub fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Escapes the text of a raw HTML block, in which `&amp;` already means an ampersand.
fn escape_keeping_entities(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        escape(out, &rest[..at]);
        let after = &rest[at + 1..];
        let name = after.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'#').count();
        let entity = (1..=32).contains(&name) && after.as_bytes().get(name) == Some(&b';');
        out.push_str(if entity { "&" } else { "&amp;" });
        rest = after;
    }
    escape(out, rest);
}
