//! Formulas: `$…$` and `$$…$$` in LaTeX, made MathML (MathML Core, W3C) while a text is parsed.
//!
//! A dollar is money far more often than mathematics, so a lone `$` opens a formula only where the parser's own rule and
//! this one agree: no ASCII letter or digit stands before the first or behind the second, no space inside either, and what
//! begins with a digit and holds a space holds a sign of mathematics too.

use std::borrow::Cow;
use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use memchr::memchr_iter;

/// Stands for a dollar that is money while the parser reads.
pub const SHADE: char = '\u{1a}';

/// How deep a formula may nest, commands without braces counted: the converter recurses.
const DEPTH: usize = 24;

/// The longest formula, in bytes.
const LENGTH: usize = 10_000;

/// A text as the parser shall read it: dollars that open no formula do not look like dollars. `None` when none does, and
/// the text holds no formula at all.
pub fn shaded(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let mut dollars = memchr_iter(b'$', bytes).filter(|&at| at == 0 || bytes[at - 1] != b'\\').peekable();
    let (mut money, mut any) = (Vec::new(), false);
    // The end of the paragraph that was last looked for, so that each is looked for once.
    let mut paragraph = 0;
    while let Some(at) = dollars.next() {
        if dollars.next_if_eq(&(at + 1)).is_some() {
            any = true;
            continue;
        }
        if paragraph <= at {
            paragraph = at + end_of_paragraph(&bytes[at..]);
        }
        let close = dollars.peek().copied().filter(|it| *it < paragraph);
        match close {
            Some(close) if is_formula(text, at, close) => {
                dollars.next();
                any = true;
            }
            _ => money.push(at),
        }
    }
    if !any {
        return None;
    }
    if money.is_empty() {
        return Some(text.into());
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in money {
        out.push_str(&text[from..at]);
        out.push(SHADE);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    Some(out.into())
}

fn end_of_paragraph(bytes: &[u8]) -> usize {
    let mut blank = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if blank => return at,
            b'\n' => blank = true,
            b' ' | b'\t' | b'\r' => {}
            _ => blank = false,
        }
    }
    bytes.len()
}

/// Whether two dollars of one paragraph, with none between them, hold a formula.
fn is_formula(text: &str, open: usize, close: usize) -> bool {
    let bytes = text.as_bytes();
    let inside = &text[open + 1..close];
    let word = |at: Option<usize>| at.and_then(|it| bytes.get(it)).is_some_and(u8::is_ascii_alphanumeric);
    let spaced = |it: Option<char>| it.is_none_or(char::is_whitespace);
    if word(open.checked_sub(1)) || word(Some(close + 1)) {
        return false;
    }
    if spaced(inside.chars().next()) || spaced(inside.chars().next_back()) {
        return false;
    }
    let prose = inside.starts_with(|it: char| it.is_ascii_digit()) && inside.contains(char::is_whitespace);
    !prose || inside.contains(['\\', '^', '_', '=', '+', '<', '>', '*', '/'])
}

/// What is wrong with a formula, and where in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    pub range: Range<usize>,
}

/// Makes MathML of formulas.
pub struct Maker(LatexToMathML);

impl Maker {
    pub fn new() -> Option<Self> {
        let config = MathCoreConfig { annotation: true, ..MathCoreConfig::default() };
        LatexToMathML::new(config).ok().map(Self)
    }

    /// The element of a formula, in which everything is escaped and nothing needs a style of its own.
    ///
    /// # Errors
    /// LaTeX that the converter does not know, or that nests deeper than it bears.
    pub fn mathml(&self, latex: &str, display: bool) -> Result<String, Fault> {
        if let Some(range) = too_deep(latex) {
            return Err(Fault { message: "a formula that nests too deep or is too long".to_owned(), range });
        }
        // Characters that XML may not hold, since feeds carry formulas too.
        let plain: Cow<'_, str> = match latex
            .contains(|it: char| it.is_control() && !matches!(it, '\n' | '\t'))
        {
            true => latex.chars().map(|it| if it.is_control() { ' ' } else { it }).collect::<String>().into(),
            false => latex.into(),
        };
        let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
        match self.0.convert_with_local_state(plain.trim(), display) {
            Ok(made) => Ok(unstyled(&made.mathml)),
            Err(fault) => {
                let lead = plain.len() - plain.trim_start().len();
                let range = fault.0.start + lead..(fault.0.end + lead).max(fault.0.start + lead + 1);
                // Messages begin small here, and name things in backticks.
                let mut message = fault.to_string().trim_end_matches('.').replace('"', "`");
                if let Some(first) = message.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                Err(Fault { message, range })
            }
        }
    }
}

/// The place at which a formula nests deeper than [`DEPTH`]. A command may take what follows without braces, so commands
/// with at most one sign between them count as nested.
fn too_deep(latex: &str) -> Option<Range<usize>> {
    if latex.len() > LENGTH {
        return Some(0..1);
    }
    let bytes = latex.as_bytes();
    // Of each open group, how many commands stood before it.
    let mut open: Vec<usize> = Vec::new();
    let (mut outer, mut chain, mut signs) = (0, 0, 0);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        let mut enter = false;
        match bytes[start] {
            b'\\' => {
                while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                    at += 1;
                }
                match &latex[start..at] {
                    "\\left" | "\\begin" => enter = true,
                    "\\right" | "\\end" => {
                        outer -= open.pop().unwrap_or_default();
                        (chain, signs) = (0, 0);
                    }
                    "\\" => at += latex[at..].chars().next().map_or(0, char::len_utf8),
                    _ => {
                        chain = if signs > 1 { 1 } else { chain + 1 };
                        signs = 0;
                    }
                }
            }
            b'{' => enter = true,
            b'}' => {
                outer -= open.pop().unwrap_or_default();
                // A second argument may follow.
                signs = 0;
            }
            it if it.is_ascii_whitespace() => {}
            _ => signs += 1,
        }
        if enter {
            open.push(chain + 1);
            outer += chain + 1;
            (chain, signs) = (0, 0);
        }
        if outer + chain > DEPTH {
            return Some(start..at);
        }
    }
    None
}

/// Styles as classes and attributes: a page allows no styles but those of its sheets.
fn unstyled(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some((before, after)) = rest.split_once(" style=\"") {
        let Some((style, after)) = after.split_once('"') else { break };
        out.push_str(before);
        let has = |what: &str| style.split(';').any(|it| it.trim().starts_with(what));
        if let Some(colour) = style.split(';').find_map(|it| it.trim().strip_prefix("color:")) {
            out.push_str(" mathcolor=\"");
            out.push_str(colour.trim());
            out.push('"');
        }
        let classes: Vec<_> = [
            ("text-align: left", "left"),
            ("text-align: right", "right"),
            ("border-left", "line-left"),
            ("border-right", "line-right"),
            ("border-top", "line-top"),
            ("border-bottom", "line-bottom"),
        ]
        .into_iter()
        .filter(|it| has(it.0))
        .map(|it| it.1)
        .collect();
        if !classes.is_empty() {
            out.push_str(" class=\"");
            out.push_str(&classes.join(" "));
            out.push('"');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[test]
    fn money_is_no_formula() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(shaded(text).map(|it| it.replace(SHADE, "¤")).as_deref(), expected, "{text}");
        };
        for text in [
            "It cost $5 and $10.",
            "From $5-$10 to $5/$10.",
            "US$5m or A$7m, not CA$.",
            "Between 5$ and 10$.",
            "It fell from $5, was 6, and stood at 7$ again.",
            "Prices ($5) rose ($6).",
            "价格为$5，而不是$6。",
            "one $\n\ntwo$",
            "`$HOME` and \\$a",
            "a $ b $ c",
            "$",
        ] {
            check(text, None);
        }
        check("Let $x$ be it.", Some("Let $x$ be it."));
        check("公式$x^2$的值", Some("公式$x^2$的值"));
        check("It cost $5, or $x + 1$.", Some("It cost ¤5, or $x + 1$."));
        check("US$5 where $n = 2$ and $9", Some("US¤5 where $n = 2$ and ¤9"));
        check("$$x$$ and $5", Some("$$x$$ and ¤5"));
        check("$2^n$ $0.5$ $3 + 4$", Some("$2^n$ $0.5$ $3 + 4$"));
    }

    fn check(latex: &str, expected: Expect) {
        expected.assert_eq(&match Maker::new().unwrap().mathml(latex, false) {
            Ok(mathml) => mathml,
            Err(it) => format!("{}: {:?}", it.message, latex.get(it.range)),
        });
    }

    #[test]
    fn formulas_become_mathml() {
        check(
            "x^2 < y",
            expect![[
                r#"<math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mi>y</mi></mrow><annotation encoding="application/x-tex">x^2 &lt; y</annotation></semantics></math>"#
            ]],
        );
        check("\\text{<b> & \"q\"}", expect![[r#"not valid in text mode: Some("&")"#]]);
        check(
            "\\color{red} x",
            expect![[
                r##"<math><semantics><mrow mathcolor="#FF0000"><mi>x</mi></mrow><annotation encoding="application/x-tex">\color{red} x</annotation></semantics></math>"##
            ]],
        );
        check(
            "\\begin{cases}1&x\\\\0\\end{cases}",
            expect![[
                r#"<math><semantics><mrow><mo>{</mo><mtable displaystyle="false" scriptlevel="0"><mtr><mtd class="left"><mn>1</mn></mtd><mtd class="left"><mi>x</mi></mtd></mtr><mtr><mtd class="left"><mn>0</mn></mtd></mtr></mtable><mo>⁣</mo></mrow><annotation encoding="application/x-tex">\begin{cases}1&amp;x\\0\end{cases}</annotation></semantics></math>"#
            ]],
        );
        check(
            "a\u{1}b",
            expect![[
                r#"<math><semantics><mrow><mi>a</mi><mi>b</mi></mrow><annotation encoding="application/x-tex">a b</annotation></semantics></math>"#
            ]],
        );
        check("\\frac{a", expect!["expected closing token `}`, but reached end of input: None"]);
        check(" 1 + \\foo", expect![[r#"unknown command `\foo`: Some("\\foo")"#]]);
        check("\\href{javascript:alert(1)}{x}", expect![[r#"unknown command `\href`: Some("\\href")"#]]);
    }

    #[test]
    fn no_style_is_left() {
        let all = "\\begin{align}a&=b\\\\c&=d\\end{align} \\begin{array}{|l|r|}\\hline a&b\\\\ \\hline c&d\\end{array}";
        let made = Maker::new().unwrap().mathml(all, true).unwrap();
        assert!(!made.contains(" style=\"") && made.contains("class=\"right\""), "{made}");
    }

    /// The converter recurses, and a deep formula took the whole program with it.
    #[test]
    fn deep_formulas_are_refused() {
        let maker = Maker::new().unwrap();
        for (open, close) in [
            ("{", "}"),
            ("\\frac{", "}{y}"),
            ("\\frac a", ""),
            ("\\frac a{", "}"),
            ("\\sqrt", ""),
            ("\\hat\\bar{", "}"),
            ("\\left(", "\\right)"),
            ("x^{", "}"),
            ("\\begin{matrix}", "\\end{matrix}"),
        ] {
            for count in [DEPTH + 1, 400, 20_000] {
                let latex = format!("{}x{}", open.repeat(count), close.repeat(count));
                let fault = maker.mathml(&latex, true).unwrap_err();
                assert_eq!(fault.message, "a formula that nests too deep or is too long", "{open} {count}");
            }
            let latex = format!("{} x{}", open.repeat(8), close.repeat(8));
            let made = maker.mathml(&latex, true);
            assert!(made.is_ok(), "{latex}: {made:?}");
        }
        let flat = "\\alpha + \\beta = \\gamma_{12} \\cdot \\frac{1}{2} + ".repeat(40) + "x";
        assert!(maker.mathml(&flat, true).is_ok());
    }
}
