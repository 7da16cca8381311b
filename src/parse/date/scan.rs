//! The written forms of a date, read from the left.

use std::sync::LazyLock;

use super::{Day, Fault, Time};
use crate::diag::rules;
use crate::model::config::DateOrder;
use crate::model::lang::text::{after, any_after, closes, opens};
use crate::model::lang::{Dates, LANGUAGES};

/// What follows the labels before a date, in a folded text.
pub fn strip_labels(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let dates = LANGUAGES.iter().map(|it| &it.dates);
        let words = dates.flat_map(|it| it.labels.iter().chain(&it.weekdays));
        // A whole date may begin with such a word: `日`, `月`.
        let Some(end) = any_after(rest, 0, words) else { return rest };
        rest = rest[end..].trim_start_matches([':', '：', ',', '،', '.', ' ', '\t']);
    }
}

/// The names of months in every language.
static MONTHS: LazyLock<Vec<(&'static str, u8)>> = LazyLock::new(|| {
    let named = LANGUAGES.iter().flat_map(|it| it.dates.months.iter().zip(1..));
    named.flat_map(|(names, month)| names.iter().map(move |it| (it.as_str(), month))).collect()
});

/// What is left of a date, folded and with digits of ASCII, while it is read from the left.
pub struct Scan<'a> {
    pub rest: &'a str,
}

impl<'a> Scan<'a> {
    fn eat(&mut self, mark: char) -> bool {
        self.rest.strip_prefix(mark).map(|rest| self.rest = rest).is_some()
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t', '\n', '\u{a0}', '\u{202f}']);
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

    /// The name of a month, in full or as its language shortens it. Arabic may give two names of one month.
    fn month(&mut self) -> Option<u8> {
        let month = self.month_name()?;
        self.eat('.');
        let mut other = Scan { rest: self.rest };
        if other.eat('/') && other.month_name() == Some(month) {
            self.rest = other.rest;
        }
        Some(month)
    }

    fn month_name(&mut self) -> Option<u8> {
        let named = MONTHS.iter().filter_map(|&(name, month)| Some((after(self.rest, 0, name)?, month)));
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &self.rest[..length];
        let cut = || {
            let mut languages =
                LANGUAGES.iter().map(|it| &it.dates).filter(|it| it.cut_months && length >= 3);
            let begins = |names: &Vec<String>| names.iter().any(|it| it.starts_with(word));
            let month = languages.find_map(|it| it.months.iter().position(begins))?;
            Some((length, month as u8 + 1))
        };
        let (end, month) = named.max_by_key(|it| it.0).or_else(cut)?;
        self.rest = &self.rest[end..];
        Some(month)
    }

    /// The longest of some words of every language, whole or standing on what is before it.
    fn word(&mut self, list: impl Fn(&Dates) -> &Vec<String>) -> bool {
        let words = LANGUAGES.iter().flat_map(|it| list(&it.dates));
        let end = any_after(self.rest, 0, words);
        end.map(|it| self.rest = &self.rest[it..]).is_some()
    }

    /// The same for what stands on a number: `1er`, `14.`.
    fn ordinal(&mut self) {
        let words = LANGUAGES.iter().flat_map(|it| &it.dates.ordinals);
        let found = words.filter_map(|it| self.rest.strip_prefix(it.as_str())).min_by_key(|it| it.len());
        if let Some(rest) = found.filter(|it| !it.starts_with(char::is_alphanumeric)) {
            self.rest = rest;
        }
    }

    /// White space, and words such as `de` between two parts.
    fn between(&mut self) {
        self.spaces();
        if self.word(|it| &it.of) {
            self.spaces();
        }
    }

    /// The weekday and the word for a year that may follow: `（土）`, `г.`.
    fn tail(&mut self) {
        let mut tail = Scan { rest: self.rest };
        tail.spaces();
        if tail.word(|it| &it.years) {
            tail.eat('.');
            self.rest = tail.rest;
            tail.spaces();
        }
        let open = tail.rest.starts_with(opens);
        if open {
            tail.rest = &tail.rest[tail.rest.chars().next().map_or(0, char::len_utf8)..];
        }
        let named = tail.word(|it| &it.weekdays);
        if named && (!open || tail.rest.starts_with(closes)) {
            let close = tail.rest.chars().next().filter(|_| open);
            self.rest = &tail.rest[close.map_or(0, char::len_utf8)..];
        }
    }

    /// The day, in any form. `Ok(None)` when there is none.
    pub fn day(&mut self, order: Option<DateOrder>) -> Result<Option<Day>, Fault> {
        let number = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let day = match number {
            4 => self.year_first()?,
            1 | 2 if self.rest[number..].starts_with('/') => self.slashed(order)?,
            1 | 2 => self.dotted().or_else(|| self.day_first()),
            0 => self.month_first(),
            _ => None,
        };
        if day.is_some() {
            self.tail();
        }
        Ok(day)
    }

    /// `2026-02-14`, `2026-02`, `2026年2月14日`, `2026年2月`.
    fn year_first(&mut self) -> Result<Option<Day>, Fault> {
        let Some(year) = self.year() else { return Ok(None) };
        if self.rest.trim().is_empty() || matches!(self.rest.trim(), "年" | "년") {
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
        for mark in ['/', '.'] {
            if self.eat(mark) {
                self.spaces();
                return Ok(self.marked(year, mark));
            }
        }
        Ok(self.named(year))
    }

    /// `2026/02/14`, `2026. 2. 14.`: the year at the front leaves no doubt of the rest.
    fn marked(&mut self, year: i16, mark: char) -> Option<Day> {
        let month = self.short()?;
        if !self.eat(mark) {
            return None;
        }
        self.spaces();
        let day = self.short()?;
        if mark == '.' {
            self.eat(mark);
        }
        Some(Day { year, month, day: Some(day) })
    }

    /// `2026年2月14日`, `2026년 2월 14일`.
    fn named(&mut self, year: i16) -> Option<Day> {
        self.spaces();
        if !(self.eat('年') || self.eat('년')) {
            return None;
        }
        self.spaces();
        let month = self.short()?;
        self.spaces();
        if !(self.eat('月') || self.eat('월')) {
            return None;
        }
        self.spaces();
        if self.rest.is_empty() {
            return Some(Day { year, month, day: None });
        }
        let day = self.short()?;
        self.spaces();
        let marked = ['日', '号', '號', '일'].into_iter().any(|it| self.eat(it));
        marked.then_some(Day { year, month, day: Some(day) })
    }

    /// `14.2.2026`, `14.02.2026`: dots put the day first wherever they are written.
    fn dotted(&mut self) -> Option<Day> {
        let mut scan = Scan { rest: self.rest };
        let day = scan.short()?;
        let month = scan.eat('.').then(|| scan.short())??;
        let year = scan.eat('.').then(|| scan.year())??;
        self.rest = scan.rest;
        Some(Day { year, month, day: Some(day) })
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

    /// `13 February 2026`, `14 de febrero de 2026`, `14. Februar 2026`.
    fn day_first(&mut self) -> Option<Day> {
        let day = self.short()?;
        self.ordinal();
        self.between();
        let month = self.month()?;
        self.eat(',');
        self.between();
        Some(Day { year: self.year()?, month, day: Some(day) })
    }

    /// `Feb 13, 2026`, `February 2026`, `febrero de 2026`.
    fn month_first(&mut self) -> Option<Day> {
        let month = self.month()?;
        self.between();
        if let Some(year) = self.year() {
            return Some(Day { year, month, day: None });
        }
        let day = self.short()?;
        self.ordinal();
        self.eat(',');
        self.spaces();
        Some(Day { year: self.year()?, month, day: Some(day) })
    }

    /// `22:47`, `22:47:58`, `22:47:58.25`, `10:47 PM`, `22h47`, `22時47分`, `22시 47분`.
    pub fn time(&mut self) -> Option<Time> {
        let mut hour = self.short()?;
        let named = ['时', '時', '点', '點', '시'].into_iter().any(|it| self.eat(it));
        if named {
            self.spaces();
        }
        let minute =
            if named { self.short()? } else { (self.eat(':') || self.eat('h')).then(|| self.two())?? };
        if named {
            let _ = self.eat('分') || self.eat('분');
        }
        let second = if self.eat(':') { Some(self.two().filter(|it| *it <= 60)?) } else { None };
        let mut nanosecond = 0;
        if second.is_some() && self.eat('.') {
            let digits = self.digits(1, 30)?;
            nanosecond = format!("{digits:0<9.9}").parse().ok()?;
        }
        let mut half = Scan { rest: self.rest };
        half.spaces();
        let letters = half.rest.get(..2).unwrap_or_default();
        if matches!(letters, "am" | "pm") {
            if !(1..=12).contains(&hour) {
                return None;
            }
            self.rest = &half.rest[2..];
            hour = hour % 12 + if letters == "pm" { 12 } else { 0 };
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
        if self.word(|it| &it.at) {
            self.spaces();
        } else if !comma && !space && !self.eat('t') && !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let time = self.time()?;
        self.spaces();
        if self.word(|it| &it.hours) {
            self.eat('.');
            self.spaces();
        }
        let offset = self.offset()?;
        self.spaces();
        Some((Some(time), offset))
    }

    /// Minutes east: `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `-08`. `None` when it cannot be read.
    fn offset(&mut self) -> Option<Option<i32>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        for name in ["z", "utc", "gmt"] {
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
