//! A list as a table for a terminal, as CSV and as JSON.

use std::io::{self, IsTerminal};

use serde_json::{Map, Value as Json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diag::emit::visible;

/// A cell as text: lists with commas between their entries, nothing for nothing.
pub fn text(cell: &Json) -> String {
    match cell {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(entries) => entries.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// One object a brief.
pub fn json(names: &[&str], rows: &[Vec<Json>]) -> String {
    let object = |row: &Vec<Json>| -> Json {
        let pairs = names.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), cell.clone()));
        pairs.collect::<Map<_, _>>().into()
    };
    format!("{:#}\n", Json::from(rows.iter().map(object).collect::<Vec<_>>()))
}

/// RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV injection").
pub fn csv(names: &[&str], rows: &[Vec<Json>]) -> String {
    let quoted = |text: String, formula: bool| {
        let text = if formula { format!("'{text}") } else { text };
        match text.contains(['"', ',', '\n', '\r']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text,
        }
    };
    let cell = |cell: &Json| {
        let text = text(cell);
        let formula =
            !cell.is_number() && text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
        quoted(text, formula)
    };
    let mut out =
        names.iter().map(|it| quoted((*it).to_owned(), false)).collect::<Vec<_>>().join(",") + "\r\n";
    for row in rows {
        out += &row.iter().map(cell).collect::<Vec<_>>().join(",");
        out += "\r\n";
    }
    out
}

/// The columns of the terminal; none when results go elsewhere, and then nothing is cut.
pub fn width() -> Option<usize> {
    let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    terminal.map(|(width, _)| usize::from(width.0))
}

/// Aligned columns with a line of names above; the widest are cut until a line fits.
pub fn human(names: &[&str], rows: &[Vec<Json>], width: Option<usize>) -> String {
    const GAP: usize = 2;
    /// A column is never cut below this.
    const LEAST: usize = 8;
    let lines: Vec<Vec<String>> = std::iter::once(names.iter().map(|it| (*it).to_owned()).collect())
        .chain(rows.iter().map(|row| row.iter().map(|it| visible(&text(it)).into_owned()).collect()))
        .collect();
    let mut widths: Vec<usize> =
        (0..names.len()).map(|at| lines.iter().map(|it| it[at].width()).max().unwrap_or_default()).collect();
    while let Some(width) = width
        && widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1) > width
        && let Some(widest) = widths.iter_mut().max().filter(|it| **it > LEAST)
    {
        *widest -= 1;
    }
    let mut out = String::new();
    for line in &lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            let cell = cut(cell, *width);
            row += &cell;
            row.extend(std::iter::repeat_n(' ', width - cell.width() + GAP));
        }
        out += row.trim_end();
        out.push('\n');
    }
    out
}

/// A text of at most so many columns.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let rest = left.checked_sub(c.width().unwrap_or_default());
        left = rest.unwrap_or_default();
        rest.is_some()
    };
    let mut out: String = text.chars().take_while(fits).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::json;

    use super::*;

    fn rows() -> Vec<Vec<Json>> {
        vec![
            vec!["2026-02-14".into(), "The grid, \"in\" winter".into(), json!(["grid", "load"]), 2.into()],
            vec![Json::Null, "港口招标重启".into(), json!([]), (-1).into()],
            vec!["=1+1".into(), "a\nb\u{202e}".into(), json!(["-x"]), Json::Null],
        ]
    }

    const NAMES: &[&str] = &["date", "title", "tags", "n"];

    #[test]
    fn tables_are_aligned_and_safe() {
        expect![[r#"
            date        title                  tags        n
            2026-02-14  The grid, "in" winter  grid, load  2
                        港口招标重启                       -1
            =1+1        a\u{a}b\u{202e}        -x
        "#]]
        .assert_eq(&human(NAMES, &rows(), None));
        let narrow = human(NAMES, &rows(), Some(40));
        assert!(narrow.lines().all(|it| it.width() <= 40), "{narrow}");
        assert!(narrow.contains("港口招标…") || narrow.contains('…'), "{narrow}");
    }

    #[test]
    fn spreadsheets_run_nothing() {
        expect![[r#"
            date,title,tags,n
            2026-02-14,"The grid, ""in"" winter","grid, load",2
            ,港口招标重启,,-1
            '=1+1,"a
            b{RLO}",'-x,
        "#]]
        .assert_eq(&csv(NAMES, &rows()).replace("\r\n", "\n").replace('\u{202e}', "{RLO}"));
        assert!(csv(NAMES, &[]).ends_with("n\r\n"));
    }

    #[test]
    fn json_keeps_types() {
        let read: Json = serde_json::from_str(&json(NAMES, &rows())).unwrap();
        assert_eq!(read[0]["tags"], json!(["grid", "load"]));
        assert_eq!(read[1]["n"], json!(-1));
        assert_eq!(read[1]["date"], Json::Null);
    }
}
