//! Words of the tables in a text: folding, what stands in quotation marks, words matched at a place or anywhere.

use std::ops::Range;

/// Lower case, of the same length: a character that would change it is left alone, and the vowel signs of Arabic stand
/// behind the letters of their word, so that a word is found however much of it is voiced.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = |char: char| {
        // No script between these has capital letters, and most of what is beyond ASCII is of them.
        if char.is_ascii()
            || matches!(char as u32, 0x0600..=0x0FFF | 0x2010..=0x2044 | 0x2E80..=0xA63F | 0xAC00..=0xFEFF)
        {
            return char.to_ascii_lowercase();
        }
        let mut lower = char.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == char.len_utf8() => one,
            _ => char,
        }
    };
    let folded: String = text.chars().map(lower).collect();
    if folded.as_bytes().contains(&0xD9) && folded.contains(vowel) { vowels_behind(&folded) } else { folded }
}

/// A sign that Arabic writes or leaves out: short vowels, doubling, and the stroke that stretches a word.
pub fn vowel(char: char) -> bool {
    matches!(char, '\u{64B}'..='\u{652}' | '\u{670}' | '\u{640}')
}

fn vowels_behind(text: &str) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut vowels = String::new();
    for char in text.chars() {
        if vowel(char) {
            vowels.push(char);
            continue;
        }
        if !char.is_alphanumeric() {
            moved.push_str(&vowels);
            vowels.clear();
        }
        moved.push(char);
    }
    moved + &vowels
}

/// What stands in quotation marks, marks included. A mark that is never closed quotes nothing.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Every other closing mark is beyond ASCII.
    if memchr::memchr(b'"', text.as_bytes()).is_none()
        && (text.is_ascii() || !text.contains(['”', '」', '』', '»', '„']))
    {
        return found;
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut straight = None;
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        let begun = match char {
            '"' => match straight {
                Some(_) if !before.is_whitespace() => straight.take(),
                None if before.is_whitespace() || matches!(before, '(' | '[' | '—' | '（') => {
                    straight = Some(at);
                    None
                }
                _ => None,
            },
            // German and its neighbours close with the sign that English opens with, and turn the angles round.
            '“' if open.last().is_some_and(|it| it.1 == '„') => open.pop().map(|it| it.0),
            '«' if open.last().is_some_and(|it| it.1 == '»') => open.pop().map(|it| it.0),
            '“' | '„' | '「' | '『' | '«' => {
                open.push((at, char));
                None
            }
            '”' | '」' | '』' | '»' => {
                let pair = match char {
                    '”' => &['“', '„'][..],
                    '」' => &['「'],
                    '』' => &['『'],
                    _ => &['«'],
                };
                let start = open.pop_if(|it| pair.contains(&it.1)).map(|it| it.0);
                if start.is_none() && char == '»' {
                    open.push((at, char));
                }
                start
            }
            _ => None,
        };
        if let Some(start) = begun {
            // A quotation takes in those inside it.
            while found.pop_if(|it| it.start >= start).is_some() {}
            found.push(start..at + char.len_utf8());
        }
        before = char;
    }
    found.dedup_by(|later, earlier| {
        let overlaps = later.start < earlier.end;
        earlier.end = if overlaps { earlier.end.max(later.end) } else { earlier.end };
        overlaps
    });
    found
}

/// A letter or digit of a script that puts spaces between words.
pub fn spaced(char: char) -> bool {
    char.is_alphanumeric()
        && !matches!(char as u32, 0x0E00..=0x0EFF | 0x2E80..=0x31FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Whether a word may begin or end between two characters.
fn edge(before: Option<char>, after: Option<char>) -> bool {
    !(before.is_some_and(spaced) && after.is_some_and(spaced))
}

pub fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

pub fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// A space in a word of the tables is any white space or a hyphen, and an apostrophe either of the two.
fn same(char: char, pattern: char) -> bool {
    char == pattern
        || (pattern == ' ' && (char.is_whitespace() || char == '-'))
        || (pattern == '’' && char == '\'')
}

/// The start of `word`, when it ends at `at` and is whole.
pub fn before(text: &str, at: usize, word: &str) -> Option<usize> {
    let mut start = skip_back(text, at, vowel);
    let mut chars = text[..start].chars().rev();
    for pattern in word.chars().rev() {
        start -= chars.next().filter(|&it| same(it, pattern))?.len_utf8();
    }
    (edge(chars.next(), char_at(text, start)) && edge(char_before(text, at), char_at(text, at)))
        .then_some(start)
}

/// The end of `word`, when it begins at `at` and is whole.
pub fn after(text: &str, at: usize, word: &str) -> Option<usize> {
    let mut end = at;
    let mut chars = text[at..].chars();
    for pattern in word.chars() {
        end += chars.next().filter(|&it| same(it, pattern))?.len_utf8();
    }
    let last = char_before(text, end);
    let end = skip(text, end, vowel);
    (edge(char_before(text, at), char_at(text, at)) && edge(last, char_at(text, end))).then_some(end)
}

/// The start of the longest of several words that ends at `at`.
pub fn any_before<'w>(text: &str, at: usize, words: impl IntoIterator<Item = &'w String>) -> Option<usize> {
    words.into_iter().filter_map(|it| before(text, at, it)).min()
}

/// The end of the longest of several words that begins at `at`.
pub fn any_after<'w>(text: &str, at: usize, words: impl IntoIterator<Item = &'w String>) -> Option<usize> {
    words.into_iter().filter_map(|it| after(text, at, it)).max()
}

pub fn skip(text: &str, at: usize, accept: impl Fn(char) -> bool) -> usize {
    text.len() - text[at..].trim_start_matches(accept).len()
}

pub fn skip_back(text: &str, at: usize, accept: impl Fn(char) -> bool) -> usize {
    text[..at].trim_end_matches(accept).len()
}

pub fn space(char: char) -> bool {
    char.is_whitespace()
}

pub fn dash(char: char) -> bool {
    matches!(char, '-' | '–' | '—' | '‑' | '−')
}

pub fn opens(char: char) -> bool {
    matches!(char, '(' | '（')
}

pub fn closes(char: char) -> bool {
    matches!(char, ')' | '）')
}

/// Words found in one pass over a folded text, the longest first.
pub struct Words<T> {
    words: Vec<(String, T)>,
    /// Positions in `words` by first byte, longest word first.
    by_first: Vec<Vec<u16>>,
    /// For each first byte a bit for each second one that some word has: few places of a text have both.
    pairs: Vec<[u64; 4]>,
    /// What each byte can be: [`INSIDE`] a word, and the [`FIRST`] of one.
    classes: [u8; 256],
}

/// A letter or digit of ASCII: what follows another one begins no word.
const INSIDE: u8 = 1;
const FIRST: u8 = 2;

impl<T> Words<T> {
    pub fn new(mut words: Vec<(String, T)>) -> Self {
        words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        let mut by_first = vec![Vec::new(); 256];
        let mut pairs = vec![[0; 4]; 256];
        let mut classes = std::array::from_fn(|it| u8::from((it as u8).is_ascii_alphanumeric()) * INSIDE);
        for (at, (word, _)) in words.iter().enumerate() {
            let mut bytes = word.bytes().map(usize::from);
            let Some(first) = bytes.next() else { continue };
            by_first[first].push(at as u16);
            classes[first] |= FIRST;
            match bytes.next().filter(|&it| it != usize::from(b' ')) {
                Some(second) => pairs[first][second / 64] |= 1 << (second % 64),
                // What follows such a word, or stands for its space, can begin with any byte.
                None => pairs[first] = [u64::MAX; 4],
            }
        }
        Self { words, by_first, pairs, classes }
    }

    /// Every word, in order of the text; no word begins inside another.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Range<usize>, &'t T)> {
        let bytes = text.as_bytes();
        let mut at = 0_usize;
        std::iter::from_fn(move || {
            let before = at.checked_sub(1).map(|it| self.classes[usize::from(bytes[it])]);
            let mut within = before.unwrap_or_default();
            for (start, &byte) in bytes.iter().enumerate().skip(at) {
                let class = self.classes[usize::from(byte)];
                // No word begins inside another one; most bytes are, so this settles them before any comparison.
                let inside = class & std::mem::replace(&mut within, class) & INSIDE != 0;
                if class & FIRST == 0 || inside {
                    continue;
                }
                let second = usize::from(bytes.get(start + 1).copied().unwrap_or_default());
                if self.pairs[usize::from(byte)][second / 64] & (1 << (second % 64)) == 0 {
                    continue;
                }
                if !byte.is_ascii() && !edge(char_before(text, start), char_at(text, start)) {
                    continue;
                }
                for &index in &self.by_first[usize::from(byte)] {
                    let (word, value) = &self.words[usize::from(index)];
                    let other =
                        word.as_bytes().get(1).is_some_and(|&it| usize::from(it) != second && it != b' ');
                    if !other && let Some(end) = after(text, start, word) {
                        at = end;
                        return Some((start..end, value));
                    }
                }
            }
            at = bytes.len();
            None
        })
    }
}

/// The value of a digit in any of the scripts that briefs are written in.
pub fn digit(char: char) -> Option<u8> {
    let zero = match char {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '０'..='９' => '０',
        _ => return None,
    };
    u8::try_from(char as u32 - zero as u32).ok()
}

/// Digits of every script as those of ASCII; the rest stays.
pub fn ascii_digits(text: &str) -> String {
    text.chars().map(|it| digit(it).map_or(it, |value| (b'0' + value).into())).collect()
}
