//! Rule `tag-near-duplicate`: two terms of a kind that are one word, but for a plural, a hyphen or a slip.
//!
//! Words alike share a key: without hyphens and plural, or with one letter left out. So the work grows with the letters of
//! all terms, and not with the pairs of them.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

/// Letters of a word in which one of them is more likely a slip than another word.
const LONG: usize = 8;
/// Longer ids are sentences, which differ where they want to.
const LONGEST: usize = 40;

/// Pairs of ids that are one word, the later one first. Each is named once, with the earliest that it resembles.
pub(super) fn pairs<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<(usize, usize)> {
    let ids: Vec<Vec<char>> = ids.map(|it| it.chars().collect()).collect();
    let mut keys: HashMap<Vec<char>, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let mut nearest: Option<usize> = None;
        for key in keys_of(id) {
            let others = keys.entry(key).or_default();
            let like = others.iter().copied().find(|&other| other != at && is_one_word(&ids[other], id));
            nearest = nearest.into_iter().chain(like).min();
            // What many share says little, and the first of them will do.
            if others.len() < 8 && others.last() != Some(&at) {
                others.push(at);
            }
        }
        pairs.extend(nearest.map(|it| (at, it)));
    }
    pairs
}

fn keys_of(id: &[char]) -> Vec<Vec<char>> {
    let bare = bare(id);
    let mut keys = vec![singular(&bare).into_owned()];
    if (LONG..=LONGEST).contains(&bare.len()) {
        let without = |at: usize| [&bare[..at], &bare[at + 1..]].concat();
        keys.extend((1..bare.len()).map(without));
        keys.push(bare);
    }
    keys
}

fn bare(id: &[char]) -> Vec<char> {
    id.iter().copied().filter(|it| *it != '-').collect()
}

/// A word of Latin letters without its plural; others as they are.
fn singular(word: &[char]) -> Cow<'_, [char]> {
    let latin = word.iter().all(|it| it.is_ascii_lowercase());
    match word {
        [stem @ .., 'i', 'e', 's'] if latin && stem.len() > 2 => [stem, &['y']].concat().into(),
        // `news` and `glass` are no plurals; nor are `status` and `analysis`.
        [.., 's' | 'u' | 'i' | 'w', 's'] => word.into(),
        [stem @ .., 'e', 's'] if latin && stem.len() > 2 && stem.ends_with(&['x']) => stem.into(),
        [stem @ .., 's'] if latin && stem.len() > 3 => stem.into(),
        _ => word.into(),
    }
}

/// Whether two ids are one word.
fn is_one_word(a: &[char], b: &[char]) -> bool {
    let (a, b) = (bare(a), bare(b));
    a == b || singular(&a) == singular(&b) || is_slip(&a, &b)
}

/// Whether long words differ by one letter, neither the first, and not so that both are words of their own: numbers count,
/// and a vowel for a vowel makes another word (`macro`, `micro`).
fn is_slip(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < LONG || long.len() > LONGEST || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (rest, other) = (&short[same..], &long[same..]);
    let letter = |it: &char| it.is_alphabetic();
    let vowel = |it: &char| "aeiouyаеиіоуыэюя".contains(*it);
    match (rest, other) {
        _ if same == 0 => false,
        // One letter more.
        (rest, [more, tail @ ..]) if short.len() < long.len() => letter(more) && rest == tail,
        // Two letters in the other order.
        ([a, b, rest @ ..], [c, d, tail @ ..]) if a == d && b == c && rest == tail => letter(a) && letter(b),
        ([a, rest @ ..], [b, tail @ ..]) => letter(a) && letter(b) && rest == tail && !(vowel(a) && vowel(b)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(ids: &[&str]) -> bool {
        !pairs(ids.iter().copied()).is_empty()
    }

    #[test]
    fn one_word() {
        for ids in [
            ["port", "ports"],
            ["supply-chain", "supplychain"],
            ["supply-chain", "supply-chains"],
            ["policy", "policies"],
            ["infrastructure", "infrastrcture"],
            ["organisation", "organization"],
            ["semiconductors", "semiconductros"],
            ["инфраструктура", "инфраструктра"],
        ] {
            assert!(alike(&ids) && alike(&[ids[1], ids[0]]), "{ids:?}");
        }
    }

    #[test]
    fn words_of_their_own() {
        for ids in [
            ["port", "sport"],
            ["new", "news"],
            ["moral-philosophy", "amoral-philosophy"],
            ["macroeconomics", "microeconomics"],
            ["prescription", "proscription"],
            ["budget-2025", "budget-2026"],
            ["tls-1-2", "tls-1-3"],
            ["gps", "gpt"],
            ["climate", "climates-of-opinion"],
            ["能源", "能量"],
            ["ml-kem", "ml-dsa"],
        ] {
            assert!(!alike(&ids), "{ids:?}");
        }
    }

    #[test]
    fn each_is_named_once() {
        assert_eq!(pairs(["port", "ships", "ports", "ship"].into_iter()), [(2, 0), (3, 1)]);
    }
}
