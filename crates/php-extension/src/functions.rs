//! The pure functions: version and interface, describe, map, step, pace.

use accounting_core::account;
use accounting_core::books::{self, Compared, Pattern};
use accounting_core::connector::Settings;
use accounting_core::delivery::{self, Delivery, Event};
use accounting_core::document::{Document, Mapped};
use accounting_core::links::Known;
use accounting_core::queue::{self, Queue, QueueEvent};
use accounting_core::reason::Reason;
use accounting_core::schedule::Bounds;
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::tempo::{self, Tempo, TempoEvent};
use accounting_core::usual_rate::{self, Charged};
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde::Serialize;

use crate::convert::{from_array, to_zval};
use crate::exception::Failure;
use crate::services::{connector, names};

/// Registers them.
pub fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module
        .function(wrap_function!(version))
        .function(wrap_function!(interface_number))
        .function(wrap_function!(services))
        .function(wrap_function!(describe))
        .function(wrap_function!(map))
        .function(wrap_function!(leaving))
        .function(wrap_function!(recognize))
        .function(wrap_function!(new_delivery))
        .function(wrap_function!(step))
        .function(wrap_function!(pace))
        .function(wrap_function!(compare_books))
        .function(wrap_function!(feed))
        .function(wrap_function!(estimate))
        .function(wrap_function!(remaining))
        .function(wrap_function!(stands_out))
}

/// Version of the extension.
#[php_function]
#[php(name = "WcAccounting\\Extension\\version")]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The number of the interface between PHP and this extension: functions, methods and the shapes of what they take and answer.
/// A plugin works with any extension that has its number, `INTERFACE` in `php-plugin/src/Environment/Extension.php`. When
/// it is raised says "Versions" in `docs/ARCHITECTURE.md`.
pub const INTERFACE: i64 = 2;

/// Which interface this extension has.
#[php_function]
#[php(name = "WcAccounting\\Extension\\interface_number")]
pub fn interface_number() -> i64 {
    INTERFACE
}

/// The services that this extension speaks with.
#[php_function]
#[php(name = "WcAccounting\\Extension\\services")]
pub fn services() -> Vec<&'static str> {
    names().collect()
}

/// What a service is called, which settings it has, which documents it makes.
#[php_function]
#[php(name = "WcAccounting\\Extension\\describe")]
pub fn describe(service: &str) -> PhpResult<Zval> {
    Ok(to_zval(&connector(service)?.describe())?)
}

/// The document an order makes.
#[php_function]
#[php(name = "WcAccounting\\Extension\\map")]
pub fn map(
    service: &str,
    kind: &str,
    snapshot: &ZendHashTable,
    settings: &ZendHashTable,
    subject_id: Option<u64>,
) -> PhpResult<Zval> {
    let connector = connector(service)?;
    let snapshot: OrderSnapshot = from_array("snapshot", snapshot)?;
    let settings: Settings = from_array("settings", settings)?;
    let mapped = connector
        .map(&kind.into(), subject_id.unwrap_or(snapshot.order_id), &snapshot, &settings)
        .map_err(|error| Failure::InvalidArgument(error.to_string()))?;
    let mapping = match &mapped {
        Mapped::Document(document) => Mapping { document: Some(document), skipped: None },
        Mapped::Skipped(reason) => Mapping { document: None, skipped: Some(reason) },
    };
    Ok(to_zval(&mapping)?)
}

#[derive(Serialize)]
struct Mapping<'a> {
    document: Option<&'a Document>,
    skipped: Option<&'a Reason>,
}

/// What of a document is stored before it leaves.
#[php_function]
#[php(name = "WcAccounting\\Extension\\leaving")]
pub fn leaving(service: &str, document: &ZendHashTable, known: Option<&ZendHashTable>) -> PhpResult<Zval> {
    let document: Document = from_array("document", document)?;
    let known: Known = known.map_or_else(|| Ok(Known::default()), |known| from_array("known", known))?;
    let leaving = connector(service)?.leaving(&document).belonging_to(known.belongs_to);
    Ok(to_zval(&leaving)?)
}

/// Which company a connection belongs to.
#[php_function]
#[php(name = "WcAccounting\\Extension\\recognize")]
pub fn recognize(
    known: &ZendHashTable,
    current: &str,
    marks: &ZendHashTable,
    asked: bool,
) -> PhpResult<Zval> {
    let known: Vec<account::Known> = from_array("known", known)?;
    let marks: account::Marks = from_array("marks", marks)?;
    Ok(to_zval(&account::recognize(known, current, &marks, asked))?)
}

/// Whether shop and books agree, document by document, and how all differ if they do so in the same way.
#[php_function]
#[php(name = "WcAccounting\\Extension\\compare_books")]
pub fn compare_books(documents: &ZendHashTable) -> PhpResult<Zval> {
    let documents: Vec<Compared> = from_array("documents", documents)?;
    let differs = documents.iter().map(Compared::differs).collect();
    Ok(to_zval(&Comparison { differs, pattern: books::pattern(&documents) })?)
}

#[derive(Serialize)]
struct Comparison {
    differs: Vec<bool>,
    pattern: Option<Pattern>,
}

/// A delivery that was just queued.
#[php_function]
#[php(name = "WcAccounting\\Extension\\new_delivery")]
pub fn new_delivery(service: &str, now: i64) -> PhpResult<Zval> {
    connector(service)?;
    Ok(to_zval(&delivery::new(now))?)
}

/// The next state of a delivery.
#[php_function]
#[php(name = "WcAccounting\\Extension\\step")]
pub fn step(service: &str, delivery: &ZendHashTable, event: &ZendHashTable, now: i64) -> PhpResult<Zval> {
    let policy = connector(service)?.policy();
    let delivery: Delivery = from_array("delivery", delivery)?;
    let event: Event = from_array("event", event)?;
    Ok(to_zval(&delivery::step(delivery, event, now, &policy))?)
}

/// The next state of the queue.
#[php_function]
#[php(name = "WcAccounting\\Extension\\pace")]
pub fn pace(
    service: &str,
    queue: &ZendHashTable,
    event: &ZendHashTable,
    now: i64,
    bounds: &ZendHashTable,
) -> PhpResult<Zval> {
    let policy = connector(service)?.policy();
    let queue: Queue = from_array("queue", queue)?;
    let event: QueueEvent = from_array("event", event)?;
    let bounds: Bounds = from_array("bounds", bounds)?;
    Ok(to_zval(&queue::pace(queue, &event, now, bounds, &policy))?)
}

/// How many old documents may be queued now.
#[php_function]
#[php(name = "WcAccounting\\Extension\\feed")]
pub fn feed(
    service: &str,
    tempo: &ZendHashTable,
    event: &ZendHashTable,
    queue: &ZendHashTable,
    now: i64,
    most: u32,
) -> PhpResult<Zval> {
    let policy = connector(service)?.policy();
    let tempo: Tempo = from_array("tempo", tempo)?;
    let event: TempoEvent = from_array("event", event)?;
    let queue: Queue = from_array("queue", queue)?;
    Ok(to_zval(&tempo::feed(tempo, event, &queue, now, most, &policy))?)
}

/// How long so many old documents will take.
#[php_function]
#[php(name = "WcAccounting\\Extension\\estimate")]
pub fn estimate(
    service: &str,
    documents: u64,
    queue: &ZendHashTable,
    now: i64,
    most: u32,
) -> PhpResult<Zval> {
    let policy = connector(service)?.policy();
    let queue: Queue = from_array("queue", queue)?;
    Ok(to_zval(&tempo::estimate(documents, &queue, now, most, &policy))?)
}

/// How many requests the service still takes.
#[php_function]
#[php(name = "WcAccounting\\Extension\\remaining")]
pub fn remaining(service: &str, queue: &ZendHashTable, now: i64) -> PhpResult<Zval> {
    let allowance = connector(service)?.policy().allowance;
    let queue: Queue = from_array("queue", queue)?;
    Ok(to_zval(&queue.spent.remaining(now, allowance))?)
}

/// The rates, where an order is taxed higher than the others of its shop.
#[php_function]
#[php(name = "WcAccounting\\Extension\\stands_out")]
pub fn stands_out(order: &ZendHashTable, others: &ZendHashTable) -> PhpResult<Zval> {
    let order: Charged = from_array("order", order)?;
    let others: Vec<Charged> = from_array("others", others)?;
    Ok(to_zval(&usual_rate::stands_out(&order, &others))?)
}
