//! The head of a request (RFC 9112): parsed, and refused before a handler sees it when there is any doubt.

use super::decode;
use super::names::Names;
use super::reply::Reply;
use super::request::{Method, Request};

/// The longest head that is read, in bytes.
pub const LONGEST: usize = 8 * 1024;

/// More fields than any browser sends.
const FIELDS: usize = 100;

/// What stands at the beginning of what a client has sent.
pub enum Head {
    /// Not all of a head yet.
    Part,
    Whole {
        request: Box<Request>,
        /// How many bytes the head took.
        length: usize,
        /// Whether the client would use the connection again.
        keep: bool,
    },
    /// The connection ends after the reply, since it is not clear where a next request would begin.
    Refused { reply: Reply, method: Method },
}

/// Reads the head that `bytes` begin with.
pub fn read(bytes: &[u8], names: &Names) -> Head {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    let method = if bytes.starts_with(b"HEAD ") { Method::Head } else { Method::Get };
    let refused = |reply| Head::Refused { reply, method };
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() < LONGEST => return Head::Part,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => return refused(too_long()),
        Err(httparse::Error::Version) => {
            return refused(Reply::text(505, "only HTTP/1.0 and HTTP/1.1 are spoken here\n"));
        }
        Err(why) => return refused(Reply::text(400, format!("this is not a request of HTTP/1.1: {why}\n"))),
    };
    match check(&parsed, names) {
        Ok((path, query)) => {
            let headers: Vec<_> =
                parsed.headers.iter().map(|it| (it.name.to_owned(), text(it.value))).collect();
            let keep = keeps(&parsed);
            let request = Box::new(Request { method, path, query, headers, waited: false });
            Head::Whole { request, length, keep }
        }
        Err(reply) => refused(*reply),
    }
}

/// The path and the query, when nothing is to be said against the request.
fn check(parsed: &httparse::Request, names: &Names) -> Result<(String, String), Box<Reply>> {
    let refuse = |status, text: String| Err(Box::new(Reply::text(status, text + "\n")));
    let (authority, target) = split_target(parsed.path.unwrap_or_default());
    let hosts: Vec<_> = values(parsed, "host").collect();
    let [host] = hosts.as_slice() else {
        return refuse(400, "a request names one `Host`".to_owned());
    };
    if let Some(host) = [Some(host.as_str()), authority].into_iter().flatten().find(|it| !names.admit(it)) {
        return refuse(
            403,
            format!(
                "`{}` is not served here; to allow it, start with `--interface NAME`",
                host.escape_debug()
            ),
        );
    }
    if values(parsed, "origin").any(|it| !names.admit_origin(&it)) {
        return refuse(403, "pages of other sites may not ask for this".to_owned());
    }
    let is = |name, value: &str| values(parsed, name).any(|it| it.eq_ignore_ascii_case(value));
    if is("sec-fetch-site", "cross-site") && !is("sec-fetch-mode", "navigate") {
        return refuse(403, "pages of other sites may link here, and not load anything from here".to_owned());
    }
    if !matches!(parsed.method, Some("GET" | "HEAD")) {
        let reply = Reply::text(405, "only `GET` and `HEAD` are answered here\n");
        return Err(Box::new(reply.header("Allow", "GET, HEAD")));
    }
    if values(parsed, "transfer-encoding").next().is_some() {
        return refuse(400, "a request with a body is not answered here".to_owned());
    }
    let mut lengths = values(parsed, "content-length");
    if let Some(length) = lengths.next() {
        if lengths.next().is_some() || length.is_empty() || !length.bytes().all(|it| it.is_ascii_digit()) {
            return refuse(400, "`Content-Length` is one number".to_owned());
        }
        if length.bytes().any(|it| it != b'0') {
            return refuse(413, "a request with a body is not answered here".to_owned());
        }
    }
    decode::target(target).or_else(|why| refuse(400, format!("the address {why}")))
}

/// Authority and the rest of a target in absolute form (RFC 9112, 3.2.2), which every server has to understand.
fn split_target(target: &str) -> (Option<&str>, &str) {
    for scheme in ["http://", "https://"] {
        if let Some((start, rest)) = target.split_at_checked(scheme.len())
            && start.eq_ignore_ascii_case(scheme)
        {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let path = &rest[end..];
            return (Some(&rest[..end]), if path.is_empty() { "/" } else { path });
        }
    }
    (None, target)
}

/// Whether the connection outlives the reply, as far as the client is concerned (RFC 9112, 9.3).
fn keeps(parsed: &httparse::Request) -> bool {
    let says = |word: &str| {
        values(parsed, "connection").any(|it| it.split(',').any(|it| it.trim().eq_ignore_ascii_case(word)))
    };
    !says("close") && (parsed.version == Some(1) || says("keep-alive"))
}

fn values<'a>(parsed: &'a httparse::Request, name: &'a str) -> impl Iterator<Item = String> + 'a {
    parsed.headers.iter().filter(move |it| it.name.eq_ignore_ascii_case(name)).map(|it| text(it.value))
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).trim().to_owned()
}

/// Cookies are shared by all ports of a machine, so that those of other programs may fill a head.
fn too_long() -> Reply {
    Reply::text(
        431,
        "the head of the request is longer than 8 kB; if it is full of cookies, remove those of this host\n",
    )
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    /// Heads with some bytes changed, the same in every run: whatever comes through is a request that handlers may trust.
    #[test]
    fn s1_s9_what_comes_through_is_sound() {
        let names = Names { addresses: vec![Ipv4Addr::LOCALHOST.into()], names: Vec::new() };
        let sound = b"GET /a/%2ex/..y/caf%C3%A9/?a=b%00 HTTP/1.1\r\nHost: localhost:1414\r\nContent-Length: 0\r\n\r\n";
        let spare = b"/%.\\:\r\n\0 09aF?#@-_\xc3\xa9\xff";
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % below
        };
        let mut through = 0;
        for _ in 0..100_000 {
            let mut bytes = sound.to_vec();
            for _ in 0..random(12) {
                let at = random(bytes.len().min(40));
                match random(3) {
                    0 => bytes[at] = spare[random(spare.len())],
                    1 => bytes.insert(at, spare[random(spare.len())]),
                    _ => drop(bytes.remove(at)),
                }
            }
            let Head::Whole { request, length, .. } = read(&bytes, &names) else { continue };
            through += 1;
            assert!(length <= bytes.len());
            let path = &request.path;
            assert!(path.starts_with('/') && !path.contains("//") && !path.contains('\\'), "{path:?}");
            assert!(!path.chars().any(char::is_control), "{path:?}");
            assert!(!path.split('/').any(|it| matches!(it, "." | "..")), "{path:?}");
        }
        assert!(through > 100, "only {through} came through");
    }
}
