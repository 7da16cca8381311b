//! What every view is made from: the linked site, its tables, and the words of the language a page is in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::digest::Digest;
use crate::model::brief::Library;
use crate::model::date::Moment;
use crate::model::front_matter::{Confidence, Likelihood, Rung};
use crate::model::listings::Listings;
use crate::model::page::{FeedOf, Period};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, LinkedBrief, Site, StandingPage, TermId};

use super::dates::Calendar;
use super::feed::Entries;
use super::lookup::Lookup;
use super::rows::Rows;
use super::strings::Strings;
use super::theme::Theme;
use super::view::{
    ConfidenceView, DateView, FeedView, LikelihoodView, LinkView, MenuView, OrganizationView, SiteView, Text,
};
use super::{card, key, strings, term};

/// The site as the pages of one language see it. Copied freely.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub site: &'a Site,
    pub listings: &'a Listings,
    pub lookup: &'a Lookup,
    /// Parts of feeds, made when a feed first shows them.
    pub entries: &'a Entries,
    pub packs: &'a Packs<'a>,
    pub pack: &'a Pack<'a>,
    pub rows: &'a Rows<'a>,
    pub library: &'a dyn Library,
}

/// What pages of one language share. Cards are made when a page first shows them.
pub struct Pack<'a> {
    pub strings: Strings<'a>,
    pub calendar: Calendar<'a>,
    cards: Vec<OnceLock<tera::Value>>,
    card_digests: Vec<OnceLock<Digest>>,
    terms: BTreeMap<TermKind, Vec<OnceLock<tera::Value>>>,
    site: OnceLock<Shared>,
    /// By template: it, all that it reaches, and what those see of the site and of the language.
    templates: OnceLock<BTreeMap<String, Digest>>,
}

/// What all pages of a language see of the site.
struct Shared {
    value: tera::Value,
    /// Where the entries of the main menu lead, as far as they lead to pages of the site.
    menu: Vec<Option<String>>,
}

/// The packs of all languages that pages of a site are in, by the language of the theme's strings, and their rows, which
/// say in which language a page is itself.
pub struct Packs<'a> {
    theme: &'a Theme,
    by_tag: BTreeMap<&'a str, Pack<'a>>,
    rows: BTreeMap<&'a str, Rows<'a>>,
    of_site: &'a str,
}

impl<'a> Packs<'a> {
    pub fn new(site: &'a Site, theme: &'a Theme) -> Self {
        let mut packs = BTreeMap::new();
        let mut rows = BTreeMap::new();
        let channels = site.terms_of(TermKind::Channel).iter();
        let of_channels = channels.filter_map(|it| it.registered.as_ref()?.lang.as_deref());
        let of_briefs = site.briefs.iter().map(|it| it.lang.as_str());
        let of_pages = site.pages.iter().map(|it| it.lang.as_str());
        let all = of_briefs.chain(of_pages).chain(of_channels).chain([site.config.site.language.as_str()]);
        for lang in all {
            rows.entry(lang).or_insert_with(|| Rows::new(site, theme, lang));
            let tag = theme.spoken(lang);
            packs.entry(tag).or_insert_with(|| {
                let strings = Strings::new(tag, theme.strings(lang));
                Pack {
                    strings,
                    calendar: Calendar::new(strings),
                    cards: site.briefs.iter().map(|_| OnceLock::new()).collect(),
                    card_digests: site.briefs.iter().map(|_| OnceLock::new()).collect(),
                    terms: site
                        .terms
                        .iter()
                        .map(|(&kind, all)| (kind, all.iter().map(|_| OnceLock::new()).collect()))
                        .collect(),
                    site: OnceLock::new(),
                    templates: OnceLock::new(),
                }
            });
        }
        Self { theme, by_tag: packs, rows, of_site: &site.config.site.language }
    }

    /// The pack and the rows of a language of the site; its own language's for one that no page of it is in.
    pub fn of(&self, lang: &str) -> (&Pack<'a>, &Rows<'a>) {
        let lang = if self.rows.contains_key(lang) { lang } else { self.of_site };
        (&self.by_tag[self.theme.spoken(lang)], &self.rows[lang])
    }
}

impl<'a> Scene<'a> {
    /// The same site in another language, for a text in it that stands among others.
    #[must_use]
    pub fn speaking(self, lang: &str) -> Self {
        let (pack, rows) = self.packs.of(lang);
        Self { pack, rows, ..self }
    }

    pub fn strings(self) -> Strings<'a> {
        self.pack.strings
    }

    pub fn date(self, moment: &Moment) -> DateView {
        self.pack.calendar.view(moment)
    }

    /// The card of a brief, made once a language.
    pub fn card(self, id: BriefId) -> tera::Value {
        self.pack.cards[id as usize]
            .get_or_init(|| tera::Value::from_serializable(&card::view(self, id)))
            .clone()
    }

    pub fn theme(self) -> &'a Theme {
        self.packs.theme
    }

    /// The digest of the card of a brief.
    pub fn card_digest(self, id: BriefId) -> Digest {
        *self.pack.card_digests[id as usize].get_or_init(|| key::of(&card::view(self, id)))
    }

    /// The digest of a template, of all that it reaches, and of what those see of the site and of the language.
    pub fn template_digest(self, template: &str) -> Digest {
        let all = self.pack.templates.get_or_init(|| {
            let theme = self.packs.theme;
            let site = self.site_value(theme);
            let strings = key::of(self.strings().table());
            theme.reaches().map(|(name, reach)| (name.to_owned(), reach.digest(&site, strings))).collect()
        });
        all.get(template).copied().unwrap_or_default()
    }

    pub fn cards(self, ids: &[BriefId]) -> Vec<tera::Value> {
        ids.iter().map(|&id| self.card(id)).collect()
    }

    /// A brief by its title.
    pub fn brief_link(self, id: BriefId) -> LinkView<'a> {
        let linked = self.site.brief(id);
        LinkView::new(linked.brief.front.title.value.as_str(), &linked.lang, self.lookup.brief(id))
    }

    /// A term by its name. One without a page of its own leads to the index of its kind.
    pub fn term_link(self, kind: TermKind, id: TermId) -> LinkView<'a> {
        let url = self.lookup.term(kind, id).or_else(|| self.lookup.index(kind.plural()));
        let term = self.site.term(kind, id);
        LinkView::new(term.name.as_str(), term::language(self, term), url.unwrap_or_default())
    }

    /// [`Scene::term_link`] as templates see it, made once a language for the many cards that show it.
    pub fn term_value(self, kind: TermKind, id: TermId) -> tera::Value {
        let made = || tera::Value::from_serializable(&self.term_link(kind, id));
        match self.pack.terms.get(&kind).and_then(|all| all.get(id as usize)) {
            Some(cell) => cell.get_or_init(made).clone(),
            None => made(),
        }
    }

    pub fn period_link(self, period: Period) -> Option<LinkView<'a>> {
        let url = self.lookup.period(period)?;
        Some(LinkView::own(self.pack.calendar.period(period), url))
    }

    /// An index (`topics`) by its name.
    pub fn index_link(self, kind: &'static str) -> Option<LinkView<'a>> {
        let url = self.lookup.index(kind)?;
        Some(LinkView::own(self.pack.strings.word("index", kind), url))
    }

    /// A standing page by its slug, or by folder and slug.
    pub fn standing_link(self, name: &str) -> Option<LinkView<'a>> {
        Some(self.standing_at(*self.site.page_names.get(name)? as usize))
    }

    /// A standing page by its position in `site.pages`.
    pub fn standing_at(self, at: usize) -> LinkView<'a> {
        let page = &self.site.pages[at];
        LinkView::new(page.page.front.title.value.as_str(), &page.lang, self.lookup.standing(at))
    }

    /// The confidence of a brief: without its words about the text when that was withdrawn.
    pub fn confidence_of(self, linked: &'a LinkedBrief) -> Option<ConfidenceView<'a>> {
        let view = self.confidence(linked.confidence()?);
        Some(match linked.shows_body() {
            true => view,
            false => ConfidenceView { qualifier: None, basis: None, ..view },
        })
    }

    pub fn confidence(self, it: &'a Confidence) -> ConfidenceView<'a> {
        ConfidenceView {
            level: it.rung.word(),
            step: step(it.rung),
            label: &it.label,
            qualifier: it.qualifier.as_deref(),
            basis: it.basis.as_deref(),
            url: self.lookup.rung(it.rung),
        }
    }

    /// The feeds of something.
    pub fn feeds(self, of: FeedOf) -> Vec<FeedView<'a>> {
        let all = self.lookup.feeds(of).iter();
        all.map(|(format, url)| FeedView { name: format.title, media: format.media, url }).collect()
    }

    /// Whether the feeds of the site carry whole texts.
    pub fn full_feeds(self) -> bool {
        self.site.config.feeds.full
    }

    /// The address below `base_url` of an address relative to the root; absent without a `base_url`.
    pub fn absolute(self, url: &str) -> Option<String> {
        self.site.config.absolute(self.lookup.canonical(url))
    }

    /// [`Scene::absolute`], else the relative address: what data files name pages by.
    pub fn address(self, url: &str) -> String {
        let url = self.lookup.canonical(url);
        self.site.config.absolute(url).unwrap_or_else(|| url.to_owned())
    }

    /// What templates see as `site`, made once a language.
    pub fn site_value(self, theme: &Theme) -> tera::Value {
        self.shared(theme).value.clone()
    }

    /// Where the entries of the main menu lead, as far as they lead to pages of the site.
    pub fn menu_urls(self, theme: &Theme) -> &'a [Option<String>] {
        &self.shared(theme).menu
    }

    fn shared(self, theme: &Theme) -> &'a Shared {
        self.pack.site.get_or_init(|| {
            let view = self.site_view(theme);
            let menu = view.menu.iter().map(|it| it.url.map(str::to_owned)).collect();
            Shared { value: tera::Value::from_serializable(&view), menu }
        })
    }

    fn site_view(self, theme: &Theme) -> SiteView<'a> {
        let config = &self.site.config;
        let organization = &config.organization;
        SiteView {
            title: &config.site.title,
            description: &config.site.description,
            lang: &config.site.language,
            dir: strings::direction(&config.site.language),
            home_url: crate::paths::Address::parent("").url(self.lookup.style),
            base_url: config.site.base_url.as_deref(),
            author: config.site.author.as_deref(),
            copyright: config.site.copyright.as_deref(),
            organization: OrganizationView {
                name: organization.name.as_deref(),
                href: organization.url.as_deref(),
                contact: organization.contact.as_deref(),
                contact_href: organization.contact.as_deref().and_then(contact_href),
            },
            menu: match &config.menu.main {
                Some(items) => items.iter().map(|it| self.menu_item(&it.name, &it.url)).collect(),
                None => self.default_menu(),
            },
            footer: match &config.menu.footer {
                Some(items) => items.iter().map(|it| self.menu_item(&it.name, &it.url)).collect(),
                None => self.standing_menu(|it| it.page.front.menu != Some(true) && it.is_top()),
            },
            feeds: self.feeds(FeedOf::Site),
            icon_url: self.lookup.icon.as_ref().map(|it| it.url.as_str()),
            ai_label: config.ai_label.word(),
            theme: tera::Value::from_serializable(&theme.settings),
            assets: theme.asset_urls.clone(),
            extra: tera::Value::from_serializable(&config.extra),
            generator: super::head::GENERATOR,
            brief_count: self.listings.briefs.len(),
            source_count: self.listings.sources.len(),
        }
    }

    /// The indexes that have content, then the standing pages that ask to be here.
    fn default_menu(self) -> Vec<MenuView<'a>> {
        let indexes = [
            "topics",
            "series",
            "tags",
            "channels",
            "sources",
            "publishers",
            "entities",
            "models",
            "authors",
            "confidence",
            "claims",
        ];
        let mut menu: Vec<_> = indexes
            .into_iter()
            .filter_map(|kind| {
                let url = self.lookup.index(kind)?;
                let name = self.strings().word("index", kind);
                Some(MenuView { name, lang: "", dir: "", url: Some(url), href: None, key: kind })
            })
            .collect();
        menu.extend(self.standing_menu(|it| it.page.front.menu == Some(true)));
        menu
    }

    fn standing_menu(self, wanted: impl Fn(&StandingPage) -> bool) -> Vec<MenuView<'a>> {
        let all = self.site.pages.iter().enumerate().filter(|(_, it)| wanted(it));
        all.map(|(at, it)| MenuView {
            name: &it.page.front.title.value,
            lang: &it.lang,
            dir: strings::direction(&it.lang),
            url: Some(self.lookup.standing(at)),
            href: None,
            key: "",
        })
        .collect()
    }

    /// A configured entry: an address elsewhere stays as it is, one of the site becomes relative to the root.
    fn menu_item(self, name: &'a str, url: &'a str) -> MenuView<'a> {
        let elsewhere = url.contains("://") || url.starts_with("mailto:");
        let inside = url.trim_start_matches('/');
        MenuView {
            name,
            lang: &self.site.config.site.language,
            dir: strings::direction(&self.site.config.site.language),
            url: (!elsewhere).then_some(inside),
            href: elsewhere.then_some(url),
            key: inside.split('/').next().unwrap_or_default(),
        }
    }
}

pub fn likelihood(it: &Likelihood) -> LikelihoodView<'_> {
    let (low, high) = (percent(it.low), percent(it.high));
    let range = if low == high { format!("{low} %") } else { format!("{low}–{high} %") };
    LikelihoodView { term: it.term.as_deref(), low, high, range }
}

/// A probability in whole percents.
pub fn percent(probability: f64) -> u8 {
    (probability.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// The position of a rung among the five, from 1.
pub fn step(rung: Rung) -> u8 {
    RUNGS.iter().position(|it| *it == rung).map_or(0, |at| at as u8 + 1)
}

/// The rungs, from low to high.
pub const RUNGS: [Rung; 5] = [Rung::Low, Rung::LowMedium, Rung::Medium, Rung::MediumHigh, Rung::High];

/// Where a contact leads: an http or https address, or an address of mail.
fn contact_href(contact: &str) -> Option<Text<'_>> {
    if ["https://", "http://", "mailto:"].iter().any(|it| contact.starts_with(it)) {
        return Some(contact.into());
    }
    let (name, host) = contact.split_once('@')?;
    let plain =
        |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
    (plain(name) && plain(host)).then(|| format!("mailto:{contact}").into())
}
