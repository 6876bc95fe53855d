//! Answers, and how they are written.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, SERVER};
use hyper::{Response, StatusCode};
use serde_json::Value;

/// An answer before it is written.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    headers: Vec<(String, String)>,
    body: Body,
}

/// What an answer carries.
#[derive(Clone, Debug)]
enum Body {
    Json(Value),
    Bytes { content_type: &'static str, bytes: Vec<u8> },
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=UTF-8";

impl Answer {
    /// JSON.
    pub fn json(status: u16, value: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(value) }
    }

    /// A web page.
    pub fn html(status: u16, page: impl Into<String>) -> Self {
        let body = Body::Bytes { content_type: HTML, bytes: page.into().into_bytes() };
        Self { status, headers: Vec::new(), body }
    }

    /// Bytes that claim to be JSON.
    pub fn claimed_json(status: u16, bytes: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Bytes { content_type: JSON, bytes: bytes.into() } }
    }

    /// Bytes of this media type.
    pub fn typed(status: u16, content_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Bytes { content_type, bytes: bytes.into() } }
    }

    /// The same answer with one more header; line ends in it are left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let clean = |text: &str| text.chars().filter(|char| !char.is_control()).collect::<String>();
        self.headers.push((clean(name), clean(value)));
        self
    }

    /// The body, if it is JSON.
    pub fn json_mut(&mut self) -> Option<&mut Value> {
        match &mut self.body {
            Body::Json(value) => Some(value),
            Body::Bytes { .. } => None,
        }
    }

    /// The body as it is written.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.body {
            Body::Json(value) => value.to_string().into_bytes(),
            Body::Bytes { bytes, .. } => bytes.clone(),
        }
    }

    /// The object at the top of the body, if it is JSON and has one.
    pub fn object_mut(&mut self) -> Option<&mut serde_json::Map<String, Value>> {
        self.json_mut().and_then(Value::as_object_mut)
    }

    /// What hyper writes of it; 500 for a status that HTTP does not have. What cannot be a header is left out.
    pub(crate) fn into_response(self, server: &'static str) -> Response<Full<Bytes>> {
        let (content_type, body) = match self.body {
            Body::Json(value) => (JSON, value.to_string().into_bytes()),
            Body::Bytes { content_type, bytes } => (content_type, bytes),
        };
        let bodiless = matches!(self.status, 204 | 304);
        let mut response = Response::new(Full::from(if bodiless { Vec::new() } else { body }));
        *response.status_mut() = final_status(self.status);
        let headers = response.headers_mut();
        headers.insert(SERVER, HeaderValue::from_static(server));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        for (name, value) in &self.headers {
            let header = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()));
            if let (Ok(name), Ok(value)) = header
                && !is_hypers(&name)
            {
                headers.append(name, value);
            }
        }
        response
    }
}

/// A status that ends an exchange: one below 200 does not, and hyper refuses to end with it.
fn final_status(code: u16) -> StatusCode {
    let status = StatusCode::from_u16(code).ok().filter(|status| !status.is_informational());
    status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// How a message is framed is hyper's to say; a script that says otherwise would only make it panic or lie.
fn is_hypers(name: &HeaderName) -> bool {
    matches!(name.as_str(), "connection" | "content-length" | "transfer-encoding")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_header_has_no_line_ends_and_does_not_frame_the_message() {
        let answer = Answer::json(200, json!({})).with("X-Y", "1\r\n2").with("Content-Length", "9");
        let response = answer.with("bad name", "x").into_response("test");
        assert_eq!(
            (response.headers().len(), &response.headers()["X-Y"]),
            (4, &HeaderValue::from_static("12"))
        );
    }

    #[test]
    fn a_status_that_is_none_is_500() {
        for (code, status) in [(200, 200), (599, 599), (100, 500), (99, 500), (1000, 500)] {
            assert_eq!(Answer::html(code, "").into_response("test").status().as_u16(), status);
        }
    }
}
