//! Raw HTML: the short list passes, comments vanish, anything else is text.

use std::ops::Range;

use super::pieces::{self, Piece};
use super::{Open, Writer};
use crate::diag::rules;
use crate::html::escape;

impl Writer<'_, '_, '_, '_> {
    pub(super) fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        for piece in pieces::pieces(html) {
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

    pub(super) fn raw(&mut self, range: Range<usize>) {
        let diagnostic = self
            .sink
            .found(&rules::RAW_HTML, "HTML is shown as text")
            .hint("write Markdown; only br, wbr, sub, sup, kbd, mark, abbr, details and summary pass");
        self.sink.report(diagnostic, range);
    }

    /// A block of raw HTML: `<details>` and `<summary>` with their words pass, comments vanish, anything else is text.
    pub(super) fn html_block(&mut self, range: &Range<usize>) {
        let html = std::mem::take(&mut self.html);
        let pieces = pieces::pieces(&html);
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

    pub(super) fn block_piece(&mut self, piece: &Piece<'_>) {
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

    pub(super) fn end_paragraph(&mut self, paragraph: &mut bool) {
        if std::mem::take(paragraph) {
            self.close_all_inline();
            self.unspace();
            self.push("</p>\n");
        }
    }

    pub(super) fn html_as_text(&mut self, html: &str) {
        self.line();
        self.push("<p>");
        escape(&mut self.out.html, html.trim_end());
        self.push("</p>\n");
    }
}

fn blank(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Text(text) if text.trim().is_empty())
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
