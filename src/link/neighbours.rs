//! The brief before and after in a series, else in a topic.

use crate::model::registry::TermKind;
use crate::model::site::{BriefId, Site};

/// Gives every listed brief its neighbours.
pub(super) fn link(site: &mut Site) {
    let Site { briefs, terms, .. } = site;
    for kind in [TermKind::Series, TermKind::Topic] {
        for term in terms.get(&kind).into_iter().flatten().filter(|it| it.briefs.len() > 1) {
            let mut line: Vec<BriefId> = term.briefs.clone();
            if kind == TermKind::Topic {
                // Terms hold the newest first; one reads onwards in time.
                line.reverse();
            }
            for (at, &id) in line.iter().enumerate() {
                let brief = &mut briefs[id as usize];
                if brief.neighbours_in.is_none() {
                    brief.neighbours_in = Some(kind);
                    brief.previous = at.checked_sub(1).map(|it| line[it]);
                    brief.next = line.get(at + 1).copied();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::link;
    use crate::link::fixture::{at, brief, parsed};
    use crate::model::brief::Brief;
    use crate::workers::OneThread;

    fn check(change: impl Fn(&str, &mut Brief), expect: Expect) {
        let briefs = ["a", "b", "c", "d"].iter().zip(1..).map(|(name, day)| {
            brief(&format!("content/{name}.md"), &format!("2026-02-0{day}"), |it| change(name, it))
        });
        let site = link::site(parsed(briefs.collect()), &OneThread).value;
        let name = |id: Option<u32>| id.map_or("-", |id| &site.brief(id).brief.slug.value);
        let shown = site.briefs.iter().rev().map(|it| {
            let kind = it.neighbours_in.map_or("", |it| it.singular());
            format!("{} < {} > {} {kind}\n", name(it.previous), it.brief.slug.value, name(it.next))
        });
        expect.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn topics_by_date() {
        check(
            |name, it| it.front.topic = (name != "b").then(|| at("ports")),
            expect![[r#"
                - < a > c topic
                - < b > - 
                a < c > d topic
                c < d > - topic
            "#]],
        );
    }

    #[test]
    fn series_by_edition_before_topics() {
        check(
            |name, it| {
                it.front.topic = Some(at("ports"));
                it.front.series = (name != "b").then(|| at("watch"));
                it.front.edition = match name {
                    "a" => Some(at("2")),
                    "c" => Some(at("1")),
                    _ => None,
                };
            },
            expect![[r#"
                c < a > d series
                a < b > c topic
                - < c > a series
                a < d > - series
            "#]],
        );
    }
}
