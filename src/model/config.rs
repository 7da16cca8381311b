//! The configuration, `dateline.toml` (CONTENT_MODEL §2.12). Every key has a default: an empty file builds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::Severity;
use crate::model::brief::Role;
use crate::model::lang::LANGUAGES;
use crate::model::lang::text::{fold, vowel};
use crate::model::registry::TermKind;
use crate::paths::{SlugStyle, UrlStyle};

#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub path: Arc<str>,
    pub site: SiteConfig,
    pub organization: Organization,
    pub menu: Menu,
    pub urls: Urls,
    pub outputs: Outputs,
    /// `indexes.off`: index kinds by the folder they would have (`publishers`, `claims`, `tags`).
    pub indexes_off: BTreeSet<String>,
    pub lists: Lists,
    pub feeds: Feeds,
    pub search_enabled: bool,
    /// A search service of the publication's choice: an http or https address with `{searchTerms}`.
    pub search_url: Option<String>,
    pub estimative: Scale,
    pub date_order: Option<DateOrder>,
    pub citations: Citations,
    pub entity_stubs: bool,
    /// `[roles]`: further heading words, folded.
    pub roles: BTreeMap<Role, Vec<String>>,
    pub check: Check,
    pub ai_label: AiLabel,
    pub watch_editor: Option<String>,
    /// `[theme]`: checked against the theme's own `theme.toml`.
    pub theme: serde_json::Map<String, serde_json::Value>,
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// What is laid over the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The table under `[env]` that applies (`--env`).
    pub environment: Option<String>,
    /// Variables of the environment by name, `DATELINE_SITE__TITLE`, and what each says.
    pub variables: Vec<(String, String)>,
}

impl Overlay {
    /// Whether a finding that names `path` is about one of the variables.
    pub fn names(&self, path: &str) -> bool {
        self.variables.iter().any(|(name, _)| name == path)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SiteConfig {
    pub title: String,
    /// Absolute http(s) address that ends in `/`; absent means no absolute address is written.
    pub base_url: Option<String>,
    pub language: String,
    pub timezone: jiff::tz::TimeZone,
    pub description: String,
    pub author: Option<String>,
    pub theme: String,
    pub copyright: Option<String>,
    /// An SVG or PNG under `static/`, by its path: the icon of the site.
    pub mark: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Organization {
    pub name: Option<String>,
    pub url: Option<String>,
    pub logo: Option<String>,
    pub contact: Option<String>,
    /// `ethics`, `corrections`, `ownership`, `methodology` to a page slug or an address.
    pub policies: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    pub name: String,
    pub url: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Menu {
    /// Absent: the indexes that have content.
    pub main: Option<Vec<MenuItem>>,
    pub footer: Option<Vec<MenuItem>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// `/{year}/{month}/{day}/{slug}/` and other placeholders: `{topic}`, `{channel}`, `{series}`, `{lang}`.
    pub permalink: String,
    pub slugs: SlugStyle,
    pub style: UrlStyle,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    /// Of `html`, `json`, `md` (others are known and not yet made).
    pub brief: BTreeSet<String>,
    /// Of [`SITE_OUTPUTS`].
    pub site: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    pub page_size: usize,
    pub min_items: usize,
    pub related: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feeds {
    /// Of `site`, `topics`, `tags`, `series`, `channels`, `sources`, `entities`.
    pub kinds: BTreeSet<String>,
    pub full: bool,
    pub limit: usize,
}

/// A scale of likelihood terms, each with its band of probabilities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scale {
    pub name: String,
    /// In order of probability.
    pub terms: Vec<Term>,
}

impl Scale {
    /// The band of a word: one of the scale's own, or a term of a language, which takes the nearest band.
    pub fn band(&self, word: &str) -> Option<&Term> {
        let word = fold(word.trim());
        let settled = word.trim_end_matches(vowel);
        self.terms.iter().find(|it| it.words.contains(&word)).or_else(|| {
            let mut terms = LANGUAGES.iter().flat_map(|it| &it.likelihood.terms);
            self.nearest(terms.find(|it| it.words.iter().any(|it| it == settled))?.probability)
        })
    }

    /// The band that holds a probability from 0 to 1 or is nearest to it, the one whose middle is nearest among several.
    pub fn nearest(&self, probability: f64) -> Option<&Term> {
        let outside = |it: &Term| (it.low - probability).max(probability - it.high).max(0.0);
        let off_centre = |it: &Term| ((it.low + it.high) / 2.0 - probability).abs();
        self.terms.iter().min_by(|a, b| {
            outside(a).total_cmp(&outside(b)).then_with(|| off_centre(a).total_cmp(&off_centre(b)))
        })
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Term {
    /// Lower case; the first is the one shown for the band.
    pub words: Vec<String>,
    /// From 0 to 1.
    pub low: f64,
    pub high: f64,
    /// Terms of one row of the scale share a number (rule `estimative-two-rows`).
    pub row: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    MonthFirst,
    DayFirst,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citations {
    pub unresolved: Unresolved,
    pub footnotes_as_sources: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unresolved {
    #[default]
    Error,
    Warn,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    Lenient,
    #[default]
    Standard,
    Strict,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub profile: Profile,
    pub fail_on: Severity,
    pub baseline: Option<String>,
    pub closed_vocab: BTreeSet<TermKind>,
    /// Rule name to its level here.
    pub rules: BTreeMap<String, Severity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AiLabel {
    #[default]
    Top,
    Footer,
    Off,
}

impl AiLabel {
    /// The word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Footer => "footer",
            Self::Off => "off",
        }
    }
}

/// What may be written for the whole site beside its pages; all of it by default.
pub const SITE_OUTPUTS: [&str; 12] = [
    "atom",
    "headers",
    "icon",
    "json",
    "jsonfeed",
    "llms",
    "nojekyll",
    "opensearch",
    "redirects",
    "robots",
    "schemas",
    "sitemap",
];

impl Config {
    /// What an empty file means. A publication without a title is called `Briefs`, after what it holds.
    pub fn new(path: Arc<str>, estimative: Scale) -> Self {
        let set =
            |words: &[&str]| -> BTreeSet<String> { words.iter().map(|&word| word.to_owned()).collect() };
        Self {
            path,
            site: SiteConfig {
                title: "Briefs".to_owned(),
                base_url: None,
                language: "en".to_owned(),
                timezone: jiff::tz::TimeZone::UTC,
                description: String::new(),
                author: None,
                theme: "broadsheet".to_owned(),
                copyright: None,
                mark: None,
            },
            organization: Organization::default(),
            menu: Menu::default(),
            urls: Urls {
                permalink: "/{year}/{month}/{day}/{slug}/".to_owned(),
                slugs: SlugStyle::Unicode,
                style: UrlStyle::Folder,
            },
            outputs: Outputs { brief: set(&["html", "json", "md"]), site: set(&SITE_OUTPUTS) },
            indexes_off: BTreeSet::new(),
            lists: Lists { page_size: 20, min_items: 1, related: 5 },
            feeds: Feeds {
                kinds: set(&["site", "topics", "tags", "series", "channels"]),
                full: true,
                limit: 50,
            },
            search_enabled: true,
            search_url: None,
            estimative,
            date_order: None,
            citations: Citations { unresolved: Unresolved::Error, footnotes_as_sources: false },
            entity_stubs: false,
            roles: BTreeMap::new(),
            check: Check {
                profile: Profile::Standard,
                fail_on: Severity::Error,
                baseline: None,
                closed_vocab: BTreeSet::new(),
                rules: BTreeMap::new(),
            },
            ai_label: AiLabel::Top,
            watch_editor: None,
            theme: serde_json::Map::new(),
            extra: serde_json::Map::new(),
        }
    }

    /// `base_url` followed by an address below it; absent without a `base_url`.
    pub fn absolute(&self, url: &str) -> Option<String> {
        self.site.base_url.as_ref().map(|base| format!("{base}{url}"))
    }

    /// Whether an index kind, by its folder (`sources`, `tags`), is wanted.
    pub fn has_index(&self, folder: &str) -> bool {
        !self.indexes_off.contains(folder)
    }
}
