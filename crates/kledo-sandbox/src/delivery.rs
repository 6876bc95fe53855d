//! From a fault to what goes over the wire.

use std::time::Duration;

use serde_json::Value;

use crate::answer::Answer;
use crate::clock;
use crate::faults::Fault;
use crate::wording;

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
    pub fn of(fault: Option<&Fault>, normal: Option<Answer>) -> Self {
        let normal = normal.unwrap_or_else(|| wording::of_status(500));
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
            replacing => Self::Whole(replacement(replacing)),
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

fn replacement(fault: &Fault) -> Answer {
    match fault {
        Fault::Empty { .. } => Answer::claimed_json(200, ""),
        Fault::Html { code, .. } => wording::web_page(*code),
        Fault::WrongJson { body, .. } => given(200, body),
        Fault::InvalidUtf8 { .. } => {
            Answer::claimed_json(200, *b"{\"success\":true,\"message\":\"\xff\xfe\xc3\x28\"}")
        }
        Fault::SuccessFalse { message, .. } => wording::refusal(200, message),
        Fault::Redirect { code, location, .. } => Answer::html(*code, "").with("Location", location),
        Fault::Status { .. } => status(fault),
        _ => wording::of_status(500),
    }
}

fn status(fault: &Fault) -> Answer {
    let Fault::Status { code, body, headers, retry_after, retry_after_date, in_this_website, .. } = fault
    else {
        return wording::of_status(500);
    };
    let mut answer = match body {
        Some(body) => given(*code, body),
        None if *in_this_website => wording::wrong_company(),
        None => wording::of_status(*code),
    };
    answer.status = *code;
    if let Some(seconds) = retry_after {
        answer = answer.with("Retry-After", &seconds.to_string());
    }
    if let Some(date) = retry_after_date.and_then(in_seconds) {
        answer = answer.with("Retry-After", &date);
    }
    headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value))
}

fn in_seconds(seconds: i64) -> Option<String> {
    let pause = chrono::Duration::try_seconds(seconds)?;
    clock::now().checked_add_signed(pause).map(clock::http_date)
}

fn given(status: u16, body: &Value) -> Answer {
    match body {
        Value::String(text) => Answer::claimed_json(status, text.clone()),
        value => Answer::json(status, value.clone()),
    }
}
