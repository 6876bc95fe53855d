#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod api;
mod bomb;
mod clock;
mod connection;
mod control;
mod delivery;
mod faults;
mod form;
mod gate;
mod lists;
mod log;
mod page;
mod random;
mod request;
mod sandbox;
mod server;
mod settings;
mod state;
mod store;
mod submission;
mod tls;
mod totals;
mod wire;
mod wording;

pub use faults::{Fault, Match, Rule, When};
pub use log::RequestRecord;
pub use sandbox::{Sandbox, TlsEndpoint};
pub use settings::{
    Account, Booleans, DEFAULT_KEY, Duplicates, LinkAt, ListStyle, Numbers, Settings, SettingsError, Tag,
    Tax, TaxMode, Warehouse,
};
pub use store::{Document, Failure};
pub use submission::{Kind, Line};
pub use tls::{TlsFault, UnknownTlsFault};
pub use totals::Totals;
