//! Assets named after their contents, so that browsers may keep them for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Reported, rules};
use crate::digest::Digest;
use crate::source::ThemeFile;

/// Hexadecimal digits of a fingerprint.
const DIGITS: usize = 8;

/// Name under `assets/` to path in the output and bytes.
type Assets = BTreeMap<String, (String, Arc<[u8]>)>;

/// Names every asset after its contents; in style sheets, `url(…)` of another asset is rewritten to its new name first,
/// so that a sheet is renamed when what it shows is.
pub(super) fn fingerprint(files: &BTreeMap<String, ThemeFile>) -> Reported<Assets> {
    let mut work = Work { files, done: Assets::new(), open: Vec::new(), found: Vec::new() };
    for name in files.keys() {
        work.path(name);
    }
    Reported::new(work.done, work.found)
}

struct Work<'a> {
    files: &'a BTreeMap<String, ThemeFile>,
    done: Assets,
    /// Style sheets that wait for what they refer to.
    open: Vec<&'a str>,
    found: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    /// The path of an asset in the output; none when it is no asset, or waits for the one that asks.
    fn path(&mut self, name: &str) -> Option<&str> {
        if !self.done.contains_key(name) {
            let (name, file) = self.files.get_key_value(name)?;
            if self.open.contains(&name.as_str()) {
                let message = format!("`{name}` refers to itself, so it cannot be named after its contents");
                self.found.push(Diagnostic::new(&rules::BAD_THEME, &file.path, message));
                return None;
            }
            let bytes = match std::str::from_utf8(&file.bytes) {
                Ok(css) if name.ends_with(".css") => {
                    self.open.push(name);
                    let css = self.rewrite(name, css);
                    self.open.pop();
                    css.map_or_else(|| file.bytes.clone(), |css| css.into_bytes().into())
                }
                _ => file.bytes.clone(),
            };
            let path = format!("assets/{}", marked(name, &Digest::of(&bytes).short(DIGITS)));
            self.done.insert(name.clone(), (path, bytes));
        }
        self.done.get(name).map(|(path, _)| path.as_str())
    }

    /// A style sheet with its references renamed; none when it has none.
    fn rewrite(&mut self, name: &'a str, css: &str) -> Option<String> {
        let folder = name.rfind('/').map_or("", |at| &name[..=at]);
        let mut out = String::new();
        let mut rest = css;
        while let Some(at) = rest.find("url(") {
            let (before, reference) = rest.split_at(at + "url(".len());
            out.push_str(before);
            rest = reference;
            let Some(end) = reference.find(')') else { break };
            let target = reference[..end].trim().trim_matches(['"', '\'']);
            let file = target.split(['?', '#']).next().unwrap_or_default();
            let Some(path) = resolve(folder, file).and_then(|name| self.path(&name)) else { continue };
            // Only the last part of the path changes, so what leads there still does.
            let (leading, _) = file.split_at(file.rfind('/').map_or(0, |at| at + 1));
            let last = path.rsplit('/').next().unwrap_or(path);
            out.push_str(&format!("\"{leading}{last}{}\"", &target[file.len()..]));
            rest = &reference[end..];
        }
        let changed = !out.is_empty();
        out.push_str(rest);
        changed.then_some(out)
    }
}

/// The name under `assets/` that a reference of a style sheet means; none for one that leads elsewhere.
fn resolve(folder: &str, reference: &str) -> Option<String> {
    if reference.is_empty() || reference.starts_with('/') || reference.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split_terminator('/').collect();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `site.css` with a mark: `site.1a2b3c4d.css`.
fn marked(name: &str, mark: &str) -> String {
    let file = name.rfind('/').map_or(0, |at| at + 1);
    match name[file..].rfind('.').filter(|&dot| dot > 0) {
        Some(dot) => format!("{}.{mark}{}", &name[..file + dot], &name[file + dot..]),
        None => format!("{name}.{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(files: &[(&str, &str)], expected: Expect) {
        let files = files
            .iter()
            .map(|(name, text)| {
                let path = format!("themes/t/assets/{name}").into();
                ((*name).to_owned(), ThemeFile { path, bytes: text.as_bytes().into() })
            })
            .collect();
        let reported = fingerprint(&files);
        let mut text = String::new();
        for (name, (path, bytes)) in &reported.value {
            text += &format!("{name} -> {path}: {}\n", String::from_utf8_lossy(bytes));
        }
        for found in &reported.diagnostics {
            text += &format!("{}: {}\n", found.path, found.message);
        }
        expected.assert_eq(&text);
    }

    #[test]
    fn names() {
        check(
            &[("site.css", "a{}"), ("fonts/serif.woff2", "x"), ("LICENSE", "l"), (".hidden", "h")],
            expect![[r#"
                .hidden -> assets/.hidden.dd830760: h
                LICENSE -> assets/LICENSE.c89f16e0: l
                fonts/serif.woff2 -> assets/fonts/serif.5c7401c0.woff2: x
                site.css -> assets/site.48370937.css: a{}
            "#]],
        );
    }

    #[test]
    fn references() {
        check(
            &[
                (
                    "css/site.css",
                    "@import url(parts/a.css);b{c:url( '../dot.svg#x' )}d{e:url(data:,x) url(none.png)}",
                ),
                ("css/parts/a.css", "a{b:url(\"../../dot.svg\")}"),
                ("dot.svg", "<svg/>"),
            ],
            expect![[r#"
                css/parts/a.css -> assets/css/parts/a.31af6e1b.css: a{b:url("../../dot.11e8160e.svg")}
                css/site.css -> assets/css/site.52c06de4.css: @import url("parts/a.31af6e1b.css");b{c:url("../dot.11e8160e.svg#x")}d{e:url(data:,x) url(none.png)}
                dot.svg -> assets/dot.11e8160e.svg: <svg/>
            "#]],
        );
    }

    #[test]
    fn a_circle_is_reported() {
        check(
            &[("a.css", "url(b.css)"), ("b.css", "url(a.css)"), ("c.css", "url(")],
            expect![[r#"
            a.css -> assets/a.2a689650.css: url("b.dee80ab4.css")
            b.css -> assets/b.dee80ab4.css: url(a.css)
            c.css -> assets/c.4c4c6831.css: url(
            themes/t/assets/a.css: `a.css` refers to itself, so it cannot be named after its contents
        "#]],
        );
    }
}
