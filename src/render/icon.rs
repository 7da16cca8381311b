//! What stands for the publication on a screen: `icon.svg` for one without a mark, `site.webmanifest`.

use serde::Serialize;

use super::scene::Scene;
use super::theme::Theme;
use super::{escape, json};

/// The first letter of the title on the colour of the theme.
pub fn monogram(scene: Scene<'_>, theme: &Theme) -> String {
    let title = &scene.site.config.site.title;
    let first = title.chars().find(|it| it.is_alphanumeric()).unwrap_or('•');
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" fill=\"",
    );
    escape::xml(&mut out, &theme.color);
    out.push_str(
        "\"/><text x=\"32\" y=\"32\" dy=\".35em\" text-anchor=\"middle\" font-family=\"Georgia, serif\" \
         font-size=\"44\" fill=\"#fff\">",
    );
    // A letter whose capital is more than one letter stays as it is.
    let mut upper = first.to_uppercase();
    let letter = if upper.len() == 1 { upper.next().unwrap_or(first) } else { first };
    escape::xml(&mut out, letter.encode_utf8(&mut [0; 4]));
    out.push_str("</text></svg>\n");
    out
}

#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    lang: &'a str,
    dir: &'static str,
    start_url: &'static str,
    scope: &'static str,
    display: &'static str,
    theme_color: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    icons: Vec<Icon<'a>>,
}

#[derive(Serialize)]
struct Icon<'a> {
    /// Relative to the manifest, which lies at the root.
    src: &'a str,
    sizes: String,
    #[serde(rename = "type")]
    media: &'static str,
}

/// `site.webmanifest` (W3C Web Application Manifest).
pub fn manifest(scene: Scene<'_>, theme: &Theme) -> Vec<u8> {
    let site = &scene.site.config.site;
    json::bytes(&Manifest {
        name: &site.title,
        description: &site.description,
        lang: &site.language,
        dir: super::strings::direction(&site.language),
        start_url: "./",
        scope: "./",
        display: "browser",
        theme_color: &theme.color,
        icons: scene
            .lookup
            .icon
            .iter()
            .map(|it| Icon {
                src: &it.url,
                sizes: it.dimensions.map_or("any".to_owned(), |(width, height)| format!("{width}x{height}")),
                media: it.media,
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site};
    use expect_test::expect;

    #[test]
    fn the_first_letter_stands_for_the_publication() {
        let site = site(|_| {});
        expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#333333"/><text x="32" y="32" dy=".35em" text-anchor="middle" font-family="Georgia, serif" font-size="44" fill="#fff">H</text></svg>
            {"name":"Harbour Desk","description":"Ports & grids","lang":"en","dir":"ltr","start_url":"./","scope":"./","display":"browser","theme_color":"#333333","icons":[{"src":"icon.svg","sizes":"any","type":"image/svg+xml"}]}
        "##]].assert_eq(&(render(&site, "icon.svg", "") + &render(&site, "site.webmanifest", "")));
    }
}
