//! Invoices, credit notes and quotes: what they are.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::arithmetic::{LineAmounts, Totals};
use crate::books::Times;
use crate::json::Json;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a customer owes.
    Invoice,
    /// What he owes less.
    CreditNote,
    /// What he would owe.
    Quote,
}

/// Where a document is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Submitted,
    Authorised,
    Paid,
    Voided,
    Deleted,
    Sent,
    Accepted,
    Declined,
    Invoiced,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Xero's type: ACCREC, ACCRECCREDIT, …; quotes have none.
    pub side: String,
    /// Its number.
    pub number: String,
    /// What the program calls it.
    pub reference: String,
    /// Whom it is for.
    pub contact_id: String,
    /// Its day.
    pub date: NaiveDate,
    /// When it is to be paid, or until when a quote holds.
    pub due: Option<NaiveDate>,
    /// Where tax is.
    pub amounts: LineAmounts,
    /// Where it is in its life.
    pub status: Status,
    /// Its currency.
    pub currency: String,
    /// The rate, if one was named.
    pub currency_rate: Option<Decimal>,
    /// Its theme.
    pub theme: Option<String>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What it comes to.
    pub totals: Totals,
    /// Whether the customer has it.
    pub sent: bool,
    /// Title, Summary and Terms of a quote.
    pub texts: Vec<(String, String)>,
    /// When it was made and changed.
    pub times: Times,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// What it is.
    pub description: String,
    /// How many; none of both on a line that only says something.
    pub quantity: Option<Decimal>,
    /// The price of one.
    pub unit_amount: Option<Decimal>,
    /// The product.
    pub item_code: Option<String>,
    /// The account.
    pub account_code: Option<String>,
    /// The tax.
    pub tax_type: Option<String>,
    /// How much tax.
    pub tax: Decimal,
    /// What it comes to.
    pub amount: Decimal,
    /// Its tracking, as it was sent.
    pub tracking: Vec<Json>,
}

impl Kind {
    /// The name of its resource.
    pub fn collection(self) -> &'static str {
        match self {
            Self::Invoice => "Invoices",
            Self::CreditNote => "CreditNotes",
            Self::Quote => "Quotes",
        }
    }

    /// The one of this resource.
    pub fn of(collection: &str) -> Option<Self> {
        [Self::Invoice, Self::CreditNote, Self::Quote]
            .into_iter()
            .find(|kind| kind.collection() == collection)
    }

    /// The name of its id.
    pub fn id_name(self) -> &'static str {
        match self {
            Self::Invoice => "InvoiceID",
            Self::CreditNote => "CreditNoteID",
            Self::Quote => "QuoteID",
        }
    }

    /// The name of its number.
    pub fn number_name(self) -> &'static str {
        match self {
            Self::Invoice => "InvoiceNumber",
            Self::CreditNote => "CreditNoteNumber",
            Self::Quote => "QuoteNumber",
        }
    }

    /// The name of its second day.
    pub fn due_name(self) -> &'static str {
        if self == Self::Quote { "ExpiryDate" } else { "DueDate" }
    }
}

impl Status {
    const ALL: [(Self, &'static str); 10] = [
        (Self::Draft, "DRAFT"),
        (Self::Submitted, "SUBMITTED"),
        (Self::Authorised, "AUTHORISED"),
        (Self::Paid, "PAID"),
        (Self::Voided, "VOIDED"),
        (Self::Deleted, "DELETED"),
        (Self::Sent, "SENT"),
        (Self::Accepted, "ACCEPTED"),
        (Self::Declined, "DECLINED"),
        (Self::Invoiced, "INVOICED"),
    ];

    /// Xero's name of it.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }

    /// The status of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(status, _)| status)
    }

    /// Whether it counts in the books.
    pub fn is_approved(self) -> bool {
        matches!(self, Self::Authorised | Self::Paid)
    }

    /// Whether it is no more.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Voided | Self::Deleted)
    }
}

impl LineAmounts {
    /// The one of this name, in capitals or not.
    pub fn of(name: &str) -> Option<Self> {
        let all = [("exclusive", Self::Exclusive), ("inclusive", Self::Inclusive), ("notax", Self::NoTax)];
        all.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, amounts)| amounts)
    }

    /// Its name, in capitals on quotes.
    pub fn name(self, kind: Kind) -> String {
        let name = match self {
            Self::Exclusive => "Exclusive",
            Self::Inclusive => "Inclusive",
            Self::NoTax => "NoTax",
        };
        if kind == Kind::Quote { name.to_uppercase() } else { name.to_owned() }
    }
}
