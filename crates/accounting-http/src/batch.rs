//! Conversations with a service, a few at a time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use accounting_core::auth::Auth;
use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{self, Exchange, Request};
use accounting_core::links::Learned;
use accounting_core::outcome::Unfinished;
use accounting_core::reason::{Code, Reason};
use tokio::runtime::Runtime;
use url::Url;

use crate::access::Access;
use crate::client::{CONCURRENCY_MAX, Client, Limits};
use crate::conversation::Conversation;
use crate::endpoint::{self, Config};
use crate::heard::{self, Heard, Phase};
use crate::host::Host;
use crate::renewal::{Admission, Renewals};
use crate::transport;
use crate::under_way::{Finished, UnderWay};

/// Times a request goes again because its credentials were replaced while it was on its way. A service that replaces them
/// with every answer needs as many as there are places.
const RESENDS_MAX: usize = CONCURRENCY_MAX;

/// A request under way, and what it was for.
pub struct Question {
    pub purpose: Purpose,
    pub request: Request,
    pub url: Url,
    pub access: Access,
}

/// What a request is for.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// The conversation of that number.
    Conversation(u64),
    /// To renew the credentials it leaves with.
    Renewal {
        /// UNIX seconds.
        asked_at: i64,
        /// How often it left, this time included.
        tries: u32,
    },
}

pub struct Batch<'a, Task, T, H: Host<Task, T>, F, L> {
    client: &'a Client,
    runtime: &'a Runtime,
    pools: BTreeMap<exchange::Host, reqwest::Client>,
    started: Instant,
    limits: Limits,
    pub host: &'a mut H,
    turn: &'a F,
    learned: &'a L,
    pub conversations: BTreeMap<u64, Conversation<Task>>,
    /// Answers that refuse the credentials, until it is known whether others are on their way.
    refused: Vec<(u64, Finished<Question>)>,
    pub renewals: Renewals,
    under_way: UnderWay<Question>,
    next_number: u64,
    error: Option<H::Error>,
}

impl<'a, Task, T, H, F, L> Batch<'a, Task, T, H, F, L>
where
    T: Unfinished,
    H: Host<Task, T>,
    F: Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
    L: Fn(&dyn Connector, &Task, &[Exchange]) -> Learned,
{
    pub fn new(
        client: &'a Client,
        runtime: &'a Runtime,
        pools: BTreeMap<exchange::Host, reqwest::Client>,
        limits: Limits,
        host: &'a mut H,
        (turn, learned): (&'a F, &'a L),
    ) -> Self {
        Self {
            client,
            runtime,
            pools,
            started: Instant::now(),
            limits,
            host,
            turn,
            learned,
            conversations: BTreeMap::new(),
            refused: Vec::new(),
            renewals: Renewals::default(),
            under_way: UnderWay::new(),
            next_number: 0,
            error: None,
        }
    }

    /// Until there is no work, time is up, or the other side is gone.
    ///
    /// # Errors
    /// The first failure of the other side; the requests under way were finished and reported.
    pub fn run(mut self) -> Result<(), H::Error> {
        loop {
            self.fill();
            if self.host.is_gone() {
                break;
            }
            let Some(finished) = self.under_way.next(self.runtime) else { break };
            self.finished(finished);
        }
        self.error.map_or(Ok(()), Err)
    }

    /// Starts conversations until every place is taken. While the credentials are being renewed nobody could leave.
    fn fill(&mut self) {
        let places = self.limits.concurrency.clamp(1, CONCURRENCY_MAX);
        while self.error.is_none()
            && !self.renewals.is_under_way()
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

    pub fn auth(&self) -> &'a dyn Auth {
        self.client.connector().auth()
    }

    pub fn config(&self) -> &'a Config {
        &self.client.config
    }

    /// Where a request goes, and by which connections; `None` when the connector never named its host.
    pub fn address_of(&self, request: &Request) -> Option<(Url, reqwest::Client)> {
        self.client.addresses.of(request).zip(self.pools.get(&request.to).cloned())
    }

    /// Asks the next question of a conversation, or reports what it came to.
    pub fn go_on(&mut self, number: u64, conversation: Conversation<Task>) {
        let connector = self.client.connector();
        match conversation.turn(connector.policy().turns, |task, so_far| (self.turn)(connector, task, so_far))
        {
            Turn::Ask(request) => self.ask(number, conversation, request),
            Turn::Done(result) => self.done(conversation, result),
        }
    }

    fn done(&mut self, conversation: Conversation<Task>, result: T) {
        let effort = conversation.effort();
        let learned =
            conversation.learned(|task, so_far| (self.learned)(self.client.connector(), task, so_far));
        if let Err(error) = self.host.done(conversation.task, result, learned, effort) {
            self.fail(error);
        }
    }

    /// Ends a conversation, whatever it was about: the service lets nobody in.
    pub fn locked_out(&mut self, conversation: Conversation<Task>, reason: Reason) {
        let result = T::locked_out(reason, conversation.wrote);
        self.done(conversation, result);
    }

    pub fn ask(&mut self, number: u64, mut conversation: Conversation<Task>, request: Request) {
        let Some((url, pool)) = self.address_of(&request) else {
            conversation.not_sent(Code::EndpointNotAllowed.into());
            return self.go_on(number, conversation);
        };
        if let Some(reason) = endpoint::blocked(self.config(), &url) {
            conversation.not_sent(reason);
            return self.go_on(number, conversation);
        }
        let stored = match self.host.credentials() {
            Ok(stored) => stored,
            Err(error) => {
                self.fail(error);
                conversation.not_sent(Code::NoKey.into());
                return self.go_on(number, conversation);
            }
        };
        let Some(access) = Access::read(self.auth(), stored) else {
            return self.locked_out(conversation, Code::ConnectAgain.into());
        };
        match self.admission(&access) {
            Admission::Leave => {
                self.conversations.insert(number, conversation);
                let purpose = Purpose::Conversation(number);
                self.leave(Question { purpose, request, url, access }, pool);
            }
            Admission::Wait => {
                self.conversations.insert(number, conversation);
                self.renewals.waiting.push((number, request));
                self.renew(&access);
            }
            Admission::NotNow(reason) => {
                conversation.not_sent(reason);
                self.go_on(number, conversation);
            }
            Admission::LockedOut(reason) => self.locked_out(conversation, reason),
        }
    }

    /// A request leaves, signed.
    pub fn leave(&mut self, question: Question, pool: reqwest::Client) {
        let Question { request, url, access, .. } = &question;
        let signatures = self.auth().sign(&access.credentials, request);
        self.tell(&Heard::leaving(request, url, &signatures, &self.config().user_agent));
        let wanted = self.client.connector().wanted_headers();
        let answer =
            transport::send(pool, url.clone(), request.clone(), signatures, wanted, self.time_left());
        self.under_way.start(self.runtime, question, answer);
    }

    fn finished(&mut self, mut finished: Finished<Question>) {
        let effect = finished.question.request.effect;
        finished.exchange = finished.exchange.map_err(|fault| fault.after(effect));
        match finished.question.purpose {
            Purpose::Renewal { asked_at, tries } => {
                self.tell_answer(&finished, &heard::secret_body(&finished.exchange));
                self.renewal_ended(finished, asked_at, tries);
            }
            Purpose::Conversation(number) => {
                self.count(number, &finished.exchange);
                self.keep_what_replaces(&finished);
                let body = heard::body(&finished.exchange, &finished.question.access, self.auth());
                self.tell_answer(&finished, &body);
                if refused(&finished.exchange) {
                    self.refused.push((number, finished));
                } else {
                    self.answered(number, finished);
                }
            }
        }
        self.sort_out_refused();
    }

    /// A request of the conversation has left, whatever came of it.
    fn count(&mut self, number: u64, exchange: &Exchange) {
        let Some(conversation) = self.conversations.get_mut(&number) else { return };
        conversation.requests = conversation.requests.saturating_add(1);
        let left = exchange.as_ref().ok().and_then(|answer| self.client.connector().left(answer));
        conversation.left = left.or(conversation.left);
    }

    /// The conversation goes on with what came of its request.
    fn answered(&mut self, number: u64, finished: Finished<Question>) {
        let Question { request, access, .. } = finished.question;
        let Some(mut conversation) = self.conversations.remove(&number) else { return };
        conversation.hear(heard::without_secrets(finished.exchange, &access), request.effect);
        self.go_on(number, conversation);
    }

    /// A refused request was not taken, so it goes again at once where its credentials were replaced while it was on its way,
    /// or can be renewed. Others may still be on their way to us with another answer: until then nobody is told of a refusal.
    fn sort_out_refused(&mut self) {
        for (number, finished) in std::mem::take(&mut self.refused) {
            let access = &finished.question.access;
            if self.is_stale(access) {
                self.ask_again(number, finished);
            } else if self.renewals.is_due_after_refusal(self.auth(), access) {
                self.renew_after_refusal(number, finished.question.request, access);
            } else if self.under_way.is_empty() {
                self.answered(number, finished);
            } else {
                self.refused.push((number, finished));
            }
        }
    }

    fn ask_again(&mut self, number: u64, finished: Finished<Question>) {
        let Some(mut conversation) = self.conversations.remove(&number) else { return };
        conversation.resends += 1;
        if conversation.resends <= RESENDS_MAX {
            self.ask(number, conversation, finished.question.request);
        } else {
            self.conversations.insert(number, conversation);
            self.answered(number, finished);
        }
    }

    /// Stores credentials that came with the answer, before anything else happens.
    fn keep_what_replaces(&mut self, finished: &Finished<Question>) {
        let Ok(answer) = &finished.exchange else { return };
        let access = &finished.question.access;
        if let Some(new) = self.auth().replaced(&access.credentials, answer)
            && let Err(error) = self.host.replaced(&self.auth().written(&new), &access.stored)
        {
            self.fail(error);
        }
    }

    fn is_stale(&mut self, used: &Access) -> bool {
        match self.host.credentials() {
            Ok(stored) => used.is_other_than(&stored),
            Err(error) => {
                self.fail(error);
                false
            }
        }
    }

    fn tell_answer(&mut self, finished: &Finished<Question>, body: &str) {
        let question = &finished.question;
        let answer = finished.exchange.as_ref();
        let error = answer.err().map(|fault| format!("{:?}", fault.reason().code));
        self.tell(&Heard {
            phase: Phase::Response,
            method: question.request.method.as_str(),
            url: question.url.as_str(),
            headers: BTreeMap::new(),
            body,
            status: answer.ok().map(|answer| answer.status),
            duration: Some(finished.duration),
            error: error.as_deref(),
        });
    }

    fn tell(&mut self, event: &Heard<'_>) {
        if let Err(error) = self.host.heard(event) {
            self.fail(error);
        }
    }

    /// Keeps the first failure; what is under way is still finished and reported.
    pub fn fail(&mut self, error: H::Error) {
        self.error.get_or_insert(error);
    }
}

fn refused(exchange: &Exchange) -> bool {
    exchange.as_ref().is_ok_and(|answer| answer.status == 401)
}
