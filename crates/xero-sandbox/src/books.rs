//! All that was made in one organisation, in the order in which it was.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::contacts::Contact;
use crate::document::{Document, Kind, Status};
use crate::items::Item;

/// The books of one organisation.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Customers.
    pub contacts: Vec<Contact>,
    /// Products.
    pub items: Vec<Item>,
    /// Invoices, credit notes and quotes.
    pub documents: Vec<Document>,
    /// Payments of invoices, and what was paid back of credit notes.
    pub payments: Vec<Payment>,
    /// Credit given to invoices.
    pub allocations: Vec<Allocation>,
    /// Notes in the history of documents.
    pub notes: Vec<Note>,
    /// E-mails that were sent: of which invoice, and when.
    pub emails: Vec<(String, DateTime<Utc>)>,
    /// How many records there ever were.
    pub count: u64,
}

/// A payment, or a refund when it is of a credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: String,
    /// The document.
    pub document_id: String,
    /// The account.
    pub account_id: String,
    /// Its day.
    pub date: NaiveDate,
    /// In the currency of the document.
    pub amount: Decimal,
    /// What the program calls it.
    pub reference: String,
    /// The rate, if one was named.
    pub currency_rate: Option<Decimal>,
    /// Whether it was undone.
    pub is_deleted: bool,
    /// When it was made and changed.
    pub times: Times,
}

/// Credit given to an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Its id.
    pub id: String,
    /// Whose credit.
    pub credit_note_id: String,
    /// What is credited.
    pub invoice_id: String,
    /// How much.
    pub amount: Decimal,
    /// Its day.
    pub date: NaiveDate,
}

/// A note in the history of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The document.
    pub document_id: String,
    /// What it says.
    pub details: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// When a record was made and last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Made.
    pub made: DateTime<Utc>,
    /// Changed.
    pub changed: DateTime<Utc>,
}

impl Times {
    /// Of something that is made now.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { made: now, changed: now }
    }
}

impl Books {
    /// The document of this kind with this id.
    pub fn document(&self, kind: Kind, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.kind == kind && document.id.eq_ignore_ascii_case(id))
    }

    /// Those of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// The contact with this id.
    pub fn contact(&self, id: &str) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id.eq_ignore_ascii_case(id))
    }

    /// Payments of a document that were not undone.
    pub fn payments_of<'a>(&'a self, document_id: &'a str) -> impl Iterator<Item = &'a Payment> {
        self.payments.iter().filter(move |it| it.document_id == document_id && !it.is_deleted)
    }

    /// What was paid of an invoice, or paid back of a credit note.
    pub fn paid(&self, document: &Document) -> Decimal {
        self.payments_of(&document.id).map(|payment| payment.amount).fold(Decimal::new(0, 2), |a, b| a + b)
    }

    /// Allocations of a credit note, or to an invoice.
    pub fn allocations_of<'a>(&'a self, document_id: &'a str) -> impl Iterator<Item = &'a Allocation> {
        self.allocations
            .iter()
            .filter(move |it| it.credit_note_id == document_id || it.invoice_id == document_id)
    }

    /// What was credited to an invoice, or allocated of a credit note.
    pub fn credited(&self, document: &Document) -> Decimal {
        self.allocations_of(&document.id).map(|it| it.amount).fold(Decimal::new(0, 2), |a, b| a + b)
    }

    /// What is still due on an invoice, or left of a credit note. Of what is no more, nothing is.
    pub fn open(&self, document: &Document) -> Decimal {
        if matches!(document.status, Status::Voided | Status::Deleted) {
            return Decimal::new(0, 2);
        }
        document.totals.total - self.paid(document) - self.credited(document)
    }

    /// Whether money or credit hangs on it.
    pub fn is_touched(&self, document: &Document) -> bool {
        self.payments_of(&document.id).next().is_some() || self.allocations_of(&document.id).next().is_some()
    }

    /// A document becomes PAID when nothing is open, and AUTHORISED again when something is.
    pub fn settle(&mut self, id: &str, zero_total_is_paid: bool, now: DateTime<Utc>) {
        let Some(place) = self.documents.iter().position(|document| document.id == id) else { return };
        let document = &self.documents[place];
        if document.kind == Kind::Quote {
            return;
        }
        let is_something = !document.totals.total.is_zero() || zero_total_is_paid;
        let is_paid = self.open(document).is_zero() && is_something;
        let status = match document.status {
            Status::Authorised if is_paid => Status::Paid,
            Status::Paid if !is_paid => Status::Authorised,
            other => other,
        };
        let document = &mut self.documents[place];
        document.status = status;
        document.times.changed = now;
    }
}
