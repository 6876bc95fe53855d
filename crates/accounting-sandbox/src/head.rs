//! A request: its head, and what came with it.

use std::sync::Arc;

use hyper::http::request::Parts;
use serde_json::Value;

/// The head of a request.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The method.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The query as it was sent.
    pub query: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The port it came in by, for a service that has several.
    pub port: u16,
}

/// A request that is read to its end.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Its head.
    pub head: &'a Head,
    /// Its body.
    pub body: &'a [u8],
    /// What [`crate::Service::fields`] made of the body.
    pub fields: Option<Arc<Value>>,
    /// How many requests of its lane ([`crate::Service::lane`]) are being answered now, this one included.
    pub at_once: usize,
}

impl Head {
    pub(crate) fn of(parts: &Parts, port: u16) -> Self {
        let text = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers.iter().map(text).collect(),
            port,
        }
    }

    /// The value of a header, whose name is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The host that is asked, without its port, for a service that has several.
    pub fn host(&self) -> &str {
        let host = self.header("host").unwrap_or_default();
        let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    }

    /// The path below a base path that ends with a slash.
    pub fn below(&self, base: &str) -> Option<&str> {
        self.path.strip_prefix(base)
    }

    /// The token of an `Authorization: Bearer …`.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization").and_then(|value| value.strip_prefix("Bearer "))
    }

    /// The type of the body, without its parameters.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(name: &str, value: &str) -> Head {
        Head { headers: vec![(name.to_owned(), value.to_owned())], ..Head::default() }
    }

    #[test]
    fn a_head_is_taken_apart() {
        assert_eq!(head("content-type", "Text/X; charset=y").media_type(), "text/x");
        assert_eq!(head("authorization", "Bearer secret").bearer(), Some("secret"));
        assert_eq!(head("authorization", "Basic secret").bearer(), None);
        let head = Head { path: "/api/v1/a/b".to_owned(), ..Head::default() };
        assert_eq!((head.below("/api/v1/"), head.below("/api/v2/")), (Some("a/b"), None));
    }

    #[test]
    fn a_host_is_known_without_its_port() {
        for (value, host) in
            [("api.test", "api.test"), ("api.test:80", "api.test"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]")]
        {
            assert_eq!(head("host", value).host(), host);
        }
        assert_eq!(Head::default().host(), "");
    }
}
