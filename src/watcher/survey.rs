//! Finds the folders of a site as the reader does, and has them watched: each before it is listed, so that nothing put into
//! it later goes unseen.

use std::fs;
use std::path::{self, Path, PathBuf};

use super::Options;
use super::scope::{MANY, Scope};
use super::watches::{Cause, Reach, Watches};

/// The folders that the reader walks.
const TOPS: [&str; 4] = ["content", "static", "templates", "themes"];

/// As many links as Linux follows on the way to one file.
const HOPS: usize = 40;

/// Watches all that the site is made of. What is not there yet, or closed to us, is left out.
///
/// # Errors
/// When events cannot be had.
pub fn survey(options: &Options, watches: &mut Watches) -> Result<Scope, Cause> {
    let scope = Scope { root: options.root.clone(), never: Some(real(&options.output)), ..Scope::default() };
    let inside = fs::canonicalize(&options.root).unwrap_or_default();
    let mut survey = Survey { inside, scope, watches, above: Vec::new() };
    survey.configuration(options)?;
    let root = survey.inside.clone();
    if root.is_absolute() {
        survey.watches.want(&root, Reach::Shallow)?;
        for top in TOPS {
            survey.scope.hinges.insert(root.join(top));
            survey.entry(&options.root.join(top), &root.join(top))?;
        }
        survey.scope.hinges.insert(root);
    }
    Ok(survey.scope)
}

/// What tells whether the folders everything hangs on are those of before: a folder above may have been renamed, a link on
/// the way bent, something mounted there, and no watch of ours tells of that.
pub fn anchors(options: &Options) -> Vec<Option<Identity>> {
    let root = std::iter::once(options.root.clone());
    let tops = TOPS.iter().map(|it| options.root.join(it));
    let config = options.config.as_deref().and_then(place).and_then(|it| Some(it.parent()?.to_owned()));
    root.chain(tops).chain(config).map(|it| Identity::of(&it)).collect()
}

/// Which folder it is, and who may enter it.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity(String);

impl Identity {
    fn of(folder: &Path) -> Option<Self> {
        let metadata = fs::metadata(folder).ok()?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            format!("{} {} {:o}", metadata.dev(), metadata.ino(), metadata.mode())
        };
        #[cfg(not(unix))]
        let identity = format!("{:?} {}", metadata.created().ok(), metadata.is_dir());
        Some(Self(identity))
    }
}

struct Survey<'a> {
    /// The root, links followed: links that leave it are not the site's.
    inside: PathBuf,
    scope: Scope,
    watches: &'a mut Watches,
    /// The real folders that the walk is in.
    above: Vec<PathBuf>,
}

impl Survey<'_> {
    fn configuration(&mut self, options: &Options) -> Result<(), Cause> {
        let given = options.config.clone().unwrap_or_else(|| options.root.join("dateline.toml"));
        let Some(at) = place(&given) else { return Ok(()) };
        if let Some(folder) = at.parent() {
            self.watches.want(folder, Reach::Shallow)?;
        }
        self.hops(&at, Path::new(""))?;
        let target = fs::canonicalize(&at).ok().filter(|it| *it != at);
        for file in [Some(at), target].into_iter().flatten() {
            self.scope.files.entry(file).or_default().push(given.clone());
        }
        Ok(())
    }

    /// A folder or link that the site knows as `site` and that really stands at `at`.
    fn entry(&mut self, site: &Path, at: &Path) -> Result<(), Cause> {
        let Ok(metadata) = fs::symlink_metadata(at) else { return Ok(()) };
        if metadata.is_dir() {
            return self.folder(site, at);
        }
        if !metadata.is_symlink() {
            return Ok(());
        }
        let inside = self.inside.clone();
        self.hops(at, &inside)?;
        let Ok(target) = fs::canonicalize(at) else { return Ok(()) };
        if !target.starts_with(&inside) || at.starts_with(&target) || self.above.contains(&target) {
            return Ok(());
        }
        if target.is_dir() {
            return self.folder(site, &target);
        }
        self.scope.files.entry(target).or_default().push(site.to_owned());
        Ok(())
    }

    /// Watches where each link on the way from `link` leads, as long as it is `inside`.
    fn hops(&mut self, link: &Path, inside: &Path) -> Result<(), Cause> {
        let mut at = link.to_owned();
        for _ in 0..HOPS {
            let (Ok(target), Some(folder)) = (fs::read_link(&at), at.parent()) else { break };
            let Some(next) = place(&folder.join(target)).filter(|it| it.starts_with(inside)) else { break };
            if let Some(folder) = next.parent() {
                self.watches.want(folder, Reach::Shallow)?;
            }
            // An edit of the file that it all leads to leaves the way as it is.
            if !fs::symlink_metadata(&next).is_ok_and(|it| it.is_file()) {
                self.scope.hinges.insert(next.clone());
            }
            at = next;
        }
        Ok(())
    }

    fn folder(&mut self, site: &Path, real: &Path) -> Result<(), Cause> {
        if self.scope.is_output(real) {
            return Ok(());
        }
        let names = self.scope.folders.entry(real.to_owned()).or_default();
        if names.len() >= MANY {
            return Ok(());
        }
        names.push(site.to_owned());
        self.watches.want(real, Reach::Deep)?;
        self.above.push(real.to_owned());
        for entry in fs::read_dir(real).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let may_lead_on = entry.file_type().is_ok_and(|it| it.is_dir() || it.is_symlink());
            if may_lead_on && self.scope.concerns(&site.join(&name)) {
                self.entry(&site.join(&name), &real.join(&name))?;
            }
        }
        self.above.pop();
        Ok(())
    }
}

/// Where a path is, links on the way to it followed and itself not; `None` when there is no such folder.
fn place(path: &Path) -> Option<PathBuf> {
    let path = path::absolute(path).ok()?;
    Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?))
}

/// Where a path leads, whether it is there yet or not.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).ok().or_else(|| place(path)).unwrap_or_else(|| path.to_owned())
}
