//! What holds for every order: the books take its documents, and each comes to what the order says. More cases:
//! `PROPTEST_CASES=20000 cargo test -p toy --release --test properties`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../accounting-core/tests/orders/mod.rs"]
mod orders;

use accounting_core::connector::{Connector as _, Settings};
use accounting_core::document::{Document, DocumentKind, Mapped};
use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;
use orders::{shop, wild};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use toy::{CREDIT_NOTE, INVOICE, PAYMENT, Toy};
use toy_sandbox::{Books, Kind};

/// Every document of an order, each with what the order says that it comes to.
fn documents(order: &OrderSnapshot) -> Vec<(Document, Amount)> {
    let of_order = [INVOICE, PAYMENT].map(|kind| (kind, order.order_id, order.totals.total));
    let of_refunds = order.refunds.iter().map(|refund| (CREDIT_NOTE, refund.id, refund.amount));
    let made = |(kind, subject, amount): (DocumentKind, u64, Amount)| match Toy
        .map(&kind, subject, order, &Settings::new())
        .unwrap()
    {
        Mapped::Document(document) => Some((*document, amount)),
        Mapped::Skipped(_) => None,
    };
    of_order.into_iter().chain(of_refunds).filter_map(made).collect()
}

/// Any order at all, whose refunds have an id each.
fn any_order() -> impl Strategy<Value = OrderSnapshot> {
    wild::snapshot().prop_map(|mut order| {
        (1..).zip(&mut order.refunds).for_each(|(id, refund)| refund.id = id);
        order
    })
}

fn kind(document: &Document) -> Kind {
    match document.kind.name() {
        "invoice" => Kind::Invoice,
        "payment" => Kind::Payment,
        _ => Kind::CreditNote,
    }
}

/// A sum of the largest amounts that are read is more than is read.
fn number(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

/// What the lines come to, from what is sent and nothing else; a payment has none.
fn sum(document: &Document) -> Decimal {
    match document.payload.get("lines").and_then(Value::as_array) {
        Some(lines) => lines.iter().map(|line| number(&line["amount"]) + number(&line["tax"])).sum(),
        None => number(&document.payload["total"]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_books_take_every_document_of_a_shop_and_come_to_what_its_order_says(wishes in shop::wishes()) {
        let order = shop::order(&wishes);
        let mut books = Books::default();
        let documents = documents(&order);
        prop_assert!(!documents.is_empty());
        for (document, amount) in documents {
            prop_assert!(document.reconciliation.causes.is_empty(), "{:?}", document.reconciliation);
            let fields = Value::Object(document.payload.clone());
            let kept = books.make(kind(&document), &fields, order.created_at.to_utc(), true);
            prop_assert_eq!(kept.map_err(|refusal| refusal.message).unwrap().total, amount.decimal());
        }
        let invoice = books.of(Kind::Invoice).next().unwrap();
        prop_assert_eq!(books.status(invoice), Some("paid"));
    }

    #[test]
    fn no_order_is_so_odd_that_its_documents_say_something_else_than_is_announced(order in any_order()) {
        for (document, amount) in documents(&order) {
            let told = &document.reconciliation;
            prop_assert_eq!(told.document_total.decimal(), number(&document.payload["total"]));
            prop_assert_eq!(sum(&document), told.document_total.decimal());
            prop_assert_eq!(told.difference, told.document_total - told.order_total);
            prop_assert_eq!(told.causes.is_empty(), told.difference.is_zero() && !told.document_total.is_negative());
            let decimals = document.payload["total"].as_str().unwrap().split_once('.').map_or(0, |(_, cents)| cents.len());
            prop_assert_eq!(told.order_total, amount.round(u32::try_from(decimals).unwrap()));
            prop_assert_eq!(&json!(document.reference), &document.payload["number"]);
        }
    }
}
