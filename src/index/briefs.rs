//! Briefs in each of their forms (`outputs.brief`).

use super::Index;
use crate::model::page::{Page, Subject, UNLISTED};
use crate::model::site::BriefId;

/// A form of a brief: its name in `outputs.brief`, its kind in the manifest, what it shows.
struct Form {
    output: &'static str,
    kind: &'static str,
    subject: fn(BriefId) -> Subject,
}

const FORMS: &[Form] = &[
    Form { output: "html", kind: "brief", subject: Subject::Brief },
    Form { output: "json", kind: "json", subject: Subject::BriefJson },
    Form { output: "md", kind: "md", subject: Subject::BriefMarkdown },
];

pub(super) fn pages(index: &Index<'_>, pages: &mut Vec<Page>) {
    for form in FORMS.iter().filter(|it| index.site.config.outputs.brief.contains(it.output)) {
        for (id, brief) in index.site.briefs.iter().enumerate() {
            let kind = if brief.state.unlisted { UNLISTED } else { form.kind };
            pages.push(Page {
                source: Some(brief.brief.path.clone()),
                indexed: form.output == "html" && brief.state.listed,
                ..index.page(kind, (form.subject)(id as BriefId))
            });
        }
    }
}
