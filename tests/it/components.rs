//! Components: data in a fence, drawn by a template of the theme or of the publication.

use std::fs;

use expect_test::expect;

use crate::edits::build;
use crate::site::{CONFIG, TestSite};

fn publication() -> TestSite {
    let drawn = "+++\ntitle = \"Depths\"\ndate = 2026-02-14\nlang = \"de\"\nsources = [{ title = \"Report\", url = \"https://quay.example/1\" }]\n+++\n\
                 See [[plain]]:\n\n```toml {depth}\nmetres = 12.5\non = 2026-02-13\nnote = \"At *low* water [1].\"\n```\n";
    TestSite::empty()
        .file("dateline.toml", format!("{CONFIG}[outputs]\nbrief = [\"html\", \"json\", \"md\"]\n"))
        .file("content/depths.md", drawn)
        .file("content/plain.md", "+++\ntitle = \"Plain\"\ndate = 2026-02-13\n+++\nNothing is drawn.\n")
        .file(
            "templates/components/depth.toml",
            "doc = \"A depth.\"\nkeys.metres = { type = \"number\", required = true }\nkeys.on = { type = \"date\" }\n\
             keys.note = { type = \"string\", markdown = true }\nkeys.unit = { type = \"string\", default = \"m\" }\n",
        )
        .file(
            "templates/components/depth.html",
            "<p>{{ data.metres }} {{ data.unit }}, <time datetime=\"{{ data.on.iso }}\">{{ data.on.label }}</time>: {{ data.note_html | safe }}</p>\n",
        )
}

/// The page between two marks.
fn part<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("{from} in {page}"));
    let end = page[start..].find(to).unwrap_or_else(|| panic!("{to} in {page}"));
    &page[start..start + end + to.len()]
}

#[test]
fn data_is_drawn_in_the_language_of_the_page() {
    let site = publication().run("build").succeeds();
    let page = site.output("2026/02/14/depths/index.html");
    expect![[r##"
        <p>See <a href="../../../../2026/02/13/plain/"><span lang="en" dir="ltr">Plain</span></a>:</p>
        <p>12.5 m, <time datetime="2026-02-13">13. Februar 2026</time>: At <em>low</em> water<sup class="cite"><a href="#s-1" id="r-1-1" data-k="quay-example-a814">1</a></sup>.</p>

        </div>"##]].assert_eq(part(&page, "<p>See", "</p>\n\n</div>").replace('\u{2060}', "").trim());
    assert!(site.output("2026/02/14/depths/index.md").contains("```toml {depth}\nmetres = 12.5"));
    let feed = site.output("feed.json");
    assert!(feed.contains("12.5 m, "), "{feed}");
}

/// A template of a component is reached by no template of a page, but by the text that it draws.
#[test]
fn a_template_is_felt_where_it_draws() {
    let site = publication();
    let root = site.dir().to_owned();
    let rendered = |what: &str| {
        let done = build(&root, "output", true, 0);
        assert!(!done.failed, "{what}: {:?}", done.diagnostics);
        done.work.rendered
    };
    rendered("first");
    assert_eq!(rendered("nothing new"), 0);
    let template = site.path("templates/components/depth.html");
    let text = fs::read_to_string(&template).expect("a template");
    fs::write(&template, text.replace("<p>", "<p class=\"depth\">")).expect("a template");
    // The page, and the feeds of the site, which carry whole texts.
    assert_eq!(rendered("a template"), 3);
    fs::write(site.path("content/plain.md"), "+++\ntitle = \"Plainer\"\ndate = 2026-02-13\n+++\nNothing.\n")
        .expect("a brief");
    rendered("a title");
    assert!(site.output("2026/02/14/depths/index.html").contains(">Plainer</span></a>"));
    fs::write(&template, "{{ data.nothing.here }}").expect("a template");
    let failed = build(&root, "output", true, 0);
    let said: Vec<_> = failed.diagnostics.iter().map(|it| (it.rule.name, &*it.path)).collect();
    assert!(said.contains(&("template-error", "templates/components/depth.html")), "{said:?}");
}

#[test]
fn the_default_theme_draws_its_own() {
    let text = "+++\ntitle = \"A\"\ndate = 2026-02-14\n+++\n\
        ```toml {timeline}\ntitle = \"The tender\"\n[[events]]\ndate = 2026-01-10\ntext = \"The <b> call\"\n\
        [[events]]\ndate = 2026-01-12\nuntil = 2026-01-20\ntext = \"Bids are *read*.\"\n```\n\n\
        ```toml {facts}\ntitle = \"Berth 4\"\nrows = [{ name = \"Depth\", value = \"12 m\" }]\n```\n\n\
        ```toml {compare}\ntitle = \"Bids\"\ncolumns = [\"North\", \"South\"]\nrows = [{ name = \"Cost\", cells = [\"$5m\", \"$6m\"] }]\n```\n";
    let site =
        TestSite::empty().file("dateline.toml", CONFIG).file("content/a.md", text).run("build").succeeds();
    let page = site.output("2026/02/14/a/index.html");
    expect![[r#"
        <figure class="timeline">
        <figcaption>The tender</figcaption>
        <ol>
        <li><p class="when"><time datetime="2026-01-10">10 January 2026</time></p>
        <p>The &lt;b&gt; call</p></li>
        <li><p class="when"><time datetime="2026-01-12">12 January 2026</time> – <time datetime="2026-01-20">20 January 2026</time></p>
        <p>Bids are <em>read</em>.</p></li>
        </ol>
        </figure>
        <figure class="fact-box">
        <figcaption>Berth 4</figcaption>
        <dl>
        <div><dt>Depth</dt><dd>12 m</dd></div>
        </dl>
        </figure>
        <div class="table compare" tabindex="0" role="region" aria-label="Bids"><table>
        <caption>Bids</caption>
        <thead><tr><td></td><th scope="col">North</th><th scope="col">South</th></tr></thead>
        <tbody>
        <tr><th scope="row">Cost</th><td>$5m</td><td>$6m</td></tr>
        </tbody>
        </table></div>"#]].assert_eq(part(&page, "<figure class=\"timeline\"", "</table></div>"));
}
