//! Dates in every accepted form (CONTENT_MODEL §2.3).

mod scan;

use std::ops::Range;

use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, civil};

use crate::diag::{Rule, rules};
use crate::model::config::DateOrder;
use crate::model::date::{Moment, Precision};
use crate::model::lang::text::{ascii_digits, fold, spaced};
use scan::{Scan, strip_labels};

/// A date that was read, and whether a time was given without a zone (rule `date-no-zone`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Read {
    pub moment: Moment,
    pub assumed_zone: bool,
}

/// Why a date was not read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub rule: &'static Rule,
    pub message: String,
    pub hint: Option<String>,
}

impl Fault {
    fn new(message: impl Into<String>, hint: &str) -> Self {
        Self { rule: &rules::BAD_DATE, message: message.into(), hint: Some(hint.to_owned()) }
    }
}

const HOW: &str = "write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time";

/// Reads a date written as text.
///
/// # Errors
/// `bad-date` when it is none, `ambiguous-date` for a slash date that could be two days.
///
/// ```
/// use dateline::parse::date;
/// use jiff::tz::TimeZone;
/// let read = date::text("Published on: Feb 13, 2026", &TimeZone::UTC, None).unwrap();
/// assert_eq!(read.moment.iso(), "2026-02-13");
/// ```
pub fn text(text: &str, zone: &TimeZone, order: Option<DateOrder>) -> Result<Read, Fault> {
    let plain = plain(text);
    let mut scan = Scan { rest: strip_labels(&plain) };
    let not_a_date = || {
        let shown: String = text.trim().chars().take(40).collect();
        Fault::new(format!("`{}` is not a date", shown.escape_debug()), HOW)
    };
    if scan.rest.len() > 80 {
        return Err(not_a_date());
    }
    if (Scan { rest: scan.rest }).time().is_some() {
        return Err(time_alone());
    }
    let day = scan.day(order)?.ok_or_else(not_a_date)?;
    let (time, offset) = scan.time_and_offset().ok_or_else(not_a_date)?;
    if !scan.rest.is_empty() {
        return Err(not_a_date());
    }
    resolve(&Parts { day, time, offset }, zone)
}

/// The first whole day that is written out in a text, and its bytes. Slash dates, and digits beyond ASCII, are passed by.
pub fn first(text: &str) -> Option<(Range<usize>, civil::Date)> {
    let folded = fold(text);
    let mut before = ' ';
    for (at, char) in folded.char_indices() {
        let begins = char.is_ascii_digit() && !before.is_ascii_digit()
            || char.is_alphabetic() && spaced(char) && !before.is_alphanumeric();
        before = char;
        let mut scan = Scan { rest: &folded[at..] };
        if begins
            && let Ok(Some(Day { year, month, day: Some(day) })) = scan.day(None)
            && let Ok(date) = civil::Date::new(year, month as i8, day as i8)
        {
            return Some((at..folded.len() - scan.rest.len(), date));
        }
    }
    None
}

/// A text in lower case, with digits of ASCII, plain spaces, and no signs of direction.
fn plain(text: &str) -> String {
    let plain = |it: char| match it {
        '\u{a0}' | '\u{202f}' | '\u{3000}' => Some(' '),
        '\u{200e}' | '\u{200f}' => None,
        _ => Some(it),
    };
    let plain: String = text.chars().filter_map(plain).collect();
    ascii_digits(&fold(&plain))
}

/// Takes one of the four TOML kinds of date.
///
/// # Errors
/// `bad-date` for a time without a date.
pub fn toml(value: &::toml::value::Datetime, zone: &TimeZone) -> Result<Read, Fault> {
    let date = value.date.ok_or_else(time_alone)?;
    let time = value.time.map(|it| Time {
        hour: it.hour,
        minute: it.minute,
        second: it.second,
        nanosecond: it.nanosecond.unwrap_or_default(),
    });
    let offset = value.offset.map(|it| match it {
        ::toml::value::Offset::Z => 0,
        ::toml::value::Offset::Custom { minutes } => i32::from(minutes),
    });
    let year = i16::try_from(date.year).unwrap_or_default();
    let day = Day { year, month: date.month, day: Some(date.day) };
    resolve(&Parts { day, time, offset }, zone)
}

fn time_alone() -> Fault {
    Fault::new("a time without a date", "write the day too: `2026-02-14T22:47:00Z`")
}

/// A date as written, before the calendar was asked.
struct Parts {
    day: Day,
    time: Option<Time>,
    /// Minutes east of Greenwich.
    offset: Option<i32>,
}

struct Day {
    year: i16,
    month: u8,
    day: Option<u8>,
}

struct Time {
    hour: u8,
    minute: u8,
    second: Option<u8>,
    nanosecond: u32,
}

/// Finds the instant. A leap second is the last second of its minute; a wall time that the zone skips or has twice is
/// taken as RFC 5545 does; an instant past the end of time (9999) is the last one.
fn resolve(parts: &Parts, zone: &TimeZone) -> Result<Read, Fault> {
    let Day { year, month, day } = parts.day;
    if year < 1 {
        return Err(Fault::new("the year 0000 is not in the calendar", HOW));
    }
    let date = civil::Date::new(year, month as i8, day.unwrap_or(1) as i8).map_err(|_| {
        let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
        Fault::new(format!("`{year:04}-{month:02}{day}` is not in the calendar"), HOW)
    })?;
    let time = match &parts.time {
        None => civil::Time::midnight(),
        Some(it) => {
            let second = it.second.unwrap_or_default().min(59);
            civil::Time::new(it.hour as i8, it.minute as i8, second as i8, it.nanosecond as i32).map_err(
                |_| Fault::new(format!("`{:02}:{:02}` is not a time of day", it.hour, it.minute), HOW),
            )?
        }
    };
    let civil = date.to_datetime(time);
    let offset = match parts.offset {
        Some(minutes) => Offset::from_seconds(minutes * 60)
            .map_err(|_| Fault::new("an offset beyond a day", "write it as `+02:00`"))?,
        None => match zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        },
    };
    let instant = offset.to_timestamp(civil).unwrap_or(Timestamp::MAX);
    let precision = match (&parts.time, day) {
        (Some(Time { second: Some(_), .. }), _) => Precision::Second,
        (Some(_), _) => Precision::Minute,
        (None, Some(_)) => Precision::Day,
        (None, None) => Precision::Month,
    };
    let assumed_zone = parts.time.is_some() && parts.offset.is_none();
    Ok(Read { moment: Moment { instant, civil, offset, precision }, assumed_zone })
}

#[cfg(test)]
mod tests;
