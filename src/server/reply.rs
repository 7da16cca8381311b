//! What a handler sends back.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::media;
use super::request::Request;

/// What cannot stand in an address in a header; `%` may, since what is given is encoded already.
pub const LOCATION: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A reply: what every reply carries (length, `ETag`, `nosniff`, …) is added when it is sent.
#[derive(Debug, Clone)]
pub struct Reply {
    /// From 200 to 599.
    pub status: u16,
    /// What cannot be sent as it is, or is the server's own business such as `Connection`, is left out when it is sent.
    pub headers: Vec<(Cow<'static, str>, String)>,
    pub body: Body,
}

/// What follows the head.
#[derive(Debug, Clone)]
pub enum Body {
    Bytes(Arc<[u8]>),
    /// A regular file, sent piece by piece; 404 when it is gone.
    File {
        disk: PathBuf,
    },
}

impl Reply {
    /// A body of that media type.
    pub fn new(status: u16, media: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::with_body(status, media, Body::Bytes(Arc::from(body.into())))
    }

    fn with_body(status: u16, media: &str, body: Body) -> Self {
        Self { status, headers: vec![(Cow::Borrowed("Content-Type"), media.to_owned())], body }
    }

    /// 200 and a page.
    pub fn html(page: impl Into<Vec<u8>>) -> Self {
        Self::new(200, media::HTML, page)
    }

    /// 200 and a text that is JSON.
    pub fn json(text: impl Into<Vec<u8>>) -> Self {
        Self::new(200, media::JSON, text)
    }

    /// Plain words.
    pub fn text(status: u16, text: impl Into<Vec<u8>>) -> Self {
        Self::new(status, media::TEXT, text)
    }

    /// No body, such as 204.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::Bytes(Arc::from([])) }
    }

    /// 200 and the bytes of a file of the site; its path tells the media type.
    pub fn bytes(path: &str, bytes: Arc<[u8]>) -> Self {
        Self::with_body(200, media::of(path), Body::Bytes(bytes))
    }

    /// 200 and a file of the site that is on disk; its path below the site tells the media type.
    pub fn file(path: &str, disk: PathBuf) -> Self {
        Self::with_body(200, media::of(path), Body::File { disk })
    }

    /// Leads elsewhere: to an `http` or `https` address, or to a path of this server, whatever it looks like (PROMISES
    /// S4). `to` is encoded already; what cannot stand in a header is encoded once more.
    ///
    /// ```
    /// use dateline::server::Reply;
    /// let to = |it| Reply::redirect(302, it).headers.iter().find(|it| it.0 == "Location").map(|it| it.1.clone());
    /// assert_eq!(to("/a b/?c=%20").as_deref(), Some("/a%20b/?c=%20"));
    /// assert_eq!(to("//evil.example/").as_deref(), Some("/evil.example/"));
    /// ```
    pub fn redirect(status: u16, to: &str) -> Self {
        let to = utf8_percent_encode(to, LOCATION).to_string();
        let is_web = ["http://", "https://"].iter().any(|it| to.starts_with(it));
        let to = if is_web { to } else { format!("/{}", to.trim_start_matches('/')) };
        Self::text(status, format!("see {to}\n")).header("Location", to)
    }

    /// As [`Reply::redirect`]; the query of the request goes along unless `to` has its own.
    pub fn moved(request: &Request, status: u16, to: &str) -> Self {
        if request.query.is_empty() || to.contains('?') {
            return Self::redirect(status, to);
        }
        let (path, fragment) = to.split_at(to.find('#').unwrap_or(to.len()));
        Self::redirect(status, &format!("{path}?{}{fragment}", request.query))
    }

    /// The same with another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}
