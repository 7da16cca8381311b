//! Dates in every accepted form (CONTENT_MODEL §2.3).

use jiff::tz::TimeZone;

use crate::diag::Rule;
use crate::model::config::DateOrder;
use crate::model::date::Moment;

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

/// Reads a date written as text.
pub fn text(text: &str, zone: &TimeZone, order: Option<DateOrder>) -> Result<Read, Fault> {
    let _ = (text, zone, order);
    todo!()
}

/// Takes one of the four TOML kinds of date.
pub fn toml(value: &::toml::value::Datetime, zone: &TimeZone) -> Result<Read, Fault> {
    let _ = (value, zone);
    todo!()
}
