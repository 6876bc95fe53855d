//! Issue 12: who is let in, and how long.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use common::identity::*;
use serde_json::Value;

#[test]
fn a_code_is_good_once_for_five_minutes_and_for_its_address() {
    let xero = xero();
    let first = code(&xero, &wish(&xero));
    assert_eq!(exchange(&xero, &first).status, 200);
    assert_eq!(refused(&exchange(&xero, &first)), (400, "invalid_grant"));
    let late = code(&xero, &wish(&xero));
    forward(&xero, TimeDelta::seconds(301));
    assert_eq!(refused(&exchange(&xero, &late)), (400, "invalid_grant"));
    let in_time = code(&xero, &wish(&xero));
    forward(&xero, TimeDelta::seconds(290));
    assert_eq!(exchange(&xero, &in_time).status, 200);
    let elsewhere = code(&xero, &wish(&xero));
    let pairs =
        [("grant_type", "authorization_code"), ("code", elsewhere.as_str()), ("redirect_uri", "https://x/")];
    assert_eq!(refused(&token(&xero, &basic(&xero), &pairs)), (400, "invalid_grant"));
}

#[test]
fn a_verifier_stands_for_a_secret() {
    let xero = xero();
    let id = xero.settings().client.id;
    let mut public = wish(&xero);
    public.extend([("code_challenge", CHALLENGE.to_owned()), ("code_challenge_method", "S256".to_owned())]);
    let exchange = |code: &str, verifier: &str| {
        let mut pairs = vec![("grant_type", "authorization_code"), ("client_id", &id), ("code", code)];
        pairs.push(("redirect_uri", BACK));
        if !verifier.is_empty() {
            pairs.push(("code_verifier", verifier));
        }
        token(&xero, FORM, &pairs)
    };
    let given = exchange(&code(&xero, &public), VERIFIER);
    assert_eq!(given.status, 200, "{}", given.text);
    let renewed =
        [("grant_type", "refresh_token"), ("client_id", &id), ("refresh_token", given.at("/refresh_token"))];
    assert_eq!(token(&xero, FORM, &renewed).status, 200);
    let wrong = VERIFIER.replace('d', "e");
    assert_eq!(refused(&exchange(&code(&xero, &public), &wrong)), (400, "invalid_grant"));
    assert_eq!(refused(&exchange(&code(&xero, &public), "")), (400, "invalid_grant"));
    assert_eq!(
        refused(&exchange(&code(&xero, &wish(&xero)), "")),
        (400, "invalid_client"),
        "no proof at all"
    );
    assert_eq!(
        refused(&exchange(&code(&xero, &wish(&xero)), VERIFIER)),
        (400, "invalid_grant"),
        "nothing to verify"
    );
}

#[test]
fn only_the_program_itself_gets_tokens() {
    let xero = xero();
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let wrong = format!("{FORM}Authorization: Basic {}\r\n", STANDARD.encode("other:secret"));
    assert_eq!(refused(&token(&xero, &wrong, &pairs)), (400, "invalid_client"));
    assert_eq!(refused(&token(&xero, FORM, &pairs)), (400, "invalid_client"));
    assert_eq!(refused(&token(&xero, &basic(&xero), &pairs)), (400, "invalid_grant"));
    assert_eq!(
        refused(&token(&xero, &basic(&xero), &[("grant_type", "refresh_token")])),
        (400, "invalid_request")
    );
    assert_eq!(refused(&token(&xero, &basic(&xero), &[])), (400, "invalid_request"));
    assert_eq!(
        refused(&token(&xero, &basic(&xero), &[("grant_type", "password")])),
        (400, "unsupported_grant_type")
    );
    let given = exchange(&xero, &code(&xero, &wish(&xero)));
    let id = xero.settings().client.id;
    let by_name =
        [("grant_type", "refresh_token"), ("client_id", &id), ("refresh_token", given.at("/refresh_token"))];
    assert_eq!(
        refused(&token(&xero, FORM, &by_name)),
        (400, "invalid_grant"),
        "what began with a secret goes on with it"
    );
}

#[test]
fn a_refresh_token_rotates_and_the_old_one_is_good_for_half_an_hour_unless_the_new_one_is_used() {
    let xero = xero();
    let first = exchange(&xero, &code(&xero, &wish(&xero))).at("/refresh_token").to_owned();
    let second = renew(&xero, &first).at("/refresh_token").to_owned();
    assert_ne!(first, second);
    // The answer with the second is lost: the first is used again, within half an hour.
    forward(&xero, TimeDelta::minutes(29));
    let third = renew(&xero, &first).at("/refresh_token").to_owned();
    assert!(!third.is_empty() && third != second);
    forward(&xero, TimeDelta::minutes(2));
    assert_eq!(refused(&renew(&xero, &first)), (400, "invalid_grant"), "half an hour is over");
    let fourth = renew(&xero, &third).at("/refresh_token").to_owned();
    let fifth = renew(&xero, &fourth).at("/refresh_token").to_owned();
    assert_eq!(refused(&renew(&xero, &third)), (400, "invalid_grant"), "the one after it was used");
    assert_eq!(renew(&xero, &fifth).status, 200);
}

#[test]
fn a_refresh_token_that_nobody_uses_dies_after_sixty_days() {
    let xero = xero();
    let first = exchange(&xero, &code(&xero, &wish(&xero))).at("/refresh_token").to_owned();
    forward(&xero, TimeDelta::days(59));
    let second = renew(&xero, &first).at("/refresh_token").to_owned();
    forward(&xero, TimeDelta::days(59));
    let third = renew(&xero, &second).at("/refresh_token").to_owned();
    forward(&xero, TimeDelta::days(61));
    assert_eq!(refused(&renew(&xero, &third)), (400, "invalid_grant"));
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let xero = xero();
    let mut wish = wish(&xero);
    wish[3].1 = "accounting.contacts".to_owned();
    let given = exchange(&xero, &code(&xero, &wish));
    assert_eq!((given.status, given.body.get("refresh_token")), (200, None));
}

#[test]
fn an_access_token_is_a_jwt_that_ends_by_the_clock() {
    let xero = xero();
    let given = exchange(&xero, &code(&xero, &wish(&xero)));
    let (access, tenant) = (given.at("/access_token"), xero.settings().organisation.id);
    let claims = URL_SAFE_NO_PAD.decode(access.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let event = claims["authentication_event_id"].as_str().unwrap();
    assert_eq!(connections(&xero, access, &format!("?authEventId={event}")).len(), 1);
    forward(&xero, TimeDelta::seconds(1_790));
    assert_eq!(contacts(&xero, access, &tenant).status, 200);
    forward(&xero, TimeDelta::seconds(11));
    let late = contacts(&xero, access, &tenant);
    assert_eq!((late.status, late.at("/Title")), (401, "Unauthorized"));
    assert!(late.at("/Detail").starts_with("TokenExpired:"));
    assert_eq!(contacts(&xero, "other", &tenant).status, 401);
}

#[test]
fn a_custom_connection_needs_no_person_and_no_tenant() {
    let xero = xero();
    let ask = |headers: &str, scope: &str| {
        let id = xero.settings().client.id;
        token(&xero, headers, &[("grant_type", "client_credentials"), ("scope", scope), ("client_id", &id)])
    };
    let given = ask(&basic(&xero), "accounting.contacts");
    assert_eq!((given.status, given.body.get("refresh_token")), (200, None));
    let access = given.at("/access_token");
    assert_eq!(contacts(&xero, access, "").status, 200);
    assert_eq!(contacts(&xero, access, &xero.settings().organisation.id).status, 200);
    assert_eq!(contacts(&xero, access, OTHER).status, 403);
    assert_eq!(connections(&xero, access, "").len(), 1);
    assert_eq!(refused(&ask(&basic(&xero), "odd")), (400, "invalid_scope"));
    assert_eq!(refused(&ask(FORM, "accounting.contacts")), (400, "invalid_client"));
    xero.configure(|settings| settings.client.custom_connection = false);
    assert_eq!(refused(&ask(&basic(&xero), "accounting.contacts")), (400, "unauthorized_client"));
}
