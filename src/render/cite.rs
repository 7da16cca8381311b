//! How to cite a brief: plain text, BibTeX and RIS, each with its version and a place for the date of access.

use crate::model::date::{Moment, Precision};
use crate::model::front_matter::Kind;
use crate::model::site::{BriefId, LinkedBrief};

use super::scene::Scene;
use super::view::CiteView;
use super::{card, escape, provenance};

pub fn view(scene: Scene<'_>, id: BriefId) -> CiteView {
    let linked = scene.site.brief(id);
    let cited = Cited {
        scene,
        linked,
        authors: authors(scene, linked),
        url: scene.absolute(scene.lookup.brief(id)),
        version: version(linked).to_string(),
        date: linked.date().map(date).unwrap_or_default(),
        note: note(scene, linked),
    };
    CiteView { text: cited.text(), bibtex: cited.bibtex(), ris: cited.ris() }
}

/// What every way to cite a brief says.
struct Cited<'a> {
    scene: Scene<'a>,
    linked: &'a LinkedBrief,
    authors: Vec<&'a str>,
    url: Option<String>,
    version: String,
    /// Empty without one.
    date: String,
    note: String,
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

impl Cited<'_> {
    fn text(&self) -> String {
        let words = self.scene.strings();
        let site = &self.scene.site.config.site.title;
        let names = words.join(&self.authors);
        let mut out = String::with_capacity(256);
        out.extend([&names, ". “", &self.linked.brief.front.title.value, "”. "]);
        // A desk that publishes under its own name is named once.
        if names != *site {
            out.extend([site, ". "]);
        }
        if let Some(date) = self.linked.date() {
            out.extend([&self.scene.date(date).short, ". "]);
        }
        let version = words.sentence("version", &[("n", &self.version)]);
        match self.linked.as_of() {
            Some(it) => {
                let as_of = words.sentence("as_of", &[("date", &self.scene.date(it).short)]);
                out.push_str(&words.join(&[version, as_of]));
            }
            None => out.push_str(&version),
        }
        out.push_str(". ");
        if let Some(url) = &self.url {
            out.extend([url, ". "]);
        }
        out.extend([words.word("sentence", "accessed"), "."]);
        out
    }

    fn bibtex(&self) -> String {
        let front = &self.linked.brief.front;
        let report = front.kind == Kind::Report;
        let mut out = String::with_capacity(512);
        out.push_str(if report { "@report{" } else { "@misc{" });
        let start = out.len();
        let slug = self.linked.brief.slug.value.chars();
        out.extend(slug.filter(|it| it.is_ascii_alphanumeric() || *it == '-'));
        if out.len() == start {
            out.push_str("brief");
        }
        out.push_str(",\n  author = {");
        for (at, name) in self.authors.iter().enumerate() {
            // A name in a second pair of braces is kept whole: desks have no given name.
            out.push_str(if at > 0 { " and {" } else { "{" });
            escape::bibtex(&mut out, name);
            out.push('}');
        }
        out.push('}');
        let mut field = |name: &str, value: &str| {
            if !value.is_empty() {
                out.extend([",\n  ", name, " = {"]);
                escape::bibtex(&mut out, value);
                out.push('}');
            }
        };
        field("title", &front.title.value);
        field("date", &self.date);
        field("version", &self.version);
        field(if report { "institution" } else { "organization" }, publisher(self.scene));
        field("langid", &self.linked.lang);
        field("note", &self.note);
        if let Some(url) = &self.url {
            // Addresses are percent-encoded: what is special to LaTeX in them must stay as it is.
            out.extend([",\n  url = {", url, "},\n  urldate = {}"]);
        }
        out.push_str("\n}\n");
        out
    }

    /// `TY - RPRT` for reports, else `BLOG`, after the tags of the RIS format specification.
    fn ris(&self) -> String {
        let front = &self.linked.brief.front;
        let mut out = String::with_capacity(1024);
        let mut field = |tag: &str, value: &str| {
            if !value.is_empty() {
                out.extend([tag, "  - "]);
                escape::ris(&mut out, value);
                out.push('\n');
            }
        };
        field("TY", if front.kind == Kind::Report { "RPRT" } else { "BLOG" });
        field("TI", &front.title.value);
        for name in &self.authors {
            field("AU", name);
        }
        field("T2", &self.scene.site.config.site.title);
        field("PB", publisher(self.scene));
        if let Some(year) = self.date.get(..4) {
            field("PY", year);
            field("DA", &self.date.replace('-', "/"));
        }
        field("ET", &self.version);
        field("LA", &self.linked.lang);
        for tag in &front.tags {
            field("KW", &tag.value);
        }
        field("AB", card::summary(self.linked));
        field("N1", &self.note);
        field("UR", self.url.as_deref().unwrap_or_default());
        out.push_str("Y2  - \nER  - \n");
        out
    }
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
