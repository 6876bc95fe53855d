//! What is left of an order after its refunds, in the shop's own tax convention, not rounded yet.

use accounting_core::money::Amount;
use accounting_core::snapshot::{Line, OrderSnapshot, RefundedLine};

/// What a document has to bill.
pub struct Remaining {
    /// Index into the snapshot's lines, with what is left of that line.
    pub lines: Vec<(usize, RemainingLine)>,
    /// Positive fees: index into the snapshot's fees, and the amount.
    pub fees: Vec<(usize, Amount)>,
    /// Everything that is taken off: coupons, negative fees and lines, refunds of money alone.
    pub discount: Amount,
    /// Shipping.
    pub shipping: Amount,
    /// Tax of all of it.
    pub tax: Amount,
    /// What the customer pays in the end.
    pub total: Amount,
}

/// What is left of a line.
pub struct RemainingLine {
    /// Pieces.
    pub quantity: Amount,
    /// Their price before coupons.
    pub price: Amount,
}

/// Amounts as the shop states its prices: with tax or without.
#[derive(Clone, Copy)]
struct Convention {
    with_tax: bool,
}

impl Convention {
    fn amount(self, net: Amount, tax: Amount) -> Amount {
        if self.with_tax { net + tax } else { net }
    }
}

impl Remaining {
    /// Reads the order and takes its refunds off.
    pub fn of(snapshot: &OrderSnapshot) -> Self {
        let convention = Convention { with_tax: snapshot.prices_include_tax };
        let mut left = Self::without_refunded_money(snapshot, convention);
        left.take_off_refunded_money(snapshot, convention);
        left
    }

    fn without_refunded_money(snapshot: &OrderSnapshot, convention: Convention) -> Self {
        let refunded = &snapshot.refunds;
        let totals = &snapshot.totals;
        let mut left = Self {
            lines: Vec::new(),
            fees: Vec::new(),
            discount: Amount::ZERO,
            shipping: convention.amount(
                totals.shipping_total - refunded.iter().map(|refund| refund.shipping_total).sum(),
                totals.shipping_tax - refunded.iter().map(|refund| refund.shipping_tax).sum(),
            ),
            tax: totals.total_tax,
            total: totals.total - totals.total_refunded,
        };
        for (index, line) in snapshot.lines.iter().enumerate() {
            left.add_line(index, line, &Returned::of(line, snapshot), convention);
        }
        for (index, fee) in snapshot.fees.iter().enumerate() {
            match convention.amount(fee.total, fee.total_tax) {
                amount if amount.is_positive() => left.fees.push((index, amount)),
                amount => left.discount = left.discount - amount,
            }
        }
        let fees_back =
            refunded.iter().map(|refund| convention.amount(refund.fee_total, refund.fee_tax)).sum::<Amount>();
        left.discount = left.discount + fees_back;
        left
    }

    fn add_line(&mut self, index: usize, line: &Line, returned: &Returned, convention: Convention) {
        let before = convention.amount(line.subtotal, line.subtotal_tax);
        let after = convention.amount(line.total - returned.total, line.total_tax - returned.tax);
        self.tax = self.tax - returned.tax;
        let quantity = line.quantity - returned.quantity;
        let kept = (before * quantity).checked_div(line.quantity);
        let (quantity, price) = match kept {
            Some(kept) if quantity.is_positive() => (quantity, kept),
            // All pieces came back, or there never were any: what is left is an amount without pieces.
            _ => (Amount::ONE, after),
        };
        // A line whose total was raised by hand has no discount but a higher price.
        let price = if after > price { after } else { price };
        if price.is_positive() || (price.is_zero() && kept.is_some() && returned.quantity < line.quantity) {
            self.discount = self.discount + (price - after);
            self.lines.push((index, RemainingLine { quantity, price }));
        } else {
            self.discount = self.discount - after;
        }
    }

    /// Refunds of money that names no line come off the whole.
    fn take_off_refunded_money(&mut self, snapshot: &OrderSnapshot, convention: Convention) {
        for refund in &snapshot.refunds {
            let lines: Amount = refund.lines.iter().map(|line| line.total + line.total_tax).sum();
            self.tax = self.tax - refund.shipping_tax - refund.fee_tax;
            let named =
                lines + refund.shipping_total + refund.shipping_tax + refund.fee_total + refund.fee_tax;
            let unnamed = refund.amount - named;
            if unnamed.is_zero() {
                continue;
            }
            let tax_part = self.tax_within(unnamed, snapshot);
            self.tax = self.tax - tax_part;
            self.discount = self.discount + convention.amount(unnamed - tax_part, tax_part);
        }
    }

    /// The share of tax in an amount with tax, by the order's own proportion.
    fn tax_within(&self, amount: Amount, snapshot: &OrderSnapshot) -> Amount {
        let totals = &snapshot.totals;
        (amount * totals.total_tax).checked_div(totals.total).unwrap_or_default()
    }
}

/// What came back of one line, over all refunds.
struct Returned {
    quantity: Amount,
    total: Amount,
    tax: Amount,
}

impl Returned {
    fn of(line: &Line, snapshot: &OrderSnapshot) -> Self {
        let mine = |part: fn(&RefundedLine) -> Amount| -> Amount {
            let refunds = snapshot.refunds.iter().flat_map(|refund| &refund.lines);
            refunds.filter(|refunded| refunded.line_id == line.id).map(part).sum()
        };
        Self {
            quantity: mine(|back| back.quantity),
            total: mine(|back| back.total),
            tax: mine(|back| back.total_tax),
        }
    }
}
