//! `dateline watch` at work over a [`TestSite`], and a browser's questions to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::site::TestSite;

/// How long anything may take that has to happen, on however busy a machine.
pub const LIMIT: Duration = Duration::from_secs(15);

/// A server of previews; it ends with its owner.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// The path of the address that it told.
    pub base: String,
    said: Arc<Mutex<String>>,
}

/// What came for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("{fault}: {}", self.text()))
    }
}

/// Waits until something holds, looking again and again.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < LIMIT, "in vain: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

impl Server {
    /// Serves a site on a free port; arguments are split at spaces.
    #[track_caller]
    pub fn start(site: &TestSite, arguments: &str) -> Self {
        let mut all = vec!["watch", "-p", "0"];
        all.extend(arguments.split_whitespace());
        let mut command = site.command(&all);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let said = Arc::new(Mutex::new(String::new()));
        collect(child.stdout.take().expect("a pipe"), said.clone());
        collect(child.stderr.take().expect("a pipe"), said.clone());
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { child, address: nowhere, base: String::new(), said };
        let url = until("an address", || {
            let said = server.said();
            let url =
                said.lines().find(|it| it.starts_with("watching "))?.split_once(": http://")?.1.to_owned();
            said.contains("the editor's desk").then_some(url)
        });
        let (authority, base) = url.split_at(url.find('/').expect("a path"));
        server.address = authority.parse().expect("an address");
        base.clone_into(&mut server.base);
        server
    }

    /// What it printed.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[])
    }

    /// One request; `Host` is that of the server unless another is given.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.receive(self.send(method, path, headers), path, method == "HEAD")
    }

    /// Asks without waiting for the reply.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address)
            .unwrap_or_else(|fault| panic!("{fault}; it said:\n{}", self.said()));
        stream.set_read_timeout(Some(LIMIT + LIMIT)).expect("a limit");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|it| it.0 == "Host") {
            head += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).expect("a request is sent");
        stream
    }

    /// The reply to what was asked.
    #[track_caller]
    pub fn receive(&self, mut stream: TcpStream, path: &str, without_body: bool) -> Reply {
        let mut all = Vec::new();
        stream
            .read_to_end(&mut all)
            .unwrap_or_else(|fault| panic!("{path}: {fault}; it said:\n{}", self.said()));
        let end =
            all.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or_else(|| panic!("{path}: no reply"));
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|it| it.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines.filter_map(|it| it.split_once(": ")).map(|it| (it.0.to_owned(), it.1.to_owned()));
        let reply = Reply { status, headers: headers.collect(), body: all.split_off(end + 4) };
        if let Some(length) = reply.header("Content-Length").filter(|_| !without_body) {
            assert_eq!(length, reply.body.len().to_string(), "{path}");
        }
        reply
    }

    /// What a tab hears of its page.
    #[track_caller]
    pub fn state(&self, path: &str) -> Value {
        let reply = self.get(&format!("/__dateline/state?path={path}"));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    #[track_caller]
    pub fn generation(&self) -> u64 {
        self.state("/")["generation"].as_u64().expect("a number")
    }

    /// The key of a page; empty when there is none.
    #[track_caller]
    pub fn key(&self, path: &str) -> String {
        self.state(path)["page"]["key"].as_str().unwrap_or_default().to_owned()
    }

    /// Asks for news as a tab does; the generation.
    #[track_caller]
    pub fn wait(&self, seen: u64) -> u64 {
        let reply = self.get(&format!("/__dateline/wait?seen={seen}"));
        reply.json()["generation"].as_u64().expect("a number")
    }

    /// Waits until a page holds some words.
    #[track_caller]
    pub fn shows(&self, path: &str, part: &str) -> Reply {
        self.until(path, part, |it| it.status == 200 && it.text().contains(part))
    }

    /// Waits until an address has that status.
    #[track_caller]
    pub fn answers(&self, path: &str, status: u16) -> Reply {
        self.until(path, &status.to_string(), |it| it.status == status)
    }

    /// Asks again and again until a reply is like that.
    #[track_caller]
    pub fn until(&self, path: &str, what: &str, like: impl Fn(&Reply) -> bool) -> Reply {
        let start = Instant::now();
        loop {
            let reply = self.get(path);
            if like(&reply) {
                return reply;
            }
            assert!(
                start.elapsed() < LIMIT,
                "`{path}` never came to `{what}`, but to {} {}\nit said:\n{}",
                reply.status,
                reply.text(),
                self.said()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until as many errors are told; what is told.
    #[track_caller]
    pub fn errors(&self, count: usize) -> Value {
        let start = Instant::now();
        loop {
            let state = self.state(&self.base);
            if state["errors"] == count && (count > 0 || state["fault"].is_null()) {
                return state;
            }
            assert!(
                start.elapsed() < LIMIT,
                "never {count} errors, but {state:#}\nit said:\n{}",
                self.said()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let said = self.said();
        if !thread::panicking() {
            assert!(!said.contains("dateline has a bug"), "it panicked:\n{said}");
        }
    }
}

/// Keeps what comes through a pipe.
fn collect(pipe: impl Read + Send + 'static, said: Arc<Mutex<String>>) {
    thread::spawn(move || {
        let mut lines = BufReader::new(pipe);
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|it| it > 0) {
            said.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line);
            line.clear();
        }
    });
}

/// A path as it stands in an address.
pub fn encode(path: &str) -> String {
    let keep = |it: u8| it.is_ascii_alphanumeric() || b"-._~/".contains(&it);
    path.bytes().map(|it| if keep(it) { (it as char).to_string() } else { format!("%{it:02X}") }).collect()
}

/// The address of a file of the site, below the site's own.
pub fn address(file: &str) -> String {
    encode(file.strip_suffix("index.html").filter(|it| it.is_empty() || it.ends_with('/')).unwrap_or(file))
}
