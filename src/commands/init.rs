//! `dateline init`: a publication that builds, to start from.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;

use super::Flags;
use crate::diag::emit::visible;
use crate::error::{Error, Result};

/// Start a publication
///
/// Writes a configuration, a first brief and two standing pages. Files that exist are never touched, and a folder that
/// already has `content/` keeps it as it is.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where; made when it does not exist [default: the root]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Files of a new publication. `{date}` stands for the day, `{year}` for its year, in paths and texts.
const SCAFFOLD: &[(&str, &str)] = &[
    (".gitignore", include_str!("scaffold/gitignore")),
    ("dateline.toml", include_str!("scaffold/dateline.toml")),
    ("content/{year}/how-a-brief-is-built.md", include_str!("scaffold/brief.md")),
    ("content/pages/about.md", include_str!("scaffold/about.md")),
    ("content/pages/methodology.md", include_str!("scaffold/methodology.md")),
];

pub fn run(arguments: &Arguments, flags: &Flags) -> Result<ExitCode> {
    let dir = match &arguments.dir {
        Some(dir) => flags.below_root(dir),
        None => flags.root.clone(),
    };
    let today = flags.now()?.to_zoned(TimeZone::UTC).date();
    let (date, year) = (today.to_string(), today.strftime("%Y").to_string());
    let fill = |text: &str| text.replace("{date}", &date).replace("{year}", &year);

    let has_content = dir.join("content").exists();
    for (path, text) in SCAFFOLD {
        if has_content && path.starts_with("content/") {
            continue;
        }
        let path = dir.join(fill(path));
        let name = path.strip_prefix(".").unwrap_or(&path).to_string_lossy().into_owned();
        let done = if create(&path, &fill(text))? { "made" } else { "kept" };
        flags.say(format_args!("{done} {}", visible(&name)));
    }
    let at = if dir == Path::new(".") { String::new() } else { format!(" -r {}", dir.display()) };
    flags.say(format_args!("say in `dateline.toml` what it is called and where it will live"));
    flags.say(format_args!("next: `dateline watch{at}`, then `dateline new \"Your first title\"{at}`"));
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file, and the folders above it. `false` when there is one already, which stays as it is.
pub fn create(path: &Path, text: &str) -> Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| Error::world("create the folder", folder, cause))?;
    }
    let written = fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(cause) => Err(Error::world("write", path, cause)),
    }
}

/// Writes a file, and the folders above it, over what is there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| Error::world("create the folder", folder, cause))?;
    }
    fs::write(path, bytes).map_err(|cause| Error::world("write", path, cause))
}
