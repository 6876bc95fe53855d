//! The sandbox, which others wrote from the contract alone, accepts every document of `tests/contract` and comes to the
//! total that the document announced.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use accounting_core::connector::{Connector, Settings};
use accounting_core::document::{DocumentKind, Mapped};
use accounting_core::snapshot::OrderSnapshot;
use kledo::{Kledo, ORDER};
use kledo_sandbox::{Sandbox, Settings as SandboxSettings, Tax, TaxMode};
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: DocumentKind,
    settings: Settings,
    snapshot: OrderSnapshot,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
}

/// What the company of such a shop has set: tax inside the prices, or its own rate on top of them. The rate is the
/// company's and not read from the order: it is 11 % but for the orders that are named.
fn tax_of(case: &Case) -> Tax {
    let percent = match case.name.as_str() {
        "compound-tax-net" | "three-decimals" => Decimal::from(5),
        "two-tax-rates-on-one-line-net" => Decimal::from(7),
        "tax-11-stated-12-charged" | "tax-12-of-one-line-edited" => Decimal::from(12),
        "tax-1-1-charged" => Decimal::new(11, 1),
        _ => Decimal::from(11),
    };
    let snapshot = &case.snapshot;
    let mode = if snapshot.prices_include_tax { TaxMode::Inclusive } else { TaxMode::Exclusive };
    Tax { mode, percent, shipping: true, decimals: snapshot.currency_decimals }
}

fn post(sandbox: &Sandbox, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    let head = format!(
        "POST /api/v1/{path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nAccept: application/json\r\n\
         User-Agent: Kledo/2.0.0 (WooCommerce/10.2.4; WordPress/6.9)\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        sandbox.address(),
        sandbox.key(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn the_sandbox_comes_to_the_announced_totals() {
    let sandbox =
        Sandbox::start(SandboxSettings { queue_delay_ms: 0, ..SandboxSettings::default() }).unwrap();
    let (mut announced, mut taxed_on_top) = (Vec::new(), 0);
    for case in cases() {
        let Mapped::Document(document) =
            Kledo.map(&case.kind, case.snapshot.order_id, &case.snapshot, &case.settings).unwrap()
        else {
            continue;
        };
        sandbox.configure(|settings| settings.tax = tax_of(&case));
        let path = if case.kind == ORDER { "woocommerce/order" } else { "woocommerce/invoice" };
        let answer = post(&sandbox, path, &kledo::form::encode(&document.payload));
        assert!(answer.starts_with("HTTP/1.1 200"), "{}: {answer}", case.name);
        let is_taxed = document.payload["has_tax"] == "yes";
        taxed_on_top += usize::from(is_taxed && !case.snapshot.prices_include_tax);
        announced.push((
            document.reference.clone(),
            document.reconciliation.document_total.decimal(),
            case.name,
        ));
    }
    let made = sandbox.documents();
    assert_eq!(made.len(), announced.len());
    assert_eq!((announced.len(), taxed_on_top), (131, 31), "files that prove something");
    for (reference, total, name) in announced {
        let document = made.iter().find(|document| document.ref_number == reference).unwrap();
        assert_eq!(document.totals.total, total, "{name}");
    }
}
