//! Dates in every accepted form (CONTENT_MODEL §2.3).

use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, civil};

use crate::diag::{Rule, rules};
use crate::model::config::DateOrder;
use crate::model::date::{Moment, Precision};

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
    let plain = text.replace(['\u{a0}', '\u{202f}'], " ");
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

/// Words that stand before a date and say whose it is, and the days of the week.
const LABELS: &[&str] = &[
    "published",
    "updated",
    "posted",
    "created",
    "modified",
    "revised",
    "released",
    "issued",
    "accessed",
    "last",
    "on",
    "at",
    "as",
    "of",
    "date",
    "the",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];
const CHINESE_LABELS: &[&str] =
    &["发布于", "发布时间", "发布日期", "更新于", "更新时间", "更新日期", "时间", "日期"];

fn strip_labels(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let word = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let after = if LABELS.iter().any(|label| label.eq_ignore_ascii_case(&rest[..word])) {
            &rest[word..]
        } else if let Some(after) = CHINESE_LABELS.iter().find_map(|label| rest.strip_prefix(label)) {
            after
        } else {
            return rest;
        };
        rest = after.trim_start_matches([':', '：', ',', '.', ' ', '\t']);
    }
}

/// English months, by their first three letters.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What is left of a date while it is read from the left.
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn eat(&mut self, mark: char) -> bool {
        self.rest.strip_prefix(mark).map(|rest| self.rest = rest).is_some()
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        let any = rest.len() < self.rest.len();
        self.rest = rest;
        any
    }

    /// From `min` to `max` digits; more of them is no number of this kind.
    fn digits(&mut self, min: usize, max: usize) -> Option<&'a str> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(length);
        (min..=max).contains(&length).then(|| {
            self.rest = rest;
            digits
        })
    }

    /// A number of one or two digits.
    fn short(&mut self) -> Option<u8> {
        self.digits(1, 2)?.parse().ok()
    }

    fn two(&mut self) -> Option<u8> {
        self.digits(2, 2)?.parse().ok()
    }

    fn year(&mut self) -> Option<i16> {
        self.digits(4, 4)?.parse().ok()
    }

    /// The name of a month, in full or by three letters or more.
    fn month(&mut self) -> Option<u8> {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = self.rest.split_at(length);
        let word = word.to_ascii_lowercase();
        let month = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
        self.rest = rest;
        self.eat('.');
        Some(month as u8 + 1)
    }

    /// The day, in any form. `Ok(None)` when there is none.
    fn day(&mut self, order: Option<DateOrder>) -> Result<Option<Day>, Fault> {
        let number = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        match number {
            4 => self.year_first(),
            1 | 2 if self.rest[number..].starts_with('/') => self.slashed(order),
            1 | 2 => Ok(self.day_first()),
            0 => Ok(self.month_first()),
            _ => Ok(None),
        }
    }

    /// `2026-02-14`, `2026-02`, `2026年2月14日`, `2026年2月`.
    fn year_first(&mut self) -> Result<Option<Day>, Fault> {
        let Some(year) = self.year() else { return Ok(None) };
        if self.rest.trim().is_empty() || matches!(self.rest.trim(), "年") {
            let hint = format!("write the month too: `{year:04}-02`, or the whole date: `{year:04}-02-14`");
            return Err(Fault::new(format!("`{year:04}` is a year without a month"), &hint));
        }
        if self.eat('-') {
            let Some(month) = self.two() else { return Ok(None) };
            let day = if self.eat('-') { Some(self.two()) } else { None };
            return Ok(match day {
                Some(None) => None,
                Some(day) => Some(Day { year, month, day }),
                None => Some(Day { year, month, day: None }),
            });
        }
        Ok(self.chinese(year))
    }

    fn chinese(&mut self, year: i16) -> Option<Day> {
        self.spaces();
        if !self.eat('年') {
            return None;
        }
        self.spaces();
        let month = self.short()?;
        self.spaces();
        if !self.eat('月') {
            return None;
        }
        self.spaces();
        if self.rest.is_empty() {
            return Some(Day { year, month, day: None });
        }
        let day = self.short()?;
        self.spaces();
        (self.eat('日') || self.eat('号')).then_some(Day { year, month, day: Some(day) })
    }

    /// `2/14/2026` or `14/2/2026`: a part over 12 is the day; otherwise `[dates] order` decides.
    fn slashed(&mut self, order: Option<DateOrder>) -> Result<Option<Day>, Fault> {
        let mut parts = || {
            let first = self.short()?;
            let second = (self.eat('/')).then(|| self.short())??;
            let year = (self.eat('/')).then(|| self.year())??;
            Some((first, second, year))
        };
        let Some((first, second, year)) = parts() else { return Ok(None) };
        let month_first = match (first > 12, second > 12, order) {
            (false, true, _) => true,
            (true, _, _) => false,
            (false, false, Some(order)) => order == DateOrder::MonthFirst,
            (false, false, None) => {
                return Err(Fault {
                    rule: &rules::AMBIGUOUS_DATE,
                    message: format!("`{first}/{second}/{year}` may be two days"),
                    hint: Some(format!(
                        "write `{year:04}-{first:02}-{second:02}` or `{year:04}-{second:02}-{first:02}`, or set `order` under `[dates]`"
                    )),
                });
            }
        };
        let (month, day) = if month_first { (first, second) } else { (second, first) };
        Ok(Some(Day { year, month, day: Some(day) }))
    }

    /// `13 February 2026`.
    fn day_first(&mut self) -> Option<Day> {
        let day = self.short()?;
        self.spaces();
        let month = self.month()?;
        self.eat(',');
        self.spaces();
        Some(Day { year: self.year()?, month, day: Some(day) })
    }

    /// `Feb 13, 2026`, `February 2026`.
    fn month_first(&mut self) -> Option<Day> {
        let month = self.month()?;
        self.spaces();
        if let Some(year) = self.year() {
            return Some(Day { year, month, day: None });
        }
        let day = self.short()?;
        self.eat(',');
        self.spaces();
        Some(Day { year: self.year()?, month, day: Some(day) })
    }

    /// `22:47`, `22:47:58`, `22:47:58.25`, `10:47 PM`.
    fn time(&mut self) -> Option<Time> {
        let mut hour = self.short()?;
        let minute = (self.eat(':')).then(|| self.two())??;
        let second = if self.eat(':') { Some(self.two().filter(|it| *it <= 60)?) } else { None };
        let mut nanosecond = 0;
        if second.is_some() && self.eat('.') {
            let digits = self.digits(1, 30)?;
            nanosecond = format!("{digits:0<9.9}").parse().ok()?;
        }
        let mut half = Scan { rest: self.rest };
        half.spaces();
        let letters: String = half.rest.chars().take(2).collect();
        if letters.eq_ignore_ascii_case("am") || letters.eq_ignore_ascii_case("pm") {
            if !(1..=12).contains(&hour) {
                return None;
            }
            self.rest = &half.rest[2..];
            hour = hour % 12 + if letters.eq_ignore_ascii_case("pm") { 12 } else { 0 };
        }
        Some(Time { hour, minute, second, nanosecond })
    }

    /// What follows the day: nothing, or a time with or without its offset. `None` when it is neither.
    fn time_and_offset(&mut self) -> Option<(Option<Time>, Option<i32>)> {
        if self.rest.trim().is_empty() {
            self.rest = "";
            return Some((None, None));
        }
        let comma = self.eat(',');
        let space = self.spaces();
        if self.rest.starts_with("at ") {
            self.rest = self.rest[3..].trim_start();
        } else if !comma
            && !space
            && !self.eat('T')
            && !self.eat('t')
            && !self.rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let time = self.time()?;
        self.spaces();
        let offset = self.offset()?;
        self.spaces();
        Some((Some(time), offset))
    }

    /// Minutes east: `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `-08`. `None` when it cannot be read.
    fn offset(&mut self) -> Option<Option<i32>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        for name in ["Z", "z", "UTC", "GMT"] {
            if self.rest == name {
                self.rest = "";
                return Some(Some(0));
            }
        }
        let east = if self.eat('+') {
            1
        } else if self.eat('-') || self.eat('\u{2212}') {
            -1
        } else {
            return None;
        };
        let (hours, minutes) = match self.digits(4, 4) {
            Some(digits) => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            None => (self.two()?, if self.eat(':') { self.two()? } else { 0 }),
        };
        (hours < 24 && minutes < 60).then(|| Some(east * (i32::from(hours) * 60 + i32::from(minutes))))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn show(read: Result<Read, Fault>) -> String {
        match read {
            Ok(read) => {
                let assumed = if read.assumed_zone { " (zone assumed)" } else { "" };
                format!("{} = {}{assumed}", read.moment.iso(), read.moment.instant)
            }
            Err(fault) => {
                format!("{}: {} | {}", fault.rule.name, fault.message, fault.hint.unwrap_or_default())
            }
        }
    }

    fn check(zone: &str, order: Option<DateOrder>, inputs: &[&str], expected: Expect) {
        let zone = TimeZone::get(zone).unwrap();
        let lines: Vec<_> = inputs
            .iter()
            .map(|it| format!("{}: {}\n", it.escape_debug(), show(text(it, &zone, order))))
            .collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn every_form() {
        check(
            "Europe/Kyiv",
            None,
            &[
                "2026-02-14",
                "2026-02",
                "2026-02-14T22:47:58Z",
                "2026-02-14t22:47:58.123456789012z",
                "2026-02-14 22:47",
                "2026-02-14 22:47:58 +0200",
                "2026-02-14T22:47-08",
                "2/14/2026",
                "14/2/2026",
                "2/14/2026, 10:47 PM",
                "2/14/2026, 12:07:09\u{202f}AM",
                "2/14/2026,\u{a0}9:05",
                "Feb 13, 2026",
                "Sept. 3 2026",
                "February 2026",
                "13 February 2026",
                "Fri, 13 Feb 2026 10:00:00 GMT",
                "2026年2月14日",
                "2026年2月14日 22:47",
                "2026 年 2 月",
                "Published on: Feb 13, 2026",
                "Updated 2026-02-14 09:00",
                "Last updated: 13 February 2026 at 09:00 UTC",
                "更新时间：2026年2月14日",
            ],
            expect![[r#"
                2026-02-14: 2026-02-14 = 2026-02-13T22:00:00Z
                2026-02: 2026-02 = 2026-01-31T22:00:00Z
                2026-02-14T22:47:58Z: 2026-02-14T22:47:58Z = 2026-02-14T22:47:58Z
                2026-02-14t22:47:58.123456789012z: 2026-02-14T22:47:58Z = 2026-02-14T22:47:58.123456789Z
                2026-02-14 22:47: 2026-02-14T22:47:00+02:00 = 2026-02-14T20:47:00Z (zone assumed)
                2026-02-14 22:47:58 +0200: 2026-02-14T22:47:58+02:00 = 2026-02-14T20:47:58Z
                2026-02-14T22:47-08: 2026-02-14T22:47:00-08:00 = 2026-02-15T06:47:00Z
                2/14/2026: 2026-02-14 = 2026-02-13T22:00:00Z
                14/2/2026: 2026-02-14 = 2026-02-13T22:00:00Z
                2/14/2026, 10:47 PM: 2026-02-14T22:47:00+02:00 = 2026-02-14T20:47:00Z (zone assumed)
                2/14/2026, 12:07:09\u{202f}AM: 2026-02-14T00:07:09+02:00 = 2026-02-13T22:07:09Z (zone assumed)
                2/14/2026,\u{a0}9:05: 2026-02-14T09:05:00+02:00 = 2026-02-14T07:05:00Z (zone assumed)
                Feb 13, 2026: 2026-02-13 = 2026-02-12T22:00:00Z
                Sept. 3 2026: 2026-09-03 = 2026-09-02T21:00:00Z
                February 2026: 2026-02 = 2026-01-31T22:00:00Z
                13 February 2026: 2026-02-13 = 2026-02-12T22:00:00Z
                Fri, 13 Feb 2026 10:00:00 GMT: 2026-02-13T10:00:00Z = 2026-02-13T10:00:00Z
                2026年2月14日: 2026-02-14 = 2026-02-13T22:00:00Z
                2026年2月14日 22:47: 2026-02-14T22:47:00+02:00 = 2026-02-14T20:47:00Z (zone assumed)
                2026 年 2 月: 2026-02 = 2026-01-31T22:00:00Z
                Published on: Feb 13, 2026: 2026-02-13 = 2026-02-12T22:00:00Z
                Updated 2026-02-14 09:00: 2026-02-14T09:00:00+02:00 = 2026-02-14T07:00:00Z (zone assumed)
                Last updated: 13 February 2026 at 09:00 UTC: 2026-02-13T09:00:00Z = 2026-02-13T09:00:00Z
                更新时间：2026年2月14日: 2026-02-14 = 2026-02-13T22:00:00Z
            "#]],
        );
    }

    #[test]
    fn slash_dates_follow_the_order_of_the_site() {
        let both = ["2/3/2026", "2/13/2026", "13/2/2026", "13/13/2026", "2/3/26"];
        check(
            "UTC",
            None,
            &both,
            expect![[r#"
            2/3/2026: ambiguous-date: `2/3/2026` may be two days | write `2026-02-03` or `2026-03-02`, or set `order` under `[dates]`
            2/13/2026: 2026-02-13 = 2026-02-13T00:00:00Z
            13/2/2026: 2026-02-13 = 2026-02-13T00:00:00Z
            13/13/2026: bad-date: `2026-13-13` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2/3/26: bad-date: `2/3/26` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
        "#]],
        );
        check(
            "UTC",
            Some(DateOrder::MonthFirst),
            &both[..1],
            expect![[r#"
            2/3/2026: 2026-02-03 = 2026-02-03T00:00:00Z
        "#]],
        );
        check(
            "UTC",
            Some(DateOrder::DayFirst),
            &both[..1],
            expect![[r#"
            2/3/2026: 2026-03-02 = 2026-03-02T00:00:00Z
        "#]],
        );
    }

    #[test]
    fn what_is_no_date_says_how_to_write_one() {
        check(
            "UTC",
            None,
            &[
                "",
                "soon",
                "2026",
                "2026年",
                "22:47",
                "10:47 PM",
                "2026-02-30",
                "2025-02-29",
                "2026-13-01",
                "2026-2-1",
                "2026-02-14T25:00Z",
                "2026-02-14T10:00+25:00",
                "2026-02-14T10:00 CET",
                "2026-02-14 13:00 PM",
                "2026-02-14 and more",
                "Smarch 13, 2026",
                "2026年2月",
                "2026年2月14",
                "20260214",
                "２０２６",
                "é",
            ],
            expect![[r#"
                : bad-date: `` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                soon: bad-date: `soon` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026: bad-date: `2026` is a year without a month | write the month too: `2026-02`, or the whole date: `2026-02-14`
                2026年: bad-date: `2026` is a year without a month | write the month too: `2026-02`, or the whole date: `2026-02-14`
                22:47: bad-date: a time without a date | write the day too: `2026-02-14T22:47:00Z`
                10:47 PM: bad-date: a time without a date | write the day too: `2026-02-14T22:47:00Z`
                2026-02-30: bad-date: `2026-02-30` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2025-02-29: bad-date: `2025-02-29` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-13-01: bad-date: `2026-13-01` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-2-1: bad-date: `2026-2-1` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-02-14T25:00Z: bad-date: `25:00` is not a time of day | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-02-14T10:00+25:00: bad-date: `2026-02-14T10:00+25:00` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-02-14T10:00 CET: bad-date: `2026-02-14T10:00 CET` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-02-14 13:00 PM: bad-date: `2026-02-14 13:00 PM` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-02-14 and more: bad-date: `2026-02-14 and more` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                Smarch 13, 2026: bad-date: `Smarch 13, 2026` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026年2月: 2026-02 = 2026-02-01T00:00:00Z
                2026年2月14: bad-date: `2026年2月14` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                20260214: bad-date: `20260214` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                ２０２６: bad-date: `２０２６` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                é: bad-date: `é` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            "#]],
        );
        assert!(text(&"9".repeat(1_000_000), &TimeZone::UTC, None).is_err());
    }

    #[test]
    fn edges_of_the_calendar_and_of_zones() {
        check(
            "Europe/Kyiv",
            None,
            &[
                "0000-01-01",
                "0001-01-01",
                "9999-12-31",
                "9999-12-31T23:59:59-12:00",
                "2024-02-29",
                "2016-12-31T23:59:60Z",
                "2016-12-31T23:59:61Z",
                // The wall clock skips this hour, and has the other twice.
                "2026-03-29T03:30",
                "2026-10-25T03:30",
            ],
            expect![[r#"
                0000-01-01: bad-date: the year 0000 is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                0001-01-01: 0001-01-01 = 0000-12-31T21:57:56Z
                9999-12-31: 9999-12-31 = 9999-12-30T22:00:00Z
                9999-12-31T23:59:59-12:00: 9999-12-31T23:59:59-12:00 = 9999-12-30T22:00:00.999999999Z
                2024-02-29: 2024-02-29 = 2024-02-28T22:00:00Z
                2016-12-31T23:59:60Z: 2016-12-31T23:59:59Z = 2016-12-31T23:59:59Z
                2016-12-31T23:59:61Z: bad-date: `2016-12-31T23:59:61Z` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
                2026-03-29T03:30: 2026-03-29T03:30:00+02:00 = 2026-03-29T01:30:00Z (zone assumed)
                2026-10-25T03:30: 2026-10-25T03:30:00+03:00 = 2026-10-25T00:30:00Z (zone assumed)
            "#]],
        );
    }

    #[test]
    fn toml_kinds() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let lines: Vec<_> = [
            "2026-02-14T22:47:58Z",
            "2026-02-14T22:47:58.5-03:30",
            "2026-02-14T22:47:58",
            "2026-02-14",
            "22:47:58",
            "0000-01-01",
            "2026-02-14T23:59:60+23:59",
            "9999-12-31",
        ]
        .iter()
        .map(|it| format!("{}\n", show(toml(&it.parse().unwrap(), &zone))))
        .collect();
        expect![[r#"
            2026-02-14T22:47:58Z = 2026-02-14T22:47:58Z
            2026-02-14T22:47:58-03:30 = 2026-02-15T02:17:58.5Z
            2026-02-14T22:47:58+09:00 = 2026-02-14T13:47:58Z (zone assumed)
            2026-02-14 = 2026-02-13T15:00:00Z
            bad-date: a time without a date | write the day too: `2026-02-14T22:47:00Z`
            bad-date: the year 0000 is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-02-14T23:59:59+23:59 = 2026-02-14T00:00:59Z
            9999-12-31 = 9999-12-30T15:00:00Z
        "#]].assert_eq(&lines.concat());
    }
}
