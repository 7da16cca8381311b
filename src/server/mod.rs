//! Answers requests of browsers on this machine: connections, heads, limits, and what a static host does with files.
