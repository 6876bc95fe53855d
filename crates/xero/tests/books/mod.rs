//! What Xero makes of a document: its rules of arithmetic written down anew, for tests. It reads what is sent, and uses
//! nothing of the mapping.

use std::collections::BTreeMap;

use accounting_core::document::Document;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// Most characters of a description, a code and a reference.
const LIMITS: [(&str, usize); 3] = [("Description", 4000), ("ItemCode", 30), ("Reference", 255)];

/// A document in Xero.
#[derive(Debug)]
pub struct Kept {
    /// With tax.
    pub total: Decimal,
    /// Of all lines.
    pub tax: Decimal,
    /// Why Xero would refuse it.
    pub refusals: Vec<String>,
}

/// What becomes of an invoice, quote or credit note where the organisation has these tax types with these percentages.
pub fn keep(document: &Document, rates: &BTreeMap<String, Decimal>) -> Kept {
    let element = &document.payload["document"];
    let is_quote = document.kind.name() == "quote";
    let types = element["LineAmountTypes"].as_str().unwrap();
    assert_eq!(is_quote, types.chars().all(char::is_uppercase), "{types}");
    let mut kept = Kept { total: Decimal::ZERO, tax: Decimal::ZERO, refusals: Vec::new() };
    let lines = element["LineItems"].as_array().unwrap();
    for line in lines {
        keep_line(line, &types.to_lowercase(), if is_quote { 2 } else { 4 }, rates, &mut kept);
    }
    kept.refusals.extend(too_long(element));
    kept.refusals.extend(lines.iter().flat_map(too_long));
    kept
}

fn keep_line(
    line: &Value,
    types: &str,
    unit_decimals: u32,
    rates: &BTreeMap<String, Decimal>,
    kept: &mut Kept,
) {
    let (quantity, unit) = (number(&line["Quantity"]), number(&line["UnitAmount"]));
    if quantity.normalize().scale() > 4 || unit.normalize().scale() > unit_decimals {
        kept.refusals.push(format!("{quantity} × {unit} has too many decimals"));
    }
    let amount = round2(quantity * rounded(unit, unit_decimals));
    let tax_type = line["TaxType"].as_str().unwrap_or("");
    let rate = rates.get(tax_type).copied();
    if rate.is_none() || line["AccountCode"].as_str().unwrap_or("").is_empty() {
        kept.refusals.push(format!("no account or tax type: {line}"));
    }
    let rate = rate.unwrap_or_default() / Decimal::ONE_HUNDRED;
    let formula = match types {
        "inclusive" => amount - round2(amount / (Decimal::ONE + rate)),
        "exclusive" => round2(amount * rate),
        "notax" => Decimal::ZERO,
        other => panic!("{other} is no LineAmountTypes"),
    };
    let told = line.get("TaxAmount").map(number);
    if told.is_some_and(|told| told.abs() > unit.abs()) {
        kept.refusals.push(format!("{told:?} of tax is more than {unit}"));
    }
    // Told where it differs, or where half a cent may be rounded either way.
    let thousandths = (amount / (Decimal::ONE + rate) * Decimal::ONE_THOUSAND).abs();
    let is_tie = types == "inclusive" && thousandths % Decimal::TEN == Decimal::from(5);
    if told == Some(formula) && !is_tie {
        kept.refusals.push(format!("{formula} of tax is told for nothing: {line}"));
    }
    let tax = told.unwrap_or(formula);
    kept.tax += tax;
    kept.total += if types == "exclusive" { amount + tax } else { amount };
}

fn too_long(fields: &Value) -> Vec<String> {
    let long =
        LIMITS.iter().filter(|(name, max)| fields[*name].as_str().unwrap_or("").chars().count() > *max);
    long.map(|(name, max)| format!("{name} is longer than {max}")).collect()
}

/// Amounts are texts in a payload.
pub fn number(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).parse().unwrap()
}

pub fn round2(amount: Decimal) -> Decimal {
    rounded(amount, 2)
}

fn rounded(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}
