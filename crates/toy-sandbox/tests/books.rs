//! What the books take, and what they refuse.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{ask, invoice, make, payment, talk};
use serde_json::{Value, json};
use toy_sandbox::{Fault, Match, Rule, Sandbox, Settings};

fn books() -> Sandbox {
    Sandbox::start(Settings::default()).unwrap()
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn found(books: &Sandbox, what: &str) -> Value {
    ask(books, &format!("GET /{what}"), &Value::Null).unwrap().body["items"].clone()
}

#[test]
fn an_email_address_has_one_contact() {
    let books = books();
    let ayu = json!({"name": "Ayu", "email": "Ayu@Example.test"});
    assert_eq!(make(&books, "contacts", &ayu), (201, "contact-1".to_owned()));
    assert_eq!(make(&books, "contacts", &ayu), refused(409, "email_taken"));
    assert_eq!(make(&books, "contacts", &json!({"name": "Ayu"})), refused(422, "invalid"));
    let ayu = json!({"id": "contact-1", "name": "Ayu", "email": "ayu@example.test"});
    assert_eq!(found(&books, "contacts?email=AYU%40example.test"), json!([ayu]));
    assert_eq!(found(&books, "contacts?email=budi%40example.test"), json!([]));
    let mut ours = invoice("1");
    ours["contact_id"] = json!("contact-1");
    assert_eq!(make(&books, "invoices", &ours).0, 201);
    assert_eq!(found(&books, "invoices?number=1")[0]["contact_email"], "ayu@example.test");
    ours["contact_id"] = json!("contact-2");
    assert_eq!(make(&books, "invoices", &ours).1, "number_taken");
    ours["number"] = json!("2");
    assert_eq!(make(&books, "invoices", &ours), refused(422, "unknown_contact"));
}

#[test]
fn a_number_has_one_invoice_and_as_many_payments_and_credit_notes_as_are_sent() {
    let books = books();
    assert_eq!(make(&books, "invoices", &invoice("TB-1")).0, 201);
    assert_eq!(make(&books, "invoices", &invoice("TB-1")), refused(409, "number_taken"));
    let mut note = invoice("CN-1");
    note["invoice_number"] = json!("TB-1");
    for path in ["payments", "credit-notes"] {
        let fields = if path == "payments" { payment("TB-1", "5.55") } else { note.clone() };
        assert_eq!((make(&books, path, &fields).0, make(&books, path, &fields).0), (201, 201));
    }
    assert_eq!(found(&books, "credit-notes?number=CN-1").as_array().unwrap().len(), 2);
    assert_eq!(found(&books, "payments?number=P-1")[1]["invoice_number"], "TB-1");
    let state = ask(&books, "GET /_sandbox/state", &Value::Null).unwrap().body;
    let kinds: Vec<&Value> = state["documents"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["invoice", "payment", "payment", "credit_note", "credit_note"]);
    assert_eq!(state["documents"][0]["fields"], invoice("TB-1"));
}

#[test]
fn an_invoice_is_paid_when_its_payments_come_to_its_total() {
    let books = books();
    let id = make(&books, "invoices", &invoice("TB-1")).1;
    let status = || found(&books, "invoices?number=TB-1")[0]["status"].clone();
    assert_eq!(status(), "unpaid");
    make(&books, "payments", &payment("TB-1", "11.00"));
    assert_eq!(status(), "partial");
    make(&books, "payments", &json!({"number": "P-2", "currency": "EUR", "invoice_id": id, "total": "0.10"}));
    assert_eq!(status(), "paid");
    assert_eq!(make(&books, "payments", &payment("TB-2", "1")), refused(422, "unknown_invoice"));
}

#[test]
fn a_document_comes_to_its_lines() {
    let books = books();
    let with = |name: &str, value: Value| {
        let mut fields = invoice("1");
        fields[name] = value;
        make(&books, "invoices", &fields).1
    };
    let line = |amount: &str| json!([{"description": "Cup", "amount": amount, "tax": "0"}]);
    assert_eq!(with("total", json!("11.11")), "wrong_total");
    assert_eq!(with("total", json!(11.1)), "invalid", "amounts are texts");
    assert_eq!(with("lines", json!([])), "invalid");
    assert_eq!(with("lines", line("much")), "invalid");
    assert_eq!(with("number", json!(" ")), "invalid");
    let less = json!({"number": "1", "currency": "EUR", "lines": line("-1"), "total": "-1"});
    assert_eq!(make(&books, "invoices", &less).1, "negative_total");
    assert!(books.with(|toy| toy.books.documents.is_empty()));
    assert_eq!(with("total", json!("11.1")), "document-1");
}

#[test]
fn what_is_asked_for_by_nobody_or_for_others_is_refused() {
    let books = books();
    let status = |what: &str, headers: &str| talk(books.address(), what, headers, "").unwrap().status;
    let access = format!("Authorization: Bearer {}\r\n", common::access(&books));
    assert_eq!(status("GET /organisation", ""), 401);
    assert_eq!(status("GET /organisation", "Authorization: Bearer other\r\n"), 401);
    assert_eq!(status("GET /organisation", &format!("{access}Organisation-Id: oak\r\n")), 403);
    assert_eq!(status("GET /organisation", &format!("{access}Organisation-Id: teak\r\n")), 200);
    assert_eq!((status("GET /quotes", &access), status("DELETE /invoices", &access)), (404, 404));
    assert_eq!((status("POST /quotes", &access), status("POST /invoices", &access)), (400, 400));
    assert_eq!(make(&books, "quotes", &json!({})).0, 404);
    assert_eq!(found(&books, "accounts")[0], json!({"code": "1000", "name": "Bank"}));
}

#[test]
fn a_rule_may_mean_one_order_and_what_it_keeps_from_being_made_is_not_there() {
    let books = books();
    let of = |order: &str| Match { order_id: Some(order.to_owned()), ..Match::default() };
    books.set_faults(vec![
        Rule { matching: of("12"), times: None, skip: 0, fault: Fault::AcceptedNeverCreated },
        Rule { matching: of("13"), times: None, skip: 0, fault: Fault::CreatedAnswerLost },
    ]);
    assert_eq!(make(&books, "invoices", &invoice("TB-12")).0, 201);
    assert_eq!(found(&books, "invoices?number=TB-12"), json!([]));
    assert!(ask(&books, "POST /invoices", &invoice("TB-13")).is_err());
    assert!(ask(&books, "GET /invoices?number=TB-13", &Value::Null).is_err());
    assert_eq!(make(&books, "invoices", &invoice("TB-112")).0, 201);
    let numbers: Vec<String> =
        books.with(|toy| toy.books.documents.iter().map(|document| document.number.clone()).collect());
    assert_eq!(numbers, ["TB-13", "TB-112"]);
}

#[test]
fn the_page_shows_what_was_made() {
    let books = books();
    make(&books, "invoices", &invoice("TB-<b>"));
    make(&books, "contacts", &json!({"name": "Ayu", "email": "ayu@example.test"}));
    let page = talk(books.address(), "GET /", "", "").unwrap();
    assert_eq!(page.status, 200);
    let screen = books.with(|toy| accounting_sandbox::Service::page(toy));
    assert_eq!(screen.figures, [("Contacts", 1), ("Invoices", 1), ("Payments", 0), ("Credit notes", 0)]);
    assert_eq!((screen.tables[0].rows.len(), screen.tables[1].rows.len()), (1, 1));
}
