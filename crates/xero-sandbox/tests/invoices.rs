//! Issue 12: invoices as the contract has them: made, written over, and what they come to.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Shop, invoice, line, raw, shop, with};
use serde_json::{Value, json};
use xero_sandbox::{TaxOverride, Tie};

/// Makes an invoice of which something is changed.
fn make(shop: &Shop, change: impl FnOnce(&mut Value)) -> common::Reply {
    let mut body = invoice(&shop.xero_contact(), "WC-1");
    change(&mut body["Invoices"][0]);
    shop.ask("PUT Invoices?unitdp=4", &body)
}

#[test]
fn an_invoice_is_answered_with_what_it_comes_to_to_the_digit() {
    let shop = shop();
    let reply = make(&shop, |_| {});
    assert_eq!(reply.status, 200, "{}", reply.text);
    let numbers = ["SubTotal", "TotalTax", "Total", "AmountDue", "AmountPaid"].map(|name| reply.number(name));
    assert_eq!(numbers, ["40.00", "8.00", "48.00", "48.00", "0.00"]);
    assert_eq!(
        (reply.number("Quantity"), reply.number("UnitAmount"), reply.number("LineAmount")),
        ("2.0000", "24.0000", "48.00")
    );
    assert_eq!(reply.at("/Invoices/0/Date"), "/Date(1795219200000+0000)/");
    assert_eq!(reply.at("/Invoices/0/Status"), "AUTHORISED");
    assert_eq!(reply.at("/Status"), "OK");
    assert_eq!(reply.at("/Invoices/0/InvoiceID").len(), 36);
    assert_eq!(shop.state()["invoices"][0]["Total"], "48.00");
}

#[test]
fn amounts_are_no_floats() {
    let shop = shop();
    let reply =
        make(&shop, |it| it["LineItems"] = json!([line("1", "0.1"), line("1", "0.2"), line("3", "1.115")]));
    assert_eq!(reply.number("Total"), "3.65", "0.10 + 0.20 + 3.35");
    let reply = make(&shop, |it| {
        it["InvoiceNumber"] = json!("WC-2");
        it["LineItems"][0]["UnitAmount"] = json!("24.00");
    });
    assert_eq!((reply.status, reply.message().as_str()), (400, "UnitAmount is not a valid number"));
}

#[test]
fn tax_is_per_line_and_unit_prices_are_rounded_first() {
    let shop = shop();
    let totals = |amounts: &str, lines: Value, number: &str, query: &str| {
        let mut body = invoice(&shop.xero_contact(), number);
        body["Invoices"][0]["LineAmountTypes"] = json!(amounts);
        body["Invoices"][0]["LineItems"] = lines;
        let reply = shop.ask(&format!("PUT Invoices{query}"), &body);
        assert_eq!(reply.status, 200, "{}", reply.text);
        [
            reply.number("SubTotal").to_owned(),
            reply.number("TotalTax").to_owned(),
            reply.number("Total").to_owned(),
        ]
    };
    // 20 % of 0.33 is 0.066 → 0.07, three times; of the sum it would be 0.20.
    let three = || json!([line("1", "0.33"), line("1", "0.33"), line("1", "0.33")]);
    assert_eq!(totals("Exclusive", three(), "1", ""), ["0.99", "0.21", "1.20"]);
    // 0.33 / 1.2 = 0.275 → 0.28, so 0.05 of tax in each.
    assert_eq!(totals("Inclusive", three(), "2", ""), ["0.84", "0.15", "0.99"]);
    let no_tax = json!([{"Description": "Chair", "UnitAmount": 0.33, "AccountCode": "200"}]);
    assert_eq!(totals("NoTax", no_tax, "3", ""), ["0.33", "0.00", "0.33"]);
    // 3 × 1.3333 = 3.9999 → 4.00 with four decimals; 3 × 1.33 = 3.99 with two.
    let fine = || json!([line("3", "1.3333")]);
    assert_eq!(totals("Inclusive", fine(), "4", "?unitdp=4")[2], "4.00");
    assert_eq!(totals("Inclusive", fine(), "5", "")[2], "3.99");
    // 5 × 1.00005: the price is 1.0001 first, and the line 5.0005 → 5.00.
    assert_eq!(totals("Inclusive", json!([line("5", "1.00005")]), "6", "?unitdp=4")[2], "5.00");
}

#[test]
fn a_tie_of_tax_within_goes_where_the_switch_says() {
    for (tie, tax) in [(Tie::Up, "0.01"), (Tie::Down, "0.02")] {
        let shop = with(|settings| settings.switches.inclusive_tie = tie);
        // 0.09 / 1.2 = 0.075
        let reply = make(&shop, |it| it["LineItems"] = json!([line("1", "0.09")]));
        assert_eq!((reply.number("TotalTax"), reply.number("Total")), (tax, "0.09"));
    }
}

#[test]
fn a_tax_amount_counts_as_the_switch_says() {
    let with_tax = |tax: &str| {
        let mut line = line("4", "1.20");
        line["TaxAmount"] = raw(tax);
        json!([line])
    };
    for (switch, tax, status, total_tax) in [
        (TaxOverride::Honoured, "0.81", 200, "0.81"),
        (TaxOverride::Honoured, "1.21", 200, "1.21"),
        (TaxOverride::Ignored, "0.81", 200, "0.80"),
        (TaxOverride::RefusedAboveUnit, "0.81", 200, "0.81"),
        (TaxOverride::RefusedAboveUnit, "1.21", 400, ""),
    ] {
        let shop = with(|settings| settings.switches.tax_override = switch);
        let reply = make(&shop, |it| it["LineItems"] = with_tax(tax));
        assert_eq!(reply.status, status, "{switch:?} {tax}: {}", reply.text);
        if status == 200 {
            assert_eq!(
                (reply.number("TotalTax"), reply.number("Total")),
                (total_tax, "4.80"),
                "{switch:?} {tax}"
            );
        }
    }
}

#[test]
fn discounts_and_wrong_line_totals_are_refused_loudly() {
    let shop = shop();
    for name in ["DiscountRate", "DiscountAmount"] {
        let reply = make(&shop, |it| it["LineItems"][0][name] = json!(10));
        assert!(reply.status == 400 && reply.message().contains(name), "{}", reply.text);
    }
    let reply = make(&shop, |it| it["LineItems"][0]["LineAmount"] = json!(47.5));
    assert_eq!(reply.message(), "The line total 47.5 does not match the expected line total 48.00");
    assert_eq!(make(&shop, |it| it["LineItems"][0]["LineAmount"] = json!(48)).status, 200);
}

#[test]
fn a_put_never_overwrites_and_a_post_does() {
    let shop = shop();
    let id = shop.invoice("WC-1");
    let again = make(&shop, |_| {});
    assert_eq!((again.status, again.message().as_str()), (400, "Invoice # must be unique."));
    let mut body = invoice(&shop.xero_contact(), "WC-1");
    body["Invoices"][0]["LineItems"] = json!([line("1", "5.00")]);
    let posted = shop.ask("POST Invoices", &body);
    assert_eq!((posted.at("/Invoices/0/InvoiceID"), posted.number("Total")), (id.as_str(), "5.00"));
    assert_eq!(shop.list("Invoices").len(), 1);
    body["Invoices"][0]["InvoiceNumber"] = json!("WC-2");
    assert_eq!(shop.ask("POST Invoices", &body).status, 200);
    assert_eq!(shop.list("Invoices").len(), 2);
}

#[test]
fn xero_gives_numbers_to_those_that_have_none() {
    let shop = shop();
    let mut body = invoice(&shop.xero_contact(), "");
    body["Invoices"][0].as_object_mut().unwrap().remove("InvoiceNumber");
    let numbers: Vec<String> =
        (0..2).map(|_| shop.ask("PUT Invoices", &body).at("/Invoices/0/InvoiceNumber").to_owned()).collect();
    assert_eq!(numbers, ["INV-0001", "INV-0002"]);
    let renamed = json!({"InvoiceNumber": "", "Reference": "x"});
    let kept = shop.ask("POST Invoices/INV-0001", &renamed);
    assert_eq!((kept.at("/Invoices/0/InvoiceNumber"), kept.at("/Invoices/0/Reference")), ("INV-0001", "x"));
}

#[test]
fn what_the_organisation_does_not_have_is_refused() {
    let shop = shop();
    for (place, value, message) in [
        (
            "/LineItems/0/AccountCode",
            json!("999"),
            "Account code '999' is not a valid code for this document.",
        ),
        (
            "/LineItems/0/AccountCode",
            json!("299"),
            "Account code '299' is not a valid code for this document.",
        ),
        (
            "/LineItems/0/AccountCode",
            json!("090"),
            "Account code '090' is not a valid code for this document.",
        ),
        ("/LineItems/0/AccountCode", Value::Null, "Account code must be specified."),
        (
            "/LineItems/0/TaxType",
            json!("INPUT2"),
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        ),
        (
            "/LineItems/0/TaxType",
            json!("SROUTPUT"),
            "The TaxType code 'SROUTPUT' cannot be used with account code '200'.",
        ),
        ("/LineItems/0/Description", Value::Null, "Description cannot be empty"),
        ("/LineItems", json!([]), "One or more line items must be specified"),
        ("/LineItems/0/ItemCode", json!("NONE"), "Item code 'NONE' is not valid"),
        ("/CurrencyCode", json!("USD"), "Organisation is not subscribed to currency USD"),
        ("/DueDate", Value::Null, "Due date cannot be empty"),
        ("/Date", json!("21.11.2026"), "Date is not a valid date"),
        ("/Type", Value::Null, "Type must be one of ACCREC, ACCPAY"),
        ("/Status", json!("PAID"), "The status 'PAID' is not valid"),
        ("/LineAmountTypes", json!("Gross"), "LineAmountTypes 'Gross' is not valid"),
        ("/BrandingThemeID", json!("x"), "The branding theme is not valid"),
        ("/Contact", json!({"ContactID": "x"}), "The contact x could not be found"),
        ("/LineItems/0/UnitAmount", json!(-1), "The document total cannot be less than nothing"),
        (
            "/LineItems/0/Tracking",
            json!([{"TrackingCategoryID": "x", "TrackingOptionID": "y"}]),
            "The tracking category or option is not valid",
        ),
    ] {
        let (parent, name) = place.rsplit_once('/').unwrap();
        let reply = make(&shop, |it| it.pointer_mut(parent).unwrap()[name] = value.clone());
        assert_eq!((reply.status, reply.message().as_str()), (400, message), "{place}: {}", reply.text);
    }
    assert_eq!(make(&shop, |it| it["LineItems"][0]["Description"] = json!("x".repeat(4_001))).status, 400);
}

#[test]
fn closed_days_are_closed() {
    let day = |text: &str| Some(text.parse().unwrap());
    let shop = with(|settings| {
        settings.organisation.period_lock_date = day("2026-11-20");
        settings.organisation.end_of_year_lock_date = day("2026-03-31");
    });
    let on = |date: &str| make(&shop, |it| it["Date"] = json!(date)).message();
    assert_eq!(
        on("2026-03-31"),
        "The document date cannot be before the end of year lock date, currently 2026-03-31"
    );
    assert_eq!(
        on("2026-11-20"),
        "The document date cannot be before the period lock date, currently 2026-11-20"
    );
    assert_eq!(on("2026-11-21"), "");
}

#[test]
fn an_organisation_that_pays_no_tax_wants_none() {
    let shop = with(|settings| settings.organisation.pays_tax = false);
    assert_eq!(make(&shop, |_| {}).status, 400);
    assert_eq!(make(&shop, |it| it["LineAmountTypes"] = json!("NoTax")).number("TotalTax"), "0.00");
}

#[test]
fn an_archived_contact_gets_no_documents() {
    let shop = shop();
    let contact = shop.xero_contact();
    let archived = json!({"Contacts": [{"ContactID": contact, "ContactStatus": "ARCHIVED"}]});
    assert_eq!(shop.ask("POST Contacts", &archived).status, 200);
    let reply = shop.ask("PUT Invoices", &invoice(&contact, "WC-1"));
    assert!(reply.status == 400 && reply.message().contains("has been archived"), "{}", reply.text);
}

#[test]
fn with_summarize_errors_one_wrong_invoice_refuses_all_and_without_only_itself() {
    let shop = shop();
    let contact = shop.xero_contact();
    let mut body = invoice(&contact, "WC-1");
    let mut wrong = body["Invoices"][0].clone();
    wrong["CurrencyCode"] = json!("USD");
    wrong["InvoiceNumber"] = json!("WC-2");
    body["Invoices"].as_array_mut().unwrap().push(wrong);
    let reply = shop.ask("PUT Invoices?summarizeErrors=true", &body);
    assert_eq!(
        (reply.status, &reply.body["ErrorNumber"], reply.at("/Type")),
        (400, &json!(10), "ValidationException")
    );
    assert_eq!(reply.body["Elements"].as_array().unwrap().len(), 1);
    assert_eq!(shop.list("Invoices").len(), 0);
    let reply = shop.ask("PUT Invoices?summarizeErrors=false", &body);
    assert_eq!((reply.status, reply.at("/Invoices/0/StatusAttributeString")), (200, "OK"));
    assert_eq!(reply.at("/Invoices/1/StatusAttributeString"), "ERROR");
    assert_eq!(
        (&reply.body["Invoices"][1]["HasErrors"], reply.at("/Invoices/1/InvoiceID")),
        (&json!(true), "00000000-0000-0000-0000-000000000000")
    );
    assert_eq!(
        reply.at("/Invoices/1/ValidationErrors/0/Message"),
        "Organisation is not subscribed to currency USD"
    );
    assert_eq!(shop.list("Invoices").len(), 1);
}

#[test]
fn a_line_may_only_say_something_and_a_product_fills_what_a_line_leaves_out() {
    let shop = shop();
    let reply =
        make(&shop, |it| it["LineItems"].as_array_mut().unwrap().push(json!({"Description": "Thank you"})));
    assert_eq!((reply.status, reply.number("Total")), (200, "48.00"));
    let item = json!({"Items": [{"Code": "SKU-1", "Name": "Chair", "Description": "A chair", "SalesDetails":
        {"UnitPrice": 24, "AccountCode": "200", "TaxType": "OUTPUT2"}}]});
    assert_eq!(shop.ask("PUT Items", &item).status, 200);
    let reply = make(&shop, |it| {
        it["InvoiceNumber"] = json!("WC-2");
        it["LineItems"] = json!([{"ItemCode": "SKU-1", "Quantity": 2}]);
    });
    assert_eq!(
        (reply.number("Total"), reply.at("/Invoices/0/LineItems/0/Description")),
        ("48.00", "A chair")
    );
}

#[test]
fn tracking_is_kept() {
    let shop = shop();
    let category = shop.list("TrackingCategories")[0].clone();
    let tracking = json!([{"TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": category["Options"][0]["TrackingOptionID"]}]);
    let reply = make(&shop, |it| it["LineItems"][0]["Tracking"] = tracking.clone());
    assert_eq!(reply.body.pointer("/Invoices/0/LineItems/0/Tracking"), Some(&tracking));
    let twice = json!([tracking[0], tracking[0]]);
    assert_eq!(make(&shop, |it| it["LineItems"][0]["Tracking"] = twice).status, 400);
}
