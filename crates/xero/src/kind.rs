//! The documents that Xero keeps for a shop: each is one write of money, so that each may be lost and found again by itself.

use accounting_core::document::DocumentKind;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};

/// An invoice, as rows know it.
pub const INVOICE: DocumentKind = DocumentKind::named("invoice");

/// A quote, for a shop that writes its invoices in Xero.
pub const QUOTE: DocumentKind = DocumentKind::named("quote");

/// A payment of an invoice.
pub const PAYMENT: DocumentKind = DocumentKind::named("payment");

/// A credit note for one refund.
pub const CREDIT_NOTE: DocumentKind = DocumentKind::named("credit_note");

/// Credit of a refund that is put against what is still due on the invoice.
pub const ALLOCATION: DocumentKind = DocumentKind::named("allocation");

/// Credit of a refund that is paid back to the customer.
pub const REFUND_PAYMENT: DocumentKind = DocumentKind::named("refund_payment");

/// The end of an invoice whose order was cancelled before it was paid.
pub const VOID: DocumentKind = DocumentKind::named("void");

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// See [`INVOICE`].
    Invoice,
    /// See [`QUOTE`].
    Quote,
    /// See [`PAYMENT`].
    Payment,
    /// See [`CREDIT_NOTE`].
    CreditNote,
    /// See [`ALLOCATION`].
    Allocation,
    /// See [`REFUND_PAYMENT`].
    RefundPayment,
    /// See [`VOID`].
    Void,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Invoice,
        Self::Quote,
        Self::Payment,
        Self::CreditNote,
        Self::Allocation,
        Self::RefundPayment,
        Self::Void,
    ];

    /// As rows know it.
    pub fn name(self) -> DocumentKind {
        match self {
            Self::Invoice => INVOICE,
            Self::Quote => QUOTE,
            Self::Payment => PAYMENT,
            Self::CreditNote => CREDIT_NOTE,
            Self::Allocation => ALLOCATION,
            Self::RefundPayment => REFUND_PAYMENT,
            Self::Void => VOID,
        }
    }
}

/// A kind that Xero does not have: a row of another version of the plugin.
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

impl From<Unknown> for Outcome {
    fn from(Unknown(name): Unknown) -> Self {
        Self::new(OutcomeClass::NotSent, Reason::new(Code::NotSent, &name), None)
    }
}
