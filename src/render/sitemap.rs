//! The sitemap (sitemaps.org protocol 0.9) and `robots.txt`, which names it.

use crate::model::address;
use crate::model::page::SitemapEntry;

use super::scene::Scene;
use super::{escape, feed, head};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The pages to be found by search engines, briefs with the date of their last change.
pub fn write(scene: Scene<'_>, entries: &[SitemapEntry]) -> String {
    let mut out = String::with_capacity(128 + entries.len() * 128);
    open(&mut out, "urlset");
    for entry in entries {
        out.push_str("<url><loc>");
        location(&mut out, scene, &entry.address.canonical(scene.lookup.style));
        out.push_str("</loc>");
        if let Some(changed) = entry.brief.and_then(|id| feed::updated(scene.site.brief(id))) {
            out.push_str("<lastmod>");
            out.push_str(&changed.iso());
            out.push_str("</lastmod>");
        }
        for (lang, url) in entry.brief.map(|id| head::languages(scene, id)).unwrap_or_default() {
            out.extend(["<xhtml:link rel=\"alternate\" hreflang=\"", lang, "\" href=\""]);
            location(&mut out, scene, scene.lookup.canonical(url));
            out.push_str("\"/>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The list of the parts of a sitemap that one file may not hold.
pub fn index(scene: Scene<'_>, parts: u32) -> String {
    let mut out = String::new();
    open(&mut out, "sitemapindex");
    for part in 1..=parts {
        out.push_str("<sitemap><loc>");
        location(&mut out, scene, &address::sitemap_part(part).canonical(scene.lookup.style));
        out.push_str("</loc></sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// `robots.txt` (RFC 9309): everything may be read.
pub fn robots(scene: Scene<'_>) -> String {
    let mut out = "User-agent: *\nAllow: /\n".to_owned();
    let config = &scene.site.config;
    if config.outputs.site.contains("sitemap")
        && let Some(url) = config.absolute("sitemap.xml")
    {
        out.push_str("\nSitemap: ");
        out.push_str(&url);
        out.push('\n');
    }
    out
}

fn open(out: &mut String, root: &str) {
    out.extend(["<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<", root, " xmlns=\"", NAMESPACE, "\""]);
    if root == "urlset" {
        // Other languages of a page are links of XHTML.
        out.push_str(" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    }
    out.push_str(">\n");
}

fn location(out: &mut String, scene: Scene<'_>, url: &str) {
    escape::xml(out, scene.site.config.site.base_url.as_deref().unwrap_or_default());
    escape::xml(out, url);
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn sitemap_and_robots() {
        let site = site(|_| {});
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
            <url><loc>https://desk.example/briefs/2026/02/14/grid/</loc><lastmod>2026-02-16</lastmod></url>
            <url><loc>https://desk.example/briefs/2026/02/13/port/</loc><lastmod>2026-02-13</lastmod></url>
            </urlset>
            User-agent: *
            Allow: /

            Sitemap: https://desk.example/briefs/sitemap.xml
        "#]]
        .assert_eq(&(render(&site, "sitemap.xml", "") + &render(&site, "robots.txt", "")));
    }
}
