//! All that one sandbox knows, behind one lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::answer::Answer;
use crate::api;
use crate::clock;
use crate::delivery::{Delivery, Plan};
use crate::faults::{Early, Fault, Order, Rule, Script, Subject};
use crate::gate::Gate;
use crate::log::{Entry, Log};
use crate::random::Random;
use crate::request::Head;
use crate::settings::{KEY_MARK, Settings};
use crate::store::{Fate, Store};

/// What the connections share. The lock is never held while something waits or is written.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    pub gate: Gate,
}

impl Shared {
    pub fn new(settings: Settings) -> Self {
        Self { state: Mutex::new(State::new(settings)), gate: Gate::default() }
    }

    /// The state as it is now: what was due has left the queue.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.store.advance(clock::now());
        state
    }

    /// Begins anew, and lets go what hangs.
    pub fn reset(&self) {
        self.lock().reset();
        self.gate.open();
    }
}

/// All that one sandbox knows.
#[derive(Debug)]
pub(crate) struct State {
    at_start: Settings,
    pub settings: Settings,
    pub script: Script,
    pub store: Store,
    pub log: Log,
    random: Random,
    window: Option<Window>,
    answers_with_this_key: u32,
}

#[derive(Debug)]
struct Window {
    since: Instant,
    requests: u32,
}

/// A request of the API with its body.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub head: &'a Head,
    /// The path below the base path; none when it is not the API's.
    pub path: Option<&'a str>,
    pub fields: Option<Arc<Value>>,
}

/// What is known of a request's fault before its body is read.
#[derive(Debug)]
pub(crate) enum Foreseen {
    /// It strikes now.
    Now(Fault),
    /// The script says when the body is there.
    Later,
    /// The script leaves it alone, and this is what chance says.
    Chance(Option<Fault>),
}

impl State {
    fn new(settings: Settings) -> Self {
        Self {
            at_start: settings.clone(),
            random: Random::new(settings.seed),
            settings,
            script: Script::default(),
            store: Store::default(),
            log: Log::default(),
            window: None,
            answers_with_this_key: 0,
        }
    }

    fn reset(&mut self) {
        let mut log = std::mem::take(&mut self.log);
        log.clear();
        *self = Self { log, ..Self::new(self.at_start.clone()) };
    }

    /// Takes other settings; chance begins anew with another seed, counting with another pace.
    pub fn set_settings(&mut self, settings: Settings) {
        if settings.seed != self.settings.seed {
            self.random = Random::new(settings.seed);
        }
        if settings.rotate_every != self.settings.rotate_every {
            self.answers_with_this_key = 0;
        }
        if settings.rate_limit != self.settings.rate_limit {
            self.window = None;
        }
        self.settings = settings;
    }

    /// Replaces the script.
    pub fn set_faults(&mut self, rules: Vec<Rule>) {
        self.script = Script::new(rules);
    }

    /// Whether a request carries the key.
    pub fn is_authorized(&self, head: &Head) -> bool {
        head.header("authorization").and_then(|value| value.strip_prefix("Bearer "))
            == Some(&self.settings.key)
    }

    /// Notes a request whose head is read, and asks the script whether something happens before the body is.
    pub fn begin(&mut self, head: &Head) -> (Entry, Foreseen) {
        let entry = self.log.begin(head, self.is_authorized(head));
        let foreseen = match self.script.strike_early(&early_subject(head)) {
            Early::ReadOn => Foreseen::Later,
            Early::Strike(fault) => Foreseen::Now(fault),
            Early::Pass => match self.draw_fault() {
                Some(fault) if fault.precedes_the_body() => Foreseen::Now(fault),
                drawn => Foreseen::Chance(drawn),
            },
        };
        if let Foreseen::Now(fault) = &foreseen {
            self.log.note(entry, |record| record.fault = Some(fault.kind().to_owned()));
        }
        (entry, foreseen)
    }

    /// Handles a request that is read to its end.
    pub fn respond(&mut self, entry: Entry, call: &Call<'_>, foreseen: Foreseen) -> Plan {
        let fault = match foreseen {
            Foreseen::Now(fault) => Some(fault),
            Foreseen::Chance(drawn) => drawn,
            Foreseen::Later => self.script.strike(&subject(call)).or_else(|| self.draw_fault()),
        };
        let authorized = self.is_authorized(call.head);
        let handled = fault.as_ref().is_none_or(Fault::handles_the_request);
        let outcome = handled.then(|| api::handle(self, call, fate(fault.as_ref())));
        let document = outcome.as_ref().and_then(|outcome| outcome.document);
        let mut delivery = Delivery::of(fault.as_ref(), outcome.map(|outcome| outcome.answer));
        if authorized && let Some(answer) = delivery.whole_mut() {
            self.rotate(answer);
        }
        self.log.note(entry, |record| {
            record.authorized = authorized;
            record.fault = fault.as_ref().map(|fault| fault.kind().to_owned());
            record.document = document;
        });
        Plan { wait: self.draw_latency(fault.as_ref()), delivery }
    }

    fn draw_fault(&mut self) -> Option<Fault> {
        let percent = u64::from(self.settings.fault_percent);
        if percent == 0 || self.random.below(100) >= percent {
            return None;
        }
        self.random.pick(&self.settings.random_faults).cloned()
    }

    fn draw_latency(&mut self, fault: Option<&Fault>) -> Duration {
        let Settings { latency_ms, latency_ms_max, .. } = self.settings;
        let more = if let Some(Fault::Latency { ms }) = fault { *ms } else { 0 };
        let latency = if latency_ms_max > latency_ms {
            self.random.between(latency_ms, latency_ms_max)
        } else {
            latency_ms
        };
        Duration::from_millis(latency.saturating_add(more))
    }

    /// Counts an answer to the key's holder, and puts a new key into it when it is time. An answer that has no
    /// place for one leaves it to the next.
    fn rotate(&mut self, answer: &mut Answer) {
        self.answers_with_this_key = self.answers_with_this_key.saturating_add(1);
        let every = self.settings.rotate_every;
        let is_time = self.settings.rotate_next || (every > 0 && self.answers_with_this_key >= every);
        if !is_time {
            return;
        }
        if let Some(body) = answer.object_mut() {
            let key = format!("{KEY_MARK}{}", self.random.base62(30));
            body.insert("access_token".to_owned(), Value::String(key.clone()));
            self.settings.key = key;
            self.settings.rotate_next = false;
            self.answers_with_this_key = 0;
        }
    }

    /// Counts a request; how long to wait when it is one too many.
    pub fn over_the_limit(&mut self) -> Option<Duration> {
        let limit = self.settings.rate_limit;
        if limit == 0 {
            return None;
        }
        let length = Duration::from_millis(self.settings.rate_limit_window_ms);
        let window = self.window.get_or_insert_with(|| Window { since: Instant::now(), requests: 0 });
        if window.since.elapsed() >= length {
            *window = Window { since: Instant::now(), requests: 0 };
        }
        window.requests = window.requests.saturating_add(1);
        (window.requests > limit).then(|| length.saturating_sub(window.since.elapsed()))
    }
}

fn fate(fault: Option<&Fault>) -> Fate {
    match fault {
        Some(Fault::AcceptedNeverCreated) => Fate::Vanishes,
        Some(Fault::FailsInQueue { message }) => Fate::Fails(message.clone()),
        _ => Fate::Appears,
    }
}

fn early_subject(head: &Head) -> Subject<'_> {
    let path = head.api_path().unwrap_or_default();
    let order = if head.method == "POST" { Order::NotReadYet } else { order_in(path) };
    Subject { method: &head.method, path, order }
}

fn subject<'a>(call: &'a Call<'_>) -> Subject<'a> {
    let path = call.path.unwrap_or_default();
    let named = call.fields.as_deref().and_then(|fields| fields.get("ref_number")).and_then(Value::as_str);
    let order = named.map_or_else(|| order_in(path), Order::Id);
    Subject { method: &call.head.method, path, order }
}

fn order_in(path: &str) -> Order<'_> {
    path.strip_prefix("woocommerce/transactions/").map_or(Order::None, Order::Id)
}
