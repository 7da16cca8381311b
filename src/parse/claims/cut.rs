//! Cuts a unit into claims: what is the label, the statement, the evidence, and whose citation is whose.

use std::ops::Range;

use super::attributes::Read;
use super::confidence::{self, Marker};
use super::likelihood::{self, FoundTerm};
use super::text::{Text, after, char_at, char_before, opens, skip, skip_back, skip_clusters, space};
use super::{Fault, FoundClaim, Unit};
use crate::diag::rules;
use crate::model::front_matter::Likelihood;
use crate::model::lang::LANGUAGES;
use crate::model::lang::sentences;
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
    let bracketed = |it: &&Marker| text.folded[it.at.clone()].starts_with(opens);
    attached.extend(markers.iter().filter(bracketed).map(|it| it.at.clone()));
    attached.sort_by_key(|it| (it.start, it.end));
    let mut sentences = sentences::split(text.original, &text.opaque, &attached);
    if sentences.is_empty() {
        sentences.push(0..0);
    }
    let bare = bare(text, &sentences, &attached, &markers, label.as_ref());
    let cut = Cut { text, label, evidence, sentences, bare, terms };
    faults.extend(markers.iter().filter_map(|it| cut.mixed(it)));
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
    // `：` begins with this byte, which is never inside a character.
    let colons = memchr::memchr2_iter(b':', 0xEF, text.folded.as_bytes());
    let colons = colons.filter(|&at| text.folded[at..].starts_with([':', '：']));
    let begins = colons.filter_map(|colon| {
        let end = skip_back(&text.folded, colon, space);
        let mut words = LANGUAGES.iter().flat_map(|it| &it.evidence.words);
        let start = words.find_map(|it| super::text::before(&text.folded, end, it))?;
        let ahead = char_before(&text.folded, skip_back(&text.folded, start, space));
        let free = ahead.is_none_or(|it| !it.is_alphanumeric() && it != ',' && it != '\0');
        free.then_some((start, evidence_word(text, start)?))
    });
    begins.collect()
}

/// Whether each sentence is nothing but markers, citations and the label.
fn bare(
    text: &Text<'_>,
    sentences: &[Range<usize>],
    attached: &[Range<usize>],
    markers: &[Marker],
    label: Option<&Range<usize>>,
) -> Vec<bool> {
    let mut gaps: Vec<_> = attached.iter().chain(markers.iter().map(|it| &it.cut)).chain(label).collect();
    gaps.sort_by_key(|it| it.start);
    let mut gaps = gaps.into_iter().peekable();
    let mut from = 0;
    let says = |range: Range<usize>| text.original[range].chars().any(char::is_alphanumeric);
    let judge = |sentence: &Range<usize>| {
        let mut bare = true;
        from = sentence.start.max(from);
        while let Some(gap) = gaps.next_if(|it| it.start < sentence.end) {
            bare &= gap.start <= from || !says(from..gap.start);
            from = from.max(gap.end);
        }
        bare && (sentence.end <= from || !says(from..sentence.end))
    };
    sentences.iter().map(judge).collect()
}

struct Cut<'a> {
    text: &'a Text<'a>,
    label: Option<Range<usize>>,
    /// Start of each evidence word, and end of its colon.
    evidence: Vec<(usize, usize)>,
    sentences: Vec<Range<usize>>,
    /// Parallel to `sentences`: nothing is said there.
    bare: Vec<bool>,
    terms: Vec<FoundTerm>,
}

impl Cut<'_> {
    /// A marker whose sentence has a term of likelihood too (ICD 203, §6.e(2)). One in brackets behind the full stop
    /// stands apart.
    fn mixed(&self, marker: &Marker) -> Option<Fault> {
        let sentence = &self.sentences[self.sentence_at(marker.at.start)];
        let apart = self.text.folded[sentence.start.min(marker.at.start)..marker.at.start].trim_end();
        if apart.ends_with(['.', '。', '!', '?', '！', '？', '؟']) {
            return None;
        }
        let first = self.terms.partition_point(|it| it.at.start < sentence.start);
        let term = self.terms.get(first).filter(|it| it.at.start < sentence.end)?;
        Some(Fault {
            rule: &rules::ESTIMATIVE_MIX,
            range: marker.at.clone(),
            message: format!("a level of confidence beside `{}`", term.term),
            hint: Some(
                "say in one sentence how likely it is, and in another how good the basis is".to_owned(),
            ),
        })
    }

    fn anchors(&self, markers: Vec<Marker>, judging: bool) -> Vec<Anchor> {
        let mut anchors: Vec<Anchor> = Vec::new();
        for marker in markers {
            let own = self.sentence_at(marker.at.start);
            if self.evidence_before(marker.at.start).is_some_and(|it| self.sentence_at(it) == own) {
                continue;
            }
            // A marker that is a sentence of its own speaks of the one before it, else of the next.
            let near = [Some(own), own.checked_sub(1), Some(own + 1)];
            let says = |it: &usize| self.bare.get(*it) == Some(&false);
            if let Some(sentence) = near.into_iter().flatten().find(says) {
                anchors.push(Anchor { sentence, at: marker.at.clone(), marker: Some(marker) });
            }
        }
        anchors.sort_by_key(|it| (it.sentence, it.at.start));
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
        let Some(word) = self.evidence_before(at) else { return false };
        let sentence = self.sentence_at(word);
        let next = stated.partition_point(|&it| it <= sentence);
        stated.get(next).is_none_or(|&it| at < self.sentences[it].start)
    }

    /// The last evidence word that begins before a byte.
    fn evidence_before(&self, at: usize) -> Option<usize> {
        self.evidence.partition_point(|it| it.0 < at).checked_sub(1).map(|it| self.evidence[it].0)
    }

    /// The first evidence word in a range.
    fn evidence_word(&self, range: Range<usize>) -> Option<(usize, usize)> {
        let first = self.evidence.partition_point(|it| it.0 < range.start);
        self.evidence.get(first).copied().filter(|it| it.0 < range.end)
    }

    fn sentence_at(&self, at: usize) -> usize {
        self.sentences.partition_point(|it| it.start <= at).saturating_sub(1)
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
                    if self.evidence_word(anchor.at.start..next).is_some() { next } else { end }
                }
            }
            .max(start);
            stated.end = stated.end.min(end).max(stated.start);
            claims.extend(self.claim(start..end, stated, own.clone(), anchor.marker, faults));
            start = end;
        }
        claims
    }

    /// Past the citations and the sign that follow a marker.
    fn after(&self, at: usize) -> usize {
        let next = skip_clusters(self.text, at);
        let end = skip(&self.text.folded, next, |it| ".;,。；，、،؛".contains(it));
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
        let word = self.evidence_word(part.start..stated.start);
        let word = word.or_else(|| self.evidence_word(behind.max(part.start)..part.end));
        if let Some((word, _)) = word.filter(|it| it.0 > stated.start) {
            stated.end = stated.end.min(word);
        }
        let statement = self.without_and(&stated, self.statement(&stated, marker.as_ref()));
        if !statement.chars().any(char::is_alphanumeric) {
            return None;
        }
        faults.extend(marker.as_ref().and_then(|it| confidence::faults(&it.confidence, it.swapped)));
        let first = self.terms.partition_point(|it| it.at.start < stated.start);
        let term = self.terms.get(first).filter(|it| it.at.start < stated.end);
        if let Some((term, number)) = term.and_then(|it| Some((it, it.number?))) {
            faults.extend(likelihood::faults(&term.number_at, number, Some(term)));
        }
        let labelled = self.label.clone().filter(|it| part.contains(&it.start));
        // Citations of a marker that is a sentence of its own.
        let own_end = own.end.min(part.end).min(word.map_or(usize::MAX, |it| it.0.max(stated.end)));
        let mut clusters = self.clusters(&(own.start.max(part.start)..own_end));
        clusters.retain(|&it| !stated.contains(&text.clusters[it].start));
        clusters.extend(self.clusters(&stated));
        clusters.sort_unstable();
        Some(FoundClaim {
            label: labelled.map(|it| {
                text.original[it].trim().trim_end_matches([':', '：', '.', '。']).trim().to_owned()
            }),
            statement,
            confidence_at: marker.as_ref().map(|it| it.at.clone()),
            confidence: marker.map(|it| it.confidence),
            likelihood: term.map(FoundTerm::likelihood),
            likelihood_at: term.map(|it| it.at.clone()),
            clusters,
            evidence: word.map_or_else(Vec::new, |(start, end)| {
                // It ends with the part, or where the statement begins that follows it.
                self.evidence_in(end..if start < stated.start { stated.start } else { part.end })
            }),
            attributes: None,
            part: trimmed,
        })
    }

    /// A statement that is part of a sentence, without the word that joins it to the rest.
    fn without_and(&self, stated: &Range<usize>, statement: String) -> String {
        let sentence = &self.sentences[self.sentence_at(stated.start)];
        let words = || LANGUAGES.iter().flat_map(|it| &it.headings.and).filter(|it| it.ends_with(' '));
        let mut rest = statement.as_str();
        if stated.start > sentence.start {
            rest = words().find_map(|it| rest.strip_prefix(it.trim_start())).unwrap_or(rest);
        }
        if stated.end < sentence.end {
            let last = words().find_map(|it| rest.strip_suffix(it.trim())?.strip_suffix([' ', ',']));
            rest = last.map_or(rest, |it| it.trim_end_matches([' ', ',']));
        }
        if rest.len() < statement.len() { rest.to_owned() } else { statement }
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
        let edge = |it: char| it.is_whitespace() || ",;:，；：、،؛—–".contains(it);
        let words = words.trim_start_matches(|it| edge(it) || ".。".contains(it)).trim_end_matches(edge);
        words.to_owned()
    }
}

/// Appends words with white space folded, and no space or second sign before a closing sign.
fn push(words: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let plain = |at: usize| {
        bytes.get(at).is_some_and(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'\'' | b'"' | b'('))
    };
    let mut from = 0;
    while from < text.len() {
        // Words and the single spaces between them stay as they are.
        let mut to = from;
        while plain(to) || (to > from && bytes.get(to) == Some(&b' ') && plain(to + 1)) {
            to += 1;
        }
        words.push_str(&text[from..to]);
        let Some(char) = text[to..].chars().next() else { return };
        push_char(words, char);
        from = to + char.len_utf8();
    }
}

fn push_char(words: &mut String, char: char) {
    if char.is_whitespace() {
        if !words.ends_with(' ') && !words.is_empty() {
            words.push(' ');
        }
        return;
    }
    if matches!(
        char,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | '。'
            | '，'
            | '；'
            | '：'
            | '！'
            | '？'
            | '）'
            | '、'
            | '،'
            | '؛'
            | '؟'
    ) {
        let apart = words.ends_with(' ');
        words.truncate(words.trim_end().len());
        if apart && matches!(char, '.' | '。') && words.ends_with(char) {
            return;
        }
        if words.ends_with([',', ';', '，', '；', '、', '،', '؛']) && !matches!(char, ')' | '）') {
            words.pop();
        }
    }
    words.push(char);
}
