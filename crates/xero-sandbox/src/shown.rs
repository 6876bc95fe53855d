//! What a program sees of it: `GET /_sandbox/state`. Amounts are texts.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::books::Books;
use crate::connections::Connection;
use crate::document::Kind;
use crate::json::{Json, object};
use crate::service::Xero;

/// What there is to see.
#[derive(Debug, Serialize)]
pub struct Shown {
    #[serde(flatten)]
    main: BooksShown,
    /// The books of the other organisations that were asked, by id.
    others: BTreeMap<String, BooksShown>,
    connections: Vec<Connection>,
    calls: BTreeMap<String, usize>,
}

/// The books of one organisation, each thing as it goes out.
#[derive(Debug, Default, Serialize)]
struct BooksShown {
    contacts: Vec<Json>,
    items: Vec<Json>,
    invoices: Vec<Json>,
    credit_notes: Vec<Json>,
    quotes: Vec<Json>,
    payments: Vec<Json>,
    allocations: Vec<Json>,
    history: Vec<Json>,
    emails: Vec<Json>,
}

/// All of it.
pub fn of(xero: &Xero) -> Shown {
    let main = &xero.settings.organisation.id;
    let others = xero.books.iter().filter(|(id, _)| *id != main);
    Shown {
        main: xero.books.get(main).map(books).unwrap_or_default(),
        others: others.map(|(id, it)| (id.clone(), books(it))).collect(),
        connections: xero.connections.all().to_vec(),
        calls: xero.calls.clone(),
    }
}

fn books(books: &Books) -> BooksShown {
    let documents = |kind| books.of(kind).map(|document| document.out(books, true)).collect();
    let note = |note: &crate::books::Note| {
        object([("DocumentID", note.document_id.as_str().into()), ("Details", note.details.as_str().into())])
    };
    let allocation = |it: &crate::books::Allocation| {
        let number = books.document(Kind::CreditNote, &it.credit_note_id).map(|note| note.number.as_str());
        it.out(books).with("CreditNoteID", it.credit_note_id.as_str()).with("CreditNoteNumber", number)
    };
    BooksShown {
        contacts: books.contacts.iter().map(crate::contacts::Contact::out).collect(),
        items: books.items.iter().map(crate::items::Item::out).collect(),
        invoices: documents(Kind::Invoice),
        credit_notes: documents(Kind::CreditNote),
        quotes: documents(Kind::Quote),
        payments: books.payments.iter().map(|payment| payment.out(books)).collect(),
        allocations: books.allocations.iter().map(allocation).collect(),
        history: books.notes.iter().map(note).collect(),
        emails: books.emails.iter().map(|(id, _)| object([("InvoiceID", id.as_str().into())])).collect(),
    }
}
