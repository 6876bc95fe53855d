//! What of a document is stored before it leaves: enough to know it again, and to see that it has changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Document;
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
        }
    }
}

/// FNV-1a of 128 bits: the same on every machine and in every version. Nobody gains by forging one.
fn mark(text: &str) -> String {
    const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = text.bytes().fold(START, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}")
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
            held: false,
            reconciliation: Reconciliation {
                currency: "IDR".to_owned(),
                order_total: Amount::from(1000),
                document_total: Amount::from(1001),
                difference: Amount::ONE,
                causes: Vec::new(),
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
        assert!(!serde_json::to_string(&kept).unwrap().contains("Budi"));
    }

    #[test]
    fn a_mark_is_that_of_the_published_function() {
        assert_eq!(mark(""), "6c62272e07bb014262b821756295c58d");
        assert_eq!(mark("a"), "d228cb696f1a8caf78912b704e4a8964");
    }
}
