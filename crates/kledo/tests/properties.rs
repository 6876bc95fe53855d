//! What holds for every order, of either kind and with any settings. More cases:
//! `PROPTEST_CASES=20000 cargo test -p kledo --release --test properties`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod choices;
mod form;
#[path = "../../accounting-core/tests/orders/mod.rs"]
mod orders;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use accounting_core::connector::{Connector, Settings};
use accounting_core::document::{Cause, Document, DocumentKind, Mapped};
use accounting_core::money::Amount;
use accounting_core::reason::{Code, Reason};
use accounting_core::snapshot::{Line, OrderSnapshot};
use kledo::Kledo;
use orders::{shop, wild};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// An order, and what is to be made of it.
#[derive(Debug, Clone)]
struct Case {
    kind: DocumentKind,
    settings: Settings,
    snapshot: OrderSnapshot,
}

impl Case {
    fn map(&self) -> Mapped {
        Kledo.map(&self.kind, self.snapshot.order_id, &self.snapshot, &self.settings).unwrap()
    }
}

/// Tries `holds` on the documents of many orders. An order that makes no document proves nothing: it must be one that
/// rightly makes none, and of a hundred orders at most `without` may be such.
fn for_documents(
    orders: impl Strategy<Value = OrderSnapshot>,
    without: u32,
    holds: impl Fn(&Case, &Document) -> Result<(), TestCaseError>,
) {
    let config =
        ProptestConfig { cases: cases(1500), failure_persistence: None, ..ProptestConfig::default() };
    let (documents, skipped) = (Cell::new(0), Cell::new(0));
    let strategy = (choices::kind(), choices::settings(), orders)
        .prop_map(|(kind, settings, snapshot)| Case { kind, settings, snapshot });
    let outcome = TestRunner::new(config).run(&strategy, |case| match case.map() {
        Mapped::Document(document) => {
            documents.set(documents.get() + 1);
            prop_assert!(!is_fully_refunded(&case.snapshot), "nothing is left of it");
            holds(&case, &document)
        }
        Mapped::Skipped(reason) => {
            skipped.set(skipped.get() + 1);
            is_rightly_skipped(&case.snapshot, &reason)
        }
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    let (documents, skipped) = (documents.get(), skipped.get());
    assert!(skipped * 100 <= without * (documents + skipped), "{skipped} skipped, {documents} documents");
}

fn is_fully_refunded(snapshot: &OrderSnapshot) -> bool {
    snapshot.totals.total.is_positive() && snapshot.totals.total_refunded >= snapshot.totals.total
}

fn is_rightly_skipped(snapshot: &OrderSnapshot, reason: &Reason) -> Result<(), TestCaseError> {
    let totals = &snapshot.totals;
    match reason.code {
        Code::FullyRefunded => {
            // Less than half of a unit is nothing, however small the unit.
            let left = totals.total.decimal() - totals.total_refunded.decimal();
            prop_assert!(totals.total.is_positive() && left < Decimal::new(5, 1), "{} is left", left);
        }
        Code::NothingToBill => {
            for line in &snapshot.lines {
                prop_assert!(!is_to_be_billed(snapshot, line), "line {} is to be billed", line.id);
            }
        }
        other => prop_assert!(false, "{:?} is no reason to make no document", other),
    }
    Ok(())
}

/// Goods that were sold, and of which nothing came back.
fn is_to_be_billed(snapshot: &OrderSnapshot, line: &Line) -> bool {
    let mut refunded = snapshot.refunds.iter().flat_map(|refund| &refund.lines);
    let amounts = [line.subtotal, line.total, line.subtotal_tax, line.total_tax];
    line.quantity.is_positive()
        && line.taxes.is_empty()
        && !amounts.iter().any(|amount| amount.is_negative())
        && !refunded.any(|back| back.line_id == line.id)
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
    let tax = rates.map(|percent| base * percent.decimal() / Decimal::ONE_HUNDRED);
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

#[test]
fn an_order_that_a_shop_made_is_exact_or_its_tax_says_why() {
    let orders = shop::wishes().prop_map(|wishes| shop::order(&wishes));
    for_documents(orders, 1, |case, document| {
        let snapshot = &case.snapshot;
        is_sound(document)?;
        let reconciliation = &document.reconciliation;
        let is_untaxed = snapshot.totals.total_tax.is_zero();
        if snapshot.prices_include_tax || is_untaxed {
            prop_assert_eq!(reconciliation.difference, Amount::ZERO, "{:?}", reconciliation);
        }
        let odd = [Cause::OrderDoesNotAddUp, Cause::NegativeTotal, Cause::TaxEdited];
        prop_assert!(!odd.iter().any(|cause| reconciliation.causes.contains(cause)), "{:?}", reconciliation);
        let possible = possible_totals(snapshot, document);
        prop_assert!(
            possible.contains(&reconciliation.document_total.decimal()),
            "{:?} {:?}",
            possible,
            reconciliation
        );
        Ok(())
    });
}

#[test]
fn one_rate_on_everything_is_off_by_rounding_alone() {
    let orders = shop::wishes().prop_map(|mut wishes| {
        wishes.inclusive = false;
        wishes.rates = vec![(Decimal::new(11, 0), false)];
        wishes.lines.iter_mut().for_each(|line| line.rates = 1);
        wishes.fees.iter_mut().for_each(|fee| fee.1 = 1);
        wishes.shipping.1 = 1;
        shop::order(&wishes)
    });
    for_documents(orders, 1, |case, document| {
        let (snapshot, reconciliation) = (&case.snapshot, &document.reconciliation);
        let parts = snapshot.lines.len() + snapshot.fees.len() + 1 + 2 * snapshot.refunds.len();
        let most = Decimal::new(i64::try_from(parts).unwrap() + 1, snapshot.currency_decimals);
        prop_assert!(reconciliation.difference.abs().decimal() <= most, "{:?}", reconciliation);
        prop_assert!(
            reconciliation.causes.iter().all(|cause| *cause == Cause::TaxRounding),
            "{:?}",
            reconciliation
        );
        Ok(())
    });
}

#[test]
fn any_order_at_all_is_mapped_soundly() {
    for_documents(wild::snapshot(), 20, |case, document| {
        is_sound(document)?;
        prop_assert_eq!(case.map(), Mapped::Document(Box::new(document.clone())));
        if is_small(&case.snapshot) && case.snapshot.prices_include_tax {
            prop_assert_eq!(base(document), document.reconciliation.document_total.decimal());
        }
        Ok(())
    });
}

#[test]
fn a_document_says_what_the_shop_chose_for_its_kind() {
    for_documents(wild::snapshot(), 20, |case, document| {
        choices::are_on(document, &case.kind, &case.settings)
    });
}

#[test]
fn the_form_is_the_document() {
    for_documents(wild::snapshot(), 20, |_, document| {
        let decoded = form::decode(&kledo::form::encode(&document.payload));
        prop_assert_eq!(decoded, Value::Object(document.payload.clone()));
        Ok(())
    });
}

/// Most characters of each field, as docs/mapping.md has them. What the shop chose itself goes as it is.
const TEXT_LIMITS: &[(&str, usize)] = &[
    ("contact_name", 255),
    ("contact_email", 255),
    ("contact_address", 500),
    // Twenty digits and a plus.
    ("contact_phone", 21),
    ("memo", 1000),
    ("name", 255),
    ("code", 100),
    ("desc", 1000),
    ("photo", 2000),
    ("shipping_tracking", 500),
];

/// Fields that are no free texts: amounts, days, numbers, yes or no, what the shop chose.
const OTHER_LIMITS: &[(&str, usize)] = &[
    ("ref_number_prefix", 15),
    ("ref_number", 20),
    ("trans_date", 10),
    ("due_date", 10),
    ("has_tax", 3),
    ("shipping_cost", 30),
    ("additional_discount_amount", 30),
    ("warehouse", 15),
    ("paid", 3),
    ("paid_to_account_code", 10),
    ("link_order", 3),
    ("close_order", 3),
    ("tags", 15),
    ("qty", 30),
    ("regular_price", 30),
    ("sale_price", 30),
    ("category_name", 11),
];

#[test]
fn texts_are_clean_and_as_long_as_their_own_field_allows() {
    let longest: RefCell<BTreeMap<String, usize>> = RefCell::default();
    for_documents(wild::snapshot(), 20, |_, document| {
        let mut texts = Vec::new();
        collect("", &Value::Object(document.payload.clone()), &mut texts);
        for (field, text) in texts {
            let limit = TEXT_LIMITS.iter().chain(OTHER_LIMITS).find(|(name, _)| *name == field);
            let (_, limit) = limit.unwrap_or_else(|| panic!("{field} has no limit"));
            let length = text.chars().count();
            prop_assert!(length <= *limit, "{} has {} characters", field, length);
            prop_assert!(!text.contains(char::is_control), "{}: {:?}", field, text);
            let mut longest = longest.borrow_mut();
            let longest = longest.entry(field).or_default();
            *longest = length.max(*longest);
        }
        Ok(())
    });
    // Else no order came near a limit, and nothing was proven of it.
    for (field, limit) in TEXT_LIMITS {
        let longest = longest.borrow().get(*field).copied().unwrap_or_default();
        assert!(longest * 100 >= limit * 95, "no {field} had more than {longest} characters");
    }
}

/// The texts of a document, each with the name of its field; of what has names of its own, that of the whole.
fn collect(field: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => texts.push((field.to_owned(), text.clone())),
        Value::Array(list) => list.iter().for_each(|value| collect(field, value, texts)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = if field == "shipping_tracking" { field } else { name };
                collect(name, value, texts);
            }
        }
        other => panic!("{other} is no text"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(1500), failure_persistence: None, ..ProptestConfig::default() })]

    /// The files of `tests/contract` are such a text.
    #[test]
    fn a_snapshot_written_as_json_is_read_as_the_same(snapshot in wild::snapshot()) {
        let text = serde_json::to_string(&snapshot).unwrap();
        prop_assert_eq!(serde_json::from_str::<OrderSnapshot>(&text).unwrap(), snapshot);
    }
}

/// Whether sums of the order's amounts are far from the limits of 28 digits.
fn is_small(snapshot: &OrderSnapshot) -> bool {
    let limit = Amount::from(1_000_000_000_000);
    let lines = snapshot.lines.iter().flat_map(|line| {
        let amounts = [line.quantity, line.subtotal, line.subtotal_tax, line.total, line.total_tax];
        amounts.into_iter().chain(line.taxes.values().flat_map(|tax| [tax.subtotal, tax.total]))
    });
    let quantities = snapshot.refunds.iter().flat_map(|refund| &refund.lines).map(|line| line.quantity);
    lines.chain(quantities).all(|amount| amount.abs() < limit && amount.scale() <= 6)
}

/// The number of cases: that of the environment if it says one.
fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}
