//! Keys that make a repeated write have its first answer.

use accounting_sandbox::{Answer, Request};
use chrono::{DateTime, TimeDelta, Utc};

use crate::answers;

/// How long a key is remembered, from its first use.
const LIFE: TimeDelta = TimeDelta::minutes(6);
/// The longest key.
const LONGEST: usize = 128;

/// The keys that were used lately.
#[derive(Debug, Default)]
pub struct Keys(Vec<Used>);

#[derive(Debug)]
struct Used {
    tenant: String,
    key: String,
    /// Method, address and body of the first request.
    request: (String, String, Vec<u8>),
    answer: Answer,
    at: DateTime<Utc>,
}

impl Keys {
    /// What a request with this key is answered without being done: its first answer, or that it was another. None when it is new.
    pub fn known(&mut self, request: &Request<'_>, tenant: &str, now: DateTime<Utc>) -> Option<Answer> {
        self.0.retain(|used| now < used.at + LIFE);
        let key = key(request)?;
        if key.len() > LONGEST {
            return Some(answers::bad_body("The Idempotency Key is longer than 128 characters."));
        }
        let used = self.0.iter().find(|used| used.tenant == tenant && used.key == key)?;
        Some(if used.request == identity(request) {
            used.answer.clone()
        } else {
            let message = format!("Idempotency Key: {key} is used with a different request.");
            answers::exception(10, "ValidationException", &message)
        })
    }

    /// Keeps the answer of a request, if it has a key.
    pub fn keep(&mut self, request: &Request<'_>, tenant: &str, answer: &Answer, now: DateTime<Utc>) {
        if let Some(key) = key(request) {
            let (tenant, key, answer) = (tenant.to_owned(), key.to_owned(), answer.clone());
            self.0.push(Used { tenant, key, request: identity(request), answer, at: now });
        }
    }
}

fn key<'a>(request: &Request<'a>) -> Option<&'a str> {
    let is_write = matches!(request.head.method.as_str(), "POST" | "PUT" | "PATCH");
    request.head.header("idempotency-key").filter(|key| is_write && !key.is_empty())
}

fn identity(request: &Request<'_>) -> (String, String, Vec<u8>) {
    let head = request.head;
    (head.method.clone(), format!("{}?{}", head.path, head.query), request.body.to_vec())
}
