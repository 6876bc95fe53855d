//! A client that sees what comes over the wire, byte by byte.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests; not every test uses all"
)]

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use kledo_sandbox::{Fault, Rule, Sandbox, Settings};
use serde_json::Value;

pub const USER_AGENT: &str = "Kledo/2.0.0 (WooCommerce/10.2.4; WordPress/6.9)";
pub const ORDER: &str = "woocommerce/order";
pub const INVOICE: &str = "woocommerce/invoice";

/// An answer as it came.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a text")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// What has not happened by then never will; a busy machine is given room.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A sandbox whose queue takes no time.
pub fn sandbox() -> Sandbox {
    with(|_| {})
}

/// A sandbox whose queue takes no time, with some settings changed.
pub fn with(change: impl FnOnce(&mut Settings)) -> Sandbox {
    let mut settings = Settings { queue_delay_ms: 0, ..Settings::default() };
    change(&mut settings);
    Sandbox::start(settings).expect("a sandbox")
}

/// A sandbox in which this happens to every POST of an order.
pub fn failing(fault: Fault) -> Sandbox {
    let sandbox = sandbox();
    sandbox.set_faults(vec![Rule::on("POST", ORDER, fault)]);
    sandbox
}

/// The form of a good document.
pub fn form(order_id: &str) -> String {
    format!(
        "contact_name=Budi+Santoso&ref_number_prefix=WC%2F&ref_number={order_id}&trans_date=2026-01-31&\
         due_date=2026-02-28&has_tax=no&items[0][name]=Kopi&items[0][qty]=2&items[0][regular_price]=50000&\
         tags[0]=WooCommerce&paid=no"
    )
}

/// A request with the current key, and the connection closed after it.
pub fn raw(sandbox: &Sandbox, method: &str, path: &str, headers: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         {headers}Content-Length: {}\r\n\r\n{body}",
        sandbox.key(),
        body.len()
    )
}

/// The POST of a form.
pub fn raw_post(sandbox: &Sandbox, path: &str, body: &str) -> String {
    let headers = format!("User-Agent: {USER_AGENT}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    raw(sandbox, "POST", &format!("/api/v1/{path}"), &headers, body)
}

/// Posts a document.
pub fn post(sandbox: &Sandbox, path: &str, body: &str) -> Reply {
    reply(&talk(sandbox.address(), &raw_post(sandbox, path, body)).expect("an answer"))
}

/// Posts a document and says how it failed.
pub fn post_fails(sandbox: &Sandbox, body: &str) -> io::Error {
    talk(sandbox.address(), &raw_post(sandbox, ORDER, body)).expect_err("no answer")
}

/// Asks the API.
pub fn get(sandbox: &Sandbox, path: &str) -> Reply {
    let headers = format!("User-Agent: {USER_AGENT}\r\n");
    let request = raw(sandbox, "GET", &format!("/api/v1/{path}"), &headers, "");
    reply(&talk(sandbox.address(), &request).expect("an answer"))
}

/// Asks for one order and takes the data.
pub fn transactions(sandbox: &Sandbox, order_id: &str) -> Value {
    get(sandbox, &format!("woocommerce/transactions/{order_id}")).json()["data"].clone()
}

/// Uses the control API.
pub fn control(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Reply {
    reply(&talk(sandbox.address(), &raw(sandbox, method, path, "", body)).expect("an answer"))
}

/// Sends bytes and reads to the end.
pub fn talk(address: SocketAddr, request: &str) -> io::Result<Vec<u8>> {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    stream
}

/// Takes an answer apart.
pub fn reply(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("a head of text");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Reply { status, head, body: bytes[end + 4..].to_vec() }
}

/// Waits until something is so.
pub fn eventually(mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "it never came to pass");
        std::thread::sleep(Duration::from_millis(2));
    }
}
