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
    let mut parts = vec![
        words.join(&authors(scene, linked)),
        format!("“{}”", linked.brief.front.title.value),
        scene.site.config.site.title.clone(),
    ];
    parts.extend(linked.date().map(|it| scene.date(it).short));
    parts.push(words.sentence("version", &[("n", &version(linked).to_string())]));
    parts.extend(linked.as_of().map(|it| words.sentence("as_of", &[("date", &scene.date(it).short)])));
    parts.extend(url.map(str::to_owned));
    parts.push(words.word("sentence", "accessed").to_owned());
    parts.dedup();
    let mut out = parts.join(". ");
    out.push('.');
    out
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
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(",\n  ");
            out.push_str(name);
            out.push_str(" = {");
            escape::bibtex(&mut out, value);
            out.push('}');
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
        out.push_str(&format!(",\n  url = {{{url}}},\n  urldate = {{}}"));
    }
    // A name in a second pair of braces is kept whole: desks have no given name.
    let names: Vec<String> = authors(scene, linked)
        .into_iter()
        .map(|name| {
            let mut braced = String::from("{");
            escape::bibtex(&mut braced, name);
            braced.push('}');
            braced
        })
        .collect();
    out.push_str(&format!(",\n  author = {{{}}}\n}}\n", names.join(" and ")));
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
        expect![[r##""##]].assert_eq(&render(&site(|_| {}), "2026/02/14/grid/index.html", template));
    }
}
