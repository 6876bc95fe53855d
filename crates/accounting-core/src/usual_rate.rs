//! An order that is taxed higher than the others of its shop.
//!
//! In Indonesia most goods bear 12 % on eleven twelfths of their price since 2025, which is 11 % of it, and luxury goods 12 % on all of
//! it. A rate that was set up as 12 % by mistake charges customers too much, and looks right to everybody who reads the law.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Amount;

/// Taxed documents that must be known before there is anything usual.
const KNOWN: usize = 5;

/// How much higher it must be, percent of the price: less may come of rounding.
const HIGHER: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// What was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Charged {
    /// With tax.
    pub total: Amount,
    /// The tax in it.
    pub tax: Amount,
}

/// Both rates, percent of the price without tax, with one digit after the point at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandsOut {
    /// The order's.
    pub rate: String,
    /// That of most of the others.
    pub usual: String,
}

impl Charged {
    /// In tenths of a percent; `None` where nothing was taxed.
    fn rate(&self) -> Option<Decimal> {
        let (total, tax) = (self.total.decimal(), self.tax.decimal());
        let price = total.checked_sub(tax)?;
        if tax <= Decimal::ZERO || price <= Decimal::ZERO {
            return None;
        }
        let rate = tax.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(price)?;
        Some(rate.round_dp(1).normalize())
    }
}

/// Whether the order's rate is higher than the one that four in five of the others have. A lower one is no news: goods that bear no
/// tax make it.
pub fn stands_out(order: &Charged, others: &[Charged]) -> Option<StandsOut> {
    let rate = order.rate()?;
    let rates: Vec<Decimal> = others.iter().filter_map(Charged::rate).collect();
    let like = |usual: Decimal| rates.iter().filter(|&&other| (other - usual).abs() < HIGHER).count();
    let usual = rates.iter().copied().max_by_key(|&rate| like(rate))?;
    let is_usual = rates.len() >= KNOWN && like(usual) * 5 >= rates.len() * 4;
    (is_usual && rate - usual >= HIGHER)
        .then(|| StandsOut { rate: rate.to_string(), usual: usual.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charged(total: i64, tax: i64) -> Charged {
        Charged { total: Amount::from(total), tax: Amount::from(tax) }
    }

    fn eleven() -> Vec<Charged> {
        [(111_000, 11_000), (222_000, 22_000), (55_500, 5_500), (77_701, 7_700), (111, 11)]
            .map(|(total, tax)| charged(total, tax))
            .to_vec()
    }

    /// 13.5: 12 % where the others are charged 11 %.
    #[test]
    fn twelve_percent_stand_out_among_eleven() {
        let both = StandsOut { rate: "12".to_owned(), usual: "11".to_owned() };
        assert_eq!(stands_out(&charged(112_000, 12_000), &eleven()), Some(both));
        assert_eq!(stands_out(&charged(111_000, 11_000), &eleven()), None);
    }

    #[test]
    fn one_in_five_may_differ_and_what_bears_no_tax_does_not_count() {
        let mut others = eleven();
        others.extend([charged(100, 0), charged(0, 0), charged(112, 12)]);
        assert!(stands_out(&charged(112_000, 12_000), &others).is_some());
        others.push(charged(112, 12));
        assert_eq!(stands_out(&charged(112_000, 12_000), &others), None, "five of seven are no custom");
    }

    #[test]
    fn a_lower_rate_a_young_shop_and_nonsense_are_no_news() {
        assert_eq!(stands_out(&charged(107_000, 7_000), &eleven()), None);
        assert_eq!(stands_out(&charged(112_000, 12_000), &eleven()[..4]), None);
        for (total, tax) in [(0, 0), (-112, -12), (12, 12), (5, 12)] {
            assert_eq!(stands_out(&charged(total, tax), &eleven()), None);
        }
        assert_eq!(stands_out(&charged(112, 12), &[]), None);
    }
}
