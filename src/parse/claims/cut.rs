//! Cuts a unit into claims: what is the label, the statement, the evidence, and whose citation is whose.

use std::ops::Range;

use super::attributes::Read;
use super::confidence::{self, Marker};
use super::likelihood::{self, FoundTerm};
use super::text::{Text, after, char_at, char_before, skip, skip_back, skip_clusters, space};
use super::{Fault, FoundClaim, Unit};
use crate::model::front_matter::Likelihood;
use crate::parse::lang::LANGUAGES;
use crate::parse::sentences;
use crate::source::Span;

/// What a claim hangs on.
struct Anchor {
    /// The sentence that is stated, by position.
    sentence: usize,
    /// Where the marker or the term stands.
    at: Range<usize>,
    marker: Option<Marker>,
}

/// Makes the claims of a unit.
pub fn claims(
    text: &Text<'_>,
    unit: &Unit<'_>,
    markers: Vec<Marker>,
    terms: Vec<FoundTerm>,
    judging: bool,
    attributes: Option<Read>,
    faults: &mut Vec<Fault>,
) -> Vec<FoundClaim> {
    let label = label(text, unit.lead.as_ref(), &markers);
    let evidence = evidence(text);
    let mut attached: Vec<_> =
        text.clusters.iter().filter(|it| it.end <= text.folded.len()).cloned().collect();
    attached.extend(markers.iter().filter(|it| !it.leads).map(|it| it.at.clone()));
    attached.sort_by_key(|it| (it.start, it.end));
    let mut sentences = sentences::split(text.original, &text.opaque, &attached);
    if sentences.is_empty() {
        sentences.push(0..0);
    }
    let cut = Cut { text, label, evidence, sentences, terms };
    let anchors = cut.anchors(markers, judging);
    let mut claims = cut.parts(anchors, faults);
    if let Some(read) = attributes {
        if claims.is_empty() {
            claims.extend(cut.whole(faults));
        }
        if let Some(last) = claims.last_mut() {
            outright(last, read, &cut.terms, faults);
        }
    }
    claims
}

/// What is said outright wins over what was read from the prose.
fn outright(claim: &mut FoundClaim, read: Read, terms: &[FoundTerm], faults: &mut Vec<Fault>) {
    if let Some(mut given) = read.confidence {
        given.span = Span::from(read.attributes.range.clone());
        faults.extend(confidence::faults(&given, confidence::swapped(&given.label)));
        claim.confidence = Some(given);
    }
    if let Some((low, high)) = read.likelihood {
        let at = claim.likelihood.as_ref().map(|it| it.span.range());
        let term = terms.iter().find(|it| at.as_ref() == Some(&it.at));
        if let Some(fault) =
            term.and_then(|it| likelihood::faults(&read.attributes.range, (low, high), Some(it)))
        {
            faults.push(fault);
        }
        claim.likelihood = Some(Likelihood {
            term: term.map(|it| it.term.clone()),
            low,
            high,
            number: true,
            span: Span::from(read.attributes.range.clone()),
        });
    }
    claim.part.end = read.attributes.range.end;
    claim.attributes = Some(read.attributes);
}

/// The lead-in: the bold words at the start, up to the first colon or full stop. The range takes in that sign.
fn label(text: &Text<'_>, lead: Option<&Range<usize>>, markers: &[Marker]) -> Option<Range<usize>> {
    let lead = lead.filter(|it| it.end <= text.folded.len())?;
    let opens_evidence =
        |it: &Range<usize>| evidence_word(text, skip(&text.folded, it.start, space)).is_some();
    if opens_evidence(lead) || markers.iter().any(|it| it.at.start < lead.end && lead.start < it.at.end) {
        return None;
    }
    let is_end = |at: usize, char: char| {
        let next = char_at(&text.folded, at + char.len_utf8());
        matches!(char, ':' | '：' | '。') || (char == '.' && next.is_none_or(char::is_whitespace))
    };
    let inner = text.folded[lead.clone()].char_indices().map(|(at, char)| (lead.start + at, char));
    let (at, char) = inner.into_iter().find(|&(at, char)| is_end(at, char)).or_else(|| {
        Some((lead.end, char_at(&text.folded, lead.end)?)).filter(|&(at, char)| is_end(at, char))
    })?;
    let end = at + char.len_utf8();
    // A sentence that is bold as a whole is no lead-in when nothing follows it.
    let rest = text.original[skip_clusters(text, end)..].chars().any(char::is_alphanumeric);
    (rest && at > lead.start).then_some(lead.start..end)
}

/// The end of an evidence word and its colon, when they stand at `at`.
fn evidence_word(text: &Text<'_>, at: usize) -> Option<usize> {
    let words = LANGUAGES.iter().flat_map(|it| &it.evidence.words);
    let end = words.filter_map(|it| after(&text.folded, at, it)).max()?;
    let colon = skip(&text.folded, end, space);
    char_at(&text.folded, colon).filter(|it| matches!(it, ':' | '：')).map(|it| colon + it.len_utf8())
}

/// Where evidence begins: the word, and what follows its colon. It stands at the start or after a sign.
fn evidence(text: &Text<'_>) -> Vec<(usize, usize)> {
    let colons = text.folded.match_indices([':', '：']);
    let begins = colons.filter_map(|(colon, _)| {
        let end = skip_back(&text.folded, colon, space);
        let mut words = LANGUAGES.iter().flat_map(|it| &it.evidence.words);
        let start = words.find_map(|it| super::text::before(&text.folded, end, it))?;
        let ahead = char_before(&text.folded, skip_back(&text.folded, start, space));
        let free = ahead.is_none_or(|it| !it.is_alphanumeric() && it != ',' && it != '\0');
        free.then_some((start, evidence_word(text, start)?))
    });
    begins.collect()
}

struct Cut<'a> {
    text: &'a Text<'a>,
    label: Option<Range<usize>>,
    /// Start of each evidence word, and end of its colon.
    evidence: Vec<(usize, usize)>,
    sentences: Vec<Range<usize>>,
    terms: Vec<FoundTerm>,
}

impl Cut<'_> {
    fn anchors(&self, markers: Vec<Marker>, judging: bool) -> Vec<Anchor> {
        let mut anchors: Vec<Anchor> = Vec::new();
        for marker in markers {
            let own = self.sentence_at(marker.at.start);
            let opened =
                self.evidence.iter().any(|it| it.0 < marker.at.start && self.sentence_at(it.0) == own);
            if opened {
                continue;
            }
            let bare = !self.has_words(&self.sentences[own], Some(&marker));
            let sentence = match own {
                _ if !bare => own,
                // A marker that is a sentence of its own speaks of the one before it, else of the next.
                0 => (own + 1).min(self.sentences.len() - 1),
                _ if self.label.as_ref().is_some_and(|it| it.end >= self.sentences[own - 1].end) => {
                    (own + 1).min(self.sentences.len() - 1)
                }
                _ => own - 1,
            };
            if !bare || sentence != own {
                anchors.push(Anchor { sentence, at: marker.at.clone(), marker: Some(marker) });
            }
        }
        let stated: Vec<_> = anchors.iter().map(|it| it.sentence).collect();
        let mut last = None;
        for term in self.terms.iter().filter(|it| judging || it.number.is_some()) {
            let sentence = self.sentence_at(term.at.start);
            let free = stated.binary_search(&sentence).is_err() && last != Some(sentence);
            if free && !self.is_evidence(term.at.start, &stated) {
                last = Some(sentence);
                anchors.push(Anchor { sentence, at: term.at.clone(), marker: None });
            }
        }
        anchors.sort_by_key(|it| (it.sentence, it.at.start));
        anchors
    }

    /// Whether a byte stands in evidence: behind its word, and before the next sentence that a marker states.
    fn is_evidence(&self, at: usize, stated: &[usize]) -> bool {
        let word = self.evidence.partition_point(|it| it.0 <= at);
        let Some(&(start, _)) = word.checked_sub(1).and_then(|it| self.evidence.get(it)) else {
            return false;
        };
        let sentence = self.sentence_at(start);
        let next = stated.partition_point(|&it| it <= sentence);
        stated.get(next).is_none_or(|&it| at < self.sentences[it].start)
    }

    fn sentence_at(&self, at: usize) -> usize {
        self.sentences.partition_point(|it| it.start <= at).saturating_sub(1)
    }

    /// Whether a range says anything besides a marker, citations and the label.
    fn has_words(&self, range: &Range<usize>, marker: Option<&Marker>) -> bool {
        self.statement(range, marker).chars().any(char::is_alphanumeric)
    }

    fn parts(&self, anchors: Vec<Anchor>, faults: &mut Vec<Fault>) -> Vec<FoundClaim> {
        let mut claims: Vec<FoundClaim> = Vec::new();
        let mut start = 0;
        let mut anchors = anchors.into_iter().peekable();
        while let Some(anchor) = anchors.next() {
            let sentence = &self.sentences[anchor.sentence];
            let own = &self.sentences[self.sentence_at(anchor.at.start)];
            let mut stated = sentence.start.max(start)..sentence.end;
            let end = match anchors.peek() {
                None => self.text.folded.len(),
                Some(next) if next.sentence == anchor.sentence => {
                    let leads = |it: &Anchor| it.marker.as_ref().is_some_and(|it| it.leads);
                    if leads(&anchor) && leads(next) {
                        next.marker.as_ref().map_or(next.at.start, |it| it.cut.start)
                    } else {
                        self.after(anchor.at.end)
                    }
                }
                Some(next) => {
                    let next = self.sentences[next.sentence].start;
                    let end = sentence.end.max(own.end).min(next);
                    if self.evidence.iter().any(|it| (anchor.at.start..next).contains(&it.0)) {
                        next
                    } else {
                        end
                    }
                }
            }
            .max(start);
            stated.end = stated.end.min(end);
            claims.extend(self.claim(start..end, stated, own.clone(), anchor.marker, faults));
            start = end;
        }
        claims
    }

    /// Past the citations and the sign that follow a marker.
    fn after(&self, at: usize) -> usize {
        let next = skip_clusters(self.text, at);
        let end = skip(&self.text.folded, next, |it| ".;,。；，".contains(it));
        if end > next { end } else { skip_back(&self.text.folded, next, space).max(at) }
    }

    /// The unit as one claim, when nothing but its attributes makes it one.
    fn whole(&self, faults: &mut Vec<Fault>) -> Option<FoundClaim> {
        let all = 0..self.text.folded.len();
        self.claim(all.clone(), all.clone(), all, None, faults)
    }

    fn claim(
        &self,
        part: Range<usize>,
        mut stated: Range<usize>,
        own: Range<usize>,
        marker: Option<Marker>,
        faults: &mut Vec<Fault>,
    ) -> Option<FoundClaim> {
        let text = self.text;
        let trimmed = skip(text.original, part.start, space).min(part.end)..part.end;
        let behind = marker.as_ref().filter(|it| !it.leads).map_or(stated.start, |it| it.at.end);
        let word =
            self.evidence.iter().find(|it| part.contains(&it.0) && (it.0 >= behind || it.0 < stated.start));
        if let Some(&(word, _)) = word.filter(|it| it.0 > stated.start) {
            stated.end = stated.end.min(word);
        }
        let statement = self.statement(&stated, marker.as_ref());
        if !statement.chars().any(char::is_alphanumeric) {
            return None;
        }
        let confidence = marker.as_ref().map(|it| it.confidence.clone());
        if let Some(it) = &confidence {
            faults.extend(confidence::faults(it, confidence::swapped(&it.label)));
        }
        let term = self.terms.iter().find(|it| stated.contains(&it.at.start));
        if let Some((term, number)) = term.and_then(|it| Some((it, it.number?))) {
            faults.extend(likelihood::faults(&term.at, number, Some(term)));
        }
        let labelled = self.label.clone().filter(|it| part.contains(&it.start));
        let own = own.start.max(part.start)
            ..own.end.min(part.end).min(word.map_or(usize::MAX, |it| it.0.max(stated.end)));
        let mut clusters = self.clusters(&stated);
        clusters.extend(
            self.clusters(&own).into_iter().filter(|it| !text_contains(&stated, &text.clusters[*it])),
        );
        clusters.sort_unstable();
        Some(FoundClaim {
            label: labelled.map(|it| {
                text.original[it].trim().trim_end_matches([':', '：', '.', '。']).trim().to_owned()
            }),
            statement,
            confidence,
            confidence_at: marker.map(|it| it.at),
            likelihood: term.map(FoundTerm::likelihood),
            likelihood_at: term.map(|it| it.at.clone()),
            clusters,
            evidence: word
                .map_or_else(Vec::new, |it| self.evidence_in(it.1..self.evidence_end(it.0, &part, &stated))),
            attributes: None,
            part: trimmed,
        })
    }

    /// Where the evidence that begins at `word` ends: with the part, or where the statement begins that follows it.
    fn evidence_end(&self, word: usize, part: &Range<usize>, stated: &Range<usize>) -> usize {
        if word < stated.start { stated.start } else { part.end }
    }

    /// The sentences of a range, each with its citations.
    fn evidence_in(&self, range: Range<usize>) -> Vec<(String, Vec<usize>)> {
        let first = self.sentence_at(range.start);
        let within = self.sentences[first..].iter().take_while(|it| it.start < range.end);
        let cut = within.map(|it| it.start.max(range.start)..it.end.min(range.end));
        let said =
            cut.filter(|it| it.start < it.end).map(|it| (self.statement(&it, None), self.clusters(&it)));
        said.filter(|it| it.0.chars().any(char::is_alphanumeric)).collect()
    }

    /// Positions of the citation clusters that begin in a range.
    fn clusters(&self, range: &Range<usize>) -> Vec<usize> {
        let begins = |at: usize| self.text.clusters.partition_point(|it| it.start < at);
        (begins(range.start)..begins(range.end.max(range.start))).collect()
    }

    /// The words of a range without marker, citations and label.
    fn statement(&self, range: &Range<usize>, marker: Option<&Marker>) -> String {
        let mut without: Vec<_> =
            self.clusters(range).into_iter().map(|it| self.text.clusters[it].clone()).collect();
        without.extend(marker.map(|it| it.cut.clone()));
        without.extend(self.label.clone());
        without.sort_by_key(|it| it.start);
        let mut words = String::with_capacity(range.len());
        let mut from = range.start;
        for gap in without {
            let end = gap.start.clamp(from, range.end);
            push(&mut words, &self.text.original[from..end]);
            from = gap.end.clamp(from, range.end);
        }
        push(&mut words, &self.text.original[from..range.end]);
        let edge = |it: char| it.is_whitespace() || ",;:，；：—–".contains(it);
        let words = words.trim_start_matches(|it| edge(it) || ".。".contains(it)).trim_end_matches(edge);
        words.to_owned()
    }
}

fn text_contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.contains(&inner.start)
}

/// Appends words with white space folded, and no space or second sign before a closing sign.
fn push(words: &mut String, text: &str) {
    for char in text.chars() {
        if char.is_whitespace() {
            if !words.ends_with(' ') && !words.is_empty() {
                words.push(' ');
            }
            continue;
        }
        if ".,;:!?)。，；：！？）".contains(char) {
            words.truncate(words.trim_end().len());
            if words.ends_with([',', ';', '，', '；']) && !matches!(char, ')' | '）') {
                words.pop();
            }
        }
        words.push(char);
    }
}
