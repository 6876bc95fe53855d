//! From a fault to what goes over the wire.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::answer::Answer;
use crate::clock;
use crate::faults::Fault;
use crate::service::{Phrase, Service};

/// How an answer reaches the client, or does not.
#[derive(Clone, Debug)]
pub(crate) enum Delivery {
    /// All of it.
    Whole(Answer),
    /// Half of its body.
    Half(Answer),
    /// All of it, byte by byte.
    Drip(Answer, Duration),
    /// The connection is reset.
    Reset,
    /// Nothing, and the connection stays.
    Silence,
    /// So many bytes.
    Endless(u64),
    /// A gzip that unpacks to so many bytes.
    Bomb(u64),
}

/// An answer on its way.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub wait: Duration,
    pub delivery: Delivery,
}

impl Delivery {
    /// What a fault makes of the normal answer, which is there when the fault handles the request.
    pub fn of(
        fault: Option<&Fault>,
        normal: Option<Answer>,
        service: &impl Service,
        now: DateTime<Utc>,
    ) -> Self {
        let normal = normal.unwrap_or_else(|| service.say(Phrase::Status(500)));
        let Some(fault) = fault else {
            return Self::Whole(normal);
        };
        match fault {
            Fault::Hang { .. } => Self::Silence,
            Fault::Reset { .. } | Fault::CreatedAnswerLost => Self::Reset,
            Fault::CutBody => Self::Half(normal),
            Fault::SlowDrip { ms } => Self::Drip(normal, Duration::from_millis(*ms)),
            Fault::HugeBody { bytes, .. } => Self::Endless(*bytes),
            Fault::GzipBomb { bytes, .. } => Self::Bomb(*bytes),
            Fault::Latency { .. } | Fault::AcceptedNeverCreated | Fault::FailsInQueue { .. } => {
                Self::Whole(normal)
            }
            replacing => Self::Whole(replacement(replacing, service, now)),
        }
    }

    /// The answer that arrives whole, which may carry a new key.
    pub fn whole_mut(&mut self) -> Option<&mut Answer> {
        match self {
            Self::Whole(answer) | Self::Drip(answer, _) => Some(answer),
            _ => None,
        }
    }

    /// The status the client sees first.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Whole(answer) | Self::Half(answer) | Self::Drip(answer, _) => Some(answer.status),
            Self::Endless(_) | Self::Bomb(_) => Some(200),
            Self::Reset | Self::Silence => None,
        }
    }
}

fn replacement(fault: &Fault, service: &impl Service, now: DateTime<Utc>) -> Answer {
    match fault {
        Fault::Empty { .. } => Answer::claimed_json(200, ""),
        Fault::Html { code, .. } => service.say(Phrase::WebPage(*code)),
        Fault::WrongJson { body, .. } => given(200, body),
        Fault::InvalidUtf8 { .. } => {
            Answer::claimed_json(200, *b"{\"success\":true,\"message\":\"\xff\xfe\xc3\x28\"}")
        }
        Fault::SuccessFalse { message, .. } => service.say(Phrase::Refusal(200, message)),
        Fault::Redirect { code, location, .. } => Answer::html(*code, "").with("Location", location),
        Fault::Status { .. } => status(fault, service, now),
        _ => service.say(Phrase::Status(500)),
    }
}

fn status(fault: &Fault, service: &impl Service, now: DateTime<Utc>) -> Answer {
    let Fault::Status { code, body, headers, retry_after, retry_after_date, in_this_website, .. } = fault
    else {
        return service.say(Phrase::Status(500));
    };
    let mut answer = match body {
        Some(body) => given(*code, body),
        None if *in_this_website => service.say(Phrase::OtherCompany),
        None => service.say(Phrase::Status(*code)),
    };
    answer.status = *code;
    if let Some(seconds) = retry_after {
        answer = answer.with("Retry-After", &seconds.to_string());
    }
    if let Some(date) = retry_after_date.and_then(|seconds| in_seconds(now, seconds)) {
        answer = answer.with("Retry-After", &date);
    }
    headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value))
}

fn in_seconds(now: DateTime<Utc>, seconds: i64) -> Option<String> {
    now.checked_add_signed(TimeDelta::try_seconds(seconds)?).map(clock::http_date)
}

fn given(status: u16, body: &Value) -> Answer {
    match body {
        Value::String(text) => Answer::claimed_json(status, text.clone()),
        value => Answer::json(status, value.clone()),
    }
}
