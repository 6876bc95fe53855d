//! Taking what was given back off what was bought.

use std::collections::HashMap;
use std::ops::{Add, Sub};

use super::{Bill, Billed, BilledLine, Rates, Reading, Taxed, precision};
use crate::money::Amount;
use crate::snapshot::{Line, OrderSnapshot, Refund, RefundedLine};

/// What one refund gave back, as a bill of its own.
pub(super) fn bill_of(snapshot: &OrderSnapshot, refund: &Refund) -> Bill {
    let decimals = precision::decimals(snapshot);
    let mut returned = returned_by_line(std::slice::from_ref(refund));
    // In the order of the order's lines; should two bear one id, only the first gets the refund.
    let of_line = |line: &Line| returned.remove(&line.id).unwrap_or_default().into();
    let lines: Vec<BilledLine> = snapshot.lines.iter().map(of_line).collect();
    let (fees, shipping) = (fees_of(refund), shipping_of(refund));
    let of_lines: Taxed = lines.iter().map(|line| line.after.amount).sum();
    let named: Taxed = [of_lines, fees.amount, shipping.amount].into_iter().sum();
    Bill {
        reading: Reading::Refunded(refund.id),
        lines,
        fees: vec![fees],
        shipping_lines: vec![shipping.clone()],
        shipping,
        money_back: money_back(std::slice::from_ref(refund), refund.amount, named, decimals),
        tax: named.tax,
        total: refund.amount,
        decimals,
    }
}

/// Whether refunds left nothing of an order that was to be paid.
pub fn is_fully_refunded(snapshot: &OrderSnapshot) -> bool {
    let totals = &snapshot.totals;
    let left = (totals.total - totals.total_refunded).round(precision::decimals(snapshot));
    totals.total.is_positive() && !left.is_positive()
}

impl Bill {
    pub(super) fn take_refunds_off(&mut self, snapshot: &OrderSnapshot) {
        let lines = self.take_lines_off(snapshot);
        let fees = snapshot.refunds.iter().map(|refund| take_fees_off(refund, &mut self.fees)).sum();
        let shipping = snapshot.refunds.iter().map(shipping_of).fold(Billed::default(), Add::add);
        snapshot.refunds.iter().for_each(|refund| take_shipping_off(refund, &mut self.shipping_lines));
        let named = [lines, fees, shipping.amount].into_iter().sum();
        self.reading = Reading::Remaining;
        self.shipping = std::mem::take(&mut self.shipping) - shipping;
        self.money_back = money_back(&snapshot.refunds, snapshot.totals.total_refunded, named, self.decimals);
        self.tax = self.tax - named.tax;
        self.total = self.total - snapshot.totals.total_refunded;
    }

    /// Says how much that was. What a refund gave back of a line that the order does not have is not in it.
    fn take_lines_off(&mut self, snapshot: &OrderSnapshot) -> Taxed {
        let mut returned = returned_by_line(&snapshot.refunds);
        let mut taken = Taxed::default();
        for (line, billed) in snapshot.lines.iter().zip(&mut self.lines) {
            // Taken out of the map: should two lines bear one id, only the first gets the refund.
            if let Some(back) = returned.remove(&line.id) {
                taken = taken + back.money.amount;
                billed.take_off(back);
            }
        }
        taken
    }
}

impl BilledLine {
    fn take_off(&mut self, back: Returned) {
        let bought = self.quantity;
        self.quantity = bought - back.quantity;
        if !back.quantity.is_zero() {
            self.before = self.before.share(self.quantity, bought).unwrap_or_default();
        }
        self.after = std::mem::take(&mut self.after) - back.money;
    }
}

/// What came back of one line.
#[derive(Default)]
struct Returned {
    quantity: Amount,
    money: Billed,
}

impl From<Returned> for BilledLine {
    fn from(returned: Returned) -> Self {
        Self { quantity: returned.quantity, before: returned.money.amount, after: returned.money }
    }
}

fn returned_by_line(refunds: &[Refund]) -> HashMap<u64, Returned> {
    let mut returned: HashMap<u64, Returned> = HashMap::new();
    for line in refunds.iter().flat_map(|refund| &refund.lines) {
        let back = returned.entry(line.line_id).or_default();
        // Pieces that a refund adds instead of taking back were never bought: they do not count.
        back.quantity = back.quantity + line.quantity.max(Amount::ZERO);
        back.money = std::mem::take(&mut back.money) + Billed::from(line);
    }
    returned
}

fn shipping_of(refund: &Refund) -> Billed {
    let amount = Taxed::new(refund.shipping_total, refund.shipping_tax);
    Billed { amount, rates: Rates::from(&refund.shipping_taxes) }
}

fn fees_of(refund: &Refund) -> Billed {
    let amount = Taxed::new(refund.fee_total, refund.fee_tax);
    Billed { amount, rates: Rates::from(&refund.fee_taxes) }
}

/// Takes a refund's fees off the order's and says how much that was.
fn take_fees_off(refund: &Refund, fees: &mut [Billed]) -> Taxed {
    let wanted = fees_of(refund);
    let all = wanted.amount;
    all - take_charges_off(wanted, fees).amount
}

/// Takes a refund's shipping off the order's. What is more than was charged makes the first of them negative.
fn take_shipping_off(refund: &Refund, lines: &mut [Billed]) {
    let left = take_charges_off(shipping_of(refund), lines);
    let is_nothing = left.amount == Taxed::default();
    if let Some(first) = lines.first_mut().filter(|_| !is_nothing) {
        *first = std::mem::take(first) - left;
    }
}

/// Takes `wanted` off the charges of an order and gives back what could not be. Which one a refund names is not
/// asked here: one of exactly that amount, if there is one, else the first ones.
fn take_charges_off(wanted: Billed, charges: &mut [Billed]) -> Billed {
    let is_alike = |charge: &Billed| *charge == wanted;
    let has_amount = |charge: &Billed| charge.amount == wanted.amount;
    if let Some(index) = charges.iter().position(is_alike).or_else(|| charges.iter().position(has_amount)) {
        charges[index] = Billed::default();
        return Billed::default();
    }
    let mut left = wanted;
    for charge in charges.iter_mut().filter(|charge| charge.amount.net.is_positive()) {
        if left.amount.net < charge.amount.net {
            *charge = std::mem::take(charge) - left;
            return Billed::default();
        }
        left = left - std::mem::take(charge);
    }
    left
}

/// What of `refunded` was not named. A last digit that only rounding explains is none.
fn money_back(refunds: &[Refund], refunded: Amount, named: Taxed, decimals: u32) -> Amount {
    let unnamed = refunded - named.gross();
    let amounts = refunds.iter().flat_map(amounts_of);
    let roundings = amounts.filter(|amount| amount.scale() > decimals).count();
    if unnamed.abs() <= Amount::units(roundings, decimals) { Amount::ZERO } else { unnamed }
}

/// Every amount a refund names.
pub(super) fn amounts_of(refund: &Refund) -> impl Iterator<Item = Amount> {
    let lines = refund.lines.iter().flat_map(|line| [line.total, line.total_tax]);
    lines.chain([refund.shipping_total, refund.shipping_tax, refund.fee_total, refund.fee_tax])
}

impl From<&RefundedLine> for Billed {
    fn from(line: &RefundedLine) -> Self {
        Self { amount: Taxed::new(line.total, line.total_tax), rates: Rates::from(&line.taxes) }
    }
}

impl Add for Billed {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { amount: self.amount + other.amount, rates: self.rates + other.rates }
    }
}

impl Sub for Billed {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { amount: self.amount - other.amount, rates: self.rates - other.rates }
    }
}
