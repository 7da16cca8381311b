//! Prints diagnostics: for people, one a line, or as JSON.
