//! Days and moments as Xero reads and writes them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::json::Json;

/// `2026-11-21`, alone or with a time behind it.
pub fn day(text: &str) -> Option<NaiveDate> {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let is_time = time.is_none_or(|_| moment(text).is_some());
    NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().filter(|_| is_time && day.len() == 10)
}

/// `2026-11-21T00:00:00`, in UTC.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|moment| moment.and_utc())
}

/// A day as it goes out: `/Date(1795219200000+0000)/`, its midnight in UTC.
pub fn day_out(day: NaiveDate) -> Json {
    moment_out(day.and_time(chrono::NaiveTime::MIN).and_utc())
}

/// A moment as it goes out.
pub fn moment_out(moment: DateTime<Utc>) -> Json {
    format!("/Date({}+0000)/", moment.timestamp_millis()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_goes_out_as_its_midnight() {
        let out = Json::from("/Date(1795219200000+0000)/");
        assert_eq!(day_out(day("2026-11-21").unwrap()), out);
        assert_eq!(day_out(day("2026-11-21T10:30:00").unwrap()), out);
        for wrong in ["21.11.2026", "2026-11-31", "2026-11-21T", "2026-1-2", ""] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
