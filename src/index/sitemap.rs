//! The sitemap of all pages for search engines, and `robots.txt`, which leads there.

use std::sync::Arc;

use super::Index;
use crate::model::page::{Page, SitemapEntry, Subject};

/// Addresses that one file may hold (sitemaps.org protocol 0.9).
const ENTRIES: usize = 50_000;

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let config = &index.site.config;
    if config.outputs.site.contains("sitemap") && config.site.base_url.is_some() {
        let entries: Vec<SitemapEntry> = pages.iter().filter(|it| it.indexed).map(entry).collect();
        pages.extend(parts(entries, ENTRIES).into_iter().map(|it| index.page("sitemap", it)));
    }
    if config.outputs.site.contains("robots") {
        pages.push(index.page("robots", Subject::Robots));
    }
}

fn entry(page: &Page) -> SitemapEntry {
    let brief = match page.subject {
        Subject::Brief(id) => Some(id),
        _ => None,
    };
    SitemapEntry { address: page.address.clone(), brief }
}

fn parts(entries: Vec<SitemapEntry>, limit: usize) -> Vec<Subject> {
    if entries.len() <= limit {
        return vec![Subject::Sitemap { part: None, entries: entries.into() }];
    }
    let mut parts: Vec<Subject> = entries
        .chunks(limit)
        .zip(1..)
        .map(|(entries, part)| Subject::Sitemap { part: Some(part), entries: Arc::from(entries) })
        .collect();
    parts.push(Subject::SitemapIndex { parts: parts.len() as u32 });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::Address;

    #[test]
    fn long_sitemaps_are_cut() {
        let entry = |n: u32| SitemapEntry { address: Address::leaf(n.to_string()), brief: Some(n) };
        let shape = |count: u32| {
            let shape = |it: Subject| match it {
                Subject::Sitemap { part, entries } => format!("{part:?} {}", entries.len()),
                other => format!("{other:?}"),
            };
            parts((0..count).map(entry).collect(), 2).into_iter().map(shape).collect::<Vec<_>>()
        };
        assert_eq!(shape(2), ["None 2"]);
        assert_eq!(shape(3), ["Some(1) 2", "Some(2) 1", "SitemapIndex { parts: 2 }"]);
    }
}
