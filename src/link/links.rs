//! Links and images of bodies: what each leads to, and those that lead nowhere.

use super::catalog::{Called, Catalog, Found};
use super::destinations::{clean, decoded, external, has_scheme};
use super::hints::Hints;
use crate::diag::{Diagnostic, Rule, rules};
use crate::model::brief::{Body, Brief, Link};
use crate::model::site::{BriefId, ImageTarget, LinkedBrief, Named, Site, StandingPage, Target};
use crate::paths::{SlugStyle, encode_path, slugify};
use crate::source::Span;
use crate::workers::Workers;

/// What the links and images of one body lead to.
#[derive(Default)]
pub(super) struct Linked {
    pub links: Vec<Target>,
    /// The texts that links between double brackets lead to, by position in `links`.
    pub named: Vec<(u32, Named)>,
    pub images: Vec<ImageTarget>,
    /// The briefs that are linked to, each with the first link that does.
    pub briefs: Vec<(BriefId, u32)>,
}

/// Resolves the links of briefs and standing pages.
pub(super) struct Linker<'a> {
    pub site: &'a Site,
    pub catalog: &'a Catalog<'a>,
}

/// What is to be said of a destination: rule, message, hint.
type Told = (&'static Rule, String, Option<String>);

/// A fault of a destination. Guesses at what was meant are counted, so each waits for its turn.
type Fault<'a> = Box<dyn FnOnce(&Hints) -> Told + Send + 'a>;

/// Whose body it is.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    Brief(&'a LinkedBrief),
    Page(&'a StandingPage),
}

impl<'a> Owner<'a> {
    fn text(self) -> &'a Brief {
        match self {
            Self::Brief(it) => &it.brief,
            Self::Page(it) => &it.page,
        }
    }

    fn lang(self) -> &'a str {
        match self {
            Self::Brief(it) => &it.lang,
            Self::Page(it) => &it.lang,
        }
    }

    /// Whether its page has a place with this id.
    fn has_id(self, id: &str) -> bool {
        if id == "top" {
            return true;
        }
        let Self::Brief(brief) = self else { return has_id(&self.text().body, id) };
        let source = id.strip_prefix("s-").and_then(number).and_then(|it| brief.listed(it));
        let cited = id.strip_prefix("r-").and_then(|it| it.split_once('-')).and_then(|(source, nth)| {
            let listed = brief.listed(number(source)?)?;
            (1..=listed.cited).contains(&u32::from(number(nth)?)).then_some(())
        });
        source.is_some() || (brief.shows_body() && (cited.is_some() || has_id(&brief.brief.body, id)))
    }

    /// Ids for hints.
    fn ids(self) -> impl Iterator<Item = &'a str> {
        self.text().body.ids.iter().map(String::as_str)
    }
}

fn has_id(body: &Body, id: &str) -> bool {
    body.ids.binary_search_by(|it| it.as_str().cmp(id)).is_ok() || body.claims.iter().any(|it| it.id == id)
}

/// The id that is meant by what stands behind the `#` between double brackets: an id, or the words of a heading.
fn place(heading: &str, text: Owner<'_>) -> String {
    let made = slugify(heading, SlugStyle::Unicode);
    if !text.has_id(heading) && text.has_id(&made) { made } else { heading.to_owned() }
}

/// A number as ids hold it: digits without a sign.
fn number(digits: &str) -> Option<u16> {
    digits.bytes().all(|it| it.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

impl<'a> Linker<'a> {
    /// What the links and images of all bodies lead to: those of the briefs, then those of the pages.
    pub(super) fn all(
        &'a self,
        workers: &impl Workers,
        hints: &Hints,
        out: &mut Vec<Diagnostic>,
    ) -> (Vec<Linked>, Vec<Linked>) {
        let Site { briefs, pages, .. } = self.site;
        let mut told = |owners: &[Owner<'_>], all: Vec<(Linked, Vec<(Span, Fault<'_>)>)>| {
            let one = |(owner, (linked, faults)): (&Owner<'_>, (_, Vec<(Span, Fault<'_>)>))| {
                for (span, fault) in faults {
                    let (rule, message, hint) = fault(hints);
                    let found = Diagnostic::new(rule, &owner.text().path, message);
                    out.push(found.at(span).maybe_hint(hint));
                }
                linked
            };
            owners.iter().zip(all).map(one).collect()
        };
        let owners: Vec<_> = briefs.iter().map(Owner::Brief).collect();
        let briefs = told(&owners, workers.each(&owners, |it| self.body(*it)));
        let owners: Vec<_> = pages.iter().map(Owner::Page).collect();
        let pages = told(&owners, workers.each(&owners, |it| self.body(*it)));
        (briefs, pages)
    }

    /// What the links and images of a body lead to, and what is wrong with those that lead nowhere.
    fn body(&'a self, owner: Owner<'a>) -> (Linked, Vec<(Span, Fault<'a>)>) {
        let text = owner.text();
        let mut linked = Linked::default();
        let mut faults = Vec::new();
        linked.links.reserve_exact(text.body.links.len());
        for (at, Link { destination, wiki, span, .. }) in text.body.links.iter().enumerate() {
            let (target, found, fault) = match wiki {
                true => self.wiki(destination, owner),
                false => self.link(destination, owner),
            };
            if let Some(Found::Brief(id)) = found {
                linked.briefs.push((id, at as u32));
            }
            match found {
                Some(Found::Brief(id)) if *wiki => linked.named.push((at as u32, Named::Brief(id))),
                Some(Found::Page(page)) if *wiki => linked.named.push((at as u32, Named::Page(page))),
                _ => {}
            }
            faults.extend(fault.map(|fault| (*span, fault)));
            linked.links.push(target);
        }
        // The first link to each, in order of brief.
        linked.briefs.sort_unstable();
        linked.briefs.dedup_by_key(|it| it.0);
        for image in &text.body.images {
            linked.images.push(self.image(&image.destination, text).unwrap_or_else(|fault| {
                faults.push((image.span, fault));
                ImageTarget { target: Target::Dead, dimensions: None }
            }));
        }
        (linked, faults)
    }

    fn link(&'a self, destination: &'a str, owner: Owner<'a>) -> (Target, Option<Found>, Option<Fault<'a>>) {
        let written = clean(destination);
        if has_scheme(&written) {
            return match external(&written) {
                Some(url) => (Target::External(url), None, None),
                None => (Target::Dead, None, Some(Box::new(move |_| unsafe_url(&written)))),
            };
        }
        let (path, fragment) = match written.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (&*written, None),
        };
        let path = path.split('?').next().unwrap_or(path);
        if path.is_empty() {
            return match fragment.map(|it| (it, self.anchor(it, owner))) {
                None => {
                    let nowhere = |_: &Hints| {
                        let hint = Some("write the address, or take the brackets out".to_owned());
                        (&rules::BROKEN_LINK, "a link without an address".into(), hint)
                    };
                    (Target::Dead, None, Some(Box::new(nowhere)))
                }
                Some((_, Err(fault))) => (Target::Dead, None, Some(fault)),
                Some((_, Ok(fragment))) => (Target::Fragment(fragment), None, None),
            };
        }
        let found = self.catalog.find(path, &owner.text().path);
        if found.as_ref().is_none_or(|it| matches!(it, Found::Hidden(_) | Found::Elsewhere)) {
            let path = path.to_owned();
            return (
                Target::Dead,
                None,
                Some(Box::new(move |hints| self.broken(&path, found.as_ref(), hints))),
            );
        }
        self.within(found, fragment)
    }

    /// What a link between double brackets leads to: `name`, `name#heading` or `#heading`.
    fn wiki(&'a self, destination: &'a str, owner: Owner<'a>) -> (Target, Option<Found>, Option<Fault<'a>>) {
        let (name, heading) = match destination.split_once('#') {
            Some((name, heading)) => (name.trim(), Some(heading.trim())),
            None => (destination, None),
        };
        let own = |text: Owner<'_>| heading.map(|it| place(it, text));
        if name.is_empty() {
            return match self.anchor(&own(owner).unwrap_or_default(), owner) {
                Ok(fragment) => (Target::Fragment(fragment), None, None),
                Err(fault) => (Target::Dead, None, Some(fault)),
            };
        }
        let dead = |fault: Fault<'a>| (Target::Dead, None, Some(fault));
        match self.catalog.called(name, owner.lang()) {
            Called::One(Found::Hidden(at)) => dead(Box::new(move |_| {
                let (message, hint) = self.catalog.hidden(name, at);
                (&rules::BROKEN_LINK, message, hint)
            })),
            Called::One(found) => {
                let text = match &found {
                    Found::Brief(id) => Owner::Brief(self.site.brief(*id)),
                    Found::Page(at) => Owner::Page(&self.site.pages[*at as usize]),
                    _ => owner,
                };
                self.within(Some(found), own(text).as_deref())
            }
            Called::Many(found) => dead(Box::new(move |_| {
                let files: Vec<_> =
                    found.iter().filter_map(|it| self.catalog.file(it)).map(|it| format!("`{it}`")).collect();
                let message = format!("`[[{name}]]` may be {}", files.join(" or "));
                let hint = "write a slug that only one has, or the address: `[words](/2026/02/14/slug/)`";
                (&rules::AMBIGUOUS_LINK, message, Some(hint.to_owned()))
            })),
            Called::None => dead(Box::new(move |hints| {
                let near = hints.nearest(name, self.catalog.slugs().chain(self.catalog.titles()));
                let message = format!("no text of this site is called `{name}`");
                (&rules::BROKEN_LINK, message, near.map(|it| format!("did you mean `[[{it}]]`?")))
            })),
        }
    }

    /// The target of what was found, at a place of it.
    fn within(
        &'a self,
        found: Option<Found>,
        fragment: Option<&str>,
    ) -> (Target, Option<Found>, Option<Fault<'a>>) {
        let (address, anchored) = match &found {
            Some(Found::Brief(id)) => {
                let brief = self.site.brief(*id);
                (&brief.address, Some(Owner::Brief(brief)))
            }
            Some(Found::Page(at)) => {
                let page = &self.site.pages[*at as usize];
                (&page.address, Some(Owner::Page(page)))
            }
            Some(Found::File(at)) => (&self.site.files[*at as usize].address, None),
            Some(Found::Made(address)) => (address, None),
            Some(Found::Hidden(_) | Found::Elsewhere) | None => return (Target::Dead, None, None),
        };
        let (fragment, fault) = match (fragment.filter(|it| !it.is_empty()), anchored) {
            (None, _) => (None, None),
            // What is made of many briefs, and files of other kinds, keep places of their own.
            (Some(fragment), None) => (Some(encode_path(&decoded(fragment))), None),
            (Some(fragment), Some(target)) => match self.anchor(fragment, target) {
                Ok(fragment) => (Some(fragment), None),
                Err(fault) => (None, Some(fault)),
            },
        };
        (Target::Internal { address: address.clone(), fragment }, found, fault)
    }

    /// The fragment, encoded, when the page of `target` has such a place.
    fn anchor(&self, fragment: &str, target: Owner<'a>) -> Result<String, Fault<'a>> {
        let id = decoded(fragment);
        if id.is_empty() || target.has_id(&id) {
            return Ok(encode_path(&id));
        }
        Err(Box::new(move |hints| {
            let message = format!("`{}` has no place `#{id}`", target.text().path);
            let hint = hints.nearest(&id, target.ids()).map(|it| format!("did you mean `#{it}`?"));
            let hint = hint.unwrap_or_else(|| format!("give a heading or claim there the id: `{{#{id}}}`"));
            (&rules::BROKEN_ANCHOR, message, Some(hint))
        }))
    }

    fn image(&'a self, destination: &'a str, text: &Brief) -> Result<ImageTarget, Fault<'a>> {
        let written = clean(destination);
        if has_scheme(&written) {
            return Err(Box::new(move |_| {
                let message = format!("`{written}` is an image of another site");
                let hint = "put a copy into the brief's folder or under `static/`".to_owned();
                (&rules::UNSAFE_URL, message, Some(hint))
            }));
        }
        let path = written.split(['#', '?']).next().unwrap_or(&written);
        match self.catalog.find(path, &text.path) {
            Some(Found::File(at)) => {
                let file = &self.site.files[at as usize];
                let target = Target::Internal { address: file.address.clone(), fragment: None };
                Ok(ImageTarget { target, dimensions: file.asset.dimensions })
            }
            _ => {
                let name = last_segment(path);
                Err(Box::new(move |hints| {
                    let files = self.site.files.iter().filter_map(|it| it.asset.path.rsplit('/').next());
                    let hint = hints.nearest(&name, files).map(|it| format!("did you mean `{it}`?"));
                    let hint = hint.unwrap_or_else(|| {
                        "images stand in the folder of a brief that is an `index.md`, or under `static/`"
                            .to_owned()
                    });
                    (&rules::BROKEN_LINK, format!("there is no image `{written}`"), Some(hint))
                }))
            }
        }
    }

    fn broken(&self, written: &str, found: Option<&Found>, hints: &Hints) -> Told {
        if let Some(Found::Hidden(at)) = found {
            let (message, hint) = self.catalog.hidden(written, *at);
            return (&rules::BROKEN_LINK, message, hint);
        }
        let name = last_segment(written);
        let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(&name);
        let elsewhere = self.catalog.brief(stem, "").and_then(|it| match it {
            Found::Brief(id) => Some(&self.site.brief(id).brief),
            _ => None,
        });
        let made = || {
            let path = written.strip_prefix('/')?.trim_end_matches('/');
            let near = hints.nearest(path, self.catalog.made().keys().map(String::as_str))?;
            Some(format!("did you mean `/{near}/`?"))
        };
        let hint = match elsewhere {
            Some(brief) => Some(format!("did you mean `{}`, which is `{}`?", brief.slug.value, brief.path)),
            None => made().or_else(|| hints.did_you_mean(stem, self.catalog.slugs())).or_else(|| {
                Some("name a brief by its slug, the path of its file or its address from the root".to_owned())
            }),
        };
        (&rules::BROKEN_LINK, format!("`{written}` leads to nothing on this site"), hint)
    }
}

fn unsafe_url(written: &str) -> Told {
    let message = format!("`{written}` may not be linked");
    (&rules::UNSAFE_URL, message, Some("links lead to pages of this site, http, https or mailto".to_owned()))
}

fn last_segment(path: &str) -> String {
    decoded(path.trim_end_matches('/').rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::link;
    use crate::link::fixture::{at, brief, claim, file, image, link, parsed, source, told, wiki};
    use crate::link::{Parsed, Show};
    use crate::model::front_matter::Status;
    use crate::workers::OneThread;

    /// A site with one of everything, and in it a brief with the given links and images.
    fn publication(links: &[&str], images: &[&str]) -> Parsed {
        let mut it = parsed(vec![
            brief("content/2026/harbour/index.md", "2026-02-14", |it| {
                it.front.topic = Some(at("Ports"));
                it.front.aliases = vec![at("/old/harbour/")];
                it.body.ids = vec!["berths".to_owned()];
                source(it, "quay", "", "Quay");
                claim(it, 100, &["1"]);
            }),
            brief("content/2025/能源.md", "2025-03-01", |_| {}),
            brief("content/2026/draft.md", "2026-02-15", |it| it.front.status = Status::Draft),
            brief("content/2026/later.md", "2026-12-15", |_| {}),
            brief("content/2026/here.md", "2026-02-16", |it| {
                it.body.ids = vec!["own".to_owned()];
                links.iter().for_each(|to| link(it, to));
                images.iter().for_each(|to| image(it, to));
            }),
        ]);
        it.pages = vec![brief("content/pages/method.md", "", |it| it.body.ids = vec!["scale".to_owned()])];
        it.files = vec![
            file("content/2026/harbour/map.png"),
            file("content/2026/draft/secret.png"),
            file("static/logo.svg"),
        ];
        it
    }

    fn shown(target: &Target) -> String {
        match target {
            Target::Internal { address, fragment } => {
                let fragment = fragment.as_ref().map_or(String::new(), |it| format!("#{it}"));
                format!("/{}{fragment}", address.url(crate::paths::UrlStyle::Folder))
            }
            Target::Fragment(it) => format!("#{it}"),
            Target::External(it) => it.clone(),
            Target::Dead => "dead".to_owned(),
        }
    }

    fn check(links: &[&str], expect: Expect) {
        let linked = link::site(publication(links, &[]), &OneThread);
        let site = linked.value;
        let here = site.briefs.iter().find(|it| it.brief.slug.value == "here").unwrap();
        let targets: String =
            links.iter().zip(&here.links).map(|(a, b)| format!("{a} → {}\n", shown(b))).collect();
        let faults: Vec<_> =
            linked.diagnostics.into_iter().filter(|it| it.rule.name != "future-date").collect();
        expect.assert_eq(&(targets + &told(&faults)));
    }

    #[test]
    fn every_way_to_name_a_standing_page() {
        let links = [
            "start",
            "guide/start",
            "more/start",
            "start.md",
            "../about.md",
            "about",
            "/more/start/",
            "more",
        ];
        let mut it = parsed(Vec::new());
        let page = |path: &&str| {
            brief(path, "", |it| {
                if path.ends_with("more/here.md") {
                    links.iter().for_each(|to| link(it, to));
                }
            })
        };
        let paths = ["about.md", "guide/start.md", "more/here.md", "more/start.md", "more/index.md"];
        it.pages = paths.map(|it| page(&&*format!("content/pages/{it}"))).into();
        let linked = link::site(it, &OneThread);
        let here = linked.value.pages.iter().find(|it| it.page.slug.value == "here").unwrap();
        let targets = links.iter().zip(&here.links).map(|(a, b)| format!("{a} → {}\n", shown(b)));
        expect![[r#"
            start → /more/start/
            guide/start → /guide/start/
            more/start → /more/start/
            start.md → /more/start/
            ../about.md → /about/
            about → /about/
            /more/start/ → /more/start/
            more → /more/
        "#]]
        .assert_eq(&(targets.collect::<String>() + &told(&linked.diagnostics)));
    }

    #[test]
    fn every_way_to_name_a_brief() {
        check(
            &[
                "harbour",
                "harbour/index.md",
                "./harbour/#berths",
                "../2026/harbour/index.md#s-1",
                "/2026/02/14/harbour/",
                "/2026/02/14/harbour#c-000064",
                "/2026/02/14/harbour.html",
                "/2026/02/14/harbour/index.html?x=1",
                "/2026/02/14/harbour/index.json",
                "/old/harbour/",
                "../2025/%E8%83%BD%E6%BA%90.md",
                "/2025/03/01/能源/",
                "能源",
                "method#scale",
                "../pages/method.md",
                "/method/",
            ],
            expect![[r#"
                harbour → /2026/02/14/harbour/
                harbour/index.md → /2026/02/14/harbour/
                ./harbour/#berths → /2026/02/14/harbour/#berths
                ../2026/harbour/index.md#s-1 → /2026/02/14/harbour/#s-1
                /2026/02/14/harbour/ → /2026/02/14/harbour/
                /2026/02/14/harbour#c-000064 → /2026/02/14/harbour/#c-000064
                /2026/02/14/harbour.html → /2026/02/14/harbour/
                /2026/02/14/harbour/index.html?x=1 → /2026/02/14/harbour/
                /2026/02/14/harbour/index.json → /2026/02/14/harbour/index.json
                /old/harbour/ → /2026/02/14/harbour/
                ../2025/%E8%83%BD%E6%BA%90.md → /2025/03/01/%E8%83%BD%E6%BA%90/
                /2025/03/01/能源/ → /2025/03/01/%E8%83%BD%E6%BA%90/
                能源 → /2025/03/01/%E8%83%BD%E6%BA%90/
                method#scale → /method/#scale
                ../pages/method.md → /method/
                /method/ → /method/
            "#]],
        );
    }

    #[test]
    fn pages_of_many_briefs_and_files() {
        check(
            &[
                "/",
                "/topics/",
                "/topics/ports/",
                "/2026/02/",
                "/claims/2026/",
                "/feed.xml",
                "/topics/ports/feed.json",
            ],
            expect![[r#"
                / → /
                /topics/ → /topics/
                /topics/ports/ → /topics/ports/
                /2026/02/ → /2026/02/
                /claims/2026/ → /claims/2026/
                /feed.xml → /feed.xml
                /topics/ports/feed.json → /topics/ports/feed.json
            "#]],
        );
        check(
            &[
                "/sources/quay/",
                "/confidence/medium/",
                "/logo.svg",
                "harbour/map.png",
                "/2026/02/14/harbour/map.png",
            ],
            expect![[r#"
                /sources/quay/ → /sources/quay/
                /confidence/medium/ → /confidence/medium/
                /logo.svg → /logo.svg
                harbour/map.png → /2026/02/14/harbour/map.png
                /2026/02/14/harbour/map.png → /2026/02/14/harbour/map.png
            "#]],
        );
    }

    #[test]
    fn links_to_nothing() {
        check(
            &[
                "harbor",
                "../2025/harbour.md",
                "/topics/prots/",
                "draft.md",
                "later",
                "draft/secret.png",
                "",
                "../../../etc",
            ],
            expect![[r#"
                harbor → dead
                ../2025/harbour.md → dead
                /topics/prots/ → dead
                draft.md → dead
                later → dead
                draft/secret.png → dead
                 → dead
                ../../../etc → dead
                content/2026/here.md:100 broken-link: `harbor` leads to nothing on this site (did you mean `harbour`?)
                content/2026/here.md:100 broken-link: `../2025/harbour.md` leads to nothing on this site (did you mean `harbour`, which is `content/2026/harbour/index.md`?)
                content/2026/here.md:100 broken-link: `/topics/prots/` leads to nothing on this site (did you mean `/topics/ports/`?)
                content/2026/here.md:100 broken-link: `draft.md` is a draft: `content/2026/draft.md` (publish it first, or build with `-D`)
                content/2026/here.md:100 broken-link: `later` is not public before 2026-12-15T00:00:00Z: `content/2026/later.md` (wait until then, or build with `-F`)
                content/2026/here.md:100 broken-link: `draft/secret.png` leads to nothing on this site (name a brief by its slug, the path of its file or its address from the root)
                content/2026/here.md:100 broken-link: a link without an address (write the address, or take the brackets out)
                content/2026/here.md:100 broken-link: `../../../etc` leads to nothing on this site (name a brief by its slug, the path of its file or its address from the root)
            "#]],
        );
    }

    #[test]
    fn places_in_pages() {
        check(
            &[
                "#own",
                "#top",
                "#owm",
                "harbour#berth",
                "harbour#s-2",
                "harbour#r-1-1",
                "/logo.svg#x",
                "/topics/#a b",
            ],
            expect![[r#"
                #own → #own
                #top → #top
                #owm → dead
                harbour#berth → /2026/02/14/harbour/
                harbour#s-2 → /2026/02/14/harbour/
                harbour#r-1-1 → /2026/02/14/harbour/
                /logo.svg#x → /logo.svg#x
                /topics/#a b → /topics/#a%20b
                content/2026/here.md:100 broken-anchor: `content/2026/here.md` has no place `#owm` (did you mean `#own`?)
                content/2026/here.md:100 broken-anchor: `content/2026/harbour/index.md` has no place `#berth` (did you mean `#berths`?)
                content/2026/here.md:100 broken-anchor: `content/2026/harbour/index.md` has no place `#s-2` (give a heading or claim there the id: `{#s-2}`)
                content/2026/here.md:100 broken-anchor: `content/2026/harbour/index.md` has no place `#r-1-1` (give a heading or claim there the id: `{#r-1-1}`)
            "#]],
        );
    }

    #[test]
    fn addresses_elsewhere() {
        check(
            &[
                "HTTPS://Example.ORG",
                "//example.org/x",
                "mailto:desk@example.org",
                "java\nscript:alert(1)",
                "/\\evil.example/",
            ],
            expect![[r#"
                HTTPS://Example.ORG → https://example.org/
                //example.org/x → https://example.org/x
                mailto:desk@example.org → mailto:desk@example.org
                java
                script:alert(1) → dead
                /\evil.example/ → dead
                content/2026/here.md:100 unsafe-url: `javascript:alert(1)` may not be linked (links lead to pages of this site, http, https or mailto)
                content/2026/here.md:100 broken-link: `/\evil.example/` leads to nothing on this site (name a brief by its slug, the path of its file or its address from the root)
            "#]],
        );
    }

    #[test]
    fn images_are_files_of_the_site() {
        let images = [
            "harbour/map.png",
            "/logo.svg",
            "https://example.org/x.png",
            "data:image/png,x",
            "mop.png",
            "harbour",
        ];
        let linked = link::site(publication(&[], &images), &OneThread);
        let here = linked.value.briefs.iter().find(|it| it.brief.slug.value == "here").unwrap();
        let targets: String = images
            .iter()
            .zip(&here.images)
            .map(|(a, b)| format!("{a} → {} {:?}\n", shown(&b.target), b.dimensions))
            .collect();
        let faults: Vec<_> =
            linked.diagnostics.iter().filter(|it| it.rule.name != "future-date").cloned().collect();
        expect![[r#"
            harbour/map.png → /2026/02/14/harbour/map.png Some((640, 480))
            /logo.svg → /logo.svg Some((640, 480))
            https://example.org/x.png → dead None
            data:image/png,x → dead None
            mop.png → dead None
            harbour → dead None
            content/2026/here.md:200 unsafe-url: `https://example.org/x.png` is an image of another site (put a copy into the brief's folder or under `static/`)
            content/2026/here.md:200 unsafe-url: `data:image/png,x` is an image of another site (put a copy into the brief's folder or under `static/`)
            content/2026/here.md:200 broken-link: there is no image `mop.png` (did you mean `map.png`?)
            content/2026/here.md:200 broken-link: there is no image `harbour` (images stand in the folder of a brief that is an `index.md`, or under `static/`)
        "#]]
        .assert_eq(&(targets + &told(&faults)));
    }

    #[test]
    fn names_between_double_brackets() {
        let names = [
            "harbour",
            "Harbour plan",
            "harbour  PLAN#Berths",
            "old/harbour",
            "draft",
            "harbuor",
            "twin",
            "Two ways",
            "method",
            "#own",
            "harbour#piers",
        ];
        let mut it = publication(&[], &[]);
        let change = |it: &mut Arc<Brief>, change: &dyn Fn(&mut Brief)| change(Arc::make_mut(it));
        change(&mut it.briefs[0], &|it| it.front.title = at("Harbour plan"));
        change(&mut it.briefs[4], &|it| names.iter().for_each(|name| wiki(it, name)));
        it.briefs.push(brief("content/2024/twin.md", "2024-01-01", |_| {}));
        it.briefs.push(brief("content/2025/twin.md", "2025-01-01", |_| {}));
        for (path, lang) in [("content/en.md", "en"), ("content/fr.md", "fr")] {
            it.briefs.push(brief(path, "2023-01-01", |it| {
                it.front.title = at("Two ways");
                it.front.lang = Some(at(lang));
            }));
        }
        let linked = link::site(it, &OneThread);
        let here = linked.value.briefs.iter().find(|it| it.brief.slug.value == "here").unwrap();
        let targets: String =
            names.iter().zip(&here.links).map(|(a, b)| format!("{a} → {}\n", shown(b))).collect();
        let faults: Vec<_> =
            linked.diagnostics.into_iter().filter(|it| it.rule.name != "future-date").collect();
        expect![[r#"
            harbour → /2026/02/14/harbour/
            Harbour plan → /2026/02/14/harbour/
            harbour  PLAN#Berths → /2026/02/14/harbour/#berths
            old/harbour → /2026/02/14/harbour/
            draft → dead
            harbuor → dead
            twin → dead
            Two ways → /2023/01/01/en/
            method → /method/
            #own → #own
            harbour#piers → /2026/02/14/harbour/
            content/2026/here.md:100 broken-link: `draft` is a draft: `content/2026/draft.md` (publish it first, or build with `-D`)
            content/2026/here.md:100 broken-link: no text of this site is called `harbuor` (did you mean `[[harbour]]`?)
            content/2026/here.md:100 ambiguous-link: `[[twin]]` may be `content/2025/twin.md` or `content/2024/twin.md` (write a slug that only one has, or the address: `[words](/2026/02/14/slug/)`)
            content/2026/here.md:100 broken-anchor: `content/2026/harbour/index.md` has no place `#piers` (give a heading or claim there the id: `{#piers}`)
        "#]].assert_eq(&(targets + &told(&faults)));
        assert_eq!(here.named.len(), 7);
    }

    #[test]
    fn drafts_are_linked_when_they_are_shown() {
        let mut it = publication(&["draft", "later.md"], &[]);
        it.show = Show { drafts: true, future: true, expired: false };
        let linked = link::site(it, &OneThread);
        assert_eq!(told(&linked.diagnostics), "");
        assert!(linked.value.briefs.iter().any(|it| it.state.draft && it.backlinks.len() == 1));
    }
}
