//! One request, and what can be known of it when it fails.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use accounting_core::auth::Signature;
use accounting_core::exchange::{Answer, Body, Exchange, Fault, Method, Request};
use accounting_core::reason::{Code, Reason};
use accounting_core::redact::ExposeSecret as _;
use chrono::{DateTime, Utc};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName,
    HeaderValue, PROXY_AUTHORIZATION, RETRY_AFTER, TRANSFER_ENCODING, USER_AGENT,
};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;

use crate::endpoint::{Config, ConfigError, matches_any};

/// Bytes of an answer that are read.
const BODY_MAX: usize = 1024 * 1024;

/// TLS that trusts the system's roots and the shop's own, with ring. It is made once per process, and again when the
/// shop's file has changed: reading all roots takes milliseconds.
///
/// # Errors
/// When there are no roots at all, or the shop's file cannot be read.
pub fn tls_config(url: &Url, config: &Config) -> Result<ClientConfig, ConfigError> {
    static MADE: Mutex<BTreeMap<TlsKey, ClientConfig>> = Mutex::new(BTreeMap::new());
    let key = TlsKey::of(url, config);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(tls) = made.get(&key) {
        return Ok(tls.clone());
    }
    let tls = make_tls_config(url, config)?;
    // What was made for an older version of the file is of no use any more.
    made.retain(|other, _| other.is_http != key.is_http || other.ca_file != key.ca_file);
    made.insert(key, tls.clone());
    Ok(tls)
}

/// What a TLS configuration depends on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct TlsKey {
    is_http: bool,
    ca_file: Option<String>,
    /// When the file was changed, and how long it is.
    version: Option<(SystemTime, u64)>,
}

impl TlsKey {
    fn of(url: &Url, config: &Config) -> Self {
        let version = |path: &String| {
            let about = std::fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        let version = config.ca_file.as_ref().and_then(version);
        Self { is_http: url.scheme() == "http", ca_file: config.ca_file.clone(), version }
    }
}

fn make_tls_config(url: &Url, config: &Config) -> Result<ClientConfig, ConfigError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError::Tls(error.to_string()))?;
    if url.scheme() == "http" {
        // No handshake will happen; a system without root certificates must not be in the way.
        return Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    }
    let verifier = verifier(extra_roots(config)?, provider)?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// Finds out what a batch would stumble over, before anything depends on one.
///
/// # Errors
/// When the certificates of the system, those of the shop or its proxy cannot be used.
pub fn check(url: &Url, config: &Config) -> Result<(), ConfigError> {
    if url.scheme() == "https" && extra_roots(config)?.is_empty() {
        check_system_roots()?;
    }
    proxy(url, config).map(drop)
}

/// Reading all roots takes milliseconds: once they were good, they are for the life of the process.
fn check_system_roots() -> Result<(), ConfigError> {
    static WERE_GOOD: AtomicBool = AtomicBool::new(false);
    if !WERE_GOOD.load(Ordering::Relaxed) {
        verifier(Vec::new(), Arc::new(rustls::crypto::ring::default_provider()))?;
        WERE_GOOD.store(true, Ordering::Relaxed);
    }
    Ok(())
}

fn verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, ConfigError> {
    rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider)
        .map_err(|error| ConfigError::Tls(error.to_string()))
}

/// The shop's own certificates.
fn extra_roots(config: &Config) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let Some(path) = &config.ca_file else {
        return Ok(Vec::new());
    };
    let unusable = |fault: String| ConfigError::CaFile { path: path.clone(), fault };
    let roots = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(error.to_string()))?;
    if roots.is_empty() { Err(unusable("there is no certificate in it".to_owned())) } else { Ok(roots) }
}

/// The way to `url`, if it is not the straight one.
fn proxy(url: &Url, config: &Config) -> Result<Option<reqwest::Proxy>, ConfigError> {
    let host = url.host_str().unwrap_or_default();
    let Some(proxy) = &config.proxy else {
        return Ok(None);
    };
    if host == "localhost" || matches_any(host, &proxy.bypass) {
        return Ok(None);
    }
    let way =
        reqwest::Proxy::all(proxy.url.as_str()).map_err(|error| ConfigError::Proxy(error.to_string()))?;
    let is_anonymous = proxy.username.is_empty();
    Ok(Some(if is_anonymous { way } else { way.basic_auth(&proxy.username, &proxy.password) }))
}

/// A connection pool for one batch.
///
/// # Errors
/// When the proxy's address cannot be used.
pub fn pool(url: &Url, config: &Config, tls: ClientConfig) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(config.user_agent.as_str())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(config.connect_timeout)
        .pool_idle_timeout(Duration::from_secs(2))
        .no_proxy();
    if let Some(way) = proxy(url, config)? {
        builder = builder.proxy(way);
    }
    builder.build().map_err(|error| ConfigError::Tls(error.to_string()))
}

/// Headers that are not the connector's to set: they carry the key, or belong to the connection or the body.
const RESERVED: &[HeaderName] = &[
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    HOST,
    COOKIE,
    USER_AGENT,
    CONNECTION,
    CONTENT_TYPE,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
];

/// Sends one request and reads its whole answer, within `timeout`.
pub async fn send(
    pool: reqwest::Client,
    url: Url,
    request: Request,
    signatures: Vec<Signature>,
    wanted_headers: &'static [&'static str],
    timeout: Duration,
) -> Exchange {
    let mut headers = own_headers(&request)?;
    headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
    for signature in &signatures {
        let header = signed(signature).ok_or(Fault::NotSent(Code::Unauthorized.into()))?;
        headers.insert(signature.name, header);
    }
    if let Some(content_type) = request.body.content_type() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let mut builder = pool.request(method(request.method), url).headers(headers).timeout(timeout);
    builder = match request.body {
        Body::None => builder,
        Body::Form(text) | Body::Json(text) => builder.body(text),
        Body::SecretForm(text) => builder.body(text.expose_secret().to_owned()),
    };
    let response = builder.send().await.map_err(|error| fault(&error))?;
    let status = response.status().as_u16();
    let retry_after =
        response.headers().get(RETRY_AFTER).and_then(|value| seconds_from_now(value, Utc::now()));
    let headers = wanted(response.headers(), wanted_headers);
    let body = read_body(response).await?;
    Ok(Answer { status, retry_after, headers, body })
}

/// Those of an answer's headers that the connector reads. One that comes twice counts once.
fn wanted(headers: &HeaderMap, names: &[&'static str]) -> BTreeMap<&'static str, String> {
    let value = |name: &'static str| Some((name, headers.get(name)?.to_str().ok()?.to_owned()));
    names.iter().copied().filter_map(value).collect()
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// The headers that the connector wants. One that it may not set, or that would break the request apart, keeps it here.
fn own_headers(request: &Request) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let unusable =
            || Fault::NotSent(Reason::new(Code::NotSent, &format!("the header {name} cannot be set")));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable())?;
        if RESERVED.contains(&name) {
            return Err(unusable());
        }
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| unusable())?);
    }
    Ok(headers)
}

fn signed(signature: &Signature) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(signature.value.expose_secret()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

async fn read_body(mut response: reqwest::Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
        if body.len() + chunk.len() > BODY_MAX {
            return Err(Fault::MaybeSent(Code::AnswerTooLarge.into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a failed request proves.
///
/// `is_connect()` covers name look-up, the TCP connection, the proxy's tunnel and the TLS handshake: all of it happens
/// before the first byte of the request is written, so the service certainly did not get it. After that nothing is
/// certain, however early the failure looks.
fn fault(error: &reqwest::Error) -> Fault {
    if error.is_connect() {
        return Fault::NotSent(connect_reason(error));
    }
    if error.is_builder() {
        return Fault::NotSent(Reason::new(Code::NotSent, &error.to_string()));
    }
    let code = if error.is_timeout() { Code::TimedOut } else { Code::ConnectionLost };
    Fault::MaybeSent(Reason::new(code, &innermost(error)))
}

fn connect_reason(error: &reqwest::Error) -> Reason {
    if error.is_timeout() {
        return Code::ConnectTimedOut.into();
    }
    let mut code = Code::NotSent;
    for cause in causes(error) {
        if cause.is::<rustls::Error>() {
            code = Code::Tls;
        } else if cause
            .downcast_ref::<io::Error>()
            .is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused)
        {
            code = Code::ConnectionRefused;
        } else if cause.to_string().starts_with("dns error") {
            // hyper-util's type for this is private; its text is part of its tests.
            code = Code::Dns;
        }
    }
    Reason::new(code, &innermost(error))
}

/// The last cause: the outermost text would repeat the address, this one says what happened.
fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

/// What lies below an error, outermost first.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |cause| below(*cause))
}

/// An `io::Error` does not name what it wraps as its source.
fn below<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}

/// `Retry-After` in either form: seconds, or an HTTP date.
fn seconds_from_now(value: &HeaderValue, now: DateTime<Utc>) -> Option<u32> {
    let text = value.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(seconds);
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    u32::try_from((date.to_utc() - now).num_seconds().max(0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10.22: an empty batch over https cost 5 ms, all of it for reading the roots again.
    #[test]
    fn the_roots_are_read_once_per_process_and_again_when_the_file_changes() {
        let path = std::env::temp_dir().join(format!("accounting-http-{}.pem", std::process::id()));
        let pem = include_str!("../tests/ca.pem");
        std::fs::write(&path, pem).unwrap();
        let url = Url::parse("https://127.0.0.1:1").unwrap();
        let config = Config { ca_file: Some(path.to_string_lossy().into_owned()), ..config_of(url.as_str()) };
        let made = || Arc::clone(tls_config(&url, &config).unwrap().crypto_provider());
        let first = made();
        assert!(Arc::ptr_eq(&first, &made()), "it was made twice");
        std::fs::write(&path, format!("{pem}\n")).unwrap();
        assert!(!Arc::ptr_eq(&first, &made()), "the file was changed");
        std::fs::remove_file(&path).unwrap();
        assert!(tls_config(&url, &config).is_err(), "the file is gone");
    }

    fn config_of(endpoint: &str) -> Config {
        Config {
            endpoint: endpoint.to_owned(),
            hosts: BTreeMap::new(),
            allowed_endpoints: Vec::new(),
            user_agent: String::new(),
            connect_timeout: Duration::ZERO,
            timeout: Duration::ZERO,
            proxy: None,
            block_external: false,
            accessible_hosts: Vec::new(),
            ca_file: None,
        }
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = DateTime::from_timestamp(784_111_700, 0).unwrap();
        let read = |text: &'static str| seconds_from_now(&HeaderValue::from_static(text), now);
        assert_eq!(read("120"), Some(120));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some(77));
        assert_eq!(read("Tue, 06 Nov 1990 08:49:37 GMT"), Some(0));
        assert_eq!(read("soon"), None);
    }
}
