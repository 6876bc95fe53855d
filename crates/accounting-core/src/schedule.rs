//! When to try again.

use serde::{Deserialize, Serialize};

use crate::allowance::Allowance;

/// Seconds.
pub const MINUTE: i64 = 60;
/// Seconds.
pub const HOUR: i64 = 60 * MINUTE;

/// Waits after the 1st, 2nd, … failure, seconds; the last one repeats.
const WAITS: [i64; 7] = [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];

/// Waits after the 1st, 2nd, … refusal of the same document, seconds; then nothing more is tried by itself. Time alone seldom
/// mends what was refused, but somebody may have mended it in the service, where the shop cannot see it.
pub const AFTER_REFUSAL: [i64; 3] = [HOUR, 8 * HOUR, 24 * HOUR];

/// Longest wait a service may ask for, seconds.
pub const RETRY_AFTER_MAX: i64 = 8 * HOUR;

/// Wait after a 429 that names no time, seconds.
pub const RATE_LIMIT_WAIT: i64 = 5 * MINUTE;

/// Most requests at a time, whatever a service bears and a shop wants.
pub const CONCURRENCY_MAX: u32 = 16;

/// What a service bears, and how long it takes: each connector says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Attempts to send.
    pub max_attempts: u32,
    /// Seconds after the first attempt in which further ones may start.
    pub lifetime: i64,
    /// Seconds after which a document that cannot be found counts as never taken; longer than the service's own queue.
    pub settle: i64,
    /// When to look for a document that the service has queued, seconds after that; after the last one it never appears.
    pub checks: &'static [i64],
    /// How a document waits for somebody who has to approve another one first.
    pub approval: Wait,
    /// Requests at a time. A shop may ask for less, never for more.
    pub concurrency: Bounds,
    /// Requests in a minute and in a day.
    pub allowance: Allowance,
    /// Requests that a document takes as a rule, where requests are limited: for estimates.
    pub requests_each: u32,
    /// Requests of the longest conversation about one thing in which everybody does as he should. One that asks for more has gone
    /// astray: it is ended, and what it may have written is asked after like anything else that may have arrived.
    pub turns: usize,
}

/// How something is waited for that takes as long as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Seconds until it is asked again.
    pub every: i64,
    /// Seconds after which nobody waits any more.
    pub longest: i64,
}

/// Requests at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// At least 1.
    pub min_concurrency: u32,
    /// At most 16.
    pub max_concurrency: u32,
}

impl Policy {
    /// Seconds after the request left at which check number `checks` (from 0) is due; the last one repeats.
    pub fn check_wait(&self, checks: u32) -> i64 {
        let index = usize::try_from(checks).unwrap_or(usize::MAX);
        self.checks.get(index).or(self.checks.last()).copied().unwrap_or(self.settle)
    }

    /// The bounds a shop wants, within those of the service.
    pub fn bounds(&self, wanted: Bounds) -> Bounds {
        let max = wanted.max_concurrency.min(self.concurrency.max_concurrency).clamp(1, CONCURRENCY_MAX);
        let min = wanted.min_concurrency.max(self.concurrency.min_concurrency).clamp(1, max);
        Bounds { min_concurrency: min, max_concurrency: max }
    }
}

impl Default for Policy {
    /// For a service that queues what it is sent, and of which nothing else is known.
    fn default() -> Self {
        Self {
            max_attempts: 20,
            lifetime: 48 * HOUR,
            settle: 15 * MINUTE,
            checks: &[2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR],
            approval: Wait { every: 24 * HOUR, longest: 30 * 24 * HOUR },
            concurrency: Bounds { min_concurrency: 1, max_concurrency: CONCURRENCY_MAX },
            allowance: Allowance::default(),
            requests_each: 1,
            turns: 8,
        }
    }
}

/// Seconds to wait after failure number `failures` (from 1) of delivery `seed`: the table ±10 %.
///
/// The jitter is the same for the same delivery and failure, and spreads a thousand rows that failed together.
pub fn backoff(seed: u64, failures: u32) -> i64 {
    let index = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    let wait = WAITS[index];
    let spread = wait / 10;
    let draw = i64::try_from(mix(seed, failures) % 2001).unwrap_or(0);
    wait + spread * (draw - 1000) / 1000
}

/// Seconds a 429 asks for, within bounds.
pub fn rate_limit_wait(retry_after: Option<u32>) -> i64 {
    retry_after.map_or(RATE_LIMIT_WAIT, |seconds| i64::from(seconds).clamp(1, RETRY_AFTER_MAX))
}

/// The finalizer of `SplitMix64`: every bit of the input moves every bit of the output.
fn mix(seed: u64, failures: u32) -> u64 {
    let mut bits = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(u64::from(failures));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_waits_are_those_of_the_architecture() {
        let minutes: Vec<i64> = WAITS.iter().map(|seconds| seconds / MINUTE).collect();
        assert_eq!(minutes, [5, 10, 30, 60, 120, 240, 480]);
        // 10.16
        assert_eq!(AFTER_REFUSAL.map(|seconds| seconds / HOUR), [1, 8, 24]);
    }

    /// 11: a service that bears five requests at a time is never asked for more.
    #[test]
    fn a_shop_may_ask_for_less_than_a_service_bears_and_not_for_more() {
        let bounds = |min_concurrency, max_concurrency| Bounds { min_concurrency, max_concurrency };
        let policy = Policy { concurrency: bounds(2, 5), ..Policy::default() };
        for (wanted, given) in
            [((1, 16), (2, 5)), ((1, 3), (2, 3)), ((4, 4), (4, 4)), ((9, 1), (1, 1)), ((0, 0), (1, 1))]
        {
            assert_eq!(policy.bounds(bounds(wanted.0, wanted.1)), bounds(given.0, given.1), "{wanted:?}");
        }
        assert_eq!(Policy::default().bounds(bounds(1, 99)), bounds(1, 16));
    }

    #[test]
    fn a_retry_after_is_believed_up_to_eight_hours() {
        assert_eq!(rate_limit_wait(None), 300);
        assert_eq!(rate_limit_wait(Some(0)), 1);
        assert_eq!(rate_limit_wait(Some(90)), 90);
        assert_eq!(rate_limit_wait(Some(u32::MAX)), RETRY_AFTER_MAX);
    }

    proptest! {
        #[test]
        fn jitter_stays_within_a_tenth_and_later_waits_are_longer(seed: u64, failures in 1u32..40) {
            let index = (failures as usize - 1).min(WAITS.len() - 1);
            let wait = backoff(seed, failures);
            prop_assert!((wait - WAITS[index]).abs() * 10 <= WAITS[index]);
            prop_assert_eq!(wait, backoff(seed, failures));
            if failures < 7 {
                prop_assert!(backoff(seed, failures + 1) > wait);
            }
        }
    }
}
