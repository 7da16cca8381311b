//! A theme made ready: templates compiled, assets fingerprinted, strings read, settings checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Reported;
use crate::model::config::Config;
use crate::source::ThemeFiles;

/// A theme that can render.
pub struct Theme {
    pub tera: tera::Tera,
    /// Name under `assets/` to the path in the output (`assets/site.1a2b3c4d.css`) and the bytes.
    pub assets: BTreeMap<String, (String, Arc<[u8]>)>,
    pub statics: BTreeMap<String, Arc<[u8]>>,
    /// Language tag to the strings of the interface, the default language's laid under each.
    pub strings: BTreeMap<String, toml::Table>,
    /// `[theme]` of the configuration over the defaults of `theme.toml`.
    pub settings: serde_json::Map<String, serde_json::Value>,
}

/// Loads a theme. A template that does not compile is `bad-theme` at its place.
pub fn load(files: &ThemeFiles, config: &Config) -> Reported<Theme> {
    let _ = (files, config);
    todo!()
}
