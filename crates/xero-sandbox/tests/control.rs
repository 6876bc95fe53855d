//! Issue 12: what goes wrong on command, and what a test and a person see.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{invoice, shop, talk};
use serde_json::{Value, json};
use xero_sandbox::{FailureWords, Fault, Rule, When};

fn numbers(state: &Value) -> Vec<&str> {
    state["invoices"].as_array().unwrap().iter().map(|it| it["InvoiceNumber"].as_str().unwrap()).collect()
}

#[test]
fn an_answer_may_be_lost_before_and_after_what_it_is_about_is_done() {
    let shop = shop();
    let contact = shop.xero_contact();
    let put = |number: &str| shop.try_ask("PUT Invoices", "", &invoice(&contact, number));
    let rule = |fault| shop.xero.set_faults(vec![Rule::on("PUT", "Invoices", fault).times(1)]);
    rule(Fault::Reset { when: When::AfterBody, create: false });
    assert!(put("WC-1").is_err());
    assert_eq!(numbers(&shop.state()), [""; 0]);
    rule(Fault::CreatedAnswerLost);
    assert!(put("WC-2").is_err());
    rule(Fault::CutBody);
    assert_eq!(put("WC-3").unwrap().body, Value::Null);
    rule(Fault::SlowDrip { ms: 0 });
    assert_eq!(put("WC-4").unwrap().status, 200);
    rule(Fault::AcceptedNeverCreated);
    assert_eq!(put("WC-5").unwrap().status, 200);
    assert_eq!(numbers(&shop.state()), ["WC-2", "WC-3", "WC-4"]);
    assert_eq!(put("WC-5").unwrap().status, 200, "it was never there");
}

#[test]
fn a_lost_write_that_was_done_is_replayed_by_its_key() {
    let shop = shop();
    let body = invoice(&shop.xero_contact(), "WC-1");
    shop.xero.set_faults(vec![Rule::on("PUT", "Invoices", Fault::CreatedAnswerLost).times(1)]);
    let put = || shop.try_ask("PUT Invoices", "Idempotency-Key: k\r\n", &body);
    assert!(put().is_err());
    assert_eq!(put().unwrap().status, 200);
    assert_eq!(numbers(&shop.state()).len(), 1);
}

#[test]
fn a_server_fails_in_json_text_or_xml() {
    let shop = shop();
    for (words, code, kind, part) in [
        (FailureWords::Json, 500, "application/json", "\"Title\""),
        (FailureWords::Text, 503, "text/plain; charset=utf-8", "offline for maintenance"),
        (FailureWords::Xml, 500, "text/xml; charset=utf-8", "<ApiException>"),
    ] {
        shop.xero.configure(|settings| settings.switches.failure_words = words);
        shop.xero.set_faults(vec![Rule::on("GET", "Contacts", Fault::status(code))]);
        let reply = shop.get("Contacts");
        assert_eq!((reply.status, reply.header("content-type")), (code, Some(kind)));
        assert!(reply.text.contains(part), "{}", reply.text);
    }
}

#[test]
fn a_rule_may_mean_one_order() {
    let shop = shop();
    let contact = shop.xero_contact();
    shop.xero.set_faults(vec![Rule::on("PUT", "Invoices", Fault::status(503)).for_order("1042")]);
    let put = |number: &str| shop.ask("PUT Invoices", &invoice(&contact, number)).status;
    assert_eq!((put("WC-1042"), put("WC-11042"), put("WC-1042"), put("WC-1")), (503, 200, 503, 200));
}

#[test]
fn faults_meet_the_token_endpoint_too() {
    let shop = shop();
    shop.xero.set_faults(vec![Rule::on("POST", "connect/token", Fault::status(503))]);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let reply = talk(shop.xero.address(), "POST /connect/token", form, "grant_type=refresh_token").unwrap();
    assert_eq!(reply.status, 503);
}

#[test]
fn an_organisation_may_be_disconnected_in_xero() {
    let shop = shop();
    assert_eq!(shop.control("POST /_sandbox/disconnect", ""), json!({"ok": true}));
    let reply = shop.get("Contacts");
    assert_eq!((reply.status, reply.at("/Detail")), (403, "AuthenticationUnsuccessful"));
    let connected =
        shop.control("POST /_sandbox/connect", "{\"scope\": \"offline_access accounting.contacts\"}");
    assert_eq!(connected["tenant_id"], json!(shop.tenant));
    let (token, refresh) =
        (connected["access_token"].as_str().unwrap(), connected["refresh_token"].as_str().unwrap());
    assert_eq!((shop.get("Contacts").status, refresh.len()), (200, 43));
    let shop = common::Shop { token: token.to_owned(), ..shop };
    assert_eq!((shop.get("Contacts").status, shop.get("Invoices").status), (200, 401));
    shop.control("POST /_sandbox/expire", "");
    assert_eq!(shop.get("Contacts").status, 401);
    assert!(shop.control("POST /_sandbox/connect", "{\"scope\": \"odd\"}")["error"].is_string());
    assert!(shop.control("POST /_sandbox/connect", "{\"organisation\": \"odd\"}")["error"].is_string());
    shop.control("POST /_sandbox/revoke", "");
    let form = format!(
        "grant_type=refresh_token&refresh_token={refresh}&client_id={}",
        shop.xero.settings().client.id
    );
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let reply = talk(shop.xero.address(), "POST /connect/token", headers, &form).unwrap();
    assert_eq!(reply.at("/error"), "invalid_grant");
}

#[test]
fn a_person_may_do_in_xero_what_the_program_does_not() {
    let shop = shop();
    let mut body = invoice(&shop.xero_contact(), "WC-1");
    body["Invoices"][0]["Status"] = json!("DRAFT");
    let made = shop.ask("PUT Invoices", &body);
    let id = made.at("/Invoices/0/InvoiceID");
    let act = |status: &str| {
        let act = json!({"method": "POST", "path": format!("Invoices/{id}"), "body": {"Status": status}});
        shop.control("POST /_sandbox/act", &act.to_string())
    };
    let done = act("AUTHORISED");
    assert_eq!(
        (&done["status"], &done["answer"]["Invoices"][0]["Status"]),
        (&json!(200), &json!("AUTHORISED"))
    );
    assert_eq!(act("DRAFT")["status"], 400);
    let read = shop.control("POST /_sandbox/act", "{\"method\":\"GET\",\"path\":\"Invoices?page=1\"}");
    assert_eq!(read["answer"]["Invoices"][0]["InvoiceNumber"], "WC-1");
    assert_eq!(shop.state()["calls"]["POST Invoices"], Value::Null, "no call of the program's");
}

#[test]
fn a_test_sees_the_books_and_how_often_each_resource_was_asked() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    shop.pay(&id, "8");
    let note = shop.credit_note("CN-1", "5");
    let allocation = json!({"Invoice": {"InvoiceID": id}, "Amount": 5, "Date": "2026-11-22"});
    shop.ask(&format!("PUT CreditNotes/{note}/Allocations"), &allocation);
    shop.ask("PUT Items", &json!({"Code": "SKU-1"}));
    let state = shop.state();
    assert_eq!(
        (&state["invoices"][0]["AmountDue"], &state["invoices"][0]["LineItems"][0]["TaxAmount"]),
        (&json!("35.00"), &json!("8.00"))
    );
    assert_eq!(
        (&state["payments"][0]["Amount"], &state["credit_notes"][0]["RemainingCredit"]),
        (&json!("8.00"), &json!("0.00"))
    );
    assert_eq!(
        (&state["allocations"][0]["CreditNoteNumber"], &state["allocations"][0]["Amount"]),
        (&json!("CN-1"), &json!("5.00"))
    );
    assert_eq!(
        (&state["contacts"][0]["Name"], &state["items"][0]["Code"]),
        (&json!("Ayu Sari"), &json!("SKU-1"))
    );
    assert_eq!(state["connections"][0]["tenant_id"], json!(shop.tenant));
    assert_eq!(state["quotes"], json!([]));
    for (call, times) in
        [("PUT Invoices", 1), ("PUT Contacts", 1), ("GET Contacts", 2), ("PUT CreditNotes/Allocations", 1)]
    {
        assert_eq!(state["calls"][call], times, "{call}");
    }
    shop.xero.reset();
    assert_eq!((shop.state()["invoices"].clone(), shop.state()["calls"].clone()), (json!([]), json!({})));
}

#[test]
fn a_person_sees_the_books_on_the_page() {
    let shop = shop();
    let id = shop.invoice("WC-<b>");
    shop.pay(&id, "8");
    let page = talk(shop.xero.address(), "GET /", "", "").unwrap().text;
    for part in [
        "<title>Xero sandbox</title>",
        "WC-&lt;b&gt;",
        "Chair · 48.00",
        "GBP 48.00",
        "40.00",
        "AUTHORISED",
        "Ayu Sari",
        "Teak &amp; Sons",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_log_has_no_secrets_in_headers_and_says_what_was_made() {
    let shop = shop();
    shop.invoice("WC-1");
    let log = shop.xero.requests();
    let put = log.iter().find(|record| record.path.ends_with("/Invoices")).unwrap();
    assert_eq!((put.status, put.authorized, put.document.is_some()), (Some(200), true, true));
    assert!(!format!("{:?}", put.headers).contains(&shop.token));
}
