//! A program that a person connects, by hand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use serde_json::Value;
use xero_sandbox::{Sandbox, Settings};

use super::{Reply, talk};

pub const BACK: &str = "http://localhost:8080/wp-admin/?page=wc-xero";
/// The pair of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const OTHER: &str = "0ak00000-0000-4000-8000-000000000002";

pub fn xero() -> Sandbox {
    let mut settings = Settings::default();
    settings.client.redirect_uris = vec![BACK.to_owned()];
    settings.others.insert(OTHER.to_owned(), "Oak <Ltd>".to_owned());
    Sandbox::start(settings).unwrap()
}

pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub fn wish(xero: &Sandbox) -> Vec<(&'static str, String)> {
    [
        ("response_type", "code".to_owned()),
        ("client_id", xero.settings().client.id),
        ("redirect_uri", BACK.to_owned()),
        ("scope", "offline_access accounting.invoices accounting.contacts".to_owned()),
        ("state", "s&<t>".to_owned()),
    ]
    .to_vec()
}

pub fn pairs<'a>(wish: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    wish.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

pub fn page(xero: &Sandbox, wish: &[(&'static str, String)]) -> Reply {
    let what = format!("GET /identity/connect/authorize?{}", form(&pairs(wish)));
    talk(xero.address(), &what, "", "").unwrap()
}

pub const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// Decides on the page, and returns where it leads.
pub fn decide(xero: &Sandbox, wish: &[(&'static str, String)], decision: &str, organisation: &str) -> Reply {
    let mut pairs = pairs(wish);
    pairs.extend([("decision", decision), ("organisation", organisation)]);
    talk(xero.address(), "POST /identity/connect/authorize", FORM, &form(&pairs)).unwrap()
}

pub fn query(reply: &Reply, name: &str) -> Option<String> {
    let location = reply.header("location").unwrap();
    assert!(location.starts_with(&format!("{BACK}&")), "{location}");
    let (_, query) = location.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

pub fn code(xero: &Sandbox, wish: &[(&'static str, String)]) -> String {
    query(&decide(xero, wish, "allow", &xero.settings().organisation.id), "code").unwrap()
}

pub fn basic(xero: &Sandbox) -> String {
    let client = xero.settings().client;
    format!("{FORM}Authorization: Basic {}\r\n", STANDARD.encode(format!("{}:{}", client.id, client.secret)))
}

pub fn token(xero: &Sandbox, headers: &str, pairs: &[(&str, &str)]) -> Reply {
    talk(xero.address(), "POST /connect/token", headers, &form(pairs)).unwrap()
}

pub fn exchange(xero: &Sandbox, code: &str) -> Reply {
    let pairs = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)];
    token(xero, &basic(xero), &pairs)
}

pub fn renew(xero: &Sandbox, refresh: &str) -> Reply {
    token(xero, &basic(xero), &[("grant_type", "refresh_token"), ("refresh_token", refresh)])
}

pub fn refused(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.at("/error"))
}

/// Asks for contacts.
pub fn contacts(xero: &Sandbox, access: &str, tenant: &str) -> Reply {
    let tenant = if tenant.is_empty() { String::new() } else { format!("Xero-Tenant-Id: {tenant}\r\n") };
    let headers = format!("Authorization: Bearer {access}\r\nAccept: application/json\r\n{tenant}");
    talk(xero.address(), "GET /api.xro/2.0/Contacts", &headers, "").unwrap()
}

pub fn connections(xero: &Sandbox, access: &str, query: &str) -> Vec<Value> {
    let headers = format!("Authorization: Bearer {access}\r\n");
    let reply = talk(xero.address(), &format!("GET /connections{query}"), &headers, "").unwrap();
    reply.body.as_array().unwrap().clone()
}

pub fn forward(xero: &Sandbox, by: TimeDelta) {
    xero.set_now(xero.now() + by);
}
