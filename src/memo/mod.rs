//! Remembered results.

#![expect(clippy::disallowed_methods, reason = "it keeps its own files, under `.dateline/cache`")]

pub mod store;
