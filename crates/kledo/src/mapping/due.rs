//! What the order says is to be paid, and how much of it Kledo will add as tax by itself.

use accounting_core::bill::{Bill, Convention, Due};
use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;

use super::tax::Rate;

/// The measure of a document. Money that was given back without saying for what came with tax like the rest of the order:
/// where Kledo puts the tax on top, only the part without it is taken off.
pub fn due(snapshot: &OrderSnapshot, bill: &Bill, rate: Option<Rate>) -> Due {
    let due = Due::of(bill, Convention::of(snapshot));
    let is_all_named = bill.money_back.is_zero() || due.tax.is_zero();
    if Convention::of(snapshot) == Convention::Gross || is_all_named {
        return due;
    }
    let base = without_tax(bill, &due, rate);
    Due { base, tax: due.total - base, ..due }
}

fn without_tax(bill: &Bill, due: &Due, rate: Option<Rate>) -> Amount {
    // What the order had before the money went back, without tax.
    let full = (bill.total + bill.money_back).round(bill.decimals) - due.tax;
    let all_at_one_rate = rate.filter(|rate| rate.on(full, bill.decimals) == due.tax);
    let base = match all_at_one_rate {
        // The one amount, if there is any, on which the service's tax makes the order's total again.
        Some(rate) => rate.within(due.total),
        None => full.share(due.total, full + due.tax),
    };
    base.unwrap_or(due.total).round(bill.decimals)
}
