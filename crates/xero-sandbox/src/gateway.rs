//! What every call of the books passes before anything is done: token, organisation, scopes, limits, keys.

use accounting_sandbox::{Answer, Fate, Head, Request};
use chrono::{DateTime, Utc};

use crate::call::{self, Call};
use crate::limits::Left;
use crate::service::Xero;
use crate::settings::ScopeRefusal;
use crate::tokens::Access;
use crate::{answers, api, scopes};

/// Answers a call of the books.
pub fn answer(xero: &mut Xero, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Answer {
    let (answer, left) = match admit(xero, request, now) {
        Ok((tenant, left)) => (work(xero, request, &tenant, fate, now), left),
        Err(refusal) => (refusal, Left::default()),
    };
    let wants_json = request.head.header("accept").is_some_and(|types| types.contains("application/json"));
    let is_empty = matches!(answer.status, 204 | 304 | 429);
    left.on(if wants_json || is_empty { answer } else { answers::as_xml(&answer) })
}

/// The access token of a request.
pub fn access(xero: &Xero, head: &Head, now: DateTime<Utc>) -> Result<Access, Answer> {
    let access = head.bearer().and_then(|token| xero.tokens.access(token, now)).cloned();
    access.ok_or_else(|| {
        answers::problem(401, "Unauthorized", "TokenExpired: token expired, or was not given out here")
    })
}

/// The organisation that is asked, and what is left of its limits.
fn admit(xero: &mut Xero, request: &Request<'_>, now: DateTime<Utc>) -> Result<(String, Left), Answer> {
    let head = request.head;
    let access = access(xero, head, now)?;
    let not_connected = || answers::not_connected(xero.settings.switches.disconnected_status);
    let named = head.header("xero-tenant-id").map(str::to_owned);
    let tenant = match (&access.tenant, named) {
        (Some(only), Some(named)) if *only != named => return Err(not_connected()),
        (Some(only), _) => only.clone(),
        (None, named) => named.ok_or_else(not_connected)?,
    };
    if !xero.connections.reach(&tenant) {
        return Err(not_connected());
    }
    let path = call::path(&head.path);
    let resource = path.first().map(String::as_str).unwrap_or_default();
    if !scopes::suffice(&access.scopes, &head.method, resource) {
        return Err(missing_scope(xero.settings.switches.scope_refusal));
    }
    let left = xero.pace.count(&tenant, request.at_once, now, &xero.settings.limits)?;
    Ok((tenant, left))
}

/// Does what is asked for, or repeats what was answered to the same request before.
fn work(xero: &mut Xero, request: &Request<'_>, tenant: &str, fate: &Fate, now: DateTime<Utc>) -> Answer {
    if let Some(known) = xero.keys.known(request, tenant, now) {
        return known;
    }
    let before = (*fate != Fate::Appears).then(|| xero.books(tenant).clone());
    let answer = match Call::read(request) {
        Ok(call) => api::route(xero, &call, tenant, now),
        Err(refusal) => refusal,
    };
    if let Some(before) = before {
        *xero.books(tenant) = before;
    }
    xero.keys.keep(request, tenant, &answer, now);
    answer
}

fn missing_scope(refusal: ScopeRefusal) -> Answer {
    let word = match refusal {
        ScopeRefusal::Misspelt => "insufficent_scope",
        ScopeRefusal::Spelt => "insufficient_scope",
        ScopeRefusal::Forbidden => return answers::problem(403, "Forbidden", "AuthorizationUnsuccessful"),
    };
    answers::problem(401, "Unauthorized", "AuthorizationUnsuccessful")
        .with("WWW-Authenticate", &format!("Bearer error=\"{word}\""))
}
