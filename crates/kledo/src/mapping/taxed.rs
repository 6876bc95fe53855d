//! An amount and its tax, and which of the two a shop states its prices in.

use std::iter::Sum;
use std::ops::{Add, Sub};

use accounting_core::money::Amount;
use accounting_core::snapshot::{Charge, OrderSnapshot};

/// An amount without tax, and the tax on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taxed {
    pub net: Amount,
    pub tax: Amount,
}

impl Taxed {
    pub fn new(net: Amount, tax: Amount) -> Self {
        Self { net, tax }
    }

    /// With tax.
    pub fn gross(self) -> Amount {
        self.net + self.tax
    }

    /// `part` of `whole` pieces of it.
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

impl From<&Charge> for Taxed {
    fn from(charge: &Charge) -> Self {
        Self::new(charge.total, charge.total_tax)
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
    pub fn of(snapshot: &OrderSnapshot) -> Self {
        if snapshot.prices_include_tax { Self::Gross } else { Self::Net }
    }

    pub fn amount(self, amount: Taxed) -> Amount {
        match self {
            Self::Net => amount.net,
            Self::Gross => amount.gross(),
        }
    }
}
