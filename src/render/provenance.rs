//! Who and what made a brief, and who answers for it.

use crate::model::config::AiLabel;
use crate::model::front_matter::{Assistance, Review};
use crate::model::registry::TermKind;
use crate::model::site::LinkedBrief;

use super::scene::Scene;
use super::view::{ModelView, ProvenanceView};

pub fn view<'a>(scene: Scene<'a>, linked: &'a LinkedBrief) -> ProvenanceView<'a> {
    let front = &linked.brief.front;
    let provenance = &front.provenance;
    ProvenanceView {
        ai: ai(linked),
        label: label(scene, linked),
        assistance: assistance(linked).word(),
        review: review(linked).word(),
        responsible: provenance.responsible.as_deref(),
        reviewed_by: provenance.reviewed_by.as_deref(),
        reviewed_at: provenance.reviewed_at.as_ref().map(|it| scene.date(it)),
        models: front
            .models
            .iter()
            .enumerate()
            .map(|(at, it)| {
                // The models of the front matter and their terms are parallel, unless one was not listed as a term.
                let id = linked.models.get(at).filter(|_| linked.models.len() == front.models.len());
                ModelView {
                    name: &it.name.value,
                    url: id.and_then(|&id| scene.lookup.term(TermKind::Model, id)),
                    version: it.version.as_deref(),
                    provider: it.provider.as_deref(),
                    role: it.role.map(|it| it.word()),
                }
            })
            .collect(),
    }
}

/// As written; with a model and no word about it, `generated`, the safe side.
pub fn assistance(linked: &LinkedBrief) -> Assistance {
    let front = &linked.brief.front;
    let default = if front.models.is_empty() { Assistance::None } else { Assistance::Generated };
    front.provenance.assistance.unwrap_or(default)
}

pub fn review(linked: &LinkedBrief) -> Review {
    linked.brief.front.provenance.review.unwrap_or_default()
}

/// Whether a model had a part in the text.
pub fn ai(linked: &LinkedBrief) -> bool {
    assistance(linked) != Assistance::None
}

/// One sentence: `Drafted by atlas-4, checked by a person; responsible: …`. Empty without a model.
pub fn label(scene: Scene<'_>, linked: &LinkedBrief) -> String {
    if !ai(linked) {
        return String::new();
    }
    let words = scene.strings();
    let front = &linked.brief.front;
    let names: Vec<&str> = front.models.iter().map(|it| it.name.value.as_str()).collect();
    let models =
        if names.is_empty() { words.word("sentence", "a_model").to_owned() } else { words.join(&names) };
    let assistance =
        super::strings::fill(words.word("assistance", assistance(linked).word()), &[("models", &models)]);
    let review = words.word("review", review(linked).word());
    let parts = [("assistance", assistance.as_str()), ("review", review)];
    match &front.provenance.responsible {
        Some(name) => words.sentence("provenance_responsible", &[parts[0], parts[1], ("responsible", name)]),
        None => words.sentence("provenance", &parts),
    }
}

/// The label where readers meet the text outside its page, unless the configuration switches it off.
pub fn feed_label(scene: Scene<'_>, linked: &LinkedBrief) -> String {
    if scene.site.config.ai_label == AiLabel::Off { String::new() } else { label(scene, linked) }
}

/// The term of IPTC's digital source types that the provenance amounts to (CONTENT_MODEL §4); none without a model.
pub fn digital_source_type(linked: &LinkedBrief) -> Option<&'static str> {
    Some(match (assistance(linked), review(linked)) {
        (Assistance::None, _) => return None,
        (Assistance::Minor, _) => "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced",
        (Assistance::Substantial | Assistance::Directed, _)
        | (Assistance::Generated, Review::HumanUpdated) => {
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
        }
        (Assistance::Generated, _) => {
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
        }
    })
}
