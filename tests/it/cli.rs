//! The commands that tell of a publication: its list, its configuration, its schemas, its rules.

use std::process::Command;

use expect_test::expect;
use serde_json::Value;

use crate::site::{BRIEF, TestSite, repository, tool};

/// A site in which every brief stands elsewhere.
fn site() -> TestSite {
    let brief = |title: &str, more: &str| {
        format!("+++\ntitle = {title:?}\n{more}\n+++\nLoad was met on every day of the month.\n")
    };
    TestSite::new()
        .file("content/registry/channels.toml", "[north]\nname = \"North\"\nlang = \"uk\"\n")
        .file("content/2026/_defaults.toml", "channel = \"north\"\ntags = [\"grid\"]\n")
        .file("content/2026/winter.md", BRIEF)
        .file("content/2026/draft.md", brief("A draft", "date = 2026-02-20\ndraft = true"))
        .file("content/2026/later.md", brief("Later", "date = 2026-05-01\ntopic = \"Ports\""))
        .file(
            "content/2026/embargo.md",
            brief("Embargo", "date = 2026-02-21\npublish_at = 2026-04-01T06:00:00Z"),
        )
        .file(
            "content/2026/stale.md",
            brief("Stale", "date = 2026-01-01\nreview_by = 2026-02-01\nweight = -3"),
        )
        .file("content/gone.md", brief("=cmd|calc", "date = 2026-01-02\nstatus = \"withdrawn\""))
}

#[test]
fn every_brief_is_listed_with_where_it_stands() {
    let site = site().run("list").succeeds();
    expect![[r#"
        date        state      title               path
        2026-05-01  due        Later               content/2026/later.md
        2026-02-21  due        Embargo             content/2026/embargo.md
        2026-02-20  draft      A draft             content/2026/draft.md
        2026-02-14  published  The grid in winter  content/2026/winter.md
        2026-01-02  withdrawn  =cmd|calc           content/gone.md
        2026-01-01  stale      Stale               content/2026/stale.md
    "#]]
    .assert_eq(&site.out());
}

#[test]
fn what_is_due_is_listed_with_when() {
    let site = site().run("list --due").succeeds();
    expect![[r#"
        public                title    path
        2026-04-01T06:00:00Z  Embargo  content/2026/embargo.md
        2026-05-01T00:00:00Z  Later    content/2026/later.md
    "#]]
    .assert_eq(&site.out());
    assert_eq!(site.err(), "the site changes next at 2026-04-01T06:00:00Z\n");
    let site = site.run("list --next").succeeds();
    assert_eq!((site.out().as_str(), site.err().as_str()), ("2026-04-01T06:00:00Z\n", ""));
    let site = site.run("list --next --now 2026-06-01").succeeds();
    assert_eq!(site.out(), "");
}

#[test]
fn any_field_is_a_column_in_any_format() {
    let site =
        site().run("list --fields title,tags,weight,lang,sources,words --sort title --format csv").succeeds();
    expect![[r#"
        title,tags,weight,lang,sources,words
        '=cmd|calc,,,en,0,9
        A draft,grid,,uk,0,9
        Embargo,grid,,uk,0,9
        Later,grid,,uk,0,9
        Stale,grid,-3,uk,0,9
        The grid in winter,grid,,uk,1,10
    "#]]
    .assert_eq(&site.out().replace("\r\n", "\n"));
    let site = site.run("list --tag GRID --topic energy --fields slug,tags --format json").succeeds();
    let read: Value = serde_json::from_str(&site.out()).expect("JSON");
    assert_eq!(read, serde_json::json!([{ "slug": "winter", "tags": ["grid"] }]));
    let site = site.run("list --stale --withdrawn --fields slug").succeeds();
    assert_eq!(site.out(), "slug\ngone\nstale\n");
    let site = site.run("list --lang uk --drafts --fields slug").succeeds();
    assert_eq!(site.out(), "slug\ndraft\n");
    let site = site.run("list --fields slgu").exits(2);
    assert!(site.err().contains("did you mean `slug`?"), "{}", site.err());
    let site = site.run("list --sort words").exits(2);
    assert!(site.err().contains("`--fields date,state,title,path,words`"), "{}", site.err());
}

#[test]
fn a_brief_is_explained_field_by_field() {
    let site = site().run("list --explain content/2026/stale.md").succeeds();
    expect![[r#"
        field      value                                    from
        title      Stale                                    content/2026/stale.md:2
        date       2026-01-01                               content/2026/stale.md:3
        summary    Load was met on every day of the month.  read from the text
        kind       brief                                    default
        status     published                                default
        tags       grid                                     content/2026/_defaults.toml:2
        as_of      2026-01-01                               derived from `date`
        review_by  2026-02-01                               content/2026/stale.md:4
        slug       stale                                    derived from the name of the file
        lang       uk                                       the channel's, in `content/registry/channels.toml`
        channel    north                                    content/2026/_defaults.toml:1
        weight     -3                                       content/2026/stale.md:5
    "#]]
    .assert_eq(&site.out());
    site.run("list --explain content/none.md").exits(2);
}

#[test]
fn a_site_with_errors_is_listed_all_the_same() {
    let site = TestSite::new()
        .file("content/a.md", BRIEF)
        .file("content/b.md", "+++\ntitle = \"B\"\ndate = 2026-01-01\ntopcis = 1\n+++\nText.\n");
    let site = site.run("list --fields slug").succeeds();
    assert_eq!(site.out(), "slug\na\nb\n");
    assert!(site.err().contains("1 error"), "{}", site.err());
}

const ENVIRONMENTS: &str = "[site]\ntitle = \"Desk\"\nbase_url = \"https://example.org/\"\n\
    [check.rules]\ntitle-long = \"off\"\n[extra]\na = 1\nb = 2\n\
    [env.preview.site]\nbase_url = \"https://preview.example.org/\"\n[env.preview.extra]\nb = 3\n";

#[test]
fn flags_win_over_variables_over_environments_over_the_file() {
    let site = TestSite::empty().file("dateline.toml", ENVIRONMENTS).file("content/a.md", BRIEF);
    let base = |site: &TestSite| {
        let line = site.out().lines().find(|it| it.starts_with("base_url")).map(str::to_owned);
        line.unwrap_or_default()
    };
    let site = site.run("config").succeeds();
    expect![[r#"base_url = "https://example.org/" # dateline.toml:3"#]].assert_eq(&base(&site));
    let site = site.run("config --env preview").succeeds();
    expect![[r#"
        [site]
        title = "Desk" # dateline.toml:2
        base_url = "https://preview.example.org/" # dateline.toml:10, environment `preview`

        [check]
        rules.title-long = "off" # dateline.toml:5

        [extra]
        a = 1 # dateline.toml:7
        b = 3 # dateline.toml:12, environment `preview`
    "#]]
    .assert_eq(&site.out());
    let site = site.env("DATELINE_ENV", "preview").env("DATELINE_SITE__BASE_URL", "https://v.example.org/");
    let site = site.run("config").succeeds();
    expect![[r#"base_url = "https://v.example.org/" # DATELINE_SITE__BASE_URL"#]].assert_eq(&base(&site));
    let site = site.run("config -u https://flag.example.org/").succeeds();
    expect![[r#"base_url = "https://flag.example.org/" # --base-url"#]].assert_eq(&base(&site));
    let site = site.run("build").succeeds();
    assert!(site.output("sitemap.xml").contains("https://v.example.org/"));
    let site = site.run("build --env preview -u https://flag.example.org/").succeeds();
    assert!(site.output("sitemap.xml").contains("https://flag.example.org/"));
}

#[test]
fn variables_are_toml_or_strings() {
    let site = TestSite::new()
        .file("content/a.md", BRIEF)
        .env("DATELINE_SITE__TITLE", "1984")
        .env("DATELINE_LISTS__PAGE_SIZE", "7")
        .env("DATELINE_INDEXES__OFF", "[\"claims\"]")
        .env("DATELINE_CHECK__RULES__TITLE_LONG", "off")
        .env("DATELINE_EXTRA", "{ a = 1 }")
        .env("DATELINE_VERSION", "3")
        .run("config --format json")
        .succeeds();
    let read: Value = serde_json::from_str(&site.out()).expect("JSON");
    let value = |table: &str, key: &str| read[table][key]["value"].clone();
    assert_eq!(value("site", "title"), "1984");
    assert_eq!(value("lists", "page_size"), 7);
    assert_eq!(value("indexes", "off"), serde_json::json!(["claims"]));
    assert_eq!(value("check", "rules.title-long"), "off");
    assert_eq!(value("extra", "a"), 1);
    assert_eq!(read["site"]["title"]["from"], "DATELINE_SITE__TITLE");
    assert!(site.err().contains("the variable `DATELINE_VERSION` is no setting"), "{}", site.err());
    let site = site.run("check").succeeds();
    assert!(!site.out().contains("title-long"));
}

#[test]
fn a_variable_at_fault_is_named_with_its_text() {
    let site = TestSite::new().file("content/a.md", BRIEF).env("DATELINE_SITE__TITEL", "Desk");
    let site = site.run("check").exits(2);
    assert!(
        site.out().contains("unknown key `titel` in `site`")
            && site.out().contains("DATELINE_SITE__TITEL:1:1")
    );
    let site = TestSite::new().file("content/a.md", BRIEF).env("DATELINE_LISTS__PAGE_SIZE", "many");
    let site = site.run("build").exits(2);
    expect![[r#"
        error[bad-value]: `page_size` must be an integer, not a string
         --> DATELINE_LISTS__PAGE_SIZE:1:1
          |
        1 | many
          | ^^^^
    "#]]
    .assert_eq(&site.out());
    let site = TestSite::new().file("content/a.md", BRIEF).env("DATELINE_STIE__TITLE", "x");
    assert!(site.run("check").exits(2).out().contains("did you mean `site`?"));
}

#[test]
fn an_unknown_environment_is_refused_with_those_there_are() {
    let site = TestSite::empty().file("dateline.toml", ENVIRONMENTS).file("content/a.md", BRIEF);
    let site = site.run("build --env prevew").exits(2);
    assert!(
        site.out().contains("there is no environment `prevew`") && site.out().contains("there is `preview`")
    );
    assert!(!site.path("output").exists());
    let site =
        TestSite::new().file("content/a.md", BRIEF).env("DATELINE_ENV", "production").run("check").exits(2);
    assert!(site.out().contains("write its settings under `[env.production]`"), "{}", site.out());
}

#[test]
fn an_environment_names_another_theme() {
    let site = TestSite::new()
        .file("content/a.md", BRIEF)
        .file("themes/plain/theme.toml", "name = \"plain\"\nextends = \"broadsheet\"\n")
        .file("themes/plain/templates/404.html", "plain\n")
        .env("DATELINE_SITE__THEME", "plain")
        .run("build")
        .succeeds();
    assert!(site.output("404.html").contains("plain"));
    let site = TestSite::new()
        .file("content/a.md", BRIEF)
        .env("DATELINE_SITE__THEME", "plian")
        .run("build")
        .exits(2);
    assert!(site.out().contains("DATELINE_SITE__THEME") && site.out().contains("unknown theme `plian`"));
}

/// A folder given for a configuration file ended as `could not read … Is a directory`, exit 3.
#[test]
fn a_folder_is_no_configuration() {
    let site = TestSite::empty().file("desk/dateline.toml", "").file("desk/content/a.md", BRIEF);
    let site = site.run("build -c desk").exits(2);
    assert!(site.err().contains("`desk` is a folder") && site.err().contains("`-r desk`"), "{}", site.err());
}

#[test]
fn a_resolved_configuration_is_one() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("config --resolved").succeeds();
    let out = site.out();
    assert!(out.contains("page_size = 20 # default") && out.contains("# logo is not set"), "{out}");
    let again = site.file("dateline.toml", &out).run("config --resolved").succeeds();
    let values = |text: &str| {
        text.lines().map(|it| it.split(" # ").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(values(&again.out()), values(&out));
}

#[test]
fn rules_are_explained() {
    let site = TestSite::new().run("explain no-sources").succeeds();
    assert!(site.out().starts_with("no-sources: a brief without sources\n"), "{}", site.out());
    let site = site.run("explain no-source").exits(2);
    assert!(site.err().contains("did you mean `no-sources`?"), "{}", site.err());
    let site = site.run("explain").succeeds();
    for rule in dateline::diag::rules::RULES {
        assert!(site.out().contains(&format!("\n  {} ", rule.name)), "{}", rule.name);
    }
}

#[test]
fn shells_and_man_know_every_command() {
    let site = TestSite::new();
    let site = site.run("completions bash").succeeds();
    assert!(site.out().contains("_dateline") && site.out().contains("explain"));
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        assert!(TestSite::new().run(&format!("completions {shell}")).succeeds().out().contains("dateline"));
    }
    let site = site.run("man").succeeds();
    assert!(site.out().contains(".TH dateline 1"), "{}", site.out());
    let site = site.run("man --dir man").succeeds();
    let page = std::fs::read_to_string(site.path("man/dateline-build.1")).expect("a page");
    assert!(page.contains("Build the site"));
    assert!(site.path("man/dateline.1").is_file() && !site.path("man/dateline-help.1").exists());
}

#[test]
fn schemas_are_printed() {
    let site = TestSite::new().run("schema").succeeds();
    let names: Vec<String> = site.out().lines().map(|it| it[..20].trim().to_owned()).collect();
    assert!(names.contains(&"registry sources".to_owned()));
    for name in names {
        let out = TestSite::new().run(&format!("schema {name}")).succeeds().out();
        let read: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(read["$schema"], "http://json-schema.org/draft-07/schema#", "{name}");
    }
    let site = site.run("schema fornt-matter").exits(2);
    assert!(site.err().contains("did you mean `dateline schema front-matter`?"), "{}", site.err());
}

/// What editors say with our schemas of a configuration and of registries.
#[test]
fn schemas_work_in_editors() {
    let (Some(taplo), true) =
        (tool("node_modules/@taplo/cli/dist/cli.js"), repository().join("content").is_dir())
    else {
        return;
    };
    let site = TestSite::empty().file("bad.toml", "[site]\ntitle = \"T\"\n[lists]\npage_size = 0\n");
    let lint = |schema: &str, file: &std::path::Path| {
        let name = format!("{}.json", schema.replace(' ', "-"));
        let printed = TestSite::new().run(&format!("schema {schema}")).succeeds().out();
        std::fs::write(site.path(&name), printed).expect("a schema");
        let output = Command::new("node")
            .arg(&taplo)
            .args(["lint", "--schema", &format!("file://{}", site.path(&name).display())])
            .arg(file)
            .output()
            .expect("node, which tests/run installs");
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said.into_owned())
    };
    let (good, said) = lint("config", &repository().join("dateline.toml"));
    assert!(good, "{said}");
    for name in ["sources", "tags"] {
        let path = repository().join(format!("content/registry/{name}.toml"));
        let (good, said) = lint(&format!("registry {name}"), &path);
        assert!(good, "{said}");
    }
    let (good, said) = lint("config", &site.path("bad.toml"));
    assert!(!good && said.contains("bad.toml:4:13") && said.contains("minimum of 1"), "{said}");
}

#[test]
fn a_theme_is_copied_piece_by_piece() {
    let site = TestSite::new().file("content/a.md", BRIEF);
    let site = site.run("theme list").succeeds();
    assert_eq!(site.out(), "broadsheet  inside dateline\n");
    let site = site.run("theme eject templates/404.html").succeeds();
    assert!(site.path("templates/404.html").is_file() && !site.path("themes").exists());
    let site = site.file("templates/404.html", "mine").run("theme eject templates/404.html").succeeds();
    assert_eq!(std::fs::read_to_string(site.path("templates/404.html")).expect("a file"), "mine");
    assert!(site.err().contains("kept templates/404.html"), "{}", site.err());
    let site = site.run("theme eject templates/bief.html").exits(2);
    assert!(site.err().contains("did you mean `templates/brief.html`?"), "{}", site.err());
    let site = site.run("theme eject").succeeds();
    assert!(site.path("themes/broadsheet/theme.toml").is_file());
    let site = site.run("theme list").succeeds();
    assert_eq!(site.out(), "broadsheet  themes/broadsheet/, over the one inside dateline\n");
    site.run("build").succeeds();
}

/// A link out of the publication took the theme's files with it.
#[cfg(unix)]
#[test]
fn what_is_ejected_stays_in_the_publication() {
    let site = TestSite::new().file("content/a.md", BRIEF).file("elsewhere/kept.txt", "x");
    std::os::unix::fs::symlink(site.path("elsewhere"), site.path("templates")).expect("a link");
    let inside = site.run("theme eject templates/404.html").succeeds();
    assert!(inside.path("elsewhere/404.html").is_file());
    let out = std::env::temp_dir().join(format!("dateline-eject-{}", std::process::id()));
    std::fs::create_dir_all(&out).expect("a folder");
    std::fs::remove_file(inside.path("templates")).expect("a link");
    std::os::unix::fs::symlink(&out, inside.path("templates")).expect("a link");
    let site = inside.run("theme eject templates/404.html").exits(2);
    assert!(
        site.err().contains("outside of the publication") && !out.join("404.html").exists(),
        "{}",
        site.err()
    );
    std::fs::remove_dir_all(out).expect("a folder");
}

/// Somebody's own page under one of our names is not overwritten.
#[test]
fn manual_pages_replace_manual_pages_of_ours_alone() {
    let site = TestSite::new().run("man --dir pages").succeeds();
    let pages = site.path("pages");
    let site = if pages.exists() { site } else { site.run("man --dir pages") };
    let own = site.file("pages/dateline.1", "mine").run("man --dir pages");
    assert_eq!(std::fs::read_to_string(own.path("pages/dateline.1")).expect("it stands"), "mine");
}

#[test]
fn a_theme_is_tried_with_invented_content() {
    let site = TestSite::new().file("content/a.md", BRIEF).run("theme check").succeeds();
    assert!(
        site.out().is_empty() && site.err().contains("0 errors, 0 warnings"),
        "{}{}",
        site.out(),
        site.err()
    );
    let site = site.file("templates/breif.html", "x").run("theme check").succeeds();
    assert!(site.out().contains("no page is made from `breif.html`") && site.out().contains("`brief.html`?"));
    // A page that this publication does not have is tried all the same.
    let site = site.file("templates/claims.html", "{{ page.nothing.at.all }}").run("theme check").exits(1);
    assert!(site.out().contains("templates/claims.html:1:"), "{}", site.out());
    let site = TestSite::new().file("content/a.md", BRIEF).file("dateline.toml", "[theme]\nacent = 1\n");
    assert!(site.run("theme check").exits(1).out().contains("acent"));
}
