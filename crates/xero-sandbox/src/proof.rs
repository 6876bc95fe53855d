//! How a program proves that it is itself: by its secret, or by the verifier only it knows.

use accounting_sandbox::Head;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};

use crate::settings::Client;

/// What a program has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Its secret.
    Secret,
    /// No more than its name, so that something else has to prove the rest.
    Name,
}

/// What a request for tokens shows; none when it is not the registered program.
pub fn of(head: &Head, client_id: Option<&str>, client: &Client) -> Option<Proof> {
    let Some(authorization) = head.header("authorization") else {
        return (client_id == Some(&client.id)).then_some(Proof::Name);
    };
    let shown = STANDARD.decode(authorization.strip_prefix("Basic ")?).ok()?;
    let wanted = format!("{}:{}", client.id, client.secret);
    (shown == wanted.as_bytes()).then_some(Proof::Secret)
}

/// Whether this verifier belongs to this challenge (PKCE, S256).
pub fn verifies(verifier: &str, challenge: &str) -> bool {
    (43..=128).contains(&verifier.len()) && self::challenge(verifier) == challenge
}

/// The challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    base64url(digest(&SHA256, verifier.as_bytes()).as_ref())
}

/// Base64 for addresses, without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_verifies() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(verifies(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(!verifies("short", &challenge("short")), "a verifier has at least 43 letters");
    }
}
