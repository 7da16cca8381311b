//! What static hosts read: `_headers` and `_redirects`, in the form that Netlify gave them and others took over.

use crate::model::address::FeedFormat;
use crate::model::page::{Machine, Schema};
use crate::model::registry::TermKind;
use crate::paths::UrlStyle;

use super::lookup::{ATOM, JSON_FEED};
use super::scene::Scene;
use super::theme::Theme;

/// What pages may load and do: what is the site's own, and nothing that stands in the page itself. The theme's
/// `base.html` says the same for hosts without `_headers`, but for `frame-ancestors`, which no `<meta>` may say.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'";

/// `_headers`: the policy for all, a year for files whose name changes with their content, the media types of feeds.
pub fn headers(scene: Scene<'_>, theme: &Theme) -> String {
    let mut out = format!(
        "/*\n  Content-Security-Policy: {POLICY}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n"
    );
    for (path, _) in theme.assets.values() {
        out.extend(["/", path, "\n  Cache-Control: public, max-age=31536000, immutable\n"]);
    }
    let config = &scene.site.config;
    let mut media = |path: &str, media: &str| {
        out.extend([path, "\n  Content-Type: ", media, "; charset=utf-8\n"]);
    };
    if config.site.base_url.is_some() {
        for format in FeedFormat::ALL.into_iter().filter(|it| config.outputs.site.contains(it.name())) {
            let (name, of) = match format {
                FeedFormat::Atom => ("feed.xml", ATOM.media),
                FeedFormat::Json => ("feed.json", JSON_FEED.media),
            };
            if config.feeds.kinds.contains("site") {
                media(&format!("/{name}"), of);
            }
            // In file style a feed is called as its page is, which no pattern of a host can tell from others.
            let folders = TermKind::ALL.iter().map(|it| it.plural()).chain(["sources"]);
            for kind in folders.filter(|it| config.feeds.kinds.contains(*it)) {
                if config.urls.style == UrlStyle::Folder {
                    media(&format!("/{kind}/:id/{name}"), of);
                }
            }
        }
    }
    if config.outputs.site.contains("schemas") && config.site.base_url.is_some() {
        for schema in Schema::ALL {
            media(&format!("/{}", Machine::Schema(schema).path()), "application/schema+json");
        }
    }
    out
}

/// `_redirects`: old addresses, for hosts that answer before a file is looked for. Where a file comes first it is our
/// page at the old address, which sends visitors on as well. What leads to a brief that is linked from nowhere stays
/// out: some hosts show the file to all who ask.
pub fn redirects(scene: Scene<'_>) -> String {
    let mut out = String::new();
    let style = scene.lookup.style;
    for redirect in scene.site.redirects.iter().filter(|it| !it.unlisted) {
        let [from, to] = [&redirect.from, &redirect.to].map(|it| it.canonical(style));
        out.extend(["/", &from, " /", &to, " 301\n"]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn the_headers_of_a_site() {
        expect![[r#"
            /*
              Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'
              X-Content-Type-Options: nosniff
              Referrer-Policy: strict-origin-when-cross-origin
            /feed.xml
              Content-Type: application/atom+xml; charset=utf-8
            /topics/:id/feed.xml
              Content-Type: application/atom+xml; charset=utf-8
            /feed.json
              Content-Type: application/feed+json; charset=utf-8
            /topics/:id/feed.json
              Content-Type: application/feed+json; charset=utf-8
            /schemas/brief.schema.json
              Content-Type: application/schema+json; charset=utf-8
            /schemas/index.schema.json
              Content-Type: application/schema+json; charset=utf-8
            /schemas/claims.schema.json
              Content-Type: application/schema+json; charset=utf-8
            /schemas/entities.schema.json
              Content-Type: application/schema+json; charset=utf-8
            /schemas/feed.schema.json
              Content-Type: application/schema+json; charset=utf-8
            /schemas/sources.schema.json
              Content-Type: application/schema+json; charset=utf-8
        "#]].assert_eq(&render(&site(|_| {}), "_headers", ""));
    }

    /// A page that a host serves without `_headers` would have no policy.
    #[test]
    fn the_theme_has_the_same_policy() {
        let base = include_str!("../../themes/broadsheet/templates/base.html");
        assert!(base.contains(&format!("http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"")));
    }
}
