//! Reading HTTP/1.1 requests.

use std::io::{self, Read};

use serde_json::Value;

use crate::form;

/// The longest head that is read.
const MAX_HEAD: usize = 64 * 1024;
/// The longest body that is read.
const MAX_BODY: usize = 16 * 1024 * 1024;
const MAX_HEADERS: usize = 128;
/// The base path of the API.
const BASE: &str = "/api/v1/";

/// The head of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub method: String,
    pub path: String,
    pub query: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Whether the connection stays open afterwards, if the answer allows it.
    pub keep_alive: bool,
}

impl Head {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path below the API's base path.
    pub fn api_path(&self) -> Option<&str> {
        self.path.strip_prefix(BASE)
    }

    /// The query, decoded.
    pub fn query_fields(&self) -> Value {
        form::decode(self.query.as_bytes(), 0)
    }

    /// The type of the body, without its parameters.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether the client waits to be asked for the body.
    pub fn expects_continue(&self) -> bool {
        self.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
    }

    fn is_chunked(&self) -> bool {
        self.header("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
    }
}

/// Why a request cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The connection is gone.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no request.
    #[error("{1}")]
    Bad(u16, &'static str),
}

/// What has come in and is not used yet.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    buffer: Vec<u8>,
}

impl Inbox {
    /// The next head; none when the client has closed the connection between two requests.
    pub fn head(&mut self, from: &mut impl Read) -> Result<Option<Head>, ReadError> {
        loop {
            if let Some((head, length)) = parse_head(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(Some(head));
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(ReadError::Bad(431, "Request Header Fields Too Large"));
            }
            if self.fill(from)? == 0 {
                return if self.buffer.is_empty() { Ok(None) } else { Err(cut_short()) };
            }
        }
    }

    /// The body that follows this head.
    pub fn body(&mut self, from: &mut impl Read, head: &Head) -> Result<Vec<u8>, ReadError> {
        if head.is_chunked() {
            return self.chunks(from);
        }
        match head.header("content-length").map(str::parse) {
            None => Ok(Vec::new()),
            Some(Ok(length)) => self.take(from, length),
            Some(Err(_)) => Err(ReadError::Bad(400, "Bad Content-Length")),
        }
    }

    fn chunks(&mut self, from: &mut impl Read) -> Result<Vec<u8>, ReadError> {
        let mut body = Vec::new();
        loop {
            let line = self.line(from)?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).map_err(|_| ReadError::Bad(400, "Bad chunk"))?;
            if size == 0 {
                while !self.line(from)?.is_empty() {}
                return Ok(body);
            }
            if body.len().saturating_add(size) > MAX_BODY {
                return Err(too_large());
            }
            body.append(&mut self.take(from, size)?);
            if !self.line(from)?.is_empty() {
                return Err(ReadError::Bad(400, "Bad chunk"));
            }
        }
    }

    fn take(&mut self, from: &mut impl Read, length: usize) -> Result<Vec<u8>, ReadError> {
        if length > MAX_BODY {
            return Err(too_large());
        }
        while self.buffer.len() < length {
            if self.fill(from)? == 0 {
                return Err(cut_short());
            }
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    fn line(&mut self, from: &mut impl Read) -> Result<String, ReadError> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(ReadError::Bad(400, "Bad chunk"));
            }
            if self.fill(from)? == 0 {
                return Err(cut_short());
            }
        }
    }

    fn fill(&mut self, from: &mut impl Read) -> io::Result<usize> {
        let mut chunk = [0; 16 * 1024];
        let length = from.read(&mut chunk)?;
        self.buffer.extend_from_slice(&chunk[..length]);
        Ok(length)
    }
}

fn cut_short() -> ReadError {
    ReadError::Io(io::ErrorKind::UnexpectedEof.into())
}

fn too_large() -> ReadError {
    ReadError::Bad(413, "Content Too Large")
}

fn parse_head(buffer: &[u8]) -> Result<Option<(Head, usize)>, ReadError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => Ok(Some((head(&request), length))),
        Ok(httparse::Status::Partial) => Ok(None),
        Err(_) => Err(ReadError::Bad(400, "Bad Request")),
    }
}

fn head(request: &httparse::Request<'_, '_>) -> Head {
    let target = request.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let text = |header: &httparse::Header<'_>| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    };
    let mut head = Head {
        method: request.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: request.headers.iter().map(text).collect(),
        keep_alive: false,
    };
    let connection = head.header("connection").unwrap_or_default().to_ascii_lowercase();
    head.keep_alive = match request.version {
        Some(1) => !connection.contains("close"),
        _ => connection.contains("keep-alive"),
    };
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Head, Vec<u8>), ReadError> {
        let mut inbox = Inbox::default();
        let mut from = text.as_bytes();
        let head = inbox.head(&mut from)?.unwrap();
        let body = inbox.body(&mut from, &head)?;
        Ok((head, body))
    }

    #[test]
    fn a_request_is_taken_apart() {
        let text = "POST /api/v1/a/b?c=d HTTP/1.1\r\nContent-Type: Text/X; charset=y\r\nContent-Length: 3\r\n\r\nabc";
        let (head, body) = read(text).unwrap();
        assert_eq!(
            (head.method.as_str(), head.api_path(), head.query.as_str()),
            ("POST", Some("a/b"), "c=d")
        );
        assert_eq!(head.media_type(), "text/x");
        assert_eq!(body, b"abc");
        assert!(head.keep_alive);
    }

    #[test]
    fn a_chunked_body_is_put_together() {
        let text = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: x\r\n\r\n";
        assert_eq!(read(text).unwrap().1, b"abcde");
    }

    #[test]
    fn the_next_request_waits_for_its_turn() {
        let mut inbox = Inbox::default();
        let mut from = "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n".as_bytes();
        assert_eq!(inbox.head(&mut from).unwrap().unwrap().path, "/1");
        let second = inbox.head(&mut from).unwrap().unwrap();
        assert_eq!((second.path.as_str(), second.keep_alive), ("/2", false));
        assert!(inbox.head(&mut from).unwrap().is_none());
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (text, status) in [
            ("BAD\u{1}\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ] {
            assert!(matches!(read(text), Err(ReadError::Bad(code, _)) if code == status), "{text}");
        }
        assert!(matches!(read("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"), Err(ReadError::Io(_))));
    }
}
