//! How much two texts have in common, from a few bytes of each.
//!
//! A text is the set of all runs of five words in it (its shingles; Broder, "On the resemblance and containment of
//! documents", 1997). Each shingle falls into one of 128 bins by its hash, and of each bin the least is kept, by 8 bits of
//! it (one permutation hashing, Li, Owen and Zhang 2012; b-bit minwise hashing, Li and König 2010). The share of bins in
//! which two sketches agree estimates the share of their shingles that both texts have, to about three in a hundred.

use serde::{Deserialize, Serialize};

/// The sketch of a text; empty for one that is too short to be told from others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sketch(Vec<u8>);

const BINS: usize = 128;
/// Bins that are compared at once when texts alike are looked for: of those that share nine shingles in ten, one pair in
/// ten thousand agrees in no band.
const BAND: usize = 8;
/// Words of a shingle.
const WORDS: usize = 5;
/// Shingles of a text that is worth comparing.
const LEAST: usize = 60;

impl Sketch {
    /// The sketch of a text, Markdown or plain. Words are folded to lower case and signs are dropped; in scripts that are
    /// written without spaces each character is a word.
    pub fn of(text: &str) -> Self {
        let mut bins = [u64::MAX; BINS];
        let mut window = [0_u64; WORDS];
        let mut count = 0;
        let mut word = |hash: u64| {
            window.rotate_left(1);
            window[WORDS - 1] = hash;
            count += 1;
            if count >= WORDS {
                let shingle =
                    mixed(window.iter().fold(0, |sum: u64, it| sum.rotate_left(11).wrapping_mul(ODD) ^ it));
                let bin = &mut bins[(shingle >> 57) as usize];
                *bin = shingle.min(*bin);
            }
        };
        let mut open = EMPTY;
        for c in text.chars() {
            let wide =
                matches!(c as u32, 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF);
            if !wide && c.is_alphanumeric() {
                let folded =
                    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
                open = (open ^ u64::from(u32::from(folded))).wrapping_mul(ODD);
                continue;
            }
            if open != EMPTY {
                word(open);
                open = EMPTY;
            }
            if wide {
                word((EMPTY ^ u64::from(u32::from(c))).wrapping_mul(ODD));
            }
        }
        if open != EMPTY {
            word(open);
        }
        if count < LEAST + WORDS {
            return Self::default();
        }
        // Nothing fell into a bin that is 0.
        Self(bins.iter().map(|&it| if it == u64::MAX { 0 } else { (mixed(it) % 255) as u8 + 1 }).collect())
    }

    /// Keys of which two texts that are alike have one in common, as good as always: pairs with none need not be compared.
    pub fn bands(&self) -> impl Iterator<Item = (usize, [u8; BAND])> + '_ {
        let bands =
            self.0.chunks_exact(BAND).enumerate().filter_map(|(at, band)| Some((at, band.try_into().ok()?)));
        // Of a short text some bands are all but empty, and then agree by chance.
        bands.filter(|(_, band): &(usize, [u8; BAND])| band.iter().filter(|it| **it > 0).count() >= BAND / 2)
    }

    /// Whether two texts have more than nine shingles in ten in common.
    pub fn is_alike(&self, other: &Self) -> bool {
        let pairs = || self.0.iter().zip(&other.0);
        let either = pairs().filter(|(a, b)| (**a, **b) != (0, 0)).count();
        let both = pairs().filter(|(a, b)| a == b && **a > 0).count();
        both * 10 > either * 9 && self.bands().any(|it| other.bands().any(|other| it == other))
    }
}

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
const EMPTY: u64 = 0xCBF2_9CE4_8422_2325;

/// Spreads what differs in a few bits over all of them (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014).
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that differ, from `from` on.
    fn text(from: usize, to: usize) -> String {
        (from..to).map(|it| format!("word{it} ")).collect()
    }

    #[test]
    fn texts_alike() {
        let whole = Sketch::of(&text(0, 1000));
        assert!(whole.is_alike(&whole));
        assert!(whole.is_alike(&Sketch::of(&text(0, 1000).to_uppercase().replace(' ', ",\n\n"))));
        assert!(whole.is_alike(&Sketch::of(&text(20, 1000))), "49 in 50");
        for (from, to) in [(250, 1000), (0, 600), (1000, 2000)] {
            assert!(!whole.is_alike(&Sketch::of(&text(from, to))), "{from} to {to}");
        }
        assert!(!whole.is_alike(&Sketch::default()) && !Sketch::default().is_alike(&Sketch::default()));
    }

    #[test]
    fn scripts_without_spaces() {
        let text = |from: u32| (from..from + 200).filter_map(char::from_u32).collect::<String>();
        assert!(Sketch::of(&text(0x4E00)).is_alike(&Sketch::of(&text(0x4E02))));
        assert!(!Sketch::of(&text(0x4E00)).is_alike(&Sketch::of(&text(0x4F00))));
    }

    #[test]
    fn short_texts_have_none() {
        assert_eq!(Sketch::of(""), Sketch::default());
        assert_eq!(Sketch::of(&text(0, 64)), Sketch::default());
        assert_ne!(Sketch::of(&text(0, 65)), Sketch::default());
    }
}
