//! Every text on a page says which language it is in, where that is not the page's.

use std::collections::BTreeSet;

use crate::safety::Tag;
use crate::site::TestSite;

const CONFIG: &str = r#"[site]
title = "Harbour Desk"
base_url = "https://desk.example/"
language = "en"
copyright = "© Harbour Desk"
[organization]
name = "Harbour Desk"
[check.rules]
"source-no-archive" = "off"
"#;

fn brief(lang: &str, original: Option<&str>, words: [&str; 6], marker: &str) -> String {
    let [title, topic, tag, text, quote, source] = words;
    let original = original.map(|it| format!("translation_of = \"{it}\"\n")).unwrap_or_default();
    format!(
        "+++\ntitle = \"{title}\"\ndate = 2026-02-14\nlang = \"{lang}\"\n{original}topic = \"{topic}\"\n\
         tags = [\"{tag}\"]\nseries = \"{topic}\"\nedition = \"1\"\nsummary = \"{text}\"\nchannel = \"{lang}-desk\"\n\
         [[sources]]\nid = \"{lang}-1\"\ntitle = \"{source}\"\nlang = \"{lang}\"\n\
         url = \"https://{lang}.quay.example/\"\naccessed = 2026-02-14\nquote = \"{quote}\"\n\
         [[sources]]\nid = \"shared\"\ntitle = \"Berth list\"\nlang = \"en\"\nurl = \"https://quay.example/\"\n\
         accessed = 2026-02-14\n+++\n- {text} {marker} [1][2].\n"
    )
}

/// An English publication with briefs that are translations of each other, a Chinese channel, and a Ukrainian page.
fn site() -> TestSite {
    let en = ["Berths in May", "Ports", "berths", "Two berths open.", "two berths", "Notice of May"];
    let zh = ["五月的泊位", "港口", "泊位", "两个泊位开放。", "两个泊位", "五月公告"];
    let uk = ["Причали у травні", "Порти", "причали", "Два причали відкрито.", "два причали", "Оголошення"];
    let ar = ["أرصفة في مايو", "الموانئ", "أرصفة", "يُفتح رصيفان.", "رصيفان", "إعلان مايو"];
    TestSite::empty()
        .file("dateline.toml", CONFIG)
        .file("content/en.md", brief("en", Some("zh"), en, "(high confidence)"))
        .file("content/zh.md", brief("zh", Some("en"), zh, "（高置信度）"))
        .file("content/uk.md", brief("uk", Some("en"), uk, "(високий рівень впевненості)"))
        .file("content/ar.md", brief("ar", None, ar, "(ثقة عالية)"))
        .file("content/later.md", brief("en", None, en, "(high confidence)").replace("02-14", "02-20").replace("edition = \"1\"", "edition = \"2\"") + "\nSee [it](zh.md).\n")
        .file("content/pages/about.md", "+++\ntitle = \"Про нас\"\nlang = \"uk\"\n+++\nМи пишемо.\n")
        .file(
            "content/registry/channels.toml",
            "[en-desk]\nname = \"English desk\"\nlang = \"en\"\n[zh-desk]\nname = \"中文台\"\nlang = \"zh\"\n\
             [uk-desk]\nname = \"Українська редакція\"\nlang = \"uk\"\n[ar-desk]\nname = \"المكتب العربي\"\nlang = \"ar\"\n",
        )
        .run("build")
        .succeeds()
}

/// The languages that the letters of a text may be in; none for letters that many languages have.
fn letters(text: &str) -> Option<&'static str> {
    text.chars().find_map(|c| match c {
        '\u{400}'..='\u{4ff}' => Some("uk"),
        '\u{600}'..='\u{6ff}' => Some("ar"),
        '\u{4e00}'..='\u{9fff}' => Some("zh"),
        _ => None,
    })
}

/// Texts whose language is not that of the nearest element that says one.
fn unmarked(html: &str) -> Vec<String> {
    const VOID: [&str; 6] = ["meta", "link", "br", "img", "input", "wbr"];
    /// Machines read them, or they hold the same text in a form of their own.
    const PASSED: [&str; 3] = ["script", "title", "pre"];
    let mut open: Vec<(String, String)> = vec![(String::new(), String::new())];
    let mut faults = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, after) = rest.split_at(at);
        let lang = open.last().map_or("", |it| it.1.as_str());
        let passed = open.iter().any(|it| PASSED.contains(&it.0.as_str()) || it.0 == "span.why");
        let text = text.trim();
        let wrong = match letters(text) {
            Some(letters) => lang != letters,
            // Words of the English briefs and of the registry.
            None => {
                lang != "en"
                    && ["Berth", "berths", "Ports", "Harbour Desk"].iter().any(|it| text.contains(it))
            }
        };
        if wrong && !passed {
            faults.push(format!("{lang}: {text}"));
        }
        rest = &after[1..];
        let ends = rest.starts_with('/');
        let Some(tag) = Tag::read(&mut rest) else { continue };
        let of = |name: &str| tag.attributes.iter().find(|it| it.0 == name).map(|it| it.1.clone());
        if ends {
            let name = tag.name.as_str();
            while open.len() > 1 {
                let (last, _) = open.pop().unwrap_or_default();
                if last.split('.').next() == Some(name) {
                    break;
                }
            }
        } else if !VOID.contains(&tag.name.as_str()) && !matches!(tag.name.as_str(), "path" | "rect") {
            let lang = of("lang").unwrap_or_else(|| lang.to_owned());
            let class = of("class").map_or(String::new(), |it| format!(".{it}"));
            open.push((format!("{}{class}", tag.name), lang));
        }
    }
    faults
}

/// Words of a Chinese tag stood on English pages as if they were English.
#[test]
fn every_text_says_its_language() {
    let site = site();
    let mut pages = 0;
    for (path, bytes) in site.tree("output").iter().filter(|it| it.0.ends_with(".html")) {
        let faults = unmarked(&String::from_utf8_lossy(bytes));
        assert!(faults.is_empty(), "{path}: {faults:#?}");
        pages += 1;
    }
    assert!(pages > 30, "{pages} pages");
    for (path, lang, dir) in [
        ("2026/02/14/ar/index.html", "ar", "rtl"),
        ("channels/zh-desk/index.html", "zh", "ltr"),
        ("channels/ar-desk/index.html", "ar", "rtl"),
        ("about/index.html", "uk", "ltr"),
        ("index.html", "en", "ltr"),
    ] {
        let html = site.output(path);
        assert!(html.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")), "{path}");
    }
}

#[test]
fn feeds_say_their_language_and_that_of_each_entry() {
    let site = site();
    let feed = site.output("feed.xml");
    assert!(feed.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">"));
    for lang in ["en", "zh", "uk", "ar"] {
        assert!(feed.contains(&format!("<entry xml:lang=\"{lang}\">")), "{lang}");
    }
    assert!(site.output("channels/zh-desk/feed.xml").contains("Atom\" xml:lang=\"zh\">"));
    let json: serde_json::Value =
        serde_json::from_str(&site.output("channels/uk-desk/feed.json")).expect("a JSON Feed");
    assert_eq!((&json["language"], &json["items"][0]["language"]), (&"uk".into(), &"uk".into()));
    let page = site.output("2026/02/14/zh/index.html");
    assert!(page.contains("\"inLanguage\":\"zh\""), "{page}");
}

/// Pages in several languages name each other, the same way in their heads and in the sitemap.
#[test]
fn translations_name_each_other() {
    let site = site();
    let url = |slug: &str| format!("https://desk.example/2026/02/14/{slug}/");
    let expected: BTreeSet<_> = [("en", "en"), ("zh", "zh"), ("uk", "uk"), ("x-default", "en")]
        .map(|(lang, slug)| (lang.to_owned(), url(slug)))
        .into();
    let read = |text: &str| -> BTreeSet<(String, String)> {
        let links = text.split("rel=\"alternate\" hreflang=\"").skip(1);
        links
            .map(|it| {
                let (lang, rest) = it.split_once("\" href=\"").expect("an address");
                (lang.to_owned(), rest.split('"').next().unwrap_or_default().to_owned())
            })
            .collect()
    };
    let sitemap = site.output("sitemap.xml");
    for slug in ["en", "zh", "uk"] {
        let html = site.output(&format!("2026/02/14/{slug}/index.html"));
        let head = html.split("</head>").next().unwrap_or_default();
        assert_eq!(read(head), expected, "{slug}");
        let entry = sitemap.split("<url>").find(|it| it.starts_with(&format!("<loc>{}<", url(slug))));
        assert_eq!(read(entry.expect("it is listed")), expected, "{slug} in the sitemap");
    }
    assert!(read(&site.output("2026/02/14/ar/index.html")).is_empty());
}
