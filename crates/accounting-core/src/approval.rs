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

    /// Whether a document with these totals and causes is the one that the owner wants sent.
    pub fn covers(&self, totals: &Reconciliation) -> bool {
        self.given && self.shown == *totals
    }
}
