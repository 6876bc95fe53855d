//! The handle of a running Kledo.

use std::io;
use std::net::SocketAddr;
use std::ops::Deref;

use accounting_sandbox::{Service, TlsFault};
use chrono::{DateTime, Utc};

use crate::kledo::Kledo;
use crate::settings::Settings;
use crate::store::{Document, Failure};

/// A running Kledo. Dropping it ends it, with every connection. What every sandbox can do is
/// [`accounting_sandbox::Sandbox`]'s.
#[derive(Debug)]
pub struct Sandbox(accounting_sandbox::Sandbox<Kledo>);

impl Deref for Sandbox {
    type Target = accounting_sandbox::Sandbox<Kledo>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Sandbox {
    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port or no thread can be had.
    pub fn start(settings: Settings) -> io::Result<Self> {
        accounting_sandbox::Sandbox::start(settings).map(Self)
    }

    /// Starts a sandbox on this address.
    ///
    /// # Errors
    /// When the address or a thread cannot be had.
    pub fn start_on(address: SocketAddr, settings: Settings) -> io::Result<Self> {
        accounting_sandbox::Sandbox::start_on(address, settings).map(Self)
    }

    /// Starts a sandbox that speaks TLS, on a free port of 127.0.0.1; `ca_pem()` is the CA to trust.
    ///
    /// # Errors
    /// When no port, no thread or no certificate can be had.
    pub fn start_tls(settings: Settings, fault: TlsFault) -> io::Result<Self> {
        accounting_sandbox::Sandbox::start_tls(settings, fault).map(Self)
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
        self.with(|kledo| kledo.store.documents().iter().map(|document| Document::clone(document)).collect())
    }

    /// The documents that failed or will fail in the queue.
    pub fn failures(&self) -> Vec<Failure> {
        self.with(|kledo| kledo.store.failures().to_vec())
    }

    /// How many documents are in the queue.
    pub fn queued(&self) -> usize {
        self.with(|kledo| kledo.store.queued())
    }

    /// Lets the queue do now what is due at any time, so that a test need not wait for a clock.
    pub fn let_queue_run(&self) {
        self.with(|kledo| kledo.advance(DateTime::<Utc>::MAX_UTC));
    }
}
