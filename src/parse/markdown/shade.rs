//! What the parser is given in place of a text, byte for byte as long: signs that it would take for others are exchanged
//! for signs that mean nothing to it, and put back into what it finds.
//!
//! - Dollars that open no formula ([`math`](super::math)).
//! - Signs beside `*` and `~` where Chinese, Japanese and Korean are written without spaces: CommonMark lets a run of them
//!   close after punctuation only before a space or punctuation, so `**重点。**然后` stayed text. What counts as left- and
//!   right-flanking here is the amendment of <https://github.com/tats-u/markdown-cjk-friendly>.

use std::borrow::Cow;

use memchr::memchr2_iter;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use super::math;

/// The first of the signs that stand for letters to the parser; they are for private use.
const LETTER: char = '\u{E000}';
/// The first of the signs that stand for punctuation to the parser; they are Braille.
const SIGN: char = '\u{2800}';
/// How many signs of either kind are exchanged in a text.
const EACH: usize = 256;

/// A text as the parser reads it.
pub struct Shaded<'a> {
    pub text: Cow<'a, str>,
    /// It holds formulas.
    pub math: bool,
    letters: Vec<char>,
    signs: Vec<char>,
}

impl<'a> Shaded<'a> {
    pub fn new(body: &'a str) -> Self {
        let mut it = Self { text: body.into(), math: false, letters: Vec::new(), signs: Vec::new() };
        if let Some(text) = math::shaded(body) {
            it.math = true;
            it.text = text;
        }
        if !body.is_ascii() {
            it.emphasis(body);
        }
        it
    }

    /// Exchanges the neighbours of runs of `*` and `~` that would not open or close and should.
    fn emphasis(&mut self, body: &str) {
        let bytes = body.as_bytes();
        let mut changes: Vec<(usize, char, char)> = Vec::new();
        let mut end = 0;
        for start in memchr2_iter(b'*', b'~', bytes) {
            if start < end {
                continue;
            }
            end = start + bytes[start..].iter().take_while(|it| **it == bytes[start]).count();
            let (Some(before), Some(after)) = (body[..start].chars().next_back(), body[end..].chars().next())
            else {
                continue;
            };
            if before.is_ascii() && after.is_ascii() || before.is_whitespace() || after.is_whitespace() {
                continue;
            }
            let (at, was, letter) = match (Sort::of(before), Sort::of(after)) {
                (Sort::Sign, Sort::Wide) => (end, after, false),
                (Sort::Wide, Sort::Sign) => (start - before.len_utf8(), before, false),
                (Sort::WideSign, Sort::Wide | Sort::Other) => (start - before.len_utf8(), before, true),
                (Sort::Wide | Sort::Other, Sort::WideSign) => (end, after, true),
                _ => continue,
            };
            if was.len_utf8() != 3 {
                continue;
            }
            let (known, first) = if letter { (&mut self.letters, LETTER) } else { (&mut self.signs, SIGN) };
            let place = known.iter().position(|it| *it == was).unwrap_or(known.len());
            if place == EACH {
                continue;
            }
            if place == known.len() {
                known.push(was);
            }
            let new = char::from_u32(first as u32 + place as u32).unwrap_or(was);
            if changes.last().is_none_or(|it| it.0 < at) {
                changes.push((at, was, new));
            }
        }
        if changes.is_empty() || body.contains(is_exchanged) {
            (self.letters, self.signs) = Default::default();
            return;
        }
        let text = self.text.to_mut();
        for (at, was, new) in changes {
            text.replace_range(at..at + was.len_utf8(), new.encode_utf8(&mut [0; 4]));
        }
    }

    /// Whether anything was exchanged.
    pub fn is_changed(&self) -> bool {
        matches!(self.text, Cow::Owned(_))
    }

    /// An event of the parser as if it had read the body.
    pub fn restored<'e>(&self, event: Event<'e>) -> Event<'e> {
        match event {
            Event::Text(it) => Event::Text(self.text(it)),
            Event::Code(it) => Event::Code(self.text(it)),
            Event::InlineMath(it) => Event::InlineMath(self.text(it)),
            Event::DisplayMath(it) => Event::DisplayMath(self.text(it)),
            Event::Html(it) => Event::Html(self.text(it)),
            Event::InlineHtml(it) => Event::InlineHtml(self.text(it)),
            Event::FootnoteReference(it) => Event::FootnoteReference(self.text(it)),
            Event::Start(Tag::FootnoteDefinition(it)) => Event::Start(Tag::FootnoteDefinition(self.text(it))),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(it))) => {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(self.text(it))))
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let (dest_url, title) = (self.text(dest_url), self.text(title));
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let (dest_url, title) = (self.text(dest_url), self.text(title));
                Event::Start(Tag::Image { link_type, dest_url, title, id })
            }
            event => event,
        }
    }

    fn text<'e>(&self, text: CowStr<'e>) -> CowStr<'e> {
        if !text.contains(|it| it == math::SHADE || is_exchanged(it)) {
            return text;
        }
        let back = |it: char| match it {
            math::SHADE => '$',
            LETTER.. => *self.letters.get(it as usize - LETTER as usize).unwrap_or(&it),
            SIGN.. => *self.signs.get(it as usize - SIGN as usize).unwrap_or(&it),
            _ => it,
        };
        text.chars().map(back).collect::<String>().into()
    }
}

fn is_exchanged(it: char) -> bool {
    let among = |first: char| (it as usize).wrapping_sub(first as usize) < EACH;
    among(LETTER) || among(SIGN)
}

/// What a character is beside a run of emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Punctuation or a symbol of any other script.
    Sign,
    /// Punctuation of Chinese, Japanese and Korean.
    WideSign,
    /// A letter of theirs.
    Wide,
    Other,
}

impl Sort {
    fn of(it: char) -> Self {
        match it {
            '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3020}'
            | '\u{3030}'
            | '\u{303D}'
            | '\u{30A0}'
            | '\u{30FB}'
            | '\u{FE10}'..='\u{FE19}'
            | '\u{FE30}'..='\u{FE6F}'
            | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}'
            | '\u{FF3B}'..='\u{FF40}'
            | '\u{FF5B}'..='\u{FF65}' => Self::WideSign,
            '\u{1100}'..='\u{11FF}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{3004}'..='\u{3007}'
            | '\u{3021}'..='\u{31FF}'
            | '\u{3200}'..='\u{A4CF}'
            | '\u{A960}'..='\u{A97F}'
            | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF10}'..='\u{FFDC}' => Self::Wide,
            _ if it.is_ascii_punctuation() => Self::Sign,
            '\u{A1}'..='\u{BF}' if !it.is_alphanumeric() => Self::Sign,
            '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{20A0}'..='\u{20C0}' => Self::Sign,
            _ => Self::Other,
        }
    }
}
