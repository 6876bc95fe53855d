//! The round trip: a person comes with a browser, agrees, and is sent back with a code.

use accounting_sandbox::{Answer, Request};
use chrono::{DateTime, Utc};

use crate::consent_page;
use crate::scopes;
use crate::service::Xero;
use crate::tokens::{Code, Consent};

/// What a program asks a person for, in the query of the address it sends the browser to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Where the person goes back to.
    pub redirect_uri: String,
    /// What the program wants to be allowed.
    pub scopes: Vec<String>,
    /// What the program recognises the person by.
    pub state: Option<String>,
    /// The challenge that a verifier has to meet.
    pub challenge: Option<String>,
}

/// Answers `GET /identity/connect/authorize`: the page that asks.
pub fn ask(xero: &Xero, request: &Request<'_>) -> Answer {
    let query = pairs(request.head.query.as_bytes());
    match wish(xero, &query) {
        Ok(wish) => Answer::html(
            200,
            consent_page::ask(&query, &wish.scopes, &xero.organisations(), &wish.redirect_uri),
        ),
        Err(why) => Answer::html(400, consent_page::refuse(why)),
    }
}

/// Answers its form: the way back, with a code or without.
pub fn decide(xero: &mut Xero, request: &Request<'_>, now: DateTime<Utc>) -> Answer {
    let form = pairs(request.body);
    let wish = match wish(xero, &form) {
        Ok(wish) => wish,
        Err(why) => return Answer::html(400, consent_page::refuse(why)),
    };
    let organisations = xero.organisations();
    let chosen = value(&form, "organisation").unwrap_or_default();
    let mut back = match value(&form, "decision") {
        Some("allow") if organisations.iter().any(|(id, _)| id == chosen) => {
            let (scopes, event) = (wish.scopes, xero.ids.guid());
            let consent = Consent { scopes, tenant: chosen.to_owned(), event };
            let (redirect_uri, challenge) = (wish.redirect_uri.clone(), wish.challenge);
            let code = Code { consent, redirect_uri, challenge, given_at: now };
            vec![("code", xero.tokens.give_code(code, &mut xero.ids))]
        }
        Some("cancel") => vec![("error", "access_denied".to_owned())],
        _ => return Answer::html(400, consent_page::refuse("unknown decision or organisation")),
    };
    back.extend(wish.state.map(|state| ("state", state)));
    Answer::html(302, "").with("Location", &with_query(&wish.redirect_uri, &back))
}

/// What is asked for, or why a person is told so at Xero and never sent back.
fn wish(xero: &Xero, query: &[(String, String)]) -> Result<Wish, &'static str> {
    let get = |name| value(query, name);
    if get("client_id") != Some(&xero.settings.client.id) {
        return Err("unauthorized_client: unknown client_id");
    }
    let redirect_uri = get("redirect_uri").unwrap_or_default();
    let registered = &xero.settings.client.redirect_uris;
    let is_registered = registered.is_empty() || registered.iter().any(|known| known == redirect_uri);
    if !is_registered || !may_be_registered(redirect_uri) {
        return Err("invalid_request: invalid redirect_uri");
    }
    if get("response_type") != Some("code") {
        return Err("unsupported_response_type");
    }
    let scopes = scopes::parse(get("scope").unwrap_or_default()).ok_or("invalid_scope")?;
    let challenge = match (get("code_challenge"), get("code_challenge_method")) {
        (Some(challenge), Some("S256")) => Some(challenge.to_owned()),
        (None, None) => None,
        _ => return Err("invalid_request: code_challenge_method must be S256"),
    };
    let state = get("state").map(str::to_owned);
    Ok(Wish { redirect_uri: redirect_uri.to_owned(), scopes, state, challenge })
}

/// https, or this machine.
fn may_be_registered(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return address.starts_with("https://") };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(host, "localhost" | "127.0.0.1")
}

fn with_query(address: &str, pairs: &[(&str, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{address}{}{query}", if address.contains('?') { '&' } else { '?' })
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}
