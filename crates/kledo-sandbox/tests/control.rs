//! The sandbox's own paths.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{ORDER, control, form, get, post, sandbox, with};
use serde_json::{Value, json};

#[test]
fn the_state_shows_documents_whole() {
    let kledo = sandbox();
    post(&kledo, ORDER, &(form("1") + "&shipping_cost=9000.50&additional_discount_amount=500"));
    let state = control(&kledo, "GET", "/_sandbox/state", "").json();
    let document = &state["documents"][0];
    for (name, expected) in [
        ("kind", json!("order")),
        ("ref_number", json!("WC/1")),
        ("order_id", json!("1")),
        ("contact", json!("Budi Santoso")),
        ("subtotal", json!("100000")),
        ("discount", json!("500")),
        ("shipping", json!("9000.50")),
        ("tax", json!("0")),
        ("total", json!("108500.50")),
        ("visible", json!(true)),
        ("linked", json!(false)),
        ("closed", json!(false)),
    ] {
        assert_eq!(document[name], expected, "{name}");
    }
    assert_eq!(document["fields"]["items"][0]["name"], "Kopi");
    assert_eq!(document["lines"][0]["amount"], "100000");
    assert_eq!((&state["queued"], &state["requests_total"]), (&json!(0), &json!(1)));
    assert_eq!(state["key"], kledo.key());
}

#[test]
fn the_log_shows_requests_without_the_key() {
    let kledo = sandbox();
    get(&kledo, "finance/tags?page=2");
    post(&kledo, ORDER, &form("1"));
    let answer = control(&kledo, "GET", "/_sandbox/requests?since=1", "");
    assert!(!answer.text().contains(&kledo.key()));
    let requests = answer.json()["requests"].clone();
    assert_eq!(requests.as_array().unwrap().len(), 1);
    assert_eq!(requests[0]["headers"]["authorization"], "Bearer (matches)");
    assert_eq!(requests[0]["headers"]["user-agent"], common::USER_AGENT);
    assert_eq!(requests[0]["form"]["ref_number"], "1");
    assert_eq!(requests[0]["body"], form("1"));
    assert_eq!((&requests[0]["status"], &requests[0]["document"]), (&json!(200), &json!(1001)));
    assert_eq!(kledo.requests()[0].query, "page=2");
}

#[test]
fn only_requests_of_the_api_count() {
    let kledo = sandbox();
    for path in ["/", "/_sandbox", "/_sandbox/state", "/_sandbox/requests", "/_sandbox/nothing"] {
        control(&kledo, "GET", path, "");
    }
    assert_eq!(kledo.requests_total(), 0);
}

#[test]
fn a_script_is_replaced_whole_and_shows_what_is_left() {
    let kledo = sandbox();
    let rule = json!([{"match": {"method": "POST", "path": "woocommerce/order"}, "times": 2,
        "fault": {"kind": "status", "code": 503}}]);
    assert_eq!(control(&kledo, "POST", "/_sandbox/faults", &rule.to_string()).status, 200);
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 503);
    assert_eq!(control(&kledo, "GET", "/_sandbox/faults", "").json()[0]["times"], 1);
    control(&kledo, "POST", "/_sandbox/faults", "[]");
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 200);
}

#[test]
fn mistakes_are_named_and_change_nothing() {
    let kledo = sandbox();
    for (path, body, part) in [
        ("/_sandbox/faults", "[{\"fault\":{\"kind\":\"rest\"}}]", "rest"),
        ("/_sandbox/settings", "{\"que\":1}", "que"),
        ("/_sandbox/key", "{}", "key"),
        ("/_sandbox/key", "", "EOF"),
    ] {
        let answer = control(&kledo, "POST", path, body);
        assert_eq!(answer.status, 400);
        assert!(answer.json()["error"].as_str().unwrap().contains(part), "{}", answer.text());
    }
    assert!(kledo.faults().is_empty());
}

#[test]
fn a_reset_goes_back_to_the_settings_of_the_start() {
    let kledo = with(|settings| settings.accept_json = true);
    control(&kledo, "POST", "/_sandbox/settings", "{\"queue_delay_ms\":5000,\"accept_json\":false}");
    control(&kledo, "POST", "/_sandbox/key", "{\"key\":\"other\"}");
    post(&kledo, ORDER, &form("1"));
    assert_eq!((kledo.queued(), kledo.key().as_str()), (1, "other"));
    control(&kledo, "POST", "/_sandbox/reset", "");
    let state = control(&kledo, "GET", "/_sandbox/state", "").json();
    assert_eq!(
        (&state["documents"], &state["requests_total"], &state["queued"]),
        (&json!([]), &json!(0), &json!(0))
    );
    assert_eq!(
        (&state["settings"]["accept_json"], &state["settings"]["queue_delay_ms"]),
        (&json!(true), &json!(0))
    );
    assert_eq!(state["key"], kledo_sandbox::DEFAULT_KEY);
}

#[test]
fn the_page_escapes_what_a_shop_sends() {
    let kledo = sandbox();
    post(&kledo, ORDER, &form("1").replace("Budi+Santoso", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"));
    get(&kledo, "finance/%3Cb%3E?<i>=1");
    for path in ["/", "/_sandbox"] {
        let page = control(&kledo, "GET", path, "");
        assert_eq!((page.status, page.header("Content-Type")), (200, Some("text/html; charset=UTF-8")));
        let page = page.text();
        assert!(
            page.contains("&lt;script&gt;alert(1)") && !page.contains("<script") && !page.contains("<i>")
        );
        assert!(page.contains("WC/1") && page.contains("http-equiv=\"refresh\" content=\"5\""));
    }
}

#[test]
fn unknown_paths_of_the_sandbox_are_not_there() {
    let kledo = sandbox();
    let answer = control(&kledo, "DELETE", "/_sandbox/state", "");
    assert_eq!(answer.status, 404);
    assert_ne!(answer.json()["error"], Value::Null);
}
