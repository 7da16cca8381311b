//! The command line: arguments, exit codes, what is printed and where.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use crate::site::{BRIEF, CONFIG, TestSite};

#[test]
fn without_a_command_it_shows_help() {
    TestSite::empty().run("").exits(2).stderr_has("Usage: dateline").stderr_has("build");
    TestSite::empty().run("--help").succeeds().stdout_has("Exit codes: 0 fine");
    TestSite::empty()
        .run("--version")
        .succeeds()
        .stdout(&format!("dateline {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn faults_of_usage_exit_2() {
    let site = TestSite::new().file("content/a.md", BRIEF);
    for line in [
        "biuld",
        "build --no-such-flag",
        "build --now yesterday",
        "build -j 0",
        "build -j many",
        "build -u example.org",
        "build -u javascript:alert(1)",
        "build --format xml",
        "build -q -v",
        "new",
    ] {
        let ran = TestSite::new().run(line).exits(2);
        assert!(ran.out().is_empty(), "`{line}` printed a result");
        assert!(ran.err().starts_with("error: "), "`{line}` said {}", ran.err());
    }
    site.run("build --bulid").exits(2).stderr_has("--bulid");
}

#[test]
fn flags_stand_before_and_after_the_command() {
    let site = TestSite::empty().file("site/dateline.toml", CONFIG).file("site/content/a.md", BRIEF);
    let site = site.run("-r site -o one build").succeeds().run("build -r site --destination two").succeeds();
    let site = site.run("-r site build -d three -q").succeeds().stderr("");
    let one = site.tree("one");
    assert!(one.contains_key("index.html"));
    assert_eq!(one, site.tree("two"));
    assert_eq!(one, site.tree("three"));
}

#[test]
fn a_wrong_folder_is_said_and_the_right_one_named() {
    TestSite::empty().run("build").exits(2).stderr_has("`dateline init` starts one");
    TestSite::empty().run("build -r nowhere").exits(2).stderr_has("`nowhere` is not a folder");
    TestSite::new()
        .file("content/2026/a.md", BRIEF)
        .run("check -r content")
        .exits(2)
        .stderr_has("add `-r content/..`");
}

#[test]
fn the_closing_line_counts_what_was_done() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("build").succeeds().stdout("");
    let first = site.err();
    let line = first.lines().find(|it| it.starts_with("built ")).expect("a closing line");
    assert!(line.starts_with("built 1 brief, "), "{line}");
    assert!(line.contains(", 1 source in ") && line.ends_with(" written, 0 unchanged, 0 warnings"), "{line}");
    assert!(first.contains("next: serve `output`"), "{first}");
    let site = site.run("build").succeeds().stderr_has(": 0 written, ");
    site.run("build -q").succeeds().stderr("").stdout("");
}

#[test]
fn findings_are_results_and_the_rest_is_talk() {
    let site = TestSite::new().file("content/a.md", BRIEF.replace("topic =", "topcis ="));
    let site = site.run("check").exits(1);
    assert!(site.out().starts_with(
        "error[unknown-key]: unknown key `topcis`\n --> content/a.md:4:1\n  |\n4 | topcis = \"Energy\"\n  | ^^^^^^\n"
    ), "{}", site.out());
    assert!(site.out().contains("hint: did you mean `topic`?\n"), "{}", site.out());
    let site = site.stderr_has("1 error");
    let site = site.run("check --format short -q").exits(1);
    let short = site.out();
    assert!(short.lines().all(|it| it.starts_with("content/a.md:")), "{short}");
    assert!(
        short.contains("content/a.md:4:1 unknown-key error unknown key `topcis`; did you mean `topic`?\n"),
        "{short}"
    );
    let json = site.findings("-q").all;
    let first = json.iter().find(|it| it["rule"] == "unknown-key").expect("the finding");
    let keys: Vec<_> = first.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["rule", "severity", "path", "line", "col", "end_line", "end_col", "message", "hint"]);
    assert_eq!((&first["line"], &first["col"], &first["end_col"]), (&4.into(), &1.into(), &7.into()));
}

#[test]
fn findings_are_sorted_by_path_and_place() {
    let wrong = BRIEF.replace("topic =", "zzz =").replace("tags =", "aaa =");
    let site =
        TestSite::new().file("content/b.md", &wrong).file("content/a.md", wrong.replace("winter", "spring"));
    let all = site.findings("").all;
    let places: Vec<_> = all
        .iter()
        .map(|it| {
            let number = |name: &str| it[name].as_u64();
            (it["path"].to_string(), number("line"), number("col"), it["rule"].to_string())
        })
        .collect();
    assert!(places.is_sorted() && places.len() >= 4, "{places:#?}");
}

#[test]
fn warnings_fail_under_strict() {
    let site = TestSite::new().file("content/a.md", BRIEF.replace(" [1]", ""));
    let site = site.run("check").succeeds().stdout_has("warning[source-uncited]");
    site.run("check --strict").exits(1);
}

#[test]
fn infos_wait_until_asked_for() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("check").succeeds().stdout("");
    let site = site.stderr_has("not shown; `-v` shows them");
    site.run("check -v").succeeds().stdout_has("info[source-no-archive]");
}

#[test]
fn what_is_not_public_is_named_with_its_time() {
    let site = TestSite::new()
        .file("content/a.md", BRIEF)
        .file(
            "content/draft.md",
            "+++\ntitle = \"A draft\"\ndate = 2026-02-14\ndraft = true\n+++\nNot yet.\n",
        )
        .file("content/later.md", "+++\ntitle = \"Later\"\ndate = 2026-03-02T09:00:00Z\n+++\nTomorrow.\n");
    let site = site.run("build").succeeds().stderr_has(
        "left out: 1 draft and 1 brief not public yet, the next at 2026-03-02T09:00:00Z; `dateline list --due` lists them\n",
    );
    let site = site
        .run("build -v")
        .succeeds()
        .stderr_has("not public: content/draft.md, a draft; `-D` includes it")
        .stderr_has("not public: content/later.md, until 2026-03-02T09:00:00Z; `-F` includes it");
    let without = site.tree("output").len();
    let site = site.run("build -D -F -o all").succeeds();
    assert!(site.tree("all").len() > without);
    site.run("build --now 2026-03-02T09:00:00Z").succeeds().stderr_has("built 2 briefs");
}

#[test]
fn the_present_comes_from_the_flag_or_the_epoch() {
    let later = "+++\ntitle = \"Later\"\ndate = 2026-03-02T09:00:00Z\n+++\nTomorrow.\n";
    let site = TestSite::new().file("content/later.md", later).env("SOURCE_DATE_EPOCH", "1772442000");
    let site = site.run("build").succeeds().stderr_has("built 1 brief");
    let site = site.run("build --now 2026-03-01").succeeds().stderr_has("built 0 briefs");
    site.env("SOURCE_DATE_EPOCH", "soon").run("build").exits(2).stderr_has("SOURCE_DATE_EPOCH is `soon`");
}

#[test]
fn check_writes_nothing() {
    let site = TestSite::new().file("content/a.md", BRIEF);
    let before = site.tree(".");
    let site = site.run("check").succeeds();
    assert_eq!(site.tree("."), before);
}

#[test]
fn a_build_with_errors_leaves_the_last_good_output() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("build").succeeds();
    let before = site.tree("output");
    let site = site.file("content/b.md", "+++\ntitle = 3\n+++\n").run("build").exits(1);
    assert_eq!(site.tree("output"), before);
    site.stderr_has("nothing built: ").stderr_has("`output` is as it was");
}

#[test]
fn clean_removes_what_build_made_and_nothing_else() {
    let site =
        TestSite::new().file("content/a.md", BRIEF).run("clean").succeeds().stderr_has("nothing to remove");
    let site = site.run("build").succeeds().file("output/CNAME", "example.org\n").run("clean").succeeds();
    let left: Vec<_> = site.tree("output").into_keys().filter(|it| it != "manifest.json").collect();
    assert_eq!(left, ["CNAME"]);
    site.run("build").succeeds();
}

#[test]
fn an_output_that_is_not_ours_is_refused() {
    let site = TestSite::new().file("content/a.md", BRIEF).file("photos/cat.jpg", "meow");
    for output in ["photos", ".", "content", ".."] {
        let before = site.tree(".");
        let site = TestSite::new().file("content/a.md", BRIEF).file("photos/cat.jpg", "meow");
        let site = site.run(&format!("build -o {output}")).exits(2);
        assert_eq!(site.tree("."), before, "-o {output}");
    }
}

#[test]
fn init_starts_a_publication_that_builds_clean() {
    let site = TestSite::empty().run("init harbour").succeeds();
    for path in
        [".gitignore", "dateline.toml", "content/2026/how-a-brief-is-built.md", "content/pages/about.md"]
    {
        assert!(site.path("harbour").join(path).is_file(), "{path}");
    }
    let site = site.run("check -r harbour --strict -v --format short");
    let loud: Vec<_> = site.out().lines().filter(|it| !it.contains(" info ")).map(str::to_owned).collect();
    let site = site.run("-r harbour build").succeeds().stdout("").stderr_has("0 warnings");
    assert!(site.path("harbour/output/index.html").is_file(), "{loud:?}");
}

#[test]
fn init_overwrites_nothing() {
    let site = TestSite::empty().file("dateline.toml", "# mine\n").file("content/a.md", BRIEF);
    let site = site.run("init").succeeds().stderr_has("kept dateline.toml").stderr_has("made .gitignore");
    assert_eq!(fs::read_to_string(site.path("dateline.toml")).expect("it"), "# mine\n");
    assert_eq!(site.tree("content").into_keys().collect::<Vec<_>>(), ["a.md"]);
    let before = site.tree(".");
    let site = site.run("init").succeeds();
    assert_eq!(site.tree("."), before);
}

#[test]
fn new_starts_a_brief_and_prints_its_path() {
    let site =
        TestSite::new().run_with(&["new", "Berth plan: \"late\"", "--tag", "ports", "--topic", "Logistics"]);
    let site = site.succeeds().stdout("content/2026/berth-plan-late.md\n");
    let text = fs::read_to_string(site.path("content/2026/berth-plan-late.md")).expect("the brief");
    let front: toml::Table = text.split("+++").nth(1).expect("front matter").parse().expect("TOML");
    assert_eq!(front["title"].as_str(), Some("Berth plan: \"late\""));
    assert_eq!(front["topic"].as_str(), Some("Logistics"));
    site.run("build").succeeds();
}

#[test]
fn new_knows_the_fields_of_a_brief() {
    let site = TestSite::new().run_with(&[
        "new",
        "All of it",
        "--tag",
        "a",
        "--tag",
        "b c",
        "--topic",
        "T",
        "--model",
        "atlas-4",
        "--model",
        "quill",
        "--channel",
        "Wire",
        "--series",
        "Weekly",
        "--source",
        "https://quay.example/load",
        "--lang",
        "uk",
        "--bundle",
        "--draft",
    ]);
    let site = site.succeeds().stdout("content/2026/all-of-it/index.md\n");
    site.findings("-D").no_errors();
}

#[test]
fn new_overwrites_nothing() {
    let site =
        TestSite::new().run("new Twice").succeeds().run("new Twice").exits(2).stderr_has("exists already");
    let site = site.run("new Twice --bundle").exits(2).stderr_has("`content/2026/twice.md` exists already");
    let site = site.run_with(&["new", "!?"]).exits(2);
    let site = site.run_with(&["new", "two\nlines"]).exits(2);
    let site = site.run_with(&["new", "x", "--source", "Not A Key"]).exits(2);
    assert_eq!(site.tree("content").len(), 1);
}

#[test]
fn new_stays_inside_the_content_folder() {
    for title in ["../../escape", "/etc/passwd", "..", "a/b\\c", "CON", "index", "index.md"] {
        let site = TestSite::new().run_with(&["new", title]);
        let inside =
            site.tree(".").into_keys().all(|it| it == "dateline.toml" || it.starts_with("content/2026/"));
        assert!(inside, "{title}: {:?}", site.tree(".").keys());
    }
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let wrong = || TestSite::new().file("content/a.md", "+++\n");
    let colourful = |site: TestSite| site.out().contains('\u{1b}');
    assert!(!colourful(wrong().run("check")));
    assert!(colourful(wrong().run("check --color always")));
    assert!(colourful(wrong().env("CLICOLOR_FORCE", "1").run("check")));
    assert!(!colourful(wrong().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").run("check")));
    assert!(!colourful(wrong().env("CLICOLOR_FORCE", "1").run("check --color never")));
    assert!(!colourful(wrong().run("check --color always --format json")));
}

/// `theme.toml` was refused for the `extends` that the theme was found by, and its strings would have hidden all those
/// of the theme that it extends.
#[test]
fn a_theme_may_change_one_thing_of_another() {
    let site = TestSite::empty()
        .file(
            "dateline.toml",
            CONFIG.replace("[site]\n", "[site]\ntheme = \"mine\"\n") + "[theme]\naccent = \"navy\"\n",
        )
        .file("themes/mine/theme.toml", "name = \"mine\"\nextends = \"broadsheet\"\n")
        .file("themes/mine/lang/en.toml", "[t]\nskip = \"Straight to the text\"\n")
        .file("themes/mine/assets/site.css", "body { color: teal }\n")
        .file("content/a.md", BRIEF)
        .run("build")
        .succeeds();
    let home = site.output("index.html");
    assert!(home.contains("accent-navy type-serif") && home.contains("Straight to the text"), "{home}");
    let style = site
        .tree("output")
        .into_iter()
        .find(|(path, _)| path.starts_with("assets/site.") && path.ends_with(".css"));
    assert_eq!(style.map(|(_, bytes)| bytes), Some(b"body { color: teal }\n".to_vec()));
}

#[test]
fn timings_name_the_phases() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("build --timings").succeeds();
    for phase in ["read", "parse", "link", "index", "render", "write"] {
        assert!(site.err().contains(&format!(" ms  {phase}")), "{phase} is not in {}", site.err());
    }
}

/// A reader that closes the pipe early, as `head` does, once ended in a panic of the printing macros.
#[test]
fn a_broken_pipe_is_silent() {
    let wrong = "+++\nx = 1\n+++\n";
    let mut site = TestSite::new();
    for number in 0..300 {
        site = site.file(&format!("content/{number}.md"), wrong);
    }
    let mut command = site.command(&["check"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "{said}");
    assert!(!said.contains("pipe") && !said.contains("bug"), "{said}");
}

#[test]
fn a_full_disk_under_standard_output_exits_3() {
    let Ok(full) = fs::File::options().write(true).open("/dev/full") else { return };
    let site = TestSite::new().file("content/a.md", "+++\n");
    let output = site.command(&["check"]).stdout(full).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not write to `standard output`"));
}

/// A fault of the configuration is exit 2, wherever it is found, and no other finding blames what it hides.
#[test]
fn faults_of_configuration_exit_2() {
    for config in [
        "[site]\nbase_url = \"desk.example\"\n",
        "[site]\nbase_url = \"https://name:word@desk.example/\"\n",
        "[site\nbase_url = \"https://desk.example/\"\n",
        "[theme]\naccent = 5\n",
        "[check.rules]\n\"bad-toml\" = \"off\"\n",
    ] {
        let site = TestSite::empty().file("dateline.toml", config).file("content/a.md", BRIEF);
        let site = site.run("build --format short").exits(2);
        assert!(!site.out().contains("no-base-url"), "{config}{}", site.out());
    }
}
