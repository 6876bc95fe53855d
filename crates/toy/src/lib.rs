#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answers;
mod auth;
mod connection;
mod describe;
mod kind;
mod lookup;
mod mapping;
mod sending;
mod survey;

use accounting_core::account::Marks;
use accounting_core::allowance::{Allowance, Left};
use accounting_core::auth::{Auth, Credentials};
use accounting_core::connector::{
    ConnectionTest, Connector, Description, Listing, LookUpQuery, MappingError, NamedHost, Settings, Turn,
};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::exchange::{Answer, Exchange};
use accounting_core::leaving::Leaving;
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::{LookUp, Outcome};
use accounting_core::schedule::{Bounds, HOUR, MINUTE, Policy};
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::survey::{Inventory, InventoryQuery, LockDate, Present, PresentQuery};
use accounting_core::told::Told;

use kind::Kind;
pub use kind::{CREDIT_NOTE, INVOICE, PAYMENT};

/// Headers of every answer that say how many requests are left.
const LEFT_IN_MINUTE: &str = "X-Left-In-Minute";
const LEFT_IN_DAY: &str = "X-Left-In-Day";

/// Toy Books, a service for tests.
#[derive(Debug)]
pub struct Toy;

impl Connector for Toy {
    fn describe(&self) -> Description {
        describe::description()
    }

    fn policy(&self) -> Policy {
        Policy {
            // Whatever is made is there at once, and no request is given longer than half a minute.
            settle: 2 * MINUTE,
            checks: &[MINUTE, 5 * MINUTE, HOUR, 8 * HOUR],
            concurrency: Bounds { min_concurrency: 1, max_concurrency: 5 },
            allowance: Allowance { per_minute: Some(600), per_day: Some(20_000) },
            turns: sending::LONGEST,
            ..Policy::default()
        }
    }

    fn owns_host(&self, host: &str) -> bool {
        host.ends_with(".toy-books.example")
    }

    fn hosts(&self) -> &'static [NamedHost] {
        &[NamedHost { name: auth::IDENTITY, address: "https://identity.toy-books.example" }]
    }

    fn wanted_headers(&self) -> &'static [&'static str] {
        &[LEFT_IN_MINUTE, LEFT_IN_DAY]
    }

    fn left(&self, answer: &Answer) -> Option<Left> {
        let number = |name| answer.headers.get(name)?.parse().ok();
        let left = Left { minute: number(LEFT_IN_MINUTE), day: number(LEFT_IN_DAY) };
        (left != Left::default()).then_some(left)
    }

    fn map(
        &self,
        kind: &DocumentKind,
        subject_id: u64,
        snapshot: &OrderSnapshot,
        settings: &Settings,
    ) -> Result<Mapped, MappingError> {
        mapping::map(Kind::try_from(kind)?, subject_id, snapshot, settings)
    }

    fn leaving(&self, document: &Document) -> Leaving {
        Leaving::of(document, mapping::contact_of(&document.payload)).dated(document.payload.get("date"))
    }

    fn send(&self, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
        match Kind::try_from(&document.kind) {
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

    fn present(&self, queries: &[PresentQuery], so_far: &[Exchange]) -> Turn<Told<Present>> {
        match queries.first().map(|query| Kind::try_from(&query.kind)) {
            Some(Ok(kind)) => survey::present(kind, queries, so_far),
            Some(Err(_)) | None => Turn::Done(Told::default()),
        }
    }

    fn inventory(
        &self,
        query: &InventoryQuery,
        settings: &Settings,
        so_far: &[Exchange],
    ) -> Turn<Told<Inventory>> {
        match Kind::try_from(&query.kind) {
            Ok(kind @ (Kind::Invoice | Kind::CreditNote)) => {
                survey::inventory(kind, query, &mapping::prefix(kind, settings), so_far)
            }
            Ok(Kind::Payment) | Err(_) => Turn::Done(Told::default()),
        }
    }

    fn lock_date(&self, so_far: &[Exchange]) -> Turn<Told<LockDate>> {
        survey::lock_date(so_far)
    }

    fn test_connection(&self, so_far: &[Exchange]) -> Turn<ConnectionTest> {
        connection::test(so_far)
    }

    fn marks(&self, _endpoint_host: &str, credentials: &Credentials) -> Marks {
        Marks { key: credentials.field(auth::ORGANISATION).map(str::to_owned), ..Marks::default() }
    }

    fn list(&self, catalogue: &str, _search: &str, _page: u32, so_far: &[Exchange]) -> Turn<Listing> {
        connection::list(catalogue, so_far)
    }

    fn auth(&self) -> &dyn Auth {
        &auth::Tokens
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::{Connector as _, LookUpQuery, Settings, Turn};
    use accounting_core::exchange::Answer;
    use accounting_core::links::Known;
    use accounting_core::outcome::{LookUpClass, OutcomeClass};

    use super::*;
    use crate::mapping::tests::{document, order};

    /// A row may be of a newer version, which makes more kinds of documents.
    #[test]
    fn a_kind_that_toy_books_does_not_have_is_neither_made_nor_asked_for() {
        let kind = DocumentKind::named("quote");
        let refusal = Toy.map(&kind, 1, &order(), &Settings::new()).unwrap_err();
        assert_eq!(refusal.to_string(), "there is no document called \"quote\"");
        let document = Document { kind: kind.clone(), ..document(&INVOICE) };
        let sent = Toy.send(&document, &Known::default(), &[]);
        assert!(matches!(sent, Turn::Done(outcome) if outcome.class == OutcomeClass::NotSent));
        assert_eq!(Toy.learned(&document, &Known::default(), &[]), Learned::default());
        let query =
            LookUpQuery { kind, order_id: 1, subject_id: 1, reference: "1".to_owned(), sent_as: None };
        let found = Toy.look_up(&query, &[]);
        assert!(matches!(found, Turn::Done(result) if result.class == LookUpClass::Unavailable));
    }

    #[test]
    fn what_is_left_is_told_only_where_the_service_says_so() {
        let mut answer = Answer::new(200, "{}");
        assert_eq!(Toy.left(&answer), None);
        answer.headers.insert(LEFT_IN_MINUTE, "7".to_owned());
        assert_eq!(Toy.left(&answer), Some(Left { minute: Some(7), day: None }));
        assert!(Toy.owns_host("api.toy-books.example") && !Toy.owns_host("toy-books.example.evil.example"));
    }
}
