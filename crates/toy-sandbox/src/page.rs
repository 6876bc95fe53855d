//! The books, for a person to see.

use accounting_sandbox::{Cell, Page, Table};

use crate::books::{Books, Document, Kind};

/// How many rows of a table are shown.
const ROWS: usize = 200;

/// The newest of everything.
pub fn of(books: &Books) -> Page {
    let count = |kind| books.of(kind).count();
    let documents = Table {
        id: "documents",
        caption: format!("Documents, the newest first (at most {ROWS})"),
        columns: &["Number", "Kind", "Customer", "Invoice", "Currency", "Total", "Status"],
        rows: books.documents.iter().rev().take(ROWS).map(|document| row(books, document)).collect(),
    };
    let contacts = Table {
        id: "contacts",
        caption: format!("Contacts, the newest first (at most {ROWS})"),
        columns: &["Name", "E-mail"],
        rows: books
            .contacts
            .iter()
            .rev()
            .take(ROWS)
            .map(|it| vec![Cell::Name(it.name.clone()), Cell::text(&it.email)])
            .collect(),
    };
    Page {
        figures: vec![
            ("Contacts", books.contacts.len()),
            ("Invoices", count(Kind::Invoice)),
            ("Payments", count(Kind::Payment)),
            ("Credit notes", count(Kind::CreditNote)),
        ],
        tables: vec![documents, contacts],
        ..Page::default()
    }
}

fn row(books: &Books, document: &Document) -> Vec<Cell> {
    let text = |text: &Option<String>| Cell::text(text.as_deref().unwrap_or("–"));
    let kind = match document.kind {
        Kind::Invoice => "Invoice",
        Kind::Payment => "Payment",
        Kind::CreditNote => "Credit note",
    };
    vec![
        Cell::Name(document.number.clone()),
        Cell::text(kind),
        text(&document.contact_name),
        text(&document.invoice_number),
        Cell::text(&document.currency),
        Cell::Total(document.total.to_string()),
        Cell::text(books.status(document).unwrap_or("–")),
    ]
}
