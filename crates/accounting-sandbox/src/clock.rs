//! The time, and how it is written.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Serialize, Serializer};

/// The clock of one sandbox: that of the machine, and how far it was set apart from it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    apart: TimeDelta,
}

impl Clock {
    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        machine().checked_add_signed(self.apart).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Makes it this time now; the clock goes on from there.
    pub fn set(&mut self, now: DateTime<Utc>) {
        self.apart = now - machine();
    }
}

fn machine() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// A time of so many milliseconds later.
pub fn later(time: DateTime<Utc>, milliseconds: u64) -> DateTime<Utc> {
    chrono::Duration::from_std(Duration::from_millis(milliseconds))
        .ok()
        .and_then(|pause| time.checked_add_signed(pause))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// `2026-01-31T10:20:30.123Z`
pub fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The same, for `serialize_with`.
///
/// # Errors
/// Those of the serializer.
pub fn as_iso<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    iso(*time).serialize(serializer)
}

/// The form of a `Retry-After` date.
pub(crate) fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_their_readers_expect() {
        let time = DateTime::<Utc>::from_timestamp(1_767_225_600, 0).unwrap();
        assert_eq!(iso(time), "2026-01-01T00:00:00.000Z");
        assert_eq!(http_date(time), "Thu, 01 Jan 2026 00:00:00 GMT");
    }

    #[test]
    fn a_far_future_is_the_end_of_time() {
        assert_eq!(later(machine(), u64::MAX), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn a_clock_that_is_set_goes_on_from_there() {
        let mut clock = Clock::default();
        for time in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, machine() + TimeDelta::days(3)] {
            clock.set(time);
            assert!((clock.now() - time).abs() < TimeDelta::minutes(1), "{time}");
        }
    }
}
