//! What came of asking a service something that is not about the fate of one document: what it told, or why it did not.

use serde::Serialize;

use crate::outcome::{Outcome, OutcomeClass, Unfinished};
use crate::reason::{Code, Reason};

/// What a question came to. In PHP the fields of `what` stand beside the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told<T> {
    /// What it means.
    pub class: ToldClass,
    /// What the service told; its default where it did not.
    #[serde(flatten)]
    pub what: T,
    /// Why it did not.
    pub reason: Option<Reason>,
    /// HTTP status of the last answer, if there was one.
    pub http_status: Option<u16>,
    /// Seconds the service asks to wait.
    pub retry_after: Option<u32>,
}

/// What such a question means for the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldClass {
    /// The service told.
    Found,
    /// The service does not tell this shop: it has no right to ask, or there is nothing to compare. The key is good all the same.
    NotComparable,
    /// The service could not be asked, or its answer makes no sense.
    Unavailable,
    /// The key is refused.
    Unauthorized,
    /// Too many requests.
    RateLimited,
}

impl<T> Told<T> {
    /// The service told.
    pub fn found(what: T, http_status: Option<u16>) -> Self {
        Self { class: ToldClass::Found, what, reason: None, http_status, retry_after: None }
    }
}

impl<T: Default> Told<T> {
    /// The service does not tell this shop.
    pub fn not_comparable(reason: impl Into<Reason>, http_status: Option<u16>) -> Self {
        Self { http_status, ..Self::untold(ToldClass::NotComparable, reason.into()) }
    }

    /// What kept the question from being answered.
    pub fn from_outcome(outcome: &Outcome) -> Self {
        let class = match outcome.class {
            OutcomeClass::Unauthorized => ToldClass::Unauthorized,
            OutcomeClass::RateLimited => ToldClass::RateLimited,
            // It does not take the question, and will not the next time.
            OutcomeClass::Rejected => ToldClass::NotComparable,
            _ => ToldClass::Unavailable,
        };
        Self {
            http_status: outcome.http_status,
            retry_after: outcome.retry_after,
            ..Self::untold(class, outcome.reason_of_a_question())
        }
    }

    fn untold(class: ToldClass, reason: Reason) -> Self {
        Self { class, what: T::default(), reason: Some(reason), http_status: None, retry_after: None }
    }
}

impl<T: Default> Unfinished for Told<T> {
    fn unfinished(reason: Reason, _wrote: bool) -> Self {
        Self::untold(ToldClass::Unavailable, reason)
    }

    fn locked_out(reason: Reason, _wrote: bool) -> Self {
        Self::untold(ToldClass::Unauthorized, reason)
    }
}

impl<T: Default> Default for Told<T> {
    /// Of a service that cannot be asked.
    fn default() -> Self {
        Self::not_comparable(Code::NotFound, None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Eq, Serialize)]
    struct Day {
        locked_until: Option<String>,
    }

    #[test]
    fn what_was_told_stands_beside_what_became_of_the_question() {
        let day = Day { locked_until: Some("2026-01-31".to_owned()) };
        assert_eq!(
            serde_json::to_value(Told::found(day, Some(200))).unwrap(),
            json!({"class": "found", "locked_until": "2026-01-31", "reason": null, "http_status": 200, "retry_after": null})
        );
        let limited = Outcome {
            retry_after: Some(7),
            ..Outcome::new(OutcomeClass::RateLimited, Code::RateLimited, Some(429))
        };
        let told = Told::<Day>::from_outcome(&limited);
        assert_eq!(
            (told.class, told.retry_after, told.what),
            (ToldClass::RateLimited, Some(7), Day::default())
        );
        assert_eq!(Told::<Day>::locked_out(Code::ConnectAgain.into(), false).class, ToldClass::Unauthorized);
        assert_eq!(Told::<Day>::unfinished(Code::Broken.into(), false).class, ToldClass::Unavailable);
        let refused =
            Outcome::new(OutcomeClass::Rejected, Reason::new(Code::Rejected, "too many"), Some(400));
        let told = Told::<Day>::from_outcome(&refused);
        assert_eq!((told.class, told.http_status), (ToldClass::NotComparable, Some(400)));
        assert_eq!(told.reason, Some(Reason::new(Code::UnreadableAnswer, "too many")));
        assert_eq!(Told::<Day>::default().class, ToldClass::NotComparable);
    }
}
