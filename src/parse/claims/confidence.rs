//! Confidence markers: `(medium confidence, one source)`, `with high confidence`, `confidence: low`, `（中等置信度）`.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Fault;
use super::text::{
    Text, after, any_after, any_before, ascii_digits, before, char_at, char_before, closes, dash, digit,
    fold, opens, skip, skip_back, skip_clusters, space, spaced,
};
use crate::diag::rules;
use crate::model::front_matter::{Confidence, Rung};
use crate::model::lang::{ConfidenceWords, LANGUAGES};
use crate::source::Span;

/// The longest qualifier of a marker in brackets, in characters.
const QUALIFIER: usize = 120;

/// A marker in the text of a unit.
#[derive(Debug, Clone)]
pub struct Marker {
    /// As it stands, brackets included.
    pub at: Range<usize>,
    /// What the statement goes without.
    pub cut: Range<usize>,
    /// The statement follows: `We assess with high confidence that`.
    pub leads: bool,
    /// A range from high to low.
    pub swapped: bool,
    pub confidence: Confidence,
}

/// A noun of a language, and what it is there.
struct Noun {
    word: &'static str,
    finder: Finder<'static>,
    /// A level stands before it.
    follows: bool,
    /// A level stands behind it.
    leads: bool,
    /// It says `with` by its form.
    with: bool,
    /// It counts only behind `with`.
    only_with: bool,
    /// A separator and a level stand behind it.
    key: bool,
}

/// The nouns of a language, which stand only where one of its stems does.
struct Nouns {
    words: &'static ConfidenceWords,
    stems: Vec<Finder<'static>>,
    all: Vec<Noun>,
}

static NOUNS: LazyLock<Vec<Nouns>> = LazyLock::new(|| {
    let of = |words: &'static ConfidenceWords| {
        let lists = [&words.nouns, &words.leading, &words.keys];
        let named: BTreeSet<&'static str> = lists.into_iter().flatten().map(String::as_str).collect();
        let is = |list: &Vec<String>, word: &str| list.iter().any(|it| it == word);
        let noun = |word: &'static str| Noun {
            word,
            finder: Finder::new(word),
            follows: is(&words.nouns, word),
            leads: is(&words.leading, word),
            with: is(&words.with_nouns, word),
            only_with: is(&words.only_with, word),
            key: is(&words.keys, word),
        };
        Nouns {
            words,
            stems: words.stems.iter().map(Finder::new).collect(),
            all: named.into_iter().map(noun).collect(),
        }
    };
    LANGUAGES.iter().map(|it| of(&it.confidence)).collect()
});

const RUNGS: [Rung; 5] = [Rung::Low, Rung::LowMedium, Rung::Medium, Rung::MediumHigh, Rung::High];

/// One or two levels as written.
#[derive(Clone)]
struct Levels {
    at: Range<usize>,
    first: Rung,
    last: Rung,
}

impl Levels {
    /// The rung between the two ends, the lower one when there is none.
    fn confidence(&self, label: &str) -> Confidence {
        let (low, high) = (self.first.min(self.last), self.first.max(self.last));
        Confidence {
            rung: RUNGS[(low as usize + high as usize) / 2],
            low,
            high,
            label: label.to_owned(),
            qualifier: None,
            basis: None,
            span: Span::from(self.at.clone()),
        }
    }
}

/// Reads a confidence word or range as front matter has it: `moderate`, `low-to-medium`, `中等`. `None` when it is none.
pub fn word(word: &str) -> Option<Confidence> {
    let folded = fold(word.trim());
    LANGUAGES.iter().map(|it| &it.confidence).find_map(|words| {
        let levels = levels_before(&folded, folded.len(), words)?;
        (levels.at.start == 0).then(|| levels.confidence(&folded))
    })
}

/// What is odd about a confidence: a range from high to low, or one wider than a rung.
pub fn faults(confidence: &Confidence, swapped: bool) -> Option<Fault> {
    let range = confidence.span.range();
    let (low, high) = (confidence.low.word(), confidence.high.word());
    if confidence.high as usize - confidence.low as usize > 2 {
        return Some(Fault {
            rule: &rules::CONFIDENCE_WIDE,
            range,
            message: format!("`{}` is wider than one rung", confidence.label),
            hint: Some(format!(
                "it is filed under `{}`; name one rung, or two that touch, such as `low-to-medium`",
                confidence.rung.word()
            )),
        });
    }
    swapped.then(|| Fault {
        rule: &rules::CONFIDENCE_SWAPPED,
        range,
        message: format!("`{}` runs from high to low", confidence.label),
        hint: Some(format!("write `{low}-to-{high}`")),
    })
}

/// Whether a label names its higher end first.
pub fn swapped(label: &str) -> bool {
    let folded = fold(label);
    let levels = LANGUAGES.iter().find_map(|it| levels_before(&folded, folded.len(), &it.confidence));
    levels.is_some_and(|it| it.first > it.last)
}

/// Every marker of a unit, in order; they do not overlap.
pub fn markers(text: &Text<'_>, lead: Option<&Range<usize>>) -> Vec<Marker> {
    let folded = text.folded.as_bytes();
    let mut nouns = Vec::new();
    for language in NOUNS.iter().filter(|it| it.stems.iter().any(|stem| stem.find(folded).is_some())) {
        for noun in &language.all {
            for start in noun.finder.find_iter(folded) {
                if let Some(end) = after(&text.folded, start, noun.word) {
                    nouns.push((start..end, noun, language.words));
                }
            }
        }
    }
    nouns.sort_by_key(|it| (it.0.start, Reverse(it.0.end)));
    let mut found: Vec<Marker> = Vec::new();
    for (at, noun, words) in nouns {
        let marker = Reader { text, folded: &text.folded, words, noun, at, lead }.marker();
        let free = |it: &Marker| {
            found.last().is_none_or(|last| last.at.end.max(last.cut.end) <= it.at.start.min(it.cut.start))
        };
        found.extend(marker.filter(free));
    }
    found
}

/// The one or two levels that end at `at`.
fn levels_before(text: &str, at: usize, words: &ConfidenceWords) -> Option<Levels> {
    let (start, last) = level_before(text, at, words)?;
    let loose = |it: char| space(it) || dash(it);
    let mut joint = skip_back(text, start, loose);
    match any_before(text, joint, &words.joiners) {
        Some(joiner) => joint = skip_back(text, joiner, loose),
        None => {
            let sign = skip_back(text, start, space);
            joint = if char_before(text, sign).is_some_and(joins) {
                skip_back(text, skip_back(text, sign, joins), space)
            } else {
                start
            };
        }
    }
    let one = Levels { at: start..at, first: last, last };
    if joint == start {
        return Some(one);
    }
    Some(match level_before(text, joint, words) {
        Some((start, first)) => Levels { at: start..at, first, last },
        None => one,
    })
}

/// The one or two levels that begin at `at`.
fn levels_after(text: &str, at: usize, words: &ConfidenceWords) -> Option<Levels> {
    let (end, first) = level_after(text, at, words)?;
    let loose = |it: char| space(it) || dash(it);
    let sign = skip(text, end, space);
    let second = match any_after(text, skip(text, end, loose), &words.joiners) {
        Some(joiner) => Some(skip(text, joiner, loose)),
        None => {
            char_at(text, sign).filter(|&it| joins(it)).map(|_| skip(text, skip(text, sign, joins), space))
        }
    };
    Some(match second.and_then(|it| level_after(text, it, words)) {
        Some((end, last)) => Levels { at: at..end, first, last },
        None => Levels { at: at..end, first, last: first },
    })
}

/// A sign between two levels.
fn joins(char: char) -> bool {
    dash(char) || matches!(char, '/' | '~' | '～')
}

fn level_before(text: &str, at: usize, words: &ConfidenceWords) -> Option<(usize, Rung)> {
    let found = words.levels.iter().filter_map(|(word, rung)| Some((before(text, at, word)?, *rung)));
    found.min_by_key(|it| it.0)
}

fn level_after(text: &str, at: usize, words: &ConfidenceWords) -> Option<(usize, Rung)> {
    let found = words.levels.iter().filter_map(|(word, rung)| Some((after(text, at, word)?, *rung)));
    found.max_by_key(|it| it.0)
}

/// A noun and its level, whichever comes first.
#[derive(Clone)]
struct Core {
    at: Range<usize>,
    levels: Levels,
}

/// Reads the marker round one noun.
struct Reader<'a> {
    text: &'a Text<'a>,
    folded: &'a str,
    words: &'a ConfidenceWords,
    noun: &'a Noun,
    /// Where the noun stands.
    at: Range<usize>,
    lead: Option<&'a Range<usize>>,
}

impl Reader<'_> {
    fn marker(&self) -> Option<Marker> {
        let next = skip(self.folded, self.at.end, |it| space(it) || dash(it));
        if any_after(self.folded, next, &self.words.not_before).is_some() {
            return None;
        }
        let core = self.before().into_iter().chain(self.behind());
        self.percent()
            .or_else(|| {
                core.clone().find_map(|it| {
                    let marker = self.bracketed(&it).or_else(|| self.opening(&it));
                    marker.filter(|_| !self.noun.only_with).or_else(|| self.running(&it))
                })
            })
            .or_else(|| self.keyed())
    }

    /// A level before the noun.
    fn before(&self) -> Option<Core> {
        let mut at = skip_back(self.folded, self.at.start, |it| space(it) || dash(it));
        while let Some(start) = any_before(self.folded, at, &self.words.fillers) {
            at = skip_back(self.folded, start, space);
        }
        let levels = self.noun.follows.then(|| levels_before(self.folded, at, self.words))??;
        Some(Core { at: levels.at.start..self.at.end, levels })
    }

    /// A level behind the noun.
    fn behind(&self) -> Option<Core> {
        let mut at = skip(self.folded, self.at.end, space);
        while let Some(end) = any_after(self.folded, at, &self.words.fillers) {
            at = skip(self.folded, end, space);
        }
        let levels = self.noun.leads.then(|| levels_after(self.folded, at, self.words))??;
        Some(Core { at: self.at.start..levels.at.end, levels })
    }

    fn found(&self, levels: &Levels, at: Range<usize>, cut: Range<usize>, leads: bool) -> Marker {
        let mut confidence = levels.confidence(&self.folded[levels.at.clone()]);
        confidence.span = Span::from(at.clone());
        Marker { at, cut, leads, swapped: levels.first > levels.last, confidence }
    }

    /// `(65% confidence)`, `(confidence: 65%)`. The rung is the nearest one on the scale of STIX 2.1, appendix B.
    fn percent(&self) -> Option<Marker> {
        let open = skip_back(self.folded, self.at.start, space);
        let (number, start, end) = if char_before(self.folded, open).is_some_and(opens) {
            let start = skip(self.folded, self.at.end, |it| space(it) || matches!(it, ':' | '=' | '：'));
            let (number, end) = percentage(self.folded, start)?;
            (number, open, skip(self.folded, end, space))
        } else {
            let mut sign = open;
            while let Some(start) = any_before(self.folded, sign, &self.words.fillers) {
                sign = skip_back(self.folded, start, space);
            }
            let digits = self.folded[..sign].trim_end_matches(['%', '％', '٪', ' ', '\u{a0}', '\u{202f}']);
            let start = skip_back(digits, digits.len(), |it| digit(it).is_some());
            let (number, end) = percentage(self.folded, start)?;
            let open = skip_back(self.folded, start, space);
            (end == sign).then_some((number, open, skip(self.folded, self.at.end, space)))?
        };
        let open = char_before(self.folded, start).filter(|&it| opens(it))?;
        let close = char_at(self.folded, end).filter(|&it| closes(it))?;
        let at = start - open.len_utf8()..end + close.len_utf8();
        let rung = match number {
            0..=23 => Rung::Low,
            24..=41 => Rung::LowMedium,
            42..=58 => Rung::Medium,
            59..=76 => Rung::MediumHigh,
            _ => Rung::High,
        };
        let levels = Levels { at: at.clone(), first: rung, last: rung };
        let confidence = levels.confidence(&format!("{number}%"));
        Some(Marker { cut: at.clone(), at, leads: false, swapped: false, confidence })
    }

    /// `(with medium confidence, pending corroboration)`.
    fn bracketed(&self, core: &Core) -> Option<Marker> {
        let mut open = skip_back(self.folded, core.at.start, space);
        if let Some(with) = any_before(self.folded, open, &self.words.with) {
            open = skip_back(self.folded, with, space);
        }
        let bracket = char_before(self.folded, open).filter(|&it| opens(it))?;
        let (close, qualifier) = self.qualifier(core.at.end)?;
        let at = open - bracket.len_utf8()..close;
        let mut marker = self.found(&core.levels, at.clone(), at, false);
        marker.confidence.qualifier = qualifier;
        Some(marker)
    }

    /// The end of the closing bracket, and the words before it, without citations.
    fn qualifier(&self, from: usize) -> Option<(usize, Option<String>)> {
        let (offset, bracket) =
            self.folded[from..].char_indices().take(QUALIFIER + 1).find(|it| opens(it.1) || closes(it.1))?;
        if opens(bracket) {
            return None;
        }
        let end = from + offset;
        let mut words = String::new();
        let mut at = from;
        let first = self.text.clusters.partition_point(|it| it.start < from);
        for cluster in self.text.clusters[first..].iter().take_while(|it| it.end <= end) {
            words.push_str(&self.text.original[at..cluster.start]);
            at = cluster.end;
        }
        words.push_str(&self.text.original[at..end]);
        let edge = |it: char| it.is_whitespace() || dash(it) || ",;:，；：،؛、".contains(it);
        let words = words.trim_matches(edge);
        Some((end + bracket.len_utf8(), (!words.is_empty()).then(|| words.to_owned())))
    }

    /// `High confidence: the port closes`, in bold or not, at the very start.
    fn opening(&self, core: &Core) -> Option<Marker> {
        let mut start = core.at.start;
        if let Some(with) = any_before(self.folded, skip_back(self.folded, start, space), &self.words.with) {
            start = with;
        }
        if !self.folded[..start].trim().is_empty() {
            return None;
        }
        let bold = self.lead.is_some_and(|it| it.start <= start && core.at.end <= it.end);
        let end = skip(self.folded, core.at.end, space);
        let mark = char_at(self.folded, end)?;
        if !(matches!(mark, ':' | '：') || (bold && (dash(mark) || matches!(mark, '.' | '。')))) {
            return None;
        }
        let at = start..end + mark.len_utf8();
        Some(self.found(&core.levels, at.clone(), at, true))
    }

    /// `with high confidence`, `we have high confidence that`.
    fn running(&self, Core { at: core, levels }: &Core) -> Option<Marker> {
        let head = skip_back(self.folded, core.start, space);
        if let Some(start) = any_before(self.folded, head, &self.words.have) {
            let mut end = self.sequence(core.end)?;
            while let Some(next) = self.sequence(end).filter(|&it| it > end) {
                end = next;
            }
            let end = if self.negated(start) { return None } else { end };
            return Some(self.found(levels, core.clone(), start..end, true));
        }
        let start = any_before(self.folded, head, &self.words.with);
        let start = start.or_else(|| self.noun.with.then_some(core.start))?;
        if self.negated(start) {
            return None;
        }
        let at = start..core.end;
        let next = skip_clusters(self.text, core.end);
        let ended = match char_at(self.folded, next) {
            None => true,
            Some('-') => next > core.end,
            Some(it) => ",.;:)—–，。；：）、،؛؟!?".contains(it),
        };
        if ended {
            let leads = self.folded[..start].trim().is_empty();
            return Some(self.found(levels, at.clone(), at, leads));
        }
        let end = self.sequence(core.end)?;
        // "that" stays in the statement: "We assess that the port closes."
        let ends = &self.words.ends;
        let that = ends.iter().filter(|it| it.len() == 1).any(|it| self.matches(it, core.end).is_some());
        Some(self.found(levels, at, start..if that { core.end } else { end }, that))
    }

    /// The end of any sequence that may follow a marker, from `at` on.
    fn sequence(&self, at: usize) -> Option<usize> {
        self.words.ends.iter().filter_map(|it| self.matches(it, at)).max()
    }

    fn matches(&self, sequence: &[Vec<String>], at: usize) -> Option<usize> {
        sequence.iter().try_fold(at, |at, words| {
            let next = skip(self.folded, at, space);
            let filled = words.iter().filter(|it| !it.is_empty());
            any_after(self.folded, next, filled).or_else(|| words.iter().any(String::is_empty).then_some(at))
        })
    }

    /// Whether one of the three words before `at` in its clause denies what follows.
    fn negated(&self, at: usize) -> bool {
        let mut at = skip_back(self.folded, at, space);
        for _ in 0..3 {
            if any_before(self.folded, at, &self.words.negators).is_some() {
                return true;
            }
            let word =
                skip_back(self.folded, at, |it| it.is_alphanumeric() || matches!(it, '\'' | '’' | '-'));
            if word == at {
                return false;
            }
            at = skip_back(self.folded, word, space);
        }
        false
    }

    /// `Confidence: medium`, `(analytic confidence: low, one source)`, `置信度为中等`.
    fn keyed(&self) -> Option<Marker> {
        let key = self.noun.key.then_some(self.at.end)?;
        let separator = any_sign(self.folded, skip(self.folded, key, space), &self.words.separators)?;
        let levels = levels_after(self.folded, skip(self.folded, separator, space), self.words)?;
        let mut end = levels.at.end;
        while let Some(next) = any_after(self.folded, end, &self.words.fillers) {
            end = next;
        }
        // "可信度是中国的", "confidence: high-street": a level is a whole word.
        let next = char_at(self.folded, end);
        let runs_on = next == Some('-') && self.folded[end + 1..].starts_with(char::is_alphanumeric);
        if runs_on || next.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let mut start = self.at.start;
        let ahead = skip_back(self.folded, start, space);
        let other = match char_at(self.folded, start).is_some_and(spaced) {
            true => char_before(self.folded, ahead).is_some_and(char::is_alphanumeric),
            false => any_before(self.folded, ahead, &self.words.key_not_after).is_some(),
        };
        match any_before(self.folded, ahead, &self.words.key_after) {
            Some(word) => start = word,
            None if other => return None,
            None => {}
        }
        let leads = self.folded[..start].trim().is_empty();
        let outer = self.folded[..start]
            .char_indices()
            .rev()
            .take(20)
            .find(|it| opens(it.1) || closes(it.1) || it.1 == '。');
        let inner = skip(self.folded, end, space);
        let (at, qualifier) = match (outer, self.qualifier(end)) {
            (Some((open, bracket)), Some((close, words))) if opens(bracket) => (open..close, words),
            _ => match char_at(self.folded, inner)
                .filter(|&it| opens(it))
                .and_then(|it| self.qualifier(inner + it.len_utf8()))
            {
                Some((close, words)) => (start..close, words),
                None => (start..end, None),
            },
        };
        let mut marker = self.found(&levels, at.clone(), at, leads);
        marker.confidence.qualifier = qualifier;
        Some(marker)
    }
}

/// The end of the longest sign or word that stands at `at`, whole or not: `为`, `:`.
fn any_sign(text: &str, at: usize, signs: &[String]) -> Option<usize> {
    signs.iter().filter(|it| text[at..].starts_with(it.as_str())).map(|it| at + it.len()).max()
}

/// `65 %` at a place: the number, at most 100, and the end of the sign.
fn percentage(text: &str, at: usize) -> Option<(u8, usize)> {
    let digits = skip(text, at, |it| digit(it).is_some());
    let number = ascii_digits(&text[at..digits]).parse().ok().filter(|it| *it <= 100)?;
    let sign = skip(text, digits, space);
    let end = sign + char_at(text, sign).filter(|it| matches!(it, '%' | '％' | '٪'))?.len_utf8();
    Some((number, end))
}
