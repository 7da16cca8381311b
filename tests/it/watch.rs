//! Live previews from the files on the disk to the pages in the browser.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use dateline::diag::Severity;

use crate::edits::{Edited, build, measure};
use crate::server::{LIMIT, Server, address, everything, until};
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
    for (config, arguments) in [
        ("", ""),
        ("[urls]\nstyle = \"file\"\n", ""),
        ("", "--base-url https://harbour.example/"),
    ] {
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
        assert_eq!((missing.status, missing.body), (404, fs::read(site.path("built/404.html")).expect("a page")));
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
        eprintln!("{after} {errors}");
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
    assert!(!it.site.path("output").exists());
}
