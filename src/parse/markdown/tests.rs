//! What bodies become. Holes are shown as `{what}`.

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::{LiftedSource, Options, inline, parse};
use crate::diag::Diagnostic;
use crate::model::brief::{Body, Citation, Code, Prose};
use crate::model::markup::{Fill, Markup};
use crate::parse::claims::Scanner;
use crate::parse::component::{self, Components};
use crate::parse::entities::Lexicon;
use crate::parse::{config, registry};
use crate::source::{Source, Span, ThemeFiles};

/// Names that no other text here holds.
const ENTITIES: &str = r#"
[marek]
name = "Ilse Marek"
aliases = ["Marek", "马雷克"]
roles = [{ title = "Harbour Commissioner", match = ["Commissioner"] }]
[moor]
name = "Moorland"
aliases = ["Twain"]
[novak]
name = "J. Novak"
aliases = ["Twain"]
"#;

struct Parsed {
    body: Body,
    prose: Prose,
    lifted: Vec<LiftedSource>,
    diagnostics: Vec<Diagnostic>,
}

/// The component `box`, which takes one of everything.
fn components() -> Components {
    let schema = "doc = \"\"\nkeys.title = { type = \"string\", required = true }\nkeys.tone = { type = \"string\", \
                  choices = [\"plain\", \"good\"], default = \"plain\" }\nkeys.note = { type = \"string\", markdown = true }\n\
                  keys.notes = { type = \"array\", of = { type = \"string\", markdown = true } }\nkeys.count = { type = \"integer\" }\n\
                  keys.rows = { type = \"array\", of = { type = \"table\", keys = { on = { type = \"date\", required = true }, \
                  share = { type = \"number\" }, sure = { type = \"boolean\" } } } }\nkeys.free = { type = \"table\", of = { type = \"integer\" } }\n";
    let mut theme = ThemeFiles::default();
    for (name, text) in [("components/box.toml", schema), ("components/box.html", "")] {
        theme.templates.insert(name.to_owned(), Source::new(name, text));
    }
    let mut found = Vec::new();
    let components = component::read(&theme, &mut found);
    assert_eq!(found, []);
    components
}

fn read(configuration: &str, markdown: &str) -> Parsed {
    let config = config::read(&Source::new("dateline.toml", configuration)).value;
    let scanner = Scanner::new(&config);
    let path: Arc<str> = "content/a.md".into();
    let named = [Source::new("content/registry/entities.toml", ENTITIES)];
    let lexicon = Lexicon::new(&registry::read(&config, &named).value.entities);
    let components = components();
    let options = Options {
        config: &config,
        scanner: &scanner,
        components: &components,
        path: &path,
        lang: "en",
        claims: true,
        lexicon: lexicon.as_ref(),
        entities: &[],
    };
    let (mut body, mut prose, mut diagnostics) = Default::default();
    let lent = parse(options, markdown, 0, 1, (&mut body, &mut prose), &mut diagnostics);
    Parsed { body, prose, lifted: lent.sources, diagnostics }
}

fn shown(markup: &Markup, body: &Body, code: &[Code]) -> String {
    let mut out = String::new();
    markup.write(&mut out, |out, fill| {
        *out += &match fill {
            Fill::Href(at) => format!(" href={{{}}}", body.links[at as usize].destination),
            Fill::Title(at) => format!("{{title {}}}", body.links[at as usize].destination),
            Fill::Image(at) => format!(" src={{{}}}", body.images[at as usize].destination),
            Fill::Cite(at) | Fill::CiteLink(at) => format!("{{{}}}", cited(body, at)),
            Fill::Code(at) => format!("{{code {}}}", code[at as usize].language),
            Fill::Component(at) => format!("{{component {at}}}"),
            Fill::Page => "{page}".to_owned(),
            Fill::Permalink(at) => format!("{{permalink {}}}", body.claims[at as usize].id),
            Fill::Mention(at) => format!("{{<{}}}", body.mentions[at as usize].entity),
            Fill::MentionEnd(_) => "{>}".to_owned(),
            Fill::Word(word) => format!("{{{word:?}}}"),
        };
    });
    out
}

fn cited(body: &Body, at: u32) -> String {
    let items = body.clusters[at as usize].items.iter().map(|item| match &item.citation {
        Citation::Number(number) => number.to_string(),
        Citation::Key(key) => format!("@{key}"),
    });
    items.collect::<Vec<_>>().join(" ")
}

/// The HTML of a body, and its diagnostics by rule and accused text.
fn check(markdown: &str, expected: Expect) {
    let parsed = read("", markdown);
    let mut out = shown(&parsed.prose.markup, &parsed.body, &parsed.prose.code);
    for it in &parsed.diagnostics {
        let accused = it.span.and_then(|span| markdown.get(span.range())).unwrap_or("?");
        out += &format!("{}: {accused:?}\n", it.rule.name);
    }
    expected.assert_eq(&out);
}

#[test]
fn citations_close_up_to_their_word() {
    check(
        "The tender closed [1][3]. It was late. [@quay-1, p. 4]\n",
        expect![[r#"
        <p>The tender closed{1 3}. It was late.{@quay-1}</p>
    "#]],
    );
    check(
        "Both say so\n[1, 2–4].\n",
        expect![[r#"
            <p>Both say so{1 2 3 4}.</p>
        "#]],
    );
    check(
        "**Rates rose** [1]\n",
        expect![[r#"
        <p><strong>Rates rose</strong>{1}</p>
    "#]],
    );
}

#[test]
fn a_backslash_makes_a_bracket_literal() {
    check(
        r"Not \[1] but [2].",
        expect![[r#"
        <p>Not [1] but{2}.</p>
    "#]],
    );
}

#[test]
fn years_tasks_and_marks_are_text() {
    check(
        "In [2024] he said [sic] [x].\n\n- [x] done\n- [ ] open [1]\n",
        expect![[r#"
        <p>In [2024] he said [sic] [x].</p>
        <ul>
        <li class="task"><span class="box">☑</span> done</li>
        <li class="task"><span class="box">☐</span> open{1}</li>
        </ul>
    "#]],
    );
}

#[test]
fn links_to_sources_and_links_stay_links() {
    check(
        "See [the notice][2] and [1](https://a.example/) but [1][2].\n",
        expect![[r#"
        <p>See <a{2}>the notice</a> and <a href={https://a.example/}>1</a> but{1 2}.</p>
    "#]],
    );
}

#[test]
fn source_lines_are_lifted() {
    let parsed = read(
        "",
        "A fact [1].\n\n[1]: https://a.example/x \"Notice\"\n\n## Sources\n\n2. https://b.example/\n",
    );
    assert_eq!(shown(&parsed.prose.markup, &parsed.body, &parsed.prose.code), "<p>A fact{1}.</p>\n");
    let lifted: Vec<_> = parsed.lifted.iter().map(|it| (it.number, it.url.as_deref())).collect();
    assert_eq!(lifted, [(1, Some("https://a.example/x")), (2, Some("https://b.example/"))]);
}

#[test]
fn headings_have_ids_roles_and_leave_the_first_level_to_the_title() {
    check(
        "# Key judgements [1]\n\n## Key judgements\n\n### Two {#two .wide role=watch}\n\n## s-3 {#s-3}\n",
        expect![[r#"
            <h2 id="key-judgements" class="role-inference">Key judgements{1}</h2>
            <h3 id="key-judgements-2" class="role-inference">Key judgements</h3>
            <h4 id="two" class="role-watch u-wide">Two</h4>
            <h3 id="s-3-text">s-3</h3>
        "#]],
    );
    check(
        "## A {#x}\n\n## B {#x}\n",
        expect![[r###"
        <h2 id="x">A</h2>
        <h2 id="x-2">B</h2>
        duplicate-id: "## B {#x}\n"
    "###]],
    );
}

#[test]
fn claims_are_blocks_with_ids_and_marks() {
    check(
        "## Analysis\n\n- Berths will stay shut (medium confidence) [1]. Evidence: the notice says so [2].\n",
        expect![[r#"
            <h2 id="analysis" class="role-inference">Analysis</h2>
            <ul>
            <li class="claim" id="c-be0afb">Berths will stay shut <span class="confidence confidence-medium">(medium confidence)</span>{1}. Evidence: the notice says so{2}.{permalink c-be0afb}</li>
            </ul>
        "#]],
    );
    check(
        "Prices will fall (low confidence). Rents will rise (high confidence) [1].\n",
        expect![[r#"
        <p class="claim" id="c-68276f">Prices will fall <span class="confidence confidence-low">(low confidence)</span>.{permalink c-68276f} <span class="claim-start" id="c-47c0a8"></span>Rents will rise <span class="confidence confidence-high">(high confidence)</span>{1}.{permalink c-47c0a8}</p>
    "#]],
    );
    check(
        "The port reopens {#reopens p=0.6 by=2026-06-30}\n",
        expect![[r#"
        <p class="claim" id="reopens">The port reopens{permalink reopens}</p>
    "#]],
    );
    check(
        "> Prices will fall (low confidence).\n",
        expect![[r#"
        <blockquote>
        <p>Prices will fall (low confidence).</p>
        </blockquote>
    "#]],
    );
}

#[test]
fn tables_have_no_styles() {
    check(
        "| a | b |\n|:-:|--:|\n| 1 | 2 [1] |\n",
        expect![[r#"
        <div class="table" tabindex="0"><table>
        <thead><tr><th scope="col" class="center">a</th><th scope="col" class="right">b</th></tr></thead>
        <tbody>
        <tr><td class="center">1</td><td class="right">2{1}</td></tr>
        </tbody></table></div>
    "#]],
    );
}

#[test]
fn footnotes_follow_the_order_of_their_references() {
    check(
        "One[^b] two[^a] three[^b].\n\n[^a]: Alpha.\n[^b]: Beta.\n",
        expect![[r#"
        <p>One<sup class="footnote"><a href="{page}#fn-1" id="fnref-1" role="doc-noteref">1</a></sup> two<sup class="footnote"><a href="{page}#fn-2" id="fnref-2" role="doc-noteref">2</a></sup> three<sup class="footnote"><a href="{page}#fn-1" id="fnref-1-2" role="doc-noteref">1</a></sup>.</p>
        <section class="footnotes" role="doc-endnotes" aria-label="{Footnotes}">
        <ol>
        <li id="fn-1">
        <p>Beta. <a class="footnote-back" href="{page}#fnref-1" role="doc-backlink" aria-label="{BackToText}">↩︎</a> <a class="footnote-back" href="{page}#fnref-1-2" role="doc-backlink" aria-label="{BackToText}">↩︎</a></p>
        </li>
        <li id="fn-2">
        <p>Alpha. <a class="footnote-back" href="{page}#fnref-2" role="doc-backlink" aria-label="{BackToText}">↩︎</a></p>
        </li>
        </ol>
        </section>
    "#]],
    );
}

#[test]
fn raw_html_is_text_but_for_a_short_list() {
    check(
        "H<sub>2</sub>O <b onclick=\"x\">bold</b> <!-- no --> <br>\n",
        expect![[r#"
        <p>H<sub>2</sub>O &lt;b onclick=&quot;x&quot;&gt;bold&lt;/b&gt;  <br></p>
        raw-html: "<b onclick=\"x\">"
        raw-html: "</b>"
    "#]],
    );
    check(
        "<details>\n<summary>More &amp; more</summary>\n\nText *here*.\n\n</details>\n",
        expect![[r#"
        <details><summary>More &amp; more</summary>
        <p>Text <em>here</em>.</p>
        </details>
    "#]],
    );
    check(
        "<script>alert(1)</script>\n",
        expect![[r#"
        <p>&lt;script&gt;alert(1)&lt;/script&gt;</p>
        raw-html: "<script>alert(1)</script>\n"
    "#]],
    );
    check(
        "*a <sub>b* c</sub>\n",
        expect![[r#"
        <p><em>a <sub>b</sub></em> c&lt;/sub&gt;</p>
        raw-html: "</sub>"
    "#]],
    );
}

#[test]
fn alerts_lists_and_definitions() {
    check(
        "> [!NOTE]\n> Mind the gap.\n\nTerm\n: Meaning\n\n3. three\n4. four\n",
        expect![[r#"
        <div class="alert alert-note">
        <p class="alert-title">{Note}</p>
        <p>Mind the gap.</p>
        </div>
        <dl>
        <dt>Term</dt>
        <dd>Meaning</dd>
        </dl>
        <ol start="3">
        <li>three</li>
        <li>four</li>
        </ol>
    "#]],
    );
}

#[test]
fn code_and_images_are_left_to_the_page() {
    check(
        "```toml title\na = \"[1]\"\n```\n\n![A map [1]](map.png \"Map\")\n",
        expect![[r#"
            {code toml}
            <figure><img src={map.png} alt="A map [1]">
            <figcaption>Map</figcaption>
            </figure>
        "#]],
    );
}

#[test]
fn nesting_has_a_limit_and_long_lines_do_not_matter() {
    let deep = read("", &"> ".repeat(100_000));
    assert_eq!(deep.diagnostics[0].rule.name, "too-deep");
    for text in [
        "[".repeat(100_000),
        "*a _b ".repeat(20_000),
        "<".repeat(100_000),
        "[1][".repeat(50_000),
        "![".repeat(50_000),
    ] {
        read("", &text);
    }
}

#[test]
fn summaries_are_inline() {
    let config = config::read(&Source::new("dateline.toml", "")).value;
    let scanner = Scanner::new(&config);
    let path: Arc<str> = "content/a.md".into();
    let components = components();
    let options = Options {
        config: &config,
        scanner: &scanner,
        components: &components,
        path: &path,
        lang: "en",
        claims: true,
        lexicon: None,
        entities: &[],
    };
    let (mut body, mut prose) = Default::default();
    let span = Span::new(5, 9);
    let (markup, text) = inline(options, "Rates *rose* [1].", span, (&mut body, &mut prose), &mut Vec::new());
    assert_eq!(shown(&markup, &body, &[]), "Rates <em>rose</em>{1}.");
    assert_eq!(text, "Rates rose.");
}

#[test]
fn footnotes_that_are_addresses_can_be_sources() {
    let parsed = read(
        "[citations]\nfootnotes_as_sources = true\n",
        "A fact[^7] and another[^x].\n\n[^7]: https://a.example/\n[^x]: <https://b.example/>\n",
    );
    assert_eq!(
        shown(&parsed.prose.markup, &parsed.body, &parsed.prose.code),
        "<p>A fact{7} and another{1}.</p>\n"
    );
    assert_eq!(parsed.lifted.iter().map(|it| it.number).collect::<Vec<_>>(), [7, 1]);
}

/// Every mention: its entity, the claim and the office.
fn mentions(markdown: &str) -> String {
    let parsed = read("", markdown);
    let mention = |it: &crate::model::brief::Mention| {
        let accused = &markdown[it.span.range()];
        let claim = it.claim.map_or(String::new(), |it| format!(" claim {it}"));
        let office = it.office.as_ref().map_or(String::new(), |it| format!(" as {it}"));
        format!("{accused}: {}{claim}{office}\n", it.entity)
    };
    parsed.body.mentions.iter().map(mention).collect()
}

#[test]
fn entities_are_linked_once_a_section() {
    check(
        "Ilse Marek met Moorland. Marek left.\n\n## Marek\n\nThen Marek\n*and Marek* came; **Ilse**\nMarek. See Ilse\nMarek.\n\n## Then\n\nIlse\nMarek.\n",
        expect![[r#"
            <p>{<0}Ilse Marek{>} met {<1}Moorland{>}. Marek left.</p>
            <h2 id="marek">Marek</h2>
            <p>Then {<0}Marek{>}
            <em>and Marek</em> came; <strong>Ilse</strong>
            Marek. See Ilse
            Marek.</p>
            <h2 id="then">Then</h2>
            <p>{<0}Ilse
            Marek{>}.</p>
        "#]],
    );
    check(
        "| Name |\n|-|\n| Marek |\n\n- Marek\n\n[^1]: Moorland\n\nSee[^1].\n",
        expect![[r#"
        <div class="table" tabindex="0"><table>
        <thead><tr><th scope="col">Name</th></tr></thead>
        <tbody>
        <tr><td>{<0}Marek{>}</td></tr>
        </tbody></table></div>
        <ul>
        <li>Marek</li>
        </ul>
        <p>See<sup class="footnote"><a href="{page}#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>.</p>
        <section class="footnotes" role="doc-endnotes" aria-label="{Footnotes}">
        <ol>
        <li id="fn-1">
        <p>{<1}Moorland{>} <a class="footnote-back" href="{page}#fnref-1" role="doc-backlink" aria-label="{BackToText}">↩︎</a></p>
        </li>
        </ol>
        </section>
    "#]],
    );
    check(
        "一致认为马雷克说。\n",
        expect![[r#"
        <p>一致认为{<0}马雷克{>}说。</p>
    "#]],
    );
}

#[test]
fn names_in_other_things_are_not_linked() {
    check(
        "`Marek` [Marek](a.md) ![Marek](a.png) [@marek] <https://marek.example/Marek> [see [Moorland]](a.md)\n\n> Marek\n\n```\nMarek\n```\n",
        expect![[r#"
            <p><code>Marek</code> <a href={a.md}>Marek</a> <img src={a.png} alt="Marek">{@marek} <a href={https://marek.example/Marek}>https://marek.example/Marek</a> <a href={a.md}>see [Moorland]</a></p>
            <blockquote>
            <p>Marek</p>
            </blockquote>
            {code }
        "#]],
    );
    check(
        "## Sources\n\nMarek, 2026\n",
        expect![[r#"
        <h2 id="sources" class="role-sources">Sources</h2>
        <p>Marek, 2026</p>
    "#]],
    );
    assert_eq!(mentions("`Marek` [Marek](a.md) ![Marek](a.png)\n\n> Marek\n\n# Marek\n"), "");
}

#[test]
fn names_and_claims_share_a_text() {
    check(
        "Marek stays (high confidence, says Marek). Moorland goes {#moor conf=low line=Marek}\n",
        expect![[r#"
            <p class="claim" id="moor">{<0}Marek{>} stays <span class="confidence confidence-low">(high confidence, says Marek)</span>. {<1}Moorland{>} goes{permalink moor}</p>
        "#]],
    );
    expect![[r#"
        Moorland: 1
        Marek: 0 claim 0 as Commissioner
        Marek: 0 claim 1
        Marek: 0
    "#]].assert_eq(&mentions(
        "## Assessment\n\nOld news of Moorland. Commissioner Marek stays (high confidence). Marek may (low confidence).\n\nMarek.\n",
    ));
}

#[test]
fn a_name_of_two_is_told_once() {
    check(
        "Twain came. Twain left. J. Novak.\n",
        expect![[r#"
        <p>Twain came. Twain left. {<2}J. Novak{>}.</p>
        entity-ambiguous: "Twain"
    "#]],
    );
}

#[test]
fn links_between_double_brackets() {
    check(
        "See [[berth-plan]] and [[Berth plan#dates|the *new* dates]] [1].\n",
        expect![[r#"
            <p>See <a href={berth-plan}>{title berth-plan}</a> and <a href={Berth plan#dates}>the <em>new</em> dates</a>{1}.</p>
        "#]],
    );
    check(
        "`[[a]]` [[1]](https://example.org/) [[1][2]] \\[[a]] *[[a|b*]]\n",
        expect![[r#"
        <p><code>[[a]]</code> <a href={https://example.org/}>[1]</a>{1 2} [[a]] <em>[[a|b</em>]]</p>
        cite-legacy: "[[1][2]]"
    "#]],
    );
    check(
        "| a |\n|---|\n| [[a\\|b]] |\n\n    [[a]]\n",
        expect![[r#"
        <div class="table" tabindex="0"><table>
        <thead><tr><th scope="col">a</th></tr></thead>
        <tbody>
        <tr><td><a href={a}>b</a></td></tr>
        </tbody></table></div>
        {code }
    "#]],
    );
}

#[test]
fn formulas_are_mathml_and_money_is_text() {
    check(
        "Cost $5 [1] and $10, where $n_1$ [1] is $2$.\n",
        expect![[r#"
        <p>Cost $5{1} and $10, where <math><semantics><msub><mi>n</mi><mn>1</mn></msub><annotation encoding="application/x-tex">n_1</annotation></semantics></math>{1} is <math><semantics><mn>2</mn><annotation encoding="application/x-tex">2</annotation></semantics></math>.</p>
    "#]],
    );
    check(
        "$$\nx^2 [1]\n$$\n",
        expect![[r#"
        <p><span class="math" tabindex="0"><math display="block"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo stretchy="false">[</mo><mn>1</mn><mo stretchy="false">]</mo></mrow><annotation encoding="application/x-tex">x^2 [1]</annotation></semantics></math></span></p>
    "#]],
    );
    check(
        "It is $\\foo$ and\n> $$a\n> \\bar{$$\n",
        expect![[r#"
        <p>It is <code>\foo</code> and</p>
        <blockquote>
        <p>$$a
        \bar{$$</p>
        </blockquote>
        bad-math: "\\foo"
    "#]],
    );
    check(
        "US$5 and `$x$` where $a*b$ and $c*d$ *and* \\$x$.\n",
        expect![[r#"
        <p>US$5 and <code>$x$</code> where <math><semantics><mrow><mi>a</mi><mo lspace="0.2222em" rspace="0.2222em">∗</mo><mi>b</mi></mrow><annotation encoding="application/x-tex">a*b</annotation></semantics></math> and <math><semantics><mrow><mi>c</mi><mo lspace="0.2222em" rspace="0.2222em">∗</mo><mi>d</mi></mrow><annotation encoding="application/x-tex">c*d</annotation></semantics></math> <em>and</em> $x$.</p>
    "#]],
    );
}

#[test]
fn figures_have_captions() {
    check(
        "![A map](map.png \"The *north* berth [1]\")\n",
        expect![[r#"
        <figure><img src={map.png} alt="A map">
        <figcaption>The <em>north</em> berth{1}</figcaption>
        </figure>
    "#]],
    );
    check(
        "> ![A map](map.png 'It\\'s $5')\n",
        expect![[r#"
        <blockquote>
        <figure><img src={map.png} alt="A map">
        <figcaption>It's $5</figcaption>
        </figure>
        </blockquote>
    "#]],
    );
    check(
        "![A map](map.png \"Not a\") figure ![](b.png)\n",
        expect![[r#"
        <p><img src={map.png} title="Not a" alt="A map"> figure <img src={b.png} alt=""></p>
        image-no-alt: "![](b.png)"
    "#]],
    );
    check(
        "{.decorative}\n![line](line.png)\n\n![](a.png)\n",
        expect![[r#"
        <p class="u-decorative"><img src={line.png} alt=""></p>
        <p><img src={a.png} alt=""></p>
        image-no-alt: "![](a.png)"
    "#]],
    );
}

#[test]
fn tables_have_captions() {
    check(
        "| a [2] |\n|---|\n| b [3] |\n\n: The *tides* [1]\n\nMore [4].\n",
        expect![[r#"
        <div class="table" tabindex="0" role="region" aria-label="The tides"><table>
        <caption>The <em>tides</em>{1}</caption>
        <thead><tr><th scope="col">a{2}</th></tr></thead>
        <tbody>
        <tr><td>b{3}</td></tr>
        </tbody></table></div>
        <p>More{4}.</p>
    "#]],
    );
    check(
        "| a |\n|---|\n| b |\n\nTable: Tides\n",
        expect![[r#"
        <div class="table" tabindex="0" role="region" aria-label="Tides"><table>
        <caption>Tides</caption>
        <thead><tr><th scope="col">a</th></tr></thead>
        <tbody>
        <tr><td>b</td></tr>
        </tbody></table></div>
    "#]],
    );
    check(
        "| a |\n|---|\n| b |\n\nTable:x\n\nTable: y\n",
        expect![[r#"
        <div class="table" tabindex="0"><table>
        <thead><tr><th scope="col">a</th></tr></thead>
        <tbody>
        <tr><td>b</td></tr>
        </tbody></table></div>
        <p>Table:x</p>
        <p>Table: y</p>
    "#]],
    );
}

#[test]
fn blocks_take_attributes_before_them() {
    check(
        "{#plan .wide lang=AR}\n> Quoted.\n",
        expect![[r#"
        <blockquote class="u-wide" id="plan" lang="ar" dir="rtl">
        <p>Quoted.</p>
        </blockquote>
    "#]],
    );
    check(
        "{#plan .wide}\n\nA paragraph [1] *x* [2].\n\n{lang=de}\n- Eins\n\n## Plan\n",
        expect![[r#"
        <p class="u-wide" id="plan">A paragraph{1} <em>x</em>{2}.</p>
        <ul lang="de" dir="ltr">
        <li>Eins</li>
        </ul>
        <h2 id="plan-2">Plan</h2>
    "#]],
    );
    check(
        "{.a role=watch}\n```sh\nls\n```\n\n{#t}\n\n| a |\n|---|\n| b |\n\n{#f}\n\n![A](a.png \"B\")\n",
        expect![[r#"
            <div class="u-a role-watch">
            {code sh}
            </div>
            <div class="table" id="t" tabindex="0"><table>
            <thead><tr><th scope="col">a</th></tr></thead>
            <tbody>
            <tr><td>b</td></tr>
            </tbody></table></div>
            <figure id="f"><img src={a.png} alt="A">
            <figcaption>B</figcaption>
            </figure>
        "#]],
    );
    check(
        "{#c1 conf=high}\n\nText {.x}.\n\n{.x}\n\n{not}\nthis\n\n{.last}\n",
        expect![[r#"
        <p>{#c1 conf=high}</p>
        <p>Text {.x}.</p>
        <p class="u-x">{not}
        this</p>
        <p>{.last}</p>
    "#]],
    );
    check(
        "{#1 .é-x dir=up lang=e_n rol=x word}\nText\n",
        expect![[r#"
        <p class="u-é-x">Text</p>
        bad-value: "{#1 .é-x dir=up lang=e_n rol=x word}"
        bad-value: "{#1 .é-x dir=up lang=e_n rol=x word}"
        bad-value: "{#1 .é-x dir=up lang=e_n rol=x word}"
        unknown-key: "{#1 .é-x dir=up lang=e_n rol=x word}"
        bad-value: "{#1 .é-x dir=up lang=e_n rol=x word}"
    "#]],
    );
    check(
        "{#own}\nIt stays open (high confidence) [1].\n",
        expect![[r#"
        <p class="claim" id="own"><span class="claim-start" id="c-2ab2a1"></span>It stays open <span class="confidence confidence-high">(high confidence)</span>{1}.{permalink c-2ab2a1}</p>
    "#]],
    );
}

#[test]
fn emphasis_beside_chinese() {
    check(
        "**“引用”**文字，这是**重点。**然后；他说**（注）**好。**[链接](a)**文字\n",
        expect![[r#"
        <p><strong>“引用”</strong>文字，这是<strong>重点。</strong>然后；他说<strong>（注）</strong>好。<strong><a href={a}>链接</a></strong>文字</p>
    "#]],
    );
    check(
        "这是*斜体。*然后~~删除。~~好 **テスト。**です **한국어(Korean)**을\n",
        expect![[r#"
        <p>这是<em>斜体。</em>然后<del>删除。</del>好 <strong>テスト。</strong>です <strong>한국어(Korean)</strong>을</p>
    "#]],
    );
    check(
        "a**\"b\"**c **x.**y \u{2800}**重点。**然后\n",
        expect![[r#"
        <p>a**&quot;b&quot;**c **x.**y ⠀**重点。**然后</p>
    "#]],
    );
    check(
        "`**重点。**然` [**“x”**中](b \"**重。**然\")\n",
        expect![[r#"
        <p><code>**重点。**然</code> <a href={b} title="**重。**然"><strong>“x”</strong>中</a></p>
    "#]],
    );
}

#[test]
fn components_take_the_data_that_they_describe() {
    let text = "Text [1].\n\n```toml {box}\ntitle = \"T\"\nnote = \"See *this* [2].\"\nnotes = [\"a [3]\"]\ncount = 3\n\
                free = { a = 1 }\n[[rows]]\non = 2026-02\n-14\n```\n";
    let parsed = read("", &text.replace("02\n-14", "02-14\nshare = 0.5\nsure = true"));
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.body.clusters.len(), 3);
    assert_eq!(parsed.body.components, ["box"]);
    expect![[r#"
        Table(
            [
                (
                    "count",
                    Integer(
                        3,
                    ),
                ),
                (
                    "free",
                    Table(
                        [
                            (
                                "a",
                                Integer(
                                    1,
                                ),
                            ),
                        ],
                    ),
                ),
                (
                    "note_html",
                    Markup(
                        Markup {
                            html: "See <em>this</em>.",
                            slots: [
                                Slot {
                                    at: 17,
                                    fill: Cite(
                                        1,
                                    ),
                                },
                            ],
                        },
                    ),
                ),
                (
                    "notes_html",
                    List(
                        [
                            Markup(
                                Markup {
                                    html: "a",
                                    slots: [
                                        Slot {
                                            at: 1,
                                            fill: Cite(
                                                2,
                                            ),
                                        },
                                    ],
                                },
                            ),
                        ],
                    ),
                ),
                (
                    "rows",
                    List(
                        [
                            Table(
                                [
                                    (
                                        "on",
                                        Date(
                                            Moment {
                                                instant: 2026-02-14T00:00:00Z,
                                                civil: 2026-02-14T00:00:00,
                                                offset: 00:00:00,
                                                precision: Day,
                                            },
                                        ),
                                    ),
                                    (
                                        "share",
                                        Number(
                                            0.5,
                                        ),
                                    ),
                                    (
                                        "sure",
                                        Boolean(
                                            true,
                                        ),
                                    ),
                                ],
                            ),
                        ],
                    ),
                ),
                (
                    "title",
                    Text(
                        "T",
                    ),
                ),
                (
                    "tone",
                    Text(
                        "plain",
                    ),
                ),
            ],
        )
    "#]]
    .assert_debug_eq(&parsed.prose.components[0].data);
    check(
        "```toml {box}\ntitel = 1\ntone = \"godo\"\ncount = \"3\"\nrows = [{ on = \"soon\" }, {}, 1]\n```\n",
        expect![[r#"
            {component 0}
            bad-component: "titel"
            bad-component: "\"3\""
            bad-component: "\"soon\""
            bad-component: "{}"
            bad-component: "1"
            bad-component: "```toml {box}"
            bad-component: "\"godo\""
        "#]],
    );
    check(
        "- a\n\n  ```toml {box}\n  title = 1\n  note =\n  ```\n",
        expect![[r#"
        <ul>
        <li>
        <p>a</p>
        {component 0}
        </li>
        </ul>
        bad-component: "```toml {box}\n  title = 1\n  note =\n  ```"
        bad-component: "```toml {box}\n  title = 1\n  note =\n  ```"
    "#]],
    );
    check(
        "```toml {bxo}\n```\n\n```toml {A b}\n```\n\n{#x}\n```toml {box}\ntitle = \"\"\n```\n",
        expect![[r#"
            {code toml}
            {code toml}
            <div id="x">
            {component 0}
            </div>
            unknown-component: "```toml {bxo}\n```"
        "#]],
    );
}

/// A heading without words is read aloud as nothing.
#[test]
fn an_empty_corner_of_a_table_is_no_heading() {
    check(
        "| | a |\n|---|---|\n| b | c |\n",
        expect![[r#"
        <div class="table" tabindex="0"><table>
        <thead><tr><td></td><th scope="col">a</th></tr></thead>
        <tbody>
        <tr><td>b</td><td>c</td></tr>
        </tbody></table></div>
    "#]],
    );
}
