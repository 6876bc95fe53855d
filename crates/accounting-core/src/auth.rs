//! How a service lets a shop in: credentials, what they sign, and how those that have run out are renewed. No sockets, no clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::exchange::{Answer, Request};
use crate::reason::{Code, Reason};
use crate::redact::{self, ExposeSecret as _, SecretString};
use crate::schedule::MINUTE;

/// Credentials are renewed so many seconds before they end: what is under way then must still arrive with them.
pub const AHEAD: i64 = 2 * MINUTE;

/// What a shop has to show at a service: secrets by name, e.g. `access_token`, and what belongs to them.
///
/// Printing shows no secret; [`Credentials::written`] is the only text that has them, and it is a secret itself.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    secrets: BTreeMap<String, SecretString>,
    fields: BTreeMap<String, String>,
    ends_at: Option<i64>,
}

impl Credentials {
    /// The secret called `name`.
    pub fn secret(&self, name: &str) -> Option<&SecretString> {
        self.secrets.get(name)
    }

    /// What is known beside the secrets, e.g. the tenant.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// The same with another secret.
    #[must_use]
    pub fn with_secret(mut self, name: &str, secret: SecretString) -> Self {
        self.secrets.insert(name.to_owned(), secret);
        self
    }

    /// The same with another field.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: &str) -> Self {
        self.fields.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same without a secret or field of that name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.secrets.remove(name);
        self.fields.remove(name);
        self
    }

    /// The same, but what signs requests ends at another moment, UNIX seconds.
    #[must_use]
    pub fn ending_at(mut self, ends_at: i64) -> Self {
        self.ends_at = Some(ends_at);
        self
    }

    /// Whether it is time to renew them.
    pub fn are_due(&self, now: i64) -> bool {
        self.have_ended(now.saturating_add(AHEAD))
    }

    /// Whether the service takes them no longer.
    pub fn have_ended(&self, now: i64) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }

    /// `text` without any of the secrets.
    pub fn mask(&self, text: &str) -> String {
        self.secrets.values().fold(text.to_owned(), |text, secret| redact::mask(&text, secret))
    }

    /// As the shop stores them.
    pub fn written(&self) -> SecretString {
        let secrets =
            self.secrets.iter().map(|(name, secret)| (name.clone(), secret.expose_secret().to_owned()));
        let stored =
            Stored { secrets: secrets.collect(), fields: self.fields.clone(), ends_at: self.ends_at };
        SecretString::from(serde_json::to_string(&stored).unwrap_or_default())
    }

    /// What the shop has stored; `None` for anything else.
    pub fn read(stored: &SecretString) -> Option<Self> {
        let Stored { secrets, fields, ends_at } = serde_json::from_str(stored.expose_secret()).ok()?;
        let secrets = secrets.into_iter().map(|(name, secret)| (name, SecretString::from(secret))).collect();
        Some(Self { secrets, fields, ends_at })
    }
}

/// The stored form. It lives only while it is written or read.
#[derive(Serialize, Deserialize)]
struct Stored {
    secrets: BTreeMap<String, String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    ends_at: Option<i64>,
}

/// One header that says who asks.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: SecretString,
    /// What those hear who listen to what leaves.
    pub shown: String,
}

impl Signature {
    /// `Authorization` with a secret behind its scheme, e.g. `Bearer`.
    pub fn authorization(scheme: &str, secret: &SecretString) -> Self {
        Self {
            name: "Authorization",
            value: SecretString::from(format!("{scheme} {}", secret.expose_secret())),
            shown: format!("{scheme} {}", redact::MASK),
        }
    }

    /// A header that is no secret, e.g. one that names the company.
    pub fn open(name: &'static str, value: &str) -> Self {
        Self { name, value: SecretString::from(value), shown: value.to_owned() }
    }
}

/// What a renewal came to.
#[derive(Debug, Clone)]
pub enum Renewed {
    /// These count from now on.
    New(Credentials),
    /// The service will never renew them: a person must connect again.
    Refused(Reason),
    /// It could not be done just now.
    Later(Reason),
}

/// How a connector signs requests, and how its credentials live on.
pub trait Auth: Send + Sync {
    /// What the shop has stored; `None` when nobody can be let in by that.
    fn read(&self, stored: &SecretString) -> Option<Credentials> {
        Credentials::read(stored)
    }

    /// What the shop is to store.
    fn written(&self, credentials: &Credentials) -> SecretString {
        credentials.written()
    }

    /// The headers that say who asks; a renewal is signed too.
    fn sign(&self, credentials: &Credentials, request: &Request) -> Vec<Signature>;

    /// The request that renews them; `None` for credentials that are never renewed by asking.
    fn renewal(&self, _credentials: &Credentials) -> Option<Request> {
        None
    }

    /// What the service answered to [`Auth::renewal`]; `now` is when that left, so that nothing is held for fresher than it is.
    fn renewed(&self, _credentials: &Credentials, _answer: &Answer, _now: i64) -> Renewed {
        Renewed::Later(Code::NotRenewed.into())
    }

    /// New credentials that came with an answer to anything; the old ones are dead from now on.
    fn replaced(&self, _credentials: &Credentials, _answer: &Answer) -> Option<Credentials> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials() -> Credentials {
        Credentials::default()
            .with_secret("access_token", SecretString::from("access-secret-1"))
            .with_secret("refresh_token", SecretString::from("refresh-secret-1"))
            .with_field("tenant", "t-1")
            .ending_at(1_800)
    }

    /// Issue 11: what is stored is read again, whole.
    #[test]
    fn what_was_written_is_read_again_and_anything_else_is_not() {
        let read = Credentials::read(&credentials().written()).unwrap();
        assert_eq!(read.secret("refresh_token").unwrap().expose_secret(), "refresh-secret-1");
        assert_eq!((read.field("tenant"), read.ends_at), (Some("t-1"), Some(1_800)));
        assert_eq!(read.written().expose_secret(), credentials().written().expose_secret());
        for broken in ["", "an-api-key", "{}", "[]", r#"{"secrets":{"a":1}}"#] {
            assert!(Credentials::read(&SecretString::from(broken)).is_none(), "{broken}");
        }
    }

    #[test]
    fn no_secret_is_printed_and_none_stays_in_a_text() {
        let signature = Signature::authorization("Bearer", credentials().secret("access_token").unwrap());
        let printed = format!("{:?} {:?} {signature:?}", credentials(), Renewed::New(credentials()));
        assert!(!printed.contains("secret-1"), "{printed}");
        assert_eq!(signature.shown, "Bearer [key]");
        assert_eq!(
            credentials().mask("access-secret-1 for refresh-secret-1 of t-1"),
            "[key] for [key] of t-1"
        );
    }

    #[test]
    fn credentials_are_due_two_minutes_before_they_end_and_those_without_an_end_never() {
        assert!(!credentials().are_due(1_679) && credentials().are_due(1_680));
        assert!(!credentials().have_ended(1_799) && credentials().have_ended(1_800));
        let endless = Credentials::default();
        assert!(!endless.are_due(i64::MAX) && !endless.have_ended(i64::MAX));
    }
}
