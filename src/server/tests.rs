//! What is promised of replies and refusals, over real sockets.

#![expect(clippy::disallowed_methods, reason = "tests connect, wait and make pipes")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};

use super::event_loop::Limits;
use super::*;
use crate::testing::TempDir;

/// Longer than anything here takes on the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A handler that is a function.
struct With<F>(F);

impl<F: Fn(&Request) -> Answer + Send + Sync + 'static> Handler for With<F> {
    fn answer(&self, request: &Request) -> Answer {
        self.0(request)
    }
}

/// A server of a test's own.
pub struct Server {
    pub port: u16,
    pub bell: Bell,
    pub serving: Serving,
}

impl Server {
    pub fn new(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(Limits { stalled: PATIENCE, head: PATIENCE, idle: PATIENCE, ..Limits::default() }, answer)
    }

    pub fn with(limits: Limits, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let mut bound = bind(Some("127.0.0.1"), Some(0)).expect("a free port");
        bound.limits = limits;
        let (port, bell) = (bound.addresses()[0].port(), bound.bell());
        Self { port, bell, serving: bound.serve(Arc::new(With(answer))).expect("threads") }
    }

    pub fn connect(&self) -> Client {
        Client::from(connect(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))))
    }

    /// The reply to a plain request with more header lines, on a connection of its own.
    pub fn get(&self, target: &str, headers: &str) -> Received {
        self.connect().get(target, headers)
    }

    /// The reply to what is no plain request.
    pub fn raw(&self, bytes: impl AsRef<[u8]>) -> Received {
        let mut client = self.connect();
        client.send(bytes);
        client.receive()
    }
}

/// One connection to it.
pub struct Client(BufReader<TcpStream>);

impl From<TcpStream> for Client {
    fn from(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream.set_write_timeout(Some(PATIENCE)).expect("a time limit");
        Self(BufReader::new(stream))
    }
}

impl Client {
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.get_mut().write_all(bytes.as_ref()).expect("the server reads");
    }

    pub fn get(&mut self, target: &str, headers: &str) -> Received {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
        self.receive()
    }

    pub fn receive(&mut self) -> Received {
        self.receive_after(false)
    }

    /// The next reply; after `HEAD` it has no body.
    pub fn receive_after(&mut self, head: bool) -> Received {
        let mut received = self.receive_head();
        let length = received.header("Content-Length").and_then(|it| it.parse().ok()).unwrap_or(0);
        if !head {
            received.body = vec![0; length];
            self.read_exact(&mut received.body);
        }
        received
    }

    pub fn read_exact(&mut self, body: &mut [u8]) {
        self.0.read_exact(body).expect("the whole body");
    }

    pub fn receive_head(&mut self) -> Received {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let count = self.0.read_line(&mut line).expect("a line of the head");
            assert!(count > 0, "the connection ended after {lines:?}");
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let first = lines.remove(0);
        let status = first.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status line");
        Received { status, headers: lines, body: Vec::new() }
    }

    /// Whether the server ended the connection, in whatever way, having sent nothing more.
    pub fn is_ended(&mut self) -> bool {
        match self.0.fill_buf() {
            Ok(bytes) => bytes.is_empty(),
            Err(cause) => cause.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }

    pub fn stream(&self) -> &TcpStream {
        self.0.get_ref()
    }
}

/// A reply as it came.
#[derive(Debug)]
pub struct Received {
    pub status: u16,
    headers: Vec<String>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|it| {
            let (key, value) = it.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body of text")
    }

    fn check(&self, expected: Expect) {
        let headers: Vec<_> = self.headers.iter().filter(|it| !it.starts_with("Date: ")).cloned().collect();
        expected.assert_eq(&format!("{}\n{}\n\n{}", self.status, headers.join("\n"), self.text()));
    }
}

/// Waits until something is so.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what} does not come to pass");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn echo(request: &Request) -> Answer {
    Reply::text(200, format!("{:?} {} {}", request.method, request.path, request.query)).into()
}

#[test]
fn s8_what_every_reply_carries() {
    let server = Server::new(|request| match request.path.as_str() {
        "/" => Reply::html("<p>").into(),
        "/own" => Reply::bytes("a.css", Arc::from(*b"a{}"))
            .header("Cache-Control", "max-age=60")
            .header("ETag", "\"mine\"")
            .header("X-Robots-Tag", "all")
            .header("Content-Length", "1")
            .header("Connection", "upgrade")
            .header("Access-Control-Allow-Origin", "*")
            .header("X-Split", "a\r\nSet-Cookie: b")
            .header("X-Bad Name", "a")
            .header("X-Ünicode", "a")
            .header("Link", "</a>")
            .header("Link", "</b>")
            .into(),
        "/empty" => Reply::empty(204).into(),
        "/odd" => Reply::empty(99).into(),
        _ => Reply::text(404, "none").into(),
    });
    server.get("/", "").check(expect![[r#"
        200
        Content-Type: text/html; charset=utf-8
        ETag: "21ce3185d248ac0e495956bc375dcd0a"
        Accept-Ranges: bytes
        Cache-Control: no-cache
        X-Content-Type-Options: nosniff
        X-Robots-Tag: noindex
        Server: dateline
        Content-Length: 3
        Connection: keep-alive
        Keep-Alive: timeout=60

        <p>"#]]);
    server.get("/own", "").check(expect![[r#"
        200
        Content-Type: text/css; charset=utf-8
        Cache-Control: max-age=60
        ETag: "mine"
        Link: </a>
        Link: </b>
        Accept-Ranges: bytes
        X-Content-Type-Options: nosniff
        X-Robots-Tag: noindex
        Server: dateline
        Content-Length: 3
        Connection: keep-alive
        Keep-Alive: timeout=60

        a{}"#]]);
    server.get("/empty", "").check(expect![[r#"
        204
        Cache-Control: no-cache
        X-Content-Type-Options: nosniff
        X-Robots-Tag: noindex
        Server: dateline
        Connection: keep-alive
        Keep-Alive: timeout=60

    "#]]);
    server.get("/other", "").check(expect![[r#"
        404
        Content-Type: text/plain; charset=utf-8
        Cache-Control: no-cache
        X-Content-Type-Options: nosniff
        X-Robots-Tag: noindex
        Server: dateline
        Content-Length: 4
        Connection: keep-alive
        Keep-Alive: timeout=60

        none"#]]);
    assert_eq!(server.get("/odd", "").status, 500);
}

#[test]
fn s5_methods_other_than_get_and_head() {
    let server = Server::new(echo);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "BREW", "get"] {
        let mut client = server.connect();
        client.send(format!("{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"));
        let received = client.receive();
        assert_eq!((received.status, received.header("Allow")), (405, Some("GET, HEAD")), "{method}");
        assert!(client.is_ended());
    }
    let mut client = server.connect();
    client.send("HEAD /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let head = client.receive_after(true);
    assert_eq!((head.status, head.header("Content-Length")), (200, Some("8")));
    assert_eq!(client.receive().text(), "Get /b ");
}

#[test]
fn s5_marks_and_conditions() {
    let dir = TempDir::new();
    dir.file("a.txt", "0123456789");
    let disk = dir.join("a.txt");
    let server = Server::new(move |request| match request.path.as_str() {
        "/file" => Reply::file("a.txt", disk.clone()).into(),
        "/missing" => Reply::text(404, "0123456789").into(),
        _ => Reply::text(200, "0123456789").into(),
    });
    for path in ["/bytes", "/file"] {
        let first = server.get(path, "");
        let etag = first.header("ETag").expect("a mark").to_owned();
        assert_eq!(etag.starts_with("W/"), path == "/file");
        for value in
            [etag.clone(), "*".to_owned(), format!("\"x\", {etag}"), format!("W/{}", etag.replace("W/", ""))]
        {
            let again = server.get(path, &format!("If-None-Match: {value}\r\n"));
            assert_eq!((again.status, again.header("ETag")), (304, Some(etag.as_str())), "{path} {value}");
            assert_eq!((again.header("Content-Length"), again.body.len()), (None, 0));
        }
        assert_eq!(server.get(path, "If-None-Match: \"x\"\r\n").status, 200);
    }
    assert_eq!(server.get("/missing", "If-None-Match: *\r\n").status, 404);
    // The connection is in step after a 304, whose body is not there.
    let mut client = server.connect();
    assert_eq!(client.get("/bytes", "If-None-Match: *\r\n").status, 304);
    assert_eq!(client.get("/bytes", "").text(), "0123456789");
}

/// A reply of 304 for a file that is another one would show the old one for ever.
#[cfg(unix)]
#[test]
fn w12_a_file_of_the_same_length_and_time_has_another_mark() {
    let dir = TempDir::new();
    dir.file("a.txt", "old");
    let disk = dir.join("a.txt");
    let path = disk.clone();
    let server = Server::new(move |_| Reply::file("a.txt", path.clone()).into());
    let etag = server.get("/", "").header("ETag").expect("a mark").to_owned();
    assert_eq!(server.get("/", &format!("If-None-Match: {etag}\r\n")).status, 304);
    let time = std::fs::metadata(&disk).and_then(|it| it.modified()).expect("its time");
    dir.file("b.txt", "new");
    std::fs::rename(dir.join("b.txt"), &disk).expect("one over the other");
    let file = std::fs::File::options().write(true).open(&disk).expect("the file");
    file.set_modified(time).expect("its time can be set");
    assert_eq!(server.get("/", &format!("If-None-Match: {etag}\r\n")).text(), "new");
}

#[test]
fn s5_ranges() {
    let dir = TempDir::new();
    dir.file("a.txt", "0123456789");
    let disk = dir.join("a.txt");
    let server = Server::new(move |request| match request.path.as_str() {
        "/file" => Reply::file("a.txt", disk.clone()).into(),
        _ => Reply::text(200, "0123456789").into(),
    });
    for path in ["/bytes", "/file"] {
        let mut client = server.connect();
        let mut check = |range: &str, status, body, content_range| {
            let received = client.get(path, &format!("Range: {range}\r\n"));
            let got = (received.status, received.text(), received.header("Content-Range"));
            assert_eq!(got, (status, body, content_range), "{path} {range}");
        };
        check("bytes=0-0", 206, "0", Some("bytes 0-0/10"));
        check("bytes=3-5", 206, "345", Some("bytes 3-5/10"));
        check("bytes=8-99", 206, "89", Some("bytes 8-9/10"));
        check("bytes=-2", 206, "89", Some("bytes 8-9/10"));
        check("bytes=0-1,4-5", 200, "0123456789", None);
        check("bytes=10-", 416, "", Some("bytes */10"));
        let etag = server.get(path, "").header("ETag").expect("a mark").to_owned();
        let if_range =
            |mark: &str| server.get(path, &format!("Range: bytes=1-2\r\nIf-Range: {mark}\r\n")).status;
        assert_eq!(if_range(&etag), if path == "/bytes" { 206 } else { 200 });
        assert_eq!((if_range("\"x\""), if_range("Sat, 14 Feb 2026 00:00:00 GMT")), (200, 200));
    }
    let received = {
        let mut client = server.connect();
        client.send("HEAD /bytes HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1\r\n\r\n");
        client.receive_after(true)
    };
    assert_eq!((received.status, received.header("Content-Length")), (200, Some("10")));
}

#[test]
fn s2_only_regular_files_are_sent() {
    let dir = TempDir::new();
    dir.file("folder/a", "");
    #[cfg(unix)]
    assert!(std::process::Command::new("mkfifo").arg(dir.join("pipe")).status().is_ok_and(|it| it.success()));
    let root = dir.to_path_buf();
    let server = Server::new(move |request| Reply::file("a", root.join(&request.path[1..])).into());
    for path in ["/none", "/folder", "/folder/a/b", "/pipe"] {
        assert_eq!(server.get(path, "").status, 404, "{path}");
    }
}

#[test]
fn a_large_file_arrives_whole_and_one_that_shrinks_ends_the_connection() {
    let dir = TempDir::new();
    let bytes: Vec<u8> = (0..5_000_000_u32).map(|it| (it % 251) as u8).collect();
    dir.file("large.bin", &bytes);
    let disk = dir.join("large.bin");
    let server = Server::new(move |_| Reply::file("large.bin", disk.clone()).into());
    assert!(server.get("/", "").body == bytes);
    let mut client = server.connect();
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.receive_head();
    dir.file("large.bin", "");
    let mut rest = Vec::new();
    let _ = client.0.read_to_end(&mut rest);
    assert!(rest.len() < bytes.len(), "the sockets hold less than the file");
}

#[test]
fn s1_paths_that_are_refused_and_paths_that_are_not() {
    let server = Server::new(echo);
    assert_eq!(server.get("/caf%C3%A9/%25?q=%20a", "").text(), "Get /café/% q=%20a");
    // The library whose heads we print drops the connection on these bytes.
    assert_eq!(server.get("/café/", "").text(), "Get /café/ ");
    assert_eq!(server.get("http://localhost:1414/a?b", "").text(), "Get /a b");
    assert_eq!(server.get("http://localhost", "").text(), "Get / ");
    for path in [
        "/../a",
        "/%2e%2e/a",
        "/a%00b",
        "/a%5cb",
        "/a\\b",
        "/%2fb",
        "/C:/a",
        "/%ff",
        "*",
        "a",
        "/a#b",
        "/%0d%0aA:b",
    ] {
        assert_eq!(server.get(path, "").status, 400, "{path}");
    }
    assert_eq!(server.raw(b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 400);
}

#[test]
fn s4_no_address_of_ours_looks_like_another_site() {
    let server = Server::new(|request| Reply::moved(request, 301, &format!("{}/", request.path)).into());
    for path in [
        "//evil.example",
        "//evil.example/..",
        "///evil.example",
        "/%2fevil.example",
        "/\\evil.example",
        "/%5cevil.example",
    ] {
        assert_eq!(server.get(path, "").status, 400, "{path}");
    }
    let to = |path: &str| server.get(path, "").header("Location").map(str::to_owned);
    assert_eq!(to("/evil.example").as_deref(), Some("/evil.example/"));
    assert_eq!(to("/a?b=//evil.example&c").as_deref(), Some("/a/?b=//evil.example&c"));
    for (to, sent) in [
        ("//evil.example", "/evil.example"),
        ("/\\evil.example", "/%5Cevil.example"),
        ("javascript:a", "/javascript:a"),
    ] {
        let reply = Reply::redirect(302, to);
        assert_eq!(reply.headers.last().map(|it| it.1.as_str()), Some(sent));
    }
}

#[test]
fn s3_host_names_this_machine() {
    let server = Server::new(echo);
    let with_host = |host: &str| server.raw(format!("GET / HTTP/1.1\r\n{host}\r\n"));
    for host in
        ["Host: localhost\r\n", "host: 127.0.0.1:80\r\n", "HOST: [::1]:1414\r\n", "Host:  a.localhost \r\n"]
    {
        assert_eq!(with_host(host).status, 200, "{host}");
    }
    for host in [
        "Host: evil.example\r\n",
        "Host: 192.168.1.5:1414\r\n",
        "Host: \r\n",
        "Host: localhost.evil.example\r\n",
    ] {
        let received = with_host(host);
        assert_eq!(received.status, 403, "{host}");
        assert!(received.text().contains("--interface NAME"));
    }
    for host in ["", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: evil.example\r\n"] {
        assert_eq!(with_host(host).status, 400, "{host}");
    }
    assert_eq!(server.get("http://evil.example/", "").status, 403);
}

#[test]
fn s3_pages_of_other_sites_read_nothing() {
    let server = Server::new(|_| Reply::json("{}").header("Access-Control-Allow-Origin", "*").into());
    let status = |headers: &str| server.get("/", headers).status;
    assert_eq!(status("Origin: http://localhost:1414\r\n"), 200);
    assert_eq!(status("Origin: https://evil.example\r\n"), 403);
    assert_eq!(status("Origin: null\r\n"), 403);
    assert_eq!(status("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"), 403);
    assert_eq!(status("Sec-Fetch-Site: cross-site\r\n"), 403);
    assert_eq!(status("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"), 200);
    assert_eq!(status("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n"), 200);
    assert_eq!(server.get("/", "").header("Access-Control-Allow-Origin"), None);
}

#[test]
fn s6_an_exact_port_that_is_taken_is_an_error_of_the_world() {
    let holder = bind(Some("127.0.0.1"), Some(0)).expect("a free port");
    let port = holder.addresses()[0].port();
    for interface in [None, Some("127.0.0.1"), Some("localhost"), Some("0.0.0.0")] {
        let error = bind(interface, Some(port)).err().expect("the port is taken");
        assert_eq!(error.exit_code(), 3);
        assert!(error.to_string().contains(&format!(":{port}`")), "{error}");
        assert!(error.hint_text().is_some_and(|it| it.contains("--port")));
    }
}

#[test]
fn s6_the_default_port_moves_on() {
    // Whoever else has it, the second of ours finds another.
    let (first, second) = (bind(None, None).expect("a port"), bind(None, None).expect("a port"));
    let port = |it: &Bound| it.addresses()[0].port();
    assert!(second.moved() && port(&second) > DEFAULT_PORT);
    assert_ne!(port(&first), port(&second));
    assert_eq!(first.moved(), port(&first) != DEFAULT_PORT);
}

#[test]
fn s7_both_loopback_addresses_have_the_same_port() {
    let bound = bind(None, Some(0)).expect("a free port");
    let addresses = bound.addresses().to_vec();
    assert_eq!(addresses[0].ip(), Ipv4Addr::LOCALHOST);
    assert!(addresses.iter().all(|it| it.port() == addresses[0].port() && it.ip().is_loopback()));
    // Who connects before the server answers is answered once it does.
    let mut clients: Vec<_> = addresses.iter().map(|it| Client::from(connect(*it))).collect();
    let _serving = bound.serve(Arc::new(With(echo))).expect("threads");
    for client in &mut clients {
        assert_eq!(client.get("/", "").status, 200);
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).expect("it listens")
}

#[test]
fn s7_interfaces() {
    for interface in ["not.a.name.of.this.machine.invalid", "192.0.2.7", "", "a b"] {
        let error = bind(Some(interface), Some(0)).err().expect(interface);
        assert_eq!(error.exit_code(), 2, "{interface}: {error}");
    }
    let all = bind(Some("0.0.0.0"), Some(0)).expect("a free port");
    let port = all.addresses()[0].port();
    let _serving = all.serve(Arc::new(With(echo))).expect("threads");
    for (host, status) in [("10.1.2.3:80", 200), ("localhost", 200), ("evil.example", 403)] {
        let mut client = Client::from(connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))));
        client.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert_eq!(client.receive().status, status, "{host}");
    }
}

#[test]
fn a_handler_that_panics_fails_one_request() {
    let server = Server::new(|request| match request.path.as_str() {
        "/panic" => panic!("a test"),
        _ => echo(request),
    });
    let mut client = server.connect();
    for _ in 0..10 {
        assert_eq!(client.get("/panic", "").status, 500);
    }
    assert_eq!(client.get("/", "").status, 200);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    // Later requests would be answered sooner.
    let server = Server::new(|request| {
        std::thread::sleep(Duration::from_millis(if request.path == "/0" { 50 } else { 0 }));
        echo(request)
    });
    let mut client = server.connect();
    let requests: Vec<_> =
        (0..300).map(|it| format!("GET /{it} HTTP/1.1\r\nHost: localhost\r\n\r\n")).collect();
    client.send(requests.concat());
    for number in 0..300 {
        assert_eq!(client.receive().text(), format!("Get /{number} "));
    }
}

#[test]
fn connections_are_kept_as_the_client_wishes() {
    let server = Server::new(echo);
    for (version, header, keeps) in [
        ("1.1", "", true),
        ("1.1", "Connection: close\r\n", false),
        ("1.1", "Connection: x, Close\r\n", false),
        ("1.0", "", false),
        ("1.0", "Connection: keep-alive\r\n", true),
    ] {
        let mut client = server.connect();
        client.send(format!("GET / HTTP/{version}\r\nHost: localhost\r\n{header}\r\n"));
        let received = client.receive();
        assert_eq!(
            received.header("Connection"),
            Some(if keeps { "keep-alive" } else { "close" }),
            "{version} {header}"
        );
        if keeps {
            assert_eq!(client.get("/", "").status, 200);
        } else {
            assert!(client.is_ended());
        }
    }
}

#[test]
fn a_client_that_sends_no_more_still_gets_its_reply() {
    let server = Server::new(echo);
    let mut client = server.connect();
    client.send("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.stream().shutdown(std::net::Shutdown::Write).expect("half a connection");
    assert_eq!(client.receive().text(), "Get /a ");
    assert_eq!(client.receive().text(), "Get /b ");
    assert!(client.is_ended());
}

#[test]
fn r6_all_who_wait_are_answered_by_one_ring() {
    let rung = Arc::new(AtomicBool::new(false));
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (state, count) = (Arc::clone(&rung), Arc::clone(&asked));
    let server = Server::new(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        if state.load(Ordering::SeqCst) {
            return Reply::text(200, "news").into();
        }
        Answer::Wait { until: Instant::now() + 10 * PATIENCE }
    });
    let mut clients: Vec<_> = (0..200).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    until("200 requests", || asked.load(Ordering::SeqCst) == 200);
    rung.store(true, Ordering::SeqCst);
    server.bell.ring();
    for client in &mut clients {
        assert_eq!(client.receive().text(), "news");
    }
}

#[test]
fn r6_who_waits_is_answered_when_the_time_is_up() {
    let server = Server::new(|request| match (request.path.as_str(), request.waited()) {
        ("/never", _) | (_, false) => Answer::Wait { until: Instant::now() + Duration::from_millis(20) },
        (_, true) => Reply::text(200, "nothing new").into(),
    });
    let mut client = server.connect();
    assert_eq!(client.get("/", "").text(), "nothing new");
    assert_eq!(client.get("/never", "").status, 204);
    assert_eq!(client.get("/", "").text(), "nothing new");
}

/// A ring between the handler's look at the state and the parking of the request would be lost if it were not counted.
#[test]
fn r6_a_ring_while_the_handler_decides_is_not_lost() {
    let known = Arc::new(std::sync::OnceLock::<(Bell, u16)>::new());
    let (own, asked) = (Arc::clone(&known), AtomicBool::new(false));
    let server = Server::new(move |request| {
        if request.path == "/" && !asked.swap(true, Ordering::SeqCst) {
            let (bell, port) = own.wait();
            bell.ring();
            // Once another request is answered, the ring has been heard, and by nobody.
            let mut other = Client::from(connect(SocketAddr::from((Ipv4Addr::LOCALHOST, *port))));
            assert_eq!(other.get("/other", "").status, 200);
            return Answer::Wait { until: Instant::now() + 10 * PATIENCE };
        }
        Reply::text(200, "news").into()
    });
    assert!(known.set((server.bell.clone(), server.port)).is_ok());
    assert_eq!(server.get("/", "").text(), "news");
}

#[test]
fn r6_a_client_that_goes_while_it_waits_is_freed() {
    let server = Server::new(|_| Answer::Wait { until: Instant::now() + 10 * PATIENCE });
    let mut clients: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    until("20 connections", || server.serving.connections() == 20);
    drop(clients);
    until("no connection", || server.serving.connections() == 0);
}

#[test]
fn a_dropped_server_ends_its_connections_and_frees_the_port() {
    let server = Server::new(|_| Answer::Wait { until: Instant::now() + 10 * PATIENCE });
    let mut client = server.connect();
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    until("a connection", || server.serving.connections() == 1);
    let port = server.port;
    drop(server);
    assert!(client.is_ended());
    assert!(bind(Some("127.0.0.1"), Some(port)).is_ok());
}
