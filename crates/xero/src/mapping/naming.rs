//! Texts on a document that are not the name of a product.

use accounting_core::snapshot::OrderSnapshot;

use super::parts::DESCRIPTION_MAX;

/// What money is for that a refund gave back without naming a line: the reason that somebody gave, if there is one.
pub fn of_refund(snapshot: &OrderSnapshot, refund_id: u64) -> String {
    let refund = snapshot.refunds.iter().find(|refund| refund.id == refund_id);
    let reason = refund.map_or("", |refund| refund.reason.as_str());
    accounting_core::naming::named(reason, "Refund", DESCRIPTION_MAX)
}
