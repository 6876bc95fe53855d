//! What holds for every order. More cases: `PROPTEST_CASES=20000 cargo test -p kledo --release --test properties`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod form;
mod shop;
mod wild;

use accounting_core::connector::{Connector, Settings};
use accounting_core::document::{Cause, Document, DocumentKind, Mapped};
use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;
use kledo::Kledo;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

fn map(snapshot: &OrderSnapshot) -> Option<Document> {
    match Kledo.map(DocumentKind::Invoice, snapshot, &Settings::new()).unwrap() {
        Mapped::Document(document) => Some(*document),
        Mapped::Skipped(_) => None,
    }
}

fn number(value: &Value) -> Decimal {
    value.as_str().expect("amounts are texts").parse().unwrap()
}

/// Lines, less discount, plus shipping: from what is sent, and from nothing else.
fn base(document: &Document) -> Decimal {
    let payload = &document.payload;
    let items = payload["items"].as_array().unwrap().iter();
    let lines: Decimal = items.map(|item| number(&item["qty"]) * number(&item["sale_price"])).sum();
    lines - number(&payload["additional_discount_amount"]) + number(&payload["shipping_cost"])
}

/// The totals Kledo may come to: prices without tax get one of the order's rates.
fn possible_totals(snapshot: &OrderSnapshot, document: &Document) -> Vec<Decimal> {
    let base = base(document);
    if snapshot.prices_include_tax || document.payload["has_tax"] == "no" {
        return vec![base];
    }
    let decimals = snapshot.currency_decimals.max(snapshot.totals.total.scale());
    let rates = snapshot.taxes.iter().filter_map(|tax| tax.percent);
    let tax = rates.map(|percent| base * percent.0 / Decimal::ONE_HUNDRED);
    tax.map(|tax| base + tax.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
        .collect()
}

fn is_sound(document: &Document) -> Result<(), TestCaseError> {
    let reconciliation = &document.reconciliation;
    let difference = reconciliation.document_total - reconciliation.order_total;
    prop_assert_eq!(reconciliation.difference, difference);
    prop_assert!(difference.is_zero() || !reconciliation.causes.is_empty(), "a difference without a cause");
    for name in ["additional_discount_amount", "shipping_cost"] {
        prop_assert!(number(&document.payload[name]) >= Decimal::ZERO, "{} is negative", name);
    }
    let items = document.payload["items"].as_array().unwrap();
    prop_assert!(!items.is_empty());
    for item in items {
        prop_assert!(number(&item["qty"]) > Decimal::ZERO);
        let (price, regular) = (number(&item["sale_price"]), number(&item["regular_price"]));
        prop_assert!(price >= Decimal::ZERO && regular >= price);
        prop_assert!(
            !item["name"].as_str().unwrap().is_empty() && !item["code"].as_str().unwrap().is_empty()
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_order_that_a_shop_made_is_exact_or_its_tax_says_why(wishes in shop::wishes()) {
        let snapshot = shop::order(&wishes);
        let Some(document) = map(&snapshot) else { return Ok(()) };
        is_sound(&document)?;
        let reconciliation = &document.reconciliation;
        let is_untaxed = snapshot.totals.total_tax.is_zero();
        if snapshot.prices_include_tax || is_untaxed {
            prop_assert_eq!(reconciliation.difference, Amount::ZERO, "{:?}", reconciliation);
        }
        let odd = [Cause::OrderDoesNotAddUp, Cause::NegativeTotal, Cause::TaxEdited];
        prop_assert!(!odd.iter().any(|cause| reconciliation.causes.contains(cause)), "{:?}", reconciliation);
        let possible = possible_totals(&snapshot, &document);
        prop_assert!(possible.contains(&reconciliation.document_total.0), "{:?} {:?}", possible, reconciliation);
    }

    #[test]
    fn one_rate_on_everything_is_off_by_rounding_alone(mut wishes in shop::wishes()) {
        wishes.inclusive = false;
        wishes.rates = vec![(Decimal::new(11, 0), false)];
        wishes.lines.iter_mut().for_each(|line| line.rates = 1);
        wishes.fees.iter_mut().for_each(|fee| fee.1 = 1);
        wishes.shipping.1 = 1;
        let snapshot = shop::order(&wishes);
        let Some(document) = map(&snapshot) else { return Ok(()) };
        let reconciliation = &document.reconciliation;
        let parts = snapshot.lines.len() + snapshot.fees.len() + 1 + 2 * snapshot.refunds.len();
        let most = Decimal::new(i64::try_from(parts).unwrap() + 1, snapshot.currency_decimals);
        prop_assert!(reconciliation.difference.abs().0 <= most, "{:?}", reconciliation);
        prop_assert!(reconciliation.causes.iter().all(|cause| *cause == Cause::TaxRounding), "{:?}", reconciliation);
    }

    #[test]
    fn any_order_at_all_is_mapped_soundly(snapshot in wild::snapshot()) {
        let Some(document) = map(&snapshot) else { return Ok(()) };
        is_sound(&document)?;
        let again = map(&snapshot);
        prop_assert_eq!(Some(&document), again.as_ref());
        if wild::is_small(&snapshot) && snapshot.prices_include_tax {
            prop_assert_eq!(base(&document), document.reconciliation.document_total.0);
        }
    }

    #[test]
    fn the_form_is_the_document(snapshot in wild::snapshot()) {
        let Some(document) = map(&snapshot) else { return Ok(()) };
        let decoded = form::decode(&kledo::form::encode(&document.payload));
        prop_assert_eq!(decoded, Value::Object(document.payload));
    }

    #[test]
    fn texts_are_clean_and_within_their_limits(snapshot in wild::snapshot()) {
        let Some(document) = map(&snapshot) else { return Ok(()) };
        let mut texts = Vec::new();
        collect(&Value::Object(document.payload), &mut texts);
        for text in texts {
            prop_assert!(text.chars().count() <= 2000);
            prop_assert!(!text.contains(char::is_control), "{:?}", text);
        }
    }

    #[test]
    fn a_snapshot_survives_the_way_from_php(snapshot in wild::snapshot()) {
        let text = serde_json::to_string(&snapshot).unwrap();
        prop_assert_eq!(serde_json::from_str::<OrderSnapshot>(&text).unwrap(), snapshot);
    }
}

/// The number of cases: that of the environment if it says one.
fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, texts)),
        other => panic!("{other} is no text"),
    }
}
