//! Names the build: a digest of everything the program is made of, so that it does not read what another one remembered.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "it runs before there is a program")]

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    // The manual is text that no build of a site reads.
    let sources = fs::read_dir(root.join("src"))?.collect::<io::Result<Vec<_>>>()?;
    let sources = sources.iter().map(|it| it.path()).filter(|it| !it.ends_with("manual"));
    for path in sources.chain(["themes", "Cargo.toml", "Cargo.lock"].map(|it| root.join(it))) {
        println!("cargo::rerun-if-changed={}", path.display());
        list(&path, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        hasher.write(name.as_bytes());
        hasher.write(&fs::read(&file)?);
    }
    println!("cargo::rustc-env=DATELINE_BUILD={:016x}", hasher.finish());
    Ok(())
}

/// Every file at or below a path; none when there is nothing, as there is no lock file in a published crate.
fn list(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            list(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}
