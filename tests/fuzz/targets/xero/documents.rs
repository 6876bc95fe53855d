//! Documents as the shop sends them, and what it may know when they leave.

use std::collections::BTreeMap;

use accounting_core::document::{Document, DocumentKind, Reconciliation};
use accounting_core::links::{Known, Link, LinkName, Remote};
use accounting_core::money::Amount;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};
use xero::{ALLOCATION, CREDIT_NOTE, INVOICE, PAYMENT, QUOTE, REFUND_PAYMENT, VOID};

use crate::answers::{IDS, chance};

/// One of each kind, with some of the links and documents that it may stand on.
pub fn one(u: &mut Unstructured<'_>) -> Result<(Document, Known)> {
    let kinds = [INVOICE, QUOTE, CREDIT_NOTE, PAYMENT, ALLOCATION, REFUND_PAYMENT, VOID];
    let kind = u.choose(&kinds)?.clone();
    let payload = payload(&kind, u)?;
    let number = match kind.name() {
        "quote" => "WQ-123",
        "credit_note" | "allocation" | "refund_payment" => "WC-CN-7",
        _ if chance(u)? => "shop.test #123",
        _ => "WC-123",
    };
    let total: Amount = "48".parse().unwrap_or(Amount::ZERO);
    let document = Document {
        kind,
        order_id: 123,
        subject_id: 7,
        reference: number.to_owned(),
        payload,
        asks_for: LinkName::new("contact", "ayu@example.test").into_iter().collect(),
        held: false,
        reconciliation: Reconciliation {
            currency: "GBP".to_owned(),
            order_total: total,
            document_total: total,
            difference: Amount::ZERO,
            causes: Vec::new(),
            unmapped_taxes: Vec::new(),
        },
    };
    Ok((document, known(u)?))
}

fn payload(kind: &DocumentKind, u: &mut Unstructured<'_>) -> Result<Map<String, Value>> {
    let money = json!({"Account": {"AccountID": "3f"}, "Date": "2026-11-21", "Amount": "48.00", "Reference": "WC-123"});
    let value = match kind.name() {
        "payment" => json!({"document": money, "invoice": "WC-123"}),
        "allocation" => json!({"amount": "48", "date": "2026-11-22", "credit_note": "WC-CN-7", "invoice": "WC-123"}),
        "refund_payment" => json!({"document": money, "amount": "48", "credit_note": "WC-CN-7"}),
        "void" => json!({"invoice": "WC-123"}),
        _ => {
            let line = json!({"Description": "Cup", "Quantity": "2", "UnitAmount": "24.00", "ItemCode": "CUP"});
            let items = [json!({"Code": "CUP", "Name": "Cup"}), json!({"Code": "POT", "Name": "Pot"})];
            let by = if chance(u)? { "email" } else { "number" };
            json!({
                "document": {"Reference": "shop.test #123", "LineItems": [line]},
                "contact": {"Name": "Ayu Sari", "EmailAddress": "ayu@example.test", "ContactNumber": "wc-a1-7"},
                "contact_by": by,
                "items": items[..u.int_in_range(0..=2)?],
                "make_items": u.arbitrary::<bool>()?,
                "history": if chance(u)? { "Order 123" } else { "" },
            })
        }
    };
    Ok(match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    })
}

fn known(u: &mut Unstructured<'_>) -> Result<Known> {
    let mut links = Vec::new();
    for (kind, key) in [("contact", "ayu@example.test"), ("item", "CUP"), ("item", "POT")] {
        if chance(u)? {
            links.extend(Link::new(kind, key, u.choose(&IDS)?));
        }
    }
    let mut remote = || -> Result<Option<Remote>> {
        let id = (*u.choose(&IDS)?).to_owned();
        Ok(chance(u)?.then_some(Remote { id, number: None }))
    };
    let awaited: BTreeMap<String, Remote> = [("invoice", remote()?), ("credit_note", remote()?)]
        .into_iter()
        .filter_map(|(kind, remote)| Some((kind.to_owned(), remote?)))
        .collect();
    let belongs_to = remote()?;
    Ok(Known { links: links.into_iter().collect(), belongs_to, awaited, sending: Some("lease-1".to_owned()) })
}
