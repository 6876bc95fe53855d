//! Kledo's envelope, and what each status means.

use accounting_core::exchange::{Answer, Exchange, Fault};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
pub use accounting_core::text::of_json as text;
use serde_json::Value;

/// What came of sending a document.
pub fn outcome(exchange: &Exchange) -> Outcome {
    let answer = match exchange {
        Ok(answer) => answer,
        Err(Fault::NotSent(reason)) => return Outcome::new(OutcomeClass::NotSent, reason.clone(), None),
        Err(Fault::MaybeSent(reason)) => {
            return Outcome::new(OutcomeClass::Unconfirmed, reason.clone(), None);
        }
    };
    if let Some(refusal) = refusal(answer) {
        return refusal;
    }
    let status = Some(answer.status);
    match envelope(answer) {
        Some(Envelope { success: true, .. }) => Outcome::accepted(answer.status),
        Some(Envelope { body, .. }) => {
            let said = message(&body);
            Outcome::new(OutcomeClass::Rejected, Reason::new(rejected(&said), &said), status)
        }
        None => Outcome::new(OutcomeClass::Unconfirmed, Code::UnreadableAnswer, status),
    }
}

/// What any answer but a 2xx means; `None` for a 2xx.
pub fn refusal(answer: &Answer) -> Option<Outcome> {
    let body = serde_json::from_slice::<Value>(&answer.body).unwrap_or(Value::Null);
    let said = message(&body);
    let (class, code) = match answer.status {
        200..=299 => return None,
        401 if said.contains("in this website") => (OutcomeClass::Unauthorized, Code::NoAccess),
        401 => (OutcomeClass::Unauthorized, Code::Unauthorized),
        403 => (OutcomeClass::Unauthorized, Code::Forbidden),
        408 | 429 => (OutcomeClass::RateLimited, Code::RateLimited),
        // Never followed; some services redirect to what they have just made.
        300..=399 => (OutcomeClass::Unconfirmed, Code::Redirected),
        404 => (OutcomeClass::Rejected, Code::NotFound),
        409 => (OutcomeClass::Rejected, Code::AlreadyExists),
        400..=499 => (OutcomeClass::Rejected, rejected(&said)),
        _ => (OutcomeClass::Unconfirmed, Code::ServerError),
    };
    let detail = if said.is_empty() { format!("HTTP {}", answer.status) } else { said };
    let mut outcome = Outcome::new(class, Reason::new(code, &detail), Some(answer.status));
    outcome.retry_after = answer.retry_after;
    Some(outcome)
}

/// What a refusal is about. That a number is taken is said in words only, and which words is not known: one too many costs a
/// look-up, one too few a few attempts that are refused as well.
fn rejected(said: &str) -> Code {
    const TAKEN: [&str; 9] = [
        "already exist",
        "already been taken",
        "already taken",
        "already used",
        "already in use",
        "duplicate",
        "sudah ada",
        "sudah di",
        "telah di",
    ];
    const NUMBER: [&str; 5] = ["ref_number", "reference", "number", "nomor", "referensi"];
    let said = said.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if holds(&TAKEN) && holds(&NUMBER) { Code::AlreadyExists } else { Code::Rejected }
}

/// Kledo's envelope.
#[derive(Debug)]
pub struct Envelope {
    /// Whether it says that all went well.
    pub success: bool,
    /// All of it.
    pub body: Value,
}

impl Envelope {
    /// What was asked for.
    pub fn data(&self) -> &Value {
        self.body.get("data").unwrap_or(&Value::Null)
    }
}

/// The envelope of an answer; `None` when it is not one.
pub fn envelope(answer: &Answer) -> Option<Envelope> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let success = truth(body.get("success")?)?;
    Some(Envelope { success, body })
}

/// The envelope of a question; `Err` says why there is none.
///
/// # Errors
/// What the answer means instead.
pub fn asked(exchange: &Exchange) -> Result<Envelope, Outcome> {
    match exchange {
        Err(_) => Err(outcome(exchange)),
        Ok(answer) => match (refusal(answer), envelope(answer)) {
            (Some(refusal), _) => Err(refusal),
            (None, Some(envelope)) if envelope.success => Ok(envelope),
            (None, _) => Err(outcome(exchange)),
        },
    }
}

/// The text to show a person: the first of `message`, `error`, `errors`.
pub fn message(body: &Value) -> String {
    ["message", "error", "errors"].iter().find_map(|name| first_text(body.get(name)?)).unwrap_or_default()
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Array(items) => items.iter().find_map(first_text),
        Value::Object(fields) => fields.values().find_map(first_text),
        _ => None,
    }
}

/// Booleans come as `true` or as `1`.
pub fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(yes) => Some(*yes),
        Value::Number(number) => Some(number.as_i64() == Some(1)),
        Value::String(text) => Some(matches!(text.as_str(), "1" | "true" | "yes")),
        _ => None,
    }
}

/// Numbers come as numbers or as strings.
pub fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answered(status: u16, body: &str) -> Outcome {
        outcome(&Ok(Answer::new(status, body)))
    }

    fn class(status: u16, body: &str) -> (OutcomeClass, Option<Code>) {
        let outcome = answered(status, body);
        (outcome.class, outcome.reason.map(|reason| reason.code))
    }

    #[test]
    fn the_table_of_the_contract_holds() {
        let rejected = (OutcomeClass::Rejected, Some(Code::Rejected));
        // 10.16
        let taken = (OutcomeClass::Rejected, Some(Code::AlreadyExists));
        let table = [
            (200, r#"{"success":true}"#, (OutcomeClass::Accepted, None)),
            (201, r#"{"success":1,"data":null}"#, (OutcomeClass::Accepted, None)),
            (200, r#"{"success":false,"message":"salah"}"#, rejected),
            (400, r#"{"success":false,"message":"Gudang salah"}"#, rejected),
            (409, "{}", taken),
            (422, r#"{"errors":{"ref_number":["The ref number has already been taken."]}}"#, taken),
            (400, r#"{"success":false,"message":"Nomor referensi sudah digunakan"}"#, taken),
            (200, r#"{"success":false,"message":"Nomor transaksi sudah ada"}"#, taken),
            (400, r#"{"success":false,"message":"Kontak sudah ada"}"#, rejected),
            (400, r#"{"success":false,"message":"Nomor terlalu panjang"}"#, rejected),
            (422, "{}", rejected),
            (
                401,
                r#"{"message":"Unauthenticated."}"#,
                (OutcomeClass::Unauthorized, Some(Code::Unauthorized)),
            ),
            (
                401,
                r#"{"message":"No access in this website"}"#,
                (OutcomeClass::Unauthorized, Some(Code::NoAccess)),
            ),
            (403, "", (OutcomeClass::Unauthorized, Some(Code::Forbidden))),
            (404, "", (OutcomeClass::Rejected, Some(Code::NotFound))),
            (408, "", (OutcomeClass::RateLimited, Some(Code::RateLimited))),
            (429, "", (OutcomeClass::RateLimited, Some(Code::RateLimited))),
            // 10.2: a 303 after the document was made gave two.
            (302, "", (OutcomeClass::Unconfirmed, Some(Code::Redirected))),
            (303, "", (OutcomeClass::Unconfirmed, Some(Code::Redirected))),
            (500, "<html>", (OutcomeClass::Unconfirmed, Some(Code::ServerError))),
            (503, "", (OutcomeClass::Unconfirmed, Some(Code::ServerError))),
            (200, "", (OutcomeClass::Unconfirmed, Some(Code::UnreadableAnswer))),
            (200, "<html>", (OutcomeClass::Unconfirmed, Some(Code::UnreadableAnswer))),
            (200, "[]", (OutcomeClass::Unconfirmed, Some(Code::UnreadableAnswer))),
            (200, r#"{"data":1}"#, (OutcomeClass::Unconfirmed, Some(Code::UnreadableAnswer))),
            (200, "{\"success\":true", (OutcomeClass::Unconfirmed, Some(Code::UnreadableAnswer))),
        ];
        for (status, body, expected) in table {
            assert_eq!(class(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn the_first_text_is_the_one_to_show() {
        assert_eq!(message(&json!({"errors": {"ref_number": ["sudah dipakai"]}})), "sudah dipakai");
        assert_eq!(message(&json!({"message": "", "error": "salah"})), "salah");
        assert_eq!(message(&json!({"message": {"a": 1}})), "");
    }
}
