//! Headings of a body: ids, levels and roles, known before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::nodes::{Kind, Nodes};
use super::{Sink, text};
use crate::diag::rules;
use crate::model::brief::{Heading, Role};
use crate::parse::roles;
use crate::paths::{SlugStyle, slugify};

/// Ids that the page itself uses start so; ids from content that do get a suffix (CONTENT_MODEL §2.13).
const RESERVED: [&str; 6] = ["s-", "r-", "c-", "fn-", "fnref-", "d-"];

/// Every heading of a body, in order, with the levels shifted so that the page's title stays the only `<h1>`.
pub struct Outline {
    pub headings: Vec<Outlined>,
    pub ids: Ids,
    /// Ids that attributes give to blocks, by the node of the attributes.
    pub blocks: BTreeMap<usize, String>,
    /// The first paragraph outside quotes, as plain text without citations.
    pub first_paragraph: Option<String>,
    /// Plain text of paragraphs and list items under the roles summary and bluf, in reading order.
    pub role_text: Vec<(Role, String)>,
}

pub struct Outlined {
    pub heading: Heading,
    pub classes: Vec<String>,
}

/// The ids taken in one body.
#[derive(Default)]
pub struct Ids {
    taken: BTreeSet<String>,
    /// The next number to try for a base, so that a thousand equal headings cost a thousand steps.
    next: BTreeMap<String, usize>,
}

impl Ids {
    /// An id made from content: unique by a counter.
    pub fn derived(&mut self, base: &str) -> String {
        let base = if base.is_empty() { "section" } else { base };
        let base = unreserved(base);
        if self.taken.insert(base.clone()) {
            return base;
        }
        self.counted(&base)
    }

    /// The next free `base-2`, `base-3`, …
    pub fn counted(&mut self, base: &str) -> String {
        let number = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let id = format!("{base}-{number}");
            *number += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Takes an id as it is, if it is free.
    pub fn take(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// An id that the author wrote: kept if it is free, else reported.
    pub fn explicit(&mut self, id: &str, range: Range<usize>, sink: &mut Sink<'_, '_>) -> String {
        let id = unreserved(id);
        if self.taken.insert(id.clone()) {
            return id;
        }
        sink.report(
            sink.found(&rules::DUPLICATE_ID, format!("the id `{id}` is given twice"))
                .hint("rename one of the two"),
            range,
        );
        self.derived(&id)
    }

    pub fn into_sorted(self) -> Vec<String> {
        self.taken.into_iter().collect()
    }
}

fn unreserved(id: &str) -> String {
    if RESERVED.iter().any(|prefix| id.starts_with(prefix)) { format!("{id}-text") } else { id.to_owned() }
}

/// Reads the headings.
pub fn outline(nodes: &Nodes<'_>, sink: &mut Sink<'_, '_>) -> Outline {
    let mut ids = Ids::default();
    let mut headings: Vec<Outlined> = Vec::new();
    let mut at = 0;
    let mut derived = Vec::new();
    let mut blocks = BTreeMap::new();
    while at < nodes.list.len() {
        if let Kind::Attributes(attributes) = &nodes.list[at].kind {
            let range = || nodes.list[at].range.clone();
            for (rule, message, hint) in &attributes.faults {
                sink.report(sink.found(rule, message.as_str()).maybe_hint(hint.clone()), range());
            }
            if let Some(id) = &attributes.id {
                blocks.insert(at, ids.explicit(id, range(), sink));
            }
        }
        if let Kind::Event(Event::Start(Tag::Heading { level, id, classes, attrs })) = &nodes.list[at].kind {
            let end = (at..nodes.list.len())
                .find(|&it| matches!(nodes.list[it].kind, Kind::Event(Event::End(TagEnd::Heading(_)))))
                .unwrap_or(nodes.list.len());
            let text = text::plain_of(nodes, at + 1..end);
            let mut own: Vec<Role> = Vec::new();
            for (name, value) in attrs {
                match (name.as_ref(), value.as_deref().map(Role::from_name)) {
                    ("role", Some(Some(role))) => own.push(role),
                    ("role", _) => sink.report(
                        sink.found(&rules::BAD_VALUE, "`role` takes a section role").maybe_hint(
                            value
                                .as_deref()
                                .and_then(|it| crate::diag::nearest(it, Role::ALL.map(Role::name)))
                                .map(|it| format!("did you mean `{it}`?")),
                        ),
                        nodes.list[at].range.clone(),
                    ),
                    _ => {}
                }
            }
            if own.is_empty() {
                own = roles::of(&text, &sink.options.config.roles);
            }
            let id = match id {
                Some(id) => ids.explicit(id, nodes.list[at].range.clone(), sink),
                None => {
                    derived.push(headings.len());
                    String::new()
                }
            };
            let span = sink.span(nodes.list[at].range.clone());
            let classes = classes.iter().map(|it| format!("u-{it}")).collect();
            let heading = Heading { level: *level as u8, id, text, roles: own, span };
            headings.push(Outlined { heading, classes });
            at = end;
        }
        at += 1;
    }
    // Explicit ids come first, whatever the order of the text: they are promises.
    for at in derived {
        headings[at].heading.id = ids.derived(&slugify(&headings[at].heading.text, SlugStyle::Unicode));
    }
    if headings.iter().any(|it| it.heading.level == 1) {
        for it in &mut headings {
            it.heading.level = (it.heading.level + 1).min(6);
        }
    }
    Outline { headings, ids, blocks, first_paragraph: None, role_text: Vec::new() }
}
