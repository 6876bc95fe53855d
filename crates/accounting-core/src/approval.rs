//! What an owner was shown of a document that was held, and whether he wants it sent so.

use serde::{Deserialize, Serialize};

use crate::document::Reconciliation;

/// A document that was held. It belongs to the delivery: another attempt, a retry and a resend find it as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Whether the owner wants it sent.
    pub given: bool,
    /// The totals and causes that he was shown.
    pub shown: Reconciliation,
}

impl Approval {
    /// A document that waits for its owner.
    pub fn asked_for(shown: Reconciliation) -> Self {
        Self { given: false, shown }
    }

    /// Whether a document with these totals and causes is the one that the owner wants sent. One that is incomplete is never:
    /// what it lacks has to be put right.
    pub fn covers(&self, totals: &Reconciliation) -> bool {
        let is_complete = !totals.causes.iter().any(|cause| cause.must_be_mended());
        self.given && self.shown == *totals && is_complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Cause;
    use crate::money::Amount;

    /// 12: an owner may want a difference sent, and cannot want an account that nobody named.
    #[test]
    fn an_approval_is_of_what_was_shown_and_never_of_what_is_incomplete() {
        let shown = |causes: &[Cause]| Reconciliation {
            currency: "GBP".to_owned(),
            order_total: Amount::from(12),
            document_total: Amount::from(11),
            difference: Amount::from(-1),
            causes: causes.to_vec(),
            unmapped_taxes: Vec::new(),
        };
        let given = |causes: &[Cause]| Approval { given: true, shown: shown(causes) };
        let off = [Cause::OrderDoesNotAddUp];
        assert!(given(&off).covers(&shown(&off)) && !given(&off).covers(&shown(&[])));
        assert!(!Approval::asked_for(shown(&off)).covers(&shown(&off)));
        let incomplete = [Cause::OrderDoesNotAddUp, Cause::AccountMissing];
        assert!(!given(&incomplete).covers(&shown(&incomplete)));
        let unmapped = Reconciliation {
            unmapped_taxes: vec![Vec::new()],
            ..shown(&[Cause::OrderDoesNotAddUp, Cause::TaxNotMapped])
        };
        assert!(!Approval { given: true, shown: unmapped.clone() }.covers(&unmapped));
    }
}
