#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answers;
mod auth;
mod books;
mod connection;
mod describe;
pub mod form;
mod inventory;
mod kind;
mod lists;
mod lock_date;
mod lookup;
mod mapping;
mod native;
mod present;
mod settings;

use accounting_core::account::Marks;
use accounting_core::auth::{Auth, Credentials};
use accounting_core::books::{BooksQuery, Reading};
use accounting_core::connector::{
    ConnectionTest, Connector, Description, Listing, LookUpQuery, MappingError, Settings, Turn,
};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::exchange::{Body, Exchange, Method, Request};
use accounting_core::leaving::Leaving;
use accounting_core::links::Known;
use accounting_core::outcome::{LookUp, Outcome};
use accounting_core::schedule::{MINUTE, Policy};
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::survey::{Inventory, InventoryQuery, LockDate, Present, PresentQuery};
use accounting_core::told::Told;

pub use auth::KledoKey;
use kind::Kind;
pub use kind::{INVOICE, ORDER};

/// Requests of the longest conversation, which asks which of many documents are there. A look-up takes two: where the path of
/// transactions is missing, the list.
const LONGEST: usize = present::PAGES;

/// Kledo, Indonesian accounting.
#[derive(Debug)]
pub struct Kledo;

impl Connector for Kledo {
    fn describe(&self) -> Description {
        describe::description()
    }

    fn policy(&self) -> Policy {
        Policy {
            // Its queue was seen to take some minutes.
            settle: 15 * MINUTE,
            turns: LONGEST,
            ..Policy::default()
        }
    }

    fn owns_host(&self, host: &str) -> bool {
        host.ends_with(".kledo.com")
    }

    fn map(
        &self,
        kind: &DocumentKind,
        _subject_id: u64,
        snapshot: &OrderSnapshot,
        settings: &Settings,
    ) -> Result<Mapped, MappingError> {
        let kind = Kind::try_from(kind)?;
        mapping::map(kind, snapshot, &settings::Choices::of(kind, settings))
    }

    fn leaving(&self, document: &Document) -> Leaving {
        let contact = document.payload.get("contact_name").and_then(serde_json::Value::as_str);
        Leaving::of(document, contact.unwrap_or_default()).dated(document.payload.get("trans_date"))
    }

    fn send(&self, document: &Document, _known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
        let Some(exchange) = so_far.last() else {
            let path = match Kind::try_from(&document.kind) {
                Ok(Kind::Order) => "woocommerce/order",
                Ok(Kind::Invoice) => "woocommerce/invoice",
                Err(unknown) => return Turn::Done(unknown.into()),
            };
            let body = Body::Form(form::encode(&document.payload));
            return Turn::Ask(Request::write(Method::Post, path, body));
        };
        Turn::Done(answers::outcome(exchange))
    }

    fn look_up(&self, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
        match Kind::try_from(&query.kind) {
            Ok(kind) => lookup::look_up(kind, query, so_far),
            Err(unknown) => Turn::Done(LookUp::from_outcome(&unknown.into())),
        }
    }

    fn read_back(&self, query: &BooksQuery, so_far: &[Exchange]) -> Turn<Reading> {
        match Kind::try_from(&query.kind) {
            Ok(kind) => books::read_back(kind, query, so_far),
            Err(unknown) => Turn::Done(Reading::from_outcome(&unknown.into())),
        }
    }

    fn present(&self, queries: &[PresentQuery], so_far: &[Exchange]) -> Turn<Told<Present>> {
        match queries.first().map(|query| Kind::try_from(&query.kind)) {
            Some(Ok(kind)) => present::present(kind, queries, so_far),
            Some(Err(_)) | None => Turn::Done(Told::default()),
        }
    }

    fn inventory(
        &self,
        query: &InventoryQuery,
        settings: &Settings,
        so_far: &[Exchange],
    ) -> Turn<Told<Inventory>> {
        let Ok(kind) = Kind::try_from(&query.kind) else { return Turn::Done(Told::default()) };
        inventory::inventory(kind, query, &settings::Choices::of(kind, settings).prefix, so_far)
    }

    fn lock_date(&self, so_far: &[Exchange]) -> Turn<Told<LockDate>> {
        lock_date::lock_date(so_far)
    }

    fn test_connection(&self, so_far: &[Exchange]) -> Turn<ConnectionTest> {
        connection::test(so_far)
    }

    fn marks(&self, endpoint_host: &str, credentials: &Credentials) -> Marks {
        connection::marks(endpoint_host, credentials.secret(auth::KEY))
    }

    fn list(&self, catalogue: &str, search: &str, page: u32, so_far: &[Exchange]) -> Turn<Listing> {
        lists::list(catalogue, search, page, so_far)
    }

    fn auth(&self) -> &dyn Auth {
        &KledoKey
    }
}
