//! Issue 12: payments, credit notes, allocations, and the states they lead to.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{BANK, Reply, Shop, credit_note, invoice, raw, shop, with};
use serde_json::{Value, json};

fn state_of(shop: &Shop, invoice: &str) -> (String, String, String, String) {
    let reply = shop.get(&format!("Invoices/{invoice}"));
    let number = |name: &str| reply.number(name).to_owned();
    (
        reply.at("/Invoices/0/Status").to_owned(),
        number("AmountDue"),
        number("AmountPaid"),
        number("AmountCredited"),
    )
}

fn is(status: &str, due: &str, paid: &str, credited: &str) -> (String, String, String, String) {
    (status.to_owned(), due.to_owned(), paid.to_owned(), credited.to_owned())
}

fn allocate(shop: &Shop, note: &str, invoice: &str, amount: &str) -> Reply {
    let allocation = json!({"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": raw(amount), "Date": "2026-11-22"}]});
    shop.ask(&format!("PUT CreditNotes/{note}/Allocations"), &allocation)
}

fn set_status(shop: &Shop, what: &str, id: &str, status: &str) -> Reply {
    let name = if what == "Invoices" { "InvoiceID" } else { "CreditNoteID" };
    let mut body = json!({what: [{"Status": status}]});
    body[what][0][name] = json!(id);
    shop.ask(&format!("POST {what}/{id}"), &body)
}

fn draft(shop: &Shop, number: &str, status: &str) -> String {
    let mut body = invoice(&shop.xero_contact(), number);
    body["Invoices"][0]["Status"] = json!(status);
    shop.ask("PUT Invoices", &body).at("/Invoices/0/InvoiceID").to_owned()
}

#[test]
fn an_invoice_is_paid_when_nothing_is_due_and_unpaid_when_a_payment_is_undone() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    assert_eq!(shop.pay(&id, "20.5").status, 200);
    assert_eq!(state_of(&shop, &id), is("AUTHORISED", "27.50", "20.50", "0.00"));
    let second = shop.pay(&id, "27.5");
    assert_eq!(second.number("Amount"), "27.50");
    assert_eq!(state_of(&shop, &id), is("PAID", "0.00", "48.00", "0.00"));
    let payments = shop.get(&format!("Invoices/{id}")).body["Invoices"][0]["Payments"].clone();
    assert_eq!((payments.as_array().unwrap().len(), &payments[0]["Reference"]), (2, &json!("WC-1042")));
    let payment = second.at("/Payments/0/PaymentID");
    let undo = |body: Value| shop.ask(&format!("POST Payments/{payment}"), &json!({"Payments": [body]}));
    assert_eq!(undo(json!({"Amount": 5})).status, 400, "a payment is not changed");
    assert_eq!(undo(json!({"Status": "DELETED"})).at("/Payments/0/Status"), "DELETED");
    assert_eq!(undo(json!({"Status": "DELETED"})).status, 400, "once");
    assert_eq!(state_of(&shop, &id), is("AUTHORISED", "27.50", "20.50", "0.00"));
    let authorised = format!("Payments?where=Invoice.InvoiceID==Guid(\"{id}\") AND Status==\"AUTHORISED\"");
    assert_eq!((shop.list(&authorised).len(), shop.list("Payments").len()), (1, 2));
    assert_eq!(shop.list(&format!("Payments/{payment}")).len(), 1);
    assert_eq!(shop.get("Payments/x").status, 404);
}

#[test]
fn who_pays_twice_has_paid_twice_but_never_more_than_is_due() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    assert_eq!((shop.pay(&id, "20").status, shop.pay(&id, "20").status), (200, 200));
    let third = shop.pay(&id, "20");
    let message = "Payment amount exceeds the amount outstanding on this document";
    assert_eq!((third.status, third.message().as_str()), (400, message));
    assert_eq!(state_of(&shop, &id), is("AUTHORISED", "8.00", "40.00", "0.00"));
    shop.xero.configure(|settings| settings.switches.overpayment_in_200 = true);
    let third = shop.pay(&id, "8.01");
    assert_eq!((third.status, third.at("/Payments/0/ValidationErrors/0/Message")), (200, message));
    assert_eq!(third.at("/Payments/0/PaymentID"), "00000000-0000-0000-0000-000000000000");
    assert_eq!(shop.list("Payments").len(), 2);
    assert_eq!(shop.pay(&id, "8.00").status, 200);
}

#[test]
fn only_what_is_authorised_is_paid() {
    let shop = shop();
    let message = "Payments can only be made against Authorised documents";
    for status in ["DRAFT", "SUBMITTED"] {
        let id = draft(&shop, status, status);
        assert_eq!(shop.pay(&id, "1").message(), message);
    }
    let paid = shop.invoice("WC-1");
    shop.pay(&paid, "48");
    assert_eq!(shop.pay(&paid, "1").message(), message);
}

#[test]
fn a_payment_that_makes_no_sense_is_refused() {
    let shop = with(|settings| settings.organisation.period_lock_date = Some("2026-11-01".parse().unwrap()));
    let id = shop.invoice("WC-1");
    let bank = json!({"AccountID": BANK});
    let of = json!({"InvoiceID": id});
    for payment in [
        json!({"Invoice": {"InvoiceID": "x"}, "Account": bank, "Amount": 1}),
        json!({"Account": bank, "Amount": 1}),
        json!({"Invoice": of, "CreditNote": {"CreditNoteID": "x"}, "Account": bank, "Amount": 1}),
        json!({"Invoice": of, "Account": bank}),
        json!({"Invoice": of, "Account": bank, "Amount": 0}),
        json!({"Invoice": of, "Account": bank, "Amount": -1}),
        json!({"Invoice": of, "Account": bank, "Amount": "1"}),
        json!({"Invoice": of, "Amount": 1}),
        json!({"Invoice": of, "Account": {"Code": "200"}, "Amount": 1}),
        json!({"Invoice": of, "Account": {"AccountID": "x"}, "Amount": 1}),
        json!({"Invoice": of, "Account": bank, "Amount": 1, "Date": "2026-11-01"}),
    ] {
        let reply = shop.ask("PUT Payments", &json!({"Payments": [payment]}));
        assert_eq!(reply.status, 400, "{payment}");
    }
    let good = json!({"Invoice": {"InvoiceNumber": "WC-1"}, "Account": {"Code": "650"}, "Amount": 1});
    assert_eq!(shop.ask("PUT Payments", &good).status, 200);
}

#[test]
fn credit_is_allocated_and_what_remains_is_paid_back() {
    let shop = shop();
    let (id, note) = (shop.invoice("WC-1"), shop.credit_note("WC-CN-7", "15.5"));
    shop.pay(&id, "38");
    let allocation = allocate(&shop, &note, &id, "10");
    assert_eq!((allocation.status, allocation.number("Amount")), (200, "10.00"));
    assert_eq!(state_of(&shop, &id), is("PAID", "0.00", "38.00", "10.00"));
    let invoice = shop.get(&format!("Invoices/{id}"));
    assert_eq!(invoice.at("/Invoices/0/CreditNotes/0/CreditNoteNumber"), "WC-CN-7");
    let read = || shop.get(&format!("CreditNotes/{note}"));
    assert_eq!(
        (read().number("RemainingCredit"), read().at("/CreditNotes/0/Status")),
        ("5.50", "AUTHORISED")
    );
    let refund = |amount: &str| {
        shop.ask(
            "PUT Payments",
            &json!({"CreditNote": {"CreditNoteID": note},
                "Account": {"AccountID": BANK}, "Amount": raw(amount), "Reference": "R-7"}),
        )
    };
    assert_eq!(refund("5.51").status, 400);
    let paid_back = refund("5.5");
    assert_eq!((paid_back.status, paid_back.at("/Payments/0/PaymentType")), (200, "ARCREDITPAYMENT"));
    assert_eq!((read().number("RemainingCredit"), read().at("/CreditNotes/0/Status")), ("0.00", "PAID"));
    let allocation = read().at("/CreditNotes/0/Allocations/0/AllocationID").to_owned();
    let gone = shop.ask(&format!("DELETE CreditNotes/{note}/Allocations/{allocation}"), &Value::Null);
    assert_eq!((gone.status, &gone.body["Allocations"][0]["IsDeleted"]), (200, &json!(true)));
    assert_eq!(
        (read().number("RemainingCredit"), read().at("/CreditNotes/0/Status")),
        ("10.00", "AUTHORISED")
    );
    assert_eq!(state_of(&shop, &id), is("AUTHORISED", "10.00", "38.00", "0.00"));
    assert_eq!(
        shop.ask(&format!("DELETE CreditNotes/{note}/Allocations/{allocation}"), &Value::Null).status,
        404
    );
}

#[test]
fn no_more_is_allocated_than_is_due_and_than_remains() {
    let shop = shop();
    let (id, small, large) =
        (shop.invoice("WC-1"), shop.credit_note("CN-1", "5"), shop.credit_note("CN-2", "100"));
    assert_eq!(allocate(&shop, &small, &id, "5.01").status, 400, "more than remains");
    assert_eq!(allocate(&shop, &large, &id, "48.01").status, 400, "more than is due");
    assert_eq!(allocate(&shop, &large, &id, "0").status, 400);
    assert_eq!(allocate(&shop, &large, "x", "1").status, 400);
    let draft = draft(&shop, "WC-2", "DRAFT");
    assert_eq!(allocate(&shop, &large, &draft, "1").status, 400, "not approved");
    let without_date = json!({"Invoice": {"InvoiceID": id}, "Amount": 1});
    assert_eq!(shop.ask(&format!("PUT CreditNotes/{large}/Allocations"), &without_date).status, 400);
    let other = shop.contact("Budi");
    let of_other = shop.ask("PUT CreditNotes", &credit_note(&other, "CN-3", "5"));
    assert_eq!(
        allocate(&shop, of_other.at("/CreditNotes/0/CreditNoteID"), &id, "1").status,
        400,
        "of somebody else"
    );
    assert_eq!(allocate(&shop, &large, &id, "48").status, 200);
    assert_eq!(state_of(&shop, &id), is("PAID", "0.00", "0.00", "48.00"));
    assert_eq!(shop.ask("PUT CreditNotes/x/Allocations", &json!({})).status, 404);
}

#[test]
fn a_credit_note_has_a_number_of_its_own_kind() {
    let shop = shop();
    shop.invoice("WC-1");
    shop.credit_note("WC-1", "5");
    let again = shop.ask("PUT CreditNotes", &credit_note(&shop.xero_contact(), "WC-1", "5"));
    assert_eq!((again.status, again.message().as_str()), (400, "Credit Note # must be unique."));
    shop.xero.configure(|settings| settings.switches.credit_note_number_dupes = true);
    assert_eq!(shop.ask("PUT CreditNotes", &credit_note(&shop.xero_contact(), "WC-1", "5")).status, 200);
    let found = shop.list("CreditNotes?where=CreditNoteNumber==\"WC-1\" AND Type==\"ACCRECCREDIT\"");
    assert_eq!(found.len(), 2);
}

#[test]
fn a_document_goes_only_where_its_state_leads() {
    let shop = shop();
    for (from, to, status) in [
        ("DRAFT", "SUBMITTED", 200),
        ("DRAFT", "AUTHORISED", 200),
        ("DRAFT", "DELETED", 200),
        ("DRAFT", "VOIDED", 400),
        ("DRAFT", "PAID", 400),
        ("SUBMITTED", "DRAFT", 200),
        ("SUBMITTED", "AUTHORISED", 200),
        ("SUBMITTED", "DELETED", 200),
        ("AUTHORISED", "VOIDED", 200),
        ("AUTHORISED", "DELETED", 400),
        ("AUTHORISED", "DRAFT", 400),
        ("AUTHORISED", "ODD", 400),
    ] {
        let id = draft(&shop, &format!("{from}-{to}"), from);
        let reply = set_status(&shop, "Invoices", &id, to);
        assert_eq!(reply.status, status, "{from} → {to}: {}", reply.text);
        let now = if status == 200 { to } else { from };
        assert_eq!(state_of(&shop, &id).0, now);
        if matches!(now, "VOIDED" | "DELETED") {
            assert_eq!(set_status(&shop, "Invoices", &id, "AUTHORISED").status, 400, "{now} is final");
            assert_eq!(state_of(&shop, &id).1, "0.00");
        }
        shop.xero.set_now(shop.xero.now() + chrono::TimeDelta::seconds(30));
    }
    let refusal = set_status(&shop, "Invoices", &draft(&shop, "X", "DRAFT"), "VOIDED");
    assert_eq!(refusal.message(), "Invoice not of valid status for modification");
}

#[test]
fn what_money_hangs_on_is_neither_voided_nor_changed() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    let payment = shop.pay(&id, "1");
    assert_eq!(set_status(&shop, "Invoices", &id, "VOIDED").status, 400);
    let post = || shop.ask("POST Invoices", &invoice(&shop.xero_contact(), "WC-1"));
    assert!(post().message().starts_with("This document cannot be edited as it has a payment"));
    let payment = payment.at("/Payments/0/PaymentID");
    shop.ask(&format!("POST Payments/{payment}"), &json!({"Payments": [{"Status": "DELETED"}]}));
    assert_eq!(post().status, 200);
    assert_eq!(set_status(&shop, "Invoices", &id, "VOIDED").status, 200);
    assert_eq!(post().message(), "Invoice not of valid status for modification");
    let note = shop.credit_note("CN-1", "5");
    assert_eq!(set_status(&shop, "CreditNotes", &note, "VOIDED").status, 200);
}

#[test]
fn the_number_of_a_voided_invoice_is_free_when_the_switch_says_so() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    set_status(&shop, "Invoices", &id, "VOIDED");
    let put = || shop.ask("PUT Invoices", &invoice(&shop.xero_contact(), "WC-1"));
    assert_eq!(put().message(), "Invoice # must be unique.");
    shop.xero.configure(|settings| settings.switches.void_number_reuse = true);
    assert_eq!(put().status, 200);
    assert_eq!(shop.list("Invoices?InvoiceNumbers=WC-1").len(), 2);
    assert_eq!(put().status, 400, "now one has it again");
}

#[test]
fn a_document_of_nothing_is_paid_when_the_switch_says_so() {
    for (is_paid, status) in [(true, "PAID"), (false, "AUTHORISED")] {
        let shop = with(|settings| settings.switches.zero_total_is_paid = is_paid);
        let mut body = invoice(&shop.xero_contact(), "WC-1");
        body["Invoices"][0]["LineItems"][0]["UnitAmount"] = json!(0);
        assert_eq!(shop.ask("PUT Invoices", &body).at("/Invoices/0/Status"), status);
    }
}

#[test]
fn the_plan_limits_how_many_invoices_are_approved() {
    let shop = with(|settings| settings.switches.plan_limit = Some(1));
    let action = |name: &str| {
        let actions = shop.get("Organisation/Actions").body["Actions"].clone();
        let actions = actions.as_array().unwrap().clone();
        actions.into_iter().find(|it| it["Name"] == name).unwrap()["Status"].as_str().unwrap().to_owned()
    };
    assert_eq!(action("CreateApprovedInvoice"), "ALLOWED");
    let id = shop.invoice("WC-1");
    let second = shop.ask("PUT Invoices", &invoice(&shop.xero_contact(), "WC-2"));
    assert_eq!(
        (second.status, second.message().as_str()),
        (400, "You have reached the limit of invoices you can approve")
    );
    assert_eq!(action("CreateApprovedInvoice"), "NOT-ALLOWED");
    let waiting = draft(&shop, "WC-3", "DRAFT");
    assert_eq!(set_status(&shop, "Invoices", &waiting, "AUTHORISED").status, 400);
    assert_eq!(
        shop.ask("POST Invoices", &invoice(&shop.xero_contact(), "WC-1")).status,
        200,
        "what is approved may be changed"
    );
    set_status(&shop, "Invoices", &id, "VOIDED");
    assert_eq!(set_status(&shop, "Invoices", &waiting, "AUTHORISED").status, 200);
}
