//! An amount and its tax, and which of the two a shop states its prices in.

use std::iter::Sum;
use std::ops::{Add, Sub};

use crate::money::Amount;
use crate::snapshot::OrderSnapshot;

/// An amount without tax, and the tax on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taxed {
    /// Without tax.
    pub net: Amount,
    /// The tax on it.
    pub tax: Amount,
}

impl Taxed {
    /// Both of them.
    pub fn new(net: Amount, tax: Amount) -> Self {
        Self { net, tax }
    }

    /// With tax.
    pub fn gross(self) -> Amount {
        self.net + self.tax
    }

    /// `part` of `whole` pieces of it, or `None` for a division by zero or beyond 28 digits.
    #[must_use]
    pub fn share(self, part: Amount, whole: Amount) -> Option<Self> {
        Some(Self::new(self.net.share(part, whole)?, self.tax.share(part, whole)?))
    }
}

impl Add for Taxed {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.net + other.net, self.tax + other.tax)
    }
}

impl Sub for Taxed {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.net - other.net, self.tax - other.tax)
    }
}

impl Sum for Taxed {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// How the shop stated its prices when the order was made. A document speaks of every amount in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// Without tax; the service adds it.
    Net,
    /// With tax; the service adds nothing.
    Gross,
}

impl Convention {
    /// That of an order.
    pub fn of(snapshot: &OrderSnapshot) -> Self {
        if snapshot.prices_include_tax { Self::Gross } else { Self::Net }
    }

    /// `amount` as such a shop says it.
    pub fn amount(self, amount: Taxed) -> Amount {
        match self {
            Self::Net => amount.net,
            Self::Gross => amount.gross(),
        }
    }
}
