//! Kledo's native pages, not those made for shops: documents, lists of them, options.
//!
//! A shop's key may not be let in there: that says nothing about the key.

use accounting_core::exchange::Exchange;
use accounting_core::money::Amount;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use accounting_core::told::{Told, ToldClass};
use serde_json::Value;

use crate::answers::{self, Envelope, integer, text};
use crate::kind::Kind;

/// Documents of a page: as many as Kledo gives.
pub const PER_PAGE: &str = "100";

/// Where documents of a kind are listed, each below it.
pub fn list(kind: Kind) -> &'static str {
    match kind {
        Kind::Order => "finance/orders",
        Kind::Invoice => "finance/invoices",
    }
}

/// The envelope of an answer and its status.
///
/// # Errors
/// What the answer means instead.
pub fn asked(exchange: &Exchange) -> Result<(Envelope, u16), Outcome> {
    let envelope = answers::asked(exchange)?;
    Ok((envelope, exchange.as_ref().map(|answer| answer.status).unwrap_or_default()))
}

/// What kept Kledo from telling.
pub fn untold<T: Default>(outcome: &Outcome) -> Told<T> {
    let told = Told::from_outcome(outcome);
    if !matches!(outcome.http_status, Some(401 | 403 | 404)) {
        return told;
    }
    let reason = told.reason.map(|reason| Reason { code: Code::Forbidden, ..reason });
    Told { class: ToldClass::NotComparable, reason, ..told }
}

/// An answer that makes no sense.
pub fn unreadable() -> Outcome {
    Outcome::new(OutcomeClass::Unconfirmed, Code::UnreadableAnswer, None)
}

/// An amount of a document, as a number or as a text.
pub fn amount(data: &Value, name: &str) -> Option<Amount> {
    data.get(name).and_then(text)?.parse().ok()
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<'a> {
    /// Its documents.
    pub items: &'a [Value],
    /// Which it is and how many there are, where the paginator tells both.
    place: Option<(i64, i64)>,
    /// How many documents there are on all pages, where it tells.
    pub total: Option<i64>,
}

impl<'a> Page<'a> {
    /// Reads it; `None` for what is no list.
    pub fn of(data: &'a Value) -> Option<Self> {
        let items = data.get("data").unwrap_or(data).as_array()?;
        let number = |name: &str| data.get(name).and_then(integer);
        Some(Self { items, place: number("current_page").zip(number("last_page")), total: number("total") })
    }

    /// Whether it says nothing of pages: then it is all that there is.
    pub fn is_all(&self) -> bool {
        self.place.is_none()
    }

    /// Whether there is a page after the one with this number; `None` when this is another page, or does not say which it is.
    pub fn has_next(&self, number: i64) -> Option<bool> {
        let (current, last) = self.place?;
        (current == number).then_some(last > number && !self.items.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_says_whether_there_is_another_and_never_without_end() {
        let has_next = |data: Value, number| Page::of(&data).and_then(|page| page.has_next(number));
        let page =
            |current: i64, last: i64| json!({"current_page": current, "last_page": last, "data": [{}]});
        assert_eq!(has_next(page(1, 3), 1), Some(true));
        assert_eq!(has_next(page(3, 3), 3), Some(false));
        assert_eq!(has_next(page(1, 3), 2), None, "it is not the page that was asked for");
        assert_eq!(has_next(json!({"current_page": "2", "last_page": "3", "data": [{}]}), 2), Some(true));
        assert_eq!(has_next(json!({"current_page": 9, "last_page": 99, "data": []}), 9), Some(false));
        assert_eq!(has_next(json!([{}]), 1), None, "a plain list says nothing of pages");
        assert!(Page::of(&json!({"data": {}})).is_none() && Page::of(&json!("x")).is_none());
    }
}
