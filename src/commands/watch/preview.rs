//! What the server shows: the pages of the site with what a preview adds to them, and the addresses below `/__dateline/`.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rust_embed::RustEmbed;
use serde::Serialize;

use super::told::{Finding, Findings, Texts, Told, finding};
use super::{desk, extras};
use crate::diag::{Diagnostic, Severity, emit};
use crate::digest::{Digest, Digester};
use crate::model::artifact::Content;
use crate::model::page::Subject;
use crate::pipeline::live::{Good, Live, Standing};
use crate::server::host::{self, Files, Found, Headers, Redirects};
use crate::server::{Answer, Handler, Reply, Request};

/// How long a browser waits for news before it asks again. One that has gone without a word is known by then.
const WAIT: Duration = Duration::from_secs(10);

/// How long the first page waits for the first look.
const START: Duration = Duration::from_secs(120);

/// Pages that are rendered before a change is shown, those that were asked for last.
const VIEWS: usize = 4;

/// The browser's side.
#[derive(RustEmbed)]
#[folder = "src/commands/watch/assets/"]
struct Assets;

/// What was asked for on the command line.
pub struct Asked {
    /// The root, from the root of the disk.
    pub root: PathBuf,
    pub reloads: bool,
    pub follows: bool,
    pub as_published: bool,
}

/// Answers browsers, on any thread.
pub struct Preview {
    pub live: Live,
    asked: Asked,
    told: Mutex<Arc<Told>>,
    /// Files of the site in the order in which somebody last asked for them.
    views: Mutex<Vec<String>>,
    /// Of the generation that is shown, what `_redirects` and `_headers` say.
    rules: Mutex<Option<(u64, Arc<Rules>)>>,
}

/// What a host would do.
struct Rules {
    redirects: Redirects,
    headers: Headers,
}

/// What a tab hears when it asks how its page is.
#[derive(Serialize)]
struct State<'a> {
    generation: u64,
    page: Option<PageState>,
    #[serde(flatten)]
    findings: &'a Findings,
    /// The address of the home page.
    home: &'a str,
    follow: Option<Follow<'a>>,
    fault: Option<&'a str>,
}

#[derive(Serialize)]
struct PageState {
    key: String,
}

#[derive(Serialize)]
struct Follow<'a> {
    path: &'a str,
    at: u64,
}

impl Files for &Good {
    fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }
}

impl Preview {
    pub fn new(live: Live, asked: Asked, generation: u64) -> Self {
        let told = Arc::new(Told { generation, ..Told::default() });
        let (views, rules) = Default::default();
        Self { live, asked, told: Mutex::new(told), views, rules }
    }

    /// What was last told.
    pub fn told(&self) -> Arc<Told> {
        lock(&self.told).clone()
    }

    /// Tells something new.
    pub fn tell(&self, told: Told) {
        *lock(&self.told) = Arc::new(told);
    }

    /// The files that somebody has before their eyes.
    pub fn views(&self) -> Vec<String> {
        lock(&self.views).clone()
    }

    /// The texts that findings point into.
    pub fn texts<'a>(&self, found: impl Iterator<Item = &'a Diagnostic>) -> emit::Texts {
        let mut texts = Texts::new(&self.asked.root);
        found.filter_map(|it| Some((it.path.clone(), Arc::from(texts.get(&it.path)?)))).collect()
    }

    /// The path below which the site is published, `/` for most.
    pub fn base(&self) -> String {
        let config = self.live.config();
        let base = config.as_ref().and_then(|it| url::Url::parse(it.site.base_url.as_ref()?).ok());
        base.map_or_else(|| "/".to_owned(), |it| it.path().to_owned())
    }

    /// The address of a page, from its address relative to the root of the site.
    pub fn address(&self, url: &str) -> String {
        format!("{}{url}", self.base())
    }

    /// The link that opens a file in an editor.
    pub fn edit(&self, path: &str) -> Option<String> {
        super::told::edit(&self.asked.root, path, 1, 1, self.editor().as_deref())
    }

    fn editor(&self) -> Option<String> {
        self.live.config()?.watch_editor.clone()
    }

    /// The findings of a generation in words.
    pub fn worded<'t>(&self, told: &'t Told) -> &'t Findings {
        told.worded.get_or_init(|| Findings::of(&told.findings, &self.asked.root, self.editor().as_deref()))
    }

    /// What was told, with the templates that have failed since.
    pub fn with_faults(&self, told: &Told) -> Told {
        let since = self.live.read().as_ref().map(Good::faults).unwrap_or_default();
        let findings = told.findings.iter().chain(since.values()).cloned().collect();
        let (generation, fault) = (told.generation, told.fault.clone());
        Told { generation, fault, findings: Arc::new(findings), ..Told::default() }
    }

    /// As many findings in words, errors first.
    pub fn all(&self, told: &Told, count: usize) -> Vec<Finding> {
        let (mut texts, editor) = (Texts::new(&self.asked.root), self.editor());
        let of =
            |is_error| told.findings.iter().filter(move |it| (it.severity == Severity::Error) == is_error);
        of(true).chain(of(false)).take(count).map(|it| finding(it, &mut texts, editor.as_deref())).collect()
    }

    fn site(&self, request: &Request, told: &Told) -> Reply {
        let base = self.base();
        let below = decoded(&base);
        let Some(path) = path_below(&request.path, &below) else {
            return match request.path == "/" || request.path == below.trim_end_matches('/') {
                true => Reply::moved(request, 302, &base),
                false => self.missing("/", told),
            };
        };
        let rules = self.rules(told.generation);
        let found = {
            let good = self.live.read();
            let Some(good) = good.as_ref() else { return self.nothing(told) };
            host::find(path, &good, &rules.redirects)
        };
        match found {
            Found::File(file) => {
                let mut headers = rules.headers.of(path);
                // A browser that keeps what it was shown would show it after the next edit.
                headers.retain(|(name, _)| !name.eq_ignore_ascii_case("cache-control"));
                let reply = self.file(&file, told).unwrap_or_else(|| self.missing(path, told));
                headers.into_iter().fold(reply, |reply, (name, value)| reply.header(name, value))
            }
            Found::Moved { status, to } => {
                let outside = to.contains("://");
                let to = if outside { to } else { format!("{}{}", base.trim_end_matches('/'), to) };
                Reply::moved(request, status, &to)
            }
            Found::Missing => match self.live.left(path.trim_start_matches('/')) {
                Some(asset) => Reply::bytes(path, asset),
                None => self.missing(path, told),
            },
        }
    }

    /// A file of the site, by its place below the output folder.
    fn file(&self, path: &str, told: &Told) -> Option<Reply> {
        let made = match self.live.page(path)? {
            Ok(made) => made,
            Err(fault) => {
                let (mut texts, editor) = (Texts::new(&self.asked.root), self.editor());
                let worded = finding(&fault, &mut texts, editor.as_deref());
                return Some(self.page_of_faults(None, &[worded]));
            }
        };
        let bytes = match made.content {
            Content::Copy(disk) => return Some(Reply::file(path, disk)),
            Content::Shared(bytes) => return Some(Reply::bytes(path, bytes)),
            Content::Bytes(bytes) => bytes,
        };
        if !made.page.subject.is_html() || matches!(made.page.subject, Subject::Redirect(_)) {
            return Some(Reply::bytes(path, Arc::from(bytes)));
        }
        self.viewed(path);
        let banner = self.banner(made.brief);
        // A page in whose place nothing stands has no key: it has been there never.
        let key = made.key.map(|it| shown_key(it, banner.as_deref())).filter(|_| !path.ends_with("404.html"));
        let script = || extras::script(key.as_deref().unwrap_or_default(), told.generation);
        let script = self.asked.reloads.then(script);
        let page = extras::with(&bytes, banner.as_deref(), script.as_deref());
        Some(Reply::bytes(path, Arc::from(page)))
    }

    fn banner(&self, brief: Option<Standing>) -> Option<String> {
        let (state, until) = brief.filter(|_| !self.asked.as_published)?;
        extras::banner(state, until)
    }

    fn viewed(&self, path: &str) {
        let mut views = lock(&self.views);
        views.retain(|it| it != path);
        views.push(path.to_owned());
        let old = views.len().saturating_sub(VIEWS);
        views.drain(..old);
    }

    /// The page for a path, decoded and below the base, at which there is nothing.
    fn missing(&self, path: &str, told: &Told) -> Reply {
        let rules = self.rules(told.generation);
        let page = {
            let good = self.live.read();
            good.as_ref().and_then(|good| host::missing_page(path, &good, &rules.redirects))
        };
        let page = page.and_then(|it| self.file(&it, told));
        page.unwrap_or_else(|| Reply::text(404, "there is nothing at this address\n")).status(404)
    }

    /// What stands in for every page until there has been a site without errors.
    fn nothing(&self, told: &Told) -> Reply {
        self.page_of_faults(told.fault.as_deref(), &self.worded(told).findings)
    }

    /// What stands in for a page that cannot be made, and why. The script words it; without one, it is plain text.
    fn page_of_faults(&self, fault: Option<&str>, findings: &[Finding]) -> Reply {
        if !self.asked.reloads {
            let mut text = fault.unwrap_or_default().to_owned();
            for it in findings {
                let place = format!("{}:{}:{}", it.path, it.line.unwrap_or(1), it.col.unwrap_or(1));
                text += &format!("{place} {} {} {}\n", it.rule, it.severity, it.message);
            }
            return Reply::text(500, text);
        }
        let page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
            content=\"width=device-width, initial-scale=1\">\n<title>Errors</title>\n</head>\n<body>\n<main></main>\n<noscript>\
            <p>The site has errors: <a href=\"/__dateline/\">the editor's desk</a> names them.</p>\
            </noscript>\n</body>\n</html>\n";
        let script = self.asked.reloads.then(|| extras::script("", self.told().generation));
        Reply::html(extras::with(page.as_bytes(), None, script.as_deref())).status(500)
    }

    fn rules(&self, generation: u64) -> Arc<Rules> {
        let mut rules = lock(&self.rules);
        if let Some((known, rules)) = &*rules
            && *known == generation
        {
            return rules.clone();
        }
        let text = |path| match self.live.page(path)?.ok()?.content {
            Content::Bytes(bytes) => String::from_utf8(bytes).ok(),
            Content::Shared(bytes) => String::from_utf8(bytes.to_vec()).ok(),
            Content::Copy(_) => {
                crate::read::text(&self.asked.root, &format!("static/{path}")).map(|it| it.to_string())
            }
        };
        let redirects = Redirects::parse(&text("_redirects").unwrap_or_default());
        let made =
            Arc::new(Rules { redirects, headers: Headers::parse(&text("_headers").unwrap_or_default()) });
        *rules = Some((generation, made.clone()));
        made
    }

    /// What stands below `/__dateline/`.
    fn own(&self, name: &str, request: &Request, told: &Told) -> Answer {
        match name {
            "" => match desk::page(self, told) {
                Ok(page) => Reply::html(page).into(),
                Err(fault) => Reply::text(500, fault).into(),
            },
            "wait" => {
                let seen = request.query_value("seen").and_then(|it| it.parse().ok());
                if seen == Some(told.generation) && !request.waited() {
                    return Answer::Wait { until: Instant::now() + WAIT };
                }
                uncached(Reply::json(format!("{{\"generation\":{}}}", told.generation))).into()
            }
            "state" => self.state(request, told).into(),
            _ => {
                let path = name.rsplit('/').next().unwrap_or(name);
                let file = Assets::get(name).filter(|_| !name.ends_with(".html"));
                file.map_or_else(
                    || Reply::text(404, "no such address\n"),
                    |it| Reply::bytes(path, Arc::from(&*it.data)),
                )
                .into()
            }
        }
    }

    /// How the page of a tab is: its key, and what is wrong with the site.
    fn state(&self, request: &Request, told: &Told) -> Reply {
        // The path as the tab has it, which is encoded.
        let path = request.query_value("path").unwrap_or_default();
        let path = decoded(&path);
        let base = self.base();
        let below = path_below(&path, &decoded(&base)).map(str::to_owned);
        let rules = self.rules(told.generation);
        let (file, key, fault) = {
            let good = self.live.read();
            let good = good.as_ref();
            let file =
                good.zip(below).and_then(|(good, below)| match host::find(&below, &good, &rules.redirects) {
                    Found::File(file) => Some(file),
                    Found::Moved { .. } | Found::Missing => None,
                });
            let key = good.zip(file.as_deref()).and_then(|(good, file)| good.key(file));
            let fault = good.zip(file.as_deref()).and_then(|(good, file)| good.faults().remove(file));
            (file, key, fault)
        };
        let key = key.map(|(key, brief)| shown_key(key, self.banner(brief).as_deref()));
        let mut findings = self.worded(told).clone();
        // Where warnings fail, they keep the site from being shown as errors do.
        if !told.good && findings.errors == 0 {
            findings.errors = findings.warnings;
        }
        if let Some(fault) = &fault {
            let mut texts = Texts::new(&self.asked.root);
            findings.errors += 1;
            findings.findings.insert(0, finding(fault, &mut texts, self.editor().as_deref()));
        }
        let saved = told.saved.as_ref().filter(|_| self.asked.follows);
        let saved = saved.map(|(url, at)| (self.address(url), *at));
        let state = State {
            generation: told.generation,
            // A page that stands, though it cannot be rendered, is not gone.
            page: file.map(|_| PageState { key: key.unwrap_or_default() }),
            findings: &findings,
            home: &base,
            follow: saved.as_ref().map(|(path, at)| Follow { path, at: *at }),
            fault: told.fault.as_deref(),
        };
        match serde_json::to_vec(&state) {
            Ok(json) => uncached(Reply::json(json)),
            Err(fault) => Reply::text(500, fault.to_string()),
        }
    }
}

impl Handler for Preview {
    fn answer(&self, request: &Request) -> Answer {
        let told = self.told();
        if request.path == "/__dateline" {
            return Reply::moved(request, 302, "/__dateline/").into();
        }
        let own = request.path.strip_prefix("/__dateline/");
        let asset = own.is_some_and(|it| it.contains('.'));
        if !told.started && !asset {
            if request.waited() {
                return Reply::text(503, "the site is still being read\n").header("Retry-After", "1").into();
            }
            return Answer::Wait { until: Instant::now() + START };
        }
        match own {
            Some(name) => self.own(name, request, &told),
            None => self.site(request, &told).into(),
        }
    }
}

/// A path of an address as requests have it.
fn decoded(path: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy()
}

/// A path, with its leading `/`, below a base that ends in one; `None` when it is elsewhere.
fn path_below<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    path.strip_prefix(base.trim_end_matches('/')).filter(|it| it.starts_with('/'))
}

fn uncached(reply: Reply) -> Reply {
    reply.header("Cache-Control", "no-store")
}

/// The key of a page with what stands above it.
fn shown_key(key: Digest, banner: Option<&str>) -> String {
    Digester::default().part(key.bytes()).part(banner.unwrap_or_default()).finish().to_string()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
