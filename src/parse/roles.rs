//! What sections are for, by the words of their headings (CONTENT_MODEL §2.7).

use std::collections::BTreeMap;

use crate::model::brief::Role;

/// The roles of a heading; combined headings have both. `more` are the site's own words, by role.
pub fn of(heading: &str, more: &BTreeMap<Role, Vec<String>>) -> Vec<Role> {
    let _ = (heading, more);
    todo!()
}
