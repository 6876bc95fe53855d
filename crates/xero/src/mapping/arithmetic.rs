//! Xero's own arithmetic (`docs/xero-mapping.md`): what it will make of a line that is sent.

use accounting_core::money::Amount;

/// Decimals of every amount that Xero keeps, in whatever currency.
pub const CENTS: u32 = 2;

/// Decimals of a quantity.
pub const QUANTITY_DECIMALS: u32 = 4;

/// Whether the amounts of a document's lines hold their tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amounts {
    /// They do; the total is the sum of the lines, whatever the tax.
    Inclusive,
    /// They do not; the total is the sum of the lines and of their taxes.
    Exclusive,
    /// The organisation pays no tax, and Xero knows none.
    NoTax,
}

/// What Xero makes of a line by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tax {
    /// The tax, in cents.
    pub amount: Amount,
    /// Whether it was rounded at exactly half a cent, where it is not known which way Xero rounds.
    pub is_tie: bool,
}

/// `round2(quantity × unit)`, halves away from zero; `None` where the digits do not suffice to say it exactly.
pub fn line_amount(quantity: Amount, unit: Amount) -> Option<Amount> {
    quantity.exact_mul(unit).map(|amount| amount.round(CENTS))
}

/// The tax that Xero takes out of a line of `amount`, or puts on top of it. `percent` is the `EffectiveRate` of its tax type.
pub fn tax(amounts: Amounts, amount: Amount, percent: Amount) -> Tax {
    let hundred = Amount::from(100);
    match amounts {
        Amounts::NoTax => Tax { amount: Amount::ZERO, is_tie: false },
        Amounts::Exclusive => {
            let exact = amount.share(percent, hundred).unwrap_or_default();
            Tax { amount: exact.round(CENTS), is_tie: false }
        }
        Amounts::Inclusive => {
            let net = amount.share(hundred, hundred + percent).unwrap_or_default();
            let half = (net - net.floor(CENTS)) + (net - net.floor(CENTS));
            Tax { amount: amount - net.round(CENTS), is_tie: half == Amount::smallest(CENTS) }
        }
    }
}

/// Net and tax of a gross amount at a rate, where nobody else said what they are.
pub fn net_of(gross: Amount, percent: Amount) -> Amount {
    gross - tax(Amounts::Inclusive, gross, percent).amount
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn tax_is_rounded_on_each_line() {
        assert_eq!(tax(Amounts::Inclusive, amount("48"), amount("20")).amount, amount("8"));
        // 10 / 1.2 = 8.333…: 8.33 without, 1.67 of tax.
        assert_eq!(tax(Amounts::Inclusive, amount("10"), amount("20")).amount, amount("1.67"));
        assert_eq!(tax(Amounts::Exclusive, amount("0.25"), amount("10")).amount, amount("0.03"));
        assert_eq!(tax(Amounts::Exclusive, amount("-0.25"), amount("10")).amount, amount("-0.03"));
        assert_eq!(tax(Amounts::NoTax, amount("10"), amount("20")).amount, Amount::ZERO);
    }

    #[test]
    fn a_half_cent_of_an_inclusive_line_is_a_tie() {
        // 0.03 / 1.2 = 0.025.
        assert_eq!(
            tax(Amounts::Inclusive, amount("0.03"), amount("20")),
            Tax { amount: Amount::ZERO, is_tie: true }
        );
        assert!(!tax(Amounts::Inclusive, amount("0.06"), amount("20")).is_tie);
    }

    #[test]
    fn a_line_is_rounded_away_from_zero_and_never_guessed() {
        assert_eq!(line_amount(amount("3"), amount("0.115")), Some(amount("0.35")));
        assert_eq!(line_amount(amount("3"), amount("-0.115")), Some(amount("-0.35")));
        assert_eq!(line_amount(amount("123456789012345.6789"), amount("123456789012345.6789")), None);
    }
}
