//! What became of a document: `woocommerce/transactions/{id}`, or the native lists where that path is missing or tells of the same
//! order of another shop.

use accounting_core::connector::{LookUpQuery, Turn};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::outcome::{LookUp, LookUpClass};
use accounting_core::reason::{Code, Reason};
use serde_json::Value;

use crate::answers::{Envelope, asked, integer, text, truth};
use crate::kind::Kind;
use crate::native;

/// Asks, and reads the answer.
pub fn look_up(kind: Kind, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
    let result = match so_far {
        [] => {
            return Turn::Ask(Request::read(format!("woocommerce/transactions/{}", query.order_id), &[]));
        }
        [exchange] if is_missing_path(exchange) => return Turn::Ask(search(kind, query)),
        [exchange] => match asked(exchange).map(|envelope| from_transactions(kind, query, &envelope)) {
            // Two shops of one company may count their orders alike, and the path tells of one of them.
            Ok(foreign) if is_foreign(&foreign) => return Turn::Ask(search(kind, query)),
            told => told,
        },
        [first, exchange, ..] => {
            let other = asked(first).map(|envelope| from_transactions(kind, query, &envelope));
            asked(exchange).map(|envelope| match (from_list(kind, query, &envelope), other) {
                (ours, Ok(foreign)) if ours.class == LookUpClass::Absent && is_foreign(&foreign) => foreign,
                (ours, _) => ours,
            })
        }
    };
    let status = so_far.last().and_then(|exchange| exchange.as_ref().ok()).map(|answer| answer.status);
    let mut look_up = result.unwrap_or_else(|outcome| LookUp::from_outcome(&outcome));
    look_up.http_status = status;
    Turn::Done(look_up)
}

fn search(kind: Kind, query: &LookUpQuery) -> Request {
    let search = [("search", query.reference.as_str()), ("per_page", native::PER_PAGE)];
    Request::read(native::list(kind), &search)
}

fn is_foreign(look_up: &LookUp) -> bool {
    look_up.reason.as_ref().is_some_and(|reason| reason.code == Code::ForeignReference)
}

fn is_missing_path(exchange: &Exchange) -> bool {
    exchange.as_ref().is_ok_and(|answer| answer.status == 404)
}

fn from_transactions(kind: Kind, query: &LookUpQuery, envelope: &Envelope) -> LookUp {
    let data = envelope.data();
    let (name, failure) = match kind {
        Kind::Order => ("order", "order_failure"),
        Kind::Invoice => ("invoice", "invoice_failure"),
    };
    // An answer about another order, or without the field, says nothing about this document.
    let about_us = data.get("wc_order_id").and_then(text).is_none_or(|id| id == query.order_id.to_string());
    let Some(document) = data.get(name).filter(|_| about_us) else {
        return unreadable();
    };
    if document.is_object() {
        return found(kind, query, document, data.get("linked").and_then(truth));
    }
    if !document.is_null() {
        return unreadable();
    }
    match data.get(failure).and_then(text) {
        Some(said) => {
            LookUp::without_document(LookUpClass::Failed, Some(Reason::new(Code::FailedInService, &said)))
        }
        None => LookUp::without_document(LookUpClass::Absent, None),
    }
}

fn from_list(kind: Kind, query: &LookUpQuery, envelope: &Envelope) -> LookUp {
    let data = envelope.data();
    let Some(items) = data.get("data").or(Some(data)).and_then(Value::as_array) else {
        return unreadable();
    };
    let ours =
        |item: &&Value| item.get("ref_number").and_then(text).as_deref() == Some(query.reference.as_str());
    let hits: Vec<&Value> = items.iter().filter(ours).collect();
    match hits.as_slice() {
        [] if has_more_pages(data) => ambiguous(Code::Ambiguous, &query.reference),
        [] => LookUp::without_document(LookUpClass::Absent, None),
        [one] => found(kind, query, one, None),
        [..] => ambiguous(Code::Ambiguous, &query.reference),
    }
}

/// More hits than one page of a fuzzy search: ours may be among the rest.
fn has_more_pages(data: &Value) -> bool {
    let page = |name: &str| data.get(name).and_then(integer).unwrap_or(1);
    page("last_page") > page("current_page")
}

fn found(kind: Kind, query: &LookUpQuery, document: &Value, linked: Option<bool>) -> LookUp {
    let number = document.get("ref_number").and_then(text);
    // Two shops may feed one company, so the order's id alone proves nothing where the number is known. It is compared
    // whole: a prefix may end in a digit. Of what left, these answers tell nothing else.
    let sent = query.sent_as.as_ref().map_or(&query.reference, |sent| &sent.number);
    if let Some(number) = &number
        && number != sent
    {
        return ambiguous(Code::ForeignReference, number);
    }
    LookUp {
        remote_id: document.get("id").and_then(text),
        remote_number: number,
        remote_status: document.get("status_id").and_then(integer).and_then(|id| status_name(kind, id)),
        linked,
        ..LookUp::without_document(LookUpClass::Found, None)
    }
}

fn ambiguous(code: Code, detail: &str) -> LookUp {
    LookUp::without_document(LookUpClass::Ambiguous, Some(Reason::new(code, detail)))
}

fn unreadable() -> LookUp {
    LookUp::without_document(LookUpClass::Unavailable, Some(Code::UnreadableAnswer.into()))
}

/// The state of a document, by its number at Kledo.
pub fn status_name(kind: Kind, id: i64) -> Option<String> {
    let name = match (kind, id) {
        (Kind::Order, 5) => "open",
        (_, 6) | (Kind::Invoice, 2) => "partial",
        (Kind::Order, 7) => "closed",
        (Kind::Order, 111) => "awaiting_approval",
        (Kind::Order, 112) => "rejected",
        (Kind::Invoice, 1) => "unpaid",
        (Kind::Invoice, 3) => "paid",
        _ => return None,
    };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;

    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
    fn answer(status: u16, body: &str) -> Exchange {
        Ok(Answer::new(status, body))
    }

    fn query() -> LookUpQuery {
        LookUpQuery {
            kind: crate::ORDER,
            order_id: 123,
            subject_id: 123,
            reference: "WC/SO/123".to_owned(),
            sent_as: None,
        }
    }

    fn done(so_far: &[Exchange]) -> LookUp {
        match look_up(Kind::Order, &query(), so_far) {
            Turn::Done(look_up) => look_up,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    #[test]
    fn null_is_not_there_yet_and_a_failure_says_why() {
        let absent = done(&[answer(
            200,
            r#"{"success":true,"data":{"wc_order_id":"123","order":null,"invoice":null}}"#,
        )]);
        assert_eq!(absent.class, LookUpClass::Absent);
        let failed =
            done(&[answer(200, r#"{"success":true,"data":{"order":null,"order_failure":"Stok habis"}}"#)]);
        assert_eq!(
            (failed.class, failed.reason.unwrap().detail.as_str()),
            (LookUpClass::Failed, "Stok habis")
        );
    }

    #[test]
    fn a_document_of_another_shop_is_not_adopted() {
        let found = done(&[answer(
            200,
            r#"{"success":true,"data":{"order":{"id":9,"ref_number":"WC/SO/123","status_id":"5"}}}"#,
        )]);
        assert_eq!((found.class, found.remote_number.as_deref()), (LookUpClass::Found, Some("WC/SO/123")));
        assert_eq!(found.remote_status.as_deref(), Some("open"));
        for number in ["B/7123", "B/123", "WC/SO/1123", "123"] {
            let foreign = done(&[foreign(number), list("")]);
            assert_eq!(foreign.class, LookUpClass::Ambiguous, "{number}");
            assert_eq!(foreign.reason.map(|reason| reason.code), Some(Code::ForeignReference));
        }
    }

    fn foreign(number: &str) -> Exchange {
        answer(200, &format!(r#"{{"success":true,"data":{{"order":{{"id":9,"ref_number":"{number}"}}}}}}"#))
    }

    fn list(items: &str) -> Exchange {
        answer(200, &format!(r#"{{"success":true,"data":{{"data":[{items}],"last_page":1}}}}"#))
    }

    /// Order 123 is there of both shops, and the path tells of the other one's.
    #[test]
    fn ours_is_found_beside_that_of_another_shop() {
        let asked = look_up(Kind::Order, &query(), &[foreign("B/123")]);
        assert!(matches!(asked, Turn::Ask(request) if request.path == "finance/orders"));
        let ours = r#"{"id":2,"ref_number":"WC/SO/123"},{"id":9,"ref_number":"B/123"}"#;
        let found = done(&[foreign("B/123"), list(ours)]);
        assert_eq!((found.class, found.remote_id.as_deref()), (LookUpClass::Found, Some("2")));
        let down = done(&[foreign("B/123"), answer(503, "")]);
        assert_eq!(down.class, LookUpClass::Unavailable, "ours may be there");
    }

    /// 10.3: it was refused as foreign, and the document was never confirmed.
    #[test]
    fn a_number_whose_prefix_ends_in_a_digit_is_ours() {
        let query = LookUpQuery { reference: "SHOP2123".to_owned(), ..query() };
        let body = r#"{"success":true,"data":{"order":{"id":9,"ref_number":"SHOP2123"}}}"#;
        let Turn::Done(found) = look_up(Kind::Order, &query, &[answer(200, body)]) else { panic!("asks") };
        assert_eq!((found.class, found.remote_number.as_deref()), (LookUpClass::Found, Some("SHOP2123")));
    }

    #[test]
    fn without_the_path_the_list_is_compared_exactly() {
        let missing = || answer(404, "");
        assert!(
            matches!(look_up(Kind::Order, &query(), &[missing()]), Turn::Ask(request) if request.path == "finance/orders")
        );
        let similar = r#"{"id":1,"ref_number":"WC/SO/1234"}"#;
        let exact = r#"{"id":2,"ref_number":"WC/SO/123"}"#;
        assert_eq!(done(&[missing(), list(similar)]).class, LookUpClass::Absent);
        assert_eq!(done(&[missing(), list(&format!("{similar},{exact}"))]).remote_id.as_deref(), Some("2"));
        assert_eq!(done(&[missing(), list(&format!("{exact},{exact}"))]).class, LookUpClass::Ambiguous);
    }

    #[test]
    fn an_answer_that_makes_no_sense_proves_nothing() {
        for body in [
            "",
            "[]",
            r#"{"success":true}"#,
            r#"{"success":true,"data":{"order":7}}"#,
            r#"{"success":true,"data":{"wc_order_id":"9","order":null}}"#,
        ] {
            assert_eq!(done(&[answer(200, body)]).class, LookUpClass::Unavailable, "{body}");
        }
        assert_eq!(done(&[answer(401, "")]).class, LookUpClass::Unauthorized);
    }
}
