//! What a key takes, as data: the schema for editors, the reference and the listing of the configuration follow from it.
//!
//! A shape says what its reader accepts, as far as that can be said without running it. Tests at the foot of
//! `parse/schema.rs` hold the two together.

use super::Field;

/// What values a key takes.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A string.
    Text,
    /// A string that is not blank.
    Filled,
    /// A string that is not blank and has one line.
    Line,
    /// A string of at most so many characters.
    Limited(usize),
    /// A string with a grammar that only its reader knows whole: what it is called ("a slug"), a pattern that it
    /// matches at least (ECMA 262; empty for any line), and words that are known to be among it.
    Grammar(&'static str, &'static str, &'static [&'static str]),
    /// One of a few words.
    Words(&'static [&'static str]),
    Boolean,
    /// An integer from the first to the second.
    Integer(i64, i64),
    /// A number from 0 to 1.
    Probability,
    /// A date in any form of CONTENT_MODEL §2.3.
    Date,
    Array(&'static Shape),
    /// An array of so many entries, at least and at most.
    Between(&'static Shape, usize, usize),
    /// A table of anything.
    Free,
    /// A table from names to values of one shape; only these names, unless there are none.
    Map(fn() -> Vec<&'static str>, &'static Shape),
    /// A table with rows of its own. Of each group of keys it needs one.
    Table(&'static dyn Rows, &'static [&'static [&'static str]]),
    OneOf(&'static [Shape]),
    /// A table from names to tables like the whole file.
    Environments,
    /// The same, and what is taken when the key is absent, as TOML.
    Default(&'static str, &'static Shape),
}

/// An absolute http or https address.
pub const URL: Shape = Shape::Grammar("an http or https address", r"^\s*[Hh][Tt][Tt][Pp][Ss]?:", &[]);
/// A language tag.
pub const LANGUAGE: Shape = Shape::Grammar("a language tag (BCP 47)", r"^\s*[A-Za-z][A-Za-z0-9-]*\s*$", &[]);
/// Strings that are not blank.
pub const STRINGS: Shape = Shape::Array(&Shape::Filled);
/// One string, or several.
pub const ONE_OR_MORE: Shape = Shape::OneOf(&[Shape::Line, STRINGS]);

/// A row without its reader.
#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    pub doc: &'static str,
    pub example: &'static str,
    pub shape: Shape,
}

/// The rows of a table, whatever they are read into.
pub trait Rows: Sync {
    fn rows(&self) -> Vec<Row>;
}

impl<T> Rows for &'static [Field<T>] {
    fn rows(&self) -> Vec<Row> {
        let row = |it: &Field<T>| Row { name: it.name, doc: it.doc, example: it.example, shape: it.shape };
        self.iter().map(row).collect()
    }
}

impl Shape {
    /// The shape itself, and what is taken when the key is absent, as TOML.
    pub fn parts(self) -> (Shape, Option<&'static str>) {
        match self {
            Self::Default(default, inner) => (inner.parts().0, Some(default)),
            it => (it, None),
        }
    }

    /// Whether it takes a string and nothing else.
    pub fn is_string(self) -> bool {
        matches!(
            self.parts().0,
            Self::Text | Self::Filled | Self::Line | Self::Limited(_) | Self::Words(_) | Self::Grammar(..)
        )
    }

    /// What it takes, in words: "a list of strings", "one of `open`, `offline`".
    pub fn words(self) -> String {
        let quoted = |words: &[&str]| {
            let quoted: Vec<_> = words.iter().map(|it| format!("`{it}`")).collect();
            quoted.join(", ")
        };
        match self {
            Self::Text | Self::Filled => "a string".to_owned(),
            Self::Line => "a string on one line".to_owned(),
            Self::Limited(most) => format!("a string of at most {most} characters"),
            Self::Grammar(what, _, []) => what.to_owned(),
            Self::Grammar(what, _, known) => format!("{what}: {}", quoted(known)),
            Self::Words([one]) => format!("`{one}`"),
            Self::Words(words) => format!("one of {}", quoted(words)),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Integer(i64::MIN, i64::MAX) => "an integer".to_owned(),
            Self::Integer(least, i64::MAX) => format!("an integer from {least} on"),
            Self::Integer(least, most) => format!("an integer from {least} to {most}"),
            Self::Probability => "a number from 0 to 1".to_owned(),
            Self::Date => "a date".to_owned(),
            Self::Array(of) => format!("a list, each entry {}", of.words()),
            Self::Between(of, least, most) if least == most => {
                format!("a list of {most}, each {}", of.words())
            }
            Self::Between(of, _, usize::MAX) => format!("a list, not empty, each entry {}", of.words()),
            Self::Between(of, _, most) => format!("a list of at most {most}, each entry {}", of.words()),
            Self::Free | Self::Table(..) => "a table".to_owned(),
            Self::Map(names, of) if names().is_empty() => format!("a table, each value {}", of.words()),
            Self::Map(names, of) => {
                let names = names();
                let few = if names.len() > 20 { "the names below".to_owned() } else { quoted(&names) };
                format!("a table of {few}, each value {}", of.words())
            }
            Self::OneOf(shapes) => shapes.iter().map(|it| it.words()).collect::<Vec<_>>().join("; or "),
            Self::Environments => "a table of tables".to_owned(),
            Self::Default(_, inner) => inner.words(),
        }
    }
}
