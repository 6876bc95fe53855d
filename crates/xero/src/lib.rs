#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answers;
mod auth;
mod books;
mod catalogues;
mod connection;
mod consent;
mod contact;
mod credit;
mod describe;
mod facts;
mod inventory;
mod items;
mod kind;
mod lookup;
mod making;
pub mod mapping;
mod online_invoice;
mod options;
mod payment;
mod present;
mod requests;
mod sending;
pub mod settings;
mod target;
mod void;
mod watch;
pub mod wire;

use accounting_core::account::Marks;
use accounting_core::allowance::{Allowance, Left};
use accounting_core::auth::{Auth, Credentials};
use accounting_core::books::{BooksQuery, Reading};
use accounting_core::connector::{
    ConnectionTest, Connector, Description, Listing, LookUpQuery, MappingError, NamedHost, Settings, Turn,
};
use accounting_core::consent::Consent;
use accounting_core::customer_page::{CustomerPage, PageQuery};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::exchange::{Answer, Exchange};
use accounting_core::leaving::Leaving;
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::{LookUp, Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::schedule::{Bounds, HOUR, MINUTE, Policy, Wait};
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::survey::{Inventory, InventoryQuery, LockDate, Present, PresentQuery};
use accounting_core::told::Told;
use accounting_core::watch::{Waiting, Watch};

use kind::Kind;
pub use kind::{ALLOCATION, CREDIT_NOTE, INVOICE, PAYMENT, QUOTE, REFUND_PAYMENT, VOID};

/// Headers of answers that say how many requests are left.
const LEFT_IN_MINUTE: &str = "X-MinLimit-Remaining";
const LEFT_IN_DAY: &str = "X-DayLimit-Remaining";

/// Where the service lives. Whoever else ends in its name is somebody else.
const HOST: &str = "api.xero.com";

/// Xero.
#[derive(Debug)]
pub struct Xero;

impl Connector for Xero {
    fn describe(&self) -> Description {
        describe::description()
    }

    fn policy(&self) -> Policy {
        Policy {
            // What is made is there at once; how far a list may lag behind is not known.
            settle: 10 * MINUTE,
            checks: &[2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR],
            approval: Wait { every: 24 * HOUR, longest: 30 * 24 * HOUR },
            concurrency: Bounds { min_concurrency: 1, max_concurrency: 5 },
            // The smallest plan's; a larger one says in its answers that more is left.
            allowance: Allowance { per_minute: Some(60), per_day: Some(1_000) },
            // Two for a customer who is known, four for a new one.
            requests_each: 3,
            turns: making::LONGEST.max(watch::LONGEST).max(present::LONGEST),
            ..Policy::default()
        }
    }

    fn owns_host(&self, host: &str) -> bool {
        host == HOST
    }

    fn hosts(&self) -> &'static [NamedHost] {
        &[
            NamedHost { name: auth::API, address: "https://api.xero.com" },
            NamedHost { name: auth::IDENTITY, address: "https://identity.xero.com" },
            NamedHost { name: auth::LOGIN, address: "https://login.xero.com" },
        ]
    }

    fn wanted_headers(&self) -> &'static [&'static str] {
        &[LEFT_IN_MINUTE, LEFT_IN_DAY, answers::LIMIT, answers::CHALLENGE]
    }

    fn left(&self, answer: &Answer) -> Option<Left> {
        let number = |name| answer.headers.get(name)?.trim().parse().ok();
        let is_at = |limit: &str| {
            let told = answer.headers.get(answers::LIMIT);
            answer.status == 429 && told.is_some_and(|told| told.eq_ignore_ascii_case(limit))
        };
        let or_none = |left: Option<u32>, limit| if is_at(limit) { Some(0) } else { left };
        let left = Left {
            minute: or_none(number(LEFT_IN_MINUTE), "minute"),
            day: or_none(number(LEFT_IN_DAY), "day"),
        };
        (left != Left::default()).then_some(left)
    }

    fn map(
        &self,
        kind: &DocumentKind,
        subject_id: u64,
        snapshot: &OrderSnapshot,
        settings: &Settings,
    ) -> Result<Mapped, MappingError> {
        mapping::map(kind, subject_id, snapshot, settings)
    }

    fn leaving(&self, document: &Document) -> Leaving {
        let contact = Kind::try_from(&document.kind).map(|kind| sending::contact(kind, document));
        Leaving::of(document, &contact.unwrap_or_default()).dated(sending::day(document))
    }

    fn send(&self, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
        match Kind::try_from(&document.kind) {
            // No approval sends what lacks an account or a tax; should it come here all the same, it does not leave.
            Ok(_) if !mapping::is_complete(document) => {
                Turn::Done(Outcome::new(OutcomeClass::Rejected, Code::CheckSettings, None))
            }
            Ok(kind) => sending::turn(kind, document, known, so_far),
            Err(unknown) => Turn::Done(unknown.into()),
        }
    }

    fn learned(&self, document: &Document, known: &Known, so_far: &[Exchange]) -> Learned {
        Kind::try_from(&document.kind)
            .map_or_else(|_| Learned::default(), |kind| sending::learned(kind, document, known, so_far))
    }

    fn look_up(&self, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
        match Kind::try_from(&query.kind) {
            Ok(kind) => lookup::look_up(kind, query, so_far),
            Err(unknown) => Turn::Done(LookUp::from_outcome(&unknown.into())),
        }
    }

    fn watch(&self, waiting: &[Waiting], so_far: &[Exchange]) -> Turn<Watch> {
        watch::watch(waiting, so_far)
    }

    fn read_back(&self, query: &BooksQuery, so_far: &[Exchange]) -> Turn<Reading> {
        books::read_back(query, so_far)
    }

    fn present(&self, queries: &[PresentQuery], so_far: &[Exchange]) -> Turn<Told<Present>> {
        present::present(queries, so_far)
    }

    fn inventory(
        &self,
        query: &InventoryQuery,
        settings: &Settings,
        so_far: &[Exchange],
    ) -> Turn<Told<Inventory>> {
        inventory::inventory(query, &settings::Choices::of(settings), so_far)
    }

    fn lock_date(&self, so_far: &[Exchange]) -> Turn<Told<LockDate>> {
        facts::closed_until(so_far)
    }

    fn customer_page(&self, query: &PageQuery, so_far: &[Exchange]) -> Turn<CustomerPage> {
        online_invoice::customer_page(query, so_far)
    }

    fn test_connection(&self, so_far: &[Exchange]) -> Turn<ConnectionTest> {
        connection::test(so_far)
    }

    fn marks(&self, _endpoint_host: &str, credentials: &Credentials) -> Marks {
        Marks { key: credentials.field(auth::TENANT).map(str::to_owned), ..Marks::default() }
    }

    fn list(&self, catalogue: &str, _search: &str, _page: u32, so_far: &[Exchange]) -> Turn<Listing> {
        catalogues::list(catalogue, so_far)
    }

    fn auth(&self) -> &dyn Auth {
        &auth::Tokens
    }

    fn consent(&self) -> Option<&dyn Consent> {
        Some(&consent::RoundTrip)
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Turn;
    use accounting_core::document::Reconciliation;
    use accounting_core::links::{Known, LinkName};
    use accounting_core::money::Amount;
    use accounting_core::outcome::{LookUpClass, OutcomeClass};
    use serde_json::{Value, json};

    use super::*;

    /// An invoice, as Xero calls it.
    pub const ID: &str = "1d000000-0000-4000-8000-000000000009";

    fn document(kind: &DocumentKind, reference: &str, total: &str, payload: Value) -> Document {
        let total: Amount = total.parse().unwrap();
        Document {
            kind: kind.clone(),
            order_id: 123,
            subject_id: 123,
            reference: reference.to_owned(),
            payload: making::object(payload),
            asks_for: Vec::new(),
            held: false,
            reconciliation: Reconciliation {
                currency: "GBP".to_owned(),
                order_total: total,
                document_total: total,
                difference: Amount::ZERO,
                causes: Vec::new(),
                unmapped_taxes: Vec::new(),
            },
        }
    }

    fn of_a_customer(kind: &DocumentKind, number: &str, total: &str, element: &Value) -> Document {
        let contact = json!({"Name": "Ayu Sari", "EmailAddress": "Ayu@example.test"});
        let payload = json!({"document": element, "contact": contact, "contact_by": "email", "items": []});
        let asks_for = LinkName::new("contact", "ayu@example.test").into_iter().collect();
        Document { asks_for, ..document(kind, number, total, payload) }
    }

    pub fn invoice() -> Document {
        let lines = json!([{"Description": "Cup", "Quantity": "2", "UnitAmount": "24.00"}]);
        let element = json!({"Type": "ACCREC", "InvoiceNumber": "WC-123", "Reference": "shop.test #123", "LineItems": lines});
        of_a_customer(&INVOICE, "WC-123", "48.00", &element)
    }

    pub fn quote() -> Document {
        of_a_customer(&QUOTE, "WQ-123", "48.00", &json!({"QuoteNumber": "WQ-123"}))
    }

    pub fn credit_note() -> Document {
        let element = json!({"Type": "ACCRECCREDIT", "CreditNoteNumber": "WC-CN-7"});
        Document { subject_id: 7, ..of_a_customer(&CREDIT_NOTE, "WC-CN-7", "15.54", &element) }
    }

    pub fn payment() -> Document {
        let element = json!({"Account": {"AccountID": "3f"}, "Date": "2026-11-21", "Amount": "48.00", "Reference": "WC-123"});
        document(&PAYMENT, "WC-123", "48.00", json!({"document": element, "invoice": "WC-123"}))
    }

    pub fn allocation() -> Document {
        let payload =
            json!({"amount": "15.54", "date": "2026-11-22", "credit_note": "WC-CN-7", "invoice": "WC-123"});
        Document { subject_id: 7, ..document(&ALLOCATION, "WC-CN-7", "15.54", payload) }
    }

    pub fn refund_payment() -> Document {
        let element = json!({"Account": {"AccountID": "3f"}, "Date": "2026-11-22", "Reference": "WC-CN-7"});
        let payload = json!({"document": element, "amount": "15.54", "credit_note": "WC-CN-7"});
        Document { subject_id: 7, ..document(&REFUND_PAYMENT, "WC-CN-7", "15.54", payload) }
    }

    pub fn void() -> Document {
        document(&VOID, "WC-123", "48.00", json!({"invoice": "WC-123"}))
    }

    /// A row may be of a newer version, which makes more kinds of documents.
    #[test]
    fn a_kind_that_xero_does_not_have_is_neither_made_nor_asked_for() {
        let kind = DocumentKind::named("order");
        let document = Document { kind: kind.clone(), ..invoice() };
        let sent = Xero.send(&document, &Known::default(), &[]);
        assert!(matches!(sent, Turn::Done(outcome) if outcome.class == OutcomeClass::NotSent));
        assert_eq!(Xero.learned(&document, &Known::default(), &[]), Learned::default());
        assert_eq!(Xero.leaving(&document).number, "WC-123");
        let query =
            LookUpQuery { kind, order_id: 1, subject_id: 1, reference: "1".to_owned(), sent_as: None };
        let found = Xero.look_up(&query, &[]);
        assert!(matches!(found, Turn::Done(result) if result.class == LookUpClass::Unavailable));
    }

    #[test]
    fn every_kind_begins_with_a_request_that_has_no_part_of_an_address_from_outside() {
        let remote = accounting_core::links::Remote { id: "../../x?y".to_owned(), number: None };
        let known = Known { belongs_to: Some(remote), ..Known::default() };
        for document in [invoice(), quote(), credit_note(), payment(), allocation(), refund_payment(), void()]
        {
            let Turn::Ask(request) = Xero.send(&document, &known, &[]) else { panic!("{:?}", document.kind) };
            assert!(!request.path.contains(['.', '?']), "{}", request.path);
        }
    }

    #[test]
    fn what_is_left_is_told_only_where_xero_says_so() {
        let mut answer = Answer::new(200, "{}");
        assert_eq!(Xero.left(&answer), None);
        answer.headers.insert(LEFT_IN_MINUTE, "7".to_owned());
        assert_eq!(Xero.left(&answer), Some(Left { minute: Some(7), day: None }));
        answer.headers.insert(LEFT_IN_DAY, "4900".to_owned());
        answer.headers.insert(answers::LIMIT, "Day".to_owned());
        assert_eq!(Xero.left(&answer), Some(Left { minute: Some(7), day: Some(4_900) }), "no refusal");
        answer.status = 429;
        assert_eq!(Xero.left(&answer), Some(Left { minute: Some(7), day: Some(0) }));
    }

    #[test]
    fn only_xeros_own_host_is_xeros() {
        assert!(Xero.owns_host("api.xero.com"));
        for other in ["xero.com", "api.xero.com.evil.example", "evil-api.xero.com", "login.xero.com"] {
            assert!(!Xero.owns_host(other), "{other}");
        }
    }

    #[test]
    fn the_organisation_is_what_tells_one_company_from_another() {
        let credentials = auth::tests::credentials();
        assert_eq!(Xero.marks(HOST, &credentials).key.as_deref(), Some("t1"));
        assert_eq!(Xero.marks(HOST, &auth::tests::custom()), Marks::default(), "it is asked who it is");
    }
}
