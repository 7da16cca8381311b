//! Rendered prose with holes: HTML whose links, citations and code are filled in when a page is rendered,
//! because they depend on the page that shows it.

use serde::{Deserialize, Serialize};

/// HTML with places left open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    pub html: String,
    /// In order of `at`; several may stand at one place.
    pub slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Byte offset in `html` at which the hole is filled.
    pub at: u32,
    pub fill: Fill,
}

/// What fills a hole. Numbers index the tables of the brief's [`Body`](super::brief::Body).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fill {
    /// Stands after `<a`: ` href="…"` of `links[n]` (and ` rel` of an outside link); nothing when it leads nowhere.
    Href(u32),
    /// The title of what `links[n]` leads to: the words of a `[[target]]` that has none of its own.
    Title(u32),
    /// Stands after `<img`: ` src="…"` of `images[n]`, with width and height when known.
    Image(u32),
    /// The cluster `clusters[n]` as `<sup class="cite">…</sup>`.
    Cite(u32),
    /// Stands after `<a`: a link whose words are the author's and whose target is the source of `clusters[n]`
    /// (`[text][1]`): ` href="#s-1"` with the id of that use.
    CiteLink(u32),
    /// The code block `code[n]`, highlighted, `<pre>` included.
    Code(u32),
    /// The component `components[n]`, drawn by the theme.
    Component(u32),
    /// The page's own address before a fragment: empty on the page itself, absolute in feeds. Stands in `href="▯#fn-1"`.
    Page,
    /// The permalink of `claims[n]`; nothing in feeds.
    Permalink(u32),
    /// The name of the entity of `mentions[n]` begins: a link to its page, if it has one.
    Mention(u32),
    /// The same name ends.
    MentionEnd(u32),
    /// A word of the interface, escaped.
    Word(Word),
}

/// Words of the interface that stand inside a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Footnotes,
    BackToText,
}

impl Markup {
    pub fn plain(html: impl Into<String>) -> Self {
        Self { html: html.into(), slots: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.slots.is_empty()
    }

    pub fn slot(&mut self, fill: Fill) {
        self.slots.push(Slot { at: self.html.len() as u32, fill });
    }

    /// Puts another markup behind this one.
    pub fn append(&mut self, other: &Self) {
        let shift = self.html.len() as u32;
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.iter().map(|slot| Slot { at: slot.at + shift, fill: slot.fill }));
    }

    /// Writes the markup to `out`, asking `fill` for each hole.
    pub fn write(&self, out: &mut String, mut fill: impl FnMut(&mut String, Fill)) {
        let mut from = 0;
        for slot in &self.slots {
            out.push_str(&self.html[from..slot.at as usize]);
            fill(out, slot.fill);
            from = slot.at as usize;
        }
        out.push_str(&self.html[from..]);
    }
}
