//! What Xero's answers mean.
//!
//! A yes is JSON with a list of what was asked for or made. A no may be JSON with validation errors, JSON with a title, plain text or
//! XML, and now and then it sits in an answer whose status says yes.

use accounting_core::exchange::{Answer, Exchange, Fault};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
pub use accounting_core::text::of_json as text;
use serde_json::Value;

use crate::wire;

/// Says which scope a token lacks.
pub const CHALLENGE: &str = "WWW-Authenticate";

/// Says which limit was reached: `minute`, `day`, `concurrent` or `appminute`.
pub const LIMIT: &str = "X-Rate-Limit-Problem";

/// Letters of an id; Xero's have 36.
const ID_MAX: usize = 64;

/// Seconds to wait for one of five places, or for the whole application, where Xero does not say.
const SHORT_WAIT: u32 = 5;

/// A list in answers, and the name of its elements' ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// Also where it is made and listed.
    pub list: &'static str,
    /// Name of the id.
    pub id: &'static str,
}

/// Invoices.
pub const INVOICES: Noun = Noun { list: "Invoices", id: "InvoiceID" };
/// Quotes.
pub const QUOTES: Noun = Noun { list: "Quotes", id: "QuoteID" };
/// Credit notes.
pub const CREDIT_NOTES: Noun = Noun { list: "CreditNotes", id: "CreditNoteID" };
/// Payments, of invoices and of credit notes.
pub const PAYMENTS: Noun = Noun { list: "Payments", id: "PaymentID" };
/// Customers.
pub const CONTACTS: Noun = Noun { list: "Contacts", id: "ContactID" };

/// Something that a request made, or that was found.
#[derive(Debug)]
pub struct Made {
    /// Its id there.
    pub id: String,
    /// All that Xero says of it.
    pub element: Value,
    /// Status of the answer.
    pub http_status: u16,
}

/// The one thing that a request made.
///
/// # Errors
/// What the answer means instead.
pub fn made(exchange: &Exchange, noun: Noun) -> Result<Made, Outcome> {
    let (elements, http_status) = elements(exchange, noun.list)?;
    let element = elements.into_iter().next().ok_or_else(|| unreadable(http_status))?;
    let id = id(&element, noun.id);
    if let Some(said) = refused(&element) {
        let is_contradictory =
            id.is_some() && field(&element, "StatusAttributeString").as_deref() != Some("ERROR");
        return Err(if is_contradictory {
            // It has an id like one that was made: only a look tells.
            Outcome::new(
                OutcomeClass::Unconfirmed,
                Reason::new(Code::UnreadableAnswer, &said),
                Some(http_status),
            )
        } else {
            rejected(&said, http_status)
        });
    }
    let id = id.ok_or_else(|| unreadable(http_status))?;
    Ok(Made { id, element, http_status })
}

/// The list that a question came to, and the status of the answer.
///
/// # Errors
/// What the answer means instead.
pub fn elements(exchange: &Exchange, list: &str) -> Result<(Vec<Value>, u16), Outcome> {
    match body(exchange)? {
        (Value::Object(mut fields), status) => match fields.remove(list) {
            Some(Value::Array(elements)) => Ok((elements, status)),
            _ => Err(unreadable(status)),
        },
        (_, status) => Err(unreadable(status)),
    }
}

/// The JSON of an answer that says yes, and its status.
///
/// # Errors
/// What the answer means instead.
pub fn body(exchange: &Exchange) -> Result<(Value, u16), Outcome> {
    let answer = exchange.as_ref().map_err(lost)?;
    if !(200..300).contains(&answer.status) {
        return Err(refusal(answer));
    }
    // Xero writes UTF-8; what is none has no JSON around it that could be read.
    let body = wire::parse(&String::from_utf8_lossy(&answer.body));
    body.map(|body| (body, answer.status)).ok_or_else(|| unreadable(answer.status))
}

/// Xero's own id of something; `None` for what is no id, and for the one of zeros that it gives to what was not made.
pub fn id(element: &Value, name: &str) -> Option<String> {
    element.get(name).and_then(text).filter(|id| is_id(id))
}

/// Letters, digits and dashes that are not all zero, and not more than a shop keeps. Nothing else is put into a path or a filter.
pub fn is_id(id: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    id.len() <= ID_MAX && id.chars().all(is_plain) && id.chars().any(|letter| letter != '0' && letter != '-')
}

/// The text or number of a field.
pub fn field(element: &Value, name: &str) -> Option<String> {
    element.get(name).and_then(text)
}

/// What Xero said, in small letters; to be searched for words that are known.
pub fn said(outcome: &Outcome) -> String {
    outcome.reason.as_ref().map(|reason| reason.detail.to_lowercase()).unwrap_or_default()
}

/// Whether an answer says that something is there already: a number, name or code that must be there once.
pub fn says_taken(said: &str) -> bool {
    said.contains("must be unique") || said.contains("already assigned") || said.contains("already exists")
}

/// Why an element was refused; `None` when it was not.
pub fn refused(element: &Value) -> Option<String> {
    let errors = validation_errors(element);
    let is_error = field(element, "StatusAttributeString").as_deref() == Some("ERROR")
        || element.get("HasErrors") == Some(&Value::Bool(true));
    (is_error || !errors.is_empty()).then(|| errors.join(" "))
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

fn refusal(answer: &Answer) -> Outcome {
    let said = message(answer);
    let (class, code) = match answer.status {
        400 => return rejected(&said, answer.status),
        401 | 403 if lacks_scope(answer, &said) => (OutcomeClass::Unauthorized, Code::MissingScope),
        401 => (OutcomeClass::Unauthorized, Code::Unauthorized),
        // The owner took the shop's connection away in Xero, or it is the token of another organisation.
        403 if said.contains("AuthenticationUnsuccessful") => (OutcomeClass::Unauthorized, Code::NoAccess),
        403 => (OutcomeClass::Unauthorized, Code::Forbidden),
        404 => (OutcomeClass::Rejected, Code::NotFound),
        408 | 429 => (OutcomeClass::RateLimited, Code::RateLimited),
        402..=499 => (OutcomeClass::Rejected, Code::Rejected),
        // Never followed; what was asked for may have been made before.
        300..=399 => (OutcomeClass::Unconfirmed, Code::Redirected),
        _ => (OutcomeClass::Unconfirmed, Code::ServerError),
    };
    let detail = if said.is_empty() { format!("HTTP {}", answer.status) } else { said };
    let mut outcome = Outcome::new(class, Reason::new(code, &detail), Some(answer.status));
    outcome.retry_after = answer.retry_after.or_else(|| short_wait(answer));
    outcome
}

/// Five at once are soon four, and the application's minute is not this shop's fault: neither is worth a long rest.
fn short_wait(answer: &Answer) -> Option<u32> {
    let limit = answer.headers.get(LIMIT)?.to_ascii_lowercase();
    (answer.status == 429 && matches!(limit.as_str(), "concurrent" | "appminute")).then_some(SHORT_WAIT)
}

/// A document that was refused, and whether that tells what to do about it.
fn rejected(said: &str, status: u16) -> Outcome {
    let (class, code) = refused_for(&said.to_lowercase());
    let detail = if said.is_empty() { format!("HTTP {status}") } else { said.to_owned() };
    Outcome::new(class, Reason::new(code, &detail), Some(status))
}

fn refused_for(said: &str) -> (OutcomeClass, Code) {
    let says = |words: &[&str]| words.iter().all(|word| said.contains(word));
    let code = if says_taken(said) {
        // The shell looks whether that is the very one that was sent.
        Code::AlreadyExists
    } else if says(&["only", "authorised documents"]) {
        return (OutcomeClass::AwaitsApproval, Code::AwaitsApproval);
    } else if says(&["contact", "archived"]) {
        Code::ContactArchived
    } else if says(&["lock date"]) || says(&["period", "locked"]) {
        Code::PeriodLocked
    } else if says(&["reached the limit"]) {
        Code::PlanLimit
    } else if says(&["not subscribed", "currency"]) {
        Code::CurrencyNotUsed
    } else if says(&["account code"]) || says(&["taxtype"]) || says(&["tax type"]) {
        Code::CheckSettings
    } else {
        Code::Rejected
    };
    (OutcomeClass::Rejected, code)
}

/// Xero writes the word with and without a mistake.
fn lacks_scope(answer: &Answer, said: &str) -> bool {
    let challenge = answer.headers.get(CHALLENGE).map_or("", String::as_str);
    let is_scope = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("insufficient_scope") || text.contains("insufficent_scope")
    };
    is_scope(challenge) || is_scope(said)
}

/// The text to show a person, whatever form the answer has.
fn message(answer: &Answer) -> String {
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return plain_text(&String::from_utf8_lossy(&answer.body));
    };
    let errors = validation_errors(&body);
    if !errors.is_empty() {
        return errors.join(" ");
    }
    let parts = ["Title", "Detail", "Message"].iter().filter_map(|name| field(&body, name));
    parts.collect::<Vec<String>>().join(": ")
}

/// What stands in a text or between the marks of XML or HTML.
fn plain_text(body: &str) -> String {
    accounting_core::text::plain(body, accounting_core::reason::DETAIL_MAX)
}

/// The messages of all validation errors, wherever they hang.
fn validation_errors(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(validation_errors).collect(),
        Value::Object(fields) => {
            let own = fields.get("ValidationErrors").and_then(Value::as_array).into_iter().flatten();
            let own = own.map(|error| field(error, "Message").unwrap_or_else(|| error.to_string()));
            let below = fields.iter().filter(|(name, _)| *name != "ValidationErrors");
            own.chain(below.flat_map(|(_, value)| validation_errors(value))).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1d000000-0000-4000-8000-000000000009";

    fn refused_as(exchange: &Exchange) -> (OutcomeClass, Option<Code>) {
        let outcome = made(exchange, INVOICES).unwrap_err();
        (outcome.class, outcome.reason.map(|reason| reason.code))
    }

    fn validation(message: &str) -> String {
        let element = serde_json::json!({"ValidationErrors": [{"Message": message}]});
        serde_json::json!({"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred",
            "Elements": [element]})
        .to_string()
    }

    #[test]
    fn what_was_made_has_an_id_of_its_own() {
        let body = format!(r#"{{"Id":"x","Status":"OK","Invoices":[{{"InvoiceID":"{ID}","Total":48.00}}]}}"#);
        let made = made(&Ok(Answer::new(200, body)), INVOICES).unwrap();
        assert_eq!((made.id.as_str(), made.http_status), (ID, 200));
        assert!(
            !is_id("") && !is_id("00000000-0000-0000-0000-000000000000") && !is_id("a/../b") && !is_id("a b")
        );
    }

    #[test]
    fn every_validation_error_says_what_to_do() {
        let rejected = OutcomeClass::Rejected;
        for (message, expected) in [
            ("Invoice # must be unique.", (rejected, Code::AlreadyExists)),
            ("Price List Item with Code 'x' already exists", (rejected, Code::AlreadyExists)),
            ("The contact name X is already assigned to another contact.", (rejected, Code::AlreadyExists)),
            ("Account code 'X' is not a valid code for this document.", (rejected, Code::CheckSettings)),
            ("Account code '200' has been archived.", (rejected, Code::CheckSettings)),
            ("The TaxType code 'X' cannot be used with account code 'Y'.", (rejected, Code::CheckSettings)),
            ("Organisation is not subscribed to currency USD", (rejected, Code::CurrencyNotUsed)),
            (
                "The contact with the specified contact details has been archived.",
                (rejected, Code::ContactArchived),
            ),
            (
                "The document date cannot be before the end of year lock date of …",
                (rejected, Code::PeriodLocked),
            ),
            ("You have reached the limit of invoices you can approve", (rejected, Code::PlanLimit)),
            ("The line total X does not match the expected line total Y", (rejected, Code::Rejected)),
            (
                "Payments can only be made against Authorised documents",
                (OutcomeClass::AwaitsApproval, Code::AwaitsApproval),
            ),
        ] {
            let (class, code) = expected;
            let exchange = Ok(Answer::new(400, validation(message)));
            assert_eq!(refused_as(&exchange), (class, Some(code)), "{message}");
            assert_eq!(made(&exchange, INVOICES).unwrap_err().reason.unwrap().detail, message);
        }
    }

    #[test]
    fn every_other_answer_has_its_meaning() {
        let unreadable = (OutcomeClass::Unconfirmed, Code::UnreadableAnswer);
        let server = (OutcomeClass::Unconfirmed, Code::ServerError);
        for (status, body, expected) in [
            (200, "", unreadable),
            (200, "<Response/>", unreadable),
            (200, r#"{"Invoices":"#, unreadable),
            (200, "{}", unreadable),
            (200, r#"{"Invoices":[]}"#, unreadable),
            (200, r#"{"Invoices":[{"InvoiceID":"00000000-0000-0000-0000-000000000000"}]}"#, unreadable),
            (204, "", unreadable),
            (400, r#"{"ErrorNumber":14,"Message":"bad JSON"}"#, (OutcomeClass::Rejected, Code::Rejected)),
            (400, "", (OutcomeClass::Rejected, Code::Rejected)),
            (
                401,
                r#"{"Title":"Unauthorized","Detail":"TokenExpired: …"}"#,
                (OutcomeClass::Unauthorized, Code::Unauthorized),
            ),
            (401, "", (OutcomeClass::Unauthorized, Code::Unauthorized)),
            (401, r#"{"Detail":"insufficent_scope"}"#, (OutcomeClass::Unauthorized, Code::MissingScope)),
            (403, r#"{"Detail":"insufficient_scope"}"#, (OutcomeClass::Unauthorized, Code::MissingScope)),
            (
                403,
                r#"{"Title":"Forbidden","Detail":"AuthenticationUnsuccessful"}"#,
                (OutcomeClass::Unauthorized, Code::NoAccess),
            ),
            (403, "", (OutcomeClass::Unauthorized, Code::Forbidden)),
            (
                404,
                "The resource you're looking for cannot be found",
                (OutcomeClass::Rejected, Code::NotFound),
            ),
            (408, "", (OutcomeClass::RateLimited, Code::RateLimited)),
            (412, "", (OutcomeClass::Rejected, Code::Rejected)),
            (429, "", (OutcomeClass::RateLimited, Code::RateLimited)),
            (302, "", (OutcomeClass::Unconfirmed, Code::Redirected)),
            (500, r#"{"Title":"An error occurred","Detail":"…"}"#, server),
            (503, "The Xero API is currently offline for maintenance", server),
            (500, "<ApiException><Message>x</Message></ApiException>", server),
            (503, &validation("Invoice # must be unique."), server),
        ] {
            let (class, code) = expected;
            assert_eq!(refused_as(&Ok(Answer::new(status, body))), (class, Some(code)), "{status} {body}");
        }
    }

    #[test]
    fn a_scope_that_is_missing_is_told_in_a_header_too() {
        for challenge in ["insufficent_scope", "Bearer error=\"insufficient_scope\""] {
            let mut answer = Answer::new(401, "");
            answer.headers.insert(CHALLENGE, challenge.to_owned());
            assert_eq!(refused_as(&Ok(answer)).1, Some(Code::MissingScope), "{challenge}");
        }
    }

    /// "Payment amount exceeds the amount outstanding" comes like this.
    #[test]
    fn a_yes_with_an_error_in_it_is_a_no() {
        let of =
            |more: &str| format!(r#"{{"Invoices":[{{{more}"ValidationErrors":[{{"Message":"No."}}]}}]}}"#);
        let zero = r#""InvoiceID":"00000000-0000-0000-0000-000000000000","#;
        let rejected = (OutcomeClass::Rejected, Some(Code::Rejected));
        for body in [
            of(""),
            of(zero),
            of(&format!(r#""InvoiceID":"{ID}","StatusAttributeString":"ERROR","#)),
            r#"{"Invoices":[{"HasErrors":true}]}"#.to_owned(),
        ] {
            assert_eq!(refused_as(&Ok(Answer::new(200, body.clone()))), rejected, "{body}");
        }
        let both = of(&format!(r#""InvoiceID":"{ID}","#));
        assert_eq!(refused_as(&Ok(Answer::new(200, both))).0, OutcomeClass::Unconfirmed, "it may be there");
        let warning = format!(
            r#"{{"Invoices":[{{"InvoiceID":"{ID}","StatusAttributeString":"WARNING","HasErrors":false,"ValidationErrors":[]}}]}}"#
        );
        assert!(made(&Ok(Answer::new(200, warning)), INVOICES).is_ok());
    }

    #[test]
    fn what_was_not_answered_may_have_arrived_unless_it_never_left() {
        let maybe = Err(Fault::MaybeSent(Code::ConnectionLost.into()));
        assert_eq!(refused_as(&maybe), (OutcomeClass::Unconfirmed, Some(Code::ConnectionLost)));
        let never = Err(Fault::NotSent(Code::Dns.into()));
        assert_eq!(refused_as(&never), (OutcomeClass::NotSent, Some(Code::Dns)));
    }

    #[test]
    fn how_long_to_wait_is_told_or_known() {
        let wait = |limit: &str, retry_after| {
            let mut answer = Answer { retry_after, ..Answer::new(429, "") };
            answer.headers.insert(LIMIT, limit.to_owned());
            made(&Ok(answer), INVOICES).unwrap_err().retry_after
        };
        assert_eq!((wait("Concurrent", None), wait("appMinute", None)), (Some(5), Some(5)));
        assert_eq!(
            (wait("minute", Some(34)), wait("day", Some(40_000)), wait("minute", None)),
            (Some(34), Some(40_000), None)
        );
    }

    #[test]
    fn what_is_shown_of_a_text_or_xml_is_what_stands_in_it() {
        let detail =
            |body: &str| made(&Ok(Answer::new(500, body)), INVOICES).unwrap_err().reason.unwrap().detail;
        assert_eq!(detail("<A><Message>Offline</Message></A>"), "Offline");
        assert_eq!(detail(r#"{"Title":"Oh","Detail":"No"}"#), "Oh: No");
        assert_eq!(detail(""), "HTTP 500");
    }
}
