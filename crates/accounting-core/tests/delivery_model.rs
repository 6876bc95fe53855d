//! The state machine against a model of the world: a service that is truthful but slow and faulty, workers that die at
//! any point, people who press buttons. 100,000 histories; `MODEL_HISTORIES` asks for more.

use accounting_core::delivery::{self, Delivery, Effect, Event, Status};
use accounting_core::outcome::{LookUp, LookUpClass, Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::schedule::{HOUR, MINUTE, Policy};
use proptest::prelude::*;

const POLICY: Policy = Policy { max_attempts: 20, lifetime: 48 * HOUR, settle: 15 * MINUTE };
const LEASE: i64 = 2 * MINUTE;

/// What happens to one request that sends the document.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// Taken, and visible after so many seconds; the answer arrives.
    Taken(i64),
    /// Taken likewise, and the answer is lost.
    TakenAnswerLost(i64),
    /// The answer says taken, and it never appears.
    NeverCreated,
    /// The answer says taken; the service fails to make it and says so.
    FailsInQueue,
    /// Not taken, and the answer is lost: a 5xx, a reset, a time-out.
    Lost,
    NotSent,
    Rejected,
    Unauthorized,
    RateLimited(Option<u32>),
}

/// Where a worker dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crash {
    Never,
    AfterClaim,
    AfterSendingIsStored,
    AfterTheRequest,
    AfterTheRowIsFinished,
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Pass(i64),
    Work { fate: Fate, crash: Crash, service_answers: bool },
    RetryByHand,
}

fn acts() -> impl Strategy<Value = Act> {
    // The service's own queue is shorter than the settle time: that is what the settle time means.
    let delay = 0..10 * MINUTE;
    let fate = prop_oneof![
        3 => delay.clone().prop_map(Fate::Taken),
        3 => delay.prop_map(Fate::TakenAnswerLost),
        1 => Just(Fate::NeverCreated),
        1 => Just(Fate::FailsInQueue),
        3 => Just(Fate::Lost),
        3 => Just(Fate::NotSent),
        1 => Just(Fate::Rejected),
        1 => Just(Fate::Unauthorized),
        1 => any::<Option<u32>>().prop_map(Fate::RateLimited),
    ];
    let crash = prop_oneof![
        6 => Just(Crash::Never),
        1 => Just(Crash::AfterClaim),
        1 => Just(Crash::AfterSendingIsStored),
        1 => Just(Crash::AfterTheRequest),
        1 => Just(Crash::AfterTheRowIsFinished),
    ];
    prop_oneof![
        4 => prop_oneof![0..MINUTE, 0..20 * MINUTE, 0..9 * HOUR].prop_map(Act::Pass),
        6 => (fate, crash, prop::bool::weighted(0.8))
            .prop_map(|(fate, crash, service_answers)| Act::Work { fate, crash, service_answers }),
        1 => Just(Act::RetryByHand),
    ]
}

/// The database row, the service, and the clock.
struct World {
    now: i64,
    row: Delivery,
    lease_until: Option<i64>,
    /// When each document that was taken becomes visible.
    documents: Vec<i64>,
    failed_in_service: bool,
    hand: bool,
}

impl World {
    fn new(id: u64) -> Self {
        let now = 1_700_000_000;
        let row = Delivery { id, ..delivery::new(now) };
        Self { now, row, lease_until: None, documents: Vec::new(), failed_in_service: false, hand: false }
    }

    fn is_due(&self) -> bool {
        let leased = self.lease_until.is_some_and(|until| until > self.now);
        let due = match self.row.status {
            // The shell keeps the lease's end as the time of a row that is being sent.
            Status::Sending => true,
            _ => self.row.next_attempt_at.is_some_and(|next| next <= self.now),
        };
        due && !leased
    }

    /// Stores what an event makes of the row; says what is to be done.
    fn store(&mut self, event: Event) -> Vec<Effect> {
        let step = delivery::step(self.row.clone(), event, self.now, &POLICY);
        self.row = step.delivery;
        step.effects
    }

    fn work(&mut self, fate: Fate, crash: Crash, service_answers: bool) {
        if !self.is_due() {
            return;
        }
        self.lease_until = Some(self.now + LEASE);
        if crash == Crash::AfterClaim {
            return;
        }
        let task = self.store(Event::Claimed);
        if task.contains(&Effect::Send) {
            if crash == Crash::AfterSendingIsStored {
                return;
            }
            let outcome = self.request(fate);
            if crash == Crash::AfterTheRequest {
                return;
            }
            self.store(Event::Outcome { outcome });
        } else if task.contains(&Effect::LookUp) {
            let result = self.look_up(service_answers);
            if crash == Crash::AfterTheRequest {
                return;
            }
            self.store(Event::LookedUp { result });
        }
        if crash != Crash::AfterTheRowIsFinished {
            self.lease_until = None;
        }
    }

    fn request(&mut self, fate: Fate) -> Outcome {
        self.failed_in_service = false;
        match fate {
            Fate::Taken(delay) => {
                self.documents.push(self.now + delay);
                Outcome::accepted(200)
            }
            Fate::TakenAnswerLost(delay) => {
                self.documents.push(self.now + delay);
                Outcome::new(OutcomeClass::Unconfirmed, Code::ConnectionLost, None)
            }
            Fate::NeverCreated => Outcome::accepted(200),
            Fate::FailsInQueue => {
                self.failed_in_service = true;
                Outcome::accepted(200)
            }
            Fate::Lost => Outcome::new(OutcomeClass::Unconfirmed, Code::ServerError, Some(500)),
            Fate::NotSent => Outcome::new(OutcomeClass::NotSent, Code::Dns, None),
            Fate::Rejected => Outcome::new(OutcomeClass::Rejected, Code::Rejected, Some(400)),
            Fate::Unauthorized => Outcome::new(OutcomeClass::Unauthorized, Code::Unauthorized, Some(401)),
            Fate::RateLimited(retry_after) => Outcome {
                retry_after,
                ..Outcome::new(OutcomeClass::RateLimited, Code::RateLimited, Some(429))
            },
        }
    }

    fn look_up(&self, service_answers: bool) -> LookUp {
        if !service_answers {
            return LookUp::without_document(LookUpClass::Unavailable, Some(Code::ServerError.into()));
        }
        if self.documents.iter().any(|visible| *visible <= self.now) {
            return LookUp::without_document(LookUpClass::Found, None);
        }
        if self.failed_in_service {
            return LookUp::without_document(LookUpClass::Failed, None);
        }
        LookUp::without_document(LookUpClass::Absent, None)
    }

    /// From now on everything works and the minute's run comes every minute.
    fn let_it_settle(&mut self) {
        let end = self.now + 120 * HOUR;
        while self.now < end && !matches!(self.row.status, Status::Confirmed | Status::Failed) {
            let lease = self.lease_until.unwrap_or(self.now);
            let due = if self.row.status == Status::Sending {
                lease
            } else {
                self.row.next_attempt_at.unwrap_or(end)
            };
            self.now = self.now.max(due).max(lease) + 1;
            self.work(Fate::Taken(5), Crash::Never, true);
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let row = &self.row;
        prop_assert!(self.documents.len() <= 1, "two documents for one reference: {row:?}");
        let waits = !matches!(row.status, Status::Confirmed | Status::Failed | Status::Sending);
        prop_assert_eq!(row.next_attempt_at.is_some(), waits, "{:?}", row);
        if !self.hand {
            prop_assert!(row.attempts <= POLICY.max_attempts, "{row:?}");
            let last = row.first_attempt_at.unwrap_or(row.created_at) + POLICY.lifetime;
            if row.status == Status::Retrying && row.attempts > 0 && row.sent_at.is_none() {
                let throttled = row
                    .reason
                    .as_ref()
                    .is_some_and(|reason| matches!(reason.code, Code::RateLimited | Code::Unauthorized));
                prop_assert!(throttled || row.next_attempt_at <= Some(last.max(self.now)), "{row:?}");
            }
        }
        Ok(())
    }
}

fn histories() -> u32 {
    std::env::var("MODEL_HISTORIES").ok().and_then(|number| number.parse().ok()).unwrap_or(100_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: histories(), ..ProptestConfig::default() })]

    #[test]
    fn never_two_documents_and_none_is_lost(id in 1u64..1_000_000, history in prop::collection::vec(acts(), 1..40)) {
        let mut world = World::new(id);
        for act in history {
            match act {
                Act::Pass(seconds) => world.now += seconds,
                Act::Work { fate, crash, service_answers } => world.work(fate, crash, service_answers),
                Act::RetryByHand => {
                    world.hand = true;
                    world.store(Event::RetryByHand);
                }
            }
            world.check()?;
        }
        world.let_it_settle();
        world.check()?;
        match world.row.status {
            Status::Confirmed => prop_assert_eq!(world.documents.len(), 1),
            Status::Failed => {
                let code = world.row.reason.as_ref().map(|reason| reason.code);
                let unknown = code == Some(Code::StillUnknown);
                prop_assert!(world.documents.is_empty() || unknown, "failed, and yet it is there: {:?}", world.row);
                prop_assert!(code.is_some(), "failed without a reason");
            }
            status => prop_assert!(false, "still {status:?} after five days in which everything worked"),
        }
    }
}

#[test]
fn the_waits_of_a_service_that_is_out_of_reach_add_up_to_two_days() {
    let mut world = World::new(7);
    let mut attempts = Vec::new();
    while world.row.status != Status::Failed {
        world.now = world.row.next_attempt_at.unwrap();
        attempts.push((world.now - world.row.created_at) / MINUTE);
        world.work(Fate::NotSent, Crash::Never, true);
    }
    assert_eq!(attempts.len(), usize::try_from(world.row.attempts).unwrap());
    assert!((10..=12).contains(&attempts.len()), "{attempts:?}");
    assert!(attempts.is_sorted() && *attempts.last().unwrap() <= 48 * 60, "{attempts:?}");
}

#[test]
fn an_expired_lease_is_asked_about_and_never_simply_sent_again() {
    let mut world = World::new(7);
    world.work(Fate::Taken(60), Crash::AfterTheRequest, true);
    assert_eq!(world.row.status, Status::Sending);
    world.now += LEASE + 1;
    world.work(Fate::Taken(0), Crash::Never, true);
    assert_eq!((world.row.status, world.documents.len()), (Status::Confirmed, 1));
}

#[test]
fn what_was_accepted_and_never_appears_fails_after_the_last_check() {
    let mut world = World::new(7);
    world.work(Fate::NeverCreated, Crash::Never, true);
    let mut checks = Vec::new();
    while let Some(next) = world.row.next_attempt_at {
        world.now = next;
        checks.push((next - world.row.created_at) / MINUTE);
        world.work(Fate::Taken(0), Crash::Never, true);
    }
    assert_eq!(checks, [2, 10, 30, 120, 480, 1440]);
    assert_eq!(world.row.reason.as_ref().unwrap().code, Code::NeverAppeared);
    // A person may send it again; it is asked about first.
    world.store(Event::RetryByHand);
    assert_eq!(world.row.status, Status::Unconfirmed);
    world.let_it_settle();
    assert_eq!((world.row.status, world.documents.len()), (Status::Confirmed, 1));
}

#[test]
fn an_impatient_person_does_not_make_an_accepted_delivery_fail() {
    let mut world = World::new(7);
    world.work(Fate::Taken(5 * MINUTE), Crash::Never, true);
    for _ in 0..20 {
        world.now += 5;
        world.store(Event::RetryByHand);
        world.work(Fate::Taken(0), Crash::Never, true);
        assert_eq!(world.row.status, Status::Accepted);
    }
    world.let_it_settle();
    assert_eq!((world.row.status, world.documents.len()), (Status::Confirmed, 1));
}

#[test]
fn a_rate_limit_and_a_refused_key_cost_no_attempt() {
    for fate in [Fate::RateLimited(Some(90)), Fate::Unauthorized] {
        let mut world = World::new(7);
        for _ in 0..50 {
            world.now = world.row.next_attempt_at.unwrap();
            world.work(fate, Crash::Never, true);
        }
        assert_eq!((world.row.status, world.row.attempts), (Status::Retrying, 0));
    }
}
