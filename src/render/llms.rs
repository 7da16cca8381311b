//! `llms.txt` (llmstxt.org): the newest briefs for programs that read Markdown, each with its twin.

use std::collections::BTreeMap;

use crate::model::page::{Part, Subject};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, TermId};

use super::lookup::{JSON, MARKDOWN};
use super::scene::Scene;
use super::{card, feed};

/// Briefs in one file: what a reader may be expected to take in. All others are in `index.json`.
const BRIEFS: usize = 200;
/// Characters of what is said of a brief.
const NOTE: usize = 280;

/// The title and description of the publication, then a section for each topic, in the order of their newest briefs.
pub fn write(scene: Scene<'_>) -> String {
    let config = &scene.site.config;
    let index = config.outputs.site.contains(JSON.name);
    let mut out = format!("# {}\n", inline(&config.site.title));
    if !config.site.description.is_empty() {
        out.extend(["\n> ", &inline(&config.site.description), "\n"]);
    }
    let all = &scene.listings.briefs;
    let shown = &all[..all.len().min(BRIEFS)];
    let mut sections: Vec<(Option<TermId>, Vec<BriefId>)> = Vec::new();
    let mut known = BTreeMap::new();
    for &id in shown {
        let topic = scene.site.brief(id).topic;
        let at = *known.entry(topic).or_insert(sections.len());
        if at == sections.len() {
            sections.push((topic, Vec::new()));
        }
        sections[at].1.push(id);
    }
    for (topic, briefs) in sections {
        let name = match topic {
            Some(id) => &scene.site.term(TermKind::Topic, id).name,
            None => scene.strings().word("t", "briefs"),
        };
        out.extend(["\n## ", &inline(name), "\n\n"]);
        for id in briefs {
            entry(&mut out, scene, id);
        }
    }
    if index {
        // The specification's own name for what may be left out.
        out.push_str("\n## Optional\n\n");
        let url = Subject::SiteJson(Part::Whole).address(scene.site).url(scene.lookup.style);
        let words = scene.strings();
        let name = format!("{}, JSON", words.word("t", "briefs"));
        let count = words.count("briefs", all.len());
        link(&mut out, &name, &scene.address(&url), &count);
    }
    out
}

fn entry(out: &mut String, scene: Scene<'_>, id: BriefId) {
    let linked = scene.site.brief(id);
    let twin = scene.lookup.twins(id).iter().find(|(format, _)| *format == MARKDOWN);
    let url = twin.map_or(scene.lookup.brief(id), |(_, url)| url);
    let date = feed::published(linked).map(|it| it.iso()).unwrap_or_default();
    let scene = scene.speaking(&linked.lang);
    let note = feed::summary(scene, linked);
    let note = match (date.get(..10.min(date.len())).unwrap_or_default(), note.as_str()) {
        (date, "") => date.to_owned(),
        ("", note) => note.to_owned(),
        (date, note) => format!("{date}. {note}"),
    };
    link(out, &linked.brief.front.title.value, &scene.address(url), &card::shorten(&note, NOTE));
}

/// `- [name](url): note`
fn link(out: &mut String, name: &str, url: &str, note: &str) {
    out.extend(["- [", &inline(name), "](", url, ")"]);
    if !note.is_empty() {
        out.extend([": ", &inline(note)]);
    }
    out.push('\n');
}

/// Text in one line that Markdown leaves as it is: what could open a link, an emphasis, code or HTML is escaped.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        for c in word.chars().filter(|it| !it.is_control()) {
            if matches!(c, '\\' | '[' | ']' | '*' | '_' | '`' | '<' | '&') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn briefs_by_topic() {
        expect![[r##"
            # Harbour Desk

            > Ports \& grids

            ## Energy

            - [Grid \<capacity> \& "berths"](https://desk.example/briefs/2026/02/14/grid/index.md): 2026-02-14. Drafted by atlas-4, checked by a person; responsible: I. Marek. The berth opens in May.

            ## Briefs

            - [港口](https://desk.example/briefs/2026/02/13/port/index.md): 2026-02-13. 本简报已撤回，不应再作依据。

            ## Optional

            - [Briefs, JSON](https://desk.example/briefs/index.json): 2 briefs
        "##]].assert_eq(&render(&site(|_| {}), "llms.txt", ""));
    }

    #[test]
    fn texts_stay_texts() {
        assert_eq!(super::inline("a [b](c)\n <i>*d*</i>"), r"a \[b\](c) \<i>\*d\*\</i>");
    }
}
