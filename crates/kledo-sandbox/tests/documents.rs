//! What becomes of good and bad documents, and what can be asked about them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::{Read, Write};

use common::{
    INVOICE, ORDER, USER_AGENT, connect, form, get, post, raw, reply, sandbox, talk, transactions, with,
};
use kledo_sandbox::{Booleans, Duplicates, LinkAt, ListStyle, Numbers, TaxMode};
use serde_json::{Value, json};

/// Longer than any test: the queue runs when a test says so.
const AN_HOUR_MS: u64 = 3_600_000;

#[test]
fn an_accepted_document_appears_after_the_queue() {
    let kledo = with(|settings| settings.queue_delay_ms = AN_HOUR_MS);
    let answer = post(&kledo, ORDER, &form("123"));
    assert_eq!((answer.status, &answer.json()["success"]), (200, &json!(true)));
    assert_eq!(transactions(&kledo, "123")["order"], Value::Null);
    assert!(kledo.queued() == 1 && !kledo.documents()[0].visible);
    kledo.let_queue_run();
    assert_eq!(kledo.queued(), 0);
    let expected = json!({
        "wc_order_id": "123", "invoice": null, "linked": false,
        "order": {"id": 1001, "ref_number": "WC/123", "status_id": 5, "is_closed": false},
    });
    assert_eq!(transactions(&kledo, "123"), expected);
}

#[test]
fn an_invoice_links_to_its_order_and_closes_it() {
    let kledo = sandbox();
    post(&kledo, ORDER, &form("1"));
    post(&kledo, INVOICE, &form("1"));
    let data = transactions(&kledo, "1");
    assert_eq!(
        (&data["linked"], &data["order"]["status_id"], &data["order"]["is_closed"]),
        (&json!(true), &json!(7), &json!(true))
    );
    assert_eq!((&data["invoice"]["status_id"], &data["invoice"]["is_closed"]), (&json!(1), &json!(false)));
}

#[test]
fn an_invoice_that_came_first_stays_unlinked() {
    let kledo = sandbox();
    post(&kledo, INVOICE, &form("1"));
    assert!(!kledo.documents()[0].linked);
    post(&kledo, ORDER, &form("1"));
    assert_eq!(transactions(&kledo, "1")["linked"], false);
}

#[test]
fn linking_at_the_queue_catches_an_invoice_that_did_not_wait() {
    let kledo = with(|settings| {
        settings.link_at = LinkAt::Queued;
        settings.queue_delay_ms = AN_HOUR_MS;
    });
    post(&kledo, ORDER, &form("1"));
    post(&kledo, INVOICE, &form("1"));
    kledo.let_queue_run();
    assert_eq!(kledo.queued(), 0);
    assert_eq!(transactions(&kledo, "1")["linked"], false);
}

#[test]
fn a_second_post_makes_a_second_document_unless_set_otherwise() {
    let kledo = sandbox();
    post(&kledo, ORDER, &form("1"));
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 200);
    assert_eq!(kledo.documents().len(), 2);
    kledo.configure(|settings| settings.duplicates = Duplicates::Reject);
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 400);
    kledo.configure(|settings| settings.duplicates = Duplicates::Ignore);
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 200);
    assert_eq!(kledo.documents().len(), 2);
    assert_eq!(post(&kledo, INVOICE, &form("1")).status, 200);
    assert_eq!(kledo.documents().len(), 3);
}

#[test]
fn a_bad_document_is_refused_with_a_reason() {
    let kledo = sandbox();
    let answer = post(&kledo, ORDER, &form("1").replace("contact_name", "name"));
    let expected = json!({"success": false, "message": "Kolom contact name wajib diisi."});
    assert_eq!((answer.status, answer.json()), (400, expected));
    assert!(kledo.documents().is_empty());
}

#[test]
fn json_is_refused_unless_it_is_accepted() {
    let kledo = sandbox();
    let headers = format!("User-Agent: {USER_AGENT}\r\nContent-Type: application/json\r\n");
    let document = json!({"contact_name": "Budi", "ref_number": 7, "trans_date": "2026-01-31",
        "items": [{"name": "Kopi", "qty": 1, "regular_price": "5"}]});
    let request = raw(&kledo, "POST", "/api/v1/woocommerce/order", &headers, &document.to_string());
    assert_eq!(reply(&talk(kledo.address(), &request).unwrap()).status, 400);
    kledo.configure(|settings| settings.accept_json = true);
    assert_eq!(reply(&talk(kledo.address(), &request).unwrap()).status, 200);
    assert_eq!(kledo.documents()[0].order_id, "7");
}

#[test]
fn woocommerce_paths_want_the_plugins_user_agent() {
    let kledo = sandbox();
    for (path, status) in [("woocommerce/connection", 400), ("finance/tags", 200)] {
        let request = raw(&kledo, "GET", &format!("/api/v1/{path}"), "User-Agent: curl/8\r\n", "");
        assert_eq!(reply(&talk(kledo.address(), &request).unwrap()).status, status);
    }
}

#[test]
fn paths_and_methods_that_are_none_are_refused() {
    let kledo = sandbox();
    assert_eq!(get(&kledo, "woocommerce/orders").status, 404);
    assert_eq!(get(&kledo, "woocommerce/transactions/12a").status, 404);
    assert_eq!(get(&kledo, "woocommerce/order").status, 405);
    assert_eq!(post(&kledo, "finance/tags", "").status, 405);
}

#[test]
fn a_tenant_may_lack_paths() {
    let kledo = with(|settings| {
        settings.has_transactions_path = false;
        settings.has_connection_path = false;
    });
    assert_eq!(get(&kledo, "woocommerce/transactions/1").status, 404);
    assert_eq!(get(&kledo, "woocommerce/connection").status, 404);
    assert_eq!(get(&kledo, "finance/contacts?per_page=1").status, 200);
}

#[test]
fn the_search_finds_parts_of_numbers() {
    let kledo = sandbox();
    for id in ["12", "123", "4"] {
        post(&kledo, ORDER, &form(id));
    }
    let found = get(&kledo, "finance/orders?search=wc%2F12&per_page=100").json()["data"].clone();
    let numbers: Vec<_> =
        found["data"].as_array().unwrap().iter().map(|it| it["ref_number"].clone()).collect();
    assert_eq!((numbers, &found["total"]), (vec![json!("WC/123"), json!("WC/12")], &json!(2)));
    assert_eq!(get(&kledo, "finance/invoices?search=12").json()["data"]["total"], 0);
}

#[test]
fn look_ups_list_what_the_settings_hold() {
    let kledo = sandbox();
    let path =
        "finance/accounts/suggestionPerPage?finance_account_category_ids=1%2C17&page=&per_page=&search=";
    let accounts = get(&kledo, path).json()["data"].clone();
    assert_eq!((&accounts["total"], &accounts["data"][0]["ref_code"]), (&json!(5), &json!("1-10001")));
    assert_eq!(get(&kledo, "finance/warehouses").json()["data"]["data"][1]["name"], "Gudang Utama");
    kledo.configure(|settings| settings.warehouse_list = ListStyle::Plain);
    assert_eq!(get(&kledo, "finance/warehouses").json()["data"][1]["name"], "Gudang Utama");
    assert_eq!(get(&kledo, "finance/tags").json()["data"]["data"][0]["name"], "WooCommerce");
}

#[test]
fn numbers_and_booleans_come_in_the_form_that_is_set() {
    let kledo = with(|settings| {
        settings.numbers = Numbers::String;
        settings.booleans = Booleans::Int;
    });
    post(&kledo, ORDER, &form("1"));
    let answer = get(&kledo, "woocommerce/transactions/1").json();
    assert_eq!((&answer["success"], &answer["data"]["linked"]), (&json!(1), &json!(0)));
    assert_eq!(answer["data"]["order"]["id"], "1001");
    assert_eq!(get(&kledo, "finance/orders").json()["data"]["data"][0]["amount"], "100000");
}

#[test]
fn tax_is_added_only_when_the_document_has_it() {
    let kledo = with(|settings| settings.tax.mode = TaxMode::Exclusive);
    post(&kledo, ORDER, &form("1"));
    post(&kledo, ORDER, &form("2").replace("has_tax=no", "has_tax=yes"));
    let totals: Vec<_> = kledo.documents().iter().map(|it| it.totals.total.to_string()).collect();
    assert_eq!(totals, ["100000", "111000"]);
}

/// Issue 13.1: what a bookkeeper sees on the document's page.
#[test]
fn a_document_tells_its_totals_to_a_key_that_may_read_it() {
    let kledo = with(|settings| settings.tax.mode = TaxMode::Exclusive);
    post(&kledo, ORDER, &form("1").replace("has_tax=no", "has_tax=yes"));
    post(&kledo, INVOICE, &form("2").replace("paid=no", "paid=yes&paid_to_account_code=1-10001"));
    let data = |path: &str| get(&kledo, path).json()["data"].clone();
    let order = data("finance/orders/1001");
    for (field, expected) in [
        ("subtotal", 100_000),
        ("total_tax", 11_000),
        ("amount", 100_000),
        ("amount_after_tax", 111_000),
        ("due", 111_000),
    ] {
        assert_eq!(order[field], expected, "{field}");
    }
    assert_eq!((&order["ref_number"], &order["items"][0]["price"]), (&json!("WC/1"), &json!(50_000)));
    assert_eq!(
        (&data("finance/invoices/1002")["due"], &data("finance/invoices/1002")["status_id"]),
        (&json!(0), &json!(3))
    );
    for none in ["finance/invoices/1001", "finance/orders/9999", "finance/orders/x"] {
        assert_eq!(get(&kledo, none).status, 404, "{none}");
    }
    kledo.configure(|settings| settings.may_read_documents = false);
    assert_eq!(get(&kledo, "finance/orders/1001").status, 403);
    assert_eq!(get(&kledo, "finance/orders?search=WC").status, 403);
}

/// Issue 13: a month of the books.
#[test]
fn lists_know_days_and_the_lock_date_is_told() {
    let kledo = sandbox();
    for (id, day) in [("1", "2026-01-31"), ("2", "2026-01-01"), ("3", "2026-02-01")] {
        post(&kledo, ORDER, &form(id).replace("2026-01-31", day));
    }
    let numbers = |query: &str| -> Vec<String> {
        let page = get(&kledo, &format!("finance/orders?{query}")).json()["data"]["data"].clone();
        page.as_array().unwrap().iter().map(|it| it["ref_number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers("date_from=2026-01-01&date_to=2026-01-31"), ["WC/2", "WC/1"]);
    assert_eq!(numbers("date_from=2026-01-02"), ["WC/3", "WC/1"]);
    assert_eq!(numbers("date_to=2026-01-31&sort_by=trans_date&order_by=asc&search=wc"), ["WC/2", "WC/1"]);
    assert_eq!(numbers("sort_by=trans_date&order_by=asc&per_page=1&page=3"), ["WC/3"]);
    assert_eq!(numbers("sort_by=trans_date&order_by=desc"), ["WC/3", "WC/1", "WC/2"]);
    let item = get(&kledo, "finance/orders?search=WC/1").json()["data"]["data"][0].clone();
    assert_eq!(item["amount_after_tax"], item["amount"]);

    let lock_date = || get(&kledo, "options/lock_date").json()["data"]["lock_date"].clone();
    assert_eq!(lock_date(), Value::Null);
    kledo.configure(|settings| settings.lock_date = Some("2026-01-31".to_owned()));
    assert_eq!(lock_date(), "2026-01-31");
    kledo.configure(|settings| settings.may_read_documents = false);
    assert_eq!(get(&kledo, "options/lock_date").status, 403);
}

#[test]
fn too_many_requests_are_turned_away() {
    let kledo = with(|settings| settings.rate_limit = 2);
    let statuses: Vec<_> = (0..3).map(|_| get(&kledo, "finance/tags")).collect();
    assert_eq!(statuses.iter().map(|reply| reply.status).collect::<Vec<_>>(), [200, 200, 429]);
    assert_eq!(statuses[2].header("Retry-After"), None);
    kledo.configure(|settings| settings.rate_limit_retry_after = true);
    let seconds: u32 = get(&kledo, "finance/tags").header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    kledo.configure(|settings| settings.rate_limit_window_ms = 1);
    assert_eq!(get(&kledo, "finance/tags").status, 200);
}

#[test]
fn the_connection_test_knows_the_life_of_the_key() {
    let kledo = sandbox();
    assert_eq!(get(&kledo, "woocommerce/connection").json()["data"]["expires_at"], Value::Null);
    kledo.configure(|settings| settings.key_days_remaining = Some(3));
    let data = get(&kledo, "woocommerce/connection").json()["data"].clone();
    assert_eq!((&data["days_remaining"], &data["timezone"]), (&json!(3), &json!("Asia/Jakarta")));
    assert_eq!(data["expires_at"].as_str().unwrap().len(), "2026-01-31 10:20:30".len());
}

#[test]
fn a_connection_serves_many_requests_and_chunked_bodies() {
    let kledo = sandbox();
    let body = form("1");
    let request = format!(
        "POST /api/v1/woocommerce/order HTTP/1.1\r\nAuthorization: Bearer {}\r\nUser-Agent: {USER_AGENT}\r\n\
         Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n\
         5\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        kledo.key(),
        &body[..5],
        body.len() - 5,
        &body[5..]
    );
    let mut stream = connect(kledo.address());
    stream.write_all(request.repeat(2).as_bytes()).unwrap();
    stream.write_all(raw(&kledo, "GET", "/api/v1/finance/tags", "", "").as_bytes()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3, "{answers}");
    assert_eq!(kledo.documents().len(), 2);
}

#[test]
fn a_client_that_waits_to_be_asked_is_asked() {
    let kledo = sandbox();
    let headers = format!(
        "User-Agent: {USER_AGENT}\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n"
    );
    let request = raw(&kledo, "POST", "/api/v1/woocommerce/order", &headers, &form("1"));
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut stream = connect(kledo.address());
    write!(stream, "{head}\r\n\r\n").unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(reply(&answer).status, 200);
}

#[test]
fn many_clients_at_once_lose_nothing() {
    let kledo = sandbox();
    std::thread::scope(|scope| {
        for client in 0..128 {
            let kledo = &kledo;
            scope.spawn(move || {
                for order in 0..8 {
                    assert_eq!(post(kledo, ORDER, &form(&format!("{client}0{order}"))).status, 200);
                }
            });
        }
    });
    assert_eq!((kledo.documents().len(), kledo.requests_total()), (1024, 1024));
    assert!(kledo.requests().iter().all(|request| request.status == Some(200)));
}
