//! API keys: a type that cannot be printed, and a way to take a key out of somebody else's text.

pub use secrecy::{ExposeSecret, SecretString};

/// Stands where a key stood.
pub const MASK: &str = "[key]";

/// `text` without `key`, e.g. an answer that echoes the request's headers.
pub fn mask(text: &str, key: &SecretString) -> String {
    match key.expose_secret() {
        // A short "key" is a typing error; masking it would tear holes into ordinary words.
        short if short.len() < 8 => text.to_owned(),
        key => text.replace(key, MASK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_printed() {
        let key = SecretString::from("service_key_abc123_secret");
        assert!(!format!("{key:?}").contains("secret_") && !format!("{key:?}").contains("service_key"));
        assert_eq!(mask("bad key service_key_abc123_secret!", &key), "bad key [key]!");
    }
}
