//! What stands in the books: `finance/invoices/{id}`, `finance/orders/{id}`.

use accounting_core::books::{BooksQuery, InBooks, Reading};
use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::reason::{Code, Reason};
use accounting_core::told::Told;

use crate::answers::{Envelope, integer, text};
use crate::kind::Kind;
use crate::lookup::status_name;
use crate::native::{self, amount};

/// Asks, and reads the answer.
pub fn read_back(kind: Kind, query: &BooksQuery, so_far: &[Exchange]) -> Turn<Reading> {
    let Some(exchange) = so_far.last() else {
        return if is_id(&query.remote_id) {
            Turn::Ask(Request::read(format!("{}/{}", native::list(kind), query.remote_id), &[]))
        } else {
            Turn::Done(Reading::not_comparable(Reason::new(Code::NotFound, &query.remote_id), None))
        };
    };
    let read = native::asked(exchange).and_then(|(envelope, status)| {
        let books = from_document(kind, query, &envelope).ok_or_else(native::unreadable)?;
        Ok(Told::found(books.into(), Some(status)))
    });
    Turn::Done(read.unwrap_or_else(|outcome| native::untold(&outcome)))
}

/// An id that was in an answer, before it becomes part of a path.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `None` for an answer without a total, or about another document.
fn from_document(kind: Kind, query: &BooksQuery, envelope: &Envelope) -> Option<InBooks> {
    let data = envelope.data();
    if data.get("id").and_then(text).is_some_and(|id| id != query.remote_id) {
        return None;
    }
    Some(InBooks {
        total: amount(data, "amount_after_tax")?,
        tax: amount(data, "total_tax"),
        due: amount(data, "due"),
        state: data.get("status_id").and_then(integer).and_then(|id| status_name(kind, id)),
    })
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::money::Amount;
    use accounting_core::told::ToldClass;

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
            let totals = format!(
                r#""subtotal":16320000,"total_tax":{tax},"amount":16320000,"amount_after_tax":{total}"#
            );
            let body = format!(r#"{{"success":true,"data":{{"id":77,"status_id":3,{totals},"due":0}}}}"#);
            let reading = read(Ok(Answer::new(200, body)));
            let books = reading.what.books.unwrap();
            assert_eq!(reading.class, ToldClass::Found);
            assert_eq!(books.total, "18115200".parse().unwrap());
            assert_eq!(books.tax, Some("1795200".parse().unwrap()));
            assert_eq!((books.due, books.state.as_deref()), (Some(Amount::ZERO), Some("paid")));
        }
    }

    #[test]
    fn a_key_that_may_not_read_is_a_good_key_all_the_same() {
        for status in [401, 403, 404] {
            let body = r#"{"success":false,"message":"Unauthenticated."}"#;
            assert_eq!(read(Ok(Answer::new(status, body))).class, ToldClass::NotComparable, "{status}");
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
            assert_eq!(read(Ok(Answer::new(status, body))).class, ToldClass::Unavailable, "{status} {body}");
        }
        let limited = read(Ok(Answer::new(429, "{}")));
        assert_eq!(limited.class, ToldClass::RateLimited);
        assert_eq!(read(Err(Fault::NotSent(Code::ServerError.into()))).class, ToldClass::Unavailable);
    }
}
