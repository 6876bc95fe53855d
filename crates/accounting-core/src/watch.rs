//! Documents that wait until a person has approved another one in the service: many are looked after by one question.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;
use crate::links::Remote;
use crate::outcome::{LookUp, LookUpClass, Outcome, Unfinished};
use crate::reason::Reason;

/// A document that waits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Waiting {
    /// The shop's number of its delivery.
    pub id: u64,
    /// Which.
    pub kind: DocumentKind,
    /// What it waits for, as far as that is in the service; by kind.
    pub awaited: BTreeMap<String, Remote>,
}

/// What a question about several of them came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watch {
    /// `Found` when the service has told; else nothing is known of any of them.
    pub class: LookUpClass,
    /// Those that wait still. The others are worth a try: what they wait for was approved, or is not what it was.
    pub still: Vec<Still>,
    /// Why nothing is known.
    pub reason: Option<Reason>,
    /// HTTP status of the last answer.
    pub http_status: Option<u16>,
    /// Seconds the service asks to wait.
    pub retry_after: Option<u32>,
}

/// One that waits still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Still {
    /// Which.
    pub id: u64,
    /// For what.
    pub reason: Reason,
}

impl Watch {
    /// The service has told which of them wait still.
    pub fn told(still: Vec<Still>) -> Self {
        Self { class: LookUpClass::Found, still, reason: None, http_status: None, retry_after: None }
    }

    /// What kept the service from telling.
    pub fn from_outcome(outcome: &Outcome) -> Self {
        LookUp::from_outcome(outcome).into()
    }
}

impl From<LookUp> for Watch {
    fn from(LookUp { class, reason, http_status, retry_after, .. }: LookUp) -> Self {
        Self { class, still: Vec::new(), reason, http_status, retry_after }
    }
}

impl Unfinished for Watch {
    fn unfinished(reason: Reason, wrote: bool) -> Self {
        LookUp::unfinished(reason, wrote).into()
    }

    fn locked_out(reason: Reason, wrote: bool) -> Self {
        LookUp::locked_out(reason, wrote).into()
    }
}
