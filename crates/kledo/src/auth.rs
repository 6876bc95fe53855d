//! Kledo's API key: one text, stored as the owner entered it, which any answer may replace.

use accounting_core::auth::{Auth, Credentials, Signature};
use accounting_core::exchange::{Answer, Request};
use accounting_core::redact::SecretString;
use serde_json::Value;

/// Name of the one secret.
pub const KEY: &str = "key";

/// Longest key that is believed.
const KEY_MAX: usize = 8192;

/// How Kledo lets a shop in.
#[derive(Debug)]
pub struct KledoKey;

impl Auth for KledoKey {
    fn read(&self, stored: &SecretString) -> Option<Credentials> {
        Some(of_key(stored.clone()))
    }

    fn written(&self, credentials: &Credentials) -> SecretString {
        credentials.secret(KEY).cloned().unwrap_or_default()
    }

    fn sign(&self, credentials: &Credentials, _request: &Request) -> Vec<Signature> {
        credentials.secret(KEY).map(|key| Signature::authorization("Bearer", key)).into_iter().collect()
    }

    fn replaced(&self, _credentials: &Credentials, answer: &Answer) -> Option<Credentials> {
        new_key(answer).map(of_key)
    }
}

fn of_key(key: SecretString) -> Credentials {
    Credentials::default().with_secret(KEY, key)
}

/// A new key, of any answer whatever its status.
fn new_key(answer: &Answer) -> Option<SecretString> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let key = body.get("access_token")?.as_str()?.trim();
    let usable =
        !key.is_empty() && key.len() <= KEY_MAX && key.chars().all(|letter| letter.is_ascii_graphic());
    usable.then(|| SecretString::from(key))
}

#[cfg(test)]
mod tests {
    use accounting_core::redact::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_new_key_is_taken_from_any_status() {
        let replaced = |body: &str| {
            let answer = Answer::new(500, body);
            let new = KledoKey.replaced(&Credentials::default(), &answer)?;
            Some(KledoKey.written(&new).expose_secret().to_owned())
        };
        assert_eq!(replaced(r#"{"access_token":" newkey "}"#).as_deref(), Some("newkey"));
        assert_eq!(replaced(r#"{"access_token":"new\r\nkey"}"#), None);
        assert_eq!(replaced(r#"{"access_token":""}"#), None);
        assert_eq!(replaced(r#"{"data":{"access_token":"inner"}}"#), None);
    }

    /// Issue 11: a shop that switches has a plain key in its option, and it stays one.
    #[test]
    fn the_key_is_stored_as_it_was_entered_and_signs_every_request() {
        let credentials = KledoKey.read(&SecretString::from("kledo_pat_1")).unwrap();
        assert_eq!(KledoKey.written(&credentials).expose_secret(), "kledo_pat_1");
        let signatures = KledoKey.sign(&credentials, &Request::read("finance/tags", &[]));
        let [Signature { name, value, shown }] = signatures.as_slice() else { panic!("one header") };
        assert_eq!(
            (*name, value.expose_secret(), shown.as_str()),
            ("Authorization", "Bearer kledo_pat_1", "Bearer [key]")
        );
        assert!(KledoKey.renewal(&credentials).is_none());
    }
}
