//! The whole site as JSON: briefs, claims, sources, entities; cut by year when there are many.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::Index;
use crate::model::page::{Page, Part, Subject};

/// Rows that one file holds (CONTENT_MODEL §3).
const ROWS: usize = 5_000;

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    let Index { site, listings, .. } = index;
    if !site.config.outputs.site.contains("json") {
        return;
    }
    let mut add = |subject: fn(Part) -> Subject, years: Vec<Option<i16>>| {
        pages.extend(parts(years).into_iter().map(|part| index.page("json", subject(part))));
    };
    add(Subject::SiteJson, listings.briefs.iter().map(|&id| site.brief(id).year()).collect());
    add(Subject::ClaimsJson, listings.claims.iter().map(|&(id, _)| site.brief(id).year()).collect());
    add(Subject::SourcesJson, listings.sources.iter().map(|&id| site.source(id).year(site)).collect());
    add(Subject::EntitiesJson, listings.entities.iter().map(|&id| site.entity(id).year(site)).collect());
}

/// The files for rows of these years: none for no rows, one for few, else one a year and one that lists them.
fn parts(years: Vec<Option<i16>>) -> Vec<Part> {
    match years.len() {
        0 => Vec::new(),
        1..=ROWS => vec![Part::Whole],
        _ => {
            let years: BTreeSet<Reverse<Option<i16>>> = years.into_iter().map(Reverse).collect();
            let years: Vec<Option<i16>> = years.into_iter().map(|it| it.0).collect();
            let mut parts = vec![Part::Contents(years.clone())];
            parts.extend(years.into_iter().map(Part::Year));
            parts
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_are_cut_by_year() {
        assert_eq!(parts(Vec::new()), []);
        assert_eq!(parts(vec![Some(2026); ROWS]), [Part::Whole]);
        let years = [vec![Some(2025); ROWS], vec![None, Some(2026)]].concat();
        let order = vec![Some(2026), Some(2025), None];
        assert_eq!(
            parts(years),
            [Part::Contents(order), Part::Year(Some(2026)), Part::Year(Some(2025)), Part::Year(None),]
        );
    }
}
