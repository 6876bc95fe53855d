//! A client that sees what comes over the wire.
#![allow(dead_code, clippy::unwrap_used, reason = "helpers of tests; not every test uses all")]

pub mod identity;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};
use xero_sandbox::{Sandbox, Settings, Wish};

/// An answer. Amounts of `body` are read through floats; tests of amounts look at `text`.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub text: String,
    pub body: Value,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The first message of what is wrong, wherever it is.
    pub fn message(&self) -> String {
        let places = ["/Elements/0/ValidationErrors/0/Message", "/Message", "/Detail"];
        let found = places.iter().find_map(|place| self.body.pointer(place)?.as_str());
        found.unwrap_or_default().to_owned()
    }

    /// The text of a place in the body.
    pub fn at(&self, place: &str) -> &str {
        self.body.pointer(place).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number as it was written, the first of this name.
    pub fn number(&self, name: &str) -> &str {
        let start = self.text.find(&format!("\"{name}\":")).unwrap() + name.len() + 3;
        self.text[start..].split([',', '}', ']']).next().unwrap()
    }
}

/// A Xero, and a program that is connected with it.
pub struct Shop {
    pub xero: Sandbox,
    pub token: String,
    pub tenant: String,
}

pub fn shop() -> Shop {
    with(|_| {})
}

pub fn with(change: impl FnOnce(&mut Settings)) -> Shop {
    let mut settings = Settings::default();
    change(&mut settings);
    let xero = Sandbox::start(settings).unwrap();
    let connected = xero.with(|xero| xero.connect_as(Wish::default())).unwrap();
    Shop { xero, token: connected.access_token, tenant: connected.tenant_id }
}

impl Shop {
    /// Asks, e.g. `shop.ask("GET Contacts?page=1", &Value::Null)`.
    pub fn ask(&self, what: &str, body: &Value) -> Reply {
        self.try_ask(what, "", body).unwrap()
    }

    /// Asks with more headers.
    pub fn ask_with(&self, what: &str, headers: &str, body: &Value) -> Reply {
        self.try_ask(what, headers, body).unwrap()
    }

    /// Asks, and may have no answer.
    pub fn try_ask(&self, what: &str, headers: &str, body: &Value) -> std::io::Result<Reply> {
        let (method, path) = what.split_once(' ').unwrap();
        let headers = format!(
            "Authorization: Bearer {}\r\nXero-Tenant-Id: {}\r\nAccept: application/json\r\n\
             Content-Type: application/json\r\n{headers}",
            self.token, self.tenant
        );
        let what = format!("{method} /api.xro/2.0/{}", encode(path));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        talk(self.xero.address(), &what, &headers, &body)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), &Value::Null)
    }

    /// The elements of a list.
    pub fn list(&self, path: &str) -> Vec<Value> {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{}", reply.text);
        let name = path.split(['?', '/']).next().unwrap();
        reply.body[name].as_array().unwrap().clone()
    }

    /// Makes a contact; its id.
    pub fn contact(&self, name: &str) -> String {
        let reply = self
            .ask("PUT Contacts", &json!({"Contacts": [{"Name": name, "EmailAddress": "ayu@example.test"}]}));
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.at("/Contacts/0/ContactID").to_owned()
    }

    /// Makes an approved invoice of 48.00 with 8.00 tax; its id.
    pub fn invoice(&self, number: &str) -> String {
        let contact = self.xero_contact();
        let reply = self.ask("PUT Invoices?unitdp=4", &invoice(&contact, number));
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.at("/Invoices/0/InvoiceID").to_owned()
    }

    /// Makes an approved credit note of so much, without tax; its id.
    pub fn credit_note(&self, number: &str, amount: &str) -> String {
        let contact = self.xero_contact();
        let reply = self.ask("PUT CreditNotes", &credit_note(&contact, number, amount));
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.at("/CreditNotes/0/CreditNoteID").to_owned()
    }

    /// The contact of all documents here.
    pub fn xero_contact(&self) -> String {
        let known = self.list("Contacts?where=Name==\"Ayu Sari\"");
        known
            .first()
            .map_or_else(|| self.contact("Ayu Sari"), |it| it["ContactID"].as_str().unwrap().to_owned())
    }

    pub fn pay(&self, invoice: &str, amount: &str) -> Reply {
        let payment = json!({"Payments": [{"Invoice": {"InvoiceID": invoice}, "Account": {"AccountID": BANK},
            "Date": "2026-11-21", "Amount": raw(amount), "Reference": "WC-1042"}]});
        self.ask("PUT Payments", &payment)
    }

    pub fn state(&self) -> Value {
        self.control("GET /_sandbox/state", "")
    }

    pub fn control(&self, what: &str, body: &str) -> Value {
        talk(self.xero.address(), what, "", body).unwrap().body
    }
}

pub const BANK: &str = "0acc0000-0000-4000-8000-000000000001";
pub const SALES: &str = "200";

/// A number that is written as this; tests name only such as floats write alike.
pub fn raw(number: &str) -> Value {
    serde_json::from_str(number).unwrap()
}

pub fn line(quantity: &str, unit: &str) -> Value {
    json!({"Description": "Chair", "Quantity": raw(quantity), "UnitAmount": raw(unit), "AccountCode": SALES,
        "TaxType": "OUTPUT2"})
}

pub fn invoice(contact: &str, number: &str) -> Value {
    json!({"Invoices": [{"Type": "ACCREC", "Contact": {"ContactID": contact}, "Date": "2026-11-21",
        "DueDate": "2026-11-28", "LineAmountTypes": "Inclusive", "InvoiceNumber": number,
        "Reference": format!("shop.test #{number}"), "CurrencyCode": "GBP", "Status": "AUTHORISED",
        "LineItems": [line("2", "24.00")]}]})
}

pub fn credit_note(contact: &str, number: &str, amount: &str) -> Value {
    json!({"CreditNotes": [{"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "Date": "2026-11-22",
        "LineAmountTypes": "NoTax", "CreditNoteNumber": number, "Status": "AUTHORISED",
        "LineItems": [{"Description": "Refund", "UnitAmount": raw(amount), "AccountCode": SALES}]}]})
}

pub fn quote(contact: &str, number: &str) -> Value {
    json!({"Quotes": [{"Contact": {"ContactID": contact}, "Date": "2026-11-21", "QuoteNumber": number,
        "LineAmountTypes": "INCLUSIVE", "LineItems": [line("2", "24.00")]}]})
}

/// Encodes what a query may not have, as a careful client does once.
fn encode(path: &str) -> String {
    let encode = |letter: char| match letter {
        ' ' => "%20".to_owned(),
        '"' => "%22".to_owned(),
        '#' => "%23".to_owned(),
        '<' => "%3C".to_owned(),
        '>' => "%3E".to_owned(),
        letter => letter.to_string(),
    };
    path.chars().map(encode).collect()
}

/// Sends a request and reads to the end.
pub fn talk(address: SocketAddr, what: &str, headers: &str, body: &str) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = body.len();
    write!(
        stream,
        "{what} HTTP/1.1\r\nHost: xero\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, text) = answer.split_once("\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body = serde_json::from_str(text).unwrap_or_default();
    Ok(Reply { status, head: head.to_owned(), text: text.to_owned(), body })
}
