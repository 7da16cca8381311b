//! Plain data: what is configured, what a brief says, and what the site knows after linking.

pub mod address;
pub mod artifact;
pub mod brief;
pub mod config;
pub mod date;
pub mod front_matter;
pub mod listings;
pub mod markup;
pub mod page;
pub mod registry;
pub mod site;
mod words;
