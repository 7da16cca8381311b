//! dateline turns a folder of analytic briefs into a published site.
//!
//! ```text
//! disk --read--> Inputs --parse--> briefs --link--> Site --index--> pages --render--> artifacts --write--> disk
//!                                                     `--check--> diagnostics
//! ```
//!
//! | Floor | Rooms | May know |
//! |---|---|---|
//! | 0 | [`source`], [`diag`], [`digest`], [`paths`], [`html`], [`error`], [`workers`] | nothing of ours |
//! | 1 | [`model`]: configuration, front matter, brief, site, page, artifact | floor 0; plain data |
//! | 2 | [`read`], [`parse`], [`link`], [`index`], [`render`], [`check`], [`write`]; [`watcher`], [`server`] | floors 0 and 1, not each other |
//! | 3 | [`memo`]: remembered results | floors 0 and 1 |
//! | 4 | [`pipeline`]: the phases joined; threads | everything below |
//! | 5 | [`commands`]: one file a command | everything below |
//!
//! Absent on purpose:
//! - Between `read` and `write` nothing touches the disk, the clock, the environment or the network; `now` is an input. What
//!   is too much to hold for all briefs at once, their prose, is asked of a `Library`, which the pipeline keeps.
//! - A warm build is no other build: it asks first whether a value is remembered under the digest of all it is made from.
//! - There is no build mode: `build`, `check` and `watch` call the same pipeline, and only `build` writes the site. A hint
//!   from the watcher says where to look again, never what to show.
//! - The script that reloads a preview is in responses of `watch` alone.
//! - A parsed brief knows nothing of other briefs; a linked site holds no template type; a template sees a view, never the site.
//! - The list of pages is known before any is rendered, and each is rendered alone.
//! - Output order comes from the data: maps that are iterated are ordered maps.

pub mod check;
pub mod commands;
pub mod diag;
pub mod digest;
pub mod error;
pub mod html;
pub mod index;
pub mod link;
pub mod memo;
pub mod model;
pub mod parse;
pub mod paths;
pub mod pipeline;
pub mod read;
pub mod render;
pub mod server;
pub mod source;
#[cfg(test)]
mod testing;
pub mod watcher;
pub mod workers;
pub mod write;
