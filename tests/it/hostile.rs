//! Bad input: a diagnostic with its place, never a panic, never a stuck build (PROMISES B5–B11).

use std::fs;

use crate::site::{BRIEF, TestSite};

/// `check` over one brief, which must end in time.
#[track_caller]
fn check(content: impl AsRef<[u8]>) -> crate::site::Findings {
    let findings = TestSite::new().file("content/a.md", content).findings("");
    for it in &findings.all {
        let message = it["message"].as_str().unwrap_or_default();
        assert!(!message.is_empty() && message.len() < 2000, "a message of {} bytes", message.len());
    }
    findings
}

fn with_body(body: &str) -> String {
    format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n+++\n{body}\n")
}

#[test]
fn an_empty_file() {
    check("").has("front-matter-fence");
    check("\n").has("front-matter-fence");
    check("+++\n+++\n").has("missing-title").has("missing-date");
}

#[test]
fn front_matter_that_is_never_closed() {
    check("+++\ntitle = \"A\"\ndate = 2026-02-14\n\nA body.\n").has("front-matter-fence");
    check("+++").has("front-matter-fence");
    check("---\ntitle: A\n---\n").has("front-matter-fence");
}

#[test]
fn every_fault_of_broken_toml_has_its_place() {
    let all =
        check("+++\ntitle = \ndate = 2026-02-14\ntopic = \"a\ntags = [\"x\"\nlang = \"en\"\n= 3\n+++\n").all;
    let lines: Vec<_> =
        all.iter().filter(|it| it["rule"] == "bad-toml").map(|it| it["line"].as_u64()).collect();
    assert!(lines.len() >= 3 && lines.is_sorted(), "{all:#?}");
    assert!(all.iter().filter(|it| it["rule"] == "bad-toml").count() <= 10);
}

#[test]
fn broken_toml_by_the_thousand_is_cut_off() {
    let all = check(format!("+++\n{}+++\n", "x y\n".repeat(1000))).all;
    assert!((1..=20).contains(&all.len()), "{} findings", all.len());
}

#[test]
fn wrong_types_unknown_keys_and_wrong_tables() {
    let head = "+++\ntitle = 3\ndate = 2026-02-14\ntags = \"x\"\nslug = true\nzzz = 1\n[provenance]\ntopic = \"x\"\n+++\n";
    check(head).has("bad-value").has("unknown-key");
    TestSite::new().file("dateline.toml", "title = \"x\"\n[site]\npage_size = 3\n").run("check").exits(2);
}

#[test]
fn dates_that_are_none() {
    for date in [
        "\"yesterday\"",
        "\"2026-13-45\"",
        "\"2026-02-30\"",
        "2026",
        "\"2026\"",
        "12:00:00",
        "true",
        "\"0000-00-00\"",
        "\"99999-01-01\"",
        "\"2026-02-14T25:61:00Z\"",
        "\"\"",
    ] {
        let text = BRIEF.replace("date = 2026-02-14\n", &format!("date = {date}\n"));
        let found = check(text);
        let found = found.rules().iter().any(|it| matches!(*it, "bad-date" | "bad-toml" | "bad-value"));
        assert!(found, "{date} was taken");
    }
}

#[test]
fn dates_at_the_edges_of_the_calendar() {
    for date in [
        "0001-01-01",
        "9999-12-31",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "2024-02-29",
        "2016-12-31T23:59:60Z",
        "\"9999-12-31 23:59:59\"",
    ] {
        check(BRIEF.replace("date = 2026-02-14\n", &format!("date = {date}\n")));
    }
}

#[test]
fn bytes_that_are_no_text() {
    let found = check(b"+++\ntitle = \"\xff\"\n+++\n\xc3\x28\n");
    let found = found.has("not-utf8");
    let place = found.all.iter().find(|it| it["rule"] == "not-utf8").expect("it");
    assert_eq!(place["message"], "`content/a.md` is not UTF-8: byte 0xFF at offset 13, line 2");
}

#[test]
fn a_nul_byte() {
    check("+++\ntitle = \"T\"\ndate = 2026-02-14\n+++\na\u{0}b\n").has("nul-byte");
    check("\u{0}").has("nul-byte");
}

#[test]
fn a_byte_order_mark_and_other_line_ends_change_nothing() {
    let built = |text: String| {
        let site = TestSite::new().file("content/a.md", text).run("build").succeeds();
        (site.output("2026/02/14/a/index.html"), site.output("feed.xml"))
    };
    let plain = built(BRIEF.to_owned());
    assert_eq!(built(format!("\u{feff}{BRIEF}")), plain);
    assert_eq!(built(BRIEF.replace('\n', "\r\n")), plain);
    assert_eq!(built(BRIEF.replace('\n', "\r")), plain);
}

#[test]
fn fifty_megabytes() {
    let line = "Load was met on every day of the month, and on the day after that as well.\n\n";
    check(with_body(&line.repeat(50_000_000 / line.len()))).has("file-too-large");
}

/// Names that begin like one another are as many at each place as there are names: 1,000 took seven gigabytes.
#[test]
fn names_of_entities_that_begin_alike() {
    let registry: String = (1..400).map(|it| format!("[a{it}]\nname = \"{}\"\n", "市".repeat(it))).collect();
    let site = TestSite::new()
        .file("content/registry/entities.toml", registry)
        .file("content/a.md", with_body(&"市".repeat(30_000)));
    site.run("build").succeeds();
}

#[test]
fn one_line_of_a_megabyte() {
    check(with_body(&"word [1] ".repeat(110_000))).has("cite-unresolved");
    check(format!("+++\ntitle = \"{}\"\ndate = 2026-02-14\n+++\nBody.\n", "x".repeat(1 << 20)))
        .has("title-long");
}

#[test]
fn a_hundred_thousand_of_everything() {
    const MANY: usize = 100_000;
    for opening in [
        "[", "![", "(", "*", "**", "_", "~~", "`", "<", "</", "<!--", "【", "[^", "[[", "[@", "&#", "\\",
        "{", "“", "$", "$$", "$x", "。**",
    ] {
        check(with_body(&opening.repeat(MANY)));
        check(with_body(&format!("{opening} ").repeat(MANY)));
    }
    for pair in [
        "[a](",
        "<a href=",
        "[x]: ",
        "[1]: https://a.example/\n",
        "(high confidence) ",
        "likely ",
        "| a ",
        "[^a]: x\n",
        "[[a]] ",
        "$x$ ",
        "{.a}\n\n",
        "![a](b \"c\")\n\n",
    ] {
        check(with_body(&pair.repeat(MANY / 4)));
    }
}

#[test]
fn nesting_that_no_reader_needs() {
    const MANY: usize = 100_000;
    check(with_body(&format!("{}x", "> ".repeat(MANY)))).has("too-deep");
    check(with_body(&format!("{}x", "- ".repeat(MANY)))).has("too-deep");
    check(with_body(&format!("{}x", "1. ".repeat(MANY)))).has("too-deep");
    check(with_body(&format!("{}x{}", "[".repeat(MANY), "]".repeat(MANY))));
    check(with_body(&format!("{}x{}", "*a ".repeat(MANY), "*".repeat(MANY))));
    let deep = (0..2000).map(|level| format!("{}- x\n", "  ".repeat(level))).collect::<String>();
    check(with_body(&deep));
}

#[test]
fn toml_that_nests_and_repeats() {
    let head = |field: String| format!("+++\ntitle = \"T\"\ndate = 2026-02-14\n{field}\n+++\nBody.\n");
    check(head(format!("extra = {}{}", "[".repeat(10_000), "]".repeat(10_000))));
    check(head(format!("extra = {}1{}", "{ a = ".repeat(10_000), " }".repeat(10_000))));
    check(head(format!("extra{} = 1", ".a".repeat(10_000))));
    check(head(format!("tags = [{}]", "\"x\", ".repeat(100_000)))).has("bad-value");
    check(head("a = 1\n".repeat(20_000)));
}

#[test]
fn two_briefs_with_one_address() {
    let site = TestSite::new().file("content/a.md", BRIEF).file("content/other/2026-02-14-A.md", BRIEF);
    let found = site.findings("").has("duplicate-url");
    let it = found.all.iter().find(|it| it["rule"] == "duplicate-url").expect("it");
    let said = format!("{} {} {}", it["path"], it["message"], it["hint"]);
    assert!(said.contains("content/a.md") && said.contains("content/other/2026-02-14-A.md"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let site = TestSite::new().file("content/a.md", BRIEF).file("content/b.md", BRIEF);
    let path = site.path("content/b.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(&path).is_ok() {
        // The superuser reads everything; a link that leads to itself cannot be opened by anyone.
        fs::remove_file(&path).expect("it is ours");
        std::os::unix::fs::symlink("b.md", &path).expect("a link");
    }
    site.run("build").exits(3).findings("").has("unreadable-file");
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_site_or_in_circles() {
    use std::os::unix::fs::symlink;
    let site = TestSite::new().file("content/a.md", BRIEF);
    symlink("/etc/passwd", site.path("content/passwd.md")).expect("a link");
    symlink("..", site.path("content/again")).expect("a link");
    let found = site.findings("").has("symlink-outside").has("symlink-loop");
    assert!(found.all.iter().all(|it| !it.to_string().contains("root:")));
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let site = TestSite::new().file("content/a.md", BRIEF);
    let name = std::ffi::OsStr::from_bytes(b"b\xff.md");
    if fs::write(site.path("content").join(name), BRIEF).is_ok() {
        site.findings("").has("not-utf8");
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let site = TestSite::new().file("content/a.md", BRIEF).file("taken", "a file");
    let site = site.run("build -o taken/site").exits(3).stderr_has("taken");
    let ran = site.run("build -o taken");
    assert!(ran.err().contains("taken") && !ran.err().contains("built"), "{}", ran.err());
    let ran = ran.run("check");
    assert_eq!(fs::read_to_string(ran.path("taken")).expect("it is there"), "a file");
}

/// A full disk, played by the limit on the size of a file: the output stays as it was, and the message names a file.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("build").succeeds();
    let before = site.tree("output");
    let site = site.file("content/b.md", BRIEF.replace("winter", &"winter ".repeat(2000)));
    let script = format!("trap '' XFSZ; ulimit -f 8; exec '{}' build", env!("CARGO_BIN_EXE_dateline"));
    let output = std::process::Command::new("/bin/sh")
        .args(["-c", &script])
        .current_dir(site.dir())
        .env_clear()
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("error: could not ") && said.contains("output"), "{said}");
    assert_eq!(site.tree("output"), before);
    site.run("build").succeeds();
}

#[test]
fn names_of_files_are_untrusted_text() {
    for name in
        ["a\u{202e}b.md", "-rf.md", "a b.md", "港.md", "a'\"<b>.md", "%2e%2e.md", "...md", "con.md", "~.md"]
    {
        let site = TestSite::new()
            .file(&format!("content/{name}"), BRIEF.replace("+++\nLoad", "zzz = 1\n+++\nLoad"));
        let site = site.run("check --format human");
        assert!(!site.out().contains('\u{202e}'), "{name}");
        let site = site.file(&format!("content/{name}"), BRIEF).run("build");
        assert!(matches!(site.exits_with(), 0 | 1), "{name}");
    }
}
