//! Certificates, good and bad.

use std::io;
use std::str::FromStr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;

/// What is wrong with the certificate of a TLS listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsFault {
    /// Nothing: it is for `localhost` and `127.0.0.1`, from the CA that is handed out.
    #[default]
    None,
    /// It is from another CA than the one handed out.
    UnknownCa,
    /// It is for another host.
    WrongHost,
    /// It expired years ago.
    Expired,
}

/// No fault of TLS has this name.
#[derive(Debug, thiserror::Error)]
#[error("expected none, unknown-ca, wrong-host or expired")]
pub struct UnknownTlsFault;

impl FromStr for TlsFault {
    type Err = UnknownTlsFault;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Ok(match name {
            "none" => Self::None,
            "unknown-ca" => Self::UnknownCa,
            "wrong-host" => Self::WrongHost,
            "expired" => Self::Expired,
            _ => return Err(UnknownTlsFault),
        })
    }
}

/// What a TLS listener needs, and the CA its clients are given.
pub(crate) struct Identity {
    pub config: Arc<ServerConfig>,
    pub ca_pem: String,
}

/// A fresh CA and a certificate with this fault.
pub(crate) fn identity(name: &str, fault: TlsFault) -> io::Result<Identity> {
    let (ca, ca_pem) = authority(&format!("{name} Sandbox CA"))?;
    let signer = if fault == TlsFault::UnknownCa { authority("Some Other CA")?.0 } else { ca };
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = leaf(name, fault)?.signed_by(&key, &signer).map_err(io::Error::other)?;
    let private = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private.into())
        })
        .map_err(io::Error::other)?;
    Ok(Identity { config: Arc::new(config), ca_pem })
}

fn authority(name: &str) -> io::Result<(Issuer<'static, KeyPair>, String)> {
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let pem = params.self_signed(&key).map_err(io::Error::other)?.pem();
    Ok((Issuer::new(params, key), pem))
}

fn leaf(name: &str, fault: TlsFault) -> io::Result<CertificateParams> {
    let hosts: &[&str] =
        if fault == TlsFault::WrongHost { &["elsewhere.invalid"] } else { &["localhost", "127.0.0.1"] };
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, format!("{name} Sandbox"));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    if fault == TlsFault::Expired {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    }
    Ok(params)
}
