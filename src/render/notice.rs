//! Banners above a brief: what a reader must know before reading on.

use crate::model::front_matter::RevisionKind;
use crate::model::site::LinkedBrief;

use super::card;
use super::scene::Scene;
use super::view::{LinkView, NoticeView};

/// In order of weight; those that have nothing to say are left out.
pub fn views<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> Vec<NoticeView<'a>> {
    card::marks(linked.state).map(|kind| marked(scene, linked, kind)).collect()
}

fn marked<'a>(scene: Scene<'a>, linked: &'a LinkedBrief, kind: &'static str) -> NoticeView<'a> {
    let front = &linked.brief.front;
    let mut view = notice(scene, kind, Vec::new());
    match kind {
        "superseded" => view.links = linked.superseded_by.iter().map(|&id| scene.brief_link(id)).collect(),
        "corrected" | "withdrawn" => {
            let wanted = |it: RevisionKind| match kind {
                "withdrawn" => it == RevisionKind::Retraction,
                _ => matches!(it, RevisionKind::Correction | RevisionKind::Retraction),
            };
            let last = front.revisions.iter().filter(|it| wanted(it.kind)).max_by_key(|it| it.date.instant);
            if let Some(last) = last {
                view.date = Some(scene.date(&last.date));
                if let Some(note) = &last.note {
                    view.text = note.as_str().into();
                }
            }
        }
        "stale" => view.date = front.review_by.as_ref().map(|it| scene.date(&it.value)),
        "expired" => view.date = front.expires.as_ref().map(|it| scene.date(&it.value)),
        _ => {}
    }
    view
}

fn notice<'a>(scene: Scene<'a>, kind: &'static str, links: Vec<LinkView<'a>>) -> NoticeView<'a> {
    let find = |part| scene.strings().find(&["notice", kind, part]);
    NoticeView {
        kind,
        title: find("title").unwrap_or(kind),
        text: find("text").unwrap_or_default().into(),
        links,
        date: None,
    }
}
