//! Finds the files of the theme: the publication's own over the theme's, over those of the theme that it extends.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rust_embed::RustEmbed;
use toml::de::{DeTable, DeValue};

use super::walk::Walk;
use super::{Entry, Origin, Part, Role, text};
use crate::diag::{Diagnostic, rules};
use crate::model::config::Overlay;
use crate::paths::is_dropping;
use crate::source::{Source, Spanned};

/// The theme of a publication that names none; its strings stand under those of every theme.
pub const DEFAULT: &str = "broadsheet";

/// The default theme, in the binary.
#[derive(RustEmbed)]
#[folder = "themes/broadsheet"]
struct Broadsheet;

/// The name of the theme and its files, each the winner of its place.
pub fn list(walk: &mut Walk<'_>, root: &Path, config: &Source, overlay: &Overlay) -> (String, Vec<Entry>) {
    let layers = layers(walk, root, config, overlay);
    let mut winners = BTreeMap::new();
    let mut put = |part, path, origin| winners.insert(part, (path, origin));
    let default = layers.iter().position(|it| it == DEFAULT);
    for path in Broadsheet::iter() {
        if let Some(part) = part(&path, default.unwrap_or(layers.len()))
            && (default.is_some() || matches!(part, Part::Strings(..)))
            && let Some(file) = Broadsheet::get(&path)
        {
            put(part, Arc::from(format!("themes/{DEFAULT}/{path}")), Origin::Embedded(file.data));
        }
    }
    for (distance, layer) in layers.iter().enumerate().rev() {
        let folder = format!("themes/{layer}/");
        for found in walk.files(folder.trim_end_matches('/')) {
            if let Some(part) = found.path.strip_prefix(&folder).and_then(|it| part(it, distance)) {
                put(part, found.path, Origin::Disk(found.disk));
            }
        }
    }
    for found in walk.files("templates") {
        if let Some(part) = part(&found.path, 0) {
            put(part, found.path, Origin::Disk(found.disk));
        }
    }
    let entries = winners
        .into_iter()
        .map(|(part, (path, origin))| Entry { path, origin, role: Role::Theme(part) })
        .collect();
    (layers.into_iter().next().unwrap_or_else(|| DEFAULT.to_owned()), entries)
}

/// What a file of a theme is, by its path in the theme's folder; `distance` counts the themes that stand nearer.
fn part(path: &str, distance: usize) -> Option<Part> {
    if path == "theme.toml" {
        return Some(Part::Manifest(distance));
    }
    let (folder, name) = path.split_once('/')?;
    match folder {
        "templates" => Some(Part::Template(name.to_owned())),
        "assets" => Some(Part::Asset(name.to_owned())),
        "static" => Some(Part::Static(name.to_owned())),
        "lang" => name.strip_suffix(".toml").map(|it| Part::Strings(it.to_owned(), distance)),
        _ => None,
    }
}

/// The theme that the configuration names, and those it extends, nearest first. The default one, with a diagnostic,
/// when there is none of that name, so that everything else can still be checked.
fn layers(walk: &mut Walk<'_>, root: &Path, config: &Source, overlay: &Overlay) -> Vec<String> {
    let mut layers: Vec<String> = Vec::new();
    let mut from = config.clone();
    let variable = overlay.variables.iter().find(|(name, _)| name == "DATELINE_SITE__THEME");
    let named = match (variable, &overlay.environment) {
        (Some((name, text)), _) => {
            from = Source::new(name.as_str(), text.as_str());
            let quoted = name_in(&format!("theme = {text}"), &["theme"]);
            let name = quoted.map_or_else(|| text.trim().to_owned(), |it| it.value);
            Some(Spanned::new(name, 0..text.len()))
        }
        (None, Some(name)) => name_in(&config.text, &["env", name, "site", "theme"]),
        (None, None) => None,
    };
    let named = named.or_else(|| name_in(&config.text, &["site", "theme"]));
    let mut next = Some(named.unwrap_or_else(|| Spanned::new(DEFAULT.to_owned(), 0..0)));
    while let Some(name) = next.take() {
        let fault = if layers.contains(&name.value) {
            Some((format!("theme `{}` extends itself", name.value), "take one `extends` out".to_owned()))
        } else if !exists(walk, &name.value) {
            let known: Vec<_> = known(root).into_iter().map(|it| format!("`{it}`")).collect();
            Some((format!("unknown theme `{}`", name.value), format!("there is {}", known.join(", "))))
        } else {
            None
        };
        if let Some((message, hint)) = fault {
            walk.diagnostics
                .push(Diagnostic::new(&rules::BAD_THEME, &from.path, message).at(name.span).hint(hint));
            break;
        }
        next = manifest(root, &name.value).and_then(|it| extended(it, &mut from));
        layers.push(name.value);
    }
    if layers.is_empty() {
        layers.push(DEFAULT.to_owned());
    }
    layers
}

/// The theme that a manifest extends; `from` becomes the manifest, for what is wrong with that name.
fn extended(manifest: Source, from: &mut Source) -> Option<Spanned<String>> {
    let name = name_in(&manifest.text, &["extends"]);
    *from = manifest;
    name
}

/// A text at a path of keys, as far as the TOML can be read; its faults are the parser's to tell.
fn name_in(toml: &str, keys: &[&str]) -> Option<Spanned<String>> {
    let (table, _) = DeTable::parse_recoverable(toml);
    let (last, parents) = keys.split_last()?;
    let table = parents.iter().try_fold(table.get_ref(), |it, key| it.get(*key)?.get_ref().as_table())?;
    let value = table.get(*last)?;
    match value.get_ref() {
        DeValue::String(name) => Some(Spanned::new(name.to_string(), value.span())),
        _ => None,
    }
}

/// A name may not lead to another folder than one in `themes/`.
fn exists(walk: &Walk<'_>, name: &str) -> bool {
    let plain = !name.is_empty() && !is_dropping(name) && !name.contains(['/', '\\', ':', '\0']);
    plain && (name == DEFAULT || walk.has_folder(&format!("themes/{name}")))
}

/// The themes that a publication can name, each with whether it is a folder of the publication and whether it is in the
/// binary.
pub fn themes(root: &Path) -> Vec<(String, bool, bool)> {
    let there = |name: &str| root.join("themes").join(name).is_dir();
    known(root).into_iter().map(|it| (it.clone(), there(&it), it == DEFAULT)).collect()
}

/// The files of the theme in the binary, by path.
pub fn shipped() -> Vec<(String, Cow<'static, [u8]>)> {
    let file = |path: Cow<'static, str>| Some((path.to_string(), Broadsheet::get(&path)?.data));
    Broadsheet::iter().filter_map(file).collect()
}

/// The names of the themes there are.
fn known(root: &Path) -> BTreeSet<String> {
    let folders = fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    let names = folders.filter(|it| it.path().is_dir()).filter_map(|it| it.file_name().into_string().ok());
    names.filter(|it| !is_dropping(it)).chain([DEFAULT.to_owned()]).collect()
}

/// `theme.toml` of one theme. It is read again with the rest of the winners, where its faults are told.
fn manifest(root: &Path, name: &str) -> Option<Source> {
    let path: Arc<str> = Arc::from(format!("themes/{name}/theme.toml"));
    let disk = root.join(&*path);
    if name == DEFAULT && !disk.exists() {
        return Broadsheet::get("theme.toml").and_then(|it| text::decode(&path, &it.data).value);
    }
    text::read(&path, &disk).value
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::read::tests::{Read, check, read};
    use crate::testing::TempDir;

    #[test]
    fn theme_files_are_the_nearest_of_their_place() {
        let dir = TempDir::new();
        dir.file("dateline.toml", "[site]\ntheme = 'own'\n")
            .file("themes/own/theme.toml", "extends = 'base'")
            .file("themes/own/templates/brief.html", "own")
            .file("themes/own/assets/site.css", "own")
            .file("themes/own/README.md", "")
            .file("themes/base/theme.toml", "name = 'base'")
            .file("themes/base/templates/brief.html", "base")
            .file("themes/base/templates/parts/card.html", "base")
            .file("themes/base/static/fonts/a.woff2", "base")
            .file("themes/base/lang/xx.toml", "base")
            .file("templates/parts/card.html", "publication");
        let Read { inputs: value, diagnostics, .. } = read(&dir);
        assert_eq!(diagnostics, []);
        let theme = value.theme;
        assert_eq!(theme.name, "own");
        let manifests: Vec<_> = theme.manifests.values().map(|it| &*it.path).collect();
        assert_eq!(manifests, ["themes/own/theme.toml", "themes/base/theme.toml"]);
        let templates: Vec<_> = theme.templates.iter().map(|(name, it)| (name.as_str(), &*it.path)).collect();
        assert_eq!(
            templates,
            [
                ("brief.html", "themes/own/templates/brief.html"),
                ("parts/card.html", "templates/parts/card.html"),
            ]
        );
        assert_eq!(&*theme.assets["site.css"].bytes, b"own");
        assert_eq!(&*theme.statics["fonts/a.woff2"].path, "themes/base/static/fonts/a.woff2");
        assert_eq!(&*theme.strings[&("xx".to_owned(), 1)].text, "base");
    }

    #[test]
    fn the_default_theme_needs_no_folder() {
        let dir = TempDir::new();
        dir.file("content/a.md", "");
        let theme = read(&dir).inputs.theme;
        assert_eq!(theme.name, "broadsheet");
        assert_eq!(&*theme.manifests[&0].path, "themes/broadsheet/theme.toml");
    }

    #[test]
    fn a_theme_that_cannot_be_used_is_said_at_its_name() {
        let dir = TempDir::new();
        dir.file("dateline.toml", "[site]\ntheme = 'bulletin'\nbroken =")
            .file("themes/gazette/theme.toml", "");
        check(
            &dir,
            expect![[r#"
            error bad-theme: unknown theme `bulletin`
        "#]],
        );
        let found = read(&dir).diagnostics.remove(0);
        assert_eq!(found.span.map(|it| it.range()), Some(15..25));
        assert_eq!(found.hint.as_deref(), Some("there is `broadsheet`, `gazette`"));

        dir.file("dateline.toml", "site.theme = '../content'");
        check(
            &dir,
            expect![[r#"
            error bad-theme: unknown theme `../content`
        "#]],
        );
        dir.file("dateline.toml", "site.theme = 'gazette'")
            .file("themes/gazette/theme.toml", "extends = 'gazette'");
        check(
            &dir,
            expect![[r#"
            error bad-theme: theme `gazette` extends itself
        "#]],
        );
    }
}
