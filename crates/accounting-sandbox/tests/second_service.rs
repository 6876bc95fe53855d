//! Issue 11: a second sandbox is one implementation of the trait, and every common fault, control path and setting
//! works for it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod books;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use accounting_sandbox::{Fault, Rule, Sandbox, TlsFault};
use books::{Books, Settings};
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

const TOKEN: &str = "POST http://identity.test/connect/token";
const INVOICE: &str = "POST http://api.test/invoices";

/// What has not happened by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer, or how there was none.
#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Books with a token, so that whatever is asked next is allowed.
fn books() -> Sandbox<Books> {
    let books = Sandbox::start(Settings::default()).unwrap();
    assert_eq!(ask(&books, TOKEN, &json!({"refresh_token": "refresh-me"})).unwrap().status, 200);
    books
}

fn request(what: &str, body: &str) -> String {
    let (method, url) = what.split_once(' ').unwrap();
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}:80\r\nAuthorization: Bearer token-1\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn ask(books: &Sandbox<Books>, what: &str, body: &Value) -> std::io::Result<Reply> {
    talk(books.address(), &request(what, &body.to_string()))
}

fn talk(address: SocketAddr, request: &str) -> std::io::Result<Reply> {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Reply { status, head, body: bytes[end + 4..].to_vec() })
}

fn control(books: &Sandbox<Books>, what: &str, body: &Value) -> Reply {
    ask(books, what, body).unwrap()
}

fn invoice(number: &str) -> Value {
    json!({"Number": number, "Total": "10.50"})
}

/// What a client meets when this fault strikes its invoice, and how many invoices there are then.
fn struck(fault: Value) -> (std::io::Result<Reply>, usize) {
    let books = books();
    let fault: Fault = serde_json::from_value(fault).unwrap();
    books.set_faults(vec![Rule::on("POST", "invoices", fault)]);
    let reply = ask(&books, INVOICE, &invoice("1"));
    (
        reply,
        control(&books, "GET http://x/_sandbox/state", &json!(null)).json()["invoices"]
            .as_array()
            .unwrap()
            .len(),
    )
}

#[test]
fn two_hosts_answer_on_one_port() {
    let books = books();
    assert_eq!(ask(&books, INVOICE, &invoice("1")).unwrap().status, 200);
    let invoices = ask(&books, "GET http://api.test/invoices", &json!(null)).unwrap().json();
    assert_eq!(invoices["Invoices"], json!([invoice("1")]));
    assert_eq!(ask(&books, "POST http://identity.test/invoices", &invoice("2")).unwrap().status, 404);
    assert_eq!(ask(&books, TOKEN, &json!({"refresh_token": "other"})).unwrap().status, 400);
    assert_eq!(books.requests()[1].headers["authorization"], "Bearer (matches)");
}

#[test]
fn a_second_port_leads_to_the_same_service() {
    let books = books();
    let address = books.add("127.0.0.1:0".parse().unwrap()).unwrap();
    assert_eq!(talk(address, &request(INVOICE, &invoice("1").to_string())).unwrap().status, 200);
    assert_eq!(books.requests_total(), 2);
    let endpoint = books.add_tls("127.0.0.1:0".parse().unwrap(), TlsFault::None).unwrap();
    assert_ne!((endpoint.address, address), (address, books.address()));
}

#[test]
fn a_token_ends_by_the_clock_that_is_set() {
    let books = books();
    books.set_now(books.now() + TimeDelta::minutes(29));
    let sealed = |reply: &Reply| reply.json().get("Id").is_some();
    let allowed = ask(&books, INVOICE, &invoice("1")).unwrap();
    assert_eq!((allowed.status, sealed(&allowed)), (200, true));
    control(&books, "POST http://x/_sandbox/clock", &json!({"forward_ms": 120_000}));
    let refused = ask(&books, INVOICE, &invoice("2")).unwrap();
    assert_eq!((refused.status, sealed(&refused)), (401, false), "a stranger's answer is not sealed");
    control(&books, "POST http://x/_sandbox/clock", &json!({"now": "2030-01-01T00:00:00Z"}));
    let now = control(&books, "GET http://x/_sandbox/clock", &json!(null)).json()["now"].clone();
    assert!(now.as_str().unwrap().starts_with("2030-01-01T00:0"), "{now}");
    ask(&books, INVOICE, &invoice("3")).unwrap();
    assert!(books.requests()[3].at.starts_with("2030-01-01"));
    books.reset();
    assert!(books.now() < "2029-12-31T00:00:00Z".parse::<DateTime<chrono::Utc>>().unwrap());
}

#[test]
fn a_fault_that_replaces_the_answer_speaks_in_the_services_words() {
    for (fault, status, words) in [
        (json!({"kind": "status", "code": 503, "retry_after": 7}), 503, "status 503"),
        (json!({"kind": "status", "code": 403, "in_this_website": true}), 403, "AuthenticationUnsuccessful"),
        (json!({"kind": "success_false", "message": "no such contact"}), 200, "no such contact"),
        (json!({"kind": "html", "code": 502}), 502, "maintenance"),
        (json!({"kind": "wrong_json", "body": "{\"a\":tr"}), 200, "{\"a\":tr"),
        (json!({"kind": "empty"}), 200, ""),
        (json!({"kind": "redirect", "location": "/elsewhere"}), 302, ""),
    ] {
        let (reply, invoices) = struck(fault.clone());
        let reply = reply.unwrap();
        assert_eq!((reply.status, invoices), (status, 0), "{fault}");
        assert!(String::from_utf8(reply.body).unwrap().contains(words), "{fault}");
        let header =
            format!("{}: ", if fault.get("location").is_some() { "Location" } else { "Content-Length" });
        assert!(reply.head.contains(&header), "{}", reply.head);
    }
    let (reply, invoices) = struck(json!({"kind": "status", "code": 500, "create": true}));
    assert_eq!((reply.unwrap().status, invoices), (500, 1));
    assert!(String::from_utf8(struck(json!({"kind": "invalid_utf8"})).0.unwrap().body).is_err());
}

#[test]
fn a_fault_may_break_the_connection() {
    for (fault, invoices) in [
        (json!({"kind": "reset", "when": "before_body"}), 0),
        (json!({"kind": "reset"}), 0),
        (json!({"kind": "reset", "create": true}), 1),
        (json!({"kind": "created_answer_lost"}), 1),
    ] {
        let (reply, made) = struck(fault.clone());
        assert_eq!((reply.unwrap_err().kind(), made), (ErrorKind::ConnectionReset, invoices), "{fault}");
    }
}

#[test]
fn half_an_answer_says_how_long_it_would_have_been() {
    let whole = struck(json!({"kind": "latency", "ms": 1})).0.unwrap();
    let (half, invoices) = struck(json!({"kind": "cut_body"}));
    let half = half.unwrap();
    let length = |reply: &Reply| -> usize {
        let line = reply.head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
        line.parse().unwrap()
    };
    assert_eq!(length(&whole), whole.body.len());
    assert_eq!((half.body.len(), invoices), (length(&half) / 2, 1));
}

#[test]
fn a_late_or_slow_answer_is_whole_in_the_end() {
    for fault in [json!({"kind": "latency", "ms": 250}), json!({"kind": "slow_drip", "ms": 1})] {
        let begun = Instant::now();
        let (reply, invoices) = struck(fault.clone());
        assert_eq!((reply.unwrap().json()["Invoices"][0]["Number"].clone(), invoices), (json!("1"), 1));
        assert!(begun.elapsed() >= Duration::from_millis(200), "{fault}");
    }
}

#[test]
fn a_slow_drip_comes_byte_by_byte() {
    let books = books();
    books.set_faults(vec![Rule::on("POST", "invoices", Fault::SlowDrip { ms: 40 })]);
    let mut stream = connect(books.address());
    stream.write_all(request(INVOICE, &invoice("1").to_string()).as_bytes()).unwrap();
    for expected in b"HTTP" {
        let mut bytes = [0; 64];
        let length = stream.read(&mut bytes).unwrap();
        assert_eq!(&bytes[..length], &[*expected]);
    }
    books.reset();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap_or_default();
    assert!(rest.len() < 20, "a reset lets go what drips");
}

#[test]
fn a_hang_says_nothing_until_a_reset() {
    for when in ["before_body", "after_body"] {
        let books = books();
        let hang =
            json!([{"match": {"path": "invoices"}, "fault": {"kind": "hang", "when": when, "create": true}}]);
        control(&books, "POST http://x/_sandbox/faults", &hang);
        let mut stream = connect(books.address());
        stream.write_all(request(INVOICE, &invoice("1").to_string()).as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!((books.requests()[1].fault.as_deref(), books.requests()[1].status), (Some("hang"), None));
        let made = control(&books, "GET http://x/_sandbox/state", &json!(null)).json()["invoices"].clone();
        assert_eq!(made.as_array().unwrap().len(), usize::from(when == "after_body"));
        control(&books, "POST http://x/_sandbox/reset", &json!(null));
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
    }
}

#[test]
fn a_body_may_be_huge_on_the_wire_or_once_unpacked() {
    let (reply, invoices) = struck(json!({"kind": "huge_body", "bytes": 200_000}));
    let reply = reply.unwrap();
    assert!(reply.head.contains("Transfer-Encoding: chunked") && reply.body.len() > 200_000);
    assert!(reply.body.starts_with(b"10000\r\n{\"data\":\"xxx"));
    let (bomb, _) = struck(json!({"kind": "gzip_bomb", "bytes": 16 << 20}));
    let bomb = bomb.unwrap();
    assert!(bomb.head.contains("Content-Encoding: gzip") && bomb.body.len() < 100_000);
    assert_eq!(invoices, 0);
}

#[test]
fn what_is_accepted_may_never_be_done() {
    for fault in [json!({"kind": "accepted_never_created"}), json!({"kind": "fails_in_queue"})] {
        let (reply, invoices) = struck(fault);
        assert_eq!((reply.unwrap().status, invoices), (200, 0));
    }
}

#[test]
fn a_rule_may_mean_one_invoice_and_a_number_of_times() {
    let books = books();
    let rules = vec![Rule::on("POST", "invoices", Fault::status(503)).for_order("7").after(1).times(1)];
    books.set_faults(rules);
    let mut statuses = Vec::new();
    for number in ["6", "7", "7", "7"] {
        statuses.push(ask(&books, INVOICE, &invoice(number)).unwrap().status);
    }
    assert_eq!(statuses, [200, 200, 503, 200]);
}

#[test]
fn chance_repeats_itself_in_faults_and_in_what_seals_an_answer() {
    let run = |seed| {
        let books = books();
        let chance = json!({"chance": {"seed": seed, "fault_percent": 50, "random_faults": [{"kind": "status", "code": 503}]}});
        assert_eq!(control(&books, "POST http://x/_sandbox/settings", &chance).status, 200);
        (0..12).map(|_| ask(&books, INVOICE, &invoice("1")).unwrap().json()).collect::<Vec<_>>()
    };
    let first = run(7);
    assert_eq!(first, run(7));
    assert_ne!(first, run(8));
    assert!(first.iter().any(|answer| answer["Title"] == "status 503"));
    assert!(first.iter().any(|answer| answer["Invoices"].is_array()));
}

#[test]
fn its_own_settings_commands_state_and_page_are_beside_the_common_ones() {
    let books = books();
    assert_eq!(control(&books, "POST http://x/_sandbox/settings", &json!({"secrets": 1})).status, 400);
    for changes in [json!({"chance": {"latency_ms": 1}}), json!({"chance": {"seed": 5}})] {
        control(&books, "POST http://x/_sandbox/settings", &changes);
    }
    let chance = books.settings().chance;
    assert_eq!((chance.latency_ms, chance.seed), (1, 5), "objects merge");
    ask(&books, INVOICE, &invoice("<b>")).unwrap();
    let state = control(&books, "GET http://x/_sandbox/state", &json!(null)).json();
    assert_eq!((&state["tokens"], &state["requests_total"]), (&json!(1), &json!(2)));
    assert_eq!(state["settings"]["secret"], "refresh-me");
    let page = String::from_utf8(control(&books, "GET http://x/_sandbox", &json!(null)).body).unwrap();
    assert!(page.contains("<h1>Books sandbox</h1>") && page.contains("&lt;b&gt;") && !page.contains("<b>"));
    assert_eq!(control(&books, "POST http://x/_sandbox/revoke", &json!(null)).status, 200);
    assert_eq!(control(&books, "POST http://x/_sandbox/revoke", &json!(null)).status, 400);
    assert_eq!(control(&books, "POST http://x/_sandbox/other", &json!(null)).status, 404);
    assert_eq!(ask(&books, INVOICE, &invoice("1")).unwrap().status, 401);
    control(&books, "POST http://x/_sandbox/reset", &json!(null));
    let state = control(&books, "GET http://x/_sandbox/state", &json!(null)).json();
    assert_eq!((&state["tokens"], &state["invoices"]), (&json!(0), &json!([])));
}

#[test]
fn a_body_that_is_too_large_is_refused_and_a_bad_head_too() {
    let books = books();
    // Only its length is sent: it is refused for that alone.
    let announced = request(INVOICE, "").replace("Content-Length: 0", "Content-Length: 99999999");
    assert_eq!(talk(books.address(), &announced).unwrap().status, 413);
    assert_eq!(talk(books.address(), "BAD\u{1}\r\n\r\n").unwrap().status, 400);
    assert_eq!(ask(&books, INVOICE, &invoice("1")).unwrap().status, 200);
}

#[test]
fn a_sandbox_may_end_where_tokio_runs() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let address = runtime.block_on(async { books().address() });
    assert!(TcpStream::connect(address).is_err(), "the port is free again");
}
