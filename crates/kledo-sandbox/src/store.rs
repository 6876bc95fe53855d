//! Documents and the queue they come from.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use accounting_sandbox::Fate;
use accounting_sandbox::clock::{self, as_iso};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use crate::settings::LinkAt;
use crate::submission::{Kind, Line, Submission};
use crate::totals::Totals;
use crate::wording;

/// A document of this Kledo, or one that its queue still holds.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the state on screen")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Order or invoice.
    pub kind: Kind,
    /// Its id here.
    pub id: u64,
    /// Its number: prefix and `ref_number` joined.
    pub ref_number: String,
    /// The order of the shop: `ref_number` alone.
    pub order_id: String,
    /// The customer's name.
    pub contact: String,
    /// `trans_date`.
    pub trans_date: String,
    /// `due_date`, if any.
    pub due_date: Option<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Subtotal, discount, shipping, tax and total.
    #[serde(flatten)]
    pub totals: Totals,
    /// Whether it was sent as paid.
    pub paid: bool,
    /// An invoice: it belongs to a sales order. An order: an invoice belongs to it.
    pub linked: bool,
    /// An invoice: the id of that sales order.
    pub linked_to: Option<u64>,
    /// An order: all of it is invoiced, and the invoice closed it.
    pub closed: bool,
    /// When it was accepted.
    #[serde(serialize_with = "as_iso")]
    pub received_at: DateTime<Utc>,
    /// When it leaves, or left, the queue.
    #[serde(serialize_with = "as_iso")]
    pub appears_at: DateTime<Utc>,
    /// Whether it has left the queue.
    pub visible: bool,
    /// The whole form.
    pub fields: Arc<Value>,
}

/// A document that was accepted and failed in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Order or invoice.
    pub kind: Kind,
    /// The order of the shop.
    pub order_id: String,
    /// The number it would have had.
    pub ref_number: String,
    /// Why.
    pub message: String,
    /// When it fails, or failed.
    #[serde(serialize_with = "as_iso")]
    pub fails_at: DateTime<Utc>,
}

/// What an invoice in the queue is to do with its sales order.
#[derive(Clone, Copy, Debug)]
struct Wish {
    link: bool,
    close: bool,
}

/// All documents, in the order they were accepted.
#[derive(Debug, Default)]
pub(crate) struct Store {
    documents: Vec<Arc<Document>>,
    failures: Vec<Failure>,
    queue: BTreeMap<(DateTime<Utc>, usize), Wish>,
    by_order: HashMap<String, Vec<usize>>,
    numbers: HashSet<(Kind, String)>,
}

/// What is known of an order of the shop.
#[derive(Debug)]
pub(crate) struct Transactions<'a> {
    pub order: Option<&'a Document>,
    pub invoice: Option<&'a Document>,
    pub order_failure: Option<&'a str>,
    pub invoice_failure: Option<&'a str>,
}

const FIRST_ID: usize = 1001;

impl Store {
    /// Puts a document into the queue; its id, or none when it is never to appear.
    pub fn accept(
        &mut self,
        what: Submission,
        fate: &Fate,
        received_at: DateTime<Utc>,
        delay_ms: u64,
        link_at: LinkAt,
    ) -> Option<u64> {
        let appears_at = clock::later(received_at, delay_ms);
        match fate {
            Fate::Appears => Some(self.enqueue(what, received_at, appears_at, link_at)),
            Fate::Vanishes => None,
            Fate::Fails(message) => {
                let Submission { kind, order_id, number: ref_number, .. } = what;
                let message = if message.is_empty() { wording::FAILED_IN_QUEUE } else { message }.to_owned();
                self.failures.push(Failure { kind, order_id, ref_number, message, fails_at: appears_at });
                None
            }
        }
    }

    fn enqueue(
        &mut self,
        what: Submission,
        received_at: DateTime<Utc>,
        appears_at: DateTime<Utc>,
        link_at: LinkAt,
    ) -> u64 {
        let at = self.documents.len();
        let link = what.link && (link_at == LinkAt::Created || self.order_of(&what.order_id).is_some());
        self.queue.insert((appears_at, at), Wish { link, close: what.close });
        self.by_order.entry(what.order_id.clone()).or_default().push(at);
        self.numbers.insert((what.kind, what.number.clone()));
        let id = (FIRST_ID + at) as u64;
        self.documents.push(Arc::new(Document {
            kind: what.kind,
            id,
            ref_number: what.number,
            order_id: what.order_id,
            contact: what.contact,
            trans_date: what.trans_date,
            due_date: what.due_date,
            lines: what.lines,
            totals: what.totals,
            paid: what.paid,
            linked: false,
            linked_to: None,
            closed: false,
            received_at,
            appears_at,
            visible: false,
            fields: what.fields,
        }));
        id
    }

    /// Lets appear what is due.
    pub fn advance(&mut self, now: DateTime<Utc>) {
        while let Some(entry) = self.queue.first_entry() {
            let (due, at) = *entry.key();
            if due > now {
                break;
            }
            let wish = entry.remove();
            self.appear(at, wish);
        }
    }

    fn appear(&mut self, at: usize, wish: Wish) {
        Arc::make_mut(&mut self.documents[at]).visible = true;
        if self.documents[at].kind == Kind::Invoice && wish.link {
            let order_id = self.documents[at].order_id.clone();
            if let Some(order) = self.order_of(&order_id) {
                self.link(at, order, wish.close);
            }
        }
    }

    fn link(&mut self, invoice: usize, order: usize, close: bool) {
        let order_document_id = self.documents[order].id;
        let document = Arc::make_mut(&mut self.documents[invoice]);
        document.linked = true;
        document.linked_to = Some(order_document_id);
        let closes = close && self.invoiced(order) >= quantity(&self.documents[order]);
        let document = Arc::make_mut(&mut self.documents[order]);
        document.linked = true;
        document.closed |= closes;
    }

    /// How many pieces of a sales order its invoices hold.
    fn invoiced(&self, order: usize) -> Decimal {
        let order = &self.documents[order];
        self.of_order(&order.order_id)
            .map(|at| self.documents[at].as_ref())
            .filter(|document| document.linked_to == Some(order.id))
            .fold(Decimal::ZERO, |sum, document| sum.saturating_add(quantity(document)))
    }

    /// The newest sales order that exists for an order of the shop.
    fn order_of(&self, order_id: &str) -> Option<usize> {
        self.newest(order_id, Kind::Order)
    }

    fn newest(&self, order_id: &str, kind: Kind) -> Option<usize> {
        self.of_order(order_id).rev().find(|at| {
            let document = &self.documents[*at];
            document.visible && document.kind == kind
        })
    }

    fn of_order(&self, order_id: &str) -> impl DoubleEndedIterator<Item = usize> {
        self.by_order.get(order_id).map(Vec::as_slice).unwrap_or_default().iter().copied()
    }

    /// Whether a document of this kind with this number was accepted already.
    pub fn has_number(&self, kind: Kind, number: &str) -> bool {
        self.numbers.contains(&(kind, number.to_owned()))
    }

    /// What is there of an order of the shop; the newest where there are several.
    pub fn transactions(&self, order_id: &str, now: DateTime<Utc>) -> Transactions<'_> {
        let newest = |kind| self.newest(order_id, kind).map(|at| self.documents[at].as_ref());
        let failure = |kind| {
            let mut failures = self.failures.iter().rev();
            failures
                .find(|it| it.kind == kind && it.order_id == order_id && it.fails_at <= now)
                .filter(|_| newest(kind).is_none())
                .map(|it| it.message.as_str())
        };
        Transactions {
            order: newest(Kind::Order),
            invoice: newest(Kind::Invoice),
            order_failure: failure(Kind::Order),
            invoice_failure: failure(Kind::Invoice),
        }
    }

    /// All documents, those in the queue included.
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.documents
    }

    /// All failures, those to come included.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// How many documents wait.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }
}

impl Document {
    /// Kledo's number for its state.
    pub fn status_id(&self) -> u64 {
        match self.kind {
            Kind::Order if self.closed => 7,
            Kind::Order if self.linked => 6,
            Kind::Order => 5,
            Kind::Invoice if self.paid => 3,
            Kind::Invoice => 1,
        }
    }
}

fn quantity(document: &Document) -> Decimal {
    document.lines.iter().fold(Decimal::ZERO, |sum, line| sum.saturating_add(line.qty))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use serde_json::json;

    fn submission(kind: Kind, order_id: &str, more: &[(&str, &str)]) -> Submission {
        let mut fields = json!({
            "contact_name": "Budi", "ref_number_prefix": "P/", "ref_number": order_id,
            "trans_date": "2026-01-31", "due_date": "2026-02-28",
            "items": [{"name": "Kopi", "qty": "2", "regular_price": "50000"}],
        });
        for (name, value) in more {
            if let Some(name) = name.strip_prefix("items.0.") {
                fields["items"][0][name] = json!(value);
            } else {
                fields[*name] = json!(value);
            }
        }
        Submission::read(kind, Arc::new(fields), &Settings::default()).unwrap()
    }

    fn accept(store: &mut Store, what: Submission) {
        store.accept(what, &Fate::Appears, now(), 1000, LinkAt::Created);
    }

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn in_a_minute() -> DateTime<Utc> {
        clock::later(now(), 60_000)
    }

    #[test]
    fn a_document_appears_only_after_the_delay() {
        let mut store = Store::default();
        accept(&mut store, submission(Kind::Order, "1", &[]));
        store.advance(now());
        assert!(store.transactions("1", now()).order.is_none());
        assert_eq!(store.queued(), 1);
        store.advance(in_a_minute());
        assert_eq!(store.transactions("1", now()).order.unwrap().ref_number, "P/1");
        assert_eq!(store.queued(), 0);
    }

    #[test]
    fn an_invoice_links_to_and_closes_the_order_that_came_before() {
        let mut store = Store::default();
        accept(&mut store, submission(Kind::Order, "1", &[]));
        accept(&mut store, submission(Kind::Invoice, "1", &[]));
        store.advance(in_a_minute());
        let found = store.transactions("1", now());
        assert!(found.invoice.unwrap().linked);
        assert!(found.order.unwrap().closed);
        assert_eq!(found.order.unwrap().status_id(), 7);
    }

    #[test]
    fn an_invoice_that_came_before_its_order_stays_unlinked_for_ever() {
        let mut store = Store::default();
        accept(&mut store, submission(Kind::Invoice, "1", &[]));
        store.advance(in_a_minute());
        accept(&mut store, submission(Kind::Order, "1", &[]));
        store.advance(in_a_minute());
        let found = store.transactions("1", now());
        assert!(!found.invoice.unwrap().linked && !found.order.unwrap().closed);
    }

    #[test]
    fn linking_at_the_queue_wants_the_order_to_exist_by_then() {
        let mut store = Store::default();
        store.accept(submission(Kind::Order, "1", &[]), &Fate::Appears, now(), 0, LinkAt::Queued);
        store.accept(submission(Kind::Invoice, "1", &[]), &Fate::Appears, now(), 0, LinkAt::Queued);
        store.advance(in_a_minute());
        assert!(!store.transactions("1", now()).invoice.unwrap().linked);
        store.accept(submission(Kind::Invoice, "1", &[]), &Fate::Appears, now(), 0, LinkAt::Queued);
        store.advance(in_a_minute());
        assert!(store.transactions("1", now()).invoice.unwrap().linked);
    }

    #[test]
    fn an_order_that_is_invoiced_in_part_stays_open() {
        let mut store = Store::default();
        accept(&mut store, submission(Kind::Order, "1", &[]));
        accept(&mut store, submission(Kind::Invoice, "1", &[("items.0.qty", "1")]));
        store.advance(in_a_minute());
        assert_eq!(store.transactions("1", now()).order.unwrap().status_id(), 6);
        accept(&mut store, submission(Kind::Invoice, "1", &[("items.0.qty", "1")]));
        store.advance(in_a_minute());
        assert_eq!(store.transactions("1", now()).order.unwrap().status_id(), 7);
    }

    #[test]
    fn an_invoice_told_not_to_link_or_close_does_not() {
        let mut store = Store::default();
        accept(&mut store, submission(Kind::Order, "1", &[]));
        accept(&mut store, submission(Kind::Invoice, "1", &[("link_order", "no")]));
        store.advance(in_a_minute());
        assert!(!store.transactions("1", now()).invoice.unwrap().linked);
        accept(&mut store, submission(Kind::Invoice, "1", &[("close_order", "no")]));
        store.advance(in_a_minute());
        let found = store.transactions("1", now());
        assert!(found.invoice.unwrap().linked && !found.order.unwrap().closed);
    }

    #[test]
    fn a_failure_is_told_until_a_document_appears() {
        let mut store = Store::default();
        store.accept(
            submission(Kind::Order, "1", &[]),
            &Fate::Fails("no".to_owned()),
            now(),
            1000,
            LinkAt::Created,
        );
        assert_eq!(store.transactions("1", now()).order_failure, None);
        assert_eq!(store.transactions("1", in_a_minute()).order_failure, Some("no"));
        accept(&mut store, submission(Kind::Order, "1", &[]));
        store.advance(in_a_minute());
        assert_eq!(store.transactions("1", in_a_minute()).order_failure, None);
    }
}
