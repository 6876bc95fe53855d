//! What stands in the books: `finance/invoices/{id}`, `finance/orders/{id}`.
//!
//! These are Kledo's native pages, not those made for shops, and a shop's key may not be let in: that says nothing about the key.

use accounting_core::books::{BooksQuery, InBooks, Reading};
use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::money::Amount;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::Value;

use crate::answers::{Envelope, asked, integer, message, text};
use crate::kind::Kind;
use crate::lookup::status_name;

/// Asks, and reads the answer.
pub fn read_back(kind: Kind, query: &BooksQuery, so_far: &[Exchange]) -> Turn<Reading> {
    let Some(exchange) = so_far.last() else {
        let list = match kind {
            Kind::Order => "finance/orders",
            Kind::Invoice => "finance/invoices",
        };
        return if is_id(&query.remote_id) {
            Turn::Ask(Request::read(format!("{list}/{}", query.remote_id), &[]))
        } else {
            Turn::Done(Reading::not_comparable(Reason::new(Code::NotFound, &query.remote_id), None))
        };
    };
    let status = exchange.as_ref().ok().map(|answer| answer.status);
    if let (Ok(answer), Some(401 | 403 | 404)) = (exchange, status) {
        let said =
            serde_json::from_slice::<Value>(&answer.body).map(|body| message(&body)).unwrap_or_default();
        return Turn::Done(Reading::not_comparable(Reason::new(Code::Forbidden, &said), status));
    }
    Turn::Done(match asked(exchange) {
        Ok(envelope) => {
            from_document(kind, query, &envelope, status.unwrap_or_default()).unwrap_or_else(unreadable)
        }
        Err(outcome) => Reading::from_outcome(&outcome),
    })
}

/// An id that was in an answer, before it becomes part of a path.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `None` for an answer without a total, or about another document.
fn from_document(kind: Kind, query: &BooksQuery, envelope: &Envelope, status: u16) -> Option<Reading> {
    let data = envelope.data();
    if data.get("id").and_then(text).is_some_and(|id| id != query.remote_id) {
        return None;
    }
    let books = InBooks {
        total: amount(data, "amount_after_tax")?,
        tax: amount(data, "total_tax"),
        due: amount(data, "due"),
        state: data.get("status_id").and_then(integer).and_then(|id| status_name(kind, id)),
    };
    Some(Reading::read(books, status))
}

fn amount(data: &Value, name: &str) -> Option<Amount> {
    data.get(name).and_then(text)?.parse().ok()
}

fn unreadable() -> Reading {
    Reading::from_outcome(&Outcome::new(OutcomeClass::Unconfirmed, Code::UnreadableAnswer, None))
}

#[cfg(test)]
mod tests {
    use accounting_core::books::ReadingClass;
    use accounting_core::exchange::{Answer, Fault};

    use super::*;

    fn query(remote_id: &str) -> BooksQuery {
        BooksQuery { kind: crate::INVOICE, remote_id: remote_id.to_owned() }
    }

    fn read(exchange: Exchange) -> Reading {
        match read_back(Kind::Invoice, &query("77"), &[exchange]) {
            Turn::Done(reading) => reading,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    #[test]
    fn the_document_is_asked_for_by_its_id_and_nothing_else_becomes_a_path() {
        let asked = |kind, id: &str| match read_back(kind, &query(id), &[]) {
            Turn::Ask(request) => Some(request.path),
            Turn::Done(_) => None,
        };
        assert_eq!(asked(Kind::Invoice, "77").as_deref(), Some("finance/invoices/77"));
        assert_eq!(asked(Kind::Order, "8").as_deref(), Some("finance/orders/8"));
        for bad in ["", "../../x", "7/8", "7?x=1"] {
            assert_eq!(asked(Kind::Invoice, bad), None, "{bad}");
        }
    }

    /// 13.1, the figures of kledo-api.md.
    #[test]
    fn totals_are_read_as_numbers_and_as_strings() {
        for (total, tax) in [("18115200", "1795200"), ("\"18115200.00\"", "\"1795200\"")] {
            let body = format!(
                r#"{{"success":true,"data":{{"id":77,"status_id":3,"subtotal":16320000,"total_tax":{tax},"amount":16320000,"amount_after_tax":{total},"due":0}}}}"#
            );
            let reading = read(Ok(Answer::new(200, body)));
            let books = reading.books.unwrap();
            assert_eq!(reading.class, ReadingClass::Read);
            assert_eq!(books.total, "18115200".parse().unwrap());
            assert_eq!(books.tax, Some("1795200".parse().unwrap()));
            assert_eq!((books.due, books.state.as_deref()), (Some(Amount::ZERO), Some("paid")));
        }
    }

    #[test]
    fn a_key_that_may_not_read_is_a_good_key_all_the_same() {
        for status in [401, 403, 404] {
            let body = r#"{"success":false,"message":"Unauthenticated."}"#;
            assert_eq!(read(Ok(Answer::new(status, body))).class, ReadingClass::NotComparable, "{status}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_asked_for_again() {
        let answers = [
            (200, "<html>"),
            (200, r#"{"success":true,"data":{"id":77}}"#),
            (200, r#"{"success":true,"data":{"id":78,"amount_after_tax":5}}"#),
            (200, r#"{"success":true,"data":{"id":77,"amount_after_tax":"1e40"}}"#),
            (200, r#"{"success":true,"data":[]}"#),
            (500, ""),
        ];
        for (status, body) in answers {
            assert_eq!(
                read(Ok(Answer::new(status, body))).class,
                ReadingClass::Unavailable,
                "{status} {body}"
            );
        }
        let limited = read(Ok(Answer::new(429, "{}")));
        assert_eq!(limited.class, ReadingClass::RateLimited);
        assert_eq!(read(Err(Fault::NotSent(Code::ServerError.into()))).class, ReadingClass::Unavailable);
    }
}
