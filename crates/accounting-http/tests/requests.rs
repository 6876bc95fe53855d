//! What a connector writes is what arrives (11): verb, host, query, headers and body, at a server that shows it as it came.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails with it")]

mod toy;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{Body, Exchange, Fault, Host, Method, Request};
use accounting_core::links::Learned;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::redact::SecretString;
use accounting_http::{Client, Config, ConfigError, Effort, Heard, Limits, Phase, Renewal};
use kledo::KledoKey;

use toy::Toy;

/// A service with a second host, and Kledo's keys.
static SERVICE: Toy = Toy { auth: &KledoKey };

/// One request to make, what came of it, and what was told of it before it left.
struct Asker {
    request: Option<Request>,
    fault: Option<Fault>,
    told: BTreeMap<&'static str, String>,
}

impl accounting_http::Host<Request, Outcome> for Asker {
    type Error = std::convert::Infallible;

    fn next(&mut self) -> Result<Option<Request>, Self::Error> {
        Ok(self.request.take())
    }

    fn done(&mut self, _: Request, outcome: Outcome, _: Learned, _: Effort) -> Result<(), Self::Error> {
        self.fault = outcome.reason.map(Fault::NotSent);
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, Self::Error> {
        Ok(SecretString::from("the-key"))
    }

    fn replaced(&mut self, _: &SecretString, _: &SecretString) -> Result<(), Self::Error> {
        Ok(())
    }

    fn begin_renewal(&mut self) -> Result<Renewal, Self::Error> {
        unreachable!("a key is not renewed by asking")
    }

    fn end_renewal(&mut self) -> Result<(), Self::Error> {
        unreachable!("a key is not renewed by asking")
    }

    fn heard(&mut self, event: &Heard<'_>) -> Result<(), Self::Error> {
        if event.phase == Phase::Request {
            self.told = event.headers.clone();
        }
        Ok(())
    }
}

/// A server that answers one request; what it was sent is its first line, its headers in small letters, and its body.
struct Server {
    origin: String,
    thread: JoinHandle<(String, BTreeMap<String, String>, String)>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let mut stream = BufReader::new(listener.accept().unwrap().0);
            let mut lines = stream.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty());
            let first = lines.next().unwrap();
            let headers: BTreeMap<String, String> = lines
                .map(|line| {
                    let (name, value) = line.split_once(": ").unwrap();
                    (name.to_ascii_lowercase(), value.to_owned())
                })
                .collect();
            let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
            (first, headers, String::from_utf8(body).unwrap())
        });
        Self { origin, thread }
    }
}

fn config(endpoint: &str, identity: Option<&str>, allowed: &[&str]) -> Config {
    let identity = identity.map(|address| ("identity".to_owned(), address.to_owned()));
    Config {
        endpoint: endpoint.to_owned(),
        hosts: identity.into_iter().collect(),
        allowed_endpoints: allowed.iter().map(|&origin| origin.to_owned()).collect(),
        user_agent: "Test/1".to_owned(),
        connect_timeout: Duration::from_secs(30),
        timeout: Duration::from_secs(60),
        proxy: None,
        block_external: false,
        accessible_hosts: Vec::new(),
        ca_file: None,
    }
}

fn ask(config: Config, request: Request) -> Asker {
    let client = Client::new(&SERVICE, config).unwrap();
    let mut asker = Asker { request: Some(request), fault: None, told: BTreeMap::new() };
    let limits = Limits { concurrency: 1, deadline: None };
    let turn = |_: &dyn Connector, request: &Request, so_far: &[Exchange]| match so_far {
        [] => Turn::Ask(request.clone()),
        [Ok(answer), ..] => Turn::Done(Outcome::accepted(answer.status)),
        [Err(fault), ..] => Turn::Done(Outcome::new(OutcomeClass::NotSent, fault.reason().clone(), None)),
    };
    client.run(&mut asker, limits, turn).unwrap_or_else(|_| panic!("the batch ended early"));
    asker
}

#[test]
fn verb_query_headers_and_a_json_body_arrive_as_they_were_written() {
    let server = Server::start();
    let body = Body::Json(r#"{"Name":"Kopi & téh"}"#.to_owned());
    let mut request = Request::write(Method::Put, "Invoices", body);
    request.query = vec![("where".to_owned(), "Name==\"A&B 50%\"".to_owned())];
    request.headers = vec![("Idempotency-Key", "k-1".to_owned())];
    let config = config(&format!("{}/api.xro/2.0", server.origin), None, &[&server.origin]);
    let asker = ask(config, request);
    assert_eq!(asker.fault, None);
    assert_eq!(asker.told["Idempotency-Key"], "k-1");
    assert_eq!(asker.told["Content-Type"], "application/json");
    assert_eq!(asker.told["Authorization"], "Bearer [key]");
    let (first, headers, body) = server.thread.join().unwrap();
    assert_eq!(first, "PUT /api.xro/2.0/Invoices?where=Name%3D%3D%22A%26B+50%25%22 HTTP/1.1");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["idempotency-key"], "k-1");
    assert_eq!(headers["authorization"], "Bearer the-key");
    assert_eq!((headers["accept"].as_str(), headers["user-agent"].as_str()), ("application/json", "Test/1"));
    assert_eq!(body, r#"{"Name":"Kopi & téh"}"#);
}

#[test]
fn a_request_for_another_host_goes_there_and_one_without_a_body_has_no_content_type() {
    let (endpoint, identity) = (Server::start(), Server::start());
    let origins = [endpoint.origin.as_str(), identity.origin.as_str()];
    let config = config(origins[0], Some(&format!("{}/identity", origins[1])), &origins);
    let to_identity = Request {
        to: Host::Named("identity"),
        ..Request::write(Method::Delete, "connections/7", Body::None)
    };
    let mut accepts = Request::read("Invoices/7", &[]);
    accepts.headers = vec![("accept", "application/pdf".to_owned())];
    assert_eq!(ask(config.clone(), to_identity).fault, None);
    assert_eq!(ask(config, accepts).fault, None);
    let (first, headers, _) = identity.thread.join().unwrap();
    assert_eq!(first, "DELETE /identity/connections/7 HTTP/1.1");
    assert!(!headers.contains_key("content-type"), "{headers:?}");
    let (first, headers, _) = endpoint.thread.join().unwrap();
    assert_eq!((first.as_str(), headers["accept"].as_str()), ("GET /Invoices/7 HTTP/1.1", "application/pdf"));
}

#[test]
fn a_connector_sets_neither_the_key_nor_the_host_nor_what_breaks_a_request_apart() {
    for (name, value) in [
        ("Authorization", "Basic x"),
        ("host", "elsewhere.example"),
        ("Cookie", "a=b"),
        ("Content-Length", "1"),
        ("Transfer-Encoding", "chunked"),
        ("X-Note", "a\r\nAuthorization: Basic x"),
        ("X Note", "a"),
    ] {
        // Nobody listens there: it must not even come to a connection.
        let mut request = Request::read("Invoices", &[]);
        request.headers = vec![(name, value.to_owned())];
        let fault = ask(config("http://127.0.0.1:1", None, &["http://127.0.0.1:1"]), request).fault.unwrap();
        assert_eq!(fault.reason().code, Code::NotSent, "{name}");
        assert!(!fault.reason().detail.contains("Basic"), "{name}");
    }
}

#[test]
fn a_host_that_the_connector_did_not_name_is_not_asked() {
    let request = Request { to: Host::Named("elsewhere"), ..Request::read("", &[]) };
    let fault = ask(config("https://api.toy.example", None, &[]), request).fault.unwrap();
    assert_eq!(fault.reason().code, Code::EndpointNotAllowed);
}

#[test]
fn every_host_must_be_the_services_own_or_allowed_by_the_shop() {
    let refused = |identity: Option<&str>, allowed: &[&str]| {
        Client::new(&SERVICE, config("https://api.toy.example", identity, allowed)).err()
    };
    assert!(refused(None, &[]).is_none());
    assert!(refused(Some("https://other.toy.example"), &[]).is_none());
    assert!(refused(Some("http://127.0.0.1:9000/identity"), &["http://127.0.0.1:9000"]).is_none());
    for identity in
        ["http://127.0.0.1:9000", "https://identity.toy.example.evil.example", "file:///etc/passwd"]
    {
        let fault = refused(Some(identity), &["http://127.0.0.1:9001"]);
        assert!(
            matches!(fault, Some(ConfigError::NotAllowed(_) | ConfigError::NotAUrl)),
            "{identity}: {fault:?}"
        );
    }
}
