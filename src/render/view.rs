//! What templates see: plain values, made for one page. Nothing here has spans, absolute paths or build times.
//!
//! Rules of the contract, which every theme may rely on:
//! - every field is always present; what is absent is `none`, an empty list or an empty string as its type says;
//! - `url` is an address relative to the root of the site, percent-encoded: a template writes `{{ root }}{{ it.url }}`;
//! - `href` is complete as it stands (an address elsewhere, or a fragment of this page);
//! - fields that end in `_html` are finished HTML and written with `| safe`; every other field is text and is escaped;
//! - what many pages show is rendered once a language, with a partial of the theme, and copied: see [`PARTIALS`]. Such a
//!   partial sees `site`, `t`, `root`, of `page` its `lang` and `dir`, and what the table names. What the table
//!   calls *written* differs between the pages that show it: a partial writes it and never looks at it; so is `root`.

use std::borrow::Cow;

use serde::Serialize;

use super::parts::Html;
use super::strings;

/// Text of the site as it stands, or made for a view.
pub type Text<'a> = Cow<'a, str>;

/// The partials that every theme has, for what many pages show; each is rendered once a language.
///
/// | Partial | Where pages see it | What it sees |
/// |---|---|---|
/// | `head.html` | the end of `page.head_html`: style sheets and scripts of all pages | |
/// | `masthead.html` | `page.masthead_html` | `page.section`; `page.url` of a page that the menu leads to, else none |
/// | `footer.html` | `page.footer_html` | |
/// | `card.html` | `cards_html`: briefs as rows | `card` |
/// | `brief_link.html` | `brief_html`: a brief among those near to another | `card` |
/// | `claim_row.html` | `claims_html`: claims outside their brief | `claim` |
/// | `source.html` | `brief.sources_html`: the source list of a brief | `source`; its `number` and `uses_html` are written |
/// | `source_row.html` | `sources_html`: sources as rows | `row` |
/// | `source_use.html` | `brief_html`: a brief on the page of a source | `card`; `number` is written |
pub const PARTIALS: [&str; 9] = [
    "partials/brief_link.html",
    "partials/card.html",
    "partials/claim_row.html",
    "partials/footer.html",
    "partials/head.html",
    "partials/masthead.html",
    "partials/source.html",
    "partials/source_row.html",
    "partials/source_use.html",
];

/// Seen by every template as `site`.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    /// The home page, relative to the root: empty, or `index.html` in file style.
    pub home_url: String,
    /// Ends in `/`; none without a configured address.
    pub base_url: Option<&'a str>,
    pub author: Option<&'a str>,
    pub copyright: Option<&'a str>,
    pub organization: OrganizationView<'a>,
    pub menu: Vec<MenuView<'a>>,
    pub footer: Vec<MenuView<'a>>,
    /// Feeds of the whole site: Atom and JSON Feed when they are made.
    pub feeds: Vec<FeedView<'a>>,
    /// The icon of the site, which `page.head_html` names; none when there is none.
    pub icon_url: Option<&'a str>,
    /// `top`, `footer` or `off`.
    pub ai_label: &'static str,
    pub theme: tera::Value,
    /// Name under `assets/` to fingerprinted `url`.
    pub assets: tera::Value,
    pub extra: tera::Value,
    /// `dateline 0.1.0`.
    pub generator: &'static str,
    pub brief_count: usize,
    pub source_count: usize,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct OrganizationView<'a> {
    pub name: Option<&'a str>,
    pub href: Option<&'a str>,
    pub contact: Option<&'a str>,
    /// The contact as a link, when it is an address of the web or of mail.
    pub contact_href: Option<Text<'a>>,
}

/// An entry of a menu: `url` inside the site, or `href` elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct MenuView<'a> {
    pub name: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    pub url: Option<&'a str>,
    pub href: Option<&'a str>,
    /// The index kind it leads to (`topics`), for `aria-current` and icons; empty for others.
    pub key: &'a str,
}

/// Seen by every template as `page`. With it come `root` (`../../`) and `t` (strings of the interface in the page's
/// language).
#[derive(Debug, Clone, Serialize)]
pub struct PageView<'a> {
    /// `home`, `brief`, `page`, `archive`, `terms`, `term`, `sources`, `source`, `publishers`, `publisher`, `entities`,
    /// `entity`, `rungs`, `rung`, `claims`, `404`, `redirect`.
    pub kind: &'static str,
    /// The menu entry it belongs to (`topics`), or empty.
    pub section: &'static str,
    /// For `<h1>`.
    pub title: Text<'a>,
    /// For `<title>`, the site's name included.
    pub head_title: String,
    /// What machines read in `<head>`: description, `robots`, canonical address, alternates, Highwire, Dublin Core and
    /// Open Graph, JSON-LD; then, but on redirects, the theme's `partials/head.html`. Every theme writes it.
    pub head_html: String,
    /// Empty on redirects, as is the footer.
    pub masthead_html: String,
    pub footer_html: String,
    pub url: String,
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// From the root's child to the parent of this page.
    pub breadcrumbs: Vec<LinkView<'a>>,
    pub pager: Option<PagerView>,
}

/// A feed to follow.
#[derive(Debug, Clone, Serialize)]
pub struct FeedView<'a> {
    /// `Atom` or `JSON Feed`.
    pub name: &'static str,
    pub media: &'static str,
    pub url: &'a str,
}

/// A page of this site by name.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView<'a> {
    pub name: Text<'a>,
    pub url: &'a str,
    /// Of the name; empty where it is in the page's own words. So of all that has a `lang`.
    pub lang: &'a str,
    pub dir: &'static str,
}

impl<'a> LinkView<'a> {
    /// A page by a name in a language.
    pub fn new(name: impl Into<Text<'a>>, lang: &'a str, url: &'a str) -> Self {
        Self { name: name.into(), url, lang, dir: strings::direction(lang) }
    }

    /// A page by a name in the words of the page that shows it.
    pub fn own(name: impl Into<Text<'a>>, url: &'a str) -> Self {
        Self { name: name.into(), url, lang: "", dir: "" }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct PagerView {
    pub number: u32,
    pub of: u32,
    pub total: u32,
    /// One-based positions of the first and last item of this page.
    pub first: u32,
    pub last: u32,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// At most nine: the first, the last and those around this one; `url` none marks a gap.
    pub pages: Vec<PagerLink>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PagerLink {
    pub number: u32,
    pub url: Option<String>,
    pub current: bool,
}

/// A date for people and for machines.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// `<time datetime>`.
    pub iso: String,
    /// In the page's language, never more precise than given: `14 February 2026, 22:47 UTC`.
    pub label: String,
    /// Day, month and year only: `14 Feb 2026`.
    pub short: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ConfidenceView<'a> {
    /// Rung: `low-medium`. Its position of five is `step` (1–5).
    pub level: &'static str,
    pub step: u8,
    /// The author's word.
    pub label: &'a str,
    pub qualifier: Option<&'a str>,
    pub basis: Option<&'a str>,
    /// The page of all claims on this rung; none when there is none.
    pub url: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LikelihoodView<'a> {
    pub term: Option<&'a str>,
    /// Whole percents.
    pub low: u8,
    pub high: u8,
    /// `55–80 %`, or `65 %`.
    pub range: String,
}

/// A mark on the card of a brief.
#[derive(Debug, Clone, Serialize)]
pub struct MarkView<'a> {
    /// `draft`, `future`, `withdrawn`, `superseded`, `corrected`, `stale`, `expired`, `unlisted`.
    pub kind: &'static str,
    /// The word in the page's language.
    pub label: &'a str,
}

/// One brief in short: `brief.html`, `partials/card.html` and `partials/brief_link.html` see it as `card`.
#[derive(Debug, Clone, Serialize)]
pub struct CardView<'a> {
    pub url: &'a str,
    pub title: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    pub date: Option<DateView>,
    pub updated: Option<DateView>,
    /// `brief`, `assessment`, …
    pub kind: &'a str,
    pub kind_label: &'a str,
    /// This and the terms below are each a [`LinkView`], made once for all cards.
    pub topic: Option<tera::Value>,
    pub tags: Vec<tera::Value>,
    pub channel: Option<tera::Value>,
    pub series: Option<tera::Value>,
    pub edition: Option<&'a str>,
    pub confidence: Option<ConfidenceView<'a>>,
    pub likelihood: Option<LikelihoodView<'a>>,
    pub models: Vec<tera::Value>,
    /// Plain text of the summary, one line's worth (at most 280 characters, cut at a word).
    pub summary: Text<'a>,
    pub source_count: usize,
    /// `3 sources`, in the page's language; so of the other labels of counts.
    pub sources_label: String,
    pub claim_count: usize,
    pub marks: Vec<MarkView<'a>>,
}

/// Seen by `brief.html` as `brief`; with it comes `card`.
#[derive(Debug, Clone, Serialize)]
pub struct BriefView<'a> {
    pub original_title: Option<&'a str>,
    pub as_of: Option<DateView>,
    pub review_by: Option<DateView>,
    pub expires: Option<DateView>,
    pub summary_html: Html<'a>,
    pub summary_derived: bool,
    pub bluf_html: Html<'a>,
    pub abstract_html: Html<'a>,
    pub body_html: Html<'a>,
    /// Withdrawn without `keep_body`.
    pub body_removed: bool,
    /// The headings as links, in lists of two levels; empty without any.
    pub toc_html: String,
    /// How many entries it has.
    pub toc_count: usize,
    pub reading_minutes: u32,
    pub authors: Vec<AuthorView<'a>>,
    pub provenance: ProvenanceView<'a>,
    /// The source list, one `<li>` a source; empty without any.
    pub sources_html: Html<'a>,
    pub source_summary: SourceSummaryView,
    /// Highest rung first, those without confidence last; reading order within each. Rungs without claims are left out.
    pub claims: Vec<ClaimGroupView<'a>>,
    pub notices: Vec<NoticeView<'a>>,
    pub revisions: Vec<RevisionView<'a>>,
    /// What its judgement stands on; none when the brief says nothing of it.
    pub basis: Option<BasisView<'a>>,
    /// What it names: first what its front matter does, then the rest in the order of the text.
    pub entities: Vec<BriefEntityView<'a>>,
    pub cite: CiteView,
    pub related: Vec<RelatedView<'a>>,
    pub backlinks: Vec<BacklinkView<'a>>,
    pub previous: Option<LinkView<'a>>,
    pub next: Option<LinkView<'a>>,
    /// The series or topic that `previous` and `next` stay in.
    pub neighbours_in: Option<LinkView<'a>>,
    pub translations: Vec<TranslationView<'a>>,
    pub methodology: Option<LinkView<'a>>,
    pub has_code: bool,
    /// The twins: `json`, `md`, when made.
    pub twins: Vec<LinkView<'a>>,
    pub license: Option<&'a str>,
    pub rights: Option<&'a str>,
    pub extra: tera::Value,
}

#[derive(Debug, Clone, Serialize)]
pub struct BasisView<'a> {
    pub assumptions: Vec<&'a str>,
    pub gaps: Vec<&'a str>,
    pub biases: Vec<&'a str>,
    pub techniques: Vec<&'a str>,
    pub regions: Vec<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AuthorView<'a> {
    pub name: &'a str,
    pub url: Option<&'a str>,
    pub href: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ProvenanceView<'a> {
    /// A model had a part: the label is due.
    pub ai: bool,
    /// One sentence in the page's language: `Drafted by desk-draft-1, checked by a person; responsible: …`. Empty without a model.
    pub label: String,
    pub assistance: &'a str,
    pub review: &'a str,
    pub responsible: Option<&'a str>,
    pub reviewed_by: Option<&'a str>,
    pub reviewed_at: Option<DateView>,
    pub models: Vec<ModelView<'a>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ModelView<'a> {
    pub name: &'a str,
    pub url: Option<&'a str>,
    pub version: Option<&'a str>,
    pub provider: Option<&'a str>,
    pub role: Option<&'a str>,
}

/// Seen by `page.html` as `standing`.
#[derive(Debug, Clone, Serialize)]
pub struct StandingView<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub body_html: Html<'a>,
    /// As of a brief.
    pub toc_html: String,
    pub toc_count: usize,
    pub has_code: bool,
    /// Whether it stands for a folder: `guide/index.md`.
    pub opens_folder: bool,
    /// The pages of its folder, in order: all others for the page that stands for it; else itself and its neighbours, or
    /// none when they are more than a reader looks through.
    pub folder: Vec<FolderView<'a>>,
    /// Before and after it in its folder; at the top of `content/pages/` there are none.
    pub previous: Option<LinkView<'a>>,
    pub next: Option<LinkView<'a>>,
    pub extra: tera::Value,
}

/// A standing page in the list of its folder.
#[derive(Debug, Clone, Serialize)]
pub struct FolderView<'a> {
    pub name: &'a str,
    pub url: &'a str,
    pub description: &'a str,
    /// It is the page that shows the list.
    pub current: bool,
}

/// Seen by `redirect.html` as `redirect`.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    pub url: String,
    /// Absolute; none without a `base_url`.
    pub href: Option<String>,
}

/// One entry of the list at the foot of a brief, which is also the content of a citation card; `partials/source.html` sees
/// it as `source`. Briefs that use a source alike share its entry.
#[derive(Debug, Clone, Serialize)]
pub struct BriefSourceView<'a> {
    /// In the list of the brief; written.
    pub number: tera::Value,
    pub key: &'a str,
    pub title: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    /// Its page on this site.
    pub url: Option<&'a str>,
    /// The original, with a text fragment when a quote is given; empty for an offline source.
    pub href: Text<'a>,
    pub host: &'a str,
    pub publisher: Option<&'a str>,
    pub publisher_url: Option<&'a str>,
    pub authors: &'a [String],
    pub published: Option<DateView>,
    pub accessed: Option<DateView>,
    pub archived: Option<&'a str>,
    pub archived_at: Option<DateView>,
    /// `B2`; empty when neither part is known. `F` and `6` mean that it cannot be judged.
    pub grade: String,
    pub grade_label: String,
    pub ungraded: bool,
    /// `official`, and its word.
    pub kind: &'static str,
    pub kind_label: &'a str,
    /// `supports`, and its word.
    pub relation: &'static str,
    pub relation_label: &'a str,
    pub access: &'static str,
    pub access_label: &'a str,
    pub origin: &'static str,
    pub descriptor: Option<&'a str>,
    pub quote: Option<&'a str>,
    pub locator: Option<&'a str>,
    pub doi: Option<&'a str>,
    /// Whether the text cites it.
    pub cited: bool,
    /// Links to its uses in the text, `a b c`; written.
    pub uses_html: tera::Value,
    /// Other briefs that list it.
    pub elsewhere: usize,
}

/// The box that says what a brief rests on (ICS 206-01 source summary statement).
#[derive(Debug, Clone, Serialize)]
pub struct SourceSummaryView {
    pub sources: usize,
    pub publishers: usize,
    pub primary: usize,
    pub disputing: usize,
    pub archived: usize,
    pub graded: usize,
    /// One sentence in the page's language.
    pub label: String,
}

/// The claims of a brief on one rung.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimGroupView<'a> {
    /// Position of the rung among the five, from 1; 0 for claims without confidence.
    pub step: u8,
    pub claims: Vec<ClaimView<'a>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ClaimView<'a> {
    pub id: &'a str,
    pub label: Option<&'a str>,
    pub statement: &'a str,
    pub role: &'static str,
    pub role_label: &'a str,
    pub confidence: Option<ConfidenceView<'a>>,
    pub likelihood: Option<LikelihoodView<'a>>,
    /// Links to the sources that it cites, by number: `1, 3`; empty without any.
    pub citations_html: String,
    pub evidence: Vec<EvidenceView<'a>>,
    pub by: Option<DateView>,
    pub status: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EvidenceView<'a> {
    pub text: &'a str,
    /// As of its claim.
    pub citations_html: String,
}

/// A banner above the body.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView<'a> {
    /// As in [`MarkView<'a>::kind`].
    pub kind: &'a str,
    pub title: &'a str,
    /// One or two sentences; may be empty.
    pub text: Text<'a>,
    pub links: Vec<LinkView<'a>>,
    pub date: Option<DateView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RevisionView<'a> {
    pub date: DateView,
    pub kind: &'a str,
    pub kind_label: &'a str,
    pub note: Option<&'a str>,
    pub was: Option<&'a str>,
    pub now: Option<&'a str>,
    pub by: Option<&'a str>,
    /// Ids of claims on this page.
    pub claims: Vec<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CiteView {
    pub text: String,
    pub bibtex: String,
    pub ris: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct RelatedView<'a> {
    pub brief_html: Html<'a>,
    /// `2 shared sources`, in the page's language.
    pub reason: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct BacklinkView<'a> {
    pub brief_html: Html<'a>,
    pub sentence: &'a str,
    /// Of the sentence.
    pub lang: &'a str,
    pub dir: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct TranslationView<'a> {
    pub lang: &'a str,
    pub dir: &'static str,
    /// The language in its own name: `中文`.
    pub name: &'a str,
    pub url: &'a str,
}

/// `home.html`, `archive.html`, `term.html`: `list`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListView<'a> {
    /// The briefs, by month.
    pub months: Vec<MonthView<'a>>,
    /// `home.html`: topics with counts. `archive.html`: the periods beneath this one.
    pub children: Vec<CountView<'a>>,
    /// Archive of a day: claims made and briefs updated that day.
    pub claims_html: Html<'a>,
    pub updated_html: Html<'a>,
    /// The period before and after, in the archive.
    pub previous: Option<LinkView<'a>>,
    pub next: Option<LinkView<'a>>,
}

/// Briefs of one month that stand together in a list.
#[derive(Debug, Clone, Serialize)]
pub struct MonthView<'a> {
    /// `February 2026`; empty for briefs without a date.
    pub label: String,
    pub cards_html: Html<'a>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CountView<'a> {
    pub name: Text<'a>,
    pub url: &'a str,
    pub count: usize,
    pub description: Option<&'a str>,
    /// The date of its newest brief.
    pub latest: Option<DateView>,
    pub lang: &'a str,
    pub dir: &'static str,
}

/// `term.html`: `term`.
#[derive(Debug, Clone, Serialize)]
pub struct TermView<'a> {
    /// `topic`, `tag`, `channel`, `series`, `model`, `author`.
    pub kind: &'a str,
    pub kind_label: &'a str,
    pub id: &'a str,
    pub name: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    pub description: Option<&'a str>,
    pub provider: Option<&'a str>,
    pub href: Option<&'a str>,
    pub count: usize,
    /// Briefs under it or any narrower term; 0 for a term without any.
    pub subtree: u32,
    pub briefs_label: String,
    /// How many of its briefs stand on each rung, all five in order; on the first page of its list.
    pub confidence: Vec<RungView<'a>>,
    /// Series: editions in order, with their confidence.
    pub editions: Vec<tera::Value>,
    pub parent: Option<LinkView<'a>>,
    pub children: Vec<CountView<'a>>,
    pub feeds: Vec<FeedView<'a>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RungView<'a> {
    pub level: &'a str,
    pub label: &'a str,
    pub step: u8,
    pub count: usize,
    pub claims_label: String,
    /// Whole percents of the sum.
    pub share: u8,
    pub url: Option<&'a str>,
}

/// One source in lists; `partials/source_row.html` sees it as `row`.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRowView<'a> {
    pub key: &'a str,
    pub title: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    pub url: &'a str,
    pub publisher: Option<&'a str>,
    pub publisher_url: Option<&'a str>,
    pub published: Option<DateView>,
    pub kind: &'a str,
    pub kind_label: &'a str,
    pub reliability: Option<char>,
    pub brief_count: usize,
    pub briefs_label: String,
    pub claim_count: usize,
    pub claims_label: String,
    pub latest: Option<DateView>,
}

/// `source.html`: `source`.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView<'a> {
    pub row: SourceRowView<'a>,
    pub href: Text<'a>,
    pub host: &'a str,
    pub authors: &'a [String],
    pub archived: Option<&'a str>,
    pub archived_at: Option<DateView>,
    pub access: &'a str,
    pub access_label: &'a str,
    pub origin: &'a str,
    pub origin_label: &'a str,
    pub descriptor: Option<&'a str>,
    pub reliability_label: Text<'a>,
    /// Whose grade it is: `source` or `publisher`; empty without one.
    pub reliability_of: &'a str,
    pub doi: Option<&'a str>,
    pub aliases: &'a [String],
    pub uses: Vec<SourceUseView<'a>>,
    /// Claims that cite nothing else.
    pub single_source_claims: usize,
    pub cocited: Vec<CocitedView<'a>>,
    pub independent_of: Vec<LinkView<'a>>,
}

/// One brief that rests on a source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceUseView<'a> {
    pub brief_html: Html<'a>,
    /// Of the brief's text.
    pub lang: &'a str,
    pub dir: &'static str,
    pub number: u16,
    /// Admiralty credibility of this use, with its words; empty when not given.
    pub credibility: String,
    pub credibility_label: Text<'a>,
    pub relation: &'a str,
    pub relation_label: &'a str,
    pub quote: Option<&'a str>,
    pub locator: Option<&'a str>,
    pub claims: Vec<SaidView<'a>>,
    /// Sentences that cite it outside any claim.
    pub mentions: Vec<&'a str>,
}

/// A claim that rests on a source, on the page of the source.
#[derive(Debug, Clone, Serialize)]
pub struct SaidView<'a> {
    /// As of [`ClaimRowView`].
    pub url: Text<'a>,
    pub statement: &'a str,
    pub confidence: Option<ConfidenceView<'a>>,
    pub likelihood: Option<LikelihoodView<'a>>,
    /// It cites one source only.
    pub single_source: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct CocitedView<'a> {
    pub name: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    pub url: &'a str,
    pub count: u32,
}

/// One claim outside its brief; `partials/claim_row.html` sees it as `claim`.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimRowView<'a> {
    /// With the fragment: `2026/02/14/slug/#c-1a2b3c`.
    pub url: Text<'a>,
    pub label: Option<&'a str>,
    pub statement: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    pub role_label: &'a str,
    pub confidence: Option<ConfidenceView<'a>>,
    pub likelihood: Option<LikelihoodView<'a>>,
    pub citation_count: usize,
    /// How many sources it cites.
    pub sources_label: String,
    pub brief: LinkView<'a>,
    pub date: Option<DateView>,
    /// It cites one source only.
    pub single_source: bool,
}

/// Entities of one kind; `entities.html` sees a list of these as `groups`.
#[derive(Debug, Clone, Serialize)]
pub struct EntityGroupView<'a> {
    /// `person`, `org`, `place`, `treaty`, `event`, `system`; empty for those of none.
    pub kind: &'a str,
    pub label: &'a str,
    /// How many there are on all pages of the list.
    pub count: usize,
    pub entities: Vec<EntityRowView<'a>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EntityRowView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// None when too few briefs name it for a page of its own.
    pub url: Option<&'a str>,
    pub kind: &'a str,
    pub kind_label: &'a str,
    pub description: Option<&'a str>,
    pub brief_count: usize,
    pub briefs_label: String,
    pub claim_count: usize,
    pub claims_label: String,
    /// The date of the newest brief that names it.
    pub latest: Option<DateView>,
}

/// `entity.html`: `entity`; with it comes `list`, the briefs that name it.
#[derive(Debug, Clone, Serialize)]
pub struct EntityView<'a> {
    pub row: EntityRowView<'a>,
    /// In other languages.
    pub names: Vec<NameView<'a>>,
    pub aliases: &'a [String],
    pub href: Option<&'a str>,
    /// `Q42`, and its page.
    pub wikidata: Option<&'a str>,
    pub wikidata_href: Option<String>,
    /// The newest first.
    pub offices: Vec<OfficeView<'a>>,
    /// Claims of the briefs in the list whose words name it.
    pub claims_html: Html<'a>,
    /// Entities named in the same briefs, most often first.
    pub with: Vec<CompanyView<'a>>,
    pub feeds: Vec<FeedView<'a>>,
}

/// A name in another language than the site's.
#[derive(Debug, Clone, Serialize)]
pub struct NameView<'a> {
    pub name: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    /// The language in its own name.
    pub language: &'a str,
}

/// An office from its first day to its last.
#[derive(Debug, Clone, Serialize)]
pub struct OfficeView<'a> {
    pub title: &'a str,
    pub from: Option<DateView>,
    pub to: Option<DateView>,
    /// Held now.
    pub current: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct CompanyView<'a> {
    pub name: &'a str,
    pub url: Option<&'a str>,
    pub count: u32,
}

/// An entity that a brief names.
#[derive(Debug, Clone, Serialize)]
pub struct BriefEntityView<'a> {
    pub name: &'a str,
    pub url: Option<&'a str>,
    pub kind: &'a str,
    pub kind_label: &'a str,
    /// What it has to do with the brief, as its front matter says.
    pub role: Option<&'a str>,
}

/// `publisher.html`: `publisher`; `publishers.html`: `publishers`.
#[derive(Debug, Clone, Serialize)]
pub struct PublisherView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub url: &'a str,
    pub kind: &'a str,
    pub kind_label: &'a str,
    pub country: Option<&'a str>,
    pub reliability: Option<char>,
    pub reliability_label: Text<'a>,
    pub descriptor: Option<&'a str>,
    pub ownership: Option<&'a str>,
    pub affiliation: Option<&'a str>,
    pub corrections_href: Option<&'a str>,
    pub hosts: &'a [String],
    pub source_count: usize,
    pub brief_count: usize,
    pub briefs_label: String,
    pub citation_count: u32,
    /// Whole percents of all citations of the site.
    pub share: u8,
}
