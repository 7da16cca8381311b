//! What static hosts do with the files of a site: folders, `_redirects`, `_headers`.
//!
//! Hosts differ. Where they do, the rules are those of Netlify, whose format it is, with two exceptions that suit a preview:
//! a redirect without a status is 302, as Cloudflare Pages has it, so that no browser remembers it; and nothing is fetched
//! from other sites. What a host decides by country, language, cookie or query is passed over.

mod headers;
mod pattern;
mod redirects;

pub use headers::Headers;
pub use redirects::Redirects;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::decode;

/// Names that hosts read and do not serve.
const OF_THE_HOST: [&str; 2] = ["_redirects", "_headers"];

/// All that is not RFC 3986 `pchar` or `/`.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The files of a site.
pub trait Files {
    /// Whether there is such a file, at a path below the output folder: decoded, `/` between its parts, none before.
    fn has(&self, path: &str) -> bool;
}

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The path of a file, as [`Files::has`] knows it.
    File(String),
    /// Elsewhere: an encoded path of the site, or a web address. `Reply::moved` sends it.
    Moved { status: u16, to: String },
    /// Nothing: 404, and the page that [`missing_page`] finds.
    Missing,
}

/// What is at a path: decoded, with a leading `/`. Files come before redirects, unless those are forced by `!`.
pub fn find(path: &str, files: &dyn Files, redirects: &Redirects) -> Found {
    let file = find_file(path, files);
    redirects.apply(path, file.is_some(), files).or(file).unwrap_or(Found::Missing)
}

/// The file that is shown with 404 for a missing path: what a rule with that status names, or else the `404.html` of the
/// nearest folder that has one. Hosts that look for it at the root only find the same in sites that have only that.
pub fn missing_page(path: &str, files: &dyn Files, redirects: &Redirects) -> Option<String> {
    redirects.missing_page(path, files).or_else(|| {
        let mut folder = path.strip_prefix('/')?;
        loop {
            folder = folder.rsplit_once('/').map_or("", |it| it.0);
            let page = if folder.is_empty() { "404.html".to_owned() } else { format!("{folder}/404.html") };
            if files.has(&page) {
                return Some(page);
            }
            if folder.is_empty() {
                return None;
            }
        }
    })
}

/// The file itself, or that of the folder.
fn find_file(path: &str, files: &dyn Files) -> Option<Found> {
    let below = path.strip_prefix('/')?;
    // Requests cannot hold such paths; rules can.
    if OF_THE_HOST.contains(&below) || !decode::stays_below(below) {
        return None;
    }
    if below.is_empty() || below.ends_with('/') {
        let index = format!("{below}index.html");
        return files.has(&index).then_some(Found::File(index));
    }
    if files.has(below) {
        return Some(Found::File(below.to_owned()));
    }
    // Without the slash, what the page leads to would be looked for beside its folder.
    files
        .has(&format!("{below}/index.html"))
        .then(|| Found::Moved { status: 301, to: format!("{}/", encode(path)) })
}

/// A decoded path as it stands in an address.
fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    impl Files for &[&str] {
        fn has(&self, path: &str) -> bool {
            self.contains(&path)
        }
    }

    const FILES: &[&str] = &[
        "index.html",
        "404.html",
        "about/index.html",
        "2026/ü b/index.html",
        "page.html",
        "100%/index.html",
        "_redirects",
        "_headers",
        "en/404.html",
    ];

    pub fn check(redirects: &str, paths: &[&str], expected: Expect) {
        let redirects = Redirects::parse(redirects);
        let mut lines = String::new();
        for path in paths {
            let found = match find(path, &FILES, &redirects) {
                Found::File(path) => path,
                Found::Moved { status, to } => format!("{status} {to}"),
                Found::Missing => "missing".to_owned(),
            };
            lines.push_str(&format!("{path} -> {found}\n"));
        }
        expected.assert_eq(&lines);
    }

    #[test]
    fn folders_and_files() {
        check(
            "",
            &[
                "/",
                "/index.html",
                "/about",
                "/about/",
                "/about/index.html",
                "/page.html",
                "/page",
                "/page.html/",
                "/2026/ü b",
                "/2026/ü b/",
                "/2026",
                "/2026/",
                "/100%",
                "/404.html",
                "/_redirects",
                "/_headers",
                "/_headers/",
                "//",
                "",
            ],
            expect![[r#"
                / -> index.html
                /index.html -> index.html
                /about -> 301 /about/
                /about/ -> about/index.html
                /about/index.html -> about/index.html
                /page.html -> page.html
                /page -> missing
                /page.html/ -> missing
                /2026/ü b -> 301 /2026/%C3%BC%20b/
                /2026/ü b/ -> 2026/ü b/index.html
                /2026 -> missing
                /2026/ -> missing
                /100% -> 301 /100%25/
                /404.html -> 404.html
                /_redirects -> missing
                /_headers -> missing
                /_headers/ -> missing
                // -> missing
                 -> missing
            "#]],
        );
    }

    #[test]
    fn redirects_of_a_site() {
        check(
            "# moved\n\
             /old /about/ 301\n\
             /caf%C3%A9 /2026/%C3%BC%20b/\n\
             /blog/* /2026/:splat 308\n\
             /b/:year/:slug /:year/:slug/?from=:slug#top\n\
             /about https://elsewhere.example/\n\
             /page.html https://elsewhere.example/x 302!\n\
             /spa/* /index.html 200\n\
             /proxy/* https://elsewhere.example/:splat 200\n\
             /self /self/\n\
             /self2/* /self2/:splat\n\
             /gone /404.html 404\n\
             /gone /about/\n\
             /late /about/ 301 # comment\n",
            &[
                "/old",
                "/old/",
                "/old/x",
                "/café",
                "/blog/a b/c",
                "/blog/",
                "/blog",
                "/blogs",
                "/b/2026/ü?#",
                "/b/2026",
                "/about",
                "/page.html",
                "/spa/any/thing",
                "/proxy/a",
                "/self",
                "/self2/a",
                "/gone",
                "/late",
            ],
            expect![[r#"
                /old -> 301 /about/
                /old/ -> 301 /about/
                /old/x -> missing
                /café -> 302 /2026/%C3%BC%20b/
                /blog/a b/c -> 308 /2026/a%20b/c
                /blog/ -> 308 /2026/
                /blog -> 308 /2026/
                /blogs -> missing
                /b/2026/ü?# -> 302 /2026/%C3%BC%3F%23/?from=%C3%BC%3F%23#top
                /b/2026 -> missing
                /about -> 301 /about/
                /page.html -> 302 https://elsewhere.example/x
                /spa/any/thing -> index.html
                /proxy/a -> missing
                /self -> 302 /self/
                /self2/a -> missing
                /gone -> missing
                /late -> 301 /about/
            "#]],
        );
    }

    /// PROMISES S4.
    #[test]
    fn s4_no_rule_of_a_path_leads_to_another_site() {
        check(
            "/a/* /:splat\n/b/* :splat\n/c/* //evil.example\n/d/* /\\evil.example\n/e/* https://:splat\n\
             /f javascript:alert(1)\n/g/:x https://:x.example/\n/h /x 900\n/i ftp://evil.example/\n/j/* https://a.example/:splat\n",
            &[
                "/a//evil.example",
                "/a/\\evil.example",
                "/b/https://evil.example",
                "/c/x",
                "/d/x",
                "/e/evil.example",
                "/f",
                "/g/evil",
                "/h",
                "/i",
                "/j/../x",
            ],
            expect![[r#"
                /a//evil.example -> 302 /evil.example
                /a/\evil.example -> 302 /%5Cevil.example
                /b/https://evil.example -> missing
                /c/x -> missing
                /d/x -> missing
                /e/evil.example -> missing
                /f -> missing
                /g/evil -> missing
                /h -> missing
                /i -> missing
                /j/../x -> 302 https://a.example/../x
            "#]],
        );
    }

    #[test]
    fn s2_no_rule_leads_out_of_the_site() {
        struct All;
        impl Files for All {
            fn has(&self, path: &str) -> bool {
                !path.starts_with("_headers/")
            }
        }
        let rules =
            "/a/* /%2e%2e/:splat 200!\n/b /../../etc/passwd 200!\n/c /a%5C..%5Cb 200!\n/d /_headers 200!\n";
        let redirects = Redirects::parse(rules);
        for path in ["/a/etc/passwd", "/b", "/c", "/d"] {
            assert_eq!(find(path, &All, &redirects), Found::File(path[1..].to_owned()), "{path}");
        }
        assert_eq!(find("/../x", &All, &redirects), Found::Missing);
    }

    #[test]
    fn the_page_of_what_is_missing() {
        let redirects = Redirects::parse("/shop/* /page.html 404\n/de/* /de/404.html 404\n/old /about/\n");
        for (path, page) in [
            ("/x", Some("404.html")),
            ("/a/b/c", Some("404.html")),
            ("/en/a/b", Some("en/404.html")),
            ("/en/", Some("en/404.html")),
            ("/shop/a", Some("page.html")),
            ("/de/a", Some("404.html")),
            ("/old/", Some("404.html")),
        ] {
            assert_eq!(missing_page(path, &FILES, &redirects).as_deref(), page, "{path}");
        }
        let none: &[&str] = &[];
        assert_eq!(missing_page("/a/b", &none, &redirects), None);
    }

    /// Rules without sense, the same in every run: they lead to a path of ours, to a host that they name, or nowhere.
    #[test]
    fn s4_rules_of_any_kind() {
        let path_words = ["/", "/", "a", "é", "%2f", "..", "\\", "//", "evil.example", "*", ":a"];
        let target_words = [
            "/",
            "/",
            ":a",
            ":splat",
            "a",
            "é",
            "%2f",
            "%5c",
            "%",
            "\\",
            "//",
            "..",
            "http://",
            "https://quay.example",
            "evil.example",
            "#",
            "?",
            "!",
            "@",
            "\0",
        ];
        let statuses = ["", " 200", " 301", " 302!", " 404", " x", "\n  A: b", " #"];
        let mut state = 0x1234_5678_9ABC_DEF1_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % below
        };
        let mut moved = 0;
        for _ in 0..20_000 {
            let mut word = |words: &[&'static str]| words[random(words.len())];
            let mut rules = String::new();
            for _ in 0..3 {
                let from = [word(&path_words), word(&path_words), word(&path_words)].concat();
                let to = [word(&target_words), word(&target_words), word(&target_words)].concat();
                rules.push_str(&format!("/{from} {to}{}\n", word(&statuses)));
            }
            let path = [word(&path_words[..9]), word(&path_words[..9]), word(&path_words[..9])].concat();
            let path = format!("/{path}");
            let redirects = Redirects::parse(&rules);
            missing_page(&path, &FILES, &redirects);
            Headers::parse(&rules).of(&path);
            let Found::Moved { to, .. } = find(&path, &FILES, &redirects) else { continue };
            moved += 1;
            let is_ours = to.starts_with('/') && !to.starts_with("//");
            let decoded =
                |it: &str| percent_encoding::percent_decode_str(it).decode_utf8_lossy().into_owned();
            let host =
                to.split_once("://").and_then(|it| it.1.split(['/', '?', '#']).next()).unwrap_or_default();
            let is_named = !host.is_empty() && decoded(&rules).contains(&format!("://{}", decoded(host)));
            assert!(is_ours || is_named, "{to} of {rules:?}");
            assert!(to.is_ascii() && !to.contains(['\\', '\n', ' ', '\0']), "{to:?} of {rules:?}");
        }
        assert!(moved > 100, "only {moved} led anywhere");
    }

    #[test]
    fn what_cannot_be_obeyed_is_passed_over() {
        check(
            "/only\n\
             /lang /about/ 302 Language=de\n\
             /query id=:id /about/ 301\n\
             https://old.example/x /about/\n\
             relative /about/\n\
             /two/*/stars/* /about/\n\
             /%ff /about/\n\
             /status /about/ abc\n\
             /ok /about/ 302\n",
            &["/only", "/lang", "/query", "/x", "/relative", "/two/a/stars/b", "/status", "/ok"],
            expect![[r#"
                /only -> missing
                /lang -> missing
                /query -> missing
                /x -> missing
                /relative -> missing
                /two/a/stars/b -> missing
                /status -> missing
                /ok -> 302 /about/
            "#]],
        );
    }
}
