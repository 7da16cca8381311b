//! What every view is made from: the linked site, its tables, and the words of the language a page is in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::model::brief::Library;
use crate::model::date::Moment;
use crate::model::front_matter::{Confidence, Likelihood, Rung};
use crate::model::listings::Listings;
use crate::model::page::{FeedOf, Period};
use crate::model::registry::TermKind;
use crate::model::site::{BriefId, Site, TermId};

use super::card;
use super::dates::Calendar;
use super::lookup::{Format, Lookup};
use super::rows::Rows;
use super::strings::Strings;
use super::theme::Theme;
use super::view::{
    AlternateView, ConfidenceView, DateView, LikelihoodView, LinkView, MenuView, OrganizationView, SiteView,
};

/// The site as the pages of one language see it. Copied freely.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub site: &'a Site,
    pub listings: &'a Listings,
    pub lookup: &'a Lookup<'a>,
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
    site: OnceLock<tera::Value>,
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
                    site: OnceLock::new(),
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

    pub fn strings(&self) -> Strings<'a> {
        self.pack.strings
    }

    pub fn date(&self, moment: &Moment) -> DateView {
        self.pack.calendar.view(moment)
    }

    /// The card of a brief, made once a language.
    pub fn card(&self, id: BriefId) -> tera::Value {
        self.pack.cards[id as usize]
            .get_or_init(|| tera::Value::from_serializable(&card::view(*self, id)))
            .clone()
    }

    pub fn cards(&self, ids: &[BriefId]) -> Vec<tera::Value> {
        ids.iter().map(|&id| self.card(id)).collect()
    }

    /// A brief by its title.
    pub fn brief_link(&self, id: BriefId) -> LinkView {
        LinkView {
            name: self.site.brief(id).brief.front.title.value.clone(),
            url: self.lookup.brief(id).to_owned(),
        }
    }

    /// A term by its name. One without a page of its own leads to the index of its kind.
    pub fn term_link(&self, kind: TermKind, id: TermId) -> LinkView {
        let url = self.lookup.term(kind, id).or_else(|| self.lookup.index(kind.plural()));
        LinkView { name: self.site.term(kind, id).name.clone(), url: url.unwrap_or_default().to_owned() }
    }

    pub fn term_links(&self, kind: TermKind, ids: &[TermId]) -> Vec<LinkView> {
        ids.iter().map(|&id| self.term_link(kind, id)).collect()
    }

    pub fn period_link(&self, period: Period) -> Option<LinkView> {
        let url = self.lookup.period(period)?.to_owned();
        Some(LinkView { name: self.pack.calendar.period(period), url })
    }

    /// An index (`topics`) by its name.
    pub fn index_link(&self, kind: &str) -> Option<LinkView> {
        let url = self.lookup.index(kind)?.to_owned();
        Some(LinkView { name: self.pack.strings.word("index", kind).to_owned(), url })
    }

    /// A standing page by its slug.
    pub fn standing_link(&self, slug: &str) -> Option<LinkView> {
        let at = self.site.pages.binary_search_by(|it| it.page.slug.value.as_str().cmp(slug)).ok()?;
        let name = self.site.pages[at].page.front.title.value.clone();
        Some(LinkView { name, url: self.lookup.standing(at).to_owned() })
    }

    pub fn confidence(&self, it: &Confidence) -> ConfidenceView {
        ConfidenceView {
            level: it.rung.word().to_owned(),
            step: step(it.rung),
            label: it.label.clone(),
            qualifier: it.qualifier.clone(),
            basis: it.basis.clone(),
            url: self.lookup.rung(it.rung).map(str::to_owned),
        }
    }

    /// The feeds of something as alternates of a page; `title` is empty for the site's own.
    pub fn feeds(&self, of: FeedOf, title: &str) -> Vec<AlternateView> {
        let site = &self.site.config.site.title;
        let title = if title.is_empty() { site.clone() } else { format!("{title} · {site}") };
        let view = |(format, url): &(Format, String)| AlternateView {
            rel: "alternate".to_owned(),
            media: format.media.to_owned(),
            title: format!("{title} · {}", format.title),
            url: Some(url.clone()),
            href: None,
            hreflang: String::new(),
        };
        self.lookup.feeds(of).iter().map(view).collect()
    }

    /// The address below `base_url` of an address relative to the root; absent without a `base_url`.
    pub fn absolute(&self, url: &str) -> Option<String> {
        self.site.config.absolute(self.lookup.canonical(url))
    }

    /// [`Scene::absolute`], else the relative address: what data files name pages by.
    pub fn address(&self, url: &str) -> String {
        let url = self.lookup.canonical(url);
        self.site.config.absolute(url).unwrap_or_else(|| url.to_owned())
    }

    /// What templates see as `site`, made once a language.
    pub fn site_value(&self, theme: &Theme) -> tera::Value {
        self.pack.site.get_or_init(|| tera::Value::from_serializable(&self.site_view(theme))).clone()
    }

    fn site_view(&self, theme: &Theme) -> SiteView {
        let config = &self.site.config;
        let organization = &config.organization;
        SiteView {
            title: config.site.title.clone(),
            description: config.site.description.clone(),
            lang: config.site.language.clone(),
            home_url: crate::paths::Address::parent("").url(self.lookup.style),
            base_url: config.site.base_url.clone(),
            author: config.site.author.clone(),
            copyright: config.site.copyright.clone(),
            organization: OrganizationView {
                name: organization.name.clone(),
                href: organization.url.clone(),
                contact: organization.contact.clone(),
                contact_href: organization.contact.as_deref().and_then(contact_href),
            },
            menu: match &config.menu.main {
                Some(items) => items.iter().map(|it| self.menu_item(&it.name, &it.url)).collect(),
                None => self.default_menu(),
            },
            footer: match &config.menu.footer {
                Some(items) => items.iter().map(|it| self.menu_item(&it.name, &it.url)).collect(),
                None => self.standing_menu(|menu| menu != Some(true)),
            },
            feeds: self.feeds(FeedOf::Site, ""),
            ai_label: config.ai_label.word().to_owned(),
            theme: tera::Value::from_serializable(&theme.settings),
            extra: tera::Value::from_serializable(&config.extra),
            generator: concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
            brief_count: self.listings.briefs.len(),
            source_count: self.listings.sources.len(),
        }
    }

    /// The indexes that have content, then the standing pages that ask to be here.
    fn default_menu(&self) -> Vec<MenuView> {
        let indexes = [
            "topics",
            "series",
            "tags",
            "channels",
            "sources",
            "publishers",
            "models",
            "authors",
            "confidence",
            "claims",
        ];
        let mut menu: Vec<_> = indexes
            .into_iter()
            .filter_map(|kind| {
                let LinkView { name, url } = self.index_link(kind)?;
                Some(MenuView { name, url: Some(url), href: None, key: kind.to_owned() })
            })
            .collect();
        menu.extend(self.standing_menu(|menu| menu == Some(true)));
        menu
    }

    fn standing_menu(&self, wanted: impl Fn(Option<bool>) -> bool) -> Vec<MenuView> {
        let all = self.site.pages.iter().enumerate().filter(|(_, it)| wanted(it.page.front.menu));
        all.map(|(at, it)| MenuView {
            name: it.page.front.title.value.clone(),
            url: Some(self.lookup.standing(at).to_owned()),
            href: None,
            key: String::new(),
        })
        .collect()
    }

    /// A configured entry: an address elsewhere stays as it is, one of the site becomes relative to the root.
    fn menu_item(&self, name: &str, url: &str) -> MenuView {
        let elsewhere = url.contains("://") || url.starts_with("mailto:");
        let inside = url.trim_start_matches('/');
        MenuView {
            name: name.to_owned(),
            url: (!elsewhere).then(|| inside.to_owned()),
            href: elsewhere.then(|| url.to_owned()),
            key: inside.split('/').next().unwrap_or_default().to_owned(),
        }
    }
}

pub fn likelihood(it: &Likelihood) -> LikelihoodView {
    let (low, high) = (percent(it.low), percent(it.high));
    let range = if low == high { format!("{low} %") } else { format!("{low}–{high} %") };
    LikelihoodView { term: it.term.clone(), low, high, range }
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
fn contact_href(contact: &str) -> Option<String> {
    if ["https://", "http://", "mailto:"].iter().any(|it| contact.starts_with(it)) {
        return Some(contact.to_owned());
    }
    let (name, host) = contact.split_once('@')?;
    let plain =
        |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
    (plain(name) && plain(host)).then(|| format!("mailto:{contact}"))
}
