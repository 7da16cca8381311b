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

/// The longest address in which dollars are left alone, in bytes.
const ADDRESS: usize = 1000;

/// The longest formula, in bytes.
const LENGTH: usize = 10_000;

/// A text as the parser shall read it: dollars that open no formula do not look like dollars. `None` when none does, and
/// the text holds no formula at all.
pub fn shaded(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let has_addresses = ["](", "]:", ":/"].iter().any(|it| text.contains(it));
    let is_sign = |at: usize| (at == 0 || bytes[at - 1] != b'\\') && !(has_addresses && is_address(text, at));
    let mut dollars = memchr_iter(b'$', bytes).filter(|&at| is_sign(at)).peekable();
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
    if money.is_empty() && memchr::memchr(SHADE as u8, bytes).is_none() {
        return Some(text.into());
    }
    // What stood for a dollar before would come back as one.
    let text = text.replace(SHADE, " ");
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

/// Whether a dollar stands in the address of a link, which the parser takes as it is: `](…`, `<https:…`, `[label]: …`.
fn is_address(text: &str, at: usize) -> bool {
    // So much of a line is looked at, since it may have no end.
    let text = &text[text.floor_char_boundary(at.saturating_sub(ADDRESS))..at];
    let line = &text[text.rfind('\n').map_or(0, |it| it + 1)..];
    let word = line.rsplit([' ', '\t']).next().unwrap_or_default();
    let inline = word.rsplit_once("](").is_some_and(|(_, it)| !it.contains(')'));
    let auto = word.rsplit_once('<').is_some_and(|(_, it)| it.contains(':') && !it.contains('>'));
    let label = line.trim_start();
    inline || auto || label.starts_with('[') && label.split_once(']').is_some_and(|it| it.1.starts_with(':'))
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

    /// The element of a formula, which holds nothing but MathML and needs no style of its own.
    ///
    /// # Errors
    /// LaTeX that the converter does not know, that nests deeper than it bears, or that it would not escape.
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
            Ok(made) => sound(&made.mathml).ok_or_else(|| {
                let message = "a formula whose words cannot stand in a page".to_owned();
                Fault { message, range: 0..latex.len().min(1) }
            }),
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

/// Commands that take a second argument, which may stand without braces.
const TWO: &[&str] = &[
    "\\binom",
    "\\cfrac",
    "\\color",
    "\\dbinom",
    "\\dfrac",
    "\\frac",
    "\\overset",
    "\\stackrel",
    "\\tbinom",
    "\\textcolor",
    "\\tfrac",
    "\\underset",
];

/// A group that is open in a formula.
struct Group {
    /// How many commands stood before it.
    chain: usize,
    /// The command before it takes more than this.
    more: bool,
    bracket: bool,
}

/// The place at which a formula nests deeper than [`DEPTH`]. A command may take what follows without braces, so commands
/// with at most one sign between them count as nested.
fn too_deep(latex: &str) -> Option<Range<usize>> {
    // Those with more than two arguments are few, so they are counted wherever they stand.
    let many = ["\\genfrac", "\\prescript", "\\sideset"];
    if latex.len() > LENGTH || many.iter().any(|it| latex.matches(it).count() > DEPTH) {
        return Some(0..1);
    }
    let bytes = latex.as_bytes();
    let mut open: Vec<Group> = Vec::new();
    let (mut outer, mut chain, mut signs) = (0, 0, 0);
    // The last command, as long as its first argument has not begun.
    let mut command = "";
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        let mut enter = None;
        let mut leave = false;
        match bytes[start] {
            b'\\' => {
                while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                    at += 1;
                }
                match &latex[start..at] {
                    "\\left" | "\\begin" => enter = Some(false),
                    "\\right" | "\\end" => leave = true,
                    "\\" => at += latex[at..].chars().next().map_or(0, char::len_utf8),
                    it => {
                        chain = if signs > 1 { 1 } else { chain + 1 };
                        signs = 0;
                        command = it;
                    }
                }
            }
            b'{' => enter = Some(false),
            b'[' if !command.is_empty() => enter = Some(true),
            b']' if open.last().is_some_and(|it| it.bracket) => leave = true,
            b'}' => leave = true,
            it if it.is_ascii_whitespace() => {}
            _ => {
                signs += 1;
                command = "";
            }
        }
        if leave {
            let group = open.pop();
            outer -= group.as_ref().map_or(0, |it| it.chain + 1);
            // A second argument may follow.
            (chain, signs) = (group.filter(|it| it.more).map_or(0, |it| it.chain), 0);
        }
        if let Some(bracket) = enter {
            open.push(Group { chain, more: bracket || TWO.contains(&command), bracket });
            outer += chain + 1;
            (chain, signs, command) = (0, 0, "");
        }
        if outer + chain > DEPTH {
            return Some(start..at);
        }
    }
    None
}

/// How deep the elements of a formula may nest.
const ELEMENTS: usize = 100;

/// What a formula may be made of: elements of MathML Core, and attributes that neither run nor lead anywhere.
const NAMES: &[&str] = &[
    "annotation",
    "maction",
    "math",
    "menclose",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
    "semantics",
];
const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "class",
    "columnalign",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "encoding",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathbackground",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "style",
    "symmetric",
    "voffset",
    "width",
    "xmlns",
];

/// What the converter made, with styles as classes and attributes, since a page allows no styles but those of its sheets.
/// `None` when anything in it is no formula: the converter does not escape the words of every command.
fn sound(mathml: &str) -> Option<String> {
    let mut out = String::with_capacity(mathml.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = mathml;
    while let Some((text, tag)) = rest.split_once('<') {
        let is_reference = |it: &str| {
            let name = it.split_once(';').map_or("", |it| it.0);
            matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#') && name.len() < 9
        };
        if !text.split('&').skip(1).all(is_reference) {
            return None;
        }
        out.push_str(text);
        let (tag, after) = tag.split_once('>')?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return None;
            }
            out.extend(["</", name, ">"]);
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |it| (it, true));
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !NAMES.contains(&name) || open.len() == ELEMENTS {
            return None;
        }
        out.extend(["<", name]);
        while !attributes.trim_start().is_empty() {
            let (key, value) = attributes.trim_start().split_once("=\"")?;
            let (value, after) = value.split_once('"')?;
            if !ATTRIBUTES.contains(&key) {
                return None;
            }
            attributes = after;
            if key == "style" {
                unstyled(&mut out, value);
            } else {
                out.extend([" ", key, "=\"", value, "\""]);
            }
        }
        out.push_str(if is_empty { "/>" } else { ">" });
        if !is_empty {
            open.push(name);
        }
    }
    out.push_str(rest);
    open.is_empty().then_some(out)
}

/// A style as classes and a colour.
fn unstyled(out: &mut String, style: &str) {
    let has = |what: &str| style.split(';').any(|it| it.trim().starts_with(what));
    if let Some(colour) = style.split(';').find_map(|it| it.trim().strip_prefix("color:")) {
        out.extend([" mathcolor=\"", colour.trim(), "\""]);
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
        out.extend([" class=\"", &classes.join(" "), "\""]);
    }
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
        // Addresses are left alone, or they would be none.
        let links = "[a](https://e.example/$5) <https://e.example/$6> ![i](/i$7.png) $x$\n\n[r]: https://e.example/$8";
        check(links, Some(links));
        check("[a](b)$5 a\u{1a}b $x$", Some("[a](b)¤5 a b $x$"));
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

    /// The converter writes the words of `\operatorname` as they are.
    #[test]
    fn what_is_no_formula_is_refused() {
        let maker = Maker::new().unwrap();
        for latex in [
            "\\operatorname{<script>alert(1)</script>}",
            "\\operatorname{<script/src=//evil.example/x.js></script>}",
            "\\operatorname*{<img/src/onerror=alert(1)>}",
            "\\operatorname{</math></annotation><h1>x}",
            "\\operatorname{<b>}",
            "\\operatorname{<mo/onclick=a()>x</mo>}",
            "\\operatorname{&lt;}",
            "\\operatorname{</mo>}",
        ] {
            let made = maker.mathml(latex, false);
            let is_text = |it: &String| {
                !it.contains("<script") && !it.contains("<img") && !it.contains("<b>") && !it.contains("<h1")
            };
            assert!(made.as_ref().is_ok_and(is_text) || made.is_err(), "{made:?}");
        }
        for latex in [
            "\\sqrt[3]",
            "\\sqrt[ab]",
            "\\overset{a}",
            "\\underset{ab}",
            "\\stackrel{a}",
            "\\genfrac{}{}{0pt}{}{a}",
        ] {
            assert!(maker.mathml(&format!("{}x", latex.repeat(400)), false).is_err(), "{latex}");
        }
        assert!(maker.mathml("\\operatorname{rank} A \\ge 1", false).is_ok());
    }

    /// A source that speaks of styles is kept as it was written.
    #[test]
    fn annotations_are_the_source() {
        let made = Maker::new().unwrap().mathml("\\text{a style=\"color:red;x\" b}", false).unwrap();
        assert!(!made.contains("mathcolor"), "{made}");
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
