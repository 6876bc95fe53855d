//! How much an organisation may be asked.

use std::collections::{BTreeMap, VecDeque};

use accounting_sandbox::Answer;
use chrono::{DateTime, TimeDelta, Utc};

use crate::answers;
use crate::settings::{Limit, Limits};

/// When each organisation was asked, as far back as counts.
#[derive(Debug, Default)]
pub struct Pace(BTreeMap<String, VecDeque<DateTime<Utc>>>);

/// What is left, said with every answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left(Vec<(&'static str, usize)>);

impl Pace {
    /// Counts a call, or refuses it. What is refused does not count.
    pub fn count(
        &mut self,
        tenant: &str,
        at_once: usize,
        now: DateTime<Utc>,
        limits: &Limits,
    ) -> Result<Left, Answer> {
        let day = length(limits.day_ms);
        for calls in self.0.values_mut() {
            while calls.front().is_some_and(|first| *first + day <= now) {
                calls.pop_front();
            }
        }
        if let Some(limit) = limits.refuse {
            let span = if limit == Limit::Day { limits.day_ms } else { limits.minute_ms };
            return Err(refusal(limit, Some(span.div_ceil(1000))));
        }
        if limits.at_once.is_some_and(|most| at_once > most) {
            return Err(refusal(Limit::Concurrent, None));
        }
        let minute = length(limits.minute_ms);
        let app: Vec<DateTime<Utc>> = self.0.values().flat_map(|calls| within(calls, minute, now)).collect();
        let calls = self.0.entry(tenant.to_owned()).or_default();
        let this_minute: Vec<DateTime<Utc>> = within(calls, minute, now).collect();
        let this_day: Vec<DateTime<Utc>> = calls.iter().copied().collect();
        let checks = [
            (Limit::Day, limits.day, &this_day, day),
            (Limit::Minute, limits.minute, &this_minute, minute),
            (Limit::AppMinute, limits.app_minute, &app, minute),
        ];
        for (limit, most, asked, span) in checks {
            if let Some(most) = most
                && asked.len() >= most
            {
                let frees = asked.iter().min().map(|first| (*first + span - now).num_milliseconds());
                let frees = frees.and_then(|milliseconds| u64::try_from(milliseconds).ok());
                return Err(refusal(limit, frees.map(|milliseconds| milliseconds.div_ceil(1000))));
            }
        }
        calls.push_back(now);
        let left = |most: Option<usize>, asked: &[DateTime<Utc>]| Some(most?.saturating_sub(asked.len() + 1));
        let headers = [
            ("X-MinLimit-Remaining", left(limits.minute, &this_minute)),
            ("X-DayLimit-Remaining", left(limits.day, &this_day)),
            ("X-AppMinLimit-Remaining", left(limits.app_minute, &app)),
        ];
        Ok(Left(headers.into_iter().filter_map(|(name, left)| Some((name, left?))).collect()))
    }
}

impl Left {
    /// The same answer, saying what is left.
    pub fn on(&self, answer: Answer) -> Answer {
        self.0.iter().fold(answer, |answer, (name, left)| answer.with(name, &left.to_string()))
    }
}

fn within(
    calls: &VecDeque<DateTime<Utc>>,
    span: TimeDelta,
    now: DateTime<Utc>,
) -> impl Iterator<Item = DateTime<Utc>> {
    calls.iter().copied().filter(move |call| *call + span > now)
}

fn length(milliseconds: u64) -> TimeDelta {
    i64::try_from(milliseconds).ok().and_then(TimeDelta::try_milliseconds).unwrap_or(TimeDelta::days(1))
}

fn refusal(limit: Limit, seconds: Option<u64>) -> Answer {
    let name = match limit {
        Limit::Minute => "minute",
        Limit::Day => "day",
        Limit::Concurrent => "concurrent",
        Limit::AppMinute => "appminute",
    };
    let answer = answers::text(429, "").with("X-Rate-Limit-Problem", name);
    match seconds.filter(|_| limit != Limit::Concurrent) {
        Some(seconds) => answer.with("Retry-After", &seconds.to_string()),
        None => answer,
    }
}
