//! Old addresses of what is made of many briefs: where a term or publisher was before a registry gave it another id, the
//! aliases of terms, and other ids of one source.

use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};

use super::terms::Vocabulary;
use crate::model::registry::TermKind;
use crate::model::site::{Redirect, Site};
use crate::paths::{Address, slugify};
use crate::source::Span;

/// Adds a redirect for each name that spells another address than the page it leads to, unless a page, or a redirect that
/// somebody wrote, stands there.
pub(super) fn of(site: &mut Site, vocabulary: &Vocabulary<'_>) {
    let style = site.config.urls.slugs;
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut add = |folder: &str, name: &str, to: &Address, (source, span): (&Arc<str>, Span)| {
        let slug = slugify(name, style);
        // The later pages of an index stand in `page/`.
        if !slug.is_empty() && slug != "page" {
            let from = Address::parent(format!("{folder}/{slug}"));
            redirects.push(Redirect { from, to: to.clone(), unlisted: false, source: source.clone(), span });
        }
    };
    for kind in TermKind::ALL {
        for term in site.terms_of(kind).iter().filter(|it| it.paged) {
            let Some(entry) = &term.registered else { continue };
            // A name that two entries give leads to one of them.
            let own = |name: &&String| {
                vocabulary.find(kind, name).is_some_and(|it| it.id == entry.id && it.path == entry.path)
            };
            for name in [&entry.name].into_iter().chain(&entry.aliases).filter(own) {
                add(kind.plural(), name, &term.address, (&entry.path, entry.id.span));
            }
        }
    }
    for publisher in site.publishers.iter().filter(|it| it.paged) {
        let Some(entry) = &publisher.registered else { continue };
        for name in [&entry.name].into_iter().chain(entry.names.values().flatten()) {
            add("publishers", name, &publisher.address, (&entry.path, entry.id.span));
        }
    }
    for source in site.sources.iter().filter(|it| it.paged) {
        let Some(first) = source.uses.last().map(|it| site.brief(it.brief)) else { continue };
        for alias in &source.aliases {
            add("sources", alias, &source.address, (&first.brief.path, first.brief.front.span));
        }
    }
    if redirects.is_empty() {
        return;
    }
    let terms = site.terms.values().flatten().map(|it| &it.address.path);
    let others = site
        .sources
        .iter()
        .map(|it| &it.address.path)
        .chain(site.publishers.iter().map(|it| &it.address.path));
    let written = site.redirects.iter().map(|it| &it.from.path);
    let mut taken: HashSet<String> = HashSet::new();
    taken.extend(terms.chain(others).chain(written).cloned());
    redirects.retain(|it| taken.insert(it.from.path.clone()));
    site.redirects.extend(redirects);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::link;
    use crate::link::fixture::{self, at, brief, parsed, told};
    use crate::model::registry::TermKind;
    use crate::workers::OneThread;

    #[test]
    fn names_that_spell_other_addresses() {
        let tagged = |path: &str, day: &str, tags: &[&str]| {
            brief(path, day, |it| {
                it.front.tags = tags.iter().map(|&it| at(it)).collect();
                fixture::link(it, "/tags/c-plus-plus/");
                fixture::source(it, &format!("plan-{day}"), "https://quay.example/plan", "Plan");
            })
        };
        let mut it = parsed(vec![
            tagged("content/a.md", "2026-02-01", &["C++", "ports", "page"]),
            tagged("content/b.md", "2026-02-02", &["harbours"]),
        ]);
        let entries = [
            fixture::term("cpp", "C++", &["C plus plus", "cpp", "page"]),
            fixture::term("ports", "Ports", &["harbours", "C plus plus"]),
            fixture::term("unused", "Unused", &["nobody"]),
        ];
        it.registries.terms.insert(TermKind::Tag, entries.map(|it| (it.id.value.clone(), it)).into());
        let linked = link::site(it, &OneThread);
        let redirects =
            linked.value.redirects.iter().map(|it| format!("{} -> {}\n", it.from.path, it.to.path));
        let shown: String = redirects.collect();
        expect![[r#"
            tags/c -> tags/cpp
            tags/c-plus-plus -> tags/cpp
            tags/harbours -> tags/ports
            sources/plan-2026-02-02 -> sources/plan-2026-02-01
        "#]]
        .assert_eq(&(shown + &told(&linked.diagnostics)));
    }
}
