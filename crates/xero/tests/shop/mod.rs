//! A shop as the network side sees it: it has documents to send, keeps tokens, remembers links and what it waited for.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use accounting_core::auth::Credentials;
use accounting_core::connector::{Connector, LookUpQuery, Settings, Turn};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::exchange::Exchange;
use accounting_core::links::{Known, Learned, Link, LinkName, Remote};
use accounting_core::outcome::{LookUp, Outcome, OutcomeClass, Unfinished};
use accounting_core::redact::{ExposeSecret as _, SecretString};
use accounting_core::snapshot::OrderSnapshot;
use accounting_http::{Client, Config, Effort, Host, Limits, Renewal};
use serde_json::{Value, json};
use xero::{ALLOCATION, CREDIT_NOTE, INVOICE, PAYMENT, QUOTE, REFUND_PAYMENT, Xero};
use xero_sandbox::{Sandbox, Wish};

static XERO: Xero = Xero;

/// The refund of [`order`].
pub const REFUND: u64 = 7;

/// The sandbox's bank.
pub const BANK: &str = "0acc0000-0000-4000-8000-000000000001";

/// Two cups with tax of 20 %, 48.00; one was given back for 24.00.
pub fn order(id: u64) -> OrderSnapshot {
    serde_json::from_value(json!({
        "version": accounting_core::snapshot::VERSION, "order_id": id, "shop": "shop.test", "number": id.to_string(),
        "status": "processing", "currency": "GBP", "currency_decimals": 2, "base_currency": "GBP", "prices_include_tax": false,
        "created_at": "2026-11-20T10:30:00+00:00", "paid_at": "2026-11-20T11:10:00+00:00", "customer_id": 7,
        "billing": {"first_name": "Ayu", "last_name": "Sari", "email": "ayu@example.test"},
        "payment_method": "bacs", "payment_method_title": "Bank",
        "lines": [{"id": 1, "name": "Cup", "product_id": 5, "sku": "CUP", "quantity": "2", "subtotal": "40", "total": "40",
            "total_tax": "8", "taxes": {"1": {"subtotal": "8", "total": "8"}}}],
        "taxes": [{"rate_id": 1, "label": "VAT", "percent": "20"}],
        "refunds": [{"id": REFUND, "created_at": "2026-11-21T10:00:00+00:00", "amount": "24.00",
            "lines": [{"line_id": 1, "quantity": "1", "total": "20", "total_tax": "4", "taxes": {"1": "4"}}]}],
        "totals": {"total": "48.00", "total_tax": "8", "total_refunded": "24.00"},
    }))
    .unwrap()
}

/// What the owner chose.
pub fn settings() -> Settings {
    let chosen = [
        ("sales_account", "200|Sales"),
        ("shipping_account", "260|Delivery"),
        ("fee_account", "270|Fees"),
        ("rounding_account", "860|Rounding"),
        ("tax_rates", r#"{"1":"OUTPUT2","":"NONE"}"#),
        ("gateways", &format!(r#"{{"bacs":"{BANK}"}}"#)),
        ("refund_account", BANK),
        ("item_codes", "yes"),
        ("make_items", "yes"),
        ("fact_tax_rates", r#"{"OUTPUT2":"20","NONE":"0"}"#),
        ("fact_currencies", "GBP,EUR"),
        ("fact_base_currency", "GBP"),
    ];
    chosen.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A document of that order.
pub fn document_with(kind: &DocumentKind, order_id: u64, settings: &Settings) -> Document {
    let is_of_refund = [CREDIT_NOTE, ALLOCATION, REFUND_PAYMENT].contains(kind);
    let subject = if is_of_refund { REFUND } else { order_id };
    match XERO.map(kind, subject, &order(order_id), settings).unwrap() {
        Mapped::Document(document) => {
            assert!(!document.held, "{:?}", document.reconciliation);
            *document
        }
        Mapped::Skipped(reason) => panic!("{reason:?}"),
    }
}

pub fn document(kind: &DocumentKind, order_id: u64) -> Document {
    document_with(kind, order_id, &settings())
}

/// The shop, connected with a sandbox.
pub struct Shop<'a> {
    pub books: &'a Sandbox,
    pub stored: SecretString,
    pub links: BTreeMap<LinkName, String>,
    /// What is in the books, by kind.
    pub there: BTreeMap<String, Remote>,
    /// Seconds since the epoch.
    pub now: i64,
    pub patience: Duration,
    /// What has left so far; each has its own idempotency key.
    sendings: u32,
}

impl<'a> Shop<'a> {
    pub fn connected(books: &'a Sandbox) -> Self {
        let connected = books.with(|xero| xero.connect_as(Wish::default())).unwrap();
        let client = xero_sandbox::Settings::default().client;
        let credentials = Credentials::default()
            .with_field("client_id", &client.id)
            .with_secret("client_secret", SecretString::from(client.secret))
            .with_secret("access_token", SecretString::from(connected.access_token))
            .with_secret("refresh_token", SecretString::from(connected.refresh_token))
            .with_field("tenant", &connected.tenant_id)
            .with_field("connection", &connected.connection_id)
            .ending_at(books.now().timestamp() + connected.expires_in);
        Self {
            books,
            stored: credentials.written(),
            links: BTreeMap::new(),
            there: BTreeMap::new(),
            now: books.now().timestamp(),
            patience: Duration::from_secs(30),
            sendings: 0,
        }
    }

    fn client(&self) -> Client {
        let origin = self.books.origin().to_owned();
        let config = Config {
            endpoint: format!("{origin}/api.xro/2.0"),
            hosts: ["identity", "login", "api"].map(|name| (name.to_owned(), origin.clone())).into(),
            allowed_endpoints: vec![origin],
            user_agent: "Test/1".to_owned(),
            connect_timeout: Duration::from_secs(30),
            timeout: self.patience,
            proxy: None,
            block_external: false,
            accessible_hosts: Vec::new(),
            ca_file: None,
        };
        Client::new(&XERO, config).unwrap()
    }

    /// What the shop knows when a document leaves.
    pub fn known(&self, document: &Document) -> Known {
        let link = |name: &LinkName| Link::new(&name.kind, &name.key, self.links.get(name)?);
        let description = XERO.describe();
        let kind = description.documents.iter().find(|other| other.kind == document.kind).unwrap();
        let awaited = kind.waits_for.0.iter().map(|awaited| awaited.kind.name().to_owned());
        let awaited: Vec<String> = awaited.collect();
        let found = awaited.iter().filter_map(|kind| Some((kind.clone(), self.there.get(kind)?.clone())));
        Known {
            links: document.asks_for.iter().filter_map(link).collect(),
            belongs_to: awaited.first().and_then(|kind| self.there.get(kind).cloned()),
            awaited: found.collect(),
            sending: Some(format!("lease-{}", self.sendings)),
        }
    }

    /// Sends a document: what it came to, and how many requests that took.
    pub fn send(&mut self, document: &Document) -> (Outcome, u32) {
        self.sendings += 1;
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
        if outcome.class == OutcomeClass::Made {
            self.is_there(document, outcome.remote_id.clone(), outcome.remote_number.clone());
        }
        (outcome, effort.requests)
    }

    fn is_there(&mut self, document: &Document, id: Option<String>, number: Option<String>) {
        if let Some(id) = id {
            self.there.insert(document.kind.name().to_owned(), Remote { id, number });
        }
    }

    /// Looks for a document that was sent.
    pub fn look_up(&mut self, document: &Document) -> LookUp {
        let sent_as = XERO.leaving(document).belonging_to(self.known(document).belongs_to);
        let query = LookUpQuery {
            kind: document.kind.clone(),
            order_id: document.order_id,
            subject_id: document.subject_id,
            reference: document.reference.clone(),
            sent_as: Some(sent_as),
        };
        let found = self.ask(|connector, so_far| connector.look_up(&query, so_far));
        self.is_there(document, found.remote_id.clone(), found.remote_number.clone());
        found
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

    pub fn credentials(&self) -> Credentials {
        XERO.auth().read(&self.stored).unwrap()
    }
}

/// What a browser would be answered, head and body.
pub fn talk(books: &Sandbox, what: &str, form: &str) -> String {
    let mut stream = TcpStream::connect(books.address()).unwrap();
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let length = form.len();
    let head = format!(
        "{what} HTTP/1.1\r\nHost: x\r\n{kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(format!("{head}{form}").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// Tells the sandbox's control interface something.
pub fn control(books: &Sandbox, what: &str, body: &Value) -> String {
    let mut stream = TcpStream::connect(books.address()).unwrap();
    let body = body.to_string();
    let head = format!(
        "{what} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// What is in the books, as the sandbox tells it itself.
pub fn state(books: &Sandbox) -> Value {
    let text = talk(books, "GET /_sandbox/state", "");
    let body = text.split_once("\r\n\r\n").unwrap().1;
    serde_json::from_str(&body[body.find('{').unwrap()..=body.rfind('}').unwrap()]).unwrap()
}

/// How many there are of each.
pub fn counts(books: &Sandbox) -> BTreeMap<&'static str, usize> {
    let state = state(books);
    let names = ["contacts", "items", "invoices", "quotes", "credit_notes", "payments", "allocations"];
    let counts = names.map(|name| (name, state[name].as_array().map_or(0, Vec::len)));
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// All kinds that a paid order with a refund makes, in their order.
pub const CHAIN: [DocumentKind; 5] = [INVOICE, PAYMENT, CREDIT_NOTE, ALLOCATION, REFUND_PAYMENT];

/// What a shop with quotes makes.
pub const OFFER: DocumentKind = QUOTE;

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
