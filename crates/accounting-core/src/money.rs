//! Amounts of money and quantities as decimals, never floats.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal number: money in the currency it stands beside, or a quantity.
///
/// On the wire it is a plain decimal string. Integers are read too, floats are refused: by the time a number is a
/// float, its last digit is a guess.
///
/// Sums of amounts do not overflow, and none is bent to fit. A [`Decimal`] holds 7.9 × 10²⁸. What is read is at most
/// [`MAX_INTEGER`], 10¹⁵, and a snapshot has at most a million values (`php_values::VALUES_MAX`): all of them together make
/// 10²¹. Products, shares and quotients are at most [`MAX_RESULT`], 10²¹ too, or there are none; a line has more than five values
/// of its own and no more than one share of a kind, so that all shares of a snapshot make 2 × 10²⁶. Whoever adds up everything
/// that there is may do so some hundred times over before a digit is in danger. Should code ever add more, it
/// panics, which is loud, rather than go on with a wrong total.
///
/// Of decimals a sum of a million of the largest keeps seven, one more than the finest money has; a sum below 7.9 × 10¹⁶ keeps
/// all twelve that are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);

    /// Rounded to `decimals`, halves away from zero as `WooCommerce` rounds.
    #[must_use]
    pub fn round(self, decimals: u32) -> Self {
        Self(self.0.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
    }

    /// Rounded towards less, to `decimals`.
    #[must_use]
    pub fn floor(self, decimals: u32) -> Self {
        Self(self.0.round_dp_with_strategy(decimals, RoundingStrategy::ToNegativeInfinity))
    }

    /// The smallest amount that has `decimals`: 0.01 for 2.
    #[must_use]
    pub fn smallest(decimals: u32) -> Self {
        Self(Decimal::new(1, decimals.min(Decimal::MAX_SCALE)))
    }

    /// Decimals that are not trailing zeros.
    pub fn scale(self) -> u32 {
        self.0.normalize().scale()
    }

    /// The number itself.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// Written with `least` decimals, and with more only where there are more: `24.00`.
    pub fn with_decimals(self, least: u32) -> String {
        let places = usize::try_from(self.scale().max(least)).unwrap_or_default();
        // `abs` takes the sign off a negative zero.
        let plain = if self.is_zero() { self.0.abs() } else { self.0 };
        format!("{plain:.places$}")
    }

    /// `self × by` with every digit, or `None` beyond 28 of them or [`MAX_RESULT`].
    #[must_use]
    pub fn exact_mul(self, by: Self) -> Option<Self> {
        if self.is_zero() || by.is_zero() {
            return Some(Self::ZERO);
        }
        let (one, other) = (self.0.normalize(), by.0.normalize());
        // A product that is too long comes back with fewer decimals.
        let product = one.checked_mul(other)?;
        if product.scale() == one.scale() + other.scale() { Self::result(product) } else { None }
    }

    /// `self × part / whole`, or `None` for a division by zero or beyond [`MAX_RESULT`].
    #[must_use]
    pub fn share(self, part: Self, whole: Self) -> Option<Self> {
        let share = match self.0.checked_mul(part.0) {
            Some(product) => product.checked_div(whole.0),
            None => self.0.checked_div(whole.0).and_then(|share| share.checked_mul(part.0)),
        };
        share.and_then(Self::result)
    }

    /// `self / by`, or `None` for a division by zero or beyond [`MAX_RESULT`].
    #[must_use]
    pub fn checked_div(self, by: Self) -> Option<Self> {
        self.0.checked_div(by.0).and_then(Self::result)
    }

    /// What a calculation came to, unless sums of such would be too large.
    fn result(value: Decimal) -> Option<Self> {
        (value.abs() <= Decimal::from(MAX_RESULT)).then_some(Self(value))
    }

    /// So many of the smallest units that have `decimals`. No count is too large: it has 20 digits at most, and so has this.
    #[must_use]
    pub fn units(count: usize, decimals: u32) -> Self {
        Self(Self::smallest(decimals).0 * Decimal::from(count))
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether this is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is less than nothing.
    pub fn is_negative(self) -> bool {
        self < Self::ZERO
    }

    /// Whether this is more than nothing.
    pub fn is_positive(self) -> bool {
        self > Self::ZERO
    }

    /// The smaller of two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The larger of two.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
}

/// Why a text is no amount.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a decimal number within 28 digits")]
pub struct NotAnAmount;

/// The largest amount that is read. Rupiah totals need 12 digits.
pub const MAX_INTEGER: i64 = 1_000_000_000_000_000;

/// The largest result of a multiplication or division. A million of the largest amounts that are read are as much.
pub const MAX_RESULT: i128 = 1_000_000 * MAX_INTEGER as i128;

/// Decimals that are kept of what is read; `WooCommerce`'s own rounding precision is 6 to 10.
const MAX_DECIMALS: u32 = 12;

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::ZERO);
        }
        decimal(text).ok_or(NotAnAmount)?.try_into()
    }
}

/// As it would be read: within [`MAX_INTEGER`], and with the decimals that are kept.
impl TryFrom<Decimal> for Amount {
    type Error = NotAnAmount;

    fn try_from(value: Decimal) -> Result<Self, NotAnAmount> {
        if value.abs() > Decimal::from(MAX_INTEGER) {
            return Err(NotAnAmount);
        }
        let kept = value.round_dp_with_strategy(MAX_DECIMALS, RoundingStrategy::MidpointAwayFromZero);
        Ok(Self(kept.normalize()))
    }
}

/// Reads `-12.50` and PHP's `1.0E-15`. Underscores, which Rust would read over, are nonsense here.
fn decimal(text: &str) -> Option<Decimal> {
    if text.contains('_') {
        return None;
    }
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else {
        return Decimal::from_str(text).ok();
    };
    let digits = Decimal::from_str(digits).ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    // What a float leaves of a difference that should be nothing.
    if exponent < -28 {
        return Some(Decimal::ZERO);
    }
    let power = Decimal::from_scientific(&format!("1e{exponent}")).ok()?;
    digits.checked_mul(power)
}

/// Any of them is less than [`MAX_RESULT`].
impl From<i64> for Amount {
    fn from(value: i64) -> Self {
        Self(Decimal::from(value))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.normalize();
        // `normalize` keeps the sign of a negative zero.
        if plain.is_zero() { formatter.write_str("0") } else { write!(formatter, "{plain}") }
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AmountVisitor;
        impl Visitor<'_> for AmountVisitor {
            type Value = Amount;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a decimal number as a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
                text.parse().map_err(|_| E::custom(format_args!("{NotAnAmount}")))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Amount, E> {
                if value.unsigned_abs() > MAX_INTEGER.unsigned_abs() {
                    return Err(E::custom(format_args!("{NotAnAmount}")));
                }
                Ok(Amount::from(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Amount, E> {
                self.visit_i64(i64::try_from(value).map_err(E::custom)?)
            }
        }
        deserializer.deserialize_any(AmountVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn decimal_strings_keep_every_digit() {
        assert_eq!(amount("33333.33").to_string(), "33333.33");
        assert_eq!(amount("571650.00").to_string(), "571650");
        assert_eq!(amount("-0.00").to_string(), "0");
        assert_eq!(amount("1e3").to_string(), "1000");
    }

    #[test]
    fn an_empty_text_is_nothing_and_nonsense_is_refused() {
        assert_eq!(amount(" "), Amount::ZERO);
        assert_eq!("12,5".parse::<Amount>(), Err(NotAnAmount));
        assert_eq!("1e40".parse::<Amount>(), Err(NotAnAmount));
        assert_eq!("1_000".parse::<Amount>(), Err(NotAnAmount));
        assert_eq!("1000000000000001".parse::<Amount>(), Err(NotAnAmount));
        assert!(serde_json::from_str::<Amount>("1000000000000001").is_err());
    }

    #[test]
    fn what_a_float_leaves_of_nothing_is_nothing() {
        assert_eq!(amount("2.2737367544323E-16"), Amount::ZERO);
        assert_eq!(amount("1e-400"), Amount::ZERO);
        assert_eq!(amount("1.5E+3").to_string(), "1500");
    }

    #[test]
    fn a_share_does_not_overflow() {
        let large = amount("1000000000000000");
        assert_eq!(large.share(large, large), Some(large));
        assert_eq!(amount("100").share(amount("2"), amount("3")).unwrap().round(2), amount("66.67"));
        assert_eq!(large.share(large, Amount::ZERO), None);
    }

    #[test]
    fn a_product_is_exact_or_none() {
        assert_eq!(amount("33333.33").exact_mul(amount("3")).unwrap(), amount("99999.99"));
        assert_eq!(amount("123456789012345.678901").exact_mul(amount("1.0000000001")), None);
        assert_eq!(amount("1e15").exact_mul(amount("1e15")), None);
        assert_eq!(amount("123456789012345.678901").exact_mul(Amount::ZERO), Some(Amount::ZERO));
    }

    /// 11: beyond the bound there is no product, share or quotient, so that no sum of them can go wrong.
    #[test]
    fn what_is_calculated_has_a_bound() {
        let bound = amount("1e15").exact_mul(amount("1e6")).unwrap();
        assert_eq!(bound.decimal(), Decimal::from(MAX_RESULT));
        assert_eq!(bound.exact_mul(amount("1.1")), None);
        assert_eq!(bound.share(amount("11"), amount("10")), None);
        assert_eq!(bound.checked_div(amount("0.9")), None);
        assert_eq!(bound.share(amount("1e15"), amount("1e15")), Some(bound));
        assert_eq!(bound.exact_mul(amount("-1")), Some(-bound));
        assert_eq!((-bound).checked_div(amount("0.9")), None);
        assert!(Amount::try_from(Decimal::from(MAX_INTEGER) + Decimal::ONE).is_err());
    }

    /// 11: all that a snapshot may hold and what is calculated from it, added up a hundred times, with six decimals kept.
    #[test]
    fn no_sum_of_a_snapshot_comes_near_the_limit() {
        const VALUES: usize = 1_000_000;
        let largest = amount("999999999999999.000001");
        let read: Amount = std::iter::repeat_n(largest, VALUES).sum();
        assert_eq!(read.to_string(), "999999999999999000001");
        let bound = amount("1e15").exact_mul(amount("1e6")).unwrap();
        let shares: Amount = std::iter::repeat_n(bound, VALUES / 5).sum();
        let all: Amount = std::iter::repeat_n(read + shares, 100).sum();
        assert!(all.is_positive() && -all - shares < Amount::ZERO);
        assert!(all.decimal() < Decimal::MAX / Decimal::from(3));
        assert_eq!(Amount::units(usize::MAX, 0).decimal(), Decimal::from(usize::MAX));
        assert!(Amount::units(usize::MAX, u32::MAX).is_positive());
    }

    #[test]
    fn money_is_written_with_its_decimals() {
        let written = ["24", "0", "-0.0", "-0.5", "1.2345"].map(|text| amount(text).with_decimals(2));
        assert_eq!(written, ["24.00", "0.00", "0.00", "-0.50", "1.2345"]);
    }

    #[test]
    fn the_smallest_unit_has_a_limit_instead_of_a_panic() {
        assert_eq!(Amount::smallest(2).to_string(), "0.01");
        assert!(Amount::smallest(u32::MAX).is_positive());
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(amount("0.5").round(0), Amount::ONE);
        assert_eq!(amount("-2.5").round(0).to_string(), "-3");
    }

    #[test]
    fn floats_are_refused() {
        assert!(serde_json::from_str::<Amount>("0.1").is_err());
        assert_eq!(serde_json::from_str::<Amount>("\"0.1\"").unwrap(), amount("0.1"));
        assert_eq!(serde_json::from_str::<Amount>("7").unwrap(), amount("7"));
    }
}
