//! Topics, tags, channels, series, models and authors: which names are one term, and who is filed under it.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::alike;
use super::hints::Hints;
use super::slugs::Slugs;
use crate::diag::{Diagnostic, Rule, rules};
use crate::model::brief::Brief;
use crate::model::config::Config;
use crate::model::front_matter::FrontMatter;
use crate::model::registry::{RegisteredTerm, Registries, TermKind};
use crate::model::site::{BriefId, LinkedTerm, Site, TermId};
use crate::paths::{Address, SlugStyle, fold, slugify};
use crate::source::Span;

/// The registries of terms, by every name that leads to an entry.
pub(super) struct Vocabulary<'a> {
    kinds: BTreeMap<TermKind, HashMap<String, &'a RegisteredTerm>>,
}

impl<'a> Vocabulary<'a> {
    pub(super) fn new(registries: &'a Registries) -> Self {
        let names = |entries: &'a BTreeMap<String, RegisteredTerm>| {
            let mut names = HashMap::new();
            // An id beats a name, and a name an alias, whichever entry comes first.
            for entry in entries.values() {
                names.entry(fold(&entry.id.value)).or_insert(entry);
            }
            for entry in entries.values() {
                names.entry(fold(&entry.name)).or_insert(entry);
            }
            for entry in entries.values() {
                for alias in &entry.aliases {
                    names.entry(fold(alias)).or_insert(entry);
                }
            }
            names
        };
        Self { kinds: registries.terms.iter().map(|(kind, entries)| (*kind, names(entries))).collect() }
    }

    /// The entry a folded name leads to.
    fn get(&self, kind: TermKind, folded: &str) -> Option<&'a RegisteredTerm> {
        self.kinds.get(&kind)?.get(folded).copied()
    }

    /// The entry a name leads to.
    pub(super) fn find(&self, kind: TermKind, name: &str) -> Option<&'a RegisteredTerm> {
        self.get(kind, &fold(name))
    }

    /// The address segment of a name: its entry's id, else itself.
    pub(super) fn slug(&self, kind: TermKind, name: &str, style: SlugStyle) -> String {
        slugify(self.find(kind, name).map_or(name, |it| &it.id.value), style)
    }
}

/// One name of a term in one brief.
struct Mention<'a> {
    /// What decides which term it is.
    name: &'a str,
    /// What is shown when no registry says otherwise.
    shown: &'a str,
    url: Option<&'a str>,
    span: Option<Span>,
}

/// Calls `each` with every mention of a kind in a brief, in order.
fn mentions<'a>(front: &'a FrontMatter, kind: TermKind, mut each: impl FnMut(Mention<'a>)) {
    let mut named = |it: &'a crate::source::Spanned<String>| {
        each(Mention { name: &it.value, shown: &it.value, url: None, span: Some(it.span) });
    };
    match kind {
        TermKind::Topic => front.topic.iter().for_each(named),
        TermKind::Tag => front.tags.iter().for_each(named),
        TermKind::Channel => front.channel.iter().for_each(named),
        TermKind::Series => front.series.iter().for_each(named),
        TermKind::Model => front.models.iter().for_each(|it| named(&it.name)),
        TermKind::Author => {
            for author in &front.authors {
                let name = author.id.as_ref().unwrap_or(&author.name);
                each(Mention { name, shown: &author.name, url: author.url.as_deref(), span: None });
            }
        }
    }
}

/// A term being put together.
struct Draft<'a> {
    id: String,
    registered: Option<&'a RegisteredTerm>,
    /// The first mention: what is shown without a registry, and where to point when addresses collide.
    shown: &'a str,
    path: &'a Arc<str>,
    span: Option<Span>,
    url: Option<&'a str>,
    /// The nearest known id, for a term that its registry does not hold.
    hint: Option<String>,
}

/// Terms of one kind, in order of first mention.
struct Table<'a> {
    kind: TermKind,
    drafts: Vec<Draft<'a>>,
    by_id: HashMap<String, usize>,
    /// Names as written, so that each is folded once.
    by_name: HashMap<&'a str, Option<usize>>,
}

/// What linking terms needs to know.
pub(super) struct Scope<'a> {
    pub config: &'a Config,
    pub vocabulary: &'a Vocabulary<'a>,
    pub registries: &'a Registries,
    pub hints: &'a Hints,
    /// Every brief of the site, by [`BriefId`].
    pub texts: &'a [Arc<Brief>],
    /// Earliest first by date, then path: who names a thing first.
    pub order: &'a [BriefId],
}

/// Files every brief under its terms.
pub(super) fn link(site: &mut Site, scope: &Scope<'_>, out: &mut Vec<Diagnostic>) {
    for kind in TermKind::ALL {
        let mut table = Table { kind, drafts: Vec::new(), by_id: HashMap::new(), by_name: HashMap::new() };
        let mut filed: Vec<Vec<TermId>> = vec![Vec::new(); scope.texts.len()];
        for &id in scope.order {
            let brief = &scope.texts[id as usize];
            mentions(&brief.front, kind, |mention| {
                let Some(at) = table.find(&mention, brief, scope) else { return };
                table.check_known(at, &mention, brief, scope, out);
                let terms = &mut filed[id as usize];
                if !terms.contains(&(at as TermId)) {
                    terms.push(at as TermId);
                }
            });
        }
        let places = table.places();
        let mut terms = table.finish(&places, scope, out);
        if matches!(kind, TermKind::Tag | TermKind::Topic) {
            table.near_duplicates(&places, &mut terms, out);
        }
        for (id, drafts) in filed.into_iter().enumerate() {
            let ids: Vec<TermId> = drafts.iter().map(|&at| places[at as usize]).collect();
            if site.briefs[id].state.listed {
                for &term in &ids {
                    terms[term as usize].briefs.push(id as BriefId);
                }
            }
            file(site, id, kind, ids);
        }
        for term in &mut terms {
            if kind == TermKind::Series {
                term.briefs.sort_by_cached_key(|&id| edition_key(&scope.texts[id as usize]));
            }
            term.paged = scope.config.has_index(kind.plural())
                && term.briefs.len() >= scope.config.lists.min_items.max(1);
        }
        if !terms.is_empty() {
            site.terms.insert(kind, terms);
        }
    }
    editions(site, scope, out);
}

fn file(site: &mut Site, id: usize, kind: TermKind, terms: Vec<TermId>) {
    let brief = &mut site.briefs[id];
    match kind {
        TermKind::Topic => brief.topic = terms.first().copied(),
        TermKind::Tag => brief.tags = terms,
        TermKind::Channel => brief.channel = terms.first().copied(),
        TermKind::Series => brief.series = terms.first().copied(),
        TermKind::Model => brief.models = terms,
        TermKind::Author => brief.authors = terms,
    }
}

impl<'a> Table<'a> {
    /// The position of the term that a mention names; none for a name of nothing but space.
    fn find(&mut self, mention: &Mention<'a>, brief: &'a Brief, scope: &Scope<'a>) -> Option<usize> {
        if let Some(&known) = self.by_name.get(mention.name) {
            if let Some(at) = known {
                self.drafts[at].url = self.drafts[at].url.or(mention.url);
            }
            return known;
        }
        let folded = fold(mention.name);
        let registered = scope.vocabulary.get(self.kind, &folded);
        let id = registered.map_or(folded, |it| fold(&it.id.value));
        let at = (!id.is_empty()).then(|| {
            *self.by_id.entry(id).or_insert_with_key(|id| {
                self.drafts.push(Draft {
                    id: id.clone(),
                    registered,
                    shown: mention.shown,
                    path: &brief.path,
                    span: mention.span,
                    url: None,
                    hint: None,
                });
                self.drafts.len() - 1
            })
        });
        if let Some(at) = at {
            let draft = &mut self.drafts[at];
            draft.url = draft.url.or(mention.url);
            if draft.hint.is_none() && self.lacks(at, scope) {
                self.drafts[at].hint = self.hint(mention.name, scope);
            }
        }
        self.by_name.insert(mention.name, at);
        at
    }

    /// Whether a registry of this kind exists and does not hold the term.
    fn lacks(&self, at: usize, scope: &Scope<'_>) -> bool {
        self.drafts[at].registered.is_none()
            && (scope.registries.terms.contains_key(&self.kind)
                || scope.config.check.closed_vocab.contains(&self.kind))
    }

    fn hint(&self, name: &str, scope: &Scope<'_>) -> Option<String> {
        let entries = scope.registries.terms.get(&self.kind)?;
        scope.hints.did_you_mean(name, entries.values().map(|it| it.id.value.as_str()))
    }

    /// Rules `unknown-id` and `closed-vocabulary`.
    fn check_known(
        &self,
        at: usize,
        mention: &Mention<'_>,
        brief: &Brief,
        scope: &Scope<'_>,
        out: &mut Vec<Diagnostic>,
    ) {
        if !self.lacks(at, scope) {
            return;
        }
        let closed = scope.config.check.closed_vocab.contains(&self.kind);
        let rule: &'static Rule = if closed { &rules::CLOSED_VOCABULARY } else { &rules::UNKNOWN_ID };
        let (word, folder) = (self.kind.singular(), self.kind.plural());
        let message = format!("the {word} `{}` is not in the registry of {folder}", mention.name);
        let hint = self.drafts[at]
            .hint
            .clone()
            .unwrap_or_else(|| format!("add it to `content/registry/{folder}.toml`"));
        let found = Diagnostic::new(rule, &brief.path, message).hint(hint);
        out.push(match mention.span {
            Some(span) => found.at(span),
            None => found,
        });
    }

    /// Rule `tag-near-duplicate`. Two that are both registered are meant to be two.
    fn near_duplicates(&self, places: &[TermId], terms: &mut [LinkedTerm], out: &mut Vec<Diagnostic>) {
        for (later, earlier) in alike::pairs(self.drafts.iter().map(|it| it.id.as_str())) {
            let (mut odd, mut other) = (&self.drafts[later], &self.drafts[earlier]);
            if odd.registered.is_some() {
                (odd, other) = (other, odd);
            }
            if odd.registered.is_some() {
                continue;
            }
            terms[places[later] as usize].is_alike = true;
            terms[places[earlier] as usize].is_alike = true;
            let (singular, folder) = (self.kind.singular(), self.kind.plural());
            let (shown, meant) = (odd.shown, other.registered.map_or(other.shown, |it| &it.name));
            let message = format!("the {singular} `{shown}` is all but `{meant}`");
            let hint = format!(
                "write `{meant}` if that is meant, or register both in `content/registry/{folder}.toml`"
            );
            let found = Diagnostic::new(&rules::TAG_NEAR_DUPLICATE, odd.path, message).hint(hint);
            out.push(match odd.span {
                Some(span) => found.at(span),
                None => found,
            });
        }
    }

    /// Where each draft comes to stand when terms are in order of id.
    fn places(&self) -> Vec<TermId> {
        let mut order: Vec<usize> = (0..self.drafts.len()).collect();
        order.sort_by(|&a, &b| self.drafts[a].id.cmp(&self.drafts[b].id));
        let mut places = vec![0; order.len()];
        for (place, at) in order.into_iter().enumerate() {
            places[at] = place as TermId;
        }
        places
    }

    /// The terms in order of id, still without briefs.
    fn finish(&self, places: &[TermId], scope: &Scope<'_>, out: &mut Vec<Diagnostic>) -> Vec<LinkedTerm> {
        let (singular, folder) = (self.kind.singular(), self.kind.plural());
        let mut slugs = Slugs::new(scope.config.urls.slugs);
        let mut terms: Vec<Option<LinkedTerm>> = self.drafts.iter().map(|_| None).collect();
        for (at, draft) in self.drafts.iter().enumerate() {
            let (slug, taken) =
                slugs.give(draft.registered.map_or(&draft.id, |it| &it.id.value), &draft.id, at);
            if let Some(earlier) = taken {
                let earlier = self.drafts[earlier].shown;
                let message = format!(
                    "the {singular} `{}` would have the address of `{earlier}`: an address keeps letters and digits only",
                    draft.shown
                );
                let hint = format!("give one of them an id of its own in `content/registry/{folder}.toml`");
                let found = Diagnostic::new(&rules::SLUG_COLLISION, draft.path, message).hint(hint);
                out.push(match draft.span {
                    Some(span) => found.at(span),
                    None => found,
                });
            }
            terms[places[at] as usize] = Some(LinkedTerm {
                kind: self.kind,
                id: draft.id.clone(),
                name: draft.registered.map_or(draft.shown, |it| &it.name).to_owned(),
                address: Address::leaf(format!("{folder}/{slug}")),
                paged: false,
                is_alike: false,
                registered: draft.registered.cloned(),
                briefs: Vec::new(),
                parent: None,
                children: Vec::new(),
                subtree: 0,
                url: draft.url.map(str::to_owned),
            });
        }
        terms.into_iter().flatten().collect()
    }
}

/// Numbered editions come first, in order; then the others by date.
fn edition_key(brief: &Brief) -> (u64, Option<jiff::Timestamp>, String) {
    let front = &brief.front;
    let number = front.edition.as_ref().and_then(|it| it.value.trim().parse().ok()).unwrap_or(u64::MAX);
    (number, front.date.as_ref().map(|it| it.value.instant), brief.slug.value.clone())
}

/// Rule `series-edition`. A translation has the edition of its original.
fn editions(site: &Site, scope: &Scope<'_>, out: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(TermId, String), &Arc<Brief>> = HashMap::new();
    for &id in scope.order {
        let brief = &scope.texts[id as usize];
        let (Some(series), Some(edition)) = (site.brief(id).series, &brief.front.edition) else { continue };
        let number = edition.value.trim();
        let folded = number.parse::<u64>().map_or_else(|_| fold(number), |it| it.to_string());
        let Some(earlier) = seen.get(&(series, folded.clone())) else {
            seen.insert((series, folded), brief);
            continue;
        };
        let translates =
            |a: &Brief, b: &Brief| a.front.translation_of.as_ref().is_some_and(|it| it.value == b.slug.value);
        if !translates(brief, earlier) && !translates(earlier, brief) {
            let name = &site.term(TermKind::Series, series).name;
            let message = format!("edition `{number}` of `{name}` is also `{}`", earlier.path);
            out.push(
                Diagnostic::new(&rules::SERIES_EDITION, &brief.path, message)
                    .at(edition.span)
                    .hint("give each edition of a series a number of its own"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture::{self, at, brief, parsed, told};
    use crate::link::{self, Parsed};
    use crate::workers::OneThread;

    fn tagged(path: &str, day: &str, tags: &[&str]) -> Arc<Brief> {
        brief(path, day, |it| it.front.tags = tags.iter().map(|&tag| at(tag)).collect())
    }

    fn check(parsed: Parsed, kind: TermKind, expect: Expect) {
        let linked = link::site(parsed, &OneThread);
        let site = &linked.value;
        let mut shown = String::new();
        for term in site.terms_of(kind) {
            let briefs: Vec<_> =
                term.briefs.iter().map(|&id| site.brief(id).brief.slug.value.as_str()).collect();
            let page = if term.paged { "" } else { " (no page)" };
            shown +=
                &format!("{} `{}` {}{page}: {}\n", term.id, term.name, term.address.path, briefs.join(" "));
        }
        expect.assert_eq(&(shown + &told(&linked.diagnostics)));
    }

    #[test]
    fn names_that_fold_alike_are_one() {
        let briefs = vec![
            tagged("content/b.md", "2026-02-02", &["grid capacity", "GRID_capacity"]),
            tagged("content/a.md", "2026-02-01", &["Grid-Capacity", "能源", " "]),
        ];
        check(
            parsed(briefs),
            TermKind::Tag,
            expect![[r#"
                grid-capacity `Grid-Capacity` tags/grid-capacity: b a
                能源 `能源` tags/能源: a
            "#]],
        );
    }

    #[test]
    fn an_unlisted_brief_leaves_no_trace_in_lists() {
        let hidden = brief("content/a.md", "2026-02-01", |it| {
            it.front.tags = vec![at("secret")];
            it.front.status = crate::model::front_matter::Status::Unlisted;
        });
        check(
            parsed(vec![hidden]),
            TermKind::Tag,
            expect![[r#"
            secret `secret` tags/secret (no page): 
        "#]],
        );
    }

    #[test]
    fn few_items_make_no_page() {
        let mut it = parsed(vec![
            tagged("content/a.md", "2026-02-01", &["x", "y"]),
            tagged("content/b.md", "2026-02-02", &["x"]),
        ]);
        let mut config = fixture::config();
        config.lists.min_items = 2;
        it.config = Arc::new(config);
        check(
            it,
            TermKind::Tag,
            expect![[r#"
                x `x` tags/x: b a
                y `y` tags/y (no page): a
            "#]],
        );
    }

    #[test]
    fn signs_that_addresses_drop() {
        let briefs = vec![
            tagged("content/a.md", "2026-02-01", &["C++", "🚀"]),
            tagged("content/b.md", "2026-02-02", &["C#"]),
        ];
        check(
            parsed(briefs),
            TermKind::Tag,
            expect![[r#"
                c# `C#` tags/c-9fa1: b
                c++ `C++` tags/c: a
                🚀 `🚀` tags/5ba0062b: a
                content/b.md:1 slug-collision: the tag `C#` would have the address of `C++`: an address keeps letters and digits only (give one of them an id of its own in `content/registry/tags.toml`)
            "#]],
        );
    }

    #[test]
    fn registries_name_terms_and_know_them() {
        let mut it = parsed(vec![
            tagged("content/a.md", "2026-02-01", &["C plus plus", "prots", "unheard of"]),
            tagged("content/b.md", "2026-02-02", &["cpp", "c++"]),
        ]);
        let entries = [fixture::term("cpp", "C++", &["C plus plus"]), fixture::term("ports", "Ports", &[])];
        let entries = entries.map(|it| (it.id.value.clone(), it));
        it.registries.terms.insert(TermKind::Tag, entries.into());
        check(
            it.clone(),
            TermKind::Tag,
            expect![[r#"
                cpp `C++` tags/cpp: b a
                prots `prots` tags/prots: a
                unheard-of `unheard of` tags/unheard-of: a
                content/a.md:1 unknown-id: the tag `prots` is not in the registry of tags (did you mean `ports`?)
                content/a.md:1 unknown-id: the tag `unheard of` is not in the registry of tags (add it to `content/registry/tags.toml`)
            "#]],
        );
        let mut config = fixture::config();
        config.check.closed_vocab.insert(TermKind::Tag);
        it.config = Arc::new(config);
        assert!(link::site(it, &OneThread).diagnostics.iter().all(|it| it.rule.name == "closed-vocabulary"));
    }

    #[test]
    fn editions_have_numbers_of_their_own() {
        let edition = |path: &str, day: &str, number: &str| {
            brief(path, day, |it| {
                it.front.series = Some(at("Harbour watch"));
                it.front.edition = (!number.is_empty()).then(|| at(number));
                if path.contains("zh") {
                    it.front.translation_of = Some(at("ten"));
                }
            })
        };
        let briefs = vec![
            edition("content/two.md", "2026-02-09", "2"),
            edition("content/ten.md", "2026-02-03", "10"),
            edition("content/zh.md", "2026-02-03", "10"),
            edition("content/again.md", "2026-02-10", "02"),
            edition("content/none.md", "2026-02-01", ""),
        ];
        check(
            parsed(briefs),
            TermKind::Series,
            expect![[r#"
                harbour-watch `Harbour watch` series/harbour-watch: two again ten zh none
                content/again.md:1 series-edition: edition `02` of `Harbour watch` is also `content/two.md` (give each edition of a series a number of its own)
                content/zh.md:1 translation-not-mutual: the brief `ten` does not say that it has a translation (add `translation_of = "zh"` to `content/ten.md`)
            "#]],
        );
    }
}
