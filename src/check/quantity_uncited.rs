//! `quantity-uncited`: a figure that a reader would want to check, and nothing says where it is from.
//!
//! A figure counts when its sign or unit says that it was measured: a percentage, a sum of money, a count of people, a
//! thing weighed or metered, anything in millions. Years, dates, versions and names with numbers have no such unit. The
//! unit is the paragraph or list item, as for claims: one citation in it, a footnote or a link to another site is enough,
//! and so is a citation in the paragraph that introduces a list. Claims have `claim-uncited`, and in sections that judge,
//! sum up or look ahead a figure is no report. A brief without sources is told that by `no-sources`.

use super::File;
use super::prose::{above, blocks, ending, is_code};
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Role;

/// Sections whose figures are somebody's own, or are given elsewhere.
const OWN: [Role; 14] = [
    Role::Summary,
    Role::Bluf,
    Role::Hypotheses,
    Role::Assumptions,
    Role::Implications,
    Role::Watch,
    Role::Recommendations,
    Role::Scenarios,
    Role::Conclusion,
    Role::Entities,
    Role::Tags,
    Role::Techniques,
    Role::Sources,
    Role::Method,
];

const CURRENCIES: &str = "$€£¥￥₽₴₩₹＄";

/// What follows a percentage, letters folded; with `…` any ending.
const PERCENT: &[&str] = &[
    "percent",
    "per cent",
    "percentage point…",
    "prozent",
    "por ciento",
    "pour cent",
    "процент…",
    "відсот…",
    "パーセント…",
    "퍼센트…",
    "في المئة",
    "في المائة",
    "بالمئة",
    "بالمائة",
];

/// What follows a measure or a count that matters.
const UNITS: &[&str] = &[
    // Magnitudes.
    "million…",
    "billion…",
    "trillion…",
    "thousand",
    "millones",
    "millón",
    "milliard…",
    "mil millones",
    "millionen",
    "milliarden",
    "млн",
    "млрд",
    "миллион…",
    "миллиард…",
    "мільйон…",
    "мільярд…",
    "тыс",
    "тис",
    "万…",
    "亿…",
    "億…",
    "兆…",
    "萬…",
    "만…",
    "억…",
    "مليون",
    "مليار",
    "ملايين",
    // People.
    "people",
    "persons",
    "civilian…",
    "soldier…",
    "troops",
    "casualt…",
    "death…",
    "dead",
    "killed",
    "wounded",
    "injured",
    "injuries",
    "fatalit…",
    "victims",
    "refugees",
    "displaced",
    "missing",
    "personas",
    "muert…",
    "herid…",
    "víctimas",
    "personnes",
    "mort…",
    "blessé…",
    "victimes",
    "menschen",
    "personen",
    "tote…",
    "verletzte…",
    "человек",
    "погиб…",
    "ранен…",
    "людей",
    "осіб",
    "загинул…",
    "поранен…",
    "人…",
    "名…",
    "명…",
    "شخص…",
    "قتيل…",
    "جريح…",
    // Money.
    "dollar…",
    "euro…",
    "usd",
    "eur",
    "gbp",
    "chf",
    "jpy",
    "cny",
    "rub",
    "uah",
    "yuan",
    "yen",
    "元…",
    "円…",
    "원…",
    "рубл…",
    "гривен…",
    "доллар…",
    "долар…",
    "євро",
    "евро",
    "دولار",
    "يورو",
    // Weight, length, area, energy.
    "kg",
    "tonne…",
    "ton",
    "tons",
    "tonnen",
    "toneladas",
    "тонн…",
    "吨…",
    "トン…",
    "km",
    "kilomet…",
    "kilómet…",
    "kilomèt…",
    "miles",
    "км",
    "公里…",
    "km²",
    "hectare…",
    "hectárea…",
    "barrel…",
    "litres",
    "liters",
    "kw",
    "mw",
    "gw",
    "tw",
    "kwh",
    "mwh",
    "gwh",
    "twh",
    "megawatt…",
    "gigawatt…",
    "мвт",
    "гвт",
    "квт",
];

/// Currencies before a figure: `USD 40`.
const CODES: [&str; 9] = ["USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "UAH", "US$"];

pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let brief = file.brief;
    // Those of the front matter stand first.
    let first = brief.body.clusters.iter().position(|it| it.span.start >= brief.body_start);
    let clusters = first.map_or(&[][..], |at| &brief.body.clusters[at..]);
    if brief.front.sources.is_empty() && clusters.is_empty() {
        return;
    }
    // A list rests on what introduces it.
    let mut introduced = false;
    for block in blocks(file) {
        let text = &file.text[block.range.clone()];
        let next = clusters.partition_point(|it| (it.span.start as usize) < block.range.start);
        let based = clusters.get(next).is_some_and(|it| block.range.contains(&(it.span.start as usize)))
            || refers(text);
        let opens = ending(text).trim_end().ends_with([':', '：']);
        if !block.item {
            introduced = based && opens;
        }
        let claimed = || {
            let claims = &brief.body.claims;
            let next = claims.partition_point(|it| (it.span.start as usize) < block.range.start);
            claims.get(next).is_some_and(|it| block.range.contains(&(it.span.start as usize)))
        };
        let own = || above(file, block.range.start).iter().any(|it| OWN.contains(it));
        if based || (block.item && introduced) || (opens && !block.item) || !text.contains(digit) {
            continue;
        }
        let Some(figure) = figure(text).filter(|_| !claimed() && !own()) else { continue };
        let start = block.range.start + figure.start;
        if !is_code(file, start) {
            let unit = if block.item { "list item" } else { "paragraph" };
            let message = format!("nothing in this {unit} says where `{}` is from", &text[figure.clone()]);
            out.push(
                Diagnostic::new(&rules::QUANTITY_UNCITED, &brief.path, message)
                    .at(start..block.range.start + figure.end)
                    .hint("cite its source, or say how it was worked out"),
            );
        }
    }
}

/// Whether a footnote, or a link to another site, stands in a text.
fn refers(text: &str) -> bool {
    ["[^", "](http", "<http"].iter().any(|it| text.contains(it))
}

fn digit(it: char) -> bool {
    it.is_ascii_digit() || ('０'..='９').contains(&it)
}

/// The first figure that matters, outside quotations and addresses.
fn figure(text: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    let mut quotes = Quotes::default();
    while let Some(start) = text[at..].find(digit).map(|it| at + it) {
        quotes.pass(&text[at..start]);
        let end = number_end(text, start);
        at = end;
        let before = &text[..start];
        // `CVE-2024`, `v2`, `§5`, `#3`, `/2026`: a part of a name.
        let named =
            before.ends_with(|it: char| it.is_alphanumeric() && !wide(it) || "-_/#§.,:@&=".contains(it));
        if !named
            && !quotes.open()
            && let Some(figure) = measured(text, start, end)
            && !in_address(text, start)
        {
            return Some(figure);
        }
    }
    None
}

/// Where a number with its groups and decimals ends.
fn number_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = ".,'’\u{a0}\u{202f}–-".contains(c) && chars.peek().is_some_and(|it| digit(it.1));
        if !digit(c) && !joins {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

/// The figure with its sign or unit, if it has one that matters.
fn measured(text: &str, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let (before, after) = (&text[..start], &text[end..]);
    let head = before.trim_end_matches([' ', '\u{a0}']);
    if let Some(sign) = head.chars().next_back().filter(|it| CURRENCIES.contains(*it)) {
        return Some(head.len() - sign.len_utf8()..end);
    }
    if let Some(code) = CODES.iter().find(|it| head.ends_with(**it)) {
        return Some(head.len() - code.len()..end);
    }
    let rest = after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    let space = after.len() - rest.len();
    if let Some(sign) = rest.chars().next().filter(|it| CURRENCIES.contains(*it)) {
        return Some(start..end + space + sign.len_utf8());
    }
    if let Some(sign) = rest.chars().next().filter(|it| "%％‰٪".contains(*it)) {
        let end = end + space + sign.len_utf8();
        return (!is_chance(&text[end..])).then_some(start..end);
    }
    let folded: String = rest.chars().take(24).flat_map(char::to_lowercase).collect();
    let word = |words: &[&str]| words.iter().any(|it| follows(&folded, it));
    let unit = if word(PERCENT) { !is_chance(rest) } else { word(UNITS) };
    unit.then(|| {
        let length = rest.find(|it: char| !it.is_alphanumeric() || wide(it)).unwrap_or(rest.len());
        let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        start..end + space + length
    })
}

/// Whether a text begins with a word, whole unless the word is open at its end.
fn follows(text: &str, word: &str) -> bool {
    match word.strip_suffix('…') {
        Some(stem) => text.starts_with(stem),
        None => text
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|it: char| it.is_alphanumeric() && !wide(it))),
    }
}

/// `65 % likely`, `a 40 % chance`, `95 % confidence interval`: an estimate or a convention, nothing measured.
fn is_chance(after: &str) -> bool {
    let said = after.trim_start_matches(|it: char| it.is_whitespace() || it == '-').to_lowercase();
    ["likel", "chance", "probab", "confiden", "credib", "certain", "sure"]
        .iter()
        .any(|it| said.starts_with(it))
}

/// Letters of scripts that are written without spaces.
fn wide(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF)
}

/// Whether a quotation is open.
#[derive(Default)]
struct Quotes {
    curved: u32,
    straight: bool,
}

impl Quotes {
    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '“' | '„' | '«' | '「' | '『' => self.curved += 1,
                '”' | '»' | '」' | '』' => self.curved = self.curved.saturating_sub(1),
                '"' => self.straight = !self.straight,
                _ => {}
            }
        }
    }

    fn open(&self) -> bool {
        self.curved > 0 || self.straight
    }
}

/// Bytes of an address that are looked back at.
const BACK: usize = 400;

/// Whether a byte stands in an address or the target of a link.
fn in_address(text: &str, at: usize) -> bool {
    let near = &text[text.ceil_char_boundary(at.saturating_sub(BACK))..at];
    let word = near.rsplit(char::is_whitespace).next().unwrap_or(near);
    word.contains("://") || word.contains("](") || word.contains("www.")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::check::tests::{SOURCES, check};

    #[test]
    fn figures_that_matter() {
        for (text, expected) in [
            ("Load fell by 40 %.", Some("40 %")),
            ("Load fell by 4.5 percent.", Some("4.5 percent")),
            ("It cost $40 million.", Some("$40")),
            ("It cost USD 1,200.", Some("USD 1,200")),
            ("Some 1,200 people left.", Some("1,200 people")),
            ("At least 12 killed.", Some("12 killed")),
            ("共有30人受伤。", Some("30人")),
            ("负荷下降40％。", Some("40％")),
            ("Es waren 3,5 Millionen.", Some("3,5 Millionen")),
            ("Погибли 14 человек.", Some("14 человек")),
            ("A line of 400 km.", Some("400 km")),
            ("It was 15-20 MW.", Some("15-20 MW")),
            ("In 2026, on 14 February, at 10:30, 3 berths of 9.", None),
            ("ML-KEM-768 and CVE-2024-3094 and version 2.0.1 and RFC 9562", None),
            ("“It was 40 %,” he said.", None),
            ("A 40 % chance, 65% likely, a 95 % confidence interval.", None),
            ("See https://quay.example/40%25/5km.", None),
            ("2026年2月14日，第3条。", None),
            ("It was 5 kmh and 3 Kgs.", None),
        ] {
            assert_eq!(figure(text).map(|it| &text[it]), expected, "{text}");
        }
    }

    #[test]
    fn what_a_unit_rests_on() {
        let body = "Load fell by 40 %.\n\nLoad fell by 41 % [1].\n\nLoad fell by 42 %.[^a]\n\n[By 43 %](https://quay.example/a).\n\n\
                    It fell [2]:\n\n- by 44 % here\n- by 45 % there\n\nIt fell:\n\n- by 46 % here\n- `47 %` there\n\n\
                    > By 48 %.\n\n## What to watch\n\nIt falls by 49 %.\n\n## Facts\n\nIt is closed (high confidence), by 50 %.\n\n[^a]: By 51 %.\n";
        check(
            "quantity-uncited",
            "",
            &[(SOURCES, body), ("", "Load fell by 40 %.\n")],
            expect![[r#"
                content/1.md `40 %`: nothing in this paragraph says where `40 %` is from
                content/1.md `46 %`: nothing in this list item says where `46 %` is from
            "#]],
        );
    }
}
