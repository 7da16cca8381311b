//! Checks of what was parsed and linked: one file a rule, or a family of rules that look at one thing.
//!
//! What a parser cannot help but see is said where the file is parsed, and what joins files where they are linked; here
//! is what concerns how a text reads and what its judgements rest on. Rules that need one file alone run where that file
//! is parsed, so that their findings can be remembered with it; the others need the site, and no text.

mod ai_undisclosed;
mod cite_as_link;
mod claim_uncited;
mod confidence_ceiling;
mod corroboration;
mod dup_title;
mod estimative_rows;
mod generator_leak;
mod likelihood_gap;
mod long_paragraph;
mod overdue;
mod prose;
mod quantity_uncited;
mod role_out_of_date;
mod secret_like;
mod single_publisher;
mod source_after_cutoff;
mod source_dates;
mod source_uncited;
mod summary_truncated;
mod unknown_language;
mod wording;

use std::ops::Range;

use crate::diag::{Diagnostic, Rule, rules};
use crate::model::brief::{Brief, Prose};
use crate::model::config::Config;
use crate::model::site::{BriefId, LinkedBrief, Site};
use crate::source::Source;

/// One parsed file with its text.
pub struct File<'a> {
    pub config: &'a Config,
    pub brief: &'a Brief,
    pub prose: &'a Prose,
    /// The whole of it, front matter included.
    pub text: &'a str,
    /// Whether a language of code can be highlighted: the highlighter's word, since a check does not render.
    pub knows: &'a dyn Fn(&str) -> bool,
    /// The first whole date in a text and where it stands: the parser's word.
    pub dated: Dated<'a>,
}

/// Finds a day in a text, with its bytes.
type Dated<'a> = &'a dyn Fn(&str) -> Option<(Range<usize>, jiff::civil::Date)>;

/// Looks at one file and adds what it finds.
type Alone = fn(&File<'_>, &mut Vec<Diagnostic>);

/// Looks at one brief of the site, and not at its text, and adds what it finds.
type Linked = fn(&Site, &LinkedBrief, &mut Vec<Diagnostic>);

/// Every check of a brief alone.
const ALONE: &[Alone] = &[
    ai_undisclosed::check,
    claim_uncited::check,
    dup_title::check,
    estimative_rows::check,
    generator_leak::check,
    likelihood_gap::check,
    long_paragraph::check,
    quantity_uncited::check,
    secret_like::check,
    summary_truncated::check,
    unknown_language::check,
    wording::check,
];

/// Every check of a standing page, which makes no judgements.
const PAGE: &[Alone] =
    &[generator_leak::check, secret_like::check, summary_truncated::check, unknown_language::check];

/// Every check of a brief in its site, with the rules that it may find broken.
const LINKED: &[(&[&Rule], Linked)] = &[
    (&[&rules::ASSUMPTION_OVERDUE], overdue::assumption),
    (&[&rules::CITE_AS_LINK], cite_as_link::check),
    (&[&rules::CONFIDENCE_CEILING], confidence_ceiling::check),
    (&[&rules::REVIEW_OVERDUE], overdue::review),
    (&[&rules::ROLE_OUT_OF_DATE], role_out_of_date::check),
    (&[&rules::SINGLE_PUBLISHER], single_publisher::check),
    (&[&rules::SOURCE_AFTER_CUTOFF], source_after_cutoff::check),
    (&[&rules::SOURCE_NO_ARCHIVE], source_dates::archive),
    (&[&rules::SOURCE_NO_ACCESS_DATE], source_dates::access),
    (&[&rules::NO_SOURCES, &rules::SOURCE_UNCITED], source_uncited::check),
];

/// What can be said of a brief without knowing any other.
///
/// It counts only for briefs that are published: nobody is told of faults in a draft.
pub fn alone(file: &File<'_>) -> Vec<Diagnostic> {
    run(ALONE, file)
}

/// The same of a standing page, of which nothing else is to be said.
pub fn page(file: &File<'_>) -> Vec<Diagnostic> {
    run(PAGE, file)
}

/// What can be said of any other file that somebody wrote: a registry, defaults, the configuration.
pub fn file(source: &Source) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    secret_like::text(&source.path, &source.text, &mut found);
    found
}

fn run(checks: &[Alone], file: &File<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for check in checks {
        check(file, &mut found);
    }
    found
}

/// What only the site can tell of a brief. Checks of rules of which nothing is to be told are not run.
pub fn brief(site: &Site, id: BriefId, told: &dyn Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (rules, check) in LINKED {
        if rules.iter().any(|it| told(it)) {
            check(site, site.brief(id), &mut found);
        }
    }
    found
}

#[cfg(test)]
mod tests;
