//! What strangers and crowds do to a server (PROMISES S9): each test still asks for a page in between.

#![expect(clippy::disallowed_methods, reason = "tests wait, connect, look at their process and run it again")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use super::event_loop::Limits;
use super::pool::WORKERS;
use super::tests::{Client, PATIENCE, Server, until};
use super::*;

/// Time limits that a test can wait for.
fn soon() -> Limits {
    let soon = Duration::from_millis(500);
    Limits { head: soon, idle: soon, stalled: soon, closing: soon, ..Limits::default() }
}

fn hello(request: &Request) -> Answer {
    match request.path.as_str() {
        "/wait" if !request.waited() => Answer::Wait { until: Instant::now() + PATIENCE },
        // With a mark, so that 32 MB need no digest.
        "/large" => Reply::bytes("a.bin", large()).header("ETag", "\"large\"").into(),
        _ => Reply::text(200, "hello").into(),
    }
}

/// More than the system takes for a client that does not read; one for all tests and clients.
fn large() -> Arc<[u8]> {
    static LARGE: std::sync::OnceLock<Arc<[u8]>> = std::sync::OnceLock::new();
    Arc::clone(LARGE.get_or_init(|| Arc::from(vec![0; 32 * 1024 * 1024])))
}

fn is_served(server: &Server) {
    assert_eq!(server.get("/", "").text(), "hello");
}

/// tiny_http#290: the process ended over this head.
#[test]
fn s9_a_body_that_is_announced_and_never_comes() {
    let server = Server::new(hello);
    for (lines, status) in [
        ("Content-Length: 1099511627776\r\n", 413),
        ("Content-Length: 99999999999999999999999999\r\n", 413),
        ("Content-Length: 5\r\nContent-Length: 0\r\n", 400),
        ("Content-Length: 0\r\nContent-Length: 0\r\n", 400),
        ("Content-Length: -1\r\n", 400),
        ("Content-Length: +0\r\n", 400),
        ("Content-Length: 0, 5\r\n", 400),
        ("Content-Length:\r\n", 400),
        ("Transfer-Encoding: chunked\r\n", 400),
        ("Transfer-Encoding: identity\r\nContent-Length: 0\r\n", 400),
    ] {
        let mut client = server.connect();
        // What follows must not be taken for a request.
        client.send(format!(
            "GET / HTTP/1.1\r\nHost: localhost\r\n{lines}\r\nGET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
        ));
        assert_eq!(client.receive().status, status, "{lines}");
        assert!(client.is_ended(), "{lines}");
    }
    assert_eq!(server.get("/", "Content-Length: 0\r\n").text(), "hello");
}

#[test]
fn s9_a_refused_client_that_goes_on_sending_sees_why() {
    let server = Server::with(Limits { closing: PATIENCE, ..Limits::default() }, hello);
    let mut client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n");
    assert_eq!(client.receive().status, 405);
    // Were the connection closed already, the system would refuse these, and a client that sends first would see that alone.
    for _ in 0..10 {
        client.send([b'x'; 50_000]);
    }
    drop(client);
    until("no connection", || server.serving.connections() == 0);
    is_served(&server);
}

#[test]
fn s9_heads_that_are_none() {
    let server = Server::new(hello);
    for (bytes, status) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc".to_vec(), 400),
        (b"GET\r\n\r\n".to_vec(), 400),
        (b"GET /\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/0.9\r\n\r\n".to_vec(), 505),
        (b"GET / HTTP/1.2\r\nHost: localhost\r\n\r\n".to_vec(), 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), 505),
        (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n A: folded\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nA: \x00\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/1.1\nHost: localhost\n\n".to_vec(), 200),
        (b"\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), 200),
        (b"\x00".repeat(100), 400),
        (b"\r\n".repeat(8000), 431),
        (format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(9000)).into_bytes(), 431),
        (
            format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n", "a".repeat(100_000))
                .into_bytes(),
            431,
        ),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "a: b\r\n".repeat(101)).into_bytes(), 431),
    ] {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert_eq!(server.raw(bytes).status, status, "{shown:?}");
    }
    is_served(&server);
}

/// Bytes without sense, the same in every run, many at once: nothing but refusals, and nobody else is harmed.
#[test]
fn s9_garbage() {
    let server = Server::with(soon(), hello);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for length in 0..300 {
        let bytes: Vec<u8> = (0..length * 7)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .collect();
        let mut client = server.connect();
        use std::io::Write;
        let _ = client.stream().write_all(&bytes);
        drop(client.stream().shutdown(std::net::Shutdown::Write));
        let _ = client.is_ended();
    }
    is_served(&server);
    until("no connection", || server.serving.connections() == 0);
}

/// Otherwise a queue would grow without bound, and the author stand at its end.
#[test]
fn s9_nobody_is_asked_for_those_who_left() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let (asked, held) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (own_gate, own_asked, own_held) = (Arc::clone(&gate), Arc::clone(&asked), Arc::clone(&held));
    let server = Server::new(move |request| {
        match request.path.as_str() {
            "/slow" => {
                own_held.fetch_add(1, Ordering::SeqCst);
                let open = own_gate.0.lock().expect("nobody panics");
                drop(own_gate.1.wait_while(open, |it| !*it).expect("nobody panics"));
            }
            "/count" => drop(own_asked.fetch_add(1, Ordering::SeqCst)),
            _ => {}
        }
        Reply::text(200, "hello").into()
    });
    let mut leaving: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for client in &mut leaving {
        // A reply that is not read, so that the connection is reset when the client leaves.
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(client.stream().peek(&mut [0]).is_ok_and(|it| it == 1));
    }
    let mut slow: Vec<_> = (0..WORKERS).map(|_| server.connect()).collect();
    for client in &mut slow {
        client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    until("the handler has its hands full", || held.load(Ordering::SeqCst) == WORKERS);
    for client in &mut leaving {
        client.send("GET /count HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    drop(leaving);
    until("those that stay", || server.serving.connections() == WORKERS);
    *gate.0.lock().expect("nobody panics") = true;
    gate.1.notify_all();
    for client in &mut slow {
        assert_eq!(client.receive().text(), "hello");
    }
    is_served(&server);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

/// A head that comes byte by byte is read as one.
#[test]
fn a_head_in_pieces() {
    let server = Server::new(hello);
    let mut client = server.connect();
    for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" {
        client.send([*byte]);
    }
    assert_eq!(client.receive().text(), "hello");
}

/// Browsers open six connections at once; tiny_http left one or two of them unanswered.
#[test]
fn s9_six_connections_that_are_kept() {
    let server = Server::new(hello);
    let mut clients: Vec<_> = (0..6).map(|_| server.connect()).collect();
    for _ in 0..20 {
        for client in &mut clients {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        for client in clients.iter_mut().rev() {
            assert_eq!(client.receive().text(), "hello");
        }
    }
}

#[test]
fn s9_a_crowd_takes_neither_threads_nor_the_author_s_turn() {
    let server = Server::new(hello);
    let mut crowd: Vec<Client> = Vec::new();
    for _ in 0..500 {
        crowd.push(server.connect());
    }
    for part in [
        "GET / HT",
        "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        for _ in 0..50 {
            let mut client = server.connect();
            client.send(part);
            crowd.push(client);
        }
    }
    until("650 connections", || server.serving.connections() == 650);
    for _ in 0..20 {
        is_served(&server);
    }
    #[cfg(target_os = "linux")]
    assert_eq!(threads(&server), 1 + WORKERS, "one for the sockets, and the handler's");
    #[cfg(target_os = "linux")]
    assert!(kilobytes("VmHWM") < 1024 * 1024, "50 bodies of 32 MB are not held 50 times");
    // Those who wait are still there.
    drop(crowd);
    until("no connection", || server.serving.connections() <= 1);
}

/// How many threads carry the name of a server.
#[cfg(target_os = "linux")]
fn threads(server: &Server) -> usize {
    let name = format!("http-{}", server.port);
    let tasks = std::fs::read_dir("/proc/self/task").expect("the threads of the process");
    let names = tasks.flatten().filter_map(|it| std::fs::read_to_string(it.path().join("comm")).ok());
    names.filter(|it| it.starts_with(&name)).count()
}

#[cfg(target_os = "linux")]
fn kilobytes(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the state of the process");
    let line = status.lines().find(|it| it.starts_with(field)).expect("the field");
    line.split_whitespace().nth(1).and_then(|it| it.parse().ok()).expect("a number")
}

#[test]
fn s9_slow_heads_and_idle_connections_are_ended() {
    let server = Server::with(soon(), hello);
    let (mut silent, mut slow, mut kept) = (server.connect(), server.connect(), server.connect());
    slow.send("GET / HTTP/1.1\r\nHo");
    assert_eq!(kept.get("/", "").text(), "hello");
    for client in [&mut silent, &mut slow, &mut kept] {
        assert!(client.is_ended());
    }
}

#[test]
fn s9_clients_that_do_not_read_are_ended() {
    let server = Server::with(soon(), hello);
    let clients: Vec<_> = (0..5)
        .map(|_| {
            let mut client = server.connect();
            client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client
        })
        .collect();
    until("5 connections", || server.serving.connections() == 5);
    is_served(&server);
    until("no connection", || server.serving.connections() == 0);
    drop(clients);
}

/// A client that reads, however slowly, is not taken for one that does not.
#[test]
fn s9_a_client_that_reads_slowly_gets_everything() {
    let server = Server::with(Limits { stalled: Duration::from_secs(2), ..Limits::default() }, hello);
    let mut client = server.connect();
    client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.receive_head();
    let mut body = vec![0; large().len()];
    let (slowly, rest) = body.split_at_mut(large().len() / 4);
    // Longer on the whole than it may stand still, and less at a time than a connection's share of a turn.
    for part in slowly.chunks_mut(slowly.len() / 30) {
        client.read_exact(part);
        std::thread::sleep(Duration::from_millis(100));
    }
    client.read_exact(rest);
}

#[test]
fn s9_above_the_limit_the_longest_idle_connection_is_ended() {
    let limits = Limits { connections: 40, head: PATIENCE, idle: PATIENCE, ..Limits::default() };
    let server = Server::with(limits, hello);
    let mut waiting = server.connect();
    waiting.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    until("a connection", || server.serving.connections() == 1);
    let mut crowd: Vec<_> = (0..100)
        .map(|_| {
            is_served(&server);
            server.connect()
        })
        .collect();
    until("the limit", || server.serving.connections() <= 40);
    assert!(crowd[0].is_ended(), "the first is the longest idle");
    // When there are many, a connection serves one request.
    assert_eq!(server.get("/", "").header("Connection"), Some("close"));
    drop(crowd);
    until("the one that waits", || server.serving.connections() == 1);
}

/// tiny_http#219: when the system had no descriptor left, the port was closed for good. Runs this program again with few.
#[cfg(unix)]
#[test]
fn s9_running_out_of_descriptors_is_survived() {
    const CHILD: &str = "DATELINE_TEST_FEW_DESCRIPTORS";
    if std::env::var_os(CHILD).is_some() {
        let server = Server::new(hello);
        // Theirs and ours are one process here: 50 at their end leave fewer than 50 for ours.
        let connect = || {
            let mut made = None;
            until("a descriptor", || {
                made = std::net::TcpStream::connect(("127.0.0.1", server.port)).ok();
                made.is_some()
            });
            Client::from(made.expect("it was just made"))
        };
        let crowd: Vec<_> = (0..50).map(|_| connect()).collect();
        assert_eq!(connect().get("/", "").text(), "hello");
        drop(crowd);
        is_served(&server);
        return;
    }
    let program = std::env::current_exe().expect("this program");
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -n 96; exec \"$0\" --exact server::load_tests::s9_running_out_of_descriptors_is_survived",
        ])
        .arg(program)
        .env(CHILD, "1")
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}
