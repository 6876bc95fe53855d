//! Days, in the shop's time zone, which the snapshot's times carry; and what becomes of those that are closed in Xero.

use accounting_core::snapshot::{OrderSnapshot, Refund};
use chrono::{DateTime, Days, FixedOffset, NaiveDate};

use crate::settings::Choices;

/// The day of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day that is sent.
    pub date: NaiveDate,
    /// Whether it lies in a closed period and the document is held for that.
    pub is_locked: bool,
}

impl Day {
    /// As Xero takes it: 2026-11-21.
    pub fn text(self) -> String {
        written(self.date)
    }

    /// So many days later, as Xero takes it.
    pub fn later(self, days: u64) -> String {
        written(self.date.checked_add_days(Days::new(days)).unwrap_or(self.date))
    }
}

/// The day the order was made, whether or not it is closed: a quote is in no ledger.
pub fn of_order(snapshot: &OrderSnapshot) -> Day {
    Day { date: snapshot.created_at.date_naive(), is_locked: false }
}

/// The day the order was paid; of one that does not know, the day it was made.
pub fn of_payment(snapshot: &OrderSnapshot) -> Day {
    day(snapshot.paid_at.as_ref().unwrap_or(&snapshot.created_at))
}

/// The day a refund was made; of one that does not know, the day the order was.
pub fn of_refund(snapshot: &OrderSnapshot, refund: &Refund) -> Day {
    day(refund.created_at.as_ref().unwrap_or(&snapshot.created_at))
}

fn day(time: &DateTime<FixedOffset>) -> Day {
    Day { date: time.date_naive(), is_locked: false }
}

/// The day that a document in the ledger gets. One that is closed (on or before the lock date) is held, or becomes
/// today where the shop chose so: then today has to be known, and open.
pub fn in_ledger(day: Day, choices: &Choices) -> Day {
    let is_closed = |date: NaiveDate| choices.facts.lock_date.is_some_and(|locked| date <= locked);
    if !is_closed(day.date) {
        return day;
    }
    let today = choices.facts.today.filter(|today| choices.date_locked_today && !is_closed(*today));
    today.map_or(Day { is_locked: true, ..day }, |date| Day { date, is_locked: false })
}

fn written(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use accounting_core::connector::Settings;

    use super::*;
    use crate::mapping::tests::order;

    fn ledger(settings: &[(&str, &str)]) -> (String, bool) {
        let settings: Settings =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let day = in_ledger(of_order(&order()), &Choices::of(&settings));
        (day.text(), day.is_locked)
    }

    #[test]
    fn days_are_those_of_the_shop() {
        // 23:30 in Jakarta, and still the day before in Greenwich half an hour later.
        let order = order();
        assert_eq!(
            (of_order(&order).text(), of_payment(&order).text()),
            ("2026-01-31".to_owned(), "2026-02-01".to_owned())
        );
        assert_eq!(of_order(&order).later(14), "2026-02-14");
    }

    #[test]
    fn a_closed_day_is_held_or_becomes_today() {
        let open = ("2026-01-31".to_owned(), false);
        assert_eq!(ledger(&[("fact_lock_date", "2026-01-30")]), open);
        assert_eq!(ledger(&[("fact_lock_date", "2026-01-31")]), ("2026-01-31".to_owned(), true));
        let today = [("fact_lock_date", "2026-03-31"), ("locked", "today"), ("fact_today", "2026-04-02")];
        assert_eq!(ledger(&today), ("2026-04-02".to_owned(), false));
        assert_eq!(ledger(&today[..2]), ("2026-01-31".to_owned(), true), "today is not known");
        let closed_too = [today[0], today[1], ("fact_today", "2026-03-31")];
        assert_eq!(ledger(&closed_too), ("2026-01-31".to_owned(), true));
    }
}
