//! Language tables: the words of headings and prose that carry meaning, as data. A language is one file.
//!
//! Tables of markers, headings and dates are applied to every text: desks mix languages, and the words of one seldom
//! stand in another by chance. The words of `wording` are applied to texts of their own language.

pub mod sentences;
pub mod text;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::front_matter::Rung;

/// One file a language.
const FILES: [&str; 10] = [
    include_str!("en.toml"),
    include_str!("zh.toml"),
    include_str!("es.toml"),
    include_str!("fr.toml"),
    include_str!("de.toml"),
    include_str!("ru.toml"),
    include_str!("uk.toml"),
    include_str!("ja.toml"),
    include_str!("ko.toml"),
    include_str!("ar.toml"),
];

/// Every language, read once.
pub static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let read = |text: &&str| {
        toml::from_str(text).expect("the tables are part of the program, and a test reads them")
    };
    FILES.iter().map(read).collect()
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// The primary subtag of BCP 47.
    pub tag: String,
    pub headings: Headings,
    /// Role name to the headings that have it.
    pub roles: BTreeMap<String, Vec<String>>,
    pub confidence: ConfidenceWords,
    pub likelihood: LikelihoodWords,
    pub evidence: Evidence,
    pub sentences: Sentences,
    pub dates: Dates,
    pub wording: Wording,
}

impl Language {
    /// The table of a BCP 47 tag.
    pub fn of(tag: &str) -> Option<usize> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES.iter().position(|it| it.tag.eq_ignore_ascii_case(primary))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headings {
    /// Words that may open a heading without changing it.
    pub articles: Vec<String>,
    /// What joins two headings in one, with the spaces that belong to it.
    pub and: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceWords {
    /// Pieces of the nouns and keys in lower case: where none stands, there is no marker.
    pub stems: Vec<String>,
    /// What stands after a level: `high confidence`.
    pub nouns: Vec<String>,
    /// What stands before a level: `confianza alta`.
    #[serde(default)]
    pub leading: Vec<String>,
    /// Those of either that hold `with` in themselves: `بثقة`, `確信度で`.
    #[serde(default)]
    pub with_nouns: Vec<String>,
    /// Those of either that mean a confidence only behind `with`: `mit hoher Sicherheit`.
    #[serde(default)]
    pub only_with: Vec<String>,
    /// What stands before a level and a separator: `confidence: high`.
    pub keys: Vec<String>,
    /// What stands between a key and its level.
    pub separators: Vec<String>,
    /// Words that may stand before a key; after any other, the confidence is somebody else's (`market confidence: low`).
    pub key_after: Vec<String>,
    /// The same for a script without spaces: words before a key that make it somebody else's, unless they are `key_after`.
    #[serde(default)]
    pub key_not_after: Vec<String>,
    /// Words between the two levels of a range, besides dashes and slashes.
    pub joiners: Vec<String>,
    /// What may stand between a level and its noun.
    #[serde(default)]
    pub fillers: Vec<String>,
    /// Words after a noun that make it another thing: `confidence interval`.
    pub not_before: Vec<String>,
    /// What opens a marker in running text: `with high confidence`.
    pub with: Vec<String>,
    /// The same, where the judgement must follow: `we have high confidence that`.
    pub have: Vec<String>,
    /// Words that take a marker in running text back: `we cannot say with high confidence`.
    pub negators: Vec<String>,
    /// What may follow a marker in running text besides punctuation: sequences of alternatives, an empty one optional.
    pub ends: Vec<Vec<Vec<String>>>,
    /// Words of levels in every form that grammar gives them, by rung in the file.
    #[serde(deserialize_with = "levels")]
    pub levels: Vec<(String, Rung)>,
}

fn levels<'de, D: Deserializer<'de>>(table: D) -> Result<Vec<(String, Rung)>, D::Error> {
    let mut levels = Vec::new();
    for (rung, words) in BTreeMap::<String, Vec<String>>::deserialize(table)? {
        let rung = Rung::from_word(&rung).ok_or_else(|| D::Error::custom("no rung of confidence"))?;
        levels.extend(words.into_iter().map(|it| (it, rung)));
    }
    Ok(levels)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LikelihoodWords {
    /// Terms of this language for the rows of any scale; those of the scale itself are known from it.
    #[serde(default)]
    pub terms: Vec<Term>,
    /// Words before a term that make it another statement: `less likely`.
    pub not_after: Vec<String>,
    /// Words before a term that rank instead of measuring, unless what follows is a `superlative_of`.
    pub superlatives: Vec<String>,
    pub superlative_of: Vec<String>,
    /// Words after a term that take it back: `可能性が高いとは言えない`.
    #[serde(default)]
    pub not_before: Vec<String>,
    /// Words before a percentage: `(about 65%)`.
    pub about: Vec<String>,
    /// Words between two percentages: `(60 to 70%)`.
    pub to: Vec<String>,
    /// Terms that mean a likelihood only before these words: `remote chance`, not `remote access`.
    pub only_before: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub words: Vec<String>,
    /// From 0 to 1.
    pub probability: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What opens the evidence of a claim, before a colon.
    pub words: Vec<String>,
}

/// Where a full stop does not end a sentence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentences {
    /// Without their last full stop.
    pub abbreviations: Vec<String>,
    /// Abbreviations only before a number: `No. 5`.
    pub before_number: Vec<String>,
    /// Words before which a number and a full stop are an ordinal: `20. Jahrhundert`.
    #[serde(default)]
    pub after_ordinal: Vec<String>,
}

/// The words of written dates, in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// The names of each month, none where a month is a number.
    pub months: [Vec<String>; 12],
    /// A name may be cut to three letters or more.
    #[serde(default)]
    pub cut_months: bool,
    /// Words between day, month and year: `14 de febrero de 2026`.
    pub of: Vec<String>,
    /// What stands on the number of a day: `1er`, `14.`.
    pub ordinals: Vec<String>,
    /// Words after a year: `2026 года`.
    pub years: Vec<String>,
    /// Words before a time.
    pub at: Vec<String>,
    /// Words after a time: `22:47 Uhr`.
    pub hours: Vec<String>,
    /// Words that stand before a date and say whose it is.
    pub labels: Vec<String>,
    pub weekdays: Vec<String>,
}

/// Words that a careful text avoids, or that say when it was written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Speakers without a name: `experts say`.
    pub vague: Vec<String>,
    /// Days that depend on the day of writing: `last week`.
    pub relative: Vec<String>,
    /// Words behind those that bind them to another time: `last week of March`.
    pub relative_not_before: Vec<String>,
    /// What tells of a thing to come, before its date.
    pub future: Vec<String>,
    /// The same behind its date.
    pub future_after: Vec<String>,
    /// Words behind either that take it back: `will have closed`.
    pub future_not_before: Vec<String>,
    /// Words between the two by which the date is that of something else: `will apply the pact signed on 3 March`.
    pub past: Vec<String>,
    /// Claims that people checked the text.
    pub verified: Vec<String>,
}
