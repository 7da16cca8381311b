//! The editor's desk at `/__dateline/`: what is not public, what waits for a person, and all that was found.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Serialize;

use super::preview::Preview;
use super::told::{Finding, Told};
use crate::model::front_matter::Review;
use crate::model::site::{LinkedBrief, Site};

/// Findings that are listed.
const LISTED: usize = 1_000;

/// Templates that are named.
const SLOWEST: usize = 12;

static TEMPLATE: LazyLock<Result<tera::Tera, String>> = LazyLock::new(|| {
    let mut tera = tera::Tera::default();
    tera.add_raw_template("desk.html", include_str!("assets/desk.html")).map_err(|it| it.to_string())?;
    Ok(tera)
});

/// What the template sees; it documents each.
#[derive(Default, Serialize)]
struct Desk {
    site: String,
    home: String,
    seen: u64,
    now: Time,
    fault: Option<String>,
    counts: Counts,
    more: usize,
    drafts: Vec<Row>,
    future: Vec<Row>,
    unreviewed: Vec<Row>,
    due: Vec<Row>,
    orphans: Vec<Row>,
    rules: Vec<OfRule>,
    files: Vec<OfFile>,
    templates: Vec<Template>,
}

#[derive(Default, Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
    briefs: usize,
    pages: usize,
}

#[derive(Serialize)]
struct Row {
    title: String,
    url: Option<String>,
    path: String,
    edit: Option<String>,
    at: Option<Time>,
    note: Option<&'static str>,
}

#[derive(Default, Serialize)]
struct Time {
    iso: String,
    label: String,
}

impl From<Timestamp> for Time {
    fn from(it: Timestamp) -> Self {
        Self { iso: it.to_string(), label: it.strftime("%-d %B %Y, %H:%M UTC").to_string() }
    }
}

#[derive(Serialize)]
struct OfRule {
    name: &'static str,
    severity: &'static str,
    summary: &'static str,
    count: usize,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct OfFile {
    path: String,
    edit: Option<String>,
    title: Option<String>,
    url: Option<String>,
    errors: usize,
    warnings: usize,
    infos: usize,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Template {
    name: String,
    pages: u32,
    total: String,
    each: String,
}

/// The page.
///
/// # Errors
/// The template's own faults, which would be ours.
pub fn page(preview: &Preview, told: &Told) -> Result<String, String> {
    let told = &preview.with_faults(told);
    let mut desk = Desk { seen: told.generation, fault: told.fault.clone(), ..Desk::default() };
    let mut titles = BTreeMap::new();
    if let Some(config) = preview.live.config() {
        desk.site.clone_from(&config.site.title);
    }
    desk.home = preview.base();
    if let Some(good) = preview.live.read().as_ref() {
        let ready = good.ready();
        let site = &ready.site;
        desk.now = site.now.into();
        desk.counts.briefs = site.briefs.len();
        desk.counts.pages = ready.pages.iter().filter(|it| it.subject.is_html()).count();
        desk.briefs(preview, site);
        // Only files of which something is said are named.
        let said: std::collections::BTreeSet<&str> = told.findings.iter().map(|it| &*it.path).collect();
        let briefs = site.briefs.iter().map(|it| (&it.brief, &it.address));
        let texts = briefs.chain(site.pages.iter().map(|it| (&it.page, &it.address)));
        for (text, address) in texts.filter(|it| said.contains(&*it.0.path)) {
            let url = preview.address(&address.url(ready.config.urls.style));
            titles.insert(text.path.to_string(), (text.front.title.value.clone(), url));
        }
    }
    desk.findings(preview, told, &titles);
    desk.templates(preview);
    let tera = TEMPLATE.as_ref().map_err(Clone::clone)?;
    let context = tera::Context::from_serialize(&desk).map_err(|it| it.to_string())?;
    tera.render("desk.html", &context).map_err(|it| it.to_string())
}

impl Desk {
    /// What there is to do with briefs.
    fn briefs(&mut self, preview: &Preview, site: &Site) {
        let style = site.config.urls.style;
        let row = |it: &LinkedBrief, at: Option<Timestamp>, note| Row {
            title: it.brief.front.title.value.clone(),
            url: Some(preview.address(&it.address.url(style))),
            path: it.brief.path.to_string(),
            edit: preview.edit(&it.brief.path),
            at: at.map(Time::from),
            note,
        };
        for it in &site.briefs {
            let front = &it.brief.front;
            if it.state.draft {
                self.drafts.push(row(it, None, None));
            } else if let Some(from) = front.public_from().filter(|it| *it > site.now) {
                let embargoed = front.publish_at.as_ref().is_some_and(|it| it.value.instant == from);
                let note = if embargoed { "embargoed until" } else { "dated ahead:" };
                self.future.push(row(it, Some(from), Some(note)));
            }
            let reviewed = matches!(
                front.provenance.review,
                Some(Review::Human | Review::HumanUpdated | Review::MultiParty)
            );
            if !reviewed && front.provenance.reviewed_by.is_none() && !it.state.withdrawn {
                self.unreviewed.push(row(it, None, None));
            }
            if it.state.stale {
                let by = front.review_by.as_ref().map(|it| it.value.instant);
                self.due.push(row(it, by, Some("to be reviewed by")));
            }
            if it.backlinks.is_empty() && it.state.listed {
                self.orphans.push(row(it, None, None));
            }
        }
        for it in &site.skipped {
            self.future.extend(match it.why {
                crate::model::site::SkipReason::Until(at) => Some(Row {
                    title: it.title.clone(),
                    url: None,
                    path: it.path.to_string(),
                    edit: preview.edit(&it.path),
                    at: Some(at.into()),
                    note: Some("not shown before"),
                }),
                crate::model::site::SkipReason::Draft => None,
            });
        }
        for list in [&mut self.unreviewed, &mut self.orphans] {
            list.truncate(LISTED);
        }
    }

    /// What was found, by rule and by file.
    fn findings(&mut self, preview: &Preview, told: &Told, titles: &BTreeMap<String, (String, String)>) {
        use crate::diag::Severity;
        let count = |severity| told.findings.iter().filter(|it| it.severity == severity).count();
        self.counts.errors = count(Severity::Error);
        self.counts.warnings = count(Severity::Warning);
        self.counts.infos = count(Severity::Info);
        self.more = told.findings.len().saturating_sub(LISTED);
        let mut rules: BTreeMap<_, OfRule> = BTreeMap::new();
        for it in told.findings.iter() {
            let of = rules.entry((Reverse(it.severity), it.rule.name)).or_insert_with(|| OfRule {
                name: it.rule.name,
                severity: it.severity.name(),
                summary: it.rule.summary,
                count: 0,
                findings: Vec::new(),
            });
            of.count += 1;
        }
        let mut files: BTreeMap<String, OfFile> = BTreeMap::new();
        for it in preview.all(told, LISTED) {
            let known = titles.get(&it.path);
            let file = files.entry(it.path.clone()).or_insert_with(|| OfFile {
                path: it.path.clone(),
                edit: preview.edit(&it.path),
                title: known.map(|it| it.0.clone()),
                url: known.map(|it| it.1.clone()),
                errors: 0,
                warnings: 0,
                infos: 0,
                findings: Vec::new(),
            });
            match it.severity {
                "error" => file.errors += 1,
                "warning" => file.warnings += 1,
                _ => file.infos += 1,
            }
            file.findings.push(it.clone());
            if let Some(rule) = rules.values_mut().find(|of| of.name == it.rule && of.severity == it.severity)
            {
                rule.findings.push(it);
            }
        }
        self.rules = rules.into_values().collect();
        self.rules.sort_by_key(|it| (severity_rank(it.severity), Reverse(it.count)));
        self.files = files.into_values().collect();
        self.files.sort_by_key(|it| (it.errors == 0, it.warnings == 0));
    }

    fn templates(&mut self, preview: &Preview) {
        let mut all: Vec<_> = preview.live.spent().into_iter().collect();
        all.sort_by_key(|(_, it)| Reverse(it.time));
        let millis = |it: std::time::Duration| format!("{:.1}", it.as_secs_f64() * 1e3);
        self.templates = all
            .into_iter()
            .take(SLOWEST)
            .map(|(name, it)| Template {
                name,
                pages: it.pages,
                total: millis(it.time),
                each: millis(it.time / it.pages.max(1)),
            })
            .collect();
    }
}

/// Errors first.
fn severity_rank(name: &str) -> u8 {
    match name {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    }
}
