//! What each status of an answer means.
//!
//! Toy Books answers JSON: the thing itself, `{"items": […]}` to a question, `{"error": {"code": …, "message": …}}` to what it
//! refuses.

use accounting_core::exchange::{Answer, Exchange, Fault};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
pub use accounting_core::text::of_json as text;
use serde_json::Value;

/// A thing that the service has, as it tells of it.
#[derive(Debug)]
pub struct Made {
    /// Its id there.
    pub id: String,
    /// Its number, where it has one.
    pub number: Option<String>,
    /// Status of the answer.
    pub http_status: u16,
}

/// The thing that a request made.
///
/// # Errors
/// What the answer means instead.
pub fn made(exchange: &Exchange) -> Result<Made, Outcome> {
    let (body, http_status) = body(exchange)?;
    let Some(id) = body.get("id").and_then(text) else {
        return Err(unreadable(http_status));
    };
    Ok(Made { id, number: body.get("number").and_then(text), http_status })
}

/// The things that a question found.
///
/// # Errors
/// What the answer means instead.
pub fn items(exchange: &Exchange) -> Result<Vec<Value>, Outcome> {
    match body(exchange)? {
        (Value::Object(mut fields), status) => match fields.remove("items") {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(unreadable(status)),
        },
        (_, status) => Err(unreadable(status)),
    }
}

/// The text or number of a field.
pub fn field(item: &Value, name: &str) -> Option<String> {
    item.get(name).and_then(text)
}

/// The JSON of an answer that says yes, and its status.
///
/// # Errors
/// What the answer means instead.
pub fn body(exchange: &Exchange) -> Result<(Value, u16), Outcome> {
    let answer = exchange.as_ref().map_err(lost)?;
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    match (answer.status, body) {
        (200..=299, Some(body)) => Ok((body, answer.status)),
        (200..=299, None) => Err(unreadable(answer.status)),
        (_, body) => Err(refusal(answer, &body.unwrap_or_default())),
    }
}

fn lost(fault: &Fault) -> Outcome {
    let class = match fault {
        Fault::NotSent(_) => OutcomeClass::NotSent,
        Fault::MaybeSent(_) => OutcomeClass::Unconfirmed,
    };
    Outcome::new(class, fault.reason().clone(), None)
}

/// A yes of which nothing can be read: it may be there.
pub fn unreadable(status: u16) -> Outcome {
    Outcome::new(OutcomeClass::Unconfirmed, Code::UnreadableAnswer, Some(status))
}

fn refusal(answer: &Answer, body: &Value) -> Outcome {
    let (class, code) = match (answer.status, error_code(body)) {
        // It has one of this number, or of this e-mail address. The shell looks whether that is the one that was sent.
        (409, _) | (400, "number_taken" | "email_taken") => (OutcomeClass::Rejected, Code::AlreadyExists),
        (401, _) => (OutcomeClass::Unauthorized, Code::Unauthorized),
        (403, "other_organisation") => (OutcomeClass::Unauthorized, Code::NoAccess),
        (403, _) => (OutcomeClass::Unauthorized, Code::Forbidden),
        (404, _) => (OutcomeClass::Rejected, Code::NotFound),
        (408 | 429, _) => (OutcomeClass::RateLimited, Code::RateLimited),
        (400..=499, _) => (OutcomeClass::Rejected, Code::Rejected),
        // Never followed; what was asked for may have been made before.
        (300..=399, _) => (OutcomeClass::Unconfirmed, Code::Redirected),
        _ => (OutcomeClass::Unconfirmed, Code::ServerError),
    };
    let said = body.pointer("/error/message").and_then(text);
    let detail = said.unwrap_or_else(|| format!("HTTP {}", answer.status));
    let mut outcome = Outcome::new(class, Reason::new(code, &detail), Some(answer.status));
    outcome.retry_after = answer.retry_after;
    outcome
}

/// The word by which a program knows an error; empty when there is none.
pub fn error_code(body: &Value) -> &str {
    body.pointer("/error/code").and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(exchange: &Exchange) -> (OutcomeClass, Option<Code>) {
        let outcome = made(exchange).unwrap_err();
        (outcome.class, outcome.reason.map(|reason| reason.code))
    }

    #[test]
    fn what_was_made_has_an_id_and_may_have_a_number() {
        let made = |body: &str| made(&Ok(Answer::new(201, body))).map(|made| (made.id, made.number));
        assert_eq!(made(r#"{"id":7,"number":"TB-1"}"#).unwrap(), ("7".to_owned(), Some("TB-1".to_owned())));
        assert_eq!(made(r#"{"id":"c1"}"#).unwrap(), ("c1".to_owned(), None));
    }

    #[test]
    fn every_other_answer_has_its_meaning() {
        let error = |code: &str| format!(r#"{{"error":{{"code":"{code}","message":"said"}}}}"#);
        let unreadable = (OutcomeClass::Unconfirmed, Code::UnreadableAnswer);
        for (status, body, expected) in [
            (200, String::new(), unreadable),
            (201, "<html>".to_owned(), unreadable),
            (201, r#"{"id":"#.to_owned(), unreadable),
            (201, "{}".to_owned(), unreadable),
            (201, r#"{"id":" "}"#.to_owned(), unreadable),
            (400, error("number_taken"), (OutcomeClass::Rejected, Code::AlreadyExists)),
            (400, error("email_taken"), (OutcomeClass::Rejected, Code::AlreadyExists)),
            (409, String::new(), (OutcomeClass::Rejected, Code::AlreadyExists)),
            (400, error("invalid"), (OutcomeClass::Rejected, Code::Rejected)),
            (422, String::new(), (OutcomeClass::Rejected, Code::Rejected)),
            (404, String::new(), (OutcomeClass::Rejected, Code::NotFound)),
            (401, String::new(), (OutcomeClass::Unauthorized, Code::Unauthorized)),
            (403, String::new(), (OutcomeClass::Unauthorized, Code::Forbidden)),
            (403, error("other_organisation"), (OutcomeClass::Unauthorized, Code::NoAccess)),
            (408, String::new(), (OutcomeClass::RateLimited, Code::RateLimited)),
            (429, String::new(), (OutcomeClass::RateLimited, Code::RateLimited)),
            (303, String::new(), (OutcomeClass::Unconfirmed, Code::Redirected)),
            (500, error("number_taken"), (OutcomeClass::Unconfirmed, Code::ServerError)),
            (503, "<html>".to_owned(), (OutcomeClass::Unconfirmed, Code::ServerError)),
        ] {
            let (class, code) = expected;
            assert_eq!(
                failed(&Ok(Answer::new(status, body.as_str()))),
                (class, Some(code)),
                "{status} {body}"
            );
        }
    }

    #[test]
    fn a_request_that_was_not_answered_may_have_arrived_unless_it_never_left() {
        let maybe = Err(Fault::MaybeSent(Code::ConnectionLost.into()));
        assert_eq!(failed(&maybe), (OutcomeClass::Unconfirmed, Some(Code::ConnectionLost)));
        let never = Err(Fault::NotSent(Code::Dns.into()));
        assert_eq!(failed(&never), (OutcomeClass::NotSent, Some(Code::Dns)));
    }

    #[test]
    fn how_long_to_wait_and_what_was_said_are_told() {
        let body = r#"{"error":{"code":"slow_down","message":"Too many"}}"#;
        let outcome = made(&Ok(Answer { retry_after: Some(9), ..Answer::new(429, body) })).unwrap_err();
        assert_eq!((outcome.retry_after, outcome.http_status), (Some(9), Some(429)));
        assert_eq!(outcome.reason.unwrap().detail, "Too many");
    }

    #[test]
    fn items_are_a_list() {
        assert_eq!(items(&Ok(Answer::new(200, r#"{"items":[1]}"#))).unwrap(), [1]);
        for body in ["[]", "{}", r#"{"items":{}}"#] {
            assert!(items(&Ok(Answer::new(200, body))).is_err(), "{body}");
        }
    }
}
