//! Renewal of credentials: one at a time, in this batch and in the whole shop, and everybody who needs them waits.
//!
//! The new credentials are stored before anybody uses them. An answer that is lost is asked for again with the old ones: a
//! service that gives out new tokens takes the old ones for a while longer, for just that case.

use accounting_core::auth::{AHEAD, Auth, Renewed};
use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{Exchange, Fault, Request};
use accounting_core::links::Learned;
use accounting_core::outcome::Unfinished;
use accounting_core::reason::{Code, Reason};
use accounting_core::redact::SecretString;

use crate::access::Access;
use crate::batch::{Batch, Purpose, Question};
use crate::endpoint;
use crate::host::{Host, Renewal};
use crate::under_way::Finished;

/// Times a renewal is asked for before its answer counts as lost for this batch.
const TRIES_MAX: u32 = 2;

/// What a batch knows of renewals.
#[derive(Default)]
pub struct Renewals {
    /// Requests that leave once there are new credentials: the number of the conversation, and what it asks.
    pub waiting: Vec<(u64, Request)>,
    is_under_way: bool,
    /// Credentials that were not renewed, and why: they are not tried again in this batch.
    failed: Option<(SecretString, Failure)>,
    /// When this batch renewed last: the service may give out what ends sooner than we would renew it.
    renewed_at: Option<i64>,
    /// Credentials that had not run out were refused, and renewed for that. If the new ones are refused too, it is not their age.
    was_after_refusal: bool,
}

#[derive(Clone)]
enum Failure {
    ForGood(Reason),
    ForNow(Reason),
}

impl Renewals {
    /// Whether an answer is waited for.
    pub fn is_under_way(&self) -> bool {
        self.is_under_way
    }

    fn failure_of(&self, access: &Access) -> Option<Failure> {
        let (stored, failure) = self.failed.as_ref()?;
        (!access.is_other_than(stored)).then(|| failure.clone())
    }

    /// Whether to renew credentials that the service has refused before their time.
    pub fn is_due_after_refusal(&self, auth: &dyn Auth, access: &Access) -> bool {
        self.is_under_way || (!self.was_after_refusal && auth.renewal(&access.credentials).is_some())
    }
}

/// What a request does that needs credentials.
pub enum Admission {
    /// It leaves.
    Leave,
    /// It waits for a renewal.
    Wait,
    /// It does not leave, for now.
    NotNow(Reason),
    /// No request leaves until a person has connected again.
    LockedOut(Reason),
}

impl<Task, T, H, F, L> Batch<'_, Task, T, H, F, L>
where
    T: Unfinished,
    H: Host<Task, T>,
    F: Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
    L: Fn(&dyn Connector, &Task, &[Exchange]) -> Learned,
{
    /// Whether a request may leave with `access`, or something must be done about that first.
    pub fn admission(&self, access: &Access) -> Admission {
        let now = self.host.now();
        let just_renewed = self.renewals.renewed_at.is_some_and(|at| now < at.saturating_add(AHEAD));
        match self.renewals.failure_of(access) {
            Some(Failure::ForGood(reason)) => Admission::LockedOut(reason),
            Some(Failure::ForNow(reason)) if access.credentials.have_ended(now) => Admission::NotNow(reason),
            Some(Failure::ForNow(_)) => Admission::Leave,
            None if just_renewed || !access.credentials.are_due(now) => Admission::Leave,
            None if self.auth().renewal(&access.credentials).is_none() => Admission::Leave,
            None => Admission::Wait,
        }
    }

    /// A request was refused although its credentials have not run out.
    pub fn renew_after_refusal(&mut self, number: u64, request: Request, access: &Access) {
        self.renewals.was_after_refusal = true;
        self.renewals.waiting.push((number, request));
        self.renew(access);
    }

    /// Renews `access`, unless that is being done; then everybody who waits goes on.
    pub fn renew(&mut self, access: &Access) {
        if self.renewals.is_under_way {
            return;
        }
        let begun = self.host.begin_renewal();
        let stored = self.host.credentials();
        match (begun, stored) {
            (Err(error), _) | (_, Err(error)) => {
                self.fail(error);
                self.not_renewed(access, &Failure::ForNow(Code::NotRenewed.into()));
            }
            (Ok(begun), Ok(stored)) if access.is_other_than(&stored) => {
                if begun == Renewal::Mine {
                    self.give_back();
                }
                self.go_on_waiting();
            }
            (Ok(Renewal::Elsewhere), Ok(_)) => {
                self.not_renewed(access, &Failure::ForNow(Code::NotRenewed.into()));
            }
            (Ok(Renewal::Mine), Ok(_)) => self.ask_for_renewal(access, 1),
        }
    }

    fn ask_for_renewal(&mut self, access: &Access, tries: u32) {
        match self.start_renewal(access.clone(), tries) {
            Ok(()) => self.renewals.is_under_way = true,
            Err(reason) => {
                self.renewals.is_under_way = false;
                self.give_back();
                self.not_renewed(access, &Failure::ForNow(reason));
            }
        }
    }

    /// # Errors
    /// Why the request cannot leave.
    fn start_renewal(&mut self, access: Access, tries: u32) -> Result<(), Reason> {
        let request = self.auth().renewal(&access.credentials).ok_or(Code::NotRenewed)?;
        let (url, pool) = self.address_of(&request).ok_or(Code::EndpointNotAllowed)?;
        if let Some(reason) = endpoint::blocked(self.config(), &url) {
            return Err(reason);
        }
        let purpose = Purpose::Renewal { asked_at: self.host.now(), tries };
        self.leave(Question { purpose, request, url, access }, pool);
        Ok(())
    }

    /// What the service said to a renewal. It is stored before anything leaves with it.
    pub fn renewal_ended(&mut self, finished: Finished<Question>, asked_at: i64, tries: u32) {
        let access = finished.question.access;
        if matches!(finished.exchange, Err(Fault::MaybeSent(_))) && tries < TRIES_MAX {
            return self.ask_for_renewal(&access, tries + 1);
        }
        let renewed = match &finished.exchange {
            Ok(answer) => self.auth().renewed(&access.credentials, answer, asked_at),
            Err(fault) => Renewed::Later(fault.reason().clone()),
        };
        let kept = self.keep(renewed, &access);
        self.renewals.is_under_way = false;
        self.give_back();
        match kept {
            Ok(()) => {
                self.renewals.renewed_at = Some(self.host.now());
                self.go_on_waiting();
            }
            Err(failure) => self.not_renewed(&access, &failure),
        }
    }

    /// # Errors
    /// Why there is nothing new to use.
    fn keep(&mut self, renewed: Renewed, replaced: &Access) -> Result<(), Failure> {
        let new = match renewed {
            Renewed::New(credentials) => self.auth().written(&credentials),
            Renewed::Refused(reason) => return Err(Failure::ForGood(reason)),
            Renewed::Later(reason) => return Err(Failure::ForNow(reason)),
        };
        self.host.replaced(&new, &replaced.stored).map_err(|error| {
            self.fail(error);
            Failure::ForNow(Code::NotRenewed.into())
        })
    }

    fn give_back(&mut self) {
        if let Err(error) = self.host.end_renewal() {
            self.fail(error);
        }
    }

    /// Those who waited leave, with what is stored now.
    fn go_on_waiting(&mut self) {
        for (number, request) in std::mem::take(&mut self.renewals.waiting) {
            if let Some(conversation) = self.conversations.remove(&number) {
                self.ask(number, conversation, request);
            }
        }
    }

    /// Those who waited learn why they do not leave. What has not run out yet is used until it does.
    fn not_renewed(&mut self, access: &Access, failure: &Failure) {
        self.renewals.failed = Some((access.stored.clone(), failure.clone()));
        for (number, request) in std::mem::take(&mut self.renewals.waiting) {
            let Some(mut conversation) = self.conversations.remove(&number) else { continue };
            match failure.clone() {
                Failure::ForGood(reason) => self.locked_out(conversation, reason),
                Failure::ForNow(_) if self.is_still_good(access) => self.ask(number, conversation, request),
                Failure::ForNow(reason) => {
                    conversation.not_sent(reason);
                    self.go_on(number, conversation);
                }
            }
        }
    }

    /// Whether credentials that could not be renewed let the shop in for a little longer.
    fn is_still_good(&self, access: &Access) -> bool {
        !self.renewals.was_after_refusal && !access.credentials.have_ended(self.host.now())
    }
}
