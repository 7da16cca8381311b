//! Which terms are wider than which, as the registries say (`parent`).
//!
//! A wider term that no brief is filed under has no page, so the next wider one that has stands in for it.

use std::collections::{BTreeMap, BTreeSet};

use super::hints::Hints;
use super::terms::Vocabulary;
use crate::diag::{Diagnostic, rules};
use crate::model::registry::{RegisteredTerm, Registries, TermKind};
use crate::model::site::{BriefId, Site, TermId};
use crate::paths::fold;

/// Steps up from a term that are counted and shown.
const DEEP: usize = 32;

/// Gives every term its wider and its narrower terms, and says what is wrong with those.
pub(super) fn link(
    site: &mut Site,
    registries: &Registries,
    vocabulary: &Vocabulary<'_>,
    hints: &Hints,
    out: &mut Vec<Diagnostic>,
) {
    for (&kind, entries) in &registries.terms {
        let parents = parents(kind, entries, vocabulary, hints, out);
        if let Some(terms) = site.terms.get_mut(&kind).filter(|_| !parents.is_empty()) {
            let place = |id: &str| terms.binary_search_by(|it| it.id.as_str().cmp(id)).ok();
            let mut above: Vec<Vec<TermId>> = Vec::with_capacity(terms.len());
            for term in terms.iter() {
                let mut wider = Vec::new();
                let mut id = term.id.as_str();
                for _ in 0..DEEP {
                    let Some(&parent) = parents.get(id) else { break };
                    wider.extend(place(parent).map(|it| it as TermId));
                    id = parent;
                }
                above.push(wider);
            }
            let mut subtrees: BTreeMap<TermId, BTreeSet<BriefId>> = BTreeMap::new();
            for (id, wider) in above.iter().enumerate() {
                for &it in wider {
                    subtrees.entry(it).or_default().extend(&terms[id].briefs);
                }
                if let Some(&parent) = wider.first() {
                    terms[id].parent = Some(parent);
                    terms[parent as usize].children.push(id as TermId);
                }
            }
            for (id, mut briefs) in subtrees {
                let term = &mut terms[id as usize];
                briefs.extend(&term.briefs);
                term.subtree = briefs.len() as u32;
            }
        }
    }
}

/// The wider term of each, by folded id, without those that would lead round in a circle.
fn parents<'a>(
    kind: TermKind,
    entries: &'a BTreeMap<String, RegisteredTerm>,
    vocabulary: &Vocabulary<'a>,
    hints: &Hints,
    out: &mut Vec<Diagnostic>,
) -> BTreeMap<&'a str, &'a str> {
    let ids: BTreeMap<String, &str> = entries.keys().map(|id| (fold(id), id.as_str())).collect();
    let mut parents = BTreeMap::new();
    for (id, entry) in entries {
        let Some(parent) = &entry.parent else { continue };
        let found = vocabulary.find(kind, &parent.value).and_then(|it| ids.get(&fold(&it.id.value)));
        if let Some(&wider) = found {
            parents.insert(id.as_str(), wider);
            continue;
        }
        let message = format!(
            "the wider {} `{}` is not in the registry of {}",
            kind.singular(),
            parent.value,
            kind.plural()
        );
        let hint = hints.did_you_mean(&parent.value, entries.values().map(|it| it.id.value.as_str()));
        let hint = hint.unwrap_or_else(|| "add it, or take `parent` out".to_owned());
        out.push(Diagnostic::new(&rules::UNKNOWN_ID, &entry.path, message).at(parent.span).hint(hint));
    }
    // Each way up is walked until it meets one that is known to end.
    let mut ends: BTreeSet<&str> = BTreeSet::new();
    for id in entries.keys().map(String::as_str) {
        let mut way = BTreeSet::new();
        let mut at = id;
        while !ends.contains(at) && way.insert(at) {
            let Some(&wider) = parents.get(at) else { break };
            if way.contains(wider) {
                let entry = &entries[at];
                let parent = entry.parent.as_ref().map_or(Default::default(), |it| it.span);
                let message = format!(
                    "the {} `{}` would be wider than itself, by way of `{wider}`",
                    kind.singular(),
                    entry.id.value
                );
                out.push(
                    Diagnostic::new(&rules::TERM_CYCLE, &entry.path, message)
                        .at(parent)
                        .hint("name as `parent` what is wider, and only there"),
                );
                parents.remove(at);
                break;
            }
            at = wider;
        }
        ends.extend(way);
    }
    parents
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link;
    use crate::link::fixture::{self, at, brief, parsed, told};
    use crate::workers::OneThread;

    fn check(parents: &[(&str, &str)], tags: &[&[&str]], expect: Expect) {
        let briefs = tags.iter().enumerate().map(|(day, tags)| {
            brief(&format!("content/{day}.md"), &format!("2026-02-0{}", day + 1), |it| {
                it.front.tags = tags.iter().map(|&it| at(it)).collect();
            })
        });
        let mut it = parsed(briefs.collect());
        let entry = |(id, parent): &(&str, &str)| {
            let parent = (!parent.is_empty()).then(|| at(*parent));
            (fold(id), RegisteredTerm { parent, ..fixture::term(id, id, &[]) })
        };
        it.registries.terms.insert(TermKind::Tag, parents.iter().map(entry).collect());
        let linked = link::site(it, &OneThread);
        let terms = linked.value.terms_of(TermKind::Tag);
        let name = |id: &TermId| terms[*id as usize].id.as_str();
        let mut shown = String::new();
        for term in terms {
            let children: Vec<_> = term.children.iter().map(name).collect();
            let parent = term.parent.as_ref().map_or("-", name);
            shown += &format!(
                "{}: below {parent}, above {children:?}, {} of {}\n",
                term.id,
                term.briefs.len(),
                term.subtree
            );
        }
        expect.assert_eq(&(shown + &told(&linked.diagnostics)));
    }

    #[test]
    fn wider_terms_and_those_that_nobody_uses() {
        check(
            &[("Trade", ""), ("Sea trade", "trade"), ("ports", "Sea trade"), ("grain", "TRADE")],
            &[&["ports", "grain"], &["ports"], &["trade"]],
            expect![[r#"
                grain: below trade, above [], 1 of 0
                ports: below trade, above [], 2 of 0
                trade: below -, above ["grain", "ports"], 1 of 3
            "#]],
        );
    }

    #[test]
    fn circles_and_names_that_are_none() {
        check(
            &[("a", "b"), ("b", "c"), ("c", "a"), ("d", "d"), ("e", "aa")],
            &[&["a", "b", "c"]],
            expect![[r#"
                a: below b, above [], 1 of 0
                b: below c, above ["a"], 1 of 1
                c: below -, above ["b"], 1 of 1
                content/registry/terms.toml:1 unknown-id: the wider tag `aa` is not in the registry of tags (did you mean `a`?)
                content/registry/terms.toml:1 term-cycle: the tag `c` would be wider than itself, by way of `a` (name as `parent` what is wider, and only there)
                content/registry/terms.toml:1 term-cycle: the tag `d` would be wider than itself, by way of `d` (name as `parent` what is wider, and only there)
            "#]],
        );
    }
}
