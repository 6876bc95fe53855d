//! What those hear who listen to a batch: each request and each answer, without a secret.

use std::collections::BTreeMap;
use std::time::Duration;

use accounting_core::auth::{Auth, Signature};
use accounting_core::exchange::{Answer, Exchange, Request};
use accounting_core::redact;
use url::Url;

use crate::access::Access;

/// A request that is about to leave, or its answer.
#[derive(Debug)]
pub struct Heard<'a> {
    /// Which of the two.
    pub phase: Phase,
    /// Verb.
    pub method: &'static str,
    /// Whole address.
    pub url: &'a str,
    /// Headers, secrets masked.
    pub headers: BTreeMap<&'static str, String>,
    /// Body of the request or of the answer, secrets masked.
    pub body: &'a str,
    /// HTTP status of the answer, if there is one.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Option<Duration>,
    /// Why there is no answer.
    pub error: Option<&'a str>,
}

/// Before or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// About to leave.
    Request,
    /// Ended.
    Response,
}

impl<'a> Heard<'a> {
    /// A request that is about to leave.
    pub(crate) fn leaving(
        request: &'a Request,
        url: &'a Url,
        signatures: &[Signature],
        user_agent: &str,
    ) -> Self {
        let mut headers = BTreeMap::from([("Accept", "application/json".to_owned())]);
        headers.extend(request.headers.iter().cloned());
        headers.extend(request.body.content_type().map(|kind| ("Content-Type", kind.to_owned())));
        headers.extend(signatures.iter().map(|signature| (signature.name, signature.shown.clone())));
        headers.insert("User-Agent", user_agent.to_owned());
        Self {
            phase: Phase::Request,
            method: request.method.as_str(),
            url: url.as_str(),
            headers,
            body: request.body.shown(),
            status: None,
            duration: None,
            error: None,
        }
    }
}

/// The body of an answer to a conversation's request.
pub(crate) fn body(exchange: &Exchange, access: &Access, auth: &dyn Auth) -> String {
    let Ok(answer) = exchange else { return String::new() };
    let body = access.credentials.mask(&String::from_utf8_lossy(&answer.body));
    match auth.replaced(&access.credentials, answer) {
        Some(new) => new.mask(&body),
        None => body,
    }
}

/// The body of an answer to a renewal: all of it is secret.
pub(crate) fn secret_body(exchange: &Exchange) -> String {
    exchange.as_ref().map_or_else(|_| String::new(), |_| redact::MASK.to_owned())
}

/// A service that repeats a secret in what it says must not bring it into a row, a note or a log.
pub(crate) fn without_secrets(exchange: Exchange, access: &Access) -> Exchange {
    exchange.map(|answer| {
        let body = String::from_utf8_lossy(&answer.body);
        let masked = access.credentials.mask(&body);
        let is_clean = masked == body;
        if is_clean { answer } else { Answer { body: masked.into_bytes(), ..answer } }
    })
}
