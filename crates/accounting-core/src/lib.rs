#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod account;
pub mod allowance;
pub mod approval;
pub mod auth;
pub mod bill;
pub mod books;
pub mod connector;
pub mod consent;
pub mod delivery;
pub mod document;
pub mod exchange;
pub mod leaving;
pub mod links;
pub mod mark;
pub mod money;
pub mod naming;
pub mod outcome;
pub mod queue;
pub mod reason;
pub mod redact;
pub mod reference;
pub mod schedule;
pub mod snapshot;
pub mod text;
