//! Who is let in, and how long.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chrono::TimeDelta;
use common::{ask, renew, talk};
use serde_json::{Value, json};
use toy_sandbox::{Sandbox, Settings};

const FIRST: &str = "refresh-sandboxtoken-1";

fn books() -> Sandbox {
    Sandbox::start(Settings::default()).unwrap()
}

fn status(books: &Sandbox) -> u16 {
    ask(books, "GET /organisation", &Value::Null).unwrap().status
}

fn command(books: &Sandbox, name: &str) -> Value {
    talk(books.address(), &format!("POST /_sandbox/{name}"), "", "").unwrap().body
}

#[test]
fn a_refresh_token_is_good_for_one_use_and_once_more_while_its_answer_may_be_lost() {
    let books = books();
    let (first, again) = (renew(&books, FIRST), renew(&books, FIRST));
    assert_eq!((first.status, &first.body["refresh_token"]), (200, &json!("refresh-sandboxtoken-2")));
    assert_eq!(first.body["access_token"], again.body["access_token"]);
    assert_eq!(status(&books), 200);
    assert_eq!(renew(&books, "refresh-sandboxtoken-2").body["access_token"], "access-sandboxtoken-3");
    let too_old = renew(&books, FIRST);
    assert_eq!((too_old.status, &too_old.body["error"]), (400, &json!("invalid_grant")));
    assert_eq!(renew(&books, "other").body["error"], "invalid_grant");
}

#[test]
fn an_access_token_ends_by_the_clock_or_on_command() {
    let books = books();
    assert_eq!(status(&books), 200);
    books.set_now(books.now() + TimeDelta::seconds(1_801));
    assert_eq!(status(&books), 401);
    renew(&books, FIRST);
    assert_eq!(status(&books), 200);
    command(&books, "expire");
    assert_eq!(status(&books), 401);
    assert_eq!(renew(&books, "refresh-sandboxtoken-2").status, 200);
}

#[test]
fn what_is_taken_back_stays_so_until_a_person_connects_again() {
    let books = books();
    command(&books, "revoke");
    assert_eq!((status(&books), renew(&books, FIRST).body["error"].clone()), (401, json!("invalid_grant")));
    let credentials: Value =
        serde_json::from_str(command(&books, "connect")["credentials"].as_str().unwrap()).unwrap();
    assert_eq!(credentials["secrets"]["refresh_token"], "refresh-sandboxtoken-2");
    assert_eq!((credentials["fields"]["organisation"].as_str(), status(&books)), (Some("teak"), 200));
    assert_eq!(talk(books.address(), "POST /_sandbox/odd", "", "").unwrap().status, 404);
    books.reset();
    assert!(common::access(&books).ends_with("-1"), "all as at the start");
}

#[test]
fn only_the_program_that_was_let_in_gets_tokens() {
    let books = books();
    let form = format!("grant_type=refresh_token&refresh_token={FIRST}");
    let headers = "Authorization: Basic other\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let refused = talk(books.address(), "POST /connect/token", headers, &form).unwrap();
    assert_eq!((refused.status, &refused.body["error"]), (401, &json!("invalid_client")));
    let headers = format!("Authorization: Basic {}\r\n", books.settings().client_secret);
    let refused = talk(books.address(), "POST /connect/token", &headers, &form).unwrap();
    assert_eq!((refused.status, &refused.body["error"]), (400, &json!("invalid_request")));
}

#[test]
fn what_is_left_is_said_only_where_a_setting_has_it_so() {
    let books = books();
    let head = || ask(&books, "GET /organisation", &Value::Null).unwrap().head.to_lowercase();
    assert!(!head().contains("x-left"));
    books.configure(|settings| (settings.left_in_minute, settings.left_in_day) = (Some(7), Some(70)));
    assert!(head().contains("x-left-in-minute: 7\r\n") && head().contains("x-left-in-day: 70"));
}
