//! Splitting an amount over pieces so that quantity times price is exact.

use crate::money::Amount;

/// Decimals of a price that is less than the currency's smallest unit, as of goods sold by the gram.
const TINY_PRICE_DECIMALS: u32 = 6;

/// Pieces at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// How many.
    pub quantity: Amount,
    /// Of one.
    pub price: Amount,
    /// The pieces could not be priced one by one: one piece stands for all.
    pub stands_for_all: bool,
}

/// Splits `amount` over `quantity`: 100 over 3 is 2 × 33 and 1 × 34. Quantities may have decimals: 5,000 over 1.5 is
/// 1 × 3,333 and 0.5 × 3,334.
pub fn portions(quantity: Amount, amount: Amount, decimals: u32) -> Vec<Portion> {
    let at = |quantity, price| Portion { quantity, price, stands_for_all: false };
    let total = |portions: &[Portion]| -> Option<Amount> {
        let totals = portions.iter().map(|portion| portion.quantity.exact_mul(portion.price));
        totals.sum()
    };
    let exact = amount.checked_div(quantity).unwrap_or_default();
    let price = exact.floor(decimals);
    let unit = Amount::smallest(decimals);
    let dearer = price.exact_mul(quantity).and_then(|cheaper| (amount - cheaper).checked_div(unit));
    let whole = vec![at(quantity, price)];
    let tiny = price.is_zero().then(|| vec![at(quantity, exact.round(TINY_PRICE_DECIMALS))]);
    let split = dearer.map(|dearer| vec![at(quantity - dearer, price), at(dearer, price + unit)]);
    for way in [Some(whole), tiny, split].into_iter().flatten() {
        let has_pieces = way.iter().all(|portion| portion.quantity.is_positive());
        if has_pieces && total(&way) == Some(amount) {
            return way;
        }
    }
    // Beyond 28 digits nothing is exact.
    vec![Portion { quantity: Amount::ONE, price: amount, stands_for_all: true }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(quantity: &str, amount: &str, decimals: u32) -> Vec<(String, String)> {
        let portions = portions(quantity.parse().unwrap(), amount.parse().unwrap(), decimals);
        portions.iter().map(|portion| (portion.quantity.to_string(), portion.price.to_string())).collect()
    }

    fn pair(quantity: &str, price: &str) -> (String, String) {
        (quantity.to_owned(), price.to_owned())
    }

    #[test]
    fn what_divides_stays_in_one() {
        assert_eq!(split("3", "99999.99", 2), [pair("3", "33333.33")]);
        assert_eq!(split("0.5", "25000", 0), [pair("0.5", "50000")]);
        assert_eq!(split("2", "0", 0), [pair("2", "0")]);
    }

    #[test]
    fn what_does_not_divide_is_split_to_the_exact_sum() {
        assert_eq!(split("3", "100", 0), [pair("2", "33"), pair("1", "34")]);
        assert_eq!(split("3", "200", 0), [pair("1", "66"), pair("2", "67")]);
        assert_eq!(split("7", "10.001", 3), [pair("2", "1.428"), pair("5", "1.429")]);
        assert_eq!(split("1.5", "5000", 0), [pair("1", "3333"), pair("0.5", "3334")]);
        assert_eq!(split("0.3", "1000", 0), [pair("0.2", "3333"), pair("0.1", "3334")]);
    }

    #[test]
    fn a_price_below_the_smallest_unit_may_have_more_decimals() {
        assert_eq!(split("1500", "750", 0), [pair("1500", "0.5")]);
        assert_eq!(split("1001", "7", 0), [pair("994", "0"), pair("7", "1")]);
    }

    #[test]
    fn beyond_the_digits_of_a_decimal_one_piece_stands_for_all() {
        assert_eq!(
            split("999999999999.000000000001", "333333333333333.333333", 6),
            [pair("1", "333333333333333.333333")]
        );
    }
}
