//! Which part answers a request.

use accounting_sandbox::{Answer, Fate, Head, Request};
use chrono::{DateTime, Utc};

use crate::call::{self, API, Call};
use crate::desk::Desk;
use crate::document::Kind;
use crate::service::Xero;
use crate::{answers, authorize, contacts, documents, facts, gateway, items, payments, token_endpoint};

/// Answers a request.
pub fn handle(xero: &mut Xero, request: &Request<'_>, fate: &Fate, now: DateTime<Utc>) -> Answer {
    let head = request.head;
    xero.count(&name(head));
    let answer = match (head.method.as_str(), head.path.as_str()) {
        ("GET", "/identity/connect/authorize") => authorize::ask(xero, request),
        ("POST", "/identity/connect/authorize") => authorize::decide(xero, request, now),
        ("POST", "/connect/token") => token_endpoint::token(xero, request, now),
        ("POST", "/connect/revocation") => token_endpoint::revocation(xero, request),
        (method, path) if path == "/connections" || path.starts_with("/connections/") => {
            connections(xero, request, method, now)
        }
        (_, path) if path.starts_with(API) => gateway::answer(xero, request, fate, now),
        _ => answers::not_found(),
    };
    let correlation = xero.ids.guid();
    answer.with("xero-correlation-id", &correlation)
}

/// Does a call in the books of an organisation, whoever asks.
pub fn route(xero: &mut Xero, call: &Call, tenant: &str, now: DateTime<Utc>) -> Answer {
    let name = xero.organisation_name(tenant);
    let Xero { settings, books, ids, .. } = xero;
    let books = books.entry(tenant.to_owned()).or_default();
    let mut desk = Desk { settings, books, ids, now };
    let done = match call.path.first().map(String::as_str).unwrap_or_default() {
        "Contacts" => contacts::answer(&mut desk, call),
        "Items" => items::answer(&mut desk, call),
        "Payments" => payments::answer(&mut desk, call),
        resource => match Kind::of(resource) {
            Some(kind) => documents::answer(&mut desk, call, kind),
            None => facts::answer(&mut desk, call, (tenant, &name)),
        },
    };
    done.unwrap_or_else(|refusal| refusal)
}

fn connections(xero: &mut Xero, request: &Request<'_>, method: &str, now: DateTime<Utc>) -> Answer {
    let access = match gateway::access(xero, request.head, now) {
        Ok(access) => access,
        Err(refusal) => return refusal,
    };
    let id = request.head.path.strip_prefix("/connections/");
    let event = form_urlencoded::parse(request.head.query.as_bytes())
        .find_map(|(name, value)| (name == "authEventId").then(|| value.into_owned()));
    match (method, id) {
        ("GET", None) => xero.connections.list(&access, event.as_deref()),
        ("DELETE", Some(id)) => xero.connections.delete(id),
        _ => answers::not_found(),
    }
}

/// What a request is counted as: `PUT Invoices`, `PUT CreditNotes/Allocations`, `POST token`.
fn name(head: &Head) -> String {
    let path = call::path(&head.path);
    let resource = match path.as_slice() {
        [] => head.path.split('/').rfind(|part| !part.is_empty()).unwrap_or_default().to_owned(),
        [resource, _, part, ..] => format!("{resource}/{part}"),
        [resource, ..] => resource.clone(),
    };
    format!("{} {resource}", head.method)
}
