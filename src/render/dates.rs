//! Dates for people, in the page's language, never more precise than they were given.

use crate::model::date::{Moment, Precision};
use crate::model::page::Period;

use super::strings::{Strings, fill};
use super::view::DateView;

/// A moment for people and for machines.
pub fn view(strings: Strings<'_>, moment: &Moment) -> DateView {
    let (long, short) = match moment.precision {
        Precision::Year => ("year", "year"),
        Precision::Month => ("month", "short_month"),
        _ => ("day", "short"),
    };
    let date = moment.civil.date();
    let write = |pattern| write(strings, pattern, date.year(), date.month(), date.day());
    let mut label = write(long);
    if moment.precision >= Precision::Minute {
        let time = moment.civil.time();
        label = fill(
            strings.find(&["date", "time"]).unwrap_or("{date}, {time} {zone}"),
            &[
                ("date", &label),
                ("time", &format!("{:02}:{:02}", time.hour(), time.minute())),
                ("zone", &zone(moment)),
            ],
        );
    }
    DateView { iso: moment.iso(), label, short: write(short) }
}

/// A year, month or day by name: `February 2026`.
pub fn period(strings: Strings<'_>, period: Period) -> String {
    match (period.month, period.day) {
        (Some(month), Some(day)) => write(strings, "day", period.year, month, day),
        (Some(month), None) => write(strings, "month", period.year, month, 1),
        _ => write(strings, "year", period.year, 1, 1),
    }
}

/// `UTC`, or the offset: `+03:00`.
fn zone(moment: &Moment) -> String {
    let seconds = moment.offset.seconds();
    if seconds == 0 {
        return "UTC".to_owned();
    }
    let minutes = seconds.abs() / 60;
    format!("{}{:02}:{:02}", if seconds < 0 { '−' } else { '+' }, minutes / 60, minutes % 60)
}

fn write(strings: Strings<'_>, pattern: &str, year: i16, month: i8, day: i8) -> String {
    let name = |list| {
        strings
            .list(&["date", list])
            .get(usize::from(month.unsigned_abs()).wrapping_sub(1))
            .and_then(toml::Value::as_str)
    };
    let number = month.to_string();
    fill(
        // Without a pattern of its own a language gets the form that every language reads.
        strings.find(&["date", pattern]).unwrap_or(match pattern {
            "year" => "{year}",
            "month" | "short_month" => "{year}-{m}",
            _ => "{year}-{m}-{day}",
        }),
        &[
            ("year", &year.to_string()),
            ("month", name("months").unwrap_or(&number)),
            ("mon", name("months_short").unwrap_or(&number)),
            ("m", &number),
            ("day", &day.to_string()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use expect_test::{Expect, expect};

    fn check(tag: &str, moments: &[Moment], expected: Expect) {
        let strings = Strings::new(tag, fixture::strings(tag));
        let mut out = String::new();
        for moment in moments {
            let DateView { iso, label, short } = view(strings, moment);
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
    fn periods() {
        let strings = Strings::new("en", fixture::strings("en"));
        let name = |month, day| period(strings, Period { year: 2026, month, day });
        assert_eq!(name(None, None), "2026");
        assert_eq!(name(Some(2), None), "February 2026");
        assert_eq!(name(Some(2), Some(4)), "4 February 2026");
    }
}
