//! Where programs get tokens, and give them back.

use accounting_sandbox::{Answer, Request};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::answers;
use crate::json::{Json, object};
use crate::proof::{self, Proof};
use crate::scopes;
use crate::service::Xero;
use crate::tokens::{Consent, Given, Issue};

/// Answers `POST /connect/token`.
pub fn token(xero: &mut Xero, request: &Request<'_>, now: DateTime<Utc>) -> Answer {
    let Some(fields) = request.fields.as_deref() else { return error("invalid_request") };
    let Some(proof) = proof::of(request.head, field(fields, "client_id"), &xero.settings.client) else {
        return error("invalid_client");
    };
    let given = match field(fields, "grant_type") {
        Some("authorization_code") => by_code(xero, fields, proof, now),
        Some("refresh_token") => by_refresh(xero, fields, proof, now),
        Some("client_credentials") => by_itself(xero, fields, proof, now),
        Some(_) => Err("unsupported_grant_type"),
        None => Err("invalid_request"),
    };
    match given {
        Ok(given) => answers::json(200, &out(&given)),
        Err(why) => error(why),
    }
}

/// Answers `POST /connect/revocation`: with it all connections end.
pub fn revocation(xero: &mut Xero, request: &Request<'_>) -> Answer {
    let Some(fields) = request.fields.as_deref() else { return error("invalid_request") };
    if proof::of(request.head, field(fields, "client_id"), &xero.settings.client).is_none() {
        return error("invalid_client");
    }
    let Some(token) = field(fields, "token") else { return error("invalid_request") };
    // A token that is not known is revoked as it is (RFC 7009).
    if xero.tokens.revoke(token) {
        xero.connections.cut_all();
    }
    answers::text(200, "")
}

fn by_code(xero: &mut Xero, fields: &Value, proof: Proof, now: DateTime<Utc>) -> Result<Given, &'static str> {
    let name = field(fields, "code").ok_or("invalid_request")?;
    let code = xero.tokens.redeem(name, now).ok_or("invalid_grant")?;
    let is_met = match (&code.challenge, field(fields, "code_verifier")) {
        (Some(challenge), Some(verifier)) => proof::verifies(verifier, challenge),
        (None, None) if proof == Proof::Name => return Err("invalid_client"),
        (None, None) => true,
        _ => false,
    };
    if !is_met || field(fields, "redirect_uri") != Some(&code.redirect_uri) {
        return Err("invalid_grant");
    }
    Ok(xero.connect(&code.consent, proof, now))
}

fn by_refresh(
    xero: &mut Xero,
    fields: &Value,
    proof: Proof,
    now: DateTime<Utc>,
) -> Result<Given, &'static str> {
    let refresh = field(fields, "refresh_token").ok_or("invalid_request")?;
    let client = &xero.settings.client;
    let mut issue = Issue { ids: &mut xero.ids, client_id: &client.id, life: client.token_life, now };
    xero.tokens.renew(refresh, proof, &mut issue).ok_or("invalid_grant")
}

/// A custom connection: the program's secret is all there is, and it leads to one organisation.
fn by_itself(
    xero: &mut Xero,
    fields: &Value,
    proof: Proof,
    now: DateTime<Utc>,
) -> Result<Given, &'static str> {
    if proof != Proof::Secret {
        return Err("invalid_client");
    }
    if !xero.settings.client.custom_connection {
        return Err("unauthorized_client");
    }
    let scopes = scopes::parse(field(fields, "scope").unwrap_or_default()).ok_or("invalid_scope")?;
    let tenant = xero.settings.organisation.id.clone();
    let event = xero.ids.guid();
    let name = xero.settings.organisation.name.as_str();
    xero.connections.connect((&tenant, name), &event, &mut xero.ids, now);
    let client = &xero.settings.client;
    let mut issue = Issue { ids: &mut xero.ids, client_id: &client.id, life: client.token_life, now };
    Ok(xero.tokens.begin_custom(&Consent { scopes, tenant, event }, &mut issue))
}

fn field<'a>(fields: &'a Value, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The tokens as they are answered.
pub fn out(given: &Given) -> Json {
    let answer = object([
        ("access_token", given.access_token.as_str().into()),
        ("expires_in", Json::Number(given.expires_in.into())),
        ("token_type", "Bearer".into()),
        ("scope", given.scopes.join(" ").into()),
    ]);
    match &given.refresh_token {
        Some(refresh) => answer.with("refresh_token", refresh.as_str()),
        None => answer,
    }
}

fn error(why: &str) -> Answer {
    answers::json(400, &object([("error", why.into())]))
}
