//! Width and height of images, from their first bytes.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// An SVG that does not say its size this early does not say it for us.
const SVG_HEAD: u64 = 64 << 10;

/// Pixels of an image whose kind, by its extension, browsers show; `None` for other files and for broken images.
pub fn dimensions(disk: &Path) -> Option<(u32, u32)> {
    let extension = disk.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => {
            let size = imagesize::reader_size(BufReader::new(File::open(disk).ok()?)).ok()?;
            Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
        }
        "svg" => {
            let mut head = Vec::new();
            File::open(disk).ok()?.take(SVG_HEAD).read_to_end(&mut head).ok()?;
            svg(&String::from_utf8_lossy(&head))
        }
        _ => None,
    }
    .filter(|(width, height)| *width > 0 && *height > 0)
}

/// The size of an SVG: `width` and `height` of its root in pixels, what is missing taken from `viewBox`.
fn svg(text: &str) -> Option<(u32, u32)> {
    let attributes = root_attributes(text)?;
    let find = |name: &str| attributes.iter().find(|(it, _)| *it == name).map(|(_, value)| *value);
    let view_box = find("viewBox").and_then(|value| {
        let mut numbers = value.split([' ', ',', '\t', '\n', '\r']).filter(|it| !it.is_empty());
        let (width, height) = (numbers.nth(2)?, numbers.next()?);
        Some((positive(width)?, positive(height)?))
    });
    let (width, height) = match (find("width").and_then(length), find("height").and_then(length), view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(view)) => (width, width * view.1 / view.0),
        (None, Some(height), Some(view)) => (height * view.0 / view.1, height),
        (None, None, Some(view)) => view,
        _ => return None,
    };
    // A cast from a float keeps to the range of the integer.
    Some((width.round() as u32, height.round() as u32))
}

/// A length in pixels (CSS Values 4 §6.2); relative ones have none.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let scale = match &text[digits..] {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    positive(&text[..digits]).map(|it| it * scale)
}

fn positive(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|it: &f64| it.is_finite() && *it > 0.0)
}

/// Names and values of the attributes of the root element, when it is `svg`.
fn root_attributes(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut rest = prolog(text)?.strip_prefix("<svg")?;
    let mut attributes = Vec::new();
    loop {
        let trimmed = rest.trim_start();
        if trimmed.starts_with(['>', '/']) {
            return Some(attributes);
        }
        let (name, value) = trimmed.split_once('=')?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        attributes.push((name.trim(), value));
        rest = after;
    }
}

/// What follows the declaration, comments and document type: the root element.
fn prolog(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        rest = if let Some(it) = rest.strip_prefix("<?") {
            it.split_once("?>")?.1
        } else if let Some(it) = rest.strip_prefix("<!--") {
            it.split_once("-->")?.1
        } else if let Some(it) = rest.strip_prefix("<!") {
            // A document type with declarations of its own holds them in brackets.
            match it.find(['[', '>'])? {
                at if it.as_bytes()[at] == b'[' => it[at..].split_once(']')?.1.split_once('>')?.1,
                at => &it[at + 1..],
            }
        } else {
            return Some(rest);
        }
        .trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;

    #[test]
    fn the_root_of_an_svg_gives_its_size() {
        let size = |text: &str| svg(text);
        assert_eq!(size(r#"<svg width="20" height="10px">"#), Some((20, 10)));
        assert_eq!(size("<svg viewBox='0 0 300,150'/>"), Some((300, 150)));
        assert_eq!(size(r#"<svg width="100%" height="50%" viewBox="0 0 4 3">"#), Some((4, 3)));
        assert_eq!(size(r#"<svg width="8" viewBox="0 0 4 3">"#), Some((8, 6)));
        assert_eq!(size(r#"<svg height="1in" viewBox="0 0 4 3">"#), Some((128, 96)));
        assert_eq!(
            size(
                "\u{FEFF}<?xml version='1.0'?>\n<!-- <svg width='1'> -->\n<!DOCTYPE svg [<!ENTITY a '>'>]>\n<svg\n data-x = \"a>b\" width = '7' height='9'>"
            ),
            Some((7, 9))
        );
    }

    #[test]
    fn an_svg_without_a_usable_size_has_none() {
        for text in [
            "",
            "<svg",
            "<svg>",
            "<svg width='10'>",
            "<svg width='-1' height='2'>",
            "<svg width='1' height=",
            "<html>",
            "<svg width='é' height='港'>",
            "<svg viewBox='0 0 0 0'>",
            "<!DOCTYPE",
            "<!--",
            "<svg width='NaN' height='inf'>",
            "<svg width='港px' height='1'>",
        ] {
            assert_eq!(svg(text), None, "{text}");
        }
    }

    #[test]
    fn headers_of_images_are_read_and_broken_ones_have_no_size() {
        let dir = TempDir::new();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
        dir.file("a.PNG", png).file("cut.png", &png[..20]).file("none.webp", "RIFF").file("a.txt", png);
        let size = |name: &str| dimensions(&dir.join(name));
        assert_eq!(size("a.PNG"), Some((640, 480)));
        for name in ["cut.png", "none.webp", "a.txt", "absent.png"] {
            assert_eq!(size(name), None, "{name}");
        }
    }
}
