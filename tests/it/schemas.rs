//! The files of data keep to the schemas that the site publishes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::canary;
use crate::site::{TestSite, copy, repository};

#[test]
fn files_of_data_keep_to_their_schemas() {
    let harbour = TestSite::empty();
    copy(&repository().join("tests/sites/harbour/site"), harbour.dir());
    let mut used = BTreeSet::new();
    for site in [harbour, canary::everything()] {
        let site = site.run("build -D -F -E").succeeds();
        let tree = site.tree("output");
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).expect("JSON");
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        let published: Vec<Value> =
            tree.iter().filter(|it| it.0.starts_with("schemas/")).map(|it| json(it.1)).collect();
        let mut compiled = BTreeMap::new();
        for schema in published {
            let id = schema["$id"].as_str().expect("an address").to_owned();
            compiler.add_resource(&id, schema).expect("a schema that is read");
            let index = compiler.compile(&id, &mut schemas).unwrap_or_else(|it| panic!("{id}: {it:#}"));
            compiled.insert(id, index);
        }
        assert!(!compiled.is_empty());
        for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".json")) {
            if path.starts_with("schemas/") || path == "manifest.json" {
                continue;
            }
            let value = json(bytes);
            let named = value["$schema"].as_str().or(value["_dateline"]["about"].as_str());
            let named = named.unwrap_or_else(|| panic!("`{path}` names no schema"));
            let schema = compiled.get(named).unwrap_or_else(|| panic!("`{path}` names `{named}`"));
            if let Err(fault) = schemas.validate(&value, *schema) {
                panic!("{path}: {fault:#}");
            }
            used.insert(named.rsplit('/').next().unwrap_or_default().to_owned());
        }
    }
    let expected =
        ["brief", "claims", "entities", "feed", "index", "sources"].map(|it| format!("{it}.schema.json"));
    assert_eq!(used, expected.into());
}
