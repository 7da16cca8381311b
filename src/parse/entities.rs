//! Finds the entities of the registry in prose (CONTENT_MODEL §2.11): whole names as written, the longest first, and the
//! offices that stand beside them.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use foldhash::{HashMap, HashMapExt};

use crate::digest::{Digest, Digester};
use crate::model::front_matter::EntityUse;
use crate::model::registry::RegisteredEntity;
use crate::model::site::EntityId;

/// Words that say that an office is not held now. Scripts without spaces write theirs before the office.
const PAST: &[&str] = &[
    "former",
    "ex",
    "then",
    "late",
    "future",
    "incoming",
    "ancien",
    "ancienne",
    "antiguo",
    "antigua",
    "ehemaliger",
    "ehemalige",
    "früherer",
    "frühere",
    "damaliger",
    "damalige",
    "бывший",
    "бывшая",
    "тогдашний",
    "колишній",
    "колишня",
    "тодішній",
    "前",
    "元",
    "原",
    "时任",
    "전",
];

/// How many words before an office may say that it is a former one: `former deputy harbour commissioner`.
const PAST_WITHIN: usize = 3;

/// Articles that stand between a name and an office.
const ARTICLES: &[&str] =
    &["the ", "a ", "an ", "el ", "la ", "le ", "der ", "die ", "das ", "den ", "o ", "il ", "l'", "l’"];

/// All names of all entities, ready to be searched for: made once a site, and only if it has a registry.
pub struct Lexicon {
    automaton: AhoCorasick,
    /// Of each name, whose it is.
    bearers: Vec<Vec<EntityId>>,
    /// Of each entity, its id and the words for its offices, longest first.
    entities: Vec<(String, Vec<String>)>,
    digest: Digest,
}

/// A name in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub range: Range<usize>,
    /// Whose name it is; several when the registry gives it to several.
    pub bearers: &'a [EntityId],
}

impl Lexicon {
    /// None without entities: then no text is searched.
    pub fn new(registry: &BTreeMap<String, RegisteredEntity>) -> Option<Self> {
        if registry.is_empty() {
            return None;
        }
        let mut names: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
        for (entity, id) in registry.values().zip(0..) {
            for name in entity.all_names() {
                let bearers = names.entry(name).or_default();
                if bearers.last() != Some(&id) {
                    bearers.push(id);
                }
            }
        }
        let mut digest = Digester::default();
        let mut entities = Vec::with_capacity(registry.len());
        for (id, entity) in registry {
            let mut offices: Vec<String> = entity.roles.iter().flat_map(|it| it.words()).cloned().collect();
            offices.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
            offices.dedup();
            digest.part(id).part(offices.len().to_le_bytes());
            for office in &offices {
                digest.part(office);
            }
            entities.push((id.clone(), offices));
        }
        for (name, bearers) in &names {
            digest.part(name).part(bearers.len().to_le_bytes());
            for bearer in bearers {
                digest.part(bearer.to_le_bytes());
            }
        }
        // It fails for more names than memory holds.
        let automaton = AhoCorasick::new(names.keys()).ok()?;
        let bearers = names.into_values().collect();
        Some(Self { automaton, bearers, entities, digest: digest.finish() })
    }

    /// Names all that a text is searched for.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub fn id(&self, entity: EntityId) -> &str {
        &self.entities[entity as usize].0
    }

    /// The one among the bearers of a name that the front matter names.
    pub fn meant(&self, bearers: &[EntityId], named: &[EntityUse]) -> Option<EntityId> {
        let ids = || named.iter().filter_map(|it| it.id.as_ref());
        let mut meant = bearers.iter().filter(|&&it| ids().any(|id| id.value == self.id(it)));
        meant.next().copied().filter(|_| meant.next().is_none())
    }

    /// The names that stand in a text, in order; of those that overlap the one that begins first, then the longest.
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        // They come by their ends, so that the last of those that begin at one place is the longest. Only that one is kept:
        // names that begin like one another are as many at each place as there are names.
        let mut longest: HashMap<usize, (usize, usize)> = HashMap::new();
        for it in self.automaton.find_overlapping_iter(text).filter(|it| is_whole(text, &it.range())) {
            longest.insert(it.start(), (it.end(), it.pattern().as_usize()));
        }
        let mut all: Vec<(Range<usize>, usize)> =
            longest.into_iter().map(|(start, (end, name))| (start..end, name)).collect();
        all.sort_unstable_by_key(|(range, _)| range.start);
        let mut free = 0;
        all.retain(|(range, _)| {
            let is_free = range.start >= free;
            free = if is_free { range.end } else { free };
            is_free
        });
        all.into_iter().map(|(range, name)| Found { range, bearers: &self.bearers[name] }).collect()
    }

    /// The word for an office of an entity that stands beside its name: `Commissioner` in `Commissioner Ilse Marek` and in
    /// `Ilse Marek, the Commissioner, …`.
    pub fn office(&self, text: &str, name: &Range<usize>, entity: EntityId) -> Option<&str> {
        let offices = &self.entities[entity as usize].1;
        let before = text[..name.start].trim_end();
        let before = before.strip_suffix([',', ':', '–', '—', '（', '(']).unwrap_or(before).trim_end();
        let after = text[name.end..].trim_start();
        let apposed = after.trim_start_matches([',', '(', '–', '—', '，', '、', '（', ' ']);
        let article = ARTICLES.iter().find_map(|it| apposed.strip_prefix(it));
        // In scripts with spaces, a word right behind a name is seldom its office.
        let joined = text[name.end..].starts_with(is_unspaced);
        let behind = article.or((joined || apposed.len() < after.len()).then_some(apposed));
        let found = offices.iter().find(|it| {
            let leads = before
                .strip_suffix(it.as_str())
                .is_some_and(|rest| is_edge(rest.chars().next_back(), it.chars().next()) && !is_past(rest));
            leads
                || behind.and_then(|it_| it_.strip_prefix(it.as_str())).is_some_and(|rest| {
                    is_edge(rest.chars().next(), it.chars().next_back()) && !is_named(rest)
                })
        });
        found.map(String::as_str)
    }
}

/// Whether what stands before an office says that it is no longer held, or not yet.
fn is_past(before: &str) -> bool {
    let mut words = before.rsplit([' ', '-', '‑', '\u{a0}']).take(PAST_WITHIN);
    let unspaced = || PAST.iter().any(|it| it.starts_with(is_unspaced) && before.ends_with(it));
    words.any(|word| PAST.iter().any(|it| it.to_lowercase() == word.to_lowercase())) || unspaced()
}

/// Whether an office is another's, whose name follows: `Ilse Marek, Commissioner Novak and …`.
fn is_named(after: &str) -> bool {
    after.strip_prefix(' ').is_some_and(|it| it.starts_with(char::is_uppercase))
}

/// Whether a name ends on both sides where a word does.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let name = &text[range.clone()];
    is_edge(text[..range.start].chars().next_back(), name.chars().next())
        && is_edge(text[range.end..].chars().next(), name.chars().next_back())
}

/// Whether a word ends between a character and its neighbour. Scripts without spaces do not tell, so there it may.
fn is_edge(outer: Option<char>, inner: Option<char>) -> bool {
    let (Some(outer), Some(inner)) = (outer, inner) else { return true };
    let is_word = |it: char| it.is_alphanumeric() || it == '_' || ('\u{300}'..='\u{36f}').contains(&it);
    !(is_word(outer) && is_word(inner)) || is_unspaced(outer) || is_unspaced(inner)
}

/// Han, Kana, Hangul, Thai, Lao, Burmese and Khmer: words that follow each other, or particles, without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3040..=0x30FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::parse::{config, registry};
    use crate::source::Source;

    const REGISTRY: &str = r#"
        [ilse-marek]
        name = "Ilse Marek"
        names = { uk = "Ільзе Марек", zh = ["马雷克", "伊尔莎·马雷克"] }
        aliases = ["Marek", "I. Marek"]
        roles = [
            { title = "Harbour Commissioner", match = ["Commissioner", "港务专员"] },
            { title = "Deputy" },
        ]
        [marek-line]
        name = "Marek Line"
        aliases = ["ML"]
        [moorland]
        aliases = ["ML"]
        [ilse]
        name = "Ilse"
    "#;

    fn lexicon(registry: &str) -> Option<Lexicon> {
        let config = config::read(&Source::new("dateline.toml", "")).value;
        let sources = [Source::new("content/registry/entities.toml", registry)];
        Lexicon::new(&registry::read(&config, &sources).value.entities)
    }

    /// Names in brackets, with their bearers; an office after a slash.
    fn check(text: &str, expected: Expect) {
        let lexicon = lexicon(REGISTRY).unwrap();
        let (mut out, mut from) = (String::new(), 0);
        for Found { range, bearers } in lexicon.find(text) {
            let ids: Vec<_> = bearers.iter().map(|&it| lexicon.id(it)).collect();
            out += &format!("{}[{}={}", &text[from..range.start], &text[range.clone()], ids.join("|"));
            if let Some(office) = lexicon.office(text, &range, bearers[0]) {
                out += &format!("/{office}");
            }
            out.push(']');
            from = range.end;
        }
        expected.assert_eq(&(out + &text[from..]));
    }

    #[test]
    fn a_site_without_entities_is_not_searched() {
        assert!(lexicon("").is_none());
    }

    #[test]
    fn whole_names_as_written_the_longest_first() {
        check("Ilse Marek met Marek.", expect![["[Ilse Marek=ilse-marek] met [Marek=ilse-marek]."]]);
        check(
            "Marek's ship, Mareks, marek, _Marek",
            expect![["[Marek=ilse-marek]'s ship, Mareks, marek, _Marek"]],
        );
        check(
            "The Marek Line and Marek Liner",
            expect![["The [Marek Line=marek-line] and [Marek=ilse-marek] Liner"]],
        );
        check("Ilse Mareks own", expect![["[Ilse=ilse] Mareks own"]]);
        check(
            "I. Marek, Ільзе Марек, Марек",
            expect![["[I. Marek=ilse-marek], [Ільзе Марек=ilse-marek], Марек"]],
        );
    }

    #[test]
    fn scripts_without_spaces_have_no_edges() {
        check("马雷克说，ML在场", expect![["[马雷克=ilse-marek]说，[ML=marek-line|moorland]在场"]]);
        check("与伊尔莎·马雷克会面", expect![["与[伊尔莎·马雷克=ilse-marek]会面"]]);
    }

    #[test]
    fn offices_stand_beside_names() {
        check("Commissioner Marek spoke", expect![["Commissioner [Marek=ilse-marek/Commissioner] spoke"]]);
        check(
            "The Harbour Commissioner, Ilse Marek",
            expect![["The Harbour Commissioner, [Ilse Marek=ilse-marek/Harbour Commissioner]"]],
        );
        check(
            "Marek, the Commissioner, spoke",
            expect![["[Marek=ilse-marek/Commissioner], the Commissioner, spoke"]],
        );
        check("Marek (Deputy) spoke", expect![["[Marek=ilse-marek/Deputy] (Deputy) spoke"]]);
        check("港务专员马雷克说", expect![["港务专员[马雷克=ilse-marek/港务专员]说"]]);
        check("马雷克港务专员说", expect![["[马雷克=ilse-marek/港务专员]港务专员说"]]);
    }

    #[test]
    fn offices_of_others_and_of_old_are_none_of_hers() {
        check(
            "former Harbour Commissioner Marek",
            expect![["former Harbour Commissioner [Marek=ilse-marek]"]],
        );
        check("Ex-Commissioner Marek", expect![["Ex-Commissioner [Marek=ilse-marek]"]]);
        check("Marek, the former Commissioner", expect![["[Marek=ilse-marek], the former Commissioner"]]);
        check("前港务专员马雷克", expect![["前港务专员[马雷克=ilse-marek]"]]);
        check("Marek, Commissioner Novak", expect![["[Marek=ilse-marek], Commissioner Novak"]]);
        check("Marek met Commissioner Novak", expect![["[Marek=ilse-marek] met Commissioner Novak"]]);
        check(
            "Subcommissioner Marek. Commissioner",
            expect![["Subcommissioner [Marek=ilse-marek]. Commissioner"]],
        );
    }

    #[test]
    fn a_hostile_registry_costs_no_more_than_its_length() {
        let registry: String =
            (1..200).map(|it| format!("[e{it}]\nname = \"{}\"\n", "a".repeat(it))).collect();
        let lexicon = lexicon(&registry).unwrap();
        assert_eq!(lexicon.find(&"a".repeat(20_000)), []);
    }
}
