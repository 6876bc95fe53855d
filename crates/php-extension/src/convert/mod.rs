//! PHP values to Rust types and back, straight over PHP's own memory: no JSON text in between.

mod read;
mod ser;

use ext_php_rs::types::{ZendHashTable, Zval};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::exception::Failure;
use read::{PhpArray, PhpValue};

/// Reads a PHP array as a `T`. Bytes that are no UTF-8 become U+FFFD, nothing else is guessed.
pub fn from_array<T: DeserializeOwned>(what: &str, array: &ZendHashTable) -> Result<T, Failure> {
    php_values::from_array(PhpArray(array)).map_err(|error| shape(what, &error))
}

/// Reads any PHP value as a `T`.
pub fn from_zval<T: DeserializeOwned>(what: &str, value: &Zval) -> Result<T, Failure> {
    php_values::from_value(PhpValue(value)).map_err(|error| shape(what, &error))
}

/// Writes `value` as a PHP value.
pub fn to_zval<T: Serialize + ?Sized>(value: &T) -> Result<Zval, Failure> {
    value.serialize(ser::ZvalSerializer).map_err(|error| Failure::Callback(error.to_string()))
}

fn shape(what: &str, error: &php_values::Error) -> Failure {
    Failure::InvalidArgument(format!("{what}: {error}"))
}

/// Why a value could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl serde::ser::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
