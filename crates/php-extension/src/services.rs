//! The accounting services this extension speaks with. A second one is one more line.

use accounting_core::connector::Connector;
use kledo::Kledo;
use xero::Xero;

use crate::exception::Failure;

const CONNECTORS: &[(&str, &dyn Connector)] = &[
    ("kledo", &Kledo),
    ("xero", &Xero),
    #[cfg(feature = "toy")]
    ("toy", &toy::Toy),
];

/// Their keys.
pub fn names() -> impl Iterator<Item = &'static str> {
    CONNECTORS.iter().map(|(name, _)| *name)
}

/// The connector of `service`.
pub fn connector(service: &str) -> Result<&'static dyn Connector, Failure> {
    CONNECTORS
        .iter()
        .find(|(name, _)| *name == service)
        .map(|(_, connector)| *connector)
        .ok_or_else(|| Failure::InvalidArgument(format!("no accounting service is called \"{service}\"")))
}
