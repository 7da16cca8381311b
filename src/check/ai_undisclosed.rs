//! `ai-undisclosed`: a model had a part in the brief and the reader's label is off, which is only for briefs that a
//! human reviewed and somebody answers for (EU AI Act, article 50(4)).

use super::File;
use crate::diag::{Diagnostic, rules};
use crate::model::config::AiLabel;
use crate::model::front_matter::Review;

pub fn check(File { config, brief, .. }: &File<'_>, out: &mut Vec<Diagnostic>) {
    let front = &brief.front;
    let provenance = &front.provenance;
    let reviewed = matches!(provenance.review, Some(Review::Human | Review::HumanUpdated));
    let answered = provenance.responsible.as_ref().is_some_and(|it| !it.trim().is_empty());
    let Some(model) = front.models.first() else { return };
    if config.ai_label != AiLabel::Off || (reviewed && answered) {
        return;
    }
    let message = format!("`{}` had a part in this brief, and no label says so", model.name.value);
    out.push(Diagnostic::new(&rules::AI_UNDISCLOSED, &brief.path, message).at(model.name.span).hint(
        "set `ai.label` to \"top\" or \"footer\", or have a human review it and name who is `responsible` under `[provenance]`",
    ));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn a_label_or_a_person() {
        let model = "model = \"atlas-4\"\n";
        let answered = "[provenance]\nreview = \"human\"\nresponsible = \"R. Quay\"\n";
        let unanswered = "[provenance]\nreview = \"human\"\n";
        let off = "[ai]\nlabel = \"off\"";
        check("ai-undisclosed", "", &[(model, "")], expect![""]);
        check("ai-undisclosed", off, &[("", "")], expect![""]);
        check("ai-undisclosed", off, &[(&format!("{model}{answered}"), "")], expect![""]);
        check(
            "ai-undisclosed",
            off,
            &[(&format!("{model}{unanswered}"), "")],
            expect![[r#"
            content/1.md `"atlas-4"`: `atlas-4` had a part in this brief, and no label says so
        "#]],
        );
        check(
            "ai-undisclosed",
            off,
            &[(model, "")],
            expect![[r#"
            content/1.md `"atlas-4"`: `atlas-4` had a part in this brief, and no label says so
        "#]],
        );
    }
}
