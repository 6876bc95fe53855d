//! What a shop may have chosen in its settings, and what a document must then say. Nothing of the mapping is used here.

use accounting_core::connector::Settings;
use accounting_core::document::{Cause, Document, DocumentKind};
use kledo::{INVOICE, ORDER};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What may be stored under each name; a name may also not be stored at all.
const VALUES: &[(&str, &[&str])] = &[
    ("order_prefix", &["", "WC/SO/", "SHOP2", "SO ü&=[]+%"]),
    ("invoice_prefix", &["", "WC/INV/", "SHOP2", "  INV-  "]),
    ("order_warehouse", &["", "Gudang Utama", "A & B"]),
    ("warehouse", &["", "Gudang Utama", "A & B"]),
    ("order_tags", &["", "WooCommerce", "a, b,a", " , "]),
    ("tags", &["", "WooCommerce", "a, b,a", " , "]),
    ("invoice_status", &["paid", "unpaid"]),
    ("invoice_payment_account", &["", "1-10001 | Kas", "1-10002"]),
    ("link_order", &["yes", "no"]),
    ("close_order", &["yes", "no"]),
    ("hold_differences", &["yes", "no"]),
    ("buyer_number_field", &["", "_billing_npwp"]),
];

pub fn kind() -> impl Strategy<Value = DocumentKind> {
    prop_oneof![Just(ORDER), Just(INVOICE)]
}

pub fn settings() -> impl Strategy<Value = Settings> {
    let one = |(name, values): &(&'static str, &'static [&'static str])| {
        let name = *name;
        prop::option::of(prop::sample::select(*values))
            .prop_map(move |value| value.map(|value| (name.to_owned(), value.to_owned())))
    };
    VALUES.iter().map(one).collect::<Vec<_>>().prop_map(|chosen| chosen.into_iter().flatten().collect())
}

/// The document says what was chosen for its kind, and nothing that was chosen for the other.
pub fn are_on(document: &Document, kind: &DocumentKind, settings: &Settings) -> Result<(), TestCaseError> {
    let stored = |name: &str| settings.get(name).map(|value| value.trim());
    let is_yes = |name: &str, otherwise: bool| stored(name).map_or(otherwise, |value| value == "yes");
    let is_invoice = *kind == INVOICE;
    let (prefix, official, warehouse, tags) = if is_invoice {
        ("invoice_prefix", "WC/INV/", "warehouse", "tags")
    } else {
        ("order_prefix", "WC/SO/", "order_warehouse", "order_tags")
    };
    let prefix = stored(prefix).unwrap_or(official);
    let says = |name: &str, expected: Option<Value>| {
        prop_assert_eq!(document.payload.get(name), expected.as_ref(), "{}", name);
        Ok(())
    };
    let text = |text: &str| (!text.is_empty()).then(|| json!(text));
    let yes_no = |yes: bool| is_invoice.then(|| json!(if yes { "yes" } else { "no" }));
    prop_assert_eq!(&document.kind, kind);
    prop_assert_eq!(&document.reference, &format!("{prefix}{}", document.order_id));
    says("ref_number_prefix", text(prefix))?;
    says("ref_number", Some(json!(document.order_id.to_string())))?;
    says("warehouse", text(stored(warehouse).unwrap_or_default()))?;
    let tags = match stored(tags) {
        Some("a, b,a") => json!(["a", "b"]),
        _ => json!(["WooCommerce"]),
    };
    says("tags", Some(tags))?;
    let paid = is_invoice && stored("invoice_status") == Some("paid");
    says("paid", yes_no(paid))?;
    let account = match stored("invoice_payment_account") {
        Some("1-10001 | Kas") => "1-10001",
        other => other.unwrap_or_default(),
    };
    says("paid_to_account_code", text(if paid { account } else { "" }))?;
    let links = is_yes("link_order", true);
    says("link_order", yes_no(links))?;
    says("close_order", yes_no(links && is_yes("close_order", true)))?;
    let differs = document.reconciliation.causes.iter().any(|cause| *cause != Cause::BuyerNumberNotSent);
    prop_assert_eq!(document.held, differs && is_yes("hold_differences", false));
    Ok(())
}
