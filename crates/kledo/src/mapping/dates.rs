//! Dates in the shop's time zone, which the snapshot's times carry.

use accounting_core::snapshot::OrderSnapshot;
use chrono::{Months, NaiveDate};

/// The day the order was made.
pub fn transaction_date(snapshot: &OrderSnapshot) -> String {
    day(snapshot.created_at.date_naive())
}

/// The day it was completed, else a month after it was made: 31 January → the last of February. Never before the
/// order itself, whose date a shop may have moved.
pub fn due_date(snapshot: &OrderSnapshot) -> String {
    let created = snapshot.created_at.date_naive();
    let due = match snapshot.completed_at {
        Some(completed) => completed.date_naive(),
        None => created.checked_add_months(Months::new(1)).unwrap_or(created),
    };
    day(due.max(created))
}

fn day(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
