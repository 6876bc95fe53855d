//! The key, and how it changes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{ORDER, form, get, post, raw, reply, sandbox, talk, with};
use kledo_sandbox::{DEFAULT_KEY, Fault, Rule, Sandbox};
use serde_json::json;

fn status_with_key(kledo: &Sandbox, key: &str) -> (u16, serde_json::Value) {
    let request = raw(kledo, "GET", "/api/v1/finance/tags", "", "").replace(&kledo.key(), key);
    let answer = reply(&talk(kledo.address(), &request).unwrap());
    (answer.status, answer.json())
}

#[test]
fn a_wrong_key_is_unauthenticated() {
    let kledo = sandbox();
    let expected = json!({"success": false, "message": "Unauthenticated."});
    assert_eq!(status_with_key(&kledo, "kledo_pat_demo00_other"), (401, expected));
    assert!(!kledo.requests()[0].authorized);
}

#[test]
fn a_key_of_another_company_has_no_access_in_this_website() {
    let kledo = with(|settings| settings.wrong_company = true);
    let (status, body) = status_with_key(&kledo, DEFAULT_KEY);
    assert_eq!(status, 401);
    assert!(body["message"].as_str().unwrap().contains("in this website"));
}

#[test]
fn every_nth_answer_carries_a_new_key_and_revokes_the_old_one() {
    let kledo = with(|settings| settings.rotate_every = 2);
    assert!(get(&kledo, "finance/tags").json().get("access_token").is_none());
    let key = get(&kledo, "finance/tags").json()["access_token"].as_str().unwrap().to_owned();
    assert!(!key.starts_with("kledo_pat_"));
    assert_eq!(kledo.key(), key);
    assert_eq!(status_with_key(&kledo, DEFAULT_KEY).0, 401);
    assert_eq!(status_with_key(&kledo, &key).0, 200);
    assert!(get(&kledo, "finance/tags").json().get("access_token").is_some());
}

#[test]
fn a_new_key_rides_on_errors_too() {
    let kledo = sandbox();
    for fault in [None, Some(Fault::status(500)), Some(Fault::status(429))] {
        kledo.set_faults(fault.into_iter().map(|fault| Rule::on("POST", ORDER, fault)).collect());
        kledo.configure(|settings| settings.rotate_next = true);
        let old = kledo.key();
        let answer = post(&kledo, ORDER, "");
        assert!(answer.status >= 400);
        assert_eq!(answer.json()["access_token"], kledo.key());
        assert_ne!(kledo.key(), old);
        assert!(!kledo.settings().rotate_next);
    }
}

#[test]
fn a_stranger_gets_no_new_key() {
    let kledo = with(|settings| settings.rotate_next = true);
    assert!(status_with_key(&kledo, "wrong").1.get("access_token").is_none());
    assert_eq!(kledo.key(), DEFAULT_KEY);
}

#[test]
fn an_answer_that_is_lost_takes_no_key_with_it() {
    let kledo = with(|settings| settings.rotate_next = true);
    kledo.set_faults(vec![Rule::on("POST", ORDER, Fault::CreatedAnswerLost).times(1)]);
    common::post_fails(&kledo, &form("1"));
    assert_eq!(kledo.key(), DEFAULT_KEY);
    assert!(get(&kledo, "finance/tags").json().get("access_token").is_some());
}

#[test]
fn a_reset_brings_the_first_key_back() {
    let kledo = sandbox();
    kledo.set_key("another");
    assert_eq!(status_with_key(&kledo, "another").0, 200);
    kledo.reset();
    assert_eq!(kledo.key(), DEFAULT_KEY);
}
