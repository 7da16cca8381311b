use expect_test::{Expect, expect};

use super::*;
use crate::model::config::Config;
use crate::model::front_matter::{Assistance, Review, Status};
use crate::parse::claims::Scanner;

fn config(text: &str) -> Config {
    crate::parse::config::read(&Source::new("dateline.toml", text)).value
}

fn read_in(
    config: &Config,
    defaults: &[Source],
    source: &Source,
    kind: FileKind,
) -> Reported<(FrontMatter, usize)> {
    let defaults = super::defaults(config, defaults).value;
    let scanner = Scanner::new(&config.estimative);
    read(Context { config, scanner: &scanner, defaults: &defaults }, source, kind)
}

fn show(diagnostics: &[Diagnostic], text: &str) -> String {
    let mut out = String::new();
    for it in diagnostics {
        let accused = it.span.and_then(|span| text.get(span.range())).unwrap_or_default();
        let hint = it.hint.as_deref().unwrap_or("-");
        out += &format!("{} {accused:?}: {} | {hint}\n", it.rule.name, it.message);
    }
    out
}

/// What is said of a whole file.
fn check_file(text: &str, kind: FileKind, expected: Expect) {
    let source = Source::new("content/a.md", text);
    let read = read_in(&config(""), &[], &source, kind);
    let rest = &text[read.value.1..];
    expected.assert_eq(&format!("{}body {rest:?}\n", show(&read.diagnostics, text)));
}

/// What is said of fields beneath a title and a date.
fn check(fields: &str, expected: Expect) {
    let text = format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n{fields}\n+++\n");
    let source = Source::new("content/a.md", text.as_str());
    let read = read_in(&config(""), &[], &source, FileKind::Brief);
    expected.assert_eq(&show(&read.diagnostics, &text));
}

/// The fields of a brief without a fault.
fn good(fields: &str) -> FrontMatter {
    let text = format!("+++\ntitle = \"T\"\n{fields}\n+++\n");
    let source = Source::new("content/a.md", text.as_str());
    let read = read_in(&config(""), &[], &source, FileKind::Brief);
    assert_eq!(show(&read.diagnostics, &text), "");
    read.value.0
}

#[test]
fn two_lines_make_a_brief() {
    let text = "+++\ntitle = \"Harbour\"\ndate = 2026-02-14\n+++\n\nBody.";
    let source = Source::new("content/a.md", text);
    let read = read_in(&config(""), &[], &source, FileKind::Brief);
    assert_eq!(read.diagnostics, []);
    let (front, body) = read.value;
    assert_eq!((front.title.value.as_str(), &text[front.title.span.range()]), ("Harbour", "\"Harbour\""));
    assert_eq!(front.date.unwrap().value.iso(), "2026-02-14");
    assert_eq!(&text[body..], "\nBody.");
    assert_eq!(&text[front.span.range()], "title = \"Harbour\"\ndate = 2026-02-14\n");
}

#[test]
fn fences() {
    let brief = FileKind::Brief;
    check_file("", brief, expect![[r#""#]]);
    check_file("\n \n", brief, expect![[r#""#]]);
    check_file("# Title\n\nText", brief, expect![[r#""#]]);
    check_file("---\ntitle: T\n---\nText", brief, expect![[r#""#]]);
    check_file("---\ntitle: T\n", brief, expect![[r#""#]]);
    check_file("+++\ntitle = \"T\"\n\nText", brief, expect![[r#""#]]);
    check_file("+++", brief, expect![[r#""#]]);
    check_file("+++\n+++", brief, expect![[r#""#]]);
    check_file("\n+++  \ntitle = \"T\"\ndate = 2026-02-14\n+++ \n+++\n", brief, expect![[r#""#]]);
}

#[test]
fn what_is_required() {
    check_file("+++\ntitle = \" \"\ndate = 2026\n+++\n", FileKind::Brief, expect![[r#""#]]);
    check_file("+++\ntitle = \"T\"\nupdated = 2026-02-14\n+++\n", FileKind::Brief, expect![[r#""#]]);
    check_file("+++\ntitle = \"T\"\nundated = true\n+++\n", FileKind::Brief, expect![[r#""#]]);
    // What cannot be read may be what seems to be missing.
    check_file("+++\ntitle = T\n+++\n", FileKind::Brief, expect![[r#""#]]);
    check_file("+++\ntopic = \"x\"\n+++\n", FileKind::Page, expect![[r#""#]]);
    check_file(
        "+++\ntitle = \"About\"\ndescription = \"Who.\"\nmenu = true\ndraft = true\n+++\n",
        FileKind::Page,
        expect![[r#""#]],
    );
}

#[test]
fn titles() {
    check(&format!("short_title = \"a\\nb\"\noriginal_title = {}", 3), expect![[r#""#]]);
    let text = format!("+++\ntitle = \"{}\"\nundated = true\n+++", "é".repeat(111));
    let source = Source::new("content/a.md", text.as_str());
    let read = read_in(&config(""), &[], &source, FileKind::Brief);
    assert_eq!(read.diagnostics[0].message, "a title of 111 characters");
    assert_eq!(read.diagnostics[0].rule.name, "title-long");
}

#[test]
fn dates() {
    check("updated = 2026-02-13", expect![[r#""#]]);
    check("updated = 2026-02-14T00:00:00+14:00", expect![[r#""#]]);
    check("as_of = 2026-02-15\nreview_by = \"soon\"\nexpires = 22:47:00", expect![[r#""#]]);
    check("updated = 2026-02-16\nas_of = 2026-02-17", expect![[r#""#]]);
    check("updated = 2026-02-16T10:00:00\nas_of = 2026-02-16T10:00", expect![[r#""#]]);
    check("publish_at = \"3/4/2026\"\nexpires = true", expect![[r#""#]]);
}

#[test]
fn a_revision_is_an_update() {
    let revised = "date = 2026-02-14\nrevisions = [{ date = 2026-02-20, kind = \"typo\" }, { date = 2026-02-16, kind = \"typo\" }]";
    assert_eq!(good(revised).updated.unwrap().value.iso(), "2026-02-20");
    assert_eq!(good(&format!("updated = 2026-02-21\n{revised}")).updated.unwrap().value.iso(), "2026-02-21");
    assert_eq!(good(&format!("updated = 2026-02-15\n{revised}")).updated.unwrap().value.iso(), "2026-02-20");
    check("as_of = 2026-02-18\n[[revisions]]\ndate = 2026-02-16\nkind = \"typo\"", expect![[r#""#]]);
    check(
        "[[revisions]]\nnote = \"x\"\n[[revisions]]\ndate = 2026-02-16\nkind = \"correction\"\n[[revisions]]\ndate = \"x\"\nkind = \"fix\"",
        expect![[r#""#]],
    );
}

#[test]
fn unknown_and_misplaced_keys() {
    check("topcis = \"energy\"\nfoobar = 1", expect![[r#""#]]);
    check("[[sources]]\ntitle = \"S\"\ntags = [\"a\"]\nauthor = \"b\"", expect![[r#""#]]);
    check("responsible = \"x\"\n[extra]\ntags = 1\nanything = { topcis = 1 }", expect![[r#""#]]);
    check("[provenance]\nreviewd_by = \"x\"\ndue = 2026-02-14", expect![[r#""#]]);
    check("menu = true\n\"a\\nb\" = 1", expect![[r#""#]]);
}

#[test]
fn words_and_paths() {
    check("kind = \"breif\"\nstatus = \"live\"\nlang = \"not a tag\"", expect![[r#""#]]);
    check("status = \"corrected\"", expect![[r#""#]]);
    check("status = \"superseded\"", expect![[r#""#]]);
    check("draft = true\nstatus = \"unlisted\"", expect![[r#""#]]);
    check(
        "slug = \"Harbour Tender\"\naliases = [\"old\", \"//x\", \"/a/../b\", \"/a b\", \"/ok/\", 1]",
        expect![[r#""#]],
    );
    check("slug = \"港口\"\ntemplate = \"../x.html\"", expect![[r#""#]]);
    check("slug = \"!!\"\nedition = 1.5\nweight = \"heavy\"", expect![[r#""#]]);
    check("topic = \"\"\nregions = [\" \"]\nchannel = [\"a\"]", expect![[r#""#]]);
    check("tlp = \"TLP:AMBER\"", expect![[r#""#]]);
    check("tlp = \"purple\"", expect![[r#""#]]);
    check("tlp = \"TLP:CLEAR\"\nundated = 1\ntoc = \"no\"", expect![[r#""#]]);
    let tags: Vec<_> = (0..21).map(|it| format!("\"t{it}\"")).collect();
    check(&format!("tags = [{}]", tags.join(",")), expect![[r#""#]]);
    check("tags = \"a, b\"\nsupersedes = 3\nrelated = [\"\"]", expect![[r#""#]]);
}

#[test]
fn status_and_draft_are_one() {
    assert_eq!(good("undated = true\ndraft = true").status, Status::Draft);
    assert_eq!(good("undated = true\ndraft = true\nstatus = \"draft\"").status, Status::Draft);
    assert_eq!(good("undated = true\ndraft = false\nstatus = \"unlisted\"").status, Status::Unlisted);
}

#[test]
fn likelihoods() {
    let read = |text: &str| {
        let it = good(&format!("undated = true\nlikelihood = {text}")).likelihood.unwrap();
        (it.term, it.low, it.high, it.number)
    };
    assert_eq!(read("\"Very likely\""), (Some("Very likely".to_owned()), 0.8, 0.95, false));
    assert_eq!(read("0.65"), (None, 0.65, 0.65, true));
    assert_eq!(read("\"65%\""), (None, 0.65, 0.65, true));
    assert_eq!(read("[0.5, 0.8]"), (None, 0.5, 0.8, true));
    check("likelihood = \"very likly\"", expect![[r#""#]]);
    check("likelihood = \"maybe\"", expect![[r#""#]]);
    check("likelihood = 1", expect![[r#""#]]);
    check("likelihood = \"0%\"", expect![[r#""#]]);
    check("likelihood = \"120%\"", expect![[r#""#]]);
    check("likelihood = 65", expect![[r#""#]]);
    check("likelihood = [0.8, 0.5]", expect![[r#""#]]);
    check("likelihood = [0.8]", expect![[r#""#]]);
    check("likelihood = true", expect![[r#""#]]);
}

#[test]
fn confidences() {
    let it = good("undated = true\n[confidence]\nlevel = \"low-medium\"\nqualifier = \"one source\"")
        .confidence
        .unwrap();
    assert_eq!((it.label.as_str(), it.qualifier.as_deref()), ("low-medium", Some("one source")));
    check("confidence = 3\n", expect![[r#""#]]);
    check("confidence = { qualifier = \"x\" }\n", expect![[r#""#]]);
}

#[test]
fn sources_are_numbered_in_their_order() {
    let front = good(
        "undated = true\nsources = [\"harbor-1\", { key = \"quay-1\", credibility = 2, relation = \"disputes\", locator = \"para 4\", quote = \"no\" },\n\
         { title = \"Notice\", url = \"https://quay.example/a?utm_source=x\", id = \"n-1\", accessed = 2026-02-14, type = \"official\", access = \"open\",\n\
         archived = \"https://web.archive.org/web/20260214103000/https://quay.example/a\", reliability = \"B\", origin = \"primary\" }]",
    );
    let shown: Vec<_> = front
        .sources
        .iter()
        .map(|it| (it.number, it.key.as_ref().map(|key| key.value.as_str()), it.by_reference))
        .collect();
    assert_eq!(shown, [(1, Some("harbor-1"), true), (2, Some("quay-1"), true), (3, Some("n-1"), false)]);
    assert_eq!(front.sources[1].credibility, Some(2));
    assert_eq!(front.sources[1].relation.word(), "disputes");
    let fields = &front.sources[2].fields;
    assert_eq!(fields.archived_at.as_ref().unwrap().value.iso(), "2026-02-14T10:30:00Z");
    assert_eq!(fields.reliability.as_ref().unwrap().value, 'B');
    assert!(front.sources[2].accessed.is_some());
}

#[test]
fn sources_are_checked() {
    check("sources = [\"a\", \"b\", \"a\"]", expect![[r#""#]]);
    check(
        "[[sources]]\nurl = \"https://Q.example/a#x\"\n[[sources]]\ntitle = \"T\"\nurl = \"https://q.example:443/a?fbclid=1\"",
        expect![[r#""#]],
    );
    check("sources = [\"Bad Key\", 3, {}]", expect![[r#""#]]);
    check(
        "[[sources]]\nurl = \"javascript:alert(1)\"\nreliability = \"G\"\ncredibility = 7\nrelation = \"denies\"",
        expect![[r#""#]],
    );
    check(
        "[[sources]]\nkey = \"a\"\nid = \"b\"\ntype = \"blog\"\nlang = 3\npublished = \"2/3/2026\"",
        expect![[r#""#]],
    );
    check(
        &format!(
            "[[sources]]\ntitle = \"T\"\ndescriptor = \"{}\"\nquote = \"{}\"",
            "d".repeat(241),
            "q".repeat(301)
        ),
        expect![[r#""#]],
    );
    check("sources = { a = 1 }", expect![[r#""#]]);
    let many: Vec<_> = (0..1001).map(|it| format!("\"s{it}\"")).collect();
    check(&format!("sources = [{}]", many.join(",")), expect![[r#""#]]);
}

#[test]
fn a_declared_count_is_compared() {
    let front = good("undated = true\nsources = [\"a\"]\nsources_declared = 3");
    let fault = source_count(&front, &"content/a.md".into()).unwrap();
    assert_eq!(fault.message, "`sources_declared` is 3, and 1 are listed");
    assert!(
        source_count(&good("undated = true\nsources = [\"a\"]\nsources_declared = 1"), &"a".into()).is_none()
    );
    check("sources_declared = -1", expect![[r#""#]]);
}

#[test]
fn models_and_provenance() {
    let front = good(
        "undated = true\nmodel = [\"atlas-4\", { name = \"gale\", role = \"translate\", params = { t = 0.2, m = \"x\" } }]",
    );
    assert_eq!(front.models[1].params["t"], "0.2");
    assert_eq!(front.models[1].params["m"], "x");
    assert_eq!(front.provenance.assistance, Some(Assistance::Generated));
    assert_eq!(front.provenance.review, Some(Review::Unreviewed));
    let front =
        good("undated = true\nmodel = \"atlas-4\"\nprovenance = { review = \"human\", responsible = \"I\" }");
    assert_eq!(front.provenance.assistance, Some(Assistance::Generated));
    assert_eq!(front.provenance.review, Some(Review::Human));
    assert_eq!(good("undated = true").provenance.assistance, None);
    check("model = 4", expect![[r#""#]]);
    check("model = [{ version = \"1\" }, { name = \"\", role = \"writes\" }]", expect![[r#""#]]);
    check(
        "provenance = { review = \"ai\", assistance = \"some\" }\nauthors = [{ url = \"x\" }, 1]",
        expect![[r#""#]],
    );
    check(
        "entities = [\"a\", { role = \"x\" }, { name = \"N\", kind = \"vessel\" }]\ngaps = [{ id = \"g\" }, 2]",
        expect![[r#""#]],
    );
}

#[test]
fn structures_are_checked_and_kept() {
    let front = good(
        "undated = true\n[[watch]]\nid = \"w1\"\ntext = \"T\"\nkind = \"event\"\ndue = 2026-03-01\np = 0.4\nstatus = \"open\"\n\
         [[hypotheses]]\nid = \"A\"\ntext = \"T\"\nlikelihood = \"likely\"\nverdict = \"leading\"\nrelation = { excludes = [\"B\"] }\n\
         [ach]\nhypotheses = [\"A\", \"B\"]\nrows = [{ text = \"R\", src = [1], credibility = 2, relevance = \"high\", cells = [\"I\", \"-\"] }]",
    );
    let kept = serde_json::to_string(&front.structures).unwrap();
    expect![[r#""#]].assert_eq(&kept);
    check(
        "[[watch]]\nid = \"w1\"\n[[watch]]\nid = \"w1\"\ntext = \"x\"\nwindow = \"spring\"\nstaus = \"open\"",
        expect![[r#""#]],
    );
    check("[[hypotheses]]\ntext = \"x\"\nverdict = \"best\"\nlikelihood = \"perhaps\"", expect![[r#""#]]);
    check("[ach]\nrows = [{ text = \"x\", cells = [\"Q\"], src = [0] }]", expect![[r#""#]]);
    check(
        "[[scenarios]]\nkind = \"good\"\nhorizon = \"soon\"\n[[recommendations]]\nhorizon = \"near\"\n[[implications]]\ntext = 1",
        expect![[r#""#]],
    );
    check("hypotheses = 1\nach = []\nwatch = [1]", expect![[r#""#]]);
}

#[test]
fn folder_defaults() {
    let config = config("");
    let defaults = [
        Source::new(
            "content/_defaults.toml",
            "topic = \"far\"\nchannel = \"main\"\ntags = [\"x\"]\nstatus = \"draft\"\n[extra]\na = 1\nb = { c = 1, d = 1 }",
        ),
        Source::new("content/2026/_defaults.toml", "topic = \"near\"\nlang = 3\nextra = { b = { c = 2 } }"),
        Source::new("content/2025/_defaults.toml", "topic = \"elsewhere\""),
    ];
    let text =
        "+++\ntitle = \"T\"\ndate = 2026-02-14\ntags = []\ndraft = false\nextra = { b = { e = 3 } }\n+++\n";
    let source = Source::new("content/2026/a.md", text);
    let read = read_in(&config, &defaults, &source, FileKind::Brief);
    // The fault of the defaults is not repeated for each brief.
    assert_eq!(read.diagnostics, []);
    let front = read.value.0;
    assert_eq!(front.topic, Some(crate::source::Spanned::new("near".to_owned(), Span::new(0, 3))));
    assert_eq!(front.channel.unwrap().value, "main");
    assert_eq!(front.tags, []);
    assert_eq!(front.status, Status::Published);
    let extra = serde_json::Value::from(front.extra);
    assert_eq!(extra, serde_json::json!({ "a": 1, "b": { "c": 2, "d": 1, "e": 3 } }));

    let all = super::defaults(&config, &defaults).diagnostics;
    expect![[r#""#]].assert_eq(&show(&all, &defaults[1].text));
    let broken = [Source::new("content/_defaults.toml", "topic =\ntopci = \"x\"")];
    expect![[r#""#]].assert_eq(&show(&super::defaults(&config, &broken).diagnostics, &broken[0].text));
}

#[test]
fn every_row_has_an_example_that_reads() {
    for kind in [FileKind::Brief, FileKind::Page] {
        for row in fields(kind) {
            let own = match row.name {
                "title" => "date = 2026-02-14",
                "date" => "title = \"T\"",
                "as_of" | "updated" => "title = \"T\"\ndate = 2026-02-13",
                _ if kind == FileKind::Page => "title = \"T\"",
                _ => "title = \"T\"\ndate = 2026-02-14",
            };
            let own = if kind == FileKind::Page && row.name == "title" { "" } else { own };
            let text = format!("+++\n{own}\n{} = {}\n+++\n", row.name, row.example);
            let read = read_in(&config(""), &[], &Source::new("content/a.md", text.as_str()), kind);
            assert_eq!(show(&read.diagnostics, &text), "", "{}", row.name);
            assert!(row.doc.ends_with('.'), "{}", row.name);
        }
    }
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    let read = |text: String| {
        read_in(&config(""), &[], &Source::new("content/a.md", text), FileKind::Brief).diagnostics.len()
    };
    assert!(read(format!("+++\ntitle = \"{}\"\ndate = 2026-02-14\n+++", "x".repeat(1_000_000))) == 1);
    assert!(read(format!("+++\nx = {}\n+++", "[".repeat(100_000))) >= 1);
    assert!(read(format!("+++\n{}\n+++", "[[sources]]\n".repeat(20_000))) >= 1);
    assert!(read(format!("+++\n{}", "+ \n".repeat(100_000))) == 1);
}
