//! The source list at the foot of a brief, and the box that says what the brief rests on.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::front_matter::Relation;
use crate::model::registry::SourceOrigin;
use crate::model::site::{LinkedBrief, LinkedSource, ListedSource};

use super::prose::Filler;
use super::scene::Scene;
use super::strings;
use super::view::{BriefSourceView, SourceSummaryView, UseView};

/// Bytes escaped in a text fragment: all but unreserved ones, and `-`, which has a meaning there besides
/// (URL Fragment Text Directives, "Syntax").
const TEXT_FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');

/// Characters of a quote that are looked for whole; of a longer one, its first and last words.
const WHOLE_QUOTE: usize = 120;

/// The list of a brief. `prose` has written the body, so that it knows every use.
pub fn sources(scene: Scene<'_>, linked: &LinkedBrief, prose: &Filler<'_>) -> Vec<BriefSourceView> {
    linked.sources.iter().map(|listed| view(scene, linked, listed, prose.uses(listed.number))).collect()
}

fn view(scene: Scene<'_>, linked: &LinkedBrief, listed: &ListedSource, uses: u32) -> BriefSourceView {
    let source = scene.site.source(listed.source);
    let (fields, own) = (&source.fields, &listed.in_brief);
    let words = scene.strings();
    let (lang, dir) = language(scene, source);
    let kind = fields.kind.as_ref().map_or("", |it| it.value.word());
    let access = fields.access.as_ref().map_or("", |it| it.value.word());
    let grade = grade(source.reliability, own.credibility);
    BriefSourceView {
        number: listed.number,
        key: source.key.clone(),
        title: source.title.clone(),
        lang,
        dir,
        url: scene.lookup.source(listed.source).map(str::to_owned),
        href: original(source, own.quote.as_deref()),
        host: host(source),
        publisher: source.publisher.map(|id| scene.site.publisher(id).name.clone()),
        publisher_url: publisher_url(scene, source),
        authors: fields.authors.clone(),
        published: fields.published.as_ref().map(|it| scene.date(&it.value)),
        accessed: own.accessed.as_ref().map(|it| scene.date(it)),
        archived: fields.archived.as_ref().map(|it| it.value.clone()),
        archived_at: fields.archived_at.as_ref().map(|it| scene.date(&it.value)),
        grade_label: grade_label(scene, source.reliability, own.credibility),
        ungraded: matches!(source.reliability, None | Some('F')) && matches!(own.credibility, None | Some(6)),
        grade,
        kind: kind.to_owned(),
        kind_label: label(scene, "source_kind", kind),
        relation: own.relation.word().to_owned(),
        relation_label: words.word("relation", own.relation.word()).to_owned(),
        access: access.to_owned(),
        access_label: label(scene, "access", access),
        origin: fields.origin.as_ref().map_or("", |it| it.value.word()).to_owned(),
        descriptor: fields.descriptor.as_ref().map(|it| it.value.clone()),
        quote: own.quote.clone(),
        locator: own.locator.clone(),
        doi: fields.doi.as_ref().map(|it| it.value.clone()),
        uses: (1..=uses)
            .map(|at| UseView { id: format!("r-{}-{at}", listed.number), letter: letter(at) })
            .collect(),
        elsewhere: source.uses.len().saturating_sub(usize::from(linked.state.listed)),
    }
}

/// What the brief rests on (ICS 206-01, source summary statement).
pub fn summary(scene: Scene<'_>, linked: &LinkedBrief) -> SourceSummaryView {
    let sources = || linked.sources.iter().map(|listed| (scene.site.source(listed.source), &listed.in_brief));
    let count = |is: &dyn Fn(&LinkedSource) -> bool| sources().filter(|(source, _)| is(source)).count();
    let mut view = SourceSummaryView {
        sources: linked.sources.len(),
        publishers: sources().filter_map(|(source, _)| source.publisher).collect::<BTreeSet<_>>().len(),
        primary: count(&|it| it.fields.origin.as_ref().is_some_and(|it| it.value == SourceOrigin::Primary)),
        disputing: sources().filter(|(_, own)| own.relation == Relation::Disputes).count(),
        archived: count(&|it| it.fields.archived.is_some()),
        graded: count(&|it| it.reliability.is_some_and(|it| it != 'F')),
        label: String::new(),
    };
    let words = scene.strings();
    view.label = if view.sources == 0 {
        words.word("sentence", "no_sources").to_owned()
    } else {
        let mut label = words.sentence(
            "source_summary",
            &[
                ("sources", &words.count("sources", view.sources)),
                ("publishers", &words.count("publishers", view.publishers)),
            ],
        );
        let parts: Vec<String> = [
            ("primary", view.primary),
            ("disputing", view.disputing),
            ("archived", view.archived),
            ("graded", view.graded),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| words.count(key, n))
        .collect();
        if !parts.is_empty() {
            label.push_str(words.word("sentence", "stop"));
            label.push_str(&words.join(&parts));
        }
        label
    };
    view
}

/// The language and direction of a source's title: as registered, else none, and the direction its letters have.
pub fn language(scene: Scene<'_>, source: &LinkedSource) -> (String, String) {
    match &source.fields.lang {
        Some(lang) => (lang.value.clone(), strings::direction(&lang.value).to_owned()),
        None => {
            let lang = if source.title.is_ascii() { &scene.site.config.site.language } else { "" };
            (lang.to_owned(), strings::direction_of(&source.title).to_owned())
        }
    }
}

pub fn publisher_url(scene: Scene<'_>, source: &LinkedSource) -> Option<String> {
    scene.lookup.publisher(source.publisher?).map(str::to_owned)
}

/// The word of a table for a key that may be empty.
pub fn label(scene: Scene<'_>, table: &str, key: &str) -> String {
    if key.is_empty() { String::new() } else { scene.strings().word(table, key).to_owned() }
}

/// The address of the original, with a text fragment that finds the quote; empty for an offline source.
pub fn original(source: &LinkedSource, quote: Option<&str>) -> String {
    let Some(url) = source.fields.url.as_ref().map(|it| it.value.as_str()) else { return String::new() };
    let Some(quote) = quote.map(str::trim).filter(|it| !it.is_empty()) else { return url.to_owned() };
    let mut out = String::with_capacity(url.len() + quote.len() * 2);
    out.push_str(url);
    // A text directive may stand behind a fragment of the page's own.
    out.push_str(if url.contains('#') { ":~:text=" } else { "#:~:text=" });
    let (start, end) = ends(quote);
    out.extend(utf8_percent_encode(start, TEXT_FRAGMENT));
    if let Some(end) = end {
        out.push(',');
        out.extend(utf8_percent_encode(end, TEXT_FRAGMENT));
    }
    out
}

/// A short quote whole; of a long one its first and its last five words.
fn ends(quote: &str) -> (&str, Option<&str>) {
    if quote.chars().nth(WHOLE_QUOTE).is_none() {
        return (quote, None);
    }
    let gaps: Vec<usize> = quote.match_indices(' ').map(|(at, _)| at).collect();
    match (gaps.get(4), gaps.len().checked_sub(5).map(|at| gaps[at])) {
        (Some(&first), Some(last)) if first < last => (&quote[..first], Some(&quote[last + 1..])),
        _ => (quote, None),
    }
}

/// The host of the original without `www.`; empty for an offline source.
pub fn host(source: &LinkedSource) -> String {
    let url = source.fields.url.as_ref().map_or("", |it| it.value.as_str());
    let authority =
        url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Reliability and credibility as one mark: `B2`, `B` or `2`.
pub fn grade(reliability: Option<char>, credibility: Option<u8>) -> String {
    let mut out = String::new();
    out.extend(reliability);
    if let Some(credibility) = credibility {
        out.push_str(&credibility.to_string());
    }
    out
}

/// A grade in words: `Usually reliable; Probably true`.
pub fn grade_label(scene: Scene<'_>, reliability: Option<char>, credibility: Option<u8>) -> String {
    let words = scene.strings();
    let mut out = reliability_label(scene, reliability);
    if let Some(credibility) = credibility {
        if !out.is_empty() {
            out.push_str(words.word("sentence", "stop"));
        }
        out.push_str(&credibility_label(scene, Some(credibility)));
    }
    out
}

pub fn reliability_label(scene: Scene<'_>, reliability: Option<char>) -> String {
    reliability.map(|it| label(scene, "reliability", it.encode_utf8(&mut [0; 4]))).unwrap_or_default()
}

pub fn credibility_label(scene: Scene<'_>, credibility: Option<u8>) -> String {
    credibility.map(|it| label(scene, "credibility", &it.to_string())).unwrap_or_default()
}

/// `a` for 1, `z` for 26, `aa` for 27.
fn letter(mut n: u32) -> String {
    let mut letters = Vec::new();
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        assert_eq!([1, 2, 26, 27, 52, 703].map(letter), ["a", "b", "z", "aa", "az", "aaa"]);
    }

    #[test]
    fn quotes_become_text_fragments() {
        let encode = |text: &str| utf8_percent_encode(text, TEXT_FRAGMENT).to_string();
        assert_eq!(encode("a-b, c & d."), "a%2Db%2C%20c%20%26%20d.");
        assert_eq!(ends("short, all of it"), ("short, all of it", None));
        let long = "one two three four five six seven eight nine ten ".repeat(4);
        assert_eq!(ends(long.trim()), ("one two three four five", Some("six seven eight nine ten")));
        let han = "港".repeat(200);
        assert_eq!(ends(&han), (han.as_str(), None));
    }
}
