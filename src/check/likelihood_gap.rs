//! `likelihood-gap`: a probability between two terms of a scale that leaves room there on purpose, as the PHIA yardstick
//! does (CONTENT_MODEL §7): none of its words means that number.

use super::File;
use crate::diag::{Diagnostic, rules};
use crate::model::front_matter::Likelihood;

/// Half of what a percentage without decimals may be off.
const NEAR: f64 = 0.0005;

pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let front = file.brief.front.likelihood.iter();
    let claims = file.brief.body.claims.iter().filter_map(|it| it.likelihood.as_ref());
    for likelihood in front.chain(claims) {
        let Some((below, above)) = gap(file, likelihood) else { continue };
        let percent = (likelihood.low * 1000.0).round() / 10.0;
        let message = format!("{percent} % falls between `{below}` and `{above}` of this scale");
        out.push(
            Diagnostic::new(&rules::LIKELIHOOD_GAP, &file.brief.path, message)
                .at(likelihood.span)
                .hint("choose the term that is meant, and a number of its band"),
        );
    }
}

/// The terms on both sides of the gap that a single number falls into.
fn gap<'a>(file: &'a File<'_>, likelihood: &Likelihood) -> Option<(&'a str, &'a str)> {
    let terms = &file.config.estimative.terms;
    let p = likelihood.low;
    let inside = terms.iter().any(|it| it.low - NEAR <= p && p <= it.high + NEAR);
    // Beside a term, `likelihood-band` has its word.
    if !likelihood.number || likelihood.term.is_some() || likelihood.high > p || inside {
        return None;
    }
    let below = terms.iter().filter(|it| it.high < p).max_by(|a, b| a.high.total_cmp(&b.high))?;
    let above = terms.iter().filter(|it| it.low > p).min_by(|a, b| a.low.total_cmp(&b.low))?;
    Some((below.words.first()?, above.words.first()?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::tests::check;

    #[test]
    fn between_two_bands() {
        let phia = "[estimative]\nscale = \"phia\"";
        check(
            "likelihood-gap",
            phia,
            &[
                ("likelihood = 0.37\n", "- It closes {#a p=0.22}\n- It opens {#b p=0.3}\n"),
                ("likelihood = 0.97\n", ""),
                ("likelihood = [0.3, 0.6]\n", ""),
            ],
            expect![[r#"
                content/1.md `0.37`: 37 % falls between `unlikely` and `realistic possibility` of this scale
                content/1.md `{#a p=0.22}`: 22 % falls between `highly unlikely` and `unlikely` of this scale
            "#]],
        );
        check("likelihood-gap", "", &[("likelihood = 0.2\n", ""), ("likelihood = 0.995\n", "")], expect![""]);
    }
}
