//! Rules between the fields of one file.

use std::sync::Arc;

use super::Reading;
use crate::diag::{Diagnostic, rules};
use crate::model::date::{Moment, Precision};
use crate::model::front_matter::{Assistance, FrontMatter, Review, Status};
use crate::parse::FileKind;
use crate::parse::toml::Reader;
use crate::source::{Span, Spanned};

/// The length of a title that lists and cards still show whole, in characters.
const LONG_TITLE: usize = 110;

/// Settles what depends on several fields. `given` tells whether a key was written, legible or not.
pub fn settle(
    reader: &mut Reader<'_>,
    reading: &mut Reading,
    kind: FileKind,
    fence: Span,
    given: &dyn Fn(&str) -> bool,
) {
    title(reader, &reading.front, fence, given);
    status(reader, reading);
    if kind == FileKind::Brief {
        dates(reader, &mut reading.front, fence, given);
        provenance(&mut reading.front);
    }
}

fn title(reader: &mut Reader<'_>, front: &FrontMatter, fence: Span, given: &dyn Fn(&str) -> bool) {
    let title = &front.title;
    if title.value.is_empty() {
        if !given("title") {
            reader.report(
                &rules::MISSING_TITLE,
                fence,
                "no `title`",
                Some("write `title = \"…\"`".to_owned()),
            );
        }
        return;
    }
    let length = title.value.chars().count();
    if length > LONG_TITLE {
        let message = format!("a title of {length} characters; lists and cards have room for {LONG_TITLE}");
        let hint = "shorten it; details fit into `summary`".to_owned();
        reader.report(&rules::TITLE_LONG, title.span, message, Some(hint));
    }
}

fn status(reader: &mut Reader<'_>, reading: &mut Reading) {
    let Some(draft) = reading.draft else { return };
    if reading.status.is_some() && reading.front.status != Status::Draft {
        let message = format!("`draft` beside `status = \"{}\"`", reading.front.status.word());
        reader.report(&rules::BAD_VALUE, draft, message, Some("keep one of the two".to_owned()));
    }
    reading.front.status = Status::Draft;
}

fn dates(reader: &mut Reader<'_>, front: &mut FrontMatter, fence: Span, given: &dyn Fn(&str) -> bool) {
    if front.date.is_none() && !front.undated && !given("date") {
        match &front.updated {
            Some(updated) => {
                front.date = Some(updated.clone());
                let hint = "write `date`: the day it was first published".to_owned();
                let message = "no `date`, so `updated` is taken for it";
                reader.report(&rules::DATE_FROM_UPDATED, updated.span, message, Some(hint));
            }
            None => {
                let hint = "write `date = 2026-02-14`, or `undated = true`".to_owned();
                reader.report(&rules::MISSING_DATE, fence, "no `date`", Some(hint));
            }
        }
    }
    if let (Some(date), Some(updated)) = (&front.date, &front.updated)
        && is_before(&updated.value, &date.value)
    {
        let message = format!("`updated` is before `date`, {}", date.value.iso());
        let hint = "correct the one that is mistyped".to_owned();
        reader.report(&rules::UPDATED_BEFORE_DATE, updated.span, message, Some(hint));
    }
    let revised = front.revisions.iter().max_by_key(|it| it.date.instant);
    if let Some(last) = revised
        && front.updated.as_ref().is_none_or(|updated| updated.value.instant < last.date.instant)
        && front.date.as_ref().is_none_or(|date| date.value.instant < last.date.instant)
    {
        front.updated = Some(Spanned::new(last.date, last.span));
    }
    let last = match (&front.updated, &front.date) {
        (Some(updated), _) => Some(("updated", updated)),
        (None, date) => date.as_ref().map(|date| ("date", date)),
    };
    if let (Some(as_of), Some((name, last))) = (&front.as_of, last)
        && is_before(&last.value, &as_of.value)
    {
        let message = format!("`as_of` is after `{name}`, {}", last.value.iso());
        let hint = "correct it, or say in `updated` when the text took in what came later".to_owned();
        reader.report(&rules::AS_OF_AFTER_UPDATED, as_of.span, message, Some(hint));
    }
}

/// Whether `a` is earlier than `b`, as far as both say: a day is not before a time in it.
fn is_before(a: &Moment, b: &Moment) -> bool {
    match a.precision.min(b.precision) {
        Precision::Year => a.civil.year() < b.civil.year(),
        Precision::Month => (a.civil.year(), a.civil.month()) < (b.civil.year(), b.civil.month()),
        Precision::Day => a.civil.date() < b.civil.date(),
        Precision::Minute | Precision::Second => a.instant < b.instant,
    }
}

/// A named model and not a word about it means that it wrote the text and nobody looked.
fn provenance(front: &mut FrontMatter) {
    if !front.models.is_empty() {
        front.provenance.assistance.get_or_insert(Assistance::Generated);
        front.provenance.review.get_or_insert(Review::Unreviewed);
    }
}

/// Rule `source-count-mismatch`. Asked once the source lines of the body have joined the list.
pub fn source_count(front: &FrontMatter, path: &Arc<str>) -> Option<Diagnostic> {
    let declared = front.sources_declared.as_ref()?;
    let count = front.sources.len();
    (declared.value as usize != count).then(|| {
        let message = format!("`sources_declared` is {}, and the list has {count}", declared.value);
        let hint = match count < declared.value as usize {
            true => "add the sources that are missing, or correct the number",
            false => "take out what does not belong, or correct the number",
        };
        Diagnostic::new(&rules::SOURCE_COUNT_MISMATCH, path, message).at(declared.span).hint(hint)
    })
}
