//! What of a document is stored before it leaves: enough to know it again, and to see that it has changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Document;
use crate::links::Remote;
use crate::mark::mark;
use crate::money::Amount;

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
            belongs_to: None,
        }
    }

    /// Whether it is for that contact, as far as a mark tells.
    pub fn is_for(&self, contact: &str) -> bool {
        self.contact == mark(contact.trim())
    }

    /// The same, sent for that document.
    #[must_use]
    pub fn belonging_to(self, document: Option<Remote>) -> Self {
        Self { belongs_to: document, ..self }
    }
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
}
