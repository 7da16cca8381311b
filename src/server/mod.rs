//! Answers requests of browsers on this machine: connections, heads, limits, and what a static host does with files.
//!
//! ```text
//! socket --event_loop--> connection --head--> Request --pool--> Handler --> Answer --finish--> head and body --> socket
//!                              ^------------- parked until the bell rings or the time is up ----'
//! ```
//!
//! One thread owns every socket and waits for all of them at once; a few others call the [`Handler`]. So a connection that
//! does nothing, reads slowly or waits for news costs no thread and no more than its head, and what a stranger sends is
//! bounded before anyone looks at it. Knows nothing of sites: the handler does.

mod bind;
mod connection;
mod decode;
mod event_loop;
mod finish;
mod head;
pub mod host;
pub mod media;
mod names;
mod pool;
mod range;
mod reply;
mod request;
mod sending;

#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod tests;

use std::time::Instant;

pub use bind::{Bell, Bound, DEFAULT_PORT, bind};
pub use event_loop::Serving;
pub use reply::{Body, Reply};
pub use request::{Method, Request};

/// Answers requests; called by several threads at once.
pub trait Handler: Send + Sync + 'static {
    /// What is sent for a request. Asked again when it chose to wait and the bell rang, or the time was up.
    fn answer(&self, request: &Request) -> Answer;
}

/// What a handler makes of a request.
#[derive(Debug)]
pub enum Answer {
    Reply(Reply),
    /// Ask again when the [`Bell`] rings, at the latest `until`: then [`Request::waited`] is true and a reply is due. A
    /// client that closes its connection is forgotten at once; one that vanishes without a word, `until` then.
    Wait {
        until: Instant,
    },
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}
