//! How a person connects the shop at the service itself, as PHP sees it.

use accounting_core::auth::Credentials;
use accounting_core::consent::{Application, Asking, Consent as Consenting, Grant, Organisation};
use accounting_core::redact::SecretString;
use accounting_http::Client as HttpClient;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use serde::Deserialize;

use crate::callbacks::Shop;
use crate::client::{asked, client};
use crate::convert::{from_array, to_zval};
use crate::exception::Failure;
use crate::secret::Secret;
use crate::services::connector;

/// Registers the functions; the class is registered with the others.
pub fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(applied)).function(wrap_function!(as_application))
}

/// `WcAccounting\Extension\Consent`.
#[php_class]
#[php(name = "WcAccounting\\Extension\\Consent")]
#[php(flags = ClassFlags::Final)]
pub struct Consent {
    http: HttpClient,
    service: &'static dyn Consenting,
    keys: Zval,
}

#[derive(Deserialize)]
struct ApplicationArray {
    id: String,
    #[serde(default)]
    secret: Option<SecretString>,
    #[serde(default)]
    scopes: Vec<String>,
}

impl From<ApplicationArray> for Application {
    fn from(ApplicationArray { id, secret, scopes }: ApplicationArray) -> Self {
        Self { id, secret, scopes }
    }
}

#[derive(Deserialize)]
struct AskingArray {
    redirect: String,
    state: String,
    #[serde(default)]
    verifier: Option<SecretString>,
}

#[derive(Deserialize)]
struct GrantArray {
    code: SecretString,
    redirect: String,
    #[serde(default)]
    verifier: Option<SecretString>,
}

#[derive(Deserialize)]
struct OrganisationArray {
    id: String,
    connection: String,
    name: String,
}

#[php_impl]
impl Consent {
    /// The consent of one service; what `keys` holds signs the requests.
    pub fn __construct(service: &str, config: &ZendHashTable, keys: &mut ZendObject) -> PhpResult<Self> {
        let mut held = Zval::new();
        held.set_object(keys);
        Ok(Self { http: client(service, config)?, service: consent(service)?, keys: held })
    }

    /// The page that the person's browser is sent to.
    pub fn page(&self, asking: &ZendHashTable) -> PhpResult<String> {
        let AskingArray { redirect, state, verifier } = from_array("asking", asking)?;
        let request = self.service.page(&self.credentials()?, &Asking { redirect, state, verifier });
        let address = self.http.address_of(&request);
        address.ok_or_else(|| Failure::Callback("the service has no page to connect at".to_owned()).into())
    }

    /// Credentials with what he came back with: the first request redeems it.
    pub fn redeeming(&self, grant: &ZendHashTable) -> PhpResult<Secret> {
        let GrantArray { code, redirect, verifier } = from_array("grant", grant)?;
        let redeeming = self.service.redeeming(self.credentials()?, &Grant { code, redirect, verifier });
        Ok(self.secret(&redeeming))
    }

    /// Which companies he let the shop into.
    pub fn organisations(&self) -> PhpResult<Zval> {
        let before = self.credentials()?;
        let answer = asked(&self.http, &self.keys, |_, so_far| {
            // The request itself may have redeemed what he came back with: then the answer is read with what that gave.
            let now = self.credentials().unwrap_or_else(|_| before.clone());
            self.service.organisations(&now, so_far)
        })?;
        Ok(answer.map_or_else(|| Ok(Zval::null()), |answer| to_zval(&answer))?)
    }

    /// Credentials for the company that he picked.
    pub fn chosen(&self, organisation: &ZendHashTable) -> PhpResult<Secret> {
        let OrganisationArray { id, connection, name } = from_array("organisation", organisation)?;
        let chosen = self.service.chosen(self.credentials()?, &Organisation { id, connection, name });
        Ok(self.secret(&chosen))
    }

    /// Takes the connection back at the service.
    pub fn farewell(&self) -> PhpResult<Zval> {
        let credentials = self.credentials()?;
        let answer = asked(&self.http, &self.keys, |_, so_far| self.service.farewell(&credentials, so_far))?;
        Ok(answer.map_or_else(|| Ok(Zval::null()), |answer| to_zval(&answer))?)
    }

    /// What the credentials tell by themselves; no network.
    pub fn granted(&self) -> PhpResult<Zval> {
        Ok(to_zval(&self.service.granted(&self.credentials()?))?)
    }
}

impl Consent {
    fn credentials(&self) -> PhpResult<Credentials> {
        let shop = Shop { keys: &self.keys, on_exchange: None };
        let stored = match shop.credentials() {
            Ok(stored) => stored,
            Err(error) => {
                error.throw()?;
                SecretString::from(String::new())
            }
        };
        let read = self.http.connector().auth().read(&stored);
        read.ok_or_else(|| {
            Failure::InvalidArgument("these are no credentials of the service".to_owned()).into()
        })
    }

    fn secret(&self, credentials: &Credentials) -> Secret {
        Secret(self.http.connector().auth().written(credentials))
    }
}

fn consent(service: &str) -> Result<&'static dyn Consenting, Failure> {
    let consent = connector(service)?.consent();
    consent.ok_or_else(|| Failure::InvalidArgument(format!("\"{service}\" gives out keys, and asks nobody")))
}

/// Credentials that let nobody in yet: they sign what redeems a code.
#[php_function]
#[php(name = "WcAccounting\\Extension\\applied")]
pub fn applied(service: &str, application: &ZendHashTable) -> PhpResult<Secret> {
    let application: ApplicationArray = from_array("application", application)?;
    let credentials = consent(service)?.applied(&application.into());
    Ok(Secret(connector(service)?.auth().written(&credentials)))
}

/// Credentials by which an application gets itself in; null where the service knows no such thing.
#[php_function]
#[php(name = "WcAccounting\\Extension\\as_application")]
pub fn as_application(service: &str, application: &ZendHashTable) -> PhpResult<Option<Secret>> {
    let application: ApplicationArray = from_array("application", application)?;
    let auth = connector(service)?.auth();
    let credentials = consent(service)?.as_application(&application.into());
    Ok(credentials.map(|credentials| Secret(auth.written(&credentials))))
}
