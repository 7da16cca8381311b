//! Reads the front matter of briefs and standing pages: one row a field.

use super::{Context, FileKind};
use crate::diag::Reported;
use crate::model::front_matter::FrontMatter;
use crate::source::Source;

/// Reads the front matter of a file, folder defaults included, and says where its body begins.
pub fn read(context: Context<'_>, source: &Source, kind: FileKind) -> Reported<(FrontMatter, usize)> {
    let _ = (context, source, kind);
    todo!()
}
