//! The source list at the foot of a brief, and the box that says what the brief rests on.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::digest::Digest;
use crate::model::date::{Moment, digits};
use crate::model::front_matter::Relation;
use crate::model::registry::SourceOrigin;
use crate::model::site::{InBrief, LinkedBrief, LinkedSource, ListedSource, SourceId};

use super::key::{self, Key};
use super::scene::Scene;
use super::stencil::Hole;
use super::strings;
use super::view::{BriefSourceView, SourceSummaryView, Text};

/// Bytes escaped in a text fragment: all but unreserved ones, and `-`, which has a meaning there besides
/// (URL Fragment Text Directives, "Syntax").
const TEXT_FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');

/// Characters of a quote that are looked for whole; of a longer one, its first and last words.
const WHOLE_QUOTE: usize = 120;

/// The entry of a source; `elsewhere` as of [`elsewhere`], `cited` as the text does.
pub fn view<'a>(
    scene: Scene<'a>,
    listed: &'a ListedSource,
    cited: bool,
    elsewhere: usize,
) -> BriefSourceView<'a> {
    let source = scene.site.source(listed.source);
    let (fields, own) = (&source.fields, &listed.in_brief);
    let (lang, dir) = language(scene, source);
    let kind = fields.kind.as_ref().map_or("", |it| it.value.word());
    let access = fields.access.as_ref().map_or("", |it| it.value.word());
    BriefSourceView {
        number: Hole::Number.value(),
        key: &source.key,
        title: &source.title,
        lang,
        dir,
        url: scene.lookup.source(listed.source),
        href: original(source, own.quote.as_deref()),
        host: host(source),
        publisher: source.publisher.map(|id| scene.site.publisher(id).name.as_str()),
        publisher_url: publisher_url(scene, source),
        authors: &fields.authors,
        published: fields.published.as_ref().map(|it| scene.date(&it.value)),
        accessed: own.accessed.as_ref().map(|it| scene.date(it)),
        archived: fields.archived.as_ref().map(|it| it.value.as_str()),
        archived_at: fields.archived_at.as_ref().map(|it| scene.date(&it.value)),
        grade: grade(source.reliability, own.credibility),
        grade_label: grade_label(scene, source.reliability, own.credibility),
        ungraded: matches!(source.reliability, None | Some('F')) && matches!(own.credibility, None | Some(6)),
        kind,
        kind_label: label(scene, "source_kind", kind),
        relation: own.relation.word(),
        relation_label: label(scene, "relation", own.relation.word()),
        access,
        access_label: label(scene, "access", access),
        origin: fields.origin.as_ref().map_or("", |it| it.value.word()),
        descriptor: fields.descriptor.as_ref().map(|it| it.value.as_str()),
        quote: own.quote.as_deref(),
        locator: own.locator.as_deref(),
        doi: fields.doi.as_ref().map(|it| it.value.as_str()),
        cited,
        uses_html: Hole::Uses.value(),
        elsewhere,
    }
}

/// How many other briefs list a source.
pub fn elsewhere(scene: Scene<'_>, linked: &LinkedBrief, listed: &ListedSource) -> usize {
    let uses = &scene.site.source(listed.source).uses;
    uses.len().saturating_sub(usize::from(linked.state.listed))
}

/// The digest of what all entries of a source have in common.
pub fn digest(scene: Scene<'_>, id: SourceId) -> Digest {
    let plain = ListedSource { number: 0, source: id, in_brief: InBrief::default(), cited: 0 };
    key::of(&view(scene, &plain, false, 0))
}

/// Adds to a key what an entry says of one use.
pub fn add_use(key: &mut Key, own: &InBrief) {
    key.some(own.quote.as_deref());
    key.some(own.locator.as_deref());
    key.number(own.credibility.map_or(0, u64::from));
    key.text(own.relation.word());
    key.some(own.accessed.as_ref().map(Moment::iso).as_deref());
}

/// Whether the entries of two uses of one source say the same.
pub fn reads_alike(a: &InBrief, b: &InBrief) -> bool {
    let said = |it: &'_ InBrief| (it.credibility, it.relation, it.accessed);
    said(a) == said(b) && a.quote == b.quote && a.locator == b.locator
}

/// Links to the uses of a source in the text, `a b c`.
pub fn uses(out: &mut String, number: &str, count: u32) {
    for at in 1..=count {
        out.push_str(if at > 1 { " <a href=\"#r-" } else { "<a href=\"#r-" });
        out.push_str(number);
        out.push('-');
        digits(out, at, 1);
        out.push_str("\">");
        letter(out, at);
        out.push_str("</a>");
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
pub fn language<'a>(scene: Scene<'a>, source: &'a LinkedSource) -> (&'a str, &'static str) {
    match &source.fields.lang {
        Some(lang) => (&lang.value, strings::direction(&lang.value)),
        None => {
            let lang = if source.title.is_ascii() { &scene.site.config.site.language } else { "" };
            (lang, strings::direction_of(&source.title))
        }
    }
}

pub fn publisher_url<'a>(scene: Scene<'a>, source: &LinkedSource) -> Option<&'a str> {
    scene.lookup.publisher(source.publisher?)
}

/// The word of a table for a key that may be empty.
pub fn label<'k, 'a: 'k>(scene: Scene<'a>, table: &str, key: &'k str) -> &'k str {
    if key.is_empty() { "" } else { scene.strings().word(table, key) }
}

/// The address of the original, with a text fragment that finds the quote; empty for an offline source.
pub fn original<'a>(source: &'a LinkedSource, quote: Option<&str>) -> Text<'a> {
    let url = source.fields.url.as_ref().map_or("", |it| it.value.as_str());
    let Some(quote) = quote.map(str::trim).filter(|it| !it.is_empty() && !url.is_empty()) else {
        return url.into();
    };
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
    out.into()
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
pub fn host(source: &LinkedSource) -> &str {
    let url = source.fields.url.as_ref().map_or("", |it| it.value.as_str());
    let authority =
        url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.strip_prefix("www.").unwrap_or(host)
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
    let mut out = reliability_label(scene, reliability).into_owned();
    if let Some(credibility) = credibility {
        if !out.is_empty() {
            out.push_str(words.word("sentence", "stop"));
        }
        out.push_str(&credibility_label(scene, Some(credibility)));
    }
    out
}

pub fn reliability_label<'a>(scene: Scene<'a>, reliability: Option<char>) -> Text<'a> {
    let Some(reliability) = reliability else { return Text::default() };
    word(scene, "reliability", reliability.encode_utf8(&mut [0; 4]))
}

pub fn credibility_label<'a>(scene: Scene<'a>, credibility: Option<u8>) -> Text<'a> {
    let Some(credibility) = credibility else { return Text::default() };
    word(scene, "credibility", &credibility.to_string())
}

fn word<'a>(scene: Scene<'a>, table: &str, key: &str) -> Text<'a> {
    scene.strings().find(&[table, key]).map_or_else(|| key.to_owned().into(), Text::from)
}

/// `a` for 1, `z` for 26, `aa` for 27.
fn letter(out: &mut String, n: u32) {
    if n > 26 {
        letter(out, (n - 1) / 26);
    }
    out.push(char::from(b'a' + ((n - 1) % 26) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        let letters = |n| {
            let mut out = String::new();
            letter(&mut out, n);
            out
        };
        assert_eq!([1, 2, 26, 27, 52, 703].map(letters), ["a", "b", "z", "aa", "az", "aaa"]);
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
