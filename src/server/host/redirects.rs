//! `_redirects`: `from to [status[!]]` a line.

use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::pattern::{Captures, Pattern, fill};
use super::{Files, Found, encode, find_file};
use crate::server::reply::LOCATION;

/// The rules of a site, in order: the first that is like a path is obeyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects {
    rules: Vec<Rule>,
    /// Whether any rule comes before files.
    forced: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    from: Pattern,
    to: String,
    status: u16,
    /// Whether it comes before a file.
    forced: bool,
}

impl Redirects {
    /// Reads the rules. Never fails: a line that is none, or that cannot be obeyed here, is passed over.
    pub fn parse(text: &str) -> Self {
        let rules: Vec<_> = text.lines().filter_map(rule).collect();
        let forced = rules.iter().any(|it| it.forced);
        Self { rules, forced }
    }

    /// What the first rule says that is like the path; `has_file` when a file would be served otherwise.
    pub(super) fn apply(&self, path: &str, has_file: bool, files: &dyn Files) -> Option<Found> {
        if has_file && !self.forced {
            return None;
        }
        self.rules.iter().filter(|it| it.forced || !has_file).find_map(|it| it.apply(path, files))
    }

    /// The file that the first rule for this path names, when that is one with 404.
    pub(super) fn missing_page(&self, path: &str, files: &dyn Files) -> Option<String> {
        let (rule, captures) = self.rules.iter().find_map(|it| Some((it, it.from.captures(path)?)))?;
        if rule.status == 404 { rule.file(&captures, files) } else { None }
    }
}

impl Rule {
    fn apply(&self, path: &str, files: &dyn Files) -> Option<Found> {
        let captures = self.from.captures(path)?;
        match self.status {
            404 => Some(Found::Missing),
            200 => self.file(&captures, files).map(Found::File),
            status => {
                // To the address itself, for ever.
                if self.path(&captures).is_some_and(|it| it == path) {
                    return None;
                }
                let to = fill(&self.to, &captures, encode);
                // A browser takes `//name` for another site.
                let to = if to.starts_with('/') { format!("/{}", to.trim_start_matches('/')) } else { to };
                Some(Found::Moved { status, to })
            }
        }
    }

    /// The file that is served in place of what was asked for; that of a folder too, under the address as it is.
    fn file(&self, captures: &Captures, files: &dyn Files) -> Option<String> {
        let to = self.path(captures)?;
        let folder = if to.ends_with('/') { to.clone() } else { format!("{to}/") };
        [to, folder].iter().find_map(|it| match find_file(it, files)? {
            Found::File(file) => Some(file),
            _ => None,
        })
    }

    /// The decoded path of the site that the rule leads to; `None` when it leads elsewhere.
    fn path(&self, captures: &Captures) -> Option<String> {
        let path = self.to.split(['?', '#']).next().filter(|it| it.starts_with('/'))?;
        let path = fill(path, captures, encode);
        percent_decode_str(&path).decode_utf8().ok().map(std::borrow::Cow::into_owned)
    }
}

fn rule(line: &str) -> Option<Rule> {
    let mut words = line.split_whitespace().take_while(|it| !it.starts_with('#'));
    let from = Pattern::parse(words.next()?)?;
    let to = target(words.next()?)?;
    let (status, forced) = match words.next() {
        None => (302, false),
        Some(status) => match status.strip_suffix('!') {
            Some(status) => (status.parse().ok()?, true),
            None => (status.parse().ok()?, false),
        },
    };
    let is_known = matches!(status, 200 | 301 | 302 | 303 | 307 | 308 | 404);
    // Rules with conditions are for some readers only, and nothing here says which.
    let is_for_all = words.next().is_none();
    // To serve what is elsewhere would be to fetch it.
    let is_here = to.starts_with('/') || !matches!(status, 200 | 404);
    (is_known && is_for_all && is_here).then_some(Rule { from, to, status, forced })
}

/// A path of the site, or a web address whose host is written out.
fn target(to: &str) -> Option<String> {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\");
    let host = ["https://", "http://"].iter().find_map(|it| to.strip_prefix(it));
    let host = host.and_then(|it| it.split(['/', '?', '#']).next());
    let is_web = host.is_some_and(|it| {
        let (name, port) = it.split_once(':').unwrap_or((it, ""));
        !name.is_empty() && !it.contains(['\\', '@']) && port.bytes().all(|it| it.is_ascii_digit())
    });
    (is_path || is_web).then(|| utf8_percent_encode(to, LOCATION).to_string())
}
