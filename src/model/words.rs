//! Closed vocabularies: an enum whose variants are the words that files use.

/// Declares such an enum, its words in order, and the way from one to the other.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? } default $default:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($variant),* }
        impl $name {
            /// Every word the front matter accepts.
            pub const WORDS: &[&str] = &[$($word),*];
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word),* } }
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)* _ => None } }
        }
        impl Default for $name { fn default() -> Self { Self::$default } }
    };
}
pub(crate) use words;
