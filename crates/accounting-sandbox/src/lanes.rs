//! How many requests are being answered at the same time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

type Counts = Arc<Mutex<BTreeMap<String, usize>>>;

/// Requests at work, counted by the lane the service puts them in: at a service that limits each company, a company is a lane.
#[derive(Debug, Default)]
pub(crate) struct Lanes(Counts);

/// The place of one request in its lane, which is free again once this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    counts: Counts,
    lane: String,
    /// How many there are in this lane, this one included.
    pub at_once: usize,
}

impl Lanes {
    /// One more request is at work.
    pub fn enter(&self, lane: &str) -> Place {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(lane.to_owned()).or_default();
        *count += 1;
        Place { counts: Arc::clone(&self.0), lane: lane.to_owned(), at_once: *count }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&self.lane) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.lane)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lane_counts_its_own_requests_until_they_are_answered() {
        let lanes = Lanes::default();
        let first = lanes.enter("teak");
        assert_eq!((first.at_once, lanes.enter("teak").at_once, lanes.enter("oak").at_once), (1, 2, 1));
        drop(first);
        assert_eq!(lanes.enter("teak").at_once, 1);
        assert!(lanes.0.lock().unwrap().is_empty());
    }
}
