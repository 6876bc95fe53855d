//! What an answer means for a delivery.

use serde::{Deserialize, Serialize};

use crate::books::InBooks;
use crate::reason::{Code, Reason};
use crate::text;

/// Characters of a service's number or state that a shop keeps.
const SHOWN_MAX: usize = 191;

/// What an attempt to send came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What it means.
    pub class: OutcomeClass,
    /// The service's own id of the document, when it was made at once.
    #[serde(default)]
    pub remote_id: Option<String>,
    /// The service's number of the document, when it was made at once and the service tells.
    #[serde(default)]
    pub remote_number: Option<String>,
    /// What stands in the books, when it was made at once and the service tells.
    #[serde(default)]
    pub books: Option<Box<InBooks>>,
    /// Why, when it is neither accepted nor made; of one that was made, what the shop must hear all the same.
    #[serde(default)]
    pub reason: Option<Reason>,
    /// HTTP status, if there was an answer.
    #[serde(default)]
    pub http_status: Option<u16>,
    /// Seconds the service asks to wait.
    #[serde(default)]
    pub retry_after: Option<u32>,
}

/// What an attempt to send means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeClass {
    /// The service has queued it.
    Accepted,
    /// The service has made it, and says so: there is nothing to look for any more.
    Made,
    /// The service will not take it as it is.
    Rejected,
    /// The key is refused; the document was not taken.
    Unauthorized,
    /// Too many requests; the document was not taken.
    RateLimited,
    /// It may have been taken: ask before sending again.
    Unconfirmed,
    /// It was certainly not taken.
    NotSent,
    /// It cannot be made before somebody has approved another document in the service: asked again, and no attempt is spent.
    AwaitsApproval,
    /// Nothing is left for it to do in the service, e.g. an invoice to be paid is paid already: it needs no row any more.
    Unneeded,
}

impl Outcome {
    /// The reason where it was a question that came to this: what was refused then is the question, not a document.
    pub fn reason_of_a_question(&self) -> Reason {
        let mut reason = self.reason.clone().unwrap_or_else(|| Code::UnreadableAnswer.into());
        if matches!(reason.code, Code::Rejected | Code::AlreadyExists) {
            reason.code = Code::UnreadableAnswer;
        }
        reason
    }

    /// An outcome with its reason and the status it came with.
    pub fn new(class: OutcomeClass, reason: impl Into<Reason>, http_status: Option<u16>) -> Self {
        Self { reason: Some(reason.into()), http_status, ..Self::without_reason(class) }
    }

    /// The service has queued the document.
    pub fn accepted(http_status: u16) -> Self {
        Self { http_status: Some(http_status), ..Self::without_reason(OutcomeClass::Accepted) }
    }

    /// The service has made the document and says what it is called there.
    pub fn made(id: String, number: Option<String>, http_status: u16) -> Self {
        Self {
            remote_id: Some(id),
            remote_number: number.map(|number| shown(&number)),
            http_status: Some(http_status),
            ..Self::without_reason(OutcomeClass::Made)
        }
    }

    /// The service has nothing left to do for the document.
    pub fn unneeded(reason: impl Into<Reason>, http_status: u16) -> Self {
        Self::new(OutcomeClass::Unneeded, reason, Some(http_status))
    }

    fn without_reason(class: OutcomeClass) -> Self {
        Self {
            class,
            remote_id: None,
            remote_number: None,
            books: None,
            reason: None,
            http_status: None,
            retry_after: None,
        }
    }
}

/// What a service calls something, as it may be kept and logged: one line, without marks that hide or turn what is written.
fn shown(text: &str) -> String {
    text::hostile(text, SHOWN_MAX)
}

/// What a conversation comes to that never ended: with more questions than are asked, or by a fault of ours.
pub trait Unfinished {
    /// What it then comes to; `wrote` says whether one of its requests may have changed something at the service.
    fn unfinished(reason: Reason, wrote: bool) -> Self;

    /// What it comes to when the service lets the shop in no longer, until a person connects it again. Of what may have been
    /// written before that, nothing is known.
    fn locked_out(reason: Reason, wrote: bool) -> Self;
}

impl Unfinished for Outcome {
    fn unfinished(reason: Reason, wrote: bool) -> Self {
        let class = if wrote { OutcomeClass::Unconfirmed } else { OutcomeClass::NotSent };
        Self::new(class, reason, None)
    }

    fn locked_out(reason: Reason, wrote: bool) -> Self {
        let class = if wrote { OutcomeClass::Unconfirmed } else { OutcomeClass::Unauthorized };
        Self::new(class, reason, None)
    }
}

impl Unfinished for LookUp {
    fn unfinished(reason: Reason, _wrote: bool) -> Self {
        Self::without_document(LookUpClass::Unavailable, Some(reason))
    }

    fn locked_out(reason: Reason, _wrote: bool) -> Self {
        Self::without_document(LookUpClass::Unauthorized, Some(reason))
    }
}

/// What a look-up came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    /// What it means.
    pub class: LookUpClass,
    /// The service's own id of the document.
    #[serde(default)]
    pub remote_id: Option<String>,
    /// The service's number of the document, where it tells.
    #[serde(default)]
    pub remote_number: Option<String>,
    /// State of the document at the service: `open`, `partial`, `closed`, `awaiting_approval`, `rejected`, `unpaid`, `paid`.
    #[serde(default)]
    pub remote_status: Option<String>,
    /// What stands in the books, where the answer tells.
    #[serde(default)]
    pub books: Option<Box<InBooks>>,
    /// Whether the invoice hangs on its sales order, where the service tells.
    #[serde(default)]
    pub linked: Option<bool>,
    /// Why, when it was not simply found or absent.
    #[serde(default)]
    pub reason: Option<Reason>,
    /// HTTP status of the last answer.
    #[serde(default)]
    pub http_status: Option<u16>,
    /// Seconds the service asks to wait.
    #[serde(default)]
    pub retry_after: Option<u32>,
}

/// What a look-up means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookUpClass {
    /// It is there.
    Found,
    /// It is not there, at least not yet.
    Absent,
    /// The service tried and failed to make it.
    Failed,
    /// Something is there that may not be ours, or more than one.
    Ambiguous,
    /// The service could not be asked.
    Unavailable,
    /// The key is refused.
    Unauthorized,
    /// Too many requests.
    RateLimited,
}

impl LookUp {
    /// A look-up that found nothing out about the document itself.
    pub fn without_document(class: LookUpClass, reason: Option<Reason>) -> Self {
        Self {
            class,
            remote_id: None,
            remote_number: None,
            remote_status: None,
            books: None,
            linked: None,
            reason,
            http_status: None,
            retry_after: None,
        }
    }

    /// The document is there, and this is what the service calls it and says of it.
    pub fn found(id: Option<String>, number: Option<String>, status: Option<String>) -> Self {
        Self {
            remote_id: id,
            remote_number: number.map(|number| shown(&number)),
            remote_status: status.map(|status| shown(&status)),
            ..Self::without_document(LookUpClass::Found, None)
        }
    }

    /// What kept a request from being answered, as a look-up sees it.
    pub fn from_outcome(outcome: &Outcome) -> Self {
        let class = match outcome.class {
            OutcomeClass::Unauthorized => LookUpClass::Unauthorized,
            OutcomeClass::RateLimited => LookUpClass::RateLimited,
            _ => LookUpClass::Unavailable,
        };
        Self {
            http_status: outcome.http_status,
            retry_after: outcome.retry_after,
            ..Self::without_document(class, Some(outcome.reason_of_a_question()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 12: with a service's own numbers a number is whatever it answers.
    #[test]
    fn what_a_service_calls_a_document_is_one_short_line() {
        let hostile = format!("INV-7\r\n\u{202E}{}", "x".repeat(100_000));
        let made = Outcome::made("1".to_owned(), Some(hostile.clone()), 200).remote_number.unwrap();
        let found = LookUp::found(None, Some(hostile.clone()), Some(hostile));
        assert_eq!(Some(&made), found.remote_number.as_ref());
        assert_eq!(Some(&made), found.remote_status.as_ref());
        assert!(made.starts_with("INV-7 xx") && made.chars().count() == SHOWN_MAX, "{made}");
    }
}
