//! The documents that Toy Books keeps.

use accounting_core::connector::MappingError;
use accounting_core::document::DocumentKind;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};

/// An invoice, as rows know it.
pub const INVOICE: DocumentKind = DocumentKind::named("invoice");

/// A payment of an invoice.
pub const PAYMENT: DocumentKind = DocumentKind::named("payment");

/// A credit note for one refund.
pub const CREDIT_NOTE: DocumentKind = DocumentKind::named("credit_note");

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An invoice.
    Invoice,
    /// A payment of an invoice.
    Payment,
    /// A credit note for one refund.
    CreditNote,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Invoice, Self::Payment, Self::CreditNote];

    /// As rows know it.
    pub fn name(self) -> DocumentKind {
        match self {
            Self::Invoice => INVOICE,
            Self::Payment => PAYMENT,
            Self::CreditNote => CREDIT_NOTE,
        }
    }

    /// Where it is made and listed.
    pub fn path(self) -> &'static str {
        match self {
            Self::Invoice => "invoices",
            Self::Payment => "payments",
            Self::CreditNote => "credit-notes",
        }
    }
}

/// A kind that Toy Books does not have: a row of another version of the plugin.
#[derive(Debug)]
pub struct Unknown(String);

impl TryFrom<&DocumentKind> for Kind {
    type Error = Unknown;

    fn try_from(kind: &DocumentKind) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|known| known.name() == *kind)
            .ok_or_else(|| Unknown(kind.name().to_owned()))
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
