//! A service for tests that are about requests, not about documents.

use accounting_core::allowance::{Allowance, Left};
use accounting_core::auth::Auth;
use accounting_core::connector::{
    ConnectionTest, Connector, Description, Listing, LookUpQuery, MappingError, NamedHost, Settings, Turn,
};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::exchange::{Answer, Exchange};
use accounting_core::leaving::Leaving;
use accounting_core::links::Known;
use accounting_core::outcome::{LookUp, Outcome};
use accounting_core::schedule::Policy;
use accounting_core::snapshot::OrderSnapshot;
use kledo::Kledo;

/// Headers that say how many requests are left.
const MINUTE: &str = "X-Minute-Left";
const DAY: &str = "X-Day-Left";

/// A service with a second host, and the keys that a test gives it; all else is Kledo's.
pub struct Toy {
    pub auth: &'static dyn Auth,
}

impl Connector for Toy {
    fn policy(&self) -> Policy {
        let allowance = Allowance { per_minute: Some(60), per_day: Some(1_000) };
        Policy { allowance, turns: 5, ..Kledo.policy() }
    }

    fn wanted_headers(&self) -> &'static [&'static str] {
        &[MINUTE, DAY]
    }

    fn left(&self, answer: &Answer) -> Option<Left> {
        let number = |name| answer.headers.get(name)?.parse().ok();
        Some(Left { minute: number(MINUTE), day: number(DAY) })
    }

    fn owns_host(&self, host: &str) -> bool {
        host.ends_with(".toy.example")
    }

    fn hosts(&self) -> &'static [NamedHost] {
        &[NamedHost { name: "identity", address: "https://identity.toy.example" }]
    }

    fn describe(&self) -> Description {
        Kledo.describe()
    }

    fn map(
        &self,
        kind: &DocumentKind,
        subject_id: u64,
        snapshot: &OrderSnapshot,
        settings: &Settings,
    ) -> Result<Mapped, MappingError> {
        Kledo.map(kind, subject_id, snapshot, settings)
    }

    fn leaving(&self, document: &Document) -> Leaving {
        Kledo.leaving(document)
    }

    fn send(&self, document: &Document, known: &Known, so_far: &[Exchange]) -> Turn<Outcome> {
        Kledo.send(document, known, so_far)
    }

    fn look_up(&self, query: &LookUpQuery, so_far: &[Exchange]) -> Turn<LookUp> {
        Kledo.look_up(query, so_far)
    }

    fn test_connection(&self, so_far: &[Exchange]) -> Turn<ConnectionTest> {
        Kledo.test_connection(so_far)
    }

    fn list(&self, catalogue: &str, search: &str, page: u32, so_far: &[Exchange]) -> Turn<Listing> {
        Kledo.list(catalogue, search, page, so_far)
    }

    fn auth(&self) -> &dyn Auth {
        self.auth
    }
}
