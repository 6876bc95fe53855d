#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod api;
mod books;
mod page;
mod service;
mod settings;
mod tokens;

/// A running sandbox.
pub type Sandbox = accounting_sandbox::Sandbox<ToyBooks>;

pub use accounting_sandbox::{Fault, Match, Rule, When};
pub use books::{Books, Contact, Document, Kind, Refusal};
pub use service::ToyBooks;
pub use settings::Settings;
