//! What templates see: plain values, made for one page. Nothing here has spans, absolute paths or build times.
//!
//! Rules of the contract, which every theme may rely on:
//! - every field is always present; what is absent is `none`, an empty list or an empty string as its type says;
//! - `url` is an address relative to the root of the site, percent-encoded: a template writes `{{ root }}{{ it.url }}`;
//! - `href` is complete as it stands (an address elsewhere, or a fragment of this page);
//! - fields that end in `_html` are finished HTML and written with `| safe`; every other field is text and is escaped;
//! - rows of briefs (`cards_html`) and of claims (`claims_html`) are the theme's `partials/card.html` and
//!   `partials/claim_row.html`, each rendered once a language for all pages that show it: they see `card` or `claim`,
//!   `site`, `t`, `assets`, and of `page` its `lang` and `dir`; `root` is to be written, never looked at.

use serde::Serialize;

/// Seen by every template as `site`.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: String,
    pub lang: String,
    /// The home page, relative to the root: empty, or `index.html` in file style.
    pub home_url: String,
    /// Ends in `/`; none without a configured address.
    pub base_url: Option<String>,
    pub author: Option<String>,
    pub copyright: Option<String>,
    pub organization: OrganizationView,
    pub menu: Vec<MenuView>,
    pub footer: Vec<MenuView>,
    /// Feeds of the whole site: Atom and JSON Feed when they are made.
    pub feeds: Vec<AlternateView>,
    /// `top`, `footer` or `off`.
    pub ai_label: String,
    pub theme: tera::Value,
    pub extra: tera::Value,
    /// `dateline 0.1.0`.
    pub generator: String,
    pub brief_count: usize,
    pub source_count: usize,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct OrganizationView {
    pub name: Option<String>,
    pub href: Option<String>,
    pub contact: Option<String>,
    /// The contact as a link, when it is an address of the web or of mail.
    pub contact_href: Option<String>,
}

/// An entry of a menu: `url` inside the site, or `href` elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct MenuView {
    pub name: String,
    pub url: Option<String>,
    pub href: Option<String>,
    /// The index kind it leads to (`topics`), for `aria-current` and icons; empty for others.
    pub key: String,
}

/// Seen by every template as `page`. With it come `root` (`../../`), `t` (strings of the interface in the page's
/// language) and `assets` (name under `assets/` to fingerprinted `url`).
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// `home`, `brief`, `page`, `archive`, `terms`, `term`, `sources`, `source`, `publishers`, `publisher`, `rungs`, `rung`, `claims`, `404`, `redirect`.
    pub kind: String,
    /// The menu entry it belongs to (`topics`), or empty.
    pub section: String,
    /// For `<h1>`.
    pub title: String,
    /// For `<title>`, the site's name included.
    pub head_title: String,
    pub description: String,
    pub url: String,
    /// Absolute; none without a `base_url`.
    pub canonical: Option<String>,
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    pub noindex: bool,
    /// `<link rel="alternate">`: feeds, JSON and Markdown twins, other languages.
    pub alternates: Vec<AlternateView>,
    /// `<meta name>` pairs: Highwire, Dublin Core.
    pub meta: Vec<MetaView>,
    /// `<meta property>` pairs: Open Graph. Empty without a `base_url`.
    pub properties: Vec<MetaView>,
    /// JSON-LD, safe inside `<script type="application/ld+json">`; empty when there is none.
    pub json_ld_html: String,
    /// From the root's child to the parent of this page.
    pub breadcrumbs: Vec<LinkView>,
    pub pager: Option<PagerView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AlternateView {
    /// `alternate`, `cite-as`, …
    pub rel: String,
    /// Media type; empty for a page in another language.
    pub media: String,
    pub title: String,
    pub url: Option<String>,
    pub href: Option<String>,
    pub hreflang: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct MetaView {
    pub name: String,
    pub content: String,
}

/// A page of this site by name.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    pub name: String,
    pub url: String,
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
pub struct ConfidenceView {
    /// Rung: `low-medium`. Its position of five is `step` (1–5).
    pub level: String,
    pub step: u8,
    /// The author's word.
    pub label: String,
    pub qualifier: Option<String>,
    pub basis: Option<String>,
    /// The page of all claims on this rung; none when there is none.
    pub url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LikelihoodView {
    pub term: Option<String>,
    /// Whole percents.
    pub low: u8,
    pub high: u8,
    /// `55–80 %`, or `65 %`.
    pub range: String,
}

/// A notice above a brief, or a mark on its card.
#[derive(Debug, Clone, Serialize)]
pub struct MarkView {
    /// `draft`, `future`, `withdrawn`, `superseded`, `corrected`, `stale`, `expired`, `unlisted`.
    pub kind: String,
    /// The word in the page's language.
    pub label: String,
}

/// One brief as a row of a list; `partials/card.html` sees it as `card`.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub url: String,
    pub title: String,
    pub lang: String,
    pub dir: String,
    pub date: Option<DateView>,
    pub updated: Option<DateView>,
    /// `brief`, `assessment`, …
    pub kind: String,
    pub kind_label: String,
    pub topic: Option<LinkView>,
    pub tags: Vec<LinkView>,
    pub channel: Option<LinkView>,
    pub series: Option<LinkView>,
    pub edition: Option<String>,
    pub confidence: Option<ConfidenceView>,
    pub likelihood: Option<LikelihoodView>,
    pub models: Vec<LinkView>,
    /// Plain text of the summary, one line's worth (at most 280 characters, cut at a word).
    pub summary: String,
    pub source_count: usize,
    pub claim_count: usize,
    pub marks: Vec<MarkView>,
    /// `2026-02`, so that lists can be grouped by month, and its name.
    pub month: String,
    pub month_label: String,
}

/// Seen by `brief.html` as `brief`.
#[derive(Debug, Clone, Serialize)]
pub struct BriefView {
    pub card: tera::Value,
    pub original_title: Option<String>,
    pub as_of: Option<DateView>,
    pub review_by: Option<DateView>,
    pub expires: Option<DateView>,
    pub summary_html: String,
    pub summary_derived: bool,
    pub bluf_html: String,
    pub abstract_html: String,
    pub body_html: String,
    /// Withdrawn without `keep_body`.
    pub body_removed: bool,
    pub toc: Vec<TocView>,
    pub reading_minutes: u32,
    pub authors: Vec<AuthorView>,
    pub provenance: ProvenanceView,
    pub sources: Vec<BriefSourceView>,
    pub source_summary: SourceSummaryView,
    pub claims: Vec<ClaimView>,
    pub notices: Vec<NoticeView>,
    pub revisions: Vec<RevisionView>,
    pub assumptions: Vec<String>,
    pub gaps: Vec<String>,
    pub biases: Vec<String>,
    pub techniques: Vec<String>,
    pub regions: Vec<String>,
    pub cite: CiteView,
    pub related: Vec<RelatedView>,
    pub backlinks: Vec<BacklinkView>,
    pub previous: Option<LinkView>,
    pub next: Option<LinkView>,
    /// The series or topic that `previous` and `next` stay in.
    pub neighbours_in: Option<LinkView>,
    pub translations: Vec<TranslationView>,
    pub methodology: Option<LinkView>,
    pub has_code: bool,
    /// The twins: `json`, `md`, when made.
    pub twins: Vec<LinkView>,
    pub license: Option<String>,
    pub rights: Option<String>,
    pub extra: tera::Value,
}

#[derive(Debug, Clone, Serialize)]
pub struct TocView {
    pub level: u8,
    pub id: String,
    pub text: String,
    pub children: Vec<TocView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AuthorView {
    pub name: String,
    pub url: Option<String>,
    pub href: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ProvenanceView {
    /// A model had a part: the label is due.
    pub ai: bool,
    /// One sentence in the page's language: `Drafted by desk-draft-1, checked by a person; responsible: …`. Empty without a model.
    pub label: String,
    pub assistance: String,
    pub review: String,
    pub responsible: Option<String>,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<DateView>,
    pub models: Vec<ModelView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ModelView {
    pub name: String,
    pub url: Option<String>,
    pub version: Option<String>,
    pub provider: Option<String>,
    pub role: Option<String>,
}

/// Seen by `page.html` as `standing`.
#[derive(Debug, Clone, Serialize)]
pub struct StandingView {
    pub title: String,
    pub description: String,
    pub body_html: String,
    pub toc: Vec<TocView>,
}

/// Seen by `redirect.html` as `redirect`.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    pub url: String,
    /// Absolute; none without a `base_url`.
    pub href: Option<String>,
}

/// One entry of the list at the foot of a brief; also the content of a citation card.
#[derive(Debug, Clone, Serialize)]
pub struct BriefSourceView {
    pub number: u16,
    pub key: String,
    pub title: String,
    pub lang: String,
    pub dir: String,
    /// Its page on this site.
    pub url: Option<String>,
    /// The original, with a text fragment when a quote is given; empty for an offline source.
    pub href: String,
    pub host: String,
    pub publisher: Option<String>,
    pub publisher_url: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<DateView>,
    pub accessed: Option<DateView>,
    pub archived: Option<String>,
    pub archived_at: Option<DateView>,
    /// `B2`; empty when neither part is known. `F` and `6` mean that it cannot be judged.
    pub grade: String,
    pub grade_label: String,
    pub ungraded: bool,
    /// `official`, and its word.
    pub kind: String,
    pub kind_label: String,
    /// `supports`, and its word.
    pub relation: String,
    pub relation_label: String,
    pub access: String,
    pub access_label: String,
    pub origin: String,
    pub descriptor: Option<String>,
    pub quote: Option<String>,
    pub locator: Option<String>,
    pub doi: Option<String>,
    /// Fragments of the uses in the text (`r-3-1`), in order.
    pub uses: Vec<UseView>,
    /// Other briefs that list it.
    pub elsewhere: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct UseView {
    pub id: String,
    /// `a`, `b`, …, `aa`.
    pub letter: String,
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

#[derive(Debug, Clone, Serialize)]
pub struct ClaimView {
    pub id: String,
    pub label: Option<String>,
    pub statement: String,
    pub role: String,
    pub role_label: String,
    pub confidence: Option<ConfidenceView>,
    pub likelihood: Option<LikelihoodView>,
    pub citations: Vec<u16>,
    pub evidence: Vec<EvidenceView>,
    pub by: Option<DateView>,
    pub status: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EvidenceView {
    pub text: String,
    pub citations: Vec<u16>,
}

/// A banner above the body.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// As in [`MarkView::kind`].
    pub kind: String,
    pub title: String,
    /// One or two sentences; may be empty.
    pub text: String,
    pub links: Vec<LinkView>,
    pub date: Option<DateView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RevisionView {
    pub date: DateView,
    pub kind: String,
    pub kind_label: String,
    pub note: Option<String>,
    pub was: Option<String>,
    pub now: Option<String>,
    pub by: Option<String>,
    /// Ids of claims on this page.
    pub claims: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CiteView {
    pub text: String,
    pub bibtex: String,
    pub ris: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    pub card: tera::Value,
    /// `2 shared sources`, in the page's language.
    pub reason: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct BacklinkView {
    pub card: tera::Value,
    pub sentence: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct TranslationView {
    pub lang: String,
    /// The language in its own name: `中文`.
    pub name: String,
    pub url: String,
}

/// `home.html`, `archive.html`, `term.html`: `list`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListView {
    pub cards: Vec<tera::Value>,
    /// The same cards as finished rows, by month.
    pub months: Vec<MonthView>,
    /// `home.html`: topics with counts. `archive.html`: the periods beneath this one.
    pub children: Vec<CountView>,
    /// Archive of a day: the rows of claims made that day, and briefs updated on it, with their rows.
    pub claims_html: String,
    pub updated: Vec<tera::Value>,
    pub updated_html: String,
    /// The period before and after, in the archive.
    pub previous: Option<LinkView>,
    pub next: Option<LinkView>,
}

/// Cards of one month that stand together in a list.
#[derive(Debug, Clone, Serialize)]
pub struct MonthView {
    /// `February 2026`; empty for briefs without a date.
    pub label: String,
    pub cards_html: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct CountView {
    pub name: String,
    pub url: String,
    pub count: usize,
    pub description: Option<String>,
    /// The date of its newest brief.
    pub latest: Option<DateView>,
    pub lang: String,
    pub dir: String,
}

/// `term.html`: `term`.
#[derive(Debug, Clone, Serialize)]
pub struct TermView {
    /// `topic`, `tag`, `channel`, `series`, `model`, `author`.
    pub kind: String,
    pub kind_label: String,
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub provider: Option<String>,
    pub href: Option<String>,
    pub count: usize,
    /// How many of its briefs stand on each rung, all five in order.
    pub confidence: Vec<RungView>,
    /// Series: editions in order, with their confidence.
    pub editions: Vec<tera::Value>,
    pub parent: Option<LinkView>,
    pub children: Vec<CountView>,
    pub feeds: Vec<AlternateView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RungView {
    pub level: String,
    pub label: String,
    pub step: u8,
    pub count: usize,
    /// Whole percents of the sum.
    pub share: u8,
    pub url: Option<String>,
}

/// One source in lists: `sources.html` sees `sources`.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRowView {
    pub key: String,
    pub title: String,
    pub lang: String,
    pub dir: String,
    pub url: String,
    pub publisher: Option<String>,
    pub publisher_url: Option<String>,
    pub published: Option<DateView>,
    pub kind: String,
    pub kind_label: String,
    pub reliability: Option<String>,
    pub brief_count: usize,
    pub claim_count: usize,
    pub latest: Option<DateView>,
}

/// `source.html`: `source`.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    pub row: SourceRowView,
    pub href: String,
    pub host: String,
    pub authors: Vec<String>,
    pub archived: Option<String>,
    pub archived_at: Option<DateView>,
    pub access: String,
    pub access_label: String,
    pub origin: String,
    pub origin_label: String,
    pub descriptor: Option<String>,
    pub reliability_label: String,
    /// Whose grade it is: `source` or `publisher`; empty without one.
    pub reliability_of: String,
    pub doi: Option<String>,
    pub aliases: Vec<String>,
    pub uses: Vec<SourceUseView>,
    /// Claims that cite nothing else.
    pub single_source_claims: usize,
    pub cocited: Vec<CocitedView>,
    pub independent_of: Vec<LinkView>,
}

/// One brief that rests on a source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceUseView {
    pub card: tera::Value,
    pub number: u16,
    /// Admiralty credibility of this use, with its words; empty when not given.
    pub credibility: String,
    pub credibility_label: String,
    pub relation: String,
    pub relation_label: String,
    pub quote: Option<String>,
    pub locator: Option<String>,
    pub claims: Vec<ClaimRowView>,
    /// Sentences that cite it outside any claim.
    pub mentions: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CocitedView {
    pub name: String,
    pub url: String,
    pub count: u32,
}

/// One claim outside its brief; `partials/claim_row.html` sees it as `claim`.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimRowView {
    /// With the fragment: `2026/02/14/slug/#c-1a2b3c`.
    pub url: String,
    pub label: Option<String>,
    pub statement: String,
    pub lang: String,
    pub dir: String,
    pub role_label: String,
    pub confidence: Option<ConfidenceView>,
    pub likelihood: Option<LikelihoodView>,
    pub citation_count: usize,
    pub brief: LinkView,
    pub date: Option<DateView>,
    /// It cites one source only.
    pub single_source: bool,
}

/// `publisher.html`: `publisher`; `publishers.html`: `publishers`.
#[derive(Debug, Clone, Serialize)]
pub struct PublisherView {
    pub id: String,
    pub name: String,
    pub url: String,
    pub kind: String,
    pub kind_label: String,
    pub country: Option<String>,
    pub reliability: Option<String>,
    pub reliability_label: String,
    pub descriptor: Option<String>,
    pub ownership: Option<String>,
    pub affiliation: Option<String>,
    pub corrections_href: Option<String>,
    pub hosts: Vec<String>,
    pub source_count: usize,
    pub brief_count: usize,
    pub citation_count: u32,
    /// Whole percents of all citations of the site.
    pub share: u8,
}
