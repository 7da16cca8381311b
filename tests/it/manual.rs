//! The manual: it builds, its links lead somewhere, and its examples are run (`tests/README.md` tells the form).
//! `PAGE=write/claims cargo test --test it manual` runs one page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use saphyr::{LoadableYamlNode, Yaml};

use crate::markdown::blocks;
use crate::sessions::{Session, words};
use crate::site::{TestSite, repository};

/// What a page's publication is configured with when it brings no `dateline.toml`.
const CONFIG: &str = "[site]\ntitle = \"Harbour Desk\"\nbase_url = \"https://harbour.example/\"\n";

#[test]
fn every_example_does_what_it_shows() {
    let only = std::env::var("PAGE").ok();
    let ran: Vec<_> = pages()
        .into_par_iter()
        .filter(|(name, _)| only.as_ref().is_none_or(|it| it == name))
        .map(|(name, path)| {
            let text = fs::read_to_string(path).expect("a page is UTF-8");
            run(&text).map_err(|fault| format!("{name}: {fault}"))
        })
        .collect();
    let wrong: Vec<_> = ran.iter().filter_map(|it| it.as_ref().err()).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} pages of the manual show what is not so\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let commands: usize = ran.into_iter().flatten().sum();
    assert!(only.is_some() || commands > 20, "the manual shows {commands} commands");
}

/// Runs a page as the story that it tells, in a folder of its own; returns how many commands it has.
fn run(text: &str) -> Result<usize, String> {
    let lines: Vec<_> = text.lines().collect();
    let mut session = Session::new();
    for block in blocks(text) {
        let shown = lines[block.lines.clone()].join("\n") + "\n";
        match block.info.split_once(' ') {
            _ if block.info.starts_with("console") => session.console(&block, &lines)?,
            Some((language, path)) => {
                let has_config = session.holds("dateline.toml") || path == "dateline.toml";
                if path.starts_with("content/") && !has_config {
                    session.write("dateline.toml", CONFIG);
                }
                session.write(path, &shown);
                if language == "yaml" {
                    Yaml::load_from_str(&shown).map_err(|fault| format!("{path} is no YAML: {fault}"))?;
                    usages(&shown)?;
                }
            }
            None if block.info == "sh" => usages(&shown)?,
            None if block.info == "text" => {}
            None => {
                return Err(format!("a block `{}` names no file, and nothing runs it:\n{shown}", block.info));
            }
        }
    }
    if session.holds("content") {
        session.command("dateline check --quiet", false)?;
    }
    Ok(session.commands)
}

/// Asks the program whether it knows the commands of a script, without running them.
fn usages(script: &str) -> Result<(), String> {
    for line in script.lines() {
        let Some((before, command)) = line.split_once("dateline ") else { continue };
        // The end of a path or of another name, or a comment.
        if before.contains('#') || before.ends_with(|it: char| !it.is_whitespace() && it != '(') {
            continue;
        }
        let mut arguments = words(command.split(['|', '&', ')', ';', '#', '>']).next().unwrap_or_default());
        arguments.push("--help".to_owned());
        let run = Command::new(env!("CARGO_BIN_EXE_dateline")).args(&arguments).output().expect("it runs");
        if !run.status.success() {
            return Err(format!("`{line}`: {}", String::from_utf8_lossy(&run.stderr)));
        }
    }
    Ok(())
}

/// The pages with examples, by name. Rules and references have tests of their own.
fn pages() -> Vec<(String, PathBuf)> {
    let root = repository().join("src/manual/content/pages");
    let mut pages = Vec::new();
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.expect("the manual can be read").into_path();
        let name = path.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
        if let Some(name) =
            name.strip_suffix(".md").filter(|it| !it.starts_with("rules/") && !it.starts_with("reference/"))
        {
            pages.push((name.to_owned(), path));
        }
    }
    pages.sort();
    pages
}

#[test]
fn it_builds_and_every_link_leads_somewhere() {
    let site = TestSite::empty();
    copy(&repository().join("src/manual"), site.dir());
    let site = site.run("build --strict -v").succeeds();
    let output = site.path("output");
    let files: BTreeSet<PathBuf> = walkdir::WalkDir::new(&output)
        .into_iter()
        .flatten()
        .filter(|it| it.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    let html = |it: &&PathBuf| it.extension().is_some_and(|it| it == "html") && !it.ends_with("404.html");
    for file in files.iter().filter(html) {
        let page = fs::read_to_string(file).expect("a page");
        for link in page.split("href=\"").skip(1).filter_map(|it| it.split('"').next()) {
            let to = link.split('#').next().unwrap_or_default();
            if to.contains(':') || to.is_empty() {
                continue;
            }
            let to = plain(&file.parent().expect("a folder").join(to));
            let there = files.contains(&to) || files.contains(&to.join("index.html"));
            assert!(there, "{} links to `{link}`", file.strip_prefix(&output).expect("below").display());
        }
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(out.pop()),
            _ => out.push(part),
        }
    }
    out
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("the manual can be read");
        let at = to.join(entry.path().strip_prefix(from).expect("it is below"));
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(at).expect("a folder"),
            false => drop(fs::copy(entry.path(), at).expect("a file")),
        }
    }
}
