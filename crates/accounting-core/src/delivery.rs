//! The life of one delivery, as one pure function.
//!
//! ```text
//! pending ──claimed──▶ sending ──▶ accepted ──▶ confirmed
//!    ▲                    │            └─────▶ failed
//!    │                    ├── made ───────────▶ confirmed
//!    └── retrying ◀───────┼──▶ failed
//!                         └──▶ unconfirmed ──looked up──▶ confirmed | retrying | failed
//! ```
//!
//! One that waits for somebody's approval of another document is `retrying`; one that nothing is left to do for is removed.
//! A pending one that another program may have sent is unconfirmed before it leaves for the first time.
//!
//! The rule that everything here serves: a document that *may* be in the service is never sent again before the
//! service has been asked, and only after its own queue has had time to settle. No answer shortens that time: a failure
//! that the service reports may be that of an older request.
//!
//! What the service refuses is `failed` at once and has a time all the same: it is tried a few times more, at long
//! intervals, and sooner when the order or the settings make another document of it.

use serde::{Deserialize, Serialize};

use crate::approval::Approval;
use crate::document::Reconciliation;
use crate::outcome::{LookUp, LookUpClass, Outcome, OutcomeClass};
use crate::reason::{Code, Reason};
use crate::schedule::{AFTER_REFUSAL, MINUTE, Policy, backoff, rate_limit_wait};

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not tried yet, nor asked after.
    Pending,
    /// A request is on its way; its lease says until when.
    Sending,
    /// Will be sent again.
    Retrying,
    /// It may have arrived: ask before sending again.
    Unconfirmed,
    /// The service has queued it.
    Accepted,
    /// Found in the service.
    Confirmed,
    /// It needs somebody. What was refused is tried a few times more by itself, and has a time then.
    Failed,
    /// Not sent, and nothing is wrong with it: it is up to a person.
    SetAside,
}

/// One delivery. Times are UNIX seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Id of the row; seeds the jitter.
    pub id: u64,
    /// Where it stands.
    pub status: Status,
    /// Attempts that count, of all series: rate limits and refused keys do not.
    #[serde(default)]
    pub attempts: u32,
    /// Attempts of this series: what the schedule and its limits go by. A retry by hand starts a new series.
    #[serde(default)]
    pub series_attempts: u32,
    /// Look-ups since the last request left.
    #[serde(default)]
    pub checks: u32,
    /// How often in a row the same document was refused; 0 unless the last thing that happened to it was a refusal.
    #[serde(default)]
    pub refusals: u32,
    /// When it was queued.
    pub created_at: i64,
    /// When the first attempt of this series left.
    #[serde(default)]
    pub first_attempt_at: Option<i64>,
    /// When the last request left that the service may have taken; `None` when there is certainly none.
    #[serde(default)]
    pub sent_at: Option<i64>,
    /// When something is to be done; `None` when nothing is.
    #[serde(default)]
    pub next_attempt_at: Option<i64>,
    /// The service's id of the document.
    #[serde(default)]
    pub remote_id: Option<String>,
    /// The service's number of the document.
    #[serde(default)]
    pub remote_number: Option<String>,
    /// What it was held for, and whether an owner wants it sent all the same; `None` when it never was held.
    #[serde(default)]
    pub approval: Option<Approval>,
    /// Whether a person asked for it: it is sent however old its order is.
    #[serde(default)]
    pub by_hand: bool,
    /// Why it stands where it stands.
    #[serde(default)]
    pub reason: Option<Reason>,
}

/// What happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A worker holds its lease.
    Claimed,
    /// It cannot leave yet; no attempt is spent.
    NotReady {
        /// Why.
        reason: Reason,
    },
    /// It can never leave as it is.
    Refused {
        /// Why.
        reason: Reason,
    },
    /// Its total differs from the order's, and the shop wants to see such documents first.
    Held {
        /// What would be sent.
        totals: Reconciliation,
        /// What a person is told of it.
        #[serde(default)]
        detail: String,
    },
    /// The order or the settings were changed since it failed, and a document could be made of them.
    MappedAgain {
        /// Whether it is another document than the one that was sent last.
        differs: bool,
    },
    /// It is not wanted by itself, and nothing is wrong with it: a person may send it.
    SetAside {
        /// Why.
        reason: Reason,
    },
    /// Before it leaves for the first time it turns out that another program may have sent it: ask first.
    PerhapsSent {
        /// When that program can have sent it last.
        at: i64,
    },
    /// An attempt came to this.
    Outcome {
        /// The outcome.
        outcome: Outcome,
    },
    /// A look-up came to this.
    LookedUp {
        /// The look-up.
        result: LookUp,
    },
    /// Many that wait for somebody's approval of another document were looked after at once, and this one was among them.
    Watched {
        /// What it still waits for; `None` when it is worth a try.
        #[serde(default)]
        still: Option<Reason>,
    },
    /// A person wants it tried now.
    RetryByHand {
        /// Whether the person looked at this very document: what is held is left alone else.
        #[serde(default)]
        approves: bool,
    },
    /// A person wants it sent although it is there, and was warned of a duplicate.
    ResendByHand,
}

/// What the shell has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Effect {
    /// Send the document, once the row is stored; after [`Event::Held`]: it may leave.
    Send,
    /// Ask the service about it.
    LookUp,
    /// The service has queued it: mark the order as synced.
    Accepted,
    /// It is there for certain: mark the order, tell the shop owner.
    Delivered {
        /// Its number, where the service tells.
        remote_number: Option<String>,
    },
    /// What was taken for synced is not: take the mark off the order.
    Unsynced,
    /// Tell the shop owner on the order.
    Note {
        /// What.
        reason: Reason,
    },
    /// Nothing is left to do for it: its row goes, and its order need not want it again. A shell that keeps the row keeps one that
    /// is set aside.
    Remove {
        /// Why.
        reason: Reason,
    },
    /// Write to the log.
    Log {
        /// PSR-3.
        level: Level,
        /// What.
        reason: Reason,
    },
}

/// Levels of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Works again, or will by itself.
    Info,
    /// Needs another attempt.
    Warning,
    /// Needs a person.
    Error,
}

/// What comes of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// To be stored.
    pub delivery: Delivery,
    /// To be done, in this order.
    pub effects: Vec<Effect>,
}

/// A delivery that was just queued.
pub fn new(now: i64) -> Delivery {
    Delivery {
        id: 0,
        status: Status::Pending,
        attempts: 0,
        series_attempts: 0,
        checks: 0,
        refusals: 0,
        created_at: now,
        first_attempt_at: None,
        sent_at: None,
        next_attempt_at: Some(now),
        remote_id: None,
        remote_number: None,
        approval: None,
        by_hand: false,
        reason: None,
    }
}

/// Whether the order is marked as being in the service.
fn is_believed(status: Status) -> bool {
    matches!(status, Status::Accepted | Status::Confirmed)
}

/// The whole state machine: what becomes of `delivery` when `event` happens at `now`.
pub fn step(delivery: Delivery, event: Event, now: i64, policy: &Policy) -> Step {
    let was_believed = is_believed(delivery.status);
    let mut machine = Machine { delivery, effects: Vec::new(), now, policy };
    match event {
        Event::Claimed => machine.claimed(),
        Event::NotReady { reason } => machine.not_ready(reason),
        Event::Refused { reason } => machine.refused(reason),
        Event::Held { totals, detail } => machine.held(totals, &detail),
        Event::MappedAgain { differs } => machine.mapped_again(differs),
        Event::SetAside { reason } => machine.set_aside(reason),
        Event::PerhapsSent { at } => machine.perhaps_sent(at),
        Event::Outcome { outcome } => machine.outcome(outcome),
        Event::LookedUp { result } => machine.looked_up(result),
        Event::Watched { still } => machine.watched(still),
        Event::RetryByHand { approves } => machine.retry_by_hand(approves),
        Event::ResendByHand => machine.resend_by_hand(),
    }
    let is_unsynced = machine.effects.contains(&Effect::Unsynced);
    if was_believed && !is_believed(machine.delivery.status) && !is_unsynced {
        // The mark goes with the belief, else the next attempt would be dropped as one that is there already.
        machine.effects.insert(0, Effect::Unsynced);
    }
    Step { delivery: machine.delivery, effects: machine.effects }
}

struct Machine<'a> {
    delivery: Delivery,
    effects: Vec<Effect>,
    now: i64,
    policy: &'a Policy,
}

impl Machine<'_> {
    fn claimed(&mut self) {
        match self.delivery.status {
            Status::Pending | Status::Retrying | Status::Failed if self.is_to_be_sent() => {
                self.delivery.status = Status::Sending;
                self.delivery.attempts = self.delivery.attempts.saturating_add(1);
                self.delivery.series_attempts = self.delivery.series_attempts.saturating_add(1);
                self.delivery.checks = 0;
                self.delivery.first_attempt_at.get_or_insert(self.now);
                self.delivery.sent_at = Some(self.now);
                self.delivery.next_attempt_at = None;
                self.effects.push(Effect::Send);
            }
            Status::Sending => {
                // The lease is ours, so its former holder is gone; what it sent may be there.
                self.approval_is_over();
                self.delivery.status = Status::Unconfirmed;
                self.delivery.next_attempt_at = Some(self.now);
                self.because(Level::Warning, Code::ProcessDied.into());
                self.effects.push(Effect::LookUp);
            }
            Status::Unconfirmed | Status::Accepted => self.effects.push(Effect::LookUp),
            Status::Pending | Status::Retrying | Status::Confirmed | Status::Failed | Status::SetAside => {}
        }
    }

    /// Whether it is its turn to be sent, also that of one that was refused and is tried once more.
    fn is_to_be_sent(&self) -> bool {
        match self.delivery.status {
            Status::Pending | Status::Retrying => true,
            Status::Failed => self.delivery.next_attempt_at.is_some_and(|next| next <= self.now),
            _ => false,
        }
    }

    fn not_ready(&mut self, reason: Reason) {
        if self.is_to_be_sent() {
            if self.delivery.status == Status::Failed {
                self.delivery.status = self.waiting();
            }
            self.approval_is_over();
            self.delivery.next_attempt_at = Some(self.now + MINUTE);
            self.delivery.reason = Some(reason);
        }
    }

    fn refused(&mut self, reason: Reason) {
        if self.is_to_be_sent() {
            if reason.code == Code::BadOrderData { self.refuse(reason) } else { self.fail(reason) }
        } else if self.awaits_a_change() && reason.code != Code::BadOrderData {
            // An order that cannot be read just now says nothing new of what the service refused.
            self.still_refused(reason);
        }
    }

    fn held(&mut self, totals: Reconciliation, detail: &str) {
        // What failed of something else is held when its turn comes, after all that comes before that.
        let is_waiting = self.is_held();
        let before = self.delivery.approval.as_ref();
        if !is_waiting && !self.is_to_be_sent() {
            return;
        }
        if before.is_some_and(|approval| approval.covers(&totals)) {
            self.effects.push(Effect::Send);
            return;
        }
        let was_given = before.is_some_and(|approval| approval.given);
        let code = match self.code() {
            Some(code) if is_waiting => code,
            _ if was_given => Code::HeldAgain,
            _ => Code::HeldForReview,
        };
        self.delivery.approval = Some(Approval::asked_for(totals));
        self.still_refused(Reason::new(code, detail));
    }

    /// It failed for what another document, or another order, would not fail for.
    fn awaits_a_change(&self) -> bool {
        let is_refused = self.delivery.refusals > 0 || self.code().is_some_and(Code::is_of_the_order);
        self.delivery.status == Status::Failed && self.delivery.sent_at.is_none() && is_refused
    }

    /// Another document than the one that the service refused is sent; one that the shop itself kept back is sent as it is.
    fn mapped_again(&mut self, differs: bool) {
        if self.awaits_a_change() && (differs || self.code().is_some_and(Code::is_of_the_order)) {
            self.begin_series(self.waiting());
        }
    }

    /// It was looked at again, and cannot leave all the same. Said anew only when it is another reason.
    fn still_refused(&mut self, reason: Reason) {
        if self.delivery.status == Status::Failed && self.code() == Some(reason.code) {
            self.delivery.reason = Some(reason);
        } else {
            self.fail(reason);
        }
    }

    fn code(&self) -> Option<Code> {
        self.delivery.reason.as_ref().map(|reason| reason.code)
    }

    fn set_aside(&mut self, reason: Reason) {
        if self.is_to_be_sent() {
            self.delivery.status = Status::SetAside;
            self.delivery.refusals = 0;
            self.delivery.next_attempt_at = None;
            self.because(Level::Info, reason);
        }
    }

    /// Only before the first attempt: after that, what may be there is our own.
    fn perhaps_sent(&mut self, at: i64) {
        if self.is_to_be_sent() && self.waiting() == Status::Pending {
            self.delivery.status = Status::Unconfirmed;
            self.delivery.checks = 0;
            self.delivery.sent_at = Some(at.min(self.now));
            // The time during which it is asked begins now, however long ago it may have been sent.
            self.delivery.first_attempt_at = Some(self.now);
            self.delivery.next_attempt_at = Some(self.now);
            self.because(Level::Info, Code::PerhapsSentBefore.into());
        }
    }

    fn outcome(&mut self, outcome: Outcome) {
        if self.delivery.status != Status::Sending {
            return;
        }
        if outcome.class != OutcomeClass::AwaitsApproval {
            self.approval_is_over();
        }
        let remark = outcome.reason.clone();
        let reason = outcome.reason.unwrap_or_else(|| Code::UnreadableAnswer.into());
        match outcome.class {
            OutcomeClass::Accepted => {
                self.delivery.status = Status::Accepted;
                self.delivery.refusals = 0;
                self.delivery.reason = None;
                self.delivery.next_attempt_at = Some(self.now + self.policy.check_wait(0));
                self.effects.push(Effect::Accepted);
            }
            OutcomeClass::Made => {
                self.confirmed(outcome.remote_id, outcome.remote_number);
                self.remark(remark);
            }
            OutcomeClass::Unconfirmed => {
                self.delivery.status = Status::Unconfirmed;
                self.delivery.next_attempt_at = Some(self.now + self.policy.check_wait(0));
                self.because(Level::Warning, reason);
            }
            OutcomeClass::Rejected if reason.code == Code::AlreadyExists => {
                // Perhaps it is this very document, of a request that was given up for lost.
                self.delivery.status = Status::Unconfirmed;
                self.delivery.next_attempt_at = Some(self.now);
                self.because(Level::Warning, reason);
            }
            OutcomeClass::Rejected => {
                self.delivery.sent_at = None;
                self.refuse(reason);
            }
            OutcomeClass::NotSent => {
                self.delivery.sent_at = None;
                let wait = outcome.retry_after.map_or(0, |_| rate_limit_wait(outcome.retry_after));
                self.retry_later(reason, self.now, wait);
            }
            OutcomeClass::Unauthorized if self.is_forbidden_again(&reason) => self.forbidden(reason),
            OutcomeClass::Unauthorized => self.put_back(reason, 0),
            OutcomeClass::RateLimited => self.put_back(reason, rate_limit_wait(outcome.retry_after)),
            OutcomeClass::AwaitsApproval => self.await_approval(&reason),
            OutcomeClass::Unneeded => self.unneeded(reason),
        }
    }

    /// It is there, and something about it is not as it should be: people hear of it, nothing is sent for it.
    fn remark(&mut self, remark: Option<Reason>) {
        if let Some(reason) = remark {
            self.effects.push(Effect::Note { reason: reason.clone() });
            self.effects.push(Effect::Log { level: Level::Warning, reason });
        }
    }

    /// Somebody has to approve another document first, who may take weeks: no attempt is spent, and the time is counted from the
    /// first request that was put off like this.
    fn await_approval(&mut self, reason: &Reason) {
        let since = self.delivery.first_attempt_at.unwrap_or(self.now);
        let since = if self.is_awaiting_approval() { since } else { self.now };
        self.uncount();
        self.put_off(since, reason);
    }

    /// The same without a request of its own; nothing was counted.
    fn watched(&mut self, still: Option<Reason>) {
        if self.delivery.status != Status::Retrying || !self.is_awaiting_approval() {
            return;
        }
        match still {
            Some(reason) => self.put_off(self.delivery.first_attempt_at.unwrap_or(self.now), &reason),
            None => self.delivery.next_attempt_at = Some(self.now),
        }
    }

    /// Until it is asked again, or for ever when nobody has approved it since then.
    fn put_off(&mut self, since: i64, reason: &Reason) {
        let wait = self.policy.approval;
        self.delivery.first_attempt_at = Some(since);
        if self.now + wait.every > since + wait.longest {
            self.fail(Reason::new(Code::NeverApproved, &reason.detail));
            return;
        }
        self.delivery.status = Status::Retrying;
        self.delivery.next_attempt_at = Some(self.now + wait.every);
        self.because(Level::Info, Reason::new(Code::AwaitsApproval, &reason.detail));
    }

    fn is_awaiting_approval(&self) -> bool {
        self.code() == Some(Code::AwaitsApproval)
    }

    /// It waits for no approval any more: the time for what comes now begins with the request that found that out.
    fn approval_is_over(&mut self) {
        if self.is_awaiting_approval() {
            self.delivery.first_attempt_at = self.delivery.sent_at;
        }
    }

    /// There is nothing to send, now or later.
    fn unneeded(&mut self, reason: Reason) {
        self.uncount();
        self.delivery.status = Status::SetAside;
        self.delivery.refusals = 0;
        self.delivery.next_attempt_at = None;
        self.because(Level::Info, reason.clone());
        self.effects.push(Effect::Remove { reason });
    }

    /// A refused key rests the queue until it has passed a test. One that passed and is refused for this document again lacks the
    /// right to make it: that is a refusal of the document, or it would rest the queue for ever.
    fn is_forbidden_again(&self, reason: &Reason) -> bool {
        reason.code.is_of_a_right() && self.code() == Some(reason.code)
    }

    fn forbidden(&mut self, reason: Reason) {
        self.delivery.sent_at = None;
        if self.delivery.refusals == 0 {
            self.effects.push(Effect::Note { reason: reason.clone() });
        }
        self.refuse(reason);
    }

    /// The service did not even look at it: as if this attempt had not been.
    fn put_back(&mut self, reason: Reason, wait: i64) {
        self.delivery.status = Status::Retrying;
        self.uncount();
        self.delivery.next_attempt_at = Some(self.now + wait);
        self.because(Level::Warning, reason);
    }

    /// Takes the attempt back that was counted when it left.
    fn uncount(&mut self) {
        self.delivery.sent_at = None;
        self.delivery.attempts = self.delivery.attempts.saturating_sub(1);
        self.delivery.series_attempts = self.delivery.series_attempts.saturating_sub(1);
        if self.delivery.series_attempts == 0 {
            self.delivery.first_attempt_at = None;
        }
    }

    /// Back to the queue by the schedule counted from `since`, or to the end of it.
    fn retry_later(&mut self, reason: Reason, since: i64, at_least: i64) {
        let wait = backoff(self.delivery.id, self.delivery.series_attempts).max(at_least);
        let next = (since + wait).max(self.now);
        let first = self.delivery.first_attempt_at.unwrap_or(self.now);
        let is_last = self.delivery.series_attempts >= self.policy.max_attempts;
        if is_last || next > first + self.policy.lifetime {
            self.fail(Reason::gave_up(&reason));
            return;
        }
        self.delivery.status = Status::Retrying;
        self.delivery.next_attempt_at = Some(next);
        self.because(Level::Warning, reason);
    }

    fn looked_up(&mut self, result: LookUp) {
        match result.class {
            LookUpClass::Found => self.found(result),
            LookUpClass::Absent => self.absent(),
            LookUpClass::Failed => self.failed_in_service(result.reason),
            LookUpClass::Ambiguous => self.ambiguous(result.reason),
            LookUpClass::Unavailable => self.unavailable(result.reason),
            LookUpClass::Unauthorized => self.ask_again(result.reason, 0),
            LookUpClass::RateLimited => self.ask_again(result.reason, rate_limit_wait(result.retry_after)),
        }
    }

    fn found(&mut self, result: LookUp) {
        if self.is_said_to_exist() && result.remote_number.is_none() {
            // Something of this order is there, and nothing says that it is what was sent.
            self.fail(Code::StillUnknown.into());
            return;
        }
        self.confirmed(result.remote_id, result.remote_number);
    }

    fn confirmed(&mut self, remote_id: Option<String>, remote_number: Option<String>) {
        let known = self.delivery.status == Status::Confirmed;
        self.delivery.status = Status::Confirmed;
        self.delivery.refusals = 0;
        self.delivery.next_attempt_at = None;
        self.delivery.reason = None;
        self.delivery.remote_id = remote_id;
        self.delivery.remote_number = remote_number;
        if !known {
            self.effects.push(Effect::Delivered { remote_number: self.delivery.remote_number.clone() });
        }
    }

    fn absent(&mut self) {
        match self.delivery.status {
            Status::Unconfirmed if self.is_said_to_exist() => {
                // Whatever bears the number, it is not this document, which was refused.
                self.delivery.sent_at = None;
                let reason = self.delivery.reason.clone().unwrap_or_else(|| Code::AlreadyExists.into());
                self.refuse(reason);
            }
            Status::Unconfirmed => self.absent_after_doubt(),
            Status::Accepted => self.absent_after_acceptance(),
            Status::Confirmed => self.fail(Code::GoneFromService.into()),
            Status::Pending | Status::Sending | Status::Retrying | Status::Failed | Status::SetAside => {}
        }
    }

    fn absent_after_doubt(&mut self) {
        let sent_at = self.sent_at();
        if self.is_settled() {
            self.delivery.sent_at = None;
            let reason = self.delivery.reason.clone().unwrap_or_else(|| Code::TimedOut.into());
            self.retry_later(reason, sent_at, 0);
            return;
        }
        self.delivery.checks = self.delivery.checks.saturating_add(1);
        self.check_by(sent_at + self.check_wait().min(self.policy.settle));
    }

    fn absent_after_acceptance(&mut self) {
        let sent_at = self.sent_at();
        if self.now >= sent_at + self.check_wait() {
            // A look before its time, because somebody was impatient, says nothing.
            self.delivery.checks = self.delivery.checks.saturating_add(1);
        }
        if self.delivery.checks as usize >= self.policy.checks.len() {
            self.fail(Code::NeverAppeared.into());
            return;
        }
        self.check_by(sent_at + self.check_wait());
    }

    /// The service tells of a failure. Until the newest request has settled, that may be an older one's.
    fn failed_in_service(&mut self, reason: Option<Reason>) {
        let settled_at = self.sent_at() + self.policy.settle;
        let is_untried = self.delivery.status == Status::Unconfirmed && self.delivery.series_attempts == 0;
        match self.delivery.status {
            // It is not there any more, and once failed.
            Status::Confirmed => self.absent(),
            Status::Unconfirmed if self.is_said_to_exist() => self.absent(),
            Status::Accepted if !self.is_settled() => {
                self.absent_after_acceptance();
                self.check_by(settled_at.min(self.delivery.next_attempt_at.unwrap_or(settled_at)));
            }
            // A person asked for another try, and knows of the failure.
            Status::Unconfirmed if !self.is_settled() || is_untried => self.absent_after_doubt(),
            Status::Accepted | Status::Unconfirmed => {
                // `sent_at` stays: a retry by hand asks first.
                self.fail(reason.unwrap_or_else(|| Code::FailedInService.into()));
            }
            Status::Pending | Status::Sending | Status::Retrying | Status::Failed | Status::SetAside => {}
        }
    }

    fn ambiguous(&mut self, reason: Option<Reason>) {
        if self.delivery.status != Status::Confirmed {
            self.fail(reason.unwrap_or_else(|| Code::Ambiguous.into()));
        }
    }

    /// Whether the service refused it because it has a document of this number, and has not been asked after that yet.
    fn is_said_to_exist(&self) -> bool {
        self.delivery.status == Status::Unconfirmed && self.code() == Some(Code::AlreadyExists)
    }

    /// When the last request left that the service may have taken.
    fn sent_at(&self) -> i64 {
        self.delivery.sent_at.unwrap_or(self.delivery.created_at)
    }

    /// Whether the service has had time to make what it was sent.
    fn is_settled(&self) -> bool {
        self.now >= self.sent_at() + self.policy.settle
    }

    /// Asks at `time`, and not within the next minute.
    fn check_by(&mut self, time: i64) {
        self.delivery.next_attempt_at = Some(time.max(self.now + MINUTE));
    }

    /// Seconds after the request left at which check number `checks` is due.
    fn check_wait(&self) -> i64 {
        self.policy.check_wait(self.delivery.checks)
    }

    /// The service could not be asked: later, but not for ever.
    fn unavailable(&mut self, reason: Option<Reason>) {
        if !matches!(self.delivery.status, Status::Unconfirmed | Status::Accepted) {
            return;
        }
        let wait = backoff(self.delivery.id, self.delivery.checks.saturating_add(1));
        let since =
            self.delivery.sent_at.max(self.delivery.first_attempt_at).unwrap_or(self.delivery.created_at);
        if self.now + wait > since + self.policy.lifetime {
            let detail = reason.map(|reason| reason.detail).unwrap_or_default();
            self.fail(Reason::new(Code::StillUnknown, &detail));
            return;
        }
        if self.delivery.status == Status::Unconfirmed {
            // An accepted delivery counts only checks that were answered: they decide when it "never appeared".
            self.delivery.checks = self.delivery.checks.saturating_add(1);
        }
        self.ask_again(reason, wait);
    }

    fn ask_again(&mut self, reason: Option<Reason>, wait: i64) {
        if !matches!(self.delivery.status, Status::Unconfirmed | Status::Accepted) {
            return;
        }
        self.delivery.next_attempt_at = Some(self.now + wait);
        if let Some(reason) = reason {
            if self.is_said_to_exist() {
                // What is looked for must not be forgotten.
                self.effects.push(Effect::Log { level: Level::Warning, reason });
            } else {
                self.because(Level::Warning, reason);
            }
        }
    }

    fn retry_by_hand(&mut self, approves: bool) {
        if self.is_held() && !approves {
            return;
        }
        self.delivery.by_hand = true;
        match self.delivery.status {
            Status::Pending | Status::Retrying | Status::Unconfirmed => {
                self.begin_series(self.delivery.status);
            }
            Status::Accepted => self.delivery.next_attempt_at = Some(self.now),
            Status::Failed | Status::SetAside => {
                if self.is_held()
                    && let Some(approval) = &mut self.delivery.approval
                {
                    approval.given = true;
                }
                self.begin_series(self.waiting());
                // A process that died may have left the mark, which would stop the worker.
                self.effects.push(Effect::Unsynced);
            }
            Status::Sending | Status::Confirmed => {}
        }
    }

    /// What a delivery that failed waits for when it is taken up again.
    fn waiting(&self) -> Status {
        match self.delivery.sent_at {
            Some(_) => Status::Unconfirmed,
            None if self.delivery.attempts == 0 => Status::Pending,
            None => Status::Retrying,
        }
    }

    fn begin_series(&mut self, status: Status) {
        self.delivery.status = status;
        self.delivery.series_attempts = 0;
        self.delivery.refusals = 0;
        self.delivery.first_attempt_at = (status == Status::Unconfirmed).then_some(self.now);
        self.delivery.checks = 0;
        self.delivery.next_attempt_at = Some(self.now);
    }

    /// Whether it waits for an owner to look at it.
    fn is_held(&self) -> bool {
        self.delivery.status == Status::Failed && self.code().is_some_and(Code::is_held)
    }

    fn resend_by_hand(&mut self) {
        if self.delivery.status == Status::Sending {
            return;
        }
        let Delivery { id, attempts, created_at, .. } = self.delivery;
        let approval = self.delivery.approval.take();
        self.delivery = Delivery {
            id,
            attempts,
            created_at,
            approval,
            by_hand: true,
            status: Status::Retrying,
            ..new(self.now)
        };
        // The mark on the order says that it is there, and would stop the worker.
        self.effects.push(Effect::Unsynced);
    }

    /// The same document would be refused again; it is tried a few times more all the same, and then not any more.
    fn refuse(&mut self, reason: Reason) {
        let before = usize::try_from(self.delivery.refusals).unwrap_or(usize::MAX);
        let has_attempts = self.delivery.series_attempts < self.policy.max_attempts;
        let wait = AFTER_REFUSAL.get(before).filter(|_| has_attempts);
        match wait {
            Some(_) if self.delivery.reason.as_ref() == Some(&reason) => {
                // Said before; the order need not hear it each time.
                self.delivery.status = Status::Failed;
                self.because(Level::Error, reason);
            }
            None if reason.code != Code::BadOrderData => self.fail(Reason::gave_up(&reason)),
            _ => self.fail(reason),
        }
        self.delivery.next_attempt_at = wait.map(|wait| self.now + wait);
        self.delivery.refusals = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    }

    fn fail(&mut self, reason: Reason) {
        self.delivery.status = Status::Failed;
        self.delivery.refusals = 0;
        self.delivery.next_attempt_at = None;
        self.effects.push(Effect::Note { reason: reason.clone() });
        self.because(Level::Error, reason);
    }

    fn because(&mut self, level: Level, reason: Reason) {
        self.delivery.reason = Some(reason.clone());
        self.effects.push(Effect::Log { level, reason });
    }
}
