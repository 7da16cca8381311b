//! What hosts, browsers and programs read beside the pages (`outputs.site`).

use super::Index;
use crate::model::page::{Machine, Page, Subject};

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let made = Machine::of(index.site).into_iter();
    pages.extend(made.map(|it| index.page("machine", Subject::Machine(it))));
}
