//! The handle of a running sandbox.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::faults::Rule;
use crate::log::RequestRecord;
use crate::server::Server;
use crate::service::Service;
use crate::settings::{ServiceSettings, SettingsError};
use crate::state::Shared;
use crate::tls::{self, TlsFault};

/// A running service. Dropping it ends it, with every connection.
pub struct Sandbox<S> {
    shared: Arc<Shared<S>>,
    server: Server<S>,
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
const EPHEMERAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

impl<S: Service> Sandbox<S> {
    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port or no thread can be had.
    pub fn start(settings: S::Settings) -> io::Result<Self> {
        Self::start_on(EPHEMERAL, settings)
    }

    /// Starts a sandbox on this address.
    ///
    /// # Errors
    /// When the address or a thread cannot be had.
    pub fn start_on(address: SocketAddr, settings: S::Settings) -> io::Result<Self> {
        let shared = Arc::new(Shared::new(settings));
        let server = Server::new(Arc::clone(&shared))?;
        let address = server.listen(address, None)?;
        Ok(Self { shared, server, address, origin: format!("http://{address}"), ca_pem: None })
    }

    /// Starts a sandbox that speaks TLS, on a free port of 127.0.0.1; [`Sandbox::ca_pem`] is the CA to trust.
    ///
    /// # Errors
    /// When no port, no thread or no certificate can be had.
    pub fn start_tls(settings: S::Settings, fault: TlsFault) -> io::Result<Self> {
        let shared = Arc::new(Shared::new(settings));
        let server = Server::new(Arc::clone(&shared))?;
        let TlsEndpoint { address, origin, ca_pem } = listen_tls(&server, EPHEMERAL, fault)?;
        Ok(Self { shared, server, address, origin, ca_pem: Some(ca_pem) })
    }

    /// Listens on one more address, for a service that has several hosts; the address it got.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn add(&self, address: SocketAddr) -> io::Result<SocketAddr> {
        self.server.listen(address, None)
    }

    /// Listens with TLS as well.
    ///
    /// # Errors
    /// When the address or a certificate cannot be had.
    pub fn add_tls(&self, address: SocketAddr, fault: TlsFault) -> io::Result<TlsEndpoint> {
        listen_tls(&self.server, address, fault)
    }

    /// The base URL of the API, without a slash at its end: `http://127.0.0.1:PORT/…`, or `https://localhost:PORT/…`.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin, S::BASE.trim_end_matches('/'))
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
    pub fn settings(&self) -> S::Settings {
        self.shared.lock().service.settings().clone()
    }

    /// Changes settings, all at once: `change` runs under the sandbox's lock and must not use the sandbox.
    pub fn configure(&self, change: impl FnOnce(&mut S::Settings)) {
        let mut state = self.shared.lock();
        let mut settings = state.service.settings().clone();
        change(&mut settings);
        state.set_settings(settings);
    }

    /// Changes settings as `POST /_sandbox/settings` does.
    ///
    /// # Errors
    /// When a name is unknown or a value does not fit.
    pub fn merge_settings(&self, changes: &Value) -> Result<(), SettingsError> {
        let mut state = self.shared.lock();
        let settings = state.service.settings().merged(changes)?;
        state.set_settings(settings);
        Ok(())
    }

    /// Looks at the service, or changes it: `look` runs under the sandbox's lock and must not use the sandbox.
    pub fn with<R>(&self, look: impl FnOnce(&mut S) -> R) -> R {
        look(&mut self.shared.lock().service)
    }

    /// The time on the sandbox's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.lock().now()
    }

    /// Makes it this time now; the clock goes on from there, until a reset.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.shared.lock().clock.set(now);
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

    /// Begins anew with the settings of the start: no requests, no faults, the clock right, and lets go what hangs.
    pub fn reset(&self) {
        self.shared.reset();
    }
}

impl<S> fmt::Debug for Sandbox<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("origin", &self.origin).finish_non_exhaustive()
    }
}

fn listen_tls<S: Service>(
    server: &Server<S>,
    address: SocketAddr,
    fault: TlsFault,
) -> io::Result<TlsEndpoint> {
    let tls::Identity { config, ca_pem } = tls::identity(S::NAME, fault)?;
    let address = server.listen(address, Some(config))?;
    Ok(TlsEndpoint { address, origin: format!("https://localhost:{}", address.port()), ca_pem })
}
