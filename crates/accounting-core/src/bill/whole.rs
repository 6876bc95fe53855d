//! A bill in whole units of the currency and in the shop's own tax convention, for services that take one discount and one
//! shipping cost a document.

use super::refunds::amounts_of;
use super::{Bill, BilledLine, Convention, Reading};
use crate::money::Amount;
use crate::snapshot::OrderSnapshot;

/// A bill of one discount and one shipping cost, all in whole units of the currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeBill {
    /// What becomes an item, or several.
    pub entries: Vec<Entry>,
    /// What is taken off, never negative and never more than there is.
    pub discount: Amount,
    /// The shipping, never negative.
    pub shipping: Amount,
    /// Whether more had to be taken off than there was.
    pub is_cut: bool,
    /// Decimals of the smallest unit.
    pub decimals: u32,
}

/// One amount, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What it is for.
    pub source: Source,
    /// Pieces.
    pub quantity: Amount,
    /// For all pieces together.
    pub amount: Amount,
}

/// What an amount is for. Numbers are indices into the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A line with pieces.
    Line(usize),
    /// What was charged for a line that has no pieces, or none any more.
    Pieceless(usize),
    /// A fee.
    Fee(usize),
    /// Shipping, when there is nothing else.
    Shipping,
    /// Money that was kept although its goods came back.
    Adjustment,
}

/// What a bill has to come to, by what the order says and not by its parts; in whole units of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// With tax.
    pub total: Amount,
    /// The part of it that lines, discount and shipping have to make: all of it where prices hold their tax.
    pub base: Amount,
    /// The tax.
    pub tax: Amount,
}

impl Due {
    /// What the order says. Money that was given back without a name is taken to have come without tax.
    pub fn of(bill: &Bill, convention: Convention) -> Self {
        let (total, tax) = (bill.total.round(bill.decimals), bill.tax.round(bill.decimals));
        let base = match convention {
            Convention::Gross => total,
            Convention::Net => total - tax,
        };
        Self { total, base, tax }
    }
}

impl WholeBill {
    /// Rounds the bill, and lets its sum be what is due.
    pub fn of(snapshot: &OrderSnapshot, bill: &Bill, due: &Due) -> Self {
        let (convention, decimals) = (Convention::of(snapshot), bill.decimals);
        let mut draft = Draft::new(decimals);
        for (index, line) in bill.lines.iter().enumerate() {
            draft.add_line(index, line, convention);
        }
        for (index, fee) in bill.fees.iter().enumerate() {
            draft.add(Source::Fee(index), Amount::ONE, convention.amount(fee.amount));
        }
        draft.add_shipping(convention.amount(bill.shipping.amount));
        let of_money_back = match convention {
            Convention::Gross => bill.money_back,
            Convention::Net => bill.money_back - (bill.tax.round(decimals) - due.tax),
        };
        draft.deductions = draft.deductions + of_money_back;
        draft.roundings += stored_roundings(snapshot, bill.reading, convention, decimals);
        draft.finish(due.base)
    }

    /// Lines, less discount, plus shipping.
    pub fn base(&self) -> Amount {
        self.entries.iter().map(|entry| entry.amount).sum::<Amount>() + self.shipping - self.discount
    }
}

/// A bill that is being written.
struct Draft {
    entries: Vec<Entry>,
    /// Exact until [`Self::finish`].
    deductions: Amount,
    shipping: Amount,
    decimals: u32,
    /// How many amounts were rounded, here or by the shop: each explains one smallest unit.
    roundings: usize,
}

impl Draft {
    fn new(decimals: u32) -> Self {
        Self { entries: Vec::new(), deductions: Amount::ZERO, shipping: Amount::ZERO, decimals, roundings: 0 }
    }

    fn round(&mut self, amount: Amount) -> Amount {
        let rounded = amount.round(self.decimals);
        if rounded != amount {
            self.roundings += 1;
        }
        rounded
    }

    fn add_line(&mut self, index: usize, line: &BilledLine, convention: Convention) {
        let after = convention.amount(line.after.amount);
        if !line.quantity.is_positive() {
            self.add(Source::Pieceless(index), Amount::ONE, after);
            return;
        }
        // A line whose total was raised by hand has no discount but a higher price.
        let price = convention.amount(line.before).max(after);
        if price.is_negative() {
            self.deductions = self.deductions - after;
            return;
        }
        self.deductions = self.deductions + (price - after);
        let amount = self.round(price);
        self.entries.push(Entry { source: Source::Line(index), quantity: line.quantity, amount });
    }

    /// A positive amount becomes an item, a negative one is taken off.
    fn add(&mut self, source: Source, quantity: Amount, exact: Amount) {
        let amount = self.round(exact);
        if amount.is_positive() {
            self.entries.push(Entry { source, quantity, amount });
        } else {
            self.deductions = self.deductions - exact;
        }
    }

    fn add_shipping(&mut self, exact: Amount) {
        if exact.is_negative() {
            self.deductions = self.deductions - exact;
        } else {
            self.shipping = self.round(exact);
        }
    }

    fn finish(mut self, due: Amount) -> WholeBill {
        let deductions = self.deductions;
        self.deductions = self.round(deductions);
        self.place_rounding(due);
        if self.deductions.is_negative() {
            let kept = -self.deductions;
            self.deductions = Amount::ZERO;
            self.add(Source::Adjustment, Amount::ONE, kept);
        }
        if self.entries.is_empty() && self.shipping.is_positive() {
            // A document needs an item.
            let shipping = std::mem::take(&mut self.shipping);
            self.add(Source::Shipping, Amount::ONE, shipping);
        }
        let most = self.sum() + self.shipping;
        WholeBill {
            discount: self.deductions.min(most),
            is_cut: self.deductions > most,
            entries: self.entries,
            shipping: self.shipping,
            decimals: self.decimals,
        }
    }

    fn sum(&self) -> Amount {
        self.entries.iter().map(|entry| entry.amount).sum()
    }

    /// The shop rounds in other places than this code. What only that explains goes to the discount if there is one,
    /// else to the largest item; what it does not explain stays, and is shown.
    fn place_rounding(&mut self, due: Amount) {
        let missing = due - (self.sum() + self.shipping - self.deductions);
        let explained = Amount::units(self.roundings, self.decimals);
        if missing.is_zero() || missing.abs() > explained {
            return;
        }
        if self.deductions.is_positive() && missing <= self.deductions {
            self.deductions = self.deductions - missing;
            return;
        }
        let largest = self.entries.iter_mut().rev().max_by_key(|entry| entry.amount);
        let place = largest.map_or(&mut self.shipping, |entry| &mut entry.amount);
        if (*place + missing).is_negative() {
            self.deductions = self.deductions - missing;
        } else {
            *place = *place + missing;
        }
    }
}

/// Amounts of the order that are not in whole units: the shop rounded them somewhere on the way to its total.
fn stored_roundings(
    snapshot: &OrderSnapshot,
    reading: Reading,
    convention: Convention,
    decimals: u32,
) -> usize {
    let is_not_whole = |amount: &Amount| amount.scale() > decimals;
    if let Reading::Refunded(id) = reading {
        let refund = snapshot.refunds.iter().find(|refund| refund.id == id);
        return refund.into_iter().flat_map(amounts_of).filter(is_not_whole).count();
    }
    let totals = &snapshot.totals;
    let lines = snapshot.lines.iter().map(|line| line.total);
    let fees = snapshot.fees.iter().map(|fee| fee.total);
    let net = lines.chain(fees).chain([totals.shipping_total]).filter(is_not_whole).count();
    // A refund's amount is rounded with its tax, in either convention.
    let refunds = if reading == Reading::Remaining { snapshot.refunds.as_slice() } else { &[] };
    let refunded = refunds.iter().flat_map(amounts_of).filter(is_not_whole).count();
    if convention == Convention::Net {
        return net + refunded;
    }
    let of_lines = snapshot.lines.iter().flat_map(|line| {
        let rates = line.taxes.values().map(|tax| tax.total);
        rates.chain([line.total_tax])
    });
    let of_fees = snapshot.fees.iter().map(|fee| fee.total_tax);
    let taxes = of_lines.chain(of_fees).chain([totals.shipping_tax]);
    net + refunded + taxes.filter(is_not_whole).count()
}
