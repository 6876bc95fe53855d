//! The documents that Kledo makes.

use accounting_core::connector::MappingError;
use accounting_core::document::DocumentKind;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};

/// A sales order, as rows know it.
pub const ORDER: DocumentKind = DocumentKind::named("order");

/// An invoice, as rows know it.
pub const INVOICE: DocumentKind = DocumentKind::named("invoice");

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A sales order.
    Order,
    /// An invoice.
    Invoice,
}

impl Kind {
    /// As rows know it.
    pub fn name(self) -> DocumentKind {
        match self {
            Self::Order => ORDER,
            Self::Invoice => INVOICE,
        }
    }
}

/// A kind that Kledo does not have: a row of another version of the plugin.
#[derive(Debug)]
pub struct Unknown(String);

impl TryFrom<&DocumentKind> for Kind {
    type Error = Unknown;

    fn try_from(kind: &DocumentKind) -> Result<Self, Unknown> {
        let kinds = [Self::Order, Self::Invoice].into_iter();
        kinds.into_iter().find(|known| known.name() == *kind).ok_or_else(|| Unknown(kind.name().to_owned()))
    }
}

impl From<Unknown> for MappingError {
    fn from(Unknown(name): Unknown) -> Self {
        Self::Kind(name)
    }
}

impl From<Unknown> for Outcome {
    fn from(Unknown(name): Unknown) -> Self {
        Self::new(OutcomeClass::NotSent, Reason::new(Code::NotSent, &name), None)
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::{Connector as _, LookUpQuery, Settings, Turn};
    use accounting_core::links::Known;
    use accounting_core::outcome::LookUpClass;
    use serde_json::json;

    use crate::Kledo;

    /// 11: a row may be of a newer version, which makes more kinds of documents.
    #[test]
    fn a_kind_that_kledo_does_not_have_is_neither_made_nor_asked_for() {
        let snapshot = json!({"version": 1, "order_id": 1, "number": "1", "status": "processing", "currency": "IDR",
            "currency_decimals": 0, "base_currency": "IDR", "prices_include_tax": false,
            "created_at": "2026-01-31T23:30:00+07:00", "billing": {}, "lines": [], "totals": {"total": "1"}});
        let snapshot = serde_json::from_value(snapshot).unwrap();
        let refusal = Kledo.map(&"quote".into(), 1, &snapshot, &Settings::new()).unwrap_err();
        assert_eq!(refusal.to_string(), "there is no document called \"quote\"");

        let document = serde_json::from_value(
            json!({"kind": "quote", "order_id": 1, "subject_id": 1, "reference": "1", "payload": {},
            "reconciliation": {"currency": "IDR", "order_total": "1", "document_total": "1", "difference": "0", "causes": []}}),
        );
        let sent = Kledo.send(&document.unwrap(), &Known::default(), &[]);
        assert!(matches!(sent, Turn::Done(outcome) if outcome.class == super::OutcomeClass::NotSent));

        let query = LookUpQuery {
            kind: "quote".into(),
            order_id: 1,
            subject_id: 1,
            reference: "1".to_owned(),
            sent_as: None,
        };
        let found = Kledo.look_up(&query, &[]);
        assert!(matches!(found, Turn::Done(result) if result.class == LookUpClass::Unavailable));
    }
}
