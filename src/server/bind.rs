//! Takes the port: which addresses are listened on, and what to say when they are taken (PROMISES S6, S7).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mio::net::TcpListener;
use mio::{Interest, Poll, Token, Waker};

use super::Handler;
use super::event_loop::{BELL, Limits, Serving};
use super::names::Names;
use crate::error::{Error, Result};

/// The port of previews.
pub const DEFAULT_PORT: u16 = 1414;

/// How many ports are tried, from the default one on.
const TRIES: u16 = 100;

/// Listens: connections are taken by the system, and answered from [`Bound::serve`] on.
pub struct Bound {
    pub(super) poll: Poll,
    pub(super) listeners: Vec<TcpListener>,
    pub(super) names: Names,
    pub(super) bell: Bell,
    pub(super) limits: Limits,
    addresses: Vec<SocketAddr>,
    moved: bool,
}

/// Wakes the requests that wait.
#[derive(Clone)]
pub struct Bell {
    waker: Arc<Waker>,
    rings: Arc<AtomicU64>,
}

impl Bell {
    /// Every request that waits is asked about again; so is one whose handler is deciding to wait just now.
    pub fn ring(&self) {
        self.rings.fetch_add(1, Ordering::SeqCst);
        self.wake();
    }

    /// How often it rang.
    pub(super) fn rings(&self) -> u64 {
        self.rings.load(Ordering::SeqCst)
    }

    /// Makes the loop look at what there is to do.
    pub(super) fn wake(&self) {
        // It fails only when the loop is gone.
        let _ = self.waker.wake();
    }
}

/// Listens on an interface, which is an address or a name of this machine; on 127.0.0.1 and ::1 when none is given. Without
/// a port, the first free one from 1414 on is taken; port 0 is any that is free.
///
/// # Errors
/// Usage, when the interface is not of this machine; the world's, when the port is taken or may not be used.
pub fn bind(interface: Option<&str>, port: Option<u16>) -> Result<Bound> {
    let addresses = resolve(interface)?;
    let candidates = match port {
        None => DEFAULT_PORT..DEFAULT_PORT + TRIES,
        Some(port) => port..port.saturating_add(1),
    };
    let mut failed = None;
    for candidate in candidates {
        match listen(&addresses, candidate) {
            Ok(listeners) => return bound(listeners, interface, port.is_none() && candidate != DEFAULT_PORT),
            Err((address, cause)) => {
                let may_be_free = is_taken(&cause);
                failed = Some((address, cause));
                if !may_be_free {
                    break;
                }
            }
        }
    }
    let (address, cause) = failed
        .unwrap_or((SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), io::ErrorKind::AddrNotAvailable.into()));
    Err(refused(interface, port, address, cause))
}

fn refused(interface: Option<&str>, port: Option<u16>, address: SocketAddr, cause: io::Error) -> Error {
    let kind = cause.kind();
    let error = Error::world("listen on", address.to_string(), cause);
    match (kind, port) {
        (io::ErrorKind::AddrNotAvailable, _) => not_ours(interface.unwrap_or_default()),
        (io::ErrorKind::AddrInUse, Some(_)) => {
            error.hint("stop the program that listens there, or leave out `--port`")
        }
        (io::ErrorKind::AddrInUse, None) => error.hint("choose a free port with `--port`"),
        (io::ErrorKind::PermissionDenied, _) => error.hint("choose a port above 1023 with `--port`"),
        _ => error,
    }
}

fn not_ours(interface: &str) -> Error {
    Error::usage(format!("`{interface}` is neither an address nor a name of this machine"))
        .hint("leave out `--interface`, or give `0.0.0.0` to listen on all addresses")
}

/// Whether another port may do.
fn is_taken(cause: &io::Error) -> bool {
    // Windows denies what another program has for itself.
    matches!(cause.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied)
}

fn resolve(interface: Option<&str>) -> Result<Vec<IpAddr>> {
    let Some(name) = interface.filter(|it| !it.eq_ignore_ascii_case("localhost")) else {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    };
    if let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse() {
        return Ok(vec![address]);
    }
    let mut found: Vec<_> =
        (name, 0).to_socket_addrs().map_err(|_| not_ours(name))?.map(|it| it.ip()).collect();
    found.sort_unstable();
    found.dedup();
    if found.is_empty() { Err(not_ours(name)) } else { Ok(found) }
}

/// Listens on one port of all addresses that the machine has.
fn listen(addresses: &[IpAddr], port: u16) -> std::result::Result<Vec<TcpListener>, (SocketAddr, io::Error)> {
    // A port that is free at one address may be taken at the other.
    let tries = if port == 0 { TRIES } else { 1 };
    let mut last =
        Err((SocketAddr::from((Ipv4Addr::LOCALHOST, port)), io::ErrorKind::AddrNotAvailable.into()));
    for _ in 0..tries {
        last = listen_once(addresses, port);
        if !last.as_ref().is_err_and(|it| is_taken(&it.1)) {
            break;
        }
    }
    last
}

fn listen_once(
    addresses: &[IpAddr],
    mut port: u16,
) -> std::result::Result<Vec<TcpListener>, (SocketAddr, io::Error)> {
    let mut listeners = Vec::new();
    let mut absent = None;
    for &address in addresses {
        let wanted = SocketAddr::new(address, port);
        let bound = TcpListener::bind(wanted).and_then(|it| Ok((it.local_addr()?.port(), it)));
        match bound {
            Ok((given, listener)) => {
                port = given;
                listeners.push(listener);
            }
            Err(cause) if is_taken(&cause) => return Err((wanted, cause)),
            // A machine without IPv6 is served over the other.
            Err(cause) => absent = Some((wanted, cause)),
        }
    }
    match absent {
        Some(absent) if listeners.is_empty() => Err(absent),
        _ => Ok(listeners),
    }
}

fn bound(mut listeners: Vec<TcpListener>, interface: Option<&str>, moved: bool) -> Result<Bound> {
    let addresses: Vec<_> = listeners.iter().filter_map(|it| it.local_addr().ok()).collect();
    let name = addresses.first().map(ToString::to_string).unwrap_or_default();
    let failed = |cause| Error::world("listen on", &name, cause);
    let poll = Poll::new().map_err(failed)?;
    for (at, listener) in listeners.iter_mut().enumerate() {
        poll.registry().register(listener, Token(at), Interest::READABLE).map_err(failed)?;
    }
    let waker = Arc::new(Waker::new(poll.registry(), BELL).map_err(failed)?);
    let bell = Bell { waker, rings: Arc::default() };
    let names = names(&addresses, interface);
    Ok(Bound { poll, listeners, names, bell, limits: Limits::default(), addresses, moved })
}

fn names(addresses: &[SocketAddr], interface: Option<&str>) -> Names {
    let addresses: Vec<_> = addresses.iter().map(SocketAddr::ip).collect();
    let mut names: Vec<_> = interface.map(str::to_ascii_lowercase).into_iter().collect();
    if addresses.iter().any(IpAddr::is_unspecified)
        && let Some(name) = machine()
    {
        // As machines call one another without a server for names (RFC 6762).
        names.push(format!("{name}.local"));
        names.push(name);
    }
    Names { addresses, names }
}

/// What the machine calls itself, where the system keeps it in a file.
#[expect(clippy::disallowed_methods, reason = "the name of the machine is no file of a site")]
fn machine() -> Option<String> {
    let read = |path| std::fs::read_to_string(path).ok();
    let name = read("/proc/sys/kernel/hostname").or_else(|| read("/etc/hostname"))?;
    let name = name.trim().to_ascii_lowercase();
    (!name.is_empty()).then_some(name)
}

impl Bound {
    /// What is listened on; at least one.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// What wakes those who wait.
    pub fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// Whether the default port was taken, and another one is listened on.
    pub fn moved(&self) -> bool {
        self.moved
    }

    /// Answers requests from now on, on threads of its own, until the [`Serving`] is dropped.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn serve(self, handler: Arc<dyn Handler>) -> Result<Serving> {
        Serving::start(self, handler)
    }
}
