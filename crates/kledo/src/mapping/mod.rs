//! An order becomes a sales order or an invoice. `docs/mapping.md` is the table; this is the code behind it.
//!
//! ```text
//! snapshot ─▶ Bill (refunds off, exact) ─▶ WholeBill (whole units) ─▶ items, payload
//!                   └─▶ Due (what the order says) ─▶ reconciliation ◀─┘
//! ```
//!
//! What an order comes to is `accounting_core::bill`; here is how Kledo says it, and what Kledo makes of it.

mod buyer;
mod codes;
mod contact;
mod dates;
mod due;
mod items;
mod payload;
mod reconcile;
mod tax;

use accounting_core::bill::{Bill, WholeBill, is_fully_refunded};
use accounting_core::connector::MappingError;
use accounting_core::document::{Cause, Document, Mapped};
use accounting_core::reason::Code;
use accounting_core::reference::reference;
use accounting_core::snapshot::{self, OrderSnapshot};

use crate::kind::Kind;
use crate::settings::Choices;
use buyer::Buyer;
use payload::{Parts, payload};
use reconcile::{Sides, reconcile};
use tax::Rate;

/// Maps `snapshot` to a document.
///
/// # Errors
/// When the snapshot is of another version.
pub fn map(kind: Kind, snapshot: &OrderSnapshot, choices: &Choices) -> Result<Mapped, MappingError> {
    if snapshot.version != snapshot::VERSION {
        return Err(MappingError::Version(snapshot.version));
    }
    if is_fully_refunded(snapshot) {
        return Ok(Mapped::Skipped(Code::FullyRefunded.into()));
    }
    // Kledo has no credit notes here: what was given back before is never billed.
    let bill = Bill::remaining(snapshot);
    let rate = Rate::of(snapshot, &bill);
    let due = due::due(snapshot, &bill, rate);
    let whole = WholeBill::of(snapshot, &bill, &due);
    if whole.entries.is_empty() {
        return Ok(Mapped::Skipped(Code::NothingToBill.into()));
    }
    let mut reconciliation = reconcile(&Sides { snapshot, bill: &bill, due, whole: &whole, rate });
    let buyer = Buyer::of(snapshot, choices);
    if buyer == Buyer::Unreadable {
        reconciliation.causes.push(Cause::BuyerNumberNotSent);
    }
    let parts = Parts { kind, snapshot, choices, due: &due, bill: &whole, buyer: &buyer };
    let payload = payload(&parts, items::items(snapshot, &whole));
    if payload.has_too_many_fields {
        reconciliation.causes.push(Cause::TooManyFields);
    }
    Ok(Mapped::Document(Box::new(Document {
        kind: kind.name(),
        order_id: snapshot.order_id,
        subject_id: snapshot.order_id,
        reference: reference(&choices.prefix, snapshot.order_id),
        payload: payload.fields,
        // Kledo finds contacts and products by itself.
        asks_for: Vec::new(),
        held: choices.hold_differences && reconciliation.causes.iter().any(|cause| !cause.is_remark()),
        reconciliation,
    })))
}
