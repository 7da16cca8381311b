//! Blocks: what opens and closes them.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::{Footnote, Writer};
use crate::html::escape;
use crate::model::brief::Code;
use crate::model::markup::{Fill, Word};
use crate::parse::markdown::nodes::{Kind, Own};
use crate::parse::markdown::text;

impl Writer<'_, '_, '_, '_> {
    /// Opens the element of a block, with what is said of it and the id of the claim that it is.
    pub(super) fn open_block(&mut self, index: usize, name: &str, class: &str) {
        self.line();
        let said = self.said.take();
        let claim = self.marks.blocks.get(&index).map(|&it| self.body.claims[it as usize].id.as_str());
        let id = said.and_then(|(at, _)| self.outline?.blocks.get(&at)).map(String::as_str);
        let out = &mut self.out.html;
        out.push('<');
        out.push_str(name);
        let own = said.map_or(&[][..], |it| &it.1.classes).iter().map(String::as_str);
        let classes =
            [class].into_iter().chain(claim.map(|_| "claim")).chain(own).filter(|it| !it.is_empty());
        for (at, class) in classes.enumerate() {
            out.push_str(if at == 0 { " class=\"" } else { " " });
            escape(out, class);
        }
        if claim.is_some() || !class.is_empty() || said.is_some_and(|it| !it.1.classes.is_empty()) {
            out.push('"');
        }
        let (lang, dir) = said.map_or((None, None), |it| (it.1.lang.as_deref(), it.1.dir));
        for (name, value) in [("id", id.or(claim)), ("lang", lang), ("dir", dir)] {
            if let Some(value) = value {
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                escape(out, value);
                out.push('"');
            }
        }
        out.push('>');
        if let (Some(_), Some(claim)) = (id, claim) {
            out.push_str("<span class=\"claim-start\" id=\"");
            escape(out, claim);
            out.push_str("\"></span>");
        }
        self.decorative = said.is_some_and(|it| it.1.decorative());
    }

    pub(super) fn open_own(&mut self, own: Own) {
        match own {
            Own::Figure => {
                self.open_block(usize::MAX, "figure", "");
                self.depth += 1;
            }
            Own::FigureCaption => self.push("\n<figcaption>"),
            Own::TableCaption => self.push("<caption>"),
        }
    }

    pub(super) fn close_own(&mut self, own: Own) {
        self.close_all_inline();
        match own {
            Own::Figure => self.close_plain("</figure>\n"),
            Own::FigureCaption => self.push("</figcaption>\n"),
            Own::TableCaption => self.push("</caption>\n"),
        }
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
                if self.said.is_some() {
                    self.open_block(index, "div", "");
                    self.wrapped = true;
                }
                let span = self.sink.span(range.clone());
                self.component = component(info, self.outline.is_some()).map(|it| (it.to_owned(), None));
                self.code = Some(String::new());
                self.prose.code.push(Code { language, file, text: String::new(), span });
            }
            Tag::HtmlBlock => self.html.clear(),
            _ if inline_only => {}
            Tag::Paragraph => {
                self.open_block(index, "p", "");
                self.depth += 1;
            }
            Tag::Heading { .. } => self.open_heading(),
            Tag::BlockQuote(kind) => {
                match kind.map(alert) {
                    Some((class, word)) => {
                        self.open_block(index, "div", class);
                        self.push("\n<p class=\"alert-title\">");
                        self.out.slot(Fill::Word(word));
                        self.push("</p>\n");
                    }
                    None => {
                        self.open_block(index, "blockquote", "");
                        self.push("\n");
                    }
                }
                self.depth += 1;
            }
            Tag::List(first) => {
                self.open_block(index, if first.is_some() { "ol" } else { "ul" }, "");
                if let Some(first) = first.filter(|it| *it != 1) {
                    self.out.html.pop();
                    let start = format!(" start=\"{first}\">");
                    self.push(&start);
                }
                self.push("\n");
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
                self.table.clone_from(alignments);
                self.open_block(index, "div", "table");
                // A block that scrolls must be reached by the keyboard.
                self.out.html.pop();
                self.push(" tabindex=\"0\"");
                if let Some(name) = self.caption_of(index) {
                    self.push(" role=\"region\" aria-label=\"");
                    escape(&mut self.out.html, &name);
                    self.push("\"");
                }
                self.push("><table>\n");
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
                // A corner without words heads nothing.
                let next = self.nodes.list.get(index + 1).map(|it| &it.kind);
                self.heads = self.head && !matches!(next, Some(Kind::Event(Event::End(TagEnd::TableCell))));
                self.push(if self.heads { th } else { td });
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
            TagEnd::Link => {
                self.titled = false;
                self.close_inline("</a>");
            }
            TagEnd::Image => self.close_image(range),
            TagEnd::CodeBlock => {
                let Some(text) = self.code.take() else { return };
                self.line();
                let component = self.component.take();
                let code = self.prose.code.pop();
                match component.and_then(|(name, at)| self.component(&name, &text, at, range)) {
                    Some(component) => self.out.slot(Fill::Component(component)),
                    None => {
                        self.out.slot(Fill::Code(self.prose.code.len() as u32));
                        self.prose.code.extend(code.map(|it| Code { text, ..it }));
                    }
                }
                let wrapped = std::mem::take(&mut self.wrapped);
                self.push(if wrapped { "\n</div>\n" } else { "\n" });
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
                self.push(if self.heads { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::MetadataBlock(_) => {}
        }
    }

    /// The words of the caption that stands before the head of a table.
    fn caption_of(&self, table: usize) -> Option<String> {
        let list = &self.nodes.list[table + 1..];
        matches!(list.first()?.kind, Kind::Open(Own::TableCaption)).then_some(())?;
        let end = list.iter().position(|it| matches!(it.kind, Kind::Close(_)))?;
        Some(text::plain_of(self.nodes, table + 1..table + 1 + end))
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

/// The component that an info string names: `toml {NAME}`.
fn component(info: &str, in_body: bool) -> Option<&str> {
    let name = info.trim().strip_prefix("toml")?.trim_start().strip_prefix('{')?.strip_suffix('}')?.trim();
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '-' | '_');
    (in_body && !name.is_empty() && name.chars().all(plain)).then_some(name)
}

fn alert(kind: BlockQuoteKind) -> (&'static str, Word) {
    match kind {
        BlockQuoteKind::Note => ("alert alert-note", Word::Note),
        BlockQuoteKind::Tip => ("alert alert-tip", Word::Tip),
        BlockQuoteKind::Important => ("alert alert-important", Word::Important),
        BlockQuoteKind::Warning => ("alert alert-warning", Word::Warning),
        BlockQuoteKind::Caution => ("alert alert-caution", Word::Caution),
    }
}
