//! Settings of a theme: declared with type, default and words in `theme.toml`, given under `[theme]` of the configuration.
//!
//! ```toml
//! [settings.accent]
//! type = "string"
//! default = "crimson"
//! choices = ["crimson", "navy"]
//! colors = ["#8c1622", "#0b3c77"]
//! doc = "Colour of the masthead's rule and of links under the pointer."
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::faults;
use crate::diag::{Diagnostic, Reported, nearest, rules};
use crate::model::config::Config;
use crate::source::Source;

/// `theme.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the description of a theme is for people, and for `deny_unknown_fields` to allow"
)]
struct Manifest {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    license: String,
    #[serde(default)]
    extends: Option<String>,
    #[serde(default)]
    settings: BTreeMap<String, toml::Spanned<Setting>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    #[serde(rename = "type")]
    kind: Kind,
    default: Value,
    /// For a string: all that it may be.
    #[serde(default)]
    choices: Vec<String>,
    /// For a string that stands for a colour: that of each choice, for icons. One setting of a theme has them.
    #[serde(default)]
    colors: Vec<String>,
    #[expect(dead_code, reason = "read by people")]
    doc: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Boolean,
    Integer,
    String,
}

/// What the settings come to.
pub(super) struct Resolved {
    pub settings: Map<String, Value>,
    /// Of the setting that stands for a colour.
    pub color: String,
}

/// Where a theme names no colour.
const COLOR: &str = "#333333";

impl Setting {
    /// What is wrong with its colours.
    fn fault_of_colors(&self) -> Option<String> {
        let written = |it: &String| {
            it.strip_prefix('#').is_some_and(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let sound = self.colors.len() == self.choices.len() && self.colors.iter().all(written);
        (!self.colors.is_empty() && !sound).then(|| "has one color for each choice: `#8c1622`".to_owned())
    }

    /// The colour that a value stands for.
    fn color(&self, value: &Value) -> Option<&str> {
        let at = self.choices.iter().position(|it| Some(it.as_str()) == value.as_str())?;
        self.colors.get(at).map(String::as_str)
    }

    /// What is wrong with a value, as the end of a sentence about it.
    fn fault(&self, value: &Value) -> Option<String> {
        match (self.kind, value) {
            (Kind::String, Value::String(text))
                if !self.choices.is_empty() && !self.choices.contains(text) =>
            {
                Some(format!(
                    "is one of {}",
                    self.choices.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
                ))
            }
            (Kind::String, Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => None,
            (Kind::Integer, Value::Number(number)) if number.is_i64() => None,
            (Kind::String, _) => Some("is a string".to_owned()),
            (Kind::Boolean, _) => Some("is `true` or `false`".to_owned()),
            (Kind::Integer, _) => Some("is a whole number".to_owned()),
        }
    }
}

/// The settings of the configuration over the defaults of the theme, over those of the themes that it extends. A value at fault leaves the default.
pub(super) fn resolve(manifests: &BTreeMap<usize, Source>, config: &Config) -> Reported<Resolved> {
    let mut found = Vec::new();
    let mut declared = BTreeMap::new();
    for manifest in manifests.values().rev() {
        declared.extend(read(manifest, &mut found).settings);
    }
    let mut settings: Map<_, _> =
        declared.iter().map(|(name, it)| (name.clone(), it.get_ref().default.clone())).collect();
    for (name, value) in &config.theme {
        match declared.get(name) {
            None => found.push(unknown(name, &declared, config)),
            Some(setting) => match setting.get_ref().fault(value) {
                None => {
                    settings.insert(name.clone(), value.clone());
                }
                Some(fault) => found.push(Diagnostic::new(
                    &rules::BAD_VALUE,
                    &config.path,
                    format!("`theme.{name}` {fault}, not `{value}`"),
                )),
            },
        }
    }
    let color = declared.iter().find_map(|(name, it)| it.get_ref().color(settings.get(name)?));
    let color = color.unwrap_or(COLOR).to_owned();
    Reported::new(Resolved { settings, color }, found)
}

fn read(source: &Source, found: &mut Vec<Diagnostic>) -> Manifest {
    let mut manifest = match toml::from_str::<Manifest>(&source.text) {
        Ok(manifest) => manifest,
        Err(error) => {
            found.push(faults::toml(&rules::BAD_THEME, &error, &source.path));
            return Manifest::default();
        }
    };
    manifest.settings.retain(|name, setting| {
        let fault = setting.get_ref().fault(&setting.get_ref().default);
        let fault = fault.or_else(|| setting.get_ref().fault_of_colors());
        if let Some(fault) = &fault {
            let message = format!("the default of `settings.{name}` {fault}");
            found.push(Diagnostic::new(&rules::BAD_THEME, &source.path, message).at(setting.span()));
        }
        fault.is_none()
    });
    manifest
}

fn unknown(name: &str, declared: &BTreeMap<String, toml::Spanned<Setting>>, config: &Config) -> Diagnostic {
    let hint = match nearest(name, declared.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the theme's settings are declared in its `theme.toml`; free values go under `[extra]` as `{name}`"
        ),
    };
    Diagnostic::new(&rules::UNKNOWN_KEY, &config.path, format!("the theme has no setting `{name}`"))
        .hint(hint)
}
