//! Finished HTML of views. Until its page is rendered it is known by what it is made of, so that a key costs no rendering.

use serde::{Serialize, Serializer};

use crate::diag::Diagnostic;
use crate::digest::Digest;
use crate::model::listings::ClaimRef;
use crate::model::markup::Markup;
use crate::model::site::{BriefId, LinkedBrief, SourceId};

use super::key::{self, Key};
use super::prose::Filler;
use super::scene::Scene;
use super::{claims, listed, rows, source};

/// HTML of a view: what it will be made of, then itself. Serialized, it is a digest until it is made.
#[derive(Debug, Clone, Default)]
pub struct Html<'a> {
    parts: Option<Parts<'a>>,
    digest: Digest,
    made: String,
}

/// What HTML is made of.
#[derive(Debug, Clone)]
enum Parts<'a> {
    Cards(&'a [BriefId]),
    Claims(Vec<ClaimRef>),
    SourceRows(&'a [SourceId]),
    BriefLink(BriefId),
    SourceUse(BriefId, u16),
    SourceList(&'a LinkedBrief),
    Body,
    Aside(&'a Markup),
}

impl<'a> Html<'a> {
    fn new(parts: Parts<'a>, digest: Digest) -> Self {
        Self { parts: Some(parts), digest, made: String::new() }
    }

    /// Rows of briefs.
    pub fn cards(scene: Scene<'a>, ids: &'a [BriefId]) -> Self {
        let digest = list(scene, "partials/card.html", ids.iter().map(|&id| scene.card_digest(id)));
        Self::new(Parts::Cards(ids), digest)
    }

    /// Rows of claims.
    pub fn claims(scene: Scene<'a>, all: Vec<ClaimRef>) -> Self {
        let digests = all
            .iter()
            .map(|&it| scene.rows.digest_of_claim(scene.site, it, || key::of(&claims::row(scene, it))));
        let digest = list(scene, "partials/claim_row.html", digests);
        Self::new(Parts::Claims(all), digest)
    }

    /// Rows of sources.
    pub fn sources(scene: Scene<'a>, ids: &'a [SourceId]) -> Self {
        let digests = ids.iter().map(|&id| scene.rows.digest_of_row(id, || key::of(&source::row(scene, id))));
        let digest = list(scene, "partials/source_row.html", digests);
        Self::new(Parts::SourceRows(ids), digest)
    }

    /// A brief among those near to another.
    pub fn brief_link(scene: Scene<'a>, id: BriefId) -> Self {
        let digest = list(scene, "partials/brief_link.html", [scene.card_digest(id)]);
        Self::new(Parts::BriefLink(id), digest)
    }

    /// A brief on the page of a source, which is `number` of its list.
    pub fn source_use(scene: Scene<'a>, id: BriefId, number: u16) -> Self {
        let mut key = Key::new("use");
        key.digest(list(scene, "partials/source_use.html", [scene.card_digest(id)]));
        key.number(number.into());
        Self::new(Parts::SourceUse(id, number), key.finish())
    }

    /// The source list of a brief. Which of its entries the body cites is known by the body's own digest.
    pub fn source_list(scene: Scene<'a>, linked: &'a LinkedBrief) -> Self {
        let entries = linked.sources.iter().map(|it| {
            let mut key = Key::new("entry");
            key.number(it.number.into());
            key.digest(scene.rows.digest_of_entry(it.source, || listed::digest(scene, it.source)));
            key.number(listed::elsewhere(scene, linked, it) as u64);
            listed::add_use(&mut key, &it.in_brief);
            key.finish()
        });
        let digest = list(scene, "partials/source.html", entries);
        Self::new(Parts::SourceList(linked), digest)
    }

    /// The body of a file.
    pub fn body(filler: &Filler<'_>) -> Self {
        Self::new(Parts::Body, filler.digest())
    }

    /// A text beside the body.
    pub fn aside(markup: &'a Markup, filler: &Filler<'_>) -> Self {
        let mut key = Key::new("aside");
        key.digest(filler.digest());
        key.view(markup);
        Self::new(Parts::Aside(markup), key.finish())
    }

    /// Makes the HTML; `filler` has the texts of a page that is made from one file, and has written its body before its
    /// source list is made.
    ///
    /// # Errors
    /// A partial of the theme fails.
    pub fn make(
        &mut self,
        scene: Scene<'_>,
        root: &str,
        filler: Option<&mut Filler<'_>>,
    ) -> Result<(), Diagnostic> {
        self.made = match (self.parts.take(), filler) {
            (Some(Parts::Cards(ids)), _) => rows::cards(scene, ids, root)?,
            (Some(Parts::Claims(all)), _) => rows::claims(scene, &all, root)?,
            (Some(Parts::SourceRows(ids)), _) => rows::sources(scene, ids, root)?,
            (Some(Parts::BriefLink(id)), _) => rows::brief_link(scene, id, root)?,
            (Some(Parts::SourceUse(id, number)), _) => rows::source_use(scene, id, number, root)?,
            (Some(Parts::SourceList(linked)), Some(filler)) => {
                rows::source_list(scene, linked, filler, root)?
            }
            (Some(Parts::Body), Some(filler)) => {
                let body = filler.body();
                filler.fault().map_or(Ok(body), Err)?
            }
            (Some(Parts::Aside(markup)), Some(filler)) => filler.aside(markup),
            (None | Some(Parts::SourceList(_) | Parts::Body | Parts::Aside(_)), _) => return Ok(()),
        };
        Ok(())
    }
}

/// The digest of what a partial is rendered for; nothing reaches the partial of an empty list.
fn list(scene: Scene<'_>, partial: &str, digests: impl IntoIterator<Item = Digest>) -> Digest {
    let mut key = Key::new(partial);
    let mut empty = true;
    for digest in digests {
        key.digest(digest);
        empty = false;
    }
    if !empty {
        key.digest(scene.template_digest(partial));
    }
    key.finish()
}

/// Views to try templates with have theirs made already.
impl<T: ToString> From<T> for Html<'_> {
    fn from(made: T) -> Self {
        Self { made: made.to_string(), ..Self::default() }
    }
}

impl Serialize for Html<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts {
            Some(_) => serializer.serialize_bytes(&self.digest.bytes()),
            None => serializer.serialize_str(&self.made),
        }
    }
}
