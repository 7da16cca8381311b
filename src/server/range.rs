//! Parts of a body (RFC 9110, 14): videos are sought in and large files resumed by them (PROMISES S5).

use std::ops::Range;

/// What a `Range` asks for, of a body of some length.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Everything: nothing was asked, or several parts, or something that is not understood.
    Whole,
    Part(Range<u64>),
    /// Nothing that the body has.
    Nothing,
}

/// Reads the value of `Range`.
pub fn read(value: &str, length: u64) -> Asked {
    let Some((unit, part)) = value.split_once('=') else { return Asked::Whole };
    let Some((first, last)) = part.split_once('-') else { return Asked::Whole };
    let (first, last) = (number(first.trim()), number(last.trim()));
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    let range = match (first, last) {
        (Number::Some(first), Number::Some(last)) if first <= last => {
            first..length.min(last.saturating_add(1))
        }
        (Number::Some(first), Number::None) => first..length,
        (Number::None, Number::Some(last)) => length.saturating_sub(last)..length,
        _ => return Asked::Whole,
    };
    if range.is_empty() { Asked::Nothing } else { Asked::Part(range) }
}

enum Number {
    Some(u64),
    None,
    Bad,
}

fn number(digits: &str) -> Number {
    if digits.is_empty() {
        Number::None
    } else if digits.bytes().all(|it| it.is_ascii_digit()) {
        // What is too large to be held is larger than any file.
        Number::Some(digits.parse().unwrap_or(u64::MAX))
    } else {
        Number::Bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s5_single_ranges() {
        for (value, asked) in [
            ("bytes=0-4", Asked::Part(0..5)),
            ("bytes=5-", Asked::Part(5..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("Bytes = 9-99999999999999999999999", Asked::Part(9..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=10-20", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=99999999999999999999999-", Asked::Nothing),
            ("bytes=4-2", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("lines=0-1", Asked::Whole),
            ("bytes", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(read(value, 10), asked, "{value}");
        }
        assert_eq!(read("bytes=0-", 0), Asked::Nothing);
    }
}
