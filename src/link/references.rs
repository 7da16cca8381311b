//! What a brief's front matter says of other briefs: what it supersedes, what it translates, its method.

use std::collections::BTreeMap;

use super::catalog::{Catalog, Found};
use super::groups::Groups;
use super::hints::Hints;
use crate::diag::{Diagnostic, rules};
use crate::model::site::{BriefId, Site};
use crate::source::Spanned;

/// A brief in so many languages lists no more of them.
const LANGUAGES: usize = 64;

/// References of every brief, by [`BriefId`].
pub(super) struct References {
    pub supersedes: Vec<Vec<BriefId>>,
    pub superseded_by: Vec<Vec<BriefId>>,
    pub translations: Vec<Vec<BriefId>>,
    /// `related` and `based_on`, in order.
    pub named: Vec<Vec<BriefId>>,
}

/// Resolves the references of all briefs.
pub(super) fn of(site: &Site, catalog: &Catalog<'_>, hints: &Hints, out: &mut Vec<Diagnostic>) -> References {
    let count = site.briefs.len();
    let mut supersedes: Vec<Vec<(BriefId, &Spanned<String>)>> = vec![Vec::new(); count];
    let mut translates: Vec<Option<(BriefId, &Spanned<String>)>> = vec![None; count];
    let mut named = vec![Vec::new(); count];
    for (id, linked) in site.briefs.iter().enumerate() {
        let front = &linked.brief.front;
        let mut find = |field: &Spanned<String>| match catalog.brief(&field.value, &linked.brief.path) {
            Some(Found::Brief(to)) => Some(to),
            // Other sites are named in the same fields.
            Some(Found::Elsewhere) => None,
            other => {
                out.push(unknown_brief(linked, field, other.as_ref(), catalog, hints));
                None
            }
        };
        supersedes[id] = front.supersedes.iter().filter_map(|it| Some((find(it)?, it))).collect();
        translates[id] = front.translation_of.as_ref().and_then(|it| Some((find(it)?, it)));
        named[id] = front.related.iter().chain(&front.based_on).filter_map(find).collect();
        if let Some(page) = &front.methodology
            && catalog.page(&page.value).is_none()
        {
            let hint = hints.did_you_mean(&page.value, catalog.page_slugs());
            let message = format!("there is no methodology page `{}`", page.value);
            out.push(
                Diagnostic::new(&rules::MISSING_METHODOLOGY, &linked.brief.path, message)
                    .at(page.span)
                    .hint(hint.unwrap_or_else(|| format!("write `content/pages/{}.md`", page.value))),
            );
        }
    }
    cut_cycles(site, &mut supersedes, out);
    let supersedes: Vec<Vec<BriefId>> = supersedes
        .into_iter()
        .map(|named| {
            let mut ids: Vec<BriefId> = named.into_iter().map(|it| it.0).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        })
        .collect();
    let mut superseded_by = vec![Vec::new(); count];
    for (id, olds) in supersedes.iter().enumerate() {
        // An unlisted brief is linked from nowhere, so it takes no one's place either.
        if !site.briefs[id].state.unlisted {
            olds.iter().for_each(|&old| superseded_by[old as usize].push(id as BriefId));
        }
    }
    let translations = translations(site, &translates, out);
    References { supersedes, superseded_by, translations, named }
}

fn unknown_brief(
    from: &crate::model::site::LinkedBrief,
    field: &Spanned<String>,
    found: Option<&Found>,
    catalog: &Catalog<'_>,
    hints: &Hints,
) -> Diagnostic {
    let (message, hint) = match found {
        Some(Found::Hidden(at)) => catalog.hidden(&field.value, *at),
        _ => (
            format!("no brief has the slug `{}`", field.value),
            hints
                .did_you_mean(&field.value, catalog.slugs())
                .or_else(|| Some("name it by its slug, its address or the path of its file".to_owned())),
        ),
    };
    Diagnostic::new(&rules::UNKNOWN_BRIEF, &from.brief.path, message).at(field.span).maybe_hint(hint)
}

/// Removes each reference that closes a circle, and says so (rule `supersedes-cycle`).
fn cut_cycles(site: &Site, supersedes: &mut [Vec<(BriefId, &Spanned<String>)>], out: &mut Vec<Diagnostic>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; supersedes.len()];
    // The way from the start to here: a brief, and which of its references is next.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..supersedes.len() {
        if marks[start] != Mark::New || supersedes[start].is_empty() {
            continue;
        }
        marks[start] = Mark::Open;
        way.push((start, 0));
        while let Some((from, next)) = way.last_mut() {
            let from = *from;
            let Some(&(to, field)) = supersedes[from].get(*next) else {
                marks[from] = Mark::Done;
                way.pop();
                continue;
            };
            match marks[to as usize] {
                Mark::Open => {
                    supersedes[from].remove(*next);
                    let (old, new) = (site.brief(to), &site.briefs[from]);
                    let message = match to as usize == from {
                        true => format!("`{}` supersedes itself", new.brief.slug.value),
                        false => format!(
                            "`{}` supersedes `{}`, which supersedes it in turn",
                            new.brief.slug.value, old.brief.slug.value
                        ),
                    };
                    out.push(
                        Diagnostic::new(&rules::SUPERSEDES_CYCLE, &new.brief.path, message)
                            .at(field.span)
                            .hint("only the newer brief names the older one"),
                    );
                }
                Mark::New => {
                    *next += 1;
                    marks[to as usize] = Mark::Open;
                    way.push((to as usize, 0));
                }
                Mark::Done => *next += 1,
            }
        }
    }
}

/// Briefs that are translations of each other, directly or by way of others: one for each language, the newest.
fn translations(
    site: &Site,
    translates: &[Option<(BriefId, &Spanned<String>)>],
    out: &mut Vec<Diagnostic>,
) -> Vec<Vec<BriefId>> {
    let mut groups = Groups::new(translates.len());
    for (id, to) in translates.iter().enumerate() {
        let Some((to, field)) = to else { continue };
        groups.join(id, *to as usize);
        if translates[*to as usize].is_none() {
            let (own, original) = (&site.briefs[id].brief, &site.brief(*to).brief);
            let message =
                format!("the brief `{}` does not say that it has a translation", original.slug.value);
            let hint = format!("add `translation_of = \"{}\"` to `{}`", own.slug.value, original.path);
            out.push(
                Diagnostic::new(&rules::TRANSLATION_NOT_MUTUAL, &own.path, message).at(field.span).hint(hint),
            );
        }
    }
    let mut members: BTreeMap<usize, BTreeMap<&str, BriefId>> = BTreeMap::new();
    for (id, to) in translates.iter().enumerate() {
        let ids = to.iter().map(|it| it.0).chain(to.iter().map(|_| id as BriefId));
        for id in ids.filter(|&it| site.brief(it).state.listed) {
            let group = members.entry(groups.root(id as usize)).or_default();
            let newest = group.entry(&site.brief(id).lang).or_insert(id);
            *newest = id.min(*newest);
        }
    }
    let mut translations = vec![Vec::new(); translates.len()];
    for (id, others) in translations.iter_mut().enumerate() {
        let Some(group) = members.get(&groups.root(id)) else { continue };
        let own = site.briefs[id].lang.as_str();
        *others = group.iter().filter(|it| *it.0 != own).map(|it| *it.1).take(LANGUAGES).collect();
    }
    translations
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::link;
    use crate::link::fixture::{at, brief, parsed, told};
    use crate::model::brief::Brief;
    use crate::workers::OneThread;

    /// Briefs `a`, `b`, `c` in order of date, each changed by name.
    fn check(change: impl Fn(&str, &mut Brief), expect: Expect) {
        let briefs = ["a", "b", "c"].iter().zip(1..).map(|(name, day)| {
            brief(&format!("content/{name}.md"), &format!("2026-02-0{day}"), |it| change(name, it))
        });
        let mut it = parsed(briefs.collect());
        it.pages = vec![brief("content/pages/method.md", "", |_| {})];
        let linked = link::site(it, &OneThread);
        let site = &linked.value;
        let names = |ids: &[u32]| {
            ids.iter().map(|&id| site.brief(id).brief.slug.value.as_str()).collect::<Vec<_>>().join(" ")
        };
        let mut shown = String::new();
        for it in &site.briefs {
            for (word, ids) in [
                ("supersedes", &it.supersedes),
                ("is superseded by", &it.superseded_by),
                ("translates", &it.translations),
            ] {
                if !ids.is_empty() {
                    shown += &format!("{} {word} {}\n", it.brief.slug.value, names(ids));
                }
            }
        }
        expect.assert_eq(&(shown + &told(&linked.diagnostics)));
    }

    #[test]
    fn supersedes() {
        check(
            |name, it| match name {
                "b" => it.front.supersedes = vec![at("a"), at("/2026/02/01/a/")],
                "c" => it.front.supersedes = vec![at("b.md"), at("d"), at("bb")],
                _ => {}
            },
            expect![[r#"
                c supersedes b
                b supersedes a
                b is superseded by c
                a is superseded by b
                content/c.md:1 unknown-brief: no brief has the slug `d` (did you mean `a`?)
                content/c.md:1 unknown-brief: no brief has the slug `bb` (did you mean `b`?)
            "#]],
        );
    }

    #[test]
    fn circles_are_cut() {
        check(
            |name, it| {
                let old = match name {
                    "a" => "c",
                    "b" => "a",
                    _ => "b",
                };
                it.front.supersedes = vec![at(old), at(name)];
            },
            expect![[r#"
                c supersedes b
                b supersedes a
                b is superseded by c
                a is superseded by b
                content/a.md:1 supersedes-cycle: `a` supersedes `c`, which supersedes it in turn (only the newer brief names the older one)
                content/a.md:1 supersedes-cycle: `a` supersedes itself (only the newer brief names the older one)
                content/b.md:1 supersedes-cycle: `b` supersedes itself (only the newer brief names the older one)
                content/c.md:1 supersedes-cycle: `c` supersedes itself (only the newer brief names the older one)
            "#]],
        );
    }

    #[test]
    fn translations() {
        let lang = |name: &str, it: &mut Brief| {
            it.front.lang = Some(at(match name {
                "a" => "en",
                "b" => "zh",
                _ => "ar",
            }));
        };
        check(
            |name, it| {
                lang(name, it);
                it.front.translation_of = Some(at(if name == "a" { "b" } else { "a" }));
            },
            expect![[r#"
                c translates a b
                b translates c a
                a translates c b
            "#]],
        );
        check(
            |name, it| {
                lang(name, it);
                it.front.translation_of = (name == "b").then(|| at("a"));
            },
            expect![[r#"
                b translates a
                a translates b
                content/b.md:1 translation-not-mutual: the brief `a` does not say that it has a translation (add `translation_of = "b"` to `content/a.md`)
            "#]],
        );
    }

    #[test]
    fn methodology_and_other_sites() {
        check(
            |name, it| match name {
                "a" => it.front.methodology = Some(at("methods")),
                "b" => it.front.methodology = Some(at("method")),
                _ => {
                    it.front.based_on =
                        vec![at("https://example.com/x"), at("https://example.org/2026/02/01/a/")];
                }
            },
            expect![[r#"
                content/a.md:1 missing-methodology: there is no methodology page `methods` (did you mean `method`?)
            "#]],
        );
    }
}
