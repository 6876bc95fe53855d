//! How Xero computes: a line's amount, its tax, and what a document comes to.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::settings::Tie;

/// Whether the amounts of lines have their tax in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineAmounts {
    /// Tax is added.
    Exclusive,
    /// Tax is within.
    Inclusive,
    /// There is none.
    NoTax,
}

/// What a document comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub sub_total: Decimal,
    /// The tax.
    pub total_tax: Decimal,
    /// What there is to pay.
    pub total: Decimal,
}

/// To so many decimals, a half away from nothing.
pub fn round(amount: Decimal, decimals: u32) -> Decimal {
    rounded(amount, decimals, Tie::Up)
}

fn rounded(amount: Decimal, decimals: u32, tie: Tie) -> Decimal {
    let strategy = match tie {
        Tie::Up => RoundingStrategy::MidpointAwayFromZero,
        Tie::Down => RoundingStrategy::MidpointTowardZero,
    };
    let mut amount = amount.round_dp_with_strategy(decimals, strategy);
    amount.rescale(decimals);
    amount
}

/// What a line comes to.
pub fn line_amount(quantity: Decimal, unit_amount: Decimal) -> Decimal {
    round(quantity.saturating_mul(unit_amount), 2)
}

/// The tax of a line, for a rate in percent.
pub fn tax(line_amount: Decimal, percent: Decimal, amounts: LineAmounts, tie: Tie) -> Decimal {
    let rate = percent / Decimal::ONE_HUNDRED;
    match amounts {
        LineAmounts::Exclusive => round(line_amount * rate, 2),
        LineAmounts::Inclusive => line_amount - rounded(line_amount / (Decimal::ONE + rate), 2, tie),
        LineAmounts::NoTax => Decimal::new(0, 2),
    }
}

/// What a document of these lines, each with amount and tax, comes to. With tax within, the total is that of the lines whatever the
/// tax is.
pub fn totals(lines: impl Iterator<Item = (Decimal, Decimal)>, amounts: LineAmounts) -> Totals {
    let zero = Decimal::new(0, 2);
    let (sum, total_tax) =
        lines.fold((zero, zero), |(sum, taxes), (amount, tax)| (sum + amount, taxes + tax));
    match amounts {
        LineAmounts::Exclusive => Totals { sub_total: sum, total_tax, total: sum + total_tax },
        LineAmounts::Inclusive => Totals { sub_total: sum - total_tax, total_tax, total: sum },
        LineAmounts::NoTax => Totals { sub_total: sum, total_tax: zero, total: sum },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_half_penny_goes_away_from_nothing() {
        for (quantity, unit, amount) in [
            ("3", "1.115", "3.35"),
            ("3", "-1.115", "-3.35"),
            ("1.5", "0.33", "0.50"),
            ("2", "24.00", "48.00"),
        ] {
            assert_eq!(line_amount(d(quantity), d(unit)).to_string(), amount);
        }
    }

    #[test]
    fn tax_is_added_or_within() {
        let tax =
            |amount: &str, percent: &str, amounts| tax(d(amount), d(percent), amounts, Tie::Up).to_string();
        assert_eq!(tax("40.00", "20", LineAmounts::Exclusive), "8.00");
        assert_eq!(tax("48.00", "20", LineAmounts::Inclusive), "8.00");
        assert_eq!(tax("0.33", "5", LineAmounts::Exclusive), "0.02");
        assert_eq!(tax("10.00", "11", LineAmounts::Inclusive), "0.99", "10 / 1.11 = 9.009");
        assert_eq!(tax("10.00", "20", LineAmounts::NoTax), "0.00");
    }

    #[test]
    fn a_tie_goes_where_the_switch_says() {
        // 0.09 / 1.2 = 0.075: the net is 8 or 7 pence.
        assert_eq!(tax(d("0.09"), d("20"), LineAmounts::Inclusive, Tie::Up), d("0.01"));
        assert_eq!(tax(d("0.09"), d("20"), LineAmounts::Inclusive, Tie::Down), d("0.02"));
    }

    #[test]
    fn a_total_is_of_lines_that_were_rounded_each() {
        let lines = || vec![(d("0.33"), d("0.02")), (d("0.33"), d("0.02"))].into_iter();
        let totals = |amounts| totals(lines(), amounts);
        assert_eq!(totals(LineAmounts::Exclusive).total, d("0.70"));
        assert_eq!(
            (totals(LineAmounts::Inclusive).total, totals(LineAmounts::Inclusive).sub_total),
            (d("0.66"), d("0.62"))
        );
    }
}
