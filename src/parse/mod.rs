//! One file in, one value out. A parser knows nothing of other files' contents and never fails: a fault becomes a
//! diagnostic, and the rest of the file is still read.

pub mod brief;
pub mod cite;
pub mod claims;
pub mod component;
pub mod config;
pub mod date;
pub mod entities;
pub mod front_matter;
pub mod markdown;
pub mod registry;
pub mod roles;
pub mod schema;
pub mod toml;

use crate::digest::{Digest, Digester};
use crate::model::config::Config;
use claims::Scanner;
use entities::Lexicon;

/// What parsing a brief may depend on besides its own text.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub config: &'a Config,
    /// Made once from the configured scale.
    pub scanner: &'a Scanner,
    /// What to search briefs for, if the site has a registry of entities.
    pub lexicon: Option<&'a Lexicon>,
    /// Those of the theme.
    pub components: &'a component::Components,
    /// Every `_defaults.toml`; those above the brief apply, nearest first.
    pub defaults: &'a [front_matter::Defaults<'a>],
    /// Names the configuration, the defaults, the components and what texts are searched for.
    pub digest: Digest,
}

impl Context<'_> {
    /// Names all that a file is parsed from, of which `text` is the digest of what stands in it. Its path counts:
    /// diagnostics name it, and slugs come from it.
    pub fn key(&self, path: &str, kind: FileKind, text: Digest) -> Digest {
        Digester::default()
            .part([kind as u8])
            .part(self.digest.bytes())
            .part(path)
            .part(text.bytes())
            .finish()
    }
}

/// Whether a file is a brief or a standing page: they take different fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Brief,
    Page,
}
