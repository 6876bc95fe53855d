//! Conversations with a service, a few at a time.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use accounting_core::account::Marks;
use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{self, Effect, Exchange, Fault, Request};
use accounting_core::outcome::Unfinished;
use accounting_core::reason::{Code, Reason};
use accounting_core::redact::{self, ExposeSecret as _, SecretString};
use tokio::runtime::Runtime;
use url::Url;

use crate::endpoint::{self, Addresses, Config, ConfigError};
use crate::transport;
use crate::under_way::{Finished, UnderWay};

/// Most requests at a time, whatever a caller asks for.
pub const CONCURRENCY_MAX: usize = accounting_core::schedule::CONCURRENCY_MAX as usize;

/// Requests of one conversation, so that no answer can keep it going for ever.
const TURNS_MAX: usize = 8;

/// Times a request goes again because its key was replaced while it was on its way. A service that replaces its key
/// with every answer needs as many as there are places.
const RESENDS_MAX: usize = CONCURRENCY_MAX;

/// One service at one endpoint.
pub struct Client {
    connector: &'static dyn Connector,
    config: Config,
    addresses: Addresses,
}

/// The other side of a batch: who has the work, keeps the key and hears the results.
///
/// Its methods run between requests, never inside one: it may block, and it may call back into a client of its own.
pub trait Host<Task, T> {
    /// What went wrong on the other side.
    type Error;

    /// The next piece of work; `None` when there is no more.
    ///
    /// # Errors
    /// Ends the batch once the requests under way are finished.
    fn next(&mut self) -> Result<Option<Task>, Self::Error>;

    /// What one piece of work came to.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn done(&mut self, task: Task, result: T, duration: Duration) -> Result<(), Self::Error>;

    /// The key as it is now; another process may have replaced it.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn key(&mut self) -> Result<SecretString, Self::Error>;

    /// A new key has come; the one it replaces is dead. Must be stored before this returns.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn rotated(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), Self::Error>;

    /// Hears of every request before it leaves and after it ended; the key is not in it.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn exchanged(&mut self, _event: &Exchanged<'_>) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Whether the other side is gone: the batch ends at once, and nobody is told of anything any more.
    fn is_gone(&self) -> bool {
        false
    }
}

/// A request that is about to leave, or its answer.
#[derive(Debug)]
pub struct Exchanged<'a> {
    /// Which of the two.
    pub phase: Phase,
    /// Verb.
    pub method: &'static str,
    /// Whole address.
    pub url: &'a str,
    /// Headers, the authorization masked.
    pub headers: BTreeMap<&'static str, String>,
    /// Body of the request or of the answer.
    pub body: &'a str,
    /// HTTP status of the answer, if there is one.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Option<Duration>,
    /// Why there is no answer.
    pub error: Option<&'a str>,
}

/// Before or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// About to leave.
    Request,
    /// Ended.
    Response,
}

/// How wide and how long a batch may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests at a time, 1 to [`CONCURRENCY_MAX`].
    pub concurrency: usize,
    /// No request lasts beyond this, counted from the start of the batch.
    pub deadline: Option<Duration>,
}

/// Why a batch ended early.
#[derive(Debug)]
pub enum BatchError<E> {
    /// The network cannot be used as configured.
    Config(ConfigError),
    /// The other side failed.
    Host(E),
}

impl Client {
    /// A client for one endpoint; opens nothing.
    ///
    /// # Errors
    /// When the endpoint may not be used, or the way to it cannot.
    pub fn new(connector: &'static dyn Connector, config: Config) -> Result<Self, ConfigError> {
        let addresses = Addresses::new(connector, &config)?;
        for (_, url) in addresses.iter() {
            transport::check(url, &config)?;
        }
        Ok(Self { connector, config, addresses })
    }

    /// The connector this client speaks for.
    pub fn connector(&self) -> &'static dyn Connector {
        self.connector
    }

    /// Which company the endpoint and a key say that they belong to; no network.
    pub fn marks(&self, key: &SecretString) -> Marks {
        let endpoint = self.addresses.iter().find(|(host, _)| *host == exchange::Host::Endpoint);
        self.connector.marks(endpoint.and_then(|(_, url)| url.host_str()).unwrap_or_default(), key)
    }

    /// Holds the conversations of `host`'s tasks; `turn` says how each goes on.
    ///
    /// # Errors
    /// When the network cannot be used, or when the other side fails: then the requests under way are finished and
    /// reported first.
    pub fn run<Task, T, H>(
        &self,
        host: &mut H,
        limits: Limits,
        turn: impl Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
    ) -> Result<(), BatchError<H::Error>>
    where
        T: Unfinished,
        H: Host<Task, T>,
    {
        let runtime = runtime().map_err(BatchError::Config)?;
        let pools = {
            // hyper's pool and resolver look for a runtime when they are made.
            let _entered = runtime.enter();
            self.pools().map_err(BatchError::Config)?
        };
        let mut batch = Batch {
            client: self,
            runtime: &runtime,
            pools,
            started: Instant::now(),
            limits,
            host,
            turn: &turn,
            conversations: BTreeMap::new(),
            refused: Vec::new(),
            under_way: UnderWay::new(),
            next_number: 0,
            error: None,
        };
        batch.run();
        let result = batch.error.take().map_or(Ok(()), |error| Err(BatchError::Host(error)));
        drop(batch);
        // A name look-up may still sit in a thread; it must not hold up the page.
        runtime.shutdown_background();
        result
    }

    /// Connections for one batch. Each host has its own, since the way there may be another: straight, or by a proxy.
    fn pools(&self) -> Result<BTreeMap<exchange::Host, reqwest::Client>, ConfigError> {
        let pool = |(host, url)| {
            let tls = transport::tls_config(url, &self.config)?;
            Ok((host, transport::pool(url, &self.config, tls)?))
        };
        self.addresses.iter().map(pool).collect()
    }
}

/// A thread of its own drives the sockets: they go on while the other side works between two requests.
fn runtime() -> Result<Runtime, ConfigError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .max_blocking_threads(2)
        .on_thread_start(|| {
            // Signals belong to the process that embeds us: PHP's handlers must run on PHP's thread.
            if let Err(error) = nix::sys::signal::SigSet::all().thread_block() {
                log::warn!("signals stay open on a network thread: {error}");
            }
        })
        .build()
        .map_err(|error| ConfigError::Runtime(error.to_string()))
}

struct Conversation<Task> {
    task: Task,
    so_far: Vec<Exchange>,
    /// One of its requests may have changed something at the service.
    wrote: bool,
    started: Instant,
    resends: usize,
}

impl<Task> Conversation<Task> {
    fn new(task: Task) -> Self {
        Self { task, so_far: Vec::new(), wrote: false, started: Instant::now(), resends: 0 }
    }

    fn hear(&mut self, exchange: Exchange, effect: Effect) {
        let is_certainly_not_there = matches!(exchange, Err(Fault::NotSent(_)));
        self.wrote |= effect == Effect::Writes && !is_certainly_not_there;
        self.so_far.push(exchange);
    }

    /// That a request of it did not leave.
    fn not_sent(&mut self, reason: Reason) {
        self.so_far.push(Err(Fault::NotSent(reason)));
    }
}

/// A request under way, and whose it is.
struct Question {
    number: u64,
    request: Request,
    url: Url,
    key: SecretString,
}

struct Batch<'a, Task, T, H: Host<Task, T>, F> {
    client: &'a Client,
    runtime: &'a Runtime,
    pools: BTreeMap<exchange::Host, reqwest::Client>,
    started: Instant,
    limits: Limits,
    host: &'a mut H,
    turn: &'a F,
    conversations: BTreeMap<u64, Conversation<Task>>,
    refused: Vec<Finished<Question>>,
    under_way: UnderWay<Question>,
    next_number: u64,
    error: Option<H::Error>,
}

impl<Task, T, H, F> Batch<'_, Task, T, H, F>
where
    T: Unfinished,
    H: Host<Task, T>,
    F: Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
{
    fn run(&mut self) {
        loop {
            self.fill();
            if self.host.is_gone() {
                return;
            }
            let Some(finished) = self.under_way.next(self.runtime) else {
                return;
            };
            self.finished(finished);
        }
    }

    /// Starts conversations until every place is taken.
    fn fill(&mut self) {
        let places = self.limits.concurrency.clamp(1, CONCURRENCY_MAX);
        while self.error.is_none()
            && self.under_way.len() + self.refused.len() < places
            && self.time_left() > Duration::ZERO
        {
            match self.host.next() {
                Ok(Some(task)) => {
                    let number = self.next_number;
                    self.next_number += 1;
                    self.go_on(number, Conversation::new(task));
                }
                Ok(None) => return,
                Err(error) => self.fail(error),
            }
        }
    }

    fn time_left(&self) -> Duration {
        let limit = self
            .limits
            .deadline
            .map_or(self.client.config.timeout, |deadline| deadline.saturating_sub(self.started.elapsed()));
        limit.min(self.client.config.timeout)
    }

    /// Asks the next question of a conversation, or reports what it came to.
    fn go_on(&mut self, number: u64, conversation: Conversation<Task>) {
        match self.turn(&conversation) {
            Turn::Ask(request) => self.ask(number, conversation, request),
            Turn::Done(result) => {
                if let Err(error) = self.host.done(conversation.task, result, conversation.started.elapsed())
                {
                    self.fail(error);
                }
            }
        }
    }

    /// How a conversation goes on. One that does not end, or that makes the connector panic, ends here.
    fn turn(&self, conversation: &Conversation<Task>) -> Turn<T> {
        let next = || (self.turn)(self.client.connector, &conversation.task, &conversation.so_far);
        match catch_unwind(AssertUnwindSafe(next)) {
            Ok(Turn::Ask(_)) if conversation.so_far.len() >= TURNS_MAX => {
                log::error!("a conversation did not end within {TURNS_MAX} requests");
                Turn::Done(T::unfinished(Code::Broken.into(), conversation.wrote))
            }
            Ok(turn) => turn,
            Err(_) => {
                log::error!("the connector panicked after {} requests", conversation.so_far.len());
                Turn::Done(T::unfinished(Code::Broken.into(), conversation.wrote))
            }
        }
    }

    fn ask(&mut self, number: u64, mut conversation: Conversation<Task>, request: Request) {
        let address = self.client.addresses.of(&request).zip(self.pools.get(&request.to).cloned());
        let Some((url, pool)) = address else {
            conversation.not_sent(Code::EndpointNotAllowed.into());
            return self.go_on(number, conversation);
        };
        if let Some(reason) = endpoint::blocked(&self.client.config, &url) {
            conversation.not_sent(reason);
            return self.go_on(number, conversation);
        }
        let key = match self.host.key() {
            Ok(key) => key,
            Err(error) => {
                self.fail(error);
                conversation.not_sent(Code::NoKey.into());
                return self.go_on(number, conversation);
            }
        };
        self.tell_request(&request, &url);
        let timeout = self.time_left();
        let exchange = transport::exchange(pool, url.clone(), request.clone(), key.clone(), timeout);
        self.conversations.insert(number, conversation);
        self.under_way.start(self.runtime, Question { number, request, url, key }, exchange);
    }

    fn finished(&mut self, mut finished: Finished<Question>) {
        let effect = finished.question.request.effect;
        finished.exchange = finished.exchange.map_err(|fault| fault.after(effect));
        self.keep_new_key(&finished);
        self.tell_response(&finished);
        if refused(&finished.exchange) {
            self.refused.push(finished);
        } else {
            self.answered(finished);
        }
        self.sort_out_refused();
    }

    /// The conversation goes on with what came of its request.
    fn answered(&mut self, finished: Finished<Question>) {
        let Question { number, request, key, .. } = finished.question;
        let Some(mut conversation) = self.conversations.remove(&number) else { return };
        conversation.hear(without_key(finished.exchange, &key), request.effect);
        self.go_on(number, conversation);
    }

    /// A refused request was not taken, so it goes again at once where its key was replaced while it was on its way.
    /// The new key may still be on its way to us with another answer: until then nobody is told of a refusal.
    fn sort_out_refused(&mut self) {
        for finished in std::mem::take(&mut self.refused) {
            if self.key_is_stale(&finished.question.key) {
                self.ask_again(finished);
            } else if self.under_way.is_empty() {
                self.answered(finished);
            } else {
                self.refused.push(finished);
            }
        }
    }

    fn ask_again(&mut self, finished: Finished<Question>) {
        let number = finished.question.number;
        let Some(mut conversation) = self.conversations.remove(&number) else { return };
        conversation.resends += 1;
        if conversation.resends <= RESENDS_MAX {
            self.ask(number, conversation, finished.question.request);
        } else {
            self.conversations.insert(number, conversation);
            self.answered(finished);
        }
    }

    /// Stores a key that came with the answer, before anything else happens.
    fn keep_new_key(&mut self, finished: &Finished<Question>) {
        let Ok(answer) = &finished.exchange else { return };
        if let Some(new) = self.client.connector.rotated_key(answer)
            && let Err(error) = self.host.rotated(&new, &finished.question.key)
        {
            self.fail(error);
        }
    }

    fn key_is_stale(&mut self, used: &SecretString) -> bool {
        match self.host.key() {
            Ok(current) => current.expose_secret() != used.expose_secret(),
            Err(error) => {
                self.fail(error);
                false
            }
        }
    }

    fn tell_request(&mut self, request: &Request, url: &Url) {
        let mut headers = BTreeMap::from([("Accept", "application/json".to_owned())]);
        headers.extend(request.headers.iter().cloned());
        headers.extend(request.body.content_type().map(|kind| ("Content-Type", kind.to_owned())));
        headers.insert("Authorization", format!("Bearer {}", redact::MASK));
        headers.insert("User-Agent", self.client.config.user_agent.clone());
        self.tell(&Exchanged {
            phase: Phase::Request,
            method: request.method.as_str(),
            url: url.as_str(),
            headers,
            body: request.body.text(),
            status: None,
            duration: None,
            error: None,
        });
    }

    fn tell_response(&mut self, finished: &Finished<Question>) {
        let question = &finished.question;
        let (status, body, error) = match &finished.exchange {
            Ok(answer) => (Some(answer.status), self.without_keys(answer, &question.key), None),
            Err(fault) => (None, String::new(), Some(format!("{:?}", fault.reason().code))),
        };
        self.tell(&Exchanged {
            phase: Phase::Response,
            method: question.request.method.as_str(),
            url: question.url.as_str(),
            headers: BTreeMap::new(),
            body: &body,
            status,
            duration: Some(finished.duration),
            error: error.as_deref(),
        });
    }

    fn without_keys(&self, answer: &accounting_core::exchange::Answer, key: &SecretString) -> String {
        let body = redact::mask(&String::from_utf8_lossy(&answer.body), key);
        match self.client.connector.rotated_key(answer) {
            Some(new) => redact::mask(&body, &new),
            None => body,
        }
    }

    fn tell(&mut self, event: &Exchanged<'_>) {
        if let Err(error) = self.host.exchanged(event) {
            self.fail(error);
        }
    }

    /// Keeps the first failure; what is under way is still finished and reported.
    fn fail(&mut self, error: H::Error) {
        self.error.get_or_insert(error);
    }
}

fn refused(exchange: &Exchange) -> bool {
    exchange.as_ref().is_ok_and(|answer| answer.status == 401)
}

/// A service that repeats the key in what it says must not bring it into a row, a note or a log.
fn without_key(exchange: Exchange, key: &SecretString) -> Exchange {
    exchange.map(|mut answer| {
        let body = String::from_utf8_lossy(&answer.body);
        let masked = redact::mask(&body, key);
        if masked != body {
            answer.body = masked.into_bytes();
        }
        answer
    })
}
