//! Issue 12: how a person connects a program, and how it ends.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::identity::*;
use common::talk;
use serde_json::json;

#[test]
fn a_person_allows_on_a_page_and_is_sent_back_with_a_code_and_the_state() {
    let xero = xero();
    let wish = wish(&xero);
    let page = page(&xero, &wish);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=UTF-8")));
    for part in [
        "<form method=\"post\" action=\"/identity/connect/authorize\">",
        "value=\"allow\">Allow access</button>",
        "value=\"cancel\">Cancel</button>",
        "name=\"state\" value=\"s&amp;&lt;t&gt;\"",
        ">Oak &lt;Ltd&gt;</option>",
        "<li>accounting.invoices</li>",
        ">Teak &amp; Sons</option>",
    ] {
        assert!(page.text.contains(part), "{part} is not in {}", page.text);
    }
    let back = decide(&xero, &wish, "allow", &xero.settings().organisation.id);
    assert_eq!((back.status, query(&back, "state").as_deref()), (302, Some("s&<t>")));
    assert!(query(&back, "error").is_none());
    let given = exchange(&xero, &query(&back, "code").unwrap());
    assert_eq!(
        (given.status, given.at("/token_type"), &given.body["expires_in"]),
        (200, "Bearer", &json!(1800))
    );
    assert_eq!(given.at("/scope"), "offline_access accounting.invoices accounting.contacts");
    assert_eq!(contacts(&xero, given.at("/access_token"), &xero.settings().organisation.id).status, 200);
}

#[test]
fn who_cancels_is_sent_back_without_a_code() {
    let xero = xero();
    let back = decide(&xero, &wish(&xero), "cancel", "");
    assert_eq!((back.status, query(&back, "error").as_deref()), (302, Some("access_denied")));
    assert_eq!((query(&back, "state").as_deref(), query(&back, "code")), (Some("s&<t>"), None));
    assert_eq!(decide(&xero, &wish(&xero), "allow", "unknown").status, 400);
}

#[test]
fn what_cannot_be_asked_for_stops_at_xero() {
    let xero = xero();
    for (name, value) in [
        ("client_id", "other"),
        ("redirect_uri", "http://localhost:8080/wp-admin/?page=other"),
        ("response_type", "token"),
        ("scope", "accounting.transactions"),
        ("scope", ""),
        ("code_challenge", CHALLENGE),
    ] {
        let mut wish = wish(&xero);
        wish.retain(|(known, _)| *known != name);
        wish.push((name, value.to_owned()));
        assert_eq!(page(&xero, &wish).status, 400, "{name}={value}");
        assert_eq!(
            decide(&xero, &wish, "allow", &xero.settings().organisation.id).status,
            400,
            "{name}={value}"
        );
    }
    xero.configure(|settings| settings.client.redirect_uris.clear());
    for (address, status) in [
        ("http://shop.test/", 400),
        ("http://localhost.test/", 400),
        ("ftp://localhost/", 400),
        ("https://shop.test/", 200),
        ("http://127.0.0.1:81/x", 200),
    ] {
        let mut wish = wish(&xero);
        wish[2].1 = address.to_owned();
        assert_eq!(page(&xero, &wish).status, status, "{address}");
    }
}

#[test]
fn connections_are_listed_by_consent_and_deleted_by_their_own_id() {
    let xero = xero();
    let first = exchange(&xero, &code(&xero, &wish(&xero)));
    let back = decide(&xero, &wish(&xero), "allow", OTHER);
    let second = exchange(&xero, &query(&back, "code").unwrap());
    let access = second.at("/access_token");
    let all = connections(&xero, access, "");
    let names: Vec<&str> = all.iter().map(|it| it["tenantName"].as_str().unwrap()).collect();
    assert_eq!(names, ["Teak & Sons", "Oak <Ltd>"]);
    assert_eq!(all[0]["tenantType"], "ORGANISATION");
    let event = all[1]["authEventId"].as_str().unwrap();
    let of_event = connections(&xero, access, &format!("?authEventId={event}"));
    assert_eq!((of_event.len(), &of_event[0]["tenantId"]), (1, &json!(OTHER)));
    let headers = format!("Authorization: Bearer {access}\r\n");
    let delete =
        |id: &str| talk(xero.address(), &format!("DELETE /connections/{id}"), &headers, "").unwrap().status;
    assert_eq!(delete(OTHER), 404, "not the id of the organisation");
    let id = all[1]["id"].as_str().unwrap();
    assert_eq!((delete(id), delete(id)), (204, 404));
    let gone = contacts(&xero, access, OTHER);
    assert_eq!((gone.status, gone.at("/Detail")), (403, "AuthenticationUnsuccessful"));
    assert_eq!(contacts(&xero, first.at("/access_token"), &xero.settings().organisation.id).status, 200);
    xero.configure(|settings| settings.switches.disconnected_status = 401);
    assert_eq!(contacts(&xero, access, OTHER).status, 401);
    assert_eq!(talk(xero.address(), "GET /connections", "", "").unwrap().status, 401);
}

#[test]
fn who_connects_again_keeps_the_connection_under_the_newer_consent() {
    let xero = xero();
    let first = exchange(&xero, &code(&xero, &wish(&xero)));
    let before = connections(&xero, first.at("/access_token"), "");
    let second = exchange(&xero, &code(&xero, &wish(&xero)));
    let after = connections(&xero, second.at("/access_token"), "");
    assert_eq!((after.len(), &after[0]["id"]), (1, &before[0]["id"]));
    assert_ne!(after[0]["authEventId"], before[0]["authEventId"]);
}

#[test]
fn a_revoked_token_ends_all_connections() {
    let xero = xero();
    let given = exchange(&xero, &code(&xero, &wish(&xero)));
    let refresh = given.at("/refresh_token");
    let revoke = |token: &str, headers: &str| {
        talk(xero.address(), "POST /connect/revocation", headers, &form(&[("token", token)])).unwrap().status
    };
    assert_eq!(revoke(refresh, FORM), 400, "by nobody");
    assert_eq!(revoke("other", &basic(&xero)), 200);
    assert_eq!(connections(&xero, given.at("/access_token"), "").len(), 1);
    assert_eq!(revoke(refresh, &basic(&xero)), 200);
    assert_eq!(connections(&xero, given.at("/access_token"), "").len(), 0);
    assert_eq!(refused(&renew(&xero, refresh)), (400, "invalid_grant"));
    assert_eq!(contacts(&xero, given.at("/access_token"), &xero.settings().organisation.id).status, 403);
}
