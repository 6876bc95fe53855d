//! Lists: conditions, pages, what is newer, and what is not there yet.

use accounting_sandbox::Answer;
use chrono::{DateTime, TimeDelta, Utc};

use crate::answers;
use crate::books::Times;
use crate::call::Call;
use crate::desk::Desk;
use crate::filter::{Fields, Filter};
use crate::json::{Json, object};

/// The largest page, and the usual one.
const LARGEST: usize = 1_000;
const USUAL: usize = 100;

/// How a list is asked for.
#[derive(Debug)]
pub struct Wanted {
    filter: Option<Filter>,
    since: Option<DateTime<Utc>>,
    hidden_from: DateTime<Utc>,
    page: Option<(usize, usize)>,
}

impl Wanted {
    /// Reads what is wanted of a list whose records have these fields.
    pub fn read(call: &Call, desk: &Desk<'_>, fields: &Fields) -> Result<Self, Answer> {
        let filter = call.query("where").map(|text| Filter::parse(text, fields)).transpose();
        let filter = filter.map_err(|error| answers::bad_query(&error))?;
        let stale = TimeDelta::try_seconds(desk.settings.switches.stale_seconds).unwrap_or_default();
        Ok(Self { filter, since: call.since, hidden_from: desk.now - stale, page: page(call)? })
    }

    /// Whether lines are shown: a list without pages has none.
    pub fn shows_lines(&self) -> bool {
        self.page.is_some()
    }

    /// Whether a record is in the list.
    pub fn has(&self, times: Times, get: impl Fn(&str) -> Option<String>) -> bool {
        // What was made at this very moment is there when nothing is stale.
        times.made <= self.hidden_from
            && self.since.is_none_or(|since| times.changed > since)
            && self.filter.as_ref().is_none_or(|filter| filter.holds(get))
    }

    /// Answers with the records that are in the list, of which `out` shows one.
    pub fn answer<T>(
        &self,
        desk: &mut Desk<'_>,
        collection: &str,
        records: &[T],
        out: impl Fn(&T, &Desk<'_>) -> Json,
    ) -> Answer {
        if records.is_empty() && self.since.is_some() && desk.settings.switches.not_modified {
            return answers::text(304, "");
        }
        let (page, size) = self.page.unwrap_or((1, usize::MAX));
        let first = (page - 1).saturating_mul(size);
        let shown = records.iter().skip(first).take(size).map(|record| out(record, desk)).collect();
        let mut answer = desk.envelope(collection, shown);
        if let Some((page, size)) = self.page {
            let pagination = object([
                ("page", page.into()),
                ("pageSize", size.into()),
                ("pageCount", records.len().div_ceil(size).into()),
                ("itemCount", records.len().into()),
            ]);
            answer = answer.with("pagination", pagination);
        }
        answers::json(200, &answer)
    }
}

fn page(call: &Call) -> Result<Option<(usize, usize)>, Answer> {
    let number = |name: &str, most: usize| match call.query(name).map(str::parse::<usize>) {
        None => Ok(None),
        Some(Ok(number)) if (1..=most).contains(&number) => Ok(Some(number)),
        Some(_) => Err(answers::bad_query(&format!("{name} must be a number from 1 to {most}"))),
    };
    let (page, size) = (number("page", usize::MAX)?, number("pageSize", LARGEST)?);
    Ok(page.map(|page| (page, size.unwrap_or(USUAL))))
}
