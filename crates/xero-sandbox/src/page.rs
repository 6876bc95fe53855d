//! The books, for a person to see.

use accounting_sandbox::{Cell, Mood, Page, Table};

use crate::books::{Books, Payment};
use crate::document::{Document, Kind, Status};
use crate::service::Xero;

/// How many rows of a table are shown.
const ROWS: usize = 200;

/// The newest of everything, of the main organisation.
pub fn of(xero: &Xero) -> Page {
    let empty = Books::default();
    let books = xero.books.get(&xero.settings.organisation.id).unwrap_or(&empty);
    Page {
        figures: vec![
            ("Connections", xero.connections.all().len()),
            ("Contacts", books.contacts.len()),
            ("Invoices", books.of(Kind::Invoice).count()),
            ("Quotes", books.of(Kind::Quote).count()),
            ("Payments", books.payments.len()),
            ("Credit notes", books.of(Kind::CreditNote).count()),
        ],
        tables: vec![
            documents(books),
            payments(books),
            allocations(books),
            contacts(books),
            items(books),
            connections(xero),
        ],
        ..Page::default()
    }
}

fn documents(books: &Books) -> Table {
    Table {
        id: "documents",
        caption: format!("Invoices, credit notes and quotes, the newest first (at most {ROWS})"),
        columns: &["Number", "Kind", "Reference", "Contact", "Lines", "Tax", "Total", "Open", "Status"],
        rows: books.documents.iter().rev().take(ROWS).map(|document| document_row(books, document)).collect(),
    }
}

fn document_row(books: &Books, document: &Document) -> Vec<Cell> {
    let kind = crate::lifecycle::word(document.kind);
    let contact = books.contact(&document.contact_id).map_or("–", |contact| &contact.name);
    let line = |line: &crate::document::Line| format!("{} · {}", line.description, line.amount);
    let mood = match document.status {
        Status::Paid | Status::Accepted | Status::Invoiced => Mood::Good,
        Status::Voided | Status::Deleted | Status::Declined => Mood::Bad,
        _ => Mood::Poor,
    };
    vec![
        Cell::Name(document.number.clone()),
        Cell::text(kind),
        Cell::text(&document.reference),
        Cell::text(contact),
        Cell::List(document.lines.iter().map(line).collect()),
        Cell::Amount(document.totals.total_tax.to_string()),
        Cell::Total(format!("{} {}", document.currency, document.totals.total)),
        Cell::Amount(books.open(document).to_string()),
        Cell::Marked(mood, document.status.name().to_owned()),
    ]
}

fn number_of<'a>(books: &'a Books, id: &str) -> &'a str {
    books.documents.iter().find(|document| document.id == id).map_or("–", |document| &document.number)
}

fn payments(books: &Books) -> Table {
    let row = |payment: &Payment| {
        let (mood, status) =
            if payment.is_deleted { (Mood::Bad, "DELETED") } else { (Mood::Good, "AUTHORISED") };
        vec![
            Cell::Name(number_of(books, &payment.document_id).to_owned()),
            Cell::text(&payment.reference),
            Cell::text(payment.date),
            Cell::Total(payment.amount.to_string()),
            Cell::Marked(mood, status.to_owned()),
        ]
    };
    Table {
        id: "payments",
        caption: format!("Payments and refunds, the newest first (at most {ROWS})"),
        columns: &["Of", "Reference", "Date", "Amount", "Status"],
        rows: books.payments.iter().rev().take(ROWS).map(row).collect(),
    }
}

fn allocations(books: &Books) -> Table {
    let row = |it: &crate::books::Allocation| {
        vec![
            Cell::Name(number_of(books, &it.credit_note_id).to_owned()),
            Cell::text(number_of(books, &it.invoice_id)),
            Cell::text(it.date),
            Cell::Total(it.amount.to_string()),
        ]
    };
    Table {
        id: "allocations",
        caption: format!("Credit given to invoices, the newest first (at most {ROWS})"),
        columns: &["Credit note", "Invoice", "Date", "Amount"],
        rows: books.allocations.iter().rev().take(ROWS).map(row).collect(),
    }
}

fn contacts(books: &Books) -> Table {
    let row = |contact: &crate::contacts::Contact| {
        let (mood, status) =
            if contact.is_archived { (Mood::Bad, "ARCHIVED") } else { (Mood::Good, "ACTIVE") };
        vec![
            Cell::Name(contact.name.clone()),
            Cell::text(contact.number.as_deref().unwrap_or("–")),
            Cell::text(&contact.email),
            Cell::Marked(mood, status.to_owned()),
        ]
    };
    Table {
        id: "contacts",
        caption: format!("Contacts, the newest first (at most {ROWS})"),
        columns: &["Name", "Number", "E-mail", "Status"],
        rows: books.contacts.iter().rev().take(ROWS).map(row).collect(),
    }
}

fn items(books: &Books) -> Table {
    let row = |item: &crate::items::Item| {
        let price = item.unit_price.map_or_else(|| "–".to_owned(), |price| price.to_string());
        vec![Cell::Name(item.code.clone()), Cell::text(&item.name), Cell::Amount(price)]
    };
    Table {
        id: "items",
        caption: format!("Items, the newest first (at most {ROWS})"),
        columns: &["Code", "Name", "Price"],
        rows: books.items.iter().rev().take(ROWS).map(row).collect(),
    }
}

fn connections(xero: &Xero) -> Table {
    let row = |it: &crate::connections::Connection| {
        vec![Cell::Name(it.tenant_name.clone()), Cell::Code(it.tenant_id.clone()), Cell::Code(it.id.clone())]
    };
    Table {
        id: "connections",
        caption: "Connections of the program".to_owned(),
        columns: &["Organisation", "Tenant", "Connection"],
        rows: xero.connections.all().iter().map(row).collect(),
    }
}
