//! The editor's desk at `/__dateline/`.

use super::preview::Preview;
use super::told::Told;

pub fn page(preview: &Preview, told: &Told) -> Result<String, String> {
    Ok(format!("{} {}", preview.base(), preview.all(told).len()))
}
