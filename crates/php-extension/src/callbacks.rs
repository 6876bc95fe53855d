//! The PHP side of a batch: who has the work, keeps the credentials and hears the results.

use std::time::Duration;

use accounting_core::allowance::Left;
use accounting_core::links::Learned;
use accounting_core::redact::SecretString;
use accounting_http::{Effort, Heard, Host, Phase, Renewal};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::{IntoZval as _, IntoZvalDyn};
use ext_php_rs::error::Error as PhpError;
use ext_php_rs::exception::{PhpException, PhpResult};
use ext_php_rs::types::{ZendCallable, ZendObject, Zval};
use ext_php_rs::zend::{ExecutorGlobals, ce};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::convert::{from_zval, to_zval};
use crate::exception::Failure;
use crate::secret::Secret;

/// Why a callback did not answer.
pub enum CallbackError {
    /// It threw.
    Thrown(ZBox<ZendObject>),
    /// It broke its contract.
    Broken(Failure),
    /// It ended the process: `exit`, or a fatal error. PHP knows, and is not called again.
    Ended,
}

impl From<Failure> for CallbackError {
    fn from(failure: Failure) -> Self {
        Self::Broken(failure)
    }
}

impl CallbackError {
    /// Throws it in PHP, what was thrown as it was thrown; PHP goes on by itself with what ends the process.
    pub fn throw(self) -> PhpResult<()> {
        match self {
            Self::Ended => Ok(()),
            Self::Broken(failure) => Err(failure.into()),
            Self::Thrown(object) => match object.into_zval(false) {
                Ok(value) => Err(PhpException::from_message(String::new()).with_object(value)),
                Err(error) => Err(Failure::Callback(error.to_string()).into()),
            },
        }
    }
}

fn call(callable: &ZendCallable<'_>, parameters: Vec<&dyn IntoZvalDyn>) -> Result<Zval, CallbackError> {
    if is_ending() {
        return Err(CallbackError::Ended);
    }
    answered(callable.try_call(parameters))
}

/// What PHP answered. An exception is taken from the engine, so that the requests under way can still be reported.
fn answered(answer: Result<Zval, PhpError>) -> Result<Zval, CallbackError> {
    if let Some(object) = ExecutorGlobals::take_exception() {
        if object.instance_of(ce::throwable()) {
            return Err(CallbackError::Thrown(object));
        }
        // `exit` and fatal errors unwind PHP's stack by something that nobody can catch; PHP needs it back.
        ExecutorGlobals::get_mut().exception = object.into_raw();
        return Err(CallbackError::Ended);
    }
    answer.map_err(|error| Failure::Callback(error.to_string()).into())
}

/// Whether PHP is on its way out.
pub fn is_ending() -> bool {
    ExecutorGlobals::has_exception()
}

/// The credentials, and who wants to hear of every request.
pub struct Shop<'a> {
    pub keys: &'a Zval,
    pub on_exchange: Option<ZendCallable<'a>>,
}

impl Shop<'_> {
    fn method(&self, name: &str, parameters: Vec<&dyn IntoZvalDyn>) -> Result<Zval, CallbackError> {
        if is_ending() {
            return Err(CallbackError::Ended);
        }
        answered(self.keys.try_call_method(name, parameters))
    }

    /// The credentials as they are stored now.
    pub fn credentials(&self) -> Result<SecretString, CallbackError> {
        let stored = self.method("current", Vec::new())?;
        let stored =
            stored.string().ok_or_else(|| Failure::Callback("current() must give a string".to_owned()))?;
        Ok(SecretString::from(stored))
    }

    fn begin_renewal(&self) -> Result<Renewal, CallbackError> {
        let is_mine = self.method("begin_renewal", Vec::new())?.bool();
        let is_mine =
            is_mine.ok_or_else(|| Failure::Callback("begin_renewal() must give a boolean".to_owned()))?;
        Ok(if is_mine { Renewal::Mine } else { Renewal::Elsewhere })
    }

    fn end_renewal(&self) -> Result<(), CallbackError> {
        self.method("end_renewal", Vec::new()).map(drop)
    }

    fn replaced(&self, new: &SecretString, replaced: &SecretString) -> Result<(), CallbackError> {
        let new = secret(new)?;
        let replaced = secret(replaced)?;
        self.method("rotated", vec![&new, &replaced]).map(drop)
    }

    fn heard(&self, event: &Heard<'_>) -> Result<(), CallbackError> {
        let Some(callable) = &self.on_exchange else {
            return Ok(());
        };
        let event = to_zval(&HeardEvent {
            phase: if event.phase == Phase::Request { "request" } else { "response" },
            method: event.method,
            url: event.url,
            headers: &event.headers,
            body: event.body,
            status: event.status,
            duration_ms: event.duration.map(milliseconds),
            error: event.error,
        })?;
        call(callable, vec![&event]).map(drop)
    }
}

fn secret(key: &SecretString) -> Result<Zval, CallbackError> {
    Secret(key.clone()).into_zval(false).map_err(|error| Failure::Callback(error.to_string()).into())
}

#[derive(Serialize)]
struct HeardEvent<'a> {
    phase: &'static str,
    method: &'static str,
    url: &'a str,
    headers: &'a std::collections::BTreeMap<&'static str, String>,
    body: &'a str,
    status: Option<u16>,
    duration_ms: Option<u64>,
    error: Option<&'a str>,
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A batch whose work comes from PHP and whose results go there.
pub struct Queue<'a> {
    pub shop: Shop<'a>,
    pub next: ZendCallable<'a>,
    pub on_result: ZendCallable<'a>,
}

/// A result with what was learned and what it took.
#[derive(Serialize)]
struct Told<'a, T> {
    #[serde(flatten)]
    result: WithEffort<&'a T>,
    #[serde(flatten)]
    learned: &'a Learned,
}

/// An answer with what it took.
#[derive(Serialize)]
pub struct WithEffort<T> {
    #[serde(flatten)]
    answer: T,
    duration_ms: u64,
    requests: u32,
    left: Option<Left>,
}

impl<T> WithEffort<T> {
    /// The two together.
    pub fn of(answer: T, Effort { duration, requests, left }: Effort) -> Self {
        Self { answer, duration_ms: milliseconds(duration), requests, left }
    }
}

/// Work that PHP knows by a number.
pub trait Numbered {
    /// The number.
    fn id(&self) -> u64;
}

impl<Task: DeserializeOwned + Numbered, T: Serialize> Host<Task, T> for Queue<'_> {
    type Error = CallbackError;

    fn next(&mut self) -> Result<Option<Task>, CallbackError> {
        let task = call(&self.next, Vec::new())?;
        if task.is_null() {
            return Ok(None);
        }
        Ok(Some(from_zval("next()", &task)?))
    }

    fn done(&mut self, task: Task, result: T, learned: Learned, effort: Effort) -> Result<(), CallbackError> {
        let id = i64::try_from(task.id()).unwrap_or(i64::MAX);
        let told = Told { result: WithEffort::of(&result, effort), learned: &learned };
        call(&self.on_result, vec![&id, &to_zval(&told)?]).map(drop)
    }

    fn credentials(&mut self) -> Result<SecretString, CallbackError> {
        self.shop.credentials()
    }

    fn replaced(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), CallbackError> {
        self.shop.replaced(new, replaced)
    }

    fn begin_renewal(&mut self) -> Result<Renewal, CallbackError> {
        self.shop.begin_renewal()
    }

    fn end_renewal(&mut self) -> Result<(), CallbackError> {
        self.shop.end_renewal()
    }

    fn heard(&mut self, event: &Heard<'_>) -> Result<(), CallbackError> {
        self.shop.heard(event)
    }

    fn is_gone(&self) -> bool {
        is_ending()
    }
}

/// One question, and its answer with what it took.
pub struct Question<'a, T> {
    pub shop: Shop<'a>,
    pub to_ask: Option<()>,
    pub answer: Option<(T, Effort)>,
}

impl<'a, T> Question<'a, T> {
    /// A question that is still to be asked.
    pub fn new(shop: Shop<'a>) -> Self {
        Self { shop, to_ask: Some(()), answer: None }
    }
}

impl<T> Host<(), T> for Question<'_, T> {
    type Error = CallbackError;

    fn next(&mut self) -> Result<Option<()>, CallbackError> {
        Ok(self.to_ask.take())
    }

    fn done(&mut self, (): (), answer: T, _learned: Learned, effort: Effort) -> Result<(), CallbackError> {
        self.answer = Some((answer, effort));
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, CallbackError> {
        self.shop.credentials()
    }

    fn replaced(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), CallbackError> {
        self.shop.replaced(new, replaced)
    }

    fn begin_renewal(&mut self) -> Result<Renewal, CallbackError> {
        self.shop.begin_renewal()
    }

    fn end_renewal(&mut self) -> Result<(), CallbackError> {
        self.shop.end_renewal()
    }

    fn heard(&mut self, event: &Heard<'_>) -> Result<(), CallbackError> {
        self.shop.heard(event)
    }

    fn is_gone(&self) -> bool {
        is_ending()
    }
}
