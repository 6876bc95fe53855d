//! The state machine and the connector against a model of the world: a service that is truthful but slow and faulty,
//! workers that die at any point, an order with its mark that people edit, people who press buttons. What the service answers goes through
//! the connector, so that what it makes of an answer is tried too. 100,000 histories; `MODEL_HISTORIES` asks for more.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::sync::LazyLock;

use accounting_core::connector::{Connector, LookUpQuery, Turn};
use accounting_core::delivery::{self, Delivery, Effect, Event, Status};
use accounting_core::document::{Cause, Document, Reconciliation};
use accounting_core::exchange::{Answer, Exchange, Fault};
use accounting_core::links::Known;
use accounting_core::money::Amount;
use accounting_core::outcome::{LookUp, LookUpClass, Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::schedule::{HOUR, MINUTE, Policy};
use kledo::Kledo;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What the connector says of its service.
static POLICY: LazyLock<Policy> = LazyLock::new(|| Kledo.policy());

const LEASE: i64 = 2 * MINUTE;

const ORDER: u64 = 123;

/// A prefix that ends in a digit: the number ends in the order's id and in a longer number.
const NUMBER: &str = "SHOP2123";

/// What happens to one request that sends the document.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// Taken, and visible after so many seconds; the answer arrives.
    Taken(i64),
    /// Made at once, and the answer says what it is called. Kledo never does that, other services do (11).
    Made,
    /// Taken likewise, and the answer is lost.
    TakenAnswerLost(i64),
    /// Taken likewise, and the answer leads to what was made.
    TakenAndRedirected(i64),
    /// The answer says taken, and it never appears.
    NeverCreated,
    /// The answer says taken; the service fails to make it and says so from then on, until it has made one.
    FailsInQueue,
    /// Not taken, and the answer is lost: a 5xx, a reset, a time-out.
    Lost,
    /// Not taken; the answer leads to a log-in page.
    Redirected,
    NotSent,
    Rejected,
    /// Refused because of the number, which another document bears, or this one.
    SaysItExists,
    Unauthorized,
    Forbidden,
    RateLimited(Option<u32>),
    /// Not taken before somebody approves another document. Kledo never says that, other services do (12).
    AwaitsApproval,
    /// There is nothing left for it to do (12).
    Unneeded,
}

/// How the service answers a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reply {
    Truth,
    /// A 5xx.
    Nothing,
    /// The document of another shop that feeds the same company, where ours is not visible.
    AnotherShops,
}

/// Where a worker dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crash {
    Never,
    AfterClaim,
    AfterSendingIsStored,
    AfterTheRequest,
    /// The row is stored, and the order was not told.
    BeforeTheOrderIsTold,
    AfterTheRowIsFinished,
}

/// What keeps the document from leaving when its turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    None,
    /// Another document has to be there first.
    NotReady,
    /// The order cannot be read.
    Unreadable,
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Pass(i64),
    Work {
        fate: Fate,
        crash: Crash,
        reply: Reply,
        obstacle: Obstacle,
    },
    /// A person wants it tried again: this one, or whatever failed.
    RetryByHand {
        approves: bool,
    },
    ResendByHand,
    /// A person saves the order, perhaps with other contents.
    Save {
        changes: bool,
    },
    /// Cron looks at what was saved since it failed.
    LookAgain(Obstacle),
    /// All that wait for an approval are looked after at once, also before they are due; whether this one still waits.
    Watch {
        still: bool,
    },
    /// A person looks it up, whatever its state.
    CheckByHand(Reply),
    /// Somebody deletes it in the service, where everybody sees it.
    DeleteInService,
}

fn reply() -> impl Strategy<Value = Reply> {
    prop_oneof![8 => Just(Reply::Truth), 2 => Just(Reply::Nothing), 1 => Just(Reply::AnotherShops)]
}

fn acts() -> impl Strategy<Value = Act> {
    // The service's own queue is shorter than the settle time: that is what the settle time means.
    let delay = || 0..10 * MINUTE;
    let fate = prop_oneof![
        3 => delay().prop_map(Fate::Taken),
        1 => Just(Fate::Made),
        3 => delay().prop_map(Fate::TakenAnswerLost),
        1 => delay().prop_map(Fate::TakenAndRedirected),
        1 => Just(Fate::NeverCreated),
        2 => Just(Fate::FailsInQueue),
        3 => Just(Fate::Lost),
        1 => Just(Fate::Redirected),
        3 => Just(Fate::NotSent),
        3 => Just(Fate::Rejected),
        1 => Just(Fate::SaysItExists),
        1 => Just(Fate::Unauthorized),
        1 => Just(Fate::Forbidden),
        1 => any::<Option<u32>>().prop_map(Fate::RateLimited),
        2 => Just(Fate::AwaitsApproval),
        1 => Just(Fate::Unneeded),
    ];
    let crash = prop_oneof![
        8 => Just(Crash::Never),
        1 => Just(Crash::AfterClaim),
        1 => Just(Crash::AfterSendingIsStored),
        1 => Just(Crash::AfterTheRequest),
        1 => Just(Crash::BeforeTheOrderIsTold),
        1 => Just(Crash::AfterTheRowIsFinished),
    ];
    let obstacle = || prop_oneof![12 => Just(Obstacle::None), 1 => Just(Obstacle::NotReady), 1 => Just(Obstacle::Unreadable)];
    prop_oneof![
        8 => prop_oneof![0..MINUTE, 0..20 * MINUTE, 0..9 * HOUR].prop_map(Act::Pass),
        12 => (fate, crash, reply(), obstacle())
            .prop_map(|(fate, crash, reply, obstacle)| Act::Work { fate, crash, reply, obstacle }),
        3 => any::<bool>().prop_map(|approves| Act::RetryByHand { approves }),
        2 => any::<bool>().prop_map(|changes| Act::Save { changes }),
        3 => obstacle().prop_map(Act::LookAgain),
        1 => Just(Act::ResendByHand),
        3 => any::<bool>().prop_map(|still| Act::Watch { still }),
        1 => reply().prop_map(Act::CheckByHand),
        1 => Just(Act::DeleteInService),
    ]
}

/// The database row, the order with its mark, the service, and the clock.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the world by itself")]
struct World {
    now: i64,
    /// `None` once it was dropped, because the order says that the document is there.
    row: Option<Delivery>,
    lease_until: Option<i64>,
    marked: bool,
    /// The document differs from its order, and the shop wants to see such documents first.
    held: bool,
    /// How often its contents changed: what a digest and a total are of.
    version: u32,
    /// What left last; what an owner was shown when it was held; what he wants sent.
    sent: Option<u32>,
    shown: Option<u32>,
    approved: Option<u32>,
    /// Saved since somebody looked at it.
    saved: bool,
    /// How often in a row the contents that left last were refused.
    refused: u32,
    /// What nobody approved has left.
    unapproved: bool,
    /// What was refused became due although it was the same.
    sent_the_same: bool,
    /// When another program may have sent it last, for an order that is older than ours.
    before_ours: Option<i64>,
    /// When each document that was taken becomes visible.
    documents: Vec<i64>,
    /// Documents that were there and that a person deleted.
    deleted: usize,
    /// The service tells of it until it has made a document.
    failure: bool,
    /// How often a person wanted it sent again, and was warned of a duplicate.
    resends: usize,
    hand: bool,
    /// It was refused for something that a person had looked at before.
    asked_twice: bool,
    /// A process died before it could tell the order what it had stored.
    untold: bool,
    /// The service had nothing left to do for it.
    unneeded: bool,
}

impl World {
    fn new(id: u64, held: bool) -> Self {
        let now = 1_700_000_000;
        Self {
            now,
            row: Some(Delivery { id, ..delivery::new(now) }),
            lease_until: None,
            marked: false,
            held,
            version: 0,
            sent: None,
            shown: None,
            approved: None,
            saved: false,
            refused: 0,
            unapproved: false,
            sent_the_same: false,
            before_ours: None,
            documents: Vec::new(),
            deleted: 0,
            failure: false,
            resends: 0,
            hand: false,
            asked_twice: false,
            untold: false,
            unneeded: false,
        }
    }

    /// 10.6: an order that is older than ours, which came `ago`, and that another program sent or did not; no mark tells.
    fn older(id: u64, held: bool, ago: i64, sent: Option<i64>) -> Self {
        let mut world = Self::new(id, held);
        let installed_at = world.now - ago;
        world.before_ours = Some(installed_at);
        world.documents = sent.map(|delay| installed_at + delay).into_iter().collect();
        world
    }

    fn row(&self) -> &Delivery {
        self.row.as_ref().expect("a row")
    }

    fn status(&self) -> Option<Status> {
        self.row.as_ref().map(|row| row.status)
    }

    fn is_leased(&self) -> bool {
        self.lease_until.is_some_and(|until| until > self.now)
    }

    fn is_due(&self) -> bool {
        let Some(row) = &self.row else { return false };
        let due = match row.status {
            // The shell keeps the lease's end as the time of a row that is being sent.
            Status::Sending => true,
            _ => row.next_attempt_at.is_some_and(|next| next <= self.now),
        };
        due && !self.is_leased()
    }

    /// What an event makes of the row, and what is to be done.
    fn step(&self, event: Event) -> delivery::Step {
        delivery::step(self.row().clone(), event, self.now, &POLICY)
    }

    fn tell_order(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Accepted | Effect::Delivered { .. } => self.marked = true,
                Effect::Unsynced => self.marked = false,
                _ => {}
            }
        }
    }

    /// As a worker does it: the row first, then the order.
    fn conclude(&mut self, event: Event, crash: Crash) {
        let step = self.step(event);
        self.row = Some(step.delivery);
        if crash == Crash::BeforeTheOrderIsTold {
            self.untold = true;
        } else {
            self.tell_order(&step.effects);
        }
        if !matches!(crash, Crash::BeforeTheOrderIsTold | Crash::AfterTheRowIsFinished) {
            self.lease_until = None;
        }
        let is_over = |effect: &Effect| matches!(effect, Effect::Remove { .. });
        // Who dies before that leaves a row that is set aside.
        if step.effects.iter().any(is_over) && crash == Crash::Never {
            (self.row, self.unneeded) = (None, true);
        }
    }

    /// As a person's button does it: the order first, then the row.
    fn by_hand(&mut self, event: Event) {
        if self.row.is_none() || self.is_leased() || self.status() == Some(Status::Sending) {
            return;
        }
        let step = self.step(event);
        self.tell_order(&step.effects);
        self.row = Some(step.delivery);
    }

    fn work(&mut self, fate: Fate, crash: Crash, reply: Reply, obstacle: Obstacle) {
        if !self.is_due() {
            return;
        }
        self.lease_until = Some(self.now + LEASE);
        if crash == Crash::AfterClaim {
            return;
        }
        let claimed = self.step(Event::Claimed);
        if claimed.effects.contains(&Effect::Send) {
            if self.marked {
                // "The order says that it was delivered before."
                self.row = None;
                return;
            }
            if let Some(event) = self.hindrance(obstacle) {
                return self.conclude(event, crash);
            }
            self.row = Some(claimed.delivery);
            if crash == Crash::AfterSendingIsStored {
                return;
            }
            let outcome = self.request(fate);
            if crash != Crash::AfterTheRequest {
                self.conclude(Event::Outcome { outcome }, crash);
            }
        } else if claimed.effects.contains(&Effect::LookUp) {
            self.row = Some(claimed.delivery);
            let result = self.look_up(reply);
            if crash != Crash::AfterTheRequest {
                self.conclude(Event::LookedUp { result }, crash);
            }
        }
    }

    /// What keeps the document from leaving.
    fn hindrance(&mut self, obstacle: Obstacle) -> Option<Event> {
        match obstacle {
            Obstacle::NotReady => return Some(Event::NotReady { reason: Code::WaitingForOrder.into() }),
            Obstacle::Unreadable => return Some(Event::Refused { reason: Code::BadOrderData.into() }),
            Obstacle::None => {}
        }
        if let Some(at) = self.before_ours
            && self.has_never_left()
        {
            return Some(Event::PerhapsSent { at });
        }
        self.hold()
    }

    /// As the shell has it: another program may have sent it.
    fn has_never_left(&self) -> bool {
        self.status() == Some(Status::Pending)
            || (self.status() == Some(Status::Failed) && self.row().attempts == 0)
    }

    /// The document as it is now, to be seen first; `None` when it may leave.
    fn hold(&mut self) -> Option<Event> {
        if !self.held {
            return None;
        }
        let held = Event::Held { totals: totals(self.version), detail: String::new() };
        let step = self.step(held.clone());
        if step.effects.contains(&Effect::Send) {
            return None;
        }
        if step.delivery.approval.is_some_and(|approval| !approval.given) {
            self.asked_twice |= self.approved == Some(self.version);
            self.shown = Some(self.version);
        }
        Some(held)
    }

    fn save(&mut self, changes: bool) {
        self.version += u32::from(changes);
        self.saved = true;
    }

    /// As the shell has it: only what failed is made anew.
    fn look_again(&mut self, obstacle: Obstacle) {
        if !self.saved || self.is_leased() || self.status() != Some(Status::Failed) {
            return;
        }
        self.saved = false;
        if obstacle == Obstacle::Unreadable {
            return self.by_hand(Event::Refused { reason: Code::BadOrderData.into() });
        }
        if self.code().is_some_and(Code::is_held)
            && let Some(held) = self.hold()
        {
            return self.by_hand(held);
        }
        let differs = self.sent != Some(self.version);
        let is_of_the_service = self.row().refusals > 0 && self.code() != Some(Code::BadOrderData);
        self.by_hand(Event::MappedAgain { differs });
        if self.status() != Some(Status::Failed) {
            self.hand = true;
            self.refused = 0;
            self.sent_the_same |= is_of_the_service && !differs;
        }
    }

    fn code(&self) -> Option<Code> {
        self.row.as_ref().and_then(|row| row.reason.as_ref()).map(|reason| reason.code)
    }

    fn request(&mut self, fate: Fate) -> Outcome {
        if let Fate::Taken(delay) | Fate::TakenAnswerLost(delay) | Fate::TakenAndRedirected(delay) = fate {
            self.documents.push(self.now + delay);
        }
        if matches!(fate, Fate::Made) {
            self.documents.push(self.now);
        }
        self.unapproved |= self.held && self.approved != Some(self.version);
        let refused_before = if self.sent == Some(self.version) { self.refused } else { 0 };
        self.refused = refused_before + u32::from(matches!(fate, Fate::Rejected));
        self.sent = Some(self.version);
        self.failure |= matches!(fate, Fate::FailsInQueue);
        let exchange = match fate {
            Fate::Made => return Outcome::made("7".to_owned(), Some(NUMBER.to_owned()), 200),
            Fate::AwaitsApproval => {
                return Outcome::new(OutcomeClass::AwaitsApproval, Code::AwaitsApproval, Some(400));
            }
            Fate::Unneeded => return Outcome::unneeded(Code::NothingLeftToDo, 200),
            Fate::Taken(_) | Fate::NeverCreated | Fate::FailsInQueue => {
                answer(200, &json!({"success": true}))
            }
            Fate::TakenAnswerLost(_) => Err(Fault::MaybeSent(Code::ConnectionLost.into())),
            Fate::TakenAndRedirected(_) => answer(303, &Value::Null),
            Fate::Redirected => answer(302, &Value::Null),
            Fate::Lost => answer(500, &Value::Null),
            Fate::NotSent => Err(Fault::NotSent(Code::Dns.into())),
            Fate::Rejected => answer(400, &json!({"success": false, "message": "Gudang salah"})),
            Fate::SaysItExists => answer(422, &json!({"message": "Nomor sudah digunakan"})),
            Fate::Unauthorized => answer(401, &json!({"message": "Unauthenticated."})),
            Fate::Forbidden => answer(403, &json!({"message": "This action is unauthorized."})),
            Fate::RateLimited(retry_after) => Ok(Answer { retry_after, ..Answer::new(429, Vec::new()) }),
        };
        match Kledo.send(&document(), &Known::default(), &[exchange]) {
            Turn::Done(outcome) => outcome,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    fn look_up(&self, reply: Reply) -> LookUp {
        let is_visible = self.documents.iter().any(|visible| *visible <= self.now);
        let ours = json!({"id": 7, "ref_number": NUMBER, "status_id": 5});
        let theirs = json!({"id": 8, "ref_number": "TOKO-123", "status_id": 5});
        let order = match reply {
            Reply::AnotherShops => theirs.clone(),
            _ if is_visible => ours.clone(),
            _ => Value::Null,
        };
        let listed = if is_visible { json!([theirs, ours]) } else { json!([theirs]) };
        let mut data =
            json!({"wc_order_id": ORDER.to_string(), "order": order, "invoice": null, "linked": false});
        if self.failure && !is_visible {
            data["order_failure"] = json!("Stok habis");
        }
        let exchange = match reply {
            Reply::Nothing => answer(503, &Value::Null),
            _ => answer(200, &json!({"success": true, "data": data})),
        };
        let query = LookUpQuery {
            kind: kledo::ORDER,
            order_id: ORDER,
            subject_id: ORDER,
            reference: NUMBER.to_owned(),
            sent_as: None,
        };
        let list = answer(200, &json!({"success": true, "data": {"data": listed, "last_page": 1}}));
        let mut so_far = vec![exchange];
        loop {
            match Kledo.look_up(&query, &so_far) {
                Turn::Done(result) => return result,
                Turn::Ask(request) => {
                    assert_eq!((request.path.as_str(), so_far.len()), ("finance/orders", 1));
                }
            }
            so_far.push(list.clone());
        }
    }

    fn watch(&mut self, still: bool) {
        if self.row.is_some() && !self.is_leased() {
            let still = still.then(|| Code::AwaitsApproval.into());
            self.conclude(Event::Watched { still }, Crash::Never);
        }
    }

    fn check_by_hand(&mut self, reply: Reply) {
        let result = self.look_up(reply);
        // As the shell has it: what says nothing new does not count against a document.
        let is_absent = result.class == LookUpClass::Absent;
        let is_due =
            self.row.as_ref().and_then(|row| row.next_attempt_at).is_some_and(|next| next <= self.now);
        let is_news = result.class != LookUpClass::Unavailable
            && (!is_absent || is_due || self.status() == Some(Status::Confirmed));
        if is_news {
            self.by_hand(Event::LookedUp { result });
        }
    }

    fn delete_in_service(&mut self) {
        if self.status() == Some(Status::Confirmed) {
            self.deleted += self.documents.len();
            self.documents.clear();
        }
    }

    fn retry_by_hand(&mut self, approves: bool) {
        self.hand = true;
        self.refused = 0;
        let is_held = self.status() == Some(Status::Failed) && self.code().is_some_and(Code::is_held);
        if is_held && approves && !self.is_leased() {
            self.approved = self.shown;
        }
        self.by_hand(Event::RetryByHand { approves });
    }

    fn resend_by_hand(&mut self) {
        self.hand = true;
        self.refused = 0;
        let before = self.row.clone();
        self.by_hand(Event::ResendByHand);
        self.resends += usize::from(self.row != before);
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Pass(seconds) => self.now += seconds,
            Act::Work { fate, crash, reply, obstacle } => self.work(fate, crash, reply, obstacle),
            Act::RetryByHand { approves } => self.retry_by_hand(approves),
            Act::ResendByHand => self.resend_by_hand(),
            Act::Save { changes } => self.save(changes),
            Act::LookAgain(obstacle) => self.look_again(obstacle),
            Act::Watch { still } => self.watch(still),
            Act::CheckByHand(reply) => self.check_by_hand(reply),
            Act::DeleteInService => self.delete_in_service(),
        }
    }

    /// From now on everything works and the minute's run comes every minute.
    fn let_it_settle(&mut self) {
        let end = self.now + 120 * HOUR;
        self.look_again(Obstacle::None);
        while self.now < end
            && let Some(row) = &self.row
            && (row.status == Status::Sending || row.next_attempt_at.is_some())
        {
            let lease = self.lease_until.unwrap_or(self.now);
            let due = if row.status == Status::Sending { lease } else { row.next_attempt_at.unwrap_or(end) };
            self.now = self.now.max(due).max(lease) + 1;
            self.work(Fate::Taken(5), Crash::Never, Reply::Truth, Obstacle::None);
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let most = 1 + self.resends + self.deleted;
        let made = self.documents.len() + self.deleted;
        prop_assert!(made <= most, "{} documents for one reference: {:?}", made, self.row);
        prop_assert!(!self.asked_twice, "asked again for what was approved: {:?}", self.row);
        prop_assert!(!self.unapproved, "left, and nobody had approved it as it was: {:?}", self.row);
        prop_assert!(!self.sent_the_same, "saved without a change, and due: {:?}", self.row);
        prop_assert!(self.refused <= 4, "refused for the {}th time: {:?}", self.refused, self.row);
        let Some(row) = &self.row else { return Ok(()) };
        let is_believed = matches!(row.status, Status::Accepted | Status::Confirmed);
        prop_assert!(self.untold || self.marked == is_believed, "marked {}: {:?}", self.marked, row);
        let code = self.code();
        let by_kledo = matches!(code, Some(Code::Rejected | Code::AlreadyExists | Code::Forbidden));
        let is_refused = by_kledo
            || code == Some(Code::BadOrderData)
            || row.reason.as_ref().is_some_and(|reason| {
                // rejected, already_exists, forbidden
                reason.code == Code::GaveUp && reason.detail.starts_with(['r', 'a', 'f'])
            });
        prop_assert!(row.status != Status::Failed || row.refusals == 0 || is_refused, "{:?}", row);
        // What a person reads of a refusal says that it is tried again.
        let is_tried_again = by_kledo
            || (code == Some(Code::BadOrderData) && row.refusals > 0 && row.next_attempt_at.is_some());
        let waits = match row.status {
            Status::Confirmed | Status::Sending | Status::SetAside => false,
            Status::Failed => is_tried_again,
            _ => true,
        };
        prop_assert_eq!(row.next_attempt_at.is_some(), waits, "{:?}", row);
        prop_assert!(row.series_attempts <= row.attempts.min(POLICY.max_attempts), "{:?}", row);
        if !self.hand {
            prop_assert_eq!(row.series_attempts, row.attempts, "{:?}", row);
            let last = row.first_attempt_at.unwrap_or(row.created_at) + POLICY.lifetime;
            if row.status == Status::Retrying && row.attempts > 0 && row.sent_at.is_none() {
                let throttled = row.reason.as_ref().is_some_and(|reason| {
                    matches!(
                        reason.code,
                        Code::RateLimited
                            | Code::Unauthorized
                            | Code::Forbidden
                            | Code::WaitingForOrder
                            | Code::AwaitsApproval
                    )
                });
                prop_assert!(throttled || row.next_attempt_at <= Some(last.max(self.now)), "{row:?}");
            }
        }
        Ok(())
    }

    /// Nothing is under way any more: what is believed is so.
    fn check_rest(&self) -> Result<(), TestCaseError> {
        self.check()?;
        let is_there = !self.documents.is_empty();
        let was_dropped = self.row.is_none() && !self.unneeded;
        prop_assert!(is_there || !was_dropped, "dropped, and it was never made");
        let Some(row) = &self.row else { return Ok(()) };
        let code = row.reason.as_ref().map(|reason| reason.code);
        match row.status {
            Status::Confirmed => prop_assert!(is_there || self.deleted > 0, "confirmed, and it is not there"),
            Status::Failed => {
                let in_doubt = matches!(code, Some(Code::StillUnknown | Code::ForeignReference));
                let twice = self.resends > 0;
                // An order that cannot be read has no number to ask for.
                let unasked = self.before_ours.is_some() && code == Some(Code::BadOrderData);
                prop_assert!(
                    !is_there || in_doubt || twice || unasked,
                    "failed, and yet it is there: {:?}",
                    row
                );
                prop_assert!(code.is_some(), "failed without a reason");
            }
            // Nothing is left to do for it, and the process died that would have removed it.
            Status::SetAside => prop_assert_eq!(code, Some(Code::NothingLeftToDo)),
            status => prop_assert!(false, "still {:?} after five days in which everything worked", status),
        }
        Ok(())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an answer is one kind of exchange")]
fn answer(status: u16, body: &Value) -> Exchange {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    Ok(Answer::new(status, body))
}

fn document() -> Document {
    Document {
        kind: kledo::ORDER,
        order_id: ORDER,
        subject_id: ORDER,
        reference: NUMBER.to_owned(),
        payload: Map::new(),
        asks_for: Vec::new(),
        held: false,
        reconciliation: totals(0),
    }
}

fn totals(version: u32) -> Reconciliation {
    Reconciliation {
        currency: "IDR".to_owned(),
        order_total: Amount::from(i64::from(version)),
        document_total: Amount::from(i64::from(version) + 1),
        difference: Amount::ONE,
        causes: vec![Cause::MixedTax],
        unmapped_taxes: Vec::new(),
    }
}

fn histories() -> u32 {
    std::env::var("MODEL_HISTORIES").ok().and_then(|number| number.parse().ok()).unwrap_or(100_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: histories(), ..ProptestConfig::default() })]

    #[test]
    fn never_two_documents_and_none_is_lost(
        id in 1u64..1_000_000,
        held in prop::bool::weighted(0.2),
        older in prop::option::weighted(0.2, (0..HOUR, prop::option::of(0..10 * MINUTE))),
        history in prop::collection::vec(acts(), 1..40),
    ) {
        let mut world = older.map_or_else(|| World::new(id, held), |(ago, sent)| World::older(id, held, ago, sent));
        for act in history {
            world.act(act);
            world.check()?;
        }
        world.let_it_settle();
        world.check_rest()?;
        // An owner who presses the button gets it there, once for what held it, once for what it failed of.
        for _ in 0..2 {
            if world.status() == Some(Status::Failed) {
                world.lease_until = None;
                world.retry_by_hand(true);
                world.let_it_settle();
                world.check_rest()?;
            }
        }
        prop_assert!(world.status() != Some(Status::Failed), "{:?}", world.row);
    }
}

fn alone() -> World {
    World::new(7, false)
}

/// A worker that meets nothing but what happens to its request.
fn send(world: &mut World, fate: Fate) {
    world.work(fate, Crash::Never, Reply::Truth, Obstacle::None);
}

#[test]
fn the_waits_of_a_service_that_is_out_of_reach_add_up_to_two_days_and_it_says_that_it_gave_up() {
    let mut world = alone();
    let mut attempts = Vec::new();
    while world.status() != Some(Status::Failed) {
        world.now = world.row().next_attempt_at.unwrap();
        attempts.push((world.now - world.row().created_at) / MINUTE);
        send(&mut world, Fate::NotSent);
    }
    assert_eq!(attempts.len(), usize::try_from(world.row().attempts).unwrap());
    assert!((10..=12).contains(&attempts.len()), "{attempts:?}");
    assert!(attempts.is_sorted() && *attempts.last().unwrap() <= 48 * 60, "{attempts:?}");
    // 10.14
    let reason = world.row().reason.clone().unwrap();
    assert_eq!((reason.code, reason.detail.as_str()), (Code::GaveUp, "dns"));
}

/// 10.14
#[test]
fn a_retry_by_hand_begins_a_new_series_and_the_total_stays() {
    let mut world = alone();
    while world.status() != Some(Status::Failed) {
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, Fate::NotSent);
    }
    let before = world.row().attempts;
    world.retry_by_hand(true);
    assert_eq!((world.status(), world.row().next_attempt_at), (Some(Status::Retrying), Some(world.now)));
    send(&mut world, Fate::NotSent);
    assert_eq!((world.row().attempts, world.row().series_attempts), (before + 1, 1));
    let wait = world.row().next_attempt_at.unwrap() - world.now;
    assert!((270..=330).contains(&wait), "the schedule begins anew, {wait}");
    while world.status() != Some(Status::Failed) {
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, Fate::NotSent);
    }
    assert_eq!(world.row().attempts, before + world.row().series_attempts);
}

/// 10.1: it was failed at once, forgot that it had left, and a retry sent it without asking.
#[test]
fn an_old_failure_says_nothing_of_the_newest_request() {
    let mut world = alone();
    send(&mut world, Fate::FailsInQueue);
    while world.status() == Some(Status::Accepted) {
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, Fate::Taken(0));
    }
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::FailedInService);
    assert_eq!(world.now - world.row().created_at, POLICY.settle, "not before it had settled");
    assert!(!world.marked);
    world.retry_by_hand(true);
    assert_eq!(world.status(), Some(Status::Unconfirmed), "it is asked first");
    send(&mut world, Fate::Lost);
    assert_eq!(world.status(), Some(Status::Retrying));
    world.now += 1;
    send(&mut world, Fate::Taken(9 * MINUTE));
    assert_eq!(world.status(), Some(Status::Accepted));
    world.now += 2 * MINUTE;
    send(&mut world, Fate::Taken(0));
    assert_eq!(world.status(), Some(Status::Accepted), "the service still tells of the first");
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// 10.4: the mark stayed, and the retry was dropped as delivered.
#[test]
fn the_mark_goes_when_the_belief_goes() {
    for reply in [Reply::Nothing, Reply::AnotherShops] {
        let mut world = alone();
        send(&mut world, Fate::NeverCreated);
        assert!(world.marked);
        while world.status() == Some(Status::Accepted) {
            world.now = world.row().next_attempt_at.unwrap();
            world.work(Fate::Taken(0), Crash::Never, reply, Obstacle::None);
        }
        assert_eq!((world.status(), world.marked), (Some(Status::Failed), false));
        world.retry_by_hand(true);
        world.let_it_settle();
        assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
    }
}

#[test]
fn what_an_owner_approved_is_not_asked_again() {
    let mut world = World::new(7, true);
    send(&mut world, Fate::Taken(0));
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::HeldForReview);
    world.retry_by_hand(true);
    send(&mut world, Fate::NotSent);
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::Dns);
    world.let_it_settle();
    assert_eq!((world.status(), world.asked_twice), (Some(Status::Confirmed), false));
}

/// 10.13
#[test]
fn an_approval_outlives_other_failures_and_a_resend_and_not_another_total() {
    let mut world = World::new(7, true);
    send(&mut world, Fate::Taken(0));
    world.retry_by_hand(false);
    assert_eq!(world.status(), Some(Status::Failed), "nobody has looked at it");
    world.retry_by_hand(true);
    send(&mut world, Fate::Rejected);
    world.retry_by_hand(false);
    send(&mut world, Fate::Taken(0));
    world.let_it_settle();
    assert_eq!(world.status(), Some(Status::Confirmed));
    world.resend_by_hand();
    send(&mut world, Fate::NotSent);
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::Dns, "the resend was not held");
    world.save(true);
    world.let_it_settle();
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::HeldAgain);
    assert_eq!(world.row().approval.as_ref().unwrap().shown, totals(1), "what is approved next");
    world.retry_by_hand(true);
    world.let_it_settle();
    assert_eq!((world.status(), world.unapproved), (Some(Status::Confirmed), false));
}

/// 10.16
#[test]
fn a_refused_document_is_tried_after_one_eight_and_twenty_four_hours_and_then_given_up() {
    let mut world = alone();
    let mut waits = Vec::new();
    for _ in 0..10 {
        send(&mut world, Fate::Rejected);
        assert_eq!(world.status(), Some(Status::Failed), "at once");
        let Some(next) = world.row().next_attempt_at else { break };
        assert_eq!(world.row().reason.as_ref().unwrap().code, Code::Rejected);
        waits.push((next - world.now) / HOUR);
        world.now = next - 1;
        send(&mut world, Fate::Taken(0));
        assert!(world.documents.is_empty(), "not before its time");
        world.now = next;
    }
    assert_eq!(waits, [1, 8, 24]);
    let reason = world.row().reason.clone().unwrap();
    assert_eq!((reason.code, reason.detail.as_str()), (Code::GaveUp, "rejected: Gudang salah"));
    world.let_it_settle();
    assert_eq!(world.status(), Some(Status::Failed), "nothing more by itself");
    // Unless there is something else to send.
    world.save(true);
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// 10.16
#[test]
fn a_saved_order_whose_document_is_the_same_is_not_sent_for_it() {
    let mut world = alone();
    send(&mut world, Fate::Rejected);
    let before = world.row().clone();
    world.save(false);
    world.look_again(Obstacle::None);
    assert_eq!((world.row(), world.saved), (&before, false), "stays failed, and is tried after its hour");
    world.save(true);
    world.look_again(Obstacle::Unreadable);
    assert_eq!(world.row(), &before, "it cannot be read just now");
    world.save(false);
    world.look_again(Obstacle::None);
    assert_eq!((world.status(), world.row().next_attempt_at), (Some(Status::Retrying), Some(world.now)));
    send(&mut world, Fate::Rejected);
    let wait = world.row().next_attempt_at.unwrap() - world.now;
    assert_eq!((world.row().refusals, wait), (1, HOUR), "another document begins anew");
}

/// 10.16
#[test]
fn what_could_not_be_made_is_sent_once_it_can_be_and_is_not_held_any_more() {
    let mut world = alone();
    world.work(Fate::Taken(0), Crash::Never, Reply::Truth, Obstacle::Unreadable);
    assert_eq!(world.row().next_attempt_at, Some(world.now + HOUR));
    world.save(false);
    world.look_again(Obstacle::None);
    assert_eq!(world.status(), Some(Status::Pending), "it never left");

    let mut world = World::new(7, true);
    send(&mut world, Fate::Taken(0));
    world.save(true);
    world.look_again(Obstacle::None);
    assert_eq!((world.status(), world.shown), (Some(Status::Failed), Some(1)));
    assert_eq!(world.row().approval.as_ref().unwrap().shown, totals(1));
    world.held = false;
    world.save(true);
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// 10.6: it was sent without asking, and stood there twice.
#[test]
fn what_another_program_may_have_sent_is_asked_after_before_it_leaves_and_however_often_it_fails_before_that()
{
    let mut world = World::older(7, false, HOUR, Some(0));
    world.work(Fate::Taken(0), Crash::Never, Reply::Truth, Obstacle::Unreadable);
    assert_eq!(world.status(), Some(Status::Failed));
    world.retry_by_hand(true);
    send(&mut world, Fate::Taken(0));
    assert_eq!(world.status(), Some(Status::Unconfirmed));
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::PerhapsSentBefore);
    send(&mut world, Fate::Taken(0));
    assert_eq!(
        (world.status(), world.documents.len(), world.row().attempts),
        (Some(Status::Confirmed), 1, 0)
    );

    // The same when it is its turn by itself, or the order was mended (10.16).
    for is_mended in [false, true] {
        let mut world = World::older(7, false, HOUR, Some(0));
        world.work(Fate::Taken(0), Crash::Never, Reply::Truth, Obstacle::Unreadable);
        if is_mended {
            world.save(true);
            world.look_again(Obstacle::None);
        }
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, Fate::Taken(0));
        assert_eq!((world.status(), world.documents.len()), (Some(Status::Unconfirmed), 1));
    }

    let mut world = World::older(7, false, HOUR, None);
    world.let_it_settle();
    assert_eq!(
        (world.status(), world.documents.len(), world.row().attempts),
        (Some(Status::Confirmed), 1, 1)
    );
}

/// 10.5: what was sent a moment before ours came has not settled, so that "not there" says nothing yet.
#[test]
fn what_another_program_may_have_sent_a_moment_ago_has_time_to_appear() {
    let mut world = World::older(7, false, 0, Some(9 * MINUTE));
    world.let_it_settle();
    assert_eq!(
        (world.status(), world.documents.len(), world.row().attempts),
        (Some(Status::Confirmed), 1, 0)
    );
}

/// 10.11
#[test]
fn what_is_set_aside_waits_for_a_person_and_is_no_error() {
    let mut world = alone();
    let step = world.step(Event::SetAside { reason: Code::BeforeStartDay.into() });
    assert!(!step.effects.iter().any(|effect| matches!(effect, Effect::Note { .. })), "{:?}", step.effects);
    world.row = Some(step.delivery);
    assert_eq!((world.status(), world.row().next_attempt_at), (Some(Status::SetAside), None));
    world.retry_by_hand(true);
    assert!(world.row().by_hand);
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// 10.16
#[test]
fn what_is_said_to_exist_is_looked_for_and_adopted_only_when_it_is_what_was_sent() {
    let mut ours = alone();
    ours.documents.push(ours.now);
    send(&mut ours, Fate::SaysItExists);
    assert_eq!((ours.status(), ours.row().next_attempt_at), (Some(Status::Unconfirmed), Some(ours.now)));
    ours.work(Fate::Taken(0), Crash::Never, Reply::Nothing, Obstacle::None);
    assert_eq!(
        ours.row().reason.as_ref().unwrap().code,
        Code::AlreadyExists,
        "what is looked for is remembered"
    );
    ours.let_it_settle();
    assert_eq!((ours.status(), ours.documents.len()), (Some(Status::Confirmed), 1));

    let mut nobodys = alone();
    send(&mut nobodys, Fate::SaysItExists);
    send(&mut nobodys, Fate::Taken(0));
    assert_eq!(
        (nobodys.status(), nobodys.row().next_attempt_at),
        (Some(Status::Failed), Some(nobodys.now + HOUR))
    );

    let mut anothers = alone();
    send(&mut anothers, Fate::SaysItExists);
    anothers.work(Fate::Taken(0), Crash::Never, Reply::AnotherShops, Obstacle::None);
    assert_eq!(anothers.row().reason.as_ref().unwrap().code, Code::ForeignReference);
    assert_eq!((anothers.status(), anothers.row().next_attempt_at), (Some(Status::Failed), None));

    let mut unnamed = alone();
    send(&mut unnamed, Fate::SaysItExists);
    unnamed.conclude(
        Event::LookedUp { result: LookUp::without_document(LookUpClass::Found, None) },
        Crash::Never,
    );
    assert_eq!((unnamed.status(), unnamed.marked), (Some(Status::Failed), false));
}

/// 11
#[test]
fn what_is_made_at_once_is_confirmed_and_not_looked_for() {
    let mut world = alone();
    send(&mut world, Fate::Made);
    let row = world.row().clone();
    assert_eq!((row.status, row.next_attempt_at, row.reason), (Status::Confirmed, None, None));
    assert_eq!((row.remote_id.as_deref(), row.remote_number.as_deref()), (Some("7"), Some(NUMBER)));
    assert!(world.marked);
    let again = world.step(Event::Outcome { outcome: Outcome::made("8".to_owned(), None, 200) });
    assert_eq!((&again.delivery, again.effects.len()), (world.row(), 0), "only who is sending is answered");

    let mut sending = alone();
    sending.row = Some(sending.step(Event::Claimed).delivery);
    let made = sending.step(Event::Outcome { outcome: Outcome::made("7".to_owned(), None, 200) });
    assert_eq!(made.effects, [Effect::Delivered { remote_number: None }]);

    world.delete_in_service();
    world.check_by_hand(Reply::Truth);
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::GoneFromService);
    assert!(!world.marked);
}

/// 12: somebody has to approve the invoice before it can be paid.
#[test]
fn what_waits_for_an_approval_is_asked_after_each_day_for_thirty_days_and_spends_no_attempt() {
    let mut world = alone();
    let mut days = 0;
    while world.status() != Some(Status::Failed) {
        world.now = world.row().next_attempt_at.unwrap();
        days = (world.now - world.row().created_at) / (24 * HOUR);
        assert!(days <= 30, "nobody waits for ever");
        send(&mut world, Fate::AwaitsApproval);
        assert_eq!((world.row().attempts, world.row().sent_at), (0, None));
    }
    assert_eq!((days, world.row().reason.as_ref().unwrap().code), (30, Code::NeverApproved));
    world.retry_by_hand(true);
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// 12.1: whether each asks by itself or all are asked after at once is the same to each.
#[test]
fn one_of_many_that_are_looked_after_at_once_is_put_off_like_one_that_asks_by_itself() {
    let (mut alone_asks, mut watched) = (alone(), alone());
    send(&mut alone_asks, Fate::AwaitsApproval);
    send(&mut watched, Fate::AwaitsApproval);
    for day in 1..=30 {
        for world in [&mut alone_asks, &mut watched] {
            assert_eq!(world.status(), Some(Status::Retrying), "day {day}");
            world.now = world.row().next_attempt_at.unwrap();
        }
        send(&mut alone_asks, Fate::AwaitsApproval);
        watched.watch(true);
        assert_eq!(alone_asks.row(), watched.row(), "day {day}");
    }
    assert_eq!(watched.row().reason.as_ref().unwrap().code, Code::NeverApproved);
    // Nothing is said anew of one that has failed.
    watched.watch(false);
    assert_eq!(alone_asks.row(), watched.row());
}

/// 12.1
#[test]
fn what_is_approved_is_due_at_once_and_only_what_waits_for_that_is_touched() {
    let mut world = alone();
    send(&mut world, Fate::AwaitsApproval);
    world.now += HOUR;
    world.watch(false);
    assert_eq!(world.row().next_attempt_at, Some(world.now));
    send(&mut world, Fate::Made);
    assert_eq!((world.status(), world.row().attempts), (Some(Status::Confirmed), 1));
    for fate in [Fate::NotSent, Fate::Rejected, Fate::Lost, Fate::RateLimited(Some(60)), Fate::Made] {
        for still in [true, false] {
            let mut world = alone();
            send(&mut world, fate);
            let before = world.row().clone();
            world.watch(still);
            assert_eq!(*world.row(), before, "{fate:?}");
        }
    }
}

/// 12: what fails then has its own two days, however long the approval took.
#[test]
fn an_approval_that_comes_late_shortens_nothing_of_what_follows() {
    for fate in [Fate::NotSent, Fate::Lost] {
        let mut world = alone();
        for _ in 0..20 {
            world.now = world.row().next_attempt_at.unwrap();
            send(&mut world, Fate::AwaitsApproval);
        }
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, fate);
        world.let_it_settle();
        assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1), "{fate:?}");
    }
    // A process that died while it asked once more.
    let mut world = alone();
    for _ in 0..20 {
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, Fate::AwaitsApproval);
    }
    world.now = world.row().next_attempt_at.unwrap();
    world.work(Fate::Lost, Crash::AfterTheRequest, Reply::Truth, Obstacle::None);
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// 12
#[test]
fn what_nothing_is_left_to_do_for_goes_without_an_error_or_a_note() {
    let mut world = alone();
    send(&mut world, Fate::NotSent);
    world.now = world.row().next_attempt_at.unwrap();
    world.row = Some(world.step(Event::Claimed).delivery);
    let outcome = Outcome::unneeded(Code::NothingLeftToDo, 200);
    let step = world.step(Event::Outcome { outcome });
    assert_eq!((step.delivery.status, step.delivery.next_attempt_at), (Status::SetAside, None));
    assert_eq!((step.delivery.attempts, step.delivery.sent_at), (1, None), "it cost no attempt");
    assert!(step.effects.contains(&Effect::Remove { reason: Code::NothingLeftToDo.into() }));
    assert!(!step.effects.iter().any(|effect| matches!(effect, Effect::Note { .. })), "{:?}", step.effects);
    let mut world = alone();
    send(&mut world, Fate::Unneeded);
    assert!(world.row.is_none() && world.documents.is_empty());
}

/// 12: the service may make something else of it than was sent, and says so.
#[test]
fn what_is_made_with_a_remark_is_there_and_people_hear_of_it() {
    let mut world = alone();
    world.row = Some(world.step(Event::Claimed).delivery);
    let mut outcome = Outcome::made("7".to_owned(), None, 200);
    outcome.reason = Some(Code::MadeWithAnotherTotal.into());
    let step = world.step(Event::Outcome { outcome });
    assert_eq!((step.delivery.status, step.delivery.reason), (Status::Confirmed, None));
    assert!(step.effects.contains(&Effect::Note { reason: Code::MadeWithAnotherTotal.into() }));
}

/// 11
#[test]
fn how_often_and_how_long_is_what_the_connector_says() {
    let policy = Policy { max_attempts: 1, settle: HOUR, checks: &[7 * MINUTE, 9 * MINUTE], ..*POLICY };
    let after = |row: Delivery, event| {
        let now = row.next_attempt_at.unwrap_or(row.created_at);
        delivery::step(row, event, now, &policy).delivery
    };
    let outcome = |class, code: Code| Event::Outcome { outcome: Outcome::new(class, code, None) };
    let absent = || Event::LookedUp { result: LookUp::without_document(LookUpClass::Absent, None) };
    let start = delivery::new(1_700_000_000);
    let sending = after(start.clone(), Event::Claimed);

    let not_sent = after(sending.clone(), outcome(OutcomeClass::NotSent, Code::Dns));
    assert_eq!((not_sent.status, not_sent.reason.unwrap().code), (Status::Failed, Code::GaveUp));

    let mut accepted = after(sending.clone(), Event::Outcome { outcome: Outcome::accepted(200) });
    let mut checks = Vec::new();
    while let Some(next) = accepted.next_attempt_at {
        checks.push((next - start.created_at) / MINUTE);
        accepted = after(accepted, absent());
    }
    assert_eq!(checks, [7, 9]);

    let mut unconfirmed = after(sending, outcome(OutcomeClass::Unconfirmed, Code::TimedOut));
    assert_eq!(unconfirmed.next_attempt_at, Some(start.created_at + 7 * MINUTE));
    let mut asked_at = start.created_at;
    while unconfirmed.status == Status::Unconfirmed {
        asked_at = unconfirmed.next_attempt_at.unwrap();
        unconfirmed = after(unconfirmed, absent());
    }
    assert_eq!(asked_at - start.created_at, HOUR, "not before it had settled");
}

#[test]
fn an_expired_lease_is_asked_about_and_never_simply_sent_again() {
    let mut world = alone();
    world.work(Fate::Taken(60), Crash::AfterTheRequest, Reply::Truth, Obstacle::None);
    assert_eq!(world.status(), Some(Status::Sending));
    world.now += LEASE + 1;
    send(&mut world, Fate::Taken(0));
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

#[test]
fn what_was_accepted_and_never_appears_fails_after_the_last_check() {
    let mut world = alone();
    send(&mut world, Fate::NeverCreated);
    let mut checks = Vec::new();
    while let Some(next) = world.row().next_attempt_at {
        world.now = next;
        checks.push((next - world.row().created_at) / MINUTE);
        send(&mut world, Fate::Taken(0));
    }
    assert_eq!(checks, [2, 10, 30, 120, 480, 1440]);
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::NeverAppeared);
    // A person may send it again; it is asked about first.
    world.retry_by_hand(true);
    assert_eq!(world.status(), Some(Status::Unconfirmed));
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

#[test]
fn an_impatient_person_does_not_make_an_accepted_delivery_fail() {
    let mut world = alone();
    send(&mut world, Fate::Taken(5 * MINUTE));
    for _ in 0..20 {
        world.now += 5;
        world.retry_by_hand(true);
        send(&mut world, Fate::Taken(0));
        assert_eq!(world.status(), Some(Status::Accepted));
    }
    world.let_it_settle();
    assert_eq!((world.status(), world.documents.len()), (Some(Status::Confirmed), 1));
}

/// The key passed its test since it was refused for this document: the document is what it may not do.
#[test]
fn a_document_that_a_good_key_may_not_make_is_refused_and_tried_again_later() {
    let mut world = alone();
    send(&mut world, Fate::Forbidden);
    assert_eq!((world.status(), world.row().attempts), (Some(Status::Retrying), 0));
    let mut waits = Vec::new();
    for _ in 0..4 {
        world.now = world.row().next_attempt_at.unwrap();
        send(&mut world, Fate::Forbidden);
        assert_eq!(world.status(), Some(Status::Failed));
        waits.push(world.row().next_attempt_at.map(|next| (next - world.now) / HOUR));
    }
    assert_eq!(waits, [Some(1), Some(8), Some(24), None]);
    assert_eq!(world.row().reason.as_ref().unwrap().code, Code::GaveUp);

    // It was given the right.
    let mut allowed = alone();
    send(&mut allowed, Fate::Forbidden);
    send(&mut allowed, Fate::Forbidden);
    allowed.now = allowed.row().next_attempt_at.unwrap();
    send(&mut allowed, Fate::Taken(0));
    allowed.let_it_settle();
    assert_eq!((allowed.status(), allowed.documents.len()), (Some(Status::Confirmed), 1));
}

#[test]
fn a_rate_limit_and_a_refused_key_cost_no_attempt() {
    for fate in [Fate::RateLimited(Some(90)), Fate::Unauthorized] {
        let mut world = alone();
        for _ in 0..50 {
            world.now = world.row().next_attempt_at.unwrap();
            send(&mut world, fate);
        }
        assert_eq!((world.status(), world.row().attempts), (Some(Status::Retrying), 0));
    }
}
