//! Blocks: what opens and closes them.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::{Footnote, Writer};
use crate::html::escape;
use crate::model::brief::Code;
use crate::model::markup::{Fill, Word};
use crate::parse::markdown::nodes::Kind;

impl Writer<'_, '_, '_, '_> {
    pub(super) fn open_block(&mut self, index: usize, name: &str, class: &str) {
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

    pub(super) fn start(&mut self, index: usize, tag: &Tag<'_>, range: &Range<usize>) {
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
                self.open_link(index, *link_type, dest_url, title, range);
            }
            Tag::Image { dest_url, title, .. } => self.open_image(dest_url, title, range),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.as_ref(),
                    CodeBlockKind::Indented => "",
                };
                let language = info.split([' ', '\t', ',', '{']).next().unwrap_or("").to_owned();
                let file = info.split_whitespace().nth(1).filter(|it| it.contains(['.', '/']));
                let file = file.filter(|it| !it.contains(['{', '=', '"'])).unwrap_or_default().to_owned();
                let span = self.sink.span(range.clone());
                self.code = Some((self.code_blocks.len(), String::new()));
                self.code_blocks.push(Code { language, file, text: String::new(), span });
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

    pub(super) fn end(&mut self, tag: &TagEnd, range: &Range<usize>) {
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
                    self.code_blocks[index].text = text;
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

    pub(super) fn open_plain(&mut self, html: &str) {
        self.line();
        self.push(html);
        self.depth += 1;
    }

    pub(super) fn close_plain(&mut self, html: &str) {
        self.depth -= 1;
        self.close_details();
        self.push(html);
    }

    pub(super) fn open_heading(&mut self) {
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

    /// Closes every `<details>` opened deeper than this place.
    pub(super) fn close_details(&mut self) {
        while self.details.last().is_some_and(|&depth| depth > self.depth) {
            self.details.pop();
            self.line();
            self.push("</details>\n");
        }
    }
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
