//! Issue 12: lists: pages, conditions, what is newer, what is not there yet; and the facts of the organisation.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chrono::TimeDelta;
use common::{Shop, invoice, shop, with};
use serde_json::{Value, json};

fn numbers(shop: &Shop, path: &str) -> Vec<String> {
    let found = shop.list(path);
    found.iter().map(|it| it["InvoiceNumber"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_paged_list_has_lines_and_one_without_pages_has_none() {
    let shop = shop();
    for number in ["1", "2", "3"] {
        shop.invoice(number);
    }
    assert_eq!(numbers(&shop, "Invoices?page=1&pageSize=2"), ["1", "2"]);
    assert_eq!(numbers(&shop, "Invoices?page=2&pageSize=2"), ["3"]);
    assert_eq!(numbers(&shop, "Invoices?page=3&pageSize=2"), [""; 0]);
    let page = shop.get("Invoices?page=2&pageSize=2").body["pagination"].clone();
    assert_eq!(page, json!({"page": 2, "pageSize": 2, "pageCount": 2, "itemCount": 3}));
    assert_eq!(shop.get("Invoices?page=1").body["pagination"]["pageSize"], 100);
    let has_lines = |path: &str| shop.list(path)[0].get("LineItems").is_some();
    assert!(
        has_lines("Invoices?page=1") && !has_lines("Invoices") && !has_lines("Invoices?InvoiceNumbers=1")
    );
    assert!(shop.get("Invoices").body.get("pagination").is_none());
    for wrong in ["page=0", "page=x", "page=1&pageSize=0", "page=1&pageSize=1001"] {
        assert_eq!(shop.get(&format!("Invoices?{wrong}")).status, 400, "{wrong}");
    }
    assert_eq!(shop.get("Invoices?page=1&pageSize=1000").status, 200);
}

#[test]
fn invoices_are_found_by_what_the_contract_names() {
    let shop = shop();
    let (first, _) = (shop.invoice("WC-1"), shop.invoice("WC-2"));
    let contact = shop.xero_contact();
    let mut bill = invoice(&contact, "WC-1");
    bill["Invoices"][0]["Type"] = json!("ACCPAY");
    bill["Invoices"][0]["Date"] = json!("2026-11-01");
    assert_eq!(shop.ask("PUT Invoices", &bill).status, 200, "bills have numbers of their own");
    for (query, found) in [
        ("InvoiceNumbers=WC-2", vec!["WC-2"]),
        ("InvoiceNumbers=WC-1,WC-2&page=1", vec!["WC-1", "WC-2", "WC-1"]),
        (&format!("IDs={first}"), vec!["WC-1"]),
        ("where=Reference==\"shop.test #WC-2\" AND Type==\"ACCREC\"", vec!["WC-2"]),
        ("where=Type==\"ACCREC\" AND Status!=\"VOIDED\"", vec!["WC-1", "WC-2"]),
        ("where=Type==\"ACCPAY\" OR InvoiceNumber==\"WC-2\"", vec!["WC-2", "WC-1"]),
        (
            &format!("where=Contact.ContactID==Guid(\"{contact}\") AND Date<DateTime(2026,11,21)"),
            vec!["WC-1"],
        ),
        ("where=Date>DateTime(2026,11,21)", vec![]),
        ("where=DueDate==DateTime(2026,11,28) AND Contact.Name==\"Ayu Sari\"", vec!["WC-1", "WC-2", "WC-1"]),
    ] {
        assert_eq!(numbers(&shop, &format!("Invoices?{query}")), found, "{query}");
    }
    for wrong in
        ["Total==48", "Reference.Contains(\"x\")", "Reference==\"a\"b\"", "Status", "Reference==shop"]
    {
        let reply = shop.get(&format!("Invoices?where={wrong}"));
        assert_eq!((reply.status, reply.at("/Type")), (400, "QueryParseException"), "{wrong}");
    }
    assert_eq!(numbers(&shop, "Invoices/WC-2"), ["WC-2"], "by number too");
    assert_eq!(shop.get("Invoices/x").status, 404);
}

#[test]
fn what_is_not_newer_is_not_modified() {
    let shop = shop();
    shop.xero.set_now("2026-11-21T10:00:00Z".parse().unwrap());
    let token = shop.xero.with(|xero| xero.connect_as(xero_sandbox::Wish::default())).unwrap().access_token;
    let shop = Shop { token, ..shop };
    shop.invoice("WC-1");
    let since =
        |time: &str| shop.ask_with("GET Invoices", &format!("If-Modified-Since: {time}\r\n"), &Value::Null);
    assert_eq!((since("2026-11-21T10:30:00").status, since("2026-11-21T09:59:00").status), (304, 200));
    assert_eq!(since("yesterday").status, 400);
    shop.xero.configure(|settings| settings.switches.not_modified = false);
    let empty = since("2026-11-21T10:30:00");
    assert_eq!((empty.status, &empty.body["Invoices"]), (200, &json!([])));
}

#[test]
fn what_is_new_may_be_in_no_list_for_a_while() {
    let shop = with(|settings| settings.switches.stale_seconds = 10);
    let reply = shop.ask("PUT Contacts", &json!({"Name": "Ayu"}));
    let id = reply.at("/Contacts/0/ContactID");
    let invoice = shop.ask("PUT Invoices", &invoice(id, "WC-1"));
    let paths = ["Contacts", "Invoices", "Invoices?InvoiceNumbers=WC-1&page=1"];
    assert!(paths.iter().all(|path| shop.list(path).is_empty()));
    assert_eq!(
        shop.list(&format!("Invoices/{}", invoice.at("/Invoices/0/InvoiceID"))).len(),
        1,
        "by id it is there"
    );
    assert_eq!(shop.ask("PUT Contacts", &json!({"Name": "Ayu"})).status, 400, "and unique all the while");
    shop.xero.set_now(shop.xero.now() + TimeDelta::seconds(11));
    assert!(paths.iter().all(|path| shop.list(path).len() == 1));
}

#[test]
fn the_facts_of_an_organisation_are_there_to_read() {
    let shop = shop();
    let organisation = shop.get("Organisation").body["Organisations"][0].clone();
    for (name, value) in [
        ("Name", json!("Teak & Sons")),
        ("BaseCurrency", json!("GBP")),
        ("CountryCode", json!("GB")),
        ("PaysTax", json!(true)),
        ("ShortCode", json!("!Teak1")),
        ("PeriodLockDate", Value::Null),
    ] {
        assert_eq!(organisation[name], value);
    }
    let find = |path: &str, name: &str, value: &str| {
        shop.list(path)
            .into_iter()
            .find(|it| it[name] == value)
            .unwrap_or_else(|| panic!("no {value} in {path}"))
    };
    assert_eq!(shop.get("TaxRates").number("EffectiveRate"), "20");
    assert_eq!(find("TaxRates", "TaxType", "OUTPUT2")["CanApplyToRevenue"], true);
    assert_eq!(find("TaxRates", "TaxType", "ZERORATEDOUTPUT")["EffectiveRate"], json!(0));
    assert_eq!(find("TaxRates", "TaxType", "NONE")["Status"], "ACTIVE");
    assert_eq!(find("TaxRates", "TaxType", "INPUT2")["CanApplyToRevenue"], false);
    let sales = find("Accounts", "Code", "200");
    assert_eq!(
        (&sales["Type"], &sales["TaxType"], &sales["Status"]),
        (&json!("REVENUE"), &json!("OUTPUT2"), &json!("ACTIVE"))
    );
    assert!(find("Accounts", "Name", "Euro Bank").get("Code").is_none(), "a bank may have no code");
    assert_eq!(find("Accounts", "Code", "860")["SystemAccount"], "ROUNDING");
    assert_eq!(find("Accounts", "Code", "650")["EnablePaymentsToAccount"], true);
    assert_eq!(find("Accounts", "Code", "299")["Status"], "ARCHIVED");
    assert_eq!(shop.list("Currencies").len(), 2);
    assert_eq!(find("BrandingThemes", "Name", "Shop")["BrandingThemeID"].as_str().unwrap().len(), 36);
    assert_eq!(find("TrackingCategories", "Name", "Channel")["Options"][1]["Name"], "Market");
    assert_eq!(shop.ask("PUT TaxRates", &json!({})).status, 404, "they are only read");
}

#[test]
fn an_organisation_may_be_another_one() {
    let shop = with(|settings| {
        settings.organisation.period_lock_date = Some("2026-11-21".parse().unwrap());
        settings.organisation.actions_refused = vec!["CreateInvoicePayment".to_owned()];
    });
    let changes = json!({"organisation": {"base_currency": "IDR", "currencies": ["IDR"], "country": "ID", "pays_tax": false,
        "tax_rates": [{"tax_type": "OUTPUT", "name": "PPN", "rate": "11"}]}});
    shop.control("POST /_sandbox/settings", &changes.to_string());
    let organisation = shop.get("Organisation").body["Organisations"][0].clone();
    assert_eq!((&organisation["BaseCurrency"], &organisation["PaysTax"]), (&json!("IDR"), &json!(false)));
    assert_eq!(organisation["PeriodLockDate"], "/Date(1795219200000+0000)/");
    assert_eq!(shop.list("TaxRates")[0]["EffectiveRate"], json!(11));
    let actions = shop.get("Organisation/Actions").body["Actions"].clone();
    assert_eq!(actions[1], json!({"Name": "CreateInvoicePayment", "Status": "NOT-ALLOWED"}));
    assert_eq!(
        actions[2],
        json!({"Name": "UseMulticurrency", "Status": "NOT-ALLOWED"}),
        "there is one currency"
    );
}
