//! Tax by the rates it was charged at.

use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::{Add, Sub};

use crate::money::Amount;

/// How much tax each rate made. The rates themselves are the keys: ids of the shop's tax table, as texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates(BTreeMap<String, Amount>);

impl Rates {
    /// The set of rates, in a fixed order: two parts that were taxed alike have the same.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The tax of one rate; nothing where that rate was not charged.
    pub fn tax(&self, id: &str) -> Amount {
        self.0.get(id).copied().unwrap_or_default()
    }

    /// All of it.
    pub fn sum(&self) -> Amount {
        self.0.values().copied().sum()
    }
}

impl From<&BTreeMap<String, Amount>> for Rates {
    fn from(taxes: &BTreeMap<String, Amount>) -> Self {
        Self(taxes.clone())
    }
}

impl FromIterator<(String, Amount)> for Rates {
    fn from_iter<I: IntoIterator<Item = (String, Amount)>>(taxes: I) -> Self {
        Self(taxes.into_iter().collect())
    }
}

impl Add for Rates {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        for (id, tax) in other.0 {
            let own = self.0.entry(id).or_default();
            *own = *own + tax;
        }
        self
    }
}

/// What is taken off has no say in the set: a refund names every rate of its order, most of them with nothing.
impl Sub for Rates {
    type Output = Self;
    fn sub(mut self, other: Self) -> Self {
        for (id, tax) in other.0.into_iter().filter(|(_, tax)| !tax.is_zero()) {
            let own = self.0.entry(id).or_default();
            *own = *own - tax;
        }
        self
    }
}

impl Sum for Rates {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        rates.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(taxes: &[(&str, i64)]) -> Rates {
        taxes.iter().map(|(id, tax)| ((*id).to_owned(), Amount::from(*tax))).collect()
    }

    #[test]
    fn each_rate_is_counted_by_itself() {
        let both = rates(&[("1", 11), ("7", 5)]) + rates(&[("7", 2), ("9", 0)]);
        assert_eq!(both, rates(&[("1", 11), ("7", 7), ("9", 0)]));
        assert_eq!(both.clone() - rates(&[("7", 7)]), rates(&[("1", 11), ("7", 0), ("9", 0)]));
        assert_eq!((both.tax("7"), both.tax("8"), both.sum()), (7.into(), 0.into(), 18.into()));
    }

    #[test]
    fn a_refund_that_names_other_rates_adds_none() {
        assert_eq!(rates(&[("1", 11)]) - rates(&[("1", 11), ("7", 0)]), rates(&[("1", 0)]));
    }

    #[test]
    fn a_rate_that_made_nothing_is_one_of_the_set() {
        assert_eq!(rates(&[("9", 0), ("1", 3)]).ids().collect::<Vec<_>>(), ["1", "9"]);
    }
}
