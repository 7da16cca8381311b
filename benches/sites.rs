//! Lays out the made-up publication as a site of dateline and one of Hugo, for `benches/peers`.
//!
//! ```sh
//! cargo run --example sites -- --briefs 10000 [--no-code] [--crowded] [--every-output] --dateline DIR [--hugo DIR]
//! ```

#![expect(clippy::disallowed_methods, reason = "makes folders, as its arguments say")]

mod corpus;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use corpus::{Brief, Corpus, Options, Source, config};

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options { briefs: 100, code: true, crowded: false };
    let (mut every_output, mut dateline, mut hugo) = (false, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` wants a value"));
        match argument.as_str() {
            "--briefs" => options.briefs = value()?.parse()?,
            "--no-code" => options.code = false,
            "--crowded" => options.crowded = true,
            "--every-output" => every_output = true,
            "--dateline" => dateline = Some(PathBuf::from(value()?)),
            "--hugo" => hugo = Some(PathBuf::from(value()?)),
            _ => return Err(format!("unknown argument `{argument}`").into()),
        }
    }
    let corpus = Corpus::new(options);
    if let Some(site) = &dateline {
        put(&site.join("dateline.toml"), config(every_output))?;
        put(&site.join("content/registry/sources.toml"), &corpus.registry())?;
    }
    for brief in (0..options.briefs).map(|at| corpus.brief(at)) {
        // In folders of a year, as publications are kept.
        let path = format!("content/briefs/{}/{}.md", brief.date.strftime("%Y"), brief.slug);
        if let Some(site) = &dateline {
            put(&site.join(&path), &corpus.markdown(&brief))?;
        }
        if let Some(site) = &hugo {
            put(&site.join(&path), &for_hugo(&corpus, &brief))?;
        }
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(path.parent().ok_or("a file stands in a folder")?)?;
    Ok(fs::write(path, text)?)
}

/// The file of a brief in Hugo's form. Its sources are a taxonomy, so that each has a page.
fn for_hugo(corpus: &Corpus, brief: &Brief) -> String {
    let Brief { slug, title, date, updated, model, confidence, topic, tags, summary, .. } = brief;
    let ids: Vec<_> = corpus.cited(brief).map(|it| &it.id).collect();
    let mut out = format!(
        "+++\ntitle = \"{title}\"\ndate = {date}\nlastmod = {updated}\nslug = \"{slug}\"\ndescription = \"{summary}\"\n\
         models = [\"{model}\"]\nconfidence = [\"{confidence}\"]\ntopics = [\"{topic}\"]\ntags = {tags:?}\nsources = {ids:?}\n"
    );
    if let Some(series) = brief.series {
        _ = writeln!(out, "series = [\"{series}\"]");
    }
    for Source { id, title, url, publisher, .. } in corpus.cited(brief) {
        _ = writeln!(
            out,
            "[[params.cited]]\nid = \"{id}\"\ntitle = \"{title}\"\nurl = \"{url}\"\npublisher = \"{publisher}\""
        );
    }
    _ = write!(out, "+++\n\n{}", brief.body);
    out
}
