//! A document on its way to a service, and how its total compares with the order's.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::links::LinkName;
use crate::money::Amount;
use crate::reason::Reason;

/// Which document of an order, e.g. `invoice`: a name that the connector owns. Rows and hooks know the document by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentKind(Cow<'static, str>);

impl DocumentKind {
    /// The kind of that name.
    pub const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<&str> for DocumentKind {
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

/// One document, ready to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Which document.
    pub kind: DocumentKind,
    /// The order it is made from.
    pub order_id: u64,
    /// What of it: the order itself, or one of its refunds.
    pub subject_id: u64,
    /// The name it is found again by.
    pub reference: String,
    /// The fields of the service, as the connector wants them.
    pub payload: serde_json::Map<String, serde_json::Value>,
    /// Links that help it on its way: the shop looks for these, and for no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks_for: Vec<LinkName>,
    /// Whether the shop wants to see it before it is sent, because its total differs.
    #[serde(default)]
    pub held: bool,
    /// Its total against the order's.
    pub reconciliation: Reconciliation,
}

/// What mapping an order gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mapped {
    /// A document.
    Document(Box<Document>),
    /// This order makes no such document.
    Skipped(Reason),
}

/// The total a document will have in the service against the total of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// ISO 4217 code.
    pub currency: String,
    /// What the order says, less what was refunded before.
    pub order_total: Amount,
    /// What the service will show, by the arithmetic in `docs/mapping.md`.
    pub document_total: Amount,
    /// `document_total − order_total`.
    pub difference: Amount,
    /// Why they differ, and what keeps them from being compared; empty when all is well.
    pub causes: Vec<Cause>,
    /// The sets of rates behind [`Cause::TaxNotMapped`], each by its rates, so that the owner can be told which are to be named.
    /// An empty set is what was not taxed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmapped_taxes: Vec<Vec<RateName>>,
}

/// What a person knows a tax rate of the shop by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateName {
    /// Its label, e.g. "VAT"; hostile text.
    pub label: String,
    /// Its percentage, e.g. `20`; `None` when the order does not know it.
    #[serde(default)]
    pub percent: Option<Amount>,
}

/// Why a document's total differs from the order's, or may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The shop rounds tax on each line, the service on the document.
    TaxRounding,
    /// Several tax rates; the service knows one yes or no.
    SeveralTaxRates,
    /// A tax on top of another.
    CompoundTax,
    /// Some lines carry tax and some do not.
    MixedTax,
    /// The shipping carries no tax, the lines do.
    UntaxedShipping,
    /// Something that is taken off carries no tax, the lines do.
    DiscountTax,
    /// The tax of a line is not what its rate makes of it.
    TaxEdited,
    /// The order's own lines do not add up to its total.
    OrderDoesNotAddUp,
    /// The document would be negative.
    NegativeTotal,
    /// The order is in another currency than the shop; the numbers agree, what they mean may not.
    ForeignCurrency,
    /// More form fields than a PHP server reads unless it was told to; what comes after may be lost.
    TooManyFields,
    /// Lines were taxed by a set of the shop's rates that the settings name no tax of the service for.
    TaxNotMapped,
    /// The settings name a tax of the service whose rate is not known here, so what it comes to cannot be foreseen.
    TaxRateUnknown,
    /// The tax of a line is not what the service's tax, which its rates stand for in the settings, makes of it.
    TaxTypeMismatch,
    /// The settings name no account for something that is on the document.
    AccountMissing,
    /// The service's company does not keep the currency of the order.
    UnknownCurrency,
    /// The document's day lies in a period that is closed in the service.
    DateLocked,
    /// The total has more decimals than the service keeps.
    TotalTooFine,
    /// It cannot be told which fees or shipping a refund gave back, and they were taxed in different ways.
    RefundNotTraced,
}

impl Cause {
    /// Whether a document with this cause is incomplete, and would be wrong in the service or refused there: no approval of an
    /// owner sends it. The settings, the service or the order have to be put right first.
    pub fn must_be_mended(self) -> bool {
        matches!(
            self,
            Self::TaxNotMapped
                | Self::TaxRateUnknown
                | Self::AccountMissing
                | Self::UnknownCurrency
                | Self::DateLocked
                | Self::RefundNotTraced
        )
    }
}
