//! Dates for people, in the page's language, never more precise than they were given.

use crate::model::date::{Moment, Precision, digits};
use crate::model::page::Period;

use super::strings::Strings;
use super::view::DateView;

/// How one language writes dates: the patterns of `[date]`, taken apart once.
pub struct Calendar<'a> {
    year: Vec<Part<'a>>,
    month: Vec<Part<'a>>,
    day: Vec<Part<'a>>,
    short: Vec<Part<'a>>,
    short_month: Vec<Part<'a>>,
    /// A date with its time.
    time: Vec<Part<'a>>,
    months: Vec<&'a str>,
    /// The names that stand beside a day, where grammar asks for another form than alone: `14 февраля`, `февраль`.
    months_in_day: Vec<&'a str>,
    months_short: Vec<&'a str>,
    /// How the first day of a month is written, where it is an ordinal: `1er février`.
    first: Option<&'a str>,
}

/// A piece of a pattern: `{day} {mon} {year}` has five.
#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Text(&'a str),
    Year,
    /// The name of the month, as it stands beside a day, its short name and its number.
    Month,
    MonthInDay,
    Mon,
    M,
    Day,
    Date,
    Time,
    Zone,
}

impl<'a> Calendar<'a> {
    /// A language without a pattern of its own gets the form that every language reads.
    pub fn new(strings: Strings<'a>) -> Self {
        let pattern = |key, default| parts(strings.find(&["date", key]).unwrap_or(default));
        let names =
            |key| -> Vec<_> { strings.list(&["date", key]).iter().filter_map(toml::Value::as_str).collect() };
        let months = names("months");
        let in_day = names("months_in_day");
        Self {
            year: pattern("year", "{year}"),
            month: pattern("month", "{year}-{m}"),
            day: pattern("day", "{year}-{m}-{day}"),
            short: pattern("short", "{year}-{m}-{day}"),
            short_month: pattern("short_month", "{year}-{m}"),
            time: pattern("time", "{date}, {time} {zone}"),
            months_in_day: if in_day.is_empty() { months.clone() } else { in_day },
            months,
            first: strings.find(&["date", "first"]),
            months_short: names("months_short"),
        }
    }

    /// A moment for people and for machines.
    pub fn view(&self, moment: &Moment) -> DateView {
        let (long, short) = match moment.precision {
            Precision::Year => (&self.year, &self.year),
            Precision::Month => (&self.month, &self.short_month),
            Precision::Day => (&self.day, &self.short),
            Precision::Minute | Precision::Second => (&self.time, &self.short),
        };
        DateView { iso: moment.iso(), label: self.write(long, moment), short: self.write(short, moment) }
    }

    /// A year, month or day by name: `February 2026`.
    pub fn period(&self, period: Period) -> String {
        let (pattern, month, day) = match (period.month, period.day) {
            (Some(month), Some(day)) => (&self.day, month, day),
            (Some(month), None) => (&self.month, month, 1),
            _ => (&self.year, 1, 1),
        };
        let mut out = String::with_capacity(24);
        for part in pattern {
            self.push(&mut out, *part, (period.year, month, day), None);
        }
        out
    }

    fn write(&self, pattern: &[Part<'_>], moment: &Moment) -> String {
        let date = moment.civil.date();
        let mut out = String::with_capacity(40);
        for part in pattern {
            self.push(&mut out, *part, (date.year(), date.month(), date.day()), Some(moment));
        }
        out
    }

    fn push(&self, out: &mut String, part: Part<'_>, date: (i16, i8, i8), moment: Option<&Moment>) {
        let (year, month, day) =
            (u32::from(date.0.unsigned_abs()), date.1.unsigned_abs(), date.2.unsigned_abs());
        let named = |out: &mut String, names: &[&str]| match names.get(usize::from(month).wrapping_sub(1)) {
            Some(name) => out.push_str(name),
            None => digits(out, u32::from(month), 1),
        };
        match (part, moment) {
            (Part::Text(text), _) => out.push_str(text),
            (Part::Year, _) => digits(out, year, 1),
            (Part::Month, _) => named(out, &self.months),
            (Part::MonthInDay, _) => named(out, &self.months_in_day),
            (Part::Mon, _) => named(out, &self.months_short),
            (Part::M, _) => digits(out, u32::from(month), 1),
            (Part::Day, _) => match self.first.filter(|_| day == 1) {
                Some(first) => out.push_str(first),
                None => digits(out, u32::from(day), 1),
            },
            (Part::Date, _) => {
                for part in self.day.iter().filter(|it| !matches!(it, Part::Date)) {
                    self.push(out, *part, date, None);
                }
            }
            (Part::Time, Some(moment)) => {
                let time = moment.civil.time();
                digits(out, u32::from(time.hour().unsigned_abs()), 2);
                out.push(':');
                digits(out, u32::from(time.minute().unsigned_abs()), 2);
            }
            (Part::Zone, Some(moment)) => zone(out, moment.offset.seconds()),
            (Part::Time | Part::Zone, None) => {}
        }
    }
}

/// `UTC`, or the offset: `+03:00`.
fn zone(out: &mut String, seconds: i32) {
    if seconds == 0 {
        return out.push_str("UTC");
    }
    let minutes = seconds.unsigned_abs() / 60;
    out.push(if seconds < 0 { '−' } else { '+' });
    digits(out, minutes / 60, 2);
    out.push(':');
    digits(out, minutes % 60, 2);
}

/// A pattern taken apart; an unknown name in braces is text.
fn parts(pattern: &str) -> Vec<Part<'_>> {
    const NAMES: [(&str, Part<'_>); 8] = [
        ("{year}", Part::Year),
        ("{month}", Part::Month),
        ("{mon}", Part::Mon),
        ("{m}", Part::M),
        ("{day}", Part::Day),
        ("{date}", Part::Date),
        ("{time}", Part::Time),
        ("{zone}", Part::Zone),
    ];
    let mut parts = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let named = NAMES.iter().find(|(name, _)| rest.starts_with(name));
        let (part, used) = match named {
            Some((name, part)) => (*part, name.len()),
            None => {
                let end =
                    rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
                (Part::Text(&rest[..end]), end)
            }
        };
        parts.push(part);
        rest = &rest[used..];
    }
    if parts.iter().any(|it| matches!(it, Part::Day)) {
        for part in parts.iter_mut().filter(|it| matches!(it, Part::Month)) {
            *part = Part::MonthInDay;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use expect_test::{Expect, expect};

    fn check(tag: &str, moments: &[Moment], expected: Expect) {
        let calendar = Calendar::new(Strings::new(tag, fixture::strings(tag)));
        let mut out = String::new();
        for moment in moments {
            let DateView { iso, label, short } = calendar.view(moment);
            out.push_str(&format!("{iso} | {label} | {short}\n"));
        }
        expected.assert_eq(&out);
    }

    fn all() -> Vec<Moment> {
        let mut out = vec![fixture::moment("2026-02-04T22:47:58Z")];
        for precision in [Precision::Day, Precision::Month, Precision::Year] {
            out.push(Moment { precision, ..out[0] });
        }
        out.push(fixture::moment("2026-02-04T22:47:58-03:30"));
        out
    }

    #[test]
    fn english() {
        check(
            "en",
            &all(),
            expect![[r#"
            2026-02-04T22:47:58Z | 4 February 2026, 22:47 UTC | 4 Feb 2026
            2026-02-04 | 4 February 2026 | 4 Feb 2026
            2026-02 | February 2026 | Feb 2026
            2026 | 2026 | 2026
            2026-02-04T22:47:58-03:30 | 4 February 2026, 22:47 −03:30 | 4 Feb 2026
        "#]],
        );
    }

    #[test]
    fn chinese() {
        check(
            "zh",
            &all()[..3],
            expect![[r#"
            2026-02-04T22:47:58Z | 2026年2月4日 22:47（UTC） | 2026年2月4日
            2026-02-04 | 2026年2月4日 | 2026年2月4日
            2026-02 | 2026年2月 | 2026年2月
        "#]],
        );
    }

    #[test]
    fn days_of_other_languages() {
        let days = ["2026-02-14", "2026-05-01"].map(fixture::day);
        let mut out = String::new();
        for tag in ["es", "fr", "de", "ru", "uk", "ja", "ko", "ar"] {
            let calendar = Calendar::new(Strings::new(tag, fixture::strings(tag)));
            let month = calendar.period(Period { year: 2026, month: Some(2), day: None });
            for moment in &days {
                let DateView { label, short, .. } = calendar.view(moment);
                out.push_str(&format!("{tag}: {label} | {short} | {month}\n"));
            }
        }
        expect![[r#"
            es: 14 de febrero de 2026 | 14 feb 2026 | febrero de 2026
            es: 1 de mayo de 2026 | 1 may 2026 | febrero de 2026
            fr: 14 février 2026 | 14 févr. 2026 | février 2026
            fr: 1er mai 2026 | 1er mai 2026 | février 2026
            de: 14. Februar 2026 | 14. Feb. 2026 | Februar 2026
            de: 1. Mai 2026 | 1. Mai 2026 | Februar 2026
            ru: 14 февраля 2026 г. | 14 февр. 2026 г. | февраль 2026 г.
            ru: 1 мая 2026 г. | 1 мая 2026 г. | февраль 2026 г.
            uk: 14 лютого 2026 р. | 14 лют. 2026 р. | лютий 2026 р.
            uk: 1 травня 2026 р. | 1 трав. 2026 р. | лютий 2026 р.
            ja: 2026年2月14日 | 2026年2月14日 | 2026年2月
            ja: 2026年5月1日 | 2026年5月1日 | 2026年2月
            ko: 2026년 2월 14일 | 2026년 2월 14일 | 2026년 2월
            ko: 2026년 5월 1일 | 2026년 5월 1일 | 2026년 2월
            ar: 14 فبراير 2026 | 14 فبراير 2026 | فبراير 2026
            ar: 1 مايو 2026 | 1 مايو 2026 | فبراير 2026
        "#]]
        .assert_eq(&out);
    }

    #[test]
    fn periods() {
        let calendar = Calendar::new(Strings::new("en", fixture::strings("en")));
        let name = |month, day| calendar.period(Period { year: 2026, month, day });
        assert_eq!(name(None, None), "2026");
        assert_eq!(name(Some(2), None), "February 2026");
        assert_eq!(name(Some(2), Some(4)), "4 February 2026");
    }
}
