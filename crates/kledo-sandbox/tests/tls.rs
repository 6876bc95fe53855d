//! What a client that checks certificates meets.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::{self, Read, Write};
use std::sync::Arc;

use kledo_sandbox::{Fault, Rule, Sandbox, Settings, TlsFault};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn ask(kledo: &Sandbox, host: &str, request: &str) -> io::Result<Vec<u8>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(kledo.ca_pem().unwrap().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, common::connect(kledo.address()));
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn start(fault: TlsFault) -> Sandbox {
    Sandbox::start_tls(Settings { queue_delay_ms: 0, ..Settings::default() }, fault).unwrap()
}

#[test]
fn a_good_certificate_is_trusted_under_both_names() {
    let kledo = start(TlsFault::None);
    assert_eq!(kledo.url(), format!("https://localhost:{}/api/v1", kledo.address().port()));
    for host in ["localhost", "127.0.0.1"] {
        let request = common::raw_post(&kledo, common::ORDER, &common::form("1"));
        assert_eq!(common::reply(&ask(&kledo, host, &request).unwrap()).status, 200);
    }
    assert_eq!(kledo.documents().len(), 2);
}

#[test]
fn a_bad_certificate_is_refused() {
    for (fault, words) in [
        (TlsFault::UnknownCa, "UnknownIssuer"),
        (TlsFault::WrongHost, "not valid for name"),
        (TlsFault::Expired, "expired"),
    ] {
        let kledo = start(fault);
        let error = ask(&kledo, "localhost", "GET / HTTP/1.1\r\n\r\n").unwrap_err().to_string();
        assert!(error.contains(words), "{fault:?}: {error}");
        assert_eq!(kledo.requests_total(), 0);
    }
}

#[test]
fn faults_reach_through_tls() {
    let kledo = start(TlsFault::None);
    kledo.set_faults(vec![Rule::on("POST", common::ORDER, Fault::CreatedAnswerLost).times(1)]);
    let request = common::raw_post(&kledo, common::ORDER, &common::form("1"));
    assert_eq!(ask(&kledo, "localhost", &request).unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(kledo.documents().len(), 1);
}
