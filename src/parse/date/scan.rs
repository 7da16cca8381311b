//! The written forms of a date, read from the left.

use super::{Day, Fault, Time};
use crate::diag::rules;
use crate::model::config::DateOrder;

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
/// The same in Chinese.
const CHINESE_LABELS: &[&str] =
    &["发布于", "发布时间", "发布日期", "更新于", "更新时间", "更新日期", "时间", "日期"];

/// What follows the labels before a date.
pub fn strip_labels(text: &str) -> &str {
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
pub struct Scan<'a> {
    pub rest: &'a str,
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
    pub fn day(&mut self, order: Option<DateOrder>) -> Result<Option<Day>, Fault> {
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
    pub fn time(&mut self) -> Option<Time> {
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
    pub fn time_and_offset(&mut self) -> Option<(Option<Time>, Option<i32>)> {
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
