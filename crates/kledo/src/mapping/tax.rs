//! The one tax rate a document may have, what it makes, and why that is not the order's tax.

use accounting_core::bill::{Bill, Billed, Taxed};
use accounting_core::document::Cause;
use accounting_core::money::Amount;
use accounting_core::snapshot::{OrderSnapshot, Tax};

/// Decimals of a rate that had to be worked out.
const RATE_DECIMALS: u32 = 4;

/// The rate the service is assumed to charge on a document that has tax.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    percent: Amount,
}

impl Rate {
    /// The order's own rate: of several the one that brought most, a compound one only when there is no other.
    ///
    /// What it says of itself counts where the amounts bear it out, else what it comes to: since 2025 many shops state 12 % and
    /// charge it on 11/12 of the price. An order that does not know the percentage (imported, or old) tells it by its amounts.
    pub fn of(snapshot: &OrderSnapshot, bill: &Bill) -> Option<Self> {
        let brought = |tax: &&Tax| (!tax.compound, tax.tax_total + tax.shipping_tax_total);
        let main = charged(snapshot).rev().max_by_key(brought);
        main.and_then(|tax| Some(effective(snapshot, tax, tax.percent?)))
            .filter(|percent| percent.is_positive())
            .or_else(|| worked_out(bill))
            .filter(|percent| percent.is_positive())
            .map(|percent| Self { percent })
    }

    /// The tax on `amount`, rounded once.
    pub fn on(self, amount: Amount, decimals: u32) -> Amount {
        let tax = amount.share(self.percent, Amount::from(100));
        tax.unwrap_or_default().round(decimals)
    }

    /// What is without tax in `amount`.
    pub fn within(self, amount: Amount) -> Option<Amount> {
        amount.share(Amount::from(100), Amount::from(100) + self.percent)
    }
}

fn charged(snapshot: &OrderSnapshot) -> impl DoubleEndedIterator<Item = &Tax> {
    let charged = |tax: &&Tax| !tax.tax_total.is_zero() || !tax.shipping_tax_total.is_zero();
    snapshot.taxes.iter().filter(charged)
}

/// The rate that `tax` was really charged at; `stated` where its amounts agree with that, or tell no other.
///
/// The order as it was bought is asked, since refunds of money blur it. One amount by itself may have been edited by hand, which
/// changes no rate; it is believed only where it shows the law's own share, 11/12.
fn effective(snapshot: &OrderSnapshot, tax: &Tax, stated: Amount) -> Amount {
    let bought = Bill::as_bought(snapshot);
    let taxed = charged_by(snapshot, tax, &bought);
    let explains = |percent: Amount| {
        let off =
            |part: &Taxed| Rate { percent }.on(part.net, bought.decimals) - part.tax.round(bought.decimals);
        taxed.iter().all(|part| off(part).abs() <= Amount::smallest(bought.decimals))
    };
    if tax.compound || taxed.is_empty() || explains(stated) {
        return stated;
    }
    let all: Taxed = taxed.iter().copied().sum();
    let exact = all.tax.share(Amount::from(100), all.net).unwrap_or(stated);
    let simplest =
        (0..=RATE_DECIMALS).map(|decimals| exact.round(decimals)).find(|percent| explains(*percent));
    let is_by_law = |percent: Amount| {
        let twelfths = |amount: Amount, count| amount.share(Amount::from(count), Amount::from(12));
        twelfths(stated, 11) == Some(percent) || twelfths(percent, 11) == Some(stated)
    };
    simplest.filter(|percent| taxed.len() > 1 || is_by_law(*percent)).unwrap_or(stated)
}

/// The amounts that `tax` was charged on, each with what it brought there.
fn charged_by(snapshot: &OrderSnapshot, tax: &Tax, bill: &Bill) -> Vec<Taxed> {
    let (id, is_only_one) = (tax.rate_id.to_string(), charged(snapshot).count() == 1);
    let lines = bill.lines.iter().map(|line| &line.after);
    let parts = lines.chain(&bill.fees).chain([&bill.shipping]);
    let of_rate = |part: &Billed| {
        let brought = if is_only_one { part.amount.tax } else { part.rates.tax(&id) };
        Taxed::new(part.amount.net, brought)
    };
    parts.map(of_rate).filter(|part| !part.tax.is_zero()).collect()
}

fn worked_out(bill: &Bill) -> Option<Amount> {
    let taxed: Taxed = parts(bill).map(|(_, amount)| amount).filter(|amount| !amount.tax.is_zero()).sum();
    let percent = taxed.tax.share(Amount::from(100), taxed.net)?;
    Some(percent.round(RATE_DECIMALS))
}

/// What carries tax, or does not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Item,
    Shipping,
    Deduction,
}

fn parts(bill: &Bill) -> impl Iterator<Item = (Part, Taxed)> {
    let lines = bill.lines.iter().map(|line| line.after.amount);
    let fees = bill.fees.iter().map(|fee| fee.amount);
    let signed = |amount: Taxed| {
        let part = if amount.net.is_negative() { Part::Deduction } else { Part::Item };
        (part, amount)
    };
    lines.chain(fees).map(signed).chain([(Part::Shipping, bill.shipping.amount)])
}

/// Why one rate on the whole document does not make the order's tax. `difference` is how far it is off.
pub fn causes(snapshot: &OrderSnapshot, bill: &Bill, rate: Rate, difference: Amount) -> Vec<Cause> {
    let decimals = bill.decimals;
    let mut causes: Vec<Cause> = Vec::new();
    let mut count = 0;
    for (part, amount) in parts(bill) {
        count += 1;
        if let Some(cause) = cause(part, amount, rate, snapshot, decimals)
            && !causes.contains(&cause)
        {
            causes.push(cause);
        }
    }
    if causes.is_empty() {
        // Every part has its tax; a sum further away than rounding takes it was set by hand.
        let explained = Amount::units(count + 1, decimals);
        let is_rounding = difference.abs() <= explained;
        causes.push(if is_rounding { Cause::TaxRounding } else { Cause::OrderDoesNotAddUp });
    }
    causes
}

/// Why the tax of one part is not what the rate makes of it, if it is not.
fn cause(part: Part, amount: Taxed, rate: Rate, snapshot: &OrderSnapshot, decimals: u32) -> Option<Cause> {
    let expected = rate.on(amount.net, decimals);
    let charged_tax = amount.tax.round(decimals);
    if charged_tax.is_zero() && !expected.is_zero() {
        return Some(match part {
            Part::Item => Cause::MixedTax,
            Part::Shipping => Cause::UntaxedShipping,
            Part::Deduction => Cause::DiscountTax,
        });
    }
    let is_rounding = (expected - charged_tax).abs() <= Amount::smallest(decimals);
    if is_rounding {
        return None;
    }
    let rates = charged(snapshot).count();
    Some(if charged(snapshot).any(|tax| tax.compound) {
        Cause::CompoundTax
    } else if rates > 1 {
        Cause::SeveralTaxRates
    } else {
        Cause::TaxEdited
    })
}
