//! Issue 12: what every call passes: token, organisation, scopes, limits, keys, and the form of the answer.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use common::{Reply, Shop, invoice, shop, talk, with};
use serde_json::{Value, json};
use xero_sandbox::{Limit, ScopeRefusal, Wish};

fn bare(shop: &Shop, what: &str, headers: &str) -> Reply {
    talk(shop.xero.address(), what, headers, "").unwrap()
}

fn limited(reply: &Reply) -> (u16, &str, Option<&str>) {
    (reply.status, reply.header("x-rate-limit-problem").unwrap_or_default(), reply.header("retry-after"))
}

#[test]
fn answers_are_xml_unless_json_is_asked_for() {
    let shop = shop();
    let (token, tenant) = (&shop.token, &shop.tenant);
    let headers = format!("Authorization: Bearer {token}\r\nXero-Tenant-Id: {tenant}\r\n");
    let reply = bare(&shop, "GET /api.xro/2.0/Contacts", &headers);
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/xml; charset=utf-8")));
    assert!(reply.text.starts_with("<Response>"));
    let refused = bare(&shop, "GET /api.xro/2.0/Contacts?where=x", &headers);
    assert!(refused.status == 400 && refused.text.starts_with("<ApiException>"));
    let json = bare(&shop, "GET /api.xro/2.0/Contacts", &format!("{headers}Accept: application/json\r\n"));
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert_eq!(json.header("xero-correlation-id").unwrap().len(), 36);
    assert_eq!(shop.get("Unknown").status, 404);
}

#[test]
fn a_call_names_an_organisation_that_is_connected() {
    let shop = with(|settings| drop(settings.others.insert("oak".to_owned(), "Oak".to_owned())));
    let token = &shop.token;
    let ask = |tenant: &str| {
        let headers = format!("Authorization: Bearer {token}\r\nAccept: application/json\r\n{tenant}");
        let reply = bare(&shop, "GET /api.xro/2.0/Organisation", &headers);
        (reply.status, reply.at("/Detail").to_owned(), reply.at("/Organisations/0/Name").to_owned())
    };
    let refused = (403, "AuthenticationUnsuccessful".to_owned(), String::new());
    assert_eq!(ask(""), refused);
    assert_eq!(ask("Xero-Tenant-Id: oak\r\n"), refused);
    assert_eq!(ask(&format!("Xero-Tenant-Id: {}\r\n", shop.tenant)).2, "Teak & Sons");
    let wish = Wish { organisation: Some("oak".to_owned()), ..Wish::default() };
    shop.xero.with(|xero| xero.connect_as(wish)).unwrap();
    assert_eq!(ask("Xero-Tenant-Id: oak\r\n").2, "Oak");
    shop.contact("Ayu");
    let headers =
        format!("Authorization: Bearer {token}\r\nAccept: application/json\r\nXero-Tenant-Id: oak\r\n");
    let contacts = bare(&shop, "GET /api.xro/2.0/Contacts", &headers);
    assert_eq!(contacts.body["Contacts"], json!([]), "the books are each their own");
}

#[test]
fn each_resource_wants_its_scope() {
    let shop = shop();
    let ask = |scope: &str, what: &str| {
        let wish = Wish { scope: Some(scope.to_owned()), ..Wish::default() };
        let token = shop.xero.with(|xero| xero.connect_as(wish)).unwrap().access_token;
        let headers = format!(
            "Authorization: Bearer {token}\r\nXero-Tenant-Id: {}\r\nAccept: application/json\r\n\
             Content-Type: application/json\r\n",
            shop.tenant
        );
        let (method, path) = what.split_once(' ').unwrap();
        talk(shop.xero.address(), &format!("{method} /api.xro/2.0/{path}"), &headers, "{}").unwrap()
    };
    for (resource, scope) in [
        ("Invoices", "invoices"),
        ("CreditNotes", "invoices"),
        ("Quotes", "invoices"),
        ("Payments", "payments"),
        ("Contacts", "contacts"),
        ("Organisation", "settings"),
        ("Accounts", "settings"),
        ("TaxRates", "settings"),
        ("Items", "settings"),
        ("BrandingThemes", "settings"),
        ("Currencies", "settings"),
        ("TrackingCategories", "settings"),
    ] {
        let get = format!("GET {resource}");
        assert_eq!(ask(&format!("accounting.{scope}"), &get).status, 200, "{resource}");
        assert_eq!(ask(&format!("accounting.{scope}.read"), &get).status, 200, "{resource}");
        assert_eq!(ask("openid accounting.attachments", &get).status, 401, "{resource}");
    }
    assert_eq!(ask("accounting.contacts.read", "PUT Contacts").status, 401);
    assert_eq!(ask("accounting.contacts", "PUT Contacts").status, 400);
    for (refusal, status, word) in [
        (ScopeRefusal::Misspelt, 401, Some("Bearer error=\"insufficent_scope\"")),
        (ScopeRefusal::Spelt, 401, Some("Bearer error=\"insufficient_scope\"")),
        (ScopeRefusal::Forbidden, 403, None),
    ] {
        shop.xero.configure(|settings| settings.switches.scope_refusal = refusal);
        let reply = ask("openid", "GET Contacts");
        assert_eq!((reply.status, reply.header("www-authenticate")), (status, word));
    }
}

#[test]
fn a_key_replays_its_answer_for_six_minutes_from_its_first_use() {
    let shop = shop();
    let contact = shop.contact("Ayu");
    let body = invoice(&contact, "WC-1");
    let key = "Idempotency-Key: order-1-1\r\n";
    let put = |body: &Value| shop.ask_with("PUT Invoices", key, body);
    let first = put(&body);
    let (first, again) = (first.text, put(&body));
    assert_eq!((again.status, &again.text), (200, &first));
    let other = put(&invoice(&contact, "WC-2"));
    assert_eq!(
        (other.status, other.message().as_str()),
        (400, "Idempotency Key: order-1-1 is used with a different request.")
    );
    assert_eq!(shop.ask_with("POST Invoices", key, &body).status, 400, "another method");
    assert_eq!(shop.ask_with("PUT Invoices?unitdp=4", key, &body).status, 400, "another address");
    shop.xero.set_now(shop.xero.now() + TimeDelta::seconds(350));
    assert_eq!(put(&body).text, first);
    shop.xero.set_now(shop.xero.now() + TimeDelta::seconds(11));
    assert_eq!(put(&body).message(), "Invoice # must be unique.", "the key is forgotten");
    assert_eq!(shop.list("Invoices").len(), 1);
    let long = format!("Idempotency-Key: {}\r\n", "k".repeat(129));
    assert_eq!(shop.ask_with("PUT Invoices", &long, &body).status, 400);
}

#[test]
fn errors_are_replayed_too_and_replays_cost_quota() {
    let shop = shop();
    let contact = shop.contact("Ayu");
    let mut body = invoice(&contact, "WC-1");
    body["Invoices"][0]["CurrencyCode"] = json!("USD");
    let put = || shop.ask_with("PUT Invoices", "Idempotency-Key: k\r\n", &body);
    let first = put();
    shop.xero.configure(|settings| settings.organisation.currencies.push("USD".to_owned()));
    let again = put();
    assert_eq!((again.status, &again.text), (400, &first.text));
    let left = |reply: &Reply| reply.header("x-minlimit-remaining").unwrap().parse::<u32>().unwrap();
    assert_eq!(left(&first) - left(&again), 1);
    assert_eq!(shop.ask("PUT Invoices", &body).status, 200, "without the key");
}

#[test]
fn an_organisation_may_be_asked_sixty_times_a_minute_and_a_thousand_times_a_day() {
    let shop = with(|settings| {
        settings.limits.minute = Some(3);
        settings.limits.day = Some(5);
        settings.client.token_life = 200_000;
    });
    let asked: Vec<Reply> = (0..4).map(|_| shop.get("Currencies")).collect();
    let left: Vec<Option<&str>> = asked.iter().map(|reply| reply.header("x-minlimit-remaining")).collect();
    assert_eq!(left, [Some("2"), Some("1"), Some("0"), None]);
    assert_eq!(
        (asked[0].header("x-daylimit-remaining"), asked[0].header("x-appminlimit-remaining")),
        (Some("4"), Some("9999"))
    );
    let (status, problem, seconds) = limited(&asked[3]);
    assert_eq!((status, problem), (429, "minute"));
    let seconds: i64 = seconds.unwrap().parse().unwrap();
    assert!((30..=60).contains(&seconds), "{seconds}");
    shop.xero.set_now(shop.xero.now() + TimeDelta::seconds(61));
    let asked: Vec<Reply> = (0..3).map(|_| shop.get("Currencies")).collect();
    assert_eq!(limited(&asked[1]).0, 200);
    let (status, problem, seconds) = limited(&asked[2]);
    assert_eq!((status, problem), (429, "day"));
    let seconds: i64 = seconds.unwrap().parse().unwrap();
    assert!((86_300..=86_340).contains(&seconds), "{seconds}");
    shop.xero.set_now(shop.xero.now() + TimeDelta::days(1));
    assert_eq!(shop.get("Currencies").status, 200);
    let defaults = xero_sandbox::Settings::default().limits;
    assert_eq!(
        (defaults.at_once, defaults.minute, defaults.day, defaults.app_minute),
        (Some(5), Some(60), Some(1_000), Some(10_000))
    );
}

#[test]
fn all_organisations_together_have_a_limit() {
    let shop = with(|settings| settings.limits.app_minute = Some(1));
    assert_eq!(shop.get("Currencies").status, 200);
    assert_eq!(limited(&shop.get("Currencies")).1, "appminute");
}

#[test]
fn a_minute_may_be_short_and_limits_may_be_off() {
    let shop = with(|settings| {
        settings.limits.minute = Some(1);
        settings.limits.minute_ms = 50;
    });
    assert_eq!(shop.get("Currencies").status, 200);
    thread::sleep(Duration::from_millis(60));
    assert_eq!(shop.get("Currencies").status, 200);
    shop.xero.configure(|settings| settings.limits.minute = None);
    let reply = shop.get("Currencies");
    assert_eq!((reply.status, reply.header("x-minlimit-remaining")), (200, None));
}

#[test]
fn five_calls_at_once_are_answered_and_no_sixth() {
    let shop = with(|settings| settings.chance.latency_ms = 400);
    let ask = || limited(&shop.get("Currencies")).1.to_owned();
    let mut problems: Vec<String> = thread::scope(|scope| {
        let calls: Vec<_> = (0..6).map(|_| scope.spawn(ask)).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    problems.sort();
    assert_eq!(problems, ["", "", "", "", "", "concurrent"]);
    assert_eq!(ask(), "", "they are over");
}

#[test]
fn every_kind_of_429_can_be_had_by_a_setting() {
    let shop = shop();
    for (limit, name, seconds) in [
        (Limit::Minute, "minute", Some("60")),
        (Limit::Day, "day", Some("86400")),
        (Limit::Concurrent, "concurrent", None),
        (Limit::AppMinute, "appminute", Some("60")),
    ] {
        shop.xero.configure(|settings| settings.limits.refuse = Some(limit));
        assert_eq!(limited(&shop.get("Currencies")), (429, name, seconds));
    }
    shop.control("POST /_sandbox/settings", "{\"limits\":{\"refuse\":null}}");
    assert_eq!(shop.get("Currencies").status, 200);
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    let shop = shop();
    let headers = format!(
        "Authorization: Bearer {}\r\nXero-Tenant-Id: {}\r\nAccept: application/json\r\n",
        shop.token, shop.tenant
    );
    let put = |more: &str, body: &str| {
        talk(shop.xero.address(), "PUT /api.xro/2.0/Contacts", &format!("{headers}{more}"), body).unwrap()
    };
    let json = "Content-Type: application/json\r\n";
    for body in ["", "{", "[]", "{\"Contacts\":5}", "{\"Contacts\":[]}", "{\"Contacts\":[5]}"] {
        let reply = put(json, body);
        assert_eq!((reply.status, &reply.body["ErrorNumber"]), (400, &json!(14)), "{body}");
    }
    assert_eq!(put("", "{\"Name\":\"Ayu\"}").status, 415);
    assert_eq!(put(json, &format!("{{\"Name\":\"{}\"}}", "x".repeat(3_500_000))).status, 413);
    assert_eq!(put(json, "{\"Name\":\"Ayu\"}").status, 200, "a body may be the one element itself");
}
