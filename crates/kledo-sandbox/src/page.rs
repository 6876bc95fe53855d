//! The documents, for a person to see.

use accounting_sandbox::{Cell, Mood, Page, Table};

use crate::store::{Document, Failure, Store};
use crate::submission::Kind;

/// How many documents are shown.
const DOCUMENTS: usize = 200;
/// The heads of the columns that hold amounts stand over them.
const STYLE: &str = "#documents thead th:nth-child(n+6):nth-child(-n+10) { text-align: right; }\n";

/// The newest of everything.
pub(crate) fn of(store: &Store) -> Page {
    let documents = store.documents();
    let count = |kind| documents.iter().filter(|it| it.visible && it.kind == kind).count();
    let figures = vec![
        ("Sales orders", count(Kind::Order)),
        ("Invoices", count(Kind::Invoice)),
        ("In the queue", store.queued()),
        ("Failed in the queue", store.failures().len()),
    ];
    let mut tables = vec![Table {
        id: "documents",
        caption: format!("Documents, the newest first (at most {DOCUMENTS})"),
        columns: &[
            "Number", "Kind", "Order", "Customer", "Lines", "Subtotal", "Discount", "Shipping", "Tax",
            "Total", "Linked", "Closed", "State",
        ],
        rows: documents.iter().rev().take(DOCUMENTS).map(|document| document_row(document)).collect(),
    }];
    if !store.failures().is_empty() {
        tables.push(Table {
            id: "failures",
            caption: "Accepted, then failed in the queue".to_owned(),
            columns: &["Number", "Kind", "Order", "Reason", "At"],
            rows: store.failures().iter().rev().take(DOCUMENTS).map(failure_row).collect(),
        });
    }
    Page { figures, tables, style: STYLE }
}

fn document_row(document: &Document) -> Vec<Cell> {
    let lines = document.lines.iter().map(|line| format!("{} × {} @ {}", line.qty, line.name, line.price));
    let totals = &document.totals;
    let closed = if document.kind == Kind::Order { yes_no(document.closed) } else { "–" };
    vec![
        Cell::Name(document.ref_number.clone()),
        Cell::text(kind(document.kind)),
        Cell::text(&document.order_id),
        Cell::text(&document.contact),
        Cell::List(lines.collect()),
        Cell::Amount(totals.subtotal.to_string()),
        Cell::Amount(totals.discount.to_string()),
        Cell::Amount(totals.shipping.to_string()),
        Cell::Amount(totals.tax.to_string()),
        Cell::Total(totals.total.to_string()),
        Cell::text(yes_no(document.linked)),
        Cell::text(closed),
        standing(document),
    ]
}

fn failure_row(failure: &Failure) -> Vec<Cell> {
    vec![
        Cell::Name(failure.ref_number.clone()),
        Cell::text(kind(failure.kind)),
        Cell::text(&failure.order_id),
        Cell::text(&failure.message),
        Cell::text(failure.fails_at.format("%H:%M:%S")),
    ]
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Order => "Sales order",
        Kind::Invoice => "Invoice",
    }
}

fn standing(document: &Document) -> Cell {
    match (document.visible, document.status_id()) {
        (false, _) => Cell::Marked(Mood::Poor, "in the queue".to_owned()),
        (_, 7) => Cell::text("closed"),
        (_, 6) => Cell::text("invoiced, open"),
        (_, 5) => Cell::text("open"),
        (_, 3) => Cell::text("paid"),
        _ => Cell::text("unpaid"),
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
