//! What is written: whole files, each with where it came from.

use std::path::PathBuf;
use std::sync::Arc;

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Below the output folder, `/` between parts, decoded: `2026/02/14/slug/index.html`.
    pub path: String,
    /// The brief, registry or asset it was made from; absent for pages of the whole site.
    pub source: Option<Arc<str>>,
    /// For the manifest: `brief`, `topic`, `feed`, `asset`, `static`, …
    pub kind: &'static str,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Bytes(Vec<u8>),
    Shared(Arc<[u8]>),
    /// Copied from this file when written.
    Copy(PathBuf),
}
