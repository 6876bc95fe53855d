//! The queue as a whole: when it must rest, how wide it may run. One state for all web servers of a shop.

use serde::{Deserialize, Serialize};

use crate::allowance::{Allowance, Left, Spent};
use crate::reason::Code;
use crate::schedule::{self, Bounds, HOUR, MINUTE, Policy};

/// Transport failures in a row after which the run stops.
pub const FAULTS_MAX: u32 = 5;

/// Longest rest between two probes of a dead service, seconds.
const PROBE_WAIT_MAX: i64 = 10 * MINUTE;

/// Waits before a refused key is tested again, seconds; the last one from then on. A service whose log-in fails for a while
/// must not stop a shop until somebody looks.
const KEY_TEST_WAITS: [i64; 3] = [15 * MINUTE, HOUR, 6 * HOUR];

/// The first of these waits where the key may only lack the right to do what was asked: all else can go on soon.
const RIGHT_TEST_WAIT: i64 = MINUTE;

/// Requests at a time a new shop starts with.
pub const CONCURRENCY_START: u32 = 4;

/// State of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Why it rests, if it does.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// UNIX seconds. With a refused key: when it is tested again.
    #[serde(default)]
    pub held_until: Option<i64>,
    /// Transport failures since the last answer that made sense.
    #[serde(default)]
    pub faults_in_a_row: u32,
    /// Requests at a time.
    #[serde(default)]
    pub concurrency: u32,
    /// Times the refused key was tested again.
    #[serde(default)]
    pub key_tests: u32,
    /// Requests that left lately, where the service has a limit.
    #[serde(default)]
    pub spent: Spent,
}

/// Why the queue rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The service asked for a rest, or will for one request more.
    RateLimited,
    /// The requests of a day are used up.
    DayUsedUp,
    /// The key is refused: another key helps, or the service that takes it again.
    Unauthorized,
    /// The service is out of reach.
    Unreachable,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum QueueEvent {
    /// A run is about to start.
    RunStarted,
    /// A request was answered, or was not: the class of an outcome or a look-up.
    Outcome {
        /// See [`crate::outcome`].
        class: Answered,
        /// Seconds the service asks to wait.
        #[serde(default)]
        retry_after: Option<u32>,
        /// Requests that it took.
        #[serde(default)]
        requests: u32,
        /// What the service said is left.
        #[serde(default)]
        left: Option<Left>,
        /// Why, where it says no.
        #[serde(default)]
        code: Option<Code>,
    },
    /// A run ended without a 429.
    CleanBatch,
    /// A key has passed the connection test.
    KeyChanged,
}

/// What an answer means for the queue; the classes of outcomes, look-ups and what else is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "documented at OutcomeClass, LookUpClass and ToldClass")]
pub enum Answered {
    Accepted,
    Made,
    Rejected,
    Found,
    Absent,
    Failed,
    Ambiguous,
    Unauthorized,
    RateLimited,
    Unconfirmed,
    NotSent,
    Unavailable,
    AwaitsApproval,
    Unneeded,
    NotComparable,
}

/// What a run may do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// To be stored.
    pub queue: Queue,
    /// Whether anything may leave.
    pub may_run: bool,
    /// Deliveries that may leave; `None` is no limit, 1 is a probe.
    pub at_most: Option<u32>,
    /// Whether the caller, and nobody else, is to test the connection now.
    pub test: bool,
}

/// The state of the queue after `event`; `wanted` is how wide the shop wants it to run.
pub fn pace(mut queue: Queue, event: &QueueEvent, now: i64, wanted: Bounds, policy: &Policy) -> Pace {
    let bounds = policy.bounds(wanted);
    if queue.concurrency == 0 {
        queue.concurrency = CONCURRENCY_START;
    }
    let mut test = false;
    match *event {
        QueueEvent::RunStarted => test = queue.run_started(now),
        QueueEvent::Outcome { class, retry_after, requests, left, code } => {
            queue.answered(class, code, retry_after, now);
            queue.spent.add(requests, left.unwrap_or_default(), now, policy.allowance);
        }
        QueueEvent::CleanBatch => queue.concurrency = queue.concurrency.saturating_add(1),
        QueueEvent::KeyChanged => {
            queue.release();
            queue.faults_in_a_row = 0;
        }
    }
    queue.rest(now, policy.allowance);
    queue.concurrency = queue.concurrency.clamp(bounds.min_concurrency, bounds.max_concurrency);
    let may_run = queue.hold.is_none();
    let at_most = (queue.faults_in_a_row >= FAULTS_MAX).then_some(1);
    Pace { queue, may_run, at_most, test }
}

impl Queue {
    fn release(&mut self) {
        self.hold = None;
        self.held_until = None;
        self.key_tests = 0;
    }

    /// Ends a rest whose time is over. A refused key stays refused until it passes a test; says whether one is due. The next
    /// one is put off at once, so that of many processes only one tests.
    fn run_started(&mut self, now: i64) -> bool {
        let is_over = self.held_until.is_none_or(|until| until <= now);
        if self.hold != Some(Hold::Unauthorized) {
            if is_over {
                self.release();
            }
            return false;
        }
        if is_over {
            self.key_tests = self.key_tests.saturating_add(1);
            self.held_until = Some(now + self.key_test_wait());
        }
        is_over
    }

    fn key_test_wait(&self) -> i64 {
        let last = KEY_TEST_WAITS.len() - 1;
        KEY_TEST_WAITS[usize::try_from(self.key_tests).unwrap_or(last).min(last)]
    }

    fn answered(&mut self, class: Answered, code: Option<Code>, retry_after: Option<u32>, now: i64) {
        match class {
            Answered::Unauthorized => {
                if self.hold != Some(Hold::Unauthorized) {
                    self.key_tests = 0;
                    let may_be_good = code.is_some_and(Code::is_of_a_right);
                    let wait = if may_be_good { RIGHT_TEST_WAIT } else { self.key_test_wait() };
                    self.held_until = Some(now + wait);
                }
                self.hold = Some(Hold::Unauthorized);
            }
            Answered::RateLimited => {
                self.faults_in_a_row = 0;
                self.concurrency = (self.concurrency / 2).max(1);
                self.hold_until(Hold::RateLimited, now + schedule::rate_limit_wait(retry_after));
            }
            Answered::Unconfirmed | Answered::NotSent | Answered::Unavailable => self.fault(now),
            _ => {
                self.faults_in_a_row = 0;
                if self.hold == Some(Hold::Unreachable) {
                    self.release();
                }
            }
        }
    }

    fn fault(&mut self, now: i64) {
        self.faults_in_a_row = self.faults_in_a_row.saturating_add(1);
        if let Some(beyond) = self.faults_in_a_row.checked_sub(FAULTS_MAX) {
            let wait = (MINUTE << beyond.min(4)).min(PROBE_WAIT_MAX);
            self.hold_until(Hold::Unreachable, now + wait);
        }
    }

    /// Rests before the service has to ask for it.
    fn rest(&mut self, now: i64, allowance: Allowance) {
        let rest = self.spent.rest(now, allowance);
        if let Some(until) = rest.minute {
            self.hold_until(Hold::RateLimited, until);
        }
        if let Some(until) = rest.day {
            self.hold_until(Hold::DayUsedUp, until);
        }
    }

    /// A refused key outlasts every other hold; of two times the later one counts.
    fn hold_until(&mut self, hold: Hold, until: i64) {
        if self.hold == Some(Hold::Unauthorized) || self.held_until.is_some_and(|current| current > until) {
            return;
        }
        self.hold = Some(hold);
        self.held_until = Some(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { min_concurrency: 1, max_concurrency: 16 };

    fn new() -> Queue {
        Queue::default()
    }

    fn after(queue: Queue, class: Answered, now: i64) -> Queue {
        pace(queue, &answer(class), now, BOUNDS, &Policy::default()).queue
    }

    fn answer(class: Answered) -> QueueEvent {
        QueueEvent::Outcome { class, retry_after: None, requests: 1, left: None, code: None }
    }

    #[test]
    fn five_faults_in_a_row_stop_the_run_and_the_next_one_probes() {
        let mut queue = new();
        for _ in 0..4 {
            queue = after(queue, Answered::NotSent, 0);
            assert_eq!(queue.hold, None);
        }
        queue = after(queue, Answered::Unconfirmed, 0);
        assert_eq!((queue.hold, queue.held_until), (Some(Hold::Unreachable), Some(60)));
        assert!(!pace(queue.clone(), &QueueEvent::RunStarted, 59, BOUNDS, &Policy::default()).may_run);
        let probe = pace(queue, &QueueEvent::RunStarted, 60, BOUNDS, &Policy::default());
        assert!(probe.may_run);
        assert_eq!(probe.at_most, Some(1));
        let again = after(probe.queue.clone(), Answered::NotSent, 60);
        assert_eq!(again.held_until, Some(60 + 120));
        let well = pace(probe.queue, &answer(Answered::Accepted), 61, BOUNDS, &Policy::default());
        assert_eq!((well.may_run, well.at_most), (true, None));
    }

    #[test]
    fn a_refused_key_holds_until_another_one_passes() {
        let queue = after(new(), Answered::Unauthorized, 0);
        assert!(!pace(queue.clone(), &QueueEvent::RunStarted, 1_000_000, BOUNDS, &Policy::default()).may_run);
        let queue = after(queue, Answered::RateLimited, 5);
        assert_eq!(queue.hold, Some(Hold::Unauthorized));
        assert!(pace(queue, &QueueEvent::KeyChanged, 10, BOUNDS, &Policy::default()).may_run);
    }

    /// Issue 10.15.
    #[test]
    fn a_refused_key_is_tested_again_after_a_quarter_an_hour_and_then_every_six_by_one_process() {
        let mut queue = after(new(), Answered::Unauthorized, 0);
        let (mut now, mut tested_at) = (0, Vec::new());
        while now < 24 * 3600 {
            now += 60;
            // A later refusal, of a request that was under way, puts nothing off.
            queue = after(queue, Answered::Unauthorized, now);
            let first = pace(queue, &QueueEvent::RunStarted, now, BOUNDS, &Policy::default());
            let second = pace(first.queue, &QueueEvent::RunStarted, now, BOUNDS, &Policy::default());
            assert!(!first.may_run && !second.may_run && !second.test);
            if first.test {
                tested_at.push(now / 60);
            }
            queue = second.queue;
        }
        assert_eq!(tested_at, [15, 75, 435, 795, 1155]);
        let healed = pace(queue, &QueueEvent::KeyChanged, now, BOUNDS, &Policy::default());
        assert!(healed.may_run);
        assert_eq!(healed.queue.key_tests, 0);
    }

    /// A key that may be good for all else is tested after a minute, then as any other.
    #[test]
    fn a_right_that_is_missing_is_no_key_that_is_refused() {
        let event = QueueEvent::Outcome {
            class: Answered::Unauthorized,
            retry_after: None,
            requests: 1,
            left: None,
            code: Some(Code::Forbidden),
        };
        let held = pace(new(), &event, 0, BOUNDS, &Policy::default());
        assert!(!held.may_run);
        let early = pace(held.queue.clone(), &QueueEvent::RunStarted, 59, BOUNDS, &Policy::default());
        assert!(!early.test);
        let due = pace(held.queue, &QueueEvent::RunStarted, 60, BOUNDS, &Policy::default());
        assert_eq!((due.test, due.may_run, due.queue.held_until), (true, false, Some(60 + HOUR)));
    }

    #[test]
    fn a_429_halves_the_concurrency_and_clean_runs_win_it_back() {
        let queue = Queue { concurrency: 16, ..new() };
        let mut queue = after(queue, Answered::RateLimited, 0);
        assert_eq!((queue.concurrency, queue.held_until), (8, Some(300)));
        for _ in 0..20 {
            queue = pace(queue, &QueueEvent::CleanBatch, 0, BOUNDS, &Policy::default()).queue;
        }
        assert_eq!(queue.concurrency, 16);
        let five = Bounds { min_concurrency: 1, max_concurrency: 5 };
        let policy = Policy { concurrency: five, ..Policy::default() };
        let narrow = pace(queue, &QueueEvent::CleanBatch, 0, BOUNDS, &policy).queue;
        assert_eq!(narrow.concurrency, 5, "the service bears no more (11)");
    }

    fn limited() -> Policy {
        Policy { allowance: Allowance { per_minute: Some(60), per_day: Some(1_000) }, ..Policy::default() }
    }

    fn asked(queue: Queue, requests: u32, left: Option<Left>, now: i64) -> Pace {
        let event =
            QueueEvent::Outcome { class: Answered::Made, retry_after: None, requests, left, code: None };
        pace(queue, &event, now, BOUNDS, &limited())
    }

    /// Issue 11: several processes write the same state, so what one of them uses up holds all.
    #[test]
    fn a_minute_that_is_used_up_holds_the_queue_for_as_long_as_it_lasts() {
        let first = asked(new(), 40, None, 100);
        assert!(first.may_run);
        let full = asked(first.queue, 5, None, 109);
        assert_eq!(
            (full.may_run, full.queue.hold, full.queue.held_until),
            (false, Some(Hold::RateLimited), Some(170))
        );
        let early = pace(full.queue.clone(), &QueueEvent::RunStarted, 169, BOUNDS, &limited());
        assert!(!early.may_run);
        // A key that passes its test makes no room.
        assert!(!pace(full.queue.clone(), &QueueEvent::KeyChanged, 169, BOUNDS, &limited()).may_run);
        assert!(pace(full.queue, &QueueEvent::RunStarted, 170, BOUNDS, &limited()).may_run);
    }

    #[test]
    fn a_day_that_is_used_up_holds_the_queue_until_it_is_over_and_says_so() {
        let nothing = Left { minute: Some(59), day: Some(0) };
        let full = asked(asked(new(), 1, None, 0).queue, 1, Some(nothing), 30 * HOUR);
        let until = 30 * HOUR + HOUR + 24 * HOUR;
        assert_eq!(
            (full.may_run, full.queue.hold, full.queue.held_until),
            (false, Some(Hold::DayUsedUp), Some(until))
        );
        let later = pace(full.queue.clone(), &QueueEvent::RunStarted, until - 1, BOUNDS, &limited());
        assert!(!later.may_run);
        assert!(pace(full.queue, &QueueEvent::RunStarted, until, BOUNDS, &limited()).may_run);
    }

    #[test]
    fn a_429_that_says_that_the_day_is_over_holds_for_the_day_and_not_for_the_minute() {
        let left = Some(Left { minute: Some(30), day: Some(0) });
        let event = QueueEvent::Outcome {
            class: Answered::RateLimited,
            retry_after: Some(60),
            requests: 1,
            left,
            code: None,
        };
        let queue = pace(new(), &event, 0, BOUNDS, &limited()).queue;
        assert_eq!((queue.hold, queue.held_until), (Some(Hold::DayUsedUp), Some(25 * HOUR)));
    }

    #[test]
    fn a_service_without_known_limits_leaves_no_trace_of_what_was_asked() {
        let before = Queue { concurrency: 4, ..new() };
        let left = Some(Left { minute: Some(0), day: Some(0) });
        let event = QueueEvent::Outcome {
            class: Answered::Accepted,
            retry_after: None,
            requests: 500,
            left,
            code: None,
        };
        assert_eq!(pace(before.clone(), &event, 0, BOUNDS, &Policy::default()).queue, before);
    }
}
