//! One conversation with a service: the requests for one piece of work, one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use accounting_core::allowance::Left;
use accounting_core::connector::Turn;
use accounting_core::exchange::{Effect, Exchange, Fault};
use accounting_core::links::Learned;
use accounting_core::outcome::Unfinished;
use accounting_core::reason::{Code, Reason};

use crate::host::Effort;

pub struct Conversation<Task> {
    pub task: Task,
    pub started: Instant,
    /// Requests that left.
    pub requests: u32,
    /// What the service said last is left.
    pub left: Option<Left>,
    /// Times one of its requests went again because its credentials were replaced while it was on its way.
    pub resends: usize,
    /// One of its requests may have changed something at the service.
    pub wrote: bool,
    so_far: Vec<Exchange>,
}

impl<Task> Conversation<Task> {
    pub fn new(task: Task) -> Self {
        Self {
            task,
            started: Instant::now(),
            requests: 0,
            left: None,
            resends: 0,
            wrote: false,
            so_far: Vec::new(),
        }
    }

    /// What it took.
    pub fn effort(&self) -> Effort {
        Effort { duration: self.started.elapsed(), requests: self.requests, left: self.left }
    }

    /// What came of its request.
    pub fn hear(&mut self, exchange: Exchange, effect: Effect) {
        let is_certainly_not_there = matches!(exchange, Err(Fault::NotSent(_)));
        self.wrote |= effect == Effect::Writes && !is_certainly_not_there;
        self.so_far.push(exchange);
    }

    /// That a request of it did not leave.
    pub fn not_sent(&mut self, reason: Reason) {
        self.so_far.push(Err(Fault::NotSent(reason)));
    }

    /// How it goes on. One that would take more than `longest` requests, or that makes the connector panic, ends here.
    pub fn turn<T: Unfinished>(
        &self,
        longest: usize,
        next: impl FnOnce(&Task, &[Exchange]) -> Turn<T>,
    ) -> Turn<T> {
        match catch_unwind(AssertUnwindSafe(|| next(&self.task, &self.so_far))) {
            Ok(Turn::Ask(_)) if self.so_far.len() >= longest => {
                log::error!("a conversation did not end within {longest} requests");
                Turn::Done(T::unfinished(Code::Broken.into(), self.wrote))
            }
            Ok(turn) => turn,
            Err(_) => {
                log::error!("the connector panicked after {} requests", self.so_far.len());
                Turn::Done(T::unfinished(Code::Broken.into(), self.wrote))
            }
        }
    }

    /// What may be kept of it, now that it is over; nothing when that makes the connector panic.
    pub fn learned(&self, of: impl FnOnce(&Task, &[Exchange]) -> Learned) -> Learned {
        catch_unwind(AssertUnwindSafe(|| of(&self.task, &self.so_far))).unwrap_or_else(|_| {
            log::error!("the connector panicked over what {} requests taught", self.so_far.len());
            Learned::default()
        })
    }
}
