//! Waiting that a reset cuts short.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time;

/// Where requests wait.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    openings: watch::Sender<u64>,
}

/// How often the gate had been opened at some moment: a wait begun with it ends at the next opening.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

impl Gate {
    /// To be taken when a request begins.
    pub fn ticket(&self) -> Ticket {
        Ticket(*self.openings.borrow())
    }

    /// Waits for this long; false when the gate was opened meanwhile.
    pub async fn wait(&self, ticket: Ticket, time: Duration) -> bool {
        let mut openings = self.openings.subscribe();
        let opened = openings.wait_for(|openings| *openings != ticket.0);
        time::timeout(time, opened).await.is_err()
    }

    /// Lets all go that wait now.
    pub fn open(&self) {
        self.openings.send_modify(|openings| *openings += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(gate: &Gate, ticket: Ticket, time: Duration) -> bool {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(gate.wait(ticket, time))
    }

    #[test]
    fn a_wait_ends_by_itself() {
        let gate = Gate::default();
        assert!(wait(&gate, gate.ticket(), Duration::from_millis(1)));
    }

    #[test]
    fn opening_ends_the_waits_that_began_before() {
        let gate = Gate::default();
        let early = gate.ticket();
        gate.open();
        assert!(!wait(&gate, early, Duration::from_secs(60)));
        assert!(wait(&gate, gate.ticket(), Duration::ZERO));
    }
}
