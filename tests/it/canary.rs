//! What is not public is nowhere: a publication with a brief in every state, each with words of its own in every field,
//! built with every output on, and looked through byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::server::{Server, address};
use crate::site::{NOW, TestSite};

/// Files by path.
type Tree = BTreeMap<String, Vec<u8>>;

/// States in which a brief is nowhere at all.
const HIDDEN: [(&str, &str); 3] = [
    ("draft", "status = \"draft\"\ndate = 2026-02-10"),
    ("future", "date = 2026-12-01"),
    ("embargoed", "date = 2026-02-10\npublish_at = 2026-12-01T00:00:00Z"),
];
const UNLISTED: (&str, &str) = ("unlisted", "status = \"unlisted\"\ndate = 2026-02-10");
const EXPIRED: (&str, &str) = ("expired", "date = 2026-02-10\nexpires = 2026-02-20");
const WITHDRAWN: (&str, &str) = ("withdrawn", "status = \"withdrawn\"\ndate = 2026-02-10");

/// Words that may be seen where a brief is only named: in lists, and on its page when its text is withdrawn. What it
/// cited stays among the sources, without what it quoted.
const NAMES: [&str; 28] = [
    "slug",
    "title",
    "short",
    "card",
    "original",
    "alias",
    "topic",
    "tag",
    "channel",
    "series",
    "edition",
    "model",
    "provider",
    "author",
    "responsible",
    "reviewer",
    "entity",
    "entityrole",
    "license",
    "rights",
    "note",
    "source",
    "sourcetitle",
    "host",
    "publisher",
    "sourceauthor",
    "descriptor",
    "archive",
];

const CONFIG: &str = r#"[site]
title = "Harbour Desk"
base_url = "https://desk.example/"
language = "en"
[organization]
name = "Harbour Desk"
[search]
url = "https://search.example/?q={searchTerms}"
[feeds]
for = ["site", "topics", "tags", "series", "channels", "sources", "entities"]
[entities]
stubs = true
[check.rules]
"translation-not-mutual" = "off"
"#;

/// A brief that all may read; the hidden ones share a source, a topic and a tag with it.
const PUBLIC: &str = r#"+++
title = "The berth plan"
date = 2026-02-12
topic = "Ports"
tags = ["berths"]
series = "Watch"
edition = "1"
channel = "Desk"
authors = ["I. Marek"]
model = "atlas-4"
related = ["first-look"]
[[sources]]
id = "shared"
url = "https://quay.example/plan"
+++
The berth opens in May (medium confidence) [1].
"#;

const OTHER: &str = r#"+++
title = "A first look"
date = 2026-02-01
topic = "Ports"
tags = ["berths"]
[[sources]]
id = "shared"
url = "https://quay.example/plan"
+++
Load was met [1]. See [the plan](berth-plan.md).
"#;

/// A brief in a state, with a word of its own in every field.
fn brief(state: &str, lines: &str) -> String {
    let w = |field: &str| format!("{state}{field}canary");
    format!(
        r#"+++
title = "{title}"
short_title = "{short}"
card_title = "{card}"
original_title = "{original}"
{lines}
lang = "de"
aliases = ["/{alias}/"]
topic = "{topic}"
tags = ["{tag}", "berths"]
channel = "{channel}"
series = "{series}"
edition = "{edition}"
summary = "{summary} [1]"
bluf = "{bluf}"
abstract = "{abstract_}"
authors = [{{ name = "{author}", url = "https://{author}.example/" }}]
entities = [{{ name = "{entity}", role = "{entityrole}", kind = "person" }}]
regions = ["{region}"]
techniques = ["{technique}"]
assumptions = ["{assumption}"]
gaps = ["{gap}"]
biases = ["{bias}"]
supersedes = ["berth-plan"]
related = ["berth-plan"]
translation_of = "first-look"
license = "{license}"
rights = "{rights}"
[[model]]
name = "{model}"
provider = "{provider}"
[confidence]
level = "medium"
qualifier = "{qualifier}"
basis = "{basis}"
[provenance]
assistance = "generated"
review = "human"
responsible = "{responsible}"
reviewed_by = "{reviewer}"
[[sources]]
id = "{source}"
title = "{sourcetitle}"
url = "https://{host}.example/x"
publisher = "{publisher}"
authors = ["{sourceauthor}"]
descriptor = "{descriptor}"
quote = "{quote}"
archived = "https://{archive}.example/x"
[[sources]]
id = "shared"
url = "https://quay.example/plan"
title = "{merged}"
publisher = "{mergedpublisher}"
descriptor = "{mergeddescriptor}"
independent_of = ["{origin}"]
[[revisions]]
date = 2026-02-11
kind = "correction"
note = "{note}"
+++
{body} opens in May (high confidence, {claim}) [1][2]. See [{link}](../berth-plan.md) and [[berth-plan]].

## {heading}

{mention} of Harbour Wire [2].

```text
{code}
```
"#,
        title = w("title"),
        short = w("short"),
        card = w("card"),
        original = w("original"),
        alias = w("alias"),
        topic = w("topic"),
        tag = w("tag"),
        channel = w("channel"),
        series = w("series"),
        edition = w("edition"),
        summary = w("summary"),
        bluf = w("bluf"),
        abstract_ = w("abstract"),
        author = w("author"),
        entity = w("entity"),
        entityrole = w("entityrole"),
        region = w("region"),
        technique = w("technique"),
        assumption = w("assumption"),
        gap = w("gap"),
        bias = w("bias"),
        license = w("license"),
        rights = w("rights"),
        model = w("model"),
        provider = w("provider"),
        qualifier = w("qualifier"),
        basis = w("basis"),
        responsible = w("responsible"),
        reviewer = w("reviewer"),
        source = w("source"),
        sourcetitle = w("sourcetitle"),
        host = w("host"),
        publisher = w("publisher"),
        sourceauthor = w("sourceauthor"),
        descriptor = w("descriptor"),
        quote = w("quote"),
        archive = w("archive"),
        merged = w("merged"),
        mergedpublisher = w("mergedpublisher"),
        mergeddescriptor = w("mergeddescriptor"),
        origin = w("origin"),
        note = w("note"),
        body = w("body"),
        claim = w("claim"),
        link = w("link"),
        heading = w("heading"),
        mention = w("mention"),
        code = w("code"),
    )
}

/// The publication with what all may read, and what waits in its registries for briefs that are not public.
fn publication() -> TestSite {
    let registered = |field: &str| -> String {
        let states = HIDDEN.iter().chain([&UNLISTED]);
        let one = |(state, _): &(&str, &str)| {
            format!("[{state}{field}canary]\nname = \"{state}registered{field}canary\"\n")
        };
        states.map(one).collect()
    };
    let mut site = TestSite::empty()
        .file("dateline.toml", CONFIG)
        .file("content/2026/berth-plan.md", PUBLIC)
        .file("content/2026/first-look.md", OTHER)
        .file("content/pages/methodology.md", "+++\ntitle = \"Methodology\"\n+++\nHow we work.\n");
    for (file, field) in [
        ("topics", "topic"),
        ("tags", "tag"),
        ("series", "series"),
        ("channels", "channel"),
        ("models", "model"),
    ] {
        site = site.file(&format!("content/registry/{file}.toml"), registered(field));
    }
    site
}

/// With a brief in a state, as a bundle with a file beside it.
fn with(site: TestSite, (state, lines): (&str, &str)) -> TestSite {
    let folder = format!("content/2026/{state}slugcanary");
    site.file(&format!("{folder}/index.md"), brief(state, lines))
        .file(&format!("{folder}/{state}filecanary.txt"), format!("{state}filebodycanary"))
}

/// With a brief in every state.
pub fn everything() -> TestSite {
    HIDDEN.into_iter().chain([UNLISTED, EXPIRED, WITHDRAWN]).fold(publication(), with)
}

fn build(site: TestSite, arguments: &str) -> (Tree, TestSite) {
    let _ = fs::remove_dir_all(site.path("output"));
    let site = site.run(&format!("build {arguments}")).succeeds();
    (site.tree("output"), site)
}

/// The canaries of a state in one file, its path among them.
fn canaries(state: &str, path: &str, bytes: &[u8]) -> Vec<String> {
    let text = format!("{path}\n{}", String::from_utf8_lossy(bytes)).to_lowercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|it| it.starts_with(state) && it.ends_with("canary")).map(str::to_owned).collect()
}

/// Nothing of a state is in a tree.
#[track_caller]
fn nowhere(state: &str, tree: &Tree) {
    for (path, bytes) in tree {
        assert_eq!(canaries(state, path, bytes), [""; 0], "`{path}` tells of what is {state}");
    }
}

/// What tells two trees apart.
fn differing(a: &Tree, b: &Tree) -> Vec<String> {
    let mut paths: Vec<_> = a.keys().chain(b.keys()).filter(|it| a.get(*it) != b.get(*it)).cloned().collect();
    paths.sort();
    paths.dedup();
    paths
}

/// A draft once stood in the counts of a topic; and a source that two briefs share once had the title that the hidden one
/// gave it.
#[test]
fn what_is_hidden_changes_nothing() {
    let (without, _) = build(publication(), "");
    let (all, site) = build(HIDDEN.into_iter().fold(publication(), with), "");
    for (state, _) in HIDDEN {
        nowhere(state, &all);
    }
    assert_eq!(differing(&without, &all), [""; 0]);

    // Each is shown by its own switch, and by no other's.
    let shown = |site: TestSite, switch: &str, shows: &[&str]| {
        let (tree, site) = build(site, switch);
        for (state, _) in HIDDEN {
            let page = tree.keys().find(|it| it.ends_with(&format!("{state}slugcanary/index.html")));
            if shows.contains(&state) {
                let page = page.unwrap_or_else(|| panic!("`{switch}` does not show what is {state}"));
                assert!(tree[page].windows(9).any(|it| it == b"bodycanar"), "{page}");
            } else {
                nowhere(state, &tree);
            }
        }
        site
    };
    let site = shown(site, "-D", &["draft"]);
    let site = shown(site, "-F", &["future", "embargoed"]);
    let site = shown(site, "-D -F", &["draft", "future", "embargoed"]);
    shown(site, "-E", &[]);
}

/// A link of a public brief to one that is not names it in the public one's own text.
#[test]
fn a_link_to_what_is_hidden_is_told_and_does_not_tell() {
    let links = "See [it](draftslugcanary/index.md), [it](/2026/02/10/draftslugcanary/) and \
        ![a map](draftslugcanary/draftfilecanary.txt).\n";
    let site = with(publication(), HIDDEN[0]).file(
        "content/2026/berth-plan.md",
        PUBLIC.replace("related = [", "related = [\"draftslugcanary\", ") + links,
    );
    let findings = site.findings("");
    assert!(findings.rules().contains(&"broken-link"), "{:?}", findings.rules());
    let site = findings.site.run("build").exits(1);
    let tree = if site.path("output").is_dir() { site.tree("output") } else { Tree::new() };
    nowhere("draft", &tree);
}

/// The manifest once said where unlisted briefs lie.
#[test]
fn what_is_unlisted_is_known_to_those_who_have_its_address() {
    let (without, _) = build(publication(), "");
    let (all, site) = build(with(publication(), UNLISTED), "");
    let own = |path: &str| path.contains("unlistedslugcanary") || path.starts_with("unlistedaliascanary/");
    let (mine, others): (Tree, Tree) = all.into_iter().partition(|(path, _)| own(path));
    nowhere("unlisted", &others);
    assert_eq!(differing(&without, &others), ["manifest.json"]);
    let paths: Vec<_> = mine.keys().map(|it| it.rsplit_once("canary/").map_or("", |it| it.1)).collect();
    assert_eq!(paths, ["index.html", "index.json", "index.md", "unlistedfilecanary.txt", "index.html"]);
    let page = String::from_utf8_lossy(&mine["2026/02/10/unlistedslugcanary/index.html"]);
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");

    // It goes when its file does, though the manifest does not say where it lies.
    fs::remove_dir_all(site.path("content/2026/unlistedslugcanary")).expect("it was there");
    let site = site.run("build").succeeds();
    assert_eq!(differing(&without, &site.tree("output")), [""; 0]);
}

/// Past its day a brief stays at its address and is in no list; with `-E` it is in all of them.
#[test]
fn what_has_expired_is_out_of_lists() {
    let (all, site) = build(with(publication(), EXPIRED), "");
    let own = |path: &str| path.contains("expiredslugcanary") || path.starts_with("expiredaliascanary/");
    let told: Vec<_> = all
        .iter()
        .filter(|(path, it)| !own(path) && !canaries("expired", path, it).is_empty())
        .map(|it| it.0)
        .collect();
    // The brief that it replaced says so, and the old address leads on.
    assert_eq!(
        told,
        [
            "2026/02/12/berth-plan/index.html",
            "2026/02/12/berth-plan/index.json",
            "_redirects",
            "manifest.json"
        ]
    );
    let (shown, _) = build(site, "-E");
    for path in
        ["feed.xml", "feed.json", "llms.txt", "index.json", "claims.json", "sources.json", "sitemap.xml"]
    {
        assert!(!canaries("expired", path, &shown[path]).is_empty(), "{path}");
    }
}

/// A withdrawn brief keeps its name and loses its text.
#[test]
fn what_is_withdrawn_loses_its_text() {
    let (all, _) = build(with(publication(), WITHDRAWN), "");
    let names: Vec<String> = NAMES.iter().map(|it| format!("withdrawn{it}canary")).collect();
    let files = ["withdrawnfilecanary".to_owned(), "withdrawnfilebodycanary".to_owned()];
    let mut faults = BTreeMap::new();
    for (path, bytes) in &all {
        let told = canaries("withdrawn", path, bytes);
        let told: BTreeSet<_> =
            told.into_iter().filter(|it| !names.contains(it) && !files.contains(it)).collect();
        if !told.is_empty() {
            faults.insert(path, told);
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A preview of what is published shows nothing else, at no address.
#[test]
fn watch_as_published_hides_what_is_hidden() {
    let site = HIDDEN.into_iter().fold(publication(), with);
    let (shown, site) = build(site, "-D -F");
    let (public, site) = build(site, "");
    let server = Server::start(&site, &format!("--as-published --no-reload --now {NOW}"));
    for path in shown.keys() {
        let reply = server.get(&format!("{}{}", server.base, address(path)));
        if reply.status == 200 && path != "manifest.json" {
            assert_eq!(Some(&reply.body), public.get(path), "{path}");
        } else if public.contains_key(path) {
            assert!(["manifest.json", "_headers", "_redirects"].contains(&path.as_str()), "{path}");
        }
        for (state, _) in HIDDEN {
            assert_eq!(canaries(state, "", &reply.body), [""; 0], "{path}");
        }
    }
}
