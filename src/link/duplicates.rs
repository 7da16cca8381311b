//! Rule `dup-brief`: two briefs whose texts are all but the same.
//!
//! Texts are compared by their sketches, and only those whose sketches agree in a band, so the work grows with the number
//! of briefs and not with that of their pairs.

use foldhash::{HashMap, HashMapExt};

use crate::diag::{Diagnostic, rules};
use crate::model::site::{BriefId, LinkedBrief, Site};
use crate::model::sketch::Sketch;

/// Briefs of one band that later ones are compared with: where so many are alike, the first stand for all.
const COMPARED: usize = 8;

/// Finds briefs that repeat another. `order` is that of their dates: the later one is told of.
pub(super) fn of(site: &Site, order: &[BriefId], out: &mut Vec<Diagnostic>) {
    let mut bands: HashMap<(usize, [u8; 8]), Vec<BriefId>> = HashMap::new();
    for &id in order {
        let brief = site.brief(id);
        // What is withdrawn is no text any more, and what is superseded has another in its place.
        if brief.state.withdrawn || brief.state.superseded {
            continue;
        }
        let sketch = &brief.brief.body.sketch;
        let mut earlier: Option<BriefId> = None;
        let mut seen: Vec<BriefId> = Vec::new();
        for band in sketch.bands() {
            let others = bands.entry(band).or_default();
            for &other in others.iter() {
                if earlier.is_none() && !seen.contains(&other) {
                    seen.push(other);
                    let same = sketch.is_alike(&site.brief(other).brief.body.sketch);
                    earlier = earlier.or((same && !translates(site, id, other)).then_some(other));
                }
            }
            if others.len() < COMPARED {
                others.push(id);
            }
        }
        if let Some(earlier) = earlier {
            out.push(repeats(brief, site.brief(earlier)));
        }
    }
}

/// Whether any brief but one has a text like this.
pub(super) fn any(site: &Site, id: BriefId, sketch: &Sketch) -> bool {
    (0..).zip(&site.briefs).any(|(other, it)| other != id && sketch.is_alike(&it.brief.body.sketch))
}

fn translates(site: &Site, a: BriefId, b: BriefId) -> bool {
    site.brief(a).translations.contains(&b) || site.brief(b).translations.contains(&a)
}

fn repeats(brief: &LinkedBrief, earlier: &LinkedBrief) -> Diagnostic {
    let message = format!("this brief says the same as `{}`", earlier.brief.path);
    Diagnostic::new(&rules::DUP_BRIEF, &brief.brief.path, message)
        .at(brief.brief.front.title.span)
        .hint("take one of them out, or let this one supersede the other with `supersedes`")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::link::fixture::{at, brief, parsed, told};
    use crate::link::{self};
    use crate::model::brief::Brief;
    use crate::model::front_matter::Status;
    use crate::workers::OneThread;

    fn check(change: impl Fn(&str, &mut Brief), expect: Expect) {
        let text: String = (0..300).map(|it| format!("word{it} ")).collect();
        let briefs = ["a", "b", "c"].iter().zip(1..).map(|(name, day)| {
            brief(&format!("content/{name}.md"), &format!("2026-02-0{day}"), |it| {
                if *name != "c" {
                    it.body.sketch = Sketch::of(&text);
                }
                change(name, it);
            })
        });
        expect.assert_eq(&told(&link::site(parsed(briefs.collect()), &OneThread).diagnostics));
    }

    #[test]
    fn the_later_one_is_told_of() {
        check(
            |_, _| {},
            expect![[r#"
                content/b.md:1 dup-brief: this brief says the same as `content/a.md` (take one of them out, or let this one supersede the other with `supersedes`)
            "#]],
        );
    }

    #[test]
    fn briefs_that_may_be_alike() {
        check(
            |name, it| it.front.status = if name == "a" { Status::Withdrawn } else { Status::Published },
            expect![""],
        );
        check(
            |name, it| {
                if name == "b" {
                    it.front.supersedes = vec![at("a")];
                }
            },
            expect![""],
        );
        check(
            |name, it| {
                it.front.lang = Some(at(if name == "b" { "de" } else { "en" }));
                it.front.translation_of = match name {
                    "a" => Some(at("b")),
                    "b" => Some(at("a")),
                    _ => None,
                };
            },
            expect![""],
        );
    }
}
