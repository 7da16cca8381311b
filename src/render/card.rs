//! A brief as a row of a list.

use crate::model::date::Moment;
use crate::model::page::Period;
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, State, TermId};

use super::scene::{Scene, likelihood};
use super::strings;
use super::view::{CardView, MarkView};

/// Characters of a summary on a card.
const SUMMARY: usize = 280;

pub fn view<'a>(scene: Scene<'a>, id: BriefId) -> CardView<'a> {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let terms = |kind, ids: &[TermId]| ids.iter().map(|&id| scene.term_value(kind, id)).collect();
    CardView {
        url: scene.lookup.brief(id),
        title: front.card_title.as_ref().unwrap_or(&front.title.value),
        lang: &linked.lang,
        dir: strings::direction(&linked.lang),
        date: linked.date().map(|it| scene.date(it)),
        updated: linked.updated().map(|it| scene.date(it)),
        kind: front.kind.word(),
        kind_label: scene.strings().word("kind", front.kind.word()),
        topic: linked.topic.map(|id| scene.term_value(TermKind::Topic, id)),
        tags: terms(TermKind::Tag, &linked.tags),
        channel: linked.channel.map(|id| scene.term_value(TermKind::Channel, id)),
        series: linked.series.map(|id| scene.term_value(TermKind::Series, id)),
        edition: front.edition.as_ref().map(|it| it.value.as_str()),
        confidence: scene.confidence_of(linked),
        likelihood: front.likelihood.as_ref().map(likelihood),
        models: terms(TermKind::Model, &linked.models),
        summary: shorten(summary(linked), SUMMARY),
        source_count: linked.sources.len(),
        sources_label: scene.strings().count("sources", linked.sources.len()),
        claim_count: if linked.shows_body() { linked.brief.body.claims.len() } else { 0 },
        marks: marks(linked.state)
            .map(|kind| MarkView { kind, label: scene.strings().word("mark", kind) })
            .collect(),
    }
}

/// The month that a date falls in.
pub fn month(date: &Moment) -> Period {
    Period { year: date.civil.year(), month: Some(date.civil.month()), day: None }
}

/// What stands out about a brief, most pressing first.
pub fn marks(state: State) -> impl Iterator<Item = &'static str> {
    [
        (state.draft, "draft"),
        (state.future, "future"),
        (state.unlisted, "unlisted"),
        (state.withdrawn, "withdrawn"),
        (state.superseded, "superseded"),
        (state.corrected, "corrected"),
        (state.stale, "stale"),
        (state.expired, "expired"),
    ]
    .into_iter()
    .filter_map(|(is, kind)| is.then_some(kind))
}

/// The plain text of a brief's summary; empty for a brief whose text was withdrawn.
pub fn summary(linked: &LinkedBrief) -> &str {
    if !linked.shows_body() {
        return "";
    }
    linked.brief.summary.as_ref().map_or("", |it| &it.text)
}

/// At most `limit` characters of a text, cut at a word where one is near, with an ellipsis.
pub fn shorten(text: &str, limit: usize) -> std::borrow::Cow<'_, str> {
    if text.len() <= limit {
        return text.into();
    }
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.into() };
    let cut = &text[..end];
    let word = cut.rfind(char::is_whitespace).filter(|&at| at > end / 2).unwrap_or(end);
    format!("{}…", cut[..word].trim_end_matches([' ', ',', ';', ':', '.'])).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_cut_at_words() {
        assert_eq!(shorten("one two three", 13), "one two three");
        assert_eq!(shorten("one two, three", 11), "one two…");
        assert_eq!(shorten("一二三四五六", 4), "一二三四…");
        assert_eq!(shorten("一二三四五六", 6), "一二三四五六");
    }
}
