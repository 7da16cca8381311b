//! Dates as publications write them: an instant, the calendar day as written, and how precise it was.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

/// How much of a date was given; never more is printed (CONTENT_MODEL §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    Year,
    Month,
    Day,
    Minute,
    Second,
}

/// A date of a brief or source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Parts", try_from = "Parts")]
pub struct Moment {
    /// What briefs are sorted by. A date without a time is the start of its day in the site's zone.
    pub instant: Timestamp,
    /// The calendar date and wall time as written, which paths and day pages use.
    pub civil: civil::DateTime,
    /// The offset given, or the site's zone at that instant.
    pub offset: Offset,
    pub precision: Precision,
}

/// A moment as numbers, as it is remembered: the text forms of its parts would cost more to read than the file did.
#[derive(Serialize, Deserialize)]
struct Parts {
    /// Since 1970 in UTC: seconds, and nanoseconds of the same sign.
    instant: (i64, i32),
    /// The wall time, as if it were UTC.
    civil: (i64, i32),
    /// Seconds east of UTC.
    offset: i32,
    precision: Precision,
}

impl From<Moment> for Parts {
    fn from(it: Moment) -> Self {
        let since = |it: Timestamp| (it.as_second(), it.subsec_nanosecond());
        Self {
            instant: since(it.instant),
            civil: Offset::UTC.to_timestamp(it.civil).map(since).unwrap_or_default(),
            offset: it.offset.seconds(),
            precision: it.precision,
        }
    }
}

impl TryFrom<Parts> for Moment {
    type Error = jiff::Error;

    fn try_from(it: Parts) -> Result<Self, jiff::Error> {
        Ok(Self {
            instant: Timestamp::new(it.instant.0, it.instant.1)?,
            civil: Offset::UTC.to_datetime(Timestamp::new(it.civil.0, it.civil.1)?),
            offset: Offset::from_seconds(it.offset)?,
            precision: it.precision,
        })
    }
}

impl Moment {
    /// The day of an instant in UTC: what badges go by (CONTENT_MODEL §2.13).
    pub fn day_of(instant: Timestamp) -> Self {
        let zoned = instant.to_zoned(TimeZone::UTC);
        Self { instant, civil: zoned.datetime(), offset: zoned.offset(), precision: Precision::Day }
    }

    /// As `<time datetime>` wants it (HTML, "Dates and times"; RFC 3339 when there is a time): `2026-02-14`, `2026-02-14T22:47:58Z`.
    pub fn iso(&self) -> String {
        match self.precision {
            Precision::Minute | Precision::Second => self.rfc3339(),
            _ => self.calendar_date(),
        }
    }

    /// With a time always (RFC 3339), as Atom, JSON Feed and the sitemap ask.
    pub fn rfc3339(&self) -> String {
        let mut out = Self { precision: Precision::Day, ..*self }.calendar_date();
        let time = self.civil.time();
        for (before, part) in [('T', time.hour()), (':', time.minute()), (':', time.second())] {
            out.push(before);
            digits(&mut out, u32::from(part.unsigned_abs()), 2);
        }
        match self.offset.seconds() {
            0 => out.push('Z'),
            seconds => {
                let minutes = seconds.unsigned_abs() / 60;
                out.push(if seconds < 0 { '-' } else { '+' });
                digits(&mut out, minutes / 60, 2);
                out.push(':');
                digits(&mut out, minutes % 60, 2);
            }
        }
        out
    }

    /// Whether it is later than another moment, as far as both are precise.
    pub fn is_after(&self, other: &Self) -> bool {
        let (a, b) = (self.civil.date(), other.civil.date());
        match self.precision.min(other.precision) {
            Precision::Year => a.year() > b.year(),
            Precision::Month => (a.year(), a.month()) > (b.year(), b.month()),
            Precision::Day => a > b,
            Precision::Minute | Precision::Second => self.instant > other.instant,
        }
    }

    /// Year, month and day, as far as the precision goes.
    fn calendar_date(&self) -> String {
        let date = self.civil.date();
        let mut out = String::with_capacity(25);
        digits(&mut out, u32::from(date.year().unsigned_abs()), 4);
        if self.precision >= Precision::Month {
            out.push('-');
            digits(&mut out, u32::from(date.month().unsigned_abs()), 2);
        }
        if self.precision >= Precision::Day {
            out.push('-');
            digits(&mut out, u32::from(date.day().unsigned_abs()), 2);
        }
        out
    }
}

/// The numbers below 100 in two digits.
const PAIRS: &str = "\
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Writes a number in at least `width` digits. Dates are written for every row of every list, and this is several times
/// as fast as the formatting machinery.
pub fn digits(out: &mut String, number: u32, width: usize) {
    if number < 100 {
        let end = 2 * number as usize + 2;
        let start = if number < 10 && width < 2 { end - 1 } else { end - 2 };
        for _ in 2..width {
            out.push('0');
        }
        return out.push_str(&PAIRS[start..end]);
    }
    if number < 10_000 && width <= 4 && (number >= 1000 || width == 4) {
        let (high, low) = (2 * (number / 100) as usize, 2 * (number % 100) as usize);
        out.push_str(&PAIRS[high..high + 2]);
        return out.push_str(&PAIRS[low..low + 2]);
    }
    let mut bytes = [b'0'; 10];
    let mut at = bytes.len();
    let mut rest = number;
    while rest > 0 {
        at -= 1;
        bytes[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let start = at.min(bytes.len().saturating_sub(width));
    out.extend(bytes[start..].iter().map(|&byte| char::from(byte)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_and_never_cut() {
        let write = |number, width| {
            let mut out = String::new();
            digits(&mut out, number, width);
            out
        };
        assert_eq!([write(0, 2), write(7, 2), write(99, 2), write(100, 2)], ["00", "07", "99", "100"]);
        assert_eq!(write(0, 1), "0");
        assert_eq!(write(12026, 4), "12026");
        assert_eq!(write(u32::MAX, 1), "4294967295");
    }
}
