//! The time, and how it is written.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

/// Jakarta is seven hours ahead.
const JAKARTA_SECONDS: i32 = 7 * 3600;

/// Now.
pub(crate) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// A time of so many milliseconds later.
pub(crate) fn later(time: DateTime<Utc>, milliseconds: u64) -> DateTime<Utc> {
    chrono::Duration::from_std(Duration::from_millis(milliseconds))
        .ok()
        .and_then(|pause| time.checked_add_signed(pause))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// `2026-01-31T10:20:30.123Z`
pub(crate) fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The form of a `Retry-After` date.
pub(crate) fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Kledo's `Y-m-d H:i:s`, in Jakarta.
pub(crate) fn jakarta(time: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(JAKARTA_SECONDS) {
        Some(zone) => time.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        None => time.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_their_readers_expect() {
        let time = DateTime::<Utc>::from_timestamp(1_767_225_600, 0).unwrap();
        assert_eq!(iso(time), "2026-01-01T00:00:00.000Z");
        assert_eq!(http_date(time), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(jakarta(time), "2026-01-01 07:00:00");
    }

    #[test]
    fn a_far_future_is_the_end_of_time() {
        assert_eq!(later(now(), u64::MAX), DateTime::<Utc>::MAX_UTC);
    }
}
