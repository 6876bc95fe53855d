//! What of a document is stored before it leaves: enough to know it again, and to see that it has changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Document;
use crate::links::Remote;
use crate::mark::mark;
use crate::money::Amount;
use crate::text;

/// What left. The name of a customer is not in it: a mark that is equal for the same name does as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The number it is found again by.
    pub number: String,
    /// A mark of who it is for.
    pub contact: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Its total, as it was mapped.
    pub total: Amount,
    /// A mark of all that is sent, in whatever order its fields are.
    pub digest: String,
    /// The day that it carries, `Y-m-d`, as it was sent; `None` for one without.
    #[serde(default)]
    pub dated_on: Option<String>,
    /// The document in the service that it was sent for, e.g. the invoice that a payment pays: it is looked for there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<Remote>,
}

impl Leaving {
    /// What is kept of `document`, which is for `contact`.
    pub fn of(document: &Document, contact: &str) -> Self {
        let mut payload = Value::Object(document.payload.clone());
        payload.sort_all_objects();
        Self {
            number: document.reference.clone(),
            contact: mark(contact.trim()),
            currency: document.reconciliation.currency.clone(),
            total: document.reconciliation.document_total,
            digest: mark(&payload.to_string()),
            dated_on: None,
            belongs_to: None,
        }
    }

    /// Whether it is for that contact, as far as a mark tells.
    pub fn is_for(&self, contact: &str) -> bool {
        self.contact == mark(contact.trim())
    }

    /// The same, of that day. What is none is not kept: a shop may have changed the field by a filter.
    #[must_use]
    pub fn dated(self, day: Option<&Value>) -> Self {
        let day = day.and_then(Value::as_str).filter(|day| is_day(day));
        Self { dated_on: day.map(str::to_owned), ..self }
    }

    /// The same, sent for that document.
    #[must_use]
    pub fn belonging_to(self, document: Option<Remote>) -> Self {
        Self { belongs_to: document, ..self }
    }
}

/// `Y-m-d`, with every zero.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text::day(text).is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::{DocumentKind, Reconciliation};

    fn document(payload: &Value) -> Document {
        Document {
            kind: DocumentKind::named("order"),
            order_id: 123,
            subject_id: 123,
            reference: "WC/SO/123".to_owned(),
            payload: payload.as_object().unwrap().clone(),
            asks_for: Vec::new(),
            held: false,
            reconciliation: Reconciliation {
                currency: "IDR".to_owned(),
                order_total: Amount::from(1000),
                document_total: Amount::from(1001),
                difference: Amount::ONE,
                causes: Vec::new(),
                unmapped_taxes: Vec::new(),
            },
        }
    }

    #[test]
    fn the_same_document_has_the_same_digest_in_any_order_and_another_has_another() {
        let kept = Leaving::of(&document(&json!({"a": 1, "b": {"c": "x", "d": null}})), "Budi");
        let turned = Leaving::of(&document(&json!({"b": {"d": null, "c": "x"}, "a": 1})), " Budi ");
        let edited = Leaving::of(&document(&json!({"a": 1, "b": {"c": "y", "d": null}})), "Budi");
        assert_eq!(kept, turned);
        assert_ne!(kept.digest, edited.digest);
        assert_eq!((kept.number.as_str(), kept.total), ("WC/SO/123", Amount::from(1001)));
        assert_ne!(kept.contact, Leaving::of(&document(&json!({})), "Siti").contact);
        assert!(kept.is_for("Budi ") && !kept.is_for("Siti"));
        assert!(!serde_json::to_string(&kept).unwrap().contains("Budi"));
    }

    /// 13: which days are compared with a month of the books.
    #[test]
    fn the_day_is_kept_where_it_is_one() {
        let kept = Leaving::of(&document(&json!({})), "Budi");
        assert_eq!(kept.dated_on, None);
        let dated = |day: Value| kept.clone().dated(Some(&day)).dated_on;
        assert_eq!(dated(json!("2026-01-31")).as_deref(), Some("2026-01-31"));
        for none in [
            json!("2026-02-30"),
            json!("31-01-2026"),
            json!("2026-1-31"),
            json!(""),
            json!(2026),
            json!(null),
        ] {
            assert_eq!(dated(none.clone()), None, "{none}");
        }
        let before: Leaving = serde_json::from_value(
            json!({"number": "1", "contact": "x", "currency": "IDR", "total": "1", "digest": "y"}),
        )
        .unwrap();
        assert_eq!(before.dated_on, None, "kept by an older version");
    }
}
