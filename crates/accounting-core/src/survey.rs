//! What a service tells of many documents at once, for a shop that lays its own beside those of the books.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;

/// Documents in one question whether they are there.
pub const PRESENT_MAX: usize = 100;

/// A document of which somebody wants to know whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PresentQuery {
    /// Which kind: the same for all of one question.
    pub kind: DocumentKind,
    /// Of which order.
    pub order_id: u64,
    /// What of it: the order itself, or one of its refunds.
    pub subject_id: u64,
    /// What it would be found by.
    pub reference: String,
}

/// Which of several documents are there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Present {
    /// The references of those that are; also of what was taken back there, which a look-up tells more of.
    pub there: BTreeSet<String>,
    /// Whether all others are certainly not there. Else each of them has to be looked up by itself before it is sent.
    pub is_complete: bool,
}
