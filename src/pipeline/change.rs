//! Changes that take their place in a site that was made ready, and can be taken back.

use std::mem;

use super::Cores;
use super::files::Reworded;
use super::ready::Ready;
use crate::index;
use crate::link::{self, Text};
use crate::model::page::{Page, Subject};
use crate::model::registry::{Registries, TermKind};
use crate::model::site::SourceId;
use crate::render::theme::Theme;
use crate::source::ThemeFiles;

/// What takes the place of what is shown.
#[derive(Default)]
pub struct Change {
    pub texts: Vec<(Text, Reworded)>,
    /// Of the only text among them.
    pub tags: Option<link::Retagged>,
    /// The registries, and the sources to which they give other titles.
    pub registries: Option<(Registries, Vec<(SourceId, String)>)>,
    pub theme: Option<Box<(Theme, ThemeFiles)>>,
}

impl Ready {
    /// The position of a page by its place below the output folder.
    pub fn find(&self, path: &str) -> Option<usize> {
        let style = self.config.urls.style;
        self.pages.binary_search_by(|it| it.address.output_path(style).as_str().cmp(path)).ok()
    }

    /// Puts a change in the place of what it changes, which is returned.
    pub fn exchange(&mut self, change: Change) -> Change {
        let mut undo = Change::default();
        for (text, new) in change.texts {
            let old = link::reword(&mut self.site, text, new.parsed.brief.clone());
            self.texts.remove(&old.path);
            undo.texts.extend(self.shelf.replace(old.digest, new).map(|it| (text, it)));
        }
        if let Some((new, titles)) = change.registries {
            link::retitle(&mut self.site, &titles, &new);
            undo.registries = Some((mem::replace(&mut self.registries, new), titles));
        }
        if let Some(new) = change.tags {
            undo.tags = Some(self.retag(new));
        }
        if let Some(mut new) = change.theme {
            for (old, page) in self.places(&new.0, &new.1).unwrap_or_default() {
                self.pages.remove(self.find(&old).unwrap_or_default());
                self.insert(page);
            }
            mem::swap(&mut self.theme, &mut new.0);
            mem::swap(&mut self.theme_files, &mut new.1);
            undo.theme = Some(new);
        }
        undo
    }

    /// Files a brief under other tags, and lists their pages anew; returns how it was filed.
    fn retag(&mut self, new: link::Retagged) -> link::Retagged {
        let kind = TermKind::Tag;
        let (undo, changed) = link::retag(&mut self.site, new, &Cores);
        for id in changed {
            self.lookup.recount(&self.site, kind, id);
            let new = index::of_term(&self.site, &self.listings, &self.theme_files, kind, id);
            let is_old = |it: &Page| matches!(it.subject, Subject::Term(of, it, _) if of == kind && it == id);
            let old: Vec<usize> =
                self.pages.iter().enumerate().filter(|it| is_old(it.1)).map(|it| it.0).collect();
            if old.len() == new.len() {
                let mut new = new;
                let style = self.config.urls.style;
                // In order of path, as they stand.
                new.sort_by_cached_key(|it| it.address.output_path(style));
                for (at, page) in old.into_iter().zip(new) {
                    self.pages[at] = page;
                }
            } else {
                self.pages.retain(|it| !is_old(it));
                new.into_iter().for_each(|page| self.insert(page));
            }
        }
        undo
    }

    /// Puts a page into its place in the list.
    fn insert(&mut self, page: Page) {
        let style = self.config.urls.style;
        let path = page.address.output_path(style);
        let at = self.pages.partition_point(|it| it.address.output_path(style) < path);
        self.pages.insert(at, page);
    }

    /// The pages that another form of the theme has, by the place of what it had; `None` when it needs another list.
    pub fn places(&self, theme: &Theme, files: &ThemeFiles) -> Option<Vec<(String, Page)>> {
        let same = self.theme_files.statics.keys().eq(files.statics.keys());
        if !same || !self.theme.assets.keys().eq(theme.assets.keys()) {
            return None;
        }
        let mut places = Vec::new();
        for (name, (path, _)) in &theme.assets {
            let (old, _) = &self.theme.assets[name];
            if old == path {
                continue;
            }
            let subject = Subject::Asset { name: name.clone(), path: path.clone() };
            let page =
                Page { address: subject.address(&self.site), subject, ..self.pages[self.find(old)?].clone() };
            if self.find(path).is_some() {
                return None;
            }
            places.push((old.clone(), page));
        }
        Some(places)
    }
}
