//! Footnotes: numbered by first reference, written behind the body, each with a link back to every use.

use super::{Footnote, Writer};
use crate::model::markup::{Fill, Markup, Word};

impl Writer<'_, '_, '_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
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
    pub(super) fn finish(mut self) -> Markup {
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
