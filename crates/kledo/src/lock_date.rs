//! How far the books are closed: `options/lock_date`. The shape of its answer was never seen, so several are understood.

use accounting_core::connector::Turn;
use accounting_core::exchange::{Exchange, Request};
use accounting_core::survey::LockDate;
use accounting_core::text;
use accounting_core::told::Told;
use serde_json::Value;

use crate::native;

/// Names that the day may have.
const NAMES: [&str; 3] = ["lock_date", "date", "value"];

/// Asks, and reads the answer.
pub fn lock_date(so_far: &[Exchange]) -> Turn<Told<LockDate>> {
    let Some(exchange) = so_far.last() else {
        return Turn::Ask(Request::read("options/lock_date", &[]));
    };
    let read = native::asked(exchange).and_then(|(envelope, status)| {
        let closed = envelope.body.get("data").and_then(closed).ok_or_else(native::unreadable)?;
        Ok(Told::found(closed, Some(status)))
    });
    Turn::Done(read.unwrap_or_else(|outcome| native::untold(&outcome)))
}

/// How far they are; `None` for what may be a day and cannot be read. That this very day is closed too is not known, and taken for
/// so: who is warned a day too much loses nothing.
fn closed(data: &Value) -> Option<LockDate> {
    let nothing = Some(LockDate::default());
    match data {
        Value::Null | Value::Bool(false) => nothing,
        Value::String(text) if text.trim().is_empty() || text.starts_with("0000-00-00") => nothing,
        Value::String(text) => text::day(text).map(|day| LockDate { locked_until: Some(day) }),
        // PHP writes a map without entries as a list.
        Value::Array(items) if items.is_empty() => nothing,
        Value::Object(fields) if fields.is_empty() => nothing,
        Value::Object(fields) => closed(NAMES.iter().find_map(|name| fields.get(*name))?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use accounting_core::exchange::Answer;
    use accounting_core::told::ToldClass;
    use serde_json::json;

    use super::*;

    fn told(status: u16, body: &str) -> Told<LockDate> {
        match lock_date(&[Ok(Answer::new(status, body))]) {
            Turn::Done(told) => told,
            Turn::Ask(request) => panic!("asks {request:?}"),
        }
    }

    /// 13.3
    #[test]
    fn the_day_is_understood_wherever_it_stands() {
        assert!(matches!(lock_date(&[]), Turn::Ask(request) if request.path == "options/lock_date"));
        let until = |data: Value| {
            let told = told(200, &json!({"success": true, "data": data}).to_string());
            assert_eq!((told.class, told.http_status), (ToldClass::Found, Some(200)), "{data}");
            told.what.locked_until.map(|day| day.to_string())
        };
        for data in [
            json!("2026-01-31"),
            json!("2026-01-31 00:00:00"),
            json!({"lock_date": "2026-01-31"}),
            json!({"date": "2026-01-31T00:00:00Z", "id": 7}),
            json!({"name": "lock_date", "value": "2026-01-31"}),
            json!({"lock_date": {"date": "2026-01-31"}}),
        ] {
            assert_eq!(until(data.clone()).as_deref(), Some("2026-01-31"), "{data}");
        }
        for none in [
            json!(null),
            json!(""),
            json!([]),
            json!({}),
            json!(false),
            json!({"lock_date": null}),
            json!("0000-00-00"),
        ] {
            assert_eq!(until(none.clone()), None, "{none}");
        }
    }

    #[test]
    fn what_cannot_be_read_closes_nothing_and_opens_nothing() {
        for (status, body, class) in [
            (200, "<html>", ToldClass::Unavailable),
            (200, r#"{"success":true}"#, ToldClass::Unavailable),
            (200, r#"{"success":true,"data":"31/01/2026"}"#, ToldClass::Unavailable),
            (200, r#"{"success":true,"data":{"id":7}}"#, ToldClass::Unavailable),
            (200, r#"{"success":true,"data":["2026-01-31"]}"#, ToldClass::Unavailable),
            (200, r#"{"success":true,"data":true}"#, ToldClass::Unavailable),
            (200, r#"{"success":true,"data":20260131}"#, ToldClass::Unavailable),
            (401, r#"{"message":"Unauthenticated."}"#, ToldClass::NotComparable),
            (403, "", ToldClass::NotComparable),
            (404, "<html>", ToldClass::NotComparable),
            (429, "{}", ToldClass::RateLimited),
            (500, "", ToldClass::Unavailable),
        ] {
            let told = told(status, body);
            assert_eq!((told.class, told.what), (class, LockDate::default()), "{status} {body}");
        }
    }
}
