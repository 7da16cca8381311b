//! The parser's events as nodes: adjacent text merged into runs that know where they came from, citations found in them.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::attributes::{self, Attributes};
use super::shade::Shaded;
use super::wiki::{self, Candidate};
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
    Open(Own),
    Close(Own),
    /// What is said of the block that begins at the next node.
    Attributes(Attributes),
}

/// Blocks that CommonMark does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// An image alone in its paragraph, whose title is its caption.
    Figure,
    FigureCaption,
    /// The paragraph behind a table that begins with `:` or `Table:`; it stands before the table's head.
    TableCaption,
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

/// What the contract asks of the parser. Its own wikilinks and superscript stay off: they would eat `[[1]](url)` and `[^1^]`.
fn options(math: bool) -> Options {
    let math = if math { Options::ENABLE_MATH } else { Options::empty() };
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | math
}

/// Parses a body into nodes.
///
/// # Errors
/// The place at which blocks or spans nest deeper than [`MAX_DEPTH`].
pub fn collect<'a>(
    body: &'a str,
    shaded: &'a Shaded<'_>,
    footnotes_as_sources: Option<u16>,
) -> Result<Nodes<'a>, Range<usize>> {
    let callback = |link: BrokenLink<'_>| source_link(body, &link);
    let parser = Parser::new_with_broken_link_callback(&shaded.text, options(shaded.math), Some(callback));
    let mut collector = Collector::new(body);
    let is_changed = shaded.is_changed();
    for (event, range) in parser.into_offset_iter() {
        let event = if is_changed { shaded.restored(event) } else { event };
        collector.push(event, range)?;
    }
    let mut nodes = collector.finish()?;
    if let Some(first_free) = footnotes_as_sources {
        footnotes_to_sources(&mut nodes, first_free);
    }
    Ok(nodes)
}

/// The nodes of a line of inline Markdown that stands inside a body; blocks are taken as their content.
fn line(text: &str) -> Result<Nodes<'_>, Range<usize>> {
    let shaded = Shaded::new(text);
    let parser = Parser::new_ext(&shaded.text, options(shaded.math));
    let mut collector = Collector::new(text);
    let inline = |event: &Event<'_>| match event {
        Event::Start(tag) => {
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
        }
        Event::End(tag) => {
            matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
        }
        Event::Rule | Event::Html(_) => false,
        _ => true,
    };
    for (event, range) in parser.into_offset_iter().filter(|it| inline(&it.0)) {
        collector.push(shaded.restored(event).into_static(), range)?;
    }
    collector.finish()
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
    /// Those of the body that are still to come.
    wiki: std::iter::Peekable<std::vec::IntoIter<Candidate>>,
    /// What has come of one since it began.
    begun: Option<Begun<'a>>,
    /// The last paragraph was a line of attributes.
    waiting: bool,
}

/// A link between double brackets that is not yet closed.
struct Begun<'a> {
    candidate: Candidate,
    events: Vec<(Event<'a>, Range<usize>)>,
}

impl<'a> Collector<'a> {
    fn new(body: &'a str) -> Self {
        let list = Vec::with_capacity(body.len() / 24);
        let nodes = Nodes { list, clusters: Vec::new(), footnote_sources: Vec::new() };
        let wiki = wiki::find(body).into_iter().peekable();
        Self {
            body,
            nodes,
            run: Vec::new(),
            depth: 0,
            linked: 0,
            code: false,
            wiki,
            begun: None,
            waiting: false,
        }
    }

    fn push(&mut self, event: Event<'a>, range: Range<usize>) -> Result<(), Range<usize>> {
        match &mut self.begun {
            Some(begun) if range.end <= begun.candidate.range.end => {
                begun.events.push((event, range));
                return Ok(());
            }
            Some(_) => self.end_wiki()?,
            None => {}
        }
        while self.wiki.next_if(|it| it.range.start < range.start).is_some() {}
        if matches!(event, Event::Text(_))
            && self.linked == 0
            && !self.code
            && let Some(candidate) = self.wiki.next_if(|it| it.range.start == range.start)
        {
            self.begun = Some(Begun { candidate, events: vec![(event, range)] });
            return Ok(());
        }
        self.add(event, range)
    }

    /// Ends a link between double brackets: what stands in it must be whole, and no link itself.
    fn end_wiki(&mut self) -> Result<(), Range<usize>> {
        let Some(Begun { candidate: Candidate { range, target, words }, events }) = self.begun.take() else {
            return Ok(());
        };
        let mut depth = 0_usize;
        let whole = events.iter().all(|(event, _)| match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => false,
            Event::Start(_) => {
                depth += 1;
                true
            }
            Event::End(_) if depth == 0 => false,
            Event::End(_) => {
                depth -= 1;
                true
            }
            _ => true,
        });
        if !whole || depth > 0 || events.last().is_none_or(|it| it.1.end != range.end) {
            return events.into_iter().try_for_each(|(event, range)| self.add(event, range));
        }
        let link = Tag::Link {
            link_type: LinkType::WikiLink { has_pothole: words.is_some() },
            dest_url: CowStr::Borrowed(&self.body[target.clone()]),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        self.add(Event::Start(link), range.clone())?;
        match words {
            None => self.add(Event::Text(CowStr::Borrowed(&self.body[target.clone()])), target)?,
            Some(words) => {
                for (event, at) in events {
                    let inside = at.start.max(words.start)..at.end.min(words.end);
                    match event {
                        _ if inside.is_empty() => {}
                        // The bar stands in the middle of a text.
                        Event::Text(_) if inside != at => {
                            self.add(Event::Text(CowStr::Borrowed(&self.body[inside.clone()])), inside)?;
                        }
                        event => self.add(event, at)?,
                    }
                }
            }
        }
        self.add(Event::End(TagEnd::Link), range)
    }

    fn add(&mut self, event: Event<'a>, range: Range<usize>) -> Result<(), Range<usize>> {
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
        let ends_paragraph = matches!(event, Event::End(TagEnd::Paragraph));
        self.nodes.list.push(Node { kind: Kind::Event(event), range });
        if ends_paragraph {
            self.paragraph()?;
        } else if self.waiting {
            self.attribute();
        }
        Ok(())
    }

    /// A block begins behind a line of attributes, which it takes; where none does, the line stays text.
    fn attribute(&mut self) {
        self.waiting = false;
        let list = &mut self.nodes.list;
        let Some(at) = list.len().checked_sub(4) else { return };
        let Kind::Event(Event::Start(tag)) = &list[at + 3].kind else { return };
        let takes = matches!(
            tag,
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) | Tag::CodeBlock(_) | Tag::Table(_)
        );
        if let (true, Kind::Run(run)) = (takes, &list[at + 1].kind)
            && let Some(attributes) = attributes::read(&run.text)
        {
            list[at] = Node { kind: Kind::Attributes(attributes), range: list[at + 1].range.clone() };
            list.drain(at + 1..at + 3);
        }
    }

    /// A paragraph has ended: it may be a figure, the caption of a table, or begin with a line of attributes.
    fn paragraph(&mut self) -> Result<(), Range<usize>> {
        let list = &self.nodes.list;
        let end = list.len() - 1;
        let start =
            list[..end].iter().rposition(|it| matches!(it.kind, Kind::Event(Event::Start(Tag::Paragraph))));
        let Some(start) = start else { return Ok(()) };
        match &list[start + 1].kind {
            Kind::Run(run) if run.text.starts_with('{') => {
                let alone = start + 2 == end;
                let line = matches!(list[start + 2].kind, Kind::Event(Event::SoftBreak));
                if alone {
                    self.waiting = attributes::read(&run.text).is_some();
                } else if line && let Some(attributes) = attributes::read(&run.text) {
                    let range = list[start + 1].range.clone();
                    self.nodes.list.drain(start + 1..start + 3);
                    self.nodes.list.insert(start, Node { kind: Kind::Attributes(attributes), range });
                    // A node less stands before what follows.
                    let moved = self.nodes.clusters.iter_mut().rev();
                    moved.take_while(|it| it.node > start).for_each(|it| it.node -= 1);
                    return self.figure(start + 1);
                }
                Ok(())
            }
            Kind::Run(run)
                if start > 0
                    && run.text.starts_with([':', 'T'])
                    && matches!(list[start - 1].kind, Kind::Event(Event::End(TagEnd::Table))) =>
            {
                self.caption(start);
                Ok(())
            }
            Kind::Event(Event::Start(Tag::Image { .. })) => self.figure(start),
            _ => Ok(()),
        }
    }

    /// Makes a figure of the paragraph at `start`, the last one, when it is one image with a title.
    fn figure(&mut self, start: usize) -> Result<(), Range<usize>> {
        let end = self.nodes.list.len() - 1;
        let mut depth = 0_usize;
        let alone = self.nodes.list[start + 1..end].iter().enumerate().all(|(at, it)| {
            match &it.kind {
                Kind::Event(Event::Start(Tag::Image { .. })) => depth += 1,
                Kind::Event(Event::End(TagEnd::Image)) => depth -= 1,
                _ => {}
            }
            depth > 0 || start + 2 + at == end
        });
        let Kind::Event(Event::Start(Tag::Image { title, .. })) = &mut self.nodes.list[start + 1].kind else {
            return Ok(());
        };
        if !alone || title.trim().is_empty() {
            return Ok(());
        }
        let title = std::mem::replace(title, CowStr::Borrowed(""));
        let range = self.nodes.list[start + 1].range.clone();
        let body = self.body;
        self.nodes.list[start].kind = Kind::Open(Own::Figure);
        self.nodes.list[end].kind = Kind::Open(Own::FigureCaption);
        match body[range.clone()].rfind(&*title).map(|at| range.start + at) {
            Some(at) => {
                let inner = line(&body[at..at + title.len()])?;
                self.splice(inner, at);
            }
            // Written with escapes or on lines that a quote begins: it is taken as text.
            None => {
                let first = self.nodes.clusters.len();
                let run =
                    Run { text: title.into_string().into(), pieces: Vec::new(), clusters: first..first };
                self.nodes.list.push(Node { kind: Kind::Run(run), range: range.clone() });
            }
        }
        for own in [Own::FigureCaption, Own::Figure] {
            self.nodes.list.push(Node { kind: Kind::Close(own), range: range.clone() });
        }
        Ok(())
    }

    /// Puts nodes that were found in a part of the body, which begins at byte `at`, behind the last one.
    fn splice(&mut self, inner: Nodes<'a>, at: usize) {
        let (first_node, first_cluster) = (self.nodes.list.len(), self.nodes.clusters.len());
        self.nodes.list.extend(inner.list.into_iter().map(|Node { mut kind, range }| {
            if let Kind::Run(run) = &mut kind {
                run.pieces.iter_mut().for_each(|it| it.1 += at);
                run.clusters = run.clusters.start + first_cluster..run.clusters.end + first_cluster;
            }
            Node { kind, range: range.start + at..range.end + at }
        }));
        let clusters = inner.clusters.into_iter();
        self.nodes
            .clusters
            .extend(clusters.map(|it| NodeCluster { node: it.node + first_node, found: it.found }));
    }

    /// Makes the last paragraph, which begins at `start` behind a table, the caption of that table.
    fn caption(&mut self, start: usize) {
        let Nodes { list, clusters, .. } = &mut self.nodes;
        let Kind::Run(run) = &mut list[start + 1].kind else { return };
        let Some(rest) = run.text.strip_prefix("Table").unwrap_or(&run.text).strip_prefix(':') else {
            return;
        };
        let cut = run.text.len() - rest.trim_start().len();
        if rest.trim().is_empty() || !rest.starts_with(char::is_whitespace) {
            return;
        }
        let Some(table) =
            list[..start].iter().rposition(|it| matches!(it.kind, Kind::Event(Event::Start(Tag::Table(_)))))
        else {
            return;
        };
        let source = list[start + 1].source_at(cut);
        let first = &mut list[start + 1];
        if let Kind::Run(run) = &mut first.kind {
            match &mut run.text {
                Cow::Borrowed(text) => *text = &text[cut..],
                Cow::Owned(text) => drop(text.drain(..cut)),
            }
            let kept = run.pieces.partition_point(|it| it.0 <= cut).saturating_sub(1);
            run.pieces.drain(..kept);
            for (at, from) in &mut run.pieces {
                *from += cut.saturating_sub(*at);
                *at = at.saturating_sub(cut);
            }
            for it in &mut clusters[run.clusters.clone()] {
                let found = &mut it.found;
                let ranges = found.items.iter_mut().map(|it| &mut it.range).chain(&mut found.bad_ranges);
                ranges.chain([&mut found.range]).for_each(|it| *it = it.start - cut..it.end - cut);
            }
        }
        first.range.start = source;
        let end = list.len() - 1;
        list[start].kind = Kind::Open(Own::TableCaption);
        list[end].kind = Kind::Close(Own::TableCaption);
        // It goes before the head, and its citations before those of the cells.
        let head = table + 1;
        let (moved, passed) = (list.len() - start, start - head);
        let first = clusters.partition_point(|it| it.node < head);
        let own = clusters.partition_point(|it| it.node < start);
        let (moved_clusters, passed_clusters) = (clusters.len() - own, own - first);
        list[head..].rotate_right(moved);
        clusters[first..].rotate_right(moved_clusters);
        for (at, it) in clusters[first..].iter_mut().enumerate() {
            it.node = if at < moved_clusters { it.node - passed } else { it.node + moved };
        }
        for (at, it) in list[head..].iter_mut().enumerate() {
            if let Kind::Run(run) = &mut it.kind {
                let range = &mut run.clusters;
                *range = match at < moved {
                    true => range.start - passed_clusters..range.end - passed_clusters,
                    false => range.start + moved_clusters..range.end + moved_clusters,
                };
            }
        }
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

    fn finish(mut self) -> Result<Nodes<'a>, Range<usize>> {
        self.end_wiki()?;
        self.flush();
        Ok(self.nodes)
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
            _ => 0,
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
            Kind::Event(_) | Kind::Open(_) | Kind::Close(_) | Kind::Attributes(_) => {}
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
            _ => return None,
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
