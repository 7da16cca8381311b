//! The thread that owns all sockets: accepts, lets each connection go on when it can, and ends those whose time is up.

#![expect(
    clippy::disallowed_methods,
    reason = "connections have deadlines, and the loop a thread of its own"
)]

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use super::Handler;
use super::bind::{Bell, Bound};
use super::connection::{Connection, Next, Turn};
use super::names::Names;
use super::pool::{Done, Job, Pool};
use super::sending::PIECE;
use crate::error::{Error, Result};

/// The token of the bell.
pub const BELL: Token = Token(usize::MAX);

/// Tokens of connections begin above those of listeners, and are not used again: what comes late finds nobody.
const FIRST: usize = 1024;

/// So many connections are accepted before those that are there have their turn.
const ACCEPTED: usize = 128;

/// How long no connection is accepted after the system had no descriptor left for one.
const PAUSE: Duration = Duration::from_millis(100);

/// Connections that are kept even when the system is short of descriptors: more than a browser opens.
const FEWEST: usize = 16;

/// How much is had of a connection, and how long (PROMISES R6, S9).
#[derive(Debug, Clone)]
pub struct Limits {
    pub connections: usize,
    /// From the first byte of a head to its last.
    pub head: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// Without any progress of a reply.
    pub stalled: Duration,
    /// After the last reply, until the client ends the connection too.
    pub closing: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(5),
            stalled: Duration::from_secs(10),
            closing: Duration::from_secs(2),
        }
    }
}

/// A server at work; dropped, it ends all connections, and waits for the handler to end what it has begun.
pub struct Serving {
    bell: Bell,
    stopped: Arc<AtomicBool>,
    open: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
}

impl Serving {
    pub(super) fn start(bound: Bound, handler: Arc<dyn Handler>) -> Result<Self> {
        // Threads are named for those who look at the process from outside.
        let port = bound.addresses().first().map_or(0, std::net::SocketAddr::port);
        let name = format!("http-{port}");
        let failed = |cause| Error::world("start the thread", &name, cause);
        let stopped = Arc::<AtomicBool>::default();
        let (pool, mut threads) = Pool::start(&name, &handler, &bound.bell).map_err(failed)?;
        let bell = bound.bell.clone();
        let open = Arc::<AtomicUsize>::default();
        let mut turns = Loop::new(bound, pool, Arc::clone(&stopped), Arc::clone(&open));
        let thread = thread::Builder::new().name(name.clone()).spawn(move || turns.run()).map_err(failed)?;
        // The workers end when the loop has.
        threads.insert(0, thread);
        Ok(Self { bell, stopped, open, threads })
    }

    /// How many connections are open just now.
    pub fn connections(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.bell.wake();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

struct Listener {
    socket: TcpListener,
    /// Whether someone may stand at the door.
    ready: bool,
}

struct Loop {
    poll: Poll,
    listeners: Vec<Listener>,
    /// In the order in which they came, which is that of their turns.
    connections: BTreeMap<Token, Connection>,
    /// Those that had their share and are not done.
    again: Vec<Token>,
    next: usize,
    names: Names,
    limits: Limits,
    pool: Pool,
    bell: Bell,
    /// How often the bell had rung when those who wait were last asked about.
    heard: u64,
    stopped: Arc<AtomicBool>,
    /// Tells others how many connections there are.
    open: Arc<AtomicUsize>,
    now: Instant,
    /// When the deadlines are looked at: not after the first of them.
    check: Option<Instant>,
    /// Until when nobody is accepted.
    paused: Option<Instant>,
    piece: Box<[u8; PIECE]>,
}

impl Loop {
    fn new(bound: Bound, pool: Pool, stopped: Arc<AtomicBool>, open: Arc<AtomicUsize>) -> Self {
        // Who came before we began to look stands at the door already.
        let listeners = bound.listeners.into_iter().map(|socket| Listener { socket, ready: true }).collect();
        Self {
            poll: bound.poll,
            listeners,
            connections: BTreeMap::new(),
            again: Vec::new(),
            next: FIRST,
            names: bound.names,
            limits: bound.limits,
            pool,
            heard: bound.bell.rings(),
            bell: bound.bell,
            stopped,
            open,
            now: Instant::now(),
            check: None,
            paused: None,
            piece: Box::new([0; PIECE]),
        }
    }

    fn run(&mut self) {
        let mut events = Events::with_capacity(1024);
        while !self.stopped.load(Ordering::SeqCst) {
            self.turn(&events);
            if let Err(cause) = self.poll.poll(&mut events, self.patience())
                && cause.kind() != io::ErrorKind::Interrupted
            {
                // Nothing is known to cause this; should it last, it must not take a core.
                thread::sleep(PAUSE);
            }
        }
    }

    /// How long there is nothing to do, unless something happens.
    fn patience(&self) -> Option<Duration> {
        if !self.again.is_empty() || (self.paused.is_none() && self.listeners.iter().any(|it| it.ready)) {
            return Some(Duration::ZERO);
        }
        let next = [self.check, self.paused].into_iter().flatten().min()?;
        // Rounded up, so that the time is over when we wake.
        Some(next.saturating_duration_since(Instant::now()) + Duration::from_millis(1))
    }

    fn turn(&mut self, events: &Events) {
        self.now = Instant::now();
        for token in mem::take(&mut self.again) {
            self.advance(token);
        }
        for event in events {
            match event.token() {
                BELL => {}
                Token(at) if at < self.listeners.len() => self.listeners[at].ready = true,
                token => {
                    if let Some(connection) = self.connections.get_mut(&token) {
                        connection.readable();
                        self.advance(token);
                    }
                }
            }
        }
        self.take_done();
        self.hear();
        self.accept();
        self.end_late();
        self.open.store(self.connections.len(), Ordering::SeqCst);
    }

    /// Lets a connection go on, and does what it asks for.
    fn advance(&mut self, token: Token) {
        let crowded = self.is_crowded();
        let Some(connection) = self.connections.get_mut(&token) else { return };
        let mut turn =
            Turn { now: self.now, names: &self.names, limits: &self.limits, crowded, piece: &mut self.piece };
        match connection.advance(&mut turn) {
            Next::Rest => {}
            Next::Again => self.again.push(token),
            Next::Ask(request) => self.pool.ask(Job { token, client: connection.watch(), request }),
            Next::Close => {
                self.connections.remove(&token);
                return;
            }
        }
        if let Some(deadline) = connection.deadline {
            self.check = Some(self.check.map_or(deadline, |it| it.min(deadline)));
        }
    }

    fn is_crowded(&self) -> bool {
        self.connections.len() > self.limits.connections / 2
    }

    /// Passes on what the handler has made.
    fn take_done(&mut self) {
        let crowded = self.is_crowded();
        while let Some(done) = self.pool.done() {
            let token = match done {
                Done::Send { token, sending } => {
                    let Some(connection) = self.connections.get_mut(&token) else { continue };
                    let piece = &mut self.piece;
                    let (names, limits) = (&self.names, &self.limits);
                    connection.send(sending, &Turn { now: self.now, names, limits, crowded, piece });
                    token
                }
                Done::Wait { job, until, rings } => {
                    let Some(connection) = self.connections.get_mut(&job.token) else { continue };
                    connection.park(job.request, until);
                    if rings != self.bell.rings()
                        && let Some(request) = connection.unpark()
                    {
                        // It rang while the handler was deciding.
                        self.pool.ask(Job { request, ..job });
                    }
                    job.token
                }
            };
            self.advance(token);
        }
    }

    /// Asks about all who wait, when the bell rang.
    fn hear(&mut self) {
        let rings = self.bell.rings();
        if rings == self.heard {
            return;
        }
        self.heard = rings;
        for (&token, connection) in &mut self.connections {
            if let Some(request) = connection.unpark() {
                self.pool.ask(Job { token, client: connection.watch(), request });
            }
        }
    }

    fn accept(&mut self) {
        if self.paused.is_some_and(|it| it > self.now) {
            return;
        }
        self.paused = None;
        for at in 0..self.listeners.len() {
            for _ in 0..ACCEPTED {
                if !self.listeners[at].ready {
                    break;
                }
                match self.listeners[at].socket.accept() {
                    Ok((stream, _)) => self.admit(stream),
                    Err(cause) => match cause.kind() {
                        io::ErrorKind::WouldBlock => self.listeners[at].ready = false,
                        // Who gave up before it was their turn.
                        io::ErrorKind::Interrupted
                        | io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset => {}
                        _ if self.run_short() => {}
                        _ => return,
                    },
                }
            }
        }
    }

    fn admit(&mut self, mut stream: TcpStream) {
        while self.connections.len() >= self.limits.connections {
            if !self.close_longest_idle() {
                return;
            }
        }
        let token = Token(self.next);
        self.next += 1;
        // A reply is written at once, so that nothing is gained by waiting for more.
        let _ = stream.set_nodelay(true);
        let interest = Interest::READABLE | Interest::WRITABLE;
        if self.poll.registry().register(&mut stream, token, interest).is_ok() {
            self.connections.insert(token, Connection::new(stream, self.now, &self.limits));
            self.advance(token);
        }
    }

    /// The system has no descriptor left. Those who build need some too, so that a part of ours is given back for good; and
    /// who is idle makes room for who stands at the door. `false` when nobody can.
    fn run_short(&mut self) -> bool {
        let enough = (self.connections.len() / 4 * 3).max(FEWEST);
        self.limits.connections = self.limits.connections.min(enough);
        while self.connections.len() > enough && self.close_longest_idle() {}
        let made_room = self.close_longest_idle();
        if !made_room {
            self.paused = Some(self.now + PAUSE);
        }
        made_room
    }

    /// Ends the connection that is needed least; `false` when none may be ended.
    fn close_longest_idle(&mut self) -> bool {
        let ranked = self.connections.iter().filter_map(|(token, it)| Some((it.rank()?, it.active, token.0)));
        let Some((.., token)) = ranked.min() else { return false };
        self.connections.remove(&Token(token)).is_some()
    }

    /// Ends what is late, and asks for the last time about those who waited long enough.
    fn end_late(&mut self) {
        if self.check.is_none_or(|it| it > self.now) {
            return;
        }
        let now = self.now;
        let pool = &self.pool;
        self.connections.retain(|&token, connection| {
            if connection.deadline.is_none_or(|it| it > now) {
                return true;
            }
            let Some(request) = connection.time_is_up() else { return false };
            pool.ask(Job { token, client: connection.watch(), request });
            true
        });
        self.check = self.connections.values().filter_map(|it| it.deadline).min();
    }
}
