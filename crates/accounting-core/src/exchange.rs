//! One HTTP request and what came of it, as plain data: connectors write the one and read the other.

use std::collections::BTreeMap;

use crate::reason::Reason;
use crate::redact::{self, ExposeSecret as _, SecretString};

/// The verbs that are needed. What a request does at the service is its [`Effect`], not its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are HTTP's")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Which of a service's hosts a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// The endpoint that the shop has entered, or the service's only one.
    Endpoint,
    /// One that the connector gave a name, see [`crate::connector::NamedHost`].
    Named(&'static str),
}

/// What a request does at the service. Only a write that is lost may have arrived: of a read that is lost nothing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing.
    Reads,
    /// It makes, changes or deletes something.
    Writes,
}

/// What a request carries, already encoded; its content type goes with it.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    None,
    /// `application/x-www-form-urlencoded`.
    Form(String),
    /// A form with secrets in it, e.g. a token that is to be renewed: nobody hears it.
    SecretForm(SecretString),
    /// `application/json`.
    Json(String),
}

impl Body {
    /// Its content type; `None` when there is no body.
    pub fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Form(_) | Self::SecretForm(_) => Some("application/x-www-form-urlencoded"),
            Self::Json(_) => Some("application/json"),
        }
    }

    /// Its text as it leaves; empty when there is no body.
    pub fn text(&self) -> &str {
        match self {
            Self::SecretForm(text) => text.expose_secret(),
            _ => self.shown(),
        }
    }

    /// Its text for those who listen.
    pub fn shown(&self) -> &str {
        match self {
            Self::None => "",
            Self::Form(text) | Self::Json(text) => text,
            Self::SecretForm(_) => redact::MASK,
        }
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        (self.content_type(), self.text()) == (other.content_type(), other.text())
    }
}

impl Eq for Body {}

/// A request to one of the service's hosts. The key, the User-Agent and what the body needs are added on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where to.
    pub to: Host,
    /// Verb.
    pub method: Method,
    /// Path below the address of the host, without a leading slash.
    pub path: String,
    /// Query parameters, not encoded.
    pub query: Vec<(String, String)>,
    /// Headers of the service's own, e.g. an idempotency key.
    pub headers: Vec<(&'static str, String)>,
    /// What it carries.
    pub body: Body,
    /// Whether it changes something there.
    pub effect: Effect,
}

impl Request {
    /// Reads `path` below the endpoint.
    pub fn read(path: impl Into<String>, query: &[(&str, &str)]) -> Self {
        let query = query.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { query, effect: Effect::Reads, ..Self::write(Method::Get, path, Body::None) }
    }

    /// Changes something at `path` below the endpoint.
    pub fn write(method: Method, path: impl Into<String>, body: Body) -> Self {
        Self {
            to: Host::Endpoint,
            method,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            body,
            effect: Effect::Writes,
        }
    }
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Seconds to wait from now, of the `Retry-After` header in either form.
    pub retry_after: Option<u32>,
    /// Those headers that the connector wants, by the names it gave them.
    pub headers: BTreeMap<&'static str, String>,
    /// The body, whole and within the limit.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a body and no header that matters.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, retry_after: None, headers: BTreeMap::new(), body: body.into() }
    }
}

/// No answer that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is certain that the service changed nothing: it did not get the whole request, or one that only reads.
    NotSent(Reason),
    /// The service may have acted on it.
    MaybeSent(Reason),
}

impl Fault {
    /// What this fault means for a request of that effect.
    #[must_use]
    pub fn after(self, effect: Effect) -> Self {
        match (self, effect) {
            (Self::MaybeSent(reason), Effect::Reads) => Self::NotSent(reason),
            (fault, _) => fault,
        }
    }

    /// What a person is told.
    pub fn reason(&self) -> &Reason {
        match self {
            Self::NotSent(reason) | Self::MaybeSent(reason) => reason,
        }
    }
}

/// What came of a request.
pub type Exchange = Result<Answer, Fault>;
