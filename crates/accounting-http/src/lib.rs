#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod batch;
pub mod endpoint;
mod transport;
mod under_way;

pub use batch::{Client, Exchanged, Host, Phase};
pub use endpoint::{Config, ConfigError, ProxyConfig};
