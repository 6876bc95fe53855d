//! What a service tells of many documents at once, for a shop that lays its own beside those of the books.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;
use crate::money::Amount;
use crate::reference::is_of;

/// Documents in one question whether they are there.
pub const PRESENT_MAX: usize = 100;

/// A document of which somebody wants to know whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PresentQuery {
    /// Which kind: the same for all of one question.
    pub kind: DocumentKind,
    /// Of which order.
    pub order_id: u64,
    /// What of it: the order itself, or one of its refunds.
    pub subject_id: u64,
    /// What it would be found by.
    pub reference: String,
}

/// Which of several documents are there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Present {
    /// The references of those that are; also of what was taken back there, which a look-up tells more of.
    pub there: BTreeSet<String>,
    /// Whether all others are certainly not there. Else each of them has to be looked up by itself before it is sent.
    pub is_complete: bool,
}

/// A part of what the service has of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InventoryQuery {
    /// Which kind.
    pub kind: DocumentKind,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Number of the page, from 1.
    pub page: u32,
    /// The shop's host name: where a service gives the numbers itself, the reference says by this that a document is the shop's.
    #[serde(default)]
    pub shop: String,
    /// What numbers of the shop began with, beside what the settings say now: a prefix may have been changed since.
    #[serde(default)]
    pub prefixes: Vec<String>,
}

impl InventoryQuery {
    /// Whether a document of that day belongs to it. One whose day cannot be read was listed for these days by the service, and is
    /// better looked at than hidden.
    pub fn has(&self, day: Option<NaiveDate>) -> bool {
        day.is_none_or(|day| self.from <= day && day <= self.to)
    }

    /// What numbers of the shop may begin with.
    ///
    /// `now` is what the settings say.
    pub fn all_prefixes<'a>(&'a self, now: &'a str) -> BTreeSet<&'a str> {
        self.prefixes.iter().map(String::as_str).chain([now]).collect()
    }
}

/// Whether a number is of one of these prefixes.
pub fn is_of_any(prefixes: &BTreeSet<&str>, number: &str) -> bool {
    prefixes.iter().any(|prefix| is_of(prefix, number))
}

/// What all of these begin with.
pub fn common_beginning<'a>(prefixes: &BTreeSet<&'a str>) -> &'a str {
    // They are sorted: what the first and the last have in common, those between them have too.
    let (Some(first), Some(last)) = (prefixes.first(), prefixes.last()) else { return "" };
    let same = first.chars().zip(last.chars()).take_while(|(one, other)| one == other);
    &first[..same.map(|(letter, _)| letter.len_utf8()).sum()]
}

/// One page of what the service has of this shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// Those of this shop, without those that were taken back.
    pub documents: Vec<Entry>,
    /// Whether there is another page. This one may be empty all the same: others may have documents in between.
    pub has_more: bool,
}

/// A document as a list of the service tells of it. Amounts are in the document's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The service's own id of it; empty where it does not tell.
    pub id: String,
    /// Its number there.
    pub number: String,
    /// What names this shop beside the number and ends in the order, or refund, that it is of; `None` where nothing does.
    pub reference: Option<String>,
    /// The day that it carries.
    pub date: Option<NaiveDate>,
    /// What it comes to, with tax.
    pub total: Option<Amount>,
    /// The tax in that.
    pub tax: Option<Amount>,
    /// The service's word for its state.
    pub state: Option<String>,
}

/// How far the books are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LockDate {
    /// The last day that is; `None` where none is.
    pub locked_until: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_that_were_changed_are_looked_for_by_what_they_have_in_common() {
        for (prefixes, common) in [
            (vec!["WC/INV/"], "WC/INV/"),
            (vec!["WC/INV/", "WC/INVOICE-", "WC/IN"], "WC/IN"),
            (vec!["WC/INV/", "TOKO-"], ""),
            (vec!["éa", "éb"], "é"),
            (vec!["WC/INV/", ""], ""),
            (vec![], ""),
        ] {
            assert_eq!(common_beginning(&prefixes.iter().copied().collect()), common, "{prefixes:?}");
        }
        let both = BTreeSet::from(["WC/INV/", "TOKO-"]);
        assert!(is_of_any(&both, "WC/INV/7") && is_of_any(&both, "TOKO-7"));
        assert!(!is_of_any(&both, "WC/SO/7") && !is_of_any(&BTreeSet::new(), "7"));
    }
}
