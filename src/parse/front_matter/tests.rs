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
    let scanner = Scanner::new(config);
    read(
        Context {
            config,
            scanner: &scanner,
            lexicon: None,
            components: &Default::default(),
            defaults: &defaults,
            digest: crate::digest::Digest::default(),
        },
        source,
        kind,
    )
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
    check_file(
        "",
        brief,
        expect![[r#"
        front-matter-fence "": the file is empty | begin it with `+++`, `title = "…"`, `date = 2026-02-14`, `+++`
        body ""
    "#]],
    );
    check_file(
        "\n \n",
        brief,
        expect![[r#"
        front-matter-fence "": the file is empty | begin it with `+++`, `title = "…"`, `date = 2026-02-14`, `+++`
        body ""
    "#]],
    );
    check_file(
        "# Title\n\nText",
        brief,
        expect![[r##"
        front-matter-fence "# Title": no front matter | begin the file with `+++`, `title = "…"`, `date = 2026-02-14`, `+++`
        body "# Title\n\nText"
    "##]],
    );
    check_file(
        "---\ntitle: T\n---\nText",
        brief,
        expect![[r#"
        front-matter-fence "---": front matter between `---` | write it as TOML between `+++`
        body "Text"
    "#]],
    );
    check_file(
        "---\ntitle: T\n",
        brief,
        expect![[r#"
        front-matter-fence "---": front matter between `---` | write it as TOML between `+++`
        body "---\ntitle: T\n"
    "#]],
    );
    check_file(
        "+++\ntitle = \"T\"\n\nText",
        brief,
        expect![[r#"
        front-matter-fence "+++": front matter that is not closed | end it with a line that holds only `+++`
        body ""
    "#]],
    );
    check_file(
        "+++",
        brief,
        expect![[r#"
        front-matter-fence "+++": front matter that is not closed | end it with a line that holds only `+++`
        body ""
    "#]],
    );
    check_file(
        "+++\n+++",
        brief,
        expect![[r#"
        missing-title "+++": no `title` | write `title = "…"`
        missing-date "+++": no `date` | write `date = 2026-02-14`, or `undated = true`
        body ""
    "#]],
    );
    check_file(
        "\n+++  \ntitle = \"T\"\ndate = 2026-02-14\n+++ \n+++\n",
        brief,
        expect![[r#"
        body "+++\n"
    "#]],
    );
}

#[test]
fn what_is_required() {
    check_file(
        "+++\ntitle = \" \"\ndate = 2026\n+++\n",
        FileKind::Brief,
        expect![[r#"
            missing-title "\" \"": `title` is blank | write what the brief says, on one line
            bad-date "2026": `date`: `2026` is a year without a month | write the month too: `2026-02`, or the whole date: `2026-02-14`
            body ""
        "#]],
    );
    check_file(
        "+++\ntitle = \"T\"\nupdated = 2026-02-14\n+++\n",
        FileKind::Brief,
        expect![[r#"
        date-from-updated "2026-02-14": no `date`, so `updated` is taken for it | write `date`: the day it was first published
        body ""
    "#]],
    );
    check_file(
        "+++\ntitle = \"T\"\nundated = true\n+++\n",
        FileKind::Brief,
        expect![[r#"
        body ""
    "#]],
    );
    // What cannot be read may be what seems to be missing.
    check_file(
        "+++\ntitle = T\n+++\n",
        FileKind::Brief,
        expect![[r#"
        bad-toml "T": a string without quotes | write it between quotes: `"`
        body ""
    "#]],
    );
    check_file(
        "+++\ntopic = \"x\"\n+++\n",
        FileKind::Page,
        expect![[r#"
            unknown-key "topic": unknown key `topic` | `topic` is a field of briefs, and this is a standing page
            missing-title "+++": no `title` | write `title = "…"`
            body ""
        "#]],
    );
    check_file(
        "+++\ntitle = \"About\"\ndescription = \"Who.\"\nmenu = true\ndraft = true\n+++\n",
        FileKind::Page,
        expect![[r#"
            body ""
        "#]],
    );
}

#[test]
fn titles() {
    check(
        &format!("short_title = \"a\\nb\"\noriginal_title = {}", 3),
        expect![[r#"
        bad-value "\"a\\nb\"": `short_title` has more than one line | write it on one line
        bad-value "3": `original_title` must be a string, not an integer | -
    "#]],
    );
    let text = format!("+++\ntitle = \"{}\"\nundated = true\n+++", "é".repeat(111));
    let source = Source::new("content/a.md", text.as_str());
    let read = read_in(&config(""), &[], &source, FileKind::Brief);
    assert_eq!(read.diagnostics[0].message, "a title of 111 characters; lists and cards have room for 110");
    assert_eq!(read.diagnostics[0].rule.name, "title-long");
}

#[test]
fn dates() {
    check(
        "updated = 2026-02-13",
        expect![[r#"
        updated-before-date "2026-02-13": `updated` is before `date`, 2026-02-14 | correct the one that is mistyped
    "#]],
    );
    check("updated = 2026-02-14T00:00:00+14:00", expect![[r#""#]]);
    check(
        "as_of = 2026-02-15\nreview_by = \"soon\"\nexpires = 22:47:00",
        expect![[r#"
        bad-date "\"soon\"": `review_by`: `soon` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
        bad-date "22:47:00": `expires`: a time without a date | write the day too: `2026-02-14T22:47:00Z`
        as-of-after-updated "2026-02-15": `as_of` is after `date`, 2026-02-14 | correct it, or say in `updated` when the text took in what came later
    "#]],
    );
    check(
        "updated = 2026-02-16\nas_of = 2026-02-17",
        expect![[r#"
        as-of-after-updated "2026-02-17": `as_of` is after `updated`, 2026-02-16 | correct it, or say in `updated` when the text took in what came later
    "#]],
    );
    check(
        "updated = 2026-02-16T10:00:00\nas_of = 2026-02-16T10:00",
        expect![[r#"
        date-no-zone "2026-02-16T10:00:00": `updated` has a time without a zone | `UTC` was assumed; write the offset: `2026-02-14T22:47:00Z`
    "#]],
    );
    check(
        "publish_at = \"3/4/2026\"\nexpires = true",
        expect![[r#"
        ambiguous-date "\"3/4/2026\"": `publish_at`: `3/4/2026` may be two days | write `2026-03-04` or `2026-04-03`, or set `order` under `[dates]`
        bad-value "true": `expires` must be a date, not `true` or `false` | -
    "#]],
    );
}

#[test]
fn a_revision_is_an_update() {
    let revised = "date = 2026-02-14\nrevisions = [{ date = 2026-02-20, kind = \"typo\" }, { date = 2026-02-16, kind = \"typo\" }]";
    assert_eq!(good(revised).updated.unwrap().value.iso(), "2026-02-20");
    assert_eq!(good(&format!("updated = 2026-02-21\n{revised}")).updated.unwrap().value.iso(), "2026-02-21");
    assert_eq!(good(&format!("updated = 2026-02-15\n{revised}")).updated.unwrap().value.iso(), "2026-02-20");
    check(
        "as_of = 2026-02-18\n[[revisions]]\ndate = 2026-02-16\nkind = \"typo\"",
        expect![[r#"
        as-of-after-updated "2026-02-18": `as_of` is after `updated`, 2026-02-16 | correct it, or say in `updated` when the text took in what came later
    "#]],
    );
    check(
        "[[revisions]]\nnote = \"x\"\n[[revisions]]\ndate = 2026-02-16\nkind = \"correction\"\n[[revisions]]\ndate = \"x\"\nkind = \"fix\"",
        expect![[r#"
            bad-date "\"x\"": `date`: `x` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            bad-value "\"fix\"": `kind` does not take `fix` | one of `typo`, `clarification`, `update`, `correction`, `retraction`
            bad-value "[[revisions]]": an entry of `revisions` needs `date` | -
            bad-value "[[revisions]]": an entry of `revisions` needs `kind` | -
            bad-value "[[revisions]]": a revision of kind `correction` needs `note` | tell readers what changed
        "#]],
    );
}

#[test]
fn unknown_and_misplaced_keys() {
    check(
        "topcis = \"energy\"\nfoobar = 1",
        expect![[r#"
        unknown-key "topcis": unknown key `topcis` | did you mean `topic`?
        unknown-key "foobar": unknown key `foobar` | keys of your own go under `[extra]`
    "#]],
    );
    check(
        "[[sources]]\ntitle = \"S\"\ntags = [\"a\"]\nauthor = \"b\"",
        expect![[r#"
        unknown-key "tags": unknown key `tags` in `sources` | `tags` belongs at the top, before the first `[table]`
        unknown-key "author": unknown key `author` in `sources` | did you mean `authors`?
    "#]],
    );
    check(
        "responsible = \"x\"\n[extra]\ntags = 1\nanything = { topcis = 1 }",
        expect![[r#"
        unknown-key "responsible": unknown key `responsible` | `responsible` belongs under `[provenance]`
    "#]],
    );
    check(
        "[provenance]\nreviewd_by = \"x\"\ndue = 2026-02-14",
        expect![[r#"
        unknown-key "reviewd_by": unknown key `reviewd_by` in `provenance` | did you mean `reviewed_by`?
        unknown-key "due": unknown key `due` in `provenance` | `due` belongs under `[[watch]]`
    "#]],
    );
    check(
        "menu = true\ndescription = \"x\"\n\"a\\nb\" = 1",
        expect![[r#"
            unknown-key "menu": unknown key `menu` | `menu` is a field of standing pages, under `content/pages/`
            unknown-key "description": unknown key `description` | a brief says it with `summary`
            unknown-key "\"a\\nb\"": unknown key `a\nb` | keys of your own go under `[extra]`
        "#]],
    );
}

#[test]
fn words_and_paths() {
    check(
        "kind = \"breif\"\nstatus = \"live\"\nlang = \"not a tag\"",
        expect![[r#"
        bad-value "\"breif\"": `kind` does not take `breif` | did you mean `brief`? One of `brief`, `watch`, `digest`, `assessment`, `forecast`, `analysis`, `report`, `fact-check`, `explainer`, `note`
        bad-value "\"live\"": `status` does not take `live` | one of `draft`, `published`, `unlisted`, `withdrawn`
        bad-value "\"not a tag\"": `not a tag` is not a language tag | write a BCP 47 tag: `en`, `zh-Hans`, `pt-BR`
    "#]],
    );
    check(
        "status = \"corrected\"",
        expect![[r#"
        bad-value "\"corrected\"": this status is derived, not written | a brief is corrected by a `[[revisions]]` entry of kind `correction`
    "#]],
    );
    check(
        "status = \"superseded\"",
        expect![[r#"
        bad-value "\"superseded\"": this status is derived, not written | a brief is superseded by `supersedes` in the newer one
    "#]],
    );
    check(
        "draft = true\nstatus = \"unlisted\"",
        expect![[r#"
        bad-value "true": `draft` beside `status = "unlisted"` | keep one of the two
    "#]],
    );
    check(
        "slug = \"Harbour Tender\"\naliases = [\"old\", \"//x\", \"/a/../b\", \"/a b\", \"/ok/\", 1]",
        expect![[r#"
            bad-value "\"Harbour Tender\"": `Harbour Tender` cannot be a slug | write `harbour-tender`
            bad-value "\"old\"": `old` is not an absolute path | write it from the root of the site: `/2025/harbour-tender/`
            bad-value "\"//x\"": `//x` is not an absolute path | write it from the root of the site: `/2025/harbour-tender/`
            bad-value "\"/a/../b\"": `/a/../b` is not an absolute path | write it from the root of the site: `/2025/harbour-tender/`
            bad-value "\"/a b\"": `/a b` is not an absolute path | write it from the root of the site: `/2025/harbour-tender/`
            bad-value "1": an entry of `aliases` must be a string, not an integer | -
        "#]],
    );
    check(
        "slug = \"港口\"\ntemplate = \"../x.html\"",
        expect![[r#"
        bad-value "\"../x.html\"": `template` must be a path under `templates/` | -
    "#]],
    );
    check(
        "slug = \"!!\"\nedition = 1.5\nweight = \"heavy\"",
        expect![[r#"
        bad-value "\"!!\"": `!!` cannot be a slug | write words joined by hyphens: `harbour-tender`
        bad-value "1.5": `edition` must be a string or an integer, not a decimal number | -
        bad-value "\"heavy\"": `weight` must be an integer, not a string | -
    "#]],
    );
    check(
        "topic = \"\"\nregions = [\" \"]\nchannel = [\"a\"]",
        expect![[r#"
        bad-value "\"\"": `topic` is blank | write it, or remove the key
        bad-value "\" \"": an entry of `regions` is blank | remove it
        bad-value "[\"a\"]": `channel` must be a string, not an array | -
    "#]],
    );
    check(
        "tlp = \"TLP:AMBER\"",
        expect![[r#"
        tlp-not-clear "\"TLP:AMBER\"": a brief marked TLP:AMBER in a public build | keep it out of this publication, or mark it `clear`
    "#]],
    );
    check(
        "tlp = \"purple\"",
        expect![[r#"
        bad-value "\"purple\"": `tlp` does not take `purple` | one of `clear`, `green`, `amber`, `amber+strict`, `red`
    "#]],
    );
    check(
        "tlp = \"TLP:CLEAR\"\nundated = 1\ntoc = \"no\"",
        expect![[r#"
        bad-value "1": `undated` must be `true` or `false`, not an integer | -
        bad-value "\"no\"": `toc` must be `true` or `false`, not a string | -
    "#]],
    );
    let tags: Vec<_> = (0..21).map(|it| format!("\"t{it}\"")).collect();
    check(
        &format!("tags = [{}]", tags.join(",")),
        expect![[r#"
        bad-value "[\"t0\",\"t1\",\"t2\",\"t3\",\"t4\",\"t5\",\"t6\",\"t7\",\"t8\",\"t9\",\"t10\",\"t11\",\"t12\",\"t13\",\"t14\",\"t15\",\"t16\",\"t17\",\"t18\",\"t19\",\"t20\"]": 21 tags, and 20 are allowed | keep those that a reader would look under
    "#]],
    );
    check(
        "tags = \"a, b\"\nsupersedes = 3\nrelated = [\"\"]",
        expect![[r#"
        bad-value "\"a, b\"": `tags` must be an array of strings, not a string | -
        bad-value "3": `supersedes` must be a string or an array of strings, not an integer | -
        bad-value "\"\"": an entry of `related` is blank | remove it
    "#]],
    );
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
        let it = good(&format!("undated = true\nlikelihood = {text}")).likelihood.clone().unwrap();
        (it.term, it.low, it.high, it.number)
    };
    assert_eq!(read("\"Very likely\""), (Some("Very likely".to_owned()), 0.8, 0.95, false));
    for word in ["Muy probable", "très probable", "sehr wahrscheinlich", "весьма вероятно", "дуже ймовірно"]
    {
        assert_eq!(read(&format!("\"{word}\"")), (Some(word.to_owned()), 0.8, 0.95, false));
    }
    for word in ["很可能", "可能性が高い", "가능성이 높다", "من المرجّح"] {
        assert_eq!(read(&format!("\"{word}\"")), (Some(word.to_owned()), 0.55, 0.8, false));
    }
    assert_eq!(read("0.65"), (None, 0.65, 0.65, true));
    assert_eq!(read("\"65%\""), (None, 0.65, 0.65, true));
    assert_eq!(read("[0.5, 0.8]"), (None, 0.5, 0.8, true));
    check(
        "likelihood = \"very likly\"",
        expect![[r#"
        bad-value "\"very likly\"": `very likly` is not a term of the scale `icd203` | did you mean `very likely`?
    "#]],
    );
    check(
        "likelihood = \"maybe\"",
        expect![[r#"
        bad-value "\"maybe\"": `maybe` is not a term of the scale `icd203` | one of `almost no chance`, `remote`, `remotely`, `very unlikely`, `highly improbable`, `unlikely`, `improbable`, `improbably`, `roughly even chance`, `even chance`, `roughly even odds`, `even odds`, `likely`, `probable`, `probably`, `very likely`, `highly probable`, `almost certain`, `almost certainly`, `nearly certain`; or a number: `0.65`, `"65%"`
    "#]],
    );
    check(
        "likelihood = 1",
        expect![[r#"
        likelihood-certain "1": a `likelihood` of exactly 1 leaves no room for being wrong | write a number between 0 and 1, or state it as a fact without one
    "#]],
    );
    check(
        "likelihood = \"0%\"",
        expect![[r#"
        likelihood-certain "\"0%\"": a `likelihood` of exactly 0 leaves no room for being wrong | write a number between 0 and 1, or state it as a fact without one
    "#]],
    );
    check(
        "likelihood = \"120%\"",
        expect![[r#"
        bad-value "\"120%\"": `likelihood` must be from 0% to 100% | -
    "#]],
    );
    check(
        "likelihood = 65",
        expect![[r#"
        bad-value "65": `likelihood` must be from 0 to 1 | -
    "#]],
    );
    check(
        "likelihood = [0.8, 0.5]",
        expect![[r#"
        bad-value "[0.8, 0.5]": `likelihood` runs from high to low | turn the two round
    "#]],
    );
    check(
        "likelihood = [0.8]",
        expect![[r#"
        bad-value "[0.8]": `likelihood` takes two numbers: `[0.55, 0.8]` | -
    "#]],
    );
    check(
        "likelihood = true",
        expect![[r#"
        bad-value "true": `likelihood` must be a term of the scale, a number from 0 to 1, a percentage or `[low, high]`, not `true` or `false` | -
    "#]],
    );
}

#[test]
fn confidences() {
    let it = good("undated = true\n[confidence]\nlevel = \"low-medium\"\nqualifier = \"one source\"")
        .confidence
        .unwrap();
    assert_eq!((it.label.as_str(), it.qualifier.as_deref()), ("low-medium", Some("one source")));
    assert_eq!(good("undated = true\nconfidence = \"moderate\"").confidence.unwrap().rung.word(), "medium");
    check(
        "confidence = \"sure\"",
        expect![[r#"
        confidence-bad-level "\"sure\"": `sure` is not a level of confidence | one of `low`, `low-medium`, `medium`, `medium-high`, `high`
    "#]],
    );
    check(
        "confidence = \"high-to-low\"",
        expect![[r#"
        confidence-wide "\"high-to-low\"": `high-to-low` is wider than one rung | it is filed under `medium`; name one rung, or two that touch, such as `low-to-medium`
    "#]],
    );
    check(
        "confidence = \"medium-to-low\"",
        expect![[r#"
        confidence-swapped "\"medium-to-low\"": `medium-to-low` runs from high to low | write `low-to-medium`
    "#]],
    );
    check(
        "confidence = 3\n",
        expect![[r#"
        bad-value "3": `confidence` must be a level or a table, not an integer | -
    "#]],
    );
    check(
        "confidence = { qualifier = \"x\" }\n",
        expect![[r#"
        bad-value "{ qualifier = \"x\" }": `confidence` needs `level` | write `level = "medium"`
    "#]],
    );
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
    check(
        "sources = [\"a\", \"b\", \"a\"]",
        expect![[r#"
        source-duplicate "\"a\"": source 3 is source 1 again: both have the key `a` | list a source once and cite its number again
    "#]],
    );
    check(
        "[[sources]]\nurl = \"https://Q.example/a#x\"\n[[sources]]\ntitle = \"T\"\nurl = \"https://q.example:443/a?fbclid=1\"",
        expect![[r#"
            source-duplicate "\"https://q.example:443/a?fbclid=1\"": source 2 is source 1 again: both have this address | list a source once and cite its number again
        "#]],
    );
    check(
        "sources = [\"Bad Key\", 3, {}]",
        expect![[r#"
        bad-value "\"Bad Key\"": `Bad Key` cannot be a key | use lower case letters, digits, `-` and `_`, and begin with a letter or digit
        bad-value "3": `sources` must be an array of keys and tables, not an integer | -
        bad-value "{}": a source needs `title` or `url` | -
    "#]],
    );
    check(
        "[[sources]]\nurl = \"javascript:alert(1)\"\nreliability = \"G\"\ncredibility = 7\nrelation = \"denies\"",
        expect![[r#"
            bad-value "\"javascript:alert(1)\"": `url` must be an http or https address | write it whole: `https://example.org/page`
            bad-value "\"G\"": `reliability` does not take `G` | one of `A`, `B`, `C`, `D`, `E`, `F`
            bad-value "7": `credibility` must be from 1 to 6 | -
            bad-value "\"denies\"": `relation` does not take `denies` | one of `supports`, `disputes`, `context`, `data`, `authority`
        "#]],
    );
    check(
        "[[sources]]\nkey = \"a\"\nid = \"b\"\ntype = \"blog\"\nlang = 3\npublished = \"2/3/2026\"",
        expect![[r#"
            bad-value "\"blog\"": `type` does not take `blog` | one of `news`, `official`, `statement`, `dataset`, `social`, `video`, `report`, `academic`, `book`, `legal`, `satellite`, `interview`, `wire`, `other`
            bad-value "3": `lang` must be a string, not an integer | -
            ambiguous-date "\"2/3/2026\"": `published`: `2/3/2026` may be two days | write `2026-02-03` or `2026-03-02`, or set `order` under `[dates]`
            bad-value "\"b\"": `id` beside `key` | keep `key` for a source of the registry, `id` for one that is described here
        "#]],
    );
    check(
        &format!(
            "[[sources]]\ntitle = \"T\"\ndescriptor = \"{}\"\nquote = \"{}\"",
            "d".repeat(241),
            "q".repeat(301)
        ),
        expect![[r#"
            bad-value "\"ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\"": `descriptor` has 241 characters, and 240 are allowed | shorten it
            bad-value "\"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq\"": `quote` has 301 characters, and 300 are allowed | shorten it
        "#]],
    );
    check(
        "sources = { a = 1 }",
        expect![[r#"
        bad-value "{ a = 1 }": `sources` must be an array of keys and tables, not a table | -
    "#]],
    );
    let many: Vec<_> = (0..1001).map(|it| format!("\"s{it}\"")).collect();
    check(
        &format!("sources = [{}]", many.join(",")),
        expect![[r#"
        bad-value "\"s999\"": more than 999 sources cannot be cited by number | split the brief
    "#]],
    );
}

#[test]
fn a_declared_count_is_compared() {
    let front = good("undated = true\nsources = [\"a\"]\nsources_declared = 3");
    let fault = source_count(&front, &"content/a.md".into()).unwrap();
    assert_eq!(fault.message, "`sources_declared` is 3, and the list has 1");
    assert!(
        source_count(&good("undated = true\nsources = [\"a\"]\nsources_declared = 1"), &"a".into()).is_none()
    );
    check(
        "sources_declared = -1",
        expect![[r#"
        bad-value "-1": `sources_declared` must be from 0 to 4294967295 | -
    "#]],
    );
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
    check(
        "model = 4",
        expect![[r#"
        bad-value "4": `model` must be a name, a table, or an array of them, not an integer | -
    "#]],
    );
    check(
        "model = [{ version = \"1\" }, { name = \"\", role = \"writes\" }]",
        expect![[r#"
        bad-value "{ version = \"1\" }": an entry of `model` needs `name` | -
        bad-value "\"\"": `name` is blank | write it, or remove the key
        bad-value "\"writes\"": `role` does not take `writes` | one of `research`, `draft`, `translate`, `review`
    "#]],
    );
    check(
        "provenance = { review = \"ai\", assistance = \"some\" }\nauthors = [{ url = \"x\" }, 1]",
        expect![[r#"
            bad-value "\"ai\"": `review` does not take `ai` | did you mean `AI`? One of `unreviewed`, `AI`, `human`, `human-updated`, `multi-party`
            bad-value "\"some\"": `assistance` does not take `some` | one of `none`, `minor`, `substantial`, `generated-human-directed`, `generated`
            bad-value "\"x\"": `url` must be an http or https address | write it whole: `https://example.org/page`
            bad-value "{ url = \"x\" }": an entry of `authors` needs `name` | -
            bad-value "1": an entry of `authors` must be a string, not an integer | -
        "#]],
    );
    check(
        "entities = [\"a\", { role = \"x\" }, { name = \"N\", kind = \"vessel\" }]\ngaps = [{ id = \"g\" }, 2]",
        expect![[r#"
            bad-value "{ role = \"x\" }": an entry of `entities` needs `name` | -
            bad-value "\"vessel\"": `kind` does not take `vessel` | one of `person`, `org`, `place`, `treaty`, `event`, `system`
            bad-value "{ id = \"g\" }": an entry of `gaps` needs `text` | -
            bad-value "2": an entry of `gaps` must be a string, not an integer | -
        "#]],
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
    expect![[r#"{"ach":{"hypotheses":["A","B"],"rows":[{"text":"R","src":[1],"credibility":2,"relevance":"high","cells":["I","-"]}]},"hypotheses":[{"id":"A","text":"T","likelihood":{"term":"likely","low":0.55,"high":0.8},"verdict":"leading","relation":{"excludes":["B"]}}],"watch":[{"id":"w1","text":"T","kind":"event","due":"2026-03-01","p":0.4,"status":"open"}]}"#]].assert_eq(&kept);
    check(
        "[[watch]]\nid = \"w1\"\n[[watch]]\nid = \"w1\"\ntext = \"x\"\nwindow = \"spring\"\nstaus = \"open\"",
        expect![[r#"
            bad-value "\"spring\"": `window` must be two dates | write `"2026-02/2026-04"`
            unknown-key "staus": unknown key `staus` in `watch` | did you mean `status`?
            bad-value "[[watch]]": an entry of `watch` needs `text` | -
            duplicate-id "[[watch]]": two entries of `watch` have the id `w1` | rename one of the two
        "#]],
    );
    check(
        "[[hypotheses]]\ntext = \"x\"\nverdict = \"best\"\nlikelihood = \"perhaps\"",
        expect![[r#"
        bad-value "\"best\"": `verdict` does not take `best` | one of `leading`, `viable`, `weakened`, `rejected`
        bad-value "\"perhaps\"": `perhaps` is not a term of the scale `icd203` | one of `almost no chance`, `remote`, `remotely`, `very unlikely`, `highly improbable`, `unlikely`, `improbable`, `improbably`, `roughly even chance`, `even chance`, `roughly even odds`, `even odds`, `likely`, `probable`, `probably`, `very likely`, `highly probable`, `almost certain`, `almost certainly`, `nearly certain`; or a number: `0.65`, `"65%"`
        bad-value "[[hypotheses]]": an entry of `hypotheses` needs `id` | -
    "#]],
    );
    check(
        "[ach]\nrows = [{ text = \"x\", cells = [\"Q\"], src = [0] }]",
        expect![[r#"
            bad-value "\"Q\"": `cells` does not take `Q` | one of `CC`, `C`, `N`, `I`, `II`, `-`
            bad-value "0": `src` must be from 1 to 999 | -
            bad-value "[ach]": `ach` needs `hypotheses` | -
        "#]],
    );
    check(
        "[[scenarios]]\nkind = \"good\"\nhorizon = \"soon\"\n[[recommendations]]\nhorizon = \"near\"\n[[implications]]\ntext = 1",
        expect![[r#"
            bad-value "\"good\"": `kind` does not take `good` | one of `best`, `worst`, `most-likely`, `wildcard`, `custom`
            bad-value "\"soon\"": `horizon` does not take `soon` | one of `immediate`, `near`, `medium`, `long`
            bad-value "[[scenarios]]": an entry of `scenarios` needs `text` | -
            bad-value "[[recommendations]]": an entry of `recommendations` needs `text` | -
            bad-value "1": `text` must be a string, not an integer | -
        "#]],
    );
    check(
        "hypotheses = 1\nach = []\nwatch = [1]",
        expect![[r#"
        bad-value "1": `hypotheses` must be an array of tables, not an integer | -
        bad-value "[]": `ach` must be a table, not an array | -
        bad-value "1": an entry of `watch` must be a table, not an integer | -
    "#]],
    );
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
    assert_eq!(front.channel.as_ref().unwrap().value, "main");
    assert_eq!(front.tags, []);
    assert_eq!(front.status, Status::Published);
    let extra = serde_json::Value::from(front.extra.clone());
    assert_eq!(extra, serde_json::json!({ "a": 1, "b": { "c": 2, "d": 1, "e": 3 } }));

    let all = super::defaults(&config, &defaults).diagnostics;
    expect![[r#"
        bad-value "3": `lang` must be a string, not an integer | -
    "#]]
    .assert_eq(&show(&all, &defaults[1].text));
    let broken = [Source::new("content/_defaults.toml", "topic =\ntopci = \"x\"")];
    expect![[r#"
        bad-toml "": a key without a value | write it after the `=`, or remove the key
    "#]]
    .assert_eq(&show(&super::defaults(&config, &broken).diagnostics, &broken[0].text));
}

#[test]
fn folder_defaults_of_standing_pages() {
    let config = config("");
    let defaults = [
        Source::new("content/_defaults.toml", "lang = \"fr\"\ntopic = \"far\""),
        Source::new("content/pages/rules/_defaults.toml", "weight = 7\ntoc = false\ntopic = \"x\""),
    ];
    let read = |path: &str| {
        let source = Source::new(path, "+++\ntitle = \"T\"\n+++\n");
        let read = read_in(&config, &defaults, &source, FileKind::Page);
        assert_eq!(read.diagnostics, []);
        let front = read.value.0;
        (front.weight, front.toc, front.lang.is_some())
    };
    assert_eq!(read("content/pages/rules/a.md"), (7, Some(false), false));
    assert_eq!(read("content/pages/about.md"), (0, None, false));
    expect![[r#"
        unknown-key "topic": unknown key `topic` | `topic` is a field of briefs, and this is a standing page
    "#]]
    .assert_eq(&show(&super::defaults(&config, &defaults).diagnostics, &defaults[1].text));
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
    for headers in [
        "[[sources]]\n",
        "[[sources]]\n[sources.csl]\nx = 1\n",
        "[[extra.a.b]]\n",
        "[extra]\n",
        "[extra.a]\nx = 1\n",
    ] {
        assert!(read(format!("+++\n{}\n+++", headers.repeat(10_000))) >= 1, "{headers}");
    }
    let sources = |count| (0..count).map(|it| format!("[[sources]]\nurl = \"https://quay.example/{it}\"\n"));
    assert!(read(format!("+++\n{}\n+++", sources(5_000).collect::<String>())) >= 1);
    assert!(read(format!("+++\n{}", "+ \n".repeat(100_000))) == 1);
}
