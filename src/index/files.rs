//! What is published as it is: files of bundles, of `static/`, and of the theme.

use super::Index;
use crate::model::page::{Page, Subject, UNLISTED};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    for (at, file) in index.site.files.iter().enumerate() {
        let kind = match &file.bundle {
            _ if file.unlisted => UNLISTED,
            Some(_) => "bundle",
            None => "static",
        };
        pages.push(Page {
            source: Some(file.asset.path.clone()),
            ..index.page(kind, Subject::File(at as u32))
        });
    }
    for (name, path) in index.assets {
        pages.push(index.page("asset", Subject::Asset { name: name.clone(), path: path.clone() }));
    }
    for path in index.theme.statics.keys() {
        pages.push(index.page("static", Subject::ThemeStatic(path.clone())));
    }
}
