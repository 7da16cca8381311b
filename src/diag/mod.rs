//! Diagnostics as data: what a phase has to say about content, beside the value it returns.

pub mod emit;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// Declares rules as constants and lists them in `RULES`.
macro_rules! rules {
    ($($section:literal: $($(#[$meta:meta])* $ident:ident = $name:literal, $standard:ident / $strict:ident $($structural:ident)?, $summary:literal;)*)*) => {
        $($($(#[$meta])* #[doc = $summary] pub const $ident: $crate::diag::Rule = $crate::diag::Rule {
            name: $name,
            severity: [$crate::diag::Severity::$standard, $crate::diag::Severity::$strict],
            summary: $summary,
            structural: rules!(@structural $($structural)?),
        };)*)*
        /// Every rule of this room, in the order of the file.
        pub const RULES: &[&$crate::diag::Rule] = &[$($(&$ident),*),*];
        /// The same by section.
        pub const SECTIONS: &[(&str, &[&$crate::diag::Rule])] = &[$(($section, &[$(&$ident),*])),*];
    };
    (@structural structural) => { true };
    (@structural) => { false };
}

pub mod rules;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Not reported.
    Off,
    Info,
    Warning,
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A kind of finding. Rule names are public interface (CONTENT_MODEL §5).
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: &'static str,
    /// In the standard profile, and in the strict one.
    pub severity: [Severity; 2],
    /// What is wrong when it fires, as a phrase: "a front matter key that dateline does not know".
    pub summary: &'static str,
    /// A fault of structure stays an error in the lenient profile.
    pub structural: bool,
}

/// One finding: the rule, where, what, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    #[serde(with = "rule_name")]
    pub rule: &'static Rule,
    /// The rule's own until the profile of the configuration has been applied.
    pub severity: Severity,
    /// The file it is about, relative to the site's root.
    pub path: Arc<str>,
    /// Bytes in that file; absent when it is about the file as a whole.
    pub span: Option<Span>,
    pub message: String,
    pub hint: Option<String>,
    /// What puts it right for certain, in the same file.
    pub fix: Option<Edit>,
}

/// Other words for a stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A rule by its name, as findings are remembered.
mod rule_name {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Rule;
    use super::rules::RULES;

    pub fn serialize<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(rule.name)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Rule, D::Error> {
        let name = String::deserialize(deserializer)?;
        let rule = RULES.iter().find(|it| it.name == name).copied();
        rule.ok_or_else(|| D::Error::custom(format_args!("there is no rule `{name}`")))
    }
}

impl Diagnostic {
    pub fn new(rule: &'static Rule, path: &Arc<str>, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity[0],
            path: path.clone(),
            span: None,
            message: message.into(),
            hint: None,
            fix: None,
        }
    }

    #[must_use]
    pub fn at(mut self, span: impl Into<Span>) -> Self {
        self.span = Some(span.into());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what to write in the place that is accused.
    #[must_use]
    pub fn fix(mut self, text: impl Into<String>) -> Self {
        self.fix = self.span.map(|span| Edit { span, text: text.into() });
        self
    }

    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// Covers with `*` what findings of `secret-like` accuse, so that no excerpt shows a secret. Every byte stays in its place.
pub fn blot(texts: &mut BTreeMap<Arc<str>, Arc<str>>, findings: &[Diagnostic]) {
    for it in findings.iter().filter(|it| it.rule == &rules::SECRET_LIKE) {
        let (Some(text), Some(span)) = (texts.get_mut(&it.path), it.span) else { continue };
        let Some(secret) = text.get(span.range()) else { continue };
        let covered: String = secret.bytes().map(|it| if it == b'\n' { '\n' } else { '*' }).collect();
        *text = format!("{}{covered}{}", &text[..span.start as usize], &text[span.end as usize..]).into();
    }
}

/// A value and all that was found while making it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Reported<T> {
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    /// The value; what was found moves to `sink`.
    pub fn into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// `did you mean ...?` for the known name nearest to a misspelt one, if one is near (Damerau-Levenshtein).
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let folded = name.to_lowercase();
    known
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(&folded, &it.to_lowercase()), it))
        .filter(|(distance, _)| *distance <= limit)
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, it)| it)
}
