//! The connector and the sandbox, by the very client that the shop uses: whatever fails, everything is there exactly once (12).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod shop;

use std::time::Duration;

use accounting_core::connector::{Connector as _, TestClass};
use accounting_core::consent::{Application, Asking, Grant};
use accounting_core::document::{Document, DocumentKind};
use accounting_core::links::Remote;
use accounting_core::outcome::{LookUpClass, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::redact::SecretString;
use accounting_core::survey::{Entry, PresentQuery};
use accounting_core::told::ToldClass;
use accounting_core::watch::Waiting;
use serde_json::{Value, json};
use shop::{CHAIN, OFFER, Shop, counts, document, document_with, settings, state};
use xero::{ALLOCATION, CREDIT_NOTE, INVOICE, PAYMENT, REFUND_PAYMENT, VOID, Xero};
use xero_sandbox::{Fault, Rule, Sandbox, Settings};

fn books() -> Sandbox {
    Sandbox::start(Settings::default()).unwrap()
}

fn fail(books: &Sandbox, path: &str, fault: Value) {
    let fault: Fault = serde_json::from_value(fault).unwrap();
    books.set_faults(vec![Rule::on("PUT", path, fault).times(1)]);
}

fn fail_reading(books: &Sandbox, path: &str, fault: Value) {
    let fault: Fault = serde_json::from_value(fault).unwrap();
    books.set_faults(vec![Rule::on("GET", path, fault).times(1)]);
}

/// Tries as the shop does: what may be there is looked up, what is not there is sent again. Says what it came to.
fn deliver(shop: &mut Shop<'_>, document: &Document) -> OutcomeClass {
    for _ in 1..=4 {
        let (outcome, _) = shop.send(document);
        match outcome.class {
            OutcomeClass::Made | OutcomeClass::Unneeded => return outcome.class,
            OutcomeClass::Unconfirmed => {
                let found = shop.look_up(document);
                match found.class {
                    LookUpClass::Found => return OutcomeClass::Made,
                    LookUpClass::Absent => {}
                    other => panic!("{other:?}: {:?}", found.reason),
                }
            }
            OutcomeClass::NotSent | OutcomeClass::RateLimited | OutcomeClass::Rejected => {}
            other => panic!("{other:?}: {:?}", outcome.reason),
        }
    }
    panic!("{} does not arrive", document.reference)
}

#[test]
fn a_paid_order_with_a_refund_arrives_with_all_that_belongs_to_it() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let mut requests = Vec::new();
    for kind in CHAIN {
        let document = document(&kind, 123);
        let (outcome, effort) = shop.send(&document);
        let expected = if kind == ALLOCATION { OutcomeClass::Unneeded } else { OutcomeClass::Made };
        assert_eq!(outcome.class, expected, "{kind:?} {outcome:?}");
        assert!(outcome.reason.is_none() || kind == ALLOCATION, "{outcome:?}");
        requests.push(effort);
        if expected == OutcomeClass::Made {
            assert_eq!(shop.look_up(&document).remote_id, outcome.remote_id, "{kind:?}");
        }
    }
    // The contact is searched and made, its item made, then the invoice; nothing is due that could be allocated.
    assert_eq!(requests, [4, 1, 1, 2, 2]);
    let there = [("contacts", 1), ("items", 1), ("invoices", 1), ("payments", 2), ("credit_notes", 1)];
    assert_eq!(counts(&books), there.into());
    assert_eq!(shop.send(&document(&INVOICE, 124)).1, 1, "a known customer with known items");
}

/// 13: the books as a whole.
#[test]
fn what_arrived_is_there_and_in_its_month() {
    let books = books();
    let mut shop = Shop::connected(&books);
    for kind in [INVOICE, CREDIT_NOTE] {
        assert_eq!(shop.send(&document(&kind, 123)).0.class, OutcomeClass::Made, "{kind:?}");
    }
    for (kind, prefix, is_there) in [(INVOICE, "WC-", 123), (CREDIT_NOTE, "WC-CN-", shop::REFUND)] {
        let query = |id: u64| PresentQuery {
            kind: kind.clone(),
            order_id: id,
            subject_id: id,
            reference: format!("{prefix}{id}"),
        };
        let queries: Vec<PresentQuery> = [1, is_there, 12, 1230].map(query).into();
        let told = shop.ask(|xero, so_far| xero.present(&queries, so_far));
        assert_eq!(told.what.there.into_iter().collect::<Vec<_>>(), [format!("{prefix}{is_there}")]);
        assert!(told.what.is_complete);
    }
    let chosen = settings();
    let mut month = |kind: &str, from: &str, to: &str| {
        let query = json!({"kind": kind, "from": from, "to": to, "page": 1, "shop": "shop.test"});
        let query = serde_json::from_value(query).unwrap();
        let told = shop.ask(|xero, so_far| xero.inventory(&query, &chosen, so_far));
        assert_eq!((told.class, told.what.has_more), (ToldClass::Found, false), "{kind} {:?}", told.reason);
        let entry =
            |entry: Entry| (entry.number, entry.date.unwrap().to_string(), entry.total.unwrap().to_string());
        told.what.documents.into_iter().map(entry).collect::<Vec<_>>()
    };
    let entry = |number: &str, day: &str, total: &str| (number.to_owned(), day.to_owned(), total.to_owned());
    assert_eq!(month("invoice", "2026-11-20", "2026-11-20"), [entry("WC-123", "2026-11-20", "48")]);
    assert_eq!(month("credit_note", "2026-11-21", "2026-11-30"), [entry("WC-CN-7", "2026-11-21", "24")]);
    assert_eq!(month("invoice", "2026-11-21", "2026-11-30"), []);
    assert_eq!(month("invoice", "2026-11-01", "2026-11-19"), []);
    assert_eq!(month("quote", "2026-11-01", "2026-11-30"), []);
    assert_eq!(shop.ask(|xero, so_far| xero.lock_date(so_far)).what.locked_until, None);
    books.configure(|settings| settings.organisation.period_lock_date = "2026-10-31".parse().ok());
    let closed = shop.ask(|xero, so_far| xero.lock_date(so_far)).what.locked_until;
    assert_eq!(closed.map(|day| day.to_string()).as_deref(), Some("2026-10-31"));
}

/// 11: more than the eight requests that every conversation had before its connector said how many it needs.
#[test]
fn the_longest_way_to_an_invoice_ends_well() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let mut namesake = document(&INVOICE, 122);
    namesake.payload["contact"]["EmailAddress"] = json!("another@example.test");
    namesake.payload["contact"].as_object_mut().unwrap().remove("ContactNumber");
    namesake.asks_for.clear();
    namesake.payload["items"] = json!([]);
    namesake.payload["document"]["LineItems"][0].as_object_mut().unwrap().remove("ItemCode");
    assert_eq!(shop.send(&namesake).0.class, OutcomeClass::Made);
    let mut chosen = settings();
    chosen.insert("history_note".to_owned(), "yes".to_owned());
    let document = document_with(&INVOICE, 123, &chosen);
    for name in &document.asks_for {
        shop.links.insert(name.clone(), "dead0000-0000-4000-8000-000000000001".to_owned());
    }
    let (outcome, requests) = shop.send(&document);
    // Invoice, search, contact, search, contact with the order's number; invoice, item, invoice; note.
    assert_eq!((outcome.class, requests), (OutcomeClass::Made, 9), "{outcome:?}");
    assert_eq!(counts(&books), [("contacts", 2), ("items", 1), ("invoices", 2)].into());
    assert_eq!(shop.send(&document_with(&INVOICE, 124, &settings())).1, 1, "all of that was learned");
}

#[test]
fn the_refund_of_an_order_that_was_not_paid_is_put_against_it() {
    let books = books();
    let mut shop = Shop::connected(&books);
    for kind in [INVOICE, CREDIT_NOTE, ALLOCATION] {
        assert_eq!(shop.send(&document(&kind, 123)).0.class, OutcomeClass::Made, "{kind:?}");
    }
    assert_eq!(shop.look_up(&document(&ALLOCATION, 123)).class, LookUpClass::Found);
    assert_eq!(shop.send(&document(&REFUND_PAYMENT, 123)).0.class, OutcomeClass::Unneeded);
    assert_eq!(state(&books)["invoices"][0]["AmountDue"].to_string().trim_matches('"'), "24.00");
}

#[test]
fn what_is_made_although_its_answer_is_lost_is_found_and_not_made_again() {
    for (lost, path) in [
        (INVOICE, "/Invoices"),
        (PAYMENT, "/Payments"),
        (CREDIT_NOTE, "/CreditNotes"),
        (ALLOCATION, "/Allocations"),
        (REFUND_PAYMENT, "/Payments"),
        (OFFER, "/Quotes"),
    ] {
        let books = books();
        let mut shop = Shop::connected(&books);
        let before: &[DocumentKind] = match &lost {
            kind if *kind == PAYMENT || *kind == CREDIT_NOTE => &[INVOICE],
            kind if *kind == ALLOCATION => &[INVOICE, CREDIT_NOTE],
            kind if *kind == REFUND_PAYMENT => &[INVOICE, PAYMENT, CREDIT_NOTE],
            _ => &[],
        };
        for kind in before {
            assert_eq!(shop.send(&document(kind, 123)).0.class, OutcomeClass::Made);
        }
        fail(&books, path, json!({"kind": "created_answer_lost"}));
        let document = document(&lost, 123);
        assert_eq!(shop.send(&document).0.class, OutcomeClass::Unconfirmed, "{lost:?}");
        let counted = counts(&books);
        let found = shop.look_up(&document);
        assert_eq!(found.class, LookUpClass::Found, "{lost:?} {:?}", found.reason);
        assert_eq!(counts(&books), counted);
    }
}

#[test]
fn a_contact_or_an_item_that_is_made_although_its_answer_is_lost_is_found_by_a_repeat() {
    for path in ["/Contacts", "/Items"] {
        let books = books();
        let mut shop = Shop::connected(&books);
        fail(&books, path, json!({"kind": "created_answer_lost"}));
        assert_eq!(shop.send(&document(&INVOICE, 123)).0.class, OutcomeClass::NotSent, "{path}");
        assert_eq!(shop.send(&document(&INVOICE, 123)).0.class, OutcomeClass::Made, "{path}");
        assert_eq!(counts(&books), [("contacts", 1), ("items", 1), ("invoices", 1)].into(), "{path}");
    }
}

/// Every way in which one request may fail, at every request that writes.
#[test]
fn whatever_fails_once_everything_is_there_once() {
    let once = |mut fault: Value| {
        let untouched = fault.clone();
        fault["create"] = json!(true);
        [untouched, fault]
    };
    let mut faults = vec![
        json!({"kind": "cut_body"}),
        json!({"kind": "created_answer_lost"}),
        json!({"kind": "reset", "when": "before_body"}),
        json!({"kind": "status", "code": 429, "retry_after": 1}),
    ];
    for fault in [
        json!({"kind": "reset"}),
        json!({"kind": "hang"}),
        json!({"kind": "html"}),
        json!({"kind": "wrong_json"}),
        json!({"kind": "status", "code": 500}),
        json!({"kind": "status", "code": 503}),
        json!({"kind": "redirect", "location": "/elsewhere"}),
    ] {
        faults.extend(once(fault));
    }
    let books = books();
    for fault in faults {
        for path in ["/Contacts", "/Items", "/Invoices", "/CreditNotes", "/Payments", "/Allocations"] {
            books.reset();
            let mut shop = Shop::connected(&books);
            shop.patience = Duration::from_millis(if fault["kind"] == "hang" { 300 } else { 30_000 });
            fail(&books, path, fault.clone());
            let is_allocated = path == "/Allocations";
            let chain: &[DocumentKind] = if is_allocated {
                &[INVOICE, CREDIT_NOTE, ALLOCATION]
            } else {
                &[INVOICE, PAYMENT, CREDIT_NOTE, REFUND_PAYMENT]
            };
            for kind in chain {
                assert_eq!(
                    deliver(&mut shop, &document(kind, 123)),
                    OutcomeClass::Made,
                    "{fault} at {path}, {kind:?}"
                );
            }
            let more = if is_allocated { ("allocations", 1) } else { ("payments", 2) };
            let there = [("contacts", 1), ("items", 1), ("invoices", 1), ("credit_notes", 1), more];
            assert_eq!(counts(&books), there.into(), "{fault} at {path}");
            assert!(books.faults().iter().all(|rule| rule.times == Some(0)), "{fault} did not strike {path}");
        }
    }
}

#[test]
fn a_payment_waits_for_the_approval_of_a_draft_and_a_draft_is_deleted() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let mut chosen = settings();
    chosen.insert("invoice_status".to_owned(), "DRAFT".to_owned());
    let send = |shop: &mut Shop<'_>, kind: &DocumentKind| shop.send(&document_with(kind, 123, &chosen)).0;
    assert_eq!(send(&mut shop, &INVOICE).class, OutcomeClass::Made);
    let waits = send(&mut shop, &PAYMENT);
    assert_eq!(
        (waits.class, waits.reason.unwrap().code),
        (OutcomeClass::AwaitsApproval, Code::AwaitsApproval)
    );
    assert_eq!(send(&mut shop, &CREDIT_NOTE).class, OutcomeClass::Made);
    assert_eq!(send(&mut shop, &ALLOCATION).class, OutcomeClass::AwaitsApproval);
    assert_eq!(send(&mut shop, &REFUND_PAYMENT).class, OutcomeClass::AwaitsApproval);
    assert_eq!(send(&mut shop, &VOID).class, OutcomeClass::Made);
    assert_eq!(state(&books)["invoices"][0]["Status"], "DELETED");
    assert_eq!(shop.look_up(&document(&VOID, 123)).class, LookUpClass::Found);
    assert_eq!(send(&mut shop, &VOID).class, OutcomeClass::Unneeded);
}

/// 12.1 and 12.5: payments of drafts are looked after in lists, and nobody is said to wait of whom Xero does not say it.
#[test]
fn many_that_wait_for_approval_are_asked_after_in_as_many_lists_as_they_fill() {
    let mut settings_of_books = Settings::default();
    settings_of_books.limits.minute = None;
    let books = Sandbox::start(settings_of_books).unwrap();
    let mut shop = Shop::connected(&books);
    let mut chosen = settings();
    chosen.insert("invoice_status".to_owned(), "DRAFT".to_owned());
    let waiting: Vec<Waiting> = (1..=120)
        .map(|order| {
            let outcome = shop.send(&document_with(&INVOICE, order, &chosen)).0;
            let invoice = Remote { id: outcome.remote_id.unwrap(), number: None };
            Waiting { id: order, kind: PAYMENT, awaited: [("invoice".to_owned(), invoice)].into() }
        })
        .collect();
    let approved = &waiting[69].awaited["invoice"].id;
    let act =
        json!({"method": "POST", "path": format!("Invoices/{approved}"), "body": {"Status": "AUTHORISED"}});
    let done = shop::control(&books, "POST /_sandbox/act", &act);
    assert!(done.contains("AUTHORISED"), "{done}");
    let before = books.requests_total();
    let mut still = Vec::new();
    for several in waiting.chunks(Xero.describe().watches) {
        let told = shop.ask(|connector, so_far| connector.watch(several, so_far));
        assert_eq!(told.class, LookUpClass::Found);
        still.extend(told.still);
    }
    assert_eq!((books.requests_total() - before, still.len()), (3, 119));
    assert!(still.iter().all(|one| one.id != 70));
    assert_eq!(still[0].reason.detail, "WC-1 DRAFT");
    fail_reading(&books, "/Invoices", json!({"kind": "status", "code": 503}));
    let told = shop.ask(|connector, so_far| connector.watch(&waiting[..50], so_far));
    assert_eq!((told.class, told.still.len()), (LookUpClass::Unavailable, 0));
}

/// 12.1: allocation and refund payment of a refund whose credit note is a draft.
#[test]
fn what_hangs_on_a_credit_note_waits_for_its_approval_too() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let mut chosen = settings();
    chosen.insert("invoice_status".to_owned(), "SUBMITTED".to_owned());
    for kind in [INVOICE, CREDIT_NOTE] {
        assert_eq!(shop.send(&document_with(&kind, 123, &chosen)).0.class, OutcomeClass::Made);
    }
    let waiting = [ALLOCATION, REFUND_PAYMENT].map(|kind| {
        let document = document_with(&kind, 123, &chosen);
        Waiting { id: 1, kind, awaited: shop.known(&document).awaited }
    });
    let told = shop.ask(|connector, so_far| connector.watch(&waiting, so_far));
    let details: Vec<&str> = told.still.iter().map(|still| still.reason.detail.as_str()).collect();
    assert_eq!(details, ["WC-CN-7 SUBMITTED", "WC-CN-7 SUBMITTED"]);
}

#[test]
fn an_invoice_is_voided_only_before_it_is_paid_and_a_paid_one_needs_no_payment() {
    let books = books();
    let mut shop = Shop::connected(&books);
    shop.send(&document(&INVOICE, 123));
    assert_eq!(shop.send(&document(&PAYMENT, 123)).0.class, OutcomeClass::Made);
    let again = shop.send(&document(&PAYMENT, 123)).0;
    assert_eq!(again.class, OutcomeClass::Made, "it is there, and was not made twice: {again:?}");
    let void = shop.send(&document(&VOID, 123)).0;
    assert_eq!((void.class, void.reason.unwrap().code), (OutcomeClass::Rejected, Code::AlreadyPaid));
    assert_eq!(counts(&books)["payments"], 1);
    shop.send(&document(&INVOICE, 124));
    assert_eq!(shop.send(&document(&VOID, 124)).0.class, OutcomeClass::Made);
    let gone = shop.send(&document(&PAYMENT, 124)).0;
    assert_eq!((gone.class, gone.reason.unwrap().code), (OutcomeClass::Rejected, Code::NothingToBelongTo));
}

#[test]
fn a_number_that_is_taken_is_ours_only_if_all_of_it_is_what_left() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let ours = document(&INVOICE, 123);
    shop.send(&ours);
    let (again, _) = shop.send(&ours);
    assert_eq!(again.reason.map(|reason| reason.code), Some(Code::AlreadyExists));
    assert_eq!(shop.look_up(&ours).class, LookUpClass::Found);
    let mut other = ours.clone();
    other.reconciliation.document_total = accounting_core::money::Amount::ONE;
    assert_eq!(shop.look_up(&other).class, LookUpClass::Ambiguous);
}

#[test]
fn with_xeros_own_numbers_documents_are_found_by_their_references() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let mut chosen = settings();
    chosen.insert("numbers".to_owned(), "xero".to_owned());
    for kind in [INVOICE, PAYMENT, CREDIT_NOTE, REFUND_PAYMENT] {
        let document = document_with(&kind, 123, &chosen);
        let outcome = shop.send(&document).0;
        assert_eq!(outcome.class, OutcomeClass::Made, "{kind:?} {outcome:?}");
        assert_eq!(shop.look_up(&document).remote_id, outcome.remote_id, "{kind:?}");
    }
    shop.there.clear();
    assert_eq!(
        shop.send(&document_with(&VOID, 123, &chosen)).0.class,
        OutcomeClass::Rejected,
        "it is found, and paid"
    );
}

#[test]
fn tokens_that_have_ended_are_renewed_and_nobody_hears_of_it() {
    let books = books();
    let mut shop = Shop::connected(&books);
    books.with(xero_sandbox::Xero::expire);
    assert_eq!(shop.send(&document(&INVOICE, 1)).0.class, OutcomeClass::Made);
    books.with(xero_sandbox::Xero::revoke);
    let (outcome, _) = shop.send(&document(&INVOICE, 2));
    assert_eq!(outcome.reason.map(|reason| reason.code), Some(Code::ConnectAgain));
    assert_eq!(outcome.class, OutcomeClass::Unauthorized);
}

#[test]
fn xero_says_whose_the_books_are_what_may_be_chosen_and_lets_go() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let test = shop.ask(|connector, so_far| connector.test_connection(so_far));
    let account = test.account.unwrap();
    assert_eq!((account.name.as_deref(), account.country.as_deref()), (Some("Teak & Sons"), Some("GB")));
    for catalogue in Xero.describe().catalogues {
        let listing = shop.ask(|connector, so_far| connector.list(catalogue.name, "", 1, so_far));
        assert!(listing.ok && !listing.items.is_empty(), "{} {:?}", catalogue.name, listing.reason);
    }
    let credentials = shop.credentials();
    let consent = Xero.consent().unwrap();
    let told = shop.ask(|_, so_far| consent.organisations(&credentials, so_far));
    assert_eq!(told.items.len(), 1);
    let farewell = shop.ask(|_, so_far| consent.farewell(&credentials, so_far));
    assert!(farewell.ok);
    let test = shop.ask(|connector, so_far| connector.test_connection(so_far));
    assert_eq!(test.class, TestClass::Unauthorized);
}

/// The owner's way through Xero's page, without a browser.
fn comes_back(books: &Sandbox, page: &accounting_core::exchange::Request) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(page.query.iter());
    form.extend_pairs([("decision", "allow"), ("organisation", &books.settings().organisation.id)]);
    let head = shop::talk(books, &format!("POST /{}", page.path), &form.finish());
    let location =
        head.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap_or_else(|| panic!("{head}"));
    let query = location.split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code").unwrap().1.into_owned()
}

#[test]
fn an_owner_connects_his_organisation_with_a_secret_or_without() {
    for has_secret in [true, false] {
        let books = books();
        let mut shop = Shop::connected(&books);
        let consent = Xero.consent().unwrap();
        let client = books.settings().client;
        let secret = has_secret.then(|| SecretString::from(client.secret.clone()));
        let verifier =
            (!has_secret).then(|| SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        let applied = consent.applied(&Application { id: client.id.clone(), secret, scopes: Vec::new() });
        let redirect = "https://shop.test/back".to_owned();
        let asking =
            Asking { redirect: redirect.clone(), state: "s1".to_owned(), verifier: verifier.clone() };
        let code = SecretString::from(comes_back(&books, &consent.page(&applied, &asking)));
        let redeeming = consent.redeeming(applied, &Grant { code, redirect, verifier });
        shop.stored = redeeming.written();
        let told = shop.ask(|_, so_far| consent.organisations(&redeeming, so_far));
        assert_eq!(told.items.len(), 1, "{:?}", told.reason);
        shop.stored = consent.chosen(shop.credentials(), &told.items[0]).written();
        let granted = consent.granted(&shop.credentials());
        assert!(granted.missing.is_empty() && granted.unused_until.is_some(), "{granted:?}");
        assert!(shop.ask(|connector, so_far| connector.test_connection(so_far)).ok);
        assert_eq!(shop.send(&document(&INVOICE, 1)).0.class, OutcomeClass::Made);
        books.with(xero_sandbox::Xero::expire);
        assert_eq!(shop.send(&document(&INVOICE, 2)).0.class, OutcomeClass::Made, "renewed");
    }
}

#[test]
fn an_application_connects_itself() {
    let mut settings = Settings::default();
    settings.client.custom_connection = true;
    let client = settings.client.clone();
    let books = Sandbox::start(settings).unwrap();
    let mut shop = Shop::connected(&books);
    let application =
        Application { id: client.id, secret: Some(SecretString::from(client.secret)), scopes: Vec::new() };
    shop.stored = Xero.consent().unwrap().as_application(&application).unwrap().written();
    assert!(shop.ask(|connector, so_far| connector.test_connection(so_far)).ok);
    assert_eq!(shop.send(&document(&INVOICE, 1)).0.class, OutcomeClass::Made);
}

fn act(books: &Sandbox, what: &Value) {
    let answer = shop::talk(books, "POST /_sandbox/act", &what.to_string());
    assert!(answer.contains("200"), "{answer}");
}

#[test]
fn a_contact_that_its_owner_put_away_is_his_to_bring_back() {
    let books = books();
    let mut shop = Shop::connected(&books);
    shop.send(&document(&INVOICE, 1));
    let id = state(&books)["contacts"][0]["ContactID"].as_str().unwrap().to_owned();
    let status = |status: &str| {
        let body = json!({"Contacts": [{"ContactStatus": status}]});
        act(&books, &json!({"method": "POST", "path": format!("/Contacts/{id}"), "body": body}));
    };
    status("ARCHIVED");
    for _ in 0..2 {
        let outcome = shop.send(&document(&INVOICE, 2)).0;
        assert_eq!(
            (outcome.class, outcome.reason.unwrap().code),
            (OutcomeClass::Rejected, Code::ContactArchived)
        );
    }
    status("ACTIVE");
    assert_eq!(shop.send(&document(&INVOICE, 2)).0.class, OutcomeClass::Made);
    assert_eq!(counts(&books)["contacts"], 1);
}

#[test]
fn a_name_that_another_customer_has_is_given_with_the_order_behind_it() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let body = json!({"Contacts": [{"Name": "AYU SARI", "EmailAddress": "other@example.test"}]});
    act(&books, &json!({"method": "PUT", "path": "/Contacts", "body": body}));
    let (outcome, requests) = shop.send(&document(&INVOICE, 123));
    assert_eq!((outcome.class, requests), (OutcomeClass::Made, 6));
    assert_eq!(state(&books)["contacts"][1]["Name"], "Ayu Sari (123)");
    assert_eq!(shop.look_up(&document(&INVOICE, 123)).class, LookUpClass::Found);
}

#[test]
fn limits_scopes_and_a_connection_that_is_gone_are_told_apart() {
    let books = books();
    let mut shop = Shop::connected(&books);
    for limit in ["minute", "day", "concurrent"] {
        let limit = serde_json::from_value(json!(limit)).unwrap();
        books.configure(|settings| settings.limits.refuse = Some(limit));
        let outcome = shop.send(&document(&INVOICE, 1)).0;
        assert_eq!(
            (outcome.class, outcome.reason.unwrap().code),
            (OutcomeClass::RateLimited, Code::RateLimited)
        );
    }
    books.configure(|settings| settings.limits.refuse = None);
    let tenant = books.settings().organisation.id;
    let wish = xero_sandbox::Wish {
        scope: Some("offline_access accounting.settings".to_owned()),
        ..Default::default()
    };
    let narrow = books.with(|xero| xero.connect_as(wish)).unwrap();
    let before = shop.stored.clone();
    shop.stored =
        shop.credentials().with_secret("access_token", SecretString::from(narrow.access_token)).written();
    shop.stored =
        shop.credentials().with_secret("refresh_token", SecretString::from(narrow.refresh_token)).written();
    let outcome = shop.send(&document(&INVOICE, 1)).0;
    assert_eq!(
        (outcome.class, outcome.reason.unwrap().code),
        (OutcomeClass::Unauthorized, Code::MissingScope)
    );
    shop.stored = before;
    shop::talk(&books, "POST /_sandbox/disconnect", &json!({"organisation": tenant}).to_string());
    let outcome = shop.send(&document(&INVOICE, 1)).0;
    assert_eq!(outcome.class, OutcomeClass::Unauthorized, "{outcome:?}");
    assert_eq!(counts(&books), [].into());
}
