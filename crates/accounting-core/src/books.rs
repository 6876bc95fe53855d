//! What stands in the books of a service once a document is there, and how it differs from what the shop sold.
//!
//! A document that was taken is not yet one that is right: a service may add a tax of its own, leave one away, or be edited by its
//! owner. So its totals are read back and compared. Services that tell them in the answer to what was sent need no question more.

use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;
use crate::money::Amount;
use crate::told::Told;

/// What a service says of a document. Amounts are in the document's currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InBooks {
    /// What it comes to, with tax.
    pub total: Amount,
    /// The tax in it, where the service tells.
    #[serde(default)]
    pub tax: Option<Amount>,
    /// What is still to be paid, where the service tells.
    #[serde(default)]
    pub due: Option<Amount>,
    /// The service's word for its state, e.g. `paid`.
    #[serde(default)]
    pub state: Option<String>,
}

/// A document whose totals somebody wants to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BooksQuery {
    /// Which kind of document.
    pub kind: DocumentKind,
    /// The service's own id of it.
    pub remote_id: String,
}

/// What reading a document back came to.
pub type Reading = Told<Books>;

/// What stands in the books of a document, as far as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Books {
    /// When it was read.
    pub books: Option<InBooks>,
}

impl From<InBooks> for Books {
    fn from(books: InBooks) -> Self {
        Self { books: Some(books) }
    }
}

/// A document in the shop and in the books, for [`pattern`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Compared {
    /// What the order, or refund, came to when it left, with tax.
    pub shop_total: Amount,
    /// The tax in that; `None` when nobody knows it any more.
    pub shop_tax: Option<Amount>,
    /// What the books say.
    pub books_total: Amount,
    /// The tax in that; `None` where the service does not tell.
    pub books_tax: Option<Amount>,
    /// Decimals of the currency; what is less than its smallest unit is no difference.
    pub decimals: u32,
}

/// How documents differ that all differ in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// The books have the price without its tax: the service adds none.
    TaxMissing,
    /// The books have the tax once more on top: the service adds one to what holds it already.
    TaxTwice,
    /// The books have more, in proportion to what was sold.
    TooHigh,
    /// The books have less, in proportion to what was sold.
    TooLow,
    /// The totals agree, and the books have no tax in them: the service takes prices that hold their tax for ones without any.
    TaxUnrecorded,
    /// The totals agree, and the tax in them does not: the service reckons with another rate.
    TaxOtherwise,
}

/// One part in so many of its tax may a document be off before its tax is another one: services round it by line, by rate or once.
/// Another rate makes far more: 12 % instead of 11 % one in twelve.
const ROUNDED_AWAY: i64 = 100;

impl Compared {
    /// Whether shop and books disagree: over the total, or over the tax in it. Where prices hold their tax, the total is the same
    /// whatever the service makes of the tax.
    pub fn differs(&self) -> bool {
        !self.difference().is_zero() || self.has_another_tax()
    }

    /// Whether the tax is further apart than rounding takes it; unknown ones are not compared.
    fn has_another_tax(&self) -> bool {
        let (Some(shop), Some(books)) = (self.shop_tax, self.books_tax) else { return false };
        let unit = Amount::smallest(self.decimals);
        let apart = (books.round(self.decimals) - shop.round(self.decimals)).abs();
        let part = shop.abs().share(Amount::from(1), Amount::from(ROUNDED_AWAY)).unwrap_or_default();
        apart > unit + unit && apart > part
    }

    fn difference(&self) -> Amount {
        self.books_total.round(self.decimals) - self.shop_total.round(self.decimals)
    }

    /// One unit more or less comes of rounding lines one by one.
    fn is_off_by(&self, expected: Amount) -> bool {
        (self.difference() - expected).abs() <= Amount::smallest(self.decimals)
    }

    /// The tax that comes of taking a price that holds its tax for one that does not: 11 % of 111 and not of 100.
    fn tax_on_top(&self) -> Amount {
        let tax = self.shop_tax.unwrap_or_default();
        let price = self.shop_total - tax;
        tax.share(self.shop_total, price).unwrap_or(tax).round(self.decimals)
    }

    fn pattern(&self) -> Option<Pattern> {
        let tax = self.shop_tax.unwrap_or_default().round(self.decimals);
        Some(match self.difference() {
            // That is how lines are rounded, and no setting.
            unit if unit.abs() <= Amount::smallest(self.decimals) => return self.pattern_of_tax(),
            _ if tax.is_positive() && self.is_off_by(-tax) => Pattern::TaxMissing,
            _ if tax.is_positive() && (self.is_off_by(tax) || self.is_off_by(self.tax_on_top())) => {
                Pattern::TaxTwice
            }
            more if more.is_positive() => Pattern::TooHigh,
            _ => Pattern::TooLow,
        })
    }

    /// How the tax differs in totals that agree.
    fn pattern_of_tax(&self) -> Option<Pattern> {
        let has_none = self.books_tax.is_some_and(|tax| tax.round(self.decimals).is_zero());
        self.has_another_tax().then_some(if has_none {
            Pattern::TaxUnrecorded
        } else {
            Pattern::TaxOtherwise
        })
    }
}

/// How all of these differ, if they do so in the same way; `None` when one of them does not, or there are none.
pub fn pattern(documents: &[Compared]) -> Option<Pattern> {
    let first = documents.first()?.pattern()?;
    documents.iter().all(|document| document.pattern() == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(shop_total: &str, shop_tax: &str, books_total: &str) -> Compared {
        let amount = |text: &str| text.parse().unwrap();
        Compared {
            shop_total: amount(shop_total),
            shop_tax: Some(amount(shop_tax)),
            books_total: amount(books_total),
            books_tax: None,
            decimals: 2,
        }
    }

    /// The same total on both sides.
    fn taxed(total: &str, shop_tax: &str, books_tax: &str) -> Compared {
        Compared { books_tax: books_tax.parse().ok(), ..compared(total, shop_tax, total) }
    }

    #[test]
    fn what_is_less_than_the_smallest_unit_is_no_difference() {
        assert!(!compared("166500.004", "16500", "166500").differs());
        assert!(compared("166500.01", "16500", "166500").differs());
    }

    /// 13.1.
    #[test]
    fn documents_that_differ_in_the_same_way_have_a_pattern() {
        let missing = [compared("111000", "11000", "100000"), compared("55.51", "5.50", "50.00")];
        assert_eq!(pattern(&missing), Some(Pattern::TaxMissing));
        let twice = [compared("111000", "11000", "122000"), compared("222000", "22000", "244000.01")];
        assert_eq!(pattern(&twice), Some(Pattern::TaxTwice));
        let taken_for_net = [compared("150000", "14864.86", "166500"), compared("111", "11", "123.21")];
        assert_eq!(pattern(&taken_for_net), Some(Pattern::TaxTwice));
        let high = [compared("111000", "11000", "112000"), compared("222000", "22000", "224000")];
        assert_eq!(pattern(&high), Some(Pattern::TooHigh));
        assert_eq!(pattern(&[compared("100", "0", "90"), compared("100", "0", "80")]), Some(Pattern::TooLow));
    }

    /// Prices hold their tax: 111,000 come to 111,000 whether the service finds 11 % in them, 12 % or none.
    #[test]
    fn another_tax_in_the_same_total_is_a_difference() {
        let none = [taxed("111000", "11000", "0"), taxed("222000", "22000", "0.00")];
        assert!(none.iter().all(Compared::differs));
        assert_eq!(pattern(&none), Some(Pattern::TaxUnrecorded));
        let twelve = [taxed("111000", "11000", "11892.86"), taxed("555", "55", "59.46")];
        assert!(twelve.iter().all(Compared::differs));
        assert_eq!(pattern(&twelve), Some(Pattern::TaxOtherwise));
        assert_eq!(pattern(&[taxed("111000", "0", "11000")]), Some(Pattern::TaxOtherwise));
        assert_eq!(pattern(&[none[0].clone(), twelve[0].clone()]), None);
    }

    #[test]
    fn tax_that_was_rounded_by_line_or_is_not_known_is_no_difference() {
        // 20 lines of 0.55 whose tax of 0.0605 is rounded one by one: 1.20 and not 1.21.
        assert!(!taxed("12.21", "1.21", "1.20").differs());
        assert!(!taxed("111000", "11000", "11050").differs(), "half a percent");
        assert!(!taxed("0.22", "0.02", "0.04").differs(), "two units");
        assert!(taxed("0.22", "0.02", "0.05").differs());
        assert!(!compared("111000", "11000", "111000").differs(), "the service does not tell");
        assert!(!Compared { shop_tax: None, ..taxed("111000", "0", "11000") }.differs(), "nor does the shop");
    }

    #[test]
    fn one_that_agrees_or_differs_otherwise_is_no_pattern() {
        let missing = compared("111000", "11000", "100000");
        let twice = compared("111000", "11000", "122000");
        assert_eq!(pattern(&[missing.clone(), compared("111000", "11000", "111000")]), None);
        assert_eq!(pattern(&[missing, twice]), None);
        let rounded = compared("111000", "11000", "110999.99");
        assert!(rounded.differs());
        assert_eq!(pattern(&[rounded.clone(), rounded]), None, "one unit comes of rounding");
        assert_eq!(pattern(&[]), None);
    }
}
