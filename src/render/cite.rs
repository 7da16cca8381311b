//! How to cite a brief: plain text, BibTeX and RIS, each with its version and a place for the date of access.

use crate::model::date::{Moment, Precision};
use crate::model::front_matter::Kind;
use crate::model::site::{BriefId, LinkedBrief};

use super::scene::Scene;
use super::view::CiteView;
use super::{card, escape, provenance};

pub fn view(scene: Scene<'_>, id: BriefId) -> CiteView {
    let linked = scene.site.brief(id);
    let url = scene.absolute(scene.lookup.brief(id));
    CiteView {
        text: text(scene, linked, url.as_deref()),
        bibtex: bibtex(scene, linked, url.as_deref()),
        ris: ris(scene, linked, url.as_deref()),
    }
}

/// The first publication is version 1; every revision makes another.
pub fn version(linked: &LinkedBrief) -> usize {
    linked.brief.front.revisions.len() + 1
}

/// The names a brief is published under: its authors, else the organisation, the site's author or its title.
pub fn authors<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<&'a str> {
    let authors = &linked.brief.front.authors;
    if authors.is_empty() {
        vec![publisher(scene)]
    } else {
        authors.iter().map(|it| it.name.as_str()).collect()
    }
}

/// Who publishes the site.
pub fn publisher(scene: Scene<'_>) -> &str {
    let config = &scene.site.config;
    config.organization.name.as_deref().or(config.site.author.as_deref()).unwrap_or(&config.site.title)
}

fn text(scene: Scene<'_>, linked: &LinkedBrief, url: Option<&str>) -> String {
    let words = scene.strings();
    let site = &scene.site.config.site.title;
    let names = words.join(&authors(scene, linked));
    let mut edition = vec![words.sentence("version", &[("n", &version(linked).to_string())])];
    edition.extend(linked.as_of().map(|it| words.sentence("as_of", &[("date", &scene.date(it).short)])));
    let mut parts = vec![format!("“{}”", linked.brief.front.title.value)];
    // A desk that publishes under its own name is named once.
    if names != *site {
        parts.push(site.clone());
    }
    parts.insert(0, names);
    parts.extend(linked.date().map(|it| scene.date(it).short));
    parts.push(words.join(&edition));
    parts.extend(url.map(str::to_owned));
    parts.push(words.word("sentence", "accessed").to_owned());
    parts.join(". ") + "."
}

fn bibtex(scene: Scene<'_>, linked: &LinkedBrief, url: Option<&str>) -> String {
    let front = &linked.brief.front;
    let report = front.kind == Kind::Report;
    let key: String =
        linked.brief.slug.value.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').collect();
    let mut out = format!(
        "@{}{{{}",
        if report { "report" } else { "misc" },
        if key.is_empty() { "brief" } else { &key }
    );
    // A name in a second pair of braces is kept whole: desks have no given name.
    let names: Vec<String> = authors(scene, linked).into_iter().map(braced).collect();
    let mut raw = |name: &str, value: &str| out.extend([",\n  ", name, " = {", value, "}"]);
    raw("author", &names.join(" and "));
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let mut escaped = String::new();
            escape::bibtex(&mut escaped, value);
            raw(name, &escaped);
        }
    };
    field("title", &front.title.value);
    field("date", &linked.date().map(date).unwrap_or_default());
    field("version", &version(linked).to_string());
    field(if report { "institution" } else { "organization" }, publisher(scene));
    field("langid", &linked.lang);
    field("note", &note(scene, linked));
    if let Some(url) = url {
        // Addresses are percent-encoded: what is special to LaTeX in them must stay as it is.
        raw("url", url);
        raw("urldate", "");
    }
    out.push_str("\n}\n");
    out
}

fn braced(name: &str) -> String {
    let mut out = String::from("{");
    escape::bibtex(&mut out, name);
    out.push('}');
    out
}

/// `TY - RPRT` for reports, else `BLOG`, after the tags of the RIS format specification.
fn ris(scene: Scene<'_>, linked: &LinkedBrief, url: Option<&str>) -> String {
    let front = &linked.brief.front;
    let mut out = String::new();
    let mut field = |tag: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(tag);
            out.push_str("  - ");
            escape::ris(&mut out, value);
            out.push('\n');
        }
    };
    field("TY", if front.kind == Kind::Report { "RPRT" } else { "BLOG" });
    field("TI", &front.title.value);
    for name in authors(scene, linked) {
        field("AU", name);
    }
    field("T2", &scene.site.config.site.title);
    field("PB", publisher(scene));
    if let Some(moment) = linked.date() {
        field("PY", &format!("{:04}", moment.civil.year()));
        field("DA", &date(moment).replace('-', "/"));
    }
    field("ET", &version(linked).to_string());
    field("LA", &linked.lang);
    for tag in &front.tags {
        field("KW", &tag.value);
    }
    field("AB", card::summary(linked));
    field("N1", &note(scene, linked));
    field("UR", url.unwrap_or_default());
    out.push_str("Y2  - \nER  - \n");
    out
}

/// What made the text, and how far its information reaches.
fn note(scene: Scene<'_>, linked: &LinkedBrief) -> String {
    let words = scene.strings();
    let as_of = linked.as_of().map(|it| words.sentence("as_of", &[("date", &date(it))]));
    let parts: Vec<String> = [provenance::label(scene, linked), as_of.unwrap_or_default()]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    parts.join(words.word("sentence", "stop"))
}

/// The calendar day, as far as it is known.
fn date(moment: &Moment) -> String {
    Moment { precision: moment.precision.min(Precision::Day), ..*moment }.iso()
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn three_ways_to_cite() {
        let template =
            "{{ brief.cite.text | safe }}\n\n{{ brief.cite.bibtex | safe }}\n{{ brief.cite.ris | safe }}";
        expect![[r#"
            Harbour Desk. “Grid <capacity> & "berths"”. 14 Feb 2026. Version 2, as of 16 Feb 2026. https://desk.example/briefs/2026/02/14/grid/. Accessed [date].

            @misc{grid,
              author = {{Harbour Desk}},
              title = {Grid <capacity> \& "berths"},
              date = {2026-02-14},
              version = {2},
              organization = {Harbour Desk},
              langid = {en},
              note = {Drafted by atlas-4, checked by a person; responsible: I. Marek; as of 2026-02-16},
              url = {https://desk.example/briefs/2026/02/14/grid/},
              urldate = {}
            }

            TY  - BLOG
            TI  - Grid <capacity> & "berths"
            AU  - Harbour Desk
            T2  - Harbour Desk
            PB  - Harbour Desk
            PY  - 2026
            DA  - 2026/02/14
            ET  - 2
            LA  - en
            AB  - The berth opens in May.
            N1  - Drafted by atlas-4, checked by a person; responsible: I. Marek; as of 2026-02-16
            UR  - https://desk.example/briefs/2026/02/14/grid/
            Y2  - 
            ER  - 
        "#]].assert_eq(&render(&site(|_| {}), "2026/02/14/grid/index.html", template));
    }
}
