//! Small hand-made publications for the tests of this phase.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use super::{Parsed, Show};
use crate::diag::Diagnostic;
use crate::digest::Digest;
use crate::model::brief::{Brief, Citation, CitedItem, Claim, Cluster, Image, Link};
use crate::model::config::*;
use crate::model::date::{Moment, Precision};
use crate::model::front_matter::{Confidence, FrontMatter, Origin, Rung, SourceUse};
use crate::model::registry::{RegisteredTerm, Registries, SourceFields};
use crate::source::{Asset, Span, Spanned};

/// The present of every test.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

/// A day in UTC.
pub(crate) fn date(text: &str) -> Spanned<Moment> {
    let day: civil::Date = text.parse().unwrap();
    let civil = day.at(0, 0, 0, 0);
    let instant = civil.to_zoned(TimeZone::UTC).unwrap().timestamp();
    Spanned::new(Moment { instant, civil, offset: Offset::UTC, precision: Precision::Day }, 7..17)
}

pub(crate) fn at<T>(value: impl Into<T>) -> Spanned<T> {
    Spanned::new(value.into(), 1..2)
}

/// A brief at `path`, of a day, changed as the test needs.
pub(crate) fn brief(path: &str, day: &str, change: impl FnOnce(&mut Brief)) -> Arc<Brief> {
    let stem = path.strip_suffix(".md").unwrap();
    let bundle = stem.ends_with("/index");
    let slug = stem.strip_suffix("/index").unwrap_or(stem).rsplit('/').next().unwrap();
    let mut brief = Brief {
        path: path.into(),
        digest: Digest::default(),
        body_start: 0,
        front: FrontMatter {
            title: at(slug),
            date: (!day.is_empty()).then(|| date(day)),
            ..Default::default()
        },
        slug: Spanned::new(slug.to_owned(), 3..4),
        bundle,
        body: Default::default(),
        summary: None,
        bluf: None,
        abstract_: None,
    };
    change(&mut brief);
    brief.body.ids.sort();
    Arc::new(brief)
}

pub(crate) fn link(brief: &mut Brief, destination: &str) {
    let sentence = brief.body.keep_sentence(&format!("See {destination}."));
    brief.body.links.push(Link {
        destination: destination.into(),
        sentence,
        number: None,
        wiki: false,
        span: Span::new(100, 110),
    });
}

/// A link between double brackets.
pub(crate) fn wiki(brief: &mut Brief, destination: &str) {
    link(brief, destination);
    if let Some(link) = brief.body.links.last_mut() {
        link.wiki = true;
    }
}

pub(crate) fn image(brief: &mut Brief, destination: &str) {
    let span = Span::new(200, 210);
    brief.body.images.push(Image { destination: destination.into(), alt: String::new(), span });
}

/// A source table: id, address and title, each absent when empty.
pub(crate) fn source(brief: &mut Brief, key: &str, url: &str, title: &str) {
    let given = |text: &str| (!text.is_empty()).then(|| at::<String>(text));
    let number = brief.front.sources.last().map_or(1, |it| it.number + 1);
    brief.front.sources.push(SourceUse {
        number,
        key: given(key),
        fields: SourceFields { url: given(url), title: given(title), ..Default::default() },
        by_reference: url.is_empty() && title.is_empty(),
        span: Span::new(20, 30),
        ..Default::default()
    });
}

/// A cluster at `start` that cites numbers (`3`) and keys (`@quay`).
pub(crate) fn cite(brief: &mut Brief, start: usize, citations: &[&str]) {
    let items = citations
        .iter()
        .map(|it| CitedItem { citation: citation(it), locator: None, span: Span::new(start, start + 3) })
        .collect();
    let sentence = brief.body.keep_sentence("A cited sentence.");
    brief.body.clusters.push(Cluster { items, sentence, span: Span::new(start, start + 3) });
}

/// A claim of medium confidence from byte `start`, 50 bytes long.
pub(crate) fn claim(brief: &mut Brief, start: usize, citations: &[&str]) {
    let id = format!("c-{start:06x}");
    brief.body.ids.push(id.clone());
    brief.body.claims.push(Claim {
        id,
        explicit_id: false,
        label: None,
        statement: "It holds.".to_owned(),
        role: None,
        confidence: Some(Confidence {
            rung: Rung::Medium,
            low: Rung::Medium,
            high: Rung::Medium,
            label: "medium".to_owned(),
            qualifier: None,
            basis: None,
            span: Span::default(),
        }),
        citations: citations.iter().map(|it| citation(it)).collect(),
        evidence: Vec::new(),
        origin: Origin::Prose,
        more: Default::default(),
        span: Span::new(start, start + 50),
    });
}

fn citation(text: &str) -> Citation {
    match text.strip_prefix('@') {
        Some(key) => Citation::Key(key.to_owned()),
        None => Citation::Number(text.parse().unwrap()),
    }
}

pub(crate) fn term(id: &str, name: &str, aliases: &[&str]) -> RegisteredTerm {
    RegisteredTerm {
        path: "content/registry/terms.toml".into(),
        id: at(id),
        name: name.to_owned(),
        description: None,
        aliases: aliases.iter().map(|&it| it.to_owned()).collect(),
        parent: None,
        lang: None,
        provider: None,
        url: None,
    }
}

pub(crate) fn file(path: &str) -> Asset {
    Asset {
        path: path.into(),
        disk: PathBuf::new(),
        stat: crate::source::Stat::default(),
        dimensions: Some((640, 480)),
    }
}

pub(crate) fn parsed(briefs: Vec<Arc<Brief>>) -> Parsed {
    Parsed {
        config: Arc::new(config()),
        registries: Registries::default(),
        briefs,
        pages: Vec::new(),
        files: Vec::new(),
        now: NOW.parse().unwrap(),
        show: Show::default(),
    }
}

/// The configuration of an empty file, with a `base_url`.
pub(crate) fn config() -> Config {
    let mut config =
        Config::new("dateline.toml".into(), Scale { name: "icd203".to_owned(), terms: Vec::new() });
    config.site.title = "Test".to_owned();
    config.site.base_url = Some("https://example.org/".to_owned());
    config
}

/// Diagnostics as lines: `path:start rule: message (hint)`.
pub(crate) fn told(diagnostics: &[Diagnostic]) -> String {
    let line = |it: &Diagnostic| {
        let at = it.span.map_or(String::new(), |span| format!(":{}", span.start));
        let hint = it.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
        format!("{}{at} {}: {}{hint}\n", it.path, it.rule.name, it.message)
    };
    diagnostics.iter().map(line).collect()
}
