//! A key on its way into PHP.

use accounting_core::redact::{ExposeSecret as _, SecretString};
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;

/// `WcAccounting\Extension\Secret`: has no properties, so nothing prints it.
#[php_class]
#[php(name = "WcAccounting\\Extension\\Secret")]
#[php(flags = ClassFlags::Final)]
pub struct Secret(pub SecretString);

#[php_impl]
impl Secret {
    /// The plain text.
    pub fn reveal(&self) -> String {
        self.0.expose_secret().to_owned()
    }
}
