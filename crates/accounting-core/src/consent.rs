//! How a person lets the shop in at the service itself (OAuth 2): he is sent to a page there, comes back with a code, the code is
//! redeemed for credentials, and he picks one of his companies. No sockets, no clock, no chance.
//!
//! Redeeming is a renewal like any other: credentials with a code in them have ended before they began, so that the first request
//! renews them, in single flight, unheard, and stored before they are used. [`crate::auth::Auth::renewal`] knows such credentials.
//!
//! A service may also let an application in by itself, without a person at each shop: [`Consent::as_application`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::auth::Credentials;
use crate::connector::Turn;
use crate::exchange::{Exchange, Request};
use crate::outcome::Unfinished;
use crate::reason::Reason;
use crate::redact::{ExposeSecret as _, SecretString};
use crate::text;

/// What the shop's screens must know of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ConsentDescription {
    /// The rights that are asked for unless the owner says which.
    pub scopes: &'static [&'static str],
    /// Whether an application without a secret may ask: what it redeems is bound to a verifier then (PKCE).
    pub without_secret: bool,
    /// Whether an application may be let in by itself, see [`Consent::as_application`].
    pub as_application: bool,
    /// Days that a connection lasts while nobody uses it; `None` for ever.
    pub days_unused: Option<u32>,
}

/// The owner's application at the service.
#[derive(Debug, Clone)]
pub struct Application {
    /// What it is called there; no secret.
    pub id: String,
    /// By which it is known to be itself.
    pub secret: Option<SecretString>,
    /// The rights to ask for; the described ones where there are none.
    pub scopes: Vec<String>,
}

/// What a person is asked for at the service.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Where he comes back to, letter for letter as the service has it on its list.
    pub redirect: String,
    /// Comes back unchanged: by that the shop knows that it was this person, in this session, who left.
    pub state: String,
    /// Of an application without a secret: what only this shop knows, 43 to 128 letters. The service gets a [`challenge`] of it.
    pub verifier: Option<SecretString>,
}

/// What he came back with.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Counts once, and for minutes.
    pub code: SecretString,
    /// As in [`Asking`].
    pub redirect: String,
    /// As in [`Asking`].
    pub verifier: Option<SecretString>,
}

/// A company that he may connect the shop with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// What the service calls it.
    pub id: String,
    /// What the service calls this shop's connection with it.
    pub connection: String,
    /// What a person calls it.
    pub name: String,
}

/// The companies there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organisations {
    /// The service answered.
    pub ok: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// Those that may be picked.
    pub items: Vec<Organisation>,
}

/// What came of taking the connection back at the service. The shop forgets its credentials in any case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Farewell {
    /// The service has no connection with this shop any more.
    pub ok: bool,
    /// Why nobody knows.
    pub reason: Option<Reason>,
}

/// What credentials tell by themselves of what they are good for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// The company they are for; `None` before one was picked.
    pub organisation: Option<String>,
    /// What a person calls it.
    pub name: Option<String>,
    /// The rights that the service gave.
    pub scopes: Vec<String>,
    /// Those of the rights asked for that it did not give.
    pub missing: Vec<String>,
    /// Whether an application is let in by itself.
    pub as_application: bool,
    /// UNIX seconds at which they end if they are not used before; `None` for what has no end.
    pub unused_until: Option<i64>,
}

/// How a connector lets a person connect the shop.
pub trait Consent: Send + Sync {
    /// Credentials that let nobody in yet: they sign what redeems a code. The shop keeps them while the person is away.
    fn applied(&self, application: &Application) -> Credentials;

    /// The page that his browser is sent to: where it is, and its query. The shop never asks for it itself.
    fn page(&self, applied: &Credentials, asking: &Asking) -> Request;

    /// Credentials with what he came back with: the first request redeems it.
    fn redeeming(&self, applied: Credentials, grant: &Grant) -> Credentials;

    /// Which companies he let the shop into, in this round trip where the service tells.
    fn organisations(&self, credentials: &Credentials, so_far: &[Exchange]) -> Turn<Organisations>;

    /// Credentials for the company that he picked.
    fn chosen(&self, credentials: Credentials, organisation: &Organisation) -> Credentials;

    /// Credentials by which the application gets itself in: the first request renews them. `None` where the service knows no such
    /// thing, or the application has no secret.
    fn as_application(&self, _application: &Application) -> Option<Credentials> {
        None
    }

    /// Takes the connection back.
    fn farewell(&self, credentials: &Credentials, so_far: &[Exchange]) -> Turn<Farewell>;

    /// What credentials tell by themselves; no network.
    fn granted(&self, credentials: &Credentials) -> Granted;
}

impl Organisations {
    /// These.
    pub fn of(items: Vec<Organisation>) -> Self {
        Self { ok: true, reason: None, items }
    }

    /// The service told of none.
    pub fn failed(reason: Option<Reason>) -> Self {
        Self { ok: false, reason, items: Vec::new() }
    }
}

impl Farewell {
    /// It is taken back.
    pub fn done() -> Self {
        Self { ok: true, reason: None }
    }

    /// Nobody knows.
    pub fn failed(reason: Option<Reason>) -> Self {
        Self { ok: false, reason }
    }
}

impl Unfinished for Organisations {
    fn unfinished(reason: Reason, _wrote: bool) -> Self {
        Self::failed(Some(reason))
    }

    fn locked_out(reason: Reason, _wrote: bool) -> Self {
        Self::failed(Some(reason))
    }
}

impl Unfinished for Farewell {
    fn unfinished(reason: Reason, _wrote: bool) -> Self {
        Self::failed(Some(reason))
    }

    /// Who is not let in any more has no connection to take back.
    fn locked_out(_reason: Reason, _wrote: bool) -> Self {
        Self::done()
    }
}

/// What the service gets to see of a verifier before it gets the verifier itself (PKCE, S256).
pub fn challenge(verifier: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret().as_bytes()))
}

/// What a token (JWT) says under `name`. Nobody checks its signature here: it came from the service itself, over its own connection.
pub fn claim(token: &SecretString, name: &str) -> Option<String> {
    let payload = token.expose_secret().split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.get(name).and_then(text::of_json)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn a_challenge_is_that_of_the_published_example() {
        let verifier = SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_token_says_what_it_claims_and_anything_else_says_nothing() {
        let token =
            |payload: &str| SecretString::from(format!("head.{}.sign", URL_SAFE_NO_PAD.encode(payload)));
        assert_eq!(
            claim(&token(r#"{"authentication_event_id":"e1"}"#), "authentication_event_id").as_deref(),
            Some("e1")
        );
        assert_eq!(claim(&token(r#"{"other":"e1"}"#), "authentication_event_id"), None);
        for text in ["", "opaque", "a.b", "a.!!.c", "a.e30"] {
            assert_eq!(claim(&SecretString::from(text), "authentication_event_id"), None, "{text}");
        }
    }

    #[test]
    fn no_secret_of_a_consent_is_printed() {
        let secret = || SecretString::from("very-secret-1");
        let application = Application { id: "app".to_owned(), secret: Some(secret()), scopes: Vec::new() };
        let asking = Asking { redirect: String::new(), state: "s".to_owned(), verifier: Some(secret()) };
        let grant = Grant { code: secret(), redirect: String::new(), verifier: Some(secret()) };
        assert!(!format!("{application:?} {asking:?} {grant:?}").contains("very-secret"));
    }
}
