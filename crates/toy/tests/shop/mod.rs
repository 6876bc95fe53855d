//! A shop as the network side sees it: it has documents to send, keeps credentials, and remembers links.

use std::collections::BTreeMap;
use std::time::Duration;

use accounting_core::connector::{Connector, LookUpQuery, Settings, Turn};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::exchange::Exchange;
use accounting_core::links::{Known, Learned, Link, LinkName, Remote};
use accounting_core::outcome::{LookUp, Outcome, Unfinished};
use accounting_core::redact::{ExposeSecret as _, SecretString};
use accounting_core::snapshot::OrderSnapshot;
use accounting_http::{Client, Config, Effort, Host, Limits, Renewal};
use serde_json::json;
use toy::{CREDIT_NOTE, INVOICE, Toy};
use toy_sandbox::Sandbox;

static TOY: Toy = Toy;

/// The refund of [`order`].
pub const REFUND: u64 = 7;

/// Two cups and shipping, with tax; one cup was given back.
pub fn order(id: u64) -> OrderSnapshot {
    serde_json::from_value(json!({
        "version": accounting_core::snapshot::VERSION, "order_id": id, "number": id.to_string(), "status": "processing",
        "currency": "EUR", "currency_decimals": 2, "base_currency": "EUR", "prices_include_tax": false,
        "created_at": "2026-01-31T23:30:00+07:00", "paid_at": "2026-02-01T00:10:00+07:00",
        "billing": {"first_name": "Ayu", "last_name": "Lestari", "email": "ayu@example.test"},
        "lines": [{"id": 1, "name": "Cup", "quantity": "2", "subtotal": "28", "total": "28", "total_tax": "3.08"}],
        "refunds": [{"id": REFUND, "amount": "15.54",
            "lines": [{"line_id": 1, "quantity": "1", "total": "14", "total_tax": "1.54"}]}],
        "totals": {"total": "36.63", "total_tax": "3.63", "shipping_total": "5", "shipping_tax": "0.55",
            "total_refunded": "15.54"},
    }))
    .unwrap()
}

/// A document of that order.
pub fn document(kind: &DocumentKind, order_id: u64) -> Document {
    let subject = if *kind == CREDIT_NOTE { REFUND } else { order_id };
    match TOY.map(kind, subject, &order(order_id), &Settings::new()).unwrap() {
        Mapped::Document(document) => *document,
        Mapped::Skipped(reason) => panic!("{reason:?}"),
    }
}

/// The shop, connected with a sandbox.
pub struct Shop<'a> {
    pub books: &'a Sandbox,
    pub stored: SecretString,
    pub links: BTreeMap<LinkName, String>,
    /// The invoice in the books, once it is there.
    pub invoice: Option<Remote>,
    /// Seconds since the epoch.
    pub now: i64,
    pub patience: Duration,
}

impl<'a> Shop<'a> {
    pub fn connected(books: &'a Sandbox) -> Self {
        let stored = SecretString::from(books.with(|toy| toy.credentials()));
        let (now, patience) = (books.now().timestamp(), Duration::from_secs(30));
        Self { books, stored, links: BTreeMap::new(), invoice: None, now, patience }
    }

    fn client(&self) -> Client {
        let config = Config {
            endpoint: self.books.url(),
            hosts: BTreeMap::from([("identity".to_owned(), self.books.url())]),
            allowed_endpoints: vec![self.books.url()],
            user_agent: "Test/1".to_owned(),
            connect_timeout: Duration::from_secs(30),
            timeout: self.patience,
            proxy: None,
            block_external: false,
            accessible_hosts: Vec::new(),
            ca_file: None,
        };
        Client::new(&TOY, config).unwrap()
    }

    /// What the shop knows when a document leaves.
    fn known(&self, document: &Document) -> Known {
        let link = |name: &LinkName| Link::new(&name.kind, &name.key, self.links.get(name)?);
        let belongs_to = self.invoice.clone().filter(|_| document.kind != INVOICE);
        Known { links: document.asks_for.iter().filter_map(link).collect(), belongs_to, ..Known::default() }
    }

    /// Sends a document: what it came to, and how many requests that took.
    pub fn send(&mut self, document: &Document) -> (Outcome, Effort) {
        let known = self.known(document);
        let turn = |connector: &dyn Connector, (): &(), so_far: &[Exchange]| {
            connector.send(document, &known, so_far)
        };
        let learned = |connector: &dyn Connector, (): &(), so_far: &[Exchange]| {
            connector.learned(document, &known, so_far)
        };
        let mut errand = Errand { shop: self, is_asked: false, done: None };
        let limits = Limits { concurrency: 1, deadline: None };
        let client = errand.shop.client();
        client.run_and_learn(&mut errand, limits, turn, learned).unwrap_or_else(|_| panic!("no batch"));
        let (outcome, learned, effort) = errand.done.unwrap();
        for link in learned.forgotten {
            self.links.remove(&link.name);
        }
        self.links.extend(learned.learned.into_iter().map(|link| (link.name, link.remote_id)));
        if document.kind == INVOICE
            && let Some(id) = outcome.remote_id.clone()
        {
            self.invoice = Some(Remote { id, number: outcome.remote_number.clone() });
        }
        (outcome, effort)
    }

    /// Looks for a document that was sent.
    pub fn look_up(&mut self, document: &Document) -> LookUp {
        let sent_as = TOY.leaving(document).belonging_to(self.known(document).belongs_to);
        let query = LookUpQuery {
            kind: document.kind.clone(),
            order_id: document.order_id,
            subject_id: document.subject_id,
            reference: document.reference.clone(),
            sent_as: Some(sent_as),
        };
        self.ask(|connector, so_far| connector.look_up(&query, so_far))
    }

    /// Asks something.
    pub fn ask<T: Unfinished>(&mut self, turn: impl Fn(&dyn Connector, &[Exchange]) -> Turn<T>) -> T {
        let mut errand = Errand { shop: self, is_asked: false, done: None };
        let limits = Limits { concurrency: 1, deadline: None };
        let client = errand.shop.client();
        let run = client.run(&mut errand, limits, |connector, (): &(), so_far| turn(connector, so_far));
        run.unwrap_or_else(|_| panic!("no batch"));
        errand.done.unwrap().0
    }
}

/// One conversation of the shop.
struct Errand<'a, 'b, T> {
    shop: &'a mut Shop<'b>,
    is_asked: bool,
    done: Option<(T, Learned, Effort)>,
}

impl<T> Host<(), T> for Errand<'_, '_, T> {
    type Error = ();

    fn next(&mut self) -> Result<Option<()>, ()> {
        Ok((!std::mem::replace(&mut self.is_asked, true)).then_some(()))
    }

    fn done(&mut self, (): (), result: T, learned: Learned, effort: Effort) -> Result<(), ()> {
        self.done = Some((result, learned, effort));
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, ()> {
        Ok(self.shop.stored.clone())
    }

    fn replaced(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), ()> {
        assert_eq!(self.shop.stored.expose_secret(), replaced.expose_secret());
        self.shop.stored = new.clone();
        Ok(())
    }

    fn begin_renewal(&mut self) -> Result<Renewal, ()> {
        Ok(Renewal::Mine)
    }

    fn end_renewal(&mut self) -> Result<(), ()> {
        Ok(())
    }

    fn now(&self) -> i64 {
        self.shop.now
    }
}
