//! One service at one endpoint, and the ways there.

use std::collections::BTreeMap;
use std::time::Duration;

use accounting_core::account::Marks;
use accounting_core::connector::{Connector, Turn};
use accounting_core::exchange::{self, Exchange, Request};
use accounting_core::links::Learned;
use accounting_core::outcome::Unfinished;
use accounting_core::redact::SecretString;
use tokio::runtime::Runtime;

use crate::batch::Batch;
use crate::endpoint::{Addresses, Config, ConfigError};
use crate::host::Host;
use crate::transport;

/// Most requests at a time, whatever a caller asks for.
pub const CONCURRENCY_MAX: usize = accounting_core::schedule::CONCURRENCY_MAX as usize;

/// One service at one endpoint.
pub struct Client {
    connector: &'static dyn Connector,
    pub(crate) config: Config,
    pub(crate) addresses: Addresses,
}

/// How wide and how long a batch may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests at a time, 1 to [`CONCURRENCY_MAX`].
    pub concurrency: usize,
    /// No request lasts beyond this, counted from the start of the batch.
    pub deadline: Option<Duration>,
}

/// Why a batch ended early.
#[derive(Debug)]
pub enum BatchError<E> {
    /// The network cannot be used as configured.
    Config(ConfigError),
    /// The other side failed.
    Host(E),
}

impl Client {
    /// A client for one endpoint; opens nothing.
    ///
    /// # Errors
    /// When the endpoint may not be used, or the way to it cannot.
    pub fn new(connector: &'static dyn Connector, config: Config) -> Result<Self, ConfigError> {
        let addresses = Addresses::new(connector, &config)?;
        for (_, url) in addresses.iter() {
            transport::check(url, &config)?;
        }
        Ok(Self { connector, config, addresses })
    }

    /// The connector this client speaks for.
    pub fn connector(&self) -> &'static dyn Connector {
        self.connector
    }

    /// The whole address of a request that others make, a person's browser for instance; `None` when the connector never named
    /// its host.
    pub fn address_of(&self, request: &Request) -> Option<String> {
        self.addresses.of(request).map(String::from)
    }

    /// Which company the endpoint and what is stored say that they belong to; no network.
    pub fn marks(&self, stored: &SecretString) -> Marks {
        let endpoint = self.addresses.iter().find(|(host, _)| *host == exchange::Host::Endpoint);
        let host = endpoint.and_then(|(_, url)| url.host_str()).unwrap_or_default();
        self.connector
            .auth()
            .read(stored)
            .map_or_else(Marks::default, |held| self.connector.marks(host, &held))
    }

    /// Holds the conversations of `host`'s tasks, which teach nothing that is kept; `turn` says how each goes on.
    ///
    /// # Errors
    /// As [`Client::run_and_learn`].
    pub fn run<Task, T, H>(
        &self,
        host: &mut H,
        limits: Limits,
        turn: impl Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
    ) -> Result<(), BatchError<H::Error>>
    where
        T: Unfinished,
        H: Host<Task, T>,
    {
        self.run_and_learn(host, limits, turn, |_, _, _| Learned::default())
    }

    /// Holds the conversations of `host`'s tasks; `turn` says how each goes on, and `learned`, once it is over, however it
    /// ended, what may be kept of it.
    ///
    /// # Errors
    /// When the network cannot be used, or when the other side fails: then the requests under way are finished and
    /// reported first.
    pub fn run_and_learn<Task, T, H>(
        &self,
        host: &mut H,
        limits: Limits,
        turn: impl Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
        learned: impl Fn(&dyn Connector, &Task, &[Exchange]) -> Learned,
    ) -> Result<(), BatchError<H::Error>>
    where
        T: Unfinished,
        H: Host<Task, T>,
    {
        let runtime = runtime().map_err(BatchError::Config)?;
        let pools = {
            // hyper's pool and resolver look for a runtime when they are made.
            let _entered = runtime.enter();
            self.pools().map_err(BatchError::Config)?
        };
        let result = Batch::new(self, &runtime, pools, limits, host, (&turn, &learned)).run();
        // A name look-up may still sit in a thread; it must not hold up the page.
        runtime.shutdown_background();
        result.map_err(BatchError::Host)
    }

    /// Connections for one batch. Each host has its own, since the way there may be another: straight, or by a proxy.
    fn pools(&self) -> Result<BTreeMap<exchange::Host, reqwest::Client>, ConfigError> {
        let pool = |(host, url)| {
            let tls = transport::tls_config(url, &self.config)?;
            Ok((host, transport::pool(url, &self.config, tls)?))
        };
        self.addresses.iter().map(pool).collect()
    }
}

/// A thread of its own drives the sockets: they go on while the other side works between two requests.
fn runtime() -> Result<Runtime, ConfigError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .max_blocking_threads(2)
        .on_thread_start(|| {
            // Signals belong to the process that embeds us: PHP's handlers must run on PHP's thread.
            if let Err(error) = nix::sys::signal::SigSet::all().thread_block() {
                log::warn!("signals stay open on a network thread: {error}");
            }
        })
        .build()
        .map_err(|error| ConfigError::Runtime(error.to_string()))
}
