//! An order becomes a sales order or an invoice. `docs/mapping.md` is the table; this is the code behind it.
//!
//! ```text
//! snapshot ─▶ Remaining (refunds off, exact) ─▶ Bill (whole units) ─▶ items, payload
//!                        └─▶ Due (what the order says) ─▶ reconciliation ◀─┘
//! ```

mod bill;
mod codes;
mod contact;
mod dates;
mod due;
mod items;
mod payload;
mod portions;
mod precision;
mod reconcile;
mod remaining;
mod tax;
mod taxed;

use accounting_core::connector::MappingError;
use accounting_core::document::{Cause, Document, Mapped};
use accounting_core::reason::Code;
use accounting_core::reference::reference;
use accounting_core::snapshot::{self, OrderSnapshot};

use crate::kind::Kind;
use crate::settings::Choices;
use bill::Bill;
use due::Due;
use payload::{Parts, payload};
use reconcile::{Sides, reconcile};
use remaining::Remaining;
use tax::Rate;
use taxed::Convention;

/// Maps `snapshot` to a document.
///
/// # Errors
/// When the snapshot is of another version.
pub fn map(kind: Kind, snapshot: &OrderSnapshot, choices: &Choices) -> Result<Mapped, MappingError> {
    if snapshot.version != snapshot::VERSION {
        return Err(MappingError::Version(snapshot.version));
    }
    let decimals = precision::decimals(snapshot);
    if is_fully_refunded(snapshot, decimals) {
        return Ok(Mapped::Skipped(Code::FullyRefunded.into()));
    }
    let remaining = Remaining::of(snapshot, decimals);
    let rate = Rate::of(snapshot, &remaining);
    let due = Due::of(&remaining, Convention::of(snapshot), rate, decimals);
    let bill = Bill::of(snapshot, &remaining, &due, decimals);
    if bill.charges.is_empty() {
        return Ok(Mapped::Skipped(Code::NothingToBill.into()));
    }
    let mut reconciliation = reconcile(&Sides { snapshot, remaining: &remaining, due, bill: &bill, rate });
    let parts = Parts { kind, snapshot, choices, due: &due, bill: &bill };
    let payload = payload(&parts, items::items(snapshot, &bill));
    if payload.has_too_many_fields {
        reconciliation.causes.push(Cause::TooManyFields);
    }
    Ok(Mapped::Document(Box::new(Document {
        kind: kind.name(),
        order_id: snapshot.order_id,
        reference: reference(&choices.prefix, snapshot.order_id),
        payload: payload.fields,
        held: choices.hold_differences && !reconciliation.causes.is_empty(),
        reconciliation,
    })))
}

fn is_fully_refunded(snapshot: &OrderSnapshot, decimals: u32) -> bool {
    let totals = &snapshot.totals;
    totals.total.is_positive() && !(totals.total - totals.total_refunded).round(decimals).is_positive()
}
