//! What a document bills, in whole units of the currency and in the shop's own tax convention.

use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;

use super::due::Due;
use super::remaining::{Remaining, RemainingLine, amounts_of};
use super::taxed::Convention;

/// The amounts of a document.
pub struct Bill {
    /// What becomes an item, or several.
    pub charges: Vec<Charge>,
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
#[derive(Debug, Clone, Copy)]
pub struct Charge {
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

impl Bill {
    /// Rounds what remains, and lets its sum be what the order says.
    pub fn of(snapshot: &OrderSnapshot, remaining: &Remaining, due: &Due, decimals: u32) -> Self {
        let convention = Convention::of(snapshot);
        let mut draft = Draft::new(decimals);
        for line in &remaining.lines {
            draft.add_line(line, convention);
        }
        for (index, fee) in &remaining.fees {
            draft.add(Source::Fee(*index), Amount::ONE, convention.amount(*fee));
        }
        draft.add_shipping(convention.amount(remaining.shipping));
        let of_money_back = match convention {
            Convention::Gross => remaining.money_back,
            Convention::Net => remaining.money_back - (remaining.tax.round(decimals) - due.tax),
        };
        draft.deductions = draft.deductions + of_money_back;
        draft.roundings += stored_roundings(snapshot, convention, decimals);
        draft.finish(due.base)
    }

    /// Lines, less discount, plus shipping.
    pub fn base(&self) -> Amount {
        self.charges.iter().map(|charge| charge.amount).sum::<Amount>() + self.shipping - self.discount
    }
}

/// A bill that is being written.
struct Draft {
    charges: Vec<Charge>,
    /// Exact until [`Self::finish`].
    deductions: Amount,
    shipping: Amount,
    decimals: u32,
    /// How many amounts were rounded, here or by the shop: each explains one smallest unit.
    roundings: usize,
}

impl Draft {
    fn new(decimals: u32) -> Self {
        Self { charges: Vec::new(), deductions: Amount::ZERO, shipping: Amount::ZERO, decimals, roundings: 0 }
    }

    fn round(&mut self, amount: Amount) -> Amount {
        let rounded = amount.round(self.decimals);
        if rounded != amount {
            self.roundings += 1;
        }
        rounded
    }

    fn add_line(&mut self, line: &RemainingLine, convention: Convention) {
        let after = convention.amount(line.after);
        if !line.quantity.is_positive() {
            self.add(Source::Pieceless(line.index), Amount::ONE, after);
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
        self.charges.push(Charge { source: Source::Line(line.index), quantity: line.quantity, amount });
    }

    /// A positive amount becomes an item, a negative one is taken off.
    fn add(&mut self, source: Source, quantity: Amount, exact: Amount) {
        let amount = self.round(exact);
        if amount.is_positive() {
            self.charges.push(Charge { source, quantity, amount });
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

    fn finish(mut self, due: Amount) -> Bill {
        let deductions = self.deductions;
        self.deductions = self.round(deductions);
        self.place_rounding(due);
        if self.deductions.is_negative() {
            let kept = -self.deductions;
            self.deductions = Amount::ZERO;
            self.add(Source::Adjustment, Amount::ONE, kept);
        }
        if self.charges.is_empty() && self.shipping.is_positive() {
            // A document needs an item.
            let shipping = std::mem::take(&mut self.shipping);
            self.add(Source::Shipping, Amount::ONE, shipping);
        }
        let most = self.sum() + self.shipping;
        Bill {
            discount: self.deductions.min(most),
            is_cut: self.deductions > most,
            charges: self.charges,
            shipping: self.shipping,
            decimals: self.decimals,
        }
    }

    fn sum(&self) -> Amount {
        self.charges.iter().map(|charge| charge.amount).sum()
    }

    /// The shop rounds in other places than this code. What only that explains goes to the discount if there is one,
    /// else to the largest item; what it does not explain stays, and is shown.
    fn place_rounding(&mut self, due: Amount) {
        let missing = due - (self.sum() + self.shipping - self.deductions);
        let explained =
            Amount::from(i64::try_from(self.roundings).unwrap_or(i64::MAX)) * Amount::smallest(self.decimals);
        if missing.is_zero() || missing.abs() > explained {
            return;
        }
        if self.deductions.is_positive() && missing <= self.deductions {
            self.deductions = self.deductions - missing;
            return;
        }
        let largest = self.charges.iter_mut().rev().max_by_key(|charge| charge.amount);
        let place = largest.map_or(&mut self.shipping, |charge| &mut charge.amount);
        if (*place + missing).is_negative() {
            self.deductions = self.deductions - missing;
        } else {
            *place = *place + missing;
        }
    }
}

/// Amounts of the order that are not in whole units: the shop rounded them somewhere on the way to its total.
fn stored_roundings(snapshot: &OrderSnapshot, convention: Convention, decimals: u32) -> usize {
    let is_not_whole = |amount: &Amount| amount.scale() > decimals;
    let totals = &snapshot.totals;
    let lines = snapshot.lines.iter().map(|line| line.total);
    let fees = snapshot.fees.iter().map(|fee| fee.total);
    let net = lines.chain(fees).chain([totals.shipping_total]).filter(is_not_whole).count();
    // A refund's amount is rounded with its tax, in either convention.
    let refunded = snapshot.refunds.iter().flat_map(amounts_of).filter(is_not_whole).count();
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
