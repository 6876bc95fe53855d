//! Answers, and how they are written.

use serde_json::Value;

/// An answer before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Body,
}

/// What an answer carries.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Json(Value),
    Bytes { content_type: &'static str, bytes: Vec<u8> },
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=UTF-8";

impl Answer {
    pub fn json(status: u16, value: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(value) }
    }

    pub fn html(status: u16, page: impl Into<String>) -> Self {
        let body = Body::Bytes { content_type: HTML, bytes: page.into().into_bytes() };
        Self { status, headers: Vec::new(), body }
    }

    /// Bytes that claim to be JSON.
    pub fn claimed_json(status: u16, bytes: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Bytes { content_type: JSON, bytes: bytes.into() } }
    }

    /// The same answer with one more header; line ends in it are left out.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let clean = |text: &str| text.chars().filter(|char| !char.is_control()).collect::<String>();
        self.headers.push((clean(name), clean(value)));
        self
    }

    /// The object at the top of the body, if it is JSON and has one.
    pub fn object_mut(&mut self) -> Option<&mut serde_json::Map<String, Value>> {
        match &mut self.body {
            Body::Json(value) => value.as_object_mut(),
            Body::Bytes { .. } => None,
        }
    }

    /// The bytes of the answer: its head, and its body.
    pub fn into_parts(self, keep_alive: bool) -> (Vec<u8>, Vec<u8>) {
        let (content_type, body) = match self.body {
            Body::Json(value) => (JSON, value.to_string().into_bytes()),
            Body::Bytes { content_type, bytes } => (content_type, bytes),
        };
        let bodiless = matches!(self.status, 100..=199 | 204 | 304);
        let body = if bodiless { Vec::new() } else { body };
        let mut head = head(self.status, content_type, keep_alive);
        for (name, value) in &self.headers {
            head.push_str(&format_header(name, value));
        }
        if !bodiless {
            head.push_str(&format_header("Content-Length", &body.len().to_string()));
        }
        head.push_str("\r\n");
        (head.into_bytes(), body)
    }
}

/// The beginning of a head: status line, type, and whether the connection stays.
pub(crate) fn head(status: u16, content_type: &str, keep_alive: bool) -> String {
    let connection = if keep_alive { "keep-alive" } else { "close" };
    format!(
        "HTTP/1.1 {status} {}\r\nServer: kledo-sandbox\r\nCache-Control: no-store\r\n\
         Content-Type: {content_type}\r\nConnection: {connection}\r\n",
        reason(status)
    )
}

fn format_header(name: &str, value: &str) -> String {
    format!("{name}: {value}\r\n")
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_says_how_long_it_is() {
        let (head, body) = Answer::json(200, json!({"a": "é"})).with("X-Y", "1\r\n2").into_parts(true);
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(head.contains("\r\nX-Y: 12\r\n") && head.contains("\r\nContent-Length: 10\r\n"), "{head}");
        assert_eq!(body, "{\"a\":\"é\"}".as_bytes());
    }
}
