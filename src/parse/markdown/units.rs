//! Reads paragraphs and list items: claims, the roles they stand under, sentences around links and citations.
//!
//! A unit is a stretch of inline nodes between two block boundaries, seen as plain text. What is found becomes marks
//! on the nodes, which the writer turns into elements.

use std::collections::BTreeMap;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::ids::Outline;
use super::nodes::{Kind, Nodes};
use super::text::{fold_space, push_without};
use super::{Sink, attributions};
use crate::diag::{Diagnostic, rules};
use crate::digest::Digest;
use crate::model::brief::{
    Attribution, Body, Citation, CitedItem, Claim, ClaimDetails, Cluster, Evidence, Mention, Role,
};
use crate::model::front_matter::Origin;
use crate::model::lang::sentences;
use crate::model::site::EntityId;
use crate::parse::claims::{FoundClaim, Unit};
use crate::parse::entities::Found;
use crate::source::Span;

/// What the writer does at a place of the text, in the order in which it does several there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Do {
    /// The name of an entity ends, by its position in `body.mentions`.
    MentionEnd(u32),
    Close,
    /// The permalink of a claim, by its position in `body.claims`.
    Permalink(u32),
    /// The second and later claims of a unit begin here.
    Begin(u32),
    /// Opens the element round a confidence marker, by claim.
    Confidence(u32),
    Likelihood,
    /// The name of an entity begins.
    Mention(u32),
    /// Nothing is written up to this byte of the run.
    Cut(usize),
}

/// Marks on nodes, in order of node, offset and kind.
#[derive(Default)]
pub struct Marks {
    pub list: Vec<(usize, usize, Do)>,
    /// The claim that a block is, by the node that opens it.
    pub blocks: BTreeMap<usize, u32>,
    /// The sentence round a link, by the node that opens it.
    pub sentences: BTreeMap<usize, Span>,
}

/// Words of a text; a Han, Kana or Hangul character counts as half a word.
fn words(text: &str) -> f32 {
    let wide =
        |c: char| matches!(c as u32, 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF);
    if text.is_ascii() {
        return ascii_words(text.as_bytes()) as f32;
    }
    let (mut count, mut halves, mut counted) = (0, 0, false);
    for c in text.chars() {
        if c.is_whitespace() || wide(c) {
            halves += usize::from(wide(c));
            counted = false;
        } else if !counted && c.is_alphanumeric() {
            counted = true;
            count += 1;
        }
    }
    halves as f32 / 2.0 + count as f32
}

/// The same where every character is a byte: a word begins where something follows white space.
fn ascii_words(text: &[u8]) -> usize {
    let space = |it: u8| matches!(it, b' ' | b'\t' | b'\n' | b'\r' | 0x0C);
    let mut count = usize::from(text.first().is_some_and(|&it| !space(it)));
    // So few at a time that a byte can count them, and many bytes are looked at in one step.
    for at in (0..text.len()).step_by(usize::from(u8::MAX)) {
        let part = &text[at..text.len().min(at + usize::from(u8::MAX) + 1)];
        let begins = part.iter().zip(&part[1..]).map(|(&a, &b)| u8::from(space(a) & !space(b)));
        count += usize::from(begins.sum::<u8>());
    }
    count
}

/// A unit while it is gathered. One serves for all units of a body, so that its tables grow once.
#[derive(Default)]
struct Gathered {
    /// Something stands in it.
    open: bool,
    text: String,
    /// Where each node's text begins in `text`, and the node.
    map: Vec<(usize, usize)>,
    opaque: Vec<Range<usize>>,
    /// Positions in `nodes.clusters`, and the bytes of `text` of each.
    clusters: Vec<usize>,
    ranges: Vec<Range<usize>>,
    lead: Option<Range<usize>>,
    links: Vec<(usize, usize)>,
    /// The words of links and images, and how many of these are open.
    linked: Vec<Range<usize>>,
    depth: usize,
    /// Whether a claim makes each of `clusters`.
    claimed: Vec<bool>,
    /// The node that opened the block.
    block: usize,
    kind: Block,
}

impl Gathered {
    fn clear(&mut self) {
        self.open = false;
        self.text.clear();
        self.map.clear();
        self.opaque.clear();
        self.clusters.clear();
        self.ranges.clear();
        self.lead = None;
        self.links.clear();
        self.linked.clear();
        self.depth = 0;
        self.claimed.clear();
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Block {
    Paragraph,
    Item,
    Heading,
    Cell,
    #[default]
    Other,
}

/// Reads every unit of a body.
pub fn read(nodes: &Nodes<'_>, outline: &mut Outline, body: &mut Body, sink: &mut Sink<'_, '_>) -> Marks {
    let first_cluster = body.clusters.len();
    body.clusters.extend(nodes.clusters.iter().map(|it| {
        let node = &nodes.list[it.node];
        let items = it.found.items.iter().map(|item| CitedItem {
            citation: item.citation.clone(),
            locator: item.locator.clone(),
            span: sink.span(node.source_range(&item.range)),
        });
        Cluster {
            items: items.collect(),
            sentence: Span::default(),
            span: sink.span(node.source_range(&it.found.range)),
        }
    }));
    let mut reader = Reader {
        nodes,
        first_cluster,
        marks: Marks::default(),
        section: Vec::new(),
        roles: Vec::new(),
        heading: 0,
        blocks: Vec::new(),
        quotes: 0,
        unit: Gathered::default(),
        words: 0.0,
        named: HashSet::new(),
        unsure: HashSet::new(),
    };
    for index in 0..nodes.list.len() {
        reader.node(index, outline, body, sink);
    }
    reader.close(nodes.list.len(), outline, body, sink);
    body.words = reader.words.round() as u32;
    reader.marks.list.sort_unstable();
    reader.marks
}

/// Places of a body in which a publisher may be named. More are not kept: each is compared with those before it.
const MOST: usize = 64;

struct Reader<'a, 'b> {
    nodes: &'b Nodes<'a>,
    first_cluster: usize,
    marks: Marks,
    /// Headings above this place that have roles, with their level.
    section: Vec<(u8, Vec<Role>)>,
    /// The roles in force.
    roles: Vec<Role>,
    heading: usize,
    /// Open blocks that can hold text of their own, and the nodes that opened them.
    blocks: Vec<(Block, usize)>,
    quotes: usize,
    unit: Gathered,
    words: f32,
    /// Entities that are linked in this section.
    named: HashSet<EntityId>,
    /// Names of several entities that were told of.
    unsure: HashSet<String>,
}

impl Reader<'_, '_> {
    fn node(&mut self, index: usize, outline: &mut Outline, body: &mut Body, sink: &mut Sink<'_, '_>) {
        let nodes = self.nodes;
        match &nodes.list[index].kind {
            Kind::Run(run) => {
                let unit = self.open();
                let base = unit.text.len();
                unit.map.push((base, index));
                unit.text.push_str(&run.text);
                let found = nodes.clusters[run.clusters.clone()].iter().map(|it| &it.found.range);
                unit.clusters.extend(run.clusters.clone());
                unit.ranges.extend(found.map(|it| it.start + base..it.end + base));
            }
            Kind::Event(Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code)) => {
                let unit = self.open();
                let base = unit.text.len();
                unit.map.push((base, index));
                unit.text.push_str(code);
                unit.opaque.push(base..unit.text.len());
            }
            Kind::Event(Event::SoftBreak | Event::HardBreak) => {
                let unit = self.open();
                unit.map.push((unit.text.len(), index));
                unit.text.push(' ');
            }
            Kind::Event(Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_)) => {
                let unit = self.open();
                unit.map.push((unit.text.len(), index));
            }
            Kind::Event(Event::Start(tag)) if inline(tag) => {
                let unit = self.open();
                unit.map.push((unit.text.len(), index));
                if matches!(tag, Tag::Link { .. } | Tag::Image { .. }) {
                    if unit.depth == 0 {
                        unit.linked.push(unit.text.len()..usize::MAX);
                    }
                    unit.depth += 1;
                }
                match tag {
                    Tag::Link { .. } => unit.links.push((unit.text.len(), index)),
                    Tag::Strong if unit.text.trim().is_empty() => {
                        unit.lead = Some(unit.text.len()..unit.text.len());
                    }
                    _ => {}
                }
            }
            Kind::Event(Event::End(tag)) if inline_end(tag) => {
                let unit = self.open();
                unit.map.push((unit.text.len(), index));
                if matches!(tag, TagEnd::Link | TagEnd::Image) {
                    unit.depth = unit.depth.saturating_sub(1);
                    if let (0, Some(words)) = (unit.depth, unit.linked.last_mut()) {
                        words.end = unit.text.len();
                    }
                }
                if let (TagEnd::Strong, Some(lead)) = (tag, &mut unit.lead)
                    && lead.start == lead.end
                {
                    lead.end = unit.text.len();
                }
            }
            Kind::Event(event) => {
                self.close(index, outline, body, sink);
                self.boundary(index, event, outline);
            }
            Kind::Open(_) => {
                self.close(index, outline, body, sink);
                self.blocks.push((Block::Other, index));
            }
            Kind::Close(_) => {
                self.close(index, outline, body, sink);
                self.blocks.pop();
            }
            Kind::Attributes(_) => self.close(index, outline, body, sink),
        }
    }

    fn open(&mut self) -> &mut Gathered {
        let unit = &mut self.unit;
        if !unit.open {
            unit.open = true;
            (unit.kind, unit.block) = self.blocks.last().copied().unwrap_or((Block::Other, usize::MAX));
        }
        unit
    }

    fn boundary(&mut self, index: usize, event: &Event<'_>, outline: &Outline) {
        match event {
            Event::Start(Tag::BlockQuote(None)) => self.quotes += 1,
            Event::End(TagEnd::BlockQuote(None)) => self.quotes -= 1,
            Event::Start(tag) => {
                if let Some(kind) = block(tag) {
                    self.blocks.push((kind, index));
                }
                if let Tag::Heading { .. } = tag {
                    self.named.clear();
                    let heading = &outline.headings[self.heading].heading;
                    self.section.retain(|(level, _)| *level < heading.level);
                    if !heading.roles.is_empty() {
                        self.section.push((heading.level, heading.roles.clone()));
                    }
                    self.roles = self.section.last().map(|(_, roles)| roles.clone()).unwrap_or_default();
                    self.heading += 1;
                }
            }
            Event::End(tag) if block_end(tag) => {
                self.blocks.pop();
            }
            _ => {}
        }
    }

    /// Ends the unit, if one is open, at the boundary node `end`.
    fn close(&mut self, end: usize, outline: &mut Outline, body: &mut Body, sink: &mut Sink<'_, '_>) {
        if !self.unit.open {
            return;
        }
        let mut unit = std::mem::take(&mut self.unit);
        self.words += words(&unit.text);
        let prose = matches!(unit.kind, Block::Paragraph | Block::Item);
        unit.claimed.resize(unit.clusters.len(), false);
        let mut shape = Shape { first: body.claims.len(), ..Shape::default() };
        if prose && self.quotes == 0 && sink.options.claims {
            let asked = Unit {
                text: &unit.text,
                opaque: &unit.opaque,
                clusters: &unit.ranges,
                lead: unit.lead.clone().filter(|it| !it.is_empty()),
                roles: &self.roles,
                lang: sink.options.lang,
            };
            let (found, faults) = sink.options.scanner.find(&asked);
            for fault in faults {
                let diagnostic =
                    Diagnostic::new(fault.rule, sink.options.path, fault.message).maybe_hint(fault.hint);
                sink.report(diagnostic, self.source(&unit, &fault.range));
            }
            let many = found.len();
            for (position, found) in found.into_iter().enumerate() {
                if sink.options.lexicon.is_some() {
                    shape.add(&found);
                }
                for &at in &found.clusters {
                    unit.claimed[at] = true;
                }
                for (_, clusters) in &found.evidence {
                    for &at in clusters {
                        unit.claimed[at] = true;
                    }
                }
                self.claim(&unit, found, position, many, end, outline, body, sink);
            }
        }
        if prose && self.quotes == 0 && sink.options.claims {
            for (range, follows) in attributions::find(&unit.text, &unit.opaque) {
                let phrase = &unit.text[range.clone()];
                let is_new = body.attributions.iter().all(|it| it.phrase != *phrase || it.follows != follows);
                if is_new && body.attributions.len() < MOST {
                    let span = sink.span(self.source(&unit, &range));
                    body.attributions.push(Attribution { phrase: phrase.to_owned(), follows, span });
                }
            }
        }
        if unit.kind != Block::Heading && self.quotes == 0 {
            self.mentions(&unit, shape, body, sink);
        }
        self.sentences(&unit, body);
        if prose && outline.first_paragraph.is_none() && unit.kind == Block::Paragraph && self.quotes == 0 {
            outline.first_paragraph = Some(without(&unit.text, &unit.ranges));
        }
        if prose && self.roles.iter().any(|it| matches!(it, Role::Summary | Role::Bluf)) {
            let text = without(&unit.text, &unit.ranges);
            for &role in self.roles.iter().filter(|it| matches!(it, Role::Summary | Role::Bluf)) {
                outline.role_text.push((role, text.clone()));
            }
        }
        unit.clear();
        self.unit = unit;
    }

    /// Finds the entities that a unit names. Each is linked once a section, where its name is no part of something else.
    fn mentions(&mut self, unit: &Gathered, mut shape: Shape, body: &mut Body, sink: &mut Sink<'_, '_>) {
        let Some(lexicon) = sink.options.lexicon else { return };
        if self.roles.iter().any(|it| matches!(it, Role::Sources | Role::Chrome)) {
            return;
        }
        shape.cuts.sort_unstable();
        let mut said = HashMap::new();
        let apart = [&unit.opaque[..], &unit.ranges, &unit.linked, &shape.hidden];
        let touches = |range: &Range<usize>, parts: &[Range<usize>]| {
            let at = parts.partition_point(|it| it.end <= range.start);
            parts.get(at).is_some_and(|it| it.start < range.end)
        };
        for Found { range, bearers } in lexicon.find(&unit.text) {
            if apart.iter().any(|parts| touches(&range, parts)) {
                continue;
            }
            let name = &unit.text[range.clone()];
            let entity = match bearers {
                [entity] => *entity,
                several => match lexicon.meant(several, sink.options.entities) {
                    Some(entity) => entity,
                    None => {
                        if self.unsure.insert(name.to_owned()) {
                            let found = ambiguous(sink, name, several.iter().map(|&it| lexicon.id(it)));
                            sink.report(found, self.source(unit, &range));
                        }
                        continue;
                    }
                },
            };
            let number = body.mentions.len() as u32;
            body.mentions.push(Mention {
                entity,
                claim: shape.claim(&body.claims, &range, name, &mut said),
                office: lexicon.office(&unit.text, &range, entity).map(Into::into),
                span: sink.span(self.source(unit, &range)),
            });
            let at = shape.cuts.partition_point(|it| *it <= range.start);
            let is_cut = shape.cuts.get(at).is_some_and(|it| *it < range.end);
            if let Some((first, last)) = self.joined(unit, &range).filter(|_| !is_cut)
                && self.named.insert(entity)
            {
                self.marks.list.push((first.0, first.1, Do::Mention(number)));
                self.marks.list.push((last.0, last.1, Do::MentionEnd(number)));
            }
        }
    }

    /// Where a range of a unit begins and ends, by node and byte of its run, if one element can stand round it.
    fn joined(&self, unit: &Gathered, range: &Range<usize>) -> Option<((usize, usize), (usize, usize))> {
        let portions = self.portions(unit, range);
        let ((first, from), (last, to)) = (portions.first()?, portions.last()?);
        let plain = |it: &Kind<'_>| matches!(it, Kind::Run(_) | Kind::Event(Event::SoftBreak));
        let all = self.nodes.list[*first..=*last].iter().all(|it| plain(&it.kind));
        all.then_some(((*first, from.start), (*last, to.end)))
    }

    /// Keeps the sentences round links inside the site, and round citations that no claim makes.
    fn sentences(&mut self, unit: &Gathered, body: &mut Body) {
        let internal = |node: usize| match &self.nodes.list[node].kind {
            Kind::Event(Event::Start(Tag::Link { dest_url, .. })) => !dest_url.starts_with("http"),
            _ => false,
        };
        // What stands in a cell or heading is no sentence.
        if matches!(unit.kind, Block::Cell | Block::Heading) {
            return;
        }
        let links: Vec<_> = unit.links.iter().copied().filter(|&(_, node)| internal(node)).collect();
        if links.is_empty() && unit.claimed.iter().all(|it| *it) {
            return;
        }
        let clusters = &unit.ranges;
        let sentences = sentences::split(&unit.text, &unit.opaque, clusters);
        for (position, range) in clusters.iter().enumerate().filter(|(position, _)| !unit.claimed[*position])
        {
            let sentence = body.keep_sentence(&sentence(&unit.text, &sentences, clusters, range.start));
            body.clusters[self.first_cluster + unit.clusters[position]].sentence = sentence;
        }
        for (at, node) in links {
            let sentence = body.keep_sentence(&sentence(&unit.text, &sentences, clusters, at));
            self.marks.sentences.insert(node, sentence);
        }
    }

    /// Enters a claim into the body's table and marks its places.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of it is one unit's state, and a struct would only rename it"
    )]
    fn claim(
        &mut self,
        unit: &Gathered,
        found: FoundClaim,
        position: usize,
        many: usize,
        end: usize,
        outline: &mut Outline,
        body: &mut Body,
        sink: &mut Sink<'_, '_>,
    ) {
        let number = body.claims.len() as u32;
        let place = self.source(unit, &found.part);
        let attributes = found.attributes.unwrap_or_default();
        let explicit = attributes.id.is_some();
        let id = match &attributes.id {
            Some(id) => outline.ids.explicit(id, self.source(unit, &attributes.range), sink),
            None => {
                let id = format!("c-{}", Digest::of(folded(&found.statement).as_bytes()).short(6));
                if outline.ids.take(&id) { id } else { outline.ids.counted(&id) }
            }
        };
        let confidence = found.confidence.map(|mut it| {
            it.span = sink.span(self.source(unit, &it.span.range()));
            it
        });
        let likelihood = found.likelihood.map(|mut it| {
            it.span = sink.span(self.source(unit, &it.span.range()));
            it
        });
        let mut citations = self.citations(unit, &found.clusters);
        for number in attributes.sources {
            let citation = Citation::Number(number);
            if !citations.contains(&citation) {
                citations.push(citation);
            }
        }
        let evidence = found
            .evidence
            .into_iter()
            .map(|(text, clusters)| Evidence { citations: self.citations(unit, &clusters), text });
        let claim = Claim {
            id,
            explicit_id: explicit,
            label: found.label,
            statement: found.statement,
            role: self.roles.first().copied(),
            evidence: evidence.collect(),
            confidence,
            citations,
            origin: if explicit { Origin::Attribute } else { Origin::Prose },
            span: sink.span(place),
            more: ClaimDetails {
                likelihood,
                by: attributes.by,
                line: attributes.line,
                status: attributes.status,
            }
            .into(),
        };
        body.claims.push(claim);
        if position == 0 && unit.block != usize::MAX && !self.marks.blocks.contains_key(&unit.block) {
            self.marks.blocks.insert(unit.block, number);
        } else {
            self.mark(unit, found.part.start, Do::Begin(number));
        }
        if let Some(range) = found.confidence_at {
            self.wrap(unit, &range, Do::Confidence(number));
        }
        if let Some(range) = found.likelihood_at {
            self.wrap(unit, &range, Do::Likelihood);
        }
        if !attributes.range.is_empty() {
            for (node, range) in self.portions(unit, &attributes.range) {
                self.marks.list.push((node, range.start, Do::Cut(range.end)));
            }
        }
        if position + 1 == many {
            self.marks.list.push((end, 0, Do::Permalink(number)));
        } else {
            self.mark(unit, found.part.end, Do::Permalink(number));
        }
    }

    fn citations(&self, unit: &Gathered, clusters: &[usize]) -> Vec<Citation> {
        let mut citations: Vec<Citation> = Vec::new();
        for &at in clusters {
            for item in &self.nodes.clusters[unit.clusters[at]].found.items {
                if !citations.contains(&item.citation) {
                    citations.push(item.citation.clone());
                }
            }
        }
        citations
    }

    /// Puts a mark at a byte of a unit.
    fn mark(&mut self, unit: &Gathered, at: usize, what: Do) {
        let entry = unit.map.partition_point(|&(start, _)| start <= at).saturating_sub(1);
        if let Some(&(start, node)) = unit.map.get(entry) {
            self.marks.list.push((node, at.saturating_sub(start), what));
        }
    }

    /// Puts an element round a range of a unit, once in each run that it touches.
    fn wrap(&mut self, unit: &Gathered, range: &Range<usize>, what: Do) {
        for (node, range) in self.portions(unit, range) {
            self.marks.list.push((node, range.start, what));
            self.marks.list.push((node, range.end, Do::Close));
        }
    }

    /// The parts of a range that fall into runs: node and bytes of the run.
    fn portions(&self, unit: &Gathered, range: &Range<usize>) -> Vec<(usize, Range<usize>)> {
        let first = unit.map.partition_point(|&(start, _)| start <= range.start).saturating_sub(1);
        let mut portions = Vec::new();
        for &(start, node) in &unit.map[first..] {
            if start >= range.end {
                break;
            }
            if let Kind::Run(run) = &self.nodes.list[node].kind {
                let from = range.start.saturating_sub(start).min(run.text.len());
                let to = (range.end - start).min(run.text.len());
                if from < to {
                    portions.push((node, from..to));
                }
            }
        }
        portions
    }

    /// The bytes of the body that a range of a unit came from.
    fn source(&self, unit: &Gathered, range: &Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            let entry = unit.map.partition_point(|&(start, _)| start <= offset).saturating_sub(1);
            unit.map.get(entry).map_or(0, |&(start, node)| self.nodes.list[node].source_at(offset - start))
        };
        let start = at(range.start);
        start..at(range.end.saturating_sub(1)).max(start) + 1
    }
}

/// What the claims of a unit are to the names in it.
#[derive(Default)]
struct Shape {
    /// The position of the first of them in `body.claims`.
    first: usize,
    parts: Vec<Range<usize>>,
    /// Attributes, which are not shown.
    hidden: Vec<Range<usize>>,
    /// Where elements begin and end.
    cuts: Vec<usize>,
}

impl Shape {
    fn add(&mut self, found: &FoundClaim) {
        let elements = [Some(&found.part), found.confidence_at.as_ref(), found.likelihood_at.as_ref()];
        self.cuts.extend(elements.into_iter().flatten().flat_map(|it| [it.start, it.end]));
        self.parts.push(found.part.clone());
        self.hidden.extend(found.attributes.as_ref().map(|it| it.range.clone()));
    }

    /// The claim whose words hold a name; `said` knows of each claim which names it was searched for.
    fn claim<'t>(
        &self,
        claims: &[Claim],
        range: &Range<usize>,
        name: &'t str,
        said: &mut HashMap<(usize, &'t str), bool>,
    ) -> Option<u32> {
        let at = self.parts.partition_point(|it| it.end <= range.start);
        self.parts.get(at).filter(|it| it.start <= range.start)?;
        let claim = claims.get(self.first + at)?;
        let holds = || {
            let evidence = claim.evidence.iter().map(|it| it.text.as_str());
            let words = claim.label.as_deref().into_iter().chain([claim.statement.as_str()]);
            words.chain(evidence).any(|it| it.contains(name))
        };
        said.entry((at, name)).or_insert_with(holds).then_some((self.first + at) as u32)
    }
}

fn ambiguous<'a>(sink: &Sink<'_, '_>, name: &str, ids: impl Iterator<Item = &'a str>) -> Diagnostic {
    let ids = ids.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" or ");
    sink.found(
        &rules::ENTITY_AMBIGUOUS,
        format!("`{}` may mean {ids}, so it is not linked", name.escape_debug()),
    )
    .hint("write a name that only one of them has, or name the one that is meant in `entities`")
}

/// The longest sentence that is kept round a citation or link, in bytes to either side: more is no sentence.
const SENTENCE: usize = 400;

/// The sentence around a byte, without citations.
fn sentence(text: &str, sentences: &[Range<usize>], clusters: &[Range<usize>], at: usize) -> String {
    let whole = sentences::around(sentences, at).unwrap_or(0..text.len());
    let near = text.floor_char_boundary(at.saturating_sub(SENTENCE));
    let range = whole.start.max(near)..whole.end.min(text.ceil_char_boundary(at + SENTENCE)).max(at);
    let first = clusters.partition_point(|it| it.end <= range.start);
    let inside = clusters[first..].iter().take_while(|it| it.start < range.end).cloned();
    let mut out = String::new();
    push_without(&mut out, &text[range.clone()], &inside.collect::<Vec<_>>(), range.start);
    fold_space(out)
}

fn without(text: &str, clusters: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    push_without(&mut out, text, clusters, 0);
    fold_space(out)
}

/// A statement as its id sees it: case folded, white space folded, without signs.
fn folded(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    for c in statement.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()) {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    fold_space(out)
}

fn inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn inline_end(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

fn block(tag: &Tag<'_>) -> Option<Block> {
    Some(match tag {
        Tag::Paragraph => Block::Paragraph,
        Tag::Item => Block::Item,
        Tag::Heading { .. } => Block::Heading,
        Tag::TableCell => Block::Cell,
        Tag::DefinitionListTitle | Tag::DefinitionListDefinition => Block::Other,
        _ => return None,
    })
}

fn block_end(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::Heading(_)
            | TagEnd::TableCell
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}
