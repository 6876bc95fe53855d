#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod allocations;
mod answers;
mod api;
mod arithmetic;
mod authorize;
mod books;
mod call;
mod checks;
mod commands;
mod connections;
mod consent_page;
mod contacts;
mod dates;
mod desk;
mod document;
mod document_out;
mod documents;
mod draft;
mod extras;
mod facts;
mod filter;
mod gateway;
mod idempotency;
mod ids;
mod items;
mod json;
mod lifecycle;
mod limits;
mod lines;
mod listing;
mod organisation;
mod page;
mod payments;
mod problems;
mod proof;
mod scopes;
mod service;
mod settings;
mod shown;
mod token_endpoint;
mod tokens;

/// A running sandbox.
pub type Sandbox = accounting_sandbox::Sandbox<Xero>;

pub use accounting_sandbox::{Fault, Match, Rule, When};
pub use commands::{Connected, Wish};
pub use organisation::{Account, Organisation, TaxRate, Tracking};
pub use service::Xero;
pub use settings::{Client, FailureWords, Limit, Limits, ScopeRefusal, Settings, Switches, TaxOverride, Tie};
