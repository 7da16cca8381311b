//! JSON Schemas of the files of data, under `schemas/`: each file names its own in `$schema`, a feed in `_dateline`.

use crate::model::page::{Machine, Schema};

use super::scene::Scene;

/// A schema with its address as `$id`.
pub fn write(scene: Scene<'_>, schema: Schema) -> String {
    let text = match schema {
        Schema::Brief => include_str!("schemas/brief.json"),
        Schema::Briefs => include_str!("schemas/index.json"),
        Schema::Claims => include_str!("schemas/claims.json"),
        Schema::Entities => include_str!("schemas/entities.json"),
        Schema::Feed => include_str!("schemas/feed.json"),
        Schema::Sources => include_str!("schemas/sources.json"),
    };
    // Addresses of ours hold nothing that JSON escapes.
    let id = format!("{{\n \"$id\": \"{}\",", address(scene, schema).unwrap_or_default());
    text.replacen('{', &id, 1)
}

/// The address of a schema, when there is one.
pub fn address(scene: Scene<'_>, schema: Schema) -> Option<String> {
    let config = &scene.site.config;
    let made = config.outputs.site.contains("schemas");
    made.then(|| config.absolute(&Machine::Schema(schema).path()))?
}
