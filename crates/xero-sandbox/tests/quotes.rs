//! Issue 12: quotes, and what hangs on a document: history, e-mail, online invoice.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Shop, invoice, quote, shop, with};
use serde_json::{Value, json};

fn put(shop: &Shop, change: impl FnOnce(&mut Value)) -> common::Reply {
    let mut body = quote(&shop.xero_contact(), "WQ-7");
    change(&mut body["Quotes"][0]);
    shop.ask("PUT Quotes?unitdp=4", &body)
}

#[test]
fn lines_of_a_quote_come_back_without_tax() {
    let shop = shop();
    let reply = put(&shop, |_| {});
    assert_eq!(reply.status, 200, "{}", reply.text);
    let totals = ["SubTotal", "TotalTax", "Total"].map(|name| reply.number(name));
    assert_eq!(totals, ["40.00", "8.00", "48.00"]);
    assert_eq!((reply.number("LineAmount"), reply.number("UnitAmount")), ("40.00", "20.0000"));
    assert_eq!((reply.at("/Quotes/0/LineAmountTypes"), reply.at("/Quotes/0/Status")), ("EXCLUSIVE", "DRAFT"));
}

#[test]
fn a_quote_has_two_decimals_and_texts_of_its_own() {
    let shop = shop();
    let reply = put(&shop, |it| {
        it["LineAmountTypes"] = json!("EXCLUSIVE");
        it["LineItems"][0]["UnitAmount"] = json!(1.005);
        it["ExpiryDate"] = json!("2026-12-21");
        it["Title"] = json!("Chairs");
        it["Terms"] = json!("30 days");
        it["Status"] = json!("SENT");
    });
    assert_eq!((reply.number("UnitAmount"), reply.number("SubTotal")), ("1.01", "2.02"));
    assert_eq!((reply.at("/Quotes/0/Title"), reply.at("/Quotes/0/Status")), ("Chairs", "SENT"));
    assert_eq!(reply.at("/Quotes/0/ExpiryDate"), "/Date(1797811200000+0000)/");
    for (name, value) in [
        ("Title", "x".repeat(101)),
        ("Summary", "x".repeat(3_001)),
        ("Terms", "x".repeat(4_001)),
        ("Status", "AUTHORISED".to_owned()),
    ] {
        let refused = put(&shop, |it| {
            it[name] = json!(value);
            it["QuoteNumber"] = json!("WQ-8");
        });
        assert_eq!(refused.status, 400, "{name}");
    }
}

/// Issue 13: a month of the books.
#[test]
fn quotes_are_listed_by_days() {
    let shop = shop();
    for (number, day) in
        [("WQ-1", "2026-10-31"), ("WQ-2", "2026-11-01"), ("WQ-3", "2026-11-30"), ("WQ-4", "2026-12-01")]
    {
        let reply = put(&shop, |it| (it["QuoteNumber"], it["Date"]) = (json!(number), json!(day)));
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    let found = shop.list("Quotes?DateFrom=2026-11-01&DateTo=2026-11-30&page=1");
    assert_eq!(found.iter().map(|it| &it["QuoteNumber"]).collect::<Vec<_>>(), ["WQ-2", "WQ-3"]);
}

#[test]
fn the_number_of_a_quote_is_unique_unless_the_switch_says_otherwise() {
    let shop = shop();
    assert_eq!(
        (put(&shop, |_| {}).status, put(&shop, |_| {}).message()),
        (200, "Quote # must be unique.".to_owned())
    );
    shop.xero.configure(|settings| settings.switches.quote_number_dupes = true);
    assert_eq!(put(&shop, |_| {}).status, 200);
    assert_eq!(shop.list("Quotes?QuoteNumber=WQ-7").len(), 2);
}

#[test]
fn quotes_are_found_by_number_contact_and_state() {
    let shop = shop();
    put(&shop, |_| {});
    put(&shop, |it| it["QuoteNumber"] = json!("WQ-77"));
    let count = |query: &str| shop.list(&format!("Quotes?{query}")).len();
    let contact = shop.xero_contact();
    assert_eq!(
        (count("QuoteNumber=WQ-7"), count("QuoteNumber=WQ"), count("Status=DRAFT"), count("Status=SENT")),
        (1, 0, 2, 0)
    );
    assert_eq!((count(&format!("ContactID={contact}&page=1")), count("ContactID=x")), (2, 0));
    assert_eq!(shop.get("Quotes?where=Status==\"DRAFT\"").status, 400);
    shop.xero.configure(|settings| settings.switches.quote_number_prefix = true);
    assert_eq!(count("QuoteNumber=WQ-7"), 2);
}

#[test]
fn a_quote_goes_only_where_its_state_leads() {
    let shop = shop();
    let made = put(&shop, |_| {});
    let id = made.at("/Quotes/0/QuoteID");
    let set = |status: &str| {
        shop.ask(&format!("POST Quotes/{id}"), &json!({"Quotes": [{"Status": status}]})).status
    };
    let way: Vec<u16> =
        ["ACCEPTED", "SENT", "ACCEPTED", "INVOICED", "DELETED"].into_iter().map(set).collect();
    assert_eq!(way, [400, 200, 200, 200, 400]);
    assert_eq!(shop.ask(&format!("POST Quotes/{id}"), &json!({"Reference": "x"})).status, 400);
}

#[test]
fn notes_are_kept_in_the_history_of_a_document() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    let note = |path: &str, text: &str| {
        shop.ask(&format!("PUT {path}/History"), &json!({"HistoryRecords": [{"Details": text}]})).status
    };
    let path = format!("Invoices/{id}");
    assert_eq!(
        (note(&path, "shop.test #1042"), note(&path, ""), note(&path, &"x".repeat(2_501))),
        (200, 400, 400)
    );
    assert_eq!(shop.get(&format!("{path}/History")).at("/HistoryRecords/0/Details"), "shop.test #1042");
    let quote = put(&shop, |_| {});
    assert_eq!(note(&format!("Quotes/{}", quote.at("/Quotes/0/QuoteID")), "x"), 200);
    assert_eq!(note(&format!("CreditNotes/{}", shop.credit_note("CN-1", "5")), "x"), 200);
    assert_eq!(note("Invoices/x", "x"), 404);
    assert_eq!(shop.state()["history"].as_array().unwrap().len(), 3);
}

#[test]
fn an_approved_invoice_is_sent_to_a_contact_with_an_address() {
    let shop = with(|settings| settings.switches.emails_per_day = 1);
    let id = shop.invoice("WC-1");
    let send = |id: &str| shop.ask(&format!("POST Invoices/{id}/Email"), &json!({}));
    let reply = send(&id);
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    let read = shop.get(&format!("Invoices/{id}"));
    assert_eq!(read.body["Invoices"][0]["SentToContact"], true);
    assert_eq!(send(&id).status, 400, "one in a day");
    shop.xero.configure(|settings| settings.switches.emails_per_day = 10);
    assert_eq!(send(&id).status, 204, "a second one is a second e-mail");
    assert_eq!(shop.state()["emails"].as_array().unwrap().len(), 2);
    let nobody = shop.ask("PUT Contacts", &json!({"Name": "Nobody"}));
    let mut body = invoice(nobody.at("/Contacts/0/ContactID"), "WC-2");
    let without = shop.ask("PUT Invoices", &body);
    assert_eq!(send(without.at("/Invoices/0/InvoiceID")).message(), "The contact has no email address");
    body["Invoices"][0]["InvoiceNumber"] = json!("WC-3");
    body["Invoices"][0]["Status"] = json!("DRAFT");
    let draft = shop.ask("PUT Invoices", &body);
    assert_eq!(send(draft.at("/Invoices/0/InvoiceID")).status, 400);
    let online = |id: &str| shop.get(&format!("Invoices/{id}/OnlineInvoice"));
    assert!(online(&id).at("/OnlineInvoices/0/OnlineInvoiceUrl").starts_with("https://in.xero.com/"));
    assert_eq!(online(draft.at("/Invoices/0/InvoiceID")).status, 400);
}

/// 12.4: the page for the customer is an approved invoice's alone.
#[test]
fn what_is_no_approved_invoice_has_no_page_for_the_customer() {
    let shop = with(|_| ());
    let online = |path: &str| shop.get(&format!("{path}/OnlineInvoice"));
    let id = shop.invoice("WC-1");
    assert!(
        online(&format!("Invoices/{id}")).at("/OnlineInvoices/0/OnlineInvoiceUrl").starts_with("https://")
    );
    let gone = json!({"InvoiceID": id, "Status": "VOIDED"});
    assert_eq!(shop.ask(&format!("POST Invoices/{id}"), &gone).status, 200);
    assert_eq!(online(&format!("Invoices/{id}")).status, 400, "voided");
    assert_eq!(online("Invoices/1d000000-0000-4000-8000-000000000009").status, 404, "nobody's");
    assert_eq!(online(&format!("CreditNotes/{}", shop.credit_note("CN-1", "5"))).status, 404);
}
