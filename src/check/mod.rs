//! Checks of the linked site: one file a rule, or a family of rules that look at one thing.
//!
//! What can be seen in one file is said where the file is parsed, and what joins files where they are linked; here is
//! what needs both, and what concerns how the text reads.

mod ai_undisclosed;
mod cite_as_link;
mod claim_uncited;
mod confidence_ceiling;
mod corroboration;
mod dup_title;
mod generator_leak;
mod prose;
mod single_publisher;
mod source_after_cutoff;
mod source_dates;
mod source_uncited;
mod summary_truncated;
mod unknown_language;

use crate::diag::Diagnostic;
use crate::model::site::{BriefId, LinkedBrief, Site};

/// Looks at one brief and adds what it finds.
type Check = fn(&Site, &LinkedBrief, &mut Vec<Diagnostic>);

/// Every check of a brief.
const CHECKS: &[Check] = &[
    ai_undisclosed::check,
    cite_as_link::check,
    claim_uncited::check,
    confidence_ceiling::check,
    dup_title::check,
    generator_leak::check,
    single_publisher::check,
    source_after_cutoff::check,
    source_dates::check,
    source_uncited::check,
    summary_truncated::check,
];

/// Runs every check over one brief. `knows` tells whether a language of code can be highlighted.
pub fn brief(site: &Site, id: BriefId, knows: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    unknown_language::check(&site.brief(id).brief, knows, &mut found);
    for check in CHECKS {
        check(site, site.brief(id), &mut found);
    }
    found
}

/// Checks what is not a brief: standing pages.
pub fn site(site: &Site, knows: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in &site.pages {
        unknown_language::check(&page.page, knows, &mut found);
        generator_leak::text(&page.page, &mut found);
        summary_truncated::text(&page.page, &mut found);
    }
    found
}

#[cfg(test)]
mod tests;
