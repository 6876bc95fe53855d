//! All that one sandbox knows, behind one lock.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::clock::Clock;
use crate::delivery::{Delivery, Plan};
use crate::faults::{Early, Fate, Fault, Order, Rule, Script, Subject};
use crate::gate::Gate;
use crate::head::{Head, Request};
use crate::lanes::Lanes;
use crate::log::{Entry, Log};
use crate::random::Random;
use crate::service::Service;
use crate::settings::{Chance, ServiceSettings};

/// What the connections share. The lock is never held while something waits or is written.
pub(crate) struct Shared<S> {
    state: Mutex<State<S>>,
    pub gate: Gate,
    pub lanes: Lanes,
}

/// All that one sandbox knows: the service, and what is the same for all.
pub(crate) struct State<S> {
    remake: Box<dyn Fn() -> S + Send>,
    pub service: S,
    pub script: Script,
    pub log: Log,
    pub clock: Clock,
    random: Random,
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

impl<S: Service> Shared<S> {
    pub fn new(settings: S::Settings) -> Self {
        Self { state: Mutex::new(State::new(settings)), gate: Gate::default(), lanes: Lanes::default() }
    }

    /// The state as it is now: what was due has happened.
    pub fn lock(&self) -> MutexGuard<'_, State<S>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.now();
        state.service.advance(now);
        state
    }

    /// Begins anew, and lets go what hangs.
    pub fn reset(&self) {
        self.lock().reset();
        self.gate.open();
    }
}

impl<S: Service> State<S> {
    fn new(settings: S::Settings) -> Self {
        let remake = Box::new(move || S::new(settings.clone()));
        let service = remake();
        Self {
            random: Random::new(service.settings().chance().seed),
            remake,
            service,
            script: Script::default(),
            log: Log::default(),
            clock: Clock::default(),
        }
    }

    fn reset(&mut self) {
        self.service = (self.remake)();
        self.random = Random::new(self.service.settings().chance().seed);
        self.script = Script::default();
        self.clock = Clock::default();
        self.log.clear();
    }

    /// The time on the sandbox's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Takes other settings; chance begins anew with another seed.
    pub fn set_settings(&mut self, settings: S::Settings) {
        let seed = settings.chance().seed;
        if seed != self.service.settings().chance().seed {
            self.random = Random::new(seed);
        }
        self.service.set_settings(settings);
    }

    /// Replaces the script.
    pub fn set_faults(&mut self, rules: Vec<Rule>) {
        self.script = Script::new(rules);
    }

    /// Notes a request whose head is read, and asks the script whether something happens before the body is.
    pub fn begin(&mut self, head: &Head) -> (Entry, Foreseen) {
        let entry = self.log.begin(head, self.service.is_authorized(head), self.now());
        // What a POST or PUT is about, its body will tell.
        let has_body = matches!(head.method.as_str(), "POST" | "PUT");
        let order = if has_body { Order::NotReadYet } else { self.order(head, None) };
        let foreseen = match self.script.strike_early(&subject::<S>(head, order)) {
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

    /// Handles a request that is read to its end, one of so many at once.
    pub fn respond(
        &mut self,
        entry: Entry,
        head: &Head,
        body: &[u8],
        foreseen: Foreseen,
        at_once: usize,
    ) -> Plan {
        let now = self.now();
        let fields = self.service.fields(head, body);
        self.log.keep_body(entry, body, fields.clone());
        let fault = match foreseen {
            Foreseen::Now(fault) => Some(fault),
            Foreseen::Chance(drawn) => drawn,
            Foreseen::Later => {
                let order = self.order(head, fields.as_deref());
                self.script.strike(&subject::<S>(head, order)).or_else(|| self.draw_fault())
            }
        };
        let request = Request { head, body, fields, at_once };
        let authorized = self.service.is_authorized(head);
        let handled = fault.as_ref().is_none_or(Fault::handles_the_request);
        let outcome = handled.then(|| self.service.handle(&request, &Fate::of(fault.as_ref()), now));
        let document = outcome.as_ref().and_then(|outcome| outcome.document);
        let answer = outcome.map(|outcome| outcome.answer);
        let mut delivery = Delivery::of(fault.as_ref(), answer, &self.service, now);
        if authorized && let Some(answer) = delivery.whole_mut() {
            self.service.seal(answer, &mut self.random);
        }
        self.log.note(entry, |record| {
            record.authorized = authorized;
            record.fault = fault.as_ref().map(|fault| fault.kind().to_owned());
            record.document = document;
        });
        Plan { wait: self.draw_latency(fault.as_ref()), delivery }
    }

    fn order<'a>(&self, head: &'a Head, fields: Option<&'a Value>) -> Order<'a> {
        self.service.subject(head, fields).map_or(Order::None, Order::Id)
    }

    fn draw_fault(&mut self) -> Option<Fault> {
        let Chance { fault_percent, random_faults, .. } = self.service.settings().chance();
        let percent = u64::from(fault_percent);
        if percent == 0 || self.random.below(100) >= percent {
            return None;
        }
        self.random.pick(&random_faults).cloned()
    }

    fn draw_latency(&mut self, fault: Option<&Fault>) -> Duration {
        let Chance { latency_ms, latency_ms_max, .. } = self.service.settings().chance();
        let more = if let Some(Fault::Latency { ms }) = fault { *ms } else { 0 };
        let latency = if latency_ms_max > latency_ms {
            self.random.between(latency_ms, latency_ms_max)
        } else {
            latency_ms
        };
        Duration::from_millis(latency.saturating_add(more))
    }
}

fn subject<'a, S: Service>(head: &'a Head, order: Order<'a>) -> Subject<'a> {
    Subject { method: &head.method, path: head.below(S::BASE).unwrap_or_default(), order }
}
