//! What an order comes to: every line, fee and shipping with its exact net, tax and gross, and the rates it was taxed by.
//!
//! An order is read in one of these ways. [`Bill::as_bought`] is the order before anything was given back: for a service that
//! has credit notes, and gets one for each refund. [`Bill::remaining`] is what is left after refunds: for a service without
//! them. A service with credit notes that is sent what remains would have a refund deducted twice. What a credit note bills
//! is [`Bill::refunded`].
//!
//! Nothing here is rounded. [`WholeBill`] makes whole units of it for services that take one discount and one shipping cost;
//! [`portions`](portions::portions) makes prices per piece, and [`apportion`](apportion::apportion) spreads a total over many
//! amounts to the smallest unit.

pub mod apportion;
pub mod portions;
pub mod precision;
mod rates;
mod refunds;
mod taxed;
mod whole;

pub use rates::Rates;
pub use refunds::is_fully_refunded;
pub use taxed::{Convention, Taxed};
pub use whole::{Due, Entry, Source, WholeBill};

use crate::money::Amount;
use crate::snapshot::{Charge, Line, LineTax, OrderSnapshot};

/// Which way an order was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Before anything was given back.
    AsBought,
    /// What is left after refunds.
    Remaining,
    /// What the refund of that id gave back.
    Refunded(u64),
}

/// What has to be billed: exact, with the tax apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// How the order was read.
    pub reading: Reading,
    /// Every line of the order, in its order.
    pub lines: Vec<BilledLine>,
    /// Every fee of the order, in its order. Negative ones are deductions.
    pub fees: Vec<Billed>,
    /// Shipping; negative when more was given back than was charged.
    pub shipping: Billed,
    /// The same, each shipping line of the order by itself and in its order, for a service that wants to know how each was
    /// taxed. Of a refund its shipping is one: it may not say which it gave back.
    pub shipping_lines: Vec<Billed>,
    /// What refunds gave back without naming a line, fee or shipping, with tax.
    pub money_back: Amount,
    /// The order's tax, less that of what refunds name.
    pub tax: Amount,
    /// What the customer pays, with tax.
    pub total: Amount,
    /// Decimals of the smallest unit of the order's money.
    pub decimals: u32,
}

/// One line of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledLine {
    /// Pieces; not positive when all came back, or there never were any.
    pub quantity: Amount,
    /// Price of those pieces before coupons.
    pub before: Taxed,
    /// What the customer pays for the line.
    pub after: Billed,
}

/// An amount, and the rates it was taxed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Billed {
    /// Net and tax.
    pub amount: Taxed,
    /// The tax by rate. A rate of 0 % is there too.
    pub rates: Rates,
}

impl Bill {
    /// The order before anything was given back.
    pub fn as_bought(snapshot: &OrderSnapshot) -> Self {
        let (totals, decimals) = (&snapshot.totals, precision::decimals(snapshot));
        Self {
            reading: Reading::AsBought,
            lines: snapshot.lines.iter().map(|line| BilledLine::as_bought(line, decimals)).collect(),
            fees: snapshot.fees.iter().map(Billed::from).collect(),
            shipping: Billed {
                amount: Taxed::new(totals.shipping_total, totals.shipping_tax),
                rates: snapshot.shipping_lines.iter().map(|line| Rates::from(&line.taxes)).sum(),
            },
            shipping_lines: snapshot.shipping_lines.iter().map(Billed::from).collect(),
            money_back: Amount::ZERO,
            tax: totals.total_tax,
            total: totals.total,
            decimals,
        }
    }

    /// What one refund gave back; `None` when the order has no such refund. All amounts are positive. Of a line that nothing came
    /// back of there is nothing; its fees are one, since it may not say which it gave back.
    pub fn refunded(snapshot: &OrderSnapshot, refund_id: u64) -> Option<Self> {
        let refund = snapshot.refunds.iter().find(|refund| refund.id == refund_id)?;
        Some(refunds::bill_of(snapshot, refund))
    }

    /// What is left of the order after its refunds.
    pub fn remaining(snapshot: &OrderSnapshot) -> Self {
        let mut bill = Self::as_bought(snapshot);
        bill.take_refunds_off(snapshot);
        bill
    }
}

impl BilledLine {
    fn as_bought(line: &Line, decimals: u32) -> Self {
        let after = Taxed::new(line.total, exact_tax(line, |tax| tax.total, line.total_tax, decimals));
        let before = if line.subtotal == line.total {
            after
        } else {
            Taxed::new(line.subtotal, exact_tax(line, |tax| tax.subtotal, line.subtotal_tax, decimals))
        };
        let rates = line.taxes.iter().map(|(rate, tax)| (rate.clone(), tax.total)).collect();
        Self { quantity: line.quantity, before, after: Billed { amount: after, rates } }
    }
}

impl Billed {
    /// Tax that no rate accounts for: somebody set it by hand, the shop rounded it, or an old order does not know its rates.
    pub fn tax_of_no_rate(&self) -> Amount {
        self.amount.tax - self.rates.sum()
    }
}

impl From<&Charge> for Billed {
    fn from(charge: &Charge) -> Self {
        Self { amount: Taxed::new(charge.total, charge.total_tax), rates: Rates::from(&charge.taxes) }
    }
}

/// The tax of a line before it was rounded, so that a price of 100,000 with tax is 100,000 again.
///
/// `WooCommerce` stores it per rate; the sum it stores beside is rounded, or was set by hand and then counts.
fn exact_tax(line: &Line, of: fn(&LineTax) -> Amount, stored: Amount, decimals: u32) -> Amount {
    let exact: Amount = line.taxes.values().map(of).sum();
    let is_rounding = (exact - stored).abs() <= Amount::units(line.taxes.len(), decimals);
    if is_rounding { exact } else { stored }
}
