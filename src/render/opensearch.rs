//! `opensearch.xml` (OpenSearch 1.1): how a browser asks the search that the publication has chosen.

use super::scene::Scene;
use super::{card, escape};

/// Characters of a short name (OpenSearch 1.1, "ShortName").
const SHORT: usize = 16;

pub fn write(scene: Scene<'_>) -> String {
    let config = &scene.site.config;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>",
    );
    escape::xml(&mut out, &card::shorten(&config.site.title, SHORT - 1));
    out.push_str("</ShortName>\n<Description>");
    let description = &config.site.description;
    escape::xml(&mut out, if description.is_empty() { &config.site.title } else { description });
    out.push_str("</Description>\n<InputEncoding>UTF-8</InputEncoding>\n<Language>");
    escape::xml(&mut out, &config.site.language);
    out.push_str("</Language>\n<Url type=\"text/html\" template=\"");
    escape::xml(&mut out, config.search_url.as_deref().unwrap_or_default());
    out.push_str("\"/>\n</OpenSearchDescription>\n");
    out
}
