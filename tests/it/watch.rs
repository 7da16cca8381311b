//! Live previews from the files on the disk to the pages in the browser.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use dateline::diag::Severity;

use crate::edits::{Edited, build, measure};
use crate::server::{LIMIT, Server, address, until};
use crate::site::{BRIEF, CONFIG, NOW, TestSite, copy, repository, tree};

/// Random edits that a run of the tests makes; `DATELINE_STEPS=1000` makes more.
const STEPS: usize = 20;

/// Files by path.
type Tree = BTreeMap<String, Vec<u8>>;

/// Only a build writes it: it lists what a build wrote.
const OF_BUILDS: &str = "manifest.json";

/// Read by hosts, and not served.
const OF_HOSTS: [&str; 2] = ["_headers", "_redirects"];

/// A publication that has something of everything.
fn harbour() -> TestSite {
    let site = TestSite::empty();
    copy(&repository().join("tests/sites/harbour/site"), site.dir());
    site.file("static/Größe & Maß/a b%20c.txt", "size").file("static/empty.css", "")
}

/// What every file that a build leaves has as its media type.
fn media(file: &str) -> &str {
    // What `_headers` says.
    if file.ends_with(".schema.json") {
        return "application/schema+json; charset=utf-8";
    }
    if file == "feed.json" || file.ends_with("/feed.json") {
        return "application/feed+json; charset=utf-8";
    }
    match file.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "",
    }
}

/// The files of those that a build left which are served otherwise.
fn differing(server: &Server, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let served = |file: &str| server.get(&format!("{}{}", server.base, address(file)));
    let differs = |(file, bytes): &(String, Vec<u8>)| {
        let reply = served(file);
        reply.status != 200 || reply.body != *bytes
    };
    let of_site = |file: &str| file != OF_BUILDS && !OF_HOSTS.contains(&file);
    files.into_iter().filter(|it| of_site(&it.0)).filter(differs).collect()
}

/// Compares every address with what a build left, until all is equal.
#[track_caller]
fn compare(server: &Server, files: Tree, after: &str) {
    let start = Instant::now();
    let mut rest = differing(server, files.clone());
    while !rest.is_empty() {
        let names: Vec<_> = rest.iter().map(|it| &it.0).collect();
        assert!(start.elapsed() < LIMIT, "{after}: {names:#?} differ\nit said:\n{}", server.said());
        rest = differing(server, rest);
        if rest.is_empty() {
            // What was equal at first may have been made so by chance, before the site was.
            rest = differing(server, files.clone());
        }
    }
}

/// A site below a path, in both styles of addresses, and one at the root.
#[test]
fn s10_what_is_served_is_what_would_be_published() {
    for (config, arguments) in
        [("", ""), ("[urls]\nstyle = \"file\"\n", ""), ("", "--base-url https://harbour.example/")]
    {
        let site = harbour();
        let text = fs::read_to_string(site.path("dateline.toml")).expect("a configuration") + config;
        let site = site.file("dateline.toml", text).run(&format!("build -o built {arguments}")).succeeds();
        let server = Server::start(&site, &format!("--as-published --no-reload {arguments}"));
        let base = if arguments.is_empty() { "/briefs/" } else { "/" };
        assert_eq!(server.base, base);
        compare(&server, tree(&site.path("built")), config);
        for (file, _) in tree(&site.path("built")) {
            let reply = server.get(&format!("{base}{}", address(&file)));
            let is_site = file != OF_BUILDS && !OF_HOSTS.contains(&&*file);
            assert_eq!(reply.status, if is_site { 200 } else { 404 }, "{file}");
            let kind = reply.header("Content-Type").unwrap_or_default();
            assert!(!is_site || kind.starts_with(media(&file)) && !kind.is_empty(), "{file}: {kind}");
        }
        if base != "/" {
            let reply = server.get("/");
            assert_eq!((reply.status, reply.header("Location")), (302, Some(base)));
            assert_eq!(server.get("/index.html").status, 404);
        }
        let missing = server.get(&format!("{base}nothing/here"));
        assert_eq!(
            (missing.status, missing.body),
            (404, fs::read(site.path("built/404.html")).expect("a page"))
        );
    }
}

/// After any edit the bytes that browsers get are those of a cold build; after one that has errors, the last good ones.
#[test]
fn w_s10_what_is_served_is_what_would_be_built() {
    let (steps, seed) = measure(STEPS);
    let mut it = Edited::new(seed);
    let built = TestSite::empty();
    let server = Server::start(&it.site, &format!("--as-published --no-reload --now {NOW}"));
    let mut last = Tree::new();
    let mut good = 0;
    for step in 0..steps {
        it.log.clear();
        it.edit();
        if it.dice.roll(4) == 0 {
            it.edit();
        }
        let after = format!("after step {step} of seed {seed}: {:?}", it.log);
        let output = built.path(&format!("step-{step}"));
        let cold = build(it.root(), output.to_str().expect("a path"), false, 0);
        let errors = cold.diagnostics.iter().filter(|it| it.severity == Severity::Error).count();
        assert_eq!(cold.failed, errors > 0, "{after}");
        server.errors(errors);
        if errors > 0 {
            // What is copied, and the text of a brief for its twin, is read when it is asked for.
            let kept = last.clone().into_iter().filter(|it| it.0 != "a.txt" && !it.0.ends_with(".md"));
            let lost: Vec<_> = differing(&server, kept).into_iter().map(|it| it.0).collect();
            assert!(lost.is_empty(), "{after}: {lost:#?}");
            it.mend(&cold.diagnostics);
            continue;
        }
        let files = tree(&output);
        compare(&server, files.clone(), &after);
        let gone: Vec<_> = last.keys().filter(|it| !files.contains_key(*it)).collect();
        for file in gone {
            server.answers(&format!("/{}", address(file)), 404);
        }
        last = files;
        good += 1;
        _ = fs::remove_dir_all(output);
    }
    assert!(good > steps / 2, "{good} of {steps}");
}

/// A page without what a preview adds to it below.
fn without_script(page: &str) -> String {
    let start = page.find("<link rel=\"stylesheet\" href=\"/__dateline/preview.css\">").expect("a sheet");
    let end = page[start..].find("</script>").expect("a script") + start + "</script>".len();
    assert!(page[start..end].contains("<script src=\"/__dateline/client.js\" data-key=\""), "{page}");
    page[..start].to_owned() + &page[end..]
}

/// Other files than pages have nothing in them, and what builds leave knows nothing of previews.
#[test]
fn r7_pages_differ_by_the_script_and_the_banner() {
    let site = harbour().run("build -o public").succeeds().run("build -D -F -o all").succeeds();
    let (public, all) = (tree(&site.path("public")), tree(&site.path("all")));
    for (arguments, built) in [("--as-published", &public), ("", &all)] {
        let server = Server::start(&site, arguments);
        let mut banners = Vec::new();
        for (file, bytes) in
            built.iter().filter(|(file, _)| *file != OF_BUILDS && !OF_HOSTS.contains(&&***file))
        {
            let reply = server.get(&format!("/briefs/{}", address(file)));
            assert_eq!(reply.status, 200, "{file}");
            if reply.body == *bytes {
                // What leads elsewhere has no script.
                assert!(
                    !file.ends_with(".html") || reply.text().contains("http-equiv=\"refresh\""),
                    "{file}"
                );
                continue;
            }
            let mut page = without_script(&reply.text());
            if let Some(start) = page.find("<p class=\"dateline-banner\"") {
                let end = page[start..].find("</p>").expect("an end") + start + 4;
                banners.push((file.clone(), page[start..end].to_owned()));
                page.replace_range(start..end, "");
            }
            assert_eq!(page.as_bytes(), bytes, "{file}");
        }
        let told: Vec<_> = banners.iter().map(|(file, said)| format!("{file} {said}")).collect();
        if arguments.is_empty() {
            assert_eq!(
                told,
                [
                    "2026/02/13/not-yet/index.html <p class=\"dateline-banner\" role=\"note\">A draft: it is not published.</p>",
                    "2026/03/02/tomorrow/index.html <p class=\"dateline-banner\" role=\"note\">Not public before 2026-03-01T22:00:00Z.</p>",
                ]
            );
        } else {
            assert_eq!(told, [""; 0]);
            assert_eq!(server.get("/briefs/2026/02/13/not-yet/").status, 404);
        }
    }
}

/// A brief with one word that tells it from others, below what lists show of it.
fn worded(title: &str, word: &str) -> String {
    format!("{}\nSo it was on the {word} day.\n", BRIEF.replace("The grid in winter", title))
}

/// Two briefs, and a link to an editor.
fn pair() -> TestSite {
    TestSite::empty()
        .file(
            "dateline.toml",
            format!("{CONFIG}[watch]\neditor = \"vscode://file/{{path}}:{{line}}:{{col}}\"\n"),
        )
        .file("content/a.md", worded("Alpha", "first"))
        .file("content/b.md", worded("Beta", "other"))
}

const A: &str = "/2026/02/14/a/";
const B: &str = "/2026/02/14/b/";

fn write(site: &TestSite, path: &str, text: impl AsRef<[u8]>) {
    let path = site.path(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file of a test can be written");
}

fn rename(site: &TestSite, from: &str, to: &str) {
    fs::rename(site.path(from), site.path(to)).expect("a rename");
}

#[test]
fn r1_it_starts_with_a_configuration_at_fault() {
    let site = pair().file("dateline.toml", "[site]\ntitel = \"Test\"\n");
    let server = Server::start(&site, "");
    let reply = server.get("/");
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("/__dateline/client.js"), "{}", reply.text());
    assert!(
        server.said().contains("1 error after ")
            && server.said().contains(": the site is shown when they are mended")
    );
    let state = server.state("/");
    let found = &state["findings"][0];
    assert_eq!(
        (&found["rule"], &found["path"], &found["line"], &found["col"], &state["page"]),
        (&"unknown-key".into(), &"dateline.toml".into(), &2.into(), &1.into(), &serde_json::Value::Null),
        "{state:#}"
    );
    assert_eq!(server.get("/__dateline/").status, 200);
    assert!(server.get("/__dateline/").text().contains("unknown-key"));
    write(&site, "dateline.toml", "not = [ TOML");
    until("other errors", || (server.state("/")["findings"][0]["rule"] != "unknown-key").then_some(()));
    write(&site, "dateline.toml", CONFIG);
    server.shows("/", "Alpha");
    assert_eq!(server.errors(0)["page"]["key"], server.key("/"));
}

/// Nothing to watch at first but the root.
#[test]
fn r1_it_starts_without_content() {
    let site = TestSite::new();
    let server = Server::start(&site, "");
    write(&site, "content/2026/a.md", worded("Alpha", "first"));
    server.shows(A, "first");
}

/// Whatever is saved, what was good stays as it was, byte for byte, and what is wrong is told with its place.
#[test]
fn r3_a_broken_save_keeps_the_last_good_page() {
    let site = pair()
        .file(
            "content/registry/sources.toml",
            "[load]\ntitle = \"Load\"\nurl = \"https://quay.example/load\"\n",
        )
        .file("templates/404.html", "<p>Nothing.</p>\n");
    let server = Server::start(&site, "--no-reload");
    let good = server.get(A);
    assert_eq!(good.status, 200);
    for (path, broken, rule, line) in [
        (
            "content/a.md",
            "+++\ntitle = \"Alpha\"\ndate = 2026-02-14\nunheard = 1\n+++\nText.\n",
            "unknown-key",
            4,
        ),
        ("content/a.md", "+++\ntitle = \"Al", "front-matter-fence", 1),
        ("content/new.md", "+++\ntitel = \"New\"\n+++\n", "unknown-key", 2),
        ("content/registry/sources.toml", "[load]\ntitle = 3\n", "bad-value", 2),
        ("content/_defaults.toml", "unheard = 1\n", "unknown-key", 1),
        ("templates/brief.html", "{% if %}\n", "bad-theme", 1),
        ("templates/brief.html", "<p>\n{{ brief.no_such_thing }}\n", "template-error", 2),
        ("dateline.toml", "[site]\ntitle = \"Test\"\nunheard = 1\n", "unknown-key", 3),
    ] {
        let before = fs::read(site.path(path)).ok();
        let generation = server.generation();
        write(&site, path, broken);
        let state = until("errors", || Some(server.state(A)).filter(|it| it["errors"].as_u64() > Some(0)));
        assert!(state["generation"].as_u64() > Some(generation));
        let found = state["findings"].as_array().expect("findings").iter().find(|it| it["rule"] == rule);
        let found = found.unwrap_or_else(|| panic!("no {rule} in {state:#}"));
        assert_eq!((&found["path"], &found["line"]), (&path.into(), &line.into()), "{found:#}");
        assert!(found["col"].is_u64() && found["message"].is_string(), "{found:#}");
        assert!(found["excerpt"].as_str().is_some_and(|it| it.contains('^')), "{found:#}");
        if path != "dateline.toml" {
            let edit = found["edit"].as_str().unwrap_or_default();
            let end = format!("/{path}:{line}:{}", found["col"]);
            assert!(edit.starts_with("vscode://file/") && edit.ends_with(&end), "{edit}");
        }
        let shown = server.get(A);
        assert_eq!((shown.status, shown.text()), (200, good.text()), "{path} {rule}");
        match before {
            Some(text) => write(&site, path, text),
            None => fs::remove_file(site.path(path)).expect("a file"),
        }
        let state = server.errors(0);
        assert!(state["fault"].is_null(), "{state:#}");
        server.until(A, "what it was", |it| it.body == good.body);
    }
    assert!(!site.path("output").exists());
}

/// PROMISES W5, and nothing but `.dateline` is ever written.
#[test]
fn w5_content_and_root_that_go_and_come_back() {
    let site = TestSite::empty();
    copy(pair().dir(), &site.path("site"));
    let server = Server::start(&site, "-r site --no-reload");
    let (good, whole) = (server.get(A), tree(&site.path("site")));
    rename(&site, "site/content", "site/aside");
    server.answers(A, 404);
    rename(&site, "site/aside", "site/content");
    server.until(A, "what it was", |it| it.body == good.body);
    fs::remove_dir_all(site.path("site/content")).expect("a folder");
    server.answers(A, 404);
    write(&site, "site/content/c.md", worded("Gamma", "third"));
    server.shows("/2026/02/14/c/", "third");
    fs::remove_dir_all(site.path("site/content")).expect("a folder");
    copy(pair().path("content").as_path(), &site.path("site/content"));
    server.until(A, "what it was", |it| it.body == good.body);

    rename(&site, "site", "moved");
    until("a fault", || server.state(A)["fault"].is_string().then_some(()));
    let generation = server.generation();
    assert_eq!(server.get(A).body, good.body);
    rename(&site, "moved", "site");
    server.errors(0);
    assert!(server.generation() > generation);
    assert_eq!(server.get(A).body, good.body);
    write(&site, "site/content/a.md", worded("Alpha", "later"));
    server.shows(A, "later");
    rename(&site, "site", "moved");
    copy(&site.path("moved"), &site.path("site"));
    write(&site, "site/content/a.md", worded("Alpha", "latest"));
    server.shows(A, "latest");
    write(&site, "site/content/a.md", worded("Alpha", "first"));
    server.until(A, "what it was", |it| it.body == good.body);
    fs::remove_dir_all(site.path("moved")).expect("a folder");
    assert_eq!(tree(&site.path("site")), whole);
}

/// A file under a temporary name, and then under its own.
fn rename_over(site: &TestSite, beside: &str, text: &str) {
    write(site, beside, text);
    rename(site, beside, "content/a.md");
}

/// One way in which programs save `content/a.md`.
type Save = fn(&TestSite, &str);

const SAVES: &[(&str, Save)] = &[
    ("in place", |site, text| write(site, "content/a.md", text)),
    ("renamed over", |site, text| rename_over(site, "content/a.tmp", text)),
    ("vim", |site, text| {
        write(site, "content/4913", "");
        fs::remove_file(site.path("content/4913")).expect("a file");
        rename(site, "content/a.md", "content/a.md~");
        write(site, "content/a.md", text);
        fs::remove_file(site.path("content/a.md~")).expect("a file");
    }),
    ("Emacs", |site, text| {
        write(site, "content/#a.md#", text);
        rename(site, "content/a.md", "content/a.md~");
        write(site, "content/a.md", text);
        fs::remove_file(site.path("content/#a.md#")).expect("a file");
    }),
    ("JetBrains", |site, text| {
        write(site, "content/a.md___jb_tmp___", text);
        rename(site, "content/a.md", "content/a.md___jb_old___");
        rename(site, "content/a.md___jb_tmp___", "content/a.md");
        fs::remove_file(site.path("content/a.md___jb_old___")).expect("a file");
    }),
    ("gedit", |site, text| rename_over(site, "content/.goutputstream-A1B2C3", text)),
    ("Helix", |site, text| {
        rename(site, "content/a.md", "content/.aBcD.bck");
        write(site, "content/a.md", text);
        fs::remove_file(site.path("content/.aBcD.bck")).expect("a file");
    }),
    ("from another folder", |site, text| rename_over(site, "a.md", text)),
    ("a hard link", |site, text| {
        write(site, "aside.md", text);
        fs::remove_file(site.path("content/a.md")).expect("a file");
        fs::hard_link(site.path("aside.md"), site.path("content/a.md")).expect("a link");
        fs::remove_file(site.path("aside.md")).expect("a file");
    }),
    ("five pieces", |site, text| {
        let mut file = fs::File::create(site.path("content/a.md")).expect("a file");
        for piece in text.as_bytes().chunks(text.len().div_ceil(5)) {
            file.write_all(piece).and_then(|()| file.sync_all()).expect("a piece");
        }
    }),
    ("under an older time", |site, text| {
        write(site, "content/a.new", text);
        let file = fs::File::options().write(true).open(site.path("content/a.new")).expect("a file");
        file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).expect("a time");
        rename(site, "content/a.new", "content/a.md");
    }),
];

/// PROMISES W1, W3 and W12: texts have one length.
#[test]
fn w1_w12_every_way_of_saving_is_seen() {
    let site = pair();
    let server = Server::start(&site, "");
    for (number, (name, save)) in SAVES.iter().chain(SAVES).enumerate() {
        let word = format!("word-{number:02}");
        save(&site, &worded("Alpha", &word));
        let generation = server.generation();
        server.until(A, &format!("{name}: {word}"), |it| it.status == 200 && it.text().contains(&word));
        assert!(server.generation() >= generation);
        server.errors(0);
    }
    for dropping in ["content/a.md~", "content/.a.md.swp", "content/a.new"] {
        _ = fs::remove_file(site.path(dropping));
    }
}

/// PROMISES W4.
#[test]
fn w4_what_is_renamed_moved_and_deleted_leaves_nothing_behind() {
    let site = pair();
    let server = Server::start(&site, "--as-published");
    write(&site, "content/b.md", worded("Beta", "other").replace("[\"grid\"]", "[\"grid\", \"rail\"]"));
    server.shows("/tags/rail/", "Beta");
    server.shows("/tags/", "rail");
    rename(&site, "content/b.md", "content/c.md");
    server.shows("/2026/02/14/c/", "other");
    server.answers(B, 404);
    assert!(server.get("/tags/rail/").text().contains("/2026/02/14/c/"));
    // Another case of the same letters is the same address, and another file.
    rename(&site, "content/c.md", "content/C.md");
    server.until("/2026/02/14/c/index.json", "C.md", |it| it.status == 200);
    until("the other case", || {
        fs::write(site.path("content/C.md"), worded("Beta", "upper")).expect("a file");
        server.get("/2026/02/14/c/").text().contains("upper").then_some(())
    });
    server.answers("/tags/rail/", 404);
    fs::create_dir(site.path("content/deep")).expect("a folder");
    rename(&site, "content/C.md", "content/deep/d.md");
    server.shows("/2026/02/14/d/", "upper");
    server.answers("/2026/02/14/c/", 404);
    rename(&site, "content/deep", "content/deeper");
    write(&site, "content/deeper/d.md", worded("Beta", "lower").replace("[\"grid\"]", "[\"sea\"]"));
    server.shows("/2026/02/14/d/", "lower");
    server.shows("/tags/sea/", "Beta");
    rename(&site, "content/deeper", "aside");
    server.answers("/2026/02/14/d/", 404);
    server.answers("/tags/sea/", 404);
    assert!(!server.get("/tags/").text().contains("sea"));
    rename(&site, "aside", "content/back");
    server.shows("/2026/02/14/d/", "lower");
    fs::remove_dir_all(site.path("content/back")).expect("a folder");
    server.answers("/2026/02/14/d/", 404);
    assert!(server.get("/").text().contains("Alpha"));
    // What becomes a draft is gone, and a title is in every list.
    write(&site, "content/a.md", worded("Omega", "first"));
    server.shows("/", "Omega");
    write(&site, "content/a.md", worded("Omega", "first").replace("topic =", "draft = true\ntopic ="));
    server.answers(A, 404);
}

/// PROMISES W2 and W6: folders come while the server runs.
#[test]
fn w2_w6_every_kind_of_file_reloads_again_and_again() {
    let site = pair();
    let server = Server::start(&site, "--no-reload");
    let config = fs::read_to_string(site.path("dateline.toml")).expect("a configuration");
    for round in 0..2 {
        let word = |what: &str| format!("{what}-{round}");
        write(&site, "dateline.toml", config.replace("\"Test\"", &format!("\"{}\"", word("Title"))));
        server.shows(A, &word("Title"));
        write(&site, "content/registry/tags.toml", format!("[grid]\nname = \"{}\"\n", word("Grid")));
        server.shows(A, &word("Grid"));
        write(&site, "content/_defaults.toml", format!("license = \"{}\"\n", word("License")));
        server.shows(A, &word("License"));
        write(
            &site,
            "content/pages/about.md",
            format!("+++\ntitle = \"About\"\n+++\n{}\n", word("standing")),
        );
        server.shows("/about/", &word("standing"));
        write(&site, "static/deep/file.txt", word("static"));
        server.shows("/deep/file.txt", &word("static"));
        write(&site, "templates/partials/toc.html", format!("<!-- {} -->", word("partial")));
        write(&site, "templates/404.html", format!("<!doctype html><title>{}</title>", word("missing")));
        server.until("/nothing", "its page", |it| it.status == 404 && it.text().contains(&word("missing")));
        for folder in ["templates", "static", "content/pages", "content/registry"] {
            fs::remove_dir_all(site.path(folder)).expect("a folder");
        }
        fs::remove_file(site.path("content/_defaults.toml")).expect("a file");
        server.answers("/deep/file.txt", 404);
        server.answers("/about/", 404);
        server.until(A, "none of it", |it| {
            it.status == 200 && !["Grid-", "License-"].iter().any(|word| it.text().contains(word))
        });
    }
    // Another theme, its sheet, and back.
    copy(&repository().join("themes/broadsheet"), &site.path("themes/own"));
    write(&site, "dateline.toml", config.replace("title =", "theme = \"own\"\ntitle ="));
    let sheet = site.path("themes/own/assets/site.css");
    write(&site, "themes/own/templates/404.html", "<!doctype html><title>own</title>");
    server.until("/nothing", "the theme's", |it| it.text().contains("<title>own</title>"));
    for round in ["one", "two"] {
        let text = fs::read_to_string(&sheet).expect("a sheet");
        fs::write(&sheet, format!("{text}\n.mark-{round} {{ color: red }}\n")).expect("a sheet");
        until("the sheet", || {
            let page = server.get(A).text();
            let links = page.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
            let sheets = links.filter(|it| it.contains(".css"));
            let mut sheets = sheets.map(|it| server.get(&it.replacen("../../../../", "/", 1)).text());
            sheets.any(|it| it.contains(&format!(".mark-{round}"))).then_some(())
        });
    }
    write(&site, "dateline.toml", &config);
    server.until("/nothing", "the theme in the binary", |it| !it.text().contains("<title>own</title>"));
}

/// PROMISES W10: what says the same as before is no news, and an edit is one.
#[test]
fn w10_saved_without_a_change_is_no_news() {
    let site = pair();
    let server = Server::start(&site, "");
    let (generation, a, b) = (server.generation(), server.key(A), server.key(B));
    let same = fs::read(site.path("content/a.md")).expect("a brief");
    for _ in 0..3 {
        write(&site, "content/a.md", &same);
        // Longer than changes are gathered: were they told, each would be.
        thread::sleep(Duration::from_millis(120));
    }
    write(&site, "output/foreign.html", "not ours");
    write(&site, ".git/index", "not ours");
    fs::remove_dir_all(site.path("output")).expect("a folder");
    assert_eq!(server.key(A), a);
    write(&site, "content/b.md", worded("Beta", "another"));
    server.shows(B, "another");
    let next = until("news", || Some(server.generation()).filter(|it| *it > generation));
    assert_eq!((next, server.key(A) == a, server.key(B) == b), (generation + 1, true, false));
}

/// PROMISES W11.
#[test]
fn w11_of_a_thousand_files_at_once_the_last_state_is_shown() {
    let site = pair();
    let server = Server::start(&site, "--no-reload --as-published");
    let text = |number: usize, round: usize| {
        format!(
            "+++\ntitle = \"Brief {number}\"\ndate = 2026-02-14\ntopic = \"T{round}\"\n+++\nRound {round}.\n"
        )
    };
    for round in 0..3 {
        for number in 0..1000 {
            write(&site, &format!("content/many/n-{number}.md"), text(number, round));
        }
    }
    server.shows("/2026/02/14/n-999/", "Round 2");
    for number in [0, 1, 500, 998] {
        server.shows(&format!("/2026/02/14/n-{number}/"), "Round 2");
    }
    server.answers("/topics/t1/", 404);
    server.errors(0);
    fs::remove_dir_all(site.path("content/many")).expect("a folder");
    server.answers("/2026/02/14/n-0/", 404);
    server.answers("/2026/02/14/n-999/", 404);
}

/// PROMISES R4: a tab that waits, asks, and compares misses nothing, and what it fetches after the news is new.
#[test]
fn r4_news_come_after_the_swap_and_none_is_missed() {
    let site = pair();
    let server = Server::start(&site, "");
    let start = server.generation();
    assert_eq!((server.wait(0), server.wait(start - 1), server.wait(start + 9)), (start, start, start));
    let other = server.key(B);
    let mut seen = start;
    for number in 0..30 {
        let news = server.send("GET", &format!("/__dateline/wait?seen={seen}"), &[]);
        let word = format!("edit-{number:02}");
        match number % 3 {
            0 => write(&site, "content/a.md", worded("Alpha", &word)),
            _ => rename_over(&site, "content/a.tmp", &worded("Alpha", &word)),
        }
        let generation = server.receive(news, "wait", false).json()["generation"].as_u64().expect("a number");
        assert!(generation > seen, "{generation} after {seen}");
        let page = server.get(A).text();
        assert!(page.contains(&word), "{word} is not in {page}");
        let key = server.key(A);
        assert!(page.contains(&format!("data-key=\"{key}\"")), "{key} is not in {page}");
        assert!(page.contains(&format!("data-seen=\"{generation}\"")), "{generation} is not in {page}");
        seen = generation;
    }
    assert_eq!(server.key(B), other);
    drop(server);
    let server = Server::start(&site, "");
    assert!(server.generation() > seen);
    assert_eq!(server.key(B), other);
}

/// PROMISES R5.
#[test]
fn r5_two_hundred_tabs_hear_of_one_edit() {
    let site = pair();
    let server = Server::start(&site, "");
    let seen = server.generation();
    let waits: Vec<_> =
        (0..200).map(|_| server.send("GET", &format!("/__dateline/wait?seen={seen}"), &[])).collect();
    server.shows(A, "first");
    write(&site, "content/a.md", worded("Alpha", "second"));
    for wait in waits {
        let told = server.receive(wait, "wait", false).json()["generation"].as_u64();
        assert!(told > Some(seen), "{told:?} after {seen}");
    }
    assert!(server.get(A).text().contains("second"));
}

#[test]
fn w8_polling_sees_all_and_says_nothing_twice() {
    let site = TestSite::empty();
    copy(pair().dir(), &site.path("site"));
    let server = Server::start(&site, "-r site --poll=100");
    write(&site, "site/content/a.md", worded("Alpha", "second"));
    server.shows(A, "second");
    write(&site, "site/content/c.md", worded("Gamma", "third"));
    server.shows("/2026/02/14/c/", "third");
    fs::remove_file(site.path("site/content/c.md")).expect("a file");
    server.answers("/2026/02/14/c/", 404);
    write(&site, "site/content/c.md", "+++\ntitle = 3\n");
    let generation = server.errors(1)["generation"].as_u64().expect("a number");
    thread::sleep(Duration::from_millis(500));
    assert_eq!(server.generation(), generation);
    fs::remove_file(site.path("site/content/c.md")).expect("a file");
    server.errors(0);
    rename(&site, "site", "moved");
    until("a fault", || server.state(A)["fault"].is_string().then_some(()));
    let generation = server.generation();
    thread::sleep(Duration::from_millis(500));
    assert_eq!(server.generation(), generation);
    assert_eq!(server.said().matches("error: ").count(), 1, "{}", server.said());
    rename(&site, "moved", "site");
    server.errors(0);
    assert!(server.get(A).text().contains("second"));
}

/// What was saved is named whatever of it has changed; a browser then goes there.
#[test]
fn the_brief_that_was_saved_last_is_named() {
    let site = pair().file("content/pages/about.md", "+++\ntitle = \"About\"\n+++\nNothing.\n");
    let server = Server::start(&site, "--follow");
    assert!(server.state(A)["follow"].is_null());
    let mut generation = server.generation();
    for (path, text, address) in [
        ("content/b.md", worded("Beta", "second"), B),
        ("content/a.md", worded("Alpha", "second"), A),
        ("content/b.md", worded("Another title", "second"), B),
        ("content/c.md", worded("Gamma", "new"), "/2026/02/14/c/"),
        ("content/pages/about.md", "+++\ntitle = \"About\"\n+++\nText.\n".to_owned(), "/about/"),
    ] {
        write(&site, path, text);
        let follow = until(path, || {
            let follow = server.state("/")["follow"].clone();
            (follow["at"].as_u64() > Some(generation)).then_some(follow)
        });
        assert_eq!(follow["path"], address, "{path}");
        generation = server.generation();
        assert_eq!(follow["at"], generation);
    }
    let plain = Server::start(&site, "");
    write(&site, "content/a.md", worded("Alpha", "third"));
    plain.shows(A, "third");
    assert!(plain.state(A)["follow"].is_null());
}

/// PROMISES S3, S6 and S11.
#[test]
fn s3_s6_s11_ports_names_and_the_end() {
    let site = pair();
    let mut server = Server::start(&site, "--no-reload");
    assert!(!server.get(A).text().contains("__dateline"));
    let port = server.address.port().to_string();
    let site = site.run_with(&["watch", "-p", &port]).exits(3).stderr_has(&port);
    let site = site.run_with(&["watch", "-p", "0", "-i", "203.0.113.7"]).exits(2).stderr_has("203.0.113.7");
    let site = site.run("watch -p 0 -o content").exits(2).stderr_has("it lies in `content/`");
    for path in [A, "/__dateline/state?path=/", "/__dateline/wait?seen=0", "/__dateline/"] {
        assert_eq!(server.ask("GET", path, &[("Host", "evil.example")]).status, 403, "{path}");
        assert_eq!(server.ask("GET", path, &[("Origin", "https://evil.example")]).status, 403, "{path}");
        assert_eq!(server.ask("GET", path, &[("Host", "localhost")]).status, 200, "{path}");
    }
    assert_eq!(server.ask("POST", A, &[]).header("Allow"), Some("GET, HEAD"));
    let before = site.tree("");
    let end = if cfg!(unix) {
        let id = server.process().id().to_string();
        Command::new("kill").args(["-INT", &id]).status().is_ok_and(|it| it.success())
    } else {
        server.process().kill().is_ok()
    };
    assert!(end);
    until("the end", || server.process().try_wait().expect("a process"));
    assert_eq!(site.tree(""), before);
    assert!(!site.path("output").exists());
    site.run("build").succeeds().stderr_has("written");
}

/// What a host would do with the files of the site.
#[test]
fn s4_s5_hosts_rules_ranges_and_names() {
    let site = pair()
        .file("content/über.md", worded("Über", "first"))
        .file("static/_redirects", "/old /2026/02/14/a/ 301\n/out https://elsewhere.example/ 302\n")
        .file("static/_headers", "/*\n  X-Test: one\n")
        .file("static/letters.txt", "abcdefgh");
    let server = Server::start(&site, "--no-reload");
    let moved = |path: &str| {
        let reply = server.get(path);
        (reply.status, reply.header("Location").map(str::to_owned))
    };
    let to = |status: u16, path: &str| (status, Some(path.to_owned()));
    assert_eq!(moved("/old"), to(301, A));
    assert_eq!(moved("/out"), to(302, "https://elsewhere.example/"));
    assert_eq!(moved("/2026/02/14/a"), to(301, A));
    assert_eq!(server.get(A).header("X-Test"), Some("one"));
    write(&site, "static/_redirects", "/old /2026/02/14/b/ 302\n");
    until("another rule", || (moved("/old") == to(302, B)).then_some(()));
    assert_eq!(server.get("/out").status, 404);
    write(&site, "static/_headers", "/*\n  X-Test: two\n");
    server.until(A, "another header", |it| it.header("X-Test") == Some("two"));
    fs::remove_dir_all(site.path("static")).expect("a folder");
    server.answers("/old", 404);
    server.until(A, "no header", |it| it.header("X-Test").is_none());

    let unicode = "/2026/02/14/%C3%BCber/";
    assert!(server.get(unicode).text().contains("first"));
    assert_eq!(moved(unicode.trim_end_matches('/')), to(301, unicode));
    write(&site, "content/über.md", worded("Über", "second"));
    server.shows(unicode, "second");
    assert!(!server.key(unicode).is_empty());

    let (whole, head) = (server.get(A), server.ask("HEAD", A, &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["Content-Length", "Content-Type", "ETag", "Cache-Control"] {
        assert!(head.header(name).is_some() && head.header(name) == whole.header(name), "{name}");
    }
    let part = server.ask("GET", A, &[("Range", "bytes=10-19")]);
    assert_eq!((part.status, &part.body[..]), (206, &whole.body[10..20]));
    let etag = whole.header("ETag").expect("a mark").to_owned();
    assert_eq!(server.ask("GET", A, &[("If-None-Match", &etag)]).status, 304);
    for path in
        ["/../dateline.toml", "/%2e%2e/dateline.toml", "/..%2fdateline.toml", "/dateline.toml", "/.dateline/"]
    {
        assert!(matches!(server.get(path).status, 400 | 404), "{path}");
    }
}

#[test]
fn the_desk_lists_what_there_is_to_do() {
    let stale = worded("Stale", "first").replace("topic", "review_by = 2026-02-20\ntopic");
    let site = harbour()
        .file("content/stale.md", stale)
        .file("content/odd.md", "+++\ntitle = \"Odd\"\ndate = 2026-02-14\n+++\nOdd.\n");
    let server = Server::start(&site, "");
    let section = |id: &str| {
        let desk = server.get("/__dateline/");
        assert_eq!(desk.status, 200);
        let text = desk.text();
        let start =
            text.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {text}"));
        let end = text[start..].find("</section>").expect("an end") + start;
        text[start..end].to_owned()
    };
    assert!(section("drafts").contains("href=\"/briefs/2026/02/13/not-yet/\""), "{}", section("drafts"));
    assert!(section("future").contains("href=\"/briefs/2026/03/02/tomorrow/\""), "{}", section("future"));
    assert!(section("due").contains(">Stale</a>"), "{}", section("due"));
    let rules = section("rules");
    assert!(rules.contains("id=\"rule-no-sources\"") && rules.contains("content/odd.md"), "{rules}");
    assert!(section("files").contains("id=\"file-content/odd.md\""));
    // Each address that it names is there.
    let desk = server.get("/__dateline/").text();
    let links: Vec<_> = desk.split("href=\"/briefs/").skip(1).filter_map(|it| it.split('"').next()).collect();
    assert!(links.len() > 5);
    for link in links {
        assert_eq!(server.get(&format!("/briefs/{link}")).status, 200, "{link}");
    }
    write(&site, "content/odd.md", "+++\ntitle = \"Odd\"\nunheard = 1\n+++\nOdd.\n");
    until("the error", || section("rules").contains("id=\"rule-unknown-key\"").then_some(()));
    assert_eq!(server.get("/__dateline").header("Location"), Some("/__dateline/"));
}

/// A site that moves below another path while it is served, one with letters that addresses encode.
#[test]
fn the_path_of_the_site_changes_while_it_is_served() {
    let site = pair();
    let server = Server::start(&site, "--no-reload");
    assert!(!server.key(A).is_empty());
    for base in ["/x/y", "/%C3%BC"] {
        write(&site, "dateline.toml", CONFIG.replace("example.org", &format!("example.org{base}")));
        let page = server.answers(&format!("{base}{A}"), 200);
        assert!(page.text().contains("first"));
        server.answers(A, 404);
        assert_eq!(server.state(A)["page"], serde_json::Value::Null);
        assert!(!server.key(&format!("{base}{A}")).is_empty());
        for path in ["/", base] {
            let reply = server.get(path);
            assert_eq!((reply.status, reply.header("Location")), (302, Some(&*format!("{base}/"))), "{path}");
        }
    }
    write(&site, "dateline.toml", format!("{CONFIG}[urls]\nstyle = \"file\"\n"));
    server.shows("/2026/02/14/a.html", "first");
    server.answers(A, 404);
}

/// To open a pipe takes until somebody writes to it.
#[cfg(unix)]
#[test]
fn r2_a_pipe_is_told_and_not_waited_for() {
    let site = pair();
    let server = Server::start(&site, "");
    let made = Command::new("mkfifo").arg(site.path("content/pipe.md")).status();
    assert!(made.is_ok_and(|it| it.success()));
    assert_eq!(server.errors(1)["findings"][0]["path"], "content/pipe.md");
    fs::remove_file(site.path("content/pipe.md")).expect("a pipe");
    server.errors(0);
    write(&site, "content/a.md", worded("Alpha", "second"));
    server.shows(A, "second");
}

/// A template fails on a page that nobody had before their eyes when it was saved: that page tells, and so does the desk.
#[test]
fn r3_a_template_that_fails_is_told_where_its_page_is_asked_for() {
    let site = pair();
    let (server, plain) = (Server::start(&site, ""), Server::start(&site, "--no-reload"));
    let seen = [&server, &plain].map(Server::generation);
    write(&site, "templates/sources.html", "<p>\n{{ nothing.here }}\n");
    for (server, seen) in [&server, &plain].into_iter().zip(seen) {
        until("news", || (server.generation() > seen).then_some(()));
    }
    let page = server.answers("/sources/", 500);
    assert!(page.text().contains("/__dateline/client.js"));
    let state = server.state("/sources/");
    let found = &state["findings"][0];
    assert_eq!(
        (&state["errors"], &found["rule"], &found["line"]),
        (&1.into(), &"template-error".into(), &2.into())
    );
    assert!(!state["page"].is_null(), "it is not gone: {state:#}");
    assert_eq!((server.get(A).status, &server.state(A)["errors"]), (200, &0.into()));
    let desk = server.get("/__dateline/").text();
    assert!(desk.contains("id=\"rule-template-error\""), "{desk}");
    let page = plain.answers("/sources/", 500);
    assert!(page.text().starts_with("templates/sources.html:2:4 template-error error "), "{}", page.text());
    write(&site, "templates/sources.html", "<!doctype html><body>mended");
    server.shows("/sources/", "mended");
    assert_eq!(server.state("/sources/")["errors"], 0);
    assert!(!server.get("/__dateline/").text().contains("template-error"));
}

/// Where warnings fail, the terminal speaks of them, and not of no errors.
#[test]
fn r1_what_fails_is_said() {
    let site = TestSite::new()
        .file("dateline.toml", format!("{CONFIG}[check]\nfail_on = \"warning\"\n"))
        .file("content/odd.md", "+++\ntitle = \"Odd\"\ndate = 2026-02-14\n+++\nOdd.\n");
    let server = Server::start(&site, "");
    assert_eq!(server.get("/").status, 500);
    let (state, said) = (server.state("/"), server.said());
    assert!(state["warnings"].as_u64() > Some(0), "{state:#}");
    assert!(
        said.contains(": the site is shown when they are mended") && !said.contains("0 errors"),
        "{said}"
    );
}

/// What a full look had found was not told when the look after it saw the same files: a deletion leaves no new one.
#[test]
fn r3_errors_that_come_by_a_deletion_are_told() {
    let uses = "+++\ntitle = \"C\"\ndate = 2026-02-14\nsources = [\"load\"]\n+++\nText [1].\n";
    let load = "[load]\ntitle = \"Load\"\nurl = \"https://load.example/\"\n";
    let site = pair().file("content/c.md", uses).file("content/registry/sources.toml", load);
    let server = Server::start(&site, "--no-reload");
    let good = server.get("/2026/02/14/c/").body;
    for _ in 0..3 {
        fs::remove_file(site.path("content/registry/sources.toml")).expect("a file");
        assert_eq!(server.errors(1)["findings"][0]["rule"], "source-unknown");
        assert_eq!(server.get("/2026/02/14/c/").body, good);
        write(&site, "content/registry/sources.toml", load);
        server.errors(0);
        assert_eq!(server.get("/2026/02/14/c/").body, good);
    }
}
