//! What a template reaches: the templates that it extends and includes, and what all of them see of the site. A change of
//! anything else leaves its pages as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest::{Digest, Digester};
use crate::render::key::{self, Key};
use crate::source::Source;

/// What the pages of a template depend on, besides their views.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Of the template and all that it reaches.
    templates: Digest,
    site: Seen,
}

/// The fields of `site` that templates name; `assets.site.css` for one asset.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Seen {
    fields: BTreeSet<String>,
    /// `site` stands somewhere without a field, so that any may be seen.
    whole: bool,
}

impl Reach {
    /// The digest for a language: its strings, and the site as it sees it.
    pub fn digest(&self, site: &tera::Value, strings: Digest) -> Digest {
        let mut key = Key::new("template");
        key.digest(self.templates);
        key.digest(strings);
        if self.site.whole {
            key.view(site);
            return key.finish();
        }
        for name in &self.site.fields {
            let (field, asset) = name.split_once('.').map_or((name.as_str(), None), |(a, b)| (a, Some(b)));
            let value = site.get_from_path(field);
            let value = match (asset, value) {
                (Some(asset), Some(all)) => all.as_map().and_then(|it| it.get(&tera::value::Key::Str(asset))),
                (_, value) => value,
            };
            key.text(name);
            key.digest(value.map(key::of).unwrap_or_default());
        }
        key.finish()
    }
}

/// The reach of every template.
pub fn all(templates: &BTreeMap<String, Source>) -> BTreeMap<String, Reach> {
    let texts: BTreeMap<&str, &str> = templates.iter().map(|(name, it)| (name.as_str(), &*it.text)).collect();
    let components: Vec<(String, &str)> = texts
        .iter()
        .flat_map(|(name, text)| code(text).filter_map(component).map(|it| (format!("<{it}"), *name)))
        .collect();
    let next: BTreeMap<&str, BTreeSet<&str>> = texts
        .iter()
        .map(|(name, text)| {
            let quoted = code(text).flat_map(quoted);
            let named = quoted.filter_map(|it| texts.get_key_value(it)).map(|(name, _)| *name);
            let used = components.iter().filter(|(open, _)| code(text).any(|code| code.contains(open)));
            (*name, named.chain(used.map(|(_, name)| *name)).collect())
        })
        .collect();
    let reach = |name: &str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![name];
        while let Some((name, _)) = open.pop().and_then(|it| texts.get_key_value(it)) {
            if reached.insert(*name) {
                open.extend(&next[name]);
            }
        }
        let mut reach = Reach::default();
        let mut digester = Digester::default();
        for name in reached {
            digester.part(name).part(texts[name]);
            code(texts[name]).for_each(|code| reach.site.read(code));
        }
        reach.templates = digester.finish();
        reach
    };
    texts.keys().map(|name| ((*name).to_owned(), reach(name))).collect()
}

/// What stands between the signs of a template.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once('{')?;
        rest = after;
        let close = match after.as_bytes().first() {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => return Some(""),
        };
        let (code, after) = after.split_once(close).unwrap_or((after, ""));
        rest = after;
        Some(code)
    })
}

/// The strings in a piece of code. Where quotes are out of step, what stands between two strings counts as one too.
fn quoted(code: &str) -> impl Iterator<Item = &str> {
    code.split(['"', '\'', '`']).skip(1)
}

/// The component that a piece of code defines.
fn component(code: &str) -> Option<&str> {
    let rest = code.trim_start_matches(['%', '-', ' ', '\n', '\t', '\r']).strip_prefix("component ")?;
    let rest = rest.trim_start();
    Some(&rest[..rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())])
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Seen {
    fn read(&mut self, code: &str) {
        // All that is known, as Tera's own way to show it.
        self.whole |= code.contains("__tera_context");
        for (at, site) in code.match_indices("site") {
            let before = code[..at].chars().next_back();
            let rest = &code[at + site.len()..];
            if before.is_some_and(|it| is_name(it) || matches!(it, '.' | '"' | '\''))
                || rest.starts_with(is_name)
            {
                continue;
            }
            let field = rest.strip_prefix('.').map(|it| &it[..it.find(|c| !is_name(c)).unwrap_or(it.len())]);
            let Some(field) = field.filter(|it| !it.is_empty()) else {
                self.whole = true;
                continue;
            };
            let asset = || {
                let name = rest.strip_prefix(".assets[\"")?;
                Some(&name[..name.find("\"]")?])
            };
            self.fields.insert(match asset() {
                Some(asset) => format!("assets.{asset}"),
                None => field.to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn templates(all: &[(&str, &str)]) -> BTreeMap<String, Source> {
        all.iter().map(|(name, text)| ((*name).to_owned(), Source::new(*name, *text))).collect()
    }

    #[test]
    fn a_change_is_felt_where_it_is_reached() {
        let files = [
            ("base.html", "{% block main %}{% endblock %}"),
            ("home.html", "{% extends \"base.html\" %}{% include 'partials/a.html' %}"),
            ("page.html", "{% extends \"base.html\" %} partials/a.html {{ <chip of={1} /> }}"),
            ("partials/a.html", "{% include \"partials/b.html\" %}"),
            ("partials/b.html", "b"),
            ("partials/c.html", "{% component chip(of) %}{{ of }}{% endcomponent chip %}"),
        ];
        let before = all(&templates(&files));
        let felt = |changed: &str| {
            let mut files = templates(&files);
            let text = format!("{}!", files[changed].text);
            files.insert(changed.to_owned(), Source::new(changed, text));
            let after = all(&files);
            let all = before.keys().filter(|it| before[*it] != after[*it]);
            all.cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(felt("partials/b.html"), "home.html partials/a.html partials/b.html");
        assert_eq!(felt("partials/c.html"), "page.html partials/c.html");
        assert_eq!(felt("base.html"), "base.html home.html page.html");
    }

    #[test]
    fn what_is_seen_of_the_site() {
        let seen = |text: &str| {
            let reach = all(&templates(&[("a", text)])).remove("a").unwrap();
            let fields: Vec<_> = reach.site.fields.into_iter().collect();
            format!("{}{}", fields.join(" "), if reach.site.whole { " all" } else { "" })
        };
        assert_eq!(
            seen("our site {{ site.title }}{% if site.menu %}{{ website.x }}{{ page.site }}"),
            "menu title"
        );
        assert_eq!(seen("{{ site.assets[\"site.css\"] }}{{ \"site\" }}"), "assets.site.css");
        assert_eq!(seen("{{ site.assets[name] }}"), "assets");
        assert_eq!(seen("{% set it = site %}"), " all");
        assert_eq!(seen("{{ site['title'] }}"), " all");
    }
}
