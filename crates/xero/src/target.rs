//! The document that another one hangs on: the invoice that a payment pays, the credit note that is paid back.

use accounting_core::document::DocumentKind;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::Known;
use accounting_core::money::Amount;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::{Code, Reason};
use serde_json::Value;

use crate::answers::{self, CREDIT_NOTES, INVOICES, Noun, field};
use crate::kind::{CREDIT_NOTE, INVOICE};
use crate::requests::quoted;
use crate::wire;

/// Which document it is, as far as the shop knows.
#[derive(Debug, Clone)]
pub struct Target {
    noun: Noun,
    /// Xero's id of it.
    pub id: Option<String>,
    /// Our number of it, or its reference where Xero gives the numbers.
    number: String,
}

/// What Xero says of the state of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody has to approve it.
    Open,
    /// It counts.
    Approved,
    /// It was taken back.
    Gone,
}

impl Target {
    /// The invoice; what hangs on nothing else belongs to it.
    pub fn invoice(known: &Known, number: &str, belongs: bool) -> Self {
        Self::new(INVOICES, &INVOICE, known, number, belongs)
    }

    /// The credit note, to which its allocation and its refund payment belong.
    pub fn credit_note(known: &Known, number: &str) -> Self {
        Self::new(CREDIT_NOTES, &CREDIT_NOTE, known, number, true)
    }

    fn new(noun: Noun, kind: &DocumentKind, known: &Known, number: &str, belongs: bool) -> Self {
        let belongs_to = known.belongs_to.as_ref().filter(|_| belongs);
        let remote = known.awaited(kind).or(belongs_to).map(|remote| remote.id.clone());
        Self { noun, id: remote.filter(|id| answers::is_id(id)), number: number.trim().to_owned() }
    }

    /// The same, of which Xero has told the id.
    #[must_use]
    pub fn found_as(self, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..self }
    }

    /// Asks for it; `None` when the shop knows neither its id nor its number.
    pub fn question(&self) -> Option<Request> {
        if let Some(id) = &self.id {
            return Some(Request::read(format!("{}/{id}", self.noun.list), &[]));
        }
        if is_reference(&self.number) {
            by_reference(self.noun, &self.number)
        } else {
            by_number(self.noun, &self.number)
        }
    }

    /// What Xero says of it.
    ///
    /// # Errors
    /// When it says nothing of it. What hangs on it has certainly not left.
    pub fn read(&self, exchange: &Exchange) -> Result<Value, Outcome> {
        let (elements, status) = answers::elements(exchange, self.noun.list)?;
        let is_it = |element: &&Value| match &self.id {
            Some(id) => answers::id(element, self.noun.id).is_some_and(|told| told.eq_ignore_ascii_case(id)),
            None if is_reference(&self.number) => field(element, "Reference").as_ref() == Some(&self.number),
            None => field(element, number_of(self.noun)).as_ref() == Some(&self.number),
        };
        let mut hits = elements.iter().filter(is_it);
        match (hits.next(), hits.next(), &self.id) {
            (Some(one), None, _) => Ok(one.clone()),
            (None, _, Some(_)) => Err(answers::unreadable(status)),
            (None, _, None) => Err(nothing_to_belong_to(&self.number, status)),
            (Some(_), Some(_), _) => {
                let reason = Reason::new(Code::Ambiguous, &self.number);
                Err(Outcome::new(OutcomeClass::Rejected, reason, Some(status)))
            }
        }
    }
}

/// Where a document is in a list, by its number; `None` for what cannot be asked for.
pub fn by_number(noun: Noun, number: &str) -> Option<Request> {
    let quoted = quoted(number)?;
    Some(match noun.list {
        "Invoices" => Request::read(noun.list, &[("InvoiceNumbers", number), ("page", "1")]),
        "Quotes" => Request::read(noun.list, &[("QuoteNumber", number), ("page", "1")]),
        list => {
            let filter = format!("{}=={quoted} AND Type==\"ACCRECCREDIT\"", number_of(noun));
            Request::read(list, &[("where", &filter), ("page", "1")])
        }
    })
}

/// Where a document is in a list, by its reference; `None` for what cannot be asked for.
pub fn by_reference(noun: Noun, reference: &str) -> Option<Request> {
    let kind = if noun == INVOICES { "ACCREC" } else { "ACCRECCREDIT" };
    let filter = format!("Reference=={} AND Type==\"{kind}\"", quoted(reference)?);
    Some(Request::read(noun.list, &[("where", &filter), ("page", "1")]))
}

/// Whether a document may be known by its reference: with Xero's own numbers that has the order's behind a `#`. A prefix of ours may
/// have one too, so that it says nothing for certain.
pub fn is_reference(text: &str) -> bool {
    text.contains('#')
}

/// Name of the field with its number.
pub fn number_of(noun: Noun) -> &'static str {
    match noun.list {
        "Invoices" => "InvoiceNumber",
        "Quotes" => "QuoteNumber",
        _ => "CreditNoteNumber",
    }
}

/// Its state; what Xero does not tell counts, since it refuses what it cannot take.
pub fn state(element: &Value) -> State {
    match field(element, "Status").as_deref() {
        Some("DRAFT" | "SUBMITTED") => State::Open,
        Some("VOIDED" | "DELETED") => State::Gone,
        _ => State::Approved,
    }
}

/// An amount of money that Xero tells; nothing where it does not.
pub fn amount(element: &Value, name: &str) -> Amount {
    element.get(name).and_then(wire::amount).unwrap_or_default()
}

/// Number and state of a document, for a person.
pub fn shown(element: &Value) -> String {
    let number = ["InvoiceNumber", "CreditNoteNumber"].iter().find_map(|name| field(element, name));
    let status = field(element, "Status").unwrap_or_default();
    format!("{} {status}", number.unwrap_or_default()).trim().to_owned()
}

/// What hangs on a document that somebody has to approve.
pub fn awaits_approval(element: &Value) -> Outcome {
    let reason = Reason::new(Code::AwaitsApproval, &shown(element));
    Outcome::new(OutcomeClass::AwaitsApproval, reason, Some(200))
}

/// There is nothing that it could hang on.
pub fn nothing_to_belong_to(detail: &str, status: u16) -> Outcome {
    Outcome::new(OutcomeClass::Rejected, Reason::new(Code::NothingToBelongTo, detail), Some(status))
}

/// What went wrong before the write of the document itself left: it is certainly not there.
pub fn before_the_document(outcome: Outcome) -> Outcome {
    if outcome.class == OutcomeClass::Unconfirmed {
        return Outcome { class: OutcomeClass::NotSent, ..outcome };
    }
    outcome
}
