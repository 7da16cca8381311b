//! The one reader of the site directory.
//!
//! Reading has three steps, so that the pipeline can do the second, which waits for the disk, on every core:
//! [`list`] finds the files, [`load`] reads one, [`Listing::inputs`] joins them. Briefs and pages, which are many, stand
//! apart: each is read by [`source`] when it is parsed, unless [`stat`] says that it is known.

#![expect(clippy::disallowed_methods, reason = "the one reader of the site directory")]

mod image;
mod text;
mod theme;
mod walk;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::diag::{Diagnostic, Reported, rules};
use crate::error::{Error, Result};
use crate::model::config::Overlay;
use crate::source::{Asset, Inputs, Source, Stat, ThemeFile, ThemeFiles};
pub use theme::{DEFAULT as SHIPPED_THEME, shipped as shipped_theme, themes};
use walk::{Found, Walk};

/// Where to read, and the present.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `dateline.toml` and `content/`.
    pub root: PathBuf,
    /// `-c`: another configuration file.
    pub config: Option<PathBuf>,
    /// What is laid over the configuration: it may name another theme.
    pub overlay: Overlay,
    pub now: Timestamp,
}

/// The files of a site, found and not yet read.
#[derive(Debug)]
pub struct Listing {
    /// Markdown under `content/`, in order of path, each for [`source`].
    pub briefs: Vec<Entry>,
    /// Markdown under `content/pages/`, likewise.
    pub pages: Vec<Entry>,
    /// All other files, to be given to [`load`], one by one, in any order.
    pub entries: Vec<Entry>,
    pub config: Source,
    /// What there is to say of files that are not listed.
    pub diagnostics: Vec<Diagnostic>,
    /// The root, links followed.
    pub real: PathBuf,
    theme: String,
    now: Timestamp,
}

/// One file to be read.
#[derive(Debug)]
pub struct Entry {
    /// As the user knows it.
    pub path: Arc<str>,
    origin: Origin,
    role: Role,
}

#[derive(Debug)]
enum Origin {
    Disk(PathBuf),
    /// In the binary.
    Embedded(Cow<'static, [u8]>),
}

impl Entry {
    /// Whether it belongs to a theme, or to what the publication lays over it.
    pub fn is_theme(&self) -> bool {
        matches!(self.role, Role::Theme(_))
    }

    /// Whether it is a registry.
    pub fn is_registry(&self) -> bool {
        self.role == Role::Registry
    }

    /// Whether it is a file, and not a part of the program.
    pub fn is_file(&self) -> bool {
        matches!(self.origin, Origin::Disk(_))
    }
}

/// What a file is to the site, by its place (CONTENT_MODEL §2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Brief,
    Page,
    Defaults,
    Registry,
    /// Of a bundle, or of `static/`.
    File,
    Theme(Part),
}

/// A place in a theme; names are relative to the folder of their kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// By how many themes stand nearer.
    Manifest(usize),
    Template(String),
    Asset(String),
    Static(String),
    /// By language tag, and how many themes stand nearer.
    Strings(String, usize),
}

/// Finds the files of a site.
///
/// # Errors
/// Usage: the root is no site. World: it cannot be opened. A single file that cannot be read is a diagnostic.
pub fn list(options: &Options) -> Result<Listing> {
    let root = &options.root;
    let mut walk = Walk::new(root)?;
    let config = config(options, &mut walk)?;
    let mut entries = content(&mut walk);
    for Found { path, disk } in walk.files("static") {
        entries.push(Entry { path, origin: Origin::Disk(disk), role: Role::File });
    }
    let (theme, files) = theme::list(&mut walk, root, &config, &options.overlay);
    entries.extend(files);
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let briefs = entries.extract_if(.., |it| it.role == Role::Brief).collect();
    let pages = entries.extract_if(.., |it| it.role == Role::Page).collect();
    let mut diagnostics = walk.diagnostics;
    diagnostics.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    let real = walk.real;
    Ok(Listing { briefs, pages, entries, config, diagnostics, real, theme, now: options.now })
}

/// Reads the configuration; an absent one is empty, as long as there is a site at all.
fn config(options: &Options, walk: &mut Walk<'_>) -> Result<Source> {
    let disk = options.config.clone().unwrap_or_else(|| options.root.join("dateline.toml"));
    let path = walk.name(&disk);
    match fs::metadata(&disk) {
        Ok(it) if it.is_dir() => {
            let name = disk.display();
            let hint = match disk.join("dateline.toml").is_file() {
                true => format!("write `-r {name}` to work on the publication in it, or name the file"),
                false => "name a file".to_owned(),
            };
            Err(Error::usage(format!("the configuration `{name}` is a folder")).hint(hint))
        }
        Ok(_) => {
            let read = text::read(&path, &disk).into(&mut walk.diagnostics);
            Ok(read.unwrap_or_else(|| Source::new(path, "")))
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            if options.config.is_some() {
                Err(Error::usage(format!("there is no configuration file `{}`", disk.display())))
            } else if !walk.has_folder("content") {
                let root = options.root.display();
                let message =
                    format!("`{root}` is no publication: it has neither `dateline.toml` nor `content/`");
                Err(Error::usage(message)
                    .hint("`dateline init` makes one; `--root DIR` names another folder"))
            } else {
                Ok(Source::new(path, ""))
            }
        }
        Err(cause) => Err(Error::world("read", disk, cause)),
    }
}

/// Sorts out the files under `content/`.
fn content(walk: &mut Walk<'_>) -> Vec<Entry> {
    let found = walk.files("content");
    let bundles: HashSet<&str> = found.iter().filter_map(|it| it.path.strip_suffix("/index.md")).collect();
    let in_bundle = |path: &str| {
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if bundles.contains(parent) {
                return true;
            }
            folder = parent;
        }
        false
    };
    let role = |path: &str| {
        let inside = path.strip_prefix("content/").unwrap_or(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        if name == "_defaults.toml" {
            Some(Role::Defaults)
        } else if name.ends_with(".md") {
            Some(if inside.starts_with("pages/") { Role::Page } else { Role::Brief })
        } else if inside.starts_with("registry/") && name.ends_with(".toml") {
            Some(Role::Registry)
        } else if in_bundle(path) {
            Some(Role::File)
        } else {
            None
        }
    };
    let roles: Vec<_> = found.iter().map(|it| role(&it.path)).collect();
    let mut entries = Vec::with_capacity(found.len());
    for (Found { path, disk }, role) in found.into_iter().zip(roles) {
        match role {
            Some(role) => entries.push(Entry { path, origin: Origin::Disk(disk), role }),
            None => walk.diagnostics.push(stray(&path)),
        }
    }
    entries
}

fn stray(path: &Arc<str>) -> Diagnostic {
    let extension = Path::new(&**path).extension().unwrap_or_default().to_ascii_lowercase();
    let hint = if extension == "md" || extension == "markdown" {
        "a brief ends in `.md`: rename it"
    } else {
        "move it to `static/`, or into a bundle: a folder of its own for the brief, which becomes `index.md` there"
    };
    Diagnostic::new(&rules::STRAY_FILE, path, format!("`{path}` is not published")).hint(hint)
}

/// A file that was read.
#[derive(Debug)]
pub enum Loaded {
    /// Front matter and Markdown, TOML, templates.
    Text(Source),
    /// Copied when the site is written, so only described.
    Asset(Asset),
    /// Published from memory, under a name that may come from its content.
    Bytes(ThemeFile),
}

/// The text of a brief or page; `None`, with a diagnostic, when it cannot be read.
pub fn source(entry: &Entry) -> Reported<Option<Source>> {
    match &entry.origin {
        Origin::Embedded(bytes) => text::decode(&entry.path, bytes),
        Origin::Disk(disk) => text::read(&entry.path, disk),
    }
}

/// Whether there is anything at a path.
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The text of a file by its path below the root, as far as it can be read. Whatever else is there is not opened: that of
/// a pipe may take for ever.
pub fn text(root: &Path, path: &str) -> Option<Arc<str>> {
    let disk = root.join(path);
    disk.is_file().then(|| text::read(&Arc::from(path), &disk).value.map(|it| it.text))?
}

/// The bytes of a file, as far as they can be read; `None` for one over the limit.
pub fn bytes(disk: &Path) -> Option<Vec<u8>> {
    disk.is_file().then(|| text::bytes(disk).ok()?)?
}

/// The text that bytes are to every parser; `None` when there is anything to be said of them.
pub fn decode(path: &str, bytes: &[u8]) -> Option<Arc<str>> {
    let Reported { value, diagnostics } = text::decode(&Arc::from(path), bytes);
    value.filter(|_| diagnostics.is_empty()).map(|it| it.text)
}

/// What the file system says of a file, links followed; `None` for one in the binary, and when it cannot be asked.
pub fn stat(entry: &Entry) -> Option<Stat> {
    let Origin::Disk(disk) = &entry.origin else { return None };
    Some(Stat::of(&fs::metadata(disk).ok()?))
}

/// Reads one file; `None`, with a diagnostic, when that cannot be done. Of an asset the size alone.
pub fn load(entry: &Entry) -> Reported<Option<Loaded>> {
    let path = &entry.path;
    match (&entry.role, &entry.origin) {
        (Role::Theme(Part::Asset(_) | Part::Static(_)), Origin::Embedded(bytes)) => {
            let file = ThemeFile { path: path.clone(), bytes: Arc::from(&**bytes) };
            Reported::new(Some(Loaded::Bytes(file)), Vec::new())
        }
        (Role::Theme(Part::Asset(_) | Part::Static(_)), Origin::Disk(disk)) => {
            reported(path, fs::read(disk), |bytes| {
                Loaded::Bytes(ThemeFile { path: path.clone(), bytes: Arc::from(bytes) })
            })
        }
        (Role::File, Origin::Disk(disk)) => reported(path, fs::metadata(disk), |metadata| {
            Loaded::Asset(Asset {
                path: path.clone(),
                stat: Stat::of(&metadata),
                dimensions: image::dimensions(disk),
                disk: disk.clone(),
            })
        }),
        _ => {
            let read = source(entry);
            Reported::new(read.value.map(Loaded::Text), read.diagnostics)
        }
    }
}

fn reported<T>(
    path: &Arc<str>,
    read: io::Result<T>,
    make: impl FnOnce(T) -> Loaded,
) -> Reported<Option<Loaded>> {
    match read {
        Ok(value) => Reported::new(Some(make(value)), Vec::new()),
        Err(cause) => Reported::new(None, vec![text::unreadable(path, &cause)]),
    }
}

impl Listing {
    /// Joins what [`load`] made of each of [`Listing::entries`], in their order.
    pub fn inputs(&self, loaded: Vec<Reported<Option<Loaded>>>) -> Reported<Inputs> {
        let mut diagnostics = self.diagnostics.clone();
        let mut inputs = Inputs {
            config: self.config.clone(),
            defaults: Vec::new(),
            registries: Vec::new(),
            files: Vec::new(),
            theme: ThemeFiles { name: self.theme.clone(), ..ThemeFiles::default() },
            now: self.now,
        };
        let theme = &mut inputs.theme;
        for (entry, loaded) in self.entries.iter().zip(loaded) {
            match (entry.role.clone(), loaded.into(&mut diagnostics)) {
                (Role::Defaults, Some(Loaded::Text(source))) => inputs.defaults.push(source),
                (Role::Registry, Some(Loaded::Text(source))) => inputs.registries.push(source),
                (Role::File, Some(Loaded::Asset(asset))) => inputs.files.push(asset),
                (Role::Theme(part), Some(Loaded::Text(source))) => match part {
                    Part::Manifest(distance) => drop(theme.manifests.insert(distance, source)),
                    Part::Template(name) => drop(theme.templates.insert(name, source)),
                    Part::Strings(tag, distance) => drop(theme.strings.insert((tag, distance), source)),
                    Part::Asset(_) | Part::Static(_) => {}
                },
                (Role::Theme(part), Some(Loaded::Bytes(file))) => match part {
                    Part::Asset(name) => drop(theme.assets.insert(name, file)),
                    Part::Static(name) => drop(theme.statics.insert(name, file)),
                    Part::Manifest(_) | Part::Template(_) | Part::Strings(..) => {}
                },
                _ => {}
            }
        }
        Reported::new(inputs, diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::TempDir;

    pub(in crate::read) struct Read {
        briefs: Vec<Source>,
        pages: Vec<Source>,
        pub inputs: Inputs,
        pub diagnostics: Vec<Diagnostic>,
    }

    pub(in crate::read) fn read_with(options: &Options) -> Result<Read> {
        let mut listing = list(options)?;
        let mut diagnostics = Vec::new();
        let mut texts = |entries: &mut Vec<Entry>| -> Vec<Source> {
            entries.drain(..).filter_map(|it| source(&it).into(&mut diagnostics)).collect()
        };
        let (briefs, pages) = (texts(&mut listing.briefs), texts(&mut listing.pages));
        let loaded = listing.entries.iter().map(load).collect();
        let inputs = listing.inputs(loaded).into(&mut diagnostics);
        diagnostics.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        Ok(Read { briefs, pages, inputs, diagnostics })
    }

    pub(in crate::read) fn read(dir: &TempDir) -> Read {
        read_with(&Options {
            root: dir.to_path_buf(),
            config: None,
            overlay: Overlay::default(),
            now: Timestamp::UNIX_EPOCH,
        })
        .expect("the folder is a site")
    }

    /// What was read, one kind a line, and what was said.
    pub(in crate::read) fn check(dir: &TempDir, expected: Expect) {
        let Read { briefs, pages, inputs, diagnostics } = read(dir);
        let paths =
            |sources: &[Source]| sources.iter().map(|it| it.path.to_string()).collect::<Vec<_>>().join(" ");
        let files: Vec<_> = inputs.files.iter().map(|it| it.path.to_string()).collect();
        let mut out = String::new();
        for (kind, text) in [
            ("briefs", paths(&briefs)),
            ("pages", paths(&pages)),
            ("defaults", paths(&inputs.defaults)),
            ("registries", paths(&inputs.registries)),
            ("files", files.join(" ")),
        ] {
            if !text.is_empty() {
                out += &format!("{kind}: {text}\n");
            }
        }
        for it in &diagnostics {
            out += &format!("{} {}: {}\n", it.severity.name(), it.rule.name, it.message);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn files_are_what_their_place_says() {
        let dir = TempDir::new();
        for path in [
            "dateline.toml",
            "content/z.md",
            "content/2026/a.md",
            "content/2026/_defaults.toml",
            "content/notes.txt",
            "content/2026/port/index.md",
            "content/2026/port/map.png",
            "content/2026/port/data/x.csv",
            "content/2026/port/annex.md",
            "content/pages/about.md",
            "content/pages/team/index.md",
            "content/pages/team/us.jpg",
            "content/registry/sources.toml",
            "content/registry/sources/a.toml",
            "content/old.MD",
            "static/robots.txt",
            "static/.htaccess",
            "static/.well-known/security.txt",
            "static/.well-known/.hidden",
            "output/index.html",
            "README.md",
        ] {
            dir.file(path, "");
        }
        check(
            &dir,
            expect![[r#"
            briefs: content/2026/a.md content/2026/port/annex.md content/2026/port/index.md content/z.md
            pages: content/pages/about.md content/pages/team/index.md
            defaults: content/2026/_defaults.toml
            registries: content/registry/sources.toml content/registry/sources/a.toml
            files: content/2026/port/data/x.csv content/2026/port/map.png content/pages/team/us.jpg static/.well-known/security.txt static/robots.txt
            info stray-file: `content/notes.txt` is not published
            info stray-file: `content/old.MD` is not published
        "#]],
        );
    }

    /// PROMISES B9.
    #[test]
    fn b9_a_bad_file_is_said_and_the_others_are_read() {
        let dir = TempDir::new();
        dir.file("content/a.md", "\u{FEFF}a\r\n").file("content/b.md", b"\xFF").file("content/c.md", "c\0");
        check(
            &dir,
            expect![[r#"
            briefs: content/a.md content/c.md
            error not-utf8: `content/b.md` is not UTF-8: byte 0xFF at offset 0, line 1
            error nul-byte: a NUL byte
        "#]],
        );
        assert_eq!(&*read(&dir).briefs[0].text, "a\n");
    }

    #[test]
    fn a_folder_without_a_site_is_refused_with_what_to_do() {
        let dir = TempDir::new();
        let error = |config: Option<PathBuf>, root: PathBuf| {
            read_with(&Options { root, config, overlay: Overlay::default(), now: Timestamp::UNIX_EPOCH })
                .err()
                .expect("no site")
                .to_string()
        };
        assert!(error(None, dir.to_path_buf()).ends_with("it has neither `dateline.toml` nor `content/`"));
        assert!(error(None, dir.join("none")).starts_with("there is no folder"));
        assert!(
            error(Some(dir.join("x.toml")), dir.to_path_buf()).starts_with("there is no configuration file")
        );
    }

    #[test]
    fn another_configuration_file_takes_the_place_of_ours() {
        let dir = TempDir::new();
        dir.file("dateline.toml", "a").file("preview.toml", "b").file("content/a.md", "");
        let options = Options {
            root: dir.to_path_buf(),
            config: Some(dir.join("preview.toml")),
            overlay: Overlay::default(),
            now: Timestamp::UNIX_EPOCH,
        };
        let config = read_with(&options).expect("the folder is a site").inputs.config;
        assert_eq!(config, Source::new("preview.toml", "b"));
    }

    #[test]
    fn images_have_their_size() {
        let dir = TempDir::new();
        dir.file("static/a.svg", "<svg width='3' height='4'/>")
            .file("static/b.png", "no")
            .file("content/a.md", "");
        let files = read(&dir).inputs.files;
        assert_eq!((files[0].stat.size, files[0].dimensions), (27, Some((3, 4))));
        assert_eq!((files[1].stat.size, files[1].dimensions), (2, None));
    }
}
