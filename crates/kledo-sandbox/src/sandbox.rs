//! The handle of a running sandbox.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;

use crate::clock;
use crate::faults::Rule;
use crate::log::RequestRecord;
use crate::server::Server;
use crate::settings::{Settings, SettingsError};
use crate::state::Shared;
use crate::store::{Document, Failure};
use crate::tls::{self, TlsFault};

/// A running Kledo. Dropping it ends it, with every connection.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    server: Server,
    address: SocketAddr,
    origin: String,
    ca_pem: Option<String>,
}

/// A TLS listener of a sandbox.
#[derive(Clone, Debug)]
pub struct TlsEndpoint {
    /// Where it listens.
    pub address: SocketAddr,
    /// `https://localhost:PORT`
    pub origin: String,
    /// The CA a client is to trust, as PEM.
    pub ca_pem: String,
}

/// Any free port of this machine, for this machine only.
const EPHEMERAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

impl Sandbox {
    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port or no thread can be had.
    pub fn start(settings: Settings) -> io::Result<Self> {
        Self::start_on(EPHEMERAL, settings)
    }

    /// Starts a sandbox on this address.
    ///
    /// # Errors
    /// When the address or a thread cannot be had.
    pub fn start_on(address: SocketAddr, settings: Settings) -> io::Result<Self> {
        let shared = Arc::new(Shared::new(settings));
        let mut server = Server::new(Arc::clone(&shared));
        let address = server.listen(address, None)?;
        Ok(Self { shared, server, address, origin: format!("http://{address}"), ca_pem: None })
    }

    /// Starts a sandbox that speaks TLS, on a free port of 127.0.0.1; [`Sandbox::ca_pem`] is the CA to trust.
    ///
    /// # Errors
    /// When no port, no thread or no certificate can be had.
    pub fn start_tls(settings: Settings, fault: TlsFault) -> io::Result<Self> {
        let shared = Arc::new(Shared::new(settings));
        let mut server = Server::new(Arc::clone(&shared));
        let TlsEndpoint { address, origin, ca_pem } = listen_tls(&mut server, EPHEMERAL, fault)?;
        Ok(Self { shared, server, address, origin, ca_pem: Some(ca_pem) })
    }

    /// Listens with TLS as well.
    ///
    /// # Errors
    /// When the address, a thread or a certificate cannot be had.
    pub fn add_tls(&mut self, address: SocketAddr, fault: TlsFault) -> io::Result<TlsEndpoint> {
        listen_tls(&mut self.server, address, fault)
    }

    /// The base URL of the API: `http://127.0.0.1:PORT/api/v1`, or `https://localhost:PORT/api/v1`.
    pub fn url(&self) -> String {
        format!("{}/api/v1", self.origin)
    }

    /// The base URL without its path.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The CA to trust, as PEM, when it was started with TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// Replaces the script of faults.
    pub fn set_faults(&self, rules: Vec<Rule>) {
        self.shared.lock().set_faults(rules);
    }

    /// The script, with what is left of it.
    pub fn faults(&self) -> Vec<Rule> {
        self.shared.lock().script.rules().to_vec()
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Settings {
        self.shared.lock().settings.clone()
    }

    /// Changes settings, all at once: `change` runs under the sandbox's lock and must not use the sandbox.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut state = self.shared.lock();
        let mut settings = state.settings.clone();
        change(&mut settings);
        state.set_settings(settings);
    }

    /// Changes settings as `POST /_sandbox/settings` does.
    ///
    /// # Errors
    /// When a name is unknown or a value does not fit.
    pub fn merge_settings(&self, changes: &Value) -> Result<(), SettingsError> {
        let mut state = self.shared.lock();
        let settings = state.settings.merged(changes)?;
        state.set_settings(settings);
        Ok(())
    }

    /// The key that is accepted now.
    pub fn key(&self) -> String {
        self.settings().key
    }

    /// Sets the key that is accepted.
    pub fn set_key(&self, key: &str) {
        self.configure(|settings| key.clone_into(&mut settings.key));
    }

    /// The documents in the order they were accepted, those in the queue included.
    pub fn documents(&self) -> Vec<Document> {
        self.shared.lock().store.documents().iter().map(|document| Document::clone(document)).collect()
    }

    /// The documents that failed or will fail in the queue.
    pub fn failures(&self) -> Vec<Failure> {
        self.shared.lock().store.failures().to_vec()
    }

    /// How many documents are in the queue.
    pub fn queued(&self) -> usize {
        self.shared.lock().store.queued()
    }

    /// Lets the queue do now what is due at any time, so that a test need not wait for a clock.
    pub fn let_queue_run(&self) {
        self.shared.lock().store.advance(clock::later(clock::now(), u64::MAX));
    }

    /// Every request of the API in the order their heads were read.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.requests_since(0)
    }

    /// The requests after this one.
    pub fn requests_since(&self, seq: u64) -> Vec<RequestRecord> {
        let records = self.shared.lock().log.since(seq).to_vec();
        records.iter().map(|record| RequestRecord::clone(record)).collect()
    }

    /// How many requests of the API there were.
    pub fn requests_total(&self) -> usize {
        self.shared.lock().log.total()
    }

    /// Forgets documents, requests and faults, goes back to the settings and the key of the start, and lets go
    /// what hangs.
    pub fn reset(&self) {
        self.shared.reset();
    }
}

fn listen_tls(server: &mut Server, address: SocketAddr, fault: TlsFault) -> io::Result<TlsEndpoint> {
    let tls::Identity { config, ca_pem } = tls::identity(fault)?;
    let address = server.listen(address, Some(config))?;
    Ok(TlsEndpoint { address, origin: format!("https://localhost:{}", address.port()), ca_pem })
}
