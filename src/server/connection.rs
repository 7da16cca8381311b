//! One connection: what it is about, and how it goes on when bytes come, a reply is made, or its time is up.

use std::io::{self, Read};
use std::net::Shutdown;
use std::sync::{Arc, Weak};
use std::time::Instant;

use mio::net::TcpStream;

use super::event_loop::Limits;
use super::finish::finish_small;
use super::head::{self, Head};
use super::names::Names;
use super::request::Request;
use super::sending::{PIECE, Sending, Went};

/// What is read and thrown away after a refusal, so that the client sees it before the connection ends, in bytes.
const LEFTOVER: usize = 1024 * 1024;

/// A client, and what it is owed.
pub struct Connection {
    pub stream: TcpStream,
    /// What was read and is not used yet; never more than a head.
    input: Vec<u8>,
    /// Whether there may be more to read.
    readable: bool,
    /// Whether the client has sent all it will send.
    ended: bool,
    /// Whether the client would use the connection again.
    keep: bool,
    stage: Stage,
    /// When its time is up.
    pub deadline: Option<Instant>,
    /// When it last did anything.
    pub active: Instant,
    /// Gone with the connection.
    there: Arc<()>,
}

enum Stage {
    /// Between two requests, or in a head that has begun.
    Reading {
        begun: bool,
    },
    /// Its request is with the handler.
    Asked,
    /// Its request waits for the bell.
    Parked(Box<Request>),
    Sending(Box<Sending>),
    /// All is said, and what the client still sends is thrown away.
    Closing {
        left: usize,
    },
}

/// What the loop has to do for it.
pub enum Next {
    /// Nothing before it is ready again.
    Rest,
    /// It has more to do, after the others.
    Again,
    /// Its request is for the handler.
    Ask(Box<Request>),
    /// It is over.
    Close,
}

/// What all connections share in one turn of the loop.
pub struct Turn<'a> {
    pub now: Instant,
    pub names: &'a Names,
    pub limits: &'a Limits,
    /// Whether there are so many that each reply ends its connection.
    pub crowded: bool,
    /// A place for what is read and for pieces of files.
    pub piece: &'a mut [u8; PIECE],
}

impl Connection {
    pub fn new(stream: TcpStream, now: Instant, limits: &Limits) -> Self {
        Self {
            stream,
            input: Vec::new(),
            readable: true,
            ended: false,
            keep: false,
            stage: Stage::Reading { begun: false },
            deadline: Some(now + limits.head),
            active: now,
            there: Arc::new(()),
        }
    }

    /// For others to see whether it is still there.
    pub fn watch(&self) -> Weak<()> {
        Arc::downgrade(&self.there)
    }

    /// Which are closed first when there are too many: those that ask for nothing, then those that are slow. A request that
    /// the handler has is never given up.
    pub fn rank(&self) -> Option<u8> {
        match self.stage {
            Stage::Reading { begun: false } | Stage::Closing { .. } => Some(0),
            Stage::Reading { begun: true } => Some(1),
            Stage::Sending(_) => Some(2),
            Stage::Parked(_) => Some(3),
            Stage::Asked => None,
        }
    }

    /// Says that the stream may have bytes, or an end.
    pub fn readable(&mut self) {
        self.readable = true;
    }

    /// Goes on as far as it can.
    pub fn advance(&mut self, turn: &mut Turn) -> Next {
        loop {
            if self.read(turn).is_err() {
                return Next::Close;
            }
            match &mut self.stage {
                Stage::Reading { begun } => match head::read(&self.input, turn.names) {
                    Head::Part if self.ended => return Next::Close,
                    Head::Part => {
                        if !self.input.is_empty() && !*begun {
                            *begun = true;
                            self.deadline = Some(turn.now + turn.limits.head);
                        }
                        return Next::Rest;
                    }
                    Head::Whole { request, length, keep } => {
                        self.used(length);
                        self.keep = keep;
                        self.ask();
                        return Next::Ask(request);
                    }
                    Head::Refused { reply, method } => {
                        self.used(self.input.len());
                        self.keep = false;
                        self.send(Box::new(finish_small(method, reply)), turn);
                    }
                },
                Stage::Asked => return Next::Rest,
                // A client that is gone wants no reply.
                Stage::Parked(_) => return if self.ended { Next::Close } else { Next::Rest },
                Stage::Sending(sending) => {
                    let Ok((went, moved)) = sending.send(&mut self.stream, turn.piece) else {
                        return Next::Close;
                    };
                    if moved > 0 {
                        self.moved(turn);
                    }
                    match went {
                        Went::All => self.sent(turn),
                        Went::Shared => return Next::Again,
                        Went::Blocked => return Next::Rest,
                    }
                }
                Stage::Closing { left } => {
                    *left = left.saturating_sub(self.input.len());
                    let over = *left == 0 || self.ended;
                    self.used(self.input.len());
                    if over {
                        return Next::Close;
                    }
                    if !self.readable {
                        return Next::Rest;
                    }
                }
            }
        }
    }

    /// Notes that the handler has its request.
    fn ask(&mut self) {
        self.stage = Stage::Asked;
        self.deadline = None;
    }

    /// Its request, to be asked about again; `None` when it does not wait.
    pub fn unpark(&mut self) -> Option<Box<Request>> {
        if !matches!(self.stage, Stage::Parked(_)) {
            return None;
        }
        self.deadline = None;
        match std::mem::replace(&mut self.stage, Stage::Asked) {
            Stage::Parked(request) => Some(request),
            _ => None,
        }
    }

    /// Lets its request wait for the bell.
    pub fn park(&mut self, request: Box<Request>, until: Instant) {
        self.stage = Stage::Parked(request);
        self.deadline = Some(until);
    }

    /// Begins to send a reply.
    pub fn send(&mut self, mut sending: Box<Sending>, turn: &Turn) {
        self.keep &= !turn.crowded;
        sending.end_head(self.keep.then_some(turn.limits.idle.as_secs()));
        self.stage = Stage::Sending(sending);
        self.moved(turn);
    }

    fn moved(&mut self, turn: &Turn) {
        self.active = turn.now;
        self.deadline = Some(turn.now + turn.limits.stalled);
    }

    /// After a reply: the next request, or the end.
    fn sent(&mut self, turn: &Turn) {
        self.active = turn.now;
        if self.keep {
            self.stage = Stage::Reading { begun: false };
            self.deadline = Some(turn.now + turn.limits.idle);
        } else {
            // Closed at once, what is unread would make the system take back what was sent.
            let _ = self.stream.shutdown(Shutdown::Write);
            self.stage = Stage::Closing { left: LEFTOVER };
            self.deadline = Some(turn.now + turn.limits.closing);
        }
    }

    /// Takes in what the client has sent, up to the length of a head: a client that sends more has to wait.
    fn read(&mut self, turn: &mut Turn) -> io::Result<()> {
        while self.readable && self.input.len() < head::LONGEST {
            let room = head::LONGEST - self.input.len();
            match self.stream.read(&mut turn.piece[..room]) {
                Ok(0) => (self.ended, self.readable) = (true, false),
                Ok(count) => {
                    self.input.extend_from_slice(&turn.piece[..count]);
                    self.active = turn.now;
                }
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => self.readable = false,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(())
    }

    /// Drops what was used; a connection that is idle holds nothing.
    fn used(&mut self, length: usize) {
        self.input.drain(..length);
        if self.input.is_empty() {
            self.input = Vec::new();
        }
    }

    /// What the end of its time means: its request, when it waits and is asked about for the last time.
    pub fn time_is_up(&mut self) -> Option<Box<Request>> {
        let mut request = self.unpark()?;
        request.waited = true;
        Some(request)
    }
}
