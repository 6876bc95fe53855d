//! What stands in Xero's books for a document: every answer about it tells, so it is asked for only where none did.

use accounting_core::books::{BooksQuery, InBooks, Reading};
use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use accounting_core::told::{Told, ToldClass};
use serde_json::Value;

use crate::answers::{self, Noun, field};
use crate::kind::Kind;
use crate::making::noun;
use crate::wire;

/// What an answer says of a document; `None` when it tells no total.
pub fn in_books(element: &Value) -> Option<InBooks> {
    let amount = |name: &str| element.get(name).and_then(wire::amount);
    Some(InBooks {
        total: amount("Total")?,
        tax: amount("TotalTax"),
        // Of a credit note: what is left of the credit.
        due: amount("AmountDue").or_else(|| amount("RemainingCredit")),
        state: field(element, "Status").map(|status| status.to_lowercase()),
    })
}

/// Asks, and reads the answer.
pub fn read_back(query: &BooksQuery, so_far: &[Exchange]) -> Turn<Reading> {
    let kind = Kind::try_from(&query.kind).ok().and_then(noun);
    let Some(noun) = kind.filter(|_| answers::is_id(&query.remote_id)) else {
        return Turn::Done(Reading::not_comparable(Reason::new(Code::NotFound, &query.remote_id), None));
    };
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read(format!("{}/{}", noun.list, query.remote_id), &[]));
    };
    Turn::Done(match answers::elements(exchange, noun.list) {
        Ok((elements, status)) => read(query, noun, &elements, status),
        Err(outcome) => untold(&outcome),
    })
}

fn read(query: &BooksQuery, noun: Noun, elements: &[Value], status: u16) -> Reading {
    let is_it = |element: &&Value| {
        answers::id(element, noun.id).is_some_and(|id| id.eq_ignore_ascii_case(&query.remote_id))
    };
    match elements.iter().find(is_it).and_then(in_books) {
        Some(books) => Reading::found(books.into(), Some(status)),
        None => Reading::from_outcome(&answers::unreadable(status)),
    }
}

/// What kept Xero from telling. A shop that is connected without the right to read this is connected well for everything else.
pub fn untold<T: Default>(outcome: &Outcome) -> Told<T> {
    let is_forbidden = outcome.class == OutcomeClass::Unauthorized && outcome.http_status == Some(403);
    let told = Told::from_outcome(outcome);
    if is_forbidden { Told { class: ToldClass::NotComparable, ..told } } else { told }
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;
    use accounting_core::money::Amount;

    use super::*;

    const ID: &str = "0aaa0000-0000-4000-8000-000000000001";

    fn query(id: &str) -> BooksQuery {
        BooksQuery { kind: crate::INVOICE, remote_id: id.to_owned() }
    }

    fn reading(status: u16, body: &str) -> Reading {
        match read_back(&query(ID), &[Ok(Answer::new(status, body))]) {
            Turn::Done(reading) => reading,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    #[test]
    fn a_document_is_read_by_its_id_and_by_nothing_that_is_none() {
        assert!(
            matches!(read_back(&query(ID), &[]), Turn::Ask(request) if request.path == format!("Invoices/{ID}"))
        );
        assert!(matches!(read_back(&query("../x"), &[]), Turn::Done(_)));
    }

    /// 13.1.
    #[test]
    fn total_tax_due_and_state_are_read() {
        let body = format!(
            r#"{{"Invoices":[{{"InvoiceID":"{ID}","Status":"AUTHORISED","Total":166.50,"TotalTax":16.50,"AmountDue":66.5}}]}}"#
        );
        let books = reading(200, &body).what.books.unwrap();
        let amount = |text: &str| -> Amount { text.parse().unwrap() };
        assert_eq!(
            (books.total, books.tax, books.due),
            (amount("166.5"), Some(amount("16.5")), Some(amount("66.5")))
        );
        assert_eq!(books.state.as_deref(), Some("authorised"));
    }

    #[test]
    fn what_may_not_be_read_or_is_gone_is_not_compared_and_another_document_is_not_taken_for_it() {
        assert_eq!(reading(404, "").class, ToldClass::NotComparable);
        assert_eq!(reading(403, r#"{"Detail":"AuthorizationUnsuccessful"}"#).class, ToldClass::NotComparable);
        assert_eq!(reading(401, "{}").class, ToldClass::Unauthorized);
        let other = r#"{"Invoices":[{"InvoiceID":"0aaa0000-0000-4000-8000-000000000002","Total":5}]}"#;
        assert_eq!(reading(200, other).class, ToldClass::Unavailable);
    }
}
