//! The other side of a batch.

use std::time::{Duration, SystemTime};

use accounting_core::allowance::Left;
use accounting_core::links::Learned;
use accounting_core::redact::SecretString;

use crate::heard::Heard;

/// Who has the work, keeps the credentials and hears the results.
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

    /// What one piece of work came to, and what may be kept of the conversation about it.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn done(&mut self, task: Task, result: T, learned: Learned, effort: Effort) -> Result<(), Self::Error>;

    /// The credentials as they are stored now; another process may have replaced them.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn credentials(&mut self) -> Result<SecretString, Self::Error>;

    /// New credentials have come; those they replace are dead or soon will be. Must be stored before this returns, unless
    /// what is stored is not `replaced` any more.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn replaced(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), Self::Error>;

    /// Asks for the right to renew the credentials, which one process of the shop has at a time. It may wait for the one that
    /// has it, and must not for ever.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn begin_renewal(&mut self) -> Result<Renewal, Self::Error>;

    /// Gives that right back.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn end_renewal(&mut self) -> Result<(), Self::Error>;

    /// Now, UNIX seconds.
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    /// Hears of every request before it leaves and after it ended; no secret is in it.
    ///
    /// # Errors
    /// As [`Host::next`].
    fn heard(&mut self, _event: &Heard<'_>) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Whether the other side is gone: the batch ends at once, and nobody is told of anything any more.
    fn is_gone(&self) -> bool {
        false
    }
}

/// What one piece of work took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// From its start to its end.
    pub duration: Duration,
    /// Requests that left for it; those that renewed credentials are not among them.
    pub requests: u32,
    /// What the service said last of how many more it takes.
    pub left: Option<Left>,
}

/// Whether a process may renew the credentials. What another one renewed is found by reading them again, in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// It may, and nobody else does.
    Mine,
    /// Another process is at it, and is not done yet.
    Elsewhere,
}
