//! Tokens: an access token of half an hour, and a refresh token that is another one after each use and dies unused after 60 days. An
//! application that gets itself in (a custom connection) has no refresh token: it asks anew.

use accounting_core::auth::{Auth, Credentials, Renewed, Signature};
use accounting_core::consent::claim;
use accounting_core::exchange::{Answer, Body, Host, Method, Request};
use accounting_core::reason::{Code, Reason};
use accounting_core::redact::{ExposeSecret as _, SecretString};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::Serializer;
use serde_json::Value;

/// Name of the host that gives out tokens.
pub const IDENTITY: &str = "identity";
/// Name of the host with the page that people consent on.
pub const LOGIN: &str = "login";
/// Name of the host that knows which organisations the shop is connected with.
pub const API: &str = "api";

/// Secret: of the owner's application.
pub const CLIENT_SECRET: &str = "client_secret";
/// Secret: signs requests.
pub const ACCESS_TOKEN: &str = "access_token";
/// Secret: renews both tokens.
pub const REFRESH_TOKEN: &str = "refresh_token";
/// Field: of the owner's application.
pub const CLIENT_ID: &str = "client_id";
/// Field: the organisation that requests are for.
pub const TENANT: &str = "tenant";
/// Field: `yes` for an application that gets itself in.
pub const AS_APPLICATION: &str = "as_application";
/// Field: rights that were asked for, with spaces between them.
pub const ASKED: &str = "asked";
/// Field: rights that were given, likewise.
pub const SCOPE: &str = "scope";
/// Secret: what a person came back with, until it is redeemed.
pub const CODE: &str = "code";
/// Secret: what only this shop knows of his round trip.
pub const VERIFIER: &str = "code_verifier";
/// Field: where he came back to.
pub const REDIRECT: &str = "redirect_uri";
/// Field: by this Xero knows which organisations were ticked in one round trip.
pub const EVENT: &str = "event";

/// What a token says of the round trip that it came of.
const EVENT_CLAIM: &str = "authentication_event_id";

/// Field: when the tokens were given out, UNIX seconds.
pub const GIVEN_AT: &str = "given_at";

/// The header that says which organisation a request is for.
const TENANT_HEADER: &str = "Xero-Tenant-Id";

/// How Xero lets a shop in.
#[derive(Debug)]
pub struct Tokens;

impl Auth for Tokens {
    fn sign(&self, credentials: &Credentials, request: &Request) -> Vec<Signature> {
        let bearer = credentials.secret(ACCESS_TOKEN).map(|token| Signature::authorization("Bearer", token));
        match request.to {
            Host::Named(IDENTITY) => application(credentials).into_iter().collect(),
            // Which organisations there are is asked before one is picked.
            Host::Named(API) => bearer.into_iter().collect(),
            Host::Named(_) => Vec::new(),
            Host::Endpoint => {
                let tenant = credentials.field(TENANT).map(|tenant| Signature::open(TENANT_HEADER, tenant));
                bearer.into_iter().chain(tenant).collect()
            }
        }
    }

    fn renewal(&self, credentials: &Credentials) -> Option<Request> {
        if let Some(code) = credentials.secret(CODE) {
            return Some(redemption(credentials, code));
        }
        if is_application(credentials) {
            let scopes = credentials.field(ASKED).unwrap_or_default();
            return Some(token_request(
                credentials,
                &[("grant_type", "client_credentials"), (SCOPE, scopes)],
            ));
        }
        let token = credentials.secret(REFRESH_TOKEN)?.expose_secret();
        Some(token_request(credentials, &[("grant_type", "refresh_token"), (REFRESH_TOKEN, token)]))
    }

    fn renewed(&self, credentials: &Credentials, answer: &Answer, now: i64) -> Renewed {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status != 200 {
            return refusal(credentials, answer.status, body.get("error").and_then(Value::as_str));
        }
        match given(credentials, &body, now) {
            Some(new) => Renewed::New(new),
            None => Renewed::Later(Code::UnreadableAnswer.into()),
        }
    }
}

/// Redeems the code that a person came back with.
fn redemption(credentials: &Credentials, code: &SecretString) -> Request {
    let redirect = credentials.field(REDIRECT).unwrap_or_default();
    let mut fields =
        vec![("grant_type", "authorization_code"), (CODE, code.expose_secret()), (REDIRECT, redirect)];
    fields.extend(credentials.secret(VERIFIER).map(|verifier| (VERIFIER, verifier.expose_secret())));
    token_request(credentials, &fields)
}

/// Whether the application gets itself in, without a person at the shop.
pub fn is_application(credentials: &Credentials) -> bool {
    credentials.field(AS_APPLICATION) == Some("yes")
}

/// Asks for tokens. An application without a secret says its name in the form, since nothing signs it.
fn token_request(credentials: &Credentials, fields: &[(&str, &str)]) -> Request {
    identity(credentials, "connect/token", fields)
}

/// Asks the host that gives out tokens. All of it is secret.
pub fn identity(credentials: &Credentials, path: &str, fields: &[(&str, &str)]) -> Request {
    let mut form = Serializer::new(String::new());
    form.extend_pairs(fields);
    if credentials.secret(CLIENT_SECRET).is_none() {
        form.append_pair(CLIENT_ID, credentials.field(CLIENT_ID).unwrap_or_default());
    }
    let body = Body::SecretForm(SecretString::from(form.finish()));
    Request { to: Host::Named(IDENTITY), ..Request::write(Method::Post, path, body) }
}

/// Id and secret of the owner's application, as one of them signs what is asked of the host that gives out tokens.
fn application(credentials: &Credentials) -> Option<Signature> {
    let secret = credentials.secret(CLIENT_SECRET)?.expose_secret();
    let pair = format!("{}:{secret}", credentials.field(CLIENT_ID).unwrap_or_default());
    Some(Signature::authorization("Basic", &SecretString::from(STANDARD.encode(pair))))
}

/// The credentials with the tokens of an answer.
fn given(credentials: &Credentials, body: &Value, now: i64) -> Option<Credentials> {
    let secret = |name: &str| {
        body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(SecretString::from)
    };
    let life = body.get("expires_in").and_then(Value::as_i64)?;
    let mut new = credentials
        .clone()
        .with_secret(ACCESS_TOKEN, secret(ACCESS_TOKEN)?)
        .with_field(GIVEN_AT, &now.to_string())
        .ending_at(now.saturating_add(life));
    if !is_application(credentials) {
        new = new.with_secret(REFRESH_TOKEN, secret(REFRESH_TOKEN)?);
    }
    if let Some(event) = new.secret(ACCESS_TOKEN).and_then(|token| claim(token, EVENT_CLAIM)) {
        new = new.with_field(EVENT, &event);
    }
    if let Some(scope) = body.get(SCOPE).and_then(Value::as_str) {
        new = new.with_field(SCOPE, scope);
    }
    Some(new.without(CODE).without(VERIFIER).without(REDIRECT))
}

/// Only `invalid_grant` says that the tokens are worth nothing any more. All else is mended in the settings, or by time.
fn refusal(credentials: &Credentials, status: u16, error: Option<&str>) -> Renewed {
    match (status, error) {
        (400, Some("invalid_grant")) if !is_application(credentials) => {
            Renewed::Refused(Code::ConnectAgain.into())
        }
        (400..=403, Some(error)) => Renewed::Later(Reason::new(Code::ApplicationRefused, error)),
        _ => Renewed::Later(Reason::new(Code::NotRenewed, &format!("HTTP {status}"))),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn credentials() -> Credentials {
        Credentials::default()
            .with_secret(CLIENT_SECRET, SecretString::from("client-secret-1"))
            .with_field(CLIENT_ID, "app-1")
            .with_secret(ACCESS_TOKEN, SecretString::from("access-token-1"))
            .with_secret(REFRESH_TOKEN, SecretString::from("refresh+token=1"))
            .with_field(TENANT, "t1")
            .ending_at(1_800)
    }

    /// An application without a secret.
    pub fn public() -> Credentials {
        Credentials::default()
            .with_field(CLIENT_ID, "app-2")
            .with_secret(ACCESS_TOKEN, SecretString::from("access-token-2"))
            .with_secret(REFRESH_TOKEN, SecretString::from("refresh-token-2"))
    }

    /// A custom connection.
    pub fn custom() -> Credentials {
        Credentials::default()
            .with_secret(CLIENT_SECRET, SecretString::from("client-secret-3"))
            .with_field(CLIENT_ID, "app-3")
            .with_field(AS_APPLICATION, "yes")
            .with_field(ASKED, "accounting.invoices accounting.settings")
            .ending_at(0)
    }

    pub fn signed(credentials: &Credentials, request: &Request) -> Vec<(&'static str, String)> {
        let signatures = Tokens.sign(credentials, request).into_iter();
        signatures.map(|signature| (signature.name, signature.value.expose_secret().to_owned())).collect()
    }

    fn renewed(credentials: &Credentials, status: u16, body: &str) -> Renewed {
        Tokens.renewed(credentials, &Answer::new(status, body), 2_000)
    }

    #[test]
    fn each_host_gets_what_is_meant_for_it_and_only_the_endpoint_hears_of_the_organisation() {
        let bearer = || ("Authorization", "Bearer access-token-1".to_owned());
        let books = Request::read("Organisation", &[]);
        assert_eq!(signed(&credentials(), &books), [bearer(), ("Xero-Tenant-Id", "t1".to_owned())]);
        let connections = Request { to: Host::Named(API), ..Request::read("connections", &[]) };
        assert_eq!(signed(&credentials(), &connections), [bearer()]);
        let renewal = Tokens.renewal(&credentials()).unwrap();
        // base64 of app-1:client-secret-1
        let basic = ("Authorization", "Basic YXBwLTE6Y2xpZW50LXNlY3JldC0x".to_owned());
        assert_eq!(signed(&credentials(), &renewal), [basic]);
        let page = Request { to: Host::Named(LOGIN), ..Request::read("identity/connect/authorize", &[]) };
        assert!(signed(&credentials(), &page).is_empty());
    }

    #[test]
    fn a_renewal_is_a_form_that_nobody_hears() {
        let renewal = Tokens.renewal(&credentials()).unwrap();
        assert_eq!((renewal.to, renewal.path.as_str()), (Host::Named("identity"), "connect/token"));
        assert_eq!(renewal.body.text(), "grant_type=refresh_token&refresh_token=refresh%2Btoken%3D1");
        assert_eq!(renewal.body.shown(), "[key]");
        let renewal = Tokens.renewal(&public()).unwrap();
        assert_eq!(
            renewal.body.text(),
            "grant_type=refresh_token&refresh_token=refresh-token-2&client_id=app-2"
        );
        assert!(signed(&public(), &renewal).is_empty());
        assert!(Tokens.renewal(&Credentials::default()).is_none());
    }

    #[test]
    fn an_application_that_gets_itself_in_asks_anew_and_names_no_organisation() {
        let renewal = Tokens.renewal(&custom()).unwrap();
        assert_eq!(
            renewal.body.text(),
            "grant_type=client_credentials&scope=accounting.invoices+accounting.settings"
        );
        let Renewed::New(new) = renewed(&custom(), 200, r#"{"access_token":"a2","expires_in":1800}"#) else {
            panic!("not renewed")
        };
        let bearer = ("Authorization", "Bearer a2".to_owned());
        assert_eq!(signed(&new, &Request::read("Organisation", &[])), [bearer]);
        assert!(new.secret(REFRESH_TOKEN).is_none() && !new.have_ended(3_799) && new.have_ended(3_800));
        let refused = renewed(&custom(), 400, r#"{"error":"invalid_grant"}"#);
        assert!(matches!(refused, Renewed::Later(_)), "there is nothing to connect again");
    }

    #[test]
    fn both_tokens_are_replaced_and_all_else_stays() {
        let answer =
            r#"{"access_token":"a2","refresh_token":"r2","expires_in":600,"scope":"offline_access x"}"#;
        let Renewed::New(new) = renewed(&credentials(), 200, answer) else { panic!("not renewed") };
        let secret = |name| new.secret(name).unwrap().expose_secret().to_owned();
        assert_eq!((secret(ACCESS_TOKEN), secret(REFRESH_TOKEN)), ("a2".to_owned(), "r2".to_owned()));
        assert_eq!((secret(CLIENT_SECRET).as_str(), new.field(TENANT)), ("client-secret-1", Some("t1")));
        assert_eq!((new.field(SCOPE), new.field(GIVEN_AT)), (Some("offline_access x"), Some("2000")));
        assert!(new.have_ended(2_600) && !new.have_ended(2_599));
    }

    #[test]
    fn only_an_invalid_grant_is_for_good() {
        let Renewed::Refused(reason) = renewed(&credentials(), 400, r#"{"error":"invalid_grant"}"#) else {
            panic!("not refused")
        };
        assert_eq!(reason.code, Code::ConnectAgain);
        for (status, body, code) in [
            (200, "{}", Code::UnreadableAnswer),
            (200, "<html>", Code::UnreadableAnswer),
            (200, r#"{"access_token":"a2","expires_in":600}"#, Code::UnreadableAnswer),
            (200, r#"{"access_token":"a2","refresh_token":"","expires_in":600}"#, Code::UnreadableAnswer),
            (400, r#"{"error":"invalid_client"}"#, Code::ApplicationRefused),
            (401, r#"{"error":"invalid_client"}"#, Code::ApplicationRefused),
            (400, r#"{"error":"unauthorized_client"}"#, Code::ApplicationRefused),
            (400, r#"{"error":"invalid_request"}"#, Code::ApplicationRefused),
            (400, r#"{"error":"invalid_scope"}"#, Code::ApplicationRefused),
            (403, r#"{"error":"invalid_grant"}"#, Code::ApplicationRefused),
            (400, "", Code::NotRenewed),
            (429, r#"{"error":"invalid_grant"}"#, Code::NotRenewed),
            (503, r#"{"error":"invalid_grant"}"#, Code::NotRenewed),
        ] {
            let Renewed::Later(reason) = renewed(&credentials(), status, body) else {
                panic!("{status} {body}")
            };
            assert_eq!(reason.code, code, "{status} {body}");
        }
    }
}
