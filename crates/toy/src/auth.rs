//! OAuth 2: an access token that ends, and a refresh token that is another one after each use.

use accounting_core::auth::{Auth, Credentials, Renewed, Signature};
use accounting_core::exchange::{Answer, Body, Host, Method, Request};
use accounting_core::reason::{Code, Reason};
use accounting_core::redact::{ExposeSecret as _, SecretString};
use form_urlencoded::Serializer;
use serde_json::Value;

/// Name of the host that gives out tokens.
pub const IDENTITY: &str = "identity";

/// The field that says which organisation's books the shop was let into.
pub const ORGANISATION: &str = "organisation";

const CLIENT_SECRET: &str = "client_secret";
const ACCESS_TOKEN: &str = "access_token";
const REFRESH_TOKEN: &str = "refresh_token";

/// How Toy Books lets a shop in.
#[derive(Debug)]
pub struct Tokens;

impl Auth for Tokens {
    fn sign(&self, credentials: &Credentials, request: &Request) -> Vec<Signature> {
        let signed =
            |scheme, name| credentials.secret(name).map(|secret| Signature::authorization(scheme, secret));
        match request.to {
            Host::Named(_) => signed("Basic", CLIENT_SECRET).into_iter().collect(),
            Host::Endpoint => {
                let organisation = credentials.field(ORGANISATION);
                let organisation = organisation.map(|id| Signature::open("Organisation-Id", id));
                signed("Bearer", ACCESS_TOKEN).into_iter().chain(organisation).collect()
            }
        }
    }

    fn renewal(&self, credentials: &Credentials) -> Option<Request> {
        let token = credentials.secret(REFRESH_TOKEN)?.expose_secret();
        let form = Serializer::new(String::new())
            .append_pair("grant_type", "refresh_token")
            .append_pair(REFRESH_TOKEN, token)
            .finish();
        let body = Body::SecretForm(SecretString::from(form));
        Some(Request { to: Host::Named(IDENTITY), ..Request::write(Method::Post, "connect/token", body) })
    }

    fn renewed(&self, credentials: &Credentials, answer: &Answer, now: i64) -> Renewed {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let secret = |name: &str| body.get(name).and_then(Value::as_str).map(SecretString::from);
        let life = body.get("expires_in").and_then(Value::as_i64);
        match (answer.status, secret(ACCESS_TOKEN), secret(REFRESH_TOKEN), life) {
            (200, Some(access), Some(refresh), Some(life)) => Renewed::New(
                credentials
                    .clone()
                    .with_secret(ACCESS_TOKEN, access)
                    .with_secret(REFRESH_TOKEN, refresh)
                    .ending_at(now.saturating_add(life)),
            ),
            // Only this says that the tokens are worth nothing any more.
            (400, ..) if body.get("error").is_some_and(|error| error == "invalid_grant") => {
                Renewed::Refused(Code::ConnectAgain.into())
            }
            (200, ..) => Renewed::Later(Code::UnreadableAnswer.into()),
            (status, ..) => Renewed::Later(Reason::new(Code::NotRenewed, &format!("HTTP {status}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials() -> Credentials {
        Credentials::default()
            .with_secret(CLIENT_SECRET, SecretString::from("client-secret-1"))
            .with_secret(ACCESS_TOKEN, SecretString::from("access-token-1"))
            .with_secret(REFRESH_TOKEN, SecretString::from("refresh+token=1"))
            .with_field(ORGANISATION, "teak")
            .ending_at(1_800)
    }

    fn renewed(status: u16, body: &str) -> Renewed {
        Tokens.renewed(&credentials(), &Answer::new(status, body), 2_000)
    }

    fn signed(request: &Request) -> Vec<(&'static str, String)> {
        let signatures = Tokens.sign(&credentials(), request).into_iter();
        signatures.map(|signature| (signature.name, signature.value.expose_secret().to_owned())).collect()
    }

    #[test]
    fn each_host_gets_its_own_secret_and_the_endpoint_hears_whose_books_are_meant() {
        let to_books = signed(&Request::read("organisation", &[]));
        let bearer = ("Authorization", "Bearer access-token-1".to_owned());
        assert_eq!(to_books, [bearer, ("Organisation-Id", "teak".to_owned())]);
        let renewal = Tokens.renewal(&credentials()).unwrap();
        assert_eq!(signed(&renewal), [("Authorization", "Basic client-secret-1".to_owned())]);
        assert_eq!((renewal.to, renewal.path.as_str()), (Host::Named("identity"), "connect/token"));
        assert_eq!(renewal.body.text(), "grant_type=refresh_token&refresh_token=refresh%2Btoken%3D1");
        assert_eq!(renewal.body.shown(), "[key]");
        assert!(Tokens.renewal(&Credentials::default()).is_none());
    }

    #[test]
    fn both_tokens_are_replaced_and_all_else_stays() {
        let answer = r#"{"access_token":"a2","refresh_token":"r2","expires_in":600}"#;
        let Renewed::New(new) = renewed(200, answer) else { panic!("not renewed") };
        let secret = |name| new.secret(name).unwrap().expose_secret().to_owned();
        assert_eq!((secret(ACCESS_TOKEN), secret(REFRESH_TOKEN)), ("a2".to_owned(), "r2".to_owned()));
        assert_eq!(
            (secret(CLIENT_SECRET).as_str(), new.field(ORGANISATION)),
            ("client-secret-1", Some("teak"))
        );
        assert!(new.have_ended(2_600) && !new.have_ended(2_599));
    }

    #[test]
    fn only_an_invalid_grant_is_for_good() {
        let Renewed::Refused(reason) = renewed(400, r#"{"error":"invalid_grant"}"#) else {
            panic!("not refused")
        };
        assert_eq!(reason.code, Code::ConnectAgain);
        for (status, body) in [
            (200, "{}"),
            (200, "<html>"),
            (200, r#"{"access_token":"a2","expires_in":600}"#),
            (400, r#"{"error":"invalid_request"}"#),
            (401, r#"{"error":"invalid_client"}"#),
            (403, r#"{"error":"invalid_grant"}"#),
            (503, ""),
        ] {
            assert!(matches!(renewed(status, body), Renewed::Later(_)), "{status} {body}");
        }
    }
}
