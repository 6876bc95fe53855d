//! What a sandbox has to say for itself; the rest is the same for all.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::answer::Answer;
use crate::faults::Fate;
use crate::head::{Head, Request};
use crate::page::Page;
use crate::random::Random;
use crate::settings::ServiceSettings;

/// An accounting service as a sandbox plays it: the state of one, and what it does with a request.
///
/// Everything runs under the sandbox's one lock, so nothing here may wait or use the sandbox. A reset makes a new
/// one of the settings of the start.
pub trait Service: Send + Sized + 'static {
    /// Its name, as on the page and in certificates.
    const NAME: &'static str;
    /// The name of its program, which is that of its server too.
    const PROGRAM: &'static str;
    /// The path that all of its API lies under; rules mean what is below it.
    const BASE: &'static str = "/";
    /// How a body begins that does not end for a long time; it goes on with the letter x.
    const ENDLESS: &'static str = "{\"data\":\"";

    /// What can be set.
    type Settings: ServiceSettings;
    /// What `GET /_sandbox/state` shows beside the settings: an object, cheap to make, written after the lock.
    type State: Serialize;

    /// One with nothing in it yet.
    fn new(settings: Self::Settings) -> Self;

    /// The settings as they are now.
    fn settings(&self) -> &Self::Settings;

    /// Takes other settings.
    fn set_settings(&mut self, settings: Self::Settings);

    /// Does what is due by now. It is called before everything else.
    fn advance(&mut self, _now: DateTime<Utc>) {}

    /// Whether a request carries a right key; the log keeps only this of it.
    fn is_authorized(&self, head: &Head) -> bool;

    /// The fields of a body in a form that the service reads.
    fn fields(&self, head: &Head, body: &[u8]) -> Option<Arc<Value>>;

    /// What a request is about, for rules with an `order_id`. `fields` are those of its body, if it has any.
    fn subject<'a>(&self, head: &'a Head, fields: Option<&'a Value>) -> Option<&'a str>;

    /// Which requests are counted together as being answered at the same time: those of one company, say.
    fn lane<'a>(&self, _head: &'a Head) -> &'a str {
        ""
    }

    /// Handles a request the way the service does when nothing goes wrong, but for the fate of what it asks for.
    fn handle(&mut self, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Outcome;

    /// The service's words for what a script asks for.
    fn say(&self, phrase: Phrase<'_>) -> Answer;

    /// A last look at an answer that will arrive whole, with or without a fault, at a client whose key was right.
    fn seal(&mut self, _answer: &mut Answer, _random: &mut Random) {}

    /// What there is of it to be seen by a program.
    fn state(&self) -> Self::State;

    /// What there is of it to be seen by a person.
    fn page(&self) -> Page;

    /// Its own control commands: `POST /_sandbox/{name}`; none for a name that is none of them.
    fn command(&mut self, _name: &str, _body: &[u8]) -> Option<Result<Value, String>> {
        None
    }
}

/// What became of a request.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The answer, when nothing goes wrong.
    pub answer: Answer,
    /// The document it made, for the log.
    pub document: Option<u64>,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        Self { answer, document: None }
    }
}

/// Something that a script makes the service say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase<'a> {
    /// An answer with this status, when nothing else is known.
    Status(u16),
    /// A web page with this status, as of a server in front of the service.
    WebPage(u16),
    /// The key is right, but not for this company.
    OtherCompany,
    /// A refusal with this status, for this reason; with none, for any.
    Refusal(u16, &'a str),
}
