//! Waiting that a reset or the end of the server cuts short.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Where requests wait.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    turn: Mutex<Turn>,
    opened: Condvar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Turn {
    openings: u64,
    closed_down: bool,
}

/// How often the gate had been opened at some moment: a wait begun with it ends at the next opening.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

impl Gate {
    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be taken when a request begins.
    pub fn ticket(&self) -> Ticket {
        Ticket(self.turn().openings)
    }

    /// Waits for this long; false when the gate was opened meanwhile.
    pub fn wait(&self, ticket: Ticket, time: Duration) -> bool {
        let Some(until) = Instant::now().checked_add(time) else {
            return false;
        };
        let mut turn = self.turn();
        loop {
            if turn.closed_down || turn.openings != ticket.0 {
                return false;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            turn = self.opened.wait_timeout(turn, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Lets all go that wait now.
    pub fn open(&self) {
        self.turn().openings += 1;
        self.opened.notify_all();
    }

    /// Lets all go, and lets nobody wait again.
    pub fn close_down(&self) {
        self.turn().closed_down = true;
        self.opened.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_by_itself() {
        let gate = Gate::default();
        assert!(gate.wait(gate.ticket(), Duration::from_millis(1)));
    }

    #[test]
    fn opening_ends_the_waits_that_began_before() {
        let gate = Gate::default();
        let early = gate.ticket();
        gate.open();
        assert!(!gate.wait(early, Duration::from_secs(60)));
        assert!(gate.wait(gate.ticket(), Duration::ZERO));
        gate.close_down();
        assert!(!gate.wait(gate.ticket(), Duration::from_secs(60)));
    }
}
