//! A reply on its way: what is left of it, and one go at sending more.

use std::fs::File;
use std::io::{self, IoSlice, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;

/// How much of a file is held in memory, in bytes.
pub const PIECE: usize = 64 * 1024;

/// After so many bytes the other connections have their turn.
const SHARE: usize = 16 * PIECE;

/// What is left to send.
pub struct Sending {
    head: Vec<u8>,
    /// How much of the head is sent.
    at: usize,
    source: Source,
}

/// Where the body comes from, and which part of it is left.
pub enum Source {
    None,
    Bytes { bytes: Arc<[u8]>, at: usize, end: usize },
    File { file: File, at: u64, end: u64 },
}

/// How far one go came.
pub enum Went {
    All,
    /// The client has to read first.
    Blocked,
    /// It had its share.
    Shared,
}

impl Source {
    /// Leaves a part of the whole.
    pub fn cut(&mut self, part: Range<u64>) {
        match self {
            Self::None => {}
            Self::Bytes { at, end, .. } => {
                // The part lies in what is in memory.
                *end = usize::try_from(part.end).unwrap_or(*end).min(*end);
                *at = usize::try_from(part.start).unwrap_or(*end).min(*end);
            }
            Self::File { at, end, .. } => (*at, *end) = (part.start, part.end),
        }
    }

    fn advance(&mut self, by: usize) {
        match self {
            Self::None => {}
            Self::Bytes { at, .. } => *at += by,
            Self::File { at, .. } => *at += by as u64,
        }
    }
}

impl Sending {
    /// A head without its last, empty line, and a body.
    pub fn new(head: Vec<u8>, source: Source) -> Self {
        Self { head, at: 0, source }
    }

    /// Says how the connection goes on, and ends the head.
    pub fn end_head(&mut self, keep_seconds: Option<u64>) {
        let line = match keep_seconds {
            Some(seconds) => format!("Connection: keep-alive\r\nKeep-Alive: timeout={seconds}\r\n\r\n"),
            None => "Connection: close\r\n\r\n".to_owned(),
        };
        self.head.extend_from_slice(line.as_bytes());
    }

    /// Sends what the client takes now, and says how many bytes that was. `piece` is a place for a part of a file.
    ///
    /// # Errors
    /// When the client is gone, or the file became shorter: then the reply cannot be finished.
    pub fn send(&mut self, stream: &mut impl Write, piece: &mut [u8]) -> io::Result<(Went, usize)> {
        let mut moved = 0;
        loop {
            let body: &[u8] = match &mut self.source {
                Source::None => &[],
                Source::Bytes { bytes, at, end } => bytes.get(*at..*end).unwrap_or_default(),
                Source::File { file, at, end } => read_piece(file, *at..*end, piece)?,
            };
            let head = &self.head[self.at..];
            if head.is_empty() && body.is_empty() {
                return Ok((Went::All, moved));
            }
            if moved >= SHARE {
                return Ok((Went::Shared, moved));
            }
            match stream.write_vectored(&[IoSlice::new(head), IoSlice::new(body)]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    let of_head = count.min(head.len());
                    self.at += of_head;
                    self.source.advance(count - of_head);
                    moved += count;
                }
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => {
                    return Ok((Went::Blocked, moved));
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
    }
}

/// Reads the beginning of a part of a file, which is not held between two goes: a client that reads slowly costs nothing.
fn read_piece<'a>(file: &mut File, part: Range<u64>, piece: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let left = usize::try_from(part.end.saturating_sub(part.start)).unwrap_or(usize::MAX).min(piece.len());
    if left == 0 {
        return Ok(&[]);
    }
    file.seek(SeekFrom::Start(part.start))?;
    let count = file.read(&mut piece[..left])?;
    if count == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(&piece[..count]) }
}
