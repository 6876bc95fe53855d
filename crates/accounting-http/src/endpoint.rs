//! Where a key may be sent, and by which way.

use std::collections::BTreeMap;
use std::time::Duration;

use accounting_core::connector::Connector;
use accounting_core::exchange::{Host, Request};
use accounting_core::reason::{Code, Reason};
use url::Url;

/// Network settings of a shop.
#[derive(Debug, Clone)]
pub struct Config {
    /// The API endpoint as the shop owner entered it.
    pub endpoint: String,
    /// Other addresses for the connector's further hosts, by name: a sandbox's. Allowed as an endpoint is.
    pub hosts: BTreeMap<String, String>,
    /// Origins allowed beside the service's own, e.g. `http://127.0.0.1:8080`.
    pub allowed_endpoints: Vec<String>,
    /// User-Agent of every request.
    pub user_agent: String,
    /// Longest wait for a connection, TLS included.
    pub connect_timeout: Duration,
    /// Longest a whole request may last.
    pub timeout: Duration,
    /// The shop's proxy.
    pub proxy: Option<ProxyConfig>,
    /// Whether the shop blocks requests to hosts that are not in `accessible_hosts`.
    pub block_external: bool,
    /// Hosts that may be reached in spite of that; `*.example.com` stands for every subdomain.
    pub accessible_hosts: Vec<String>,
    /// A PEM file with certificates to trust beside the system's.
    pub ca_file: Option<String>,
}

/// The shop's proxy, by WordPress's `WP_PROXY_*` constants.
#[derive(Debug, Clone)]
pub struct ProxyConfig {
    /// E.g. `http://proxy.example:3128`.
    pub url: String,
    /// Empty for none.
    pub username: String,
    /// Empty for none.
    pub password: String,
    /// Hosts that are reached directly; `*.example.com` stands for every subdomain.
    pub bypass: Vec<String>,
}

/// Why no request can be made at all.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The endpoint is no URL.
    #[error("the API endpoint is not a valid URL")]
    NotAUrl,
    /// The endpoint is neither the service's nor allowed by the shop.
    #[error("the API endpoint {0} is not one that this shop allows")]
    NotAllowed(String),
    /// The proxy cannot be used.
    #[error("the proxy address cannot be used: {0}")]
    Proxy(String),
    /// The extra certificates cannot be read.
    #[error("the CA file {path} cannot be used: {fault}")]
    CaFile {
        /// As configured.
        path: String,
        /// What the system or the parser said.
        fault: String,
    },
    /// TLS cannot be set up, e.g. a system without root certificates.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// The runtime cannot be started.
    #[error("no network runtime: {0}")]
    Runtime(String),
}

impl ConfigError {
    /// Whether another endpoint would help; else the fault is in what surrounds it, e.g. the proxy.
    #[must_use]
    pub fn is_about_endpoint(&self) -> bool {
        matches!(self, Self::NotAUrl | Self::NotAllowed(_))
    }
}

/// Where the hosts of a service are, each allowed by the shop.
#[derive(Debug)]
pub struct Addresses(BTreeMap<Host, Url>);

impl Addresses {
    /// The endpoint and the connector's further hosts.
    ///
    /// # Errors
    /// When one of them is no URL, or one that is not allowed.
    pub fn new(connector: &dyn Connector, config: &Config) -> Result<Self, ConfigError> {
        let endpoint = (Host::Endpoint, config.endpoint.as_str());
        let named = connector.hosts().iter().map(|host| {
            let address = config.hosts.get(host.name).map_or(host.address, String::as_str);
            (Host::Named(host.name), address)
        });
        let allowed = |(host, address)| Ok((host, allowed(connector, config, address)?));
        std::iter::once(endpoint).chain(named).map(allowed).collect::<Result<_, _>>().map(Self)
    }

    /// Each host and where it is.
    pub fn iter(&self) -> impl Iterator<Item = (Host, &Url)> {
        self.0.iter().map(|(host, url)| (*host, url))
    }

    /// The whole address of `request`; `None` when the connector never named its host.
    pub fn of(&self, request: &Request) -> Option<Url> {
        let base = self.0.get(&request.to)?;
        let mut url = base.clone();
        url.set_path(&format!("{}/{}", base.path().trim_end_matches('/'), request.path));
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        Some(url)
    }
}

/// The address that may be used, without a trailing slash.
///
/// An `http://` address of the service's own is upgraded: its pages print it so, and a key never goes in clear text.
fn allowed(connector: &dyn Connector, config: &Config, address: &str) -> Result<Url, ConfigError> {
    let mut url = Url::parse(address.trim().trim_end_matches('/')).map_err(|_| ConfigError::NotAUrl)?;
    let host = url.host_str().ok_or(ConfigError::NotAUrl)?.to_owned();
    let clean = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let origin = url.origin().ascii_serialization();
    let is_listed = || {
        let same = |allowed: &String| {
            Url::parse(allowed.trim()).is_ok_and(|allowed| allowed.origin() == url.origin())
        };
        config.allowed_endpoints.iter().any(same)
    };
    if clean && matches!(url.scheme(), "http" | "https") && is_listed() {
        return Ok(url);
    }
    let is_own = clean && url.port().is_none() && connector.owns_host(&host);
    if is_own && (url.scheme() == "https" || (url.scheme() == "http" && url.set_scheme("https").is_ok())) {
        return Ok(url);
    }
    Err(ConfigError::NotAllowed(origin))
}

/// Why the shop's own rules forbid a connection to `url`, if they do.
pub fn blocked(config: &Config, url: &Url) -> Option<Reason> {
    let host = url.host_str().unwrap_or_default();
    let open = !config.block_external || host == "localhost" || matches_any(host, &config.accessible_hosts);
    (!open).then(|| Reason::new(Code::Blocked, host))
}

/// Whether `host` is one of `patterns`; `*.example.com` stands for every subdomain.
pub fn matches_any(host: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| {
        let pattern = pattern.trim();
        match pattern.strip_prefix("*.") {
            Some(parent) => host.strip_suffix(parent).is_some_and(|before| before.ends_with('.')),
            None => !pattern.is_empty() && host.eq_ignore_ascii_case(pattern),
        }
    })
}
