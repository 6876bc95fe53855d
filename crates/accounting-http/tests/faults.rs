//! What each fault of a service proves: one table, a row a fault. Against a real server, over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails with it"
)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use accounting_core::connector::{Connector, Turn};
use accounting_core::document::{Document, Reconciliation};
use accounting_core::exchange::{Exchange, Request};
use accounting_core::links::{Known, Learned};
use accounting_core::money::Amount;
use accounting_core::outcome::{Outcome, OutcomeClass};
use accounting_core::reason::Code;
use accounting_core::redact::{ExposeSecret as _, SecretString};

use accounting_http::endpoint::Addresses;
use accounting_http::{Client, Config, Effort, Host, Limits, ProxyConfig, Renewal};
use kledo::Kledo;
use kledo_sandbox::{Rule, Sandbox, Settings, TlsFault};
use serde_json::{Value, json};

/// How long is waited for an answer that never comes; long enough for the request to arrive on a busy machine.
const PATIENCE: Duration = Duration::from_secs(4);

/// A key ring in memory and one document to send.
struct Shop {
    key: SecretString,
    todo: Vec<Document>,
    outcomes: Vec<Outcome>,
    /// How long it works on what it is told.
    slowness: Duration,
}

impl Shop {
    fn new(key: &str, todo: Vec<Document>) -> Self {
        Self { key: SecretString::from(key), todo, outcomes: Vec::new(), slowness: Duration::ZERO }
    }

    /// Sends all of it; `turn` is how the connector goes on.
    fn run(
        &mut self,
        config: Config,
        turn: impl Fn(&dyn Connector, &Document, &[Exchange]) -> Turn<Outcome>,
    ) {
        let client = Client::new(&Kledo, config).unwrap();
        let limits = Limits { concurrency: 4, deadline: None };
        client.run(self, limits, turn).unwrap_or_else(|_| panic!("the batch ended early"));
    }
}

impl Host<Document, Outcome> for Shop {
    type Error = std::convert::Infallible;

    fn next(&mut self) -> Result<Option<Document>, Self::Error> {
        Ok(self.todo.pop())
    }

    fn done(
        &mut self,
        _task: Document,
        outcome: Outcome,
        _: Learned,
        _effort: Effort,
    ) -> Result<(), Self::Error> {
        std::thread::sleep(self.slowness);
        self.outcomes.push(outcome);
        Ok(())
    }

    fn credentials(&mut self) -> Result<SecretString, Self::Error> {
        Ok(self.key.clone())
    }

    fn replaced(&mut self, new: &SecretString, replaced: &SecretString) -> Result<(), Self::Error> {
        assert_eq!(self.key.expose_secret(), replaced.expose_secret());
        self.key = new.clone();
        Ok(())
    }

    fn begin_renewal(&mut self) -> Result<Renewal, Self::Error> {
        unreachable!("a key is not renewed by asking")
    }

    fn end_renewal(&mut self) -> Result<(), Self::Error> {
        unreachable!("a key is not renewed by asking")
    }
}

fn document() -> Document {
    let payload = json!({
        "contact_name": "Budi", "ref_number_prefix": "WC/SO/", "ref_number": "7", "trans_date": "2026-01-31",
        "due_date": "2026-02-28", "has_tax": "no", "tags": ["WooCommerce"],
        "items": [{"name": "Kopi", "code": "KOPI", "qty": "1", "sale_price": "1000"}],
    });
    let Value::Object(payload) = payload else { unreachable!() };
    Document {
        kind: kledo::ORDER,
        order_id: 7,
        subject_id: 7,
        reference: "WC/SO/7".to_owned(),
        payload,
        asks_for: Vec::new(),
        held: false,
        reconciliation: Reconciliation {
            currency: "IDR".to_owned(),
            order_total: Amount::from(1000),
            document_total: Amount::from(1000),
            difference: Amount::ZERO,
            causes: Vec::new(),
            unmapped_taxes: Vec::new(),
        },
    }
}

fn config(endpoint: &str) -> Config {
    Config {
        endpoint: endpoint.to_owned(),
        hosts: BTreeMap::new(),
        allowed_endpoints: vec![endpoint.to_owned()],
        user_agent: "Kledo/2.0.0 (WooCommerce/8.2.2; WordPress/6.8)".to_owned(),
        // Room for a busy machine; who waits for a time-out says how long.
        connect_timeout: Duration::from_secs(30),
        timeout: Duration::from_secs(60),
        proxy: None,
        block_external: false,
        accessible_hosts: Vec::new(),
        ca_file: None,
    }
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start(Settings::default()).unwrap();
    sandbox.configure(|settings| settings.queue_delay_ms = 0);
    sandbox
}

/// Sends one document; what came of it.
fn send(config: Config, key: &str) -> Outcome {
    let mut shop = Shop::new(key, vec![document()]);
    shop.run(config, |connector, document, so_far| connector.send(document, &Known::default(), so_far));
    shop.outcomes.pop().expect("nobody was told of the outcome")
}

fn class_and_code(outcome: &Outcome) -> (OutcomeClass, Option<Code>) {
    (outcome.class, outcome.reason.as_ref().map(|reason| reason.code))
}

#[test]
fn every_fault_means_what_the_table_says() {
    use OutcomeClass::{Accepted, RateLimited, Rejected, Unauthorized, Unconfirmed};
    let unsure = |code| (Unconfirmed, Some(code));
    // (fault, what it means, documents that the service made all the same)
    let table: Vec<(Value, (OutcomeClass, Option<Code>), usize)> = vec![
        (json!({"kind": "latency", "ms": 50}), (Accepted, None), 1),
        (json!({"kind": "hang", "when": "before_body"}), unsure(Code::TimedOut), 0),
        (json!({"kind": "hang", "when": "after_body"}), unsure(Code::TimedOut), 0),
        (json!({"kind": "hang", "when": "after_body", "create": true}), unsure(Code::TimedOut), 1),
        (json!({"kind": "reset", "when": "before_body"}), unsure(Code::ConnectionLost), 0),
        (json!({"kind": "reset", "when": "after_body"}), unsure(Code::ConnectionLost), 0),
        (json!({"kind": "reset", "when": "after_body", "create": true}), unsure(Code::ConnectionLost), 1),
        (json!({"kind": "created_answer_lost"}), unsure(Code::ConnectionLost), 1),
        (json!({"kind": "slow_drip", "ms": 500}), unsure(Code::TimedOut), 1),
        (json!({"kind": "cut_body"}), unsure(Code::ConnectionLost), 1),
        (json!({"kind": "empty"}), unsure(Code::UnreadableAnswer), 0),
        (json!({"kind": "html", "code": 200}), unsure(Code::UnreadableAnswer), 0),
        (json!({"kind": "html", "code": 500}), unsure(Code::ServerError), 0),
        (json!({"kind": "wrong_json", "body": []}), unsure(Code::UnreadableAnswer), 0),
        (json!({"kind": "wrong_json", "body": "{\"success\":tr"}), unsure(Code::UnreadableAnswer), 0),
        (json!({"kind": "invalid_utf8"}), unsure(Code::UnreadableAnswer), 0),
        (json!({"kind": "huge_body"}), unsure(Code::AnswerTooLarge), 0),
        (json!({"kind": "gzip_bomb", "bytes": 67_108_864}), unsure(Code::UnreadableAnswer), 0),
        (json!({"kind": "redirect", "location": "http://other.invalid/"}), unsure(Code::Redirected), 0),
        // 10.2
        (
            json!({"kind": "redirect", "code": 303, "location": "/api/v1/finance/orders/1", "create": true}),
            unsure(Code::Redirected),
            1,
        ),
        (json!({"kind": "success_false", "message": "Salah"}), (Rejected, Some(Code::Rejected)), 0),
        (json!({"kind": "status", "code": 400}), (Rejected, Some(Code::Rejected)), 0),
        (json!({"kind": "status", "code": 401}), (Unauthorized, Some(Code::Unauthorized)), 0),
        (
            json!({"kind": "status", "code": 401, "in_this_website": true}),
            (Unauthorized, Some(Code::NoAccess)),
            0,
        ),
        (json!({"kind": "status", "code": 403}), (Unauthorized, Some(Code::Forbidden)), 0),
        (json!({"kind": "status", "code": 404}), (Rejected, Some(Code::NotFound)), 0),
        (json!({"kind": "status", "code": 408}), (RateLimited, Some(Code::RateLimited)), 0),
        (json!({"kind": "status", "code": 409}), (Rejected, Some(Code::AlreadyExists)), 0),
        (json!({"kind": "status", "code": 422}), (Rejected, Some(Code::Rejected)), 0),
        (json!({"kind": "status", "code": 429}), (RateLimited, Some(Code::RateLimited)), 0),
        (json!({"kind": "status", "code": 500}), unsure(Code::ServerError), 0),
        (json!({"kind": "status", "code": 502, "create": true}), unsure(Code::ServerError), 1),
        (json!({"kind": "status", "code": 503}), unsure(Code::ServerError), 0),
        (json!({"kind": "status", "code": 504}), unsure(Code::ServerError), 0),
        (json!({"kind": "accepted_never_created"}), (Accepted, None), 0),
        (json!({"kind": "fails_in_queue"}), (Accepted, None), 0),
    ];
    // Each has a service of its own, so that those which wait for a time-out wait together.
    std::thread::scope(|scope| {
        for (fault, meaning, documents) in table {
            scope.spawn(move || {
                let sandbox = sandbox();
                let rule: Rule = serde_json::from_value(json!({"fault": fault})).unwrap();
                sandbox.set_faults(vec![rule]);
                let mut config = config(&sandbox.url());
                if meaning == unsure(Code::TimedOut) {
                    config.timeout = PATIENCE;
                }
                let outcome = send(config, &sandbox.key());
                assert_eq!(class_and_code(&outcome), meaning, "{fault}");
                assert_eq!(sandbox.documents().len(), documents, "{fault}");
            });
        }
    });
}

/// 10.24: they were dropped, and the delivery stayed `sending` until its lease was over.
#[test]
fn a_conversation_that_does_not_end_and_one_that_panics_come_to_an_outcome() {
    let sandbox = sandbox();
    // It only asked (11).
    let nothing_left = (OutcomeClass::NotSent, Some(Code::Broken));
    let broken = (OutcomeClass::Unconfirmed, Some(Code::Broken));
    let mut endless = Shop::new(&sandbox.key(), vec![document(), document()]);
    endless.run(config(&sandbox.url()), |_, _, _| Turn::Ask(Request::read("finance/tags", &[])));
    assert_eq!(endless.outcomes.iter().map(class_and_code).collect::<Vec<_>>(), [nothing_left, nothing_left]);
    let longest = Kledo.policy().turns;
    assert_eq!((longest, sandbox.requests_total()), (10, 2 * longest));
    let mut panics_after_reading = Shop::new(&sandbox.key(), vec![document()]);
    panics_after_reading.run(config(&sandbox.url()), |_, _, so_far| {
        assert!(so_far.is_empty(), "on purpose");
        Turn::Ask(Request::read("finance/tags", &[]))
    });
    assert_eq!(class_and_code(&panics_after_reading.outcomes[0]), nothing_left);
    let mut panicking = Shop::new(&sandbox.key(), vec![document(), document()]);
    panicking.run(config(&sandbox.url()), |connector, document, so_far| {
        assert!(so_far.is_empty(), "on purpose");
        connector.send(document, &Known::default(), so_far)
    });
    assert_eq!(panicking.outcomes.iter().map(class_and_code).collect::<Vec<_>>(), [broken, broken]);
}

/// 11: a document that takes two requests, a question and then the document. Only the lost document may have arrived.
#[test]
fn a_question_that_is_lost_before_the_document_leaves_nothing_behind() {
    use OutcomeClass::{NotSent, Unconfirmed};
    let table = [
        ("finance/tags", json!({"kind": "hang"}), (NotSent, Code::TimedOut)),
        ("finance/tags", json!({"kind": "reset", "when": "after_body"}), (NotSent, Code::ConnectionLost)),
        ("finance/tags", json!({"kind": "cut_body"}), (NotSent, Code::ConnectionLost)),
        ("finance/tags", json!({"kind": "huge_body"}), (NotSent, Code::AnswerTooLarge)),
        ("woocommerce/order", json!({"kind": "hang", "create": true}), (Unconfirmed, Code::TimedOut)),
        ("woocommerce/order", json!({"kind": "created_answer_lost"}), (Unconfirmed, Code::ConnectionLost)),
    ];
    std::thread::scope(|scope| {
        for (path, fault, (class, code)) in table {
            scope.spawn(move || {
                let sandbox = sandbox();
                let rule = json!({"fault": fault, "match": {"path": path}});
                sandbox.set_faults(vec![serde_json::from_value(rule).unwrap()]);
                let mut config = config(&sandbox.url());
                if code == Code::TimedOut {
                    config.timeout = PATIENCE;
                }
                let mut shop = Shop::new(&sandbox.key(), vec![document()]);
                shop.run(config, |connector, document, so_far| match so_far {
                    [] => Turn::Ask(Request::read("finance/tags", &[])),
                    [Ok(_), rest @ ..] => connector.send(document, &Known::default(), rest),
                    [Err(_), ..] => connector.send(document, &Known::default(), so_far),
                });
                assert_eq!(class_and_code(&shop.outcomes[0]), (class, Some(code)), "{path} {fault}");
                let is_there = class == Unconfirmed;
                assert_eq!(sandbox.documents().len(), usize::from(is_there), "{path} {fault}");
            });
        }
    });
}

/// 10.22: an answer that came while the shop worked on another was a time-out.
#[test]
fn sockets_go_on_while_the_shop_works() {
    let sandbox = sandbox();
    let late = json!({"fault": {"kind": "latency", "ms": 700}, "match": {"order_id": "8"}});
    sandbox.set_faults(vec![serde_json::from_value(late).unwrap()]);
    let mut second = document();
    second.payload["ref_number"] = json!("8");
    let mut shop = Shop::new(&sandbox.key(), vec![second, document()]);
    let timeout = Duration::from_secs(4);
    shop.slowness = timeout + Duration::from_secs(2);
    let config = Config { timeout, ..config(&sandbox.url()) };
    shop.run(config, |connector, document, so_far| connector.send(document, &Known::default(), so_far));
    let classes: Vec<OutcomeClass> = shop.outcomes.iter().map(|outcome| outcome.class).collect();
    assert_eq!(classes, [OutcomeClass::Accepted, OutcomeClass::Accepted]);
}

#[test]
fn a_key_that_the_service_repeats_is_masked() {
    let sandbox = sandbox();
    let echo = json!({"success": false, "message": format!("bad token {}", sandbox.key())});
    let fault = json!({"kind": "status", "code": 400, "body": echo});
    sandbox.set_faults(vec![serde_json::from_value(json!({"fault": fault})).unwrap()]);
    let reason = send(config(&sandbox.url()), &sandbox.key()).reason.unwrap();
    assert_eq!(reason.detail, "bad token [key]");
}

#[test]
fn a_rest_that_the_service_asks_for_is_read_in_both_forms() {
    let sandbox = sandbox();
    for (fault, at_most) in [
        (json!({"kind": "status", "code": 429, "retry_after": 30}), 30),
        (json!({"kind": "status", "code": 429, "retry_after_date": 90}), 90),
    ] {
        sandbox.set_faults(vec![serde_json::from_value(json!({"fault": fault})).unwrap()]);
        let wait = send(config(&sandbox.url()), &sandbox.key()).retry_after.unwrap();
        assert!(wait <= at_most && wait + 5 >= at_most, "{wait}");
    }
}

#[test]
fn what_fails_before_the_first_byte_was_certainly_not_sent() {
    let refused = send(config("http://127.0.0.1:1/api/v1"), "kledo_pat_x");
    assert_eq!(class_and_code(&refused), (OutcomeClass::NotSent, Some(Code::ConnectionRefused)));
    let unknown = send(config("http://no-such-host.invalid/api/v1"), "kledo_pat_x");
    assert_eq!(class_and_code(&unknown), (OutcomeClass::NotSent, Some(Code::Dns)));
    let blocked = Config { block_external: true, ..config("http://127.0.0.1:1/api/v1") };
    assert_eq!(class_and_code(&send(blocked, "kledo_pat_x")), (OutcomeClass::NotSent, Some(Code::Blocked)));
    let bad_key = send(config("http://127.0.0.1:1/api/v1"), "kledo\r\npat");
    assert_eq!(bad_key.class, OutcomeClass::NotSent);
}

#[test]
fn a_certificate_that_does_not_prove_the_host_ends_it_before_the_key_leaves() {
    let write_ca = |pem: &str, name: &str| {
        let path = std::env::temp_dir().join(format!("wc-accounting-{}-{name}.pem", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(pem.as_bytes()).unwrap();
        path.to_string_lossy().into_owned()
    };
    for (fault, name) in [
        (TlsFault::UnknownCa, "unknown-ca"),
        (TlsFault::WrongHost, "wrong-host"),
        (TlsFault::Expired, "expired"),
    ] {
        let sandbox = Sandbox::start_tls(Settings::default(), fault).unwrap();
        let ca_file = write_ca(sandbox.ca_pem().unwrap(), name);
        let outcome =
            send(Config { ca_file: Some(ca_file.clone()), ..config(&sandbox.url()) }, &sandbox.key());
        assert_eq!(class_and_code(&outcome), (OutcomeClass::NotSent, Some(Code::Tls)), "{name}: {outcome:?}");
        assert_eq!(sandbox.requests_total(), 0, "{name}");
        std::fs::remove_file(ca_file).unwrap();
    }
    let sandbox = Sandbox::start_tls(Settings::default(), TlsFault::default()).unwrap();
    let ca_file = write_ca(sandbox.ca_pem().unwrap(), "private-ca");
    let trusted = send(Config { ca_file: Some(ca_file.clone()), ..config(&sandbox.url()) }, &sandbox.key());
    assert_eq!(trusted.class, OutcomeClass::Accepted, "{trusted:?}");
    let untrusted = send(config(&sandbox.url()), &sandbox.key());
    assert_eq!(class_and_code(&untrusted), (OutcomeClass::NotSent, Some(Code::Tls)));
    std::fs::remove_file(ca_file).unwrap();
}

#[test]
fn a_ca_file_or_proxy_that_cannot_be_used_is_told_before_a_batch_depends_on_it() {
    let refusal = |change: fn(&mut Config)| {
        let mut config = config("https://127.0.0.1:1");
        change(&mut config);
        let fault = Client::new(&Kledo, config).err()?;
        (!fault.is_about_endpoint()).then(|| fault.to_string())
    };
    assert_eq!(refusal(|_| ()), None);
    let missing = refusal(|config| config.ca_file = Some("/nowhere/ca.pem".to_owned())).unwrap();
    assert!(missing.starts_with("the CA file /nowhere/ca.pem cannot be used: "), "{missing}");
    let empty = refusal(|config| config.ca_file = Some("/dev/null".to_owned())).unwrap();
    assert!(empty.contains("there is no certificate in it"), "{empty}");
    let proxy = ProxyConfig {
        url: "http://".to_owned(),
        username: String::new(),
        password: String::new(),
        bypass: Vec::new(),
    };
    let mut config = config("https://127.0.0.1:1");
    config.proxy = Some(proxy);
    let fault = Client::new(&Kledo, config).err().unwrap();
    assert!(!fault.is_about_endpoint() && fault.to_string().starts_with("the proxy address"), "{fault}");
}

#[test]
fn a_key_goes_only_where_the_shop_allows() {
    let allowed = |endpoint: &str, extra: &[&str]| {
        let mut config = config(endpoint);
        config.allowed_endpoints = extra.iter().map(|&origin| origin.to_owned()).collect();
        let addresses = Addresses::new(&Kledo, &config).ok()?;
        addresses.iter().next().map(|(_, url)| url.to_string())
    };
    let upgraded = "https://toko.api.kledo.com/api/v1";
    assert_eq!(allowed("https://toko.api.kledo.com/api/v1/", &[]).as_deref(), Some(upgraded));
    assert_eq!(allowed("http://toko.api.kledo.com/api/v1", &[]).as_deref(), Some(upgraded));
    assert!(allowed("http://127.0.0.1:8080/api/v1", &["http://127.0.0.1:8080"]).is_some());
    for refused in [
        "https://kledo.com.evil.example/api/v1",
        "https://evilkledo.com/api/v1",
        "https://user:password@toko.api.kledo.com/api/v1",
        "https://toko.api.kledo.com:8443/api/v1",
        "https://toko.api.kledo.com/api/v1?to=elsewhere",
        "ftp://toko.api.kledo.com/api/v1",
        "file:///etc/passwd",
        "toko.api.kledo.com",
        "http://127.0.0.1:8080/api/v1",
        "",
    ] {
        assert_eq!(allowed(refused, &["http://127.0.0.1:9090"]), None, "{refused}");
    }
}
