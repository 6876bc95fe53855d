//! The connector and the sandbox, by the very client that the shop uses: whatever fails, everything is there exactly once (11).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod shop;

use std::time::Duration;

use accounting_core::connector::{Connector as _, TestClass};
use accounting_core::document::{Document, DocumentKind};
use accounting_core::outcome::{LookUpClass, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::redact::{ExposeSecret as _, SecretString};
use accounting_core::survey::PresentQuery;
use serde_json::{Value, json};
use shop::{Shop, document};
use toy::{CREDIT_NOTE, INVOICE, PAYMENT};
use toy_sandbox::{Fault, Kind, Rule, Sandbox, Settings, ToyBooks};

const ALL: [(DocumentKind, &str); 3] =
    [(INVOICE, "invoices"), (PAYMENT, "payments"), (CREDIT_NOTE, "credit-notes")];

fn books() -> Sandbox {
    Sandbox::start(Settings::default()).unwrap()
}

fn fail(books: &Sandbox, path: &str, fault: Value) {
    let fault: Fault = serde_json::from_value(fault).unwrap();
    books.set_faults(vec![Rule::on("POST", path, fault).times(1)]);
}

/// How many contacts, invoices, payments and credit notes there are.
fn counts(books: &Sandbox) -> [usize; 4] {
    books.with(|toy| {
        let count = |kind| toy.books.of(kind).count();
        [toy.books.contacts.len(), count(Kind::Invoice), count(Kind::Payment), count(Kind::CreditNote)]
    })
}

/// Tries as the shop does: what may be there is looked up, what is not there is sent again. Says how often it was sent.
fn deliver(shop: &mut Shop<'_>, document: &Document) -> usize {
    for sent in 1..=3 {
        let (outcome, _) = shop.send(document);
        match outcome.class {
            OutcomeClass::Made => return sent,
            OutcomeClass::Unconfirmed => {
                let found = shop.look_up(document);
                match found.class {
                    LookUpClass::Found => return sent,
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

/// 13: the books as a whole.
#[test]
fn what_arrived_is_there_and_in_its_month() {
    let books =
        Sandbox::start(Settings { locked_until: Some("2025-12-31".to_owned()), ..Settings::default() })
            .unwrap();
    let mut shop = Shop::connected(&books);
    shop.send(&document(&INVOICE, 12));
    let query =
        |id: u64| PresentQuery { kind: INVOICE, order_id: id, subject_id: id, reference: format!("TB-{id}") };
    let queries = [query(1), query(12), query(123)];
    let told = shop.ask(|toy, so_far| toy.present(&queries, so_far));
    assert_eq!(
        (told.what.there.into_iter().collect::<Vec<_>>(), told.what.is_complete),
        (vec!["TB-12".to_owned()], true)
    );
    let chosen = accounting_core::connector::Settings::new();
    let mut month = |from: &str, to: &str| {
        let query = json!({"kind": "invoice", "from": from, "to": to, "page": 1});
        let query = serde_json::from_value(query).unwrap();
        shop.ask(|toy, so_far| toy.inventory(&query, &chosen, so_far)).what.documents
    };
    let january = month("2026-01-01", "2026-01-31");
    assert_eq!((january[0].number.as_str(), january[0].total), ("TB-12", "36.63".parse().ok()));
    assert_eq!(month("2026-02-01", "2026-02-28"), []);
    let closed = shop.ask(|toy, so_far| toy.lock_date(so_far)).what.locked_until;
    assert_eq!(closed.map(|day| day.to_string()).as_deref(), Some("2025-12-31"));
}

#[test]
fn each_document_arrives_once_and_comes_to_what_was_announced() {
    let books = books();
    let mut shop = Shop::connected(&books);
    for (kind, _) in &ALL {
        let document = document(kind, 123);
        let (outcome, effort) = shop.send(&document);
        assert_eq!(outcome.class, OutcomeClass::Made, "{outcome:?}");
        assert_eq!(outcome.remote_number.as_deref(), Some(document.reference.as_str()));
        assert_eq!(effort.requests, if *kind == INVOICE { 3 } else { 1 });
        let total = books.with(|toy| toy.books.documents.last().unwrap().total);
        assert_eq!(total, document.reconciliation.order_total.decimal());
        assert_eq!(shop.look_up(&document).remote_id, outcome.remote_id);
    }
    assert_eq!(counts(&books), [1, 1, 1, 1]);
    let names: Vec<Option<String>> = books
        .with(|toy| toy.books.documents.iter().map(|document| document.invoice_number.clone()).collect());
    assert_eq!(names, [None, Some("TB-123".to_owned()), Some("TB-123".to_owned())]);
    assert_eq!(shop.look_up(&document(&INVOICE, 123)).remote_status.as_deref(), Some("paid"));
}

#[test]
fn a_customer_who_comes_again_takes_one_request_and_one_who_was_deleted_is_made_anew() {
    let books = books();
    let mut shop = Shop::connected(&books);
    assert_eq!(shop.send(&document(&INVOICE, 1)).1.requests, 3);
    assert_eq!(shop.send(&document(&INVOICE, 2)).1.requests, 1);
    books.with(|toy| toy.books.contacts.clear());
    let (outcome, effort) = shop.send(&document(&INVOICE, 3));
    assert_eq!((outcome.class, effort.requests), (OutcomeClass::Made, 4));
    assert_eq!(shop.send(&document(&INVOICE, 4)).1.requests, 1);
    assert_eq!(counts(&books), [1, 4, 0, 0]);
}

#[test]
fn what_is_made_although_its_answer_is_lost_is_found_and_not_made_again() {
    for (kind, path) in &ALL {
        let books = books();
        let mut shop = Shop::connected(&books);
        if *kind != INVOICE {
            shop.send(&document(&INVOICE, 123));
        }
        let document = document(kind, 123);
        fail(&books, path, json!({"kind": "created_answer_lost"}));
        assert_eq!(shop.send(&document).0.class, OutcomeClass::Unconfirmed);
        let found = shop.look_up(&document);
        assert_eq!((found.class, found.remote_number), (LookUpClass::Found, Some(document.reference)));
        let expected = if *kind == INVOICE {
            [1, 1, 0, 0]
        } else {
            [1, 1, usize::from(*kind == PAYMENT), usize::from(*kind == CREDIT_NOTE)]
        };
        assert_eq!(counts(&books), expected, "{path}");
    }
}

#[test]
fn a_contact_that_is_made_although_its_answer_is_lost_is_found_by_its_address() {
    let books = books();
    let mut shop = Shop::connected(&books);
    fail(&books, "contacts", json!({"kind": "created_answer_lost"}));
    let (outcome, _) = shop.send(&document(&INVOICE, 123));
    assert_eq!((outcome.class, counts(&books)), (OutcomeClass::NotSent, [1, 0, 0, 0]));
    assert_eq!(shop.send(&document(&INVOICE, 123)).0.class, OutcomeClass::Made);
    assert_eq!(counts(&books), [1, 1, 0, 0]);
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
    ];
    for fault in [
        json!({"kind": "reset"}),
        json!({"kind": "hang"}),
        json!({"kind": "empty"}),
        json!({"kind": "html"}),
        json!({"kind": "wrong_json"}),
        json!({"kind": "invalid_utf8"}),
        json!({"kind": "status", "code": 500}),
        json!({"kind": "status", "code": 503}),
        json!({"kind": "redirect", "location": "/elsewhere"}),
        json!({"kind": "huge_body", "bytes": 2_000_000}),
        json!({"kind": "gzip_bomb", "bytes": 2_000_000}),
    ] {
        faults.extend(once(fault));
    }
    faults.extend([
        json!({"kind": "status", "code": 429, "retry_after": 1}),
        json!({"kind": "status", "code": 400}),
    ]);
    let books = books();
    for fault in faults {
        for path in ["contacts", "invoices", "payments", "credit-notes"] {
            books.reset();
            let mut shop = Shop::connected(&books);
            shop.patience = Duration::from_millis(if fault["kind"] == "hang" { 300 } else { 30_000 });
            fail(&books, path, fault.clone());
            for (kind, _) in &ALL {
                deliver(&mut shop, &document(kind, 123));
            }
            assert_eq!(counts(&books), [1, 1, 1, 1], "{fault} at {path}");
            assert!(books.faults().iter().all(|rule| rule.times == Some(0)), "{fault} did not strike {path}");
        }
    }
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
    books.with(|toy| toy.books.documents[0].total = rust_decimal::Decimal::ONE);
    let foreign = shop.look_up(&ours);
    assert_eq!(foreign.class, LookUpClass::Ambiguous);
    assert_eq!(foreign.reason.map(|reason| reason.code), Some(Code::ForeignReference));
}

/// The books would take it: so a test sees every double.
#[test]
fn a_payment_that_is_sent_twice_is_there_twice() {
    let books = books();
    let mut shop = Shop::connected(&books);
    shop.send(&document(&INVOICE, 123));
    for _ in 0..2 {
        assert_eq!(shop.send(&document(&PAYMENT, 123)).0.class, OutcomeClass::Made);
    }
    assert_eq!(counts(&books), [1, 1, 2, 0]);
    assert_eq!(shop.look_up(&document(&PAYMENT, 123)).class, LookUpClass::Ambiguous);
}

#[test]
fn a_payment_without_its_invoice_is_refused() {
    let books = books();
    let (outcome, _) = Shop::connected(&books).send(&document(&PAYMENT, 123));
    assert_eq!((outcome.class, counts(&books)), (OutcomeClass::Rejected, [0; 4]));
}

#[test]
fn tokens_that_have_ended_are_renewed_and_nobody_hears_of_it() {
    let books = books();
    let mut shop = Shop::connected(&books);
    // By the clock of both.
    let life = Settings::default().token_life;
    books.set_now(books.now() + chrono::TimeDelta::seconds(life));
    shop.now += life;
    assert_eq!(shop.send(&document(&INVOICE, 1)).0.class, OutcomeClass::Made);
    assert!(shop.stored.expose_secret().contains("refresh-sandboxtoken-2"));
    // And before their time.
    books.with(ToyBooks::expire);
    assert_eq!(shop.send(&document(&INVOICE, 2)).0.class, OutcomeClass::Made);
    let renewals = books.requests().iter().filter(|request| request.path == "/connect/token").count();
    assert_eq!((renewals, counts(&books)), (2, [1, 2, 0, 0]));
}

#[test]
fn a_renewal_whose_answer_is_lost_is_asked_for_again() {
    let books = books();
    let mut shop = Shop::connected(&books);
    books.with(ToyBooks::expire);
    fail(&books, "connect/token", json!({"kind": "created_answer_lost"}));
    assert_eq!(shop.send(&document(&INVOICE, 1)).0.class, OutcomeClass::Made);
    let renewals = books.requests().iter().filter(|request| request.path == "/connect/token").count();
    assert_eq!((renewals, counts(&books)), (2, [1, 1, 0, 0]));
}

#[test]
fn tokens_that_were_taken_back_let_nobody_in_until_a_person_connects_again() {
    let books = books();
    let mut shop = Shop::connected(&books);
    books.with(ToyBooks::revoke);
    let (outcome, _) = shop.send(&document(&INVOICE, 1));
    assert_eq!(
        (outcome.class, outcome.reason.map(|reason| reason.code)),
        (OutcomeClass::Unauthorized, Some(Code::ConnectAgain))
    );
    assert_eq!(counts(&books), [0; 4]);
    shop.stored = SecretString::from(books.with(|toy| {
        toy.connect();
        toy.credentials()
    }));
    assert_eq!(shop.send(&document(&INVOICE, 1)).0.class, OutcomeClass::Made);
}

#[test]
fn the_service_says_whose_the_books_are_and_what_is_left() {
    let books = books();
    let mut shop = Shop::connected(&books);
    let test = shop.ask(|connector, so_far| connector.test_connection(so_far));
    assert_eq!(test.account.unwrap().company.as_deref(), Some("teak"));
    let listing = shop.ask(|connector, so_far| connector.list("accounts", "", 1, so_far));
    assert_eq!(listing.items[0].value, "1000 | Bank");
    books.configure(|settings| settings.left_in_minute = Some(9));
    assert_eq!(shop.send(&document(&INVOICE, 1)).1.left.and_then(|left| left.minute), Some(9));
    books.configure(|settings| "oak".clone_into(&mut settings.organisation));
    let other = shop.ask(|connector, so_far| connector.test_connection(so_far));
    assert_eq!(
        (other.class, other.reason.map(|reason| reason.code)),
        (TestClass::Unauthorized, Some(Code::NoAccess))
    );
}

#[test]
fn what_is_stored_tells_the_company_by_itself() {
    let books = books();
    let auth = toy::Toy.auth();
    let credentials = auth.read(&SecretString::from(books.with(|toy| toy.credentials()))).unwrap();
    assert_eq!(toy::Toy.marks("127.0.0.1", &credentials).key.as_deref(), Some("teak"));
}
