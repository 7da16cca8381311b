//! Joins parsed files to a site: permalinks, collisions, references, sources, terms, backlinks, what supersedes what.

use std::sync::Arc;

use jiff::Timestamp;

use crate::diag::Reported;
use crate::model::brief::Brief;
use crate::model::config::Config;
use crate::model::registry::Registries;
use crate::model::site::Site;
use crate::source::Asset;

/// What the command line shows that is not public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Show {
    pub drafts: bool,
    pub future: bool,
    /// Keep expired briefs in the lists.
    pub expired: bool,
}

/// All parsed files of a publication.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub config: Arc<Config>,
    pub registries: Registries,
    pub briefs: Vec<Arc<Brief>>,
    pub pages: Vec<Arc<Brief>>,
    pub files: Vec<Asset>,
    pub now: Timestamp,
    pub show: Show,
}

/// Links the site.
pub fn site(parsed: Parsed) -> Reported<Site> {
    let _ = parsed;
    todo!()
}
