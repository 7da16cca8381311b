//! Values of the configuration that have a grammar of their own.

use crate::diag::{nearest, rules};
use crate::model::config::MenuItem;
use crate::parse::toml::{Field, Reader, Shape, Value};

/// What [`link`] reads.
pub const LINK: Shape = Shape::Grammar("a page of the site, or an http, https or mailto address", "", &[]);
/// What [`menu`] reads.
pub const MENU_ITEMS: Shape = Shape::Array(&Shape::Table(&ITEM, &[&["name"], &["url"]]));

/// A page of the site or an http, https or mailto address.
pub fn link(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let target = reader.line(value)?.value;
    match url::Url::parse(&target) {
        Ok(url) if !matches!(url.scheme(), "http" | "https" | "mailto") => {
            let message = format!("`{}` may not lead to a `{}:` address", reader.key(), url.scheme());
            reader.bad(value, message, Some("use http, https, mailto, or a page of this site"));
            None
        }
        _ => Some(target),
    }
}

#[derive(Default)]
/// An entry of a menu while it is read.
pub struct Item {
    name: Option<String>,
    url: Option<String>,
}

pub const ITEM: &[Field<Item>] = &[
    Field {
        name: "name",
        doc: "What is shown.",
        example: "\"Topics\"",
        shape: Shape::Line,
        read: |reader, value, item| item.name = reader.line(value).map(|it| it.value),
    },
    Field {
        name: "url",
        doc: "Where it leads: a page of the site, or an address.",
        example: "\"/topics/\"",
        shape: LINK,
        read: |reader, value, item| item.url = link(reader, value),
    },
];

/// A template of OpenSearch 1.1: an http or https address in which the words that are sought stand once.
pub fn search_url(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    const TERMS: &str = "{searchTerms}";
    let template = reader.line(value)?.value;
    let web = url::Url::parse(&template.replace(TERMS, "x")).is_ok_and(|it| {
        matches!(it.scheme(), "http" | "https") && it.host_str().is_some_and(|host| !host.is_empty())
    });
    let (before, after) = template.split_once(TERMS).unwrap_or((&template, TERMS));
    // In the host the words would choose who is asked.
    let in_path = before.splitn(4, '/').nth(3).is_some();
    if web && in_path && !after.contains(TERMS) && !template.replace(TERMS, "").contains(['{', '}']) {
        return Some(template);
    }
    let message = format!("`{}` is not the address of a search", template.escape_debug());
    reader.bad(value, message, Some("write `https://search.example/?q={searchTerms}`"));
    None
}

/// A menu: tables of `name` and `url`.
pub fn menu(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<MenuItem> {
    let mut items = Vec::new();
    for item in reader.tables(value, ITEM) {
        match item.value {
            Item { name: Some(name), url: Some(url) } => items.push(MenuItem { name, url }),
            _ => {
                let message = format!("an entry of `{}` needs `name` and `url`", reader.key());
                reader.report(&rules::BAD_VALUE, item.span, message, None);
            }
        }
    }
    items
}

/// Checks a pattern of addresses and ends it with `/`.
///
/// # Errors
/// What is wrong with it, and a hint.
pub fn permalink(pattern: &str) -> Result<String, (String, String)> {
    const KNOWN: &[&str] = &["year", "month", "day", "slug", "topic", "channel", "series", "lang"];
    let all = || KNOWN.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ");
    let mut rest = pattern;
    while let Some(open) = rest.find(['{', '}']) {
        let name = rest[open..].strip_prefix('{').and_then(|it| it.split_once('}'));
        let Some((name, after)) = name else {
            return Err(("a brace in `permalink` that is not closed".to_owned(), all()));
        };
        if !KNOWN.contains(&name) {
            let hint = nearest(name, KNOWN.iter().copied()).map(|it| format!("did you mean `{{{it}}}`?"));
            return Err((
                format!("unknown placeholder `{{{}}}`", name.escape_debug()),
                hint.unwrap_or_else(all),
            ));
        }
        rest = after;
    }
    let parts: Vec<_> = pattern.trim_matches('/').split('/').collect();
    if !pattern.contains("{slug}") {
        return Err((
            "`permalink` must hold `{slug}`".to_owned(),
            "without it briefs share an address".to_owned(),
        ));
    }
    if !pattern.starts_with('/') || parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
        let hint = "write `/{year}/{month}/{day}/{slug}/`".to_owned();
        return Err(("`permalink` must be a path that begins with `/`".to_owned(), hint));
    }
    if pattern.contains(|c: char| c.is_control() || c.is_whitespace() || "?#\\%:*\"<>|".contains(c)) {
        let hint = "use letters, digits, `-`, `_`, `/` and placeholders".to_owned();
        return Err(("`permalink` holds a sign that addresses reserve".to_owned(), hint));
    }
    Ok(format!("/{}/", parts.join("/")))
}
