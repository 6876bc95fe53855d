//! The arithmetic of a document, in decimals.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use crate::settings::{Tax, TaxMode};

/// What a document amounts to. Every field is written as a decimal string.
///
/// ```text
/// subtotal = Σ qty × price of the line        price = sale_price if there is one, else regular_price
/// net      = subtotal − discount + shipping
/// base     = net                               or net − shipping, where shipping is not taxed
/// tax      = 0                                 mode none, or has_tax is not yes
///          = base × percent / 100              mode exclusive, rounded half up to 2 places, or as set
///          = base × percent / (100 + percent)  mode inclusive, rounded likewise; contained in base
/// total    = net                               modes none and inclusive
///          = net + tax                         mode exclusive
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// The lines together.
    pub subtotal: Decimal,
    /// Taken off.
    pub discount: Decimal,
    /// Put on.
    pub shipping: Decimal,
    /// On top or contained.
    pub tax: Decimal,
    /// What is to be paid.
    pub total: Decimal,
}

impl Totals {
    /// None when a number grows beyond what a decimal holds.
    pub(crate) fn of(
        amounts: impl IntoIterator<Item = Decimal>,
        discount: Decimal,
        shipping: Decimal,
        tax: Option<&Tax>,
    ) -> Option<Self> {
        let subtotal = amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let lines = subtotal.checked_sub(discount)?;
        let net = lines.checked_add(shipping)?;
        let base = if tax.is_some_and(|tax| tax.shipping) { net } else { lines };
        let mode = tax.map_or(TaxMode::None, |tax| tax.mode);
        let tax = tax.map_or(Some(Decimal::ZERO), |tax| contained_or_on_top(base, tax))?;
        let total = if mode == TaxMode::Exclusive { net.checked_add(tax)? } else { net };
        Some(Self { subtotal, discount, shipping, tax, total })
    }
}

fn contained_or_on_top(base: Decimal, tax: &Tax) -> Option<Decimal> {
    let divisor = match tax.mode {
        TaxMode::None => return Some(Decimal::ZERO),
        TaxMode::Exclusive => Decimal::ONE_HUNDRED,
        TaxMode::Inclusive => Decimal::ONE_HUNDRED.checked_add(tax.percent)?,
    };
    let exact = base.checked_mul(tax.percent)?.checked_div(divisor)?;
    Some(exact.round_dp_with_strategy(tax.decimals, RoundingStrategy::MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn totals(tax: Option<&Tax>) -> Totals {
        let amounts = [decimal("100000"), decimal("50000.50")];
        Totals::of(amounts, decimal("10000"), decimal("15000"), tax).unwrap()
    }

    fn tax(mode: TaxMode) -> Tax {
        Tax { mode, percent: decimal("11"), shipping: false, decimals: 2 }
    }

    #[test]
    fn without_tax_the_total_is_what_was_sent() {
        for totals in [totals(None), totals(Some(&tax(TaxMode::None)))] {
            assert_eq!(totals.subtotal, decimal("150000.50"));
            assert_eq!(totals.tax, Decimal::ZERO);
            assert_eq!(totals.total, decimal("155000.50"));
        }
    }

    #[test]
    fn exclusive_tax_comes_on_top_of_the_discounted_lines() {
        let totals = totals(Some(&tax(TaxMode::Exclusive)));
        assert_eq!(totals.tax, decimal("15400.06"));
        assert_eq!(totals.total, decimal("170400.56"));
    }

    #[test]
    fn shipping_is_taxed_where_it_is_set_so() {
        let tax = Tax { shipping: true, decimals: 0, ..tax(TaxMode::Exclusive) };
        let totals = totals(Some(&tax));
        assert_eq!(totals.tax, decimal("17050"));
        assert_eq!(totals.total, decimal("172050.50"));
    }

    #[test]
    fn inclusive_tax_is_contained() {
        let totals = totals(Some(&tax(TaxMode::Inclusive)));
        assert_eq!(totals.tax, decimal("13873.92"));
        assert_eq!(totals.total, decimal("155000.50"));
    }

    #[test]
    fn numbers_beyond_all_measure_are_no_totals() {
        assert_eq!(Totals::of([Decimal::MAX, Decimal::MAX], Decimal::ZERO, Decimal::ZERO, None), None);
        let whole = Tax { mode: TaxMode::Inclusive, percent: decimal("-100"), shipping: false, decimals: 2 };
        assert_eq!(Totals::of([Decimal::ONE], Decimal::ZERO, Decimal::ZERO, Some(&whole)), None);
    }
}
