//! Syntax highlighting of code blocks to classes, with grammars loaded when the first block needs them.
//!
//! The grammars' scopes (thousands of them) are folded into the dozen classes of [`CLASSES`], so that a page carries
//! few spans and a theme has a short list to colour. A scope without a class has that of the scope around it.

use std::sync::OnceLock;

use syntect::parsing::{
    BasicScopeStackOp, ParseState, ParsingError, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet,
};

/// Bytes of a line beyond which it is shown without colours: generated code, on which the grammars are slow.
const LONGEST_LINE: usize = 2_000;

/// Scope prefixes and their classes; the longest prefix that fits a scope decides. An empty class is plain text:
/// code within a string, which does not take the string's colour.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-comment"),
    ("constant", "hl-constant"),
    ("constant.character.escape", "hl-constant"),
    ("constant.numeric", "hl-number"),
    ("entity.name", "hl-type"),
    ("entity.name.function", "hl-function"),
    ("entity.name.section", "hl-keyword"),
    ("entity.name.tag", "hl-tag"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("entity.other.inherited-class", "hl-type"),
    ("keyword", "hl-keyword"),
    ("keyword.operator", ""),
    ("keyword.operator.logical", "hl-keyword"),
    ("keyword.operator.word", "hl-keyword"),
    ("markup.bold", "hl-keyword"),
    ("markup.deleted", "hl-deleted"),
    ("markup.heading", "hl-keyword"),
    ("markup.inserted", "hl-inserted"),
    ("markup.raw", "hl-string"),
    ("meta.annotation", "hl-attribute"),
    ("meta.attribute", "hl-attribute"),
    ("meta.diff", "hl-comment"),
    ("meta.interpolation", ""),
    ("meta.template.expression", ""),
    ("punctuation.definition.variable", "hl-variable"),
    ("storage", "hl-keyword"),
    ("storage.type.numeric", "hl-number"),
    ("string", "hl-string"),
    ("support.constant", "hl-constant"),
    ("support.function", "hl-function"),
    ("support.macro", "hl-function"),
    ("support.type", "hl-type"),
    ("support.class", "hl-type"),
    ("variable.function", "hl-function"),
    ("variable.language", "hl-variable"),
    ("variable.parameter", "hl-variable"),
    ("variable.other.readwrite.shell", "hl-variable"),
];

/// Names that writers use and the grammars do not know, with a name that they do.
const ALIASES: &[(&str, &str)] = &[
    ("console", "sh"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("golang", "go"),
    ("gql", "graphql"),
    ("hcl", "tf"),
    ("json5", "js"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("latex", "tex"),
    ("node", "js"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("plain", "txt"),
    ("plaintext", "txt"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("powershell", "ps1"),
    ("protobuf", "proto"),
    ("py3", "py"),
    ("python3", "py"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("sqlite", "sql"),
    ("terraform", "tf"),
    ("text", "txt"),
    ("vim", "viml"),
    ("yml", "yaml"),
];

/// The block as HTML (`<span class="hl-…">`, escaped, without `<pre>`); `None` when the language is unknown.
///
/// `language` is the first word of the info string; what follows a comma in it (`rust,ignore`) is left aside.
pub fn html(language: &str, code: &str) -> Option<String> {
    let highlighter = Highlighter::get();
    let syntax = highlighter.syntax(language)?;
    let mut out = Spans::new(code.len());
    if syntax.name == "Plain Text" {
        out.text(code, "");
    } else {
        highlighter.write(syntax, code, &mut out);
    }
    Some(out.finish())
}

/// Whether a language can be highlighted; a block without one need not be.
pub fn knows(language: &str) -> bool {
    language.is_empty() || Highlighter::get().syntax(language).is_some()
}

/// Grammars and the table of classes.
struct Highlighter {
    syntaxes: SyntaxSet,
    /// In order of the first atom (`string` of `string.quoted`); of one atom, the longest prefix first.
    classes: Vec<(Scope, &'static str)>,
}

impl Highlighter {
    fn get() -> &'static Self {
        static HIGHLIGHTER: OnceLock<Highlighter> = OnceLock::new();
        HIGHLIGHTER.get_or_init(|| {
            let mut classes: Vec<_> = CLASSES
                .iter()
                .filter_map(|&(prefix, class)| Some((Scope::new(prefix).ok()?, class)))
                .collect();
            classes.sort_by_key(|(scope, _)| (scope.atom_at(0), std::cmp::Reverse(scope.len())));
            Self { syntaxes: two_face::syntax::extra_newlines(), classes }
        })
    }

    fn syntax(&self, language: &str) -> Option<&SyntaxReference> {
        let name = language.split(',').next().unwrap_or_default().to_ascii_lowercase();
        let name = match ALIASES.binary_search_by_key(&name.as_str(), |(alias, _)| alias) {
            Ok(at) => ALIASES[at].1,
            Err(_) => &name,
        };
        self.syntaxes.find_syntax_by_token(name).filter(|_| !name.is_empty())
    }

    /// The class of text under a scope; `None` leaves that of the scope around it.
    fn class(&self, scope: Scope) -> Option<&'static str> {
        let atom = |it: Scope| it.atom_at(0);
        let first = self.classes.partition_point(|&(prefix, _)| atom(prefix) < atom(scope));
        let near = self.classes[first..].iter().take_while(|&&(prefix, _)| atom(prefix) == atom(scope));
        near.copied().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| class)
    }

    fn write(&self, syntax: &SyntaxReference, code: &str, out: &mut Spans) {
        let mut state = ParseState::new(syntax);
        let mut scopes = ScopeStack::new();
        // The class in force at each depth of `scopes`.
        let mut classes: Vec<&'static str> = Vec::with_capacity(16);
        for line in code.split_inclusive('\n') {
            let class = classes.last().copied().unwrap_or_default();
            if line.len() > LONGEST_LINE {
                out.text(line, class);
                continue;
            }
            let Ok(ops) = parse_line(&mut state, line, &self.syntaxes) else {
                out.text(line, class);
                continue;
            };
            let mut done = 0;
            for (at, op) in ops {
                let at = at.min(line.len());
                if at > done {
                    out.text(&line[done..at], classes.last().copied().unwrap_or_default());
                    done = at;
                }
                // A grammar that restores scopes it never cleared has nothing to restore.
                let _ = scopes.apply_with_hook(&op, |change, _| match change {
                    BasicScopeStackOp::Push(scope) => {
                        let outer = classes.last().copied().unwrap_or_default();
                        classes.push(self.class(scope).unwrap_or(outer));
                    }
                    BasicScopeStackOp::Pop => {
                        classes.pop();
                    }
                });
            }
            out.text(&line[done..], classes.last().copied().unwrap_or_default());
        }
    }
}

/// Parses a line; the grammars expect every line to have an end, which the last one of a block may lack.
fn parse_line(
    state: &mut ParseState,
    line: &str,
    syntaxes: &SyntaxSet,
) -> Result<Vec<(usize, ScopeStackOp)>, ParsingError> {
    if line.ends_with('\n') {
        state.parse_line(line, syntaxes)
    } else {
        state.parse_line(&format!("{line}\n"), syntaxes)
    }
}

/// HTML with as few spans as the classes allow: neighbours of one class share a span, and space joins what is before it.
struct Spans {
    html: String,
    open: &'static str,
}

impl Spans {
    fn new(len: usize) -> Self {
        Self { html: String::with_capacity(len * 2), open: "" }
    }

    fn text(&mut self, text: &str, class: &'static str) {
        let blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
        if class != self.open && !blank {
            self.close();
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
                self.open = class;
            }
        }
        crate::html::escape(&mut self.html, text);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.html.push_str("</span>");
            self.open = "";
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(language: &str, code: &str, expected: Expect) {
        expected.assert_eq(&html(language, code).unwrap_or_else(|| "unknown".to_owned()));
    }

    /// The text of the block, without spans and with its entities resolved.
    fn plain(html: &str) -> String {
        let mut text = String::new();
        for (i, part) in html.split('<').enumerate() {
            text.push_str(if i == 0 { part } else { part.split_once('>').map_or("", |(_, after)| after) });
        }
        text.replace("&lt;", "<").replace("&quot;", "\"").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn languages() {
        check(
            "rust",
            "fn main() { let x: u8 = 1; } // <end>\n",
            expect![[r#"
            <span class="hl-keyword">fn </span><span class="hl-function">main</span>() { <span class="hl-keyword">let</span> x: <span class="hl-keyword">u8 </span>= <span class="hl-number">1</span>; } <span class="hl-comment">// &lt;end&gt;
            </span>"#]],
        );
        check(
            "python",
            "def f(a):\n    return f\"{a + 1}\"\n",
            expect![[r#"
                <span class="hl-keyword">def </span><span class="hl-function">f</span>(<span class="hl-variable">a</span>):
                    <span class="hl-keyword">return f</span><span class="hl-string">&quot;</span>{a + <span class="hl-number">1</span>}<span class="hl-string">&quot;
                </span>"#]],
        );
        check(
            "toml",
            "[site]\ntitle = \"A & B\" # why\nsize = 20\non = true\n",
            expect![[r#"
                [<span class="hl-type">site</span>]
                <span class="hl-tag">title </span>= <span class="hl-string">&quot;A &amp; B&quot; </span><span class="hl-comment"># why
                </span><span class="hl-tag">size </span>= <span class="hl-number">20
                </span><span class="hl-tag">on </span>= <span class="hl-constant">true
                </span>"#]],
        );
        check(
            "json",
            "{\"a\": [1, null, \"x\\n\"]}\n",
            expect![[r#"
                {<span class="hl-string">&quot;a&quot;</span>: [<span class="hl-number">1</span>, <span class="hl-constant">null</span>, <span class="hl-string">&quot;x</span><span class="hl-constant">\n</span><span class="hl-string">&quot;</span>]}
            "#]],
        );
        check(
            "html",
            "<a href=\"x\">y</a>\n",
            expect![[r#"
                &lt;<span class="hl-tag">a </span><span class="hl-attribute">href</span>=<span class="hl-string">&quot;x&quot;</span>&gt;y&lt;/<span class="hl-tag">a</span>&gt;
            "#]],
        );
        check(
            "sh",
            "echo \"$HOME\" | wc -l\n",
            expect![[r#"
                <span class="hl-function">echo </span><span class="hl-string">&quot;</span><span class="hl-variable">$HOME</span><span class="hl-string">&quot; </span><span class="hl-keyword">| </span><span class="hl-function">wc</span><span class="hl-variable"> -l
                </span>"#]],
        );
        check(
            "yaml",
            "key: value\nlist: [1, 'a']\n",
            expect![[r#"
            <span class="hl-tag">key</span>: <span class="hl-string">value
            </span><span class="hl-tag">list</span>: [<span class="hl-number">1</span>, <span class="hl-string">'a'</span>]
        "#]],
        );
        check(
            "diff",
            "-old\n+new\n same\n",
            expect![[r#"
            <span class="hl-deleted">-old
            </span><span class="hl-inserted">+new
            </span> same
        "#]],
        );
        check(
            "sql",
            "SELECT count(*) FROM t WHERE a = 'b';\n",
            expect![[r#"
            <span class="hl-keyword">SELECT </span><span class="hl-function">count</span>(<span class="hl-variable">*</span>) <span class="hl-keyword">FROM</span> t <span class="hl-keyword">WHERE</span> a = <span class="hl-string">'b'</span>;
        "#]],
        );
    }

    #[test]
    fn names_of_languages() {
        for name in
            ["rs", "Rust", "rust,ignore", "py", "python3", "c++", "console", "yml", "ts", "dockerfile"]
        {
            assert!(html(name, "x").is_some(), "{name}");
        }
        for (alias, target) in ALIASES {
            assert!(html(alias, "x").is_some(), "{alias} -> {target}");
        }
        assert!(ALIASES.is_sorted());
        check("", "x", expect!["unknown"]);
        check("no-such-language", "x", expect!["unknown"]);
        check(
            "text",
            "a < b\n",
            expect![[r#"
            a &lt; b
        "#]],
        );
    }

    #[test]
    fn every_prefix_is_a_scope() {
        assert_eq!(Highlighter::get().classes.len(), CLASSES.len());
    }

    #[test]
    fn no_text_is_lost() {
        let long = format!("x = \"{}\"\ny = 1", "<é>".repeat(2_000));
        for code in ["", "\n", "a", "\"open", "/* open\n\n", "é\u{2028}&amp;", "((((((", &long] {
            for language in ["rust", "python", "json", "toml", "html", "markdown", "tex"] {
                assert_eq!(plain(&html(language, code).unwrap()), code, "{language}");
            }
        }
    }
}
