//! What is said of a block in a line of its own before it: `{#id .class lang=de dir=rtl role=watch}`.
//!
//! The line stands before the block, with or without a blank line between; what ends a paragraph or list item in braces
//! speaks of a claim ([`claims`](crate::parse::claims)). A class gets the prefix `u-`, so that it shadows none of the theme's.

use oxilangtag::LanguageTag;

use crate::diag::{Rule, nearest, rules};
use crate::html::direction;
use crate::model::brief::Role;

const KEYS: [&str; 3] = ["lang", "dir", "role"];

/// The class that marks images as decoration: they need no words in place of them.
pub const DECORATIVE: &str = "u-decorative";

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    pub lang: Option<String>,
    pub dir: Option<&'static str>,
    /// Rule, message and hint of what is wrong.
    pub faults: Vec<(&'static Rule, String, Option<String>)>,
}

/// Reads a line that holds nothing but attributes; `None` when it is text, or speaks of a claim.
pub fn read(line: &str) -> Option<Attributes> {
    let inner = line.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inner.contains(['{', '}']) {
        return None;
    }
    let key = |word: &str| word.split_once('=').map(|(key, _)| key.to_owned());
    let known = |word: &str| key(word).is_some_and(|it| KEYS.contains(&it.as_str()));
    let words = || inner.split_whitespace();
    let first = words().next()?;
    let claims = |it: &str| key(it).is_some_and(|it| crate::parse::claims::ATTRIBUTES.contains(&it.as_str()));
    if !(first.starts_with(['#', '.']) || known(first)) || words().any(claims) {
        return None;
    }
    let mut it = Attributes::default();
    words().for_each(|word| it.word(word));
    it.dir = it.dir.or_else(|| it.lang.as_deref().map(direction));
    Some(it)
}

impl Attributes {
    fn word(&mut self, word: &str) {
        let mut bad =
            |message: String, hint: Option<String>| self.faults.push((&rules::BAD_VALUE, message, hint));
        let valid = |name: &str| {
            name.starts_with(char::is_alphabetic)
                && name.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_'))
        };
        let named = || Some("begin with a letter, and use letters, digits, `-` and `_`".to_owned());
        if let Some(id) = word.strip_prefix('#') {
            match valid(id) {
                true => self.id = Some(id.to_owned()),
                false => bad(format!("`{word}` is not an id"), named()),
            }
        } else if let Some(class) = word.strip_prefix('.') {
            match valid(class) {
                true => self.classes.push(format!("u-{class}")),
                false => bad(format!("`{word}` is not a class"), named()),
            }
        } else if let Some((key, value)) = word.split_once('=') {
            let value = value.trim_matches(['"', '\'']);
            match (key, value) {
                ("lang", tag) => match LanguageTag::parse_and_normalize(tag) {
                    Ok(tag) => self.lang = Some(tag.into_inner()),
                    Err(_) => bad(
                        format!("`{tag}` is not a language tag"),
                        Some("write one like `en`, `zh-Hans` or `pt-BR`".to_owned()),
                    ),
                },
                ("dir", "ltr") => self.dir = Some("ltr"),
                ("dir", "rtl") => self.dir = Some("rtl"),
                ("dir", "auto") => self.dir = Some("auto"),
                ("dir", _) => {
                    bad(
                        format!("`{value}` is no direction"),
                        Some("write `ltr`, `rtl` or `auto`".to_owned()),
                    );
                }
                ("role", name) => match Role::from_name(name) {
                    Some(role) => self.classes.push(format!("role-{}", role.name())),
                    None => bad(
                        "`role` takes a section role".to_owned(),
                        nearest(name, Role::ALL.map(Role::name)).map(|it| format!("did you mean `{it}`?")),
                    ),
                },
                _ => {
                    let hint = match nearest(key, KEYS) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            format!("the attributes of a block are `#id`, `.class`, `{}`", KEYS.join("`, `"))
                        }
                    };
                    self.faults.push((&rules::UNKNOWN_KEY, format!("unknown attribute `{key}`"), Some(hint)));
                }
            }
        } else {
            bad(
                format!("`{word}` is neither an id, a class nor an attribute"),
                Some("write `#id`, `.class`, or `key=value` without spaces".to_owned()),
            );
        }
    }

    /// Whether images in the block need no words.
    pub fn decorative(&self) -> bool {
        self.classes.iter().any(|it| it == DECORATIVE)
    }
}
