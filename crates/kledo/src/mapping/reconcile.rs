//! The total Kledo will show against the total of the order, and why they differ.
//!
//! Kledo's arithmetic as we assume it (`docs/mapping.md`): lines, less the additional discount, plus shipping; where
//! the prices are without tax and the document has tax, one rate is charged on that sum.

use accounting_core::bill::precision::is_foreign;
use accounting_core::bill::{Bill, Convention, Due, WholeBill};
use accounting_core::document::{Cause, Reconciliation};
use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;

use super::tax::{self, Rate};

/// What the comparison needs.
pub struct Sides<'a> {
    pub snapshot: &'a OrderSnapshot,
    pub bill: &'a Bill,
    pub due: Due,
    pub whole: &'a WholeBill,
    pub rate: Option<Rate>,
}

/// Compares the two totals.
pub fn reconcile(sides: &Sides<'_>) -> Reconciliation {
    let base = sides.whole.base();
    let document_total = base + sides.added_tax(base);
    let difference = document_total - sides.due.total;
    let mut causes = Vec::new();
    if !difference.is_zero() {
        sides.explain(base, &mut causes);
    }
    if is_foreign(sides.snapshot) {
        causes.push(Cause::ForeignCurrency);
    }
    Reconciliation {
        currency: sides.snapshot.currency.clone(),
        order_total: sides.due.total,
        document_total,
        difference,
        causes,
        unmapped_taxes: Vec::new(),
    }
}

impl Sides<'_> {
    /// The rate that Kledo puts on top. Prices that hold their tax get none.
    fn rate_on_top(&self) -> Option<Rate> {
        let is_added = Convention::of(self.snapshot) == Convention::Net && self.due.tax.is_positive();
        self.rate.filter(|_| is_added)
    }

    fn added_tax(&self, base: Amount) -> Amount {
        let rate = self.rate_on_top();
        rate.map_or(Amount::ZERO, |rate| rate.on(base, self.bill.decimals))
    }

    /// Lines and tax apart: `difference = (base − due.base) + (tax on base − due.tax)`.
    fn explain(&self, base: Amount, causes: &mut Vec<Cause>) {
        if let Some(rate) = self.rate_on_top() {
            // Measured on what the order says, so that lines which do not add up are not taken for tax.
            let difference = rate.on(self.due.base, self.bill.decimals) - self.due.tax;
            if !difference.is_zero() {
                causes.extend(tax::causes(self.snapshot, self.bill, rate, difference));
            }
        }
        let is_less_than_no_tax =
            Convention::of(self.snapshot) == Convention::Net && self.due.tax.is_negative();
        if is_less_than_no_tax {
            // Only what is taken off has tax: a document cannot have less than none.
            causes.push(Cause::DiscountTax);
        }
        let is_negative = self.due.total.is_negative() || self.due.base.is_negative();
        let of_base =
            if self.whole.is_cut || is_negative { Cause::NegativeTotal } else { Cause::OrderDoesNotAddUp };
        // Half a unit of such a tax is rounded away from the order's total, not towards it.
        let explained = if is_less_than_no_tax { Amount::smallest(self.bill.decimals) } else { Amount::ZERO };
        let is_off = (base - self.due.base).abs() > explained;
        if (is_off || causes.is_empty()) && !causes.contains(&of_base) {
            causes.push(of_base);
        }
    }
}
