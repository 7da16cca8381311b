//! The citation grammar (CONTENT_MODEL §2.5): clusters in running text, and source lines lifted out of the body.

mod cluster;
mod lift;

use std::borrow::Cow;
use std::ops::Range;

pub use self::cluster::clusters;
pub use self::lift::lift;
use crate::model::brief::Citation;

/// One cluster in a run of text.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCluster {
    /// Bytes of the run, from the first opening bracket to the last closing one.
    pub range: Range<usize>,
    pub items: Vec<FoundItem>,
    /// A legacy form was used: rule `cite-legacy`; the text it should be, for the hint.
    pub legacy: Option<String>,
    /// Ranges that run backwards or span more than 50: rule `cite-bad-range`; their bytes in the run.
    /// Of such a range the two ends are items.
    pub bad_ranges: Vec<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FoundItem {
    pub citation: Citation,
    pub locator: Option<String>,
    /// Bytes of the run: the number, the whole range it comes from, or the key from its `@` on.
    pub range: Range<usize>,
}

/// A source line lifted out of the body (rule (a)).
#[derive(Debug, Clone, PartialEq)]
pub struct LiftedSource {
    pub number: u16,
    /// As written: whether it is an address that may be a source's is for the reader of the list to say.
    pub url: Option<String>,
    pub title: Option<String>,
    /// Bytes of the body.
    pub range: Range<usize>,
}

/// The body with its source lines blanked in place (every byte of them but the line end a space, so that offsets hold).
#[derive(Debug, Clone, PartialEq)]
pub struct Lifted<'a> {
    pub body: Cow<'a, str>,
    pub sources: Vec<LiftedSource>,
    /// Sections under a sources heading that held nothing but source lines: the whole range, heading included, was blanked.
    pub emptied: Vec<Range<usize>>,
}

/// Reads the tokens of the grammar from a place in a text; a method that returns `None` may have moved it.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, accept: impl FnOnce(char) -> bool) -> Option<char> {
        let char = self.peek().filter(|&it| accept(it))?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn space(&mut self) {
        while self.eat(char::is_whitespace).is_some() {}
    }

    /// `[1-9][0-9]{0,2}`, full-width digits folded, and no further digit after it.
    fn number(&mut self) -> Option<u16> {
        let mut number = 0;
        while let Some(digit) = self.peek().and_then(digit) {
            number = number * 10 + digit;
            if number == 0 || number > 999 {
                return None;
            }
            self.eat(|_| true);
        }
        (number > 0).then_some(number)
    }
}

fn digit(char: char) -> Option<u16> {
    match char {
        '0'..='9' => Some(char as u16 - '0' as u16),
        '０'..='９' => Some((char as u32 - '０' as u32) as u16),
        _ => None,
    }
}
