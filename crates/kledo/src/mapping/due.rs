//! What the order says is to be paid: the measure of every document.

use accounting_core::money::Amount;

use super::remaining::Remaining;
use super::tax::Rate;
use super::taxed::Convention;

/// What the order says, less its refunds, in whole units of the currency.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// With tax.
    pub total: Amount,
    /// The part of it that lines, discount and shipping have to make: all of it where prices hold their tax.
    pub base: Amount,
    /// The order's tax.
    pub tax: Amount,
}

impl Due {
    pub fn of(remaining: &Remaining, convention: Convention, rate: Option<Rate>, decimals: u32) -> Self {
        let total = remaining.total.round(decimals);
        let tax = remaining.tax.round(decimals);
        match convention {
            Convention::Gross => Self { total, base: total, tax },
            Convention::Net => {
                let full = (remaining.total + remaining.money_back).round(decimals) - tax;
                let base = without_tax_of_money_back(remaining, full, tax, rate, decimals);
                Self { total, base, tax: total - base }
            }
        }
    }
}

/// Money that was given back without saying for what came with tax like the rest of the order. `full` and `tax` are what
/// the order had before.
fn without_tax_of_money_back(
    remaining: &Remaining,
    full: Amount,
    tax: Amount,
    rate: Option<Rate>,
    decimals: u32,
) -> Amount {
    let total = remaining.total.round(decimals);
    if remaining.money_back.is_zero() || tax.is_zero() {
        return total - tax;
    }
    let all_at_one_rate = rate.filter(|rate| rate.on(full, decimals) == tax);
    match all_at_one_rate {
        // The one amount, if there is any, on which the service's tax makes the order's total again.
        Some(rate) => rate.within(total),
        None => full.share(total, full + tax),
    }
    .unwrap_or(total)
    .round(decimals)
}
