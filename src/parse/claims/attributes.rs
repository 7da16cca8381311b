//! What is said outright: `{#id conf=medium p=0.6 by=2026-06-30 src=1,3 line=western-guarantees status=open}`.

use jiff::tz::TimeZone;

use super::{Attributes, Fault, confidence};
use crate::diag::{Rule, nearest, rules};
use crate::model::config::DateOrder;
use crate::model::front_matter::{Confidence, Rung};
use crate::parse::date;

pub const KEYS: [&str; 6] = ["conf", "p", "by", "src", "line", "status"];
const STATUSES: [&str; 5] = ["open", "triggered", "not-triggered", "expired", "void"];

/// The attributes of a unit, and what of them goes into the claim itself.
pub struct Read {
    pub attributes: Attributes,
    pub confidence: Option<Confidence>,
    /// Two ends, equal for a single number.
    pub likelihood: Option<(f64, f64)>,
}

/// Reads the attributes that end a unit. Braces that name neither an id nor a known key are text.
pub fn read(text: &str, zone: &TimeZone, order: Option<DateOrder>, faults: &mut Vec<Fault>) -> Option<Read> {
    let inner = text.trim_end().strip_suffix('}')?;
    let open = inner.rfind('{')?;
    let inner = &inner[open + 1..];
    let known = |word: &str| word.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key));
    let first = inner.split_whitespace().next()?;
    if !known(first) && !first.starts_with('#') {
        return None;
    }
    let mut read = Read {
        attributes: Attributes { range: open..text.trim_end().len(), ..Attributes::default() },
        confidence: None,
        likelihood: None,
    };
    let mut at = open + 1;
    for word in inner.split_whitespace() {
        let start = at + text[at..].find(word).unwrap_or(0);
        at = start + word.len();
        if let Err((rule, message, hint)) = read.word(word, zone, order) {
            faults.push(Fault { rule, range: start..at, message, hint: Some(hint) });
        }
    }
    if let Some(number) = read.likelihood {
        faults.extend(super::likelihood::faults(&read.attributes.range, number, None));
    }
    Some(read)
}

type Bad = (&'static Rule, String, String);

impl Read {
    fn word(&mut self, word: &str, zone: &TimeZone, order: Option<DateOrder>) -> Result<(), Bad> {
        let bad = |what: &str, hint: &str| (&rules::BAD_VALUE, format!("`{word}` {what}"), hint.to_owned());
        if let Some(id) = word.strip_prefix('#') {
            let valid = id.starts_with(|it: char| it.is_alphabetic())
                && id.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | '.'));
            if !valid {
                return Err(bad("is not an id", "begin with a letter, and use letters, digits, `-` and `_`"));
            }
            self.attributes.id = Some(id.to_owned());
            return Ok(());
        }
        let Some((key, value)) = word.split_once('=') else {
            return Err(bad(
                "is neither an id nor an attribute",
                "write `#id`, or `key=value` without spaces",
            ));
        };
        let value = value.trim_matches('"');
        match key {
            "conf" => {
                let Some(confidence) = confidence::word(value) else {
                    let rungs = Rung::WORDS.join("`, `");
                    let message = format!("`{value}` is not a level of confidence");
                    return Err((&rules::CONFIDENCE_BAD_LEVEL, message, format!("write one of `{rungs}`")));
                };
                self.confidence = Some(confidence);
            }
            "p" => {
                let ends = value.split_once("..").unwrap_or((value, value));
                let number = probability(ends.0).zip(probability(ends.1)).filter(|it| it.0 <= it.1);
                let hint = "write `p=0.6`, `p=60%` or `p=0.5..0.7`";
                self.likelihood = Some(number.ok_or_else(|| bad("is not a probability", hint))?);
            }
            "by" => {
                let read = date::text(value, zone, order);
                let read = read.map_err(|it| (it.rule, it.message, it.hint.unwrap_or_default()))?;
                self.attributes.by = Some(read.moment);
            }
            "src" => {
                let number = |it: &str| it.parse().ok().filter(|it| (1..=999).contains(it));
                let numbers = value.split(',').map(number).collect::<Option<_>>();
                let hint = "write the numbers of the source list: `src=1,3`";
                self.attributes.sources = numbers.ok_or_else(|| bad("names no sources", hint))?;
            }
            "line" if !value.is_empty() => self.attributes.line = Some(value.to_owned()),
            "status" if STATUSES.contains(&value) => self.attributes.status = Some(value.to_owned()),
            "status" => {
                let hint = format!("write one of `{}`", STATUSES.join("`, `"));
                return Err((&rules::BAD_VALUE, format!("`{value}` is not a status"), hint));
            }
            "line" => {
                return Err(bad("names no line", "write the id of the judgement that this one continues"));
            }
            _ => {
                let hint = match nearest(key, KEYS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the attributes are `{}`", KEYS.join("`, `")),
                };
                return Err((&rules::UNKNOWN_KEY, format!("unknown attribute `{key}`"), hint));
            }
        }
        Ok(())
    }
}

/// `0.6` or `60%`, from 0 to 1.
fn probability(text: &str) -> Option<f64> {
    let number: f64 = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    (0.0..=1.0).contains(&number).then_some(number)
}
