//! Each fault as a client meets it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use common::{
    INVOICE, ORDER, connect, failing, form, post, post_fails, raw_post, reply, sandbox, talk, transactions,
    with,
};
use kledo_sandbox::{Fault, Rule, When};
use serde_json::{Value, json};

fn fault(value: Value) -> Fault {
    serde_json::from_value(value).unwrap()
}

/// The status, the body and the number of documents after one POST.
fn outcome(value: Value) -> (u16, String, usize) {
    let kledo = failing(fault(value));
    let answer = post(&kledo, ORDER, &form("1"));
    (answer.status, answer.text(), kledo.documents().len())
}

#[test]
fn a_status_is_answered_in_the_words_of_kledo_and_creates_nothing() {
    for (code, words) in [
        (400, "tidak valid"),
        (401, "Unauthenticated."),
        (403, "izin"),
        (404, "tidak ditemukan"),
        (408, "Timeout"),
        (409, "sedang diproses"),
        (422, "errors"),
        (429, "Too Many"),
        (500, "Server Error"),
        (502, "<html>"),
        (503, "<html>"),
        (504, "<html>"),
    ] {
        let (status, body, documents) = outcome(json!({"kind": "status", "code": code}));
        assert_eq!((status, documents), (code, 0));
        assert!(body.contains(words), "{body}");
    }
}

#[test]
fn a_status_may_come_although_the_document_was_created() {
    let (status, _, documents) = outcome(json!({"kind": "status", "code": 502, "create": true}));
    assert_eq!((status, documents), (502, 1));
}

#[test]
fn a_status_may_have_its_own_body_and_headers() {
    let kledo = failing(fault(json!({
        "kind": "status", "code": 429, "body": {"error": "slow"}, "headers": {"X-Why": "tired"}, "retry_after": 30
    })));
    let answer = post(&kledo, ORDER, &form("1"));
    assert_eq!(answer.json(), json!({"error": "slow"}));
    assert_eq!((answer.header("X-Why"), answer.header("Retry-After")), (Some("tired"), Some("30")));
    kledo.set_faults(vec![Rule::on(
        "POST",
        ORDER,
        fault(json!({"kind": "status", "code": 503, "retry_after_date": 30})),
    )]);
    assert!(post(&kledo, ORDER, &form("1")).header("Retry-After").unwrap().ends_with(" GMT"));
}

#[test]
fn a_401_may_be_that_of_another_company() {
    let (status, body, _) = outcome(json!({"kind": "status", "code": 401, "in_this_website": true}));
    assert!(status == 401 && body.contains("in this website"), "{body}");
}

#[test]
fn latency_delays_the_normal_answer() {
    let begun = Instant::now();
    let (status, _, documents) = outcome(json!({"kind": "latency", "ms": 400}));
    assert_eq!((status, documents), (200, 1));
    assert!(begun.elapsed() >= Duration::from_millis(400));
}

#[test]
fn the_latency_of_all_answers_lies_between_its_bounds() {
    let kledo = with(|settings| {
        settings.latency_ms = 300;
        settings.latency_ms_max = 320;
    });
    let begun = Instant::now();
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[test]
fn a_hang_before_the_body_answers_nothing_until_a_reset() {
    let kledo = failing(Fault::Hang { when: When::BeforeBody, create: false });
    let mut stream = connect(kledo.address());
    let request = raw_post(&kledo, ORDER, &form("1"));
    let (head, _) = request.split_once("\r\n\r\n").unwrap();
    write!(stream, "{head}\r\n\r\n").unwrap();
    common::eventually(|| kledo.requests().iter().any(|it| it.fault.as_deref() == Some("hang")));
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    kledo.reset();
    stream.set_read_timeout(Some(common::PATIENCE)).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
    assert!(kledo.documents().is_empty());
}

#[test]
fn a_hang_after_the_body_may_have_created_the_document() {
    for create in [false, true] {
        let kledo = failing(Fault::Hang { when: When::AfterBody, create });
        let mut stream = connect(kledo.address());
        stream.write_all(raw_post(&kledo, ORDER, &form("1")).as_bytes()).unwrap();
        common::eventually(|| kledo.requests().iter().any(|it| it.fault.as_deref() == Some("hang")));
        assert_eq!(kledo.documents().len(), usize::from(create));
        assert_eq!(kledo.requests()[0].status, None);
        drop(kledo);
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
    }
}

#[test]
fn a_reset_before_the_body_creates_nothing() {
    let kledo = failing(Fault::Reset { when: When::BeforeBody, create: true });
    assert_eq!(post_fails(&kledo, &form("1")).kind(), ErrorKind::ConnectionReset);
    assert!(kledo.documents().is_empty());
    assert_eq!(kledo.requests()[0].fault.as_deref(), Some("reset"));
}

#[test]
fn a_reset_after_the_body_keeps_the_document_when_told_to() {
    for create in [false, true] {
        let kledo = failing(Fault::Reset { when: When::AfterBody, create });
        assert_eq!(post_fails(&kledo, &form("1")).kind(), ErrorKind::ConnectionReset);
        assert_eq!(kledo.documents().len(), usize::from(create));
    }
}

#[test]
fn a_cut_body_is_shorter_than_it_says_and_the_document_is_created() {
    let kledo = failing(Fault::CutBody);
    let answer = post(&kledo, ORDER, &form("1"));
    let promised: usize = answer.header("Content-Length").unwrap().parse().unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, promised / 2));
    assert_eq!(kledo.documents().len(), 1);
}

#[test]
fn an_answer_may_be_empty_or_a_web_page() {
    assert_eq!(outcome(json!({"kind": "empty"})), (200, String::new(), 0));
    assert_eq!(outcome(json!({"kind": "empty", "create": true})).2, 1);
    for code in [200, 500] {
        let (status, body, documents) = outcome(json!({"kind": "html", "code": code}));
        assert_eq!((status, documents), (code, 0));
        assert!(body.starts_with("<html>"), "{body}");
    }
}

#[test]
fn json_may_be_wrong_or_none() {
    assert_eq!(outcome(json!({"kind": "wrong_json"})), (200, "[]".to_owned(), 0));
    assert_eq!(outcome(json!({"kind": "wrong_json", "body": {"foo": 1}})).1, "{\"foo\":1}");
    assert_eq!(outcome(json!({"kind": "wrong_json", "body": "{\"success\":tr"})).1, "{\"success\":tr");
    let kledo = failing(fault(json!({"kind": "invalid_utf8"})));
    assert!(String::from_utf8(post(&kledo, ORDER, &form("1")).body).is_err());
}

#[test]
fn success_may_be_false() {
    let (status, body, documents) = outcome(json!({"kind": "success_false", "message": "Tidak."}));
    assert_eq!((status, documents), (200, 0));
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), json!({"success": false, "message": "Tidak."}));
}

#[test]
fn a_huge_body_goes_on_until_the_client_has_had_enough() {
    let kledo = failing(fault(json!({"kind": "huge_body"})));
    let mut stream = connect(kledo.address());
    stream.write_all(raw_post(&kledo, ORDER, &form("1")).as_bytes()).unwrap();
    let mut much = vec![0; 4 << 20];
    stream.read_exact(&mut much).unwrap();
    assert!(String::from_utf8_lossy(&much).contains("Transfer-Encoding: chunked"));
    drop(stream);
    assert!(kledo.documents().is_empty());
}

#[test]
fn a_huge_body_is_as_long_as_it_was_told_to_be() {
    let (_, body, _) = outcome(json!({"kind": "huge_body", "bytes": 70_000}));
    assert!(body.starts_with("10000\r\n{\"success\":true") && body.ends_with("\r\n0\r\n\r\n"));
}

#[test]
fn a_gzip_bomb_is_small_on_the_wire() {
    let kledo = failing(fault(json!({"kind": "gzip_bomb", "bytes": 64 << 20})));
    let answer = post(&kledo, ORDER, &form("1"));
    assert_eq!(answer.header("Content-Encoding"), Some("gzip"));
    assert!(answer.body.len() < 100_000 && answer.body.starts_with(&[0x1f, 0x8b]));
}

#[test]
fn a_slow_drip_brings_the_normal_answer_in_the_end() {
    let kledo = failing(Fault::SlowDrip { ms: 1 });
    let begun = Instant::now();
    let answer = post(&kledo, ORDER, &form("1"));
    assert_eq!(answer.json()["success"], true);
    assert!(begun.elapsed() >= Duration::from_millis(200));
    assert_eq!(kledo.documents().len(), 1);
}

#[test]
fn a_redirect_leads_elsewhere() {
    let kledo =
        failing(fault(json!({"kind": "redirect", "code": 307, "location": "http://other.invalid/x"})));
    let answer = post(&kledo, ORDER, &form("1"));
    assert_eq!((answer.status, answer.header("Location")), (307, Some("http://other.invalid/x")));
}

#[test]
fn an_accepted_document_may_never_appear() {
    let kledo = failing(Fault::AcceptedNeverCreated);
    assert_eq!(post(&kledo, ORDER, &form("1")).json()["success"], true);
    assert_eq!(transactions(&kledo, "1")["order"], Value::Null);
    assert!(kledo.documents().is_empty());
}

#[test]
fn a_document_may_be_created_and_its_answer_lost() {
    let kledo = failing(Fault::CreatedAnswerLost);
    assert_eq!(post_fails(&kledo, &form("1")).kind(), ErrorKind::ConnectionReset);
    assert_eq!(transactions(&kledo, "1")["order"]["ref_number"], "WC/1");
}

#[test]
fn a_document_may_fail_in_the_queue() {
    let kledo = sandbox();
    kledo.set_faults(vec![Rule::on(
        "POST",
        INVOICE,
        Fault::FailsInQueue { message: "Stok habis.".to_owned() },
    )]);
    assert_eq!(post(&kledo, INVOICE, &form("1")).json()["success"], true);
    let data = transactions(&kledo, "1");
    assert_eq!((&data["invoice"], &data["invoice_failure"]), (&Value::Null, &json!("Stok habis.")));
    assert!(data.get("order_failure").is_none());
    assert_eq!(kledo.failures().len(), 1);
}

#[test]
fn a_rule_for_one_order_reads_the_body_to_know_it() {
    let kledo = sandbox();
    let reset = Fault::Reset { when: When::BeforeBody, create: false };
    kledo.set_faults(vec![Rule::on("POST", ORDER, reset).for_order("2").times(1)]);
    assert_eq!(post(&kledo, ORDER, &form("1")).status, 200);
    assert_eq!(post_fails(&kledo, &form("2")).kind(), ErrorKind::ConnectionReset);
    assert_eq!(post(&kledo, ORDER, &form("2")).status, 200);
    assert_eq!(kledo.faults()[0].times, Some(0));
}

#[test]
fn a_bad_document_is_not_created_by_any_fault() {
    let kledo = failing(Fault::Reset { when: When::AfterBody, create: true });
    post_fails(&kledo, "contact_name=Budi");
    let request = raw_post(&kledo, ORDER, &form("1")).replace(&kledo.key(), "wrong");
    assert!(talk(kledo.address(), &request).is_err());
    assert!(kledo.documents().is_empty());
}

#[test]
fn chance_strikes_the_same_way_with_the_same_seed() {
    let struck = |seed| {
        let kledo = with(|settings| {
            settings.seed = seed;
            settings.fault_percent = 50;
            settings.random_faults = vec![Fault::status(503), Fault::status(500)];
        });
        (0..12).map(|n| post(&kledo, ORDER, &form(&n.to_string())).status).collect::<Vec<_>>()
    };
    let first = struck(7);
    assert_eq!(first, struck(7));
    assert!(first.contains(&200) && first.iter().any(|status| *status >= 500), "{first:?}");
    assert_ne!(first, struck(8));
}

#[test]
fn a_connection_outlives_a_fault_that_answers() {
    let kledo = sandbox();
    kledo.set_faults(vec![Rule::on("POST", ORDER, Fault::status(503)).times(1)]);
    let request = raw_post(&kledo, ORDER, &form("1")).replace("Connection: close\r\n", "");
    let mut stream = connect(kledo.address());
    stream.write_all(request.as_bytes()).unwrap();
    stream.write_all(raw_post(&kledo, ORDER, &form("1")).as_bytes()).unwrap();
    let mut answers = Vec::new();
    stream.read_to_end(&mut answers).unwrap();
    assert_eq!(reply(&answers).status, 503);
    assert!(String::from_utf8_lossy(&answers).contains("HTTP/1.1 200 OK"));
}
