//! The build before this one: which texts need not be read, which pages need not be rendered, and whether there is
//! anything to do at all.
//!
//! A note of this machine says how files looked to its file system; what is of use elsewhere, too, lies in the store.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Counts, Options, Outcome};
use crate::diag::{Diagnostic, Severity};
use crate::digest::{Digest, Digester};
use crate::memo::{LEFT, Memo};
use crate::model::site::Skipped;
use crate::parse;
use crate::paths::UrlStyle;
use crate::read::{self, Entry, Listing};
use crate::source::Stat;
use crate::write::{self, Left};

/// What a machine notes when a build ends.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Note {
    pub texts: Texts,
    finished: Option<Finished>,
}

/// A build that wrote its output, and everything that its repetition would say.
#[derive(Debug, Serialize, Deserialize)]
struct Finished {
    /// What was asked for and what was found: [`Seen::site`].
    site: Digest,
    /// From when until when the same site is built from it.
    since: Timestamp,
    until: Option<Timestamp>,
    files: Vec<Left>,
    folders: Vec<(String, Stat)>,
    shown: Severity,
    findings: Vec<Diagnostic>,
    hidden: usize,
    known: usize,
    counts: Counts,
    skipped: Vec<Skipped>,
    summary: write::Summary,
    style: UrlStyle,
}

/// Digests of texts by path, each as long as the file looks so.
pub type Texts = HashMap<Arc<str>, (Stat, Digest)>;

/// A build that ended well.
pub struct Made<'a> {
    pub options: &'a Options,
    pub output: &'a Path,
    pub seen: &'a Seen,
    /// When the site becomes another.
    pub until: Option<Timestamp>,
    pub left: Vec<Left>,
}

/// The files of a site as they look before any is read.
pub struct Seen {
    /// Of briefs, and of pages.
    stats: [Vec<Option<Stat>>; 2],
    /// Names all files and what they look like, and what was asked for; absent when one may yet change unseen.
    pub site: Option<Digest>,
    /// When that was, by the file system's clock.
    clock: Option<i64>,
}

impl Seen {
    /// Looks at every file. `clock` is from before the files were listed.
    pub fn of(listing: &Listing, options: &Options, clock: Option<i64>) -> Self {
        let look = |entries: &[Entry]| -> Vec<Option<Stat>> { entries.par_iter().map(read::stat).collect() };
        let stats = [look(&listing.briefs), look(&listing.pages)];
        let others = look(&listing.entries);
        let mut digester = Digester::default();
        digester.part(format!("{options:?}", options = Asked(options)));
        digester.part(&*listing.config.path).part(&*listing.config.text);
        for said in &listing.diagnostics {
            digester.part(&*said.path).part(&said.message);
        }
        let lists = [(&listing.briefs, &stats[0]), (&listing.pages, &stats[1]), (&listing.entries, &others)];
        let mut settled = true;
        // What is known decides what is told; the configuration names that file.
        if listing.config.text.contains("baseline")
            && let Some(path) = parse::config::read(&listing.config).value.check.baseline
        {
            digester.part(read::text(&options.root, &path).as_deref().unwrap_or_default());
        }
        for (entry, stat) in lists.into_iter().flat_map(|(entries, stats)| entries.iter().zip(stats)) {
            digester.part(&*entry.path);
            // A file in the binary is named by the program.
            if let Some(stat) = stat {
                settled &= clock.is_some_and(|clock| !stat.is_racy(clock));
                for number in [stat.size, stat.modified as u64, stat.changed as u64, stat.inode] {
                    digester.part(number.to_le_bytes());
                }
            }
        }
        Self { stats, site: settled.then(|| digester.finish()), clock }
    }

    /// The digests of texts that look as they did when `texts` was noted, of briefs and of pages.
    pub fn known(&self, listing: &Listing, texts: &Texts) -> [Vec<Option<Digest>>; 2] {
        let known = |entries: &[Entry], stats: &[Option<Stat>]| {
            let of = |(entry, stat): (&Entry, &Option<Stat>)| {
                let (was, digest) = texts.get(&entry.path)?;
                (Some(*was) == *stat).then_some(*digest)
            };
            entries.iter().zip(stats).map(of).collect()
        };
        [known(&listing.briefs, &self.stats[0]), known(&listing.pages, &self.stats[1])]
    }

    /// The digests of texts by path that can be believed as long as their files look as they did.
    pub fn settled(&self, listing: &Listing, digests: [Vec<Option<Digest>>; 2]) -> Texts {
        let Some(clock) = self.clock else { return HashMap::new() };
        let all = [&listing.briefs, &listing.pages].into_iter().zip(&self.stats).zip(&digests);
        all.flat_map(|((entries, stats), digests)| entries.iter().zip(stats).zip(digests))
            .filter_map(|((entry, stat), digest)| {
                let stat = stat.filter(|it| !it.is_racy(clock))?;
                Some((entry.path.clone(), (stat, (*digest)?)))
            })
            .collect()
    }

    /// Names a file of this machine by what it looks like; `None` when it may yet change unseen.
    pub fn key(&self, stat: Stat) -> Option<Digest> {
        let settled = self.clock.is_some_and(|clock| !stat.is_racy(clock));
        settled.then(|| Digest::of(format!("{stat:?}").as_bytes()))
    }
}

/// What decides what is built and where, besides the files and the present.
struct Asked<'a>(&'a Options);

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Options { config, overlay, output, base_url, show, strict, .. } = self.0;
        f.debug_tuple("")
            .field(config)
            .field(overlay)
            .field(output)
            .field(base_url)
            .field(show)
            .field(strict)
            .finish()
    }
}

impl Note {
    /// The same, with other digests of texts: a preview has read them and written nothing.
    pub fn with(self, texts: Texts) -> Self {
        Self { texts, ..self }
    }

    /// The outcome of the last build, when this one would do the same and all that it left stands.
    pub fn repeats(&self, options: &Options, seen: &Seen, output: &Path) -> Option<Outcome> {
        let last = self.finished.as_ref()?;
        let now = options.now;
        let same = options.write
            && Some(last.site) == seen.site
            && (last.since..).contains(&now)
            && last.until.is_none_or(|until| now < until)
            && last.shown <= options.shown
            && last.files.par_iter().all(|it| it.stands(output))
            && last.folders.par_iter().all(|(path, stat)| write::stat_folder(output, path) == Some(*stat));
        if !same {
            return None;
        }
        let shown = |it: &&Diagnostic| it.severity >= options.shown;
        let findings: Vec<_> = last.findings.iter().filter(shown).cloned().collect();
        let unchanged = last.files.len();
        Some(Outcome {
            hidden: last.hidden + last.findings.len() - findings.len(),
            known: last.known,
            diagnostics: findings,
            counts: last.counts,
            skipped: last.skipped.clone(),
            written: Some(write::Summary { written: 0, removed: 0, unchanged, ..last.summary.clone() }),
            style: last.style,
            ..Outcome::default()
        })
    }

    /// What the last build left in the output: as this machine knows it, else as it is remembered anywhere.
    pub fn left(self, memo: &Memo, output: &Path) -> Vec<Left> {
        let Some(state) = write::state(output) else { return Vec::new() };
        let mut left: Vec<Left> = memo.recall(LEFT, state).unwrap_or_default();
        let known = self.finished.map(|it| it.files).unwrap_or_default();
        let known: HashMap<&str, &Left> = known.iter().map(|it| (it.path.as_str(), it)).collect();
        for file in &mut left {
            let same = known.get(file.path.as_str()).filter(|it| it.digest == file.digest);
            file.stat = same.and_then(|it| it.stat);
        }
        left
    }

    /// Notes a build that ended well, and remembers what it left.
    pub fn of(memo: &Memo, made: Made<'_>, texts: Texts, outcome: &Outcome) -> Self {
        let Made { options, output, seen, until, left: mut files } = made;
        let stats: Vec<_> = files.iter_mut().map(|it| it.stat.take()).collect();
        if let Some(state) = write::state(output)
            && !memo.knows(LEFT, state)
        {
            memo.keep(LEFT, state, &files);
        }
        for (file, stat) in files.iter_mut().zip(stats) {
            file.stat = stat;
        }
        let folders: Vec<&str> = write::folders(&files).into_iter().collect();
        let folders = folders.par_iter().map(|it| Some(((*it).to_owned(), write::stat_folder(output, it)?)));
        let folders: Option<Vec<_>> = folders.collect();
        let finished = seen.site.zip(folders).zip(outcome.written.as_ref());
        let finished = finished.map(|((site, folders), summary)| Finished {
            site,
            since: options.now,
            until,
            files,
            folders,
            shown: options.shown,
            findings: outcome.diagnostics.clone(),
            hidden: outcome.hidden,
            known: outcome.known,
            counts: outcome.counts,
            skipped: outcome.skipped.clone(),
            summary: summary.clone(),
            style: outcome.style,
        });
        Self { texts, finished }
    }
}
