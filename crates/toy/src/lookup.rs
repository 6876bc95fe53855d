//! What became of a document: the service is asked for its number.

use accounting_core::connector::{LookUpQuery, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::leaving::Leaving;
use accounting_core::money::Amount;
use accounting_core::outcome::{LookUp, LookUpClass};
use accounting_core::reason::{Code, Reason};
use serde_json::Value;

use crate::answers::{self, field};
use crate::kind::Kind;

/// Asks, and reads the answer.
pub fn look_up(kind: Kind, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
    let number = query.sent_as.as_ref().map_or(&query.reference, |sent| &sent.number);
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read(kind.path(), &[("number", number)]));
    };
    let mut look_up = match answers::items(exchange) {
        Ok(items) => read(number, query.sent_as.as_ref(), &items),
        Err(outcome) => LookUp::from_outcome(&outcome),
    };
    look_up.http_status = exchange.as_ref().ok().map(|answer| answer.status);
    Turn::Done(look_up)
}

fn read(number: &str, sent: Option<&Leaving>, items: &[Value]) -> LookUp {
    let bears_it = |item: &&Value| field(item, "number").as_deref() == Some(number);
    let hits: Vec<&Value> = items.iter().filter(bears_it).collect();
    match hits.as_slice() {
        [] => LookUp::without_document(LookUpClass::Absent, None),
        [one] if sent.is_some_and(|sent| !is(sent, one)) => ambiguous(Code::ForeignReference, number),
        [one] => found(one),
        [..] => ambiguous(Code::Ambiguous, number),
    }
}

/// Whether this is what left. What the service does not tell of it cannot differ.
fn is(sent: &Leaving, item: &Value) -> bool {
    let total = field(item, "total").map(|total| total.parse::<Amount>());
    let contact = field(item, "contact_email").or_else(|| field(item, "contact_name"));
    let invoice = field(item, "invoice_id").zip(sent.belongs_to.as_ref());
    total.is_none_or(|total| total == Ok(sent.total))
        && field(item, "currency").is_none_or(|currency| currency == sent.currency)
        && contact.is_none_or(|contact| sent.is_for(&contact))
        && invoice.is_none_or(|(id, invoice)| id == invoice.id)
}

fn found(item: &Value) -> LookUp {
    let status =
        field(item, "status").filter(|status| matches!(status.as_str(), "paid" | "partial" | "unpaid"));
    LookUp {
        remote_id: field(item, "id"),
        remote_number: field(item, "number"),
        remote_status: status,
        ..LookUp::without_document(LookUpClass::Found, None)
    }
}

fn ambiguous(code: Code, number: &str) -> LookUp {
    LookUp::without_document(LookUpClass::Ambiguous, Some(Reason::new(code, number)))
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Connector as _;
    use accounting_core::exchange::{Answer, Fault};
    use accounting_core::links::Remote;
    use serde_json::json;

    use super::*;
    use crate::mapping::tests::document;
    use crate::{INVOICE, PAYMENT, Toy};

    fn query(sent_as: Option<Leaving>) -> LookUpQuery {
        let reference = "TB-123".to_owned();
        LookUpQuery { kind: INVOICE, order_id: 123, subject_id: 123, reference, sent_as }
    }

    fn invoice() -> Value {
        json!({"id": "i1", "number": "TB-123", "currency": "EUR", "total": "36.630", "status": "paid",
            "contact_name": "Somebody", "contact_email": "ayu@example.test"})
    }

    fn with(name: &str, value: Value) -> Value {
        let mut invoice = invoice();
        invoice[name] = value;
        invoice
    }

    fn done(query: &LookUpQuery, exchange: Exchange) -> LookUp {
        match look_up(Kind::Invoice, query, &[exchange]) {
            Turn::Done(result) => result,
            Turn::Ask(request) => panic!("{request:?}"),
        }
    }

    fn looked_up(sent_as: Option<Leaving>, items: &[Value]) -> (LookUpClass, Option<Code>) {
        let result = done(&query(sent_as), Ok(Answer::new(200, json!({"items": items}).to_string())));
        (result.class, result.reason.map(|reason| reason.code))
    }

    #[test]
    fn each_kind_is_asked_for_by_its_number_at_its_own_place() {
        for (kind, path) in
            [(Kind::Invoice, "invoices"), (Kind::Payment, "payments"), (Kind::CreditNote, "credit-notes")]
        {
            let Turn::Ask(request) = look_up(kind, &query(None), &[]) else { panic!("does not ask") };
            let number = ("number".to_owned(), "TB-123".to_owned());
            assert_eq!((request.path.as_str(), request.query), (path, vec![number]));
        }
    }

    #[test]
    fn what_left_is_found_again() {
        let sent = Toy.leaving(&document(&INVOICE));
        let found = done(&query(Some(sent)), Ok(Answer::new(200, json!({"items": [invoice()]}).to_string())));
        assert_eq!((found.class, found.remote_id.as_deref()), (LookUpClass::Found, Some("i1")));
        assert_eq!(
            (found.remote_number.as_deref(), found.remote_status.as_deref()),
            (Some("TB-123"), Some("paid"))
        );
        assert_eq!(found.http_status, Some(200));
    }

    #[test]
    fn another_number_is_not_ours_and_the_same_one_twice_is_nobodys() {
        assert_eq!(looked_up(None, &[]), (LookUpClass::Absent, None));
        assert_eq!(looked_up(None, &[with("number", json!("TB-1234"))]), (LookUpClass::Absent, None));
        let twice = [invoice(), invoice()];
        assert_eq!(looked_up(None, &twice), (LookUpClass::Ambiguous, Some(Code::Ambiguous)));
    }

    #[test]
    fn what_differs_from_what_left_is_never_adopted() {
        let sent = || Some(Toy.leaving(&document(&INVOICE)));
        for (name, value) in [
            ("total", json!("36.62")),
            ("total", json!("much")),
            ("currency", json!("IDR")),
            ("contact_email", json!("budi@example.test")),
            ("contact_email", json!("")),
        ] {
            let looked_up = looked_up(sent(), &[with(name, value.clone())]);
            assert_eq!(looked_up, (LookUpClass::Ambiguous, Some(Code::ForeignReference)), "{name} {value}");
        }
        assert_eq!(
            looked_up(None, &[with("total", json!("1"))]).0,
            LookUpClass::Found,
            "nothing to compare with"
        );
    }

    #[test]
    fn a_payment_of_another_invoice_is_another_payment() {
        let invoice = |id: &str| Remote { id: id.to_owned(), number: None };
        let sent = Toy.leaving(&document(&PAYMENT)).belonging_to(Some(invoice("i1")));
        let payment =
            |id: &str| json!({"id": "p1", "number": "TB-PAY-123", "total": "36.63", "invoice_id": id});
        let class = |id: &str| read("TB-PAY-123", Some(&sent), &[payment(id)]).class;
        assert_eq!((class("i1"), class("i2")), (LookUpClass::Found, LookUpClass::Ambiguous));
    }

    #[test]
    fn an_answer_that_makes_no_sense_proves_nothing() {
        for (status, body, class) in [
            (200, "", LookUpClass::Unavailable),
            (200, "[]", LookUpClass::Unavailable),
            (404, "", LookUpClass::Unavailable),
            (500, "", LookUpClass::Unavailable),
            (401, "", LookUpClass::Unauthorized),
            (429, "", LookUpClass::RateLimited),
        ] {
            assert_eq!(done(&query(None), Ok(Answer::new(status, body))).class, class, "{status} {body}");
        }
        let lost = Err(Fault::NotSent(Code::TimedOut.into()));
        assert_eq!(done(&query(None), lost).class, LookUpClass::Unavailable);
    }
}
