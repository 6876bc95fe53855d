//! The total Kledo will show against the total of the order, and why they differ.
//!
//! Kledo's arithmetic as we assume it (`docs/mapping.md`): lines, less the additional discount, plus shipping; where
//! the prices are without tax and the document has tax, one rate is charged on that sum.

use accounting_core::document::{Cause, Reconciliation};
use accounting_core::money::Amount;
use accounting_core::snapshot::{OrderSnapshot, Tax};

use super::Amounts;
use super::remaining::Remaining;

/// Compares the two totals.
pub fn reconcile(snapshot: &OrderSnapshot, remaining: &Remaining, amounts: &Amounts) -> Reconciliation {
    let document_total = amounts.base() + added_tax(snapshot, remaining, amounts);
    let order_total = remaining.total.round(snapshot.currency_decimals);
    let difference = document_total - order_total;
    let causes = if difference.is_zero() { Vec::new() } else { causes(snapshot, remaining, amounts) };
    Reconciliation { currency: snapshot.currency.clone(), order_total, document_total, difference, causes }
}

/// Tax that Kledo adds. With tax-inclusive prices it is in them already.
fn added_tax(snapshot: &OrderSnapshot, remaining: &Remaining, amounts: &Amounts) -> Amount {
    if !amounts.has_tax || snapshot.prices_include_tax {
        return Amount::ZERO;
    }
    let hundred = Amount::from(100);
    let tax = match percent(&snapshot.taxes) {
        Some(percent) => (amounts.base() * percent).checked_div(hundred).unwrap_or_default(),
        None => remaining.tax,
    };
    tax.round(snapshot.currency_decimals)
}

/// The one rate Kledo can charge: the order's first that is not on top of another.
fn percent(taxes: &[Tax]) -> Option<Amount> {
    charged(taxes).find(|tax| !tax.compound).and_then(|tax| tax.percent)
}

fn charged(taxes: &[Tax]) -> impl Iterator<Item = &Tax> {
    taxes.iter().filter(|tax| !tax.tax_total.is_zero() || !tax.shipping_tax_total.is_zero())
}

fn causes(snapshot: &OrderSnapshot, remaining: &Remaining, amounts: &Amounts) -> Vec<Cause> {
    let mut causes = Vec::new();
    if amounts.beyond.is_positive() || remaining.total.is_negative() {
        causes.push(Cause::NegativeTotal);
    }
    if amounts.has_tax && !snapshot.prices_include_tax {
        causes.extend(tax_causes(snapshot));
    }
    if causes.is_empty() {
        causes.push(Cause::OrderDoesNotAddUp);
    }
    causes
}

fn tax_causes(snapshot: &OrderSnapshot) -> Vec<Cause> {
    let mut causes = Vec::new();
    if charged(&snapshot.taxes).count() > 1 {
        let compound = charged(&snapshot.taxes).any(|tax| tax.compound);
        causes.push(if compound { Cause::CompoundTax } else { Cause::SeveralTaxRates });
    }
    let untaxed_line = snapshot.lines.iter().any(|line| line.total_tax.is_zero() && line.total.is_positive());
    let untaxed_fee = snapshot.fees.iter().any(|fee| fee.total_tax.is_zero() && !fee.total.is_zero());
    let untaxed_shipping =
        snapshot.totals.shipping_tax.is_zero() && snapshot.totals.shipping_total.is_positive();
    if untaxed_line || untaxed_fee || untaxed_shipping {
        causes.push(Cause::MixedTax);
    }
    if causes.is_empty() {
        causes.push(Cause::TaxRounding);
    }
    causes
}
