//! Requests under way. Whatever becomes of one, somebody hears of it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use accounting_core::exchange::{Exchange, Fault};
use accounting_core::reason::Code;
use tokio::runtime::Runtime;
use tokio::task::{Id, JoinSet};

/// What came of a request.
pub struct Finished<Q> {
    pub question: Q,
    pub exchange: Exchange,
    pub duration: Duration,
}

/// Requests that were not answered yet, each with what must be known of it then.
pub struct UnderWay<Q> {
    tasks: JoinSet<Exchange>,
    questions: HashMap<Id, (Q, Instant)>,
}

impl<Q> UnderWay<Q> {
    pub fn new() -> Self {
        Self { tasks: JoinSet::new(), questions: HashMap::new() }
    }

    pub fn len(&self) -> usize {
        self.questions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// Starts a request. It goes on while the caller does something else.
    pub fn start(
        &mut self,
        runtime: &Runtime,
        question: Q,
        request: impl Future<Output = Exchange> + Send + 'static,
    ) {
        let id = self.tasks.spawn_on(request, runtime.handle()).id();
        self.questions.insert(id, (question, Instant::now()));
    }

    /// Waits for the next one that ends. One that panicked may have arrived.
    pub fn next(&mut self, runtime: &Runtime) -> Option<Finished<Q>> {
        let (id, exchange) = match runtime.block_on(self.tasks.join_next_with_id())? {
            Ok(ended) => ended,
            Err(fault) => {
                log::error!("a request ended without an answer: {fault}");
                (fault.id(), Err(Fault::MaybeSent(Code::Broken.into())))
            }
        };
        let (question, since) = self.questions.remove(&id)?;
        Some(Finished { question, exchange, duration: since.elapsed() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10.24: it was dropped, and nobody heard of the delivery again.
    #[test]
    fn a_request_that_panics_may_have_arrived_and_the_others_go_on() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut under_way = UnderWay::new();
        under_way.start(&runtime, 1, async { panic!("on purpose") });
        under_way.start(&runtime, 2, async { Err(Fault::NotSent(Code::Dns.into())) });
        let mut codes = Vec::new();
        while let Some(Finished { question, exchange, .. }) = under_way.next(&runtime) {
            codes.push((
                question,
                matches!(exchange, Err(Fault::MaybeSent(_))),
                exchange.unwrap_err().reason().code,
            ));
        }
        codes.sort_by_key(|code| code.0);
        assert_eq!(codes, [(1, true, Code::Broken), (2, false, Code::Dns)]);
        assert!(under_way.is_empty());
    }
}
