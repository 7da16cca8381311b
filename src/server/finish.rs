//! Makes of a reply what is sent: conditions and ranges are answered, and what every reply carries is added.

#![expect(clippy::disallowed_methods, reason = "the server sends files as they are")]

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::range::{self, Asked};
use super::reply::{Body, Reply};
use super::request::{Method, Request};
use super::sending::{Sending, Source};
use crate::digest::{Digest, Digester};

/// Headers that only the server may set, in lower case: those that frame the reply, and those that every reply carries.
const OWN: &[&str] = &[
    "accept-ranges",
    "connection",
    "content-length",
    "content-range",
    "date",
    "keep-alive",
    "proxy-connection",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-content-type-options",
    "x-robots-tag",
];

/// What is sent for a reply. Opens the file, and reads the bytes for their digest.
pub fn finish(request: &Request, reply: Reply) -> Sending {
    let Reply { status, headers, body } = reply;
    if !(200..600).contains(&status) {
        return finish_small(request.method, Reply::text(500, "the reply has no status\n"));
    }
    let (body, length, mark) = match open(body) {
        Ok(opened) => opened,
        Err(reply) => return finish_small(request.method, reply),
    };
    let mut draft = Draft { status, headers: Vec::new(), source: body, length };
    for (name, value) in &headers {
        draft.add(name, value);
    }
    if status == 200 {
        // What nobody may keep needs no mark to be asked about again.
        if !draft.has("ETag") && draft.get("Cache-Control") != Some("no-store") {
            draft.add("ETag", &mark.etag(&draft.source));
        }
        draft.add_own("Accept-Ranges", "bytes");
        draft.meet(request);
    }
    draft.print(request.method)
}

/// What is sent without a request to ask about conditions.
pub fn finish_small(method: Method, reply: Reply) -> Sending {
    let mut draft = Draft { status: reply.status, headers: Vec::new(), source: Source::None, length: 0 };
    for (name, value) in &reply.headers {
        draft.add(name, value);
    }
    if let Body::Bytes(bytes) = reply.body {
        draft.length = bytes.len() as u64;
        draft.source = Source::Bytes { at: 0, end: bytes.len(), bytes };
    }
    draft.print(method)
}

/// What tells one state of a body from another.
enum Mark {
    Bytes,
    /// Made of what the system knows of a file, which may stay when the content does not: the mark is weak (RFC 9110, 8.8.1).
    File(Digest),
}

impl Mark {
    fn etag(&self, source: &Source) -> String {
        match (self, source) {
            (Self::File(state), _) => format!("W/\"{state}\""),
            (Self::Bytes, Source::Bytes { bytes, .. }) => format!("\"{}\"", Digest::of(bytes)),
            (Self::Bytes, _) => format!("\"{}\"", Digest::of(&[])),
        }
    }
}

fn open(body: Body) -> Result<(Source, u64, Mark), Reply> {
    match body {
        Body::Bytes(bytes) => {
            let end = bytes.len();
            Ok((Source::Bytes { bytes, at: 0, end }, end as u64, Mark::Bytes))
        }
        Body::File { disk } => open_file(&disk).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Reply::text(404, "the file is gone\n"),
            // The cause does not name the path, which is not for everyone who can ask.
            _ => Reply::text(500, format!("the file could not be read: {cause}\n")),
        }),
    }
}

fn open_file(disk: &Path) -> io::Result<(Source, u64, Mark)> {
    // Looked at first, since to open a pipe may take for ever.
    if !fs::metadata(disk)?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let file = File::open(disk)?;
    let metadata = file.metadata()?;
    let length = metadata.len();
    let mark = Mark::File(state(&metadata));
    Ok((Source::File { file, at: 0, end: length }, length, mark))
}

/// Size and time of the last change; where the system tells them, also which file it is and when anything of it changed,
/// which stays the same for no program that sets the time back (PROMISES W12).
fn state(metadata: &fs::Metadata) -> Digest {
    let mut state = Digester::default();
    let changed = metadata.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
    state.part(metadata.len().to_le_bytes()).part(changed.map_or(0, |it| it.as_nanos()).to_le_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        state.part(metadata.ino().to_le_bytes()).part(metadata.ctime().to_le_bytes());
        state.part(metadata.ctime_nsec().to_le_bytes());
    }
    state.finish()
}

/// A reply that takes shape.
struct Draft {
    status: u16,
    headers: Vec<Header>,
    source: Source,
    /// Of the body, in bytes, whether it is sent or not.
    length: u64,
}

impl Draft {
    /// Adds a header of the handler's, unless it is none that can be sent.
    fn add(&mut self, name: &str, value: &str) {
        let lower = name.to_ascii_lowercase();
        // Pages of other sites have no business here, whatever the published site lets them do (PROMISES S3).
        let is_own = OWN.contains(&lower.as_str()) || lower.starts_with("access-control-");
        if !is_own && is_name(name) && is_value(value) {
            self.add_own(name, value);
        }
    }

    fn add_own(&mut self, name: &str, value: &str) {
        self.headers.extend(Header::from_bytes(name, value));
    }

    fn get(&self, name: &'static str) -> Option<&str> {
        self.headers.iter().find(|it| it.field.equiv(name)).map(|it| it.value.as_str())
    }

    fn has(&self, name: &'static str) -> bool {
        self.get(name).is_some()
    }

    /// Answers the conditions of the request (RFC 9110, 13) and its range.
    fn meet(&mut self, request: &Request) {
        let etag = self.get("ETag").unwrap_or_default().to_owned();
        if !etag.is_empty() && request.header("If-None-Match").is_some_and(|it| matches(it, &etag)) {
            self.status = 304;
            self.headers.retain(|it| !it.field.equiv("Content-Type"));
            (self.source, self.length) = (Source::None, 0);
            return;
        }
        let Some(range) = request.header("Range").filter(|_| request.method == Method::Get) else { return };
        // A weak mark does not say that the parts fit together.
        if request.header("If-Range").is_some_and(|it| it.starts_with("W/") || it != etag) {
            return;
        }
        let whole = self.length;
        match range::read(range, whole) {
            Asked::Whole => {}
            Asked::Part(part) => {
                self.status = 206;
                self.add_own("Content-Range", &format!("bytes {}-{}/{whole}", part.start, part.end - 1));
                self.length = part.end - part.start;
                self.source.cut(part);
            }
            Asked::Nothing => {
                self.status = 416;
                self.headers.retain(|it| !it.field.equiv("Content-Type"));
                self.add_own("Content-Range", &format!("bytes */{whole}"));
                (self.source, self.length) = (Source::None, 0);
            }
        }
    }

    /// Writes the head; how the connection goes on is added when it is sent.
    fn print(mut self, method: Method) -> Sending {
        if !self.has("Cache-Control") {
            self.add_own("Cache-Control", "no-cache");
        }
        if self.length > 0 && !self.has("Content-Type") {
            self.add_own("Content-Type", "application/octet-stream");
        }
        self.add_own("X-Content-Type-Options", "nosniff");
        self.add_own("X-Robots-Tag", "noindex");
        // Otherwise the name of the library is sent.
        self.add_own("Server", "dateline");
        let mut head = Vec::with_capacity(512);
        let length = usize::try_from(self.length).unwrap_or(usize::MAX - 1);
        let response = Response::new(StatusCode(self.status), self.headers, io::empty(), Some(length), None);
        // A body of known length is never sent in chunks below this.
        let response = response.with_chunked_threshold(usize::MAX);
        // To write to memory does not fail.
        let _ = response.raw_print(&mut head, HTTPVersion(1, 1), &[], true, None);
        head.truncate(head.len().saturating_sub(2));
        if matches!(self.status, 204 | 304) {
            // The length comes last. 204 has none (RFC 9110, 8.6), and 304 would have to repeat that of 200.
            head.truncate(head.len() - length_line(length).len());
        }
        let source = if method == Method::Head || self.status == 204 { Source::None } else { self.source };
        Sending::new(head, source)
    }
}

fn length_line(length: usize) -> String {
    format!("Content-Length: {length}\r\n")
}

/// Whether `If-None-Match` names the mark, by weak comparison (RFC 9110, 13.1.2).
fn matches(value: &str, etag: &str) -> bool {
    let strong = |it: &str| it.trim().trim_start_matches("W/").to_owned();
    value.trim() == "*" || value.split(',').any(|it| strong(it) == strong(etag))
}

/// A token (RFC 9110, 5.6.2).
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it))
}

/// Text without line ends, which would begin another header; of ASCII, since nothing says how else to read it.
fn is_value(value: &str) -> bool {
    value.bytes().all(|it| matches!(it, b'\t' | b' '..=b'~'))
}
