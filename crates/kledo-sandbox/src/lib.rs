#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod api;
mod form;
mod kledo;
mod lists;
mod page;
mod sandbox;
mod settings;
mod store;
mod submission;
mod totals;
mod wording;

pub use accounting_sandbox::{
    Fault, Match, RequestRecord, Rule, SettingsError, TlsEndpoint, TlsFault, UnknownTlsFault, When,
};
pub use kledo::Kledo;
pub use sandbox::Sandbox;
pub use settings::{
    Account, Booleans, DEFAULT_KEY, Duplicates, LinkAt, ListStyle, Numbers, Settings, Tag, Tax, TaxMode,
    Warehouse,
};
pub use store::{Document, Failure};
pub use submission::{Kind, Line};
pub use totals::Totals;
