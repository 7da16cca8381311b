//! JSON Schema of everything that is written in TOML, made from the rows that read it, for editors (`dateline schema`).
//!
//! Draft 7, which the TOML servers of editors speak. A schema says what its rows say: keys, types, words, limits. What
//! only a reader can know (whether a date exists, whether an address can be one) it lets pass.

use serde_json::{Map, Value as Json, json};

use super::toml::{Reader, Row, Shape};
use super::{config, front_matter, registry};

/// One kind of file that is written by hand.
#[derive(Clone)]
pub struct Document {
    /// What `dateline schema` calls it: `config`, `front-matter`, `registry tags`.
    pub name: String,
    /// Where such files stand.
    pub file: String,
    pub title: String,
    pub doc: &'static str,
    /// A table, or a map from ids to tables.
    pub shape: Shape,
}

/// Every kind of file, in the order of the reference.
pub fn documents() -> Vec<Document> {
    let document = |name: &str, file: &str, title: &str, doc, shape| Document {
        name: name.to_owned(),
        file: file.to_owned(),
        title: title.to_owned(),
        doc,
        shape,
    };
    let mut all = vec![
        document(
            "config",
            "dateline.toml",
            "dateline.toml",
            "The configuration of a publication. Every key has a default, so that an empty file builds.",
            Shape::Table(&config::TABLES, &[]),
        ),
        document(
            "front-matter",
            "content/**/*.md",
            "Front matter of a brief",
            "What stands between `+++` at the head of a brief. Only `title` and `date` are needed.",
            Shape::Table(&front_matter::BRIEF, &[&["title"], &["date", "updated", "undated"]]),
        ),
        document(
            "defaults",
            "content/**/_defaults.toml",
            "_defaults.toml",
            "Front matter for the briefs in a folder and below; what stands nearer wins.",
            Shape::Table(&front_matter::BRIEF, &[]),
        ),
        document(
            "page",
            "content/pages/**/*.md",
            "Front matter of a standing page",
            "What stands between `+++` at the head of a page under `content/pages/`.",
            Shape::Table(&front_matter::PAGE, &[&["title"]]),
        ),
    ];
    for (file, doc, shape) in registry::files() {
        let name = file.trim_end_matches(".toml");
        let path = format!("content/registry/{file}");
        all.push(document(&format!("registry {name}"), &path, file, doc, shape));
    }
    all
}

/// The schema of a kind of file.
pub fn of(document: &Document) -> Json {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    schema.insert("title".to_owned(), document.title.clone().into());
    schema.insert("description".to_owned(), document.doc.into());
    schema.extend(shape(document.shape));
    if let Shape::Table(rows, _) = document.shape
        && rows.rows().iter().any(|it| matches!(it.shape, Shape::Environments))
    {
        let inner: Vec<Row> =
            rows.rows().into_iter().filter(|it| !matches!(it.shape, Shape::Environments)).collect();
        schema.insert("definitions".to_owned(), json!({ "environment": table(&inner, &[]) }));
    }
    schema.into()
}

/// What a value of a shape is.
fn shape(shape_of: Shape) -> Map<String, Json> {
    const LINE: &str = r"^\s*\S([^\n\r]*\S)?\s*$";
    let schema = match shape_of {
        Shape::Text => json!({ "type": "string" }),
        Shape::Filled => json!({ "type": "string", "pattern": r"\S" }),
        Shape::Line | Shape::Grammar(_, "", []) => json!({ "type": "string", "pattern": LINE }),
        Shape::Limited(most) => json!({ "type": "string", "maxLength": most }),
        Shape::Grammar(_, pattern, known) => {
            let pattern = if pattern.is_empty() { LINE } else { pattern };
            let any = json!({ "type": "string", "pattern": pattern });
            // Editors complete the words, and let others pass.
            if known.is_empty() { any } else { json!({ "anyOf": [{ "enum": known }, any] }) }
        }
        Shape::Words(words) => json!({ "type": "string", "enum": words }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer(least, most) => {
            let mut schema = json!({ "type": "integer" });
            for (name, limit, open) in [("minimum", least, i64::MIN), ("maximum", most, i64::MAX)] {
                if limit != open {
                    schema[name] = limit.into();
                }
            }
            schema
        }
        Shape::Probability => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        // A TOML date is a string for a schema.
        Shape::Date => json!({ "type": "string", "pattern": "[0-9]" }),
        Shape::Array(of) => json!({ "type": "array", "items": shape(*of) }),
        Shape::Between(of, least, most) => {
            let mut schema = json!({ "type": "array", "items": shape(*of), "minItems": least });
            if most < usize::MAX {
                schema["maxItems"] = most.into();
            }
            schema
        }
        Shape::Free => json!({ "type": "object" }),
        Shape::Map(names, of) => {
            let names = names();
            if names.is_empty() {
                json!({ "type": "object", "additionalProperties": shape(*of) })
            } else {
                let known: Map<_, _> = names.iter().map(|it| ((*it).to_owned(), shape(*of).into())).collect();
                json!({ "type": "object", "properties": known, "additionalProperties": false })
            }
        }
        Shape::Table(rows, needs) => table(&rows.rows(), needs),
        Shape::OneOf(shapes) => {
            json!({ "anyOf": shapes.iter().map(|it| shape(*it)).collect::<Vec<_>>() })
        }
        Shape::Environments => {
            json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/environment" } })
        }
        Shape::Default(default, inner) => {
            let mut schema = shape(*inner);
            schema.extend(value(default).map(|it| ("default".to_owned(), it)));
            return schema;
        }
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn table(rows: &[Row], needs: &[&[&str]]) -> Json {
    let mut properties = Map::new();
    for row in rows {
        let mut schema = Map::new();
        schema.insert("title".to_owned(), row.name.into());
        schema.insert("description".to_owned(), row.doc.into());
        schema.extend(shape(row.shape));
        schema.extend(value(row.example).map(|it| ("examples".to_owned(), json!([it]))));
        properties.insert(row.name.to_owned(), schema.into());
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let (single, groups): (Vec<&[&str]>, Vec<&[&str]>) = needs.iter().copied().partition(|it| it.len() == 1);
    if !single.is_empty() {
        schema["required"] = single.iter().map(|it| it[0]).collect();
    }
    let one_of = |group: &[&str]| {
        let each: Vec<_> = group.iter().map(|it| json!({ "required": [it] })).collect();
        json!({ "anyOf": each })
    };
    if !groups.is_empty() {
        schema["allOf"] = groups.iter().map(|it| one_of(it)).collect();
    }
    schema
}

/// A TOML value as JSON; none when the text is no value.
fn value(toml: &str) -> Option<Json> {
    let value = ::toml::de::DeValue::parse(toml).ok()?;
    Some(Reader::new(&"".into(), 0).json(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::HashMap;

    use crate::diag::{Diagnostic, Severity};
    use crate::parse::{Context, FileKind};
    use crate::source::Source;

    /// What the reader of a kind of file says of a text.
    fn reported(document: &str, toml: &str) -> Vec<Diagnostic> {
        let config = config::read(&Source::new("dateline.toml", "")).value;
        let found = match document {
            "config" => config::read(&Source::new("dateline.toml", toml)).diagnostics,
            "front-matter" | "page" => {
                let source = Source::new("content/a.md", format!("+++\n{toml}\n+++\nText.\n"));
                let scanner = crate::parse::claims::Scanner::new(&config);
                let digest = crate::digest::Digest::of(b"");
                let context = Context {
                    config: &config,
                    scanner: &scanner,
                    lexicon: None,
                    components: &Default::default(),
                    defaults: &[],
                    digest,
                };
                let kind = if document == "page" { FileKind::Page } else { FileKind::Brief };
                front_matter::read(context, &source, kind).diagnostics
            }
            registry => {
                let name = registry.trim_start_matches("registry ");
                let source = Source::new(format!("content/registry/{name}.toml"), toml);
                super::registry::read(&config, &[source]).diagnostics
            }
        };
        found.into_iter().filter(|it| it.severity == Severity::Error).collect()
    }

    /// The parts of JSON Schema that are written here, and no others.
    fn accepts(schema: &Json, value: &Json, root: &Json) -> bool {
        let Json::Object(schema) = schema else { panic!("no schema: {schema}") };
        schema.iter().all(|(key, rule)| {
            let each = |rule: &Json| accepts(rule, value, root);
            let within = |low: f64, high: f64| value.as_f64().is_none_or(|it| low <= it && it <= high);
            match key.as_str() {
                "$schema" | "title" | "description" | "examples" | "default" | "definitions" => true,
                "type" => match rule.as_str().unwrap() {
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64(),
                    "number" => value.is_number(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("type {other}"),
                },
                "enum" => rule.as_array().unwrap().contains(value),
                "pattern" => value.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text)),
                "maxLength" => {
                    value.as_str().is_none_or(|it| it.chars().count() as u64 <= rule.as_u64().unwrap())
                }
                "minimum" => within(rule.as_f64().unwrap(), f64::MAX),
                "maximum" => within(f64::MIN, rule.as_f64().unwrap()),
                "minItems" => value.as_array().is_none_or(|it| it.len() as u64 >= rule.as_u64().unwrap()),
                "maxItems" => value.as_array().is_none_or(|it| it.len() as u64 <= rule.as_u64().unwrap()),
                "items" => value.as_array().is_none_or(|it| it.iter().all(|it| accepts(rule, it, root))),
                "required" => {
                    let there = |it: &serde_json::Map<String, Json>, key: &Json| {
                        it.contains_key(key.as_str().unwrap())
                    };
                    value
                        .as_object()
                        .is_none_or(|it| rule.as_array().unwrap().iter().all(|key| there(it, key)))
                }
                "properties" => value.as_object().is_none_or(|it| {
                    it.iter().all(|(key, it)| rule.get(key).is_none_or(|rule| accepts(rule, it, root)))
                }),
                "additionalProperties" => value.as_object().is_none_or(|it| {
                    let known = schema.get("properties");
                    it.iter().filter(|(key, _)| known.is_none_or(|known| known.get(key).is_none())).all(
                        |(_, it)| match rule {
                            Json::Bool(allowed) => *allowed,
                            rule => accepts(rule, it, root),
                        },
                    )
                }),
                "anyOf" => rule.as_array().unwrap().iter().any(each),
                "allOf" => rule.as_array().unwrap().iter().all(each),
                "$ref" => each(root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap()),
                other => panic!("`{other}` is not part of our schemas"),
            }
        })
    }

    fn matches(pattern: &str, text: &str) -> bool {
        thread_local!(static KNOWN: RefCell<HashMap<String, regex::Regex>> = RefCell::default());
        KNOWN.with_borrow_mut(|known| {
            let new = || regex::Regex::new(pattern).expect(pattern);
            known.entry(pattern.to_owned()).or_insert_with(new).is_match(text)
        })
    }

    fn json(toml: &str) -> Json {
        let path = "a".into();
        let mut legible = String::new();
        let document = crate::parse::toml::parse(&path, toml, 0, &mut legible);
        assert!(!document.faulty, "{toml}");
        let table = document.table.into_iter();
        table.map(|(key, it)| (key.get_ref().to_string(), Reader::new(&path, 0).json(&it))).collect()
    }

    /// Every row there is: the document, the text around a value of it, and the row.
    fn rows() -> Vec<(String, String, Row)> {
        fn walk(
            document: &str,
            around: &str,
            shape: Shape,
            needs: &str,
            out: &mut Vec<(String, String, Row)>,
        ) {
            match shape.parts().0 {
                Shape::Table(rows, groups) => {
                    for row in rows.rows() {
                        let others: Vec<String> = groups
                            .iter()
                            .filter(|group| !group.contains(&row.name))
                            .map(|group| {
                                let other = rows
                                    .rows()
                                    .into_iter()
                                    .find(|it| Some(&it.name) == group.last())
                                    .unwrap();
                                format!("{} = {}", other.name, other.example)
                            })
                            .collect();
                        let inner = match around.contains("{}") {
                            true => {
                                let all: Vec<_> =
                                    [format!("{} = {{}}", row.name)].into_iter().chain(others).collect();
                                around.replace("{}", &format!("{{ {} }}", all.join(", ")))
                            }
                            false => format!("{needs}{}\n{} = {{}}", others.join("\n"), row.name),
                        };
                        out.push((document.to_owned(), inner.clone(), row));
                        walk(document, &inner, row.shape, "", out);
                    }
                }
                Shape::Array(of) => walk(document, &around.replace("{}", "[{}]"), *of, "", out),
                Shape::OneOf(shapes) => {
                    for shape in shapes {
                        walk(document, around, *shape, "", out);
                    }
                }
                Shape::Map(names, of) if names().is_empty() && around.is_empty() => {
                    walk(document, "", *of, "[a]\n", out);
                }
                _ => {}
            }
        }
        let mut out = Vec::new();
        // Defaults have the rows of briefs.
        for it in documents().into_iter().filter(|it| it.name != "defaults") {
            walk(&it.name, "", it.shape, "", &mut out);
        }
        out
    }

    /// Values of every kind, good for one shape and bad for another.
    const PROBES: &[&str] = &[
        "\"\"",
        "\" \"",
        "\"word\"",
        "\"a\\nb\"",
        "\"https://a.example/\"",
        "\"ftp://a.example/\"",
        "\"/a/\"",
        "\"/{slug}/\"",
        "\"javascript:alert(1)\"",
        "\"en\"",
        "\"zz zz\"",
        "\"UTC\"",
        "\"65%\"",
        "\"likely\"",
        "\"2026-02-14\"",
        "\"A\"",
        "\"medium\"",
        "\"clear\"",
        "\"open\"",
        "true",
        "0",
        "1",
        "7",
        "-1",
        "100000",
        "0.5",
        "1.5",
        "2026-02-14",
        "2026-02-14T10:00:00Z",
        "[]",
        "[\"word\"]",
        "[\"\"]",
        "[1]",
        "[0.1, 0.5]",
        "[true]",
        "[[]]",
        "{}",
        "{ a = 1 }",
        "{ title = \"T\" }",
        "{ id = \"a\", text = \"T\" }",
        "[{}]",
        "[{ title = \"T\" }]",
        "[{ text = \"T\" }]",
        "[{ nmae = \"T\" }]",
        "{ name = \"N\" }",
        "[{ name = \"N\" }]",
    ];

    /// Whether a schema of it can only say so much.
    fn is_loose(shape: Shape) -> bool {
        match shape {
            Shape::Grammar(..) | Shape::Date => true,
            Shape::Array(of) | Shape::Between(of, ..) | Shape::Map(_, of) | Shape::Default(_, of) => {
                is_loose(*of)
            }
            Shape::OneOf(shapes) => shapes.iter().any(|it| is_loose(*it)),
            Shape::Table(rows, _) => rows.rows().iter().any(|it| is_loose(it.shape)),
            _ => false,
        }
    }

    #[test]
    fn examples_and_defaults_are_accepted() {
        let documents: Vec<_> = documents().into_iter().map(|it| (it.name.clone(), of(&it))).collect();
        for (name, around, row) in rows() {
            let schema = &documents.iter().find(|it| it.0 == name).unwrap().1;
            let default = row.shape.parts().1;
            for value in [Some(row.example), default].into_iter().flatten() {
                let toml = around.replace("{}", value);
                assert!(accepts(schema, &json(&toml), schema), "{name} rejects\n{toml}");
                assert!(reported(&name, &toml).is_empty(), "{name}\n{toml}\n{:?}", reported(&name, &toml));
            }
            assert!(row.doc.ends_with('.') || row.doc.ends_with('?'), "{name} {}: {}", row.name, row.doc);
        }
    }

    #[test]
    fn what_a_schema_rejects_is_reported_and_the_other_way_round() {
        let mut wrong = String::new();
        let documents: Vec<_> = documents().into_iter().map(|it| (it.name.clone(), of(&it))).collect();
        for (name, around, row) in rows() {
            let schema = &documents.iter().find(|it| it.0 == name).unwrap().1;
            for probe in PROBES {
                let toml = around.replace("{}", probe);
                let (accepted, said) = (accepts(schema, &json(&toml), schema), reported(&name, &toml));
                if !accepted {
                    if said.is_empty() {
                        wrong += &format!("the schema of {name} rejects what is read:\n{toml}\n");
                    }
                } else if !is_loose(row.shape) && !probe.starts_with("2026") {
                    // A date without quotes is a string for a schema, and is none for a reader.
                    if let Some(said) = said.first() {
                        wrong += &format!("the schema of {name} accepts\n{toml}\nwhere {}\n", said.message);
                    }
                }
            }
        }
        assert_eq!(wrong, "");
    }

    #[test]
    fn words_are_those_that_the_reader_names() {
        fn words(shape: Shape) -> Option<&'static [&'static str]> {
            match shape.parts().0 {
                Shape::Words(words) => Some(words),
                Shape::Array(of) => words(*of),
                Shape::OneOf(shapes) => shapes.iter().find_map(|it| words(*it)),
                _ => None,
            }
        }
        for (name, around, row) in rows() {
            let Some(words) = words(row.shape) else { continue };
            let many = matches!(row.shape.parts().0, Shape::Array(_));
            let probe = if many { "[\"no-such-word-as-this\"]" } else { "\"no-such-word-as-this\"" };
            let said = reported(&name, &around.replace("{}", probe));
            let hint = said.iter().find_map(|it| it.hint.as_deref()).unwrap_or_default();
            let named: Vec<_> = hint.split('`').skip(1).step_by(2).collect();
            assert_eq!(named, words, "{name} {}: {hint}", row.name);
        }
    }

    #[test]
    fn a_config_has_environments() {
        let schema = of(&documents()[0]);
        let check = |toml: &str| accepts(&schema, &json(toml), &schema);
        assert!(check("[env.preview.search]\nenabled = false"));
        assert!(!check("[env.preview.search]\nenabeld = false"));
        assert!(!check("[env.preview.env.inner]\n"));
        assert!(check("[check.rules]\ntitle-long = \"off\""));
        assert!(!check("[check.rules]\ntitle-lnog = \"off\""));
    }
}
