#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod bomb;
pub mod clock;
mod command_line;
mod connection;
mod control;
mod delivery;
mod exchange;
mod faults;
mod gate;
mod head;
mod lanes;
mod log;
mod page;
mod random;
mod sandbox;
mod server;
mod service;
mod settings;
mod state;
mod tls;
mod wire;

pub use answer::Answer;
pub use command_line::main;
pub use faults::{Fate, Fault, Match, Rule, When};
pub use head::{Head, Request};
pub use log::RequestRecord;
pub use page::{Cell, Mood, Page, Table};
pub use random::Random;
pub use sandbox::{Sandbox, TlsEndpoint};
pub use service::{Outcome, Phrase, Service};
pub use settings::{Chance, ServiceSettings, SettingsError};
pub use tls::{TlsFault, UnknownTlsFault};
