//! One HTTP request and what came of it, as plain data: connectors write the one and read the other.

use crate::reason::Reason;

/// The verbs that are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Method {
    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request below the configured endpoint. The key and the User-Agent are added on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Verb.
    pub method: Method,
    /// Path below the endpoint, without a leading slash.
    pub path: String,
    /// Query parameters, not encoded.
    pub query: Vec<(String, String)>,
    /// Body in `application/x-www-form-urlencoded`, already encoded.
    pub form: Option<String>,
}

impl Request {
    /// Reads `path`.
    pub fn get(path: impl Into<String>, query: &[(&str, &str)]) -> Self {
        let query = query.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { method: Method::Get, path: path.into(), query, form: None }
    }

    /// Posts a form to `path`.
    pub fn post(path: impl Into<String>, form: String) -> Self {
        Self { method: Method::Post, path: path.into(), query: Vec::new(), form: Some(form) }
    }
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Seconds to wait from now, of the `Retry-After` header in either form.
    pub retry_after: Option<u32>,
    /// The body, whole and within the limit.
    pub body: Vec<u8>,
}

/// No answer that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is certain that the service did not get the whole request.
    NotSent(Reason),
    /// The service may have acted on it.
    MaybeSent(Reason),
}

impl Fault {
    /// What a person is told.
    pub fn reason(&self) -> &Reason {
        match self {
            Self::NotSent(reason) | Self::MaybeSent(reason) => reason,
        }
    }
}

/// What came of a request.
pub type Exchange = Result<Answer, Fault>;
