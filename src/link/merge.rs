//! What a site believes of a source that several files describe: the registry, then the earliest brief
//! (CONTENT_MODEL §2.13), and where they disagree.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};

use super::identity::{Description, Draft, url_identity};
use super::publishers::PublisherNames;
use super::sources::SAID;
use crate::diag::{Diagnostic, rules};
use crate::model::registry::{SourceDetails, SourceFields};
use crate::source::{Span, Spanned};

/// Compares one field of a later description with what is believed.
struct Dispute<'a> {
    key: &'a str,
    believed: &'a Description<'a>,
    registered: bool,
    later: &'a Description<'a>,
}

impl Dispute<'_> {
    fn told(&self, field: &str, believed: &str, later: &str, span: Span) -> Diagnostic {
        let rule = if field == "reliability" { &rules::SOURCE_GRADED_TWICE } else { &rules::SOURCE_CONFLICT };
        let message = format!(
            "the {field} of source `{}` is `{later}` here and `{believed}` in `{}`",
            self.key, self.believed.path
        );
        let hint = match self.registered {
            true => "the registry is believed: leave the field out here, or correct it there",
            false => "the earlier brief is believed: make them agree, or describe the source in a registry",
        };
        Diagnostic::new(rule, self.later.path, message).at(span).hint(hint)
    }
}

/// What a field says, in words, and where.
type Value<'a> = (Cow<'a, str>, Span);

/// A field as one comparable, printable value.
struct Field {
    name: &'static str,
    get: fn(&SourceFields) -> Option<Value<'_>>,
    same: fn(&str, &str, &PublisherNames<'_>) -> bool,
}

/// The fields that may disagree, each with when two values do not.
const FIELDS: &[Field] = &[
    Field { name: "title", get: |it| text(&it.title), same: same_words },
    Field { name: "address", get: |it| text(&it.url), same: |a, b, _| url_identity(a) == url_identity(b) },
    Field {
        name: "publisher",
        get: |it| text(&it.publisher),
        same: |a, b, names| names.identity(a) == names.identity(b),
    },
    Field {
        name: "date of publication",
        get: |it| it.published.as_ref().map(|it| (it.value.iso().into(), it.span)),
        // A date given to the minute does not contradict its day.
        same: |a, b, _| a.starts_with(b) || b.starts_with(a),
    },
    Field {
        name: "type",
        get: |it| it.kind.as_ref().map(|it| (it.value.word().into(), it.span)),
        same: same_words,
    },
    Field {
        name: "access",
        get: |it| it.access.as_ref().map(|it| (it.value.word().into(), it.span)),
        same: same_words,
    },
    Field { name: "language", get: |it| text(&it.lang), same: |a, b, _| a.eq_ignore_ascii_case(b) },
    Field { name: "archived copy", get: |it| text(&it.archived), same: same_words },
    Field {
        name: "reliability",
        get: |it| it.reliability.as_ref().map(|it| (it.value.to_string().into(), it.span)),
        same: same_words,
    },
    Field { name: "descriptor", get: |it| text(&it.descriptor), same: same_words },
    Field {
        name: "origin",
        get: |it| it.origin.as_ref().map(|it| (it.value.word().into(), it.span)),
        same: same_words,
    },
    Field { name: "DOI", get: |it| text(&it.doi), same: |a, b, _| a.eq_ignore_ascii_case(b) },
];

fn text(field: &Option<Spanned<String>>) -> Option<Value<'_>> {
    field.as_ref().map(|it| (it.value.as_str().into(), it.span))
}

fn same_words(a: &str, b: &str, _: &PublisherNames<'_>) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Reports each value that disagrees with the one believed.
pub(super) fn disputes(draft: &Draft<'_>, key: &str, names: &PublisherNames<'_>, out: &mut Vec<Diagnostic>) {
    if draft.descriptions.len() < 2 {
        return;
    }
    for field in FIELDS {
        let mut believed: Option<(&Description<'_>, Cow<'_, str>)> = None;
        for later in &draft.descriptions {
            let Some((value, span)) = (field.get)(later.fields) else { continue };
            match &believed {
                None => believed = Some((later, value)),
                Some((_, first)) if *first == value || (field.same)(first, &value, names) => {}
                Some((by, first)) => {
                    let registered = draft.registered.is_some_and(|it| Arc::ptr_eq(&it.path, by.path));
                    let dispute = Dispute { key, believed: by, registered, later };
                    out.push(dispute.told(field.name, first, &value, span));
                }
            }
        }
    }
}

/// The first to give a field is believed.
pub(super) fn fields(draft: &Draft<'_>) -> SourceFields {
    let mut descriptions = draft.descriptions.iter().map(|it| it.fields);
    let Some(first) = descriptions.next() else { return SourceFields::default() };
    let mut merged = first.clone();
    for other in descriptions {
        let SourceFields { title, url, publisher, more } = other;
        take(&mut merged.title, title);
        take(&mut merged.url, url);
        take(&mut merged.publisher, publisher);
        if more.is_set() {
            details(&mut merged, more);
        }
    }
    let mut seen = HashSet::new();
    let keys = draft.descriptions.iter().flat_map(|it| &it.fields.independent_of);
    let new = keys.filter(|it| seen.insert(it.value.as_str()));
    let keys: Vec<_> = new.take(SAID).cloned().collect();
    if merged.more.is_set() || !keys.is_empty() {
        merged.independent_of = keys;
    }
    merged
}

fn details(merged: &mut SourceDetails, other: &SourceDetails) {
    let SourceDetails { authors, published, kind, access, lang, .. } = other;
    if merged.authors.is_empty() {
        merged.authors.clone_from(authors);
    }
    take(&mut merged.published, published);
    take(&mut merged.kind, kind);
    take(&mut merged.access, access);
    take(&mut merged.lang, lang);
    let SourceDetails { archived, archived_at, reliability, descriptor, origin, doi, csl, .. } = other;
    // The date belongs to the copy: it is not taken from the file that names another copy.
    if merged.archived.as_ref().is_none_or(|it| archived.as_ref().is_some_and(|own| own.value == it.value)) {
        take(&mut merged.archived_at, archived_at);
    }
    take(&mut merged.archived, archived);
    take(&mut merged.reliability, reliability);
    take(&mut merged.descriptor, descriptor);
    take(&mut merged.origin, origin);
    take(&mut merged.doi, doi);
    if merged.csl.is_empty() {
        merged.csl.clone_from(csl);
    }
}

fn take<T: Clone>(believed: &mut Option<T>, other: &Option<T>) {
    if believed.is_none() {
        believed.clone_from(other);
    }
}
