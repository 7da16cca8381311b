//! Dates as publications write them: an instant, the calendar day as written, and how precise it was.

use jiff::{Timestamp, civil, tz::Offset};

/// How much of a date was given; never more is printed (CONTENT_MODEL §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    Year,
    Month,
    Day,
    Minute,
    Second,
}

/// A date of a brief or source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// What briefs are sorted by. A date without a time is the start of its day in the site's zone.
    pub instant: Timestamp,
    /// The calendar date and wall time as written, which paths and day pages use.
    pub civil: civil::DateTime,
    /// The offset given, or the site's zone at that instant.
    pub offset: Offset,
    pub precision: Precision,
}

impl Moment {
    /// As `<time datetime>` wants it (HTML, "Dates and times"; RFC 3339 when there is a time): `2026-02-14`, `2026-02-14T22:47:58Z`.
    pub fn iso(&self) -> String {
        let (d, t) = (self.civil.date(), self.civil.time());
        match self.precision {
            Precision::Year => format!("{:04}", d.year()),
            Precision::Month => format!("{:04}-{:02}", d.year(), d.month()),
            Precision::Day => d.to_string(),
            Precision::Minute | Precision::Second => {
                format!("{d}T{:02}:{:02}:{:02}{}", t.hour(), t.minute(), t.second(), self.zone())
            }
        }
    }

    /// With a time always (RFC 3339), as Atom, JSON Feed and the sitemap ask.
    pub fn rfc3339(&self) -> String {
        let t = self.civil.time();
        format!("{}T{:02}:{:02}:{:02}{}", self.civil.date(), t.hour(), t.minute(), t.second(), self.zone())
    }

    fn zone(&self) -> String {
        match self.offset.seconds() {
            0 => "Z".to_owned(),
            seconds => {
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}
