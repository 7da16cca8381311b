//! Markdown to [`Body`](crate::model::brief::Body): CommonMark and the extensions of the contract, by an HTML writer of our own.
