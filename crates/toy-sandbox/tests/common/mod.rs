//! A client that sees what comes over the wire.
#![allow(dead_code, clippy::unwrap_used, reason = "helpers of tests; not every test uses all")]

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};
use toy_sandbox::Sandbox;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

/// The access token that counts now.
pub fn access(books: &Sandbox) -> String {
    let credentials: Value = serde_json::from_str(&books.with(|toy| toy.credentials())).unwrap();
    credentials["secrets"]["access_token"].as_str().unwrap().to_owned()
}

/// Asks with the access token of now, e.g. `ask(&books, "GET /contacts?email=x", &Value::Null)`.
pub fn ask(books: &Sandbox, what: &str, body: &Value) -> std::io::Result<Reply> {
    let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", access(books));
    talk(books.address(), what, &headers, &body.to_string())
}

/// Makes something and says what came of it: status, and id or code of the error.
pub fn make(books: &Sandbox, path: &str, fields: &Value) -> (u16, String) {
    let reply = ask(books, &format!("POST /{path}"), fields).unwrap();
    let said = reply.body.get("id").or_else(|| reply.body.pointer("/error/code"));
    (reply.status, said.and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// Asks for new tokens.
pub fn renew(books: &Sandbox, refresh: &str) -> Reply {
    let headers = format!(
        "Authorization: Basic {}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        books.settings().client_secret
    );
    let form = format!("grant_type=refresh_token&refresh_token={refresh}");
    talk(books.address(), "POST /connect/token", &headers, &form).unwrap()
}

/// Sends a request and reads to the end.
pub fn talk(address: SocketAddr, what: &str, headers: &str, body: &str) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = body.len();
    write!(
        stream,
        "{what} HTTP/1.1\r\nHost: books\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Reply { status, head: head.to_owned(), body: serde_json::from_str(body).unwrap_or_default() })
}

pub fn invoice(number: &str) -> Value {
    json!({"number": number, "currency": "EUR", "contact_name": "Ayu", "total": "11.10",
        "lines": [{"description": "Cup", "quantity": "1", "amount": "10.00", "tax": "1.10"}]})
}

pub fn payment(invoice: &str, total: &str) -> Value {
    json!({"number": "P-1", "currency": "EUR", "invoice_number": invoice, "total": total})
}
