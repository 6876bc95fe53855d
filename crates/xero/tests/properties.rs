//! What holds for every order, by Xero's arithmetic written down anew in `books`. More cases:
//! `PROPTEST_CASES=20000 cargo test -p xero --release --test properties`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod books;
#[path = "../../accounting-core/tests/orders/mod.rs"]
mod orders;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use accounting_core::connector::{Connector as _, Settings};
use accounting_core::document::{Cause, Document, DocumentKind, Mapped};
use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;
use books::{keep, round2};
use orders::{shop, wild};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use xero::{Xero, mapping, wire};

/// Amounts of a document hold their tax, do not, or have none.
const MODES: [&str; 3] = ["inclusive", "exclusive", "no_tax"];

/// What a shop's rates make together, in percent with Xero's four decimals: compound ones on top of all before.
fn effective(snapshot: &OrderSnapshot, set: &BTreeSet<String>) -> Decimal {
    let rates = || snapshot.taxes.iter().filter(|tax| set.contains(&tax.rate_id.to_string()));
    let share = |percent: Option<Amount>| {
        percent.map_or(Decimal::ZERO, |percent| percent.decimal() / Decimal::ONE_HUNDRED)
    };
    let plain: Decimal = rates().filter(|tax| !tax.compound).map(|tax| share(tax.percent)).sum();
    let compound = rates().filter(|tax| tax.compound);
    let factor =
        compound.fold(Decimal::ONE + plain, |factor, tax| factor * (Decimal::ONE + share(tax.percent)));
    ((factor - Decimal::ONE) * Decimal::ONE_HUNDRED).round_dp(4)
}

/// Every set of rates of an order.
fn sets(snapshot: &OrderSnapshot) -> BTreeSet<BTreeSet<String>> {
    let lines = snapshot.lines.iter().map(|line| line.taxes.keys().cloned().collect());
    let charges = snapshot.fees.iter().chain(&snapshot.shipping_lines);
    lines.chain(charges.map(|charge| charge.taxes.keys().cloned().collect())).collect()
}

/// Tax types for all of them, `T` and the rates, and for what is not taxed.
fn tax_types(snapshot: &OrderSnapshot) -> BTreeMap<String, (String, Decimal)> {
    let named = |set: BTreeSet<String>| {
        let key = set.iter().cloned().collect::<Vec<_>>().join(",");
        let name = if set.is_empty() { "NONE".to_owned() } else { format!("T{key}") };
        (key, (name, effective(snapshot, &set)))
    };
    let mut types: BTreeMap<_, _> = sets(snapshot).into_iter().map(named).collect();
    types.insert(String::new(), ("NONE".to_owned(), Decimal::ZERO));
    types
}

fn settings_for(types: &BTreeMap<String, (String, Decimal)>, mode: &str) -> Settings {
    let table: BTreeMap<&String, &String> = types.iter().map(|(key, (name, _))| (key, name)).collect();
    let rates: BTreeMap<&String, String> =
        types.values().map(|(name, rate)| (name, rate.to_string())).collect();
    let stored = [
        ("sales_account", "200|Sales".to_owned()),
        ("shipping_account", "210".to_owned()),
        ("fee_account", "220".to_owned()),
        ("rounding_account", "860".to_owned()),
        ("tax_rates", json!(table).to_string()),
        ("fact_tax_rates", json!(rates).to_string()),
        ("amounts", mode.to_owned()),
        ("fact_pays_tax", if mode == "no_tax" { "no" } else { "yes" }.to_owned()),
        ("item_codes", "yes".to_owned()),
    ];
    stored.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// One document of an order, and what the order says that it comes to.
struct Case {
    document: Document,
    /// With tax.
    total: Decimal,
    /// `None` where money went back without a word for what: its tax is Xero's to say.
    tax: Option<Decimal>,
}

/// Every document with lines that an order makes.
fn cases_of(snapshot: &OrderSnapshot, settings: &Settings) -> Vec<Case> {
    let (totals, places) = (&snapshot.totals, snapshot.currency_decimals.min(2));
    let is_named = snapshot.refunds.iter().all(|refund| named(refund).0 == refund.amount.decimal());
    let refunded_tax: Decimal = snapshot.refunds.iter().map(|refund| named(refund).1).sum();
    let left = totals.total.decimal() - totals.total_refunded.decimal();
    let mut wanted = vec![
        ("invoice", snapshot.order_id, totals.total.decimal(), Some(totals.total_tax.decimal())),
        ("quote", snapshot.order_id, left, is_named.then_some(totals.total_tax.decimal() - refunded_tax)),
    ];
    wanted.extend(snapshot.refunds.iter().map(|refund| {
        let (sum, tax) = named(refund);
        ("credit_note", refund.id, refund.amount.decimal(), (sum == refund.amount.decimal()).then_some(tax))
    }));
    let made =
        |(kind, subject, total, tax): (&'static str, u64, Decimal, Option<Decimal>)| match mapping::map(
            &DocumentKind::named(kind),
            subject,
            snapshot,
            settings,
        )
        .unwrap()
        {
            Mapped::Document(document) => {
                Some(Case { document: *document, total, tax: tax.map(|tax| half_up(tax, places)) })
            }
            Mapped::Skipped(_) => None,
        };
    wanted.into_iter().filter_map(made).collect()
}

/// What a refund names, with tax, and that tax.
fn named(refund: &accounting_core::snapshot::Refund) -> (Decimal, Decimal) {
    let net: Decimal = refund.lines.iter().map(|line| line.total.decimal()).sum();
    let tax: Decimal = refund.lines.iter().map(|line| line.total_tax.decimal()).sum();
    let tax = tax + refund.shipping_tax.decimal() + refund.fee_tax.decimal();
    (net + refund.shipping_total.decimal() + refund.fee_total.decimal() + tax, tax)
}

fn half_up(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

/// So many cases, unless the environment says another number.
fn runner(cases: u32) -> TestRunner {
    let said = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    TestRunner::new(ProptestConfig {
        cases: said.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

fn rates_in_books(types: &BTreeMap<String, (String, Decimal)>) -> BTreeMap<String, Decimal> {
    let none = [("NONE".to_owned(), Decimal::ZERO)];
    none.into_iter().chain(types.values().cloned()).collect()
}

/// By Xero's own arithmetic a document that leaves comes to the order's total and tax; one that does not is held, and says why.
fn is_exact_or_held(case: &Case, rates: &BTreeMap<String, Decimal>, mode: &str) -> Result<(), TestCaseError> {
    let (document, told) = (&case.document, &case.document.reconciliation);
    let kept = keep(document, rates);
    prop_assert_eq!(document.held, !told.causes.is_empty());
    prop_assert_eq!(told.difference, told.document_total - told.order_total);
    prop_assert!(told.difference.is_zero() || document.held, "{:?}", told);
    prop_assert_eq!(kept.total, told.document_total.decimal(), "{}", json!(document.payload));
    if document.held {
        return Ok(());
    }
    prop_assert!(kept.refusals.is_empty(), "{:?}", kept.refusals);
    prop_assert_eq!(kept.total, case.total.normalize(), "{}", json!(document.payload));
    if let Some(tax) = case.tax.filter(|_| mode != "no_tax") {
        prop_assert_eq!(kept.tax, tax, "{} {}", document.kind.name(), json!(document.payload));
    }
    Ok(())
}

#[test]
fn what_a_shop_sells_arrives_to_the_cent_or_is_held() {
    let (all, held) = (Cell::new(0), Cell::new(0));
    let orders = (shop::wishes(), prop::sample::select(MODES.to_vec()));
    let outcome = runner(1500).run(&orders, |(wishes, mode)| {
        let snapshot = shop::order(&wishes);
        let types = tax_types(&snapshot);
        for case in cases_of(&snapshot, &settings_for(&types, mode)) {
            let causes = &case.document.reconciliation.causes;
            // A third decimal is held, and by its own cause.
            if !causes.contains(&Cause::TotalTooFine) {
                all.set(all.get() + 1);
                held.set(held.get() + u32::from(!causes.is_empty()));
            }
            is_exact_or_held(&case, &rates_in_books(&types), mode)?;
            let never = [
                Cause::TaxNotMapped,
                Cause::TaxRateUnknown,
                Cause::AccountMissing,
                Cause::UnknownCurrency,
                Cause::DateLocked,
            ];
            prop_assert!(!causes.iter().any(|cause| never.contains(cause)), "{:?}", causes);
            let is_fine = wishes.decimals > 2;
            prop_assert!(is_fine || !causes.contains(&Cause::TotalTooFine), "{:?}", causes);
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    // On sums of millions the rounding of a compound rate to four decimals is more than a cent.
    assert!(held.get() * 100 <= 2 * all.get(), "{} of {} held", held.get(), all.get());
}

/// Money and prices of two decimals, whole pieces: nearly all shops.
#[test]
fn an_ordinary_shop_has_nothing_held() {
    let (all, held) = (Cell::new(0), Cell::new(0));
    let orders = (shop::wishes(), prop::sample::select(MODES.to_vec()));
    let outcome = runner(1500).run(&orders, |(mut wishes, mode)| {
        wishes.decimals = 2;
        for line in &mut wishes.lines {
            // Up to 5,000.00: on millions even the fourth decimal of a compound rate is more than a cent.
            line.price = line.price / 1000 * 10;
            line.quantity = (line.quantity / 100).max(1) * 100;
        }
        wishes.fees.iter_mut().for_each(|fee| fee.0 /= 100);
        wishes.shipping.0 /= 100;
        let snapshot = shop::order(&wishes);
        let types = tax_types(&snapshot);
        for case in cases_of(&snapshot, &settings_for(&types, mode)) {
            all.set(all.get() + 1);
            held.set(held.get() + u32::from(case.document.held));
            is_exact_or_held(&case, &rates_in_books(&types), mode)?;
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    assert!(held.get() * 1000 <= 2 * all.get(), "{} of {} held", held.get(), all.get());
}

#[test]
fn no_order_is_so_odd_that_its_documents_say_something_else_than_is_announced() {
    let orders = (wild::snapshot(), prop::sample::select(MODES.to_vec()));
    let outcome = runner(400).run(&orders, |(mut snapshot, mode)| {
        (1..).zip(&mut snapshot.refunds).for_each(|(id, refund)| refund.id = id);
        let types = tax_types(&snapshot);
        let settings = settings_for(&types, mode);
        for case in cases_of(&snapshot, &settings) {
            let told = &case.document.reconciliation;
            prop_assert_eq!(case.document.held, !told.causes.is_empty());
            prop_assert!(told.difference.is_zero() || case.document.held);
            // What Xero makes of a tax whose rate nobody knows cannot be announced.
            if !is_small(&snapshot) || told.causes.contains(&Cause::TaxRateUnknown) {
                continue;
            }
            let kept = keep(&case.document, &rates_in_books(&types));
            prop_assert_eq!(kept.total, told.document_total.decimal(), "{}", json!(case.document.payload));
            if !case.document.held {
                prop_assert!(kept.refusals.is_empty(), "{:?}", kept.refusals);
                prop_assert_eq!(round2(kept.total), kept.total);
            }
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}

/// What Xero takes of a contact, by field and number of characters.
const CONTACT_LIMITS: [(&str, usize); 13] = [
    ("Name", 255),
    ("ContactNumber", 50),
    ("EmailAddress", 255),
    ("FirstName", 255),
    ("LastName", 255),
    ("AddressLine1", 500),
    ("AddressLine2", 500),
    ("AddressLine3", 500),
    ("City", 255),
    ("Region", 255),
    ("PostalCode", 50),
    ("Country", 50),
    ("PhoneNumber", 50),
];

#[test]
fn whatever_a_customer_typed_xero_can_take_it() {
    let orders = (wild::snapshot(), any::<u64>(), prop::sample::select(vec!["email", "number", "guest"]));
    let outcome = runner(400).run(&orders, |(mut snapshot, customer, found_by)| {
        snapshot.customer_id = customer;
        let mut settings = settings_for(&tax_types(&snapshot), "inclusive");
        settings.insert("contact_match".to_owned(), found_by.to_owned());
        settings.insert("zero_totals".to_owned(), "send".to_owned());
        settings.insert("history_note".to_owned(), "yes".to_owned());
        let kind = DocumentKind::named("invoice");
        let Mapped::Document(document) = mapping::map(&kind, 1, &snapshot, &settings).unwrap() else {
            return Ok(());
        };
        let contact = &document.payload["contact"];
        let mut texts = Vec::new();
        collect("", contact, &mut texts);
        for (field, text) in &texts {
            let limit = CONTACT_LIMITS.iter().find(|(name, _)| name == field);
            let limit = limit.map_or(10, |(_, limit)| *limit);
            prop_assert!(!text.is_empty() && text.chars().count() <= limit, "{} {:?}", field, text);
            prop_assert!(!text.contains(char::is_control), "{} {:?}", field, text);
        }
        let name = contact["Name"].as_str().unwrap();
        prop_assert!(!name.contains(['<', '>']) && !name.contains("  ") && name.trim() == name, "{:?}", name);
        prop_assert!(contact["EmailAddress"].as_str().unwrap_or("a").is_ascii());
        prop_assert!(!mapping::contact_key(&document.payload).is_empty());
        let element = &document.payload["document"];
        let reference = element["Reference"].as_str().unwrap();
        prop_assert!(reference.contains('#') && !reference.contains('"') && reference.chars().count() <= 255);
        prop_assert!(document.payload["history"].as_str().unwrap().chars().count() <= 2500);
        prop_assert_eq!(wire::parse(&wire::body(&document.payload)), Some(Value::Object(document.payload)));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}

/// Settings are texts that people and other programs may have stored: none of them breaks anything, in any document.
#[test]
fn no_settings_and_no_order_are_so_odd_that_mapping_fails() {
    let kinds = ["invoice", "quote", "credit_note", "payment", "allocation", "refund_payment", "void"];
    let value = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "yes",
            "no",
            "xero",
            "exclusive",
            "{}",
            "{\"\": \"NONE\"}",
            "200|Sales",
            "a:b|c",
            "9999-12-31",
            "-1"
        ])
        .prop_map(str::to_owned),
    ];
    let names: Vec<&str> = Xero.describe().settings.iter().map(|setting| setting.name).collect();
    let count = names.len();
    let values = prop::collection::vec(prop::option::of(value), count..=count);
    let outcome = runner(400).run(&(wild::snapshot(), values), |(mut snapshot, values)| {
        (1..).zip(&mut snapshot.refunds).for_each(|(id, refund)| refund.id = id);
        let chosen = names.iter().zip(values);
        let settings: Settings =
            chosen.filter_map(|(name, value)| Some(((*name).to_owned(), value?))).collect();
        for kind in kinds {
            let subject = u64::from(!snapshot.refunds.is_empty());
            let Ok(mapped) = mapping::map(&DocumentKind::named(kind), subject, &snapshot, &settings) else {
                prop_assert!(subject == 0, "{} of a refund that is there", kind);
                continue;
            };
            if let Mapped::Document(document) = mapped {
                let told = &document.reconciliation;
                prop_assert_eq!(document.held, !told.causes.is_empty());
                prop_assert!(told.difference.is_zero() || document.held, "{}", kind);
                prop_assert!(!document.reference.is_empty(), "{}", kind);
            }
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}

/// The texts of a value, each with the name of its field.
fn collect(field: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => texts.push((field.to_owned(), text.clone())),
        Value::Array(list) => list.iter().for_each(|value| collect(field, value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| collect(name, value, texts)),
        other => panic!("{other} is no text"),
    }
}

/// Whether sums and products of the order's amounts are far from the limits of 28 digits.
fn is_small(snapshot: &OrderSnapshot) -> bool {
    let limit = Amount::from(1_000_000_000);
    let lines = snapshot.lines.iter().flat_map(|line| {
        let amounts = [line.quantity, line.total, line.total_tax];
        amounts.into_iter().chain(line.taxes.values().map(|tax| tax.total))
    });
    let charges = snapshot.fees.iter().chain(&snapshot.shipping_lines);
    let charges = charges.flat_map(|charge| [charge.total, charge.total_tax]);
    let refunds = snapshot.refunds.iter().flat_map(|refund| {
        let lines = refund.lines.iter().flat_map(|line| [line.quantity, line.total, line.total_tax]);
        lines.chain([
            refund.amount,
            refund.shipping_total,
            refund.shipping_tax,
            refund.fee_total,
            refund.fee_tax,
        ])
    });
    let totals = [snapshot.totals.total, snapshot.totals.total_tax, snapshot.totals.total_refunded];
    lines
        .chain(charges)
        .chain(refunds)
        .chain(totals)
        .all(|amount| amount.abs() < limit && amount.scale() <= 6)
}
