//! The credentials a request leaves with.

use accounting_core::auth::{Auth, Credentials};
use accounting_core::redact::{ExposeSecret as _, SecretString};

/// Credentials, and the text they were stored as: by that another process is noticed that has replaced them.
#[derive(Debug, Clone)]
pub struct Access {
    pub stored: SecretString,
    pub credentials: Credentials,
}

impl Access {
    /// `None` when what is stored lets nobody in.
    pub fn read(auth: &dyn Auth, stored: SecretString) -> Option<Self> {
        let credentials = auth.read(&stored)?;
        Some(Self { stored, credentials })
    }

    /// Whether something else is stored by now.
    pub fn is_other_than(&self, stored: &SecretString) -> bool {
        self.stored.expose_secret() != stored.expose_secret()
    }
}
