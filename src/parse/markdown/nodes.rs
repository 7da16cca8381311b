//! The parser's events as nodes: adjacent text merged into runs that know where they came from, citations found in them.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{MAX_DEPTH, Sink};
use crate::diag::rules;
use crate::model::brief::Citation;
use crate::parse::cite::{self, FoundCluster, FoundItem, LiftedSource};

/// The destination that stands for source N in `[text][N]`.
const SOURCE_SCHEME: &str = "dateline-source:";

/// A body as a flat list.
pub struct Nodes<'a> {
    pub list: Vec<Node<'a>>,
    /// In order of the text.
    pub clusters: Vec<NodeCluster>,
    /// Footnotes that were nothing but an address, when the configuration makes sources of them.
    pub footnote_sources: Vec<LiftedSource>,
}

pub struct Node<'a> {
    pub kind: Kind<'a>,
    /// Bytes of the body.
    pub range: Range<usize>,
}

pub enum Kind<'a> {
    Event(Event<'a>),
    Run(Run<'a>),
}

/// Text without markup inside.
pub struct Run<'a> {
    pub text: Cow<'a, str>,
    /// Where stretches of the text begin, in the text and in the body; empty when all of it is one stretch.
    pieces: Vec<(usize, usize)>,
    /// Positions in [`Nodes::clusters`].
    pub clusters: Range<usize>,
}

/// A cluster and the run it stands in.
pub struct NodeCluster {
    pub node: usize,
    pub found: FoundCluster,
}

impl Node<'_> {
    /// The byte of the body that a byte of this node's run came from.
    pub fn source_at(&self, offset: usize) -> usize {
        match &self.kind {
            Kind::Run(run) if !run.pieces.is_empty() => {
                let at = run.pieces.partition_point(|&(text, _)| text <= offset).saturating_sub(1);
                let (text, source) = run.pieces[at];
                source + (offset - text)
            }
            _ => self.range.start + offset,
        }
    }

    pub fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.source_at(range.start);
        start..self.source_at(range.end.saturating_sub(1)).max(start) + 1
    }
}

/// The source number that a link made by `[text][N]` leads to.
pub fn source_number(destination: &str) -> Option<u16> {
    destination.strip_prefix(SOURCE_SCHEME)?.parse().ok()
}

/// What the contract asks of the parser. Wikilinks and superscript stay off: they would eat `[[1]]` and `[^1^]`.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// Parses a body into nodes.
///
/// # Errors
/// The place at which blocks or spans nest deeper than [`MAX_DEPTH`].
pub fn collect(body: &str, footnotes_as_sources: Option<u16>) -> Result<Nodes<'_>, Range<usize>> {
    let callback = |link: BrokenLink<'_>| source_link(body, &link);
    let parser = Parser::new_with_broken_link_callback(body, options(), Some(callback));
    let mut collector = Collector::new(body);
    for (event, range) in parser.into_offset_iter() {
        collector.push(event, range)?;
    }
    let mut nodes = collector.finish();
    if let Some(first_free) = footnotes_as_sources {
        footnotes_to_sources(&mut nodes, first_free);
    }
    Ok(nodes)
}

/// `[text][1]` links to source 1 (CONTENT_MODEL §2.13), unless the text is itself a citation or an editor's mark.
fn source_link<'a>(body: &str, link: &BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)> {
    if link.link_type != LinkType::Reference {
        return None;
    }
    let label = link.reference.as_ref();
    let number =
        label.bytes().all(|b| b.is_ascii_digit()) && matches!(label.len(), 1..=3) && !label.starts_with('0');
    if !number {
        return None;
    }
    let written = body.get(link.span.clone())?;
    let text = written.strip_prefix('[')?.strip_suffix(']')?.strip_suffix(label)?.strip_suffix("][")?;
    let mark = text.trim();
    let is_mark = mark.is_empty()
        || mark.starts_with(['@', '^', '!'])
        || matches!(mark, "x" | "X" | "sic" | "…" | "...")
        || mark.chars().all(|c| c.is_numeric() || c.is_whitespace() || "-–—‑,;，；、[]†:".contains(c));
    (!is_mark).then(|| (format!("{SOURCE_SCHEME}{label}").into(), "".into()))
}

struct Collector<'a> {
    body: &'a str,
    nodes: Nodes<'a>,
    run: Vec<(CowStr<'a>, Range<usize>)>,
    depth: usize,
    /// Inside links and images, text is not searched for citations.
    linked: usize,
    code: bool,
}

impl<'a> Collector<'a> {
    fn new(body: &'a str) -> Self {
        let list = Vec::with_capacity(body.len() / 24);
        let nodes = Nodes { list, clusters: Vec::new(), footnote_sources: Vec::new() };
        Self { body, nodes, run: Vec::new(), depth: 0, linked: 0, code: false }
    }

    fn push(&mut self, event: Event<'a>, range: Range<usize>) -> Result<(), Range<usize>> {
        match event {
            Event::Text(text) if !self.code => {
                self.run.push((text, range));
                return Ok(());
            }
            _ => self.flush(),
        }
        match &event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(range.start..range.start + 1);
                }
                self.linked += usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
                self.code |= matches!(tag, Tag::CodeBlock(_));
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.linked -= usize::from(matches!(tag, TagEnd::Link | TagEnd::Image));
                self.code &= !matches!(tag, TagEnd::CodeBlock);
            }
            _ => {}
        }
        self.nodes.list.push(Node { kind: Kind::Event(event), range });
        Ok(())
    }

    /// Makes one run of the text events seen since the last other event.
    fn flush(&mut self) {
        let Some((_, first)) = self.run.first() else { return };
        let range = first.start..self.run[self.run.len() - 1].1.end;
        let verbatim = self.run.iter().all(|(text, range)| text.len() == range.len())
            && self.run.windows(2).all(|pair| pair[0].1.end == pair[1].1.start);
        let (text, pieces) = if self.run.len() == 1 {
            match self.run.pop() {
                Some((CowStr::Borrowed(text), _)) => (Cow::Borrowed(text), Vec::new()),
                Some((text, _)) => (Cow::Owned(text.into_string()), Vec::new()),
                None => return,
            }
        } else if verbatim {
            (Cow::Borrowed(&self.body[range.clone()]), Vec::new())
        } else {
            let mut text = String::with_capacity(range.len());
            let mut pieces = Vec::with_capacity(self.run.len());
            for (piece, place) in &self.run {
                pieces.push((text.len(), place.start));
                text.push_str(piece);
            }
            (Cow::Owned(text), pieces)
        };
        self.run.clear();
        let first = self.nodes.clusters.len();
        let index = self.nodes.list.len();
        let mut node = Node { kind: Kind::Run(Run { text, pieces, clusters: first..first }), range };
        if self.linked == 0
            && let Kind::Run(run) = &node.kind
        {
            // A backslash before it in the body makes an opening bracket literal (rule (c)).
            let literal =
                |at| node.source_at(at).checked_sub(1).is_some_and(|it| self.body.as_bytes()[it] == b'\\');
            let found = cite::clusters(&run.text, &literal);
            self.nodes.clusters.extend(found.into_iter().map(|found| NodeCluster { node: index, found }));
            let last = self.nodes.clusters.len();
            if let Kind::Run(run) = &mut node.kind {
                run.clusters = first..last;
            }
        }
        self.nodes.list.push(node);
    }

    fn finish(mut self) -> Nodes<'a> {
        self.flush();
        self.nodes
    }
}

/// Footnotes whose whole body is an address become sources, and their references citations
/// (`citations.footnotes_as_sources`). A numeric label keeps its number; others follow from `first_free`.
fn footnotes_to_sources(nodes: &mut Nodes<'_>, first_free: u16) {
    let mut numbers: std::collections::BTreeMap<String, u16> = std::collections::BTreeMap::new();
    let mut next = first_free;
    let mut drop = Vec::new();
    let mut at = 0;
    while at < nodes.list.len() {
        if let Kind::Event(Event::Start(Tag::FootnoteDefinition(label))) = &nodes.list[at].kind {
            let label = label.to_string();
            let end = (at..nodes.list.len())
                .find(|&it| {
                    matches!(nodes.list[it].kind, Kind::Event(Event::End(TagEnd::FootnoteDefinition)))
                })
                .unwrap_or(nodes.list.len() - 1);
            if let Some(url) = sole_address(&nodes.list[at + 1..end]) {
                let number = label.parse().ok().filter(|it| (1..=999).contains(it)).unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                let range = nodes.list[at].range.clone();
                nodes.footnote_sources.push(LiftedSource { number, url: Some(url), title: None, range });
                numbers.insert(label, number);
                drop.push(at..=end);
            }
            at = end;
        }
        at += 1;
    }
    if numbers.is_empty() {
        return;
    }
    let old = std::mem::take(&mut nodes.list);
    let old_clusters = std::mem::take(&mut nodes.clusters);
    let mut clusters = old_clusters.into_iter().map(|it| it.found);
    for (index, mut node) in old.into_iter().enumerate() {
        let kept = match &mut node.kind {
            Kind::Run(run) => run.clusters.len(),
            Kind::Event(_) => 0,
        };
        let here = nodes.list.len();
        let first = nodes.clusters.len();
        let found: Vec<_> = clusters.by_ref().take(kept).collect();
        if drop.iter().any(|range| range.contains(&index)) {
            continue;
        }
        nodes.clusters.extend(found.into_iter().map(|found| NodeCluster { node: here, found }));
        match &mut node.kind {
            Kind::Run(run) => run.clusters = first..nodes.clusters.len(),
            Kind::Event(Event::FootnoteReference(label)) => {
                if let Some(&number) = numbers.get(label.as_ref()) {
                    let text = format!("[{number}]");
                    let range = 0..text.len();
                    let items = vec![FoundItem {
                        citation: Citation::Number(number),
                        locator: None,
                        range: range.clone(),
                    }];
                    let found = FoundCluster { range, items, legacy: None, bad_ranges: Vec::new() };
                    nodes.clusters.push(NodeCluster { node: here, found });
                    node.kind =
                        Kind::Run(Run { text: text.into(), pieces: Vec::new(), clusters: first..first + 1 });
                }
            }
            Kind::Event(_) => {}
        }
        nodes.list.push(node);
    }
}

/// The address that is the only content of some blocks.
fn sole_address(nodes: &[Node<'_>]) -> Option<String> {
    let mut url = None;
    for node in nodes {
        match &node.kind {
            Kind::Event(Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph | TagEnd::Link)) => {}
            Kind::Event(Event::Start(Tag::Link { dest_url, link_type: LinkType::Autolink, .. }))
                if url.is_none() =>
            {
                url = Some(dest_url.to_string());
            }
            Kind::Run(run) => {
                let text = run.text.trim();
                if url.as_deref() == Some(text) {
                    continue;
                }
                if url.is_some() || !text.starts_with("http") || text.contains(char::is_whitespace) {
                    return None;
                }
                url = Some(text.to_owned());
            }
            Kind::Event(_) => return None,
        }
    }
    url.filter(|it| it.starts_with("http://") || it.starts_with("https://"))
}

/// Says what is wrong with the clusters themselves; whether their sources exist is seen when the site is linked.
pub fn report_citations(nodes: &Nodes<'_>, sink: &mut Sink<'_, '_>) {
    for NodeCluster { node, found } in &nodes.clusters {
        let node = &nodes.list[*node];
        for range in &found.bad_ranges {
            let mut ends = found.items.iter().filter(|it| it.range == *range).map(|it| &it.citation);
            let (message, hint) = match (ends.next(), ends.next()) {
                (Some(Citation::Number(first)), Some(Citation::Number(last))) if first > last => (
                    "a range of citations that runs backwards",
                    format!("write the lower number first: `[{last}–{first}]`"),
                ),
                _ => (
                    "a range of more than 50 citations",
                    "cite fewer, or write `\\[` if it is no citation".to_owned(),
                ),
            };
            sink.report(sink.found(&rules::CITE_BAD_RANGE, message).hint(hint), node.source_range(range));
        }
        if let Some(instead) = &found.legacy {
            let range = node.source_range(&found.range);
            let span = sink.span(range.clone());
            let legacy = sink
                .found(&rules::CITE_LEGACY, "a citation in a form of another tool")
                .hint(format!("write `{instead}`"))
                .at(span);
            // A line of the front matter is accused as a whole.
            let exact = span.range().len() == range.len();
            sink.diagnostics.push(if exact { legacy.fix(instead) } else { legacy });
        }
    }
}
