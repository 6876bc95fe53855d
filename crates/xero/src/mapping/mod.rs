//! An order becomes an invoice or a quote, a payment or a void; one of its refunds a credit note, an allocation or a refund payment.
//!
//! ```text
//! snapshot ─▶ Bill (exact) ─▶ parts (rates, account) ─▶ lines (cents, tax types) ─▶ the element on the wire
//!                                                         └─▶ what Xero makes of it ─▶ reconciliation
//! ```
//!
//! The arithmetic is Xero's (`docs/xero-mapping.md`). What a document comes to in Xero is what the order says, or it is held and
//! its reconciliation says why.

mod arithmetic;
mod billed;
mod charges;
mod contact;
mod dates;
mod history;
mod items;
mod lines;
mod moves;
mod naming;
mod parts;
pub(crate) mod references;

use accounting_core::connector::{MappingError, Settings};
use accounting_core::document::{Cause, Document, DocumentKind, Mapped, Reconciliation};
use accounting_core::links::LinkName;
use accounting_core::reason::Reason;
use accounting_core::snapshot::{self, OrderSnapshot, Refund};
use serde_json::{Map, Value};

use crate::settings::Choices;

/// Links from a customer's e-mail address, or from our number of him, to his contact.
pub const CONTACT: &str = "contact";

/// Links from an item's code to the item.
pub const ITEM: &str = "item";

/// A document that is nearly written.
#[derive(Debug)]
pub(crate) struct Draft {
    reference: String,
    payload: Map<String, Value>,
    asks_for: Vec<LinkName>,
    reconciliation: Reconciliation,
}

/// A document, or why there is none.
type Made = Result<Draft, Reason>;

/// Maps `snapshot` to the document called `kind`; `subject_id` is the refund's id for what is made of a refund.
///
/// A document that is held is told by `held` and the causes of its reconciliation; see [`is_complete`].
///
/// # Errors
/// When there is no such document, the snapshot is of another version, or the order has no such refund.
pub fn map(
    kind: &DocumentKind,
    subject_id: u64,
    snapshot: &OrderSnapshot,
    settings: &Settings,
) -> Result<Mapped, MappingError> {
    if snapshot.version != snapshot::VERSION {
        return Err(MappingError::Version(snapshot.version));
    }
    let choices = Choices::of(settings);
    let made = match kind.name() {
        "invoice" => billed::invoice(snapshot, &choices),
        "quote" => billed::quote(snapshot, &choices),
        "credit_note" => billed::credit_note(snapshot, subject_id, &choices)?,
        "payment" => moves::payment(snapshot, &choices),
        "allocation" => moves::allocation(snapshot, subject_id, &choices)?,
        "refund_payment" => moves::refund_payment(snapshot, subject_id, &choices)?,
        "void" => Ok(moves::void(snapshot, &choices)),
        unknown => return Err(MappingError::Kind(unknown.to_owned())),
    };
    Ok(match made {
        Ok(draft) => Mapped::Document(Box::new(draft.finish(kind, subject_id, snapshot))),
        Err(reason) => Mapped::Skipped(reason),
    })
}

impl Draft {
    fn finish(self, kind: &DocumentKind, subject_id: u64, snapshot: &OrderSnapshot) -> Document {
        Document {
            kind: kind.clone(),
            order_id: snapshot.order_id,
            subject_id,
            reference: self.reference,
            payload: self.payload,
            asks_for: self.asks_for,
            held: !self.reconciliation.causes.is_empty(),
            reconciliation: self.reconciliation,
        }
    }
}

/// Whether a document may be sent at all. An owner may approve one that is held; one that lacks an account or a tax type, or that
/// Xero is bound to refuse, is not sent for that.
pub fn is_complete(document: &Document) -> bool {
    // Xero takes nothing over less than nothing.
    let keeps_it = |cause: &Cause| cause.must_be_mended() || *cause == Cause::NegativeTotal;
    !document.reconciliation.causes.iter().any(keeps_it)
}

/// Who a document is for: what his contact is looked for by. Nobody for what only moves money.
pub fn contact_key(payload: &Map<String, Value>) -> &str {
    let field = if payload.get("contact_by").and_then(Value::as_str) == Some("email") {
        "EmailAddress"
    } else {
        "ContactNumber"
    };
    let contact = payload.get("contact").and_then(|contact| contact.get(field));
    contact.and_then(Value::as_str).unwrap_or_default()
}

fn refund_of(snapshot: &OrderSnapshot, refund_id: u64) -> Result<&Refund, MappingError> {
    let refund = snapshot.refunds.iter().find(|refund| refund.id == refund_id);
    refund.ok_or(MappingError::Refund { order_id: snapshot.order_id, refund_id })
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    /// Two cups and shipping for 36.63 with 11 % tax, of which one cup was given back.
    pub fn order() -> OrderSnapshot {
        serde_json::from_value(json!({
            "version": snapshot::VERSION, "order_id": 1042, "shop": "shop.test", "number": "1042", "status": "processing",
            "currency": "EUR", "currency_decimals": 2, "base_currency": "EUR", "prices_include_tax": false,
            "created_at": "2026-01-31T23:30:00+07:00", "paid_at": "2026-02-01T00:10:00+07:00", "customer_id": 7,
            "billing": {"first_name": "Ayu", "last_name": "Sari", "company": "Teak Ltd", "email": "Ayu@Example.test",
                "phone": "+62 812-345", "address_1": "Jl. Melati 5", "city": "Bandung", "state": "Jawa Barat",
                "postcode": "40115", "country": "ID"},
            "payment_method": "bacs", "payment_method_title": "Bank transfer",
            "lines": [{"id": 1, "name": "Cup", "product_id": 5, "sku": "CUP-1", "quantity": "2", "subtotal": "28",
                "total": "28", "total_tax": "3.08", "taxes": {"1": {"subtotal": "3.08", "total": "3.08"}}}],
            "shipping_lines": [{"id": 2, "name": "Post", "total": "5", "total_tax": "0.55", "taxes": {"1": "0.55"}}],
            "taxes": [{"rate_id": 1, "label": "VAT", "percent": "11"}],
            "refunds": [{"id": 7, "created_at": "2026-02-03T08:00:00+07:00", "amount": "15.54", "reason": "Broken",
                "lines": [{"line_id": 1, "quantity": "1", "total": "14", "total_tax": "1.54", "taxes": {"1": "1.54"}}]}],
            "totals": {"total": "36.63", "total_tax": "3.63", "shipping_total": "5", "shipping_tax": "0.55",
                "total_refunded": "15.54"},
        }))
        .unwrap()
    }
}
