//! `role-out-of-date`: an office beside a name that was not held at the information cut-off.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, rules};
use crate::model::date::Moment;
use crate::model::registry::EntityRole;
use crate::model::site::{LinkedBrief, Site};

pub fn check(site: &Site, brief: &LinkedBrief, out: &mut Vec<Diagnostic>) {
    let Some(as_of) = brief.as_of() else { return };
    let mut told = BTreeSet::new();
    for mention in &brief.brief.body.mentions {
        let Some(office) = &mention.office else { continue };
        let entity = site.entity(mention.entity);
        let Some(registered) = &entity.registered else { continue };
        let claims = |it: &&EntityRole| it.words().any(|it| **it == **office);
        let mut claimed = registered.roles.iter().filter(claims);
        if claimed.clone().any(|it| it.holds(as_of)) || !told.insert((mention.entity, office)) {
            continue;
        }
        let Some(role) = claimed.next() else { continue };
        let message = format!(
            "`{}` is called `{office}`, which the registry says of {}, and not of the information cut-off of {}",
            entity.name.escape_debug(),
            term(role),
            as_of.iso()
        );
        let held = registered.roles.iter().find(|it| it.holds(as_of));
        let hint = match held {
            Some(role) => format!("then: `{}` ({}); a past office is a `former` one", role.title, term(role)),
            None => "a past office is a `former` one; if it was held, correct the registry".to_owned(),
        };
        out.push(
            Diagnostic::new(&rules::ROLE_OUT_OF_DATE, &brief.brief.path, message).at(mention.span).hint(hint),
        );
    }
}

/// From when to when an office is held.
fn term(role: &EntityRole) -> String {
    let (from, to) = (role.from.as_ref().map(Moment::iso), role.to.as_ref().map(Moment::iso));
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} on"),
        (None, Some(to)) => format!("the time until {to}"),
        (None, None) => "any time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::parse::{config, registry};
    use crate::source::Source;

    #[test]
    fn terms_are_told_as_given() {
        let config = config::read(&Source::new("dateline.toml", "")).value;
        let roles = "[a]\nroles = [{ title = \"A\", from = 2019-01-03, to = \"2025-02\" }, { title = \"B\", from = \"2020-03\" }, { title = \"C\", to = \"2020-04\" }, { title = \"D\" }]";
        let read = registry::read(&config, &[Source::new("content/registry/entities.toml", roles)]).value;
        let terms: Vec<_> = read.entities["a"].roles.iter().map(super::term).collect();
        expect![[r#"
            [
                "2019-01-03 to 2025-02",
                "2020-03 on",
                "the time until 2020-04",
                "any time",
            ]
        "#]]
        .assert_debug_eq(&terms);
    }
}
