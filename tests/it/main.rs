//! The one test program: commands, literate cases, whole sites, the walls of the source, and the finished site in a browser.

#![allow(clippy::disallowed_methods, reason = "tests make folders, run programs and read what was written")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod browser;
mod canary;
mod cases;
mod cli;
mod commands;
mod commonmark;
mod components;
mod determinism;
mod edits;
mod floors;
mod hostile;
mod known;
mod languages;
mod live;
mod manual;
mod markdown;
mod readme;
mod reference;
mod remember;
mod rule_pages;
mod rules;
mod safety;
mod schemas;
mod server;
mod sessions;
mod site;
mod sites;
mod watch;
