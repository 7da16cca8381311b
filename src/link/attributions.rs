//! Rule `prose-source-unlisted`: the text names a publisher of the registry as the one who says so, and the brief lists
//! nothing of it.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::diag::{Diagnostic, rules};
use crate::model::registry::{RegisteredPublisher, Registries};
use crate::model::site::Site;
use crate::paths::fold;

/// Characters of a name that is no common word by chance.
const LEAST: usize = 3;

/// Compares what stands where a publisher would be named with the names that the registry knows.
pub(super) fn of(site: &Site, registries: &Registries, out: &mut Vec<Diagnostic>) {
    let mut names: HashMap<String, &RegisteredPublisher> = HashMap::new();
    for entry in registries.publishers.values() {
        for name in [&entry.name].into_iter().chain(entry.names.values().flatten()) {
            let wide = !name.is_ascii() && name.chars().count() == 2;
            if name.chars().count() >= LEAST || wide {
                names.entry(fold(name)).or_insert(entry);
            }
        }
    }
    if names.is_empty() {
        return;
    }
    for linked in &site.briefs {
        let mut told: Vec<&str> = Vec::new();
        for place in &linked.brief.body.attributions {
            let Some((name, entry)) = named(&place.phrase, place.follows, &names) else { continue };
            let id = fold(&entry.id.value);
            let of = |it: u32| site.source(it).publisher.is_some_and(|it| site.publisher(it).id == id);
            if told.contains(&entry.id.value.as_str()) || linked.sources.iter().any(|it| of(it.source)) {
                continue;
            }
            told.push(&entry.id.value);
            let message =
                format!("`{name}` is named here, and the brief lists no source of `{}`", entry.id.value);
            out.push(
                Diagnostic::new(&rules::PROSE_SOURCE_UNLISTED, &Arc::clone(&linked.brief.path), message)
                    .at(place.span)
                    .hint("list what it published among the sources, and cite it here"),
            );
        }
    }
}

/// The longest name that the words begin with, an article aside, or end with.
fn named<'a, 'b>(
    words: &'a str,
    follows: bool,
    names: &HashMap<String, &'b RegisteredPublisher>,
) -> Option<(&'a str, &'b RegisteredPublisher)> {
    const ARTICLES: [&str; 12] =
        ["the ", "The ", "la ", "le ", "el ", "der ", "die ", "das ", "dem ", "den ", "l'", "l’"];
    let bare = ARTICLES.iter().find_map(|it| words.strip_prefix(*it)).filter(|_| follows).unwrap_or(words);
    let spaced = |c: char| c.is_alphanumeric() && (c as u32) < 0x3000;
    let edge = |at: usize| {
        let joined = bare[..at].ends_with(spaced) && bare[at..].starts_with(spaced);
        !joined
    };
    let cuts = bare.char_indices().map(|it| it.0).chain([bare.len()]).filter(|&at| edge(at));
    let part = |at: usize| if follows { &bare[..at] } else { &bare[at..] };
    let mut parts: Vec<&str> = cuts.map(part).map(str::trim).filter(|it| !it.is_empty()).collect();
    parts.sort_by_key(|it| std::cmp::Reverse(it.len()));
    parts.into_iter().find_map(|it| Some((it, *names.get(&fold(it))?)))
}
