//! A request as a handler sees it: checked, decoded, without a body.

use super::decode;

/// What is asked for; every other method is refused before a handler sees it (PROMISES S5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    /// As `Get`; the body of the reply is left out when it is sent.
    Head,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Decoded once, with a leading `/`, without empty segments or such of dots, controls and backslashes (PROMISES S1).
    pub path: String,
    /// What follows the `?`, as it was sent; empty when nothing does.
    pub query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) waited: bool,
}

impl Request {
    /// A plain request for `target`, such as `/a/?b=c`; `None` when the server would refuse the target.
    ///
    /// ```
    /// use dateline::server::Request;
    /// let request = Request::get("/caf%C3%A9/?page=2").expect("a good target");
    /// assert_eq!((request.path.as_str(), request.query_value("page").as_deref()), ("/café/", Some("2")));
    /// assert_eq!(Request::get("//evil.example/"), None);
    /// ```
    pub fn get(target: &str) -> Option<Self> {
        let (path, query) = decode::target(target).ok()?;
        Some(Self { method: Method::Get, path, query, headers: Vec::new(), waited: false })
    }

    /// The value of the first header of that name, in whatever case it was sent.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str())
    }

    /// Whether the time that the handler chose to wait is up: this is the last time that it is asked.
    pub fn waited(&self) -> bool {
        self.waited
    }

    /// The first value of that name in the query, decoded as forms are (WHATWG URL, `application/x-www-form-urlencoded`);
    /// `None` when there is none or it is not UTF-8.
    pub fn query_value(&self, name: &str) -> Option<String> {
        self.query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if decode::form(key)? == name { decode::form(value) } else { None }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_query() {
        let request = Request::get("/?a=1&b=x+y%26&a=2&c&%C3%A9=%ff&d=%ff").expect("a good target");
        let value = |name| request.query_value(name);
        assert_eq!((value("a").as_deref(), value("b").as_deref()), (Some("1"), Some("x y&")));
        assert_eq!((value("c").as_deref(), value("d"), value("none")), (Some(""), None, None));
    }
}
