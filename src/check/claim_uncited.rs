//! `claim-uncited`: a claim states how sure it is and not what it rests on.

use super::File;
use crate::diag::{Diagnostic, rules};
use crate::model::brief::Claim;

pub fn check(File { brief, .. }: &File<'_>, out: &mut Vec<Diagnostic>) {
    for claim in &brief.body.claims {
        if let (Some(confidence), true) = (&claim.confidence, uncited(claim)) {
            let message = format!("this claim of {} confidence cites nothing", confidence.label);
            let hint =
                "cite its sources in the sentence or after `Evidence:`, or give `src=` in its attributes";
            out.push(
                Diagnostic::new(&rules::CLAIM_UNCITED, &brief.path, message).at(confidence.span).hint(hint),
            );
        }
    }
}

fn uncited(claim: &Claim) -> bool {
    claim.citations.is_empty() && claim.evidence.iter().all(|it| it.citations.is_empty())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::{SOURCES, check};

    #[test]
    fn statement_evidence_or_attribute() {
        check(
            "claim-uncited",
            "",
            &[(
                SOURCES,
                "- A closes (low confidence).\n- B closes (low confidence) [1].\n- C closes (low confidence). Evidence: it said so [2].\n\
                 - D closes (low confidence) {#d src=1}\n- E closes {#e p=0.5}\n- F closes {#f conf=high}\n",
            )],
            expect![[r#"
                content/1.md `(low confidence)`: this claim of low confidence cites nothing
                content/1.md `{#f conf=high}`: this claim of high confidence cites nothing
            "#]],
        );
    }
}
