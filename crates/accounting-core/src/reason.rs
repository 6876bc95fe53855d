//! Why something is as it is: a code that the plugin has a translated sentence for, and what was said from outside.

use serde::{Deserialize, Serialize};

use crate::text;

/// Characters of a reason's detail that are kept.
pub const DETAIL_MAX: usize = 500;

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])+ $name,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
        }
    };
}

codes! {
    /// The service says the document is wrong; the detail is its message.
    Rejected,
    /// The service says that it has a document of this number; the detail is its message.
    AlreadyExists,
    /// The key is refused.
    Unauthorized,
    /// The key is valid but has no access to this company.
    NoAccess,
    /// The key may not do this.
    Forbidden,
    /// The address does not exist at the service.
    NotFound,
    /// The service asks for a rest.
    RateLimited,
    /// The service failed with a 5xx; the detail is the status.
    ServerError,
    /// The answer could not be understood.
    UnreadableAnswer,
    /// No answer in time after the request had left.
    TimedOut,
    /// The connection broke after the request may have left.
    ConnectionLost,
    /// The answer was longer than allowed.
    AnswerTooLarge,
    /// The host's name is not known.
    Dns,
    /// Nobody listens, or the connection was refused.
    ConnectionRefused,
    /// The connection was not made in time.
    ConnectTimedOut,
    /// The certificate is not trusted, or the handshake failed.
    Tls,
    /// The shop's own rules forbid the connection.
    Blocked,
    /// The endpoint is not one the shop allows.
    EndpointNotAllowed,
    /// The service answered with a redirect, which is never followed.
    Redirected,
    /// The request certainly did not leave, for another cause.
    NotSent,
    /// Accepted, and never seen in the service.
    NeverAppeared,
    /// Was confirmed, and is not there any more.
    GoneFromService,
    /// The service queued the document and then failed to make it; the detail is its reason.
    FailedInService,
    /// More than one document bears the reference.
    Ambiguous,
    /// The document found there is not of this shop; the detail is its reference.
    ForeignReference,
    /// The process that was sending ended before it knew.
    ProcessDied,
    /// Tried as often, or as long, as allowed; the detail is the code of the last reason and, behind a colon, its detail.
    GaveUp,
    /// It waits for the document that it belongs to.
    WaitingForOrder,
    /// It cannot be made without another document, which needs a person.
    NothingToBelongTo,
    /// It went without the document that it belongs to.
    SentWithoutOrder,
    /// Everything was refunded.
    FullyRefunded,
    /// The order has nothing that could stand on a document.
    NothingToBill,
    /// The settings name no account of the service that payments of this kind go to; the detail is how it was paid.
    NoPaymentAccount,
    /// The document's total differs from the order's and the shop wants to see it first.
    HeldForReview,
    /// The shop approved the document, and it has another total now; the detail is what changed.
    HeldAgain,
    /// The order cannot be read.
    BadOrderData,
    /// Whether it arrived could not be found out.
    StillUnknown,
    /// The extension itself failed while it spoke with the service.
    Broken,
    /// No key is set.
    NoKey,
    /// The order is older than the plugin: another program may have sent its document.
    PerhapsSentBefore,
    /// The order was created before the day from which orders count.
    BeforeStartDay,
    /// The service will not renew what lets the shop in: a person must connect again.
    ConnectAgain,
    /// What lets the shop in has run out and could not be renewed just now.
    NotRenewed,
    /// Another document has to be approved in the service first; the detail is what the service said.
    AwaitsApproval,
    /// Nobody approved the other document for as long as was waited.
    NeverApproved,
    /// Nothing is left to do for it in the service: what it would pay, allocate or take back is settled.
    NothingLeftToDo,
    /// What is to be taken back was paid or credited already.
    AlreadyPaid,
    /// The service made it with another total; the detail is both.
    MadeWithAnotherTotal,
    /// The contact was put away in the service; the detail is its name or what the service said.
    ContactArchived,
    /// The date is in a period that the service has closed; the detail is its message.
    PeriodLocked,
    /// The company's plan with the service allows no more; the detail is its message.
    PlanLimit,
    /// The company does not use the currency; the detail is the service's message.
    CurrencyNotUsed,
    /// An account or tax of the settings does not fit; the detail is the service's message.
    CheckSettings,
    /// The shop was not given a right that this needs.
    MissingScope,
    /// The service does not take the application: its id or secret, the address to come back to, or the rights that are asked for.
    ApplicationRefused,
}

/// A code, and what was said from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What happened.
    pub code: Code,
    /// Hostile text, cut and on one line; escape it where it is shown.
    #[serde(default)]
    pub detail: String,
}

impl Reason {
    /// A reason with what was said, cut to [`DETAIL_MAX`] characters of one line, without the numbers of persons.
    pub fn new(code: Code, detail: &str) -> Self {
        Self { code, detail: text::hostile(&text::without_long_numbers(detail), DETAIL_MAX) }
    }

    /// Nothing more is tried by itself; `last` is why the last attempt failed.
    pub fn gave_up(last: &Self) -> Self {
        let code = serde_json::to_value(last.code).unwrap_or_default();
        let code = code.as_str().unwrap_or_default();
        let detail = if last.detail.is_empty() { code } else { &format!("{code}: {}", last.detail) };
        Self::new(Code::GaveUp, detail)
    }
}

impl Code {
    /// Whether a key is refused that may be good for all else: it lacks the right to do just this. A right that the owner has not
    /// given when he connected the shop is another matter: he is asked to connect it again.
    pub fn is_of_a_right(self) -> bool {
        self == Self::Forbidden
    }

    /// Whether the shop itself keeps the document back for the sake of its order: nothing was asked of the service.
    pub fn is_of_the_order(self) -> bool {
        matches!(
            self,
            Self::FullyRefunded
                | Self::NothingToBill
                | Self::NoPaymentAccount
                | Self::HeldForReview
                | Self::HeldAgain
                | Self::BadOrderData
                | Self::NothingToBelongTo
        )
    }

    /// Whether the document waits for an owner to look at it.
    pub fn is_held(self) -> bool {
        matches!(self, Self::HeldForReview | Self::HeldAgain)
    }
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Self { code, detail: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 13.5: a service that repeats a memo does not put the buyer's number into rows, notes and logs.
    #[test]
    fn the_number_that_a_person_is_known_by_is_hidden_in_what_was_said() {
        let said = Reason::new(Code::Rejected, "memo \"NPWP: 0012345678901000\" is too long");
        assert_eq!(said.detail, "memo \"NPWP: ••••1000\" is too long");
        assert_eq!(Reason::gave_up(&said).detail, "rejected: memo \"NPWP: ••••1000\" is too long");
    }
}
